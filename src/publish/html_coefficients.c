/* Coefficients by stage: the table, the chart beside it, and what it takes. */
#include "page.h"

#include <math.h>
#include <stdio.h>

static void status(jh__pub_page *g, const jh_coefficient_result *c)
{
    if (!isfinite(c->limit) && isfinite(c->cv)) {
        jh__pub_put(g, "—");
        return;
    }
    jh__pub_badge(g, isfinite(c->cv) ? c->verdict : JH_OPEN,
                  jh__pub_coefficient_word(&g->rep, c));
    if (c->rounding) {
        jh__pub_put(g, "<small class=\"flag\">※ ");
        jh__pub_t(g, "publish.rounding");
        jh__pub_put(g, "</small>");
    }
}

static void row(jh__pub_page *g, size_t stage, size_t k)
{
    const jh_pack *pack = g->rep.pack;
    const jh_stage_result *s = &g->rep.r->area[g->area].stage[stage];
    const jh_coefficient_result *c = &s->coefficient[k];
    const jh_indicator *in = &pack->indicator[k];
    jh_buf_printf(g->out,
                  "<tr id=\"a%zu-cv-%zu-%zu\"><th scope=\"row\"><span class=\"id\">",
                  g->area, stage, k);
    jh__pub_text(g, in->id);
    jh__pub_put(g, "</span> ");
    jh__pub_text(g, jh__pub_label(&g->rep, in->name));
    jh__pub_put(g, " <span class=\"unit\">");
    jh__pub_text(g, jh__pub_label(&g->rep, in->unit));
    jh__pub_put(g, "</span></th><td class=\"n\">");
    jh__pub_number(g, c->mean, in->decimals);
    jh__pub_put(g, "</td><td class=\"n strong\">");
    jh__pub_number(g, c->cv, pack->coefficient_decimals);
    jh__pub_put(g, "</td><td class=\"n\">");
    jh__pub_number(g, c->limit, 2);
    jh__pub_put(g, "</td><td>");
    status(g, c);
    jh_buf_printf(g->out,
                  "</td><td class=\"n\">%zu/%zu</td><td class=\"n\">%zu</td></tr>\n",
                  c->met, s->sections, c->missing);
}

static void composite(jh__pub_page *g, const jh_stage_result *s)
{
    if (!isfinite(s->composite_limit)) return;
    jh__pub_put(g, "<tr class=\"total\"><th scope=\"row\">");
    jh__pub_t(g, "publish.composite");
    jh__pub_put(g, "</th><td class=\"n\">—</td><td class=\"n strong\">");
    jh__pub_number(g, s->composite, g->rep.pack->coefficient_decimals);
    jh__pub_put(g, "</td><td class=\"n\">");
    jh__pub_number(g, s->composite_limit, 2);
    jh__pub_put(g, "</td><td>");
    jh__pub_badge(g, s->composite_verdict,
                  jh__pub_status_word(&g->rep, s->composite_verdict));
    if (s->composite_rounding) {
        jh__pub_put(g, "<small class=\"flag\">※ ");
        jh__pub_t(g, "publish.rounding");
        jh__pub_put(g, "</small>");
    }
    jh__pub_put(g, "</td><td></td><td></td></tr>\n");
}

static void table(jh__pub_page *g)
{
    const jh_area_result *a = &g->rep.r->area[g->area];
    jh__pub_table_open(g, "grid cv", "publish.coefficients_caption");
    jh__pub_put(g, "<thead><tr>");
    jh__pub_th(g, NULL, "publish.indicator");
    jh__pub_th(g, "n", "publish.mean");
    jh__pub_th(g, "n", "publish.cv");
    jh__pub_th(g, "n", "publish.limit");
    jh__pub_th(g, NULL, "publish.status");
    jh__pub_th(g, "n", "publish.sections_met");
    jh__pub_th(g, "n", "publish.sections_missing");
    jh__pub_put(g, "</tr></thead>\n<tbody>");
    for (size_t i = 0; i < a->stages; i++) {
        if (a->stages > 1 || a->stage[i].stage >= 0) {
            jh__pub_put(g, "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"7\">");
            jh__pub_text(g, jh__pub_stage_name(&g->rep, a->stage[i].stage));
            jh__pub_put(g, "</th></tr>\n");
        }
        for (size_t k = 0; k < g->rep.pack->indicators; k++)
            row(g, i, k);
        composite(g, &a->stage[i]);
        if (i + 1 < a->stages) jh__pub_put(g, "</tbody><tbody>");
    }
    jh__pub_table_close(g);
}

static void remedies(jh__pub_page *g)
{
    const jh_area_result *a = &g->rep.r->area[g->area];
    bool open = false;
    for (size_t i = 0; i < a->stages; i++) {
        for (size_t k = 0; k < g->rep.pack->indicators; k++) {
            jh__pub_remedy_text(&g->rep, &g->tmp, &a->stage[i], k);
            if (!g->tmp.n) continue;
            if (!open) {
                jh__pub_heading(g, 1, "remedy", "publish.remedies");
                jh__pub_put(g, "<ul class=\"remedies\">\n");
                open = true;
            }
            jh__pub_put(g, "<li><strong>");
            jh__pub_text(g, jh__pub_stage_name(&g->rep, a->stage[i].stage));
            jh__pub_put(g, " ");
            jh__pub_text(g, g->rep.pack->indicator[k].id);
            jh__pub_put(g, " ");
            jh__pub_text(g, jh__pub_label(&g->rep, g->rep.pack->indicator[k].name));
            jh__pub_put(g, "</strong>");
            jh__pub_t(g, "publish.colon");
            jh__pub_flush(g);
            jh__pub_put(g, "</li>\n");
        }
    }
    if (open) jh__pub_put(g, "</ul>\n");
}

void jh__pub_part_coefficients(jh__pub_page *g)
{
    const jh_area_result *a = &g->rep.r->area[g->area];
    jh__pub_put(g, "<section>");
    jh__pub_heading(g, 0, "cv", "publish.coefficients");
    jh__pub_put(g, "<div class=\"beside\"><div>\n");
    table(g);
    jh__pub_put(g, "</div><div class=\"charts\">\n");
    for (size_t i = 0; i < a->stages; i++)
        jh__pub_chart_bars(g, i);
    jh__pub_put(g, "</div></div>\n");
    remedies(g);
    jh__pub_put(g, "</section>\n");
}

void jh__pub_part_spread(jh__pub_page *g)
{
    jh__pub_put(g, "<section>");
    jh__pub_heading(g, 0, "spread", "publish.spread");
    jh__pub_put(g, "<p>");
    jh__pub_t(g, g->rep.judges ? "publish.spread_note" : "publish.spread_note_plain");
    jh__pub_put(g, "</p>\n<div class=\"multiples\">\n");
    for (size_t k = 0; k < g->rep.pack->indicators; k++)
        jh__pub_chart_strip(g, k);
    jh__pub_put(g, "</div></section>\n");
}
