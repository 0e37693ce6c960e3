/* Rows of pupils, many millions: what a row says is read first, for a batch of rows, while the
 * places of their classes are fetched from memory; then it is counted. */
#include "csv_number.h"
#include "pupils_int.h"

#include <stdlib.h>

#define RUN_MAX 255 /* rows whose bytes can be added up */

typedef struct work {
    jh__counter *c;
    const jh__layout *l;
    const jh__block *b;
    jh__said said[JH__BATCH];
} work;

/* The cells of one row. */
typedef struct line {
    const char *p;
    const uint32_t *at; /* at[-1] is there */
    size_t cells;
    uint32_t row;
    bool quoted;
    char room[3][JH__CELL];
} line;

/* Rows of one class behind each other. */
typedef struct stretch {
    bool open;
    size_t at;
    uint32_t n;
    uint64_t bits[3];
    int64_t micros;
} stretch;

/* Cell of a column; where quotes are taken out of it, it stands in that room. */
static jh__pupil_cell cell_at(line *x, uint32_t col, size_t room)
{
    if (col > x->cells) return (jh__pupil_cell){x->p, 0, x->row, col};
    size_t from = (size_t)(uint32_t)(x->at[(ptrdiff_t)col - 2] + 1), to = x->at[col - 1];
    if (col == x->cells && to > from && x->p[to - 1] == '\r') to--;
    jh__pupil_cell cell = {x->p + from, to - from, x->row, col};
    if (x->quoted && cell.n && *cell.p == '"') {
        cell.n -= 2;
        cell.p = jh__csv_halved(cell.p + 1, &cell.n, x->room[room], JH__CELL);
    }
    return cell;
}

/* ---- the class -------------------------------------------------------------------------- */

/* The three names with `by` between them, where they do not stand so in the file. */
static jh_status join(jh__counter *c, size_t i, const jh__pupil_cell cell[3], char by,
                      jh__said *out)
{
    if (!c->joined) c->joined = malloc((size_t)JH__BATCH * JH__JOINED);
    if (!c->joined) return JH_ENOMEM;
    char *to = c->joined + i * JH__JOINED;
    size_t n = 0;
    for (size_t k = 0; k < 3; k++) {
        memcpy(to + n, cell[k].p, cell[k].n);
        n += cell[k].n;
        if (k < 2) to[n++] = by;
    }
    out->bytes = to;
    out->key = jh__key_of(to, n);
    return JH_OK;
}

/* Whether the row says which class it belongs to; tells it if not. */
static jh_status check_place(jh__counter *c, const jh__pupil_cell cell[3], bool *placed)
{
    *placed = true;
    for (size_t k = 0; k < 3 && *placed; k++) {
        if (cell[k].n - 1 < JH__NAME) continue;
        *placed = false;
        c->unplaced++;
        JH_TRY(jh__pupil_fault_add(c, cell[k],
                                   cell[k].n ? "intake.pupils_long_name"
                                             : "intake.pupils_no_place"));
    }
    return JH_OK;
}

static jh_status read_key(work *w, line *x, size_t i)
{
    jh__said *out = &w->said[i];
    jh__pupil_cell cell[3] = {cell_at(x, w->l->school, 0), cell_at(x, w->l->grade, 1),
                              cell_at(x, w->l->group, 2)};
    JH_TRY(check_place(w->c, cell, &out->placed));
    if (!out->placed) return JH_OK;
    /* quoted names may hold the delimiter, so another one joins them */
    if (x->quoted || !w->l->keys_joined)
        return join(w->c, i, cell, x->quoted ? JH__JOINER : w->l->delimiter, out);
    out->bytes = cell[0].p;
    out->key = jh__key_of(cell[0].p, (size_t)(cell[2].p + cell[2].n - cell[0].p));
    return JH_OK;
}

static bool same_key(const jh__said *a, const jh__said *b)
{
    if (a->key.n != b->key.n || a->key.word[0] != b->key.word[0] ||
        a->key.word[1] != b->key.word[1])
        return false;
    return a->key.n <= 16 || !memcmp(a->bytes, b->bytes, a->key.n);
}

/* ---- any row ------------------------------------------------------------------------------- */

