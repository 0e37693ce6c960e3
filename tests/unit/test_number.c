/* Numbers as texts, decimal rounding, dates and random numbers. */
#include "support.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double parsed(const char *text)
{
    double x = NAN;
    if (!jh_number_parse(text, strlen(text), &x)) fail_msg("not read: %s", text);
    return x;
}

static bool refused(const char *text)
{
    double x = 0;
    return !jh_number_parse(text, strlen(text), &x);
}

static void numbers_are_read(void **state)
{
    (void)state;
    assert_true(parsed("0") == 0);
    assert_true(parsed("-12.50") == -12.5);
    assert_true(parsed("+7") == 7);
    assert_true(parsed(".5") == 0.5);
    assert_true(parsed("5.") == 5);
    assert_true(parsed("1e3") == 1000);
    assert_true(parsed("1E-3") == 0.001);
    assert_true(parsed("0.1") == 0.1);
    assert_true(parsed("4.505") == 4.505);
    assert_true(parsed("123456789012345678901234567890") ==
                123456789012345678901234567890.0);
    assert_true(parsed("00000000000000000000.25") == 0.25);
    assert_true(parsed("1e-999") == 0);
    assert_true(parsed("999999999999999") == 999999999999999.0);
    double x;
    assert_true(jh_number_parse("12345", 2, &x) && x == 12); /* only what is given */
}

static void what_is_no_number_is_refused(void **state)
{
    static const char *const words[] = {
        "",      "+",    "-",     ".",     "-.",   "1e",    "1e+",     "e5",
        "0x10",  "nan",  "inf",   "1,234", "1 ",   " 1",    "1.2.3",   "--1",
        "1e999", "１２", "1_000", "1%",    "12人", "1e5.0", "infinity"};
    (void)state;
    for (size_t i = 0; i < JH_COUNT(words); i++)
        if (!refused(words[i])) fail_msg("read: %s", words[i]);
    char digits[600];
    memset(digits, '1', sizeof digits);
    double x;
    assert_false(jh_number_parse(digits, sizeof digits, &x));
}

static void shares_are_their_decimals(void **state)
{
    (void)state;
    char text[32];
    double x;
    for (int i = 0; i <= 20000; i++) { /* 0.7 / 100 is not 0.007 */
        int n = snprintf(text, sizeof text, "%d.%02d%%", i / 100, i % 100);
        assert_true(jh_number_parse_share(text, (size_t)n, &x));
        snprintf(text, sizeof text, "%d.%04d", i / 10000, i % 10000);
        assert_true(x == parsed(text));
    }
    assert_true(jh_number_parse_share("85%", 3, &x) && x == 0.85);
    assert_true(jh_number_parse_share("0.85", 4, &x) && x == 0.85);
    assert_true(jh_number_parse_share("1e1%", 4, &x) && x == 0.1);
    assert_true(jh_number_parse_share("-5%", 3, &x) && x == -0.05);
    assert_false(jh_number_parse_share("%", 1, &x));
    assert_false(jh_number_parse_share("", 0, &x));
    assert_false(jh_number_parse_share("5%%", 3, &x));
}

/* Shortest: what has fewer digits does not read back. */
static void reads_back(double x)
{
    char text[32], shorter[32];
    int n = jh_number_shortest(x, text);
    assert_int_equal(n, strlen(text));
    if (parsed(text) != x) fail_msg("%s is not %.17g", text, x);
    int digits = 0;
    bool significant = false;
    for (const char *p = text; *p && *p != 'e'; p++) {
        significant = significant || (*p >= '1' && *p <= '9');
        digits += significant && *p >= '0' && *p <= '9';
    }
    if (x == floor(x) || digits < 2 || fabs(x) < DBL_MIN) return;
    snprintf(shorter, sizeof shorter, "%.*e", digits - 2, x);
    if (strtod(shorter, NULL) == x) fail_msg("%s is shorter than %s", shorter, text);
}

