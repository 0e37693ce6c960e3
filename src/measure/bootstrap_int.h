/* Shared by the two ways to draw. */
#ifndef JH_BOOTSTRAP_INT_H
#define JH_BOOTSTRAP_INT_H

#include <junheng/bootstrap.h>

/* Quantile (type 7) of n values, none of them NAN; `room` for n more. O(n). */
double jh__select(const double *x, size_t n, double share, double *room);
/* Standard deviation of replicates; 0 of one. */
double jh__spread(const double *x, size_t n);

#endif
