/* jh ledger export: the ledger in the official columns, to be printed, filed or filled in. */
#include "rows.h"

#include <junheng/publish.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- the list ---- */

typedef struct column {
    const char *key;
    double width;
    bool number;
} column;

static const column list_column[] = {
    {"ledger.number", 6, true},       {"ledger.state", 8, false},
    {"ledger.source", 16, false},     {"ledger.object_head", 16, false},
    {"ledger.standard", 22, false},   {"ledger.problem_head", 34, false},
    {"ledger.place", 16, false},      {"ledger.category", 10, false},
    {"ledger.lead", 14, false},       {"ledger.co", 12, false},
    {"ledger.owner", 10, false},      {"ledger.measure", 20, false},
    {"ledger.money", 12, true},       {"ledger.start", 12, false},
    {"ledger.deadline", 12, false},   {"ledger.progress", 18, false},
    {"ledger.proof", 16, false},      {"ledger.checked_by", 10, false},
    {"ledger.closed", 12, false},     {"ledger.reopened", 9, false},
    {"ledger.public", 9, false},      {"ledger.days", 9, true},
    {"ledger.level_head", 14, false}, {"ledger.suggested", 14, false}};

#define COLUMNS JH_COUNT(list_column)

static const column total_column[] = {
    {"ledger.lead", 30, false},  {"ledger.items", 10, true},
    {"ledger.live", 10, true},   {"ledger.overdue", 10, true},
    {"ledger.struck", 10, true}, {"ledger.money", 16, true}};

static const jh_list_column *columns(jh_call *call, const column *from, size_t n)
{
    jh_list_column *out = jh_alloc_array(call->arena, n, sizeof *out);
    for (size_t i = 0; out && i < n; i++)
        out[i] = (jh_list_column){jh_text(call->lang, from[i].key), from[i].width,
                                  from[i].number, 0};
    return out;
}

static const char *again(jh_call *call, const jh_led_item *x)
{
    if (!x->reopened) return jh_text(call->lang, "ledger.no");
    return jh__cell_text(call, "ledger.times", "n:u", x->reopened);
}

static const char *suggested(jh_call *call, const jh__led_rows *r, const jh_led_item *x)
{
    const jh_led_lead *lead = jh_ledger_lead(r->rules, x->key.point);
    return lead ? jh_label_in(lead->lead, call->lang) : "";
}

static void fill_row(jh_call *call, const jh__led_rows *r, const jh__led_row *row,
                     const char **cell)
{
    const jh_led_item *x = row->item;
    const jh_led_task *t = &x->task;
    const char *const given[COLUMNS] = {
        jh_sprintf(call->arena, "%lld", (long long)x->id),
        jh__led_state_word(call, x->state),
        jh__led_source(call, x),
        jh__led_object(call, x),
        jh__led_standard(call, &x->found),
        jh__led_problem(call, &x->key, &x->found),
        x->found.place,
        jh_label_in(x->found.point.category, call->lang),
        t->lead,
        t->co,
        t->owner,
        t->measure,
        jh__cell_fixed(call, t->money, t->money == rint(t->money) ? 0 : 2),
        t->start,
        t->deadline,
        x->progress,
        jh__led_proof(call, x),
        x->checked_by,
        x->closed_on,
        again(call, x),
        jh_text(call->lang, t->is_public ? "ledger.yes" : "ledger.no"),
        row->overdue ? jh__cell_count(call, (size_t)row->overdue) : "",
        row->level ? jh__cell_text(call, "ledger.level", "level:s to:s",
                                   jh_label_in(row->level->name, call->lang),
                                   jh_label_in(row->level->to, call->lang))
                   : "",
        suggested(call, r, x)};
    memcpy(cell, given, sizeof given);
}

static jh_status make_list(jh_call *call, const jh__led_rows *r, jh_list *out)
{
    const char **cell = jh_alloc_array(call->arena, r->n * COLUMNS + 1, sizeof *cell);
    if (!cell) return JH_ENOMEM;
    for (size_t i = 0; i < r->n; i++)
        fill_row(call, r, &r->row[i], cell + i * COLUMNS);
    *out = (jh_list){
        .name = jh_text(call->lang, "ledger.title"),
        .title = jh_text(call->lang, "ledger.title"),
        .note = jh__cell_text(call, "ledger.made", "day:s n:u", call->today, r->n),
        .column = columns(call, list_column, COLUMNS),
        .columns = COLUMNS,
        .cell = cell,
        .rows = r->n};
    return out->note && out->column ? JH_OK : JH_ENOMEM;
}

