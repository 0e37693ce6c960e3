/* Coefficients of many groups, and what is read off their sorting. Sums are made in the order
 * in which the statistics of one sample make them (stats/sorted.c). */
#include "batch_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- bundles ----------------------------------------------------------------------------- */

typedef struct bundles {
    const jh_partition *by;
    jh__bundle_task task;
    void *ctx;
} bundles;

/* First group that begins at the row or behind it. */
static size_t group_from(const jh_partition *by, size_t row)
{
    size_t low = 0, high = by->groups;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by->first[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static jh_status bundle(void *ctx, size_t task, size_t worker)
{
    const bundles *b = ctx;
    size_t first = group_from(b->by, task * JH__BUNDLE);
    size_t end = group_from(b->by, (task + 1) * JH__BUNDLE);
    return first < end ? b->task(b->ctx, first, end, worker) : JH_OK;
}

jh_status jh__bundles_run(jh_pool *pool, const jh_partition *by, jh__bundle_task task,
                          void *ctx)
{
    bundles b = {by, task, ctx};
    return jh_pool_run(pool, by->rows / JH__BUNDLE + 1, bundle, &b);
}

size_t jh__largest_group(const jh_partition *by)
{
    size_t most = 0;
    for (size_t g = 0; g < by->groups; g++) {
        size_t n = by->first[g + 1] - by->first[g];
        if (n > most) most = n;
    }
    return most;
}

/* ---- a group's rows ---------------------------------------------------------------------------- */

/* Rooms begin where a line of the cache does. */
#define LINE 64

jh__group jh__group_new(size_t n)
{
    const size_t near = JH__AT_ONCE * (JH__NEAR + 8);
    jh__group g = {0};
    if (n > SIZE_MAX / 256) return g;
    size_t rows = (n + 15) / 8 * 8, values = rows > near ? rows : near;
    size_t bytes = (2 * values + 3 * rows) * sizeof *g.x + rows * sizeof *g.row;
    char *p = aligned_alloc(LINE, (bytes + LINE - 1) / LINE * LINE);
    if (!p) return g;
    g.x = (double *)(void *)p;
    g.own = g.x + values;
    g.w = g.own + values;
    g.by = g.w + rows;
    g.once = g.by + rows;
    g.row = (uint32_t *)(void *)(g.once + rows);
    return g;
}

void jh__group_open(const jh_batch *batch, size_t group, jh__group *g)
{
    const jh_partition *by = batch->by;
    size_t first = by->first[group];
    g->divided = !batch->values;
    jh__batch_kernels(batch)->open(batch->weight, by->row + first,
                                   by->first[group + 1] - first, g);
}

/* Rows that have no value are left out. */
static size_t divide(const double *total, const jh__group *g)
{
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        double x = total[g->row[i]] / g->by[i];
        g->x[n] = x;
        g->own[n] = g->w[i];
        n += x == x;
    }
    for (size_t i = n; n && i % 8; i++) {
        g->x[i] = g->x[0];
        g->own[i] = 0;
    }
    return n;
}

size_t jh__group_values(const jh_batch *batch, size_t k, const jh__group *g,
                        const double **w)
{
    double sum;
    *w = g->w;
    if (jh__batch_kernels(batch)->divide(batch->total + k, 1, g, g->x, &sum)) return g->n;
    *w = g->own;
    return divide(batch->total[k], g);
}

/* ---- coefficients ---------------------------------------------------------------------------- */

typedef struct work {
    const jh_batch *batch;
    const jh__kernels *kernels;
    double *cv;
    const jh_batch_sorted *out;
    jh__group *room;    /* by worker */
    jh__sorter *sorter; /* by worker */
} work;

static double cv_of(const work *w, size_t k, const jh__group *group)
{
    const double *weight;
    size_t n = jh__group_values(w->batch, k, group, &weight);
    jh_moments m = w->kernels->moments(group->x, weight, n);
    return m.weight > 0 && m.mean > 0 ? m.sd / m.mean : (double)NAN;
}

/* What is beyond all numbers is undefined. */
static void put(double *to, size_t at, double x)
{
    if (to) to[at] = isfinite(x) ? x : NAN;
}

static jh_status cv_bundle(void *ctx, size_t first, size_t end, size_t worker)
{
    work *w = ctx;
    jh__group *group = &w->room[worker];
    size_t all = w->batch->indicators;
    for (size_t g = first; g < end; g++) {
        jh__group_open(w->batch, g, group);
        size_t step = group->n > JH__NEAR ? 1 : JH__AT_ONCE;
        for (size_t k = 0; k < all; k += step) {
            size_t n = all - k < step ? all - k : step;
            double cv[JH__AT_ONCE];
            unsigned done = w->kernels->cv(w->batch->total + k, n, group, cv);
            for (size_t i = 0; i < n; i++)
                put(w->cv, (k + i) * w->batch->by->groups + g,
                    done >> i & 1 ? cv[i] : cv_of(w, k + i, group));
        }
    }
    return JH_OK;
}

static void free_rooms(work *w, size_t threads)
{
    for (size_t i = 0; i < threads; i++) {
        if (w->room) free(w->room[i].x);
        if (w->sorter) free(w->sorter[i].sides.x);
    }
    free(w->room);
    free(w->sorter);
}

static bool make_rooms(work *w, size_t threads, bool sorted)
{
    size_t most = jh__largest_group(w->batch->by);
    w->room = calloc(threads, sizeof *w->room);
    w->sorter = calloc(threads, sizeof *w->sorter);
    for (size_t i = 0; w->room && w->sorter && i < threads; i++) {
        w->room[i] = jh__group_new(most);
        if (sorted) w->sorter[i] = jh__sorter_new(most, w->kernels);
        if (!w->room[i].x || (sorted && !w->sorter[i].sides.x)) return false;
    }
    return w->room && w->sorter;
}

static jh_status run(work *w, jh__bundle_task task, bool sorted, jh_error *err)
{
    size_t threads = jh_pool_threads(w->batch->pool);
    w->kernels = jh__batch_kernels(w->batch);
    jh_status st = make_rooms(w, threads, sorted) ? JH_OK : JH_ENOMEM;
    if (st == JH_OK) st = jh__bundles_run(w->batch->pool, w->batch->by, task, w);
    free_rooms(w, threads);
    return st == JH_OK ? st : jh_nomem(err);
}

jh_status jh_batch_cv(const jh_batch *batch, double *out, jh_error *err)
{
    work w = {.batch = batch, .cv = out};
    return run(&w, cv_bundle, false, err);
}

/* ---- what is read off a sorting -------------------------------------------------------------- */

static double ratio(double high, double low)
{
    return low == 0 ? (double)NAN : (high - 0 * low) / low;
}

static bool quantiles(const jh_batch_sorted *o)
{
    return o->ratio_p90_p10 || o->ratio_p75_p25 || o->mcloone || o->verstegen;
}

/* One of several samples; `fine`: it has figures. */
static void put_figures(const work *w, const jh__figures *f, size_t lane, bool fine,
                        size_t at)
{
    const jh_batch_sorted *o = w->out;
    const double(*p)[JH__SIDES] = f->percentile;
    bool median = fine && p[2][lane] != 0;
    fine = fine && f->weight[lane] > 0 && f->mean[lane] != 0 && isfinite(f->mean[lane]);
    median = median && fine;
    put(o->gini, at, fine ? f->gini[lane] : NAN);
    put(o->ratio_p90_p10, at, fine ? ratio(p[4][lane], p[0][lane]) : NAN);
    put(o->ratio_p75_p25, at, fine ? ratio(p[3][lane], p[1][lane]) : NAN);
    put(o->mcloone, at, median ? f->lower[lane] : NAN);
    put(o->verstegen, at, median ? f->upper[lane] : NAN);
}

/* Rising percentiles of type 2 in one walk. */
static void percentiles(const jh__sorted *s, jh__figures *f)
{
    static const double percent[JH__PERCENTS] = {10, 25, 50, 75, 90};
    double sum = 0;
    size_t k = 0;
    for (size_t i = 0; i < s->n && k < JH__PERCENTS; i++) {
        sum += s->at[i].w;
        for (; k < JH__PERCENTS && sum * 100 >= s->weight * percent[k]; k++) {
            bool step = sum * 100 > s->weight * percent[k] || i + 1 == s->n;
            f->percentile[k][0] = step ? s->at[i].x : (s->at[i].x + s->at[i + 1].x) / 2;
        }
    }
    for (; k < JH__PERCENTS; k++)
        f->percentile[k][0] = s->at[s->n - 1].x;
}

/* A sample that is large, or not of finite values. */
static void read_one(const work *w, const jh__group *group, const double *weight,
                     size_t n, const jh__sorter *room, size_t at)
{
    jh__sorted s = {.at = room->pair, .n = n};
    jh__figures f;
    double total = 0;
    memset(&f, 0, sizeof f);
    jh__pairs_sort(room, group->x, weight, n);
    for (size_t i = 0; i < s.n; i++) {
        s.weight += s.at[i].w;
        total += s.at[i].w * s.at[i].x;
    }
    f.weight[0] = s.weight;
    f.mean[0] = s.mean = total / s.weight;
    bool fine = s.n && s.weight > 0 && s.at[0].x >= 0 && s.mean != 0;
    if (fine && w->out->gini) f.gini[0] = jh__gini(&s);
    if (fine && quantiles(w->out)) percentiles(&s, &f);
    if (fine && f.percentile[2][0] != 0) {
        f.lower[0] = jh__median_side(&s, f.percentile[2][0], true);
        f.upper[0] = jh__median_side(&s, f.percentile[2][0], false);
    }
    put_figures(w, &f, 0, fine, at);
}

static bool all_finite(const double *x, size_t n)
{
    double zero = 0;
    for (size_t i = 0; i < n; i++)
        zero += x[i] * 0;
    return zero == 0;
}

static void read_alone(const work *w, size_t g, size_t k, const jh__group *group,
                       const jh__sorter *room)
{
    const double *weight;
    size_t n = jh__group_values(w->batch, k, group, &weight);
    read_one(w, group, weight, n, room, k * w->batch->by->groups + g);
}

/* Indicators of a small group side by side; false where values are not finite. */
static bool read_sides(const work *w, size_t g, size_t first, const jh__group *group,
                       const jh__sorter *room)
{
    const jh_batch *batch = w->batch;
    size_t all = batch->indicators - first, width = w->kernels->width;
    size_t lanes = all < width ? all : width;
    jh__sides q = room->sides;
    jh__figures f;
    double sum[JH__AT_ONCE];
    unsigned done = w->kernels->divide(batch->total + first, lanes, group, group->x, sum);
    q.most = q.step = 1;
    for (size_t i = 0; i < width; i++) {
        bool whole = i >= lanes || done >> i & 1;
        jh__group one = *group;
        if (i < lanes) one.x += i * group->stride;
        one.own += i * group->stride;
        q.given_x[i] = one.x;
        q.given_w[i] = whole ? one.w : one.own;
        if (i >= lanes) continue;
        q.n[i] = whole ? group->n : divide(batch->total[first + i], &one);
        if (q.n[i] > q.most) q.most = q.n[i];
        if (!whole && !all_finite(one.x, q.n[i])) return false;
    }
    w->kernels->sort(&q);
    w->kernels->read(&q, w->out->gini, quantiles(w->out), &f);
    for (size_t i = 0; i < lanes; i++)
        put_figures(w, &f, i, q.n[i] && q.x[i] >= 0, (first + i) * batch->by->groups + g);
    return true;
}

static jh_status sort_bundle(void *ctx, size_t first, size_t end, size_t worker)
{
    work *w = ctx;
    jh__group *group = &w->room[worker];
    const jh__sorter *room = &w->sorter[worker];
    size_t all = w->batch->indicators;
    for (size_t g = first; g < end; g++) {
        jh__group_open(w->batch, g, group);
        size_t step = group->n <= JH__SMALL ? w->kernels->width : 1;
        for (size_t k = 0; k < all; k += step)
            if (step == 1 || !read_sides(w, g, k, group, room))
                for (size_t i = k; i < k + step && i < all; i++)
                    read_alone(w, g, i, group, room);
    }
    return JH_OK;
}

jh_status jh_batch_sort(const jh_batch *batch, const jh_batch_sorted *out, jh_error *err)
{
    work w = {.batch = batch, .out = out};
    return run(&w, sort_bundle, true, err);
}
