/* Weighted standard deviation 标准差, population form: sqrt(Σw(x − mean)² / Σw). */
#include "stats.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    jh_moments m = jh_moments_of(s);
    if (!(m.weight > 0)) return jh__undefined("stat.no_weight");
    return jh__defined(m.sd);
}

extern const jh_stat jh__stat_sd;
const jh_stat jh__stat_sd = {
    .id = "sd",
    .name = {"标准差", "standard deviation"},
    .definition = {"√(Σw(x−均值)² ÷ Σw)", "sqrt(Σw(x − mean)² / Σw)"},
    .source = "教督〔2012〕3号 附件",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值或权重合计为零", "no value, or no weight"},
    .low = 0,
    .high = INFINITY,
    .scale_invariant = false,
    .replication_invariant = true,
    .compute = compute,
};
