/* Gini coefficient without weights 不加权的基尼系数. */
#include "sorted.h"

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    s.w = NULL;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    return jh__defined(jh__gini(&sorted));
}

extern const jh_stat jh__stat_gini_unweighted;
const jh_stat jh__stat_gini_unweighted = {
    .id = "gini_unweighted",
    .name = {"基尼系数（不加权）", "Gini coefficient, unweighted"},
    .definition = {"ΣΣ|xᵢ−xⱼ| ÷ (2·均值·n²)", "ΣΣ|xᵢ − xⱼ| / (2 · mean · n²)"},
    .source = "Gini 1912",
    .weights = {"不用", "not used"},
    .undefined = {"没有数值、有负的数值或全部为零",
                  "no value, a negative value, or nothing but zeros"},
    .low = 0,
    .high = 1,
    .scale_invariant = true,
    .replication_invariant = true,
    .compute = compute,
};
