/* Rotation of teachers: against all plans of small counties, and its check against changed
 * plans. */
#include "rotation_fixture.h"

static void small_counties_against_all_plans(void **state)
{
    (void)state;
    jh_random rnd;
    int equal = 0, held = 0, proved = 0, none = 0;
    jh_random_seed(&rnd, 20);
    for (int round = 0; round < 1500; round++) {
        jh_arena *arena = jh_arena_new();
        county c;
        int64_t least = 0, cost;
        jh_rotation_plan plan;
        jh_violations why = {.arena = arena};
        random_county(&c, &rnd);
        bool any = least_of_all(arena, &c, &least);
        assert_int_equal(jh_rotation_solve(arena, &c.r, NULL, &plan, &why, NULL), JH_OK);
        if (!any) {
            none++;
            assert_true(plan.outcome.status == JH_PLAN_INFEASIBLE ||
                        plan.outcome.status == JH_PLAN_NONE);
            assert_true(why.n > 0);
        } else {
            assert_int_not_equal(plan.outcome.status, JH_PLAN_INFEASIBLE);
            assert_true(isnan(plan.outcome.bound) || plan.outcome.bound <= (double)least);
        }
        if (any && !isnan(plan.outcome.value)) {
            held++;
            assert_int_equal(faults(arena, &c, plan.taken, &cost), 0);
            assert_true((double)cost == plan.outcome.value && cost >= least);
            equal += cost == least;
            if (plan.outcome.status == JH_PLAN_OPTIMAL) {
                proved++;
                assert_int_equal(cost, least);
            }
        }
        jh_arena_free(arena);
    }
    print_message("held %d equal %d proved %d none %d\n", held, equal, proved, none);
    assert_true(none > 100 && held > 800 && proved > 300);
    assert_true(equal * 100 >= held * 95);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_counties_against_all_plans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
