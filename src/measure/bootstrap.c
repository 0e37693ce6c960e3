/* Intervals of any statistic by drawing its sample anew. */
#include "bootstrap_int.h"
#include "stats/lanes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- draws ------------------------------------------------------------------------------- */

#define GOLDEN UINT64_C(0x9E3779B97F4A7C15)

/* The finaliser of splitmix64: numbers in a row come out as if drawn. */
static inline uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

void jh_bootstrap_draw(const jh_bootstrap *how, uint64_t set, size_t replicate, size_t n,
                       uint32_t *index)
{
    uint64_t from = mix(mix(how->seed + GOLDEN) + set * GOLDEN);
    from = mix(from + (uint64_t)replicate * GOLDEN);
    for (size_t k = 0; k < n; k += 2) {
        from += GOLDEN;
        uint64_t two = mix(from);
        index[k] = (uint32_t)((two & UINT32_MAX) * n >> 32);
        if (k + 1 < n) index[k + 1] = (uint32_t)((two >> 32) * n >> 32);
    }
}

/* ---- quantiles --------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(const double *sorted, size_t n, double share)
{
    double place = share * (double)(n - 1), low = floor(place);
    size_t i = (size_t)low;
    if (i + 1 >= n) return sorted[n - 1];
    return sorted[i] + (sorted[i + 1] - sorted[i]) * (place - low);
}

/* Of 512 equal bins between the least and the largest value only the one that holds a place is
 * sorted. */
