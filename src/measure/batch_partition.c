#include <junheng/batch.h>

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024

typedef struct maker {
    const jh_group_key *key;
    size_t keys;
    uint64_t *bits; /* [group * keys] */
    uint32_t *slot; /* group + 1 by hash */
    size_t size, groups, cap;
} maker;

static uint64_t bits_of(const jh_group_key *k, size_t row)
{
    uint64_t b;
    if (k->code) return k->code[row];
    double x = k->number[row];
    if (x != x) return UINT64_MAX;
    x += 0.0; /* minus zero is zero */
    memcpy(&b, &x, sizeof b);
    return b;
}

static uint64_t hash_of(const uint64_t *bits, size_t n)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ bits[i]) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 32;
    }
    return h;
}

static bool same(const maker *m, size_t group, const uint64_t *bits)
{
    uint64_t differ = 0;
    for (size_t i = 0; i < m->keys; i++)
        differ |= m->bits[group * m->keys + i] ^ bits[i];
    return !differ;
}

static bool rehash(maker *m)
{
    size_t size = m->size ? m->size * 4 : FIRST_SIZE;
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

static bool room_for_one(maker *m)
{
    if (m->groups < m->cap) return true;
    size_t cap = m->cap ? m->cap * 2 : FIRST_SIZE;
    uint64_t *grown = realloc(m->bits, (cap * m->keys + 1) * sizeof *grown);
    if (!grown) return false;
    m->bits = grown;
    m->cap = cap;
    return true;
}

static bool group_of(maker *m, const uint64_t *bits, size_t *group)
{
    if (!room_for_one(m) || (m->groups * 2 >= m->size && !rehash(m))) return false;
    size_t i = hash_of(bits, m->keys) & (m->size - 1);
    for (; m->slot[i]; i = (i + 1) & (m->size - 1)) {
        *group = m->slot[i] - 1;
        if (same(m, *group, bits)) return true;
    }
    *group = m->groups++;
    memcpy(m->bits + *group * m->keys, bits, m->keys * sizeof *bits);
    m->slot[i] = (uint32_t)*group + 1;
    return true;
}

/* Rows come in runs, or alternate between two groups (primary and junior schools of a county):
 * the last two groups are tried first. */
static bool assign(maker *m, jh_partition *out)
{
    size_t last[2] = {0, 0};
    uint64_t bits[JH_GROUP_KEYS];
    for (size_t r = 0; r < out->rows; r++) {
        for (size_t k = 0; k < m->keys; k++)
            bits[k] = bits_of(&m->key[k], r);
        if (!m->bits || !same(m, last[0], bits)) {
            size_t group = last[1];
            if ((!m->bits || !same(m, group, bits)) && !group_of(m, bits, &group))
                return false;
            last[1] = last[0];
            last[0] = group;
        }
        out->of[r] = (uint32_t)last[0];
    }
    return true;
}

static jh_status order(jh_arena *arena, jh_partition *out)
{
    out->first = jh_alloc_array(arena, out->groups + 2, sizeof *out->first);
    out->row = jh_alloc_array(arena, out->rows + 1, sizeof *out->row);
    if (!out->first || !out->row) return JH_ENOMEM;
    /* counted two places on, so that filling leaves the beginnings */
    for (size_t r = 0; r < out->rows; r++)
        out->first[out->of[r] + 2]++;
    for (size_t g = 2; g < out->groups + 2; g++)
        out->first[g] += out->first[g - 1];
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
    bool fine = out->of && assign(&m, out);
    out->groups = m.groups;
    free(m.bits);
    free(m.slot);
    if (fine && order(arena, out) == JH_OK) return JH_OK;
    return jh_nomem(err);
}

jh_status jh_partition_above(jh_arena *arena, const jh_partition *by,
                             const jh_group_key *key, size_t keys, jh_above *out,
                             jh_error *err)
{
    maker m = {.key = key, .keys = keys};
    uint64_t bits[JH_GROUP_KEYS];
    *out = (jh_above){0};
    if (keys > JH_GROUP_KEYS)
        return jh_fail(err, JH_EINTERNAL, "measure.batch_too_large", "");
    uint32_t *of = jh_alloc_array(arena, by->groups + 1, sizeof *of);
    bool fine = of;
    for (size_t g = 0; fine && g < by->groups; g++) {
        size_t group = 0;
        for (size_t k = 0; k < keys; k++)
            bits[k] = bits_of(&key[k], by->row[by->first[g]]);
        fine = group_of(&m, bits, &group);
        of[g] = (uint32_t)group;
    }
    *out = (jh_above){m.groups, of};
    free(m.bits);
    free(m.slot);
    return fine ? JH_OK : jh_nomem(err);
}

jh_status jh_partition_join(jh_arena *arena, const jh_partition *by,
                            const jh_above *above, jh_partition *out, jh_error *err)
{
    *out = (jh_partition){.rows = by->rows, .groups = above->groups};
    out->of = jh_alloc_array(arena, by->rows + 1, sizeof *out->of);
    if (!out->of) return jh_nomem(err);
    for (size_t r = 0; r < by->rows; r++)
        out->of[r] = above->of[by->of[r]];
    return order(arena, out) == JH_OK ? JH_OK : jh_nomem(err);
}
