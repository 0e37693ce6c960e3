/* WIDTH small samples sorted side by side, and what is read off them. */
#ifndef JH_KERNEL_SORTING_H
#define JH_KERNEL_SORTING_H

#include "kernel.h"
#include "vector.h"

#include <math.h>

/* ---- sorting ------------------------------------------------------------------------------- */

static inline void exchange(double *a, double *b)
{
    wide x = load(a), y = load(b);
    store(a, lesser(x, y));
    store(b, greater(x, y));
}

/* Merge exchange (Batcher 1968; Knuth, The Art of Computer Programming, 5.2.2 M): which two are
 * compared does not depend on the values, so WIDTH samples go through it at once. */
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
                    exchange(key + i * WIDTH, key + (i + d) * WIDTH);
            }
            d = q > p ? q - p : 0;
        }
}

/* The number of each lane's array at its place. */
static inline wide fetch(const double *const *from, mask at)
{
#if WIDTH == 8
    __m512i address = _mm512_add_epi64(_mm512_loadu_si512(from), (__m512i)(at << 3));
    return (wide)_mm512_i64gather_pd(address, NULL, 1);
#else
    return (wide){from[0][at[0]], from[1][at[1]], from[2][at[2]], from[3][at[3]]};
#endif
}

/* Puts one back to where it belongs among those before it. */
static void put_back(const jh__sides *q, size_t lane, size_t i)
{
    double *x = q->x + lane, *w = q->w + lane;
    double xi = x[i * WIDTH], wi = w[i * WIDTH];
    for (; i; i--) {
        double xk = x[(i - 1) * WIDTH], wk = w[(i - 1) * WIDTH];
        if (xk < xi || (xk == xi && wk <= wi)) break;
        x[i * WIDTH] = xk;
        w[i * WIDTH] = wk;
    }
    x[i * WIDTH] = xi;
    w[i * WIDTH] = wi;
}

static void put_all_back(const jh__sides *q, unsigned which, size_t i)
{
    for (; which; which &= which - 1)
        put_back(q, (size_t)__builtin_ctz(which), i);
}

/* The values in the order of their keys, and those put back that differed in the bits that had made
 * room for places. Behind a shorter sample its last value stands again, without weight: it changes
 * no sum. Returns how many are equal to the one before. */
static size_t unpack(const jh__sides *q, mask n)
{
    const int64_t step = (int64_t)q->step;
    wide last = where(n > 0, all(-HUGE_VAL));
    size_t ties = 0;
    for (size_t i = 0; i < q->most; i++) {
        mask on = n > (int64_t)i, at = (mask)load(q->key + i * WIDTH) & (JH__SMALL - 1);
        wide next = choose(on, fetch(q->given_x, at * step), last);
        store(q->x + i * WIDTH, next);
        store(q->w + i * WIDTH, where(on, fetch(q->given_w, at * step)));
        put_all_back(q, marks(next < last), i);
        ties += (size_t)__builtin_popcount(marks(on & (next == last)));
        last = greater(last, next);
    }
    return ties;
}

/* Sorts once more by how many different values there are below, then by the leading bits of the
 * weight: many ties would take long one by one. */
static void sort_ties(const jh__sides *q, mask n)
{
    const unsigned low = 7, middle = 48, sign = 1; /* bits: of the place, of the weight */
    const double *from[WIDTH];
    wide last = load(q->x);
    mask rank = {0};
    for (size_t i = 0; i < q->most; i++) {
        wide x = load(q->x + i * WIDTH);
        bits w = (bits)load(q->w + i * WIDTH) >> (64 - sign - middle);
        rank -= x > last;
        last = x;
        bits key = (bits)(rank << (low + middle)) | w << low | i;
        key |= UINT64_C(1) << 62; /* makes it a number that is not denormal */
        store(q->key + i * WIDTH, choose(n > (int64_t)i, (wide)key, all(HUGE_VAL)));
    }
    merge_exchange(q->key, q->most);
    for (size_t lane = 0; lane < WIDTH; lane++)
        from[lane] = q->w + lane;
    for (size_t i = 0; i < q->most; i++) {
        mask at = (mask)load(q->key + i * WIDTH) & (JH__SMALL - 1);
        store(q->sum + i * WIDTH, fetch(from, at * WIDTH));
    }
    for (size_t i = 0; i < q->most; i++)
        store(q->w + i * WIDTH, where(n > (int64_t)i, load(q->sum + i * WIDTH)));
}

/* Equal values by weight. */
static void settle_ties(const jh__sides *q, mask n, size_t ties)
{
    if (ties > q->most / 2) sort_ties(q, n);
    for (size_t i = 1; i < q->most; i++) {
        wide w = load(q->w + i * WIDTH), x = load(q->x + i * WIDTH);
        mask tied = (n > (int64_t)i) & (x == load(q->x + (i - 1) * WIDTH));
        put_all_back(q, marks(tied & (w < load(q->w + (i - 1) * WIDTH))), i);
    }
}

