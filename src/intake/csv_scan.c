#include "csv_scan.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define AHEAD 4 /* blocks a thread and round */

typedef enum kind {
    EVEN, /* every row has as many cells as the head, none is blank */
    ROWS, /* the index is right, the rows differ */
    CAREFUL,
    GUESSED /* not UTF-8 */
} kind;

typedef struct slot {
    const char *p;
    size_t n;
    uint32_t *store; /* store[0] stands for "before the text" */
    jh__index index;
    bool lines, uneven;
    kind kind;
} slot;

typedef struct run {
    jh__scan *scan;
    jh__csv csv;
    jh_sink sink;
    const jh_sink *given; /* the caller's */
    bool over;            /* the head is found, or enough rows were looked through */
    size_t looked, told;
    slot *slot;
    jh__block *block;
    size_t slots, used;
} run;

static jh_status take_row(void *ctx, const jh_row *row)
{
    run *r = ctx;
    jh__scan *s = r->scan;
    if (s->found) return s->row(s->ctx, row);
    JH_TRY(s->head(s->ctx, row, &s->found));
    r->over = s->found || ++r->looked >= JH__HEAD_ROWS;
    return JH_OK;
}

/* Leaves the records that begin before `stop` to the careful reader. */
static jh_status by_hand(run *r, const char *stop)
{
    jh__csv *c = &r->csv;
    for (c->moved = false; c->text.p < stop && !c->moved && !r->scan->enough;)
        JH_TRY(jh__csv_record(c));
    return JH_OK;
}

/* ---- blocks ------------------------------------------------------------------------------ */

/* Whether a row may have no cell: delimiters and quotes alone. */
static bool blank(const char *p, size_t n, size_t columns)
{
    size_t cells = n + 1;
    if (n > 3 * columns) return false;
    for (size_t i = 0; i < n; i++)
        cells -= p[i] == '"' || p[i] == '\r';
    return cells <= columns;
}

static bool even_rows(const slot *s, size_t columns)
{
    const jh__index *x = &s->index;
    if (x->n != x->lines * columns) return false;
    size_t from = 0;
    for (size_t i = columns - 1; i < x->n; i += columns) {
        size_t to = x->at[i];
        if (s->p[to] != '\n' || blank(s->p + from, to - from, columns)) return false;
        from = to + 1;
    }
    return true;
}

/* A block that ends within quotes is cut behind the last line that does not. */
static void cut_quote(slot *s)
{
    jh__index *x = &s->index;
    while (x->n && s->p[x->at[x->n - 1]] != '\n')
        x->n--;
    s->n = x->n ? (size_t)x->at[x->n - 1] + 1 : 0;
}

static kind kind_of(const run *r, slot *s)
{
    const jh__scan *scan = r->scan;
    const jh__text *t = &r->csv.text;
    const jh__index *x = &s->index;
    bool bad = x->nul;
    if (!s->n) return CAREFUL; /* the last line, without an end */
    if (!bad && x->wide && !t->good && (t->sure || !scan->checks))
        bad = jh__utf8_bad(s->p, s->p + s->n) != s->p + s->n;
    if (bad) return t->sure ? CAREFUL : GUESSED;
    if (s->lines) return EVEN;
    if (x->lone || x->stray) return CAREFUL;
    if (x->open) cut_quote(s);
    if (!x->n) return CAREFUL;
    return scan->blocks && even_rows(s, scan->columns) ? EVEN : ROWS;
}

static jh_status index_slot(void *ctx, size_t task, size_t worker)
{
    run *r = ctx;
    slot *s = &r->slot[task];
    const jh__scan *scan = r->scan;
    char delimiter = r->csv.delimiter;
    (void)worker;
    s->index.at = s->store + 1;
    s->uneven = false;
    s->lines = scan->lines && jh__csv_lines(s->p, s->n, &s->index);
    if (!s->lines) jh__csv_index(s->p, s->n, delimiter, &s->index);
    s->kind = kind_of(r, s);
    return JH_OK;
}

/* Cuts the next blocks, each behind its last line end; a record that is longer than a block,
 * or the last one without a line end, makes one of its own that will be read by hand. */
static void cut(run *r)
{
    const char *p = r->csv.text.p, *end = r->csv.text.end;
    for (r->used = 0; p < end && r->used < r->slots;) {
        size_t left = (size_t)(end - p);
        size_t n = left < JH__SCAN_BLOCK ? left : JH__SCAN_BLOCK;
        const char *last = memrchr(p, '\n', n);
        if (!last && r->used) break;
        slot *s = &r->slot[r->used++];
        s->p = p;
        s->n = last ? (size_t)(last + 1 - p) : 0;
        p += s->n;
        if (!last) break;
    }
}

/* Hands on the even blocks from slot i on; how many in *n. */
static jh_status hand_on(run *r, size_t i, size_t *n)
{
    jh__scan *s = r->scan;
    jh__csv *c = &r->csv;
    for (*n = 0; i < r->used && r->slot[i].kind == EVEN; i++, ++*n) {
        slot *x = &r->slot[i];
        if (x->p != c->text.p) break;
        if (x->index.lines > s->r->limits.rows - c->row.row)
            return jh__refuse_at(s->r, "intake.read_too_many_rows", c->row.row, 1,
                                 s->r->limits.rows);
        const char *base = c->text.store ? c->text.store : s->r->in->bytes;
        r->block[*n] =
            (jh__block){.p = x->p,
                        .before = (size_t)(x->p - base),
                        .n = x->n,
                        .rest = s->r->in->n - c->text.next + (size_t)(c->text.end - x->p),
                        .lines = x->lines,
                        .cr = x->index.cr,
                        .uneven = &x->uneven,
                        .quoted = x->index.quote,
                        .at = x->index.at,
                        .rows = x->index.lines,
                        .row = c->row.row + 1};
        c->row.row += (uint32_t)x->index.lines;
        c->text.p += x->n;
        jh__csv_count(&c->seen, x->index.lines, s->columns);
    }
    if (!*n) return JH_OK;
    JH_TRY(s->blocks(s->ctx, r->block, *n));
    for (size_t k = 0; k < *n; k++)
        if (r->slot[i - *n + k].uneven) jh__csv_count(&c->seen, 2, 0);
    return JH_OK;
}