double jh__select(const double *x, size_t n, double share, double *room)
{
    enum { BINS = 512 };
    uint32_t count[BINS] = {0};
    double low = x[0], high = x[0], place = share * (double)(n - 1);
    for (size_t i = 1; i < n; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    double scale = (BINS - 1) / (high - low);
    if (!(high > low) || !isfinite(scale)) {
        memcpy(room, x, n * sizeof *x);
        qsort(room, n, sizeof *room, ascending);
        return quantile(room, n, share);
    }
    for (size_t i = 0; i < n; i++)
        count[(size_t)((x[i] - low) * scale)]++;
    size_t below = 0, bin = 0, first = (size_t)floor(place), found = 0;
    while (below + count[bin] <= first)
        below += count[bin++];
    size_t last = bin, upto = below + count[bin];
    while (upto <= first + 1 && last + 1 < BINS)
        upto += count[++last];
    for (size_t i = 0; i < n; i++) {
        size_t at = (size_t)((x[i] - low) * scale);
        room[found] = x[i];
        found += at >= bin && at <= last;
    }
    qsort(room, found, sizeof *room, ascending);
    size_t i = first - below;
    if (i + 1 >= found) return room[found - 1];
    return room[i] + (room[i + 1] - room[i]) * (place - floor(place));
}

/* Distribution of the normal and its inverse (Wichura 1988, AS 241, by one step of Newton from
 * the rational start of Abramowitz & Stegun 26.2.23). */
static double normal(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

static double normal_inverse(double p)
{
    double q = p < 0.5 ? p : 1 - p, t = sqrt(-2 * log(q));
    double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    z = -z;
    for (int i = 0; i < 4; i++)
        z -= (normal(z) - q) / (exp(-z * z / 2) * 0.3989422804014327);
    return p < 0.5 ? z : -z;
}

/* ---- replicates ---------------------------------------------------------------------------------- */

#define BUNDLE 16 /* replicates a task */

typedef struct work {
    const jh_bootstrap *how;
    uint64_t set;
    const jh_stat *stat;
    jh_sample sample;
    double *value; /* by replicate; NAN: undefined */
    const char **why;
    size_t jackknife; /* values to leave out, one by one; 0: replicates */
} work;

/* Where a sample that is drawn stands. */
typedef struct copy {
    jh_arena *arena;
    double *x, *w, *y;
    uint32_t *index;
} copy;

static jh_status open_copy(const work *k, copy *c)
{
    size_t n = k->sample.n;
    c->arena = jh_arena_new();
    if (!c->arena) return JH_ENOMEM;
    c->x = jh_alloc_array(c->arena, n + 1, sizeof *c->x);
    c->w = jh_alloc_array(c->arena, n + 1, sizeof *c->w);
    c->y = jh_alloc_array(c->arena, n + 1, sizeof *c->y);
    c->index = jh_alloc_array(c->arena, n + 1, sizeof *c->index);
    return c->x && c->w && c->y && c->index ? JH_OK : JH_ENOMEM;
}

static size_t fill(const work *k, size_t replicate, copy *c)
{
    const jh_sample *s = &k->sample;
    size_t n = s->n;
    if (k->jackknife) {
        for (size_t i = 0; i < n; i++)
            c->index[i] = (uint32_t)(i < replicate ? i : i + 1);
        n--;
    } else {
        jh_bootstrap_draw(k->how, k->set, replicate, n, c->index);
    }
    for (size_t i = 0; i < n; i++) {
        c->x[i] = s->x[c->index[i]];
        if (s->w) c->w[i] = s->w[c->index[i]];
        if (s->y) c->y[i] = s->y[c->index[i]];
    }
    return n;
}

static jh_status bundle(void *ctx, size_t task, size_t worker)
{
    work *k = ctx;
    copy c = {0};
    size_t all = k->jackknife ? k->jackknife : k->how->replicates;
    jh_status st = open_copy(k, &c);
    (void)worker;
    for (size_t r = task * BUNDLE; st == JH_OK && r < (task + 1) * BUNDLE && r < all;
         r++) {
        jh_sample s = {c.x,
                       k->sample.w ? c.w : NULL,
                       fill(k, r, &c),
                       jh_arena_new(),
                       k->sample.y ? c.y : NULL,
                       k->sample.param};
        if (!s.scratch) st = JH_ENOMEM;
        jh_stat_result v = {JH_STAT_NOMEM, 0, NULL};
        if (s.scratch) v = k->stat->compute(s);
        jh_arena_free(s.scratch);
        if (v.state == JH_STAT_NOMEM) st = JH_ENOMEM;
        k->value[r] = v.state == JH_STAT_OK ? v.value : NAN;
        k->why[r] = v.why;
    }
    jh_arena_free(c.arena);
    return st;
}

static jh_status replicate(work *k)
{
    size_t all = k->jackknife ? k->jackknife : k->how->replicates;
    return jh_pool_run(k->how->pool, (all + BUNDLE - 1) / BUNDLE, bundle, k);
}

/* ---- intervals ------------------------------------------------------------------------------------- */

/* Σ (x − from), or of its square, in eight lanes, so that no addition waits for the one before. */
static double sum_of(const double *x, size_t n, double from, bool squared)
{
    jh__lanes s = {{0}};
    size_t whole = n / 8 * 8;
    for (size_t i = 0; i < whole; i += 8)
        for (size_t k = 0; k < 8; k++) {
            double d = x[i + k] - from;
            s.lane[k] += squared ? d * d : d;
        }
    for (size_t i = whole; i < n; i++) {
        double d = x[i] - from;
        jh__lanes_add(&s, i, squared ? d * d : d);
    }
    return jh__lanes_sum(&s);
}

double jh__spread(const double *x, size_t n)
{
    double mean = x[0] + sum_of(x, n, x[0], false) / (double)n;
    return n > 1 ? sqrt(sum_of(x, n, mean, true) / (double)(n - 1)) : 0;
}

/* Acceleration: skewness of the values that leave one school out. */
static bool acceleration(work *k, double *a, jh_status *st)
{
    double mean = 0, two = 0, three = 0;
    k->jackknife = k->sample.n;
    *st = replicate(k);
    for (size_t i = 0; i < k->jackknife; i++) {
        if (isnan(k->value[i])) return false;
        mean += k->value[i] / (double)k->jackknife;
    }
    for (size_t i = 0; i < k->jackknife; i++) {
        double d = mean - k->value[i];
        two += d * d;
        three += d * d * d;
    }
    *a = two > 0 ? three / (6 * two * sqrt(two)) : 0;
    return true;
}

/* The shares between which the BCa interval lies. */
static bool shift(work *k, const double *sorted, size_t n, double share[2], jh_status *st)
{
    jh_stat_result all = k->stat->compute(k->sample);
    double below = 0, a;
    *st = all.state == JH_STAT_NOMEM ? JH_ENOMEM : JH_OK;
    if (all.state != JH_STAT_OK || k->sample.n < 2) return false;
    for (size_t i = 0; i < n; i++)
        below += sorted[i] < all.value ? 1 : sorted[i] > all.value ? 0 : 0.5;
    if (!(below > 0 && below < (double)n)) return false;
    double z0 = normal_inverse(below / (double)n);
    if (!acceleration(k, &a, st) || *st != JH_OK) return false;
    for (int i = 0; i < 2; i++) {
        double z = z0 + normal_inverse(share[i]), bent = 1 - a * z;
        if (!(bent > 0)) return false;
        share[i] = normal(z0 + z / bent);
    }
    return true;
}

static jh_interval undefined(const char *why, size_t n)
{
    return (jh_interval){JH_STAT_UNDEFINED, why, NAN, NAN, NAN, n};
}

static jh_status settle(work *k, jh_interval *out)
{
    size_t n = 0, all = k->how->replicates;
    const char *why = "stat.no_values";
    double *sorted = malloc((all + 1) * sizeof *sorted);
    if (!sorted) return JH_ENOMEM;
    for (size_t i = 0; i < all; i++) {
        if (isnan(k->value[i]))
            why = k->why[i];
        else
            sorted[n++] = k->value[i];
    }
    double tail = (1 - k->how->level) / 2, share[2] = {tail, 1 - tail};
    jh_status st = JH_OK;
    *out = undefined(why, all - n);
    if (n) {
        qsort(sorted, n, sizeof *sorted, ascending);
        double error = jh__spread(sorted, n);
        if (k->how->kind == JH_INTERVAL_BCA && !shift(k, sorted, n, share, &st))
            *out = undefined("stat.no_bca", all - n);
        else
            *out = (jh_interval){JH_STAT_OK,
                                 NULL,
                                 quantile(sorted, n, share[0]),
                                 quantile(sorted, n, share[1]),
                                 error,
                                 all - n};
    }
    free(sorted);
    return st;
}

jh_status jh_bootstrap_stat(const jh_bootstrap *how, uint64_t set, const jh_stat *stat,
                            jh_sample sample, jh_interval *out, jh_error *err)
{
    work k = {.how = how, .set = set, .stat = stat, .sample = sample};
    size_t room = (how->replicates > sample.n ? how->replicates : sample.n) + 1;
    k.value = malloc(room * sizeof *k.value);
    k.why = malloc(room * sizeof *k.why);
    jh_status st = k.value && k.why ? JH_OK : JH_ENOMEM;
    *out = undefined("stat.no_values", 0);
    if (st == JH_OK && sample.n && how->replicates) {
        st = replicate(&k);
        if (st == JH_OK) st = settle(&k, out);
    }
    free(k.value);
    free(k.why);
    return st == JH_OK ? st : jh_nomem(err);
}
