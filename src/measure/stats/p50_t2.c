/* Median 中位数, type 2: the middle between two values where half is reached exactly. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__percentile_of(s, 50, JH__AVERAGED);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 3,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x, .n = 5, .value = 2, .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_p50_t2;
const jh_stat jh__stat_p50_t2 = {
    .id = "p50_t2",
    .name = {"中位数（第 2 型）", "median, type 2"},
    .definition =
        {"同第 1 型；累计恰为一半时取相邻两个数值的平均",
         "as type 1; where half is met exactly, the average with the next value"},
    .source = "Hyndman & Fan 1996, 2",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值或权重合计为零", "no value, or no weight"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_UNSAID,
    .low = -INFINITY,
    .high = INFINITY,
    .holds = {.scale = JH_FOLLOWS,
              .translation = JH_FOLLOWS,
              .replication = true,
              .permutation = true},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
