/* Theil index L 泰尔指数 L, mean logarithmic deviation, generalised entropy of 0. Zeros have no
 * logarithm; dropping them would flatter the county. */
#include "entropy.h"
#include "examples.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__entropy(s, 0);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 0.17506400424004745,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_theil_l;
const jh_stat jh__stat_theil_l = {
    .id = "theil_l",
    .name = {"泰尔指数 L（平均对数离差）", "Theil index L (mean log deviation)"},
    .definition = {"Σ w·ln(均值/x) ÷ W", "Σ w · ln(mean/x) / W"},
    .source = "Theil 1967",
    .weights = {"学生数", "pupils"},
    .undefined =
        {"没有数值、权重合计为零、有负的数值或全部为零；有为零的数值",
         "no value, no weight, a negative value, or nothing but zeros; or any zero"},
    .zeros = {"有零则无值：零没有对数",
              "any zero leaves it undefined: zero has no logarithm"},
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
