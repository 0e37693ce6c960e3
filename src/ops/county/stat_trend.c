/* --trend: figures by year, whether they rise or fall, and where the series is broken. */
#include "stat_trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SCOPE 0.1 /* part of the rows by which a year may differ from the one before */

/* ---- years ------------------------------------------------------------------------------------- */

#define LAST_YEAR 9999

/* Two years written as one number, "20232024": the first, if the other follows it. */
static double school_year(double both)
{
    double first = floor(both / (LAST_YEAR + 1));
    return both == first * (LAST_YEAR + 1) + first + 1 ? first : NAN;
}

/* "2024", "2024年", "2023—2024学年", "20232024": the first year. A number that is none, such as a month
 * 202409, would give a change a year that means nothing. */
static double year_of(const jh__stat_work *w, size_t row)
{
    const jh__stat_column *c = &w->table.column[w->years.column[0]];
    double year = c->number[row];
    if (!isfinite(year)) {
        const char *s = c->text[row] + strcspn(c->text[row], "0123456789");
        size_t n = strspn(s, "0123456789");
        if ((n != 4 && n != 8) || !jh_number_parse(s, n, &year)) return NAN;
    }
    return year > LAST_YEAR ? school_year(year) : year;
}

/* The years become the innermost of the groups of --by. */
static jh_status add_years(jh__stat_work *w)
{
    size_t *column = jh_alloc_array(w->call->arena, w->by.n + 1, sizeof *column);
    if (!column) return JH_ENOMEM;
    for (size_t i = 0; i < w->by.n; i++)
        column[i] = w->by.column[i];
    column[w->by.n++] = w->years.column[0];
    w->by.column = column;
    return JH_OK;
}

static int by_year(const void *a, const void *b)
{
    const jh__stat_year *x = a, *y = b;
    if (x->year != y->year) return x->year < y->year ? -1 : 1;
    return x->group < y->group ? -1 : x->group > y->group;
}

/* Groups of the work that have a year, by the groups of --by. */
static jh_status lay(jh__stat_trend *t)
{
    jh__stat_work *w = t->work;
    jh_arena *a = w->call->arena;
    jh_groups outer;
    size_t n = 0, *first, *place;
    size_t *row = jh_alloc_array(a, w->groups + 1, sizeof *row);
    size_t *group = jh_alloc_array(a, w->groups + 1, sizeof *group);
    if (!row || !group) return JH_ENOMEM;
    for (size_t i = 0; i < w->groups; i++) {
        size_t lead = w->group[i].lead;
        jh_value none = {.slot = (int32_t)w->years.column[0]};
        if (isnan(year_of(w, lead))) {
            size_t before = t->no_year.n;
            jh__stat_set_aside(&t->no_year, &w->value, lead, none);
            t->no_year.n = before + w->group[i].n + w->group[i].missing;
            continue;
        }
        row[n] = lead;
        group[n++] = i;
    }
    JH_TRY(jh__stat_parted(&w->table, w->by.column, w->by.n, row, n, &outer));
    JH_TRY(jh_groups_lay(a, &outer, n, &first, &place));
    t->series = jh_alloc_array(a, outer.n + 1, sizeof *t->series);
    if (!t->series) return JH_ENOMEM;
    for (t->n = 0; t->n < outer.n; t->n++) {
        jh__stat_series *s = &t->series[t->n];
        s->name = w->by.n ? outer.name[t->n] : "";
        s->years = outer.size[t->n];
        s->year = jh_alloc_array(a, s->years, sizeof *s->year);
        if (!s->year) return JH_ENOMEM;
        for (size_t i = 0; i < s->years; i++) {
            size_t at = place[first[t->n] + i];
            s->year[i] = (jh__stat_year){.group = group[at], .year = year_of(w, row[at])};
        }
        qsort(s->year, s->years, sizeof *s->year, by_year);
    }
    return JH_OK;
}

static jh_status check_years(const jh__stat_trend *t, jh_error *err)
{
    const jh__stat_work *w = t->work;
    for (size_t i = 0; i < t->n; i++) {
        const jh__stat_series *s = &t->series[i];
        if (s->years > JH_SERIES_YEARS)
            return jh_fail(err, JH_EUSAGE, "ops.trend_many", "text:s n:u most:u",
                           w->years.text, s->years, (size_t)JH_SERIES_YEARS);
        for (size_t k = 1; k < s->years; k++) {
            const jh__stat_group *g = &w->group[s->year[k].group],
                                 *h = &w->group[s->year[k - 1].group];
            const char *const *text = w->table.column[w->years.column[0]].text;
            if (s->year[k].year == s->year[k - 1].year)
                return jh_fail(err, JH_EINPUT, "ops.trend_twice", "one:s other:s",
                               text[h->lead], text[g->lead]);
        }
    }
    return JH_OK;
}

