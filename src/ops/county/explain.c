/* jh explain: one figure, from formula and clause down to the source cells. */
#include "../load.h"
#include "../reply.h"
#include "result.h"

#include <math.h>
#include <string.h>

typedef struct explainer {
    jh_call *call;
    jh__county county;
    jh_assessment a;
    jh_json j;
    jh_error *err;
} explainer;

static jh_status ok(const explainer *e, jh_status st)
{
    return st == JH_OK ? JH_OK : jh_nomem(e->err);
}

static const char *where(explainer *e, jh_origin origin)
{
    jh_buf out = {0};
    jh_where w = jh_sources_where(&e->county.facts.sources, origin);
    if (w.row)
        jh_where_render(&out, e->call->lang, w);
    else
        jh_buf_puts(&out, jh_text(e->call->lang, "ops.no_cell"));
    const char *s = out.oom ? NULL : jh_strndup(e->call->arena, out.p, out.n);
    jh_buf_clear(&out);
    return s;
}

static const char *shortest(explainer *e, double x)
{
    char text[32];
    jh_number_shortest(x, text);
    return jh_strdup(e->call->arena, text);
}

static const char *value_text(explainer *e, jh_value v)
{
    if (v.state == JH_MISSING) return jh_text(e->call->lang, "ops.missing");
    if (v.state == JH_UNDEFINED) return jh_text(e->call->lang, "ops.undefined");
    return v.text ? v.text : shortest(e, v.number);
}

/* ---- one indicator of one section ---- */

static jh_status input_row(explainer *e, jh_table *t, size_t section, int slot)
{
    jh_section_ctx ctx = {.sections = &e->a.sections, .section = section};
    jh_lookup lookup = jh_section_lookup(&ctx);
    const jh_pack *pack = e->a.pack;
    const jh_section *sec = &e->a.sections.section[section];
    jh_value v = lookup.get(lookup.ctx, slot, SIZE_MAX);
    const char *name = jh_label_in(jh_pack_slot_name(pack, slot), e->call->lang);
    const char *unit = jh_label_in(jh_pack_slot_unit(pack, slot), e->call->lang);
    const char *text = value_text(e, v), *split = "";
    bool shared = slot >= JH_SLOT_SPLIT && slot < JH_SLOT_SETTING && sec->share != 1;
    if (shared && v.state == JH_KNOWN)
        split = jh__cell_text(e->call, "ops.share_of", "whole:g share:g",
                              v.number / sec->share, sec->share);
    const char *place = slot >= JH_SLOT_SETTING
                            ? jh_text(e->call->lang, "ops.setting")
                            : where(e, jh_section_origin(&e->a.sections, section, slot));
    if (e->call->want_json) {
        jh_json_object(&e->j, NULL);
        jh_json_text(&e->j, "name", name);
        if (v.text)
            jh_json_text(&e->j, "value", v.text);
        else
            jh_json_number(&e->j, "value", v.state == JH_KNOWN ? v.number : NAN);
        jh_json_text(&e->j, "unit", unit);
        if (shared) jh_json_number(&e->j, "share", sec->share);
        jh_json_text(&e->j, "cell", place);
        jh_json_end_object(&e->j);
        return JH_OK;
    }
    const char *cell[] = {name, text, unit, split, place};
    return ok(e, jh__table_add_row(e->call, t, cell));
}

static jh_status inputs(explainer *e, size_t section, size_t k)
{
    static const char *const head[] = {"ops.input",     ">ops.value", "ops.unit",
                                       "ops.splitting", "ops.cell",   NULL};
    const int *slot;
    size_t n = jh_formula_slots(e->a.pack->indicator[k].value, &slot);
    jh_table *t = NULL;
    if (e->call->want_json)
        jh_json_list(&e->j, "inputs");
    else if (!(t = jh__table_new(e->call, jh_text(e->call->lang, "ops.table_inputs"),
                                 head)))
        return jh_nomem(e->err);
    for (size_t i = 0; i < n; i++)
        JH_TRY(input_row(e, t, section, slot[i]));
    if (e->call->want_json) jh_json_end_list(&e->j);
    return JH_OK;
}

static jh_status line(explainer *e, const char *label, const char *text)
{
    return ok(e, jh__note(e->call, "ops.line_of", "label:s text:s",
                          jh_text(e->call->lang, label), text ? text : ""));
}

