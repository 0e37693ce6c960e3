/* Four small samples sorted side by side, and what is read off them. */
#ifndef JH_KERNEL_SORTING_H
#define JH_KERNEL_SORTING_H

#include "kernel.h"
#include "vector.h"

#include <math.h>

/* ---- sorting ------------------------------------------------------------------------------- */

static inline void exchange(double *a, double *b)
{
    four x = load(a), y = load(b);
    store(a, lesser(x, y));
    store(b, greater(x, y));
}

/* Merge exchange (Batcher 1968; Knuth, The Art of Computer Programming, 5.2.2 M): which two are
 * compared does not depend on the values, so four samples go through it at once. */
static void merge_exchange(double *key, size_t n)
{
    size_t top = 1;
    while (top * 2 < n)
        top *= 2;
    for (size_t p = top; p && n > 1; p /= 2)
        for (size_t q = top, r = 0, d = p; d; r = p, q /= 2) {
            /* runs of p places, at r, r + 2p, … */
            for (size_t from = r; from + d < n; from += 2 * p) {
                size_t end = from + p < n - d ? from + p : n - d;
                for (size_t i = from; i < end; i++)
                    exchange(key + i * FOUR, key + (i + d) * FOUR);
            }
            d = q > p ? q - p : 0;
        }
}

/* A number with its place instead of its last bits. */
static inline double marked(double x, size_t place)
{
    uint64_t b;
    memcpy(&b, &x, sizeof b);
    b = (b & ~(uint64_t)(JH__SMALL - 1)) | place;
    memcpy(&x, &b, sizeof x);
    return x;
}

static inline size_t place_of(double key)
{
    uint64_t b;
    memcpy(&b, &key, sizeof b);
    return b & (JH__SMALL - 1);
}

/* Equal values by weight, and those that differed in the bits that had made room for places. */
static void repair(const jh__quad *q, size_t lane)
{
    double *x = q->x + lane, *w = q->w + lane;
    for (size_t i = 1; i < q->n[lane]; i++) {
        double xi = x[i * FOUR], wi = w[i * FOUR];
        size_t k = i;
        for (; k; k--) {
            double xk = x[(k - 1) * FOUR], wk = w[(k - 1) * FOUR];
            if (xk < xi || (xk == xi && wk <= wi)) break;
            x[k * FOUR] = xk;
            w[k * FOUR] = wk;
        }
        x[k * FOUR] = xi;
        w[k * FOUR] = wi;
    }
}

/* Behind a shorter sample its last value stands again, without weight: it changes no sum. */
static void unpack(const jh__quad *q, size_t lane)
{
    const double *given_x = q->given_x[lane], *given_w = q->given_w[lane];
    const double *key = q->key + lane;
    double *x = q->x + lane, *w = q->w + lane;
    double last = q->n[lane] ? -HUGE_VAL : 0;
    bool straight = true;
    for (size_t i = 0; i < q->n[lane]; i++) {
        size_t at = place_of(key[i * FOUR]);
        double next = given_x[at];
        straight &= last < next;
        x[i * FOUR] = last = next;
        w[i * FOUR] = given_w[at];
    }
    for (size_t i = q->n[lane]; i < q->most; i++) {
        x[i * FOUR] = last;
        w[i * FOUR] = 0;
    }
    if (!straight) repair(q, lane);
    if (!straight && q->n[lane])
        for (size_t i = q->n[lane]; i < q->most; i++)
            x[i * FOUR] = x[(q->n[lane] - 1) * FOUR];
}

static void sort_four(const jh__quad *q)
{
    for (size_t lane = 0; lane < FOUR; lane++) {
        for (size_t i = 0; i < q->n[lane]; i++)
            q->key[i * FOUR + lane] = marked(q->given_x[lane][i], i);
        for (size_t i = q->n[lane]; i < q->most; i++)
            q->key[i * FOUR + lane] = HUGE_VAL;
    }
    merge_exchange(q->key, q->most);
    for (size_t lane = 0; lane < FOUR; lane++)
        unpack(q, lane);
}

