/* A figure over the years, a band a stage: points joined by a line against a target, or bars of
 * what passes, is open and fails. Years stand where they lie in time. */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WIDTH 360
#define LEFT 32.0
#define RIGHT 328.0
#define MARGIN 22.0 /* of the ground about them */
#define BAND 78
#define HEAD 24
#define GAP 6
#define FOOT 24
/* With more years than this only the first and the last value are written. */
#define WRITTEN_MOST 6

static double year_at(const jh_history *h, size_t y)
{
    int first = h->year[0].year, last = h->year[h->years - 1].year;
    if (first == last) return (LEFT + RIGHT) / 2;
    return LEFT + (double)(h->year[y].year - first) / (last - first) * (RIGHT - LEFT);
}

static int height_of(size_t bands)
{
    return (int)bands * (HEAD + BAND + GAP) + FOOT;
}

static bool is_written(const jh_history *h, size_t y)
{
    return h->years <= WRITTEN_MOST || y == 0 || y + 1 == h->years;
}

static void draw_axis(jh__pub_page *g, const jh_history *h, double y)
{
    size_t every = h->years > 12 ? (h->years + 7) / 8 : 1;
    jh_buf_printf(g->out, "<path class=\"axis\" d=\"M%.1f %.1fH%.1f\"/>", LEFT - MARGIN,
                  y, RIGHT + MARGIN);
    for (size_t i = 0; i < h->years; i++) {
        bool other = false;
        for (size_t b = 0; b < h->breaks; b++)
            other |= h->brk[b].later == i;
        jh_buf_printf(g->out, "<path class=\"axis\" d=\"M%.1f %.1fv4\"/>", year_at(h, i),
                      y);
        if ((h->years - 1 - i) % every && !other) continue;
        jh_buf_printf(g->out,
                      "<text class=\"muted\" x=\"%.1f\" y=\"%.1f\" "
                      "text-anchor=\"middle\">%d%s</text>",
                      year_at(h, i), y + 17, h->year[i].year, other ? "※" : "");
    }
    jh__pub_put(g, "\n");
}

static void draw_ground(jh__pub_page *g, double top)
{
    jh_buf_printf(g->out,
                  "<rect class=\"band\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                  "height=\"%d\"/>",
                  LEFT - MARGIN, top, RIGHT - LEFT + 2 * MARGIN, BAND);
}

/* Other sections count from here on. */
static void draw_break(jh__pub_page *g, const jh_history *h, size_t y, double top)
{
    double x = (year_at(h, y - 1) + year_at(h, y)) / 2;
    jh_buf_printf(g->out, "<path class=\"broken\" d=\"M%.1f %.1fv%d\"/>", x, top, BAND);
}

/* ---- a coefficient against its limit ---- */

static double top_of(const jh_history *h, const jh_series *s)
{
    double most = isfinite(s->target) ? s->target * 1.15 : 0;
    for (size_t y = 0; y < h->years; y++)
        if (isfinite(s->value[y]) && s->value[y] > most) most = s->value[y];
    return most > 0 ? most * 1.4 : 1; /* room for what is written above the points */
}

static void draw_points(jh__pub_page *g, const jh_history *h, const jh_series *s,
                        double bottom, double scale)
{
    bool limited = isfinite(s->target);
    for (size_t y = 0; y < h->years; y++) {
        double x = year_at(h, y), at = bottom - s->value[y] * scale;
        if (!isfinite(s->value[y])) continue;
        if (limited && !s->met[y])
            jh_buf_printf(g->out, "<path class=\"d no\" d=\"M%.1f %.1fl3.8 6.6h-7.6z\"/>",
                          x, at - 4);
        else
            jh_buf_printf(g->out,
                          "<circle class=\"d %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.3\"/>",
                          limited ? "ok" : "none", x, at);
        if (!is_written(h, y)) continue;
        jh_buf_printf(g->out,
                      "<text class=\"halo\" x=\"%.1f\" y=\"%.1f\" "
                      "text-anchor=\"middle\">",
                      x, at - 8);
        jh__pub_number(g, s->value[y], g->rep.pack->coefficient_decimals);
        jh__pub_put(g, "</text>");
    }
}

