/* Ratio of two percentiles 百分位数之比. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!(s.param[0] >= s.param[1])) return jh__undefined("stat.percentile_order");
    return jh__percentile_ratio(s, s.param[0], s.param[1], 0);
}

static const jh_stat_param params[] = {
    {.name = "high",
     .meaning = {"高位百分位", "higher percent"},
     .low = 0,
     .high = 100,
     .usual = 90,
     .required = true},
    {.name = "low",
     .meaning = {"低位百分位", "lower percent"},
     .low = 0,
     .high = 100,
     .usual = 10,
     .required = true},
};

static const double given_1[] = {75, 25};
static const double given_2[] = {90, 10};
static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_2,
     .value = 6,
     .source = "six schools, from the definition"},
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_1,
     .value = 7.0 / 4,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_percentile_ratio;
const jh_stat jh__stat_percentile_ratio = {
    .id = "percentile_ratio",
    .name = {"百分位数之比", "ratio of percentiles"},
    .definition = {"高位 ÷ 低位（第 2 型百分位数）",
                   "high / low (percentiles of type 2)"},
    .source = "OECD",
    .weights = {"学生数", "pupils"},
    .undefined =
        {"没有数值、权重合计为零、有负的数值或全部为零；低位百分位数为零或高于高位",
         "no value, no weight, a negative value, or nothing but zeros; or the lower "
         "percentile is zero or the higher"},
    .param = params,
    .params = JH_COUNT(params),
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
