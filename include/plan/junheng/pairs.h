/* plan: which strong school helps which weak one (结对帮扶).
 *
 * Each weak school gets one partner or stays alone; a strong school helps as many as it can.
 * Looked for is the least of
 *
 *     costs of the pairs + `alone` for each weak school without a partner
 *
 * Of several best plans the first by number is taken: the first weak school gets the first strong
 * one that any best plan gives it, then the second, and so on. Schools numbered by their codes
 * thus get the same partners in whatever order a file lists them.
 *
 * Method: shortest augmenting paths on the dense matrix, one weak school after the other, with
 * a price for each strong school's place. The prices prove the plan. O(weak² · strong) at worst.
 */
#ifndef JUNHENG_PAIRS_H
#define JUNHENG_PAIRS_H

#include <junheng/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_PAIRS_ALONE UINT32_MAX
#define JH_PAIRS_NEVER INT32_MAX /* as a cost: the two may not be paired */

typedef struct jh_pairs {
    uint32_t weak, strong;
    const int32_t *cost;  /* [weak * strong + strong's number]; 0 and up, or NEVER */
    const uint32_t *most; /* by strong school: how many it can help */
    int64_t alone;        /* 0 and up */
    const char *const *weak_name, *const *strong_name; /* for what is said */
} jh_pairs;

typedef struct jh_pairs_plan {
    uint32_t *partner; /* by weak school; ALONE: none */
    int64_t *price;    /* by strong school, 0 or below: what one place more would save */
    jh_plan_outcome outcome;
} jh_pairs_plan;

/* What a plan comes to. */
typedef struct jh_pairs_sum {
    int64_t cost; /* of the pairs */
    uint32_t pairs, alone;
} jh_pairs_sum;

/* Makes the best plan. JH_EINPUT (plan.pairs_form) where a cost or `alone` is below 0 or the sum
 * would not fit. Not cut by the limit of work; only whoever calls can stop it, and then there is
 * no plan. */
jh_status jh_pairs_solve(jh_arena *arena, const jh_pairs *p,
                         const jh_plan_control *control, jh_pairs_plan *out,
                         jh_error *err);

/* The other partner that is next best for a weak school. */
typedef struct jh_pairs_other {
    uint32_t partner; /* ALONE: to stay alone */
    int64_t
        more; /* that the best plan in which it has this one costs above the best of all */
    bool none; /* there is no other, not even to stay alone */
} jh_pairs_other;

/* The next best partner of every weak school after the one that it `had`, by `best`, the plan that
 * jh_pairs_solve made; `had` may be that plan's partners or a plan by hand. Exact: all other pairs
 * are arranged anew. Of equals the first by number, to stay alone last. Shortest paths backwards
 * from each strong school that helps: O(strong² · (weak + strong)) at worst, mostly far less. */
jh_status jh_pairs_others(jh_arena *scratch, const jh_pairs *p, const jh_pairs_plan *best,
                          const uint32_t *had, jh_pairs_other *out, jh_error *err);

/* No plan costs less (`alone` counted), whatever the prices are, if none is above 0: the proof
 * of a plan, by arithmetic that knows nothing of how it was found. */
int64_t jh_pairs_bound(const jh_pairs *p, const int64_t *price);

/* Judges any plan by itself: pairs that may not be, strong schools with too many. */
jh_status jh_pairs_check(jh_arena *scratch, const jh_pairs *p, const uint32_t *partner,
                         jh_pairs_sum *sum, jh_violations *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
