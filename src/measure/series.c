/* Kendall's test, the slope of Theil and Sen, and Pettitt's shift, for a handful of years. */
#include <junheng/series.h>

#include "stats/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The values that there are, and how often each occurs. */
typedef struct series {
    double *year, *value;
    size_t n;
    size_t *tie, ties; /* sizes of the groups of equal values, ascending by value */
} series;

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static int sign(double x)
{
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}

static jh_status take(jh_arena *arena, const jh_year_value *at, size_t n, series *s)
{
    s->year = jh_alloc_array(arena, n + 1, sizeof *s->year);
    s->value = jh_alloc_array(arena, n + 1, sizeof *s->value);
    s->tie = jh_alloc_array(arena, n + 1, sizeof *s->tie);
    double *sorted = jh_alloc_array(arena, n + 1, sizeof *sorted);
    if (!s->year || !s->value || !s->tie || !sorted) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(at[i].value)) continue;
        s->year[s->n] = at[i].year;
        s->value[s->n++] = at[i].value;
    }
    memcpy(sorted, s->value, s->n * sizeof *sorted);
    if (s->n) qsort(sorted, s->n, sizeof *sorted, ascending);
    for (size_t i = 0; i < s->n; i++) {
        if (!i || sorted[i] != sorted[i - 1]) s->ties++;
        s->tie[s->ties - 1]++;
    }
    return JH_OK;
}

/* ---- Kendall ------------------------------------------------------------------------------------ */

/* Of all orders of n values, m of them alike and the rest alike too, the share with each number of
 * inversions: the coefficients of the Gaussian binomial, by its Pascal rule, each divided by the
 * ordinary one. `row` is room for (m + 1) · (m(n − m) + 1). */
static void two_kinds(size_t n, size_t m, double *row, double *out)
{
    size_t width = m * (n - m) + 1;
    memset(row, 0, (m + 1) * width * sizeof *row);
    row[0] = 1;
    for (size_t k = 1; k <= n; k++)
        for (size_t j = m < k ? m : k; j > 0; j--) {
            double *to = row + j * width, *from = to - width;
            double of = (double)j / (double)k;
            /* shares of C(k, j) from those of C(k − 1, j − 1) and, j inversions more, C(k − 1, j) */
            for (size_t i = width; i-- > 0;) {
                double moved = i >= j && j < k ? to[i - j] * (1 - of) : 0;
                to[i] = from[i] * of + moved;
            }
        }
    memcpy(out, row + m * width, width * sizeof *out);
}

/* Share of the orders of the values by number of inversions, of which there are at most n²/2: one
 * group of equal values after the other is mixed in. */
static jh_status inversions(jh_arena *arena, const size_t *tie, size_t ties, double **out)
{
    size_t n = 0, most = 0, top = 0;
    for (size_t i = 0; i < ties; i++)
        n += tie[i];
    double *all = jh_alloc_array(arena, n * n / 2 + 2, sizeof *all);
    double *one = jh_alloc_array(arena, n * n / 2 + 2, sizeof *one);
    double *sum = jh_alloc_array(arena, n * n / 2 + 2, sizeof *sum);
    for (size_t i = 0, k = 0; i < ties; k += tie[i++]) {
        size_t room = (tie[i] + 1) * (tie[i] * k + 1);
        if (room > top) top = room;
    }
    double *row = jh_alloc_array(arena, top + 1, sizeof *row);
    if (!all || !one || !sum || !row) return JH_ENOMEM;
    all[0] = 1;
    for (size_t i = 0, k = 0; i < ties; k += tie[i++]) {
        size_t more = tie[i] * k;
        two_kinds(k + tie[i], tie[i], row, one);
        memset(sum, 0, (most + more + 1) * sizeof *sum);
        for (size_t a = 0; a <= most; a++)
            for (size_t b = 0; b <= more; b++)
                sum[a + b] += all[a] * one[b];
        most += more;
        memcpy(all, sum, (most + 1) * sizeof *all);
    }
    *out = all;
    return JH_OK;
}

