/* From the innermost groups upwards: the values are gone through once for the sums of groups and
 * once for what is inside them; every level above is made of the one below. */
#include <junheng/decompose.h>

#include "../stats/entropy.h"

#include <math.h>
#include <string.h>

static jh_share **parts_new(jh_arena *arena, const jh_nest *nest)
{
    jh_share **part = jh_alloc_array(arena, nest->levels + 1, sizeof *part);
    for (size_t l = 0; part && l < nest->levels; l++) {
        part[l] = jh_alloc_array(arena, nest->groups[l] + 1, sizeof *part[l]);
        if (!part[l]) return NULL;
    }
    return part;
}

/* Weights and totals of the groups, and which group of the level above holds each. */
static void add_up(jh_sample s, const jh_nest *nest, jh_share **part, double weight,
                   double total)
{
    size_t last = nest->levels - 1;
    for (size_t i = 0; i < s.n; i++) {
        if (!(jh__weight(s, i) > 0)) continue;
        for (size_t l = 0; l < nest->levels; l++) {
            jh_share *p = &part[l][nest->group[l][i]];
            p->n++;
            p->parent = l ? nest->group[l - 1][i] : 0;
        }
        part[last][nest->group[last][i]].weight += jh__weight(s, i);
        part[last][nest->group[last][i]].total += jh__weight(s, i) * s.x[i];
    }
    for (size_t l = last; l > 0; l--)
        for (size_t g = 0; g < nest->groups[l]; g++) {
            part[l - 1][part[l][g].parent].weight += part[l][g].weight;
            part[l - 1][part[l][g].parent].total += part[l][g].total;
        }
    for (size_t l = 0; l < nest->levels; l++)
        for (size_t g = 0; g < nest->groups[l]; g++) {
            jh_share *p = &part[l][g];
            p->mean = p->n ? p->total / p->weight : NAN;
            p->weight_share = p->weight / weight;
            p->total_share = p->total / total;
        }
}

/* Weight of the index inside a group with this share and mean. */
static double factor(double share, double mean, double all, double alpha)
{
    if (alpha == 0) return share;
    return share * (alpha == 1 ? mean / all : pow(mean / all, alpha));
}

/* What is inside the innermost groups; a group of nothing but zeros has none. */
static void inside(jh_sample s, const jh_nest *nest, jh_share *part, double alpha)
{
    const size_t *group = nest->group[nest->levels - 1];
    for (size_t i = 0; i < s.n; i++) {
        jh_share *p = &part[group[i]];
        if (!(jh__weight(s, i) > 0) || p->mean == 0) continue;
        p->inside +=
            jh__weight(s, i) / p->weight * jh__entropy_term(s.x[i], p->mean, alpha);
    }
}

/* Moves the index of each group's parent on by the group, and gives the part between. */
static double lift(const jh_share *part, size_t groups, jh_share *above,
                   const jh_share *whole, double alpha)
{
    double between = 0;
    for (size_t g = 0; g < groups; g++) {
        const jh_share *p = &part[g], *up = above ? &above[p->parent] : whole;
        if (!p->n || up->mean == 0) continue;
        double share = p->weight / up->weight;
        double term = share * jh__entropy_term(p->mean, up->mean, alpha);
        between += factor(up->weight_share, up->mean, whole->mean, alpha) * term;
        if (above)
            above[p->parent].inside +=
                term + factor(share, p->mean, up->mean, alpha) * p->inside;
    }
    return between;
}

jh_status jh_decompose_entropy(jh_arena *arena, jh_sample s, const jh_nest *nest,
                               double alpha, jh_decomposition *out)
{
    *out = (jh_decomposition){.levels = nest->levels, .groups = nest->groups};
    out->total = jh__entropy(s, alpha);
    if (out->total.state != JH_STAT_OK) return JH_OK;
    if (!isfinite(out->total.value)) {
        out->total = jh__undefined("stat.not_finite");
        return JH_OK;
    }
    jh_share **part = parts_new(arena, nest);
    out->between = jh_alloc_array(arena, nest->levels + 1, sizeof *out->between);
    if (!part || !out->between) return JH_ENOMEM;
    jh_moments m = jh_moments_of(s);
    jh_share whole = {.weight = m.weight, .mean = m.mean, .weight_share = 1};
    add_up(s, nest, part, m.weight, m.total);
    inside(s, nest, part[nest->levels - 1], alpha);
    for (size_t l = nest->levels; l-- > 0;) {
        out->between[l] =
            lift(part[l], nest->groups[l], l ? part[l - 1] : NULL, &whole, alpha);
        for (size_t g = 0; g < nest->groups[l]; g++) {
            jh_share *p = &part[l][g];
            if (!p->n) p->inside = NAN;
            if (p->n)
                p->contribution =
                    factor(p->weight_share, p->mean, m.mean, alpha) * p->inside;
            if (p->n && l + 1 == nest->levels) out->within += p->contribution;
        }
    }
    out->part = part;
    return JH_OK;
}

bool jh_decompose_alpha(const jh_stat_choice *choice, double *alpha)
{
    static const struct {
        const char *id;
        double alpha;
    } named[] = {{"theil_t", 1}, {"theil_l", 0}, {"ge2", 2}};
    for (size_t i = 0; i < JH_COUNT(named); i++) {
        if (strcmp(choice->stat->id, named[i].id) != 0) continue;
        *alpha = named[i].alpha;
        return true;
    }
    *alpha = choice->param[0];
    return !strcmp(choice->stat->id, "ge");
}
