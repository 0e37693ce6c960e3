/* Generalised entropy 广义熵指数 of any α: 1 is theil_t, 0 is theil_l. */
#include "entropy.h"
#include "examples.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__entropy(s, s.param[0]);
}

static const jh_stat_param params[] = {
    {.name = "alpha",
     .meaning = {"α：越大越看重高的一端", "α: the larger, the more the high end counts"},
     .low = -10,
     .high = 10,
     .usual = 1.5,
     .required = true},
};

static const double given_1[] = {-1};
static const double given_2[] = {0.5};
static const double given_3[] = {1.5};
static const double given_4[] = {2};
static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_3,
     .value = 0.1769210780176796,
     .source = "six schools, from the definition"},
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_1,
     .value = 0.2092013888888889,
     .source = "six schools, from the definition"},
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_4,
     .value = 137.0 / 722,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .param = given_2,
     .value = 0.5231478280390147,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_ge;
const jh_stat jh__stat_ge = {
    .id = "ge",
    .name = {"广义熵指数", "generalised entropy"},
    .definition =
        {"Σ w·((x/均值)^α−1) ÷ (α(α−1)·W)；α=1 为泰尔 T，α=0 为泰尔 L",
         "Σ w · ((x/mean)^α − 1) / (α(α − 1) · W); α = 1: Theil T, α = 0: Theil L"},
    .source = "Shorrocks 1980",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零；α ≤ 0 而有为零的数值",
                  "no value, no weight, a negative value, or nothing but zeros; or any "
                  "zero where α ≤ 0"},
    .param = params,
    .params = JH_COUNT(params),
    .zeros = {"α > 0 照常计入；α ≤ 0 时有零则无值",
              "α > 0: kept; α ≤ 0: any zero leaves it undefined"},
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
