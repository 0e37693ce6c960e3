/* What the batches do most: each once for any processor and once for AVX2, from one text
 * (kernel.c is compiled twice). Every operation on an element is the same in both, so the results are
 * the same to the last bit. */
#ifndef JH_KERNEL_H
#define JH_KERNEL_H

#include <junheng/batch.h>

/* Indicators that are worked on side by side, where the group is small. */
#define JH__AT_ONCE 8

/* A group's rows with weight, and room for their values. Arrays go on to a whole eight: the
 * first row again, with weight 0, divided by 1. */
typedef struct jh__group {
    uint32_t *row;
    double *w, *by;   /* the weights, twice */
    size_t n, stride; /* stride: n in whole eights */
    double *x;        /* [JH__AT_ONCE * stride], or [stride] for large groups */
    double *
        own; /* as many: the weights of the rows that have a value, where some have none */
} jh__group;

/* One school in the order of an indicator's values: its weight, times the distance of its value from
 * the mean, times that squared. */
typedef struct jh__place {
    double w, wd, wdd;
    size_t row; /* in the group */
} jh__place;

#define JH__DRAWINGS 8

/* Sums of as many drawings. */
typedef struct jh__drawn {
    double n[JH__DRAWINGS], d[JH__DRAWINGS], dd[JH__DRAWINGS], g[JH__DRAWINGS];
} jh__drawn;

/* Samples up to this size are sorted four at a time. */
#define JH__SMALL 128

/* Four samples, none of them with a value that is not finite. Rooms for JH__SMALL rows of four. */
typedef struct jh__quad {
    const double *given_x[4], *given_w[4];
    size_t n[4], most; /* most: the largest, at least 1 */
    double *x, *w;     /* [row * 4 + sample], sorted */
    double *key, *sum; /* sum: of the weights, up to each row */
} jh__quad;

#define JH__PERCENTS 5

/* What is read off four samples: P10, P25, P50, P75, P90; McLoone's and Verstegen's means over the
 * median. Without a meaning where the statistics say that they are undefined. */
typedef struct jh__figures {
    double weight[4], mean[4], gini[4], percentile[JH__PERCENTS][4], lower[4], upper[4];
} jh__figures;

#define JH__RECALLED 4

/* The groups last met, by the bits of their keys. */
typedef struct jh__recall {
    const jh_group_key *key;
    size_t keys;
    uint64_t bits[JH_GROUP_KEYS][JH__RECALLED];
    uint32_t group[JH__RECALLED];
    uint32_t *of, *count; /* by row; by group */
} jh__recall;

typedef struct jh__kernels {
    /* Groups and counts the rows from `from` on while their groups are remembered; returns the first
     * that is not, or `end`. */
    size_t (*recall)(const jh__recall *m, size_t from, size_t end);
    /* As jh_moments_of for a sample with weights. */
    jh_moments (*moments)(const double *x, const double *w, size_t n);
    /* x = total ÷ weight; false where the caller must leave rows out. */
    bool (*divide)(const double *total, const jh__group *g, double *x, double *sum);
    /* At most JH__AT_ONCE coefficients; bit k is set where out[k] is of use. */
    unsigned (*cv)(const double *const *total, size_t indicators, const jh__group *g,
                   double *out);
    /* Σ weight · (r ln r − r + 1) and Σ weight · (r − 1 − ln r), r = x/mean, n at least 1; within 1e-14 of
     * each term. Both arrays go on to a whole four, with some value of the others and no weight. NAN where they are undefined: a value below zero; the second also with a zero. */
    void (*entropy)(const double *x, const double *w, size_t n, double mean,
                    double out[2]);
    /* Sorts four columns of n numbers, key[row * 4 + column]; n at most JH__SMALL. */
    void (*order)(double *key, size_t n);
    /* Ascending, ties by weight. */
    void (*sort)(const jh__quad *q);
    void (*read)(const jh__quad *q, bool gini, bool quantiles, jh__figures *out);
    /* count[row * JH__DRAWINGS + drawing]: how often a row is drawn. */
    void (*walk)(const jh__place *p, size_t n, const double *count, jh__drawn *out);
} jh__kernels;

extern const jh__kernels jh__kernels_plain;
#if defined __x86_64__
extern const jh__kernels jh__kernels_wide; /* only where the processor has AVX2 */
#endif

/* The best that the processor has. */
static inline const jh__kernels *jh__kernels_best(void)
{
#if defined __x86_64__
    if (__builtin_cpu_supports("avx2")) return &jh__kernels_wide;
#endif
    return &jh__kernels_plain;
}

#endif
