/* A plan of money on its way into the workspace. */
#include "result.h"

#include "../county/result.h"
#include "../workspace/workspace.h"

#include <junheng/plans.h>

#include <math.h>
#include <string.h>

jh_status jh__plan_name(const jh_call *call, const jh__county *county, jh_error *err)
{
    const char *name = jh_call_text(call, "name");
    if (!name) return JH_OK;
    if (!county->snapshot.id || jh_call_flag(call, "front"))
        return jh_fail(err, JH_EUSAGE, "ops.plan_name_where", "name:s", name);
    /* the ledger tells plans from packs by this word */
    if (!name[0] || !strcmp(name, county->pack->id))
        return jh_fail(err, JH_EUSAGE, "ops.plan_name_bad", "name:s", name);
    return JH_OK;
}

static const char *text(const char *s)
{
    return s ? s : "";
}

/* All that was asked, but for where the figures lie and where the answer goes. */
static const char *parameters(jh_call *call)
{
    static const char *const other[] = {"name", "person", "out", "file", "memory"};
    jh_buf out = {0};
    for (size_t i = 0; i < call->op->params; i++) {
        const jh_param *p = &call->op->param[i];
        bool skip = false;
        for (size_t k = 0; k < JH_COUNT(other); k++)
            skip = skip || !strcmp(p->name, other[k]);
        for (size_t k = 0; !skip && k < call->given[i].n; k++)
            jh_buf_printf(&out, "%s=%s\n", p->name,
                          p->kind == JH_PARAM_FLAG ? "" : call->given[i].value[k]);
    }
    const char *s = out.oom ? NULL : jh_strndup(call->arena, text(out.p), out.n);
    jh_buf_clear(&out);
    return s;
}

/* NAN: the school itself does not need it. */
static double standard_of(const jh_pack *pack, const jh__budget_result *r,
                          const jh_budget_reason *x)
{
    bool own = x->part[JH_BUDGET_FOR_STANDARD] > 0 || x->part[JH_BUDGET_FOR_FLOOR] > 0;
    if (!own || x->cell == JH_BUDGET_NONE) return NAN;
    const jh_budget_cell *c = &r->area.b.cell[x->cell];
    int stage = r->area.b.section[c->section].stage;
    return pack->indicator[c->indicator].standard[stage < 0 ? 0 : stage];
}

static jh_led_point point_of(const jh_pack *pack, const jh__budget_result *r,
                             const jh_budget_reason *x, int slot, int stage)
{
    jh_led_point point = {.name = jh_pack_slot_name(pack, slot),
                          .need_unit = jh_pack_slot_unit(pack, slot),
                          .need_decimals = jh_pack_slot_whole(pack, slot) ? 0 : 2};
    if (stage >= 0) point.stage = pack->vocabulary->stage[stage].name;
    if (x->cell == JH_BUDGET_NONE) return point;
    const jh_indicator *ind = &pack->indicator[r->area.b.cell[x->cell].indicator];
    point.name = ind->name;
    point.unit = ind->unit;
    point.clause =
        isnan(standard_of(pack, r, x)) ? pack->coefficient_clause : ind->clause;
    point.decimals = ind->decimals;
    point.less = ind->direction == JH_LESS_IS_BETTER;
    return point;
}

static void take_purchase(const jh__budget_run *run, const jh__budget_result *r,
                          const jh_budget_reason *x, jh_plan_purchase *out)
{
    const jh_budget_item *item = &r->area.b.item[x->item];
    const jh_pack *pack = run->county.pack;
    const jh_vocabulary *v = pack->vocabulary;
    int slot = r->area.slot[item->thing], stage = r->area.stage[x->item];
    bool cell = x->cell != JH_BUDGET_NONE;
    *out = (jh_plan_purchase){.area = text(run->before.area[r->area.area].name),
                              .school_id = text(r->area.b.school_id[item->school]),
                              .school = text(r->area.b.school_name[item->school]),
                              .school_area =
                                  text(jh_school_text(&run->before.sections, v->role_area,
                                                      r->area.school[item->school])),
                              .stage = stage < 0 ? "" : jh__stage_id(pack, stage),
                              .fact = v->fact[r->area.fact[x->item]].id,
                              .thing = jh_pack_slot_name(pack, slot),
                              .point = point_of(pack, r, x, slot, stage),
                              .value = cell ? fabs(x->before) : NAN,
                              .target = cell ? fabs(x->after) : NAN,
                              .standard = standard_of(pack, r, x),
                              .bought = r->plan.bought[x->item],
                              .received = r->plan.received[x->item],
                              .given = r->plan.given[x->item],
                              .cost = x->cost};
}

