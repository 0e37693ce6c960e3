/* Figures by group: of all its values; of each year's and their change; or inside the groups of
 * --within, averaged. */
#include "plot.h"
#include "stat_work.h"

#include <math.h>
#include <string.h>

typedef jh__stat_figure figure;

typedef struct figures {
    jh__stat_work *work;
    figure *at;            /* [group * stats + statistic] */
    size_t *inside;        /* --within: groups inside each group */
    jh__stat_quick *quick; /* [statistic] */
    jh__stat_units units;  /* --unit */
} figures;

/* ---- computing --------------------------------------------------------------------------- */

/* A total of values that are all missing is not zero. */
static bool unknown(const jh__stat_group *g, const jh_stat *stat)
{
    return !g->n && g->missing && strcmp(stat->id, "count") != 0;
}

static jh_stat_result one(const jh__stat_work *w, size_t k, size_t first, size_t n,
                          jh_arena *scratch)
{
    jh_sample s = jh__stat_sample(w, w->stat[k].stat, first, n);
    s.scratch = scratch;
    return jh_stat_compute(&w->stat[k], s);
}

static jh_stat_result now(const figures *f, size_t i, size_t k, jh_arena *scratch)
{
    const jh__stat_group *g = &f->work->group[i];
    const double *quick = f->quick[k].value;
    if (quick && isfinite(quick[i])) return (jh_stat_result){JH_STAT_OK, quick[i], NULL};
    return one(f->work, k, g->first + g->before, g->n - g->before, scratch);
}

static bool plain(figures *f, size_t i, jh_arena *scratch)
{
    const jh__stat_work *w = f->work;
    const jh__stat_group *g = &w->group[i];
    const jh_stat_result none = {JH_STAT_UNDEFINED, NAN, "stat.no_values"};
    for (size_t k = 0; k < w->stats; k++) {
        figure *at = &f->at[i * w->stats + k];
        at->now = at->before = none;
        if (unknown(g, w->stat[k].stat)) continue;
        at->now = now(f, i, k, scratch);
        if (w->compare) at->before = one(w, k, g->first, g->before, scratch);
        if (at->now.state == JH_STAT_NOMEM || at->before.state == JH_STAT_NOMEM)
            return false;
    }
    return true;
}

/* Values of one group laid by the groups inside it. */
typedef struct inner {
    double *x, *w, *y, *part;
    size_t *first; /* of each group inside, n + 1 */
    size_t n;
} inner;

static bool inner_room(jh_arena *a, size_t n, inner *in)
{
    in->x = jh_alloc_array(a, n + 1, sizeof *in->x);
    in->w = jh_alloc_array(a, n + 1, sizeof *in->w);
    in->y = jh_alloc_array(a, n + 1, sizeof *in->y);
    in->part = jh_alloc_array(a, n + 1, sizeof *in->part);
    return in->x && in->w && in->y && in->part;
}

static bool lay(const figures *f, const jh__stat_group *g, jh_arena *a, inner *in)
{
    const jh__stat_work *w = f->work;
    jh_groups groups;
    size_t *row;
    if (jh__stat_code(f->work, &w->within, w->within.n, w->row + g->first, g->n,
                      &groups) != JH_OK)
        return false;
    in->n = groups.n;
    if (!inner_room(a, g->n, in) ||
        jh_groups_lay(a, &groups, g->n, &in->first, &row) != JH_OK)
        return false;
    for (size_t i = 0; i < g->n; i++) {
        size_t from = g->first + row[i];
        in->x[i] = w->x[from];
        in->w[i] = w->w[from];
        in->y[i] = w->y[from];
        if (w->part) in->part[i] = w->part[from];
    }
    return true;
}

/* Both years of a group for one statistic: rows one behind the other, or by --unit side by side, x
 * NAN where a unit is not there. */
typedef struct two_years {
    const jh__stat_work *work;
    size_t k, before, n;   /* statistic; earlier rows; rows, or units */
    jh_matched_pairs side; /* NULL: rows[] instead */
    jh_sample rows;
} two_years;

