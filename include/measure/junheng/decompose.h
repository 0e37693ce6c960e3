/* decompose: which groups inequality comes from, and which factors its change. Pure.
 *
 * Theil's and the other entropies part exactly into what lies between groups and inside them, at
 * every level of groups within groups (province, city, county); Gini leaves an overlap.
 */
#ifndef JUNHENG_DECOMPOSE_H
#define JUNHENG_DECOMPOSE_H

#include <junheng/measure.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Groups within groups, outermost level first: value i lies in group[l][i] < groups[l] of level
 * l, and every group of level l lies in one group of level l − 1. */
typedef struct jh_nest {
    size_t levels;
    const size_t *const *group;
    const size_t *groups;
} jh_nest;

/* One group of one level. */
typedef struct jh_share {
    size_t parent; /* group of the level above; 0 at the outermost */
    size_t n;      /* values with weight */
    double weight, total, mean;
    double weight_share, total_share; /* of all */
    double inside;                    /* the index of its own values */
    double contribution;              /* of what is inside it to the index of all */
} jh_share;

typedef struct jh_decomposition {
    jh_stat_result total; /* of all values, by itself; undefined: nothing else is set */
    size_t levels;
    double *between; /* by level: between its groups, inside those of the level above */
    double within;   /* inside the groups of the innermost level */
    jh_share *const *part; /* [level][group] */
    const size_t *groups;  /* as in the nest */
} jh_decomposition;

/* Generalised entropy of α (1: Theil T, 0: Theil L; Shorrocks 1980, 1984):
 *
 *     total = Σ between[l] + within,  within = Σ_g (W_g/W)(mean_g/mean)^α · inside_g
 *
 * Groups without weight have nan inside and contribute nothing. O(n · levels). */
jh_status jh_decompose_entropy(jh_arena *arena, jh_sample s, const jh_nest *nest,
                               double alpha, jh_decomposition *out);

/* The α of a statistic that is an entropy (theil_t, theil_l, ge2, ge); false: it is none. */
bool jh_decompose_alpha(const jh_stat_choice *choice, double *alpha);

/* Gini into within = Σ_g (W_g/W)(total_g/total) · Gini_g, between = Gini of the means of the groups,
 * and overlap, the rest, which is never negative: pairs of which the richer group has the poorer
 * value (Bhattacharya & Mahalanobis 1967; Lambert & Aronson 1993). */
typedef struct jh_gini_parts {
    jh_stat_result total;
    double within, between, overlap;
    jh_share *part; /* by group */
    size_t groups;
} jh_gini_parts;

/* By the groups of one level. O(n log n). */
jh_status jh_decompose_gini(jh_arena *arena, jh_sample s, const size_t *group,
                            size_t groups, jh_gini_parts *out);

/* Change of any statistic between two years, parted exactly (Shapley 1953; Shorrocks 2013) into what
 * comes from the sizes of the groups (their weight), from their means, and from how values are spread
 * inside them. A year that never was has each group as large as in one year, its values spread as in
 * one year and brought to the mean of one year by one multiplication; each factor's step is averaged
 * over all orders in which the three may change. A group that is there in one year only has the mean
 * and the spread of that year in both, so that its coming or going is a change of sizes. For an
 * entropy `inside` is what its own index does. Second variables go with their values. */
typedef struct jh_stat_change {
    jh_stat_result before, after;
    jh_stat_result
        parts; /* after − before; undefined: the statistic of one of the years is, or of
                           * one that never was; a mean cannot be brought to another (below zero, or
                           * zero of unequal values); or the statistic uses no weights */
    double shares, means, inside; /* their sum is after − before */
} jh_stat_change;

/* Groups have the same numbers in both years. Eight times the cost of the statistic. */
jh_status jh_decompose_change(jh_arena *scratch, const jh_stat_choice *stat,
                              const jh_sample year[2], const size_t *const group[2],
                              size_t groups, jh_stat_change *out);

#ifdef __cplusplus
}
#endif
#endif
