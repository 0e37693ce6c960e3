/* One page a school 一校一策: figures, gaps, where each input stands, room for measures. */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void fact(jh__pub_page *g, const char *name, const char *value)
{
    if (!value || !value[0]) return;
    jh__pub_put(g, "<div><dt>");
    jh__pub_text(g, name);
    jh__pub_put(g, "</dt><dd>");
    jh__pub_text(g, value);
    jh__pub_put(g, "</dd></div>");
}

static void facts(jh__pub_page *g, size_t school)
{
    const jh_vocabulary *v = g->rep.pack->vocabulary;
    const jh_sections *all = &g->rep.r->sections;
    char room[32], pupils[64];
    jh__pub_put(g, "<dl class=\"facts\">");
    if (v->role_id >= 0)
        fact(g, jh__pub_label(&g->rep, v->fact[v->role_id].name),
             jh__pub_school_text(&g->rep, v->role_id, school, room));
    /* every code of the school: type, sponsor, urban or rural */
    for (size_t i = 0; i < v->facts; i++) {
        const char *code = v->fact[i].kind == JH_FACT_CODE && (int)i != v->role_id
                               ? jh__pub_school_text(&g->rep, (int)i, school, room)
                               : NULL;
        const char *word = code ? jh__pub_code_word(&g->rep, (int)i, code) : NULL;
        fact(g, jh__pub_label(&g->rep, v->fact[i].name), word ? word : code);
    }
    for (size_t i = all->first[school]; i < all->first[school + 1]; i++) {
        const jh_section *s = &all->section[i];
        jh_number_fixed(s->pupils, 0, pupils);
        jh__pub_tell(&g->rep, &g->tmp, "publish.pupils_of",
                     (jh_arg[]){{"stage", jh__pub_stage_name(&g->rep, s->stage)}}, 1);
        jh__pub_put(g, "<div><dt>");
        jh__pub_flush(g);
        jh__pub_put(g, "</dt><dd>");
        jh__pub_text(g, pupils);
        jh__pub_put(g, "</dd></div>");
    }
    jh__pub_put(g, "</dl>\n");
}

/* What is still needed; a word where the mark is reached. */
static void amount_cell(jh__pub_page *g, double amount, int lever, bool asked)
{
    jh__pub_put(g, "<td class=\"n\">");
    if (asked && amount <= 0)
        jh__pub_t(g, "publish.reached");
    else if (asked && lever >= 0)
        jh__pub_amount_text(&g->rep, &g->tmp, amount, lever);
    jh__pub_flush(g);
    jh__pub_put(g, "</td>");
}

static void indicator_row(jh__pub_page *g, size_t section, size_t k, bool split)
{
    const jh_pack *pack = g->rep.pack;
    const jh_indicator *in = &pack->indicator[k];
    const jh_cell_result *c = jh__pub_cell(&g->rep, k, section);
    int stage = g->rep.r->sections.section[section].stage;
    bool short_of = c->grade == JH_FLOOR || c->grade == JH_FAILED;
    jh__pub_put(g, "<tr><th scope=\"row\"><span class=\"id\">");
    jh__pub_text(g, in->id);
    jh__pub_put(g, "</span> ");
    jh__pub_text(g, jh__pub_label(&g->rep, in->name));
    jh__pub_put(g, "</th>");
    jh__pub_cell_html(g, k, section);
    if (g->rep.judges) {
        jh__pub_put(g, "<td class=\"n\">");
        jh__pub_bound_text(&g->rep, &g->tmp, k, jh__pub_standard(pack, k, stage));
        jh__pub_flush(g);
        jh__pub_put(g, "</td><td class=\"n\">");
        jh__pub_bound_text(&g->rep, &g->tmp, k, jh__pub_floor(pack, k, stage));
        jh__pub_flush(g);
        jh__pub_put(g, "</td>");
        amount_cell(g, c->need, in->lever, short_of);
        amount_cell(g, c->need_floor, in->lever, short_of);
        if (split)
            amount_cell(g, c->need_school, in->lever, short_of && c->need_school > 0);
    }
    jh__pub_put(g, "<td class=\"wide\">");
    if (short_of && in->lever >= 0)
        jh__pub_text(g, jh__pub_label(&g->rep, jh_pack_slot_name(pack, in->lever)));
    if (g->rep.r->section[section].skip == (int)k) {
        jh__pub_put(g, "<small>");
        jh__pub_t(g, "publish.may_stay");
        jh__pub_put(g, "</small>");
    }
    jh__pub_why_text(&g->rep, &g->tmp, &c->value);
    jh__pub_flush(g);
    jh__pub_put(g, "</td></tr>\n");
}

