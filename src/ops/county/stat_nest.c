/* --nest: from which groups within groups inequality comes; with --compare, from which factors its
 * change. */
#include "plot.h"
#include "stat_work.h"

#include <junheng/decompose.h>

#include <math.h>
#include <string.h>

#define GROUPS_SHOWN 20 /* of a level, for people */

/* What one group of --by has for one statistic. */
typedef struct parted {
    jh_stat_result total;
    enum {
        WHOLE,
        ENTROPY,
        GINI
    } kind; /* WHOLE: it does not part, only its change does */
    jh_decomposition entropy;
    jh_gini_parts *gini; /* by level */
    jh_stat_change change;
} parted;

/* Its values, the earlier year's first, and their groups by level. */
typedef struct values {
    const double *x, *w, *y;
    const size_t **group;
    size_t before, n;
    jh_arena *scratch;
} values;

typedef struct nested {
    jh__stat_work *work;
    jh_groups *code; /* by level; numbered anew inside each group of --by */
    const size_t **group;
    size_t *groups;     /* [group of --by * levels + level] */
    const char ***name; /* likewise: of those groups */
    parted *at;         /* [group of --by * stats + statistic] */
    jh_interval *range; /* --bootstrap: [(group of --by * stats + statistic) * figures] */
    size_t figures;     /* that a statistic has at most: parts, then its change */
    jh__stat_units units; /* --unit */
} nested;

/* ---- computing --------------------------------------------------------------------------- */

static jh_status usable(const jh__stat_work *w, jh_error *err)
{
    for (size_t k = 0; k < w->stats; k++) {
        double alpha;
        bool parts =
            jh_decompose_alpha(&w->stat[k], &alpha) || !strcmp(w->stat[k].id, "gini");
        if (!parts && !w->compare)
            return jh_fail(err, JH_EUSAGE, "ops.stat_no_parts", "id:s", w->stat[k].id);
        if (w->compare && w->stat[k].stat->unweighted)
            return jh_fail(err, JH_EUSAGE, "ops.stat_no_shapley", "id:s", w->stat[k].id);
    }
    return JH_OK;
}

/* Numbers the groups of one level inside group i of --by from 0; `seen` and `number` are by code,
 * seen ≤ i. */
static jh_status renumber(nested *n, size_t i, size_t l, size_t *seen, size_t *number)
{
    const jh__stat_group *g = &n->work->group[i];
    size_t *of = n->code[l].group + g->first, found = 0, at = i * n->work->nest.n + l;
    const char **name = jh_alloc_array(n->work->call->arena, g->n + 1, sizeof *name);
    if (!name) return JH_ENOMEM;
    for (size_t k = 0; k < g->n; k++) {
        size_t code = of[k];
        if (seen[code] != i + 1) {
            seen[code] = i + 1;
            number[code] = found;
            name[found++] = n->code[l].name[code];
        }
        of[k] = number[code];
    }
    n->name[at] = name;
    n->groups[at] = found;
    return JH_OK;
}

static jh_status code_levels(nested *n)
{
    jh__stat_work *w = n->work;
    jh_arena *a = w->call->arena;
    size_t each = w->groups * w->nest.n + 1;
    n->code = jh_alloc_array(a, w->nest.n, sizeof *n->code);
    n->group = jh_alloc_array(a, w->nest.n, sizeof *n->group);
    n->groups = jh_alloc_array(a, each, sizeof *n->groups);
    n->name = jh_alloc_array(a, each, sizeof *n->name);
    n->at = jh_alloc_array(a, w->groups * w->stats + 1, sizeof *n->at);
    if (!n->code || !n->group || !n->groups || !n->name || !n->at) return JH_ENOMEM;
    for (size_t l = 0; l < w->nest.n; l++) {
        JH_TRY(jh__stat_code(w, &w->nest, l + 1, w->row, w->used, &n->code[l]));
        size_t *seen = jh_alloc_array(a, n->code[l].n + 1, sizeof *seen);
        size_t *number = jh_alloc_array(a, n->code[l].n + 1, sizeof *number);
        if (!seen || !number) return JH_ENOMEM;
        for (size_t i = 0; i < w->groups; i++)
            JH_TRY(renumber(n, i, l, seen, number));
    }
    return JH_OK;
}

