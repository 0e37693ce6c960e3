/* Items of an area: computed from facts of the area, its schools or sections; answered with
 * evidence; vetoes. */
#include "assess_int.h"

#include <math.h>
#include <string.h>

typedef struct judge_item {
    jh__judge *j;
    const jh_item *item;
    jh_item_result *out;
    size_t area;
    const size_t *school; /* of the area */
    size_t schools;
} judge_item;

static jh_status settle(judge_item *t, const jh_formula *f, const jh_lookup *lookup,
                        jh_value *out)
{
    return jh_formula_settle(f, lookup, out) == JH_OK ? JH_OK : jh_nomem(t->j->err);
}

/* What has to be filled in. A quotient of sums that are all missing is undefined rather than
 * missing; then the first input without a value is named. */
static void name_missing(judge_item *t, const jh_formula *f, const jh_lookup *lookup,
                         jh_value v)
{
    const int *slot;
    size_t n = jh_formula_slots(f, &slot);
    if (t->out->missing) return;
    for (size_t i = 0; v.slot < 0 && i < n; i++)
        if (lookup->get(lookup->ctx, slot[i], SIZE_MAX).state == JH_MISSING)
            v.slot = slot[i];
    if (v.slot < 0) return;
    jh_label name = jh_pack_slot_name(t->j->pack, v.slot);
    t->out->missing = jh_label_in(name, JH_ZH);
    t->out->missing_en = jh_label_in(name, JH_EN);
}

static jh_status over_area(judge_item *t)
{
    jh_section_ctx ctx = {
        .sections = &t->j->out->sections, .area = t->area, .row = t->school};
    jh_lookup lookup = jh_area_lookup(&ctx, t->schools);
    jh_value test;
    if (t->item->value) JH_TRY(settle(t, t->item->value, &lookup, &t->out->value));
    JH_TRY(settle(t, t->item->test, &lookup, &test));
    if (test.state == JH_KNOWN) {
        t->out->verdict = test.number != 0 ? JH_PASS : JH_FAIL;
        return JH_OK;
    }
    t->out->verdict = JH_OPEN;
    name_missing(t, t->item->test, &lookup, test);
    return JH_OK;
}

/* One school or section: counts it, and notes it if it fails. */
static jh_status one_row(judge_item *t, const jh_lookup *lookup, size_t row,
                         size_t *failing, bool *open)
{
    jh_value v;
    if (t->item->where) {
        JH_TRY(settle(t, t->item->where, lookup, &v));
        if (v.state != JH_KNOWN) {
            *open = true;
            name_missing(t, t->item->where, lookup, v);
            return JH_OK;
        }
        if (v.number == 0) return JH_OK;
    }
    t->out->concerned++;
    JH_TRY(settle(t, t->item->test, lookup, &v));
    if (v.state != JH_KNOWN) {
        *open = true;
        name_missing(t, t->item->test, lookup, v);
        return JH_OK;
    }
    if (v.number != 0) return JH_OK;
    failing[t->out->failing++] = row;
    if (!t->item->value || t->out->failing > 1) return JH_OK;
    return settle(t, t->item->value, lookup, &t->out->value);
}

static jh_status over_rows(judge_item *t)
{
    const jh_sections *s = &t->j->out->sections;
    size_t *failing = NULL;
    bool open = false;
    size_t most = 0;
    for (size_t i = 0; i < t->schools; i++)
        most += t->item->over == JH_OVER_SCHOOL
                    ? 1
                    : s->first[t->school[i] + 1] - s->first[t->school[i]];
    failing = jh_alloc_array(t->j->arena, most + 1, sizeof *failing);
    if (!failing) return jh_nomem(t->j->err);
    jh_section_ctx ctx = {.sections = s, .area = t->area};
    bool schools = t->item->over == JH_OVER_SCHOOL;
    jh_lookup lookup = schools ? jh_school_lookup(&ctx) : jh_section_lookup(&ctx);
    for (size_t i = 0; i < t->schools; i++) {
        ctx.school = t->school[i];
        if (schools) {
            JH_TRY(one_row(t, &lookup, ctx.school, failing, &open));
            continue;
        }
        for (size_t k = s->first[ctx.school]; k < s->first[ctx.school + 1]; k++) {
            ctx.section = k;
            JH_TRY(one_row(t, &lookup, k, failing, &open));
        }
    }
    t->out->row = failing;
    t->out->verdict = t->out->failing ? JH_FAIL : open ? JH_OPEN : JH_PASS;
    return JH_OK;
}

