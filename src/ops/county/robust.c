/* jh robust: how firmly a verdict stands. */
#include "../reply.h"
#include "interval.h"
#include "result.h"

#include <junheng/robust.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct work {
    jh_call *call;
    jh__county county;
    jh_robust r;
    jh_robust_ask ask;
    size_t top; /* rows of a list that a person reads */
    jh_error *err;
} work;

static jh_status added(const work *w, jh_status st)
{
    return st == JH_OK ? JH_OK : jh_nomem(w->err);
}

/* ---- what is asked ------------------------------------------------------------------------ */

static jh_status ranks(work *w)
{
    const jh_pack *pack = w->county.pack;
    jh_given given = jh_call_given(w->call, "rank");
    int *rank = jh_alloc_array(w->call->arena, given.n + 1, sizeof *rank);
    if (!rank) return jh_nomem(w->err);
    for (size_t i = 0; i < given.n; i++) {
        size_t k = 0;
        while (k < pack->indicators && strcasecmp(pack->indicator[k].id, given.value[i]))
            k++;
        if (k == pack->indicators)
            return jh_fail(w->err, JH_EUSAGE, "ops.no_indicator", "word:s pack:s",
                           given.value[i], pack->id);
        rank[i] = (int)k;
    }
    w->ask.rank = rank;
    w->ask.ranks = given.n;
    w->ask.rank_exams = jh_call_flag(w->call, "rank-exams");
    return JH_OK;
}

static jh_status ask(work *w)
{
    double draws, seed, top;
    JH_TRY(jh__option_number(w->call, "error", &w->ask.error, w->err));
    JH_TRY(jh__option_number(w->call, "draws", &draws, w->err));
    JH_TRY(jh__option_number(w->call, "seed", &seed, w->err));
    JH_TRY(jh__option_number(w->call, "top", &top, w->err));
    JH_TRY(jh__option_number(w->call, "within", &w->ask.within, w->err));
    w->ask.draws = draws >= 0 && draws <= 1e6 ? (size_t)draws : 0;
    w->ask.seed = seed >= 0 && seed < 9e15 ? (uint64_t)seed : 0;
    w->top = top >= 0 && top < 1e6 ? (size_t)top : 0;
    return ranks(w);
}

static jh_status draw(work *w)
{
    const char *date = jh_call_text(w->call, "date");
    int32_t days;
    if (date && !jh_date_parse(date, &days))
        return jh_fail(w->err, JH_EUSAGE, "ops.bad_date", "text:s", date);
    JH_TRY(jh__county_read(w->call, &w->county, w->err));
    if (!w->county.facts.schools.rows)
        return jh_fail(w->err, JH_EINPUT, "ops.no_schools", "");
    JH_TRY(ask(w));
    jh_statements said = {.answers = &w->county.facts.answers,
                          .claims = &w->county.facts.claims,
                          .date = date ? date : w->call->today,
                          .reliefs_in_force = jh_call_flag(w->call, "reliefs-in-force")};
    jh_assess_input in = {&w->county.facts.schools, &w->county.facts.areas, &said,
                          &w->call->progress};
    return jh_robust_draw(w->call->arena, w->county.pack, &in, &w->ask, &w->r, w->err);
}

/* ---- shared by both replies --------------------------------------------------------------- */

/* Calls `each` for every coefficient of every stage of every area. */
typedef jh_status each_coefficient(work *w, void *ctx, const jh_place *place);

static jh_status all_coefficients(work *w, each_coefficient *each, void *ctx)
{
    const jh_assessment *a = &w->r.base;
    for (size_t k = 0; k < a->areas; k++)
        for (size_t s = 0; s < a->area[k].stages; s++)
            for (size_t i = 0; i < w->county.pack->indicators; i++)
                JH_TRY(each(w, ctx, &(jh_place){k, s, (int)i}));
    return JH_OK;
}

static const jh_robust_coefficient *robust_at(const work *w, const jh_place *p)
{
    return &w->r.area[p->area].stage[p->stage].coefficient[p->indicator];
}

static const jh_coefficient_result *base_at(const work *w, const jh_place *p)
{
    return &w->r.base.area[p->area].stage[p->stage].coefficient[p->indicator];
}

