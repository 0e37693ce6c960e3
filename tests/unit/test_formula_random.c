/* Random formulas: the evaluator in doubles, the exact one and a third that is written here must
 * agree, and where doubles cannot tell they must say so. */
#include "support.h"

#include <junheng/formula.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAMES 5

static const jh_units units = {.n = 0};
static const jh_symbol symbols[NAMES] = {
    {.name = "x0", .plain = true, .slot = 0}, {.name = "x1", .plain = true, .slot = 1},
    {.name = "x2", .plain = true, .slot = 2}, {.name = "x3", .plain = true, .slot = 3},
    {.name = "x4", .plain = true, .slot = 4},
};
static const jh_names row_names = {.units = &units, .symbol = symbols, .n = NAMES};
static const jh_names names = {
    .units = &units, .symbol = symbols, .n = NAMES, .rows = &row_names};

#define ROWS 5

/* Tenths: values that doubles cannot hold, with small exact results. */
typedef struct facts {
    long tenths[ROWS + 1][NAMES]; /* the last row: outside sum(…); GONE: missing */
} facts;

#define GONE (-1000000)

static jh_value get(void *ctx, int slot, size_t row)
{
    const facts *f = ctx;
    long t = f->tenths[row == SIZE_MAX ? ROWS : row][slot];
    if (t == GONE) return (jh_value){.state = JH_MISSING, .slot = slot};
    return (jh_value){.number = (double)t / 10, .slot = -1};
}

/* ---- a generator that writes the formula and reckons it in whole-number fractions ---- */

typedef struct fraction {
    int state; /* jh_state; 3: too large to follow */
    __int128 num, den;
} fraction;

#define LARGE 3
#define TOP ((__int128)1 << 52)

static __int128 magnitude(__int128 x)
{
    return x < 0 ? -x : x;
}

static fraction reduced(__int128 num, __int128 den)
{
    __int128 a = magnitude(num), b = magnitude(den);
    while (b) {
        __int128 rest = a % b;
        a = b;
        b = rest;
    }
    if (den < 0) num = -num, den = -den;
    fraction f = {JH_KNOWN, num / a, den / a};
    if (magnitude(f.num) > TOP || f.den > TOP) f.state = LARGE;
    return f;
}

static fraction whole(long x)
{
    return (fraction){JH_KNOWN, x, 1};
}

/* Missing before undefined, the first of equals; `large` only where both could be followed. */
static bool settled(fraction a, fraction b, fraction *out)
{
    if (a.state == JH_KNOWN && b.state == JH_KNOWN) return false;
    out->state = a.state == LARGE || b.state == LARGE             ? LARGE
                 : a.state == JH_MISSING || b.state == JH_MISSING ? JH_MISSING
                                                                  : JH_UNDEFINED;
    return true;
}

typedef struct maker {
    jh_random r;
    jh_buf *out;
    const facts *facts;
    size_t row; /* ROWS: outside */
} maker;

static fraction sum_of(maker *m, int depth);

static fraction leaf(maker *m)
{
    if (jh_random_below(&m->r, 2)) {
        size_t slot = jh_random_below(&m->r, NAMES);
        jh_buf_printf(m->out, "x%zu", slot);
        long t = m->facts->tenths[m->row][slot];
        return t == GONE ? (fraction){.state = JH_MISSING} : reduced(t, 10);
    }
    long t = test_between(&m->r, 0, 60);
    if (jh_random_below(&m->r, 3)) {
        jh_buf_printf(m->out, "%ld.%ld", t / 10, t % 10);
        return reduced(t, 10);
    }
    jh_buf_printf(m->out, "%ld%%", t);
    return reduced(t, 100);
}

static fraction combine(char op, fraction a, fraction b)
{
    fraction out = {0};
    if (settled(a, b, &out)) return out;
    __int128 order = a.num * b.den - b.num * a.den;
    switch (op) {
    case '+':
        return reduced(a.num * b.den + b.num * a.den, a.den * b.den);
    case '-':
        return reduced(order, a.den * b.den);
    case '*':
        return reduced(a.num * b.num, a.den * b.den);
    case '/':
        if (!b.num) return (fraction){.state = JH_UNDEFINED};
        return reduced(a.num * b.den, a.den * b.num);
    case 'm':
        return order <= 0 ? a : b;
    default:
        return order >= 0 ? a : b;
    }
}

static fraction floor_of(fraction x, bool half)
{
    if (x.state != JH_KNOWN) return x;
    if (half) x = combine('+', x, reduced(1, 2));
    if (x.state != JH_KNOWN) return x;
    __int128 q = x.num / x.den;
    if (x.num % x.den && x.num < 0) q--;
    return (fraction){JH_KNOWN, q, 1};
}

static fraction negated(fraction x)
{
    x.num = -x.num;
    return x;
}

