/* The condition by which the user keeps some rows of a table only. */
#include "facts_table.h"

#include <string.h>

#define SLOT_COLUMN 1000000 /* slots of [columns] in a condition */

/* [names] of a condition that stand outside of quotes. */
static jh_status bracket_names(jh__table *t, const char *text, jh_symbol **out, size_t *n)
{
    size_t cap = 0;
    for (const char *p = text; *p; p++) {
        char close = *p == '[' ? ']' : *p == '"' || *p == '\'' ? *p : '\0';
        const char *end = close ? strchr(p + 1, close) : NULL;
        if (!end) continue;
        if (close == ']') {
            jh_symbol *grown = jh_grow(t->in->arena, *out, &cap, *n + 1, sizeof *grown);
            if (!grown) return JH_ENOMEM;
            *out = grown;
            char *name = jh_strndup(t->in->arena, p + 1, (size_t)(end - p - 1));
            if (!name) return JH_ENOMEM;
            bool there = false;
            for (size_t i = 0; i < *n; i++)
                there = there || !strcmp(grown[i].name, name);
            if (!there) {
                grown[*n] = (jh_symbol){.name = name,
                                        .sort = JH_IS_TEXT,
                                        .any_unit = true,
                                        .slot = SLOT_COLUMN + (int)*n};
                ++*n;
            }
        }
        p = end;
    }
    return JH_OK;
}

jh_status jh__where_compile(jh__table *t)
{
    const jh_vocabulary *v = t->facts->vocabulary;
    jh_symbol *column = NULL;
    size_t n = 0;
    if (!t->options.where || !t->options.where[0]) return JH_OK;
    JH_TRY(bracket_names(t, t->options.where, &column, &n));
    jh_names names = v->school_names;
    jh_symbol *all = jh_alloc_array(t->in->arena, names.n + n + 1, sizeof *all);
    t->where.label = jh_alloc_array(t->in->arena, n + 1, sizeof *t->where.label);
    t->where.col = jh_alloc_array(t->in->arena, n + 1, sizeof *t->where.col);
    if (!all || !t->where.label || !t->where.col) return JH_ENOMEM;
    if (names.n) memcpy(all, names.symbol, names.n * sizeof *all);
    if (n) memcpy(all + names.n, column, n * sizeof *all);
    for (size_t i = 0; i < n; i++) {
        char folded[JH__LABEL_MAX], unit[JH__UNIT_MAX];
        jh__fold_label(column[i].name, folded, unit);
        t->where.label[i] = jh_strdup(t->in->arena, folded);
        if (!t->where.label[i]) return JH_ENOMEM;
    }
    t->where.labels = n;
    names.symbol = all;
    names.n += n;
    names.rows = NULL;
    JH_TRY(jh_formula_compile(t->in->arena, t->options.where, NULL, &names,
                              &t->where.formula, t->err));
    if (jh_formula_sort(t->where.formula) == JH_IS_TRUTH) return JH_OK;
    return jh_fail(t->err, JH_EUSAGE, "intake.where_no_truth", "where:s",
                   t->options.where);
}

static jh_value where_value(void *ctx, int slot, size_t row)
{
    const jh__table *t = ctx;
    jh_value v = {.state = JH_MISSING, .slot = slot};
    (void)row;
    if (slot >= SLOT_COLUMN) {
        uint32_t col = t->where.col[slot - SLOT_COLUMN];
        const jh_cell *cell = col ? t->at[col - 1] : NULL;
        if (!col) return v;
        v.state = JH_KNOWN; /* an empty cell of a column is the empty text */
        v.text = cell ? cell->text : "";
        return v;
    }
    const jh__value *x = &t->value[slot];
    if (!x->known) return v;
    return (jh_value){
        .state = JH_KNOWN, .number = x->number, .text = x->text, .slot = -1};
}

bool jh__where_holds(jh__table *t, bool *known)
{
    jh_lookup lookup = {.ctx = t, .get = where_value};
    jh_value v = jh_formula_value(t->where.formula, &lookup);
    *known = v.state == JH_KNOWN;
    return *known && v.number != 0;
}

/* Finds the columns of the condition on this sheet; a missing one is told. */
jh_status jh__where_place(jh__table *t)
{
    for (size_t i = 0; i < t->where.labels; i++) {
        t->where.col[i] = 0;
        for (uint32_t c = 0; c < t->plan.columns && !t->where.col[i]; c++) {
            char folded[JH__LABEL_MAX], unit[JH__UNIT_MAX];
            if (!t->plan.label[c]) continue;
            jh__fold_label(t->plan.label[c], folded, unit);
            size_t n = strlen(folded), m = strlen(t->where.label[i]);
            bool tail = n > m && folded[n - m - 1] == '/' &&
                        !strcmp(folded + n - m, t->where.label[i]);
            if (tail || !strcmp(folded, t->where.label[i])) t->where.col[i] = c + 1;
        }
        if (t->where.col[i]) continue;
        jh_where at = {t->file, t->sheet, t->grid.row[t->plan.last].row, 0};
        JH_TRY(jh_diag_add(&t->facts->diags, JH_EXPLAIN, at, "intake.where_column",
                           "label:s", t->where.label[i]));
    }
    return JH_OK;
}
