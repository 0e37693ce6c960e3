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

typedef struct measured {
    double x, w;      /* x NAN: missing; w 0: no weight */
    double y;         /* second variable */
    const char *part; /* the second variable as the name of a group */
    bool before;
} measured;

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

static jh_status measure(jh__stat_work *w, size_t row, measured *out)
{
    jh_value x = jh__stat_value(&w->table, &w->value, row), y = {.number = 0};
    jh_value weight = {.number = 1};
    if (w->weight.text) weight = jh__stat_value(&w->table, &w->weight, row);
    if (w->with.text) y = jh__stat_value(&w->table, &w->with, row);
    out->x = NAN;
    out->w = 1;
    if (weight.state == JH_KNOWN && weight.number <= 0) {
        jh__stat_set_aside(&w->weightless, &w->weight, row, weight);
        out->w = 0;
    } else if (x.state != JH_KNOWN) {
        jh__stat_set_aside(&w->missing, &w->value, row, x);
    } else if (weight.state != JH_KNOWN) {
        jh__stat_set_aside(&w->missing, &w->weight, row, weight);
    } else if (y.state != JH_KNOWN) {
        jh__stat_set_aside(&w->missing, &w->with, row, y);
    } else {
        out->x = x.number;
        out->w = weight.number;
        if (w->with.text) return second_variable(w, y, out);
    }
    return JH_OK;
}

/* ---- all rows ------------------------------------------------------------------------------- */

static bool used(const measured *m)
{
    return !isnan(m->x);
}

static void count(jh__stat_work *w, const jh_groups *by, const measured *all, size_t rows)
{
    for (size_t i = 0; i < w->groups; i++)
        w->group[i].name = by->n ? by->name[i] : "";
    for (size_t i = 0; i < rows; i++) {
        jh__stat_group *g = &w->group[w->by.n ? by->group[i] : 0];
        g->n += used(&all[i]);
        g->before += used(&all[i]) && all[i].before;
        g->weightless += all[i].w <= 0;
        g->missing += !used(&all[i]) && all[i].w > 0;
    }
    for (size_t i = 0; i < w->groups; i++) {
        w->group[i].first = w->used;
        w->used += w->group[i].n;
    }
}

/* Lays the values group by group, earlier ones first, in the order of the rows. */
static jh_status lay(jh__stat_work *w, const jh_groups *by, const measured *all,
                     const size_t *row, size_t rows)
{
    jh_arena *a = w->call->arena;
    size_t *next = jh_alloc_array(a, 2 * w->groups + 1, sizeof *next);
    const char **part = jh_alloc_array(a, w->used + 1, sizeof *part);
    w->x = jh_alloc_array(a, w->used + 1, sizeof *w->x);
    w->w = jh_alloc_array(a, w->used + 1, sizeof *w->w);
    w->y = jh_alloc_array(a, w->used + 1, sizeof *w->y);
    w->row = jh_alloc_array(a, w->used + 1, sizeof *w->row);
    if (!next || !part || !w->x || !w->w || !w->y || !w->row) return JH_ENOMEM;
    for (size_t i = 0; i < w->groups; i++) {
        next[2 * i] = w->group[i].first;
        next[2 * i + 1] = w->group[i].first + w->group[i].before;
    }
    for (size_t i = 0; i < rows; i++) {
        if (!used(&all[i])) continue;
        size_t at = next[2 * (w->by.n ? by->group[i] : 0) + !all[i].before]++;
        w->x[at] = all[i].x;
        w->w[at] = all[i].w;
        w->y[at] = all[i].y;
        w->row[at] = row[i];
        part[at] = all[i].part ? all[i].part : "";
    }
    if (!w->parts) return JH_OK;
    jh_groups groups;
    const char *const *key = part;
    const jh_group_ask ask = {.text = &key, .keys = 1, .rows = w->used};
    JH_TRY(jh_group_texts(a, &ask, &groups));
    w->part = jh_alloc_array(a, w->used + 1, sizeof *w->part);
    for (size_t i = 0; i < w->used && w->part; i++)
        w->part[i] = (double)groups.group[i];
    return w->part ? JH_OK : JH_ENOMEM;
}

/* Without --by all rows are one group, even if there are none. */
jh_status jh__stat_measure(jh__stat_work *w, jh_error *err)
{
    jh_groups by = {0};
    size_t rows = 0;
    size_t *row = jh_alloc_array(w->call->arena, w->table.rows + 1, sizeof *row);
    measured *all = jh_alloc_array(w->call->arena, w->table.rows + 1, sizeof *all);
    if (!row || !all) return jh_nomem(err);
    for (size_t i = 0; i < w->table.rows; i++) {
        bool known = true;
        if (!jh__stat_chosen(w, i)) continue;
        if (w->compare) all[rows].before = jh__stat_before(w, i, &known);
        if (!known) continue;
        JH_TRY(jh__stat_added(measure(w, i, &all[rows]), err));
        row[rows++] = i;
    }
    if (w->by.n)
        JH_TRY(jh__stat_added(jh__stat_code(w, &w->by, w->by.n, row, rows, &by), err));
    w->groups = w->by.n ? by.n : 1;
    w->group = jh_alloc_array(w->call->arena, w->groups + 1, sizeof *w->group);
    if (!w->group) return jh_nomem(err);
    count(w, &by, all, rows);
    for (size_t i = 0; i < by.n; i++)
        w->group[i].lead = row[by.lead[i]];
    return jh__stat_added(lay(w, &by, all, row, rows), err);
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

/* Each kind with its first cell. */
jh_status jh__stat_tell(jh__stat_work *w, jh_error *err)
{
    JH_TRY(jh__stat_added(tell(w, &w->join.alone, "ops.stat_join_alone"), err));
    JH_TRY(jh__stat_added(tell(w, &w->undecided, "ops.stat_undecided"), err));
    JH_TRY(jh__stat_added(tell(w, &w->missing, "ops.stat_missing"), err));
    return jh__stat_added(tell(w, &w->weightless, "ops.stat_weightless"), err);
}
