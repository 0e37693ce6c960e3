/* The best use of a fixed sum, and money against sections.
 *
 * Each school takes one of its options: so many sections pass, for so much. The least money for n
 * sections is a knapsack over the schools, solved exactly by the number of sections. Where pupils
 * come second, they enter with a price, the highest at which n sections still fit the sum; where
 * they come first, the options are taken by pupils for the money, and the fractional knapsack is the
 * bound. What is left goes into coefficients, step by step where it takes most off for the money. */
#include "budget_int.h"

#include <stdlib.h>
#include <string.h>

#define TOLL_ROUNDS 40

typedef struct purse {
    jh__work *w;
    jh__state *s;
    size_t sections; /* all */
    double money;
    size_t *pick;   /* by school: option */
    double *toll;   /* by total, where the options of choice exceed one */
    double *least;  /* by number of sections */
    uint32_t *from; /* [school][number]: option taken */
} purse;

static double option_cost(const jh__work *w, const jh__state *s, size_t school,
                          const jh__option *o)
{
    const jh__school *r = &w->school[school];
    double sum = 0;
    for (size_t i = 0; i < r->items; i++) {
        const jh__item *it = &w->item[r->item + i];
        double more = jh__count_from(it, fmax(o->low[i], 0)) - s->count[r->item + i];
        sum += it->price * fmax(0, more);
    }
    return sum;
}

/* What an option takes of a total. */
static double option_use(const purse *p, size_t school, const jh__option *o, size_t total)
{
    const jh__work *w = p->w;
    const jh__school *r = &w->school[school];
    double sum = 0;
    for (size_t i = 0; i < r->items; i++) {
        const jh__item *it = &w->item[r->item + i];
        double count = jh__count_from(it, fmax(o->low[i], 0));
        for (size_t k = 0; k < it->totals; k++)
            if (w->total_of[it->total + k] == total)
                sum += count * jh__total_step(w, total, r->item + i);
    }
    return sum;
}

static double tolled(const purse *p, size_t school, const jh__option *o)
{
    double sum = 0;
    for (size_t t = 0; t < p->w->b->totals && !p->w->moves; t++)
        if (p->toll[t] > 0) sum += p->toll[t] * option_use(p, school, o, t);
    return sum;
}

/* The first total that the picks exceed; NONE: they hold. */
static size_t broken_total(const purse *p, const size_t *pick)
{
    const jh__work *w = p->w;
    for (size_t t = 0; t < w->b->totals && !w->moves; t++) {
        double sum = 0;
        for (size_t r = 0; r < w->b->schools; r++)
            if (w->school[r].options) sum += option_use(p, r, &w->option[pick[r]], t);
        if (sum > w->b->total[t].most * (1 + 1e-12)) return t;
    }
    return JH_BUDGET_NONE;
}

/* Least cost - worth · pupils for every number of passing sections. */
static void knapsack(purse *p, double worth)
{
    const jh__work *w = p->w;
    size_t wide = p->sections + 1, done = 0;
    double *next = p->least + wide;
    for (size_t n = 0; n < wide; n++)
        p->least[n] = n ? INFINITY : 0;
    for (size_t r = 0; r < w->b->schools; r++) {
        const jh__school *school = &w->school[r];
        uint32_t *from = p->from + r * wide;
        for (size_t n = 0; n < wide; n++)
            next[n] = INFINITY;
        for (size_t o = school->option; o < school->option + school->options; o++) {
            const jh__option *op = &w->option[o];
            double cost =
                option_cost(w, p->s, r, op) + tolled(p, r, op) - worth * op->pupils;
            for (size_t n = 0; n <= done; n++) {
                if (p->least[n] + cost >= next[n + op->passing]) continue;
                next[n + op->passing] = p->least[n] + cost;
                from[n + op->passing] = (uint32_t)(o - school->option);
            }
        }
        memcpy(p->least, next, wide * sizeof *next);
        done += school->sections;
    }
}

typedef struct tally {
    double cost, pupils;
} tally;

/* The options that make up least[n]. */
static tally trace(purse *p, size_t n, size_t *pick)
{
    const jh__work *w = p->w;
    tally t = {0};
    for (size_t r = w->b->schools; r-- > 0;) {
        const jh__school *school = &w->school[r];
        if (!school->options) continue;
        pick[r] = school->option + p->from[r * (p->sections + 1) + n];
        t.cost += option_cost(w, p->s, r, &w->option[pick[r]]);
        t.pupils += w->option[pick[r]].pupils;
        n -= w->option[pick[r]].passing;
    }
    return t;
}

