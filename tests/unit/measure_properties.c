#include "measure_properties.h"

#include <junheng/access.h>
#include <junheng/curve.h>
#include <junheng/segregation.h>
#include <junheng/series.h>
#include <junheng/tally.h>

#include <math.h>
#include <string.h>

#define CLOSE 1e-9
#define LARGER 3

/* ---- rows as the measures want them ----------------------------------------------------------- */

typedef struct columns {
    double *x, *w, *count[2];
    size_t *group[2]; /* larger ones, smaller ones */
    size_t n;
} columns;

/* The rows of one year; year 2: all. */
static bool lay(const measure_given *g, unsigned year, columns *out)
{
    jh_arena *a = g->scratch;
    *out = (columns){.x = jh_alloc_array(a, g->n + 1, sizeof(double)),
                     .w = jh_alloc_array(a, g->n + 1, sizeof(double))};
    for (int i = 0; i < 2; i++) {
        out->count[i] = jh_alloc_array(a, g->n * MEASURE_KINDS + 1, sizeof(double));
        out->group[i] = jh_alloc_array(a, g->n + 1, sizeof(size_t));
        if (!out->count[i] || !out->group[i]) return false;
    }
    if (!out->x || !out->w) return false;
    for (size_t i = 0; i < g->n; i++) {
        const measure_row *r = &g->row[i];
        if (year < 2 && r->year != year) continue;
        out->x[out->n] = r->x;
        out->w[out->n] = r->w;
        out->group[0][out->n] = r->group / 2;
        out->group[1][out->n] = r->group;
        for (size_t k = 0; k < MEASURE_KINDS; k++)
            for (int y = 0; y < 2; y++)
                out->count[y][out->n * MEASURE_KINDS + k] = r->count[y][k];
        out->n++;
    }
    return true;
}

static jh_sample sample_of(const columns *c, jh_arena *scratch)
{
    return (jh_sample){.x = c->x, .w = c->w, .n = c->n, .scratch = scratch};
}

static void take(measure_result *out, jh_stat_result r)
{
    if (r.state != JH_STAT_OK) out->known = false;
    out->figure[out->n++] = r.value;
}

/* ---- kinds ------------------------------------------------------------------------------------ */

static jh_status nested(const measure_given *g, double alpha, measure_result *out)
{
    static const size_t groups[] = {LARGER, MEASURE_GROUPS};
    columns c;
    jh_decomposition d;
    if (!lay(g, 2, &c)) return JH_ENOMEM;
    const size_t *const by[] = {c.group[0], c.group[1]};
    const jh_nest nest = {2, by, groups};
    JH_TRY(jh_decompose_entropy(g->scratch, sample_of(&c, g->scratch), &nest, alpha, &d));
    out->known = d.total.state == JH_STAT_OK;
    if (!out->known) return JH_OK;
    out->total = d.total.value;
    out->figure[out->n++] = d.between[0];
    out->figure[out->n++] = d.between[1];
    out->figure[out->n++] = d.within;
    return JH_OK;
}

static jh_status theil_t(const measure_given *g, measure_result *out)
{
    return nested(g, 1, out);
}

static jh_status theil_l(const measure_given *g, measure_result *out)
{
    return nested(g, 0, out);
}

static jh_status ge2(const measure_given *g, measure_result *out)
{
    return nested(g, 2, out);
}

static jh_status gini(const measure_given *g, measure_result *out)
{
    columns c;
    jh_gini_parts p;
    if (!lay(g, 2, &c)) return JH_ENOMEM;
    JH_TRY(jh_decompose_gini(g->scratch, sample_of(&c, g->scratch), c.group[1],
                             MEASURE_GROUPS, &p));
    out->known = p.total.state == JH_STAT_OK;
    out->total = p.total.value;
    out->figure[out->n++] = p.within;
    out->figure[out->n++] = p.between;
    out->figure[out->n++] = p.overlap;
    return JH_OK;
}

static jh_status change_of(const measure_given *g, const char *id, measure_result *out)
{
    columns c[2];
    jh_stat_change d;
    const jh_stat_choice stat = {.stat = jh_stat_find(id)};
    if (!lay(g, 0, &c[0]) || !lay(g, 1, &c[1])) return JH_ENOMEM;
    const jh_sample year[2] = {sample_of(&c[0], g->scratch),
                               sample_of(&c[1], g->scratch)};
    const size_t *const group[2] = {c[0].group[1], c[1].group[1]};
    JH_TRY(jh_decompose_change(g->scratch, &stat, year, group, MEASURE_GROUPS, &d));
    out->known = d.parts.state == JH_STAT_OK;
    if (!out->known) return JH_OK;
    out->total = d.after.value - d.before.value;
    out->figure[out->n++] = d.shares;
    out->figure[out->n++] = d.means;
    out->figure[out->n++] = d.inside;
    return JH_OK;
}

