/* Median 中位数, type 1: always a value that occurs. */
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__percentile_of(s, 50, JH__INVERSE);
}

extern const jh_stat jh__stat_p50_t1;
const jh_stat jh__stat_p50_t1 = {
    .id = "p50_t1",
    .name = {"中位数（第 1 型）", "median, type 1"},
    .definition = {"从低到高累计学生数首次达到一半时的数值",
                   "the first value at which half of the pupils are reached"},
    .source = "Hyndman & Fan 1996, 1",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值或权重合计为零", "no value, or no weight"},
    .low = -INFINITY,
    .high = INFINITY,
    .scale_invariant = false,
    .replication_invariant = true,
    .compute = compute,
};
