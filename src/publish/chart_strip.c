/* How the sections spread on one indicator: a dot a section, standard and floor as lines.
 * Where there are very many sections bars of a histogram take the place of dots. */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define WIDTH 360
#define LEFT 10.0
#define RIGHT 346.0
#define BAND 44
#define HEAD 22
#define DOTS_MAX 400
#define BINS 84

typedef struct point {
    double value;
    size_t section;
} point;

typedef struct scale {
    double low, high, step;
    int decimals;
} scale;

static double place(const scale *s, double x)
{
    double at = LEFT + (x - s->low) / (s->high - s->low) * (RIGHT - LEFT);
    return at > RIGHT ? RIGHT : at;
}

static int by_value(const void *left, const void *right)
{
    const point *a = left, *b = right;
    if (a->value != b->value) return a->value < b->value ? -1 : 1;
    return a->section < b->section ? -1 : a->section > b->section;
}

/* Known values of the area for one stage (all stages: -2), sorted. */
static size_t collect(const jh__pub_page *g, size_t indicator, int stage, point *out)
{
    const jh_sections *s = &g->rep.r->sections;
    const jh__pub_order *o = &g->rep.order;
    size_t n = 0;
    for (size_t i = o->section_at[g->area]; i < o->section_at[g->area + 1]; i++) {
        size_t section = o->section[i];
        const jh_cell_result *c = jh__pub_cell(&g->rep, indicator, section);
        if (c->value.state != JH_KNOWN || !isfinite(c->value.number)) continue;
        if (stage != -2 && s->section[section].stage != stage) continue;
        out[n++] = (point){c->value.number, section};
    }
    if (n) qsort(out, n, sizeof *out, by_value);
    return n;
}

/* From zero to where nearly all values lie; a few far ones stand at the right edge, so that
 * one school with forty pupils does not press all others together. */
static scale scale_of(const jh__pub_page *g, size_t indicator, const point *p, size_t n)
{
    const jh_area_result *area = &g->rep.r->area[g->area];
    double high = 0;
    for (size_t i = 0; i < area->stages; i++) {
        double standard = jh__pub_standard(g->rep.pack, indicator, area->stage[i].stage);
        if (isfinite(standard) && standard * 1.4 > high) high = standard * 1.4;
    }
    double most = p[n - 1].value, usual = p[(n - 1) * 95 / 100].value * 1.5;
    double reach = most < usual || n < 8 ? most : usual;
    if (reach > high) high = reach;
    scale s = {.low = p[0].value < 0 ? p[0].value : 0, .high = high};
    if (s.high <= s.low) s.high = s.low + 1;
    s.step = jh__pub_step(s.high - s.low, 5);
    s.decimals = jh__pub_step_decimals(s.step);
    s.high = ceil(s.high / s.step - 1e-9) * s.step;
    s.low = floor(s.low / s.step + 1e-9) * s.step;
    return s;
}

static void draw_dot(jh__pub_page *g, size_t indicator, const point *p, double x,
                     double y)
{
    const jh_cell_result *c = jh__pub_cell(&g->rep, indicator, p->section);
    const char *class = jh__pub_grade_class(c->grade);
    if (c->grade == JH_FAILED)
        jh_buf_printf(g->out, "<path class=\"d %s\" d=\"M%.1f %.1fl3.4 6h-6.8z\">", class,
                      x, y - 3.6);
    else if (c->grade == JH_FLOOR)
        jh_buf_printf(g->out,
                      "<path class=\"d %s\" d=\"M%.1f %.1fl3.4 3.4-3.4 3.4-3.4-3.4z\">",
                      class, x, y - 3.4);
    else
        jh_buf_printf(g->out, "<circle class=\"d %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.9\">",
                      class, x, y);
    jh__pub_put(g, "<title>");
    jh__pub_text(g, g->rep.r->section[p->section].name);
    jh__pub_put(g, " ");
    jh__pub_number(g, p->value, g->rep.pack->indicator[indicator].decimals);
    bool path = c->grade == JH_FAILED || c->grade == JH_FLOOR;
    jh__pub_put(g, path ? "</title></path>" : "</title></circle>");
}

/* Dots that would cover each other are stacked about the middle. */
static void draw_dots(jh__pub_page *g, size_t indicator, const point *p, size_t n,
                      const scale *s, double middle)
{
    int stacked = 0;
    double last = -100;
    for (size_t i = 0; i < n; i++) {
        double x = place(s, p[i].value);
        if (x - last < 6.2 && stacked < 40) {
            stacked++;
        } else {
            stacked = 0;
            last = x;
        }
        int layer = (stacked + 1) / 2 % 4;
        double y = middle + (stacked % 2 ? -1 : 1) * layer * 6.2;
        draw_dot(g, indicator, &p[i], x, y);
    }
    jh__pub_put(g, "\n");
}

static void draw_histogram(jh__pub_page *g, const point *p, size_t n, const scale *s,
                           double bottom)
{
    size_t count[BINS] = {0}, most = 1;
    double width = (RIGHT - LEFT) / BINS;
    for (size_t i = 0; i < n; i++) {
        size_t bin = (size_t)((place(s, p[i].value) - LEFT) / width);
        if (bin >= BINS) bin = BINS - 1;
        if (++count[bin] > most) most = count[bin];
    }
    for (size_t i = 0; i < BINS; i++)
        if (count[i])
            jh_buf_printf(g->out,
                          "<rect class=\"bar none\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                          "height=\"%.1f\"/>",
                          LEFT + (double)i * width,
                          bottom - (double)count[i] / (double)most * (BAND - 6),
                          width - 0.4, (double)count[i] / (double)most * (BAND - 6));
    jh__pub_put(g, "\n");
}

