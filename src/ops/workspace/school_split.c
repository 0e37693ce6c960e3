/* jh school split: a part of a school becomes a school of its own. */
#include "school_event.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh_event event = {.kind = JH_SCHOOL_SPLIT};
    jh_given into = jh_call_given(call, "into");
    JH_TRY(jh__school_add(call, &event, jh_call_text(call, "school"), false, false, err));
    event.school[0].ends = jh_call_flag(call, "ends");
    for (size_t i = 0; i < into.n; i++)
        JH_TRY(jh__school_add(call, &event, into.value[i], true, true, err));
    return jh__school_event(call, &event, err);
}

static const jh_param params[] = {
    {.name = "into",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .many = true,
     .help = {"分出的学校：标识码，或“标识码=校名”；可写多次",
              "a school that comes out of it: ID, or ID=NAME; can be repeated"}},
    {.name = "ends",
     .kind = JH_PARAM_FLAG,
     .help = {"原学校不再存在", "the school itself is there no more"}},
    JH__PARAMS_EVENT,
    JH__PARAM_WS,
    JH__PARAM_SCHOOL,
};

extern const jh_op jh__op_school_split;
const jh_op jh__op_school_split = {
    .name = "school split",
    .summary = {"登记分设：从一所学校分出新学校", "enter that a school was split"},
    .details = {"不加 --ends 时原学校继续存在。",
                "Without --ends the school itself goes on."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
