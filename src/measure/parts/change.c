#include <junheng/decompose.h>

#include "../stats/entropy.h"

#include <math.h>

#define FACTORS 3

/* What a group has in both years. */
typedef struct state {
    double share[2], mean[2], inside[2];
} state;

/* The index with each factor as it is in the year of `pick`: shares, means, inside. */
static double index_of(const state *at, size_t n, const int pick[FACTORS], double alpha)
{
    double mean = 0, sum = 0;
    for (size_t g = 0; g < n; g++)
        mean += at[g].share[pick[0]] * at[g].mean[pick[1]];
    if (mean == 0) return 0; /* nobody has anything: all are alike */
    for (size_t g = 0; g < n; g++) {
        double share = at[g].share[pick[0]], own = at[g].mean[pick[1]];
        if (!(share > 0)) continue;
        sum += share * (pow(own / mean, alpha) * at[g].inside[pick[2]] +
                        jh__entropy_term(own, mean, alpha));
    }
    return sum;
}

/* Σ over the sets of the other two factors that have changed already: a third where none or both
 * have, a sixth where one has. */
static double contribution(const state *at, size_t n, int factor, double alpha)
{
    double sum = 0;
    for (int mask = 0; mask < 4; mask++) {
        int pick[FACTORS] = {0};
        pick[(factor + 1) % FACTORS] = mask & 1;
        pick[(factor + 2) % FACTORS] = mask >> 1;
        double without = index_of(at, n, pick, alpha);
        pick[factor] = 1;
        double weight = mask == 0 || mask == 3 ? 2 : 1;
        sum += weight * (index_of(at, n, pick, alpha) - without);
    }
    return sum / 6;
}

static void take(state *at, const jh_share *part, size_t groups, int year)
{
    for (size_t g = 0; g < groups; g++) {
        at[g].share[year] = part[g].weight_share;
        at[g].mean[year] = part[g].mean;
        at[g].inside[year] = part[g].inside;
    }
}

/* Groups that were there; one that lacks a year borrows the other's mean and inside. */
static size_t settle(state *at, size_t groups)
{
    size_t n = 0;
    for (size_t g = 0; g < groups; g++) {
        state s = at[g];
        if (!(s.share[0] > 0) && !(s.share[1] > 0)) continue;
        for (int year = 0; year < 2; year++) {
            if (s.share[year] > 0) continue;
            s.mean[year] = s.mean[!year];
            s.inside[year] = s.inside[!year];
        }
        at[n++] = s;
    }
    return n;
}

jh_status jh_decompose_change(jh_arena *arena, const jh_sample year[2],
                              const size_t *const group[2], size_t groups, double alpha,
                              jh_entropy_change *out)
{
    jh_decomposition d[2];
    *out = (jh_entropy_change){0};
    state *at = jh_alloc_array(arena, groups + 1, sizeof *at);
    if (!at) return JH_ENOMEM;
    for (int y = 0; y < 2; y++) {
        const jh_nest nest = {.levels = 1, .group = &group[y], .groups = &groups};
        JH_TRY(jh_decompose_entropy(arena, year[y], &nest, alpha, &d[y]));
        if (d[y].total.state == JH_STAT_OK) take(at, d[y].part[0], groups, y);
    }
    out->before = d[0].total;
    out->after = d[1].total;
    if (out->before.state != JH_STAT_OK || out->after.state != JH_STAT_OK) return JH_OK;
    size_t n = settle(at, groups);
    out->shares = contribution(at, n, 0, alpha);
    out->means = contribution(at, n, 1, alpha);
    out->inside = contribution(at, n, 2, alpha);
    return JH_OK;
}
