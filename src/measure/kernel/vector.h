/* WIDTH numbers at once: eight where the processor has AVX-512, else four. Each operation is that of
 * IEEE 754 on every one of them, whatever it is compiled to. */
#ifndef JH_KERNEL_VECTOR_H
#define JH_KERNEL_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined __AVX2__
#include <immintrin.h>
#endif

#if defined __AVX512F__
#define WIDTH 8
#else
#define WIDTH 4
#endif

typedef double wide __attribute__((vector_size(8 * WIDTH)));
typedef int64_t mask __attribute__((vector_size(8 * WIDTH))); /* all bits or none */
typedef uint64_t bits __attribute__((vector_size(8 * WIDTH)));

static inline wide load(const double *p)
{
    wide v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void store(double *p, wide v)
{
    memcpy(p, &v, sizeof v);
}

static inline wide all(double x)
{
    return x - (wide){0};
}

/* Places in arrays, to pick numbers from several. */
#if defined __AVX512F__
typedef __m512i places;

static inline places places_of(const uint32_t *at)
{
    return _mm512_cvtepu32_epi64(_mm256_loadu_si256((const void *)at));
}

static inline wide pick(const double *p, places at)
{
    return (wide)_mm512_i64gather_pd(at, p, 8);
}
#else
typedef const uint32_t *places;

static inline places places_of(const uint32_t *at)
{
    return at;
}

static inline wide pick(const double *p, places at)
{
    return (wide){p[at[0]], p[at[1]], p[at[2]], p[at[3]]};
}
#endif

static inline mask each(int64_t i)
{
    return i - (mask){0};
}

/* i, i + 1 and so on. */
static inline mask numbered(int64_t i)
{
#if WIDTH == 8
    return i + (mask){0, 1, 2, 3, 4, 5, 6, 7};
#else
    return i + (mask){0, 1, 2, 3};
#endif
}

/* Groups mostly follow each other, and their rows too: what comes next is called for in time. A
 * hint: nothing happens where the column has ended. */
static inline void call_for(const double *column, size_t row)
{
    const size_t ahead = 256;
    __builtin_prefetch(
        (const void *)((uintptr_t)column + (row + ahead) * sizeof *column));
}

/* a where the mask is set, else zero. */
static inline wide where(mask m, wide a)
{
    return (wide)((mask)a & m);
}

static inline wide choose(mask m, wide yes, wide no)
{
    return (wide)(((mask)yes & m) | ((mask)no & ~m));
}

/* One bit for each number of which the mask is set. */
static inline unsigned marks(mask m)
{
#if defined __AVX512F__
    return _mm512_movepi64_mask((__m512i)m);
#elif defined __AVX2__
    return (unsigned)_mm256_movemask_pd((__m256d)m);
#else
    unsigned some = 0;
    for (size_t i = 0; i < WIDTH; i++)
        some |= (unsigned)(m[i] & 1) << i;
    return some;
#endif
}

static inline bool any(mask m)
{
    return marks(m);
}

/* x < y ? x : y, and the other one; written out, since compilers do not see it everywhere. */
static inline wide lesser(wide x, wide y)
{
#if defined __AVX512F__
    return (wide)_mm512_min_pd((__m512d)x, (__m512d)y);
#elif defined __AVX2__
    return (wide)_mm256_min_pd((__m256d)x, (__m256d)y);
#else
    return choose(x < y, x, y);
#endif
}

static inline wide greater(wide x, wide y)
{
#if defined __AVX512F__
    return (wide)_mm512_max_pd((__m512d)y, (__m512d)x);
#elif defined __AVX2__
    return (wide)_mm256_max_pd((__m256d)y, (__m256d)x);
#else
    return choose(x < y, y, x);
#endif
}

#endif
