/* --group: how unevenly groups of pupils are spread over units. */
#include "stat_mix.h"

#include <math.h>
#include <string.h>

/* ---- counts -------------------------------------------------------------------------------- */

static bool wide(const jh__stat_work *w)
{
    return w->counted.n > 1;
}

static jh_status name_groups(jh__mixing *m)
{
    jh__stat_work *w = m->work;
    jh_arena *a = w->call->arena;
    if (!wide(w)) {
        JH_TRY(jh__stat_code(w, &w->counted, 1, m->row, m->rows, &m->kind));
        m->groups = m->kind.n;
        m->group = m->kind.name;
        return JH_OK;
    }
    m->groups = w->counted.n;
    m->group = jh_alloc_array(a, m->groups, sizeof *m->group);
    for (size_t g = 0; m->group && g < m->groups; g++)
        m->group[g] = w->table.column[w->counted.column[g]].name;
    return m->group ? JH_OK : JH_ENOMEM;
}

/* Whether a count is one; else the row is set aside with that cell. */
static bool counts(jh__stat_work *w, size_t row, size_t column, double x)
{
    const jh__stat_formula f = {.column = &column, .columns = 1};
    const jh_value v = {.state = JH_MISSING, .slot = (int32_t)column};
    if (x >= 0) return true;
    jh__stat_set_aside(&w->missing, &f, row, v);
    return false;
}

static bool countable(jh__stat_work *w, size_t row)
{
    if (!wide(w)) {
        jh_value v = jh__stat_value(&w->table, &w->value, row);
        if (v.state == JH_KNOWN && v.number >= 0) return true;
        jh__stat_set_aside(&w->missing, &w->value, row, v);
        return false;
    }
    for (size_t g = 0; g < w->counted.n; g++) {
        size_t column = w->counted.column[g];
        if (!counts(w, row, column, w->table.column[column].number[row])) return false;
    }
    return true;
}

static jh_status choose_rows(jh__mixing *m)
{
    jh__stat_work *w = m->work;
    m->row = jh_alloc_array(w->call->arena, w->table.rows + 1, sizeof *m->row);
    m->before = jh_alloc_array(w->call->arena, w->table.rows + 1, sizeof *m->before);
    if (!m->row || !m->before) return JH_ENOMEM;
    for (size_t i = 0; i < w->table.rows; i++) {
        bool known = true;
        if (!jh__stat_chosen(w, i)) continue;
        if (w->compare) m->before[m->rows] = jh__stat_before(w, i, &known);
        if (known && countable(w, i)) m->row[m->rows++] = i;
    }
    w->used = m->rows;
    return JH_OK;
}

static double count_of(const jh__mixing *m, size_t i, size_t g)
{
    const jh__stat_work *w = m->work;
    if (wide(w)) return w->table.column[w->counted.column[g]].number[m->row[i]];
    if (m->kind.group[i] != g) return 0;
    return jh__stat_value(&w->table, &w->value, m->row[i]).number;
}

/* ---- one group of --by ------------------------------------------------------------------------ */

/* What is used to number units and levels anew inside each group of --by. */
typedef struct numbering {
    size_t *seen, *number; /* by code */
    size_t mark;
} numbering;

static bool numbering_new(jh_arena *a, size_t codes, numbering *out)
{
    *out = (numbering){.seen = jh_alloc_array(a, codes + 1, sizeof *out->seen),
                       .number = jh_alloc_array(a, codes + 1, sizeof *out->number)};
    return out->seen && out->number;
}

/* The number of a code, a new one where it was not seen since the mark changed. */
static size_t number_of(numbering *n, size_t code, size_t *found)
{
    if (n->seen[code] != n->mark) {
        n->seen[code] = n->mark;
        n->number[code] = (*found)++;
    }
    return n->number[code];
}

typedef struct laying {
    jh__mixing *m;
    jh_groups unit;
    jh_groups *level;
    numbering *units, *levels;
    const size_t *at; /* rows of this group: indices into m->row */
    size_t n;
} laying;

