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
    jh_decomposition entropy;
    jh_gini_parts *gini; /* by level; NULL: an entropy */
    jh_entropy_change change;
} parted;

typedef struct nested {
    jh__stat_work *work;
    jh_groups *code; /* by level; numbered anew inside each group of --by */
    const size_t **group;
    size_t *groups;     /* [group of --by * levels + level] */
    const char ***name; /* likewise: of those groups */
    parted *at;         /* [group of --by * stats + statistic] */
    jh_plot plot;       /* parts of the first statistic, as the table has them */
    size_t mark_cap;
} nested;

/* ---- computing --------------------------------------------------------------------------- */

static jh_status usable(const jh__stat_work *w, jh_error *err)
{
    for (size_t k = 0; k < w->stats; k++) {
        double alpha;
        bool entropy = jh_decompose_alpha(&w->stat[k], &alpha);
        bool gini = !strcmp(w->stat[k].id, "gini");
        if (!entropy && !gini)
            return jh_fail(err, JH_EUSAGE, "ops.stat_no_parts", "id:s", w->stat[k].id);
        if (!entropy && w->compare)
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

static jh_status ginis(nested *n, jh_sample s, size_t i, parted *out)
{
    jh__stat_work *w = n->work;
    size_t first = w->group[i].first + w->group[i].before;
    out->gini = jh_alloc_array(w->call->arena, w->nest.n, sizeof *out->gini);
    if (!out->gini) return JH_ENOMEM;
    for (size_t l = 0; l < w->nest.n; l++)
        JH_TRY(jh_decompose_gini(w->call->arena, s, n->code[l].group + first,
                                 n->groups[i * w->nest.n + l], &out->gini[l]));
    return JH_OK;
}

static jh_status compute_one(nested *n, size_t i, size_t k, jh_arena *scratch)
{
    const jh__stat_work *w = n->work;
    const jh__stat_group *g = &w->group[i];
    parted *out = &n->at[i * w->stats + k];
    jh_sample s[2] = {
        jh__stat_sample(w, w->stat[k].stat, g->first, g->before),
        jh__stat_sample(w, w->stat[k].stat, g->first + g->before, g->n - g->before)};
    double alpha;
    s[0].scratch = s[1].scratch = scratch;
    if (!jh_decompose_alpha(&w->stat[k], &alpha)) return ginis(n, s[1], i, out);
    for (size_t l = 0; l < w->nest.n; l++)
        n->group[l] = n->code[l].group + g->first + g->before;
    const size_t *groups = n->groups + i * w->nest.n;
    const jh_nest nest = {w->nest.n, n->group, groups};
    JH_TRY(jh_decompose_entropy(w->call->arena, s[1], &nest, alpha, &out->entropy));
    if (!w->compare) return JH_OK;
    size_t last = w->nest.n - 1;
    const size_t *const group[2] = {n->code[last].group + g->first, n->group[last]};
    return jh_decompose_change(w->call->arena, s, group, groups[last], alpha,
                               &out->change);
}

static jh_status compute(nested *n)
{
    const jh__stat_work *w = n->work;
    JH_TRY(code_levels(n));
    for (size_t i = 0; i < w->groups * w->stats; i++) {
        jh_arena *scratch = jh_arena_new();
        jh_status st =
            scratch ? compute_one(n, i / w->stats, i % w->stats, scratch) : JH_ENOMEM;
        jh_arena_free(scratch);
        JH_TRY(st);
    }
    return JH_OK;
}

static jh_stat_result total_of(const parted *p)
{
    return p->gini ? p->gini[0].total : p->entropy.total;
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

static void levels_json(const nested *n, jh_json *j, size_t i, const parted *p)
{
    jh_json_list(j, "levels");
    for (size_t l = 0; l < n->work->nest.n; l++) {
        jh_json_object(j, NULL);
        jh_json_text(j, "level", column(n->work, l));
        jh_json_number(j, "between",
                       p->gini ? p->gini[l].between : p->entropy.between[l]);
        if (p->gini) {
            jh_json_number(j, "within", p->gini[l].within);
            jh_json_number(j, "overlap", p->gini[l].overlap);
        }
        shares_json(n, j, i * n->work->nest.n + l,
                    p->gini ? p->gini[l].part : p->entropy.part[l]);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
    if (!p->gini) jh_json_number(j, "within", p->entropy.within);
}

static void change_json(const nested *n, jh_json *j, const jh_entropy_change *c)
{
    bool known = c->before.state == JH_STAT_OK && c->after.state == JH_STAT_OK;
    jh_json_object(j, "change");
    jh_json_number(j, "before", c->before.state == JH_STAT_OK ? c->before.value : NAN);
    jh_json_number(j, "now", c->after.state == JH_STAT_OK ? c->after.value : NAN);
    if (c->before.state != JH_STAT_OK)
        jh_json_text(j, "why_before", jh_text(n->work->call->lang, c->before.why));
    jh_json_number(j, "change", known ? c->after.value - c->before.value : NAN);
    jh_json_number(j, "shares", known ? c->shares : NAN);
    jh_json_number(j, "means", known ? c->means : NAN);
    jh_json_number(j, "inside", known ? c->inside : NAN);
    jh_json_end_object(j);
}

static void parted_json(const nested *n, jh_json *j, size_t i, size_t k)
{
    const jh__stat_work *w = n->work;
    const parted *p = &n->at[i * w->stats + k];
    jh_stat_result total = total_of(p);
    jh_json_object(j, w->stat[k].id);
    jh_json_number(j, "total", total.state == JH_STAT_OK ? total.value : NAN);
    if (total.state != JH_STAT_OK)
        jh_json_text(j, "why", jh_text(w->call->lang, total.why));
    if (total.state == JH_STAT_OK) levels_json(n, j, i, p);
    if (w->compare) change_json(n, j, &p->change);
    jh_json_end_object(j);
}

static jh_status json(const nested *n, jh_error *err)
{
    const jh__stat_work *w = n->work;
    jh_json j = {.out = &w->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh__stat_head_json(w, &j);
    jh_json_list(&j, "groups");
    for (size_t i = 0; i < w->groups; i++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "by", w->group[i].name);
        jh_json_integer(&j, "n", (int64_t)w->group[i].n);
        jh_json_integer(&j, "missing", (int64_t)w->group[i].missing);
        jh_json_integer(&j, "no_weight", (int64_t)w->group[i].weightless);
        for (size_t k = 0; k < w->stats; k++)
            parted_json(n, &j, i, k);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return w->call->json.oom ? jh_nomem(err) : JH_OK;
}

/* ---- tables --------------------------------------------------------------------------------- */

/* One row: group of --by, statistic, part, value and its share of the total. */
typedef struct line {
    jh_table *table;
    size_t i, k;
    double total;
} line;

/* A bar for a part of the first statistic. */
static jh_status add_bar(nested *n, const line *at, const char *what, double value)
{
    const jh__stat_work *w = n->work;
    const char *group = w->by.n ? jh__stat_group_name(w->call, w->group[at->i].name) : "";
    jh_plot_mark *grown = jh_grow(w->call->arena, n->plot.mark, &n->mark_cap,
                                  n->plot.marks + 1, sizeof *grown);
    const char *name =
        jh_sprintf(w->call->arena, "%s%s%s", group, w->by.n ? " " : "", what);
    if (!grown || !name) return JH_ENOMEM;
    n->plot.mark = grown;
    grown[n->plot.marks++] = (jh_plot_mark){name, value, NAN, NAN};
    return JH_OK;
}

static jh_status add_line(nested *n, const line *at, const char *what, double value)
{
    const jh__stat_work *w = n->work;
    const char *cell[8];
    size_t c = 0;
    char share[64];
    if (!at->k) JH_TRY(add_bar(n, at, what, value));
    if (w->by.n) cell[c++] = jh__stat_group_name(w->call, w->group[at->i].name);
    cell[c++] =
        w->call->want_all ? w->stat[at->k].id : jh__stat_name(w->call, &w->stat[at->k]);
    cell[c++] = what;
    cell[c++] = jh__stat_cell(w->call, value, JH__STAT_DECIMALS);
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

static jh_status gini_lines(nested *n, line *at, const parted *p)
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

static jh_status lines(nested *n, line *at)
{
    const jh__stat_work *w = n->work;
    const parted *p = &n->at[at->i * w->stats + at->k];
    jh_stat_result total = total_of(p);
    const char *all = jh_text(w->call->lang, "ops.stat_all");
    at->total = total.state == JH_STAT_OK ? total.value : 0;
    JH_TRY(add_line(n, at, all, total.state == JH_STAT_OK ? total.value : NAN));
    if (total.state != JH_STAT_OK) return JH_OK;
    if (p->gini) return gini_lines(n, at, p);
    for (size_t l = 0; l < w->nest.n; l++)
        JH_TRY(add_line(n, at, between_name(w, l), p->entropy.between[l]));
    return add_line(n, at, within_name(w, w->nest.n - 1), p->entropy.within);
}

static jh_status parts_table(nested *n)
{
    const jh__stat_work *w = n->work;
    const char *head[8] = {NULL};
    size_t c = 0;
    if (w->by.n) head[c++] = w->by.text;
    head[c++] = "ops.stat_statistic";
    head[c++] = "ops.stat_part";
    head[c++] = ">ops.stat_value";
    head[c++] = ">ops.stat_share";
    line at = {.table = jh__table_new(w->call, w->value.text, head)};
    if (!at.table) return JH_ENOMEM;
    for (at.i = 0; at.i < w->groups; at.i++)
        for (at.k = 0; at.k < w->stats; at.k++)
            JH_TRY(lines(n, &at));
    return JH_OK;
}

static jh_status share_row(const nested *n, jh_table *t, size_t i, size_t k, size_t g)
{
    const jh__stat_work *w = n->work;
    const parted *p = &n->at[i * w->stats + k];
    size_t level = w->nest.n - 1, c = 0, at = i * w->nest.n + level;
    const jh_share *s = p->gini ? &p->gini[level].part[g] : &p->entropy.part[level][g];
    const char *cell[12];
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

/* The innermost groups, each with what it brings. */
static jh_status shares_table(const nested *n)
{
    const jh__stat_work *w = n->work;
    const char *head[12] = {NULL};
    size_t c = 0, level = w->nest.n - 1, left = 0;
    if (w->by.n) head[c++] = w->by.text;
    head[c++] = "ops.stat_statistic";
    head[c++] = w->nest.text;
    head[c++] = ">ops.stat_n";
    head[c++] = ">ops.stat_weight_share";
    head[c++] = ">ops.stat_total_share";
    head[c++] = ">ops.stat_mean";
    head[c++] = ">ops.stat_own";
    head[c++] = ">ops.stat_contribution";
    jh_table *t = jh__table_new(w->call, jh_text(w->call->lang, "ops.stat_groups"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < w->groups * w->stats; i++) {
        const parted *p = &n->at[i];
        size_t shown = 0;
        if (total_of(p).state != JH_STAT_OK) continue;
        for (size_t g = 0; g < n->groups[i / w->stats * w->nest.n + level]; g++) {
            if (!(p->gini ? p->gini[level].part[g].n : p->entropy.part[level][g].n))
                continue;
            if (w->call->want_all || shown++ < GROUPS_SHOWN)
                JH_TRY(share_row(n, t, i / w->stats, i % w->stats, g));
            else
                left++;
        }
    }
    return left ? jh__after(w->call, "ops.stat_more_groups", "n:u", left) : JH_OK;
}

static jh_status change_table(const nested *n)
{
    const jh__stat_work *w = n->work;
    const char *head[12] = {NULL};
    size_t c = 0;
    if (w->by.n) head[c++] = w->by.text;
    head[c++] = "ops.stat_statistic";
    head[c++] = ">ops.stat_before";
    head[c++] = ">ops.stat_now";
    head[c++] = ">ops.stat_change";
    head[c++] = ">ops.stat_by_shares";
    head[c++] = ">ops.stat_by_means";
    head[c++] = ">ops.stat_by_inside";
    jh_table *t =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.stat_changes"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < w->groups * w->stats; i++) {
        const jh_entropy_change *x = &n->at[i].change;
        const jh_stat_choice *stat = &w->stat[i % w->stats];
        bool was = x->before.state == JH_STAT_OK, is = x->after.state == JH_STAT_OK;
        const double value[] = {was ? x->before.value : NAN,
                                is ? x->after.value : NAN,
                                was && is ? x->after.value - x->before.value : NAN,
                                was && is ? x->shares : NAN,
                                was && is ? x->means : NAN,
                                was && is ? x->inside : NAN};
        const char *cell[12];
        c = 0;
        if (w->by.n)
            cell[c++] = jh__stat_group_name(w->call, w->group[i / w->stats].name);
        cell[c++] = w->call->want_all ? stat->id : jh__stat_name(w->call, stat);
        for (size_t v = 0; v < JH_COUNT(value); v++)
            cell[c++] = jh__stat_cell(w->call, value[v], JH__STAT_DECIMALS);
        JH_TRY(jh__table_add_row(w->call, t, cell));
    }
    return JH_OK;
}

static jh_status reasons(const nested *n)
{
    const jh__stat_work *w = n->work;
    for (size_t i = 0; i < w->groups * w->stats; i++) {
        jh_stat_result r = total_of(&n->at[i]);
        const char *name = jh__stat_name(w->call, &w->stat[i % w->stats]);
        const char *why =
            r.state == JH_STAT_OK ? "" : jh_sprintf(w->call->arena, "@%s", r.why);
        if (!name || !why) return JH_ENOMEM;
        if (*why) return jh__after(w->call, "ops.stat_why", "name:s why:s", name, why);
    }
    return JH_OK;
}

static jh_status for_people(const nested *n)
{
    if (n->work->compare) JH_TRY(change_table(n));
    JH_TRY(shares_table(n));
    return reasons(n);
}

static jh_status plot(nested *n, jh_error *err)
{
    jh__stat_work *w = n->work;
    n->plot.kind = JH_PLOT_BARS;
    n->plot.title = jh__stat_name(w->call, &w->stat[0]);
    n->plot.reference = NAN;
    return n->plot.title ? jh__plot_reply(w->call, &n->plot, err) : jh_nomem(err);
}

jh_status jh__stat_nested(jh__stat_work *w, jh_error *err)
{
    nested n = {.work = w};
    JH_TRY(usable(w, err));
    JH_TRY(jh__stat_measure(w, err));
    JH_TRY(jh__stat_added(compute(&n), err));
    if (!w->call->want_json) JH_TRY(jh__stat_head(w, err));
    JH_TRY(jh__stat_added(parts_table(&n), err));
    if (jh__plot_wanted(w->call)) JH_TRY(plot(&n, err));
    return w->call->want_json ? json(&n, err) : jh__stat_added(for_people(&n), err);
}
