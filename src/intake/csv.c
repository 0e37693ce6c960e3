/* Text tables by RFC 4180 and as they come in practice. Quotes are where files go wrong: one
 * that never ends would swallow the rest of the file into one cell. Such a quote is reported
 * where it began, taken as an ordinary character, and the reading goes back to it. */
#include "csv.h"

#include <string.h>

#define SNIFF_RECORDS 20

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

static bool at_hand(jh__csv *c)
{
    if (c->text.p < c->text.end) return true;
    c->ran_out = c->ran_out || !c->text.over;
    return false;
}

static bool fits(const jh__csv *c, size_t start, size_t more)
{
    return c->row.text.n - start + more <= c->r->limits.cell;
}

static jh_status too_long(const jh__csv *c)
{
    return jh__refuse_at(c->r, "intake.read_cell_too_long", c->row.row, c->col,
                         c->r->limits.cell);
}

/* Takes what stands before the next delimiter or line end. */
static jh_status plain(jh__csv *c, size_t start)
{
    const char *from = c->text.p, *p = from, *end = c->text.end;
    while (p < end && !c->stop[(unsigned char)*p])
        p++;
    size_t n = (size_t)(p - from);
    if (!fits(c, start, n)) return too_long(c);
    jh_buf_add(&c->row.text, from, n);
    c->text.p = p;
    at_hand(c);
    return JH_OK;
}

/* Takes a quoted text up to its closing quote. false: there is none, or the next one is rows
 * away and in the middle of a word, so that it belongs to another cell. */
static bool quoted(jh__csv *c, size_t start, bool *tail)
{
    bool breaks = false;
    *tail = false;
    c->text.p++;
    while (at_hand(c)) {
        const char *from = c->text.p, *quote, *end = c->text.end;
        quote = memchr(from, '"', (size_t)(end - from));
        size_t n = (size_t)((quote ? quote : end) - from);
        if (!fits(c, start, n + 1)) return false;
        breaks = breaks || memchr(from, '\n', n) || memchr(from, '\r', n);
        jh_buf_add(&c->row.text, from, n);
        c->text.p = quote ? quote + 1 : end;
        if (!quote) continue;
        bool more = at_hand(c);
        if (more && *c->text.p == '"') {
            jh_buf_putc(&c->row.text, '"');
            c->text.p++;
            continue;
        }
        *tail = more && !c->stop[(unsigned char)*c->text.p];
        return !(*tail && breaks);
    }
    return false;
}

