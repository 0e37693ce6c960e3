/* The permutation test against all deals of small samples, and its level on samples that do not
 * differ. */
#include "support.h"

#include <junheng/permute.h>

#include <math.h>

static jh_permuted test_of(const char *id, const jh_sample s[2], size_t replicates,
                           uint64_t seed)
{
    jh_permuted out;
    jh_permute how = {replicates, seed, NULL};
    assert_int_equal(jh_permute_test(&how, 1, jh_stat_find(id), s, &out, NULL), JH_OK);
    return out;
}

/* p over every way of dealing n rows to a first sample of k. */
static double all_deals(const double *x, size_t n, size_t k)
{
    double seen = 0, large = 0, deals = 0, total = 0;
    for (size_t i = 0; i < n; i++) {
        total += x[i];
        if (i < k) seen += x[i];
    }
    seen = seen / (double)k - (total - seen) / (double)(n - k);
    for (unsigned mask = 0; mask < 1u << n; mask++) {
        double sum = 0;
        if ((size_t)__builtin_popcount(mask) != k) continue;
        for (size_t i = 0; i < n; i++)
            if (mask >> i & 1) sum += x[i];
        double d = sum / (double)k - (total - sum) / (double)(n - k);
        large += fabs(d) >= fabs(seen) * (1 - 1e-12);
        deals++;
    }
    return large / deals;
}

static void near_the_exact_test(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 8);
    for (int round = 0; round < 20; round++) {
        double x[9];
        for (size_t i = 0; i < 9; i++)
            x[i] = (double)jh_random_below(&r, 30) + (i < 4 ? 8 : 0);
        jh_sample s[] = {{.x = x, .n = 4}, {.x = x + 4, .n = 5}};
        double p = test_of("mean", s, 4000, (uint64_t)round).p;
        assert_true(fabs(p - all_deals(x, 9, 4)) < 0.04);
    }
}

/* Samples of one law are called different at 10 % in about a tenth of the cases. */
static void keeps_its_level(void **state)
{
    (void)state;
    jh_random r;
    int called = 0;
    jh_random_seed(&r, 2);
    for (int round = 0; round < 300; round++) {
        double x[40], w[40];
        for (size_t i = 0; i < 40; i++) {
            x[i] = exp(jh_random_normal(&r));
            w[i] = 1 + (double)jh_random_below(&r, 100);
        }
        jh_sample s[] = {{.x = x, .w = w, .n = 20}, {.x = x + 20, .w = w + 20, .n = 20}};
        called += test_of("cv", s, 99, (uint64_t)round).p <= 0.1;
    }
    assert_true(called > 12 && called < 50);
}

static void a_difference_that_is_there(void **state)
{
    (void)state;
    static const double a[] = {1, 2, 3, 4, 5, 6}, b[] = {11, 12, 13, 14, 15, 16};
    jh_sample s[] = {{.x = a, .n = 6}, {.x = b, .n = 6}};
    jh_permuted r = test_of("mean", s, 1999, 1);
    assert_true(r.difference == -10);
    assert_true(r.p < 0.01 && r.p >= 1.0 / 2000);
    jh_permuted again = test_of("mean", s, 1999, 1), other = test_of("mean", s, 1999, 2);
    assert_true(again.p == r.p && other.difference == r.difference);
    jh_sample same[] = {{.x = a, .n = 6}, {.x = a, .n = 6}};
    assert_true(test_of("gini", same, 99, 1).p == 1);
}

static void no_test_without_values(void **state)
{
    (void)state;
    static const double a[] = {1, 2}, zero[] = {0, 0};
    jh_sample none[] = {{.x = a, .n = 2}, {.x = a, .n = 0}};
    jh_permuted r = test_of("mean", none, 10, 1);
    assert_int_equal(r.state, JH_STAT_UNDEFINED);
    assert_true(isnan(r.p));
    jh_sample zeros[] = {{.x = a, .n = 2}, {.x = zero, .n = 2}};
    assert_string_equal(test_of("cv", zeros, 10, 1).why, "stat.mean_zero");
}

/* Three units that all rise: of the eight ways to swap them, two differ as much. Unpaired nothing is
 * to be seen of it. What is there once has a coin as well. */
static void same_units_are_compared_with_themselves(void **state)
{
    (void)state;
    const double now[] = {2, 7, 10}, was[] = {1, 5, 9}, gone[] = {NAN, 5, 9};
    const double w[] = {2, 2, 2};
    const jh_matched_pairs same = {{now, was}, {NULL, NULL}, {NULL, NULL}, 3};
    const jh_matched_pairs weighed = {{now, was}, {w, w}, {NULL, NULL}, 3};
    const jh_matched_pairs alike = {{now, now}, {NULL, NULL}, {NULL, NULL}, 3};
    const jh_matched_pairs once = {{now, gone}, {NULL, NULL}, {NULL, NULL}, 3};
    const jh_permute how = {19999, 5, NULL};
    const jh_sample apart[] = {{.x = now, .n = 3}, {.x = was, .n = 3}};
    jh_arena *a = jh_arena_new();
    jh_stat_choice mean;
    jh_permuted r, again;
    assert_int_equal(jh_stat_choose(a, "mean", &mean, NULL), JH_OK);
    assert_int_equal(jh_permute_pairs(&how, 1, &mean, &same, &r, NULL), JH_OK);
    assert_true(fabs(r.difference - 4.0 / 3) < 1e-12 && fabs(r.p - 0.25) < 0.01);
    assert_true(test_of("mean", apart, 1999, 5).p > 0.5);
    assert_int_equal(jh_permute_pairs(&how, 1, &mean, &weighed, &again, NULL), JH_OK);
    assert_true(again.p == r.p);
    assert_int_equal(jh_permute_pairs(&how, 1, &mean, &alike, &r, NULL), JH_OK);
    assert_true(r.difference == 0 && r.p == 1);
    assert_int_equal(jh_permute_pairs(&how, 1, &mean, &once, &r, NULL), JH_OK);
    assert_true(fabs(r.difference - (19.0 / 3 - 7)) < 1e-12);
    jh_arena_free(a);
}

static bool at_once(void *ctx)
{
    return ctx != NULL;
}

static void stops_when_asked(void **state)
{
    (void)state;
    const double now[] = {2, 7, 10}, was[] = {1, 5, 9};
    const jh_matched_pairs pairs = {{now, was}, {NULL, NULL}, {NULL, NULL}, 3};
    const jh_sample apart[] = {{.x = now, .n = 3}, {.x = was, .n = 3}};
    int anybody = 0;
    const jh_progress progress = {&anybody, NULL, at_once};
    const jh_permute how = {1000, 1, &progress};
    jh_arena *a = jh_arena_new();
    jh_stat_choice mean;
    jh_permuted r;
    jh_error err = {0};
    assert_int_equal(jh_stat_choose(a, "mean", &mean, NULL), JH_OK);
    assert_int_equal(jh_permute_test(&how, 1, mean.stat, apart, &r, &err), JH_ECANCEL);
    assert_string_equal(err.msg.key, "stat.stopped");
    assert_int_equal(jh_permute_pairs(&how, 1, &mean, &pairs, &r, &err), JH_ECANCEL);
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_units_are_compared_with_themselves),
        cmocka_unit_test(near_the_exact_test),
        cmocka_unit_test(keeps_its_level),
        cmocka_unit_test(a_difference_that_is_there),
        cmocka_unit_test(no_test_without_values),
        cmocka_unit_test(stops_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
