/* Restricted range 限制极差: the extremes at both ends do not count. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    jh_stat_result r = jh__sort(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    return jh__defined(jh__percentile(&sorted, 95, JH__AVERAGED) -
                       jh__percentile(&sorted, 5, JH__AVERAGED));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 7,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_restricted_range;
const jh_stat jh__stat_restricted_range = {
    .id = "restricted_range",
    .name = {"限制极差", "restricted range"},
    .definition = {"P95 − P5（第 2 型百分位数）", "P95 − P5 (percentiles of type 2)"},
    .source = "Berne & Stiefel 1984",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值或权重合计为零", "no value, or no weight"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = INFINITY,
    .holds = {.scale = JH_FOLLOWS,
              .translation = JH_STAYS,
              .replication = true,
              .permutation = true},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
