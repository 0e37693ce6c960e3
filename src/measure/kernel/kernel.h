/* What the batches do most: once for any processor, once for AVX2 and once for AVX-512, from one text
 * (kernel.c is compiled three times). Every operation on an element gives the same in all, so the
 * results are the same to the last bit. */
#ifndef JH_KERNEL_H
#define JH_KERNEL_H

#include <junheng/batch.h>

#include <string.h>

/* Indicators that are worked on side by side, where the group is small. */
#define JH__AT_ONCE 8

/* A group's rows with weight, and room for their values. Arrays go on to a whole eight: the
 * last row again, with weight 0. */
typedef struct jh__group {
    uint32_t *row;
    double *w, *by;   /* the weights, twice */
    double *once;     /* 1 ÷ by, where it is moderate */
    bool divided;     /* else by is 1 */
    bool moderate;    /* `by` is nowhere very large or small */
    size_t n, stride; /* stride: n in whole eights */
    double weight;    /* of all */
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

/* Samples up to this size are sorted side by side. */
#define JH__SMALL 128

/* Most samples side by side; how many there are is the kernels' width. */
#define JH__SIDES 8

/* Samples side by side, none of them with a value that is not finite. What is given can be read up to
 * `most`, of every side; `step`: how many numbers on the next one is. Rooms for JH__SMALL + 1 rows. */
typedef struct jh__sides {
    size_t step;
    const double *given_x[JH__SIDES], *given_w[JH__SIDES];
    size_t n[JH__SIDES], most; /* most: the largest, at least 1 */
    double *x, *w;             /* [row * width + sample], sorted */
    double *key, *sum;         /* sum: of the weights, up to each row */
} jh__sides;

#define JH__PERCENTS 5

/* What is read off them: P10, P25, P50, P75, P90; McLoone's and Verstegen's means over the
 * median. Without a meaning where the statistics say that they are undefined. */
typedef struct jh__figures {
    double weight[JH__SIDES], mean[JH__SIDES], gini[JH__SIDES];
    double percentile[JH__PERCENTS][JH__SIDES], lower[JH__SIDES], upper[JH__SIDES];
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

/* A whole number: the same order as the values. */
static inline uint64_t jh__key_of(double x)
{
    uint64_t b;
    x += 0.0; /* minus zero is zero */
    memcpy(&b, &x, sizeof b);
    return b ^ ((0 - (b >> 63)) | UINT64_C(1) << 63);
}

typedef struct jh__kernels {
    size_t width; /* samples that are sorted side by side */
    /* Groups and counts the rows from `from` on while their groups are remembered; returns the first
     * that is not, or `end`. */
    size_t (*recall)(const jh__recall *m, size_t from, size_t end);
    /* Rows of a group that have weight; NULL: 1 for all. Sets all but `divided`, x and own. */
    void (*open)(const double *weight, const uint32_t *row, size_t n, jh__group *g);
    /* As jh_moments_of for a sample with weights. */
    jh_moments (*moments)(const double *x, const double *w, size_t n);
    /* x[k * stride + i] = total ÷ weight of at most JH__AT_ONCE indicators, sum[k] = Σ weight · x. One
     * bit for each; where it is not set the caller must leave rows out. */
    unsigned (*divide)(const double *const *total, size_t indicators, const jh__group *g,
                       double *x, double *sum);
    /* At most JH__AT_ONCE coefficients; bit k is set where out[k] is of use. */
    unsigned (*cv)(const double *const *total, size_t indicators, const jh__group *g,
                   double *out);
    /* Σ weight · (r ln r − r + 1) and Σ weight · (r − 1 − ln r), r = x/mean, n at least 1; within 1e-14 of
     * each term. Both arrays go on to a whole eight, with some value of the others and no weight. NAN where
     * they are undefined: a value below zero; the second also with a zero. */
    void (*entropy)(const double *x, const double *w, size_t n, double mean,
                    double out[2]);
    /* The least and the greatest number that is not zero; HUGE_VAL and its negative without one. */
    void (*range)(const double *x, size_t n, double out[2]);
    /* to[i] = 0 where the key of x[i] is below `low`, else one more than its distance >> shift. */
    void (*buckets)(const double *x, size_t n, uint64_t low, unsigned shift,
                    uint32_t *to);
    /* Ascending, ties by weight. */
    void (*sort)(const jh__sides *q);
    void (*read)(const jh__sides *q, bool gini, bool quantiles, jh__figures *out);
    /* count[row * JH__DRAWINGS + drawing]: how often a row is drawn. */
    void (*walk)(const jh__place *p, size_t n, const double *count, jh__drawn *out);
} jh__kernels;

extern const jh__kernels jh__kernels_plain;
#if defined __x86_64__
extern const jh__kernels jh__kernels_avx2; /* only where the processor has AVX2 */
extern const jh__kernels
    jh__kernels_avx512; /* only where it has FMA and AVX-512 F, BW, DQ, VL */
#endif

/* The best that the processor has, of those up to a limit. */
static inline const jh__kernels *jh__kernels_upto(jh_batch_kernels most)
{
#if defined __x86_64__
    bool all = most == JH_KERNELS_BEST;
    if (all && __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return &jh__kernels_avx512;
    if (most != JH_KERNELS_PLAIN && __builtin_cpu_supports("avx2"))
        return &jh__kernels_avx2;
#endif
    (void)most;
    return &jh__kernels_plain;
}

static inline const jh__kernels *jh__kernels_best(void)
{
    return jh__kernels_upto(JH_KERNELS_BEST);
}

#endif
