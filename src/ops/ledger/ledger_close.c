/* jh ledger close: checked by somebody else and struck off. */
#include "hand.h"

static jh_status run(jh_call *call, jh_error *err)
{
    jh__led_deed *deed;
    size_t n, done;
    const char *note = jh_call_text(call, "text"), *gone = jh_call_text(call, "gone");
    jh_led_hand hand = {.act = gone ? JH_LED_END : JH_LED_CLOSE,
                        .note = gone   ? gone
                                : note ? note
                                       : ""};
    JH_TRY(jh__led_deeds(call, hand, &deed, &n, err));
    JH_TRY(jh__led_do(call, gone ? "end" : "close", deed, n, &done, err));
    return jh__led_reply(call, gone ? "ledger.ended_now" : "ledger.closed_now", done,
                         err);
}

static const jh_param params[] = {
    {.name = "text",
     .kind = JH_PARAM_TEXT,
     .help = {"核查说明", "what was found when it was checked"}},
    {.name = "gone",
     .kind = JH_PARAM_TEXT,
     .help = {"不是整改好了，而是不再适用（学校撤并、不再评估等）：写明原因，该条终止",
              "not mended but gone (school closed, no longer judged): why; the item "
              "ends"}},
    JH__PARAM_PERSON,
    JH__PARAM_WS,
    JH__PARAM_LED_NUMBERS,
};

extern const jh_op jh__op_ledger_close;
const jh_op jh__op_ledger_close = {
    .name = "ledger close",
    .summary = {"核查销号：由整改人以外的人凭佐证材料销号",
                "strike items off: by evidence, by somebody else than who mended it"},
    .details =
        {"只用于凭材料销号的条目，并且要先有佐证材料；核查人不能是责任人或提交材料的"
         "人。凭数据销号的条目由以后达标的定稿自动销号，不能人工销号。",
         "For what no figure decides, once there is evidence; whoever checks may "
         "not be the person responsible nor have submitted the files. What a "
         "figure decides is struck off by a later snapshot that passes, never by "
         "hand."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
