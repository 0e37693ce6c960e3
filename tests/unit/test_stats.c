/* Statistics: the published vector, and what each declares about itself. */
#include "support.h"

#include <math.h>
#include <string.h>

static double stat(const char *id, jh_sample s)
{
    const jh_stat *t = jh_stat_find(id);
    assert_non_null(t);
    jh_stat_result r = t->compute(s);
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
        test_close(stat(rows[i].id, (jh_sample){x, w, 6, a}), rows[i].value, 1e-13);
    jh_arena_free(a);
}

/* Zeros stay in; without weights every school is one. */
static void zeros_count(void **state)
{
    static const double x[] = {0, 1, 2, 3, 4}, r[] = {0.5, 1, 1.5, 2};
    jh_arena *a = jh_arena_new();
    jh_sample s = {x, NULL, 5, a}, four = {x + 1, NULL, 4, a};
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
    jh_sample s = {x, NULL, 2, a};
    (void)state;
    test_close(stat("gini", s), 5e-10, 1e-6);
    test_close(stat("theil_t", s), 5e-19, 1e-6);
    test_close(stat("ge2", s), 5e-19, 1e-6);
    jh_arena_free(a);
}

#define MOST 60

typedef struct sample {
    double x[4 * MOST], w[4 * MOST];
    jh_sample s;
} sample;

static sample *random_sample(jh_arena *a, jh_random *r)
{
    sample *s = jh_alloc(a, sizeof *s);
    s->s = (jh_sample){s->x, s->w, (size_t)test_between(r, 1, MOST), a};
    double scale = pow(10, (double)test_between(r, -6, 9));
    for (size_t i = 0; i < s->s.n; i++) {
        s->x[i] = jh_random_unit(r) * scale * (jh_random_below(r, 9) ? 1 : 0);
        s->w[i] = (double)test_between(r, jh_random_below(r, 8) ? 1 : 0, 3000);
    }
    return s;
}

/* Equal but for rounding, which is relative to the largest value where spread is nothing. */
static void same(const jh_stat *t, jh_stat_result a, jh_stat_result b, double largest)
{
    if (a.state != b.state) fail_msg("%s: defined once, undefined once", t->id);
    if (a.state) return;
    double size = t->scale_invariant ? 1 : largest;
    if (!(fabs(a.value - b.value) <= 1e-12 * fmax(fabs(b.value), size)))
        fail_msg("%s: %.17g and %.17g", t->id, a.value, b.value);
}

static void reason_is_told(const jh_stat *t, jh_stat_result r)
{
    if (r.state == JH_STAT_OK) {
        assert_true(isfinite(r.value));
        assert_null(r.why);
        if (!(r.value >= t->low && r.value <= t->high))
            fail_msg("%s: %g is out of bounds", t->id, r.value);
        return;
    }
    assert_non_null(r.why);
    assert_true(jh_text_has(r.why));
}

static void declared_properties_hold(void **state)
{
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    jh_random r;
    (void)state;
    jh_random_seed(&r, 21);
    assert_true(n >= 39);
    for (int round = 0; round < 400; round++)
        for (size_t k = 0; k < n; k++) {
            const jh_stat *t = list[k];
            jh_arena *a = jh_arena_new();
            sample *s = random_sample(a, &r), *other = jh_alloc(a, sizeof *other);
            jh_stat_result plain = t->compute(s->s);
            double most = 0;
            for (size_t i = 0; i < s->s.n; i++)
                most = fmax(most, s->x[i]);
            reason_is_told(t, plain);
            /* the same, order reversed */
            *other = *s;
            other->s = (jh_sample){other->x, other->w, s->s.n, a};
            for (size_t i = 0; i < s->s.n; i++) {
                other->x[i] = s->x[s->s.n - 1 - i];
                other->w[i] = s->w[s->s.n - 1 - i];
            }
            same(t, plain, t->compute(other->s), most);
            /* values a thousand times as large */
            for (size_t i = 0; i < s->s.n; i++)
                other->x[i] = s->x[i] * 1000, other->w[i] = s->w[i];
            if (t->scale_invariant) same(t, plain, t->compute(other->s), most);
            /* everything four times */
            for (size_t i = 0; i < 4 * s->s.n; i++)
                other->x[i] = s->x[i % s->s.n], other->w[i] = s->w[i % s->s.n];
            other->s.n = 4 * s->s.n;
            if (t->replication_invariant) same(t, plain, t->compute(other->s), most);
            /* weights that are all alike */
            for (size_t i = 0; i < s->s.n; i++)
                other->x[i] = s->x[i], other->w[i] = 1;
            other->s.n = s->s.n;
            jh_sample bare = {other->x, NULL, s->s.n, a};
            same(t, t->compute(bare), t->compute(other->s), most);
            for (size_t i = 0; i < s->s.n; i++)
                other->w[i] = 7;
            if (t->replication_invariant || !strcmp(t->weights.en, "not used"))
                same(t, t->compute(bare), t->compute(other->s), most);
            jh_arena_free(a);
        }
}

