/* The same values as exact fractions. Slow and rare: asked only where double precision
 * left a comparison open. */
#include "formula_int.h"

#include <string.h>

typedef struct run {
    const jh_lookup *lookup;
    size_t row;
    jh_arena *arena;
    bool nomem;
} run;

typedef struct exact {
    jh_state state;
    const jh_exact *x;
    const char *text;
} exact;

static exact value_of(run *r, const jh__term *t);

static exact known(run *r, const jh_exact *x)
{
    if (!x) r->nomem = true;
    return (exact){JH_KNOWN, x, NULL};
}

static exact whole(run *r, double x)
{
    return known(r, jh_exact_decimal(r->arena, x));
}

static bool is_true(run *r, exact v)
{
    int order = 0;
    if (jh_exact_compare(r->arena, v.x, jh_exact_decimal(r->arena, 0), &order) != JH_OK)
        r->nomem = true;
    return order != 0;
}

static bool both_known(exact a, exact b, exact *out)
{
    if (a.state == JH_KNOWN && b.state == JH_KNOWN) return true;
    *out = a.state == JH_MISSING || b.state == JH_KNOWN ? a : b;
    return false;
}

static int order(run *r, jh_sort sort, exact a, exact b)
{
    if (sort == JH_IS_TEXT) return strcmp(a.text, b.text);
    int o = 0;
    if (jh_exact_compare(r->arena, a.x, b.x, &o) != JH_OK) r->nomem = true;
    return o;
}

static exact binary(run *r, const jh__term *t)
{
    exact a = value_of(r, t->arg[0]), b = value_of(r, t->arg[1]), out;
    if (!both_known(a, b, &out)) return out;
    switch (t->op) {
    case JH__ADD:
        return known(r, jh_exact_add(r->arena, a.x, b.x));
    case JH__SUB:
        return known(r, jh_exact_sub(r->arena, a.x, b.x));
    case JH__MUL:
        return known(r, jh_exact_mul(r->arena, a.x, b.x));
    case JH__DIV:
        if (!is_true(r, b)) return (exact){JH_UNDEFINED, NULL, NULL};
        return known(r, jh_exact_div(r->arena, a.x, b.x));
    case JH__MIN:
        return order(r, JH_IS_NUMBER, a, b) <= 0 ? a : b;
    case JH__MAX:
        return order(r, JH_IS_NUMBER, a, b) >= 0 ? a : b;
    default:
        return whole(r, jh__holds(t->op, order(r, t->arg[0]->sort, a, b)));
    }
}

static exact logic(run *r, const jh__term *t)
{
    bool settles = t->op == JH__OR;
    exact a = value_of(r, t->arg[0]), b = value_of(r, t->arg[1]), out;
    if (a.state == JH_KNOWN && is_true(r, a) == settles) return a;
    if (b.state == JH_KNOWN && is_true(r, b) == settles) return b;
    if (!both_known(a, b, &out)) return out;
    return whole(r, !settles);
}

static exact member(run *r, const jh__term *t)
{
    exact a = value_of(r, t->arg[0]), open = {JH_KNOWN, NULL, NULL};
    if (a.state != JH_KNOWN) return a;
    for (const jh__term *m = t->arg[1]; m; m = m->next) {
        exact b = value_of(r, m);
        if (b.state != JH_KNOWN)
            open = b;
        else if (order(r, t->arg[0]->sort, a, b) == 0)
            return whole(r, 1);
    }
    return open.state != JH_KNOWN ? open : whole(r, 0);
}

static exact step(run *r, const jh__term *t)
{
    exact a = value_of(r, t->arg[0]);
    if (a.state != JH_KNOWN) return a;
    switch (t->op) {
    case JH__CEIL:
        return known(r, jh_exact_ceil(r->arena, a.x));
    case JH__FLOOR:
        return known(r, jh_exact_floor(r->arena, a.x));
    case JH__ROUND: {
        const jh_exact *half = jh_exact_decimal(r->arena, 0.5);
        return known(r, jh_exact_floor(r->arena, jh_exact_add(r->arena, a.x, half)));
    }
    case JH__NOT:
        return whole(r, !is_true(r, a));
    default:
        break;
    }
    const jh_exact *zero = jh_exact_decimal(r->arena, 0);
    const jh_exact *flipped = jh_exact_sub(r->arena, zero, a.x);
    int sign = 0;
    if (jh_exact_compare(r->arena, a.x, zero, &sign) != JH_OK) r->nomem = true;
    return known(r, t->op == JH__NEGATE || sign < 0 ? flipped : a.x);
}

