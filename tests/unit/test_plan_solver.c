/* The solver as a process: agrees with brute force, and whatever becomes of it there is an answer. */
#include "plan/solver.h"

#include <junheng/budget.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

/* Where jh-solve was built; NULL: it was not (CBC is not there). */
static const char *program(void)
{
    return getenv("JH_SOLVE");
}

#define NEEDS_SOLVER()                                                                   \
    do {                                                                                 \
        if (!program()) skip();                                                          \
    } while (0)

/* A knapsack with a cover row: minimise c x, x whole in [0, 3]. */
typedef struct small {
    jh_mip m;
    size_t n;
    double a[2][5], need[2], cost[5];
} small;

static void draw(jh_random *r, jh_arena *arena, small *s)
{
    s->n = 3 + (size_t)jh_random_below(r, 3);
    jh_mip_init(&s->m, arena);
    for (size_t j = 0; j < s->n; j++) {
        s->cost[j] = 1 + (double)jh_random_below(r, 30);
        assert_int_equal(jh_mip_add_column(&s->m, s->cost[j], 0, 3, true, NULL), JH_OK);
    }
    for (size_t i = 0; i < 2; i++) {
        s->need[i] = (double)jh_random_below(r, 60);
        assert_int_equal(jh_mip_add_row(&s->m, s->need[i], INFINITY, NULL), JH_OK);
        for (size_t j = 0; j < s->n; j++) {
            s->a[i][j] = (double)jh_random_below(r, 12);
            assert_int_equal(jh_mip_add_entry(&s->m, j, s->a[i][j]), JH_OK);
        }
    }
}

static double brute(const small *s)
{
    double best = INFINITY;
    for (size_t code = 0; code < (size_t)1 << (2 * s->n); code++) {
        double cost = 0, got[2] = {0};
        for (size_t j = 0; j < s->n; j++) {
            double x = (double)(code >> (2 * j) & 3);
            cost += s->cost[j] * x;
            got[0] += s->a[0][j] * x;
            got[1] += s->a[1][j] * x;
        }
        if (got[0] >= s->need[0] && got[1] >= s->need[1] && cost < best) best = cost;
    }
    return best;
}

static void agrees_with_brute_force(void **state)
{
    (void)state;
    NEEDS_SOLVER();
    jh_random r;
    jh_random_seed(&r, 11);
    for (int n = 0; n < 60; n++) {
        jh_arena *arena = jh_arena_new();
        jh__solver solver;
        jh_mip_answer relaxed, whole;
        jh_error err = {0};
        small s;
        void *session;
        draw(&r, arena, &s);
        jh__solver_init(&solver, NULL);
        solver.program = program();
        const jh_mip_solver *v = &solver.service;
        assert_int_equal(v->open(v->ctx, &s.m, &session, &err), JH_OK);
        assert_non_null(session);
        assert_non_null(v->name(v->ctx));
        assert_int_equal(
            v->solve(session, &(jh_mip_request){.relaxed = true}, arena, &relaxed, &err),
            JH_OK);
        assert_int_equal(v->solve(session, &(jh_mip_request){0}, arena, &whole, &err),
                         JH_OK);
        double best = brute(&s);
        if (isinf(best)) {
            assert_int_equal(whole.state, JH_MIP_INFEASIBLE);
        } else {
            assert_int_equal(whole.state, JH_MIP_OPTIMAL);
            assert_true(fabs(whole.value - best) < 1e-6);
            assert_true(whole.bound <= best + 1e-6);
            assert_true(jh_mip_break(&s.m, whole.x) < 1e-6);
            assert_int_equal(relaxed.state, JH_MIP_OPTIMAL);
            assert_true(relaxed.value <= best + 1e-6);
            /* a row more, to the same session: the relaxation goes on from its basis */
            assert_int_equal(jh_mip_add_row(&s.m, whole.x[0] + 1, INFINITY, NULL), JH_OK);
            assert_int_equal(jh_mip_add_entry(&s.m, 0, 1), JH_OK);
            double before = relaxed.value;
            assert_int_equal(v->solve(session, &(jh_mip_request){.relaxed = true}, arena,
                                      &relaxed, &err),
                             JH_OK);
            if (relaxed.state == JH_MIP_OPTIMAL) {
                assert_true(relaxed.value >= before - 1e-6);
                assert_true(jh_mip_break(&s.m, relaxed.x) < 1 + 1e-6);
            } else {
                assert_true(whole.x[0] + 1 > 3);
            }
            assert_int_equal(
                v->solve(session, &(jh_mip_request){.cutoff = best}, arena, &whole, &err),
                JH_OK);
            assert_true(whole.state == JH_MIP_INFEASIBLE || whole.value > best - 1e-6);
        }
        v->close(session);
        jh_arena_free(arena);
    }
}

