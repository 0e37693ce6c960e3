/* What came of the counties: table, JSON, workbook and page. */
#include "province.h"

#include "../reply.h"

#include <junheng/json.h>
#include <junheng/publish.h>

#include <math.h>
#include <string.h>

static const char *const kind_id[JH__KINDS] = {"budget", "rotation"};
static const char *const kind_key[JH__KINDS] = {"ops.plan_kind_budget",
                                                "ops.plan_kind_rotation"};

enum { COLUMNS = 11 };
static const char *const head[COLUMNS + 1] = {
    "ops.area",         "ops.plan_kind",    "ops.plan_status",    ">ops.plan_cost_or_km",
    ">ops.plan_bound",  ">ops.plan_gap",    ">ops.plan_sections", ">ops.plan_cones",
    ">ops.plan_movers", ">ops.plan_travel", "ops.province_why",   NULL};

/* ---- sums ---- */

typedef struct total {
    size_t counties, made, failed, passes;
    jh__province_row row;
} total;

static total total_of(const jh__province *p, int kind)
{
    total t = {.row = {.asked = true, .made = true}};
    for (size_t i = 0; i < p->folders.n; i++) {
        const jh__province_row *r = &p->row[i][kind];
        if (!r->asked) continue;
        t.counties++;
        t.passes += r->passes;
        t.made += r->made;
        t.failed += !r->made;
        if (!r->made) continue;
        t.row.cost += r->cost, t.row.bound += r->bound;
        t.row.movers += r->movers, t.row.travel += r->travel;
        t.row.sections += r->sections, t.row.limits += r->limits;
        t.row.sections_before += r->sections_before;
        t.row.sections_after += r->sections_after;
        t.row.limits_before += r->limits_before;
        t.row.limits_after += r->limits_after;
    }
    return t;
}

static bool has_sample(const jh__province *p)
{
    for (size_t i = 0; i < p->folders.n; i++)
        for (int k = 0; k < JH__KINDS; k++)
            if (p->row[i][k].sample) return true;
    return false;
}

static double gap_of(const jh__province_row *r)
{
    return jh_plan_gap(&(jh_plan_outcome){.value = r->cost, .bound = r->bound});
}

/* ---- rows ---- */

static const char *from_to(jh_call *call, size_t before, size_t after, size_t all)
{
    return all ? jh_sprintf(call->arena, "%zu → %zu / %zu", before, after, all) : "";
}

static jh_status cells(jh__province *p, const char *name, int kind,
                       const jh__province_row *r, const char **cell)
{
    jh_call *call = p->call;
    bool people = kind == JH__ROTATION && r->made;
    double gap = gap_of(r);
    const char *row[COLUMNS] = {
        name,
        jh_text(call->lang, kind_key[kind]),
        jh_text(call->lang, !r->made    ? "ops.province_none"
                            : r->passes ? "ops.province_passes"
                                        : "ops.province_made"),
        jh__cell_fixed(call, r->cost, 2),
        jh__cell_fixed(call, r->bound, 2),
        isnan(gap) ? ""
                   : jh_sprintf(call->arena, "%s%%", jh__cell_fixed(call, 100 * gap, 3)),
        from_to(call, r->sections_before, r->sections_after, r->sections),
        from_to(call, r->limits_before, r->limits_after, r->limits),
        people ? jh__cell_fixed(call, r->movers, 0) : "",
        people ? jh__cell_fixed(call, r->travel, 1) : "",
        r->why ? jh_strdup(call->arena, r->why) : ""};
    for (size_t i = 0; i < COLUMNS; i++)
        if (!row[i]) return JH_ENOMEM;
    memcpy(cell, row, sizeof row);
    return JH_OK;
}

/* Every row there is, the sums last. */
static jh_status all_rows(jh__province *p, const char ***out, size_t *n, jh_error *err)
{
    size_t most = (p->folders.n + 1) * JH__KINDS;
    const char **cell = jh_alloc_array(p->call->arena, most * COLUMNS + 1, sizeof *cell);
    *out = cell, *n = 0;
    if (!cell) return jh_nomem(err);
    for (size_t i = 0; i < p->folders.n; i++)
        for (int k = 0; k < JH__KINDS; k++)
            if (p->row[i][k].asked && cells(p, p->folders.item[i].name, k, &p->row[i][k],
                                            cell + (*n)++ * COLUMNS) != JH_OK)
                return jh_nomem(err);
    for (int k = 0; k < JH__KINDS; k++) {
        total t = total_of(p, k);
        if (!t.made) continue;
        t.row.passes = t.passes == t.counties;
        const char *name =
            jh__cell_text(p->call, "ops.province_total", "n:u of:u", t.made, t.counties);
        if (!name || cells(p, name, k, &t.row, cell + (*n)++ * COLUMNS) != JH_OK)
            return jh_nomem(err);
    }
    return JH_OK;
}

/* ---- JSON ---- */