/* ---- reading off ------------------------------------------------------------------------- */

/* As jh__gini of stats/sorted.h: up from below while the share stays under one half, then down from
 * above to where that ended. Samples that have ended go on without adding anything. */
static four ginis(const jh__quad *q, four weight, four mean)
{
    four sum = {0}, below = {0}, above = {0};
    mask on = ~(mask){0}, steps = {0};
    size_t i = 0, top = q->most - 1, least = top;
    for (; i < top && any(on); i++) {
        four next = below + load(q->w + i * FOUR) / weight;
        four gap = (load(q->x + (i + 1) * FOUR) - load(q->x + i * FOUR)) / mean;
        on &= ~(next > 0.5);
        below = choose(on, next, below);
        sum += where(on, below * (1 - below) * gap);
        steps -= on;
    }
    for (size_t k = 0; k < FOUR; k++)
        if ((size_t)steps[k] < least) least = (size_t)steps[k];
    for (size_t k = top; k > least; k--) {
        mask down = (int64_t)k > steps;
        four part = load(q->w + k * FOUR) / weight;
        four gap = (load(q->x + k * FOUR) - load(q->x + (k - 1) * FOUR)) / mean;
        above += part;
        four left = 1 - above;
        sum += where(down, above * where(left > 0, left) * gap);
    }
    return choose(sum < 1, sum, all(1));
}

/* Percentiles of type 2: how many places lie below each, then the value there. */
static void percentiles(const jh__quad *q, four weight, jh__figures *out)
{
    static const double percent[JH__PERCENTS] = {10, 25, 50, 75, 90};
    mask before[JH__PERCENTS] = {{0}};
    for (size_t i = 0; i < q->most; i++) {
        four sum = load(q->sum + i * FOUR) * 100;
        for (size_t p = 0; p < JH__PERCENTS; p++)
            before[p] -= sum < weight * percent[p];
    }
    for (size_t p = 0; p < JH__PERCENTS; p++)
        for (size_t lane = 0; lane < FOUR; lane++) {
            size_t i = (size_t)before[p][lane];
            if (i >= q->n[lane]) i = q->n[lane] ? q->n[lane] - 1 : 0;
            const double *x = q->x + i * FOUR + lane;
            bool step = q->sum[i * FOUR + lane] * 100 > weight[lane] * percent[p] ||
                        i + 1 >= q->n[lane];
            out->percentile[p][lane] = step ? x[0] : (x[0] + x[FOUR]) / 2;
        }
}

/* As jh__median_side, both sides. */
static void sides(const jh__quad *q, jh__figures *out)
{
    four median = load(out->percentile[2]);
    four low = {0}, low_weight = {0}, high = {0}, high_weight = {0};
    for (size_t i = 0; i < q->most; i++) {
        four x = load(q->x + i * FOUR), w = load(q->w + i * FOUR);
        four part = w * (x / median);
        low_weight += where(x <= median, w);
        low += where(x <= median, part);
        high_weight += where(x >= median, w);
        high += where(x >= median, part);
    }
    low /= low_weight;
    high /= high_weight;
    store(out->lower, choose(low < 1, low, all(1)));
    store(out->upper, choose(high > 1, high, all(1)));
}

static void read_four(const jh__quad *q, bool gini, bool quantiles, jh__figures *out)
{
    four weight = {0}, total = {0};
    for (size_t i = 0; i < q->most; i++) {
        four w = load(q->w + i * FOUR);
        weight += w;
        total += w * load(q->x + i * FOUR);
        store(q->sum + i * FOUR, weight);
    }
    four mean = total / weight;
    store(out->weight, weight);
    store(out->mean, mean);
    if (gini) store(out->gini, ginis(q, weight, mean));
    if (!quantiles) return;
    percentiles(q, weight, out);
    sides(q, out);
}

#endif
