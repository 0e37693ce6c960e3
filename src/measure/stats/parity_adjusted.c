/* Adjusted parity index 调整后均等指数: as far above 1 as the inverse ratio is below. */
#include "examples.h"
#include "paired.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh_stat_result r = jh__parity(s);
    if (r.state == JH_STAT_OK && r.value > 1) r.value = 2 - 1 / r.value;
    return r;
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

extern const jh_stat jh__stat_parity_adjusted;
const jh_stat jh__stat_parity_adjusted = {
    .id = "parity_adjusted",
    .name = {"调整后均等指数", "adjusted parity index"},
    .definition = {"均等指数不大于 1 时同原指数，大于 1 时为 2 − 1 ÷ 原指数",
                   "the parity index where it is at most 1, else 2 − 1 / index"},
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
    .high = 2,
    .holds = {.scale = JH_STAYS, .replication = true, .permutation = true},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .benchmark = benchmarks,
    .benchmarks = JH_COUNT(benchmarks),
    .compute = compute,
};
