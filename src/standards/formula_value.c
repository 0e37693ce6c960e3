/* Values in double precision. Missing wins over undefined, so that the message names what
 * has to be filled in first.
 *
 * Beside each value runs the size of what it was made of: after 0.3 - 0.1 - 0.2 the few
 * binary digits that are left say nothing, and a comparison with them is asked exactly.
 * Sums and products of whole numbers below 2^53 are exact as they are, and so are their
 * comparisons: class bands that add up to the classes need no fractions. */
#include "formula_int.h"

#include <math.h>
#include <string.h>

typedef struct run {
    const jh_lookup *lookup;
    size_t row;
} run;

typedef struct approx {
    jh_value v;
    double size; /* of the terms that were added up to it */
    bool whole;  /* made of whole numbers without rounding */
} approx;

#define WHOLE_BELOW 0x1p53

static approx value_of(run *r, const jh__term *t);

static approx number(double x, double size)
{
    jh_value v = {
        .state = isfinite(x) ? JH_KNOWN : JH_UNDEFINED, .number = x, .slot = -1};
    return (approx){v, size, false};
}

static approx counted(approx a, bool whole)
{
    a.whole = whole && a.size < WHOLE_BELOW;
    return a;
}

static approx truth(bool x)
{
    return counted(number(x, 1), true);
}

static bool both_known(approx a, approx b, approx *out)
{
    if (a.v.state == JH_KNOWN && b.v.state == JH_KNOWN) return true;
    *out = a.v.state == JH_MISSING || b.v.state == JH_KNOWN ? a : b;
    out->v.close = a.v.close || b.v.close;
    return false;
}

static bool near(approx a, approx b)
{
    if (a.whole && b.whole) return false;
    return fabs(a.v.number - b.v.number) <= JH__CLOSE * fmax(a.size, b.size);
}

static int order(jh_sort sort, approx a, approx b)
{
    if (sort == JH_IS_TEXT) return strcmp(a.v.text, b.v.text);
    return (a.v.number > b.v.number) - (a.v.number < b.v.number);
}

static approx relation(const jh__term *t, approx a, approx b)
{
    approx out;
    if (!both_known(a, b, &out)) return out;
    out = truth(jh__holds(t->op, order(t->arg[0]->sort, a, b)));
    out.v.close =
        a.v.close || b.v.close || (t->arg[0]->sort == JH_IS_NUMBER && near(a, b));
    return out;
}

/* A divisor that is mostly cancelled makes the quotient as uncertain; one that may be zero is
 * asked exactly. */
static approx quotient(approx a, approx b)
{
    double below = fabs(b.v.number);
    approx out = number(below > 0 ? a.v.number / b.v.number : NAN,
                        a.size / below * (b.size / below));
    out.v.close = b.size > 0 && below <= JH__CLOSE * b.size;
    return out;
}

static approx arithmetic(jh__op op, approx a, approx b)
{
    approx out;
    double x = a.v.number, y = b.v.number;
    if (!both_known(a, b, &out)) return out;
    switch (op) {
    case JH__ADD:
        out = number(x + y, a.size + b.size);
        break;
    case JH__SUB:
        out = number(x - y, a.size + b.size);
        break;
    case JH__MUL:
        out = number(x * y, a.size * b.size);
        break;
    case JH__DIV:
        out = quotient(a, b);
        break;
    case JH__MIN:
        out = number(x < y ? x : y, fmax(a.size, b.size));
        break;
    default:
        out = number(x > y ? x : y, fmax(a.size, b.size));
        break;
    }
    out.v.close = out.v.close || a.v.close || b.v.close;
    return counted(out, op != JH__DIV && a.whole && b.whole);
}

static bool settles(jh__op op, approx a)
{
    return a.v.state == JH_KNOWN && a.v.number == (op == JH__OR);
}

/* A known false settles `and`, a known true settles `or`, whatever is missing. */
static approx logic(run *r, const jh__term *t)
{
    approx a = value_of(r, t->arg[0]), out;
    if (settles(t->op, a) && !a.v.close) return a;
    approx b = value_of(r, t->arg[1]);
    bool close = a.v.close || b.v.close;
    if (settles(t->op, a))
        out = a;
    else if (settles(t->op, b))
        out = b;
    else if (both_known(a, b, &out))
        out = truth(t->op != JH__OR);
    out.v.close = close;
    return out;
}

