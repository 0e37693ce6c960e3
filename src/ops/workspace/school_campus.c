/* jh school campus: a school goes on as a campus of another. */
#include "school_event.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh_event event = {.kind = JH_SCHOOL_CAMPUS};
    JH_TRY(jh__school_add(call, &event, jh_call_text(call, "school"), false, false, err));
    JH_TRY(jh__school_add(call, &event, jh_call_text(call, "of"), true, false, err));
    return jh__school_event(call, &event, err);
}

static const jh_param params[] = {
    {.name = "of",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"主校：标识码或校名", "the main school: id or name"}},
    JH__PARAMS_EVENT,
    JH__PARAM_WS,
    JH__PARAM_SCHOOL,
};

extern const jh_op jh__op_school_campus;
const jh_op jh__op_school_campus = {
    .name = "school campus",
    .summary = {"登记学校成为另一所学校的校区",
                "enter that a school became a campus of another"},
    .details = {"校区仍可单独填报；不再单独填报时，也不算没有说明的缺失。",
                "A campus may still report on its own; where it no longer does, it is "
                "not missing."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
