/* The page of a plan of money: from failing to passing, on paper. */
#include "page.h"

#include "../county/result.h"
#include "../reply.h"

#include <math.h>
#include <string.h>

/* Beyond these each area has its figures alone; the tables have all. */
#define AREAS_IN_FULL 12

typedef struct maker {
    jh__page *g;
    const jh__budget_run *run;
    const jh__budget_result *r;
    const jh_area_result *before, *after;
    size_t area;
    jh_error *err;
} maker;

static const char *t(const maker *m, const char *key)
{
    return jh_text(m->g->call->lang, key);
}

static const char *money(const maker *m, double x)
{
    return jh__page_text(m->g, jh__money(m->g->call, m->g->pack, x));
}

static const char *fixed(const maker *m, double x, int decimals)
{
    return jh__page_text(m->g, jh__cell_fixed(m->g->call, x, decimals));
}

static const char *stage_of(const maker *m, int stage)
{
    return stage < 0 ? t(m, "ops.page_whole_school")
                     : jh__stage_label(m->g->call, m->g->pack, stage);
}

/* ---- what comes of it ---- */

static void verdict(maker *m)
{
    static const char *const word[] = {"ops.pass", "ops.fail", "ops.open"};
    jh_call *call = m->g->call;
    size_t kinds = m->g->pack->indicators;
    if (!m->r->planned) {
        jh__page_banner(m->g, JH_SHADE_NO, "ops.page_cannot",
                        t(m, m->r->plan.outcome.status == JH_PLAN_INFEASIBLE
                                 ? "ops.page_cannot_more"
                                 : "ops.page_none_more"));
        return;
    }
    bool passes = m->after->verdict == JH_PASS;
    const char *more = jh__cell_text(
        call, "ops.page_becomes", "was:s is:s sections:s all:u limits:s kinds:u",
        t(m, word[m->before->verdict]), t(m, word[m->after->verdict]),
        jh__page_turn(m->g, jh__plan_sections(m->before, true),
                      jh__plan_sections(m->after, true)),
        jh__plan_sections(m->after, false),
        jh__page_turn(m->g, jh__plan_limits(m->before, kinds, true),
                      jh__plan_limits(m->after, kinds, true)),
        jh__plan_limits(m->after, kinds, false));
    jh__page_banner(m->g, passes ? JH_SHADE_OK : JH_SHADE_FLOOR,
                    passes ? "ops.page_passes" : "ops.page_still_fails", more);
}

/* Schools that get something, and what is paid for coefficients alone. */
static size_t schools_served(const maker *m)
{
    size_t n = 0, last = SIZE_MAX;
    for (size_t k = 0; k < m->r->reasons.n; k++) {
        const jh_budget_reason *x = &m->r->reasons.item[k];
        size_t school = m->r->area.b.item[x->item].school;
        if (x->amount > 0 && school != last) n++, last = school;
    }
    return n;
}

static double for_coefficients(const maker *m)
{
    double sum = 0;
    for (size_t k = 0; k < m->r->area.b.cones; k++)
        sum += m->r->reasons.cone[k].cost;
    return sum;
}

