/* Samples with a second variable. */
#ifndef JH_PAIRED_H
#define JH_PAIRED_H

#include "sorted.h"

/* Rows of one value of the second variable together. */
typedef struct jh__step {
    double y, w, wx;
} jh__step;

/* Ascending in y; x is not negative, the weights and the mean are positive. */
typedef struct jh__steps {
    jh__step *at;
    size_t n;
    double weight, mean;
} jh__steps;

jh_stat_result jh__steps_of(jh_sample s, jh__steps *out);

/* Σw(x − x̄)², Σw(x − x̄)(y − ȳ), Σw(y − ȳ)², each over Σw. */
typedef struct jh__covariance {
    double x, y, xx, xy, yy;
} jh__covariance;

/* Undefined without values, weight or second variable, or where y or x does not vary. */
jh_stat_result jh__covariance_of(jh_sample s, jh__covariance *out);

/* Mean of the rows with y ≠ 0 over the mean of the others; none of them below 0. */
jh_stat_result jh__parity(jh_sample s);

#endif
