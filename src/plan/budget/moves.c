/* Who gives: net amounts made of what is bought, what comes from other schools, and what they give.
 *
 * From given counts (those that the prices found as if all that can be spared were there, or the
 * schools' bare needs) each step gets a source: another school's surplus or money, whichever is
 * cheaper. Then, while a coefficient is over its limit, the purchase or the transfer is made that takes
 * most off for the money: for one thing of equal steps the best giver and the best receiver can be
 * sought apart, since what they do to the squares adds up. At last what is not needed is taken back. */
#include "budget_int.h"

#include <string.h>

typedef struct dealer {
    const jh__work *w;
    const size_t *choice;
    jh__state *s; /* net counts */
    double *bought, *got, *gave;
    double *used; /* by total */
    double left;  /* money */
} dealer;

/* What may be done next, and what it does for the money. */
typedef struct deal {
    size_t to, from; /* from NONE: bought */
    double steps, worth;
} deal;

static double low_of(const dealer *d, size_t item)
{
    size_t school = d->w->b->item[item].school;
    return d->w->option[d->choice[school]].low[item - d->w->school[school].item];
}

/* Steps of money that totals and the upper limit still allow; 0 where a smallest purchase does not
 * fit. */
static double can_buy(const dealer *d, size_t item)
{
    const jh__item *it = &d->w->item[item];
    double room = it->buy_most - d->bought[item];
    for (size_t i = 0; i < it->totals; i++) {
        size_t t = d->w->total_of[it->total + i];
        double step = jh__total_step(d->w, t, item);
        double left = d->w->b->total[t].most * (1 + 1e-12) - d->used[t];
        if (step > 0) room = fmin(room, floor(left / step + 1e-9));
    }
    if (d->gave[item] > 0 || room < it->buy_least - d->bought[item]) return 0;
    return fmax(0, room);
}

static bool can_give(const dealer *d, size_t item)
{
    double after = d->s->count[item] - 1;
    return d->bought[item] == 0 && d->got[item] == 0 &&
           after >= -d->w->item[item].spare && after >= low_of(d, item);
}

static bool can_get(const dealer *d, size_t item)
{
    return d->gave[item] == 0 && d->w->item[item].move < INFINITY;
}

static void buy(dealer *d, size_t item, double steps)
{
    const jh__item *it = &d->w->item[item];
    d->bought[item] += steps;
    for (size_t i = 0; i < it->totals; i++) {
        size_t t = d->w->total_of[it->total + i];
        d->used[t] += steps * jh__total_step(d->w, t, item);
    }
    d->left -= steps * it->buy_price;
    jh__state_add(d->w, d->s, item, steps);
}

/* Moves steps; below 0: back again. */
static void transfer(dealer *d, size_t from, size_t to, double steps)
{
    d->gave[from] += steps;
    d->got[to] += steps;
    d->left -= steps * d->w->item[to].move;
    jh__state_add(d->w, d->s, from, -steps);
    jh__state_add(d->w, d->s, to, steps);
}

static bool alike(const jh__work *w, size_t a, size_t b)
{
    return a != b && w->b->item[a].thing == w->b->item[b].thing &&
           w->item[a].step == w->item[b].step;
}

/* ---- sources of given counts ---- */

/* The school that can best do without one more step; NONE: nobody can. */
static size_t best_giver(const dealer *d, size_t to)
{
    size_t best = JH_BUDGET_NONE;
    double most = -INFINITY;
    for (size_t i = 0; i < d->w->b->items; i++) {
        if (!alike(d->w, i, to) || !can_give(d, i)) continue;
        double gain = jh__slack_gain(d->w, d->s, i, -1);
        if (gain > most) most = gain, best = i;
    }
    return best;
}

/* Brings the item up to the count; false: neither money nor neighbours can. */
static bool supply(dealer *d, size_t item, double count)
{
    const jh__item *it = &d->w->item[item];
    bool money_first = it->buy_price <= it->move;
    for (int pass = 0; pass < 2; pass++) {
        double lack = count - d->s->count[item], room = can_buy(d, item);
        if ((pass == 0) == money_first) {
            double more = fmin(fmax(lack, it->buy_least - d->bought[item]), room);
            if (lack > 0 && more > 0) buy(d, item, more);
            continue;
        }
        for (; lack > 0 && can_get(d, item); lack--) {
            size_t from = best_giver(d, item);
            if (from == JH_BUDGET_NONE) break;
            transfer(d, from, item, 1);
        }
    }
    return d->s->count[item] >= count;
}

