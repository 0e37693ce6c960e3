/* Plans of money with totals and moves against brute force, by our own method and by the exact model
 * of the solver: optimum, bounds, proofs that there is none, and a check that lets no spoilt plan pass. */
#include "budget_fixture.h"
#include "plan/solver.h"

#include <stdlib.h>

typedef struct amounts {
    double bought[ITEMS], received[ITEMS], given[ITEMS];
} amounts;

/* ---- judged again, as plainly as can be ---- */

static double value(const county *c, size_t i, const amounts *x)
{
    return c->cell[i].value +
           c->cell[i].slope * (x->bought[i] + x->received[i] - x->given[i]);
}

static bool totals_hold(const county *c, const amounts *x)
{
    for (size_t t = 0; t < c->b.totals; t++) {
        double sum = 0;
        for (size_t k = 0; k < c->total[t].members; k++) {
            size_t i = c->member[c->total[t].member + k];
            sum += x->bought[i] * (c->total[t].money ? c->item[i].price : 1);
        }
        if (sum > c->total[t].most * (1 + 1e-12)) return false;
    }
    return true;
}

static bool amounts_hold(const county *c, const amounts *x)
{
    double in[KINDS] = {0}, out[KINDS] = {0};
    for (size_t i = 0; i < c->b.items; i++) {
        const jh_budget_item *it = &c->item[i];
        double all[] = {x->bought[i], x->received[i], x->given[i]};
        for (size_t k = 0; k < JH_COUNT(all); k++)
            if (all[k] < 0 || fabs(all[k] - rint(all[k])) > 1e-6) return false;
        if (x->bought[i] > it->most || (x->bought[i] > 0 && x->bought[i] < it->least) ||
            x->given[i] > it->spare || (x->received[i] > 0 && isnan(it->move)))
            return false;
        in[it->thing] += x->received[i];
        out[it->thing] += x->given[i];
    }
    for (size_t k = 0; k < KINDS; k++)
        if (in[k] != out[k]) return false;
    return totals_hold(c, x);
}

static bool holds(const county *c, const amounts *x)
{
    if (!amounts_hold(c, x)) return false;
    for (size_t s = 0; s < c->b.sections; s++) {
        const jh_budget_section *sec = &c->section[s];
        size_t missed = 0;
        for (size_t k = sec->cell; k < sec->cell + sec->cells; k++) {
            double v = value(c, k, x);
            if (v >= c->cell[k].standard * (1 - 1e-10)) continue;
            if (v < c->cell[k].floor * (1 - 1e-10)) return false;
            missed++;
        }
        if (missed > sec->may_miss) return false;
    }
    for (size_t k = 0; k < c->b.cones; k++) {
        double w = 0, mean = 0, square = 0;
        for (size_t i = k; i < c->b.cells; i += c->b.things)
            w += c->cell[i].weight, mean += c->cell[i].weight * value(c, i, x);
        mean /= w;
        for (size_t i = k; i < c->b.cells; i += c->b.things)
            square +=
                c->cell[i].weight * (value(c, i, x) - mean) * (value(c, i, x) - mean);
        if (sqrt(square / w) > c->cone[k].limit * mean) return false;
    }
    return true;
}

static double cost_of(const county *c, const amounts *x)
{
    double cost = 0;
    for (size_t i = 0; i < c->b.items; i++) {
        cost += x->bought[i] * c->item[i].price;
        if (x->received[i] > 0) cost += x->received[i] * c->item[i].move;
    }
    return cost;
}

static bool count_up(double *x, double most)
{
    *x = *x < most ? *x + 1 : 0;
    return *x > 0;
}

/* The next of all plans; false: all were tried. */
static bool next(const county *c, amounts *x)
{
    for (size_t i = 0; i < c->b.items; i++) {
        if (count_up(&x->bought[i], c->item[i].most)) return true;
        if (c->moves && count_up(&x->given[i], c->item[i].spare)) return true;
        if (c->moves && !isnan(c->item[i].move) && count_up(&x->received[i], 4))
            return true;
    }
    return false;
}

/* The least cost of all plans; INFINITY: none holds. */
static double brute(const county *c, amounts *best_x)
{
    amounts x = {0};
    double best = INFINITY;
    do {
        double cost = cost_of(c, &x);
        if (cost >= best || !holds(c, &x)) continue;
        best = cost;
        *best_x = x;
    } while (next(c, &x));
    return best;
}

/* ---- plans ---- */

static size_t broken(jh_arena *arena, const county *c, const amounts *x)
{
    amounts own = *x;
    jh_budget_plan plan = {
        .bought = own.bought, .received = own.received, .given = own.given};
    jh_violations found = {.arena = arena};
    jh_error err = {0};
    assert_int_equal(jh_budget_check(&c->b, &plan, NAN, &found, &err), JH_OK);
    return found.n;
}