/* Units of the group of --by, their counts in both years, and the groups that they lie in. */
static jh_status lay(laying *l, jh__mixed *out)
{
    const jh__mixing *m = l->m;
    jh_arena *a = m->work->call->arena;
    size_t cells = l->n * m->groups + 1;
    out->unit = jh_alloc_array(a, l->n + 1, sizeof *out->unit);
    out->group = jh_alloc_array(a, m->levels + 1, sizeof *out->group);
    out->groups = jh_alloc_array(a, m->levels + 1, sizeof *out->groups);
    if (!out->unit || !out->group || !out->groups) return JH_ENOMEM;
    for (int y = 0; y < 2; y++) {
        out->n[y] = jh_alloc_array(a, y || m->work->compare ? cells : 1, sizeof **out->n);
        if (!out->n[y]) return JH_ENOMEM;
    }
    for (size_t v = 0; v < m->levels; v++) {
        out->group[v] = jh_alloc_array(a, l->n + 1, sizeof **out->group);
        if (!out->group[v]) return JH_ENOMEM;
        l->levels[v].mark++;
    }
    l->units->mark++;
    for (size_t k = 0; k < l->n; k++) {
        size_t i = l->at[k];
        size_t u = number_of(l->units, l->unit.group[i], &out->units);
        out->unit[u] = l->unit.name[l->unit.group[i]];
        for (size_t g = 0; g < m->groups; g++)
            out->n[!m->before[i]][u * m->groups + g] += count_of(m, i, g);
        for (size_t v = 0; v < m->levels; v++)
            out->group[v][u] =
                number_of(&l->levels[v], l->level[v].group[i], &out->groups[v]);
    }
    return JH_OK;
}

static jh_status measure(jh__mixing *m, jh__mixed *out)
{
    jh_arena *a = m->work->call->arena;
    const jh_counts now = {out->units, m->groups, out->n[1]};
    const jh_counts before = {out->units, m->groups, out->n[0]};
    jh_arena *scratch = jh_arena_new();
    jh_status st = scratch ? JH_OK : JH_ENOMEM;
    out->all = jh_segregation_of(&now);
    out->two = jh_alloc_array(a, m->groups + 1, sizeof *out->two);
    out->chance_two = jh_alloc_array(a, m->groups + 1, sizeof *out->chance_two);
    out->local = jh_alloc_array(a, out->units + 1, sizeof *out->local);
    if (!out->two || !out->chance_two || !out->local) st = JH_ENOMEM;
    for (size_t g = 0; g < m->groups && st == JH_OK; g++) {
        out->two[g] = jh_segregation_two(&now, g, JH_EVERYONE_ELSE);
        st = jh_segregation_chance_two(scratch, &now, g, &out->chance_two[g]);
    }
    if (st == JH_OK) st = jh_segregation_chance(scratch, &now, &out->chance);
    jh_arena_free(scratch);
    JH_TRY(st);
    jh_segregation_local(&now, out->local);
    const jh_nest nest = {m->levels, (const size_t *const *)out->group, out->groups};
    if (m->levels) JH_TRY(jh_segregation_nested(a, &now, &nest, &out->nested));
    if (!m->work->compare) return JH_OK;
    out->was = jh_segregation_of(&before);
    return jh_segregation_change(a, &before, &now, &out->change);
}

/* ---- intervals ------------------------------------------------------------------------------- */

size_t jh__mix_levels_at(const jh__mixing *m)
{
    return JH__MIX_OF_ALL + m->groups * JH__MIX_OF_GROUP;
}

size_t jh__mix_change_at(const jh__mixing *m)
{
    return jh__mix_levels_at(m) + (m->levels ? (m->levels + 1) * JH__MIX_OF_LEVEL : 0);
}

size_t jh__mix_figures(const jh__mixing *m)
{
    return jh__mix_change_at(m) + (m->work->compare ? JH__MIX_OF_CHANGE : 0);
}

static jh_stat_result as(jh_stat_result known, double x)
{
    if (known.state == JH_STAT_OK) known.value = x;
    return known;
}

static jh_stat_result less(jh_stat_result now, jh_stat_result was)
{
    return was.state == JH_STAT_OK ? as(now, now.value - was.value) : was;
}

static jh_stat_result *flatten_levels(const jh__mixing *m, const jh__mixed *x,
                                      jh_stat_result *out)
{
    jh_stat_result known = x->nested.total;
    for (size_t l = 0; l < m->levels + 1 && m->levels; l++) {
        double part = known.state     ? NAN
                      : l < m->levels ? x->nested.between[l]
                                      : x->nested.within;
        *out++ = as(known, part);
        *out++ = as(x->all.h, part / x->all.entropy);
    }
    return out;
}

void jh__mix_flatten(const jh__mixing *m, const jh__mixed *x, jh_stat_result *out)
{
    const jh_mixing_change *c = &x->change;
    *out++ = x->all.m;
    *out++ = x->all.h;
    *out++ = x->all.d;
    for (size_t g = 0; g < m->groups; g++) {
        *out++ = x->two[g].d;
        *out++ = x->two[g].isolation;
        *out++ = x->two[g].exposure;
        *out++ = x->two[g].eta2;
    }
    out = flatten_levels(m, x, out);
    if (!m->work->compare) return;
    *out++ = less(x->all.m, x->was.m);
    *out++ = as(c->structural, c->additions);
    *out++ = as(c->structural, c->removals);
    *out++ = as(c->structural, c->groups);
    *out++ = as(c->structural, c->units);
    *out++ = c->structural;
    *out++ = less(x->all.h, x->was.h);
    *out = less(x->all.d, x->was.d);
}

