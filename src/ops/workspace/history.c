/* jh history: figures, sections and rules over the years. */
#include "../county/result.h"
#include "over_years.h"

#include <math.h>
#include <string.h>

#define ROWS_FOR_PEOPLE 40
#define CELLS (JH__YEARS_MOST + 8)

typedef struct telling {
    jh_call *call;
    jh_error *err;
    jh__over_years o;
    jh__history_filter f;
} telling;

/* ---- building tables ---- */

/* Head: the given keys, a column a year, then the rest. */
static jh_table *begin(telling *t, const char *title, const char *const *first,
                       const char *const *rest)
{
    const char *head[CELLS];
    size_t n = 0;
    for (size_t i = 0; first[i]; i++)
        head[n++] = first[i];
    for (size_t i = 0; i < t->o.years; i++) {
        head[n] = jh_sprintf(t->call->arena, ">%d", t->o.year[i].year);
        if (!head[n++]) return NULL;
    }
    for (size_t i = 0; rest[i]; i++)
        head[n++] = rest[i];
    head[n] = NULL;
    return title ? jh__table_new(t->call, title, head) : NULL;
}

static const char *indicator_name(telling *t, const jh_pack *pack, int k)
{
    if (k < 0) return jh_text(t->call->lang, "ops.composite");
    return jh_sprintf(t->call->arena, "%s %s", pack->indicator[k].id,
                      jh_label_in(pack->indicator[k].name, t->call->lang));
}

static const char *value_text(telling *t, const jh_series *s, size_t y)
{
    const jh_pack *pack = t->o.history.pack;
    const char *text;
    if (s->kind == JH_SERIES_MET || s->kind == JH_SERIES_PASS ||
        s->kind == JH_SERIES_KEPT)
        text = s->of[y] ? jh_sprintf(t->call->arena, "%zu/%zu", s->n[y], s->of[y]) : "";
    else if (s->kind == JH_SERIES_CV)
        text = jh__cell_fixed(t->call, s->value[y], pack->coefficient_decimals);
    else
        text =
            jh__cell_fixed(t->call, s->value[y], pack->indicator[s->indicator].decimals);
    if (!text || !s->scope[y]) return text;
    return jh_sprintf(t->call->arena, "%s*", text);
}

static jh_status series_row(telling *t, jh_table *table, const jh_series *s)
{
    const jh_pack *pack = t->o.history.pack;
    const char *cell[CELLS];
    size_t n = 0;
    cell[n++] = jh__area_name(t->call, s->area);
    cell[n++] = jh__stage_label(t->call, pack, s->stage);
    if (s->kind != JH_SERIES_PASS && s->kind != JH_SERIES_KEPT)
        cell[n++] = indicator_name(t, pack, s->indicator);
    for (size_t y = 0; y < t->o.years; y++)
        if (!(cell[n++] = value_text(t, s, y))) return JH_ENOMEM;
    if (s->kind == JH_SERIES_CV) cell[n++] = jh__cell_fixed(t->call, s->target, 2);
    if (s->kind == JH_SERIES_MEAN) {
        double standard =
            pack->indicator[s->indicator].standard[s->stage < 0 ? 0 : s->stage];
        cell[n++] =
            jh__cell_fixed(t->call, standard, pack->indicator[s->indicator].decimals);
    } else {
        cell[n++] = jh__trend_words(t->call, &s->trend);
    }
    return jh__table_add_row(t->call, table, cell);
}

static bool broken(const telling *t, const jh_series *s)
{
    for (size_t y = 0; y < t->o.years; y++)
        if (s->scope[y]) return true;
    return false;
}

static jh_status series_table(telling *t, jh_series_kind kind, const char *title,
                              const char *const *first, const char *const *rest,
                              bool *starred)
{
    const jh_history *h = &t->o.history;
    jh_table *table = NULL;
    for (size_t i = 0; i < h->series_n; i++) {
        const jh_series *s = &h->series[i];
        if (s->kind != kind || !jh__history_shows(&t->f, s)) continue;
        if (!table) table = begin(t, title, first, rest);
        if (!table) return JH_ENOMEM;
        JH_TRY(series_row(t, table, s));
        *starred |= broken(t, s);
    }
    return JH_OK;
}

