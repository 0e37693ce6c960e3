/* Rows of pupils, many millions: while a batch of rows is read, the places of the classes of the
 * batches before it come from memory. */
#include "csv_number.h"
#include "pupils_int.h"

#include <stdlib.h>

typedef struct work {
    jh__counter *c;
    const jh__layout *l;
    const jh__block *b;
    jh__said said[JH__BATCHES];
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

static void keep_key(jh__said *said, size_t i, const char *bytes, size_t n)
{
    jh__key key = jh__key_of(bytes, n);
    memcpy(said->word[i], key.word, sizeof key.word);
    said->key_n[i] = key.n;
    said->bytes[i] = bytes;
    said->longer |= (uint64_t)(key.n > 16) << i;
}

/* The three names with `by` between them, where they do not stand so in the file. */
static jh_status join(work *w, jh__said *said, size_t i, const jh__pupil_cell cell[3],
                      char by)
{
    jh__counter *c = w->c;
    size_t row = (size_t)(said - w->said) * JH__BATCH + i, n = 0;
    if (!c->joined) c->joined = malloc((size_t)JH__BATCHES * JH__BATCH * JH__JOINED);
    if (!c->joined) return JH_ENOMEM;
    char *to = c->joined + row * JH__JOINED;
    for (size_t k = 0; k < 3; k++) {
        memcpy(to + n, cell[k].p, cell[k].n);
        n += cell[k].n;
        if (k < 2) to[n++] = by;
    }
    keep_key(said, i, to, n);
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

static jh_status read_key(work *w, line *x, jh__said *said, size_t i, bool *placed)
{
    jh__pupil_cell cell[3] = {cell_at(x, w->l->school, 0), cell_at(x, w->l->grade, 1),
                              cell_at(x, w->l->group, 2)};
    JH_TRY(check_place(w->c, cell, placed));
    if (!*placed) return JH_OK;
    /* quoted names may hold the delimiter, so another one joins them */
    if (x->quoted || !w->l->keys_joined)
        return join(w, said, i, cell, x->quoted ? JH__JOINER : w->l->delimiter);
    keep_key(said, i, cell[0].p, (size_t)(cell[2].p + cell[2].n - cell[0].p));
    return JH_OK;
}

static void keep_pupil(jh__said *said, size_t i, const jh__pupil *p)
{
    for (size_t k = 0; k < 3; k++)
        said->bits[k][i] = p->bits[k];
    said->micros[i] = p->micros;
    said->unknown[i] = p->unknown;
    said->unknowns |= (uint64_t)(p->unknown != 0) << i;
    said->placed |= UINT64_C(1) << i;
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

static jh_status any_row(work *w, size_t row, jh__said *said, size_t i)
{
    const jh__block *b = w->b;
    const jh__layout *l = w->l;
    line x = {.row = b->row + (uint32_t)row, .quoted = b->quoted};
    jh__pupil pupil = {.bits = {0}};
    bool placed;
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
    JH_TRY(read_key(w, &x, said, i, &placed));
    for (size_t k = 0; k < l->lanes; k++)
        JH_TRY(jh__pupil_lane(w->c, l, k, cell_at(&x, l->lane[k].col, 0), &pupil));
    if (l->score) JH_TRY(jh__pupil_score(w->c, cell_at(&x, l->score, 0), &pupil));
    if (placed) keep_pupil(said, i, &pupil);
    return JH_OK;
}

/* ---- counting --------------------------------------------------------------------------------- */

static uint64_t low_bits(size_t n)
{
    return n < 64 ? ~(~UINT64_C(0) << n) : ~UINT64_C(0);
}

/* The class of the row: mostly where its hash leads to. */
static jh_status find_class(jh__classes *c, jh__said *s, size_t i)
{
    const jh__tally *t = s->tally[i];
    if (s->slot[i] && s->key_n[i] <= 16) {
        uint64_t differ = (t->word[0] ^ s->word[i][0]) | (t->word[1] ^ s->word[i][1]) |
                          (t->length ^ s->key_n[i]);
        if (!differ) return JH_OK;
    }
    jh__key key = {{s->word[i][0], s->word[i][1]}, s->key_n[i], s->hash[i]};
    size_t at;
    JH_TRY(jh__classes_find(c, &key, s->bytes[i], &at));
    s->slot[i] = (uint32_t)at + 1;
    s->tally[i] = jh__tally_at(c, at);
    return JH_OK;
}

static inline void add_bits(uint32_t *count, uint64_t bits)
{
    uint8_t byte[8];
    memcpy(byte, &bits, sizeof byte);
    for (size_t k = 0; k < 8; k++)
        count[k] += byte[k];
}

static jh_status add_unknown(work *w, const jh__said *said, size_t at, uint64_t rows)
{
    for (; rows; rows &= rows - 1) {
        uint32_t lanes = said->unknown[__builtin_ctzll(rows)];
        for (; lanes; lanes &= lanes - 1)
            JH_TRY(
                jh__classes_unknown(&w->c->classes, at, (size_t)__builtin_ctz(lanes), 1));
    }
    return JH_OK;
}

/* Rows from..to-1, all of one class; their bytes can be added up, since they are few. */
static jh_status count_rows(work *w, jh__said *said, size_t from, size_t to)
{
    JH_TRY(find_class(&w->c->classes, said, from));
    jh__tally *t = said->tally[from];
    int64_t micros = said->micros[from];
    uint64_t bits = said->bits[0][from];
    for (size_t i = from + 1; i < to; i++) {
        micros += said->micros[i];
        bits += said->bits[0][i];
    }
    t->n += (uint32_t)(to - from);
    t->micros += micros;
    add_bits(t->count, bits);
    for (size_t k = 1; w->l->lanes > 7 && k < 3; k++) {
        bits = 0;
        for (size_t i = from; i < to; i++)
            bits += said->bits[k][i];
        add_bits(t->count + 8 * k, bits);
    }
    if (!said->unknowns) return JH_OK;
    uint64_t rows = said->unknowns & ~low_bits(from) & low_bits(to);
    return add_unknown(w, said, said->slot[from] - 1, rows);
}

/* The rows of the class of the row before. */
static uint64_t repeated(const jh__said *s, size_t n)
{
    uint64_t again = 0;
    for (size_t i = 1; i < n; i++) {
        uint64_t differ = (s->word[i][0] ^ s->word[i - 1][0]) |
                          (s->word[i][1] ^ s->word[i - 1][1]) |
                          (s->key_n[i] ^ s->key_n[i - 1]);
        again |= (uint64_t)!differ << i;
    }
    again &= s->placed & s->placed << 1;
    for (uint64_t left = again & s->longer; left; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        if (memcmp(s->bytes[i], s->bytes[i - 1], s->key_n[i]) != 0)
            again &= ~(UINT64_C(1) << i);
    }
    return again;
}

/* Has the slots of the classes come from memory. */
static void fetch_slots(const jh__classes *c, jh__said *s, uint64_t rows)
{
    for (uint64_t left = s->fresh & rows; left; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        s->hash[i] = jh__key_hash(s->word[i], s->key_n[i]);
        __builtin_prefetch(&c->slot[s->hash[i] & (c->size - 1)]);
    }
}

/* Then the tallies that the hashes lead to; the first two slots are looked at without asking. */
static void fetch_tallies(const jh__classes *c, jh__said *s, uint64_t rows)
{
    size_t mask = c->size - 1;
    for (uint64_t left = s->fresh & rows; left; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left), k = s->hash[i] & mask;
        uint32_t hash = s->hash[i], one = jh__slot_for(c, c->slot[k], hash);
        uint32_t two = jh__slot_for(c, c->slot[(k + 1) & mask], hash);
        one |= two & (0u - (uint32_t)!one); /* no guess */
        for (k += 2; !one && c->slot[k & mask]; k++)
            one = jh__slot_for(c, c->slot[k & mask], hash);
        s->slot[i] = one;
        if (!one) continue;
        s->tally[i] = jh__tally_at(c, one - 1);
        __builtin_prefetch(s->tally[i], 1);
    }
}

/* Counts what begins in these rows. */
static jh_status count(work *w, jh__said *said, uint64_t rows)
{
    for (uint64_t left = said->fresh & rows; left; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        uint64_t others = ~said->again >> i >> 1;
        size_t more = others ? (size_t)__builtin_ctzll(others) : JH__BATCH - 1 - i;
        JH_TRY(count_rows(w, said, i, i + 1 + more));
    }
    return JH_OK;
}

static void begin(jh__said *said)
{
    said->placed = said->again = said->fresh = said->longer = said->unknowns = 0;
}

static jh_status read_batch(work *w, size_t row, jh__said *said)
{
    size_t rest = w->b->rows - row, n = rest < JH__BATCH ? rest : JH__BATCH;
    uint64_t left = low_bits(n);
    begin(said);
    if (w->c->shape && w->b->lines) {
        jh__rows rows = {w->b, row, n};
        left = jh__pupils_usual(w->l, &rows, w->c->shape, said);
    }
    for (; left; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        JH_TRY(any_row(w, row + i, said, i));
    }
    said->again = repeated(said, n);
    said->fresh = said->placed & ~said->again;
    return JH_OK;
}

jh_status jh__pupils_block(jh__counter *c, const jh__layout *l, const jh__block *block)
{
    work w;
    size_t n = (block->rows + JH__BATCH - 1) / JH__BATCH;
    w.c = c;
    w.l = l;
    w.b = block;
    c->rows += block->rows;
    if (l->usual && !c->shape) {
        c->shape = calloc((size_t)1 << JH__SHAPE_BITS, sizeof *c->shape);
        if (!c->shape) return JH_ENOMEM;
    }
    for (size_t k = 0; k < JH__BATCHES; k++)
        begin(&w.said[k]);
    for (size_t k = 0; k < n + 2; k++) {
        jh__said *first = &w.said[k % JH__BATCHES];
        jh__said *second = &w.said[(k + 2) % JH__BATCHES];
        jh__said *third = &w.said[(k + 1) % JH__BATCHES];
        if (k < n)
            JH_TRY(read_batch(&w, k * JH__BATCH, first));
        else
            begin(first);
        /* in turns, so that memory and processor are both at work */
        for (uint64_t rows = 0xFF; rows; rows <<= 8) {
            fetch_slots(&c->classes, first, rows);
            fetch_tallies(&c->classes, second, rows);
            JH_TRY(count(&w, third, rows));
        }
    }
    return JH_OK;
}

/* By the same counting: one batch of one. */
jh_status jh__pupils_row(jh__counter *c, const jh__layout *l, const jh_row *row)
{
    work w;
    jh__said *said = w.said;
    jh__pupil_cell none = {"", 0, row->row, 0}, cell[3] = {none, none, none};
    const uint32_t col[3] = {l->school, l->grade, l->group};
    jh__pupil pupil = {.bits = {0}}, *p = &pupil;
    bool placed;
    for (size_t k = 0; k < 3; k++)
        cell[k].col = col[k];
    w.c = c;
    w.l = l;
    begin(said);
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
    JH_TRY(check_place(c, cell, &placed));
    if (!placed) return JH_OK;
    JH_TRY(join(&w, said, 0, cell, JH__JOINER));
    keep_pupil(said, 0, p);
    said->fresh = said->placed;
    fetch_slots(&c->classes, said, said->fresh);
    fetch_tallies(&c->classes, said, said->fresh);
    return count(&w, said, said->fresh);
}
