/* Atkinson index of 1 阿特金森指数: one less the geometric mean over the mean. A zero makes it 1. */
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
        if (s.x[i] == 0) return jh__defined(1);
        double d = s.x[i] / m.mean - 1;
        sum += jh__weight(s, i) * (d - log1p(d));
    }
    return jh__defined(-expm1(-fmax(0, sum / m.weight)));
}

extern const jh_stat jh__stat_atkinson_1;
const jh_stat jh__stat_atkinson_1 = {
    .id = "atkinson_1",
    .name = {"阿特金森指数（ε=1）", "Atkinson index (ε = 1)"},
    .definition = {"1 − 几何平均 ÷ 均值；有为零的数值时等于 1",
                   "1 − geometric mean / mean; 1 with any zero"},
    .source = "Atkinson 1970",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零",
                  "no value, no weight, a negative value, or nothing but zeros"},
    .low = 0,
    .high = 1,
    .scale_invariant = true,
    .replication_invariant = true,
    .compute = compute,
};
