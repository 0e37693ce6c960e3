/* Sections: which rows are judged, by stage or one by one, how whole-school facts are
 * shared out, and the names that follow from it. */
#include "pack_int.h"

#include <math.h>
#include <string.h>

static jh_symbol setting_symbol(jh__reader *r, size_t i, bool *bad)
{
    const jh_setting *s = &r->pack->setting[i];
    jh_symbol symbol = {.name = s->id,
                        .sort = s->is_choice ? JH_IS_TEXT : JH_IS_NUMBER,
                        .plain = true,
                        .slot = JH_SLOT_SETTING + (int)i};
    const jh_node *list = jh_node_get(r->root, "settings"),
                  *c = list ? list->first : NULL;
    for (size_t k = 0; c && k < i; k++)
        c = c->next;
    const char *unit = jh_node_text(c, "unit");
    if (!unit) return symbol;
    symbol.plain = false;
    *bad = !jh_unit_parse(&r->pack->vocabulary->units, unit, &symbol.unit);
    if (*bad)
        (void)jh_node_fail(r->err, jh_node_get(c, "unit"), "pack.bad_unit", "unit:s",
                           unit);
    return symbol;
}

/* `base` and the settings behind it. */
static jh_status with_settings(jh__reader *r, jh_names base, jh_names *out)
{
    jh_symbol *symbol =
        jh_alloc_array(r->arena, base.n + r->pack->settings, sizeof *symbol);
    if (!symbol) return jh_nomem(r->err);
    if (base.n) memcpy(symbol, base.symbol, base.n * sizeof *symbol);
    bool bad = false;
    for (size_t i = 0; i < r->pack->settings; i++) {
        symbol[base.n + i] = setting_symbol(r, i, &bad);
        if (bad) return JH_EINPUT;
    }
    *out = (jh_names){base.units, symbol, base.n + r->pack->settings, base.rows};
    return JH_OK;
}

static bool is_split(const jh_pack *pack, int fact)
{
    for (size_t i = 0; i < pack->split_n; i++)
        if (pack->split_fact[i] == fact) return true;
    return false;
}

static jh_status section_names(jh__reader *r)
{
    const jh_vocabulary *v = r->pack->vocabulary;
    jh_symbol *symbol = jh_alloc_array(r->arena, 2 * v->facts + 1, sizeof *symbol);
    size_t n = 0;
    if (!symbol) return jh_nomem(r->err);
    const char *family = "";
    for (size_t i = 0; i < v->facts; i++) {
        const jh_fact *f = &v->fact[i];
        if (f->level != JH_OF_SCHOOL) continue;
        bool first = f->stage >= 0 && strcmp(f->family, family) != 0;
        if (r->pack->by_stage && first)
            symbol[n++] = jh__fact_symbol(f, f->family, JH_SLOT_FAMILY + (int)i);
        family = f->family;
        int slot = is_split(r->pack, (int)i) ? JH_SLOT_SPLIT : JH_SLOT_FACT;
        symbol[n++] = jh__fact_symbol(f, f->id, slot + (int)i);
    }
    symbol[n++] = (jh_symbol){.name = "stage", .sort = JH_IS_TEXT, .slot = JH_SLOT_STAGE};
    jh_names base = {&v->units, symbol, n, NULL};
    return with_settings(r, base, &r->pack->section_names);
}

static jh_status names(jh__reader *r)
{
    jh_pack *p = r->pack;
    JH_TRY(with_settings(r, p->vocabulary->school_names, &p->school_names));
    jh_names area = p->vocabulary->area_names;
    area.rows = &p->school_names;
    JH_TRY(with_settings(r, area, &p->area_names));
    return section_names(r);
}

static jh_status judged(jh__reader *r, const jh_node *sections)
{
    const jh_node *list;
    JH_TRY(jh__list(sections, "judged", &list, r->err));
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next) {
        int s =
            c->kind == JH_SCALAR ? jh_vocabulary_stage(r->pack->vocabulary, c->text) : -1;
        if (s < 0 || r->pack->judged_n == JH_STAGES_MAX)
            return jh_node_fail(r->err, c, "pack.unknown_stage", "id:s",
                                c->text ? c->text : "");
        r->pack->judged[r->pack->judged_n++] = s;
    }
    if (r->pack->by_stage && !r->pack->judged_n)
        return jh_node_fail(r->err, sections, "node.missing_key", "key:s", "judged");
    if (!r->pack->by_stage) r->pack->judged_n = 1;
    return JH_OK;
}

