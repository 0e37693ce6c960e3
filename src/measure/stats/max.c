/* Largest value 最大值. */
#include "stats.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    double best = s.x[0];
    for (size_t i = 1; i < s.n; i++)
        best = s.x[i] > best ? s.x[i] : best;
    return jh__defined(best);
}

extern const jh_stat jh__stat_max;
const jh_stat jh__stat_max = {
    .id = "max",
    .name = {"最大值", "largest"},
    .definition = {"最大值", "max"},
    .source = "-",
    .weights = {"不用", "not used"},
    .undefined = {"没有数值", "no value"},
    .low = -INFINITY,
    .high = INFINITY,
    .scale_invariant = false,
    .replication_invariant = true,
    .compute = compute,
};
