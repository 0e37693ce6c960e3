/* The groups of rows that follow each other: nearly always one of the last few met. */
#ifndef JH_KERNEL_RECALL_H
#define JH_KERNEL_RECALL_H

#include "kernel.h"
#include "vector.h"

#if WIDTH == 8
/* Bits of a key in some of eight rows. */
static inline __m512i key_bits(const jh_group_key *key, size_t row, __mmask8 some)
{
    if (!key->code) return _mm512_maskz_loadu_epi64(some, key->number + row);
    return _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(some, key->code + row));
}

/* Of eight rows those that have the keys remembered at a place. */
static inline unsigned rows_at(const jh__recall *m, const __m512i *here, size_t keys,
                               size_t at, unsigned rows)
{
    __mmask8 same = (__mmask8)rows;
    for (size_t k = 0; k < keys; k++)
        same = _mm512_mask_cmpeq_epi64_mask(same, here[k],
                                            _mm512_set1_epi64((int64_t)m->bits[k][at]));
    return same;
}

static inline uint32_t bits_in(unsigned rows)
{
    return (uint32_t)__builtin_popcount(rows);
}

static inline size_t recall_keys(const jh__recall *m, size_t keys, size_t from,
                                 size_t end)
{
    const __m256i group = _mm256_zextsi128_si256(_mm_loadu_si128((const void *)m->group));
    uint32_t *of = m->of, first = 0, second = 0, third = 0, fourth = 0;
    unsigned n = 8;
    for (; n == 8 && from < end; from += n) {
        unsigned rows = end - from < 8 ? (1U << (end - from)) - 1 : 255;
        __m512i here[JH_GROUP_KEYS];
        for (size_t k = 0; k < keys; k++)
            here[k] = key_bits(&m->key[k], from, (__mmask8)rows);
        unsigned a = rows_at(m, here, keys, 0, rows), b = rows_at(m, here, keys, 1, rows);
        unsigned c = rows_at(m, here, keys, 2, rows), d = rows_at(m, here, keys, 3, rows);
        unsigned found = a | b | c | d;
        if (found != 255) n = (unsigned)__builtin_ctz(~found);
        unsigned left = (1U << n) - 1;
        /* the place of each row, in two bits */
        __m256i place = _mm256_maskz_set1_epi32((__mmask8)(b & ~a), 1);
        place = _mm256_mask_set1_epi32(place, (__mmask8)(c & ~a & ~b), 2);
        place = _mm256_mask_set1_epi32(place, (__mmask8)(d & ~a & ~b & ~c), 3);
        _mm256_mask_storeu_epi32(of + from, (__mmask8)left,
                                 _mm256_permutevar8x32_epi32(group, place));
        first += bits_in(left & a);
        second += bits_in(left & b & ~a);
        third += bits_in(left & c & ~a & ~b);
        fourth += bits_in(left & d & ~a & ~b & ~c);
    }
    m->count[m->group[0]] += first;
    m->count[m->group[1]] += second;
    m->count[m->group[2]] += third;
    m->count[m->group[3]] += fourth;
    return from;
}
#else
/* Which of those remembered has the keys; JH__RECALLED: none. */
static inline size_t place_of_keys(const jh__recall *m, const uint64_t *raw, size_t keys)
{
#if defined __AVX2__
    mask differ = {0};
    for (size_t k = 0; k < keys; k++) {
        mask known;
        memcpy(&known, m->bits[k], sizeof known);
        differ |= known ^ (int64_t)raw[k];
    }
    int same = _mm256_movemask_pd((__m256d)(differ == 0));
    return same ? (size_t)__builtin_ctz((unsigned)same) : JH__RECALLED;
#else
    for (size_t i = 0; i < JH__RECALLED; i++) {
        uint64_t differ = 0;
        for (size_t k = 0; k < keys; k++)
            differ |= m->bits[k][i] ^ raw[k];
        if (!differ) return i;
    }
    return JH__RECALLED;
#endif
}

static inline size_t recall_keys(const jh__recall *m, size_t keys, size_t from,
                                 size_t end)
{
    uint32_t *of = m->of, *count = m->count;
    for (size_t r = from; r < end; r++) {
        uint64_t raw[JH_GROUP_KEYS];
        for (size_t k = 0; k < keys; k++)
            if (m->key[k].code)
                raw[k] = m->key[k].code[r];
            else
                memcpy(&raw[k], &m->key[k].number[r], sizeof *raw);
        size_t at = place_of_keys(m, raw, keys);
        if (at == JH__RECALLED) return r;
        uint32_t group = m->group[at];
        of[r] = group;
        count[group]++;
    }
    return end;
}

#endif

/* Once for each usual number of keys, so that the inner loops are unrolled. */
static size_t recall(const jh__recall *m, size_t from, size_t end)
{
    switch (m->keys) {
    case 1:
        return recall_keys(m, 1, from, end);
    case 2:
        return recall_keys(m, 2, from, end);
    case 3:
        return recall_keys(m, 3, from, end);
    default:
        return recall_keys(m, m->keys, from, end);
    }
}

#endif
