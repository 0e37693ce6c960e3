/* jh pack show: what a pack demands, and what of it can be set. */
#include "../county/result.h"
#include "../reply.h"

#include <math.h>
#include <string.h>

/* "4.2 / 5.3": a number for each judged stage, "" where none has one. */
static const char *by_stage(jh_call *call, const jh_pack *p, const double *x)
{
    jh_buf out = {0};
    bool any = false;
    for (size_t i = 0; i < p->judged_n; i++) {
        char text[32] = "—";
        double v = x[p->by_stage ? p->judged[i] : 0];
        if (!isnan(v)) {
            jh_number_shortest(v, text);
            any = true;
        }
        jh_buf_printf(&out, "%s%s", i ? " / " : "", text);
    }
    const char *s = out.oom ? NULL : any ? jh_strdup(call->arena, out.p) : "";
    jh_buf_clear(&out);
    return s;
}

static jh_status show_indicators(jh_call *call, const jh_pack *p)
{
    static const char *const head[] = {"ops.id",        "ops.name",   "ops.formula",
                                       ">ops.standard", ">ops.limit", "ops.unit",
                                       "ops.clause",    NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.table_indicators"), head);
    for (size_t i = 0; t && i < p->indicators; i++) {
        const jh_indicator *k = &p->indicator[i];
        const char *cell[] = {k->id,
                              jh_label_in(k->name, call->lang),
                              jh_formula_text(k->value),
                              by_stage(call, p, k->standard),
                              by_stage(call, p, k->limit),
                              jh_label_in(k->unit, call->lang),
                              k->clause};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return t ? JH_OK : JH_ENOMEM;
}

static const char *setting_value(jh_call *call, const jh_setting *s)
{
    char text[32];
    if (s->is_choice) return s->text;
    jh_number_shortest(s->number, text);
    return jh_strdup(call->arena, text);
}

static jh_status show_settings(jh_call *call, const jh_pack *p)
{
    static const char *const head[] = {"ops.id",       "ops.name",   ">ops.value",
                                       "ops.standing", "ops.clause", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.table_settings"), head);
    for (size_t i = 0; t && i < p->settings; i++) {
        const jh_setting *s = &p->setting[i];
        const char *cell[] = {s->id, jh_label_in(s->name, call->lang),
                              setting_value(call, s), s->standing, s->clause};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return t ? JH_OK : JH_ENOMEM;
}

static jh_status show_items(jh_call *call, const jh_pack *p)
{
    static const char *const head[] = {"ops.id",      "ops.part",   "ops.name",
                                       "ops.formula", "ops.clause", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.table_items"), head);
    for (size_t i = 0; t && i < p->items; i++) {
        const jh_item *it = &p->item[i];
        const char *part = it->part;
        for (size_t k = 0; k < p->parts; k++)
            if (!strcmp(p->part[k].id, it->part))
                part = jh_label_in(p->part[k].name, call->lang);
        const char *cell[] = {it->id, part, jh_label_in(it->name, call->lang),
                              it->test ? jh_formula_text(it->test)
                                       : jh_label_in(it->documents, call->lang),
                              it->clause};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return t ? JH_OK : JH_ENOMEM;
}

static jh_status show_others(jh_call *call, const jh_pack *p)
{
    static const char *const out_head[] = {"ops.id", "ops.reason", "ops.formula",
                                           "ops.clause", NULL};
    static const char *const relief_head[] = {"ops.id",      "ops.name",   "ops.valid",
                                              "ops.formula", "ops.clause", NULL};
    jh_table *t =
        jh__table_new(call, jh_text(call->lang, "ops.table_exclusions"), out_head);
    for (size_t i = 0; t && i < p->exclusions; i++) {
        const jh_exclusion *x = &p->exclusion[i];
        const char *cell[] = {x->id, jh_label_in(x->reason, call->lang),
                              jh_formula_text(x->when), x->clause};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    if (!t || !p->reliefs) return t ? JH_OK : JH_ENOMEM;
    t = jh__table_new(call, jh_text(call->lang, "ops.table_reliefs"), relief_head);
    for (size_t i = 0; t && i < p->reliefs; i++) {
        const jh_relief *r = &p->relief[i];
        const char *valid = jh_sprintf(call->arena, "%s – %s", r->from ? r->from : "",
                                       r->to ? r->to : "");
        const char *cell[] = {r->id, jh_label_in(r->name, call->lang), valid,
                              r->when ? jh_formula_text(r->when) : "", r->clause};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return t ? JH_OK : JH_ENOMEM;
}

/* The file as it stands, parents merged: what is data stays data. */
static void node_json(jh_json *j, const char *key, const jh_node *n)
{
    if (n->kind == JH_SCALAR) {
        jh_json_text(j, key, n->text);
        return;
    }
    if (n->kind == JH_MAP)
        jh_json_object(j, key);
    else
        jh_json_list(j, key);
    for (const jh_node *c = n->first; c; c = c->next)
        node_json(j, n->kind == JH_MAP ? c->key : NULL, c);
    if (n->kind == JH_MAP)
        jh_json_end_object(j);
    else
        jh_json_end_list(j);
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh_pack *p;
    JH_TRY(jh__pack_open(call, jh_call_text(call, "pack"), &p, err));
    if (call->want_json) {
        jh_json j = {.out = &call->json, .pretty = true};
        node_json(&j, NULL, p->node);
        return JH_OK;
    }
    jh_status st =
        jh__note(call, "ops.pack_head", "id:s version:s name:s code:s authority:s", p->id,
                 p->version, jh_label_in(p->name, call->lang), p->code ? p->code : "",
                 jh_label_in(p->authority, call->lang));
    if (st == JH_OK) st = show_indicators(call, p);
    if (st == JH_OK && p->settings) st = show_settings(call, p);
    if (st == JH_OK && p->items) st = show_items(call, p);
    if (st == JH_OK) st = show_others(call, p);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    JH__PARAM_SET,
    {.name = "pack",
     .kind = JH_PARAM_PACK,
     .positional = true,
     .required = true,
     .help = {"标准的名称或文件", "pack by name or file"}},
};

extern const jh_op jh__op_pack_show;
const jh_op jh__op_pack_show = {
    .name = "pack show",
    .summary = {"显示一个标准：指标、公式、限值、设置、条款",
                "show a pack: indicators, formulas, limits, settings, clauses"},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
