/* Atkinson index of 2 阿特金森指数: one less the harmonic mean over the mean. A zero makes it 1. */
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
        double ratio = s.x[i] / m.mean;
        sum += jh__weight(s, i) * ((1 - ratio) * (1 - ratio) / ratio);
    }
    double gap = sum / m.weight; /* of mean / harmonic mean above 1 */
    return jh__defined(isfinite(gap) ? gap / (1 + gap) : 1);
}

extern const jh_stat jh__stat_atkinson_2;
const jh_stat jh__stat_atkinson_2 = {
    .id = "atkinson_2",
    .name = {"阿特金森指数（ε=2）", "Atkinson index (ε = 2)"},
    .definition = {"1 − 调和平均 ÷ 均值；有为零的数值时等于 1",
                   "1 − harmonic mean / mean; 1 with any zero"},
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
