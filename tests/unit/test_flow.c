/* Flows of least cost: against all flows on small nets, against their proofs on larger ones. */
#include "flow_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

/* A random net that may have loops, twins, lower bounds, no limits, costs of any sign. */
static void random_net(flow_fixture *x, jh_arena *arena, uint64_t *s)
{
    uint32_t n = 1 + flow_below(s, 5), m = flow_below(s, 7);
    flow_room(x, arena, n, m);
    for (uint32_t a = 0; a < m; a++) {
        flow_arc(x, a, flow_below(s, n), flow_below(s, n));
        x->lower[a] = flow_below(s, 4) ? 0 : (int64_t)flow_below(s, 3) - 1;
        x->upper[a] = x->lower[a] + flow_below(s, 4);
        x->cost[a] = (int64_t)flow_below(s, 15) - 5;
    }
    int64_t sum = 0;
    for (uint32_t v = 0; v + 1 < n; v++) {
        x->supply[v] = flow_below(s, 2) ? 0 : (int64_t)flow_below(s, 5) - 2;
        sum += x->supply[v];
    }
    x->supply[n - 1] = -sum + (flow_below(s, 20) == 0);
}

/* Every flow there is, arc by arc. */
static void enumerate(const flow_fixture *x, uint32_t a, int64_t *left, int64_t cost,
                      int64_t *best)
{
    if (a == x->net.arcs) {
        for (uint32_t v = 0; v < x->net.nodes; v++)
            if (left[v] != 0) return;
        if (cost < *best) *best = cost;
        return;
    }
    for (int64_t on = x->lower[a]; on <= x->upper[a]; on++) {
        left[x->from[a]] -= on, left[x->to[a]] += on;
        enumerate(x, a + 1, left, cost + on * x->cost[a], best);
        left[x->from[a]] += on, left[x->to[a]] -= on;
    }
}

static int64_t least_of_all(const flow_fixture *x)
{
    int64_t left[8], best = INT64_MAX;
    memcpy(left, x->supply, x->net.nodes * sizeof *left);
    enumerate(x, 0, left, 0, &best);
    return best;
}

/* The answer stands on its own proof. */
static void assert_proved(jh_arena *arena, const flow_fixture *x, const jh_flow *f)
{
    int64_t *flow = jh_alloc_array(arena, x->net.arcs + 1, sizeof *flow);
    int64_t *price = jh_alloc_array(arena, x->net.nodes + 1, sizeof *price), total;
    jh_flow_fault fault;
    uint32_t at;
    for (uint32_t a = 0; a < x->net.arcs; a++)
        flow[a] = jh_flow_on(f, a);
    for (uint32_t v = 0; v < x->net.nodes; v++)
        price[v] = jh_flow_price(f, v);
    assert_int_equal(
        jh_flow_check(arena, &x->net, (jh_flow_answer){flow, price}, &fault, &at, NULL),
        JH_OK);
    assert_int_equal(fault, JH_FLOW_FAULT_NONE);
    assert_int_equal(jh_flow_total(f, &total, NULL), JH_OK);
    for (uint32_t a = 0; a < x->net.arcs; a++)
        total -= flow[a] * x->cost[a];
    assert_int_equal(total, 0);
}

/* The nodes of the cut want to give or take more than their borders let through. */
static void assert_cut(jh_arena *arena, const flow_fixture *x, const jh_flow *f)
{
    uint8_t inside[256];
    int64_t shortfall, own = 0, out = 0, in = 0;
    assert_int_equal(jh_flow_cut(f, arena, inside, &shortfall, NULL), JH_OK);
    for (uint32_t v = 0; v < x->net.nodes; v++)
        own += inside[v] ? x->supply[v] : 0;
    for (uint32_t a = 0; a < x->net.arcs; a++) {
        bool from = inside[x->from[a]], to = inside[x->to[a]];
        if (from && !to) out += shortfall > 0 ? x->upper[a] : x->lower[a];
        if (to && !from) in += shortfall > 0 ? x->lower[a] : x->upper[a];
    }
    assert_int_not_equal(shortfall, 0);
    assert_int_equal(own - out + in, shortfall);
}

