/* segregation: how unevenly groups of pupils (migrant, left-behind, poor …) are spread over units
 * (schools). Pure.
 *
 * Logarithms are natural. An absent group is no fault: it has no say in what is of several groups,
 * and its own figures are undefined.
 */
#ifndef JUNHENG_SEGREGATION_H
#define JUNHENG_SEGREGATION_H

#include <junheng/decompose.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Pupils by unit and group: n[unit * groups + group], finite and not negative. */
typedef struct jh_counts {
    size_t units, groups;
    const double *n;
} jh_counts;

/* Of all groups. With t_u pupils in a unit, T in all, shares p_g of the groups, p_gu inside a unit:
 *
 *     entropy E = −Σ p_g ln p_g                     (Shannon 1948)
 *     M = Σ_u t_u/T Σ_g p_gu ln(p_gu/p_g)           (Theil & Finizza 1971; Frankel & Volij 2011)
 *     H = M / E                                      (Theil 1972)
 *     D = Σ_u Σ_g t_u |p_gu − p_g| / (2T Σ p_g(1 − p_g))   (Morgan 1975; Sakoda 1981)
 *
 * H and D are undefined where there is one group only, all of them without pupils. */
typedef struct jh_segregation {
    double total, entropy;
    jh_stat_result m, h, d;
} jh_segregation;

/* O(units · groups). */
jh_segregation jh_segregation_of(const jh_counts *c);

#define JH_EVERYONE_ELSE SIZE_MAX

/* Of one group against another, or against everyone else. With a_u and b_u pupils in a unit, A and B
 * in all, t_u of any group:
 *
 *     D = ½ Σ |a_u/A − b_u/B|                        (Duncan & Duncan 1955)
 *     isolation = Σ a_u/A · a_u/t_u, exposure = Σ a_u/A · b_u/t_u    (Bell 1954; Lieberson 1981)
 *     η² = (isolation − A/T) / (1 − A/T)             (White 1986)
 *
 * Undefined where one of the two is absent. */
typedef struct jh_two_groups {
    jh_stat_result d, isolation, exposure, eta2;
} jh_two_groups;

jh_two_groups jh_segregation_two(const jh_counts *c, size_t group, size_t other);

/* What chance alone would give: the expected figure if pupils were drawn to the units of the sizes
 * that they have (all tables with these margins, hypergeometric; Carrington & Troske 1997), summed
 * exactly. Small units look segregated even so. M is freed by the difference, the others by
 * (figure − expected) / (1 − expected). Undefined where a count is not whole; entropy and total are
 * as they are. O(units log units + sizes · groups · √size). */
jh_status jh_segregation_chance(jh_arena *arena, const jh_counts *c, jh_segregation *out);
/* The same of one group against everyone else. */
jh_status jh_segregation_chance_two(jh_arena *arena, const jh_counts *c, size_t group,
                                    jh_two_groups *out);
/* The figure freed of what chance gives. */
jh_stat_result jh_segregation_freed(jh_stat_result figure, jh_stat_result expected);

/* A unit's own score Σ_g p_gu ln(p_gu/p_g) ≥ 0: how far it is from the mean; weighted by share the
 * scores add up to M. nan for a unit without pupils. */
void jh_segregation_local(const jh_counts *c, double *score);

/* M over units within groups of units (province, city, county, school): M = Σ between[l] + within,
 * with `within` inside the groups of the innermost level; every part ÷ E is its part of H. Parts
 * tell each group's share, M inside it (`inside`) and contribution. Value i of the nest is unit i.
 * O(units · groups · levels). */
jh_status jh_segregation_nested(jh_arena *arena, const jh_counts *c, const jh_nest *nest,
                                jh_decomposition *out);

/* Change of M between two years: units and groups that came or went, the sizes of groups and of
 * units, and the structure that is left (Deutsch, Flückiger & Silber 2009; Elbers 2021). Margins are
 * put on a table by iterative proportional fitting (Deming & Stephan 1940), where a cell that is
 * empty in one of the years counts 0.0001, and the order is averaged over (Shapley). The sum of the
 * five is after − before. Undefined where nothing is common to both years, or the fitting does
 * not settle. */
typedef struct jh_mixing_change {
    jh_stat_result before, after, structural;
    double additions, removals, groups, units;
} jh_mixing_change;

/* Unit i and group g are the same in both years; what has no pupils in a year is not there. */
jh_status jh_segregation_change(jh_arena *arena, const jh_counts *before,
                                const jh_counts *after, jh_mixing_change *out);

#ifdef __cplusplus
}
#endif
#endif
