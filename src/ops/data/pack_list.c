/* jh pack list: the packs that came with the program. */
#include "../load.h"
#include "../reply.h"

#include <string.h>

/* "packs/x.yaml" → "x"; NULL for vocabularies and cases. */
static const char *pack_id(jh_call *call, const jh_asset *a)
{
    size_t n = strlen(a->name);
    if (strncmp(a->name, "packs/", 6) || strchr(a->name + 6, '/') || n < 12) return NULL;
    return jh_strndup(call->arena, a->name + 6, n - 6 - 5);
}

static jh_status add(jh_call *call, jh_table *t, jh_json *j, const jh_pack *p)
{
    if (call->want_json) {
        jh_json_object(j, NULL);
        jh_json_text(j, "id", p->id);
        jh_json_text(j, "name", jh_label_in(p->name, call->lang));
        jh_json_text(j, "code", p->code);
        jh_json_text(j, "version", p->version);
        jh_json_text(j, "parent", p->parent);
        jh_json_text(j, "authority", jh_label_in(p->authority, call->lang));
        jh_json_end_object(j);
        return JH_OK;
    }
    const char *cell[] = {p->id, jh_label_in(p->name, call->lang), p->code, p->version,
                          p->parent};
    return jh__table_add_row(call, t, cell);
}

static jh_status run(jh_call *call, jh_error *err)
{
    static const char *const head[] = {"ops.id",      "ops.name",   "ops.code",
                                       "ops.version", "ops.parent", NULL};
    size_t n;
    const jh_asset *asset = jh_asset_list(&n);
    bool ids = jh_call_flag(call, "ids");
    jh_json j = {.out = &call->json, .pretty = true};
    jh_table *t = NULL;
    if (call->want_json)
        jh_json_list(&j, NULL);
    else if (!ids &&
             !(t = jh__table_new(call, jh_text(call->lang, "ops.table_packs"), head)))
        return jh_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const char *id = pack_id(call, &asset[i]);
        jh_pack *pack;
        if (!id) continue;
        if (ids && !call->want_json) {
            if (jh__note(call, "ops.line", "text:s", id) != JH_OK) return jh_nomem(err);
            continue;
        }
        JH_TRY(jh__pack_open(call, id, &pack, err));
        if (add(call, t, &j, pack) != JH_OK) return jh_nomem(err);
    }
    if (call->want_json) jh_json_end_list(&j);
    return JH_OK;
}

static const jh_param params[] = {
    {.name = "ids",
     .kind = JH_PARAM_FLAG,
     .help = {"只列名称，一行一个", "names only, one a line"}},
};

extern const jh_op jh__op_pack_list;
const jh_op jh__op_pack_list = {
    .name = "pack list",
    .summary = {"列出随程序提供的标准", "list the packs that came with the program"},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
