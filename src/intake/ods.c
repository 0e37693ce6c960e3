/* OpenDocument tables: one XML with all sheets, in which equal neighbours are stored once
 * and repeated by a number. Empty repeats are stepped over, filled ones are bounded. */
#include "ods.h"

#include <stdlib.h>
#include <string.h>

#define TABLE_DEPTH 4 /* document-content, body, spreadsheet, table */
#define TABLES_MAX 4096
#define REPEATS_MAX 10000000 /* cells that are told by repetition only */
#define MERGED_REPEATS 1000 /* a whole column of merged rows needs no list of a million */

typedef struct ods {
    jh__reader *r;
    bool spans_only;    /* the first pass, for merged ranges */
    jh__ranges *merged; /* one list a table */
    size_t lists, list_cap, table;
    unsigned depth, row_depth; /* row_depth 0: not inside a row */
    bool spreadsheet, in_table, skip;
    char *name;
    uint32_t col, row_repeat, cell_repeat;
    uint64_t row, budget; /* row: the last one before this */
    jh__row out;
    jh__ods_cell cell;
} ods;

static uint32_t count(const char **attr, const char *name)
{
    uint64_t n = jh__attr_number(attr, name, 1);
    if (n > UINT32_MAX) n = UINT32_MAX;
    return n ? (uint32_t)n : 1;
}

static uint32_t clip(uint64_t x)
{
    return x > UINT32_MAX ? UINT32_MAX : (uint32_t)x;
}

static jh_status add_list(ods *o)
{
    if (o->lists == o->list_cap) {
        size_t cap = o->list_cap ? o->list_cap * 2 : 16;
        jh__ranges *grown = realloc(o->merged, cap * sizeof *grown);
        if (!grown) return jh_nomem(o->r->err);
        o->merged = grown;
        o->list_cap = cap;
    }
    o->merged[o->lists++] = (jh__ranges){0};
    return JH_OK;
}

static jh_status begin_table(ods *o, const char **attr)
{
    const char *name = jh__attr(attr, "name");
    o->in_table = true;
    o->row = 0;
    if (o->table++ == TABLES_MAX)
        return jh__refuse_at(o->r, "intake.read_too_many_sheets", 0, 0, TABLES_MAX);
    if (o->spans_only) return add_list(o);
    free(o->name);
    o->name = strdup(name ? name : "");
    if (!o->name) return jh_nomem(o->r->err);
    jh__ranges none = {0};
    const jh__ranges *m = o->table <= o->lists ? &o->merged[o->table - 1] : &none;
    return jh__sheet(o->r, o->name, m->item, m->n, &o->skip);
}

static void begin_row(ods *o, const char **attr)
{
    o->row_depth = o->depth;
    o->row_repeat = count(attr, "number-rows-repeated");
    o->col = 1;
}

/* The ranges of a merged cell, once for each row that repeats it. */
static jh_status add_spans(ods *o, const char **attr)
{
    uint32_t columns = count(attr, "number-columns-spanned");
    uint32_t rows = count(attr, "number-rows-spanned");
    if (columns == 1 && rows == 1) return JH_OK;
    for (uint32_t i = 0; i < o->row_repeat && i < MERGED_REPEATS; i++) {
        uint64_t row = o->row + 1 + i;
        jh_range m = {clip(row), o->col, clip(row + rows - 1),
                      clip((uint64_t)o->col + columns - 1)};
        JH_TRY(jh__ranges_add(o->r, &o->merged[o->lists - 1], m));
    }
    return JH_OK;
}

static jh_status begin_cell(ods *o, const char **attr)
{
    o->cell_repeat = count(attr, "number-columns-repeated");
    if (o->spans_only) return add_spans(o, attr);
    return jh__ods_begin(o->r, &o->cell, o->depth, attr);
}

static jh_status on_start(void *ctx, const char *name, const char **attr)
{
    ods *o = ctx;
    o->depth++;
    if (o->depth == TABLE_DEPTH - 1) o->spreadsheet = !strcmp(name, "spreadsheet");
    if (o->depth == TABLE_DEPTH && o->spreadsheet && !strcmp(name, "table"))
        return begin_table(o, attr);
    if (!o->in_table || o->skip) return JH_OK;
    if (!o->row_depth) {
        if (!strcmp(name, "table-row")) begin_row(o, attr);
        return JH_OK;
    }
    if (o->depth > o->row_depth + 1) {
        if (o->spans_only) return JH_OK;
        return jh__ods_inside(o->r, &o->cell, o->depth, name, attr);
    }
    if (!strcmp(name, "table-cell") || !strcmp(name, "covered-table-cell"))
        return begin_cell(o, attr);
    return JH_OK;
}

static jh_status on_text(void *ctx, const char *s, size_t n)
{
    ods *o = ctx;
    if (o->spans_only || !o->row_depth) return JH_OK;
    return jh__ods_text(o->r, &o->cell, clip(o->row + 1), o->col, s, n);
}

