/* What stands behind the figures: reliefs, schools left out, notes on the data,
 * definitions, settings, the formula of the coefficient. */
#include "page.h"

#include <math.h>
#include <stdio.h>

#define LISTED_MAX 500u
#define RELIEF_MAX 30u

static void heading(jh__pub_page *g, const char *key)
{
    jh__pub_put(g, "<h3>");
    jh__pub_t(g, key);
    jh__pub_put(g, "</h3>\n");
}

static const char *school_name(jh__pub_page *g, size_t school, char room[32])
{
    const char *name =
        jh__pub_school_text(&g->rep, g->rep.pack->vocabulary->role_name, school, room);
    return name ? name : "—";
}

static void more(jh__pub_page *g, size_t shown, size_t all)
{
    if (all <= shown) return;
    char n[24];
    snprintf(n, sizeof n, "%zu", all - shown);
    jh__pub_put(g, "<p>");
    jh__pub_say(g, "publish.more_in_workbook", (jh_arg[]){{"n", n}}, 1);
    jh__pub_put(g, "</p>\n");
}

/* What a relief replaces, and the duty that it leaves. */
static void relief_effect(jh__pub_page *g, const jh_relief *relief)
{
    jh__pub_put(g, "<strong>");
    jh__pub_text(g, relief->id);
    jh__pub_put(g, " ");
    jh__pub_text(g, jh__pub_label(&g->rep, relief->name));
    jh__pub_put(g, "</strong>");
    for (size_t k = 0; k < relief->settings; k++) {
        char value[32];
        jh_number_shortest(relief->value[k], value);
        jh__pub_t(g, k ? "publish.comma" : "publish.colon");
        jh__pub_text(
            g, jh__pub_label(&g->rep, g->rep.pack->setting[relief->setting[k]].name));
        jh__pub_put(g, " → ");
        jh__pub_text(g, value);
    }
    const char *duty = jh__pub_label(&g->rep, relief->duty);
    if (!duty[0]) return;
    jh__pub_t(g, "publish.separator");
    jh__pub_text(g, duty);
}

/* One relief: its effect, then the sections that it holds for with the reasons given. */
static void relief_uses(jh__pub_page *g, size_t relief)
{
    const jh_sections *s = &g->rep.r->sections;
    size_t shown = 0, all = 0;
    for (size_t i = 0; i < s->relief_n; i++) {
        if (s->relief[i].relief != (int)relief) continue;
        if (!all++) {
            jh__pub_put(g, "<li>");
            relief_effect(g, &g->rep.pack->relief[relief]);
            jh__pub_put(g, "<br>");
        }
        if (shown == RELIEF_MAX) continue;
        const jh_section_result *res = &g->rep.r->section[s->relief[i].section];
        if (shown++) jh__pub_t(g, "publish.comma");
        jh__pub_text(g, res->name ? res->name : "—");
        if (!s->relief[i].reason) continue;
        jh__pub_say(g, "publish.reason_given",
                    (jh_arg[]){{"reason", s->relief[i].reason}}, 1);
    }
    if (!all) return;
    if (all > shown) jh__pub_t(g, "publish.and_more");
    char n[24];
    snprintf(n, sizeof n, "%zu", all);
    jh__pub_put(g, " ");
    jh__pub_say(g, "publish.relief_sections", (jh_arg[]){{"n", n}}, 1);
    jh__pub_put(g, "</li>\n");
}

static void reliefs(jh__pub_page *g)
{
    if (!g->rep.r->sections.relief_n && !g->rep.r->claims) return;
    heading(g, "publish.reliefs");
    jh__pub_put(g, "<ul>\n");
    for (size_t i = 0; i < g->rep.pack->reliefs; i++)
        relief_uses(g, i);
    for (size_t i = 0; i < g->rep.r->claims && i < LISTED_MAX; i++) {
        const jh_claim_result *claim = &g->rep.r->claim[i];
        if (claim->accepted) continue;
        jh__pub_put(g, "<li>");
        jh__pub_badge(g, JH_FAIL, jh__pub_word(&g->rep, "publish.claim_refused"));
        jh__pub_put(g, " ");
        jh_msg_render(&g->tmp, g->rep.lang, &claim->why);
        jh__pub_flush(g);
        jh__pub_put(g, "</li>\n");
    }
    jh__pub_put(g, "</ul>\n");
}

