/* Plans on their way into the workspace. */
#include "page.h"

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
    static const char *const other[] = {"name",   "person", "out", "file",
                                        "memory", "plot",   "svg"};
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
static void take_coefficients(const jh__plan_made *made, size_t area, size_t at,
                              jh_kept_plan *out)
{
    const jh_pack *pack = made->county->pack;
    const jh_stage_result *before = &made->before->area[area].stage[at];
    const jh_stage_result *after = &made->after->area[area].stage[at];
    for (size_t k = 0; k < pack->indicators; k++) {
        const jh_indicator *ind = &pack->indicator[k];
        if (isnan(before->coefficient[k].limit)) continue;
        jh_plan_coefficient *x = &out->coefficient[out->coefficients++];
        *x = (jh_plan_coefficient){.area = text(made->before->area[area].name),
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

/* What the engine says of every area, before and after. */
jh_status jh__plan_verdicts(jh_call *call, const jh__plan_made *made, jh_kept_plan *out,
                            jh_error *err)
{
    size_t n = 1, kinds = made->county->pack->indicators;
    for (size_t i = 0; i < made->before->areas; i++)
        n += made->before->area[i].stages * kinds;
    out->coefficient = jh_alloc_array(call->arena, n, sizeof *out->coefficient);
    if (!out->coefficient) return jh_nomem(err);
    for (size_t i = 0; i < made->before->areas; i++) {
        const jh_area_result *was = &made->before->area[i], *is = &made->after->area[i];
        out->sections += jh__plan_sections(is, false);
        out->sections_before += jh__plan_sections(was, true);
        out->sections_after += jh__plan_sections(is, true);
        out->limits += jh__plan_limits(is, kinds, false);
        out->limits_before += jh__plan_limits(was, kinds, true);
        out->limits_after += jh__plan_limits(is, kinds, true);
        for (size_t k = 0; k < was->stages; k++)
            take_coefficients(made, i, k, out);
    }
    return JH_OK;
}

jh_status jh__budget_fill(jh_call *call, const void *ctx, jh_kept_plan *out,
                          bool *planned, jh_error *err)
{
    const jh__budget_run *run = ctx;
    size_t purchases = 1;
    *planned = run->results > 0;
    for (size_t i = 0; i < run->results; i++) {
        *planned = *planned && run->result[i].planned;
        purchases += run->result[i].reasons.n;
    }
    if (!*planned) return JH_OK;
    out->purchase = jh_alloc_array(call->arena, purchases, sizeof *out->purchase);
    if (!out->purchase) return jh_nomem(err);
    for (size_t i = 0; i < run->results; i++) {
        const jh__budget_result *r = &run->result[i];
        out->cost += r->plan.cost;
        bool least = isnan(run->request.money) && (!run->years.n || r->stages.pass);
        out->bound += least ? r->plan.outcome.bound : NAN;
        for (size_t k = 0; k < r->reasons.n; k++)
            take_purchase(run, r, &r->reasons.item[k], &out->purchase[out->purchases++]);
    }
    return JH_OK;
}

/* ---- files and pack ---- */

typedef struct opened {
    jh__file *file;
    size_t n;
} opened;

static void close_files(opened *o)
{
    while (o->n)
        jh__file_close(&o->file[--o->n]);
}

/* Every file that the plan was made with, but for the figures, which the snapshot has. */
static jh_status open_files(jh_call *call, opened *o, jh_kept_plan *plan, jh_error *err)
{
    size_t all = 0;
    for (size_t i = 0; i < call->op->params; i++)
        all += call->op->param[i].kind == JH_PARAM_FILE ? call->given[i].n : 0;
    o->file = jh_alloc_array(call->arena, all + 1, sizeof *o->file);
    plan->file = jh_alloc_array(call->arena, all + 1, sizeof *plan->file);
    if (!o->file || !plan->file) return jh_nomem(err);
    for (size_t i = 0; i < call->op->params; i++) {
        const jh_param *p = &call->op->param[i];
        if (p->kind != JH_PARAM_FILE || p->positional) continue;
        for (size_t k = 0; k < call->given[i].n; k++) {
            const char *path = call->given[i].value[k], *name = strrchr(path, '/');
            JH_TRY(jh__file_open(path, &o->file[o->n], err));
            const jh__file *f = &o->file[o->n++];
            plan->file[plan->files++] = (jh_plan_file){
                p->name, {name ? name + 1 : path, f->bytes ? f->bytes : "", f->n}};
        }
    }
    return JH_OK;
}

static jh_status write_plan(const char *workspace, const jh_kept_plan *plan, bool *fresh,
                            jh_error *err)
{
    jh_store *s;
    JH_TRY(jh_store_open(workspace, JH_STORE_WRITE, &s, err));
    jh_status st = jh_store_keep_plan(s, plan, fresh, err);
    jh_store_close(s);
    return st;
}

static jh_status keep_made(jh_call *call, const jh__plan_made *what, jh_kept_plan *plan,
                           bool *fresh, jh_error *err)
{
    opened files = {0};
    jh_buf json = {0};
    JH_TRY(jh__plan_verdicts(call, what, plan, err));
    jh_status st = what->json(call, what->ctx, &json, err);
    plan->json = json.p;
    plan->json_n = json.n;
    if (st == JH_OK) st = open_files(call, &files, plan, err);
    if (st == JH_OK) st = write_plan(what->county->workspace, plan, fresh, err);
    close_files(&files);
    jh_buf_clear(&json);
    return st;
}

jh_status jh__plan_keep(jh_call *call, const jh__plan_made *what, jh_error *err)
{
    const char *date = jh_call_text(call, "date");
    jh_kept_plan plan = {.name = jh_call_text(call, "name"),
                         .stamp = jh__stamp(call),
                         .snapshot = what->county->snapshot,
                         .kind = what->kind,
                         .pack = what->county->pack->id,
                         .version = text(what->county->pack->version),
                         .engine = jh_version(),
                         .parameters = parameters(call),
                         .settings = jh__settings_of(call),
                         .date = date ? date : call->today,
                         .lang = call->lang == JH_EN ? "en" : "zh",
                         .reliefs_in_force = jh_call_flag(call, "reliefs-in-force"),
                         .text = what->county->text,
                         .texts = what->county->texts,
                         .movers = NAN,
                         .travel = NAN};
    bool planned, fresh = false;
    if (!plan.name) return JH_OK;
    if (!plan.parameters || !plan.settings) return jh_nomem(err);
    JH_TRY(what->fill(call, what->ctx, &plan, &planned, err));
    if (planned) JH_TRY(keep_made(call, what, &plan, &fresh, err));
    const char *key = !planned ? "ops.plan_not_kept"
                      : fresh  ? "ops.plan_kept"
                               : "ops.plan_kept_before";
    return jh__after(call, key, "name:s", plan.name) == JH_OK ? JH_OK : jh_nomem(err);
}
