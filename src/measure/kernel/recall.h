/* The groups of rows that follow each other: nearly always one of the last few met. */
#ifndef JH_KERNEL_RECALL_H
#define JH_KERNEL_RECALL_H

#include "kernel.h"
#include "vector.h"

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
