/* Why nothing will do: school, indicator, limit, and the least that would have to give way. */
#include "budget_int.h"

/* What the item can carry the cell to. */
static double reach(const jh__work *w, size_t cell)
{
    const jh_budget_cell *c = &w->b->cell[cell];
    if (c->item == JH_BUDGET_NONE) return c->value;
    return c->value + w->slope[cell] * w->item[c->item].most;
}

/* How many units more than its upper limit the item would need for the cell to get there. */
static double beyond(const jh__work *w, size_t cell, double threshold)
{
    const jh_budget_cell *c = &w->b->cell[cell];
    if (c->item == JH_BUDGET_NONE) return NAN;
    double steps = jh__steps_to(w, cell, threshold);
    return (steps - w->item[c->item].most) * w->item[c->item].step;
}

static jh_status say_cell(const jh__work *w, size_t cell, double threshold,
                          jh_violations *why)
{
    const jh_budget *b = w->b;
    const jh_budget_cell *c = &b->cell[cell];
    const jh_budget_section *s = &b->section[c->section];
    double more = beyond(w, cell, threshold), top = reach(w, cell);
    const char *school = b->school_name[s->school], *id = b->school_id[s->school];
    const char *stage = s->stage < 0 ? "" : b->stage_name[s->stage];
    const char *indicator = b->indicator_name[c->indicator];
    if (isnan(more))
        return jh_violation_add(why, id, threshold - c->value, "plan.budget_fixed",
                                "school:s stage:s indicator:s value:g needed:g", school,
                                stage, indicator, jh_number_rounded(c->value, 4),
                                threshold);
    return jh_violation_add(why, id, more, "plan.budget_reach",
                            "school:s stage:s indicator:s top:g needed:g thing:s more:g",
                            school, stage, indicator, jh_number_rounded(top, 4),
                            threshold, b->thing_name[b->item[c->item].thing],
                            jh_number_rounded(more, 2));
}

static bool out_of_reach(const jh__work *w, size_t cell, double threshold)
{
    const jh_budget_cell *c = &w->b->cell[cell];
    double steps = jh__steps_to(w, cell, threshold);
    if (isnan(threshold) || steps == -INFINITY) return false;
    return steps == INFINITY || jh__count_from(&w->item[c->item], steps) == INFINITY;
}

/* Cells of a wanted section that cannot reach their floor, and, where more cannot reach their
 * standard than may be missed, those. */
static jh_status section_reasons(const jh__work *w, const jh_budget_section *s,
                                 jh_violations *why)
{
    size_t missed = 0;
    for (size_t k = s->cell; k < s->cell + s->cells; k++) {
        const jh_budget_cell *c = &w->b->cell[k];
        bool low = s->may_miss > 0 && out_of_reach(w, k, c->floor);
        missed += !isnan(c->standard) && out_of_reach(w, k, c->standard);
        if (low) JH_TRY(say_cell(w, k, c->floor, why));
    }
    for (size_t k = s->cell; missed > s->may_miss && k < s->cell + s->cells; k++) {
        const jh_budget_cell *c = &w->b->cell[k];
        if (isnan(c->standard) || !out_of_reach(w, k, c->standard)) continue;
        if (s->may_miss > 0 && out_of_reach(w, k, c->floor)) continue;
        JH_TRY(say_cell(w, k, c->standard, why));
    }
    return JH_OK;
}

jh_status jh__why_sections(const jh__work *w, jh_violations *why)
{
    for (size_t i = 0; i < w->b->sections; i++)
        if (w->b->section[i].wanted &&
            section_reasons(w, &w->b->section[i], why) != JH_OK)
            return jh_nomem(w->err);
    return JH_OK;
}

/* The least that a school's options take of a total. */
static double least_of_total(const jh__work *w, const jh__school *s, size_t total)
{
    double least = s->options ? INFINITY : 0;
    for (size_t o = s->option; o < s->option + s->options; o++) {
        double sum = 0;
        for (size_t i = 0; i < s->items; i++) {
            const jh__item *it = &w->item[s->item + i];
            for (size_t k = 0; k < it->totals; k++)
                if (w->total_of[it->total + k] == total)
                    sum += jh__total_step(w, total, s->item + i) *
                           jh__count_from(it, fmax(0, w->option[o].low[i]));
        }
        least = fmin(least, sum);
    }
    return least;
}

