/* jh pack check: is a pack file sound? */
#include "../load.h"
#include "../reply.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh_given words = jh_call_given(call, "pack");
    jh_json j = {.out = &call->json, .pretty = true};
    if (call->want_json) jh_json_list(&j, NULL);
    for (size_t i = 0; i < words.n; i++) {
        jh_pack *p;
        JH_TRY(jh__pack_open(call, words.value[i], &p, err));
        if (call->want_json) {
            jh_json_object(&j, NULL);
            jh_json_text(&j, "id", p->id);
            jh_json_integer(&j, "indicators", (int64_t)p->indicators);
            jh_json_integer(&j, "items", (int64_t)p->items);
            jh_json_end_object(&j);
            continue;
        }
        if (jh__note(call, "ops.pack_sound", "id:s indicators:u items:u settings:u",
                     p->id, p->indicators, p->items, p->settings) != JH_OK)
            return jh_nomem(err);
    }
    if (call->want_json) jh_json_end_list(&j);
    return JH_OK;
}

static const jh_param params[] = {
    {.name = "pack",
     .kind = JH_PARAM_PACK,
     .positional = true,
     .required = true,
     .many = true,
     .help = {"标准的名称或文件", "packs by name or file"}},
};

extern const jh_op jh__op_pack_check;
const jh_op jh__op_pack_check = {
    .name = "pack check",
    .summary =
        {"检查标准文件：名称、单位、公式、引用；有误时指出文件、行、列",
         "check a pack file: names, units, formulas; faults by file, line and column"},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