static void small_nets_against_all_flows(void **state)
{
    (void)state;
    uint64_t s = 2026;
    int feasible = 0, infeasible = 0;
    for (int round = 0; round < 20000; round++) {
        jh_arena *arena = jh_arena_new();
        flow_fixture x;
        jh_flow *f;
        int64_t total = INT64_MAX;
        random_net(&x, arena, &s);
        assert_int_equal(jh_flow_open(arena, &x.net, &f, NULL), JH_OK);
        jh_flow_outcome outcome = jh_flow_solve(f, NULL, NULL);
        int64_t least = least_of_all(&x);
        assert_int_equal(outcome,
                         least == INT64_MAX ? JH_FLOW_INFEASIBLE : JH_FLOW_OPTIMAL);
        if (outcome == JH_FLOW_OPTIMAL) {
            assert_int_equal(jh_flow_total(f, &total, NULL), JH_OK);
            assert_int_equal(total, least);
            assert_proved(arena, &x, f);
            feasible++;
        } else {
            assert_cut(arena, &x, f);
            infeasible++;
        }
        jh_arena_free(arena);
    }
    assert_true(feasible > 3000 && infeasible > 3000);
}

/* Larger ones, and each solved again from its basis after its costs changed. */
static void larger_nets_by_their_proof(void **state)
{
    (void)state;
    uint64_t s = 7;
    int proved = 0;
    for (uint32_t round = 0; round < 400; round++) {
        jh_arena *arena = jh_arena_new();
        static const char *const kind[] = {"net", "trans", "assign"};
        flow_fixture x;
        jh_flow *f, *fresh;
        int64_t warm, cold;
        flow_make(&x, arena, kind[round % 3], 20 + 2 * flow_below(&s, 60), 400 + round,
                  round);
        assert_int_equal(jh_flow_open(arena, &x.net, &f, NULL), JH_OK);
        if (jh_flow_solve(f, NULL, NULL) == JH_FLOW_INFEASIBLE) {
            assert_cut(arena, &x, f);
            jh_arena_free(arena);
            continue;
        }
        proved++;
        assert_proved(arena, &x, f);
        for (uint32_t a = 0; a < x.net.arcs; a += 1 + flow_below(&s, 9)) {
            x.cost[a] = (int64_t)flow_below(&s, 20000) - 2000;
            assert_int_equal(jh_flow_cost_set(f, a, x.cost[a], NULL), JH_OK);
        }
        assert_int_equal(jh_flow_solve(f, NULL, NULL), JH_FLOW_OPTIMAL);
        assert_proved(arena, &x, f);
        assert_int_equal(jh_flow_open(arena, &x.net, &fresh, NULL), JH_OK);
        assert_int_equal(jh_flow_solve(fresh, NULL, NULL), JH_FLOW_OPTIMAL);
        assert_int_equal(jh_flow_total(f, &warm, NULL), JH_OK);
        assert_int_equal(jh_flow_total(fresh, &cold, NULL), JH_OK);
        assert_int_equal(warm, cold);
        jh_arena_free(arena);
    }
    assert_true(proved > 300);
}

/* Least costs that three other solvers found, too. */
static void known_nets(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        uint32_t n, m;
        uint64_t seed;
        int64_t least;
    } known[] = {{"trans", 2000, 100000, 1, 33596250},
                 {"net", 10000, 100000, 4, 2543076812}};
    for (size_t i = 0; i < JH_COUNT(known); i++) {
        jh_arena *arena = jh_arena_new();
        flow_fixture x;
        jh_flow *f;
        int64_t total;
        flow_make(&x, arena, known[i].kind, known[i].n, known[i].m, known[i].seed);
        assert_int_equal(jh_flow_open(arena, &x.net, &f, NULL), JH_OK);
        assert_int_equal(jh_flow_solve(f, NULL, NULL), JH_FLOW_OPTIMAL);
        assert_int_equal(jh_flow_total(f, &total, NULL), JH_OK);
        assert_int_equal(total, known[i].least);
        assert_proved(arena, &x, f);
        jh_arena_free(arena);
    }
}

