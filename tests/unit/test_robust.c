/* How firmly a verdict stands: influences against counties without the school, errors of
 * reporting against the normal law. */
#include "support.h"

#include <junheng/robust.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const rules =
    "rules: {section: {met: all}, coefficient: {form: each}}\n"
    "indicators:\n"
    "  - {id: A, value: amount / pupils, standard: 6, limit: 0.4, lever: amount}\n"
    "  - {id: E, value: books / pupils, standard: 1, lever: books, exam: yes}\n";

static const char *const head =
    "pupils_primary,pupils_junior,teachers_primary,teachers_junior,books,amount\n";

/* A county of n primary schools with amounts drawn around 7 a pupil; `less` leaves one out,
 * `more` gives one 1 % more. */
static jh_frame *county(jh_arena *a, const jh_pack *p, size_t n, size_t less, size_t more)
{
    jh_random r;
    jh_buf b = {0};
    jh_random_seed(&r, n);
    jh_buf_puts(&b, head);
    for (size_t i = 0; i < n; i++) {
        long pupils = test_between(&r, 50, 900);
        double amount = (double)pupils * (double)test_between(&r, 30, 160) / 10;
        if (i == more) amount *= 1.01;
        if (i != less)
            jh_buf_printf(&b, "%ld,,1,,%ld,%.17g\n", pupils, pupils * 2, amount);
    }
    jh_frame *f = test_frame(a, p->vocabulary, b.p);
    jh_buf_clear(&b);
    return f;
}

static double cv_of(jh_arena *a, const jh_pack *p, size_t n, size_t less, size_t more)
{
    jh_assessment *r = test_assess(a, p, county(a, p, n, less, more), NULL, NULL);
    return r->area[0].stage[0].coefficient[0].cv;
}

static void influence_is_what_the_engine_says(void **state)
{
    (void)state;
    for (size_t n = 2; n < 12; n++) {
        jh_arena *a = jh_arena_new();
        const jh_pack *p = test_pack_of(a, rules);
        jh_assessment *r = test_assess(a, p, county(a, p, n, n, n), NULL, NULL);
        double cv = r->area[0].stage[0].coefficient[0].cv, before = INFINITY;
        jh_influence *list;
        size_t found;
        jh_place place = {0, 0, 0};
        assert_int_equal(jh_influences(a, r, &place, &list, &found, NULL), JH_OK);
        assert_int_equal(found, n);
        for (size_t i = 0; i < n; i++) {
            size_t s = list[i].section;
            test_close(cv + list[i].change, cv_of(a, p, n, s, n), 1e-12);
            test_close(cv + list[i].per_cent, cv_of(a, p, n, n, s), 1e-12);
            assert_true(fabs(list[i].change) <= before);
            before = fabs(list[i].change);
        }
        jh_arena_free(a);
    }
}

static void the_only_school(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const jh_pack *p = test_pack_of(a, rules);
    jh_assessment *r = test_assess(a, p, county(a, p, 1, 1, 1), NULL, NULL);
    jh_influence *list;
    size_t found;
    jh_place place = {0, 0, 0};
    assert_int_equal(jh_influences(a, r, &place, &list, &found, NULL), JH_OK);
    assert_int_equal(found, 1);
    assert_true(isnan(list[0].change));
    assert_true(list[0].per_cent == 0);
    jh_arena_free(a);
}

static jh_status draw(jh_arena *a, const jh_pack *p, jh_frame *f, jh_robust_ask ask,
                      jh_robust *out, jh_error *err)
{
    jh_assess_input in = {.schools = f};
    return jh_robust_draw(a, p, &in, &ask, out, err);
}

static void without_error_nothing_moves(void **state)
{
    (void)state;
    static const int first[] = {0};
    jh_arena *a = jh_arena_new();
    const jh_pack *p = test_pack_of(a, rules);
    jh_robust r;
    jh_robust_ask ask = {
        .error = 0, .draws = 20, .within = 0.9, .rank = first, .ranks = 1};
    assert_int_equal(draw(a, p, county(a, p, 9, 9, 9), ask, &r, NULL), JH_OK);
    const jh_robust_coefficient *c = &r.area[0].stage[0].coefficient[0];
    double cv = cv_of(a, p, 9, 9, 9);
    test_close(c->cv, cv, 0);
    test_close(c->range.low, cv, 1e-6);
    test_close(c->range.high, cv, 1e-6);
    assert_true(c->within == (cv <= 0.4));
    assert_true(r.area[0].fail == 1 && r.area[0].pass == 0);
    for (size_t i = 0; i < 9; i++) {
        assert_true(r.pass[i] == (r.base.section[i].verdict == JH_PASS));
        assert_true(r.rank[i].range.low == (double)r.rank[i].rank);
        assert_true(r.rank[i].range.high == (double)r.rank[i].rank);
    }
    jh_arena_free(a);
}

/* One school, `above` times the standard: amount and pupils both err, so that it passes with the
 * probability that a difference of two normal variables stays below (above − 1) / error. */
