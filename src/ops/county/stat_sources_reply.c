/* The reply on sources. */
#include "plot.h"
#include "stat_sources.h"

#include <math.h>
#include <string.h>

static double value(jh_stat_result r)
{
    return r.state == JH_STAT_OK ? r.value : NAN;
}

static const jh_interval *range_of(const jh__sourced *s, size_t at, size_t figure)
{
    return s->range ? &s->range[at * s->figures + figure] : NULL;
}

/* What the parts add up to, and the reason where there are none. */
static jh_stat_result parts_of(const jh__sourced *s, size_t at)
{
    return s->work->compare ? s->at[at].change.parts : s->at[at].parts.parts;
}

static double contribution(const jh__sourced *s, size_t at, size_t k)
{
    const jh__stat_source *x = &s->at[at];
    if (parts_of(s, at).state != JH_STAT_OK) return NAN;
    if (!s->work->compare) return x->parts.source[k].contribution;
    return k < s->sources ? x->change.source[k] : x->change.units;
}

/* Whether units that all have the mean have a figure that is worth telling. */
static bool rest(const jh__sourced *s, size_t at)
{
    const jh_source_parts *p = &s->at[at].parts;
    return !s->work->compare && p->parts.state == JH_STAT_OK &&
           fabs(p->equal) > 1e-9 * fmax(1, fabs(p->total.value));
}

/* ---- JSON --------------------------------------------------------------------------------------- */

static void range_json(const jh__sourced *s, jh_json *j, size_t at, size_t figure,
                       const char *key)
{
    jh__interval_json_as(j, key, range_of(s, at, figure));
}

static void source_json(const jh__sourced *s, jh_json *j, size_t at, size_t k)
{
    const jh_source_share *p = &s->at[at].parts.source[k];
    jh_json_object(j, NULL);
    jh_json_text(j, "source", s->work->values[k].text);
    jh_json_number(j, "contribution", contribution(s, at, k));
    range_json(s, j, at, k + 1, "interval");
    if (!s->work->compare) {
        jh_json_number(j, "mean", p->mean);
        jh_json_number(j, "mean_share", p->mean_share);
        jh_json_number(j, "natural", p->natural);
        jh_json_number(j, "own", p->own);
        jh_json_number(j, "correlation", p->correlation);
    }
    jh_json_end_object(j);
}

static void figure_json(const jh__sourced *s, jh_json *j, size_t at)
{
    const jh__stat_work *w = s->work;
    const jh__stat_source *x = &s->at[at];
    jh_stat_result parts = parts_of(s, at);
    jh_json_object(j, w->stat[at % w->stats].id);
    if (w->compare) {
        jh_json_number(j, "before", value(x->change.before));
        jh_json_number(j, "now", value(x->change.after));
        jh_json_number(j, "change", value(jh__source_whole_change(&x->change)));
    } else {
        jh_json_number(j, "total", value(x->parts.total));
        jh_json_number(j, "equal", value(parts) == value(parts) ? x->parts.equal : NAN);
    }
    range_json(s, j, at, 0, "interval");
    if (parts.state != JH_STAT_OK)
        jh_json_text(j, "why", jh_text(w->call->lang, parts.why));
    jh_json_list(j, "sources");
    for (size_t k = 0; k < s->sources; k++)
        source_json(s, j, at, k);
    jh_json_end_list(j);
    if (w->compare) {
        jh_json_number(j, "units", contribution(s, at, s->sources));
        range_json(s, j, at, s->sources + 1, "units_interval");
    }
    jh_json_end_object(j);
}

