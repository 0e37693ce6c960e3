/* jh plan rotation: which teachers move to which school. */
#include "page.h"
#include "solver.h"

#include "../reply.h"

#include <junheng/plans.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is asked ---- */

/* The first aim weighs as 90 km, the second as 30, the last as 3. */
static jh_status read_aims(jh_call *call, jh__rotation_wish *w, jh_error *err)
{
    static const char *const word[] = {"posts", "marks", "travel"};
    static const int32_t weight[] = {9000, 3000, 300};
    int32_t given[3] = {0};
    jh_given aims = jh_call_given(call, "aim");
    size_t n = 0;
    for (size_t i = 0; i < aims.n; i++) {
        size_t k = 0;
        while (k < JH_COUNT(word) && strcmp(word[k], aims.value[i]) != 0)
            k++;
        if (k == JH_COUNT(word) || given[k])
            return jh_fail(err, JH_EUSAGE, "ops.rotation_aim", "text:s", aims.value[i]);
        given[k] = weight[n++];
    }
    for (size_t k = 0; k < JH_COUNT(word); k++)
        if (!given[k]) given[k] = weight[n++];
    w->post_price = given[0], w->mark_price = given[1];
    return JH_OK;
}

static jh_status read_wish(jh_call *call, jh__rotation_wish *w, jh_error *err)
{
    JH_TRY(jh__plan_range(call, "factor", (double[]){1, 5}, &w->factor, err));
    JH_TRY(jh__plan_range(call, "most-km", (double[]){0, 1000}, &w->most_km, err));
    JH_TRY(jh__plan_range(call, "speed", (double[]){1, 200}, &w->speed, err));
    w->leave_share = w->years = NAN;
    if (jh_call_given(call, "leave").n)
        JH_TRY(jh__plan_range(call, "leave", (double[]){0, 1}, &w->leave_share, err));
    if (jh_call_given(call, "years").n)
        JH_TRY(jh__plan_range(call, "years", (double[]){0, 60}, &w->years, err));
    return read_aims(call, w, err);
}

/* ---- solving ---- */

/* A broken limit of leaving is told with its school. */
static void name_schools(const jh__rotation_job *j, jh_violations *found)
{
    const jh_sections *all = &j->before.sections;
    for (size_t i = 0; i < found->n; i++) {
        jh_violation *v = &found->item[i];
        if (strcmp(v->msg.key, "plan.rotation_group") != 0) continue;
        size_t school = (size_t)strtoul(v->msg.arg[0].value, NULL, 10) - 1;
        if (school < all->schools->rows)
            v->subject = jh_school_text(all, j->before.pack->vocabulary->role_id, school);
    }
}

/* Two who would exchange are told by their numbers. */
static jh_status name_teachers(jh_call *call, const jh__rotation_job *j,
                               const jh_violations *from, jh_violations *to)
{
    for (size_t i = 0; i < from->n; i++) {
        const char *id[2];
        for (size_t k = 0; k < 2; k++) {
            size_t t = (size_t)strtoul(from->item[i].msg.arg[k].value, NULL, 10) - 1;
            id[k] = jh__plan_text(&j->facts.teachers, "teacher_id", j->row[t]);
        }
        const char *both = jh_sprintf(call->arena, "%s %s", id[0], id[1]);
        if (!both) return JH_ENOMEM;
        JH_TRY(jh_violation_add(to, both, 1, "ops.rotation_exchange", "a:s b:s", id[0],
                                id[1]));
    }
    return JH_OK;
}

/* Makes the plan stable, or says of one that was written down who would exchange. */
#define TELL_MOST 50

static jh_status settle(jh_call *call, jh__rotation_job *j, bool made,
                        jh_rotation_plan *plan, jh_violations *found, jh_error *err)
{
    jh_violations blocks = {.arena = call->arena}, none = {.arena = call->arena};
    const jh_stable_market market = {&j->r, j->dislike};
    jh_rotation_sum sum;
    if (!jh_call_flag(call, "stable") || found->n) return JH_OK;
    if (made) JH_TRY(jh_stable_make(call->arena, &market, plan->taken, &j->stable, err));
    JH_TRY(jh_stable_check(call->arena, &market, plan->taken, TELL_MOST, &blocks, err));
    if (made && blocks.n)
        return jh_fail(err, JH_EINTERNAL, "ops.rotation_not_stable", "");
    if (name_teachers(call, j, &blocks, found) != JH_OK) return jh_nomem(err);
    j->is_stable = !blocks.n;
    JH_TRY(jh_rotation_check(call->arena, &j->r, plan->taken, &sum, &none, err));
    plan->outcome.value = (double)sum.cost;
    if (made) jh_plan_settle(&plan->outcome);
    return JH_OK;
}