static const char *comparison(explainer *e, size_t section, size_t k)
{
    const jh_indicator *ind = &e->a.pack->indicator[k];
    const jh_cell_result *c = &e->a.cell[k * e->a.sections.n + section];
    int stage = e->a.sections.section[section].stage;
    double standard = ind->standard[stage < 0 ? 0 : stage];
    static const char *const key[] = {"ops.compare_met", "ops.compare_floor",
                                      "ops.compare_failed", "ops.compare_unknown",
                                      "ops.compare_none"};
    double floor = ind->direction == JH_MORE_IS_BETTER ? standard * e->a.pack->floor
                                                       : standard / e->a.pack->floor;
    return jh__cell_text(e->call, key[c->grade], "value:s standard:g floor:g",
                         value_text(e, c->value), standard,
                         isnan(floor) ? standard : jh_number_rounded(floor, 9));
}

static jh_status section_words(explainer *e, size_t section, size_t k)
{
    const jh_indicator *ind = &e->a.pack->indicator[k];
    const jh_section *sec = &e->a.sections.section[section];
    const jh_section_result *s = &e->a.section[section];
    const jh_cell_result *c = &e->a.cell[k * e->a.sections.n + section];
    const char *lang_name = jh_label_in(ind->name, e->call->lang);
    JH_TRY(ok(e, jh__note(e->call, "ops.explain_head", "school:s id:s stage:s", s->name,
                          s->id, jh__stage_label(e->call, e->a.pack, sec->stage))));
    JH_TRY(line(e, "ops.indicator",
                jh_sprintf(e->call->arena, "%s %s (%s)", ind->id, lang_name,
                           jh_label_in(ind->unit, e->call->lang))));
    JH_TRY(line(e, "ops.clause", ind->clause));
    JH_TRY(line(e, "ops.formula", jh_formula_text(ind->value)));
    JH_TRY(line(e, "ops.value", value_text(e, c->value)));
    JH_TRY(line(e, "ops.comparison", comparison(e, section, k)));
    if (c->rounding)
        JH_TRY(ok(
            e, jh__note(e->call, "ops.rounding_matters", "decimals:d", ind->decimals)));
    if (c->grade == JH_FLOOR || c->grade == JH_FAILED)
        JH_TRY(line(e, "ops.gaps", jh__gap_words(e->call, &e->a, section, k)));
    if (sec->share != 1)
        JH_TRY(
            line(e, "ops.splitting",
                 jh__cell_text(e->call, "ops.share_words", "share:g clause:s", sec->share,
                               e->a.pack->split_clause ? e->a.pack->split_clause : "")));
    return inputs(e, section, k);
}

static jh_status section_json(explainer *e, size_t section, size_t k)
{
    const jh_indicator *ind = &e->a.pack->indicator[k];
    const jh_section *sec = &e->a.sections.section[section];
    const jh_cell_result *c = &e->a.cell[k * e->a.sections.n + section];
    int index = sec->stage < 0 ? 0 : sec->stage;
    jh_json_object(&e->j, NULL);
    jh_json_text(&e->j, "id", e->a.section[section].id);
    jh_json_text(&e->j, "name", e->a.section[section].name);
    jh_json_text(&e->j, "stage", jh__stage_id(e->a.pack, sec->stage));
    jh_json_text(&e->j, "indicator", ind->id);
    jh_json_text(&e->j, "clause", ind->clause);
    jh_json_text(&e->j, "formula", jh_formula_text(ind->value));
    jh_json_number(&e->j, "value", c->value.state == JH_KNOWN ? c->value.number : NAN);
    jh_json_number(&e->j, "standard", ind->standard[index]);
    jh_json_text(&e->j, "grade", jh_grade_id(c->grade));
    jh_json_bool(&e->j, "rounding_matters", c->rounding);
    jh_json_number(&e->j, "share", sec->share);
    jh_json_number(&e->j, "need", c->need);
    JH_TRY(inputs(e, section, k));
    jh_json_end_object(&e->j);
    return JH_OK;
}

/* ---- a coefficient of an area: which sections make it ---- */

typedef struct part {
    size_t section;
    double share;
} part;

static void keep_largest(part *top, size_t n, part fresh)
{
    for (size_t i = 0; i < n; i++) {
        if (fresh.share <= top[i].share) continue;
        part moved = top[i];
        top[i] = fresh;
        fresh = moved;
    }
}

