/* Weighted mean 均值: Σwx / Σw. */
#include "stats.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    jh_moments m = jh_moments_of(s);
    if (!(m.weight > 0)) return jh__undefined("stat.no_weight");
    return jh__defined(m.mean);
}

extern const jh_stat jh__stat_mean;
const jh_stat jh__stat_mean = {
    .id = "mean",
    .name = {"均值", "mean"},
    .definition = {"Σwx ÷ Σw", "Σwx / Σw"},
    .source = "教督〔2012〕3号 附件",
    .weights = {"学生数：各校人均值的均值等于总量除以总人数",
                "pupils: the mean of per-pupil values is total over pupils"},
    .undefined = {"没有数值或权重合计为零", "no value, or no weight"},
    .low = -INFINITY,
    .high = INFINITY,
    .scale_invariant = false,
    .replication_invariant = true,
    .compute = compute,
};
