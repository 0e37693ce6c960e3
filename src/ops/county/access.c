/* jh access: how near and how roomy schools are, from a given travel matrix. */
#include "../reply.h"
#include "stat.h"

#include <junheng/access.h>
#include <junheng/frame.h>
#include <junheng/measure.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BANDS_MOST 16
#define FAULTS_MOST 200 /* told one by one; the rest is counted */

/* A table of names with an amount each. */
typedef struct list {
    const char *file, *name, *amount; /* options that say which */
    jh__stat_table table;
    jh__stat_formula value;
    size_t column;
    jh_groups names; /* each once */
    double *sum;     /* of each name */
} list;

typedef struct work {
    jh_call *call;
    jh_error *err;
    list place, school;
    jh__stat_table travel;
    jh__stat_formula cost;
    size_t from, to;
    jh_band band[BANDS_MOST];
    size_t bands;
    double within;
    jh_trip *trip;
    size_t trips, faults;
    jh_access result;
} work;

static jh_status added(const work *w, jh_status st)
{
    return st == JH_OK ? JH_OK : jh_nomem(w->err);
}

/* ---- what is asked ------------------------------------------------------------------------ */

/* "10:1,20:0.68,30:0.22", limits ascending; "30" alone is one band of weight 1. */
static jh_status bands(work *w)
{
    const char *text = jh_call_text(w->call, "bands"), *p = text;
    while (*p && w->bands < BANDS_MOST) {
        size_t n = strcspn(p, ","), colon = strcspn(p, ":,");
        jh_band *b = &w->band[w->bands++];
        b->weight = 1;
        bool fine =
            jh_number_parse(p, colon, &b->limit) && b->limit >= 0 &&
            (colon == n || jh_number_parse(p + colon + 1, n - colon - 1, &b->weight));
        fine = fine && b->weight >= 0 && b->weight <= 1 &&
               (w->bands < 2 || b->limit > w->band[w->bands - 2].limit);
        if (!fine) break;
        p += n + (p[n] == ',');
        if (!*p) return JH_OK;
    }
    return jh_fail(w->err, JH_EUSAGE, "ops.access_bands", "text:s", text);
}

static jh_status ask_column(work *w, jh__stat_table *t, const char *option, size_t *out)
{
    const char *name = jh_call_text(w->call, option);
    return added(w, jh__stat_ask_key(t, name, strlen(name), out));
}

static jh_status ask_value(work *w, jh__stat_table *t, jh__stat_formula *f,
                           const char *option)
{
    f->option = jh_sprintf(w->call->arena, "--%s", option);
    f->text = jh_call_text(w->call, option);
    if (!f->option) return jh_nomem(w->err);
    return jh__stat_names(t, f, w->err);
}

static jh_status read_table(work *w, jh__stat_table *t, jh__stat_formula *f,
                            const char *file)
{
    const char *const path[] = {jh_call_text(w->call, file)};
    JH_TRY(jh__stat_foresee(t, f, JH__STAT_NUMBER, w->err));
    JH_TRY(jh__stat_read(w->call, t, (jh_given){path, 1}, NULL, w->err));
    return jh__stat_compile(t, f, JH__STAT_NUMBER, w->err);
}

/* ---- reading -------------------------------------------------------------------------------- */

static jh_status fault(work *w, jh_where where, const char *key, const char *text)
{
    if (++w->faults > FAULTS_MOST) return JH_OK;
    return added(w, jh_diag_add(&w->call->diags, JH_BLOCK, where, key, "text:s", text));
}

/* Amount of a row, or NAN with a fault: it must be known and not negative. */
static jh_status amount(work *w, const jh__stat_table *t, const jh__stat_formula *f,
                        size_t row, double *out)
{
    jh_value v = jh__stat_value(t, f, row);
    *out = v.state == JH_KNOWN && v.number >= 0 && isfinite(v.number) ? v.number : NAN;
    if (!isnan(*out)) return JH_OK;
    size_t column = f->columns ? f->column[0] : SIZE_MAX;
    return fault(w, jh__stat_where(t, row, column), "ops.access_amount", f->text);
}

