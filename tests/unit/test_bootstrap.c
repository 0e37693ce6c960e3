/* Intervals by drawing anew: the draws themselves, the quick way against the plain one, the same
 * bits on any number of threads, and an interval that is known. */
#include <junheng/bootstrap.h>

#include "bootstrap_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <cmocka.h>

static const size_t threads[] = {1, 2, 4, 7};

static void draws_are_even_and_repeatable(void **state)
{
    const jh_bootstrap how = {.replicates = 10, .seed = 7},
                       other = {.replicates = 10, .seed = 8};
    uint32_t index[999], again[999], count[9] = {0};
    size_t equal = 0;
    (void)state;
    for (size_t r = 0; r < 100; r++) {
        jh_bootstrap_draw(&how, 3, r, 999, index);
        jh_bootstrap_draw(&how, 3, r, 999, again);
        assert_memory_equal(index, again, sizeof index);
        for (size_t i = 0; i < 999; i++) {
            assert_true(index[i] < 999);
            count[index[i] / 111]++;
        }
        jh_bootstrap_draw(&other, 3, r, 999, again);
        for (size_t i = 0; i < 999; i++)
            equal += index[i] == again[i];
    }
    /* 11,100 expected in each ninth, standard deviation about 99; 100 agreements by chance */
    for (size_t i = 0; i < 9; i++)
        assert_true(count[i] > 10600 && count[i] < 11600);
    assert_true(equal < 200);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void quantiles_without_sorting(void **state)
{
    double x[700], sorted[700], room[700];
    jh_random r;
    (void)state;
    jh_random_seed(&r, 4);
    for (int round = 0; round < 400; round++) {
        size_t n = 1 + (size_t)jh_random_below(&r, 699);
        for (size_t i = 0; i < n; i++)
            x[i] = round % 3 == 0   ? jh_random_normal(&r)
                   : round % 3 == 1 ? (double)jh_random_below(&r, 4)
                                    : exp(30 * jh_random_normal(&r));
        memcpy(sorted, x, n * sizeof *x);
        qsort(sorted, n, sizeof *x, ascending);
        const double share[] = {0, 0.025, 0.5, 0.975, 1};
        for (size_t i = 0; i < 5; i++) {
            double place = share[i] * (double)(n - 1), low = floor(place);
            size_t at = (size_t)low;
            double want = at + 1 < n
                              ? sorted[at] + (sorted[at + 1] - sorted[at]) * (place - low)
                              : sorted[n - 1];
            double got = jh__select(x, n, share[i], room);
            assert_memory_equal(&got, &want, sizeof got);
        }
    }
}

/* The mean of 200 values: the interval is close to that of the normal distribution. */
static void the_mean_has_its_known_interval(void **state)
{
    double x[200], sum = 0, square = 0;
    jh_random r;
    jh_error err = {0};
    jh_interval first = {0};
    (void)state;
    jh_random_seed(&r, 21);
    for (size_t i = 0; i < 200; i++) {
        x[i] = 10 + 2 * jh_random_normal(&r);
        sum += x[i];
    }
    for (size_t i = 0; i < 200; i++)
        square += (x[i] - sum / 200) * (x[i] - sum / 200);
    double error = sqrt(square / 200 / 200), mean = sum / 200;
    for (size_t k = 0; k < 2; k++)
        for (size_t t = 0; t < JH_COUNT(threads); t++) {
            jh_bootstrap how = {
                4000, 5, 0.95, k ? JH_INTERVAL_BCA : JH_INTERVAL_PERCENTILE, NULL, NULL};
            jh_arena *arena = jh_arena_new();
            jh_pool *pool = jh_pool_new(threads[t]);
            how.pool = pool;
            jh_sample s = {.x = x, .n = 200, .scratch = arena};
            jh_interval i;
            assert_int_equal(
                jh_bootstrap_stat(&how, 0, jh_stat_find("mean"), s, &i, &err), JH_OK);
            assert_int_equal(i.state, JH_STAT_OK);
            assert_true(fabs(i.error / error - 1) < 0.05);
            assert_true(fabs(i.low - (mean - 1.96 * error)) < 0.1 * error);
            assert_true(fabs(i.high - (mean + 1.96 * error)) < 0.1 * error);
            if (!t) first = i;
            assert_memory_equal(&first.low, &i.low, sizeof i.low);
            assert_memory_equal(&first.high, &i.high, sizeof i.high);
            jh_pool_free(pool);
            jh_arena_free(arena);
        }
}

/* A skewed statistic: BCa lies higher than the percentile interval of a coefficient that drawing
 * anew makes smaller. */
static void bca_corrects_the_bias(void **state)
{
    const double x[] = {1, 2, 2, 3, 3, 3, 4, 5, 8, 13};
    jh_error err = {0};
    jh_interval plain, bca;
    jh_arena *arena = jh_arena_new();
    jh_sample s = {.x = x, .n = 10, .scratch = arena};
    jh_bootstrap how = {2000, 1, 0.9, JH_INTERVAL_PERCENTILE, NULL, NULL};
    (void)state;
    assert_int_equal(jh_bootstrap_stat(&how, 0, jh_stat_find("cv"), s, &plain, &err),
                     JH_OK);
    how.kind = JH_INTERVAL_BCA;
    assert_int_equal(jh_bootstrap_stat(&how, 0, jh_stat_find("cv"), s, &bca, &err),
                     JH_OK);
    assert_true(bca.low > plain.low && bca.high > plain.high && bca.low < bca.high);
    jh_arena_free(arena);
}

static void what_has_no_interval_says_why(void **state)
{
    const double zero[] = {0, 0, 0}, same[] = {2, 2, 2}, one[] = {0, 0, 0, 0, 9};
    jh_error err = {0};
    jh_interval i;
    jh_arena *arena = jh_arena_new();
    jh_bootstrap how = {200, 1, 0.95, JH_INTERVAL_PERCENTILE, NULL, NULL};
    jh_sample s = {.x = zero, .n = 3, .scratch = arena};
    (void)state;
    const jh_stat *cv = jh_stat_find("cv");
    assert_int_equal(jh_bootstrap_stat(&how, 0, cv, s, &i, &err), JH_OK);
    assert_int_equal(i.state, JH_STAT_UNDEFINED);
    assert_string_equal(i.why, "stat.mean_zero");
    assert_int_equal(i.undefined, 200);
    s.n = 0;
    assert_int_equal(jh_bootstrap_stat(&how, 0, cv, s, &i, &err), JH_OK);
    assert_string_equal(i.why, "stat.no_values");
    s = (jh_sample){.x = one, .n = 5, .scratch = arena};
    assert_int_equal(jh_bootstrap_stat(&how, 0, cv, s, &i, &err), JH_OK);
    assert_int_equal(i.state, JH_STAT_OK);
    assert_true(i.undefined > 30 && i.undefined < 110); /* (4/5)^5 of 200 is 66 */
    s = (jh_sample){.x = same, .n = 1, .scratch = arena};
    how.kind = JH_INTERVAL_BCA;
    assert_int_equal(jh_bootstrap_stat(&how, 0, cv, s, &i, &err), JH_OK);
    assert_string_equal(i.why, "stat.no_bca");
    assert_true(jh_text_has(i.why));
    jh_arena_free(arena);
}

#define ROWS 600

static void groups_as_samples(void **state)
{
    double weight[ROWS], area[ROWS], books[ROWS], county[ROWS];
    const double *const total[] = {area, books};
    jh_bootstrap how = {101, 9, 0.9, JH_INTERVAL_PERCENTILE, NULL, NULL};
    jh_random r;
    jh_error err = {0};
    static jh_interval first[2][2 * ROWS], out[2][2 * ROWS];
    (void)state;
    jh_random_seed(&r, 3);
    for (size_t i = 0; i < ROWS; i++) {
        county[i] = i < 500 ? (double)(i / 25) : i < 599 ? 77 : 78;
        weight[i] = (double)(20 + jh_random_below(&r, 900));
        area[i] = weight[i] * exp(0.5 * jh_random_normal(&r));
        books[i] =
            jh_random_below(&r, 40) ? (double)jh_random_below(&r, 90) : (double)NAN;
    }
    for (size_t t = 0; t < 3 * JH_COUNT(threads); t++) {
        jh_arena *arena = jh_arena_new();
        jh_partition by;
        const jh_group_key key = {.number = county};
        assert_int_equal(
            jh_partition_make(arena, &(jh_grouping){&key, 1, ROWS, NULL}, &by, &err),
            JH_OK);
        memset(out, 0, sizeof out);
        jh_batch batch = {.by = &by,
                          .total = total,
                          .indicators = 2,
                          .weight = weight,
                          .pool = jh_pool_new(threads[t / 3]),
                          .kernels = (jh_batch_kernels)(t % 3)};
        jh_bootstrap_batch to = {out[0], out[1]};
        assert_int_equal(jh_bootstrap_groups(&how, &batch, &to, &err), JH_OK);
        if (!t) memcpy(first, out, sizeof out);
        for (size_t i = 0; i < 4 * ROWS; i++) {
            const jh_interval *a = &first[i / (2 * ROWS)][i % (2 * ROWS)],
                              *b = &out[i / (2 * ROWS)][i % (2 * ROWS)];
            assert_memory_equal(&a->low, &b->low, sizeof a->low);
            assert_memory_equal(&a->high, &b->high, sizeof a->high);
            assert_memory_equal(&a->error, &b->error, sizeof a->error);
        }
        jh_pool_free(batch.pool);
        for (size_t k = 0; k < 2 && !t; k++)
            for (size_t g = 0; g < by.groups; g++) {
                double x[ROWS], w[ROWS];
                jh_sample s = {.x = x, .w = w, .scratch = arena};
                for (size_t i = by.first[g]; i < by.first[g + 1]; i++) {
                    if (isnan(total[k][by.row[i]])) continue;
                    x[s.n] = total[k][by.row[i]] / weight[by.row[i]];
                    w[s.n++] = weight[by.row[i]];
                }
                for (size_t c = 0; c < 2; c++) {
                    jh_interval i;
                    const jh_stat *stat = jh_stat_find(c ? "gini" : "cv");
                    assert_int_equal(jh_bootstrap_stat(&how, g, stat, s, &i, &err),
                                     JH_OK);
                    const jh_interval *got = &out[c][k * by.groups + g];
                    assert_int_equal(got->state, i.state);
                    assert_int_equal(got->undefined, i.undefined);
                    assert_true(fabs(got->low - i.low) <= 1e-12 * (1 + fabs(i.low)));
                    assert_true(fabs(got->high - i.high) <= 1e-12 * (1 + fabs(i.high)));
                    assert_true(fabs(got->error - i.error) <= 1e-12);
                }
            }
        jh_arena_free(arena);
    }
}

/* A user who has waited long enough. */
typedef struct patience {
    size_t told;
    uint64_t all;
} patience;

static void tell(void *ctx, const char *what_key, uint64_t done, uint64_t total)
{
    patience *p = ctx;
    assert_string_equal(what_key, "stat.drawing");
    assert_true(done <= total);
    p->all = total;
    p->told++;
}

static bool enough(void *ctx)
{
    return ((const patience *)ctx)->told > 3;
}

static void stops_when_asked(void **state)
{
    double x[40], weight[40];
    uint32_t code[40];
    (void)state;
    for (uint32_t i = 0; i < 40; i++) {
        x[i] = i % 7 + 1;
        weight[i] = i + 1;
        code[i] = i / 4;
    }
    patience p = {0};
    const jh_progress progress = {&p, tell, enough};
    jh_bootstrap how = {1000, 1, 0.9, JH_INTERVAL_PERCENTILE, NULL, &progress};
    jh_error err = {0};
    jh_interval one, many[10];
    jh_sample s = {.x = x, .n = 40};
    assert_int_equal(jh_bootstrap_stat(&how, 0, jh_stat_find("cv"), s, &one, &err),
                     JH_ECANCEL);
    assert_string_equal(err.msg.key, "stat.stopped");
    assert_int_equal(p.told, 4);
    assert_int_equal(p.all, 1000);

    jh_arena *arena = jh_arena_new();
    const jh_group_key key = {.code = code};
    const jh_grouping what = {&key, 1, 40, NULL};
    jh_partition by;
    assert_int_equal(jh_partition_make(arena, &what, &by, NULL), JH_OK);
    const double *total = x;
    jh_batch batch = {.by = &by, .total = &total, .indicators = 1, .weight = weight};
    jh_bootstrap_batch out = {many, NULL};
    p = (patience){0};
    err = (jh_error){0};
    assert_int_equal(jh_bootstrap_groups(&how, &batch, &out, &err), JH_ECANCEL);
    assert_string_equal(err.msg.key, "stat.stopped");
    assert_int_equal(p.all, 10); /* groups */
    jh_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_are_even_and_repeatable),
        cmocka_unit_test(quantiles_without_sorting),
        cmocka_unit_test(the_mean_has_its_known_interval),
        cmocka_unit_test(bca_corrects_the_bias),
        cmocka_unit_test(what_has_no_interval_says_why),
        cmocka_unit_test(groups_as_samples),
        cmocka_unit_test(stops_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
