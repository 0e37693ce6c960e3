/* jh audit verify: the chain of records, looked through. */
#include "workspace.h"

static const char *rendered(jh_call *call, const jh_msg *msg)
{
    jh_buf out = {0};
    jh_msg_render(&out, call->lang, msg);
    const char *s = out.oom ? NULL : jh_strndup(call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

static jh_status read_seal(const char *path, jh_seal *seal, jh_error *err)
{
    jh__file file;
    JH_TRY(jh__file_open(path, &file, err));
    bool fine = jh_seal_read(file.bytes ? file.bytes : "", file.n, seal);
    jh__file_close(&file);
    return fine ? JH_OK : jh_fail(err, JH_EINPUT, "ops.ws_bad_seal", "file:s", path);
}

static jh_status json(jh_call *call, const jh_audit_report *r)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_integer(&j, "records", r->head.count);
    jh_json_text(&j, "head", r->head.hash);
    jh_json_list(&j, "faults");
    for (size_t i = 0; i < r->faults; i++) {
        const char *text = rendered(call, &r->fault[i].what);
        jh_json_object(&j, NULL);
        jh_json_integer(&j, "record", r->fault[i].n);
        jh_json_text(&j, "code", r->fault[i].what.key);
        jh_json_text(&j, "text", text);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return call->json.oom ? JH_ENOMEM : JH_OK;
}

static jh_status words(jh_call *call, const jh_audit_report *r)
{
    static const char *const head[] = {">ops.ws_number", "ops.diag_what", NULL};
    JH_TRY(jh__note(call, r->faults ? "ops.ws_chain_broken" : "ops.ws_chain_whole",
                    "records:u head:s faults:u", (size_t)r->head.count, r->head.hash,
                    r->faults));
    if (!r->faults) return JH_OK;
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.ws_chain_faults"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < r->faults; i++) {
        int64_t n = r->fault[i].n;
        const char *cell[] = {n ? jh__cell_count(call, (size_t)n) : "",
                              rendered(call, &r->fault[i].what)};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh_store *s;
    jh_audit_report report = {0};
    jh_seal seal;
    const char *path = jh_call_text(call, "seal");
    if (path) JH_TRY(read_seal(path, &seal, err));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &s, err));
    bool links = jh_call_flag(call, "links");
    jh_status st =
        links ? jh_store_audit_links(s, call->arena, path ? &seal : NULL, &report, err)
              : jh_store_audit(s, call->arena, path ? &seal : NULL, &report, err);
    jh_store_close(s);
    JH_TRY(st);
    call->exit = report.faults ? JH_EXIT_FAILS : JH_EXIT_DONE;
    st = call->want_json ? json(call, &report) : words(call, &report);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "seal",
     .kind = JH_PARAM_FILE,
     .help =
         {"封存单（jh audit seal 输出的文字）：看封存之后有没有被截断或重写",
          "a seal (what jh audit seal printed): shows cutting off and rewriting since"}},
    {.name = "links",
     .kind = JH_PARAM_FLAG,
     .help = {"只核对记录之间的衔接，不核对记录所指的数据和文件本身，用于很长的记录链",
              "only how the records hang together, not the rows they speak of nor the "
              "file; for very long chains"}},
    JH__PARAM_WS,
};

extern const jh_op jh__op_audit_verify;
const jh_op jh__op_audit_verify = {
    .name = "audit verify",
    .summary =
        {"核对记录链：有没有被改动、删除、插入、调换、截断",
         "look the chain of records through for edits, deletions, insertions, swaps"},
    .details =
        {"每次导入、定稿、评估都在记录链上留下一条，前后相扣，并含有当时所写数据的校验值"
         "。退出码 0 完好，1 有不符。末尾被截断、或整条链被重写，要有封存单才看得出来。",
         "Every import, freeze and result leaves a record, each holding the hash of "
         "the one before and of the rows that were written. Exit code 0: whole; 1: "
         "faults. A chain cut off at its end or rewritten as a whole shows only "
         "against a seal."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