static jh_sample sample_of(const nested *n, size_t k, const values *v, int year)
{
    const jh__stat_work *w = n->work;
    size_t first = year ? v->before : 0;
    jh_sample s = {.x = v->x + first,
                   .n = year ? v->n - v->before : v->before,
                   .scratch = v->scratch};
    if (w->weight.text) s.w = v->w + first;
    if (w->stat[k].stat->second) s.y = v->y + first;
    return s;
}

static jh_status ginis(const nested *n, size_t i, const values *v, jh_sample s,
                       jh_arena *arena, parted *out)
{
    const jh__stat_work *w = n->work;
    out->gini = jh_alloc_array(arena, w->nest.n, sizeof *out->gini);
    if (!out->gini) return JH_ENOMEM;
    for (size_t l = 0; l < w->nest.n; l++)
        JH_TRY(jh_decompose_gini(arena, s, v->group[l] + v->before,
                                 n->groups[i * w->nest.n + l], &out->gini[l]));
    out->total = out->gini[0].total;
    return JH_OK;
}

/* Parts live in the arena; the rest is freed with the scratch of the values. */
static jh_status part(const nested *n, size_t i, size_t k, const values *v,
                      jh_arena *arena, parted *out)
{
    const jh__stat_work *w = n->work;
    const size_t *groups = n->groups + i * w->nest.n;
    const jh_sample s[2] = {sample_of(n, k, v, 0), sample_of(n, k, v, 1)};
    size_t last = w->nest.n - 1;
    double alpha;
    *out = (parted){.kind = WHOLE};
    if (jh_decompose_alpha(&w->stat[k], &alpha)) {
        const size_t **now = jh_alloc_array(arena, w->nest.n, sizeof *now);
        if (!now) return JH_ENOMEM;
        for (size_t l = 0; l < w->nest.n; l++)
            now[l] = v->group[l] + v->before;
        const jh_nest nest = {w->nest.n, now, groups};
        out->kind = ENTROPY;
        JH_TRY(jh_decompose_entropy(arena, s[1], &nest, alpha, &out->entropy));
        out->total = out->entropy.total;
    } else if (!strcmp(w->stat[k].id, "gini")) {
        out->kind = GINI;
        JH_TRY(ginis(n, i, v, s[1], arena, out));
    } else {
        out->total = jh_stat_compute(&w->stat[k], s[1]);
        if (out->total.state == JH_STAT_NOMEM) return JH_ENOMEM;
    }
    if (!w->compare) return JH_OK;
    const size_t *const group[2] = {v->group[last], v->group[last] + v->before};
    return jh_decompose_change(v->scratch, &w->stat[k], s, group, groups[last],
                               &out->change);
}

/* ---- intervals ------------------------------------------------------------------------------ */

static jh_stat_result figure(const jh_stat_result *whole, double x)
{
    return whole->state == JH_STAT_OK ? (jh_stat_result){JH_STAT_OK, x, NULL} : *whole;
}

/* The figures in the order of the tables: total and parts, then the change and its parts. */
static size_t parts_before_change(const nested *n, const parted *p)
{
    return p->kind == WHOLE     ? 1
           : p->kind == ENTROPY ? n->work->nest.n + 2
                                : 3 * n->work->nest.n + 1;
}

static void flatten(const nested *n, const parted *p, jh_stat_result *out)
{
    size_t at = 0, levels = n->work->nest.n;
    out[at++] = p->total;
    for (size_t l = 0; l < levels && p->kind == ENTROPY; l++)
        out[at++] = figure(&p->total, p->total.state ? 0 : p->entropy.between[l]);
    if (p->kind == ENTROPY) out[at++] = figure(&p->total, p->entropy.within);
    for (size_t l = 0; l < levels && p->kind == GINI; l++) {
        out[at++] = figure(&p->total, p->gini[l].between);
        out[at++] = figure(&p->total, p->gini[l].within);
        out[at++] = figure(&p->total, p->gini[l].overlap);
    }
    if (!n->work->compare) return;
    const jh_stat_change *c = &p->change;
    out[at++] = c->before.state == JH_STAT_OK
                    ? figure(&c->after, c->after.value - c->before.value)
                    : c->before;
    out[at++] = figure(&c->parts, c->shares);
    out[at++] = figure(&c->parts, c->means);
    out[at++] = figure(&c->parts, c->inside);
}

typedef struct drawing {
    const nested *n;
    size_t i, k;
    values v;
    uint32_t
        *row[2]; /* --unit: the row of each unit before and now; NONE: none. Else NULL */
} drawing;

