/* The cheapest plan: prices, repair, improvement; then the solver, where there is one. */
#include "budget_int.h"

#include <string.h>

static jh_status plan_make(jh__work *w, jh_budget_plan *out)
{
    size_t n = w->b->items + 1;
    out->bought = jh_alloc_array(w->arena, n, sizeof *out->bought);
    out->received = jh_alloc_array(w->arena, n, sizeof *out->received);
    out->given = jh_alloc_array(w->arena, n, sizeof *out->given);
    if (!out->bought || !out->received || !out->given) return jh_nomem(w->err);
    out->cost = NAN;
    out->outcome = (jh_plan_outcome){.value = NAN, .bound = NAN};
    out->method = "own";
    out->why.arena = w->arena;
    return JH_OK;
}

/* Counts into amounts: by decimals, so that 3 steps of 0.01 are 0.03. */
double jh__budget_amount(const jh__work *w, size_t item, double count)
{
    double step = w->item[item].step;
    return step == JH_BUDGET_GRAIN ? count / 100 : count * step;
}

void jh__take_counts(const jh__work *w, const jh__state *s, jh_budget_plan *out)
{
    out->cost = 0;
    for (size_t i = 0; i < w->b->items; i++) {
        out->bought[i] = jh__budget_amount(w, i, fmax(0, s->count[i]));
        out->cost += out->bought[i] * w->b->item[i].price;
    }
}

/* Prices, repair, polish. *ok: a plan was found. */
static jh_status own(jh__work *w, jh__prices *p, jh__state *s, bool *ok)
{
    JH_TRY(jh__prices_find(w, p, s));
    *ok = jh__totals_hold(w, s) && jh__repair(w, s);
    return *ok ? jh__polish(w, p->choice, s) : JH_OK;
}

/* Where every price is whole and everything is counted, so is every cost, and the bound goes up to the
 * next whole one. */
static double whole_bound(const jh__work *w, double bound)
{
    for (size_t i = 0; i < w->b->items; i++) {
        const jh__item *it = &w->item[i];
        bool whole = it->buy_price == floor(it->buy_price) &&
                     (it->move == INFINITY || it->move == floor(it->move));
        if (!whole || it->step == JH_BUDGET_GRAIN) return bound;
    }
    return ceil(bound - 1e-6 * fmax(1, fabs(bound) * 1e-6));
}

static jh_status cheapest(jh__work *w, const jh_budget_request *request,
                          const jh_plan_control *control, jh_budget_plan *out)
{
    jh__prices p;
    jh__state s;
    bool ok = false, blocked = false;
    for (size_t r = 0; r < w->b->schools; r++) {
        JH_TRY(jh__budget_options(w, r, false));
        blocked = blocked || !w->school[r].options;
    }
    if (blocked) {
        out->outcome.status = JH_PLAN_INFEASIBLE;
        return jh__why_sections(w, &out->why);
    }
    JH_TRY(jh__why_totals(w, out));
    if (out->outcome.status == JH_PLAN_INFEASIBLE) return JH_OK;
    JH_TRY(jh__prices_make(w, &p));
    JH_TRY(jh__state_make(w, &s));
    JH_TRY(own(w, &p, &s, &ok));
    jh__state relaxed = s;
    if (w->moves) p.bound = NAN; /* the prices know nothing of who gives */
    if (!ok) {
        out->outcome.status = JH_PLAN_NONE;
        JH_TRY(jh__why_cones(w, &s, out));
        if (out->outcome.status == JH_PLAN_INFEASIBLE) return JH_OK;
    }
    if (w->moves) JH_TRY(jh__share_out(w, p.choice, &s, out, &ok));
    if (!ok && w->moves) JH_TRY(jh__why_moves(w, p.choice, out));
    if (ok && !w->moves) jh__take_counts(w, &s, out);
    jh_plan_news(control, &out->outcome, ok ? out->cost : NAN, whole_bound(w, p.bound));
    if (control && control->solver && !(jh_plan_gap(&out->outcome) <= request->gap)) {
        JH_TRY(jh__exact(w, request, control, &p, &relaxed, out));
        if (!w->moves && !isnan(out->outcome.value)) jh__take_counts(w, &relaxed, out);
    }
    if (!isnan(out->outcome.value)) out->why.n = 0;
    if (isnan(out->outcome.value)) out->outcome.bound = NAN; /* a bound of nothing */
    if (!isnan(out->outcome.bound))
        out->outcome.bound = whole_bound(w, out->outcome.bound);
    jh_plan_settle(&out->outcome);
    return JH_OK;
}

