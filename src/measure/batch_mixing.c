/* Segregation of many groups of units. A unit's term is n (ln n − ln t − ln p): the logarithms of
 * counts, which are whole and small nearly always, come from a table made with the library's log. */
#include "batch_int.h"

#include <junheng/segregation.h>

#include <math.h>
#include <stdlib.h>

#define TABLE 4096

typedef struct work {
    const jh_batch_mix *batch;
    jh_batch_mixed *out;
    double *log;     /* [TABLE], log[0] is not looked at */
    double *kinds;   /* [worker * 3 * kinds]: totals, logarithms of shares, a unit */
    double *total;   /* [group]: pupils · M */
    double *of_kind; /* [group * kinds]: pupils */
} work;

static double log_of(const work *w, double n)
{
    if (n < TABLE) {
        size_t i = (size_t)n;
        if ((double)i == n) return w->log[i];
    }
    return log(n);
}

static double sum_of(const double *n, size_t kinds)
{
    double sum = 0;
    for (size_t k = 0; k < kinds; k++)
        sum += n[k];
    return sum;
}

/* Sums over the units of a group. */
typedef struct spread {
    double information, distance, two;
} spread;

static spread gather(const work *w, size_t g, double *all, double total)
{
    const jh_partition *by = w->batch->by;
    size_t kinds = w->batch->kinds, one = w->batch->kind;
    double *logs = all + kinds, *n = logs + kinds;
    bool all_kinds = w->out->d;
    spread s = {0, 0, 0};
    for (size_t i = by->first[g]; i < by->first[g + 1]; i++) {
        for (size_t k = 0; k < kinds; k++)
            n[k] = w->batch->n[k][by->row[i]];
        double t = sum_of(n, kinds), own = 0, share = t / total;
        if (!(t > 0)) continue;
        double log_t = log_of(w, t);
        for (size_t k = 0; k < kinds; k++)
            if (n[k] > 0) own += n[k] * (log_of(w, n[k]) - log_t - logs[k]);
        for (size_t k = 0; all_kinds && k < kinds; k++)
            s.distance += fabs(n[k] - all[k] * share);
        s.information += own;
        s.two += fabs(n[one] / all[one] - (t - n[one]) / (total - all[one]));
    }
    return s;
}

static void put(double *to, size_t g, double x)
{
    if (to) to[g] = x;
}

static void measure(const work *w, size_t g, double *all)
{
    const jh_partition *by = w->batch->by;
    size_t kinds = w->batch->kinds, there = 0;
    const jh_batch_mixed *o = w->out;
    double entropy = 0, mix = 0;
    for (size_t k = 0; k < kinds; k++) {
        const double *n = w->batch->n[k];
        all[k] = 0;
        for (size_t i = by->first[g]; i < by->first[g + 1]; i++)
            all[k] += n[by->row[i]];
    }
    double total = sum_of(all, kinds), one = all[w->batch->kind];
    for (size_t k = 0; k < kinds; k++) {
        double share = all[k] / total;
        w->of_kind[g * kinds + k] = all[k];
        all[kinds + k] = 0;
        if (!(share > 0)) continue;
        all[kinds + k] = log(share);
        there++;
        entropy -= share * all[kinds + k];
        mix += share * (1 - share);
    }
    spread s = gather(w, g, all, total);
    double m = total > 0 ? fmax(0, s.information / total) : NAN;
    w->total[g] = total > 0 ? total * m : 0;
    put(o->m, g, m);
    put(o->h, g, there > 1 ? fmin(1, m / entropy) : NAN);
    put(o->d, g, there > 1 ? fmin(1, s.distance / (2 * total * mix)) : NAN);
    put(o->two, g, one > 0 && total - one > 0 ? fmin(1, s.two / 2) : NAN);
}

static jh_status bundle(void *ctx, size_t first, size_t end, size_t worker)
{
    work *w = ctx;
    for (size_t g = first; g < end; g++)
        measure(w, g, w->kinds + worker * 3 * w->batch->kinds);
    return JH_OK;
}

/* Groups stand for units: their M, and the mean of what is inside them. */
static void nest(const work *w, jh_batch_mixed *out)
{
    const jh_counts c = {w->batch->by->groups, w->batch->kinds, w->of_kind};
    jh_segregation s = jh_segregation_of(&c);
    double within = 0;
    for (size_t g = 0; g < c.units; g++)
        within += w->total[g];
    out->between = s.m.state == JH_STAT_OK ? s.m.value : NAN;
    out->within = s.m.state == JH_STAT_OK ? within / s.total : NAN;
}

jh_status jh_batch_mixing(const jh_batch_mix *batch, jh_batch_mixed *out, jh_error *err)
{
    size_t threads = jh_pool_threads(batch->pool), groups = batch->by->groups;
    size_t sizes = TABLE + threads * 3 * batch->kinds + groups * (1 + batch->kinds);
    double *p = calloc(sizes + 1, sizeof *p);
    if (!p) return jh_nomem(err);
    work w = {.batch = batch, .out = out, .log = p, .kinds = p + TABLE};
    w.total = w.kinds + threads * 3 * batch->kinds;
    w.of_kind = w.total + groups;
    for (size_t i = 1; i < TABLE; i++)
        w.log[i] = log((double)i);
    jh_status st = jh__bundles_run(batch->pool, batch->by, bundle, &w);
    if (st == JH_OK) nest(&w, out);
    free(p);
    return st == JH_OK ? st : jh_nomem(err);
}
