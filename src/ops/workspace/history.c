/* jh history: each coefficient and the passing sections over the years, by one rule. */
#include "../county/result.h"
#include "workspace.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define YEARS_MOST 40
#define PACE_YEARS 50 /* further ahead a straight line says nothing */

typedef struct year {
    jh_snapshot snapshot;
    const char *judged; /* packs of the results that were kept */
    jh__county county;
    jh_assessment a;
} year;

typedef struct history {
    jh_call *call;
    jh_error *err;
    jh_store *s;
    jh_pack *pack;
    year *year;
    size_t years;
} history;

/* ---- reading ---- */

static jh_status read_year(history *h, year *y)
{
    jh_books books;
    jh_arena *arena = h->call->arena;
    JH_TRY(jh_store_judged_by(h->s, arena, y->snapshot.id, &y->judged, h->err));
    JH_TRY(jh_store_frozen(h->s, arena, &y->snapshot, &books, h->err));
    if (books.vocabulary && strcmp(books.vocabulary, h->pack->vocabulary->id))
        return jh_fail(h->err, JH_EINPUT, "store.other_vocabulary", "kept:s given:s",
                       books.vocabulary, h->pack->vocabulary->id);
    y->county = (jh__county){.pack = h->pack, .snapshot = y->snapshot};
    jh__county_of_books(&y->county, arena, &books);
    return jh__county_judge(h->call, &y->county, h->call->today,
                            jh_call_flag(h->call, "reliefs-in-force"), &y->a, h->err);
}

static jh_status read_years(history *h)
{
    jh_snapshot *list;
    size_t n;
    JH_TRY(jh_store_years(h->s, h->call->arena, &list, &n, h->err));
    if (!n)
        return jh_fail(h->err, JH_EINPUT, "ops.ws_no_years", "file:s",
                       jh_call_text(h->call, "ws"));
    size_t skip = n > YEARS_MOST ? n - YEARS_MOST : 0;
    h->year = jh_alloc_array(h->call->arena, n - skip, sizeof *h->year);
    if (!h->year) return jh_nomem(h->err);
    for (size_t i = skip; i < n; i++) {
        year *y = &h->year[h->years++];
        y->snapshot = list[i];
        JH_TRY(read_year(h, y));
    }
    return JH_OK;
}

/* ---- series ---- */

/* The same stage of the same area in another year, or NULL. */
static const jh_stage_result *stage_in(const year *y, const char *area, int stage)
{
    for (size_t i = 0; i < y->a.areas; i++) {
        const jh_area_result *r = &y->a.area[i];
        if (strcmp(r->name, area)) continue;
        for (size_t s = 0; s < r->stages; s++)
            if (r->stage[s].stage == stage) return &r->stage[s];
    }
    return NULL;
}

static double cv_in(const year *y, const char *area, int stage, size_t k)
{
    const jh_stage_result *s = stage_in(y, area, stage);
    return s ? s->coefficient[k].cv : NAN;
}

/* A straight line through the known years (least squares): the year in which it meets the
 * limit; 0 where it is met already, NAN where it cannot be said or never is. */
static double pace(const history *h, const char *area, int stage, size_t k, double limit)
{
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, last = NAN;
    double base = h->year[0].snapshot.year;
    for (size_t i = 0; i < h->years; i++) {
        double y = cv_in(&h->year[i], area, stage, k);
        double x = h->year[i].snapshot.year - base;
        last = y;
        if (!isfinite(y)) continue;
        n++, sx += x, sy += y, sxx += x * x, sxy += x * y;
    }
    if (isfinite(last) && last <= limit) return 0;
    double spread = n * sxx - sx * sx;
    if (n < 2 || !(spread > 0) || !isfinite(last)) return NAN;
    double slope = (n * sxy - sx * sy) / spread;
    double now = h->year[h->years - 1].snapshot.year;
    double years = slope < 0 ? ceil((limit - last) / slope) : INFINITY;
    return years <= PACE_YEARS ? now + years : INFINITY;
}

static const char *pace_words(history *h, double when)
{
    if (isnan(when)) return "";
    if (when == 0) return jh_text(h->call->lang, "ops.ws_pace_there");
    if (isinf(when)) return jh_text(h->call->lang, "ops.ws_pace_never");
    return jh__cell_fixed(h->call, when, 0);
}

