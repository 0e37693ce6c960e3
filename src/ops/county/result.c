#include "result.h"
#include "../reply.h"

#include <math.h>
#include <string.h>

const char *jh__stage_id(const jh_pack *pack, int stage)
{
    return stage < 0 ? "all" : pack->vocabulary->stage[stage].id;
}

const char *jh__stage_label(const jh_call *call, const jh_pack *pack, int stage)
{
    if (stage < 0) return jh_text(call->lang, "ops.every_stage");
    return jh_label_in(pack->vocabulary->stage[stage].name, call->lang);
}

const char *jh__amount(jh_call *call, const jh_pack *pack, int slot, double x)
{
    bool whole = jh_pack_slot_whole(pack, slot);
    jh_label unit = jh_pack_slot_unit(pack, slot);
    const char *number = jh__cell_fixed(call, x, whole && x == rint(x) ? 0 : 2);
    const char *gap = call->lang == JH_EN ? " " : "";
    return jh_sprintf(call->arena, "%s%s%s", number ? number : "", gap,
                      jh_label_in(unit, call->lang));
}

const char *jh__gap_words(jh_call *call, const jh_assessment *a, size_t section, size_t k)
{
    const jh_cell_result *c = &a->cell[k * a->sections.n + section];
    const jh_indicator *ind = &a->pack->indicator[k];
    if (isnan(c->need))
        return jh__cell_text(call, "ops.gap_no_lever", "indicator:s", ind->id);
    const char *need = jh__amount(call, a->pack, ind->lever, c->need);
    if (ind->direction == JH_LESS_IS_BETTER)
        return jh__cell_text(call, "ops.gap_over", "indicator:s need:s", ind->id, need);
    if (c->grade == JH_FLOOR)
        return jh__cell_text(call, "ops.gap_floor", "indicator:s need:s", ind->id, need);
    return jh__cell_text(call, isnan(a->pack->floor) ? "ops.gap" : "ops.gap_both",
                         "indicator:s need:s floor:s", ind->id, need,
                         jh__amount(call, a->pack, ind->lever, c->need_floor));
}

/* ---- JSON ---- */

#define PRETTY_MOST 5000 /* sections; a nation is not read by eye */

typedef struct writer {
    jh_call *call;
    const jh_assessment *a;
    jh_json j;
} writer;

static void message(writer *w, const char *key, const jh_msg *msg)
{
    jh_buf text = {0};
    jh_msg_render(&text, w->call->lang, msg);
    jh_json_text(&w->j, key, text.p ? text.p : "");
    if (text.oom) w->j.out->oom = true;
    jh_buf_clear(&text);
}

static void remedy(writer *w, const jh_indicator *ind, const jh_remedy *r)
{
    if (!r->possible) return;
    jh_json_object(&w->j, "remedy");
    jh_json_number(&w->j, "level", r->level);
    jh_json_integer(&w->j, "sections", (int64_t)r->sections);
    jh_json_number(&w->j, "amount", r->amount);
    jh_json_text(&w->j, "unit",
                 jh_label_in(jh_pack_slot_unit(w->a->pack, ind->lever), w->call->lang));
    jh_json_number(&w->j, "cv_after", r->after);
    jh_json_end_object(&w->j);
}

static void indicators(writer *w, const jh_stage_result *s)
{
    int index = s->stage < 0 ? 0 : s->stage;
    jh_json_list(&w->j, "indicators");
    for (size_t k = 0; k < w->a->pack->indicators; k++) {
        const jh_coefficient_result *c = &s->coefficient[k];
        const jh_indicator *ind = &w->a->pack->indicator[k];
        jh_json_object(&w->j, NULL);
        jh_json_text(&w->j, "id", ind->id);
        jh_json_text(&w->j, "name", jh_label_in(ind->name, w->call->lang));
        jh_json_integer(&w->j, "n", (int64_t)c->n);
        jh_json_integer(&w->j, "missing", (int64_t)c->missing);
        jh_json_number(&w->j, "mean", c->mean);
        jh_json_number(&w->j, "sd", c->sd);
        jh_json_number(&w->j, "cv", c->cv);
        jh_json_number(&w->j, "limit", c->limit);
        jh_json_text(&w->j, "status", jh_verdict_id(c->verdict));
        jh_json_bool(&w->j, "rounding_matters", c->rounding);
        jh_json_number(&w->j, "standard", ind->standard[index]);
        jh_json_integer(&w->j, "sections_met", (int64_t)c->met);
        remedy(w, ind, &c->remedy);
        jh_json_end_object(&w->j);
    }
    jh_json_end_list(&w->j);
}

