/* The rows of jh stat: which are taken, what is measured in them, and to which group they
 * belong. */
#include "stat_work.h"

#include <math.h>
#include <string.h>

jh_status jh__stat_added(jh_status st, jh_error *err)
{
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

const char *jh__stat_part(const char *p, size_t *n, const char **rest)
{
    const char *end = p, *start;
    char close = '\0';
    for (; *end && (close || *end != ','); end++) {
        if (!close && (*end == '[' || *end == '('))
            close = *end == '[' ? ']' : ')';
        else if (*end == close)
            close = '\0';
    }
    *rest = *end ? end + 1 : NULL;
    for (start = p; start < end && *start == ' ';)
        start++;
    while (end > start && end[-1] == ' ')
        end--;
    if (end - start > 1 && *start == '[' && end[-1] == ']') {
        start++;
        end--;
    }
    *n = (size_t)(end - start);
    return start;
}

jh_status jh__stat_ask_keys(jh__stat_work *w, const char *option, jh__stat_keys *keys,
                            jh_error *err)
{
    *keys = (jh__stat_keys){.text = jh_call_text(w->call, option)};
    if (!keys->text) return JH_OK;
    keys->column =
        jh_alloc_array(w->call->arena, strlen(keys->text) + 1, sizeof *keys->column);
    if (!keys->column) return jh_nomem(err);
    for (const char *rest = keys->text; rest;) {
        size_t n;
        const char *part = jh__stat_part(rest, &n, &rest);
        if (!n)
            return jh_fail(err, JH_EUSAGE, "ops.stat_empty_by", "option:s text:s", option,
                           keys->text);
        JH_TRY(jh__stat_added(
            jh__stat_ask_key(&w->table, part, n, &keys->column[keys->n]), err));
        keys->n++;
    }
    return JH_OK;
}

/* ---- groups ------------------------------------------------------------------------------ */

jh_status jh__stat_code(jh__stat_work *w, const jh__stat_keys *keys, size_t columns,
                        const size_t *row, size_t rows, jh_groups *out)
{
    return jh__stat_parted(&w->table, keys->column, columns, row, rows, out);
}

/* ---- one row ------------------------------------------------------------------------------ */

void jh__stat_set_aside(jh__stat_aside *a, const jh__stat_formula *f, size_t row,
                        jh_value v)
{
    if (a->n++) return;
    a->row = row;
    a->column = v.slot >= 0                              ? (size_t)v.slot
                : v.state == JH_UNDEFINED || !f->columns ? SIZE_MAX
                                                         : f->column[0];
}

bool jh__stat_chosen(jh__stat_work *w, size_t row)
{
    if (!w->where.text) return true;
    jh_value v = jh__stat_value(&w->table, &w->where, row);
    if (v.state != JH_KNOWN)
        jh__stat_set_aside(&w->undecided, &w->where, row, v);
    else if (v.number == 0)
        jh__stat_set_aside(&w->left_out, &w->where, row, v);
    return v.state == JH_KNOWN && v.number != 0;
}

bool jh__stat_before(jh__stat_work *w, size_t row, bool *known)
{
    *known = true;
    if (!w->earlier.text) return row >= w->compare_from;
    jh_value v = jh__stat_value(&w->table, &w->earlier, row);
    *known = v.state == JH_KNOWN;
    if (!*known) jh__stat_set_aside(&w->undecided, &w->earlier, row, v);
    return *known && v.number != 0;
}

/* What a row has beside its values. */
typedef struct measured {
    size_t row;
    double w;         /* 0: no weight; NAN: missing */
    double y;         /* second variable; NAN: missing */
    const char *part; /* the second variable as the name of a group */
    bool before;
} measured;

/* The chosen rows: x[value][row], NAN where the value or anything beside it is missing. */
typedef struct chosen {
    measured *at;
    double **x;
    size_t n;
} chosen;

static jh_status second_variable(jh__stat_work *w, jh_value v, measured *out)
{
    char text[32];
    out->y = v.text ? 0 : v.number;
    out->part = v.text;
    if (v.text || !w->parts) return JH_OK;
    int n = jh_number_shortest(v.number, text);
    out->part = jh_strndup(w->call->arena, text, (size_t)n);
    return out->part ? JH_OK : JH_ENOMEM;
}

/* One value of a row; the first thing that is missing is told. */
static double value_of(jh__stat_work *w, size_t k, size_t row, jh_value weight,
                       jh_value y)
{
    jh_value x = jh__stat_value(&w->table, &w->values[k], row);
    jh__stat_aside *missing = &w->each[k].missing;
    if (x.state != JH_KNOWN)
        jh__stat_set_aside(missing, &w->values[k], row, x);
    else if (weight.state != JH_KNOWN)
        jh__stat_set_aside(missing, &w->weight, row, weight);
    else if (y.state != JH_KNOWN)
        jh__stat_set_aside(missing, &w->with, row, y);
    else
        return x.number;
    return NAN;
}

/* A whole of which a part is missing is not known. */
static void join_parts(const jh__stat_work *w, chosen *c)
{
    bool known = true;
    for (size_t k = 0; k < w->value_n; k++)
        known = known && !isnan(c->x[k][c->n]);
    for (size_t k = 0; k < w->value_n && !known; k++)
        c->x[k][c->n] = NAN;
}

/* A row of no school that is known is not matched with another year's. */
static void look_for_unit(jh__stat_work *w, size_t row, const chosen *c)
{
    size_t column;
    bool used = false;
    for (size_t k = 0; k < w->value_n; k++)
        used = used || !isnan(c->x[k][c->n]);
    if (!used || jh__stat_unit_named(w, row, &column)) return;
    const jh__stat_formula f = {.column = &column, .columns = 1};
    jh__stat_set_aside(&w->unnamed, &f, row, (jh_value){.slot = (int32_t)column});
}

static jh_status measure(jh__stat_work *w, size_t row, chosen *c)
{
    measured *out = &c->at[c->n];
    jh_value weight = {.number = 1}, y = {.number = 0};
    if (w->weight.text) weight = jh__stat_value(&w->table, &w->weight, row);
    if (w->with.text) y = jh__stat_value(&w->table, &w->with, row);
    out->row = row;
    out->w = weight.state == JH_KNOWN ? weight.number : NAN;
    if (out->w <= 0) {
        jh__stat_set_aside(&w->weightless, &w->weight, row, weight);
        out->w = 0;
    }
    for (size_t k = 0; k < w->value_n; k++)
        c->x[k][c->n] = out->w == 0 ? NAN : value_of(w, k, row, weight, y);
    if (w->sources) join_parts(w, c);
    if (w->unit.n) look_for_unit(w, row, c);
    c->n++;
    return w->with.text && y.state == JH_KNOWN ? second_variable(w, y, out) : JH_OK;
}

/* ---- all rows ------------------------------------------------------------------------------- */

static jh_status choose(jh__stat_work *w, chosen *c)
{
    jh_arena *a = w->call->arena;
    c->at = jh_alloc_array(a, w->table.rows + 1, sizeof *c->at);
    c->x = jh_alloc_array(a, w->value_n + 1, sizeof *c->x);
    if (!c->at || !c->x) return JH_ENOMEM;
    for (size_t k = 0; k < w->value_n; k++) {
        c->x[k] = jh_alloc_array(a, w->table.rows + 1, sizeof **c->x);
        if (!c->x[k]) return JH_ENOMEM;
    }
    for (size_t i = 0; i < w->table.rows; i++) {
        bool known = true;
        if (!jh__stat_chosen(w, i)) continue;
        if (w->compare) c->at[c->n].before = jh__stat_before(w, i, &known);
        if (known) JH_TRY(measure(w, i, c));
    }
    return JH_OK;
}

/* Without --by all rows are one group, even if there are none. */
static jh_status part_rows(jh__stat_work *w, const chosen *c, jh_groups *by)
{
    jh_arena *a = w->call->arena;
    if (w->by.n) {
        size_t *row = jh_alloc_array(a, c->n + 1, sizeof *row);
        if (!row) return JH_ENOMEM;
        for (size_t i = 0; i < c->n; i++)
            row[i] = c->at[i].row;
        JH_TRY(jh__stat_code(w, &w->by, w->by.n, row, c->n, by));
    }
    w->groups = w->by.n ? by->n : 1;
    w->group = jh_alloc_array(a, w->groups + 1, sizeof *w->group);
    if (!w->group) return JH_ENOMEM;
    for (size_t i = 0; i < w->groups; i++)
        w->group[i] = (jh__stat_group){.name = by->n ? by->name[i] : "",
                                       .lead = by->n ? c->at[by->lead[i]].row : 0};
    return JH_OK;
}

static size_t group_of(const jh_groups *by, size_t i)
{
    return by->group ? by->group[i] : 0;
}

/* Rows that are used are those with a number in x. */
static void count(jh__stat_work *w, const jh_groups *by, const chosen *c, const double *x)
{
    for (size_t i = 0; i < c->n; i++) {
        jh__stat_group *g = &w->group[group_of(by, i)];
        bool used = !isnan(x[i]);
        g->n += used;
        g->before += used && c->at[i].before;
        g->weightless += c->at[i].w == 0;
        g->missing += !used && c->at[i].w != 0;
    }
    w->used = 0;
    for (size_t i = 0; i < w->groups; i++) {
        w->group[i].first = w->used;
        w->used += w->group[i].n;
    }
}

static jh_status name_parts(jh__stat_work *w, const char *const *name)
{
    jh_groups groups;
    const jh_group_ask ask = {.text = &name, .keys = 1, .rows = w->used};
    if (!w->parts) return JH_OK;
    JH_TRY(jh_group_texts(w->call->arena, &ask, &groups));
    w->part = jh_alloc_array(w->call->arena, w->used + 1, sizeof *w->part);
    for (size_t i = 0; i < w->used && w->part; i++)
        w->part[i] = (double)groups.group[i];
    return w->part ? JH_OK : JH_ENOMEM;
}

/* Lays the used rows group by group, earlier ones first, in their order; place[i] is that of row i. */
static jh_status lay(jh__stat_work *w, const jh_groups *by, const chosen *c,
                     const double *x, size_t *place)
{
    jh_arena *a = w->call->arena;
    size_t *next = jh_alloc_array(a, 2 * w->groups + 1, sizeof *next);
    const char **part = jh_alloc_array(a, w->used + 1, sizeof *part);
    w->w = jh_alloc_array(a, w->used + 1, sizeof *w->w);
    w->y = jh_alloc_array(a, w->used + 1, sizeof *w->y);
    w->row = jh_alloc_array(a, w->used + 1, sizeof *w->row);
    if (!next || !part || !w->w || !w->y || !w->row) return JH_ENOMEM;
    for (size_t i = 0; i < w->groups; i++) {
        next[2 * i] = w->group[i].first;
        next[2 * i + 1] = w->group[i].first + w->group[i].before;
    }
    for (size_t i = 0; i < c->n; i++) {
        const measured *m = &c->at[i];
        if (isnan(x[i])) continue;
        size_t at = next[2 * group_of(by, i) + !m->before]++;
        w->w[at] = m->w;
        w->y[at] = m->y;
        w->row[at] = m->row;
        part[at] = m->part ? m->part : "";
        place[i] = at;
    }
    return name_parts(w, part);
}

/* Rows that some value has; one value has its own. */
static jh_status any_value(jh__stat_work *w, const chosen *c, const double **out)
{
    *out = c->x[0];
    if (w->value_n == 1) return JH_OK;
    double *any = jh_alloc_array(w->call->arena, c->n + 1, sizeof *any);
    if (!any) return JH_ENOMEM;
    for (size_t i = 0; i < c->n; i++) {
        any[i] = NAN;
        for (size_t k = 0; k < w->value_n && isnan(any[i]); k++)
            any[i] = c->x[k][i];
    }
    *out = any;
    return JH_OK;
}

/* The work of one value: as that of all, but for the rows that it lacks. */
static jh_status lay_value(const jh__stat_work *w, size_t k, const jh_groups *by,
                           const chosen *c, const size_t *place)
{
    jh_arena *a = w->call->arena;
    const jh__stat_aside missing = w->each[k].missing;
    jh__stat_work *v = &w->each[k];
    const double *x = c->x[k];
    size_t used = 0, *own = NULL;
    for (size_t i = 0; i < c->n; i++)
        used += isnan(x[i]) ? 0 : 1;
    *v = *w;
    v->value = w->values[k];
    v->missing = missing;
    v->whole = used == w->used;
    if (!v->whole) {
        own = jh_alloc_array(a, c->n + 1, sizeof *own);
        v->group = jh_alloc_array(a, w->groups + 1, sizeof *v->group);
        if (!own || !v->group) return JH_ENOMEM;
        for (size_t i = 0; i < w->groups; i++)
            v->group[i] =
                (jh__stat_group){.name = w->group[i].name, .lead = w->group[i].lead};
        count(v, by, c, x);
        JH_TRY(lay(v, by, c, x, own));
        place = own;
    }
    v->x = jh_alloc_array(a, v->used + 1, sizeof *v->x);
    if (!v->x) return JH_ENOMEM;
    for (size_t i = 0; i < c->n; i++)
        if (!isnan(x[i])) v->x[place[i]] = x[i];
    return JH_OK;
}

static jh_status measure_all(jh__stat_work *w)
{
    jh_groups by = {0};
    chosen c = {.n = 0};
    const double *any;
    w->each = jh_alloc_array(w->call->arena, w->value_n + 1, sizeof *w->each);
    if (!w->each) return JH_ENOMEM;
    JH_TRY(choose(w, &c));
    JH_TRY(part_rows(w, &c, &by));
    JH_TRY(any_value(w, &c, &any));
    count(w, &by, &c, any);
    size_t *place = jh_alloc_array(w->call->arena, c.n + 1, sizeof *place);
    if (!place) return JH_ENOMEM;
    JH_TRY(lay(w, &by, &c, any, place));
    for (size_t k = 0; k < w->value_n; k++)
        JH_TRY(lay_value(w, k, &by, &c, place));
    return JH_OK;
}

jh_status jh__stat_measure(jh__stat_work *w, jh_error *err)
{
    return jh__stat_added(measure_all(w), err);
}

jh_sample jh__stat_sample(const jh__stat_work *w, const jh_stat *stat, size_t first,
                          size_t n)
{
    jh_sample s = {.x = w->x + first, .n = n};
    if (w->weight.text) s.w = w->w + first;
    if (stat->second == JH_SECOND_GROUP)
        s.y = w->part + first;
    else if (stat->second)
        s.y = w->y + first;
    return s;
}

/* ---- rows beside the figures ------------------------------------------------------------------ */

static jh_status tell(jh__stat_work *w, const jh__stat_aside *a, const char *key)
{
    if (!a->n) return JH_OK;
    jh_where where = jh__stat_where(&w->table, a->row, a->column);
    return jh_diag_add(&w->call->diags, JH_NOTE, where, key, "n:u", a->n);
}

/* Rows that a value lacks; of several, which one. */
static jh_status tell_missing(jh__stat_work *w, const jh__stat_work *v)
{
    if (w->value_n < 2 || !v->missing.n) return tell(w, &v->missing, "ops.stat_missing");
    jh_where where = jh__stat_where(&w->table, v->missing.row, v->missing.column);
    return jh_diag_add(&w->call->diags, JH_NOTE, where, "ops.stat_missing_of",
                       "value:s n:u", v->value.text, v->missing.n);
}

/* Each kind with its first cell. */
jh_status jh__stat_tell(jh__stat_work *w, jh_error *err)
{
    JH_TRY(jh__stat_added(tell(w, &w->join.alone, "ops.stat_join_alone"), err));
    JH_TRY(jh__stat_added(tell(w, &w->undecided, "ops.stat_undecided"), err));
    for (size_t k = 0; w->each && k < w->value_n; k++)
        JH_TRY(jh__stat_added(tell_missing(w, &w->each[k]), err));
    JH_TRY(jh__stat_added(tell(w, &w->missing, "ops.stat_missing"), err));
    JH_TRY(jh__stat_added(tell(w, &w->weightless, "ops.stat_weightless"), err));
    return jh__stat_added(tell(w, &w->unnamed, "ops.stat_unit_empty"), err);
}
