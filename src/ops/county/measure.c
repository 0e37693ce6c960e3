/* jh measure: any statistic of a pack's indicators, by area, stage or whatever the schools have. */
#include "../workspace/workspace.h"
#include "interval.h"
#include "plot.h"
#include "result.h"
#include "stat_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What parts the sections: an area, a stage, or a fact of the school. */
typedef struct key {
    const char *word; /* as it was given, shown as the head of its column */
    enum { KEY_AREA, KEY_STAGE, KEY_FACT } kind;
    int fact;
} key;

/* One year's figures. */
typedef struct figures {
    jh__county county;
    jh_assessment a;
    const char ***text; /* of each key: [key][section] */
    jh_groups groups;
    size_t *first, *row;   /* sections by group */
    jh_stat_result *at;    /* [(group * indicators + indicator) * stats + statistic] */
    jh_interval *interval; /* the same; NULL: none were asked for */
    size_t *n, *missing;   /* [group * indicators + indicator] */
} figures;

typedef struct work {
    jh_call *call;
    jh_error *err;
    figures now, before; /* before: of --compare */
    bool compares;
    key *key;
    size_t keys;
    int *indicator;
    size_t indicators;
    jh_stat_choice *stat;
    size_t stats;
    jh_bootstrap how;
} work;

static jh_status added(const work *w, jh_status st)
{
    return st == JH_OK ? JH_OK : jh_nomem(w->err);
}

/* ---- what is asked ------------------------------------------------------------------------ */

static jh_status ask_stats(work *w)
{
    const char *text = jh_call_text(w->call, "stat");
    w->stat = jh_alloc_array(w->call->arena, strlen(text) + 1, sizeof *w->stat);
    if (!w->stat) return jh_nomem(w->err);
    for (const char *rest = text; rest;) {
        size_t n;
        const char *part = jh__stat_part(rest, &n, &rest);
        const char *id = jh_strndup(w->call->arena, part, n);
        jh_stat_choice *choice = &w->stat[w->stats++];
        if (!id) return jh_nomem(w->err);
        JH_TRY(jh_stat_choose(w->call->arena, id, choice, w->err));
        if (choice->stat->second)
            return jh_fail(w->err, JH_EUSAGE, "ops.measure_second", "id:s", id);
    }
    return JH_OK;
}

static jh_status ask_indicators(work *w)
{
    const jh_pack *pack = w->now.county.pack;
    jh_given given = jh_call_given(w->call, "indicator");
    size_t n = given.n ? given.n : pack->indicators;
    w->indicator = jh_alloc_array(w->call->arena, n + 1, sizeof *w->indicator);
    if (!w->indicator) return jh_nomem(w->err);
    for (size_t i = 0; i < n; i++) {
        size_t k = given.n ? 0 : i;
        while (given.n && k < pack->indicators &&
               strcasecmp(pack->indicator[k].id, given.value[i]))
            k++;
        if (k == pack->indicators)
            return jh_fail(w->err, JH_EUSAGE, "ops.no_indicator", "word:s pack:s",
                           given.value[i], pack->id);
        w->indicator[w->indicators++] = (int)k;
    }
    return JH_OK;
}

static bool is_word(const char *word, const char *text_key)
{
    return !strcmp(word, jh_text(JH_ZH, text_key)) ||
           !strcasecmp(word, jh_text(JH_EN, text_key));
}

static jh_status ask_key(work *w, const char *word)
{
    const jh_vocabulary *v = w->now.county.pack->vocabulary;
    key *k = &w->key[w->keys++];
    *k = (key){.word = word, .kind = KEY_FACT, .fact = -1};
    if (is_word(word, "ops.area"))
        k->kind = KEY_AREA;
    else if (is_word(word, "ops.stage"))
        k->kind = KEY_STAGE;
    if (k->kind != KEY_FACT) return JH_OK;
    for (size_t i = 0; i < v->facts && k->fact < 0; i++) {
        const jh_fact *f = &v->fact[i];
        bool named = !strcmp(f->id, word) || !strcmp(jh_label_in(f->name, JH_ZH), word) ||
                     !strcasecmp(jh_label_in(f->name, JH_EN), word);
        if (named && f->level == JH_OF_SCHOOL && f->kind != JH_FACT_NUMBER)
            k->fact = (int)i;
    }
    if (k->fact >= 0) return JH_OK;
    return jh_fail(w->err, JH_EUSAGE, "ops.measure_by", "word:s vocabulary:s", word,
                   v->id);
}

