/* Where the schools lie: a scatter in a local equirectangular projection. No boundaries are
 * drawn: they are not ours to draw. */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WIDTH 480
#define HEIGHT 410
#define FOOT 58 /* scale and legend, below the schools */
#define MARGIN 24.0
#define KM_PER_DEGREE 111.19492664 /* of latitude, sphere of 6371.0088 km */

typedef struct frame_of_map {
    double lon, lat; /* middle */
    double stretch;  /* km of a degree of longitude */
    double scale;    /* pixels a km */
    size_t shown, lacking;
} frame_of_map;

static bool coordinates(const jh__pub_page *g, size_t school, double *lon, double *lat)
{
    const jh_vocabulary *v = g->rep.pack->vocabulary;
    *lon = jh__pub_school_number(&g->rep, v->role_lon, school);
    *lat = jh__pub_school_number(&g->rep, v->role_lat, school);
    return isfinite(*lon) && isfinite(*lat) && fabs(*lon) <= 180 && fabs(*lat) <= 90;
}

static frame_of_map frame_map(const jh__pub_page *g)
{
    const jh__pub_order *o = &g->rep.order;
    frame_of_map m = {0};
    double west = 180, east = -180, south = 90, north = -90, lon, lat;
    for (size_t i = o->school_at[g->area]; i < o->school_at[g->area + 1]; i++) {
        if (!coordinates(g, o->school[i], &lon, &lat)) {
            m.lacking++;
            continue;
        }
        m.shown++;
        west = fmin(west, lon), east = fmax(east, lon);
        south = fmin(south, lat), north = fmax(north, lat);
    }
    m.lon = (west + east) / 2, m.lat = (south + north) / 2;
    m.stretch = KM_PER_DEGREE * cos(m.lat * 3.14159265358979323846 / 180);
    double wide = fmax((east - west) * m.stretch, 1),
           high = fmax((north - south) * KM_PER_DEGREE, 1);
    m.scale = fmin((WIDTH - 2 * MARGIN) / wide, (HEIGHT - FOOT - 2 * MARGIN) / high);
    return m;
}

static jh_verdict verdict_of(const jh__pub_report *rep, size_t school)
{
    const size_t *first = rep->r->sections.first;
    jh_verdict worst = JH_PASS;
    for (size_t i = first[school]; i < first[school + 1]; i++) {
        jh_verdict v = rep->r->section[i].verdict;
        if (v == JH_FAIL) return v;
        if (v == JH_OPEN) worst = v;
    }
    return worst;
}

static void symbol(jh__pub_page *g, jh_verdict v, double x, double y)
{
    const char *class = g->rep.judges ? jh__pub_verdict_class(v) : "none";
    if (g->rep.judges && v == JH_FAIL)
        jh_buf_printf(g->out, "<path class=\"d %s\" d=\"M%.1f %.1fl5.4 9.4h-10.8z\">",
                      class, x, y - 5.8);
    else if (g->rep.judges && v == JH_OPEN)
        jh_buf_printf(g->out, "<path class=\"d %s\" d=\"M%.1f %.1fh9v9h-9z\">", class,
                      x - 4.5, y - 4.5);
    else
        jh_buf_printf(g->out,
                      "<path class=\"d %s\" d=\"M%.1f %.1fa4.6 4.6 0 1 0 9.2 0a4.6 4.6 "
                      "0 1 0-9.2 0z\">",
                      class, x - 4.6, y);
}

static void draw_school(jh__pub_page *g, const frame_of_map *m, size_t school)
{
    double lon, lat;
    if (!coordinates(g, school, &lon, &lat)) return;
    jh_verdict v = verdict_of(&g->rep, school);
    symbol(g, v, WIDTH / 2.0 + (lon - m->lon) * m->stretch * m->scale,
           (HEIGHT - FOOT) / 2.0 - (lat - m->lat) * KM_PER_DEGREE * m->scale);
    const char *name = g->rep.r->section[g->rep.r->sections.first[school]].name;
    jh__pub_put(g, "<title>");
    jh__pub_text(g, name ? name : "");
    jh__pub_put(g, " ");
    jh__pub_text(g, jh__pub_verdict_word(&g->rep, v));
    jh__pub_put(g, "</title></path>\n");
}

