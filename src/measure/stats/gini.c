/* Gini coefficient 基尼系数, weighted by pupils. */
#include "examples.h"
#include "sorted.h"

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    return jh__defined(jh__gini(&sorted));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 6.0 / 19,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .value = 2.0 / 5,
     .source = "0, 1, 2, 3, 4, from the definition"},
    {.x = jh__five_x,
     .w = jh__five_w,
     .n = 5,
     .value = 166603.0 / 577726,
     .source = "校际均衡指标计算方法"},
};

static const jh_benchmark benchmarks[] = {
    {{"≤ 0.05（经费，惯用）", "≤ 0.05 (finance, customary)"}, "customary, no document"},
};

extern const jh_stat jh__stat_gini;
const jh_stat jh__stat_gini = {
    .id = "gini",
    .name = {"基尼系数", "Gini coefficient"},
    .definition = {"ΣΣ wᵢwⱼ|xᵢ−xⱼ| ÷ (2·均值·W²)，W 为权重合计",
                   "ΣΣ wᵢwⱼ|xᵢ − xⱼ| / (2 · mean · W²), W the sum of weights"},
    .source = "Gini 1912; Lerman & Yitzhaki 1989",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值、权重合计为零、有负的数值或全部为零",
                  "no value, no weight, a negative value, or nothing but zeros"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = 1,
    .holds = {.scale = JH_STAYS,
              .replication = true,
              .permutation = true,
              .transfer = JH_TRANSFER_BETTER,
              .parts = JH_PARTS_OVERLAP},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .benchmark = benchmarks,
    .benchmarks = JH_COUNT(benchmarks),
    .compute = compute,
};
