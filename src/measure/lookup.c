/* Values of names for the formulas of a section, a school and an area. */
#include "measure_int.h"

#include <string.h>

static jh_value missing_at(int slot)
{
    return (jh_value){.state = JH_MISSING, .slot = slot};
}

static jh_value cell(const jh_frame *frame, ptrdiff_t col, size_t row, int slot)
{
    if (col < 0 || row >= frame->rows) return missing_at(slot);
    const jh_column *c = &frame->column[col];
    if (!c->valid[row]) return missing_at(slot);
    jh_value v = {.slot = -1};
    if (c->type == JH_TEXT)
        v.text = c->text[row];
    else
        v.number = c->number[row];
    return v;
}

jh_value jh__school_fact(const jh_sections *s, int fact, size_t school)
{
    return cell(s->schools, s->fact_column[fact], school, fact);
}

int jh__stage_fact(const jh_vocabulary *v, int first, int stage)
{
    const char *family = v->fact[first].family;
    for (size_t i = (size_t)first; i < v->facts; i++) {
        if (strcmp(v->fact[i].family, family)) break;
        if (v->fact[i].stage == stage) return (int)i;
    }
    return -1;
}

/* A setting, replaced by the reliefs of sections `from` to `to`. */
static jh_value setting(const jh_sections *s, int index, size_t from, size_t to)
{
    const jh_setting *set = &s->pack->setting[index];
    jh_value v = {.number = set->number, .text = set->text, .slot = -1};
    if (!s->relief_first) return v;
    for (size_t i = s->relief_first[from]; i < s->relief_first[to]; i++) {
        const jh_relief *r = &s->pack->relief[s->relief[i].relief];
        for (size_t k = 0; k < r->settings; k++)
            if (r->setting[k] == index) v.number = r->value[k];
    }
    return v;
}

static jh_value section_get(void *ctx, int slot, size_t row)
{
    const jh_section_ctx *c = ctx;
    const jh_sections *s = c->sections;
    const jh_section *sec = &s->section[c->section];
    (void)row;
    if (slot == JH_SLOT_STAGE)
        return (jh_value){
            .text = sec->stage < 0 ? "all" : s->pack->vocabulary->stage[sec->stage].id,
            .slot = -1};
    if (slot >= JH_SLOT_SETTING)
        return setting(s, slot - JH_SLOT_SETTING, c->section, c->section + 1);
    if (slot >= JH_SLOT_SPLIT) {
        jh_value v = jh__school_fact(s, slot - JH_SLOT_SPLIT, sec->school);
        v.number *= sec->share;
        if (v.state == JH_MISSING) v.slot = slot;
        return v;
    }
    if (slot >= JH_SLOT_FAMILY) {
        int fact = jh__stage_fact(s->pack->vocabulary, slot - JH_SLOT_FAMILY, sec->stage);
        return fact < 0 ? missing_at(slot) : jh__school_fact(s, fact, sec->school);
    }
    return jh__school_fact(s, slot, sec->school);
}

/* A share is no decimal: 1.1·B ÷ (A + 1.1·B). Everything else is what the file says. */
static const jh_exact *section_exact(void *ctx, int slot, size_t row, jh_arena *arena)
{
    const jh_section_ctx *c = ctx;
    (void)row;
    if (slot < JH_SLOT_SPLIT || slot >= JH_SLOT_SETTING) return NULL;
    const jh_section *sec = &c->sections->section[c->section];
    if (sec->share == 1) return NULL;
    jh_value v = jh__school_fact(c->sections, slot - JH_SLOT_SPLIT, sec->school);
    return jh_exact_mul(arena, jh_exact_decimal(arena, v.number),
                        jh_section_share_exact(c->sections, c->section, arena));
}

jh_lookup jh_section_lookup(jh_section_ctx *ctx)
{
    return (jh_lookup){.ctx = ctx, .get = section_get, .exact = section_exact};
}

static jh_value of_school(const jh_sections *s, size_t school, int slot)
{
    if (slot >= JH_SLOT_SETTING) {
        size_t from = s->first ? s->first[school] : 0;
        size_t to = s->first ? s->first[school + 1] : 0;
        return setting(s, slot - JH_SLOT_SETTING, from, to);
    }
    return jh__school_fact(s, slot, school);
}

static jh_value school_get(void *ctx, int slot, size_t row)
{
    const jh_section_ctx *c = ctx;
    (void)row;
    return of_school(c->sections, c->school, slot);
}

jh_lookup jh_school_lookup(jh_section_ctx *ctx)
{
    return (jh_lookup){.ctx = ctx, .get = school_get};
}

static jh_value area_get(void *ctx, int slot, size_t row)
{
    const jh_section_ctx *c = ctx;
    const jh_sections *s = c->sections;
    if (row != SIZE_MAX) return of_school(s, c->row[row], slot);
    if (slot >= JH_SLOT_SETTING) return setting(s, slot - JH_SLOT_SETTING, 0, 0);
    return cell(s->areas, s->area_fact_column[slot], s->area_row[c->area], slot);
}

jh_lookup jh_area_lookup(jh_section_ctx *ctx, size_t rows)
{
    return (jh_lookup){.ctx = ctx, .get = area_get, .rows = rows};
}

static jh_origin origin_at(const jh_frame *frame, ptrdiff_t col, size_t row)
{
    if (col < 0 || row >= frame->rows || !frame->column[col].valid[row])
        return (jh_origin){0};
    return frame->column[col].origin[row];
}

jh_origin jh_area_origin(const jh_sections *s, size_t area, int slot)
{
    if (slot < 0 || slot >= JH_SLOT_SETTING || !s->areas) return (jh_origin){0};
    return origin_at(s->areas, s->area_fact_column[slot], s->area_row[area]);
}

jh_origin jh_section_origin(const jh_sections *s, size_t section, int slot)
{
    const jh_section *sec = &s->section[section];
    int fact = slot;
    if (slot >= JH_SLOT_SETTING || slot < 0) return (jh_origin){0};
    if (slot >= JH_SLOT_SPLIT)
        fact = slot - JH_SLOT_SPLIT;
    else if (slot >= JH_SLOT_FAMILY)
        fact = jh__stage_fact(s->pack->vocabulary, slot - JH_SLOT_FAMILY, sec->stage);
    return origin_at(s->schools, fact < 0 ? -1 : s->fact_column[fact], sec->school);
}

const char *jh_school_text(const jh_sections *s, int fact, size_t school)
{
    return jh_frame_text(s->schools, fact < 0 ? -1 : s->fact_column[fact], school);
}

const char *jh_school_name(const jh_sections *s, size_t school)
{
    const jh_vocabulary *v = s->pack->vocabulary;
    const char *name = jh_school_text(s, v->role_name, school);
    return name[0] ? name : jh_school_text(s, v->role_id, school);
}
