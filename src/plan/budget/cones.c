/* Coefficients under changing amounts: sums that are kept up to date. */
#include "budget_int.h"

#include <string.h>

jh_status jh__state_make(jh__work *w, jh__state *s)
{
    s->count = jh_alloc_array(w->arena, w->b->items + 1, sizeof *s->count);
    s->value = jh_alloc_array(w->arena, w->b->cells + 1, sizeof *s->value);
    s->sum = jh_alloc_array(w->arena, w->b->cones + 1, sizeof *s->sum);
    s->used = jh_alloc_array(w->arena, w->b->totals + 1, sizeof *s->used);
    if (!s->count || !s->value || !s->sum || !s->used) return jh_nomem(w->err);
    jh__state_settle(w, s);
    return JH_OK;
}

void jh__state_copy(const jh__work *w, jh__state *to, const jh__state *from)
{
    memcpy(to->count, from->count, w->b->items * sizeof *to->count);
    memcpy(to->value, from->value, w->b->cells * sizeof *to->value);
    memcpy(to->sum, from->sum, w->b->cones * sizeof *to->sum);
    memcpy(to->used, from->used, w->b->totals * sizeof *to->used);
}

void jh__state_settle(const jh__work *w, jh__state *s)
{
    const jh_budget *b = w->b;
    for (size_t k = 0; k < b->cells; k++) {
        size_t item = b->cell[k].item;
        s->value[k] = b->cell[k].value;
        if (item != JH_BUDGET_NONE) s->value[k] += w->slope[k] * s->count[item];
    }
    for (size_t k = 0; k < b->cones; k++) {
        jh__sums sum = {0};
        for (size_t i = 0; i < w->cone[k].cells; i++) {
            size_t cell = w->by_cone[w->cone[k].cell + i];
            double v = s->value[cell], wv = w->weight[cell] * v;
            sum.mean += wv;
            sum.square += wv * v;
        }
        s->sum[k] = sum;
    }
    for (size_t t = 0; t < b->totals; t++) {
        s->used[t] = 0;
        for (size_t k = 0; k < b->total[t].members; k++) {
            size_t item = b->member[b->total[t].member + k];
            s->used[t] += fmax(0, s->count[item]) * jh__total_step(w, t, item);
        }
    }
}

void jh__state_add(const jh__work *w, jh__state *s, size_t item, double steps)
{
    const jh__item *it = &w->item[item];
    double bought = fmax(0, s->count[item] + steps) - fmax(0, s->count[item]);
    s->count[item] += steps;
    for (size_t i = 0; i < it->totals; i++) {
        size_t t = w->total_of[it->total + i];
        s->used[t] += bought * jh__total_step(w, t, item);
    }
    for (size_t i = 0; i < it->cells; i++) {
        size_t cell = w->by_item[it->cell + i], cone = w->b->cell[cell].cone;
        double before = s->value[cell], more = w->slope[cell] * steps;
        s->value[cell] += more;
        if (cone == JH_BUDGET_NONE) continue;
        s->sum[cone].mean += w->weight[cell] * more;
        s->sum[cone].square += w->weight[cell] * more * (2 * before + more);
    }
}

/* What rounding may add to a sum of decimals. */
static double total_most(const jh_budget_total *t)
{
    return t->most * (1 + 1e-12);
}

double jh__room(const jh__work *w, const jh__state *s, size_t item)
{
    const jh__item *it = &w->item[item];
    double room = INFINITY;
    for (size_t i = 0; i < it->totals && !w->moves; i++) {
        size_t t = w->total_of[it->total + i];
        double step = jh__total_step(w, t, item);
        double left = total_most(&w->b->total[t]) - s->used[t];
        if (step > 0) room = fmin(room, floor(left / step + 1e-9));
    }
    return fmax(0, room);
}

bool jh__totals_hold(const jh__work *w, const jh__state *s)
{
    for (size_t t = 0; t < w->b->totals && !w->moves; t++)
        if (s->used[t] > total_most(&w->b->total[t])) return false;
    return true;
}

double jh__cv(jh__sums s)
{
    double square = s.square - s.mean * s.mean;
    if (s.mean == 0) return square > 0 ? INFINITY : 0;
    return sqrt(square > 0 ? square : 0) / fabs(s.mean);
}

bool jh__cone_holds(const jh__work *w, const jh__state *s, size_t cone)
{
    return jh__cv(s->sum[cone]) <= w->cone[cone].limit * (1 - JH__CONE_MARGIN);
}

bool jh__cones_hold(const jh__work *w, const jh__state *s)
{
    for (size_t k = 0; k < w->b->cones; k++)
        if (!jh__cone_holds(w, s, k)) return false;
    return true;
}

double jh__cost(const jh__work *w, const jh__state *s)
{
    double sum = 0;
    for (size_t i = 0; i < w->b->items; i++)
        sum += fmax(0, s->count[i]) * w->item[i].price;
    return sum;
}
