/* Gini coefficient without weights, sample form 样本基尼系数: n/(n − 1) exists only without
 * weights. */
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    if (s.n < 2) return jh__undefined("stat.too_few");
    s.w = NULL;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    double n = (double)s.n;
    return jh__defined(fmin(1, jh__gini(&sorted) * (n / (n - 1))));
}

extern const jh_stat jh__stat_gini_sample;
const jh_stat jh__stat_gini_sample = {
    .id = "gini_sample",
    .name = {"基尼系数（样本）", "Gini coefficient, sample form"},
    .definition = {"不加权的基尼系数 × n ÷ (n−1)",
                   "the unweighted coefficient · n / (n − 1)"},
    .source = "Deltas 2003",
    .weights = {"不用", "not used"},
    .undefined = {"不足两个数值、有负的数值或全部为零",
                  "fewer than two values, a negative value, or nothing but zeros"},
    .low = 0,
    .high = 1,
    .scale_invariant = true,
    .replication_invariant = false,
    .compute = compute,
};
