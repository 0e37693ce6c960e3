/* Coefficient of difference 差异系数: the pupil-weighted coefficient of variation,
 * population form. The official figure: an unweighted form turns verdicts. */
#include "stats.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    jh_moments m = jh_moments_of(s);
    if (!(m.weight > 0)) return jh__undefined("stat.no_weight");
    if (m.mean == 0) return jh__undefined("stat.mean_zero");
    if (m.mean < 0) return jh__undefined("stat.mean_negative");
    return jh__defined(m.sd / m.mean);
}

extern const jh_stat jh__stat_cv;
const jh_stat jh__stat_cv = {
    .id = "cv",
    .name = {"差异系数", "coefficient of variation"},
    .definition = {"标准差 ÷ 均值，按学生数加权", "sd / mean, weighted by pupils"},
    .source = "教督〔2017〕6号、教督〔2012〕3号 附件",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零或均值不为正",
                  "no value, no weight, or a mean that is not positive"},
    .low = 0,
    .high = INFINITY,
    .scale_invariant = true,
    .replication_invariant = true,
    .compute = compute,
};
