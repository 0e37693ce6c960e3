/* Statistics: the published vector, and what each declares about itself. */
#include "support.h"

#include <junheng/curve.h>

#include <math.h>
#include <string.h>

static double stat(const char *id, jh_sample s)
{
    const jh_stat *t = jh_stat_find(id);
    assert_non_null(t);
    jh_stat_choice c = {.stat = t};
    jh_stat_result r = jh_stat_compute(&c, s);
    assert_int_equal(r.state, JH_STAT_OK);
    return r.value;
}

/* Five primary schools with 302 pupils and 1,913 books: 校际均衡指标计算方法. */
static void the_published_example_comes_out(void **state)
{
    static const double pupils[] = {45, 37, 89, 76, 55},
                        books[] = {279, 137, 935, 160, 402};
    double x[5];
    (void)state;
    for (int i = 0; i < 5; i++)
        x[i] = books[i] / pupils[i];
    jh_sample s = {.x = x, .w = pupils, .n = 5};
    assert_true(fabs(stat("mean", s) - 6.334437) < 5e-7);
    assert_true(fabs(stat("sd", s) - 3.263861) < 5e-7);
    assert_true(fabs(stat("cv", s) - 0.515257) < 5e-7);
    assert_true(fabs(stat("cv_unweighted", s) - 0.488771) < 5e-7);
    assert_true(fabs(stat("cv_sample", s) - 0.546462) < 5e-7);
    test_close(stat("total", s), 1913, 1e-14);
    assert_true(stat("count", s) == 5);
    assert_true(stat("min", s) == x[3]);
    assert_true(stat("max", s) == x[2]);
}

/* Six schools with 12 pupils: mean 19/6, median 3, every value a fraction by hand. */
static void inequality_of_six_schools(void **state)
{
    static const double x[] = {3, 8, 1, 6, 2, 4}, w[] = {4, 1, 2, 1, 3, 1};
    const struct {
        const char *id;
        double value;
    } rows[] = {
        {"gini", 6.0 / 19},
        {"theil_l", log(19.0 / 6) - log(124416) / 12},
        {"ge2", 137.0 / 722},
        {"atkinson_1", 1 - pow(124416, 1.0 / 12) / (19.0 / 6)},
        {"atkinson_2", 241.0 / 817},
        {"schutz", 17.0 / 76},
        {"mad", 17.0 / 12},
        {"p05", 1},
        {"p10", 11.0 / 10},
        {"p25", 2},
        {"p50", 3},
        {"p50_t1", 3},
        {"p50_t2", 3},
        {"p75", 13.0 / 4},
        {"p90", 29.0 / 5},
        {"p95", 69.0 / 10},
        {"range", 7},
        {"restricted_range", 7},
        {"range_ratio", 8},
        {"federal_range_ratio", 7},
        {"ratio_p90_p10", 6},
        {"ratio_p75_p25", 7.0 / 4},
        {"mcloone", 20.0 / 27},
        {"mcloone_half", 11.0 / 18},
        {"verstegen", 10.0 / 7},
        {"verstegen_half", 3.0 / 2},
    };
    jh_arena *a = jh_arena_new();
    (void)state;
    for (size_t i = 0; i < JH_COUNT(rows); i++)
        test_close(stat(rows[i].id, (jh_sample){.x = x, .w = w, .n = 6, .scratch = a}),
                   rows[i].value, 1e-13);
    jh_arena_free(a);
}

/* Zeros stay in; without weights every school is one. */
static void zeros_count(void **state)
{
    static const double x[] = {0, 1, 2, 3, 4}, r[] = {0.5, 1, 1.5, 2};
    jh_arena *a = jh_arena_new();
    jh_sample s = {.x = x, .n = 5, .scratch = a};
    jh_sample four = {.x = x + 1, .n = 4, .scratch = a};
    double theil = 0, root = 0;
    (void)state;
    for (size_t i = 0; i < JH_COUNT(r); i++)
        theil += r[i] * log(r[i]) / 5, root += sqrt(r[i]) / 5;
    test_close(stat("theil_t", s), theil, 1e-13);
    assert_true(fabs(theil - 0.3296) < 5e-5);
    test_close(stat("atkinson_05", s), 1 - root * root, 1e-13);
    assert_true(stat("atkinson_1", s) == 1);
    assert_true(stat("atkinson_2", s) == 1);
    test_close(stat("ge2", s), 1.0 / 4, 1e-13);
    test_close(stat("gini", s), 2.0 / 5, 1e-13);
    test_close(stat("gini_unweighted", s), 2.0 / 5, 1e-13);
    test_close(stat("gini_sample", s), 1.0 / 2, 1e-13);
    test_close(stat("schutz", s), 3.0 / 10, 1e-13);
    /* half of the pupils are reached exactly */
    assert_true(stat("p50", four) == 2.5);
    assert_true(stat("p50_t1", four) == 2);
    assert_true(stat("p50_t2", four) == 2.5);
    test_close(stat("mcloone", four), 3.0 / 5, 1e-13);
    test_close(stat("verstegen_half", four), 7.0 / 5, 1e-13);
    jh_arena_free(a);
}

