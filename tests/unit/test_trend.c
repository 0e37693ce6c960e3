/* When a target is met at the present pace. */
#include <junheng/history.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Values from 2021 on, to fall to `target`; NAN is a year without one. */
static jh_trend falling(const double *value, size_t n, double target)
{
    jh_mark mark[16];
    for (size_t i = 0; i < n; i++)
        mark[i] = (jh_mark){2021 + (int)i, value[i], value[i] <= target};
    return jh_trend_of(mark, n, target, false);
}

static jh_trend rising(const double *value, size_t n, double target)
{
    jh_mark mark[16];
    for (size_t i = 0; i < n; i++)
        mark[i] = (jh_mark){2021 + (int)i, value[i], value[i] >= target};
    return jh_trend_of(mark, n, target, true);
}

static void a_straight_line_hits_its_year(void **state)
{
    (void)state;
    /* 0.10 a year: 0.60 in 2023, 0.50 in 2024, on the year exactly */
    jh_trend t = falling((double[]){0.8, 0.7, 0.6}, 3, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_AHEAD);
    assert_true(t.when == 2024);
    assert_true(t.least == 2024 && t.most == 2024); /* nothing lies beside the line */
    assert_true(t.firm && t.years == 3);
    assert_true(fabs(t.slope + 0.1) < 1e-12);
    t = rising((double[]){0.2, 0.3, 0.4}, 3, 0.55);
    assert_true(t.when == 2025);
}

static void what_is_met_is_met(void **state)
{
    (void)state;
    jh_trend t = falling((double[]){0.7, 0.6, 0.5}, 3, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_MET);
    assert_true(isnan(t.when) && isnan(t.lost));
    /* also where it stands alone */
    t = falling((double[]){0.4}, 1, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_MET);
    /* rising by 0.04: 0.48 in 2023, 0.52 in 2024 */
    t = falling((double[]){0.40, 0.44, 0.48}, 3, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_MET);
    assert_true(t.lost == 2024);
    /* two years do not say that it will be lost */
    t = falling((double[]){0.40, 0.48}, 2, 0.5);
    assert_true(isnan(t.lost));
    /* nor do three when it would take a generation */
    t = falling((double[]){0.400, 0.401, 0.402}, 3, 0.5);
    assert_true(isnan(t.lost));
}

static void two_years_are_no_trend(void **state)
{
    (void)state;
    jh_trend t = falling((double[]){0.7, 0.6}, 2, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_AHEAD);
    assert_true(t.when == 2023);
    assert_false(t.firm);
    assert_true(isnan(t.least) && isnan(t.most));
    t = falling((double[]){0.7}, 1, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_UNKNOWN);
    t = jh_trend_of(NULL, 0, 0.5, false);
    assert_int_equal(t.outlook, JH_OUTLOOK_UNKNOWN);
}

static void level_is_not_nearer(void **state)
{
    (void)state;
    /* values whose mean is not exact in binary must not leave a slope */
    jh_trend t = falling((double[]){0.7, 0.7, 0.7}, 3, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_AWAY);
    assert_true(t.slope == 0);
    t = falling((double[]){0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 7, 0.05);
    assert_int_equal(t.outlook, JH_OUTLOOK_AWAY);
    t = falling((double[]){0.6, 0.7, 0.8}, 3, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_AWAY);
    assert_true(isnan(t.when));
    t = falling((double[]){0.7000, 0.6999, 0.6998}, 3, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_FAR);
    assert_true(isnan(t.when));
}

static void a_relapse_shows(void **state)
{
    (void)state;
    /* met in 2022, lost in 2023; the line itself is under the limit, which is not met all the
     * same: it cannot come before the next year */
    jh_trend t = falling((double[]){0.90, 0.40, 0.52, 0.51}, 4, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_AHEAD);
    assert_true(t.relapsed);
    assert_true(t.when == 2025);
    t = falling((double[]){0.40, 0.55, 0.60}, 3, 0.5);
    assert_true(t.relapsed);
    assert_int_equal(t.outlook, JH_OUTLOOK_AWAY);
    t = falling((double[]){0.55, 0.60, 0.40}, 3, 0.5);
    assert_false(t.relapsed);
}

static void missing_years_are_no_zeros(void **state)
{
    (void)state;
    jh_trend t = falling((double[]){0.8, NAN, 0.6}, 3, 0.5);
    assert_true(t.when == 2024);
    assert_int_equal(t.years, 2);
    assert_false(t.firm);
    t = falling((double[]){0.8, 0.7, NAN}, 3, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_UNKNOWN);
    t = falling((double[]){NAN, NAN, 0.7}, 3, 0.5);
    assert_int_equal(t.outlook, JH_OUTLOOK_UNKNOWN);
    t = falling((double[]){0.8, 0.7, 0.6}, 3, NAN);
    assert_int_equal(t.outlook, JH_OUTLOOK_UNKNOWN);
}

/* By hand: 0.80, 0.66, 0.64 has mean 0.70 in 2022, slope -0.08, residuals 0.02, -0.04, 0.02,
 * so s = sqrt(0.0024) = 0.04899 with one degree of freedom, t = 3.078. The line is at 0.5 in
 * 2024.5: 2025. In 2024 its band is 0.54 ± 0.1508 * sqrt(1/3 + 4/2) = ± 0.2303: the near edge
 * is there. The far edge never is: it leaves the line by 0.1066 a year, more than the slope. */
static void the_band_by_hand(void **state)
{
    (void)state;
    jh_trend t = falling((double[]){0.80, 0.66, 0.64}, 3, 0.5);
    assert_true(t.when == 2025);
    assert_true(t.least == 2024);
    assert_true(isinf(t.most));
    /* six years near a line of -0.05: the band closes */
    t = falling((double[]){0.90, 0.86, 0.80, 0.75, 0.69, 0.65}, 6, 0.5);
    assert_true(t.when == 2029);
    assert_true(t.least == 2029 && t.most == 2030);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_straight_line_hits_its_year),
        cmocka_unit_test(what_is_met_is_met),
        cmocka_unit_test(two_years_are_no_trend),
        cmocka_unit_test(level_is_not_nearer),
        cmocka_unit_test(a_relapse_shows),
        cmocka_unit_test(missing_years_are_no_zeros),
        cmocka_unit_test(the_band_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
