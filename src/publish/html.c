/* The document: head, title, list of contents, and for several areas a table of them. */
#include "page.h"

#include <stdio.h>
#include <string.h>

static void style(jh__pub_page *g, bool plan)
{
    static const char *const sheet[] = {"reports/county/report.css",
                                        "reports/plan/plan.css"};
    jh__pub_put(g, "<style>\n");
    for (size_t i = 0; i < (plan ? 2 : 1); i++) {
        const jh_asset *css = jh_asset_find(sheet[i]);
        if (css) jh_buf_add(g->out, (const char *)css->bytes, css->n);
    }
    jh__pub_put(g, "</style>\n");
}

static void title_text(jh__pub_page *g, jh_buf *out)
{
    const jh_assessment *r = g->rep.r;
    char n[24];
    snprintf(n, sizeof n, "%zu", r->areas);
    if (r->areas == 1)
        jh_buf_puts(out, jh__pub_area_name(&g->rep, 0));
    else
        jh__pub_tell(&g->rep, out, "publish.areas", (jh_arg[]){{"n", n}}, 1);
}

void jh__pub_document(jh__pub_page *g, bool plan)
{
    jh_buf_printf(g->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n",
                  g->rep.lang == JH_EN ? "en" : "zh-CN");
    jh__pub_put(
        g, "<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "style-src 'unsafe-inline'; img-src data:\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light\">\n<title>");
    jh__pub_flush(g);
    jh__pub_put(g, "</title>\n");
    style(g, plan);
    jh__pub_put(g, "</head>\n<body>\n");
}

static void head(jh__pub_page *g)
{
    title_text(g, &g->tmp);
    jh_buf_puts(&g->tmp, " — ");
    jh_buf_puts(&g->tmp, jh__pub_word(&g->rep, "publish.title"));
    jh__pub_document(g, g->rep.p->plan != NULL);
}

void jh__pub_fact(jh__pub_page *g, const char *key, const char *value)
{
    if (!value || !value[0]) return;
    jh__pub_put(g, "<div><dt>");
    jh__pub_t(g, key);
    jh__pub_put(g, "</dt><dd>");
    jh__pub_text(g, value);
    jh__pub_put(g, "</dd></div>");
}

static void cover(jh__pub_page *g)
{
    const jh_pack *pack = g->rep.pack;
    const jh_publish *p = g->rep.p;
    jh__pub_put(g, "<header class=\"cover\"><p class=\"kicker\">");
    jh__pub_t(g, "publish.title");
    jh__pub_put(g, "</p><h1>");
    title_text(g, &g->tmp);
    jh__pub_flush(g);
    jh__pub_put(g, "</h1>\n");
    if (p->sample) {
        jh__pub_put(g, "<p class=\"sample\" role=\"note\"><strong>");
        jh__pub_t(g, "publish.sample");
        jh__pub_put(g, "</strong></p>\n");
    }
    jh__pub_put(g, "<dl class=\"facts\">");
    jh__pub_fact(g, "publish.pack", jh__pub_label(&g->rep, pack->name));
    jh__pub_fact(g, "publish.code", pack->code);
    jh__pub_fact(g, "publish.pack_version", pack->version);
    jh__pub_fact(g, "publish.date", p->generated);
    jh__pub_fact(g, "publish.engine", p->engine);
    jh__pub_put(g, "</dl></header>\n");
}

/* ---- several areas ----------------------------------------------------------------------- */

static void area_counts(const jh_area_result *a, size_t indicators, size_t count[4])
{
    for (size_t i = 0; i < a->stages; i++) {
        count[0] += a->stage[i].sections;
        count[1] += a->stage[i].passed;
        for (size_t k = 0; k < indicators; k++) {
            const jh_coefficient_result *c = &a->stage[i].coefficient[k];
            if (c->limit != c->limit) continue;
            count[2]++;
            count[3] += c->verdict == JH_PASS;
        }
    }
}

static void area_row(jh__pub_page *g, size_t area)
{
    const jh_area_result *a = &g->rep.r->area[area];
    size_t count[4] = {0};
    area_counts(a, g->rep.pack->indicators, count);
    jh_buf_printf(g->out, "<tr><th scope=\"row\"><a href=\"#a%zu\">", area);
    jh__pub_text(g, jh__pub_area_name(&g->rep, area));
    jh_buf_printf(g->out, "</a></th><td class=\"n\">%zu</td><td class=\"n\">%zu</td>",
                  count[0], count[1]);
    if (count[2])
        jh_buf_printf(g->out, "<td class=\"n\">%zu/%zu</td>", count[3], count[2]);
    else
        jh__pub_put(g, "<td class=\"n\">—</td>");
    jh__pub_put(g, "<td>");
    jh__pub_badge(g, a->verdict, jh__pub_verdict_word(&g->rep, a->verdict));
    jh__pub_put(g, "</td><td>");
    jh__pub_badge(g, a->verdict_all, jh__pub_verdict_word(&g->rep, a->verdict_all));
    jh__pub_put(g, "</td></tr>\n");
}

