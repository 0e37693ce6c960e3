/* Coefficient of variation without weights, population form 不加权的差异系数. Not the
 * official figure. */
#include "stats.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    s.w = NULL;
    jh_moments m = jh_moments_of(s);
    if (!(m.weight > 0)) return jh__undefined("stat.no_weight");
    if (m.mean == 0) return jh__undefined("stat.mean_zero");
    if (m.mean < 0) return jh__undefined("stat.mean_negative");
    return jh__defined(m.sd / m.mean);
}

extern const jh_stat jh__stat_cv_unweighted;
const jh_stat jh__stat_cv_unweighted = {
    .id = "cv_unweighted",
    .name = {"差异系数（不加权）", "coefficient of variation, unweighted"},
    .definition = {"√(Σ(x−均值)² ÷ n) ÷ 均值", "sqrt(Σ(x − mean)² / n) / mean"},
    .source = "-",
    .weights = {"不用", "not used"},
    .undefined = {"没有数值或均值不为正", "no value, or a mean that is not positive"},
    .low = 0,
    .high = INFINITY,
    .scale_invariant = true,
    .replication_invariant = true,
    .compute = compute,
};
