/* Whole tables into typed columns. Numbers are parsed by blocks of rows, straight to their
 * place; each text column is one task, since its codes follow from the order of the rows. */
#include <junheng/bulk.h>

#include "bulk_dict.h"
#include "csv_scan.h"
#include "pages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_FIRST 1024
/* Columns that began at the same place of a page would push each other out of the cache, which
 * finds a row of each by that place. */
#define PAGE ((size_t)4 << 10)
#define APART ((size_t)5 * 64)
#define ROOM 256 /* bytes of a quoted text that is put together */

typedef struct column {
    jh_bulk_column *to;
    jh_bulk_type want;
    jh__dict dict;
    bool text_after_all; /* taken for numbers, but one cell is none */
} column;

typedef struct job {
    const jh_bulk_how *how;
    jh__reader r;
    jh_bulk *out;
    column *column;
    size_t columns, cap; /* cap: rows */
    size_t stretch_cap;
    jh__scan scan;
    uint32_t head; /* row of the head; 0: not found yet */
    size_t looked, pass;
    bool sure;  /* the text is not UTF-8, as the first pass took it for */
    bool again; /* a column is text after all */
    bool found; /* the plain reader is below the head */

    const jh__block *block; /* of the round */
    size_t *first;          /* first row of each */
    jh__column *into;       /* columns of numbers, by block */
    size_t blocks, first_cap, into_cap;
    size_t texts, numbers; /* columns of text and of numbers in the order of the file */
    size_t *text, *number;
} job;

/* ---- room -------------------------------------------------------------------------------- */

static size_t span(jh_type type, size_t cap)
{
    size_t n = cap * (type == JH_NUMBER ? sizeof(double) : sizeof(uint32_t));
    return (n + PAGE - 1) / PAGE * PAGE + APART;
}

/* All columns in one piece. */
static jh_status widen(job *b, size_t cap)
{
    jh_bulk *o = b->out;
    size_t size = 0;
    for (size_t i = 0; i < b->columns; i++)
        size += span(o->column[i].type, cap);
    char *room = jh__pages(size), *at = room;
    if (!room) return jh_nomem(b->r.err);
    for (size_t i = 0; i < b->columns; i++) {
        jh_bulk_column *c = &o->column[i];
        if (c->type == JH_NUMBER) {
            if (o->rows) memcpy(at, c->number, o->rows * sizeof *c->number);
            c->number = (double *)(void *)at;
        } else {
            if (o->rows) memcpy(at, c->code, o->rows * sizeof *c->code);
            c->code = (uint32_t *)(void *)at;
        }
        at += span(c->type, cap);
    }
    free(o->room);
    o->room = room;
    b->cap = cap;
    return JH_OK;
}

static jh_status room_for(job *b, size_t more)
{
    size_t need = b->out->rows + more;
    if (need <= b->cap) return JH_OK;
    size_t cap = b->cap ? b->cap + b->cap / 2 : ROWS_FIRST;
    const jh__block *k = b->block;
    if (k && k->rows && k->n) /* the rest of the file as dense as this block */
        cap = b->out->rows +
              (size_t)((double)k->rest / (double)k->n * (double)k->rows * 1.02);
    return widen(b, cap < need ? need + ROWS_FIRST : cap);
}

static jh_status note_row(job *b, size_t i, uint32_t number)
{
    jh_bulk *o = b->out;
    if (o->stretches) {
        const jh_bulk_stretch *s = &o->stretch[o->stretches - 1];
        if (s->number + (i - s->first) == number) return JH_OK;
    }
    jh_bulk_stretch *grown =
        jh_grow(o->arena, o->stretch, &b->stretch_cap, o->stretches + 1, sizeof *grown);
    if (!grown) return jh_nomem(b->r.err);
    o->stretch = grown;
    grown[o->stretches++] = (jh_bulk_stretch){i, number};
    return JH_OK;
}

/* ---- the head ------------------------------------------------------------------------------ */

static bool labelled(const jh_cell *cell, const char *name)
{
    size_t n = cell->n, m = strlen(name);
    const char *a = jh__trimmed(cell->text, &n), *b = jh__trimmed(name, &m);
    return n == m && !memcmp(a, b, n);
}

static jh_status add_column(job *b, size_t i, const jh_cell *cell, jh_bulk_type want)
{
    column *c = &b->column[i];
    size_t n = cell->n;
    const char *label = jh__trimmed(cell->text, &n);
    jh_type type = want == JH_BULK_TEXT ? JH_TEXT : JH_NUMBER;
    c->want = want;
    c->to = &b->out->column[i];
    *c->to = (jh_bulk_column){.type = type, .col = cell->col};
    c->to->name = jh_strndup(b->out->arena, label, n);
    return c->to->name ? JH_OK : jh_nomem(b->r.err);
}

