/* jh explain: one figure, from formula and clause down to the source cells. */
#include "explain.h"

#include <math.h>
#include <string.h>

jh_status jh__explain_ok(const jh__explainer *e, jh_status st)
{
    return st == JH_OK ? JH_OK : jh_nomem(e->err);
}

const char *jh__explain_where(jh__explainer *e, jh_origin origin)
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

static const char *shortest(jh__explainer *e, double x)
{
    char text[32];
    jh_number_shortest(x, text);
    return jh_strdup(e->call->arena, text);
}

const char *jh__explain_value(jh__explainer *e, jh_value v)
{
    if (v.state == JH_MISSING) return jh_text(e->call->lang, "ops.missing");
    if (v.state == JH_UNDEFINED) return jh_text(e->call->lang, "ops.undefined");
    return v.text ? v.text : shortest(e, v.number);
}

/* ---- words, line by line ---- */

jh_status jh__explain_begin(jh__explainer *e, const char *what, const char *id,
                            const char *more)
{
    static const char *const head[] = {"ops.what", "ops.content", NULL};
    const char *title = jh__cell_text(e->call, "ops.explain_head",
                                      "school:s id:s stage:s", what, id, more);
    e->words = title ? jh__table_new(e->call, title, head) : NULL;
    return e->words ? JH_OK : jh_nomem(e->err);
}

jh_status jh__explain_line(jh__explainer *e, const char *label, const char *text)
{
    const char *cell[] = {jh_text(e->call->lang, label), text};
    return jh__explain_ok(e, jh__table_add_row(e->call, e->words, cell));
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

static bool named(const jh__explainer *e, size_t section, const char *word, bool whole)
{
    const jh_section_result *s = &e->a.section[section];
    if (whole) return !strcmp(s->id, word) || !strcmp(s->name, word);
    return strstr(s->name, word) != NULL;
}

static jh_status explain_sections(jh__explainer *e, const char *word, size_t k,
                                  bool *found)
{
    for (int whole = 1; whole >= 0 && !*found; whole--)
        for (size_t i = 0; i < e->a.sections.n; i++) {
            if (!named(e, i, word, whole)) continue;
            *found = true;
            JH_TRY(jh__explain_section(e, i, k));
        }
    return JH_OK;
}

static jh_status explain_left_out(jh__explainer *e, const char *word, bool *found)
{
    const jh_sections *s = &e->a.sections;
    for (size_t i = 0; i < s->left_out_n; i++) {
        const jh_left_out *x = &s->left_out[i];
        const char *name = jh_school_name(&e->a.sections, x->school);
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
        JH_TRY(jh__explain_ok(e, jh__note(e->call, "ops.explain_left_out",
                                          "school:s why:s clause:s", name, why,
                                          clause ? clause : "")));
    }
    return JH_OK;
}

static bool area_named(const jh__explainer *e, size_t area, const char *word)
{
    const char *name = jh__area_name(e->call, e->a.area[area].name);
    return !strcmp(name, word) || !strcmp(word, "all") || !strcmp(word, "全部");
}

static jh_status explain_area(jh__explainer *e, const char *word, ptrdiff_t k,
                              ptrdiff_t item, bool *found)
{
    for (size_t i = 0; i < e->a.areas; i++) {
        if (!area_named(e, i, word)) continue;
        *found = true;
        if (item >= 0) {
            JH_TRY(jh__explain_item(e, i, (size_t)item));
            continue;
        }
        for (size_t s = 0; s < e->a.area[i].stages; s++)
            JH_TRY(jh__explain_coefficient(e, i, &e->a.area[i].stage[s], (size_t)k));
    }
    return JH_OK;
}

static jh_status explain(jh__explainer *e)
{
    const char *school = jh_call_text(e->call, "school");
    const char *word = jh_call_text(e->call, "indicator");
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
    jh__explainer e = {
        .call = call, .err = err, .j = {.out = &call->json, .pretty = true}};
    JH_TRY(jh__county_assess(call, &e.county, &e.a, err));
    call->diags.n = 0; /* jh check tells of the data */
    if (!call->want_json) return explain(&e);
    jh_json_object(&e.j, NULL);
    jh_json_list(&e.j, "explained");
    JH_TRY(explain(&e));
    jh_json_end_list(&e.j);
    jh_json_end_object(&e.j);
    return jh__explain_ok(&e, call->json.oom ? JH_ENOMEM : JH_OK);
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    JH__PARAM_FORM,
    JH__PARAM_SET,
    JH__PARAM_WHERE,
    JH__PARAM_DATE,
    JH__PARAM_RELIEFS,
    JH__PARAM_MEMORY,
    {.name = "school",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .help = {"学校标识码、校名或其一部分；县名（或 all）则解释差异系数或指标项",
              "school id, name or part of it; an area's name (or all) explains its "
              "coefficient "
              "or item"}},
    {.name = "indicator",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .help = {"指标编号（如 L4）或指标项编号（如 G11）", "indicator (L4) or item (G11)"}},
    JH__PARAMS_FACTS,
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
