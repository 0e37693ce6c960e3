/* Places with what they get, and ways between them; no boundaries: they are not ours to draw. */
#include "page.h"

#include <math.h>
#include <string.h>

#define WIDTH 480
#define HEIGHT 440
#define FOOT 70
#define MARGIN 26.0

static const double radian = 0.017453292519943295, km_per_degree = 111.19492664;

typedef struct sheet {
    double lon, lat, stretch, scale;
} sheet;

static bool known(const jh_paper_place *p)
{
    return isfinite(p->lon) && isfinite(p->lat) && fabs(p->lon) <= 180 &&
           fabs(p->lat) <= 90;
}

static bool lay(const jh_paper_map *m, sheet *s)
{
    double west = 180, east = -180, south = 90, north = -90;
    size_t n = 0;
    for (size_t i = 0; i < m->places; i++) {
        if (!known(&m->place[i])) continue;
        west = fmin(west, m->place[i].lon), east = fmax(east, m->place[i].lon);
        south = fmin(south, m->place[i].lat), north = fmax(north, m->place[i].lat);
        n++;
    }
    s->lon = (west + east) / 2, s->lat = (south + north) / 2;
    s->stretch = km_per_degree * cos(s->lat * radian);
    double wide = fmax((east - west) * s->stretch, 1),
           high = fmax((north - south) * km_per_degree, 1);
    s->scale = fmin((WIDTH - 2 * MARGIN) / wide, (HEIGHT - FOOT - 2 * MARGIN) / high);
    return n > 0;
}

static double across(const sheet *s, const jh_paper_place *p)
{
    return WIDTH / 2.0 + (p->lon - s->lon) * s->stretch * s->scale;
}

static double down(const sheet *s, const jh_paper_place *p)
{
    return (HEIGHT - FOOT) / 2.0 - (p->lat - s->lat) * km_per_degree * s->scale;
}

static double radius(const jh_paper_place *p)
{
    return 3 + 9 * sqrt(fmax(0, fmin(1, p->size)));
}

/* Bent a little to its right, so that there and back are two; ends before the place. */
static void draw_way(jh__pub_page *g, const jh_paper_map *m, const sheet *s,
                     const jh_paper_way *w)
{
    const jh_paper_place *from = &m->place[w->from], *to = &m->place[w->to];
    if (!known(from) || !known(to)) return;
    double x0 = across(s, from), y0 = down(s, from), x1 = across(s, to), y1 = down(s, to),
           dx = x1 - x0, dy = y1 - y0, far = hypot(dx, dy);
    if (far < 1) return;
    double mx = (x0 + x1) / 2 - dy * 0.12, my = (y0 + y1) / 2 + dx * 0.12;
    double ux = x1 - mx, uy = y1 - my, u = hypot(ux, uy), back = radius(to) + 1;
    ux /= u, uy /= u;
    x1 -= ux * back, y1 -= uy * back;
    jh_buf_printf(g->out,
                  "<path class=\"way\" stroke-width=\"%.1f\" "
                  "d=\"M%.1f %.1fQ%.1f %.1f %.1f %.1f\"><title>",
                  0.8 + 2.2 * w->width, x0, y0, mx, my, x1, y1);
    jh__pub_text(g, w->name);
    jh__pub_put(g, "</title></path>");
    if (w->arrow)
        jh_buf_printf(g->out,
                      "<path class=\"tip\" d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fz\"/>", x1,
                      y1, x1 - 6 * ux - 2.6 * uy, y1 - 6 * uy + 2.6 * ux,
                      x1 - 6 * ux + 2.6 * uy, y1 - 6 * uy - 2.6 * ux);
    jh__pub_put(g, "\n");
}

/* Shapes as in the report: a triangle where something is lacking. */
static void symbol(jh__pub_page *g, jh_shade shade, double x, double y, double r)
{
    const char *class = jh__pub_shade_class(shade);
    if (shade == JH_SHADE_NO)
        jh_buf_printf(g->out, "<path class=\"d %s\" d=\"M%.1f %.1fl%.1f %.1fh%.1fz\">",
                      class, x, y - 1.2 * r, 1.15 * r, 2 * r, -2.3 * r);
    else
        jh_buf_printf(g->out,
                      "<path class=\"d %s\" d=\"M%.1f %.1fa%.1f %.1f 0 1 0 %.1f "
                      "0a%.1f %.1f 0 1 0 %.1f 0z\">",
                      class, x - r, y, r, r, 2 * r, r, r, -2 * r);
}

static void draw_place(jh__pub_page *g, const sheet *s, const jh_paper_place *p)
{
    if (!known(p)) return;
    symbol(g, p->shade, across(s, p), down(s, p), radius(p));
    jh__pub_put(g, "<title>");
    jh__pub_text(g, p->name);
    jh__pub_put(g, "</title></path>\n");
}

static void draw_foot(jh__pub_page *g, const jh_paper_map *m, const sheet *s)
{
    double km = jh__pub_step(WIDTH / s->scale, 6), wide = km * s->scale;
    jh_buf_printf(g->out,
                  "<path class=\"ink\" d=\"M%.1f %dv6h%.1fv-6\"/><text x=\"%.1f\" "
                  "y=\"%d\">",
                  MARGIN, HEIGHT - 56, wide, MARGIN + wide + 8, HEIGHT - 48);
    jh__pub_number(g, km, jh__pub_step_decimals(km));
    jh__pub_put(g, " ");
    jh__pub_t(g, "publish.km");
    jh__pub_put(g, "</text>\n");
    double x = MARGIN + 6;
    for (size_t i = 0; i < JH_COUNT(m->word); i++) {
        if (!m->word[i]) continue;
        symbol(g, (jh_shade)i, x, HEIGHT - 22, 5);
        jh__pub_put(g, "</path>");
        jh_buf_printf(g->out, "<text x=\"%.1f\" y=\"%d\">", x + 10, HEIGHT - 18);
        jh__pub_text(g, m->word[i]);
        jh__pub_put(g, "</text>\n");
        x += jh__pub_text_ems(m->word[i], strlen(m->word[i])) * 13 + 34;
    }
}

void jh__pub_chart_places(jh__pub_page *g, const jh_paper_map *m)
{
    sheet s;
    if (!lay(m, &s)) return;
    jh__pub_put(g, "<figure class=\"map keep\">");
    jh_buf_puts(&g->tmp, m->note ? m->note : "");
    jh__pub_svg_open(g, WIDTH, HEIGHT, m->title);
    jh_buf_printf(g->out,
                  "<rect class=\"band\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\"/>",
                  WIDTH - 1, HEIGHT - 1);
    for (size_t i = 0; i < m->ways; i++)
        draw_way(g, m, &s, &m->way[i]);
    for (size_t i = 0; i < m->places; i++)
        draw_place(g, &s, &m->place[i]);
    draw_foot(g, m, &s);
    jh__pub_svg_close(g);
    if (m->note) {
        jh__pub_put(g, "<figcaption class=\"under\">");
        jh__pub_text(g, m->note);
        jh__pub_put(g, "</figcaption>");
    }
    jh__pub_put(g, "</figure>\n");
}
