/* The least that brings a coefficient under its limit.
 *
 * Minimise Σ w_i d_i over additions d_i >= 0 to the values x_i, subject to cv(x + d) <= c. The
 * constraint is the convex cone W · Σ w y² <= (1 + c²)(Σ w y)²; its Karush-Kuhn-Tucker
 * conditions give every raised section the same value y = t, so the optimum raises the low
 * tail to one level. The coefficient falls as t rises; the level where it meets the limit is
 * found between two neighbouring values by bisection. O(n log n). */
#include "assess_int.h"

#include <math.h>
#include <stdlib.h>

typedef struct point {
    double x, w;
    size_t section;
} point;

static int by_value(const void *a, const void *b)
{
    const point *p = a, *q = b;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    return (p->section > q->section) - (p->section < q->section);
}

/* Sums over the sections that keep their value. */
typedef struct kept {
    double w, wx, wxx;
} kept;

/* Coefficient when weight `low` stands at level t and the rest keeps its value. */
static double cv_at(double low, kept rest, double t)
{
    double w = low + rest.w, mean = (low * t + rest.wx) / w;
    double square = (low * t * t + rest.wxx) / w - mean * mean;
    return sqrt(square > 0 ? square : 0) / mean;
}

/* Smallest level in [from, to] whose coefficient is within the limit; `to` is. */
static double level_between(double low, kept rest, double from, double to, double limit)
{
    for (int i = 0; i < 200 && from < to; i++) {
        double t = from + (to - from) / 2;
        if (t <= from || t >= to) break;
        if (cv_at(low, rest, t) <= limit)
            to = t;
        else
            from = t;
    }
    return to;
}

/* Raises the sorted points until the limit is met; the level, and how many lie below. */
static double find_level(const point *p, size_t n, double limit, size_t *raised)
{
    kept rest = {0};
    double low = 0;
    for (size_t i = 0; i < n; i++)
        rest = (kept){rest.w + p[i].w, rest.wx + p[i].w * p[i].x,
                      rest.wxx + p[i].w * p[i].x * p[i].x};
    for (size_t i = 0; i + 1 < n; i++) {
        low += p[i].w;
        rest = (kept){rest.w - p[i].w, rest.wx - p[i].w * p[i].x,
                      rest.wxx - p[i].w * p[i].x * p[i].x};
        *raised = i + 1;
        if (cv_at(low, rest, p[i + 1].x) <= limit)
            return level_between(low, rest, p[i].x, p[i + 1].x, limit);
    }
    *raised = n - 1;
    return p[n - 1].x; /* all alike: no difference is left */
}

/* What raising costs in units of the lever; raises the points. NAN without a lever. */
static double raise(const jh__judge *j, size_t indicator, point *p, size_t n,
                    double level)
{
    const jh_indicator *ind = &j->pack->indicator[indicator];
    bool whole = jh_pack_slot_whole(j->pack, ind->lever);
    double amount = 0;
    for (size_t i = 0; i < n; i++) {
        size_t cell = indicator * j->out->sections.n + p[i].section;
        double slope = jh__lever_slope(j, ind, p[i].section, j->out->values.value[cell]);
        double more = (level - p[i].x) / slope;
        if (whole && more > 0) more = ceil(more - 1e-9);
        if (more > 0) p[i].x += more * slope;
        amount += isnan(slope) ? NAN : more > 0 ? more : 0;
    }
    return amount;
}

static double cv_of(const point *p, size_t n)
{
    kept all = {0};
    double square = 0;
    for (size_t i = 0; i < n; i++)
        all.w += p[i].w, all.wx += p[i].w * p[i].x;
    double mean = all.wx / all.w;
    for (size_t i = 0; i < n; i++)
        square += p[i].w * (p[i].x - mean) * (p[i].x - mean);
    return sqrt(square / all.w) / mean;
}

/* Whole units overshoot the level unevenly and can leave the coefficient a hair above the
 * limit; then the level is lifted a little until it holds. */
static void settle(const jh__judge *j, size_t indicator, const point *p, point *work,
                   size_t n, jh_coefficient_result *c)
{
    jh_remedy *r = &c->remedy;
    double top = p[n - 1].x, step = (top - r->level) / 256;
    for (;;) {
        size_t raised = 0;
        for (size_t i = 0; i < n; i++) {
            work[i] = p[i];
            raised += p[i].x < r->level;
        }
        r->sections = raised;
        r->amount = raise(j, indicator, work, raised, r->level);
        if (isnan(r->amount))
            for (size_t i = 0; i < raised; i++)
                work[i].x = r->level;
        r->after = cv_of(work, n);
        r->possible = r->after <= c->limit * (1 + 1e-12);
        if (r->possible || r->level >= top) return;
        r->level = fmin(top, r->level + step);
    }
}

jh_status jh__remedy(jh__judge *j, jh__group g, size_t indicator,
                     jh_coefficient_result *c)
{
    size_t n = j->out->sections.n;
    if (j->pack->indicator[indicator].direction != JH_MORE_IS_BETTER || c->n < 2)
        return JH_OK;
    point *p = jh_alloc_array(j->arena, 2 * g.n, sizeof *p);
    if (!p) return jh_nomem(j->err);
    for (size_t i = 0; i < g.n; i++) {
        size_t cell = indicator * n + g.section[i];
        p[i] = (point){j->out->values.value[cell].number, j->out->values.weight[cell],
                       g.section[i]};
        if (p[i].x < 0) return JH_OK;
    }
    qsort(p, g.n, sizeof *p, by_value);
    size_t raised;
    c->remedy.level = find_level(p, g.n, c->limit, &raised);
    settle(j, indicator, p, p + g.n, g.n, c);
    return JH_OK;
}
