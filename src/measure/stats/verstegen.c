/* Verstegen index 沃斯特根指数: the upper half of pupils against the median; schools at the median count whole. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    double median = jh__percentile(&sorted, 50, JH__AVERAGED);
    if (median == 0) return jh__undefined("stat.median_zero");
    return jh__defined(jh__median_side(&sorted, median, false));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 10.0 / 7,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .value = 3.0 / 2,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

static const jh_benchmark benchmarks[] = {
    {{"≤ 1.05（经费，惯用）", "≤ 1.05 (finance, customary)"}, "customary, no document"},
};

extern const jh_stat jh__stat_verstegen;
const jh_stat jh__stat_verstegen = {
    .id = "verstegen",
    .name = {"沃斯特根指数", "Verstegen index"},
    .definition = {"不低于中位数的各校的均值 ÷ 中位数（第 2 型）",
                   "mean of the schools not below the median / median (type 2)"},
    .source = "Verstegen 1996",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零；中位数为零",
                  "no value, no weight, a negative value, or nothing but zeros; or the "
                  "median is zero"},
    .zeros = {"中位数为零则无值", "undefined where the median is zero"},
    .fairer = JH_FAIRER_LESS,
    .low = 1,
    .high = INFINITY,
    .holds = {.scale = JH_STAYS, .replication = true, .permutation = true},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .benchmark = benchmarks,
    .benchmarks = JH_COUNT(benchmarks),
    .compute = compute,
};
