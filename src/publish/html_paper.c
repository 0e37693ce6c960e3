/* A page made of parts, and the same parts as sections of the county report. */
#include "page.h"

#include <string.h>

static const char *const class_of[] = {"none", "ok", "no", "fl", "na"};

const char *jh__pub_shade_class(jh_shade shade)
{
    return class_of[shade];
}

/* ---- parts ---- */

static void banner(jh__pub_page *g, const jh_paper_part *p)
{
    jh_buf_printf(g->out, "<div class=\"verdict %s\"><p class=\"word\">",
                  class_of[p->shade]);
    jh__pub_text(g, p->text);
    jh__pub_put(g, "</p><p>");
    jh__pub_text(g, p->more ? p->more : "");
    jh__pub_put(g, "</p></div>\n");
}

static void list(jh__pub_page *g, const jh_paper_part *p)
{
    jh__pub_put(g, "<ul class=\"notes\">\n");
    for (size_t i = 0; i < p->n; i++) {
        jh__pub_put(g, "<li>");
        jh__pub_text(g, p->of.item[i]);
        jh__pub_put(g, "</li>\n");
    }
    jh__pub_put(g, "</ul>\n");
}

static void figures(jh__pub_page *g, const jh_paper_part *p)
{
    jh__pub_put(g, "<dl class=\"tiles\">\n");
    for (size_t i = 0; i < p->n; i++) {
        const jh_paper_figure *f = &p->of.figure[i];
        jh_buf_printf(g->out, "<div class=\"%s\"><dt>", class_of[f->shade]);
        jh__pub_text(g, f->label);
        jh__pub_put(g, "</dt><dd>");
        jh__pub_text(g, f->value);
        if (f->note && f->note[0]) {
            jh__pub_put(g, "<small>");
            jh__pub_text(g, f->note);
            jh__pub_put(g, "</small>");
        }
        jh__pub_put(g, "</dd></div>\n");
    }
    jh__pub_put(g, "</dl>\n");
}

/* The head stands with each cell too, for phones, where rows become blocks. */
static void cell(jh__pub_page *g, const jh_paper_table *t, size_t at)
{
    size_t column = at % t->columns;
    const char *text = t->cell[at] ? t->cell[at] : "";
    jh_shade shade = t->shade ? t->shade[at] : JH_SHADE_NONE;
    if (!column) {
        jh__pub_put(g, "<tr><th scope=\"row\">");
        jh__pub_text(g, text);
        jh__pub_put(g, "</th>");
    } else {
        bool number = t->head[column].number;
        jh__pub_put(g, "<td data-h=\"");
        jh__pub_text(g, t->head[column].label);
        jh__pub_put(g, number || shade ? "\" class=\"" : "");
        jh__pub_put(g, number ? "n " : "");
        jh__pub_put(g, shade ? class_of[shade] : "");
        jh__pub_put(g, "\">");
        jh__pub_text(g, text);
        jh__pub_put(g, "</td>");
    }
    if (column + 1 == t->columns) jh__pub_put(g, "</tr>\n");
}

static void table(jh__pub_page *g, const jh_paper_table *t, const char *class)
{
    jh__pub_table_open(g, class, t->title);
    jh__pub_put(g, "<thead><tr>");
    for (size_t i = 0; i < t->columns; i++)
        jh__pub_th(g, t->head[i].number ? "n" : NULL, t->head[i].label);
    jh__pub_put(g, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < t->rows * t->columns; i++)
        cell(g, t, i);
    jh__pub_table_close(g);
}

static void cards(jh__pub_page *g, const jh_paper_part *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const jh_paper_card *c = &p->of.card[i];
        jh_buf_printf(g->out, "<section class=\"card\"><h%d>", g->level + 1);
        jh__pub_text(g, c->name);
        jh__pub_put(g, " <span class=\"id\">");
        jh__pub_text(g, c->id);
        jh_buf_printf(g->out, "</span></h%d>\n<p>", g->level + 1);
        jh__pub_text(g, c->line);
        jh__pub_put(g, "</p>\n");
        if (c->table.rows) table(g, &c->table, "grid gets");
        jh__pub_put(g, "</section>\n");
    }
}

static void plot(jh__pub_page *g, const jh_paper_part *p)
{
    jh__pub_put(g, "<figure class=\"plot\"><figcaption>");
    jh__pub_text(g, p->of.plot->title);
    jh__pub_put(g, "</figcaption>");
    jh__pub_tell(&g->rep, &g->tmp, "publish.plot_desc",
                 (jh_arg[]){{"x", p->of.plot->x_name}, {"y", p->of.plot->y_name}}, 2);
    jh__pub_svg_open(g, JH__STEPS_WIDTH, JH__STEPS_HEIGHT, p->of.plot->title);
    jh__plot_steps_svg(g->out, p->of.plot, 0);
    jh__pub_svg_close(g);
    jh__pub_put(g, "</figure>\n");
}

static void heading(jh__pub_page *g, const jh_paper_part *p, size_t i)
{
    jh_buf_printf(g->out, "<h%d id=\"plan-%zu\">", g->level, i);
    jh__pub_text(g, p->text);
    jh_buf_printf(g->out, "</h%d>\n", g->level);
    if (!p->more) return;
    jh__pub_put(g, "<p>");
    jh__pub_text(g, p->more);
    jh__pub_put(g, "</p>\n");
}

