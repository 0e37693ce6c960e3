/* Sorting many small groups and a few large ones. Up to 128 values: each one's place is the
 * count of those below it, which takes no branch. More: into buckets by the leading bits. */
#include "batch_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEW 24
#define SMALL 128
#define MOST_BUCKETS ((size_t)1 << 16)

jh__sorter jh__sorter_new(size_t n)
{
    jh__sorter s = {0};
    n += 8;
    size_t counts = 4 * (n < MOST_BUCKETS ? n : MOST_BUCKETS) + 128;
    if (n > SIZE_MAX / 64) return s;
    char *p = malloc(n * (sizeof(jh__weighted) + 8) + (counts + SMALL) * 4);
    if (!p) return s;
    s.pair = (jh__weighted *)(void *)p;
    s.key = (uint64_t *)(void *)(s.pair + n);
    s.count = (uint32_t *)(void *)(s.key + n);
    s.rank = s.count + counts;
    return s;
}

static bool before(const jh__weighted *a, const jh__weighted *b)
{
    return a->x < b->x || (a->x == b->x && a->w < b->w);
}

static int ascending(const void *left, const void *right)
{
    const jh__weighted *a = left, *b = right;
    return before(a, b) ? -1 : before(b, a);
}

static void insert(jh__weighted *p, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        jh__weighted one = p[i];
        size_t k = i;
        for (; k && before(&one, &p[k - 1]); k--)
            p[k] = p[k - 1];
        p[k] = one;
    }
}

static void swap(jh__weighted *a, jh__weighted *b)
{
    jh__weighted one = *a;
    *a = *b;
    *b = one;
}

/* A stretch that the quick way has left in any order, mostly ties: parted into what is below, equal to
 * and above its middle, as often as halving would take twice; what is then left is handed on. */
static void settle(jh__weighted *p, size_t n)
{
    size_t rounds = 4;
    for (size_t size = n; size > FEW; size /= 2)
        rounds += 2;
    while (n > FEW && rounds--) {
        jh__weighted middle = p[n / 2];
        size_t low = 0, i = 0, high = n;
        while (i < high)
            if (before(&p[i], &middle))
                swap(&p[low++], &p[i++]);
            else if (before(&middle, &p[i]))
                swap(&p[i], &p[--high]);
            else
                i++;
        if (low < n - high) {
            settle(p, low);
            p += high;
            n -= high;
        } else {
            settle(p + high, n - high);
            n = low;
        }
    }
    if (n > FEW)
        qsort(p, n, sizeof *p, ascending);
    else
        insert(p, n);
}

/* ---- small ------------------------------------------------------------------------------- */

/* How many of the values are below each. */
JH__INLINE void ranks(const double *x, size_t n, uint32_t *rank)
{
    for (size_t i = 0; i < n; i++) {
        double xi = x[i];
        uint64_t below[4] = {0}, rest = 0;
        size_t j = 0;
        for (; j + 4 <= n; j += 4)
            for (size_t k = 0; k < 4; k++)
                below[k] += x[j + k] < xi;
        for (; j < n; j++)
            rest += x[j] < xi;
        rank[i] = (uint32_t)(below[0] + below[1] + below[2] + below[3] + rest);
    }
}

static void ranks_plain(const double *x, size_t n, uint32_t *rank)
{
    ranks(x, n, rank);
}

JH__WIDE static void ranks_wide(const double *x, size_t n, uint32_t *rank)
{
    ranks(x, n, rank);
}

static void sort_small(uint32_t *rank, const double *x, const double *w, size_t n,
                       jh__weighted *out)
{
    uint8_t used[SMALL] = {0};
    bool ties = false;
    if (jh__has_wide())
        ranks_wide(x, n, rank);
    else
        ranks_plain(x, n, rank);
    for (size_t i = 0; i < n; i++) {
        size_t at = rank[i];
        ties = ties || used[at];
        out[at + used[at]++] = (jh__weighted){x[i], w[i]};
    }
    for (size_t i = 0; ties && i < n; i++)
        if (used[i] > 1) settle(out + i, used[i]);
}

/* ---- large -------------------------------------------------------------------------------- */

/* The same order as the values, as whole numbers. */
static uint64_t key_of(double x)
{
    uint64_t b;
    x += 0.0; /* minus zero is zero */
    memcpy(&b, &x, sizeof b);
    return b >> 63 ? ~b : b | UINT64_C(1) << 63;
}

static void sort_bucket(const jh__sorter *s, jh__weighted *p, size_t n)
{
    double x[SMALL], w[SMALL];
    if (n <= FEW || n > SMALL) {
        settle(p, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        x[i] = p[i].x;
        w[i] = p[i].w;
    }
    sort_small(s->rank, x, w, n, p);
}

/* Bucket 0 is for the zeros of a sample that has nothing below zero: their bits are so far from
 * those of any other number that all the others would share a few buckets. */
static size_t bucket_of(uint64_t key, uint64_t low, unsigned shift)
{
    return key < low ? 0 : (size_t)((key - low) >> shift) + 1;
}

/* By the leading bits into about as many buckets as there are values: what is left to sort in
 * each are a few. Ties make larger ones, which cost n log n. */
static void sort_large(const jh__sorter *s, const double *x, const double *w, size_t n)
{
    const uint64_t zero = key_of(0);
    uint64_t low = UINT64_MAX, high = 0;
    size_t buckets = 64;
    while (buckets < n && buckets < MOST_BUCKETS)
        buckets *= 2;
    for (size_t i = 0; i < n; i++) {
        uint64_t key = s->key[i] = key_of(x[i]);
        low = key < low && key != zero ? key : low;
        high = key > high ? key : high;
    }
    low = low < high ? low : high;
    unsigned shift = 0;
    while ((high - low) >> shift >= buckets)
        shift++;
    uint32_t *count = s->count;
    memset(count, 0, (buckets + 2) * sizeof *count);
    for (size_t i = 0; i < n; i++)
        count[bucket_of(s->key[i], low, shift) + 1]++;
    for (size_t i = 1; i <= buckets + 1; i++)
        count[i] += count[i - 1];
    for (size_t i = 0; i < n; i++)
        s->pair[count[bucket_of(s->key[i], low, shift)]++] = (jh__weighted){x[i], w[i]};
    for (size_t i = 0, from = 0; i <= buckets; i++) {
        if (count[i] - from > 1) sort_bucket(s, s->pair + from, count[i] - from);
        from = count[i];
    }
}

void jh__pairs_sort(const jh__sorter *room, const double *x, const double *w, size_t n)
{
    if (n <= SMALL)
        sort_small(room->rank, x, w, n, room->pair);
    else
        sort_large(room, x, w, n);
}