static jh_status all_columns(job *b, const jh_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        JH_TRY(add_column(b, i, &row->cell[i], JH_BULK_AUTO));
    return JH_OK;
}

static void list_columns(job *b)
{
    const jh_bulk_column *c = b->out->column;
    b->texts = b->numbers = 0;
    for (size_t i = 0; i < b->columns; i++) {
        if (c[i].type == JH_TEXT) {
            b->text[b->texts++] = i;
            continue;
        }
        size_t at = b->numbers++;
        for (; at && c[b->number[at - 1]].col > c[i].col; at--)
            b->number[at] = b->number[at - 1];
        b->number[at] = i;
    }
}

/* The cells of the wanted columns, if the row is the head. */
static jh_status find_cells(const job *b, const jh_row *row, const jh_cell **cell,
                            bool *all)
{
    const jh_bulk_how *how = b->how;
    *all = true;
    uint32_t *col = jh_alloc_array(b->out->arena, how->want_n + 1, sizeof *col);
    if (!col) return jh_nomem(b->r.err);
    if (how->head) JH_TRY(how->head(how->ctx, row, all, col));
    for (size_t k = 0; k < how->want_n && *all; k++) {
        for (size_t i = 0; i < row->n && !cell[k]; i++)
            if (how->head ? row->cell[i].col == col[k]
                          : labelled(&row->cell[i], how->want[k].name))
                cell[k] = &row->cell[i];
        *all = cell[k] != NULL;
    }
    return JH_OK;
}

static jh_status take_head(void *ctx, const jh_row *row, bool *found)
{
    job *b = ctx;
    *found = b->head == row->row;
    if (b->head) return JH_OK;
    size_t n = b->how->want_n ? b->how->want_n : row->n;
    const jh_cell **cell = jh_alloc_array(b->out->arena, n, sizeof *cell);
    if (!cell) return jh_nomem(b->r.err);
    bool all;
    JH_TRY(find_cells(b, row, cell, &all));
    if (!all) return JH_OK;
    b->column = calloc(n, sizeof *b->column);
    b->text = calloc(n, sizeof *b->text);
    b->number = calloc(n, sizeof *b->number);
    b->out->column = jh_alloc_array(b->out->arena, n, sizeof *b->out->column);
    if (!b->column || !b->text || !b->number || !b->out->column)
        return jh_nomem(b->r.err);
    b->columns = b->out->columns = n;
    b->head = row->row;
    *found = true;
    if (!b->how->want_n) JH_TRY(all_columns(b, row));
    for (size_t k = 0; k < b->how->want_n; k++)
        JH_TRY(add_column(b, k, cell[k], b->how->want[k].type));
    list_columns(b);
    return JH_OK;
}

/* ---- cells ----------------------------------------------------------------------------------- */

static jh_status tell_odd(job *b, const column *c, uint32_t row, const char *p, size_t n)
{
    char text[64];
    size_t k = n < sizeof text - 1 ? n : sizeof text - 1;
    memcpy(text, p, k);
    while (k < n && k && ((unsigned char)p[k] & 0xC0) == 0x80)
        k--;
    text[k] = '\0';
    return jh__fault(&b->r, JH_EXPLAIN, row, c->to->col, "intake.bulk_not_number", text);
}

/* A cell that was taken for a number and is none. */
static jh_status odd_cell(job *b, column *c, uint32_t row, const char *p, size_t n)
{
    c->to->odd++;
    if (c->want == JH_BULK_AUTO) {
        c->text_after_all = b->again = true;
        /* the first rows mostly show it; later all such columns are looked for */
        b->scan.enough = !b->pass;
        return JH_OK;
    }
    return tell_odd(b, c, row, p, n);
}

static jh__cells cells_of(const job *b, const jh__block *x, uint32_t col)
{
    return (jh__cells){.p = x->p,
                       .before = x->before,
                       .at = x->at + col - 1,
                       .stride = b->scan.columns,
                       .rows = x->rows,
                       .last = x->cr && col == b->scan.columns,
                       .quoted = x->quoted};
}

/* Codes of a text column, block by block. */
static jh_status texts_of(job *b, column *c)
{
    for (size_t k = 0; k < b->blocks; k++) {
        jh__cells cells = cells_of(b, &b->block[k], c->to->col);
        JH_TRY(jh__dict_codes(&c->dict, &cells, c->to->code + b->first[k]));
    }
    return JH_OK;
}

static void numbers_of(job *b, size_t k)
{
    const jh__block *x = &b->block[k];
    jh__column *into = &b->into[k * b->columns];
    for (size_t i = 0; i < b->numbers; i++) {
        const jh_bulk_column *c = b->column[b->number[i]].to;
        into[i] = (jh__column){cells_of(b, x, c->col), c->number + b->first[k], 0};
    }
    jh__cells grid = cells_of(b, x, 1);
    jh__csv_numbers(&grid, into, b->numbers);
}