static jh_status pair_units(const figures *f, size_t i, jh_arena *a, two_years *t)
{
    const jh__stat_work *w = f->work;
    const jh__stat_group *g = &w->group[i];
    const size_t n = t->n = t->side.n = f->units.n;
    double *column[2][3];
    for (size_t v = 0; v < 2; v++)
        for (size_t c = 0; c < 3; c++) {
            column[v][c] = jh_alloc_array(a, n + 1, sizeof **column[v]);
            if (!column[v][c]) return JH_ENOMEM;
            for (size_t u = 0; u < n; u++)
                column[v][c][u] = NAN;
        }
    for (size_t r = 0; r < g->n; r++) {
        size_t v = r < g->before, u = f->units.unit[g->first + r]; /* now, before */
        column[v][0][u] = t->rows.x[r];
        column[v][1][u] = t->rows.w ? t->rows.w[r] : 1;
        column[v][2][u] = t->rows.y ? t->rows.y[r] : 0;
    }
    for (size_t v = 0; v < 2; v++) {
        t->side.x[v] = column[v][0];
        t->side.w[v] = t->rows.w ? column[v][1] : NULL;
        t->side.y[v] = t->rows.y ? column[v][2] : NULL;
    }
    return JH_OK;
}

static void put(double *const column[3], size_t at, const double *const from[3], size_t i)
{
    for (size_t c = 0; c < 3; c++)
        if (from[c]) column[c][at] = from[c][i];
}

/* The figure of one year of what was drawn: rows of that year, or units that are there in it. */
static jh_stat_result year_drawn(const two_years *t, jh_arena *scratch,
                                 const uint32_t *index, size_t n, bool now)
{
    const jh_matched_pairs *p = &t->side;
    const double *const from[3] = {p->x[0] ? p->x[!now] : t->rows.x,
                                   p->x[0] ? p->w[!now] : t->rows.w,
                                   p->x[0] ? p->y[!now] : t->rows.y};
    double *column[3];
    jh_sample s = {.scratch = scratch};
    for (size_t c = 0; c < 3; c++) {
        column[c] = jh_alloc_array(scratch, n + 1, sizeof **column);
        if (!column[c]) return (jh_stat_result){JH_STAT_NOMEM, NAN, NULL};
    }
    for (size_t i = 0; i < n; i++) {
        bool there = p->x[0] ? !isnan(from[0][index[i]]) : (index[i] >= t->before) == now;
        if (there) put(column, s.n++, from, index[i]);
    }
    s.x = column[0];
    s.w = from[1] ? column[1] : NULL;
    s.y = from[2] ? column[2] : NULL;
    return jh_stat_compute(&t->work->stat[t->k], s);
}

/* The change of what was drawn. */
static jh_status change_drawn(void *ctx, jh_arena *scratch, const uint32_t *index,
                              size_t n, jh_stat_result *out)
{
    jh_stat_result now = year_drawn(ctx, scratch, index, n, true);
    jh_stat_result was = year_drawn(ctx, scratch, index, n, false);
    *out = was.state == JH_STAT_OK ? now : was;
    out->value = now.value - was.value;
    return JH_OK;
}

/* Rows are drawn, and dealt, inside each year; units with both of their years. */
static jh_status infer_change(figures *f, size_t i, size_t k, jh_arena *scratch,
                              jh_error *err)
{
    const jh__stat_work *w = f->work;
    const jh__stat_group *g = &w->group[i];
    const jh_stat_choice *stat = &w->stat[k];
    figure *at = &f->at[i * w->stats + k];
    const size_t set = i * w->stats + k, years[] = {0, g->before, g->n};
    two_years t = {.work = w, .k = k, .before = g->before, .n = g->n};
    t.rows = jh__stat_sample(w, stat->stat, g->first, g->n);
    if (w->unit.n) JH_TRY(jh__stat_added(pair_units(f, i, scratch, &t), err));
    const size_t units[] = {0, t.n};
    const jh_bootstrap_ask ask = {w->unit.n ? units : years, w->unit.n ? 1 : 2, 1, &t,
                                  change_drawn};
    if (w->how.replicates)
        JH_TRY(jh_bootstrap_figures(&w->how, i, &ask, &at->moved, err));
    if (!w->deals.replicates) return JH_OK;
    if (w->unit.n) return jh_permute_pairs(&w->deals, set, stat, &t.side, &at->test, err);
    jh_sample s[2] = {
        jh__stat_sample(w, stat->stat, g->first + g->before, g->n - g->before),
        jh__stat_sample(w, stat->stat, g->first, g->before)};
    s[0].param = s[1].param = stat->param;
    return jh_permute_test(&w->deals, set, stat->stat, s, &at->test, err);
}

