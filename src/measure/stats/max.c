/* Largest value 最大值. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    double best = s.x[0];
    for (size_t i = 1; i < s.n; i++)
        best = s.x[i] > best ? s.x[i] : best;
    return jh__defined(best);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 8,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_max;
const jh_stat jh__stat_max = {
    .id = "max",
    .name = {"最大值", "largest"},
    .definition = {"最大值", "max"},
    .source = "-",
    .weights = {"不用", "not used"},
    .undefined = {"没有数值", "no value"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_UNSAID,
    .low = -INFINITY,
    .high = INFINITY,
    .holds = {.scale = JH_FOLLOWS,
              .translation = JH_FOLLOWS,
              .replication = true,
              .permutation = true},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .unweighted = true,
    .compute = compute,
};
