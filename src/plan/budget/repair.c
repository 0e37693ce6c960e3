/* From amounts that nearly hold to a plan that does, and to a cheaper one. */
#include "budget_int.h"

#include <stdlib.h>

/* f = S - c·mean of a cone, with the margin; above 0: over the limit. */
static double excess(const jh__work *w, jh__sums s, size_t cone)
{
    double square = s.square - s.mean * s.mean;
    return sqrt(square > 0 ? square : 0) -
           w->cone[cone].limit * (1 - JH__CONE_MARGIN) * fabs(s.mean);
}

/* The cone's sums once the item has changed. */
static jh__sums moved(const jh__work *w, const jh__state *s, size_t item, double steps,
                      size_t cone)
{
    const jh__item *it = &w->item[item];
    jh__sums sum = s->sum[cone];
    for (size_t i = 0; i < it->cells; i++) {
        size_t cell = w->by_item[it->cell + i];
        if (w->b->cell[cell].cone != cone) continue;
        double more = w->slope[cell] * steps, weight = w->weight[cell];
        sum.mean += weight * more;
        sum.square += weight * more * (2 * s->value[cell] + more);
    }
    return sum;
}

/* Whether every cone that the item is part of holds once it has changed. */
bool jh__holds_with(const jh__work *w, const jh__state *s, size_t item, double steps)
{
    const jh__item *it = &w->item[item];
    for (size_t i = 0; i < it->cells; i++) {
        size_t cone = w->b->cell[w->by_item[it->cell + i]].cone;
        if (cone == JH_BUDGET_NONE) continue;
        if (excess(w, moved(w, s, item, steps, cone), cone) > 0) return false;
    }
    return true;
}

/* Next larger count that may be bought, as steps from here; 0: none. */
static double step_up(const jh__work *w, const jh__state *s, size_t item)
{
    double count = s->count[item], to = jh__count_from(&w->item[item], count + 1);
    return to < INFINITY && to - count <= jh__room(w, s, item) ? to - count : 0;
}

/* The raise of the cone's items that takes most off its excess for the money; among those that
 * close it at once, the cheapest. False: nothing takes anything off. */
static bool best_raise(const jh__work *w, const jh__state *s, size_t cone, size_t *item,
                       double *steps)
{
    double now = excess(w, s->sum[cone], cone), best = 0, closes = INFINITY;
    for (size_t i = 0; i < w->cone[cone].cells; i++) {
        size_t cell = w->by_cone[w->cone[cone].cell + i], at = w->b->cell[cell].item;
        if (at == JH_BUDGET_NONE) continue;
        const jh__item *it = &w->item[at];
        double one = step_up(w, s, at);
        if (one == 0) continue;
        double gain = now - excess(w, moved(w, s, at, one, cone), cone);
        if (!(gain > 1e-15 * fabs(now))) continue;
        double many = one;
        if (gain <
            now) /* fine steps: as many as would do, but no more than a sixteenth of the room */
            many =
                fmax(one, fmin(ceil(now / gain), floor((it->most - s->count[at]) / 16)));
        many = fmin(many, jh__room(w, s, at));
        gain = now - excess(w, moved(w, s, at, many, cone), cone);
        if (!(gain > 0)) continue;
        double price = many * it->price;
        if (gain >= now) {
            if (price >= closes) continue;
            closes = price;
        } else if (closes < INFINITY || gain / price <= best) {
            if (closes < INFINITY || price > 0) continue;
        }
        best = price > 0 ? gain / price : INFINITY;
        *item = at, *steps = many;
    }
    return best > 0;
}

