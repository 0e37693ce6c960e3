/* Words of the report as plain text. Page and workbook both take them from here, so that
 * they cannot say different things about the same figure. */
#include "room.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DASH "—"

const char *jh__pub_word(const jh__pub_report *rep, const char *key)
{
    return jh_text(rep->lang, key);
}

void jh__pub_tell(const jh__pub_report *rep, jh_buf *out, const char *key,
                  const jh_arg *arg, size_t n)
{
    jh_msg msg = {.key = key, .n = n};
    for (size_t i = 0; i < n; i++)
        msg.arg[i] = arg[i];
    jh_msg_render(out, rep->lang, &msg);
}

const char *jh__pub_label(const jh__pub_report *rep, jh_label label)
{
    return jh_label_in(label, rep->lang);
}

const char *jh__pub_stage_name(const jh__pub_report *rep, int stage)
{
    if (stage < 0) return jh__pub_word(rep, "publish.all_rows");
    return jh__pub_label(rep, rep->pack->vocabulary->stage[stage].name);
}

void jh__pub_grade_text(const jh__pub_report *rep, jh_buf *out, jh_grade grade)
{
    static const char *const key[] = {"publish.grade_met", "publish.grade_floor",
                                      "publish.grade_failed", "publish.grade_unknown",
                                      "publish.grade_none"};
    char percent[64];
    jh_number_fixed(rep->pack->floor * 100, 0, percent);
    jh__pub_tell(rep, out, key[grade], (jh_arg[]){{"floor", percent}}, 1);
}

const char *jh__pub_verdict_word(const jh__pub_report *rep, jh_verdict verdict)
{
    if (!rep->judges) return jh__pub_word(rep, "publish.verdict_none");
    return jh__pub_word(rep, verdict == JH_PASS   ? "publish.verdict_pass"
                             : verdict == JH_FAIL ? "publish.verdict_fail"
                                                  : "publish.verdict_open");
}

const char *jh__pub_status_word(const jh__pub_report *rep, jh_verdict verdict)
{
    return jh__pub_word(rep, verdict == JH_PASS   ? "publish.status_pass"
                             : verdict == JH_FAIL ? "publish.status_fail"
                                                  : "publish.verdict_open");
}

const char *jh__pub_coefficient_word(const jh__pub_report *rep,
                                     const jh_coefficient_result *c)
{
    if (!isfinite(c->cv)) return jh__pub_word(rep, "publish.status_open");
    return isfinite(c->limit) ? jh__pub_status_word(rep, c->verdict) : "—";
}

void jh__pub_number_text(jh_buf *out, double x, int decimals)
{
    char text[64];
    if (!isfinite(x)) {
        jh_buf_puts(out, DASH);
        return;
    }
    jh_number_fixed(x, decimals, text);
    jh_buf_puts(out, text);
}

void jh__pub_plain_text(jh_buf *out, double x)
{
    char text[32];
    if (!isfinite(x)) {
        jh_buf_puts(out, DASH);
        return;
    }
    jh_number_shortest(jh_number_rounded(x, 2), text);
    jh_buf_puts(out, text);
}

/* A unit behind its number. */
static void unit_text(jh_buf *out, const char *unit)
{
    if (unit[0]) jh_buf_printf(out, " %s", unit);
}

/* Rounded up at the last decimal shown, so that buying what is printed is enough. The
 * shortest decimal is asked first: 0.3 must not become 0.4 for its binary tail. */
static double up(double x, int decimals)
{
    double shown = jh_number_rounded(x, decimals);
    return shown >= x ? shown : shown + pow(10, -decimals);
}

void jh__pub_amount_text(const jh__pub_report *rep, jh_buf *out, double amount, int slot)
{
    bool whole = slot >= 0 && jh_pack_slot_whole(rep->pack, slot);
    if (isfinite(amount)) amount = up(amount, whole || fabs(amount) >= 1000 ? 0 : 1);
    jh__pub_plain_text(out, amount);
    if (slot < 0 || !isfinite(amount)) return;
    unit_text(out, jh__pub_label(rep, jh_pack_slot_unit(rep->pack, slot)));
}

