/* Percentile 95 百分位数, type 7: linear between the places of pupils. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__percentile_of(s, 95, JH__LINEAR);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 69.0 / 10,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .value = 19.0 / 5,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_p95;
const jh_stat jh__stat_p95 = {
    .id = "p95",
    .name = {"第 95 百分位数", "percentile 95"},
    .definition =
        {"学生按数值从低到高排队，第 1+(W−1)·95% 位处的数值，两位之间按比例（第 7 型）",
         "pupils ranked by value: the value at place 1 + (W − 1) · 95 %, linear between "
         "places (type 7)"},
    .source = "Hyndman & Fan 1996, 7",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值或权重合计为零", "no value, or no weight"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_UNSAID,
    .low = -INFINITY,
    .high = INFINITY,
    .holds = {.scale = JH_FOLLOWS, .translation = JH_FOLLOWS, .permutation = true},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
