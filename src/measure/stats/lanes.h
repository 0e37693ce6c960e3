/* Sums in eight fixed lanes, as jh_moments_of adds them: the order of additions is written down,
 * so that every processor and compiler gives the same bits, and errors grow more slowly than in
 * one long sum. */
#ifndef JH_LANES_H
#define JH_LANES_H

#include <stddef.h>

typedef struct jh__lanes {
    double lane[8];
} jh__lanes;

/* Adds the term of value i. */
static inline void jh__lanes_add(jh__lanes *s, size_t i, double term)
{
    s->lane[i % 8] += term;
}

static inline double jh__lanes_sum(const jh__lanes *s)
{
    const double *l = s->lane;
    return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
}

#endif
