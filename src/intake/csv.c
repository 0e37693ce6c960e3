/* Text tables by RFC 4180 and as they come in practice. Quotes are where files go wrong: one
 * that never ends would swallow the rest of the file into one cell. Such a quote is reported
 * where it began, taken as an ordinary character, and the reading goes back to it. */
#include "reader.h"

#include <string.h>

#define SNIFF_RECORDS 20

typedef struct csv {
    jh__reader *r;
    jh__text text;
    jh__row row;
    bool stop[256]; /* ends a cell that has no quotes */
    char delimiter;
    bool ended; /* the last record had a line end */
    uint32_t col;
    jh__csv_counts seen;
    bool over; /* the last record was the last of the file */
} csv;

/* ---- delimiter ---------------------------------------------------------------------------- */

typedef struct sniff {
    size_t count[4], records;
    size_t seen[4][SNIFF_RECORDS];
} sniff;

static const char delimiters[] = ",\t;|";

static void end_record(sniff *s, bool blank)
{
    for (size_t k = 0; !blank && k < 4; k++)
        s->seen[k][s->records] = s->count[k];
    memset(s->count, 0, sizeof s->count);
    s->records += !blank;
}

static void count_delimiters(sniff *s, const char *p, const char *end)
{
    bool quoted = false, begins = true, blank = true;
    for (; p < end && s->records < SNIFF_RECORDS; p++) {
        const char *which = *p ? strchr(delimiters, *p) : NULL;
        if (quoted) {
            quoted = *p != '"';
        } else if (*p == '\n' || *p == '\r') {
            end_record(s, blank);
            blank = begins = true;
        } else {
            quoted = begins && *p == '"';
            if (which) s->count[which - delimiters]++;
            begins = which != NULL;
            blank = false;
        }
    }
    if (s->records < SNIFF_RECORDS && !blank) end_record(s, false);
}

/* The one that splits most records into the same number of cells. */
static char choose(const sniff *s)
{
    size_t best = 0, best_same = 0, best_cells = 0;
    for (size_t k = 0; k < 4; k++) {
        for (size_t i = 0; i < s->records; i++) {
            size_t same = 0, cells = s->seen[k][i];
            for (size_t j = 0; cells && j < s->records; j++)
                same += s->seen[k][j] == cells;
            if (same > best_same || (same == best_same && cells > best_cells)) {
                best = k;
                best_same = same;
                best_cells = cells;
            }
        }
    }
    return delimiters[best];
}

/* ---- cells -------------------------------------------------------------------------------- */

/* Whether a byte is at hand; the window moves on as needed. */
static jh_status at_hand(csv *c, bool *yes)
{
    *yes = true;
    while (*yes && c->text.p == c->text.end)
        JH_TRY(jh__text_fill(&c->text, yes));
    return JH_OK;
}

static bool fits(const csv *c, size_t start, size_t more)
{
    return c->row.text.n - start + more <= c->r->limits.cell;
}

/* Takes what stands before the next delimiter or line end. */
static jh_status plain(csv *c, size_t start)
{
    for (;;) {
        const char *from = c->text.p, *p = from, *end = c->text.end;
        while (p < end && !c->stop[(unsigned char)*p])
            p++;
        size_t n = (size_t)(p - from);
        if (!fits(c, start, n))
            return jh__refuse_at(c->r, "intake.read_cell_too_long", c->row.row, c->col,
                                 c->r->limits.cell);
        jh_buf_add(&c->row.text, from, n);
        c->text.p = p;
        bool more;
        if (p < end) return JH_OK;
        JH_TRY(at_hand(c, &more));
        if (!more) return JH_OK;
    }
}

/* Takes a quoted text up to its closing quote. *closed false: there is none, or the next one
 * is rows away and in the middle of a word, so that it belongs to another cell. */
