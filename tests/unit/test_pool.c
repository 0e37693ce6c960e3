/* The pool: every task once, the first failure whatever the threads do, the same sums. */
#include <junheng/pool.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define TASKS 5000

static const size_t threads[] = {0, 1, 2, 4, 7};

typedef struct count {
    unsigned char times[TASKS];
    double part[TASKS];
    size_t workers;
    size_t fail_from;
} count;

static jh_status once(void *ctx, size_t task, size_t worker)
{
    count *c = ctx;
    if (task >= c->fail_from) return task == c->fail_from ? JH_EINPUT : JH_EIO;
    c->times[task]++;
    if (worker >= c->workers) return JH_EINTERNAL;
    for (size_t i = 1; i < 50; i++)
        c->part[task] += 1.0 / (double)(task * i + 1);
    return JH_OK;
}

static void every_task_runs_once(void **state)
{
    double first = 0;
    (void)state;
    for (size_t i = 0; i < JH_COUNT(threads); i++) {
        jh_pool *pool = jh_pool_new(threads[i]);
        assert_non_null(pool);
        assert_int_equal(jh_pool_threads(pool), threads[i] ? threads[i] : 1);
        for (int round = 0; round < 3; round++) {
            count *c = calloc(1, sizeof *c);
            double sum = 0;
            c->workers = jh_pool_threads(pool);
            c->fail_from = SIZE_MAX;
            assert_int_equal(jh_pool_run(pool, TASKS, once, c), JH_OK);
            for (size_t k = 0; k < TASKS; k++) {
                assert_int_equal(c->times[k], 1);
                sum += c->part[k];
            }
            if (!i && !round) first = sum;
            assert_memory_equal(&first, &sum, sizeof sum);
            free(c);
        }
        jh_pool_free(pool);
    }
}

static void the_first_failure_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < JH_COUNT(threads); i++) {
        jh_pool *pool = jh_pool_new(threads[i]);
        for (size_t from = 0; from < TASKS; from += 977) {
            count *c = calloc(1, sizeof *c);
            c->workers = jh_pool_threads(pool);
            c->fail_from = from;
            assert_int_equal(jh_pool_run(pool, TASKS, once, c), JH_EINPUT);
            for (size_t k = 0; k < from; k++)
                assert_int_equal(c->times[k], 1);
            free(c);
        }
        jh_pool_free(pool);
    }
}

static void nothing_to_do(void **state)
{
    count c = {.fail_from = SIZE_MAX, .workers = 1};
    (void)state;
    assert_int_equal(jh_pool_run(NULL, 0, once, &c), JH_OK);
    assert_int_equal(jh_pool_run(NULL, 2, once, &c), JH_OK);
    assert_int_equal(c.times[1], 1);
    assert_int_equal(jh_pool_threads(NULL), 1);
    jh_pool_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_runs_once),
        cmocka_unit_test(the_first_failure_is_told),
        cmocka_unit_test(nothing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
