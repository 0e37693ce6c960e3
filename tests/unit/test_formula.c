/* Formulas: values and states, logic with what is missing, units, and where faults are. */
#include "support.h"

#include <junheng/formula.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What the names below stand for; slot = index. NAN: missing. */
enum { A, B, C, GONE, P, T, AREA, TYPE, YES, MAYBE, SLOTS };

static const jh_units units = {
    .id = {"pupil", "teacher", "m2"}, .whole = {true, true, false}, .n = 3};

static const jh_symbol symbols[] = {
    {.name = "a", .plain = true, .slot = A},
    {.name = "b", .plain = true, .slot = B},
    {.name = "c", .plain = true, .slot = C},
    {.name = "gone", .plain = true, .slot = GONE},
    {.name = "pupils", .unit.power = {1}, .slot = P},
    {.name = "teachers", .unit.power = {0, 1}, .slot = T},
    {.name = "rooms_m2", .unit.power = {0, 0, 1}, .slot = AREA},
    {.name = "type", .sort = JH_IS_TEXT, .slot = TYPE},
    {.name = "yes", .sort = JH_IS_TRUTH, .slot = YES},
    {.name = "maybe", .sort = JH_IS_TRUTH, .slot = MAYBE},
    {.name = "校舍 面积", .any_unit = true, .slot = AREA},
};

static const jh_names row_names = {
    .units = &units, .symbol = symbols, .n = JH_COUNT(symbols)};
static const jh_names names = {
    .units = &units, .symbol = symbols, .n = JH_COUNT(symbols), .rows = &row_names};

static const double row_a[] = {0.1, 0.2, 0.3, 4};

static jh_value get(void *ctx, int slot, size_t row)
{
    static const double value[SLOTS] = {3, 0.5, -2, 0, 500, 21, 77.5, 0, 1, 0};
    jh_value v = {.number = value[slot], .slot = -1};
    (void)ctx;
    if (slot == TYPE) v.text = "218";
    if (slot == A && row != SIZE_MAX) v.number = row_a[row];
    if (slot == GONE || slot == MAYBE) v = (jh_value){.state = JH_MISSING, .slot = slot};
    return v;
}

static const jh_lookup lookup = {.get = get, .rows = JH_COUNT(row_a)};

static jh_formula *compiled(jh_arena *a, const char *text)
{
    jh_formula *f = NULL;
    jh_error err = {0};
    if (jh_formula_compile(a, text, NULL, &names, &f, &err) != JH_OK) {
        jh_buf b = {0};
        jh_msg_render(&b, JH_EN, &err.msg);
        fail_msg("%s", b.p);
    }
    return f;
}

#define MISSING 1e300
#define UNDEFINED 2e300

