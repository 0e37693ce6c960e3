/* What every operation on plans of money begins with, and the engine's judgement that ends it. */
#include "result.h"

#include "../reply.h"
#include "solver.h"

#include <math.h>
#include <string.h>

/* ---- what the kinds of plan have in common ---- */

jh_status jh__plan_range(jh_call *call, const char *name, const double range[2],
                         double *out, jh_error *err)
{
    const char *text = jh_call_text(call, name);
    if (jh_number_parse_share(text, strlen(text), out) && *out >= range[0] &&
        *out <= range[1])
        return JH_OK;
    return jh_fail(err, JH_EUSAGE, "ops.sample_range", "name:s text:s least:g most:g",
                   name, text, range[0], range[1]);
}

jh_plan_end jh__plan_stop(void *ctx)
{
    const jh_progress *p = ctx;
    return jh_progress_stopped(p) ? JH_PLAN_CANCELLED : JH_PLAN_RAN;
}

jh_status jh__plan_control(jh_call *call, jh__solver *solver, jh_plan_control *out,
                           jh_error *err)
{
    const char *seconds = jh_call_text(call, "solver-seconds");
    double cpu;
    *out = (jh_plan_control){.ctx = &call->progress, .stop = jh__plan_stop};
    jh__solver_init(solver, &call->progress);
    if (!jh_number_parse(seconds, strlen(seconds), &cpu) || !(cpu >= 1 && cpu <= 1e6))
        return jh_fail(err, JH_EUSAGE, "ops.plan_seconds", "text:s", seconds);
    solver->cpu_seconds = (unsigned)cpu;
    solver->program = jh_call_text(call, "solver");
    if (!jh_call_flag(call, "own")) out->solver = &solver->service;
    return JH_OK;
}

/* ---- the wish ---- */

static jh_status read_only(jh_call *call, jh__budget_wish *w, jh_error *err)
{
    const char *only = jh_call_text(call, "only");
    w->sections = !only || !strcmp(only, "sections");
    w->coefficients = !only || !strcmp(only, "coefficients");
    if (w->sections || w->coefficients) return JH_OK;
    return jh_fail(err, JH_EUSAGE, "ops.plan_only", "text:s", only);
}

static jh_status read_indicators(jh_call *call, const jh_pack *pack, jh__budget_wish *w,
                                 jh_error *err)
{
    jh_given given = jh_call_given(call, "indicator");
    if (!given.n) return JH_OK;
    bool *on = jh_alloc_array(call->arena, pack->indicators + 1, sizeof *on);
    if (!on) return jh_nomem(err);
    for (size_t i = 0; i < given.n; i++) {
        size_t k = 0;
        while (k < pack->indicators && strcmp(pack->indicator[k].id, given.value[i]) != 0)
            k++;
        if (k == pack->indicators)
            return jh_fail(err, JH_EUSAGE, "ops.plan_indicator", "text:s pack:s",
                           given.value[i], pack->id);
        on[k] = true;
    }
    w->indicator = on;
    return JH_OK;
}

static jh_status read_wish(jh_call *call, const jh_pack *pack, jh__budget_wish *w,
                           jh_error *err)
{
    const char *stage = jh_call_text(call, "stage");
    *w = (jh__budget_wish){.stage = -1, .above_mean = jh_call_flag(call, "above-mean")};
    if (stage && (w->stage = jh__plan_stage(pack, stage)) < 0)
        return jh_fail(err, JH_EUSAGE, "ops.plan_stage_word", "text:s", stage);
    JH_TRY(read_only(call, w, err));
    return read_indicators(call, pack, w, err);
}

