/* Sums in eight fixed lanes: the order of additions is written down, so the result is the same on
 * every processor and with every compiler. */
#ifndef JH_KERNEL_MOMENTS_H
#define JH_KERNEL_MOMENTS_H

#include "kernel.h"
#include "vector.h"

#include <math.h>

#define LANES 8

/* Lanes 0–3 and 4–7. */
typedef struct lanes {
    four low, high;
} lanes;

static inline double fold(const lanes *s)
{
    four sum = s->low + s->high;
    return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

/* Adds the last few values, from `whole` on. */
static inline void add_rest(lanes *s, const double *term, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (i < FOUR)
            s->low[i] += term[i];
        else
            s->high[i - FOUR] += term[i];
}

static jh_moments moments(const double *x, const double *w, size_t n)
{
    jh_moments m = {.n = n, .mean = NAN, .sd = NAN};
    lanes weight = {{0}, {0}}, total = {{0}, {0}}, square = {{0}, {0}};
    size_t whole = n / LANES * LANES, rest = n - whole;
    double term[LANES];
    for (size_t i = 0; i < whole; i += LANES) {
        four wl = load(w + i), wh = load(w + i + FOUR);
        weight.low += wl;
        weight.high += wh;
        total.low += wl * load(x + i);
        total.high += wh * load(x + i + FOUR);
    }
    for (size_t i = 0; i < rest; i++)
        term[i] = w[whole + i] * x[whole + i];
    add_rest(&weight, w + whole, rest);
    add_rest(&total, term, rest);
    m.weight = fold(&weight);
    m.total = fold(&total);
    if (!n || m.weight <= 0) return m;
    m.mean = m.total / m.weight;
    for (size_t i = 0; i < whole; i += LANES) {
        four low = load(x + i) - m.mean, high = load(x + i + FOUR) - m.mean;
        square.low += load(w + i) * low * low;
        square.high += load(w + i + FOUR) * high * high;
    }
    for (size_t i = 0; i < rest; i++) {
        double d = x[whole + i] - m.mean;
        term[i] = w[whole + i] * d * d;
    }
    add_rest(&square, term, rest);
    m.sd = sqrt(fold(&square) / m.weight);
    return m;
}

/* ---- a group's values ---------------------------------------------------------------------- */

/* Fills x with total ÷ weight; *sum = Σ weight · x. False where a value is missing: then x is of no
 * use. (A value that is infinite counts as missing here, and is not taken as such where the caller
 * looks closer.) */
static inline bool divide_group(const double *total, const jh__group *g, double *x,
                                double *sum)
{
    const double *w = g->w, *by = g->by;
    const uint32_t *row = g->row;
    size_t n = g->n;
    lanes s = {{0}, {0}};
    for (size_t i = 0; i < n; i += LANES) {
        four low = pick(total, row + i) / load(by + i);
        four high = pick(total, row + i + FOUR) / load(by + i + FOUR);
        store(x + i, low);
        store(x + i + FOUR, high);
        s.low += load(w + i) * low;
        s.high += load(w + i + FOUR) * high;
    }
    *sum = fold(&s);
    return isfinite(*sum);
}

static bool divide(const double *total, const jh__group *g, double *x, double *sum)
{
    return divide_group(total, g, x, sum);
}

static inline double squares(const jh__group *g, const double *x, double mean)
{
    const double *w = g->w;
    size_t n = g->n;
    lanes s = {{0}, {0}};
    for (size_t i = 0; i < n; i += LANES) {
        four low = load(x + i) - mean, high = load(x + i + FOUR) - mean;
        s.low += load(w + i) * low * low;
        s.high += load(w + i + FOUR) * high * high;
    }
    return fold(&s);
}

static inline double weight_of(const jh__group *g)
{
    const double *w = g->w;
    size_t n = g->n;
    lanes s = {{0}, {0}};
    for (size_t i = 0; i < n; i += LANES) {
        s.low += load(w + i);
        s.high += load(w + i + FOUR);
    }
    return fold(&s);
}

/* All first sums, then all second ones: those of different indicators do not wait for each other. */
static unsigned cv(const double *const *total, size_t indicators, const jh__group *g,
                   double *out)
{
    unsigned done = 0;
    double mean[JH__AT_ONCE], weight = weight_of(g);
    for (size_t k = 0; k < indicators; k++)
        done |= (unsigned)divide_group(total[k], g, g->x + k * g->stride, &mean[k]) << k;
    for (size_t k = 0; k < indicators; k++) {
        mean[k] /= weight;
        out[k] = squares(g, g->x + k * g->stride, mean[k]);
    }
    for (size_t k = 0; k < indicators; k++)
        out[k] = mean[k] > 0 ? sqrt(out[k] / weight) / mean[k] : (double)NAN;
    return done;
}

#endif
