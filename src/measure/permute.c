#include <junheng/permute.h>

#include <math.h>
#include <string.h>

#define SAME 1e-12 /* differences that only rounding parts are equal */

/* The difference of deal `number`; 0: as it was seen. */
typedef jh_stat_result dealing(void *ctx, size_t number);

static jh_status deal_out(const jh_permute *how, dealing *deal, void *ctx,
                          jh_permuted *out, jh_error *err)
{
    size_t large = 0;
    jh_stat_result seen = deal(ctx, 0);
    *out = (jh_permuted){.difference = NAN, .p = NAN};
    if (seen.state == JH_STAT_NOMEM) return jh_nomem(err);
    out->state = seen.state;
    out->why = seen.why;
    if (seen.state != JH_STAT_OK) return JH_OK;
    out->difference = seen.value;
    for (size_t i = 0; i < how->replicates; i++) {
        jh_stat_result r = deal(ctx, i + 1);
        if (r.state == JH_STAT_NOMEM) return jh_nomem(err);
        out->undefined += r.state != JH_STAT_OK;
        large += r.state == JH_STAT_OK && fabs(r.value) >= fabs(seen.value) * (1 - SAME);
    }
    out->p = (1 + (double)large) / (1 + (double)how->replicates);
    return JH_OK;
}

/* What a deal draws depends on seed, set and number alone. */
static jh_random coins(const jh_permute *how, uint64_t set, size_t number)
{
    jh_random r;
    jh_random_seed(&r, how->seed ^ (set * UINT64_C(0x9E3779B97F4A7C15)) ^
                           ((uint64_t)number * UINT64_C(0xBF58476D1CE4E5B9)));
    return r;
}

/* Values as dealt: of the one sample, then of the other. w and y NULL where there are none. */
typedef struct hand {
    jh_stat_choice stat;
    double *x, *w, *y;
    size_t first, n; /* of the one; of both */
} hand;

static bool hand_new(jh_arena *a, hand *h, size_t room, bool weighs, bool second)
{
    h->x = jh_alloc_array(a, room + 1, sizeof *h->x);
    h->w = weighs ? jh_alloc_array(a, room + 1, sizeof *h->w) : NULL;
    h->y = second ? jh_alloc_array(a, room + 1, sizeof *h->y) : NULL;
    return h->x && (!weighs || h->w) && (!second || h->y);
}

static jh_stat_result half(const hand *h, size_t first, size_t n)
{
    jh_arena *scratch = jh_arena_new();
    if (!scratch) return (jh_stat_result){JH_STAT_NOMEM, NAN, NULL};
    jh_sample s = {.x = h->x + first,
                   .w = h->w ? h->w + first : NULL,
                   .y = h->y ? h->y + first : NULL,
                   .n = n,
                   .scratch = scratch};
    jh_stat_result r = jh_stat_compute(&h->stat, s);
    jh_arena_free(scratch);
    return r;
}

/* First less second; state and reason of the one that has no value. */
static jh_stat_result difference(const hand *h)
{
    jh_stat_result a = half(h, 0, h->first), b = half(h, h->first, h->n - h->first);
    if (a.state != JH_STAT_OK) return a;
    if (b.state != JH_STAT_OK) return b;
    return (jh_stat_result){JH_STAT_OK, a.value - b.value, NULL};
}

/* ---- two samples of their own ------------------------------------------------------------------- */

typedef struct shuffled {
    const jh_permute *how;
    uint64_t set;
    const jh_sample *sample;
    uint32_t *order; /* rows of both, as dealt */
    hand hand;
} shuffled;

static double at(const shuffled *d, size_t i, const double *a, const double *b)
{
    return i < d->hand.first ? a[i] : b[i - d->hand.first];
}

static jh_stat_result shuffle(void *ctx, size_t number)
{
    shuffled *d = ctx;
    const jh_sample *s = d->sample;
    hand *h = &d->hand;
    jh_random r = coins(d->how, d->set, number);
    for (size_t i = 0; i < h->n; i++)
        d->order[i] = (uint32_t)i;
    for (size_t i = h->n; number && i > 1; i--) {
        size_t k = (size_t)jh_random_below(&r, i);
        uint32_t other = d->order[k];
        d->order[k] = d->order[i - 1];
        d->order[i - 1] = other;
    }
    for (size_t i = 0; i < h->n; i++) {
        size_t from = d->order[i];
        h->x[i] = at(d, from, s[0].x, s[1].x);
        if (h->w) h->w[i] = at(d, from, s[0].w, s[1].w);
        if (h->y) h->y[i] = at(d, from, s[0].y, s[1].y);
    }
    return difference(h);
}

jh_status jh_permute_test(const jh_permute *how, uint64_t set, const jh_stat *stat,
                          const jh_sample sample[2], jh_permuted *out, jh_error *err)
{
    shuffled d = {.how = how, .set = set, .sample = sample};
    hand *h = &d.hand;
    *h = (hand){.stat = {.stat = stat}, .first = sample[0].n};
    h->n = sample[0].n + sample[1].n;
    for (size_t i = 0; sample[0].param && i < stat->params; i++)
        h->stat.param[i] = sample[0].param[i];
    jh_arena *a = jh_arena_new();
    if (!a) return jh_nomem(err);
    d.order = jh_alloc_array(a, h->n + 1, sizeof *d.order);
    bool there =
        hand_new(a, h, h->n, sample[0].w && sample[1].w, sample[0].y && sample[1].y);
    jh_status st =
        there && d.order ? deal_out(how, shuffle, &d, out, err) : jh_nomem(err);
    jh_arena_free(a);
    return st;
}

/* ---- the same units ------------------------------------------------------------------------------ */

typedef struct swapped {
    const jh_permute *how;
    uint64_t set;
    const jh_pairs *pairs;
    bool *swap;
    hand hand;
} swapped;

static jh_stat_result swap(void *ctx, size_t number)
{
    swapped *d = ctx;
    const jh_pairs *p = d->pairs;
    hand *h = &d->hand;
    jh_random r = coins(d->how, d->set, number);
    for (size_t i = 0; i < p->n; i++)
        d->swap[i] = number && jh_random_below(&r, 2);
    h->n = 0;
    for (size_t side = 0; side < 2; side++) {
        if (side) h->first = h->n;
        for (size_t i = 0; i < p->n; i++) {
            size_t from = d->swap[i] ? !side : side;
            if (isnan(p->x[from][i])) continue;
            h->x[h->n] = p->x[from][i];
            if (h->w) h->w[h->n] = p->w[from][i];
            if (h->y) h->y[h->n] = p->y[from][i];
            h->n++;
        }
    }
    return difference(h);
}

jh_status jh_permute_pairs(const jh_permute *how, uint64_t set,
                           const jh_stat_choice *stat, const jh_pairs *pairs,
                           jh_permuted *out, jh_error *err)
{
    swapped d = {.how = how, .set = set, .pairs = pairs, .hand = {.stat = *stat}};
    jh_arena *a = jh_arena_new();
    if (!a) return jh_nomem(err);
    d.swap = jh_alloc_array(a, pairs->n + 1, sizeof *d.swap);
    bool there =
        hand_new(a, &d.hand, 2 * pairs->n, pairs->w[0] != NULL, pairs->y[0] != NULL);
    jh_status st = there && d.swap ? deal_out(how, swap, &d, out, err) : jh_nomem(err);
    jh_arena_free(a);
    return st;
}
