/* Who gives: net amounts shared out into what is bought, what comes from other schools, and what they
 * give. What some can only receive must be found; beyond that, moving takes the place of buying where
 * it is cheaper. Schools give whose loss lowers the coefficients most, or raises them least. */
#include "budget_int.h"

#include <stdlib.h>

typedef struct sharing {
    const jh__work *w;
    const size_t *choice;
    jh__state *s;
    size_t thing;
    double need, wish; /* units that must be received, and that it pays to receive */
    double given;
} sharing;

static bool of_thing(const sharing *h, size_t item)
{
    return h->w->b->item[item].thing == h->thing;
}

/* Units that the item must receive, since they cannot be bought. */
static double must(const jh__work *w, const jh__state *s, size_t item)
{
    const jh__item *it = &w->item[item];
    return fmax(0, s->count[item] - it->buy_most) * it->step;
}

static double would(const jh__work *w, const jh__state *s, size_t item)
{
    const jh__item *it = &w->item[item];
    if (it->move >= it->buy_price || it->move == INFINITY) return must(w, s, item);
    return fmax(0, s->count[item]) * it->step;
}

/* The school that can best do without one more step; NONE: nobody can. */
static size_t next_giver(const sharing *h)
{
    const jh__work *w = h->w;
    size_t best = JH_BUDGET_NONE;
    double most = -INFINITY;
    for (size_t i = 0; i < w->b->items; i++) {
        const jh__item *it = &w->item[i];
        if (!of_thing(h, i) || h->s->count[i] > 0 || h->s->count[i] <= -it->spare)
            continue;
        size_t school = w->b->item[i].school;
        double low = w->option[h->choice[school]].low[i - w->school[school].item];
        if (h->s->count[i] - 1 < low || h->given + it->step > h->wish + 1e-9) continue;
        if (!jh__holds_with(w, h->s, i, -1)) continue;
        double gain = jh__slack_gain(w, h->s, i, -1) / it->step;
        if (gain > most) most = gain, best = i;
    }
    return best;
}

/* Takes back a step that was received and one that was given, where all still holds: the low tail was
 * raised as if nobody gave. */
static void take_back(sharing *h)
{
    const jh__work *w = h->w;
    for (size_t i = 0; i < w->b->items; i++) {
        while (of_thing(h, i) && would(w, h->s, i) > 0 && h->given > 0) {
            size_t school = w->b->item[i].school, giver = JH_BUDGET_NONE;
            double low = w->option[h->choice[school]].low[i - w->school[school].item];
            if (h->s->count[i] - 1 < fmax(0, low)) break;
            jh__state_add(w, h->s, i, -1);
            for (size_t k = 0; giver == JH_BUDGET_NONE && k < w->b->items; k++)
                if (of_thing(h, k) && h->s->count[k] < 0 &&
                    w->item[k].step == w->item[i].step && jh__holds_with(w, h->s, k, 1) &&
                    jh__holds_with(w, h->s, i, 0))
                    giver = k;
            if (giver != JH_BUDGET_NONE) jh__state_add(w, h->s, giver, 1);
            if (giver == JH_BUDGET_NONE || !jh__cones_hold(w, h->s)) {
                if (giver != JH_BUDGET_NONE) jh__state_add(w, h->s, giver, -1);
                jh__state_add(w, h->s, i, 1);
                break;
            }
            h->given -= w->item[i].step;
        }
    }
}

static bool find_givers(sharing *h)
{
    const jh__work *w = h->w;
    for (size_t i = 0; i < w->b->items; i++) {
        if (!of_thing(h, i)) continue;
        h->need += must(w, h->s, i);
        h->wish += would(w, h->s, i);
    }
    while (h->given < h->wish - 1e-9) {
        size_t giver = next_giver(h);
        if (giver == JH_BUDGET_NONE) break;
        jh__state_add(w, h->s, giver, -1);
        h->given += w->item[giver].step;
    }
    if (h->given < h->need - 1e-9) return false;
    take_back(h);
    return true;
}

typedef struct saving {
    double worth;
    size_t item;
} saving;

static int by_worth(const void *a, const void *b)
{
    const saving *p = a, *q = b;
    if (p->worth != q->worth) return p->worth > q->worth ? -1 : 1;
    return (p->item > q->item) - (p->item < q->item);
}

/* What is given goes first to those who cannot buy, then to whom it saves most. */
static double hand_out(const sharing *h, saving *order, jh_budget_plan *out)
{
    const jh__work *w = h->w;
    size_t n = 0;
    double left = h->given;
    for (size_t i = 0; i < w->b->items; i++) {
        if (!of_thing(h, i) || would(w, h->s, i) <= 0) continue;
        order[n++] = (saving){w->item[i].buy_price - w->item[i].move, i};
        out->received[i] = must(w, h->s, i);
        left -= out->received[i];
    }
    qsort(order, n, sizeof *order, by_worth);
    for (size_t k = 0; k < n; k++) {
        size_t i = order[k].item;
        double step = w->item[i].step, more = would(w, h->s, i) - out->received[i];
        more = fmin(more, floor(left / step + 1e-9) * step);
        if (more <= 0) continue;
        out->received[i] += more;
        left -= more;
    }
    return left;
}

jh_status jh__share_out(jh__work *w, const size_t *choice, jh__state *s,
                        jh_budget_plan *out, bool *ok)
{
    saving *order = jh_alloc_array(w->arena, w->b->items + 1, sizeof *order);
    if (!order) return jh_nomem(w->err);
    *ok = true;
    for (size_t t = 0; *ok && t < w->b->things; t++) {
        sharing h = {.w = w, .choice = choice, .s = s, .thing = t};
        *ok = find_givers(&h) && hand_out(&h, order, out) < 1e-6;
    }
    out->cost = 0;
    for (size_t i = 0; *ok && i < w->b->items; i++) {
        double net = jh__budget_amount(w, i, s->count[i]);
        out->given[i] = fmax(0, -net);
        out->bought[i] = fmax(0, net) - out->received[i];
        out->cost += out->bought[i] * w->b->item[i].price;
        if (out->received[i] > 0) out->cost += out->received[i] * w->b->item[i].move;
    }
    if (!*ok) out->cost = NAN;
    jh__state_settle(w, s);
    return JH_OK;
}
