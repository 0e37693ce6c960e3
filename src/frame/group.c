/* Grouping by texts through an open-addressing table of group numbers. */
#include <junheng/frame.h>

#include <string.h>

typedef struct table {
    jh_arena *arena;
    const jh_group_ask *ask;
    size_t *slot; /* group + 1, 0 = free */
    size_t cap, name_cap, lead_cap;
} table;

static size_t row_at(const jh_group_ask *ask, size_t i)
{
    return ask->row ? ask->row[i] : i;
}

static uint64_t hash(const jh_group_ask *ask, size_t i)
{
    uint64_t h = JH_HASH_START;
    size_t row = row_at(ask, i);
    for (size_t k = 0; k < ask->keys; k++) {
        const char *s = ask->text[k][row];
        h = jh_hash_bytes(h, s ? "\x1F" : "\x1E", 1);
        if (s) h = jh_hash_bytes(h, s, strlen(s));
    }
    return h ^ (h >> 32);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

static bool agree(const jh_group_ask *ask, size_t i, size_t j)
{
    size_t x = row_at(ask, i), y = row_at(ask, j);
    for (size_t k = 0; k < ask->keys; k++)
        if (!same_text(ask->text[k][x], ask->text[k][y])) return false;
    return true;
}

/* Texts of areas come in runs, often the very same ones. */
static bool goes_on(const jh_group_ask *ask, size_t i)
{
    if (!i) return false;
    size_t x = row_at(ask, i), y = row_at(ask, i - 1);
    for (size_t k = 0; k < ask->keys; k++)
        if (ask->text[k][x] != ask->text[k][y]) return false;
    return true;
}

static jh_status enlarge(table *t, const jh_groups *g)
{
    size_t cap = t->cap ? t->cap * 2 : 64;
    t->slot = jh_alloc_array(t->arena, cap, sizeof *t->slot);
    if (!t->slot) return JH_ENOMEM;
    t->cap = cap;
    for (size_t i = 0; i < g->n; i++) {
        size_t at = hash(t->ask, g->lead[i]) & (cap - 1);
        while (t->slot[at])
            at = (at + 1) & (cap - 1);
        t->slot[at] = i + 1;
    }
    return JH_OK;
}

static const char *name_of(jh_arena *arena, const jh_group_ask *ask, size_t i)
{
    size_t row = row_at(ask, i);
    const char *first = ask->keys ? ask->text[0][row] : NULL;
    if (ask->keys < 2) return first ? first : "";
    jh_buf b = {0};
    for (size_t k = 0; k < ask->keys; k++) {
        const char *text = ask->text[k][row];
        jh_buf_printf(&b, "%s%s", k ? " / " : "", text ? text : "");
    }
    const char *name = b.oom ? NULL : jh_strndup(arena, b.p, b.n);
    jh_buf_clear(&b);
    return name;
}

static jh_status add_group(table *t, jh_groups *g, size_t i)
{
    const char **names =
        jh_grow(t->arena, g->name, &t->name_cap, g->n + 1, sizeof *g->name);
    size_t *leads = jh_grow(t->arena, g->lead, &t->lead_cap, g->n + 1, sizeof *g->lead);
    if (!names || !leads) return JH_ENOMEM;
    g->name = names;
    g->lead = leads;
    g->lead[g->n] = i;
    g->name[g->n] = name_of(t->arena, t->ask, i);
    return g->name[g->n++] ? JH_OK : JH_ENOMEM;
}

static jh_status group_of(table *t, jh_groups *g, size_t i, size_t *out)
{
    if (!t->slot || g->n * 2 >= t->cap) JH_TRY(enlarge(t, g));
    size_t at = hash(t->ask, i) & (t->cap - 1);
    for (; t->slot[at]; at = (at + 1) & (t->cap - 1)) {
        *out = t->slot[at] - 1;
        if (agree(t->ask, g->lead[*out], i)) return JH_OK;
    }
    *out = g->n;
    t->slot[at] = g->n + 1;
    return add_group(t, g, i);
}

jh_status jh_group_texts(jh_arena *arena, const jh_group_ask *ask, jh_groups *out)
{
    table t = {.arena = arena, .ask = ask};
    *out = (jh_groups){0};
    out->group = jh_alloc_array(arena, ask->rows + 1, sizeof *out->group);
    if (!out->group) return JH_ENOMEM;
    for (size_t i = 0; i < ask->rows; i++) {
        if (goes_on(ask, i))
            out->group[i] = out->group[i - 1];
        else
            JH_TRY(group_of(&t, out, i, &out->group[i]));
    }
    out->size = jh_alloc_array(arena, out->n + 1, sizeof *out->size);
    if (!out->size) return JH_ENOMEM;
    for (size_t i = 0; i < ask->rows; i++)
        out->size[out->group[i]]++;
    return JH_OK;
}

jh_status jh_frame_group(jh_arena *arena, const jh_frame *f, size_t col, jh_groups *out)
{
    const jh_column *c = &f->column[col];
    const char **text = jh_alloc_array(arena, f->rows + 1, sizeof *text);
    if (!text) return JH_ENOMEM;
    for (size_t i = 0; i < f->rows; i++)
        text[i] = c->valid[i] ? c->text[i] : "";
    const char *const *key = text;
    const jh_group_ask ask = {.text = &key, .keys = 1, .rows = f->rows};
    return jh_group_texts(arena, &ask, out);
}

jh_status jh_groups_lay(jh_arena *arena, const jh_groups *g, size_t rows, size_t **first,
                        size_t **row)
{
    *first = jh_alloc_array(arena, g->n + 2, sizeof **first);
    *row = jh_alloc_array(arena, rows + 1, sizeof **row);
    if (!*first || !*row) return JH_ENOMEM;
    /* one place further on, so that filling moves each start to its place */
    for (size_t k = 0; k < g->n; k++)
        (*first)[k + 1] = k ? (*first)[k] + g->size[k - 1] : 0;
    for (size_t i = 0; i < rows; i++)
        (*row)[(*first)[g->group[i] + 1]++] = i;
    return JH_OK;
}
