/* Charts of a page made of parts: figures before and after, and bars with names. */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WIDTH 470
#define LABEL 150
#define PLOT0 160.0
#define PLOT1 360.0
#define TOP 26
#define LINE 15
#define LINES_MAX 3
#define ROW_LEAST 26

/* A name beside its row, in lines; how high the row is. */
static int label(jh__pub_page *g, const char *name, int y)
{
    size_t at[LINES_MAX + 1];
    size_t lines = jh__pub_wrap(name, LABEL / 12.5, LINES_MAX, at);
    int height = (int)lines * LINE + 8;
    if (height < ROW_LEAST) height = ROW_LEAST;
    double first = y + height / 2.0 - (double)(lines - 1) * LINE / 2.0 + 4;
    jh_buf_printf(g->out, "<text text-anchor=\"end\">");
    for (size_t i = 0; i < lines; i++) {
        char line[256];
        snprintf(line, sizeof line, "%.*s", (int)(at[i + 1] - at[i]), name + at[i]);
        jh_buf_printf(g->out, "<tspan x=\"%d\" y=\"%.1f\">", LABEL,
                      first + (double)i * LINE);
        jh__pub_text(g, line);
        jh__pub_put(g, "</tspan>");
    }
    jh__pub_put(g, "</text>\n");
    return height;
}

static int height_of(const char *name)
{
    size_t at[LINES_MAX + 1];
    int height = (int)jh__pub_wrap(name, LABEL / 12.5, LINES_MAX, at) * LINE + 8;
    return height < ROW_LEAST ? ROW_LEAST : height;
}

static void open_chart(jh__pub_page *g, const char *title, const char *desc, int height)
{
    jh__pub_put(g, "<figure class=\"keep\"><figcaption>");
    jh__pub_text(g, title);
    jh__pub_put(g, "</figcaption>");
    jh__pub_tell(&g->rep, &g->tmp, desc, (jh_arg[]){{"title", title}}, 1);
    jh__pub_svg_open(g, WIDTH, height, title);
}

static void close_chart(jh__pub_page *g)
{
    jh__pub_svg_close(g);
    jh__pub_put(g, "</figure>\n");
}

/* ---- before and after ---- */

static double most_of(const jh_paper_part *p)
{
    double most = 0;
    for (size_t i = 0; i < p->n; i++) {
        const jh_paper_change *c = &p->of.change[i];
        if (isfinite(c->before)) most = fmax(most, c->before);
        if (isfinite(c->after)) most = fmax(most, c->after);
        if (isfinite(c->limit)) most = fmax(most, c->limit);
    }
    return most > 0 ? most : 1;
}

static void dot(jh__pub_page *g, const char *class, double x, double y)
{
    jh_buf_printf(g->out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>", class,
                  x, y);
}

static void draw_change(jh__pub_page *g, const jh_paper_part *p, size_t i, int y)
{
    const jh_paper_change *c = &p->of.change[i];
    int height = label(g, c->name, y);
    double k = (PLOT1 - PLOT0) / most_of(p), middle = y + height / 2.0;
    double from = PLOT0 + c->before * k, to = PLOT0 + c->after * k;
    jh_buf_printf(g->out, "<path class=\"track\" d=\"M%.1f %.1fH%.1f\"/>", PLOT0, middle,
                  PLOT1);
    if (isfinite(from) && isfinite(to) && fabs(from - to) > 12)
        jh_buf_printf(g->out, "<path class=\"course\" d=\"M%.1f %.1fH%.1f\"/>",
                      from + (to < from ? -5 : 5), middle, to);
    if (isfinite(c->limit))
        jh_buf_printf(g->out, "<path class=\"lim\" d=\"M%.1f %.1fv%d\"/>",
                      PLOT0 + c->limit * k, middle - 10, 20);
    if (isfinite(from)) dot(g, "was", from, middle);
    bool over = isfinite(c->limit) && c->after > c->limit;
    if (isfinite(to)) dot(g, over ? "d no" : "d ok", to, middle);
    jh_buf_printf(g->out, "<text x=\"%.1f\" y=\"%.1f\">", PLOT1 + 10, middle + 4);
    jh__pub_number(g, c->before, p->decimals);
    jh__pub_put(g, " → ");
    jh__pub_number(g, c->after, p->decimals);
    jh__pub_put(g, "</text>\n");
}

/* What the signs mean, above the rows. */
static void draw_key(jh__pub_page *g)
{
    static const char *const key[] = {"publish.change_before", "publish.change_after",
                                      "publish.change_limit"};
    double x = PLOT0 + 4;
    for (int i = 0; i < 3; i++) {
        const char *word = jh__pub_word(&g->rep, key[i]);
        if (i < 2)
            dot(g, i ? "d ok" : "was", x, 12);
        else
            jh_buf_printf(g->out, "<path class=\"lim\" d=\"M%.1f 4v16\"/>", x);
        jh_buf_printf(g->out, "<text class=\"muted\" x=\"%.1f\" y=\"16\">", x + 9);
        jh__pub_text(g, word);
        jh__pub_put(g, "</text>\n");
        x += jh__pub_text_ems(word, strlen(word)) * 12.5 + 30;
    }
}

void jh__pub_chart_changes(jh__pub_page *g, const jh_paper_part *p)
{
    int height = TOP;
    for (size_t i = 0; i < p->n; i++)
        height += height_of(p->of.change[i].name);
    open_chart(g, p->text, "publish.changes_desc", height + 4);
    draw_key(g);
    int y = TOP;
    for (size_t i = 0; i < p->n; i++) {
        draw_change(g, p, i, y);
        y += height_of(p->of.change[i].name);
    }
    close_chart(g);
}

/* ---- bars ---- */

#define BAR_LEAST 1.5
#define WORDS 130.0 /* room behind the longest bar */

void jh__pub_chart_named(jh__pub_page *g, const jh_paper_part *p)
{
    int height = 4;
    double most = 0;
    for (size_t i = 0; i < p->n; i++) {
        height += height_of(p->of.bar[i].name);
        most = fmax(most, p->of.bar[i].value);
    }
    double k = most > 0 ? (WIDTH - WORDS - PLOT0) / most : 0;
    open_chart(g, p->text, "publish.named_desc", height + 4);
    int y = 4;
    for (size_t i = 0; i < p->n; i++) {
        const jh_paper_bar *b = &p->of.bar[i];
        int row = label(g, b->name, y);
        double wide = fmax(BAR_LEAST, b->value * k), middle = y + row / 2.0;
        jh_buf_printf(g->out,
                      "<rect class=\"bar %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                      "height=\"14\"/><text class=\"halo\" x=\"%.1f\" y=\"%.1f\">",
                      jh__pub_shade_class(b->shade), PLOT0, middle - 7, wide,
                      PLOT0 + wide + 6, middle + 4);
        jh__pub_text(g, b->text);
        jh__pub_put(g, "</text>\n");
        y += row;
    }
    jh_buf_printf(g->out, "<path class=\"axis\" d=\"M%.1f 2V%d\"/>\n", PLOT0, y);
    close_chart(g);
}