void jh__pub_why_text(const jh__pub_report *rep, jh_buf *out, const jh_value *value)
{
    if (value->state == JH_UNDEFINED) {
        jh_buf_puts(out, jh__pub_word(rep, "publish.why_undefined"));
    } else if (value->state == JH_MISSING) {
        const char *what =
            value->slot >= 0
                ? jh__pub_label(rep, jh_pack_slot_name(rep->pack, value->slot))
                : jh__pub_word(rep, "publish.some_fact");
        jh__pub_tell(rep, out, "publish.why_missing", (jh_arg[]){{"what", what}}, 1);
    }
}

void jh__pub_bound_text(const jh__pub_report *rep, jh_buf *out, size_t indicator,
                        double bound)
{
    char shortest[32];
    if (isnan(bound)) {
        jh_buf_puts(out, DASH);
        return;
    }
    bool more = rep->pack->indicator[indicator].direction == JH_MORE_IS_BETTER;
    jh_buf_puts(out, more ? "≥ " : "≤ ");
    /* a floor such as 4.505 has more decimals than the value is reported with */
    jh_number_shortest(jh_number_rounded(bound, 6), shortest);
    jh_buf_puts(out, shortest);
}

static void separate(const jh__pub_report *rep, jh_buf *out, size_t begin)
{
    if (out->n > begin) jh_buf_puts(out, jh__pub_word(rep, "publish.separator"));
}

/* What one unmet indicator lacks. The one that may stay at the floor lacks nothing once it
 * is there. */
static void lack_text(const jh__pub_report *rep, jh_buf *out, size_t section, size_t k)
{
    const jh_indicator *in = &rep->pack->indicator[k];
    const jh_cell_result *c = jh__pub_cell(rep, k, section);
    bool stays = rep->r->section[section].skip == (int)k;
    bool priced = in->lever >= 0 && isfinite(c->need) && isfinite(c->need_floor);
    if (!priced || (stays && c->grade == JH_FLOOR)) {
        jh_buf_printf(out, "%s ", in->id);
        jh__pub_grade_text(rep, out, c->grade);
        if (!stays) return;
        jh_buf_puts(out, jh__pub_word(rep, "publish.comma_clause"));
        jh_buf_puts(out, jh__pub_word(rep, c->grade == JH_FLOOR ? "publish.stays_there"
                                                                : "publish.may_stay"));
        return;
    }
    jh_buf amount = {0};
    jh__pub_amount_text(rep, &amount, stays ? c->need_floor : c->need, in->lever);
    jh__pub_tell(
        rep, out, stays ? "publish.lack_floor" : "publish.lack",
        (jh_arg[]){{"id", in->id},
                   {"what", jh__pub_label(rep, jh_pack_slot_name(rep->pack, in->lever))},
                   {"amount", amount.p ? amount.p : ""}},
        3);
    jh_buf_clear(&amount);
}

void jh__pub_lacks_text(const jh__pub_report *rep, jh_buf *out, size_t section)
{
    size_t begin = out->n;
    for (size_t k = 0; k < rep->pack->indicators; k++) {
        const jh_cell_result *c = jh__pub_cell(rep, k, section);
        if (c->grade == JH_MET || c->grade == JH_NONE) continue;
        separate(rep, out, begin);
        if (c->grade == JH_UNKNOWN) {
            jh_buf_printf(out, "%s ", rep->pack->indicator[k].id);
            jh__pub_why_text(rep, out, &c->value);
        } else {
            lack_text(rep, out, section, k);
        }
    }
}

void jh__pub_remark_text(const jh__pub_report *rep, jh_buf *out, size_t section)
{
    static const jh_grade order[] = {JH_MET, JH_FLOOR, JH_FAILED, JH_UNKNOWN};
    size_t begin = out->n;
    for (size_t g = 0; g < JH_COUNT(order); g++) {
        bool first = true;
        for (size_t k = 0; k < rep->pack->indicators; k++) {
            if (jh__pub_cell(rep, k, section)->grade != order[g]) continue;
            if (first) {
                separate(rep, out, begin);
                jh__pub_grade_text(rep, out, order[g]);
                jh_buf_puts(out, jh__pub_word(rep, "publish.colon"));
            } else {
                jh_buf_puts(out, jh__pub_word(rep, "publish.comma"));
            }
            jh_buf_puts(out, rep->pack->indicator[k].id);
            first = false;
        }
    }
}