static jh_status read_list(work *w, list *l)
{
    l->table.arena = w->call->arena;
    JH_TRY(ask_column(w, &l->table, l->name, &l->column));
    JH_TRY(ask_value(w, &l->table, &l->value, l->amount));
    JH_TRY(read_table(w, &l->table, &l->value, l->file));
    JH_TRY(added(
        w, jh__stat_parted(&l->table, &l->column, 1, NULL, l->table.rows, &l->names)));
    l->sum = jh_alloc_array(w->call->arena, l->names.n + 1, sizeof *l->sum);
    if (!l->sum) return jh_nomem(w->err);
    for (size_t row = 0; row < l->table.rows; row++) {
        double x;
        JH_TRY(amount(w, &l->table, &l->value, row, &x));
        if (!l->table.column[l->column].text[row][0])
            JH_TRY(fault(w, jh__stat_where(&l->table, row, l->column),
                         "ops.access_no_name", l->table.column[l->column].name));
        l->sum[l->names.group[row]] += x; /* rows of one name are added up */
    }
    return JH_OK;
}

typedef struct named {
    const char *name;
    uint32_t at;
} named;

static int by_name(const void *a, const void *b)
{
    return strcmp(((const named *)a)->name, ((const named *)b)->name);
}

static named *sorted(work *w, const list *l)
{
    named *out = jh_alloc_array(w->call->arena, l->names.n + 1, sizeof *out);
    for (size_t i = 0; out && i < l->names.n; i++)
        out[i] = (named){l->names.name[i], (uint32_t)i};
    if (out && l->names.n) qsort(out, l->names.n, sizeof *out, by_name);
    return out;
}

/* The named one of a list; a fault at the cell where there is none. */
static jh_status look_up(work *w, const list *l, const named *names, size_t row,
                         size_t column, uint32_t *out)
{
    const char *text = w->travel.column[column].text[row];
    named wanted = {text, 0};
    const named *found =
        l->names.n ? bsearch(&wanted, names, l->names.n, sizeof *names, by_name) : NULL;
    *out = found ? found->at : UINT32_MAX;
    if (found) return JH_OK;
    return fault(w, jh__stat_where(&w->travel, row, column), "ops.access_unknown", text);
}

static jh_status read_travel(work *w)
{
    w->travel.arena = w->call->arena;
    JH_TRY(ask_column(w, &w->travel, "from", &w->from));
    JH_TRY(ask_column(w, &w->travel, "to", &w->to));
    JH_TRY(ask_value(w, &w->travel, &w->cost, "cost"));
    JH_TRY(read_table(w, &w->travel, &w->cost, "travel"));
    const named *places = sorted(w, &w->place), *schools = sorted(w, &w->school);
    w->trip = jh_alloc_array(w->call->arena, w->travel.rows + 1, sizeof *w->trip);
    if (!places || !schools || !w->trip) return jh_nomem(w->err);
    for (size_t row = 0; row < w->travel.rows; row++) {
        jh_trip t;
        JH_TRY(look_up(w, &w->place, places, row, w->from, &t.from));
        JH_TRY(look_up(w, &w->school, schools, row, w->to, &t.to));
        JH_TRY(amount(w, &w->travel, &w->cost, row, &t.cost));
        if (t.from != UINT32_MAX && t.to != UINT32_MAX && !isnan(t.cost))
            w->trip[w->trips++] = t;
    }
    return JH_OK;
}

static jh_status measure(work *w)
{
    JH_TRY(read_list(w, &w->place));
    JH_TRY(read_list(w, &w->school));
    JH_TRY(read_travel(w));
    if (w->faults)
        return jh_fail(w->err, JH_EINPUT, "ops.access_faults", "n:u", w->faults);
    jh_access_ask ask = {w->place.sum, w->place.names.n, w->school.sum, w->school.names.n,
                         w->trip,      w->trips,         w->band,       w->bands};
    return added(w, jh_access_measure(w->call->arena, &ask, &w->result));
}

/* ---- the whole ---------------------------------------------------------------------------------- */