/* The cells of a line that stands alone in the index. */
static jh_status cells_of(work *w, size_t row, line *x)
{
    const jh__block *b = w->b;
    jh__counter *c = w->c;
    size_t from = (size_t)(uint32_t)(b->at[(ptrdiff_t)row - 1] + 1);
    size_t n = b->at[row] + 1 - from;
    if (c->at_cap < n + 1 + JH__AT_MORE) {
        free(c->at);
        c->at_cap = n + 1024;
        c->at = malloc(c->at_cap * sizeof *c->at);
        if (!c->at) return JH_ENOMEM;
        c->at[0] = UINT32_MAX;
    }
    jh__index cells = {.at = c->at + 1};
    jh__csv_index(b->p + from, n, w->l->delimiter, &cells);
    x->p = b->p + from;
    x->at = cells.at;
    x->cells = cells.n;
    if (cells.n != w->l->columns && (n > 2 || (n == 2 && *x->p != '\r')))
        *b->uneven = true;
    return JH_OK;
}

/* A row without a single cell is none. */
static bool blank(line *x)
{
    for (uint32_t col = 1; col <= x->cells; col++)
        if (cell_at(x, col, 0).n) return false;
    return true;
}

static jh_status any_row(work *w, size_t row, size_t i)
{
    const jh__block *b = w->b;
    const jh__layout *l = w->l;
    jh__said *out = &w->said[i];
    line x = {.row = b->row + (uint32_t)row, .quoted = b->quoted};
    out->placed = false;
    if (b->lines) {
        JH_TRY(cells_of(w, row, &x));
        if (blank(&x)) {
            w->c->rows--;
            return JH_OK;
        }
    } else {
        x.p = b->p;
        x.at = b->at + row * l->columns;
        x.cells = l->columns;
    }
    out->pupil = (jh__pupil){.bits = {0}};
    JH_TRY(read_key(w, &x, i));
    for (size_t k = 0; k < l->lanes; k++) {
        jh__pupil_cell cell = cell_at(&x, l->lane[k].col, 0);
        JH_TRY(jh__pupil_lane(w->c, l, k, cell, &out->pupil));
    }
    if (!l->score) return JH_OK;
    return jh__pupil_score(w->c, cell_at(&x, l->score, 0), &out->pupil);
}

/* ---- counting --------------------------------------------------------------------------------- */

static void close_stretch(work *w, stretch *s)
{
    if (!s->open || !s->n) return;
    jh__tally *t = jh__tally_at(&w->c->classes, s->at);
    t->n += s->n;
    t->micros += s->micros;
    for (size_t k = 0; k < 8; k++)
        t->count[k] += (uint32_t)(s->bits[0] >> (8 * k) & 0xFF);
    for (size_t k = 8; w->l->lanes > 7 && k < 24; k++)
        t->count[k] += (uint32_t)(s->bits[k / 8] >> (8 * (k % 8)) & 0xFF);
    *s = (stretch){.open = true, .at = s->at};
}

/* The class of the row: mostly where its hash leads to. */
static jh_status find_class(work *w, const jh__said *said, size_t *at)
{
    const jh__classes *c = &w->c->classes;
    *at = (size_t)said->slot - 1;
    if (said->slot && said->key.n <= 16) {
        const jh__tally *t = jh__tally_at(c, *at);
        if (t->word[0] == said->key.word[0] && t->word[1] == said->key.word[1] &&
            t->length == said->key.n)
            return JH_OK;
    }
    return jh__classes_find(&w->c->classes, &said->key, said->bytes, at);
}

static jh_status count_row(work *w, stretch *s, const jh__said *said)
{
    const jh__pupil *p = &said->pupil;
    if (!said->placed) return JH_OK;
    if (!s->open || !said->again) {
        close_stretch(w, s);
        s->open = true;
        JH_TRY(find_class(w, said, &s->at));
    }
    for (size_t k = 0; k < 3; k++)
        s->bits[k] += p->bits[k];
    s->micros += p->micros;
    for (uint32_t left = p->unknown; left; left &= left - 1)
        JH_TRY(
            jh__classes_unknown(&w->c->classes, s->at, (size_t)__builtin_ctz(left), 1));
    if (++s->n == RUN_MAX) close_stretch(w, s);
    return JH_OK;
}