#define NONE UINT32_MAX

static jh_status pair_rows(const nested *n, jh_arena *a, drawing *d)
{
    const jh__stat_group *g = &n->work->group[d->i];
    for (size_t y = 0; y < 2; y++) {
        d->row[y] = jh_alloc_array(a, n->units.n + 1, sizeof **d->row);
        if (!d->row[y]) return JH_ENOMEM;
        for (size_t u = 0; u < n->units.n; u++)
            d->row[y][u] = NONE;
    }
    for (size_t r = 0; r < g->n; r++)
        d->row[r >= g->before][n->units.unit[g->first + r]] = (uint32_t)r;
    return JH_OK;
}

/* Rows of the units that were drawn, earlier ones first. */
static jh_status rows_of(const drawing *d, jh_arena *a, const uint32_t **index,
                         size_t *rows)
{
    uint32_t *row = jh_alloc_array(a, 2 * *rows + 1, sizeof *row);
    size_t n = 0;
    if (!row) return JH_ENOMEM;
    for (size_t y = 0; y < 2; y++)
        for (size_t u = 0; u < *rows; u++)
            if (d->row[y][(*index)[u]] != NONE) row[n++] = d->row[y][(*index)[u]];
    *index = row;
    *rows = n;
    return JH_OK;
}

static jh_status draw(void *ctx, jh_arena *scratch, const uint32_t *index, size_t rows,
                      jh_stat_result *out)
{
    const drawing *d = ctx;
    size_t levels = d->n->work->nest.n;
    if (d->row[0]) JH_TRY(rows_of(d, scratch, &index, &rows));
    double *x = jh_alloc_array(scratch, rows + 1, sizeof *x);
    double *w = jh_alloc_array(scratch, rows + 1, sizeof *w);
    double *y = jh_alloc_array(scratch, rows + 1, sizeof *y);
    values v = {.x = x, .w = w, .y = y, .n = rows, .scratch = scratch};
    parted p;
    v.group = jh_alloc_array(scratch, levels, sizeof *v.group);
    if (!x || !w || !y || !v.group) return JH_ENOMEM;
    for (size_t r = 0; r < rows; r++) {
        x[r] = d->v.x[index[r]];
        w[r] = d->v.w[index[r]];
        y[r] = d->v.y[index[r]];
        v.before += index[r] < d->v.before;
    }
    for (size_t l = 0; l < levels; l++) {
        size_t *group = jh_alloc_array(scratch, rows + 1, sizeof *group);
        if (!group) return JH_ENOMEM;
        for (size_t r = 0; r < rows; r++)
            group[r] = d->v.group[l][index[r]];
        v.group[l] = group;
    }
    JH_TRY(part(d->n, d->i, d->k, &v, scratch, &p));
    flatten(d->n, &p, out);
    return JH_OK;
}

/* Schools are drawn anew inside each year; with --unit they are drawn with both. */
static jh_status find_ranges(nested *n, size_t i, size_t k, const values *v,
                             jh_error *err)
{
    const jh__stat_work *w = n->work;
    drawing d = {.n = n, .i = i, .k = k, .v = *v};
    bool paired = n->units.unit != NULL, years = w->compare && !paired;
    if (paired) JH_TRY(jh__stat_added(pair_rows(n, v->scratch, &d), err));
    const size_t of_years[] = {0, v->before, v->n};
    const size_t of_all[] = {0, paired ? n->units.n : v->n};
    size_t at = i * w->stats + k;
    const jh_bootstrap_ask ask = {.first = years ? of_years : of_all,
                                  .strata = years ? 2 : 1,
                                  .figures = parts_before_change(n, &n->at[at]) +
                                             (w->compare ? 4 : 0),
                                  .ctx = &d,
                                  .compute = draw};
    return jh_bootstrap_figures(&w->how, i, &ask, n->range + at * n->figures, err);
}

static jh_status compute_one(nested *n, size_t i, size_t k, jh_arena *scratch,
                             jh_error *err)
{
    const jh__stat_work *w = n->work;
    const jh__stat_group *g = &w->group[i];
    const double *second = w->stat[k].stat->second == JH_SECOND_GROUP ? w->part : w->y;
    values v = {.x = w->x + g->first,
                .w = w->w + g->first,
                .y = second + g->first,
                .group = n->group,
                .before = g->before,
                .n = g->n,
                .scratch = scratch};
    for (size_t l = 0; l < w->nest.n; l++)
        n->group[l] = n->code[l].group + g->first;
    JH_TRY(
        jh__stat_added(part(n, i, k, &v, w->call->arena, &n->at[i * w->stats + k]), err));
    return w->how.replicates ? find_ranges(n, i, k, &v, err) : JH_OK;
}

