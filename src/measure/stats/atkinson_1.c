/* Atkinson index of 1 阿特金森指数: one less the geometric mean over the mean. A zero makes it 1. */
#include "entropy.h"
#include "examples.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__atkinson(s, 1);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 0.16059670632006037,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x, .n = 5, .value = 1, .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_atkinson_1;
const jh_stat jh__stat_atkinson_1 = {
    .id = "atkinson_1",
    .name = {"阿特金森指数（ε=1）", "Atkinson index (ε = 1)"},
    .definition = {"1 − 几何平均 ÷ 均值；有为零的数值时等于 1",
                   "1 − geometric mean / mean; 1 with any zero"},
    .source = "Atkinson 1970",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零",
                  "no value, no weight, a negative value, or nothing but zeros"},
    .zeros = {"有零则为 1", "1 with any zero"},
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