static jh_status json(const jh__sourced *s, jh_error *err)
{
    const jh__stat_work *w = s->work;
    jh_json j = {.out = &w->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh__stat_head_json(w, &j);
    jh_json_list(&j, "groups");
    for (size_t i = 0; i < w->groups; i++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "by", w->group[i].name);
        jh_json_integer(&j, "n", (int64_t)w->group[i].n);
        if (w->compare) jh_json_integer(&j, "n_before", (int64_t)w->group[i].before);
        jh_json_integer(&j, "missing", (int64_t)w->group[i].missing);
        jh_json_integer(&j, "no_weight", (int64_t)w->group[i].weightless);
        for (size_t k = 0; k < w->stats; k++)
            figure_json(s, &j, i * w->stats + k);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return w->call->json.oom ? jh_nomem(err) : JH_OK;
}

/* ---- table -------------------------------------------------------------------------------------- */

/* The columns of one year that a statistic may fill. */
typedef struct writing {
    const jh__sourced *s;
    jh_table *table;
    jh_plot *plot; /* by group: parts of the first statistic */
    bool natural, gini;
} writing;

typedef struct source_line {
    size_t at; /* group * stats + statistic */
    const char *what;
    double value, whole;           /* share is of `whole`; NAN: none */
    const jh_interval *range;      /* or NULL */
    const jh_source_share *source; /* of one year; NULL: not of a source */
} source_line;

static const char *share(const jh__stat_work *w, const source_line *l)
{
    char text[64];
    double part = l->value / l->whole;
    if (!isfinite(part)) return "";
    if (w->call->want_all) return jh__stat_cell(w->call, part, JH__STAT_DECIMALS);
    jh_number_fixed(100 * part, 1, text);
    return jh_sprintf(w->call->arena, "%s%%", text);
}

static void add_bar(const writing *to, const source_line *l)
{
    const jh__stat_work *w = to->s->work;
    jh_plot *p = &to->plot[l->at / w->stats];
    bool ranged = l->range && l->range->state == JH_STAT_OK;
    if (l->at % w->stats) return;
    p->mark[p->marks++] = (jh_plot_mark){l->what, l->value, ranged ? l->range->low : NAN,
                                         ranged ? l->range->high : NAN};
}

static jh_status add_line(const writing *to, const source_line *l)
{
    const jh__stat_work *w = to->s->work;
    jh_call *call = w->call;
    const jh_stat_choice *stat = &w->stat[l->at % w->stats];
    const jh_interval none = {.state = JH_STAT_UNDEFINED};
    const jh_source_share *p = l->source;
    const char *cell[16];
    size_t n = 0;
    if (w->by.n) cell[n++] = jh__stat_group_name(call, w->group[l->at / w->stats].name);
    cell[n++] = call->want_all ? stat->id : jh__stat_name(call, stat);
    cell[n++] = l->what;
    cell[n++] = jh__stat_cell(call, l->value, JH__STAT_DECIMALS);
    if (to->s->range)
        jh__interval_cells(call, l->range ? l->range : &none, JH__STAT_DECIMALS, cell,
                           &n);
    cell[n++] = share(w, l);
    const double more[] = {p ? p->mean : NAN, p ? p->mean_share : NAN,
                           p ? p->natural : NAN, p ? p->own : NAN,
                           p ? p->correlation : NAN};
    size_t columns = w->compare ? 0 : to->gini ? 5 : to->natural ? 3 : 2;
    for (size_t i = 0; i < columns; i++)
        cell[n++] = isnan(more[i]) ? "" : jh__stat_cell(call, more[i], JH__STAT_DECIMALS);
    return jh__table_add_row(call, to->table, cell);
}

static jh_status lines(const writing *to, size_t at)
{
    const jh__sourced *s = to->s;
    const jh__stat_work *w = s->work;
    const jh__stat_source *x = &s->at[at];
    jh_lang lang = w->call->lang;
    double whole = value(parts_of(s, at));
    source_line l = {.at = at, .whole = NAN};
    if (w->compare) {
        l.what = jh_text(lang, "ops.stat_before");
        l.value = value(x->change.before);
        JH_TRY(add_line(to, &l));
        l.what = jh_text(lang, "ops.stat_now");
        l.value = value(x->change.after);
        JH_TRY(add_line(to, &l));
        l.what = jh_text(lang, "ops.stat_change");
        l.value = value(jh__source_whole_change(&x->change));
    } else {
        l.what = jh_text(lang, "ops.stat_all");
        l.value = value(x->parts.total);
    }
    l.whole = w->compare ? whole : l.value;
    l.range = range_of(s, at, 0);
    add_bar(to, &l);
    JH_TRY(add_line(to, &l));
    if (parts_of(s, at).state != JH_STAT_OK) return JH_OK;
    for (size_t k = 0; k + 1 < s->figures; k++) {
        bool source = k < s->sources;
        l.what = source ? w->values[k].text : jh_text(lang, "ops.stat_by_members");
        l.value = contribution(s, at, k);
        l.range = range_of(s, at, k + 1);
        l.source = source && !w->compare ? &x->parts.source[k] : NULL;
        add_bar(to, &l);
        JH_TRY(add_line(to, &l));
    }
    if (!rest(s, at)) return JH_OK;
    l = (source_line){.at = at,
                      .what = jh_text(lang, "ops.stat_if_equal"),
                      .value = x->parts.equal,
                      .whole = l.whole};
    return add_line(to, &l);
}

static jh_status table(writing *to)
{
    const jh__sourced *s = to->s;
    const jh__stat_work *w = s->work;
    jh_call *call = w->call;
    const char *head[16] = {NULL};
    size_t n = 0;
    if (w->by.n) head[n++] = w->by.text;
    head[n++] = "ops.stat_statistic";
    head[n++] = "ops.stat_source_of";
    head[n++] = ">ops.stat_contribution";
    if (s->range) JH_TRY(jh__interval_heads(call, "contribution", head, &n));
    head[n++] = ">ops.stat_share";
    if (!w->compare) {
        head[n++] = ">ops.stat_mean";
        head[n++] = ">ops.stat_mean_share";
        if (to->natural) head[n++] = ">ops.stat_natural";
        if (to->gini) {
            head[n++] = ">ops.stat_own_gini";
            head[n++] = ">ops.stat_rank_correlation";
        }
    }
    const char *title = w->compare ? "ops.stat_sources_change" : "ops.stat_sources";
    to->table = jh__table_new(call, jh_text(call->lang, title), head);
    if (!to->table) return JH_ENOMEM;
    for (size_t at = 0; at < w->groups * w->stats; at++)
        JH_TRY(lines(to, at));
    return JH_OK;
}

/* The first reason of each statistic. */
static jh_status reasons(const jh__sourced *s)
{
    const jh__stat_work *w = s->work;
    for (size_t k = 0; k < w->stats; k++)
        for (size_t i = 0; i < w->groups; i++) {
            jh_stat_result r = parts_of(s, i * w->stats + k);
            if (r.state == JH_STAT_OK) continue;
            const char *name = jh__stat_name(w->call, &w->stat[k]);
            const char *why = jh_sprintf(w->call->arena, "@%s", r.why);
            if (!name || !why) return JH_ENOMEM;
            JH_TRY(jh__after(w->call, "ops.stat_why", "name:s why:s", name, why));
            break;
        }
    return jh__after(
        w->call,
        w->compare ? "ops.stat_sources_reading_change" : "ops.stat_sources_reading", "");
}

/* A plot a group, still empty; without a group one that stays so. */
static jh_status open_plots(writing *to)
{
    const jh__stat_work *w = to->s->work;
    jh_arena *a = w->call->arena;
    const char *name = jh__stat_name(w->call, &w->stat[0]);
    to->plot = jh_alloc_array(a, w->groups + 1, sizeof *to->plot);
    if (!to->plot || !name) return JH_ENOMEM;
    to->plot[0] = (jh_plot){.kind = JH_PLOT_BARS, .reference = NAN, .title = name};
    for (size_t i = 0; i < w->groups; i++) {
        const char *group = jh__stat_group_name(w->call, w->group[i].name);
        jh_plot *p = &to->plot[i];
        *p = (jh_plot){.kind = JH_PLOT_BARS, .reference = NAN, .title = name};
        if (w->by.n) p->title = jh_sprintf(a, "%s [%s]", name, group);
        p->mark = jh_alloc_array(a, to->s->figures + 1, sizeof *p->mark);
        if (!p->title || !p->mark) return JH_ENOMEM;
    }
    return JH_OK;
}

jh_status jh__stat_sources_reply(const jh__sourced *s, jh_error *err)
{
    const jh__stat_work *w = s->work;
    writing to = {.s = s};
    for (size_t k = 0; k < w->stats; k++) {
        to.gini = to.gini || !strcmp(w->stat[k].stat->id, "gini");
        to.natural = to.natural || to.gini || !strcmp(w->stat[k].stat->id, "cv");
    }
    if (!w->call->want_json) JH_TRY(jh__stat_head(s->work, err));
    JH_TRY(jh__stat_added(open_plots(&to), err));
    JH_TRY(jh__stat_added(table(&to), err));
    if (jh__plot_wanted(w->call))
        JH_TRY(jh__plots_reply(w->call, to.plot, w->groups ? w->groups : 1, err));
    return w->call->want_json ? json(s, err) : jh__stat_added(reasons(s), err);
}
