/* jh stat --list: every statistic with all that it says of itself. */
#include "stat_work.h"

static const char *direction_key(jh_fairer d)
{
    static const char *const key[] = {"ops.stat_neither", "ops.stat_more",
                                      "ops.stat_less", "ops.stat_near_zero",
                                      "ops.stat_near_one"};
    return key[d];
}

/* "ge(alpha)" */
static const char *written(jh_arena *arena, const jh_stat *s)
{
    jh_buf b = {0};
    jh_buf_puts(&b, s->id);
    for (size_t i = 0; i < s->params; i++)
        jh_buf_printf(&b, "%s%s", i ? "," : "(", s->param[i].name);
    if (s->params) jh_buf_putc(&b, ')');
    const char *text = b.oom ? NULL : jh_strndup(arena, b.p, b.n);
    jh_buf_clear(&b);
    return text;
}

static void properties_json(jh_json *j, const jh_stat *s)
{
    static const char *const response[] = {"free", "stays", "follows"};
    static const char *const transfer[] = {"free", "never_worse", "better"};
    static const char *const parts[] = {"none", "within_between",
                                        "within_between_overlap"};
    jh_json_object(j, "holds");
    jh_json_text(j, "scale", response[s->holds.scale]);
    jh_json_text(j, "translation", response[s->holds.translation]);
    jh_json_bool(j, "replication", s->holds.replication);
    jh_json_bool(j, "permutation", s->holds.permutation);
    jh_json_text(j, "transfer", transfer[s->holds.transfer]);
    jh_json_text(j, "parts", parts[s->holds.parts]);
    jh_json_end_object(j);
}

static void stat_json(jh_call *call, jh_json *j, const jh_stat *s)
{
    static const char *const second[] = {NULL, "number", "flag", "group"};
    jh_json_object(j, NULL);
    jh_json_text(j, "id", s->id);
    jh_json_text(j, "name", jh_label_in(s->name, call->lang));
    jh_json_text(j, "definition", jh_label_in(s->definition, call->lang));
    jh_json_list(j, "parameters");
    for (size_t i = 0; i < s->params; i++) {
        const jh_stat_param *p = &s->param[i];
        jh_json_object(j, NULL);
        jh_json_text(j, "name", p->name);
        jh_json_text(j, "meaning", jh_label_in(p->meaning, call->lang));
        jh_json_number(j, "low", p->low);
        jh_json_number(j, "high", p->high);
        if (!p->required) jh_json_number(j, "usual", p->usual);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
    jh_json_text(j, "second_variable", second[s->second]);
    jh_json_text(j, "weights", jh_label_in(s->weights, call->lang));
    jh_json_text(j, "undefined", jh_label_in(s->undefined, call->lang));
    jh_json_text(j, "zeros", jh_label_in(s->zeros, call->lang));
    jh_json_text(j, "direction", jh_text(call->lang, direction_key(s->fairer)));
    jh_json_number(j, "low", s->low);
    jh_json_number(j, "high", s->high);
    properties_json(j, s);
    jh_json_text(j, "cost", s->cost);
    jh_json_list(j, "benchmarks");
    for (size_t i = 0; i < s->benchmarks; i++) {
        jh_json_object(j, NULL);
        jh_json_text(j, "limit", jh_label_in(s->benchmark[i].limit, call->lang));
        jh_json_text(j, "standing", s->benchmark[i].standing);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
    jh_json_text(j, "source", s->source);
    jh_json_end_object(j);
}

static jh_status list_json(jh_call *call, jh_error *err)
{
    jh_json j = {.out = &call->json, .pretty = true};
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    jh_json_object(&j, NULL);
    jh_json_list(&j, "statistics");
    for (size_t i = 0; i < n; i++)
        stat_json(call, &j, list[i]);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return call->json.oom ? jh_nomem(err) : JH_OK;
}

jh_status jh__stat_catalogue(jh_call *call, jh_error *err)
{
    static const char *const head[] = {"ops.id",
                                       "ops.name",
                                       "ops.stat_definition",
                                       "ops.stat_direction",
                                       "ops.stat_weights",
                                       "ops.stat_zeros",
                                       "ops.stat_undefined",
                                       "ops.stat_source",
                                       NULL};
    size_t n;
    const jh_stat *const *stat = jh_stat_list(&n);
    if (call->want_json) return list_json(call, err);
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.stat_list"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const char *cell[] = {written(call->arena, stat[i]),
                              jh_label_in(stat[i]->name, call->lang),
                              jh_label_in(stat[i]->definition, call->lang),
                              jh_text(call->lang, direction_key(stat[i]->fairer)),
                              jh_label_in(stat[i]->weights, call->lang),
                              jh_label_in(stat[i]->zeros, call->lang),
                              jh_label_in(stat[i]->undefined, call->lang),
                              stat[i]->source};
        if (!cell[0]) return jh_nomem(err);
        JH_TRY(jh__stat_added(jh__table_add_row(call, t, cell), err));
    }
    return JH_OK;
}
