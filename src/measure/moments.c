/* Sums in eight fixed lanes, as kernel/moments.h makes them with weights. */
#include "kernel/kernel.h"
#include "stats/lanes.h"

#include <math.h>

jh_moments jh_moments_of(jh_sample s)
{
    if (s.w) return jh__kernels_best()->moments(s.x, s.w, s.n);
    jh_moments m = {.n = s.n, .mean = NAN, .sd = NAN, .weight = (double)s.n};
    jh__lanes x = {{0}}, square = {{0}};
    for (size_t i = 0; i < s.n; i++)
        jh__lanes_add(&x, i, s.x[i]);
    m.total = jh__lanes_sum(&x);
    if (!s.n) return m;
    m.mean = m.total / m.weight;
    for (size_t i = 0; i < s.n; i++) {
        double d = s.x[i] - m.mean;
        jh__lanes_add(&square, i, d * d);
    }
    m.sd = sqrt(jh__lanes_sum(&square) / m.weight);
    return m;
}