static void doubles_survive_their_text(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 20260901);
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = jh_random_next(&r);
        double x;
        memcpy(&x, &bits, sizeof x);
        if (isfinite(x)) reads_back(x);
    }
    for (int i = 0; i < 100000; i++) {
        double scale = pow(10, (double)test_between(&r, 0, 8));
        reads_back((double)test_between(&r, -1000000000, 1000000000) / scale);
    }
    double edge[] = {
        0,      -0.0,   0.1,     0.3,     1e15,   1e16,   1e21,
        1e22,   5e-324, DBL_MAX, DBL_MIN, 0x1p53, 0x1p63, 123456789.123456789,
        1.0 / 3};
    for (size_t i = 0; i < JH_COUNT(edge); i++)
        reads_back(edge[i]);
    char text[32];
    jh_number_shortest(0.1, text);
    assert_string_equal(text, "0.1");
    jh_number_shortest(1e30, text);
    assert_string_equal(text, "1e+30");
    jh_number_shortest(-0.0, text);
    assert_string_equal(text, "0");
    jh_number_shortest(-1234567, text);
    assert_string_equal(text, "-1234567");
}

static void fixed_is(double x, int decimals, const char *want)
{
    char text[64];
    int n = jh_number_fixed(x, decimals, text);
    assert_string_equal(text, want);
    assert_int_equal(n, strlen(want));
}

static void rounding_is_half_away_on_the_decimal(void **state)
{
    (void)state;
    fixed_is(2.675, 2, "2.68");
    fixed_is(1.005, 2, "1.01");
    fixed_is(-0.005, 2, "-0.01");
    fixed_is(-0.004, 2, "0.00");
    fixed_is(9.995, 2, "10.00");
    fixed_is(99.5, 0, "100");
    fixed_is(0.5, 0, "1");
    fixed_is(0.4999, 0, "0");
    fixed_is(0.0004, 2, "0.00");
    fixed_is(1e-300, 2, "0.00");
    fixed_is(0.0004, 3, "0.000");
    fixed_is(0.0005, 3, "0.001");
    fixed_is(0, 3, "0.000");
    fixed_is(7, 0, "7");
    fixed_is(4.2, 1, "4.2");
    fixed_is(4.25, 1, "4.3");
    fixed_is(-4.25, 1, "-4.3");
    fixed_is(1e20, 2, "100000000000000000000.00");
    fixed_is(12345678901234.5, 1, "12345678901234.5");
    fixed_is(3.8249999999999997, 2, "3.83"); /* a quotient that is 3.825 */
    fixed_is(123456789012345, 2, "123456789012345.00");
    fixed_is(3.57, 1, "3.6");
    fixed_is(0.4995, 3, "0.500");
    fixed_is(1e-7, 9, "0.000000100");
}

static void rounding_never_runs_over(void **state)
{
    (void)state;
    char text[64];
    jh_random r;
    jh_random_seed(&r, 5);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = jh_random_next(&r);
        double x;
        memcpy(&x, &bits, sizeof x);
        int n = jh_number_fixed(x, (int)test_between(&r, -3, 80), text);
        assert_true(n > 0 && n < 64);
        assert_int_equal(n, strlen(text));
    }
    fixed_is(1e300, 2, "1e+300");
    fixed_is(1.5, 1000, "1.50000000000000000000");
    fixed_is(1234, -2, "1234");
    fixed_is(INFINITY, 2, "inf");
}

/* Against whole-number arithmetic: i / 10^5 to two decimals. */
static void rounding_agrees_with_whole_numbers(void **state)
{
    (void)state;
    char text[64], want[64], decimal[64];
    for (int i = 0; i < 400000; i += 7) {
        snprintf(decimal, sizeof decimal, "%d.%05d", i / 100000, i % 100000);
        double x = parsed(decimal);
        int cents = (i + 500) / 1000;
        snprintf(want, sizeof want, "%d.%02d", cents / 100, cents % 100);
        jh_number_fixed(x, 2, text);
        assert_string_equal(text, want);
        assert_true(jh_number_rounded(x, 2) == parsed(want));
    }
}

