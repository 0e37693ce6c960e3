/* A limit on the mean of coefficients (综合差异系数): which coefficient is brought down how far.
 *
 * Σ S_k/m_k <= K·L is not convex, but for given limits c_k with Σ c_k <= K·L the problem is the one with
 * a limit on each coefficient. An item that moves several coefficients costs each of them its part, so
 * the least cost is at least the sum over the coefficients of what each costs alone, as a function of
 * its own limit. That function falls; it is found at points of a grid, with a plan above and a bound
 * below each. A knapsack over the points gives the limits to plan with; one over the intervals, at the
 * bound of the upper end and the use of the lower end, gives a bound for all plans. The grid is made
 * finer where these two choose. */
#include "budget_int.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_POINTS 16
#define PASSES 12
#define FINER 2       /* points put into an interval on either side of a choice */
#define ANY_LIMIT 1e6 /* no coefficient lies above it: the schools' own needs alone */
#define UNITS 20000   /* of the knapsacks: the whole of K·L */

typedef struct point {
    double limit, plan, bound; /* least cost found, and proved */
} point;

typedef struct curve {
    size_t cone;
    double today;
    point *at;
    size_t n, cap;
    size_t plan, bound; /* points chosen */
} curve;

typedef struct averager {
    const jh_budget *b;
    jh_arena *arena;
    jh_error *err;
    double *share; /* by item: one over the cones of means that it moves */
    curve *curves;
    size_t n;
    double
        edge; /* plans keep so far above the lowest limit that one coefficient can be brought to */
} averager;

/* ---- one coefficient alone ---- */

static void take_section(const jh_budget *b, size_t cell, jh_budget *out)
{
    const jh_budget_section *from = &b->section[b->cell[cell].section];
    jh_budget_section *to = &out->section[out->sections++];
    *to = *from;
    to->cell = out->cells;
    to->cells = 1;
    /* what may be missed is chosen over all indicators: alone it binds nothing */
    to->wanted = from->wanted && from->may_miss == 0;
    to->may_miss = 0;
}

/* The items and cells of one cone, at the prices' shares. */
static jh_status alone(const averager *a, size_t cone, jh_budget *out)
{
    const jh_budget *b = a->b;
    size_t *place = jh_alloc_array(a->arena, b->items + 1, sizeof *place);
    *out = *b;
    out->item = jh_alloc_array(a->arena, b->items + 1, sizeof *out->item);
    out->section = jh_alloc_array(a->arena, b->cells + 1, sizeof *out->section);
    out->cell = jh_alloc_array(a->arena, b->cells + 1, sizeof *out->cell);
    out->cone = jh_alloc_array(a->arena, 1, sizeof *out->cone);
    if (!place || !out->item || !out->section || !out->cell || !out->cone)
        return jh_nomem(a->err);
    out->items = out->sections = out->cells = 0;
    out->means = out->totals = out->members = 0;
    out->cones = 1;
    for (size_t k = 0; k < b->cells; k++)
        if (b->cell[k].cone == cone && b->cell[k].item != JH_BUDGET_NONE)
            place[b->cell[k].item] = 1;
    for (size_t i = 0; i < b->items; i++) {
        if (!place[i]) continue;
        place[i] = out->items;
        out->item[out->items] = b->item[i];
        out->item[out->items].price *= a->share[i];
        out->item[out->items++].move *= a->share[i];
    }
    for (size_t k = 0; k < b->cells; k++) {
        if (b->cell[k].cone != cone) continue;
        take_section(b, k, out);
        jh_budget_cell *c = &out->cell[out->cells];
        *c = b->cell[k];
        c->section = out->cells++;
        c->cone = 0;
        if (c->item != JH_BUDGET_NONE) c->item = place[c->item];
        if (!out->section[c->section].wanted) c->standard = c->floor = NAN;
    }
    return JH_OK;
}

/* Finds plan and bound at a limit; the arena of the attempt goes with it. */
static jh_status try_limit(const averager *a, size_t cone, double limit, point *out)
{
    averager own = *a;
    jh_budget b;
    jh_budget_plan plan;
    jh_budget_request request = {.money = NAN};
    if (!(own.arena = jh_arena_new())) return jh_nomem(a->err);
    jh_status st = alone(&own, cone, &b);
    if (st == JH_OK) {
        b.cone[0] = a->b->cone[cone];
        b.cone[0].limit = limit;
        st = jh_budget_solve(own.arena, &b, &request, NULL, &plan, a->err);
    }
    if (st == JH_OK) {
        bool never = plan.outcome.status == JH_PLAN_INFEASIBLE;
        double bound = isnan(plan.outcome.bound) ? 0 : plan.outcome.bound;
        *out = (point){limit, isnan(plan.cost) ? INFINITY : plan.cost,
                       never ? INFINITY : fmax(0, bound)};
    }
    jh_arena_free(own.arena);
    return st;
}

