/* Columns of flat tables, found by their own labels. The head of a sheet is the first row that
 * has every label that was asked for; only those columns are kept. */
#include "stat.h"
#include "../files.h"

#include <junheng/bulk.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_ROWS 40      /* rows that are looked through for the head */
#define LABELS_SHOWN 1000 /* bytes of a list of labels */
#define LABEL_SHOWN 120   /* of one of them */

/* A text merged over several rows below each other. */
typedef struct held {
    uint32_t col, until;
    const char *text;
    double number;
} held;

typedef struct reader {
    jh__stat_table *table;
    const char *file, *wanted; /* wanted: sheet */
    jh_error *err;

    const char *sheet;
    jh_range *merged; /* those of several rows, by first row */
    size_t merged_n, merged_at;
    held *held;
    size_t helds, held_cap;
    size_t looked;  /* rows of the sheet that were tried as its head */
    uint32_t start; /* first row below the head */
    uint32_t *col;
    bool headed, found; /* head of the sheet; of a sheet of the file */
    bool named;         /* a sheet of the wanted name was there */

    size_t near_hits; /* labels of the row that came nearest */
    const char *near_labels, *near_missing;
} reader;

/* ---- labels ---------------------------------------------------------------------------- */

/* Bytes of a blank: ASCII, no-break and full-width ones; 0 if there is none. */
static size_t blank(const char *s)
{
    if (*s == ' ' || (*s >= '\t' && *s <= '\r')) return 1;
    if (!strncmp(s, "\xC2\xA0", 2)) return 2;
    return strncmp(s, "\xE3\x80\x80", 3) ? 0 : 3;
}

/* The text without the blanks around it. */
static const char *trim(const char *s, size_t *n)
{
    const char *end = s;
    while (blank(s))
        s += blank(s);
    for (const char *p = s; *p;) {
        size_t b = blank(p);
        p += b ? b : 1;
        if (!b) end = p;
    }
    *n = end > s ? (size_t)(end - s) : 0;
    return s;
}

static bool same_exactly(const char *a, const char *b)
{
    size_t n, m;
    a = trim(a, &n);
    b = trim(b, &m);
    return n == m && !memcmp(a, b, n);
}

static const char *next_letter(const char *s)
{
    while (*s == '_' || blank(s))
        s += *s == '_' ? 1 : blank(s);
    return s;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The same but for case, blanks and underscores. */
static bool same_roughly(const char *a, const char *b)
{
    for (a = next_letter(a), b = next_letter(b); *a && *b;
         a = next_letter(a + 1), b = next_letter(b + 1))
        if (lower(*a) != lower(*b)) return false;
    return !*a && !*b;
}

jh_status jh__stat_ask(jh__stat_table *t, const char *name, size_t n, size_t *out)
{
    for (*out = 0; *out < t->columns; ++*out) {
        const char *known = t->column[*out].name;
        if (strlen(known) == n && !memcmp(known, name, n)) return JH_OK;
    }
    jh__stat_column *grown =
        jh_grow(t->arena, t->column, &t->column_cap, t->columns + 1, sizeof *grown);
    char *copy = jh_strndup(t->arena, name, n);
    if (!grown || !copy) return JH_ENOMEM;
    t->column = grown;
    grown[t->columns++] = (jh__stat_column){.name = copy};
    return JH_OK;
}

jh_status jh__stat_ask_key(jh__stat_table *t, const char *name, size_t n, size_t *out)
{
    JH_TRY(jh__stat_ask(t, name, n, out));
    t->column[*out].as_key = true;
    return JH_OK;
}

/* Whether nobody will ask for the column's texts. */
static bool numbers_alone(const jh__stat_column *c)
{
    return c->foreseen && !c->may_be_text && !c->as_key;
}

/* ---- cells ------------------------------------------------------------------------------ */

/* "12,345.6" without its separators; false if the commas stand elsewhere. */
static bool grouped_number(const char *s, size_t n, double *x)
{
    char plain[64];
    size_t k = 0, digits = 0, groups = 0;
    if (n >= sizeof plain) return false;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == ',') {
            if (!digits || digits > 3 || (groups && digits != 3)) return false;
            groups++;
            digits = 0;
            continue;
        }
        if (s[i] == '.') {
            if (groups && digits != 3) return false;
            memcpy(plain + k, s + i, n - i);
            return jh_number_parse(plain, k + n - i, x);
        }
        digits += s[i] >= '0' && s[i] <= '9';
        plain[k++] = s[i];
    }
    return groups && digits == 3 && jh_number_parse(plain, k, x);
}

