/* jh plan check: judges any plan of purchases, also one written by hand. */
#include "result.h"

#include "../reply.h"

#include <math.h>
#include <string.h>

typedef struct job {
    jh_call *call;
    jh__budget_run *run;
    jh_facts facts;
    size_t row, faults;
} job;

static jh_status fault(job *j, const char *column, const char *key, const char *text)
{
    jh_where where = jh__plan_where(&j->facts, &j->facts.purchases, column, j->row);
    j->faults++;
    return jh_diag_add(&j->call->diags, JH_BLOCK, where, key, "text:s", text);
}

/* The item that a row speaks of; NULL result: none, and why is said. */
static jh_status find(job *j, jh__budget_result **result, size_t *item)
{
    const jh_frame *f = &j->facts.purchases;
    const jh_pack *pack = j->run->county.pack;
    const char *school = jh__plan_text(f, "school_id", j->row);
    const char *thing = jh__plan_text(f, "thing", j->row);
    const char *word = jh__plan_text(f, "stage", j->row);
    int slot = thing ? jh__plan_thing(pack, thing) : -1;
    int stage = word ? jh__plan_stage(pack, word) : -1;
    bool known = false;
    *result = NULL;
    if (slot < 0) return fault(j, "thing", "ops.plan_thing_row", thing ? thing : "");
    if (word && stage < 0) return fault(j, "stage", "ops.plan_stage", word);
    for (size_t r = 0; school && r < j->run->results; r++) {
        jh__budget_area *a = &j->run->result[r].area;
        for (size_t s = 0; s < a->b.schools; s++)
            known = known || !strcmp(a->b.school_id[s], school);
        for (size_t i = 0; i < a->b.items; i++) {
            if (a->slot[a->b.item[i].thing] != slot) continue;
            if (strcmp(a->b.school_id[a->b.item[i].school], school)) continue;
            if (stage >= 0 && a->stage[i] >= 0 && a->stage[i] != stage) continue;
            *result = &j->run->result[r];
            *item = i;
            return JH_OK;
        }
    }
    if (!known) return fault(j, "school_id", "ops.plan_school", school ? school : "");
    return fault(j, "thing", "ops.plan_not_for_sale", thing);
}

/* The plan of the row's year; NULL: there are no years. A row without one belongs to the first. */
static jh_budget_plan *year_of(const job *j, jh__budget_result *r)
{
    double year = jh__plan_number(&j->facts.purchases, "year", j->row);
    if (isnan(year)) year = 1;
    if (!(year >= 1 && year <= (double)j->run->years.n)) return NULL;
    return &r->stages.year[(size_t)year - 1].plan;
}

static jh_status read_row(job *j)
{
    const jh_frame *f = &j->facts.purchases;
    jh__budget_result *r;
    size_t item = 0;
    JH_TRY(find(j, &r, &item));
    if (!r) return JH_OK;
    double bought = jh__plan_number(f, "bought", j->row);
    double received = jh__plan_number(f, "received", j->row);
    double given = jh__plan_number(f, "given", j->row);
    jh_budget_plan *plan[] = {&r->plan, year_of(j, r)};
    for (size_t i = 0; i < JH_COUNT(plan) && plan[i]; i++) {
        plan[i]->bought[item] += isnan(bought) ? 0 : bought;
        plan[i]->received[item] += isnan(received) ? 0 : received;
        plan[i]->given[item] += isnan(given) ? 0 : given;
    }
    return JH_OK;
}

/* Years: as many as have a sum, or as the plan names. What it names must be among them. */
static jh_status count_years(job *j)
{
    const jh_frame *f = &j->facts.purchases;
    jh_budget_years *years = &j->run->years;
    size_t given = years->n;
    double last = 0;
    char text[32];
    for (j->row = 0; j->row < f->rows; j->row++) {
        double year = jh__plan_number(f, "year", j->row);
        if (isnan(year) && !given) continue;
        jh_number_shortest(isnan(year) ? 0 : year, text);
        if (!(year >= 1) || year != floor(year) || year > (given ? (double)given : 99))
            JH_TRY(fault(j, "year", given ? "ops.plan_year_row" : "ops.plan_year_whole",
                         isnan(year) ? "" : text));
        else
            last = fmax(last, year);
    }
    if (given || last == 0 || j->faults) return JH_OK;
    double *money = jh_alloc_array(j->call->arena, (size_t)last, sizeof *money);
    if (!money) return JH_ENOMEM;
    for (size_t y = 0; y < (size_t)last; y++)
        money[y] = INFINITY;
    years->n = (size_t)last;
    years->money = money;
    return JH_OK;
}

