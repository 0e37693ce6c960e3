/* A frame given to others. Parts may be moved out and released in any order, so each holds on
 * to the memory that all of them share. */
#include <junheng/arrow.h>

#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* What the parts of one array, or of one schema, stand in. */
typedef struct hold {
    jh_arena *arena;
    atomic_size_t parts;
} hold;

static void let_go(hold *h)
{
    if (atomic_fetch_sub(&h->parts, 1) == 1) jh_arena_free(h->arena);
}

static void release_array(struct ArrowArray *a)
{
    for (int64_t i = 0; i < a->n_children; i++)
        if (a->children[i]->release) a->children[i]->release(a->children[i]);
    hold *h = a->private_data;
    a->release = NULL;
    let_go(h);
}

static void release_schema(struct ArrowSchema *s)
{
    for (int64_t i = 0; i < s->n_children; i++)
        if (s->children[i]->release) s->children[i]->release(s->children[i]);
    hold *h = s->private_data;
    s->release = NULL;
    let_go(h);
}

/* ---- buffers ---------------------------------------------------------------------------- */

/* A bit a row, or NULL where none is missing; *missing: how many are. */
static jh_status bits(jh_arena *arena, const jh_column *c, size_t rows, uint8_t **out,
                      int64_t *missing)
{
    *out = NULL;
    *missing = 0;
    for (size_t i = 0; i < rows; i++)
        *missing += !c->valid[i];
    if (!*missing) return JH_OK;
    *out = jh_alloc(arena, (rows + 7) / 8);
    if (!*out) return JH_ENOMEM;
    for (size_t i = 0; i < rows; i++)
        if (c->valid[i]) (*out)[i / 8] |= (uint8_t)(1u << i % 8);
    return JH_OK;
}

static size_t text_bytes(const jh_column *c, size_t rows)
{
    size_t n = 0;
    for (size_t i = 0; i < rows; i++)
        if (c->valid[i]) n += strlen(c->text[i]);
    return n;
}

/* Offsets and bytes; offsets of 32 bits where they suffice, since some readers know no
 * others. */
static jh_status texts(jh_arena *arena, const jh_column *c, size_t rows, bool large,
                       const void *buffer[2])
{
    size_t at = 0;
    char *bytes = jh_alloc(arena, text_bytes(c, rows) + 1);
    int32_t *narrow = large ? NULL : jh_alloc_array(arena, rows + 1, sizeof *narrow);
    int64_t *wide = large ? jh_alloc_array(arena, rows + 1, sizeof *wide) : NULL;
    if (!bytes || (!narrow && !wide)) return JH_ENOMEM;
    for (size_t i = 0; i < rows; i++) {
        size_t n = c->valid[i] ? strlen(c->text[i]) : 0;
        if (n) memcpy(bytes + at, c->text[i], n);
        at += n;
        if (large)
            wide[i + 1] = (int64_t)at;
        else
            narrow[i + 1] = (int32_t)at;
    }
    buffer[0] = large ? (const void *)wide : narrow;
    buffer[1] = bytes;
    return JH_OK;
}

/* ---- columns ---------------------------------------------------------------------------- */

typedef struct giving {
    const jh_frame *f;
    jh_arena *arena;
    hold *data, *names; /* of the array, of the schema */
} giving;

static jh_status give_column(giving *g, const jh_column *c, struct ArrowArray *array,
                             struct ArrowSchema *schema)
{
    size_t rows = g->f->rows;
    bool text = c->type == JH_TEXT, large = text && text_bytes(c, rows) > INT32_MAX;
    const void **buffer = jh_alloc_array(g->arena, 3, sizeof *buffer);
    uint8_t *valid;
    int64_t missing;
    if (!buffer) return JH_ENOMEM;
    JH_TRY(bits(g->arena, c, rows, &valid, &missing));
    buffer[0] = valid;
    if (text)
        JH_TRY(texts(g->arena, c, rows, large, buffer + 1));
    else
        buffer[1] = c->number;
    *array = (struct ArrowArray){.length = (int64_t)rows,
                                 .null_count = missing,
                                 .n_buffers = text ? 3 : 2,
                                 .buffers = buffer,
                                 .release = release_array,
                                 .private_data = g->data};
    char *name = jh_strdup(g->names->arena, c->name);
    *schema = (struct ArrowSchema){.format = large  ? "U"
                                             : text ? "u"
                                                    : "g",
                                   .name = name,
                                   .flags = ARROW_FLAG_NULLABLE,
                                   .release = release_schema,
                                   .private_data = g->names};
    return name ? JH_OK : JH_ENOMEM;
}

static jh_status give(giving *g, struct ArrowSchema *schema, struct ArrowArray *array)
{
    size_t n = g->f->columns;
    jh_arena *a = g->arena, *s = g->names->arena;
    struct ArrowArray **column = jh_alloc_array(a, n + 1, sizeof *column);
    struct ArrowSchema **name = jh_alloc_array(s, n + 1, sizeof *name);
    struct ArrowArray *each = jh_alloc_array(a, n + 1, sizeof *each);
    struct ArrowSchema *each_name = jh_alloc_array(s, n + 1, sizeof *each_name);
    const void **none = jh_alloc_array(a, 1, sizeof *none);
    if (!column || !name || !each || !each_name || !none) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        column[i] = &each[i];
        name[i] = &each_name[i];
        JH_TRY(give_column(g, &g->f->column[i], column[i], name[i]));
    }
    *array = (struct ArrowArray){.length = (int64_t)g->f->rows,
                                 .n_buffers = 1,
                                 .buffers = none,
                                 .n_children = (int64_t)n,
                                 .children = column,
                                 .release = release_array,
                                 .private_data = g->data};
    *schema = (struct ArrowSchema){.format = "+s",
                                   .name = "",
                                   .n_children = (int64_t)n,
                                   .children = name,
                                   .release = release_schema,
                                   .private_data = g->names};
    return JH_OK;
}

/* A hold of its own arena for all parts of one tree. */
static hold *hold_of(jh_arena *arena, size_t parts)
{
    hold *h = arena ? jh_alloc(arena, sizeof *h) : NULL;
    if (!h) return NULL;
    h->arena = arena;
    atomic_init(&h->parts, parts);
    return h;
}

jh_status jh_arrow_give(const jh_frame *f, jh_arena *owned, struct ArrowSchema *schema,
                        struct ArrowArray *array, jh_error *err)
{
    struct ArrowSchema made_schema;
    struct ArrowArray made;
    jh_arena *names = jh_arena_new();
    giving g = {.f = f,
                .arena = owned,
                .data = hold_of(owned, f->columns + 1),
                .names = hold_of(names, f->columns + 1)};
    if (!g.data || !g.names || give(&g, &made_schema, &made) != JH_OK) {
        jh_arena_free(names);
        return jh_nomem(err);
    }
    *schema = made_schema;
    *array = made;
    return JH_OK;
}
