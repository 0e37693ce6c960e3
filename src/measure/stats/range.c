/* Range 极差. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    double low = s.x[0], high = s.x[0];
    for (size_t i = 1; i < s.n; i++) {
        low = s.x[i] < low ? s.x[i] : low;
        high = s.x[i] > high ? s.x[i] : high;
    }
    return jh__defined(high - low);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 7,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_range;
const jh_stat jh__stat_range = {
    .id = "range",
    .name = {"极差", "range"},
    .definition = {"最大值 − 最小值", "largest − smallest"},
    .source = "Berne & Stiefel 1984",
    .weights = {"不用", "not used"},
    .undefined = {"没有数值", "no value"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = INFINITY,
    .holds = {.scale = JH_FOLLOWS,
              .translation = JH_STAYS,
              .replication = true,
              .permutation = true,
              .transfer = JH_TRANSFER_NEVER_WORSE},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .unweighted = true,
    .compute = compute,
};
