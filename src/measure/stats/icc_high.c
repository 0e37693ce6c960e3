/* Intraclass correlation: upper end of its interval 组内相关系数的置信区间. */
#include "examples.h"
#include "variance.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
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

static const double given_1[] = {0.95};
static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_group,
     .param = given_1,
     .value = 0.9927314610430652,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_icc_high;
const jh_stat jh__stat_icc_high = {
    .id = "icc_high",
    .name = {"组内相关系数的置信上限", "intraclass correlation, upper end"},
    .definition = {"由 F 分布得出的置信区间的上限；各组规模相等时精确",
                   "upper end of the interval from the F distribution; exact for groups "
                   "of one size"},
    .source = "McGraw & Wong 1996",
    .weights = {"不用", "not used"},
    .undefined = {"没有数值、没有第二变量、只有一组、各组都只有一个数值或数值都相同",
                  "no value, no second variable, one group only, a single value in every "
                  "group, or values that do not vary"},
    .second = JH_SECOND_GROUP,
    .param = params,
    .params = JH_COUNT(params),
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = -INFINITY,
    .high = 1,
    .holds = {.scale = JH_STAYS, .translation = JH_STAYS, .permutation = true},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .unweighted = true,
    .compute = compute,
};
