/* Schutz or Hoover index 胡佛指数: the share that would have to move to make all alike. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    jh_moments m;
    jh_stat_result r = jh__positive(s, &m);
    if (r.state != JH_STAT_OK) return r;
    double sum = 0;
    for (size_t i = 0; i < s.n; i++)
        sum += jh__weight(s, i) * fabs(s.x[i] / m.mean - 1);
    return jh__defined(fmin(1, sum / (2 * m.weight)));
}

static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .value = 17.0 / 76,
     .source = "six schools, from the definition"},
    {.x = jh__zero_x,
     .n = 5,
     .value = 3.0 / 10,
     .source = "0, 1, 2, 3, 4, from the definition"},
};

extern const jh_stat jh__stat_schutz;
const jh_stat jh__stat_schutz = {
    .id = "schutz",
    .name = {"胡佛指数", "Hoover (Schutz) index"},
    .definition = {"Σ w·|x−均值| ÷ (2·均值·W)", "Σ w · |x − mean| / (2 · mean · W)"},
    .source = "Hoover 1936; Schutz 1951",
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
              .transfer = JH_TRANSFER_NEVER_WORSE},
    .cost = "n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