static jh_status quoted_or_not(jh__csv *c, size_t start)
{
    const char *from = c->text.p;
    bool tail, closed = quoted(c, start, &tail);
    if (c->ran_out) return JH_OK;
    if (!closed) {
        c->row.text.n = start;
        c->text.p = from;
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
static jh_status mend(jh__csv *c, size_t start)
{
    jh_buf *text = &c->row.text;
    if (text->oom) return jh_nomem(c->r->err);
    const char *from = text->p + start, *end = text->p + text->n;
    bool bad = !c->text.good && jh__utf8_bad(from, end) != end;
    if (!bad && !memchr(from, 0, (size_t)(end - from))) return JH_OK;
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

/* The text of the cell stands at `start` of the row's, n bytes of it. */
static jh_status put_cell(jh__csv *c, size_t start, size_t n)
{
    jh_cell given = {.kind = JH_CELL_TEXT, .col = c->col, .n = n};
    if (c->col > c->r->limits.columns) return jh__check_place(c->r, c->row.row, c->col);
    return jh__row_put(c->r, &c->row, &given, start);
}

static jh_status cell(jh__csv *c)
{
    size_t start = c->row.text.n;
    if (at_hand(c) && *c->text.p == '"')
        JH_TRY(quoted_or_not(c, start));
    else
        JH_TRY(plain(c, start));
    if (c->ran_out || c->row.text.n == start) return JH_OK;
    JH_TRY(mend(c, start));
    size_t n = c->row.text.n - start;
    jh_buf_putc(&c->row.text, '\0');
    return put_cell(c, start, n);
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

/* Steps over a line end, if one is at hand. */
static void line_end(jh__csv *c)
{
    c->ended = at_hand(c);
    if (!c->ended) return;
    bool cr = *c->text.p++ == '\r';
    if (cr && at_hand(c) && *c->text.p == '\n') c->text.p++;
}

static jh_status begin_record(jh__csv *c)
{
    if (c->row.row == c->r->limits.rows)
        return jh__refuse_at(c->r, "intake.read_too_many_rows", c->row.row, 1,
                             c->r->limits.rows);
    c->row.row++;
    return JH_OK;
}

static jh_status cells(jh__csv *c)
{
    JH_TRY(begin_record(c));
    for (c->col = 1;; c->col++) {
        JH_TRY(cell(c));
        if (c->ran_out) return JH_OK;
        if (!at_hand(c) || *c->text.p != c->delimiter) break;
        c->text.p++;
        if (c->col == UINT32_MAX) return jh__check_place(c->r, c->row.row, c->col);
    }
    line_end(c);
    return JH_OK;
}

/* A file that breaks off in the middle of a row: the last record has no line end and is the
 * only one that is short. A single cell may be a remark below the table. */
static bool breaks_off(const jh__csv *c)
{
    const jh__csv_counts *s = &c->seen;
    return !c->ended && s->records >= 3 && s->last >= 2 && s->fewest == s->most &&
           s->last < s->fewest;
}

/* The record is complete. */
static jh_status finish(jh__csv *c)
{
    if (c->col == 1 && !c->row.n) { /* a blank line */
        jh__row_empty(&c->row);
        return JH_OK;
    }
    jh__csv_count(&c->seen, 1, c->col);
    if (breaks_off(c))
        return jh__refuse_at(c->r, "intake.read_cut_text", c->row.row, c->col,
                             c->seen.fewest);
    return jh__row_deliver(c->r, &c->row);
}

jh_status jh__csv_record(jh__csv *c)
{
    for (c->moved = false;; c->moved = true) {
        const char *from = c->text.p;
        jh_diags before = c->r->diags ? *c->r->diags : (jh_diags){0};
        size_t faults = c->r->faults;
        c->ran_out = false;
        JH_TRY(cells(c));
        if (!c->ran_out) return finish(c);
        /* once more, with more at hand: what was said of the piece is unsaid */
        c->row.row--;
        jh__row_empty(&c->row);
        c->text.p = from;
        jh__unsay(c->r, &before, faults);
        JH_TRY(jh__text_more(&c->text));
    }
}

/* ---- records of an index -------------------------------------------------------------------- */

const char *jh__csv_halved(const char *p, size_t *n, char *room, size_t size)
{
    if (!*n || !memchr(p, '"', *n)) return p;
    size_t k = 0;
    for (size_t i = 0; i < *n && k < size; i++) {
        room[k++] = p[i];
        i += p[i] == '"';
    }
    *n = k;
    return room;
}

/* The cells of one record, whose text was copied to `start` of the row's. */
static jh_status indexed_cells(jh__csv *c, const jh__index *x, size_t first, size_t n)
{
    size_t begin = first ? (size_t)x->at[first - 1] + 1 : 0;
    char *text = c->row.text.p, *copy = text;
    for (size_t k = 0; k < n; k++) {
        size_t end = x->at[first + k] - begin, at = (size_t)(copy - text);
        char *stop = text + end;
        if (k == n - 1 && stop > copy && stop[-1] == '\r') stop--;
        size_t m = (size_t)(stop - copy);
        if (m && *copy == '"') {
            m -= 2;
            at++;
            jh__csv_halved(copy + 1, &m, copy + 1, m);
        }
        copy = text + end + 1;
        if (!m) continue;
        text[at + m] = '\0';
        c->col = (uint32_t)k + 1;
        JH_TRY(put_cell(c, at, m));
    }
    c->col = (uint32_t)n;
    return JH_OK;
}

jh_status jh__csv_records(jh__csv *c, const char *p, const jh__index *x,
                          const bool *enough)
{
    for (size_t i = 0, from = 0; i < x->n && !*enough;) {
        size_t n = 1, longest = 0;
        for (size_t begin = from;; n++) {
            size_t end = x->at[i + n - 1];
            if (end - begin > longest) longest = end - begin;
            begin = end + 1;
            if (p[end] == '\n') break;
        }
        size_t end = x->at[i + n - 1];
        c->text.p = p + from;
        /* it says what is wrong, and may see another record than the index */
        if (longest > c->r->limits.cell) return jh__csv_record(c);
        JH_TRY(begin_record(c));
        jh_buf_add(&c->row.text, p + from, end + 1 - from);
        if (c->row.text.oom) return jh_nomem(c->r->err);
        JH_TRY(indexed_cells(c, x, i, n));
        from = end + 1;
        c->text.p = p + from;
        c->ended = true;
        JH_TRY(finish(c));
        i += n;
    }
    return JH_OK;
}

/* ---- the text ------------------------------------------------------------------------------- */

jh_status jh__csv_open(jh__csv *c, jh__reader *r, bool sure)
{
    *c = (jh__csv){.r = r};
    JH_TRY(jh__text_open(r, sure, &c->text));
    if (c->text.cut) return jh__refuse(r, "intake.read_cut_character");
    size_t n = (size_t)(c->text.end - c->text.p);
    if (!n) return jh__refuse(r, "intake.read_empty");
    sniff s = {0};
    count_delimiters(&s, c->text.p, c->text.p + (n < JH__PIECE ? n : JH__PIECE));
    c->delimiter = choose(&s);
    c->stop[(unsigned char)c->delimiter] = c->stop['\n'] = c->stop['\r'] = true;
    return JH_OK;
}

void jh__csv_close(jh__csv *c)
{
    jh__row_clear(&c->row);
    jh__text_close(&c->text);
}
