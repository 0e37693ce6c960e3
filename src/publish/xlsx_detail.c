/* Items, gaps and derivations. */
#include "book.h"

#include <math.h>
#include <string.h>

/* ---- items ------------------------------------------------------------------------------- */

static const char *part_name(const jh__pub_report *rep, const char *id)
{
    for (size_t i = 0; id && i < rep->pack->parts; i++)
        if (!strcmp(rep->pack->part[i].id, id))
            return jh__pub_label(rep, rep->pack->part[i].name);
    return "";
}

static void item_row(jh__pub_sheet *s, size_t area, size_t item)
{
    jh__pub_book *b = s->book;
    const jh_item *it = &b->rep->pack->item[item];
    const jh_item_result *res = &b->rep->r->area[area].item[item];
    jh__pub_row(s);
    jh__pub_cell_text(s, jh__pub_area_name(b->rep, area), JH__PUB_PLAIN);
    jh__pub_cell_text(s, part_name(b->rep, it->part), JH__PUB_PLAIN);
    jh__pub_cell_text(s, it->id, JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_label(b->rep, it->name), JH__PUB_PLAIN);
    jh__pub_item_value_text(b->rep, &b->tmp, area, item);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
    jh__pub_item_test_text(b->rep, &b->tmp, item);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_item_status_word(b->rep, res->verdict),
                      jh__pub_shade_of(res->verdict));
    jh__pub_item_note_text(b->rep, &b->tmp, area, item, 400);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
    jh__pub_cell_text(s, it->clause, JH__PUB_PLAIN);
}

void jh__pub_sheet_items(jh__pub_book *b)
{
    jh__pub_sheet s;
    if (!b->rep->pack->items) return;
    jh__pub_sheet_open(&s, b, "publish.sheet_items", "publish.items");
    jh__pub_column_key(&s, "publish.area", 14);
    jh__pub_column_key(&s, "publish.part", 14);
    jh__pub_column_key(&s, "publish.code_short", 7);
    jh__pub_column_key(&s, "publish.item", 36);
    jh__pub_column_key(&s, "publish.item_value", 14);
    jh__pub_column_key(&s, "publish.item_test", 34);
    jh__pub_column_key(&s, "publish.status", 9);
    jh__pub_column_key(&s, "publish.item_note", 44);
    jh__pub_column_key(&s, "publish.clause", 24);
    jh__pub_heads(&s);
    for (size_t i = 0; i < b->rep->r->areas; i++)
        for (size_t k = 0; k < b->rep->pack->items; k++)
            item_row(&s, i, k);
    jh__pub_sheet_close(&s);
}

/* ---- gaps -------------------------------------------------------------------------------- */

static void place_cells(jh__pub_sheet *s, size_t section)
{
    const jh__pub_report *rep = s->book->rep;
    const jh_section *sec = &rep->r->sections.section[section];
    jh__pub_cell_text(s, jh__pub_area_name(rep, sec->area), JH__PUB_PLAIN);
    jh__pub_cell_text(s, rep->r->section[section].name, JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_stage_name(rep, sec->stage), JH__PUB_PLAIN);
}

static void need_cell(jh__pub_sheet *s, double need, int lever)
{
    bool whole = lever >= 0 && jh_pack_slot_whole(s->book->rep->pack, lever);
    if (lever < 0 || !isfinite(need))
        jh__pub_cell_skip(s);
    else
        jh__pub_cell_number(s, need, whole ? 0 : 2, JH__PUB_PLAIN);
}

static void gap_row(jh__pub_sheet *s, size_t section, size_t k)
{
    jh__pub_book *b = s->book;
    const jh_indicator *in = &b->rep->pack->indicator[k];
    const jh_cell_result *c = jh__pub_cell(b->rep, k, section);
    int stage = b->rep->r->sections.section[section].stage;
    bool known = c->value.state == JH_KNOWN;
    jh__pub_row(s);
    place_cells(s, section);
    jh__pub_cell_text(s, in->id, JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_label(b->rep, in->name), JH__PUB_PLAIN);
    jh__pub_cell_number(s, known ? c->value.number : NAN, in->decimals, JH__PUB_PLAIN);
    jh__pub_cell_number(s, jh__pub_standard(b->rep->pack, k, stage), in->decimals,
                        JH__PUB_PLAIN);
    jh__pub_grade_text(b->rep, &b->tmp, c->grade);
    jh__pub_cell_tmp(s, (jh__pub_shade)c->grade);
    need_cell(s, known ? c->need : NAN, in->lever);
    need_cell(s, known ? c->need_floor : NAN, in->lever);
    need_cell(s, known && c->need_school > 0 ? c->need_school : NAN, in->lever);
    bool lever = in->lever >= 0;
    jh__pub_cell_text(
        s, lever ? jh__pub_label(b->rep, jh_pack_slot_unit(b->rep->pack, in->lever)) : "",
        JH__PUB_PLAIN);
    jh__pub_cell_text(
        s, lever ? jh__pub_label(b->rep, jh_pack_slot_name(b->rep->pack, in->lever)) : "",
        JH__PUB_PLAIN);
    if (b->rep->r->section[section].skip == (int)k)
        jh_buf_puts(&b->tmp, jh__pub_word(b->rep, "publish.may_stay"));
    jh__pub_why_text(b->rep, &b->tmp, &c->value);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
}

