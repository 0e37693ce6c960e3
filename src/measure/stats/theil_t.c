/* Theil index T 泰尔指数 T, generalised entropy of 1. A value of zero counts: 0·ln 0 = 0. */
#include "entropy.h"
#include "examples.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__entropy(s, 1);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 0.17030725692118212,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .value = 0.3295836866004329,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_theil_t;
const jh_stat jh__stat_theil_t = {
    .id = "theil_t",
    .name = {"泰尔指数 T", "Theil index T"},
    .definition = {"Σ w·(x/均值)·ln(x/均值) ÷ W，0·ln 0 = 0",
                   "Σ w · (x/mean) · ln(x/mean) / W, with 0 · ln 0 = 0"},
    .source = "Theil 1967",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零",
                  "no value, no weight, a negative value, or nothing but zeros"},
    .zeros = {"照常计入：0·ln 0 = 0", "kept: 0 · ln 0 = 0"},
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