static jh_status split(jh__reader *r, const jh_node *c)
{
    static const char *const keys[] = {"facts", "weights", "clause", NULL};
    jh_pack *p = r->pack;
    const jh_node *list;
    if (!c) return JH_OK;
    JH_TRY(jh_node_only(c, keys, r->err));
    JH_TRY(jh__list(c, "facts", &list, r->err));
    for (const jh_node *f = list ? list->first : NULL; f; f = f->next) {
        int i = f->kind == JH_SCALAR ? jh_vocabulary_fact(p->vocabulary, f->text) : -1;
        if (i < 0)
            return jh_node_fail(r->err, f, "pack.unknown_fact", "id:s",
                                f->text ? f->text : "");
        if (p->split_n == JH_COUNT(p->split_fact))
            return jh_node_fail(r->err, f, "pack.too_many", "key:s most:u", "facts",
                                JH_COUNT(p->split_fact));
        p->split_fact[p->split_n++] = i;
    }
    double weight[JH_STAGES_MAX];
    JH_TRY(jh__by_stage(r, c, "weights", weight));
    for (size_t i = 0; i < JH_STAGES_MAX; i++)
        p->split_weight[i] = isnan(weight[i]) ? 0 : weight[i];
    p->split_clause = jh_node_text(c, "clause");
    return JH_OK;
}

static jh_status exclusions(jh__reader *r, const jh_node *sections)
{
    static const char *const keys[] = {"id", "when", "reason", "clause", NULL};
    const jh_node *list;
    JH_TRY(jh__list(sections, "exclude", &list, r->err));
    r->pack->exclusion =
        jh_alloc_array(r->arena, list ? list->n : 1, sizeof *r->pack->exclusion);
    if (!r->pack->exclusion) return jh_nomem(r->err);
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next) {
        jh_exclusion *x = &r->pack->exclusion[r->pack->exclusions++];
        const char *text;
        JH_TRY(jh_node_only(c, keys, r->err));
        JH_TRY(jh_node_need_text(c, "id", &x->id, r->err));
        JH_TRY(jh__own_id(list, c, r->err));
        JH_TRY(jh_node_need_text(c, "when", &text, r->err));
        JH_TRY(jh__formula(&(jh__compiler){r->arena, &r->pack->school_names, r->err}, c,
                           "when", JH_IS_TRUTH, &x->when));
        x->reason = jh_node_label(c, "reason");
        x->clause = jh_node_text(c, "clause");
    }
    return JH_OK;
}

static jh_status derivations(jh__reader *r)
{
    static const char *const keys[] = {"id", "fact", "value", "clause", NULL};
    const jh_node *list;
    JH_TRY(jh__list(r->root, "derive", &list, r->err));
    r->pack->derivation =
        jh_alloc_array(r->arena, list ? list->n : 1, sizeof *r->pack->derivation);
    if (!r->pack->derivation) return jh_nomem(r->err);
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next) {
        jh_derivation *d = &r->pack->derivation[r->pack->derivations++];
        const char *id, *text;
        JH_TRY(jh_node_only(c, keys, r->err));
        JH_TRY(jh_node_need_text(c, "fact", &id, r->err));
        d->fact = jh_vocabulary_fact(r->pack->vocabulary, id);
        if (d->fact < 0)
            return jh_node_fail(r->err, jh_node_get(c, "fact"), "pack.unknown_fact",
                                "id:s", id);
        if (r->pack->vocabulary->fact[d->fact].kind != JH_FACT_NUMBER)
            return jh_node_fail(r->err, jh_node_get(c, "fact"), "pack.need_number_fact",
                                "id:s", id);
        JH_TRY(jh_node_need_text(c, "value", &text, r->err));
        JH_TRY(jh__formula(&(jh__compiler){r->arena, &r->pack->school_names, r->err}, c,
                           "value", JH_IS_NUMBER, &d->value));
    }
    return JH_OK;
}

/* The family or fact that weighs a section must exist. */
static jh_status pupils(jh__reader *r, const jh_node *sections)
{
    const jh_vocabulary *v = r->pack->vocabulary;
    JH_TRY(jh_node_need_text(sections, "pupils", &r->pack->pupils, r->err));
    for (size_t i = 0; i < v->facts; i++) {
        const jh_fact *f = &v->fact[i];
        const char *name = r->pack->by_stage ? f->family : f->id;
        if (f->kind == JH_FACT_NUMBER && !strcmp(name, r->pack->pupils)) return JH_OK;
    }
    return jh_node_fail(r->err, jh_node_get(sections, "pupils"), "pack.unknown_fact",
                        "id:s", r->pack->pupils);
}

jh_status jh__read_sections(jh__reader *r)
{
    static const char *const keys[] = {"by",    "judged",  "pupils",
                                       "split", "exclude", NULL};
    static const char *const words[] = {"stage", "row", NULL};
    const jh_node *c = jh_node_get(r->root, "sections");
    int by;
    if (!c) return jh_node_fail(r->err, r->root, "node.missing_key", "key:s", "sections");
    JH_TRY(jh_node_only(c, keys, r->err));
    JH_TRY(jh__word(c, "by", words, 0, &by, r->err));
    r->pack->by_stage = by == 0;
    JH_TRY(judged(r, c));
    JH_TRY(pupils(r, c));
    JH_TRY(split(r, jh_node_get(c, "split")));
    JH_TRY(names(r));
    JH_TRY(derivations(r));
    return exclusions(r, c);
}