static jh_status solve(jh_call *call, jh__rotation_job *j, jh_rotation_plan *plan,
                       jh_violations *found, jh_error *err)
{
    jh__solver solver;
    jh_plan_control control;
    jh_rotation_sum sum;
    JH_TRY(jh__plan_control(call, &solver, &control, err));
    JH_TRY(jh__plan_range(call, "gap", (double[]){0, 1}, &control.gap, err));
    if (!jh_call_given(call, "plan").n) {
        JH_TRY(jh_rotation_solve(call->arena, &j->r, &control, plan, found, err));
        return settle(call, j, true, plan, found, err);
    }
    *plan = (jh_rotation_plan){.outcome = {.status = JH_PLAN_FEASIBLE, .bound = NAN}};
    plan->taken =
        jh_alloc_array(call->arena, (size_t)j->r.teachers + 1, sizeof *plan->taken);
    if (!plan->taken) return jh_nomem(err);
    JH_TRY(jh__rotation_moves(call, j, plan->taken, err));
    JH_TRY(jh_rotation_check(call->arena, &j->r, plan->taken, &sum, found, err));
    plan->outcome.value = (double)sum.cost;
    JH_TRY(settle(call, j, false, plan, found, err));
    if (found->n) plan->outcome.status = JH_PLAN_NONE;
    return JH_OK;
}

typedef struct made {
    jh__rotation_job j;
    jh_rotation_plan plan;
    jh_violations found;
} made;

static jh_status table(jh_call *call, const void *ctx, const char *path, jh_error *err)
{
    const made *m = ctx;
    return jh__rotation_ledger(call, &m->j, &m->plan, path, err);
}

static jh_status parts(jh__page *g, const void *ctx, jh_error *err)
{
    const made *m = ctx;
    (void)err;
    jh__rotation_page(g, &m->j, &m->plan, &m->found);
    return JH_OK;
}

