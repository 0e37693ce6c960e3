/* Generalised entropy of 2 广义熵指数: half the squared coefficient of variation. */
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh_moments m;
    jh_stat_result r = jh__positive(s, &m);
    if (r.state != JH_STAT_OK) return r;
    double cv = m.sd / m.mean;
    return jh__defined(cv * cv / 2);
}

extern const jh_stat jh__stat_ge2;
const jh_stat jh__stat_ge2 = {
    .id = "ge2",
    .name = {"广义熵指数（α=2）", "generalised entropy (α = 2)"},
    .definition = {"Σ w·(x/均值−1)² ÷ (2W)", "Σ w · (x/mean − 1)² / (2W)"},
    .source = "Shorrocks 1980",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零",
                  "no value, no weight, a negative value, or nothing but zeros"},
    .low = 0,
    .high = INFINITY,
    .scale_invariant = true,
    .replication_invariant = true,
    .compute = compute,
};