static void json_row(jh_json *j, const jh__province_row *r)
{
    jh_json_bool(j, "made", r->made);
    jh_json_bool(j, "passes", r->passes);
    jh_json_number(j, "cost", r->cost);
    jh_json_number(j, "bound", r->bound);
    jh_json_number(j, "movers", r->movers);
    jh_json_number(j, "travel_km", r->travel);
    jh_json_integer(j, "sections", (int64_t)r->sections);
    jh_json_integer(j, "sections_pass_before", (int64_t)r->sections_before);
    jh_json_integer(j, "sections_pass_after", (int64_t)r->sections_after);
    jh_json_integer(j, "coefficients", (int64_t)r->limits);
    jh_json_integer(j, "coefficients_hold_before", (int64_t)r->limits_before);
    jh_json_integer(j, "coefficients_hold_after", (int64_t)r->limits_after);
}

static jh_status json(jh__province *p, jh_buf *out, jh_error *err)
{
    jh_json j = {.out = out, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "plan", "province");
    jh_json_text(&j, "engine", jh_version());
    jh_json_text(&j, "pack", p->pack->id);
    jh_json_list(&j, "counties");
    for (size_t i = 0; i < p->folders.n; i++)
        for (int k = 0; k < JH__KINDS; k++) {
            const jh__province_row *r = &p->row[i][k];
            if (!r->asked) continue;
            jh_json_object(&j, NULL);
            jh_json_text(&j, "county", p->folders.item[i].name);
            jh_json_text(&j, "kind", kind_id[k]);
            json_row(&j, r);
            jh_json_text(&j, "why", r->why);
            jh_json_end_object(&j);
        }
    jh_json_end_list(&j);
    for (int k = 0; k < JH__KINDS; k++) {
        total t = total_of(p, k);
        if (!t.counties) continue;
        jh_json_object(&j, kind_id[k]);
        jh_json_integer(&j, "counties", (int64_t)t.counties);
        jh_json_integer(&j, "without_plan", (int64_t)t.failed);
        jh_json_integer(&j, "passing", (int64_t)t.passes);
        json_row(&j, &t.row);
        jh_json_end_object(&j);
    }
    jh_json_end_object(&j);
    return out->oom ? jh_nomem(err) : JH_OK;
}

/* ---- page ---- */

static jh_shade shade_of(size_t before, size_t after)
{
    return after > before ? JH_SHADE_OK : after < before ? JH_SHADE_NO : JH_SHADE_NONE;
}

static void figures(jh__page *g, const total *t, int kind)
{
    jh_call *call = g->call;
    jh_paper_figure *f = jh__page_room(g, 4, sizeof *f);
    if (!f) return;
    f[0] = (jh_paper_figure){
        jh_text(call->lang, "ops.province_counties"), jh__page_count(g, t->counties),
        jh__page_text(g, jh__cell_text(call, "ops.province_failed", "n:u", t->failed)),
        t->failed ? JH_SHADE_NO : JH_SHADE_OK};
    f[1] = kind == JH__BUDGET
               ? (jh_paper_figure){jh_text(call->lang, "ops.page_needed"),
                                   jh__money(call, g->pack, t->row.cost),
                                   jh__cell_text(call, "ops.province_bound", "bound:s",
                                                 jh__money(call, g->pack, t->row.bound)),
                                   JH_SHADE_NONE}
               : (jh_paper_figure){jh_text(call->lang, "ops.rotation_movers"),
                                   jh__cell_fixed(call, t->row.movers, 0), NULL,
                                   JH_SHADE_NONE};
    f[2] =
        (jh_paper_figure){jh_text(call->lang, "ops.plan_sections"),
                          jh__page_turn(g, t->row.sections_before, t->row.sections_after),
                          jh__cell_text(call, "ops.page_of", "n:u", t->row.sections),
                          shade_of(t->row.sections_before, t->row.sections_after)};
    f[3] = (jh_paper_figure){jh_text(call->lang, "ops.plan_cones"),
                             jh__page_turn(g, t->row.limits_before, t->row.limits_after),
                             jh__cell_text(call, "ops.page_of", "n:u", t->row.limits),
                             JH_SHADE_OK};
    jh_paper_part *part = jh__page_add(g, JH_PAPER_FIGURES, "");
    part->n = 4, part->of.figure = f;
}

#define BARS_MOST 200

static void page_of_kind(jh__page *g, const jh__province *p, int kind)
{
    total t = total_of(p, kind);
    jh__bars bars = {0};
    if (!t.counties) return;
    jh__page_add(g, JH_PAPER_HEADING, kind_key[kind]);
    figures(g, &t, kind);
    for (size_t i = 0; i < p->folders.n && i < BARS_MOST; i++) {
        const jh__province_row *r = &p->row[i][kind];
        if (!r->made) continue;
        double value = kind == JH__BUDGET ? r->cost : r->movers;
        jh__bars_add(g, &bars, p->folders.item[i].name, value,
                     kind == JH__BUDGET ? jh__money(g->call, g->pack, value)
                                        : jh__cell_fixed(g->call, value, 0));
    }
    jh__bars_close(g, &bars,
                   kind == JH__BUDGET ? "ops.page_needed" : "ops.rotation_movers");
}