static jh_status change_cv(const measure_given *g, measure_result *out)
{
    return change_of(g, "cv", out);
}

static jh_status change_gini(const measure_given *g, measure_result *out)
{
    return change_of(g, "gini", out);
}

static jh_status change_theil(const measure_given *g, measure_result *out)
{
    return change_of(g, "theil_t", out);
}

static jh_status change_mean(const measure_given *g, measure_result *out)
{
    return change_of(g, "mean", out);
}

static jh_status mixing(const measure_given *g, measure_result *out)
{
    columns c;
    if (!lay(g, 2, &c)) return JH_ENOMEM;
    const jh_counts n = {c.n, MEASURE_KINDS, c.count[1]};
    jh_segregation s = jh_segregation_of(&n);
    jh_two_groups two = jh_segregation_two(&n, 0, JH_EVERYONE_ELSE);
    out->known = true;
    take(out, s.h);
    take(out, s.d);
    take(out, two.d);
    take(out, two.isolation);
    take(out, two.exposure);
    take(out, two.eta2);
    return JH_OK;
}

static jh_status mixing_nested(const measure_given *g, measure_result *out)
{
    static const size_t groups[] = {LARGER, MEASURE_GROUPS};
    columns c;
    jh_decomposition d;
    if (!lay(g, 2, &c)) return JH_ENOMEM;
    const size_t *const by[] = {c.group[0], c.group[1]};
    const jh_nest nest = {2, by, groups};
    const jh_counts n = {c.n, MEASURE_KINDS, c.count[1]};
    JH_TRY(jh_segregation_nested(g->scratch, &n, &nest, &d));
    out->known = d.total.state == JH_STAT_OK;
    if (!out->known) return JH_OK;
    out->total = d.total.value;
    out->figure[out->n++] = d.between[0];
    out->figure[out->n++] = d.between[1];
    out->figure[out->n++] = d.within;
    return JH_OK;
}

/* Additions and removals change places when the years do, so they are one figure. */
static jh_status mixing_change(const measure_given *g, measure_result *out)
{
    columns c;
    jh_mixing_change d;
    if (!lay(g, 2, &c)) return JH_ENOMEM;
    const jh_counts before = {c.n, MEASURE_KINDS, c.count[0]},
                    after = {c.n, MEASURE_KINDS, c.count[1]};
    JH_TRY(jh_segregation_change(g->scratch, &before, &after, &d));
    out->known = d.structural.state == JH_STAT_OK;
    if (!out->known) return JH_OK;
    out->total = d.after.value - d.before.value;
    out->figure[out->n++] = d.additions + d.removals;
    out->figure[out->n++] = d.groups;
    out->figure[out->n++] = d.units;
    out->figure[out->n++] = d.structural.value;
    return JH_OK;
}

static jh_status chance(const measure_given *g, measure_result *out)
{
    columns c;
    jh_segregation s;
    jh_two_groups two;
    if (!lay(g, 2, &c)) return JH_ENOMEM;
    const jh_counts n = {c.n, MEASURE_KINDS, c.count[1]};
    JH_TRY(jh_segregation_chance(g->scratch, &n, &s));
    JH_TRY(jh_segregation_chance_two(g->scratch, &n, 0, &two));
    out->known = true;
    take(out, s.h);
    take(out, s.d);
    take(out, two.d);
    take(out, two.isolation);
    return JH_OK;
}

/* The tenths of the Lorenz curve, each less what equality would give: from −1 to 0. */
static jh_status curve(const measure_given *g, measure_result *out)
{
    columns c;
    jh_curve l;
    if (!lay(g, 2, &c)) return JH_ENOMEM;
    JH_TRY(jh_curve_of(g->scratch, sample_of(&c, g->scratch), &l));
    out->known = l.state.state == JH_STAT_OK;
    if (!out->known) return JH_OK;
    for (size_t i = 1; i < 10; i++)
        out->figure[out->n++] = jh_curve_at(&l, (double)i / 10) - (double)i / 10;
    return JH_OK;
}

/* Pupils w and places x at every row, travel by how far rows lie apart: places that are reached,
 * school by school, are what pupils have. */