/* How far the figure moves by chance, and whether the change is more than that. */
static jh_status infer(figures *f, size_t i, jh_arena *scratch, jh_error *err)
{
    const jh__stat_work *w = f->work;
    const jh__stat_group *g = &w->group[i];
    if (f->units.code.group) JH_TRY(jh__stat_units_number(w, i, &f->units, err));
    for (size_t k = 0; k < w->stats; k++) {
        const jh_stat *stat = w->stat[k].stat;
        figure *at = &f->at[i * w->stats + k];
        jh_sample now = jh__stat_sample(w, stat, g->first + g->before, g->n - g->before);
        now.param = w->stat[k].param;
        now.scratch = scratch;
        const jh_interval *quick = f->quick[k].range;
        if (quick && quick[i].state == JH_STAT_OK)
            at->range = quick[i];
        else if (w->how.replicates)
            JH_TRY(jh_bootstrap_stat(&w->how, i, stat, now, &at->range, err));
        if (w->compare) JH_TRY(infer_change(f, i, k, scratch, err));
    }
    return JH_OK;
}

/* ---- inside groups --------------------------------------------------------------------------- */

/* One statistic of a group's inner groups; averaged by their weight. */
typedef struct average {
    const jh__stat_work *work;
    const inner *in;
    size_t k, without;
} average;

static jh_stat_result average_of(average *a, const inner *in, jh_arena *scratch)
{
    const jh__stat_work *w = a->work;
    double sum = 0, weight = 0;
    jh_stat_result out = {JH_STAT_UNDEFINED, NAN, "stat.no_values"};
    for (size_t c = 0; c < in->n; c++) {
        size_t first = in->first[c], n = in->first[c + 1] - first;
        jh_sample s = {.x = in->x + first, .n = n, .scratch = scratch};
        jh_second second = w->stat[a->k].stat->second;
        if (w->weight.text) s.w = in->w + first;
        if (second) s.y = (second == JH_SECOND_GROUP ? in->part : in->y) + first;
        jh_stat_result r = jh_stat_compute(&w->stat[a->k], s);
        if (r.state == JH_STAT_NOMEM) return r;
        a->without += r.state != JH_STAT_OK;
        if (r.state != JH_STAT_OK) {
            if (weight == 0) out.why = r.why;
            continue;
        }
        jh_moments m = jh_moments_of(s);
        weight += m.weight;
        sum += m.weight * r.value;
    }
    return weight > 0 ? (jh_stat_result){JH_STAT_OK, sum / weight, NULL} : out;
}

/* The same of rows that were drawn, each group's among its own. */
static jh_status average_drawn(void *ctx, jh_arena *scratch, const uint32_t *index,
                               size_t n, jh_stat_result *out)
{
    average a = *(const average *)ctx;
    const inner *from = a.in;
    inner in = {.n = from->n};
    if (!inner_room(scratch, n, &in)) return JH_ENOMEM;
    in.first = jh_alloc_array(scratch, from->n + 1, sizeof *in.first);
    if (!in.first) return JH_ENOMEM;
    for (size_t i = 0, c = 0; i < n; i++) {
        in.x[i] = from->x[index[i]];
        in.w[i] = from->w[index[i]];
        in.y[i] = from->y[index[i]];
        in.part[i] = from->part[index[i]];
        while (index[i] >= from->first[c + 1])
            c++;
        in.first[c + 1]++;
    }
    for (size_t c = 0; c < in.n; c++)
        in.first[c + 1] += in.first[c];
    *out = average_of(&a, &in, scratch);
    return JH_OK;
}

static jh_status inside(figures *f, size_t i, jh_arena *scratch, jh_error *err)
{
    const jh__stat_work *w = f->work;
    inner in;
    if (!lay(f, &w->group[i], scratch, &in)) return jh_nomem(err);
    f->inside[i] = in.n;
    for (size_t k = 0; k < w->stats; k++) {
        figure *at = &f->at[i * w->stats + k];
        average a = {w, &in, k, 0};
        at->now = average_of(&a, &in, scratch);
        if (at->now.state == JH_STAT_NOMEM) return jh_nomem(err);
        at->without = a.without;
        const jh_bootstrap_ask ask = {in.first, in.n, 1, &a, average_drawn};
        if (w->how.replicates)
            JH_TRY(jh_bootstrap_figures(&w->how, i, &ask, &at->range, err));
    }
    return JH_OK;
}

