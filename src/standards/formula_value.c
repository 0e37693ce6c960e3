/* Values in double precision. Missing wins over undefined, so that the message names what
 * has to be filled in first. */
#include "formula_int.h"

#include <math.h>
#include <string.h>

typedef struct run {
    const jh_lookup *lookup;
    size_t row;
} run;

static jh_value value_of(run *r, const jh__term *t);

static jh_value number(double x)
{
    return (jh_value){
        .state = isfinite(x) ? JH_KNOWN : JH_UNDEFINED, .number = x, .slot = -1};
}

static bool both_known(jh_value a, jh_value b, jh_value *out)
{
    if (a.state == JH_KNOWN && b.state == JH_KNOWN) return true;
    *out = a.state == JH_MISSING || b.state == JH_KNOWN ? a : b;
    out->close = a.close || b.close;
    return false;
}

static bool near(double a, double b)
{
    double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return fabs(a - b) <= JH__CLOSE * larger;
}

static int order(jh_sort sort, jh_value a, jh_value b)
{
    if (sort == JH_IS_TEXT) return strcmp(a.text, b.text);
    return (a.number > b.number) - (a.number < b.number);
}

static double compare(jh__op op, int order)
{
    switch (op) {
    case JH__EQ:
        return order == 0;
    case JH__NE:
        return order != 0;
    case JH__LT:
        return order < 0;
    case JH__LE:
        return order <= 0;
    case JH__GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

static jh_value relation(const jh__term *t, jh_value a, jh_value b)
{
    jh_value out;
    if (!both_known(a, b, &out)) return out;
    out = number(compare(t->op, order(t->arg[0]->sort, a, b)));
    out.close = a.close || b.close ||
                (t->arg[0]->sort == JH_IS_NUMBER && near(a.number, b.number));
    return out;
}

static jh_value arithmetic(jh__op op, jh_value a, jh_value b)
{
    jh_value out;
    if (!both_known(a, b, &out)) return out;
    switch (op) {
    case JH__ADD:
        out = number(a.number + b.number);
        break;
    case JH__SUB:
        out = number(a.number - b.number);
        break;
    case JH__MUL:
        out = number(a.number * b.number);
        break;
    case JH__DIV:
        out = number(b.number != 0 ? a.number / b.number : NAN);
        break;
    case JH__MIN:
        out = number(a.number < b.number ? a.number : b.number);
        break;
    default:
        out = number(a.number > b.number ? a.number : b.number);
        break;
    }
    out.close = a.close || b.close;
    return out;
}

/* A known false settles `and`, a known true settles `or`, whatever is missing. */
static jh_value logic(jh__op op, jh_value a, jh_value b)
{
    double settles = op == JH__OR;
    bool close = a.close || b.close;
    jh_value out;
    if (a.state == JH_KNOWN && a.number == settles)
        out = a;
    else if (b.state == JH_KNOWN && b.number == settles)
        out = b;
    else if (both_known(a, b, &out))
        out = number(1 - settles);
    out.close = close;
    return out;
}

static jh_value member(run *r, const jh__term *t)
{
    jh_value a = value_of(r, t->arg[0]), open = number(0), out = number(0);
    if (a.state != JH_KNOWN) return a;
    for (const jh__term *m = t->arg[1]; m; m = m->next) {
        jh_value b = value_of(r, m);
        if (b.state != JH_KNOWN) {
            open = b;
            continue;
        }
        if (order(t->arg[0]->sort, a, b) == 0) return number(1);
    }
    return open.state != JH_KNOWN ? open : out;
}

/* Steps of a whole number must not fall to the wrong side by the last binary digit: a
 * value within 1e-9 of a whole number is reported as close and settled exactly. */
static jh_value step(jh__op op, jh_value a)
{
    if (a.state != JH_KNOWN) return a;
    double x = a.number;
    jh_value out;
    if (op == JH__ABS)
        out = number(fabs(x));
    else if (op == JH__CEIL)
        out = number(ceil(x));
    else
        out = number(floor(op == JH__ROUND ? x + 0.5 : x));
    double edge = op == JH__ROUND ? x + 0.5 : x;
    out.close =
        a.close || (op != JH__ABS && edge != rint(edge) && near(edge, rint(edge)));
    return out;
}

static double start(jh__op op)
{
    return op == JH__LEAST ? INFINITY : op == JH__MOST ? -INFINITY : 0;
}

static jh_value over_rows(run *r, const jh__term *t)
{
    run inside = *r;
    double acc = start(t->op);
    bool close = false;
    for (inside.row = 0; inside.row < r->lookup->rows; inside.row++) {
        jh_value v = value_of(&inside, t->arg[0]);
        if (v.state != JH_KNOWN) return v;
        close = close || v.close;
        if (t->op == JH__LEAST)
            acc = v.number < acc ? v.number : acc;
        else if (t->op == JH__MOST)
            acc = v.number > acc ? v.number : acc;
        else
            acc += v.number;
    }
    if (t->op == JH__MEAN) acc = r->lookup->rows ? acc / (double)r->lookup->rows : NAN;
    jh_value out = number(acc);
    out.close = close;
    return out;
}

static jh_value value_of(run *r, const jh__term *t)
{
    switch (t->op) {
    case JH__LITERAL:
        return number(t->number);
    case JH__TEXT:
        return (jh_value){.text = t->text, .slot = -1};
    case JH__NAME:
        return r->lookup->get(r->lookup->ctx, t->slot, r->row);
    case JH__NEGATE: {
        jh_value a = value_of(r, t->arg[0]);
        a.number = -a.number;
        return a;
    }
    case JH__NOT: {
        jh_value a = value_of(r, t->arg[0]);
        a.number = a.number == 0;
        return a;
    }
    case JH__EQ:
    case JH__NE:
    case JH__LT:
    case JH__LE:
    case JH__GT:
    case JH__GE:
        return relation(t, value_of(r, t->arg[0]), value_of(r, t->arg[1]));
    case JH__AND:
    case JH__OR:
        return logic(t->op, value_of(r, t->arg[0]), value_of(r, t->arg[1]));
    case JH__IN:
        return member(r, t);
    case JH__ABS:
    case JH__CEIL:
    case JH__FLOOR:
    case JH__ROUND:
        return step(t->op, value_of(r, t->arg[0]));
    case JH__IF: {
        jh_value test = value_of(r, t->arg[0]);
        if (test.state != JH_KNOWN) return test;
        jh_value out = value_of(r, t->arg[test.number != 0 ? 1 : 2]);
        out.close = out.close || test.close;
        return out;
    }
    case JH__IS_KNOWN:
        return number(value_of(r, t->arg[0]).state == JH_KNOWN);
    case JH__SUM:
    case JH__COUNT:
    case JH__MEAN:
    case JH__LEAST:
    case JH__MOST:
        return over_rows(r, t);
    default:
        return arithmetic(t->op, value_of(r, t->arg[0]), value_of(r, t->arg[1]));
    }
}

jh_value jh_formula_value(const jh_formula *f, const jh_lookup *lookup)
{
    run r = {lookup, SIZE_MAX};
    return value_of(&r, f->root);
}
