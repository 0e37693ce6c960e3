/* Elasticity to local wealth 财富中立: by how many per cent x rises with one per cent of wealth. */
#include "examples.h"
#include "paired.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__covariance c;
    jh_stat_result r = jh__covariance_of(s, &c);
    if (r.state != JH_STAT_OK) return r;
    if (c.x == 0) return jh__undefined("stat.mean_zero");
    return jh__defined(c.xy / c.yy * (c.y / c.x));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_wealth,
     .value = 14.0 / 11,
     .source = "six schools, from the definition"},
};

static const jh_benchmark benchmarks[] = {
    {{"≤ 0.10（财富中立，惯用；与相关系数都超过才算不中立）",
      "≤ 0.10 (wealth neutrality, customary; not neutral only where correlation exceeds "
      "too)"},
     "customary, no document"},
};

extern const jh_stat jh__stat_elasticity;
const jh_stat jh__stat_elasticity = {
    .id = "elasticity",
    .name = {"弹性", "elasticity"},
    .definition = {"加权线性回归的斜率 × 第二变量均值 ÷ x 均值",
                   "slope of the weighted linear regression · mean of the second "
                   "variable / mean of x"},
    .source = "Berne & Stiefel 1984",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、没有第二变量、两者之一没有差别或均值为零",
                  "no value, no weight, no second variable, one of the two does not "
                  "vary, or a mean of zero"},
    .second = JH_SECOND_NUMBER,
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_NEAR_ZERO,
    .low = -INFINITY,
    .high = INFINITY,
    .holds = {.scale = JH_STAYS, .replication = true, .permutation = true},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .benchmark = benchmarks,
    .benchmarks = JH_COUNT(benchmarks),
    .compute = compute,
};