static jh_status purse_make(jh__work *w, jh__state *s, double money, purse *p)
{
    *p = (purse){.w = w, .s = s, .sections = w->b->sections, .money = money};
    size_t wide = p->sections + 1;
    p->pick = jh_alloc_array(w->arena, w->b->schools + 1, sizeof *p->pick);
    p->least = jh_alloc_array(w->arena, 2 * wide, sizeof *p->least);
    p->from = jh_alloc_array(w->arena, wide * (w->b->schools + 1), sizeof *p->from);
    p->toll = jh_alloc_array(w->arena, 2 * w->b->totals + 1, sizeof *p->toll);
    return p->pick && p->least && p->from && p->toll ? JH_OK : jh_nomem(w->err);
}

/* The most sections whose options fit the sum and every total; the options in p->pick. */
static size_t most_that_fit(purse *p, size_t *pick)
{
    knapsack(p, 0);
    for (size_t n = p->sections + 1; n-- > 0;) {
        if (isinf(p->least[n])) continue;
        tally t = trace(p, n, pick);
        if (t.cost > p->money * (1 + 1e-12) || broken_total(p, pick) != JH_BUDGET_NONE)
            continue;
        memcpy(p->pick, pick, p->w->b->schools * sizeof *pick);
        return n;
    }
    return 0;
}

/* Where the cheapest options exceed a total: dearer ones that take less of it, as its toll rises. */
static size_t under_totals(purse *p, size_t most, size_t *pick)
{
    size_t best = most_that_fit(p, pick);
    double *kept = p->toll + p->w->b->totals;
    for (int round = 0; round < TOLL_ROUNDS && best < most; round++) {
        knapsack(p, 0);
        trace(p, most, pick);
        size_t t = broken_total(p, pick);
        if (t == JH_BUDGET_NONE) t = 0;
        double first = p->money / (1000 * fmax(1, p->w->b->total[t].most));
        p->toll[t] = fmax(first, 1.5 * p->toll[t]);
        size_t *before = p->pick, n;
        p->pick = pick + p->w->b->schools;
        n = most_that_fit(p, pick);
        if (n > best) {
            best = n;
            memcpy(before, p->pick, p->w->b->schools * sizeof *pick);
            memcpy(kept, p->toll, p->w->b->totals * sizeof *kept);
        }
        p->pick = before;
    }
    memcpy(p->toll, kept, p->w->b->totals * sizeof *kept);
    return best;
}

/* Most sections, then, if asked, most pupils; *bound: no plan lets more sections pass. */
static jh_status most_sections(purse *p, bool pupils, double *bound)
{
    size_t most = 0, *pick;
    pick = jh_alloc_array(p->w->arena, 2 * p->w->b->schools + 1, sizeof *pick);
    if (!pick) return jh_nomem(p->w->err);
    knapsack(p, 0);
    for (size_t n = 0; n <= p->sections; n++)
        if (p->least[n] <= p->money * (1 + 1e-12)) most = n;
    *bound = (double)most;
    tally best = trace(p, most, p->pick);
    if (broken_total(p, p->pick) != JH_BUDGET_NONE) {
        most = under_totals(p, most, pick);
        knapsack(p, 0);
        best = trace(p, most, p->pick);
    }
    double low = 0, high = 0;
    for (size_t r = 0; r < p->w->b->schools; r++)
        for (size_t i = 0; i < p->w->school[r].options; i++) {
            const jh__option *o = &p->w->option[p->w->school[r].option + i];
            if (o->pupils > 0)
                high = fmax(high, option_cost(p->w, p->s, r, o) / o->pupils);
        }
    for (int round = 0; pupils && round < 40; round++) {
        double worth = (low + high) / 2;
        knapsack(p, worth);
        tally t = trace(p, most, pick);
        if (t.cost > p->money || broken_total(p, pick) != JH_BUDGET_NONE) {
            high = worth;
            continue;
        }
        low = worth;
        if (t.pupils <= best.pupils) continue;
        best = t;
        memcpy(p->pick, pick, p->w->b->schools * sizeof *pick);
    }
    return JH_OK;
}

/* ---- pupils first ---- */

