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

/* ---- progress ------------------------------------------------------------------------------------ */

jh_status jh__go_on(const jh_progress *progress, size_t done, size_t all)
{
    jh_progress_tell(progress, "stat.drawing", done, all);
    return jh_progress_stopped(progress) ? JH_ECANCEL : JH_OK;
}

jh_status jh__ended(jh_status st, jh_error *err)
{
    if (st == JH_OK) return JH_OK;
    if (st == JH_ECANCEL) return jh_fail(err, st, "stat.stopped", "");
    return jh_nomem(err);
}

/* ---- replicates ---------------------------------------------------------------------------------- */

#define BUNDLE 16 /* replicates a task */

typedef struct work {
    const jh_bootstrap *how;
    uint64_t set;
    const jh_bootstrap_ask *ask;
    size_t n;              /* rows */
    jh_stat_result *value; /* [replicate * figures + figure] */
    size_t jackknife;      /* rows to leave out, one by one; 0: replicates */
} work;

static size_t rows_of(const work *k, size_t replicate, uint32_t *index)
{
    const jh_bootstrap_ask *ask = k->ask;
    if (k->jackknife) {
        for (size_t i = 0; i + 1 < k->n; i++)
            index[i] = (uint32_t)(i < replicate ? i : i + 1);
        return k->n - 1;
    }
    for (size_t s = 0; s < ask->strata; s++) {
        size_t first = ask->first[s], n = ask->first[s + 1] - first;
        jh_bootstrap_draw(k->how, k->set + ((uint64_t)s << 32), replicate, n,
                          index + first);
        for (size_t i = 0; first && i < n; i++)
            index[first + i] += (uint32_t)first;
    }
    return k->n;
}

static jh_status one(const work *k, size_t replicate, uint32_t *index)
{
    jh_stat_result *out = k->value + replicate * k->ask->figures;
    size_t n = rows_of(k, replicate, index);
    jh_arena *scratch = jh_arena_new();
    jh_status st =
        scratch ? k->ask->compute(k->ask->ctx, scratch, index, n, out) : JH_ENOMEM;
    jh_arena_free(scratch);
    for (size_t f = 0; f < k->ask->figures && st == JH_OK; f++)
        if (out[f].state == JH_STAT_NOMEM) st = JH_ENOMEM;
    return st;
}

