/* Atkinson index of 0.5 阿特金森指数. */
#include "entropy.h"
#include "examples.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__atkinson(s, 0.5);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 0.0830003999143591,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .value = 0.2444686858956362,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_atkinson_05;
const jh_stat jh__stat_atkinson_05 = {
    .id = "atkinson_05",
    .name = {"阿特金森指数（ε=0.5）", "Atkinson index (ε = 0.5)"},
    .definition = {"1 − (Σ w·√(x/均值) ÷ W)²", "1 − (Σ w · √(x/mean) / W)²"},
    .source = "Atkinson 1970",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零",
                  "no value, no weight, a negative value, or nothing but zeros"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = 1,
    .holds = {.scale = JH_STAYS,
              .replication = true,
              .permutation = true,
              .transfer = JH_TRANSFER_BETTER},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