/* Money: what is needed or spent, and what it cannot be below. */
static size_t money_figures(maker *m, jh_paper_figure *f)
{
    jh_call *call = m->g->call;
    const jh_budget_plan *p = &m->r->plan;
    size_t years = m->run->years.n, n = 0;
    bool least = isnan(m->run->request.money) && !years;
    f[n++] = (jh_paper_figure){
        t(m, least ? "ops.page_needed" : "ops.page_spent"), money(m, p->cost),
        least   ? jh__cell_text(call, "ops.page_items", "schools:u items:u",
                                schools_served(m), m->r->reasons.n)
        : years ? jh__cell_text(call, "ops.page_in_years", "n:u", years)
                : jh__cell_text(call, "ops.page_of_sum", "sum:s",
                                money(m, m->run->request.money)),
        JH_SHADE_NONE};
    const jh_budget_stages *s = &m->r->stages;
    if (years && s->pass)
        f[n++] = (jh_paper_figure){
            t(m, "ops.page_pass_year"),
            jh__cell_text(call, "ops.page_year", "n:u", s->pass),
            s->least ? jh__cell_text(call, "ops.page_least_years", "n:u", s->least)
                     : NULL,
            JH_SHADE_OK};
    else if (years && !isnan(s->cost))
        f[n++] = (jh_paper_figure){t(m, "ops.page_needed_in_all"), money(m, s->cost),
                                   NULL, JH_SHADE_NO};
    else if (least && !isnan(p->outcome.bound))
        f[n++] =
            (jh_paper_figure){t(m, "ops.plan_bound"), money(m, p->outcome.bound),
                              jh__cell_text(call, "ops.page_gap", "gap:s",
                                            fixed(m, 100 * jh_plan_gap(&p->outcome), 3)),
                              JH_SHADE_NONE};
    return n;
}

static void figures(maker *m)
{
    jh_call *call = m->g->call;
    const jh_budget_plan *p = &m->r->plan;
    size_t kinds = m->g->pack->indicators;
    jh_paper_figure *f = jh__page_room(m->g, 6, sizeof *f);
    if (!f) return;
    double more = for_coefficients(m);
    size_t n = money_figures(m, f);
    f[n++] = (jh_paper_figure){
        t(m, "ops.plan_sections"),
        jh__page_turn(m->g, jh__plan_sections(m->before, true),
                      jh__plan_sections(m->after, true)),
        jh__cell_text(call, "ops.page_of", "n:u", jh__plan_sections(m->after, false)),
        JH_SHADE_OK};
    f[n++] =
        (jh_paper_figure){t(m, "ops.plan_cones"),
                          jh__page_turn(m->g, jh__plan_limits(m->before, kinds, true),
                                        jh__plan_limits(m->after, kinds, true)),
                          jh__cell_text(call, "ops.page_of", "n:u",
                                        jh__plan_limits(m->after, kinds, false)),
                          JH_SHADE_OK};
    if (p->cost > 0)
        f[n++] = (jh_paper_figure){t(m, "ops.page_for_cones"), money(m, more),
                                   jh__cell_text(call, "ops.page_share", "share:s",
                                                 fixed(m, 100 * more / p->cost, 1)),
                                   JH_SHADE_NONE};
    jh_paper_part *part = jh__page_add(m->g, JH_PAPER_FIGURES, "");
    part->n = n, part->of.figure = f;
}

/* ---- years ---- */

static void years(maker *m)
{
    static const char *const head[] = {"ops.plan_year",
                                       ">ops.plan_year_money",
                                       ">ops.plan_year_cost",
                                       ">ops.plan_sections",
                                       ">ops.plan_cones",
                                       "ops.plan_verdict",
                                       NULL};
    static const char *const word[] = {"ops.pass", "ops.fail", "ops.open"};
    size_t kinds = m->g->pack->indicators;
    jh__bars bars = {0};
    jh__rows rows;
    if (!m->run->years.n) return;
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.plan_years");
    jh__rows_open(m->g, &rows, "ops.plan_years", head);
    for (size_t y = 0; y < m->run->years.n; y++) {
        const jh_budget_year *year = &m->r->stages.year[y];
        const jh_area_result *after = &m->run->year_after[y].area[m->area];
        const char *name =
            jh__page_text(m->g, jh__cell_text(m->g->call, "ops.page_year", "n:u", y + 1));
        const char *cell[] = {name,
                              money(m, year->money),
                              money(m, year->plan.cost),
                              jh_sprintf(m->g->call->arena, "%zu / %zu",
                                         jh__plan_sections(after, true),
                                         jh__plan_sections(after, false)),
                              jh_sprintf(m->g->call->arena, "%zu / %zu",
                                         jh__plan_limits(after, kinds, true),
                                         jh__plan_limits(after, kinds, false)),
                              t(m, word[after->verdict])};
        const jh_shade shade[6] = {[5] = after->verdict == JH_PASS ? JH_SHADE_OK
                                                                   : JH_SHADE_NO};
        jh__rows_add(m->g, &rows, cell, shade);
        jh__bars_add(m->g, &bars, name, year->plan.cost, money(m, year->plan.cost));
    }
    jh__bars_close(m->g, &bars, "ops.plan_year_cost");
    jh__rows_close(m->g, &rows);
}