/* Repeats cost no bytes in the file, so they have an allowance of their own. */
static jh_status spend(ods *o, uint64_t cells)
{
    if (cells > o->budget)
        return jh__refuse_at(o->r, "intake.read_too_many_repeats", clip(o->row + 1),
                             o->col, REPEATS_MAX);
    o->budget -= cells;
    return JH_OK;
}

static jh_status end_cell(ods *o)
{
    uint32_t row = clip(o->row + 1);
    uint64_t last = (uint64_t)o->col + o->cell_repeat - 1;
    jh_cell c;
    JH_TRY(jh__ods_end(o->r, &o->cell, row, o->col, &c));
    if (c.kind != JH_CELL_EMPTY) {
        JH_TRY(jh__check_place(o->r, row, clip(last)));
        JH_TRY(spend(o, o->cell_repeat - 1));
        size_t at = o->out.text.n;
        jh_buf_add(&o->out.text, c.text, c.n);
        jh_buf_putc(&o->out.text, '\0');
        for (; c.col <= last; c.col++)
            JH_TRY(jh__row_put(o->r, &o->out, &c, at));
    }
    return JH_OK;
}

static jh_status end_row(ods *o)
{
    uint64_t last = o->row + o->row_repeat;
    o->row_depth = 0;
    if (o->out.n) {
        JH_TRY(jh__check_place(o->r, clip(last), 1));
        JH_TRY(spend(o, (uint64_t)o->out.n * (o->row_repeat - 1)));
        for (uint64_t row = o->row + 1; row <= last; row++) {
            o->out.row = (uint32_t)row;
            JH_TRY(jh__row_give(o->r, &o->out));
        }
        jh__row_empty(&o->out);
    }
    o->row = last;
    return JH_OK;
}

static jh_status on_end(void *ctx, const char *name)
{
    ods *o = ctx;
    unsigned depth = o->depth--;
    if (depth == TABLE_DEPTH && o->in_table) {
        o->in_table = o->skip = false;
    } else if (o->row_depth && depth == o->row_depth) {
        return end_row(o);
    } else if (o->row_depth && depth == o->row_depth + 1) {
        if (strcmp(name, "table-cell") && strcmp(name, "covered-table-cell"))
            return JH_OK;
        if (!o->spans_only) JH_TRY(end_cell(o));
        o->col = clip((uint64_t)o->col + o->cell_repeat);
    } else if (o->row_depth && !o->spans_only) {
        return jh__ods_leave(o->r, &o->cell, depth);
    }
    return JH_OK;
}

/* Whether any cell is merged: a look at the bytes, so that most files are parsed once. */
static jh_status has_spans(jh__reader *r, jh__entry *e, char *store, bool *yes)
{
    static const char word[] = "s-spanned";
    size_t n = sizeof word - 1, kept = 0, got;
    for (*yes = false; !*yes;) {
        JH_TRY(jh__entry_read(e, store + kept, JH__PIECE, &got));
        if (!got) return JH_OK;
        JH_TRY(jh__tick(r, got));
        size_t have = kept + got;
        *yes = memmem(store, have, word, n) != NULL;
        kept = have < n ? have : n;
        memmove(store, store + have - kept, kept);
    }
    return JH_OK;
}

static jh_status look_for_spans(jh__reader *r, jh__zip *z, int64_t index, bool *yes)
{
    jh__entry *e;
    JH_TRY(jh__entry_open(z, index, &e));
    char *store = malloc(JH__PIECE + 64);
    jh_status st = store ? has_spans(r, e, store, yes) : jh_nomem(r->err);
    free(store);
    jh__entry_close(e);
    return st;
}

static jh_status refuse_encrypted(jh__reader *r, jh__zip *z)
{
    int64_t at = jh__zip_find(z, "META-INF/manifest.xml");
    if (at < 0) return JH_OK;
    jh_buf text = {0};
    jh_status st = jh__zip_slurp(z, at, (size_t)4 << 20, &text);
    if (st == JH_OK && text.p && strstr(text.p, "encryption-data"))
        st = jh__refuse(r, "intake.read_encrypted");
    jh_buf_clear(&text);
    return st;
}

static jh_status read_tables(ods *o, jh__zip *z, int64_t index)
{
    jh__handlers h = {on_start, on_end, on_text, true};
    bool spans = false;
    JH_TRY(look_for_spans(o->r, z, index, &spans));
    if (spans) {
        o->spans_only = true;
        JH_TRY(jh__xml_read(o->r, z, index, &h, o));
        o->spans_only = false;
        o->table = 0;
        o->depth = o->row_depth = 0;
    }
    return jh__xml_read(o->r, z, index, &h, o);
}

jh_status jh__ods_read(jh__reader *r, jh__zip *z)
{
    ods o = {.r = r, .budget = REPEATS_MAX};
    JH_TRY(refuse_encrypted(r, z));
    int64_t index = jh__zip_find(z, "content.xml");
    r->total = 2 * jh__zip_size(z, index);
    jh_status st = read_tables(&o, z, index);
    for (size_t i = 0; i < o.lists; i++)
        jh__ranges_clear(&o.merged[i]);
    free(o.merged);
    free(o.name);
    r->sheet = NULL;
    jh__row_clear(&o.out);
    jh__ods_clear(&o.cell);
    return st;
}
