/* A sample in ascending order, and what is read off it. */
#ifndef JH_SORTED_H
#define JH_SORTED_H

#include "stats.h"

typedef struct jh__weighted {
    double x, w;
} jh__weighted;

/* Ascending; values without weight are not in it. */
typedef struct jh__sorted {
    jh__weighted *at;
    size_t n;
    double weight, mean; /* Σw, Σwx/Σw */
} jh__sorted;

/* Types of Hyndman and Fan (1996), weights being counts: inverse of the distribution, the same
 * with averages at its steps, linear between positions. */
typedef enum jh__percentile_type {
    JH__INVERSE = 1,
    JH__AVERAGED = 2,
    JH__LINEAR = 7
} jh__percentile_type;

/* Sorts into the scratch arena. Undefined without values or weight. O(n log n). */
jh_stat_result jh__sort(jh_sample s, jh__sorted *out);
/* The same, undefined also where a value is negative or all are zero. */
jh_stat_result jh__sort_positive(jh_sample s, jh__sorted *out);

double jh__percentile(const jh__sorted *s, double percent, jh__percentile_type type);
jh_stat_result jh__percentile_of(jh_sample s, double percent, jh__percentile_type type);
/* high / low − less, of type 2. */
jh_stat_result jh__percentile_ratio(jh_sample s, double high, double low, double less);

/* Σwx of the lowest part of the weight (0 to 1) over that of all; the value at the limit is
 * divided. */
double jh__lorenz(const jh__sorted *s, double part);

/* Mean of the values not above the median (lower) or not below it, over the median, which is
 * positive: McLoone and Verstegen; values at the median count whole. */
double jh__median_side(const jh__sorted *s, double median, bool lower);

/* The same of exactly the lower or upper half of the weight; the value across it is divided. */
double jh__half_side(const jh__sorted *s, double median, bool lower);

/* Gini coefficient, in [0, 1). */
double jh__gini(const jh__sorted *s);

/* No value is negative, the weights and the mean are positive; then the moments. */
jh_stat_result jh__positive(jh_sample s, jh_moments *m);
/* Whether values with weight differ. */
bool jh__varies(jh_sample s, const double *x);
/* Weight of one value. */
static inline double jh__weight(jh_sample s, size_t i)
{
    return s.w ? s.w[i] : 1;
}

#endif