/* "（第 1 年、第 2 年）": when an item is bought. */
static const char *when(const maker *m, size_t item)
{
    const char *text = "";
    for (size_t y = 0; y < m->run->years.n; y++) {
        const jh_budget_plan *p = &m->r->stages.year[y].plan;
        if (p->bought[item] == 0 && p->received[item] == 0 && p->given[item] == 0)
            continue;
        const char *one = jh__cell_text(m->g->call, "ops.page_year", "n:u", y + 1);
        text = jh__page_text(m->g, jh_sprintf(m->g->call->arena, "%s%s%s", text,
                                              text[0] ? ", " : "", one ? one : ""));
    }
    return text[0] ? jh__page_text(m->g, jh_sprintf(m->g->call->arena, " (%s)", text))
                   : "";
}

static void against(maker *m)
{
    static const char *const head[] = {"ops.school", "ops.plan_broken_rule", NULL};
    const jh_violations *v = &m->r->plan.why;
    jh__rows rows;
    if (!v->n) return;
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.page_why_not")->more =
        t(m, "ops.page_why_not_more");
    jh__rows_open(m->g, &rows, "ops.plan_violations", head);
    for (size_t i = 0; i < v->n; i++) {
        const char *id = v->item[i].subject, *name = "—";
        jh_buf said = {0};
        jh_msg_render(&said, m->g->call->lang, &v->item[i].msg);
        for (size_t s = 0; id && s < m->r->area.b.schools; s++)
            if (!strcmp(m->r->area.b.school_id[s], id))
                name = m->r->area.b.school_name[s];
        const char *cell[] = {name,
                              said.oom ? NULL : jh_strdup(m->g->call->arena, said.p)};
        jh_buf_clear(&said);
        jh__rows_add(m->g, &rows, cell, NULL);
    }
    jh__rows_close(m->g, &rows);
}

/* ---- coefficients ---- */

static void changes(maker *m, const jh_stage_result *was, const jh_stage_result *is)
{
    const jh_pack *pack = m->g->pack;
    jh_paper_change *c = jh__page_room(m->g, pack->indicators, sizeof *c);
    size_t n = 0;
    for (size_t k = 0; c && k < pack->indicators; k++) {
        if (isnan(was->coefficient[k].limit)) continue;
        c[n++] = (jh_paper_change){
            jh__page_text(
                m->g, jh_sprintf(m->g->call->arena, "%s %s", pack->indicator[k].id,
                                 jh_label_in(pack->indicator[k].name, m->g->call->lang))),
            was->coefficient[k].cv, is->coefficient[k].cv, was->coefficient[k].limit};
    }
    if (!n) return;
    jh_paper_part *p = jh__page_add(m->g, JH_PAPER_CHANGES, stage_of(m, was->stage));
    p->decimals = pack->coefficient_decimals;
    p->n = n, p->of.change = c;
}

