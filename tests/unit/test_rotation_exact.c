/* Rotation with the solver: against all plans of small counties, and what becomes of a plan when the solver
 * is missing or dies. */
#include "plan/solver.h"
#include "rotation_fixture.h"

#include <stdlib.h>

/* Where jh-solve was built; NULL: it was not (CBC is not there). */
static const char *program(void)
{
    return getenv("JH_SOLVE");
}

static void with_solver(jh_arena *arena, const county *c, const char *path,
                        jh_rotation_plan *plan)
{
    jh__solver solver;
    jh_violations why = {.arena = arena};
    jh__solver_init(&solver, NULL);
    solver.program = path;
    jh_plan_control control = {.solver = &solver.service};
    assert_int_equal(jh_rotation_solve(arena, &c->r, &control, plan, &why, NULL), JH_OK);
    if (plan->outcome.status == JH_PLAN_INFEASIBLE) assert_true(why.n > 0);
}

static void small_counties_are_proved(void **state)
{
    (void)state;
    if (!program()) skip();
    jh_random rnd;
    int asked = 0, none = 0, proved = 0;
    jh_random_seed(&rnd, 77);
    for (int round = 0; round < 300; round++) {
        jh_arena *arena = jh_arena_new();
        county c;
        int64_t least = 0, cost;
        jh_rotation_plan plan;
        random_county(&c, &rnd);
        bool any = least_of_all(arena, &c, &least);
        with_solver(arena, &c, program(), &plan);
        asked += plan.method != NULL;
        if (!any) {
            none++;
            assert_int_equal(plan.outcome.status, JH_PLAN_INFEASIBLE);
        } else {
            proved++;
            assert_int_equal(plan.outcome.status, JH_PLAN_OPTIMAL);
            assert_int_equal(faults(arena, &c, plan.taken, &cost), 0);
            assert_true(cost == least && plan.outcome.value == (double)least);
        }
        jh_arena_free(arena);
    }
    print_message("asked %d proved %d none %d\n", asked, proved, none);
    assert_true(asked > 20 && proved > 130 && none > 60);
}

static void without_a_solver_its_own_plan_stands(void **state)
{
    (void)state;
    jh_random rnd;
    jh_random_seed(&rnd, 78);
    for (int round = 0; round < 100; round++) {
        jh_arena *arena = jh_arena_new();
        county c;
        jh_rotation_plan plan, same;
        jh_violations why = {.arena = arena};
        random_county(&c, &rnd);
        with_solver(arena, &c, "/nowhere/jh-solve", &plan);
        assert_null(plan.method);
        assert_int_equal(jh_rotation_solve(arena, &c.r, NULL, &same, &why, NULL), JH_OK);
        assert_memory_equal(plan.taken, same.taken, TEACHERS * sizeof *plan.taken);
        with_solver(arena, &c, "/bin/true", &plan);
        assert_memory_equal(plan.taken, same.taken, TEACHERS * sizeof *plan.taken);
        assert_int_equal(plan.outcome.status, same.outcome.status);
        jh_arena_free(arena);
    }
}

/* A solver that ends as it is told, or says that everything may be taken at once. */
typedef struct impostor {
    const jh_mip *m;
    jh_mip_state relaxed, whole;
    bool lies;
} impostor;

static jh_status open_impostor(void *ctx, const jh_mip *m, void **session, jh_error *err)
{
    impostor *x = ctx;
    (void)err;
    x->m = m;
    *session = x;
    return JH_OK;
}

static jh_status solve_as_told(void *session, const jh_mip_request *q, jh_arena *arena,
                               jh_mip_answer *out, jh_error *err)
{
    const impostor *x = session;
    (void)err;
    *out = (jh_mip_answer){
        .state = q->relaxed ? x->relaxed : x->whole, .value = NAN, .bound = NAN};
    out->found = out->state == JH_MIP_OPTIMAL;
    if (!out->found) return JH_OK;
    out->x = jh_alloc_array(arena, x->m->columns + 1, sizeof *out->x);
    out->dual = jh_alloc_array(arena, x->m->rows + 1, sizeof *out->dual);
    for (size_t j = 0; x->lies && j < x->m->columns; j++)
        out->x[j] = 1;
    out->value = out->bound = jh_mip_value(x->m, out->x);
    return JH_OK;
}

static void close_impostor(void *session)
{
    (void)session;
}

static void whatever_becomes_of_the_solver_the_plan_holds(void **state)
{
    (void)state;
    static const impostor kind[] = {{.relaxed = JH_MIP_CUT},
                                    {.relaxed = JH_MIP_FAILED},
                                    {.whole = JH_MIP_CUT},
                                    {.whole = JH_MIP_FAILED},
                                    {.lies = true}};
    jh_random rnd;
    size_t cut = 0;
    jh_random_seed(&rnd, 79);
    for (size_t round = 0; round < 500; round++) {
        jh_arena *arena = jh_arena_new();
        county c;
        int64_t least = 0, cost;
        jh_rotation_plan plan;
        jh_violations why = {.arena = arena};
        impostor x = kind[round % JH_COUNT(kind)];
        const jh_mip_solver solver = {&x, open_impostor, solve_as_told, close_impostor,
                                      NULL};
        const jh_plan_control control = {.solver = &solver};
        random_county(&c, &rnd);
        bool any = least_of_all(arena, &c, &least);
        assert_int_equal(jh_rotation_solve(arena, &c.r, &control, &plan, &why, NULL),
                         JH_OK);
        cut += plan.outcome.end == JH_PLAN_SOLVER;
        if (!isnan(plan.outcome.value)) {
            assert_true(any);
            assert_int_equal(faults(arena, &c, plan.taken, &cost), 0);
            assert_true((double)cost == plan.outcome.value && cost >= least);
            assert_true(plan.outcome.bound <= (double)least);
        }
        jh_arena_free(arena);
    }
    assert_true(cut > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_counties_are_proved),
        cmocka_unit_test(without_a_solver_its_own_plan_stands),
        cmocka_unit_test(whatever_becomes_of_the_solver_the_plan_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
