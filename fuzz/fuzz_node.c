/* Data files as trees. */
#include "fuzz_promise.h"

#include <junheng/node.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Nodes know their place and their number. */
static void hold(const jh_node *node, int depth)
{
    size_t count = 0;
    promise(depth <= 64 && node->line > 0 && node->col > 0 && node->file);
    promise((node->kind == JH_SCALAR) == (node->text != NULL));
    for (const jh_node *c = node->first; c; c = c->next, count++) {
        promise((node->kind == JH_MAP) == (c->key != NULL));
        if (c->key) promise(jh_node_get(node, c->key) == c);
        hold(c, depth + 1);
    }
    promise(count == node->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    jh_arena *arena = jh_arena_new();
    jh_node *root = NULL;
    jh_error err = {0};
    if (!arena) return 0;
    if (jh_node_parse(arena, "fuzz.yaml", data, n, &root, &err) == JH_OK)
        hold(root, 1);
    else
        promise_error(&err);
    jh_arena_free(arena);
    return 0;
}
