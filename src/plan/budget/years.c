/* Several years with a budget each: what is bought in which year.
 *
 * The aim of all years together is fixed first: the cheapest plan that holds, where the years' money
 * reaches for it, else the best use of all of it. Each year then buys a part of that and nothing else,
 * so that no money is lost to what the last year would not need: the best use of the year's sum among
 * what is left, and with the rest of the sum the dearest steps that fit, which leaves the fine ones
 * for the years' ends. Moves come first: they cost least. Where these parts do not go into the years
 * without remainder, the dearest steps alone are packed. */
#include "budget_int.h"

#include <string.h>

typedef struct stager {
    const jh_budget *b;
    const jh_budget_request *request;
    const jh_budget_years *years;
    jh_arena *arena;
    jh_error *err;
    const jh_budget_plan *goal;
    jh_budget step; /* what is left to buy, from where the years so far have come */
    double *bought, *received, *given; /* of the years so far */
    size_t *dear;                      /* items, the dearest step first */
    size_t aimed; /* years that are spent by the aims; those after are packed */
} stager;

static jh_status plan_room(stager *s, jh_budget_plan *out)
{
    size_t n = s->b->items + 1;
    *out = (jh_budget_plan){.method = "own", .why.arena = s->arena};
    out->bought = jh_alloc_array(s->arena, n, sizeof *out->bought);
    out->received = jh_alloc_array(s->arena, n, sizeof *out->received);
    out->given = jh_alloc_array(s->arena, n, sizeof *out->given);
    out->outcome =
        (jh_plan_outcome){.status = JH_PLAN_FEASIBLE, .value = NAN, .bound = NAN};
    return out->bought && out->received && out->given ? JH_OK : jh_nomem(s->err);
}

static double step_of(const jh_budget_item *it)
{
    return it->step > 0 ? it->step : JH_BUDGET_GRAIN;
}

/* By decimals, so that sums of hundredths are hundredths. */
static double in_steps(const jh_budget_item *it, double amount)
{
    double step = step_of(it), count = rint(amount / step);
    return step == JH_BUDGET_GRAIN ? count / 100 : count * step;
}

/* ---- one year ---- */

/* The goal's moves, as far as the money goes: from the first that still has to give to the first that
 * still has to receive. */
static double make_moves(stager *s, jh_budget_plan *year, double left)
{
    const jh_budget *b = s->b;
    for (size_t to = 0, from = 0; to < b->items; to++) {
        const jh_budget_item *it = &b->item[to];
        double lack = s->goal->received[to] - s->received[to], step = step_of(it);
        if (!(lack > 0)) continue;
        for (from = 0; from < b->items && lack > 0; from++) {
            double spare = s->goal->given[from] - s->given[from];
            if (b->item[from].thing != it->thing || !(spare > 0)) continue;
            double units = fmin(lack, spare);
            if (it->move > 0)
                units = fmin(units, floor(left / (it->move * step) + 1e-9) * step);
            units = in_steps(it, units);
            if (!(units > 0)) continue;
            year->received[to] += units, year->given[from] += units;
            s->received[to] += units, s->given[from] += units;
            lack -= units;
            left -= units * it->move;
        }
    }
    return fmax(0, left);
}

/* What is left of the goal, from where the section values stand now. */
static void set_step(stager *s)
{
    const jh_budget *b = s->b;
    for (size_t i = 0; i < b->items; i++) {
        jh_budget_item *it = &s->step.item[i];
        *it = b->item[i];
        it->most = in_steps(it, fmax(0, s->goal->bought[i] - s->bought[i]));
        it->spare = 0, it->move = NAN;
        /* what has a smallest purchase is bought at once */
        if (it->least > 0) it->least = it->most;
    }
    for (size_t k = 0; k < b->cells; k++) {
        jh_budget_cell *c = &s->step.cell[k];
        *c = b->cell[k];
        if (c->item == JH_BUDGET_NONE) continue;
        double net = s->bought[c->item] + s->received[c->item] - s->given[c->item];
        c->value += c->slope * net;
    }
}

static double left_cost(const stager *s)
{
    double cost = 0;
    for (size_t i = 0; i < s->b->items; i++)
        cost += s->step.item[i].most * s->step.item[i].price;
    return cost;
}

