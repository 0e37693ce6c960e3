/* Plots for a terminal. */
#include "page.h"
#include "plot.h"

#include <math.h>
#include <string.h>

#define NAME_MOST 28
#define NUMBER 10
#define GRID_ROWS 20
#define GRID_COLUMNS 40

static void repeat(jh_buf *out, const char *s, size_t n)
{
    while (n--)
        jh_buf_puts(out, s);
}

/* The name cut or filled up to `room` columns. */
static void padded(jh_buf *out, const char *s, size_t room)
{
    size_t used = 0;
    for (const char *p = s; *p;) {
        size_t n = 1;
        while (((unsigned char)p[n] & 0xC0) == 0x80)
            n++;
        char one[8] = "";
        memcpy(one, p, n < sizeof one ? n : sizeof one - 1);
        size_t columns = jh__plot_columns(one);
        if (used + columns > room) break;
        jh_buf_puts(out, (unsigned char)*p < 0x20 ? " " : one);
        used += columns;
        p += n;
    }
    repeat(out, " ", room - used);
}

/* ---- bars and figures with intervals -------------------------------------------------------- */

typedef struct frame {
    jh__plot_range range;
    size_t name, room; /* columns of the names, of the drawing */
} frame;

static size_t column(const frame *f, double x)
{
    double at = (x - f->range.low) / (f->range.high - f->range.low);
    return (size_t)llround(fmax(0, fmin(1, at)) * (double)(f->room - 1));
}

static void mark_line(jh_buf *out, const jh_plot *p, const frame *f,
                      const jh_plot_mark *m)
{
    char number[64] = "—";
    bool known = isfinite(m->value), interval = isfinite(m->low) && isfinite(m->high);
    size_t at = known ? column(f, m->value) : 0,
           zero = column(f, fmax(f->range.low, fmin(0, f->range.high))),
           limit = isfinite(p->reference) ? column(f, p->reference) : f->room;
    padded(out, m->name, f->name);
    jh_buf_putc(out, ' ');
    for (size_t i = 0; i < f->room; i++) {
        bool bar = known && p->kind == JH_PLOT_BARS &&
                   ((i >= zero && i <= at && m->value > 0) ||
                    (i <= zero && i >= at && m->value < 0));
        bool dot = known && p->kind != JH_PLOT_BARS && i == at;
        bool whisker =
            known && interval && i >= column(f, m->low) && i <= column(f, m->high);
        jh_buf_puts(out, dot ? "●" : bar ? "█" : whisker ? "─" : i == limit ? "┊" : " ");
    }
    if (known) jh_number_fixed(m->value, 4, number);
    size_t n = known ? strlen(number) : 1;
    repeat(out, " ", n < NUMBER ? NUMBER - n : 1);
    jh_buf_puts(out, number);
    jh_buf_putc(out, '\n');
}

static void scale(jh_buf *out, const frame *f)
{
    char low[64], high[64];
    jh_number_fixed(f->range.low, f->range.decimals, low);
    jh_number_fixed(f->range.high, f->range.decimals, high);
    repeat(out, " ", f->name + 1);
    jh_buf_puts(out, "└");
    repeat(out, "─", f->room - 2);
    jh_buf_puts(out, "┘\n");
    repeat(out, " ", f->name + 1);
    jh_buf_puts(out, low);
    size_t used = strlen(low) + strlen(high);
    repeat(out, " ", f->room > used ? f->room - used : 1);
    jh_buf_puts(out, high);
    jh_buf_putc(out, '\n');
}

static jh_status marks(jh_buf *out, jh_arena *arena, const jh_plot *p, size_t width)
{
    frame f = {.range = jh__plot_range_of(p)};
    const jh_plot_mark **order = jh__plot_order(arena, p);
    if (!order) return JH_ENOMEM;
    for (size_t i = 0; i < p->marks; i++) {
        size_t n = jh__plot_columns(p->mark[i].name);
        if (n > f.name) f.name = n;
    }
    if (f.name > NAME_MOST) f.name = NAME_MOST;
    if (f.name > width / 3) f.name = width / 3;
    f.room = width - f.name - 1 - NUMBER;
    for (size_t i = 0; i < p->marks; i++)
        mark_line(out, p, &f, order[i]);
    scale(out, &f);
    return JH_OK;
}

/* ---- curves ------------------------------------------------------------------------------------ */

static double height_at(const jh_plot_curve *c, double x)
{
    for (size_t i = 1; i < c->n; i++)
        if (x <= c->x[i]) {
            double wide = c->x[i] - c->x[i - 1];
            double part = wide > 0 ? (x - c->x[i - 1]) / wide : 1;
            return c->y[i - 1] + part * (c->y[i] - c->y[i - 1]);
        }
    return 1;
}

