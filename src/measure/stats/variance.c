#include "variance.h"
#include "../beta.h"

#include <math.h>

/* Highest group number, or SIZE_MAX where one is no whole number within reason. */
static size_t highest(jh_sample s)
{
    size_t most = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!(s.y[i] >= 0) || s.y[i] != floor(s.y[i]) || s.y[i] > 1e9) return SIZE_MAX;
        if ((size_t)s.y[i] > most) most = (size_t)s.y[i];
    }
    return most;
}

static void add_up(jh_sample s, const jh__anova_cell *at, size_t n, jh__anova *out)
{
    jh_moments m = jh_moments_of(s);
    double squares = 0;
    *out = (jh__anova){.n = m.weight, .cell = at, .cells = n};
    for (size_t g = 0; g < n; g++) {
        if (!(at[g].w > 0)) continue;
        double d = at[g].mean - m.mean;
        out->groups++;
        out->between += at[g].w * d * d;
        squares += at[g].w * at[g].w;
    }
    for (size_t i = 0; i < s.n; i++) {
        double d = s.x[i] - at[(size_t)s.y[i]].mean;
        if (jh__weight(s, i) > 0) out->within += jh__weight(s, i) * d * d;
    }
    if (out->groups > 1)
        out->size = (m.weight - squares / m.weight) / (double)(out->groups - 1);
}

jh_stat_result jh__anova_of(jh_sample s, jh__anova *out)
{
    if (!s.n) return jh__undefined("stat.no_values");
    if (!s.y) return jh__undefined("stat.no_second");
    size_t most = highest(s);
    if (most == SIZE_MAX) return jh__undefined("stat.no_group_number");
    jh__anova_cell *at = jh_alloc_array(s.scratch, most + 1, sizeof *at);
    if (!at) return (jh_stat_result){JH_STAT_NOMEM, 0, "base.nomem"};
    double all = 0;
    for (size_t i = 0; i < s.n; i++) {
        jh__anova_cell *c = &at[(size_t)s.y[i]];
        c->w += jh__weight(s, i);
        all += jh__weight(s, i);
        /* running mean: no sum of large values to cancel */
        if (c->w > 0) c->mean += jh__weight(s, i) / c->w * (s.x[i] - c->mean);
    }
    if (!(all > 0)) return jh__undefined("stat.no_weight");
    add_up(s, at, most + 1, out);
    return jh__defined(0);
}

/* Between the groups, each weighing as much as a correlation of rho lets it, over within; the more
 * rho the less. At the true rho it has the F distribution, whatever the sizes (Wald 1940). */
static double ratio_at(const jh__anova *a, double rho, double mean_square)
{
    double weight = 0, total = 0, sum = 0;
    for (size_t g = 0; g < a->cells; g++) {
        double n = a->cell[g].w, part = n * (1 - rho) / (1 + (n - 1) * rho);
        if (!(n > 0)) continue;
        weight += part;
        total += part * a->cell[g].mean;
    }
    for (size_t g = 0; g < a->cells; g++) {
        double n = a->cell[g].w, d = a->cell[g].mean - total / weight;
        if (n > 0) sum += n * (1 - rho) / (1 + (n - 1) * rho) * d * d;
    }
    return sum / ((double)a->groups - 1) / mean_square;
}

/* The rho at which the ratio is that; not below −1/(n − 1) of the largest group, where a correlation
 * ends. */
static double rho_at(const jh__anova *a, double ratio, double mean_square)
{
    double largest = 0;
    for (size_t g = 0; g < a->cells; g++)
        largest = fmax(largest, a->cell[g].w);
    double low = -1 / (largest - 1), high = 1;
    for (int i = 0; i < 100; i++) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) break;
        if (ratio_at(a, middle, mean_square) > ratio)
            low = middle;
        else
            high = middle;
    }
    return low;
}

jh_stat_result jh__icc(jh_sample s, int side, double level)
{
    jh__anova a;
    s.w = NULL;
    jh_stat_result r = jh__anova_of(s, &a);
    if (r.state != JH_STAT_OK) return r;
    if (a.groups < 2) return jh__undefined("stat.one_group");
    double k = (double)a.groups - 1, rest = a.n - (double)a.groups;
    if (!(rest > 0)) return jh__undefined("stat.groups_single");
    if (!jh__varies(s, s.x)) return jh__undefined("stat.no_variation");
    if (a.within == 0) return jh__defined(1);
    double mean_square = a.within / rest, f = a.between / k / mean_square, tail;
    if (!side) return jh__defined((f - 1) / (f + a.size - 1));
    tail = side < 0 ? jh__f_quantile((1 + level) / 2, k, rest)
                    : 1 / jh__f_quantile((1 + level) / 2, rest, k);
    return jh__defined(rho_at(&a, tail, mean_square));
}
