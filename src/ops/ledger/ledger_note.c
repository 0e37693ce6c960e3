/* jh ledger note: how far it has come. */
#include "hand.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh__led_deed *deed;
    size_t n, done;
    jh_led_hand hand = {.act = JH_LED_NOTE, .note = jh_call_text(call, "text")};
    JH_TRY(jh__led_deeds(call, hand, &deed, &n, err));
    JH_TRY(jh__led_do(call, "note", deed, n, &done, err));
    return jh__led_reply(call, "ledger.noted", done, err);
}

static const jh_param params[] = {
    {.name = "text",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"进展情况", "what has been done"}},
    JH__PARAM_PERSON,
    JH__PARAM_WS,
    JH__PARAM_LED_NUMBERS,
};

extern const jh_op jh__op_ledger_note;
const jh_op jh__op_ledger_note = {
    .name = "ledger note",
    .summary = {"记一笔整改进展", "write down how far items of the ledger have come"},
    .details = {"进展按日期累积，不覆盖以前的记录。",
                "Notes add up by date; earlier ones stay."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