static jh_status add_point(const averager *a, curve *c, double limit)
{
    size_t i = 0;
    point p;
    while (i < c->n && c->at[i].limit < limit)
        i++;
    if (!(limit > 0) || (i < c->n && c->at[i].limit - limit < 1e-9)) return JH_OK;
    JH_TRY(try_limit(a, c->cone, limit, &p));
    point *longer = jh_grow(a->arena, c->at, &c->cap, c->n + 1, sizeof *longer);
    if (!longer) return jh_nomem(a->err);
    c->at = longer;
    memmove(c->at + i + 1, c->at + i, (c->n - i) * sizeof *c->at);
    c->at[i] = p;
    c->n++;
    return JH_OK;
}

/* Less of a limit never costs less: what holds at one point holds at all below or above it. */
static void make_fall(curve *c)
{
    for (size_t i = 1; i < c->n; i++)
        c->at[i].plan = fmin(c->at[i].plan, c->at[i - 1].plan);
    for (size_t i = c->n - 1; i-- > 0;)
        c->at[i].bound = fmax(c->at[i].bound, c->at[i + 1].bound);
}

/* ---- the knapsacks ---- */

/* Units that a choice of the curve uses at least (bound) or at most (plan). */
static size_t units(const curve *c, size_t i, bool bound, double unit)
{
    if (bound) return i ? (size_t)floor(c->at[i - 1].limit / unit) : 0;
    return (size_t)ceil(c->at[i].limit / unit);
}

/* The lowest limit that has a plan, with the margin of the edge. */
static double lowest(const averager *a, const curve *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->at[i].plan < INFINITY) return c->at[i].limit * a->edge;
    return INFINITY;
}

/* The least sum over all curves within UNITS; chosen points into each curve. */
static jh_status choose(const averager *a, double whole, bool bound, double *least)
{
    size_t wide = UNITS + 1;
    double unit = whole / UNITS;
    jh_arena *own = jh_arena_new();
    double *now = own ? jh_alloc_array(own, 2 * wide, sizeof *now) : NULL;
    uint32_t *from = own ? jh_alloc_array(own, a->n * wide + 1, sizeof *from) : NULL;
    if (!now || !from) {
        jh_arena_free(own);
        return jh_nomem(a->err);
    }
    double *next = now + wide;
    for (size_t k = 0; k < a->n; k++) {
        const curve *c = &a->curves[k];
        double low = lowest(a, c);
        for (size_t u = 0; u < wide; u++)
            next[u] = INFINITY;
        for (size_t i = 0; i < c->n; i++) {
            double cost = bound ? c->at[i].bound : c->at[i].plan;
            if (!bound && c->at[i].limit < low) continue;
            size_t use = units(c, i, bound, unit);
            for (size_t u = use; u < wide && cost < INFINITY; u++)
                if (now[u - use] + cost < next[u]) {
                    next[u] = now[u - use] + cost;
                    from[k * wide + u] = (uint32_t)i;
                }
        }
        memcpy(now, next, wide * sizeof *now);
    }
    *least = now[UNITS];
    for (size_t k = a->n, u = UNITS; k-- > 0 && *least < INFINITY;) {
        curve *c = &a->curves[k];
        size_t i = from[k * wide + u];
        u -= units(c, i, bound, unit);
        *(bound ? &c->bound : &c->plan) = i;
    }
    jh_arena_free(own);
    return JH_OK;
}

/* Puts points into the intervals on both sides of a chosen one. */
static jh_status finer(const averager *a, curve *c, size_t i)
{
    double low = i ? c->at[i - 1].limit : 0, at = c->at[i].limit;
    double high = i + 1 < c->n ? c->at[i + 1].limit : at;
    for (int k = 1; k <= FINER; k++) {
        JH_TRY(add_point(a, c, low + (at - low) * k / (FINER + 1)));
        if (high > at) JH_TRY(add_point(a, c, at + (high - at) * k / (FINER + 1)));
    }
    return JH_OK;
}

/* ---- one mean ---- */

