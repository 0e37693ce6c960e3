/* A point of the concentration curve 集中曲线. */
#include "examples.h"
#include "paired.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__steps steps;
    jh_stat_result r = jh__steps_of(s, &steps);
    if (r.state != JH_STAT_OK) return r;
    double left = s.param[0] / 100 * steps.weight, sum = 0;
    for (size_t i = 0; i < steps.n && left > 0; i++) {
        const jh__step *at = &steps.at[i];
        double part = fmin(at->w, left);
        left -= part;
        sum += at->wx / steps.mean * (part / at->w);
    }
    return jh__defined(fmin(1, sum / steps.weight));
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
static const double given_2[] = {75};
static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_wealth,
     .param = given_1,
     .value = 23.0 / 95,
     .source = "six schools, from the definition"},
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_wealth,
     .param = given_2,
     .value = 10.0 / 19,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_concentration_share;
const jh_stat jh__stat_concentration_share = {
    .id = "concentration_share",
    .name = {"集中曲线上的份额", "share on the concentration curve"},
    .definition = {"第二变量最低的 p% 学生所占总量的份额；第二变量相同的各行一并按比例",
                   "share of the total that the p % lowest by the second variable have; "
                   "rows equal in it are taken together, in proportion"},
    .source = "Kakwani 1977",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零；没有第二变量",
                  "no value, no weight, a negative value, or nothing but zeros; or no "
                  "second variable"},
    .second = JH_SECOND_NUMBER,
    .param = params,
    .params = JH_COUNT(params),
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_UNSAID,
    .low = 0,
    .high = 1,
    .holds = {.scale = JH_STAYS, .replication = true, .permutation = true},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