typedef struct offer {
    double cost, pupils; /* more than the option before it on the school's hull */
    size_t school, option, rank;
} offer;

static int by_worth(const void *a, const void *b)
{
    const offer *p = a, *q = b;
    double left = p->pupils * q->cost, right = q->pupils * p->cost;
    if (left != right) return left > right ? -1 : 1;
    if (p->school != q->school) return p->school < q->school ? -1 : 1;
    return (p->rank > q->rank) - (p->rank < q->rank);
}

/* The school's options from nothing upwards, each step the steepest in pupils for the money. */
static size_t school_offers(const purse *p, size_t r, offer *out, size_t *start)
{
    const jh__school *school = &p->w->school[r];
    size_t n = 0, now = school->option;
    for (size_t o = school->option; o < school->option + school->options; o++) {
        const jh__option *x = &p->w->option[o], *y = &p->w->option[now];
        double a = option_cost(p->w, p->s, r, x), b = option_cost(p->w, p->s, r, y);
        if (a < b || (a == b && x->pupils > y->pupils)) now = o;
    }
    *start = now;
    for (;;) {
        offer best = {0};
        double cost = option_cost(p->w, p->s, r, &p->w->option[now]);
        for (size_t o = school->option; o < school->option + school->options; o++) {
            offer x = {option_cost(p->w, p->s, r, &p->w->option[o]) - cost,
                       p->w->option[o].pupils - p->w->option[now].pupils, r, o, n};
            if (x.pupils <= 0) continue;
            if (best.pupils == 0 || by_worth(&x, &best) < 0) best = x;
        }
        if (best.pupils == 0) return n;
        out[n++] = best;
        now = best.option;
    }
}

/* Takes offers by worth, as far as money and totals go; *bound gets the pupils of the fractional
 * knapsack of money alone. */
static jh_status most_pupils(purse *p, double *bound)
{
    const jh__work *w = p->w;
    size_t n = 0;
    double left = p->money, pupils = 0, rest, most;
    offer *all = jh_alloc_array(w->arena, w->options + 1, sizeof *all);
    if (!all) return jh_nomem(w->err);
    for (size_t r = 0; r < w->b->schools; r++) {
        if (!w->school[r].options) continue;
        n += school_offers(p, r, all + n, &p->pick[r]);
        left -= option_cost(w, p->s, r, &w->option[p->pick[r]]);
        pupils += w->option[p->pick[r]].pupils;
    }
    qsort(all, n, sizeof *all, by_worth);
    *bound = NAN;
    rest = left, most = pupils;
    for (size_t i = 0; i < n; i++) {
        const offer *o = &all[i];
        /* a step that did not fit keeps the school's later steps out */
        const jh__option *now = &w->option[p->pick[o->school]];
        if (isnan(*bound) && o->cost > rest) *bound = most + o->pupils * rest / o->cost;
        rest -= o->cost;
        most += o->pupils;
        size_t before = p->pick[o->school];
        if (fabs(w->option[o->option].pupils - o->pupils - now->pupils) > 1e-9) continue;
        if (o->cost > left) continue;
        p->pick[o->school] = o->option;
        if (broken_total(p, p->pick) != JH_BUDGET_NONE) {
            p->pick[o->school] = before;
            continue;
        }
        left -= o->cost;
        pupils += o->pupils;
    }
    if (isnan(*bound)) *bound = most;
    return JH_OK;
}

/* ---- what is left ---- */

static void buy_picked(purse *p)
{
    const jh__work *w = p->w;
    for (size_t r = 0; r < w->b->schools; r++) {
        const jh__school *school = &w->school[r];
        for (size_t i = 0; school->options && i < school->items; i++) {
            size_t item = school->item + i;
            double low = fmax(w->option[p->pick[r]].low[i], 0);
            double more = jh__count_from(&w->item[item], low) - p->s->count[item];
            if (more > 0) jh__state_add(w, p->s, item, more);
        }
    }
    jh__state_settle(w, p->s);
}

/* Raises what takes most off the coefficients for the money, until it is spent. */
static void lower_coefficients(purse *p)
{
    double left = p->money - jh__cost(p->w, p->s);
    for (size_t round = 0; round < 32 * (p->w->b->items + 1); round++) {
        size_t item;
        double steps;
        if (!jh__best_step(p->w, p->s, left, &item, &steps)) break;
        jh__state_add(p->w, p->s, item, steps);
        left -= steps * p->w->item[item].price;
    }
    jh__state_settle(p->w, p->s);
}

