/* Coefficients of one stage as bars against their limits. */
#include "page.h"

#include <math.h>
#include <stdio.h>

#define WIDTH 440
#define LABEL 150
#define PLOT0 158.0
#define PLOT1 352.0 /* behind it stand value and word */
#define TOP 26
#define LINE 15
#define LINES_MAX 4

typedef struct row {
    size_t line[LINES_MAX + 1], lines;
    int y, height;
} row;

static double scale_of(const jh_stage_result *stage, size_t n)
{
    double most = 0;
    for (size_t k = 0; k < n; k++) {
        const jh_coefficient_result *c = &stage->coefficient[k];
        if (isfinite(c->cv) && c->cv > most) most = c->cv;
        if (isfinite(c->limit) && c->limit * 1.1 > most) most = c->limit * 1.1;
    }
    return most > 0 ? (PLOT1 - PLOT0) / most : 1;
}

/* The limit where all indicators share one, else NAN. */
static double common_limit(const jh_stage_result *stage, size_t n)
{
    for (size_t k = 1; k < n; k++)
        if (!(stage->coefficient[k].limit == stage->coefficient[0].limit)) return NAN;
    return n ? stage->coefficient[0].limit : NAN;
}

static void draw_label(jh__pub_page *g, const row *r, const char *name)
{
    double y = r->y + r->height / 2.0 - (double)(r->lines - 1) * LINE / 2.0 + 4;
    jh_buf_printf(g->out, "<text x=\"%d\" text-anchor=\"end\">", LABEL);
    for (size_t i = 0; i < r->lines; i++) {
        char line[256];
        snprintf(line, sizeof line, "%.*s", (int)(r->line[i + 1] - r->line[i]),
                 name + r->line[i]);
        jh_buf_printf(g->out, "<tspan x=\"%d\" y=\"%.1f\">", LABEL, y + (double)i * LINE);
        jh__pub_text(g, line);
        jh__pub_put(g, "</tspan>");
    }
    jh__pub_put(g, "</text>\n");
}

static void draw_bar(jh__pub_page *g, const row *r, const jh_coefficient_result *c,
                     double k)
{
    double middle = r->y + r->height / 2.0;
    bool known = isfinite(c->cv);
    double end = PLOT0 + (known ? c->cv * k : 0);
    bool limited = isfinite(c->limit);
    const char *class = limited ? jh__pub_verdict_class(c->verdict) : "none";
    if (known)
        jh_buf_printf(g->out,
                      "<rect class=\"bar %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                      "height=\"14\"/>",
                      class, PLOT0, middle - 7, end - PLOT0);
    if (limited)
        jh_buf_printf(g->out, "<path class=\"lim\" d=\"M%.1f %dV%d\"/>",
                      PLOT0 + c->limit * k, r->y, r->y + r->height);
    jh_buf_printf(g->out, "<text class=\"halo\" x=\"%.1f\" y=\"%.1f\">", end + 5,
                  middle + 4);
    if (known) jh__pub_number(g, c->cv, g->rep.pack->coefficient_decimals);
    if (limited || !known) {
        jh__pub_put(g, known ? " " : "");
        jh__pub_text(g, jh__pub_coefficient_word(&g->rep, c));
    }
    jh__pub_put(g, "</text>\n");
}

static void draw_limit_label(jh__pub_page *g, double limit, double k)
{
    if (!isfinite(limit)) return;
    char text[64];
    jh_number_fixed(limit, 2, text);
    jh_buf_printf(g->out,
                  "<text class=\"muted\" x=\"%.1f\" y=\"16\" text-anchor=\"middle\">",
                  PLOT0 + limit * k);
    jh__pub_say(g, "publish.limit_at", (jh_arg[]){{"limit", text}}, 1);
    jh__pub_put(g, "</text>\n");
}

void jh__pub_chart_bars(jh__pub_page *g, size_t stage)
{
    const jh_pack *pack = g->rep.pack;
    const jh_stage_result *s = &g->rep.r->area[g->area].stage[stage];
    row *rows = jh_alloc_array(g->rep.arena, pack->indicators + 1, sizeof *rows);
    if (!rows) {
        g->out->oom = true;
        return;
    }
    int y = TOP;
    for (size_t k = 0; k < pack->indicators; k++) {
        const char *name = jh__pub_label(&g->rep, pack->indicator[k].name);
        rows[k].lines = jh__pub_wrap(name, LABEL / 12.5, LINES_MAX, rows[k].line);
        rows[k].y = y;
        rows[k].height = (int)rows[k].lines * LINE + 10;
        if (rows[k].height < 30) rows[k].height = 30;
        y += rows[k].height;
    }
    double k = scale_of(s, pack->indicators);
    const char *stage_name = jh__pub_stage_name(&g->rep, s->stage);
    jh__pub_tell(&g->rep, &g->tmp, "publish.bars_desc", (jh_arg[]){{"stage", stage_name}},
                 1);
    jh__pub_put(g, "<figure><figcaption>");
    jh__pub_text(g, stage_name);
    jh__pub_put(g, "</figcaption>");
    jh__pub_svg_open(g, WIDTH, y + 6, stage_name);
    jh_buf_printf(g->out, "<path class=\"axis\" d=\"M%.1f %dV%d\"/>\n", PLOT0, TOP, y);
    for (size_t i = 0; i < pack->indicators; i++) {
        draw_label(g, &rows[i], jh__pub_label(&g->rep, pack->indicator[i].name));
        draw_bar(g, &rows[i], &s->coefficient[i], k);
    }
    draw_limit_label(g, common_limit(s, pack->indicators), k);
    jh__pub_svg_close(g);
    jh__pub_put(g, "</figure>\n");
}
