/* Coefficients against their limits: exactly at them, beside them, and against plain sums. */
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const one = "indicators:\n"
                               "  - {id: B, value: amount / pupils, lever: amount}\n";

static jh_pack *limited(jh_arena *a, const char *limit)
{
    return test_pack_of(
        a, jh_sprintf(
               a,
               "indicators: [{id: B, value: amount / pupils, limit: %s, lever: amount}]\n"
               "rules: {coefficient: {form: each, decimals: 3}}\n",
               limit));
}

static const jh_coefficient_result *cv_of(const jh_assessment *x)
{
    return &x->area[0].stage[0].coefficient[0];
}

static void a_limit_that_is_met_exactly_is_kept(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    static const struct {
        const char *limit, *rows;
        jh_verdict want;
    } rows[] = {
        {"0.5", "100,100\n100,300\n", JH_PASS}, /* 1 and 3 for each: 0.5 */
        {"0.5", "100,100\n100,300.0000000001\n", JH_FAIL},
        {"0.5", "100,100.0000000001\n100,300\n", JH_PASS},
        {"0.5", "7,0.7\n7,2.1\n", JH_PASS}, /* 0.1 and 0.3 */
        {"0.5", "3,0.9\n3,0.3\n", JH_PASS},
        {"0.45", "90,99\n90,261\n", JH_PASS}, /* 1.1 and 2.9: 0.45 */
        {"0.45", "90,99\n90,261.000000001\n", JH_FAIL},
        {"0.25", "1,1\n4,9\n", JH_PASS},
        /* which is 1 and 2.25 with weights of 1 and 4 */
        {"0.25", "80,80\n20,40\n", JH_FAIL}, /* sqrt(.16)/1.2 = 1/3 */
        {"0.4999", "100,100\n100,300\n", JH_FAIL},
        {"0.5", "100,100\n", JH_PASS},
        {"0.5", "100,0\n100,0\n", JH_OPEN}, /* no mean to divide by */
        {"0.5", "100,-100\n100,-300\n", JH_OPEN},
        {"0.5", "100,100\n100,\n", JH_OPEN},
    };
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_assessment *x =
            test_assess_table(a, limited(a, rows[i].limit),
                              jh_sprintf(a, "pupils_primary,amount\n%s", rows[i].rows));
        if (cv_of(x)->verdict != rows[i].want)
            fail_msg("%s: %.17g", rows[i].rows, cv_of(x)->cv);
        assert_int_equal(x->area[0].verdict, rows[i].want);
        for (size_t k = 0; k < x->area[0].reasons; k++)
            test_message_renders(&x->area[0].reason[k].msg);
    }
    jh_arena_free(a);
}

static void rounding_that_would_turn_a_coefficient_is_told(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = limited(a, "0.5");
    static const struct {
        const char *rows;
        bool want;
    } rows[] = {{"100,100\n100,300\n", false},
                {"1000,1000\n1000,3003\n", true},   /* 0.5004 is shown as 0.500 */
                {"1000,1000\n1000,3010\n", false}}; /* 0.501 */
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_assessment *x = test_assess_table(
            a, p, jh_sprintf(a, "pupils_primary,amount\n%s", rows[i].rows));
        assert_int_equal(cv_of(x)->rounding, rows[i].want);
    }
    jh_arena_free(a);
}

typedef struct plain {
    double mean, cv;
} plain;

static plain naive(const double *w, const double *x, size_t n)
{
    long double all = 0, sum = 0, square = 0;
    for (size_t i = 0; i < n; i++)
        all += w[i], sum += (long double)w[i] * x[i];
    for (size_t i = 0; i < n; i++)
        square += w[i] * (x[i] - sum / all) * (x[i] - sum / all);
    return (plain){(double)(sum / all), (double)(sqrtl(square / all) / (sum / all))};
}

static void random_areas_agree_with_plain_sums(void **state)
{
    jh_random r;
    (void)state;
    jh_random_seed(&r, 41);
    for (int round = 0; round < 300; round++) {
        jh_arena *a = jh_arena_new();
        jh_pack *p = test_pack_of(
            a,
            "indicators:\n"
            "  - {id: B, value: amount / pupils, limit: 0.5}\n"
            "  - {id: W, value: amount / pupils, weight: \"if(count > 0, count, 1)\"}\n"
            "rules: {coefficient: {form: each}}\n");
        double w[80], x[80], other[80];
        size_t n = (size_t)test_between(&r, 1, 80);
        jh_buf b = {0};
        jh_buf_puts(&b, "pupils_primary,amount,count\n");
        for (size_t i = 0; i < n; i++) {
            long pupils = test_between(&r, 1, 3000), amount = test_between(&r, 1, 999999);
            long count = test_between(&r, 0, 9);
            w[i] = (double)pupils;
            x[i] = (double)amount / 100 / (double)pupils;
            other[i] = count ? (double)count : 1;
            jh_buf_printf(&b, "%ld,%ld.%02ld,%ld\n", pupils, amount / 100, amount % 100,
                          count);
        }
        jh_assessment *out = test_assess_table(a, p, b.p);
        plain want = naive(w, x, n), second = naive(other, x, n);
        const jh_coefficient_result *c = cv_of(out);
        test_close(c->mean, want.mean, 1e-13);
        assert_true(fabs(c->cv - want.cv) < 1e-12);
        assert_true(fabs(c[1].cv - second.cv) < 1e-12);
        assert_int_equal(c->n, n);
        assert_int_equal(c->verdict, want.cv <= 0.5 ? JH_PASS : JH_FAIL);
        jh_buf_clear(&b);
        jh_arena_free(a);
    }
}

