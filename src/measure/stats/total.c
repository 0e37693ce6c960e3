/* Weighted total 总量: Σwx. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__defined(jh_moments_of(s).total);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 38,
     .source = "six schools, from the definition"},
    {.x = jh__five_x,
     .w = jh__five_w,
     .n = 5,
     .value = 1913,
     .source = "校际均衡指标计算方法"},
};

extern const jh_stat jh__stat_total;
const jh_stat jh__stat_total = {
    .id = "total",
    .name = {"总量", "total"},
    .definition = {"Σwx", "Σwx"},
    .source = "-",
    .weights = {"每单位的学生数", "pupils behind each value"},
    .undefined = {"从不", "never"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_UNSAID,
    .low = -INFINITY,
    .high = INFINITY,
    .holds = {.scale = JH_FOLLOWS, .permutation = true},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
