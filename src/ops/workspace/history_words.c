/* The history in words and as JSON; and which part of it is asked for. */
#include "../county/result.h"
#include "over_years.h"

#include <junheng/publish.h>

#include <math.h>
#include <string.h>

/* ---- words ---- */

static const char *taken(jh_call *call, jh_buf *out)
{
    const char *s =
        out->oom ? NULL : jh_strndup(call->arena, out->p ? out->p : "", out->n);
    jh_buf_clear(out);
    return s;
}

const char *jh__trend_words(jh_call *call, const jh_trend *t)
{
    jh_buf out = {0};
    jh_publish_trend(&out, call->lang, t);
    return taken(call, &out);
}

const char *jh__break_words(jh_call *call, unsigned kinds)
{
    jh_buf out = {0};
    jh_publish_break(&out, call->lang, kinds);
    return taken(call, &out);
}

const char *jh__rule_words(jh_call *call, const jh_rule *rule)
{
    jh_buf out = {0};
    jh_publish_rule(&out, rule);
    return taken(call, &out);
}

/* ---- which part ---- */

static bool named(jh_label label, const char *id, const char *word)
{
    return !strcmp(id, word) || (label.zh && !strcmp(label.zh, word)) ||
           (label.en && !strcmp(label.en, word));
}

static jh_status stage_of(jh_call *call, const jh_pack *pack, int *out, jh_error *err)
{
    const char *word = jh_call_text(call, "stage");
    const jh_vocabulary *v = pack->vocabulary;
    *out = -2;
    for (size_t i = 0; word && i < v->stages; i++)
        if (named(v->stage[i].name, v->stage[i].id, word)) *out = (int)i;
    if (word && *out == -2)
        return jh_fail(err, JH_EUSAGE, "ops.history_no_stage", "text:s", word);
    return JH_OK;
}

static jh_status indicator_of(jh_call *call, const jh_pack *pack, int *out, jh_error *err)
{
    const char *word = jh_call_text(call, "indicator");
    *out = -1;
    for (size_t k = 0; word && k < pack->indicators; k++)
        if (named(pack->indicator[k].name, pack->indicator[k].id, word)) *out = (int)k;
    if (word && *out < 0)
        return jh_fail(err, JH_EUSAGE, "ops.history_no_indicator", "text:s", word);
    return JH_OK;
}

static jh_status area_of(jh_call *call, const jh__over_years *o, const char **out,
                         jh_error *err)
{
    *out = jh_call_text(call, "area");
    for (size_t i = 0; *out && i < o->last->areas; i++)
        if (!strcmp(o->last->area[i].name, *out)) return JH_OK;
    return !*out ? JH_OK : jh_fail(err, JH_EUSAGE, "ops.history_no_area", "text:s", *out);
}

/* A school by its key, its id or its name; the key is what the filter holds. */
static jh_status school_of(jh_call *call, const jh__over_years *o, const char **out,
                           jh_error *err)
{
    const char *word = jh_call_text(call, "school");
    const jh_history *h = &o->history;
    *out = NULL;
    for (size_t i = 0; word && i < h->fates; i++) {
        const jh_fate *f = &h->fate[i];
        if (strcmp(f->key, word) && strcmp(f->id, word) && strcmp(f->name, word))
            continue;
        if (*out && strcmp(*out, f->key))
            return jh_fail(err, JH_EUSAGE, "ops.history_schools", "text:s", word);
        *out = f->key;
    }
    return *out || !word
               ? JH_OK
               : jh_fail(err, JH_EUSAGE, "ops.history_no_school", "text:s", word);
}

jh_status jh__history_filter_of(jh_call *call, const jh__over_years *o,
                                jh__history_filter *out, jh_error *err)
{
    *out = (jh__history_filter){.sections = jh_call_flag(call, "sections")};
    JH_TRY(stage_of(call, o->history.pack, &out->stage, err));
    JH_TRY(indicator_of(call, o->history.pack, &out->indicator, err));
    JH_TRY(area_of(call, o, &out->area, err));
    JH_TRY(school_of(call, o, &out->school, err));
    if (out->school) out->sections = true;
    return JH_OK;
}

