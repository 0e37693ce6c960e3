/* Plots as SVG documents. */
#include "page.h"
#include "plot.h"

#include <math.h>

#define WIDTH 720
#define LEFT 230.0
#define RIGHT 640.0
#define TOP 44.0
#define ROW 22.0
#define FOOT 40.0
#define SQUARE 420.0 /* side of a Lorenz plot */
#define SQUARE_LEFT 60.0

static const char *const shade[] = {"#1f5fa8", "#c2410c", "#15803d",
                                    "#7c3aed", "#a16207", "#0e7490"};

static void text(jh_buf *out, double x, double y, const char *anchor, const char *s)
{
    jh_buf_printf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
    jh__pub_html_text(out, s);
    jh_buf_puts(out, "</text>\n");
}

static void line(jh_buf *out, const char *class, const double at[4])
{
    jh_buf_printf(
        out, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
        class, at[0], at[1], at[2], at[3]);
}

static void begin(jh_buf *out, const char *title, double height)
{
    jh_buf_printf(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" "
                  "width=\"%d\" height=\"%.0f\" role=\"img\">\n<title>",
                  WIDTH, height, WIDTH, height);
    jh__pub_html_text(out, title);
    jh_buf_puts(out,
                "</title>\n<style>text{font:13px \"Noto Sans CJK SC\",\"Microsoft "
                "YaHei\",sans-serif;fill:#222}.t text{font-weight:700;font-size:15px}"
                ".a{stroke:#999}.g{stroke:#e5e5e5}.r{stroke:#b91c1c;stroke-dasharray:"
                "5 4}.w{stroke:#1f5fa8;stroke-width:2}.b{fill:#1f5fa8}"
                "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
}

static void heading(jh_buf *out, const char *title)
{
    jh_buf_puts(out, "<g class=\"t\">");
    text(out, 16, 24, "start", title);
    jh_buf_puts(out, "</g>\n");
}

/* ---- bars and figures with intervals -------------------------------------------------------- */

static double place(const jh__plot_range *r, double x)
{
    return LEFT + (x - r->low) / (r->high - r->low) * (RIGHT - LEFT);
}

static void axis(jh_buf *out, const jh_plot *p, const jh__plot_range *r, double bottom)
{
    size_t ticks = (size_t)llround((r->high - r->low) / r->step);
    for (size_t i = 0; i <= ticks; i++) {
        char number[64];
        double x = r->low + (double)i * r->step, at = place(r, x);
        line(out, "g", (double[]){at, TOP, at, bottom});
        jh_number_fixed(x, r->decimals, number);
        text(out, at, bottom + 18, "middle", number);
    }
    line(out, "a", (double[]){LEFT, bottom, RIGHT, bottom});
    if (isfinite(p->reference)) {
        double at = place(r, p->reference);
        line(out, "r", (double[]){at, TOP, at, bottom});
    }
}

/* A name cut to the room at its left. */
static void name_at(jh_buf *out, const char *name, double y)
{
    size_t at[3];
    jh_buf cut = {0};
    size_t lines = jh__pub_wrap(name, (LEFT - 24) / 13, 2, at);
    jh_buf_add(&cut, name, lines > 1 ? at[1] : at[lines]);
    if (lines > 1) jh_buf_puts(&cut, "…");
    if (cut.oom) out->oom = true;
    if (!cut.oom) text(out, LEFT - 8, y + 4, "end", cut.p ? cut.p : "");
    jh_buf_clear(&cut);
}

static void draw_mark(jh_buf *out, const jh_plot *p, const jh__plot_range *r,
                      const jh_plot_mark *m, double y)
{
    char number[64] = "—";
    name_at(out, m->name, y);
    if (isfinite(m->value)) {
        double at = place(r, m->value), zero = place(r, fmax(r->low, fmin(0, r->high)));
        jh_number_fixed(m->value, 4, number);
        if (isfinite(m->low) && isfinite(m->high))
            line(out, "w", (double[]){place(r, m->low), y, place(r, m->high), y});
        if (p->kind == JH_PLOT_BARS)
            jh_buf_printf(out,
                          "<rect class=\"b\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                          "height=\"14\"/>\n",
                          fmin(at, zero), y - 7, fabs(at - zero));
        else
            jh_buf_printf(out, "<circle class=\"b\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>\n",
                          at, y);
    }
    text(out, WIDTH - 8, y + 4, "end", number);
}

static jh_status marks(jh_buf *out, jh_arena *arena, const jh_plot *p)
{
    jh__plot_range r = jh__plot_range_of(p);
    const jh_plot_mark **order = jh__plot_order(arena, p);
    double bottom = TOP + ROW * (double)p->marks + 6;
    if (!order) return JH_ENOMEM;
    axis(out, p, &r, bottom);
    for (size_t i = 0; i < p->marks; i++)
        draw_mark(out, p, &r, order[i], TOP + ROW * ((double)i + 0.5) + 3);
    return JH_OK;
}

/* ---- curves ------------------------------------------------------------------------------------ */

static void draw_curve(jh_buf *out, const jh_plot_curve *c, size_t number)
{
    const char *color = shade[number % JH_COUNT(shade)];
    jh_buf_printf(
        out, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", color);
    for (size_t i = 0; i < c->n; i++)
        jh_buf_printf(out, "%s%.2f,%.2f", i ? " " : "", SQUARE_LEFT + c->x[i] * SQUARE,
                      TOP + (1 - c->y[i]) * SQUARE);
    double y = TOP + 12 + ROW * (double)number, x = SQUARE_LEFT + SQUARE + 24;
    jh_buf_printf(out,
                  "\"/>\n<rect x=\"%.1f\" y=\"%.1f\" width=\"14\" height=\"4\" "
                  "fill=\"%s\"/>\n",
                  x, y - 2, color);
    text(out, x + 20, y + 4, "start", c->name);
}

static void curves(jh_buf *out, const jh_plot *p)
{
    double right = SQUARE_LEFT + SQUARE, bottom = TOP + SQUARE;
    for (int i = 0; i <= 5; i++) {
        char number[64];
        double x = SQUARE_LEFT + SQUARE * i / 5, y = bottom - SQUARE * i / 5;
        line(out, "g", (double[]){x, TOP, x, bottom});
        line(out, "g", (double[]){SQUARE_LEFT, y, right, y});
        jh_number_fixed(i / 5.0, 1, number);
        text(out, x, bottom + 18, "middle", number);
        text(out, SQUARE_LEFT - 8, y + 4, "end", number);
    }
    line(out, "a", (double[]){SQUARE_LEFT, bottom, right, TOP}); /* equality */
    for (size_t i = 0; i < p->curves; i++)
        draw_curve(out, &p->curve[i], i);
}

/* ---- documents --------------------------------------------------------------------------------- */

static double height_of(const jh_plot *p)
{
    if (p->kind == JH_PLOT_STEPS) return JH__STEPS_HEIGHT + TOP;
    if (p->kind == JH_PLOT_LORENZ) return TOP + SQUARE + FOOT;
    return TOP + ROW * (double)p->marks + 6 + FOOT;
}

static jh_status draw(jh_buf *out, jh_arena *arena, const jh_plot *p)
{
    heading(out, p->title);
    if (p->kind == JH_PLOT_STEPS)
        jh__plot_steps_svg(out, p, TOP);
    else if (p->kind == JH_PLOT_LORENZ)
        curves(out, p);
    else
        return marks(out, arena, p);
    return JH_OK;
}

jh_status jh_plot_svg(jh_buf *out, jh_arena *arena, const jh_plot *p)
{
    return jh_plots_svg(out, arena, p, 1);
}

jh_status jh_plots_svg(jh_buf *out, jh_arena *arena, const jh_plot *p, size_t n)
{
    double height = 0, down = 0;
    for (size_t i = 0; i < n; i++)
        height += height_of(&p[i]);
    begin(out, p->title, height);
    for (size_t i = 0; i < n; i++) {
        if (i) jh_buf_printf(out, "<g transform=\"translate(0 %.1f)\">\n", down);
        JH_TRY(draw(out, arena, &p[i]));
        if (i) jh_buf_puts(out, "</g>\n");
        down += height_of(&p[i]);
    }
    jh_buf_puts(out, "</svg>\n");
    return out->oom ? JH_ENOMEM : JH_OK;
}