static void cone_rows(maker *m)
{
    static const char *const head[] = {
        "ops.indicator", "ops.stage",           ">ops.plan_before", ">ops.plan_after",
        ">ops.limit",    ">ops.plan_cone_cost", ">ops.plan_shadow", NULL};
    const jh_pack *pack = m->g->pack;
    jh__rows rows;
    jh__rows_open(m->g, &rows, "ops.plan_table_cones", head);
    for (size_t k = 0; k < m->r->area.b.cones; k++) {
        const jh_budget_cone *c = &m->r->area.b.cone[k];
        const jh_budget_effect *e = &m->r->reasons.cone[k];
        const char *cell[] = {
            jh_sprintf(m->g->call->arena, "%s %s", pack->indicator[c->indicator].id,
                       jh_label_in(pack->indicator[c->indicator].name, m->g->call->lang)),
            stage_of(m, c->stage),
            fixed(m, e->before, pack->coefficient_decimals),
            fixed(m, e->after, pack->coefficient_decimals),
            fixed(m, c->limit, 2),
            e->cost > 0 ? money(m, e->cost) : "—",
            e->price > 0 ? money(m, e->price) : "—"};
        const jh_shade shade[] = {JH_SHADE_NONE,
                                  JH_SHADE_NONE,
                                  e->before <= c->limit ? JH_SHADE_OK : JH_SHADE_NO,
                                  e->after <= c->limit ? JH_SHADE_OK : JH_SHADE_NO,
                                  JH_SHADE_NONE,
                                  JH_SHADE_NONE,
                                  JH_SHADE_NONE};
        jh__rows_add(m->g, &rows, cell, shade);
    }
    jh__rows_close(m->g, &rows);
}

static void coefficients(maker *m)
{
    if (!jh__plan_limits(m->before, m->g->pack->indicators, false)) return;
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.plan_table_cones")->more =
        t(m, "ops.page_cones_more");
    for (size_t s = 0; s < m->before->stages; s++)
        changes(m, &m->before->stage[s], &m->after->stage[s]);
    cone_rows(m);
}

/* ---- where the money goes ---- */

static void bars_of_things(maker *m)
{
    const jh__budget_area *a = &m->r->area;
    static const char *const head[] = {"ops.plan_what",   ">ops.plan_bought",
                                       ">ops.plan_moved", ">ops.plan_places",
                                       ">ops.plan_cost",  NULL};
    jh__bars bars = {0};
    jh__rows rows;
    jh__rows_open(m->g, &rows, "ops.plan_things", head);
    for (size_t thing = 0; thing < a->b.things; thing++) {
        double bought = 0, moved = 0, cost = 0;
        size_t places = 0;
        for (size_t k = 0; k < m->r->reasons.n; k++) {
            const jh_budget_reason *x = &m->r->reasons.item[k];
            if (a->b.item[x->item].thing != thing) continue;
            bought += m->r->plan.bought[x->item];
            moved += m->r->plan.received[x->item];
            cost += x->cost;
            places += x->amount > 0;
        }
        if (bought == 0 && moved == 0) continue;
        const char *name = jh__plan_word(m->g->call, a->b.thing_name[thing]);
        int slot = a->slot[thing];
        const char *cell[] = {name, jh__page_amount(m->g, slot, bought),
                              moved == 0 ? "—" : jh__page_amount(m->g, slot, moved),
                              jh__page_count(m->g, places), money(m, cost)};
        jh__rows_add(m->g, &rows, cell, NULL);
        jh__bars_add(m->g, &bars, name, cost, money(m, cost));
    }
    jh__bars_close(m->g, &bars, "ops.page_by_thing");
    jh__rows_close(m->g, &rows);
}

static void bars_of_stages(maker *m)
{
    jh__bars bars = {0};
    const jh__budget_area *a = &m->r->area;
    for (int stage = -1; stage < (int)m->g->pack->vocabulary->stages; stage++) {
        double cost = 0;
        for (size_t k = 0; k < m->r->reasons.n; k++)
            if (a->stage[m->r->reasons.item[k].item] == stage)
                cost += m->r->reasons.item[k].cost;
        if (cost > 0) jh__bars_add(m->g, &bars, stage_of(m, stage), cost, money(m, cost));
    }
    jh__bars_close(m->g, &bars, "ops.page_by_stage");
}

