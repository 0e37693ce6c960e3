/* jh ledger add: a problem that somebody else found: an inspection, a visit, a complaint. */
#include "hand.h"

#include <math.h>
#include <string.h>

typedef struct adding {
    jh_call *call;
    jh_store *s;
    const char *object, *key; /* the school's name and key; the county's name and "" */
    jh_error *err;
} adding;

/* The school as it was last called, by any id or name; the county where none is named. */
static jh_status find_object(adding *a)
{
    const char *word = jh_call_text(a->call, "school");
    jh_enrolled *school;
    size_t n, fits = 0;
    a->key = "";
    if (!word) {
        JH_TRY(jh_store_county(a->s, a->call->arena, &a->object, a->err));
        if (!a->object[0]) a->object = jh_text(JH_ZH, "ops.this_county");
        return JH_OK;
    }
    JH_TRY(jh_store_schools(a->s, a->call->arena, 0, &school, &n, a->err));
    for (size_t i = 0; i < n; i++) {
        const jh_enrolled *x = &school[i];
        if (strcmp(x->id, word) != 0 && (!x->name || strcmp(x->name, word) != 0))
            continue;
        const jh_led_school own = {x->id, x->name ? x->name : "", x->area ? x->area : ""};
        fits++;
        a->object = x->name ? x->name : x->id;
        JH_TRY(jh_store_school_key(a->s, a->call->arena, &own, &a->key, a->err));
    }
    if (fits == 1) return JH_OK;
    return jh_fail(a->err, JH_EUSAGE,
                   fits ? "ledger.school_several" : "ledger.school_unknown", "text:s",
                   word);
}

static const char *given(const adding *a, const char *name)
{
    const char *text = jh_call_text(a->call, name);
    return text ? text : "";
}

static jh_status gather(adding *a, jh_ledger *ledger)
{
    const char *problem = given(a, "problem");
    const jh_led_key key = {"", "", a->key, "", "visit", problem};
    const jh_led_finding finding = {
        .point = {.name = {problem, NULL},
                  .category = {given(a, "category"), NULL},
                  .clause = given(a, "standard")},
        .object = a->object,
        .value = NAN,
        .standard = NAN,
        .floor = NAN,
        .need = NAN,
        .answer = "",
        .place = given(a, "evidence"),
    };
    const jh_led_said said = {JH_LED_FAILS, &finding, NULL, given(a, "text")};
    const jh_led_source source = {
        .what = "visit", .pack = "", .version = given(a, "found-by")};
    jh_snapshot seen;
    bool taken;
    JH_TRY(jh_ledger_from(ledger, &source, &taken, &seen, a->err));
    return jh_ledger_take(ledger, &key, &said, a->err);
}

static jh_status enter(adding *a, jh_led_counts *counts)
{
    jh_ledger *ledger;
    JH_TRY(find_object(a));
    JH_TRY(jh_ledger_open(a->s, a->call->arena, "", 0, &ledger, a->err));
    JH_TRY(gather(a, ledger));
    return jh_ledger_keep(ledger, jh__stamp(a->call), "visit", counts, a->err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    adding a = {.call = call, .err = err};
    jh_led_counts counts = {0};
    if (!given(&a, "problem")[0] || !given(&a, "found-by")[0])
        return jh_fail(err, JH_EUSAGE, "ledger.add_what", "");
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_WRITE, &a.s, err));
    jh_status st = jh_store_begin(a.s, err);
    if (st == JH_OK) st = jh_store_end(a.s, enter(&a, &counts), err);
    jh_store_close(a.s);
    JH_TRY(st);
    return jh__led_reply(call,
                         counts.fresh      ? "ledger.added"
                         : counts.relapsed ? "ledger.added_again"
                                           : "ledger.added_before",
                         counts.fresh + counts.relapsed, err);
}

static const jh_param params[] = {
    {.name = "problem",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"存在问题", "the problem"}},
    {.name = "found-by",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"问题来源：哪一级、哪次督导、哪一天，如 省督导组 2026-10-12",
              "who found it, on which visit, when"}},
    {.name = "school",
     .kind = JH_PARAM_TEXT,
     .help = {"哪所学校（标识码或校名）；不写是全县",
              "which school (id or name); default: the county"}},
    {.name = "standard",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"对应标准：文件和条款", "the standard: document and clause"}},
    {.name = "category", .kind = JH_PARAM_TEXT, .help = {"问题类别", "category"}},
    {.name = "evidence",
     .kind = JH_PARAM_TEXT,
     .help = {"问题佐证（照片编号、笔录等）", "evidence of the problem"}},
    {.name = "text", .kind = JH_PARAM_TEXT, .help = {"说明", "a note"}},
    JH__PARAM_PERSON,
    JH__PARAM_WS,
};

extern const jh_op jh__op_ledger_add;
const jh_op jh__op_ledger_add = {
    .name = "ledger add",
    .summary = {"把督导检查等发现的问题列入台账",
                "enter a problem that an inspection or visit found"},
    .details =
        {"每条都要对应一条标准。凭佐证材料、由另一人核查销号；同一所学校的同一个问题再"
         "次发现，原来那条重新打开。",
         "Every problem is tied to a standard. It is struck off by evidence, "
         "checked by somebody else; the same problem of the same school found "
         "again opens the same item."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
