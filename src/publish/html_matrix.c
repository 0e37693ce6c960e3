/* School by school: every section with its values, and what it lacks. */
#include "page.h"

#include <math.h>
#include <stdio.h>

static void head(jh__pub_page *g)
{
    const jh_pack *pack = g->rep.pack;
    jh__pub_put(g, "<thead><tr>");
    jh__pub_th(g, "name", "publish.school");
    jh__pub_th(g, "stage", "publish.stage");
    for (size_t k = 0; k < pack->indicators; k++) {
        jh__pub_put(g, "<th scope=\"col\" class=\"n\"><span class=\"id\">");
        jh__pub_text(g, pack->indicator[k].id);
        jh__pub_put(g, "</span> ");
        jh__pub_text(g, jh__pub_label(&g->rep, pack->indicator[k].name));
        jh__pub_put(g, "</th>");
    }
    if (g->rep.judges) {
        jh__pub_th(g, "n", "publish.met_count");
        jh__pub_th(g, NULL, "publish.verdict");
        jh__pub_th(g, "wide", "publish.lacking");
    }
    jh__pub_put(g, "</tr></thead>\n<tbody>");
}

static void row(jh__pub_page *g, size_t section)
{
    const jh_section *s = &g->rep.r->sections.section[section];
    const jh_section_result *res = &g->rep.r->section[section];
    jh__pub_put(g, "<tr><th scope=\"row\" class=\"name\">");
    if (g->schools) jh_buf_printf(g->out, "<a href=\"#s%zu\">", s->school);
    jh__pub_text(g, res->name ? res->name : "—");
    if (g->schools) jh__pub_put(g, "</a>");
    jh__pub_put(g, "</th><td class=\"stage\">");
    jh__pub_text(g, jh__pub_stage_name(&g->rep, s->stage));
    jh__pub_put(g, "</td>");
    for (size_t k = 0; k < g->rep.pack->indicators; k++)
        jh__pub_cell_html(g, k, section);
    if (g->rep.judges) {
        jh_buf_printf(g->out, "<td class=\"n\">%zu/%zu</td><td>", res->met,
                      g->rep.pack->indicators);
        jh__pub_badge(g, res->verdict, jh__pub_verdict_word(&g->rep, res->verdict));
        if (res->rounding) jh__pub_put(g, "<sup>※</sup>");
        jh__pub_put(g, "</td><td class=\"wide\">");
        jh__pub_lacks_text(&g->rep, &g->tmp, section);
        jh__pub_flush(g);
        jh__pub_put(g, "</td>");
    }
    jh__pub_put(g, "</tr>\n");
}

/* The row of standards, under the heads, a stage a row. */
static void standards(jh__pub_page *g)
{
    const jh_area_result *a = &g->rep.r->area[g->area];
    const jh_pack *pack = g->rep.pack;
    for (size_t i = 0; i < a->stages && g->rep.judges; i++) {
        jh__pub_put(g, "<tr class=\"standard\"><th scope=\"row\" class=\"name\">");
        jh__pub_t(g, "publish.standard");
        jh__pub_put(g, "</th><td class=\"stage\">");
        jh__pub_text(g, jh__pub_stage_name(&g->rep, a->stage[i].stage));
        jh__pub_put(g, "</td>");
        for (size_t k = 0; k < pack->indicators; k++) {
            jh__pub_put(g, "<td class=\"n\">");
            jh__pub_bound_text(&g->rep, &g->tmp, k,
                               jh__pub_standard(pack, k, a->stage[i].stage));
            jh__pub_flush(g);
            jh__pub_put(g, "</td>");
        }
        jh__pub_put(g, "<td></td><td></td><td></td></tr>\n");
    }
}

void jh__pub_part_matrix(jh__pub_page *g)
{
    const jh__pub_order *o = &g->rep.order;
    bool all = g->rep.r->sections.n <= JH__PUB_MATRIX_MAX;
    size_t hidden = 0;
    jh__pub_put(g, "<section class=\"landscape\">");
    jh__pub_heading(g, 0, "matrix", "publish.matrix");
    if (g->rep.judges) {
        jh__pub_put(g, "<p class=\"legend\">");
        for (jh_grade i = JH_MET; i <= JH_UNKNOWN; i++) {
            if (i == JH_FLOOR && isnan(g->rep.pack->floor)) continue;
            jh_buf_printf(g->out, "<span class=\"b %s\">", jh__pub_grade_class(i));
            jh__pub_grade_text(&g->rep, &g->tmp, i);
            jh__pub_flush(g);
            jh__pub_put(g, "</span> ");
        }
        jh__pub_t(g, "publish.matrix_note");
        jh__pub_put(g, "</p>\n");
    }
    jh__pub_table_open(g, "grid matrix",
                       g->rep.judges ? "publish.matrix_caption"
                                     : "publish.values_caption");
    head(g);
    standards(g);
    for (size_t i = o->section_at[g->area]; i < o->section_at[g->area + 1]; i++) {
        bool pass = g->rep.r->section[o->section[i]].verdict == JH_PASS;
        if (all || !pass)
            row(g, o->section[i]);
        else
            hidden++;
    }
    jh__pub_table_close(g);
    if (hidden) {
        char n[24];
        snprintf(n, sizeof n, "%zu", hidden);
        jh__pub_put(g, "<p>");
        jh__pub_say(g, "publish.matrix_hidden", (jh_arg[]){{"n", n}}, 1);
        jh__pub_put(g, "</p>\n");
    }
    jh__pub_put(g, "</section>\n");
}