static void bars_of_reasons(maker *m)
{
    static const char *const key[] = {"ops.page_for_standard", "ops.page_for_floor",
                                      "ops.page_for_coefficient"};
    double cost[JH_BUDGET_WHYS] = {0};
    jh__bars bars = {0};
    for (size_t k = 0; k < m->r->reasons.n; k++) {
        const jh_budget_reason *x = &m->r->reasons.item[k];
        double all = 0;
        for (size_t i = 0; i < JH_BUDGET_WHYS; i++)
            all += x->part[i];
        for (size_t i = 0; all > 0 && i < JH_BUDGET_WHYS; i++)
            cost[i] += x->cost * x->part[i] / all;
    }
    for (size_t i = 0; i < JH_BUDGET_WHYS; i++)
        if (cost[i] > 0)
            jh__bars_add(m->g, &bars, t(m, key[i]), cost[i], money(m, cost[i]));
    jh__bars_close(m->g, &bars, "ops.page_by_reason");
}

static void bars_of_margins(maker *m)
{
    jh__bars bars = {0};
    for (size_t k = 0; k < m->r->area.b.cones; k++) {
        const jh_budget_cone *c = &m->r->area.b.cone[k];
        double price = m->r->reasons.cone[k].price;
        if (!(price > 0)) continue;
        jh__bars_add(m->g, &bars,
                     jh_sprintf(m->g->call->arena, "%s %s", stage_of(m, c->stage),
                                m->g->pack->indicator[c->indicator].id),
                     price, money(m, price));
    }
    jh__bars_close(m->g, &bars, "ops.page_margins");
}

static void spending(maker *m)
{
    if (!m->r->reasons.n) return;
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.page_where")->more =
        t(m, "ops.page_where_more");
    bars_of_stages(m);
    bars_of_reasons(m);
    bars_of_margins(m);
    bars_of_things(m);
}

static void front(maker *m)
{
    if (m->run->wish.stage >= 0 || m->run->wish.indicator || !m->run->wish.sections)
        return;
    jh_plot *p = jh__front_plot(m->g->call, m->run, m->area, m->err);
    if (!p) {
        m->g->oom = true;
        return;
    }
    if (p->curve[0].n < 2) return;
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.plan_front")->more =
        t(m, "ops.page_front_more");
    jh__page_add(m->g, JH_PAPER_PLOT, "")->of.plot = p;
}

/* ---- schools ---- */

static double cost_of_school(const maker *m, size_t school)
{
    double cost = 0;
    for (size_t k = 0; k < m->r->reasons.n; k++)
        if (m->r->area.b.item[m->r->reasons.item[k].item].school == school)
            cost += m->r->reasons.item[k].cost;
    return cost;
}

static void map(maker *m)
{
    const jh_budget *b = &m->r->area.b;
    jh_paper_map *map = jh__page_places(m->g, &m->run->before, "ops.page_map");
    if (!map) return;
    jh_paper_place *place = (jh_paper_place *)map->place;
    double most = 0;
    bool *here = jh__page_room(m->g, map->places, sizeof *here);
    for (size_t s = 0; here && s < b->schools; s++) {
        jh_paper_place *p = &place[m->r->area.school[s]];
        here[m->r->area.school[s]] = true;
        p->size = cost_of_school(m, s);
        p->name = jh__page_text(m->g, jh__cell_text(m->g->call, "ops.page_place",
                                                    "school:s money:s", p->name,
                                                    money(m, p->size)));
        most = fmax(most, p->size);
    }
    size_t shown = 0;
    for (size_t i = 0; here && i < map->places; i++) {
        if (!here[i]) place[i].lon = place[i].lat = NAN;
        place[i].size = most > 0 ? place[i].size / most : 0;
        if (!isnan(place[i].lon)) shown++;
    }
    if (!shown) return;
    map->note = t(m, "ops.page_map_note");
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.page_map");
    jh__page_add(m->g, JH_PAPER_MAP, "")->of.map = map;
}

