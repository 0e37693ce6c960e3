/* A coefficient of an area: which sections make it; an item of an area. */
#include "explain.h"

#include <math.h>

typedef struct part {
    size_t section;
    double share;
} part;

static void keep_largest(part *top, size_t n, part fresh)
{
    for (size_t i = 0; i < n; i++) {
        if (fresh.share <= top[i].share) continue;
        part moved = top[i];
        top[i] = fresh;
        fresh = moved;
    }
}

/* The ten sections with the largest part in Σ P (X − X̄)². */
static jh_status contributions(jh__explainer *e, size_t area, const jh_stage_result *s,
                               size_t k)
{
    static const char *const head[] = {"ops.school", ">ops.pupils", ">ops.value",
                                       ">ops.part_of_difference", NULL};
    part top[10] = {0};
    const jh_assessment *a = &e->a;
    const jh_coefficient_result *c = &s->coefficient[k];
    double all = 0;
    for (size_t i = 0; i < a->sections.n; i++) {
        const jh_section *sec = &a->sections.section[i];
        jh_value v = a->cell[k * a->sections.n + i].value;
        if (sec->area != area || sec->stage != s->stage || v.state != JH_KNOWN) continue;
        double d = v.number - c->mean, w = a->values.weight[k * a->sections.n + i];
        all += w * d * d;
        keep_largest(top, JH_COUNT(top), (part){i, w * d * d});
    }
    jh_table *t = jh__table_new(e->call, jh_text(e->call->lang, "ops.table_parts"), head);
    if (!t) return jh_nomem(e->err);
    for (size_t i = 0; i < JH_COUNT(top) && top[i].share > 0; i++) {
        jh_value v = a->cell[k * a->sections.n + top[i].section].value;
        const char *cell[] = {
            a->section[top[i].section].name,
            jh__cell_fixed(e->call, a->sections.section[top[i].section].pupils, 0),
            jh__cell_fixed(e->call, v.number, a->pack->indicator[k].decimals),
            jh__cell_text(e->call, "ops.percent", "x:s",
                          jh__cell_fixed(e->call, 100 * top[i].share / all, 1))};
        JH_TRY(jh__explain_ok(e, jh__table_add_row(e->call, t, cell)));
    }
    return JH_OK;
}

static const char *limit_words(jh__explainer *e, const jh_coefficient_result *c)
{
    static const char *const key[] = {"ops.cv_within", "ops.cv_above", "ops.cv_open"};
    return jh__cell_text(e->call, key[c->verdict], "cv:g limit:g", c->cv, c->limit);
}

static const char *remedy_words(jh__explainer *e, const jh_indicator *ind,
                                const jh_remedy *r)
{
    const char *amount =
        isnan(r->amount) ? "" : jh__amount(e->call, e->a.pack, ind->lever, r->amount);
    return jh__cell_text(
        e->call, "ops.remedy", "n:u level:s amount:s after:s", r->sections,
        jh__cell_fixed(e->call, r->level, ind->decimals), amount,
        jh__cell_fixed(e->call, r->after, e->a.pack->coefficient_decimals));
}

static jh_status coefficient_words(jh__explainer *e, size_t area,
                                   const jh_stage_result *s, size_t k)
{
    const jh_indicator *ind = &e->a.pack->indicator[k];
    const jh_coefficient_result *c = &s->coefficient[k];
    JH_TRY(jh__explain_begin(e, jh__area_name(e->call, e->a.area[area].name), ind->id,
                             jh__stage_label(e->call, e->a.pack, s->stage)));
    JH_TRY(jh__explain_line(e, "ops.clause", e->a.pack->coefficient_clause));
    JH_TRY(jh__explain_line(e, "ops.cv",
                            jh__cell_text(e->call, "ops.cv_words", "n:u mean:g sd:g cv:g",
                                          c->n, c->mean, c->sd, c->cv)));
    if (c->missing)
        JH_TRY(jh__explain_line(
            e, "ops.missing",
            jh__cell_text(e->call, "ops.cv_missing", "n:u", c->missing)));
    if (!isnan(c->limit))
        JH_TRY(jh__explain_line(e, "ops.comparison", limit_words(e, c)));
    if (c->remedy.possible)
        JH_TRY(jh__explain_line(e, "ops.gaps", remedy_words(e, ind, &c->remedy)));
    return contributions(e, area, s, k);
}

static void coefficient_json(jh__explainer *e, size_t area, const jh_stage_result *s,
                             size_t k)
{
    const jh_coefficient_result *c = &s->coefficient[k];
    jh_json_object(&e->j, NULL);
    jh_json_text(&e->j, "area", jh__area_name(e->call, e->a.area[area].name));
    jh_json_text(&e->j, "stage", jh__stage_id(e->a.pack, s->stage));
    jh_json_text(&e->j, "indicator", e->a.pack->indicator[k].id);
    jh_json_integer(&e->j, "n", (int64_t)c->n);
    jh_json_integer(&e->j, "missing", (int64_t)c->missing);
    jh_json_number(&e->j, "mean", c->mean);
    jh_json_number(&e->j, "sd", c->sd);
    jh_json_number(&e->j, "cv", c->cv);
    jh_json_number(&e->j, "limit", c->limit);
    jh_json_text(&e->j, "status", jh_verdict_id(c->verdict));
    jh_json_end_object(&e->j);
}

/* ---- an item ---- */

