/* An assessment into the ledger: what fails makes an item, what passes strikes one off. */
#include "ledger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct feeding {
    jh_call *call;
    const jh__county *c;
    const jh_assessment *a;
    jh_store *s;
    jh_ledger *ledger;
    const char **school; /* key of each school, once it was asked for */
    jh_error *err;
} feeding;

static jh_label both(const char *key)
{
    return (jh_label){jh_text(JH_ZH, key), jh_text(JH_EN, key)};
}

static const char *text(const char *s)
{
    return s ? s : "";
}

static jh_label stage_label(const jh_pack *pack, int stage)
{
    return stage < 0 ? (jh_label){"", ""} : pack->vocabulary->stage[stage].name;
}

static const char *stage_id(const jh_pack *pack, int stage)
{
    return stage < 0 ? "" : pack->vocabulary->stage[stage].id;
}

static jh_led_finding blank(void)
{
    return (jh_led_finding){.numeric = true,
                            .value = NAN,
                            .standard = NAN,
                            .floor = NAN,
                            .need = NAN,
                            .answer = "",
                            .place = ""};
}

static jh_led_key key_of(const feeding *f, size_t area, int stage, const char *kind,
                         const char *point)
{
    return (jh_led_key){
        f->a->pack->id, f->a->area[area].name, "", stage_id(f->a->pack, stage), kind,
        point};
}

static const char *object_of(const feeding *f, size_t area)
{
    const char *name = f->a->area[area].name;
    return name[0] ? name : jh_text(JH_ZH, "ops.this_county");
}

static jh_status school_key(feeding *f, size_t school, const char **out)
{
    const jh_sections *s = &f->a->sections;
    const jh_vocabulary *v = f->a->pack->vocabulary;
    const char **kept = &f->school[school];
    const jh_led_school own = {jh_school_text(s, v->role_id, school),
                               jh_school_text(s, v->role_name, school),
                               jh_school_text(s, v->role_area, school)};
    if (!*kept) JH_TRY(jh_store_school_key(f->s, f->call->arena, &own, kept, f->err));
    *out = *kept;
    return JH_OK;
}

/* What passes matters only where an item is open. */
static jh_status take(feeding *f, const jh_led_key *key, jh_led_act act,
                      const jh_led_finding *finding)
{
    if (act != JH_LED_FAILS && !jh_ledger_has(f->ledger, key)) return JH_OK;
    const jh_led_said said = {act, finding, NULL, ""};
    return jh_ledger_take(f->ledger, key, &said, f->err);
}

