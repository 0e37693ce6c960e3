/* jh ledger list: what is wrong, who mends it by when, what is overdue. */
#include "json.h"

#include <stdio.h>

#define ROWS_FOR_PEOPLE 60

static jh_status json(jh_call *call, const jh__led_rows *r)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_integer(&j, "in_ledger", (int64_t)r->all);
    jh_json_list(&j, "items");
    for (size_t i = 0; i < r->n; i++) {
        jh_json_object(&j, NULL);
        jh__led_item_json(&j, call, &r->row[i]);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_list(&j, "by_lead");
    for (size_t i = 0; i < r->totals; i++) {
        const jh__led_total *t = &r->total[i];
        jh_json_object(&j, NULL);
        jh_json_text(&j, "lead", t->lead[0] ? t->lead : NULL);
        jh_json_integer(&j, "items", (int64_t)t->items);
        jh_json_integer(&j, "live", (int64_t)t->live);
        jh_json_integer(&j, "overdue", (int64_t)t->overdue);
        jh_json_integer(&j, "struck", (int64_t)t->struck);
        jh_json_number(&j, "money", t->money);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return call->json.oom ? JH_ENOMEM : JH_OK;
}

static const char *level_words(jh_call *call, const jh__led_row *row)
{
    if (!row->level) return "";
    return jh__cell_text(call, "ledger.level", "level:s to:s",
                         jh_label_in(row->level->name, call->lang),
                         jh_label_in(row->level->to, call->lang));
}

static jh_status item_row(jh_call *call, jh_table *t, const jh__led_row *row)
{
    const jh_led_item *x = row->item;
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)x->id);
    const char *cell[] = {jh_strdup(call->arena, number),
                          jh__led_object(call, x),
                          jh__led_problem(call, &x->key, &x->found),
                          jh__led_state_word(call, x->state),
                          x->task.lead,
                          x->task.deadline,
                          row->overdue ? jh__cell_count(call, (size_t)row->overdue) : "",
                          level_words(call, row),
                          x->snapshot_name};
    return jh__table_add_row(call, t, cell);
}

static jh_status items(jh_call *call, const jh__led_rows *r)
{
    static const char *const head[] = {">ledger.number",      "ledger.object_head",
                                       "ledger.problem_head", "ledger.state",
                                       "ledger.lead",         "ledger.deadline",
                                       ">ledger.days",        "ledger.level_head",
                                       "ledger.snapshot",     NULL};
    size_t shown = call->want_all || r->n < ROWS_FOR_PEOPLE ? r->n : ROWS_FOR_PEOPLE;
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ledger.title"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < shown; i++)
        JH_TRY(item_row(call, t, &r->row[i]));
    return shown < r->n ? jh__after(call, "ledger.more", "n:u", r->n - shown) : JH_OK;
}

static jh_status totals(jh_call *call, const jh__led_rows *r)
{
    static const char *const head[] = {"ledger.lead",
                                       ">ledger.items",
                                       ">ledger.live",
                                       ">ledger.overdue",
                                       ">ledger.struck",
                                       ">ledger.money",
                                       NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ledger.by_lead"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < r->totals; i++) {
        const jh__led_total *x = &r->total[i];
        const char *cell[] = {x->lead[0] ? x->lead : jh_text(call->lang, "ledger.nobody"),
                              jh__cell_count(call, x->items),
                              jh__cell_count(call, x->live),
                              jh__cell_count(call, x->overdue),
                              jh__cell_count(call, x->struck),
                              x->money > 0 ? jh__cell_fixed(call, x->money, 0) : ""};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

static jh_status words(jh_call *call, const jh__led_rows *r)
{
    if (!r->all) return jh__note(call, "ledger.empty", "");
    if (!r->n) return jh__note(call, "ledger.none_fits", "all:u", r->all);
    JH_TRY(jh__note(call, "ledger.count", "n:u all:u", r->n, r->all));
    JH_TRY(items(call, r));
    return totals(call, r);
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__led_rows r;
    JH_TRY(jh__led_rows_read(call, &r, err));
    jh_status st = call->want_json ? json(call, &r) : words(call, &r);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {JH__PARAM_LED_FILTERS, JH__PARAM_LED_DATE,
                                  JH__PARAM_LED_RULES, JH__PARAM_WS};

extern const jh_op jh__op_ledger_list;
const jh_op jh__op_ledger_list = {
    .name = "ledger list",
    .summary = {"列出整改台账：哪里差什么、谁来办、何时办完、逾期多久",
                "list the rectification ledger: what is wrong, who mends it by when, "
                "what is overdue"},
    .details =
        {"台账由评估自动生成：对工作区的定稿运行 jh assess，每所学校每项不达标的指标"
         "一条，超限的差异系数和县级不达标项各一条。以后的定稿达标，自动销号；再次不"
         "达标，原来那条重新打开。不同标准的条目互不相混。",
         "Assessing a snapshot of the workspace (jh assess) fills the ledger: one line "
         "for every indicator that a school fails, every coefficient over its limit and "
         "every item that the county fails. A later snapshot that passes strikes the "
         "line off; a relapse opens the same line again. Packs do not mix lines."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