static void numbers_do_not_follow_the_locale(void **state)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE",
                                        "fr_FR.UTF-8"};
    const char *set = NULL;
    (void)state;
    for (size_t i = 0; !set && i < JH_COUNT(names); i++)
        set = setlocale(LC_NUMERIC, names[i]);
    if (!set) skip();
    char text[64];
    snprintf(text, sizeof text, "%.1f", 1.5);
    assert_string_equal(text, "1,5"); /* the locale is one that matters */
    assert_true(parsed("0.12345678901234567") == 0.12345678901234567);
    assert_true(parsed("1.5e300") == 1.5e300);
    assert_true(refused("1,5"));
    jh_number_shortest(0.1, text);
    assert_string_equal(text, "0.1");
    jh_number_shortest(1.5e-30, text);
    assert_string_equal(text, "1.5e-30");
    fixed_is(2.675, 2, "2.68");
    fixed_is(1e16, 1, "10000000000000000.0");
    assert_true(jh_number_rounded(2.675, 2) == 2.68);
    double x;
    assert_true(jh_number_parse_share("0.7%", 4, &x) && x == 0.007);
    setlocale(LC_NUMERIC, "C");
}

static void dates_are_days(void **state)
{
    int32_t d;
    (void)state;
    assert_true(jh_date_parse("1970-01-01", &d) && d == 0);
    assert_true(jh_date_parse("2000-03-01", &d) && d == 11017);
    assert_true(jh_date_parse("2026-09-01", &d) && d == 20697);
    assert_true(jh_date_parse("1969-12-31", &d) && d == -1);
    int32_t before = 0, first = 0;
    for (int y = 1890; y < 2110; y++)
        for (int m = 1; m <= 12; m++)
            for (int day = 1; day <= 31; day++) {
                char text[16];
                snprintf(text, sizeof text, "%04d-%02d-%02d", y, m, day);
                if (!jh_date_parse(text, &d)) {
                    assert_true(day > 28);
                    continue;
                }
                if (first++) assert_int_equal(d, before + 1);
                before = d;
            }
    static const char *const bad[] = {"",           "2026-9-1",    "2026-02-29",
                                      "1900-02-29", "2026-13-01",  "2026-00-01",
                                      "2026-01-00", "2026- 9- 1",  "+026-09-01",
                                      "2026/09/01", "2026-09-01 ", "二〇二六年"};
    for (size_t i = 0; i < JH_COUNT(bad); i++)
        if (jh_date_parse(bad[i], &d)) fail_msg("a date: %s", bad[i]);
    assert_true(jh_date_parse("2000-02-29", &d));
}

static void random_numbers_are_the_same_everywhere(void **state)
{
    (void)state;
    /* splitmix64 from 0 gives e220a8397b1dcdaf, 6e789e6aa1b965f4, 06c45d188009454f,
     * f88bb8a8724c81ec; xoshiro256** from there by hand */
    jh_random r;
    jh_random_seed(&r, 0);
    assert_true(r.s[0] == 0xE220A8397B1DCDAFu);
    assert_true(r.s[3] == 0xF88BB8A8724C81ECu);
    uint64_t s1 = r.s[1] * 5, want = ((s1 << 7) | (s1 >> 57)) * 9;
    assert_true(jh_random_next(&r) == want);
    jh_random a, b;
    jh_random_seed(&a, 7);
    jh_random_seed(&b, 7);
    for (int i = 0; i < 1000; i++)
        assert_true(jh_random_next(&a) == jh_random_next(&b));
}

static void random_numbers_are_spread_evenly(void **state)
{
    (void)state;
    jh_random r;
    size_t count[7] = {0};
    double sum = 0, square = 0;
    jh_random_seed(&r, 99);
    for (int i = 0; i < 70000; i++)
        count[jh_random_below(&r, 7)]++;
    for (int i = 0; i < 7; i++)
        assert_in_range(count[i], 9600, 10400);
    assert_int_equal(jh_random_below(&r, 1), 0);
    for (int i = 0; i < 100000; i++) {
        double u = jh_random_unit(&r), z = jh_random_normal(&r);
        assert_true(u >= 0 && u < 1);
        sum += z;
        square += z * z;
    }
    assert_true(fabs(sum / 1e5) < 0.02);
    assert_true(fabs(square / 1e5 - 1) < 0.02);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(shares_are_their_decimals),
        cmocka_unit_test(doubles_survive_their_text),
        cmocka_unit_test(rounding_is_half_away_on_the_decimal),
        cmocka_unit_test(rounding_never_runs_over),
        cmocka_unit_test(rounding_agrees_with_whole_numbers),
        cmocka_unit_test(numbers_do_not_follow_the_locale),
        cmocka_unit_test(dates_are_days),
        cmocka_unit_test(random_numbers_are_the_same_everywhere),
        cmocka_unit_test(random_numbers_are_spread_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