jh_status jh__budget_open(jh_call *call, jh__budget_run *run, jh_error *err)
{
    *run = (jh__budget_run){.request = {.money = NAN}};
    JH_TRY(jh__county_assess(call, &run->county, &run->before, err));
    JH_TRY(read_wish(call, run->county.pack, &run->wish, err));
    JH_TRY(jh__prices_read(call, run->county.pack, &run->before, &run->prices, err));
    run->wish.prices = &run->prices;
    run->results = run->before.areas;
    run->result = jh_alloc_array(call->arena, run->results + 1, sizeof *run->result);
    if (!run->result) return jh_nomem(err);
    for (size_t i = 0; i < run->results; i++) {
        jh__budget_result *r = &run->result[i];
        r->found.arena = call->arena;
        JH_TRY(jh__budget_build(call, &run->before, i, &run->wish, &r->area, err));
    }
    return JH_OK;
}

/* ---- the engine's judgement ---- */

jh_status jh__plan_copy(jh_arena *arena, const jh_frame *from, jh_frame *to)
{
    *to = *from;
    to->column = jh_alloc_array(arena, from->columns + 1, sizeof *to->column);
    if (!to->column) return JH_ENOMEM;
    memcpy(to->column, from->column, from->columns * sizeof *to->column);
    to->column_cap = from->columns;
    for (size_t i = 0; i < from->columns; i++) {
        if (from->column[i].type != JH_NUMBER) continue;
        double *number = jh_alloc_array(arena, from->rows + 1, sizeof *number);
        if (!number) return JH_ENOMEM;
        memcpy(number, from->column[i].number, from->rows * sizeof *number);
        to->column[i].number = number;
    }
    return JH_OK;
}

/* What the plan promises of coefficients is what the engine then finds, up to the order of adding. */
static jh_status kept_promise(const jh__budget_run *run, size_t i, jh_error *err)
{
    const jh__budget_result *r = &run->result[i];
    const jh_area_result *area = &run->after.area[i];
    for (size_t k = 0; k < r->area.b.cones; k++) {
        const jh_budget_cone *c = &r->area.b.cone[k];
        for (size_t s = 0; s < area->stages; s++) {
            if (area->stage[s].stage != c->stage) continue;
            double cv = area->stage[s].coefficient[c->indicator].cv;
            if (!(fabs(cv - r->reasons.cone[k].after) <= 1e-9 * fmax(1, cv)))
                return jh_fail(
                    err, JH_EINTERNAL, "ops.plan_promise", "indicator:s said:g found:g",
                    r->area.b.indicator_name[c->indicator], r->reasons.cone[k].after, cv);
        }
    }
    for (size_t s = 0; s < r->area.b.sections; s++) {
        jh_verdict v = run->after.section[r->area.section[s]].verdict;
        if (v != JH_OPEN && (v == JH_PASS) != r->reasons.passes_after[s])
            return jh_fail(err, JH_EINTERNAL, "ops.plan_promise_section", "school:s",
                           r->area.b.school_name[r->area.b.section[s].school]);
    }
    return JH_OK;
}

jh_status jh__budget_judge(jh_call *call, jh__budget_run *run, jh_error *err)
{
    jh__county copy = run->county;
    const char *date = jh_call_text(call, "date");
    if (jh__plan_copy(call->arena, &run->county.facts.schools, &copy.facts.schools) !=
        JH_OK)
        return jh_nomem(err);
    for (size_t i = 0; i < run->results; i++) {
        jh__budget_result *r = &run->result[i];
        if (!r->planned) continue;
        JH_TRY(jh_budget_explain(call->arena, &r->area.b, &r->plan, &r->reasons, err));
        if (jh__budget_apply(&r->area, &r->plan, &copy.facts.schools, copy.pack) != JH_OK)
            return jh_fail(err, JH_EINTERNAL, "ops.plan_apply", "");
    }
    JH_TRY(jh__county_judge(call, &copy, date ? date : call->today,
                            jh_call_flag(call, "reliefs-in-force"), &run->after, err));
    for (size_t i = 0; i < run->results; i++)
        if (run->result[i].planned) JH_TRY(kept_promise(run, i, err));
    return JH_OK;
}