static jh_status all_series(telling *t)
{
    static const char *const by_indicator[] = {"ops.area", "ops.stage", "ops.indicator",
                                               NULL};
    static const char *const by_stage[] = {"ops.area", "ops.stage", NULL};
    static const char *const limit[] = {">ops.limit", "ops.ws_pace", NULL};
    static const char *const standard[] = {">ops.standard", NULL};
    static const char *const all[] = {"ops.ws_pace_all", NULL};
    const jh_lang lang = t->call->lang;
    bool starred = false;
    JH_TRY(series_table(t, JH_SERIES_PASS, jh_text(lang, "ops.ws_history_sections"),
                        by_stage, all, &starred));
    JH_TRY(series_table(t, JH_SERIES_KEPT, jh_text(lang, "ops.ws_history_kept"), by_stage,
                        all, &starred));
    JH_TRY(series_table(t, JH_SERIES_CV, jh_text(lang, "ops.ws_history_cv"), by_indicator,
                        limit, &starred));
    JH_TRY(series_table(t, JH_SERIES_MEAN, jh_text(lang, "ops.ws_history_mean"),
                        by_indicator, standard, &starred));
    JH_TRY(series_table(t, JH_SERIES_MET, jh_text(lang, "ops.ws_history_met"),
                        by_indicator, all, &starred));
    return starred ? jh__after(t->call, "ops.ws_history_star", "") : JH_OK;
}

/* ---- sections ---- */

static const char *verdict_in(telling *t, const jh_fate *f, size_t y)
{
    static const char *const key[] = {"ops.pass", "ops.fail", "ops.open"};
    if (f->section[y] == SIZE_MAX) return "—";
    return jh_text(t->call->lang, key[t->o.year[y].a->section[f->section[y]].verdict]);
}

static jh_status fate_row(telling *t, jh_table *table, const jh_fate *f)
{
    const char *cell[CELLS];
    size_t n = 0;
    const char *key = jh_sprintf(t->call->arena, "publish.fate_%s", jh_fate_id(f->kind));
    if (!key) return JH_ENOMEM;
    cell[n++] = jh__area_name(t->call, f->area);
    cell[n++] = f->id;
    cell[n++] = f->name;
    cell[n++] = jh__stage_label(t->call, t->o.history.pack, f->stage);
    for (size_t y = 0; y < t->o.years; y++)
        cell[n++] = verdict_in(t, f, y);
    cell[n++] = jh_text(t->call->lang, key);
    return jh__table_add_row(t->call, table, cell);
}

static bool changed(const jh_fate *f)
{
    return f->kind == JH_FATE_NEWLY || f->kind == JH_FATE_RELAPSED ||
           f->kind == JH_FATE_FRESH || f->kind == JH_FATE_GONE;
}

static jh_status fates(telling *t)
{
    static const char *const first[] = {"ops.area", "ops.school_id", "ops.school",
                                        "ops.stage", NULL};
    static const char *const rest[] = {"ops.ws_history_change", NULL};
    const jh_history *h = &t->o.history;
    bool every = t->f.sections || t->call->want_all;
    size_t hidden = 0;
    jh_table *table = NULL;
    for (size_t i = 0; i < h->fates; i++) {
        const jh_fate *f = &h->fate[i];
        if (!jh__history_shows_fate(&t->f, f) || (!every && !changed(f))) continue;
        if (!table)
            table = begin(t,
                          jh_text(t->call->lang, every ? "ops.ws_history_schools"
                                                       : "ops.ws_history_changed"),
                          first, rest);
        if (!table) return JH_ENOMEM;
        if (!every && table->rows == ROWS_FOR_PEOPLE)
            hidden++;
        else
            JH_TRY(fate_row(t, table, f));
    }
    return hidden ? jh__after(t->call, "ops.more_rows", "n:u", hidden) : JH_OK;
}

static jh_status section_rows(telling *t, jh_table *table, const jh_fate *f)
{
    const jh_pack *pack = t->o.history.pack;
    for (size_t k = 0; k < pack->indicators; k++) {
        const char *cell[CELLS];
        size_t n = 0;
        jh_series s;
        if (t->f.indicator >= 0 && t->f.indicator != (int)k) continue;
        JH_TRY(jh_history_section(t->call->arena, &t->o.history, f, k, &s, t->err));
        cell[n++] = f->id;
        cell[n++] = f->name;
        cell[n++] = jh__stage_label(t->call, pack, f->stage);
        cell[n++] = indicator_name(t, pack, (int)k);
        for (size_t y = 0; y < t->o.years; y++)
            if (!(cell[n++] = value_text(t, &s, y))) return JH_ENOMEM;
        cell[n++] = jh__cell_fixed(t->call, s.target, pack->indicator[k].decimals);
        cell[n++] = jh__trend_words(t->call, &s.trend);
        JH_TRY(jh__table_add_row(t->call, table, cell));
    }
    return JH_OK;
}

