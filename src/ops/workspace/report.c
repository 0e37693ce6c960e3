/* jh report: the county report of a workspace, with the years before. */
#include "../county/result.h"
#include "../ledger/ledger.h"
#include "../plan/page.h"
#include "over_years.h"

#include <junheng/plans.h>

#include <stdlib.h>
#include <string.h>

/* ---- what became of schools ---- */

static int by_id(const void *left, const void *right)
{
    const jh_enrolled *a = left, *b = right;
    return strcmp(a->id, b->id);
}

static const char *became(jh_call *call, const jh_enrolled *s, jh_fate_kind kind)
{
    char year[32];
    const char *former = s->former && s->former[0] ? s->former : NULL;
    if (kind == JH_FATE_GONE && s->closed) {
        jh_number_shortest(s->closed, year);
        const char *to = s->successor && s->successor[0] ? s->successor : NULL;
        return jh__cell_text(call, to ? "ops.report_went_into" : "ops.report_closed",
                             "year:s to:s", year, to ? to : "");
    }
    if (kind == JH_FATE_FRESH && s->opened) {
        jh_number_shortest(s->opened, year);
        return jh__cell_text(call, "ops.report_opened", "year:s", year);
    }
    return former ? jh__cell_text(call, "ops.report_former", "names:s", former) : NULL;
}

/* Why a school that is still there is judged no longer. */
static const char *left_out(jh_call *call, const jh__over_years *o, const char *key)
{
    const jh_sections *s = &o->last->sections;
    const char *const *school = o->year[o->years - 1].school;
    for (size_t i = 0; i < s->left_out_n; i++)
        if (!strcmp(school[s->left_out[i].school], key))
            return jh__left_out_reason(call, s->pack, s->left_out[i].exclusion);
    return NULL;
}

/* For each section whose verdict changed, what events say of its school. */
static jh_status tell_schools(jh_call *call, jh_store *s, const jh__over_years *o,
                              const char ***out, jh_error *err)
{
    const jh_history *h = &o->history;
    jh_enrolled *list;
    size_t n;
    JH_TRY(jh_store_schools(s, call->arena, 0, &list, &n, err));
    *out = jh_alloc_array(call->arena, h->fates + 1, sizeof **out);
    if (!*out) return jh_nomem(err);
    if (n) qsort(list, n, sizeof *list, by_id);
    for (size_t i = 0; i < h->fates; i++) {
        const jh_fate *f = &h->fate[i];
        if (f->kind == JH_FATE_PASSES || f->kind == JH_FATE_FAILS) continue;
        const jh_enrolled asked = {.id = f->key};
        const jh_enrolled *school =
            n ? bsearch(&asked, list, n, sizeof asked, by_id) : NULL;
        if (school) (*out)[i] = became(call, school, f->kind);
        if (!(*out)[i] && f->kind == JH_FATE_GONE) (*out)[i] = left_out(call, o, f->key);
    }
    return JH_OK;
}

/* ---- the ledger ---- */

static jh_status tell_task(jh_call *call, const jh_led_rules *rules, int32_t today,
                           const jh_led_item *x, jh_ledger_line *out)
{
    jh_led_state state = jh_led_state_of(x->state);
    int days = jh_ledger_overdue(x, today);
    const jh_led_level *level = jh_ledger_level(rules, days);
    *out = (jh_ledger_line){.id = x->id,
                            .area = x->key.area,
                            .object = jh__led_object(call, x),
                            .problem = jh__led_problem(call, &x->key, &x->found),
                            .lead = x->task.lead,
                            .deadline = x->task.deadline,
                            .state = jh__led_state_word(call, x->state),
                            .source = jh__led_source(call, x),
                            .proof = state == JH_LED_STRUCK ? jh__led_proof(call, x) : "",
                            .level = level ? jh_label_in(level->to, call->lang) : NULL,
                            .live = jh_led_live(state),
                            .struck = state == JH_LED_STRUCK,
                            .overdue = days,
                            .reopened = x->reopened};
    return out->object && out->problem && out->source && out->proof ? JH_OK : JH_ENOMEM;
}

/* What is overdue comes first, then what was opened again. */
static int by_urgency(const void *left, const void *right)
{
    const jh_ledger_line *a = left, *b = right;
    if (a->overdue != b->overdue) return a->overdue > b->overdue ? -1 : 1;
    if (a->reopened != b->reopened) return a->reopened > b->reopened ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

/* The lines of the pack in hand. */
static jh_status read_tasks(jh_call *call, jh_store *s, const char *pack,
                            jh_ledger_lines *out, jh_error *err)
{
    jh_led_items list;
    jh_led_rules *rules;
    int32_t today;
    JH_TRY(jh__led_rules(call, &rules, err));
    const char *day = jh_call_text(call, "date");
    if (!day) day = call->today;
    if (!jh_date_parse(day, &today)) today = 0;
    JH_TRY(jh_store_ledger(s, call->arena, pack, 0, &list, err));
    jh_ledger_line *task = jh_alloc_array(call->arena, list.n + 1, sizeof *task);
    if (!task) return jh_nomem(err);
    for (size_t i = 0; i < list.n; i++)
        if (tell_task(call, rules, today, &list.item[i], &task[i]) != JH_OK)
            return jh_nomem(err);
    if (list.n) qsort(task, list.n, sizeof *task, by_urgency);
    *out = (jh_ledger_lines){day, task, list.n};
    return JH_OK;
}

/* ---- files ---- */

static jh_status history_file(jh_call *call, const jh__over_years *o, const char *folder,
                              jh_error *err)
{
    jh_buf json = {0};
    const jh__history_filter all = {.stage = -2, .indicator = -1, .sections = true};
    jh_status st = jh__history_json(call, o, &all, &json);
    st = st == JH_OK ? jh__report_file(call, folder, "history.json", &json, err)
                     : jh_nomem(err);
    jh_buf_clear(&json);
    return st;
}

static jh_status write(jh_call *call, const jh__over_years *o, const jh_publish *what,
                       jh_error *err)
{
    const char *folder = jh_call_text(call, "out");
    const char *rule = jh__rule_words(call, &o->rule);
    if (!rule || jh__note(call, "ops.report_of", "year:s snapshot:s rule:s years:u",
                          jh_sprintf(call->arena, "%d", o->year[o->years - 1].year),
                          o->snapshot[o->years - 1].name, rule, o->years) != JH_OK)
        return jh_nomem(err);
    call->diags = o->hand.facts.diags;
    JH_TRY(jh__report_write(call, &o->hand, what, folder, err));
    JH_TRY(history_file(call, o, folder, err));
    if (!call->want_json) return JH_OK;
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "folder", folder);
    jh_json_integer(&j, "year", o->year[o->years - 1].year);
    jh_json_text(&j, "snapshot", o->snapshot[o->years - 1].name);
    jh_json_text(&j, "rule", rule);
    jh_json_integer(&j, "years", (int64_t)o->years);
    jh_json_end_object(&j);
    return call->json.oom ? jh_nomem(err) : JH_OK;
}

