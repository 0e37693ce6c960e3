/* The reply on trends: each year's figures, then what they come to. */
#include "plot.h"
#include "stat_trend.h"

#include <math.h>
#include <string.h>

static double value(const jh_stat_result *r)
{
    return r->state == JH_STAT_OK ? r->value : NAN;
}

static const char *year_text(jh_call *call, double year)
{
    char text[32];
    jh_number_shortest(year, text);
    return jh_strdup(call->arena, text);
}

static const jh__stat_figure *figure_of(const jh__stat_trend *t, const jh__stat_year *y,
                                        size_t k)
{
    return &t->at[y->group * t->work->stats + k];
}

/* ---- JSON --------------------------------------------------------------------------------------- */

static void breaks_json(jh_json *j, const jh__stat_year *y)
{
    jh_json_list(j, "breaks");
    if (y->breaks & JH__BREAK_RULE) jh_json_text(j, NULL, "rule");
    if (y->breaks & JH__BREAK_SCOPE) jh_json_text(j, NULL, "scope");
    jh_json_end_list(j);
}

static void year_json(const jh__stat_trend *t, jh_json *j, const jh__stat_year *y)
{
    const jh__stat_work *w = t->work;
    const jh__stat_group *g = &w->group[y->group];
    jh_json_object(j, NULL);
    jh_json_number(j, "year", y->year);
    jh_json_integer(j, "n", (int64_t)g->n);
    jh_json_integer(j, "missing", (int64_t)g->missing);
    jh_json_integer(j, "no_weight", (int64_t)g->weightless);
    if (w->rule.n) jh_json_text(j, "rule", y->rule);
    breaks_json(j, y);
    for (size_t k = 0; k < w->stats; k++) {
        const jh__stat_figure *at = figure_of(t, y, k);
        jh_json_object(j, w->stat[k].id);
        jh_json_number(j, "value", value(&at->now));
        if (at->now.state != JH_STAT_OK)
            jh_json_text(j, "why", jh_text(w->call->lang, at->now.why));
        if (w->how.replicates) jh__interval_json(j, &at->range);
        jh_json_end_object(j);
    }
    jh_json_end_object(j);
}

static void test_json(const jh__stat_work *w, jh_json *j, const char *key,
                      const jh_stat_result *p, bool exact)
{
    jh_json_object(j, key);
    jh_json_number(j, "p", value(p));
    if (p->state == JH_STAT_OK)
        jh_json_bool(j, "exact", exact);
    else
        jh_json_text(j, "why", jh_text(w->call->lang, p->why));
}

static void line_json(const jh__stat_work *w, jh_json *j, const char *key,
                      const jh_series_figures *s)
{
    jh_json_object(j, key);
    jh_json_integer(j, "years", (int64_t)s->years);
    jh_json_number(j, "slope", value(&s->slope));
    jh_json_number(j, "low", s->low);
    jh_json_number(j, "high", s->high);
    test_json(w, j, "mann_kendall", &s->p, s->exact);
    jh_json_number(j, "tau", s->tau);
    jh_json_end_object(j);
    test_json(w, j, "pettitt", &s->shift, s->shift_exact);
    jh_json_number(j, "after", s->shift_after);
    jh_json_end_object(j);
    jh_json_end_object(j);
}

static void series_json(const jh__stat_trend *t, jh_json *j, const jh__stat_series *s)
{
    const jh__stat_work *w = t->work;
    jh_json_object(j, NULL);
    jh__stat_value_json(w, j);
    jh_json_text(j, "by", s->name);
    jh_json_list(j, "years");
    for (size_t k = 0; k < s->years; k++)
        year_json(t, j, &s->year[k]);
    jh_json_end_list(j);
    jh_json_object(j, "trend");
    for (size_t k = 0; k < w->stats; k++) {
        const jh__stat_line *line = &s->line[k];
        jh_json_object(j, w->stat[k].id);
        line_json(w, j, "all", &line->all);
        if (line->from) {
            jh_json_number(j, "since", s->year[line->from].year);
            line_json(w, j, "since_rule", &line->since);
        }
        jh_json_end_object(j);
    }
    jh_json_end_object(j);
    jh_json_end_object(j);
}

