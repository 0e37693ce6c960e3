/* Plans of money against brute force: thousands of small counties whose every plan can be tried. */
#include <junheng/budget.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { SCHOOLS = 4, KINDS = 3, ITEMS = SCHOOLS * KINDS, CELLS = ITEMS };

/* A county with one section a school, all its arrays in one place. */
typedef struct county {
    jh_budget b;
    jh_budget_item item[ITEMS];
    jh_budget_section section[SCHOOLS];
    jh_budget_cell cell[CELLS];
    jh_budget_cone cone[KINDS];
    const char *name[8];
} county;

static double below(jh_random *r, uint64_t n)
{
    return (double)jh_random_below(r, n);
}

/* Few steps an item, so that all plans can be tried. */
static void draw(jh_random *r, county *c)
{
    size_t schools = 2 + (size_t)jh_random_below(r, SCHOOLS - 1);
    size_t kinds = schools > 3 ? 2 : 1 + (size_t)jh_random_below(r, KINDS);
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    *c = (county){0};
    memcpy(c->name, names, sizeof names);
    c->b = (jh_budget){.schools = schools,
                       .school_id = c->name,
                       .school_name = c->name,
                       .things = kinds,
                       .thing_name = c->name,
                       .indicators = kinds,
                       .indicator_name = c->name,
                       .stage_name = c->name,
                       .items = schools * kinds,
                       .sections = schools,
                       .cells = schools * kinds,
                       .cones = kinds,
                       .item = c->item,
                       .section = c->section,
                       .cell = c->cell,
                       .cone = c->cone};
    for (size_t k = 0; k < kinds; k++)
        c->cone[k] = (jh_budget_cone){k, 0, 0.15 + below(r, 40) / 100, JH_BUDGET_NONE};
    for (size_t s = 0; s < schools; s++) {
        double pupils = 20 + below(r, 300);
        c->section[s] = (jh_budget_section){
            s, 0, pupils, jh_random_below(r, 2), true, s * kinds, kinds};
        for (size_t k = 0; k < kinds; k++) {
            size_t i = s * kinds + k;
            double slope = 100 / pupils, step = k == 1 ? 1 + below(r, 2) : 1;
            c->item[i] = (jh_budget_item){.school = s,
                                          .thing = k,
                                          .price = 1 + below(r, 20),
                                          .step = step,
                                          .least = below(r, 6) == 0 ? step * 2 : 0,
                                          .most = step * (1 + below(r, 4)),
                                          .move = NAN};
            double standard = (4 + below(r, 6)) * slope / 2;
            c->cell[i] = (jh_budget_cell){
                s, k,     i, slope, below(r, 6) * slope, standard, 0.85 * standard,
                k, pupils};
            if (below(r, 30) == 0) c->cell[i].item = JH_BUDGET_NONE, c->cell[i].slope = 0;
        }
    }
}

/* ---- judged again, as plainly as can be ---- */

static double value(const county *c, size_t cell, const double *x)
{
    const jh_budget_cell *k = &c->cell[cell];
    return k->item == JH_BUDGET_NONE ? k->value : k->value + k->slope * x[k->item];
}

static bool amounts_hold(const county *c, const double *x)
{
    for (size_t i = 0; i < c->b.items; i++) {
        const jh_budget_item *it = &c->item[i];
        double steps = x[i] / it->step;
        if (x[i] < 0 || x[i] > it->most || fabs(steps - rint(steps)) > 1e-6) return false;
        if (x[i] > 0 && x[i] < it->least) return false;
    }
    return true;
}

static bool holds(const county *c, const double *x)
{
    if (!amounts_hold(c, x)) return false;
    for (size_t s = 0; s < c->b.sections; s++) {
        size_t missed = 0;
        for (size_t k = c->section[s].cell; k < c->section[s].cell + c->section[s].cells;
             k++) {
            double v = value(c, k, x);
            if (v >= c->cell[k].standard * (1 - 1e-10)) continue;
            if (v < c->cell[k].floor * (1 - 1e-10)) return false;
            missed++;
        }
        if (missed > c->section[s].may_miss) return false;
    }
    for (size_t k = 0; k < c->b.cones; k++) {
        double w = 0, mean = 0, square = 0;
        for (size_t i = 0; i < c->b.cells; i++)
            if (c->cell[i].cone == k)
                w += c->cell[i].weight, mean += c->cell[i].weight * value(c, i, x);
        mean /= w;
        for (size_t i = 0; i < c->b.cells; i++)
            if (c->cell[i].cone == k)
                square +=
                    c->cell[i].weight * (value(c, i, x) - mean) * (value(c, i, x) - mean);
        if (sqrt(square / w) > c->cone[k].limit * mean) return false;
    }
    return true;
}

