/* Median 中位数, type 1: always a value that occurs. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__percentile_of(s, 50, JH__INVERSE);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 3,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x, .n = 5, .value = 2, .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_p50_t1;
const jh_stat jh__stat_p50_t1 = {
    .id = "p50_t1",
    .name = {"中位数（第 1 型）", "median, type 1"},
    .definition = {"从低到高累计学生数首次达到一半时的数值",
                   "the first value at which half of the pupils are reached"},
    .source = "Hyndman & Fan 1996, 1",
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
