/* Tallies as figures, for people and machines. */
#include "../files.h"
#include "../reply.h"
#include "tally.h"

#include <math.h>
#include <string.h>

#define DECIMALS 6

/* ---- JSON -------------------------------------------------------------------------------- */

static void figures_json(jh_call *call, jh_json *j, const jh_tally *t)
{
    size_t n;
    const char *const *id = jh_tally_figures(&n);
    jh_json_integer(j, "missing", (int64_t)t->missing);
    jh_json_integer(j, "no_weight", (int64_t)t->weightless);
    for (size_t i = 0; i < n; i++) {
        jh_bounded b = jh_tally_figure(t, id[i]);
        if (!b.why && b.low == b.high) {
            jh_json_number(j, id[i], b.value);
            continue;
        }
        jh_json_object(j, id[i]);
        jh_json_number(j, "value", b.value);
        if (b.why) jh_json_text(j, "why", jh_text(call->lang, b.why));
        if (!b.why) jh_json_number(j, "low", b.low);
        if (!b.why) jh_json_number(j, "high", b.high);
        jh_json_end_object(j);
    }
}

static jh_status json(jh_call *call, const jh__tally_set *set, const jh_tally *all,
                      jh_error *err)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "value", set->value);
    jh_json_text(&j, "weight", set->weight);
    jh_json_text(&j, "by", set->by);
    jh_json_list(&j, "parts");
    for (size_t i = 0; i < set->parts; i++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "name", set->part[i].name);
        jh_json_integer(&j, "rows", (int64_t)set->part[i].rows);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_list(&j, "groups");
    for (size_t i = 0; set->by && i < set->n; i++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "by", set->name[i]);
        figures_json(call, &j, &set->tally[i]);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_object(&j, "all");
    figures_json(call, &j, all);
    jh_json_end_object(&j);
    jh_json_end_object(&j);
    return call->json.oom ? jh_nomem(err) : JH_OK;
}

/* ---- tables ------------------------------------------------------------------------------- */

static const char *figure(jh_call *call, const jh_tally *t, const char *id)
{
    jh_bounded b = jh_tally_figure(t, id);
    if (b.why) return "—";
    if (!strcmp(id, "count")) return jh__cell_count(call, (size_t)b.value);
    if (b.low == b.high) return jh__cell_fixed(call, b.value, DECIMALS);
    char low[64], high[64];
    jh_number_fixed(b.low, 4, low);
    jh_number_fixed(b.high, 4, high);
    return jh_sprintf(call->arena, "%s–%s", low, high);
}

static const char *heading(jh_call *call, const char *id)
{
    char key[32] = "ops.tally_";
    strncat(key, id, sizeof key - strlen(key) - 1);
    return jh_sprintf(call->arena, ">%s",
                      jh_text_has(key) ? jh_text(call->lang, key) : id);
}

static jh_status row(jh_call *call, jh_table *t, const char *name, const jh_tally *tally)
{
    size_t n, at = 0;
    const char *const *id = jh_tally_figures(&n);
    const char **cell = jh_alloc_array(call->arena, t->columns, sizeof *cell);
    if (!cell) return JH_ENOMEM;
    cell[at++] = name;
    cell[at++] = jh__cell_count(call, tally->missing);
    for (size_t i = 0; i < n; i++)
        if (!(cell[at++] = figure(call, tally, id[i]))) return JH_ENOMEM;
    return jh__table_add_row(call, t, cell);
}

static jh_status tables(jh_call *call, const jh__tally_set *set, const jh_tally *all)
{
    size_t n, at = 0;
    const char *const *id = jh_tally_figures(&n);
    const char **head = jh_alloc_array(call->arena, n + 3, sizeof *head);
    if (!head) return JH_ENOMEM;
    head[at++] = set->by ? set->by : "";
    head[at++] = ">ops.stat_missing_n";
    for (size_t i = 0; i < n; i++)
        if (!(head[at++] = heading(call, id[i]))) return JH_ENOMEM;
    jh_table *t = jh__table_new(call, set->value, head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; set->by && i < set->n; i++) {
        const char *name =
            set->name[i] ? set->name[i] : jh_text(call->lang, "ops.tally_others");
        JH_TRY(row(call, t, name, &set->tally[i]));
    }
    JH_TRY(row(call, t, jh_text(call->lang, "ops.tally_all"), all));
    if (all->weightless)
        JH_TRY(jh__after(call, "ops.tally_weightless", "n:u", (size_t)all->weightless));
    return jh__after(call, "ops.tally_bounds", "");
}

/* ---- both ----------------------------------------------------------------------------------- */

static jh_status write_out(jh_call *call, const jh__tally_set *set, const char *name,
                           jh_error *err)
{
    jh_buf b = {0};
    const char *path = jh_call_text(call, "out");
    if (!path) return JH_OK;
    jh_status st = jh__tally_set_write(call, set, name, &b, err);
    if (st == JH_OK) st = jh__file_write(call, path, &b, err);
    jh_buf_clear(&b);
    return st;
}

jh_status jh__tally_reply(jh_call *call, const jh__tally_set *set, const char *name,
                          jh_error *err)
{
    jh_tally all;
    jh_tally_init(&all, call->arena);
    for (size_t i = 0; i < set->n; i++)
        if (jh_tally_merge(&all, &set->tally[i]) != JH_OK) return jh_nomem(err);
    JH_TRY(write_out(call, set, name, err));
    if (call->want_json) return json(call, set, &all, err);
    return tables(call, set, &all) == JH_OK ? JH_OK : jh_nomem(err);
}
