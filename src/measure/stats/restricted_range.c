/* Restricted range 限制极差: the extremes at both ends do not count. */
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

extern const jh_stat jh__stat_restricted_range;
const jh_stat jh__stat_restricted_range = {
    .id = "restricted_range",
    .name = {"限制极差", "restricted range"},
    .definition = {"P95 − P5（第 2 型百分位数）", "P95 − P5 (percentiles of type 2)"},
    .source = "Berne & Stiefel 1984",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值或权重合计为零", "no value, or no weight"},
    .low = 0,
    .high = INFINITY,
    .scale_invariant = false,
    .replication_invariant = true,
    .compute = compute,
};
