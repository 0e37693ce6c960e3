/* The reply on segregation. */
#include "plot.h"
#include "stat_mix.h"

#include <math.h>
#include <stdlib.h>

#define UNITS_SHOWN 10 /* for people */
#define PAIRS_SHOWN 5  /* groups of which people see every pair */

static double value(jh_stat_result r)
{
    return r.state == JH_STAT_OK ? r.value : NAN;
}

/* M is freed by the difference, what lies between 0 and 1 by its room above chance. */
static double freed(jh_stat_result figure, jh_stat_result chance, bool difference)
{
    if (difference) return value(figure) - value(chance);
    return value(jh_segregation_freed(figure, chance));
}

static const char *level_name(const jh__mixing *m, size_t level)
{
    const jh__stat_work *w = m->work;
    return w->table.column[w->nest.column[level]].name;
}

static jh_counts now_of(const jh__mixing *m, const jh__mixed *x)
{
    return (jh_counts){x->units, m->groups, x->n[1]};
}

/* Units of an earlier year alone are not among those of which the figures tell. */
static size_t units_now(const jh__mixed *x)
{
    size_t n = 0;
    for (size_t u = 0; u < x->units; u++)
        n += isnan(x->local[u]) ? 0 : 1;
    return n;
}

/* ---- JSON --------------------------------------------------------------------------------- */

static void of_all_json(jh_json *j, const jh__mixed *x)
{
    jh_json_integer(j, "units", (int64_t)units_now(x));
    jh_json_number(j, "pupils", x->all.total);
    jh_json_number(j, "entropy", x->all.entropy);
    jh_json_number(j, "m", value(x->all.m));
    jh_json_number(j, "h", value(x->all.h));
    jh_json_number(j, "d", value(x->all.d));
    jh_json_object(j, "chance");
    jh_json_number(j, "m", value(x->chance.m));
    jh_json_number(j, "h", value(x->chance.h));
    jh_json_number(j, "d", value(x->chance.d));
    jh_json_end_object(j);
    jh_json_object(j, "freed");
    jh_json_number(j, "m", freed(x->all.m, x->chance.m, true));
    jh_json_number(j, "h", freed(x->all.h, x->chance.h, false));
    jh_json_number(j, "d", freed(x->all.d, x->chance.d, false));
    jh_json_end_object(j);
}

static void ranges_json(jh_json *j, const jh_interval *range, const char *const *key,
                        size_t n)
{
    jh_json_object(j, "interval");
    for (size_t i = 0; i < n; i++) {
        jh__interval_json_as(j, key[i], &range[i]);
    }
    jh_json_end_object(j);
}

static const char *const of_all_id[] = {"m", "h", "d"};
static const char *const of_group_id[] = {"d", "isolation", "exposure", "eta2"};

static void why_json(const jh__mixing *m, jh_json *j, jh_stat_result r)
{
    if (r.state != JH_STAT_OK)
        jh_json_text(j, "why", jh_text(m->work->call->lang, r.why));
}

