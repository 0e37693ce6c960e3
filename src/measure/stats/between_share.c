/* Between-group share of variance 组间方差占比 (校际差异率). */
#include "examples.h"
#include "variance.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__anova a;
    jh_stat_result r = jh__anova_of(s, &a);
    if (r.state != JH_STAT_OK) return r;
    if (!jh__varies(s, s.x)) return jh__undefined("stat.no_variation");
    return jh__defined(a.between / (a.between + a.within));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_group,
     .value = 106.0 / 137,
     .source = "six schools, from the definition"},
};

static const jh_benchmark benchmarks[] = {
    {{"< 15%（质量监测，学业校际差异）",
      "< 15 % (quality monitoring, achievement between schools)"},
     "教督〔2017〕6号, definition not given there"},
};

extern const jh_stat jh__stat_between_share;
const jh_stat jh__stat_between_share = {
    .id = "between_share",
    .name = {"组间方差占比", "between-group share of variance"},
    .definition = {"Σ w·(组均值−均值)² ÷ Σ w·(x−均值)²，组由第二变量定（如学校）",
                   "Σ w · (mean of the group − mean)² / Σ w · (x − mean)²; groups by the "
                   "second variable, such as the school"},
    .source = "Fisher 1925 (η²)",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、没有第二变量或数值都相同",
                  "no value, no weight, no second variable, or values that do not vary"},
    .second = JH_SECOND_GROUP,
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = 1,
    .holds = {.scale = JH_STAYS,
              .translation = JH_STAYS,
              .replication = true,
              .permutation = true},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .benchmark = benchmarks,
    .benchmarks = JH_COUNT(benchmarks),
    .compute = compute,
};
