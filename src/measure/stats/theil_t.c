/* Theil index T 泰尔指数 T, generalised entropy of 1. A value of zero counts: 0·ln 0 = 0. Summed in
 * (1 + d)·ln(1 + d) − d, d = x/mean − 1, which is the same and never negative. */
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh_moments m;
    jh_stat_result r = jh__positive(s, &m);
    if (r.state != JH_STAT_OK) return r;
    double sum = 0;
    for (size_t i = 0; i < s.n; i++) {
        double d = s.x[i] / m.mean - 1;
        sum += jh__weight(s, i) * (s.x[i] > 0 ? (1 + d) * log1p(d) - d : 1);
    }
    return jh__defined(fmax(0, sum / m.weight));
}

extern const jh_stat jh__stat_theil_t;
const jh_stat jh__stat_theil_t = {
    .id = "theil_t",
    .name = {"泰尔指数 T", "Theil index T"},
    .definition = {"Σ w·(x/均值)·ln(x/均值) ÷ W，0·ln 0 = 0",
                   "Σ w · (x/mean) · ln(x/mean) / W, with 0 · ln 0 = 0"},
    .source = "Theil 1967",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零",
                  "no value, no weight, a negative value, or nothing but zeros"},
    .low = 0,
    .high = INFINITY,
    .scale_invariant = true,
    .replication_invariant = true,
    .compute = compute,
};
