/* Sums in eight fixed lanes: the compiler may vectorise them, and the result is the same
 * on every processor and with every compiler, since the order of additions is written
 * down. */
#include "batch_int.h"

#include <math.h>

#define LANES 8

JH__INLINE double fold(const double lane[LANES])
{
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
           ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

JH__INLINE jh_moments moments(const double *x, const double *weight, size_t n)
{
    jh_moments m = {.n = n, .mean = NAN, .sd = NAN};
    double w[LANES] = {0}, wx[LANES] = {0}, square[LANES] = {0};
    size_t whole = n / LANES * LANES;
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t k = 0; k < LANES; k++) {
            w[k] += weight[i + k];
            wx[k] += weight[i + k] * x[i + k];
        }
    for (size_t i = whole; i < n; i++) {
        w[i % LANES] += weight[i];
        wx[i % LANES] += weight[i] * x[i];
    }
    m.weight = fold(w);
    m.total = fold(wx);
    if (!n || m.weight <= 0) return m;
    m.mean = m.total / m.weight;
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t k = 0; k < LANES; k++) {
            double d = x[i + k] - m.mean;
            square[k] += weight[i + k] * d * d;
        }
    for (size_t i = whole; i < n; i++) {
        double d = x[i] - m.mean;
        square[i % LANES] += weight[i] * d * d;
    }
    m.sd = sqrt(fold(square) / m.weight);
    return m;
}

static jh_moments moments_plain(const double *x, const double *w, size_t n)
{
    return moments(x, w, n);
}

JH__WIDE static jh_moments moments_wide(const double *x, const double *w, size_t n)
{
    return moments(x, w, n);
}

jh_moments jh__moments_weighted(const double *x, const double *w, size_t n)
{
    return jh__has_wide() ? moments_wide(x, w, n) : moments_plain(x, w, n);
}

jh_moments jh_moments_of(jh_sample s)
{
    if (s.w) return jh__moments_weighted(s.x, s.w, s.n);
    jh_moments m = {.n = s.n, .mean = NAN, .sd = NAN, .weight = (double)s.n};
    double x[LANES] = {0}, square[LANES] = {0};
    for (size_t i = 0; i < s.n; i++)
        x[i % LANES] += s.x[i];
    m.total = fold(x);
    if (!s.n) return m;
    m.mean = m.total / m.weight;
    for (size_t i = 0; i < s.n; i++) {
        double d = s.x[i] - m.mean;
        square[i % LANES] += d * d;
    }
    m.sd = sqrt(fold(square) / m.weight);
    return m;
}