static double count_passing(const jh__work *w, const purse *p, double *pupils)
{
    double n = 0;
    *pupils = 0;
    for (size_t r = 0; r < w->b->schools; r++) {
        if (!w->school[r].options) continue;
        n += (double)w->option[p->pick[r]].passing;
        *pupils += w->option[p->pick[r]].pupils;
    }
    return n;
}

/* The best use without moves: where those that the options count on are not to be had. */
static jh_status without_moves(const jh__work *w, const jh_budget_request *request,
                               jh_budget_plan *out)
{
    jh_budget still = *w->b;
    jh__work alone;
    still.item = jh_alloc_array(w->arena, still.items + 1, sizeof *still.item);
    if (!still.item) return jh_nomem(w->err);
    for (size_t i = 0; i < still.items; i++) {
        still.item[i] = w->b->item[i];
        still.item[i].spare = 0;
        still.item[i].move = NAN;
    }
    JH_TRY(jh__budget_work(w->arena, &still, &alone, w->err));
    return jh__best_use(&alone, request, NULL, out);
}

/* Gives the picked options their sources; what they cost together may then be more than the sum. */
static jh_status with_moves(purse *p, const jh_budget_request *request,
                            jh_budget_plan *out, double *value)
{
    bool ok;
    JH_TRY(jh__share_sum(p->w, p->pick, request->money, p->s, out, &ok));
    if (ok && request->aim[0] == JH_BUDGET_COEFFICIENTS)
        *value = jh__total_excess(p->w, p->s);
    if (ok) return JH_OK;
    JH_TRY(without_moves(p->w, request, out));
    *value = out->outcome.value;
    return JH_OK;
}

jh_status jh__best_use(jh__work *w, const jh_budget_request *request,
                       const jh_plan_control *control, jh_budget_plan *out)
{
    jh__state s;
    purse p;
    double bound = NAN, pupils;
    bool bought = false;
    for (size_t r = 0; r < w->b->schools; r++)
        JH_TRY(jh__budget_options(w, r, true));
    JH_TRY(jh__state_make(w, &s));
    JH_TRY(purse_make(w, &s, request->money, &p));
    for (size_t i = 0; i < JH_BUDGET_AIMS; i++) {
        jh_budget_aim aim = request->aim[i];
        if (aim == JH_BUDGET_COEFFICIENTS) {
            lower_coefficients(&p);
        } else if (!bought) {
            bool then_pupils = aim == JH_BUDGET_SECTIONS;
            p.money = request->money - jh__cost(w, &s);
            JH_TRY(then_pupils ? most_sections(&p, true, &bound)
                               : most_pupils(&p, &bound));
            buy_picked(&p);
            p.money = request->money;
            bought = true;
        }
    }
    double n = count_passing(w, &p, &pupils);
    double value = request->aim[0] == JH_BUDGET_SECTIONS ? -n
                   : request->aim[0] == JH_BUDGET_PUPILS ? -pupils
                                                         : jh__total_excess(w, &s);
    if (request->aim[0] == JH_BUDGET_COEFFICIENTS) bound = value <= 0 ? -value : NAN;
    if (w->moves)
        JH_TRY(with_moves(&p, request, out, &value));
    else
        jh__take_counts(w, &s, out);
    jh_plan_news(control, &out->outcome, value, -bound);
    return JH_OK;
}

jh_status jh_budget_pareto(jh_arena *arena, const jh_budget *b, jh_budget_front *out,
                           jh_error *err)
{
    jh__work w;
    jh__state s;
    purse p;
    JH_TRY(jh__budget_work(arena, b, &w, err));
    for (size_t r = 0; r < b->schools; r++)
        JH_TRY(jh__budget_options(&w, r, true));
    JH_TRY(jh__state_make(&w, &s));
    JH_TRY(purse_make(&w, &s, INFINITY, &p));
    knapsack(&p, 0);
    *out = (jh_budget_front){.n = p.sections + 1, .cost = p.least, .exact = !w.moves};
    out->pupils = jh_alloc_array(arena, out->n, sizeof *out->pupils);
    if (!out->pupils) return jh_nomem(err);
    for (size_t n = 0; n < out->n; n++)
        if (!isinf(out->cost[n])) out->pupils[n] = trace(&p, n, p.pick).pupils;
    return JH_OK;
}
