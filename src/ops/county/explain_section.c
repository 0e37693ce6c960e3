/* One indicator of one section. */
#include "explain.h"

#include <math.h>

static jh_status input_row(jh__explainer *e, jh_table *t, size_t section, int slot)
{
    jh_section_ctx ctx = {.sections = &e->a.sections, .section = section};
    jh_lookup lookup = jh_section_lookup(&ctx);
    const jh_pack *pack = e->a.pack;
    const jh_section *sec = &e->a.sections.section[section];
    jh_value v = lookup.get(lookup.ctx, slot, SIZE_MAX);
    const char *name = jh_label_in(jh_pack_slot_name(pack, slot), e->call->lang);
    const char *unit = jh_label_in(jh_pack_slot_unit(pack, slot), e->call->lang);
    const char *text = jh__explain_value(e, v), *split = "";
    bool shared = slot >= JH_SLOT_SPLIT && slot < JH_SLOT_SETTING && sec->share != 1;
    if (shared && v.state == JH_KNOWN)
        split = jh__cell_text(e->call, "ops.share_of", "whole:g share:g",
                              v.number / sec->share, sec->share);
    const char *place =
        slot >= JH_SLOT_SETTING
            ? jh_text(e->call->lang, "ops.setting")
            : jh__explain_where(e, jh_section_origin(&e->a.sections, section, slot));
    if (e->call->want_json) {
        jh_json_object(&e->j, NULL);
        jh_json_text(&e->j, "name", name);
        if (v.text)
            jh_json_text(&e->j, "value", v.text);
        else
            jh_json_number(&e->j, "value", v.state == JH_KNOWN ? v.number : NAN);
        jh_json_text(&e->j, "unit", unit);
        if (shared) jh_json_number(&e->j, "share", sec->share);
        jh_json_text(&e->j, "cell", place);
        jh_json_end_object(&e->j);
        return JH_OK;
    }
    const char *cell[] = {name, text, unit, split, place};
    return jh__explain_ok(e, jh__table_add_row(e->call, t, cell));
}

static jh_status inputs(jh__explainer *e, size_t section, size_t k)
{
    static const char *const head[] = {"ops.input",     ">ops.value", "ops.unit",
                                       "ops.splitting", "ops.cell",   NULL};
    const int *slot;
    size_t n = jh_formula_slots(e->a.pack->indicator[k].value, &slot);
    jh_table *t = NULL;
    if (e->call->want_json)
        jh_json_list(&e->j, "inputs");
    else if (!(t = jh__table_new(e->call, jh_text(e->call->lang, "ops.table_inputs"),
                                 head)))
        return jh_nomem(e->err);
    for (size_t i = 0; i < n; i++)
        JH_TRY(input_row(e, t, section, slot[i]));
    if (e->call->want_json) jh_json_end_list(&e->j);
    return JH_OK;
}

static const char *comparison(jh__explainer *e, size_t section, size_t k)
{
    const jh_indicator *ind = &e->a.pack->indicator[k];
    const jh_cell_result *c = &e->a.cell[k * e->a.sections.n + section];
    int stage = e->a.sections.section[section].stage;
    double standard = ind->standard[stage < 0 ? 0 : stage];
    static const char *const key[] = {"ops.compare_met", "ops.compare_floor",
                                      "ops.compare_failed", "ops.compare_unknown",
                                      "ops.compare_none"};
    double floor = ind->direction == JH_MORE_IS_BETTER ? standard * e->a.pack->floor
                                                       : standard / e->a.pack->floor;
    return jh__cell_text(e->call, key[c->grade], "value:s standard:g floor:g",
                         jh__explain_value(e, c->value), standard,
                         isnan(floor) ? standard : jh_number_rounded(floor, 9));
}

static jh_status section_words(jh__explainer *e, size_t section, size_t k)
{
    const jh_indicator *ind = &e->a.pack->indicator[k];
    const jh_section *sec = &e->a.sections.section[section];
    const jh_section_result *s = &e->a.section[section];
    const jh_cell_result *c = &e->a.cell[k * e->a.sections.n + section];
    const char *lang_name = jh_label_in(ind->name, e->call->lang);
    JH_TRY(jh__explain_begin(e, s->name, s->id,
                             jh__stage_label(e->call, e->a.pack, sec->stage)));
    JH_TRY(jh__explain_line(e, "ops.indicator",
                            jh_sprintf(e->call->arena, "%s %s (%s)", ind->id, lang_name,
                                       jh_label_in(ind->unit, e->call->lang))));
    JH_TRY(jh__explain_line(e, "ops.clause", ind->clause));
    JH_TRY(jh__explain_line(e, "ops.formula", jh_formula_text(ind->value)));
    JH_TRY(jh__explain_line(e, "ops.value", jh__explain_value(e, c->value)));
    JH_TRY(jh__explain_line(e, "ops.comparison", comparison(e, section, k)));
    if (c->rounding)
        JH_TRY(jh__explain_line(
            e, "ops.rounding",
            jh__cell_text(e->call, "ops.rounding_matters", "decimals:d", ind->decimals)));
    if (c->grade == JH_FLOOR || c->grade == JH_FAILED)
        JH_TRY(
            jh__explain_line(e, "ops.gaps", jh__gap_words(e->call, &e->a, section, k)));
    if (sec->share != 1)
        JH_TRY(jh__explain_line(
            e, "ops.splitting",
            jh__cell_text(e->call, "ops.share_words", "share:g clause:s", sec->share,
                          e->a.pack->split_clause ? e->a.pack->split_clause : "")));
    return inputs(e, section, k);
}

static jh_status section_json(jh__explainer *e, size_t section, size_t k)
{
    const jh_indicator *ind = &e->a.pack->indicator[k];
    const jh_section *sec = &e->a.sections.section[section];
    const jh_cell_result *c = &e->a.cell[k * e->a.sections.n + section];
    int index = sec->stage < 0 ? 0 : sec->stage;
    jh_json_object(&e->j, NULL);
    jh_json_text(&e->j, "id", e->a.section[section].id);
    jh_json_text(&e->j, "name", e->a.section[section].name);
    jh_json_text(&e->j, "stage", jh__stage_id(e->a.pack, sec->stage));
    jh_json_text(&e->j, "indicator", ind->id);
    jh_json_text(&e->j, "clause", ind->clause);
    jh_json_text(&e->j, "formula", jh_formula_text(ind->value));
    jh_json_number(&e->j, "value", c->value.state == JH_KNOWN ? c->value.number : NAN);
    jh_json_number(&e->j, "standard", ind->standard[index]);
    jh_json_text(&e->j, "grade", jh_grade_id(c->grade));
    jh_json_bool(&e->j, "rounding_matters", c->rounding);
    jh_json_number(&e->j, "share", sec->share);
    jh_json_number(&e->j, "need", c->need);
    JH_TRY(inputs(e, section, k));
    jh_json_end_object(&e->j);
    return JH_OK;
}

jh_status jh__explain_section(jh__explainer *e, size_t section, size_t k)
{
    return e->call->want_json ? section_json(e, section, k)
                              : section_words(e, section, k);
}
