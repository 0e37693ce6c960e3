/* Rows of pupils, many millions: what a row says is read first, for a batch of rows, while the
 * places of their classes are fetched from memory; then it is counted. */
#include "csv_number.h"
#include "pupils_int.h"

#define ONES UINT64_C(0x0101010101010101)
#define INLINE static inline __attribute__((always_inline))
#define RUN_MAX 255 /* rows whose bytes can be added up */
#define LONGEST 255 /* bytes of a school's, grade's or class's name */

typedef struct work {
    jh__counter *c;
    const jh__layout *l;
    const jh__block *b;
    size_t columns;
    const char *end; /* of what may be read */
    bool usual;      /* the columns stand as quick_row wants them */
    jh__key key[JH__BATCH];
    const char *bytes[JH__BATCH]; /* of long keys */
    bool again[JH__BATCH];        /* the class of the row before */
    bool placed[JH__BATCH];
    jh__pupil pupil[JH__BATCH];
    char joined[JH__BATCH][3 * (LONGEST + 1)];
} work;

/* Rows of one class behind each other. */
typedef struct stretch {
    bool open;
    size_t at, n, scores;
    uint64_t yes[2];
    int64_t micros;
} stretch;

static jh__pupil_cell cell_at(const work *w, size_t row, uint32_t col)
{
    const uint32_t *at = w->b->at + row * w->columns;
    size_t from = (size_t)(uint32_t)(at[(ptrdiff_t)col - 2] + 1), to = at[col - 1];
    if (col == w->columns && to > from && w->b->p[to - 1] == '\r') to--;
    return (jh__pupil_cell){w->b->p + from, to - from, w->b->row + (uint32_t)row, col};
}

/* ---- the class -------------------------------------------------------------------------- */

INLINE uint64_t word_of(const char *p, size_t n)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return n >= 8 ? v : n ? v & (~UINT64_C(0) >> (64 - 8 * n)) : 0;
}

static void short_key(jh__key *k, const char *p, size_t n)
{
    k->word[0] = word_of(p, n);
    k->word[1] = n > 8 ? word_of(p + 8, n - 8) : 0;
    k->n = (uint32_t)n;
    k->hash = jh__key_hash(k->word, k->n);
}

/* The three cells with the delimiter between them, where they do not stand so in the file. */
static size_t join(work *w, size_t i, const jh__pupil_cell cell[3])
{
    char *to = w->joined[i];
    size_t n = 0;
    for (size_t k = 0; k < 3; k++) {
        memcpy(to + n, cell[k].p, cell[k].n);
        n += cell[k].n;
        if (k < 2) to[n++] = w->l->delimiter;
    }
    return n;
}

/* Whether the row says which class it belongs to; tells it if not. */
static jh_status check_place(jh__counter *c, const jh__pupil_cell cell[3], bool *placed)
{
    *placed = true;
    for (size_t k = 0; k < 3 && *placed; k++) {
        if (cell[k].n - 1 < LONGEST) continue;
        *placed = false;
        c->unplaced++;
        JH_TRY(jh__pupil_fault_add(c, cell[k],
                                   cell[k].n ? "intake.pupils_long_name"
                                             : "intake.pupils_no_place"));
    }
    return JH_OK;
}

static jh_status read_key(work *w, size_t row, size_t i)
{
    jh__pupil_cell cell[3] = {cell_at(w, row, w->l->school), cell_at(w, row, w->l->grade),
                              cell_at(w, row, w->l->group)};
    JH_TRY(check_place(w->c, cell, &w->placed[i]));
    if (!w->placed[i]) return JH_OK;
    const char *p = cell[0].p;
    size_t n;
    if (w->l->keys_joined) {
        n = (size_t)(cell[2].p + cell[2].n - p);
    } else {
        n = join(w, i, cell);
        p = w->joined[i];
    }
    w->bytes[i] = p;
    if (n <= 16 && (!w->l->keys_joined || w->end - p >= 16))
        short_key(&w->key[i], p, n);
    else
        w->key[i] = jh__key_of(p, n);
    return JH_OK;
}

