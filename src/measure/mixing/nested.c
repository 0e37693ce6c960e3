/* Counts of the groups of every level, from the innermost upwards: the part between the groups of
 * a level is Σ n ln(p_g of the group / p_g of the one above it). */
#include "mixing.h"

#include <math.h>

typedef struct level {
    double *n; /* [group of units * groups + group] */
    jh_share *part;
    size_t groups;
} level;

static jh_status make(jh_arena *arena, const jh_counts *c, const jh_nest *nest,
                      level *out)
{
    for (size_t l = 0; l < nest->levels; l++) {
        size_t cells = nest->groups[l] * c->groups;
        out[l].groups = nest->groups[l];
        out[l].n = jh_alloc_array(arena, cells + 1, sizeof *out[l].n);
        out[l].part = jh_alloc_array(arena, nest->groups[l] + 1, sizeof *out[l].part);
        if (!out[l].n || !out[l].part) return JH_ENOMEM;
    }
    return JH_OK;
}

static void add_up(const jh_counts *c, const jh_nest *nest, level *out)
{
    for (size_t u = 0; u < c->units; u++)
        for (size_t l = 0; l < nest->levels; l++) {
            size_t at = nest->group[l][u];
            jh_share *p = &out[l].part[at];
            p->parent = l ? nest->group[l - 1][u] : 0;
            p->n += jh__unit_total(c, u) > 0;
            for (size_t g = 0; g < c->groups; g++) {
                double n = c->n[u * c->groups + g];
                p->weight += n;
                out[l].n[at * c->groups + g] += n;
            }
        }
}

/* Σ n ln((n/t) / (above/whole)) of one unit, or group of units. */
static double information(const double *n, double t, const double *above, double whole,
                          size_t groups)
{
    double sum = 0;
    for (size_t g = 0; g < groups; g++)
        if (n[g] > 0) sum += n[g] * log(n[g] / t / (above[g] / whole));
    return sum;
}

/* The M of every group of the innermost level. */
static void inside(const jh_counts *c, const size_t *group, level *at)
{
    for (size_t u = 0; u < c->units; u++) {
        jh_share *p = &at->part[group[u]];
        double t = jh__unit_total(c, u);
        if (t > 0)
            p->inside += information(c->n + u * c->groups, t,
                                     at->n + group[u] * c->groups, p->weight, c->groups) /
                         p->weight;
    }
}

/* The part between the groups of a level, added to the M of those above. */
static double lift(const level *at, level *above, const level *whole, size_t groups)
{
    double sum = 0;
    for (size_t k = 0; k < at->groups; k++) {
        const jh_share *p = &at->part[k];
        const level *up = above ? above : whole;
        if (!(p->weight > 0)) continue;
        double own =
            information(at->n + k * groups, p->weight, up->n + p->parent * groups,
                        up->part[p->parent].weight, groups);
        sum += own;
        if (above)
            above->part[p->parent].inside +=
                (own + p->weight * p->inside) / above->part[p->parent].weight;
    }
    return sum;
}

static void finish(level *at, double total)
{
    for (size_t k = 0; k < at->groups; k++) {
        jh_share *p = &at->part[k];
        p->weight_share = p->total_share = p->weight / total;
        p->total = p->weight;
        p->mean = NAN;
        p->contribution = p->weight > 0 ? p->weight_share * p->inside : 0;
        if (!(p->weight > 0)) p->inside = NAN;
    }
}

jh_status jh_segregation_nested(jh_arena *arena, const jh_counts *c, const jh_nest *nest,
                                jh_decomposition *out)
{
    *out = (jh_decomposition){.levels = nest->levels, .groups = nest->groups};
    out->total = jh_segregation_of(c).m;
    if (out->total.state != JH_STAT_OK) return JH_OK;
    level *at = jh_alloc_array(arena, nest->levels + 1, sizeof *at);
    jh_share **part = jh_alloc_array(arena, nest->levels + 1, sizeof *part);
    double *all = jh_alloc_array(arena, c->groups + 1, sizeof *all);
    out->between = jh_alloc_array(arena, nest->levels + 1, sizeof *out->between);
    if (!at || !part || !all || !out->between) return JH_ENOMEM;
    JH_TRY(make(arena, c, nest, at));
    add_up(c, nest, at);
    jh_share root = {.weight = 0};
    for (size_t g = 0; g < c->groups; g++) {
        all[g] = jh__group_total(c, g);
        root.weight += all[g];
    }
    level whole = {all, &root, 1};
    inside(c, nest->group[nest->levels - 1], &at[nest->levels - 1]);
    for (size_t l = nest->levels; l-- > 0;) {
        double between = lift(&at[l], l ? &at[l - 1] : NULL, &whole, c->groups);
        out->between[l] = between / root.weight;
        finish(&at[l], root.weight);
        part[l] = at[l].part;
    }
    for (size_t k = 0; k < at[nest->levels - 1].groups; k++)
        out->within += part[nest->levels - 1][k].contribution;
    out->part = part;
    return JH_OK;
}
