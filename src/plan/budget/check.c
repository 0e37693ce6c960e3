/* Judges any plan: from the problem alone, by sums of its own in long double. */
#include <junheng/budget.h>

#include <math.h>

#define HAIR 1e-9 /* relative: what decimals written to a file and read again may lose */

typedef struct judge {
    const jh_budget *b;
    const jh_budget_plan *plan;
    jh_violations *out;
} judge;

static long double net(const judge *j, size_t item)
{
    return (long double)j->plan->bought[item] + j->plan->received[item] -
           j->plan->given[item];
}

static long double value_of(const judge *j, size_t cell)
{
    const jh_budget_cell *c = &j->b->cell[cell];
    if (c->item == JH_BUDGET_NONE) return c->value;
    return c->value + c->slope * net(j, c->item);
}

static bool reaches(long double value, double threshold)
{
    return isnan(threshold) || value >= threshold - HAIR * fabs(threshold);
}

static const char *school_name(const judge *j, size_t school)
{
    return j->b->school_name[school];
}

static const char *stage_name(const judge *j, int stage)
{
    return stage < 0 ? "" : j->b->stage_name[stage];
}

/* ---- one item ---- */

static jh_status say_item(const judge *j, size_t item, const char *key, double amount,
                          double limit)
{
    const jh_budget_item *i = &j->b->item[item];
    return jh_violation_add(j->out, j->b->school_id[i->school], fabs(amount - limit), key,
                            "school:s thing:s amount:g limit:g",
                            school_name(j, i->school), j->b->thing_name[i->thing], amount,
                            limit);
}

static bool in_steps(double amount, double step)
{
    double size = step > 0 ? step : JH_BUDGET_GRAIN, count = amount / size;
    return fabs(count - rint(count)) <= 1e-6 * fmax(1, fabs(count) * 1e-6);
}

static jh_status check_item(const judge *j, size_t item)
{
    const jh_budget_item *i = &j->b->item[item];
    double bought = j->plan->bought[item], received = j->plan->received[item],
           given = j->plan->given[item];
    if (!(bought >= 0) || !(received >= 0) || !(given >= 0))
        return say_item(j, item, "plan.budget_negative",
                        fmin(bought, fmin(received, given)), 0);
    if (bought > i->most * (1 + HAIR))
        JH_TRY(say_item(j, item, "plan.budget_most", bought, i->most));
    if (bought > 0 && bought < i->least * (1 - HAIR))
        JH_TRY(say_item(j, item, "plan.budget_least", bought, i->least));
    if (!in_steps(bought, i->step) || !in_steps(received, i->step) ||
        !in_steps(given, i->step))
        JH_TRY(say_item(j, item, "plan.budget_step", bought, i->step));
    if (given > i->spare * (1 + HAIR))
        JH_TRY(say_item(j, item, "plan.budget_spare", given, i->spare));
    if (received > 0 && isnan(i->move))
        JH_TRY(say_item(j, item, "plan.budget_no_move", received, 0));
    return JH_OK;
}

/* What is received of a thing comes from what others give. */
static jh_status check_moves(const judge *j, size_t thing)
{
    long double received = 0, given = 0;
    for (size_t i = 0; i < j->b->items; i++) {
        if (j->b->item[i].thing != thing) continue;
        received += j->plan->received[i];
        given += j->plan->given[i];
    }
    if (fabsl(received - given) <= HAIR * fmaxl(1, given)) return JH_OK;
    return jh_violation_add(j->out, NULL, (double)fabsl(received - given),
                            "plan.budget_balance", "thing:s received:g given:g",
                            j->b->thing_name[thing], (double)received, (double)given);
}

/* Never beyond a total: what is bought, of all its items. */
static jh_status check_total(const judge *j, size_t total)
{
    const jh_budget_total *t = &j->b->total[total];
    long double sum = 0;
    for (size_t k = 0; k < t->members; k++) {
        size_t item = j->b->member[t->member + k];
        long double unit = t->money ? (long double)j->b->item[item].price : 1;
        sum += unit * j->plan->bought[item];
    }
    if (!(sum > t->most * (1 + HAIR))) return JH_OK;
    return jh_violation_add(j->out, NULL, (double)(sum - t->most), "plan.budget_total",
                            "total:s amount:g most:g", t->name,
                            jh_number_rounded((double)sum, 4), t->most);
}

/* ---- sections and coefficients ---- */

