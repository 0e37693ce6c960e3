/* The years before: what passes, each coefficient against its limit, schools that changed, rules
 * that changed, and when targets are met at this pace. */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const jh_history *history(const jh__pub_page *g)
{
    return g->rep.p->past->history;
}

static bool here(const jh__pub_page *g, const char *area)
{
    return !strcmp(g->rep.r->area[g->area].name, area);
}

/* Series of a kind (and an indicator) of the area in hand, one a stage. */
static size_t gather(const jh__pub_page *g, jh_series_kind kind, int indicator,
                     const jh_series *out[JH_STAGES_MAX])
{
    const jh_history *h = history(g);
    size_t n = 0;
    for (size_t i = 0; i < h->series_n && n < JH_STAGES_MAX; i++) {
        const jh_series *s = &h->series[i];
        if (s->kind == kind && s->indicator == indicator && here(g, s->area))
            out[n++] = s;
    }
    return n;
}

/* ---- tables of series ---- */

static void years_head(jh__pub_page *g)
{
    const jh_history *h = history(g);
    for (size_t y = 0; y < h->years; y++)
        jh_buf_printf(g->out, "<th scope=\"col\" class=\"n\">%d</th>", h->year[y].year);
}

static void trend_cell(jh__pub_page *g, const jh_series *s)
{
    jh__pub_put(g, "<td>");
    jh_publish_trend(&g->tmp, g->rep.lang, &s->trend);
    jh__pub_flush(g);
    jh__pub_put(g, "</td>");
}

static void value_cells(jh__pub_page *g, const jh_series *s)
{
    const jh_history *h = history(g);
    for (size_t y = 0; y < h->years; y++) {
        jh__pub_put(g, "<td class=\"n\">");
        if (s->kind == JH_SERIES_CV)
            jh__pub_number(g, s->value[y], g->rep.pack->coefficient_decimals);
        else if (s->of[y])
            jh_buf_printf(g->out, "%zu/%zu", s->n[y], s->of[y]);
        else
            jh__pub_put(g, "—");
        if (s->scope[y]) jh__pub_put(g, "*");
        jh__pub_put(g, "</td>");
    }
}

static void count_rows(jh__pub_page *g, jh_series_kind kind, const char *key)
{
    const jh_series *s[JH_STAGES_MAX];
    size_t n = gather(g, kind, -1, s);
    for (size_t i = 0; i < n; i++) {
        jh__pub_put(g, "<tr><th scope=\"row\">");
        jh__pub_text(g, jh__pub_stage_name(&g->rep, s[i]->stage));
        jh__pub_put(g, " ");
        jh__pub_t(g, key);
        jh__pub_put(g, "</th>");
        value_cells(g, s[i]);
        trend_cell(g, s[i]);
        jh__pub_put(g, "</tr>\n");
    }
}

static void counts(jh__pub_page *g)
{
    jh__pub_table_open(g, "grid years", "publish.history_counts");
    jh__pub_put(g, "<thead><tr>");
    jh__pub_th(g, NULL, "publish.history_figure");
    years_head(g);
    jh__pub_th(g, NULL, "publish.history_all");
    jh__pub_put(g, "</tr></thead><tbody>\n");
    count_rows(g, JH_SERIES_PASS, "publish.history_passing");
    count_rows(g, JH_SERIES_KEPT, "publish.history_kept");
    jh__pub_table_close(g);
}

