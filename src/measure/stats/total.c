/* Weighted total 总量: Σwx. */
#include "stats.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    return jh__defined(jh_moments_of(s).total);
}

extern const jh_stat jh__stat_total;
const jh_stat jh__stat_total = {
    .id = "total",
    .name = {"总量", "total"},
    .definition = {"Σwx", "Σwx"},
    .source = "-",
    .weights = {"每单位的学生数", "pupils behind each value"},
    .undefined = {"从不", "never"},
    .low = -INFINITY,
    .high = INFINITY,
    .scale_invariant = false,
    .replication_invariant = false,
    .compute = compute,
};
