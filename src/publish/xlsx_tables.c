/* The declaration tables: passing by indicator (II-1), section by section (II-2), means and
 * coefficients (III). */
#include "book.h"

#include <math.h>
#include <string.h>

static const char *table_key(const jh__pub_book *b, const char *cn, const char *other)
{
    return b->rep->cn ? cn : other;
}

static const char *joined(jh__pub_book *b, const char *left, const char *key)
{
    const char *text =
        jh_sprintf(b->rep->arena, "%s %s", left, jh__pub_word(b->rep, key));
    if (!text) b->failed = true;
    return text ? text : "";
}

/* ---- II-1 -------------------------------------------------------------------------------- */

static void pass_row(jh__pub_sheet *s, size_t area, const jh_stage_result *st)
{
    const jh__pub_report *rep = s->book->rep;
    double all = st->sections ? (double)st->sections : NAN;
    jh__pub_row(s);
    jh__pub_cell_text(s, jh__pub_area_name(rep, area), JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_stage_name(rep, st->stage), JH__PUB_PLAIN);
    jh__pub_cell_count(s, st->sections);
    for (size_t k = 0; k < rep->pack->indicators; k++) {
        jh__pub_cell_count(s, st->coefficient[k].met);
        jh__pub_cell_percent(s, (double)st->coefficient[k].met / all);
    }
    jh__pub_cell_count(s, st->passed);
    jh__pub_cell_percent(s, (double)st->passed / all);
}

void jh__pub_sheet_pass(jh__pub_book *b)
{
    const jh_pack *pack = b->rep->pack;
    jh__pub_sheet s;
    if (!b->rep->judges) return;
    jh__pub_sheet_open(&s, b, table_key(b, "publish.table_2_1", "publish.sheet_pass"),
                       table_key(b, "publish.table_2_1_title", "publish.sheet_pass"));
    jh__pub_column_key(&s, "publish.area", 14);
    jh__pub_column_key(&s, "publish.stage", 8);
    jh__pub_column_key(&s, "publish.sections", 9);
    for (size_t k = 0; k < pack->indicators; k++) {
        jh__pub_column(&s, joined(b, pack->indicator[k].id, "publish.count_met"), 8);
        jh__pub_column(&s, joined(b, pack->indicator[k].id, "publish.share_met"), 8);
    }
    jh__pub_column_key(&s, "publish.count_all", 9);
    jh__pub_column_key(&s, "publish.share_all", 9);
    jh__pub_heads(&s);
    for (size_t i = 0; i < b->rep->r->areas; i++)
        for (size_t k = 0; k < b->rep->r->area[i].stages; k++)
            pass_row(&s, i, &b->rep->r->area[i].stage[k]);
    jh__pub_sheet_close(&s);
}

/* ---- II-2 -------------------------------------------------------------------------------- */

/* Fact of a family in the section's stage ("classes" → classes_junior); -1 if none. */
static int staged(const jh_vocabulary *v, const char *family, int stage)
{
    for (size_t i = 0; i < v->facts; i++)
        if (v->fact[i].family && v->fact[i].stage == stage &&
            !strcmp(v->fact[i].family, family))
            return (int)i;
    return -1;
}

typedef struct columns {
    int id, sponsor, grades, classes[JH_STAGES_MAX + 1];
    const jh_node *sponsors; /* three digits → number of the declaration form */
} columns;

/* Numbers of the declaration form for sponsors; NULL where it does not apply. */
static const jh_node *declared_sponsors(const jh__pub_report *rep)
{
    const jh_asset *a = jh_asset_find("reports/county/sponsors.yaml");
    jh_node *root = NULL;
    if (!a || strncmp(rep->pack->id, "cn-", 3) ||
        jh_node_parse(rep->arena, a->name, a->bytes, a->n, &root, NULL) != JH_OK)
        return NULL;
    return jh_node_get(root, "codes");
}

static columns find_columns(const jh__pub_report *rep)
{
    const jh_vocabulary *v = rep->pack->vocabulary;
    columns c = {.id = v->role_id,
                 .sponsors = declared_sponsors(rep),
                 .sponsor = jh_vocabulary_fact(v, "sponsor"),
                 .grades = jh_vocabulary_fact(v, "grades")};
    for (int i = 0; i < JH_STAGES_MAX; i++)
        c.classes[i] = staged(v, "classes", i);
    c.classes[JH_STAGES_MAX] = -1;
    return c;
}