static void forecast_rows(jh__pub_page *g, jh_series_kind kind, int stage)
{
    const jh_history *h = history(g);
    for (size_t i = 0; i < h->series_n; i++) {
        const jh_series *s = &h->series[i];
        if (s->kind != kind || s->stage != stage || !here(g, s->area)) continue;
        if (isnan(s->target) || s->trend.outlook == JH_OUTLOOK_UNKNOWN) continue;
        jh__pub_put(g, "<tr><th scope=\"row\">");
        if (s->indicator >= 0) {
            jh__pub_put(g, "<span class=\"id\">");
            jh__pub_text(g, g->rep.pack->indicator[s->indicator].id);
            jh__pub_put(g, "</span> ");
            jh__pub_text(
                g, jh__pub_label(&g->rep, g->rep.pack->indicator[s->indicator].name));
        } else {
            jh__pub_t(g, "publish.composite");
        }
        jh__pub_put(g, "</th><td>");
        jh__pub_t(g, kind == JH_SERIES_CV ? "publish.series_cv" : "publish.series_met");
        jh__pub_put(g, "</td>");
        value_cells(g, s);
        jh__pub_put(g, "<td class=\"n\">");
        if (kind == JH_SERIES_CV) {
            jh__pub_put(g, "≤ ");
            jh__pub_number(g, s->target, 2);
        } else {
            jh__pub_put(g, "100%");
        }
        jh__pub_put(g, "</td>");
        trend_cell(g, s);
        jh__pub_put(g, "</tr>\n");
    }
}

static void forecast(jh__pub_page *g)
{
    const jh_history *h = history(g);
    const jh_area_result *a = &g->rep.r->area[g->area];
    jh__pub_heading(g, 1, NULL, "publish.history_forecast");
    jh__pub_put(g, "<p>");
    jh__pub_t(g, "publish.history_forecast_note");
    jh__pub_put(g, "</p>\n");
    jh__pub_table_open(g, "grid years", "publish.history_forecast");
    jh__pub_put(g, "<thead><tr>");
    jh__pub_th(g, NULL, "publish.indicator");
    jh__pub_th(g, NULL, "publish.history_figure");
    years_head(g);
    jh__pub_th(g, "n", "publish.history_target");
    jh__pub_th(g, NULL, "publish.history_outlook");
    jh__pub_put(g, "</tr></thead>\n<tbody>");
    for (size_t i = 0; i < a->stages; i++) {
        jh_buf_printf(g->out,
                      "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">",
                      h->years + 4);
        jh__pub_text(g, jh__pub_stage_name(&g->rep, a->stage[i].stage));
        jh__pub_put(g, "</th></tr>\n");
        forecast_rows(g, JH_SERIES_CV, a->stage[i].stage);
        forecast_rows(g, JH_SERIES_MET, a->stage[i].stage);
        if (i + 1 < a->stages) jh__pub_put(g, "</tbody><tbody>");
    }
    jh__pub_table_close(g);
}

static void charts(jh__pub_page *g)
{
    const jh_series *s[JH_STAGES_MAX];
    jh__pub_heading(g, 1, NULL, "publish.history_cv");
    jh__pub_put(g, "<div class=\"multiples\">\n");
    size_t n = gather(g, JH_SERIES_PASS, -1, s);
    if (n) jh__pub_chart_passing(g, s, n);
    for (int k = -1; k < (int)g->rep.pack->indicators; k++) {
        n = gather(g, JH_SERIES_CV, k, s);
        if (n) jh__pub_chart_course(g, s, n);
    }
    jh__pub_put(g, "</div>\n");
}

static bool any_scope(const jh__pub_page *g)
{
    const jh_history *h = history(g);
    for (size_t i = 0; i < h->series_n; i++)
        for (size_t y = 0; here(g, h->series[i].area) && y < h->years; y++)
            if (h->series[i].scope[y]) return true;
    return false;
}

/* ---- schools that changed ---- */

static void fate_row(jh__pub_page *g, size_t i)
{
    const jh_history *h = history(g);
    const jh_fate *f = &h->fate[i];
    const char *became = g->rep.p->past->became ? g->rep.p->past->became[i] : NULL;
    jh__pub_put(g, "<tr><th scope=\"row\">");
    jh__pub_text(g, f->name);
    jh__pub_put(g, " <span class=\"id\">");
    jh__pub_text(g, f->id);
    jh__pub_put(g, "</span></th><td>");
    jh__pub_text(g, jh__pub_stage_name(&g->rep, f->stage));
    jh__pub_put(g, "</td>");
    for (size_t y = 0; y < h->years; y++) {
        jh__pub_put(g, "<td>");
        if (f->section[y] == SIZE_MAX) {
            jh__pub_put(g, "—");
        } else {
            jh_verdict v = h->year[y].a->section[f->section[y]].verdict;
            jh__pub_badge(g, v, jh__pub_verdict_word(&g->rep, v));
        }
        jh__pub_put(g, "</td>");
    }
    jh__pub_put(g, "<td>");
    jh__pub_text(g, became ? became : "");
    jh__pub_put(g, "</td></tr>\n");
}

