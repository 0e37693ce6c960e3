/* Every cell is hypergeometric when the margins stand, and each figure a sum over cells, so that
 * expectations need no joint distribution and no simulation. Units of one size share theirs. */
#include "mixing.h"

#include <math.h>
#include <stdlib.h>

/* Sums over the values k that a cell may have, p their probability. */
typedef struct moments {
    double information; /* Σ p k ln(k/t / share) */
    double distance;    /* Σ p |k − t·share| */
    double square;      /* Σ p k² */
} moments;

typedef struct draw {
    double all, group, unit; /* pupils; of the group; in the unit */
} draw;

static void add(moments *m, const draw *d, double k, double p)
{
    double share = d->group / d->all;
    if (k > 0) m->information += p * k * log(k / d->unit / share);
    m->distance += p * fabs(k - d->unit * share);
    m->square += p * k * k;
}

/* From the most likely value to both sides until nothing is left to add; probabilities are
 * relative to that value and divided by their sum. */
static moments cell(const draw *d)
{
    double low = fmax(0, d->unit + d->group - d->all), high = fmin(d->unit, d->group);
    double mode = floor((d->unit + 1) * (d->group + 1) / (d->all + 2));
    mode = fmin(high, fmax(low, mode));
    moments m = {0};
    double sum = 0, p = 1;
    for (double k = mode; k <= high && p > 1e-22; k++) {
        add(&m, d, k, p);
        sum += p;
        p *= (d->group - k) * (d->unit - k) /
             ((k + 1) * (d->all - d->group - d->unit + k + 1));
    }
    p = 1;
    for (double k = mode; k > low;) {
        p *= k * (d->all - d->group - d->unit + k) /
             ((d->group - k + 1) * (d->unit - k + 1));
        if (!(p > 1e-22)) break;
        add(&m, d, --k, p);
        sum += p;
    }
    m.information /= sum;
    m.distance /= sum;
    m.square /= sum;
    return m;
}

/* ---- sizes of units ------------------------------------------------------------------------ */

typedef struct sizes {
    double *size; /* ascending, each once */
    size_t *times;
    size_t n;
} sizes;

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static jh_status sizes_of(jh_arena *arena, const jh_counts *c, sizes *out)
{
    out->size = jh_alloc_array(arena, c->units + 1, sizeof *out->size);
    out->times = jh_alloc_array(arena, c->units + 1, sizeof *out->times);
    out->n = 0;
    if (!out->size || !out->times) return JH_ENOMEM;
    for (size_t u = 0; u < c->units; u++)
        out->size[u] = jh__unit_total(c, u);
    qsort(out->size, c->units, sizeof *out->size, ascending);
    for (size_t u = 0; u < c->units; u++) {
        if (!(out->size[u] > 0)) continue;
        if (!out->n || out->size[out->n - 1] != out->size[u])
            out->size[out->n++] = out->size[u];
        out->times[out->n - 1]++;
    }
    return JH_OK;
}

static bool whole(const jh_counts *c)
{
    for (size_t i = 0; i < c->units * c->groups; i++)
        if (c->n[i] != floor(c->n[i]) || c->n[i] > 9e15) return false;
    return true;
}

/* ---- figures --------------------------------------------------------------------------------- */

/* The group against everyone else. */
static void two(const sizes *s, double all, double group, jh_two_groups *out)
{
    double distance = 0, own = 0;
    for (size_t i = 0; i < s->n; i++) {
        const draw d = {all, group, s->size[i]};
        moments m = cell(&d);
        /* |k/A − (t − k)/B| = |k − t A/T| · T/(A B) */
        distance += (double)s->times[i] * m.distance;
        own += (double)s->times[i] * m.square / s->size[i];
    }
    double share = group / all;
    out->d = jh__defined(distance * all / (2 * group * (all - group)));
    out->isolation = jh__defined(own / group);
    out->exposure = jh__defined(1 - own / group);
    out->eta2 = jh__defined((own / group - share) / (1 - share));
}

jh_status jh_segregation_chance_two(jh_arena *arena, const jh_counts *c, size_t group,
                                    jh_two_groups *out)
{
    const jh_stat_result no = jh__undefined("stat.not_whole");
    double all = 0;
    sizes s;
    *out = (jh_two_groups){no, no, no, no};
    if (!whole(c)) return JH_OK;
    *out = jh_segregation_two(c, group, JH_EVERYONE_ELSE);
    if (out->d.state != JH_STAT_OK) return JH_OK;
    JH_TRY(sizes_of(arena, c, &s));
    for (size_t g = 0; g < c->groups; g++)
        all += jh__group_total(c, g);
    two(&s, all, jh__group_total(c, group), out);
    return JH_OK;
}

jh_status jh_segregation_chance(jh_arena *arena, const jh_counts *c, jh_segregation *out)
{
    double information = 0, distance = 0, mix = 0;
    sizes s;
    *out = jh_segregation_of(c);
    if (out->m.state != JH_STAT_OK) return JH_OK;
    if (!whole(c)) out->m = out->h = out->d = jh__undefined("stat.not_whole");
    if (out->m.state != JH_STAT_OK) return JH_OK;
    JH_TRY(sizes_of(arena, c, &s));
    for (size_t g = 0; g < c->groups; g++) {
        double n = jh__group_total(c, g), share = n / out->total;
        mix += share * (1 - share);
        for (size_t i = 0; i < s.n && n > 0; i++) {
            const draw d = {out->total, n, s.size[i]};
            moments m = cell(&d);
            information += (double)s.times[i] * m.information;
            distance += (double)s.times[i] * m.distance;
        }
    }
    out->m.value = fmax(0, information / out->total);
    if (out->h.state != JH_STAT_OK) return JH_OK;
    out->h.value = out->m.value / out->entropy;
    out->d.value = distance / (2 * out->total * mix);
    return JH_OK;
}

jh_stat_result jh_segregation_freed(jh_stat_result figure, jh_stat_result expected)
{
    if (figure.state != JH_STAT_OK) return figure;
    if (expected.state != JH_STAT_OK) return expected;
    /* units of one pupil: chance alone gives the most that there can be */
    if (!(expected.value < 1)) return jh__undefined("stat.chance_alone");
    return jh__defined((figure.value - expected.value) / (1 - expected.value));
}
