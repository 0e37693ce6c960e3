/* jh school open: a school that is new, or open again. */
#include "school_event.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh_event event = {.kind = JH_SCHOOL_OPENED};
    jh_given schools = jh_call_given(call, "new");
    for (size_t i = 0; i < schools.n; i++)
        JH_TRY(jh__school_add(call, &event, schools.value[i], true, true, err));
    return jh__school_event(call, &event, err);
}

static const jh_param params[] = {
    JH__PARAMS_EVENT,
    JH__PARAM_WS,
    {.name = "new",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .many = true,
     .help = {"新学校：标识码，或“标识码=校名”", "the new school: its id, or ID=NAME"}},
};

extern const jh_op jh__op_school_open;
const jh_op jh__op_school_open = {
    .name = "school open",
    .summary = {"登记新设的学校，或撤销后恢复的学校",
                "enter a school that is new, or open again"},
    .details = {"新学校登记后，当年的文件里第一次出现它就不再是“没有说明的新学校”。已经随"
                "文件导入的新学校也可以补登。",
                "Once entered, the school is no surprise in the files of that year. One "
                "that was imported already can be entered afterwards."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