bool jh__repair(const jh__work *w, jh__state *s)
{
    size_t most = 64 * (w->b->items + 1);
    for (size_t round = 0; round < most; round++) {
        size_t worst = JH_BUDGET_NONE, item = 0;
        double over = 0, steps = 0;
        for (size_t k = 0; k < w->b->cones; k++) {
            double x = excess(w, s->sum[k], k);
            if (x <= 0) continue;
            x /= fabs(s->sum[k].mean) + 1e-300;
            if (x > over) over = x, worst = k;
        }
        if (worst == JH_BUDGET_NONE) return true;
        if (!best_raise(w, s, worst, &item, &steps)) return false;
        jh__state_add(w, s, item, steps);
    }
    return false;
}

/* The least count that the school's option asks of an item. */
static double low_of(const jh__work *w, const size_t *choice, size_t item)
{
    size_t school = w->b->item[item].school;
    double low = w->option[choice[school]].low[item - w->school[school].item];
    return jh__count_from(&w->item[item], fmax(low, 0));
}

/* Takes off what is not needed, the dearest first: by halves where steps are fine. */
static bool drop(const jh__work *w, const size_t *choice, jh__state *s, size_t item)
{
    const jh__item *it = &w->item[item];
    double low = low_of(w, choice, item), room = s->count[item] - low;
    bool any = false;
    double less = room;
    while (less >= 1) {
        double to = s->count[item] - less;
        bool allowed = to >= low && (to <= 0 || to >= it->least);
        if (allowed && jh__holds_with(w, s, item, -less)) {
            jh__state_add(w, s, item, -less);
            any = it->price > 0 || any;
        }
        less = floor(less / 2);
    }
    return any;
}

typedef struct dear {
    double price;
    size_t item;
} dear;

static int by_price(const void *a, const void *b)
{
    const dear *p = a, *q = b;
    if (p->price != q->price) return p->price > q->price ? -1 : 1;
    return (p->item > q->item) - (p->item < q->item);
}

static bool drop_all(const jh__work *w, const size_t *choice, jh__state *s,
                     const size_t *order)
{
    bool any = false;
    for (size_t i = 0; i < w->b->items; i++)
        any = drop(w, choice, s, order[i]) || any;
    return any;
}

/* One step less of `a`, made good by the cheapest step of another item of the cone. */
static bool exchange(const jh__work *w, const size_t *choice, jh__state *s, size_t a,
                     size_t cone)
{
    const jh__item *from = &w->item[a];
    double less = 1;
    if (s->count[a] - less < low_of(w, choice, a)) return false;
    if (s->count[a] - less > 0 && s->count[a] - less < from->least) return false;
    double saved = from->price * less, best = saved * (1 - 1e-9), steps = 0;
    size_t with = JH_BUDGET_NONE;
    jh__state_add(w, s, a, -less);
    for (size_t i = 0; i < w->cone[cone].cells; i++) {
        size_t b = w->b->cell[w->by_cone[w->cone[cone].cell + i]].item;
        if (b == JH_BUDGET_NONE || b == a) continue;
        const jh__item *to = &w->item[b];
        double one = step_up(w, s, b);
        if (one == 0 || one * to->price >= best) continue;
        if (to->step == JH_BUDGET_GRAIN) { /* as much as the price allows */
            one = fmin(floor(best / to->price), jh__room(w, s, b));
            if (one < 1 || s->count[b] + one > to->most) continue;
        }
        if (excess(w, moved(w, s, b, one, cone), cone) > 0 ||
            !jh__holds_with(w, s, b, one))
            continue;
        best = one * to->price, with = b, steps = one;
    }
    if (with != JH_BUDGET_NONE) {
        double had = s->count[with];
        jh__state_add(w, s, with, steps);
        drop(w, choice, s, with);
        if (jh__cones_hold(w, s)) return true;
        jh__state_add(w, s, with, had - s->count[with]); /* some may have been dropped */
    }
    jh__state_add(w, s, a, less);
    return false;
}

