/* Sums in eight fixed lanes: the compiler may vectorise them, and the result is the same
 * on every processor and with every compiler, since the order of additions is written
 * down. */
#include <junheng/measure.h>

#include <math.h>

#define LANES 8

static double fold(const double lane[LANES])
{
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
           ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

static double weight(jh_sample s, size_t i)
{
    return s.w ? s.w[i] : 1;
}

jh_moments jh_moments_of(jh_sample s)
{
    jh_moments m = {.n = s.n, .mean = NAN, .sd = NAN};
    double w[LANES] = {0}, wx[LANES] = {0}, square[LANES] = {0};
    for (size_t i = 0; i < s.n; i++) {
        w[i % LANES] += weight(s, i);
        wx[i % LANES] += weight(s, i) * s.x[i];
    }
    m.weight = fold(w);
    m.total = fold(wx);
    if (!s.n || m.weight <= 0) return m;
    m.mean = m.total / m.weight;
    for (size_t i = 0; i < s.n; i++) {
        double d = s.x[i] - m.mean;
        square[i % LANES] += weight(s, i) * d * d;
    }
    m.sd = sqrt(fold(square) / m.weight);
    return m;
}
