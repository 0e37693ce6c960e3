#include "read.h"

#include <math.h>
#include <string.h>

#define FACTS_MAX 2000

typedef struct reader {
    jh_arena *arena;
    const jh_node *root;
    jh_vocabulary *v;
    size_t fact_cap;
    jh_error *err;
} reader;

int jh_vocabulary_fact(const jh_vocabulary *v, const char *id)
{
    for (size_t i = 0; i < v->facts; i++)
        if (!strcmp(v->fact[i].id, id)) return (int)i;
    return -1;
}

int jh_vocabulary_stage(const jh_vocabulary *v, const char *id)
{
    for (size_t i = 0; i < v->stages; i++)
        if (!strcmp(v->stage[i].id, id)) return (int)i;
    return -1;
}

static jh_status units(reader *r)
{
    static const char *const keys[] = {"id", "name", "whole", NULL};
    const jh_node *list;
    JH_TRY(jh__list(r->root, "units", &list, r->err));
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next) {
        jh_units *u = &r->v->units;
        if (u->n == JH_UNITS_MAX)
            return jh_node_fail(r->err, c, "pack.too_many", "key:s most:u", "units",
                                (size_t)JH_UNITS_MAX);
        JH_TRY(jh_node_only(c, keys, r->err));
        JH_TRY(jh_node_need_text(c, "id", &u->id[u->n], r->err));
        JH_TRY(jh_node_bool(c, "whole", false, &u->whole[u->n], r->err));
        JH_TRY(jh__own_id(list, c, r->err));
        u->name[u->n] = jh_node_label(c, "name");
        u->n++;
    }
    return JH_OK;
}

static jh_status stages(reader *r)
{
    static const char *const keys[] = {"id", "name", NULL};
    const jh_node *list;
    JH_TRY(jh__list(r->root, "stages", &list, r->err));
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next) {
        if (r->v->stages == JH_STAGES_MAX)
            return jh_node_fail(r->err, c, "pack.too_many", "key:s most:u", "stages",
                                (size_t)JH_STAGES_MAX);
        JH_TRY(jh_node_only(c, keys, r->err));
        jh_stage *s = &r->v->stage[r->v->stages];
        JH_TRY(jh_node_need_text(c, "id", &s->id, r->err));
        JH_TRY(jh__own_id(list, c, r->err));
        s->name = jh_node_label(c, "name");
        r->v->stages++;
    }
    return JH_OK;
}

/* A fact is whole where its unit is one counted thing. */
static bool counted(const jh_units *units, jh_unit unit)
{
    int things = 0;
    bool whole = true;
    for (size_t i = 0; i < units->n; i++) {
        if (unit.power[i] < 0) return false;
        things += unit.power[i];
        if (unit.power[i]) whole = whole && units->whole[i];
    }
    return things == 1 && whole;
}

static jh_status add_fact(reader *r, const jh_node *node, jh_fact fact)
{
    if (jh_vocabulary_fact(r->v, fact.id) >= 0)
        return jh_node_fail(r->err, node, "pack.duplicate_id", "id:s", fact.id);
    if (r->v->facts == FACTS_MAX)
        return jh_node_fail(r->err, node, "pack.too_many", "key:s most:u", "facts",
                            (size_t)FACTS_MAX);
    jh_fact *grown =
        jh_grow(r->arena, r->v->fact, &r->fact_cap, r->v->facts + 1, sizeof fact);
    if (!grown) return jh_nomem(r->err);
    r->v->fact = grown;
    r->v->fact[r->v->facts++] = fact;
    return JH_OK;
}

/* "在校生数" of the primary stage is "小学在校生数"; in English "Pupils (primary)". */
static jh_status staged_fact(reader *r, const jh_node *node, const jh_node *by,
                             jh_fact fact)
{
    for (const jh_node *c = by->first; c; c = c->next) {
        jh_fact f = fact;
        f.stage = c->kind == JH_SCALAR ? jh_vocabulary_stage(r->v, c->text) : -1;
        if (f.stage < 0)
            return jh_node_fail(r->err, c, "pack.unknown_stage", "id:s",
                                c->text ? c->text : "");
        const jh_stage *s = &r->v->stage[f.stage];
        f.id = jh_sprintf(r->arena, "%s_%s", fact.id, s->id);
        f.name.zh = jh_sprintf(r->arena, "%s%s", jh_label_in(s->name, JH_ZH),
                               jh_label_in(fact.name, JH_ZH));
        f.name.en = jh_sprintf(r->arena, "%s (%s)", jh_label_in(fact.name, JH_EN),
                               jh_label_in(s->name, JH_EN));
        if (!f.id || !f.name.zh || !f.name.en) return jh_nomem(r->err);
        JH_TRY(add_fact(r, node, f));
    }
    return JH_OK;
}