/* Two nodes and a few arcs, for what must be refused. */
static void pair_of_nodes(flow_fixture *x, jh_arena *arena, uint32_t arcs)
{
    flow_room(x, arena, 2, arcs);
    for (uint32_t a = 0; a < arcs; a++) {
        flow_arc(x, a, a % 2, 1 - a % 2);
        x->upper[a] = JH_FLOW_FREE;
    }
}

static void cycle_without_limit(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    flow_fixture x;
    jh_flow *f;
    uint32_t arc[8], n;
    flow_room(&x, arena, 4, 6);
    static const uint32_t end[6][2] = {{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 1}, {0, 3}};
    static const int64_t cost[6] = {5, 1, 9, -4, 2, 1};
    for (uint32_t a = 0; a < 6; a++) {
        flow_arc(&x, a, end[a][0], end[a][1]);
        x.upper[a] = a == 5 ? 10 : JH_FLOW_FREE;
        x.cost[a] = cost[a];
    }
    x.supply[0] = 3, x.supply[3] = -3;
    assert_int_equal(jh_flow_open(arena, &x.net, &f, NULL), JH_OK);
    assert_int_equal(jh_flow_solve(f, NULL, NULL), JH_FLOW_UNBOUNDED);
    jh_flow_cycle(f, arc, &n);
    int64_t earned = 0;
    assert_int_equal(n, 3); /* 1 -> 2 -> 3 -> 1 */
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(x.to[arc[i]], x.from[arc[(i + 1) % n]]);
        assert_true(x.upper[arc[i]] == JH_FLOW_FREE);
        earned += x.cost[arc[i]];
    }
    assert_int_equal(earned, -1);
    jh_arena_free(arena);
}

static void loop_without_limit(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    flow_fixture x;
    jh_flow *f;
    uint32_t arc[4], n;
    pair_of_nodes(&x, arena, 3);
    x.to[1] = x.from[1], x.cost[1] = -1;
    assert_int_equal(jh_flow_open(arena, &x.net, &f, NULL), JH_OK);
    assert_int_equal(jh_flow_solve(f, NULL, NULL), JH_FLOW_UNBOUNDED);
    jh_flow_cycle(f, arc, &n);
    assert_int_equal(n, 1);
    assert_int_equal(arc[0], 1);
    jh_arena_free(arena);
}

static void assert_refused(const flow_fixture *x, jh_arena *arena, const char *key)
{
    jh_flow *f;
    jh_error err = {0};
    assert_int_equal(jh_flow_open(arena, &x->net, &f, &err), JH_EINPUT);
    assert_string_equal(err.msg.key, key);
}

static void what_lies_outside_is_refused(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    flow_fixture x;
    jh_flow *f;
    int64_t total;
    pair_of_nodes(&x, arena, 4);
    x.upper[2] = 5, x.lower[2] = 6;
    assert_refused(&x, arena, "plan.flow.bounds");
    x.lower[2] = -(INT64_C(1) << 59), x.upper[2] = INT64_C(1) << 59;
    assert_refused(&x, arena, "plan.flow.large");
    x.lower[2] = INT64_MIN, x.upper[2] = 0;
    assert_refused(&x, arena, "plan.flow.large");
    x.lower[2] = 0, x.upper[2] = INT64_MAX - 1;
    assert_refused(&x, arena, "plan.flow.large");
    x.upper[2] = 5, x.to[3] = 2;
    assert_refused(&x, arena, "plan.flow.node");
    x.to[3] = 0, x.cost[1] = INT64_C(1) << 57;
    assert_refused(&x, arena, "plan.flow.cost");
    x.cost[1] = INT64_MIN;
    assert_refused(&x, arena, "plan.flow.cost");
    x.cost[1] = 0, x.supply[0] = INT64_C(1) << 59, x.supply[1] = -x.supply[0];
    assert_refused(&x, arena, "plan.flow.supply");
    x.supply[0] = INT64_C(1) << 40, x.supply[1] = -x.supply[0];
    x.cost[0] = x.cost[2] = INT64_C(1) << 30;
    assert_int_equal(jh_flow_open(arena, &x.net, &f, NULL), JH_OK);
    assert_int_equal(jh_flow_cost_set(f, 0, INT64_MAX, NULL), JH_EINPUT);
    assert_int_equal(jh_flow_solve(f, NULL, NULL), JH_FLOW_OPTIMAL);
    assert_int_equal(jh_flow_total(f, &total, NULL), JH_EINPUT);
    jh_arena_free(arena);
}

