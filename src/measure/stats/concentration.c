/* Concentration index 集中指数: who has more when ranked by something else. */
#include "examples.h"
#include "paired.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__steps steps;
    jh_stat_result r = jh__steps_of(s, &steps);
    if (r.state != JH_STAT_OK) return r;
    double below = 0, sum = 0;
    for (size_t i = 0; i < steps.n; i++) {
        const jh__step *at = &steps.at[i];
        double rank = (below + at->w / 2) / steps.weight;
        below += at->w;
        sum += (at->wx / steps.mean - at->w) / steps.weight * (2 * rank - 1);
    }
    return jh__defined(fmax(-1, fmin(1, sum)));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .y = jh__six_wealth,
     .value = 11.0 / 38,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_concentration;
const jh_stat jh__stat_concentration = {
    .id = "concentration",
    .name = {"集中指数", "concentration index"},
    .definition =
        {"2·cov(x, 按第二变量排的位次) ÷ 均值；位次相同取平均；正值：排得高的得到多",
         "2 · cov(x, rank by the second variable) / mean; equal ranks are averaged. "
         "Positive: the higher have more"},
    .source = "Kakwani, Wagstaff & van Doorslaer 1997",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零；没有第二变量",
                  "no value, no weight, a negative value, or nothing but zeros; or no "
                  "second variable"},
    .second = JH_SECOND_NUMBER,
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_UNSAID,
    .low = -1,
    .high = 1,
    .holds = {.scale = JH_STAYS, .replication = true, .permutation = true},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
