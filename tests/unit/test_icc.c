/* The interval of the intraclass correlation: how often it holds the true one, in schools of very
 * unequal sizes. */
#include "support.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 2000
#define MOST 400

static double normal(jh_random *r)
{
    double u = 1 - jh_random_unit(r), v = jh_random_unit(r);
    return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

typedef struct design {
    size_t size[12]; /* of the groups, 0: the end */
    double rho;
} design;

/* Values with the correlation of the design inside each group. */
static size_t draw(const design *d, jh_random *r, double *x, double *y)
{
    size_t n = 0;
    for (size_t g = 0; d->size[g]; g++) {
        double group = sqrt(d->rho) * normal(r);
        for (size_t i = 0; i < d->size[g]; i++) {
            x[n] = group + sqrt(1 - d->rho) * normal(r);
            y[n++] = (double)g;
        }
    }
    return n;
}

static double end_of(const char *id, jh_arena *a, const double *x, const double *y,
                     size_t n)
{
    static const double level[] = {0.95};
    jh_stat_choice c = {.stat = jh_stat_find(id), .param = {level[0]}};
    jh_stat_result r =
        jh_stat_compute(&c, (jh_sample){.x = x, .n = n, .scratch = a, .y = y});
    assert_int_equal(r.state, JH_STAT_OK);
    return r.value;
}

/* Wald's interval is exact: 2,000 draws leave 95 % no further than four times its error, 0.5 %, and
 * each side misses as often as the other. */
static void holds_the_truth_as_often_as_it_says(void **state)
{
    static const design all[] = {
        {{5, 5, 5, 5, 5, 5}, 0.3},           {{2, 2, 3, 4, 60, 80}, 0.05},
        {{2, 2, 3, 4, 60, 80}, 0.3},         {{1, 1, 2, 30, 30, 90, 1, 4, 6, 100}, 0.15},
        {{2, 50, 2, 50, 2, 50, 2, 50}, 0.7}, {{3, 40, 9}, 0}};
    jh_random r;
    (void)state;
    jh_random_seed(&r, 77);
    for (size_t k = 0; k < JH_COUNT(all); k++) {
        size_t above = 0, below = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double x[MOST], y[MOST];
            size_t n = draw(&all[k], &r, x, y);
            jh_arena *a = jh_arena_new();
            above += end_of("icc_low", a, x, y, n) > all[k].rho;
            below += end_of("icc_high", a, x, y, n) < all[k].rho;
            jh_arena_free(a);
        }
        double missed = (double)(above + below) / ROUNDS;
        if (fabs(missed - 0.05) > 0.02 || abs((int)above - (int)below) > 50)
            fail_msg("design %zu: %zu above, %zu below of %d", k, above, below, ROUNDS);
    }
}

/* With groups of one size it is the interval of the F distribution in closed form. */
static void is_the_known_one_for_equal_groups(void **state)
{
    static const design even = {{4, 4, 4, 4, 4}, 0.4};
    jh_random r;
    (void)state;
    jh_random_seed(&r, 78);
    for (int round = 0; round < 100; round++) {
        double x[MOST], y[MOST];
        size_t n = draw(&even, &r, x, y);
        jh_arena *a = jh_arena_new();
        double low = end_of("icc_low", a, x, y, n), icc = end_of("icc", a, x, y, n),
               high = end_of("icc_high", a, x, y, n);
        /* F(4, 15) of 0.975 and F(15, 4) of 0.975, from tables */
        double f = (1 + 3 * icc) / (1 - icc), lower = f / 3.8043, upper = f * 8.6565;
        assert_true(fabs(low - (lower - 1) / (lower + 3)) < 1e-4);
        assert_true(fabs(high - (upper - 1) / (upper + 3)) < 1e-4);
        assert_true(low < icc && icc < high);
        jh_arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_the_truth_as_often_as_it_says),
        cmocka_unit_test(is_the_known_one_for_equal_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
