#include "plot.h"

#include "page.h"

#include <math.h>
#include <stdlib.h>

#define TICKS 6

static void take(jh__plot_range *r, double x)
{
    if (!isfinite(x)) return;
    r->low = fmin(r->low, x);
    r->high = fmax(r->high, x);
}

jh__plot_range jh__plot_range_of(const jh_plot *p)
{
    jh__plot_range r = {INFINITY, -INFINITY, 0, 0};
    if (p->kind == JH_PLOT_BARS) take(&r, 0);
    for (size_t i = 0; i < p->marks; i++) {
        take(&r, p->mark[i].value);
        take(&r, p->mark[i].low);
        take(&r, p->mark[i].high);
    }
    take(&r, p->reference);
    if (!(r.low <= r.high)) r.low = r.high = 0;
    if (r.low == r.high) r.high = r.low + (r.low != 0 ? fabs(r.low) : 1);
    r.step = jh__pub_step(r.high - r.low, TICKS);
    r.decimals = jh__pub_step_decimals(r.step);
    r.low = floor(r.low / r.step + 1e-9) * r.step;
    r.high = ceil(r.high / r.step - 1e-9) * r.step;
    return r;
}

static int by_value(const void *a, const void *b)
{
    const jh_plot_mark *p = *(const jh_plot_mark *const *)a,
                       *q = *(const jh_plot_mark *const *)b;
    bool none_p = !isfinite(p->value), none_q = !isfinite(q->value);
    if (none_p != none_q) return none_p ? 1 : -1;
    if (!none_p && p->value != q->value) return p->value < q->value ? -1 : 1;
    return p < q ? -1 : p > q; /* as they were given */
}

const jh_plot_mark **jh__plot_order(jh_arena *arena, const jh_plot *p)
{
    const jh_plot_mark **order = jh_alloc_array(arena, p->marks + 1, sizeof *order);
    if (!order) return NULL;
    for (size_t i = 0; i < p->marks; i++)
        order[i] = &p->mark[i];
    if (p->kind == JH_PLOT_CATERPILLAR && p->marks)
        qsort(order, p->marks, sizeof *order, by_value);
    return order;
}

size_t jh__plot_columns(const char *s)
{
    size_t n = 0;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c < 0x80 || c >= 0xC0) n += c >= 0xE3 ? 2 : 1; /* 0xE3: from CJK on */
    }
    return n;
}