static jh_status sections(telling *t)
{
    static const char *const first[] = {"ops.school_id", "ops.school", "ops.stage",
                                        "ops.indicator", NULL};
    static const char *const rest[] = {">ops.standard", "ops.ws_pace_standard", NULL};
    const jh_history *h = &t->o.history;
    if (!t->f.sections) return JH_OK;
    jh_table *table =
        begin(t, jh_text(t->call->lang, "ops.ws_history_values"), first, rest);
    if (!table) return JH_ENOMEM;
    for (size_t i = 0; i < h->fates; i++)
        if (jh__history_shows_fate(&t->f, &h->fate[i]))
            JH_TRY(section_rows(t, table, &h->fate[i]));
    return JH_OK;
}

/* ---- rules ---- */

/* What the rule did not touch is left to machines. */
static bool touched(const jh_effect *e)
{
    double rule = jh_effect_rule(e);
    return !isfinite(rule) || rule != 0;
}

static const char *effect_text(telling *t, const jh_break *b, const jh_effect *e,
                               double x)
{
    const jh_pack *pack = t->o.year[b->later].own->pack;
    if (e->kind == JH_SERIES_PASS || e->kind == JH_SERIES_KEPT) {
        const char *s = jh__cell_fixed(t->call, x * 100, 1);
        return s && s[0] ? jh_sprintf(t->call->arena, "%s%%", s) : s;
    }
    return jh__cell_fixed(t->call, x,
                          e->kind == JH_SERIES_CV
                              ? pack->coefficient_decimals
                              : pack->indicator[e->indicator].decimals);
}

static jh_status effect_row(telling *t, jh_table *table, const jh_break *b,
                            const jh_effect *e)
{
    const jh_pack *pack = t->o.year[b->later].own->pack;
    const char *key =
        jh_sprintf(t->call->arena, "publish.series_%s", jh_series_id(e->kind));
    const char *what = e->indicator < 0 ? "" : indicator_name(t, pack, e->indicator);
    const double x[] = {e->value[0][0], e->value[1][0],    e->value[0][1],
                        e->value[1][1], jh_effect_real(e), jh_effect_rule(e)};
    const char *cell[CELLS];
    size_t n = 0;
    if (!key || !what) return JH_ENOMEM;
    cell[n++] = jh__area_name(t->call, e->area);
    cell[n++] = jh__stage_label(t->call, pack, e->stage);
    cell[n++] = jh_sprintf(t->call->arena, "%s %s", jh_text(t->call->lang, key), what);
    for (size_t i = 0; i < JH_COUNT(x); i++)
        cell[n++] = effect_text(t, b, e, x[i]);
    return jh__table_add_row(t->call, table, cell);
}

static jh_status break_table(telling *t, const jh_break *b)
{
    static const char *const head[] = {"ops.area",
                                       "ops.stage",
                                       "ops.figure",
                                       ">publish.break_old_old",
                                       ">publish.break_new_old",
                                       ">publish.break_old_new",
                                       ">publish.break_new_new",
                                       ">publish.break_happened",
                                       ">publish.break_by_rule",
                                       NULL};
    const jh_history *h = &t->o.history;
    const char *from = jh_sprintf(t->call->arena, "%d", h->year[b->earlier].year);
    const char *to = jh_sprintf(t->call->arena, "%d", h->year[b->later].year);
    const char *before = jh__rule_words(t->call, b->before);
    const char *after = jh__rule_words(t->call, b->after);
    const char *in = jh__break_words(t->call, b->kinds);
    if (!from || !to || !before || !after || !in) return JH_ENOMEM;
    const char *title =
        jh__cell_text(t->call, "publish.break_title", "from:s to:s in:s", from, to, in);
    if (!title) return JH_ENOMEM;
    jh_table *table = NULL;
    for (size_t i = 0; i < b->effects; i++) {
        const jh_effect *e = &b->effect[i];
        jh_series like = {.area = e->area, .stage = e->stage, .indicator = e->indicator};
        if (!jh__history_shows(&t->f, &like) || (!t->call->want_all && !touched(e)))
            continue;
        if (!table) table = jh__table_new(t->call, title, head);
        if (!table) return JH_ENOMEM;
        JH_TRY(effect_row(t, table, b, e));
    }
    JH_TRY(jh__after(t->call, "publish.break_rules", "from:s to:s before:s after:s in:s",
                     from, to, before, after, in));
    return jh__after(t->call,
                     !b->effects ? "publish.break_unreadable"
                     : table     ? "publish.break_reading"
                                 : "publish.break_untouched",
                     "");
}