static size_t fates_of(jh__pub_page *g, jh_fate_kind kind)
{
    const jh_history *h = history(g);
    char key[40];
    size_t n = 0;
    snprintf(key, sizeof key, "publish.fate_%s", jh_fate_id(kind));
    for (size_t i = 0; i < h->fates; i++) {
        if (h->fate[i].kind != kind || !here(g, h->fate[i].area)) continue;
        if (!n++) {
            jh_buf_printf(g->out,
                          "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">",
                          h->years + 3);
            jh__pub_t(g, key);
            jh__pub_put(g, "</th></tr>\n");
        }
        fate_row(g, i);
    }
    return n;
}

static void changed(jh__pub_page *g)
{
    static const jh_fate_kind kind[] = {JH_FATE_RELAPSED, JH_FATE_NEWLY, JH_FATE_FRESH,
                                        JH_FATE_GONE};
    size_t begin, n = 0;
    jh__pub_heading(g, 1, "changed", "publish.history_changed");
    begin = g->out->n;
    jh__pub_table_open(g, "grid years", "publish.history_changed_caption");
    jh__pub_put(g, "<thead><tr>");
    jh__pub_th(g, NULL, "publish.school");
    jh__pub_th(g, NULL, "publish.stage");
    const jh_history *h = history(g);
    for (size_t y = 0; y < h->years; y++)
        jh_buf_printf(g->out, "<th scope=\"col\">%d</th>", h->year[y].year);
    jh__pub_th(g, NULL, "publish.history_became");
    jh__pub_put(g, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < JH_COUNT(kind); i++)
        n += fates_of(g, kind[i]);
    if (n) {
        jh__pub_table_close(g);
        return;
    }
    if (!g->out->oom) g->out->n = begin; /* an empty table says nothing */
    jh__pub_put(g, "<p>");
    jh__pub_t(g, "publish.history_unchanged");
    jh__pub_put(g, "</p>\n");
}

/* ---- rules that changed ---- */

static void effect_number(jh__pub_page *g, const jh_pack *pack, const jh_effect *e,
                          double x)
{
    bool share = e->kind == JH_SERIES_PASS || e->kind == JH_SERIES_KEPT;
    int decimals = share                     ? 1
                   : e->kind == JH_SERIES_CV ? pack->coefficient_decimals
                                             : pack->indicator[e->indicator].decimals;
    jh__pub_put(g, "<td class=\"n\">");
    jh__pub_number(g, share ? x * 100 : x, decimals);
    if (share && isfinite(x)) jh__pub_put(g, "%");
    jh__pub_put(g, "</td>");
}

static void effect_row(jh__pub_page *g, const jh_pack *pack, const jh_effect *e)
{
    char key[40];
    const double x[] = {e->value[0][0], e->value[1][0],    e->value[0][1],
                        e->value[1][1], jh_effect_real(e), jh_effect_rule(e)};
    snprintf(key, sizeof key, "publish.series_%s", jh_series_id(e->kind));
    jh__pub_put(g, "<tr><th scope=\"row\">");
    jh__pub_text(g, e->stage < 0
                        ? jh__pub_word(&g->rep, "publish.all_rows")
                        : jh__pub_label(&g->rep, pack->vocabulary->stage[e->stage].name));
    jh__pub_put(g, " ");
    jh__pub_t(g, key);
    if (e->indicator >= 0) {
        jh__pub_put(g, " ");
        jh__pub_text(g, pack->indicator[e->indicator].id);
    }
    jh__pub_put(g, "</th>");
    for (size_t i = 0; i < JH_COUNT(x); i++)
        effect_number(g, pack, e, x[i]);
    jh__pub_put(g, "</tr>\n");
}

