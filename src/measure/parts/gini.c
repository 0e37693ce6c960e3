#include <junheng/decompose.h>

#include "../stats/sorted.h"

#include <math.h>

typedef struct laid {
    double *x, *w;
    size_t *first; /* of each group; first[groups] = n */
} laid;

/* Values group by group. */
static bool lay(jh_arena *arena, jh_sample s, const size_t *group, size_t groups,
                laid *out)
{
    out->x = jh_alloc_array(arena, s.n + 1, sizeof *out->x);
    out->w = jh_alloc_array(arena, s.n + 1, sizeof *out->w);
    out->first = jh_alloc_array(arena, groups + 2, sizeof *out->first);
    if (!out->x || !out->w || !out->first) return false;
    /* two places further on, so that filling moves each start to its place */
    for (size_t i = 0; i < s.n; i++)
        out->first[group[i] + 2]++;
    for (size_t g = 2; g < groups + 2; g++)
        out->first[g] += out->first[g - 1];
    for (size_t i = 0; i < s.n; i++) {
        size_t to = out->first[group[i] + 1]++;
        out->x[to] = s.x[i];
        out->w[to] = jh__weight(s, i);
    }
    return true;
}

static jh_status measure(jh_arena *scratch, jh_sample s, const jh_moments *all,
                         jh_share *p)
{
    jh__sorted sorted;
    s.scratch = scratch;
    jh_stat_result r = jh__sort(s, &sorted);
    if (r.state == JH_STAT_NOMEM) return JH_ENOMEM;
    p->inside = p->mean = NAN;
    if (r.state != JH_STAT_OK) return JH_OK;
    p->n = sorted.n;
    p->weight = sorted.weight;
    p->mean = sorted.mean;
    p->total = sorted.mean * sorted.weight;
    p->weight_share = p->weight / all->weight;
    p->total_share = p->total / all->total;
    p->inside = p->mean > 0 ? jh__gini(&sorted) : 0;
    p->contribution = p->weight_share * p->total_share * p->inside;
    return JH_OK;
}

/* Gini of the means of the groups. */
static jh_status between(jh_arena *scratch, jh_gini_parts *out)
{
    double *x = jh_alloc_array(scratch, out->groups + 1, sizeof *x);
    double *w = jh_alloc_array(scratch, out->groups + 1, sizeof *w);
    jh_sample s = {.x = x, .w = w, .scratch = scratch};
    jh__sorted sorted;
    if (!x || !w) return JH_ENOMEM;
    for (size_t g = 0; g < out->groups; g++) {
        if (!out->part[g].n) continue;
        x[s.n] = out->part[g].mean;
        w[s.n++] = out->part[g].weight;
    }
    jh_stat_result r = jh__sort_positive(s, &sorted);
    if (r.state == JH_STAT_NOMEM) return JH_ENOMEM;
    if (r.state == JH_STAT_OK) out->between = jh__gini(&sorted);
    return JH_OK;
}

jh_status jh_decompose_gini(jh_arena *arena, jh_sample s, const size_t *group,
                            size_t groups, jh_gini_parts *out)
{
    *out = (jh_gini_parts){.groups = groups};
    out->part = jh_alloc_array(arena, groups + 1, sizeof *out->part);
    jh__sorted all;
    laid l;
    if (!out->part) return JH_ENOMEM;
    out->total = jh__sort_positive(s, &all);
    if (out->total.state == JH_STAT_NOMEM) return JH_ENOMEM;
    if (out->total.state != JH_STAT_OK) return JH_OK;
    out->total.value = jh__gini(&all);
    if (!lay(s.scratch, s, group, groups, &l)) return JH_ENOMEM;
    jh_moments m = jh_moments_of(s);
    for (size_t g = 0; g < groups; g++) {
        jh_sample one = {.x = l.x + l.first[g],
                         .w = l.w + l.first[g],
                         .n = l.first[g + 1] - l.first[g]};
        JH_TRY(measure(s.scratch, one, &m, &out->part[g]));
        out->within += out->part[g].contribution;
    }
    JH_TRY(between(s.scratch, out));
    double rest = out->total.value - out->within - out->between;
    /* groups apart from each other have none; what is left is rounding */
    out->overlap = rest > 1e-14 * out->total.value ? rest : 0;
    return JH_OK;
}
