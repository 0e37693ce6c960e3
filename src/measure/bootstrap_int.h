/* Shared by all that draws. */
#ifndef JH_BOOTSTRAP_INT_H
#define JH_BOOTSTRAP_INT_H

#include <junheng/bootstrap.h>

/* Quantile (type 7) of n values, none of them NAN; `room` for n more. O(n). */
double jh__select(const double *x, size_t n, double share, double *room);
/* Standard deviation of replicates; 0 of one. */
double jh__spread(const double *x, size_t n);

/* Tells how far the draws are (NULL: nobody); JH_ECANCEL if they are to stop. */
jh_status jh__go_on(const jh_progress *progress, size_t done, size_t all);
/* The status of what was drawn, with the error that belongs to it. */
jh_status jh__ended(jh_status st, jh_error *err);

#endif
