/* Intraclass correlation: both ends of its interval 组内相关系数的置信区间. */
#include "examples.h"
#include "variance.h"

#include <math.h>

static jh_stat_result lower(jh_sample s)
{
    return jh__icc(s, -1, s.param[0]);
}

static jh_stat_result upper(jh_sample s)
{
    return jh__icc(s, 1, s.param[0]);
}

static const jh_stat_param params[] = {
    {.name = "level",
     .meaning = {"置信水平", "confidence"},
     .low = 0.5,
     .high = 0.9999,
     .usual = 0.95},
};

/* Groups of 2, 3 and 5. */
static const double uneven_x[] = {3, 5, 2, 2, 4, 8, 7, 9, 6, 10};
static const double uneven_group[] = {0, 0, 1, 1, 1, 2, 2, 2, 2, 2};
static const double given[] = {0.95};

static const jh_stat_example low_examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_group,
     .param = given,
     .value = -0.39246939155717453,
     .source = "six schools, from the definition"},
    {.x = uneven_x,
     .n = 10,
     .y = uneven_group,
     .param = given,
     .value = 0.2331605560369515,
     .source = "groups of 2, 3 and 5, from the definition"},
};

static const jh_stat_example high_examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_group,
     .param = given,
     .value = 0.9927314610430652,
     .source = "six schools, from the definition"},
    {.x = uneven_x,
     .n = 10,
     .y = uneven_group,
     .param = given,
     .value = 0.9931243988309122,
     .source = "groups of 2, 3 and 5, from the definition"},
};

/* All but what the two ends differ in. */
#define OF_BOTH_ENDS                                                                     \
    .source = "Wald 1940; Searle, Casella & McCulloch 1992, 3.6e; groups of one size: "  \
              "McGraw & Wong 1996",                                                      \
    .weights = {"不用", "not used"},                                                     \
    .undefined = {"没有数值、没有第二变量、只有一组、各组都只有一个数值或数值都相同",    \
                  "no value, no second variable, one group only, a single value in "     \
                  "every group, or values that do not vary"},                            \
    .second = JH_SECOND_GROUP, .param = params, .params = JH_COUNT(params),              \
    .zeros = {"照常计入", "they count as they are"}, .fairer = JH_FAIRER_LESS,           \
    .low = -1, .high = 1,                                                                \
    .holds = {.scale = JH_STAYS, .translation = JH_STAYS, .permutation = true},          \
    .cost = "n", .unweighted = true

extern const jh_stat jh__stat_icc_low, jh__stat_icc_high;

const jh_stat jh__stat_icc_low = {
    .id = "icc_low",
    .name = {"组内相关系数的置信下限", "intraclass correlation, lower end"},
    .definition = {"使 Σgᵢ(x̄ᵢ−x̄g)² ÷ ((k−1)·组内均方) 等于 F 上侧分位数的 ρ，其中 "
                   "gᵢ=nᵢ(1−ρ)÷(1+(nᵢ−1)ρ)；数值服从正态分布时精确，各组规模可不等",
                   "the ρ at which Σgᵢ(x̄ᵢ − x̄g)² / ((k − 1) · MSW) is the upper quantile "
                   "of F, gᵢ = nᵢ(1 − ρ) / (1 + (nᵢ − 1)ρ); exact for normal values in "
                   "groups of any sizes"},
    .example = low_examples,
    .examples = JH_COUNT(low_examples),
    .compute = lower,
    OF_BOTH_ENDS,
};

const jh_stat jh__stat_icc_high = {
    .id = "icc_high",
    .name = {"组内相关系数的置信上限", "intraclass correlation, upper end"},
    .definition = {"同 icc_low，取 F 的下侧分位数",
                   "as icc_low, with the lower quantile of F"},
    .example = high_examples,
    .examples = JH_COUNT(high_examples),
    .compute = upper,
    OF_BOTH_ENDS,
};
