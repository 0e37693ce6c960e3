/* jh ledger reopen: it turned out not to be mended. */
#include "hand.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh__led_deed *deed;
    size_t n, done;
    jh_led_hand hand = {.act = JH_LED_REOPEN, .note = jh_call_text(call, "reason")};
    JH_TRY(jh__led_deeds(call, hand, &deed, &n, err));
    JH_TRY(jh__led_do(call, "reopen", deed, n, &done, err));
    return jh__led_reply(call, "ledger.reopened_now", done, err);
}

static const jh_param params[] = {
    {.name = "reason",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"为什么重新打开", "why"}},
    JH__PARAM_PERSON,
    JH__PARAM_WS,
    JH__PARAM_LED_NUMBERS,
};

extern const jh_op jh__op_ledger_reopen;
const jh_op jh__op_ledger_reopen = {
    .name = "ledger reopen",
    .summary = {"重新打开已销号的条目", "open items again that were struck off"},
    .details =
        {"还是原来那一条，以前的经过都在。牵头单位和责任人不变，措施、资金和期限要重"
         "新明确。",
         "It is the same item with its whole history. Lead unit and person stay; "
         "measure, money and deadline are to be settled anew."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
