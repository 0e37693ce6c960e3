/* Sums run over units in fixed lanes (stats/lanes.h). */
#include "../stats/lanes.h"
#include "mixing.h"

#include <math.h>

double jh__group_total(const jh_counts *c, size_t group)
{
    jh__lanes sum = {{0}};
    for (size_t u = 0; u < c->units; u++)
        jh__lanes_add(&sum, u, c->n[u * c->groups + group]);
    return jh__lanes_sum(&sum);
}

/* ---- several groups ------------------------------------------------------------------------ */

/* Sums of one group: Σ n ln(p_gu/p_g), Σ |n − t_u p_g|. */
typedef struct spread {
    double information, distance;
} spread;

static spread of_group(const jh_counts *c, size_t g, double share)
{
    jh__lanes information = {{0}}, distance = {{0}};
    for (size_t u = 0; u < c->units; u++) {
        double n = c->n[u * c->groups + g], t = jh__unit_total(c, u);
        if (n > 0) jh__lanes_add(&information, u, n * log(n / t / share));
        jh__lanes_add(&distance, u, fabs(n - t * share));
    }
    return (spread){jh__lanes_sum(&information), jh__lanes_sum(&distance)};
}

jh_segregation jh_segregation_of(const jh_counts *c)
{
    jh_segregation out = {.total = 0};
    double information = 0, distance = 0, mix = 0;
    size_t there = 0;
    for (size_t g = 0; g < c->groups; g++)
        out.total += jh__group_total(c, g);
    out.m = out.h = out.d = jh__undefined("stat.no_pupils");
    if (!(out.total > 0)) return out;
    for (size_t g = 0; g < c->groups; g++) {
        double share = jh__group_total(c, g) / out.total;
        if (!(share > 0)) continue;
        spread s = of_group(c, g, share);
        there++;
        out.entropy -= share * log(share);
        information += s.information;
        distance += s.distance;
        mix += share * (1 - share);
    }
    out.m = jh__defined(fmax(0, information / out.total));
    out.h = out.d = jh__undefined("stat.one_kind");
    if (there < 2) return out;
    out.h = jh__defined(fmin(1, out.m.value / out.entropy));
    out.d = jh__defined(fmin(1, distance / (2 * out.total * mix)));
    return out;
}

/* ---- two groups ------------------------------------------------------------------------------ */

jh_two_groups jh_segregation_two(const jh_counts *c, size_t group, size_t other)
{
    const jh_stat_result none = jh__undefined("stat.one_group");
    jh_two_groups out = {none, none, none, none};
    double all = 0, a = jh__group_total(c, group);
    for (size_t g = 0; g < c->groups; g++)
        all += jh__group_total(c, g);
    double b = other == JH_EVERYONE_ELSE ? all - a : jh__group_total(c, other);
    if (!(a > 0) || !(b > 0)) return out;
    jh__lanes d = {{0}}, own = {{0}}, met = {{0}};
    for (size_t u = 0; u < c->units; u++) {
        const double *n = c->n + u * c->groups;
        double t = jh__unit_total(c, u);
        double x = n[group], y = other == JH_EVERYONE_ELSE ? t - x : n[other];
        jh__lanes_add(&d, u, fabs(x / a - y / b));
        if (!(t > 0)) continue;
        jh__lanes_add(&own, u, x / a * (x / t));
        jh__lanes_add(&met, u, x / a * (y / t));
    }
    double share = a / all;
    out.d = jh__defined(fmin(1, jh__lanes_sum(&d) / 2));
    out.isolation = jh__defined(fmin(1, jh__lanes_sum(&own)));
    out.exposure = jh__defined(fmin(1, jh__lanes_sum(&met)));
    out.eta2 = jh__defined(fmax(0, (out.isolation.value - share) / (1 - share)));
    return out;
}

/* ---- units --------------------------------------------------------------------------------------- */

void jh_segregation_local(const jh_counts *c, double *score)
{
    double all = 0;
    for (size_t u = 0; u < c->units; u++)
        score[u] = 0;
    for (size_t g = 0; g < c->groups; g++)
        all += jh__group_total(c, g);
    for (size_t g = 0; g < c->groups; g++) {
        double share = jh__group_total(c, g) / all;
        for (size_t u = 0; u < c->units; u++) {
            double n = c->n[u * c->groups + g], t = jh__unit_total(c, u);
            if (n > 0) score[u] += n / t * log(n / t / share);
        }
    }
    for (size_t u = 0; u < c->units; u++)
        score[u] = jh__unit_total(c, u) > 0 ? fmax(0, score[u]) : NAN;
}