static void left_out(jh__pub_page *g)
{
    const jh_sections *s = &g->rep.r->sections;
    char room[32];
    if (!s->left_out_n) return;
    heading(g, "publish.left_out");
    jh__pub_table_open(g, "grid", "publish.left_out_caption");
    jh__pub_put(g, "<thead><tr>");
    jh__pub_th(g, NULL, "publish.school");
    jh__pub_th(g, NULL, "publish.area");
    jh__pub_th(g, "wide", "publish.why");
    jh__pub_put(g, "</tr></thead>\n<tbody>");
    for (size_t i = 0; i < s->left_out_n && i < LISTED_MAX; i++) {
        const jh_left_out *out = &s->left_out[i];
        jh__pub_put(g, "<tr><th scope=\"row\">");
        jh__pub_text(g, school_name(g, out->school, room));
        jh__pub_put(g, "</th><td>");
        if (s->school_area) jh__pub_text(g, s->area[s->school_area[out->school]]);
        jh__pub_put(g, "</td><td class=\"wide\">");
        if (out->exclusion >= 0)
            jh__pub_text(
                g, jh__pub_label(&g->rep, g->rep.pack->exclusion[out->exclusion].reason));
        else
            jh__pub_t(g, out->exclusion == -1 ? "publish.pupils_unknown"
                                              : "publish.no_pupils");
        jh__pub_put(g, "</td></tr>\n");
    }
    jh__pub_table_close(g);
    more(g, LISTED_MAX, s->left_out_n);
}

static void files(jh__pub_page *g)
{
    const jh_sources *s = g->rep.p->sources;
    if (!s || !s->n) return;
    heading(g, "publish.files");
    jh__pub_put(g, "<ul class=\"notes\">\n");
    for (size_t i = 0; i < s->n && i < LISTED_MAX; i++) {
        jh__pub_put(g, "<li>");
        jh_where_render(&g->tmp, g->rep.lang,
                        (jh_where){s->item[i].file, s->item[i].sheet, 0, 0});
        jh__pub_flush(g);
        jh__pub_put(g, "</li>\n");
    }
    jh__pub_put(g, "</ul>\n");
    more(g, LISTED_MAX, s->n);
}

static void diag_line(jh__pub_page *g, const jh_diag *d)
{
    jh__pub_put(g, "<li>");
    jh_where_render(&g->tmp, g->rep.lang, d->where);
    if (g->tmp.n) jh_buf_puts(&g->tmp, jh__pub_word(&g->rep, "publish.colon"));
    jh_msg_render(&g->tmp, g->rep.lang, &d->msg);
    jh__pub_flush(g);
    if (d->reason) {
        jh__pub_put(g, " <em>");
        jh__pub_say(g, "publish.overridden", (jh_arg[]){{"reason", d->reason}}, 1);
        jh__pub_put(g, "</em>");
    }
    jh__pub_put(g, "</li>\n");
}

static void data_notes(jh__pub_page *g)
{
    static const char *const key[] = {"publish.level_block", "publish.level_explain",
                                      "publish.level_note"};
    const jh_diags *d = g->rep.p->diags;
    heading(g, "publish.data_notes");
    if (!d || !d->n) {
        jh__pub_put(g, "<p>");
        jh__pub_t(g, "publish.no_data_notes");
        jh__pub_put(g, "</p>\n");
        return;
    }
    jh__pub_put(g, "<p>");
    for (size_t i = 0; i < 3; i++) {
        char n[24];
        snprintf(n, sizeof n, "%zu", d->count[i]);
        jh__pub_say(g, key[i], (jh_arg[]){{"n", n}}, 1);
    }
    jh__pub_put(g, "</p>\n<ul class=\"notes\">\n");
    for (size_t i = 0; i < d->n && i < LISTED_MAX; i++)
        diag_line(g, &d->item[i]);
    jh__pub_put(g, "</ul>\n");
    more(g, LISTED_MAX, d->n);
}

static void item_formulas(jh__pub_page *g)
{
    const jh_pack *pack = g->rep.pack;
    bool open = false;
    for (size_t i = 0; i < pack->items; i++) {
        if (pack->item[i].kind != JH_ITEM_COMPUTED || !pack->item[i].test) continue;
        if (!open) {
            open = true;
            heading(g, "publish.item_formulas");
            jh__pub_table_open(g, "grid", "publish.item_formulas");
            jh__pub_put(g, "<thead><tr>");
            jh__pub_th(g, NULL, "publish.item");
            jh__pub_th(g, "wide", "publish.formula");
            jh__pub_th(g, NULL, "publish.clause");
            jh__pub_put(g, "</tr></thead>\n<tbody>");
        }
        jh__pub_put(g, "<tr><th scope=\"row\"><span class=\"id\">");
        jh__pub_text(g, pack->item[i].id);
        jh__pub_put(g, "</span> ");
        jh__pub_text(g, jh__pub_label(&g->rep, pack->item[i].name));
        jh__pub_put(g, "</th><td class=\"wide formula\">");
        jh__pub_item_test_text(&g->rep, &g->tmp, i);
        jh__pub_flush(g);
        jh__pub_put(g, "</td><td>");
        jh__pub_text(g, pack->item[i].clause ? pack->item[i].clause : "—");
        jh__pub_put(g, "</td></tr>\n");
    }
    if (open) jh__pub_table_close(g);
}

