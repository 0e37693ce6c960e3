#include "pack_int.h"

#include <math.h>
#include <string.h>

#define MET_MAX 1000

/* The declared unit must be the formula's own: a swapped fact is found here, not in a
 * county's result. */
static jh_status check_unit(jh__reader *r, const jh_node *c, const jh_formula *f)
{
    const jh_node *of = jh_node_get(c, "of");
    if (!of) return JH_OK;
    jh_unit want;
    bool any;
    const char *text = of->kind == JH_SCALAR ? of->text : "";
    if (!jh_unit_parse(&r->pack->vocabulary->units, text, &want))
        return jh_node_fail(r->err, of, "pack.bad_unit", "unit:s", text);
    jh_unit found = jh_formula_unit(f, &any);
    if (any || jh_unit_same(want, found)) return JH_OK;
    jh_buf is = {0};
    jh_unit_write(&is, &r->pack->vocabulary->units, found);
    jh_status st = is.oom
                       ? jh_nomem(r->err)
                       : jh_node_fail(r->err, jh_node_get(c, "value"),
                                      "pack.unit_mismatch", "found:s unit:s", is.p, text);
    jh_buf_clear(&is);
    return st;
}

static jh_status lever(jh__reader *r, const jh_node *c, jh_indicator *ind)
{
    const char *id = jh_node_text(c, "lever");
    ind->lever = -1;
    if (!id) return JH_OK;
    const int *slot;
    size_t n = jh_formula_slots(ind->value, &slot);
    const jh_names *names = &r->pack->section_names;
    for (size_t i = 0; i < names->n; i++) {
        if (strcmp(names->symbol[i].name, id)) continue;
        for (size_t k = 0; k < n; k++)
            if (slot[k] == names->symbol[i].slot) ind->lever = slot[k];
    }
    if (ind->lever >= 0) return JH_OK;
    return jh_node_fail(r->err, jh_node_get(c, "lever"), "pack.lever", "id:s", id);
}

static jh_status indicator(jh__reader *r, const jh_node *c)
{
    static const char *const keys[] = {"id",       "name",      "value",    "unit",
                                       "of",       "direction", "standard", "limit",
                                       "weight",   "lever",     "decimals", "clause",
                                       "standing", "exam",      NULL};
    static const char *const directions[] = {"more", "less", NULL};
    jh_indicator *ind = &r->pack->indicator[r->pack->indicators];
    int direction;
    const char *text;
    JH_TRY(jh_node_only(c, keys, r->err));
    JH_TRY(jh_node_need_text(c, "id", &ind->id, r->err));
    for (size_t i = 0; i < r->pack->indicators; i++)
        if (!strcmp(r->pack->indicator[i].id, ind->id))
            return jh_node_fail(r->err, c, "pack.duplicate_id", "id:s", ind->id);
    ind->node = c;
    ind->name = jh_node_label(c, "name");
    ind->unit = jh_node_label(c, "unit");
    ind->clause = jh_node_text(c, "clause");
    ind->standing = jh_node_text(c, "standing");
    JH_TRY(jh_node_need_text(c, "value", &text, r->err));
    JH_TRY(jh__formula(&(jh__compiler){r->arena, &r->pack->section_names, r->err}, c,
                       "value", JH_IS_NUMBER, &ind->value));
    JH_TRY(jh__formula(&(jh__compiler){r->arena, &r->pack->section_names, r->err}, c,
                       "weight", JH_IS_NUMBER, &ind->weight));
    JH_TRY(check_unit(r, c, ind->value));
    JH_TRY(jh__word(c, "direction", directions, 0, &direction, r->err));
    ind->direction = (jh_direction)direction;
    JH_TRY(jh__by_stage(r, c, "standard", ind->standard));
    JH_TRY(jh__by_stage(r, c, "limit", ind->limit));
    ind->decimals = 2;
    JH_TRY(jh__whole(c, "decimals", 0, JH__DECIMALS_MAX, &ind->decimals, r->err));
    JH_TRY(lever(r, c, ind));
    JH_TRY(jh_node_bool(c, "exam", false, &ind->exam, r->err));
    r->pack->indicators++;
    return JH_OK;
}

jh_status jh__read_indicators(jh__reader *r)
{
    const jh_node *list;
    JH_TRY(jh__list(r->root, "indicators", &list, r->err));
    r->pack->indicator =
        jh_alloc_array(r->arena, list ? list->n : 1, sizeof *r->pack->indicator);
    if (!r->pack->indicator) return jh_nomem(r->err);
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next)
        JH_TRY(indicator(r, c));
    return JH_OK;
}

/* More than nothing, at most all. */
static jh_status share(jh__reader *r, const jh_node *c, double *out)
{
    JH_TRY(jh__setting_number(r, c, out));
    if (*out > 0 && *out <= 1) return JH_OK;
    return jh_node_fail(r->err, c, "pack.not_a_share", "text:s", c->text);
}

static jh_status section_rule(jh__reader *r, const jh_node *c)
{
    static const char *const keys[] = {"met", "floor", "clause", NULL};
    r->pack->met_needed = SIZE_MAX;
    r->pack->floor = NAN;
    if (!c) return JH_OK;
    JH_TRY(jh_node_only(c, keys, r->err));
    const char *met = jh_node_text(c, "met");
    if (met && strcmp(met, "all")) {
        int n = 0;
        JH_TRY(jh__whole(c, "met", 0, MET_MAX, &n, r->err));
        r->pack->met_needed = (size_t)n;
    }
    const jh_node *floor = jh_node_get(c, "floor");
    if (floor) JH_TRY(share(r, floor, &r->pack->floor));
    r->pack->section_clause = jh_node_text(c, "clause");
    return JH_OK;
}

static jh_status coefficient_rule(jh__reader *r, const jh_node *c)
{
    static const char *const keys[] = {"form", "limit", "decimals", "clause", NULL};
    static const char *const forms[] = {"none", "each", "mean", NULL};
    int form = JH_CV_NONE;
    r->pack->coefficient_decimals = 3;
    for (size_t i = 0; i < JH_STAGES_MAX; i++)
        r->pack->mean_limit[i] = NAN;
    if (c) {
        JH_TRY(jh_node_only(c, keys, r->err));
        JH_TRY(jh__word(c, "form", forms, JH_CV_NONE, &form, r->err));
        JH_TRY(jh__whole(c, "decimals", 0, JH__DECIMALS_MAX,
                         &r->pack->coefficient_decimals, r->err));
        JH_TRY(jh__by_stage(r, c, "limit", r->pack->mean_limit));
        r->pack->coefficient_clause = jh_node_text(c, "clause");
    }
    r->pack->coefficient_rule = (jh_coefficient_rule)form;
    return JH_OK;
}

jh_status jh__read_rules(jh__reader *r)
{
    static const char *const keys[] = {"section", "coefficient", "sections", NULL};
    const jh_node *c = jh_node_get(r->root, "rules");
    if (c) JH_TRY(jh_node_only(c, keys, r->err));
    JH_TRY(section_rule(r, jh_node_get(c, "section")));
    JH_TRY(coefficient_rule(r, jh_node_get(c, "coefficient")));
    const jh_node *needed = jh_node_get(c, "sections");
    r->pack->sections_needed = 1;
    return needed ? share(r, needed, &r->pack->sections_needed) : JH_OK;
}
