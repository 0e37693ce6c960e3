/* Why the verdict is what it is, one sentence each, worst first. */
#include "assess_int.h"

#include <math.h>
#include <string.h>

typedef struct writer {
    jh__judge *j;
    jh_area_result *area;
    size_t cap;
    jh_verdict verdict; /* of the reasons being written */
} writer;

static jh_status add(writer *w, int stage, int indicator, int item, jh_msg msg)
{
    jh_reason *grown = jh_grow(w->j->arena, w->area->reason, &w->cap,
                               w->area->reasons + 1, sizeof *grown);
    if (!grown) return jh_nomem(w->j->err);
    w->area->reason = grown;
    grown[w->area->reasons++] = (jh_reason){w->verdict, msg, stage, indicator, item};
    return JH_OK;
}

static const char *stage_name(const writer *w, int stage)
{
    if (stage < 0) return "@assess.every_school";
    return jh_label_both(w->j->arena, w->j->pack->vocabulary->stage[stage].name);
}

static const char *fixed(const writer *w, double x, int decimals)
{
    char text[64];
    jh_number_fixed(x, decimals, text);
    return jh_strdup(w->j->arena, text);
}

static jh_status checked(const writer *w, jh_status st)
{
    return st == JH_OK ? JH_OK : jh_nomem(w->j->err);
}

static jh_status sections(writer *w, const jh_stage_result *s)
{
    jh_msg msg;
    bool fail = w->verdict == JH_FAIL;
    double needed = w->j->pack->sections_needed * (double)s->sections - 1e-9;
    bool short_of = (double)s->passed < needed;
    if (!short_of || !(fail ? s->failed : s->open)) return JH_OK;
    JH_TRY(checked(
        w, jh_msg_set(w->j->arena, &msg,
                      fail ? "assess.reason_sections" : "assess.reason_sections_open",
                      "stage:s n:u total:u", stage_name(w, s->stage),
                      fail ? s->failed : s->open, s->sections)));
    return add(w, s->stage, -1, -1, msg);
}

/* The digits that are reported; where they would hide on which side of the limit the figure
 * lies, six of them. */
static const char *cv_text(const writer *w, double cv, bool rounding)
{
    return fixed(w, cv, rounding ? 6 : w->j->pack->coefficient_decimals);
}

static jh_status coefficient(writer *w, const jh_stage_result *s, size_t k)
{
    const jh_coefficient_result *c = &s->coefficient[k];
    const jh_indicator *ind = &w->j->pack->indicator[k];
    const char *stage = stage_name(w, s->stage),
               *name = jh_label_both(w->j->arena, ind->name);
    jh_msg msg;
    if (c->verdict != w->verdict || isnan(c->limit)) return JH_OK;
    if (w->verdict == JH_FAIL)
        JH_TRY(checked(w, jh_msg_set(w->j->arena, &msg, "assess.reason_coefficient",
                                     "stage:s indicator:s name:s cv:s limit:g", stage,
                                     ind->id, name, cv_text(w, c->cv, c->rounding),
                                     c->limit)));
    else
        JH_TRY(checked(w, jh_msg_set(w->j->arena, &msg, "assess.reason_coefficient_open",
                                     "stage:s indicator:s name:s missing:u total:u",
                                     stage, ind->id, name, c->missing, s->sections)));
    return add(w, s->stage, (int)k, -1, msg);
}

static jh_status composite(writer *w, const jh_stage_result *s)
{
    jh_msg msg;
    if (s->composite_verdict != w->verdict || isnan(s->composite_limit)) return JH_OK;
    bool fail = w->verdict == JH_FAIL;
    JH_TRY(checked(
        w, jh_msg_set(w->j->arena, &msg,
                      fail ? "assess.reason_composite" : "assess.reason_composite_open",
                      "stage:s cv:s limit:g", stage_name(w, s->stage),
                      fail ? cv_text(w, s->composite, s->composite_rounding) : "",
                      s->composite_limit)));
    return add(w, s->stage, -1, -1, msg);
}

static jh_status item(writer *w, size_t i)
{
    const jh_item_result *r = &w->area->item[i];
    const jh_item *it = &w->j->pack->item[i];
    jh_msg msg;
    if (r->verdict != w->verdict) return JH_OK;
    const char *key =
        it->kind == JH_ITEM_VETO ? "assess.reason_veto_open" : "assess.reason_item_open";
    if (w->verdict == JH_FAIL)
        key = it->kind == JH_ITEM_VETO ? "assess.reason_veto"
              : r->failing             ? "assess.reason_item_rows"
                                       : "assess.reason_item";
    jh_label missing = {r->missing ? r->missing : "", r->missing_en};
    JH_TRY(checked(
        w, jh_msg_set(w->j->arena, &msg, key, "item:s name:s missing:s n:u total:u",
                      it->id, jh_label_both(w->j->arena, it->name),
                      jh_label_both(w->j->arena, missing), r->failing, r->concerned)));
    return add(w, -1, -1, (int)i, msg);
}

jh_status jh__give_reasons(jh__judge *j, jh_area_result *area)
{
    writer w = {.j = j, .area = area};
    jh_verdict order[] = {JH_FAIL, JH_OPEN};
    for (size_t v = 0; v < JH_COUNT(order); v++) {
        w.verdict = order[v];
        for (size_t s = 0; s < area->stages; s++) {
            JH_TRY(sections(&w, &area->stage[s]));
            JH_TRY(composite(&w, &area->stage[s]));
            for (size_t k = 0; k < j->pack->indicators; k++)
                JH_TRY(coefficient(&w, &area->stage[s], k));
        }
        for (size_t i = 0; i < j->pack->items; i++)
            JH_TRY(item(&w, i));
    }
    return JH_OK;
}

jh_status jh_assess_set_aside(jh_arena *arena, jh_assessment *result, size_t area,
                              size_t rows, jh_error *err)
{
    jh_area_result *a = &result->area[area];
    jh__judge j = {.arena = arena, .pack = result->pack, .out = result, .err = err};
    writer w = {.j = &j, .area = a, .cap = a->reasons, .verdict = JH_OPEN};
    jh_msg msg;
    a->verdict = jh__worse(a->verdict, JH_OPEN);
    a->verdict_all = jh__worse(a->verdict_all, JH_OPEN);
    a->pivot.found = false; /* another cell decides: the one that cannot be used */
    JH_TRY(checked(&w, jh_msg_set(arena, &msg, "assess.reason_set_aside", "n:u", rows)));
    return add(&w, -1, -1, -1, msg);
}