static jh_status best_part(stager *s, double money, jh_budget_plan *year)
{
    jh__work w;
    jh_budget_plan part;
    jh_budget_request request = *s->request;
    request.money = money;
    JH_TRY(jh__budget_work(s->arena, &s->step, &w, s->err));
    JH_TRY(plan_room(s, &part));
    JH_TRY(jh__best_use(&w, &request, NULL, &part));
    memcpy(year->bought, part.bought, s->b->items * sizeof *year->bought);
    return JH_OK;
}

/* The dearest steps of the goal that the rest of the money pays. */
static void fill_up(stager *s, double left, jh_budget_plan *year)
{
    for (size_t k = 0; k < s->b->items; k++) {
        size_t i = s->dear[k];
        const jh_budget_item *it = &s->step.item[i];
        double room = it->most - year->bought[i], step = step_of(it);
        if (!(room > 0)) continue;
        double steps = rint(room / step), price = it->price * step;
        if (price > 0) steps = fmin(steps, floor(left / price * (1 + 1e-12)));
        if (!(steps > 0) || (it->least > 0 && in_steps(it, steps * step) < it->least))
            continue;
        year->bought[i] = in_steps(it, year->bought[i] + steps * step);
        left -= steps * price;
    }
}

static jh_status one_year(stager *s, size_t y, double money, jh_budget_plan *year)
{
    JH_TRY(plan_room(s, year));
    double left = make_moves(s, year, money);
    set_step(s);
    if (y < s->aimed && left_cost(s) > left) JH_TRY(best_part(s, left, year));
    double spent = 0;
    for (size_t i = 0; i < s->b->items; i++)
        spent += year->bought[i] * s->b->item[i].price;
    fill_up(s, left - spent, year);
    year->cost = 0;
    for (size_t i = 0; i < s->b->items; i++) {
        const jh_budget_item *it = &s->b->item[i];
        s->bought[i] = in_steps(it, s->bought[i] + year->bought[i]);
        year->cost += year->bought[i] * it->price;
        if (year->received[i] > 0) year->cost += year->received[i] * it->move;
    }
    return JH_OK;
}

/* ---- all years ---- */

static bool reached(const stager *s)
{
    for (size_t i = 0; i < s->b->items; i++) {
        double short_of =
            s->goal->bought[i] - s->bought[i] + (s->goal->received[i] - s->received[i]);
        if (short_of > 1e-6 * step_of(&s->b->item[i])) return false;
    }
    return true;
}

/* The goal in the first `n` years; *all: no part of it is left. */
static jh_status stage(stager *s, size_t n, jh_budget_stages *out, bool *all)
{
    double carried = 0;
    memset(s->bought, 0, s->b->items * sizeof *s->bought);
    memset(s->received, 0, s->b->items * sizeof *s->received);
    memset(s->given, 0, s->b->items * sizeof *s->given);
    for (size_t y = 0; y < s->years->n; y++) {
        jh_budget_year *year = &out->year[y];
        double money = s->years->money[y] + carried;
        JH_TRY(one_year(s, y, y < n ? money : 0, &year->plan));
        year->money = money;
        year->left = fmax(0, money - year->plan.cost);
        carried = s->years->carry ? year->left : 0;
    }
    *all = reached(s);
    return JH_OK;
}

static jh_status stager_make(stager *s)
{
    const jh_budget *b = s->b;
    size_t n = b->items + 1;
    jh__work w;
    JH_TRY(jh__budget_work(s->arena, b, &w, s->err));
    s->dear = jh__dearest_first(&w);
    s->step = *b;
    s->step.totals = s->step.members = 0; /* the goal keeps them */
    s->step.item = jh_alloc_array(s->arena, n, sizeof *s->step.item);
    s->step.cell = jh_alloc_array(s->arena, b->cells + 1, sizeof *s->step.cell);
    s->bought = jh_alloc_array(s->arena, n, sizeof *s->bought);
    s->received = jh_alloc_array(s->arena, n, sizeof *s->received);
    s->given = jh_alloc_array(s->arena, n, sizeof *s->given);
    if (!s->dear || !s->step.item || !s->step.cell || !s->bought || !s->received ||
        !s->given)
        return jh_nomem(s->err);
    return JH_OK;
}

/* Years until the money of all so far reaches the sum; 0: it never does. */
static size_t years_for(const jh_budget_years *years, double sum)
{
    double money = 0;
    for (size_t y = 0; y < years->n; y++) {
        money += years->money[y];
        if (money >= sum * (1 - 1e-12)) return y + 1;
    }
    return 0;
}

