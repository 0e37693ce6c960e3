/* jh plan pairs: which strong school helps which weak one. */
#include "page.h"

#include "../reply.h"

#include <junheng/plans.h>

#include <math.h>
#include <string.h>

static jh_status read_wish(jh_call *call, jh__pairs_wish *w, jh_error *err)
{
    double helpers;
    JH_TRY(jh__plan_range(call, "helpers", (double[]){1, 1000}, &helpers, err));
    JH_TRY(jh__plan_range(call, "factor", (double[]){1, 5}, &w->factor, err));
    JH_TRY(jh__plan_range(call, "most-km", (double[]){0, 1000}, &w->most_km, err));
    JH_TRY(jh__plan_range(call, "size", (double[]){0, 10}, &w->size, err));
    JH_TRY(jh__plan_range(call, "change", (double[]){0, 1000}, &w->change, err));
    w->helpers = (uint32_t)helpers;
    w->group = jh_call_text(call, "group");
    w->most = jh_call_text(call, "places");
    return JH_OK;
}

/* A plan by hand is measured against the best one, whose partners are the next best then. */
static jh_status solve(jh_call *call, jh__pairs_job *j, jh_error *err)
{
    jh_plan_control control = {.ctx = &call->progress, .stop = jh__plan_stop};
    uint32_t **given = jh_alloc_array(call->arena, j->problems + 1, sizeof *given);
    if (!given) return jh_nomem(err);
    for (size_t i = 0; i < j->problems; i++) {
        jh__pairs_problem *x = &j->problem[i];
        JH_TRY(jh_pairs_solve(call->arena, &x->p, &control, &x->plan, err));
        if (x->plan.outcome.end == JH_PLAN_CANCELLED)
            return jh_fail(err, JH_ECANCEL, "assess.cancelled", "");
        given[i] = jh_alloc_array(call->arena, (size_t)x->p.weak + 1, sizeof **given);
        if (!given[i]) return jh_nomem(err);
        for (uint32_t w = 0; w < x->p.weak; w++)
            given[i][w] = JH_PAIRS_ALONE;
    }
    j->check = jh_call_given(call, "plan").n > 0;
    JH_TRY(jh__pairs_read(call, j, "plan", given, err));
    for (size_t i = 0; i < j->problems; i++) {
        jh__pairs_problem *x = &j->problem[i];
        jh_pairs_sum sum;
        uint32_t *had = j->check ? given[i] : x->plan.partner;
        x->other = jh_alloc_array(call->arena, (size_t)x->p.weak + 1, sizeof *x->other);
        if (!x->other) return jh_nomem(err);
        JH_TRY(jh_pairs_others(call->arena, &x->p, &x->plan, had, x->other, err));
        x->plan.partner = had;
        JH_TRY(jh_pairs_check(call->arena, &x->p, x->plan.partner, &sum, &x->found, err));
        x->plan.outcome.value = (double)sum.cost + (double)x->p.alone * (double)sum.alone;
        jh_plan_settle(&x->plan.outcome);
        if (x->found.n) call->exit = JH_EXIT_FAILS;
    }
    return JH_OK;
}

static jh_status table(jh_call *call, const void *ctx, const char *path, jh_error *err)
{
    return jh__pairs_file(call, ctx, path, err);
}

static jh_status parts(jh__page *g, const void *ctx, jh_error *err)
{
    (void)err;
    jh__pairs_page(g, ctx);
    return JH_OK;
}

static jh_status json(jh_call *call, const void *ctx, jh_buf *out, jh_error *err)
{
    return jh__pairs_json(call, ctx, out) == JH_OK ? JH_OK : jh_nomem(err);
}

static jh_status fill(jh_call *call, const void *ctx, jh_kept_plan *out, bool *planned,
                      jh_error *err)
{
    const jh__pairs_job *j = ctx;
    *planned = j->problems > 0;
    for (size_t i = 0; i < j->problems; i++)
        *planned = *planned && !j->problem[i].found.n;
    return *planned ? jh__pairs_fill(call, j, out, err) : JH_OK;
}

