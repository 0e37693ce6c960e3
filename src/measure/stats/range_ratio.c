/* Range ratio 极差率. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__percentile_ratio(s, 95, 5, 0);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 8,
     .source = "six schools, from the definition"},
};

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
