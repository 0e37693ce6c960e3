#include "form_file.h"

#include "../load.h"

#include <string.h>

static const char *text_or(const jh_node *root, const char *key, const char *otherwise)
{
    const char *text = jh_node_text(root, key);
    return text ? text : otherwise;
}

static jh_status parse(jh_call *call, jh__form_file *f, jh_error *err)
{
    jh_node *root;
    JH_TRY(jh_node_parse(call->arena, f->file, f->bytes, f->n, &root, err));
    f->root = root;
    f->id = text_or(root, "id", f->file);
    f->vocabulary = text_or(root, "vocabulary", "");
    f->record = text_or(root, "record", "school");
    f->layout = text_or(root, "layout", "table");
    f->name = jh_node_label(root, "name");
    return JH_OK;
}

static jh_status parse_asset(jh_call *call, const jh_asset *a, jh__form_file *f,
                             jh_error *err)
{
    *f = (jh__form_file){.file = a->name, .bytes = a->bytes, .n = a->n};
    return parse(call, f, err);
}

jh_status jh__forms_builtin(jh_call *call, jh__form_file **out, size_t *n, jh_error *err)
{
    size_t assets;
    const jh_asset *asset = jh_asset_list(&assets);
    *n = 0;
    *out = jh_alloc_array(call->arena, assets + 1, sizeof **out);
    if (!*out) return jh_nomem(err);
    for (size_t i = 0; i < assets; i++) {
        if (strncmp(asset[i].name, "forms/", 6) != 0) continue;
        JH_TRY(parse_asset(call, &asset[i], &(*out)[*n], err));
        ++*n;
    }
    return JH_OK;
}

static jh_status open_file(jh_call *call, const char *path, jh__form_file *out,
                           jh_error *err)
{
    jh__file file;
    const char *slash = strrchr(path, '/');
    JH_TRY(jh__file_open(path, &file, err));
    *out = (jh__form_file){.file = path, .n = file.n};
    out->bytes = jh_strndup(call->arena, file.bytes ? file.bytes : "", file.n);
    out->folder = slash ? jh_strndup(call->arena, path, (size_t)(slash - path)) : ".";
    jh__file_close(&file);
    if (!out->bytes || !out->folder) return jh_nomem(err);
    return parse(call, out, err);
}

jh_status jh__form_file_open(jh_call *call, const char *word, jh__form_file *out,
                             jh_error *err)
{
    const char *name = jh_sprintf(call->arena, "forms/%s.yaml", word);
    if (!name) return jh_nomem(err);
    const jh_asset *asset = jh_asset_find(name);
    if (asset) return parse_asset(call, asset, out, err);
    if (strpbrk(word, "/.")) return open_file(call, word, out, err);
    return jh_fail(err, JH_EINPUT, "ops.form_unknown", "id:s", word);
}

jh_status jh__form_file_vocabulary(jh_call *call, const jh__form_file *f,
                                   jh_vocabulary **out, jh_error *err)
{
    jh__library own = {call, f->folder, NULL};
    jh_library library = jh__library_of(&own);
    return jh_vocabulary_load(call->arena, &library, f->vocabulary, out, err);
}

jh_status jh__form_file_read(jh_call *call, const jh__form_file *f,
                             const jh_vocabulary *vocabulary, jh_form **out,
                             jh_error *err)
{
    jh__library own = {call, f->folder, NULL};
    jh_library library = jh__library_of(&own);
    return jh_form_read(call->arena, &library, &(jh_input){f->file, f->bytes, f->n},
                        vocabulary, out, err);
}
