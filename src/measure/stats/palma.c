/* Palma ratio 帕尔玛比: the top tenth against the lowest four tenths. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    double low = jh__lorenz(&sorted, 0.4);
    /* where nobody in it has anything the limit may cut off a sliver of the next school */
    if (low < 1e-12) return jh__undefined("stat.lower_zero");
    return jh__defined(fmax(0.25, (1 - jh__lorenz(&sorted, 0.9)) / low));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 23.0 / 19,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x, .n = 5, .value = 2, .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_palma;
const jh_stat jh__stat_palma = {
    .id = "palma",
    .name = {"帕尔玛比", "Palma ratio"},
    .definition =
        {"数值最高的 10% 学生的份额 ÷ 最低的 40% 学生的份额，跨线的学校按人数切开",
         "share of the top 10 % of the pupils / share of the lowest 40 %; a school "
         "across the limit is divided"},
    .source = "Palma 2011; Cobham & Sumner 2013",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零；最低 40% 的学生全为零",
                  "no value, no weight, a negative value, or nothing but zeros; or the "
                  "lowest 40 % of the pupils have nothing"},
    .zeros = {"最低 40% 全为零则无值", "undefined where the lowest 40 % have nothing"},
    .fairer = JH_FAIRER_LESS,
    .low = 0.25,
    .high = INFINITY,
    .holds = {.scale = JH_STAYS,
              .replication = true,
              .permutation = true,
              .transfer = JH_TRANSFER_NEVER_WORSE},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
