/* Coefficient of difference 差异系数: the pupil-weighted coefficient of variation,
 * population form. The official figure: an unweighted form turns verdicts. */
#include "examples.h"
#include "sorted.h"

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

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 0.6160368374062961,
     .source = "six schools, from the definition"},
    {.x = jh__five_x,
     .w = jh__five_w,
     .n = 5,
     .value = 0.5152566298844764,
     .source = "校际均衡指标计算方法"},
};

static const jh_benchmark benchmarks[] = {
    {{"小学 ≤ 0.50，初中 ≤ 0.45（优质均衡，每项）",
      "primary ≤ 0.50, junior ≤ 0.45 (quality balance, every item)"},
     "教督〔2017〕6号"},
    {{"小学 ≤ 0.65，初中 ≤ 0.55（基本均衡）",
      "primary ≤ 0.65, junior ≤ 0.55 (basic balance)"},
     "教督〔2012〕3号"},
    {{"≤ 0.10（经费）", "≤ 0.10 (finance)"}, "Odden & Picus, teaching slides"},
};

extern const jh_stat jh__stat_cv;
const jh_stat jh__stat_cv = {
    .id = "cv",
    .name = {"差异系数", "coefficient of variation"},
    .definition = {"标准差 ÷ 均值，按学生数加权", "sd / mean, weighted by pupils"},
    .source = "教督〔2017〕6号、教督〔2012〕3号 附件",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零或均值不为正",
                  "no value, no weight, or a mean that is not positive"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = INFINITY,
    .holds = {.scale = JH_STAYS,
              .replication = true,
              .permutation = true,
              .transfer = JH_TRANSFER_BETTER},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .benchmark = benchmarks,
    .benchmarks = JH_COUNT(benchmarks),
    .compute = compute,
};