/* The ten sections with the largest part in Σ P (X − X̄)². */
static jh_status contributions(explainer *e, size_t area, const jh_stage_result *s,
                               size_t k)
{
    static const char *const head[] = {"ops.school", ">ops.pupils", ">ops.value",
                                       ">ops.part_of_difference", NULL};
    part top[10] = {0};
    const jh_assessment *a = &e->a;
    const jh_coefficient_result *c = &s->coefficient[k];
    double all = 0;
    for (size_t i = 0; i < a->sections.n; i++) {
        const jh_section *sec = &a->sections.section[i];
        jh_value v = a->cell[k * a->sections.n + i].value;
        if (sec->area != area || sec->stage != s->stage || v.state != JH_KNOWN) continue;
        double d = v.number - c->mean, w = a->values.weight[k * a->sections.n + i];
        all += w * d * d;
        keep_largest(top, JH_COUNT(top), (part){i, w * d * d});
    }
    jh_table *t = jh__table_new(e->call, jh_text(e->call->lang, "ops.table_parts"), head);
    if (!t) return jh_nomem(e->err);
    for (size_t i = 0; i < JH_COUNT(top) && top[i].share > 0; i++) {
        jh_value v = a->cell[k * a->sections.n + top[i].section].value;
        const char *cell[] = {
            a->section[top[i].section].name,
            jh__cell_fixed(e->call, a->sections.section[top[i].section].pupils, 0),
            jh__cell_fixed(e->call, v.number, a->pack->indicator[k].decimals),
            jh__cell_text(e->call, "ops.percent", "x:s",
                          jh__cell_fixed(e->call, 100 * top[i].share / all, 1))};
        JH_TRY(ok(e, jh__table_add_row(e->call, t, cell)));
    }
    return JH_OK;
}

static jh_status coefficient_words(explainer *e, size_t area, const jh_stage_result *s,
                                   size_t k)
{
    const jh_indicator *ind = &e->a.pack->indicator[k];
    const jh_coefficient_result *c = &s->coefficient[k];
    const jh_remedy *r = &c->remedy;
    JH_TRY(ok(e, jh__note(e->call, "ops.explain_head", "school:s id:s stage:s",
                          jh__area_name(e->call, e->a.area[area].name), ind->id,
                          jh__stage_label(e->call, e->a.pack, s->stage))));
    JH_TRY(line(e, "ops.clause", e->a.pack->coefficient_clause));
    JH_TRY(ok(e, jh__note(e->call, "ops.cv_words", "n:u mean:g sd:g cv:g", c->n, c->mean,
                          c->sd, c->cv)));
    if (c->missing) JH_TRY(ok(e, jh__note(e->call, "ops.cv_missing", "n:u", c->missing)));
    if (!isnan(c->limit))
        JH_TRY(ok(e, jh__note(e->call,
                              c->verdict == JH_PASS   ? "ops.cv_within"
                              : c->verdict == JH_FAIL ? "ops.cv_above"
                                                      : "ops.cv_open",
                              "cv:g limit:g", c->cv, c->limit)));
    if (r->possible)
        JH_TRY(
            ok(e, jh__note(e->call, "ops.remedy", "n:u level:s amount:s after:s",
                           r->sections, jh__cell_fixed(e->call, r->level, ind->decimals),
                           isnan(r->amount)
                               ? ""
                               : jh__amount(e->call, e->a.pack, ind->lever, r->amount),
                           jh__cell_fixed(e->call, r->after,
                                          e->a.pack->coefficient_decimals))));
    return contributions(e, area, s, k);
}

static void coefficient_json(explainer *e, size_t area, const jh_stage_result *s,
                             size_t k)
{
    const jh_coefficient_result *c = &s->coefficient[k];
    jh_json_object(&e->j, NULL);
    jh_json_text(&e->j, "area", jh__area_name(e->call, e->a.area[area].name));
    jh_json_text(&e->j, "stage", jh__stage_id(e->a.pack, s->stage));
    jh_json_text(&e->j, "indicator", e->a.pack->indicator[k].id);
    jh_json_integer(&e->j, "n", (int64_t)c->n);
    jh_json_integer(&e->j, "missing", (int64_t)c->missing);
    jh_json_number(&e->j, "mean", c->mean);
    jh_json_number(&e->j, "sd", c->sd);
    jh_json_number(&e->j, "cv", c->cv);
    jh_json_number(&e->j, "limit", c->limit);
    jh_json_text(&e->j, "status", jh_verdict_id(c->verdict));
    jh_json_end_object(&e->j);
}