static jh_status access_of(const measure_given *g, measure_result *out)
{
    static const jh_band band[] = {{1, 1}, {3, 0.5}};
    columns c;
    jh_access r;
    size_t n = 0;
    jh_trip *trip = jh_alloc_array(g->scratch, 7 * g->n + 1, sizeof *trip);
    if (!trip || !lay(g, 2, &c)) return JH_ENOMEM;
    for (size_t i = 0; i < g->n; i++)
        for (size_t j = i < 3 ? 0 : i - 3; j < g->n && j <= i + 3; j++)
            trip[n++] = (jh_trip){(uint32_t)i, (uint32_t)j,
                                  i > j ? (double)(i - j) : (double)(j - i)};
    const jh_access_ask ask = {c.w, c.n, c.x, c.n, trip, n, band, 2};
    JH_TRY(jh_access_measure(g->scratch, &ask, &r));
    out->known = true;
    for (size_t i = 0; i < c.n; i++) {
        out->figure[0] += c.w[i] * r.access[i];
        if (r.load[i] > 0) out->total += c.x[i];
    }
    out->n = 1;
    return JH_OK;
}

/* Tallies of the odd and the even rows, put together. */
static jh_status tally(const measure_given *g, measure_result *out)
{
    static const char *const id[] = {"count", "mean", "sd", "theil_t", "ge2", "gini"};
    jh_tally part[2];
    for (int i = 0; i < 2; i++)
        jh_tally_init(&part[i], g->scratch);
    for (size_t i = 0; i < g->n; i++)
        JH_TRY(jh_tally_add(&part[i % 2], g->row[i].x, g->row[i].w));
    JH_TRY(jh_tally_merge(&part[0], &part[1]));
    out->known = true;
    for (size_t i = 3; i < JH_COUNT(id); i++) {
        jh_bounded b = jh_tally_figure(&part[0], id[i]);
        if (isnan(b.value) || !(b.low <= b.value && b.value <= b.high))
            out->known = false;
        out->figure[out->n++] = i == 5 ? b.low : b.value;
    }
    return JH_OK;
}

/* Rows as years. */
static jh_status series(const measure_given *g, jh_series_figures *out)
{
    jh_year_value *at = jh_alloc_array(g->scratch, g->n + 1, sizeof *at);
    if (!at) return JH_ENOMEM;
    for (size_t i = 0; i < g->n; i++)
        at[i] = (jh_year_value){(double)i, g->row[i].x};
    return jh_series_measure(g->scratch, at, g->n, 0.9, out);
}

/* Slope and its interval. */
static jh_status slope(const measure_given *g, measure_result *out)
{
    jh_series_figures s;
    JH_TRY(series(g, &s));
    out->known = s.slope.state == JH_STAT_OK && isfinite(s.low);
    out->figure[out->n++] = s.slope.value;
    out->figure[out->n++] = s.low;
    out->figure[out->n++] = s.high;
    return JH_OK;
}

static jh_status trend(const measure_given *g, measure_result *out)
{
    jh_series_figures s;
    JH_TRY(series(g, &s));
    out->known = true;
    take(out, s.p);
    take(out, s.shift);
    return JH_OK;
}

/* p and tau do not move where the values keep their order; p does not see time turned round. */
static const measure_kind kinds[] = {
    {"theil_t by level", theil_t, true, true, true, true, JH_STAYS, JH_FREE, JH_FREE, 0,
     INFINITY},
    {"theil_l by level", theil_l, true, true, true, true, JH_STAYS, JH_FREE, JH_FREE, 0,
     INFINITY},
    {"ge2 by level", ge2, true, true, true, true, JH_STAYS, JH_FREE, JH_FREE, 0,
     INFINITY},
    {"gini by group", gini, true, true, true, true, JH_STAYS, JH_FREE, JH_FREE, 0, 1},
    {"change of cv", change_cv, true, true, true, true, JH_STAYS, JH_FREE, JH_FOLLOWS,
     -INFINITY, INFINITY},
    {"change of gini", change_gini, true, true, true, true, JH_STAYS, JH_FREE, JH_FOLLOWS,
     -3, 3},
    {"change of theil_t", change_theil, true, true, true, true, JH_STAYS, JH_FREE,
     JH_FOLLOWS, -INFINITY, INFINITY},
    {"change of mean", change_mean, true, true, true, true, JH_FOLLOWS, JH_FREE,
     JH_FOLLOWS, -INFINITY, INFINITY},
    {"segregation", mixing, false, true, true, true, JH_STAYS, JH_STAYS, JH_FREE, 0, 1},
    {"segregation by level", mixing_nested, true, true, true, true, JH_STAYS, JH_STAYS,
     JH_FREE, 0, M_LN2},
    {"change of segregation", mixing_change, true, true, true, true, JH_FREE, JH_STAYS,
     JH_FOLLOWS, -1, 1},
    {"segregation by chance", chance, false, false, true, true, JH_FREE, JH_STAYS,
     JH_FREE, 0, 1},
    {"lorenz curve", curve, false, true, true, true, JH_STAYS, JH_FREE, JH_STAYS, -1, 0},
    {"access", access_of, true, false, true, true, JH_FOLLOWS, JH_FREE, JH_STAYS, 0,
     INFINITY},
    {"tally", tally, false, true, true, true, JH_STAYS, JH_FREE, JH_STAYS, 0, INFINITY},
    {"slope", slope, false, false, false, true, JH_FOLLOWS, JH_STAYS, JH_STAYS, -INFINITY,
     INFINITY},
    {"trend", trend, false, false, true, true, JH_STAYS, JH_STAYS, JH_STAYS, 0, 1},
};

