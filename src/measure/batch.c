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

jh__group jh__group_new(size_t n)
{
    jh__group g = {0};
    n += 8;
    char *p = n < SIZE_MAX / 32 ? malloc(n * (sizeof(uint32_t) * 2 + 3 * sizeof(double)))
                                : NULL;
    if (!p) return g;
    g.row = (uint32_t *)(void *)p;
    g.w = (double *)(void *)(g.row + 2 * n);
    g.x = g.w + n;
    g.own = g.x + n;
    return g;
}

void jh__group_open(const jh_batch *batch, size_t group, jh__group *g)
{
    const jh_partition *by = batch->by;
    g->n = 0;
    for (size_t i = by->first[group]; i < by->first[group + 1]; i++) {
        uint32_t row = by->row[i];
        double w = batch->weight[row];
        g->row[g->n] = row;
        g->w[g->n] = w;
        g->n += w > 0;
    }
}

/* Whether every row has a value. */
JH__INLINE bool divide(const double *total, const jh__group *g)
{
    uint64_t none = 0;
    for (size_t i = 0; i < g->n; i++) {
        double t = total[g->row[i]];
        g->x[i] = t / g->w[i];
        none |= t != t;
    }
    return !none;
}

static bool divide_plain(const double *total, const jh__group *g)
{
    return divide(total, g);
}

JH__WIDE static bool divide_wide(const double *total, const jh__group *g)
{
    return divide(total, g);
}

size_t jh__group_values(const jh_batch *batch, size_t k, const jh__group *g,
                        const double **w)
{
    const double *total = batch->total[k];
    *w = g->w;
    if (jh__has_wide() ? divide_wide(total, g) : divide_plain(total, g)) return g->n;
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        if (g->x[i] != g->x[i]) continue;
        g->own[n] = g->w[i];
        g->x[n++] = g->x[i];
    }
    *w = g->own;
    return n;
}

/* ---- coefficients ---------------------------------------------------------------------------- */

typedef struct work {
    const jh_batch *batch;
    double *cv;
    const jh_batch_sorted *out;
    jh__group *room;    /* by worker */
    jh__sorter *sorter; /* by worker */
} work;

static double cv_of(const jh_moments *m)
{
    return m->weight > 0 && m->mean > 0 ? m->sd / m->mean : NAN;
}

static jh_status cv_bundle(void *ctx, size_t first, size_t end, size_t worker)
{
    work *w = ctx;
    jh__group *group = &w->room[worker];
    for (size_t g = first; g < end; g++) {
        jh__group_open(w->batch, g, group);
        for (size_t k = 0; k < w->batch->indicators; k++) {
            const double *weight;
            size_t n = jh__group_values(w->batch, k, group, &weight);
            jh_moments m = jh__moments_weighted(group->x, weight, n);
            w->cv[k * w->batch->by->groups + g] = cv_of(&m);
        }
    }
    return JH_OK;
}

static void free_rooms(work *w, size_t threads)
{
    for (size_t i = 0; i < threads; i++) {
        if (w->room) free(w->room[i].row);
        if (w->sorter) free(w->sorter[i].pair);
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
        if (sorted) w->sorter[i] = jh__sorter_new(most);
        if (!w->room[i].row || (sorted && !w->sorter[i].pair)) return false;
    }
    return w->room && w->sorter;
}

static jh_status run(work *w, jh__bundle_task task, bool sorted, jh_error *err)
{
    size_t threads = jh_pool_threads(w->batch->pool);
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

/* Rising percentiles of type 2 in one walk. */
static void percentiles(const jh__sorted *s, const double *percent, size_t n, double *out)
{
    double sum = 0;
    size_t k = 0;
    for (size_t i = 0; i < s->n && k < n; i++) {
        sum += s->at[i].w;
        for (; k < n && sum * 100 >= s->weight * percent[k]; k++) {
            bool step = sum * 100 > s->weight * percent[k] || i + 1 == s->n;
            out[k] = step ? s->at[i].x : (s->at[i].x + s->at[i + 1].x) / 2;
        }
    }
    for (; k < n; k++)
        out[k] = s->at[s->n - 1].x;
}

static double ratio(double high, double low)
{
    return low == 0 ? NAN : (high - 0 * low) / low;
}

static void put(double *to, size_t at, double x)
{
    if (to) to[at] = x;
}

static void read_off(const work *w, const jh__sorted *s, size_t at)
{
    static const double percent[] = {10, 25, 50, 75, 90};
    const jh_batch_sorted *o = w->out;
    bool fine = s->n && s->weight > 0 && s->at[0].x >= 0 && s->mean != 0;
    double p[5] = {NAN, NAN, NAN, NAN, NAN};
    bool quantiles = o->ratio_p90_p10 || o->ratio_p75_p25 || o->mcloone || o->verstegen;
    if (fine && quantiles) percentiles(s, percent, 5, p);
    put(o->gini, at, fine && o->gini ? jh__gini(s) : NAN);
    put(o->ratio_p90_p10, at, fine ? ratio(p[4], p[0]) : NAN);
    put(o->ratio_p75_p25, at, fine ? ratio(p[3], p[1]) : NAN);
    bool median = fine && p[2] != 0;
    put(o->mcloone, at, median && o->mcloone ? jh__median_side(s, p[2], true) : NAN);
    put(o->verstegen, at, median && o->verstegen ? jh__median_side(s, p[2], false) : NAN);
}

static jh_status sort_bundle(void *ctx, size_t first, size_t end, size_t worker)
{
    work *w = ctx;
    jh__group *group = &w->room[worker];
    const jh__sorter *room = &w->sorter[worker];
    for (size_t g = first; g < end; g++) {
        jh__group_open(w->batch, g, group);
        for (size_t k = 0; k < w->batch->indicators; k++) {
            jh__sorted s = {.at = room->pair};
            const double *weight;
            double total = 0;
            s.n = jh__group_values(w->batch, k, group, &weight);
            jh__pairs_sort(room, group->x, weight, s.n);
            for (size_t i = 0; i < s.n; i++) {
                s.weight += s.at[i].w;
                total += s.at[i].w * s.at[i].x;
            }
            s.mean = total / s.weight;
            read_off(w, &s, k * w->batch->by->groups + g);
        }
    }
    return JH_OK;
}

jh_status jh_batch_sort(const jh_batch *batch, const jh_batch_sorted *out, jh_error *err)
{
    work w = {.batch = batch, .out = out};
    return run(&w, sort_bundle, true, err);
}
