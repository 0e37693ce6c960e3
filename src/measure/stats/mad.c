/* Mean absolute deviation from the mean 平均绝对离差, in the unit of the values. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    jh_moments m = jh_moments_of(s);
    if (!(m.weight > 0)) return jh__undefined("stat.no_weight");
    double sum = 0;
    for (size_t i = 0; i < s.n; i++)
        sum += jh__weight(s, i) * fabs(s.x[i] - m.mean);
    return jh__defined(sum / m.weight);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 17.0 / 12,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_mad;
const jh_stat jh__stat_mad = {
    .id = "mad",
    .name = {"平均绝对离差", "mean absolute deviation"},
    .definition = {"Σ w·|x−均值| ÷ W", "Σ w · |x − mean| / W"},
    .source = "-",
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
              .transfer = JH_TRANSFER_NEVER_WORSE},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