static void indicator_cell(jh__pub_sheet *s, size_t k, size_t section)
{
    const jh__pub_report *rep = s->book->rep;
    const jh_cell_result *c = jh__pub_cell(rep, k, section);
    jh__pub_shade shade = c->grade == JH_MET || c->grade == JH_NONE
                              ? JH__PUB_PLAIN
                              : (jh__pub_shade)c->grade;
    if (c->value.state == JH_KNOWN) {
        jh__pub_cell_number(s, c->value.number, rep->pack->indicator[k].decimals, shade);
        return;
    }
    jh__pub_why_text(rep, &s->book->tmp, &c->value);
    jh__pub_cell_tmp(s, shade);
}

static void section_row(jh__pub_sheet *s, const columns *c, size_t section)
{
    const jh__pub_report *rep = s->book->rep;
    const jh_section *sec = &rep->r->sections.section[section];
    const jh_section_result *res = &rep->r->section[section];
    char room[32];
    int stage = sec->stage < 0 ? JH_STAGES_MAX : sec->stage;
    jh__pub_row(s);
    jh__pub_cell_text(s, jh__pub_area_name(rep, sec->area), JH__PUB_PLAIN);
    jh__pub_cell_text(s, res->name, JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_school_text(rep, c->id, sec->school, room),
                      JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_stage_name(rep, sec->stage), JH__PUB_PLAIN);
    const char *sponsor = jh__pub_school_text(rep, c->sponsor, sec->school, room);
    const char *declared = sponsor ? jh_node_text(c->sponsors, sponsor) : NULL;
    jh__pub_cell_text(s, declared ? declared : sponsor, JH__PUB_PLAIN);
    jh__pub_cell_number(s, sec->pupils, 0, JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_school_text(rep, c->grades, sec->school, room),
                      JH__PUB_PLAIN);
    double classes = jh__pub_school_number(rep, c->classes[stage], sec->school);
    if (isfinite(classes))
        jh__pub_cell_number(s, classes, 0, JH__PUB_PLAIN);
    else
        jh__pub_cell_skip(s);
    for (size_t k = 0; k < rep->pack->indicators; k++)
        indicator_cell(s, k, section);
    if (!rep->judges) return;
    jh__pub_cell_text(s, jh__pub_verdict_word(rep, res->verdict),
                      jh__pub_shade_of(res->verdict));
    jh__pub_remark_text(rep, &s->book->tmp, section);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
}

void jh__pub_sheet_sections(jh__pub_book *b)
{
    const jh_pack *pack = b->rep->pack;
    columns c = find_columns(b->rep);
    jh__pub_sheet s;
    jh__pub_sheet_open(&s, b, table_key(b, "publish.table_2_2", "publish.sheet_sections"),
                       table_key(b, "publish.table_2_2_title", "publish.matrix_title"));
    jh__pub_column_key(&s, "publish.area", 14);
    jh__pub_column_key(&s, "publish.school", 24);
    jh__pub_column_key(&s, "publish.school_id", 14);
    jh__pub_column_key(&s, "publish.stage", 8);
    jh__pub_column_key(&s, "publish.sponsor", 8);
    jh__pub_column_key(&s, "publish.pupils", 9);
    jh__pub_column_key(&s, "publish.grades", 9);
    jh__pub_column_key(&s, "publish.classes", 7);
    for (size_t k = 0; k < pack->indicators; k++) {
        const char *text = jh_sprintf(b->rep->arena, "%s %s", pack->indicator[k].id,
                                      jh__pub_label(b->rep, pack->indicator[k].name));
        if (!text) b->failed = true;
        jh__pub_column(&s, text, 11);
    }
    if (b->rep->judges) {
        jh__pub_column_key(&s, "publish.verdict", 9);
        jh__pub_column_key(&s, "publish.remark", 30);
    }
    jh__pub_heads(&s);
    for (size_t i = 0; i < b->rep->r->sections.n; i++)
        section_row(&s, &c, i);
    jh__pub_sheet_close(&s);
}