typedef struct summary {
    double pupils, far, none; /* pupils: all, beyond --within, with no school in reach */
    double mean_least;        /* travel to the nearest, where there is one */
    jh_stat_result mean, cv, gini;
} summary;

static jh_status figure(work *w, const char *id, const double *x, size_t n,
                        jh_stat_result *out)
{
    jh_sample s = {.x = x, .w = w->place.sum, .n = n, .scratch = w->call->arena};
    *out = jh_stat_find(id)->compute(s);
    return out->state == JH_STAT_NOMEM ? jh_nomem(w->err) : JH_OK;
}

static jh_status sum_up(work *w, summary *s)
{
    double reached = 0, travel = 0;
    size_t n = w->place.names.n;
    *s = (summary){0};
    for (size_t i = 0; i < n; i++) {
        double pupils = w->place.sum[i], least = w->result.least[i];
        s->pupils += pupils;
        if (least > w->within) s->far += pupils;
        if (!(w->result.access[i] > 0)) s->none += pupils;
        if (!isfinite(least)) continue;
        reached += pupils;
        travel += pupils * least;
    }
    s->mean_least = reached > 0 ? travel / reached : NAN;
    JH_TRY(figure(w, "mean", w->result.access, n, &s->mean));
    JH_TRY(figure(w, "cv", w->result.access, n, &s->cv));
    return figure(w, "gini", w->result.access, n, &s->gini);
}

static double known(jh_stat_result r)
{
    return r.state == JH_STAT_OK ? r.value : NAN;
}

static jh_status json(work *w, const summary *s)
{
    jh_json j = {.out = &w->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_number(&j, "pupils", s->pupils);
    jh_json_number(&j, "within", w->within);
    jh_json_number(&j, "pupils_beyond", s->far);
    jh_json_number(&j, "pupils_without_access", s->none);
    jh_json_number(&j, "mean_travel", s->mean_least);
    jh_json_number(&j, "mean", known(s->mean));
    jh_json_number(&j, "cv", known(s->cv));
    jh_json_number(&j, "gini", known(s->gini));
    jh_json_list(&j, "places");
    for (size_t i = 0; i < w->place.names.n; i++) {
        uint32_t to = w->result.nearest[i];
        jh_json_object(&j, NULL);
        jh_json_text(&j, "name", w->place.names.name[i]);
        jh_json_number(&j, "pupils", w->place.sum[i]);
        jh_json_text(&j, "nearest", to == UINT32_MAX ? NULL : w->school.names.name[to]);
        jh_json_number(&j, "travel", w->result.least[i]);
        jh_json_number(&j, "access", w->result.access[i]);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_list(&j, "schools");
    for (size_t i = 0; i < w->school.names.n; i++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "name", w->school.names.name[i]);
        jh_json_number(&j, "places", w->school.sum[i]);
        jh_json_number(&j, "load", w->result.load[i]);
        jh_json_number(&j, "ratio", w->result.ratio[i]);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return w->call->json.oom ? jh_nomem(w->err) : JH_OK;
}

static jh_status places_table(work *w)
{
    static const char *const head[] = {"ops.access_place",   ">ops.access_pupils",
                                       "ops.access_nearest", ">ops.access_travel",
                                       ">ops.access_ratio",  NULL};
    jh_table *t =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.access_places"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < w->place.names.n; i++) {
        uint32_t to = w->result.nearest[i];
        bool none = to == UINT32_MAX;
        const char *cell[] = {
            w->place.names.name[i], jh__cell_fixed(w->call, w->place.sum[i], 0),
            none ? jh_text(w->call->lang, "ops.access_none") : w->school.names.name[to],
            none ? "" : jh__cell_fixed(w->call, w->result.least[i], 1),
            jh__cell_fixed(w->call, w->result.access[i], 4)};
        JH_TRY(jh__table_add_row(w->call, t, cell));
    }
    return JH_OK;
}

static jh_status schools_table(work *w)
{
    static const char *const head[] = {"ops.school", ">ops.access_seats",
                                       ">ops.access_load", ">ops.access_ratio", NULL};
    jh_table *t =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.access_schools"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < w->school.names.n; i++) {
        const char *cell[] = {w->school.names.name[i],
                              jh__cell_fixed(w->call, w->school.sum[i], 0),
                              jh__cell_fixed(w->call, w->result.load[i], 1),
                              jh__cell_fixed(w->call, w->result.ratio[i], 4)};
        JH_TRY(jh__table_add_row(w->call, t, cell));
    }
    return JH_OK;
}