static bool same_key(const work *w, size_t i, size_t k)
{
    const jh__key *a = &w->key[i], *b = &w->key[k];
    if (a->n != b->n || a->word[0] != b->word[0] || a->word[1] != b->word[1])
        return false;
    return a->n <= 16 || !memcmp(w->bytes[i], w->bytes[k], a->n);
}

/* ---- yes and no, and the score ------------------------------------------------------------- */

/* Bytes 0, 2, 4 and 6 side by side. */
INLINE uint64_t even_bytes(uint64_t v)
{
    v &= UINT64_C(0x00FF00FF00FF00FF);
    v = (v | v >> 8) & UINT64_C(0x0000FFFF0000FFFF);
    return (v | v >> 16) & UINT64_C(0xFFFFFFFF);
}

/* Lanes of one digit each behind each other: all read at once. */
INLINE bool quick_lanes(const jh__layout *l, const char *p, jh__pupil *out)
{
    uint64_t v[2], between = (unsigned char)l->delimiter * UINT64_C(0x0100010001000100);
    size_t n = 2 * l->lanes - 1;
    memcpy(v, p, sizeof v);
    uint64_t mask0 = n >= 8 ? ~UINT64_C(0) : ~UINT64_C(0) >> (64 - 8 * n);
    uint64_t mask1 = n <= 8 ? 0 : n >= 16 ? ~UINT64_C(0) : ~UINT64_C(0) >> (128 - 8 * n);
    uint64_t odd = UINT64_C(0xFF00FF00FF00FF00);
    if (((v[0] ^ between) & odd & mask0) | ((v[1] ^ between) & odd & mask1)) return false;
    uint64_t zero = UINT64_C(0x0030003000300030);
    uint64_t d = even_bytes((v[0] ^ zero) & mask0) | even_bytes((v[1] ^ zero) & mask1)
                                                         << 32;
    if (d & ~l->allowed) return false;
    if (l->sex && !((d ^ d >> 1) & l->sex)) return false; /* 1 or 2 */
    out->yes[0] = d & ONES;
    return true;
}

static jh_status read_lanes(work *w, size_t row, jh__pupil *out)
{
    const jh__layout *l = w->l;
    if (!l->lanes) return JH_OK;
    jh__pupil_cell first = cell_at(w, row, l->lane[0].col);
    if (l->lanes_joined && w->end - first.p >= 16) {
        jh__pupil_cell last = cell_at(w, row, l->lane[l->lanes - 1].col);
        bool fits = (size_t)(last.p + last.n - first.p) == 2 * l->lanes - 1;
        if (fits && quick_lanes(l, first.p, out)) return JH_OK;
    }
    for (size_t i = 0; i < l->lanes; i++)
        JH_TRY(jh__pupil_lane(w->c, l, i, cell_at(w, row, l->lane[i].col), out));
    return JH_OK;
}

/* Up to eight digits with a point among them, as millionths. */
INLINE bool quick_score(const char *end, size_t n, int64_t *micros)
{
    static const int64_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    if (n - 1 >= 6) return false;
    uint64_t v, mask = ~UINT64_C(0) << (64 - 8 * n);
    memcpy(&v, end - 8, sizeof v);
    uint64_t x = v ^ UINT64_C(0x2E2E2E2E2E2E2E2E);
    uint64_t dot = (x - ONES) & ~x & UINT64_C(0x8080808080808080) & mask;
    size_t decimals = 0;
    v = (v ^ UINT64_C(0x3030303030303030)) & mask;
    if (dot) {
        if (n == 1) return false;
        size_t k = (size_t)__builtin_ctzll(dot) / 8;
        uint64_t right = k == 7 ? 0 : ~UINT64_C(0) << (8 * (k + 1));
        v = (v & right) | (v << 8 & ~right);
        decimals = 7 - k;
    }
    if (((v + UINT64_C(0x7676767676767676)) | v) & UINT64_C(0x8080808080808080))
        return false;
    v = v * 10 + (v >> 8);
    v = ((v & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064) +
         ((v >> 16) & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001)) >>
        32;
    if (v > 99999 && !decimals) return false;
    *micros = (int64_t)v * power[6 - decimals];
    return true;
}