static jh_status compute(nested *n, jh_error *err)
{
    const jh__stat_work *w = n->work;
    JH_TRY(jh__stat_added(code_levels(n), err));
    n->figures = 3 * w->nest.n + 5;
    if (w->how.replicates) {
        n->range = jh_alloc_array(w->call->arena, w->groups * w->stats * n->figures + 1,
                                  sizeof *n->range);
        if (!n->range) return jh_nomem(err);
    }
    if (w->unit.n) JH_TRY(jh__stat_added(jh__stat_units_open(n->work, &n->units), err));
    for (size_t i = 0; i < w->groups * w->stats; i++) {
        if (n->units.code.group && i % w->stats == 0)
            JH_TRY(jh__stat_units_number(w, i / w->stats, &n->units, err));
        jh_arena *scratch = jh_arena_new();
        jh_status st = scratch ? compute_one(n, i / w->stats, i % w->stats, scratch, err)
                               : jh_nomem(err);
        jh_arena_free(scratch);
        JH_TRY(st);
    }
    return JH_OK;
}

/* The interval of a figure; NULL: none was asked for. */
static const jh_interval *range_of(const nested *n, size_t at, size_t figure_at)
{
    return n->range ? &n->range[at * n->figures + figure_at] : NULL;
}

/* ---- JSON --------------------------------------------------------------------------------- */

static const char *column(const jh__stat_work *w, size_t level)
{
    return w->table.column[w->nest.column[level]].name;
}