/* ---- answers ---- */

static const char *text(const jh_frame *f, const char *column, size_t row)
{
    return jh_frame_text(f, jh_frame_find(f, column), row);
}

static bool is_yes(const char *s)
{
    static const char *const words[] = {"是",   "yes",  "Yes", "YES", "y",    "Y", "达标",
                                        "符合", "合格", "有",  "1",   "true", "√"};
    for (size_t i = 0; i < JH_COUNT(words); i++)
        if (!strcmp(s, words[i])) return true;
    return false;
}

static bool is_no(const char *s)
{
    static const char *const words[] = {"否",   "no",     "No",     "NO",     "n",
                                        "N",    "不达标", "不符合", "不合格", "无",
                                        "没有", "0",      "false",  "×"};
    for (size_t i = 0; i < JH_COUNT(words); i++)
        if (!strcmp(s, words[i])) return true;
    return false;
}

/* Evidence passes when answered yes and a document is named; a veto when answered no. */
static void answered(judge_item *t)
{
    const jh_frame *f = t->j->statements ? t->j->statements->answers : NULL;
    const char *area = t->j->out->sections.area[t->area];
    t->out->verdict = JH_OPEN;
    for (size_t i = 0; f && i < f->rows; i++) {
        const char *of = text(f, "county", i);
        if (strcmp(text(f, "item", i), t->item->id)) continue;
        if (of[0] && strcmp(of, area)) continue;
        t->out->answer = text(f, "answer", i);
        t->out->document = text(f, "document", i);
    }
    if (!t->out->answer || !t->out->answer[0]) {
        t->out->missing = "答复";
        t->out->missing_en = "an answer";
        return;
    }
    bool veto = t->item->kind == JH_ITEM_VETO;
    if (is_yes(t->out->answer))
        t->out->verdict = veto ? JH_FAIL : JH_PASS;
    else if (is_no(t->out->answer))
        t->out->verdict = veto ? JH_PASS : JH_FAIL;
    else {
        t->out->missing = "“是”或“否”的答复";
        t->out->missing_en = "an answer of yes or no";
    }
    if (!veto && t->out->verdict == JH_PASS && !t->out->document[0]) {
        t->out->verdict = JH_OPEN;
        t->out->missing = "佐证材料";
        t->out->missing_en = "a document";
    }
}

jh_status jh__judge_items(jh__judge *j, size_t area, const size_t *schools, size_t n,
                          jh_area_result *out)
{
    out->item = jh_alloc_array(j->arena, j->pack->items + 1, sizeof *out->item);
    if (!out->item) return jh_nomem(j->err);
    for (size_t i = 0; i < j->pack->items; i++) {
        judge_item t = {j, &j->pack->item[i], &out->item[i], area, schools, n};
        t.out->value = (jh_value){.state = JH_MISSING, .slot = -1};
        if (t.item->kind != JH_ITEM_COMPUTED)
            answered(&t);
        else if (t.item->over == JH_OVER_AREA)
            JH_TRY(over_area(&t));
        else
            JH_TRY(over_rows(&t));
        /* a figure that someone stated stands where it cannot be computed */
        if (t.item->kind == JH_ITEM_COMPUTED && t.out->verdict == JH_OPEN) {
            const char *missing = t.out->missing, *missing_en = t.out->missing_en;
            answered(&t);
            if (t.out->verdict == JH_OPEN) {
                t.out->missing = missing;
                t.out->missing_en = missing_en;
            }
        }
    }
    return JH_OK;
}
