/* How far it is: a table of ways, and where it says nothing the straight line. */
#include "ways.h"

#include "../reply.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_pair(const void *a, const void *b)
{
    const jh__way *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    if (x->to != y->to) return x->to < y->to ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

typedef struct reader {
    jh_call *call;
    const jh_facts *facts;
    const jh__ways_names *names;
    jh__ways *out;
    size_t row, faults;
} reader;

static jh_status fault(reader *x, const char *column, const char *key, const char *text)
{
    jh_where where = jh__plan_where(x->facts, &x->facts->ways, column, x->row);
    x->faults++;
    return jh_diag_add(&x->call->diags, JH_BLOCK, where, key, "text:s", text);
}

static jh_status take_row(reader *x)
{
    const jh_frame *f = &x->facts->ways;
    const char *from = jh__plan_text(f, "from_id", x->row),
               *to = jh__plan_text(f, "to_school_id", x->row);
    double km = jh__plan_number(f, "km", x->row),
           minutes = jh__plan_number(f, "minutes", x->row);
    ptrdiff_t a = from ? jh__index_find(x->names->schools, from) : -1;
    ptrdiff_t b = to ? jh__index_find(x->names->schools, to) : -1;
    ptrdiff_t t = from && a < 0 ? jh__index_find(x->names->teachers, from) : -1;
    if (a < 0 && t < 0)
        return fault(x, "from_id", "ops.rotation_way_from", from ? from : "");
    if (b < 0) return fault(x, "to_school_id", "ops.plan_school", to ? to : "");
    if (a == b) return fault(x, "to_school_id", "ops.rotation_way_same", to);
    if (isnan(km) && isnan(minutes)) return fault(x, "km", "ops.rotation_way_empty", "");
    x->out->way[x->out->n++] =
        (jh__way){a >= 0 ? (size_t)a : x->names->schools->n + (size_t)t, (size_t)b, km,
                  minutes, x->row};
    return JH_OK;
}

/* The same pair twice is a fault where the figures differ. */
static jh_status find_twice(reader *x)
{
    size_t kept = 0;
    for (size_t i = 0; i < x->out->n; i++) {
        jh__way *w = &x->out->way[i], *last = kept ? &x->out->way[kept - 1] : NULL;
        bool again = last && last->from == w->from && last->to == w->to;
        bool equal =
            again && (last->km == w->km || (isnan(last->km) && isnan(w->km))) &&
            (last->minutes == w->minutes || (isnan(last->minutes) && isnan(w->minutes)));
        if (!again) {
            x->out->way[kept++] = *w;
            continue;
        }
        x->row = w->row;
        if (!equal)
            JH_TRY(fault(x, "from_id", "ops.rotation_way_twice",
                         jh__plan_text(&x->facts->ways, "from_id", x->row)));
    }
    x->out->n = kept;
    return JH_OK;
}

jh_status jh__ways_read(jh_call *call, const jh_pack *pack, const jh__ways_names *names,
                        jh__ways *out, size_t *faults, jh_error *err)
{
    jh_facts facts;
    reader x = {.call = call, .facts = &facts, .names = names, .out = out};
    jh_given given = jh_call_given(call, "travel");
    *out = (jh__ways){0};
    if (!given.n) return JH_OK;
    JH_TRY(jh__plan_tables(call, pack, "way", given, &facts, err));
    for (size_t i = 0; i < facts.diags.n; i++) {
        const jh_diag *d = &facts.diags.item[i];
        if (jh_diag_add(&call->diags, d->level, d->where, "ops.line", "text:s", "") !=
            JH_OK)
            return jh_nomem(err);
        call->diags.item[call->diags.n - 1].msg = d->msg;
    }
    x.faults = facts.rejects;
    out->way = jh_alloc_array(call->arena, facts.ways.rows + 1, sizeof *out->way);
    if (!out->way) return jh_nomem(err);
    out->given = true;
    for (x.row = 0; x.row < facts.ways.rows; x.row++)
        if (take_row(&x) != JH_OK) return jh_nomem(err);
    if (out->n) qsort(out->way, out->n, sizeof *out->way, by_pair);
    if (find_twice(&x) != JH_OK) return jh_nomem(err);
    *faults += x.faults;
    return x.faults || facts.ways.rows
               ? JH_OK
               : jh_fail(err, JH_EINPUT, "ops.rotation_no_ways", "");
}

static const jh__way *find(const jh__ways *w, size_t from, size_t to)
{
    size_t low = 0, high = w->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const jh__way *x = &w->way[mid];
        if (x->from < from || (x->from == from && x->to < to))
            low = mid + 1;
        else
            high = mid;
    }
    return low < w->n && w->way[low].from == from && w->way[low].to == to ? &w->way[low]
                                                                          : NULL;
}

const jh__way *jh__ways_find(const jh__ways *w, size_t from, size_t to)
{
    const jh__way *x = find(w, from, to);
    return x ? x : find(w, to, from);
}