static bool touched(const jh_effect *e)
{
    double rule = jh_effect_rule(e);
    return isfinite(rule) && rule != 0;
}

static void effects(jh__pub_page *g, const jh_break *b)
{
    static const char *const head[] = {"publish.break_old_old",  "publish.break_new_old",
                                       "publish.break_old_new",  "publish.break_new_new",
                                       "publish.break_happened", "publish.break_by_rule"};
    const jh_pack *pack = history(g)->year[b->later].own->pack;
    size_t n = 0;
    for (size_t i = 0; i < b->effects; i++) {
        const jh_effect *e = &b->effect[i];
        if (!touched(e) || !here(g, e->area)) continue;
        if (!n++) {
            jh__pub_table_open(g, "grid years", "publish.history_breaks");
            jh__pub_put(g, "<thead><tr>");
            jh__pub_th(g, NULL, "publish.history_figure");
            for (size_t k = 0; k < JH_COUNT(head); k++)
                jh__pub_th(g, "n", head[k]);
            jh__pub_put(g, "</tr></thead><tbody>\n");
        }
        effect_row(g, pack, e);
    }
    if (n) jh__pub_table_close(g);
    jh__pub_put(g, "<p>");
    jh__pub_t(g, !b->effects ? "publish.history_break_unreadable"
                 : n         ? "publish.history_break_reading"
                             : "publish.history_break_same");
    jh__pub_put(g, "</p>\n");
}

static void breaks(jh__pub_page *g)
{
    const jh_history *h = history(g);
    for (size_t i = 0; i < h->breaks; i++) {
        const jh_break *b = &h->brk[i];
        char from[16], to[16];
        jh_buf before = {0}, after = {0}, in = {0};
        if (!i) jh__pub_heading(g, 1, NULL, "publish.history_breaks");
        snprintf(from, sizeof from, "%d", h->year[b->earlier].year);
        snprintf(to, sizeof to, "%d", h->year[b->later].year);
        jh_publish_rule(&before, b->before);
        jh_publish_rule(&after, b->after);
        jh_publish_break(&in, g->rep.lang, b->kinds);
        if (before.oom || after.oom || in.oom) g->out->oom = true;
        jh__pub_put(g, "<p>※ ");
        if (!g->out->oom)
            jh__pub_say(g, "publish.history_break",
                        (jh_arg[]){{"from", from},
                                   {"to", to},
                                   {"before", before.p},
                                   {"after", after.p},
                                   {"in", in.p ? in.p : ""}},
                        5);
        jh__pub_put(g, "</p>\n");
        jh_buf_clear(&before);
        jh_buf_clear(&after);
        jh_buf_clear(&in);
        effects(g, b);
    }
}

/* ---- all ---- */

bool jh__pub_has_history(const jh__pub_page *g)
{
    const jh_past *past = g->rep.p->past;
    return past && past->history->years > 1;
}

void jh__pub_part_history(jh__pub_page *g)
{
    if (!jh__pub_has_history(g)) return;
    jh_buf rule = {0};
    jh__pub_put(g, "<section class=\"history\">");
    jh__pub_heading(g, 0, "history", "publish.history");
    jh_publish_rule(&rule, g->rep.p->past->rule);
    jh__pub_put(g, "<p>");
    jh__pub_say(g, "publish.history_rule", (jh_arg[]){{"rule", rule.p ? rule.p : ""}}, 1);
    if (rule.oom) g->out->oom = true;
    jh_buf_clear(&rule);
    if (history(g)->years == 2) {
        jh__pub_put(g, " ");
        jh__pub_t(g, "publish.history_two");
    }
    jh__pub_put(g, "</p>\n");
    counts(g);
    if (any_scope(g)) {
        jh__pub_put(g, "<p class=\"notes\">");
        jh__pub_t(g, "publish.history_scope");
        jh__pub_put(g, "</p>\n");
    }
    charts(g);
    changed(g);
    forecast(g);
    breaks(g);
    jh__pub_put(g, "</section>\n");
}