/* Pairs of different values; each inversion takes 2 from their number to S. */
static size_t pairs_of(const series *s)
{
    size_t pairs = s->n * (s->n - 1) / 2;
    for (size_t i = 0; i < s->ties; i++)
        pairs -= s->tie[i] * (s->tie[i] - 1) / 2;
    return pairs;
}

static double variance_of(const series *s)
{
    double n = (double)s->n, v = n * (n - 1) * (2 * n + 5);
    for (size_t i = 0; i < s->ties; i++) {
        double t = (double)s->tie[i];
        v -= t * (t - 1) * (2 * t + 5);
    }
    return v / 18;
}

static double two_sided(double z)
{
    return fmin(1, erfc(fabs(z) / sqrt(2)));
}

static jh_status kendall(jh_arena *arena, const series *s, jh_series_figures *out)
{
    double score = 0, all = (double)s->n * (double)(s->n - 1) / 2;
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = i + 1; j < s->n; j++)
            score += sign(s->value[j] - s->value[i]);
    if (s->n < 3) {
        out->p = jh__undefined("stat.few_years");
        return JH_OK;
    }
    if (s->ties < 2) {
        out->p = jh__undefined("stat.no_variation");
        return JH_OK;
    }
    size_t pairs = pairs_of(s);
    out->tau = score / sqrt(all * (double)pairs);
    out->exact = s->n <= JH_SERIES_EXACT;
    if (!out->exact) {
        double z = (fabs(score) - 1) / sqrt(variance_of(s));
        out->p = jh__defined(two_sided(fmax(0, z)));
        return JH_OK;
    }
    double *share, p = 0;
    JH_TRY(inversions(arena, s->tie, s->ties, &share));
    for (size_t i = 0; i <= pairs; i++)
        if (fabs((double)pairs - 2 * (double)i) >= fabs(score)) p += share[i];
    out->p = jh__defined(fmin(1, p));
    return JH_OK;
}

/* ---- slope -------------------------------------------------------------------------------------- */

/* Standard normal quantile of 1 − tail, tail below a half: halving, as erfc has no inverse. */
static double normal_above(double tail)
{
    double low = 0, high = 40;
    for (int i = 0; i < 100; i++) {
        double middle = (low + high) / 2;
        if (erfc(middle / sqrt(2)) / 2 > tail)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* How many slopes may be cut off at each end, at least 1; 0: none, there are too few years. Counted
 * without ties, which only widens the interval. */
static jh_status cut_off(jh_arena *arena, size_t n, double level, size_t *out)
{
    size_t pairs = n * (n - 1) / 2;
    double tail = (1 - level) / 2, below = 0, *share;
    *out = 0;
    if (n > JH_SERIES_EXACT) {
        double v = (double)n * (double)(n - 1) * (2 * (double)n + 5) / 18;
        double cut = floor(((double)pairs - normal_above(tail) * sqrt(v)) / 2);
        if (cut >= 1) *out = (size_t)cut;
        return JH_OK;
    }
    size_t *one = jh_alloc_array(arena, n + 1, sizeof *one);
    if (!one) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++)
        one[i] = 1;
    JH_TRY(inversions(arena, one, n, &share));
    /* the slope is below the k-th smallest of the pairs' with the share of orders that have less
     * than k inversions */
    for (size_t k = 0; k < pairs / 2; k++) {
        below += share[k];
        if (below > tail * (1 + 1e-12)) break;
        *out = k + 1;
    }
    return JH_OK;
}

static jh_status theil_sen(jh_arena *arena, const series *s, double level,
                           jh_series_figures *out)
{
    size_t pairs = s->n * (s->n - (s->n > 0)) / 2, k = 0, cut;
    if (s->n < 2) {
        out->slope = jh__undefined("stat.few_years");
        return JH_OK;
    }
    double *slope = jh_alloc_array(arena, pairs, sizeof *slope);
    if (!slope) return JH_ENOMEM;
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = i + 1; j < s->n; j++)
            slope[k++] = (s->value[j] - s->value[i]) / (s->year[j] - s->year[i]);
    qsort(slope, pairs, sizeof *slope, ascending);
    double upper = slope[pairs / 2], lower = slope[(pairs - 1) / 2];
    out->slope = jh__defined(lower + (upper - lower) / 2);
    JH_TRY(cut_off(arena, s->n, level, &cut));
    if (!cut) return JH_OK;
    out->low = slope[cut - 1];
    out->high = slope[pairs - cut];
    return JH_OK;
}