static bool is_chart(const jh_paper_part *p)
{
    return p->kind == JH_PAPER_CHANGES || p->kind == JH_PAPER_BARS;
}

static void part(jh__pub_page *g, const jh_paper_part *p, size_t i)
{
    switch (p->kind) {
    case JH_PAPER_HEADING:
        heading(g, p, i);
        break;
    case JH_PAPER_BANNER:
        banner(g, p);
        break;
    case JH_PAPER_TEXT:
        jh__pub_put(g, "<p>");
        jh__pub_text(g, p->text);
        jh__pub_put(g, "</p>\n");
        break;
    case JH_PAPER_LIST:
        list(g, p);
        break;
    case JH_PAPER_FIGURES:
        figures(g, p);
        break;
    case JH_PAPER_TABLE:
        table(g, p->of.table, p->of.table->stacks ? "grid gets" : "grid paper");
        break;
    case JH_PAPER_CHANGES:
        jh__pub_chart_changes(g, p);
        break;
    case JH_PAPER_BARS:
        jh__pub_chart_named(g, p);
        break;
    case JH_PAPER_PLOT:
        plot(g, p);
        break;
    case JH_PAPER_MAP:
        jh__pub_chart_places(g, p->of.map);
        break;
    case JH_PAPER_CARDS:
        cards(g, p);
        break;
    }
}

void jh__pub_parts(jh__pub_page *g, const jh_paper *paper)
{
    bool open = false, charts = false;
    for (size_t i = 0; i < paper->parts; i++) {
        const jh_paper_part *p = &paper->part[i];
        if (charts && !is_chart(p)) jh__pub_put(g, "</div>\n");
        if (p->kind == JH_PAPER_HEADING) {
            if (open) jh__pub_put(g, "</section>\n");
            jh__pub_put(g, "<section>");
            open = true;
        }
        if (!charts && is_chart(p)) jh__pub_put(g, "<div class=\"multiples\">\n");
        charts = is_chart(p);
        part(g, p, i);
    }
    if (charts) jh__pub_put(g, "</div>\n");
    if (open) jh__pub_put(g, "</section>\n");
}

void jh__pub_part_plan(jh__pub_page *g)
{
    const jh_paper *p = g->rep.p->plan;
    if (!p || g->area) return;
    jh__pub_put(g, "<section>");
    jh__pub_heading(g, 0, "plan", p->title);
    jh__pub_put(g, "</section>\n");
    g->level++;
    jh__pub_parts(g, p);
    g->level--;
}

/* ---- the document ---- */

static void cover(jh__pub_page *g, const jh_paper *p)
{
    jh__pub_put(g, "<header class=\"cover\"><p class=\"kicker\">");
    jh__pub_text(g, p->kicker);
    jh__pub_put(g, "</p><h1>");
    jh__pub_text(g, p->title);
    jh__pub_put(g, "</h1>\n");
    if (p->sample) {
        jh__pub_put(g, "<p class=\"sample\" role=\"note\"><strong>");
        jh__pub_t(g, "publish.sample_plan");
        jh__pub_put(g, "</strong></p>\n");
    }
    jh__pub_put(g, "<dl class=\"facts\">");
    for (size_t i = 0; i < p->facts; i++)
        jh__pub_fact(g, p->fact[i].label, p->fact[i].value);
    jh__pub_put(g, "</dl></header>\n");
}

static void contents(jh__pub_page *g, const jh_paper *p)
{
    jh__pub_put(g, "<nav class=\"contents\" aria-label=\"");
    jh__pub_t(g, "publish.contents");
    jh__pub_put(g, "\"><ol>");
    for (size_t i = 0; i < p->parts; i++) {
        if (p->part[i].kind != JH_PAPER_HEADING) continue;
        jh_buf_printf(g->out, "<li><a href=\"#plan-%zu\">", i);
        jh__pub_text(g, p->part[i].text);
        jh__pub_put(g, "</a></li>");
    }
    jh__pub_put(g, "</ol></nav>\n");
}

jh_status jh_paper_html(const jh_paper *p, jh_buf *out, jh_error *err)
{
    jh__pub_page g = {.out = out, .level = 2, .rep = {.lang = p->lang, .judges = true}};
    g.rep.arena = jh_arena_new();
    if (!g.rep.arena) return jh_nomem(err);
    jh_buf_puts(&g.tmp, p->title);
    jh_buf_puts(&g.tmp, " — ");
    jh_buf_puts(&g.tmp, p->kicker);
    jh__pub_document(&g, true);
    cover(&g, p);
    contents(&g, p);
    jh__pub_put(&g, "<main>\n");
    jh__pub_parts(&g, p);
    jh__pub_put(&g, "</main>\n</body>\n</html>\n");
    bool oom = g.tmp.oom || out->oom;
    jh_buf_clear(&g.tmp);
    jh_arena_free(g.rep.arena);
    return oom ? jh_nomem(err) : JH_OK;
}