/* The longest round length that fits a quarter of the width. */
static void draw_scale(jh__pub_page *g, const frame_of_map *m)
{
    double km = jh__pub_step(WIDTH / m->scale, 6), pixels = km * m->scale;
    jh_buf_printf(g->out, "<path class=\"ink\" d=\"M%.1f %dv6h%.1fv-6\"/>", MARGIN,
                  HEIGHT - 46, pixels);
    jh_buf_printf(g->out, "<text x=\"%.1f\" y=\"%d\">", MARGIN + pixels + 8, HEIGHT - 38);
    jh__pub_number(g, km, jh__pub_step_decimals(km));
    jh__pub_put(g, " ");
    jh__pub_t(g, "publish.km");
    jh__pub_put(g, "</text>");
    double x = MARGIN + pixels + 78;
    jh_buf_printf(g->out,
                  "<path class=\"north\" d=\"M%.1f %dl5 16-5-4-5 4z\"/>"
                  "<text x=\"%.1f\" y=\"%d\">",
                  x, HEIGHT - 51, x + 10, HEIGHT - 38);
    jh__pub_t(g, "publish.north");
    jh__pub_put(g, "</text>\n");
}

static void draw_legend(jh__pub_page *g)
{
    static const jh_verdict order[] = {JH_PASS, JH_FAIL, JH_OPEN};
    if (!g->rep.judges) return;
    double x = MARGIN + 6;
    for (size_t i = 0; i < JH_COUNT(order); i++) {
        const char *word = jh__pub_verdict_word(&g->rep, order[i]);
        symbol(g, order[i], x, HEIGHT - 17);
        jh__pub_put(g, "</path>");
        jh_buf_printf(g->out, "<text x=\"%.1f\" y=\"%d\">", x + 11, HEIGHT - 13);
        jh__pub_text(g, word);
        jh__pub_put(g, "</text>\n");
        x += jh__pub_text_ems(word, strlen(word)) * 13 + 36;
    }
}

void jh__pub_part_map(jh__pub_page *g)
{
    const jh__pub_order *o = &g->rep.order;
    frame_of_map m = frame_map(g);
    if (!m.shown) return;
    char shown[24], lacking[24];
    snprintf(shown, sizeof shown, "%zu", m.shown);
    snprintf(lacking, sizeof lacking, "%zu", m.lacking);
    jh__pub_put(g, "<section class=\"keep\">");
    jh__pub_heading(g, 0, "map", "publish.map");
    jh__pub_put(g, "<p>");
    jh__pub_say(g, m.lacking ? "publish.map_note_lacking" : "publish.map_note",
                (jh_arg[]){{"n", shown}, {"lacking", lacking}}, 2);
    jh__pub_put(g, "</p>\n<figure class=\"map\">");
    jh__pub_tell(&g->rep, &g->tmp, "publish.map_desc", (jh_arg[]){{"n", shown}}, 1);
    jh__pub_svg_open(g, WIDTH, HEIGHT, jh__pub_word(&g->rep, "publish.map"));
    jh_buf_printf(g->out,
                  "<rect class=\"band\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\"/>",
                  WIDTH - 1, HEIGHT - 1);
    /* what fails is drawn last, above the others */
    for (size_t i = o->school_at[g->area + 1]; i-- > o->school_at[g->area];)
        draw_school(g, &m, o->school[i]);
    draw_scale(g, &m);
    draw_legend(g);
    jh__pub_svg_close(g);
    jh__pub_put(g, "</figure></section>\n");
}
