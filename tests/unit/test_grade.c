/* Grades and distances: thresholds hit exactly, a hair beside them, and twenty thousand random
 * cells against whole-number arithmetic. */
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const seven =
    "indicators:\n"
    "  - {id: T, value: 100 * teachers / pupils, standard: {primary: 4.2, junior: 5.3},\n"
    "     lever: teachers, decimals: 2}\n"
    "  - {id: R, value: rooms_m2 / pupils, standard: {primary: 4.5, junior: 5.8},\n"
    "     lever: rooms_m2, decimals: 2}\n"
    "  - {id: B, value: 100 * books / pupils, standard: {primary: 2.3, junior: 2.4},\n"
    "     lever: books, decimals: 2}\n"
    "  - {id: C, value: 100 * count / pupils, standard: {primary: 1.7},\n"
    "     direction: less, lever: count, decimals: 2}\n"
    "rules: {section: {met: 3, floor: 85%}}\n";

enum { T, R, B, C, INDICATORS };

static const jh_cell_result *cell(const jh_assessment *a, size_t indicator,
                                  size_t section)
{
    return &a->cell[indicator * a->sections.n + section];
}

static jh_grade grade(jh_arena *a, const jh_pack *p, size_t indicator, const char *table)
{
    return cell(test_assess_table(a, p, table), indicator, 0)->grade;
}

#define HEAD "school_name,pupils_primary,teachers_primary,rooms_m2,books,count\n"

static void thresholds_can_be_hit(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(a, seven);
    static const struct {
        size_t indicator;
        const char *row;
        jh_grade want;
    } rows[] = {
        {T, "甲,500,21,,,\n", JH_MET},       /* 4.2 */
        {T, "甲,501,21,,,\n", JH_FLOOR},     /* 4.1916 */
        {T, "甲,10000,420,,,\n", JH_MET},    /* 4.2 */
        {T, "甲,10000,419,,,\n", JH_FLOOR},  /* 4.19 */
        {T, "甲,10000,357,,,\n", JH_FLOOR},  /* 3.57 = 85% of 4.2 */
        {T, "甲,10000,356,,,\n", JH_FAILED}, /* 3.56 */
        {T, "甲,10001,357,,,\n", JH_FAILED},
        {T, "甲,100000000,4199999,,,\n", JH_FLOOR},
        {T, "甲,100000000,4200000,,,\n", JH_MET},
        {T, "甲,1000000000000,42000000000,,,\n", JH_MET},
        {T, "甲,1000000000000,41999999999,,,\n", JH_FLOOR}, /* 2e-11 beside it */
        {R, "甲,7,,31.5,,\n", JH_MET},                      /* 4.5 */
        {R, "甲,7,,31.49999999999,,\n", JH_FLOOR},
        {R, "甲,1000,,3825,,\n", JH_FLOOR}, /* 3.825 = 85% of 4.5 */
        {R, "甲,1000,,3824.9999999999,,\n", JH_FAILED},
        {B, "甲,1000,,,23,\n", JH_MET},
        {B, "甲,20000,,,391,\n", JH_FLOOR}, /* 1.955; 0.85 · 2.3 in doubles is less */
        {B, "甲,20000,,,390,\n", JH_FAILED},
        {C, "甲,1000,,,,17\n", JH_MET},
        {C, "甲,1000,,,,20\n", JH_FLOOR}, /* 2 = 1.7 ÷ 85% */
        {C, "甲,1000,,,,21\n", JH_FAILED},
        {C, "甲,999,,,,17\n", JH_FLOOR},
        {T, "甲,500,,,,\n", JH_UNKNOWN},
        {T, "甲,500,0,,,\n", JH_FAILED},
    };
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_grade got =
            grade(a, p, rows[i].indicator, jh_sprintf(a, HEAD "%s", rows[i].row));
        if (got != rows[i].want) fail_msg("%s: %s", rows[i].row, jh_grade_id(got));
    }
    jh_arena_free(a);
}

