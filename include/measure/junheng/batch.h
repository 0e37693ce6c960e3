/* measure: the statistics of many groups and indicators at once, for a nation's schools.
 *
 * The sample of a group is, for each indicator, the value total ÷ weight of every row with
 * weight: area ÷ pupils, weighted by pupils. What comes out is, to the last bit, what the
 * statistics of <junheng/measure.h> give for that sample; only the work that they share is done
 * once. Groups are worked through by all threads of a pool, and no figure depends on them.
 */
#ifndef JUNHENG_BATCH_H
#define JUNHENG_BATCH_H

#include <junheng/measure.h>
#include <junheng/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Rows by group. Groups are in the order in which they first appear. */
typedef struct jh_partition {
    size_t rows, groups;
    uint32_t *row; /* rows of group g: row[first[g]] … row[first[g + 1] - 1], rising */
    size_t *first; /* [groups + 1] */
    uint32_t *of;  /* group of each row */
} jh_partition;

/* A column to group by: numbers, or codes. */
typedef struct jh_group_key {
    const double *number;
    const uint32_t *code;
} jh_group_key;

#define JH_GROUP_KEYS 8

/* Groups rows that agree in all keys (at most JH_GROUP_KEYS; a missing number agrees with a
 * missing one). O(rows). */
jh_status jh_partition_make(jh_arena *arena, const jh_group_key *key, size_t keys,
                            size_t rows, jh_partition *out, jh_error *err);

/* What is measured: total[k][row] of indicator k; NAN: missing, left out of its group. */
typedef struct jh_batch {
    const jh_partition *by;
    const double *const *total;
    size_t indicators;
    const double *weight; /* rows with NAN or not above zero take no part */
    jh_pool *pool;
} jh_batch;

/* cv of every group: out[k * groups + g], NAN where it is undefined. */
jh_status jh_batch_cv(const jh_batch *batch, double *out, jh_error *err);

/* What is read off one sorting. Arrays as of jh_batch_cv; NULL: not wanted. */
typedef struct jh_batch_sorted {
    double *gini;
    double *ratio_p90_p10, *ratio_p75_p25;
    double *mcloone, *verstegen;
} jh_batch_sorted;

jh_status jh_batch_sort(const jh_batch *batch, const jh_batch_sorted *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
