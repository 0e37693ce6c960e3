/* Terms of Σ (r^α − 1 − α(r − 1)) are all of one sign, while those of Σ r^α − 1 nearly cancel where values
 * are nearly equal; near the mean each term is its own power series in d = r − 1. */
#include "entropy.h"
#include "lanes.h"

#include <math.h>

#define NEAR 0.0625 /* |d| below which the series is summed */

/* C(α, k) d^k / (α(α − 1)) for k = 2, 3 …; the first is d²/2 whatever α is. */
static double series(double d, double alpha)
{
    double term = d * d / 2, sum = term;
    for (int k = 2; k < 60 && fabs(term) > fabs(sum) * 1e-17; k++) {
        term *= (alpha - k) / (k + 1) * d;
        sum += term;
    }
    return sum;
}

double jh__entropy_term(double x, double mean, double alpha)
{
    double d = (x - mean) / mean, r = x / mean;
    if (fabs(d) < NEAR) return series(d, alpha);
    if (x == 0) return 1 / alpha;
    double log_r = fabs(d) < 0.5 ? log1p(d) : log(r);
    if (alpha == 0) return d - log_r;
    if (alpha == 1) return r * log_r - d;
    double beta = alpha - 1;
    if (fabs(beta) < 0.5) return (r * expm1(beta * log_r) - beta * d) / (alpha * beta);
    return (expm1(alpha * log_r) - alpha * d) / (alpha * beta);
}

jh_stat_result jh__entropy(jh_sample s, double alpha)
{
    jh_moments m;
    jh_stat_result r = jh__positive(s, &m);
    if (r.state != JH_STAT_OK) return r;
    jh__lanes sum = {{0}};
    for (size_t i = 0; i < s.n; i++) {
        if (!(jh__weight(s, i) > 0)) continue;
        if (s.x[i] == 0 && alpha <= 0) return jh__undefined("stat.value_zero");
        jh__lanes_add(&sum, i,
                      jh__weight(s, i) * jh__entropy_term(s.x[i], m.mean, alpha));
    }
    return jh__defined(fmax(0, jh__lanes_sum(&sum) / m.weight));
}

/* The mean of r^α is 1 + α(α − 1) · entropy. */
jh_stat_result jh__atkinson(jh_sample s, double epsilon)
{
    double alpha = 1 - epsilon;
    jh_stat_result r = jh__entropy(s, alpha);
    if (r.state == JH_STAT_UNDEFINED && s.n && alpha <= 0) {
        jh_moments m;
        return jh__positive(s, &m).state == JH_STAT_OK ? jh__defined(1) : r;
    }
    if (r.state != JH_STAT_OK) return r;
    if (alpha == 0) return jh__defined(-expm1(-r.value));
    double power = fmax(-1, alpha * (alpha - 1) * r.value);
    return jh__defined(fmin(1, fmax(0, -expm1(log1p(power) / alpha))));
}
