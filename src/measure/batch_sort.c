/* Sorting one sample. Its range is cut into buckets by the leading bits, into which the values are
 * laid with their weights; neighbouring buckets of together at most JH__SMALL then go through the network
 * of kernel/sorting.h, several such stretches at once. All that comes behind the laying out finds its
 * values near. */
#include "batch_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EACH 16 /* values that a bucket is to have, if they lie evenly */
#define MOST_BUCKETS ((size_t)1 << 13)
#define AHEAD 32 /* so far ahead places are called for */
#define DEPTH 3  /* how often buckets are cut again */
#define DIGIT 8
#define DIGITS (64 / DIGIT)
#define COUNTS (DEPTH * (MOST_BUCKETS + 2) + (DIGITS << DIGIT))

jh__sorter jh__sorter_new(size_t n, const jh__kernels *kernels)
{
    const size_t line = 64, side = (JH__SMALL + 1) * JH__SIDES; /* numbers */
    jh__sorter s = {.kernels = kernels};
    n += JH__SMALL; /* a short stretch is read as far as those beside it */
    if (n > SIZE_MAX / 64) return s;
    size_t bytes = 4 * side * 8 + n * (sizeof(jh__weighted) + 20) + COUNTS * 4;
    char *p = aligned_alloc(line, (bytes + line - 1) / line * line);
    if (!p) return s;
    s.sides.step = sizeof(jh__weighted) / sizeof(double);
    s.sides.x = (double *)(void *)p;
    s.sides.w = s.sides.x + side;
    s.sides.key = s.sides.w + side;
    s.sides.sum = s.sides.key + side;
    s.pair = (jh__weighted *)(void *)(s.sides.sum + side);
    s.x = (double *)(void *)(s.pair + n);
    s.w = s.x + n;
    s.bucket = (uint32_t *)(void *)(s.w + n);
    s.count = s.bucket + n;
    return s;
}

/* ---- small stretches ------------------------------------------------------------------------- */

/* Stretches that wait to be sorted side by side. */
typedef struct waiting {
    jh__weighted *at[JH__SIDES];
    size_t n[JH__SIDES], lanes, most;
} waiting;

static void sort_waiting(const jh__sorter *s, waiting *w)
{
    jh__sides q = s->sides;
    size_t width = s->kernels->width;
    q.most = w->most;
    for (size_t lane = 0; lane < width; lane++) {
        size_t from = lane < w->lanes ? lane : 0;
        q.n[lane] = lane < w->lanes ? w->n[lane] : 0;
        q.given_x[lane] = &w->at[from]->x;
        q.given_w[lane] = &w->at[from]->w;
    }
    s->kernels->sort(&q);
    for (size_t lane = 0; lane < w->lanes; lane++) {
        const double *x = q.x + lane, *weight = q.w + lane;
        jh__weighted *to = w->at[lane];
        for (size_t i = 0; i < w->n[lane]; i++)
            to[i] = (jh__weighted){x[i * width], weight[i * width]};
    }
    w->lanes = w->most = 0;
}

static void wait_for(const jh__sorter *s, waiting *w, jh__weighted *at, size_t n)
{
    if (n < 2) return;
    w->at[w->lanes] = at;
    w->n[w->lanes++] = n;
    if (n > w->most) w->most = n;
    if (w->lanes == s->kernels->width) sort_waiting(s, w);
}

/* ---- large ones --------------------------------------------------------------------------------- */

static int ascending(const void *left, const void *right)
{
    const jh__weighted *a = left, *b = right;
    if (a->x < b->x || a->x > b->x) return a->x < b->x ? -1 : 1;
    return (a->w > b->w) - (a->w < b->w);
}

/* By all digits from the last to the first, those aside that are the same in all. */
static void by_digits(uint64_t *key, uint64_t *spare, uint32_t *counts, size_t n)
{
    const size_t size = (size_t)1 << DIGIT;
    uint64_t *from = key, *to = spare;
    memset(counts, 0, DIGITS * size * sizeof *counts);
    for (size_t i = 0; i < n; i++)
        for (size_t d = 0; d < DIGITS; d++)
            counts[d * size + (key[i] >> d * DIGIT & (size - 1))]++;
    for (size_t d = 0; d < DIGITS; d++) {
        uint32_t *count = counts + d * size, sum = 0;
        if (count[from[0] >> d * DIGIT & (size - 1)] == n) continue;
        for (size_t i = 0; i < size; i++) {
            uint32_t some = count[i];
            count[i] = sum;
            sum += some;
        }
        for (size_t i = 0; i < n; i++)
            to[count[from[i] >> d * DIGIT & (size - 1)]++] = from[i];
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != key) memcpy(key, from, n * sizeof *key);
}