jh_status jh__why_totals(const jh__work *w, jh_budget_plan *out)
{
    for (size_t t = 0; t < w->b->totals && !w->moves; t++) {
        const jh_budget_total *total = &w->b->total[t];
        double least = 0;
        for (size_t r = 0; r < w->b->schools; r++)
            least += least_of_total(w, &w->school[r], t);
        if (least <= total->most * (1 + 1e-9)) continue;
        out->outcome.status = JH_PLAN_INFEASIBLE;
        if (jh_violation_add(&out->why, NULL, least - total->most,
                             "plan.budget_total_never", "total:s most:g needed:g more:g",
                             total->name, total->most, jh_number_rounded(least, 2),
                             jh_number_rounded(least - total->most, 2)) != JH_OK)
            return jh_nomem(w->err);
    }
    return JH_OK;
}

jh_status jh__why_moves(const jh__work *w, const size_t *choice, jh_budget_plan *out)
{
    const jh_budget *b = w->b;
    for (size_t t = 0; t < b->things; t++) {
        double needed = 0, spare = 0;
        for (size_t i = 0; i < b->items; i++) {
            const jh__item *it = &w->item[i];
            const jh__school *s = &w->school[b->item[i].school];
            if (b->item[i].thing != t) continue;
            double low = w->option[choice[b->item[i].school]].low[i - s->item];
            needed += fmax(0, low - it->buy_most) * it->step;
            spare += fmin(it->spare, fmax(0, -low)) * it->step;
        }
        if (needed <= spare) continue;
        if (jh_violation_add(&out->why, NULL, needed - spare, "plan.budget_spare_short",
                             "thing:s needed:g spare:g", b->thing_name[t],
                             jh_number_rounded(needed, 2),
                             jh_number_rounded(spare, 2)) != JH_OK)
            return jh_nomem(w->err);
    }
    return JH_OK;
}

/* The least value of a cone's f over all amounts that can be bought, from below: f is convex and
 * homogeneous, so its gradient g at the state gives f(v) >= Σ g v. */
static double least_excess(const jh__work *w, const jh__state *s, size_t cone)
{
    double m = s->sum[cone].mean, spread = fabs(m) * jh__cv(s->sum[cone]), least = 0;
    if (!(spread > 0)) return 0;
    for (size_t i = 0; i < w->cone[cone].cells; i++) {
        size_t cell = w->by_cone[w->cone[cone].cell + i], item = w->b->cell[cell].item;
        double g = w->weight[cell] * ((s->value[cell] - m) / spread -
                                      (m < 0 ? -1 : 1) * w->cone[cone].limit);
        least += g * w->b->cell[cell].value;
        if (item == JH_BUDGET_NONE) continue;
        double low = -w->item[item].spare, high = w->item[item].most;
        least += fmin(g * w->slope[cell] * low, g * w->slope[cell] * high);
    }
    return least;
}

/* After a repair that failed: every cone that is over its limit, with what it was brought to. It is
 * proved infeasible where no amounts at all could bring one under. */
jh_status jh__why_cones(const jh__work *w, const jh__state *s, jh_budget_plan *out)
{
    for (size_t k = 0; k < w->b->cones; k++) {
        const jh_budget_cone *c = &w->b->cone[k];
        if (jh__cone_holds(w, s, k)) continue;
        double cv = jh__cv(s->sum[k]);
        bool proved = least_excess(w, s, k) > 0;
        if (proved) out->outcome.status = JH_PLAN_INFEASIBLE;
        if (jh_violation_add(&out->why, NULL, cv - c->limit,
                             proved ? "plan.budget_cone_never" : "plan.budget_cone_unmet",
                             "indicator:s stage:s limit:g cv:g",
                             w->b->indicator_name[c->indicator],
                             c->stage < 0 ? "" : w->b->stage_name[c->stage], c->limit,
                             jh_number_rounded(cv, 4)) != JH_OK)
            return jh_nomem(w->err);
    }
    return JH_OK;
}
