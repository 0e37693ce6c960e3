/* jh ledger show: one item with its whole history. */
#include "json.h"

#include <math.h>
#include <string.h>

static jh_status read_item(jh_call *call, jh_led_item **item, jh_led_event **event,
                           size_t *events, jh_error *err)
{
    jh_store *s;
    int64_t number;
    jh_led_items list = {0};
    JH_TRY(jh__led_number(jh_call_text(call, "item"), &number, err));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &s, err));
    jh_status st = jh_store_ledger(s, call->arena, NULL, number, &list, err);
    if (st == JH_OK && !list.n)
        st = jh_fail(err, JH_EUSAGE, "supervise.no_item", "item:s",
                     jh_call_text(call, "item"));
    if (st == JH_OK)
        st = jh_store_ledger_history(s, call->arena, number, event, events, err);
    if (st == JH_OK) st = jh__led_give_files(call, s, number, err);
    jh_store_close(s);
    *item = list.item;
    return st;
}

/* ---- JSON ---- */

static void files_json(jh_json *j, const char *text)
{
    jh_buf name = {0}, hash = {0};
    jh_json_list(j, "files");
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\n"), tab = strcspn(p, "\t");
        name.n = hash.n = 0;
        jh_buf_add(&name, p, tab < n ? tab : n);
        jh_buf_add(&hash, tab < n ? p + tab + 1 : "", tab < n ? n - tab - 1 : 0);
        jh_json_object(j, NULL);
        jh_json_text(j, "name", name.p);
        jh_json_text(j, "hash", hash.p);
        jh_json_end_object(j);
        p += n + (p[n] == '\n');
    }
    if (name.oom || hash.oom) j->out->oom = true;
    jh_buf_clear(&name);
    jh_buf_clear(&hash);
    jh_json_end_list(j);
}

static void event_json(jh_json *j, jh_call *call, const jh_led_event *e)
{
    jh_json_object(j, NULL);
    jh_json_text(j, "what", e->what);
    jh_json_text(j, "state", e->state);
    jh_json_text(j, "at", e->at);
    jh_json_text(j, "person", e->person);
    jh_json_text(j, "note", e->note[0] ? e->note : NULL);
    jh_json_text(j, "snapshot", e->snapshot[0] ? e->snapshot : NULL);
    files_json(j, e->files);
    if (e->finding) {
        jh_json_object(j, "finding");
        jh__led_finding_json(j, call->lang, e->finding);
        jh_json_end_object(j);
    }
    if (e->task) {
        jh_json_object(j, "task");
        jh__led_task_json(j, e->task);
        jh_json_end_object(j);
    }
    jh_json_end_object(j);
}

static jh_status json(jh_call *call, const jh__led_row *row, const jh_led_event *event,
                      size_t events)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh__led_item_json(&j, call, row);
    jh_json_list(&j, "history");
    for (size_t i = 0; i < events; i++)
        event_json(&j, call, &event[i]);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return call->json.oom ? JH_ENOMEM : JH_OK;
}

/* ---- words ---- */

static jh_status line(jh_call *call, jh_table *t, const char *key, const char *value)
{
    const char *cell[] = {jh_text(call->lang, key), value};
    return value && value[0] ? jh__table_add_row(call, t, cell) : JH_OK;
}

static jh_status item_table(jh_call *call, const jh__led_row *row)
{
    static const char *const head[] = {"ledger.field", "ledger.value", NULL};
    const jh_led_item *x = row->item;
    const char *title =
        jh__cell_text(call, "ledger.item_title", "item:s", jh_call_text(call, "item"));
    jh_table *t = jh__table_new(call, title, head);
    if (!t) return JH_ENOMEM;
    const char *const pair[][2] = {
        {"ledger.state", jh__led_state_word(call, x->state)},
        {"ledger.object_head", jh__led_object(call, x)},
        {"ledger.problem_head", jh__led_problem(call, &x->key, &x->found)},
        {"ledger.standard", jh__led_standard(call, &x->found)},
        {"ledger.category", jh_label_in(x->found.point.category, call->lang)},
        {"ledger.source", jh__led_source(call, x)},
        {"ledger.place", x->found.place},
        {"ledger.lead", x->task.lead},
        {"ledger.co", x->task.co},
        {"ledger.owner", x->task.owner},
        {"ledger.measure", x->task.measure},
        {"ledger.money", jh__cell_fixed(call, x->task.money, 0)},
        {"ledger.start", x->task.start},
        {"ledger.deadline", x->task.deadline},
        {"ledger.days", row->overdue ? jh__cell_count(call, (size_t)row->overdue) : ""},
        {"ledger.level_head", row->level ? jh_label_in(row->level->to, call->lang) : ""},
        {"ledger.proof", jh__led_proof(call, x)},
        {"ledger.checked_by", x->checked_by},
        {"ledger.closed", x->closed_on},
        {"ledger.reason", x->reason},
    };
    for (size_t i = 0; i < JH_COUNT(pair); i++)
        JH_TRY(line(call, t, pair[i][0], pair[i][1]));
    return JH_OK;
}