/* The tasks of a round: first the text columns, then the numbers of each block. */
static jh_status task_of(void *ctx, size_t task, size_t worker)
{
    job *b = ctx;
    (void)worker;
    if (task < b->texts) return texts_of(b, &b->column[b->text[task]]);
    numbers_of(b, task - b->texts);
    return JH_OK;
}

/* Counts what is missing, and tells the cells that are no numbers. */
static jh_status review(job *b, column *c, size_t k)
{
    const jh__block *x = &b->block[k];
    double *number = c->to->number + b->first[k];
    jh__cells cells = cells_of(b, x, c->to->col);
    for (size_t i = 0; i < x->rows; i++) {
        if (!isnan(number[i])) continue;
        c->to->missing++;
        if (!jh__is_odd(number[i])) continue;
        size_t n;
        char room[ROOM];
        const char *p = jh__cell_at(&cells, i, &n);
        if (x->quoted) p = jh__csv_halved(p, &n, room, sizeof room);
        number[i] = NAN;
        JH_TRY(odd_cell(b, c, x->row + (uint32_t)i, p, n));
    }
    return JH_OK;
}

/* Whether the texts are UTF-8, as was guessed. */
static void look_at_texts(job *b)
{
    for (size_t i = 0; i < b->texts && !b->sure; i++)
        b->scan.guessed = b->scan.guessed || b->column[b->text[i]].dict.bad;
}

static jh_status take_blocks(void *ctx, const jh__block *block, size_t n)
{
    job *b = ctx;
    size_t rows = 0;
    size_t *first = jh_grow(b->out->arena, b->first, &b->first_cap, n, sizeof *first);
    jh__column *into =
        jh_grow(b->out->arena, b->into, &b->into_cap, n * b->columns, sizeof *into);
    if (!first || !into) return jh_nomem(b->r.err);
    b->first = first;
    b->into = into;
    b->block = block;
    b->blocks = n;
    for (size_t k = 0; k < n; k++) {
        first[k] = b->out->rows + rows;
        rows += block[k].rows;
    }
    JH_TRY(room_for(b, rows));
    if (jh_pool_run(b->scan.pool, b->texts + n, task_of, b) != JH_OK)
        return jh_nomem(b->r.err);
    for (size_t k = 0; k < n; k++) {
        JH_TRY(note_row(b, first[k], block[k].row));
        for (size_t i = 0; i < b->numbers; i++)
            if (into[k * b->columns + i].strange)
                JH_TRY(review(b, &b->column[b->number[i]], k));
    }
    b->out->rows += rows;
    b->block = NULL;
    look_at_texts(b);
    return JH_OK;
}

static double number_of(const jh_cell *cell)
{
    uint32_t at[2] = {UINT32_MAX, 0};
    double x;
    jh__column one = {{cell->text, .at = at + 1, .stride = 1, .rows = 1}, &x, 0};
    if (cell->kind == JH_CELL_NUMBER) return cell->number;
    at[1] = (uint32_t)cell->n;
    jh__csv_numbers_plain(&one.cells, &one, 1);
    return x;
}

static jh_status take_row(void *ctx, const jh_row *row)
{
    job *b = ctx;
    size_t at = b->out->rows;
    JH_TRY(room_for(b, 1));
    JH_TRY(note_row(b, at, row->row));
    for (size_t i = 0; i < b->columns; i++) {
        column *c = &b->column[i];
        const jh_cell *cell = NULL;
        for (size_t k = 0; k < row->n && !cell; k++)
            if (row->cell[k].col == c->to->col) cell = &row->cell[k];
        if (c->to->type == JH_TEXT) {
            c->to->code[at] = JH_BULK_NONE;
            c->dict.none = c->dict.none || !cell;
            if (cell && jh__dict_code(&c->dict, cell->text, cell->n, &c->to->code[at]))
                return jh_nomem(b->r.err);
            continue;
        }
        double x = cell ? number_of(cell) : NAN;
        c->to->number[at] = jh__is_odd(x) ? NAN : x;
        c->to->missing += isnan(x) ? 1 : 0;
        if (cell && jh__is_odd(x)) JH_TRY(odd_cell(b, c, row->row, cell->text, cell->n));
    }
    b->out->rows++;
    return JH_OK;
}

/* ---- the whole -------------------------------------------------------------------------------- */

/* What was read so far is given up; columns that are no numbers after all become text. */
static void begin_again(job *b)
{
    b->out->rows = b->cap = b->out->stretches = b->looked = 0;
    b->again = b->found = false;
    b->pass++;
    free(b->out->room);
    b->out->room = NULL;
    for (size_t i = 0; i < b->columns; i++) {
        column *c = &b->column[i];
        c->to->number = NULL;
        c->to->code = NULL;
        c->to->missing = c->to->odd = 0;
        if (c->text_after_all) c->to->type = JH_TEXT;
        c->text_after_all = false;
        jh__dict_clear(&c->dict, NULL);
    }
    list_columns(b);
}

