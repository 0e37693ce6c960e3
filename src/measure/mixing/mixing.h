/* Shared by the measures of segregation. */
#ifndef JH_MIXING_H
#define JH_MIXING_H

#include <junheng/segregation.h>

#include "../stats/stats.h"

/* Pupils of one unit. */
static inline double jh__unit_total(const jh_counts *c, size_t unit)
{
    double sum = 0;
    for (size_t g = 0; g < c->groups; g++)
        sum += c->n[unit * c->groups + g];
    return sum;
}

/* Pupils of one group. */
double jh__group_total(const jh_counts *c, size_t group);

#endif
