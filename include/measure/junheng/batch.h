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

/* What is grouped: rows that agree in all keys (at most JH_GROUP_KEYS; a missing number agrees with a
 * missing one), by all threads of a pool; NULL: by the caller's alone. */
typedef struct jh_grouping {
    const jh_group_key *key;
    size_t keys, rows;
    jh_pool *pool;
} jh_grouping;

/* O(rows). */
jh_status jh_partition_make(jh_arena *arena, const jh_grouping *what, jh_partition *out,
                            jh_error *err);

/* Groups of the groups of a partition: group g lies in of[g] < groups. */
typedef struct jh_above {
    size_t groups;
    uint32_t *of;
} jh_above;

/* Puts groups together of which the first rows agree in all keys; in the order in which they first
 * appear. The keys should be among those of the partition, or follow from them. O(groups). */
jh_status jh_partition_above(jh_arena *arena, const jh_partition *by,
                             const jh_group_key *key, size_t keys, jh_above *out,
                             jh_error *err);
/* The rows by those larger groups, as jh_partition_make would give them. O(rows). */
jh_status jh_partition_join(jh_arena *arena, const jh_partition *by,
                            const jh_above *above, jh_partition *out, jh_error *err);

/* Instructions of the processor that may be used; what comes out is the same, to the last bit. */
typedef enum jh_batch_kernels {
    JH_KERNELS_BEST,
    JH_KERNELS_PLAIN, /* those of any processor: slower */
    JH_KERNELS_AVX2   /* at most AVX2 */
} jh_batch_kernels;

/* What is measured: total[k][row] of indicator k, or its values themselves; NAN: missing, left out of
 * its group. */
typedef struct jh_batch {
    const jh_partition *by;
    const double *const *total;
    size_t indicators;
    const double
        *weight; /* rows with NAN or not above zero take no part; NULL: 1 for all */
    jh_pool *pool;
    jh_batch_kernels kernels;
    bool values; /* what total holds is not divided by the weight */
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

/* Theil T and L over groups within groups, both from one logarithm a value: what
 * jh_decompose_entropy of <junheng/decompose.h> gives (to 1e-12) for each of the outermost
 * groups, taken as a whole. level[0] holds the groups of the batch (counties in cities), the
 * last level the outermost groups (a year's nation); every group of one lies in one of the next.
 *
 * Parts stand at [(k * groups of the last level + group) * (levels + 1) + j]: j = 0 inside the groups
 * of the batch, 1 between them inside level[0], and so on outwards; their sum is the index. NAN where
 * the index is undefined: nothing, nothing but zeros, a value below zero; L also with a zero, which
 * a value below 2^-1000 of the mean counts as. */
typedef struct jh_batch_theil {
    const jh_above *level; /* of[] over the groups of the batch, at every level */
    size_t levels;         /* at least one */
    double *t, *l;
} jh_batch_theil;

jh_status jh_batch_entropy(const jh_batch *batch, const jh_batch_theil *out,
                           jh_error *err);

/* Segregation of many groups of units at once: pupils n[kind][row], whole or not, finite, none
 * below zero. */
typedef struct jh_batch_mix {
    const jh_partition *by;
    const double *const *n;
    size_t kinds;
    size_t kind; /* the one of which `two` tells */
    jh_pool *pool;
} jh_batch_mix;

/* By group what jh_segregation_of of <junheng/segregation.h> gives for its units (M and H to some
 * 1e-14), and the D of one kind against everyone else; NAN where it is undefined. Arrays may be NULL.
 * M of all units = between the groups + within them. */
typedef struct jh_batch_mixed {
    double *m, *h, *d, *two;
    double between, within;
} jh_batch_mixed;

jh_status jh_batch_mixing(const jh_batch_mix *batch, jh_batch_mixed *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
