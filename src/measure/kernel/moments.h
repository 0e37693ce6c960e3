/* Sums in eight fixed lanes: the order of additions is written down, so the result is the same on
 * every processor and with every compiler. */
#ifndef JH_KERNEL_MOMENTS_H
#define JH_KERNEL_MOMENTS_H

#include "kernel.h"
#include "vector.h"

#include <math.h>

#define LANES 8
#define PARTS (LANES / WIDTH)

typedef struct lanes {
    wide part[PARTS];
} lanes;

static inline double fold(const lanes *s)
{
    double l[LANES];
    for (size_t p = 0; p < PARTS; p++)
        store(l + p * WIDTH, s->part[p]);
    return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
}

static inline void add_eight(lanes *s, const double *term)
{
    for (size_t p = 0; p < PARTS; p++)
        s->part[p] += load(term + p * WIDTH);
}

static jh_moments moments(const double *x, const double *w, size_t n)
{
    jh_moments m = {.n = n, .mean = NAN, .sd = NAN};
    lanes weight = {0}, total = {0}, square = {0};
    size_t whole = n / LANES * LANES, rest = n - whole;
    /* the last few, zeros behind them: a sum that begins with zero is not changed by them */
    double xs[LANES] = {0}, ws[LANES] = {0}, term[LANES] = {0};
    memcpy(xs, x + whole, rest * sizeof *xs);
    memcpy(ws, w + whole, rest * sizeof *ws);
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t p = 0; p < PARTS; p++) {
            wide part = load(w + i + p * WIDTH);
            weight.part[p] += part;
            total.part[p] += part * load(x + i + p * WIDTH);
        }
    for (size_t i = 0; i < rest; i++)
        term[i] = ws[i] * xs[i];
    add_eight(&weight, ws);
    add_eight(&total, term);
    m.weight = fold(&weight);
    m.total = fold(&total);
    if (!n || m.weight <= 0) return m;
    m.mean = m.total / m.weight;
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t p = 0; p < PARTS; p++) {
            wide d = load(x + i + p * WIDTH) - m.mean;
            square.part[p] += load(w + i + p * WIDTH) * d * d;
        }
    for (size_t i = 0; i < rest; i++) {
        double d = xs[i] - m.mean;
        term[i] = ws[i] * d * d;
    }
    add_eight(&square, term);
    m.sd = sqrt(fold(&square) / m.weight);
    return m;
}

/* ---- a group's values ---------------------------------------------------------------------- */

/* Between these bounds nothing below overflows, nor loses bits by being too small. */
#define LEAST 0x1p-700
#define MOST 0x1p700

#if WIDTH == 8
static inline wide fused(wide a, wide b, wide c)
{
    return (wide)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
}

/* a ÷ b to the last bit from y, which is 1 ÷ b rounded: the first correction leaves less than one unit
 * in the last place, so that what is left over is known exactly, and with it the second gives what a
 * division gives (Markstein, IBM Journal of Research and Development 34, 1990). With four numbers at
 * once dividing takes no longer. */
static inline wide quotient(wide a, wide b, wide y)
{
    wide q = a * y;
    q = fused(fused(-q, b, a), y, q);
    return fused(fused(-q, b, a), y, q);
}

/* The least of those that are not zero; minus zero makes it no larger than zero. */
static inline wide least_of(wide least, wide a)
{
    __mmask8 some = _mm512_test_epi64_mask((__m512i)a, (__m512i)a);
    return (wide)_mm512_mask_min_pd((__m512d)least, some, (__m512d)a, (__m512d)least);
}
#else
static inline wide quotient(wide a, wide b, wide y)
{
    (void)y;
    return a / b;
}

static inline wide least_of(wide least, wide a)
{
    (void)a;
    return least;
}
#endif

#define QUICKLY (WIDTH == 8)

/* Indicators whose sums stay in registers together. */
#define ABREAST (WIDTH == 8 ? 8 : 4)

/* The sums of n indicators. */
static inline void fold_abreast(const lanes *s, size_t n, double *out)
{
#if WIDTH == 8
    if (n == 8) {
        __m512d half[4], quarter[2];
        for (size_t i = 0; i < 4; i++) {
            size_t k =
                i / 2 * 4 + i % 2; /* two by two: 0 and 2, 1 and 3, 4 and 6, 5 and 7 */
            __m512d a = (__m512d)s[k].part[0], b = (__m512d)s[k + 2].part[0];
            half[i] = _mm512_shuffle_f64x2(a, b, 0x44) + _mm512_shuffle_f64x2(a, b, 0xEE);
        }
        for (size_t i = 0; i < 2; i++)
            quarter[i] = _mm512_shuffle_f64x2(half[i], half[i + 2], 0x88) +
                         _mm512_shuffle_f64x2(half[i], half[i + 2], 0xDD);
        store(out, (wide)(_mm512_unpacklo_pd(quarter[0], quarter[1]) +
                          _mm512_unpackhi_pd(quarter[0], quarter[1])));
        return;
    }
#endif
    for (size_t k = 0; k < n; k++)
        out[k] = fold(&s[k]);
}

