/* publish, private: what the two forms of a plot share. */
#ifndef JH_PUBLISH_PLOT_H
#define JH_PUBLISH_PLOT_H

#include <junheng/plot.h>

/* The range that the marks, their intervals and the reference need; bars begin at 0. */
typedef struct jh__plot_range {
    double low, high, step;
    int decimals; /* of the step */
} jh__plot_range;

jh__plot_range jh__plot_range_of(const jh_plot *p);
/* The marks in the order in which they are drawn. NULL without memory. */
const jh_plot_mark **jh__plot_order(jh_arena *arena, const jh_plot *p);
/* Columns that a text takes in a terminal. */
size_t jh__plot_columns(const char *s);

/* Of steps: the lower axis begins at 0. */
typedef struct jh__plot_axes {
    jh__plot_range x, y;
} jh__plot_axes;

#define JH__STEPS_WIDTH 560
#define JH__STEPS_HEIGHT 330

jh__plot_axes jh__plot_axes_of(const jh_plot *p);
/* y of a curve of steps; NAN before its beginning. */
double jh__plot_step_at(const jh_plot_curve *c, double x);
/* The drawing without its document, `down` below its top. */
void jh__plot_steps_svg(jh_buf *out, const jh_plot *p, double down);

#endif
