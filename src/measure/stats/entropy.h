/* Generalised entropy, on which the Theil and Atkinson indices stand too. */
#ifndef JH_ENTROPY_H
#define JH_ENTROPY_H

#include "sorted.h"

/* One value's term: (r^α − 1 − α(r − 1)) / (α(α − 1)), r = x/mean; its limits for α of 0 and 1. It is
 * never negative. x = 0 needs α > 0. */
double jh__entropy_term(double x, double mean, double alpha);
/* Σ w · term / W. Undefined as jh__positive; also with a zero where α ≤ 0. */
jh_stat_result jh__entropy(jh_sample s, double alpha);
/* 1 − (Σ w · r^(1−ε) / W)^(1/(1−ε)); 1 with a zero where ε ≥ 1. */
jh_stat_result jh__atkinson(jh_sample s, double epsilon);

#endif