/* Each curve has a letter; where two meet the first stands. */
static void curves(jh_buf *out, const jh_plot *p)
{
    for (int row = GRID_ROWS; row >= 0; row--) {
        jh_buf_puts(out, row == GRID_ROWS ? "1.0 ┤" : row == 0 ? "0.0 ┼" : "    │");
        for (int col = 0; col <= GRID_COLUMNS; col++) {
            double x = (double)col / GRID_COLUMNS;
            char letter = 0;
            for (size_t i = 0; i < p->curves && !letter; i++)
                if ((int)llround(height_at(&p->curve[i], x) * GRID_ROWS) == row)
                    letter = (char)('a' + i % 26);
            bool equal = (int)llround(x * GRID_ROWS) == row;
            if (letter)
                jh_buf_putc(out, letter);
            else
                jh_buf_puts(out, equal ? "·" : " ");
        }
        jh_buf_putc(out, '\n');
    }
    jh_buf_puts(out, "    0.0");
    repeat(out, " ", GRID_COLUMNS - 5);
    jh_buf_puts(out, "1.0\n");
    for (size_t i = 0; i < p->curves; i++) {
        jh_buf_printf(out, "%c  ", (char)('a' + i % 26));
        padded(out, p->curve[i].name, jh__plot_columns(p->curve[i].name));
        jh_buf_putc(out, '\n');
    }
}

/* ---- steps -------------------------------------------------------------------------------------- */

#define ROWS_A_STEP 4

static int row_of(const jh__plot_range *r, double y)
{
    return isfinite(y) ? (int)llround((y - r->low) / r->step * ROWS_A_STEP) : -1;
}

static void step_row(jh_buf *out, const jh_plot *p, const jh__plot_axes *a, int row,
                     size_t columns)
{
    for (size_t col = 0; col < columns; col++) {
        double x = a->x.high * (double)col / (double)(columns - 1);
        char letter = ' ';
        for (size_t i = p->curves; i-- > 0;)
            if (row_of(&a->y, jh__plot_step_at(&p->curve[i], x)) == row)
                letter = (char)('a' + i % 26);
        bool point =
            isfinite(p->x_point) && row_of(&a->y, p->y_point) == row &&
            (size_t)llround(p->x_point / a->x.high * (double)(columns - 1)) == col;
        if (point)
            jh_buf_puts(out, "●");
        else
            jh_buf_putc(out, letter);
    }
    jh_buf_putc(out, '\n');
}

static void steps(jh_buf *out, const jh_plot *p, size_t width)
{
    jh__plot_axes a = jh__plot_axes_of(p);
    char number[64];
    size_t columns = width - NUMBER - 2;
    for (int row = row_of(&a.y, a.y.high); row >= 0; row--) {
        bool named = row % ROWS_A_STEP == 0;
        number[0] = '\0';
        if (named)
            jh_number_fixed(a.y.low + a.y.step * row / ROWS_A_STEP, a.y.decimals, number);
        repeat(out, " ", strlen(number) < NUMBER ? NUMBER - strlen(number) : 0);
        jh_buf_puts(out, number);
        jh_buf_puts(out, named ? " ┤" : " │");
        step_row(out, p, &a, row, columns);
    }
    jh_number_fixed(a.x.high, a.x.decimals, number);
    repeat(out, " ", NUMBER + 2);
    jh_buf_putc(out, '0');
    repeat(out, " ", columns > strlen(number) + 1 ? columns - strlen(number) - 1 : 1);
    jh_buf_printf(out, "%s\n%s ↑  %s →\n", number, p->y_name, p->x_name);
    for (size_t i = 0; i < p->curves; i++)
        jh_buf_printf(out, "%c  %s\n", (char)('a' + i % 26), p->curve[i].name);
    if (isfinite(p->x_point)) jh_buf_printf(out, "●  %s\n", p->point);
}

jh_status jh_plot_text(jh_buf *out, jh_arena *arena, const jh_plot *p, size_t width)
{
    width = width < 40 ? 40 : width > 200 ? 200 : width;
    padded(out, p->title, jh__plot_columns(p->title));
    jh_buf_putc(out, '\n');
    if (p->kind == JH_PLOT_STEPS)
        steps(out, p, width);
    else if (p->kind == JH_PLOT_LORENZ)
        curves(out, p);
    else
        JH_TRY(marks(out, arena, p, width));
    return out->oom ? JH_ENOMEM : JH_OK;
}