static jh_status check_section(const judge *j, size_t section)
{
    const jh_budget *b = j->b;
    const jh_budget_section *s = &b->section[section];
    size_t missed = 0;
    for (size_t k = s->cell; k < s->cell + s->cells; k++) {
        const jh_budget_cell *c = &b->cell[k];
        long double v = value_of(j, k);
        if (reaches(v, c->standard)) continue;
        missed++;
        if (reaches(v, c->floor)) continue;
        JH_TRY(jh_violation_add(
            j->out, b->school_id[s->school], (double)(c->floor - v), "plan.budget_floor",
            "school:s stage:s indicator:s value:g floor:g", school_name(j, s->school),
            stage_name(j, s->stage), b->indicator_name[c->indicator],
            jh_number_rounded((double)v, 4), jh_number_rounded(c->floor, 4)));
    }
    if (missed <= s->may_miss) return JH_OK;
    return jh_violation_add(j->out, b->school_id[s->school],
                            (double)(missed - s->may_miss), "plan.budget_section",
                            "school:s stage:s missed:u may:u", school_name(j, s->school),
                            stage_name(j, s->stage), missed, s->may_miss);
}

/* The coefficient; below 0: it has no sections. */
static long double coefficient(const judge *j, size_t cone)
{
    long double w = 0, wv = 0, square = 0;
    for (size_t k = 0; k < j->b->cells; k++) {
        if (j->b->cell[k].cone != cone) continue;
        w += j->b->cell[k].weight;
        wv += j->b->cell[k].weight * value_of(j, k);
    }
    if (w <= 0) return -1;
    long double mean = wv / w;
    for (size_t k = 0; k < j->b->cells; k++) {
        if (j->b->cell[k].cone != cone) continue;
        long double d = value_of(j, k) - mean;
        square += j->b->cell[k].weight * d * d;
    }
    long double spread = sqrtl(square / w);
    return mean != 0 ? spread / fabsl(mean) : spread > 0 ? INFINITY : 0;
}

static jh_status check_cone(const judge *j, size_t cone)
{
    const jh_budget_cone *c = &j->b->cone[cone];
    long double cv = coefficient(j, cone);
    if (cv <= c->limit * (1 + 1e-16L)) return JH_OK; /* a quotient's last digit */
    return jh_violation_add(j->out, NULL, (double)cv - c->limit, "plan.budget_cone",
                            "indicator:s stage:s cv:g limit:g",
                            j->b->indicator_name[c->indicator], stage_name(j, c->stage),
                            jh_number_rounded((double)cv, 6), c->limit);
}

static jh_status check_mean(const judge *j, size_t mean)
{
    const jh_budget_mean *m = &j->b->mean[mean];
    long double sum = 0, n = 0;
    for (size_t k = 0; k < j->b->cones; k++) {
        if (j->b->cone[k].mean != mean) continue;
        sum += coefficient(j, k);
        n++;
    }
    if (!(n > 0) || sum <= n * m->limit) return JH_OK;
    double cv = (double)(sum / n);
    return jh_violation_add(j->out, NULL, cv - m->limit, "plan.budget_mean",
                            "stage:s cv:g limit:g", stage_name(j, m->stage),
                            jh_number_rounded(cv, 6), m->limit);
}

static jh_status check_money(const judge *j, double money)
{
    long double sum = 0;
    for (size_t i = 0; i < j->b->items; i++) {
        const jh_budget_item *it = &j->b->item[i];
        sum += (long double)it->price * j->plan->bought[i];
        if (j->plan->received[i] > 0) sum += (long double)it->move * j->plan->received[i];
    }
    if (!(sum > money * (1 + HAIR))) return JH_OK;
    return jh_violation_add(j->out, NULL, (double)sum - money, "plan.budget_money",
                            "cost:g money:g", jh_number_rounded((double)sum, 4), money);
}

static jh_status check_all(const judge *j, double money)
{
    for (size_t i = 0; i < j->b->items; i++)
        JH_TRY(check_item(j, i));
    for (size_t i = 0; i < j->b->things; i++)
        JH_TRY(check_moves(j, i));
    for (size_t i = 0; i < j->b->totals; i++)
        JH_TRY(check_total(j, i));
    if (!isnan(money)) JH_TRY(check_money(j, money));
    for (size_t i = 0; i < j->b->sections; i++)
        if (j->b->section[i].wanted) JH_TRY(check_section(j, i));
    for (size_t i = 0; i < j->b->cones; i++)
        JH_TRY(check_cone(j, i));
    for (size_t i = 0; i < j->b->means; i++)
        JH_TRY(check_mean(j, i));
    return JH_OK;
}

/* ---- several years ---- */

