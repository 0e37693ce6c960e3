/* Range 极差. */
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

extern const jh_stat jh__stat_range;
const jh_stat jh__stat_range = {
    .id = "range",
    .name = {"极差", "range"},
    .definition = {"最大值 − 最小值", "largest − smallest"},
    .source = "Berne & Stiefel 1984",
    .weights = {"不用", "not used"},
    .undefined = {"没有数值", "no value"},
    .low = 0,
    .high = INFINITY,
    .scale_invariant = false,
    .replication_invariant = true,
    .compute = compute,
};