/* ---- coefficients ---- */

/* What the change takes off the coefficients over their limits. */
static double relief(const dealer *d, size_t item, double steps)
{
    double before = jh__total_excess(d->w, d->s);
    jh__state_add(d->w, d->s, item, steps);
    double gain = before - jh__total_excess(d->w, d->s);
    jh__state_add(d->w, d->s, item, -steps);
    return gain;
}

static void offer(const dealer *d, deal *best, deal x, double gain, double price)
{
    if (price > d->left) return;
    x.worth = price > 0 ? gain / price : INFINITY;
    if (gain > 1e-15 && x.worth > best->worth) *best = x;
}

static void offer_purchases(const dealer *d, deal *best)
{
    for (size_t i = 0; i < d->w->b->items; i++) {
        const jh__item *it = &d->w->item[i];
        double room = can_buy(d, i), steps = fmax(1, it->buy_least - d->bought[i]);
        if (room < steps || it->cells == 0) continue;
        if (it->step == JH_BUDGET_GRAIN) /* fine steps: a sixteenth of the room at once */
            steps = fmax(steps, floor(fmin(room / 16, d->left / it->buy_price)));
        offer(d, best, (deal){i, JH_BUDGET_NONE, steps, 0}, relief(d, i, steps),
              steps * it->buy_price);
    }
}

/* The best giver and the best receiver of one thing. */
static void offer_transfer(const dealer *d, size_t thing, deal *best)
{
    const jh_budget *b = d->w->b;
    size_t from = JH_BUDGET_NONE, to = JH_BUDGET_NONE;
    double most = -INFINITY, worth = -INFINITY;
    for (size_t i = 0; i < b->items; i++) {
        if (b->item[i].thing != thing || !d->w->item[i].cells) continue;
        if (can_give(d, i)) {
            double gain = relief(d, i, -1);
            if (gain > most) most = gain, from = i;
        }
        if (can_get(d, i) && d->s->count[i] < d->w->item[i].most) {
            double gain = relief(d, i, 1);
            if (gain > worth) worth = gain, to = i;
        }
    }
    if (from == JH_BUDGET_NONE || to == JH_BUDGET_NONE || !alike(d->w, from, to)) return;
    double before = jh__total_excess(d->w, d->s);
    jh__state_add(d->w, d->s, from, -1);
    double gain = relief(d, to, 1) + before - jh__total_excess(d->w, d->s);
    jh__state_add(d->w, d->s, from, 1);
    offer(d, best, (deal){to, from, 1, 0}, gain, d->w->item[to].move);
}

static bool lower(dealer *d)
{
    size_t most = 64 * (d->w->b->items + 1);
    for (size_t round = 0; round < most && !jh__cones_hold(d->w, d->s); round++) {
        deal best = {.to = JH_BUDGET_NONE};
        offer_purchases(d, &best);
        for (size_t t = 0; t < d->w->b->things; t++)
            offer_transfer(d, t, &best);
        if (best.to == JH_BUDGET_NONE) return false;
        if (best.from == JH_BUDGET_NONE)
            buy(d, best.to, best.steps);
        else
            transfer(d, best.from, best.to, best.steps);
    }
    return jh__cones_hold(d->w, d->s);
}

/* ---- what is not needed ---- */

/* Takes purchases back by halves, as long as all holds. */
static void unbuy(dealer *d, size_t item)
{
    const jh__item *it = &d->w->item[item];
    double low = fmax(0, low_of(d, item));
    double less = d->bought[item];
    while (less >= 1) {
        double left = d->bought[item] - less;
        bool allowed = left >= 0 && (left == 0 || left >= it->buy_least) &&
                       d->s->count[item] - less >= low;
        if (allowed && jh__holds_with(d->w, d->s, item, -less)) buy(d, item, -less);
        less = floor(less / 2);
    }
}

/* Takes one step back from the receiver; to the giver under which all holds best. */
static bool untransfer(dealer *d, size_t to)
{
    size_t best = JH_BUDGET_NONE;
    double most = -INFINITY;
    if (d->s->count[to] - 1 < fmax(0, low_of(d, to))) return false;
    jh__state_add(d->w, d->s, to, -1);
    for (size_t i = 0; i < d->w->b->items; i++) {
        if (!alike(d->w, i, to) || d->gave[i] < 1) continue;
        double gain = jh__slack_gain(d->w, d->s, i, 1);
        if (gain > most) most = gain, best = i;
    }
    if (best != JH_BUDGET_NONE) jh__state_add(d->w, d->s, best, 1);
    if (best != JH_BUDGET_NONE && jh__cones_hold(d->w, d->s)) {
        d->got[to]--, d->gave[best]--;
        d->left += d->w->item[to].move;
        return true;
    }
    if (best != JH_BUDGET_NONE) jh__state_add(d->w, d->s, best, -1);
    jh__state_add(d->w, d->s, to, 1);
    return false;
}