/* Two schools of equal size with values c and d have the coefficient |d - c| / (c + d). For
 * whole numbers it can be compared with a decimal limit without rounding. */
static void random_pairs_agree_with_whole_numbers(void **state)
{
    jh_random r;
    size_t equal = 0;
    (void)state;
    jh_random_seed(&r, 42);
    for (int i = 0; i < 3000; i++) {
        jh_arena *a = jh_arena_new();
        long limit = test_between(&r, 1, 99), pupils = test_between(&r, 1, 500);
        long half = test_between(&r, 1, 50) * 100;
        /* (d - c) / (d + c) = limit/100 where c = half - k, d = half + k, k = limit·half/100 */
        long k = limit * half / 100 + test_between(&r, -1, 1);
        long c = half - k, d = half + k;
        char text[16];
        snprintf(text, sizeof text, "0.%02ld", limit);
        jh_assessment *x =
            test_assess_table(a, limited(a, text),
                              jh_sprintf(a, "pupils_primary,amount\n%ld,%ld\n%ld,%ld\n",
                                         pupils, c, pupils, d));
        long left = (d - c) * 100, right = limit * (c + d);
        if (left < 0) left = -left;
        equal += left == right;
        assert_int_equal(cv_of(x)->verdict, left <= right ? JH_PASS : JH_FAIL);
        jh_arena_free(a);
    }
    assert_true(equal > 500);
}

static void the_mean_of_coefficients_can_be_limited(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    static const char rest[] =
        "indicators:\n"
        "  - {id: B, value: amount / pupils}\n"
        "  - {id: C, value: count / pupils}\n"
        "rules: {coefficient: {form: mean, limit: {primary: 0.3}, decimals: 3}}\n";
    jh_pack *p = test_pack_of(a, rest);
    static const struct {
        const char *rows;
        jh_verdict want;
    } rows[] = {{"100,100,400\n100,300,400\n", JH_PASS}, /* 0.5 and 0 */
                {"100,100,450\n100,300,550\n", JH_PASS}, /* 0.5 and 0.1 */
                {"100,100,449\n100,300,551\n", JH_FAIL},
                {"100,100,\n100,300,550\n", JH_OPEN},
                {"100,0,450\n100,0,550\n", JH_OPEN}};
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_assessment *x = test_assess_table(
            a, p, jh_sprintf(a, "pupils_primary,amount,count\n%s", rows[i].rows));
        const jh_stage_result *s = &x->area[0].stage[0];
        if (s->composite_verdict != rows[i].want) fail_msg("%s", rows[i].rows);
        assert_int_equal(x->area[0].verdict, rows[i].want);
        assert_int_equal(isnan(s->composite), rows[i].want == JH_OPEN);
        for (size_t k = 0; k < x->area[0].reasons; k++)
            test_message_renders(&x->area[0].reason[k].msg);
    }
    jh_arena_free(a);
}

/* Published coefficients of Luyang, Shushan and Wanzhou against the mean that was published
 * with them. */
static void published_tables_can_be_checked(void **state)
{
    static const struct {
        double cv[8], mean;
    } rows[] = {
        {{.881, 1.299, .977, .379, .170, .334, .286, .408}, .592},
        {{.353, .784, .146, .491, .037, .226, .223, .253}, .314},
        {{.711, .649, .472, .338, .235, .274, .260, .396}, .417},
        {{.505, .484, .325, .275, .199, .715, .421, 1.021}, .493},
        {{.437, .419, .255, .188, .171, .263, .263, .420}, .302},
        {{.381, .298, .264, .212, .207, .502, .445, .539}, .356},
    };
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_buf b = {0};
    jh_buf_puts(&b, "indicators:\n");
    for (int i = 0; i < 8; i++)
        jh_buf_printf(&b, "  - {id: B%d, value: amount / pupils}\n", i + 1);
    jh_buf_puts(&b, "rules: {coefficient: {form: mean, limit: 0.592}}\n");
    jh_pack *p = test_pack_of(a, b.p);
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_stage_result s;
        assert_int_equal(jh_stage_limits(a, p, 0, &s), JH_OK);
        for (int k = 0; k < 8; k++)
            s.coefficient[k].cv = rows[i].cv[k];
        jh_stage_judge(p, &s);
        assert_true(fabs(s.composite - rows[i].mean) < 0.0005 + 1e-12);
        assert_int_equal(s.verdict, JH_PASS);
        s.coefficient[3].cv = NAN;
        jh_stage_judge(p, &s);
        assert_int_equal(s.verdict, JH_OPEN);
    }
    jh_buf_clear(&b);
    jh_arena_free(a);
}

static void what_has_no_limit_passes(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_assessment *x = test_assess_table(a, test_pack_of(a, one),
                                         "pupils_primary,amount\n100,1\n100,900\n");
    assert_int_equal(x->area[0].verdict, JH_PASS);
    assert_true(isnan(cv_of(x)->limit));
    assert_true(cv_of(x)->cv > 0.9);
    assert_false(cv_of(x)->remedy.possible);
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_that_is_met_exactly_is_kept),
        cmocka_unit_test(rounding_that_would_turn_a_coefficient_is_told),
        cmocka_unit_test(random_areas_agree_with_plain_sums),
        cmocka_unit_test(random_pairs_agree_with_whole_numbers),
        cmocka_unit_test(the_mean_of_coefficients_can_be_limited),
        cmocka_unit_test(published_tables_can_be_checked),
        cmocka_unit_test(what_has_no_limit_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