/* ---- an item ---- */

static jh_status item_words(explainer *e, size_t area, size_t k)
{
    const jh_item *it = &e->a.pack->item[k];
    const jh_item_result *r = &e->a.area[area].item[k];
    static const char *const verdict[] = {"ops.pass", "ops.fail", "ops.open"};
    JH_TRY(ok(e, jh__note(e->call, "ops.explain_head", "school:s id:s stage:s",
                          jh__area_name(e->call, e->a.area[area].name), it->id,
                          jh_label_in(it->name, e->call->lang))));
    JH_TRY(line(e, "ops.clause", it->clause));
    if (it->test) JH_TRY(line(e, "ops.formula", jh_formula_text(it->test)));
    JH_TRY(line(e, "ops.value", value_text(e, r->value)));
    JH_TRY(line(e, "ops.verdict", jh_text(e->call->lang, verdict[r->verdict])));
    if (r->answer) JH_TRY(line(e, "ops.answer", r->answer));
    if (r->document) JH_TRY(line(e, "ops.document", r->document));
    const char *missing = e->call->lang == JH_EN ? r->missing_en : r->missing;
    if (missing) JH_TRY(line(e, "ops.missing", missing));
    for (size_t i = 0; i < r->failing && i < 200; i++) {
        size_t school = it->over == JH_OVER_SECTION
                            ? e->a.sections.section[r->row[i]].school
                            : r->row[i];
        JH_TRY(line(e, "ops.fails_here", jh__name_of_school(&e->a, school)));
    }
    return JH_OK;
}

static void item_json(explainer *e, size_t area, size_t k)
{
    const jh_item *it = &e->a.pack->item[k];
    const jh_item_result *r = &e->a.area[area].item[k];
    jh_json_object(&e->j, NULL);
    jh_json_text(&e->j, "area", jh__area_name(e->call, e->a.area[area].name));
    jh_json_text(&e->j, "item", it->id);
    jh_json_text(&e->j, "clause", it->clause);
    jh_json_text(&e->j, "formula", it->test ? jh_formula_text(it->test) : NULL);
    jh_json_number(&e->j, "value", r->value.state == JH_KNOWN ? r->value.number : NAN);
    jh_json_text(&e->j, "status", jh_verdict_id(r->verdict));
    jh_json_end_object(&e->j);
}

/* ---- finding what is asked for ---- */

static ptrdiff_t find_indicator(const jh_pack *pack, const char *word)
{
    for (size_t k = 0; k < pack->indicators; k++)
        if (!strcasecmp(pack->indicator[k].id, word) ||
            !strcmp(jh_label_in(pack->indicator[k].name, JH_ZH), word))
            return (ptrdiff_t)k;
    return -1;
}

static ptrdiff_t find_item(const jh_pack *pack, const char *word)
{
    for (size_t k = 0; k < pack->items; k++)
        if (!strcasecmp(pack->item[k].id, word)) return (ptrdiff_t)k;
    return -1;
}

static bool named(const explainer *e, size_t section, const char *word, bool whole)
{
    const jh_section_result *s = &e->a.section[section];
    if (whole) return !strcmp(s->id, word) || !strcmp(s->name, word);
    return strstr(s->name, word) != NULL;
}

static jh_status explain_sections(explainer *e, const char *word, size_t k, bool *found)
{
    for (int whole = 1; whole >= 0 && !*found; whole--)
        for (size_t i = 0; i < e->a.sections.n; i++) {
            if (!named(e, i, word, whole)) continue;
            *found = true;
            JH_TRY(e->call->want_json ? section_json(e, i, k) : section_words(e, i, k));
        }
    return JH_OK;
}