/* Where the hashes lead to, while the slots come from memory; then the tallies do. */
static void look_up(work *w, size_t n)
{
    const jh__classes *c = &w->c->classes;
    size_t mask = c->size - 1;
    for (size_t i = 0; i < n; i++) {
        jh__said *s = &w->said[i];
        s->again = i && s->placed && w->said[i - 1].placed && same_key(s, s - 1);
        if (s->again || !s->placed) continue;
        if (s->key.n <= 16) s->key.hash = jh__key_hash(s->key.word, s->key.n);
        __builtin_prefetch(&c->slot[s->key.hash & mask]);
    }
    for (size_t i = 0; i < n; i++) {
        jh__said *s = &w->said[i];
        if (s->again || !s->placed) continue;
        size_t k = s->key.hash & mask;
        while (c->slot[k].at && c->slot[k].hash != s->key.hash)
            k = (k + 1) & mask;
        s->slot = c->slot[k].at;
        if (s->slot) __builtin_prefetch(jh__tally_at(c, s->slot - 1), 1);
    }
}

static jh_status batch(work *w, size_t row, size_t n, stretch *s)
{
    uint64_t left = ~UINT64_C(0) >> (JH__BATCH - n);
    if (w->c->shape && w->b->lines) {
        jh__rows rows = {w->b, row, n};
        left = jh__pupils_usual(w->l, &rows, w->c->shape, w->said);
    }
    for (; left; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        JH_TRY(any_row(w, row + i, i));
    }
    look_up(w, n);
    for (size_t i = 0; i < n; i++)
        JH_TRY(count_row(w, s, &w->said[i]));
    return JH_OK;
}

jh_status jh__pupils_block(jh__counter *c, const jh__layout *l, const jh__block *block)
{
    work w = {.c = c, .l = l, .b = block};
    c->rows += block->rows;
    if (l->usual && !c->shape) {
        c->shape = calloc((size_t)1 << JH__SHAPE_BITS, sizeof *c->shape);
        if (!c->shape) return JH_ENOMEM;
    }
    stretch s = {0};
    for (size_t row = 0; row < block->rows; row += JH__BATCH) {
        size_t left = block->rows - row;
        JH_TRY(batch(&w, row, left < JH__BATCH ? left : JH__BATCH, &s));
    }
    close_stretch(&w, &s);
    return JH_OK;
}

/* By the same counting: one batch of one. */
jh_status jh__pupils_row(jh__counter *c, const jh__layout *l, const jh_row *row)
{
    work w = {.c = c, .l = l};
    jh__pupil_cell none = {"", 0, row->row, 0}, cell[3] = {none, none, none};
    const uint32_t col[3] = {l->school, l->grade, l->group};
    jh__pupil *p = &w.said[0].pupil;
    for (size_t k = 0; k < 3; k++)
        cell[k].col = col[k];
    p->unknown = (1u << l->lanes) - 1;
    c->rows++;
    for (size_t i = 0; i < row->n; i++) {
        const jh_cell *x = &row->cell[i];
        jh__pupil_cell given = {x->text, x->n, row->row, x->col};
        for (size_t k = 0; k < 3; k++)
            if (x->col == col[k]) cell[k] = given;
        for (size_t k = 0; k < l->lanes; k++) {
            if (x->col != l->lane[k].col) continue;
            p->unknown &= ~(1u << k);
            JH_TRY(jh__pupil_lane(c, l, k, given, p));
        }
        if (x->col == l->score) JH_TRY(jh__pupil_score(c, given, p));
    }
    for (size_t k = 0; k < 3; k++)
        cell[k].p = jh__trimmed(cell[k].p, &cell[k].n);
    JH_TRY(check_place(c, cell, &w.said[0].placed));
    if (!w.said[0].placed) return JH_OK;
    JH_TRY(join(c, 0, cell, JH__JOINER, &w.said[0]));
    stretch s = {0};
    JH_TRY(count_row(&w, &s, &w.said[0]));
    close_stretch(&w, &s);
    return JH_OK;
}
