/* jh plan compare: two kept plans side by side. */
#include "../workspace/workspace.h"

#include <junheng/plans.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct sides {
    jh_call *call;
    jh_kept_plan a, b;
    const jh_plan_purchase **one,
        **other; /* lines that differ; NULL: that plan has none */
    size_t lines;
    jh_error *err;
} sides;

/* ---- laying purchases beside each other ---- */

static int by_place(const jh_plan_purchase *x, const jh_plan_purchase *y)
{
    const char *const left[] = {x->area, x->school_id, x->school, x->stage, x->fact};
    const char *const right[] = {y->area, y->school_id, y->school, y->stage, y->fact};
    int way = 0;
    for (size_t i = 0; !way && i < JH_COUNT(left); i++)
        way = strcmp(left[i], right[i]);
    return way;
}

static int by_place_of(const void *x, const void *y)
{
    return by_place(x, y);
}

static bool same(const jh_plan_purchase *x, const jh_plan_purchase *y)
{
    return x->bought == y->bought && x->received == y->received && x->given == y->given &&
           x->cost == y->cost;
}

static jh_status lay(sides *s)
{
    jh_kept_plan *a = &s->a, *b = &s->b;
    size_t most = a->purchases + b->purchases + 1, i = 0, k = 0;
    s->one = jh_alloc_array(s->call->arena, most, sizeof *s->one);
    s->other = jh_alloc_array(s->call->arena, most, sizeof *s->other);
    if (!s->one || !s->other) return jh_nomem(s->err);
    if (a->purchases) qsort(a->purchase, a->purchases, sizeof *a->purchase, by_place_of);
    if (b->purchases) qsort(b->purchase, b->purchases, sizeof *b->purchase, by_place_of);
    while (i < a->purchases || k < b->purchases) {
        int way = i == a->purchases   ? 1
                  : k == b->purchases ? -1
                                      : by_place(&a->purchase[i], &b->purchase[k]);
        const jh_plan_purchase *one = way <= 0 ? &a->purchase[i++] : NULL;
        const jh_plan_purchase *other = way >= 0 ? &b->purchase[k++] : NULL;
        if (one && other && same(one, other)) continue;
        s->one[s->lines] = one;
        s->other[s->lines++] = other;
    }
    return JH_OK;
}

static double amount(const jh_plan_purchase *p)
{
    return p ? p->bought + p->received - p->given : 0;
}

static double cost(const jh_plan_purchase *p)
{
    return p ? p->cost : 0;
}

static const jh_plan_coefficient *find(const jh_kept_plan *p,
                                       const jh_plan_coefficient *c)
{
    for (size_t i = 0; i < p->coefficients; i++) {
        const jh_plan_coefficient *x = &p->coefficient[i];
        if (!strcmp(x->area, c->area) && !strcmp(x->stage, c->stage) &&
            !strcmp(x->indicator, c->indicator))
            return x;
    }
    return NULL;
}

/* ---- for people ---- */

static bool is_money(const sides *s)
{
    return !strcmp(s->a.kind, "budget");
}

/* Of people what comes and what goes; of a thing the sum of both. */
static const char *amount_words(const sides *s, const jh_plan_purchase *p)
{
    jh_call *call = s->call;
    if (is_money(s) || !p)
        return amount(p) == rint(amount(p)) ? jh__cell_fixed(call, amount(p), 0)
                                            : jh__cell_fixed(call, amount(p), 2);
    if (p->given == 0) return jh__cell_fixed(call, p->received, 0);
    return jh__cell_text(call, "ops.plan_in_out", "in:s out:s",
                         jh__cell_fixed(call, p->received, 0),
                         jh__cell_fixed(call, p->given, 0));
}

static jh_status figure(sides *s, jh_table *t, const char *key, double a, double b,
                        int decimals)
{
    const char *cell[] = {
        jh_text(s->call->lang, key), jh__cell_fixed(s->call, a, decimals),
        jh__cell_fixed(s->call, b, decimals), jh__cell_fixed(s->call, b - a, decimals)};
    return jh__table_add_row(s->call, t, cell) == JH_OK ? JH_OK : jh_nomem(s->err);
}