static jh_status quoted(csv *c, size_t start, bool *closed, bool *tail)
{
    bool more, breaks = false;
    *closed = *tail = false;
    c->text.p++;
    for (;;) {
        JH_TRY(at_hand(c, &more));
        if (!more) return JH_OK;
        const char *from = c->text.p, *quote, *end = c->text.end;
        quote = memchr(from, '"', (size_t)(end - from));
        size_t n = (size_t)((quote ? quote : end) - from);
        if (!fits(c, start, n + 1)) return JH_OK;
        breaks = breaks || memchr(from, '\n', n) || memchr(from, '\r', n);
        jh_buf_add(&c->row.text, from, n);
        c->text.p = quote ? quote + 1 : end;
        if (!quote) continue;
        JH_TRY(at_hand(c, &more));
        if (more && *c->text.p == '"') {
            jh_buf_putc(&c->row.text, '"');
            c->text.p++;
            continue;
        }
        *tail = more && !c->stop[(unsigned char)*c->text.p];
        *closed = !(*tail && breaks);
        return JH_OK;
    }
}

static jh_status quoted_or_not(csv *c, size_t start)
{
    jh__mark mark = jh__text_mark(&c->text);
    bool closed, tail;
    JH_TRY(quoted(c, start, &closed, &tail));
    if (!closed) {
        c->row.text.n = start;
        JH_TRY(jh__text_rewind(&c->text, mark));
        JH_TRY(plain(c, start));
        if (c->row.text.oom) return jh_nomem(c->r->err);
        return jh__fault(c->r, JH_EXPLAIN, c->row.row, c->col, "intake.read_open_quote",
                         "");
    }
    if (!tail) return JH_OK;
    JH_TRY(plain(c, start));
    return jh__fault(c->r, JH_NOTE, c->row.row, c->col, "intake.read_after_quote", "");
}

/* Replaces what is not UTF-8 and NUL bytes by U+FFFD, with one fault for the cell. */
static jh_status mend(csv *c, size_t start)
{
    jh_buf *text = &c->row.text;
    if (text->oom) return jh_nomem(c->r->err);
    const char *from = text->p + start, *end = text->p + text->n;
    bool bad = jh__utf8_bad(from, end) != end;
    if (!bad && (from == end || !memchr(from, 0, (size_t)(end - from)))) return JH_OK;
    jh_buf good = {0};
    for (const char *p = from; p < end;) {
        size_t step = jh__utf8_step((const unsigned char *)p, (const unsigned char *)end);
        if (step && *p)
            jh_buf_add(&good, p, step);
        else
            jh__utf8_put(&good, 0xFFFD);
        p += step ? step : 1;
    }
    text->n = start;
    jh_buf_add(text, good.p, good.n);
    jh_status st =
        good.oom || text->oom
            ? jh_nomem(c->r->err)
            : jh__fault(c->r, JH_EXPLAIN, c->row.row, c->col,
                        bad ? "intake.read_bad_byte" : "intake.read_nul", good.p);
    jh_buf_clear(&good);
    return st;
}

/* ---- records ------------------------------------------------------------------------------ */

/* The last record counts once it is followed by another: it may be one that was cut. */
void jh__csv_count(jh__csv_counts *s, size_t records, size_t cells)
{
    if (s->records) {
        if (s->records == 1 || s->last < s->fewest) s->fewest = s->last;
        if (s->records == 1 || s->last > s->most) s->most = s->last;
    }
    if (records > 1) {
        if (!s->records || cells < s->fewest) s->fewest = cells;
        if (!s->records || cells > s->most) s->most = cells;
    }
    s->records += records;
    s->last = cells;
}

static jh_status cell(csv *c)
{
    bool more;
    size_t start = c->row.text.n;
    JH_TRY(at_hand(c, &more));
    if (more && *c->text.p == '"')
        JH_TRY(quoted_or_not(c, start));
    else if (more)
        JH_TRY(plain(c, start));
    if (c->text.dirty) JH_TRY(mend(c, start));
    jh_cell given = {.kind = JH_CELL_TEXT, .col = c->col, .n = c->row.text.n - start};
    if (!given.n) return JH_OK;
    if (c->col > c->r->limits.columns) return jh__check_place(c->r, c->row.row, c->col);
    jh_buf_putc(&c->row.text, '\0');
    return jh__row_put(c->r, &c->row, &given, start);
}

/* Steps over a line end, if one is at hand. */
static jh_status line_end(csv *c)
{
    bool more;
    JH_TRY(at_hand(c, &more));
    c->ended = more;
    if (!more) return JH_OK;
    bool cr = *c->text.p++ == '\r';
    JH_TRY(at_hand(c, &more));
    if (more && cr && *c->text.p == '\n') c->text.p++;
    return JH_OK;
}