static void a_floor_of_less_is_standard_over_share(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    /* 2.55 ÷ 85% is 3, in doubles less */
    jh_pack *p = test_pack_of(a, "indicators:\n"
                                 "  - {id: X, value: count / pupils, standard: 2.55,\n"
                                 "     direction: less, lever: count, decimals: 2}\n"
                                 "rules: {section: {met: 0, floor: 85%}}\n");
    assert_int_equal(grade(a, p, 0, "pupils_primary,count\n10,30\n"), JH_FLOOR);
    assert_int_equal(grade(a, p, 0, "pupils_primary,count\n10,31\n"), JH_FAILED);
    assert_int_equal(grade(a, p, 0, "pupils_primary,count\n100,255\n"), JH_MET);
    const jh_cell_result *c =
        cell(test_assess_table(a, p, "pupils_primary,count\n10,40\n"), 0, 0);
    assert_true(c->need_floor == 10 && c->need == 15);
    jh_arena_free(a);
}

static void stages_without_a_standard_are_not_judged(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(a, seven);
    jh_assessment *x = test_assess_table(
        a, p,
        "pupils_primary,pupils_junior,teachers_primary,teachers_junior,count\n"
        "500,500,21,26,900\n");
    assert_int_equal(cell(x, C, 0)->grade, JH_FAILED);
    assert_int_equal(cell(x, C, 1)->grade, JH_NONE);
    assert_int_equal(cell(x, T, 1)->grade, JH_FLOOR); /* 5.2 of 5.3 */
    jh_arena_free(a);
}

/* A nine-year school whose share of the rooms is exactly the standard: 4.5 m² for each of 100
 * primary pupils is 450 m², which is 1/(1 + 1.1) of 945. */
static void shares_can_hit_a_threshold(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(a, seven);
    static const struct {
        const char *row;
        jh_grade primary, junior;
    } rows[] = {
        {"100,100,945,\n", JH_MET, JH_FLOOR},
        {"100,100,944.999999999,\n", JH_FLOOR, JH_FLOOR},
        {"300,700,4815,\n", JH_MET, JH_FLOOR}, /* 300 + 770 = 1070 shares of 4.5 */
        {"300,700,4814.99999999,\n", JH_FLOOR, JH_FLOOR},
        {"300,700,4092.75,\n", JH_FLOOR, JH_FAILED}, /* of 3.825 */
        {"300,700,4092.74999999,\n", JH_FAILED, JH_FAILED},
    };
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_assessment *x = test_assess_table(
            a, p,
            jh_sprintf(a, "pupils_primary,pupils_junior,rooms_m2,books\n%s",
                       rows[i].row));
        if (cell(x, R, 0)->grade != rows[i].primary)
            fail_msg("primary of %s", rows[i].row);
        if (cell(x, R, 1)->grade != rows[i].junior) fail_msg("junior of %s", rows[i].row);
    }
    jh_arena_free(a);
}

static void rounding_that_would_turn_a_grade_is_told(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(a, seven);
    static const struct {
        size_t indicator;
        const char *row;
        bool want;
    } rows[] = {
        {T, "甲,500,21,,,\n", false},      {T, "甲,10000,4196,,,\n", false},
        {T, "甲,100000,4195,,,\n", true},  /* 4.195 is shown as 4.20 */
        {T, "甲,100000,4194,,,\n", false}, /* 4.19 */
        {T, "甲,100000,4205,,,\n", false}, {T, "甲,100000,3565,,,\n", true},
        {T, "甲,100000,3564,,,\n", false}, {R, "甲,1000,,4495,,\n", true},
        {R, "甲,1000,,3826,,\n", false},   /* 3.83 is still the floor */
        {R, "甲,1000,,3824.6,,\n", false}, /* 3.82 */
        {B, "甲,20000,,,391,\n", false},   /* 1.955 as 1.96 */
        {B, "甲,100000,,,1954,\n", false}, /* 1.95 */
        {C, "甲,100000,,,,1704\n", true},  /* 1.704 is shown as 1.70 */
        {C, "甲,100000,,,,1705\n", false}, {C, "甲,100000,,,,2004\n", true},
        {C, "甲,100000,,,,1699\n", false},
    };
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_assessment *x = test_assess_table(a, p, jh_sprintf(a, HEAD "%s", rows[i].row));
        if (cell(x, rows[i].indicator, 0)->rounding != rows[i].want)
            fail_msg("%s", rows[i].row);
    }
    jh_arena_free(a);
}

/* ---- random schools in whole numbers ---- */

#define SCHOOLS 250

typedef struct school {
    long pupils[2], teachers[2], rooms, books, count; /* rooms in tenths of m² */
} school;

