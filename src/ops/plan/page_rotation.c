/* The page of a rotation: schools alone, no names. */
#include "page.h"

#include "../county/result.h"
#include "../reply.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct maker {
    jh__page *g;
    const jh__rotation_job *j;
    const jh_rotation_plan *plan;
    const jh_violations *found;
    jh_rotation_sum was, is;
} maker;

static const char *t(const maker *m, const char *key)
{
    return jh_text(m->g->call->lang, key);
}

static const char *fixed(const maker *m, double x, int decimals)
{
    return jh__page_text(m->g, jh__cell_fixed(m->g->call, x, decimals));
}

static const char *at_least(const maker *m, size_t n)
{
    return jh__page_text(m->g,
                         jh__cell_text(m->g->call, "ops.page_rule_least", "n:u", n));
}

/* ---- what comes of it ---- */

static double mean_km(const maker *m)
{
    double sum = 0;
    size_t n = 0;
    for (size_t k = 0; k < m->j->r.teachers; k++) {
        jh__move x;
        if (!jh__rotation_move(m->j, m->plan, k, &x) || !(x.km >= 0)) continue;
        sum += x.km;
        n++;
    }
    return n ? sum / (double)n : NAN;
}

static void figures(maker *m)
{
    jh_paper_figure *f = jh__page_room(m->g, 6, sizeof *f);
    const jh_plan_outcome *o = &m->plan->outcome;
    const jh_rotation *r = &m->j->r;
    size_t n = 0, base = r->backbone_base == JH_OF_MOVERS ? m->is.movers : m->is.eligible;
    double km = mean_km(m);
    if (!f) return;
    f[n++] =
        (jh_paper_figure){t(m, "ops.rotation_movers"), jh__page_count(m->g, m->is.movers),
                          at_least(m, r->movers_least), JH_SHADE_NONE};
    f[n++] = (jh_paper_figure){
        t(m, "ops.rotation_backbone"), jh__page_count(m->g, m->is.backbone),
        at_least(m, (base * r->backbone_permille + 999) / 1000), JH_SHADE_NONE};
    f[n++] = (jh_paper_figure){t(m, "ops.rotation_open"),
                               jh__page_turn(m->g, m->was.open, m->is.open), NULL,
                               JH_SHADE_OK};
    f[n++] = (jh_paper_figure){t(m, "ops.page_lacking"),
                               jh__page_turn(m->g, m->was.lacking, m->is.lacking),
                               t(m, "ops.page_lacking_note"), JH_SHADE_OK};
    if (!isnan(km))
        f[n++] = (jh_paper_figure){t(m, "ops.rotation_mean_km"), fixed(m, km, 1), NULL,
                                   JH_SHADE_NONE};
    if (!isnan(jh_plan_gap(o)))
        f[n++] = (jh_paper_figure){
            t(m, "ops.page_from_best"),
            jh__page_text(m->g, jh_sprintf(m->g->call->arena, "≤ %s%%",
                                           fixed(m, 100 * jh_plan_gap(o), 3))),
            t(m, "ops.page_from_best_note"), JH_SHADE_NONE};
    jh_paper_part *p = jh__page_add(m->g, JH_PAPER_FIGURES, "");
    p->n = n, p->of.figure = f;
}

static void broken(maker *m)
{
    static const char *const head[] = {"ops.school_id", "ops.plan_broken_rule", NULL};
    jh__rows rows;
    jh__rows_open(m->g, &rows, "ops.plan_violations", head);
    for (size_t i = 0; i < m->found->n; i++) {
        const jh_violation *v = &m->found->item[i];
        jh_buf said = {0};
        jh_msg_render(&said, m->g->call->lang, &v->msg);
        const char *cell[] = {v->subject ? v->subject : "—",
                              said.oom ? NULL : jh_strdup(m->g->call->arena, said.p)};
        jh_buf_clear(&said);
        jh__rows_add(m->g, &rows, cell, NULL);
    }
    jh__rows_close(m->g, &rows);
}

static void result(maker *m)
{
    bool holds = !m->found->n;
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.page_result");
    jh__page_banner(
        m->g, holds ? JH_SHADE_OK : JH_SHADE_NO,
        holds ? "ops.page_rules_hold" : "ops.page_rules_broken",
        holds ? t(m, "ops.page_rotation_more")
              : jh__cell_text(m->g->call, "ops.rotation_broken", "n:u", m->found->n));
    figures(m);
    broken(m);
}

