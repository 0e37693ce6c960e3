/* Kernels of the batches: each once for any processor and once for AVX2, from one text. Every
 * operation on an element is the same in both, so the results are the same to the last bit. */
#ifndef JH_BATCH_INT_H
#define JH_BATCH_INT_H

#include "stats/sorted.h"

#include <junheng/batch.h>

#define JH__INLINE static inline __attribute__((always_inline))

#if defined __x86_64__
#define JH__WIDE __attribute__((target("avx2,bmi,popcnt")))
#else
#define JH__WIDE
#endif

static inline bool jh__has_wide(void)
{
#if defined __x86_64__
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
#else
    return false;
#endif
}

/* Groups are handed out in bundles of about this many rows. */
#define JH__BUNDLE 16384

/* Runs `task` over bundles of groups: [first, end) each. */
typedef jh_status (*jh__bundle_task)(void *ctx, size_t first, size_t end, size_t worker);
jh_status jh__bundles_run(jh_pool *pool, const jh_partition *by, jh__bundle_task task,
                          void *ctx);

/* A group's rows with weight, and room for the values of one indicator over it. */
typedef struct jh__group {
    uint32_t *row;
    double *w;
    size_t n;
    double *x,
        *own; /* own: the weights of the rows that have a value, where some have none */
} jh__group;

/* Room for groups of n rows; NULL row without memory. Freed by free(g.row). */
jh__group jh__group_new(size_t n);
void jh__group_open(const jh_batch *batch, size_t group, jh__group *g);
/* Fills x with total ÷ weight of indicator k; *w are the weights. Returns how many. */
size_t jh__group_values(const jh_batch *batch, size_t k, const jh__group *g,
                        const double **w);
size_t jh__largest_group(const jh_partition *by);

/* Room to sort n pairs in. */
typedef struct jh__sorter {
    jh__weighted *pair; /* [n]: the answer */
    uint64_t *key;      /* [n] */
    uint32_t *count, *rank;
} jh__sorter;

/* Room for n; NULL pair without memory. Freed as one piece by free(room.pair). */
jh__sorter jh__sorter_new(size_t n);
/* Fills room->pair with x and w in ascending order, ties by w. No x is NAN. */
void jh__pairs_sort(const jh__sorter *room, const double *x, const double *w, size_t n);

/* As jh_moments_of for a sample with weights. */
jh_moments jh__moments_weighted(const double *x, const double *w, size_t n);

#endif
