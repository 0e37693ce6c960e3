/* Items of an area beside the indicators, and relief clauses. */
#include "pack_int.h"

#include <string.h>

static jh_status parts(jh__reader *r)
{
    static const char *const keys[] = {"id", "name", NULL};
    const jh_node *list;
    JH_TRY(jh__list(r->root, "parts", &list, r->err));
    r->pack->part = jh_alloc_array(r->arena, list ? list->n : 1, sizeof *r->pack->part);
    if (!r->pack->part) return jh_nomem(r->err);
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next) {
        jh_part *p = &r->pack->part[r->pack->parts++];
        JH_TRY(jh_node_only(c, keys, r->err));
        JH_TRY(jh_node_need_text(c, "id", &p->id, r->err));
        JH_TRY(jh__own_id(list, c, r->err));
        p->name = jh_node_label(c, "name");
    }
    return JH_OK;
}

static jh_status part_of(jh__reader *r, const jh_node *c, jh_item *item)
{
    JH_TRY(jh_node_need_text(c, "part", &item->part, r->err));
    for (size_t i = 0; i < r->pack->parts; i++)
        if (!strcmp(r->pack->part[i].id, item->part)) return JH_OK;
    return jh_node_fail(r->err, jh_node_get(c, "part"), "pack.unknown_part", "id:s",
                        item->part);
}

static jh_status formulas(jh__reader *r, const jh_node *c, jh_item *item)
{
    const jh_names *names[] = {&r->pack->area_names, &r->pack->school_names,
                               &r->pack->section_names};
    const jh_names *n = names[item->over];
    if (item->kind == JH_ITEM_COMPUTED) {
        const char *text;
        JH_TRY(jh_node_need_text(c, "test", &text, r->err));
    }
    JH_TRY(jh__formula(&(jh__compiler){r->arena, n, r->err}, c, "where", JH_IS_TRUTH,
                       &item->where));
    JH_TRY(jh__formula(&(jh__compiler){r->arena, n, r->err}, c, "test", JH_IS_TRUTH,
                       &item->test));
    return jh__formula(&(jh__compiler){r->arena, n, r->err}, c, "value", JH_IS_NUMBER,
                       &item->value);
}

static jh_status item(jh__reader *r, const jh_node *c)
{
    static const char *const keys[] = {
        "id",    "part", "name",     "kind",      "over",   "where",    "test",
        "value", "unit", "decimals", "documents", "clause", "standing", NULL};
    static const char *const kinds[] = {"computed", "evidence", "veto", NULL};
    static const char *const overs[] = {"area", "school", "section", NULL};
    jh_item *it = &r->pack->item[r->pack->items];
    int kind, over;
    JH_TRY(jh_node_only(c, keys, r->err));
    JH_TRY(jh_node_need_text(c, "id", &it->id, r->err));
    for (size_t i = 0; i < r->pack->items; i++)
        if (!strcmp(r->pack->item[i].id, it->id))
            return jh_node_fail(r->err, c, "pack.duplicate_id", "id:s", it->id);
    JH_TRY(part_of(r, c, it));
    JH_TRY(jh__word(c, "kind", kinds, JH_ITEM_COMPUTED, &kind, r->err));
    JH_TRY(jh__word(c, "over", overs, JH_OVER_AREA, &over, r->err));
    it->kind = (jh_item_kind)kind;
    it->over = (jh_item_over)over;
    it->name = jh_node_label(c, "name");
    it->unit = jh_node_label(c, "unit");
    it->documents = jh_node_label(c, "documents");
    it->clause = jh_node_text(c, "clause");
    it->standing = jh_node_text(c, "standing");
    it->decimals = 2;
    JH_TRY(jh__whole(c, "decimals", 0, JH__DECIMALS_MAX, &it->decimals, r->err));
    JH_TRY(formulas(r, c, it));
    r->pack->items++;
    return JH_OK;
}

jh_status jh__read_items(jh__reader *r)
{
    const jh_node *list;
    JH_TRY(parts(r));
    JH_TRY(jh__list(r->root, "items", &list, r->err));
    r->pack->item = jh_alloc_array(r->arena, list ? list->n : 1, sizeof *r->pack->item);
    if (!r->pack->item) return jh_nomem(r->err);
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next)
        JH_TRY(item(r, c));
    return JH_OK;
}

static jh_status replaced_settings(jh__reader *r, const jh_node *set, jh_relief *relief)
{
    int *index = jh_alloc_array(r->arena, set ? set->n : 1, sizeof *index);
    double *value = jh_alloc_array(r->arena, set ? set->n : 1, sizeof *value);
    if (!index || !value) return jh_nomem(r->err);
    relief->setting = index;
    relief->value = value;
    if (set && set->kind != JH_MAP)
        return jh_node_fail(r->err, set, "node.not_a_map", "");
    for (const jh_node *c = set ? set->first : NULL; c; c = c->next) {
        int k = c->key ? jh__setting(r->pack, c->key) : -1;
        if (k < 0 || r->pack->setting[k].is_choice)
            return jh_node_fail(r->err, c, "pack.unknown_setting", "id:s",
                                c->key ? c->key : "");
        index[relief->settings] = k;
        JH_TRY(jh__setting_number(r, c, &value[relief->settings]));
        relief->settings++;
    }
    return JH_OK;
}

static jh_status relief(jh__reader *r, const jh_node *list, const jh_node *c)
{
    static const char *const valid_keys[] = {"from", "to", NULL};
    static const char *const keys[] = {"id",  "name", "valid",  "when",
                                       "set", "duty", "clause", NULL};
    jh_relief *x = &r->pack->relief[r->pack->reliefs++];
    JH_TRY(jh_node_only(c, keys, r->err));
    JH_TRY(jh_node_need_text(c, "id", &x->id, r->err));
    JH_TRY(jh__own_id(list, c, r->err));
    x->name = jh_node_label(c, "name");
    x->duty = jh_node_label(c, "duty");
    x->clause = jh_node_text(c, "clause");
    const jh_node *valid;
    JH_TRY(jh__map(c, "valid", valid_keys, &valid, r->err));
    JH_TRY(jh__date(valid, "from", &x->from, r->err));
    JH_TRY(jh__date(valid, "to", &x->to, r->err));
    JH_TRY(jh__formula(&(jh__compiler){r->arena, &r->pack->section_names, r->err}, c,
                       "when", JH_IS_TRUTH, &x->when));
    return replaced_settings(r, jh_node_get(c, "set"), x);
}

jh_status jh__read_reliefs(jh__reader *r)
{
    const jh_node *list;
    JH_TRY(jh__list(r->root, "reliefs", &list, r->err));
    r->pack->relief =
        jh_alloc_array(r->arena, list ? list->n : 1, sizeof *r->pack->relief);
    if (!r->pack->relief) return jh_nomem(r->err);
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next)
        JH_TRY(relief(r, list, c));
    return JH_OK;
}
