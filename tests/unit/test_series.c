/* Trends of a few years: against every order of the same values, and values known from elsewhere. */
#include "support.h"

#include <junheng/series.h>

#include <math.h>
#include <string.h>

#define MOST 7

static jh_series_figures series_of(jh_arena *a, const double *value, size_t n)
{
    jh_year_value at[100];
    jh_series_figures s;
    for (size_t i = 0; i < n; i++)
        at[i] = (jh_year_value){2000 + (double)i, value[i]};
    assert_int_equal(jh_series_measure(a, at, n, 0.95, &s), JH_OK);
    return s;
}

/* ---- by definition --------------------------------------------------------------------------- */

static double score(const double *x, size_t n)
{
    double s = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            s += (x[j] > x[i]) - (x[j] < x[i]);
    return s;
}

static double pettitt(const double *x, size_t n)
{
    double most = 0;
    for (size_t t = 1; t < n; t++) {
        double u = 0;
        for (size_t i = 0; i < t; i++)
            for (size_t j = t; j < n; j++)
                u += (x[i] > x[j]) - (x[i] < x[j]);
        most = fmax(most, fabs(u));
    }
    return most;
}

typedef double measure(const double *x, size_t n);

/* Orders of which |measure| is at least what was seen, of all orders. */
static void count_orders(double *x, size_t n, size_t from, measure *of, double seen,
                         double count[2])
{
    if (from == n) {
        count[0] += fabs(of(x, n)) >= seen;
        count[1]++;
        return;
    }
    for (size_t i = from; i < n; i++) {
        double here = x[from];
        x[from] = x[i];
        x[i] = here;
        count_orders(x, n, from + 1, of, seen, count);
        x[i] = x[from];
        x[from] = here;
    }
}

static double share(const double *x, size_t n, measure *of)
{
    double copy[MOST], count[2] = {0};
    memcpy(copy, x, n * sizeof *x);
    count_orders(copy, n, 0, of, fabs(of(x, n)), count);
    return count[0] / count[1];
}

static void both_tests_count_every_order(void **state)
{
    jh_random r;
    (void)state;
    jh_random_seed(&r, 3);
    for (int round = 0; round < 300; round++) {
        jh_arena *a = jh_arena_new();
        size_t n = (size_t)test_between(&r, 3, MOST);
        double x[MOST];
        for (size_t i = 0; i < n; i++)
            x[i] = (double)test_between(&r, 0, round % 3 ? 4 : 1000);
        jh_series_figures s = series_of(a, x, n);
        bool same = true;
        for (size_t i = 1; i < n; i++)
            same = same && x[i] == x[0];
        assert_int_equal(s.p.state, same ? JH_STAT_UNDEFINED : JH_STAT_OK);
        if (!same) {
            assert_true(s.exact);
            assert_true(fabs(s.p.value - share(x, n, score)) < 1e-12);
        }
        if (!same && n >= 4) {
            assert_true(s.shift_exact);
            assert_true(fabs(s.shift.value - share(x, n, pettitt)) < 1e-12);
        }
        jh_arena_free(a);
    }
}

/* Of all orders of n values without slope, how many have an interval that leaves 0 out? No more
 * than the level allows, and with 5 years or more it does happen. */
static void the_interval_keeps_its_level(void **state)
{
    (void)state;
    for (size_t n = 2; n <= MOST; n++) {
        double x[MOST], outside = 0, all = 0;
        size_t turn[MOST] = {0};
        for (size_t i = 0; i < n; i++)
            x[i] = (double)i;
        for (size_t i = 0;;) {
            if (!i) {
                jh_arena *a = jh_arena_new();
                jh_series_figures s = series_of(a, x, n);
                assert_int_equal(isnan(s.low), n < 5);
                outside += s.low > 0 || s.high < 0;
                all++;
                jh_arena_free(a);
            }
            while (i < n && turn[i] >= i)
                turn[i++] = 0;
            if (i == n) break;
            double other = x[i % 2 ? turn[i] : 0];
            x[i % 2 ? turn[i] : 0] = x[i];
            x[i] = other;
            turn[i]++;
            i = 0;
        }
        assert_true(outside / all <= 0.05);
        if (n >= 5) assert_true(outside > 0);
    }
}

/* ---- known values ------------------------------------------------------------------------------ */

/* Sen 1968 by hand: 1, 2, 4, 8, 16 has slopes from 1 to 8, of which the middle two are 3 and 15/4.
 * All rise: p = 2/5!. */
static void figures_known_from_the_definition(void **state)
{
    static const double x[] = {1, 2, 4, 8, 16}, step[] = {1, 1, 1, 1, 5, 5, 5, 5};
    jh_arena *a = jh_arena_new();
    (void)state;
    jh_series_figures s = series_of(a, x, 5);
    assert_true(fabs(s.slope.value - 3.375) < 1e-12);
    assert_true(s.low == 1 && s.high == 8);
    assert_true(s.tau == 1);
    assert_true(fabs(s.p.value - 2.0 / 120) < 1e-15);
    s = series_of(a, step, 8);
    assert_true(s.shift_after == 2003);
    assert_true(fabs(s.shift.value - 2.0 / 70) < 1e-12); /* 2 of C(8, 4) */
    assert_true(fabs(s.tau - 16 / sqrt(28 * 16)) < 1e-12);
    jh_arena_free(a);
}

/* The exact and the normal distribution meet where one gives way to the other. */
static void long_series_are_near_the_exact_ones(void **state)
{
    double x[100];
    jh_arena *a = jh_arena_new();
    jh_random r;
    (void)state;
    jh_random_seed(&r, 8);
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < 100; i++)
            x[i] = 20 * jh_random_unit(&r) + 0.06 * (double)i;
        jh_series_figures s = series_of(a, x, 50), t = series_of(a, x, 51);
        assert_true(s.exact && !t.exact);
        double z = (fabs(s.tau) * 50 * 49 / 2 - 1) / sqrt(50.0 * 49 * 105 / 18);
        assert_true(fabs(s.p.value - erfc(fmax(0, z) / sqrt(2))) < 0.01);
        assert_true(fabs(s.low - t.low) < 0.05 && fabs(s.high - t.high) < 0.05);
        assert_true(t.low <= t.slope.value && t.slope.value <= t.high);
    }
    jh_arena_free(a);
}

static void few_years_say_so(void **state)
{
    static const double x[] = {3, 5, NAN, 9};
    jh_arena *a = jh_arena_new();
    (void)state;
    assert_int_equal(series_of(a, x, 0).slope.state, JH_STAT_UNDEFINED);
    jh_series_figures s = series_of(a, x, 2);
    assert_true(s.slope.value == 2 && isnan(s.low));
    assert_string_equal(s.p.why, "stat.few_years");
    s = series_of(a, x, 4); /* a year without value is not a year of zero */
    assert_int_equal(s.years, 3);
    assert_true(s.slope.value == 2);
    assert_true(fabs(s.p.value - 1.0 / 3) < 1e-15);
    assert_string_equal(s.shift.why, "stat.few_years");
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_tests_count_every_order),
        cmocka_unit_test(the_interval_keeps_its_level),
        cmocka_unit_test(figures_known_from_the_definition),
        cmocka_unit_test(long_series_are_near_the_exact_ones),
        cmocka_unit_test(few_years_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
