#include <junheng/curve.h>

#include "stats/paired.h"

#include <math.h>

/* A sample without a second variable is ranked by its own values. */
jh_status jh_curve_of(jh_arena *arena, jh_sample s, jh_curve *out)
{
    jh__steps steps;
    *out = (jh_curve){.n = 0};
    if (!s.y) s.y = s.x;
    out->state = jh__steps_of(s, &steps);
    if (out->state.state == JH_STAT_NOMEM) return JH_ENOMEM;
    if (out->state.state != JH_STAT_OK) return JH_OK;
    out->weight = jh_alloc_array(arena, steps.n + 1, sizeof *out->weight);
    out->total = jh_alloc_array(arena, steps.n + 1, sizeof *out->total);
    if (!out->weight || !out->total) return JH_ENOMEM;
    double weight = 0, total = 0;
    for (size_t i = 0; i < steps.n; i++) {
        weight += steps.at[i].w / steps.weight;
        total += steps.at[i].wx / steps.mean / steps.weight;
        out->weight[i + 1] = fmin(1, weight);
        out->total[i + 1] = fmin(1, total);
    }
    out->n = steps.n + 1;
    out->weight[steps.n] = out->total[steps.n] = 1;
    return JH_OK;
}

double jh_curve_at(const jh_curve *c, double part)
{
    size_t low = 0, high = c->n - 1; /* weight[low] ≤ part ≤ weight[high] */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (c->weight[middle] <= part)
            low = middle;
        else
            high = middle;
    }
    double width = c->weight[high] - c->weight[low];
    double rise = c->total[high] - c->total[low];
    return c->total[low] + (width > 0 ? rise * ((part - c->weight[low]) / width) : 0);
}