typedef struct drawing {
    const jh__mixing *m;
    const jh__mixed *of;
} drawing;

/* Units that were drawn, each with all of its pupils, of both years. */
static jh_status draw_units(const drawing *d, jh_arena *a, const uint32_t *index,
                            jh__mixed *out)
{
    size_t groups = d->m->groups, levels = d->m->levels;
    for (size_t y = d->m->work->compare ? 0 : 1; y < 2; y++) {
        out->n[y] = jh_alloc_array(a, out->units * groups + 1, sizeof **out->n);
        if (!out->n[y]) return JH_ENOMEM;
        for (size_t u = 0; u < out->units; u++)
            memcpy(out->n[y] + u * groups, d->of->n[y] + index[u] * groups,
                   groups * sizeof **out->n);
    }
    out->groups = d->of->groups;
    out->group = jh_alloc_array(a, levels + 1, sizeof *out->group);
    for (size_t l = 0; out->group && l < levels; l++) {
        out->group[l] = jh_alloc_array(a, out->units + 1, sizeof **out->group);
        if (!out->group[l]) return JH_ENOMEM;
        for (size_t u = 0; u < out->units; u++)
            out->group[l][u] = d->of->group[l][index[u]];
    }
    return out->group ? JH_OK : JH_ENOMEM;
}

static jh_status draw(void *ctx, jh_arena *scratch, const uint32_t *index, size_t units,
                      jh_stat_result *out)
{
    const drawing *d = ctx;
    const jh__mixing *m = d->m;
    jh__mixed x = {.units = units};
    JH_TRY(draw_units(d, scratch, index, &x));
    const jh_counts now = {units, m->groups, x.n[1]}, was = {units, m->groups, x.n[0]};
    x.all = jh_segregation_of(&now);
    x.two = jh_alloc_array(scratch, m->groups + 1, sizeof *x.two);
    if (!x.two) return JH_ENOMEM;
    for (size_t g = 0; g < m->groups; g++)
        x.two[g] = jh_segregation_two(&now, g, JH_EVERYONE_ELSE);
    const jh_nest nest = {m->levels, (const size_t *const *)x.group, x.groups};
    if (m->levels) JH_TRY(jh_segregation_nested(scratch, &now, &nest, &x.nested));
    if (m->work->compare) {
        x.was = jh_segregation_of(&was);
        JH_TRY(jh_segregation_change(scratch, &was, &now, &x.change));
    }
    jh__mix_flatten(m, &x, out);
    return JH_OK;
}

static jh_status find_ranges(jh__mixing *m, jh_error *err)
{
    jh__stat_work *w = m->work;
    size_t figures = jh__mix_figures(m);
    for (size_t k = 0; k < m->n; k++) {
        jh__mixed *x = &m->at[k];
        drawing d = {m, x};
        const size_t first[] = {0, x->units};
        const jh_bootstrap_ask ask = {first, 1, figures, &d, draw};
        x->range = jh_alloc_array(w->call->arena, figures, sizeof *x->range);
        if (!x->range) return jh_nomem(err);
        JH_TRY(jh_bootstrap_figures(&w->how, k, &ask, x->range, err));
    }
    return JH_OK;
}

/* ---- tests ------------------------------------------------------------------------------------- */

/* M, H and D of the later year less the earlier, where some units have the other year's pupils. */
static jh_status swap_years(void *ctx, jh_arena *scratch, const bool *swap,
                            jh_stat_result *out)
{
    const drawing *d = ctx;
    size_t units = d->of->units, groups = d->m->groups;
    jh_segregation s[2];
    for (size_t y = 0; y < 2; y++) {
        double *n = jh_alloc_array(scratch, units * groups + 1, sizeof *n);
        if (!n) return JH_ENOMEM;
        for (size_t u = 0; u < units; u++)
            memcpy(n + u * groups, d->of->n[swap[u] ? !y : y] + u * groups,
                   groups * sizeof *n);
        const jh_counts counts = {units, groups, n};
        s[y] = jh_segregation_of(&counts);
    }
    out[0] = less(s[1].m, s[0].m);
    out[1] = less(s[1].h, s[0].h);
    out[2] = less(s[1].d, s[0].d);
    return JH_OK;
}