static jh_status fact(reader *r, const jh_node *c)
{
    static const char *const keys[] = {"id", "name",  "kind", "level", "unit", "whole",
                                       "by", "least", "most", "carry", NULL};
    static const char *const kinds[] = {"number", "code", "text", "yesno", NULL};
    static const char *const levels[] = {"school", "area", NULL};
    jh_fact f = {.stage = -1, .least = -INFINITY, .most = INFINITY, .node = c};
    int kind, level;
    JH_TRY(jh_node_only(c, keys, r->err));
    JH_TRY(jh_node_need_text(c, "id", &f.id, r->err));
    JH_TRY(jh__word(c, "kind", kinds, 0, &kind, r->err));
    JH_TRY(jh__word(c, "level", levels, 0, &level, r->err));
    f.kind = (jh_fact_kind)kind;
    f.level = (jh_fact_level)level;
    f.family = f.id;
    f.name = jh_node_label(c, "name");
    const jh_node *unit = jh_node_get(c, "unit");
    const char *text = unit && unit->kind == JH_SCALAR ? unit->text : "1";
    if (!jh_unit_parse(&r->v->units, text, &f.unit))
        return jh_node_fail(r->err, unit, "pack.bad_unit", "unit:s", text);
    f.whole = f.kind == JH_FACT_NUMBER && counted(&r->v->units, f.unit);
    JH_TRY(jh_node_bool(c, "whole", false, &f.whole, r->err));
    JH_TRY(jh_node_number(c, "least", false, &f.least, r->err));
    JH_TRY(jh_node_number(c, "most", false, &f.most, r->err));
    JH_TRY(jh_node_bool(c, "carry", false, &f.carry, r->err));
    const jh_node *by;
    JH_TRY(jh__list(c, "by", &by, r->err));
    return by ? staged_fact(r, c, by, f) : add_fact(r, c, f);
}

static jh_status roles(reader *r)
{
    static const char *const keys[] = {"id", "name", "area", "lon", "lat", NULL};
    int *const to[] = {&r->v->role_id, &r->v->role_name, &r->v->role_area,
                       &r->v->role_lon, &r->v->role_lat};
    const jh_node *map = jh_node_get(r->root, "roles");
    if (map) JH_TRY(jh_node_only(map, keys, r->err));
    for (size_t i = 0; keys[i]; i++) {
        const jh_node *c = jh_node_get(map, keys[i]);
        *to[i] = -1;
        if (!c) continue;
        *to[i] = c->kind == JH_SCALAR ? jh_vocabulary_fact(r->v, c->text) : -1;
        if (*to[i] < 0)
            return jh_node_fail(r->err, c, "pack.unknown_fact", "id:s",
                                c->text ? c->text : "");
        jh_fact_kind kind = r->v->fact[*to[i]].kind;
        bool place = to[i] == &r->v->role_lon || to[i] == &r->v->role_lat;
        if (place && kind != JH_FACT_NUMBER)
            return jh_node_fail(r->err, c, "pack.need_number_fact", "id:s", c->text);
        if (!place && kind != JH_FACT_TEXT && kind != JH_FACT_CODE)
            return jh_node_fail(r->err, c, "pack.need_text_fact", "id:s", c->text);
    }
    return JH_OK;
}

static jh_status names(reader *r)
{
    jh_vocabulary *v = r->v;
    jh_symbol *school = jh_alloc_array(r->arena, v->facts, sizeof *school);
    jh_symbol *area = jh_alloc_array(r->arena, v->facts, sizeof *area);
    jh_symbol *year = jh_alloc_array(r->arena, 2 * v->facts, sizeof *year);
    if (!school || !area || !year) return jh_nomem(r->err);
    v->year_names = (jh_names){.units = &v->units, .symbol = year};
    v->school_names = (jh_names){.units = &v->units, .symbol = school};
    v->area_names = (jh_names){&v->units, area, 0, &v->school_names};
    for (size_t i = 0; i < v->facts; i++) {
        jh_symbol s = jh__fact_symbol(&v->fact[i], v->fact[i].id, (int)i);
        if (v->fact[i].level == JH_OF_SCHOOL) {
            const char *last = jh_sprintf(r->arena, "last_%s", v->fact[i].id);
            if (!last) return jh_nomem(r->err);
            school[v->school_names.n++] = s;
            year[v->year_names.n++] = s;
            year[v->year_names.n++] =
                jh__fact_symbol(&v->fact[i], last, JH_SLOT_LAST + (int)i);
        }
        if (v->fact[i].level == JH_OF_AREA) area[v->area_names.n++] = s;
    }
    return JH_OK;
}