static jh_status ask_keys(work *w)
{
    const char *text = jh_call_text(w->call, "by");
    if (!text)
        text = jh_sprintf(w->call->arena, "%s,%s", jh_text(w->call->lang, "ops.area"),
                          jh_text(w->call->lang, "ops.stage"));
    if (!text) return jh_nomem(w->err);
    w->key = jh_alloc_array(w->call->arena, strlen(text) + 1, sizeof *w->key);
    if (!w->key) return jh_nomem(w->err);
    for (const char *rest = text; rest;) {
        size_t n;
        const char *part = jh__stat_part(rest, &n, &rest);
        const char *word = jh_strndup(w->call->arena, part, n);
        if (!word) return jh_nomem(w->err);
        JH_TRY(ask_key(w, word));
    }
    return JH_OK;
}

/* ---- another year -------------------------------------------------------------------------- */

static jh_status read_year(work *w, jh_store *s, int year)
{
    jh_books books;
    figures *f = &w->before;
    f->county = (jh__county){.pack = w->now.county.pack};
    JH_TRY(jh_store_snapshot(s, w->call->arena, NULL, year, &f->county.snapshot, w->err));
    JH_TRY(jh_store_frozen(s, w->call->arena, &f->county.snapshot, &books, w->err));
    JH_TRY(jh__same_vocabulary(&f->county, &books, w->err));
    jh__county_of_books(&f->county, w->call->arena, &books);
    const char *date = jh_call_text(w->call, "date");
    return jh__county_judge(w->call, &f->county, date ? date : w->call->today,
                            jh_call_flag(w->call, "reliefs-in-force"), &f->a, w->err);
}

static jh_status compare(work *w)
{
    const char *text = jh_call_text(w->call, "compare");
    int year;
    jh_store *s;
    if (!text) return JH_OK;
    w->compares = true;
    JH_TRY(jh__year_text(text, &year, w->err));
    if (!w->now.county.workspace)
        return jh_fail(w->err, JH_EUSAGE, "ops.measure_compare", "");
    JH_TRY(jh_store_open(w->now.county.workspace, JH_STORE_READ, &s, w->err));
    jh_status st = read_year(w, s, year);
    jh_store_close(s);
    return st;
}

/* ---- computing ------------------------------------------------------------------------------ */

static const char *key_text(const work *w, const figures *f, const key *k, size_t section)
{
    const jh_section *s = &f->a.sections.section[section];
    if (k->kind == KEY_AREA) return jh__area_name(w->call, f->a.sections.area[s->area]);
    if (k->kind == KEY_STAGE) return jh__stage_label(w->call, f->county.pack, s->stage);
    return jh_school_text(&f->a.sections, k->fact, s->school);
}

static jh_status group(work *w, figures *f)
{
    jh_arena *arena = w->call->arena;
    size_t n = f->a.sections.n;
    f->text = jh_alloc_array(arena, w->keys + 1, sizeof *f->text);
    if (!f->text) return JH_ENOMEM;
    for (size_t k = 0; k < w->keys; k++) {
        f->text[k] = jh_alloc_array(arena, n + 1, sizeof **f->text);
        if (!f->text[k]) return JH_ENOMEM;
        for (size_t i = 0; i < n; i++)
            f->text[k][i] = key_text(w, f, &w->key[k], i);
    }
    const jh_group_ask ask = {
        .text = (const char *const *const *)f->text, .keys = w->keys, .rows = n};
    JH_TRY(jh_group_texts(arena, &ask, &f->groups));
    return jh_groups_lay(arena, &f->groups, n, &f->first, &f->row);
}

typedef struct sample {
    double *x, *w;
    size_t n, missing;
} sample;

/* Values and weights of one indicator in one group. */
static void collect(const figures *f, size_t g, int indicator, sample *s)
{
    size_t n = f->a.sections.n;
    s->n = s->missing = 0;
    for (size_t r = f->first[g]; r < f->first[g + 1]; r++) {
        size_t i = f->row[r];
        jh_value v = f->a.values.value[(size_t)indicator * n + i];
        double weight = f->a.values.weight[(size_t)indicator * n + i];
        if (v.state != JH_KNOWN || !isfinite(weight)) {
            s->missing++;
            continue;
        }
        s->x[s->n] = v.number;
        s->w[s->n++] = weight;
    }
}