static const struct {
    const char *text;
    double want;
} table[] = {
    {"1 + 2 * 3", 7},
    {"(1 + 2) * 3", 9},
    {"2 - 3 - 4", -5},
    {"12 / 4 / 3", 1},
    {"-a", -3},
    {"--a", 3},
    {"- -a * 2", 6},
    {"2 * -3", -6},
    {"85%", 0.85},
    {"0.7%", 0.007},
    {"a * 50%", 1.5},
    {"1e3 + .5 + 5.", 1005.5},
    {"100 * teachers / pupils", 4.2},
    {"min(a, b, c)", -2},
    {"max(a, b, c)", 3},
    {"min(a, 7)", 3},
    {"abs(c)", 2},
    {"abs(-c)", 2},
    {"ceil(2.1) + ceil(-2.1)", 1},
    {"floor(2.9) + floor(-2.1)", -1},
    {"round(2.5) + round(-2.5) + round(2.4)", 3},
    {"if(a > b, 10, 20)", 10},
    {"if(a < b, 10, 20)", 20},
    {"if(yes, gone, 1)", MISSING},
    {"if(yes, 1, gone)", 1},
    {"if(maybe, 1, 2)", MISSING},
    {"a / 0", UNDEFINED},
    {"0 / 0", UNDEFINED},
    {"gone / 0", MISSING},
    {"a / 0 + gone", MISSING},
    {"gone + a / 0", MISSING},
    {"1e308 * 10", UNDEFINED},
    {"a + gone", MISSING},
    {"min(gone, 1)", MISSING},
    {"a == 3", 1},
    {"a != 3", 0},
    {"a >= 3 and a <= 3", 1},
    {"a < 3 or a > 3", 0},
    {"not a == 3", 0},
    {"not not yes", 1},
    {"type == 218", 1},
    {"218 == type", 1},
    {"type == '218'", 1},
    {"type == \"219\"", 0},
    {"type != 218", 0},
    {"type in (211, 218)", 1},
    {"type in (211, 219)", 0},
    {"218 in (type, 211)", 1},
    {"5 in (1, 'a', 5)", 1},
    {"5 in (1, 'a')", 0},
    {"'x' in ('y', 'x')", 1},
    {"a in (1, 3)", 1},
    {"a in (1, gone)", MISSING},
    {"a in (3, gone)", 1},
    {"gone in (1, 3)", MISSING},
    {"yes == (a == 3)", 1},
    {"known(gone)", 0},
    {"known(a)", 1},
    {"known(gone) or a == 3", 1},
    {"sum(a)", 4.6},
    {"mean(a)", 1.15},
    {"least(a)", 0.1},
    {"most(a)", 4},
    {"count(a < 1)", 3},
    {"count(type == 218)", 4},
    {"sum(gone)", MISSING},
    {"sum(a / 0)", UNDEFINED},
    {"sum(if(a > 1, a, 0)) / count(a > 1)", 4},
    {"[校舍 面积] * 2", 155},
    {"[校舍 面积] > teachers", 1},
    {"a\n  + b", 3.5},
    {"if(type == 218, 'x', 'y') == 'x'", 1},
    {"0.1 + 0.2 == 0.3", 1},
    {"0.3 - 0.1 - 0.2 >= 0", 1},
    {"0.1 + 0.2 in (0.3, 7)", 1},
    {"floor(0.3 - 0.1 - 0.2)", 0},
    {"ceil((0.1 + 0.7) * 10)", 8},
    {"1 / (0.1 + 0.2 - 0.3)", UNDEFINED},
    {"0.1 + 0.2 == 0.3 and maybe", MISSING},
    {"sum(a) == 4.6", 1},
    {"sum(if(a < 1, a, 0)) == 0.6", 1},
};

static void values_are_as_an_inspector_reckons(void **state)
{
    (void)state;
    for (size_t i = 0; i < JH_COUNT(table); i++) {
        jh_arena *a = jh_arena_new();
        jh_formula *f = compiled(a, table[i].text);
        jh_value v;
        assert_int_equal(jh_formula_settle(f, &lookup, &v), JH_OK);
        double want = table[i].want;
        int state_wanted = want == MISSING     ? JH_MISSING
                           : want == UNDEFINED ? JH_UNDEFINED
                                               : JH_KNOWN;
        bool good = v.state == state_wanted && !v.close &&
                    (v.state || fabs(v.number - want) <= 1e-12 * fabs(want));
        if (!good) fail_msg("%s: state %d, %.17g", table[i].text, v.state, v.number);
        assert_string_equal(jh_formula_text(f), table[i].text);
        /* the exact evaluator says the same */
        const jh_exact *x = NULL;
        jh_state exact_state = JH_KNOWN;
        assert_int_equal(jh_formula_exact(f, &lookup, a, &x, &exact_state), JH_OK);
        if (strcmp(table[i].text, "1e308 * 10")) /* no fraction is too large */
            assert_int_equal(exact_state, state_wanted);
        if (x && state_wanted == JH_KNOWN) test_close(jh_exact_double(x), want, 1e-12);
        jh_arena_free(a);
    }
}

