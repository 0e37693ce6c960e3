#include "measure_int.h"

#include <math.h>

static jh_status weight_of(const jh_indicator *ind, const jh_lookup *lookup,
                           double pupils, double *out)
{
    jh_value w = {.state = JH_KNOWN, .number = pupils};
    if (ind->weight) JH_TRY(jh_formula_settle(ind->weight, lookup, &w));
    *out = w.state == JH_KNOWN ? w.number : NAN;
    return JH_OK;
}

jh_status jh_values_compute(jh_arena *arena, const jh_sections *s, jh_values *out,
                            jh_error *err)
{
    size_t k_n = s->pack->indicators, n = s->n;
    *out = (jh_values){.indicators = k_n, .sections = n};
    out->value = jh_alloc_array(arena, k_n * n + 1, sizeof *out->value);
    out->weight = jh_alloc_array(arena, k_n * n + 1, sizeof *out->weight);
    if (!out->value || !out->weight) return jh_nomem(err);
    jh_section_ctx ctx = {.sections = s};
    jh_lookup lookup = jh_section_lookup(&ctx);
    for (size_t k = 0; k < k_n; k++) {
        const jh_indicator *ind = &s->pack->indicator[k];
        for (size_t i = 0; i < n; i++) {
            ctx.section = i;
            double *weight = &out->weight[k * n + i];
            if (jh_formula_settle(ind->value, &lookup, &out->value[k * n + i]) != JH_OK ||
                weight_of(ind, &lookup, s->section[i].pupils, weight) != JH_OK)
                return jh_nomem(err);
        }
    }
    return JH_OK;
}