static jh_status table_figures(sides *s)
{
    const char *const head[] = {
        "ops.plan_compare_what", jh_sprintf(s->call->arena, ">%s", s->a.name),
        jh_sprintf(s->call->arena, ">%s", s->b.name), ">ops.plan_difference", NULL};
    if (!head[1] || !head[2]) return jh_nomem(s->err);
    jh_table *t =
        jh__table_new(s->call, jh_text(s->call->lang, "ops.plan_compare"), head);
    if (!t) return jh_nomem(s->err);
    JH_TRY(figure(s, t, is_money(s) ? "ops.plan_cost" : "ops.plan_cost_km", s->a.cost,
                  s->b.cost, 2));
    JH_TRY(figure(s, t, "ops.plan_bound", s->a.bound, s->b.bound, 2));
    if (!is_money(s)) {
        JH_TRY(figure(s, t, "ops.plan_movers", s->a.movers, s->b.movers, 0));
        JH_TRY(figure(s, t, "ops.plan_travel", s->a.travel, s->b.travel, 1));
    }
    JH_TRY(figure(s, t, "ops.plan_sections", (double)s->a.sections_after,
                  (double)s->b.sections_after, 0));
    return figure(s, t, "ops.plan_cones", (double)s->a.limits_after,
                  (double)s->b.limits_after, 0);
}

static jh_status table_cones(sides *s)
{
    const char *const head[] = {"ops.area",
                                "ops.stage",
                                "ops.indicator",
                                ">ops.limit",
                                ">ops.plan_today",
                                jh_sprintf(s->call->arena, ">%s", s->a.name),
                                jh_sprintf(s->call->arena, ">%s", s->b.name),
                                NULL};
    if (!head[5] || !head[6]) return jh_nomem(s->err);
    jh_table *t =
        jh__table_new(s->call, jh_text(s->call->lang, "ops.plan_compare_cones"), head);
    if (!t) return jh_nomem(s->err);
    for (size_t i = 0; i < s->a.coefficients; i++) {
        const jh_plan_coefficient *x = &s->a.coefficient[i], *y = find(&s->b, x);
        const char *cell[] = {jh__area_name(s->call, x->area),
                              jh_label_in(x->stage_name, s->call->lang),
                              jh_sprintf(s->call->arena, "%s %s", x->indicator,
                                         jh_label_in(x->name, s->call->lang)),
                              jh__cell_fixed(s->call, x->limit, 2),
                              jh__cell_fixed(s->call, x->before, 3),
                              jh__cell_fixed(s->call, x->after, 3),
                              y ? jh__cell_fixed(s->call, y->after, 3) : ""};
        if (jh__table_add_row(s->call, t, cell) != JH_OK) return jh_nomem(s->err);
    }
    return JH_OK;
}

static jh_status table_purchases(sides *s)
{
    jh_call *call = s->call;
    const char *head[] = {
        "ops.school_id",
        "ops.school",
        "ops.stage",
        "ops.plan_what",
        jh_sprintf(call->arena, ">%s",
                   jh__cell_text(call, "ops.plan_buy_of", "name:s", s->a.name)),
        jh_sprintf(call->arena, ">%s",
                   jh__cell_text(call, "ops.plan_buy_of", "name:s", s->b.name)),
        jh_sprintf(call->arena, ">%s",
                   jh__cell_text(call, "ops.plan_cost_of", "name:s", s->a.name)),
        jh_sprintf(call->arena, ">%s",
                   jh__cell_text(call, "ops.plan_cost_of", "name:s", s->b.name)),
        NULL};
    for (size_t i = 0; i < JH_COUNT(head) - 1; i++)
        if (!head[i]) return jh_nomem(s->err);
    jh_table *t =
        jh__table_new(call,
                      jh_text(call->lang, is_money(s) ? "ops.plan_compare_buys"
                                                      : "ops.plan_compare_moves"),
                      head);
    if (!t) return jh_nomem(s->err);
    for (size_t i = 0; i < s->lines; i++) {
        const jh_plan_purchase *x = s->one[i], *y = s->other[i], *p = x ? x : y;
        const char *cell[] = {p->school_id,
                              p->school,
                              jh_label_in(p->point.stage, call->lang),
                              jh_label_in(p->thing, call->lang),
                              amount_words(s, x),
                              amount_words(s, y),
                              jh__cell_fixed(call, cost(x), 2),
                              jh__cell_fixed(call, cost(y), 2)};
        if (jh__table_add_row(call, t, cell) != JH_OK) return jh_nomem(s->err);
    }
    return JH_OK;
}

static jh_status tables(sides *s)
{
    jh_status st = JH_OK;
    if (s->a.snapshot.id != s->b.snapshot.id)
        st = jh__note(s->call, "ops.plan_other_snapshot", "a:s b:s", s->a.snapshot.name,
                      s->b.snapshot.name);
    if (st != JH_OK) return jh_nomem(s->err);
    JH_TRY(table_figures(s));
    JH_TRY(table_cones(s));
    if (s->lines) return table_purchases(s);
    return jh__after(s->call, is_money(s) ? "ops.plan_same_buys" : "ops.plan_same_moves",
                     "") == JH_OK
               ? JH_OK
               : jh_nomem(s->err);
}

