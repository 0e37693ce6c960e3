#include "read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

jh_status jh__header(const jh_node *root, const char *kind, jh_error *err)
{
    char want[64];
    size_t n = strlen(kind);
    memcpy(want, kind, n);
    memcpy(want + n, "/1", 3);
    const char *text = jh_node_text(root, "junheng");
    if (text && !strcmp(text, want)) return JH_OK;
    return jh_node_fail(err, root, "pack.bad_header", "kind:s text:s", want,
                        text ? text : "");
}

jh_status jh__list(const jh_node *map, const char *key, const jh_node **out,
                   jh_error *err)
{
    const jh_node *c = jh_node_get(map, key);
    *out = c;
    if (!c || c->kind == JH_LIST) return JH_OK;
    return jh_node_fail(err, c, "node.not_a_list", "key:s", key);
}

jh_status jh__word(const jh_node *map, const char *key, const char *const *allowed,
                   int fallback, int *out, jh_error *err)
{
    const jh_node *c = jh_node_get(map, key);
    *out = fallback;
    if (!c) return JH_OK;
    const char *text = c->kind == JH_SCALAR ? c->text : "";
    for (int i = 0; allowed[i]; i++)
        if (!strcmp(text, allowed[i])) {
            *out = i;
            return JH_OK;
        }
    jh_buf list = {0};
    for (int i = 0; allowed[i]; i++)
        jh_buf_printf(&list, "%s%s", i ? ", " : "", allowed[i]);
    jh_status st = list.oom ? jh_nomem(err)
                            : jh_node_fail(err, c, "pack.bad_word", "text:s allowed:s",
                                           text, list.p);
    jh_buf_clear(&list);
    return st;
}

jh_status jh__whole(const jh_node *map, const char *key, int least, int most, int *out,
                    jh_error *err)
{
    double x = *out;
    JH_TRY(jh_node_number(map, key, false, &x, err));
    if (x == floor(x) && x >= least && x <= most) {
        *out = (int)x;
        return JH_OK;
    }
    char range[32];
    snprintf(range, sizeof range, "%d–%d", least, most);
    return jh_node_fail(err, jh_node_get(map, key), "pack.not_whole", "key:s range:s",
                        key, range);
}

jh_status jh__map(const jh_node *map, const char *key, const char *const *allowed,
                  const jh_node **out, jh_error *err)
{
    *out = jh_node_get(map, key);
    return *out ? jh_node_only(*out, allowed, err) : JH_OK;
}

jh_status jh__own_id(const jh_node *list, const jh_node *entry, jh_error *err)
{
    const char *id = jh_node_text(entry, "id");
    for (const jh_node *c = list->first; id && c != entry; c = c->next) {
        const char *other = jh_node_text(c, "id");
        if (other && !strcmp(other, id))
            return jh_node_fail(err, entry, "pack.duplicate_id", "id:s", id);
    }
    return JH_OK;
}

jh_status jh__formula(const jh__compiler *with, const jh_node *map, const char *key,
                      jh_sort sort, jh_formula **out)
{
    static const char *wrong[] = {"formula.need_number", "formula.need_text",
                                  "formula.need_truth"};
    const jh_node *c = jh_node_get(map, key);
    *out = NULL;
    if (!c) return JH_OK;
    if (c->kind != JH_SCALAR)
        return jh_node_fail(with->err, c, "node.not_a_text", "key:s", key);
    JH_TRY(jh_formula_compile(with->arena, c->text, c, with->names, out, with->err));
    if (jh_formula_sort(*out) == sort) return JH_OK;
    return jh_node_fail(with->err, c, wrong[sort], "what:s formula:s", "", c->text);
}

jh_status jh__date(const jh_node *map, const char *key, const char **out, jh_error *err)
{
    int32_t days;
    const jh_node *c = jh_node_get(map, key);
    *out = NULL;
    if (!c || (c->kind == JH_SCALAR && !c->text[0])) return JH_OK;
    if (c->kind != JH_SCALAR || !jh_date_parse(c->text, &days))
        return jh_node_fail(err, c, "pack.bad_date", "text:s", c->text ? c->text : "");
    *out = c->text;
    return JH_OK;
}

jh_symbol jh__fact_symbol(const jh_fact *fact, const char *name, int slot)
{
    static const jh_sort sorts[] = {
        [JH_FACT_NUMBER] = JH_IS_NUMBER,
        [JH_FACT_CODE] = JH_IS_TEXT,
        [JH_FACT_TEXT] = JH_IS_TEXT,
        [JH_FACT_YESNO] = JH_IS_TRUTH,
    };
    return (jh_symbol){
        .name = name, .sort = sorts[fact->kind], .unit = fact->unit, .slot = slot};
}

jh_status jh__load(jh_arena *arena, const jh_library *library, const char *kind,
                   const char *id, const jh_node **root, jh_error *err)
{
    const char *file;
    const void *bytes;
    size_t n;
    char name[64] = "@pack.kind_";
    strncat(name, kind, sizeof name - strlen(name) - 1);
    if (!library->find(library->ctx, kind, id, &file, &bytes, &n))
        return jh_fail(err, JH_EINPUT, "pack.not_found", "kind:s id:s", name, id);
    jh_node *fresh;
    JH_TRY(jh_node_parse(arena, file, bytes, n, &fresh, err));
    *root = fresh;
    return jh__header(fresh, kind, err);
}

static bool builtin(void *ctx, const char *kind, const char *id, const char **file,
                    const void **bytes, size_t *n)
{
    (void)ctx;
    const char *folder = !strcmp(kind, "vocabulary") ? "packs/vocabulary/"
                         : !strcmp(kind, "form")     ? "forms/"
                         : !strcmp(kind, "cases")    ? "packs/cases/"
                                                     : "packs/";
    char name[256];
    size_t folder_n = strlen(folder), id_n = strlen(id);
    if (folder_n + id_n + 6 > sizeof name) return false;
    memcpy(name, folder, folder_n);
    memcpy(name + folder_n, id, id_n);
    memcpy(name + folder_n + id_n, ".yaml", 6);
    const jh_asset *asset = jh_asset_find(name);
    if (!asset) return false;
    *file = asset->name;
    *bytes = asset->bytes;
    *n = asset->n;
    return true;
}

jh_library jh_library_builtin(void)
{
    return (jh_library){NULL, builtin};
}