/* Nearly equal values: what differs in the ninth digit is still told. */
static void small_differences_keep_their_digits(void **state)
{
    static const double x[] = {1 - 1e-9, 1 + 1e-9};
    jh_arena *a = jh_arena_new();
    jh_sample s = {.x = x, .n = 2, .scratch = a};
    (void)state;
    test_close(stat("gini", s), 5e-10, 1e-6);
    test_close(stat("theil_t", s), 5e-19, 1e-6);
    test_close(stat("ge2", s), 5e-19, 1e-6);
    jh_arena_free(a);
}

static void what_cannot_be_computed_says_why(void **state)
{
    static const double zero[] = {0, 0, 0}, minus[] = {-1, -2, 0}, one[] = {5};
    jh_arena *a = jh_arena_new();
    static const double huge[] = {1e308, 1e307, 1e308};
    static const double none[] = {0, 0, 0}, some[] = {1, 2, 3}, gap[] = {0, 0, 3};
    const struct {
        const char *id;
        jh_sample s;
        const char *why;
    } rows[] = {
        {"cv", {.n = 0, .scratch = a}, "stat.no_values"},
        {"cv", {.x = zero, .w = some, .n = 3, .scratch = a}, "stat.mean_zero"},
        {"cv", {.x = minus, .w = some, .n = 3, .scratch = a}, "stat.mean_negative"},
        {"cv", {.x = some, .w = none, .n = 3, .scratch = a}, "stat.no_weight"},
        {"cv_unweighted", {.n = 0, .scratch = a}, "stat.no_values"},
        {"cv_unweighted", {.x = zero, .n = 3, .scratch = a}, "stat.mean_zero"},
        {"cv_unweighted", {.x = minus, .n = 3, .scratch = a}, "stat.mean_negative"},
        {"cv_sample", {.x = one, .n = 1, .scratch = a}, "stat.too_few"},
        {"cv_sample", {.x = zero, .n = 3, .scratch = a}, "stat.mean_zero"},
        {"cv_sample", {.x = minus, .n = 3, .scratch = a}, "stat.mean_negative"},
        {"mean", {.n = 0, .scratch = a}, "stat.no_values"},
        {"mean", {.x = some, .w = none, .n = 3, .scratch = a}, "stat.no_weight"},
        {"sd", {.x = some, .w = none, .n = 3, .scratch = a}, "stat.no_weight"},
        {"min", {.n = 0, .scratch = a}, "stat.no_values"},
        {"max", {.n = 0, .scratch = a}, "stat.no_values"},
        {"gini", {.n = 0, .scratch = a}, "stat.no_values"},
        {"gini", {.x = some, .w = none, .n = 3, .scratch = a}, "stat.no_weight"},
        {"gini", {.x = zero, .w = some, .n = 3, .scratch = a}, "stat.mean_zero"},
        {"gini", {.x = minus, .w = some, .n = 3, .scratch = a}, "stat.value_negative"},
        {"gini_sample", {.x = one, .n = 1, .scratch = a}, "stat.too_few"},
        {"gini", {.x = huge, .w = some, .n = 3, .scratch = a}, "stat.not_finite"},
        {"theil_t", {.x = huge, .w = some, .n = 3, .scratch = a}, "stat.not_finite"},
        {"theil_t", {.x = zero, .w = some, .n = 3, .scratch = a}, "stat.mean_zero"},
        {"theil_t", {.x = minus, .w = some, .n = 3, .scratch = a}, "stat.value_negative"},
        {"theil_l", {.x = gap, .w = some, .n = 3, .scratch = a}, "stat.value_zero"},
        {"schutz", {.x = some, .w = none, .n = 3, .scratch = a}, "stat.no_weight"},
        {"p50", {.x = some, .w = none, .n = 3, .scratch = a}, "stat.no_weight"},
        {"range", {.n = 0, .scratch = a}, "stat.no_values"},
        {"range_ratio",
         {.x = gap, .w = some, .n = 3, .scratch = a},
         "stat.percentile_zero"},
        {"federal_range_ratio",
         {.x = gap, .w = some, .n = 3, .scratch = a},
         "stat.percentile_zero"},
        {"mcloone", {.x = gap, .n = 3, .scratch = a}, "stat.median_zero"},
        {"verstegen_half", {.x = gap, .n = 3, .scratch = a}, "stat.median_zero"},
    };
    (void)state;
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_stat_result r = jh_stat_find(rows[i].id)->compute(rows[i].s);
        assert_int_equal(r.state, JH_STAT_UNDEFINED);
        assert_string_equal(r.why, rows[i].why);
        assert_true(jh_text_has(r.why));
    }
    assert_true(stat("cv", (jh_sample){.x = one, .n = 1}) == 0);
    assert_true(stat("total", (jh_sample){0}) == 0);
    assert_true(stat("count", (jh_sample){0}) == 0);
    assert_true(stat("atkinson_1", (jh_sample){.x = gap, .n = 3}) == 1);
    assert_true(stat("atkinson_2", (jh_sample){.x = gap, .n = 3}) == 1);
    jh_arena_free(a);
}