static jh_status read_score(work *w, size_t row, int64_t *micros)
{
    *micros = JH__NO_SCORE;
    if (!w->l->score) return JH_OK;
    jh__pupil_cell cell = cell_at(w, row, w->l->score);
    const char *end = cell.p + cell.n;
    bool before = end - w->b->p + (ptrdiff_t)w->b->before >= 8;
    if (before && quick_score(end, cell.n, micros)) return JH_OK;
    return jh__pupil_score(w->c, cell, micros);
}

/* ---- the usual row --------------------------------------------------------------------------- */

/* A row in which the class stands in one stretch of at most 16 bytes, then or before it the
 * lanes of one digit each, and a short score: most rows of most files. */
INLINE bool quick_row(work *w, const uint32_t *at, size_t i)
{
    const jh__layout *l = w->l;
    const char *p = w->b->p;
    const uint32_t *k = at + l->school - 1;
    size_t from = (size_t)(uint32_t)(k[-1] + 1), n = k[2] - from;
    if (n > 16 || k[0] == from || k[1] == k[0] + 1 || k[2] == k[1] + 1) return false;
    jh__key *key = &w->key[i];
    key->word[0] = word_of(p + from, n);
    key->word[1] = n > 8 ? word_of(p + from + 8, n - 8) : 0;
    key->n = (uint32_t)n;
    w->bytes[i] = p + from;
    w->placed[i] = true;
    const uint32_t *lane = at + l->lane[0].col - 1;
    size_t first = (size_t)(uint32_t)(lane[-1] + 1);
    if (lane[l->lanes - 1] - first != 2 * l->lanes - 1) return false;
    if (!quick_lanes(l, p + first, &w->pupil[i])) return false;
    w->pupil[i].yes[1] = 0;
    w->pupil[i].unknown = 0;
    const uint32_t *score = at + l->score - 1;
    size_t end = score[0], begin = (size_t)(uint32_t)(score[-1] + 1);
    if (end > begin && p[end - 1] == '\r') end--;
    return quick_score(p + end, end - begin, &w->pupil[i].micros);
}

static jh_status any_row(work *w, size_t row, size_t i)
{
    w->pupil[i] = (jh__pupil){0};
    JH_TRY(read_key(w, row, i));
    JH_TRY(read_lanes(w, row, &w->pupil[i]));
    return read_score(w, row, &w->pupil[i].micros);
}

/* Whether rows of this file can be usual: the last cells of the block may not be read over. */
static bool usual(const jh__layout *l, size_t columns)
{
    uint32_t last = l->lanes ? l->lane[l->lanes - 1].col : 0;
    return l->keys_joined && l->lanes_joined && l->score && l->group < columns &&
           last < columns;
}

/* ---- counting --------------------------------------------------------------------------------- */

static void close_stretch(work *w, stretch *s)
{
    if (!s->open || !s->n) return;
    jh__tally *t = jh__tally_at(&w->c->classes, s->at);
    t->n += (uint32_t)s->n;
    t->scores += (uint32_t)s->scores;
    t->micros += s->micros;
    unsigned char byte[16];
    memcpy(byte, s->yes, sizeof byte);
    if (w->l->lanes <= 8)
        for (size_t k = 0; k < 8; k++)
            t->yes[k] += byte[k];
    else
        for (size_t k = 0; k < 16; k++)
            t->yes[k] += byte[k];
    *s = (stretch){.open = true, .at = s->at};
}