/* The least that a plan takes of a total, were there no totals: priced by what it counts alone. */
static jh_status least_use(const jh__work *w, size_t total, jh_budget_plan *out)
{
    const jh_budget_total *t = &w->b->total[total];
    jh_budget_request request = {.money = NAN};
    jh_budget free = *w->b;
    free.totals = free.members = 0;
    free.item = jh_alloc_array(w->arena, free.items + 1, sizeof *free.item);
    if (!free.item) return jh_nomem(w->err);
    for (size_t i = 0; i < free.items; i++) {
        free.item[i] = w->b->item[i];
        free.item[i].price = 0;
        if (!isnan(free.item[i].move)) free.item[i].move = 0;
    }
    for (size_t k = 0; k < t->members; k++) {
        size_t item = w->b->member[t->member + k];
        free.item[item].price = t->money ? w->b->item[item].price : 1;
    }
    return jh_budget_solve(w->arena, &free, &request, NULL, out, w->err);
}

/* What is counted goes up to the next whole unit. */
static double whole_use(const jh__work *w, size_t total, double least)
{
    const jh_budget_total *t = &w->b->total[total];
    bool whole = !t->money;
    for (size_t k = 0; k < t->members; k++) {
        double step = w->item[w->b->member[t->member + k]].step;
        whole = whole && step == floor(step);
    }
    return whole ? ceil(least - 1e-6) : least;
}

/* Where nothing was found: the totals that stand against it. */
static jh_status unmet_totals(const jh__work *w, jh_budget_plan *out)
{
    if (out->why.n && !strcmp(out->why.item[0].msg.key, "plan.budget_total_never"))
        return JH_OK;
    for (size_t t = 0; t < w->b->totals; t++) {
        const jh_budget_total *total = &w->b->total[t];
        jh_budget_plan plan;
        JH_TRY(least_use(w, t, &plan));
        double least = whole_use(w, t, plan.outcome.bound);
        bool never = least > total->most * (1 + 1e-9) + 1e-9;
        double needed = never ? least : plan.cost;
        if (isnan(plan.cost) || !(needed > total->most)) continue;
        if (never) out->outcome.status = JH_PLAN_INFEASIBLE;
        if (jh_violation_add(&out->why, NULL, needed - total->most,
                             never ? "plan.budget_total_short"
                                   : "plan.budget_total_unmet",
                             "total:s most:g needed:g", total->name, total->most,
                             jh_number_rounded(needed, 2)) != JH_OK)
            return jh_nomem(w->err);
    }
    return JH_OK;
}

/* Value of an aim where everything that is wanted holds. */
static double whole_value(const jh_budget *b, jh_budget_aim aim)
{
    double n = 0, pupils = 0;
    for (size_t i = 0; i < b->sections; i++) {
        n += b->section[i].wanted;
        pupils += b->section[i].wanted ? b->section[i].pupils : 0;
    }
    return aim == JH_BUDGET_SECTIONS ? -n : aim == JH_BUDGET_PUPILS ? -pupils : 0;
}

/* With a limit on each coefficient in place of one on their mean; *bound is that of all such limits. */
static jh_status each_limited(jh__work *w, double edge, const jh_budget_request *request,
                              double *bound, jh_budget_plan *out)
{
    jh_budget *each = jh_alloc(w->arena, sizeof *each);
    double *limit = jh_alloc_array(w->arena, w->b->cones + 1, sizeof *limit);
    if (!each || !limit) return jh_nomem(w->err);
    *each = *w->b;
    each->cone = jh_alloc_array(w->arena, each->cones + 1, sizeof *each->cone);
    if (!each->cone) return jh_nomem(w->err);
    JH_TRY(jh__mean_limits(w, edge, limit, bound, out));
    if (out->why.n) return JH_OK;
    each->means = 0;
    for (size_t k = 0; k < each->cones; k++) {
        each->cone[k] = w->b->cone[k];
        if (each->cone[k].mean < w->b->means) each->cone[k].limit = limit[k];
        each->cone[k].mean = JH_BUDGET_NONE;
    }
    /* no solver: what it proves of one choice of limits is no proof for the mean */
    return jh_budget_solve(w->arena, each, request, NULL, out, w->err);
}