void jh__pub_source_text(const jh__pub_report *rep, jh_buf *out, size_t section, int slot)
{
    if (!rep->p->sources) return;
    jh_origin from = jh_section_origin(&rep->r->sections, section, slot);
    jh_where where = jh_sources_where(rep->p->sources, from);
    const char *slash = where.file ? strrchr(where.file, '/') : NULL;
    if (slash) where.file = slash + 1; /* the annex has whole paths */
    jh_where_render(out, rep->lang, where);
}

const char *jh__pub_area_name(const jh__pub_report *rep, size_t area)
{
    const char *name = rep->r->area[area].name;
    return name && name[0] ? name : jh__pub_word(rep, "publish.whole");
}

/* Resources and items together: three outcomes of each make the sentence. */
static const char *verdict_key(const jh__pub_report *rep, const jh_area_result *a)
{
    static const char *const key[3][3] = {
        {"publish.verdict_pass_pass", "publish.verdict_pass_fail",
         "publish.verdict_pass_open"},
        {"publish.verdict_fail_fail", "publish.verdict_fail_fail",
         "publish.verdict_fail_fail"},
        {"publish.verdict_open_open", "publish.verdict_open_fail",
         "publish.verdict_open_open"},
    };
    if (!rep->judges) return "publish.verdict_unjudged";
    if (!rep->pack->items && a->verdict == JH_FAIL)
        return "publish.verdict_sections_fail";
    return key[a->verdict][a->verdict_all];
}

void jh__pub_verdict_text(const jh__pub_report *rep, jh_buf *out, size_t area)
{
    const jh_area_result *a = &rep->r->area[area];
    jh__pub_tell(rep, out, verdict_key(rep, a),
                 (jh_arg[]){{"area", jh__pub_area_name(rep, area)},
                            {"pack", jh__pub_label(rep, rep->pack->name)}},
                 2);
}

