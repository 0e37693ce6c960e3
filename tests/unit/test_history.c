/* Years side by side: what became of schools, and what a changed rule did. */
#include "support.h"

#include <junheng/history.h>

#include <math.h>
#include <string.h>

/* One indicator, books a pupil; `standard` and `limit` are the rule. */
static jh_pack *ruled(jh_arena *a, const char *standard, const char *limit)
{
    return test_pack_of(
        a, jh_sprintf(a,
                      "indicators:\n"
                      "  - {id: B, value: amount / pupils, standard: %s, limit: %s}\n"
                      "rules:\n"
                      "  section: {met: 1}\n"
                      "  coefficient: {form: each, decimals: 3}\n",
                      standard, limit));
}

static jh_history_year of(jh_arena *a, const jh_pack *pack, int year, const char *rows)
{
    const char *table =
        jh_sprintf(a, "school_id,school_name,county,pupils_primary,amount\n%s", rows);
    return (jh_history_year){
        .year = year, .a = test_assess_table(a, pack, table), .before = SIZE_MAX};
}

static jh_history laid(jh_arena *a, const jh_history_year *year, size_t n)
{
    jh_history h;
    assert_int_equal(jh_history_of(a, year, n, &h, NULL), JH_OK);
    return h;
}

static const jh_series *series(const jh_history *h, jh_series_kind kind)
{
    for (size_t i = 0; i < h->series_n; i++)
        if (h->series[i].kind == kind) return &h->series[i];
    fail_msg("no series %s", jh_series_id(kind));
    return NULL;
}

static jh_fate_kind fate(const jh_history *h, const char *key)
{
    for (size_t i = 0; i < h->fates; i++)
        if (!strcmp(h->fate[i].key, key)) return h->fate[i].kind;
    fail_msg("no school %s", key);
    return JH_FATE_GONE;
}

static void each_school_has_its_fate(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = ruled(a, "2", "0.5");
    const jh_history_year year[] = {
        of(a, p, 2024,
           "1,稳,县,10,30\n2,升,县,10,10\n3,落,县,10,10\n4,差,县,10,10\n5,撤,县,10,30\n"),
        of(a, p, 2025,
           "1,稳,县,10,30\n2,升,县,10,10\n3,落,县,10,25\n4,差,县,10,10\n5,撤,县,10,30\n"),
        of(a, p, 2026,
           "1,稳,县,10,30\n2,升,县,10,20\n3,落,县,10,19\n4,差,县,10,10\n6,新,县,10,30\n7,"
           "缺,县,10,\n"),
    };
    jh_history h = laid(a, year, 3);
    assert_int_equal(h.fates, 7);
    assert_int_equal(fate(&h, "1"), JH_FATE_PASSES);
    assert_int_equal(fate(&h, "2"), JH_FATE_NEWLY);
    assert_int_equal(fate(&h, "3"), JH_FATE_RELAPSED);
    assert_int_equal(fate(&h, "4"), JH_FATE_FAILS);
    assert_int_equal(fate(&h, "5"), JH_FATE_GONE);
    assert_int_equal(fate(&h, "6"), JH_FATE_FRESH);
    const jh_series *pass = series(&h, JH_SERIES_PASS);
    assert_int_equal(pass->n[0], 2);
    assert_int_equal(pass->of[0], 5);
    assert_int_equal(pass->n[1], 3);
    assert_int_equal(pass->n[2], 3);
    assert_true(pass->target == 1);
    assert_int_equal(h.breaks, 0);
    /* the relapsed school: 1.0, 2.5, 1.9 books */
    jh_series s;
    for (size_t i = 0; i < h.fates; i++) {
        if (strcmp(h.fate[i].key, "3")) continue;
        assert_int_equal(jh_history_section(a, &h, &h.fate[i], 0, &s, NULL), JH_OK);
        assert_true(s.value[0] == 1 && s.value[1] == 2.5 && s.value[2] == 1.9);
        assert_true(!s.met[0] && s.met[1] && !s.met[2]);
        assert_true(s.trend.relapsed);
        assert_int_equal(s.trend.outlook, JH_OUTLOOK_AHEAD);
    }
    jh_arena_free(a);
}

static void a_changed_code_is_the_same_school(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = ruled(a, "2", "0.5");
    static const char *const early[] = {"x"}, *const late[] = {"x"};
    jh_history_year year[] = {of(a, p, 2024, "1,旧名,县,10,30\n"),
                              of(a, p, 2025, "9,新名,县,10,10\n")};
    jh_history h = laid(a, year, 2);
    assert_int_equal(h.fates, 2); /* nothing says that they are one */
    year[0].school = early;
    year[1].school = late;
    h = laid(a, year, 2);
    assert_int_equal(h.fates, 1);
    assert_int_equal(h.fate[0].kind, JH_FATE_RELAPSED);
    assert_string_equal(h.fate[0].id, "9");
    assert_string_equal(h.fate[0].name, "新名");
    jh_arena_free(a);
}

static void a_section_twice_in_a_year_is_not_lost(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = ruled(a, "2", "0.5");
    static const char *const one[] = {"x", "x"};
    jh_history_year year = of(a, p, 2024, "1,甲,县,10,30\n2,乙,县,10,30\n");
    year.school = one;
    jh_history h = laid(a, &year, 1);
    assert_int_equal(h.fates, 2);
    jh_arena_free(a);
}