void jh__pub_sheet_gaps(jh__pub_book *b)
{
    jh__pub_sheet s;
    if (!b->rep->judges) return;
    jh__pub_sheet_open(&s, b, "publish.sheet_gaps", "publish.gaps_title");
    jh__pub_column_key(&s, "publish.area", 14);
    jh__pub_column_key(&s, "publish.school", 26);
    jh__pub_column_key(&s, "publish.stage", 8);
    jh__pub_column_key(&s, "publish.code_short", 7);
    jh__pub_column_key(&s, "publish.indicator", 32);
    jh__pub_column_key(&s, "publish.value", 10);
    jh__pub_column_key(&s, "publish.standard", 9);
    jh__pub_column_key(&s, "publish.status", 10);
    jh__pub_column_key(&s, "publish.need", 12);
    jh__pub_column_key(&s, "publish.need_floor", 12);
    jh__pub_column_key(&s, "publish.need_school", 12);
    jh__pub_column_key(&s, "publish.unit", 9);
    jh__pub_column_key(&s, "publish.what_lacks", 26);
    jh__pub_column_key(&s, "publish.note", 24);
    jh__pub_heads(&s);
    const jh__pub_order *o = &b->rep->order;
    for (size_t i = 0; i < b->rep->r->sections.n; i++)
        for (size_t k = 0; k < b->rep->pack->indicators; k++) {
            jh_grade grade = jh__pub_cell(b->rep, k, o->section[i])->grade;
            if (grade != JH_MET && grade != JH_NONE) gap_row(&s, o->section[i], k);
        }
    jh__pub_sheet_close(&s);
}

/* ---- derivations ------------------------------------------------------------------------- */

static void input_cells(jh__pub_sheet *s, size_t section, int slot, jh_lookup *lookup)
{
    jh__pub_book *b = s->book;
    jh_value v = lookup->get(lookup->ctx, slot, SIZE_MAX);
    jh__pub_cell_text(s, jh__pub_label(b->rep, jh_pack_slot_name(b->rep->pack, slot)),
                      JH__PUB_PLAIN);
    if (v.state == JH_KNOWN && v.text)
        jh__pub_cell_text(s, v.text, JH__PUB_PLAIN);
    else
        jh__pub_cell_number(s, v.state == JH_KNOWN ? v.number : NAN,
                            v.number == floor(v.number) ? 0 : 2, JH__PUB_PLAIN);
    jh__pub_source_text(b->rep, &b->tmp, section, slot);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
}

static void derivation_row(jh__pub_sheet *s, size_t section, size_t k, jh_lookup *lookup)
{
    jh__pub_book *b = s->book;
    const jh_indicator *in = &b->rep->pack->indicator[k];
    const jh_cell_result *c = jh__pub_cell(b->rep, k, section);
    const int *slot;
    size_t slots = jh_formula_slots(in->value, &slot);
    jh__pub_row(s);
    place_cells(s, section);
    jh__pub_cell_text(s, in->id, JH__PUB_PLAIN);
    if (c->value.state == JH_KNOWN)
        jh__pub_cell_number(s, c->value.number, 6, JH__PUB_PLAIN);
    else
        jh__pub_cell_text(s, "—", JH__PUB_UNKNOWN);
    jh__pub_formula_text(b->rep, &b->tmp, in->value);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
    jh__pub_cell_number(s, b->rep->r->sections.section[section].share, 4, JH__PUB_PLAIN);
    for (size_t i = 0; i < slots; i++)
        input_cells(s, section, slot[i], lookup);
}

void jh__pub_sheet_derivations(jh__pub_book *b)
{
    const jh_pack *pack = b->rep->pack;
    const jh_sections *all = &b->rep->r->sections;
    jh__pub_sheet s;
    size_t most = 0;
    for (size_t k = 0; k < pack->indicators; k++) {
        const int *slot;
        size_t n = jh_formula_slots(pack->indicator[k].value, &slot);
        if (n > most) most = n;
    }
    if (most > 12) most = 12; /* heads; further inputs stand without a head */
    jh__pub_sheet_open(&s, b, "publish.sheet_derivations", "publish.derivations_title");
    jh__pub_column_key(&s, "publish.area", 14);
    jh__pub_column_key(&s, "publish.school", 26);
    jh__pub_column_key(&s, "publish.stage", 8);
    jh__pub_column_key(&s, "publish.code_short", 7);
    jh__pub_column_key(&s, "publish.value", 13);
    jh__pub_column_key(&s, "publish.formula", 40);
    jh__pub_column_key(&s, "publish.share", 9);
    for (size_t i = 0; i < most; i++) {
        jh__pub_column_key(&s, "publish.input", 22);
        jh__pub_column_key(&s, "publish.value", 12);
        jh__pub_column_key(&s, "publish.source", 26);
    }
    jh__pub_heads(&s);
    for (size_t i = 0; i < all->n; i++) {
        jh_section_ctx ctx = {.sections = all,
                              .section = i,
                              .school = all->section[i].school,
                              .area = all->section[i].area};
        jh_lookup lookup = jh_section_lookup(&ctx);
        for (size_t k = 0; k < pack->indicators; k++)
            derivation_row(&s, i, k, &lookup);
    }
    jh__pub_sheet_close(&s);
}