static bool shows(const jh__history_filter *f, const char *area, int stage)
{
    return (!f->area || !strcmp(f->area, area)) && (f->stage == -2 || f->stage == stage);
}

bool jh__history_shows(const jh__history_filter *f, const jh_series *s)
{
    return shows(f, s->area, s->stage) &&
           (f->indicator < 0 || f->indicator == s->indicator);
}

bool jh__history_shows_fate(const jh__history_filter *f, const jh_fate *fate)
{
    return shows(f, fate->area, fate->stage) &&
           (!f->school || !strcmp(f->school, fate->key));
}

/* ---- JSON ---- */

static void rule_json(jh_json *j, const char *key, const jh_rule *rule)
{
    if (!rule) {
        jh_json_null(j, key);
        return;
    }
    jh_json_object(j, key);
    jh_json_text(j, "pack", rule->pack);
    jh_json_text(j, "version", rule->version);
    jh_json_text(j, "settings", rule->settings);
    jh_json_bool(j, "reliefs_in_force", rule->reliefs_in_force);
    jh_json_end_object(j);
}

static void kinds_json(jh_json *j, const char *key, unsigned kinds)
{
    jh_json_list(j, key);
    for (int bit = 0; bit < JH_BREAK_KINDS; bit++)
        if (kinds & 1u << bit) jh_json_text(j, NULL, jh_break_id(bit));
    jh_json_end_list(j);
}

static void trend_json(jh_json *j, const jh_trend *t)
{
    jh_json_object(j, "trend");
    jh_json_text(j, "outlook", jh_outlook_id(t->outlook));
    jh_json_integer(j, "years", (int64_t)t->years);
    jh_json_bool(j, "firm", t->firm);
    jh_json_bool(j, "relapsed", t->relapsed);
    jh_json_number(j, "slope", t->slope);
    jh_json_number(j, "met_in", t->when);
    jh_json_number(j, "earliest", t->least);
    jh_json_number(j, "latest", t->most);
    jh_json_number(j, "lost_in", t->lost);
    jh_json_end_object(j);
}

static void numbers(jh_json *j, const char *key, const double *x, size_t n)
{
    jh_json_list(j, key);
    for (size_t i = 0; i < n; i++)
        jh_json_number(j, NULL, x[i]);
    jh_json_end_list(j);
}

static void counts(jh_json *j, const char *key, const size_t *x, size_t n)
{
    jh_json_list(j, key);
    for (size_t i = 0; i < n; i++)
        jh_json_integer(j, NULL, (int64_t)x[i]);
    jh_json_end_list(j);
}

static void place_json(jh_call *call, const jh_pack *pack, jh_json *j, const char *area,
                       int stage)
{
    jh_json_text(j, "area", jh__area_name(call, area));
    jh_json_text(j, "stage", jh__stage_id(pack, stage));
}

static void series_json(jh_call *call, const jh_history *h, jh_json *j,
                        const jh_series *s)
{
    jh_json_object(j, NULL);
    jh_json_text(j, "kind", jh_series_id(s->kind));
    place_json(call, h->pack, j, s->area, s->stage);
    jh_json_text(j, "indicator",
                 s->indicator < 0 ? NULL : h->pack->indicator[s->indicator].id);
    jh_json_number(j, "target", s->target);
    numbers(j, "value", s->value, h->years);
    jh_json_list(j, "met");
    for (size_t y = 0; y < h->years; y++)
        jh_json_bool(j, NULL, s->met[y]);
    jh_json_end_list(j);
    if (s->kind != JH_SERIES_SECTION) {
        counts(j, "n", s->n, h->years);
        counts(j, "of", s->of, h->years);
        jh_json_list(j, "other_sections");
        for (size_t y = 0; y < h->years; y++)
            jh_json_bool(j, NULL, s->scope[y]);
        jh_json_end_list(j);
    }
    trend_json(j, &s->trend);
    jh_json_end_object(j);
}

static void year_json(const jh__over_years *o, jh_json *j, size_t y)
{
    const jh_history_year *year = &o->year[y];
    jh_json_object(j, NULL);
    jh_json_integer(j, "year", year->year);
    jh_json_text(j, "snapshot", year->snapshot);
    jh_json_text(j, "judged_by", o->judged[y]);
    rule_json(j, "rule", year->rule);
    kinds_json(j, "differs_in", year->rule ? jh_rule_differs(&o->rule, year->rule) : 0);
    jh_json_end_object(j);
}