/* "购3，调入2". */
static const char *amount_words(const maker *m, const jh_budget_reason *x)
{
    int slot = m->r->area.slot[m->r->area.b.item[x->item].thing];
    jh_call *call = m->g->call;
    double bought = m->r->plan.bought[x->item], in = m->r->plan.received[x->item],
           out = m->r->plan.given[x->item];
    const char *text = "", *gap = "";
    const struct {
        double n;
        const char *key;
    } part[] = {
        {bought, "ops.page_buys"}, {in, "ops.page_comes"}, {out, "ops.page_gives"}};
    for (size_t i = 0; i < JH_COUNT(part); i++) {
        if (!(part[i].n > 0)) continue;
        const char *one = jh__cell_text(call, part[i].key, "n:s",
                                        jh__page_amount(m->g, slot, part[i].n));
        text = jh__page_text(
            m->g, jh_sprintf(call->arena, "%s%s%s", text, gap, one ? one : ""));
        gap = call->lang == JH_ZH ? "，" : ", ";
    }
    return text;
}

/* "小学：未达标 → 达标；初中：达标". */
static const char *becomes(const maker *m, size_t school)
{
    const jh_budget *b = &m->r->area.b;
    jh_call *call = m->g->call;
    const char *text = "";
    for (size_t s = 0; s < b->sections; s++) {
        if (b->section[s].school != school) continue;
        bool was = m->r->reasons.passes_before[s], is = m->r->reasons.passes_after[s];
        const char *one =
            jh__cell_text(call, was == is ? "ops.page_stays" : "ops.page_turns",
                          "stage:s was:s is:s", stage_of(m, b->section[s].stage),
                          t(m, was ? "ops.page_met" : "ops.page_unmet"),
                          t(m, is ? "ops.page_met" : "ops.page_unmet"));
        text = jh__page_text(m->g, jh_sprintf(call->arena, "%s%s%s", text,
                                              !text[0]              ? ""
                                              : call->lang == JH_ZH ? "；"
                                                                    : "; ",
                                              one ? one : ""));
    }
    return text;
}

static void card(maker *m, size_t school, jh_paper_card *out)
{
    static const char *const head[] = {"ops.plan_what",    "ops.page_amount",
                                       ">ops.plan_cost",   "ops.plan_why",
                                       "ops.page_without", NULL};
    const jh_budget *b = &m->r->area.b;
    jh_call *call = m->g->call;
    jh__rows rows;
    size_t n = 0;
    jh__rows_open(m->g, &rows, jh__page_text(m->g, b->school_name[school]), head);
    for (size_t k = 0; k < m->r->reasons.n; k++) {
        const jh_budget_reason *x = &m->r->reasons.item[k];
        const jh_budget_item *item = &b->item[x->item];
        if (item->school != school) continue;
        int stage = m->r->area.stage[x->item];
        const char *thing = jh__plan_word(call, b->thing_name[item->thing]);
        const char *cell[] = {
            stage < 0 ? thing
                      : jh__cell_text(call, "ops.page_thing_of", "stage:s thing:s",
                                      stage_of(m, stage), thing),
            jh_sprintf(call->arena, "%s%s", amount_words(m, x), when(m, x->item)),
            money(m, x->cost), jh__budget_why(call, m->run, m->r, x),
            t(m, x->amount < 0      ? "ops.page_without_given"
                 : x->fails_without ? "ops.page_without_fails"
                 : x->over_without  ? "ops.page_without_over"
                                    : "ops.page_without_none")};
        jh__rows_add(m->g, &rows, cell, NULL);
        n++;
    }
    *out = (jh_paper_card){
        b->school_id[school], b->school_name[school],
        jh__page_text(m->g, jh__cell_text(call, "ops.page_gets", "what:s n:u money:s",
                                          becomes(m, school), n,
                                          money(m, cost_of_school(m, school)))),
        jh__rows_table(&rows)};
}

