/* Theil index L 泰尔指数 L, mean logarithmic deviation, generalised entropy of 0. Zeros have no
 * logarithm; dropping them would flatter the county. */
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh_moments m;
    jh_stat_result r = jh__positive(s, &m);
    if (r.state != JH_STAT_OK) return r;
    double sum = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!(jh__weight(s, i) > 0)) continue;
        if (s.x[i] == 0) return jh__undefined("stat.value_zero");
        double d = s.x[i] / m.mean - 1;
        sum += jh__weight(s, i) * (d - log1p(d));
    }
    return jh__defined(fmax(0, sum / m.weight));
}

extern const jh_stat jh__stat_theil_l;
const jh_stat jh__stat_theil_l = {
    .id = "theil_l",
    .name = {"泰尔指数 L（平均对数离差）", "Theil index L (mean log deviation)"},
    .definition = {"Σ w·ln(均值/x) ÷ W", "Σ w · ln(mean/x) / W"},
    .source = "Theil 1967",
    .weights = {"学生数", "pupils"},
    .undefined =
        {"没有数值、权重合计为零、有负的数值或全部为零；有为零的数值",
         "no value, no weight, a negative value, or nothing but zeros; or any zero"},
    .low = 0,
    .high = INFINITY,
    .scale_invariant = true,
    .replication_invariant = true,
    .compute = compute,
};