static bool all_hold(const jh__work *w, const jh__state *s, size_t school)
{
    const jh__school *r = &w->school[school];
    for (size_t i = r->section; i < r->section + r->sections; i++)
        if (w->b->section[i].wanted && !jh__passes(w, s, i)) return false;
    return jh__means_hold(w, s);
}

/* What the limits of each asked for and their mean does not: taken back by halves, the dearest first. */
static jh_status trim_to_mean(jh__work *w, jh_budget_plan *out)
{
    jh__state s;
    const size_t *order = jh__dearest_first(w);
    if (!order) return jh_nomem(w->err);
    JH_TRY(jh__state_make(w, &s));
    for (size_t i = 0; i < w->b->items; i++)
        s.count[i] = rint(out->bought[i] / w->item[i].step);
    jh__state_settle(w, &s);
    for (size_t n = 0; n < w->b->items; n++) {
        size_t at = order[n];
        double less = s.count[at];
        while (less >= 1) {
            double left = s.count[at] - less;
            bool allowed = left >= 0 && (left == 0 || left >= w->item[at].least);
            if (allowed) jh__state_add(w, &s, at, -less);
            if (allowed && !all_hold(w, &s, w->b->item[at].school))
                jh__state_add(w, &s, at, less);
            less = floor(less / 2);
        }
    }
    jh__state_settle(w, &s);
    jh__take_counts(w, &s, out);
    out->outcome.value = out->cost;
    return JH_OK;
}

/* Coefficients that are each brought to their lowest may not go together: then farther from it. */
static jh_status under_means(jh__work *w, const jh_budget_request *request,
                             const jh_plan_control *control, jh_budget_plan *out)
{
    static const double edge[] = {1, 1.05, 1.2};
    double bound = NAN;
    for (size_t i = 0; i < JH_COUNT(edge) && isnan(out->cost); i++) {
        jh_budget_plan plan = {0};
        JH_TRY(plan_make(w, &plan));
        if (!jh_plan_go_on(control, &out->outcome, 1)) return JH_OK;
        JH_TRY(each_limited(w, edge[i], request, &bound, &plan));
        if (i && isnan(plan.cost)) continue; /* the first says why */
        *out = plan;
        if (plan.outcome.status == JH_PLAN_INFEASIBLE && plan.why.n &&
            !strcmp(plan.why.item[0].msg.key, "plan.budget_mean_never"))
            return JH_OK;
    }
    if (!isnan(request->money)) return JH_OK;
    /* one choice of limits that cannot be is no proof for the others */
    if (!isnan(out->cost) && !w->moves) JH_TRY(trim_to_mean(w, out));
    out->outcome.bound = isnan(out->cost) ? NAN : bound;
    out->outcome.status = isnan(out->cost) ? JH_PLAN_NONE : JH_PLAN_FEASIBLE;
    if (!isnan(out->cost)) jh_plan_settle(&out->outcome);
    jh_plan_news(control, &out->outcome, out->cost, out->outcome.bound);
    return JH_OK;
}

jh_status jh_budget_solve(jh_arena *arena, const jh_budget *b,
                          const jh_budget_request *request,
                          const jh_plan_control *control, jh_budget_plan *out,
                          jh_error *err)
{
    jh__work w;
    *out = (jh_budget_plan){0};
    JH_TRY(jh__budget_work(arena, b, &w, err));
    JH_TRY(plan_make(&w, out));
    if (b->means) return under_means(&w, request, control, out);
    JH_TRY(cheapest(&w, request, control, out));
    if (isnan(request->money))
        return isnan(out->cost) && b->totals ? unmet_totals(&w, out) : JH_OK;
    if (out->cost <= request->money) {
        out->outcome.value = out->outcome.bound = whole_value(b, request->aim[0]);
        jh_plan_settle(&out->outcome);
        return JH_OK;
    }
    JH_TRY(jh__budget_work(arena, b, &w, err));
    JH_TRY(plan_make(&w, out));
    return jh__best_use(&w, request, control, out);
}
