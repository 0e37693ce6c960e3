/* jh school close: a school that is there no more. */
#include "school_event.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh_event event = {.kind = JH_SCHOOL_CLOSED};
    jh_given schools = jh_call_given(call, "school");
    for (size_t i = 0; i < schools.n; i++) {
        JH_TRY(jh__school_add(call, &event, schools.value[i], false, false, err));
        event.school[i].ends = true;
    }
    return jh__school_event(call, &event, err);
}

static const jh_param params[] = {
    JH__PARAMS_EVENT,
    JH__PARAM_WS,
    {.name = "school",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .many = true,
     .help = {"撤销的学校：标识码或校名", "the school that closes: id or name"}},
};

extern const jh_op jh__op_school_close;
const jh_op jh__op_school_close = {
    .name = "school close",
    .summary = {"登记撤销的学校", "enter that a school closed"},
    .details = {"该学年及以后已有这所学校的数据时不能登记；以往各年的数据和定稿不受影响。"
                "登记后，该学年及以后的文件里再有它会被拦下并说明。",
                "It cannot be entered where the school has figures of that year or "
                "later; earlier years and snapshots stay as they are. From then on files "
                "of those years that still have it are told so."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