static jh_status json(const jh__stat_work *w, const jh__stat_trend *all, jh_error *err)
{
    jh_json j = {.out = &w->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh__stat_head_json(w, &j);
    jh_json_text(&j, "trend", w->years.text);
    jh_json_integer(&j, "no_year", (int64_t)all->no_year.n);
    jh_json_number(&j, "level", all->level);
    jh_json_list(&j, "groups");
    for (size_t v = 0; v < w->value_n; v++)
        for (size_t i = 0; i < all[v].n; i++)
            series_json(&all[v], &j, &all[v].series[i]);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return w->call->json.oom ? jh_nomem(err) : JH_OK;
}

/* ---- tables ------------------------------------------------------------------------------------- */

static const char *breaks_text(jh_call *call, unsigned breaks)
{
    const char *rule = jh_text(call->lang, "ops.trend_break_rule");
    const char *scope = jh_text(call->lang, "ops.trend_break_scope");
    if (breaks == (JH__BREAK_RULE | JH__BREAK_SCOPE))
        return jh_sprintf(call->arena, "%s%s%s", rule, call->lang == JH_ZH ? "，" : ", ",
                          scope);
    return breaks & JH__BREAK_RULE ? rule : breaks & JH__BREAK_SCOPE ? scope : "";
}

static const char *stat_head(const jh__stat_work *w, size_t k)
{
    return w->call->want_all ? w->stat[k].id : jh__stat_name(w->call, &w->stat[k]);
}

static jh_status years_head(const jh__stat_work *w, const char **head)
{
    size_t n = jh__stat_value_head(w, head, 0);
    if (w->by.n) head[n++] = w->by.text;
    head[n++] = w->years.text;
    head[n++] = ">ops.stat_n";
    head[n++] = ">ops.stat_missing_n";
    for (size_t k = 0; k < w->stats; k++) {
        const char *name = stat_head(w, k);
        head[n] = name ? jh_sprintf(w->call->arena, ">%s", name) : NULL;
        if (!head[n++]) return JH_ENOMEM;
        if (w->how.replicates)
            JH_TRY(jh__interval_heads(w->call, w->stat[k].id, head, &n));
    }
    head[n++] = "ops.trend_break";
    head[n] = NULL;
    return JH_OK;
}

static jh_status years_row(const jh__stat_trend *t, jh_table *table,
                           const jh__stat_series *s, const jh__stat_year *y,
                           const char **cell)
{
    const jh__stat_work *w = t->work;
    size_t n = jh__stat_value_cell(w, cell, 0);
    if (w->by.n) cell[n++] = jh__stat_group_name(w->call, s->name);
    cell[n++] = year_text(w->call, y->year);
    cell[n++] = jh__cell_count(w->call, w->group[y->group].n);
    cell[n++] = jh__cell_count(w->call, w->group[y->group].missing);
    for (size_t k = 0; k < w->stats; k++) {
        const jh__stat_figure *at = figure_of(t, y, k);
        bool count = !strcmp(w->stat[k].id, "count");
        cell[n++] =
            jh__stat_cell(w->call, value(&at->now), count ? 0 : JH__STAT_DECIMALS);
        if (w->how.replicates)
            jh__interval_cells(w->call, &at->range, JH__STAT_DECIMALS, cell, &n);
    }
    cell[n++] = breaks_text(w->call, y->breaks);
    return jh__table_add_row(w->call, table, cell);
}

static jh_status years_rows(const jh__stat_trend *t, jh_table *table, const char **cell)
{
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->series[i].years; k++)
            JH_TRY(years_row(t, table, &t->series[i], &t->series[i].year[k], cell));
    return JH_OK;
}

static jh_status years_table(const jh__stat_work *w, const jh__stat_trend *all)
{
    size_t room = 3 * w->stats + 9;
    const char **head = jh_alloc_array(w->call->arena, room, sizeof *head);
    const char **cell = jh_alloc_array(w->call->arena, room, sizeof *cell);
    if (!head || !cell) return JH_ENOMEM;
    JH_TRY(years_head(w, head));
    jh_table *table =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.trend_years"), head);
    if (!table) return JH_ENOMEM;
    for (size_t v = 0; v < w->value_n; v++)
        JH_TRY(years_rows(&all[v], table, cell));
    return JH_OK;
}

static const char *shift_text(const jh__stat_trend *t, const jh_series_figures *s)
{
    jh_call *call = t->work->call;
    char p[64];
    if (s->shift.state != JH_STAT_OK) return "";
    jh_number_fixed(s->shift.value, 4, p);
    if (!call->want_all && s->shift.value > 1 - t->level)
        return jh__cell_text(call, "ops.trend_shift_none", "p:s", p);
    const char *year = year_text(call, s->shift_after);
    return year ? jh__cell_text(call, "ops.trend_shift_of", "year:s p:s", year, p) : NULL;
}

static jh_status line_row(const jh__stat_trend *t, jh_table *table,
                          const jh__stat_series *s, size_t k, bool since)
{
    const jh__stat_work *w = t->work;
    const jh__stat_line *line = &s->line[k];
    const jh_series_figures *r = since ? &line->since : &line->all;
    const jh_interval range = {.state = isnan(r->low) ? JH_STAT_UNDEFINED : JH_STAT_OK,
                               .low = r->low,
                               .high = r->high};
    const char *cell[16], *from, *to;
    size_t n = jh__stat_value_cell(w, cell, 0);
    from = year_text(w->call, s->year[since ? line->from : 0].year);
    to = year_text(w->call, s->year[s->years - 1].year);
    if (!from || !to) return JH_ENOMEM;
    if (w->by.n) cell[n++] = jh__stat_group_name(w->call, s->name);
    cell[n++] = stat_head(w, k);
    cell[n++] = jh__cell_text(w->call, "ops.trend_span_of", "from:s to:s n:u", from, to,
                              r->years);
    cell[n++] = jh__stat_cell(w->call, value(&r->slope), JH__STAT_DECIMALS);
    jh__interval_cells(w->call, &range, JH__STAT_DECIMALS, cell, &n);
    cell[n++] = jh__stat_cell(w->call, r->tau, 4);
    cell[n++] = jh__stat_cell(w->call, value(&r->p), 4);
    cell[n++] = shift_text(t, r);
    return jh__table_add_row(w->call, table, cell);
}

