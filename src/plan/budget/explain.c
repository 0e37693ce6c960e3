/* What each purchase is for, what a coefficient cost, and what its limit is worth. */
#include "budget_int.h"

typedef struct teller {
    jh__work w;
    jh__state before, after;
    jh_budget_reasons *out;
} teller;

static double value_of(const jh__state *s, size_t cell)
{
    return s->value[cell];
}

static bool reaches(double value, double threshold)
{
    return isnan(threshold) || value >= threshold - 1e-9 * fabs(threshold);
}

bool jh__passes(const jh__work *w, const jh__state *s, size_t section)
{
    const jh_budget_section *sec = &w->b->section[section];
    size_t missed = 0;
    for (size_t k = sec->cell; k < sec->cell + sec->cells; k++) {
        const jh_budget_cell *c = &w->b->cell[k];
        if (reaches(value_of(s, k), c->standard)) continue;
        if (!reaches(value_of(s, k), c->floor)) return false;
        missed++;
    }
    return missed <= sec->may_miss;
}

/* Splits the amount by what it is for: up to the standard where that is met, up to the floor where
 * the indicator is one of the missed, the rest for the coefficient. */
static void split(const teller *t, size_t item, jh_budget_reason *r)
{
    const jh__work *w = &t->w;
    const jh__item *it = &w->item[item];
    double standard = 0, low = 0;
    r->cell = w->by_item[it->cell];
    for (size_t i = 0; i < it->cells; i++) {
        size_t cell = w->by_item[it->cell + i];
        const jh_budget_cell *c = &w->b->cell[cell];
        bool met = reaches(t->after.value[cell], c->standard);
        double steps = jh__steps_to(w, cell, met ? c->standard : c->floor);
        double *part = met ? &standard : &low;
        if (steps <= *part) continue;
        *part = steps;
        r->cell = cell;
    }
    double all = fmax(0, t->after.count[item]);
    standard = fmin(standard, all);
    low = fmax(0, fmin(low, all) - standard);
    r->part[JH_BUDGET_FOR_STANDARD] = jh__budget_amount(w, item, standard);
    r->part[JH_BUDGET_FOR_FLOOR] = jh__budget_amount(w, item, low);
    r->part[JH_BUDGET_FOR_COEFFICIENT] = jh__budget_amount(w, item, all - standard - low);
    r->before = t->before.value[r->cell];
    r->after = t->after.value[r->cell];
}

/* Takes the item out, and looks which sections and coefficients fall with it. */
static void without(teller *t, size_t item, jh_budget_reason *r)
{
    const jh__work *w = &t->w;
    const jh__item *it = &w->item[item];
    double count = t->after.count[item];
    bool passed[JH_STAGES_MAX + 1], held[JH_STAGES_MAX + 1];
    size_t n = it->cells < JH_COUNT(passed) ? it->cells : JH_COUNT(passed);
    for (size_t i = 0; i < n; i++) {
        const jh_budget_cell *c = &w->b->cell[w->by_item[it->cell + i]];
        passed[i] = jh__passes(w, &t->after, c->section);
        held[i] = c->cone != JH_BUDGET_NONE &&
                  jh__cv(t->after.sum[c->cone]) <= w->cone[c->cone].limit;
    }
    jh__state_add(w, &t->after, item, -count);
    for (size_t i = 0; i < n; i++) {
        const jh_budget_cell *c = &w->b->cell[w->by_item[it->cell + i]];
        r->fails_without =
            r->fails_without || (passed[i] && !jh__passes(w, &t->after, c->section));
        r->over_without = r->over_without || (held[i] && jh__cv(t->after.sum[c->cone]) >
                                                             w->cone[c->cone].limit);
    }
    jh__state_add(w, &t->after, item, count);
}

