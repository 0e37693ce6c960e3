/* Segregation: by hand, by counting all allocations, and what must add up. */
#include "support.h"

#include <junheng/segregation.h>

#include <math.h>
#include <string.h>

#define UNITS 12
#define GROUPS 4

/* Two schools of 10: 8 and 2 of the first group. */
static void two_schools_by_hand(void **state)
{
    static const double n[] = {8, 2, 2, 8};
    const jh_counts c = {2, 2, n};
    (void)state;
    double m = 0.8 * log(1.6) + 0.2 * log(0.4);
    jh_segregation s = jh_segregation_of(&c);
    jh_two_groups t = jh_segregation_two(&c, 0, 1);
    test_close(s.entropy, log(2), 1e-15);
    test_close(s.m.value, m, 1e-14);
    test_close(s.h.value, m / log(2), 1e-14);
    test_close(s.d.value, 0.6, 1e-14);
    test_close(t.d.value, 0.6, 1e-14);
    test_close(t.isolation.value, 0.68, 1e-14);
    test_close(t.exposure.value, 0.32, 1e-14);
    test_close(t.eta2.value, 0.36, 1e-14);
    double score[2];
    jh_segregation_local(&c, score);
    test_close(score[0], m, 1e-14);
    test_close(score[1], m, 1e-14);
}

static void an_absent_group_is_no_fault(void **state)
{
    static const double n[] = {8, 0, 2, 2, 0, 8}, one[] = {5, 0, 7, 0}, none[] = {0, 0};
    const jh_counts c = {2, 3, n}, alone = {2, 2, one}, empty = {1, 2, none};
    (void)state;
    jh_segregation s = jh_segregation_of(&c);
    test_close(s.d.value, 0.6, 1e-14);
    assert_int_equal(jh_segregation_two(&c, 1, JH_EVERYONE_ELSE).d.state,
                     JH_STAT_UNDEFINED);
    test_close(jh_segregation_two(&c, 0, JH_EVERYONE_ELSE).d.value, 0.6, 1e-14);
    s = jh_segregation_of(&alone);
    assert_true(s.m.state == JH_STAT_OK && s.m.value == 0);
    assert_string_equal(s.h.why, "stat.one_kind");
    s = jh_segregation_of(&empty);
    assert_string_equal(s.m.why, "stat.no_pupils");
}

static double *random_counts(jh_arena *a, jh_random *r)
{
    double *n = jh_alloc_array(a, UNITS * GROUPS, sizeof *n);
    for (size_t i = 0; i < UNITS * GROUPS; i++)
        n[i] = jh_random_below(r, 4) ? (double)test_between(r, 0, 60) : 0;
    return n;
}

static void levels_and_scores_add_up(void **state)
{
    jh_random r;
    (void)state;
    jh_random_seed(&r, 41);
    for (int round = 0; round < 300; round++) {
        jh_arena *a = jh_arena_new();
        double *n = random_counts(a, &r), score[UNITS], local = 0;
        size_t group[2][UNITS], groups[] = {2, 4};
        const size_t *const by_level[] = {group[0], group[1]};
        const jh_nest nest = {2, by_level, groups};
        const jh_counts c = {UNITS, GROUPS, n};
        jh_decomposition d;
        for (size_t u = 0; u < UNITS; u++) {
            group[1][u] = (size_t)test_between(&r, 0, 3);
            group[0][u] = group[1][u] / 2;
        }
        jh_segregation s = jh_segregation_of(&c);
        jh_segregation_local(&c, score);
        for (size_t u = 0; u < UNITS; u++) {
            double t = 0;
            for (size_t g = 0; g < GROUPS; g++)
                t += n[u * GROUPS + g];
            assert_true(isnan(score[u]) == (t == 0));
            if (t > 0) local += t / s.total * score[u];
        }
        assert_true(fabs(local - s.m.value) < 1e-13);
        assert_int_equal(jh_segregation_nested(a, &c, &nest, &d), JH_OK);
        assert_true(fabs(d.between[0] + d.between[1] + d.within - s.m.value) < 1e-13);
        assert_true(s.h.value >= 0 && s.h.value <= 1 && s.d.value >= 0);
        /* what is inside the outer groups is what is left between and inside the inner ones */
        double inside = d.part[0][0].contribution + d.part[0][1].contribution;
        assert_true(fabs(inside - d.between[1] - d.within) < 1e-13);
        jh_arena_free(a);
    }
}

