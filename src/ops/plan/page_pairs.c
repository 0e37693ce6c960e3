/* The page of partner schools. */
#include "page.h"

#include "../county/result.h"
#include "../reply.h"

#include <math.h>

static size_t paired(const jh__pairs_problem *x)
{
    size_t n = 0;
    for (uint32_t w = 0; w < x->p.weak; w++)
        n += x->plan.partner[w] != JH_PAIRS_ALONE;
    return n;
}

static void result(jh__page *g, const jh__pairs_job *j)
{
    size_t weak = 0, pairs = 0, found = 0, open = 0;
    bool best = true;
    for (size_t i = 0; i < j->problems; i++) {
        weak += j->problem[i].p.weak, pairs += paired(&j->problem[i]);
        found += j->problem[i].found.n, open += j->problem[i].open;
        best = best && j->problem[i].plan.outcome.status == JH_PLAN_OPTIMAL;
    }
    jh_paper_figure *f = jh__page_room(g, 4, sizeof *f);
    if (!f) return;
    jh__page_add(g, JH_PAPER_HEADING, "ops.page_result");
    jh__page_banner(g, found ? JH_SHADE_NO : JH_SHADE_OK,
                    found ? "ops.page_rules_broken" : "ops.page_rules_hold",
                    found  ? jh__cell_text(g->call, "ops.rotation_broken", "n:u", found)
                    : best ? jh_text(g->call->lang, "ops.page_pairs_best")
                           : jh_text(g->call->lang, "ops.page_pairs_hold"));
    f[0] = (jh_paper_figure){jh_text(g->call->lang, "ops.page_weak"),
                             jh__page_count(g, weak), NULL, JH_SHADE_NONE};
    f[1] = (jh_paper_figure){jh_text(g->call->lang, "ops.page_paired"),
                             jh__page_count(g, pairs), NULL, JH_SHADE_OK};
    f[2] = (jh_paper_figure){jh_text(g->call->lang, "ops.page_alone"),
                             jh__page_count(g, weak - pairs), NULL,
                             weak > pairs ? JH_SHADE_NO : JH_SHADE_NONE};
    f[3] = (jh_paper_figure){jh_text(g->call->lang, "ops.page_open"),
                             jh__page_count(g, open), NULL, JH_SHADE_NONE};
    jh_paper_part *p = jh__page_add(g, JH_PAPER_FIGURES, "");
    p->n = open ? 4 : 3, p->of.figure = f;
}

static void broken(jh__page *g, const jh__pairs_job *j)
{
    static const char *const head[] = {"ops.school_id", "ops.plan_broken_rule", NULL};
    jh__rows rows;
    jh__rows_open(g, &rows, "ops.plan_violations", head);
    for (size_t i = 0; i < j->problems; i++)
        for (size_t k = 0; k < j->problem[i].found.n; k++) {
            const jh_violation *v = &j->problem[i].found.item[k];
            jh_buf said = {0};
            jh_msg_render(&said, g->call->lang, &v->msg);
            const char *cell[] = {v->subject ? v->subject : "—",
                                  said.oom ? NULL : jh_strdup(g->call->arena, said.p)};
            jh_buf_clear(&said);
            jh__rows_add(g, &rows, cell, NULL);
        }
    jh__rows_close(g, &rows);
}

static void map(jh__page *g, const jh__pairs_job *j)
{
    jh_paper_map *map = jh__page_places(g, &j->a, "ops.page_pairs_map");
    size_t n = 0;
    for (size_t i = 0; i < j->problems; i++)
        n += paired(&j->problem[i]);
    jh_paper_way *way = jh__page_room(g, n, sizeof *way);
    if (!map || !way || !n) return;
    const jh_section *section = j->a.sections.section;
    for (size_t i = 0; i < j->problems; i++) {
        const jh__pairs_problem *x = &j->problem[i];
        for (uint32_t w = 0; w < x->p.weak; w++) {
            uint32_t s = x->plan.partner[w];
            if (s == JH_PAIRS_ALONE) continue;
            size_t from = section[x->strong[s]].school, to = section[x->weak[w]].school;
            way[map->ways++] = (jh_paper_way){
                .from = from,
                .to = to,
                .width = 0.5,
                .arrow = true,
                .name = jh__page_text(
                    g, jh__cell_text(g->call, "ops.page_pair", "from:s to:s stage:s",
                                     map->place[from].name, map->place[to].name,
                                     jh__stage_label(g->call, g->pack, x->stage)))};
        }
    }
    map->way = way;
    map->note = jh_text(g->call->lang, "ops.page_pairs_note");
    jh__page_add(g, JH_PAPER_HEADING, "ops.page_pairs_map");
    jh__page_add(g, JH_PAPER_MAP, "")->of.map = map;
}

/* Stages of an area, each with a table. */
static void pairs(jh__page *g, const jh__pairs_job *j)
{
    static const char *const head[] = {"ops.pairs_weak",
                                       "ops.pairs_strong",
                                       ">ops.rotation_km",
                                       "ops.pairs_helps",
                                       "ops.rotation_why",
                                       "ops.pairs_next",
                                       NULL};
    for (size_t i = 0; i < j->problems; i++) {
        const jh__pairs_problem *x = &j->problem[i];
        const char *stage = jh__stage_label(g->call, g->pack, x->stage);
        jh__rows rows;
        if (!x->p.weak) continue;
        const char *title =
            j->a.areas == 1
                ? stage
                : jh_sprintf(g->call->arena, "%s %s",
                             jh__area_name(g->call, j->a.area[x->area].name), stage);
        jh__page_add(g, JH_PAPER_HEADING, title)->more = jh__page_text(
            g, jh__cell_text(g->call, "ops.page_pairs_stage", "weak:u strong:u pairs:u",
                             (size_t)x->p.weak, (size_t)x->p.strong, paired(x)));
        jh__rows_open(g, &rows, jh__page_text(g, title), head);
        rows.stacks = true;
        for (uint32_t w = 0; w < x->p.weak; w++) {
            const char *all[JH__PAIRS_COLUMNS];
            jh__pairs_cells(g->call, j, x, w, true, all);
            bool alone = x->plan.partner[w] == JH_PAIRS_ALONE;
            const char *cell[] = {all[1],
                                  alone ? "—" : all[4],
                                  alone ? "—" : all[6],
                                  alone ? "—" : all[5],
                                  all[7],
                                  all[8][0] ? all[8] : "—"};
            const jh_shade shade[6] = {[1] = alone ? JH_SHADE_NO : JH_SHADE_NONE};
            jh__rows_add(g, &rows, cell, shade);
        }
        jh__rows_close(g, &rows);
    }
}

void jh__pairs_page(jh__page *g, const jh__pairs_job *j)
{
    static const char *const note[] = {"ops.page_note_pairs", "ops.page_note_next",
                                       "ops.page_note_watch"};
    const char **line = jh__page_room(g, JH_COUNT(note), sizeof *line);
    if (!line) return;
    result(g, j);
    broken(g, j);
    map(g, j);
    pairs(g, j);
    jh__page_add(g, JH_PAPER_HEADING, "ops.page_notes");
    jh_paper_part *p = jh__page_add(g, JH_PAPER_LIST, "");
    for (size_t i = 0; i < JH_COUNT(note); i++)
        line[i] = jh_text(g->call->lang, note[i]);
    p->n = JH_COUNT(note), p->of.item = (const char *const *)line;
}