static jh_status tell_items(teller *t, const jh_budget_plan *plan)
{
    const jh_budget *b = t->w.b;
    jh_budget_reasons *out = t->out;
    out->item = jh_alloc_array(t->w.arena, b->items + 1, sizeof *out->item);
    if (!out->item) return jh_nomem(t->w.err);
    for (size_t i = 0; i < b->items; i++) {
        if (plan->bought[i] == 0 && plan->received[i] == 0 && plan->given[i] == 0)
            continue;
        jh_budget_reason *r = &out->item[out->n++];
        double move = plan->received[i] > 0 ? plan->received[i] * b->item[i].move : 0;
        *r = (jh_budget_reason){.item = i,
                                .amount =
                                    plan->bought[i] + plan->received[i] - plan->given[i],
                                .cost = plan->bought[i] * b->item[i].price + move,
                                .cell = JH_BUDGET_NONE};
        if (!t->w.item[i].cells) continue;
        split(t, i, r);
        without(t, i, r);
    }
    return JH_OK;
}

static void tell_costs(teller *t)
{
    const jh_budget *b = t->w.b;
    for (size_t i = 0; i < t->out->n; i++) {
        const jh_budget_reason *r = &t->out->item[i];
        size_t cone = r->cell == JH_BUDGET_NONE ? JH_BUDGET_NONE : b->cell[r->cell].cone;
        if (cone != JH_BUDGET_NONE)
            t->out->cone[cone].cost +=
                r->part[JH_BUDGET_FOR_COEFFICIENT] * b->item[r->item].price;
    }
}

/* One hundredth more of a limit c takes 0.01·mean off f, each unit of which is worth its price. */
static jh_status tell_prices(teller *t)
{
    jh__work *w = &t->w;
    jh__prices p;
    jh__state s;
    for (size_t r = 0; r < w->b->schools; r++) {
        JH_TRY(jh__budget_options(w, r, false));
        if (!w->school[r].options) return JH_OK;
    }
    JH_TRY(jh__prices_make(w, &p));
    JH_TRY(jh__state_make(w, &s));
    JH_TRY(jh__prices_find(w, &p, &s));
    if (!jh__totals_hold(w, &s)) return JH_OK;
    for (size_t k = 0; k < w->b->cones; k++)
        if (t->out->cone[k].before > w->cone[k].limit ||
            t->out->cone[k].after > 0.999 * w->cone[k].limit)
            t->out->cone[k].price = 0.01 * p.price[k] * p.mean[k];
    return JH_OK;
}

jh_status jh_budget_explain(jh_arena *arena, const jh_budget *b,
                            const jh_budget_plan *plan, jh_budget_reasons *out,
                            jh_error *err)
{
    teller t = {.out = out};
    *out = (jh_budget_reasons){0};
    JH_TRY(jh__budget_work(arena, b, &t.w, err));
    JH_TRY(jh__state_make(&t.w, &t.before));
    JH_TRY(jh__state_make(&t.w, &t.after));
    for (size_t i = 0; i < b->items; i++)
        t.after.count[i] =
            (plan->bought[i] + plan->received[i] - plan->given[i]) / t.w.item[i].step;
    jh__state_settle(&t.w, &t.after);
    out->cone = jh_alloc_array(arena, b->cones + 1, sizeof *out->cone);
    out->passes_before = jh_alloc_array(arena, b->sections + 1, sizeof(bool));
    out->passes_after = jh_alloc_array(arena, b->sections + 1, sizeof(bool));
    if (!out->cone || !out->passes_before || !out->passes_after) return jh_nomem(err);
    for (size_t k = 0; k < b->cones; k++) {
        out->cone[k].before = jh__cv(t.before.sum[k]);
        out->cone[k].after = jh__cv(t.after.sum[k]);
    }
    for (size_t i = 0; i < b->sections; i++) {
        out->passes_before[i] = jh__passes(&t.w, &t.before, i);
        out->passes_after[i] = jh__passes(&t.w, &t.after, i);
    }
    JH_TRY(tell_items(&t, plan));
    tell_costs(&t);
    return tell_prices(&t);
}
