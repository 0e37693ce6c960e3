/* Texts kept once, and numbers by pairs of such texts: open addressing, by pointer. */
#include "forms.h"

#include <string.h>

static uint64_t hash_of(const char *s, size_t n)
{
    uint64_t h = jh_hash_bytes(JH_HASH_START, s, n);
    return h ^ (h >> 32);
}

static bool enlarge_pool(jh_arena *arena, jh__pool *pool)
{
    size_t cap = pool->cap ? pool->cap * 2 : 256;
    const char **slot = jh_alloc_array(arena, cap, sizeof *slot);
    uint64_t *hash = jh_alloc_array(arena, cap, sizeof *hash);
    if (!slot || !hash) return false;
    for (size_t i = 0; i < pool->cap; i++) {
        if (!pool->slot[i]) continue;
        size_t at = pool->hash[i] & (cap - 1);
        while (slot[at])
            at = (at + 1) & (cap - 1);
        slot[at] = pool->slot[i];
        hash[at] = pool->hash[i];
    }
    pool->slot = slot;
    pool->hash = hash;
    pool->cap = cap;
    return true;
}

const char *jh__pool_text(jh_arena *arena, jh__pool *pool, const char *s, size_t n)
{
    if (pool->n * 2 >= pool->cap && !enlarge_pool(arena, pool)) return NULL;
    uint64_t h = hash_of(s, n);
    size_t at = h & (pool->cap - 1);
    for (; pool->slot[at]; at = (at + 1) & (pool->cap - 1))
        if (pool->hash[at] == h && !strncmp(pool->slot[at], s, n) && !pool->slot[at][n])
            return pool->slot[at];
    const char *copy = jh_strndup(arena, s, n);
    if (!copy) return NULL;
    pool->slot[at] = copy;
    pool->hash[at] = h;
    pool->n++;
    return copy;
}

static size_t place(const jh__map *map, const char *a, const char *b)
{
    uint64_t h = ((uintptr_t)a >> 4) * 0x9E3779B97F4A7C15u ^
                 ((uintptr_t)b >> 4) * 0xC2B2AE3D27D4EB4Fu;
    h ^= h >> 29;
    size_t at = (size_t)h & (map->cap - 1);
    while (map->slot[at].value && (map->slot[at].a != a || map->slot[at].b != b))
        at = (at + 1) & (map->cap - 1);
    return at;
}

const jh__map_entry *jh__map_get(const jh__map *map, const char *a, const char *b)
{
    if (!map->cap) return NULL;
    const jh__map_entry *e = &map->slot[place(map, a, b)];
    return e->value ? e : NULL;
}

static bool enlarge_map(jh_arena *arena, jh__map *map)
{
    jh__map fresh = {.cap = map->cap ? map->cap * 2 : 64, .n = map->n};
    fresh.slot = jh_alloc_array(arena, fresh.cap, sizeof *fresh.slot);
    if (!fresh.slot) return false;
    for (size_t i = 0; i < map->cap; i++)
        if (map->slot[i].value)
            fresh.slot[place(&fresh, map->slot[i].a, map->slot[i].b)] = map->slot[i];
    *map = fresh;
    return true;
}

jh_status jh__map_add(jh_arena *arena, jh__map *map, const char *a, const char *b,
                      size_t value)
{
    if (map->n * 2 >= map->cap && !enlarge_map(arena, map)) return JH_ENOMEM;
    jh__map_entry *e = &map->slot[place(map, a, b)];
    if (e->value) {
        e->several = e->several || e->value != value + 1;
        return JH_OK;
    }
    *e = (jh__map_entry){a, b, value + 1, false};
    map->n++;
    return JH_OK;
}
