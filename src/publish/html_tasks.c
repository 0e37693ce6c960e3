/* The ledger of rectification as it stands: how many lines are open, overdue, struck off and
 * opened again, and each of them. */
#include "page.h"

#include <stdio.h>
#include <string.h>

/* Beyond these the workbook has the rest. */
#define LINES_MOST 300

static bool here(const jh__pub_page *g, const jh_ledger_line *t)
{
    return !strcmp(g->rep.r->area[g->area].name, t->area);
}

typedef struct tally {
    size_t all, live, overdue, struck, ended, reopened;
} tally;

static tally count(const jh__pub_page *g)
{
    const jh_ledger_lines *tasks = g->rep.p->tasks;
    tally n = {0};
    for (size_t i = 0; i < tasks->n; i++) {
        const jh_ledger_line *t = &tasks->task[i];
        if (!here(g, t)) continue;
        n.all++;
        n.live += t->live;
        n.overdue += t->overdue > 0;
        n.struck += t->struck;
        n.ended += !t->live && !t->struck;
        n.reopened += t->reopened > 0;
    }
    return n;
}

static void counts(jh__pub_page *g, const tally *n)
{
    static const char *const head[] = {"publish.tasks_all",      "publish.tasks_live",
                                       "publish.tasks_overdue",  "publish.tasks_struck",
                                       "publish.tasks_reopened", "publish.tasks_ended"};
    const size_t x[] = {n->all, n->live, n->overdue, n->struck, n->reopened, n->ended};
    jh__pub_table_open(g, "grid counts", "publish.tasks_counts");
    jh__pub_put(g, "<thead><tr>");
    for (size_t i = 0; i < JH_COUNT(head); i++)
        jh__pub_th(g, "n", head[i]);
    jh__pub_put(g, "</tr></thead><tbody>\n<tr>");
    for (size_t i = 0; i < JH_COUNT(x); i++)
        jh_buf_printf(g->out, "<td class=\"n\">%zu</td>", x[i]);
    jh__pub_put(g, "</tr>\n");
    jh__pub_table_close(g);
}

static void state_cell(jh__pub_page *g, const jh_ledger_line *t)
{
    char days[24];
    jh_buf_printf(g->out, "<td><span class=\"b %s\">",
                  t->struck         ? "ok"
                  : t->overdue > 0  ? "no"
                  : t->reopened > 0 ? "fl"
                                    : "na");
    jh__pub_text(g, t->state);
    jh__pub_put(g, "</span>");
    snprintf(days, sizeof days, "%d", t->overdue);
    if (t->overdue > 0) {
        jh__pub_put(g, "<small>");
        jh__pub_say(g, "publish.tasks_days",
                    (jh_arg[]){{"n", days}, {"level", t->level ? t->level : ""}}, 2);
        jh__pub_put(g, "</small>");
    }
    snprintf(days, sizeof days, "%zu", t->reopened);
    if (t->reopened) {
        jh__pub_put(g, "<small class=\"flag\">");
        jh__pub_say(g, "publish.tasks_again", (jh_arg[]){{"n", days}}, 1);
        jh__pub_put(g, "</small>");
    }
    jh__pub_put(g, "</td>");
}

static void text_cell(jh__pub_page *g, const char *class, const char *text)
{
    jh_buf_printf(g->out, "<td%s%s%s>", class ? " class=\"" : "", class ? class : "",
                  class ? "\"" : "");
    jh__pub_text(g, text && text[0] ? text : "—");
    jh__pub_put(g, "</td>");
}

static void row(jh__pub_page *g, const jh_ledger_line *t)
{
    jh_buf_printf(g->out, "<tr><th scope=\"row\"><span class=\"id\">%lld</span> ",
                  (long long)t->id);
    jh__pub_text(g, t->object);
    jh__pub_put(g, "</th>");
    text_cell(g, "wide", t->problem);
    text_cell(g, NULL, t->lead);
    text_cell(g, "day", t->deadline);
    state_cell(g, t);
    text_cell(g, NULL, t->struck ? t->proof : t->source);
    jh__pub_put(g, "</tr>\n");
}

static void lines(jh__pub_page *g, bool struck, const char *caption, const char *last)
{
    static const char *const head[] = {"publish.tasks_object", "publish.tasks_problem",
                                       "publish.tasks_lead", "publish.tasks_deadline",
                                       "publish.status"};
    const jh_ledger_lines *tasks = g->rep.p->tasks;
    size_t n = 0, hidden = 0;
    for (size_t i = 0; i < tasks->n; i++) {
        const jh_ledger_line *t = &tasks->task[i];
        if (!here(g, t) || !(struck ? t->struck : t->live)) continue;
        if (n == LINES_MOST) {
            hidden++;
            continue;
        }
        if (!n++) {
            jh__pub_table_open(g, "grid tasks", caption);
            jh__pub_put(g, "<thead><tr>");
            for (size_t k = 0; k < JH_COUNT(head); k++)
                jh__pub_th(g, NULL, head[k]);
            jh__pub_th(g, NULL, last);
            jh__pub_put(g, "</tr></thead><tbody>\n");
        }
        row(g, t);
    }
    if (n) jh__pub_table_close(g);
    if (!hidden) return;
    char more[24];
    snprintf(more, sizeof more, "%zu", hidden);
    jh__pub_put(g, "<p class=\"notes\">");
    jh__pub_say(g, "publish.tasks_more", (jh_arg[]){{"n", more}}, 1);
    jh__pub_put(g, "</p>\n");
}

bool jh__pub_has_tasks(const jh__pub_page *g)
{
    return g->rep.p->tasks && count(g).all;
}

void jh__pub_part_tasks(jh__pub_page *g)
{
    if (!jh__pub_has_tasks(g)) return;
    tally n = count(g);
    jh__pub_put(g, "<section>");
    jh__pub_heading(g, 0, "tasks", "publish.tasks");
    jh__pub_put(g, "<p>");
    jh__pub_say(g, "publish.tasks_note", (jh_arg[]){{"day", g->rep.p->tasks->day}}, 1);
    jh__pub_put(g, "</p>\n");
    counts(g, &n);
    lines(g, false, "publish.tasks_open", "publish.tasks_source");
    lines(g, true, "publish.tasks_done", "publish.tasks_proof");
    jh__pub_put(g, "</section>\n");
}
