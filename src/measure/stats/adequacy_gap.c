/* Adequacy gap 达标缺口: what lifts every school to a standard. */
#include "examples.h"
#include "sorted.h"
#include "lanes.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    if (!s.n) return jh__undefined("stat.no_values");
    jh__lanes sum = {{0}};
    for (size_t i = 0; i < s.n; i++)
        jh__lanes_add(&sum, i, jh__weight(s, i) * fmax(0, s.param[0] - s.x[i]));
    return jh__defined(jh__lanes_sum(&sum));
}

static const jh_stat_param params[] = {
    {.name = "standard",
     .meaning = {"标准", "standard"},
     .low = -1e300,
     .high = 1e300,
     .usual = 3,
     .required = true},
};

static const double given_1[] = {2.5};
static const double given_2[] = {3};
static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_2,
     .value = 7,
     .source = "six schools, from the definition"},
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_1,
     .value = 9.0 / 2,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_adequacy_gap;
const jh_stat jh__stat_adequacy_gap = {
    .id = "adequacy_gap",
    .name = {"达标缺口", "adequacy gap"},
    .definition = {"Σ w·max(0, 标准 − x)", "Σ w · max(0, standard − x)"},
    .source = "Odden & Picus 2014",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值", "no value"},
    .param = params,
    .params = JH_COUNT(params),
    .zeros = {"照常计入，差额为整个标准", "kept: the whole standard is lacking"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = INFINITY,
    .holds = {.permutation = true, .transfer = JH_TRANSFER_NEVER_WORSE},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