static void areas(jh__pub_page *g)
{
    jh__pub_put(g, "<section id=\"areas\"><h2>");
    jh__pub_t(g, "publish.areas_overview");
    jh__pub_put(g, "</h2>\n");
    jh__pub_table_open(g, "grid", "publish.areas_caption");
    jh__pub_put(g, "<thead><tr>");
    jh__pub_th(g, NULL, "publish.area");
    jh__pub_th(g, "n", "publish.sections");
    jh__pub_th(g, "n", "publish.passed");
    jh__pub_th(g, "n", "publish.coefficients_kept");
    jh__pub_th(g, NULL, "publish.verdict_resources");
    jh__pub_th(g, NULL, "publish.verdict_all");
    jh__pub_put(g, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < g->rep.r->areas; i++)
        area_row(g, i);
    jh__pub_table_close(g);
    jh__pub_put(g, "</section>\n");
}

static void contents(jh__pub_page *g)
{
    static const char *const part[][2] = {
        {"verdict", "publish.verdict"},
        {"cv", "publish.coefficients"},
        {"history", "publish.history"},
        {"tasks", "publish.tasks"},
        {"plan", "publish.plan"},
        {"matrix", "publish.matrix"},
        {"spread", "publish.spread"},
        {"items", "publish.items"},
        {"schools", "publish.school_pages"},
    };
    jh__pub_put(g, "<nav class=\"contents\" aria-label=\"");
    jh__pub_t(g, "publish.contents");
    jh__pub_put(g, "\"><ol>");
    for (size_t i = 0; i < JH_COUNT(part); i++) {
        if (!strcmp(part[i][0], "history") && !jh__pub_has_history(g)) continue;
        if (!strcmp(part[i][0], "tasks") && !jh__pub_has_tasks(g)) continue;
        if (!strcmp(part[i][0], "plan") && !g->rep.p->plan) continue;
        if (!strcmp(part[i][0], "items") && !g->rep.pack->items) continue;
        if (!strcmp(part[i][0], "schools") && !g->schools) continue;
        jh_buf_printf(g->out, "<li><a href=\"#a0-%s\">", part[i][0]);
        jh__pub_t(g, part[i][1]);
        jh__pub_put(g, "</a></li>");
    }
    jh__pub_put(g, "<li><a href=\"#annex\">");
    jh__pub_t(g, "publish.annex");
    jh__pub_put(g, "</a></li></ol></nav>\n");
}

static void one_area(jh__pub_page *g, size_t area)
{
    bool several = g->rep.r->areas > 1;
    g->area = area;
    g->level = several ? 3 : 2;
    jh_buf_printf(g->out, "<article class=\"area\" id=\"a%zu\">\n", area);
    if (several) {
        jh__pub_put(g, "<h2>");
        jh__pub_text(g, jh__pub_area_name(&g->rep, area));
        jh__pub_put(g, "</h2>\n");
    }
    jh__pub_part_verdict(g);
    jh__pub_part_coefficients(g);
    jh__pub_part_history(g);
    jh__pub_part_tasks(g);
    jh__pub_part_plan(g);
    jh__pub_part_matrix(g);
    jh__pub_part_spread(g);
    jh__pub_part_map(g);
    jh__pub_part_items(g);
    jh__pub_part_schools(g);
    jh__pub_put(g, "</article>\n");
}

jh_status jh_publish_html(const jh_publish *p, jh_buf *out, jh_error *err)
{
    jh__pub_page g = {.out = out};
    JH_TRY(jh__pub_report_open(&g.rep, p, err));
    g.schools = p->result->sections.n <= JH__PUB_SCHOOL_PAGES_MAX;
    head(&g);
    cover(&g);
    if (p->result->areas > 1)
        areas(&g);
    else if (p->result->areas == 1)
        contents(&g);
    jh__pub_put(&g, "<main>\n");
    for (size_t i = 0; i < p->result->areas; i++)
        one_area(&g, i);
    jh__pub_annex(&g);
    jh__pub_put(&g, "</main>\n</body>\n</html>\n");
    bool oom = g.tmp.oom || out->oom;
    jh_buf_clear(&g.tmp);
    jh__pub_report_close(&g.rep);
    return oom ? jh_nomem(err) : JH_OK;
}