/* ---- III --------------------------------------------------------------------------------- */

static void coefficient_row(jh__pub_sheet *s, size_t area, const jh_stage_result *st,
                            size_t k)
{
    const jh__pub_report *rep = s->book->rep;
    const jh_indicator *in = &rep->pack->indicator[k];
    const jh_coefficient_result *c = &st->coefficient[k];
    bool judged = isfinite(c->limit);
    jh_verdict v = isfinite(c->cv) ? c->verdict : JH_OPEN;
    jh__pub_shade shade = judged && v != JH_PASS ? jh__pub_shade_of(v) : JH__PUB_PLAIN;
    jh__pub_row(s);
    jh__pub_cell_text(s, jh__pub_area_name(rep, area), JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_stage_name(rep, st->stage), JH__PUB_PLAIN);
    jh__pub_cell_text(s, in->id, JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_label(rep, in->name), JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_label(rep, in->unit), JH__PUB_PLAIN);
    jh__pub_cell_number(s, c->mean, in->decimals, JH__PUB_PLAIN);
    jh__pub_cell_number(s, c->cv, rep->pack->coefficient_decimals, shade);
    jh__pub_cell_number(s, c->limit, 2, JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_coefficient_word(rep, c), shade);
    jh__pub_cell_count(s, c->n);
    jh__pub_cell_count(s, c->missing);
    jh__pub_cell_text(s, c->rounding ? jh__pub_word(rep, "publish.rounding") : "",
                      JH__PUB_PLAIN);
}

static void composite_row(jh__pub_sheet *s, size_t area, const jh_stage_result *st)
{
    const jh__pub_report *rep = s->book->rep;
    if (!isfinite(st->composite_limit)) return;
    jh__pub_shade shade = jh__pub_shade_of(st->composite_verdict);
    jh__pub_row(s);
    jh__pub_cell_text(s, jh__pub_area_name(rep, area), JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_stage_name(rep, st->stage), JH__PUB_PLAIN);
    jh__pub_cell_skip(s);
    jh__pub_cell_text(s, jh__pub_word(rep, "publish.composite"), JH__PUB_PLAIN);
    jh__pub_cell_skip(s);
    jh__pub_cell_skip(s);
    jh__pub_cell_number(s, st->composite, rep->pack->coefficient_decimals, shade);
    jh__pub_cell_number(s, st->composite_limit, 2, JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_status_word(rep, st->composite_verdict), shade);
    jh__pub_cell_skip(s);
    jh__pub_cell_skip(s);
    jh__pub_cell_text(s,
                      st->composite_rounding ? jh__pub_word(rep, "publish.rounding") : "",
                      JH__PUB_PLAIN);
}

void jh__pub_sheet_coefficients(jh__pub_book *b)
{
    jh__pub_sheet s;
    jh__pub_sheet_open(&s, b,
                       table_key(b, "publish.table_3", "publish.sheet_coefficients"),
                       table_key(b, "publish.table_3_title", "publish.coefficients"));
    jh__pub_column_key(&s, "publish.area", 14);
    jh__pub_column_key(&s, "publish.stage", 8);
    jh__pub_column_key(&s, "publish.code_short", 7);
    jh__pub_column_key(&s, "publish.indicator", 36);
    jh__pub_column_key(&s, "publish.unit", 15);
    jh__pub_column_key(&s, "publish.mean", 11);
    jh__pub_column_key(&s, "publish.cv", 10);
    jh__pub_column_key(&s, "publish.limit", 8);
    jh__pub_column_key(&s, "publish.status", 10);
    jh__pub_column_key(&s, "publish.sections", 9);
    jh__pub_column_key(&s, "publish.sections_missing", 9);
    jh__pub_column_key(&s, "publish.note", 26);
    jh__pub_heads(&s);
    for (size_t i = 0; i < b->rep->r->areas; i++)
        for (size_t j = 0; j < b->rep->r->area[i].stages; j++) {
            const jh_stage_result *st = &b->rep->r->area[i].stage[j];
            for (size_t k = 0; k < b->rep->pack->indicators; k++)
                coefficient_row(&s, i, st, k);
            composite_row(&s, i, st);
        }
    jh__pub_sheet_close(&s);
}
