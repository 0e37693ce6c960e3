/* --curve: Lorenz or concentration curves beside the figures. */
#include "stat_work.h"

#include <math.h>

#define TENTHS 9

jh_status jh__stat_curves(jh__stat_work *w)
{
    w->curve = jh_alloc_array(w->call->arena, w->groups + 1, sizeof *w->curve);
    if (!w->curve) return JH_ENOMEM;
    for (size_t i = 0; i < w->groups; i++) {
        const jh__stat_group *g = &w->group[i];
        jh_arena *scratch = jh_arena_new();
        jh_sample s = {.x = w->x + g->first, .n = g->n, .scratch = scratch};
        if (w->weight.text) s.w = w->w + g->first;
        if (w->with.text) s.y = w->y + g->first;
        jh_status st = scratch ? jh_curve_of(w->call->arena, s, &w->curve[i]) : JH_ENOMEM;
        jh_arena_free(scratch);
        JH_TRY(st);
    }
    return JH_OK;
}

void jh__stat_curve_json(const jh__stat_work *w, jh_json *j, size_t i)
{
    const jh_curve *c = &w->curve[i];
    jh_json_object(j, "curve");
    if (c->state.state != JH_STAT_OK)
        jh_json_text(j, "why", jh_text(w->call->lang, c->state.why));
    jh_json_list(j, "weight");
    for (size_t k = 0; k < c->n; k++)
        jh_json_number(j, NULL, c->weight[k]);
    jh_json_end_list(j);
    jh_json_list(j, "total");
    for (size_t k = 0; k < c->n; k++)
        jh_json_number(j, NULL, c->total[k]);
    jh_json_end_list(j);
    jh_json_end_object(j);
}

/* What the lowest tenth, two tenths … have. */
jh_status jh__stat_curve_table(const jh__stat_work *w)
{
    jh_call *call = w->call;
    const char *head[TENTHS + 3] = {NULL}, *cell[TENTHS + 2];
    const char *title = w->with.text ? "ops.stat_concentration" : "ops.stat_lorenz";
    size_t n = jh__stat_value_head(w, head, 0);
    if (w->by.n) head[n++] = w->by.text;
    for (int tenth = 1; tenth <= TENTHS; tenth++) {
        head[n] = jh_sprintf(call->arena, ">%d%%", 10 * tenth);
        if (!head[n++]) return JH_ENOMEM;
    }
    jh_table *t = jh__table_new(call, jh_text(call->lang, title), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < w->value_n * w->groups; i++) {
        const jh__stat_work *v = &w->each[i / w->groups];
        const jh_curve *c = &v->curve[i % w->groups];
        n = jh__stat_value_cell(v, cell, 0);
        if (w->by.n) cell[n++] = jh__stat_group_name(call, w->group[i % w->groups].name);
        for (int tenth = 1; tenth <= TENTHS; tenth++) {
            double at = c->n ? jh_curve_at(c, tenth / 10.0) : NAN;
            cell[n++] = jh__stat_cell(call, at, 4);
        }
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}