static jh_status breaks(telling *t)
{
    const jh_history *h = &t->o.history;
    for (size_t y = 0; y < h->years; y++) {
        const jh_rule *rule = h->year[y].rule;
        if (!rule || !jh_rule_differs(rule, &t->o.rule)) continue;
        const char *words = jh__rule_words(t->call, rule);
        const char *year = jh_sprintf(t->call->arena, "%d", h->year[y].year);
        if (!words || !year) return JH_ENOMEM;
        JH_TRY(jh__after(t->call, "ops.ws_other_rule", "year:s judged:s", year, words));
    }
    for (size_t i = 0; i < h->breaks; i++)
        JH_TRY(break_table(t, &h->brk[i]));
    return JH_OK;
}

/* ---- the operation ---- */

static jh_status words(telling *t)
{
    const char *rule = jh__rule_words(t->call, &t->o.rule);
    if (!rule) return JH_ENOMEM;
    JH_TRY(jh__note(t->call, "ops.ws_history", "rule:s years:u", rule, t->o.years));
    if (t->o.years == 2) JH_TRY(jh__note(t->call, "ops.ws_history_two", ""));
    if (!t->f.school) JH_TRY(all_series(t));
    JH_TRY(fates(t));
    JH_TRY(sections(t));
    return t->f.school ? JH_OK : breaks(t);
}

static jh_status run(jh_call *call, jh_error *err)
{
    telling t = {.call = call, .err = err};
    jh_store *s;
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &s, err));
    jh_status st = jh__over_years_read(call, s, 0, &t.o, err);
    jh_store_close(s);
    JH_TRY(st);
    JH_TRY(jh__history_filter_of(call, &t.o, &t.f, err));
    st = call->want_json ? jh__history_json(call, &t.o, &t.f, &call->json) : words(&t);
    return st == JH_ENOMEM ? jh_nomem(err) : st;
}

static const jh_param params[] = {
    JH__PARAM_PACK_KEPT,
    JH__PARAM_SET,
    JH__PARAM_DATE,
    JH__PARAM_RELIEFS,
    {.name = "area",
     .kind = JH_PARAM_TEXT,
     .help = {"只看这个县（市、区）", "only this area"}},
    {.name = "stage",
     .kind = JH_PARAM_TEXT,
     .help = {"只看这个学段，如 小学 或 primary", "only this stage, such as primary"}},
    {.name = "indicator",
     .kind = JH_PARAM_TEXT,
     .help = {"只看这项指标，如 L4", "only this indicator, such as L4"}},
    {.name = "school",
     .kind = JH_PARAM_TEXT,
     .help = {"只看这所学校（标识码或名称），逐项列出历年数值",
              "only this school (id or name), with its values"}},
    {.name = "sections",
     .kind = JH_PARAM_FLAG,
     .help = {"列出每校每学段的各项数值", "values of every school section too"}},
    JH__PARAM_WS,
};

extern const jh_op jh__op_history;
const jh_op jh__op_history = {
    .name = "history",
    .summary = {"历年：达标学段部、差异系数、各项指标，变化的学校，标准变动的影响，"
                "以及照此速度何时达标",
                "sections, coefficients and indicators over the years, which schools "
                "changed, what a changed rule did, and when targets are met at this "
                "pace"},
    .details =
        {"每年取最后一次定稿，都按同一标准重算，所以各年可比。当时所用的标准前后不同的，"
         "按新旧两种口径各算一遍，把口径的影响与实际的变化分开。推算是过各年数值的最小二"
         "乘直线，括号内是 80% 的范围；只有两年不成趋势。",
         "Takes the last snapshot of every year and computes all by one rule, so that "
         "years compare. Where the rule of the time changed, both years are computed "
         "both ways, so that what the rule did and what happened are seen apart. The "
         "forecast is a least-squares line through the years, in brackets the range of "
         "80 %; two years are no trend."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
