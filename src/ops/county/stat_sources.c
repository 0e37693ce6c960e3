/* --sources: the values are parts of a whole; what each has to do with its inequality and, with
 * --compare, with the change of it. */
#include "stat_sources.h"

#include <math.h>

/* ---- the values of one group -------------------------------------------------------------------- */

/* Both years by unit, or one year by row. */
typedef struct taken {
    double **x[2], *w[2], *y[2];
    size_t n;
} taken;

static jh_status room_for(const jh__sourced *s, jh_arena *a, size_t n, taken *out)
{
    out->n = n;
    for (size_t v = 0; v < (s->work->compare ? 2 : 1); v++) {
        out->x[v] = jh_alloc_array(a, s->sources, sizeof *out->x[v]);
        out->w[v] = jh_alloc_array(a, n + 1, sizeof *out->w[v]);
        out->y[v] = jh_alloc_array(a, n + 1, sizeof *out->y[v]);
        if (!out->x[v] || !out->w[v] || !out->y[v]) return JH_ENOMEM;
        for (size_t k = 0; k < s->sources; k++) {
            out->x[v][k] = jh_alloc_array(a, n + 1, sizeof **out->x[v]);
            if (!out->x[v][k]) return JH_ENOMEM;
        }
    }
    return JH_OK;
}

/* The rows of group i for one statistic; what is not there in a year weighs NAN. */
static jh_status take(const jh__sourced *s, size_t i, size_t stat, jh_arena *a,
                      taken *out)
{
    const jh__stat_work *w = s->work;
    const jh__stat_group *g = &w->group[i];
    const double *y = w->stat[stat].stat->second == JH_SECOND_GROUP ? w->part : w->y;
    JH_TRY(room_for(s, a, w->compare ? s->units.n : g->n, out));
    for (size_t v = 0; w->compare && v < 2; v++)
        for (size_t u = 0; u < out->n; u++)
            out->w[v][u] = NAN;
    for (size_t r = g->first; r < g->first + g->n; r++) {
        size_t v = w->compare && r >= g->first + g->before;
        size_t to = s->units.unit ? s->units.unit[r] : r - g->first;
        for (size_t k = 0; k < s->sources; k++)
            out->x[v][k][to] = w->each[k].x[r];
        out->w[v][to] = w->w[r];
        out->y[v][to] = y[r];
    }
    return JH_OK;
}

static jh_source_sample sample_of(const jh__sourced *s, size_t stat, const taken *t,
                                  size_t year)
{
    const jh__stat_work *w = s->work;
    jh_source_sample one = {
        .x = (const double *const *)t->x[year], .sources = s->sources, .n = t->n};
    if (w->compare || w->weight.text) one.w = t->w[year];
    if (w->stat[stat].stat->second) one.y = t->y[year];
    return one;
}

static jh_status measure(const jh__sourced *s, size_t stat, const taken *t,
                         jh__stat_source *out)
{
    const jh_stat_choice *choice = &s->work->stat[stat];
    const jh_source_sample one = sample_of(s, stat, t, 0);
    if (!s->work->compare) return jh_sources_of(choice, &one, &out->parts);
    const jh_source_years both = {{one, sample_of(s, stat, t, 1)}};
    return jh_sources_change(choice, &both, &out->change);
}

/* ---- intervals ---------------------------------------------------------------------------------- */

static jh_stat_result part_of(jh_stat_result parts, double x)
{
    if (parts.state == JH_STAT_OK) parts.value = x;
    return parts;
}

/* In the order of the table: all, each source, units. */
static void flatten(const jh__sourced *s, const jh__stat_source *x, jh_stat_result *out)
{
    bool change = s->work->compare != NULL;
    jh_stat_result parts = change ? x->change.parts : x->parts.parts;
    *out++ = change ? jh__source_whole_change(&x->change) : x->parts.total;
    for (size_t k = 0; k < s->sources; k++)
        *out++ = part_of(parts,
                         change ? x->change.source[k] : x->parts.source[k].contribution);
    if (change) *out = part_of(parts, x->change.units);
}

jh_stat_result jh__source_whole_change(const jh_source_change *c)
{
    jh_stat_result r = c->before.state == JH_STAT_OK ? c->after : c->before;
    r.value = c->after.value - c->before.value;
    return r;
}

typedef struct drawing {
    const jh__sourced *s;
    size_t stat;
    taken t;
} drawing;

/* The same of rows, or units with both of their years, that were drawn. */
static jh_status draw(void *ctx, jh_arena *scratch, const uint32_t *index, size_t n,
                      jh_stat_result *out)
{
    const drawing *d = ctx;
    taken t = {.n = 0};
    jh__stat_source x;
    JH_TRY(room_for(d->s, scratch, n, &t));
    for (size_t v = 0; v < (d->s->work->compare ? 2 : 1); v++)
        for (size_t i = 0; i < n; i++) {
            for (size_t k = 0; k < d->s->sources; k++)
                t.x[v][k][i] = d->t.x[v][k][index[i]];
            t.w[v][i] = d->t.w[v][index[i]];
            t.y[v][i] = d->t.y[v][index[i]];
        }
    JH_TRY(measure(d->s, d->stat, &t, &x));
    flatten(d->s, &x, out);
    return JH_OK;
}

static jh_status compute_one(jh__sourced *s, size_t i, size_t stat, jh_arena *scratch,
                             jh_error *err)
{
    const jh__stat_work *w = s->work;
    size_t at = i * w->stats + stat;
    drawing d = {.s = s, .stat = stat};
    JH_TRY(jh__stat_added(take(s, i, stat, scratch, &d.t), err));
    JH_TRY(jh__stat_added(measure(s, stat, &d.t, &s->at[at]), err));
    if (!w->how.replicates) return JH_OK;
    const size_t first[] = {0, d.t.n};
    const jh_bootstrap_ask ask = {first, 1, s->figures, &d, draw};
    return jh_bootstrap_figures(&w->how, i, &ask, s->range + at * s->figures, err);
}

static jh_status compute(jh__sourced *s, jh_error *err)
{
    const jh__stat_work *w = s->work;
    for (size_t i = 0; i < w->groups; i++) {
        if (s->units.code.group) JH_TRY(jh__stat_units_number(w, i, &s->units, err));
        for (size_t k = 0; k < w->stats; k++) {
            jh_arena *scratch = jh_arena_new();
            jh_status st = scratch ? compute_one(s, i, k, scratch, err) : jh_nomem(err);
            jh_arena_free(scratch);
            JH_TRY(st);
        }
    }
    return JH_OK;
}

static jh_status open(jh__sourced *s)
{
    jh__stat_work *w = s->work;
    jh_arena *a = w->call->arena;
    size_t cells = w->groups * w->stats;
    s->at = jh_alloc_array(a, cells + 1, sizeof *s->at);
    if (w->how.replicates)
        s->range = jh_alloc_array(a, cells * s->figures + 1, sizeof *s->range);
    if (!s->at || (w->how.replicates && !s->range)) return JH_ENOMEM;
    return w->compare ? jh__stat_units_open(w, &s->units) : JH_OK;
}

jh_status jh__stat_sources(jh__stat_work *w, jh_error *err)
{
    jh__sourced s = {.work = w, .sources = w->value_n};
    s.figures = w->value_n + (w->compare ? 2 : 1);
    JH_TRY(jh__stat_measure(w, err));
    JH_TRY(jh__stat_added(open(&s), err));
    JH_TRY(compute(&s, err));
    return jh__stat_sources_reply(&s, err);
}