/* ---- breaks ------------------------------------------------------------------------------------ */

/* The rule of all rows of a year that are used; NULL: there are several, or no row. */
static const char *rule_of(const jh__stat_work *w, const jh__stat_group *g)
{
    const char *const *text = w->table.column[w->rule.column[0]].text;
    const char *rule = g->n ? text[w->row[g->first]] : NULL;
    for (size_t i = 1; rule && i < g->n; i++)
        if (strcmp(text[w->row[g->first + i]], rule)) rule = NULL;
    return rule;
}

static unsigned breaks_of(const jh__stat_work *w, const jh__stat_year *before,
                          const jh__stat_year *now)
{
    double was = (double)w->group[before->group].n, is = (double)w->group[now->group].n;
    unsigned breaks = fabs(is - was) > SCOPE * was ? JH__BREAK_SCOPE : 0;
    bool same = now->rule && before->rule && !strcmp(now->rule, before->rule);
    return w->rule.n && !same ? breaks | JH__BREAK_RULE : breaks;
}

static void find_breaks(jh__stat_trend *t)
{
    const jh__stat_work *w = t->work;
    for (size_t i = 0; i < t->n; i++) {
        jh__stat_series *s = &t->series[i];
        for (size_t k = 0; k < s->years; k++) {
            if (w->rule.n) s->year[k].rule = rule_of(w, &w->group[s->year[k].group]);
            if (k) s->year[k].breaks = breaks_of(w, &s->year[k - 1], &s->year[k]);
        }
    }
}

/* ---- trends ------------------------------------------------------------------------------------ */

static jh_status line_of(const jh__stat_trend *t, jh__stat_series *s, size_t stat,
                         jh_arena *scratch)
{
    jh__stat_line *line = &s->line[stat];
    jh_year_value *at = jh_alloc_array(scratch, s->years + 1, sizeof *at);
    if (!at) return JH_ENOMEM;
    for (size_t k = 0; k < s->years; k++) {
        const jh_stat_result *r = &t->at[s->year[k].group * t->work->stats + stat].now;
        at[k] = (jh_year_value){s->year[k].year, r->state == JH_STAT_OK ? r->value : NAN};
        if (s->year[k].breaks & JH__BREAK_RULE) line->from = k;
    }
    JH_TRY(jh_series_measure(scratch, at, s->years, t->level, &line->all));
    return jh_series_measure(scratch, at + line->from, s->years - line->from, t->level,
                             &line->since);
}

static jh_status find_lines(jh__stat_trend *t)
{
    for (size_t i = 0; i < t->n; i++) {
        jh__stat_series *s = &t->series[i];
        s->line = jh_alloc_array(t->work->call->arena, t->work->stats, sizeof *s->line);
        if (!s->line) return JH_ENOMEM;
        for (size_t k = 0; k < t->work->stats; k++) {
            jh_arena *scratch = jh_arena_new();
            jh_status st = scratch ? line_of(t, s, k, scratch) : JH_ENOMEM;
            jh_arena_free(scratch);
            JH_TRY(st);
        }
    }
    return JH_OK;
}

/* The years of one value are no longer among its groups of --by. */
static jh_status find_trend(jh__stat_trend *t, jh_error *err)
{
    t->work->by.n--;
    JH_TRY(jh__stat_added(lay(t), err));
    JH_TRY(check_years(t, err));
    if (!t->n)
        return jh_fail(err, JH_EINPUT, "ops.trend_none", "text:s", t->work->years.text);
    find_breaks(t);
    return jh__stat_added(find_lines(t), err);
}

jh_status jh__stat_trends(jh__stat_work *w, jh_error *err)
{
    double level;
    jh_arena *a = w->call->arena;
    jh__stat_trend *all = jh_alloc_array(a, w->value_n + 1, sizeof *all);
    jh__stat_figure **at = jh_alloc_array(a, w->value_n + 1, sizeof *at);
    if (!all || !at) return jh_nomem(err);
    JH_TRY(jh__option_number(w->call, "level", &level, err));
    if (!(level > 0 && level < 1))
        return jh_fail(err, JH_EUSAGE, "ops.interval_level", "text:s",
                       jh_call_text(w->call, "level"));
    JH_TRY(jh__stat_added(add_years(w), err));
    JH_TRY(jh__stat_measure(w, err));
    JH_TRY(jh__stat_compute(w, at, err));
    w->by.n--;
    for (size_t k = 0; k < w->value_n; k++) {
        all[k] = (jh__stat_trend){.work = &w->each[k], .at = at[k], .level = level};
        JH_TRY(find_trend(&all[k], err));
    }
    return jh__stat_trend_reply(w, all, err);
}