static fraction function(maker *m, int depth)
{
    static const char *const word[] = {"floor", "ceil", "round", "abs"};
    size_t k = jh_random_below(&m->r, JH_COUNT(word));
    jh_buf_printf(m->out, "%s(", word[k]);
    fraction a = sum_of(m, depth - 1);
    jh_buf_putc(m->out, ')');
    if (k == 3) return a.num < 0 ? negated(a) : a;
    if (k == 1) return negated(floor_of(negated(a), false));
    return floor_of(a, k == 2);
}

static fraction extremum(maker *m, int depth)
{
    bool most = jh_random_below(&m->r, 2) != 0;
    jh_buf_puts(m->out, most ? "max(" : "min(");
    fraction a = sum_of(m, depth - 1);
    jh_buf_puts(m->out, ", ");
    fraction b = sum_of(m, depth - 1);
    jh_buf_putc(m->out, ')');
    return combine(most ? 'M' : 'm', a, b);
}

static fraction primary(maker *m, int depth)
{
    size_t kind = depth > 0 ? jh_random_below(&m->r, 8) : 9;
    if (kind == 0) return function(m, depth);
    if (kind == 1) return extremum(m, depth);
    if (kind > 4) return leaf(m);
    jh_buf_puts(m->out, kind == 2 ? "-(" : "(");
    fraction a = sum_of(m, depth - 1);
    jh_buf_putc(m->out, ')');
    return kind == 2 ? negated(a) : a;
}

static fraction product_of(maker *m, int depth)
{
    fraction a = primary(m, depth);
    for (size_t n = jh_random_below(&m->r, 3); n > 1; n--) {
        char op = jh_random_below(&m->r, 2) ? '*' : '/';
        jh_buf_printf(m->out, " %c ", op);
        a = combine(op, a, primary(m, depth));
    }
    return a;
}

static fraction sum_of(maker *m, int depth)
{
    fraction a = product_of(m, depth);
    for (size_t n = jh_random_below(&m->r, 3); n > 0; n--) {
        char op = jh_random_below(&m->r, 2) ? '+' : '-';
        jh_buf_printf(m->out, " %c ", op);
        a = combine(op, a, product_of(m, depth));
    }
    return a;
}

/* ---- the comparison ---- */

static jh_formula *compiled(jh_arena *a, const char *text)
{
    jh_formula *f = NULL;
    if (jh_formula_compile(a, text, NULL, &names, &f, NULL) != JH_OK)
        fail_msg("not compiled: %s", text);
    return f;
}

static const jh_exact *big(jh_arena *a, __int128 x)
{
    return jh_exact_decimal(a, (double)x); /* below 2^53 */
}

static void agrees(jh_arena *a, const char *text, fraction want, const facts *given)
{
    facts copy = *given;
    jh_lookup lookup = {.ctx = &copy, .get = get, .rows = ROWS};
    jh_formula *f = compiled(a, text);
    const jh_exact *x = NULL;
    jh_state state = JH_KNOWN, wanted = (jh_state)want.state;
    assert_int_equal(jh_formula_exact(f, &lookup, a, &x, &state), JH_OK);
    jh_value v;
    assert_int_equal(jh_formula_settle(f, &lookup, &v), JH_OK);
    if (want.state == LARGE) return;
    if (state != wanted) fail_msg("%s: exact state %d, not %d", text, state, want.state);
    if (v.state != wanted) fail_msg("%s: state %d, not %d", text, v.state, want.state);
    if (state != JH_KNOWN) return;
    int order = 7;
    const jh_exact *truth = jh_exact_div(a, big(a, want.num), big(a, want.den));
    assert_int_equal(jh_exact_compare(a, x, truth, &order), JH_OK);
    if (order) fail_msg("%s: exact %.17g", text, jh_exact_double(x));
    /* what cancels loses digits relative to the terms, not to the result */
    double exact = jh_exact_double(x);
    if (!(fabs(v.number - exact) <= 1e-9 * fmax(1, fabs(exact))))
        fail_msg("%s: %.17g, exactly %.17g", text, v.number, exact);
}

static facts random_facts(jh_random *r, bool gaps)
{
    facts f;
    for (size_t i = 0; i <= ROWS; i++)
        for (size_t k = 0; k < NAMES; k++)
            f.tenths[i][k] =
                gaps && !jh_random_below(r, 12) ? GONE : test_between(r, -30, 60);
    return f;
}

static void evaluators_agree_on_random_formulas(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 77);
    size_t followed = 0;
    for (int i = 0; i < 20000; i++) {
        jh_arena *a = jh_arena_new();
        jh_buf text = {0};
        facts f = random_facts(&r, i % 2);
        maker m = {.out = &text, .facts = &f, .row = ROWS};
        jh_random_seed(&m.r, (uint64_t)i);
        fraction want = sum_of(&m, 3);
        followed += want.state != LARGE;
        agrees(a, text.p, want, &f);
        jh_buf_clear(&text);
        jh_arena_free(a);
    }
    assert_true(followed > 15000);
}

