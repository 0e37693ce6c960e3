/* Ratio of percentiles 百分位数之比 P75/P25. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__percentile_ratio(s, 75, 25, 0);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 7.0 / 4,
     .source = "six schools, from the definition"},
};

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
    .zeros = {"低位百分位数为零则无值", "undefined where the lower percentile is zero"},
    .fairer = JH_FAIRER_LESS,
    .low = 1,
    .high = INFINITY,
    .holds = {.scale = JH_STAYS, .replication = true, .permutation = true},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