static void break_json(jh_call *call, const jh__over_years *o,
                       const jh__history_filter *f, jh_json *j, const jh_break *b)
{
    const jh_history *h = &o->history;
    const jh_pack *pack = h->year[b->later].own->pack;
    jh_json_object(j, NULL);
    jh_json_integer(j, "from", h->year[b->earlier].year);
    jh_json_integer(j, "to", h->year[b->later].year);
    kinds_json(j, "differs_in", b->kinds);
    rule_json(j, "before", b->before);
    rule_json(j, "after", b->after);
    jh_json_list(j, "effects");
    for (size_t i = 0; i < b->effects; i++) {
        const jh_effect *e = &b->effect[i];
        if (!shows(f, e->area, e->stage)) continue;
        jh_json_object(j, NULL);
        jh_json_text(j, "kind", jh_series_id(e->kind));
        place_json(call, pack, j, e->area, e->stage);
        jh_json_text(j, "indicator",
                     e->indicator < 0 ? NULL : pack->indicator[e->indicator].id);
        jh_json_number(j, "earlier_by_earlier_rule", e->value[0][0]);
        jh_json_number(j, "earlier_by_later_rule", e->value[0][1]);
        jh_json_number(j, "later_by_earlier_rule", e->value[1][0]);
        jh_json_number(j, "later_by_later_rule", e->value[1][1]);
        jh_json_number(j, "happened", jh_effect_real(e));
        jh_json_number(j, "rule", jh_effect_rule(e));
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
    jh_json_end_object(j);
}

static jh_status fate_json(jh_call *call, const jh_history *h,
                           const jh__history_filter *f, jh_json *j, const jh_fate *fate)
{
    jh_error quiet = {0};
    jh_json_object(j, NULL);
    jh_json_text(j, "school", fate->key);
    jh_json_text(j, "id", fate->id);
    jh_json_text(j, "name", fate->name);
    place_json(call, h->pack, j, fate->area, fate->stage);
    jh_json_text(j, "change", jh_fate_id(fate->kind));
    jh_json_list(j, "verdict");
    for (size_t y = 0; y < h->years; y++)
        jh_json_text(
            j, NULL,
            fate->section[y] == SIZE_MAX
                ? NULL
                : jh_verdict_id(h->year[y].a->section[fate->section[y]].verdict));
    jh_json_end_list(j);
    if (f->sections) {
        jh_json_list(j, "series");
        for (size_t k = 0; k < h->pack->indicators; k++) {
            jh_series s;
            if (f->indicator >= 0 && f->indicator != (int)k) continue;
            JH_TRY(jh_history_section(call->arena, h, fate, k, &s, &quiet));
            series_json(call, h, j, &s);
        }
        jh_json_end_list(j);
    }
    jh_json_end_object(j);
    return JH_OK;
}

jh_status jh__history_json(jh_call *call, const jh__over_years *o,
                           const jh__history_filter *f, jh_buf *out)
{
    const jh_history *h = &o->history;
    jh_json j = {.out = out, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "pack", h->pack->id);
    jh_json_text(&j, "version", h->pack->version);
    rule_json(&j, "rule", &o->rule);
    jh_json_list(&j, "years");
    for (size_t y = 0; y < h->years; y++)
        year_json(o, &j, y);
    jh_json_end_list(&j);
    jh_json_list(&j, "series");
    for (size_t i = 0; i < h->series_n; i++)
        if (jh__history_shows(f, &h->series[i])) series_json(call, h, &j, &h->series[i]);
    jh_json_end_list(&j);
    jh_json_list(&j, "sections");
    for (size_t i = 0; i < h->fates; i++)
        if (jh__history_shows_fate(f, &h->fate[i]))
            JH_TRY(fate_json(call, h, f, &j, &h->fate[i]));
    jh_json_end_list(&j);
    jh_json_list(&j, "breaks");
    for (size_t i = 0; i < h->breaks; i++)
        break_json(call, o, f, &j, &h->brk[i]);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return out->oom ? JH_ENOMEM : JH_OK;
}