/* Fills x with total ÷ weight of n indicators in a group that has rows, sum[k] = Σ weight · x. `quick`: without divisions; false
 * where that is not to be had. */
static inline bool divide_abreast(const double *const *total, size_t n,
                                  const jh__group *g, bool quick, double *x, double *sum)
{
    const double *w = g->w, *by = g->by, *once = g->once;
    const uint32_t *row = g->row;
    size_t rows = g->n, stride = g->stride;
    lanes s[JH__AT_ONCE];
    wide least = all(MOST);
    size_t at = 0;
    for (size_t k = 0; k < n; k++)
        s[k] = (lanes){0};
    do {
        for (size_t p = 0; p < PARTS; p++) {
            size_t i = at + p * WIDTH;
            places place = places_of(row + i);
            wide wi = load(w + i), b = load(by + i), y = quick ? load(once + i) : b;
            for (size_t k = 0; k < n; k++) {
                if (!p) call_for(total[k], row[i]);
                wide a = pick(total[k], place), q = quick ? quotient(a, b, y) : a / b;
                store(x + k * stride + i, q);
                s[k].part[p] += wi * q;
                least = quick ? least_of(least, a) : least;
            }
        }
        at += LANES;
    } while (at < rows);
    fold_abreast(s, n, sum);
    bool fine = !quick || !any(least < LEAST);
    for (size_t k = 0; quick && k < n; k++)
        fine = fine && sum[k] < MOST;
    return fine;
}

/* One bit for each indicator that has all values. Where one has not, its x is of no use. (A value that
 * is infinite counts as missing here, and is not taken as such where the caller looks closer.) */
static inline unsigned divide_all(const double *const *total, size_t n,
                                  const jh__group *g, double *x, double *sum)
{
    unsigned fine = 0;
    for (size_t k = 0; k < n; k++)
        sum[k] = 0;
    if (!g->n) return (1U << n) - 1;
    if (QUICKLY && g->moderate && divide_abreast(total, n, g, true, x, sum))
        return (1U << n) - 1;
    divide_abreast(total, n, g, false, x, sum);
    for (size_t k = 0; k < n; k++)
        fine |= (unsigned)isfinite(sum[k]) << k;
    return fine;
}

static unsigned divide(const double *const *total, size_t indicators, const jh__group *g,
                       double *x, double *sum)
{
    unsigned fine = 0;
    size_t k = 0;
    for (; k + ABREAST <= indicators; k += ABREAST)
        fine |= divide_all(total + k, ABREAST, g, x + k * g->stride, sum + k) << k;
    for (; k < indicators; k++)
        fine |= divide_all(total + k, 1, g, x + k * g->stride, sum + k) << k;
    return fine;
}

static inline wide root(wide x)
{
#if defined __AVX512F__
    return (wide)_mm512_sqrt_pd((__m512d)x);
#elif defined __AVX2__
    return (wide)_mm256_sqrt_pd((__m256d)x);
#else
    for (size_t i = 0; i < WIDTH; i++)
        x[i] = sqrt(x[i]);
    return x;
#endif
}

/* square[k] = Σ weight · (x − mean)² of n indicators. */
static inline void squares_abreast(const jh__group *g, const double *x, size_t n,
                                   const double *mean, double *square)
{
    const double *ws = g->w;
    size_t rows = g->n, stride = g->stride, at = 0;
    lanes s[JH__AT_ONCE];
    for (size_t k = 0; k < n; k++)
        s[k] = (lanes){0};
    do {
        for (size_t p = 0; p < PARTS; p++) {
            size_t i = at + p * WIDTH;
            wide w = load(ws + i);
            for (size_t k = 0; k < n; k++) {
                wide d = load(x + k * stride + i) - mean[k];
                s[k].part[p] += w * d * d;
            }
        }
        at += LANES;
    } while (at < rows);
    fold_abreast(s, n, square);
}

static unsigned cv(const double *const *total, size_t indicators, const jh__group *g,
                   double *out)
{
    double mean[JH__AT_ONCE] = {0}, square[JH__AT_ONCE] = {0};
    size_t k = 0;
    for (size_t i = 0; !g->n && i < indicators; i++)
        out[i] = NAN;
    if (!g->n) return ~0U;
    unsigned done = divide(total, indicators, g, g->x, mean);
    for (size_t i = 0; i < indicators; i += WIDTH)
        store(mean + i, load(mean + i) / g->weight);
    for (; k + ABREAST <= indicators; k += ABREAST)
        squares_abreast(g, g->x + k * g->stride, ABREAST, mean + k, square + k);
    for (; k < indicators; k++)
        squares_abreast(g, g->x + k * g->stride, 1, mean + k, square + k);
    for (size_t i = 0; i < indicators; i += WIDTH) {
        wide m = load(mean + i), cv = root(load(square + i) / g->weight) / m;
        store(square + i, choose(m > 0, cv, all(NAN)));
    }
    memcpy(out, square, indicators * sizeof *out);
    return done;
}

#endif
