/* Where numbers fall when their range is cut evenly, by their bits. */
#ifndef JH_KERNEL_BUCKETS_H
#define JH_KERNEL_BUCKETS_H

#include "kernel.h"
#include "vector.h"

#include <math.h>

/* The least and the greatest, zeros left out. */
static void range(const double *x, size_t n, double out[2])
{
    wide least = all(HUGE_VAL), most = all(-HUGE_VAL);
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        wide a = load(x + i);
        least = lesser(choose(a == 0, all(HUGE_VAL), a), least);
        most = greater(choose(a == 0, all(-HUGE_VAL), a), most);
    }
    out[0] = HUGE_VAL;
    out[1] = -HUGE_VAL;
    for (size_t k = 0; k < WIDTH; k++) {
        out[0] = least[k] < out[0] ? least[k] : out[0];
        out[1] = most[k] > out[1] ? most[k] : out[1];
    }
    for (; i < n; i++) {
        if (x[i] == 0) continue;
        out[0] = x[i] < out[0] ? x[i] : out[0];
        out[1] = x[i] > out[1] ? x[i] : out[1];
    }
}

typedef uint32_t short_bits __attribute__((vector_size(4 * WIDTH)));

static void buckets(const double *x, size_t n, uint64_t low, unsigned shift, uint32_t *to)
{
    const uint64_t sign = UINT64_C(1) << 63;
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        wide a = load(x + i) + 0.0;
        bits b = (bits)a, key = b ^ ((bits)((mask)b < 0) | sign);
        bits at = (((key - low) >> shift) + 1) & (bits)(key >= low);
        short_bits out = __builtin_convertvector(at, short_bits);
        memcpy(to + i, &out, sizeof out);
    }
    for (; i < n; i++) {
        uint64_t key = jh__key_of(x[i]);
        to[i] = key < low ? 0 : (uint32_t)((key - low) >> shift) + 1;
    }
}

#endif