/* ---- coefficients ---- */

static bool changed(const jh_coefficient_result *a, const jh_coefficient_result *b)
{
    return a->cv != b->cv || a->met != b->met;
}

static const char *indicator_name(const maker *m, size_t k)
{
    const jh_indicator *ind = &m->g->pack->indicator[k];
    return jh__page_text(m->g, jh_sprintf(m->g->call->arena, "%s %s", ind->id,
                                          jh_label_in(ind->name, m->g->call->lang)));
}

static void change_rows(maker *m, jh__rows *rows, size_t area, size_t stage)
{
    const jh_stage_result *was = &m->j->before.area[area].stage[stage],
                          *is = &m->j->after.area[area].stage[stage];
    int decimals = m->g->pack->coefficient_decimals;
    for (size_t k = 0; k < m->g->pack->indicators; k++) {
        const jh_coefficient_result *a = &was->coefficient[k], *b = &is->coefficient[k];
        if (!changed(a, b)) continue;
        bool limited = !isnan(a->limit);
        const char *cell[] = {indicator_name(m, k),
                              jh__stage_label(m->g->call, m->g->pack, was->stage),
                              fixed(m, a->cv, decimals),
                              fixed(m, b->cv, decimals),
                              limited ? fixed(m, a->limit, 2) : "—",
                              jh__page_turn(m->g, a->met, b->met)};
        const jh_shade shade[] = {JH_SHADE_NONE,
                                  JH_SHADE_NONE,
                                  !limited                ? JH_SHADE_NONE
                                  : a->verdict == JH_PASS ? JH_SHADE_OK
                                                          : JH_SHADE_NO,
                                  !limited                ? JH_SHADE_NONE
                                  : b->verdict == JH_PASS ? JH_SHADE_OK
                                                          : JH_SHADE_NO,
                                  JH_SHADE_NONE,
                                  JH_SHADE_NONE};
        jh__rows_add(m->g, rows, cell, shade);
    }
}

static void changes(maker *m, size_t area, size_t stage)
{
    const jh_stage_result *was = &m->j->before.area[area].stage[stage],
                          *is = &m->j->after.area[area].stage[stage];
    jh_paper_change *c = jh__page_room(m->g, m->g->pack->indicators, sizeof *c);
    size_t n = 0;
    for (size_t k = 0; c && k < m->g->pack->indicators; k++)
        if (changed(&was->coefficient[k], &is->coefficient[k]))
            c[n++] = (jh_paper_change){indicator_name(m, k), was->coefficient[k].cv,
                                       is->coefficient[k].cv, was->coefficient[k].limit};
    if (!n) return;
    jh_paper_part *p = jh__page_add(m->g, JH_PAPER_CHANGES,
                                    jh__stage_label(m->g->call, m->g->pack, was->stage));
    p->decimals = m->g->pack->coefficient_decimals;
    p->n = n, p->of.change = c;
}

static void coefficients(maker *m)
{
    static const char *const head[] = {"ops.indicator",
                                       "ops.stage",
                                       ">ops.plan_before",
                                       ">ops.plan_after",
                                       ">ops.limit",
                                       ">ops.page_sections_met",
                                       NULL};
    jh__rows rows;
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.plan_table_cones")->more =
        t(m, "ops.page_rotation_cones");
    jh__rows_open(m->g, &rows, "ops.plan_table_cones", head);
    for (size_t i = 0; i < m->j->before.areas; i++)
        for (size_t s = 0; s < m->j->before.area[i].stages; s++) {
            if (m->j->before.areas == 1) changes(m, i, s);
            change_rows(m, &rows, i, s);
        }
    jh__rows_close(m->g, &rows);
}

/* ---- schools ---- */

typedef struct flow {
    size_t from, to, n;
} flow;