static void what_scales_with_the_values_says_so(void **state)
{
    static const double x[] = {1, 2, 4}, y[] = {2, 4, 8}, twice[] = {1, 2, 4, 1, 2, 4};
    jh_arena *a = jh_arena_new();
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    (void)state;
    for (size_t k = 0; k < n; k++) { /* the flags are no wider than the truth */
        double one = list[k]->compute((jh_sample){x, NULL, 3, a}).value;
        double scaled = list[k]->compute((jh_sample){y, NULL, 3, a}).value;
        double more = list[k]->compute((jh_sample){twice, NULL, 6, a}).value;
        assert_int_equal(list[k]->scale_invariant, fabs(one - scaled) < 1e-12);
        assert_int_equal(list[k]->replication_invariant, fabs(one - more) < 1e-12);
    }
    jh_arena_free(a);
}

static void what_cannot_be_computed_says_why(void **state)
{
    static const double zero[] = {0, 0, 0}, minus[] = {-1, -2, 0}, one[] = {5};
    jh_arena *a = jh_arena_new();
    static const double none[] = {0, 0, 0}, some[] = {1, 2, 3}, gap[] = {0, 0, 3};
    const struct {
        const char *id;
        jh_sample s;
        const char *why;
    } rows[] = {
        {"cv", {NULL, NULL, 0, a}, "stat.no_values"},
        {"cv", {zero, some, 3, a}, "stat.mean_zero"},
        {"cv", {minus, some, 3, a}, "stat.mean_negative"},
        {"cv", {some, none, 3, a}, "stat.no_weight"},
        {"cv_unweighted", {NULL, NULL, 0, a}, "stat.no_values"},
        {"cv_unweighted", {zero, NULL, 3, a}, "stat.mean_zero"},
        {"cv_unweighted", {minus, NULL, 3, a}, "stat.mean_negative"},
        {"cv_sample", {one, NULL, 1, a}, "stat.too_few"},
        {"cv_sample", {zero, NULL, 3, a}, "stat.mean_zero"},
        {"cv_sample", {minus, NULL, 3, a}, "stat.mean_negative"},
        {"mean", {NULL, NULL, 0, a}, "stat.no_values"},
        {"mean", {some, none, 3, a}, "stat.no_weight"},
        {"sd", {some, none, 3, a}, "stat.no_weight"},
        {"min", {NULL, NULL, 0, a}, "stat.no_values"},
        {"max", {NULL, NULL, 0, a}, "stat.no_values"},
        {"gini", {NULL, NULL, 0, a}, "stat.no_values"},
        {"gini", {some, none, 3, a}, "stat.no_weight"},
        {"gini", {zero, some, 3, a}, "stat.mean_zero"},
        {"gini", {minus, some, 3, a}, "stat.value_negative"},
        {"gini_sample", {one, NULL, 1, a}, "stat.too_few"},
        {"theil_t", {zero, some, 3, a}, "stat.mean_zero"},
        {"theil_t", {minus, some, 3, a}, "stat.value_negative"},
        {"theil_l", {gap, some, 3, a}, "stat.value_zero"},
        {"schutz", {some, none, 3, a}, "stat.no_weight"},
        {"p50", {some, none, 3, a}, "stat.no_weight"},
        {"range", {NULL, NULL, 0, a}, "stat.no_values"},
        {"range_ratio", {gap, some, 3, a}, "stat.percentile_zero"},
        {"federal_range_ratio", {gap, some, 3, a}, "stat.percentile_zero"},
        {"mcloone", {gap, NULL, 3, a}, "stat.median_zero"},
        {"verstegen_half", {gap, NULL, 3, a}, "stat.median_zero"},
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
        jh_sample s = {x, NULL, SIZE_MAX / 8, a};
        assert_int_equal(jh_stat_find(ids[i])->compute(s).state, JH_STAT_NOMEM);
    }
    jh_arena_free(a);
}

static void each_statistic_is_described(void **state)
{
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    (void)state;
    for (size_t k = 0; k < n; k++) {
        assert_ptr_equal(jh_stat_find(list[k]->id), list[k]);
        assert_true(list[k]->name.zh[0] && list[k]->name.en[0]);
        assert_true(list[k]->definition.zh[0] && list[k]->definition.en[0]);
        assert_true(list[k]->undefined.zh[0] && list[k]->weights.zh[0]);
        assert_non_null(list[k]->source);
    }
    assert_null(jh_stat_find("none"));
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
        cmocka_unit_test(declared_properties_hold),
        cmocka_unit_test(what_scales_with_the_values_says_so),
        cmocka_unit_test(what_cannot_be_computed_says_why),
        cmocka_unit_test(sorting_without_memory_says_so),
        cmocka_unit_test(each_statistic_is_described),
        cmocka_unit_test(moments_agree_with_plain_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