/* All that have a limit, planned for or not: what the engine says of them. */
static void take_coefficients(const jh__budget_run *run, size_t area, size_t at,
                              jh_kept_plan *out)
{
    const jh_pack *pack = run->county.pack;
    const jh_stage_result *before = &run->before.area[area].stage[at];
    const jh_stage_result *after = &run->after.area[area].stage[at];
    for (size_t k = 0; k < pack->indicators; k++) {
        const jh_indicator *ind = &pack->indicator[k];
        if (isnan(before->coefficient[k].limit)) continue;
        jh_plan_coefficient *x = &out->coefficient[out->coefficients++];
        *x = (jh_plan_coefficient){.area = text(run->before.area[area].name),
                                   .stage = "",
                                   .indicator = ind->id,
                                   .name = ind->name,
                                   .limit = before->coefficient[k].limit,
                                   .before = before->coefficient[k].cv,
                                   .after = after->coefficient[k].cv};
        if (before->stage < 0) continue;
        x->stage = jh__stage_id(pack, before->stage);
        x->stage_name = pack->vocabulary->stage[before->stage].name;
    }
}

static void take_area(const jh__budget_run *run, size_t i, jh_kept_plan *out)
{
    const jh__budget_result *r = &run->result[i];
    const jh_area_result *before = &run->before.area[i], *after = &run->after.area[i];
    const jh_pack *pack = run->county.pack;
    size_t kinds = pack->indicators;
    out->cost += r->plan.cost;
    out->bound += isnan(run->request.money) ? r->plan.outcome.bound : NAN;
    out->sections += jh__plan_sections(after, false);
    out->sections_before += jh__plan_sections(before, true);
    out->sections_after += jh__plan_sections(after, true);
    out->limits += jh__plan_limits(after, kinds, false);
    out->limits_before += jh__plan_limits(before, kinds, true);
    out->limits_after += jh__plan_limits(after, kinds, true);
    for (size_t k = 0; k < r->reasons.n; k++)
        take_purchase(run, r, &r->reasons.item[k], &out->purchase[out->purchases++]);
    for (size_t k = 0; k < before->stages; k++)
        take_coefficients(run, i, k, out);
}

/* Room for all of it; false in *planned where an area has no plan. */
static jh_status fill(jh_call *call, const jh__budget_run *run, jh_kept_plan *out,
                      bool *planned, jh_error *err)
{
    size_t purchases = 1, coefficients = 1;
    *planned = run->results > 0;
    for (size_t i = 0; i < run->results; i++) {
        *planned = *planned && run->result[i].planned;
        purchases += run->result[i].reasons.n;
        coefficients += run->before.area[i].stages * run->county.pack->indicators;
    }
    if (!*planned) return JH_OK;
    out->purchase = jh_alloc_array(call->arena, purchases, sizeof *out->purchase);
    out->coefficient =
        jh_alloc_array(call->arena, coefficients, sizeof *out->coefficient);
    out->parameters = parameters(call);
    if (!out->purchase || !out->coefficient || !out->parameters) return jh_nomem(err);
    for (size_t i = 0; i < run->results; i++)
        take_area(run, i, out);
    return JH_OK;
}

static jh_status write_plan(const jh__budget_run *run, const jh_kept_plan *plan,
                            bool *fresh, jh_error *err)
{
    jh_store *s;
    JH_TRY(jh_store_open(run->county.workspace, JH_STORE_WRITE, &s, err));
    jh_status st = jh_store_keep_plan(s, plan, fresh, err);
    jh_store_close(s);
    return st;
}

/* With the price lists as they are. */
static jh_status with_files(jh_call *call, const jh__budget_run *run, jh_kept_plan *plan,
                            bool *fresh, jh_error *err)
{
    jh_given given = jh_call_given(call, "prices");
    jh__file *file = jh_alloc_array(call->arena, given.n + 1, sizeof *file);
    jh_original *original = jh_alloc_array(call->arena, given.n + 1, sizeof *original);
    size_t opened = 0;
    jh_status st = file && original ? JH_OK : jh_nomem(err);
    while (st == JH_OK && opened < given.n) {
        const char *name = strrchr(given.value[opened], '/');
        st = jh__file_open(given.value[opened], &file[opened], err);
        if (st != JH_OK) break;
        original[opened] = (jh_original){name ? name + 1 : given.value[opened],
                                         file[opened].bytes, file[opened].n};
        opened++;
    }
    plan->file = original;
    plan->files = opened;
    if (st == JH_OK) st = write_plan(run, plan, fresh, err);
    while (opened)
        jh__file_close(&file[--opened]);
    return st;
}

jh_status jh__budget_keep(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    jh_kept_plan plan = {.name = jh_call_text(call, "name"),
                         .stamp = jh__stamp(call),
                         .snapshot = run->county.snapshot,
                         .kind = "budget",
                         .pack = run->county.pack->id,
                         .version = text(run->county.pack->version),
                         .engine = jh_version()};
    bool planned, fresh = false;
    jh_buf json = {0};
    if (!plan.name) return JH_OK;
    JH_TRY(fill(call, run, &plan, &planned, err));
    if (!planned)
        return jh__after(call, "ops.plan_not_kept", "name:s", plan.name) == JH_OK
                   ? JH_OK
                   : jh_nomem(err);
    jh_status st = jh__budget_json(call, run, &json) == JH_OK ? JH_OK : jh_nomem(err);
    plan.json = json.p;
    plan.json_n = json.n;
    if (st == JH_OK) st = with_files(call, run, &plan, &fresh, err);
    jh_buf_clear(&json);
    JH_TRY(st);
    st = jh__after(call, fresh ? "ops.plan_kept" : "ops.plan_kept_before", "name:s",
                   plan.name);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}