/* Weights in tenths, standards in tenths: primary, junior. */
static const long weight[] = {10, 11}, standard[3][2] = {{42, 53}, {45, 58}, {23, 24}};

/* Value as a fraction of whole numbers. */
typedef struct fraction {
    __int128 num, den;
} fraction;

static fraction value_of(const school *s, size_t k, size_t stage, long more,
                         long school_more)
{
    __int128 shares = 0;
    for (size_t t = 0; t < 2; t++)
        shares += weight[t] * s->pupils[t];
    __int128 p = s->pupils[stage], mine = weight[stage] * p;
    switch (k) {
    case T:
        return (fraction){100 * (s->teachers[stage] + more), p};
    case R:
        return (fraction){(s->rooms + school_more) * mine, 10 * shares * p};
    case B:
        return (fraction){100 * ((s->books + school_more) * mine + more * shares),
                          shares * p};
    default:
        return (fraction){100 * (s->count - more), p};
    }
}

/* sign of value - share% of (tenths / 10); for less: of standard ÷ share */
static int against(fraction v, size_t k, size_t stage, long share)
{
    __int128 left, right;
    if (k == C) {
        left = v.num * share * 10, right = (__int128)17 * 100 * v.den;
        return left > right ? -1 : left < right ? 1 : 0;
    }
    left = v.num * 1000, right = (__int128)standard[k][stage] * share * v.den;
    return left < right ? -1 : left > right ? 1 : 0;
}

static jh_grade expected(const school *s, size_t k, size_t stage, fraction v)
{
    (void)s;
    if (k == C && stage == 1) return JH_NONE;
    if (against(v, k, stage, 100) >= 0) return JH_MET;
    return against(v, k, stage, 85) >= 0 ? JH_FLOOR : JH_FAILED;
}

static fraction shown(fraction v)
{
    __int128 cents = (2 * 100 * v.num + v.den) / (2 * v.den);
    return (fraction){cents, 100};
}

/* Adds one at a time until the grade is reached. */
static double by_adding(const school *s, size_t k, size_t stage, long share,
                        bool whole_school)
{
    for (long more = 0; more < 100000; more++)
        if (against(
                value_of(s, k, stage, whole_school ? 0 : more, whole_school ? more : 0),
                k, stage, share) >= 0)
            return (double)more;
    return -1;
}

static school random_school(jh_random *r)
{
    school s = {.pupils = {test_between(r, 1, 900), test_between(r, 0, 2) ? 0 : 1}};
    if (s.pupils[1]) s.pupils[1] = test_between(r, 1, 900);
    if (!jh_random_below(r, 3)) s.pupils[0] = 100 * test_between(r, 1, 12);
    long shares = weight[0] * s.pupils[0] + weight[1] * s.pupils[1];
    for (int t = 0; t < 2; t++) {
        long at = standard[T][t] * s.pupils[t] / 1000;
        if (jh_random_below(r, 2)) at = at * 85 / 100;
        s.teachers[t] = at + test_between(r, -1, 2);
        if (s.teachers[t] < 0) s.teachers[t] = 0;
    }
    size_t t = s.pupils[1] ? jh_random_below(r, 2) : 0;
    /* value = rooms · w ÷ shares: rooms in tenths near standard · shares ÷ w */
    s.rooms = standard[R][t] * shares / weight[t] + test_between(r, -2, 2);
    s.books = standard[B][t] * shares / weight[t] / 1000 + test_between(r, -1, 2);
    if (jh_random_below(r, 2)) s.rooms = s.rooms * 85 / 100, s.books = s.books * 85 / 100;
    if (s.rooms < 0) s.rooms = 0;
    if (s.books < 0) s.books = 0;
    s.count = 17 * s.pupils[0] / 1000 + test_between(r, 0, 3);
    return s;
}

static void write_school(jh_buf *b, const school *s)
{
    jh_buf_printf(b, "%ld,", s->pupils[0]);
    if (s->pupils[1]) jh_buf_printf(b, "%ld", s->pupils[1]);
    jh_buf_printf(b, ",%ld,%ld,%ld.%ld,%ld,%ld\n", s->teachers[0], s->teachers[1],
                  s->rooms / 10, s->rooms % 10, s->books, s->count);
}

