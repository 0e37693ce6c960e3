/* Four numbers at once. Each operation is that of IEEE 754 on every one of them, whatever it is
 * compiled to. */
#ifndef JH_KERNEL_VECTOR_H
#define JH_KERNEL_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined __AVX2__
#include <immintrin.h>
#endif

#define FOUR 4

typedef double four __attribute__((vector_size(32)));
typedef int64_t mask __attribute__((vector_size(32))); /* all bits or none */

static inline four load(const double *p)
{
    four v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void store(double *p, four v)
{
    memcpy(p, &v, sizeof v);
}

static inline four all(double x)
{
    return (four){x, x, x, x};
}

static inline four pick(const double *p, const uint32_t *at)
{
    return (four){p[at[0]], p[at[1]], p[at[2]], p[at[3]]};
}

/* a where the mask is set, else zero. */
static inline four where(mask m, four a)
{
    return (four)((mask)a & m);
}

static inline four choose(mask m, four yes, four no)
{
    return (four)(((mask)yes & m) | ((mask)no & ~m));
}

static inline bool any(mask m)
{
    return m[0] | m[1] | m[2] | m[3];
}

/* x < y ? x : y, and the other one; written out, since compilers do not see it everywhere. */
static inline four lesser(four x, four y)
{
#if defined __AVX2__
    return (four)_mm256_min_pd((__m256d)x, (__m256d)y);
#else
    return choose(x < y, x, y);
#endif
}

static inline four greater(four x, four y)
{
#if defined __AVX2__
    return (four)_mm256_max_pd((__m256d)y, (__m256d)x);
#else
    return choose(x < y, y, x);
#endif
}

#endif