/* ---- JSON ---- */

static void json_plan(jh_json *j, const jh_kept_plan *p)
{
    jh_json_object(j, NULL);
    jh_json_text(j, "name", p->name);
    jh_json_text(j, "snapshot", p->snapshot.name);
    jh_json_number(j, "cost", p->cost);
    jh_json_number(j, "bound", p->bound);
    jh_json_text(j, "kind", p->kind);
    jh_json_number(j, "movers", p->movers);
    jh_json_number(j, "travel_km", p->travel);
    jh_json_integer(j, "sections_pass_before", (int64_t)p->sections_before);
    jh_json_integer(j, "sections_pass_after", (int64_t)p->sections_after);
    jh_json_integer(j, "coefficients_hold_before", (int64_t)p->limits_before);
    jh_json_integer(j, "coefficients_hold_after", (int64_t)p->limits_after);
    jh_json_end_object(j);
}

static void json_line(jh_json *j, const jh_plan_purchase *x, const jh_plan_purchase *y,
                      jh_lang lang)
{
    const jh_plan_purchase *p = x ? x : y;
    jh_json_object(j, NULL);
    jh_json_text(j, "school_id", p->school_id);
    jh_json_text(j, "school", p->school);
    jh_json_text(j, "stage", p->stage);
    jh_json_text(j, "fact", p->fact);
    jh_json_text(j, "thing", jh_label_in(p->thing, lang));
    jh_json_number(j, "amount_a", amount(x));
    jh_json_number(j, "amount_b", amount(y));
    jh_json_number(j, "cost_a", cost(x));
    jh_json_number(j, "cost_b", cost(y));
    jh_json_end_object(j);
}

static void json(sides *s)
{
    jh_json j = {.out = &s->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_list(&j, "plans");
    json_plan(&j, &s->a);
    json_plan(&j, &s->b);
    jh_json_end_list(&j);
    jh_json_list(&j, "coefficients");
    for (size_t i = 0; i < s->a.coefficients; i++) {
        const jh_plan_coefficient *x = &s->a.coefficient[i], *y = find(&s->b, x);
        jh_json_object(&j, NULL);
        jh_json_text(&j, "area", x->area);
        jh_json_text(&j, "stage", x->stage);
        jh_json_text(&j, "indicator", x->indicator);
        jh_json_number(&j, "limit", x->limit);
        jh_json_number(&j, "before", x->before);
        jh_json_number(&j, "after_a", x->after);
        jh_json_number(&j, "after_b", y ? y->after : NAN);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_list(&j, "purchases_that_differ");
    for (size_t i = 0; i < s->lines; i++)
        json_line(&j, s->one[i], s->other[i], s->call->lang);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
}

static jh_label kind_of(const sides *s, const jh_kept_plan *p)
{
    const char *key = jh_sprintf(s->call->arena, "ops.plan_kind_%s", p->kind);
    return (jh_label){jh_text(JH_ZH, key ? key : ""), jh_text(JH_EN, key ? key : "")};
}

static jh_status run(jh_call *call, jh_error *err)
{
    sides s = {.call = call, .err = err};
    jh_store *store;
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &store, err));
    jh_status st = jh_store_plan(store, call->arena, jh_call_text(call, "a"), &s.a, err);
    if (st == JH_OK)
        st = jh_store_plan(store, call->arena, jh_call_text(call, "b"), &s.b, err);
    jh_store_close(store);
    JH_TRY(st);
    if (strcmp(s.a.kind, s.b.kind) != 0)
        return jh_fail(err, JH_EUSAGE, "ops.plan_other_kind", "a:s b:s ka:s kb:s",
                       s.a.name, s.b.name, jh_label_both(call->arena, kind_of(&s, &s.a)),
                       jh_label_both(call->arena, kind_of(&s, &s.b)));
    JH_TRY(lay(&s));
    if (!call->want_json) return tables(&s);
    json(&s);
    return call->json.oom ? jh_nomem(err) : JH_OK;
}

static const jh_param params[] = {
    JH__PARAM_WS,
    {.name = "a",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .help = {"一个方案的名称", "name of a plan"}},
    {.name = "b",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .help = {"另一个方案的名称", "name of another"}},
};

extern const jh_op jh__op_plan_compare;
const jh_op jh__op_plan_compare = {
    .name = "plan compare",
    .summary =
        {"并列两个保存的方案：代价、下限、人数路程、达标学校、差异系数、不同的安排",
         "two kept plans side by side: cost, bound, movers and ways, sections, "
         "coefficients, what differs"},
    .details = {"相差是第二个减第一个。", "The difference is the second less the first."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