/* ---- shift -------------------------------------------------------------------------------------- */

/* Twice the rank of each value, ties sharing theirs: whole numbers. */
static void ranks_of(const series *s, int64_t *rank)
{
    for (size_t i = 0; i < s->n; i++) {
        rank[i] = 1;
        for (size_t j = 0; j < s->n; j++)
            rank[i] += 1 + sign(s->value[i] - s->value[j]);
        /* 1 + 2 · below + equal, the value itself one of these */
    }
}

/* The largest |U| of Pettitt, and after how many years. */
static int64_t largest(const int64_t *rank, size_t n, size_t *after)
{
    int64_t sum = 0, most = -1;
    for (size_t t = 1; t < n; t++) {
        sum += rank[t - 1];
        int64_t u = sum - (int64_t)(t * (n + 1));
        if (u < 0) u = -u;
        if (u <= most) continue;
        most = u;
        if (after) *after = t;
    }
    return most;
}

/* Every order once (Heap 1963): the share of which the largest |U| is as large. */
static double share_of_orders(int64_t *rank, size_t n, int64_t seen)
{
    size_t turn[JH_SERIES_SHIFT] = {0};
    double large = largest(rank, n, NULL) >= seen, orders = 1;
    for (size_t i = 0; i < n;) {
        if (turn[i] >= i) {
            turn[i++] = 0;
            continue;
        }
        size_t with = i % 2 ? turn[i] : 0;
        int64_t other = rank[with];
        rank[with] = rank[i];
        rank[i] = other;
        large += largest(rank, n, NULL) >= seen;
        orders++;
        turn[i]++;
        i = 0;
    }
    return large / orders;
}

static jh_status pettitt(jh_arena *arena, const series *s, jh_series_figures *out)
{
    size_t after = 0;
    double n = (double)s->n;
    int64_t *rank = jh_alloc_array(arena, s->n + 1, sizeof *rank);
    if (!rank) return JH_ENOMEM;
    out->shift = jh__undefined(s->n < 4 ? "stat.few_years" : "stat.no_variation");
    if (s->n < 4 || s->ties < 2) return JH_OK;
    ranks_of(s, rank);
    int64_t seen = largest(rank, s->n, &after);
    out->shift_after = s->year[after - 1];
    out->shift_exact = s->n <= JH_SERIES_SHIFT;
    double k = (double)seen;
    out->shift = jh__defined(out->shift_exact
                                 ? share_of_orders(rank, s->n, seen)
                                 : fmin(1, 2 * exp(-6 * k * k / (n * n * n + n * n))));
    return JH_OK;
}

jh_status jh_series_measure(jh_arena *scratch, const jh_year_value *at, size_t n,
                            double level, jh_series_figures *out)
{
    series s = {0};
    *out = (jh_series_figures){.low = NAN, .high = NAN, .tau = NAN, .shift_after = NAN};
    JH_TRY(take(scratch, at, n, &s));
    out->years = s.n;
    JH_TRY(theil_sen(scratch, &s, level, out));
    JH_TRY(kendall(scratch, &s, out));
    return pettitt(scratch, &s, out);
}
