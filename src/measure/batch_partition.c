#include <junheng/batch.h>

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024
#define FIRST_SLOTS 8192
#define BLOCK 512 /* rows whose keys are made ready together */

typedef struct maker {
    const jh_group_key *key;
    size_t keys;
    uint64_t *bits;  /* [group * keys] */
    uint32_t *count; /* rows of each group, where they are counted */
    uint32_t *slot;  /* group + 1 by hash */
    size_t size, groups, cap;
} maker;

/* The keys of some rows, key by key. */
typedef struct ready {
    uint64_t bits[JH_GROUP_KEYS][BLOCK];
} ready;

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

/* `at` gives the rows; NULL: from `first` on. */
static void get_ready(const maker *m, const uint32_t *at, size_t first, size_t n,
                      ready *r)
{
    for (size_t k = 0; k < m->keys; k++) {
        uint64_t *to = r->bits[k];
        const double *x = m->key[k].number;
        const uint32_t *code = m->key[k].code;
        for (size_t i = 0; i < n && code; i++)
            to[i] = code[at ? at[i] : first + i];
        for (size_t i = 0; i < n && !code; i++)
            to[i] = bits_of(x[at ? at[i] : first + i]);
    }
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

/* Groups of the rows that are ready, new ones if need be. Hashes of neighbours are mostly those of
 * groups met before, whose slots are near. `keys` is that of the maker, here once for each number, so
 * that the inner loops are unrolled. */
static inline bool find_groups(maker *m, size_t keys, const ready *r, size_t n,
                               uint32_t *of)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t h = 0, differ = 1;
        for (size_t k = 0; k < keys; k++)
            h = stir(h, r->bits[k][i]);
        size_t at = h & (m->size - 1), group = m->groups;
        for (; differ && m->slot[at]; at = (at + 1) & (m->size - 1)) {
            group = m->slot[at] - 1;
            differ = 0;
            for (size_t k = 0; k < keys; k++)
                differ |= m->bits[group * keys + k] ^ r->bits[k][i];
        }
        if (differ) {
            group = m->groups++;
            for (size_t k = 0; k < keys; k++)
                m->bits[group * keys + k] = r->bits[k][i];
            m->count[group] = 0;
            m->slot[at] = (uint32_t)group + 1;
            if (!room_for_one(m)) return false;
        }
        m->count[group]++;
        of[i] = (uint32_t)group;
    }
    return true;
}

static bool find_all(maker *m, const ready *r, size_t n, uint32_t *of)
{
    switch (m->keys) {
    case 1:
        return find_groups(m, 1, r, n, of);
    case 2:
        return find_groups(m, 2, r, n, of);
    case 3:
        return find_groups(m, 3, r, n, of);
    default:
        return find_groups(m, m->keys, r, n, of);
    }
}

/* Asks for the keys of the block that comes next: pages of several columns in turn are not foreseen. */
static void fetch(const maker *m, size_t first)
{
    for (size_t k = 0; k < m->keys; k++)
        for (size_t i = 0; i < BLOCK; i += 8)
            if (m->key[k].number)
                __builtin_prefetch(m->key[k].number + first + i);
            else if (!(i & 8))
                __builtin_prefetch(m->key[k].code + first + i);
}

/* Groups of n rows, counted; `at` as for get_ready. */
static bool assign(maker *m, const uint32_t *at, size_t n, uint32_t *of)
{
    ready *r = malloc(sizeof *r);
    bool fine = r && room_for_one(m);
    for (size_t first = 0; fine && first < n; first += BLOCK) {
        size_t some = n - first < BLOCK ? n - first : BLOCK;
        get_ready(m, at ? at + first : NULL, first, some, r);
        if (!at && first + 2 * BLOCK <= n) fetch(m, first + BLOCK);
        fine = find_all(m, r, some, of + first);
    }
    free(r);
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
    bool fine = out->of && assign(&m, NULL, rows, out->of);
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
    bool fine = of && row && assign(&m, row, by->groups, of);
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