static void the_first_missing_name_is_told(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_value v = jh_formula_value(compiled(a, "a + gone"), &lookup);
    assert_int_equal(v.slot, GONE);
    v = jh_formula_value(compiled(a, "gone > 1 and maybe"), &lookup);
    assert_int_equal(v.slot, GONE);
    v = jh_formula_value(compiled(a, "a"), &lookup);
    assert_int_equal(v.slot, -1);
    jh_arena_free(a);
}

/* Kleene's tables: t and f known, m missing, u undefined. */
static void logic_is_three_valued(void **state)
{
    static const char *const word[] = {"(1 == 1)", "(1 == 2)", "maybe", "(1 / 0 > 1)"};
    static const char *const both = "tfmu"
                                    "ffff"
                                    "mfmm"
                                    "ufmu";
    static const char *const either = "tttt"
                                      "tfmu"
                                      "tmmm"
                                      "tumu";
    static const char *const inverse = "ftmu";
    (void)state;
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 6; k++) {
            char text[64];
            jh_arena *a = jh_arena_new();
            char want;
            if (k == 4) {
                snprintf(text, sizeof text, "not %s", word[i]);
                want = inverse[i];
            } else if (k == 5) {
                snprintf(text, sizeof text, "not not %s", word[i]);
                want = "tfmu"[i];
            } else {
                snprintf(text, sizeof text, "%s and %s", word[i], word[k]);
                want = both[4 * i + k];
            }
            for (int pass = 0; pass < (k < 4 ? 2 : 1); pass++) {
                jh_formula *f = compiled(a, text);
                jh_value v = jh_formula_value(f, &lookup);
                char got = v.state == JH_MISSING     ? 'm'
                           : v.state == JH_UNDEFINED ? 'u'
                           : v.number != 0           ? 't'
                                                     : 'f';
                if (got != want) fail_msg("%s is %c, not %c", text, got, want);
                const jh_exact *x;
                jh_state st;
                assert_int_equal(jh_formula_exact(f, &lookup, a, &x, &st), JH_OK);
                assert_int_equal(st, v.state);
                if (x) assert_true(jh_exact_double(x) == v.number);
                if (pass || k >= 4) continue;
                snprintf(text, sizeof text, "%s or %s", word[i], word[k]);
                want = either[4 * i + k];
            }
            jh_arena_free(a);
        }
}

static const struct {
    const char *text, *key;
    unsigned column;
} wrong[] = {
    {"", "formula.too_short", 1},
    {"   ", "formula.too_short", 4},
    {"a +", "formula.too_short", 4},
    {"a + * b", "formula.unexpected", 5},
    {"a b", "formula.unexpected", 3},
    {"(a", "formula.expected", 3},
    {"a)", "formula.unexpected", 2},
    {"a $ b", "formula.unexpected", 3},
    {"a = 3", "formula.unexpected", 3},
    {"a ! b", "formula.unexpected", 3},
    {"'open", "formula.unended", 1},
    {"a + [open", "formula.unended", 5},
    {"nowhere + 1", "formula.unknown_name", 1},
    {"a + 校舍", "formula.unknown_name", 5},
    {"[校舍 面积] + 没有", "formula.unknown_name", 11},
    {"'一二三' == 没有", "formula.unknown_name", 10},
    {"[校舍 面积] > 3 and 没有 > 1", "formula.unknown_name", 17},
    {"1 < a < 3", "formula.unexpected", 7},
    {"pupils + teachers", "formula.units_differ", 1},
    {"1 + pupils > rooms_m2", "formula.units_differ", 1},
    {"a + max(pupils, teachers)", "formula.units_differ", 9},
    {"if(yes, pupils, rooms_m2)", "formula.units_differ", 1},
    {"pupils in (1, teachers)", "formula.units_differ", 1},
    {"pupils * pupils > pupils", "formula.units_differ", 1},
    {"type + 1", "formula.need_number", 1},
    {"1 + type", "formula.need_number", 5},
    {"-type", "formula.need_number", 2},
    {"abs(yes)", "formula.need_number", 5},
    {"a and yes", "formula.need_truth", 1},
    {"yes and a", "formula.need_truth", 9},
    {"not a", "formula.need_truth", 5},
    {"if(a, 1, 2)", "formula.need_truth", 4},
    {"count(a)", "formula.need_truth", 7},
    {"sum(yes)", "formula.need_number", 5},
    {"type > 3", "formula.no_order", 1},
    {"yes < maybe", "formula.no_order", 1},
    {"type == a", "formula.cannot_compare", 9},
    {"a == 'x'", "formula.cannot_compare", 6},
    {"yes == 1", "formula.cannot_compare", 8},
    {"a in (1, 'x')", "formula.cannot_compare", 10},
    {"if(yes, 1, 'x')", "formula.cannot_compare", 12},
    {"known(a + 1)", "formula.need_name", 7},
    {"known()", "formula.unexpected", 7},
    {"sum(sum(a))", "formula.no_rows", 5},
    {"min(a)", "formula.expected", 6},
    {"if(yes, 1)", "formula.expected", 10},
    {"abs a", "formula.unknown_name", 1},
    {"1e999", "formula.bad_number", 1},
    {"a in 3", "formula.expected", 6},
    {"a in ()", "formula.unexpected", 7},
};