/* ---- tables ---- */

/* Head: the given keys, a column a year, then the rest. */
static jh_table *begin(history *h, const char *title, const char *const *first,
                       const char *const *rest)
{
    const char *head[YEARS_MOST + 8];
    size_t n = 0;
    for (size_t i = 0; first[i]; i++)
        head[n++] = first[i];
    for (size_t i = 0; i < h->years; i++) {
        head[n] = jh_sprintf(h->call->arena, ">%d", h->year[i].snapshot.year);
        if (!head[n++]) return NULL;
    }
    for (size_t i = 0; rest[i]; i++)
        head[n++] = rest[i];
    head[n] = NULL;
    return jh__table_new(h->call, title, head);
}

static jh_status coefficient_row(history *h, jh_table *t, const jh_area_result *area,
                                 const jh_stage_result *s, size_t k)
{
    const char *cell[YEARS_MOST + 8];
    const jh_indicator *ind = &h->pack->indicator[k];
    double limit = s->coefficient[k].limit;
    size_t n = 0;
    cell[n++] = jh__area_name(h->call, area->name);
    cell[n++] = jh__stage_label(h->call, h->pack, s->stage);
    cell[n++] = jh_sprintf(h->call->arena, "%s %s", ind->id,
                           jh_label_in(ind->name, h->call->lang));
    for (size_t i = 0; i < h->years; i++)
        cell[n++] = jh__cell_fixed(h->call, cv_in(&h->year[i], area->name, s->stage, k),
                                   h->pack->coefficient_decimals);
    cell[n++] = jh__cell_fixed(h->call, limit, 2);
    cell[n++] =
        isnan(limit) ? "" : pace_words(h, pace(h, area->name, s->stage, k, limit));
    return jh__table_add_row(h->call, t, cell);
}

static jh_status section_row(history *h, jh_table *t, const jh_area_result *area,
                             const jh_stage_result *s)
{
    const char *cell[YEARS_MOST + 8];
    size_t n = 0;
    cell[n++] = jh__area_name(h->call, area->name);
    cell[n++] = jh__stage_label(h->call, h->pack, s->stage);
    for (size_t i = 0; i < h->years; i++) {
        const jh_stage_result *x = stage_in(&h->year[i], area->name, s->stage);
        cell[n++] =
            x ? jh_sprintf(h->call->arena, "%zu/%zu", x->passed, x->sections) : "";
    }
    return jh__table_add_row(h->call, t, cell);
}

static jh_status tables(history *h)
{
    static const char *const by_indicator[] = {"ops.area", "ops.stage", "ops.indicator",
                                               NULL};
    static const char *const limits[] = {">ops.limit", ">ops.ws_pace", NULL};
    static const char *const by_stage[] = {"ops.area", "ops.stage", NULL};
    static const char *const none[] = {NULL};
    const jh_assessment *a = &h->year[h->years - 1].a;
    const char *title = jh__cell_text(h->call, "ops.ws_history", "pack:s version:s",
                                      h->pack->id, h->pack->version);
    jh_table *t = title ? begin(h, title, by_indicator, limits) : NULL;
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < a->areas; i++)
        for (size_t s = 0; s < a->area[i].stages; s++)
            for (size_t k = 0; k < h->pack->indicators; k++)
                JH_TRY(coefficient_row(h, t, &a->area[i], &a->area[i].stage[s], k));
    t = begin(h, jh_text(h->call->lang, "ops.ws_history_sections"), by_stage, none);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < a->areas; i++)
        for (size_t s = 0; s < a->area[i].stages; s++)
            JH_TRY(section_row(h, t, &a->area[i], &a->area[i].stage[s]));
    return JH_OK;
}

/* Whether the year was judged by another pack, or another version of this one. */
static bool other_rule(history *h, const year *y)
{
    const char *own = jh_sprintf(h->call->arena, "%s %s", h->pack->id, h->pack->version);
    return own && y->judged[0] && strcmp(own, y->judged) != 0;
}

static jh_status words(history *h)
{
    char number[32];
    JH_TRY(tables(h));
    for (size_t i = 0; i < h->years; i++) {
        if (!other_rule(h, &h->year[i])) continue;
        jh_number_shortest(h->year[i].snapshot.year, number);
        JH_TRY(jh__after(h->call, "ops.ws_other_rule", "year:s judged:s", number,
                         h->year[i].judged));
    }
    return JH_OK;
}

