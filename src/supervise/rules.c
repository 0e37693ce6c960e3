/* What an official may change about the ledger: levels of escalation, offices that can solve
 * things. Pure. */
#include <junheng/node.h>
#include <junheng/supervise.h>

#include <math.h>
#include <string.h>

/* ---- reading ---- */

static jh_status read_level(const jh_node *n, int after, jh_led_level *out, jh_error *err)
{
    static const char *const allowed[] = {"days",     "name",   "to",
                                          "standing", "clause", NULL};
    double days = 0;
    JH_TRY(jh_node_only(n, allowed, err));
    JH_TRY(jh_node_number(n, "days", true, &days, err));
    if (days != rint(days) || days <= after || days > 36500)
        return jh_node_fail(err, n, "supervise.bad_days", "");
    out->days = (int)days;
    out->name = jh_node_label(n, "name");
    out->to = jh_node_label(n, "to");
    if (out->name.zh) return JH_OK;
    return jh_node_fail(err, n, "supervise.no_name", "");
}

static jh_status read_levels(jh_arena *arena, const jh_node *list, jh_led_rules *out,
                             jh_error *err)
{
    if (!list) return JH_OK;
    jh_led_level *level = jh_alloc_array(arena, list->n + 1, sizeof *level);
    if (!level) return jh_nomem(err);
    out->level = level;
    for (const jh_node *n = list->first; n; n = n->next) {
        int after = out->levels ? level[out->levels - 1].days : 0;
        JH_TRY(read_level(n, after, &level[out->levels++], err));
    }
    return JH_OK;
}

static jh_status read_lead(jh_arena *arena, const jh_node *n, jh_led_lead *out,
                           jh_error *err)
{
    static const char *const allowed[] = {"points", "lead", "standing", "clause", NULL};
    JH_TRY(jh_node_only(n, allowed, err));
    const jh_node *points = jh_node_get(n, "points");
    const char **point = jh_alloc_array(arena, points ? points->n + 1 : 1, sizeof *point);
    if (!point) return jh_nomem(err);
    out->point = point;
    for (const jh_node *p = points ? points->first : NULL; p; p = p->next)
        if (p->text) point[out->points++] = p->text;
    out->lead = jh_node_label(n, "lead");
    if (out->lead.zh) return JH_OK;
    return jh_node_fail(err, n, "supervise.no_name", "");
}

static jh_status read_leads(jh_arena *arena, const jh_node *list, jh_led_rules *out,
                            jh_error *err)
{
    if (!list) return JH_OK;
    jh_led_lead *lead = jh_alloc_array(arena, list->n + 1, sizeof *lead);
    if (!lead) return jh_nomem(err);
    out->lead = lead;
    for (const jh_node *n = list->first; n; n = n->next)
        JH_TRY(read_lead(arena, n, &lead[out->leads++], err));
    return JH_OK;
}

jh_status jh_ledger_rules_read(jh_arena *arena, const jh_input *file, jh_led_rules **out,
                               jh_error *err)
{
    static const char *const allowed[] = {"junheng", "id",    "name",
                                          "levels",  "leads", NULL};
    jh_node *root;
    jh_led_rules *rules = jh_alloc(arena, sizeof *rules);
    if (!rules) return jh_nomem(err);
    JH_TRY(jh_node_parse(arena, file->name, file->bytes, file->n, &root, err));
    const char *kind = jh_node_text(root, "junheng");
    if (!kind || strcmp(kind, "ledger/1") != 0)
        return jh_fail(err, JH_EINPUT, "supervise.not_rules", "file:s", file->name);
    JH_TRY(jh_node_only(root, allowed, err));
    JH_TRY(jh_node_need_text(root, "id", &rules->id, err));
    JH_TRY(read_levels(arena, jh_node_get(root, "levels"), rules, err));
    JH_TRY(read_leads(arena, jh_node_get(root, "leads"), rules, err));
    *out = rules;
    return JH_OK;
}

/* ---- using ---- */

int jh_ledger_overdue(const jh_led_item *item, int32_t today)
{
    int32_t due;
    if (!jh_led_live(jh_led_state_of(item->state))) return 0;
    if (!jh_date_parse(item->task.deadline, &due)) return 0;
    return today > due ? today - due : 0;
}

const jh_led_level *jh_ledger_level(const jh_led_rules *rules, int days)
{
    const jh_led_level *found = NULL;
    for (size_t i = 0; i < rules->levels && rules->level[i].days <= days; i++)
        found = &rules->level[i];
    return found;
}

const jh_led_lead *jh_ledger_lead(const jh_led_rules *rules, const char *point)
{
    for (size_t i = 0; i < rules->leads; i++) {
        const jh_led_lead *lead = &rules->lead[i];
        if (!lead->points) return lead;
        for (size_t p = 0; p < lead->points; p++)
            if (!strcmp(lead->point[p], point)) return lead;
    }
    return NULL;
}