static jh_status lines_rows(const jh__stat_trend *t, jh_table *table, bool *few)
{
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->work->stats; k++) {
            const jh__stat_line *line = &t->series[i].line[k];
            JH_TRY(line_row(t, table, &t->series[i], k, false));
            if (line->from) JH_TRY(line_row(t, table, &t->series[i], k, true));
            *few = *few || isnan(line->all.low) || isnan(line->since.low);
        }
    return JH_OK;
}

static jh_status lines_table(const jh__stat_work *w, const jh__stat_trend *all, bool *few)
{
    const char *head[16] = {NULL};
    size_t n = jh__stat_value_head(w, head, 0);
    if (w->by.n) head[n++] = w->by.text;
    head[n++] = "ops.stat_statistic";
    head[n++] = "ops.trend_span";
    head[n++] = ">ops.trend_slope";
    JH_TRY(jh__interval_heads(w->call, "slope", head, &n));
    head[n++] = ">ops.trend_tau";
    head[n++] = ">ops.stat_p";
    head[n++] = "ops.trend_shift";
    jh_table *table =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.trend_title"), head);
    if (!table) return JH_ENOMEM;
    for (size_t v = 0; v < w->value_n; v++)
        JH_TRY(lines_rows(&all[v], table, few));
    return JH_OK;
}

static jh_status for_people(const jh__stat_work *w, const jh__stat_trend *all)
{
    bool few = false;
    JH_TRY(years_table(w, all));
    JH_TRY(lines_table(w, all, &few));
    if (few) JH_TRY(jh__after(w->call, "ops.trend_too_few", ""));
    return jh__after(w->call, "ops.trend_reading", "exact:u shift:u",
                     (size_t)JH_SERIES_EXACT, (size_t)JH_SERIES_SHIFT);
}

/* ---- plot --------------------------------------------------------------------------------------- */

static const char *year_name(const jh__stat_trend *t, const jh__stat_series *s,
                             const jh__stat_year *y)
{
    const jh__stat_work *w = t->work;
    const char *broken = jh_text(w->call->lang, "ops.trend_break");
    const char *group = w->by.n ? jh__stat_group_name(w->call, s->name) : "";
    const char *year = year_text(w->call, y->year);
    if (!year) return NULL;
    return jh_sprintf(w->call->arena, "%s%s%s%s%s", group, w->by.n ? " " : "", year,
                      y->breaks ? " " : "", y->breaks ? broken : "");
}

static jh_status add_marks(const jh__stat_trend *t, jh_plot *p)
{
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->series[i].years; k++) {
            const jh__stat_year *y = &t->series[i].year[k];
            const jh__stat_figure *at = figure_of(t, y, 0);
            bool ranged = t->work->how.replicates && at->range.state == JH_STAT_OK;
            const char *name = year_name(t, &t->series[i], y);
            if (!name) return JH_ENOMEM;
            p->mark[p->marks++] =
                (jh_plot_mark){name, value(&at->now), ranged ? at->range.low : NAN,
                               ranged ? at->range.high : NAN};
        }
    return JH_OK;
}

/* The first statistic, year below year; a plot a value. */
static jh_status plot(const jh__stat_work *w, const jh__stat_trend *all, jh_error *err)
{
    jh_plot *p = jh_alloc_array(w->call->arena, w->value_n, sizeof *p);
    if (!p) return jh_nomem(err);
    for (size_t v = 0; v < w->value_n; v++) {
        size_t room = 0;
        for (size_t i = 0; i < all[v].n; i++)
            room += all[v].series[i].years;
        p[v] = (jh_plot){.kind = JH_PLOT_SERIES,
                         .title = jh__stat_name_of(all[v].work, 0),
                         .reference = NAN};
        p[v].mark = jh_alloc_array(w->call->arena, room + 1, sizeof *p->mark);
        if (!p[v].mark || !p[v].title) return jh_nomem(err);
        JH_TRY(jh__stat_added(add_marks(&all[v], &p[v]), err));
    }
    return jh__plots_reply(w->call, p, w->value_n, err);
}

jh_status jh__stat_trend_reply(jh__stat_work *w, const jh__stat_trend *all, jh_error *err)
{
    const jh__stat_aside *no_year = &all->no_year; /* the same for every value */
    if (no_year->n) {
        jh_where where = jh__stat_where(&w->table, no_year->row, no_year->column);
        JH_TRY(jh__stat_added(jh_diag_add(&w->call->diags, JH_NOTE, where,
                                          "ops.trend_no_year", "n:u", no_year->n),
                              err));
    }
    if (!w->call->want_json) JH_TRY(jh__stat_head(w, err));
    if (jh__plot_wanted(w->call)) JH_TRY(plot(w, all, err));
    return w->call->want_json ? json(w, all, err)
                              : jh__stat_added(for_people(w, all), err);
}