/* ---- totals ---- */

static void fill_total(jh_call *call, const jh__led_total *t, const char **cell)
{
    cell[0] = t->lead;
    cell[1] = jh__cell_count(call, t->items);
    cell[2] = jh__cell_count(call, t->live);
    cell[3] = jh__cell_count(call, t->overdue);
    cell[4] = jh__cell_count(call, t->struck);
    cell[5] = jh__cell_fixed(call, t->money, 0);
}

static jh_status make_totals(jh_call *call, const jh__led_rows *r, jh_list *out)
{
    const size_t n = JH_COUNT(total_column);
    jh__led_total sum = {.lead = jh_text(call->lang, "ledger.sum")};
    const char **cell = jh_alloc_array(call->arena, (r->totals + 1) * n, sizeof *cell);
    if (!cell) return JH_ENOMEM;
    for (size_t i = 0; i < r->totals; i++) {
        jh__led_total t = r->total[i];
        sum.items += t.items;
        sum.live += t.live;
        sum.overdue += t.overdue;
        sum.struck += t.struck;
        sum.money += t.money;
        if (!t.lead[0]) t.lead = jh_text(call->lang, "ledger.nobody");
        fill_total(call, &t, cell + i * n);
    }
    fill_total(call, &sum, cell + r->totals * n);
    *out = (jh_list){.name = jh_text(call->lang, "ledger.by_lead"),
                     .title = jh_text(call->lang, "ledger.by_lead"),
                     .note = jh_text(call->lang, "ledger.money_of_live"),
                     .column = columns(call, total_column, n),
                     .columns = n,
                     .cell = cell,
                     .rows = r->totals + 1};
    return out->column ? JH_OK : JH_ENOMEM;
}

/* ---- out ---- */

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);
    return n > k && !strcmp(text + n - k, end);
}

static jh_status reply(jh_call *call, const char *path, size_t n)
{
    if (!call->want_json) {
        JH_TRY(jh__note(call, "ledger.exported", "n:u", n));
        return jh__note(call, "ops.written", "file:s", path);
    }
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "file", path);
    jh_json_integer(&j, "items", (int64_t)n);
    jh_json_end_object(&j);
    return call->json.oom ? JH_ENOMEM : JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__led_rows r;
    jh_list list[2];
    jh_buf out = {0};
    const char *path = jh_call_text(call, "to");
    bool csv = ends_with(path, ".csv");
    if (!csv && !ends_with(path, ".xlsx"))
        return jh_fail(err, JH_EUSAGE, "ledger.which_format", "file:s", path);
    JH_TRY(jh__led_rows_read(call, &r, err));
    jh_status st = make_list(call, &r, &list[0]);
    if (st == JH_OK) st = make_totals(call, &r, &list[1]);
    if (st != JH_OK) return jh_nomem(err);
    st =
        csv ? jh_publish_list_csv(list, &out, err) : jh_publish_lists(list, 2, &out, err);
    if (st == JH_OK) st = jh__file_write(call, path, &out, err);
    jh_buf_clear(&out);
    JH_TRY(st);
    return reply(call, path, r.n) == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    JH__PARAM_LED_FILTERS,
    JH__PARAM_LED_DATE,
    JH__PARAM_LED_RULES,
    JH__PARAM_WS,
    {.name = "to",
     .kind = JH_PARAM_OUTPUT,
     .positional = true,
     .required = true,
     .help = {"写到这个文件（.xlsx 或 .csv）", "file to write (.xlsx or .csv)"}},
};

extern const jh_op jh__op_ledger_export;
const jh_op jh__op_ledger_export = {
    .name = "ledger export",
    .summary = {"按规定栏目导出台账（xlsx 另有按牵头单位的汇总）",
                "write the ledger in the official columns (xlsx: with totals by lead "
                "unit)"},
    .details = {"导出的表可以打印存档，也可以填好牵头单位、责任人、措施、资金、期限各栏，"
                "再用 jh ledger assign --from 读回。",
                "To be printed and filed, or to be filled in (lead unit, person, "
                "measure, money, deadline) and read back with jh ledger assign --from."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
