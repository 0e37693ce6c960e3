/* Intervals of cv and gini for tens of thousands of samples. Instead of the drawn schools their
 * counts are kept: eight replicates side by side, in the order of the sorted values, so that all
 * sums of both coefficients come from one walk, and the counts serve every indicator.
 *
 * With W = count · weight and d = x − the sample's mean, so that nothing cancels:
 *   cv² = (ΣWd²/N − (ΣWd/N)²) ÷ mean², gini = Σ Wd(C' + C) − N·ΣWd ÷ (N·ΣWx),
 * C' and C being the weight below and up to a school. */
#include "batch_int.h"
#include "bootstrap_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LANES JH__DRAWINGS

typedef struct room {
    jh__group group;
    jh__place *place;  /* [indicator * rows] */
    double *mean;      /* by indicator; NAN: no figures */
    bool *negative;    /* gini is undefined */
    double *count;     /* [row * LANES] */
    uint32_t *index;   /* one replicate's draws */
    double *cv, *gini; /* [indicator * replicates] */
    double *spare;
} room;

typedef struct work {
    const jh_bootstrap *how;
    const jh_batch *batch;
    const jh_bootstrap_batch *out;
    room *room;
    size_t most, padded; /* rows of the largest group; replicates in whole eights */
    jh_error *err;
} work;

