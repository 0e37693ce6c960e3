#include "pack_int.h"

#include <math.h>
#include <string.h>

static const char *const pack_keys[] = {
    "junheng", "id",     "version",  "name",    "authority",  "code",
    "valid",   "parent", "settings", "derive",  "sections",   "indicators",
    "rules",   "parts",  "items",    "reliefs", "vocabulary", NULL};

/* Merges the chain of parents under `root`, nearest last. */
static jh_status with_parents(jh__reader *r, const jh_node *root)
{
    const jh_node **chain = r->chain;
    size_t n = 1;
    const char *parent;
    chain[0] = root;
    while ((parent = jh_node_text(chain[n - 1], "parent")) != NULL) {
        const jh_node *at = jh_node_get(chain[n - 1], "parent");
        bool circle = n == JH__CHAIN_MAX;
        for (size_t i = 0; i < n; i++) {
            const char *id = jh_node_text(chain[i], "id");
            circle = circle || (id && !strcmp(id, parent));
        }
        if (circle) return jh_node_fail(r->err, at, "pack.parent_circle", "id:s", parent);
        JH_TRY(jh__load(r->arena, r->library, "pack", parent, &chain[n], r->err));
        n++;
    }
    r->pack->file = jh_alloc_array(r->arena, n, sizeof *r->pack->file);
    if (!r->pack->file) return jh_nomem(r->err);
    for (size_t i = 0; i < n; i++) {
        JH_TRY(jh_node_only(chain[i], pack_keys, r->err));
        r->pack->file[i] = chain[i]->file;
    }
    r->pack->files = r->chain_n = n;
    r->root = chain[n - 1];
    for (size_t i = n - 1; i-- > 0;)
        JH_TRY(jh__merge(r->arena, r->root, chain[i], &r->root, r->err));
    return JH_OK;
}

static jh_status heading(jh__reader *r)
{
    static const char *const valid_keys[] = {"from", "to", NULL};
    jh_pack *p = r->pack;
    JH_TRY(jh_node_need_text(r->root, "id", &p->id, r->err));
    JH_TRY(jh_node_need_text(r->root, "version", &p->version, r->err));
    p->name = jh_node_label(r->root, "name");
    p->authority = jh_node_label(r->root, "authority");
    p->code = jh_node_text(r->root, "code");
    p->parent = jh_node_text(r->root, "parent");
    p->node = r->root;
    const jh_node *valid = jh_node_get(r->root, "valid");
    if (valid) JH_TRY(jh_node_only(valid, valid_keys, r->err));
    JH_TRY(jh__date(valid, "from", &p->valid_from, r->err));
    JH_TRY(jh__date(valid, "to", &p->valid_to, r->err));
    const char *vocabulary;
    JH_TRY(jh_node_need_text(r->root, "vocabulary", &vocabulary, r->err));
    return jh_vocabulary_load(r->arena, r->library, vocabulary, &p->vocabulary, r->err);
}

static jh_status read_root(jh__reader *r, const jh_node *root, jh_choices choices)
{
    r->pack = jh_alloc(r->arena, sizeof *r->pack);
    if (!r->pack) return jh_nomem(r->err);
    JH_TRY(with_parents(r, root));
    JH_TRY(heading(r));
    JH_TRY(jh__read_settings(r, choices));
    JH_TRY(jh__read_sections(r));
    JH_TRY(jh__read_indicators(r));
    JH_TRY(jh__read_rules(r));
    JH_TRY(jh__read_items(r));
    return jh__read_reliefs(r);
}

jh_status jh_pack_read(jh_arena *arena, const jh_library *library, const jh_input *file,
                       const jh_choices *choices, jh_pack **out, jh_error *err)
{
    jh_node *root;
    JH_TRY(jh_node_parse(arena, file->name, file->bytes, file->n, &root, err));
    JH_TRY(jh__header(root, "pack", err));
    jh__reader r = {.arena = arena, .library = library, .err = err};
    jh_status st = read_root(&r, root, choices ? *choices : (jh_choices){0});
    *out = r.pack;
    return st;
}

jh_status jh_pack_load(jh_arena *arena, const jh_library *library, const char *id,
                       const jh_choices *choices, jh_pack **out, jh_error *err)
{
    jh_input file;
    if (!library->find(library->ctx, "pack", id, &file.name, &file.bytes, &file.n))
        return jh_fail(err, JH_EINPUT, "pack.not_found", "kind:s id:s", "@pack.kind_pack",
                       id);
    return jh_pack_read(arena, library, &file, choices, out, err);
}

/* ---- what slots are called ---- */

static const jh_fact *slot_fact(const jh_pack *pack, int slot)
{
    if (slot < 0 || slot >= JH_SLOT_SETTING) return NULL;
    return &pack->vocabulary->fact[slot % JH_SLOT_FAMILY];
}

jh_label jh_pack_slot_name(const jh_pack *pack, int slot)
{
    const jh_fact *f = slot_fact(pack, slot);
    if (f && slot >= JH_SLOT_FAMILY && slot < JH_SLOT_SPLIT) {
        const jh_node *node = f->node; /* the family's own name, without a stage */
        return jh_node_label(node, "name");
    }
    if (f) return f->name;
    if (slot >= JH_SLOT_SETTING && slot < JH_SLOT_STAGE)
        return pack->setting[slot - JH_SLOT_SETTING].name;
    return (jh_label){"学段", "stage"};
}

jh_label jh_pack_slot_unit(const jh_pack *pack, int slot)
{
    const jh_fact *f = slot_fact(pack, slot);
    const jh_units *u = &pack->vocabulary->units;
    for (size_t i = 0; f && i < u->n; i++)
        if (f->unit.power[i] == 1) return u->name[i];
    return (jh_label){0};
}

bool jh_pack_slot_whole(const jh_pack *pack, int slot)
{
    const jh_fact *f = slot_fact(pack, slot);
    return f && f->whole;
}