/* Values that are all equal: their weights alone. */
static void by_weight(const jh__sorter *s, jh__weighted *p, size_t n)
{
    uint64_t *key = (uint64_t *)(void *)s->x, *spare = (uint64_t *)(void *)s->w;
    for (size_t i = 0; i < n; i++)
        key[i] = jh__key_of(p[i].w);
    by_digits(key, spare, s->count + DEPTH * (MOST_BUCKETS + 2), n);
    for (size_t i = 0; i < n; i++) {
        uint64_t b = key[i] ^ UINT64_C(1) << 63; /* no weight is below zero */
        memcpy(&p[i].w, &b, sizeof b);
    }
}

static void sort_by_buckets(const jh__sorter *s, const double *x, const double *w,
                            size_t n, size_t depth, jh__weighted *to);

/* A bucket that is too large: ties, or values that lie close. */
static void sort_again(const jh__sorter *s, jh__weighted *p, size_t n, size_t depth)
{
    size_t same = 1;
    while (same < n && p[same].x == p[0].x)
        same++;
    if (same == n) {
        by_weight(s, p, n);
    } else if (depth == DEPTH) {
        qsort(p, n, sizeof *p, ascending);
    } else {
        for (size_t i = 0; i < n; i++) {
            s->x[i] = p[i].x;
            s->w[i] = p[i].w;
        }
        sort_by_buckets(s, s->x, s->w, n, depth, p);
    }
}

/* Puts neighbouring buckets together; `end` holds where each ends. */
static void sort_buckets(const jh__sorter *s, const uint32_t *end, size_t buckets,
                         size_t depth, jh__weighted *p)
{
    waiting w = {.lanes = 0};
    size_t from = 0, upto = 0;
    for (size_t i = 0; i < buckets; i++) {
        if (end[i] - from <= JH__SMALL) {
            upto = end[i];
            continue;
        }
        wait_for(s, &w, p + from, upto - from);
        from = upto;
        upto = end[i];
        if (upto - from <= JH__SMALL) continue;
        sort_again(s, p + from, upto - from, depth + 1);
        from = upto;
    }
    wait_for(s, &w, p + from, upto - from);
    if (w.lanes) sort_waiting(s, &w);
}

/* Bits of a number. */
static unsigned bits_of(uint64_t x)
{
    return x ? 64 - (unsigned)__builtin_clzll(x) : 0;
}

/* Zeros below all other values get a bucket of their own: their bits are so far from those of any other
 * number that all the others would share a few buckets. */
static void sort_by_buckets(const jh__sorter *s, const double *x, const double *w,
                            size_t n, size_t depth, jh__weighted *to)
{
    double ends[2];
    s->kernels->range(x, n, ends);
    uint64_t low = jh__key_of(ends[0]), high = jh__key_of(ends[1]);
    if (ends[0] < 0 && ends[1] < 0) high = jh__key_of(0);
    if (ends[0] > ends[1]) high = low; /* nothing but zeros */
    unsigned all = bits_of(high - low), most = bits_of(n / EACH + 1);
    if ((size_t)1 << most > MOST_BUCKETS) most = bits_of(MOST_BUCKETS) - 1;
    unsigned shift = all > most ? all - most : 0;
    size_t buckets = ((high - low) >> shift) + 2;
    uint32_t *count = s->count + depth * (MOST_BUCKETS + 2), sum = 0;
    s->kernels->buckets(x, n, low, shift, s->bucket);
    memset(s->bucket + n, 0, AHEAD * sizeof *s->bucket);
    memset(count, 0, buckets * sizeof *count);
    for (size_t i = 0; i < n; i++)
        count[s->bucket[i]]++;
    for (size_t i = 0; i < buckets; i++) {
        uint32_t some = count[i];
        count[i] = sum;
        sum += some;
    }
    for (size_t i = 0; i < n; i++) {
        __builtin_prefetch(&to[count[s->bucket[i + AHEAD]]], 1);
        to[count[s->bucket[i]]++] = (jh__weighted){x[i], w[i]};
    }
    sort_buckets(s, count, buckets, depth, to);
}

void jh__pairs_sort(const jh__sorter *room, const double *x, const double *w, size_t n)
{
    double ends[2];
    room->kernels->range(x, n, ends);
    if (ends[0] > ends[1] || (isfinite(ends[0]) && isfinite(ends[1]))) {
        sort_by_buckets(room, x, w, n, 0, room->pair);
        return;
    }
    for (size_t i = 0; i < n; i++)
        room->pair[i] = (jh__weighted){x[i], w[i]};
    qsort(room->pair, n, sizeof *room->pair, ascending);
}
