/* Rows by group: neighbours are mostly of groups just met, others are found by a hash. Each thread
 * groups a stretch of the rows; the groups of the stretches are then put together in their order, so
 * that they come out as from one. */
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

/* Groups of the rows from `from` on, counted. */
static bool assign(maker *m, size_t from, size_t end, uint32_t *of)
{
    const jh__kernels *kernels = jh__kernels_best();
    jh__recall known = {.key = m->key, .keys = m->keys, .of = of};
    uint64_t bits[JH_GROUP_KEYS];
    size_t met = 0;
    if (!room_for_one(m)) return false;
    for (size_t row = from; row < end; row++) {
        known.count = m->count;
        if (met) row = kernels->recall(&known, row, end);
        if (row == end) break;
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

/* Where each group begins, the sizes being known. */
static bool begin_groups(jh_arena *arena, const uint32_t *count, jh_partition *out)
{
    out->first = jh_alloc_array(arena, out->groups + 1, sizeof *out->first);
    out->row = jh_alloc_array(arena, out->rows + 1, sizeof *out->row);
    if (!out->first || !out->row) return false;
    for (size_t g = 0; g < out->groups; g++)
        out->first[g + 1] = out->first[g] + count[g];
    return true;
}

/* ---- stretches ----------------------------------------------------------------------------- */

/* Shorter ones are not worth a thread. */
#define SHORTEST ((size_t)1 << 15)

/* Rows from `from` on; its groups are numbered by itself. */
typedef struct stretch {
    size_t from, end;
    maker own;
    uint32_t *group; /* of each own group, in all; NULL: the same */
    uint32_t *next;  /* by own group: where its next row goes */
} stretch;

typedef struct stretches {
    jh_partition *out;
    size_t n;
    stretch at[JH_THREADS_MAX];
} stretches;

static jh_status assign_stretch(void *ctx, size_t task, size_t worker)
{
    stretches *s = ctx;
    stretch *t = &s->at[task];
    (void)worker;
    return assign(&t->own, t->from, t->end, s->out->of) ? JH_OK : JH_ENOMEM;
}

static jh_status order_stretch(void *ctx, size_t task, size_t worker)
{
    const stretches *s = ctx;
    const stretch *t = &s->at[task];
    uint32_t *of = s->out->of, *row = s->out->row;
    (void)worker;
    for (size_t r = t->from; r < t->end; r++)
        row[t->next[of[r]]++] = (uint32_t)r;
    for (size_t r = t->from; t->group && r < t->end; r++)
        of[r] = t->group[of[r]];
    return JH_OK;
}

/* Room for what is known of each own group. */
static bool open_stretches(stretches *s)
{
    bool fine = true;
    for (size_t i = 0; i < s->n; i++) {
        stretch *t = &s->at[i];
        t->next = malloc((t->own.groups + 1) * sizeof *t->next);
        if (s->n > 1) t->group = malloc((t->own.groups + 1) * sizeof *t->group);
        fine = fine && t->next && (s->n == 1 || t->group);
    }
    return fine;
}

/* Numbers the groups of all stretches in the order in which they appear, and counts them. */
static bool put_together(stretches *s, maker *all)
{
    bool fine = room_for_one(all);
    for (size_t i = 0; fine && i < s->n; i++) {
        stretch *t = &s->at[i];
        for (size_t g = 0; fine && g < t->own.groups; g++) {
            uint32_t *group = &t->group[g];
            fine = group_of(all, t->own.bits + g * all->keys, group);
            if (!fine) break;
            t->next[g] = all->count[*group]; /* those of the stretches before */
            all->count[*group] += t->own.count[g];
        }
    }
    return fine;
}

/* Groups and orders the rows of all stretches. */
static bool divide_rows(jh_arena *arena, jh_pool *pool, stretches *s, maker *all)
{
    jh_partition *out = s->out;
    bool one = s->n == 1;
    if (jh_pool_run(pool, s->n, assign_stretch, s) != JH_OK || !open_stretches(s))
        return false;
    if (!one && !put_together(s, all)) return false;
    const maker *known = one ? &s->at[0].own : all;
    out->groups = known->groups;
    if (!begin_groups(arena, known->count, out)) return false;
    for (size_t i = 0; i < s->n; i++) {
        stretch *t = &s->at[i];
        for (size_t g = 0; g < t->own.groups; g++)
            t->next[g] = one ? (uint32_t)out->first[g]
                             : t->next[g] + (uint32_t)out->first[t->group[g]];
    }
    return jh_pool_run(pool, s->n, order_stretch, s) == JH_OK;
}

jh_status jh_partition_make(jh_arena *arena, const jh_grouping *what, jh_partition *out,
                            jh_error *err)
{
    size_t rows = what->rows, threads = jh_pool_threads(what->pool);
    const maker empty = {.key = what->key, .keys = what->keys};
    maker all = empty;
    stretches s = {.out = out, .n = rows / SHORTEST + 1};
    *out = (jh_partition){.rows = rows};
    if (what->keys > JH_GROUP_KEYS || rows >= UINT32_MAX)
        return jh_fail(err, JH_EINTERNAL, "measure.batch_too_large", "");
    if (s.n > threads) s.n = threads;
    for (size_t i = 0; i < s.n; i++)
        s.at[i] = (stretch){.from = rows / s.n * i,
                            .end = i + 1 < s.n ? rows / s.n * (i + 1) : rows,
                            .own = empty};
    out->of = jh_alloc_array(arena, rows + 1, sizeof *out->of);
    bool fine = out->of && divide_rows(arena, what->pool, &s, &all);
    for (size_t i = 0; i < s.n; i++) {
        free_maker(&s.at[i].own);
        free(s.at[i].group);
        free(s.at[i].next);
    }
    free_maker(&all);
    return fine ? JH_OK : jh_nomem(err);
}

/* ---- groups of groups ------------------------------------------------------------------------ */

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
    fine = fine && begin_groups(arena, count, out);
    for (size_t g = 0; fine && g < above->groups; g++)
        count[g] = (uint32_t)out->first[g];
    for (size_t r = 0; fine && r < by->rows; r++)
        out->row[count[out->of[r]]++] = (uint32_t)r;
    free(count);
    return fine ? JH_OK : jh_nomem(err);
}