static int stage_at(const work *w, const jh_place *p)
{
    return w->r.base.area[p->area].stage[p->stage].stage;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void range_json(jh_json *j, const char *key, jh_spread r)
{
    jh_json_object(j, key);
    jh_json_number(j, "low", r.low);
    jh_json_number(j, "high", r.high);
    jh_json_end_object(j);
}

static jh_status influences_json(work *w, jh_json *j, const jh_place *p)
{
    jh_influence *list;
    size_t n;
    JH_TRY(jh_influences(w->call->arena, &w->r.base, p, &list, &n, w->err));
    jh_json_list(j, "influence");
    for (size_t i = 0; i < n; i++) {
        jh_json_object(j, NULL);
        jh_json_text(j, "id", w->r.base.section[list[i].section].id);
        jh_json_text(j, "name", w->r.base.section[list[i].section].name);
        jh_json_number(j, "without", list[i].change);
        jh_json_number(j, "per_cent", list[i].per_cent);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
    return JH_OK;
}

static jh_status coefficient_json(work *w, void *ctx, const jh_place *p)
{
    jh_json *j = ctx;
    const jh_robust_coefficient *c = robust_at(w, p);
    jh_json_object(j, NULL);
    jh_json_text(j, "area", w->r.base.area[p->area].name);
    jh_json_text(j, "stage", jh__stage_id(w->county.pack, stage_at(w, p)));
    jh_json_text(j, "indicator", w->county.pack->indicator[p->indicator].id);
    jh_json_number(j, "cv", c->cv);
    jh_json_number(j, "limit", base_at(w, p)->limit);
    range_json(j, "range", c->range);
    jh_json_number(j, "within_limit", c->within);
    JH_TRY(influences_json(w, j, p));
    jh_json_end_object(j);
    return JH_OK;
}

static void section_json(const work *w, jh_json *j, size_t i)
{
    const jh_section_result *s = &w->r.base.section[i];
    const jh_sections *all = &w->r.base.sections;
    jh_json_object(j, NULL);
    jh_json_text(j, "id", s->id);
    jh_json_text(j, "name", s->name);
    jh_json_text(j, "stage", jh__stage_id(w->county.pack, all->section[i].stage));
    jh_json_text(j, "verdict", jh_verdict_id(s->verdict));
    jh_json_number(j, "pass", w->r.pass[i]);
    if (w->ask.ranks) jh_json_list(j, "ranks");
    for (size_t k = 0; k < w->ask.ranks; k++) {
        const jh_robust_rank *r = &w->r.rank[k * all->n + i];
        jh_json_object(j, NULL);
        jh_json_text(j, "indicator", w->county.pack->indicator[w->ask.rank[k]].id);
        jh_json_number(j, "rank", r->rank ? (double)r->rank : NAN);
        range_json(j, "range", r->range);
        jh_json_end_object(j);
    }
    if (w->ask.ranks) jh_json_end_list(j);
    jh_json_end_object(j);
}

static jh_status json(work *w)
{
    const jh_assessment *a = &w->r.base;
    jh_json j = {.out = &w->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "pack", w->county.pack->id);
    jh_json_text(&j, "version", w->county.pack->version);
    jh_json_number(&j, "error", w->ask.error);
    jh_json_integer(&j, "draws", (int64_t)w->ask.draws);
    jh_json_integer(&j, "seed", (int64_t)w->ask.seed);
    jh_json_number(&j, "within", w->ask.within);
    jh_json_list(&j, "areas");
    for (size_t k = 0; k < a->areas; k++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "name", a->area[k].name);
        jh_json_text(&j, "verdict", jh_verdict_id(a->area[k].verdict));
        jh_json_number(&j, "pass", w->r.area[k].pass);
        jh_json_number(&j, "fail", w->r.area[k].fail);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_list(&j, "coefficients");
    JH_TRY(all_coefficients(w, coefficient_json, &j));
    jh_json_end_list(&j);
    jh_json_list(&j, "sections");
    for (size_t i = 0; i < a->sections.n; i++)
        section_json(w, &j, i);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return w->call->json.oom ? jh_nomem(w->err) : JH_OK;
}

/* ---- tables ----------------------------------------------------------------------------------- */

static const char *per_cent(work *w, double share)
{
    if (isnan(share)) return "";
    return jh_sprintf(w->call->arena, "%s%%", jh__cell_fixed(w->call, 100 * share, 1));
}

static const char *between(work *w, jh_spread r, int decimals)
{
    char low[64], high[64];
    if (isnan(r.low)) return "";
    jh_number_fixed(r.low, decimals, low);
    jh_number_fixed(r.high, decimals, high);
    return jh_sprintf(w->call->arena, "%s–%s", low, high);
}

static const char *indicator_name(work *w, int k)
{
    const jh_indicator *ind = &w->county.pack->indicator[k];
    return jh_sprintf(w->call->arena, "%s %s", ind->id,
                      jh_label_in(ind->name, w->call->lang));
}

static const char *verdict_name(const work *w, jh_verdict v)
{
    static const char *const key[] = {"ops.pass", "ops.fail", "ops.open"};
    return jh_text(w->call->lang, key[v]);
}

static jh_status areas_table(work *w)
{
    static const char *const head[] = {"ops.area", "ops.verdict", ">ops.robust_pass",
                                       ">ops.robust_fail", NULL};
    const jh_assessment *a = &w->r.base;
    jh_table *t =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.robust_areas"), head);
    if (!t) return JH_ENOMEM;
    for (size_t k = 0; k < a->areas; k++) {
        const char *cell[] = {
            jh__area_name(w->call, a->area[k].name), verdict_name(w, a->area[k].verdict),
            per_cent(w, w->r.area[k].pass), per_cent(w, w->r.area[k].fail)};
        JH_TRY(jh__table_add_row(w->call, t, cell));
    }
    return JH_OK;
}

static jh_status coefficient_row(work *w, void *ctx, const jh_place *p)
{
    const jh_robust_coefficient *c = robust_at(w, p);
    int decimals = w->county.pack->coefficient_decimals;
    if (isnan(base_at(w, p)->limit)) return JH_OK;
    const char *cell[] = {jh__area_name(w->call, w->r.base.area[p->area].name),
                          jh__stage_label(w->call, w->county.pack, stage_at(w, p)),
                          indicator_name(w, p->indicator),
                          jh__cell_fixed(w->call, c->cv, decimals),
                          between(w, c->range, decimals),
                          jh__cell_fixed(w->call, base_at(w, p)->limit, 2),
                          per_cent(w, c->within)};
    return jh__table_add_row(w->call, ctx, cell);
}

static jh_status coefficients_table(work *w)
{
    static const char *const head[] = {
        "ops.area",          "ops.stage",  "ops.indicator",      ">ops.robust_cv",
        ">ops.robust_range", ">ops.limit", ">ops.robust_within", NULL};
    jh_table *t =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.robust_coefficients"), head);
    return t ? all_coefficients(w, coefficient_row, t) : JH_ENOMEM;
}

/* Influences are told where a coefficient is over its limit, or may be. */
static bool in_doubt(const work *w, const jh_place *p)
{
    double within = robust_at(w, p)->within;
    return !isnan(within) && (base_at(w, p)->verdict == JH_FAIL || within < 1);
}

static jh_status influence_rows(work *w, void *ctx, const jh_place *p)
{
    jh_influence *list;
    size_t n;
    if (!in_doubt(w, p)) return JH_OK;
    JH_TRY(jh_influences(w->call->arena, &w->r.base, p, &list, &n, w->err));
    for (size_t i = 0; i < n && (i < w->top || w->call->want_all); i++) {
        const char *cell[] = {
            jh__area_name(w->call, w->r.base.area[p->area].name),
            jh__stage_label(w->call, w->county.pack, stage_at(w, p)),
            indicator_name(w, p->indicator),
            w->r.base.section[list[i].section].name,
            jh__cell_fixed(w->call, base_at(w, p)->cv + list[i].change, 4),
            jh__cell_fixed(w->call, list[i].change, 4),
            jh__cell_fixed(w->call, list[i].per_cent, 6)};
        JH_TRY(jh__table_add_row(w->call, ctx, cell));
    }
    return JH_OK;
}

static jh_status influences_table(work *w)
{
    static const char *const head[] = {"ops.area",
                                       "ops.stage",
                                       "ops.indicator",
                                       "ops.school",
                                       ">ops.robust_without",
                                       ">ops.robust_change",
                                       ">ops.robust_per_cent",
                                       NULL};
    jh_table *t =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.robust_influence"), head);
    return t ? all_coefficients(w, influence_rows, t) : JH_ENOMEM;
}

typedef struct doubtful {
    double by;
    size_t section;
} doubtful;

static int by_doubt(const void *a, const void *b)
{
    const doubtful *p = a, *q = b;
    if (p->by != q->by) return p->by < q->by ? -1 : 1;
    return p->section < q->section ? -1 : 1;
}

/* Sections whose verdict turns most easily. */
static jh_status sections_table(work *w)
{
    static const char *const head[] = {"ops.school", "ops.stage", "ops.verdict",
                                       ">ops.robust_pass", NULL};
    const jh_assessment *a = &w->r.base;
    size_t n = 0;
    doubtful *list = jh_alloc_array(w->call->arena, a->sections.n + 1, sizeof *list);
    jh_table *t =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.robust_sections"), head);
    if (!list || !t) return JH_ENOMEM;
    for (size_t i = 0; i < a->sections.n; i++)
        if ((w->r.pass[i] > 0 && w->r.pass[i] < 1) || w->call->want_all)
            list[n++] = (doubtful){fabs(w->r.pass[i] - 0.5), i};
    if (n) qsort(list, n, sizeof *list, by_doubt);
    for (size_t i = 0; i < n && (i < w->top || w->call->want_all); i++) {
        size_t s = list[i].section;
        const char *cell[] = {
            a->section[s].name,
            jh__stage_label(w->call, w->county.pack, a->sections.section[s].stage),
            verdict_name(w, a->section[s].verdict), per_cent(w, w->r.pass[s])};
        JH_TRY(jh__table_add_row(w->call, t, cell));
    }
    return n > w->top && !w->call->want_all
               ? jh__after(w->call, "ops.robust_more", "n:u", n - w->top)
               : JH_OK;
}

static jh_status ranks_table(work *w, size_t k)
{
    static const char *const head[] = {"ops.area",          "ops.stage",
                                       "ops.school",        ">ops.robust_rank",
                                       ">ops.robust_range", NULL};
    const jh_sections *all = &w->r.base.sections;
    jh_table *t = jh__table_new(w->call, indicator_name(w, w->ask.rank[k]), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < all->n; i++) {
        const jh_robust_rank *r = &w->r.rank[k * all->n + i];
        if (!r->rank) continue;
        const char *cell[] = {
            jh__area_name(w->call, all->area[all->section[i].area]),
            jh__stage_label(w->call, w->county.pack, all->section[i].stage),
            w->r.base.section[i].name, jh__cell_count(w->call, r->rank),
            between(w, r->range, 0)};
        JH_TRY(jh__table_add_row(w->call, t, cell));
    }
    return JH_OK;
}

static jh_status for_people(work *w)
{
    char share[64];
    jh_number_fixed(100 * w->ask.within, 0, share);
    JH_TRY(jh__note(w->call, "ops.robust_said", "error:s draws:u seed:u within:s",
                    per_cent(w, w->ask.error), w->ask.draws, (size_t)w->ask.seed, share));
    JH_TRY(areas_table(w));
    JH_TRY(coefficients_table(w));
    JH_TRY(sections_table(w));
    JH_TRY(influences_table(w));
    for (size_t k = 0; k < w->ask.ranks; k++)
        JH_TRY(ranks_table(w, k));
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    work w = {.call = call, .err = err};
    JH_TRY(draw(&w));
    return call->want_json ? json(&w) : added(&w, for_people(&w));
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    {.name = "error",
     .kind = JH_PARAM_TEXT,
     .fallback = "2%",
     .help = {"填报误差：每个数与真值相差的标准差，相对值，如 2%",
              "reporting error: standard deviation of a reported number, relative"}},
    {.name = "draws",
     .kind = JH_PARAM_NUMBER,
     .fallback = "1000",
     .help = {"重新评估多少次", "how many times it is assessed again"}},
    {.name = "seed",
     .kind = JH_PARAM_NUMBER,
     .fallback = "1",
     .help = {"随机种子：同样的种子得同样的结果", "seed: same seed, same result"}},
    {.name = "within",
     .kind = JH_PARAM_TEXT,
     .fallback = "90%",
     .help = {"区间含多大比例的结果", "share of the draws that an interval holds"}},
    {.name = "rank",
     .kind = JH_PARAM_TEXT,
     .many = true,
     .help = {"按此指标列出各学段部的位次及其区间，如 L4；可写多次",
              "rank the sections by this indicator, with intervals; may be given again"}},
    {.name = "rank-exams",
     .kind = JH_PARAM_FLAG,
     .help = {"允许按考试成绩排位次（国家规定不得公布）",
              "allow ranks by examination results (national rules forbid to publish "
              "them)"}},
    {.name = "top",
     .kind = JH_PARAM_NUMBER,
     .fallback = "5",
     .help = {"每张表给人看的行数", "rows of a list that a person reads"}},
    JH__PARAM_FORM,
    JH__PARAM_SET,
    JH__PARAM_WHERE,
    JH__PARAM_COLUMN,
    JH__PARAM_MEMORY,
    JH__PARAM_DATE,
    JH__PARAM_RELIEFS,
    JH__PARAMS_FACTS,
};

extern const jh_op jh__op_robust;
const jh_op jh__op_robust = {
    .name = "robust",
    .summary =
        {"结论有多稳：填报有误差时会不会翻转，哪所学校、哪个数影响最大",
         "how firmly a verdict stands: errors of reporting, and what one school does"},
    .details =
        {"把每个填报数随机偏差一点，按同一规则重新评估多次：列出通过的比例、差异系数的区"
         "间、"
         "最容易翻转的学段部。另列对超限差异系数影响最大的学校：去掉它会怎样，它的值多 "
         "1% "
         "会怎样。缺数仍是缺数，零仍是零。",
         "Moves every reported number a little by chance and assesses again by the same "
         "rules: how often it passes, how far each coefficient moves, which sections "
         "turn "
         "most easily. For coefficients over their limit: what each school does to it, "
         "left "
         "out or with one per cent more. Missing stays missing, zero stays zero."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
