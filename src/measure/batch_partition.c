/* Rows by group: neighbours are mostly of groups just met, others are found by a hash. */
#include "kernel/kernel.h"

#include <junheng/batch.h>

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024
#define FIRST_SLOTS 8192

typedef struct maker {
    const jh_group_key *key;
    size_t keys;
    uint64_t *bits;  /* [group * keys] */
    uint32_t *count; /* rows of each group, where they are counted */
    uint32_t *slot;  /* group + 1 by hash */
    size_t size, groups, cap;
} maker;

static uint64_t bits_of(double x)
{
    uint64_t b;
    x += 0.0; /* minus zero is zero */
    memcpy(&b, &x, sizeof b);
    return x != x ? UINT64_MAX : b;
}

static inline uint64_t stir(uint64_t h, uint64_t bits)
{
    h = (h ^ bits) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 32;
}

static uint64_t hash_of(const uint64_t *bits, size_t n)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++)
        h = stir(h, bits[i]);
    return h;
}

static void keys_of(const maker *m, size_t row, uint64_t *bits)
{
    for (size_t k = 0; k < m->keys; k++)
        bits[k] = m->key[k].code ? m->key[k].code[row] : bits_of(m->key[k].number[row]);
}

static bool same(const maker *m, size_t group, const uint64_t *bits)
{
    uint64_t differ = 0;
    for (size_t k = 0; k < m->keys; k++)
        differ |= m->bits[group * m->keys + k] ^ bits[k];
    return !differ;
}

static bool rehash(maker *m)
{
    size_t size = m->size ? m->size * 4 : FIRST_SLOTS;
    uint32_t *slot = calloc(size, sizeof *slot);
    if (!slot) return false;
    for (size_t g = 0; g < m->groups; g++) {
        size_t i = hash_of(m->bits + g * m->keys, m->keys) & (size - 1);
        while (slot[i])
            i = (i + 1) & (size - 1);
        slot[i] = (uint32_t)g + 1;
    }
    free(m->slot);
    m->slot = slot;
    m->size = size;
    return true;
}

/* Few slots are taken: nearly every row finds its group at once, which the processor foresees. */
static bool room_for_one(maker *m)
{
    if (m->groups * 8 >= m->size && !rehash(m)) return false;
    if (m->groups < m->cap) return true;
    size_t cap = m->cap ? m->cap * 2 : FIRST_SIZE;
    uint64_t *grown = realloc(m->bits, (cap * m->keys + 1) * sizeof *grown);
    if (!grown) return false;
    m->bits = grown;
    uint32_t *counts = realloc(m->count, cap * sizeof *counts);
    if (!counts) return false;
    m->count = counts;
    m->cap = cap;
    return true;
}

/* The group of keys, a new one if need be. There is room for one. */
static bool group_of(maker *m, const uint64_t *bits, uint32_t *group)
{
    size_t i = hash_of(bits, m->keys) & (m->size - 1);
    for (; m->slot[i]; i = (i + 1) & (m->size - 1)) {
        *group = m->slot[i] - 1;
        if (same(m, *group, bits)) return true;
    }
    *group = (uint32_t)m->groups++;
    memcpy(m->bits + *group * m->keys, bits, m->keys * sizeof *bits);
    m->count[*group] = 0;
    m->slot[i] = *group + 1;
    return room_for_one(m);
}

/* Remembers a row's group by the keys as they are given, in place of the one met longest ago. */
static void remember(const maker *m, jh__recall *known, size_t row, uint32_t group,
                     size_t place)
{
    for (size_t k = 0; k < m->keys; k++)
        if (m->key[k].code)
            known->bits[k][place] = m->key[k].code[row];
        else
            memcpy(&known->bits[k][place], &m->key[k].number[row], sizeof(uint64_t));
    known->group[place] = group;
}

