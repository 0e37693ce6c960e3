/* plan: a rotation that no two teachers would rather have otherwise (稳定的交流安排).
 *
 * Each teacher ranks his options: `dislike`, by option, less is better. Two teachers would exchange where
 * each has an option in the section of the other that he dislikes less than what he has. Their schools
 * accept the exchange where in neither section any mark lacks more to its target than before and no
 * post stays open that was filled (subjects, degrees, backbone teachers, PE and arts not worse);
 * the county accepts it where no rule (movers, share of backbone teachers, groups) is broken by more
 * than before. A plan is stable where there are no two who would exchange and whose schools and
 * county accept.
 *
 * Method, after Combe, Tercieux and Terrier (2022): teachers who bring the same and are wanted for the same
 * posts trade in cycles (top trading cycles: each points to the post that he likes best, of those left;
 * whoever is in a cycle gets it); nobody is worse off and no school changes. Then exchanges of two, also of
 * those who bring different things, until there is none. Every step lowers the sum of dislikes, so it ends.
 */
#ifndef JUNHENG_STABLE_H
#define JUNHENG_STABLE_H

#include <junheng/rotation.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct jh_stable_market {
    const jh_rotation *r;
    const int32_t *dislike; /* by option */
} jh_stable_market;

typedef struct jh_stable_sum {
    size_t cycles, exchanges; /* that were made */
    size_t better;            /* teachers who have what they like more than before */
} jh_stable_sum;

/* Makes a plan stable; `taken` is changed. No rule is broken by more, nothing lacks that did not. */
jh_status jh_stable_make(jh_arena *arena, const jh_stable_market *market, uint32_t *taken,
                         jh_stable_sum *sum, jh_error *err);

/* Looks for those who would exchange, by arithmetic of its own: two teachers a violation
 * (plan.rotation_exchange, numbers from 1), at most `most` of them. O(teachers² · options). */
jh_status jh_stable_check(jh_arena *scratch, const jh_stable_market *market,
                          const uint32_t *taken, size_t most, jh_violations *out,
                          jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