static jh_status explain_left_out(explainer *e, const char *word, bool *found)
{
    const jh_sections *s = &e->a.sections;
    for (size_t i = 0; i < s->left_out_n; i++) {
        const jh_left_out *x = &s->left_out[i];
        const char *name = jh__name_of_school(&e->a, x->school);
        if (strcmp(name, word)) continue;
        *found = true;
        const char *why = jh__left_out_reason(e->call, e->a.pack, x->exclusion);
        const char *clause =
            x->exclusion >= 0 ? e->a.pack->exclusion[x->exclusion].clause : NULL;
        if (e->call->want_json) {
            jh_json_object(&e->j, NULL);
            jh_json_text(&e->j, "name", name);
            jh_json_text(&e->j, "left_out", why);
            jh_json_text(&e->j, "clause", clause);
            jh_json_end_object(&e->j);
            continue;
        }
        JH_TRY(ok(e, jh__note(e->call, "ops.explain_left_out", "school:s why:s clause:s",
                              name, why, clause ? clause : "")));
    }
    return JH_OK;
}

static bool area_named(const explainer *e, size_t area, const char *word)
{
    const char *name = jh__area_name(e->call, e->a.area[area].name);
    return !strcmp(name, word) || !strcmp(word, "all") || !strcmp(word, "全部");
}

static jh_status explain_area(explainer *e, const char *word, ptrdiff_t k, ptrdiff_t item,
                              bool *found)
{
    for (size_t i = 0; i < e->a.areas; i++) {
        if (!area_named(e, i, word)) continue;
        *found = true;
        if (item >= 0) {
            if (e->call->want_json)
                item_json(e, i, (size_t)item);
            else
                JH_TRY(item_words(e, i, (size_t)item));
            continue;
        }
        for (size_t s = 0; s < e->a.area[i].stages; s++) {
            if (e->call->want_json)
                coefficient_json(e, i, &e->a.area[i].stage[s], (size_t)k);
            else
                JH_TRY(coefficient_words(e, i, &e->a.area[i].stage[s], (size_t)k));
        }
    }
    return JH_OK;
}

static jh_status explain(explainer *e)
{
    const char *school = jh_call_text(e->call, "SCHOOL");
    const char *word = jh_call_text(e->call, "INDICATOR");
    ptrdiff_t k = find_indicator(e->a.pack, word), item = find_item(e->a.pack, word);
    bool found = false;
    if (k < 0 && item < 0)
        return jh_fail(e->err, JH_EUSAGE, "ops.no_indicator", "word:s pack:s", word,
                       e->a.pack->id);
    if (k >= 0) JH_TRY(explain_sections(e, school, (size_t)k, &found));
    JH_TRY(explain_left_out(e, school, &found));
    if (!found) JH_TRY(explain_area(e, school, k, item, &found));
    if (found) return JH_OK;
    return jh_fail(e->err, JH_EUSAGE,
                   item >= 0 ? "ops.no_such_area" : "ops.no_such_school", "word:s",
                   school);
}

static jh_status run(jh_call *call, jh_error *err)
{
    explainer e = {.call = call, .err = err, .j = {.out = &call->json, .pretty = true}};
    JH_TRY(jh__county_assess(call, &e.county, &e.a, err));
    call->diags.n = 0; /* jh check tells of the data */
    if (!call->want_json) return explain(&e);
    jh_json_object(&e.j, NULL);
    jh_json_list(&e.j, "explained");
    JH_TRY(explain(&e));
    jh_json_end_list(&e.j);
    jh_json_end_object(&e.j);
    return ok(&e, call->json.oom ? JH_ENOMEM : JH_OK);
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    JH__PARAM_FORM,
    JH__PARAM_SET,
    JH__PARAM_WHERE,
    JH__PARAM_DATE,
    JH__PARAM_RELIEFS,
    JH__PARAM_MEMORY,
    {.name = "SCHOOL",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .help = {"学校标识码、校名或其一部分；县名（或 all）则解释差异系数或指标项",
              "school id, name or part of it; an area's name (or all) explains its "
              "coefficient "
              "or item"}},
    {.name = "INDICATOR",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .help = {"指标编号（如 L4）或指标项编号（如 G11）", "indicator (L4) or item (G11)"}},
    JH__PARAM_FILES,
};

extern const jh_op jh__op_explain;
const jh_op jh__op_explain = {
    .name = "explain",
    .summary = {"解释一个数：公式、条款、来源单元格、拆分、标准、比较",
                "explain a figure: formula, clause, source cells, splitting, standard"},
    .details = {"任何数都能追到文件、工作表和单元格。",
                "Any figure is traced to file, sheet and cell."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