static double text_number(const char *text, size_t n)
{
    double x;
    return jh_number_parse(text, n, &x) || grouped_number(text, n, &x) ? x : NAN;
}

static double number_of(const jh_cell *cell, const char *text, size_t n)
{
    if (cell->kind == JH_CELL_NUMBER) return cell->number;
    return cell->kind == JH_CELL_TEXT ? text_number(text, n) : NAN;
}

/* A cell whose formula failed or was never computed is empty. */
static bool filled(const jh_cell *cell)
{
    return cell->kind != JH_CELL_EMPTY && cell->kind != JH_CELL_ERROR &&
           cell->kind != JH_CELL_FORMULA;
}

static const jh_cell *cell_at(const jh_row *row, uint32_t col)
{
    size_t low = 0, high = row->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row->cell[middle].col < col)
            low = middle + 1;
        else
            high = middle;
    }
    return low < row->n && row->cell[low].col == col ? &row->cell[low] : NULL;
}

/* ---- merged cells -------------------------------------------------------------------------- */

static int by_row(const void *a, const void *b)
{
    const jh_range *x = a, *y = b;
    if (x->row1 != y->row1) return x->row1 < y->row1 ? -1 : 1;
    return (x->col1 > y->col1) - (x->col1 < y->col1);
}

static jh_status keep_merged(reader *r, const jh_range *merged, size_t n)
{
    r->merged = jh_alloc_array(r->table->arena, n + 1, sizeof *r->merged);
    if (!r->merged) return JH_ENOMEM;
    r->merged_n = r->merged_at = r->helds = 0;
    for (size_t i = 0; i < n; i++)
        if (merged[i].row2 > merged[i].row1) r->merged[r->merged_n++] = merged[i];
    if (r->merged_n) qsort(r->merged, r->merged_n, sizeof *r->merged, by_row);
    return JH_OK;
}

static bool asked(const reader *r, uint32_t col)
{
    for (size_t i = 0; r->headed && i < r->table->columns; i++)
        if (r->col[i] == col) return true;
    return !r->headed;
}

/* Drops the texts that end above the row, takes up those that begin in it. */
static jh_status hold(reader *r, const jh_row *row)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->helds; i++)
        if (r->held[i].until >= row->row) r->held[kept++] = r->held[i];
    r->helds = kept;
    for (; r->merged_at < r->merged_n && r->merged[r->merged_at].row1 <= row->row;
         r->merged_at++) {
        const jh_range *m = &r->merged[r->merged_at];
        const jh_cell *cell = m->row1 == row->row ? cell_at(row, m->col1) : NULL;
        if (!cell || !filled(cell) || !asked(r, m->col1)) continue;
        size_t n;
        const char *text = trim(cell->text, &n);
        held *grown =
            jh_grow(r->table->arena, r->held, &r->held_cap, r->helds + 1, sizeof *grown);
        const char *copy = jh_strndup(r->table->arena, text, n);
        if (!grown || !copy) return JH_ENOMEM;
        r->held = grown;
        grown[r->helds++] = (held){m->col1, m->row2, copy, number_of(cell, text, n)};
    }
    return JH_OK;
}

static const held *held_at(const reader *r, uint32_t col)
{
    for (size_t i = 0; i < r->helds; i++)
        if (r->held[i].col == col) return &r->held[i];
    return NULL;
}

/* ---- the head ---------------------------------------------------------------------------------- */

typedef bool (*same)(const char *a, const char *b);

/* How many cells of the row are labelled so; the first of them in *col. */
static size_t labelled(const reader *r, const jh_row *row, const char *name, same compare,
                       uint32_t *col)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n; i++)
        if (filled(&row->cell[i]) && compare(row->cell[i].text, name) && !n++)
            *col = row->cell[i].col;
    for (size_t i = 0; i < r->helds; i++)
        if (!cell_at(row, r->held[i].col) && compare(r->held[i].text, name) && !n++)
            *col = r->held[i].col;
    return n;
}

/* Bytes of the label that are shown, whole characters. */
static size_t shown(const char *text, size_t n)
{
    if (n <= LABEL_SHOWN) return n;
    for (n = LABEL_SHOWN; n && ((unsigned char)text[n] & 0xC0) == 0x80;)
        n--;
    return n;
}

