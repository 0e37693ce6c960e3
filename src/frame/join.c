/* Joining by equal keys: right rows in an open-addressing table, left rows looked up in it. */
#include <junheng/frame.h>

#include <string.h>

/* False where a key is missing. */
static bool hash_row(const jh_keys *k, size_t row, uint64_t *out)
{
    uint64_t h = JH_HASH_START;
    for (size_t i = 0; i < k->n; i++) {
        const jh_column *c = &k->f->column[k->col[i]];
        if (!c->valid[row]) return false;
        double x = c->type == JH_TEXT ? 0 : c->number[row] + 0.0; /* -0 becomes 0 */
        if (c->type == JH_TEXT) /* with its end: "a", "b" is not "ab", "" */
            h = jh_hash_bytes(h, c->text[row], strlen(c->text[row]) + 1);
        else
            h = jh_hash_bytes(h, &x, sizeof x);
    }
    *out = h ^ (h >> 32);
    return true;
}

static bool equal(const jh_keys *a, size_t i, const jh_keys *b, size_t j)
{
    for (size_t k = 0; k < a->n; k++) {
        const jh_column *x = &a->f->column[a->col[k]], *y = &b->f->column[b->col[k]];
        if (x->type == JH_TEXT ? strcmp(x->text[i], y->text[j]) != 0
                               : x->number[i] != y->number[j])
            return false;
    }
    return true;
}

typedef struct table {
    size_t *slot; /* row of right + 1, 0: free */
    size_t mask;
} table;

/* The slot with a row that has the keys of row `row`, or the free one where it would stand. */
static size_t *find(const table *t, const jh_keys *right, const jh_keys *k, size_t row,
                    uint64_t h)
{
    size_t at = h & t->mask;
    while (t->slot[at] && !equal(k, row, right, t->slot[at] - 1))
        at = (at + 1) & t->mask;
    return &t->slot[at];
}

static jh_status fill(jh_arena *arena, const jh_keys *right, table *t, jh_match *out)
{
    size_t cap = 64;
    while (cap / 2 < right->f->rows)
        cap *= 2;
    *t = (table){jh_alloc_array(arena, cap, sizeof *t->slot), cap - 1};
    if (!t->slot) return JH_ENOMEM;
    for (size_t i = 0; i < right->f->rows; i++) {
        uint64_t h;
        if (!hash_row(right, i, &h)) continue;
        size_t *slot = find(t, right, right, i, h);
        if (!*slot)
            *slot = i + 1;
        else if (!out->again++)
            out->again_row = i;
    }
    return JH_OK;
}

static bool same_types(const jh_keys *a, const jh_keys *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = a->f->column[a->col[i]].type == b->f->column[b->col[i]].type;
    return same;
}

jh_status jh_frame_match(jh_arena *arena, const jh_keys *left, const jh_keys *right,
                         jh_match *out)
{
    table t;
    *out = (jh_match){0};
    if (!same_types(left, right)) return JH_EINTERNAL;
    const size_t rows = left->f->rows;
    out->row = jh_alloc_array(arena, rows, sizeof *out->row);
    if (!out->row) return JH_ENOMEM;
    JH_TRY(fill(arena, right, &t, out));
    for (size_t i = 0; i < rows; i++) {
        uint64_t h;
        size_t found = hash_row(left, i, &h) ? *find(&t, right, left, i, h) : 0;
        out->row[i] = found ? found - 1 : JH_NO_ROW;
        if (!found && !out->alone++) out->alone_row = i;
    }
    return JH_OK;
}

jh_status jh_frame_join(jh_frame *left, const jh_frame *right, const jh_match *match,
                        size_t right_col, const char *name, size_t *out)
{
    if (left->fixed) return JH_EINTERNAL;
    /* `right` may be `left`, whose columns move when one is added */
    const jh_column from = right->column[right_col];
    JH_TRY(jh_frame_add_column(left, name, from.type, out));
    jh_column *to = &left->column[*out];
    for (size_t i = 0; i < left->rows; i++) {
        size_t at = match->row[i];
        if (at == JH_NO_ROW || !from.valid[at]) continue;
        to->valid[i] = 1;
        if (from.origin) to->origin[i] = from.origin[at];
        if (from.type == JH_TEXT)
            to->text[i] = from.text[at];
        else
            to->number[i] = from.number[at];
    }
    return JH_OK;
}