/* The blocks of a round in their order. One that does not begin where the one before came to
 * an end is cut anew in the next round. */
static jh_status hand_on_all(run *r)
{
    jh__scan *s = r->scan;
    for (size_t i = 0, n; i < r->used && !s->guessed && !s->enough; i += n) {
        const slot *x = &r->slot[i];
        if (x->p != r->csv.text.p) return JH_OK;
        JH_TRY(hand_on(r, i, &n));
        if (n) continue;
        n = 1;
        s->guessed = x->kind == GUESSED;
        if (x->kind == ROWS)
            JH_TRY(jh__csv_records(&r->csv, x->p, &x->index, &s->enough));
        else if (x->kind == CAREFUL)
            JH_TRY(by_hand(r, x->p + (x->n ? x->n : 1)));
    }
    return JH_OK;
}

/* The pages of a file that is mapped come faster by the hundred than one by one. */
static void fetch(const run *r)
{
#ifdef MADV_POPULATE_READ
    size_t page = (size_t)4 << 10, ahead = r->slots * JH__SCAN_BLOCK;
    const jh__text *t = &r->csv.text;
    if (t->store) return;
    uintptr_t from = (uintptr_t)t->p / page * page;
    size_t n = (size_t)(t->end - t->p);
    if (n > ahead) n = ahead;
    madvise((void *)from, n + ((uintptr_t)t->p - from), MADV_POPULATE_READ);
#else
    (void)r;
#endif
}

static jh_status rounds(run *r)
{
    jh__scan *s = r->scan;
    jh__text *t = &r->csv.text;
    while (!s->guessed && !s->enough) {
        if ((size_t)(t->end - t->p) < JH__SCAN_BLOCK) JH_TRY(jh__text_more(t));
        if (t->p == t->end) break;
        fetch(r);
        cut(r);
        JH_TRY(jh_pool_run(s->pool, r->used, index_slot, r));
        JH_TRY(hand_on_all(r));
        size_t done = jh__text_done(t);
        if (s->passed) s->passed(s->ctx, done);
        JH_TRY(jh__tick(s->r, done - r->told));
        r->told = done;
    }
    return JH_OK;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static jh_status make_room(run *r)
{
    size_t threads = jh_pool_threads(r->scan->pool);
    r->slots = threads > 1 ? threads * AHEAD : 1;
    r->slot = calloc(r->slots, sizeof *r->slot);
    r->block = calloc(r->slots, sizeof *r->block);
    if (!r->slot || !r->block) return jh_nomem(r->scan->r->err);
    for (size_t i = 0; i < r->slots; i++) {
        uint32_t *store = malloc((JH__SCAN_BLOCK + 1 + JH__AT_MORE) * sizeof *store);
        if (!store) return jh_nomem(r->scan->r->err);
        store[0] = UINT32_MAX;
        r->slot[i].store = store;
    }
    return JH_OK;
}

static void free_room(run *r)
{
    for (size_t i = 0; r->slot && i < r->slots; i++)
        free(r->slot[i].store);
    free(r->slot);
    free(r->block);
}

static jh_status find_head(run *r)
{
    jh__scan *s = r->scan;
    jh__text *t = &r->csv.text;
    s->found = !s->head;
    while (!s->found && !r->over && t->p < t->end)
        JH_TRY(jh__csv_record(&r->csv));
    s->columns = r->csv.seen.last;
    return JH_OK;
}

static jh_status scan(run *r)
{
    jh__scan *s = r->scan;
    bool skip = false;
    JH_TRY(jh__csv_open(&r->csv, s->r, s->sure));
    s->delimiter = r->csv.delimiter;
    if (!s->head && r->given->sheet)
        JH_TRY(r->given->sheet(r->given->ctx, NULL, NULL, 0, &skip));
    if (!skip) JH_TRY(find_head(r));
    if (skip || !s->found) return JH_OK;
    JH_TRY(make_room(r));
    return rounds(r);
}

jh_status jh__scan_run(jh__scan *s)
{
    run r = {.scan = s, .given = s->r->sink};
    r.sink = (jh_sink){&r, NULL, take_row};
    s->r->sink = &r.sink;
    s->r->total = s->r->in->n;
    s->r->done = s->r->told = 0;
    jh_status st = scan(&r);
    s->r->sink = r.given;
    free_room(&r);
    jh__csv_close(&r.csv);
    return st;
}

/* ---- row by row ------------------------------------------------------------------------------- */

static jh_status give_row(void *ctx, const jh_row *row)
{
    const jh_sink *sink = ctx;
    return sink->row ? sink->row(sink->ctx, row) : JH_OK;
}

jh_status jh__csv_read(jh__reader *r)
{
    jh_sink sink = *r->sink;
    jh__scan s = {.r = r, .ctx = &sink, .sure = true, .row = give_row};
    return jh__scan_run(&s);
}
