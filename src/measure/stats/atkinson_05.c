/* Atkinson index of 0.5 阿特金森指数. From the squares of 1 − √(x/mean), which keeps the digits of
 * nearly equal values. */
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh_moments m;
    jh_stat_result r = jh__positive(s, &m);
    if (r.state != JH_STAT_OK) return r;
    double sum = 0;
    for (size_t i = 0; i < s.n; i++) {
        double root = sqrt(s.x[i] / m.mean);
        sum += jh__weight(s, i) * (1 - root) * (1 - root);
    }
    double gap = fmin(1, sum / (2 * m.weight));
    return jh__defined(gap * (2 - gap));
}

extern const jh_stat jh__stat_atkinson_05;
const jh_stat jh__stat_atkinson_05 = {
    .id = "atkinson_05",
    .name = {"阿特金森指数（ε=0.5）", "Atkinson index (ε = 0.5)"},
    .definition = {"1 − (Σ w·√(x/均值) ÷ W)²", "1 − (Σ w · √(x/mean) / W)²"},
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
