/* Atkinson index 阿特金森指数 of any aversion ε. */
#include "entropy.h"
#include "examples.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__atkinson(s, s.param[0]);
}

static const jh_stat_param params[] = {
    {.name = "epsilon",
     .meaning = {"ε：越大越看重低的一端", "ε: the larger, the more the low end counts"},
     .low = 0.000001,
     .high = 10,
     .usual = 0.25,
     .required = true},
};

static const double given_1[] = {0.25};
static const double given_2[] = {0.5};
static const double given_3[] = {1};
static const double given_4[] = {2};
static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_1,
     .value = 0.04207744801083141,
     .source = "six schools, from the definition"},
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_4,
     .value = 241.0 / 817,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .param = given_2,
     .value = 0.2444686858956362,
     .source = "0, 1, 2, 3, 4, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .param = given_3,
     .value = 1,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_atkinson;
const jh_stat jh__stat_atkinson = {
    .id = "atkinson",
    .name = {"阿特金森指数", "Atkinson index"},
    .definition =
        {"1 − (Σ w·(x/均值)^(1−ε) ÷ W)^(1/(1−ε))；ε=1 时 1 − 几何平均 ÷ 均值",
         "1 − (Σ w · (x/mean)^(1−ε) / W)^(1/(1−ε)); ε = 1: 1 − geometric mean / mean"},
    .source = "Atkinson 1970",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零",
                  "no value, no weight, a negative value, or nothing but zeros"},
    .param = params,
    .params = JH_COUNT(params),
    .zeros = {"ε ≥ 1 时有零则为 1", "1 with any zero where ε ≥ 1"},
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