static jh_status compute_cell(work *w, figures *f, size_t c, jh_sample values)
{
    jh_status st = JH_OK;
    values.scratch = jh_arena_new();
    if (!values.scratch) return jh_nomem(w->err);
    for (size_t k = 0; k < w->stats && st == JH_OK; k++) {
        jh_stat_result *r = &f->at[c * w->stats + k];
        values.param = w->stat[k].param;
        *r = jh_stat_compute(&w->stat[k], values);
        if (r->state == JH_STAT_NOMEM) st = jh_nomem(w->err);
        if (st == JH_OK && f->interval)
            st = jh_bootstrap_stat(&w->how, c, w->stat[k].stat, values,
                                   &f->interval[c * w->stats + k], w->err);
    }
    jh_arena_free(values.scratch);
    return st;
}

static jh_status compute(work *w, figures *f)
{
    jh_arena *arena = w->call->arena;
    JH_TRY(added(w, group(w, f)));
    size_t cells = f->groups.n * w->indicators;
    f->at = jh_alloc_array(arena, cells * w->stats + 1, sizeof *f->at);
    if (w->how.replicates) {
        f->interval = jh_alloc_array(arena, cells * w->stats + 1, sizeof *f->interval);
        if (!f->interval) return jh_nomem(w->err);
    }
    f->n = jh_alloc_array(arena, cells + 1, sizeof *f->n);
    f->missing = jh_alloc_array(arena, cells + 1, sizeof *f->missing);
    sample s = {.x = jh_alloc_array(arena, f->a.sections.n + 1, sizeof *s.x),
                .w = jh_alloc_array(arena, f->a.sections.n + 1, sizeof *s.w)};
    if (!f->at || !f->n || !f->missing || !s.x || !s.w) return jh_nomem(w->err);
    for (size_t c = 0; c < cells; c++) {
        collect(f, c / w->indicators, w->indicator[c % w->indicators], &s);
        f->n[c] = s.n;
        f->missing[c] = s.missing;
        JH_TRY(compute_cell(w, f, c, (jh_sample){.x = s.x, .w = s.w, .n = s.n}));
    }
    return JH_OK;
}

/* The text that a group has for a key. */
static const char *part_of(const figures *f, size_t g, size_t k)
{
    return f->text[k][f->groups.lead[g]];
}

/* The group of the other year with the same texts; SIZE_MAX: none. */
static size_t before_of(const work *w, size_t g)
{
    for (size_t i = 0; i < w->before.groups.n; i++) {
        bool same = true;
        for (size_t k = 0; k < w->keys && same; k++)
            same = !strcmp(part_of(&w->before, i, k), part_of(&w->now, g, k));
        if (same) return i;
    }
    return SIZE_MAX;
}

static double value(jh_stat_result r)
{
    return r.state == JH_STAT_OK ? r.value : NAN;
}

static double value_before(const work *w, size_t g, size_t i, size_t k)
{
    size_t b = before_of(w, g);
    if (b == SIZE_MAX) return NAN;
    return value(w->before.at[(b * w->indicators + i) * w->stats + k]);
}

/* ---- replies -------------------------------------------------------------------------------- */