/* ---- chance ---------------------------------------------------------------------------------- */

/* Adds up the figures of every way to give the first group's pupils to three schools, each as
 * likely as it has orders. */
static void chance_is_the_mean_of_all_allocations(void **state)
{
    static const double size[] = {4, 3, 5}, first = 5;
    double weight = 0, m = 0, d = 0, two_d = 0, isolation = 0, eta2 = 0;
    (void)state;
    for (double a = 0; a <= 4; a++)
        for (double b = 0; b <= 3; b++) {
            double c = first - a - b;
            if (c < 0 || c > 5) continue;
            const double n[] = {a, 4 - a, b, 3 - b, c, 5 - c};
            const double x[] = {a, b, c};
            const jh_counts t = {3, 2, n};
            double ways = 1;
            for (int u = 0; u < 3; u++)
                ways *= round(tgamma(size[u] + 1) / tgamma(x[u] + 1) /
                              tgamma(size[u] - x[u] + 1));
            jh_segregation s = jh_segregation_of(&t);
            jh_two_groups two = jh_segregation_two(&t, 0, 1);
            weight += ways;
            m += ways * s.m.value;
            d += ways * s.d.value;
            two_d += ways * two.d.value;
            isolation += ways * two.isolation.value;
            /* without the floor at 0, which chance may pass */
            eta2 += ways * (two.isolation.value - 5.0 / 12) / (1 - 5.0 / 12);
        }
    static const double seen[] = {4, 0, 1, 2, 0, 5};
    const jh_counts t = {3, 2, seen};
    jh_arena *a = jh_arena_new();
    jh_segregation s;
    jh_two_groups two;
    assert_int_equal(jh_segregation_chance(a, &t, &s), JH_OK);
    assert_int_equal(jh_segregation_chance_two(a, &t, 0, &two), JH_OK);
    test_close(s.m.value, m / weight, 1e-12);
    test_close(s.h.value, m / weight / s.entropy, 1e-12);
    test_close(s.d.value, d / weight, 1e-12);
    test_close(two.d.value, two_d / weight, 1e-12);
    test_close(two.isolation.value, isolation / weight, 1e-12);
    test_close(two.eta2.value, eta2 / weight, 1e-12);
    jh_stat_result seen_d = jh_segregation_of(&t).d;
    test_close(jh_segregation_freed(seen_d, s.d).value,
               (seen_d.value - s.d.value) / (1 - s.d.value), 1e-14);
    jh_arena_free(a);
}

static void chance_needs_whole_pupils(void **state)
{
    static const double n[] = {8.5, 2, 2, 8}, single[] = {1, 0, 0, 1};
    const jh_counts c = {2, 2, n}, s = {2, 2, single};
    jh_arena *a = jh_arena_new();
    jh_segregation chance;
    jh_two_groups two;
    (void)state;
    assert_int_equal(jh_segregation_chance(a, &c, &chance), JH_OK);
    assert_string_equal(chance.m.why, "stat.not_whole");
    assert_int_equal(jh_segregation_chance_two(a, &c, 0, &two), JH_OK);
    assert_string_equal(two.d.why, "stat.not_whole");
    /* one pupil a school: all of it is chance */
    assert_int_equal(jh_segregation_chance(a, &s, &chance), JH_OK);
    test_close(chance.d.value, 1, 1e-14);
    assert_string_equal(jh_segregation_freed(jh_segregation_of(&s).d, chance.d).why,
                        "stat.chance_alone");
    jh_arena_free(a);
}

/* ---- change ----------------------------------------------------------------------------------- */

static double sum_of(const jh_mixing_change *c)
{
    return c->additions + c->removals + c->groups + c->units + c->structural.value;
}