jh_status jh_budget_tell_years(jh_arena *arena, const jh_budget *b,
                               const jh_budget_years *years, jh_budget_stages *out,
                               jh_error *err)
{
    jh__work w;
    jh__state state;
    jh_budget_front front;
    double money = 0;
    JH_TRY(jh__budget_work(arena, b, &w, err));
    JH_TRY(jh__state_make(&w, &state));
    JH_TRY(jh_budget_pareto(arena, b, &front, err));
    for (size_t y = 0; y < years->n; y++) {
        jh_budget_year *year = &out->year[y];
        const jh_budget_plan *p = &year->plan;
        for (size_t i = 0; i < b->items; i++)
            state.count[i] +=
                (p->bought[i] + p->received[i] - p->given[i]) / w.item[i].step;
        jh__state_settle(&w, &state);
        year->whole = jh__cones_hold(&w, &state) && jh__means_hold(&w, &state);
        for (size_t i = 0; i < b->sections; i++) {
            bool passes = jh__passes(&w, &state, i);
            year->passing += passes;
            year->whole = year->whole && (passes || !b->section[i].wanted);
        }
        money += years->money[y];
        for (size_t n = 0; n < front.n; n++)
            if (front.cost[n] <= money * (1 + 1e-12)) year->most = n;
        if (year->whole && !out->pass) out->pass = y + 1;
    }
    return JH_OK;
}

/* The parts of all years together. */
static jh_status add_up(stager *s, jh_budget_stages *out)
{
    jh_budget_plan sum;
    JH_TRY(plan_room(s, &sum));
    sum.outcome = out->plan.outcome;
    sum.method = out->plan.method;
    sum.why = out->plan.why;
    for (size_t i = 0; i < s->b->items; i++) {
        sum.bought[i] = s->bought[i];
        sum.received[i] = s->received[i];
        sum.given[i] = s->given[i];
    }
    for (size_t y = 0; y < s->years->n; y++)
        sum.cost += out->year[y].plan.cost;
    out->plan = sum;
    return JH_OK;
}

/* The cheapest plan in as few years as it goes into. */
static jh_status stage_whole(stager *s, jh_budget_stages *out, bool *done)
{
    size_t n = years_for(s->years, s->goal->cost);
    for (; n && n <= s->years->n && !*done; n++)
        for (size_t how = 0; how < 3 && !*done; how++) {
            s->aimed = how == 0 ? n : 2 - how;
            JH_TRY(stage(s, n, out, done));
        }
    return JH_OK;
}

jh_status jh_budget_stage(jh_arena *arena, const jh_budget *b,
                          const jh_budget_request *request,
                          const jh_plan_control *control, jh_budget_stages *out,
                          jh_error *err)
{
    const jh_budget_years *years = request->years;
    stager s = {.b = b, .request = request, .years = years, .arena = arena, .err = err};
    jh_budget_request all = *request;
    bool done = false;
    *out = (jh_budget_stages){.n = years->n};
    out->year = jh_alloc_array(arena, years->n + 1, sizeof *out->year);
    if (!out->year) return jh_nomem(err);
    all.money = NAN;
    JH_TRY(jh_budget_solve(arena, b, &all, control, &out->plan, err));
    JH_TRY(stager_make(&s));
    double bound = out->plan.outcome.bound;
    out->cost = out->plan.cost;
    out->least = isnan(bound) ? 0 : bound > 0 ? years_for(years, bound) : 1;
    s.goal = &out->plan;
    jh_budget_plan use;
    if (!isnan(out->plan.cost)) JH_TRY(stage_whole(&s, out, &done));
    if (!done) {
        all.money = 0;
        for (size_t y = 0; y < years->n; y++)
            all.money += years->money[y];
        JH_TRY(jh_budget_solve(arena, b, &all, control, &use, err));
        s.goal = &use;
        s.aimed = years->n;
        JH_TRY(stage(&s, years->n, out, &done));
        out->plan.outcome =
            (jh_plan_outcome){.status = JH_PLAN_FEASIBLE, .value = NAN, .bound = NAN};
    }
    JH_TRY(jh_budget_tell_years(arena, b, years, out, err));
    return add_up(&s, out);
}