static void draw_line(jh__pub_page *g, const jh_history *h, const jh_series *s,
                      double bottom, double scale)
{
    bool pen = false;
    jh__pub_put(g, "<path class=\"course\" d=\"");
    for (size_t y = 0; y < h->years; y++) {
        bool known = isfinite(s->value[y]);
        if (known)
            jh_buf_printf(g->out, "%s%.1f %.1f", pen && !s->scope[y] ? "L" : "M",
                          year_at(h, y), bottom - s->value[y] * scale);
        pen = known;
    }
    jh__pub_put(g, "\"/>");
}

static void draw_head(jh__pub_page *g, const jh_series *s, double y)
{
    jh_buf_printf(g->out, "<text x=\"%.0f\" y=\"%.0f\">", LEFT - MARGIN, y);
    jh__pub_text(g, jh__pub_stage_name(&g->rep, s->stage));
    if (s->kind == JH_SERIES_CV && isfinite(s->target)) {
        jh__pub_put(g, "<tspan class=\"muted\" dx=\"8\">");
        jh__pub_t(g, "publish.limit");
        jh__pub_put(g, " ≤ ");
        jh__pub_number(g, s->target, 2);
        jh__pub_put(g, "</tspan>");
    }
    jh__pub_put(g, "</text>\n");
}

static void draw_course(jh__pub_page *g, const jh_history *h, const jh_series *s,
                        double y)
{
    double top = y + HEAD, bottom = top + BAND, scale = BAND / top_of(h, s);
    draw_head(g, s, y + 16);
    draw_ground(g, top);
    if (isfinite(s->target))
        jh_buf_printf(g->out, "<path class=\"lim\" d=\"M%.1f %.1fH%.1f\"/>",
                      LEFT - MARGIN, bottom - s->target * scale, RIGHT + MARGIN);
    for (size_t i = 1; i < h->years; i++)
        if (s->scope[i]) draw_break(g, h, i, top);
    draw_line(g, h, s, bottom, scale);
    draw_points(g, h, s, bottom, scale);
    jh__pub_put(g, "\n");
}

/* Values of all bands in words, for those who do not see the drawing. */
static void describe(jh__pub_page *g, const jh_history *h, const jh_series *const *s,
                     size_t n)
{
    jh_buf values = {0};
    const jh_indicator *in =
        s[0]->indicator < 0 ? NULL : &g->rep.pack->indicator[s[0]->indicator];
    const char *what = in ? jh__pub_label(&g->rep, in->name) : "";
    for (size_t i = 0; i < n; i++)
        for (size_t y = 0; y < h->years; y++) {
            if (values.n)
                jh_buf_puts(&values, jh__pub_word(&g->rep, "publish.separator"));
            jh_buf_printf(&values, "%s %d ", jh__pub_stage_name(&g->rep, s[i]->stage),
                          h->year[y].year);
            jh__pub_number_text(&values, s[i]->value[y],
                                g->rep.pack->coefficient_decimals);
        }
    if (values.oom) g->out->oom = true;
    jh__pub_tell(&g->rep, &g->tmp, "publish.history_cv_desc",
                 (jh_arg[]){{"what", what}, {"values", values.p ? values.p : ""}}, 2);
    jh_buf_clear(&values);
}