static void evaluators_agree_over_rows(void **state)
{
    static const char *const word[] = {"sum", "mean", "least", "most"};
    (void)state;
    jh_random r;
    jh_random_seed(&r, 78);
    for (int i = 0; i < 4000; i++) {
        jh_arena *a = jh_arena_new();
        facts f = random_facts(&r, i % 4 == 0);
        fraction acc = whole(0);
        size_t k = jh_random_below(&r, 4);
        jh_buf text = {0};
        int first = JH_KNOWN; /* state of the first row that has none */
        for (size_t row = 0; row < ROWS; row++) {
            jh_buf_clear(&text);
            maker m = {.out = &text, .facts = &f, .row = row};
            jh_random_seed(&m.r, (uint64_t)i);
            fraction x = sum_of(&m, 1);
            if (!first && x.state) first = x.state;
            acc = !row ? x : combine(k < 2 ? '+' : k == 2 ? 'm' : 'M', acc, x);
        }
        if (k == 1) acc = combine('/', acc, whole(ROWS));
        if (first && acc.state != LARGE) acc.state = first;
        agrees(a, jh_sprintf(a, "%s(%s)", word[k], text.p), acc, &f);
        jh_buf_clear(&text);
        jh_arena_free(a);
    }
}

/* left OP right with left and right equal, or a hair apart, however they were made. */
static void near_thresholds_are_asked_exactly(void **state)
{
    static const char *const op[] = {">=", "<=", "==", "<", ">", "!="};
    (void)state;
    jh_random r;
    jh_random_seed(&r, 79);
    size_t equal = 0;
    for (int i = 0; i < 20000; i++) {
        jh_arena *a = jh_arena_new();
        jh_buf text = {0};
        facts f = random_facts(&r, false);
        maker m = {.out = &text, .facts = &f, .row = ROWS};
        jh_random_seed(&m.r, (uint64_t)i + 1000000);
        fraction x = sum_of(&m, 2);
        fraction hair = reduced(test_between(&r, -1, 1), 1000000);
        fraction y = combine('+', x, hair);
        if (y.state == JH_KNOWN) {
            size_t k = jh_random_below(&r, JH_COUNT(op));
            int o = hair.num < 0 ? 1 : hair.num > 0 ? -1 : 0;
            bool want = k == 0   ? o >= 0
                        : k == 1 ? o <= 0
                        : k == 2 ? o == 0
                        : k == 3 ? o < 0
                        : k == 4 ? o > 0
                                 : o != 0;
            char *test = i % 2 ? jh_sprintf(a, "(%s) - %lld / %lld %s 0", text.p,
                                            (long long)y.num, (long long)y.den, op[k])
                               : jh_sprintf(a, "(%s) %s %lld / %lld", text.p, op[k],
                                            (long long)y.num, (long long)y.den);
            jh_lookup lookup = {.ctx = &f, .get = get, .rows = ROWS};
            jh_formula *formula = compiled(a, test);
            jh_value plain = jh_formula_value(formula, &lookup), v;
            assert_int_equal(jh_formula_settle(formula, &lookup, &v), JH_OK);
            if (v.state || (v.number != 0) != want) fail_msg("wrong: %s", test);
            if (!o && !plain.close) fail_msg("not close: %s", test);
            equal += !o;
        }
        jh_buf_clear(&text);
        jh_arena_free(a);
    }
    assert_true(equal > 3000);
}

/* Anything at all: refused or reckoned, never a crash. */
static void noise_is_refused_or_reckoned(void **state)
{
    static const char *const piece[] = {
        "x0",   "x1", "1",    "0.5", "'a'",    "(",     ")",      ",",
        "+",    "-",  "*",    "/",   "<",      ">=",    "==",     "in",
        "and",  "or", "not ", "if(", "min(",   "sum(",  "known(", "count(",
        "[x2]", "%",  " ",    "校",  "round(", "mean(", "!=",     "1e5"};
    (void)state;
    jh_random r;
    jh_random_seed(&r, 80);
    size_t good = 0;
    for (int i = 0; i < 60000; i++) {
        jh_arena *a = jh_arena_new();
        jh_buf text = {0};
        for (long n = test_between(&r, 1, 12); n; n--) {
            jh_buf_puts(&text, piece[jh_random_below(&r, JH_COUNT(piece))]);
            jh_buf_putc(&text, ' ');
        }
        facts f = random_facts(&r, true);
        jh_lookup lookup = {.ctx = &f, .get = get, .rows = ROWS};
        jh_formula *formula;
        jh_error err = {0};
        jh_status st = jh_formula_compile(a, text.p, NULL, &names, &formula, &err);
        if (st == JH_OK) {
            jh_value v;
            good++;
            assert_int_equal(jh_formula_settle(formula, &lookup, &v), JH_OK);
        } else {
            assert_int_equal(st, JH_EINPUT);
            test_error_is(&err, err.msg.key, 1, 0);
        }
        jh_buf_clear(&text);
        jh_arena_free(a);
    }
    assert_true(good > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evaluators_agree_on_random_formulas),
        cmocka_unit_test(evaluators_agree_over_rows),
        cmocka_unit_test(near_thresholds_are_asked_exactly),
        cmocka_unit_test(noise_is_refused_or_reckoned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