static void faults_are_named_at_their_character(void **state)
{
    (void)state;
    for (size_t i = 0; i < JH_COUNT(wrong); i++) {
        jh_arena *a = jh_arena_new();
        jh_formula *f;
        jh_error err = {0};
        if (jh_formula_compile(a, wrong[i].text, NULL, &names, &f, &err) != JH_EINPUT)
            fail_msg("compiled: %s", wrong[i].text);
        test_error_is(&err, wrong[i].key, 1, wrong[i].column);
        assert_string_equal(test_argument(&err.msg, "formula"), wrong[i].text);
        jh_arena_free(a);
    }
}

static void faults_in_files_stand_at_their_column(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    static const char text[] = "plain: a + 没有\nquoted: \"'一' == 没有\"\n";
    jh_node *root;
    jh_formula *f;
    jh_error one = {0}, two = {0};
    assert_int_equal(jh_node_parse(a, "包.yaml", text, strlen(text), &root, NULL), JH_OK);
    const jh_node *n = jh_node_get(root, "plain");
    assert_int_equal(jh_formula_compile(a, n->text, n, &names, &f, &one), JH_EINPUT);
    test_error_is(&one, "formula.unknown_name", 1, 12);
    assert_string_equal(test_argument(&one.msg, "file"), "包.yaml");
    assert_string_equal(test_argument(&one.msg, "what"), "没有");
    n = jh_node_get(root, "quoted");
    assert_int_equal(jh_formula_compile(a, n->text, n, &names, &f, &two), JH_EINPUT);
    test_error_is(&two, "formula.unknown_name", 2, 17);
    jh_arena_free(a);
}

static void long_names_are_cut_between_characters(void **state)
{
    (void)state;
    for (size_t lead = 0; lead < 3; lead++) {
        jh_arena *a = jh_arena_new();
        jh_buf b = {0};
        jh_formula *f;
        jh_error err = {0};
        for (size_t i = 0; i < lead; i++)
            jh_buf_putc(&b, 'x');
        for (int i = 0; i < 40; i++)
            jh_buf_puts(&b, "校");
        assert_int_equal(jh_formula_compile(a, b.p, NULL, &names, &f, &err), JH_EINPUT);
        const char *what = test_argument(&err.msg, "what");
        assert_int_equal((strlen(what) - lead) % 3, 0);
        assert_true(strlen(what) > 50);
        jh_buf_clear(&b);
        jh_arena_free(a);
    }
}

static jh_status repeated(const char *before, const char *middle, const char *after,
                          int n, jh_error *err)
{
    jh_buf b = {0};
    jh_arena *a = jh_arena_new();
    jh_formula *f;
    for (int i = 0; i < n; i++)
        jh_buf_puts(&b, before);
    jh_buf_puts(&b, middle);
    for (int i = 0; i < n; i++)
        jh_buf_puts(&b, after);
    jh_status st = jh_formula_compile(a, b.p, NULL, &names, &f, err);
    if (st == JH_OK) {
        const jh_exact *x;
        jh_state s;
        assert_int_equal(jh_formula_value(f, &lookup).state, JH_KNOWN);
        assert_int_equal(jh_formula_exact(f, &lookup, a, &x, &s), JH_OK);
    }
    jh_buf_clear(&b);
    jh_arena_free(a);
    return st;
}