static void groups_json(const jh__mixing *m, jh_json *j, const jh__mixed *x)
{
    jh_json_list(j, "groups");
    for (size_t g = 0; g < m->groups; g++) {
        const jh_two_groups *t = &x->two[g], *c = &x->chance_two[g];
        double pupils = 0;
        for (size_t u = 0; u < x->units; u++)
            pupils += x->n[1][u * m->groups + g];
        jh_json_object(j, NULL);
        jh_json_text(j, "group", m->group[g]);
        jh_json_number(j, "pupils", pupils);
        jh_json_number(j, "d", value(t->d));
        jh_json_number(j, "isolation", value(t->isolation));
        jh_json_number(j, "exposure", value(t->exposure));
        jh_json_number(j, "eta2", value(t->eta2));
        jh_json_number(j, "d_chance", value(c->d));
        jh_json_number(j, "d_freed", freed(t->d, c->d, false));
        jh_json_number(j, "isolation_chance", value(c->isolation));
        jh_json_number(j, "eta2_chance", value(c->eta2));
        jh_json_number(j, "eta2_freed", freed(t->eta2, c->eta2, false));
        if (x->range)
            ranges_json(j, x->range + JH__MIX_OF_ALL + g * JH__MIX_OF_GROUP, of_group_id,
                        JH__MIX_OF_GROUP);
        why_json(m, j, t->d);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
}

static void pairs_json(const jh__mixing *m, jh_json *j, const jh__mixed *x)
{
    const jh_counts c = now_of(m, x);
    jh_json_list(j, "pairs");
    for (size_t g = 0; g < m->groups; g++)
        for (size_t o = 0; o < m->groups; o++) {
            if (g == o) continue;
            jh_two_groups t = jh_segregation_two(&c, g, o);
            jh_json_object(j, NULL);
            jh_json_text(j, "group", m->group[g]);
            jh_json_text(j, "other", m->group[o]);
            jh_json_number(j, "d", value(t.d));
            jh_json_number(j, "exposure", value(t.exposure));
            jh_json_end_object(j);
        }
    jh_json_end_list(j);
}

static void range_json(jh_json *j, const char *key, const jh__mixed *x, size_t figure)
{
    jh__interval_json_as(j, key, x->range ? &x->range[figure] : NULL);
}

static void level_json(const jh__mixing *m, jh_json *j, const jh__mixed *x, size_t l)
{
    double part = l < m->levels ? x->nested.between[l] : x->nested.within;
    size_t figure = jh__mix_levels_at(m) + l * JH__MIX_OF_LEVEL;
    jh_json_object(j, NULL);
    jh_json_text(j, "level", level_name(m, l));
    jh_json_number(j, "m", part);
    range_json(j, "m_interval", x, figure);
    jh_json_number(j, "h", x->all.entropy > 0 ? part / x->all.entropy : NAN);
    range_json(j, "h_interval", x, figure + 1);
    jh_json_end_object(j);
}

static void levels_json(const jh__mixing *m, jh_json *j, const jh__mixed *x)
{
    if (!m->levels || x->nested.total.state != JH_STAT_OK) return;
    jh_json_list(j, "levels");
    for (size_t l = 0; l < m->levels + 1; l++)
        level_json(m, j, x, l);
    jh_json_end_list(j);
}

static void local_json(jh_json *j, const jh__mixing *m, const jh__mixed *x)
{
    jh_json_list(j, "units_local");
    for (size_t u = 0; u < x->units; u++) {
        double pupils = 0;
        for (size_t g = 0; g < m->groups; g++)
            pupils += x->n[1][u * m->groups + g];
        jh_json_object(j, NULL);
        jh_json_text(j, "unit", x->unit[u]);
        jh_json_number(j, "pupils", pupils);
        jh_json_number(j, "score", x->local[u]);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
}

/* p of the test of index k; nothing where none was asked for. */
static void test_json(const jh__mixing *m, jh_json *j, const jh__mixed *x, size_t k)
{
    const jh_permuted *t = &x->test[k];
    if (m->work->deals.replicates)
        jh_json_number(j, "p", t->state == JH_STAT_OK ? t->p : NAN);
}

/* The change of index k; `figure` is its interval. */
static void index_json(const jh__mixing *m, jh_json *j, const jh__mixed *x, size_t k,
                       size_t figure)
{
    double was = value(k == 1 ? x->was.h : x->was.d);
    double now = value(k == 1 ? x->all.h : x->all.d);
    jh_json_object(j, of_all_id[k]);
    jh_json_number(j, "before", was);
    jh_json_number(j, "now", now);
    jh_json_number(j, "change", now - was);
    range_json(j, "interval", x, figure);
    test_json(m, j, x, k);
    jh_json_end_object(j);
}

static const char *const part_id[] = {"additions", "removals", "groups", "units",
                                      "structural"};
#define PARTS JH_COUNT(part_id)

static void parts_of(const jh_mixing_change *c, double out[PARTS])
{
    bool known = c->structural.state == JH_STAT_OK;
    const double part[] = {c->additions, c->removals, c->groups, c->units,
                           c->structural.value};
    for (size_t i = 0; i < PARTS; i++)
        out[i] = known ? part[i] : NAN;
}

static void change_json(const jh__mixing *m, jh_json *j, const jh__mixed *x)
{
    static const char *const range[] = {"additions_interval", "removals_interval",
                                        "groups_interval", "units_interval",
                                        "structural_interval"};
    const jh_mixing_change *c = &x->change;
    size_t figure = jh__mix_change_at(m);
    double part[PARTS];
    parts_of(c, part);
    jh_json_object(j, "change");
    jh_json_number(j, "before", value(c->before));
    jh_json_number(j, "now", value(c->after));
    jh_json_number(j, "change", value(c->after) - value(c->before));
    range_json(j, "interval", x, figure);
    test_json(m, j, x, 0);
    for (size_t i = 0; i < PARTS; i++) {
        jh_json_number(j, part_id[i], part[i]);
        range_json(j, range[i], x, figure + 1 + i);
    }
    why_json(m, j, c->structural);
    index_json(m, j, x, 1, figure + PARTS + 1);
    index_json(m, j, x, 2, figure + PARTS + 2);
    jh_json_end_object(j);
}

static jh_status json(const jh__mixing *m, jh_error *err)
{
    jh_json j = {.out = &m->work->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh__stat_head_json(m->work, &j);
    jh_json_list(&j, "groups");
    for (size_t i = 0; i < m->n; i++) {
        const jh__mixed *x = &m->at[i];
        jh_json_object(&j, NULL);
        jh_json_text(&j, "by", x->name);
        of_all_json(&j, x);
        if (x->range) ranges_json(&j, x->range, of_all_id, JH__MIX_OF_ALL);
        why_json(m, &j, x->all.h);
        groups_json(m, &j, x);
        pairs_json(m, &j, x);
        levels_json(m, &j, x);
        local_json(&j, m, x);
        if (m->work->compare) change_json(m, &j, x);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return m->work->call->json.oom ? jh_nomem(err) : JH_OK;
}

/* ---- tables --------------------------------------------------------------------------------- */

/* A table whose first column is the group of --by, where there is one. */
static jh_table *table(const jh__mixing *m, const char *title, const char *const *rest)
{
    const char *head[20] = {NULL};
    size_t n = 0;
    if (m->work->by.n) head[n++] = m->work->by.text;
    for (size_t i = 0; rest[i]; i++)
        head[n++] = rest[i];
    return jh__table_new(m->work->call, jh_text(m->work->call->lang, title), head);
}

/* A row: texts that are not NULL, then numbers. */
static jh_status row(const jh__mixing *m, jh_table *t, const jh__mixed *x,
                     const char *const text[2], const double *number, size_t numbers)
{
    jh_call *call = m->work->call;
    const char *cell[16];
    size_t n = 0;
    if (m->work->by.n) cell[n++] = jh__stat_group_name(call, x->name);
    for (size_t i = 0; i < 2; i++)
        if (text[i]) cell[n++] = text[i];
    for (size_t i = 0; i < numbers; i++) {
        bool count = number[i] == floor(number[i]) && number[i] > 1;
        cell[n++] = jh__stat_cell(call, number[i], count ? 0 : JH__STAT_DECIMALS);
        if (!cell[n - 1]) return JH_ENOMEM;
    }
    return jh__table_add_row(call, t, cell);
}

static jh_status of_all(const jh__mixing *m)
{
    static const char *const head[] = {
        "ops.stat_index",   ">ops.stat_units",  ">ops.stat_pupils", ">ops.stat_entropy",
        ">ops.stat_figure", ">ops.stat_chance", ">ops.stat_freed",  NULL};
    static const char *const name[] = {"ops.stat_m", "ops.stat_h", "ops.stat_d"};
    static const char *const id[] = {"m", "h", "d"};
    jh_table *t = table(m, "ops.stat_segregation", head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < m->n * 3; i++) {
        const jh__mixed *x = &m->at[i / 3];
        const jh_stat_result figure[] = {x->all.m, x->all.h, x->all.d};
        const jh_stat_result chance[] = {x->chance.m, x->chance.h, x->chance.d};
        size_t k = i % 3;
        const char *text[2] = {
            m->work->call->want_all ? id[k] : jh_text(m->work->call->lang, name[k])};
        const double number[] = {
            (double)units_now(x), x->all.total,     x->all.entropy,
            value(figure[k]),     value(chance[k]), freed(figure[k], chance[k], k == 0)};
        JH_TRY(row(m, t, x, text, number, JH_COUNT(number)));
    }
    return JH_OK;
}

static jh_status of_groups(const jh__mixing *m)
{
    static const char *const head[] = {"ops.stat_kind",       ">ops.stat_d",
                                       ">ops.stat_chance",    ">ops.stat_freed",
                                       ">ops.stat_isolation", ">ops.stat_exposure",
                                       ">ops.stat_eta2",      NULL};
    jh_table *t = table(m, "ops.stat_each_group", head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < m->n * m->groups; i++) {
        const jh__mixed *x = &m->at[i / m->groups];
        size_t g = i % m->groups;
        const jh_two_groups *two = &x->two[g], *c = &x->chance_two[g];
        const char *text[2] = {jh__stat_group_name(m->work->call, m->group[g])};
        const double number[] = {
            value(two->d),         value(c->d),          freed(two->d, c->d, false),
            value(two->isolation), value(two->exposure), value(two->eta2)};
        JH_TRY(row(m, t, x, text, number, JH_COUNT(number)));
    }
    return JH_OK;
}

/* Every figure with its interval. */
static jh_status of_ranges(const jh__mixing *m)
{
    static const char *const name[] = {
        "ops.stat_m",         "ops.stat_h",        "ops.stat_d",   "ops.stat_d",
        "ops.stat_isolation", "ops.stat_exposure", "ops.stat_eta2"};
    jh_call *call = m->work->call;
    size_t figures = jh__mix_levels_at(m), n = 0;
    jh_stat_result *figure =
        jh_alloc_array(call->arena, jh__mix_figures(m), sizeof *figure);
    const char *head[8] = {"ops.stat_kind", "ops.stat_index", ">ops.stat_figure"};
    if (!m->work->how.replicates) return JH_OK;
    n = 3;
    JH_TRY(jh__interval_heads(call, "figure", head, &n));
    jh_table *t = table(m, "ops.stat_intervals", head);
    if (!t || !figure) return JH_ENOMEM;
    for (size_t i = 0; i < m->n * figures; i++) {
        const jh__mixed *x = &m->at[i / figures];
        size_t f = i % figures, c = 0;
        bool whole = f < JH__MIX_OF_ALL;
        size_t g = whole ? 0 : (f - JH__MIX_OF_ALL) / JH__MIX_OF_GROUP;
        size_t k = whole ? f : (f - JH__MIX_OF_ALL) % JH__MIX_OF_GROUP;
        const char *cell[16];
        if (!f) jh__mix_flatten(m, x, figure);
        if (m->work->by.n) cell[c++] = jh__stat_group_name(call, x->name);
        cell[c++] = whole ? jh_text(call->lang, "ops.stat_all")
                          : jh__stat_group_name(call, m->group[g]);
        cell[c++] = call->want_all ? (whole ? of_all_id : of_group_id)[k]
                                   : jh_text(call->lang, name[whole ? k : k + 3]);
        cell[c++] = jh__stat_cell(call, value(figure[f]), JH__STAT_DECIMALS);
        jh__interval_cells(call, &x->range[f], JH__STAT_DECIMALS, cell, &c);
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

static jh_status of_pairs(const jh__mixing *m)
{
    static const char *const head[] = {"ops.stat_kind", "ops.stat_other", ">ops.stat_d",
                                       ">ops.stat_exposure_to", NULL};
    if (m->groups < 3 || (m->groups > PAIRS_SHOWN && !m->work->call->want_all))
        return JH_OK;
    jh_table *t = table(m, "ops.stat_pairs", head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < m->n * m->groups * m->groups; i++) {
        const jh__mixed *x = &m->at[i / m->groups / m->groups];
        size_t g = i / m->groups % m->groups, o = i % m->groups;
        const jh_counts c = now_of(m, x);
        if (g == o) continue;
        jh_two_groups two = jh_segregation_two(&c, g, o);
        const char *text[2] = {jh__stat_group_name(m->work->call, m->group[g]),
                               jh__stat_group_name(m->work->call, m->group[o])};
        const double number[] = {value(two.d), value(two.exposure)};
        JH_TRY(row(m, t, x, text, number, JH_COUNT(number)));
    }
    return JH_OK;
}

/* Number and, with --bootstrap, interval. */
static void ranged(const jh__mixing *m, const jh__mixed *x, size_t figure, double number,
                   const char **cell, size_t *n)
{
    jh_call *call = m->work->call;
    cell[(*n)++] = jh__stat_cell(call, number, JH__STAT_DECIMALS);
    if (x->range) jh__interval_cells(call, &x->range[figure], JH__STAT_DECIMALS, cell, n);
}

static jh_status ranged_head(const jh__mixing *m, const char *head, const char *id,
                             const char **out, size_t *n)
{
    out[(*n)++] = head;
    return m->work->how.replicates ? jh__interval_heads(m->work->call, id, out, n)
                                   : JH_OK;
}

static jh_status of_levels(const jh__mixing *m)
{
    jh_call *call = m->work->call;
    const char *head[10] = {"ops.stat_level"}, *cell[10];
    size_t n = 1;
    if (!m->levels) return JH_OK;
    JH_TRY(ranged_head(m, ">ops.stat_m", "m", head, &n));
    JH_TRY(ranged_head(m, ">ops.stat_h", "h", head, &n));
    head[n] = ">ops.stat_share";
    jh_table *t = table(m, "ops.stat_levels", head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < m->n * (m->levels + 1); i++) {
        const jh__mixed *x = &m->at[i / (m->levels + 1)];
        size_t l = i % (m->levels + 1);
        size_t figure = jh__mix_levels_at(m) + l * JH__MIX_OF_LEVEL;
        if (x->nested.total.state != JH_STAT_OK) continue;
        double part = l < m->levels ? x->nested.between[l] : x->nested.within;
        n = 0;
        if (m->work->by.n) cell[n++] = jh__stat_group_name(call, x->name);
        cell[n++] = level_name(m, l);
        ranged(m, x, figure, part, cell, &n);
        ranged(m, x, figure + 1, x->all.entropy > 0 ? part / x->all.entropy : NAN, cell,
               &n);
        cell[n++] = jh__stat_cell(call, part / x->nested.total.value, JH__STAT_DECIMALS);
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

/* ---- units ----------------------------------------------------------------------------------- */

typedef struct scored {
    size_t unit;
    double pupils, score;
} scored;

static int highest(const void *left, const void *right)
{
    const scored *a = left, *b = right;
    double x = a->pupils * a->score, y = b->pupils * b->score;
    if (x != y) return x > y ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static jh_status unit_rows(const jh__mixing *m, jh_table *t, const jh__mixed *x)
{
    jh_call *call = m->work->call;
    scored *s = jh_alloc_array(call->arena, x->units + 1, sizeof *s);
    size_t n = 0;
    if (!s) return JH_ENOMEM;
    for (size_t u = 0; u < x->units; u++) {
        if (isnan(x->local[u])) continue;
        s[n] = (scored){.unit = u, .score = x->local[u]};
        for (size_t g = 0; g < m->groups; g++)
            s[n].pupils += x->n[1][u * m->groups + g];
        n++;
    }
    if (n) qsort(s, n, sizeof *s, highest);
    for (size_t i = 0; i < n && (i < UNITS_SHOWN || call->want_all); i++) {
        double part = s[i].score * s[i].pupils / x->all.total;
        const char *text[2] = {jh__stat_group_name(call, x->unit[s[i].unit])};
        const double number[] = {s[i].pupils, s[i].score, part};
        JH_TRY(row(m, t, x, text, number, JH_COUNT(number)));
    }
    return JH_OK;
}

static jh_status of_units(const jh__mixing *m)
{
    static const char *const head[] = {"ops.stat_unit", ">ops.stat_pupils",
                                       ">ops.stat_local", ">ops.stat_contribution", NULL};
    jh_table *t = table(m, "ops.stat_units_local", head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < m->n; i++)
        JH_TRY(unit_rows(m, t, &m->at[i]));
    return JH_OK;
}

/* What M, H and D were and are. */
static jh_status of_indices(const jh__mixing *m)
{
    static const char *const name[] = {"ops.stat_m", "ops.stat_h", "ops.stat_d"};
    const size_t at = jh__mix_change_at(m);
    const size_t figure[] = {at, at + PARTS + 1, at + PARTS + 2};
    jh_call *call = m->work->call;
    const char *head[10] = {"ops.stat_index", ">ops.stat_before", ">ops.stat_now"};
    const char *cell[10];
    size_t n = 3;
    JH_TRY(ranged_head(m, ">ops.stat_change", "change", head, &n));
    if (m->work->deals.replicates) head[n++] = ">ops.stat_p";
    jh_table *t = table(m, "ops.stat_changes_of", head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < m->n * 3; i++) {
        const jh__mixed *x = &m->at[i / 3];
        size_t k = i % 3;
        const jh_segregation *was = &x->was, *now = &x->all;
        double before = value(k == 0 ? was->m : k == 1 ? was->h : was->d);
        double after = value(k == 0 ? now->m : k == 1 ? now->h : now->d);
        n = 0;
        if (m->work->by.n) cell[n++] = jh__stat_group_name(call, x->name);
        cell[n++] = call->want_all ? of_all_id[k] : jh_text(call->lang, name[k]);
        cell[n++] = jh__stat_cell(call, before, JH__STAT_DECIMALS);
        cell[n++] = jh__stat_cell(call, after, JH__STAT_DECIMALS);
        ranged(m, x, figure[k], after - before, cell, &n);
        bool tested = x->test[k].state == JH_STAT_OK;
        if (m->work->deals.replicates)
            cell[n++] = jh__stat_cell(call, tested ? x->test[k].p : NAN, 4);
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

static jh_status of_change(const jh__mixing *m)
{
    static const char *const part_head[] = {">ops.stat_additions", ">ops.stat_removals",
                                            ">ops.stat_by_groups", ">ops.stat_by_units",
                                            ">ops.stat_by_structure"};
    jh_call *call = m->work->call;
    const char *head[20] = {">ops.stat_before", ">ops.stat_now"}, *cell[20];
    size_t n = 2, figure = jh__mix_change_at(m) + 1;
    if (!m->work->compare) return JH_OK;
    JH_TRY(of_indices(m));
    for (size_t i = 0; i < PARTS; i++)
        JH_TRY(ranged_head(m, part_head[i], part_id[i], head, &n));
    jh_table *t = table(m, "ops.stat_change_m", head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < m->n; i++) {
        const jh__mixed *x = &m->at[i];
        double part[PARTS];
        parts_of(&x->change, part);
        n = 0;
        if (m->work->by.n) cell[n++] = jh__stat_group_name(call, x->name);
        cell[n++] = jh__stat_cell(call, value(x->change.before), JH__STAT_DECIMALS);
        cell[n++] = jh__stat_cell(call, value(x->change.after), JH__STAT_DECIMALS);
        for (size_t k = 0; k < PARTS; k++)
            ranged(m, x, figure + k, part[k], cell, &n);
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

/* The first reason of each kind. */
static jh_status reasons(const jh__mixing *m)
{
    jh_call *call = m->work->call;
    jh_stat_result all = {.state = JH_STAT_OK}, chance = all, two = all, change = all;
    for (size_t i = 0; i < m->n; i++) {
        const jh__mixed *x = &m->at[i];
        if (x->all.h.state && !all.state) all = x->all.h;
        if (x->chance.m.state && !x->all.m.state && !chance.state) chance = x->chance.m;
        for (size_t g = 0; g < m->groups; g++)
            if (x->two[g].d.state && !two.state) two = x->two[g].d;
        if (m->work->compare && x->change.structural.state && !change.state)
            change = x->change.structural;
    }
    const struct {
        const char *name;
        jh_stat_result r;
    } said[] = {{"@ops.stat_segregation", all},
                {"@ops.stat_chance", chance},
                {"@ops.stat_each_group", two},
                {"@ops.stat_change_m", change}};
    for (size_t i = 0; i < JH_COUNT(said); i++) {
        if (said[i].r.state == JH_STAT_OK) continue;
        const char *why = jh_sprintf(call->arena, "@%s", said[i].r.why);
        if (!why) return JH_ENOMEM;
        JH_TRY(jh__after(call, "ops.stat_why", "name:s why:s", said[i].name, why));
    }
    return JH_OK;
}

static jh_status for_people(const jh__mixing *m)
{
    JH_TRY(of_all(m));
    JH_TRY(of_groups(m));
    JH_TRY(of_ranges(m));
    JH_TRY(of_pairs(m));
    JH_TRY(of_levels(m));
    JH_TRY(of_change(m));
    JH_TRY(of_units(m));
    JH_TRY(jh__after(m->work->call, "ops.stat_chance_note", ""));
    return reasons(m);
}

/* ---- plot --------------------------------------------------------------------------------------- */

static void add_mark(jh_plot *p, const char *name, double x, const jh_interval *range)
{
    bool ranged = range && range->state == JH_STAT_OK;
    p->mark[p->marks++] =
        (jh_plot_mark){name, x, ranged ? range->low : NAN, ranged ? range->high : NAN};
}

/* H of each group of --by; without, D of each group of pupils against everyone else. */
static jh_status plot(const jh__mixing *m, jh_error *err)
{
    jh_call *call = m->work->call;
    bool by = m->work->by.n > 0;
    jh_plot p = {.kind = JH_PLOT_CATERPILLAR, .reference = NAN};
    p.title = jh_text(call->lang, by ? "ops.stat_h" : "ops.stat_d");
    p.mark = jh_alloc_array(call->arena, m->n + m->groups + 1, sizeof *p.mark);
    if (!p.mark) return jh_nomem(err);
    for (size_t i = 0; by && i < m->n; i++) {
        const jh__mixed *x = &m->at[i];
        add_mark(&p, jh__stat_group_name(call, x->name), value(x->all.h),
                 x->range ? &x->range[1] : NULL);
    }
    for (size_t g = 0; !by && m->n && g < m->groups; g++) {
        const jh__mixed *x = &m->at[0];
        size_t figure = JH__MIX_OF_ALL + g * JH__MIX_OF_GROUP;
        add_mark(&p, jh__stat_group_name(call, m->group[g]), value(x->two[g].d),
                 x->range ? &x->range[figure] : NULL);
    }
    return jh__plot_reply(call, &p, err);
}

jh_status jh__mixing_reply(jh__mixing *m, jh_error *err)
{
    if (!m->work->call->want_json) JH_TRY(jh__stat_head(m->work, err));
    if (jh__plot_wanted(m->work->call)) JH_TRY(plot(m, err));
    return m->work->call->want_json ? json(m, err) : jh__stat_added(for_people(m), err);
}
