/* What plans share: outcome and gap, limits of work, models, violations. */
#include <junheng/mip.h>
#include <junheng/plan.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void gap_and_status(void **state)
{
    (void)state;
    jh_plan_outcome o = {.value = NAN, .bound = NAN};
    jh_plan_settle(&o);
    assert_int_equal(o.status, JH_PLAN_NONE);
    assert_true(isnan(jh_plan_gap(&o)));
    o.value = 200, o.bound = 190;
    jh_plan_settle(&o);
    assert_int_equal(o.status, JH_PLAN_FEASIBLE);
    assert_true(fabs(jh_plan_gap(&o) - 0.05) < 1e-12);
    o.bound = 200;
    jh_plan_settle(&o);
    assert_int_equal(o.status, JH_PLAN_OPTIMAL);
    o = (jh_plan_outcome){.value = 0, .bound = 0};
    jh_plan_settle(&o);
    assert_int_equal(o.status, JH_PLAN_OPTIMAL);
    o = (jh_plan_outcome){.status = JH_PLAN_INFEASIBLE, .value = NAN, .bound = NAN};
    jh_plan_settle(&o);
    assert_int_equal(o.status, JH_PLAN_INFEASIBLE);
    assert_string_equal(jh_plan_status_id(JH_PLAN_NONE), "none");
    assert_string_equal(jh_plan_end_id(JH_PLAN_SOLVER), "solver");
}

static void told(void *ctx, const jh_plan_outcome *so_far)
{
    double *last = ctx;
    last[0] = so_far->value, last[1] = so_far->bound, last[2]++;
}

static jh_plan_end late(void *ctx)
{
    double *last = ctx;
    return last[2] >= 3 ? JH_PLAN_TIME : JH_PLAN_RAN;
}

static void work_and_news(void **state)
{
    (void)state;
    double last[3] = {0};
    jh_plan_control c = {.work = 10, .ctx = last, .report = told, .stop = late};
    jh_plan_outcome o = {.value = NAN, .bound = NAN};
    assert_true(jh_plan_go_on(&c, &o, 9));
    assert_false(jh_plan_go_on(&c, &o, 1));
    assert_int_equal(o.end, JH_PLAN_WORK);
    assert_false(jh_plan_go_on(NULL, &o, 0)); /* what has ended does not begin again */
    o = (jh_plan_outcome){.value = NAN, .bound = NAN};
    jh_plan_news(&c, &o, 50, NAN);
    jh_plan_news(&c, &o, 60, 20); /* worse plan, first bound */
    assert_true(o.value == 50 && o.bound == 20 && last[0] == 50 && last[1] == 20);
    jh_plan_news(&c, &o, 50, 19); /* no news */
    assert_true(last[2] == 2);
    assert_true(jh_plan_go_on(&c, &o, 1));
    jh_plan_news(&c, &o, 20, NAN);
    assert_int_equal(o.status, JH_PLAN_OPTIMAL);
    assert_false(jh_plan_go_on(&c, &o, 1));
    assert_int_equal(o.end, JH_PLAN_TIME);
    assert_true(jh_plan_go_on(NULL, &(jh_plan_outcome){.end = JH_PLAN_RAN}, 1));
}

static void model(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_mip m;
    size_t j = 9, i = 9;
    jh_mip_init(&m, arena);
    for (size_t k = 0; k < 200; k++)
        assert_int_equal(jh_mip_add_column(&m, (double)k, 0, 10, k % 2, &j), JH_OK);
    assert_int_equal(j, 199);
    for (size_t r = 0; r < 150; r++) {
        assert_int_equal(jh_mip_add_row(&m, 1, 5, &i), JH_OK);
        assert_int_equal(jh_mip_add_entry(&m, r, 1), JH_OK);
        assert_int_equal(jh_mip_add_entry(&m, r, 0), JH_OK); /* left out */
        assert_int_equal(jh_mip_add_entry(&m, r + 1, 0.5), JH_OK);
    }
    assert_int_equal(i, 149);
    assert_int_equal(m.entries, 300);
    assert_int_equal(m.end[149], 300);
    double *x = jh_alloc_array(arena, 200, sizeof *x);
    assert_non_null(x);
    for (size_t k = 0; k < 200; k++)
        x[k] = 1;
    assert_true(jh_mip_value(&m, x) == 199 * 200 / 2.0);
    assert_true(jh_mip_break(&m, x) == 0);
    x[1] = 1.25; /* not whole */
    assert_true(jh_mip_break(&m, x) == 0.25);
    x[1] = 12; /* above its bound by 2, and its row by 7.5 */
    assert_true(jh_mip_break(&m, x) == 7.5);
    x[1] = 0; /* row 0: 1 + 0; row 1: 0 + 0.5 */
    assert_true(jh_mip_break(&m, x) == 0.5);
    jh_arena_free(arena);
}

static void violations(void **state)
{
    (void)state;
    jh_violations v = {.arena = jh_arena_new()};
    char id[] = "s1";
    assert_int_equal(jh_violation_add(&v, id, 3, "base.nomem", ""), JH_OK);
    assert_int_equal(jh_violation_add(&v, NULL, 1, "base.nomem", "a:s", "x"), JH_OK);
    id[0] = 'z';
    assert_int_equal(v.n, 2);
    assert_string_equal(v.item[0].subject, "s1");
    assert_string_equal(v.item[0].msg.key, "base.nomem");
    assert_true(v.item[0].by == 3);
    assert_null(v.item[1].subject);
    assert_int_equal(v.item[1].msg.n, 1);
    jh_arena_free(v.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gap_and_status),
        cmocka_unit_test(work_and_news),
        cmocka_unit_test(model),
        cmocka_unit_test(violations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
