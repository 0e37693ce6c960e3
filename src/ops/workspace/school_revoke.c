/* jh school revoke: an event that was entered by mistake. */
#include "school_event.h"

#include <math.h>
#include <string.h>

static jh_status run(jh_call *call, jh_error *err)
{
    const char *text = jh_call_text(call, "event");
    jh_event event = {.kind = JH_EVENT_REVOKED};
    double x;
    if (!jh_number_parse(text, strlen(text), &x) || x < 1 || x > 1e9 || x != rint(x))
        return jh_fail(err, JH_EUSAGE, "ops.bad_event", "text:s", text);
    event.revokes = (int64_t)x;
    return jh__school_event(call, &event, err);
}

static const jh_param params[] = {
    JH__PARAM_REASON,
    JH__PARAM_DOCUMENT,
    JH__PARAM_EVENT_DATE,
    JH__PARAM_EVENT_DRY,
    JH__PARAM_PERSON,
    JH__PARAM_WS,
    {.name = "event",
     .kind = JH_PARAM_NUMBER,
     .positional = true,
     .required = true,
     .help = {"事件号（jh school events 列出）",
              "number of the event (jh school events)"}},
};

extern const jh_op jh__op_school_revoke;
const jh_op jh__op_school_revoke = {
    .name = "school revoke",
    .summary = {"撤回登记错的学校变动", "take back an event that was entered by mistake"},
    .details = {"登记不会被抹去，而是另记一条撤回。",
                "The entry is not wiped out; that it was taken back is entered too."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