static jh_status html(jh__province *p, const char **cell, size_t rows, jh_buf *out,
                      jh_error *err)
{
    jh__page g = {.call = p->call, .pack = p->pack};
    jh__rows table;
    for (int k = 0; k < JH__KINDS; k++)
        page_of_kind(&g, p, k);
    jh__page_add(&g, JH_PAPER_HEADING, "ops.page_overview");
    jh__rows_open(&g, &table, "ops.page_overview", head);
    for (size_t i = 0; i < rows; i++)
        jh__rows_add(&g, &table, cell + i * COLUMNS, NULL);
    jh__rows_close(&g, &table);
    const jh_paper_fact fact[] = {
        {"publish.pack", jh_label_in(p->pack->name, p->call->lang)},
        {"publish.pack_version", p->pack->version},
        {"publish.date", p->call->today},
        {"publish.engine", jh_version()}};
    const jh_paper paper = {.lang = p->call->lang,
                            .kicker = jh_text(p->call->lang, "ops.province_kicker"),
                            .title =
                                jh__page_text(&g, jh__cell_text(p->call, "ops.page_areas",
                                                                "n:u", p->folders.n)),
                            .fact = fact,
                            .facts = JH_COUNT(fact),
                            .part = g.part,
                            .parts = g.parts};
    return g.oom ? jh_nomem(err) : jh_paper_html(&paper, out, err);
}

/* ---- files ---- */

static jh_status workbook(jh__province *p, const char *const *cell, size_t rows,
                          jh_buf *out, jh_error *err)
{
    jh_sheet_head column[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) {
        bool number = head[i][0] == '>';
        column[i] = (jh_sheet_head){.label = jh_text(p->call->lang, head[i] + number),
                                    .text = !number};
    }
    const jh_sheet sheet = {jh_text(p->call->lang, "ops.page_overview"), column, COLUMNS};
    return jh_publish_table(&sheet, cell, rows, out, err);
}

static jh_status bytes(jh__province *p, const char *path, const char **cell, size_t rows,
                       jh_buf *out, jh_error *err)
{
    const char *dot = strrchr(path, '.');
    if (dot && !strcmp(dot, ".html")) return html(p, cell, rows, out, err);
    if (dot && !strcmp(dot, ".json")) return json(p, out, err);
    if (dot && !strcmp(dot, ".xlsx")) return workbook(p, cell, rows, out, err);
    if (!dot || strcmp(dot, ".csv") != 0)
        return jh_fail(err, JH_EUSAGE, "ops.province_out", "file:s", path);
    const char *label[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        label[i] = jh_text(p->call->lang, head[i] + (head[i][0] == '>'));
    jh__plan_csv(label, COLUMNS, cell, rows, out);
    return out->oom ? jh_nomem(err) : JH_OK;
}

static jh_status write_out(jh__province *p, const char **cell, size_t rows, jh_error *err)
{
    const char *path = jh_call_text(p->call, "out");
    jh_buf out = {0};
    if (!path) return JH_OK;
    jh_status st = bytes(p, path, cell, rows, &out, err);
    if (st == JH_OK) st = jh__file_write(p->call, path, &out, err);
    jh_buf_clear(&out);
    JH_TRY(st);
    return jh__after(p->call, "ops.written", "file:s", path) == JH_OK ? JH_OK
                                                                      : jh_nomem(err);
}

/* Counties without anything to plan by, the first of them by name. */
#define NAMED_MOST 5

static jh_status name_idle(jh__province *p, jh_error *err)
{
    const char *names = "", *gap = "";
    size_t n = 0;
    for (size_t i = 0; i < p->folders.n; i++) {
        if (p->row[i][JH__BUDGET].asked || p->row[i][JH__ROTATION].asked) continue;
        if (n++ < NAMED_MOST)
            names =
                jh_sprintf(p->call->arena, "%s%s%s", names, gap, p->folders.item[i].name);
        if (!names) return jh_nomem(err);
        gap = p->call->lang == JH_ZH ? "、" : ", ";
    }
    if (n > NAMED_MOST) names = jh_sprintf(p->call->arena, "%s…", names);
    if (!n) return JH_OK;
    return names && jh__note(p->call, "ops.province_idle", "n:u names:s", n, names) ==
                        JH_OK
               ? JH_OK
               : jh_nomem(err);
}

jh_status jh__province_reply(jh__province *p, jh_error *err)
{
    const char **cell;
    size_t rows;
    jh_call *call = p->call;
    call->exit = JH_EXIT_DONE;
    for (size_t i = 0; i < p->folders.n; i++) {
        const jh__province_row *r = p->row[i];
        for (int k = 0; k < JH__KINDS; k++)
            if (r[k].asked && !r[k].passes) call->exit = JH_EXIT_FAILS;
    }
    if (has_sample(p) && jh__note(call, "ops.sample_data", "") != JH_OK)
        return jh_nomem(err);
    JH_TRY(name_idle(p, err));
    JH_TRY(all_rows(p, &cell, &rows, err));
    JH_TRY(write_out(p, cell, rows, err));
    if (call->want_json) return json(p, &call->json, err);
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.page_overview"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < rows; i++)
        if (jh__table_add_row(call, t, cell + i * COLUMNS) != JH_OK) return jh_nomem(err);
    return JH_OK;
}
