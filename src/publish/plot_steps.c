/* What one thing costs in another: steps on axes of their own. Colours stand in the elements, so
 * that the drawing is the same in a page and in a file. */
#include "page.h"
#include "plot.h"

#include <math.h>
#include <string.h>

#define LEFT 62.0
#define RIGHT 24.0
#define TOP 26.0
#define FOOT 46.0

/* Upwards the axis begins near its first figure, where that lies above half of the last. */
jh__plot_axes jh__plot_axes_of(const jh_plot *p)
{
    jh__plot_axes a = {.x = {.low = 0}};
    double least = INFINITY;
    for (size_t i = 0; i < p->curves; i++)
        for (size_t k = 0; k < p->curve[i].n; k++) {
            a.x.high = fmax(a.x.high, p->curve[i].x[k]);
            a.y.high = fmax(a.y.high, p->curve[i].y[k]);
            least = fmin(least, p->curve[i].y[k]);
        }
    if (isfinite(p->x_point)) a.x.high = fmax(a.x.high, p->x_point);
    if (isfinite(p->y_point)) a.y.high = fmax(a.y.high, p->y_point);
    if (least > a.y.high / 2 && least < a.y.high) a.y.low = least;
    for (int i = 0; i < 2; i++) {
        jh__plot_range *r = i ? &a.y : &a.x;
        if (!(r->high > 0)) r->high = 1;
        r->step = jh__pub_step(r->high - r->low, 5);
        r->decimals = jh__pub_step_decimals(r->step);
        r->high = ceil(r->high / r->step - 1e-9) * r->step;
        r->low = floor(r->low / r->step + 1e-9) * r->step;
    }
    return a;
}

double jh__plot_step_at(const jh_plot_curve *c, double x)
{
    double y = NAN;
    for (size_t i = 0; i < c->n && c->x[i] <= x; i++)
        y = c->y[i];
    return y;
}

typedef struct pane {
    jh__plot_axes axes;
    double top, wide, high;
} pane;

static double px(const pane *p, double x)
{
    return LEFT + x / p->axes.x.high * p->wide;
}

static double py(const pane *p, double y)
{
    const jh__plot_range *r = &p->axes.y;
    return p->top + (1 - (y - r->low) / (r->high - r->low)) * p->high;
}

static void text_at(jh_buf *out, double x, double y, const char *anchor, const char *s)
{
    jh_buf_printf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"12\">",
                  x, y, anchor);
    jh__pub_html_text(out, s);
    jh_buf_puts(out, "</text>\n");
}

static void draw_axes(jh_buf *out, const jh_plot *plot, const pane *p)
{
    char number[64];
    const jh__plot_range *x = &p->axes.x, *y = &p->axes.y;
    double bottom = p->top + p->high;
    for (int i = 0; i * x->step <= x->high * (1 + 1e-9); i++) {
        double at = px(p, i * x->step);
        jh_buf_printf(out, "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#e4e8ec\"/>", at, p->top,
                      bottom);
        jh_number_fixed(i * x->step, x->decimals, number);
        text_at(out, at, bottom + 17, "middle", number);
    }
    for (int i = 0; y->low + i * y->step <= y->high * (1 + 1e-9); i++) {
        double at = py(p, y->low + i * y->step);
        jh_buf_printf(out, "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#e4e8ec\"/>", LEFT, at,
                      LEFT + p->wide);
        jh_number_fixed(y->low + i * y->step, y->decimals, number);
        text_at(out, LEFT - 8, at + 4, "end", number);
    }
    jh_buf_printf(out,
                  "<path d=\"M%.1f %.1fV%.1fH%.1f\" stroke=\"#8d959d\" fill=\"none\"/>",
                  LEFT, p->top, bottom, LEFT + p->wide);
    text_at(out, LEFT + p->wide, bottom + 36, "end", plot->x_name);
    text_at(out, 10, p->top - 10, "start", plot->y_name);
}

void jh__plot_steps_svg(jh_buf *out, const jh_plot *plot, double down)
{
    static const char *const shade[] = {"#1f5fa8", "#c2410c", "#15803d", "#7c3aed"};
    pane p = {jh__plot_axes_of(plot), TOP + down, JH__STEPS_WIDTH - LEFT - RIGHT,
              JH__STEPS_HEIGHT - TOP - FOOT};
    draw_axes(out, plot, &p);
    for (size_t i = 0; i < plot->curves; i++) {
        const jh_plot_curve *c = &plot->curve[i];
        jh_buf_printf(out, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"2\" d=\"",
                      shade[i % JH_COUNT(shade)]);
        for (size_t k = 0; k < c->n; k++) {
            if (k)
                jh_buf_printf(out, "H%.1fV%.1f", px(&p, c->x[k]), py(&p, c->y[k]));
            else
                jh_buf_printf(out, "M%.1f %.1f", px(&p, c->x[k]), py(&p, c->y[k]));
        }
        jh_buf_puts(out, "\"/>\n");
        if (plot->curves < 2) continue;
        double y = p.top + 14 + 18 * (double)i;
        jh_buf_printf(
            out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"14\" height=\"4\" fill=\"%s\"/>",
            LEFT + 14, y - 6, shade[i % JH_COUNT(shade)]);
        text_at(out, LEFT + 34, y, "start", c->name);
    }
    if (!isfinite(plot->x_point) || !isfinite(plot->y_point)) return;
    double x = px(&p, plot->x_point), y = py(&p, plot->y_point);
    jh_buf_printf(out,
                  "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#17603a\" "
                  "stroke=\"#fff\"/>\n",
                  x, y);
    bool right = x > LEFT + p.wide / 2;
    text_at(out, x + (right ? -9 : 9), y + 18, right ? "end" : "start", plot->point);
}