jh_status jh__pairs_make(jh_call *call, jh__plan_made *out, jh_error *err)
{
    jh__pairs_job *j = jh_alloc(call->arena, sizeof *j);
    if (!j) return jh_nomem(err);
    call->exit = JH_EXIT_DONE;
    JH_TRY(read_wish(call, &j->wish, err));
    JH_TRY(jh__pairs_open(call, j, err));
    JH_TRY(jh__plan_name(call, &j->county, err));
    JH_TRY(solve(call, j, err));
    *out = (jh__plan_made){.kind = "pairs",
                           .kicker = "ops.page_pairs_kicker",
                           .county = &j->county,
                           .before = &j->a,
                           .after = &j->a,
                           .ctx = j,
                           .table = table,
                           .parts = parts,
                           .json = json,
                           .fill = fill};
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__plan_made what;
    size_t weak = 0;
    JH_TRY(jh__pairs_make(call, &what, err));
    const jh__pairs_job *j = what.ctx;
    for (size_t i = 0; i < j->problems; i++)
        weak += j->problem[i].p.weak;
    if (weak) JH_TRY(jh__plan_write(call, &what, err));
    JH_TRY(jh__plan_keep(call, &what, err));
    if (call->want_json) return json(call, j, &call->json, err);
    return jh__pairs_tables(call, j, err);
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    {.name = "helpers",
     .kind = JH_PARAM_NUMBER,
     .fallback = "1",
     .help =
         {"一所学校最多帮扶几所；学校表中有“可帮扶学校数”的，以该校所填为准",
          "how many schools one school helps at most, where its own figure (--places) "
          "does not say"}},
    {.name = "places",
     .kind = JH_PARAM_TEXT,
     .help = {"学校表中写各校可帮扶几所的一列；不写则取“可帮扶学校数”（如有）",
              "fact of the schools that says how many each can help; default: "
              "partner_places, where it is there"}},
    {.name = "existing",
     .kind = JH_PARAM_FILE,
     .many = true,
     .help =
         {"现有的结对（jh template 标准 --form cn-pairs 生成空表）；没有明显更好的就不换",
          "the pairs of today (jh template PACK --form cn-pairs makes an empty table); "
          "they stay unless another is clearly better"}},
    {.name = "change",
     .kind = JH_PARAM_NUMBER,
     .fallback = "10",
     .help = {"换帮扶学校至少要好多少，折合公里",
              "by how many km a new partner must be better"}},
    {.name = "group",
     .kind = JH_PARAM_TEXT,
     .help =
         {"学校表中写集团（或学区、乡镇）的一列，同一集团的不结对；不写则取“教育集团”（如"
          "有）"
          "。牵头校达标的，集团内各达标学校合为一方",
          "fact of the schools, such as township: schools where it is the same are not "
          "paired; default: group, where it is there. Where a group's lead passes, its "
          "schools that pass are one partner"}},
    {.name = "plan",
     .kind = JH_PARAM_FILE,
     .many = true,
     .help = {"不安排，只核对这份结对表（--out 写出的或手工填写的）",
              "check this list of pairs, as --out writes it or by hand"}},
    JH__PARAM_OUT,
    {.name = "size",
     .kind = JH_PARAM_TEXT,
     .fallback = "50%",
     .help = {"帮扶学校的在校生至少是受帮扶学校的多少",
              "pupils of the helper, at least, as a share of those of the helped"}},
    JH__PARAM_MOST_KM("100"),
    JH__PARAM_FACTOR,
    JH__PARAMS_RULES,
    JH__PARAM_NAME,
    JH__PARAM_PERSON,
    JH__PARAMS_FACTS,
};

extern const jh_op jh__op_plan_pairs;
const jh_op jh__op_plan_pairs = {
    .name = "plan pairs",
    .summary = {"安排结对帮扶：哪所达标学校帮哪所未达标学校，或核对一份安排",
                "which school that passes helps which that fails; or check such a plan"},
    .details =
        {"同一学段内，未达标学校缺什么，就找这些指标高于标准的达标学校，其次路程尽量短；"
         "现有结对没有明显更好的就不换。结果可证明是最优的，并说明：帮什么、看哪些指标、"
         "路"
         "程、次优学校是哪所、换它全县多付出多少。代价相同的，按学校标识码先后。"
         "退出码 0 各项规定都满足；1 有违反。",
         "Within a stage, schools that fail are paired with schools that pass and lie "
         "above "
         "the standard where they lack; then the way counts; pairs of today stay unless "
         "another is clearly better. The result is proved best, and says what the help "
         "is "
         "for, which indicators to watch, the way, who is next best and what that would "
         "cost more. Where costs are equal, school codes decide. Exit code 0: "
         "every rule is kept; 1: some are broken."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
