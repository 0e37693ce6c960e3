/* jh ledger evidence: files that prove that it is mended. */
#include "hand.h"

static jh_status map_files(jh_call *call, jh__file **file, jh_original **original,
                           jh_error *err)
{
    jh_given files = jh_call_given(call, "file");
    *file = jh_alloc_array(call->arena, files.n + 1, sizeof **file);
    *original = jh_alloc_array(call->arena, files.n + 1, sizeof **original);
    if (!*file || !*original) return jh_nomem(err);
    for (size_t i = 0; i < files.n; i++) {
        JH_TRY(jh__file_open(files.value[i], &(*file)[i], err));
        if (!(*file)[i].n)
            return jh_fail(err, JH_EINPUT, "ledger.empty_file", "file:s", files.value[i]);
        (*original)[i] = (jh_original){files.value[i], (*file)[i].bytes, (*file)[i].n};
    }
    return JH_OK;
}

static jh_status submit(jh_call *call, const jh_original *original, jh_error *err)
{
    jh__led_deed *deed;
    size_t n, done;
    const char *text = jh_call_text(call, "text");
    jh_led_hand hand = {.act = JH_LED_EVIDENCE,
                        .note = text ? text : "",
                        .file = original,
                        .files = jh_call_given(call, "file").n};
    JH_TRY(jh__led_deeds(call, hand, &deed, &n, err));
    JH_TRY(jh__led_do(call, "evidence", deed, n, &done, err));
    return jh__led_reply(call, "ledger.submitted_now", done, err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__file *file = NULL;
    jh_original *original = NULL;
    jh_status st = map_files(call, &file, &original, err);
    if (st == JH_OK) st = submit(call, original, err);
    for (size_t i = 0; file && i < jh_call_given(call, "file").n; i++)
        jh__file_close(&file[i]);
    return st;
}

static const jh_param params[] = {
    {.name = "text", .kind = JH_PARAM_TEXT, .help = {"材料说明", "what the files show"}},
    JH__PARAM_PERSON,
    JH__PARAM_WS,
    JH__PARAM_LED_ITEM,
    {.name = "file",
     .kind = JH_PARAM_FILE,
     .positional = true,
     .required = true,
     .many = true,
     .help = {"佐证材料：照片、合同、文件等，可以多个",
              "evidence: photographs, contracts, documents; one or more"}},
};

extern const jh_op jh__op_ledger_evidence;
const jh_op jh__op_ledger_evidence = {
    .name = "ledger evidence",
    .summary = {"提交整改佐证材料", "submit files that prove that an item is mended"},
    .details =
        {"材料原样存入工作区，同一个文件只存一份，并有校验值。提交后该条转为“待核查”"
         "。凭数据销号的条目仍要等以后的定稿达标。",
         "Files are kept byte for byte, each once, with its hash. The item then "
         "waits to be checked; what is struck off by a figure still waits for a "
         "snapshot that passes."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