static jh_status bundle(void *ctx, size_t task, size_t worker)
{
    work *k = ctx;
    size_t all = k->jackknife ? k->jackknife : k->how->replicates;
    uint32_t *index = malloc((k->n + 1) * sizeof *index);
    jh_status st = index ? jh__go_on(k->how->progress, task * BUNDLE, all) : JH_ENOMEM;
    (void)worker;
    for (size_t r = task * BUNDLE; st == JH_OK && r < (task + 1) * BUNDLE && r < all; r++)
        st = jh_progress_stopped(k->how->progress) ? JH_ECANCEL : one(k, r, index);
    free(index);
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
static bool acceleration(const work *k, size_t figure, double *a)
{
    double mean = 0, two = 0, three = 0, n = (double)k->n;
    const jh_stat_result *value = k->value + figure;
    for (size_t i = 0; i < k->n; i++) {
        if (value[i * k->ask->figures].state != JH_STAT_OK) return false;
        mean += value[i * k->ask->figures].value / n;
    }
    for (size_t i = 0; i < k->n; i++) {
        double d = mean - value[i * k->ask->figures].value;
        two += d * d;
        three += d * d * d;
    }
    *a = two > 0 ? three / (6 * two * sqrt(two)) : 0;
    return true;
}

/* The shares between which the BCa interval lies; the values are those of leaving one out. */
static bool shift(const work *k, size_t figure, jh_stat_result all, const double *sorted,
                  size_t n, double share[2])
{
    double below = 0, a;
    if (all.state != JH_STAT_OK || k->n < 2) return false;
    for (size_t i = 0; i < n; i++)
        below += sorted[i] < all.value ? 1 : sorted[i] > all.value ? 0 : 0.5;
    if (!(below > 0 && below < (double)n)) return false;
    double z0 = normal_inverse(below / (double)n);
    if (!acceleration(k, figure, &a)) return false;
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

/* What the replicates of each figure come to: sorted[figure * replicates …], their number. */
typedef struct drawn {
    double *sorted;
    size_t *n;
    jh_stat_result *all; /* of the rows as they are */
} drawn;

static void sort_out(const work *k, drawn *d, jh_interval *out)
{
    size_t figures = k->ask->figures, all = k->how->replicates;
    for (size_t f = 0; f < figures; f++) {
        double *sorted = d->sorted + f * all;
        const char *why = "stat.no_values";
        for (size_t i = 0; i < all; i++) {
            const jh_stat_result *r = &k->value[i * figures + f];
            if (r->state == JH_STAT_OK)
                sorted[d->n[f]++] = r->value;
            else
                why = r->why;
        }
        if (d->n[f]) qsort(sorted, d->n[f], sizeof *sorted, ascending);
        out[f] = undefined(why, all - d->n[f]);
    }
}

static void settle(const work *k, const drawn *d, jh_interval *out)
{
    double tail = (1 - k->how->level) / 2;
    for (size_t f = 0; f < k->ask->figures; f++) {
        const double *sorted = d->sorted + f * k->how->replicates;
        double share[2] = {tail, 1 - tail};
        size_t n = d->n[f];
        if (!n) continue;
        if (k->how->kind == JH_INTERVAL_BCA && !shift(k, f, d->all[f], sorted, n, share))
            out[f] = undefined("stat.no_bca", out[f].undefined);
        else
            out[f] = (jh_interval){JH_STAT_OK,
                                   NULL,
                                   quantile(sorted, n, share[0]),
                                   quantile(sorted, n, share[1]),
                                   jh__spread(sorted, n),
                                   out[f].undefined};
    }
}

/* The values make room for those of leaving one row out. */
static jh_status leave_out(work *k, drawn *d)
{
    uint32_t *index = malloc((k->n + 1) * sizeof *index);
    jh_arena *scratch = jh_arena_new();
    jh_status st = index && scratch ? JH_OK : JH_ENOMEM;
    for (size_t i = 0; i < k->n && index; i++)
        index[i] = (uint32_t)i;
    if (st == JH_OK) st = k->ask->compute(k->ask->ctx, scratch, index, k->n, d->all);
    jh_arena_free(scratch);
    free(index);
    k->jackknife = k->n;
    return st == JH_OK ? replicate(k) : st;
}

static jh_status draw_all(work *k, jh_interval *out)
{
    size_t figures = k->ask->figures, all = k->how->replicates;
    drawn d = {malloc((figures * all + 1) * sizeof *d.sorted),
               calloc(figures + 1, sizeof *d.n), calloc(figures + 1, sizeof *d.all)};
    jh_status st = d.sorted && d.n && d.all ? replicate(k) : JH_ENOMEM;
    if (st == JH_OK) sort_out(k, &d, out);
    if (st == JH_OK && k->how->kind == JH_INTERVAL_BCA) st = leave_out(k, &d);
    if (st == JH_OK) settle(k, &d, out);
    free(d.sorted);
    free(d.n);
    free(d.all);
    return st;
}

jh_status jh_bootstrap_figures(const jh_bootstrap *how, uint64_t set,
                               const jh_bootstrap_ask *ask, jh_interval *out,
                               jh_error *err)
{
    work k = {.how = how, .set = set, .ask = ask, .n = ask->first[ask->strata]};
    for (size_t f = 0; f < ask->figures; f++)
        out[f] = undefined("stat.no_values", 0);
    if (!k.n || !how->replicates) return JH_OK;
    size_t room = (how->replicates > k.n ? how->replicates : k.n) * ask->figures + 1;
    k.value = malloc(room * sizeof *k.value);
    jh_status st = k.value ? draw_all(&k, out) : JH_ENOMEM;
    free(k.value);
    return jh__ended(st, err);
}

/* ---- one statistic --------------------------------------------------------------------------------- */

typedef struct single {
    const jh_stat *stat;
    jh_sample sample;
} single;

static jh_status compute_single(void *ctx, jh_arena *scratch, const uint32_t *index,
                                size_t n, jh_stat_result *out)
{
    const single *c = ctx;
    const jh_sample *s = &c->sample;
    double *x = jh_alloc_array(scratch, n + 1, sizeof *x);
    double *w = s->w ? jh_alloc_array(scratch, n + 1, sizeof *w) : NULL;
    double *y = s->y ? jh_alloc_array(scratch, n + 1, sizeof *y) : NULL;
    if (!x || (s->w && !w) || (s->y && !y)) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        x[i] = s->x[index[i]];
        if (w) w[i] = s->w[index[i]];
        if (y) y[i] = s->y[index[i]];
    }
    *out = c->stat->compute((jh_sample){x, w, n, scratch, y, s->param});
    return JH_OK;
}

jh_status jh_bootstrap_stat(const jh_bootstrap *how, uint64_t set, const jh_stat *stat,
                            jh_sample sample, jh_interval *out, jh_error *err)
{
    single c = {stat, sample};
    const size_t first[] = {0, sample.n};
    const jh_bootstrap_ask ask = {first, 1, 1, &c, compute_single};
    return jh_bootstrap_figures(how, set, &ask, out, err);
}