static void trim(dealer *d)
{
    for (size_t i = 0; i < d->w->b->items; i++) {
        if (d->bought[i] > 0) unbuy(d, i);
        while (d->got[i] > 0 && untransfer(d, i))
            continue;
    }
}

/* ---- a plan ---- */

static double cost_of(const dealer *d)
{
    double cost = 0;
    for (size_t i = 0; i < d->w->b->items; i++) {
        cost += jh__budget_amount(d->w, i, d->bought[i]) * d->w->b->item[i].price;
        if (d->got[i] > 0)
            cost += jh__budget_amount(d->w, i, d->got[i]) * d->w->b->item[i].move;
    }
    return cost;
}

/* From wished counts to a plan that holds; false: none was found. */
static bool deal_out(dealer *d, double money, const double *wish)
{
    const jh_budget *b = d->w->b;
    d->left = money;
    memset(d->bought, 0, b->items * sizeof *d->bought);
    memset(d->got, 0, b->items * sizeof *d->got);
    memset(d->gave, 0, b->items * sizeof *d->gave);
    memset(d->used, 0, b->totals * sizeof *d->used);
    memset(d->s->count, 0, b->items * sizeof *d->s->count);
    jh__state_settle(d->w, d->s);
    for (size_t i = 0; i < b->items; i++)
        if (low_of(d, i) > 0 && !supply(d, i, low_of(d, i))) return false;
    for (size_t i = 0; wish && i < b->items; i++)
        if (wish[i] > d->s->count[i] && d->gave[i] == 0) supply(d, i, wish[i]);
    bool low = lower(d);
    if (money < INFINITY) return d->left >= -1e-9 * fmax(1, money);
    if (low) trim(d);
    jh__state_settle(d->w, d->s);
    return low && jh__cones_hold(d->w, d->s);
}

static void take(const dealer *d, jh__state *s, jh_budget_plan *out)
{
    out->cost = cost_of(d);
    for (size_t i = 0; i < d->w->b->items; i++) {
        out->bought[i] = jh__budget_amount(d->w, i, d->bought[i]);
        out->received[i] = jh__budget_amount(d->w, i, d->got[i]);
        out->given[i] = jh__budget_amount(d->w, i, d->gave[i]);
    }
    jh__state_copy(d->w, s, d->s);
}

static jh_status dealer_make(jh__work *w, const size_t *choice, jh__state *s, dealer *d)
{
    size_t n = w->b->items + 1;
    *d = (dealer){.w = w, .choice = choice, .s = s};
    d->bought = jh_alloc_array(w->arena, n, sizeof *d->bought);
    d->got = jh_alloc_array(w->arena, n, sizeof *d->got);
    d->gave = jh_alloc_array(w->arena, n, sizeof *d->gave);
    d->used = jh_alloc_array(w->arena, w->b->totals + 1, sizeof *d->used);
    if (!d->bought || !d->got || !d->gave || !d->used) return jh_nomem(w->err);
    return jh__state_make(w, s);
}

jh_status jh__share_sum(jh__work *w, const size_t *choice, double money, jh__state *s,
                        jh_budget_plan *out, bool *ok)
{
    jh__state own;
    dealer d;
    JH_TRY(dealer_make(w, choice, &own, &d));
    *ok = deal_out(&d, money, NULL);
    if (*ok) take(&d, s, out);
    return JH_OK;
}

jh_status jh__share_out(jh__work *w, const size_t *choice, jh__state *s,
                        jh_budget_plan *out, bool *ok)
{
    jh__state own;
    dealer d;
    double *wish = jh_alloc_array(w->arena, w->b->items + 1, sizeof *wish);
    if (!wish) return jh_nomem(w->err);
    JH_TRY(dealer_make(w, choice, &own, &d));
    memcpy(wish, s->count, w->b->items * sizeof *wish);
    *ok = deal_out(&d, INFINITY, NULL);
    if (*ok) take(&d, s, out);
    if (deal_out(&d, INFINITY, wish) && (!*ok || cost_of(&d) < out->cost)) {
        take(&d, s, out);
        *ok = true;
    }
    if (!*ok) out->cost = NAN;
    return JH_OK;
}
