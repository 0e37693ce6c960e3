/* Sorting one sample. What is sorted are whole numbers in the order of the values, with the place of
 * each in their last bits. First into buckets by the leading bits; neighbouring buckets of together
 * at most JH__SMALL then go through the network of kernel/sorting.h, several such stretches at once. */
#include "batch_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEW 24
#define MOST_BUCKETS ((size_t)1 << 14)
#define DIGIT 8
#define DIGITS (64 / DIGIT)
#define COUNTS (MOST_BUCKETS + 2 + (DIGITS << DIGIT))

jh__sorter jh__sorter_new(size_t n, const jh__kernels *kernels)
{
    const size_t line = 64, side = (JH__SMALL + 1) * JH__SIDES; /* numbers */
    jh__sorter s = {.kernels = kernels};
    n += 8;
    if (n > SIZE_MAX / 64) return s;
    size_t bytes = 4 * side * 8 + n * (sizeof(jh__weighted) + 20) + COUNTS * 4;
    char *p = aligned_alloc(line, (bytes + line - 1) / line * line);
    if (!p) return s;
    s.sides.x = (double *)(void *)p;
    s.sides.w = s.sides.x + side;
    s.sides.key = s.sides.w + side;
    s.sides.sum = s.sides.key + side;
    s.pair = (jh__weighted *)(void *)(s.sides.sum + side);
    s.key = (uint64_t *)(void *)(s.pair + n);
    s.other = s.key + n;
    s.count = (uint32_t *)(void *)(s.other + n);
    s.level = s.count + COUNTS;
    return s;
}

/* ---- whole numbers --------------------------------------------------------------------------- */

/* Bits of a number that is not zero. */
static unsigned bits_of(uint64_t x)
{
    return 64 - (unsigned)__builtin_clzll(x);
}

/* By all digits from the last to the first, those aside that are the same in all. `spare` has room for
 * as many. */
static void by_digits(const jh__sorter *s, uint64_t *key, uint64_t *spare, size_t n)
{
    uint32_t *counts = s->count + MOST_BUCKETS + 2;
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

/* Stretches of a sample that wait to be sorted side by side. */
typedef struct waiting {
    uint64_t *key[JH__SIDES];
    size_t n[JH__SIDES], lanes, most;
} waiting;

/* The keys are numbers too: positive, finite, in the same order. */
static void sort_waiting(const jh__sorter *s, waiting *w)
{
    double *key = s->sides.key;
    size_t width = s->kernels->width;
    for (size_t lane = 0; lane < width; lane++) {
        size_t n = lane < w->lanes ? w->n[lane] : 0;
        for (size_t i = 0; i < n; i++)
            memcpy(&key[i * width + lane], &w->key[lane][i], sizeof *key);
        for (size_t i = n; i < w->most; i++)
            key[i * width + lane] = HUGE_VAL;
    }
    s->kernels->order(key, w->most);
    for (size_t lane = 0; lane < w->lanes; lane++)
        for (size_t i = 0; i < w->n[lane]; i++)
            memcpy(&w->key[lane][i], &key[i * width + lane], sizeof *key);
    w->lanes = w->most = 0;
}

static void wait_for(const jh__sorter *s, waiting *w, uint64_t *key, size_t n)
{
    if (n < 2) return;
    w->key[w->lanes] = key;
    w->n[w->lanes++] = n;
    if (n > w->most) w->most = n;
    if (w->lanes == s->kernels->width) sort_waiting(s, w);
}

/* A bucket that is too large: ties, which are in order already, or values that lie close. */
static void sort_bucket(const jh__sorter *s, uint64_t *key, uint64_t *spare, size_t n)
{
    size_t i = 1;
    while (i < n && key[i - 1] < key[i])
        i++;
    if (i < n) by_digits(s, key, spare, n);
}

/* Puts neighbouring buckets together; s->count holds where each ends. */
static void sort_buckets(const jh__sorter *s, size_t buckets)
{
    waiting w = {.lanes = 0};
    size_t from = 0, upto = 0;
    for (size_t i = 0; i < buckets; i++) {
        size_t end = s->count[i];
        if (end - from <= JH__SMALL) {
            upto = end;
            continue;
        }
        wait_for(s, &w, s->other + from, upto - from);
        from = upto;
        upto = end;
        if (end - from <= JH__SMALL) continue;
        sort_bucket(s, s->other + from, s->key + from, end - from);
        from = end;
    }
    wait_for(s, &w, s->other + from, upto - from);
    if (w.lanes) sort_waiting(s, &w);
}

/* ---- numbers as whole numbers --------------------------------------------------------------------- */

/* The same order as the values. */
static inline uint64_t key_of(double x)
{
    uint64_t b;
    x += 0.0; /* minus zero is zero */
    memcpy(&b, &x, sizeof b);
    return b ^ ((0 - (b >> 63)) | UINT64_C(1) << 63);
}

/* How the keys of a sample are made. */
typedef struct plan {
    uint64_t low;          /* below it: 0; the least of the others gets 1 */
    unsigned places, lost; /* bits for the place; bits that had to go */
    unsigned shift;        /* what is above it is the bucket */
} plan;

#define BITS 61
#define MARK (UINT64_C(1) << 62) /* makes them numbers that are not denormal */

static plan plan_of(size_t n, uint64_t least, uint64_t high)
{
    plan p = {.places = bits_of(n)};
    unsigned all = bits_of(high - least + 1) + 1;
    p.lost = all + p.places > BITS ? all + p.places - BITS : 0;
    p.low = least - ((uint64_t)1 << p.lost);
    unsigned used = all + p.places - p.lost, most = bits_of(n / 8 + 1);
    if ((size_t)1 << most > MOST_BUCKETS) most = bits_of(MOST_BUCKETS) - 1;
    p.shift = used - most;
    return p;
}

/* The keys in order, in s->other. Zeros below all other values get a key of their own: their bits are
 * so far from those of any other number that all the others would share a few buckets. */
static unsigned sort_keys(const jh__sorter *s, const double *x, size_t n)
{
    const uint64_t zero = key_of(0);
    uint64_t least = UINT64_MAX, high = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t key = key_of(x[i]), other = key == zero ? UINT64_MAX : key;
        least = other < least ? other : least;
        high = key > high ? key : high;
    }
    const plan p = plan_of(n, least < high ? least : high, high);
    const uint64_t places = ((uint64_t)1 << p.places) - 1;
    size_t buckets = (((high - p.low) >> p.lost << p.places | places) >> p.shift) + 1;
    uint32_t *count = s->count, sum = 0;
    memset(count, 0, buckets * sizeof *count);
    for (size_t i = 0; i < n; i++) {
        uint64_t key = key_of(x[i]);
        key = (key < p.low ? 0 : (key - p.low) >> p.lost) << p.places | i;
        s->key[i] = key;
        count[key >> p.shift]++;
    }
    for (size_t i = 0; i < buckets; i++) {
        uint32_t some = count[i];
        count[i] = sum;
        sum += some;
    }
    for (size_t i = 0; i < n; i++)
        s->other[count[s->key[i] >> p.shift]++] = s->key[i] | MARK;
    sort_buckets(s, buckets);
    return p.places;
}

