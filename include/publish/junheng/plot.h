/* publish: plots of statistics, as an SVG file and as lines of text for a terminal.
 *
 * Lorenz and concentration curves 洛伦兹曲线, bars of a decomposition 分解条形图, and figures with
 * intervals, sorted 毛虫图 (caterpillar plot: Goldstein and Healy 1995). Steps: what
 * one thing costs in another, each curve in its own figures 帕累托前沿. Same input, same bytes.
 */
#ifndef JUNHENG_PLOT_H
#define JUNHENG_PLOT_H

#include <junheng/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum jh_plot_kind {
    JH_PLOT_LORENZ,
    JH_PLOT_BARS,
    JH_PLOT_CATERPILLAR,
    JH_PLOT_SERIES, /* as a caterpillar, in the order given */
    JH_PLOT_STEPS
} jh_plot_kind;

/* A curve from (0, 0) to (1, 1), x ascending; of steps: y is kept until the next x. */
typedef struct jh_plot_curve {
    const char *name;
    const double *x, *y;
    size_t n;
} jh_plot_curve;

/* A bar, or a figure with its interval (low NAN: none). What has no value is told by name. */
typedef struct jh_plot_mark {
    const char *name;
    double value, low, high;
} jh_plot_mark;

typedef struct jh_plot {
    jh_plot_kind kind;
    const char *title;
    jh_plot_curve *curve;
    size_t curves;
    jh_plot_mark *mark; /* a caterpillar is drawn from the smallest value up */
    size_t marks;
    double reference;            /* a limit as a line; NAN: none */
    const char *x_name, *y_name; /* of steps: what the axes are */
    double x_point, y_point;     /* of steps: a point of its own; NAN: none */
    const char *point;           /* its name */
} jh_plot;

/* A document of its own, 720 wide, no script. Marks without value stand at the end, with a
 * dash. O(marks log marks + points). JH_ENOMEM only. */
jh_status jh_plot_svg(jh_buf *out, jh_arena *arena, const jh_plot *p);
/* Plots below each other in one document, which has the title of the first. */
jh_status jh_plots_svg(jh_buf *out, jh_arena *arena, const jh_plot *p, size_t n);
/* At most `width` columns (40 to 200), a Chinese character counting two. */
jh_status jh_plot_text(jh_buf *out, jh_arena *arena, const jh_plot *p, size_t width);

#ifdef __cplusplus
}
#endif
#endif