void jh__pub_chart_course(jh__pub_page *g, const jh_series *const *s, size_t n)
{
    const jh_history *h = g->rep.p->past->history;
    const jh_indicator *in =
        s[0]->indicator < 0 ? NULL : &g->rep.pack->indicator[s[0]->indicator];
    const char *name = in ? jh__pub_label(&g->rep, in->name)
                          : jh__pub_word(&g->rep, "publish.composite");
    jh__pub_put(g, "<figure><figcaption>");
    if (in) {
        jh__pub_text(g, in->id);
        jh__pub_put(g, " ");
    }
    jh__pub_text(g, name);
    jh__pub_put(g, "</figcaption>");
    describe(g, h, s, n);
    jh__pub_svg_open(g, WIDTH, height_of(n), name);
    for (size_t i = 0; i < n; i++)
        draw_course(g, h, s[i], (double)i * (HEAD + BAND + GAP));
    draw_axis(g, h, height_of(n) - FOOT + 2);
    jh__pub_svg_close(g);
    jh__pub_put(g, "</figure>\n");
}

/* ---- sections that pass ---- */

static const jh_stage_result *stage_in(const jh_assessment *a, const jh_series *s)
{
    for (size_t i = 0; i < a->areas; i++) {
        if (strcmp(a->area[i].name, s->area)) continue;
        for (size_t k = 0; k < a->area[i].stages; k++)
            if (a->area[i].stage[k].stage == s->stage) return &a->area[i].stage[k];
    }
    return NULL;
}

static void draw_part(jh__pub_page *g, const char *class, double x, double *bottom,
                      double height)
{
    if (!(height > 0)) return;
    *bottom -= height;
    jh_buf_printf(g->out,
                  "<rect class=\"bar %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                  "height=\"%.1f\"/>",
                  class, x, *bottom, 26.0, height);
}

static void draw_bars(jh__pub_page *g, const jh_history *h, const jh_series *s, double y)
{
    double top = y + HEAD, most = 1;
    for (size_t i = 0; i < h->years; i++)
        if ((double)s->of[i] > most) most = (double)s->of[i];
    double scale = (BAND - 18) / most;
    draw_head(g, s, y + 16);
    draw_ground(g, top);
    for (size_t i = 0; i < h->years; i++) {
        const jh_stage_result *st = stage_in(h->year[i].a, s);
        double bottom = top + BAND, x = year_at(h, i);
        if (i && s->scope[i]) draw_break(g, h, i, top);
        if (!st) continue;
        double width = h->years > 10 ? 13 : 0; /* narrower bars stand in the middle */
        draw_part(g, "ok", x - 13 + width / 2, &bottom, (double)st->passed * scale);
        draw_part(g, "na", x - 13 + width / 2, &bottom, (double)st->open * scale);
        draw_part(g, "no", x - 13 + width / 2, &bottom, (double)st->failed * scale);
        if (is_written(h, i))
            jh_buf_printf(g->out,
                          "<text class=\"halo\" x=\"%.1f\" y=\"%.1f\" "
                          "text-anchor=\"middle\">%zu/%zu</text>",
                          x, bottom - 4, st->passed, st->sections);
    }
    jh__pub_put(g, "\n");
}

void jh__pub_chart_passing(jh__pub_page *g, const jh_series *const *s, size_t n)
{
    const jh_history *h = g->rep.p->past->history;
    const char *name = jh__pub_word(&g->rep, "publish.history_sections");
    jh__pub_put(g, "<figure><figcaption>");
    jh__pub_text(g, name);
    jh__pub_put(g, "</figcaption>");
    for (size_t i = 0; i < n; i++)
        jh__pub_tell(&g->rep, &g->tmp, "publish.history_sections_desc",
                     (jh_arg[]){{"stage", jh__pub_stage_name(&g->rep, s[i]->stage)}}, 1);
    jh__pub_svg_open(g, WIDTH, height_of(n), name);
    for (size_t i = 0; i < n; i++)
        draw_bars(g, h, s[i], (double)i * (HEAD + BAND + GAP));
    draw_axis(g, h, height_of(n) - FOOT + 2);
    jh__pub_svg_close(g);
    jh__pub_put(g, "</figure>\n");
}