static jh_status for_people(work *w, const summary *s)
{
    JH_TRY(added(w, jh__note(w->call, "ops.access_said", "pupils:g far:g within:g none:g",
                             s->pupils, s->far, w->within, s->none)));
    if (s->mean.state == JH_STAT_OK && s->cv.state == JH_STAT_OK &&
        s->gini.state == JH_STAT_OK)
        JH_TRY(added(w, jh__note(w->call, "ops.access_spread", "mean:s cv:s gini:s",
                                 jh__cell_fixed(w->call, s->mean.value, 4),
                                 jh__cell_fixed(w->call, s->cv.value, 3),
                                 jh__cell_fixed(w->call, s->gini.value, 3))));
    JH_TRY(added(w, places_table(w)));
    return added(w, schools_table(w));
}

static jh_status run(jh_call *call, jh_error *err)
{
    work w = {.call = call,
              .err = err,
              .place = {.file = "places", .name = "place", .amount = "pupils"},
              .school = {.file = "schools", .name = "school", .amount = "seats"}};
    summary s;
    const char *within = jh_call_text(call, "within");
    if (!jh_number_parse(within, strlen(within), &w.within) || w.within < 0)
        return jh_fail(err, JH_EUSAGE, "ops.robust_number", "name:s text:s", "within",
                       within);
    JH_TRY(bands(&w));
    JH_TRY(measure(&w));
    JH_TRY(sum_up(&w, &s));
    return call->want_json ? json(&w, &s) : for_people(&w, &s);
}

static const jh_param params[] = {
    {.name = "places",
     .kind = JH_PARAM_FILE,
     .required = true,
     .help = {"居民点表", "table of settlements"}},
    {.name = "place",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"其中的名称列", "its column of names"}},
    {.name = "pupils",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"其中的学生数（列或公式）", "its pupils (column or formula)"}},
    {.name = "schools",
     .kind = JH_PARAM_FILE,
     .required = true,
     .help = {"学校表", "table of schools"}},
    {.name = "school",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"其中的名称列", "its column of names"}},
    {.name = "seats",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"其中的供给：学位、教师数等（列或公式）",
              "its supply: places, teachers (column or formula)"}},
    {.name = "travel",
     .kind = JH_PARAM_FILE,
     .required = true,
     .help = {"出行表：每行一对居民点和学校", "table of travel: a row a pair"}},
    {.name = "from",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"其中的居民点列", "its column of settlements"}},
    {.name = "to",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"其中的学校列", "its column of schools"}},
    {.name = "cost",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"其中的分钟或公里（列或公式）",
              "its minutes or kilometres (column or formula)"}},
    {.name = "bands",
     .kind = JH_PARAM_TEXT,
     .fallback = "30",
     .help = {"搜索范围：30 为普通形式；10:1,20:0.68,30:0.22 为分段加权的增强形式",
              "reach: 30 is the plain form; 10:1,20:0.68,30:0.22 the enhanced one"}},
    {.name = "within",
     .kind = JH_PARAM_NUMBER,
     .fallback = "30",
     .help = {"最近学校超过这么远的学生单独计数",
              "pupils whose nearest school is further are counted"}},
};

extern const jh_op jh__op_access;
const jh_op jh__op_access = {
    .name = "access",
    .summary = {"就学可达性：最近学校的路程，两步移动搜索法",
                "access to schools: travel to the nearest, two-step floating catchment"},
    .details = {"两步移动搜索法：先把每所学校的学位分给范围内的学生，再把每个居民点能到的"
                "学校加起来。"
                "只用给出的出行表，不估算路程；没有给出的一对视为到不了。",
                "Each school's places are shared by the pupils in reach, and each "
                "settlement adds "
                "up the shares of the schools in reach. Travel is taken as given, never "
                "guessed; "
                "pairs that are not given are out of reach."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