static void stages(writer *w, const jh_area_result *area)
{
    jh_json_list(&w->j, "stages");
    for (size_t i = 0; i < area->stages; i++) {
        const jh_stage_result *s = &area->stage[i];
        jh_json_object(&w->j, NULL);
        jh_json_text(&w->j, "stage", jh__stage_id(w->a->pack, s->stage));
        jh_json_text(&w->j, "status", jh_verdict_id(s->verdict));
        jh_json_integer(&w->j, "sections_total", (int64_t)s->sections);
        jh_json_integer(&w->j, "sections_pass", (int64_t)s->passed);
        jh_json_integer(&w->j, "sections_fail", (int64_t)s->failed);
        jh_json_integer(&w->j, "sections_unknown", (int64_t)s->open);
        jh_json_number(&w->j, "pupils", s->pupils);
        if (!isnan(s->composite_limit)) {
            jh_json_number(&w->j, "composite", s->composite);
            jh_json_number(&w->j, "composite_limit", s->composite_limit);
            jh_json_text(&w->j, "composite_status", jh_verdict_id(s->composite_verdict));
        }
        indicators(w, s);
        jh_json_end_object(&w->j);
    }
    jh_json_end_list(&w->j);
}

static void items(writer *w, const jh_area_result *area)
{
    jh_json_list(&w->j, "items");
    for (size_t i = 0; i < w->a->pack->items; i++) {
        const jh_item *item = &w->a->pack->item[i];
        const jh_item_result *r = &area->item[i];
        jh_json_object(&w->j, NULL);
        jh_json_text(&w->j, "id", item->id);
        jh_json_text(&w->j, "name", jh_label_in(item->name, w->call->lang));
        jh_json_text(&w->j, "status", jh_verdict_id(r->verdict));
        jh_json_number(&w->j, "value",
                       r->value.state == JH_KNOWN ? r->value.number : NAN);
        jh_json_integer(&w->j, "failing", (int64_t)r->failing);
        jh_json_text(&w->j, "answer", r->answer);
        jh_json_text(&w->j, "missing",
                     w->call->lang == JH_EN ? r->missing_en : r->missing);
        jh_json_end_object(&w->j);
    }
    jh_json_end_list(&w->j);
}

static void pivot(writer *w, const jh_pivot *p)
{
    const jh_pack *pack = w->a->pack;
    if (!p->found) {
        jh_json_null(&w->j, "turning_cell");
        return;
    }
    jh_json_object(&w->j, "turning_cell");
    jh_json_text(&w->j, "school", w->a->section[p->section].name);
    jh_json_text(&w->j, "stage",
                 jh__stage_id(pack, w->a->sections.section[p->section].stage));
    jh_json_text(&w->j, "indicator", pack->indicator[p->indicator].id);
    jh_json_text(&w->j, "fact",
                 jh_label_in(jh_pack_slot_name(pack, p->slot), w->call->lang));
    jh_json_number(&w->j, "from", p->from);
    jh_json_number(&w->j, "to", p->to);
    jh_json_text(&w->j, "verdict_then", jh_verdict_id(p->then));
    jh_json_end_object(&w->j);
}

static void areas(writer *w)
{
    jh_json_list(&w->j, "areas");
    for (size_t i = 0; i < w->a->areas; i++) {
        const jh_area_result *area = &w->a->area[i];
        jh_json_object(&w->j, NULL);
        jh_json_text(&w->j, "name", jh__area_name(w->call, area->name));
        jh_json_text(&w->j, "verdict", jh_verdict_id(area->verdict));
        jh_json_text(&w->j, "verdict_all", jh_verdict_id(area->verdict_all));
        jh_json_list(&w->j, "reasons");
        for (size_t r = 0; r < area->reasons; r++) {
            jh_json_object(&w->j, NULL);
            jh_json_text(&w->j, "code", area->reason[r].msg.key);
            jh_json_text(&w->j, "status", jh_verdict_id(area->reason[r].verdict));
            message(w, "text", &area->reason[r].msg);
            jh_json_end_object(&w->j);
        }
        jh_json_end_list(&w->j);
        pivot(w, &area->pivot);
        stages(w, area);
        items(w, area);
        jh_json_end_object(&w->j);
    }
    jh_json_end_list(&w->j);
}

static void gaps(writer *w, size_t section)
{
    const jh_pack *pack = w->a->pack;
    jh_json_list(&w->j, "gaps");
    for (size_t k = 0; k < pack->indicators; k++) {
        const jh_cell_result *c = &w->a->cell[k * w->a->sections.n + section];
        if (c->grade != JH_FLOOR && c->grade != JH_FAILED) continue;
        const jh_indicator *ind = &pack->indicator[k];
        jh_json_object(&w->j, NULL);
        jh_json_text(&w->j, "indicator", ind->id);
        jh_json_number(&w->j, "need", c->need);
        jh_json_text(&w->j, "unit",
                     jh_label_in(jh_pack_slot_unit(pack, ind->lever), w->call->lang));
        jh_json_number(&w->j, "need_floor", c->need_floor);
        jh_json_number(&w->j, "need_school", c->need_school);
        jh_json_end_object(&w->j);
    }
    jh_json_end_list(&w->j);
}

static void grades(writer *w, size_t section)
{
    jh_json_object(&w->j, "grades");
    for (size_t k = 0; k < w->a->pack->indicators; k++)
        jh_json_text(&w->j, w->a->pack->indicator[k].id,
                     jh_grade_id(w->a->cell[k * w->a->sections.n + section].grade));
    jh_json_end_object(&w->j);
}

