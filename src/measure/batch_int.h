/* Shared by the batches. */
#ifndef JH_BATCH_INT_H
#define JH_BATCH_INT_H

#include "kernel/kernel.h"
#include "stats/sorted.h"

#include <junheng/batch.h>

/* Groups are handed out in bundles of about this many rows. */
#define JH__BUNDLE 16384

/* Runs `task` over bundles of groups: [first, end) each. */
typedef jh_status (*jh__bundle_task)(void *ctx, size_t first, size_t end, size_t worker);
jh_status jh__bundles_run(jh_pool *pool, const jh_partition *by, jh__bundle_task task,
                          void *ctx);

static inline const jh__kernels *jh__batch_kernels(const jh_batch *batch)
{
    return jh__kernels_upto(batch->kernels);
}

/* Groups of more rows are worked on one indicator at a time: their values would not stay near. */
#define JH__NEAR 1000

/* Room for groups of n rows; NULL x without memory. Freed by free(g.x). */
jh__group jh__group_new(size_t n);
void jh__group_open(const jh_batch *batch, size_t group, jh__group *g);
/* Fills g->x with total ÷ weight of indicator k; *w are the weights. Returns how many; behind
 * them both go on to a whole eight, with a value of the others and weight 0. */
size_t jh__group_values(const jh_batch *batch, size_t k, const jh__group *g,
                        const double **w);
size_t jh__largest_group(const jh_partition *by);

/* Room to sort n pairs in. */
typedef struct jh__sorter {
    const jh__kernels *kernels;
    jh__weighted *pair; /* [n]: the answer */
    double *x, *w;      /* [n]: what is sorted once more */
    uint32_t *bucket;   /* [n] */
    uint32_t *count;
    jh__sides sides; /* rooms for small samples side by side */
} jh__sorter;

/* Room for n; NULL sides.x without memory. Freed as one piece by free(room.sides.x). */
jh__sorter jh__sorter_new(size_t n, const jh__kernels *kernels);
/* Fills room->pair with x and w in ascending order, ties by w. No x is NAN. */
void jh__pairs_sort(const jh__sorter *room, const double *x, const double *w, size_t n);

#endif
