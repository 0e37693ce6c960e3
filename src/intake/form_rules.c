/* The sheets of a label-driven form: which label leads to which fact. */
#include "forms.h"

#include <string.h>

typedef struct reader {
    jh_arena *arena;
    jh_form *form;
    jh_error *err;
} reader;

static size_t fold_path(const char *s, char *out)
{
    char unit[JH__UNIT_MAX];
    return jh__fold_label(s, out, unit);
}

/* `key` (alternatives) or `keys` (all, added). */
static jh_status either(reader *r, const jh_node *node, const char *const *names,
                        size_t (*fold)(const char *, char *), jh__texts *out, bool *sum)
{
    JH_TRY(jh__read_texts(r->arena, node, names[0], fold, out, r->err));
    if (!jh_node_get(node, names[1])) return JH_OK;
    if (out->n) return jh_node_fail(r->err, node, "intake.form_rule", "");
    *sum = true;
    return jh__read_texts(r->arena, node, names[1], fold, out, r->err);
}

static jh_status only_when(reader *r, const jh_node *node, jh__rule *rule)
{
    const jh_node *map = jh_node_get(node, "only_when");
    rule->only_field = -1;
    if (!map) return JH_OK;
    if (map->kind != JH_MAP || map->n != 1)
        return jh_node_fail(r->err, map, "node.not_a_map", "");
    rule->only_field = jh__form_field(r->form, map->first->key);
    if (rule->only_field < 0)
        return jh_node_fail(r->err, map, "intake.form_unknown_fact", "fact:s",
                            map->first->key);
    return jh__read_texts(r->arena, map, map->first->key, NULL, &rule->only, r->err);
}

static jh_status folded_text(reader *r, const jh_node *node, const char *key,
                             const char **out)
{
    char text[JH__LABEL_MAX];
    const char *given = jh_node_text(node, key);
    if (!given) return JH_OK;
    jh__fold(given, text);
    *out = jh_strdup(r->arena, text);
    return *out ? JH_OK : jh_nomem(r->err);
}

static jh_status read_rule(reader *r, const jh_node *node, jh__rule *rule)
{
    static const char *const keys[] = {
        "fact", "right_of", "row",       "rows",         "column", "columns", "under",
        "unit", "values",   "only_when", "not_total_of", "add",    NULL};
    static const char *const row[] = {"row", "rows"}, *const column[] = {"column",
                                                                         "columns"};
    JH_TRY(jh_node_only(node, keys, r->err));
    rule->node = node;
    JH_TRY(jh__read_field(r->form, node, &rule->field, r->err));
    JH_TRY(jh__read_texts(r->arena, node, "right_of", jh__fold_row, &rule->right_of,
                          r->err));
    JH_TRY(either(r, node, row, jh__fold_row, &rule->row, &rule->sum_rows));
    JH_TRY(either(r, node, column, fold_path, &rule->column, &rule->sum_columns));
    JH_TRY(jh__read_texts(r->arena, node, "under", jh__fold_row, &rule->under, r->err));
    JH_TRY(
        jh__read_texts(r->arena, node, "not_total_of", fold_path, &rule->parts, r->err));
    JH_TRY(jh_node_bool(node, "add", false, &rule->add, r->err));
    JH_TRY(folded_text(r, node, "unit", &rule->unit));
    JH_TRY(jh__read_words(r->arena, node, &rule->word, &rule->words, r->err));
    JH_TRY(only_when(r, node, rule));
    bool crossing = rule->row.n && rule->column.n;
    bool beside = rule->right_of.n && !rule->row.n && !rule->column.n;
    if (!crossing && !beside) return jh_node_fail(r->err, node, "intake.form_rule", "");
    if (rule->unit && !jh__unit_known(rule->unit))
        return jh_node_fail(r->err, jh_node_get(node, "unit"), "intake.form_unknown_unit",
                            "unit:s", rule->unit);
    return JH_OK;
}

static bool has(const jh__texts *texts, const char *text)
{
    for (size_t i = 0; i < texts->n; i++)
        if (!strcmp(texts->item[i], text)) return true;
    return false;
}

/* What any rule of the sheet stands under begins a block, and ends the one before. */
static jh_status blocks(reader *r, const jh_node *node, jh__sheet_rules *sheet)
{
    jh__texts given = {0};
    size_t most = 0;
    JH_TRY(jh__read_texts(r->arena, node, "blocks", jh__fold_row, &given, r->err));
    for (size_t i = 0; i < sheet->rules; i++)
        most += sheet->rule[i].under.n;
    sheet->block.item =
        jh_alloc_array(r->arena, given.n + most + 1, sizeof *sheet->block.item);
    if (!sheet->block.item) return jh_nomem(r->err);
    for (size_t i = 0; i < given.n; i++)
        sheet->block.item[sheet->block.n++] = given.item[i];
    for (size_t i = 0; i < sheet->rules; i++)
        for (size_t k = 0; k < sheet->rule[i].under.n; k++)
            if (!has(&sheet->block, sheet->rule[i].under.item[k]))
                sheet->block.item[sheet->block.n++] = sheet->rule[i].under.item[k];
    return JH_OK;
}

static jh_status read_sheet(reader *r, const jh_node *node, jh__sheet_rules *sheet)
{
    static const char *const keys[] = {"sheet", "cells", "blocks", NULL};
    JH_TRY(jh_node_only(node, keys, r->err));
    JH_TRY(jh_node_need_text(node, "sheet", &sheet->pattern, r->err));
    const jh_node *cells = jh_node_get(node, "cells");
    if (!cells) return jh_node_fail(r->err, node, "node.missing_key", "key:s", "cells");
    if (cells->kind != JH_LIST)
        return jh_node_fail(r->err, cells, "node.not_a_list", "key:s", "cells");
    sheet->rule = jh_alloc_array(r->arena, cells->n + 1, sizeof *sheet->rule);
    if (!sheet->rule) return jh_nomem(r->err);
    for (const jh_node *c = cells->first; c; c = c->next)
        JH_TRY(read_rule(r, c, &sheet->rule[sheet->rules++]));
    return blocks(r, node, sheet);
}

jh_status jh__read_sheets(jh_arena *arena, jh_form *form, const jh_node *node,
                          jh_error *err)
{
    reader r = {arena, form, err};
    const jh_node *list = jh_node_get(node, "sheets");
    if (!list) return jh_node_fail(err, node, "node.missing_key", "key:s", "sheets");
    if (list->kind != JH_LIST)
        return jh_node_fail(err, list, "node.not_a_list", "key:s", "sheets");
    form->sheets = jh_alloc_array(arena, list->n + 1, sizeof *form->sheets);
    if (!form->sheets) return jh_nomem(err);
    for (const jh_node *c = list->first; c; c = c->next)
        JH_TRY(read_sheet(&r, c, &form->sheets[form->sheets_n++]));
    return JH_OK;
}
