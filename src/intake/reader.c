/* Places, faults and the row: what every reader says and does the same way. */
#include "reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this many faults of cells the file is of another kind or encoding; one more line
 * says so, instead of a list that nobody reads. */
#define FAULTS_MAX 10000
#define ROW_MAX ((size_t)64 << 20) /* bytes of text in a row */
#define RANGES_MAX 1000000
#define TELL_EVERY ((uint64_t)1 << 20)

jh_status jh__refuse(jh__reader *r, const char *key)
{
    return jh_fail(r->err, JH_EINPUT, key, "file:s", r->in->name);
}

jh_status jh__refuse_at(jh__reader *r, const char *key, uint32_t row, uint32_t col,
                        size_t limit)
{
    jh_buf sheet = {0};
    if (r->sheet) jh_buf_printf(&sheet, " [%s]", r->sheet);
    jh_status st =
        jh_fail(r->err, JH_EINPUT, key, "file:s sheet:s row:u column:u limit:u",
                r->in->name, sheet.p ? sheet.p : "", (size_t)row, (size_t)col, limit);
    jh_buf_clear(&sheet);
    return st;
}

jh_status jh__refuse_part(jh__reader *r, const char *key, const char *part)
{
    char shown[160];
    size_t n = 0;
    for (; part[n] && n < sizeof shown - 1; n++) {
        bool plain = part[n] >= ' ' && part[n] <= '~';
        shown[n] = '?';
        if (plain) shown[n] = part[n];
    }
    shown[n] = '\0';
    return jh_fail(r->err, JH_EINPUT, key, "file:s part:s", r->in->name, shown);
}

