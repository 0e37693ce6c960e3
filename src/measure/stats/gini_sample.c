/* Gini coefficient without weights, sample form 样本基尼系数: n/(n − 1) exists only without
 * weights. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    if (s.n < 2) return jh__undefined("stat.too_few");
    s.w = NULL;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    double n = (double)s.n;
    return jh__defined(fmin(1, jh__gini(&sorted) * (n / (n - 1))));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 2.0 / 5,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .value = 1.0 / 2,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_gini_sample;
const jh_stat jh__stat_gini_sample = {
    .id = "gini_sample",
    .name = {"基尼系数（样本）", "Gini coefficient, sample form"},
    .definition = {"不加权的基尼系数 × n ÷ (n−1)",
                   "the unweighted coefficient · n / (n − 1)"},
    .source = "Deltas 2003",
    .weights = {"不用", "not used"},
    .undefined = {"不足两个数值、有负的数值或全部为零",
                  "fewer than two values, a negative value, or nothing but zeros"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = 1,
    .holds = {.scale = JH_STAYS, .permutation = true, .transfer = JH_TRANSFER_BETTER},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .unweighted = true,
    .compute = compute,
};
