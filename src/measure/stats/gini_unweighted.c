/* Gini coefficient without weights 不加权的基尼系数. */
#include "examples.h"
#include "sorted.h"

static jh_stat_result compute(jh_sample s)
{
    jh__sorted sorted;
    s.w = NULL;
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state != JH_STAT_OK) return r;
    return jh__defined(jh__gini(&sorted));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 1.0 / 3,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .value = 2.0 / 5,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_gini_unweighted;
const jh_stat jh__stat_gini_unweighted = {
    .id = "gini_unweighted",
    .name = {"基尼系数（不加权）", "Gini coefficient, unweighted"},
    .definition = {"ΣΣ|xᵢ−xⱼ| ÷ (2·均值·n²)", "ΣΣ|xᵢ − xⱼ| / (2 · mean · n²)"},
    .source = "Gini 1912",
    .weights = {"不用", "not used"},
    .undefined = {"没有数值、有负的数值或全部为零",
                  "no value, a negative value, or nothing but zeros"},
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_LESS,
    .low = 0,
    .high = 1,
    .holds = {.scale = JH_STAYS,
              .replication = true,
              .permutation = true,
              .transfer = JH_TRANSFER_BETTER},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .unweighted = true,
    .compute = compute,
};
