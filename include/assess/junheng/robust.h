/* assess: how firmly a verdict stands (稳健性). Pure.
 *
 * Influence: what one school, or one per cent of one figure, does to a coefficient. Reporting
 * error: how often verdicts turn, how far coefficients and ranks move, if every reported number
 * is off by chance. Ranks are of resources; an indicator of examination results is not ranked.
 */
#ifndef JUNHENG_ROBUST_H
#define JUNHENG_ROBUST_H

#include <junheng/assess.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- influence ------------------------------------------------------------------------------ */

/* A coefficient: of an indicator, in a stage (as the area counts them) of an area. */
typedef struct jh_place {
    size_t area, stage;
    int indicator;
} jh_place;

/* One section in one coefficient. */
typedef struct jh_influence {
    size_t section;
    double
        change; /* of the coefficient if the section were not there; NAN: the only one */
    double per_cent; /* of the coefficient for one per cent more of the section's value */
} jh_influence;

/* Influences of the sections of one stage of one area on one coefficient, the largest `change`
 * first; ties by section. *n is 0 where the coefficient is not known. O(sections
 * of all areas + sections log sections of the stage). */
jh_status jh_influences(jh_arena *arena, const jh_assessment *a, const jh_place *place,
                        jh_influence **out, size_t *n, jh_error *err);

/* ---- reporting error --------------------------------------------------------------------------- */

typedef struct jh_robust_ask {
    double error;    /* standard deviation of a reported number, relative: 0.02 */
    size_t draws;    /* 1 to 100,000 */
    uint64_t seed;   /* same seed, same result */
    double within;   /* share of draws between low and high: 0.9 */
    const int *rank; /* indicators whose sections are ranked */
    size_t ranks;
    bool rank_exams; /* also by examination results */
} jh_robust_ask;

typedef struct jh_spread {
    double low, high;
} jh_spread;

typedef struct jh_robust_coefficient {
    double cv;       /* as reported */
    jh_spread range; /* over the draws; NAN where it was never known */
    double within;   /* share of draws within the limit; NAN: no limit */
} jh_robust_coefficient;

typedef struct jh_robust_stage {
    jh_robust_coefficient *coefficient; /* one an indicator */
} jh_robust_stage;

typedef struct jh_robust_area {
    double pass, fail;      /* share of draws with this verdict of the resource part */
    jh_robust_stage *stage; /* as in the assessment */
} jh_robust_area;

/* Rank among the sections of the same stage and area, 1 the best; 0 where the value is not
 * known. Equal values share the better rank. */
typedef struct jh_robust_rank {
    size_t rank;
    jh_spread range;
} jh_robust_rank;

typedef struct jh_robust {
    jh_assessment base; /* of the numbers as reported */
    jh_robust_area *area;
    double *pass;         /* of each section: share of draws in which it passes */
    jh_robust_rank *rank; /* [rank asked * sections + section] */
    size_t draws;
} jh_robust;

/* Assesses `in` as it is and `draws` times with every number of a school that was reported
 * multiplied by 1 + error·z, z normal and cut off at ±3; what is counted is rounded, and limits of
 * the vocabulary are kept. Missing stays missing, zero stays zero. `in` is not changed. The
 * draws are independent of each other and of their order.
 * O(draws · sections · indicators). Errors: error, draws or share out of range; a rank
 * by examination results that was not allowed (JH_EUSAGE). */
jh_status jh_robust_draw(jh_arena *arena, const jh_pack *pack, const jh_assess_input *in,
                         const jh_robust_ask *ask, jh_robust *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
