/* What every kind of reply of jh stat has. */
#include "stat_work.h"

#include <math.h>
#include <string.h>

static void sheets_json(const jh__stat_work *w, jh_json *j)
{
    jh_json_list(j, "sheets");
    for (size_t i = 0; i < w->table.sheets; i++) {
        jh_json_object(j, NULL);
        jh_json_text(j, "file", w->table.sheet[i].file);
        jh_json_text(j, "sheet", w->table.sheet[i].name);
        jh_json_integer(j, "rows", (int64_t)w->table.sheet[i].rows);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
}

static void values_json(const jh__stat_work *w, jh_json *j)
{
    jh_json_list(j, "values");
    for (size_t k = 0; k < w->value_n; k++) {
        jh_json_object(j, NULL);
        jh_json_text(j, "value", w->values[k].text);
        jh_json_integer(j, "missing", (int64_t)w->each[k].missing.n);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
}

void jh__stat_head_json(const jh__stat_work *w, jh_json *j)
{
    const struct {
        const char *key, *text;
    } optional[] = {{"with", w->with.text},  {"within", w->within.text},
                    {"nest", w->nest.text},  {"group", w->counted.text},
                    {"compare", w->compare}, {"unit", w->unit.text},
                    {"join", w->join.file}};
    if (w->value_n < 2)
        jh_json_text(j, "value", w->value.text);
    else
        values_json(w, j);
    jh_json_text(j, "weight", w->weight.text);
    jh_json_text(j, "where", w->where.text);
    jh_json_text(j, "by", w->by.text);
    for (size_t i = 0; i < JH_COUNT(optional); i++)
        if (optional[i].text) jh_json_text(j, optional[i].key, optional[i].text);
    sheets_json(w, j);
    jh_json_integer(j, "rows", (int64_t)w->table.rows);
    if (w->join.file) jh_json_integer(j, "not_joined", (int64_t)w->join.alone.n);
    jh_json_integer(j, "left_out", (int64_t)w->left_out.n);
    jh_json_integer(j, "undecided", (int64_t)w->undecided.n);
    if (w->value_n < 2)
        jh_json_integer(j, "missing", (int64_t)(w->each ? w->each : w)->missing.n);
    jh_json_integer(j, "no_weight", (int64_t)w->weightless.n);
}

jh_status jh__stat_head(jh__stat_work *w, jh_error *err)
{
    JH_TRY(jh__stat_added(jh__note(w->call, "ops.stat_read", "sheets:u rows:u used:u",
                                   w->table.sheets, w->table.rows, w->used),
                          err));
    if (!w->table.passed_over) return JH_OK;
    return jh__stat_added(
        jh__note(w->call, "ops.stat_passed_over", "n:u", w->table.passed_over), err);
}

const char *jh__stat_cell(jh_call *call, double x, int decimals)
{
    char text[32];
    if (!isfinite(x)) return call->want_all ? "" : "—";
    if (!call->want_all) return jh__cell_fixed(call, x, decimals);
    jh_number_shortest(x, text);
    return jh_strdup(call->arena, text);
}

const char *jh__stat_name(jh_call *call, const jh_stat_choice *choice)
{
    const char *bracket = strchr(choice->id, '(');
    return jh_sprintf(call->arena, "%s%s", jh_label_in(choice->stat->name, call->lang),
                      bracket ? bracket : "");
}

const char *jh__stat_name_of(const jh__stat_work *w, size_t stat)
{
    const char *name = jh__stat_name(w->call, &w->stat[stat]);
    if (!name || w->value_n < 2) return name;
    return jh_sprintf(w->call->arena, "%s [%s]", name, w->value.text);
}

size_t jh__stat_value_head(const jh__stat_work *w, const char **head, size_t n)
{
    if (w->value_n > 1) head[n++] = "ops.stat_measured";
    return n;
}

size_t jh__stat_value_cell(const jh__stat_work *w, const char **cell, size_t n)
{
    if (w->value_n > 1) cell[n++] = w->value.text;
    return n;
}

void jh__stat_value_json(const jh__stat_work *w, jh_json *j)
{
    if (w->value_n > 1) jh_json_text(j, "value", w->value.text);
}

const char *jh__stat_title(const jh__stat_work *w)
{
    return w->value_n > 1 ? jh_text(w->call->lang, "ops.stat_by_value") : w->value.text;
}

const char *jh__stat_mark_name(const jh__stat_work *w, size_t group)
{
    return w->by.n ? jh__stat_group_name(w->call, w->group[group].name) : w->value.text;
}

const char *jh__stat_group_name(jh_call *call, const char *name)
{
    return name[0] ? name : jh_text(call->lang, "ops.stat_no_name");
}