/* The least cost of all plans; INFINITY: none holds. */
static double brute(const county *c, double *best_x)
{
    double x[ITEMS] = {0}, best = INFINITY;
    for (;;) {
        double cost = 0;
        for (size_t i = 0; i < c->b.items; i++)
            cost += x[i] * c->item[i].price;
        if (cost < best && holds(c, x)) {
            best = cost;
            memcpy(best_x, x, sizeof x);
        }
        size_t i = 0;
        while (i < c->b.items && x[i] + c->item[i].step > c->item[i].most)
            x[i++] = 0;
        if (i == c->b.items) return best;
        x[i] += c->item[i].step;
    }
}

static jh_status solve(jh_arena *arena, county *c, jh_budget_plan *plan)
{
    jh_budget_request request = {.money = NAN};
    jh_error err = {0};
    return jh_budget_solve(arena, &c->b, &request, NULL, plan, &err);
}

static size_t broken(jh_arena *arena, const county *c, const double *x)
{
    double zero[ITEMS] = {0}, own[ITEMS];
    memcpy(own, x, sizeof own);
    jh_budget_plan plan = {.bought = own, .received = zero, .given = zero};
    jh_violations found = {.arena = arena};
    jh_error err = {0};
    assert_int_equal(jh_budget_check(&c->b, &plan, NAN, &found, &err), JH_OK);
    return found.n;
}

static void brute_force_agrees(void **state)
{
    (void)state;
    jh_random r;
    size_t planned = 0, best = 0, never = 0;
    jh_random_seed(&r, 5);
    for (int n = 0; n < 3000; n++) {
        jh_arena *arena = jh_arena_new();
        county c;
        jh_budget_plan plan;
        double x[ITEMS] = {0};
        draw(&r, &c);
        double least = brute(&c, x);
        assert_int_equal(solve(arena, &c, &plan), JH_OK);
        if (plan.outcome.status == JH_PLAN_INFEASIBLE) {
            assert_true(isinf(least));
            assert_true(plan.why.n > 0);
            never++;
        } else if (plan.outcome.status != JH_PLAN_NONE) {
            assert_true(plan.cost >= least * (1 - 1e-9));
            assert_true(plan.outcome.bound <= least * (1 + 1e-9) + 1e-9);
            assert_true(holds(&c, plan.bought));
            assert_int_equal(broken(arena, &c, plan.bought), 0);
            if (plan.outcome.status == JH_PLAN_OPTIMAL)
                assert_true(plan.cost <= least * (1 + 1e-5) + 1e-9);
            planned++;
            best += plan.cost <= least * (1 + 1e-9);
        }
        if (!isinf(least)) assert_int_equal(broken(arena, &c, x), 0);
        jh_arena_free(arena);
    }
    if (getenv("JH_TELL"))
        print_message("%zu planned, %zu best, %zu never\n", planned, best, never);
    assert_true(planned > 500 && never > 500);
}

static void check_agrees_on_any_plan(void **state)
{
    (void)state;
    jh_random r;
    size_t good = 0, bad = 0;
    jh_random_seed(&r, 6);
    for (int n = 0; n < 20000; n++) {
        jh_arena *arena = jh_arena_new();
        county c;
        double x[ITEMS] = {0};
        draw(&r, &c);
        for (size_t i = 0; i < c.b.items; i++) {
            x[i] = c.item[i].step * below(&r, 5);
            if (below(&r, 40) == 0) x[i] += 0.5 * c.item[i].step;
            if (below(&r, 40) == 0) x[i] = -c.item[i].step;
        }
        bool ok = holds(&c, x);
        assert_int_equal(broken(arena, &c, x) == 0, ok);
        good += ok, bad += !ok;
        jh_arena_free(arena);
    }
    assert_true(good > 50 && bad > 5000);
}

/* Moves: what is received must be given, by those who can spare it. */
static void check_judges_moves(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_random r;
    county c;
    double bought[ITEMS] = {0}, received[ITEMS] = {0}, given[ITEMS] = {0};
    jh_budget_plan plan = {.bought = bought, .received = received, .given = given};
    jh_error err = {0};
    jh_random_seed(&r, 7);
    draw(&r, &c);
    c.b.cones = 0;
    for (size_t i = 0; i < c.b.sections; i++)
        c.section[i].wanted = false;
    size_t other = c.b.things; /* the first item of the second school: the same thing */
    c.item[0].step = c.item[other].step = 1;
    c.item[0].spare = 3, c.item[other].move = 2;
    given[0] = 2, received[other] = 2;
    jh_violations found = {.arena = arena};
    assert_int_equal(jh_budget_check(&c.b, &plan, NAN, &found, &err), JH_OK);
    assert_int_equal(found.n, 0);
    assert_int_equal(jh_budget_check(&c.b, &plan, 3.99, &found, &err), JH_OK);
    assert_int_equal(found.n, 1);
    assert_string_equal(found.item[0].msg.key, "plan.budget_money");
    given[0] = 4, received[other] = 4;
    found.n = 0;
    assert_int_equal(jh_budget_check(&c.b, &plan, NAN, &found, &err), JH_OK);
    assert_string_equal(found.item[0].msg.key, "plan.budget_spare");
    given[0] = 1;
    found.n = 0;
    assert_int_equal(jh_budget_check(&c.b, &plan, NAN, &found, &err), JH_OK);
    assert_int_equal(found.n, 1);
    assert_string_equal(found.item[0].msg.key, "plan.budget_balance");
    c.item[other].move = NAN;
    received[other] = 1;
    found.n = 0;
    assert_int_equal(jh_budget_check(&c.b, &plan, NAN, &found, &err), JH_OK);
    assert_string_equal(found.item[0].msg.key, "plan.budget_no_move");
    jh_arena_free(arena);
}