static void check_finds_each_fault(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    flow_fixture x;
    pair_of_nodes(&x, arena, 3);
    int64_t flow[3] = {4, 0, 1}, price[2] = {0, 7};
    uint32_t at;
    jh_flow_fault fault;
    x.cost[0] = 7, x.cost[1] = -7, x.cost[2] = 3;
    x.upper[2] = 1, x.supply[0] = 5, x.supply[1] = -5;
    jh_flow_answer answer = {flow, price};
    jh_flow_check(arena, &x.net, answer, &fault, &at, NULL);
    assert_int_equal(fault, JH_FLOW_FAULT_NONE);
    flow[0] = 5;
    jh_flow_check(arena, &x.net, answer, &fault, &at, NULL);
    assert_int_equal(fault, JH_FLOW_FAULT_BALANCE);
    flow[0] = 4, flow[2] = 2;
    jh_flow_check(arena, &x.net, answer, &fault, &at, NULL);
    assert_int_equal(fault, JH_FLOW_FAULT_BOUND);
    assert_int_equal(at, 2);
    flow[2] = 0, flow[0] = 5;
    jh_flow_check(arena, &x.net, answer, &fault, &at, NULL);
    assert_int_equal(fault, JH_FLOW_FAULT_PRICE);
    assert_int_equal(at, 2);
    flow[2] = 1, flow[0] = 4, price[0] = INT64_MIN, price[1] = INT64_MAX;
    jh_flow_check(arena, &x.net, answer, &fault, &at, NULL);
    assert_int_equal(fault, JH_FLOW_FAULT_PRICE);
    jh_arena_free(arena);
}

static jh_plan_end enough(void *ctx)
{
    int *asked = ctx;
    return ++*asked == 2 ? JH_PLAN_CANCELLED : JH_PLAN_RAN;
}

/* A stopped solve goes on from where it stood, to the same end. */
static void stopped_and_taken_up(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    flow_fixture x;
    jh_flow *f;
    int asked = 0;
    int64_t total;
    jh_plan_control control = {.ctx = &asked, .stop = enough};
    jh_plan_outcome outcome = {0};
    flow_make(&x, arena, "trans", 2000, 100000, 1);
    assert_int_equal(jh_flow_open(arena, &x.net, &f, NULL), JH_OK);
    assert_int_equal(jh_flow_solve(f, &control, &outcome), JH_FLOW_STOPPED);
    assert_int_equal(outcome.end, JH_PLAN_CANCELLED);
    assert_int_equal(outcome.work, 2048);
    assert_int_equal(jh_flow_pivots(f), 2048);
    assert_int_equal(jh_flow_solve(f, NULL, NULL), JH_FLOW_OPTIMAL);
    assert_int_equal(jh_flow_total(f, &total, NULL), JH_OK);
    assert_int_equal(total, 33596250);
    jh_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_nets_against_all_flows),
        cmocka_unit_test(larger_nets_by_their_proof),
        cmocka_unit_test(known_nets),
        cmocka_unit_test(cycle_without_limit),
        cmocka_unit_test(loop_without_limit),
        cmocka_unit_test(what_lies_outside_is_refused),
        cmocka_unit_test(check_finds_each_fault),
        cmocka_unit_test(stopped_and_taken_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