/* More values than memory has bytes: no figure, and no crash. */
static void sorting_without_memory_says_so(void **state)
{
    static const char *const ids[] = {"gini", "p50", "range_ratio", "restricted_range",
                                      "mcloone_half"};
    static const double x[] = {1, 2};
    jh_arena *a = jh_arena_new();
    (void)state;
    for (size_t i = 0; i < JH_COUNT(ids); i++) {
        jh_sample s = {.x = x, .n = SIZE_MAX / 8, .scratch = a};
        assert_int_equal(jh_stat_find(ids[i])->compute(s).state, JH_STAT_NOMEM);
    }
    jh_arena_free(a);
}

/* The curve passes through what lorenz(p) and concentration_share(p) say. */
static void curves_agree_with_their_points(void **state)
{
    static const double x[] = {3, 8, 1, 6, 2, 4}, w[] = {4, 1, 2, 1, 3, 1};
    static const double y[] = {20, 50, 10, 40, 20, 30}, zero[] = {0, 0};
    jh_arena *a = jh_arena_new();
    jh_curve c;
    (void)state;
    for (int with = 0; with < 2; with++) {
        jh_sample s = {.x = x, .w = w, .n = 6, .scratch = a, .y = with ? y : NULL};
        assert_int_equal(jh_curve_of(a, s, &c), JH_OK);
        assert_int_equal(c.n, with ? 6 : 7); /* two rows of equal rank are one step */
        assert_true(c.weight[0] == 0 && c.total[0] == 0);
        assert_true(c.weight[c.n - 1] == 1 && c.total[c.n - 1] == 1);
        for (int p = 0; p <= 100; p += 5) {
            jh_stat_choice choice;
            const char *text = with ? jh_sprintf(a, "concentration_share(%d)", p)
                                    : jh_sprintf(a, "lorenz(p=%d)", p);
            assert_int_equal(jh_stat_choose(a, text, &choice, NULL), JH_OK);
            double point = jh_stat_compute(&choice, s).value;
            assert_true(fabs(jh_curve_at(&c, p / 100.0) - point) < 1e-14);
        }
    }
    assert_int_equal(jh_curve_of(a, (jh_sample){.x = zero, .n = 2, .scratch = a}, &c),
                     JH_OK);
    assert_string_equal(c.state.why, "stat.mean_zero");
    jh_arena_free(a);
}

/* Against plain sums in long double, for any number of lanes that is left over. */
static void moments_agree_with_plain_sums(void **state)
{
    jh_random r;
    (void)state;
    jh_random_seed(&r, 22);
    for (size_t n = 1; n < 200; n++) {
        jh_arena *a = jh_arena_new();
        double *x = jh_alloc_array(a, n, sizeof *x), *w = jh_alloc_array(a, n, sizeof *w);
        long double all = 0, total = 0, square = 0;
        for (size_t i = 0; i < n; i++) {
            x[i] = jh_random_unit(&r) * 100;
            w[i] = (double)test_between(&r, 1, 2000);
            all += w[i];
            total += (long double)w[i] * x[i];
        }
        long double mean = total / all;
        for (size_t i = 0; i < n; i++)
            square += w[i] * (x[i] - mean) * (x[i] - mean);
        jh_moments m = jh_moments_of((jh_sample){.x = x, .w = w, .n = n});
        assert_int_equal(m.n, n);
        assert_true(m.weight == (double)all);
        test_close(m.total, (double)total, 1e-14);
        test_close(m.mean, (double)mean, 1e-14);
        if (n > 1) test_close(m.sd, (double)sqrtl(square / all), 1e-12);
        jh_arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_example_comes_out),
        cmocka_unit_test(inequality_of_six_schools),
        cmocka_unit_test(zeros_count),
        cmocka_unit_test(small_differences_keep_their_digits),
        cmocka_unit_test(what_cannot_be_computed_says_why),
        cmocka_unit_test(sorting_without_memory_says_so),
        cmocka_unit_test(curves_agree_with_their_points),
        cmocka_unit_test(moments_agree_with_plain_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
