/* Gini coefficient 基尼系数, weighted by pupils. */
#include "sorted.h"

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    return jh__defined(jh__gini(&sorted));
}

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
    .low = 0,
    .high = 1,
    .scale_invariant = true,
    .replication_invariant = true,
    .compute = compute,
};