static jh_status say_year(const judge *j, size_t year, size_t item, const char *key,
                          double amount, double limit)
{
    const jh_budget_item *i = &j->b->item[item];
    return jh_violation_add(j->out, j->b->school_id[i->school], fabs(amount - limit), key,
                            "year:u school:s thing:s amount:g limit:g", year,
                            school_name(j, i->school), j->b->thing_name[i->thing], amount,
                            limit);
}

/* Each year buys in steps and not less than the smallest purchase; the rest is judged of all years
 * together. */
static jh_status check_year_item(const judge *j, size_t year, size_t item)
{
    const jh_budget_item *i = &j->b->item[item];
    double bought = j->plan->bought[item];
    double all[] = {bought, j->plan->received[item], j->plan->given[item]};
    for (size_t k = 0; k < JH_COUNT(all); k++) {
        if (!(all[k] >= 0))
            return say_year(j, year, item, "plan.budget_year_negative", all[k], 0);
        if (!in_steps(all[k], i->step))
            JH_TRY(say_year(j, year, item, "plan.budget_year_step", all[k], i->step));
    }
    if (bought > 0 && bought < i->least * (1 - HAIR))
        JH_TRY(say_year(j, year, item, "plan.budget_year_least", bought, i->least));
    return JH_OK;
}

static jh_status check_year_moves(const judge *j, size_t year, size_t thing)
{
    long double received = 0, given = 0;
    for (size_t i = 0; i < j->b->items; i++) {
        if (j->b->item[i].thing != thing) continue;
        received += j->plan->received[i];
        given += j->plan->given[i];
    }
    if (fabsl(received - given) <= HAIR * fmaxl(1, given)) return JH_OK;
    return jh_violation_add(j->out, NULL, (double)fabsl(received - given),
                            "plan.budget_year_balance",
                            "year:u thing:s received:g given:g", year,
                            j->b->thing_name[thing], (double)received, (double)given);
}

static jh_status check_year(const judge *j, size_t year, double *money)
{
    long double sum = 0;
    for (size_t i = 0; i < j->b->items; i++) {
        const jh_budget_item *it = &j->b->item[i];
        JH_TRY(check_year_item(j, year, i));
        sum += (long double)it->price * j->plan->bought[i];
        if (j->plan->received[i] > 0) sum += (long double)it->move * j->plan->received[i];
    }
    for (size_t i = 0; i < j->b->things; i++)
        JH_TRY(check_year_moves(j, year, i));
    double had = *money;
    *money = fmax(0, had - (double)sum);
    if (!(sum > had * (1 + HAIR) + HAIR)) return JH_OK;
    return jh_violation_add(j->out, NULL, (double)sum - had, "plan.budget_year_money",
                            "year:u cost:g money:g more:g", year,
                            jh_number_rounded((double)sum, 4), jh_number_rounded(had, 4),
                            jh_number_rounded((double)sum - had, 4));
}

static jh_status add_years(jh_arena *arena, const jh_budget *b,
                           const jh_budget_plan *plan, size_t n, jh_budget_plan *sum)
{
    sum->bought = jh_alloc_array(arena, b->items + 1, sizeof *sum->bought);
    sum->received = jh_alloc_array(arena, b->items + 1, sizeof *sum->received);
    sum->given = jh_alloc_array(arena, b->items + 1, sizeof *sum->given);
    if (!sum->bought || !sum->received || !sum->given) return JH_ENOMEM;
    for (size_t y = 0; y < n; y++)
        for (size_t i = 0; i < b->items; i++) {
            sum->bought[i] += plan[y].bought[i];
            sum->received[i] += plan[y].received[i];
            sum->given[i] += plan[y].given[i];
        }
    return JH_OK;
}

jh_status jh_budget_check_years(jh_arena *arena, const jh_budget *b,
                                const jh_budget_plan *plan, const jh_budget_years *years,
                                jh_violations *out, jh_error *err)
{
    double carried = 0;
    jh_budget_plan sum = {0};
    for (size_t y = 0; y < years->n; y++) {
        judge j = {b, &plan[y], out};
        double money = years->money[y] + carried;
        if (check_year(&j, y + 1, &money) != JH_OK) return jh_nomem(err);
        carried = years->carry ? money : 0;
    }
    if (add_years(arena, b, plan, years->n, &sum) != JH_OK) return jh_nomem(err);
    return jh_budget_check(b, &sum, NAN, out, err);
}

jh_status jh_budget_check(const jh_budget *b, const jh_budget_plan *plan, double money,
                          jh_violations *out, jh_error *err)
{
    judge j = {b, plan, out};
    return check_all(&j, money) == JH_OK ? JH_OK : jh_nomem(err);
}