static void caption(jh__pub_page *g, size_t section, const char *key)
{
    const jh_section_result *res = &g->rep.r->section[section];
    const char *stage =
        jh__pub_stage_name(&g->rep, g->rep.r->sections.section[section].stage);
    jh__pub_say(g, key,
                (jh_arg[]){{"school", res->name ? res->name : ""}, {"stage", stage}}, 2);
}

static void open_table(jh__pub_page *g, size_t section, const char *class,
                       const char *key)
{
    jh__pub_put(g, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    caption(g, section, key);
    jh_buf_printf(g->out, "\"><table class=\"grid %s\"><caption>", class);
    caption(g, section, key);
    jh__pub_put(g, "</caption><thead><tr>");
}

static void indicators(jh__pub_page *g, size_t section, bool split)
{
    open_table(g, section, "figures", "publish.school_figures");
    jh__pub_th(g, NULL, "publish.indicator");
    jh__pub_th(g, "n", "publish.value");
    if (g->rep.judges) {
        jh__pub_th(g, "n", "publish.standard");
        jh__pub_th(g, "n", "publish.floor");
        jh__pub_th(g, "n", "publish.need");
        jh__pub_th(g, "n", "publish.need_floor");
        if (split) jh__pub_th(g, "n", "publish.need_school");
    }
    jh__pub_th(g, "wide", "publish.note");
    jh__pub_put(g, "</tr></thead>\n<tbody>");
    for (size_t k = 0; k < g->rep.pack->indicators; k++)
        indicator_row(g, section, k, split);
    jh__pub_table_close(g);
}

static void input_row(jh__pub_page *g, size_t section, int slot, jh_lookup *lookup)
{
    jh_value v = lookup->get(lookup->ctx, slot, SIZE_MAX);
    jh__pub_put(g, "<tr><th scope=\"row\">");
    jh__pub_text(g, jh__pub_label(&g->rep, jh_pack_slot_name(g->rep.pack, slot)));
    jh__pub_put(g, "</th><td class=\"n\">");
    if (v.state != JH_KNOWN)
        jh__pub_put(g, "—");
    else if (v.text)
        jh__pub_text(g, v.text);
    else
        jh__pub_plain_text(g->out, v.number);
    jh__pub_put(g, "</td><td>");
    jh__pub_text(g, jh__pub_label(&g->rep, jh_pack_slot_unit(g->rep.pack, slot)));
    jh__pub_put(g, "</td><td>");
    if (v.state == JH_KNOWN && slot >= JH_SLOT_SPLIT && slot < JH_SLOT_SETTING &&
        g->rep.r->sections.section[section].share < 1) {
        char percent[64];
        jh_number_fixed(g->rep.r->sections.section[section].share * 100, 2, percent);
        jh__pub_say(g, "publish.shared", (jh_arg[]){{"percent", percent}}, 1);
        jh__pub_put(g, " ");
    }
    jh__pub_source_text(&g->rep, &g->tmp, section, slot);
    if (!g->tmp.n)
        jh__pub_t(g, v.state == JH_KNOWN ? "publish.no_source" : "publish.not_given");
    jh__pub_flush(g);
    jh__pub_put(g, "</td></tr>\n");
}

/* Every input of the section's indicators once, in order of appearance. */
static void inputs(jh__pub_page *g, size_t section)
{
    const jh_section *s = &g->rep.r->sections.section[section];
    jh_section_ctx ctx = {.sections = &g->rep.r->sections,
                          .section = section,
                          .school = s->school,
                          .area = s->area};
    jh_lookup lookup = jh_section_lookup(&ctx);
    open_table(g, section, "inputs", "publish.school_inputs");
    jh__pub_th(g, NULL, "publish.input");
    jh__pub_th(g, "n", "publish.value");
    jh__pub_th(g, NULL, "publish.unit");
    jh__pub_th(g, NULL, "publish.source");
    jh__pub_put(g, "</tr></thead>\n<tbody>");
    for (size_t i = 0; i < g->rep.inputs; i++)
        input_row(g, section, g->rep.input[i], &lookup);
    jh__pub_table_close(g);
}

/* Reliefs that are in force for the section. */
static void reliefs(jh__pub_page *g, size_t section)
{
    const jh_sections *s = &g->rep.r->sections;
    if (!s->relief_first) return;
    for (size_t i = s->relief_first[section]; i < s->relief_first[section + 1]; i++) {
        const jh_relief *relief = &g->rep.pack->relief[s->relief[i].relief];
        jh__pub_put(g, "<p>");
        jh__pub_t(g, "publish.relief_in_force");
        jh__pub_t(g, "publish.colon");
        jh__pub_text(g, relief->id);
        jh__pub_put(g, " ");
        jh__pub_text(g, jh__pub_label(&g->rep, relief->name));
        const char *duty = jh__pub_label(&g->rep, relief->duty);
        if (duty[0]) {
            jh__pub_t(g, "publish.separator");
            jh__pub_text(g, duty);
        }
        jh__pub_put(g, "</p>\n");
    }
}

/* Left empty for the hand of whoever is responsible. */
static void measures(jh__pub_page *g, size_t school)
{
    const jh_sections *all = &g->rep.r->sections;
    size_t rows = 0;
    open_table(g, all->first[school], "measures", "publish.measures");
    jh__pub_th(g, NULL, "publish.problem");
    jh__pub_th(g, "wide", "publish.measure");
    jh__pub_th(g, NULL, "publish.owner");
    jh__pub_th(g, NULL, "publish.deadline");
    jh__pub_put(g, "</tr></thead>\n<tbody>");
    for (size_t section = all->first[school]; section < all->first[school + 1];
         section++) {
        int stage = all->section[section].stage;
        for (size_t k = 0; k < g->rep.pack->indicators; k++) {
            jh_grade grade = jh__pub_cell(&g->rep, k, section)->grade;
            if (grade == JH_MET || grade == JH_NONE) continue;
            jh__pub_put(g, "<tr><th scope=\"row\">");
            if (stage >= 0) {
                jh__pub_text(g, jh__pub_stage_name(&g->rep, stage));
                jh__pub_put(g, " ");
            }
            jh__pub_text(g, g->rep.pack->indicator[k].id);
            jh__pub_put(g, " ");
            jh__pub_grade_text(&g->rep, &g->tmp, grade);
            jh__pub_flush(g);
            jh__pub_put(g, "</th><td></td><td></td><td></td></tr>\n");
            rows++;
        }
    }
    if (!rows) {
        jh__pub_put(g, "<tr><th scope=\"row\">");
        jh__pub_t(g, "publish.nothing_unmet");
        jh__pub_put(g, "</th><td></td><td></td><td></td></tr>\n");
    }
    jh__pub_table_close(g);
}

static bool splits(const jh__pub_page *g, size_t section)
{
    for (size_t k = 0; k < g->rep.pack->indicators; k++) {
        double need = jh__pub_cell(&g->rep, k, section)->need_school;
        if (isfinite(need) && need > 0 && g->rep.r->sections.section[section].share < 1)
            return true;
    }
    return false;
}

static void school_page(jh__pub_page *g, size_t school)
{
    const jh_sections *all = &g->rep.r->sections;
    const char *name = g->rep.r->section[all->first[school]].name;
    jh_buf_printf(g->out, "<section class=\"school\" id=\"s%zu\"><h%d>", school,
                  g->level + 1);
    jh__pub_text(g, name ? name : "—");
    jh_buf_printf(g->out, "</h%d>\n", g->level + 1);
    if (g->rep.p->sample) {
        jh__pub_put(g, "<p class=\"sample small\">");
        jh__pub_t(g, "publish.sample");
        jh__pub_put(g, "</p>\n");
    }
    facts(g, school);
    for (size_t section = all->first[school]; section < all->first[school + 1];
         section++) {
        const jh_section_result *res = &g->rep.r->section[section];
        jh_buf_printf(g->out, "<h%d>", g->level + 2);
        jh__pub_text(
            g, jh__pub_stage_name(&g->rep, g->rep.r->sections.section[section].stage));
        if (g->rep.judges) {
            char met[24], of[24];
            snprintf(met, sizeof met, "%zu", res->met);
            snprintf(of, sizeof of, "%zu", g->rep.pack->indicators);
            jh__pub_put(g, " ");
            jh__pub_badge(g, res->verdict, jh__pub_verdict_word(&g->rep, res->verdict));
            jh__pub_put(g, " <span class=\"unit\">");
            jh__pub_say(g, "publish.met_of", (jh_arg[]){{"met", met}, {"all", of}}, 2);
            jh__pub_put(g, "</span>");
        }
        jh_buf_printf(g->out, "</h%d>\n", g->level + 2);
        indicators(g, section, splits(g, section));
        reliefs(g, section);
        inputs(g, section);
    }
    if (g->rep.judges) measures(g, school);
    jh__pub_put(g, "</section>\n");
}

void jh__pub_part_schools(jh__pub_page *g)
{
    const jh__pub_order *o = &g->rep.order;
    jh__pub_put(g, "<section class=\"schools\">");
    jh__pub_heading(g, 0, "schools", "publish.school_pages");
    jh__pub_put(g, "<p>");
    if (g->schools) {
        jh__pub_t(g, "publish.school_pages_note");
    } else {
        char n[24];
        snprintf(n, sizeof n, "%zu", g->rep.r->sections.n);
        jh__pub_say(g, "publish.school_pages_left_out", (jh_arg[]){{"n", n}}, 1);
    }
    jh__pub_put(g, "</p></section>\n");
    if (!g->schools) return;
    for (size_t i = o->school_at[g->area]; i < o->school_at[g->area + 1]; i++)
        school_page(g, o->school[i]);
}
