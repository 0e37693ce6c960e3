/* Plans of money over years: the sums that are asked for, what the engine says after each year, and how
 * that is told. */
#include "result.h"

#include "../county/result.h"
#include "../reply.h"

#include <math.h>
#include <string.h>

#define YEARS_MOST 30

static jh_status added(jh_status st, jh_error *err)
{
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

/* ---- what is asked ---- */

/* "3,000,000": a sum with marks of thousands, not three years. */
static bool looks_grouped(const char *text)
{
    size_t digits = 0, groups = 0;
    const char *p = text;
    while (*p >= '0' && *p <= '9')
        p++, digits++;
    if (digits < 1 || digits > 3) return false;
    for (; *p == ','; groups++, p += 4)
        for (int i = 1; i <= 3; i++)
            if (p[i] < '0' || p[i] > '9') return false;
    return groups > 0 && *p == '\0';
}

static jh_status read_list(jh_call *call, const char *text, jh_budget_years *y,
                           jh_error *err)
{
    double *money = jh_alloc_array(call->arena, YEARS_MOST, sizeof *money);
    if (!money) return jh_nomem(err);
    if (looks_grouped(text))
        return jh_fail(err, JH_EUSAGE, "ops.plan_budget_grouped", "text:s", text);
    for (const char *p = text;; p++) {
        size_t n = strcspn(p, ",");
        if (y->n == YEARS_MOST || !jh_number_parse(p, n, &money[y->n]) ||
            !(money[y->n] >= 0))
            return jh_fail(err, JH_EUSAGE, "ops.plan_budget_number", "text:s", text);
        y->n++;
        p += n;
        if (!*p) break;
    }
    y->money = money;
    return JH_OK;
}

jh_status jh__years_read(jh_call *call, double *sum, jh_budget_years *years,
                         jh_error *err)
{
    const char *text = jh_call_text(call, "budget");
    *years = (jh_budget_years){.carry = jh_call_flag(call, "carry")};
    *sum = NAN;
    if (text) JH_TRY(read_list(call, text, years, err));
    if (years->n == 1) {
        *sum = years->money[0];
        years->n = 0;
    }
    if (years->carry && !years->n)
        return jh_fail(err, JH_EUSAGE, "ops.plan_carry_alone", "");
    return JH_OK;
}

jh_status jh__years_least(jh_call *call, jh_budget_years *years, jh_error *err)
{
    const char *text = jh_call_text(call, "yearly");
    double *money, x;
    if (!text) return JH_OK;
    if (jh_call_text(call, "budget"))
        return jh_fail(err, JH_EUSAGE, "ops.plan_yearly_or_budget", "");
    if (!jh_number_parse(text, strlen(text), &x) || !(x > 0))
        return jh_fail(err, JH_EUSAGE, "ops.plan_budget_number", "text:s", text);
    money = jh_alloc_array(call->arena, YEARS_MOST, sizeof *money);
    if (!money) return jh_nomem(err);
    for (size_t i = 0; i < YEARS_MOST; i++)
        money[i] = x;
    *years = (jh_budget_years){YEARS_MOST, money, jh_call_flag(call, "carry")};
    return JH_OK;
}

/* ---- the plan ---- */

/* Amounts, moves, totals and each year's money: what holds however far the money reaches. */
static jh_status check_own(jh_call *call, jh__budget_run *run, jh__budget_result *r,
                           jh_error *err)
{
    jh_budget part = r->area.b;
    jh_budget_plan *plan = jh_alloc_array(call->arena, run->years.n + 1, sizeof *plan);
    part.section = jh_alloc_array(call->arena, part.sections + 1, sizeof *part.section);
    if (!plan || !part.section) return jh_nomem(err);
    if (!r->stages.pass) part.cones = part.means = 0;
    for (size_t i = 0; i < part.sections; i++) {
        part.section[i] = r->area.b.section[i];
        if (!r->stages.pass) part.section[i].wanted = false;
    }
    for (size_t y = 0; y < run->years.n; y++)
        plan[y] = r->stages.year[y].plan;
    return jh_budget_check_years(call->arena, &part, plan, &run->years, &r->found, err);
}

jh_status jh__years_solve(jh_call *call, jh__budget_run *run, jh__budget_result *r,
                          const jh_plan_control *control, jh_error *err)
{
    run->request.years = &run->years;
    JH_TRY(jh_budget_stage(call->arena, &r->area.b, &run->request, control, &r->stages,
                           err));
    r->plan = r->stages.plan;
    return check_own(call, run, r, err);
}

void jh__years_trim(jh_call *call, jh__budget_run *run)
{
    size_t last = 0;
    if (!jh_call_text(call, "yearly")) return;
    for (size_t i = 0; i < run->results; i++)
        for (size_t y = 0; y < run->years.n; y++)
            if (run->result[i].stages.year[y].plan.cost > 0 && y + 1 > last) last = y + 1;
    run->years.n = last ? last : 1;
}

jh_status jh__years_judge(jh_call *call, jh__budget_run *run, jh_error *err)
{
    jh__county copy = run->county;
    const char *date = jh_call_text(call, "date");
    run->year_after =
        jh_alloc_array(call->arena, run->years.n + 1, sizeof *run->year_after);
    if (!run->year_after || jh__plan_copy(call->arena, &run->county.facts.schools,
                                          &copy.facts.schools) != JH_OK)
        return jh_nomem(err);
    for (size_t y = 0; y < run->years.n; y++) {
        for (size_t i = 0; i < run->results; i++) {
            const jh__budget_result *r = &run->result[i];
            if (jh__budget_apply(&r->area, &r->stages.year[y].plan, &copy.facts.schools,
                                 copy.pack) != JH_OK)
                return jh_fail(err, JH_EINTERNAL, "ops.plan_apply", "");
        }
        JH_TRY(jh__county_judge(call, &copy, date ? date : call->today,
                                jh_call_flag(call, "reliefs-in-force"),
                                &run->year_after[y], err));
    }
    return JH_OK;
}

/* ---- purchases by year ---- */

jh_status jh__budget_lots(jh_call *call, const jh__budget_run *run,
                          const jh__budget_result *r, jh__budget_lot **out, size_t *n)
{
    size_t years = run->years.n;
    *n = 0;
    *out =
        jh_alloc_array(call->arena, r->reasons.n * (years ? years : 1) + 1, sizeof **out);
    if (!*out) return JH_ENOMEM;
    for (size_t y = 0; y < (years ? years : 1); y++)
        for (size_t k = 0; r->planned && k < r->reasons.n; k++) {
            const jh_budget_reason *x = &r->reasons.item[k];
            const jh_budget_plan *p = years ? &r->stages.year[y].plan : &r->plan;
            jh__budget_lot lot = {.x = x,
                                  .year = years ? y + 1 : 0,
                                  .bought = p->bought[x->item],
                                  .received = p->received[x->item],
                                  .given = p->given[x->item],
                                  .cost = x->cost};
            if (lot.bought == 0 && lot.received == 0 && lot.given == 0) continue;
            if (years) {
                const jh_budget_item *it = &r->area.b.item[x->item];
                lot.cost = lot.bought * it->price;
                if (lot.received > 0) lot.cost += lot.received * it->move;
            }
            (*out)[(*n)++] = lot;
        }
    return JH_OK;
}

/* ---- tables ---- */

static jh_status year_row(jh_call *call, jh_table *t, const jh__budget_run *run, size_t i,
                          size_t y)
{
    static const char *const verdict[] = {"ops.pass", "ops.fail", "ops.open"};
    const jh_budget_year *year = &run->result[i].stages.year[y];
    const jh_area_result *after = &run->year_after[y].area[i];
    size_t kinds = run->county.pack->indicators;
    int64_t first = run->county.snapshot.id ? run->county.snapshot.year : 0;
    const char *cell[] = {
        jh__area_name(call, after->name),
        first ? jh_sprintf(call->arena, "%zu (%lld)", y + 1,
                           (long long)first + (long long)y + 1)
              : jh__cell_count(call, y + 1),
        isinf(year->money) ? "" : jh__cell_fixed(call, year->money, 2),
        jh__cell_fixed(call, year->plan.cost, 2),
        isinf(year->left) ? "" : jh__cell_fixed(call, year->left, 2),
        jh_sprintf(call->arena, "%zu / %zu", jh__plan_sections(after, true),
                   jh__plan_sections(after, false)),
        isinf(year->money) ? "" : jh__cell_count(call, year->most),
        jh_sprintf(call->arena, "%zu / %zu", jh__plan_limits(after, kinds, true),
                   jh__plan_limits(after, kinds, false)),
        jh_text(call->lang, verdict[after->verdict])};
    return jh__table_add_row(call, t, cell);
}

/* When it is done, or what is missing. */
static jh_status say_end(jh_call *call, const jh__budget_run *run, size_t i)
{
    const jh_budget_stages *s = &run->result[i].stages;
    const char *area = jh__area_name(call, run->before.area[i].name);
    double money = 0;
    for (size_t y = 0; y < run->years.n; y++)
        money += run->years.money[y];
    if (s->pass && s->least)
        return jh__after(
            call, s->pass == s->least ? "ops.plan_years_least" : "ops.plan_years_pass",
            "area:s n:u least:u", area, s->pass, s->least);
    if (isnan(s->cost)) return JH_OK;
    return jh__after(call, "ops.plan_years_short", "area:s n:u money:s needed:s", area,
                     run->years.n, jh__cell_fixed(call, money, 2),
                     jh__cell_fixed(call, s->cost, 2));
}

jh_status jh__years_table(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    static const char *const head[] = {"ops.area",
                                       ">ops.plan_year",
                                       ">ops.plan_year_money",
                                       ">ops.plan_year_cost",
                                       ">ops.plan_year_left",
                                       ">ops.plan_sections",
                                       ">ops.plan_year_most",
                                       ">ops.plan_cones",
                                       "ops.plan_verdict",
                                       NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.plan_years"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < run->results; i++) {
        if (!run->result[i].planned) continue;
        for (size_t y = 0; y < run->years.n; y++)
            JH_TRY(added(year_row(call, t, run, i, y), err));
        JH_TRY(added(say_end(call, run, i), err));
    }
    return JH_OK;
}

void jh__years_json(jh_json *j, const jh__budget_run *run, size_t i)
{
    const jh_budget_stages *s = &run->result[i].stages;
    size_t kinds = run->county.pack->indicators;
    jh_json_integer(j, "years_to_pass", (int64_t)s->pass);
    jh_json_integer(j, "years_at_least", (int64_t)s->least);
    jh_json_number(j, "whole_cost", s->cost);
    jh_json_list(j, "years");
    for (size_t y = 0; y < run->years.n; y++) {
        const jh_budget_year *year = &s->year[y];
        const jh_area_result *after = &run->year_after[y].area[i];
        jh_json_object(j, NULL);
        jh_json_integer(j, "year", (int64_t)y + 1);
        jh_json_number(j, "money", year->money);
        jh_json_number(j, "cost", year->plan.cost);
        jh_json_number(j, "left", year->left);
        jh_json_integer(j, "sections_pass", (int64_t)jh__plan_sections(after, true));
        jh_json_integer(j, "sections_at_most", (int64_t)year->most);
        jh_json_integer(j, "limits_held", (int64_t)jh__plan_limits(after, kinds, true));
        jh_json_text(j, "verdict", jh_verdict_id(after->verdict));
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
}