static exact joined(run *r, const jh__term *t, exact a, exact b)
{
    if (t->op != JH__LEAST && t->op != JH__MOST)
        return known(r, jh_exact_add(r->arena, a.x, b.x));
    return (order(r, JH_IS_NUMBER, b, a) < 0) == (t->op == JH__LEAST) ? b : a;
}

/* Halves, so that fractions grow with the logarithm of how many there are. */
static exact rows(run *r, const jh__term *t, size_t from, size_t n)
{
    if (n == 1) {
        r->row = from;
        return value_of(r, t->arg[0]);
    }
    exact a = rows(r, t, from, n / 2);
    if (a.state != JH_KNOWN || r->nomem) return a;
    exact b = rows(r, t, from + n / 2, n - n / 2);
    if (b.state != JH_KNOWN || r->nomem) return b;
    return joined(r, t, a, b);
}

static exact over_rows(run *r, const jh__term *t)
{
    size_t n = r->lookup->rows, row = r->row;
    bool counts = t->op == JH__SUM || t->op == JH__COUNT;
    if (!n) return counts ? whole(r, 0) : (exact){JH_UNDEFINED, NULL, NULL};
    exact v = rows(r, t, 0, n);
    r->row = row;
    if (v.state != JH_KNOWN || t->op != JH__MEAN) return v;
    const jh_exact *many = jh_exact_decimal(r->arena, (double)n);
    return known(r, jh_exact_div(r->arena, v.x, many));
}

static exact named(run *r, const jh__term *t)
{
    jh_value v = r->lookup->get(r->lookup->ctx, t->slot, r->row);
    if (v.state != JH_KNOWN) return (exact){v.state, NULL, NULL};
    if (t->sort == JH_IS_TEXT) return (exact){JH_KNOWN, NULL, v.text};
    const jh_exact *x = NULL;
    if (r->lookup->exact) x = r->lookup->exact(r->lookup->ctx, t->slot, r->row, r->arena);
    return x ? known(r, x) : whole(r, v.number);
}

static exact value_of(run *r, const jh__term *t)
{
    if (r->nomem) return (exact){JH_UNDEFINED, NULL, NULL};
    switch (t->op) {
    case JH__LITERAL:
        return whole(r, t->number);
    case JH__TEXT:
        return (exact){JH_KNOWN, NULL, t->text};
    case JH__NAME:
        return named(r, t);
    case JH__AND:
    case JH__OR:
        return logic(r, t);
    case JH__IN:
        return member(r, t);
    case JH__NEGATE:
    case JH__NOT:
    case JH__ABS:
    case JH__CEIL:
    case JH__FLOOR:
    case JH__ROUND:
        return step(r, t);
    case JH__IF: {
        exact test = value_of(r, t->arg[0]);
        if (test.state != JH_KNOWN) return test;
        return value_of(r, t->arg[is_true(r, test) ? 1 : 2]);
    }
    case JH__IS_KNOWN:
        return whole(r, value_of(r, t->arg[0]).state == JH_KNOWN);
    case JH__SUM:
    case JH__COUNT:
    case JH__MEAN:
    case JH__LEAST:
    case JH__MOST:
        return over_rows(r, t);
    default:
        return binary(r, t);
    }
}

jh_status jh_formula_exact(const jh_formula *f, const jh_lookup *lookup,
                           jh_arena *scratch, const jh_exact **out, jh_state *state)
{
    run r = {lookup, SIZE_MAX, scratch, false};
    exact v = value_of(&r, f->root);
    if (r.nomem) return JH_ENOMEM;
    *state = v.state;
    *out = v.state == JH_KNOWN ? v.x : NULL;
    return JH_OK;
}

jh_status jh_formula_settle(const jh_formula *f, const jh_lookup *lookup, jh_value *out)
{
    const jh_exact *x = NULL;
    jh_state state = JH_UNDEFINED;
    *out = jh_formula_value(f, lookup);
    if (!out->close || f->root->sort == JH_IS_TEXT) return JH_OK;
    jh_arena *scratch = jh_arena_new();
    if (!scratch) return JH_ENOMEM;
    jh_status st = jh_formula_exact(f, lookup, scratch, &x, &state);
    out->close = false;
    out->state = (uint8_t)state;
    if (x) out->number = jh_exact_double(x);
    jh_arena_free(scratch);
    return st;
}