static approx member(run *r, const jh__term *t)
{
    approx a = value_of(r, t->arg[0]), open = truth(false);
    bool number = t->arg[0]->sort == JH_IS_NUMBER, found = false, close = a.v.close;
    if (a.v.state != JH_KNOWN) return a;
    for (const jh__term *m = t->arg[1]; m && !found; m = m->next) {
        approx b = value_of(r, m);
        close = close || b.v.close;
        if (b.v.state != JH_KNOWN) {
            open = b;
            continue;
        }
        found = order(t->arg[0]->sort, a, b) == 0;
        close = close || (number && near(a, b));
    }
    approx out = found ? truth(true) : open;
    out.v.close = close;
    return out;
}

/* Steps of a whole number must not fall to the wrong side by the last binary digit: a
 * value within 1e-9 of a whole number is reported as close and settled exactly. */
static approx step(jh__op op, approx a)
{
    if (a.v.state != JH_KNOWN) return a;
    double x = a.v.number;
    approx out;
    if (op == JH__ABS || a.whole) {
        out = counted(number(op == JH__ABS ? fabs(x) : x, a.size), a.whole);
        out.v.close = a.v.close;
        return out;
    }
    approx edge = number(op == JH__ROUND ? x + 0.5 : x, a.size);
    double whole = rint(edge.v.number);
    out = number(op == JH__CEIL ? ceil(x) : floor(edge.v.number), a.size);
    out.v.close =
        a.v.close || (edge.v.number != whole && near(edge, number(whole, fabs(whole))));
    return out;
}

static double start(jh__op op)
{
    return op == JH__LEAST ? INFINITY : op == JH__MOST ? -INFINITY : 0;
}

static approx over_rows(run *r, const jh__term *t)
{
    run inside = *r;
    double acc = start(t->op), size = 0, rows = (double)r->lookup->rows;
    bool close = false, whole = t->op != JH__MEAN;
    for (inside.row = 0; inside.row < r->lookup->rows; inside.row++) {
        approx a = value_of(&inside, t->arg[0]);
        if (a.v.state != JH_KNOWN) return a;
        close = close || a.v.close;
        whole = whole && a.whole;
        if (t->op == JH__LEAST)
            acc = a.v.number < acc ? a.v.number : acc;
        else if (t->op == JH__MOST)
            acc = a.v.number > acc ? a.v.number : acc;
        else
            acc += a.v.number;
        size =
            t->op == JH__LEAST || t->op == JH__MOST ? fmax(size, a.size) : size + a.size;
    }
    bool mean = t->op == JH__MEAN;
    approx out =
        mean ? number(rows > 0 ? acc / rows : NAN, size / rows) : number(acc, size);
    out.v.close = close;
    return counted(out, whole);
}

/* A lookup that knows exact values may give doubles that were rounded. */
static approx of_name(run *r, const jh__term *t)
{
    approx a = {.v = r->lookup->get(r->lookup->ctx, t->slot, r->row)};
    if (t->sort == JH_IS_TEXT) return a;
    a.size = fabs(a.v.number);
    return counted(a, !r->lookup->exact && rint(a.v.number) == a.v.number);
}

static approx choice(run *r, const jh__term *t)
{
    approx test = value_of(r, t->arg[0]);
    if (test.v.state != JH_KNOWN) return test;
    approx out = value_of(r, t->arg[test.v.number != 0 ? 1 : 2]);
    out.v.close = out.v.close || test.v.close;
    return out;
}

static approx value_of(run *r, const jh__term *t)
{
    approx a;
    switch (t->op) {
    case JH__LITERAL:
        return counted(number(t->number, fabs(t->number)), rint(t->number) == t->number);
    case JH__TEXT:
        return (approx){.v = {.text = t->text, .slot = -1}};
    case JH__NAME:
        return of_name(r, t);
    case JH__NEGATE:
        a = value_of(r, t->arg[0]);
        a.v.number = -a.v.number;
        return a;
    case JH__NOT:
        a = value_of(r, t->arg[0]);
        a.v.number = a.v.number == 0;
        return a;
    case JH__EQ:
    case JH__NE:
    case JH__LT:
    case JH__LE:
    case JH__GT:
    case JH__GE:
        return relation(t, value_of(r, t->arg[0]), value_of(r, t->arg[1]));
    case JH__AND:
    case JH__OR:
        return logic(r, t);
    case JH__IN:
        return member(r, t);
    case JH__ABS:
    case JH__CEIL:
    case JH__FLOOR:
    case JH__ROUND:
        return step(t->op, value_of(r, t->arg[0]));
    case JH__IF:
        return choice(r, t);
    case JH__IS_KNOWN:
        return truth(value_of(r, t->arg[0]).v.state == JH_KNOWN);
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
    return value_of(&r, f->root).v;
}