static void change_adds_up_and_turns_round(void **state)
{
    jh_random r;
    (void)state;
    jh_random_seed(&r, 42);
    for (int round = 0; round < 60; round++) {
        jh_arena *a = jh_arena_new();
        const jh_counts before = {UNITS, GROUPS, random_counts(a, &r)};
        const jh_counts after = {UNITS, GROUPS, random_counts(a, &r)};
        jh_mixing_change c, b;
        assert_int_equal(jh_segregation_change(a, &before, &after, &c), JH_OK);
        assert_int_equal(jh_segregation_change(a, &after, &before, &b), JH_OK);
        assert_int_equal(c.structural.state, b.structural.state);
        if (c.structural.state == JH_STAT_OK) {
            assert_true(fabs(sum_of(&c) - (c.after.value - c.before.value)) < 1e-12);
            assert_true(fabs(c.structural.value + b.structural.value) < 1e-8);
            assert_true(fabs(c.groups + b.groups) < 1e-8);
            assert_true(fabs(c.additions + b.removals) < 1e-12);
        }
        jh_arena_free(a);
    }
}

/* Margins of the published example with four units and two groups: 110 against 115 pupils. */
static void structure_is_what_margins_leave(void **state)
{
    static const double was[] = {40, 5, 30, 10, 20, 15, 10, 20};
    double scaled[8], wider[10] = {0};
    const jh_counts before = {4, 2, was}, after = {4, 2, scaled};
    jh_arena *a = jh_arena_new();
    jh_mixing_change c;
    (void)state;
    /* rows and columns multiplied: odds ratios stay, so does the structure */
    for (size_t i = 0; i < 8; i++)
        scaled[i] = was[i] * (i % 2 ? 3 : 1) * (double)(1 + i / 2);
    assert_int_equal(jh_segregation_change(a, &before, &after, &c), JH_OK);
    assert_true(fabs(c.structural.value) < 1e-9);
    assert_true(c.additions == 0 && c.removals == 0);
    assert_true(fabs(c.groups) > 1e-4 && fabs(c.units) > 1e-5);
    /* a school that opens */
    memcpy(wider, was, sizeof was);
    const jh_counts old = {5, 2, wider};
    double grown[10];
    memcpy(grown, wider, sizeof grown);
    grown[8] = 30;
    const jh_counts new = {5, 2, grown};
    assert_int_equal(jh_segregation_change(a, &old, &new, &c), JH_OK);
    test_close(c.additions, c.after.value - c.before.value, 1e-12);
    assert_true(c.removals == 0 && fabs(c.structural.value) < 1e-12);
    jh_arena_free(a);
}

/* Two tables of two units and four groups; parts by a program of its own, in another language. */
static void change_of_known_tables(void **state)
{
    static const double was[] = {40, 30, 20, 10, 5, 10, 15, 20};
    static const double is[] = {20, 20, 20, 15, 5, 10, 10, 15};
    const jh_counts before = {2, 4, was}, after = {2, 4, is};
    jh_arena *a = jh_arena_new();
    jh_mixing_change c;
    (void)state;
    assert_int_equal(jh_segregation_change(a, &before, &after, &c), JH_OK);
    test_close(c.before.value, 0.09526044288781516, 1e-13);
    test_close(c.after.value, 0.02439201720914093, 1e-13);
    test_close(c.groups, -0.0018784057720221186, 1e-9);
    test_close(c.units, -0.00031000582243107064, 1e-9);
    test_close(c.structural.value, -0.06868001408422103, 1e-9);
    jh_arena_free(a);
}

static void nothing_in_common_says_so(void **state)
{
    static const double was[] = {5, 5, 0, 0}, is[] = {0, 0, 5, 5};
    const jh_counts before = {2, 2, was}, after = {2, 2, is};
    jh_arena *a = jh_arena_new();
    jh_mixing_change c;
    (void)state;
    assert_int_equal(jh_segregation_change(a, &before, &after, &c), JH_OK);
    assert_string_equal(c.structural.why, "stat.nothing_common");
    assert_true(jh_text_has(c.structural.why));
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_schools_by_hand),
        cmocka_unit_test(an_absent_group_is_no_fault),
        cmocka_unit_test(levels_and_scores_add_up),
        cmocka_unit_test(chance_is_the_mean_of_all_allocations),
        cmocka_unit_test(chance_needs_whole_pupils),
        cmocka_unit_test(change_adds_up_and_turns_round),
        cmocka_unit_test(structure_is_what_margins_leave),
        cmocka_unit_test(change_of_known_tables),
        cmocka_unit_test(nothing_in_common_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
