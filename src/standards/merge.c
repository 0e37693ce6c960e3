/* Overlays as trees: the national pack stays one text, and a province writes only what it
 * changes. */
#include "read.h"

#include <string.h>

static jh_node *copy(jh_arena *arena, const jh_node *node)
{
    jh_node *c = jh_alloc(arena, sizeof *c);
    if (!c) return NULL;
    *c = *node;
    c->next = NULL;
    return c;
}

static void append(jh_node *parent, jh_node ***tail, jh_node *child)
{
    **tail = child;
    *tail = &child->next;
    parent->n++;
}

static const jh_node *same_id(const jh_node *list, const jh_node *entry)
{
    const char *id = jh_node_text(entry, "id");
    for (const jh_node *c = id ? list->first : NULL; c; c = c->next) {
        const char *other = jh_node_text(c, "id");
        if (other && !strcmp(other, id)) return c;
    }
    return NULL;
}

static bool removed(const jh_node *entry)
{
    const char *word = jh_node_text(entry, "remove");
    return word && (!strcmp(word, "yes") || !strcmp(word, "true"));
}

/* A list whose entries are maps with an id merges entry by entry; any other is replaced.
 */
static bool by_id(const jh_node *list)
{
    return list->first && jh_node_text(list->first, "id");
}

static jh_status merge_list(jh_arena *arena, const jh_node *under, const jh_node *over,
                            jh_node *out, jh_error *err)
{
    jh_node **tail = &out->first;
    for (const jh_node *u = under->first; u; u = u->next) {
        const jh_node *o = same_id(over, u), *merged = u;
        if (o && removed(o)) continue;
        if (o) JH_TRY(jh__merge(arena, u, o, &merged, err));
        jh_node *c = copy(arena, merged);
        if (!c) return jh_nomem(err);
        append(out, &tail, c);
    }
    for (const jh_node *o = over->first; o; o = o->next) {
        JH_TRY(jh__own_id(over, o, err));
        if (same_id(under, o) || removed(o)) continue;
        jh_node *c = copy(arena, o);
        if (!c) return jh_nomem(err);
        append(out, &tail, c);
    }
    return JH_OK;
}

static jh_status merge_map(jh_arena *arena, const jh_node *under, const jh_node *over,
                           jh_node *out, jh_error *err)
{
    jh_node **tail = &out->first;
    for (const jh_node *u = under->first; u; u = u->next) {
        const jh_node *o = jh_node_get(over, u->key), *merged = u;
        if (o) JH_TRY(jh__merge(arena, u, o, &merged, err));
        jh_node *c = copy(arena, merged);
        if (!c) return jh_nomem(err);
        c->key = u->key;
        append(out, &tail, c);
    }
    for (const jh_node *o = over->first; o; o = o->next) {
        if (jh_node_get(under, o->key)) continue;
        jh_node *c = copy(arena, o);
        if (!c) return jh_nomem(err);
        append(out, &tail, c);
    }
    return JH_OK;
}

jh_status jh__merge(jh_arena *arena, const jh_node *under, const jh_node *over,
                    const jh_node **out, jh_error *err)
{
    *out = over;
    bool maps = under->kind == JH_MAP && over->kind == JH_MAP;
    bool lists = under->kind == JH_LIST && over->kind == JH_LIST && by_id(over);
    if (!maps && !lists) return JH_OK;
    jh_node *merged = copy(arena, over);
    if (!merged) return jh_nomem(err);
    merged->first = NULL;
    merged->n = 0;
    *out = merged;
    return maps ? merge_map(arena, under, over, merged, err)
                : merge_list(arena, under, over, merged, err);
}