static jh_status begin(averager *a, size_t mean, const jh__state *s)
{
    const jh_budget *b = a->b;
    a->curves = jh_alloc_array(a->arena, b->cones + 1, sizeof *a->curves);
    if (!a->curves) return jh_nomem(a->err);
    a->n = 0;
    for (size_t k = 0; k < b->cones; k++) {
        if (b->cone[k].mean != mean) continue;
        curve *c = &a->curves[a->n++];
        *c = (curve){.cone = k, .today = jh__cv(s->sum[k])};
        for (int i = 1; i <= FIRST_POINTS; i++)
            JH_TRY(add_point(a, c, c->today * i / FIRST_POINTS));
        /* what the schools' own needs make of it may lie above today */
        JH_TRY(add_point(a, c, 2 * c->today));
        if (c->today <= 0) JH_TRY(add_point(a, c, 1e-6));
        JH_TRY(add_point(a, c, ANY_LIMIT));
        make_fall(c);
    }
    return JH_OK;
}

/* The best limits of one mean's cones into `limit`, what they cost and what no plan goes below. */
static jh_status one_mean(averager *a, size_t mean, const jh__state *s, double *limit,
                          point *out)
{
    JH_TRY(begin(a, mean, s));
    double whole = a->b->mean[mean].limit * (double)a->n * (1 - 1e-9);
    for (int pass = 0; pass < PASSES; pass++) {
        JH_TRY(choose(a, whole, false, &out->plan));
        JH_TRY(choose(a, whole * (1 + 3e-9), true, &out->bound));
        for (size_t k = 0; pass + 1 < PASSES && k < a->n; k++) {
            curve *c = &a->curves[k];
            double at[] = {c->at[c->plan].limit, c->at[c->bound].limit};
            for (size_t i = 0; i < JH_COUNT(at); i++) {
                size_t p = 0;
                while (p + 1 < c->n && c->at[p].limit < at[i] - 1e-12)
                    p++;
                JH_TRY(finer(a, c, p));
            }
            make_fall(c);
            c->plan = c->bound = 0;
        }
    }
    for (size_t k = 0; k < a->n && out->plan < INFINITY; k++)
        limit[a->curves[k].cone] = a->curves[k].at[a->curves[k].plan].limit;
    return JH_OK;
}

static jh_status say_mean(const averager *a, size_t mean, bool never, jh_budget_plan *out)
{
    const jh_budget_mean *m = &a->b->mean[mean];
    out->outcome.status = never ? JH_PLAN_INFEASIBLE : JH_PLAN_NONE;
    jh_status st = jh_violation_add(
        &out->why, NULL, m->limit,
        never ? "plan.budget_mean_never" : "plan.budget_mean_unmet", "stage:s limit:g",
        m->stage < 0 ? "" : a->b->stage_name[m->stage], m->limit);
    return st == JH_OK ? JH_OK : jh_nomem(a->err);
}

static jh_status make_shares(averager *a)
{
    const jh_budget *b = a->b;
    a->share = jh_alloc_array(a->arena, b->items + 1, sizeof *a->share);
    if (!a->share) return jh_nomem(a->err);
    for (size_t k = 0; k < b->cells; k++) {
        const jh_budget_cell *c = &b->cell[k];
        bool counts = c->item != JH_BUDGET_NONE && c->cone != JH_BUDGET_NONE;
        if (counts) a->share[c->item]++;
    }
    for (size_t i = 0; i < b->items; i++)
        a->share[i] = a->share[i] > 0 ? 1 / a->share[i] : 1;
    return JH_OK;
}

jh_status jh__mean_limits(jh__work *w, double edge, double *limit, double *bound,
                          jh_budget_plan *out)
{
    averager a = {.b = w->b, .arena = w->arena, .err = w->err, .edge = edge};
    jh__state s;
    *bound = 0;
    JH_TRY(jh__state_make(w, &s));
    JH_TRY(make_shares(&a));
    for (size_t g = 0; g < w->b->means; g++) {
        point p = {0};
        JH_TRY(one_mean(&a, g, &s, limit, &p));
        *bound += p.bound;
        if (p.plan == INFINITY) JH_TRY(say_mean(&a, g, p.bound == INFINITY, out));
    }
    if (w->moves) *bound = NAN;
    return JH_OK;
}

bool jh__means_hold(const jh__work *w, const jh__state *s)
{
    for (size_t g = 0; g < w->b->means; g++) {
        double sum = 0, n = 0;
        for (size_t k = 0; k < w->b->cones; k++)
            if (w->b->cone[k].mean == g) sum += jh__cv(s->sum[k]), n++;
        if (sum > n * w->b->mean[g].limit * (1 - JH__CONE_MARGIN)) return false;
    }
    return true;
}