jh_status jh__fault(jh__reader *r, jh_level level, uint32_t row, uint32_t col,
                    const char *key, const char *text)
{
    jh_where where = {.file = r->in->name, .sheet = r->sheet, .row = row, .col = col};
    if (!r->diags || r->faults > FAULTS_MAX) return JH_OK;
    if (r->faults++ == FAULTS_MAX)
        key = "intake.read_more_faults", level = JH_EXPLAIN, text = "";
    char shown[121];
    size_t n = strlen(text);
    if (n >= sizeof shown) {
        n = sizeof shown - 1;
        while (n && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
    }
    memcpy(shown, text, n);
    shown[n] = '\0';
    if (jh_diag_add(r->diags, level, where, key, "text:s", shown) != JH_OK)
        return jh_nomem(r->err);
    return JH_OK;
}

void jh__unsay(jh__reader *r, const jh_diags *before, size_t faults)
{
    r->faults = faults;
    if (!r->diags) return;
    r->diags->n = before->n;
    memcpy(r->diags->count, before->count, sizeof before->count);
}

jh_status jh__tick(jh__reader *r, size_t more)
{
    const jh_progress *p = r->progress;
    r->done += more;
    if (!p || (r->told && r->done - r->told < TELL_EVERY)) return JH_OK;
    r->told = r->done ? r->done : 1;
    uint64_t total = r->total > r->done ? r->total : r->done;
    jh_progress_tell(p, "intake.read_progress", r->done, total);
    if (jh_progress_stopped(p))
        return jh_fail(r->err, JH_ECANCEL, "intake.read_cancelled", "file:s",
                       r->in->name);
    return JH_OK;
}

jh_status jh__sheet(jh__reader *r, const char *name, const jh_range *merged, size_t n,
                    bool *skip)
{
    *skip = false;
    r->sheet = name;
    if (!r->sink->sheet) return JH_OK;
    return r->sink->sheet(r->sink->ctx, name, merged, n, skip);
}

void jh__row_clear(jh__row *row)
{
    free(row->cell);
    free(row->at);
    jh_buf_clear(&row->text);
    *row = (jh__row){0};
}

static bool more_cells(jh__row *row)
{
    size_t cap = row->cap ? row->cap * 2 : 64;
    jh_cell *cell = realloc(row->cell, cap * sizeof *cell);
    if (cell) row->cell = cell;
    size_t *at = cell ? realloc(row->at, cap * sizeof *at) : NULL;
    if (at) row->at = at;
    if (at) row->cap = cap;
    return at != NULL;
}

jh_status jh__row_put(jh__reader *r, jh__row *row, const jh_cell *cell, size_t at)
{
    if (row->text.n > ROW_MAX)
        return jh__refuse_at(r, "intake.read_row_too_long", row->row, cell->col,
                             ROW_MAX >> 20);
    if (row->n == row->cap && !more_cells(row)) return jh_nomem(r->err);
    if (row->n && row->cell[row->n - 1].col >= cell->col) row->unordered = true;
    row->cell[row->n] = *cell;
    row->at[row->n] = at;
    row->n++;
    return JH_OK;
}

jh_status jh__row_add(jh__reader *r, jh__row *row, jh_cell cell)
{
    size_t at = row->text.n;
    jh_buf_add(&row->text, cell.text, cell.n);
    jh_buf_putc(&row->text, '\0');
    return jh__row_put(r, row, &cell, at);
}

static bool plain_integer(const char *s, size_t n)
{
    size_t i = n && s[0] == '-';
    if (i == n) return false;
    for (; i < n; i++)
        if (s[i] < '0' || s[i] > '9') return false;
    return true;
}

/* "12.5" is its own shortest form; saying so without printing saves half the time of a
 * sheet of decimals. */
static bool plain_decimal(const char *s, size_t n)
{
    size_t i = s[0] == '-', digits = 0;
    if (n < i + 3 || n > 16 || s[n - 1] == '0' || s[n - 1] == '.') return false;
    if (s[i] == '0' || s[i] == '.') return false;
    for (bool point = false; i < n; i++) {
        if (s[i] == '.') {
            if (point) return false;
            point = true;
        } else if (s[i] < '0' || s[i] > '9' || ++digits > 15) {
            return false;
        }
    }
    return true;
}

bool jh__number_cell(jh_cell *cell, const char *text, size_t n, char store[32])
{
    double x;
    if (!jh_number_parse(text, n, &x) || !isfinite(x)) return false;
    cell->kind = JH_CELL_NUMBER;
    cell->number = x;
    cell->text = text;
    cell->n = n;
    if (plain_integer(text, n) || plain_decimal(text, n)) return true;
    cell->n = (size_t)jh_number_shortest(x, store);
    cell->text = store;
    return true;
}

jh_status jh__check_place(jh__reader *r, uint32_t row, uint32_t col)
{
    if (row > r->limits.rows)
        return jh__refuse_at(r, "intake.read_too_many_rows", row, col, r->limits.rows);
    if (col > r->limits.columns)
        return jh__refuse_at(r, "intake.read_too_many_columns", row, col,
                             r->limits.columns);
    return JH_OK;
}

static int by_column(const void *a, const void *b)
{
    uint32_t x = ((const jh_cell *)a)->col, y = ((const jh_cell *)b)->col;
    return (x > y) - (x < y);
}

static jh_status sort(jh__reader *r, jh__row *row)
{
    qsort(row->cell, row->n, sizeof *row->cell, by_column);
    for (size_t i = 1; i < row->n; i++)
        if (row->cell[i].col == row->cell[i - 1].col)
            return jh__refuse_at(r, "intake.read_cell_twice", row->row, row->cell[i].col,
                                 0);
    return JH_OK;
}

/* The text has come to rest: offsets become addresses. */
static void settle(jh__row *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (row->at[i] != JH__LASTING) row->cell[i].text = row->text.p + row->at[i];
}

jh_status jh__row_give(jh__reader *r, jh__row *row)
{
    if (row->text.oom) return jh_nomem(r->err);
    if (!row->n || !r->sink->row) return JH_OK;
    if (!row->unordered) settle(row);
    jh_row given = {.row = row->row, .cell = row->cell, .n = row->n};
    return r->sink->row(r->sink->ctx, &given);
}

void jh__row_empty(jh__row *row)
{
    row->n = 0;
    row->text.n = 0;
    row->unordered = false;
}

jh_status jh__row_deliver(jh__reader *r, jh__row *row)
{
    if (row->unordered && !row->text.oom) {
        settle(row);
        JH_TRY(sort(r, row));
    }
    jh_status st = jh__row_give(r, row);
    jh__row_empty(row);
    return st;
}

jh_status jh__ranges_add(jh__reader *r, jh__ranges *ranges, jh_range range)
{
    if (ranges->n == RANGES_MAX)
        return jh__refuse_at(r, "intake.read_too_many_merged", range.row1, range.col1,
                             RANGES_MAX);
    if (ranges->n == ranges->cap) {
        size_t cap = ranges->cap ? ranges->cap * 2 : 64;
        jh_range *item = realloc(ranges->item, cap * sizeof *item);
        if (!item) return jh_nomem(r->err);
        ranges->item = item;
        ranges->cap = cap;
    }
    ranges->item[ranges->n++] = range;
    return JH_OK;
}

void jh__ranges_clear(jh__ranges *ranges)
{
    free(ranges->item);
    *ranges = (jh__ranges){0};
}
