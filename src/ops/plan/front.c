/* Money against sections that pass: the least for every number of them. */
#include "page.h"

#include "../county/plot.h"
#include "../reply.h"

#include <math.h>

/* The points of an area that nothing beats: for as little or less no more sections pass. */
typedef struct points {
    size_t n;
    size_t *sections;
    double *cost, *pupils;
    bool exact;
} points;

static jh_status points_of(jh_call *call, const jh__budget_run *run, size_t area,
                           points *out, jh_error *err)
{
    jh_budget_front front;
    double least = INFINITY;
    size_t begin;
    JH_TRY(jh_budget_pareto(call->arena, &run->result[area].area.b, &front, err));
    *out = (points){.exact = front.exact};
    out->sections = jh_alloc_array(call->arena, front.n + 1, sizeof *out->sections);
    out->cost = jh_alloc_array(call->arena, front.n + 1, sizeof *out->cost);
    out->pupils = jh_alloc_array(call->arena, front.n + 1, sizeof *out->pupils);
    if (!out->sections || !out->cost || !out->pupils) return jh_nomem(err);
    begin = front.n;
    for (size_t k = front.n; k-- > 0;) {
        if (!(front.cost[k] < least)) continue;
        least = front.cost[k];
        begin--;
        out->sections[begin] = k;
        out->cost[begin] = front.cost[k];
        out->pupils[begin] = front.pupils[k];
    }
    out->n = front.n - begin;
    out->sections += begin, out->cost += begin, out->pupils += begin;
    return JH_OK;
}

/* ---- plot ---- */

static double unit_of(const jh_call *call, const jh_pack *pack)
{
    return pack->id[0] == 'c' && pack->id[1] == 'n' && call->lang == JH_ZH ? 10000 : 1;
}

static jh_status curve_of(jh_call *call, const jh__budget_run *run, size_t area,
                          jh_plot_curve *out, jh_error *err)
{
    points p;
    double unit = unit_of(call, run->county.pack);
    JH_TRY(points_of(call, run, area, &p, err));
    double *x = jh_alloc_array(call->arena, p.n + 1, sizeof *x);
    double *y = jh_alloc_array(call->arena, p.n + 1, sizeof *y);
    if (!x || !y) return jh_nomem(err);
    for (size_t i = 0; i < p.n; i++)
        x[i] = p.cost[i] / unit, y[i] = (double)p.sections[i];
    *out = (jh_plot_curve){jh__area_name(call, run->before.area[area].name), x, y, p.n};
    return JH_OK;
}

static jh_plot *plot_of(jh_call *call, const jh__budget_run *run)
{
    jh_plot *p = jh_alloc(call->arena, sizeof *p);
    if (!p) return NULL;
    bool wan = unit_of(call, run->county.pack) > 1;
    *p = (jh_plot){.kind = JH_PLOT_STEPS,
                   .title = jh_text(call->lang, "ops.plan_front"),
                   .reference = NAN,
                   .x_name = jh_text(call->lang, wan ? "ops.front_x_wan" : "ops.front_x"),
                   .y_name = jh_text(call->lang, "ops.plan_sections_n"),
                   .x_point = NAN,
                   .y_point = NAN,
                   .point = ""};
    p->curve = jh_alloc_array(call->arena, run->results + 1, sizeof *p->curve);
    return p->curve ? p : NULL;
}

jh_plot *jh__front_plot(jh_call *call, const jh__budget_run *run, size_t area,
                        jh_error *err)
{
    jh_plot *p = plot_of(call, run);
    const jh__budget_result *r = &run->result[area];
    if (!p || curve_of(call, run, area, &p->curve[0], err) != JH_OK) return NULL;
    p->curves = 1;
    if (!r->planned) return p;
    p->x_point = r->plan.cost / unit_of(call, run->county.pack);
    p->y_point = (double)jh__plan_sections(&run->after.area[area], true);
    p->point = jh_text(call->lang, "ops.front_point");
    return p;
}

/* ---- table and JSON ---- */

static jh_status table(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    static const char *const head[] = {"ops.area",
                                       ">ops.plan_sections_n",
                                       ">ops.front_pupils",
                                       ">ops.plan_least_money",
                                       ">ops.plan_bound",
                                       ">ops.plan_next_costs",
                                       NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.plan_front"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < run->results; i++) {
        points p;
        JH_TRY(points_of(call, run, i, &p, err));
        for (size_t k = 0; k < p.n; k++) {
            const char *cell[] = {jh__area_name(call, run->before.area[i].name),
                                  jh__cell_count(call, p.sections[k]),
                                  jh__cell_fixed(call, p.pupils[k], 0),
                                  jh__cell_fixed(call, p.cost[k], 2),
                                  p.exact ? jh__cell_fixed(call, p.cost[k], 2) : "",
                                  k ? jh__cell_fixed(call, p.cost[k] - p.cost[k - 1], 2)
                                    : ""};
            if (jh__table_add_row(call, t, cell) != JH_OK) return jh_nomem(err);
        }
    }
    return JH_OK;
}

static jh_status json(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "plan", "front");
    jh_json_text(&j, "engine", jh_version());
    jh_json_text(&j, "pack", run->county.pack->id);
    jh_json_list(&j, "areas");
    for (size_t i = 0; i < run->results; i++) {
        points p;
        JH_TRY(points_of(call, run, i, &p, err));
        jh_json_object(&j, NULL);
        jh_json_text(&j, "area", run->before.area[i].name);
        jh_json_integer(&j, "sections_not_planned", (int64_t)run->result[i].area.open);
        jh_json_list(&j, "points");
        for (size_t k = 0; k < p.n; k++) {
            jh_json_object(&j, NULL);
            jh_json_integer(&j, "sections", (int64_t)p.sections[k]);
            jh_json_number(&j, "pupils", p.pupils[k]);
            jh_json_number(&j, "cost", p.cost[k]);
            jh_json_number(&j, "bound", p.exact ? p.cost[k] : NAN);
            jh_json_end_object(&j);
        }
        jh_json_end_list(&j);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return call->json.oom ? jh_nomem(err) : JH_OK;
}

#define CURVES_MOST 4

jh_status jh__front_reply(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    if (jh__plot_wanted(call)) {
        jh_plot *p = plot_of(call, run);
        if (!p) return jh_nomem(err);
        for (size_t i = 0; i < run->results && i < CURVES_MOST; i++)
            JH_TRY(curve_of(call, run, i, &p->curve[p->curves++], err));
        JH_TRY(jh__plot_reply(call, p, err));
    }
    return call->want_json ? json(call, run, err) : table(call, run, err);
}