const char *jh__pub_code_word(const jh__pub_report *rep, int fact, const char *code)
{
    char key[96];
    for (const char *c = code; *c; c++)
        if (!((*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z'))) return NULL;
    snprintf(key, sizeof key, "publish.code_%s_%s", rep->pack->vocabulary->fact[fact].id,
             code);
    return jh_text_has(key) ? jh__pub_word(rep, key) : NULL;
}

void jh__pub_remedy_text(const jh__pub_report *rep, jh_buf *out,
                         const jh_stage_result *stage, size_t indicator)
{
    const jh_coefficient_result *c = &stage->coefficient[indicator];
    const jh_indicator *in = &rep->pack->indicator[indicator];
    if (c->verdict != JH_FAIL) return;
    if (!c->remedy.possible) {
        jh_buf_puts(out, jh__pub_word(rep, "publish.remedy_none"));
        return;
    }
    char count[24], level[64], after[64];
    snprintf(count, sizeof count, "%zu", c->remedy.sections);
    jh_number_fixed(c->remedy.level, in->decimals, level);
    jh_number_fixed(c->remedy.after, rep->pack->coefficient_decimals, after);
    jh_buf amount = {0};
    jh__pub_amount_text(rep, &amount, c->remedy.amount, in->lever);
    bool priced = in->lever >= 0 && isfinite(c->remedy.amount);
    jh__pub_tell(
        rep, out, priced ? "publish.remedy" : "publish.remedy_unpriced",
        (jh_arg[]){
            {"n", count},
            {"level", level},
            {"unit", jh__pub_label(rep, in->unit)},
            {"what",
             priced ? jh__pub_label(rep, jh_pack_slot_name(rep->pack, in->lever)) : ""},
            {"amount", amount.p ? amount.p : ""},
            {"after", after}},
        6);
    jh_buf_clear(&amount);
}

bool jh__pub_pivot_text(const jh__pub_report *rep, jh_buf *out, size_t area)
{
    const jh_pivot *v = &rep->r->area[area].pivot;
    if (!v->found) return false;
    jh_buf from = {0}, to = {0};
    jh__pub_amount_text(rep, &from, v->from, v->slot);
    jh__pub_amount_text(rep, &to, v->to, v->slot);
    jh__pub_tell(
        rep, out, "publish.pivot",
        (jh_arg[]){{"school", rep->r->section[v->section].name},
                   {"what", jh__pub_label(rep, jh_pack_slot_name(rep->pack, v->slot))},
                   {"from", from.p ? from.p : ""},
                   {"to", to.p ? to.p : ""},
                   {"verdict", jh__pub_verdict_word(rep, v->then)}},
        5);
    jh_buf_clear(&from);
    jh_buf_clear(&to);
    return true;
}

void jh__pub_item_value_text(const jh__pub_report *rep, jh_buf *out, size_t area,
                             size_t item)
{
    const jh_item *it = &rep->pack->item[item];
    const jh_item_result *res = &rep->r->area[area].item[item];
    if (it->kind != JH_ITEM_COMPUTED) {
        jh_buf_puts(out, res->answer ? res->answer : DASH);
        return;
    }
    if (!it->value || res->value.state != JH_KNOWN) {
        jh_buf_puts(out, DASH);
        return;
    }
    jh__pub_number_text(out, res->value.number, it->decimals);
    unit_text(out, jh__pub_label(rep, it->unit));
}

void jh__pub_item_test_text(const jh__pub_report *rep, jh_buf *out, size_t item)
{
    const jh_item *it = &rep->pack->item[item];
    if (it->kind == JH_ITEM_COMPUTED && it->test)
        jh__pub_formula_text(rep, out, it->test);
    else
        jh_buf_puts(out, jh__pub_word(rep, it->kind == JH_ITEM_VETO
                                               ? "publish.test_veto"
                                               : "publish.test_evidence"));
}

const char *jh__pub_item_status_word(const jh__pub_report *rep, jh_verdict verdict)
{
    return jh__pub_word(rep, verdict == JH_OPEN   ? "publish.item_open"
                             : verdict == JH_PASS ? "publish.status_pass"
                                                  : "publish.status_fail");
}

/* Names of the rows that fail, the first `most` of them. */
static void failing_text(const jh__pub_report *rep, jh_buf *out, const jh_item *it,
                         const jh_item_result *res, size_t most)
{
    char n[24], all[24], room[32];
    snprintf(n, sizeof n, "%zu", res->failing);
    snprintf(all, sizeof all, "%zu", res->concerned);
    jh__pub_tell(rep, out, "publish.item_failing", (jh_arg[]){{"n", n}, {"all", all}}, 2);
    if (!res->row) return;
    jh_buf_puts(out, jh__pub_word(rep, "publish.colon"));
    for (size_t i = 0; i < res->failing && i < most; i++) {
        const char *name =
            it->over == JH_OVER_SECTION
                ? rep->r->section[res->row[i]].name
                : jh__pub_school_text(rep, rep->pack->vocabulary->role_name, res->row[i],
                                      room);
        if (i) jh_buf_puts(out, jh__pub_word(rep, "publish.comma"));
        jh_buf_puts(out, name ? name : DASH);
    }
    if (res->failing > most) jh_buf_puts(out, jh__pub_word(rep, "publish.and_more"));
}

void jh__pub_item_note_text(const jh__pub_report *rep, jh_buf *out, size_t area,
                            size_t item, size_t most)
{
    const jh_item *it = &rep->pack->item[item];
    const jh_item_result *res = &rep->r->area[area].item[item];
    size_t begin = out->n;
    const char *missing =
        rep->lang == JH_EN && res->missing_en ? res->missing_en : res->missing;
    if (it->over != JH_OVER_AREA && res->failing) failing_text(rep, out, it, res, most);
    if (res->verdict == JH_OPEN && missing) {
        separate(rep, out, begin);
        jh__pub_tell(rep, out, "publish.why_missing", (jh_arg[]){{"what", missing}}, 1);
    }
    if (res->document) {
        separate(rep, out, begin);
        jh__pub_tell(rep, out, "publish.document",
                     (jh_arg[]){{"document", res->document}}, 1);
    }
    const char *asked = jh__pub_label(rep, it->documents);
    if (!res->document && asked[0] && res->verdict != JH_PASS) {
        separate(rep, out, begin);
        jh__pub_tell(rep, out, "publish.documents_asked",
                     (jh_arg[]){{"documents", asked}}, 1);
    }
}
