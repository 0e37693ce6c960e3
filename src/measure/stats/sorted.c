#include "sorted.h"

#include <math.h>
#include <stdlib.h>

/* Ties by weight, so that sums do not depend on the order given. */
static int ascending(const void *left, const void *right)
{
    const jh__weighted *a = left, *b = right;
    if (a->x != b->x) return a->x < b->x ? -1 : 1;
    return (a->w > b->w) - (a->w < b->w);
}

jh_stat_result jh__sort(jh_sample s, jh__sorted *out)
{
    *out = (jh__sorted){0};
    if (!s.n) return jh__undefined("stat.no_values");
    out->at = jh_alloc_array(s.scratch, s.n, sizeof *out->at);
    if (!out->at) return (jh_stat_result){JH_STAT_NOMEM, 0, "base.nomem"};
    for (size_t i = 0; i < s.n; i++)
        if (jh__weight(s, i) > 0)
            out->at[out->n++] = (jh__weighted){s.x[i], jh__weight(s, i)};
    if (!out->n) return jh__undefined("stat.no_weight");
    qsort(out->at, out->n, sizeof *out->at, ascending);
    double total = 0;
    for (size_t i = 0; i < out->n; i++) {
        out->weight += out->at[i].w;
        total += out->at[i].w * out->at[i].x;
    }
    out->mean = total / out->weight;
    return jh__defined(out->mean);
}

jh_stat_result jh__sort_positive(jh_sample s, jh__sorted *out)
{
    jh_stat_result r = jh__sort(s, out);
    if (r.state != JH_STAT_OK) return r;
    if (out->at[0].x < 0) return jh__undefined("stat.value_negative");
    if (out->mean == 0) return jh__undefined("stat.mean_zero");
    /* measured by a mean beyond all numbers every value would seem alike */
    if (!isfinite(out->mean)) return jh__undefined("stat.not_finite");
    return r;
}

/* The value at a position that counts weights from 1. */
static size_t at(const jh__sorted *s, double position)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        if ((sum += s->at[i].w) >= position) return i;
    return s->n - 1;
}

static double linear(const jh__sorted *s, double percent)
{
    double position = 1 + fmax(0, s->weight - 1) * percent / 100, low = floor(position);
    double a = s->at[at(s, low)].x, b = s->at[at(s, low + 1)].x;
    return a + (b - a) * (position - low);
}

double jh__percentile(const jh__sorted *s, double percent, jh__percentile_type type)
{
    if (type == JH__LINEAR) return linear(s, percent);
    /* in hundredths of the weight, so that whole weights stay whole */
    double sum = 0, sought = s->weight * percent;
    for (size_t i = 0; i < s->n; i++) {
        sum += s->at[i].w;
        if (sum * 100 < sought) continue;
        if (type == JH__INVERSE || sum * 100 > sought || i + 1 == s->n) return s->at[i].x;
        return (s->at[i].x + s->at[i + 1].x) / 2;
    }
    return s->at[s->n - 1].x;
}

jh_stat_result jh__percentile_of(jh_sample s, double percent, jh__percentile_type type)
{
    jh__sorted sorted;
    jh_stat_result r = jh__sort(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    return jh__defined(jh__percentile(&sorted, percent, type));
}

jh_stat_result jh__percentile_ratio(jh_sample s, double high, double low, double less)
{
    jh__sorted sorted;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    double a = jh__percentile(&sorted, low, JH__AVERAGED);
    double b = jh__percentile(&sorted, high, JH__AVERAGED);
    if (a == 0) return jh__undefined("stat.percentile_zero");
    return jh__defined((b - less * a) / a);
}

/* Shares of the weights from `first` on, and the gaps from `from` on, over the mean: made by the block,
 * so that divisions do not wait for sums. */
#define BLOCK 64

static void shares_and_gaps(const jh__sorted *s, size_t first, size_t from, size_t n,
                            double share[BLOCK], double gap[BLOCK])
{
    for (size_t i = 0; i < n; i++) {
        share[i] = s->at[first + i].w / s->weight;
        gap[i] = (s->at[from + i + 1].x - s->at[from + i].x) / s->mean;
    }
}

/* Summed over the gaps between neighbours: every term is positive, so that nearly equal
 * values lose no digits. The smaller of the shares below and above a gap is summed from its own
 * end: taken from one, a small share above a very large value would lose most of its digits. */
double jh__gini(const jh__sorted *s)
{
    double sum = 0, below = 0, above = 0, share[BLOCK], gap[BLOCK];
    size_t i = 0, top = s->n ? s->n - 1 : 0;
    for (bool low = true; low && i < top;) {
        size_t n = top - i < BLOCK ? top - i : BLOCK;
        shares_and_gaps(s, i, i, n, share, gap);
        for (size_t k = 0; k < n; k++, i++) {
            double next = below + share[k];
            low = !(next > 0.5);
            if (!low) break;
            below = next;
            sum += below * (1 - below) * gap[k];
        }
    }
    while (top > i) {
        size_t n = top - i < BLOCK ? top - i : BLOCK;
        shares_and_gaps(s, top - n + 1, top - n, n, share, gap);
        for (size_t k = n; k-- > 0; top--) {
            above += share[k];
            double left = 1 - above;
            sum += above * (left > 0 ? left : 0) * gap[k];
        }
    }
    return fmin(sum, 1);
}

double jh__median_side(const jh__sorted *s, double median, bool lower)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (lower ? !(s->at[i].x <= median) : !(s->at[i].x >= median)) continue;
        weight += s->at[i].w;
        sum += s->at[i].w * (s->at[i].x / median);
    }
    double mean = sum / weight;
    return lower ? fmin(1, mean) : fmax(1, mean);
}

double jh__half_side(const jh__sorted *s, double median, bool lower)
{
    double half = s->weight / 2, sum = 0, weight = 0;
    for (size_t i = 0; i < s->n && weight < half; i++) {
        const jh__weighted *at = &s->at[lower ? i : s->n - 1 - i];
        double part = fmin(at->w, half - weight);
        weight += part;
        sum += part * (at->x / median);
    }
    return lower ? fmin(1, sum / half) : fmax(1, sum / half);
}

double jh__lorenz(const jh__sorted *s, double part)
{
    double left = part * s->weight, sum = 0;
    for (size_t i = 0; i < s->n && left > 0; i++) {
        double w = fmin(s->at[i].w, left);
        left -= w;
        sum += w * (s->at[i].x / s->mean);
    }
    return fmin(1, sum / s->weight);
}

jh_stat_result jh__positive(jh_sample s, jh_moments *m)
{
    if (!s.n) return jh__undefined("stat.no_values");
    *m = jh_moments_of(s);
    if (!(m->weight > 0)) return jh__undefined("stat.no_weight");
    for (size_t i = 0; i < s.n; i++)
        if (s.x[i] < 0 && jh__weight(s, i) > 0)
            return jh__undefined("stat.value_negative");
    if (m->mean == 0) return jh__undefined("stat.mean_zero");
    if (!isfinite(m->mean)) return jh__undefined("stat.not_finite");
    return jh__defined(m->mean);
}

/* By the values themselves: a standard deviation of rounding errors is not zero. */
bool jh__varies(jh_sample s, const double *x)
{
    const double *first = NULL;
    for (size_t i = 0; i < s.n; i++) {
        if (!(jh__weight(s, i) > 0)) continue;
        if (first && x[i] != *first) return true;
        if (!first) first = &x[i];
    }
    return false;
}
