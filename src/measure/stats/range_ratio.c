/* Range ratio 极差率. */
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__percentile_ratio(s, 95, 5, 0);
}

extern const jh_stat jh__stat_range_ratio;
const jh_stat jh__stat_range_ratio = {
    .id = "range_ratio",
    .name = {"极差率 P95/P5", "range ratio P95/P5"},
    .definition = {"P95 ÷ P5（第 2 型百分位数）", "P95 / P5 (percentiles of type 2)"},
    .source = "Berne & Stiefel 1984",
    .weights = {"学生数", "pupils"},
    .undefined =
        {"没有数值、权重合计为零、有负的数值或全部为零；P5 为零",
         "no value, no weight, a negative value, or nothing but zeros; or P5 is zero"},
    .low = 1,
    .high = INFINITY,
    .scale_invariant = true,
    .replication_invariant = true,
    .compute = compute,
};
