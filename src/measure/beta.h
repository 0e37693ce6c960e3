/* The beta and F distributions, for intervals. */
#ifndef JH_BETA_H
#define JH_BETA_H

/* Regularised incomplete beta function Iₓ(a, b), a and b > 0. */
double jh__beta_share(double x, double a, double b);
/* The value that an F variable with m and n degrees of freedom stays below with probability p, 0 < p < 1. */
double jh__f_quantile(double p, double m, double n);

#endif
