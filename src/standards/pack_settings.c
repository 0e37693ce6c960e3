#include "pack_int.h"

#include <math.h>
#include <string.h>

#define SETTINGS_MAX 1000

int jh__setting(const jh_pack *pack, const char *id)
{
    for (size_t i = 0; i < pack->settings; i++)
        if (!strcmp(pack->setting[i].id, id)) return (int)i;
    return -1;
}

static bool number_of(const char *text, double *out)
{
    return jh_number_parse_share(text, strlen(text), out);
}

static bool choose(jh_setting *s, const char *value)
{
    if (!s->is_choice) return number_of(value, &s->number);
    for (size_t i = 0; i < s->choices; i++)
        if (!strcmp(s->choice[i], value)) {
            s->text = s->choice[i];
            return true;
        }
    return false;
}

/* "a, b" or examples of a number, for the message that names what is possible. `at` NULL: the
 * value is the user's. */
static jh_status refuse(jh__reader *r, const jh_setting *s, const jh_node *at,
                        const char *value)
{
    jh_buf allowed = {0};
    for (size_t i = 0; i < s->choices; i++)
        jh_buf_printf(&allowed, "%s%s", i ? ", " : "", s->choice[i]);
    if (!s->is_choice) jh_buf_puts(&allowed, "0, 0.5, 50% …");
    const char *list = allowed.p ? allowed.p : "";
    jh_status st;
    if (allowed.oom)
        st = jh_nomem(r->err);
    else if (at)
        st = jh_node_fail(r->err, at, "pack.bad_word", "text:s allowed:s", value, list);
    else
        st = jh_fail(r->err, JH_EUSAGE, "pack.bad_choice", "id:s value:s allowed:s",
                     s->id, value, list);
    jh_buf_clear(&allowed);
    return st;
}

/* Whether an overlay gives another default than the pack that brought the setting. */
static bool overlaid(const jh__reader *r, const char *id, const jh_node *value)
{
    for (size_t i = r->chain_n; i-- > 0;) {
        const jh_node *list = jh_node_get(r->chain[i], "settings");
        for (const jh_node *c = list ? list->first : NULL; c; c = c->next) {
            const char *other = jh_node_text(c, "id");
            if (other && !strcmp(other, id)) return value->file != r->chain[i]->file;
        }
    }
    return false;
}

static jh_status setting(jh__reader *r, const jh_node *c)
{
    static const char *const keys[] = {"id",       "name",   "choices", "default",
                                       "standing", "clause", "unit",    NULL};
    jh_setting *s = &r->pack->setting[r->pack->settings];
    JH_TRY(jh_node_only(c, keys, r->err));
    JH_TRY(jh_node_need_text(c, "id", &s->id, r->err));
    if (jh__setting(r->pack, s->id) >= 0)
        return jh_node_fail(r->err, c, "pack.duplicate_id", "id:s", s->id);
    r->pack->settings++;
    s->name = jh_node_label(c, "name");
    s->standing = jh_node_text(c, "standing");
    s->clause = jh_node_text(c, "clause");
    const jh_node *list;
    JH_TRY(jh__list(c, "choices", &list, r->err));
    s->is_choice = list != NULL;
    s->choice = jh_alloc_array(r->arena, list ? list->n : 1, sizeof *s->choice);
    if (!s->choice) return jh_nomem(r->err);
    for (const jh_node *k = list ? list->first : NULL; k; k = k->next)
        s->choice[s->choices++] = k->text ? k->text : "";
    const char *value;
    JH_TRY(jh_node_need_text(c, "default", &value, r->err));
    s->changed = overlaid(r, s->id, jh_node_get(c, "default"));
    return choose(s, value) ? JH_OK : refuse(r, s, jh_node_get(c, "default"), value);
}

jh_status jh__read_settings(jh__reader *r, jh_choices choices)
{
    const jh_node *list;
    jh_pack *p = r->pack;
    JH_TRY(jh__list(r->root, "settings", &list, r->err));
    if (list && list->n > SETTINGS_MAX)
        return jh_node_fail(r->err, list, "pack.too_many", "key:s most:u", "settings",
                            (size_t)SETTINGS_MAX);
    p->setting = jh_alloc_array(r->arena, list ? list->n : 1, sizeof *p->setting);
    if (!p->setting) return jh_nomem(r->err);
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next)
        JH_TRY(setting(r, c));
    for (size_t i = 0; i < choices.n; i++) {
        int k = jh__setting(p, choices.item[i].id);
        if (k < 0)
            return jh_fail(r->err, JH_EUSAGE, "pack.no_setting", "pack:s id:s", p->id,
                           choices.item[i].id);
        if (!choose(&p->setting[k], choices.item[i].value))
            return refuse(r, &p->setting[k], NULL, choices.item[i].value);
        p->setting[k].changed = true;
    }
    return JH_OK;
}

/* ---- numbers that may depend on settings ---- */

static jh_value setting_value(void *ctx, int slot, size_t row)
{
    const jh_pack *pack = ctx;
    (void)row;
    const jh_setting *s = &pack->setting[slot - JH_SLOT_SETTING];
    return (jh_value){.number = s->number, .text = s->text, .slot = -1};
}

jh_status jh__setting_number(jh__reader *r, const jh_node *node, double *out)
{
    if (node->kind != JH_SCALAR)
        return jh_node_fail(r->err, node, "node.not_a_text", "key:s",
                            node->key ? node->key : "");
    if (number_of(node->text, out)) return JH_OK;
    jh_pack *p = r->pack;
    jh_symbol *symbol = jh_alloc_array(r->arena, p->settings, sizeof *symbol);
    if (!symbol) return jh_nomem(r->err);
    for (size_t i = 0; i < p->settings; i++)
        symbol[i] =
            (jh_symbol){.name = p->setting[i].id,
                        .sort = p->setting[i].is_choice ? JH_IS_TEXT : JH_IS_NUMBER,
                        .plain = true,
                        .slot = JH_SLOT_SETTING + (int)i};
    jh_names names = {.units = &p->vocabulary->units, .symbol = symbol, .n = p->settings};
    jh_formula *f;
    JH_TRY(jh_formula_compile(r->arena, node->text, node, &names, &f, r->err));
    jh_lookup lookup = {.ctx = p, .get = setting_value};
    jh_value v = jh_formula_value(f, &lookup);
    if (v.state != JH_KNOWN || jh_formula_sort(f) != JH_IS_NUMBER)
        return jh_node_fail(r->err, node, "pack.no_value", "text:s", node->text);
    *out = v.number;
    return JH_OK;
}

jh_status jh__by_stage(jh__reader *r, const jh_node *map, const char *key,
                       double out[JH_STAGES_MAX])
{
    const jh_node *c = jh_node_get(map, key);
    for (size_t i = 0; i < JH_STAGES_MAX; i++)
        out[i] = NAN;
    if (!c) return JH_OK;
    if (c->kind == JH_SCALAR) {
        JH_TRY(jh__setting_number(r, c, &out[0]));
        for (size_t i = 1; i < JH_STAGES_MAX; i++)
            out[i] = out[0];
        return JH_OK;
    }
    for (const jh_node *s = c->first; s; s = s->next) {
        int stage = s->key ? jh_vocabulary_stage(r->pack->vocabulary, s->key) : -1;
        if (s->key && !strcmp(s->key, "all") && !r->pack->by_stage) stage = 0;
        if (stage < 0)
            return jh_node_fail(r->err, s, "pack.unknown_stage", "id:s",
                                s->key ? s->key : "");
        JH_TRY(jh__setting_number(r, s, &out[stage]));
    }
    return JH_OK;
}
