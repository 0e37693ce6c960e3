/* jh ledger assign: who mends it, how, with what, by when. */
#include "hand.h"

static const char *const option[JH__LED_FIELDS] = {
    "lead", "co", "owner", "measure", "money", "start", "deadline", "public"};

static jh_status from_words(jh_call *call, jh__led_deed **deed, size_t *n, jh_error *err)
{
    const char *field[JH__LED_FIELDS];
    size_t given = 0;
    for (size_t i = 0; i < JH__LED_FIELDS; i++) {
        field[i] = jh_call_text(call, option[i]);
        given += field[i] != NULL;
    }
    JH_TRY(jh__led_deeds(call, (jh_led_hand){.act = JH_LED_ASSIGN}, deed, n, err));
    if (!*n) return jh_fail(err, JH_EUSAGE, "ledger.which_items", "");
    if (!given) return jh_fail(err, JH_EUSAGE, "ledger.assign_what", "");
    for (size_t i = 0; i < *n; i++)
        for (size_t f = 0; f < JH__LED_FIELDS; f++)
            (*deed)[i].field[f] = field[f];
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__led_deed *deed;
    size_t n, done;
    const char *path = jh_call_text(call, "from");
    if (path && jh_call_given(call, "item").n)
        return jh_fail(err, JH_EUSAGE, "ledger.from_or_items", "");
    if (path)
        JH_TRY(jh__led_read_file(call, path, &deed, &n, err));
    else
        JH_TRY(from_words(call, &deed, &n, err));
    JH_TRY(jh__led_do(call, "assign", deed, n, &done, err));
    return jh__led_reply(call, done ? "ledger.assigned_now" : "ledger.assigned_same",
                         done, err);
}

static const jh_param params[] = {
    {.name = "lead", .kind = JH_PARAM_TEXT, .help = {"牵头单位", "lead unit"}},
    {.name = "co", .kind = JH_PARAM_TEXT, .help = {"配合单位", "co-units"}},
    {.name = "owner", .kind = JH_PARAM_TEXT, .help = {"责任人", "person responsible"}},
    {.name = "measure", .kind = JH_PARAM_TEXT, .help = {"整改措施", "measure"}},
    {.name = "money",
     .kind = JH_PARAM_TEXT,
     .help = {"资金（元；也可写 50万）", "money in yuan"}},
    {.name = "start", .kind = JH_PARAM_TEXT, .help = {"开始日期", "day it starts"}},
    {.name = "deadline",
     .kind = JH_PARAM_TEXT,
     .help = {"整改期限，如 2027-06-30", "deadline, such as 2027-06-30"}},
    {.name = "public",
     .kind = JH_PARAM_TEXT,
     .help = {"是否公开：是、否", "whether it is public: yes, no"}},
    {.name = "from",
     .kind = JH_PARAM_FILE,
     .help = {"填好的台账（jh ledger export 输出的 xlsx 或 csv），一次明确许多条",
              "a filled list (xlsx or csv as jh ledger export writes it), many at once"}},
    JH__PARAM_LED_DRY,
    JH__PARAM_PERSON,
    JH__PARAM_WS,
    {.name = "item",
     .kind = JH_PARAM_NUMBER,
     .positional = true,
     .many = true,
     .help = {"台账编号，可以多个", "numbers of items"}},
};

extern const jh_op jh__op_ledger_assign;
const jh_op jh__op_ledger_assign = {
    .name = "ledger assign",
    .summary = {"明确责任：牵头单位、责任人、措施、资金、期限",
                "settle who mends items of the ledger, how, with what, by when"},
    .details =
        {"没有写的栏目不变，写空的栏目清除。许多条一起办：先 jh ledger export "
         "导出，填好各栏，再用 --from "
         "读回；空格子不改动原来的内容。有一格不对就一条也不写，逐格说明错在哪里。",
         "Fields that are not named stay, an empty one is taken away. For many at once "
         "export the list (jh ledger export), fill its columns and read it with --from; "
         "empty cells change nothing. One wrong cell and nothing is written; every "
         "fault is told with its cell."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
