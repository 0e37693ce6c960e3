/* Weighted mean 均值: Σwx / Σw. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    jh_moments m = jh_moments_of(s);
    if (!(m.weight > 0)) return jh__undefined("stat.no_weight");
    return jh__defined(m.mean);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 19.0 / 6,
     .source = "six schools, from the definition"},
    {.x = jh__five_x,
     .w = jh__five_w,
     .n = 5,
     .value = 1913.0 / 302,
     .source = "校际均衡指标计算方法"},
};

extern const jh_stat jh__stat_mean;
const jh_stat jh__stat_mean = {
    .id = "mean",
    .name = {"均值", "mean"},
    .definition = {"Σwx ÷ Σw", "Σwx / Σw"},
    .source = "教督〔2012〕3号 附件",
    .weights = {"学生数：各校人均值的均值等于总量除以总人数",
                "pupils: the mean of per-pupil values is total over pupils"},
    .undefined = {"没有数值或权重合计为零", "no value, or no weight"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_UNSAID,
    .low = -INFINITY,
    .high = INFINITY,
    .holds = {.scale = JH_FOLLOWS,
              .translation = JH_FOLLOWS,
              .replication = true,
              .permutation = true},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