const measure_kind *measure_kinds(size_t *n)
{
    *n = JH_COUNT(kinds);
    return kinds;
}

/* ---- promises ---------------------------------------------------------------------------------- */

static double size_of(const measure_result *r)
{
    double size = 0;
    for (size_t i = 0; i < r->n; i++)
        size = fmax(size, fabs(r->figure[i]));
    return size;
}

/* The figures of one are `times` those of the other. */
static bool agree(const measure_result *a, const measure_result *b, double times)
{
    if (a->known != b->known) return false;
    if (!a->known) return true;
    double room = CLOSE * fmax(1, fmax(size_of(a), size_of(b)));
    for (size_t i = 0; i < a->n; i++)
        if (!(fabs(b->figure[i] - times * a->figure[i]) <= room)) return false;
    return true;
}

static bool holds(const measure_kind *k, const measure_given *given, measure_row *row,
                  size_t n, const measure_result *plain, double times)
{
    measure_result r = {.known = false};
    const measure_given other = {row, n, given->scratch};
    return k->measure(&other, &r) == JH_OK && agree(plain, &r, times);
}

static measure_row *copy(const measure_given *g, size_t times)
{
    measure_row *row = jh_alloc_array(g->scratch, g->n * times + 1, sizeof *row);
    for (size_t i = 0; row && i < g->n * times; i++)
        row[i] = g->row[i % g->n];
    return row;
}

static const char *in_bounds(const measure_kind *k, const measure_result *r)
{
    double sum = 0, size = 0, room = CLOSE * fmax(1, size_of(r));
    for (size_t i = 0; i < r->n; i++) {
        sum += r->figure[i];
        size += fabs(r->figure[i]);
        if (!(r->figure[i] >= k->low - room && r->figure[i] <= k->high + room))
            return "bounds";
    }
    bool adds = fabs(sum - r->total) <= CLOSE * fmax(1, fmax(size, fabs(r->total)));
    return k->adds && !adds ? "the figures add up" : NULL;
}

/* Rows in another order, under other names of groups, in each other's year. */
static const char *turned(const measure_kind *k, const measure_given *g,
                          const measure_result *plain)
{
    measure_row *row = copy(g, 1);
    if (!row) return "memory";
    for (size_t i = 0; i < g->n; i++)
        row[i] = g->row[g->n - 1 - i];
    if (k->permutation && !holds(k, g, row, g->n, plain, 1)) return "permutation";
    for (size_t i = 0; i < g->n; i++) {
        row[i] = g->row[i];
        row[i].group = MEASURE_GROUPS - 1 - row[i].group;
    }
    if (k->names && !holds(k, g, row, g->n, plain, 1)) return "names";
    for (size_t i = 0; i < g->n; i++) {
        row[i] = g->row[i];
        row[i].year = !row[i].year;
        memcpy(row[i].count[0], g->row[i].count[1], sizeof row[i].count[0]);
        memcpy(row[i].count[1], g->row[i].count[0], sizeof row[i].count[1]);
    }
    if (k->turning && !holds(k, g, row, g->n, plain, k->turning == JH_FOLLOWS ? -1 : 1))
        return "turning";
    return NULL;
}

const char *measure_fault(const measure_kind *k, const measure_given *g)
{
    measure_result plain = {.known = false};
    if (k->measure(g, &plain) != JH_OK) return "memory";
    const char *fault = plain.known ? in_bounds(k, &plain) : NULL;
    if (!fault) fault = turned(k, g, &plain);
    if (fault) return fault;
    measure_row *row = copy(g, 2);
    if (!row) return "memory";
    if (k->replication && !holds(k, g, row, 2 * g->n, &plain, 1)) return "replication";
    for (size_t i = 0; i < g->n; i++) {
        row[i].x *= 2;
        for (size_t c = 0; c < 2 * MEASURE_KINDS; c++)
            row[i].count[c / MEASURE_KINDS][c % MEASURE_KINDS] *= 2;
    }
    if (k->scale && !holds(k, g, row, g->n, &plain, k->scale == JH_FOLLOWS ? 2 : 1))
        return "scale";
    for (size_t i = 0; i < g->n; i++) {
        row[i] = g->row[i];
        row[i].x += 8;
    }
    if (k->translation == JH_STAYS && !holds(k, g, row, g->n, &plain, 1))
        return "translation";
    return NULL;
}
