/* measure: whether two samples differ by more than chance. Permutation test 置换检验 (Fisher 1935;
 * Pitman 1937): the rows of both are dealt anew to two samples of the same sizes, many times;
 * how often is the difference of a statistic as large as the one that was seen?
 */
#ifndef JUNHENG_PERMUTE_H
#define JUNHENG_PERMUTE_H

#include <junheng/measure.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct jh_permute {
    size_t replicates; /* at least 1; 9999 gives p to 0.0001 */
    uint64_t seed;
    const jh_progress *progress; /* a stop ends with JH_ECANCEL; NULL: none */
} jh_permute;

typedef struct jh_permuted {
    jh_stat_state state;
    const char *why;   /* catalogue key where there is no test */
    double difference; /* of the statistic: first less second */
    double p; /* two-sided, (1 + as large) / (1 + dealt): Phipson and Smyth 2010 */
    size_t
        undefined; /* deals in which a sample had no value; they count as not as large */
} jh_permuted;

/* `set` tells tests of one seed apart. Weights and second variables go with their rows. Same seed,
 * same result, in whatever order deals are made. O(replicates · cost of the statistic). */
jh_status jh_permute_test(const jh_permute *how, uint64_t set, const jh_stat *stat,
                          const jh_sample sample[2], jh_permuted *out, jh_error *err);

/* The same units in two samples: in each deal every unit keeps its two sides or swaps them, as a coin
 * says. What units differ in from each other has then no part in chance. */
typedef struct jh_permute_ask {
    size_t units, figures;
    void *ctx;
    /* The differences, first side less second, with the sides of the units of swap[] exchanged. */
    jh_status (*compute)(void *ctx, jh_arena *scratch, const bool *swap,
                         jh_stat_result *out);
} jh_permute_ask;

/* out[figure]; all of the same deals. */
jh_status jh_permute_figures(const jh_permute *how, uint64_t set,
                             const jh_permute_ask *ask, jh_permuted *out, jh_error *err);

/* x NAN: the unit is not there in that sample. w NULL: all 1; y NULL: none. */
typedef struct jh_matched_pairs {
    const double *x[2], *w[2], *y[2];
    size_t n;
} jh_matched_pairs;

jh_status jh_permute_pairs(const jh_permute *how, uint64_t set,
                           const jh_stat_choice *stat, const jh_matched_pairs *pairs,
                           jh_permuted *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
