/* jh assess: files → verdict, reasons, gaps, report. */
#include "../load.h"
#include "../reply.h"
#include "../ledger/ledger.h"
#include "result.h"

#include <math.h>
#include <string.h>

#define ROWS_FOR_PEOPLE 30

/* ---- tables for people ---- */

static const char *rendered(jh_call *call, const jh_msg *msg)
{
    jh_buf out = {0};
    jh_msg_render(&out, call->lang, msg);
    const char *s = out.oom ? NULL : jh_strndup(call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

static const char *word(const jh_call *call, jh_verdict v)
{
    static const char *const key[] = {"ops.pass", "ops.fail", "ops.open"};
    return jh_text(call->lang, key[v]);
}

static jh_status added(jh_status st, jh_error *err)
{
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static jh_status table_areas(jh_call *call, const jh_assessment *a, jh_error *err)
{
    static const char *const head[] = {
        "ops.area",     ">ops.sections", ">ops.passed",     ">ops.failed",
        ">ops.unknown", "ops.verdict",   "ops.verdict_all", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.table_areas"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < a->areas; i++) {
        const jh_area_result *area = &a->area[i];
        size_t n[4] = {0};
        for (size_t s = 0; s < area->stages; s++) {
            n[0] += area->stage[s].sections;
            n[1] += area->stage[s].passed;
            n[2] += area->stage[s].failed;
            n[3] += area->stage[s].open;
        }
        const char *cell[] = {jh__area_name(call, area->name), jh__cell_count(call, n[0]),
                              jh__cell_count(call, n[1]),      jh__cell_count(call, n[2]),
                              jh__cell_count(call, n[3]),      word(call, area->verdict),
                              word(call, area->verdict_all)};
        JH_TRY(added(jh__table_add_row(call, t, cell), err));
    }
    return JH_OK;
}

static jh_status coefficient_row(jh_call *call, jh_table *t, const jh_assessment *a,
                                 const jh_area_result *area, const jh_stage_result *s,
                                 size_t k)
{
    const jh_indicator *ind = &a->pack->indicator[k];
    const jh_coefficient_result *c = &s->coefficient[k];
    int decimals = a->pack->coefficient_decimals;
    bool limited = !isnan(c->limit);
    const char *status = limited ? word(call, c->verdict) : "";
    if (c->rounding) status = jh__cell_text(call, "ops.flag_rounding", "word:s", status);
    const char *cell[] = {
        jh__area_name(call, area->name),
        jh__stage_label(call, a->pack, s->stage),
        jh_sprintf(call->arena, "%s %s", ind->id, jh_label_in(ind->name, call->lang)),
        jh__cell_count(call, c->n),
        jh__cell_fixed(call, c->mean, ind->decimals),
        jh__cell_fixed(call, c->cv, c->rounding ? 6 : decimals),
        limited ? jh__cell_fixed(call, c->limit, 2) : "",
        status,
        isnan(ind->standard[s->stage < 0 ? 0 : s->stage]) ? ""
                                                          : jh__cell_count(call, c->met)};
    return jh__table_add_row(call, t, cell);
}

static jh_status table_coefficients(jh_call *call, const jh_assessment *a, jh_error *err)
{
    static const char *const head[] = {
        "ops.area", "ops.stage",  "ops.indicator", ">ops.n",   ">ops.mean",
        ">ops.cv",  ">ops.limit", "ops.status",    ">ops.met", NULL};
    jh_table *t =
        jh__table_new(call, jh_text(call->lang, "ops.table_coefficients"), head);
    if (!t) return jh_nomem(err);
    size_t rows = 0;
    for (size_t i = 0; i < a->areas; i++)
        for (size_t s = 0; s < a->area[i].stages; s++)
            for (size_t k = 0; k < a->pack->indicators; k++) {
                if (!call->want_all && ++rows > 8 * ROWS_FOR_PEOPLE) continue;
                JH_TRY(added(
                    coefficient_row(call, t, a, &a->area[i], &a->area[i].stage[s], k),
                    err));
            }
    return JH_OK;
}

static jh_status table_reasons(jh_call *call, const jh_assessment *a, jh_error *err)
{
    static const char *const head[] = {"ops.area", "ops.status", "ops.reason", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.table_reasons"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < a->areas; i++)
        for (size_t r = 0; r < a->area[i].reasons; r++) {
            const jh_reason *reason = &a->area[i].reason[r];
            if (!call->want_all && reason->verdict == JH_OPEN && reason->item >= 0)
                continue; /* unanswered items are counted, not listed */
            const char *cell[] = {jh__area_name(call, a->area[i].name),
                                  word(call, reason->verdict),
                                  rendered(call, &reason->msg)};
            JH_TRY(added(jh__table_add_row(call, t, cell), err));
        }
    return JH_OK;
}

/* "L3 缺2人（底线还缺1人）", for every unmet indicator of the section. */
static const char *gaps_text(jh_call *call, const jh_assessment *a, size_t section)
{
    jh_buf out = {0};
    for (size_t k = 0; k < a->pack->indicators; k++) {
        const jh_cell_result *c = &a->cell[k * a->sections.n + section];
        const jh_indicator *ind = &a->pack->indicator[k];
        if (c->grade == JH_UNKNOWN) {
            const char *s =
                jh__cell_text(call, "ops.gap_unknown", "indicator:s", ind->id);
            jh_buf_printf(&out, "%s%s", out.n ? "; " : "", s ? s : "");
        }
        if (c->grade != JH_FLOOR && c->grade != JH_FAILED) continue;
        const char *s = jh__gap_words(call, a, section, k);
        jh_buf_printf(&out, "%s%s", out.n ? "; " : "", s ? s : "");
    }
    const char *s = out.oom ? NULL : jh_strndup(call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

static jh_status section_row(jh_call *call, jh_table *t, const jh_assessment *a, size_t i)
{
    const jh_section_result *s = &a->section[i];
    const jh_section *sec = &a->sections.section[i];
    const char *cell[] = {jh__area_name(call, a->sections.area[sec->area]),
                          s->id,
                          s->name,
                          jh__stage_label(call, a->pack, sec->stage),
                          jh__cell_fixed(call, sec->pupils, 0),
                          jh__cell_count(call, s->met),
                          s->rounding ? jh__cell_text(call, "ops.flag_rounding", "word:s",
                                                      word(call, s->verdict))
                                      : word(call, s->verdict),
                          gaps_text(call, a, i)};
    return jh__table_add_row(call, t, cell);
}

static jh_status table_sections(jh_call *call, const jh_assessment *a, jh_error *err)
{
    static const char *const head[] = {"ops.area",    "ops.school_id", "ops.school",
                                       "ops.stage",   ">ops.pupils",   ">ops.met_count",
                                       "ops.verdict", "ops.gaps",      NULL};
    const char *title = call->want_all ? "ops.table_sections" : "ops.table_failing";
    jh_table *t = jh__table_new(call, jh_text(call->lang, title), head);
    size_t hidden = 0;
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < a->sections.n; i++) {
        if (!call->want_all && a->section[i].verdict == JH_PASS &&
            !a->section[i].rounding)
            continue;
        if (!call->want_all && t->rows == ROWS_FOR_PEOPLE) {
            hidden++;
            continue;
        }
        JH_TRY(added(section_row(call, t, a, i), err));
    }
    if (hidden) JH_TRY(added(jh__after(call, "ops.more_rows", "n:u", hidden), err));
    return JH_OK;
}

static jh_status notes(jh_call *call, const jh__county *c, const jh_assessment *a,
                       jh_error *err)
{
    size_t open = 0;
    JH_TRY(added(jh__note(call, "ops.assessed",
                          "pack:s code:s version:s schools:u sections:u",
                          jh_label_in(a->pack->name, call->lang),
                          a->pack->code ? a->pack->code : "", a->pack->version,
                          c->facts.schools.rows, a->sections.n),
                 err));
    if (c->sample) JH_TRY(added(jh__note(call, "ops.sample_data", ""), err));
    if (c->rejected)
        JH_TRY(added(jh__note(call, "ops.rejected", "n:u", c->rejected), err));
    if (a->sections.left_out_n)
        JH_TRY(added(jh__note(call, "ops.left_out", "n:u", a->sections.left_out_n), err));
    for (size_t i = 0; i < a->claims; i++) {
        const char *text = rendered(call, &a->claim[i].why);
        JH_TRY(added(jh__note(call, "ops.line", "text:s", text), err));
    }
    for (size_t i = 0; i < a->areas; i++)
        for (size_t k = 0; k < a->pack->items; k++)
            open += a->area[i].item[k].verdict == JH_OPEN;
    if (open) JH_TRY(added(jh__after(call, "ops.items_open", "n:u", open), err));
    return JH_OK;
}

/* ---- report ---- */

static jh_status report(jh_call *call, const jh__county *c, const jh_assessment *a,
                        jh_error *err)
{
    const char *folder = jh_call_text(call, "report");
    if (!folder) return JH_OK;
    JH_TRY(jh__report_write(call, c, &(jh_publish){.result = a}, folder, err));
    if (!c->facts.rejects) return JH_OK;
    jh_buf repair = {0};
    jh_status st = jh_intake_repair(&c->facts, call->lang, &repair);
    if (st == JH_OK) st = jh__report_file(call, folder, "repair.csv", &repair, err);
    jh_buf_clear(&repair);
    return st;
}

/* Passing means: the resource part passes in every area and no item fails. Items nobody has
 * answered yet are said, not counted against the county. */
static jh_exit outcome(const jh_assessment *a)
{
    bool pass = a->areas > 0;
    for (size_t i = 0; i < a->areas; i++)
        pass = pass && a->area[i].verdict == JH_PASS && a->area[i].verdict_all != JH_FAIL;
    return pass ? JH_EXIT_DONE : JH_EXIT_FAILS;
}

static jh_status ledger_notes(jh_call *call, const jh__county *c, const jh__feed *feed)
{
    const jh_led_counts *n = &feed->counts;
    if (n->unsaid)
        JH_TRY(jh__after(call, "ledger.unsaid", "n:u snapshot:s", n->unsaid,
                         c->snapshot.name));
    if (jh_call_flag(call, "set")) return jh__note(call, "ledger.not_by_settings", "");
    if (!feed->taken)
        return jh__note(call, "ledger.later_seen", "snapshot:s seen:s", c->snapshot.name,
                        feed->seen.name);
    if (!n->fresh && !n->still && !n->struck && !n->relapsed && !n->stated && !n->ended)
        return jh__note(call, "ledger.no_change", "");
    return jh__note(call, "ledger.fed",
                    "fresh:u still:u struck:u relapsed:u stated:u ended:u", n->fresh,
                    n->still, n->struck, n->relapsed, n->stated, n->ended);
}

/* What a snapshot gave is kept with it. */
static jh_status keep(jh_call *call, const jh__county *c, const jh_assessment *a,
                      jh_error *err)
{
    jh_buf json = {0};
    jh__feed feed = {.a = a};
    bool fresh = false;
    if (!c->workspace) return JH_OK;
    if (!c->snapshot.id) return added(jh__note(call, "ops.ws_live", ""), err);
    jh_status st = added(jh__result_json(call, c, a, &json), err);
    if (st == JH_OK) st = jh__workspace_keep(call, c, &json, &feed, &fresh, err);
    jh_buf_clear(&json);
    JH_TRY(st);
    JH_TRY(added(jh__note(call, fresh ? "ops.ws_kept" : "ops.ws_kept_before",
                          "snapshot:s", c->snapshot.name),
                 err));
    return added(ledger_notes(call, c, &feed), err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__county c;
    jh_assessment a;
    JH_TRY(jh__county_assess(call, &c, &a, err));
    call->exit = outcome(&a);
    JH_TRY(keep(call, &c, &a, err));
    JH_TRY(report(call, &c, &a, err));
    if (call->want_json) return added(jh__result_json(call, &c, &a, &call->json), err);
    JH_TRY(notes(call, &c, &a, err));
    JH_TRY(table_areas(call, &a, err));
    JH_TRY(table_coefficients(call, &a, err));
    JH_TRY(table_reasons(call, &a, err));
    return table_sections(call, &a, err);
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    JH__PARAM_FORM,
    {.name = "report",
     .kind = JH_PARAM_OUTPUT,
     .help = {"把网页、工作簿和修正表写到这个文件夹",
              "write page, workbook and repair file into this folder"}},
    JH__PARAM_SET,
    JH__PARAM_WHERE,
    JH__PARAM_DATE,
    JH__PARAM_RELIEFS,
    JH__PARAM_COLUMN,
    JH__PARAM_MEMORY,
    JH__PARAM_YEAR,
    JH__PARAM_SNAPSHOT,
    JH__PARAM_LIVE,
    JH__PARAM_PERSON,
    JH__PARAM_FILES,
};

extern const jh_op jh__op_assess;
const jh_op jh__op_assess = {
    .name = "assess",
    .summary =
        {"按标准评估：是否通过，哪所学校差什么、差多少、为什么",
         "assess by a pack: who passes, which school lacks what, how much and why"},
    .details = {"读入县里已有的表，检查，按标准逐校逐学段计算，给出县的结论和理由、各项差"
                "异系数、"
                "每所学校的缺口。退出码 0 通过，1 未通过或尚不能判定，3 文件不能用。",
                "Reads the county's own files, checks them, judges every section by the "
                "pack and "
                "gives the area's verdict with reasons, the coefficients and each "
                "school's gaps. "
                "Exit code 0: passes; 1: fails or cannot be said yet; 3: a file cannot "
                "be used."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