static jh_status empty_plan(jh_call *call, size_t n, jh_budget_plan *p, jh_error *err)
{
    p->bought = jh_alloc_array(call->arena, n, sizeof *p->bought);
    p->received = jh_alloc_array(call->arena, n, sizeof *p->received);
    p->given = jh_alloc_array(call->arena, n, sizeof *p->given);
    p->method = "given";
    return p->bought && p->received && p->given ? JH_OK : jh_nomem(err);
}

static jh_status empty_plans(jh_call *call, jh__budget_run *run, jh_error *err)
{
    for (size_t i = 0; i < run->results; i++) {
        jh__budget_result *r = &run->result[i];
        size_t n = r->area.b.items + 1;
        JH_TRY(empty_plan(call, n, &r->plan, err));
        r->planned = true;
        r->stages.n = run->years.n;
        r->stages.cost = NAN;
        r->stages.year =
            jh_alloc_array(call->arena, run->years.n + 1, sizeof *r->stages.year);
        if (!r->stages.year) return jh_nomem(err);
        for (size_t y = 0; y < run->years.n; y++)
            JH_TRY(empty_plan(call, n, &r->stages.year[y].plan, err));
    }
    return JH_OK;
}

static jh_status read_plan(jh_call *call, jh__budget_run *run, jh_error *err)
{
    job j = {.call = call, .run = run};
    JH_TRY(jh__plan_tables(call, run->county.pack, "purchase",
                           jh_call_given(call, "plan"), &j.facts, err));
    for (size_t i = 0; i < j.facts.diags.n; i++) {
        const jh_diag *d = &j.facts.diags.item[i];
        if (jh_diag_add(&call->diags, d->level, d->where, d->msg.key, "") != JH_OK)
            return jh_nomem(err);
        call->diags.item[call->diags.n - 1].msg = d->msg;
    }
    j.faults = j.facts.rejects;
    if (count_years(&j) != JH_OK) return jh_nomem(err);
    JH_TRY(empty_plans(call, run, err));
    for (j.row = 0; j.row < j.facts.purchases.rows; j.row++)
        if (read_row(&j) != JH_OK) return jh_nomem(err);
    if (j.faults)
        return jh_fail(err, JH_EINPUT, "ops.plan_purchases_bad", "n:u", j.faults);
    return JH_OK;
}

static double cost_of(const jh_budget *b, const jh_budget_plan *plan)
{
    double cost = 0;
    for (size_t i = 0; i < b->items; i++) {
        cost += plan->bought[i] * b->item[i].price;
        if (plan->received[i] > 0) cost += plan->received[i] * b->item[i].move;
    }
    return cost;
}

