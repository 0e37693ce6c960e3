/* measure: how far a figure would move if other schools had been drawn.
 *
 * Bootstrap (Efron 1979): the schools of a group are drawn anew with replacement, many times, and
 * the figure is computed for each drawing. Draws come from a counter: the k-th draw of a
 * replicate of a set is a function of seed, set, replicate and k alone, so any number of threads
 * gives the same interval.
 */
#ifndef JUNHENG_BOOTSTRAP_H
#define JUNHENG_BOOTSTRAP_H

#include <junheng/batch.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Percentile: quantiles (type 7) of the replicates. BCa: bias-corrected and accelerated (Efron
 * 1987), the acceleration from leaving out one school at a time. */
typedef enum jh_interval_kind {
    JH_INTERVAL_PERCENTILE = 0,
    JH_INTERVAL_BCA
} jh_interval_kind;

typedef struct jh_bootstrap {
    size_t replicates; /* at least 2; 1000 is usual */
    uint64_t seed;
    double level; /* 0.95 */
    jh_interval_kind kind;
    jh_pool *pool; /* of jh_bootstrap_stat; NULL: the caller alone */
    /* Told and asked by all threads of the pool: a stop ends with JH_ECANCEL. NULL: by none. */
    const jh_progress *progress;
} jh_bootstrap;

typedef struct jh_interval {
    jh_stat_state state;
    const char *why; /* catalogue key where there is none */
    double low, high;
    double error;     /* standard deviation of the replicates */
    size_t undefined; /* replicates without a value; the interval is that of the others */
} jh_interval;

/* The draws of one replicate: index[k] < n for each k < n. Each value is equally likely to
 * within n / 2^32. */
void jh_bootstrap_draw(const jh_bootstrap *how, uint64_t set, size_t replicate, size_t n,
                       uint32_t *index);

/* Interval of any statistic; `set` tells samples of one seed apart (the number of a group).
 * O(replicates · cost of the statistic), BCa: as many again as the sample has values. */
jh_status jh_bootstrap_stat(const jh_bootstrap *how, uint64_t set, const jh_stat *stat,
                            jh_sample sample, jh_interval *out, jh_error *err);

/* Several figures that one drawing gives, such as parts of a whole. Rows are drawn among those of
 * their stratum: years, or groups that are as they are. */
typedef struct jh_bootstrap_ask {
    const size_t *first; /* stratum i has the rows first[i] … first[i + 1] − 1 */
    size_t strata, figures;
    void *ctx;
    /* The figures of the rows index[0] … index[n − 1], stratum by stratum; some row may be missing.
     * A figure of JH_STAT_NOMEM ends all. Called by all threads of the pool at once. */
    jh_status (*compute)(void *ctx, jh_arena *scratch, const uint32_t *index, size_t n,
                         jh_stat_result *out);
} jh_bootstrap_ask;

/* out[figure]. With one stratum draws are those of jh_bootstrap_stat. */
jh_status jh_bootstrap_figures(const jh_bootstrap *how, uint64_t set,
                               const jh_bootstrap_ask *ask, jh_interval *out,
                               jh_error *err);

/* Percentile intervals of cv and gini for every group and indicator of a batch, with the group's
 * number as set and draws shared by its indicators. Arrays as of jh_batch_cv. The values agree with
 * jh_bootstrap_stat to 1e-12; but a sample with a value below zero has no gini here, even if some
 * replicates do without it. O(replicates · rows · indicators). */
typedef struct jh_bootstrap_batch {
    jh_interval *cv, *gini; /* NULL: not wanted */
} jh_bootstrap_batch;

jh_status jh_bootstrap_groups(const jh_bootstrap *how, const jh_batch *batch,
                              const jh_bootstrap_batch *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