static jh_status record(csv *c)
{
    bool more;
    if (c->row.row == c->r->limits.rows)
        return jh__refuse_at(c->r, "intake.read_too_many_rows", c->row.row, 1,
                             c->r->limits.rows);
    c->row.row++;
    for (c->col = 1;; c->col++) {
        JH_TRY(cell(c));
        JH_TRY(at_hand(c, &more));
        if (!more || *c->text.p != c->delimiter) break;
        c->text.p++;
        if (c->col == UINT32_MAX) return jh__check_place(c->r, c->row.row, c->col);
    }
    JH_TRY(line_end(c));
    if (c->col == 1 && !c->row.n) return JH_OK; /* a blank line */
    jh__csv_count(&c->seen, 1, c->col);
    if (c->ended) JH_TRY(at_hand(c, &more));
    c->over = !c->ended || !more;
    return JH_OK;
}

/* A file that breaks off in the middle of a row: the last record has no line end and is the
 * only one that is short. A single cell may be a remark below the table. */
static bool breaks_off(const csv *c)
{
    const jh__csv_counts *s = &c->seen;
    return !c->ended && s->records >= 3 && s->last >= 2 && s->fewest == s->most &&
           s->last < s->fewest;
}

/* Where the next record begins in the decoded text's input. */
static size_t place(const csv *c)
{
    return c->text.from + (size_t)(c->text.p - c->text.window);
}

/* Records that begin before `stop`, as long as the sink wants them. */
static jh_status records(csv *c, size_t stop, const bool *enough)
{
    bool more;
    for (;;) {
        JH_TRY(at_hand(c, &more));
        if (!more || place(c) >= stop || (enough && *enough)) break;
        JH_TRY(record(c));
        if (c->over && breaks_off(c))
            return jh__refuse_at(c->r, "intake.read_cut_text", c->row.row, c->col,
                                 c->seen.fewest);
        JH_TRY(jh__row_deliver(c->r, &c->row));
    }
    return JH_OK;
}

static void delimit(csv *c, char delimiter)
{
    c->delimiter = delimiter;
    c->stop[(unsigned char)delimiter] = c->stop['\n'] = c->stop['\r'] = true;
}

static jh_status table(csv *c)
{
    bool more, skip;
    JH_TRY(jh__text_open(c->r, &c->text));
    if (c->text.cut) return jh__refuse(c->r, "intake.read_cut_character");
    JH_TRY(at_hand(c, &more));
    if (!more) return jh__refuse(c->r, "intake.read_empty");
    sniff s = {0};
    size_t n = (size_t)(c->text.end - c->text.p);
    count_delimiters(&s, c->text.p, c->text.p + (n < JH__PIECE ? n : JH__PIECE));
    delimit(c, choose(&s));
    JH_TRY(jh__sheet(c->r, NULL, NULL, 0, &skip));
    return skip ? JH_OK : records(c, SIZE_MAX, NULL);
}

jh_status jh__csv_read(jh__reader *r)
{
    csv c = {.r = r};
    r->total = r->in->n;
    jh_status st = table(&c);
    jh__row_clear(&c.row);
    jh__text_close(&c.text);
    return st;
}

jh_status jh__csv_resume(jh__reader *r, jh__csv_place *at, size_t stop,
                         const bool *enough)
{
    csv c = {.r = r, .seen = at->seen};
    bool more;
    c.text = (jh__text){.r = r, .from = at->offset, .next = at->offset};
    c.row.row = at->row;
    jh_status st = at_hand(&c, &more);
    if (st == JH_OK && !at->delimiter) {
        sniff s = {0};
        size_t n = (size_t)(c.text.end - c.text.p);
        count_delimiters(&s, c.text.p, c.text.p + (n < JH__PIECE ? n : JH__PIECE));
        at->delimiter = choose(&s);
    }
    delimit(&c, at->delimiter);
    if (st == JH_OK) st = records(&c, stop, enough);
    if (st == JH_OK) *at = (jh__csv_place){place(&c), c.row.row, at->delimiter, c.seen};
    jh__row_clear(&c.row);
    return st;
}
