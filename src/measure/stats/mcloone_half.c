/* McLoone index 麦克伦指数, of exactly half of the pupils: the school at the median is divided. */
#include "examples.h"
#include "sorted.h"

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    double median = jh__percentile(&sorted, 50, JH__AVERAGED);
    if (median == 0) return jh__undefined("stat.median_zero");
    return jh__defined(jh__half_side(&sorted, median, true));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 11.0 / 18,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .value = 2.0 / 5,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

static const jh_benchmark benchmarks[] = {
    {{"≥ 0.95（经费，惯用）", "≥ 0.95 (finance, customary)"}, "customary, no document"},
};

extern const jh_stat jh__stat_mcloone_half;
const jh_stat jh__stat_mcloone_half = {
    .id = "mcloone_half",
    .name = {"麦克伦指数（恰半数学生）", "McLoone index, exactly half of the pupils"},
    .definition =
        {"数值最低的一半学生的均值 ÷ 中位数（第 2 型），跨中位数的学校按人数切开",
         "mean of the lower half of the pupils / median (type 2); the school across the "
         "median is divided"},
    .source = "Harrison & McLoone 1965",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零；中位数为零",
                  "no value, no weight, a negative value, or nothing but zeros; or the "
                  "median is zero"},
    .zeros = {"中位数为零则无值", "undefined where the median is zero"},
    .fairer = JH_FAIRER_MORE,
    .low = 0,
    .high = 1,
    .holds = {.scale = JH_STAYS, .replication = true, .permutation = true},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .benchmark = benchmarks,
    .benchmarks = JH_COUNT(benchmarks),
    .compute = compute,
};