/* Groups of all rows, counted. */
static bool assign(maker *m, size_t rows, uint32_t *of)
{
    const jh__kernels *kernels = jh__kernels_best();
    jh__recall known = {.key = m->key, .keys = m->keys, .of = of};
    uint64_t bits[JH_GROUP_KEYS];
    size_t met = 0;
    if (!room_for_one(m)) return false;
    for (size_t row = 0; row < rows; row++) {
        known.count = m->count;
        if (met) row = kernels->recall(&known, row, rows);
        if (row == rows) break;
        keys_of(m, row, bits);
        if (!group_of(m, bits, &of[row])) return false;
        m->count[of[row]]++;
        for (; met < JH__RECALLED; met++) /* the first stands at every place */
            remember(m, &known, row, of[row], met);
        remember(m, &known, row, of[row], met++ % JH__RECALLED);
    }
    return true;
}

/* Groups of some rows, which are few. */
static bool assign_few(maker *m, const uint32_t *row, size_t n, uint32_t *of)
{
    uint64_t bits[JH_GROUP_KEYS];
    bool fine = room_for_one(m);
    for (size_t i = 0; fine && i < n; i++) {
        keys_of(m, row[i], bits);
        fine = group_of(m, bits, &of[i]);
    }
    return fine;
}

static void free_maker(maker *m)
{
    free(m->bits);
    free(m->count);
    free(m->slot);
}

/* Sorts the rows by their groups, of which the sizes are known. */
static jh_status order(jh_arena *arena, const uint32_t *count, jh_partition *out)
{
    out->first = jh_alloc_array(arena, out->groups + 2, sizeof *out->first);
    out->row = jh_alloc_array(arena, out->rows + 1, sizeof *out->row);
    if (!out->first || !out->row) return JH_ENOMEM;
    /* one place on, so that filling leaves the beginnings */
    for (size_t g = 0; g < out->groups; g++)
        out->first[g + 2] = out->first[g + 1] + count[g];
    for (size_t r = 0; r < out->rows; r++)
        out->row[out->first[out->of[r] + 1]++] = (uint32_t)r;
    return JH_OK;
}

jh_status jh_partition_make(jh_arena *arena, const jh_group_key *key, size_t keys,
                            size_t rows, jh_partition *out, jh_error *err)
{
    maker m = {.key = key, .keys = keys};
    *out = (jh_partition){.rows = rows};
    if (keys > JH_GROUP_KEYS || rows >= UINT32_MAX)
        return jh_fail(err, JH_EINTERNAL, "measure.batch_too_large", "");
    out->of = jh_alloc_array(arena, rows + 1, sizeof *out->of);
    bool fine = out->of && assign(&m, rows, out->of);
    out->groups = m.groups;
    fine = fine && order(arena, m.count, out) == JH_OK;
    free_maker(&m);
    return fine ? JH_OK : jh_nomem(err);
}

jh_status jh_partition_above(jh_arena *arena, const jh_partition *by,
                             const jh_group_key *key, size_t keys, jh_above *out,
                             jh_error *err)
{
    maker m = {.key = key, .keys = keys};
    *out = (jh_above){0};
    if (keys > JH_GROUP_KEYS)
        return jh_fail(err, JH_EINTERNAL, "measure.batch_too_large", "");
    uint32_t *of = jh_alloc_array(arena, by->groups + 1, sizeof *of);
    uint32_t *row = malloc((by->groups + 1) * sizeof *row);
    for (size_t g = 0; row && g < by->groups; g++)
        row[g] = by->row[by->first[g]];
    bool fine = of && row && assign_few(&m, row, by->groups, of);
    *out = (jh_above){m.groups, of};
    free(row);
    free_maker(&m);
    return fine ? JH_OK : jh_nomem(err);
}

jh_status jh_partition_join(jh_arena *arena, const jh_partition *by,
                            const jh_above *above, jh_partition *out, jh_error *err)
{
    *out = (jh_partition){.rows = by->rows, .groups = above->groups};
    out->of = jh_alloc_array(arena, by->rows + 1, sizeof *out->of);
    uint32_t *count = calloc(above->groups + 1, sizeof *count);
    bool fine = out->of && count;
    for (size_t r = 0; fine && r < by->rows; r++)
        out->of[r] = above->of[by->of[r]];
    for (size_t g = 0; fine && g < by->groups; g++)
        count[above->of[g]] += (uint32_t)(by->first[g + 1] - by->first[g]);
    fine = fine && order(arena, count, out) == JH_OK;
    free(count);
    return fine ? JH_OK : jh_nomem(err);
}