/* What a group sorts is freed with it. */
static jh_status compute(figures *f, jh_error *err)
{
    const jh__stat_work *w = f->work;
    f->at = jh_alloc_array(w->call->arena, w->groups * w->stats + 1, sizeof *f->at);
    f->inside = jh_alloc_array(w->call->arena, w->groups + 1, sizeof *f->inside);
    if (!f->at || !f->inside) return jh_nomem(err);
    if (w->unit.n) JH_TRY(jh__stat_added(jh__stat_units_open(f->work, &f->units), err));
    for (size_t i = 0; i < w->groups; i++) {
        jh_arena *scratch = jh_arena_new();
        jh_status st = scratch ? JH_OK : jh_nomem(err);
        if (st == JH_OK && w->within.n)
            st = inside(f, i, scratch, err);
        else if (st == JH_OK)
            st = plain(f, i, scratch) ? infer(f, i, scratch, err) : jh_nomem(err);
        jh_arena_free(scratch);
        JH_TRY(st);
    }
    return JH_OK;
}

/* The figures of every value; *out is by value. */
static jh_status compute_all(jh__stat_work *w, figures **out, jh_error *err)
{
    jh_arena *a = w->call->arena;
    figures *all = *out = jh_alloc_array(a, w->value_n + 1, sizeof *all);
    jh__stat_quick *quick = jh_alloc_array(a, w->value_n * w->stats + 1, sizeof *quick);
    if (!all || !quick) return jh_nomem(err);
    if (!w->within.n) JH_TRY(jh__stat_all_groups(w, a, quick, err));
    for (size_t k = 0; k < w->value_n; k++) {
        all[k] = (figures){.work = &w->each[k], .quick = quick + k * w->stats};
        JH_TRY(compute(&all[k], err));
    }
    return JH_OK;
}

jh_status jh__stat_compute(jh__stat_work *w, jh__stat_figure **out, jh_error *err)
{
    figures *all;
    JH_TRY(compute_all(w, &all, err));
    for (size_t k = 0; k < w->value_n; k++)
        out[k] = all[k].at;
    return JH_OK;
}

static double change(const figure *at)
{
    bool both = at->now.state == JH_STAT_OK && at->before.state == JH_STAT_OK;
    return both ? at->now.value - at->before.value : NAN;
}