static jh_status check_facts(reader *r, const jh_node *c, jh_check *check)
{
    const jh_node *list;
    JH_TRY(jh__list(c, "facts", &list, r->err));
    int *facts = jh_alloc_array(r->arena, list ? list->n : 1, sizeof *facts);
    if (!facts) return jh_nomem(r->err);
    for (const jh_node *f = list ? list->first : NULL; f; f = f->next) {
        int i = f->kind == JH_SCALAR ? jh_vocabulary_fact(r->v, f->text) : -1;
        if (i < 0)
            return jh_node_fail(r->err, f, "pack.unknown_fact", "id:s",
                                f->text ? f->text : "");
        facts[check->facts++] = i;
    }
    check->fact = facts;
    return JH_OK;
}

static jh_status read_check(reader *r, const jh_node *list, const jh_node *c,
                            const jh_names *names, jh_check *k)
{
    static const char *const keys[] = {"id",    "level",   "over",     "test",
                                       "facts", "message", "standing", NULL};
    static const char *const levels[] = {"block", "explain", "note", NULL};
    static const char *const overs[] = {"school", "area", NULL};
    int level, over;
    const char *text;
    JH_TRY(jh_node_only(c, keys, r->err));
    JH_TRY(jh_node_need_text(c, "id", &k->id, r->err));
    JH_TRY(jh__own_id(list, c, r->err));
    JH_TRY(jh__word(c, "level", levels, JH_EXPLAIN, &level, r->err));
    JH_TRY(jh__word(c, "over", overs, 0, &over, r->err));
    k->level = (jh_level)level;
    k->over = (jh_fact_level)over;
    k->message = jh_node_label(c, "message");
    k->standing = jh_node_text(c, "standing");
    JH_TRY(jh_node_need_text(c, "test", &text, r->err));
    const jh_names *n = over ? &r->v->area_names : names;
    JH_TRY(jh__formula(&(jh__compiler){r->arena, n, r->err}, c, "test", JH_IS_TRUTH,
                       &k->test));
    return check_facts(r, c, k);
}

static jh_status checks(reader *r, const char *key, const jh_names *names, jh_check **out,
                        size_t *n)
{
    const jh_node *list;
    JH_TRY(jh__list(r->root, key, &list, r->err));
    *out = jh_alloc_array(r->arena, list ? list->n : 1, sizeof **out);
    if (!*out) return jh_nomem(r->err);
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next, ++*n)
        JH_TRY(read_check(r, list, c, names, &(*out)[*n]));
    return JH_OK;
}

static jh_status vocabulary(reader *r)
{
    static const char *const keys[] = {"junheng",     "id",    "name",  "units",
                                       "stages",      "roles", "facts", "checks",
                                       "year_checks", NULL};
    const jh_node *list;
    JH_TRY(jh__header(r->root, "vocabulary", r->err));
    JH_TRY(jh_node_only(r->root, keys, r->err));
    JH_TRY(jh_node_need_text(r->root, "id", &r->v->id, r->err));
    r->v->name = jh_node_label(r->root, "name");
    JH_TRY(units(r));
    JH_TRY(stages(r));
    JH_TRY(jh__list(r->root, "facts", &list, r->err));
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next)
        JH_TRY(fact(r, c));
    JH_TRY(roles(r));
    JH_TRY(names(r));
    JH_TRY(checks(r, "checks", &r->v->school_names, &r->v->check, &r->v->checks));
    return checks(r, "year_checks", &r->v->year_names, &r->v->year_check,
                  &r->v->year_checks);
}

jh_status jh_vocabulary_read(jh_arena *arena, const jh_input *file, jh_vocabulary **out,
                             jh_error *err)
{
    jh_node *root;
    JH_TRY(jh_node_parse(arena, file->name, file->bytes, file->n, &root, err));
    reader r = {.arena = arena, .root = root, .err = err};
    r.v = *out = jh_alloc(arena, sizeof *r.v);
    return r.v ? vocabulary(&r) : jh_nomem(err);
}

jh_status jh_vocabulary_load(jh_arena *arena, const jh_library *library, const char *id,
                             jh_vocabulary **out, jh_error *err)
{
    jh_input file;
    if (!library->find(library->ctx, "vocabulary", id, &file.name, &file.bytes, &file.n))
        return jh_fail(err, JH_EINPUT, "pack.not_found", "kind:s id:s",
                       "@pack.kind_vocabulary", id);
    return jh_vocabulary_read(arena, &file, out, err);
}
