/* jh audit seal: the chain's state as one line, to be kept elsewhere. */
#include "workspace.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh_store *s;
    jh_audit_report r = {0};
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &s, err));
    jh_status st = jh_store_audit(s, call->arena, NULL, &r, err);
    jh_store_close(s);
    JH_TRY(st);
    if (r.faults)
        return jh_fail(err, JH_EIO, "store.chain_broken", "file:s n:u",
                       jh_call_text(call, "ws"), r.faults);
    if (!call->want_json) {
        jh_seal_write(&call->notes, &r.head);
        return call->notes.oom ? jh_nomem(err) : JH_OK;
    }
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_integer(&j, "records", r.head.count);
    jh_json_text(&j, "head", r.head.hash);
    jh_json_text(&j, "at", r.head.at);
    jh_json_end_object(&j);
    return call->json.oom ? jh_nomem(err) : JH_OK;
}

static const jh_param params[] = {JH__PARAM_WS};

extern const jh_op jh__op_audit_seal;
const jh_op jh__op_audit_seal = {
    .name = "audit seal",
    .summary = {"输出封存单：一行文字，打印或另存，以后用它核对记录链",
                "print a seal: one line to be printed or kept elsewhere"},
    .details = {"封存单含记录条数、链尾校验值和时间。",
                "A seal holds the count of records, the last hash and its time."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
