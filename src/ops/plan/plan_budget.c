/* jh plan budget: the least money with which every section passes and every coefficient is within its
 * limit, or the best use of a fixed sum. */
#include "page.h"

#include "../county/plot.h"
#include "../workspace/workspace.h"
#include "solver.h"

#include <math.h>
#include <string.h>

static jh_status added(jh_status st, jh_error *err)
{
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

/* ---- what is asked ---- */

static jh_status read_aims(jh_call *call, jh_budget_request *request, jh_error *err)
{
    static const char *const word[] = {"sections", "pupils", "coefficients"};
    jh_given given = jh_call_given(call, "aim");
    bool taken[JH_BUDGET_AIMS] = {false};
    size_t n = 0;
    for (size_t i = 0; i < given.n; i++) {
        size_t k = 0;
        while (k < JH_COUNT(word) && strcmp(word[k], given.value[i]) != 0)
            k++;
        if (k == JH_COUNT(word) || taken[k])
            return jh_fail(err, JH_EUSAGE, "ops.plan_aim", "text:s", given.value[i]);
        taken[k] = true;
        request->aim[n++] = (jh_budget_aim)k;
    }
    for (size_t k = 0; k < JH_COUNT(word); k++)
        if (!taken[k]) request->aim[n++] = (jh_budget_aim)k;
    return JH_OK;
}

static jh_status read_request(jh_call *call, jh__budget_run *run, jh_error *err)
{
    const char *gap = jh_call_text(call, "gap");
    double x;
    JH_TRY(read_aims(call, &run->request, err));
    if (!jh_number_parse_share(gap, strlen(gap), &x) || !(x >= 0 && x < 1))
        return jh_fail(err, JH_EUSAGE, "ops.plan_gap_number", "text:s", gap);
    run->request.gap = x;
    if (jh_call_text(call, "yearly")) return jh__years_least(call, &run->years, err);
    return jh__years_read(call, &run->request.money, &run->years, err);
}

/* ---- solving ---- */

static jh_status solve(jh_call *call, jh__budget_run *run, jh_error *err)
{
    jh__solver solver;
    jh_plan_control control;
    JH_TRY(jh__plan_control(call, &solver, &control, err));
    for (size_t i = 0; i < run->results; i++) {
        jh__budget_result *r = &run->result[i];
        solver.used = 0;
        JH_TRY(run->years.n ? jh__years_solve(call, run, r, &control, err)
                            : jh_budget_solve(call->arena, &r->area.b, &run->request,
                                              &control, &r->plan, err));
        r->planned = !isnan(r->plan.cost);
        if (r->planned && !run->years.n && isnan(run->request.money))
            JH_TRY(jh_budget_check(&r->area.b, &r->plan, NAN, &r->found, err));
        if (r->found.n)
            return jh_fail(err, JH_EINTERNAL, "ops.plan_own_check", "n:u", r->found.n);
        jh_progress_tell(&call->progress, "ops.plan_progress", i + 1, run->results);
    }
    jh__years_trim(call, run);
    return JH_OK;
}

/* Passing: every area has a plan under which the engine lets what was asked for pass. */
static jh_exit outcome(const jh__budget_run *run)
{
    bool partial = run->wish.stage >= 0 || run->wish.indicator || !run->wish.sections ||
                   !run->wish.coefficients;
    for (size_t i = 0; i < run->results; i++) {
        const jh__budget_result *r = &run->result[i];
        if (!r->planned || r->area.open) return JH_EXIT_FAILS;
        if (!partial && run->after.area[i].verdict != JH_PASS) return JH_EXIT_FAILS;
    }
    return JH_EXIT_DONE;
}

static jh_status table(jh_call *call, const void *ctx, const char *path, jh_error *err)
{
    return jh__budget_file(call, ctx, path, err);
}

static jh_status parts(jh__page *g, const void *ctx, jh_error *err)
{
    jh__budget_page(g, ctx, err);
    return JH_OK;
}

static jh_status json(jh_call *call, const void *ctx, jh_buf *out, jh_error *err)
{
    return added(jh__budget_json(call, ctx, out), err);
}

static jh_status open_run(jh_call *call, jh__budget_run **out, jh_error *err)
{
    jh__budget_run *r = *out = jh_alloc(call->arena, sizeof *r);
    if (!r) return jh_nomem(err);
    JH_TRY(jh__budget_open(call, r, err));
    return read_request(call, r, err);
}

static jh_status finish(jh_call *call, jh__budget_run *r, jh__plan_made *out,
                        jh_error *err)
{
    JH_TRY(solve(call, r, err));
    JH_TRY(jh__budget_judge(call, r, err));
    if (r->years.n) JH_TRY(jh__years_judge(call, r, err));
    call->exit = outcome(r);
    *out = (jh__plan_made){.kind = "budget",
                           .kicker = "ops.page_budget_kicker",
                           .county = &r->county,
                           .before = &r->before,
                           .after = &r->after,
                           .ctx = r,
                           .table = table,
                           .parts = parts,
                           .json = json,
                           .fill = jh__budget_fill};
    for (size_t i = r->results; i-- > 0;)
        if (r->result[i].plan.why.n) out->why = &r->result[i].plan.why;
    return JH_OK;
}

jh_status jh__budget_make(jh_call *call, jh__plan_made *out, jh_error *err)
{
    jh__budget_run *r;
    JH_TRY(open_run(call, &r, err));
    return finish(call, r, out, err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__budget_run *r;
    jh__plan_made made;
    JH_TRY(open_run(call, &r, err));
    JH_TRY(jh__plan_name(call, &r->county, err));
    if (jh_call_flag(call, "front")) return jh__front_reply(call, r, err);
    JH_TRY(finish(call, r, &made, err));
    JH_TRY(jh__plan_write(call, &made, err));
    JH_TRY(jh__plan_keep(call, &made, err));
    if (call->want_json) return json(call, r, &call->json, err);
    return jh__budget_tables(call, r, err);
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    JH__PARAM_PRICES,
    {.name = "budget",
     .kind = JH_PARAM_TEXT,
     .help = {"只有这么多钱：求最好的用法；几年的钱用逗号隔开，如 "
              "3000000,2000000：分年购置；不写则求达标最少要多少钱",
              "a fixed sum: its best use; one a year, as 3000000,2000000: what to buy in "
              "which year; default: the least that is enough"}},
    {.name = "yearly",
     .kind = JH_PARAM_NUMBER,
     .help = {"每年这么多钱：最少几年达标，哪年买什么",
              "so much each year: the fewest years to pass, and what to buy in which"}},
    {.name = "carry",
     .kind = JH_PARAM_FLAG,
     .help = {"当年没有用完的钱可以结转到下一年（默认不结转）",
              "what a year leaves may be spent in the next (default: it may not)"}},
    {.name = "aim",
     .kind = JH_PARAM_TEXT,
     .many = true,
     .help = {"钱不够时先求什么：sections 达标学校多、pupils "
              "达标学校的学生多、coefficients "
              "差异系数小；写几次就按先后",
              "what a fixed sum is for first: sections, pupils or coefficients; in order "
              "where given several times"}},
    {.name = "front",
     .kind = JH_PARAM_FLAG,
     .help = {"只列出：多少所学校（学段）达标至少要多少钱（不计差异系数）",
              "only list the least money for every number of sections that pass "
              "(coefficients aside)"}},
    JH__PARAM_STAGE,
    JH__PARAM_INDICATOR,
    JH__PARAM_ONLY,
    JH__PARAM_ABOVE,
    JH__PARAM_OUT,
    JH__PARAM_PLOT,
    JH__PARAM_SVG,
    JH__PARAMS_SEARCH("0.05%"),
    JH__PARAMS_RULES,
    JH__PARAM_NAME,
    JH__PARAM_PERSON,
    JH__PARAMS_FACTS,
};

extern const jh_op jh__op_plan_budget;
const jh_op jh__op_plan_budget = {
    .name = "plan budget",
    .summary = {"达标最少要花多少钱，花在哪所学校、买什么；或一笔钱怎样用最好",
                "the least money to pass, and what for; or the best use of a sum"},
    .details =
        {"按单价表求花钱最少的采购方案：每所学校（学段）达标，各项差异系数不超限，并给出"
         "任何方案都不可能"
         "低于的下限。方案放回数据里由同一评估程序重新评估，结果一并列出。退出码 0 "
         "照方案办即通过；1 "
         "不能通过。",
         "Finds the cheapest purchases with which every section passes and every "
         "coefficient is within its limit, and a bound below which no plan can be. The "
         "plan is put into the figures and judged by the same engine. Exit code 0: "
         "passes "
         "by the plan; 1: does not."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