/* The row's labels as a list, for the message. */
static jh_status remember_near(reader *r, const jh_row *row, size_t hits,
                               const char *missing)
{
    jh_buf b = {0};
    if (row->n < 2 || (r->near_labels && hits <= r->near_hits)) return JH_OK;
    for (size_t i = 0; i < row->n && b.n < LABELS_SHOWN; i++) {
        size_t n;
        const char *text = trim(row->cell[i].text, &n);
        if (!filled(&row->cell[i])) continue;
        jh_buf_printf(&b, "%s[%.*s]", b.n ? " " : "", (int)shown(text, n), text);
    }
    if (b.n >= LABELS_SHOWN) jh_buf_puts(&b, " …");
    r->near_hits = hits;
    r->near_missing = missing;
    r->near_labels = b.oom ? NULL : jh_strndup(r->table->arena, b.p ? b.p : "", b.n);
    jh_buf_clear(&b);
    return r->near_labels ? JH_OK : JH_ENOMEM;
}

static jh_status open_sheet(reader *r, const jh_row *row)
{
    jh__stat_table *t = r->table;
    jh__stat_sheet *grown =
        jh_grow(t->arena, t->sheet, &t->sheet_cap, t->sheets + 1, sizeof *grown);
    const char *name = r->sheet ? jh_strdup(t->arena, r->sheet) : NULL;
    if (!grown || (r->sheet && !name)) return jh_nomem(r->err);
    t->sheet = grown;
    grown[t->sheets++] =
        (jh__stat_sheet){.file = r->file, .name = name, .first = t->rows, .col = r->col};
    r->headed = r->found = true;
    r->start = row->row + 1;
    for (size_t i = 0; i < t->columns; i++) {
        const held *h = held_at(r, r->col[i]);
        if (h && h->until >= r->start) r->start = h->until + 1;
    }
    return JH_OK;
}

static jh_status try_head(reader *r, const jh_row *row)
{
    const jh__stat_table *t = r->table;
    const char *twice = NULL, *missing = NULL;
    size_t hits = 0;
    for (size_t i = 0; i < t->columns; i++) {
        const char *name = t->column[i].name;
        if (t->column[i].joined) continue;
        size_t n = labelled(r, row, name, same_exactly, &r->col[i]);
        if (!n) n = labelled(r, row, name, same_roughly, &r->col[i]);
        hits += n > 0;
        if (!n && !missing) missing = name;
        if (n > 1 && !twice) twice = name;
    }
    if (missing)
        return remember_near(r, row, hits, missing) == JH_OK ? JH_OK : jh_nomem(r->err);
    if (twice)
        return jh_fail(r->err, JH_EINPUT, "ops.stat_column_twice",
                       "file:s row:u column:s", r->file, (size_t)row->row, twice);
    return open_sheet(r, row);
}

/* ---- rows ---------------------------------------------------------------------------------------- */

/* Keeps the text of the row; equal neighbours share it: areas come in runs. */
static jh_status add_text(jh__stat_table *t, jh__stat_column *c, const char *s, size_t n,
                          bool lasts)
{
    const char **text =
        jh_grow(t->arena, c->text, &c->text_cap, t->rows + 1, sizeof *text);
    if (!text) return JH_ENOMEM;
    c->text = text;
    const char *before = t->rows ? text[t->rows - 1] : "";
    bool again = strlen(before) == n && !memcmp(before, s, n);
    text[t->rows] = again ? before : lasts ? s : jh_strndup(t->arena, s, n);
    return text[t->rows] ? JH_OK : JH_ENOMEM;
}

static jh_status add_value(reader *r, jh__stat_column *c, const jh_row *row, uint32_t col)
{
    jh__stat_table *t = r->table;
    const jh_cell *cell = cell_at(row, col);
    const held *above = cell ? NULL : held_at(r, col);
    const char *s = above ? above->text : "";
    size_t n = strlen(s);
    double x = above ? above->number : NAN;
    if (cell && filled(cell)) {
        s = trim(cell->text, &n);
        x = number_of(cell, s, n);
    }
    double *number =
        jh_grow(t->arena, c->number, &c->number_cap, t->rows + 1, sizeof *number);
    if (!number) return JH_ENOMEM;
    c->number = number;
    number[t->rows] = x;
    c->numbers += isnan(x) ? 0 : 1;
    c->texts += isnan(x) && n ? 1 : 0;
    return numbers_alone(c) ? JH_OK : add_text(t, c, s, n, !cell);
}

