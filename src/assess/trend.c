/* A straight line through a few years, and when it gets to the target. */
#include <junheng/history.h>

#include <math.h>
#include <string.h>

/* Student's t, 90 % point, by degrees of freedom: an 80 % band on both sides. From 30 on the
 * normal distribution's is near enough for whole years. */
static double student(size_t freedom)
{
    static const double t[] = {3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397,
                               1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341, 1.337,
                               1.333, 1.330, 1.328, 1.325, 1.323, 1.321, 1.319, 1.318,
                               1.316, 1.315, 1.314, 1.313, 1.311};
    return freedom - 1 < JH_COUNT(t) ? t[freedom - 1] : 1.2816;
}

typedef struct line {
    double n, year, value; /* count, means */
    double spread;         /* sum of squares of years */
    double slope, error;   /* standard error of a value about the line */
} line;

static line fit(const jh_mark *mark, size_t n)
{
    line l = {0};
    double xy = 0, size = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(mark[i].value)) continue;
        l.n++;
        l.year += mark[i].year;
        l.value += mark[i].value;
    }
    if (!(l.n > 0)) return l;
    l.year /= l.n;
    l.value /= l.n;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(mark[i].value)) continue;
        double x = mark[i].year - l.year, y = mark[i].value - l.value;
        l.spread += x * x;
        xy += x * y;
        size = fmax(size, fabs(mark[i].value));
    }
    if (!(l.spread > 0)) return l;
    l.slope = xy / l.spread;
    /* equal values leave a slope of rounding errors: that is level */
    if (fabs(l.slope) * sqrt(l.spread) <= 1e-12 * size) l.slope = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(mark[i].value)) continue;
        double off = mark[i].value - l.value - l.slope * ((double)mark[i].year - l.year);
        squares += off * off;
    }
    if (l.n > 2) l.error = sqrt(squares / (l.n - 2));
    return l;
}

static double at(const line *l, double year)
{
    return l->value + l->slope * (year - l->year);
}

/* Half the width of the band about the line. */
static double band(const line *l, double year)
{
    double x = year - l->year;
    return student((size_t)l->n - 2) * l->error * sqrt(1 / l->n + x * x / l->spread);
}

/* The first whole year after `last` in which the line, its near (-1) or its far edge (1) is at the
 * target; INFINITY if none of the next JH_TREND_YEARS is. What hits the target but for rounding
 * hits it. */
static double reach(const line *l, int last, double target, bool more, int edge)
{
    double close = 1e-9 * fmax(fabs(target), fabs(l->value));
    for (int k = 1; k <= JH_TREND_YEARS; k++) {
        double year = (double)last + k, x = at(l, year);
        if (edge) x += (more ? -1 : 1) * edge * band(l, year);
        if (more ? x >= target - close : x <= target + close) return year;
    }
    return INFINITY;
}

static double leave(const line *l, int last, double target, bool more)
{
    for (int k = 1; k <= JH_TREND_LOST; k++) {
        double x = at(l, (double)last + k);
        if (more ? x < target : x > target) return (double)last + k;
    }
    return NAN;
}

jh_trend jh_trend_of(const jh_mark *mark, size_t n, double target, bool more)
{
    jh_trend t = {.slope = NAN, .when = NAN, .least = NAN, .most = NAN, .lost = NAN};
    if (!n || isnan(target)) return t;
    const jh_mark *last = &mark[n - 1];
    line l = fit(mark, n);
    t.years = (size_t)l.n;
    t.firm = t.years > 2;
    if (t.years > 1) t.slope = l.slope;
    for (size_t i = 0; i + 1 < n; i++)
        t.relapsed |= isfinite(mark[i].value) && mark[i].met;
    t.relapsed = t.relapsed && isfinite(last->value) && !last->met;
    if (!isfinite(last->value)) return t;
    bool nearer = more ? l.slope > 0 : l.slope < 0;
    if (last->met) {
        t.outlook = JH_OUTLOOK_MET;
        if (t.firm && l.slope != 0 && !nearer)
            t.lost = leave(&l, last->year, target, more);
        return t;
    }
    if (t.years < 2) return t;
    if (!nearer) {
        t.outlook = JH_OUTLOOK_AWAY;
        return t;
    }
    t.when = reach(&l, last->year, target, more, 0);
    t.outlook = isinf(t.when) ? JH_OUTLOOK_FAR : JH_OUTLOOK_AHEAD;
    if (t.firm) {
        t.least = reach(&l, last->year, target, more, -1);
        t.most = reach(&l, last->year, target, more, 1);
    }
    if (isinf(t.when)) t.when = NAN;
    return t;
}

const char *jh_outlook_id(jh_outlook o)
{
    static const char *const id[] = {"unknown", "met", "ahead", "far", "away"};
    return id[o];
}