static int by_ends(const void *left, const void *right)
{
    const flow *a = left, *b = right;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

/* Movers by the schools that they go from and to. */
static flow *flows(maker *m, size_t *n)
{
    const jh_sections *all = &m->j->before.sections;
    flow *f = jh__page_room(m->g, m->is.movers, sizeof *f);
    size_t all_n = 0;
    *n = 0;
    for (size_t k = 0; f && k < m->j->r.teachers; k++) {
        jh__move x;
        if (!jh__rotation_move(m->j, m->plan, k, &x)) continue;
        f[all_n++] = (flow){all->section[x.from].school, all->section[x.to].school, 1};
    }
    if (all_n) qsort(f, all_n, sizeof *f, by_ends);
    for (size_t i = 0; i < all_n; i++) {
        if (*n && !by_ends(&f[*n - 1], &f[i]))
            f[*n - 1].n++;
        else
            f[(*n)++] = f[i];
    }
    return f;
}

static void map(maker *m)
{
    jh_paper_map *map = jh__page_places(m->g, &m->j->before, "ops.page_moves_map");
    size_t n, most = 1;
    flow *f = flows(m, &n);
    jh_paper_way *way = jh__page_room(m->g, n, sizeof *way);
    if (!map || !f || !way || !n) return;
    for (size_t i = 0; i < n; i++)
        if (f[i].n > most) most = f[i].n;
    for (size_t i = 0; i < n; i++)
        way[i] = (jh_paper_way){
            .from = f[i].from,
            .to = f[i].to,
            .width = (double)f[i].n / (double)most,
            .arrow = true,
            .name = jh__page_text(m->g, jh__cell_text(m->g->call, "ops.page_way",
                                                      "from:s to:s n:u",
                                                      map->place[f[i].from].name,
                                                      map->place[f[i].to].name, f[i].n))};
    map->way = way, map->ways = n;
    map->note = t(m, "ops.page_moves_note");
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.page_moves_map");
    jh__page_add(m->g, JH_PAPER_MAP, "")->of.map = map;
}

typedef struct balance {
    size_t out, in, backbone_out, backbone_in;
} balance;

static balance *balances(maker *m)
{
    balance *b = jh__page_room(m->g, m->j->before.sections.n, sizeof *b);
    for (size_t k = 0; b && k < m->j->r.teachers; k++) {
        jh__move x;
        if (!jh__rotation_move(m->j, m->plan, k, &x)) continue;
        b[x.from].out++, b[x.to].in++;
        b[x.from].backbone_out += m->j->r.teacher[k].backbone;
        b[x.to].backbone_in += m->j->r.teacher[k].backbone;
    }
    return b;
}

/* "L2 3.10 → 3.83；L3 …": what the moves change for the section. */
static const char *effect(const maker *m, size_t section)
{
    const jh_assessment *a = &m->j->before, *b = &m->j->after;
    const char *text = "", *gap = "";
    for (size_t k = 0; k < a->pack->indicators; k++) {
        size_t at = k * a->sections.n + section;
        jh_value was = a->cell[at].value, is = b->cell[at].value;
        if (was.state != JH_KNOWN || is.state != JH_KNOWN || was.number == is.number)
            continue;
        int decimals = a->pack->indicator[k].decimals;
        text = jh__page_text(m->g, jh_sprintf(m->g->call->arena, "%s%s%s %s → %s", text,
                                              gap, a->pack->indicator[k].id,
                                              fixed(m, was.number, decimals),
                                              fixed(m, is.number, decimals)));
        gap = m->g->call->lang == JH_ZH ? "；" : "; ";
    }
    return text[0] ? text : "—";
}

static void schools(maker *m)
{
    static const char *const head[] = {"ops.school",
                                       "ops.stage",
                                       ">ops.page_out",
                                       ">ops.page_in",
                                       ">ops.page_backbone_out",
                                       ">ops.page_backbone_in",
                                       "ops.page_effect",
                                       "ops.verdict",
                                       NULL};
    static const char *const word[] = {"ops.page_met", "ops.page_unmet", "ops.open"};
    const jh_assessment *a = &m->j->before, *b = &m->j->after;
    jh__rows rows;
    balance *sum = balances(m);
    if (!sum) return;
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.page_by_school")->more =
        t(m, "ops.page_by_school_more");
    jh__rows_open(m->g, &rows, "ops.page_by_school", head);
    for (size_t s = 0; s < a->sections.n; s++) {
        if (!sum[s].out && !sum[s].in) continue;
        jh_verdict was = a->section[s].verdict, is = b->section[s].verdict;
        const char *cell[] = {
            jh_school_name(&a->sections, a->sections.section[s].school),
            jh__stage_label(m->g->call, a->pack, a->sections.section[s].stage),
            jh__page_count(m->g, sum[s].out),
            jh__page_count(m->g, sum[s].in),
            jh__page_count(m->g, sum[s].backbone_out),
            jh__page_count(m->g, sum[s].backbone_in),
            effect(m, s),
            was == is ? t(m, word[is])
                      : jh_sprintf(m->g->call->arena, "%s → %s", t(m, word[was]),
                                   t(m, word[is]))};
        const jh_shade shade[8] = {[7] = is == JH_PASS   ? JH_SHADE_OK
                                         : is == JH_FAIL ? JH_SHADE_NO
                                                         : JH_SHADE_OPEN};
        jh__rows_add(m->g, &rows, cell, shade);
    }
    jh__rows_close(m->g, &rows);
}

/* ---- why, and how fairly ---- */

static void reasons(maker *m)
{
    static const char *const key[] = {
        "ops.rotation_why_post",   "ops.rotation_why_degree", "ops.rotation_why_backbone",
        "ops.rotation_why_pe_art", "ops.rotation_why_wish",   "ops.rotation_why_rule"};
    size_t n[JH_COUNT(key)] = {0};
    jh__bars bars = {0};
    for (size_t k = 0; k < m->j->r.teachers; k++) {
        jh__move x;
        if (!jh__rotation_move(m->j, m->plan, k, &x)) continue;
        for (size_t i = 0; i < JH_COUNT(key); i++)
            n[i] += !strcmp(key[i], x.why);
    }
    for (size_t i = 0; i < JH_COUNT(key); i++)
        if (n[i])
            jh__bars_add(m->g, &bars, t(m, key[i]), (double)n[i],
                         jh__page_count(m->g, n[i]));
    jh__bars_close(m->g, &bars, "ops.page_move_reasons");
}

static void fairness(maker *m)
{
    static const char *const head[] = {
        "ops.rotation_group",  ">ops.rotation_eligible_n", ">ops.rotation_movers",
        ">ops.rotation_share", ">ops.rotation_mean_km",    NULL};
    jh__mover_group g[JH__MOVER_GROUPS];
    jh__bars bars = {0};
    jh__rows rows;
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.rotation_fairness")->more =
        t(m, "ops.page_fair_more");
    reasons(m);
    jh__rows_open(m->g, &rows, "ops.rotation_fairness", head);
    jh__rotation_groups(m->j, m->plan, g);
    for (size_t i = 0; i < JH__MOVER_GROUPS; i++) {
        if (!g[i].eligible) continue;
        double share = 100.0 * (double)g[i].movers / (double)g[i].eligible;
        const char *percent = jh_sprintf(m->g->call->arena, "%s%%", fixed(m, share, 1));
        const char *cell[] = {t(m, g[i].key), jh__page_count(m->g, g[i].eligible),
                              jh__page_count(m->g, g[i].movers), percent,
                              g[i].known ? fixed(m, g[i].km / (double)g[i].known, 1)
                                         : "—"};
        jh__rows_add(m->g, &rows, cell, NULL);
        jh__bars_add(m->g, &bars, t(m, g[i].key), share, percent);
    }
    jh__bars_close(m->g, &bars, "ops.rotation_share");
    jh__rows_close(m->g, &rows);
}

void jh__rotation_page(jh__page *g, const jh__rotation_job *j,
                       const jh_rotation_plan *plan, const jh_violations *found)
{
    static const char *const note[] = {"ops.page_note_engine", "ops.page_note_best",
                                       "ops.page_note_names", "ops.page_note_ledger"};
    maker m = {.g = g, .j = j, .plan = plan, .found = found};
    const char **line = jh__page_room(g, JH_COUNT(note), sizeof *line);
    if (!line ||
        jh__rotation_sums(g->call, j, plan->taken, &m.was, &m.is, NULL) != JH_OK) {
        g->oom = true;
        return;
    }
    result(&m);
    coefficients(&m);
    map(&m);
    schools(&m);
    fairness(&m);
    jh__page_add(g, JH_PAPER_HEADING, "ops.page_notes");
    jh_paper_part *p = jh__page_add(g, JH_PAPER_LIST, "");
    for (size_t i = 0; i < JH_COUNT(note); i++)
        line[i] = t(&m, note[i]);
    p->n = JH_COUNT(note), p->of.item = (const char *const *)line;
}