/* ---- a fixed sum, and the front ---- */

/* Sections that pass, and the pupils in them. */
static size_t passing(const county *c, const double *x, double *pupils)
{
    size_t n = 0;
    *pupils = 0;
    for (size_t s = 0; s < c->b.sections; s++) {
        county one = *c;
        one.b.cones = 0;
        one.b.sections = 1;
        one.section[0] = c->section[s];
        one.b.section = one.section, one.b.cell = one.cell, one.b.item = one.item;
        if (!holds(&one, x)) continue;
        n++;
        *pupils += c->section[s].pupils;
    }
    return n;
}

static void fixed_sum_is_best(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 8);
    for (int n = 0; n < 600; n++) {
        jh_arena *arena = jh_arena_new();
        county c;
        jh_budget_plan plan;
        jh_budget_front front;
        jh_error err = {0};
        double most_pupils = 0, pupils, least[SCHOOLS + 1], x[ITEMS] = {0};
        draw(&r, &c);
        double money = below(&r, 120);
        size_t most = 0;
        for (size_t i = 0; i <= SCHOOLS; i++)
            least[i] = INFINITY;
        for (;;) {
            double cost = 0;
            for (size_t i = 0; i < c.b.items; i++)
                cost += x[i] * c.item[i].price;
            if (amounts_hold(&c, x)) {
                size_t k = passing(&c, x, &pupils);
                for (size_t i = 0; i <= k; i++)
                    least[i] = fmin(least[i], cost);
                if (cost <= money && k > most) most = k;
                if (cost <= money) most_pupils = fmax(most_pupils, pupils);
            }
            size_t i = 0;
            while (i < c.b.items && x[i] + c.item[i].step > c.item[i].most)
                x[i++] = 0;
            if (i == c.b.items) break;
            x[i] += c.item[i].step;
        }
        jh_budget_request request = {.money = money};
        assert_int_equal(jh_budget_solve(arena, &c.b, &request, NULL, &plan, &err),
                         JH_OK);
        assert_true(plan.cost <= money * (1 + 1e-9));
        assert_int_equal(passing(&c, plan.bought, &pupils), most);
        assert_true(plan.outcome.value == -(double)most);
        request = (jh_budget_request){
            .money = money,
            .aim = {JH_BUDGET_PUPILS, JH_BUDGET_SECTIONS, JH_BUDGET_COEFFICIENTS}};
        assert_int_equal(jh_budget_solve(arena, &c.b, &request, NULL, &plan, &err),
                         JH_OK);
        assert_true(plan.cost <= money * (1 + 1e-9));
        assert_true(-plan.outcome.value <= most_pupils + 1e-9);
        assert_true(-plan.outcome.bound >= most_pupils - 1e-9);
        assert_int_equal(jh_budget_pareto(arena, &c.b, &front, &err), JH_OK);
        for (size_t i = 0; i < front.n; i++) {
            double cheapest = INFINITY; /* at least so many */
            for (size_t k = i; k < front.n; k++)
                cheapest = fmin(cheapest, front.cost[k]);
            assert_true(isinf(least[i]) ? isinf(cheapest)
                                        : fabs(cheapest - least[i]) < 1e-9);
        }
        jh_arena_free(arena);
    }
}

/* ---- explanations ---- */

