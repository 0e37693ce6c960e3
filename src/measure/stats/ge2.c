/* Generalised entropy of 2 广义熵指数: half the squared coefficient of variation. */
#include "entropy.h"
#include "examples.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__entropy(s, 2);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 137.0 / 722,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .value = 1.0 / 4,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_ge2;
const jh_stat jh__stat_ge2 = {
    .id = "ge2",
    .name = {"广义熵指数（α=2）", "generalised entropy (α = 2)"},
    .definition = {"Σ w·(x/均值−1)² ÷ (2W)", "Σ w · (x/mean − 1)² / (2W)"},
    .source = "Shorrocks 1980",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零",
                  "no value, no weight, a negative value, or nothing but zeros"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = INFINITY,
    .holds = {.scale = JH_STAYS,
              .replication = true,
              .permutation = true,
              .transfer = JH_TRANSFER_BETTER,
              .parts = JH_PARTS_ADD},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