static bool exchange_all(const jh__work *w, const size_t *choice, jh__state *s)
{
    bool any = false;
    for (size_t k = 0; k < w->b->cones; k++) {
        if (excess(w, s->sum[k], k) < -0.02 * w->cone[k].limit * fabs(s->sum[k].mean))
            continue; /* far from its limit: nothing is bought for it */
        for (size_t i = 0; i < w->cone[k].cells; i++) {
            size_t a = w->b->cell[w->by_cone[w->cone[k].cell + i]].item;
            if (a != JH_BUDGET_NONE && w->item[a].step != JH_BUDGET_GRAIN)
                any = exchange(w, choice, s, a, k) || any;
        }
    }
    return any;
}

size_t *jh__dearest_first(jh__work *w)
{
    dear *order = jh_alloc_array(w->arena, w->b->items + 1, sizeof *order);
    size_t *item = jh_alloc_array(w->arena, w->b->items + 1, sizeof *item);
    if (!order || !item) return NULL;
    for (size_t i = 0; i < w->b->items; i++)
        order[i] = (dear){w->item[i].price, i};
    qsort(order, w->b->items, sizeof *order, by_price);
    for (size_t i = 0; i < w->b->items; i++)
        item[i] = order[i].item;
    return item;
}

jh_status jh__polish(jh__work *w, const size_t *choice, jh__state *s)
{
    const size_t *order = jh__dearest_first(w);
    if (!order) return jh_nomem(w->err);
    drop_all(w, choice, s, order);
    for (int sweep = 0; sweep < 20 && exchange_all(w, choice, s); sweep++)
        drop_all(w, choice, s, order);
    jh__state_settle(w, s);
    return JH_OK;
}

static double relative_excess(const jh__work *w, jh__sums s, size_t cone)
{
    return fmax(0, jh__cv(s) / (w->cone[cone].limit * (1 - JH__CONE_MARGIN)) - 1);
}

double jh__total_excess(const jh__work *w, const jh__state *s)
{
    double sum = 0;
    for (size_t k = 0; k < w->b->cones; k++)
        sum += relative_excess(w, s->sum[k], k);
    return sum;
}

/* What so many steps of the item take off all its cones' excess. */
static double total_gain(const jh__work *w, const jh__state *s, size_t item, double steps)
{
    const jh__item *it = &w->item[item];
    double gain = 0;
    for (size_t i = 0; i < it->cells; i++) {
        size_t cone = w->b->cell[w->by_item[it->cell + i]].cone;
        if (cone == JH_BUDGET_NONE) continue;
        gain += relative_excess(w, s->sum[cone], cone) -
                relative_excess(w, moved(w, s, item, steps, cone), cone);
    }
    return gain;
}

bool jh__best_step(const jh__work *w, const jh__state *s, double money, size_t *item,
                   double *steps)
{
    double best = 0;
    for (size_t i = 0; i < w->b->items; i++) {
        const jh__item *it = &w->item[i];
        double one = step_up(w, s, i);
        if (one == 0 || one * it->price > money) continue;
        if (it->step ==
            JH_BUDGET_GRAIN) { /* fine steps: a sixteenth of the room at once */
            double most = it->price > 0 ? floor(money / it->price) : INFINITY;
            double part = floor((it->most - s->count[i]) / 16);
            one = fmin(fmax(one, fmin(part, most)), jh__room(w, s, i));
        }
        double gain = total_gain(w, s, i, one);
        if (!(gain > 1e-15) || gain <= best * one * it->price) continue;
        best = it->price > 0 ? gain / (one * it->price) : INFINITY;
        *item = i, *steps = one;
    }
    return best > 0;
}

double jh__slack_gain(const jh__work *w, const jh__state *s, size_t item, double steps)
{
    const jh__item *it = &w->item[item];
    double gain = 0;
    for (size_t i = 0; i < it->cells; i++) {
        size_t cone = w->b->cell[w->by_item[it->cell + i]].cone;
        if (cone == JH_BUDGET_NONE) continue;
        double limit = w->cone[cone].limit;
        gain += (jh__cv(s->sum[cone]) - jh__cv(moved(w, s, item, steps, cone))) / limit;
    }
    return gain;
}
