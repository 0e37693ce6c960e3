/* What a section does to a coefficient: left out, and by one per cent. */
#include <junheng/robust.h>

#include <math.h>
#include <stdlib.h>

/* Sums of values less their mean, so that taking one out does not cancel digits. */
typedef struct sums {
    double mean, w, square;
} sums;

/* What is left of a variance after taking away all but rounding is none: equal schools. */
#define ROUNDING 1e-14

static double cv_of(double mean, double variance)
{
    if (!(mean > 0)) return NAN;
    return variance > ROUNDING * mean * mean ? sqrt(variance) / mean : 0;
}

static double without(const sums *s, double w, double d)
{
    double left = s->w - w, shift = -w * d / left;
    if (!(left > 0)) return NAN;
    return cv_of(s->mean + shift, (s->square - w * d * d) / left - shift * shift);
}

static double raised(const sums *s, double w, double d, double by)
{
    double shift = w * by / s->w;
    return cv_of(s->mean + shift,
                 (s->square + 2 * w * d * by + w * by * by) / s->w - shift * shift);
}

static int by_change(const void *a, const void *b)
{
    const jh_influence *p = a, *q = b;
    double x = isnan(p->change) ? -1 : fabs(p->change),
           y = isnan(q->change) ? -1 : fabs(q->change);
    if (x != y) return x > y ? -1 : 1;
    return p->section < q->section ? -1 : 1;
}

jh_status jh_influences(jh_arena *arena, const jh_assessment *a, const jh_place *place,
                        jh_influence **out, size_t *n, jh_error *err)
{
    const jh_sections *s = &a->sections;
    const jh_stage_result *stage = &a->area[place->area].stage[place->stage];
    const jh_coefficient_result *c = &stage->coefficient[place->indicator];
    const jh_value *value = &a->values.value[(size_t)place->indicator * s->n];
    const double *weight = &a->values.weight[(size_t)place->indicator * s->n];
    sums all = {.mean = c->mean};
    *n = 0;
    *out = jh_alloc_array(arena, stage->sections + 1, sizeof **out);
    if (!*out) return jh_nomem(err);
    for (size_t i = 0; i < s->n && c->cv >= 0; i++) {
        if (s->section[i].area != place->area || s->section[i].stage != stage->stage)
            continue;
        if (value[i].state != JH_KNOWN || isnan(weight[i])) continue;
        double d = value[i].number - c->mean;
        all.w += weight[i];
        all.square += weight[i] * d * d;
        (*out)[(*n)++] = (jh_influence){.section = i};
    }
    for (size_t i = 0; i < *n; i++) {
        jh_influence *f = &(*out)[i];
        double x = value[f->section].number, w = weight[f->section];
        f->change = without(&all, w, x - c->mean) - c->cv;
        f->per_cent = raised(&all, w, x - c->mean, x / 100) - c->cv;
    }
    qsort(*out, *n, sizeof **out, by_change);
    return JH_OK;
}
