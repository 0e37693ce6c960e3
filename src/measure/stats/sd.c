/* Weighted standard deviation 标准差, population form: sqrt(Σw(x − mean)² / Σw). */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    jh_moments m = jh_moments_of(s);
    if (!(m.weight > 0)) return jh__undefined("stat.no_weight");
    return jh__defined(m.sd);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 1.9507833184532708,
     .source = "six schools, from the definition"},
    {.x = jh__five_x,
     .w = jh__five_w,
     .n = 5,
     .value = 3.2638607051953756,
     .source = "校际均衡指标计算方法"},
};

extern const jh_stat jh__stat_sd;
const jh_stat jh__stat_sd = {
    .id = "sd",
    .name = {"标准差", "standard deviation"},
    .definition = {"√(Σw(x−均值)² ÷ Σw)", "sqrt(Σw(x − mean)² / Σw)"},
    .source = "教督〔2012〕3号 附件",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值或权重合计为零", "no value, or no weight"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = INFINITY,
    .holds = {.scale = JH_FOLLOWS,
              .translation = JH_STAYS,
              .replication = true,
              .permutation = true,
              .transfer = JH_TRANSFER_BETTER},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
