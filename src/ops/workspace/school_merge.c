/* jh school merge: several schools into one. */
#include "school_event.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh_event event = {.kind = JH_SCHOOL_MERGED};
    jh_given schools = jh_call_given(call, "school");
    for (size_t i = 0; i < schools.n; i++) {
        JH_TRY(jh__school_add(call, &event, schools.value[i], false, false, err));
        event.school[i].ends = true;
    }
    JH_TRY(jh__school_add(call, &event, jh_call_text(call, "into"), true, false, err));
    return jh__school_event(call, &event, err);
}

static const jh_param params[] = {
    {.name = "into",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"并入哪所学校：标识码或校名",
              "the school they become part of: id or name"}},
    JH__PARAMS_EVENT,
    JH__PARAM_WS,
    {.name = "school",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .many = true,
     .help = {"被合并的学校：标识码或校名", "the schools that end: id or name"}},
};

extern const jh_op jh__op_school_merge;
const jh_op jh__op_school_merge = {
    .name = "school merge",
    .summary = {"登记合并：一所或几所学校并入另一所",
                "enter that schools were merged into another"},
    .details =
        {"被合并的学校从该学年起不再单独有数据；年度比较时它们上一年的数算在并入的学校里"
         "。并入的学校是新设的，先用 jh school open 登记。",
         "The merged schools have no figures of their own from that year on; where years "
         "are compared, those of the year before count with the school they went into. "
         "If that is new, enter it first with jh school open."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
