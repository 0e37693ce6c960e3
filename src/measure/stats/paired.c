#include "paired.h"
#include "lanes.h"

#include <math.h>
#include <stdlib.h>

typedef struct row {
    double y, x, w;
} row;

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

/* Ties by value and weight, so that sums do not depend on the order given. */
static int ascending(const void *left, const void *right)
{
    const row *a = left, *b = right;
    int c = compare(a->y, b->y);
    if (!c) c = compare(a->x, b->x);
    return c ? c : compare(a->w, b->w);
}

static void fold(jh__steps *out, const row *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!out->n || out->at[out->n - 1].y != at[i].y)
            out->at[out->n++] = (jh__step){.y = at[i].y};
        out->at[out->n - 1].w += at[i].w;
        out->at[out->n - 1].wx += at[i].w * at[i].x;
    }
}

jh_stat_result jh__steps_of(jh_sample s, jh__steps *out)
{
    jh_moments m;
    jh_stat_result r = jh__positive(s, &m);
    if (r.state != JH_STAT_OK) return r;
    if (!s.y) return jh__undefined("stat.no_second");
    row *at = jh_alloc_array(s.scratch, s.n, sizeof *at);
    *out = (jh__steps){.weight = m.weight, .mean = m.mean};
    out->at = jh_alloc_array(s.scratch, s.n, sizeof *out->at);
    if (!at || !out->at) return (jh_stat_result){JH_STAT_NOMEM, 0, "base.nomem"};
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (jh__weight(s, i) > 0) at[n++] = (row){s.y[i], s.x[i], jh__weight(s, i)};
    qsort(at, n, sizeof *at, ascending);
    fold(out, at, n);
    return jh__defined(m.mean);
}

jh_stat_result jh__covariance_of(jh_sample s, jh__covariance *out)
{
    if (!s.n) return jh__undefined("stat.no_values");
    if (!s.y) return jh__undefined("stat.no_second");
    jh_sample second = s;
    second.x = s.y;
    jh_moments x = jh_moments_of(s), y = jh_moments_of(second);
    if (!(x.weight > 0)) return jh__undefined("stat.no_weight");
    if (!jh__varies(s, s.x)) return jh__undefined("stat.no_variation");
    if (!jh__varies(s, s.y)) return jh__undefined("stat.second_same");
    jh__lanes sum = {{0}};
    for (size_t i = 0; i < s.n; i++)
        jh__lanes_add(&sum, i, jh__weight(s, i) * (s.x[i] - x.mean) * (s.y[i] - y.mean));
    *out = (jh__covariance){.x = x.mean,
                            .y = y.mean,
                            .xx = x.sd * x.sd,
                            .xy = jh__lanes_sum(&sum) / x.weight,
                            .yy = y.sd * y.sd};
    return jh__defined(out->xy);
}

jh_stat_result jh__parity(jh_sample s)
{
    jh_moments m;
    jh_stat_result r = jh__positive(s, &m);
    if (r.state != JH_STAT_OK) return r;
    if (!s.y) return jh__undefined("stat.no_second");
    jh__lanes weight[2] = {{{0}}}, total[2] = {{{0}}};
    for (size_t i = 0; i < s.n; i++) {
        double w = jh__weight(s, i);
        jh__lanes_add(&weight[s.y[i] != 0], i, w);
        jh__lanes_add(&total[s.y[i] != 0], i, w * s.x[i]);
    }
    double w[2], mean[2];
    for (int k = 0; k < 2; k++) {
        w[k] = jh__lanes_sum(&weight[k]);
        if (!(w[k] > 0)) return jh__undefined("stat.one_group");
        mean[k] = jh__lanes_sum(&total[k]) / w[k];
    }
    if (mean[0] == 0) return jh__undefined("stat.reference_zero");
    return jh__defined(mean[1] / mean[0]);
}
