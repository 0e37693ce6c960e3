/* Intraclass correlation 组内相关系数: between-school share of variance, freed of what chance adds. */
#include "examples.h"
#include "variance.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__icc(s, 0, 0);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_group,
     .value = 3.0 / 4,
     .source = "six schools, from the definition"},
};

static const jh_benchmark benchmarks[] = {
    {{"< 15%（质量监测，学业校际差异）",
      "< 15 % (quality monitoring, achievement between schools)"},
     "教督〔2017〕6号, definition not given there"},
};

extern const jh_stat jh__stat_icc;
const jh_stat jh__stat_icc = {
    .id = "icc",
    .name = {"组内相关系数（校际方差比重）",
             "intraclass correlation (between-school share)"},
    .definition =
        {"(组间均方−组内均方) ÷ (组间均方+(n₀−1)·组内均方)，n₀ 为平均组规模",
         "(MSB − MSW) / (MSB + (n₀ − 1) · MSW), n₀ the average size of a group"},
    .source = "Fisher 1925; Searle 1971",
    .weights = {"不用", "not used"},
    .undefined = {"没有数值、没有第二变量、只有一组、各组都只有一个数值或数值都相同",
                  "no value, no second variable, one group only, a single value in every "
                  "group, or values that do not vary"},
    .second = JH_SECOND_GROUP,
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = -INFINITY,
    .high = 1,
    .holds = {.scale = JH_STAYS, .translation = JH_STAYS, .permutation = true},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .benchmark = benchmarks,
    .benchmarks = JH_COUNT(benchmarks),
    .unweighted = true,
    .compute = compute,
};
