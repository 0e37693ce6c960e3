/* A filled list of the ledger read back: which item, and what is settled about it. */
#include "hand.h"

#include <junheng/intake.h>

#include <stdlib.h>
#include <string.h>

typedef struct list {
    jh_call *call;
    const char *path, *sheet;
    bool headed, any; /* this sheet has its heads; some sheet had */
    uint32_t number;  /* column of the item's number */
    uint32_t col[JH__LED_FIELDS];
    jh__led_deed *deed;
    size_t n, cap, faults;
    jh_error *err;
} list;

static bool is_label(const jh_cell *c, const char *key)
{
    return !strcmp(c->text, jh_text(JH_ZH, key)) || !strcmp(c->text, jh_text(JH_EN, key));
}

/* The heads are the first row that has a column of numbers; titles may stand above. */
static void read_heads(list *l, const jh_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (is_label(&row->cell[i], "ledger.number")) l->number = row->cell[i].col;
    if (!l->number) return;
    l->headed = l->any = true;
    for (size_t i = 0; i < row->n; i++)
        for (size_t f = 0; f < JH__LED_FIELDS; f++)
            if (is_label(&row->cell[i], jh__led_field_key[f]))
                l->col[f] = row->cell[i].col;
}

static jh_status sheet(void *ctx, const char *name, const jh_range *merged,
                       size_t merged_n, bool *skip)
{
    list *l = ctx;
    (void)merged;
    (void)merged_n;
    *skip = false;
    l->sheet = name ? jh_strdup(l->call->arena, name) : NULL;
    l->headed = false;
    l->number = 0;
    memset(l->col, 0, sizeof l->col);
    return name && !l->sheet ? jh_nomem(l->err) : JH_OK;
}

static jh_status fault(list *l, jh_where where, const char *key, const char *text)
{
    l->faults++;
    return jh_diag_add(&l->call->diags, JH_BLOCK, where, key, "text:s", text) == JH_OK
               ? JH_OK
               : jh_nomem(l->err);
}

static const jh_cell *cell_at(const jh_row *row, uint32_t col)
{
    for (size_t i = 0; col && i < row->n; i++)
        if (row->cell[i].col == col && row->cell[i].n) return &row->cell[i];
    return NULL;
}

/* Without the apostrophe that keeps a spreadsheet from running a text as a formula. */
static const char *as_meant(const char *text)
{
    return text[0] == '\'' && text[1] && strchr("=+-@", text[1]) ? text + 1 : text;
}

static jh_status read_row(list *l, const jh_row *row)
{
    jh_where where = {l->path, l->sheet, row->row, l->number};
    const jh_cell *number = cell_at(row, l->number);
    jh_error ignored = {0};
    int64_t item;
    bool filled = false;
    for (size_t f = 0; f < JH__LED_FIELDS; f++)
        filled = filled || cell_at(row, l->col[f]);
    if (!filled) return JH_OK;
    if (!number || jh__led_number(number->text, &item, &ignored) != JH_OK)
        return fault(l, where, "ledger.no_number", number ? number->text : "");
    jh__led_deed *grown =
        jh_grow(l->call->arena, l->deed, &l->cap, l->n + 1, sizeof *grown);
    if (!grown) return jh_nomem(l->err);
    l->deed = grown;
    jh__led_deed *d = &l->deed[l->n++];
    *d = (jh__led_deed){
        .hand = {.item = item, .act = JH_LED_ASSIGN, .person = jh__stamp(l->call).person},
        .where = where};
    for (size_t f = 0; f < JH__LED_FIELDS; f++) {
        const jh_cell *c = cell_at(row, l->col[f]);
        d->col[f] = l->col[f];
        if (!c) continue;
        d->field[f] = jh_strdup(l->call->arena, as_meant(c->text));
        if (!d->field[f]) return jh_nomem(l->err);
    }
    return JH_OK;
}

static jh_status row(void *ctx, const jh_row *given)
{
    list *l = ctx;
    if (l->headed) return read_row(l, given);
    read_heads(l, given);
    return JH_OK;
}

/* ---- the same item twice ---- */

static int by_item(const void *a, const void *b)
{
    const jh__led_deed *x = a, *y = b;
    if (x->hand.item != y->hand.item) return x->hand.item < y->hand.item ? -1 : 1;
    return (x->where.row > y->where.row) - (x->where.row < y->where.row);
}

static jh_status refuse_twice(list *l)
{
    if (l->n) qsort(l->deed, l->n, sizeof *l->deed, by_item);
    for (size_t i = 1; i < l->n; i++) {
        if (l->deed[i].hand.item != l->deed[i - 1].hand.item) continue;
        const char *text =
            jh_sprintf(l->call->arena, "%lld", (long long)l->deed[i].hand.item);
        if (!text) return jh_nomem(l->err);
        JH_TRY(fault(l, l->deed[i].where, "ledger.twice", text));
    }
    return JH_OK;
}

jh_status jh__led_read_file(jh_call *call, const char *path, jh__led_deed **out,
                            size_t *n, jh_error *err)
{
    list l = {.call = call, .path = path, .err = err};
    const jh_sink sink = {&l, sheet, row};
    jh__file file;
    if (!call->diags.arena) call->diags.arena = call->arena;
    JH_TRY(jh__file_open(path, &file, err));
    jh_input in = {path, file.bytes ? file.bytes : "", file.n};
    jh_status st = jh_table_read(&in, NULL, &sink, &call->diags, &call->progress, err);
    jh__file_close(&file);
    JH_TRY(st);
    if (!l.any) return jh_fail(err, JH_EINPUT, "ledger.no_heads", "file:s", path);
    JH_TRY(refuse_twice(&l));
    if (l.faults) return jh_fail(err, JH_EINPUT, "ledger.refused", "n:u", l.faults);
    *out = l.deed;
    *n = l.n;
    return JH_OK;
}