static void shares_json(const nested *n, jh_json *j, size_t at, const jh_share *part)
{
    jh_json_list(j, "groups");
    for (size_t g = 0; g < n->groups[at]; g++) {
        const jh_share *p = &part[g];
        if (!p->n) continue;
        jh_json_object(j, NULL);
        jh_json_text(j, "group", n->name[at][g]);
        jh_json_integer(j, "n", (int64_t)p->n);
        jh_json_number(j, "weight_share", p->weight_share);
        jh_json_number(j, "total_share", p->total_share);
        jh_json_number(j, "mean", p->mean);
        jh_json_number(j, "inside", p->inside);
        jh_json_number(j, "contribution", p->contribution);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
}

/* A figure, and after it its interval. */
static void range_json(const nested *n, jh_json *j, size_t at, size_t f, const char *key)
{
    jh__interval_json_as(j, key, range_of(n, at, f));
}

static void levels_json(const nested *n, jh_json *j, size_t i, size_t k)
{
    size_t levels = n->work->nest.n, at = i * n->work->stats + k;
    const parted *p = &n->at[at];
    jh_json_list(j, "levels");
    for (size_t l = 0; l < levels; l++) {
        size_t f = p->gini ? 3 * l + 1 : l + 1;
        jh_json_object(j, NULL);
        jh_json_text(j, "level", column(n->work, l));
        jh_json_number(j, "between",
                       p->gini ? p->gini[l].between : p->entropy.between[l]);
        range_json(n, j, at, f, "between_interval");
        if (p->gini) {
            jh_json_number(j, "within", p->gini[l].within);
            range_json(n, j, at, f + 1, "within_interval");
            jh_json_number(j, "overlap", p->gini[l].overlap);
            range_json(n, j, at, f + 2, "overlap_interval");
        }
        shares_json(n, j, i * n->work->nest.n + l,
                    p->gini ? p->gini[l].part : p->entropy.part[l]);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
    if (p->gini) return;
    jh_json_number(j, "within", p->entropy.within);
    range_json(n, j, at, levels + 1, "within_interval");
}

static void change_json(const nested *n, jh_json *j, size_t at)
{
    static const char *const key[] = {"change", "shares", "means", "inside"};
    const jh_stat_change *c = &n->at[at].change;
    size_t f = parts_before_change(n, &n->at[at]);
    bool was = c->before.state == JH_STAT_OK, is = c->after.state == JH_STAT_OK;
    const double part[] = {was && is ? c->after.value - c->before.value : NAN, c->shares,
                           c->means, c->inside};
    jh_json_object(j, "change");
    jh_json_number(j, "before", was ? c->before.value : NAN);
    jh_json_number(j, "now", is ? c->after.value : NAN);
    if (!was) jh_json_text(j, "why_before", jh_text(n->work->call->lang, c->before.why));
    if (was && is && c->parts.state != JH_STAT_OK)
        jh_json_text(j, "why", jh_text(n->work->call->lang, c->parts.why));
    for (size_t i = 0; i < JH_COUNT(key); i++)
        jh_json_number(j, key[i], part[i]);
    for (size_t i = 0; i < JH_COUNT(key) && n->range; i++) {
        static const char *const range[] = {"change_interval", "shares_interval",
                                            "means_interval", "inside_interval"};
        range_json(n, j, at, f + i, range[i]);
    }
    jh_json_end_object(j);
}

static void parted_json(const nested *n, jh_json *j, size_t i, size_t k)
{
    const jh__stat_work *w = n->work;
    size_t at = i * w->stats + k;
    const parted *p = &n->at[at];
    bool known = p->total.state == JH_STAT_OK;
    jh_json_object(j, w->stat[k].id);
    jh_json_number(j, "total", known ? p->total.value : NAN);
    if (!known) jh_json_text(j, "why", jh_text(w->call->lang, p->total.why));
    range_json(n, j, at, 0, "interval");
    if (known && p->kind != WHOLE) levels_json(n, j, i, k);
    if (w->compare) change_json(n, j, at);
    jh_json_end_object(j);
}

static void group_json(const nested *n, jh_json *j, size_t i)
{
    const jh__stat_work *w = n->work;
    jh_json_object(j, NULL);
    jh__stat_value_json(w, j);
    jh_json_text(j, "by", w->group[i].name);
    jh_json_integer(j, "n", (int64_t)w->group[i].n);
    jh_json_integer(j, "missing", (int64_t)w->group[i].missing);
    jh_json_integer(j, "no_weight", (int64_t)w->group[i].weightless);
    for (size_t k = 0; k < w->stats; k++)
        parted_json(n, j, i, k);
    jh_json_end_object(j);
}

static jh_status json(const jh__stat_work *w, const nested *all, jh_error *err)
{
    jh_json j = {.out = &w->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh__stat_head_json(w, &j);
    jh_json_list(&j, "groups");
    for (size_t v = 0; v < w->value_n; v++)
        for (size_t i = 0; i < w->groups; i++)
            group_json(&all[v], &j, i);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return w->call->json.oom ? jh_nomem(err) : JH_OK;
}

/* ---- tables --------------------------------------------------------------------------------- */

/* One row: group of --by, statistic, part, value and its share of the total. */
typedef struct line {
    jh_table *table;
    jh_plot *plot; /* parts of the first statistic, as the table has them */
    size_t marks;  /* that it has room for */
    size_t i, k;
    double total;
    size_t figure; /* that comes next */
} line;

/* A bar for a part of the first statistic. */
static jh_status add_bar(const nested *n, line *at, const char *what, double value)
{
    const jh__stat_work *w = n->work;
    const char *of = w->by.n ? jh__stat_mark_name(w, at->i) : "";
    jh_plot *p = at->plot;
    jh_plot_mark *grown =
        jh_grow(w->call->arena, p->mark, &at->marks, p->marks + 1, sizeof *grown);
    const char *name = jh_sprintf(w->call->arena, "%s%s%s", of, w->by.n ? " " : "", what);
    if (!grown || !name) return JH_ENOMEM;
    p->mark = grown;
    const jh_interval *range = range_of(n, at->i * w->stats + at->k, at->figure);
    bool ranged = range && range->state == JH_STAT_OK;
    grown[p->marks++] = (jh_plot_mark){name, value, ranged ? range->low : NAN,
                                       ranged ? range->high : NAN};
    return JH_OK;
}

static jh_status add_line(const nested *n, line *at, const char *what, double value)
{
    const jh__stat_work *w = n->work;
    const jh_interval *range = range_of(n, at->i * w->stats + at->k, at->figure);
    const char *cell[11];
    size_t c = jh__stat_value_cell(w, cell, 0);
    char share[64];
    if (!at->k) JH_TRY(add_bar(n, at, what, value));
    if (w->by.n) cell[c++] = jh__stat_group_name(w->call, w->group[at->i].name);
    cell[c++] =
        w->call->want_all ? w->stat[at->k].id : jh__stat_name(w->call, &w->stat[at->k]);
    cell[c++] = what;
    cell[c++] = jh__stat_cell(w->call, value, JH__STAT_DECIMALS);
    if (range) jh__interval_cells(w->call, range, JH__STAT_DECIMALS, cell, &c);
    at->figure++;
    jh_number_fixed(100 * value / at->total, 1, share);
    cell[c++] =
        at->total > 0 && isfinite(value) ? jh_sprintf(w->call->arena, "%s%%", share) : "";
    return jh__table_add_row(w->call, at->table, cell);
}

static const char *between_name(const jh__stat_work *w, size_t level)
{
    if (!level)
        return jh__cell_text(w->call, "ops.stat_between", "level:s", column(w, 0));
    return jh__cell_text(w->call, "ops.stat_between_in", "level:s above:s",
                         column(w, level), column(w, level - 1));
}

static const char *within_name(const jh__stat_work *w, size_t level)
{
    return jh__cell_text(w->call, "ops.stat_inside", "level:s", column(w, level));
}

static jh_status gini_lines(const nested *n, line *at, const parted *p)
{
    const jh__stat_work *w = n->work;
    for (size_t l = 0; l < w->nest.n; l++) {
        const char *overlap =
            jh__cell_text(w->call, "ops.stat_overlap", "level:s", column(w, l));
        const char *between =
            jh__cell_text(w->call, "ops.stat_between", "level:s", column(w, l));
        JH_TRY(add_line(n, at, between, p->gini[l].between));
        JH_TRY(add_line(n, at, within_name(w, l), p->gini[l].within));
        JH_TRY(add_line(n, at, overlap, p->gini[l].overlap));
    }
    return JH_OK;
}

static jh_status lines(const nested *n, line *at)
{
    const jh__stat_work *w = n->work;
    const parted *p = &n->at[at->i * w->stats + at->k];
    const char *all = jh_text(w->call->lang, "ops.stat_all");
    bool known = p->total.state == JH_STAT_OK;
    at->total = known && p->kind != WHOLE ? p->total.value : 0;
    at->figure = 0;
    JH_TRY(add_line(n, at, all, known ? p->total.value : NAN));
    if (!known || p->kind == WHOLE) return JH_OK;
    if (p->gini) return gini_lines(n, at, p);
    for (size_t l = 0; l < w->nest.n; l++)
        JH_TRY(add_line(n, at, between_name(w, l), p->entropy.between[l]));
    return add_line(n, at, within_name(w, w->nest.n - 1), p->entropy.within);
}

static jh_status parts_table(const jh__stat_work *w, const nested *all, jh_plot *plot)
{
    const char *head[11] = {NULL};
    size_t c = jh__stat_value_head(w, head, 0);
    if (w->by.n) head[c++] = w->by.text;
    head[c++] = "ops.stat_statistic";
    head[c++] = "ops.stat_part";
    head[c++] = ">ops.stat_value";
    if (w->how.replicates) JH_TRY(jh__interval_heads(w->call, "value", head, &c));
    head[c++] = ">ops.stat_share";
    line at = {.table = jh__table_new(w->call, jh__stat_title(w), head)};
    if (!at.table) return JH_ENOMEM;
    for (size_t v = 0; v < w->value_n; v++) {
        at.plot = &plot[v];
        at.marks = 0;
        for (at.i = 0; at.i < w->groups; at.i++)
            for (at.k = 0; at.k < w->stats; at.k++)
                JH_TRY(lines(&all[v], &at));
    }
    return JH_OK;
}

static jh_status share_row(const nested *n, jh_table *t, size_t i, size_t k, size_t g)
{
    const jh__stat_work *w = n->work;
    const parted *p = &n->at[i * w->stats + k];
    size_t level = w->nest.n - 1, at = i * w->nest.n + level;
    const jh_share *s = p->gini ? &p->gini[level].part[g] : &p->entropy.part[level][g];
    const char *cell[13];
    size_t c = jh__stat_value_cell(w, cell, 0);
    if (w->by.n) cell[c++] = jh__stat_group_name(w->call, w->group[i].name);
    cell[c++] = w->call->want_all ? w->stat[k].id : jh__stat_name(w->call, &w->stat[k]);
    cell[c++] = jh__stat_group_name(w->call, n->name[at][g]);
    cell[c++] = jh__cell_count(w->call, s->n);
    cell[c++] = jh__stat_cell(w->call, s->weight_share, JH__STAT_DECIMALS);
    cell[c++] = jh__stat_cell(w->call, s->total_share, JH__STAT_DECIMALS);
    cell[c++] = jh__stat_cell(w->call, s->mean, JH__STAT_DECIMALS);
    cell[c++] = jh__stat_cell(w->call, s->inside, JH__STAT_DECIMALS);
    cell[c++] = jh__stat_cell(w->call, s->contribution, JH__STAT_DECIMALS);
    return jh__table_add_row(w->call, t, cell);
}

static jh_status share_rows(const nested *n, jh_table *t, size_t *left)
{
    const jh__stat_work *w = n->work;
    size_t level = w->nest.n - 1;
    for (size_t i = 0; i < w->groups * w->stats; i++) {
        const parted *p = &n->at[i];
        size_t shown = 0;
        if (p->total.state != JH_STAT_OK || p->kind == WHOLE) continue;
        for (size_t g = 0; g < n->groups[i / w->stats * w->nest.n + level]; g++) {
            if (!(p->gini ? p->gini[level].part[g].n : p->entropy.part[level][g].n))
                continue;
            if (w->call->want_all || shown++ < GROUPS_SHOWN)
                JH_TRY(share_row(n, t, i / w->stats, i % w->stats, g));
            else
                ++*left;
        }
    }
    return JH_OK;
}

/* The innermost groups, each with what it brings. */
static jh_status shares_table(const jh__stat_work *w, const nested *all)
{
    const char *head[13] = {NULL};
    size_t c = jh__stat_value_head(w, head, 0), left = 0;
    if (w->by.n) head[c++] = w->by.text;
    head[c++] = "ops.stat_statistic";
    head[c++] = w->nest.text;
    head[c++] = ">ops.stat_n";
    head[c++] = ">ops.stat_weight_share";
    head[c++] = ">ops.stat_total_share";
    head[c++] = ">ops.stat_mean";
    head[c++] = ">ops.stat_own";
    head[c++] = ">ops.stat_contribution";
    bool any = false;
    for (size_t i = 0; i < w->groups * w->stats; i++)
        any = any || all->at[i].kind != WHOLE;
    if (!any) return JH_OK;
    jh_table *t = jh__table_new(w->call, jh_text(w->call->lang, "ops.stat_groups"), head);
    if (!t) return JH_ENOMEM;
    for (size_t v = 0; v < w->value_n; v++)
        JH_TRY(share_rows(&all[v], t, &left));
    return left ? jh__after(w->call, "ops.stat_more_groups", "n:u", left) : JH_OK;
}

static jh_status change_row(const nested *n, jh_table *t, size_t at)
{
    const jh__stat_work *w = n->work;
    const jh_stat_change *x = &n->at[at].change;
    const jh_stat_choice *stat = &w->stat[at % w->stats];
    bool was = x->before.state == JH_STAT_OK, is = x->after.state == JH_STAT_OK;
    const double value[] = {was ? x->before.value : NAN,
                            is ? x->after.value : NAN,
                            was && is ? x->after.value - x->before.value : NAN,
                            x->shares,
                            x->means,
                            x->inside};
    const char *cell[21];
    size_t c = jh__stat_value_cell(w, cell, 0), f = parts_before_change(n, &n->at[at]);
    if (w->by.n) cell[c++] = jh__stat_group_name(w->call, w->group[at / w->stats].name);
    cell[c++] = w->call->want_all ? stat->id : jh__stat_name(w->call, stat);
    for (size_t v = 0; v < JH_COUNT(value); v++) {
        cell[c++] = jh__stat_cell(w->call, value[v], JH__STAT_DECIMALS);
        if (n->range && v >= 2)
            jh__interval_cells(w->call, range_of(n, at, f + v - 2), JH__STAT_DECIMALS,
                               cell, &c);
    }
    return jh__table_add_row(w->call, t, cell);
}

static jh_status change_table(const jh__stat_work *w, const nested *all)
{
    static const char *const part[][2] = {{">ops.stat_change", "change"},
                                          {">ops.stat_by_shares", "shares"},
                                          {">ops.stat_by_means", "means"},
                                          {">ops.stat_by_inside", "inside"}};
    const char *head[21] = {NULL};
    size_t c = jh__stat_value_head(w, head, 0);
    if (w->by.n) head[c++] = w->by.text;
    head[c++] = "ops.stat_statistic";
    head[c++] = ">ops.stat_before";
    head[c++] = ">ops.stat_now";
    for (size_t i = 0; i < JH_COUNT(part); i++) {
        head[c++] = part[i][0];
        if (w->how.replicates) JH_TRY(jh__interval_heads(w->call, part[i][1], head, &c));
    }
    jh_table *t =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.stat_changes"), head);
    if (!t) return JH_ENOMEM;
    for (size_t v = 0; v < w->value_n; v++)
        for (size_t i = 0; i < w->groups * w->stats; i++)
            JH_TRY(change_row(&all[v], t, i));
    return JH_OK;
}

/* The first of each value. */
static jh_status reason(const nested *n)
{
    const jh__stat_work *w = n->work;
    for (size_t i = 0; i < w->groups * w->stats; i++) {
        jh_stat_result r = n->at[i].total;
        if (r.state == JH_STAT_OK && w->compare) r = n->at[i].change.parts;
        const char *name = jh__stat_name_of(w, i % w->stats);
        const char *why =
            r.state == JH_STAT_OK ? "" : jh_sprintf(w->call->arena, "@%s", r.why);
        if (!name || !why) return JH_ENOMEM;
        if (*why) return jh__after(w->call, "ops.stat_why", "name:s why:s", name, why);
    }
    return JH_OK;
}

/* Whether the interval of a part does not hold the part itself. */
static bool outside(const nested *n, size_t at, jh_stat_result *figure_of)
{
    size_t figures = parts_before_change(n, &n->at[at]);
    flatten(n, &n->at[at], figure_of);
    for (size_t f = 0; f < figures; f++) {
        const jh_interval *range = range_of(n, at, f);
        double x = figure_of[f].value, slack = 1e-12 * fabs(x);
        if (range && range->state == JH_STAT_OK && figure_of[f].state == JH_STAT_OK &&
            (x < range->low - slack || x > range->high + slack))
            return true;
    }
    return false;
}

static jh_status warn(const jh__stat_work *w, const nested *all)
{
    jh_stat_result *room = jh_alloc_array(w->call->arena, all->figures, sizeof *room);
    if (!room) return JH_ENOMEM;
    for (size_t v = 0; v < w->value_n; v++)
        for (size_t at = 0; at < w->groups * w->stats; at++)
            if (outside(&all[v], at, room))
                return jh__after(w->call,
                                 w->how.kind == JH_INTERVAL_BCA ? "ops.stat_outside_bca"
                                                                : "ops.stat_outside",
                                 "");
    return JH_OK;
}

static jh_status for_people(const jh__stat_work *w, const nested *all)
{
    if (w->compare) JH_TRY(change_table(w, all));
    JH_TRY(shares_table(w, all));
    if (w->compare && w->how.replicates && !w->unit.n)
        JH_TRY(jh__after(w->call, "ops.stat_unpaired", ""));
    if (w->how.replicates) JH_TRY(warn(w, all));
    for (size_t v = 0; v < w->value_n; v++)
        JH_TRY(reason(&all[v]));
    return JH_OK;
}

jh_status jh__stat_nested(jh__stat_work *w, jh_error *err)
{
    nested *all = jh_alloc_array(w->call->arena, w->value_n + 1, sizeof *all);
    jh_plot *plot = jh_alloc_array(w->call->arena, w->value_n + 1, sizeof *plot);
    if (!all || !plot) return jh_nomem(err);
    JH_TRY(usable(w, err));
    JH_TRY(jh__stat_measure(w, err));
    for (size_t v = 0; v < w->value_n; v++) {
        all[v].work = &w->each[v];
        JH_TRY(compute(&all[v], err));
        plot[v] = (jh_plot){.kind = JH_PLOT_BARS,
                            .reference = NAN,
                            .title = jh__stat_name_of(&w->each[v], 0)};
        if (!plot[v].title) return jh_nomem(err);
    }
    if (!w->call->want_json) JH_TRY(jh__stat_head(w, err));
    JH_TRY(jh__stat_added(parts_table(w, all, plot), err));
    if (jh__plot_wanted(w->call)) JH_TRY(jh__plots_reply(w->call, plot, w->value_n, err));
    return w->call->want_json ? json(w, all, err)
                              : jh__stat_added(for_people(w, all), err);
}