static void other_schools_break_a_series(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = ruled(a, "2", "0.5");
    const char *full = "1,甲,县,10,10\n2,乙,县,10,20\n3,丙,县,10,30\n4,丁,县,10,80\n";
    jh_history_year year[] = {
        of(a, p, 2023, full),
        of(a, p, 2024, "1,甲,县,10,10\n2,乙,县,10,\n3,丙,县,10,30\n4,丁,县,10,\n"),
        of(a, p, 2025, full), of(a, p, 2026, full)};
    jh_history h = laid(a, year, 4);
    const jh_series *cv = series(&h, JH_SERIES_CV);
    assert_false(cv->scope[0]);
    assert_true(cv->scope[1] && cv->scope[2]);
    assert_false(cv->scope[3]);
    assert_int_equal(cv->from, 2);
    assert_int_equal(cv->trend.years, 2);
    assert_int_equal(cv->n[1], 2);
    assert_int_equal(cv->of[1], 4);
    /* the same schools with other figures are no break */
    jh_history_year same[] = {year[0], year[2]};
    h = laid(a, same, 2);
    assert_false(series(&h, JH_SERIES_CV)->scope[1]);
    jh_arena_free(a);
}

/* 2024: 1, 3 books a pupil; 2025: 2, 3. By the old rule (2) one of two passes, then both; by the
 * new one (3) one and one. What happened is +1/2, what the rule did is -1/2: the reports of the
 * time showed one of two in both years. */
static void rule_and_reality_are_told_apart(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *before = ruled(a, "2", "0.5"), *after = ruled(a, "3", "0.1");
    const char *rows24 = "1,甲,县,10,10\n2,乙,县,10,30\n";
    const char *rows25 = "1,甲,县,10,20\n2,乙,县,10,30\n";
    const jh_rule old = {.pack = "p", .version = "1", .texts = "2"};
    const jh_rule new = {.pack = "p", .version = "1", .texts = "3", .settings = "x=1\n"};
    jh_history_year year[] = {of(a, after, 2024, rows24), of(a, after, 2025, rows25)};
    year[0].rule = &old;
    year[0].own = of(a, before, 2024, rows24).a;
    year[1].rule = &new;
    year[1].own = year[1].a;
    year[1].before = 0;
    year[1].by_earlier = of(a, before, 2025, rows25).a;
    year[1].earlier_by_this = year[0].a;
    jh_history h = laid(a, year, 2);
    assert_int_equal(h.breaks, 1);
    assert_int_equal(h.brk[0].kinds, JH_BREAK_TEXT | JH_BREAK_SETTING);
    assert_int_equal(h.brk[0].effects, 4); /* pass, kept, coefficient, mean */
    for (size_t i = 0; i < h.brk[0].effects; i++) {
        const jh_effect *e = &h.brk[0].effect[i];
        double real = jh_effect_real(e), rule = jh_effect_rule(e);
        test_close(real + rule, e->value[1][1] - e->value[0][0], 1e-12);
        if (e->kind == JH_SERIES_PASS) assert_true(real == 0.5 && rule == -0.5);
        /* the coefficient went from 0.5 to 0.2: within 0.5 both, within 0.1 neither */
        if (e->kind == JH_SERIES_KEPT) assert_true(real == 0 && rule == -1);
        if (e->kind == JH_SERIES_CV) assert_true(rule == 0 && fabs(real + 0.3) < 1e-12);
        if (e->kind == JH_SERIES_MEAN) assert_true(rule == 0 && real == 0.5);
    }
    /* without the earlier rule there is nothing to compare, but the break is told */
    year[0].own = year[1].by_earlier = NULL;
    h = laid(a, year, 2);
    assert_int_equal(h.breaks, 1);
    assert_int_equal(h.brk[0].effects, 0);
    jh_arena_free(a);
}

static void what_rules_differ_in(void **state)
{
    (void)state;
    const jh_rule r = {
        .pack = "p", .version = "1", .vocabulary = "v", .settings = "", .texts = "t"};
    jh_rule x = r;
    assert_int_equal(jh_rule_differs(&r, &x), 0);
    x.texts = "u";
    assert_int_equal(jh_rule_differs(&r, &x), JH_BREAK_TEXT);
    x.texts = NULL; /* not known */
    assert_int_equal(jh_rule_differs(&r, &x), 0);
    x.texts = "u";
    x.version = "2";
    assert_int_equal(jh_rule_differs(&r, &x), JH_BREAK_VERSION);
    x.pack = "q";
    assert_int_equal(jh_rule_differs(&r, &x), JH_BREAK_PACK);
    x = r;
    x.reliefs_in_force = true;
    x.vocabulary = "w";
    assert_int_equal(jh_rule_differs(&r, &x), JH_BREAK_RELIEF | JH_BREAK_VOCABULARY);
    for (int bit = 0; bit < JH_BREAK_KINDS; bit++)
        assert_true(jh_break_id(bit)[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_school_has_its_fate),
        cmocka_unit_test(a_changed_code_is_the_same_school),
        cmocka_unit_test(a_section_twice_in_a_year_is_not_lost),
        cmocka_unit_test(other_schools_break_a_series),
        cmocka_unit_test(rule_and_reality_are_told_apart),
        cmocka_unit_test(what_rules_differ_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