static void one_section(writer *w, size_t i)
{
    const jh_section *sec = &w->a->sections.section[i];
    const jh_section_result *s = &w->a->section[i];
    jh_json_object(&w->j, NULL);
    jh_json_text(&w->j, "id", s->id);
    jh_json_text(&w->j, "name", s->name);
    jh_json_text(&w->j, "area", jh__area_name(w->call, w->a->sections.area[sec->area]));
    jh_json_text(&w->j, "stage", jh__stage_id(w->a->pack, sec->stage));
    jh_json_number(&w->j, "pupils", sec->pupils);
    jh_json_number(&w->j, "share", sec->share);
    jh_json_object(&w->j, "values");
    for (size_t k = 0; k < w->a->pack->indicators; k++) {
        jh_value v = w->a->cell[k * w->a->sections.n + i].value;
        jh_json_number(&w->j, w->a->pack->indicator[k].id,
                       v.state == JH_KNOWN ? v.number : NAN);
    }
    jh_json_end_object(&w->j);
    grades(w, i);
    jh_json_integer(&w->j, "met", (int64_t)s->met);
    jh_json_text(&w->j, "status", jh_verdict_id(s->verdict));
    jh_json_bool(&w->j, "rounding_matters", s->rounding);
    gaps(w, i);
    jh_json_end_object(&w->j);
}

static void left_out(writer *w)
{
    const jh_sections *s = &w->a->sections;
    const jh_pack *pack = w->a->pack;
    jh_json_list(&w->j, "left_out");
    for (size_t i = 0; i < s->left_out_n; i++) {
        const jh_left_out *x = &s->left_out[i];
        jh_json_object(&w->j, NULL);
        jh_json_text(&w->j, "id",
                     jh_school_text(s, pack->vocabulary->role_id, x->school));
        jh_json_text(&w->j, "name",
                     jh_school_text(s, pack->vocabulary->role_name, x->school));
        jh_json_text(&w->j, "reason", jh__left_out_reason(w->call, pack, x->exclusion));
        jh_json_end_object(&w->j);
    }
    jh_json_end_list(&w->j);
}

static void heading(writer *w, const jh__county *c)
{
    const jh_pack *p = w->a->pack;
    jh_json_object(&w->j, "pack");
    jh_json_text(&w->j, "id", p->id);
    jh_json_text(&w->j, "version", p->version);
    jh_json_text(&w->j, "code", p->code);
    jh_json_text(&w->j, "name", jh_label_in(p->name, w->call->lang));
    jh_json_object(&w->j, "settings_changed");
    for (size_t i = 0; i < p->settings; i++) {
        const jh_setting *s = &p->setting[i];
        if (!s->changed) continue;
        if (s->is_choice)
            jh_json_text(&w->j, s->id, s->text);
        else
            jh_json_number(&w->j, s->id, s->number);
    }
    jh_json_end_object(&w->j);
    jh_json_end_object(&w->j);
    jh_json_text(&w->j, "engine", jh_version());
    jh_json_integer(&w->j, "schools", (int64_t)c->facts.schools.rows);
    jh_json_integer(&w->j, "rejected_rows", (int64_t)c->rejected);
    jh_json_object(&w->j, "diagnostics");
    jh_json_integer(&w->j, "block", (int64_t)c->facts.diags.count[JH_BLOCK]);
    jh_json_integer(&w->j, "explain", (int64_t)c->facts.diags.count[JH_EXPLAIN]);
    jh_json_integer(&w->j, "note", (int64_t)c->facts.diags.count[JH_NOTE]);
    jh_json_end_object(&w->j);
}

jh_status jh__result_json(jh_call *call, const jh__county *c, const jh_assessment *a,
                          jh_buf *out)
{
    writer w = {
        .call = call, .a = a, .j = {.out = out, .pretty = a->sections.n <= PRETTY_MOST}};
    jh_json_object(&w.j, NULL);
    heading(&w, c);
    areas(&w);
    jh_json_list(&w.j, "claims");
    for (size_t i = 0; i < a->claims; i++) {
        jh_json_object(&w.j, NULL);
        jh_json_bool(&w.j, "accepted", a->claim[i].accepted);
        message(&w, "text", &a->claim[i].why);
        jh_json_end_object(&w.j);
    }
    jh_json_end_list(&w.j);
    jh_json_list(&w.j, "sections");
    for (size_t i = 0; i < a->sections.n; i++)
        one_section(&w, i);
    jh_json_end_list(&w.j);
    left_out(&w);
    jh_json_end_object(&w.j);
    jh_buf_putc(out, '\n');
    return out->oom ? JH_ENOMEM : JH_OK;
}

const char *jh__left_out_reason(const jh_call *call, const jh_pack *pack, int exclusion)
{
    if (exclusion >= 0) return jh_label_in(pack->exclusion[exclusion].reason, call->lang);
    return jh_text(call->lang, exclusion == -1 ? "ops.pupils_unknown" : "ops.no_pupils");
}