static double value(const jh_stat_result *r)
{
    return r->state == JH_STAT_OK ? r->value : NAN;
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void values_json(const figures *f, jh_json *j, size_t i, const char *key,
                        double (*of)(const figure *))
{
    const jh__stat_work *w = f->work;
    if (key) jh_json_object(j, key);
    for (size_t k = 0; k < w->stats; k++)
        jh_json_number(j, w->stat[k].id, of(&f->at[i * w->stats + k]));
    if (key) jh_json_end_object(j);
}

static double now_of(const figure *at)
{
    return value(&at->now);
}

static double before_of(const figure *at)
{
    return value(&at->before);
}

static void ranges_json(const figures *f, jh_json *j, size_t i, bool moved)
{
    const jh__stat_work *w = f->work;
    if (!w->how.replicates || (moved && !w->compare)) return;
    jh_json_object(j, moved ? "change_interval" : "interval");
    for (size_t k = 0; k < w->stats; k++) {
        const figure *at = &f->at[i * w->stats + k];
        jh__interval_json_as(j, w->stat[k].id, moved ? &at->moved : &at->range);
    }
    jh_json_end_object(j);
}

static double p_of(const figure *at)
{
    return at->test.state == JH_STAT_OK ? at->test.p : NAN;
}

static void why_json(const figures *f, jh_json *j, size_t i, const char *key, bool before)
{
    const jh__stat_work *w = f->work;
    bool open = false;
    for (size_t k = 0; k < w->stats; k++) {
        const figure *at = &f->at[i * w->stats + k];
        const jh_stat_result *r = before ? &at->before : &at->now;
        if (r->state == JH_STAT_OK) continue;
        if (!open) jh_json_object(j, key);
        open = true;
        jh_json_text(j, w->stat[k].id, jh_text(w->call->lang, r->why));
    }
    if (open) jh_json_end_object(j);
}

static void group_json(const figures *f, jh_json *j, size_t i)
{
    const jh__stat_work *w = f->work;
    const jh__stat_group *g = &w->group[i];
    jh_json_object(j, NULL);
    jh__stat_value_json(w, j);
    jh_json_text(j, "by", g->name);
    jh_json_integer(j, "n", (int64_t)g->n);
    if (w->compare) jh_json_integer(j, "n_before", (int64_t)g->before);
    jh_json_integer(j, "missing", (int64_t)g->missing);
    jh_json_integer(j, "no_weight", (int64_t)g->weightless);
    if (w->within.n) jh_json_integer(j, "groups_within", (int64_t)f->inside[i]);
    values_json(f, j, i, w->compare ? "now" : NULL, now_of);
    if (w->compare) {
        values_json(f, j, i, "before", before_of);
        values_json(f, j, i, "change", change);
    }
    if (w->within.n) {
        jh_json_object(j, "groups_without");
        for (size_t k = 0; k < w->stats; k++)
            jh_json_integer(j, w->stat[k].id, (int64_t)f->at[i * w->stats + k].without);
        jh_json_end_object(j);
    }
    ranges_json(f, j, i, false);
    ranges_json(f, j, i, true);
    if (w->deals.replicates) values_json(f, j, i, "p", p_of);
    if (w->curve) jh__stat_curve_json(w, j, i);
    why_json(f, j, i, "why", false);
    if (w->compare) why_json(f, j, i, "why_before", true);
    jh_json_end_object(j);
}

static jh_status json(const jh__stat_work *w, const figures *all, jh_error *err)
{
    jh_json j = {.out = &w->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh__stat_head_json(w, &j);
    jh_json_list(&j, "groups");
    for (size_t k = 0; k < w->value_n; k++)
        for (size_t i = 0; i < w->groups; i++)
            group_json(&all[k], &j, i);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return w->call->json.oom ? jh_nomem(err) : JH_OK;
}

/* ---- tables ------------------------------------------------------------------------------- */

static const char *cell(const figures *f, size_t k, double x)
{
    bool count = !strcmp(f->work->stat[k].id, "count");
    return jh__stat_cell(f->work->call, x, count ? 0 : JH__STAT_DECIMALS);
}

/* Cells that every row of a group begins with. */
static size_t begin(const figures *f, size_t i, const char **out)
{
    const jh__stat_work *w = f->work;
    const jh__stat_group *g = &w->group[i];
    size_t n = jh__stat_value_cell(w, out, 0);
    if (w->by.n) out[n++] = jh__stat_group_name(w->call, g->name);
    if (w->compare) out[n++] = jh__cell_count(w->call, g->before);
    out[n++] = jh__cell_count(w->call, g->n - g->before);
    out[n++] = jh__cell_count(w->call, g->missing);
    if (w->weightless.n) out[n++] = jh__cell_count(w->call, g->weightless);
    if (w->within.n) out[n++] = jh__cell_count(w->call, f->inside[i]);
    return n;
}

static size_t begin_head(const jh__stat_work *w, const char **out)
{
    size_t n = jh__stat_value_head(w, out, 0);
    if (w->by.n) out[n++] = w->by.text;
    if (w->compare) out[n++] = ">ops.stat_n_before";
    out[n++] = ">ops.stat_n";
    out[n++] = ">ops.stat_missing_n";
    if (w->weightless.n) out[n++] = ">ops.stat_no_weight_n";
    if (w->within.n) out[n++] = ">ops.stat_groups_within";
    return n;
}

static jh_status wide_head(const jh__stat_work *w, const char **head)
{
    size_t n = begin_head(w, head);
    for (size_t k = 0; k < w->stats; k++) {
        const char *name =
            w->call->want_all ? w->stat[k].id : jh__stat_name(w->call, &w->stat[k]);
        head[n] = name ? jh_sprintf(w->call->arena, ">%s", name) : NULL;
        if (!head[n++]) return JH_ENOMEM;
        if (w->how.replicates)
            JH_TRY(jh__interval_heads(w->call, w->stat[k].id, head, &n));
    }
    return JH_OK;
}

/* A row a value and group, a column a statistic. */
static jh_status wide(const jh__stat_work *w, const figures *all)
{
    const char **head = jh_alloc_array(w->call->arena, 3 * w->stats + 9, sizeof *head);
    const char **row = jh_alloc_array(w->call->arena, 3 * w->stats + 9, sizeof *row);
    if (!head || !row) return JH_ENOMEM;
    JH_TRY(wide_head(w, head));
    jh_table *t = jh__table_new(w->call, jh__stat_title(w), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < w->value_n * w->groups; i++) {
        const figures *f = &all[i / w->groups];
        size_t n = begin(f, i % w->groups, row);
        for (size_t k = 0; k < w->stats; k++) {
            const figure *at = &f->at[i % w->groups * w->stats + k];
            row[n++] = cell(f, k, now_of(at));
            if (w->how.replicates)
                jh__interval_cells(w->call, &at->range, JH__STAT_DECIMALS, row, &n);
        }
        JH_TRY(jh__table_add_row(w->call, t, row));
    }
    return JH_OK;
}

static jh_status compared_row(const figures *f, jh_table *t, size_t i)
{
    const jh__stat_work *w = f->work;
    const figure *at = &f->at[i];
    const char *row[20] = {NULL};
    size_t k = i % w->stats, n = begin(f, i / w->stats, row);
    row[n++] = w->call->want_all ? w->stat[k].id : jh__stat_name(w->call, &w->stat[k]);
    row[n++] = cell(f, k, before_of(at));
    row[n++] = cell(f, k, now_of(at));
    if (w->how.replicates)
        jh__interval_cells(w->call, &at->range, JH__STAT_DECIMALS, row, &n);
    row[n++] = cell(f, k, change(at));
    if (w->how.replicates)
        jh__interval_cells(w->call, &at->moved, JH__STAT_DECIMALS, row, &n);
    if (w->deals.replicates) row[n++] = jh__stat_cell(w->call, p_of(at), 4);
    return jh__table_add_row(w->call, t, row);
}

/* A row a value, group and statistic: before, now, change. */
static jh_status compared(const jh__stat_work *w, const figures *all)
{
    const char *head[20] = {NULL};
    size_t n = begin_head(w, head);
    head[n++] = "ops.stat_statistic";
    head[n++] = ">ops.stat_before";
    head[n++] = ">ops.stat_now";
    if (w->how.replicates) JH_TRY(jh__interval_heads(w->call, "now", head, &n));
    head[n++] = ">ops.stat_change";
    if (w->how.replicates) JH_TRY(jh__interval_heads(w->call, "change", head, &n));
    if (w->deals.replicates) head[n++] = ">ops.stat_p";
    jh_table *t = jh__table_new(w->call, jh__stat_title(w), head);
    if (!t) return JH_ENOMEM;
    for (size_t v = 0; v < w->value_n; v++)
        for (size_t i = 0; i < w->groups * w->stats; i++)
            JH_TRY(compared_row(&all[v], t, i));
    return JH_OK;
}

/* Why there is no figure, each reason once. */
static jh_status reason(const figures *f, size_t k, bool before)
{
    const jh__stat_work *w = f->work;
    const char *told[16];
    size_t tolds = 0;
    for (size_t i = k; i < w->groups * w->stats; i += w->stats) {
        const jh_stat_result *r = before ? &f->at[i].before : &f->at[i].now;
        bool again = r->state == JH_STAT_OK || tolds == JH_COUNT(told);
        for (size_t j = 0; j < tolds && !again; j++)
            again = !strcmp(told[j], r->why);
        if (again) continue;
        const char *why = jh_sprintf(w->call->arena, "@%s", r->why);
        const char *name = jh__stat_name_of(w, k);
        if (!why || !name) return JH_ENOMEM;
        told[tolds++] = r->why;
        JH_TRY(jh__after(w->call, "ops.stat_why", "name:s why:s", name, why));
    }
    return JH_OK;
}

/* Groups inside that have no figure are told, never left out in silence. */
static jh_status without(const figures *f, size_t k)
{
    const jh__stat_work *w = f->work;
    size_t n = 0, of = 0;
    for (size_t i = 0; i < w->groups; i++) {
        n += f->at[i * w->stats + k].without;
        of += f->inside[i];
    }
    if (!n) return JH_OK;
    const char *name = jh__stat_name_of(w, k);
    if (!name) return JH_ENOMEM;
    return jh__after(w->call, "ops.stat_without", "name:s n:u of:u", name, n, of);
}

static jh_status remarks(const figures *f)
{
    const jh__stat_work *w = f->work;
    for (size_t k = 0; k < w->stats; k++) {
        JH_TRY(reason(f, k, false));
        if (w->compare) JH_TRY(reason(f, k, true));
        if (w->within.n) JH_TRY(without(f, k));
    }
    return JH_OK;
}

static jh_status for_people(const jh__stat_work *w, const figures *all)
{
    bool cv = false;
    JH_TRY(w->compare ? compared(w, all) : wide(w, all));
    if (jh_call_flag(w->call, "curve")) JH_TRY(jh__stat_curve_table(w));
    for (size_t k = 0; k < w->value_n; k++)
        JH_TRY(remarks(&all[k]));
    for (size_t k = 0; k < w->stats; k++)
        cv = cv || !strcmp(w->stat[k].id, "cv");
    if (w->compare && !w->unit.n && (w->how.replicates || w->deals.replicates))
        JH_TRY(jh__after(w->call, "ops.stat_unpaired", ""));
    if (w->within.n)
        JH_TRY(jh__after(w->call, "ops.stat_averaged", "text:s", w->within.text));
    if (w->weight.text || !cv) return JH_OK;
    return jh__after(w->call, "ops.stat_unweighted", "");
}

/* ---- plots ---------------------------------------------------------------------------------- */

/* Adds the curves of one value. */
static void add_curves(const jh__stat_work *w, jh_plot *p)
{
    for (size_t i = 0; i < w->groups; i++) {
        const jh_curve *c = &w->curve[i];
        if (c->state.state == JH_STAT_OK)
            p->curve[p->curves++] =
                (jh_plot_curve){jh__stat_mark_name(w, i), c->weight, c->total, c->n};
    }
}

/* Adds the first statistic of each group of one value. */
static void add_marks(const figures *f, jh_plot *p)
{
    const jh__stat_work *w = f->work;
    for (size_t i = 0; i < w->groups; i++) {
        const figure *at = &f->at[i * w->stats];
        bool ranged = w->how.replicates && at->range.state == JH_STAT_OK;
        p->mark[p->marks++] =
            (jh_plot_mark){jh__stat_mark_name(w, i), now_of(at),
                           ranged ? at->range.low : NAN, ranged ? at->range.high : NAN};
    }
}

/* A plot of `values` values from `first` on. */
static jh_status plot_of(const figures *first, size_t values, bool alone, jh_plot *p)
{
    const jh__stat_work *w = first->work;
    jh_arena *a = w->call->arena;
    bool curve = w->curve != NULL;
    const char *title = w->with.text ? "ops.stat_concentration" : "ops.stat_lorenz";
    *p =
        (jh_plot){.kind = curve ? JH_PLOT_LORENZ : JH_PLOT_CATERPILLAR, .reference = NAN};
    p->title = curve   ? jh_text(w->call->lang, title)
               : alone ? jh__stat_name_of(w, 0)
                       : jh__stat_name(w->call, &w->stat[0]);
    if (curve && alone && w->value_n > 1)
        p->title = jh_sprintf(a, "%s [%s]", p->title, w->value.text);
    p->curve = jh_alloc_array(a, values * w->groups + 1, sizeof *p->curve);
    p->mark = jh_alloc_array(a, values * w->groups + 1, sizeof *p->mark);
    if (!p->title || !p->curve || !p->mark) return JH_ENOMEM;
    for (size_t v = 0; v < values; v++) {
        if (curve)
            add_curves(first[v].work, p);
        else
            add_marks(&first[v], p);
    }
    return JH_OK;
}

/* Values stand in one plot where there are no groups, else each has its own. */
static jh_status plot(const jh__stat_work *w, const figures *all, jh_error *err)
{
    size_t plots = w->by.n ? w->value_n : 1;
    jh_plot *p = jh_alloc_array(w->call->arena, plots, sizeof *p);
    if (!p) return jh_nomem(err);
    for (size_t v = 0; v < plots; v++)
        JH_TRY(jh__stat_added(
            plot_of(&all[v], w->by.n ? 1 : w->value_n, w->by.n > 0, &p[v]), err));
    return jh__plots_reply(w->call, p, plots, err);
}

jh_status jh__stat_figures(jh__stat_work *w, jh_error *err)
{
    figures *all;
    JH_TRY(jh__stat_measure(w, err));
    JH_TRY(compute_all(w, &all, err));
    for (size_t k = 0; k < w->value_n && jh_call_flag(w->call, "curve"); k++)
        JH_TRY(jh__stat_added(jh__stat_curves(&w->each[k]), err));
    if (!w->call->want_json) JH_TRY(jh__stat_head(w, err));
    if (jh__plot_wanted(w->call)) JH_TRY(plot(w, all, err));
    return w->call->want_json ? json(w, all, err)
                              : jh__stat_added(for_people(w, all), err);
}
