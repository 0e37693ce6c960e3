#include "bootstrap_int.h"

#include <junheng/permute.h>

#include <math.h>
#include <string.h>

#define SAME 1e-12 /* differences that only rounding parts are equal */

/* Counts one deal. */
static void count(jh_permuted *out, jh_stat_result seen, jh_stat_result r, size_t *large)
{
    out->undefined += r.state != JH_STAT_OK;
    *large += r.state == JH_STAT_OK && fabs(r.value) >= fabs(seen.value) * (1 - SAME);
}

/* Sets out what was seen; false: there is no test. */
static bool open_test(jh_permuted *out, jh_stat_result seen)
{
    *out =
        (jh_permuted){.state = seen.state, .why = seen.why, .difference = NAN, .p = NAN};
    if (seen.state == JH_STAT_OK) out->difference = seen.value;
    return seen.state == JH_STAT_OK;
}

static double p_of(const jh_permute *how, size_t large)
{
    return (1 + (double)large) / (1 + (double)how->replicates);
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

/* The difference of deal `number`; 0: as it was seen. */
static jh_stat_result shuffle(shuffled *d, size_t number)
{
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

static jh_status deal_out(shuffled *d, jh_permuted *out)
{
    size_t large = 0;
    const jh_stat_result seen = shuffle(d, 0);
    if (seen.state == JH_STAT_NOMEM) return JH_ENOMEM;
    if (!open_test(out, seen)) return JH_OK;
    for (size_t i = 0; i < d->how->replicates; i++) {
        JH_TRY(jh__go_on(d->how->progress, i, d->how->replicates));
        jh_stat_result r = shuffle(d, i + 1);
        if (r.state == JH_STAT_NOMEM) return JH_ENOMEM;
        count(out, seen, r, &large);
    }
    out->p = p_of(d->how, large);
    return JH_OK;
}

jh_status jh_permute_test(const jh_permute *how, uint64_t set, const jh_stat *stat,
                          const jh_sample sample[2], jh_permuted *out, jh_error *err)
{
    shuffled d = {.how = how, .set = set, .sample = sample};
    hand *h = &d.hand;
    h->stat.stat = stat;
    h->first = sample[0].n;
    h->n = sample[0].n + sample[1].n;
    for (size_t i = 0; sample[0].param && i < stat->params; i++)
        h->stat.param[i] = sample[0].param[i];
    jh_arena *a = jh_arena_new();
    if (!a) return jh_nomem(err);
    d.order = jh_alloc_array(a, h->n + 1, sizeof *d.order);
    bool there =
        hand_new(a, h, h->n, sample[0].w && sample[1].w, sample[0].y && sample[1].y);
    jh_status st = there && d.order ? deal_out(&d, out) : JH_ENOMEM;
    jh_arena_free(a);
    return jh__ended(st, err);
}

/* ---- the same units ------------------------------------------------------------------------------ */

typedef struct coin_room {
    jh_stat_result *seen, *now;
    size_t *large;
    bool *swap;
} coin_room;

/* The figures of deal `number`; 0: as they were seen. */
static jh_status toss(const jh_permute *how, uint64_t set, size_t number,
                      const jh_permute_ask *ask, const coin_room *room)
{
    jh_random r = coins(how, set, number);
    jh_arena *scratch = jh_arena_new();
    if (!scratch) return JH_ENOMEM;
    for (size_t i = 0; i < ask->units; i++)
        room->swap[i] = number && jh_random_below(&r, 2);
    jh_stat_result *out = number ? room->now : room->seen;
    jh_status st = ask->compute(ask->ctx, scratch, room->swap, out);
    for (size_t k = 0; k < ask->figures && st == JH_OK; k++)
        if (out[k].state == JH_STAT_NOMEM) st = JH_ENOMEM;
    jh_arena_free(scratch);
    return st;
}

static jh_status toss_all(const jh_permute *how, uint64_t set, const jh_permute_ask *ask,
                          const coin_room *room, jh_permuted *out)
{
    JH_TRY(toss(how, set, 0, ask, room));
    for (size_t k = 0; k < ask->figures; k++)
        open_test(&out[k], room->seen[k]);
    for (size_t i = 0; i < how->replicates; i++) {
        JH_TRY(jh__go_on(how->progress, i, how->replicates));
        JH_TRY(toss(how, set, i + 1, ask, room));
        for (size_t k = 0; k < ask->figures; k++)
            count(&out[k], room->seen[k], room->now[k], &room->large[k]);
    }
    for (size_t k = 0; k < ask->figures; k++)
        if (out[k].state == JH_STAT_OK) out[k].p = p_of(how, room->large[k]);
    return JH_OK;
}

jh_status jh_permute_figures(const jh_permute *how, uint64_t set,
                             const jh_permute_ask *ask, jh_permuted *out, jh_error *err)
{
    jh_arena *a = jh_arena_new();
    if (!a) return jh_nomem(err);
    const coin_room room = {
        .seen = jh_alloc_array(a, ask->figures + 1, sizeof *room.seen),
        .now = jh_alloc_array(a, ask->figures + 1, sizeof *room.now),
        .large = jh_alloc_array(a, ask->figures + 1, sizeof *room.large),
        .swap = jh_alloc_array(a, ask->units + 1, sizeof *room.swap)};
    bool there = room.seen && room.now && room.large && room.swap;
    jh_status st = there ? toss_all(how, set, ask, &room, out) : JH_ENOMEM;
    jh_arena_free(a);
    return jh__ended(st, err);
}

typedef struct paired {
    const jh_stat_choice *stat;
    const jh_matched_pairs *pairs;
} paired;

static jh_status swap_values(void *ctx, jh_arena *scratch, const bool *swap,
                             jh_stat_result *out)
{
    const paired *d = ctx;
    const jh_matched_pairs *p = d->pairs;
    hand h = {.stat = *d->stat};
    if (!hand_new(scratch, &h, 2 * p->n, p->w[0] != NULL, p->y[0] != NULL))
        return JH_ENOMEM;
    for (size_t side = 0; side < 2; side++) {
        if (side) h.first = h.n;
        for (size_t i = 0; i < p->n; i++) {
            size_t from = swap[i] ? !side : side;
            if (isnan(p->x[from][i])) continue;
            h.x[h.n] = p->x[from][i];
            if (h.w) h.w[h.n] = p->w[from][i];
            if (h.y) h.y[h.n] = p->y[from][i];
            h.n++;
        }
    }
    *out = difference(&h);
    return JH_OK;
}

jh_status jh_permute_pairs(const jh_permute *how, uint64_t set,
                           const jh_stat_choice *stat, const jh_matched_pairs *pairs,
                           jh_permuted *out, jh_error *err)
{
    paired d = {stat, pairs};
    const jh_permute_ask ask = {pairs->n, 1, &d, swap_values};
    return jh_permute_figures(how, set, &ask, out, err);
}
