/* Plans of money as tables for people, and as a file that can be changed and checked again. */
#include "result.h"

#include "../county/result.h"
#include "../reply.h"

#include <junheng/publish.h>

#include <math.h>
#include <string.h>

#define ROWS_FOR_PEOPLE 40

static jh_status added(jh_status st, jh_error *err)
{
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

/* The part of a name for the language. */
const char *jh__plan_word(jh_call *call, const char *both)
{
    jh_buf out = {0};
    jh_msg m = {.key = "ops.line", .n = 1, .arg = {{"text", both}}};
    jh_msg_render(&out, call->lang, &m);
    const char *s = out.oom ? NULL : jh_strndup(call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s ? s : "";
}

static const char *stage_name(jh_call *call, const jh__budget_run *run, int stage)
{
    return stage < 0 ? "" : jh__stage_label(call, run->county.pack, stage);
}

static const char *percent(jh_call *call, double gap)
{
    if (isnan(gap)) return "";
    return jh_sprintf(call->arena, "%s%%", jh__cell_fixed(call, 100 * gap, 3));
}

static const char *arrow(jh_call *call, const char *from, const char *to)
{
    return jh_sprintf(call->arena, "%s → %s", from, to);
}

/* ---- what becomes of the areas ---- */

size_t jh__plan_sections(const jh_area_result *area, bool passed)
{
    size_t n = 0;
    for (size_t s = 0; s < area->stages; s++)
        n += passed ? area->stage[s].passed : area->stage[s].sections;
    return n;
}

size_t jh__plan_limits(const jh_area_result *area, size_t kinds, bool held)
{
    size_t n = 0;
    for (size_t s = 0; s < area->stages; s++)
        for (size_t k = 0; k < kinds; k++) {
            const jh_coefficient_result *c = &area->stage[s].coefficient[k];
            if (isnan(c->limit)) continue;
            n += !held || c->verdict == JH_PASS;
        }
    for (size_t s = 0; s < area->stages; s++)
        if (!isnan(area->stage[s].composite_limit))
            n += !held || area->stage[s].composite_verdict == JH_PASS;
    return n;
}

static const char *verdict_word(const jh_call *call, jh_verdict v)
{
    static const char *const key[] = {"ops.pass", "ops.fail", "ops.open"};
    return jh_text(call->lang, key[v]);
}

static jh_status area_row(jh_call *call, jh_table *t, const jh__budget_run *run, size_t i)
{
    static const char *const key[] = {"ops.plan_optimal", "ops.plan_feasible",
                                      "ops.plan_infeasible", "ops.plan_none"};
    const jh__budget_result *r = &run->result[i];
    const jh_area_result *before = &run->before.area[i], *after = &run->after.area[i];
    size_t kinds = run->county.pack->indicators;
    bool sum = isnan(run->request.money);
    const char *cell[] = {
        jh__area_name(call, before->name),
        !strcmp(r->plan.method, "given")
            ? jh_text(call->lang, r->found.n ? "ops.plan_given_broken" : "ops.plan_given")
            : jh_text(call->lang, key[r->plan.outcome.status]),
        jh__cell_fixed(call, r->plan.cost, 2),
        sum ? jh__cell_fixed(call, r->plan.outcome.bound, 2) : "",
        percent(call, jh_plan_gap(&r->plan.outcome)),
        arrow(call, jh__cell_count(call, jh__plan_sections(before, true)),
              jh_sprintf(call->arena, "%zu / %zu", jh__plan_sections(after, true),
                         jh__plan_sections(after, false))),
        arrow(call, jh__cell_count(call, jh__plan_limits(before, kinds, true)),
              jh_sprintf(call->arena, "%zu / %zu", jh__plan_limits(after, kinds, true),
                         jh__plan_limits(after, kinds, false))),
        verdict_word(call, after->verdict)};
    return jh__table_add_row(call, t, cell);
}

/* All areas together, where each has a plan. */
static jh_status all_row(jh_call *call, jh_table *t, const jh__budget_run *run)
{
    jh_plan_outcome sum = {.value = 0, .bound = 0};
    size_t sections[3] = {0}, limits[3] = {0}, kinds = run->county.pack->indicators;
    double cost = 0;
    for (size_t i = 0; i < run->results; i++) {
        const jh__budget_result *r = &run->result[i];
        const jh_area_result *before = &run->before.area[i], *after = &run->after.area[i];
        cost += r->plan.cost;
        sum.value += r->plan.outcome.value;
        sum.bound += r->plan.outcome.bound;
        sections[0] += jh__plan_sections(before, true);
        sections[1] += jh__plan_sections(after, true);
        sections[2] += jh__plan_sections(after, false);
        limits[0] += jh__plan_limits(before, kinds, true);
        limits[1] += jh__plan_limits(after, kinds, true);
        limits[2] += jh__plan_limits(after, kinds, false);
    }
    bool least = isnan(run->request.money);
    const char *cell[] = {
        jh_text(call->lang, "ops.plan_together"),
        "",
        jh__cell_fixed(call, cost, 2),
        least ? jh__cell_fixed(call, sum.bound, 2) : "",
        least ? percent(call, jh_plan_gap(&sum)) : "",
        arrow(call, jh__cell_count(call, sections[0]),
              jh_sprintf(call->arena, "%zu / %zu", sections[1], sections[2])),
        arrow(call, jh__cell_count(call, limits[0]),
              jh_sprintf(call->arena, "%zu / %zu", limits[1], limits[2])),
        ""};
    return jh__table_add_row(call, t, cell);
}

static jh_status table_areas(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    static const char *const head[] = {
        "ops.area",        "ops.plan_status",  ">ops.plan_cost",
        ">ops.plan_bound", ">ops.plan_gap",    ">ops.plan_sections",
        ">ops.plan_cones", "ops.plan_verdict", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.plan_areas"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < run->results; i++)
        JH_TRY(added(area_row(call, t, run, i), err));
    return run->results > 1 ? added(all_row(call, t, run), err) : JH_OK;
}

/* ---- by thing ---- */

static jh_status thing_row(jh_call *call, jh_table *t, const jh__budget_run *run,
                           size_t thing)
{
    double bought = 0, moved = 0, cost = 0;
    size_t schools = 0;
    const jh__budget_area *first = &run->result[0].area;
    int slot = first->slot[thing];
    for (size_t i = 0; i < run->results; i++) {
        const jh__budget_result *r = &run->result[i];
        for (size_t k = 0; r->planned && k < r->reasons.n; k++) {
            const jh_budget_reason *x = &r->reasons.item[k];
            if (r->area.b.item[x->item].thing != thing) continue;
            bought += r->plan.bought[x->item];
            moved += r->plan.received[x->item];
            cost += x->cost;
            schools += x->amount > 0;
        }
    }
    if (bought == 0 && moved == 0) return JH_OK;
    const char *cell[] = {jh__plan_word(call, first->b.thing_name[thing]),
                          jh__amount(call, run->county.pack, slot, bought),
                          moved == 0 ? ""
                                     : jh__amount(call, run->county.pack, slot, moved),
                          jh__cell_count(call, schools), jh__cell_fixed(call, cost, 2)};
    return jh__table_add_row(call, t, cell);
}

static jh_status table_things(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    static const char *const head[] = {"ops.plan_what",   ">ops.plan_bought",
                                       ">ops.plan_moved", ">ops.plan_places",
                                       ">ops.plan_cost",  NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.plan_things"), head);
    if (!t) return jh_nomem(err);
    for (size_t k = 0; run->results && k < run->result[0].area.b.things; k++)
        JH_TRY(added(thing_row(call, t, run, k), err));
    return JH_OK;
}

/* ---- coefficients ---- */

/* Where a pack limits the mean of a stage's coefficients. */
static jh_status mean_rows(jh_call *call, jh_table *t, const jh__budget_run *run,
                           size_t area)
{
    const jh_area_result *before = &run->before.area[area];
    const jh_area_result *after = &run->after.area[area];
    for (size_t s = 0; run->result[area].planned && s < before->stages; s++) {
        if (isnan(before->stage[s].composite_limit)) continue;
        const char *cell[] = {jh__area_name(call, before->name),
                              stage_name(call, run, before->stage[s].stage),
                              jh_text(call->lang, "ops.plan_mean_cv"),
                              jh__cell_fixed(call, before->stage[s].composite, 3),
                              jh__cell_fixed(call, after->stage[s].composite, 3),
                              jh__cell_fixed(call, before->stage[s].composite_limit, 2),
                              "",
                              ""};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

static jh_status table_cones(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    static const char *const head[] = {"ops.area",
                                       "ops.stage",
                                       "ops.indicator",
                                       ">ops.plan_before",
                                       ">ops.plan_after",
                                       ">ops.limit",
                                       ">ops.plan_cone_cost",
                                       ">ops.plan_shadow",
                                       NULL};
    const jh_pack *pack = run->county.pack;
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.plan_table_cones"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < run->results; i++) {
        const jh__budget_result *r = &run->result[i];
        for (size_t k = 0; r->planned && k < r->area.b.cones; k++) {
            const jh_budget_effect *e = &r->reasons.cone[k];
            const jh_budget_cone *c = &r->area.b.cone[k];
            bool mean = isinf(c->limit);
            if (!call->want_all && !mean && e->before <= c->limit && e->cost == 0)
                continue;
            const char *cell[] = {
                jh__area_name(call, run->before.area[i].name),
                stage_name(call, run, c->stage),
                jh_sprintf(call->arena, "%s %s", pack->indicator[c->indicator].id,
                           jh__plan_word(call, r->area.b.indicator_name[c->indicator])),
                jh__cell_fixed(call, e->before, 3),
                jh__cell_fixed(call, e->after, 3),
                mean ? "" : jh__cell_fixed(call, c->limit, 2),
                jh__cell_fixed(call, e->cost, 2),
                e->price > 0 ? jh__cell_fixed(call, e->price, 2) : ""};
            JH_TRY(added(jh__table_add_row(call, t, cell), err));
        }
        JH_TRY(added(mean_rows(call, t, run, i), err));
    }
    return JH_OK;
}

/* ---- purchases ---- */

/* "使 L4 由3.10达到3.83（底线）". */
const char *jh__budget_why(jh_call *call, const jh__budget_run *run,
                           const jh__budget_result *r, const jh_budget_reason *x)
{
    static const char *const key[] = {"ops.plan_why_standard", "ops.plan_why_floor",
                                      "ops.plan_why_cone"};
    const jh_pack *pack = run->county.pack;
    if (x->cell == JH_BUDGET_NONE) return "";
    const jh_budget_cell *c = &r->area.b.cell[x->cell];
    const jh_indicator *ind = &pack->indicator[c->indicator];
    size_t why = JH_BUDGET_WHYS;
    for (size_t i = 0; i < JH_BUDGET_WHYS; i++)
        if (x->part[i] > 0) {
            why = i;
            break;
        }
    if (x->amount < 0) return jh_text(call->lang, "ops.plan_why_given");
    if (why == JH_BUDGET_WHYS) return "";
    const char *stage = stage_name(call, run, r->area.b.section[c->section].stage);
    const char *text =
        jh__cell_text(call, key[why], "indicator:s stage:s from:s to:s", ind->id, stage,
                      jh__cell_fixed(call, fabs(x->before), ind->decimals),
                      jh__cell_fixed(call, fabs(x->after), ind->decimals));
    if (text && why != JH_BUDGET_FOR_COEFFICIENT &&
        x->part[JH_BUDGET_FOR_COEFFICIENT] > 0)
        text = jh_sprintf(call->arena, "%s%s", text,
                          jh_text(call->lang, "ops.plan_why_more"));
    return text ? text : "";
}

/* "…；没有它该校不达标". */
static const char *reason_text(jh_call *call, const jh__budget_run *run,
                               const jh__budget_result *r, const jh_budget_reason *x)
{
    const char *text = jh__budget_why(call, run, r, x);
    const char *else_key = x->fails_without  ? "ops.plan_without_fails"
                           : x->over_without ? "ops.plan_without_over"
                                             : NULL;
    if (!text[0] || !else_key || x->amount < 0) return text;
    return jh_sprintf(call->arena, "%s%s", text, jh_text(call->lang, else_key));
}

static jh_status purchase_row(jh_call *call, jh_table *t, const jh__budget_run *run,
                              const jh__budget_result *r, const jh__budget_lot *lot)
{
    const jh_budget_reason *x = lot->x;
    const jh_budget_item *item = &r->area.b.item[x->item];
    int slot = r->area.slot[item->thing];
    const jh_pack *pack = run->county.pack;
    double moved = lot->received - lot->given;
    const char *cell[] = {jh__cell_count(call, lot->year),
                          r->area.b.school_id[item->school],
                          r->area.b.school_name[item->school],
                          stage_name(call, run, r->area.stage[x->item]),
                          jh__plan_word(call, r->area.b.thing_name[item->thing]),
                          jh__amount(call, pack, slot, lot->bought),
                          moved == 0 ? "" : jh__amount(call, pack, slot, moved),
                          jh__cell_fixed(call, lot->cost, 2),
                          reason_text(call, run, r, x)};
    return jh__table_add_row(call, t, lot->year ? cell : cell + 1);
}

static jh_status table_purchases(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    static const char *const head[] = {">ops.plan_year",  "ops.school_id",
                                       "ops.school",      "ops.stage",
                                       "ops.plan_what",   ">ops.plan_bought",
                                       ">ops.plan_moved", ">ops.plan_cost",
                                       "ops.plan_why",    NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.plan_purchases"),
                                run->years.n ? head : head + 1);
    size_t hidden = 0;
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < run->results; i++) {
        const jh__budget_result *r = &run->result[i];
        jh__budget_lot *lot;
        size_t n;
        JH_TRY(added(jh__budget_lots(call, run, r, &lot, &n), err));
        for (size_t k = 0; k < n; k++) {
            if (!call->want_all && t->rows == ROWS_FOR_PEOPLE)
                hidden++;
            else
                JH_TRY(added(purchase_row(call, t, run, r, &lot[k]), err));
        }
    }
    return hidden ? added(jh__after(call, "ops.plan_more_rows", "n:u", hidden), err)
                  : JH_OK;
}

/* ---- what stands against it ---- */

jh_status jh__violation_table(jh_call *call, const jh_violations *v, jh_error *err)
{
    static const char *const head[] = {"ops.school_id", "ops.plan_broken_rule", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.plan_violations"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < v->n; i++) {
        jh_buf text = {0};
        jh_msg_render(&text, call->lang, &v->item[i].msg);
        const char *said = text.oom ? NULL : jh_strndup(call->arena, text.p, text.n);
        jh_buf_clear(&text);
        const char *cell[] = {v->item[i].subject ? v->item[i].subject : "", said};
        if (!said) return jh_nomem(err);
        JH_TRY(added(jh__table_add_row(call, t, cell), err));
    }
    return JH_OK;
}

jh_status jh__budget_tables(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    bool any = false;
    size_t open = 0;
    if (run->county.sample) JH_TRY(added(jh__note(call, "ops.sample_data", ""), err));
    JH_TRY(table_areas(call, run, err));
    for (size_t i = 0; i < run->results; i++) {
        any = any || run->result[i].planned;
        open += run->result[i].area.open;
        if (run->result[i].plan.why.n)
            JH_TRY(jh__violation_table(call, &run->result[i].plan.why, err));
    }
    if (open) JH_TRY(added(jh__note(call, "ops.plan_open", "n:u", open), err));
    if (!any) return JH_OK;
    if (run->years.n) JH_TRY(jh__years_table(call, run, err));
    JH_TRY(table_things(call, run, err));
    JH_TRY(table_cones(call, run, err));
    JH_TRY(jh__handover_table(call, run, err));
    return table_purchases(call, run, err);
}

/* ---- the file ---- */

typedef struct sheet_rows {
    const char **cell;
    size_t rows, columns;
} sheet_rows;

/* The year stands first, and is left out where there are none. */
enum { COLUMNS = 12 };

static const char *plain(jh_call *call, double x)
{
    char text[32];
    jh_number_shortest(x, text);
    return x == 0 ? "" : jh_strdup(call->arena, text);
}

static void file_row(jh_call *call, const jh__budget_run *run, const jh__budget_result *r,
                     const jh__budget_lot *lot, const char **c)
{
    const jh_budget_reason *x = lot->x;
    const jh_budget_item *item = &r->area.b.item[x->item];
    if (lot->year) *c++ = jh__cell_count(call, lot->year);
    c[0] = r->area.b.school_id[item->school];
    c[1] = r->area.b.school_name[item->school];
    c[2] = stage_name(call, run, r->area.stage[x->item]);
    c[3] = jh__plan_word(call, r->area.b.thing_name[item->thing]);
    c[4] = lot->bought == 0 ? "0" : plain(call, lot->bought);
    c[5] = plain(call, lot->received);
    c[6] = plain(call, lot->given);
    c[7] = jh_label_in(jh_pack_slot_unit(run->county.pack, r->area.slot[item->thing]),
                       call->lang);
    c[8] = plain(call, item->price);
    c[9] = plain(call, lot->cost);
    c[10] = reason_text(call, run, r, x);
}

static jh_status file_rows(jh_call *call, const jh__budget_run *run, sheet_rows *out)
{
    size_t all = 0, years = run->years.n ? run->years.n : 1;
    for (size_t i = 0; i < run->results; i++)
        all += run->result[i].planned ? run->result[i].reasons.n : 0;
    out->columns = run->years.n ? COLUMNS : COLUMNS - 1;
    out->cell = jh_alloc_array(call->arena, all * years * COLUMNS + 1, sizeof *out->cell);
    if (!out->cell) return JH_ENOMEM;
    for (size_t i = 0; i < run->results; i++) {
        const jh__budget_result *r = &run->result[i];
        jh__budget_lot *lot;
        size_t n;
        JH_TRY(jh__budget_lots(call, run, r, &lot, &n));
        for (size_t k = 0; k < n; k++)
            file_row(call, run, r, &lot[k], &out->cell[out->rows++ * out->columns]);
    }
    return JH_OK;
}

static void write_csv(const char *const *head, const sheet_rows *rows, jh_buf *out)
{
    jh_buf_puts(out, "\xEF\xBB\xBF");
    for (size_t r = 0; r <= rows->rows; r++)
        for (size_t c = 0; c < rows->columns; c++) {
            const char *text = r ? rows->cell[(r - 1) * rows->columns + c] : head[c];
            jh_csv_field(out, text ? text : "");
            jh_buf_puts(out, c + 1 < rows->columns ? "," : "\r\n");
        }
}

jh_status jh__budget_file(jh_call *call, const jh__budget_run *run, const char *path,
                          jh_error *err)
{
    static const char *const key[COLUMNS] = {"ops.plan_file_year",
                                             "ops.plan_file_school",
                                             "ops.school",
                                             "ops.stage",
                                             "ops.plan_file_thing",
                                             "ops.plan_file_bought",
                                             "ops.plan_file_received",
                                             "ops.plan_file_given",
                                             "ops.plan_unit",
                                             "ops.plan_price",
                                             "ops.plan_cost",
                                             "ops.plan_why"};
    const char *head[COLUMNS];
    jh_sheet_head column[COLUMNS] = {{0}};
    sheet_rows rows = {0};
    jh_buf out = {0};
    size_t n = strlen(path);
    if (file_rows(call, run, &rows) != JH_OK) return jh_nomem(err);
    size_t skip = COLUMNS - rows.columns;
    for (size_t i = 0; i < rows.columns; i++) {
        head[i] = jh_text(call->lang, key[i + skip]);
        column[i] = (jh_sheet_head){.label = head[i], .text = i < 5 - skip};
    }
    jh_status st = JH_OK;
    if (n > 4 && !strcmp(path + n - 4, ".csv")) {
        write_csv(head, &rows, &out);
    } else {
        jh_sheet sheet = {jh_text(call->lang, "ops.plan_purchases"), column,
                          rows.columns};
        st = jh_publish_table(&sheet, rows.cell, rows.rows, &out, err);
    }
    if (st == JH_OK) st = out.oom ? jh_nomem(err) : jh__file_write(call, path, &out, err);
    jh_buf_clear(&out);
    JH_TRY(st);
    return added(jh__after(call, "ops.written", "file:s", path), err);
}

/* ---- JSON ---- */

typedef struct writer {
    jh_call *call;
    const jh__budget_run *run;
    jh_json j;
} writer;

static void json_violations(writer *w, const char *key, const jh_violations *v)
{
    jh_json_list(&w->j, key);
    for (size_t i = 0; i < v->n; i++) {
        jh_buf text = {0};
        jh_msg_render(&text, w->call->lang, &v->item[i].msg);
        jh_json_object(&w->j, NULL);
        jh_json_text(&w->j, "rule", v->item[i].msg.key);
        jh_json_text(&w->j, "school_id", v->item[i].subject);
        jh_json_number(&w->j, "by", v->item[i].by);
        jh_json_text(&w->j, "text", text.p);
        jh_json_end_object(&w->j);
        w->j.out->oom = w->j.out->oom || text.oom;
        jh_buf_clear(&text);
    }
    jh_json_end_list(&w->j);
}

static void json_cones(writer *w, const jh__budget_result *r)
{
    const jh_pack *pack = w->run->county.pack;
    jh_json_list(&w->j, "coefficients");
    for (size_t k = 0; r->planned && k < r->area.b.cones; k++) {
        const jh_budget_effect *e = &r->reasons.cone[k];
        const jh_budget_cone *c = &r->area.b.cone[k];
        jh_json_object(&w->j, NULL);
        jh_json_text(&w->j, "stage", jh__stage_id(pack, c->stage));
        jh_json_text(&w->j, "indicator", pack->indicator[c->indicator].id);
        jh_json_number(&w->j, "before", e->before);
        jh_json_number(&w->j, "after", e->after);
        jh_json_number(&w->j, "limit", c->limit);
        jh_json_number(&w->j, "cost", e->cost);
        jh_json_number(&w->j, "saving_per_hundredth", e->price);
        jh_json_end_object(&w->j);
    }
    jh_json_end_list(&w->j);
}

/* When how much of one item comes. */
static void json_years(writer *w, const jh__budget_result *r, size_t item)
{
    jh_json_list(&w->j, "by_year");
    for (size_t y = 0; y < w->run->years.n; y++) {
        const jh_budget_plan *p = &r->stages.year[y].plan;
        if (p->bought[item] == 0 && p->received[item] == 0 && p->given[item] == 0)
            continue;
        jh_json_object(&w->j, NULL);
        jh_json_integer(&w->j, "year", (int64_t)y + 1);
        jh_json_number(&w->j, "bought", p->bought[item]);
        jh_json_number(&w->j, "received", p->received[item]);
        jh_json_number(&w->j, "given", p->given[item]);
        jh_json_end_object(&w->j);
    }
    jh_json_end_list(&w->j);
}

static void json_purchases(writer *w, const jh__budget_result *r)
{
    static const char *const part[] = {"for_standard", "for_floor", "for_coefficient"};
    const jh_pack *pack = w->run->county.pack;
    jh_json_list(&w->j, "purchases");
    for (size_t k = 0; r->planned && k < r->reasons.n; k++) {
        const jh_budget_reason *x = &r->reasons.item[k];
        const jh_budget_item *item = &r->area.b.item[x->item];
        jh_json_object(&w->j, NULL);
        jh_json_text(&w->j, "school_id", r->area.b.school_id[item->school]);
        jh_json_text(&w->j, "school", r->area.b.school_name[item->school]);
        if (r->area.stage[x->item] >= 0)
            jh_json_text(&w->j, "stage", jh__stage_id(pack, r->area.stage[x->item]));
        jh_json_text(&w->j, "thing",
                     jh__plan_word(w->call, r->area.b.thing_name[item->thing]));
        jh_json_number(&w->j, "bought", r->plan.bought[x->item]);
        jh_json_number(&w->j, "received", r->plan.received[x->item]);
        jh_json_number(&w->j, "given", r->plan.given[x->item]);
        jh_json_number(&w->j, "cost", x->cost);
        if (w->run->years.n) json_years(w, r, x->item);
        for (size_t i = 0; i < JH_COUNT(part); i++)
            jh_json_number(&w->j, part[i], x->part[i]);
        if (x->cell != JH_BUDGET_NONE) {
            const jh_budget_cell *c = &r->area.b.cell[x->cell];
            jh_json_text(&w->j, "indicator", pack->indicator[c->indicator].id);
            jh_json_number(&w->j, "before", x->before);
            jh_json_number(&w->j, "after", x->after);
        }
        jh_json_bool(&w->j, "fails_without", x->fails_without);
        jh_json_bool(&w->j, "over_without", x->over_without);
        jh_json_text(&w->j, "reason", reason_text(w->call, w->run, r, x));
        jh_json_end_object(&w->j);
    }
    jh_json_end_list(&w->j);
}

/* Who gives to whom; for want of memory the list is cut and the whole fails. */
static void json_handovers(writer *w, const jh__budget_result *r)
{
    const jh_budget *b = &r->area.b;
    jh__handover *list;
    size_t n = 0;
    jh_error err = {0};
    if (jh__handovers(w->call, w->run, r, &list, &n, &err) != JH_OK) w->j.out->oom = true;
    jh_json_list(&w->j, "moves");
    for (size_t k = 0; k < n; k++) {
        const jh_budget_item *from = &b->item[list[k].from], *to = &b->item[list[k].to];
        jh_json_object(&w->j, NULL);
        jh_json_text(&w->j, "thing", jh__plan_word(w->call, b->thing_name[from->thing]));
        jh_json_text(&w->j, "from_id", b->school_id[from->school]);
        jh_json_text(&w->j, "from", b->school_name[from->school]);
        jh_json_text(&w->j, "to_id", b->school_id[to->school]);
        jh_json_text(&w->j, "to", b->school_name[to->school]);
        jh_json_number(&w->j, "amount", list[k].amount);
        jh_json_number(&w->j, "km", list[k].km);
        jh_json_end_object(&w->j);
    }
    jh_json_end_list(&w->j);
}

static void json_area(writer *w, size_t i)
{
    const jh__budget_result *r = &w->run->result[i];
    const jh_area_result *before = &w->run->before.area[i];
    const jh_area_result *after = &w->run->after.area[i];
    jh_json_object(&w->j, NULL);
    jh_json_text(&w->j, "area", before->name);
    jh_json_text(&w->j, "status", jh_plan_status_id(r->plan.outcome.status));
    jh_json_text(&w->j, "ended", jh_plan_end_id(r->plan.outcome.end));
    jh_json_text(&w->j, "method", r->plan.method);
    jh_json_number(&w->j, "cost", r->plan.cost);
    jh_json_number(&w->j, "value", r->plan.outcome.value);
    jh_json_number(&w->j, "bound", r->plan.outcome.bound);
    jh_json_number(&w->j, "gap", jh_plan_gap(&r->plan.outcome));
    jh_json_integer(&w->j, "sections", (int64_t)jh__plan_sections(after, false));
    jh_json_integer(&w->j, "sections_pass_before",
                    (int64_t)jh__plan_sections(before, true));
    jh_json_integer(&w->j, "sections_pass_after",
                    (int64_t)jh__plan_sections(after, true));
    jh_json_integer(&w->j, "sections_not_planned", (int64_t)r->area.open);
    jh_json_text(&w->j, "verdict_before", jh_verdict_id(before->verdict));
    jh_json_text(&w->j, "verdict_after", jh_verdict_id(after->verdict));
    if (w->run->years.n && r->planned) jh__years_json(&w->j, w->run, i);
    json_violations(w, "infeasible", &r->plan.why);
    json_violations(w, "violations", &r->found);
    json_cones(w, r);
    json_handovers(w, r);
    json_purchases(w, r);
    jh_json_end_object(&w->j);
}

jh_status jh__budget_json(jh_call *call, const jh__budget_run *run, jh_buf *out)
{
    writer w = {call, run, {.out = out, .pretty = true}};
    jh_json_object(&w.j, NULL);
    jh_json_text(&w.j, "plan", "budget");
    jh_json_text(&w.j, "engine", jh_version());
    jh_json_text(&w.j, "pack", run->county.pack->id);
    jh_json_text(&w.j, "pack_version", run->county.pack->version);
    jh_json_number(&w.j, "budget", run->request.money);
    jh_json_list(&w.j, "areas");
    for (size_t i = 0; i < run->results; i++)
        json_area(&w, i);
    jh_json_end_list(&w.j);
    jh_json_end_object(&w.j);
    return out->oom ? JH_ENOMEM : JH_OK;
}
