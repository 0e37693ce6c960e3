#include "csv_scan.h"

#include <stdlib.h>
#include <string.h>

#define AHEAD 4 /* blocks a thread and round */

typedef struct slot {
    const char *p;
    size_t n;
    uint32_t *store; /* store[0] stands for "before the text" */
    jh__index index;
    bool even; /* every row has as many cells as the head, none is blank */
} slot;

typedef struct run {
    jh__scan *scan;
    jh__reader quiet; /* the plain reader's: progress is told here */
    jh_sink sink;
    jh__csv_place place;
    const char *text, *end;
    bool over; /* enough rows were looked through, or the head is found */
    size_t looked;
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

/* Leaves the records up to `stop` to the plain reader. */
static jh_status by_hand(run *r, size_t stop, const bool *enough)
{
    r->quiet.faults = r->scan->r->faults;
    jh_status st = jh__csv_resume(&r->quiet, &r->place, stop, enough);
    r->scan->r->faults = r->quiet.faults;
    return st;
}

/* ---- blocks ------------------------------------------------------------------------------ */

static bool blank(const char *p, size_t from, size_t to, size_t columns)
{
    size_t n = to - from;
    if (n && p[to - 1] == '\r') n--;
    return n + 1 <= columns;
}

static bool even_rows(const slot *s, size_t columns)
{
    const jh__index *x = &s->index;
    if (x->quote || x->lone || x->n != x->lines * columns) return false;
    size_t from = 0;
    for (size_t i = columns - 1; i < x->n; i += columns) {
        size_t to = x->at[i];
        if (s->p[to] != '\n' || blank(s->p, from, to, columns)) return false;
        from = to + 1;
    }
    return true;
}

static jh_status index_slot(void *ctx, size_t task, size_t worker)
{
    run *r = ctx;
    slot *s = &r->slot[task];
    (void)worker;
    s->index.at = s->store + 1;
    jh__csv_index(s->p, s->n, r->place.delimiter, &s->index);
    s->even = even_rows(s, r->scan->columns);
    if (s->index.wide && !r->scan->checks)
        s->even = s->even && jh__utf8_bad(s->p, s->p + s->n) == s->p + s->n;
    return JH_OK;
}

/* Cuts the next blocks, each behind its last line end; a record that is longer than a block
 * makes one of its own length that will be read by hand. */
static void cut(run *r)
{
    const char *p = r->text + r->place.offset;
    r->used = 0;
    while (p < r->end && r->used < r->slots) {
        size_t left = (size_t)(r->end - p);
        size_t n = left < JH__SCAN_BLOCK ? left : JH__SCAN_BLOCK;
        const char *last = memrchr(p, '\n', n);
        slot *s = &r->slot[r->used++];
        s->p = p;
        s->n = last ? (size_t)(last + 1 - p) : n;
        p += s->n;
        if (!last) break;
    }
}

/* Hands on the even blocks from slot i on; how many in *n. */
static jh_status hand_on(run *r, size_t i, size_t *n)
{
    jh__scan *s = r->scan;
    for (*n = 0; i < r->used && r->slot[i].even; i++, ++*n) {
        const slot *x = &r->slot[i];
        if (x->index.lines > r->quiet.limits.rows - r->place.row)
            return jh__refuse_at(s->r, "intake.read_too_many_rows", r->place.row, 1,
                                 r->quiet.limits.rows);
        r->block[*n] = (jh__block){.p = x->p,
                                   .before = (size_t)(x->p - r->text),
                                   .n = x->n,
                                   .at = x->index.at,
                                   .rows = x->index.lines,
                                   .row = r->place.row + 1};
        r->place.row += (uint32_t)x->index.lines;
        r->place.offset += x->n;
        jh__csv_count(&r->place.seen, x->index.lines, s->columns);
    }
    return *n ? s->blocks(s->ctx, r->block, *n) : JH_OK;
}

/* A block that is not even. It may end within a quoted cell: what follows it is then read on. */
static jh_status read_odd(run *r, const slot *odd)
{
    const char *end = odd->p + odd->n;
    bool bad = odd->index.wide && jh__utf8_bad(odd->p, end) != end;
    r->scan->plain = bad || memchr(odd->p, 0, odd->n) != NULL;
    if (r->scan->plain) return JH_OK;
    return by_hand(r, (size_t)(end - r->text), NULL);
}

static jh_status hand_on_all(run *r)
{
    for (size_t i = 0, n; i < r->used && !r->scan->plain; i += n) {
        if (r->slot[i].p != r->text + r->place.offset) return JH_OK;
        JH_TRY(hand_on(r, i, &n));
        if (n) continue;
        JH_TRY(read_odd(r, &r->slot[i]));
        n = 1;
    }
    return JH_OK;
}

static jh_status rounds(run *r)
{
    jh__scan *s = r->scan;
    while (!s->plain && !s->enough && r->text + r->place.offset < r->end) {
        size_t before = r->place.offset;
        cut(r);
        JH_TRY(jh_pool_run(s->pool, r->used, index_slot, r));
        JH_TRY(hand_on_all(r));
        if (s->passed) s->passed(s->ctx, r->place.offset);
        JH_TRY(jh__tick(s->r, r->place.offset - before));
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
        uint32_t *store = malloc((JH__SCAN_BLOCK + 16) * sizeof *store);
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

/* Whether the beginning is UTF-8: a Chinese head in another encoding shows at once. */
static bool begins_well(const run *r)
{
    const char *p = r->text, *end = r->end;
    if (end - p > (ptrdiff_t)JH__PIECE) {
        const char *last = memrchr(p, '\n', JH__PIECE);
        end = last ? last : p;
    }
    if (end == p) return false;
    if (end - p >= 2 && (!memcmp(p, "\xFF\xFE", 2) || !memcmp(p, "\xFE\xFF", 2)))
        return false;
    return jh__utf8_bad(p, end) == end && !memchr(p, 0, (size_t)(end - p));
}

jh_status jh__scan_run(jh__scan *scan)
{
    run r = {.scan = scan, .quiet = *scan->r};
    r.text = scan->r->in->bytes;
    r.end = r.text + scan->r->in->n;
    r.sink = (jh_sink){&r, NULL, take_row};
    r.quiet.sink = &r.sink;
    r.quiet.progress = NULL;
    scan->r->total = scan->r->in->n;
    if (!begins_well(&r)) {
        scan->plain = true;
        return JH_OK;
    }
    if (r.end - r.text >= 3 && !memcmp(r.text, "\xEF\xBB\xBF", 3)) r.place.offset = 3;
    JH_TRY(by_hand(&r, SIZE_MAX, &r.over));
    if (!scan->found) return JH_OK;
    scan->columns = r.place.seen.last;
    scan->delimiter = r.place.delimiter;
    jh_status st = make_room(&r);
    if (st == JH_OK) st = rounds(&r);
    free_room(&r);
    return st;
}
