/* jh freeze: a year under a name, for ever. */
#include "workspace.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh_store *s;
    jh_snapshot snap = {.name = jh_call_text(call, "name")};
    JH_TRY(jh__year(call, &snap.year, err));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_WRITE, &s, err));
    jh_status st = jh_store_freeze(s, call->arena, jh__stamp(call), &snap, err);
    jh_store_close(s);
    JH_TRY(st);
    if (call->want_json) {
        jh_json j = {.out = &call->json, .pretty = true};
        jh_json_object(&j, NULL);
        jh_json_text(&j, "snapshot", snap.name);
        jh_json_integer(&j, "year", snap.year);
        jh_json_integer(&j, "schools", (int64_t)snap.schools);
        jh_json_integer(&j, "facts", (int64_t)snap.facts);
        jh_json_text(&j, "at", snap.at);
        jh_json_text(&j, "person", snap.person);
        jh_json_end_object(&j);
        return call->json.oom ? jh_nomem(err) : JH_OK;
    }
    st = jh__note(call, "ops.ws_frozen", "name:s schools:u facts:u", snap.name,
                  snap.schools, snap.facts);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "year",
     .kind = JH_PARAM_NUMBER,
     .required = true,
     .help = {"定稿的年份", "year to freeze"}},
    {.name = "name",
     .kind = JH_PARAM_TEXT,
     .help = {"定稿的名称（默认用年份）", "name of the snapshot (default: the year)"}},
    JH__PARAM_PERSON,
    JH__PARAM_WS,
};

extern const jh_op jh__op_freeze;
const jh_op jh__op_freeze = {
    .name = "freeze",
    .summary = {"定稿：把一年的数据按现状固定下来，以后不再变",
                "freeze a year as it stands, under a name, for ever"},
    .details = {"评估以定稿为准。定稿之后再导入的更正不影响它；需要时可以再定一稿。",
                "Assessments are made on snapshots. Corrections imported later do not "
                "touch it; freeze again when they are to count."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