/* Mean, deviation and coefficient, as on paper. */
static void coefficient_formula(jh__pub_page *g)
{
    static const char *const line[][2] = {
        {"publish.mean",
         "<mover><mi>x</mi><mo>¯</mo></mover><mo>=</mo><mfrac><mrow><mo>∑</mo>"
         "<msub><mi>w</mi><mi>i</mi></msub><msub><mi>x</mi><mi>i</mi></msub>"
         "</mrow><mrow><mo>∑</mo><msub><mi>w</mi><mi>i</mi></msub></mrow>"
         "</mfrac>"},
        {"publish.deviation", "<mi>S</mi><mo>=</mo><msqrt><mfrac><mrow><mo>∑</"
                              "mo><msub><mi>w</mi><mi>i</mi></msub>"
                              "<msup><mrow><mo>(</mo><msub><mi>x</mi><mi>i</mi></"
                              "msub><mo>−</mo><mover><mi>x</mi>"
                              "<mo>¯</mo></mover><mo>)</mo></mrow><mn>2</mn></msup></"
                              "mrow><mrow><mo>∑</mo><msub>"
                              "<mi>w</mi><mi>i</mi></msub></mrow></mfrac></msqrt>"},
        {"publish.cv", "<mi>CV</mi><mo>=</mo><mfrac><mi>S</mi><mover><mi>x</mi><mo>¯</mo>"
                       "</mover></mfrac>"},
    };
    jh__pub_put(g, "<dl class=\"math\">");
    for (size_t i = 0; i < JH_COUNT(line); i++) {
        jh__pub_put(g, "<div><dt>");
        jh__pub_t(g, line[i][0]);
        jh__pub_put(g, "</dt><dd><math>");
        jh__pub_put(g, line[i][1]);
        jh__pub_put(g, "</math></dd></div>");
    }
    jh__pub_put(g, "</dl>\n");
}

static void definitions(jh__pub_page *g)
{
    const jh_pack *pack = g->rep.pack;
    heading(g, "publish.definitions");
    jh__pub_table_open(g, "grid", "publish.definitions_caption");
    jh__pub_put(g, "<thead><tr>");
    jh__pub_th(g, NULL, "publish.indicator");
    jh__pub_th(g, NULL, "publish.unit");
    jh__pub_th(g, "wide", "publish.formula");
    jh__pub_th(g, NULL, "publish.clause");
    jh__pub_put(g, "</tr></thead>\n<tbody>");
    for (size_t k = 0; k < pack->indicators; k++) {
        const jh_indicator *in = &pack->indicator[k];
        jh__pub_put(g, "<tr><th scope=\"row\"><span class=\"id\">");
        jh__pub_text(g, in->id);
        jh__pub_put(g, "</span> ");
        jh__pub_text(g, jh__pub_label(&g->rep, in->name));
        jh__pub_put(g, "</th><td>");
        jh__pub_text(g, jh__pub_label(&g->rep, in->unit));
        jh__pub_put(g, "</td><td class=\"wide formula\">");
        jh__pub_formula_text(&g->rep, &g->tmp, in->value);
        jh__pub_flush(g);
        jh__pub_put(g, "</td><td>");
        jh__pub_text(g, in->clause ? in->clause : "—");
        jh__pub_put(g, "</td></tr>\n");
    }
    jh__pub_table_close(g);
    jh__pub_put(g, "<p>");
    jh__pub_t(g, "publish.cv_how");
    jh__pub_put(g, "</p>\n");
    coefficient_formula(g);
    jh__pub_put(g, "<p>");
    jh__pub_t(g, "publish.rounding_how");
    jh__pub_put(g, "</p>\n");
}

static void settings(jh__pub_page *g)
{
    const jh_pack *pack = g->rep.pack;
    bool any = false;
    heading(g, "publish.settings");
    for (size_t i = 0; i < pack->settings; i++) {
        const jh_setting *s = &pack->setting[i];
        char number[32];
        if (!s->changed) continue;
        jh__pub_put(g, any ? "<li>" : "<ul>\n<li>");
        any = true;
        jh_number_shortest(s->number, number);
        jh__pub_text(g, jh__pub_label(&g->rep, s->name));
        jh__pub_put(g, " <span class=\"id\">");
        jh__pub_text(g, s->id);
        jh__pub_put(g, "</span> = ");
        jh__pub_text(g, s->is_choice ? s->text : number);
        jh__pub_put(g, "</li>\n");
    }
    if (any) {
        jh__pub_put(g, "</ul>\n");
        return;
    }
    jh__pub_put(g, "<p>");
    jh__pub_t(g, "publish.settings_default");
    jh__pub_put(g, "</p>\n");
}

void jh__pub_annex(jh__pub_page *g)
{
    const jh_publish *p = g->rep.p;
    jh__pub_put(g, "<section id=\"annex\" class=\"annex\"><h2>");
    jh__pub_t(g, "publish.annex");
    jh__pub_put(g, "</h2>\n");
    reliefs(g);
    left_out(g);
    files(g);
    data_notes(g);
    definitions(g);
    item_formulas(g);
    settings(g);
    heading(g, "publish.software");
    jh__pub_put(g, "<p>");
    jh__pub_say(
        g, "publish.software_note",
        (jh_arg[]){{"engine", p->engine ? p->engine : "—"},
                   {"pack", g->rep.pack->id},
                   {"version", g->rep.pack->version ? g->rep.pack->version : "—"}},
        3);
    jh__pub_put(g, "</p></section>\n");
}