/* One sum for a plan over years: all of it. */
static jh_status check_sum(jh__budget_result *r, double money, jh_error *err)
{
    double cost = jh_number_rounded(r->plan.cost, 4);
    if (!(cost > money * (1 + 1e-9))) return JH_OK;
    jh_status st = jh_violation_add(&r->found, NULL, cost - money, "plan.budget_money",
                                    "cost:g money:g", cost, money);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static void add_up(jh__budget_result *r)
{
    const jh_budget *b = &r->area.b;
    r->plan.cost = cost_of(b, &r->plan);
    r->plan.outcome = (jh_plan_outcome){
        .status = JH_PLAN_FEASIBLE, .value = r->plan.cost, .bound = NAN};
}

/* Each year's cost and what it leaves, and the rules of all years. */
static jh_status check_years(jh_call *call, jh__budget_run *run, jh__budget_result *r,
                             jh_error *err)
{
    double carried = 0;
    jh_budget_plan *plan = jh_alloc_array(call->arena, run->years.n + 1, sizeof *plan);
    if (!plan) return jh_nomem(err);
    for (size_t y = 0; y < run->years.n; y++) {
        jh_budget_year *year = &r->stages.year[y];
        year->plan.cost = cost_of(&r->area.b, &year->plan);
        year->money = run->years.money[y] + carried;
        year->left = year->money - year->plan.cost;
        carried = run->years.carry ? fmax(0, year->left) : 0;
        plan[y] = year->plan;
    }
    JH_TRY(jh_budget_tell_years(call->arena, &r->area.b, &run->years, &r->stages, err));
    return jh_budget_check_years(call->arena, &r->area.b, plan, &run->years, &r->found,
                                 err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__budget_run r;
    size_t broken = 0;
    double money;
    jh_budget_years years;
    JH_TRY(jh__years_read(call, &money, &years, err));
    JH_TRY(jh__budget_open(call, &r, err));
    r.years = years;
    JH_TRY(read_plan(call, &r, err));
    for (size_t i = 0; i < r.results; i++) {
        jh__budget_result *x = &r.result[i];
        add_up(x);
        JH_TRY(r.years.n ? check_years(call, &r, x, err)
                         : jh_budget_check(&x->area.b, &x->plan, money, &x->found, err));
        if (r.years.n && !isnan(money)) JH_TRY(check_sum(x, money, err));
        broken += x->found.n;
        if (x->found.n) x->plan.outcome.status = JH_PLAN_NONE;
    }
    JH_TRY(jh__budget_judge(call, &r, err));
    if (r.years.n) JH_TRY(jh__years_judge(call, &r, err));
    call->exit = broken ? JH_EXIT_FAILS : JH_EXIT_DONE;
    if (call->want_json)
        return jh__budget_json(call, &r, &call->json) == JH_OK ? JH_OK : jh_nomem(err);
    jh_status st =
        jh__note(call, broken ? "ops.plan_broken" : "ops.plan_holds", "n:u", broken);
    for (size_t i = 0; st == JH_OK && i < r.results; i++)
        if (r.result[i].found.n) st = jh__violation_table(call, &r.result[i].found, err);
    return st == JH_OK ? jh__budget_tables(call, &r, err) : jh_nomem(err);
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    JH__PARAM_PRICES,
    {.name = "plan",
     .kind = JH_PARAM_FILE,
     .required = true,
     .many = true,
     .help = {"采购方案：jh plan budget --out 写出的，或手工填写的",
              "the plan: as jh plan budget --out writes it, or written by hand"}},
    {.name = "budget",
     .kind = JH_PARAM_TEXT,
     .help =
         {"总金额不得超过；几年的钱用逗号隔开，方案要有年度一栏",
          "the sum that it must not exceed; one a year with commas, for a plan with a "
          "column of years"}},
    {.name = "carry",
     .kind = JH_PARAM_FLAG,
     .help = {"当年没有用完的钱可以结转到下一年（默认不结转）",
              "what a year leaves may be spent in the next (default: it may not)"}},
    JH__PARAM_STAGE,
    JH__PARAM_INDICATOR,
    JH__PARAM_ONLY,
    JH__PARAM_ABOVE,
    JH__PARAMS_RULES,
    JH__PARAMS_FACTS,
};

extern const jh_op jh__op_plan_check;
const jh_op jh__op_plan_check = {
    .name = "plan check",
    .summary =
        {"核对一份采购方案：哪些要求没有满足，照它办评估结果如何",
         "check a plan of purchases: which rules it breaks, and the verdict by it"},
    .details =
        {"方案可以是软件算出的，也可以是手工填写的。逐条说出违反的要求：购置上限、批量、"
         "调"
         "入调出不平衡、学校未达标、差异系数超限、超出预算。退出码 0 全部满足；1 "
         "有违反。",
         "The plan may be Junheng's own or one written by hand. Each broken rule is "
         "said: upper limits, lots, moves that do not balance, sections that fail, "
         "coefficients over their limits, money. Exit code 0: none is broken; 1: "
         "some are."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
