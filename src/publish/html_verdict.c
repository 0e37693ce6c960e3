/* Verdict, reasons with the place that each comes from, and the counts by stage. */
#include "page.h"

#include <math.h>

/* Where a reason points to. */
static void reason_link(jh__pub_page *g, const jh_area_result *a, const jh_reason *reason)
{
    if (reason->item >= 0) {
        jh_buf_printf(g->out, "#a%zu-item-%d", g->area, reason->item);
        return;
    }
    for (size_t i = 0; i < a->stages; i++)
        if (a->stage[i].stage == reason->stage && reason->indicator >= 0) {
            jh_buf_printf(g->out, "#a%zu-cv-%zu-%d", g->area, i, reason->indicator);
            return;
        }
    jh_buf_printf(g->out, "#a%zu-matrix", g->area);
}

/* The reasons of one verdict. */
static void reason_list(jh__pub_page *g, jh_verdict verdict, const char *class,
                        const char *heading)
{
    const jh_area_result *a = &g->rep.r->area[g->area];
    size_t n = 0;
    for (size_t i = 0; i < a->reasons; i++) {
        if (a->reason[i].verdict != verdict) continue;
        if (!n++) {
            jh__pub_heading(g, 1, NULL, heading);
            jh_buf_printf(g->out, "<ul class=\"reasons %s\">\n", class);
        }
        jh__pub_put(g, "<li>");
        jh__pub_badge(g, verdict,
                      jh__pub_word(&g->rep, verdict == JH_OPEN ? "publish.verdict_open"
                                                               : "publish.status_fail"));
        jh__pub_put(g, " <a href=\"");
        reason_link(g, a, &a->reason[i]);
        jh__pub_put(g, "\">");
        jh_msg_render(&g->tmp, g->rep.lang, &a->reason[i].msg);
        jh__pub_flush(g);
        jh__pub_put(g, "</a></li>\n");
    }
    if (n) jh__pub_put(g, "</ul>\n");
}

/* What fails, and apart from it what is only missing: that list may be long at first. */
static void reasons(jh__pub_page *g)
{
    reason_list(g, JH_FAIL, "failing", "publish.reasons");
    reason_list(g, JH_OPEN, "open", "publish.reasons_open");
}

static void count_row(jh__pub_page *g, const jh_stage_result *s)
{
    jh__pub_put(g, "<tr><th scope=\"row\">");
    jh__pub_text(g, jh__pub_stage_name(&g->rep, s->stage));
    jh__pub_put(g, "</th>");
    const size_t count[] = {s->sections, s->passed, s->failed, s->open};
    for (size_t i = 0; i < JH_COUNT(count); i++)
        if (i == 0 || g->rep.judges)
            jh_buf_printf(g->out, "<td class=\"n\">%zu</td>", count[i]);
    jh__pub_put(g, "<td class=\"n\">");
    jh__pub_number(g, s->pupils, 0);
    jh__pub_put(g, "</td>");
    if (g->rep.judges) {
        jh__pub_put(g, "<td>");
        jh__pub_badge(g, s->verdict, jh__pub_verdict_word(&g->rep, s->verdict));
        jh__pub_put(g, "</td>");
    }
    jh__pub_put(g, "</tr>\n");
}

static void counts(jh__pub_page *g)
{
    const jh_area_result *a = &g->rep.r->area[g->area];
    jh__pub_table_open(g, "grid counts", "publish.counts_caption");
    jh__pub_put(g, "<thead><tr>");
    jh__pub_th(g, NULL, "publish.stage");
    jh__pub_th(g, "n", "publish.sections");
    if (g->rep.judges) {
        jh__pub_th(g, "n", "publish.verdict_pass");
        jh__pub_th(g, "n", "publish.verdict_fail");
        jh__pub_th(g, "n", "publish.verdict_open");
    }
    jh__pub_th(g, "n", "publish.pupils");
    if (g->rep.judges) jh__pub_th(g, NULL, "publish.verdict");
    jh__pub_put(g, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < a->stages; i++)
        count_row(g, &a->stage[i]);
    jh__pub_table_close(g);
}

void jh__pub_part_verdict(jh__pub_page *g)
{
    const jh_area_result *a = &g->rep.r->area[g->area];
    jh__pub_put(g, "<section class=\"verdict-part\">");
    jh__pub_heading(g, 0, "verdict", "publish.verdict");
    jh_buf_printf(g->out, "<div class=\"verdict %s\"><p class=\"word\">",
                  g->rep.judges ? jh__pub_verdict_class(a->verdict_all) : "none");
    jh__pub_text(g, jh__pub_verdict_word(&g->rep, a->verdict_all));
    jh__pub_put(g, "</p><p>");
    jh__pub_verdict_text(&g->rep, &g->tmp, g->area);
    jh__pub_flush(g);
    jh__pub_put(g, "</p></div>\n");
    if (jh__pub_pivot_text(&g->rep, &g->tmp, g->area)) {
        jh__pub_put(g, "<p class=\"pivot\">");
        jh__pub_flush(g);
        jh__pub_put(g, "</p>\n");
    }
    counts(g);
    reasons(g);
    jh__pub_put(g, "</section>\n");
}