static jh_status find_tests(jh__mixing *m, jh_error *err)
{
    for (size_t k = 0; k < m->n; k++) {
        jh__mixed *x = &m->at[k];
        drawing d = {m, x};
        const jh_permute_ask ask = {x->units, JH__MIX_OF_ALL, &d, swap_years};
        JH_TRY(jh_permute_figures(&m->work->deals, k, &ask, x->test, err));
    }
    return JH_OK;
}

/* ---- all ------------------------------------------------------------------------------------------ */

/* Rows that do not say their unit are taken together, which may not be what is meant. */
static jh_status tell_nameless(const jh__mixing *m)
{
    jh__stat_work *w = m->work;
    size_t column = w->nest.column[w->nest.n - 1], n = 0, first = 0;
    for (size_t i = 0; i < m->rows; i++) {
        const char *text = w->table.column[column].text[m->row[i]];
        if (text && *text) continue;
        if (!n++) first = m->row[i];
    }
    if (n < 2) return JH_OK;
    return jh_diag_add(&w->call->diags, JH_NOTE, jh__stat_where(&w->table, first, column),
                       "ops.stat_mix_nameless", "n:u", n);
}

/* Without --nest every row is a unit of its own. */
static jh_status code_units(jh__mixing *m, laying *l)
{
    jh__stat_work *w = m->work;
    jh_arena *a = w->call->arena;
    m->levels = w->nest.n ? w->nest.n - 1 : 0;
    l->level = jh_alloc_array(a, m->levels + 1, sizeof *l->level);
    l->levels = jh_alloc_array(a, m->levels + 1, sizeof *l->levels);
    l->units = jh_alloc(a, sizeof *l->units);
    if (!l->level || !l->levels || !l->units) return JH_ENOMEM;
    for (size_t v = 0; v < m->levels; v++) {
        JH_TRY(jh__stat_code(w, &w->nest, v + 1, m->row, m->rows, &l->level[v]));
        if (!numbering_new(a, l->level[v].n, &l->levels[v])) return JH_ENOMEM;
    }
    if (w->nest.n) {
        JH_TRY(tell_nameless(m));
        JH_TRY(jh__stat_code(w, &w->nest, w->nest.n, m->row, m->rows, &l->unit));
    } else {
        l->unit.n = m->rows;
        l->unit.group = jh_alloc_array(a, m->rows + 1, sizeof *l->unit.group);
        l->unit.name = jh_alloc_array(a, m->rows + 1, sizeof *l->unit.name);
        if (!l->unit.group || !l->unit.name) return JH_ENOMEM;
        for (size_t i = 0; i < m->rows; i++) {
            l->unit.group[i] = i;
            l->unit.name[i] = jh_sprintf(a, "%" PRIu32, w->table.row[m->row[i]]);
            if (!l->unit.name[i]) return JH_ENOMEM;
        }
    }
    return numbering_new(a, l->unit.n, l->units) ? JH_OK : JH_ENOMEM;
}

static jh_status each_group(jh__mixing *m, laying *l)
{
    jh__stat_work *w = m->work;
    jh_arena *a = w->call->arena;
    jh_groups by;
    JH_TRY(jh__stat_code(w, &w->by, w->by.n, m->row, m->rows, &by));
    m->n = w->by.n ? by.n : 1;
    m->at = jh_alloc_array(a, m->n + 1, sizeof *m->at);
    size_t *first, *row;
    if (!m->at) return JH_ENOMEM;
    JH_TRY(jh_groups_lay(a, &by, m->rows, &first, &row));
    for (size_t k = 0; k < m->n; k++) {
        m->at[k].name = w->by.n ? by.name[k] : "";
        l->at = row + first[k];
        l->n = first[k + 1] - first[k];
        JH_TRY(lay(l, &m->at[k]));
        JH_TRY(measure(m, &m->at[k]));
    }
    return JH_OK;
}

jh_status jh__stat_mixing(jh__stat_work *w, jh_error *err)
{
    jh__mixing m = {.work = w};
    laying l = {.m = &m};
    JH_TRY(jh__stat_added(choose_rows(&m), err));
    JH_TRY(jh__stat_added(name_groups(&m), err));
    JH_TRY(jh__stat_added(code_units(&m, &l), err));
    JH_TRY(jh__stat_added(each_group(&m, &l), err));
    if (w->how.replicates) JH_TRY(find_ranges(&m, err));
    if (w->deals.replicates) JH_TRY(find_tests(&m, err));
    return jh__mixing_reply(&m, err);
}