static void check_need(const school *s, size_t k, size_t stage, const jh_cell_result *c)
{
    if (c->grade != JH_FLOOR && c->grade != JH_FAILED) {
        assert_true(c->need == 0 && c->need_floor == 0 && c->need_school == 0);
        return;
    }
    if (k == R) { /* measured: what is lacking, to the standard and to the floor */
        double lack = (double)standard[k][stage] / 10 - c->value.number;
        test_close(c->need, lack * (double)s->pupils[stage], 1e-9);
        return;
    }
    assert_true(c->need == by_adding(s, k, stage, 100, false));
    assert_true(c->need_floor ==
                (c->grade == JH_FLOOR ? 0 : by_adding(s, k, stage, 85, false)));
    bool split = k == B && s->pupils[1];
    if (split)
        assert_true(c->need_school == by_adding(s, k, stage, 100, true));
    else
        assert_true(c->need_school == c->need);
}

static void random_cells_agree_with_whole_numbers(void **state)
{
    jh_random r;
    size_t cells = 0, count[JH_NONE + 1] = {0}, exact = 0, flagged = 0;
    (void)state;
    jh_random_seed(&r, 31);
    while (cells < 24000) {
        jh_arena *a = jh_arena_new();
        jh_pack *p = test_pack_of(a, seven);
        school s[SCHOOLS];
        jh_buf b = {0};
        jh_buf_puts(&b, "pupils_primary,pupils_junior,teachers_primary,teachers_junior,"
                        "rooms_m2,books,count\n");
        for (size_t i = 0; i < SCHOOLS; i++) {
            s[i] = random_school(&r);
            write_school(&b, &s[i]);
        }
        jh_assessment *x = test_assess_table(a, p, b.p);
        for (size_t i = 0; i < x->sections.n; i++) {
            const jh_section *sec = &x->sections.section[i];
            const school *of = &s[sec->school];
            size_t stage = (size_t)sec->stage;
            for (size_t k = 0; k < INDICATORS; k++) {
                const jh_cell_result *c = cell(x, k, i);
                fraction v = value_of(of, k, stage, 0, 0);
                jh_grade want = expected(of, k, stage, v);
                if (c->grade != want)
                    fail_msg("%.17g is %s, not %s", c->value.number,
                             jh_grade_id(c->grade), jh_grade_id(want));
                test_close(c->value.number, (double)v.num / (double)v.den, 1e-14);
                count[want]++;
                cells++;
                if (want == JH_NONE) continue;
                exact += !against(v, k, stage, 100) || !against(v, k, stage, 85);
                bool turns = expected(of, k, stage, shown(v)) != want;
                if (c->rounding != turns) fail_msg("rounding of %.17g", c->value.number);
                flagged += turns;
                check_need(of, k, stage, c);
            }
        }
        jh_buf_clear(&b);
        jh_arena_free(a);
    }
    assert_true(count[JH_MET] > 2000 && count[JH_FLOOR] > 2000 &&
                count[JH_FAILED] > 2000);
    assert_true(exact > 500 && flagged > 100);
}

static void distance_needs_a_lever_that_answers_evenly(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(
        a, "indicators:\n"
           "  - {id: N, value: books / pupils, standard: 5}\n"
           "  - {id: M, value: \"min(books, 40) / pupils\", standard: 5, lever: books}\n"
           "  - {id: D, value: (100 - count) / pupils, standard: 5, lever: count}\n"
           "  - {id: P, value: books / pupils, standard: 5, lever: pupils}\n");
    jh_assessment *x = test_assess_table(a, p, "pupils_primary,books,count\n10,20,80\n");
    assert_true(isnan(cell(x, 0, 0)->need));
    assert_true(isnan(cell(x, 1, 0)->need));
    assert_true(cell(x, 2, 0)->need == 30); /* less of it */
    assert_true(isnan(cell(x, 3, 0)->need));
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thresholds_can_be_hit),
        cmocka_unit_test(a_floor_of_less_is_standard_over_share),
        cmocka_unit_test(stages_without_a_standard_are_not_judged),
        cmocka_unit_test(shares_can_hit_a_threshold),
        cmocka_unit_test(rounding_that_would_turn_a_grade_is_told),
        cmocka_unit_test(random_cells_agree_with_whole_numbers),
        cmocka_unit_test(distance_needs_a_lever_that_answers_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
