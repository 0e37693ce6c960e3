/* Number of values 个数. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__defined((double)s.n);
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 6,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_count;
const jh_stat jh__stat_count = {
    .id = "count",
    .name = {"个数", "count"},
    .definition = {"n", "n"},
    .source = "-",
    .weights = {"不用", "not used"},
    .undefined = {"从不", "never"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_UNSAID,
    .low = 0,
    .high = INFINITY,
    .holds = {.scale = JH_STAYS, .translation = JH_STAYS, .permutation = true},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .unweighted = true,
    .compute = compute,
};