static amounts amounts_of(const county *c, const jh_budget_plan *plan)
{
    amounts x = {0};
    memcpy(x.bought, plan->bought, c->b.items * sizeof(double));
    memcpy(x.received, plan->received, c->b.items * sizeof(double));
    memcpy(x.given, plan->given, c->b.items * sizeof(double));
    return x;
}

/* Each amount a step more and a step less: the check says what plain arithmetic says. */
static size_t spoil(jh_arena *arena, const county *c, const amounts *plan)
{
    size_t spoilt = 0;
    for (size_t i = 0; i < c->b.items; i++)
        for (int how = 0; how < 8; how++) {
            amounts x = *plan;
            double by = how % 2 ? 1 : -1;
            if (how < 2) x.bought[i] += by;
            if (how / 2 == 1) x.received[i] += by;
            if (how / 2 == 2) x.given[i] += by;
            if (how / 2 == 3) x.bought[i] += by / 2;
            bool ok = holds(c, &x);
            assert_int_equal(broken(arena, c, &x) == 0, ok);
            spoilt += !ok;
        }
    return spoilt;
}

typedef struct tally {
    size_t planned, best, never, open, spoilt;
} tally;

static void judge(jh_arena *arena, const county *c, const jh_budget_plan *plan,
                  double least, tally *t)
{
    if (plan->outcome.status == JH_PLAN_INFEASIBLE) {
        assert_true(isinf(least));
        t->never++;
        return;
    }
    if (!isnan(plan->outcome.bound) && !isinf(least))
        assert_true(plan->outcome.bound <= least * (1 + 1e-6) + 1e-6);
    if (plan->outcome.status == JH_PLAN_NONE) {
        assert_true(isnan(plan->cost));
        t->open++;
        return;
    }
    amounts x = amounts_of(c, plan);
    assert_true(holds(c, &x));
    assert_int_equal(broken(arena, c, &x), 0);
    assert_true(fabs(plan->cost - cost_of(c, &x)) < 1e-6);
    if (plan->outcome.status == JH_PLAN_OPTIMAL)
        assert_true(plan->cost <= least * (1 + 1e-5) + 1e-6);
    t->planned++;
    t->best += plan->cost <= least + 1e-6;
    t->spoilt += spoil(arena, c, &x);
}

static tally run(uint64_t seed, int rounds, bool moves, const jh_mip_solver *solver)
{
    jh_random r;
    tally t = {0};
    jh_random_seed(&r, seed);
    for (int n = 0; n < rounds; n++) {
        jh_arena *arena = jh_arena_new();
        jh_budget_request request = {.money = NAN};
        jh_plan_control control = {.solver = solver};
        jh_budget_plan plan;
        jh_error err = {0};
        county c;
        amounts x = {0};
        draw(&r, moves, &c);
        double least = brute(&c, &x);
        assert_int_equal(jh_budget_solve(arena, &c.b, &request, &control, &plan, &err),
                         JH_OK);
        judge(arena, &c, &plan, least, &t);
        if (solver) /* with it every question is answered */
            assert_true(plan.outcome.status == JH_PLAN_INFEASIBLE ||
                        fabs(plan.cost - least) < 1e-6);
        jh_arena_free(arena);
    }
    if (getenv("JH_TELL"))
        print_message("%zu planned, %zu best, %zu never, %zu open, %zu spoilt\n",
                      t.planned, t.best, t.never, t.open, t.spoilt);
    return t;
}

static void own_method_under_totals(void **state)
{
    (void)state;
    tally t = run(21, 4000, false, NULL);
    assert_true(t.planned > 500 && t.never > 500 && t.spoilt > 5000);
    assert_true(10 * t.best > 9 * t.planned);
}

static void own_method_with_moves(void **state)
{
    (void)state;
    tally t = run(22, 1500, true, NULL);
    assert_true(t.planned > 300 && t.spoilt > 2000);
    assert_true(10 * t.best > 9 * t.planned);
}

static void with_solver(uint64_t seed, int rounds, bool moves)
{
    jh__solver solver;
    if (!getenv("JH_SOLVE")) skip();
    jh__solver_init(&solver, NULL);
    solver.program = getenv("JH_SOLVE");
    tally t = run(seed, rounds, moves, &solver.service);
    assert_true(t.open == 0 && t.best == t.planned && t.planned > (size_t)rounds / 10);
}

static void exact_model_under_totals(void **state)
{
    (void)state;
    with_solver(23, 1500, false);
}

static void exact_model_with_moves(void **state)
{
    (void)state;
    with_solver(24, 1000, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_method_under_totals),
        cmocka_unit_test(own_method_with_moves),
        cmocka_unit_test(exact_model_under_totals),
        cmocka_unit_test(exact_model_with_moves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