/* ---- what may become of it ---- */

static jh_mip_state ask(jh_arena *arena, jh__solver *solver, const jh_mip *m,
                        bool *opened)
{
    jh_mip_answer answer = {.state = JH_MIP_FAILED};
    jh_error err = {0};
    void *session = NULL;
    const jh_mip_solver *v = &solver->service;
    assert_int_equal(v->open(v->ctx, m, &session, &err), JH_OK);
    *opened = session != NULL;
    if (!session) return answer.state;
    assert_int_equal(v->solve(session, &(jh_mip_request){0}, arena, &answer, &err),
                     JH_OK);
    v->close(session);
    return answer.state;
}

/* A program that stands in for a solver which goes wrong. */
static const char *impostor(jh_arena *arena, const char *script)
{
    const char *path = jh_sprintf(arena, "impostor-%d.sh", (int)getpid());
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f, "#!/bin/sh\n%s\n", script);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, 0700), 0);
    return jh_sprintf(arena, "./%s", path);
}

static void missing_or_mad(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_random r;
    small s;
    bool opened;
    static const char *const script[] = {
        "exit 1",                /* dies at once */
        "head -c 100 /dev/zero", /* says nonsense */
        "kill -9 $$",            /* is killed */
        "printf 'no such protocol, this is text and more text'",
    };
    jh_random_seed(&r, 12);
    draw(&r, arena, &s);
    jh__solver solver;
    jh__solver_init(&solver, NULL);
    solver.program = "/nowhere/jh-solve";
    assert_int_equal(ask(arena, &solver, &s.m, &opened), JH_MIP_FAILED);
    assert_false(opened);
    for (size_t i = 0; i < JH_COUNT(script); i++) {
        solver.program = impostor(arena, script[i]);
        assert_int_equal(ask(arena, &solver, &s.m, &opened), JH_MIP_FAILED);
        assert_false(opened);
        unlink(solver.program);
    }
    jh_arena_free(arena);
}

/* It says its name as it should, then sleeps, dies or burns time: the state is cut, never optimal. */
static void killed_or_out_of_time(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_random r;
    small s;
    bool opened;
    /* head: kind, columns, rows, entries; then the name "x" */
    static const char *const name = "printf '\\004\\000\\110\\112\\000\\000\\000\\000"
                                    "\\000\\000\\000\\000\\000\\000\\000\\000"
                                    "\\000\\000\\000\\000\\000\\000\\000\\000"
                                    "\\001\\000\\000\\000\\000\\000\\000\\000x'\n";
    static const char *const then[] = {"kill -9 $$", "cat >/dev/null & sleep 0.1; exit 0",
                                       "while :; do :; done"};
    jh_random_seed(&r, 13);
    draw(&r, arena, &s);
    for (size_t i = 0; i < JH_COUNT(then); i++) {
        jh__solver solver;
        jh__solver_init(&solver, NULL);
        solver.cpu_seconds = 1;
        solver.program = impostor(arena, jh_sprintf(arena, "%s%s", name, then[i]));
        jh_mip_state got = ask(arena, &solver, &s.m, &opened);
        assert_true(got == JH_MIP_CUT || got == JH_MIP_FAILED);
        unlink(solver.program);
    }
    jh_arena_free(arena);
}

static bool at_once(void *ctx)
{
    (void)ctx;
    return true;
}

static void cancelled(void **state)
{
    (void)state;
    NEEDS_SOLVER();
    jh_arena *arena = jh_arena_new();
    jh_random r;
    small s;
    bool opened;
    jh_progress progress = {.cancelled = at_once};
    jh_random_seed(&r, 14);
    draw(&r, arena, &s);
    jh__solver solver;
    jh__solver_init(&solver, &progress);
    solver.program = program();
    assert_int_equal(ask(arena, &solver, &s.m, &opened), JH_MIP_FAILED);
    assert_false(opened);
    jh_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_brute_force),
        cmocka_unit_test(missing_or_mad),
        cmocka_unit_test(killed_or_out_of_time),
        cmocka_unit_test(cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
