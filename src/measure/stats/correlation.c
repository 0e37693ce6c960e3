/* Correlation with local wealth 财富中立: correlation. */
#include "examples.h"
#include "paired.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__covariance c;
    jh_stat_result r = jh__covariance_of(s, &c);
    if (r.state != JH_STAT_OK) return r;
    return jh__defined(fmax(-1, fmin(1, c.xy / (sqrt(c.xx) * sqrt(c.yy)))));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_wealth,
     .value = 0.9788743992882595,
     .source = "six schools, from the definition"},
};

static const jh_benchmark benchmarks[] = {
    {{"≤ 0.50（财富中立，惯用；与弹性都超过才算不中立）",
      "≤ 0.50 (wealth neutrality, customary; not neutral only where elasticity exceeds "
      "too)"},
     "customary, no document"},
};

extern const jh_stat jh__stat_correlation;
const jh_stat jh__stat_correlation = {
    .id = "correlation",
    .name = {"相关系数", "correlation"},
    .definition = {"加权的皮尔逊相关系数：x 与第二变量",
                   "weighted Pearson correlation of x and the second variable"},
    .source = "Pearson 1895; Berne & Stiefel 1984",
    .weights = {"学生数", "pupils"},
    .undefined =
        {"没有数值、权重合计为零、没有第二变量，或两者之一没有差别",
         "no value, no weight, no second variable, or one of the two does not vary"},
    .second = JH_SECOND_NUMBER,
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_NEAR_ZERO,
    .low = -1,
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