static void nesting_and_length_are_limited(void **state)
{
    (void)state;
    jh_error err[6] = {0};
    assert_int_equal(repeated("(", "a", ")", 40, &err[0]), JH_OK);
    assert_int_equal(repeated("(", "a", ")", 60, &err[0]), JH_EINPUT);
    test_error_is(&err[0], "formula.too_deep", 1, 0);
    assert_int_equal(repeated("-", "a", "", 40, &err[1]), JH_OK);
    assert_int_equal(repeated("-", "a", "", 60, &err[1]), JH_EINPUT);
    test_error_is(&err[1], "formula.too_deep", 1, 0);
    assert_int_equal(repeated("not ", "yes", "", 60, &err[2]), JH_EINPUT);
    test_error_is(&err[2], "formula.too_deep", 1, 0);
    assert_int_equal(repeated("abs(", "a", ")", 60, &err[3]), JH_EINPUT);
    assert_int_equal(repeated("a+", "a", "", 1990, &err[4]), JH_OK); /* long, not deep */
    assert_int_equal(repeated("a+", "a", "", 2100, &err[5]), JH_EINPUT);
    test_error_is(&err[5], "formula.too_long", 1, 1);
}

static void slots_and_units_are_told(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const int *slot;
    jh_formula *f =
        compiled(a, "teachers / pupils + teachers * sum(a + a) / sum(pupils) * b");
    assert_int_equal(jh_formula_slots(f, &slot), 3);
    assert_int_equal(slot[0], T);
    assert_int_equal(slot[1], P);
    assert_int_equal(slot[2], B);
    assert_int_equal(jh_formula_row_slots(f, &slot), 2);
    assert_int_equal(slot[1], P);
    jh_unit u, want;
    bool any;
    static const struct {
        const char *text, *unit;
        bool any;
    } rows[] = {{"100 * teachers / pupils", "teacher/pupil", false},
                {"a + 1", "1", true},
                {"rooms_m2 / pupils / pupils", "m2/pupil/pupil", false},
                {"max(1, pupils)", "pupil", false},
                {"pupils / pupils", "1", false},
                {"1 / pupils", "1/pupil", false},
                {"if(yes, 1, rooms_m2)", "m2", false},
                {"sum(rooms_m2) * pupils", "m2*pupil", false},
                {"[校舍 面积] / pupils", "1", true},
                {"count(yes)", "1", true}};
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        u = jh_formula_unit(compiled(a, rows[i].text), &any);
        assert_int_equal(any, rows[i].any);
        assert_true(jh_unit_parse(&units, rows[i].unit, &want));
        if (!any && !jh_unit_same(u, want)) fail_msg("unit of %s", rows[i].text);
        jh_buf b = {0};
        jh_unit_write(&b, &units, want);
        assert_true(jh_unit_parse(&units, b.p, &u) && jh_unit_same(u, want));
        jh_buf_clear(&b);
    }
    static const char *const bad[] = {"", "pupils", "pupil/", "/pupil", "m2//pupil", "2"};
    for (size_t i = 0; i < JH_COUNT(bad); i++)
        if (jh_unit_parse(&units, bad[i], &u)) fail_msg("a unit: %s", bad[i]);
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_as_an_inspector_reckons),
        cmocka_unit_test(the_first_missing_name_is_told),
        cmocka_unit_test(logic_is_three_valued),
        cmocka_unit_test(faults_are_named_at_their_character),
        cmocka_unit_test(faults_in_files_stand_at_their_column),
        cmocka_unit_test(long_names_are_cut_between_characters),
        cmocka_unit_test(nesting_and_length_are_limited),
        cmocka_unit_test(slots_and_units_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
