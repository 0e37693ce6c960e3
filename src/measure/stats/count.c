/* Number of values 个数. */
#include "stats.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__defined((double)s.n);
}

extern const jh_stat jh__stat_count;
const jh_stat jh__stat_count = {
    .id = "count",
    .name = {"个数", "count"},
    .definition = {"n", "n"},
    .source = "-",
    .weights = {"不用", "not used"},
    .undefined = {"从不", "never"},
    .low = 0,
    .high = INFINITY,
    .scale_invariant = true,
    .replication_invariant = false,
    .compute = compute,
};