static jh_status json(work *w)
{
    jh_json j = {.out = &w->call->json, .pretty = true};
    const jh_pack *pack = w->now.county.pack;
    jh_json_object(&j, NULL);
    jh_json_text(&j, "pack", pack->id);
    jh_json_text(&j, "version", pack->version);
    jh_json_list(&j, "figures");
    for (size_t c = 0; c < w->now.groups.n * w->indicators; c++) {
        size_t g = c / w->indicators, i = c % w->indicators;
        jh_json_object(&j, NULL);
        for (size_t k = 0; k < w->keys; k++)
            jh_json_text(&j, w->key[k].word, part_of(&w->now, g, k));
        jh_json_text(&j, "indicator", pack->indicator[w->indicator[i]].id);
        jh_json_integer(&j, "n", (int64_t)w->now.n[c]);
        jh_json_integer(&j, "missing", (int64_t)w->now.missing[c]);
        for (size_t k = 0; k < w->stats; k++) {
            jh_stat_result r = w->now.at[c * w->stats + k];
            jh_json_object(&j, w->stat[k].id);
            jh_json_number(&j, "value", value(r));
            if (r.state != JH_STAT_OK)
                jh_json_text(&j, "why", jh_text(w->call->lang, r.why));
            if (w->now.interval)
                jh__interval_json(&j, &w->now.interval[c * w->stats + k]);
            if (w->compares) jh_json_number(&j, "before", value_before(w, g, i, k));
            jh_json_end_object(&j);
        }
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return w->call->json.oom ? jh_nomem(w->err) : JH_OK;
}

/* Heads of one statistic: the figure, its interval, the other year's. */
static jh_status stat_heads(work *w, size_t k, const char **head, size_t *n)
{
    jh_arena *a = w->call->arena;
    const char *id = w->stat[k].id;
    const char *name = w->call->want_all ? id : jh__stat_name(w->call, &w->stat[k]);
    if (!name || !(head[(*n)++] = jh_sprintf(a, ">%s", name))) return JH_ENOMEM;
    if (w->now.interval) JH_TRY(jh__interval_heads(w->call, id, head, n));
    if (!w->compares) return JH_OK;
    head[(*n)++] = jh_sprintf(a, ">%s %s", name, jh_call_text(w->call, "compare"));
    return head[*n - 1] ? JH_OK : JH_ENOMEM;
}

static jh_status heads(work *w, const char **head)
{
    size_t n = 0;
    for (size_t k = 0; k < w->keys; k++)
        head[n++] = w->key[k].word;
    head[n++] = "ops.indicator";
    head[n++] = ">ops.stat_n";
    head[n++] = ">ops.stat_missing_n";
    for (size_t k = 0; k < w->stats; k++)
        JH_TRY(stat_heads(w, k, head, &n));
    return JH_OK;
}

static const char *indicator_name(work *w, size_t i)
{
    const jh_indicator *ind = &w->now.county.pack->indicator[w->indicator[i]];
    if (w->call->want_all) return ind->id;
    return jh_sprintf(w->call->arena, "%s %s", ind->id,
                      jh_label_in(ind->name, w->call->lang));
}

static jh_status row(work *w, jh_table *t, size_t c)
{
    size_t g = c / w->indicators, i = c % w->indicators, n = w->keys;
    const char **cell = jh_alloc_array(w->call->arena, t->columns, sizeof *cell);
    if (!cell) return JH_ENOMEM;
    for (size_t k = 0; k < w->keys; k++)
        cell[k] = part_of(&w->now, g, k);
    cell[n++] = indicator_name(w, i);
    cell[n++] = jh__cell_count(w->call, w->now.n[c]);
    cell[n++] = jh__cell_count(w->call, w->now.missing[c]);
    for (size_t k = 0; k < w->stats; k++) {
        cell[n++] =
            jh__stat_cell(w->call, value(w->now.at[c * w->stats + k]), JH__STAT_DECIMALS);
        if (w->now.interval)
            jh__interval_cells(w->call, &w->now.interval[c * w->stats + k],
                               JH__STAT_DECIMALS, cell, &n);
        if (w->compares)
            cell[n++] =
                jh__stat_cell(w->call, value_before(w, g, i, k), JH__STAT_DECIMALS);
    }
    return jh__table_add_row(w->call, t, cell);
}

static jh_status table(work *w)
{
    const char **head =
        jh_alloc_array(w->call->arena, w->keys + 4 * w->stats + 6, sizeof *head);
    if (!head) return JH_ENOMEM;
    JH_TRY(heads(w, head));
    jh_table *t =
        jh__table_new(w->call,
                      jh__cell_text(w->call, "ops.measure_title", "pack:s version:s",
                                    w->now.county.pack->id, w->now.county.pack->version),
                      head);
    if (!t) return JH_ENOMEM;
    for (size_t c = 0; c < w->now.groups.n * w->indicators; c++)
        JH_TRY(row(w, t, c));
    return JH_OK;
}

/* ---- plots ------------------------------------------------------------------------------------ */

/* The first statistic of every group and indicator. */
static jh_status marks(work *w, jh_plot *p)
{
    size_t cells = w->now.groups.n * w->indicators;
    p->mark = jh_alloc_array(w->call->arena, cells + 1, sizeof *p->mark);
    if (!p->mark) return JH_ENOMEM;
    for (size_t c = 0; c < cells; c++) {
        jh_buf b = {0};
        jh_buf_puts(&b,
                    w->now.county.pack->indicator[w->indicator[c % w->indicators]].id);
        for (size_t k = 0; k < w->keys; k++)
            jh_buf_printf(&b, " %s", part_of(&w->now, c / w->indicators, k));
        jh_plot_mark *m = &p->mark[p->marks++];
        m->name = b.oom ? NULL : jh_strndup(w->call->arena, b.p, b.n);
        jh_buf_clear(&b);
        if (!m->name) return JH_ENOMEM;
        m->value = value(w->now.at[c * w->stats]);
        const jh_interval *i = w->now.interval ? &w->now.interval[c * w->stats] : NULL;
        m->low = i && i->state == JH_STAT_OK ? i->low : NAN;
        m->high = i && i->state == JH_STAT_OK ? i->high : NAN;
    }
    return JH_OK;
}

static jh_status plot(work *w)
{
    jh_plot p = {.kind = JH_PLOT_CATERPILLAR, .reference = NAN};
    if (!jh__plot_wanted(w->call)) return JH_OK;
    p.title = jh__stat_name(w->call, &w->stat[0]);
    JH_TRY(added(w, p.title ? marks(w, &p) : JH_ENOMEM));
    return jh__plot_reply(w->call, &p, w->err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    work w = {.call = call, .err = err};
    JH_TRY(jh__county_assess(call, &w.now.county, &w.now.a, err));
    JH_TRY(ask_stats(&w));
    JH_TRY(ask_indicators(&w));
    JH_TRY(ask_keys(&w));
    JH_TRY(jh__interval_ask(call, &w.how, err));
    JH_TRY(compare(&w));
    JH_TRY(compute(&w, &w.now));
    if (w.compares) JH_TRY(compute(&w, &w.before));
    JH_TRY(plot(&w));
    return call->want_json ? json(&w) : added(&w, table(&w));
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    {.name = "stat",
     .kind = JH_PARAM_TEXT,
     .fallback = "mean,cv,gini",
     .help = {"统计量，用逗号分开（jh stat --list 列出全部）",
              "statistics, parted by commas (jh stat --list shows all)"}},
    {.name = "indicator",
     .kind = JH_PARAM_TEXT,
     .many = true,
     .help = {"只算这个指标，如 L4；可写多次",
              "only this indicator; may be given again"}},
    {.name = "by",
     .kind = JH_PARAM_TEXT,
     .help =
         {"按这些分组：地区、学段，或学校的数据项，如 '学段,城乡分类'（默认 地区,学段）",
          "group by area, stage or facts of the schools: 'stage,sponsor' (default "
          "area,stage)"}},
    {.name = "compare",
     .kind = JH_PARAM_NUMBER,
     .help = {"与工作区里这一年的定稿比较", "compare with this year of the workspace"}},
    JH__PARAM_BOOTSTRAP,
    JH__PARAM_SEED,
    JH__PARAM_LEVEL,
    JH__PARAM_BCA,
    JH__PARAM_PLOT,
    JH__PARAM_SVG,
    JH__PARAM_FORM,
    JH__PARAM_SET,
    JH__PARAM_WHERE,
    JH__PARAM_COLUMN,
    JH__PARAM_MEMORY,
    JH__PARAM_DATE,
    JH__PARAM_RELIEFS,
    JH__PARAMS_FACTS,
};

extern const jh_op jh__op_measure;
const jh_op jh__op_measure = {
    .name = "measure",
    .summary = {"按标准的指标计算任何统计量：按地区、学段或学校类别分组",
                "any statistic of a pack's indicators, by area, stage or kind of school"},
    .details =
        {"先按标准算出每个学段部的指标值（含拆分、放宽条款），再按分组计算统计量，权重与"
         "标准"
         "的差异系数相同。缺数的学段部单独计数，不当作零。",
         "Takes the indicators of each section by the pack (shares, reliefs), and then "
         "the "
         "statistics by group, weighted as the pack's coefficients are. Sections with "
         "missing values are counted, never taken as zero."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