static const char *place_of(feeding *f, jh_origin origin)
{
    jh_buf out = {0};
    if (!origin.row) return "";
    jh_where_render(&out, JH_ZH, jh_sources_where(&f->c->facts.sources, origin));
    const char *s =
        out.oom ? NULL : jh_strndup(f->call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return text(s);
}

/* ---- sections and coefficients ---- */

static jh_led_point indicator_point(const feeding *f, const jh_indicator *ind, int stage)
{
    return (jh_led_point){.name = ind->name,
                          .stage = stage_label(f->a->pack, stage),
                          .category = both("ledger.resource"),
                          .unit = ind->unit,
                          .need_unit = jh_pack_slot_unit(f->a->pack, ind->lever),
                          .clause = text(ind->clause),
                          .decimals = ind->decimals,
                          .need_decimals =
                              jh_pack_slot_whole(f->a->pack, ind->lever) ? 0 : 2,
                          .less = ind->direction == JH_LESS_IS_BETTER};
}

/* Where rounding would hide which side of the standard a figure lies on, more digits. */
#define CLOSE_DECIMALS 6

static jh_status section_cell(feeding *f, size_t section, size_t k)
{
    const jh_pack *pack = f->a->pack;
    const jh_indicator *ind = &pack->indicator[k];
    const jh_section *sec = &f->a->sections.section[section];
    const jh_cell_result *c = &f->a->cell[k * f->a->sections.n + section];
    bool fails = c->grade == JH_FLOOR || c->grade == JH_FAILED;
    jh_led_key key = key_of(f, sec->area, sec->stage, "section", ind->id);
    jh_led_finding finding = blank();
    if (!fails && c->grade != JH_MET) return JH_OK;
    JH_TRY(school_key(f, sec->school, &key.school));
    if (!fails && !jh_ledger_has(f->ledger, &key)) return JH_OK;
    finding.point = indicator_point(f, ind, sec->stage);
    if (c->rounding) finding.point.decimals = CLOSE_DECIMALS;
    finding.object = f->a->section[section].name;
    finding.value = c->value.number;
    finding.standard = ind->standard[sec->stage < 0 ? 0 : sec->stage];
    finding.floor = finding.point.less ? finding.standard / pack->floor
                                       : finding.standard * pack->floor;
    finding.need = c->need;
    if (fails)
        finding.place =
            place_of(f, jh_section_origin(&f->a->sections, section, ind->lever));
    return take(f, &key, fails ? JH_LED_FAILS : JH_LED_PASSES, &finding);
}

static jh_status coefficient(feeding *f, size_t area, const jh_stage_result *s, size_t k)
{
    const jh_pack *pack = f->a->pack;
    const jh_indicator *ind = &pack->indicator[k];
    const jh_coefficient_result *c = &s->coefficient[k];
    if (isnan(c->limit) || c->verdict == JH_OPEN) return JH_OK;
    jh_led_key key = key_of(f, area, s->stage, "coefficient", ind->id);
    jh_led_finding finding = blank();
    finding.point = indicator_point(f, ind, s->stage);
    finding.point.category = both("ledger.balance");
    finding.point.clause = text(pack->coefficient_clause);
    finding.point.unit = (jh_label){"", ""};
    finding.point.decimals = c->rounding ? CLOSE_DECIMALS : pack->coefficient_decimals;
    finding.point.less = true;
    finding.object = object_of(f, area);
    finding.value = c->cv;
    finding.standard = c->limit;
    finding.need = c->remedy.possible ? c->remedy.amount : NAN;
    finding.rows = c->remedy.possible ? c->remedy.sections : 0;
    return take(f, &key, c->verdict == JH_FAIL ? JH_LED_FAILS : JH_LED_PASSES, &finding);
}

static jh_status composite(feeding *f, size_t area, const jh_stage_result *s)
{
    const jh_pack *pack = f->a->pack;
    if (isnan(s->composite_limit) || s->composite_verdict == JH_OPEN) return JH_OK;
    jh_led_key key = key_of(f, area, s->stage, "composite", "composite");
    jh_led_finding finding = blank();
    finding.point = (jh_led_point){
        .name = both("ledger.composite"),
        .stage = stage_label(pack, s->stage),
        .category = both("ledger.balance"),
        .clause = text(pack->coefficient_clause),
        .decimals = s->composite_rounding ? CLOSE_DECIMALS : pack->coefficient_decimals,
        .less = true};
    finding.object = object_of(f, area);
    finding.value = s->composite;
    finding.standard = s->composite_limit;
    return take(f, &key, s->composite_verdict == JH_FAIL ? JH_LED_FAILS : JH_LED_PASSES,
                &finding);
}

static jh_status stage(feeding *f, size_t area, const jh_stage_result *s)
{
    JH_TRY(composite(f, area, s));
    for (size_t k = 0; k < f->a->pack->indicators; k++)
        JH_TRY(coefficient(f, area, s, k));
    return JH_OK;
}

/* ---- items ---- */

static jh_led_point item_point(const feeding *f, const jh_item *item, int at_stage)
{
    const jh_pack *pack = f->a->pack;
    jh_label category = both("ledger.veto");
    for (size_t i = 0; item->kind != JH_ITEM_VETO && i < pack->parts; i++)
        if (!strcmp(pack->part[i].id, item->part)) category = pack->part[i].name;
    return (jh_led_point){.name = item->name,
                          .stage = stage_label(pack, at_stage),
                          .category = category,
                          .unit = item->unit,
                          .clause = text(item->clause),
                          .decimals = item->decimals};
}

/* A school or section under an item that is judged over them. */
typedef struct under {
    const jh_item *item;
    size_t area, row, school;
    int stage;
    const char *object;
    jh_lookup lookup;
} under;

static jh_status settled(feeding *f, const jh_formula *formula, const jh_lookup *lookup,
                         jh_value *out)
{
    *out = (jh_value){.state = JH_MISSING, .slot = -1};
    if (!formula) return JH_OK;
    return jh_formula_settle(formula, lookup, out) == JH_OK ? JH_OK : jh_nomem(f->err);
}

/* Whether the row is one that the item asks about, and meets it. */
static jh_status row_passes(feeding *f, const under *u, bool *out)
{
    jh_value v = {.number = 1};
    *out = false;
    if (u->item->where) JH_TRY(settled(f, u->item->where, &u->lookup, &v));
    if (v.state != JH_KNOWN || v.number == 0) return JH_OK;
    JH_TRY(settled(f, u->item->test, &u->lookup, &v));
    *out = v.state == JH_KNOWN && v.number != 0;
    return JH_OK;
}

static jh_status one_row(feeding *f, const under *u, bool fails)
{
    jh_led_key key = key_of(f, u->area, u->stage, "row", u->item->id);
    jh_led_finding finding = blank();
    bool passes = false;
    jh_value v;
    JH_TRY(school_key(f, u->school, &key.school));
    if (!fails && !jh_ledger_has(f->ledger, &key)) return JH_OK;
    if (!fails) JH_TRY(row_passes(f, u, &passes));
    if (!fails && !passes) return JH_OK;
    JH_TRY(settled(f, u->item->value, &u->lookup, &v));
    finding.point = item_point(f, u->item, u->stage);
    finding.object = u->object;
    if (v.state == JH_KNOWN) finding.value = v.number;
    return take(f, &key, fails ? JH_LED_FAILS : JH_LED_PASSES, &finding);
}

/* Rows of the area in their order; the failing ones are in the same order. */
static jh_status rows_of_item(feeding *f, size_t area, const jh_item *item,
                              const jh_item_result *r)
{
    const jh_sections *s = &f->a->sections;
    jh_section_ctx ctx = {.sections = s, .area = area};
    bool schools = item->over == JH_OVER_SCHOOL;
    size_t next = 0;
    for (size_t i = 0; i < s->schools->rows; i++) {
        if (s->school_area[i] != area) continue;
        size_t end = schools ? i + 1 : s->first[i + 1];
        for (size_t k = schools ? i : s->first[i]; k < end; k++) {
            under u = {item, area, k, i, -1, jh_school_name(s, i), {0}};
            ctx.school = i;
            ctx.section = k;
            u.lookup = schools ? jh_school_lookup(&ctx) : jh_section_lookup(&ctx);
            if (!schools) u.stage = s->section[k].stage;
            bool fails = next < r->failing && r->row[next] == k;
            next += fails;
            JH_TRY(one_row(f, &u, fails));
        }
    }
    return JH_OK;
}

static jh_status item_of_area(feeding *f, size_t area, const jh_item *item,
                              const jh_item_result *r)
{
    jh_led_key key = key_of(f, area, -1, "item", item->id);
    jh_led_finding finding = blank();
    bool stated = item->kind != JH_ITEM_COMPUTED || r->answer;
    if (r->verdict == JH_OPEN) return JH_OK;
    finding.point = item_point(f, item, -1);
    finding.object = object_of(f, area);
    finding.numeric = !stated;
    if (r->value.state == JH_KNOWN && !r->answer) finding.value = r->value.number;
    finding.answer = text(r->verdict == JH_PASS && r->document ? r->document : r->answer);
    return take(f, &key,
                r->verdict == JH_FAIL ? JH_LED_FAILS
                : stated              ? JH_LED_STATED
                                      : JH_LED_PASSES,
                &finding);
}

static jh_status items(feeding *f, size_t area)
{
    for (size_t i = 0; i < f->a->pack->items; i++) {
        const jh_item *item = &f->a->pack->item[i];
        const jh_item_result *r = &f->a->area[area].item[i];
        bool rows = item->kind == JH_ITEM_COMPUTED && item->over != JH_OVER_AREA;
        if (rows && !r->answer)
            JH_TRY(rows_of_item(f, area, item, r));
        else
            JH_TRY(item_of_area(f, area, item, r));
    }
    return JH_OK;
}

/* ---- schools that are gone ---- */

/* A school that an event ended, and how. */
typedef struct gone {
    const char *key;
    const jh_event *event;
} gone;

static bool starts(const jh_event *e, const jh_event_school *x)
{
    return x->to && (e->kind == JH_SCHOOL_OPENED || e->kind == JH_SCHOOL_SPLIT);
}

static jh_status event_school(feeding *f, const jh_event *e, const jh_event_school *x,
                              gone *list, size_t *n)
{
    const jh_led_school school = {x->id, x->title, ""};
    const char *key;
    if (!x->ends && !starts(e, x)) return JH_OK;
    JH_TRY(jh_store_school_key(f->s, f->call->arena, &school, &key, f->err));
    size_t i = 0;
    while (i < *n && strcmp(list[i].key, key) != 0)
        i++;
    if (!x->ends) {
        if (i < *n) list[i] = list[--*n];
        return JH_OK;
    }
    list[i] = (gone){key, e};
    if (i == *n) ++*n;
    return JH_OK;
}

static int by_year(const void *a, const void *b)
{
    const jh_event *x = a, *y = b;
    if (x->year != y->year) return x->year < y->year ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* Schools that are gone by the year of the snapshot, as their events tell. */
static jh_status list_gone(feeding *f, gone **out, size_t *n)
{
    jh_events events = {0};
    size_t most = 1;
    JH_TRY(jh_store_events(f->s, f->call->arena, 0, NULL, &events, f->err));
    if (events.n) qsort(events.item, events.n, sizeof *events.item, by_year);
    for (size_t i = 0; i < events.n; i++)
        most += events.item[i].schools;
    *out = jh_alloc_array(f->call->arena, most, sizeof **out);
    if (!*out) return jh_nomem(f->err);
    for (size_t i = 0; i < events.n; i++) {
        const jh_event *e = &events.item[i];
        if (e->revoked_by || e->year > f->c->snapshot.year) continue;
        for (size_t k = 0; k < e->schools; k++)
            JH_TRY(event_school(f, e, &e->school[k], *out, n));
    }
    return JH_OK;
}

/* "2027 年起并入第一小学：布局调整": why the item ends. */
static const char *why_gone(feeding *f, const jh_event *e)
{
    jh_buf into = {0};
    for (size_t i = 0; i < e->schools; i++)
        if (e->school[i].to && !e->school[i].ends)
            jh_buf_printf(&into, "%s%s", into.n ? ", " : "", e->school[i].title);
    const char *key = e->kind == JH_SCHOOL_MERGED   ? "ledger.gone_merged"
                      : e->kind == JH_SCHOOL_SPLIT  ? "ledger.gone_split"
                      : e->kind == JH_SCHOOL_CAMPUS ? "ledger.gone_campus"
                                                    : "ledger.gone";
    const char *why = into.oom ? NULL
                               : jh__cell_text(f->call, key, "year:d into:s reason:s",
                                               e->year, into.n ? into.p : "", e->reason);
    jh_buf_clear(&into);
    return why;
}

static jh_status end_gone(feeding *f)
{
    const jh_led_item *item;
    gone *list;
    size_t n = 0, items = jh_ledger_items(f->ledger, &item);
    JH_TRY(list_gone(f, &list, &n));
    for (size_t i = 0; n && i < items; i++)
        for (size_t k = 0; k < n; k++) {
            if (strcmp(item[i].key.school, list[k].key) != 0) continue;
            const jh_led_said said = {JH_LED_END, NULL, NULL, why_gone(f, list[k].event)};
            if (!said.note) return jh_nomem(f->err);
            JH_TRY(jh_ledger_take(f->ledger, &item[i].key, &said, f->err));
        }
    return JH_OK;
}

/* ---- all ---- */

static jh_status all(feeding *f)
{
    for (size_t i = 0; i < f->a->areas; i++) {
        for (size_t s = 0; s < f->a->area[i].stages; s++)
            JH_TRY(stage(f, i, &f->a->area[i].stage[s]));
        JH_TRY(items(f, i));
    }
    for (size_t i = 0; i < f->a->sections.n; i++)
        for (size_t k = 0; k < f->a->pack->indicators; k++)
            JH_TRY(section_cell(f, i, k));
    return end_gone(f);
}

jh_status jh__ledger_feed(jh_call *call, jh_store *s, const jh__county *c, jh__feed *feed,
                          jh_error *err)
{
    feeding f = {.call = call, .c = c, .a = feed->a, .s = s, .err = err};
    const jh_led_source source = {"assess", c->pack->id, c->pack->version, c->snapshot};
    f.school = jh_alloc_array(call->arena, c->facts.schools.rows + 1, sizeof *f.school);
    if (!f.school) return jh_nomem(err);
    JH_TRY(jh_ledger_open(s, call->arena, c->pack->id, 0, &f.ledger, err));
    JH_TRY(jh_ledger_from(f.ledger, &source, &feed->taken, &feed->seen, err));
    if (!feed->taken) return JH_OK;
    JH_TRY(all(&f));
    return jh_ledger_keep(f.ledger, jh__stamp(call), "assess", &feed->counts, err);
}
