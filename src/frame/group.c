/* Grouping by a text column through an open-addressing table of group numbers. */
#include <junheng/frame.h>

#include <string.h>

static uint64_t hash(const char *s)
{
    uint64_t h = 0xCBF29CE484222325u; /* FNV-1a */
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 0x100000001B3u;
    return h ^ (h >> 32);
}

typedef struct table {
    jh_arena *arena;
    size_t *slot; /* group + 1, 0 = free */
    size_t cap;
    size_t name_cap;
} table;

static jh_status enlarge(table *t, const jh_groups *g)
{
    size_t cap = t->cap ? t->cap * 2 : 64;
    t->slot = jh_alloc_array(t->arena, cap, sizeof *t->slot);
    if (!t->slot) return JH_ENOMEM;
    t->cap = cap;
    for (size_t i = 0; i < g->n; i++) {
        size_t at = hash(g->name[i]) & (cap - 1);
        while (t->slot[at])
            at = (at + 1) & (cap - 1);
        t->slot[at] = i + 1;
    }
    return JH_OK;
}

static jh_status group_of(table *t, jh_groups *g, const char *name, size_t *out)
{
    if (!t->slot || g->n * 2 >= t->cap) JH_TRY(enlarge(t, g));
    size_t at = hash(name) & (t->cap - 1);
    for (; t->slot[at]; at = (at + 1) & (t->cap - 1)) {
        *out = t->slot[at] - 1;
        if (!strcmp(g->name[*out], name)) return JH_OK;
    }
    const char **names =
        jh_grow(t->arena, g->name, &t->name_cap, g->n + 1, sizeof *g->name);
    if (!names) return JH_ENOMEM;
    g->name = names;
    g->name[g->n] = name;
    t->slot[at] = g->n + 1;
    *out = g->n++;
    return JH_OK;
}

jh_status jh_frame_group(jh_arena *arena, const jh_frame *f, size_t col, jh_groups *out)
{
    *out = (jh_groups){0};
    table t = {.arena = arena};
    const jh_column *c = &f->column[col];
    out->group = jh_alloc_array(arena, f->rows, sizeof *out->group);
    if (!out->group) return JH_ENOMEM;
    for (size_t i = 0; i < f->rows; i++)
        JH_TRY(group_of(&t, out, c->valid[i] ? c->text[i] : "", &out->group[i]));
    out->size = jh_alloc_array(arena, out->n, sizeof *out->size);
    if (!out->size) return JH_ENOMEM;
    for (size_t i = 0; i < f->rows; i++)
        out->size[out->group[i]]++;
    return JH_OK;
}
