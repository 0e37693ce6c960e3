/* --unit: what is one school in two years. */
#include "stat_work.h"

jh_status jh__stat_units_open(jh__stat_work *w, jh__stat_units *out)
{
    jh_arena *a = w->call->arena;
    JH_TRY(jh__stat_code(w, &w->unit, w->unit.n, w->row, w->used, &out->code));
    out->seen = jh_alloc_array(a, out->code.n + 1, sizeof *out->seen);
    out->number = jh_alloc_array(a, out->code.n + 1, sizeof *out->number);
    out->unit = jh_alloc_array(a, w->used + 1, sizeof *out->unit);
    return out->seen && out->number && out->unit ? JH_OK : JH_ENOMEM;
}

bool jh__stat_unit_named(const jh__stat_work *w, size_t row, size_t *column)
{
    for (size_t k = 0; k < w->unit.n; k++) {
        const char *text = w->table.column[w->unit.column[k]].text[row];
        *column = w->unit.column[k];
        if (!text || !*text) return false;
    }
    return true;
}

jh_status jh__stat_units_number(const jh__stat_work *w, size_t i, jh__stat_units *u,
                                jh_error *err)
{
    const jh__stat_group *g = &w->group[i];
    u->n = 0;
    for (size_t r = g->first; r < g->first + g->n; r++) {
        size_t code = u->code.group[r], year = r >= g->first + g->before, empty;
        if (!jh__stat_unit_named(w, w->row[r], &empty)) {
            u->unit[r] = u->n++;
            continue;
        }
        if (u->seen[code] <= 2 * i) u->number[code] = u->n++;
        if (u->seen[code] == 2 * i + 1 + year) {
            jh_where at = jh__stat_where(&w->table, w->row[r], w->unit.column[0]);
            return jh_fail(err, JH_EINPUT, "ops.stat_unit_twice",
                           "file:s row:u unit:s text:s", at.file, (size_t)at.row,
                           u->code.name[code], w->unit.text);
        }
        u->seen[code] = 2 * i + 1 + year;
        u->unit[r] = u->number[code];
    }
    return JH_OK;
}
