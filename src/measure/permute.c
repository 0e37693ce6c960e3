#include <junheng/permute.h>

#include <math.h>
#include <string.h>

#define SAME 1e-12 /* differences that only rounding parts are equal */

/* Both samples one behind the other, and an order that is dealt anew. */
typedef struct deal {
    const jh_stat *stat;
    const jh_sample *sample;
    size_t n, first; /* rows of both, of the first */
    uint32_t *order;
    double *x, *w, *y; /* as dealt; w and y NULL where there are none */
} deal;

static double at(const deal *d, size_t i, const double *a, const double *b)
{
    return i < d->first ? a[i] : b[i - d->first];
}

static void lay(deal *d)
{
    const jh_sample *s = d->sample;
    for (size_t i = 0; i < d->n; i++) {
        size_t from = d->order[i];
        d->x[i] = at(d, from, s[0].x, s[1].x);
        if (d->w) d->w[i] = at(d, from, s[0].w, s[1].w);
        if (d->y) d->y[i] = at(d, from, s[0].y, s[1].y);
    }
}

static jh_stat_result half(const deal *d, size_t first, size_t n)
{
    jh_arena *scratch = jh_arena_new();
    if (!scratch) return (jh_stat_result){JH_STAT_NOMEM, NAN, NULL};
    jh_stat_choice choice = {.stat = d->stat};
    for (size_t i = 0; d->sample[0].param && i < d->stat->params; i++)
        choice.param[i] = d->sample[0].param[i];
    jh_sample s = {.x = d->x + first,
                   .w = d->w ? d->w + first : NULL,
                   .y = d->y ? d->y + first : NULL,
                   .n = n,
                   .scratch = scratch};
    jh_stat_result r = jh_stat_compute(&choice, s);
    jh_arena_free(scratch);
    return r;
}

/* First less second; state and reason of the one that has no value. */
static jh_stat_result difference(deal *d)
{
    lay(d);
    jh_stat_result a = half(d, 0, d->first), b = half(d, d->first, d->n - d->first);
    if (a.state != JH_STAT_OK) return a;
    if (b.state != JH_STAT_OK) return b;
    return (jh_stat_result){JH_STAT_OK, a.value - b.value, NULL};
}

/* The order of one deal: it depends on seed, set and number alone. */
static void shuffle(const jh_permute *how, uint64_t set, size_t number, deal *d)
{
    jh_random r;
    jh_random_seed(&r, how->seed ^ (set * UINT64_C(0x9E3779B97F4A7C15)) ^
                           ((uint64_t)number * UINT64_C(0xBF58476D1CE4E5B9)));
    for (size_t i = 0; i < d->n; i++)
        d->order[i] = (uint32_t)i;
    for (size_t i = d->n; i > 1; i--) {
        size_t k = (size_t)jh_random_below(&r, i);
        uint32_t other = d->order[k];
        d->order[k] = d->order[i - 1];
        d->order[i - 1] = other;
    }
}

static jh_status deal_out(const jh_permute *how, uint64_t set, deal *d, jh_permuted *out,
                          jh_error *err)
{
    size_t large = 0;
    for (size_t i = 0; i < d->n; i++)
        d->order[i] = (uint32_t)i;
    jh_stat_result seen = difference(d);
    if (seen.state == JH_STAT_NOMEM) return jh_nomem(err);
    out->state = seen.state;
    out->why = seen.why;
    if (seen.state != JH_STAT_OK) return JH_OK;
    out->difference = seen.value;
    for (size_t i = 0; i < how->replicates; i++) {
        shuffle(how, set, i + 1, d);
        jh_stat_result r = difference(d);
        if (r.state == JH_STAT_NOMEM) return jh_nomem(err);
        out->undefined += r.state != JH_STAT_OK;
        large += r.state == JH_STAT_OK && fabs(r.value) >= fabs(seen.value) * (1 - SAME);
    }
    out->p = (1 + (double)large) / (1 + (double)how->replicates);
    return JH_OK;
}

jh_status jh_permute_test(const jh_permute *how, uint64_t set, const jh_stat *stat,
                          const jh_sample sample[2], jh_permuted *out, jh_error *err)
{
    deal d = {.stat = stat,
              .sample = sample,
              .n = sample[0].n + sample[1].n,
              .first = sample[0].n};
    *out = (jh_permuted){.difference = NAN, .p = NAN};
    jh_arena *a = jh_arena_new();
    if (!a) return jh_nomem(err);
    bool weighs = sample[0].w && sample[1].w, pairs = sample[0].y && sample[1].y;
    d.order = jh_alloc_array(a, d.n + 1, sizeof *d.order);
    d.x = jh_alloc_array(a, d.n + 1, sizeof *d.x);
    d.w = weighs ? jh_alloc_array(a, d.n + 1, sizeof *d.w) : NULL;
    d.y = pairs ? jh_alloc_array(a, d.n + 1, sizeof *d.y) : NULL;
    bool there = d.order && d.x && (!weighs || d.w) && (!pairs || d.y);
    jh_status st = there ? deal_out(how, set, &d, out, err) : jh_nomem(err);
    jh_arena_free(a);
    return st;
}
