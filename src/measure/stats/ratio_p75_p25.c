/* Ratio of percentiles 百分位数之比 P75/P25. */
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__percentile_ratio(s, 75, 25, 0);
}

extern const jh_stat jh__stat_ratio_p75_p25;
const jh_stat jh__stat_ratio_p75_p25 = {
    .id = "ratio_p75_p25",
    .name = {"P75/P25", "P75/P25"},
    .definition = {"P75 ÷ P25（第 2 型百分位数）", "P75 / P25 (percentiles of type 2)"},
    .source = "-",
    .weights = {"学生数", "pupils"},
    .undefined =
        {"没有数值、权重合计为零、有负的数值或全部为零；P25 为零",
         "no value, no weight, a negative value, or nothing but zeros; or P25 is zero"},
    .low = 1,
    .high = INFINITY,
    .scale_invariant = true,
    .replication_invariant = true,
    .compute = compute,
};
