/* Federal range ratio 联邦极差率: the restricted range over its lower end. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__percentile_ratio(s, 95, 5, 1);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 7,
     .source = "six schools, from the definition"},
};

static const jh_benchmark benchmarks[] = {
    {{"≤ 0.25（美国联邦补助审查）", "≤ 0.25 (United States federal aid tests)"},
     "customary, not checked against the statute"},
};

extern const jh_stat jh__stat_federal_range_ratio;
const jh_stat jh__stat_federal_range_ratio = {
    .id = "federal_range_ratio",
    .name = {"联邦极差率", "federal range ratio"},
    .definition = {"(P95 − P5) ÷ P5（第 2 型百分位数）",
                   "(P95 − P5) / P5 (percentiles of type 2)"},
    .source = "Berne & Stiefel 1984",
    .weights = {"学生数", "pupils"},
    .undefined =
        {"没有数值、权重合计为零、有负的数值或全部为零；P5 为零",
         "no value, no weight, a negative value, or nothing but zeros; or P5 is zero"},
    .zeros = {"低位百分位数为零则无值", "undefined where the lower percentile is zero"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = INFINITY,
    .holds = {.scale = JH_STAYS, .replication = true, .permutation = true},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .benchmark = benchmarks,
    .benchmarks = JH_COUNT(benchmarks),
    .compute = compute,
};