static int by_value(const void *left, const void *right)
{
    const jh__place *a = left,
                    *b = right; /* wdd holds the value until the order is made */
    if (a->wdd < b->wdd || a->wdd > b->wdd) return a->wdd < b->wdd ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* Fills the places of an indicator; false where rows have no value. */
static bool open_indicator(const work *w, room *m, size_t k)
{
    const double *weight;
    size_t n = jh__group_values(w->batch, k, &m->group, &weight);
    jh__place *p = m->place + k * w->most;
    double sum = 0, total = 0;
    m->mean[k] = NAN;
    m->negative[k] = false;
    if (n != m->group.n) return false;
    for (size_t i = 0; i < n; i++) {
        p[i] = (jh__place){.w = weight[i], .wdd = m->group.x[i], .row = i};
        sum += weight[i];
        total += weight[i] * m->group.x[i];
        m->negative[k] = m->negative[k] || m->group.x[i] < 0;
    }
    if (!n) return true;
    m->mean[k] = total / sum;
    qsort(p, n, sizeof *p, by_value);
    for (size_t i = 0; i < n; i++) {
        double d = p[i].wdd - m->mean[k];
        p[i].wd = p[i].w * d;
        p[i].wdd = p[i].w * d * d;
    }
    return true;
}

/* How often each row is drawn in eight replicates. */
static void draw(const work *w, room *m, uint64_t set, size_t first)
{
    size_t n = m->group.n;
    memset(m->count, 0, n * LANES * sizeof *m->count);
    for (size_t k = 0; k < LANES; k++) {
        jh_bootstrap_draw(w->how, set, first + k, n, m->index);
        for (size_t i = 0; i < n; i++)
            m->count[m->index[i] * LANES + k] += 1;
    }
}

static void finish(const work *w, room *m, size_t k, size_t first, const jh__drawn *s)
{
    double *cv = m->cv + k * w->padded + first, *gini = m->gini + k * w->padded + first;
    for (size_t i = 0; i < LANES; i++) {
        double shift = s->d[i] / s->n[i], mean = m->mean[k] + shift;
        double variance = s->dd[i] / s->n[i] - shift * shift;
        double g = (s->g[i] - s->n[i] * s->d[i]) / (s->n[i] * s->n[i] * mean);
        cv[i] = mean > 0 ? sqrt(variance > 0 ? variance : 0) / mean : NAN;
        gini[i] = mean > 0 ? (g > 0 ? (g < 1 ? g : 1) : 0) : NAN;
    }
}

static jh_interval interval(const work *w, room *m, double *x, const char *why)
{
    size_t n = 0, all = w->how->replicates;
    double tail = (1 - w->how->level) / 2;
    for (size_t i = 0; i < all; i++) {
        x[n] = x[i];
        n += x[i] == x[i];
    }
    if (!n) return (jh_interval){JH_STAT_UNDEFINED, why, NAN, NAN, NAN, all};
    return (jh_interval){JH_STAT_OK,
                         NULL,
                         jh__select(x, n, tail, m->spare),
                         jh__select(x, n, 1 - tail, m->spare),
                         jh__spread(x, n),
                         all - n};
}

static void put(jh_interval *to, size_t at, jh_interval x)
{
    if (to) to[at] = x;
}

/* An indicator that some rows lack is drawn by itself. */
static jh_status by_itself(const work *w, room *m, size_t g, size_t k)
{
    const double *weight;
    size_t at = k * w->batch->by->groups + g;
    jh_interval cv, gini;
    jh_bootstrap how = *w->how;
    jh_sample s = {.x = m->group.x};
    s.n = jh__group_values(w->batch, k, &m->group, &weight);
    s.w = weight;
    how.kind = JH_INTERVAL_PERCENTILE;
    how.pool = NULL;     /* this is a task already, */
    how.progress = NULL; /* told as one of the groups */
    JH_TRY(jh_bootstrap_stat(&how, g, jh_stat_find("cv"), s, &cv, w->err));
    JH_TRY(jh_bootstrap_stat(&how, g, jh_stat_find("gini"), s, &gini, w->err));
    put(w->out->cv, at, cv);
    put(w->out->gini, at, gini);
    return JH_OK;
}

static void put_intervals(const work *w, room *m, size_t g, size_t k)
{
    size_t at = k * w->batch->by->groups + g, all = w->how->replicates;
    const jh_interval none = {
        JH_STAT_UNDEFINED, "stat.value_negative", NAN, NAN, NAN, all};
    double *cv = m->cv + k * w->padded, *gini = m->gini + k * w->padded;
    put(w->out->cv, at, interval(w, m, cv, "stat.mean_zero"));
    put(w->out->gini, at, m->negative[k] ? none : interval(w, m, gini, "stat.mean_zero"));
}

static jh_status one_group(const work *w, room *m, size_t g)
{
    bool whole[64];
    size_t indicators = w->batch->indicators;
    jh__group_open(w->batch, g, &m->group);
    for (size_t k = 0; k < indicators; k++)
        whole[k] = open_indicator(w, m, k) && m->group.n;
    for (size_t first = 0; m->group.n && first < w->padded; first += LANES) {
        draw(w, m, g, first);
        for (size_t k = 0; k < indicators; k++) {
            jh__drawn s;
            if (!whole[k]) continue;
            const jh__place *p = m->place + k * w->most;
            jh__batch_kernels(w->batch)->walk(p, m->group.n, m->count, &s);
            finish(w, m, k, first, &s);
        }
    }
    for (size_t k = 0; k < indicators; k++) {
        if (whole[k])
            put_intervals(w, m, g, k);
        else
            JH_TRY(by_itself(w, m, g, k));
    }
    return JH_OK;
}

static jh_status bundle(void *ctx, size_t task, size_t worker)
{
    work *w = ctx;
    JH_TRY(jh__go_on(w->how->progress, task, w->batch->by->groups));
    return one_group(w, &w->room[worker], task);
}

static bool open_room(const work *w, room *m)
{
    size_t k = w->batch->indicators, n = w->most;
    m->group = jh__group_new(n);
    m->place = calloc(k * n + 1, sizeof *m->place);
    m->mean = calloc(k + 1, sizeof *m->mean);
    m->negative = calloc(k + 1, sizeof *m->negative);
    m->count = calloc(n * LANES + 1, sizeof *m->count);
    m->index = calloc(n + 1, sizeof *m->index);
    m->cv = calloc(k * w->padded + 1, sizeof *m->cv);
    m->gini = calloc(k * w->padded + 1, sizeof *m->gini);
    m->spare = calloc(w->padded + 1, sizeof *m->spare);
    return m->group.x && m->place && m->mean && m->negative && m->count && m->index &&
           m->cv && m->gini && m->spare;
}

static void close_room(room *m)
{
    free(m->group.x);
    free(m->place);
    free(m->mean);
    free(m->negative);
    free(m->count);
    free(m->index);
    free(m->cv);
    free(m->gini);
    free(m->spare);
}

jh_status jh_bootstrap_groups(const jh_bootstrap *how, const jh_batch *batch,
                              const jh_bootstrap_batch *out, jh_error *err)
{
    work w = {.how = how, .batch = batch, .out = out, .err = err};
    size_t threads = jh_pool_threads(batch->pool);
    if (batch->indicators > 64)
        return jh_fail(err, JH_EINTERNAL, "measure.batch_too_large", "");
    w.most = jh__largest_group(batch->by) + 1;
    w.padded = (how->replicates + LANES - 1) / LANES * LANES;
    w.room = calloc(threads, sizeof *w.room);
    bool fine = w.room != NULL;
    for (size_t i = 0; fine && i < threads; i++)
        fine = open_room(&w, &w.room[i]);
    jh_status st =
        fine ? jh_pool_run(batch->pool, batch->by->groups, bundle, &w) : JH_ENOMEM;
    for (size_t i = 0; w.room && i < threads; i++)
        close_room(&w.room[i]);
    free(w.room);
    return jh__ended(st, err);
}
