/* Coefficient of variation without weights, population form 不加权的差异系数. Not the
 * official figure. */
#include "examples.h"
#include "sorted.h"

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

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 0.5951190357119042,
     .source = "six schools, from the definition"},
    {.x = jh__five_x,
     .w = jh__five_w,
     .n = 5,
     .value = 0.48877068160501713,
     .source = "校际均衡指标计算方法"},
};

extern const jh_stat jh__stat_cv_unweighted;
const jh_stat jh__stat_cv_unweighted = {
    .id = "cv_unweighted",
    .name = {"差异系数（不加权）", "coefficient of variation, unweighted"},
    .definition = {"√(Σ(x−均值)² ÷ n) ÷ 均值", "sqrt(Σ(x − mean)² / n) / mean"},
    .source = "-",
    .weights = {"不用", "not used"},
    .undefined = {"没有数值或均值不为正", "no value, or a mean that is not positive"},
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
    .unweighted = true,
    .compute = compute,
};