static const char *event_word(const jh_call *call, const char *what)
{
    static const char *const word[][2] = {
        {"found", "ledger.e_found"},       {"still", "ledger.e_still"},
        {"relapsed", "ledger.e_relapsed"}, {"passed", "ledger.e_passed"},
        {"stated", "ledger.e_stated"},     {"assigned", "ledger.e_assigned"},
        {"noted", "ledger.e_noted"},       {"evidence", "ledger.e_evidence"},
        {"closed", "ledger.e_closed"},     {"reopened", "ledger.e_reopened"},
        {"ended", "ledger.e_ended"}};
    for (size_t i = 0; i < JH_COUNT(word); i++)
        if (!strcmp(word[i][0], what)) return jh_text(call->lang, word[i][1]);
    return what;
}

static void part(jh_buf *out, const char *key, const char *value, jh_lang lang)
{
    if (!value || !value[0]) return;
    jh_buf_printf(out, "%s%s %s", out->n ? "; " : "", jh_text(lang, key), value);
}

/* What happened, on one line: figure, agreement, files, note. */
static const char *event_words(jh_call *call, const jh_led_item *x, const jh_led_event *e)
{
    jh_buf out = {0};
    if (e->finding) {
        const char *problem = jh__led_problem(call, &x->key, e->finding);
        jh_buf_puts(&out, problem ? problem : "");
    }
    if (e->task && !e->finding) {
        part(&out, "ledger.lead", e->task->lead, call->lang);
        part(&out, "ledger.co", e->task->co, call->lang);
        part(&out, "ledger.owner", e->task->owner, call->lang);
        part(&out, "ledger.measure", e->task->measure, call->lang);
        part(&out, "ledger.money", jh__cell_fixed(call, e->task->money, 0), call->lang);
        part(&out, "ledger.start", e->task->start, call->lang);
        part(&out, "ledger.deadline", e->task->deadline, call->lang);
    }
    for (const char *p = e->files; *p;) {
        size_t n = strcspn(p, "\n"), tab = strcspn(p, "\t");
        jh_buf_puts(&out, out.n ? "; " : "");
        jh_buf_add(&out, p, tab < n ? tab : n);
        p += n + (p[n] == '\n');
    }
    if (e->note[0]) jh_buf_printf(&out, "%s%s", out.n ? "; " : "", e->note);
    const char *s = out.oom ? NULL : jh_strndup(call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

static jh_status history(jh_call *call, const jh_led_item *x, const jh_led_event *event,
                         size_t events)
{
    static const char *const head[] = {
        "ledger.at",   "ledger.event", "ledger.by", "ledger.snapshot",
        "ledger.what", "ledger.then",  NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ledger.history"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < events; i++) {
        const jh_led_event *e = &event[i];
        const char *cell[] = {jh_strndup(call->arena, e->at, 10),
                              event_word(call, e->what),
                              e->person,
                              e->snapshot,
                              event_words(call, x, e),
                              jh__led_state_word(call, e->state)};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh_led_item *item;
    jh_led_event *event;
    jh_led_rules *rules;
    size_t events;
    int32_t today;
    JH_TRY(jh__led_today(call, &today, err));
    JH_TRY(jh__led_rules(call, &rules, err));
    JH_TRY(read_item(call, &item, &event, &events, err));
    int days = jh_ledger_overdue(item, today);
    jh__led_row row = {item, days, jh_ledger_level(rules, days)};
    jh_status st = JH_OK;
    if (call->want_json) {
        st = json(call, &row, event, events);
    } else {
        st = item_table(call, &row);
        if (st == JH_OK) st = history(call, item, event, events);
    }
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "out",
     .kind = JH_PARAM_OUTPUT,
     .help = {"把佐证材料写到这个文件夹", "write the evidence files into this folder"}},
    JH__PARAM_LED_DATE,
    JH__PARAM_LED_RULES,
    JH__PARAM_WS,
    JH__PARAM_LED_ITEM,
};

extern const jh_op jh__op_ledger_show;
const jh_op jh__op_ledger_show = {
    .name = "ledger show",
    .summary = {"看台账中的一条：现状和全部经过",
                "show one item of the ledger with its whole history"},
    .details = {"凭数据销号的条目写明等哪个数达到多少；每次定稿的数、责任安排、材料和说明"
                "都按先后列出。--out 把佐证材料取出来。",
                "What is struck off by a figure says which one is awaited; every figure, "
                "agreement, file and note is listed in order. --out takes the evidence "
                "files out."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
