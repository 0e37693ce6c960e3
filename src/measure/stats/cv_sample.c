/* Coefficient of variation without weights, sample form (n − 1) 样本差异系数. Not the
 * official figure. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (s.n < 2) return jh__undefined("stat.too_few");
    s.w = NULL;
    jh_moments m = jh_moments_of(s);
    if (!(m.weight > 0)) return jh__undefined("stat.no_weight");
    if (m.mean == 0) return jh__undefined("stat.mean_zero");
    if (m.mean < 0) return jh__undefined("stat.mean_negative");
    double n = (double)s.n;
    return jh__defined(m.sd * sqrt(n / (n - 1)) / m.mean);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 0.6519202405202649,
     .source = "six schools, from the definition"},
    {.x = jh__five_x,
     .w = jh__five_w,
     .n = 5,
     .value = 0.5464622347388621,
     .source = "校际均衡指标计算方法"},
};

extern const jh_stat jh__stat_cv_sample;
const jh_stat jh__stat_cv_sample = {
    .id = "cv_sample",
    .name = {"差异系数（样本）", "coefficient of variation, sample form"},
    .definition = {"√(Σ(x−均值)² ÷ (n−1)) ÷ 均值", "sqrt(Σ(x − mean)² / (n − 1)) / mean"},
    .source = "-",
    .weights = {"不用", "not used"},
    .undefined = {"不足两个数值或均值不为正",
                  "fewer than two values, or a mean that is not positive"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = INFINITY,
    .holds = {.scale = JH_STAYS, .permutation = true, .transfer = JH_TRANSFER_BETTER},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .unweighted = true,
    .compute = compute,
};