static void draw_head(jh__pub_page *g, size_t indicator, int stage, size_t beyond,
                      double y)
{
    double standard = jh__pub_standard(g->rep.pack, indicator, stage);
    jh_buf_printf(g->out, "<text x=\"%.0f\" y=\"%.0f\">", LEFT, y);
    jh__pub_text(g, jh__pub_stage_name(&g->rep, stage));
    if (isfinite(standard)) {
        jh__pub_put(g, "<tspan class=\"muted\" dx=\"8\">");
        jh__pub_t(g, "publish.standard");
        jh__pub_put(g, " ");
        jh__pub_bound_text(&g->rep, &g->tmp, indicator, standard);
        jh__pub_flush(g);
        jh__pub_put(g, "</tspan>");
    }
    if (beyond) {
        char n[24];
        snprintf(n, sizeof n, "%zu", beyond);
        jh__pub_put(g, "<tspan class=\"muted\" dx=\"8\">");
        jh__pub_say(g, "publish.beyond", (jh_arg[]){{"n", n}}, 1);
        jh__pub_put(g, "</tspan>");
    }
    jh__pub_put(g, "</text>\n");
}

static void draw_band(jh__pub_page *g, size_t indicator, int stage, const scale *s,
                      point *p, double y)
{
    size_t n = collect(g, indicator, stage, p), beyond = 0;
    for (size_t i = n; i > 0 && p[i - 1].value > s->high; i--)
        beyond++;
    draw_head(g, indicator, stage, beyond, y + 15);
    double top = y + HEAD, standard = jh__pub_standard(g->rep.pack, indicator, stage),
           least = jh__pub_floor(g->rep.pack, indicator, stage);
    jh_buf_printf(g->out,
                  "<rect class=\"band\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                  "height=\"%d\"/>",
                  LEFT, top, RIGHT - LEFT, BAND);
    if (isfinite(least) && least < s->high)
        jh_buf_printf(g->out, "<path class=\"lim floor\" d=\"M%.1f %.1fv%d\"/>",
                      place(s, least), top, BAND);
    if (isfinite(standard) && standard < s->high)
        jh_buf_printf(g->out, "<path class=\"lim\" d=\"M%.1f %.1fv%d\"/>",
                      place(s, standard), top, BAND);
    if (n > DOTS_MAX)
        draw_histogram(g, p, n, s, top + BAND);
    else
        draw_dots(g, indicator, p, n, s, top + BAND / 2.0);
}

static void draw_axis(jh__pub_page *g, const scale *s, double y)
{
    jh_buf_printf(g->out, "<path class=\"axis\" d=\"M%.1f %.1fH%.1f\"/>", LEFT, y, RIGHT);
    int steps = (int)floor((s->high - s->low) / s->step + 1e-6);
    for (int i = 0; i <= steps; i++) {
        double x = s->low + i * s->step, at = place(s, x);
        const char *anchor = at < LEFT + 8 ? "start" : at > RIGHT - 12 ? "end" : "middle";
        jh_buf_printf(g->out,
                      "<path class=\"axis\" d=\"M%.1f %.1fv4\"/>"
                      "<text class=\"muted\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
                      at, y, at, y + 16, anchor);
        jh__pub_number(g, fabs(x) < s->step * 1e-6 ? 0 : x, s->decimals);
        jh__pub_put(g, "</text>");
    }
    jh__pub_put(g, "\n");
}

void jh__pub_chart_strip(jh__pub_page *g, size_t indicator)
{
    const jh_area_result *area = &g->rep.r->area[g->area];
    const jh__pub_order *o = &g->rep.order;
    size_t room = o->section_at[g->area + 1] - o->section_at[g->area];
    point *p = malloc((room + 1) * sizeof *p);
    if (!p) {
        g->out->oom = true;
        return;
    }
    const jh_indicator *in = &g->rep.pack->indicator[indicator];
    size_t n = collect(g, indicator, -2, p);
    jh__pub_put(g, "<figure><figcaption>");
    jh__pub_text(g, in->id);
    jh__pub_put(g, " ");
    jh__pub_text(g, jh__pub_label(&g->rep, in->name));
    jh_buf_puts(g->out, " <span class=\"unit\">");
    jh__pub_text(g, jh__pub_label(&g->rep, in->unit));
    jh__pub_put(g, "</span></figcaption>");
    if (n) {
        scale s = scale_of(g, indicator, p, n);
        int height = (int)area->stages * (HEAD + BAND + 6) + 24;
        jh__pub_tell(&g->rep, &g->tmp, "publish.strip_desc", NULL, 0);
        jh__pub_svg_open(g, WIDTH, height, jh__pub_label(&g->rep, in->name));
        for (size_t i = 0; i < area->stages; i++)
            draw_band(g, indicator, area->stage[i].stage, &s, p,
                      (double)i * (HEAD + BAND + 6));
        draw_axis(g, &s, height - 22);
        jh__pub_svg_close(g);
    } else {
        jh__pub_put(g, "<p>");
        jh__pub_t(g, "publish.no_values");
        jh__pub_put(g, "</p>");
    }
    jh__pub_put(g, "</figure>\n");
    free(p);
}
