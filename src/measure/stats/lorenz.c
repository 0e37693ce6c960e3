/* A point of the Lorenz curve 洛伦兹曲线: what the lowest p % of the pupils have. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    return jh__defined(jh__lorenz(&sorted, s.param[0] / 100));
}

static const jh_stat_param params[] = {
    {.name = "p",
     .meaning = {"百分位", "percent"},
     .low = 0,
     .high = 100,
     .usual = 25,
     .required = true},
};

static const double given_1[] = {40};
static const double given_2[] = {90};
static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_1,
     .value = 1.0 / 5,
     .source = "six schools, from the definition"},
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_2,
     .value = 72.0 / 95,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .param = given_1,
     .value = 1.0 / 10,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_lorenz;
const jh_stat jh__stat_lorenz = {
    .id = "lorenz",
    .name = {"洛伦兹曲线上的份额", "share on the Lorenz curve"},
    .definition = {"数值最低的 p% 学生所占总量的份额，跨线的学校按人数切开",
                   "share of the total that the lowest p % of the pupils have; the "
                   "school across the limit is divided"},
    .source = "Lorenz 1905",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零",
                  "no value, no weight, a negative value, or nothing but zeros"},
    .param = params,
    .params = JH_COUNT(params),
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_MORE,
    .low = 0,
    .high = 1,
    .holds = {.scale = JH_STAYS,
              .replication = true,
              .permutation = true,
              .transfer = JH_TRANSFER_NEVER_WORSE},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