static jh_status count_row(work *w, stretch *s, size_t i)
{
    const jh__pupil *p = &w->pupil[i];
    if (!w->placed[i]) return JH_OK;
    if (!s->open || !w->again[i]) {
        close_stretch(w, s);
        *s = (stretch){.open = true};
        JH_TRY(jh__classes_find(&w->c->classes, &w->key[i], w->bytes[i], &s->at));
    }
    s->yes[0] += p->yes[0];
    s->yes[1] += p->yes[1];
    bool scored = p->micros != JH__NO_SCORE;
    s->scores += scored;
    s->micros += scored ? p->micros : 0;
    for (uint32_t left = p->unknown; left; left &= left - 1)
        JH_TRY(jh__classes_unknown(&w->c->classes, s->at, (size_t)__builtin_ctz(left)));
    if (++s->n == RUN_MAX) close_stretch(w, s);
    return JH_OK;
}

static void fetch(const work *w, size_t n)
{
    const jh__classes *c = &w->c->classes;
    for (size_t i = 0; i < n; i++) {
        if (w->again[i] || !w->placed[i]) continue;
        uint32_t at = c->slot[w->key[i].hash & (c->size - 1)].at;
        if (at) __builtin_prefetch(jh__tally_at(c, at - 1), 1);
    }
}

static jh_status batch(work *w, size_t row, size_t n, stretch *s)
{
    const jh__classes *c = &w->c->classes;
    const uint32_t *at = w->b->at + row * w->columns;
    for (size_t i = 0; i < n; i++, at += w->columns) {
        /* 16 bytes are read at once: not so near the ends of the block */
        bool inside = at[0] >= 16 && at[w->columns - 1] + 32 < w->b->n;
        if (!w->usual || !inside || !quick_row(w, at, i)) JH_TRY(any_row(w, row + i, i));
        w->again[i] = i && w->placed[i] && w->placed[i - 1] && same_key(w, i, i - 1);
        if (w->again[i]) {
            w->key[i].hash = w->key[i - 1].hash;
            continue;
        }
        if (w->key[i].n <= 16) w->key[i].hash = jh__key_hash(w->key[i].word, w->key[i].n);
        __builtin_prefetch(&c->slot[w->key[i].hash & (c->size - 1)]);
    }
    fetch(w, n);
    for (size_t i = 0; i < n; i++)
        JH_TRY(count_row(w, s, i));
    return JH_OK;
}

jh_status jh__pupils_block(jh__counter *c, const jh__layout *l, const jh__block *block,
                           size_t columns)
{
    work w = {.c = c, .l = l, .b = block, .columns = columns, .end = block->p + block->n};
    w.usual = usual(l, columns);
    stretch s = {0};
    for (size_t row = 0; row < block->rows; row += JH__BATCH) {
        size_t left = block->rows - row;
        JH_TRY(batch(&w, row, left < JH__BATCH ? left : JH__BATCH, &s));
    }
    close_stretch(&w, &s);
    return JH_OK;
}

/* A row of the plain reader, by the same counting: one batch of one. Its texts may hold the
 * delimiter, so another one joins them. */
jh_status jh__pupils_row(jh__counter *c, const jh__layout *l, const jh_row *row)
{
    work w = {.c = c, .l = l};
    jh__pupil_cell none = {"", 0, row->row, 0}, cell[3] = {none, none, none};
    const uint32_t col[3] = {l->school, l->grade, l->group};
    jh__pupil *p = &w.pupil[0];
    p->micros = JH__NO_SCORE;
    for (size_t k = 0; k < 3; k++)
        cell[k].col = col[k];
    p->unknown = (1u << l->lanes) - 1;
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
        if (x->col == l->score) JH_TRY(jh__pupil_score(c, given, &p->micros));
    }
    for (size_t k = 0; k < 3; k++)
        cell[k].p = jh__trimmed(cell[k].p, &cell[k].n);
    JH_TRY(check_place(c, cell, &w.placed[0]));
    if (!w.placed[0]) return JH_OK;
    jh__layout own = *l;
    own.delimiter = '\x1F';
    w.l = &own;
    size_t n = join(&w, 0, cell);
    w.key[0] = jh__key_of(w.joined[0], n);
    w.bytes[0] = w.joined[0];
    stretch s = {0};
    JH_TRY(count_row(&w, &s, 0));
    close_stretch(&w, &s);
    return JH_OK;
}