static void schools(maker *m)
{
    const jh_budget *b = &m->r->area.b;
    jh_paper_card *c = jh__page_room(m->g, b->schools, sizeof *c);
    size_t n = 0, last = SIZE_MAX;
    for (size_t k = 0; c && k < m->r->reasons.n; k++) {
        size_t school = b->item[m->r->reasons.item[k].item].school;
        if (school != last) card(m, school, &c[n++]);
        last = school;
    }
    if (!n) return;
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.page_schools")->more =
        jh__page_text(m->g, jh__cell_text(m->g->call, "ops.page_schools_more",
                                          "n:u rest:u", n, b->schools - n));
    jh_paper_part *p = jh__page_add(m->g, JH_PAPER_CARDS, "");
    p->n = n, p->of.card = c;
}

/* ---- all ---- */

static void notes(maker *m)
{
    const jh__budget_run *run = m->run;
    jh_call *call = m->g->call;
    const char **line = jh__page_room(m->g, 6, sizeof *line);
    size_t n = 0, open = 0;
    if (!line) return;
    for (size_t i = 0; i < run->results; i++)
        open += run->result[i].area.open;
    line[n++] = t(m, "ops.page_note_engine");
    if (isnan(run->request.money)) line[n++] = t(m, "ops.page_note_bound");
    line[n++] = t(m, "ops.page_note_prices");
    line[n++] = t(m, "ops.page_note_pupils");
    if (open) line[n++] = jh__cell_text(call, "ops.plan_open", "n:u", open);
    line[n++] = t(m, "ops.page_note_check");
    jh__page_add(m->g, JH_PAPER_HEADING, "ops.page_notes");
    jh_paper_part *p = jh__page_add(m->g, JH_PAPER_LIST, "");
    for (size_t i = 0; i < n; i++)
        jh__page_text(m->g, line[i]);
    p->n = n, p->of.item = (const char *const *)line;
}

static void areas(jh__page *g, const jh__budget_run *run)
{
    static const char *const head[] = {"ops.area",
                                       "ops.plan_verdict",
                                       ">ops.plan_cost",
                                       ">ops.plan_bound",
                                       ">ops.plan_sections",
                                       ">ops.plan_cones",
                                       NULL};
    static const char *const word[] = {"ops.pass", "ops.fail", "ops.open"};
    jh__rows rows;
    size_t kinds = g->pack->indicators;
    jh__page_add(g, JH_PAPER_HEADING, "ops.page_overview");
    jh__rows_open(g, &rows, "ops.plan_areas", head);
    for (size_t i = 0; i < run->results; i++) {
        const jh__budget_result *r = &run->result[i];
        const jh_area_result *was = &run->before.area[i], *is = &run->after.area[i];
        const char *cell[] = {
            jh__area_name(g->call, was->name),
            jh_text(g->call->lang, word[is->verdict]),
            jh__money(g->call, g->pack, r->plan.cost),
            jh__money(g->call, g->pack, r->plan.outcome.bound),
            jh__page_turn(g, jh__plan_sections(was, true), jh__plan_sections(is, true)),
            jh__page_turn(g, jh__plan_limits(was, kinds, true),
                          jh__plan_limits(is, kinds, true))};
        jh__rows_add(g, &rows, cell, NULL);
    }
    jh__rows_close(g, &rows);
}

void jh__budget_page(jh__page *g, const jh__budget_run *run, jh_error *err)
{
    maker m = {.g = g, .run = run, .err = err};
    if (run->results > 1) areas(g, run);
    for (m.area = 0; m.area < run->results && run->results <= AREAS_IN_FULL; m.area++) {
        m.r = &run->result[m.area];
        m.before = &run->before.area[m.area], m.after = &run->after.area[m.area];
        jh__page_add(g, JH_PAPER_HEADING,
                     run->results > 1 ? jh__area_name(g->call, m.before->name)
                                      : "ops.page_result");
        verdict(&m);
        if (m.r->planned) figures(&m);
        against(&m);
        if (!m.r->planned) continue;
        years(&m);
        coefficients(&m);
        spending(&m);
        front(&m);
        map(&m);
        schools(&m);
    }
    m.area = 0;
    notes(&m);
}
