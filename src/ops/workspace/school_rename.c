/* jh school rename: a new name. */
#include "school_event.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh_event event = {.kind = JH_SCHOOL_RENAMED};
    JH_TRY(jh__school_add(call, &event, jh_call_text(call, "school"), false, false, err));
    event.school[0].name = jh_call_text(call, "name");
    return jh__school_event(call, &event, err);
}

static const jh_param params[] = {
    JH__PARAMS_EVENT,
    JH__PARAM_WS,
    JH__PARAM_SCHOOL,
    {.name = "name",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .help = {"新校名", "the new name"}},
};

extern const jh_op jh__op_school_rename;
const jh_op jh__op_school_rename = {
    .name = "school rename",
    .summary = {"登记更名", "enter that a school has a new name"},
    .details = {"历年仍是同一所学校。没有标识码的文件里，新旧校名按所属学年都能认出它。",
                "It stays one school over the years. Where a file has no ids, it is "
                "known by the name it had in that year."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