/* What is sorted are the numbers with their places instead of their last bits. */
static void sort(const jh__sides *q)
{
    mask n = {0};
    for (size_t lane = 0; lane < WIDTH; lane++)
        n[lane] = (int64_t)q->n[lane];
    for (size_t i = 0; i < q->most; i++) {
        mask place = each((int64_t)i);
        wide x = fetch(q->given_x, place * (int64_t)q->step);
        x = (wide)(((mask)x & ~(int64_t)(JH__SMALL - 1)) | place);
        store(q->key + i * WIDTH, choose(n > place, x, all(HUGE_VAL)));
    }
    merge_exchange(q->key, q->most);
    size_t ties = unpack(q, n);
    if (ties) settle_ties(q, n, ties);
}

/* ---- reading off ------------------------------------------------------------------------- */

/* As jh__gini of stats/sorted.h: up from below while the share stays under one half, then down from
 * above to where that ended. Samples that have ended go on without adding anything. */
static wide ginis(const jh__sides *q, wide weight, wide mean)
{
    wide sum = {0}, below = {0}, above = {0};
    mask on = ~(mask){0}, steps = {0};
    size_t i = 0, top = q->most - 1, least = top;
    for (; i < top && any(on); i++) {
        wide next = below + load(q->w + i * WIDTH) / weight;
        wide gap = (load(q->x + (i + 1) * WIDTH) - load(q->x + i * WIDTH)) / mean;
        on &= ~(next > 0.5);
        below = choose(on, next, below);
        sum += where(on, below * (1 - below) * gap);
        steps -= on;
    }
    for (size_t k = 0; k < WIDTH; k++)
        if ((size_t)steps[k] < least) least = (size_t)steps[k];
    for (size_t k = top; k > least; k--) {
        mask down = (int64_t)k > steps;
        wide part = load(q->w + k * WIDTH) / weight;
        wide gap = (load(q->x + k * WIDTH) - load(q->x + (k - 1) * WIDTH)) / mean;
        above += part;
        wide left = 1 - above;
        sum += where(down, above * where(left > 0, left) * gap);
    }
    return choose(sum < 1, sum, all(1));
}

/* Percentiles of type 2: how many places lie below each, then the value there. */
static void percentiles(const jh__sides *q, wide weight, jh__figures *out)
{
    static const double percent[JH__PERCENTS] = {10, 25, 50, 75, 90};
    mask before[JH__PERCENTS] = {{0}};
    for (size_t i = 0; i < q->most; i++) {
        wide sum = load(q->sum + i * WIDTH) * 100;
        for (size_t p = 0; p < JH__PERCENTS; p++)
            before[p] -= sum < weight * percent[p];
    }
    for (size_t p = 0; p < JH__PERCENTS; p++)
        for (size_t lane = 0; lane < WIDTH; lane++) {
            size_t i = (size_t)before[p][lane];
            if (i >= q->n[lane]) i = q->n[lane] ? q->n[lane] - 1 : 0;
            const double *x = q->x + i * WIDTH + lane;
            bool step = q->sum[i * WIDTH + lane] * 100 > weight[lane] * percent[p] ||
                        i + 1 >= q->n[lane];
            out->percentile[p][lane] = step ? x[0] : (x[0] + x[WIDTH]) / 2;
        }
}

/* As jh__median_side, both sides. */
static void sides(const jh__sides *q, jh__figures *out)
{
    wide median = load(out->percentile[2]);
    wide low = {0}, low_weight = {0}, high = {0}, high_weight = {0};
    for (size_t i = 0; i < q->most; i++) {
        wide x = load(q->x + i * WIDTH), w = load(q->w + i * WIDTH);
        wide part = w * (x / median);
        low_weight += where(x <= median, w);
        low += where(x <= median, part);
        high_weight += where(x >= median, w);
        high += where(x >= median, part);
    }
    low /= low_weight;
    high /= high_weight;
    store(out->lower, choose(low < 1, low, all(1)));
    /* rows without weight make no number of what is beyond all numbers: it stays so */
    store(out->upper, choose(high <= 1, all(1), high));
}

static void read(const jh__sides *q, bool gini, bool quantiles, jh__figures *out)
{
    wide weight = {0}, total = {0};
    for (size_t i = 0; i < q->most; i++) {
        wide w = load(q->w + i * WIDTH);
        weight += w;
        total += w * load(q->x + i * WIDTH);
        store(q->sum + i * WIDTH, weight);
    }
    wide mean = total / weight;
    store(out->weight, weight);
    store(out->mean, mean);
    if (gini) store(out->gini, ginis(q, weight, mean));
    if (!quantiles) return;
    percentiles(q, weight, out);
    sides(q, out);
}

#endif
