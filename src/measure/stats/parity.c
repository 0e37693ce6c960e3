/* Parity index 均等指数: the disadvantaged group against the other. */
#include "examples.h"
#include "paired.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__parity(s);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_flag,
     .value = 10.0 / 27,
     .source = "six schools, from the definition"},
};

static const jh_benchmark benchmarks[] = {
    {{"0.97–1.03 为均等", "0.97–1.03 is parity"}, "UIS, SDG 4.5.1 metadata"},
};

extern const jh_stat jh__stat_parity;
const jh_stat jh__stat_parity = {
    .id = "parity",
    .name = {"均等指数", "parity index"},
    .definition =
        {"第二变量为真的一组的均值 ÷ 另一组的均值",
         "mean of the rows for which the second variable holds / mean of the others"},
    .source = "UIS, SDG 4.5.1 metadata",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零；有一组没有学生，或对照组"
                  "的均值为零",
                  "no value, no weight, a negative value, or nothing but zeros; or one "
                  "of the groups is empty, or the mean of the other group is zero"},
    .second = JH_SECOND_FLAG,
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_NEAR_ONE,
    .low = 0,
    .high = INFINITY,
    .holds = {.scale = JH_STAYS, .replication = true, .permutation = true},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .benchmark = benchmarks,
    .benchmarks = JH_COUNT(benchmarks),
    .compute = compute,
};