/* A fact of the area with its cell; of the schools, that it runs over them. */
static jh_status item_input(jh__explainer *e, jh_table *t, size_t area, int slot,
                            bool rows)
{
    const jh_pack *pack = e->a.pack;
    jh_section_ctx ctx = {.sections = &e->a.sections, .area = area};
    jh_lookup lookup = jh_area_lookup(&ctx, 0);
    const char *name = jh_label_in(jh_pack_slot_name(pack, slot), e->call->lang);
    const char *unit = jh_label_in(jh_pack_slot_unit(pack, slot), e->call->lang);
    const char *value = "", *cell = jh_text(e->call->lang, "ops.each_school");
    if (!rows) {
        jh_value v = lookup.get(lookup.ctx, slot, SIZE_MAX);
        value = jh__explain_value(e, v);
        cell = slot >= JH_SLOT_SETTING ? jh_text(e->call->lang, "ops.setting")
               : v.state == JH_MISSING
                   ? ""
                   : jh__explain_where(e, jh_area_origin(&e->a.sections, area, slot));
    }
    if (e->call->want_json) {
        jh_json_object(&e->j, NULL);
        jh_json_text(&e->j, "name", name);
        jh_json_text(&e->j, "value", value);
        jh_json_text(&e->j, "unit", unit);
        jh_json_text(&e->j, "cell", cell);
        jh_json_end_object(&e->j);
        return JH_OK;
    }
    const char *row[] = {name, value, unit, cell};
    return jh__explain_ok(e, jh__table_add_row(e->call, t, row));
}

static jh_status item_inputs(jh__explainer *e, size_t area, const jh_item *it)
{
    static const char *const head[] = {"ops.input", ">ops.value", "ops.unit", "ops.cell",
                                       NULL};
    const int *slot;
    jh_table *t = NULL;
    if (!it->test) return JH_OK;
    if (e->call->want_json)
        jh_json_list(&e->j, "inputs");
    else if (!(t = jh__table_new(e->call, jh_text(e->call->lang, "ops.table_inputs"),
                                 head)))
        return jh_nomem(e->err);
    size_t n = jh_formula_slots(it->test, &slot);
    for (size_t i = 0; i < n; i++)
        JH_TRY(item_input(e, t, area, slot[i], it->over != JH_OVER_AREA));
    n = jh_formula_row_slots(it->test, &slot);
    for (size_t i = 0; i < n; i++)
        JH_TRY(item_input(e, t, area, slot[i], true));
    if (e->call->want_json) jh_json_end_list(&e->j);
    return JH_OK;
}

static jh_status failing_rows(jh__explainer *e, const jh_item *it,
                              const jh_item_result *r)
{
    for (size_t i = 0; i < r->failing; i++) {
        size_t school = it->over == JH_OVER_SECTION
                            ? e->a.sections.section[r->row[i]].school
                            : r->row[i];
        JH_TRY(jh__explain_line(e, "ops.fails_here",
                                jh_school_name(&e->a.sections, school)));
    }
    return JH_OK;
}

static jh_status item_words(jh__explainer *e, size_t area, size_t k)
{
    const jh_item *it = &e->a.pack->item[k];
    const jh_item_result *r = &e->a.area[area].item[k];
    static const char *const verdict[] = {"ops.pass", "ops.fail", "ops.open"};
    const char *missing = e->call->lang == JH_EN ? r->missing_en : r->missing;
    JH_TRY(jh__explain_begin(e, jh__area_name(e->call, e->a.area[area].name), it->id,
                             jh_label_in(it->name, e->call->lang)));
    JH_TRY(jh__explain_line(e, "ops.clause", it->clause));
    if (it->test) JH_TRY(jh__explain_line(e, "ops.formula", jh_formula_text(it->test)));
    if (r->value.state == JH_KNOWN)
        JH_TRY(jh__explain_line(e, "ops.value", jh__explain_value(e, r->value)));
    JH_TRY(
        jh__explain_line(e, "ops.verdict", jh_text(e->call->lang, verdict[r->verdict])));
    if (r->answer) JH_TRY(jh__explain_line(e, "ops.answer", r->answer));
    if (r->document) JH_TRY(jh__explain_line(e, "ops.document", r->document));
    if (missing) JH_TRY(jh__explain_line(e, "ops.missing", missing));
    JH_TRY(failing_rows(e, it, r));
    return item_inputs(e, area, it);
}

static jh_status item_json(jh__explainer *e, size_t area, size_t k)
{
    const jh_item *it = &e->a.pack->item[k];
    const jh_item_result *r = &e->a.area[area].item[k];
    jh_json_object(&e->j, NULL);
    jh_json_text(&e->j, "area", jh__area_name(e->call, e->a.area[area].name));
    jh_json_text(&e->j, "item", it->id);
    jh_json_text(&e->j, "clause", it->clause);
    jh_json_text(&e->j, "formula", it->test ? jh_formula_text(it->test) : NULL);
    jh_json_number(&e->j, "value", r->value.state == JH_KNOWN ? r->value.number : NAN);
    jh_json_text(&e->j, "status", jh_verdict_id(r->verdict));
    JH_TRY(item_inputs(e, area, it));
    jh_json_end_object(&e->j);
    return JH_OK;
}

jh_status jh__explain_item(jh__explainer *e, size_t area, size_t k)
{
    return e->call->want_json ? item_json(e, area, k) : item_words(e, area, k);
}

jh_status jh__explain_coefficient(jh__explainer *e, size_t area, const jh_stage_result *s,
                                  size_t k)
{
    if (!e->call->want_json) return coefficient_words(e, area, s, k);
    coefficient_json(e, area, s, k);
    return JH_OK;
}
