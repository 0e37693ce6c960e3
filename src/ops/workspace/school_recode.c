/* jh school recode: a new id. */
#include "school_event.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh_event event = {.kind = JH_SCHOOL_RECODED};
    JH_TRY(jh__school_add(call, &event, jh_call_text(call, "school"), false, false, err));
    event.school[0].code = jh_call_text(call, "id");
    return jh__school_event(call, &event, err);
}

static const jh_param params[] = {
    JH__PARAMS_EVENT,
    JH__PARAM_WS,
    JH__PARAM_SCHOOL,
    {.name = "id",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .help = {"新标识码", "the new id"}},
};

extern const jh_op jh__op_school_recode;
const jh_op jh__op_school_recode = {
    .name = "school recode",
    .summary = {"登记代码变更：学校换了标识码", "enter that a school has a new id"},
    .details =
        {"历年仍是同一所学校，新旧标识码都能认出它。新标识码已经随文件导入、被当成另一所"
         "学校的，登记后两者合为一所；两者同一年都有数据的，就是两所学校，不能登记。",
         "It stays one school over the years and is known by either id. If the new id "
         "was imported already, as if it were another school, the two become one; if "
         "both have figures of the same year they are two schools and it is refused."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
