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

jh_status jh_values_section(const jh_sections *s, size_t section, jh_values *values,
                            jh_error *err)
{
    jh_section_ctx ctx = {.sections = s, .section = section};
    jh_lookup lookup = jh_section_lookup(&ctx);
    for (size_t k = 0; k < values->indicators; k++) {
        const jh_indicator *ind = &s->pack->indicator[k];
        size_t cell = k * values->sections + section;
        double pupils = s->section[section].pupils;
        if (jh_formula_settle(ind->value, &lookup, &values->value[cell]) != JH_OK ||
            weight_of(ind, &lookup, pupils, &values->weight[cell]) != JH_OK)
            return jh_nomem(err);
    }
    return JH_OK;
}

jh_status jh_values_compute(jh_arena *arena, const jh_sections *s, jh_values *out,
                            jh_error *err)
{
    size_t n = s->pack->indicators * s->n;
    *out = (jh_values){.indicators = s->pack->indicators, .sections = s->n};
    out->value = jh_alloc_array(arena, n + 1, sizeof *out->value);
    out->weight = jh_alloc_array(arena, n + 1, sizeof *out->weight);
    if (!out->value || !out->weight) return jh_nomem(err);
    for (size_t i = 0; i < s->n; i++)
        JH_TRY(jh_values_section(s, i, out, err));
    return JH_OK;
}