/* ---- numbers with weights --------------------------------------------------------------------- */

static bool before(const jh__weighted *a, const jh__weighted *b)
{
    return a->x < b->x || (a->x == b->x && a->w < b->w);
}

static int ascending(const void *left, const void *right)
{
    const jh__weighted *a = left, *b = right;
    return before(a, b) ? -1 : before(b, a);
}

static void repair_few(jh__weighted *p, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        jh__weighted one = p[i];
        size_t k = i;
        for (; k && before(&one, &p[k - 1]); k--)
            p[k] = p[k - 1];
        p[k] = one;
    }
}

/* Many equal values: their weights alone. */
static void by_weight(const jh__sorter *s, jh__weighted *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        s->key[i] = key_of(p[i].w);
    by_digits(s, s->key, s->other, n);
    for (size_t i = 0; i < n; i++) {
        uint64_t b = s->key[i] ^ UINT64_C(1) << 63; /* no weight is below zero */
        memcpy(&p[i].w, &b, sizeof b);
    }
}

/* Equal values by weight, and those that differ in the bits that were lost: the stretch of one key
 * around a place, from `done` on. Returns where it ends; the keys up to there are then gone. */
static size_t repair(const jh__sorter *s, size_t done, size_t n, size_t at,
                     unsigned places)
{
    const uint64_t *key = s->other;
    size_t from = at, end = at + 1, same = 1;
    while (from > done && key[from - 1] >> places == key[at] >> places)
        from--;
    while (end < n && key[end] >> places == key[at] >> places)
        end++;
    jh__weighted *p = s->pair + from;
    while (from + same < end && p[same].x == p[0].x)
        same++;
    jh__sorter part = {.key = s->key + from, .other = s->other + from, .count = s->count};
    if (end - from <= FEW)
        repair_few(p, end - from);
    else if (from + same == end)
        by_weight(&part, p, same);
    else
        qsort(p, end - from, sizeof *p, ascending);
    return end;
}

void jh__pairs_sort(const jh__sorter *room, const double *x, const double *w, size_t n)
{
    size_t levels = 0;
    if (!n) return;
    const unsigned places = sort_keys(room, x, n);
    const uint64_t *key = room->other;
    double last = -HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        size_t at = key[i] & (((uint64_t)1 << places) - 1);
        room->pair[i] = (jh__weighted){x[at], w[at]};
        room->level[levels] = (uint32_t)i;
        levels += !(last < x[at]) && i;
        last = x[at];
    }
    for (size_t i = 0, done = 0; i < levels; i++)
        if (room->level[i] >= done) done = repair(room, done, n, room->level[i], places);
}
