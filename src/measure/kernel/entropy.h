/* Theil's two means inside a group. The logarithm is that of fdlibm (Sun, 1993): r = 2^e·m with m
 * between √½ and √2, f = m − 1, s = f ÷ (2 + f), and f − ln(1 + f) = f²/2 − s·(f²/2 + R(s²)), which
 * loses nothing where f is small; R is a polynomial with an error below 2^-58. */
#ifndef JH_KERNEL_ENTROPY_H
#define JH_KERNEL_ENTROPY_H

#include "kernel.h"
#include "vector.h"

#include <math.h>

typedef uint64_t bits __attribute__((vector_size(32)));

#define HALF_ROOT UINT64_C(0x3FE6A09E667F3BCD) /* √½ */
#define ONE UINT64_C(0x3FF0000000000000)
#define TINY 0x1p-1000 /* less counts as zero: it has too few bits */
#define WHOLE                                                                            \
    UINT64_C(0x4330000000000000) /* 2^52, to whose last bits a whole number is added */

/* f − ln(1 + f) for f between √½ − 1 and √2 − 1. */
static inline four lost_by_log(four f)
{
    four half = 0.5 * f * f, s = f / (2 + f), z = s * s;
    four r = 1.531383769920937332e-01 + z * 1.479819860511658591e-01;
    r = 1.818357216161805012e-01 + z * r;
    r = 2.222219843214978396e-01 + z * r;
    r = 2.857142874366239149e-01 + z * r;
    r = 3.999999999940941908e-01 + z * r;
    r = 6.666666666666735130e-01 + z * r;
    return half - s * (half + z * r);
}

/* Of r = x/mean and d = r − 1 the terms r ln r − d and d − ln r, neither below zero. The first is
 * d² − r(d − ln r), which near the mean loses nothing. Zero has 1 and 0. */
static inline void entropy_terms(four r, four d, four *high, four *low)
{
    bits b = (bits)r, power = (b + (ONE - HALF_ROOT)) >> 52;
    four e = (four)(power | WHOLE) - (0x1p52 + 1023);
    four f = (four)(b - ((power - 1023) << 52)) - 1;
    mask near = e == 0;
    f = choose(near, d, f);
    four lost = lost_by_log(f);
    four log_r =
        e * 6.93147180369123816490e-01 - ((lost - e * 1.90821492927058770002e-10) - f);
    *low = choose(near, lost, d - log_r);
    *high = choose(near, d * d - r * lost, r * log_r - d);
    mask zero = r < TINY;
    *low = where(~zero, *low);
    *high = choose(zero, all(1), *high);
}

/* Adds four values; seen: any that are zero, any below zero. */
static inline void add_terms(four x, four w, double mean, four sum[2], mask seen[2])
{
    double once = 1 / mean;
    four r = x * once, d = (x - mean) * once, high, low;
    entropy_terms(r, d, &high, &low);
    sum[0] += w * high;
    sum[1] += w * low;
    seen[0] |= r < TINY;
    seen[1] |= x < 0;
}

/* Both sums; NAN where they are undefined. */
static void entropy(const double *x, const double *w, size_t n, double mean,
                    double out[2])
{
    four sum[2] = {{0}, {0}};
    mask seen[2] = {{0}, {0}};
    for (size_t i = 0; i < n; i += FOUR)
        add_terms(load(x + i), load(w + i), mean, sum, seen);
    bool zero = any(seen[0]), below = any(seen[1]);
    for (size_t k = 0; k < 2; k++) {
        double s = (sum[k][0] + sum[k][2]) + (sum[k][1] + sum[k][3]);
        out[k] = below || (k && zero) ? (double)NAN : s;
    }
}

#endif