static double passes(double above, double error, uint64_t seed)
{
    jh_arena *a = jh_arena_new();
    const jh_pack *p =
        test_pack_of(a, "rules: {section: {met: all}}\nindicators:\n"
                        "  - {id: A, value: amount / pupils, standard: 6}\n");
    char text[200];
    jh_robust r;
    snprintf(text, sizeof text, "%s100000,,1,,1,%.17g\n", head, 600000 * above);
    jh_robust_ask ask = {.error = error, .draws = 4000, .seed = seed, .within = 0.9};
    assert_int_equal(draw(a, p, test_frame(a, p->vocabulary, text), ask, &r, NULL),
                     JH_OK);
    double pass = r.pass[0];
    jh_arena_free(a);
    return pass;
}

static void verdicts_turn_as_the_normal_law_says(void **state)
{
    (void)state;
    static const double sd[] = {-2, -1, 0, 1, 2};
    for (size_t i = 0; i < JH_COUNT(sd); i++) {
        double law = erfc(-sd[i] / 2) / 2; /* Φ(sd / √2) */
        assert_true(fabs(passes(1 + 0.01 * sd[i], 0.01, 5) - law) < 0.03);
    }
}

static void same_seed_same_result(void **state)
{
    (void)state;
    assert_true(passes(1, 0.02, 1) == passes(1, 0.02, 1));
    assert_true(passes(1, 0.02, 1) != passes(1, 0.02, 2));
}

static void what_was_given_is_not_changed(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const jh_pack *p = test_pack_of(a, rules);
    jh_frame *f = county(a, p, 5, 5, 5);
    double before[6 * 5];
    jh_robust r;
    jh_robust_ask ask = {.error = 0.1, .draws = 5, .within = 0.9};
    for (size_t k = 0; k < 6; k++)
        memcpy(before + 5 * k, f->column[k].number, 5 * sizeof *before);
    assert_int_equal(draw(a, p, f, ask, &r, NULL), JH_OK);
    assert_int_equal(f->columns, 6);
    for (size_t k = 0; k < 6; k++)
        assert_memory_equal(before + 5 * k, f->column[k].number, 5 * sizeof *before);
    jh_arena_free(a);
}

static void equal_values_share_a_rank(void **state)
{
    (void)state;
    static const int first[] = {0};
    jh_arena *a = jh_arena_new();
    const jh_pack *p = test_pack_of(a, rules);
    char text[300];
    jh_robust r;
    jh_robust_ask ask = {.draws = 1, .within = 0.9, .rank = first, .ranks = 1};
    snprintf(text, sizeof text,
             "%s10,,1,,1,70\n10,,1,,1,80\n10,,1,,1,70\n10,,1,,1,\n10,,1,,1,60\n", head);
    assert_int_equal(draw(a, p, test_frame(a, p->vocabulary, text), ask, &r, NULL),
                     JH_OK);
    static const size_t expected[] = {2, 1, 2, 0, 4};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(r.rank[i].rank, expected[i]);
    assert_true(isnan(r.rank[3].range.low));
    jh_arena_free(a);
}

static void what_is_refused(void **state)
{
    (void)state;
    static const int exam[] = {1};
    jh_arena *a = jh_arena_new();
    const jh_pack *p = test_pack_of(a, rules);
    jh_frame *f = county(a, p, 3, 3, 3);
    static const jh_robust_ask wrong[] = {
        {.error = -0.1, .draws = 1, .within = 0.9},
        {.error = 0.6, .draws = 1, .within = 0.9},
        {.error = 0.1, .draws = 0, .within = 0.9},
        {.error = 0.1, .draws = 100001, .within = 0.9},
        {.error = 0.1, .draws = 1, .within = 1},
        {.error = NAN, .draws = 1, .within = 0.9},
    };
    jh_robust r;
    for (size_t i = 0; i < JH_COUNT(wrong); i++) {
        jh_error err = {0};
        assert_int_equal(draw(a, p, f, wrong[i], &r, &err), JH_EUSAGE);
        assert_string_equal(err.msg.key, "assess.robust_range");
    }
    jh_error err = {0};
    jh_robust_ask ask = {.draws = 1, .within = 0.9, .rank = exam, .ranks = 1};
    assert_int_equal(draw(a, p, f, ask, &r, &err), JH_EUSAGE);
    assert_string_equal(err.msg.key, "assess.robust_exam");
    assert_string_equal(test_argument(&err.msg, "indicator"), "E");
    ask.rank_exams = true;
    assert_int_equal(draw(a, p, f, ask, &r, NULL), JH_OK);
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(influence_is_what_the_engine_says),
        cmocka_unit_test(the_only_school),
        cmocka_unit_test(without_error_nothing_moves),
        cmocka_unit_test(verdicts_turn_as_the_normal_law_says),
        cmocka_unit_test(same_seed_same_result),
        cmocka_unit_test(what_was_given_is_not_changed),
        cmocka_unit_test(equal_values_share_a_rank),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
