/* jh plan list: the plans that a workspace keeps. */
#include "../workspace/workspace.h"

#include <junheng/plans.h>

static void json(jh_call *call, const jh_kept_plan *plan, size_t n)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_list(&j, "plans");
    for (size_t i = 0; i < n; i++) {
        const jh_kept_plan *p = &plan[i];
        jh_json_object(&j, NULL);
        jh_json_text(&j, "name", p->name);
        jh_json_text(&j, "kind", p->kind);
        jh_json_text(&j, "snapshot", p->snapshot.name);
        jh_json_integer(&j, "year", p->snapshot.year);
        jh_json_text(&j, "pack", p->pack);
        jh_json_text(&j, "pack_version", p->version);
        jh_json_text(&j, "parameters", p->parameters);
        jh_json_integer(&j, "seed", p->seed);
        jh_json_text(&j, "engine", p->engine);
        jh_json_text(&j, "at", p->stamp.at);
        jh_json_text(&j, "person", p->stamp.person);
        jh_json_number(&j, "cost", p->cost);
        jh_json_number(&j, "bound", p->bound);
        jh_json_number(&j, "movers", p->movers);
        jh_json_number(&j, "travel_km", p->travel);
        jh_json_integer(&j, "sections", (int64_t)p->sections);
        jh_json_integer(&j, "sections_pass_before", (int64_t)p->sections_before);
        jh_json_integer(&j, "sections_pass_after", (int64_t)p->sections_after);
        jh_json_integer(&j, "coefficients", (int64_t)p->limits);
        jh_json_integer(&j, "coefficients_hold_before", (int64_t)p->limits_before);
        jh_json_integer(&j, "coefficients_hold_after", (int64_t)p->limits_after);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
}

static const char *from_to(jh_call *call, size_t before, size_t after, size_t all)
{
    return jh_sprintf(call->arena, "%zu → %zu / %zu", before, after, all);
}

static jh_status tables(jh_call *call, const jh_kept_plan *plan, size_t n, jh_error *err)
{
    static const char *const head[] = {
        "ops.plan_name",    "ops.plan_kind",        "ops.plan_snapshot",
        "ops.plan_pack",    ">ops.plan_cost_or_km", ">ops.plan_bound",
        ">ops.plan_movers", ">ops.plan_sections",   ">ops.plan_cones",
        "ops.plan_at",      "ops.plan_person",      NULL};
    if (!n)
        return jh__note(call, "ops.plan_no_plans", "") == JH_OK ? JH_OK : jh_nomem(err);
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.plan_plans"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const jh_kept_plan *p = &plan[i];
        const char *cell[] = {
            p->name,
            jh_text(call->lang, jh_sprintf(call->arena, "ops.plan_kind_%s", p->kind)),
            p->snapshot.name,
            jh_sprintf(call->arena, "%s %s", p->pack, p->version),
            jh__cell_fixed(call, p->cost, 2),
            jh__cell_fixed(call, p->bound, 2),
            jh__cell_fixed(call, p->movers, 0),
            from_to(call, p->sections_before, p->sections_after, p->sections),
            from_to(call, p->limits_before, p->limits_after, p->limits),
            p->stamp.at,
            p->stamp.person};
        if (jh__table_add_row(call, t, cell) != JH_OK) return jh_nomem(err);
    }
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh_store *s;
    jh_kept_plan *plan;
    size_t n;
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &s, err));
    jh_status st = jh_store_plans(s, call->arena, &plan, &n, err);
    jh_store_close(s);
    JH_TRY(st);
    if (!call->want_json) return tables(call, plan, n, err);
    json(call, plan, n);
    return call->json.oom ? jh_nomem(err) : JH_OK;
}

static const jh_param params[] = {JH__PARAM_WS};

extern const jh_op jh__op_plan_list;
const jh_op jh__op_plan_list = {
    .name = "plan list",
    .summary = {"列出工作区里保存的方案", "list the plans that a workspace keeps"},
    .details = {"jh plan budget、rotation、pairs 用 --name 保存方案；保存后不再变。",
                "jh plan budget, rotation and pairs keep a plan with --name; it never "
                "changes."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