static jh_status json(jh_call *call, const void *ctx, jh_buf *out, jh_error *err)
{
    const made *m = ctx;
    jh_status st = jh__rotation_json(call, &m->j, &m->plan, &m->found, out);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static jh_status fill(jh_call *call, const void *ctx, jh_kept_plan *out, bool *planned,
                      jh_error *err)
{
    const made *m = ctx;
    *planned = m->plan.outcome.status != JH_PLAN_INFEASIBLE && !m->found.n;
    return *planned ? jh__rotation_fill(call, &m->j, &m->plan, out, err) : JH_OK;
}

static jh_status make(jh_call *call, made **out, jh_error *err)
{
    made *m = *out = jh_alloc(call->arena, sizeof *m);
    if (!m) return jh_nomem(err);
    m->found.arena = call->arena;
    JH_TRY(read_wish(call, &m->j.wish, err));
    JH_TRY(jh__rotation_open(call, &m->j, err));
    JH_TRY(jh__plan_name(call, &m->j.county, err));
    JH_TRY(solve(call, &m->j, &m->plan, &m->found, err));
    name_schools(&m->j, &m->found);
    JH_TRY(jh__rotation_judge(call, &m->j, m->plan.taken, err));
    call->exit = m->found.n ? JH_EXIT_FAILS : JH_EXIT_DONE;
    return JH_OK;
}

jh_status jh__rotation_make(jh_call *call, jh__plan_made *out, jh_error *err)
{
    made *m;
    JH_TRY(make(call, &m, err));
    *out = (jh__plan_made){.kind = "rotation",
                           .kicker = "ops.page_rotation_kicker",
                           .county = &m->j.county,
                           .before = &m->j.before,
                           .after = &m->j.after,
                           .ctx = m,
                           .table = table,
                           .parts = parts,
                           .json = json,
                           .fill = fill,
                           .why = m->found.n ? &m->found : NULL};
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__plan_made what;
    JH_TRY(jh__rotation_make(call, &what, err));
    const made *m = what.ctx;
    JH_TRY(jh__plan_write(call, &what, err));
    JH_TRY(jh__plan_keep(call, &what, err));
    if (!m->found.n) JH_TRY(jh__rotation_letters(call, &m->j, &m->plan, err));
    if (call->want_json) return json(call, m, &call->json, err);
    return jh__rotation_tables(call, &m->j, &m->plan, &m->found, err);
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    {.name = "teachers",
     .kind = JH_PARAM_FILE,
     .required = true,
     .many = true,
     .help = {"教师名册（jh template 标准 --form cn-teachers 生成空表）",
              "the teachers (jh template PACK --form cn-teachers makes an empty table)"}},
    {.name = "needs",
     .kind = JH_PARAM_FILE,
     .many = true,
     .help = {"岗位需求表；不写的岗位按现有人数",
              "needs of posts; what is not listed needs as many as it has"}},
    {.name = "plan",
     .kind = JH_PARAM_FILE,
     .many = true,
     .help = {"不计算，只核对这份交流台账（--out 写出的或手工填写的）",
              "make no plan but check this one, as --out writes it or by hand"}},
    JH__PARAM_OUT,
    {.name = "stable",
     .kind = JH_PARAM_FLAG,
     .help =
         {"换位稳定：没有两名教师互换后双方都更好、两校又都能接受；与 --plan "
          "同用则找出这样的教师",
          "stable: no two teachers would both rather exchange and their schools could "
          "accept it; with --plan such pairs are told"}},
    {.name = "letters",
     .kind = JH_PARAM_OUTPUT,
     .help = {"给每名交流教师写一份通知书，放到这个文件夹（每人一个网页，另有 all.html "
              "一人一页）",
              "write a letter to each teacher who moves into this folder (a page each, "
              "and all.html)"}},
    {.name = "start",
     .kind = JH_PARAM_TEXT,
     .help = {"通知书上的开始时间，如 2027年9月1日；不写则留空待填",
              "letters: when it begins; left blank if not given"}},
    {.name = "contact",
     .kind = JH_PARAM_TEXT,
     .help = {"通知书上的咨询和受理部门、电话；不写则留空待填",
              "letters: whom to ask; left blank if not given"}},
    {.name = "object-by",
     .kind = JH_PARAM_TEXT,
     .help = {"通知书上的申诉截止日期；不写则留空待填",
              "letters: until when to object; left blank if not given"}},
    {.name = "aim",
     .kind = JH_PARAM_TEXT,
     .many = true,
     .help = {"先求什么：posts 补足岗位、marks 补足薄弱学校的学历骨干体艺、travel "
              "少走路；写几次就按先后",
              "what comes first: posts, marks (degree, backbone, PE and arts) or travel; "
              "in order "
              "where given several times"}},
    {.name = "leave",
     .kind = JH_PARAM_TEXT,
     .help =
         {"一所学校最多调出教师的比例（不写按标准的 rotation_leave_share，没有则25%）",
          "share of its teachers that may leave a school (default: the pack's "
          "rotation_leave_share, else 25 %)"}},
    {.name = "years",
     .kind = JH_PARAM_NUMBER,
     .help = {"名册没有写是否符合交流条件的，在本校任教满几年算符合（不写按标准的 "
              "rotation_years，没有则6年）",
              "years at the school from which a teacher is eligible, where the table "
              "does not say (default: the pack's rotation_years, else 6)"}},
    {.name = "travel",
     .kind = JH_PARAM_FILE,
     .many = true,
     .help = {"路程表：从学校（或教师）到学校多少公里或多少分钟（jh template 标准 --form "
              "cn-ways 生成空表）",
              "a table of ways: km or minutes from a school, or a teacher, to a school "
              "(form cn-ways)"}},
    {.name = "speed",
     .kind = JH_PARAM_NUMBER,
     .fallback = "30",
     .help = {"路程表只写用时的，每小时按多少公里折算",
              "km an hour, where a way is given in minutes alone"}},
    JH__PARAM_MOST_KM("30"),
    JH__PARAM_FACTOR,
    JH__PARAMS_SEARCH("0.01%"),
    JH__PARAMS_RULES,
    JH__PARAM_NAME,
    JH__PARAM_PERSON,
    JH__PARAMS_FACTS,
};

extern const jh_op jh__op_plan_rotation;
const jh_op jh__op_plan_rotation = {
    .name = "plan rotation",
    .summary = {"安排教师交流轮岗：谁到哪所学校，或核对一份安排",
                "who of the teachers moves to which school; or check such a plan"},
    .details =
        {"按标准里的比例（符合条件教师的10%、其中骨干20%"
         "）和每校调出上限，补足各校各学科岗位，补上薄弱学校缺的"
         "高学历、骨干、体艺教师，路程尽量短。夫妻至多一人交流；不能去的学校不派，愿意去"
         "的优先。给出每次交流的理由、"
         "差异系数前后对比、对各年龄和性别是否公平，以及离最优最多差多少。退出码 0 "
         "各项规定都满足；1 有违反。",
         "Fills posts by subject, brings degrees, backbone and PE and arts teachers to "
         "the sections "
         "that lack them, with short ways, within the pack's rules (10 % of the eligible "
         "move, 20 % "
         "of them backbone) and the share that may leave a school. Of a couple one moves "
         "at most; "
         "refused schools are left out, wishes count. Gives a reason for each move, the "
         "coefficients before and after, fairness by age and sex, and a bound. Exit code "
         "0: every "
         "rule is kept; 1: some are broken."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