static jh_status sheet(void *ctx, const char *name, const jh_range *merged, size_t n,
                       bool *skip)
{
    job *b = ctx;
    (void)name;
    (void)merged;
    (void)n;
    *skip = b->found;
    b->looked = 0;
    return JH_OK;
}

static jh_status plain_row(void *ctx, const jh_row *row)
{
    job *b = ctx;
    if (b->found) return take_row(b, row);
    if (b->looked++ >= JH__HEAD_ROWS) return JH_OK;
    return take_head(b, row, &b->found);
}

static jh_status plain_pass(job *b)
{
    jh_sink sink = {b, sheet, plain_row};
    return jh_table_read(b->r.in, &b->r.limits, &sink, b->r.diags, b->r.progress,
                         b->r.err);
}

static jh_status quick_pass(job *b)
{
    b->scan = (jh__scan){.r = &b->r,
                         .pool = b->how->pool,
                         .ctx = b,
                         .sure = b->sure,
                         .checks = true,
                         .head = take_head,
                         .blocks = take_blocks,
                         .row = take_row};
    JH_TRY(jh__scan_run(&b->scan));
    /* no block may have come behind the last row that was taken alone */
    look_at_texts(b);
    b->sure = b->sure || b->scan.guessed;
    b->again = b->again || b->scan.guessed;
    return JH_OK;
}

/* Passes over the file until every column has its type. */
static jh_status passes(job *b)
{
    bool text;
    jh_diags given = {0};
    if (b->r.diags) given = *b->r.diags;
    JH_TRY(jh__text_check(&b->r, &text));
    for (;;) {
        JH_TRY(text ? quick_pass(b) : plain_pass(b));
        if (!b->again) return JH_OK;
        jh__unsay(&b->r, &given, 0);
        begin_again(b);
    }
}

/* Without a single row the arrays are there all the same. */
static jh_status hand_over(job *b)
{
    if (!b->head && b->how->head) return JH_OK;
    if (!b->head) {
        const char *name = b->how->want_n ? b->how->want[0].name : "";
        return jh_fail(b->r.err, JH_EINPUT, "intake.bulk_no_head", "file:s column:s",
                       b->r.in->name, name);
    }
    JH_TRY(room_for(b, 1));
    for (size_t i = 0; i < b->columns; i++) {
        column *c = &b->column[i];
        if (c->to->type != JH_TEXT) continue;
        c->to->texts = c->dict.texts;
        c->to->text =
            jh_alloc_array(b->out->arena, c->dict.texts + 1, sizeof *c->to->text);
        if (!c->to->text) return jh_nomem(b->r.err);
        if (c->dict.texts)
            memcpy(c->to->text, c->dict.text, c->dict.texts * sizeof *c->to->text);
        for (size_t k = 0; c->dict.none && k < b->out->rows; k++)
            c->to->missing += c->to->code[k] == JH_BULK_NONE;
    }
    return JH_OK;
}

jh_status jh_bulk_read(const jh_input *in, const jh_bulk_how *how, jh_bulk *out,
                       jh_error *err)
{
    jh_limits limits = {.rows = UINT32_MAX};
    job b = {.how = how, .out = out};
    *out = (jh_bulk){.arena = jh_arena_new()};
    if (!out->arena) return jh_nomem(err);
    b.r = (jh__reader){.in = in,
                       .limits = jh__limits(&limits),
                       .diags = how->diags,
                       .progress = how->progress,
                       .err = err};
    jh_status st = passes(&b);
    if (st == JH_OK) st = hand_over(&b);
    for (size_t i = 0; i < b.columns; i++)
        jh__dict_clear(&b.column[i].dict, out->arena);
    free(b.column);
    free(b.text);
    free(b.number);
    return st;
}

void jh_bulk_clear(jh_bulk *bulk)
{
    free(bulk->room);
    jh_arena_free(bulk->arena);
    *bulk = (jh_bulk){0};
}

ptrdiff_t jh_bulk_find(const jh_bulk *bulk, const char *name)
{
    for (size_t i = 0; i < bulk->columns; i++)
        if (!strcmp(bulk->column[i].name, name)) return (ptrdiff_t)i;
    return -1;
}

uint32_t jh_bulk_row(const jh_bulk *bulk, size_t i)
{
    size_t low = 0, high = bulk->stretches;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (bulk->stretch[middle].first <= i)
            low = middle;
        else
            high = middle;
    }
    const jh_bulk_stretch *s = &bulk->stretch[low];
    return s->number + (uint32_t)(i - s->first);
}