static void explanation_adds_up(void **state)
{
    (void)state;
    jh_random r;
    size_t told = 0;
    jh_random_seed(&r, 9);
    for (int n = 0; n < 1000; n++) {
        jh_arena *arena = jh_arena_new();
        county c;
        jh_budget_plan plan;
        jh_budget_reasons reasons;
        jh_error err = {0};
        draw(&r, &c);
        assert_int_equal(solve(arena, &c, &plan), JH_OK);
        if (!isnan(plan.cost)) {
            double cost = 0;
            assert_int_equal(jh_budget_explain(arena, &c.b, &plan, &reasons, &err),
                             JH_OK);
            for (size_t i = 0; i < reasons.n; i++) {
                const jh_budget_reason *x = &reasons.item[i];
                double parts = x->part[0] + x->part[1] + x->part[2];
                double y[ITEMS];
                cost += x->cost;
                assert_true(fabs(parts - x->amount) < 1e-9);
                memcpy(y, plan.bought, c.b.items * sizeof *y);
                y[x->item] = 0;
                assert_int_equal(!holds(&c, y), x->fails_without || x->over_without);
            }
            assert_true(fabs(cost - plan.cost) < 1e-6);
            for (size_t i = 0; i < c.b.sections; i++)
                assert_true(reasons.passes_after[i]);
            told += reasons.n > 0;
        }
        jh_arena_free(arena);
    }
    assert_true(told > 100);
}

/* The mean of the coefficients in place of each: by trying all plans. */
static bool mean_holds(const county *c, const double *x)
{
    county bare = *c;
    double sum = 0;
    for (size_t k = 0; k < c->b.cones; k++) {
        double w = 0, mean = 0, square = 0;
        for (size_t i = k; i < c->b.cells; i += c->b.indicators)
            w += c->cell[i].weight, mean += c->cell[i].weight * value(c, i, x);
        mean /= w;
        for (size_t i = k; i < c->b.cells; i += c->b.indicators)
            square +=
                c->cell[i].weight * (value(c, i, x) - mean) * (value(c, i, x) - mean);
        sum += sqrt(square / w) / mean;
    }
    bare.b.cones = 0;
    return sum <= (double)c->b.cones * c->b.mean[0].limit && holds(&bare, x);
}

static double brute_mean(const county *c)
{
    double x[ITEMS] = {0}, best = INFINITY;
    for (;;) {
        double cost = 0;
        for (size_t i = 0; i < c->b.items; i++)
            cost += x[i] * c->item[i].price;
        if (cost < best && mean_holds(c, x)) best = cost;
        size_t i = 0;
        while (i < c->b.items && x[i] + c->item[i].step > c->item[i].most)
            x[i++] = 0;
        if (i == c->b.items) return best;
        x[i] += c->item[i].step;
    }
}

static void mean_of_coefficients(void **state)
{
    (void)state;
    jh_random r;
    size_t planned = 0, best = 0, never = 0;
    jh_random_seed(&r, 12);
    for (int n = 0; n < 120; n++) {
        jh_arena *arena = jh_arena_new();
        county c;
        jh_budget_plan plan;
        jh_budget_mean mean = {0, 0.15 + below(&r, 40) / 100};
        draw(&r, &c);
        c.b.mean = &mean;
        c.b.means = 1;
        for (size_t k = 0; k < c.b.cones; k++) {
            c.cone[k].limit = INFINITY, c.cone[k].mean = 0;
        }
        for (size_t i = 0; i < c.b.cells; i++)
            c.cell[i].value += c.cell[i].slope; /* no mean of nothing */
        double least = brute_mean(&c);
        assert_int_equal(solve(arena, &c, &plan), JH_OK);
        if (plan.outcome.status == JH_PLAN_INFEASIBLE) {
            assert_true(isinf(least) && plan.why.n > 0);
            never++;
        } else if (!isnan(plan.cost)) {
            assert_true(mean_holds(&c, plan.bought));
            assert_int_equal(broken(arena, &c, plan.bought), 0);
            assert_true(plan.cost >= least - 1e-9);
            assert_true(plan.outcome.bound <= least + 1e-6);
            planned++;
            best += plan.cost <= least + 1e-9;
        }
        jh_arena_free(arena);
    }
    if (getenv("JH_TELL"))
        print_message("%zu planned, %zu best, %zu never\n", planned, best, never);
    assert_true(planned > 20 && never > 10 && 10 * best > 8 * planned);
}

static void faults_of_the_problem_are_told(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_random r;
    county c;
    jh_budget_plan plan;
    jh_random_seed(&r, 10);
    draw(&r, &c);
    c.item[1].school = 99;
    assert_int_equal(solve(arena, &c, &plan), JH_EINTERNAL);
    draw(&r, &c);
    c.cell[0].weight = 0;
    assert_int_equal(solve(arena, &c, &plan), JH_EINTERNAL);
    draw(&r, &c);
    c.item[0].price = -1;
    assert_int_equal(solve(arena, &c, &plan), JH_EINTERNAL);
    jh_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brute_force_agrees),
        cmocka_unit_test(check_agrees_on_any_plan),
        cmocka_unit_test(check_judges_moves),
        cmocka_unit_test(fixed_sum_is_best),
        cmocka_unit_test(explanation_adds_up),
        cmocka_unit_test(mean_of_coefficients),
        cmocka_unit_test(faults_of_the_problem_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