/* ---- JSON ---- */

static void one_series(history *h, jh_json *j, const jh_area_result *area,
                       const jh_stage_result *s, size_t k)
{
    double limit = s->coefficient[k].limit;
    double when = isnan(limit) ? NAN : pace(h, area->name, s->stage, k, limit);
    jh_json_object(j, NULL);
    jh_json_text(j, "area", jh__area_name(h->call, area->name));
    jh_json_text(j, "stage", jh__stage_id(h->pack, s->stage));
    jh_json_text(j, "indicator", h->pack->indicator[k].id);
    jh_json_number(j, "limit", limit);
    jh_json_list(j, "cv");
    for (size_t i = 0; i < h->years; i++)
        jh_json_number(j, NULL, cv_in(&h->year[i], area->name, s->stage, k));
    jh_json_end_list(j);
    jh_json_bool(j, "met", when == 0);
    jh_json_number(j, "met_in", when == 0 ? NAN : when);
    jh_json_end_object(j);
}

static void year_json(history *h, jh_json *j, const year *y)
{
    jh_json_object(j, NULL);
    jh_json_integer(j, "year", y->snapshot.year);
    jh_json_text(j, "snapshot", y->snapshot.name);
    jh_json_text(j, "judged_by", y->judged);
    jh_json_bool(j, "other_rule", other_rule(h, y));
    jh_json_list(j, "stages");
    for (size_t i = 0; i < y->a.areas; i++)
        for (size_t s = 0; s < y->a.area[i].stages; s++) {
            const jh_stage_result *x = &y->a.area[i].stage[s];
            jh_json_object(j, NULL);
            jh_json_text(j, "area", jh__area_name(h->call, y->a.area[i].name));
            jh_json_text(j, "stage", jh__stage_id(h->pack, x->stage));
            jh_json_integer(j, "sections", (int64_t)x->sections);
            jh_json_integer(j, "pass", (int64_t)x->passed);
            jh_json_end_object(j);
        }
    jh_json_end_list(j);
    jh_json_end_object(j);
}

static jh_status json(history *h)
{
    jh_json j = {.out = &h->call->json, .pretty = true};
    const jh_assessment *a = &h->year[h->years - 1].a;
    jh_json_object(&j, NULL);
    jh_json_text(&j, "pack", h->pack->id);
    jh_json_text(&j, "version", h->pack->version);
    jh_json_list(&j, "years");
    for (size_t i = 0; i < h->years; i++)
        year_json(h, &j, &h->year[i]);
    jh_json_end_list(&j);
    jh_json_list(&j, "series");
    for (size_t i = 0; i < a->areas; i++)
        for (size_t s = 0; s < a->area[i].stages; s++)
            for (size_t k = 0; k < h->pack->indicators; k++)
                one_series(h, &j, &a->area[i], &a->area[i].stage[s], k);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return h->call->json.oom ? JH_ENOMEM : JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    history h = {.call = call, .err = err};
    JH_TRY(jh__pack_open(call, jh_call_text(call, "pack"), &h.pack, err));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &h.s, err));
    jh_status st = read_years(&h);
    jh_store_close(h.s);
    JH_TRY(st);
    st = call->want_json ? json(&h) : words(&h);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    JH__PARAM_SET,
    JH__PARAM_RELIEFS,
    JH__PARAM_WS,
};

extern const jh_op jh__op_history;
const jh_op jh__op_history = {
    .name = "history",
    .summary = {"历年：各项差异系数和达标学段部数，按同一标准重算，并推算何时达到限值",
                "coefficients and passing sections over the years, all by one pack, with "
                "the year in which each limit is met at this pace"},
    .details =
        {"每年取最后一次定稿，都按给定的标准重算，所以各年可比；当时用的标准不同会"
         "注明。推算是过各年数值的最小二乘直线，只说明照目前速度会怎样。",
         "Takes the last snapshot of every year and computes all by the given pack, "
         "so that years compare; it is said where a year was judged by another. The "
         "forecast is a least-squares line through the years: what would come at "
         "this pace, no more."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
