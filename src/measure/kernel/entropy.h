/* Theil's two means inside a group. The logarithm is that of fdlibm (Sun, 1993): r = 2^e·m with m
 * between √½ and √2, f = m − 1, s = f ÷ (2 + f), and f − ln(1 + f) = f²/2 − s·(f²/2 + R(s²)), which
 * loses nothing where f is small; R is a polynomial with an error below 2^-58. */
#ifndef JH_KERNEL_ENTROPY_H
#define JH_KERNEL_ENTROPY_H

#include "kernel.h"
#include "vector.h"

#include <math.h>

#define HALF_ROOT UINT64_C(0x3FE6A09E667F3BCD) /* √½ */
#define ONE UINT64_C(0x3FF0000000000000)
#define TINY 0x1p-1000 /* less counts as zero: it has too few bits */
#define WHOLE                                                                            \
    UINT64_C(0x4330000000000000) /* 2^52, to whose last bits a whole number is added */

/* f − ln(1 + f) for f between √½ − 1 and √2 − 1. */
static inline wide lost_by_log(wide f)
{
    wide half = 0.5 * f * f, s = f / (2 + f), z = s * s;
    wide r = 1.531383769920937332e-01 + z * 1.479819860511658591e-01;
    r = 1.818357216161805012e-01 + z * r;
    r = 2.222219843214978396e-01 + z * r;
    r = 2.857142874366239149e-01 + z * r;
    r = 3.999999999940941908e-01 + z * r;
    r = 6.666666666666735130e-01 + z * r;
    return half - s * (half + z * r);
}

/* Of r = x/mean and d = r − 1 the terms r ln r − d and d − ln r, neither below zero. The first is
 * d² − r(d − ln r), which near the mean loses nothing. Zero has 1 and 0. */
static inline void entropy_terms(wide r, wide d, wide *high, wide *low)
{
    bits b = (bits)r, power = (b + (ONE - HALF_ROOT)) >> 52;
    wide e = (wide)(power | WHOLE) - (0x1p52 + 1023);
    wide f = (wide)(b - ((power - 1023) << 52)) - 1;
    mask near = e == 0;
    f = choose(near, d, f);
    wide lost = lost_by_log(f);
    wide log_r =
        e * 6.93147180369123816490e-01 - ((lost - e * 1.90821492927058770002e-10) - f);
    *low = choose(near, lost, d - log_r);
    *high = choose(near, d * d - r * lost, r * log_r - d);
    mask zero = r < TINY;
    *low = where(~zero, *low);
    *high = choose(zero, all(1), *high);
}

/* Sums go on in four lanes, whatever the width. */
typedef struct sums {
    wide high, low;
    mask zero, below;
} sums;

static inline wide add_halves(wide sum, wide term)
{
#if WIDTH == 8
    __m512d t = (__m512d)term;
    __m256d s =
        _mm256_add_pd(_mm512_castpd512_pd256((__m512d)sum), _mm512_castpd512_pd256(t));
    return (wide)_mm512_castpd256_pd512(_mm256_add_pd(s, _mm512_extractf64x4_pd(t, 1)));
#else
    return sum + term;
#endif
}

/* Adds WIDTH values; marks any that are zero, any below zero. */
static inline void add_terms(wide x, wide w, double mean, sums *s)
{
    double once = 1 / mean;
    wide r = x * once, d = (x - mean) * once, high, low;
    entropy_terms(r, d, &high, &low);
    s->high = add_halves(s->high, w * high);
    s->low = add_halves(s->low, w * low);
    s->zero |= r < TINY;
    s->below |= x < 0;
}

/* Both sums; NAN where they are undefined. */
static void entropy(const double *x, const double *w, size_t n, double mean,
                    double out[2])
{
    sums s = {{0}, {0}, {0}, {0}};
    for (size_t i = 0; i < n; i += WIDTH)
        add_terms(load(x + i), load(w + i), mean, &s);
    bool zero = any(s.zero), below = any(s.below);
    double high = (s.high[0] + s.high[2]) + (s.high[1] + s.high[3]);
    double low = (s.low[0] + s.low[2]) + (s.low[1] + s.low[3]);
    out[0] = below ? (double)NAN : high;
    out[1] = below || zero ? (double)NAN : low;
}

#endif