/* ---- a kept plan as a section ---- */

typedef struct reporting {
    jh_call *call;
    const jh__over_years *o;
    jh_publish what;
    const char *plan;
} reporting;

/* The plan is there for as long as this runs: so the report is written here. */
static jh_status with_plan(void *ctx, jh_call *own, const jh__plan_made *made,
                           jh_error *err)
{
    reporting *r = ctx;
    jh__page g = {.call = own, .pack = made->county->pack};
    own->lang = r->call->lang;
    JH_TRY(made->parts(&g, made->ctx, err));
    jh_paper *paper = jh__page_paper(&g, made->kicker, made->before, false);
    if (g.oom || !paper) return jh_nomem(err);
    paper->title =
        jh__cell_text(own, "ops.report_plan", "kind:s name:s", paper->kicker, r->plan);
    if (!paper->title) return jh_nomem(err);
    r->what.plan = paper;
    return write(r->call, r->o, &r->what, err);
}

static jh_status write_all(reporting *r, jh_store *s, jh_error *err)
{
    jh_kept_plan plan;
    const jh__replay replay = {s, &plan};
    const jh_snapshot *last = &r->o->snapshot[r->o->years - 1];
    if (!r->plan) return write(r->call, r->o, &r->what, err);
    JH_TRY(jh_store_plan(s, r->call->arena, r->plan, &plan, err));
    if (plan.snapshot.id != last->id)
        return jh_fail(err, JH_EUSAGE, "ops.report_plan_snapshot", "name:s of:s last:s",
                       r->plan, plan.snapshot.name, last->name);
    return jh__plan_again(r->call, &replay, with_plan, r, err);
}

/* ---- the operation ---- */

static jh_status run(jh_call *call, jh_error *err)
{
    jh__over_years o;
    jh_past past = {&o.history, &o.rule, NULL};
    jh_ledger_lines tasks = {0};
    const char **said = NULL;
    jh_store *s;
    int year;
    JH_TRY(jh__year(call, &year, err));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &s, err));
    jh_status st = jh__over_years_read(call, s, year, &o, err);
    if (st == JH_OK) st = tell_schools(call, s, &o, &said, err);
    if (st == JH_OK) st = read_tasks(call, s, o.rule.pack, &tasks, err);
    past.became = said;
    reporting r = {.call = call,
                   .o = &o,
                   .what = {.result = o.last, .past = &past, .tasks = &tasks},
                   .plan = jh_call_text(call, "plan")};
    if (st == JH_OK) st = write_all(&r, s, err);
    jh_store_close(s);
    return st;
}

static const jh_param params[] = {
    {.name = "out",
     .kind = JH_PARAM_OUTPUT,
     .required = true,
     .help = {"写到这个文件夹", "folder to write to"}},
    {.name = "year",
     .kind = JH_PARAM_NUMBER,
     .help = {"报告的年度：用该年最后一次定稿；不写则用最近一年",
              "year of the report: its last snapshot; default: the last year"}},
    {.name = "plan",
     .kind = JH_PARAM_TEXT,
     .help = {"把工作区里保存的这个方案作为一节写进报告（jh plan list）",
              "put this kept plan into the report as a section (jh plan list)"}},
    JH__PARAM_PACK_KEPT,
    JH__PARAM_SET,
    JH__PARAM_DATE,
    JH__PARAM_RELIEFS,
    JH__PARAM_WS,
};

extern const jh_op jh__op_report;
const jh_op jh__op_report = {
    .name = "report",
    .summary = {"县报告：网页、工作簿和数据，连同历年变化",
                "the county report: page, workbook and data, with the years before"},
    .details =
        {"用一年的最后一次定稿写出 report.html、report.xlsx、result.json 和 "
         "history.json，内"
         "容与 jh assess --report "
         "相同，另加历年变化：达标学段部、各项差异系数与限值、回落"
         "和新达标的学校、何时能达到、口径变动的影响。不写 --pack "
         "就用最近一次保存的结论所"
         "用的标准和设置。",
         "Writes report.html, report.xlsx, result.json and history.json of a year's last "
         "snapshot: what jh assess --report writes, and the years before it: sections "
         "that pass, coefficients against their limits, schools that fell back or newly "
         "pass, when targets are met, what changed rules did. Without --pack the rule "
         "and "
         "settings of the last result kept."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