static jh_status add_row(reader *r, const jh_row *row)
{
    jh__stat_table *t = r->table;
    uint32_t *grown = jh_grow(t->arena, t->row, &t->row_cap, t->rows + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    t->row = grown;
    grown[t->rows] = row->row;
    for (size_t i = 0; i < t->columns; i++)
        JH_TRY(add_value(r, &t->column[i], row, r->col[i]));
    t->rows++;
    t->sheet[t->sheets - 1].rows++;
    return JH_OK;
}

static jh_status take_row(void *ctx, const jh_row *row)
{
    reader *r = ctx;
    if (!r->headed && r->looked++ >= HEAD_ROWS) return JH_OK;
    if (r->merged_n && hold(r, row) != JH_OK) return jh_nomem(r->err);
    if (!r->headed) return try_head(r, row);
    if (row->row < r->start) return JH_OK;
    return add_row(r, row) == JH_OK ? JH_OK : jh_nomem(r->err);
}

static jh_status take_sheet(void *ctx, const char *name, const jh_range *merged,
                            size_t merged_n, bool *skip)
{
    reader *r = ctx;
    bool other = name && r->wanted && strcmp(name, r->wanted) != 0;
    *skip = other || r->found;
    r->table->passed_over += r->found && !r->wanted;
    if (*skip) return JH_OK;
    r->named = true;
    r->sheet = name;
    r->headed = false;
    r->looked = 0;
    r->col = jh_alloc_array(r->table->arena, r->table->columns + 1, sizeof *r->col);
    if (!r->col || keep_merged(r, merged, merged_n) != JH_OK) return jh_nomem(r->err);
    return JH_OK;
}

/* ---- files ---------------------------------------------------------------------------------------- */

static jh_status not_found(const reader *r)
{
    size_t first = 0;
    while (r->table->column[first].joined)
        first++;
    if (r->wanted && !r->named)
        return jh_fail(r->err, JH_EINPUT, "ops.stat_no_sheet", "file:s sheet:s", r->file,
                       r->wanted);
    if (!r->near_labels)
        return jh_fail(r->err, JH_EINPUT, "ops.stat_no_head", "file:s column:s", r->file,
                       r->table->column[first].name);
    return jh_fail(r->err, JH_EINPUT, "ops.stat_no_column", "file:s column:s labels:s",
                   r->file, r->near_missing, r->near_labels);
}

static jh_status text_head(void *ctx, const jh_row *row, bool *found, uint32_t *col)
{
    reader *r = ctx;
    JH_TRY(try_head(r, row));
    *found = r->headed;
    for (size_t i = 0, k = 0; *found && i < r->table->columns; i++)
        if (!r->table->column[i].joined) col[k++] = r->col[i];
    return JH_OK;
}

/* The values of a column of texts: each text is looked at once. */
static jh_status add_texts(jh__stat_table *t, jh__stat_column *c, const jh_bulk *b,
                           const jh_bulk_column *from)
{
    const char **text = jh_alloc_array(t->arena, from->texts + 1, sizeof *text);
    double *number = jh_alloc_array(t->arena, from->texts + 1, sizeof *number);
    if (!text || !number) return JH_ENOMEM;
    for (size_t i = 0; i < from->texts; i++) {
        size_t n = strlen(from->text[i]);
        number[i] = text_number(from->text[i], n);
        text[i] = numbers_alone(c) ? "" : jh_strndup(t->arena, from->text[i], n);
        if (!text[i]) return JH_ENOMEM;
    }
    for (size_t i = 0; i < b->rows; i++) {
        uint32_t code = from->code[i];
        double x = code == JH_BULK_NONE ? NAN : number[code];
        c->number[t->rows + i] = x;
        if (!numbers_alone(c))
            c->text[t->rows + i] = code == JH_BULK_NONE ? "" : text[code];
        if (!isnan(x))
            c->numbers++;
        else
            c->texts += code != JH_BULK_NONE;
    }
    return JH_OK;
}

static jh_status add_values(jh__stat_table *t, jh__stat_column *c, const jh_bulk *b,
                            const jh_bulk_column *from)
{
    size_t need = t->rows + b->rows + 1;
    double *number = jh_grow(t->arena, c->number, &c->number_cap, need, sizeof *number);
    if (!number) return JH_ENOMEM;
    c->number = number;
    if (!numbers_alone(c)) {
        const char **text = jh_grow(t->arena, c->text, &c->text_cap, need, sizeof *text);
        if (!text) return JH_ENOMEM;
        c->text = text;
    }
    for (size_t i = 0; !from && i < b->rows; i++) { /* --join will fill it */
        number[t->rows + i] = NAN;
        if (!numbers_alone(c)) c->text[t->rows + i] = "";
    }
    if (!from) return JH_OK;
    if (from->type == JH_TEXT) return add_texts(t, c, b, from);
    memcpy(number + t->rows, from->number, b->rows * sizeof *number);
    c->numbers += b->rows - from->missing;
    return JH_OK;
}

static jh_status add_rows(reader *r, const jh_bulk *b)
{
    jh__stat_table *t = r->table;
    uint32_t *row =
        jh_grow(t->arena, t->row, &t->row_cap, t->rows + b->rows + 1, sizeof *row);
    if (!row) return JH_ENOMEM;
    t->row = row;
    for (size_t k = 0; k < b->stretches; k++) {
        const jh_bulk_stretch *s = &b->stretch[k];
        size_t to = k + 1 < b->stretches ? s[1].first : b->rows;
        for (size_t i = s->first; i < to; i++)
            row[t->rows + i] = s->number + (uint32_t)(i - s->first);
    }
    for (size_t i = 0, k = 0; i < t->columns; i++)
        JH_TRY(add_values(t, &t->column[i], b,
                          t->column[i].joined ? NULL : &b->column[k++]));
    t->rows += b->rows;
    t->sheet[t->sheets - 1].rows = b->rows;
    return JH_OK;
}

/* A text table: only the columns that were asked for are looked at. */
static jh_status read_text(jh_call *call, reader *r, const jh_input *in)
{
    bool skip;
    const jh__stat_table *t = r->table;
    size_t wanted = 0;
    jh_bulk_want *want = jh_alloc_array(t->arena, t->columns + 1, sizeof *want);
    if (!want) return jh_nomem(r->err);
    for (size_t i = 0; i < t->columns; i++) {
        const jh__stat_column *c = &t->column[i];
        if (!c->joined)
            want[wanted++] =
                (jh_bulk_want){c->name, numbers_alone(c) ? JH_BULK_AUTO : JH_BULK_TEXT};
    }
    jh_bulk_how how = {.want = want,
                       .want_n = wanted,
                       .pool = jh_pool_new(call->threads),
                       .diags = &call->diags,
                       .progress = &call->progress,
                       .ctx = r,
                       .head = text_head};
    jh_bulk b = {0};
    jh_status st = how.pool ? take_sheet(r, NULL, NULL, 0, &skip) : jh_nomem(r->err);
    if (st == JH_OK) st = jh_bulk_read(in, &how, &b, r->err);
    if (st == JH_OK && r->found && add_rows(r, &b) != JH_OK) st = jh_nomem(r->err);
    jh_bulk_clear(&b);
    jh_pool_free(how.pool);
    return st;
}

jh_status jh__stat_read(jh_call *call, jh__stat_table *t, jh_given files,
                        const char *sheet, jh_error *err)
{
    for (size_t i = 0; i < files.n; i++) {
        jh__file file;
        reader r = {.table = t, .file = files.value[i], .wanted = sheet};
        r.err = err;
        jh_sink sink = {&r, take_sheet, take_row};
        JH_TRY(jh__file_open(files.value[i], &file, err));
        jh_input in = {files.value[i], file.bytes ? file.bytes : "", file.n};
        jh_status st =
            jh_table_is_text(&in)
                ? read_text(call, &r, &in)
                : jh_table_read(&in, NULL, &sink, &call->diags, &call->progress, err);
        jh__file_close(&file);
        JH_TRY(st);
        if (!r.found) return not_found(&r);
    }
    return JH_OK;
}

jh_where jh__stat_where(const jh__stat_table *t, size_t row, size_t column)
{
    const jh__stat_sheet *s = t->sheet;
    while (row >= s->first + s->rows)
        s++;
    return (jh_where){s->file, s->name, t->row[row],
                      column == SIZE_MAX ? 0 : s->col[column]};
}

jh_status jh__stat_parted(const jh__stat_table *t, const size_t *column, size_t columns,
                          const size_t *row, size_t rows, jh_groups *out)
{
    const char *const **text = jh_alloc_array(t->arena, columns + 1, sizeof *text);
    if (!text) return JH_ENOMEM;
    for (size_t k = 0; k < columns; k++)
        text[k] = t->column[column[k]].text;
    const jh_group_ask ask = {text, columns, row, rows};
    return jh_group_texts(t->arena, &ask, out);
}
