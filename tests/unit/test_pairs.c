/* Pairs of schools: against all plans of small counties, the first of the best, and the check
 * against changed plans. */
#include <junheng/pairs.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define WEAK 5
#define STRONG 4

static const char *const name[] = {"A", "B", "C", "D", "E"};

typedef struct county {
    jh_pairs p;
    int32_t cost[WEAK * STRONG];
    uint32_t most[STRONG];
} county;

static void random_county(county *c, jh_random *rnd)
{
    int32_t range = jh_random_below(rnd, 2) ? 4 : 60;
    *c = (county){.p = {.weak = (uint32_t)jh_random_below(rnd, WEAK + 1),
                        .strong = (uint32_t)jh_random_below(rnd, STRONG + 1),
                        .weak_name = name,
                        .strong_name = name}};
    c->p.alone = (int64_t)jh_random_below(rnd, 2) ? 1000 : range / 2;
    for (int i = 0; i < WEAK * STRONG; i++)
        c->cost[i] = jh_random_below(rnd, 5)
                         ? (int32_t)jh_random_below(rnd, (uint64_t)range)
                         : JH_PAIRS_NEVER;
    for (int j = 0; j < STRONG; j++)
        c->most[j] = (uint32_t)jh_random_below(rnd, 4);
    c->p.cost = c->cost, c->p.most = c->most;
}

/* Arithmetic of its own: what a plan costs with all; below 0 where it breaks a rule. */
static int64_t cost_of(const county *c, const uint32_t *partner)
{
    uint32_t helped[STRONG] = {0};
    int64_t cost = 0;
    for (uint32_t i = 0; i < c->p.weak; i++) {
        if (partner[i] == JH_PAIRS_ALONE) {
            cost += c->p.alone;
            continue;
        }
        if (partner[i] >= c->p.strong) return -1;
        int32_t one = c->cost[i * c->p.strong + partner[i]];
        if (one == JH_PAIRS_NEVER || ++helped[partner[i]] > c->most[partner[i]])
            return -1;
        cost += one;
    }
    return cost;
}

/* The next plan in order of numbers, to be alone being the last; false after the last plan. */
static bool step(const county *c, uint32_t *partner)
{
    for (uint32_t i = c->p.weak; i-- > 0;) {
        if (partner[i] != JH_PAIRS_ALONE) {
            partner[i] = partner[i] + 1 < c->p.strong ? partner[i] + 1 : JH_PAIRS_ALONE;
            return true;
        }
        partner[i] = c->p.strong ? 0 : JH_PAIRS_ALONE;
    }
    return false;
}

static int64_t best_of_all(const county *c, uint32_t *best)
{
    uint32_t partner[WEAK];
    int64_t least = INT64_MAX;
    for (int i = 0; i < WEAK; i++)
        partner[i] = c->p.strong ? 0 : JH_PAIRS_ALONE;
    do {
        int64_t cost = cost_of(c, partner);
        if (cost < 0 || cost >= least) continue;
        least = cost;
        memcpy(best, partner, sizeof partner);
    } while (step(c, partner));
    return least;
}

static void the_best_of_all_and_the_first_of_these(void **state)
{
    jh_random rnd;
    (void)state;
    jh_random_seed(&rnd, 11);
    for (int round = 0; round < 4000; round++) {
        county c;
        jh_pairs_plan plan;
        uint32_t best[WEAK];
        jh_arena *arena = jh_arena_new();
        random_county(&c, &rnd);
        int64_t least = best_of_all(&c, best);
        assert_int_equal(jh_pairs_solve(arena, &c.p, NULL, &plan, NULL), JH_OK);
        assert_int_equal(plan.outcome.status, JH_PLAN_OPTIMAL);
        assert_true((int64_t)plan.outcome.value == least);
        assert_true(jh_pairs_bound(&c.p, plan.price) == least);
        assert_memory_equal(plan.partner, best, c.p.weak * sizeof *best);
        for (uint32_t j = 0; j < c.p.strong; j++)
            assert_true(plan.price[j] <= 0);
        jh_arena_free(arena);
    }
}

/* The least cost of all plans in which one weak school has a certain partner; −1: there is none. */
static int64_t best_with(const county *c, uint32_t weak, uint32_t with)
{
    uint32_t partner[WEAK];
    int64_t least = -1;
    for (int i = 0; i < WEAK; i++)
        partner[i] = c->p.strong ? 0 : JH_PAIRS_ALONE;
    do {
        int64_t cost = partner[weak] == with ? cost_of(c, partner) : -1;
        if (cost >= 0 && (least < 0 || cost < least)) least = cost;
    } while (step(c, partner));
    return least;
}

/* Against every plan of the county, for every other partner. */
static void judge_other(const county *c, uint32_t weak, uint32_t had, int64_t least,
                        const jh_pairs_other *other)
{
    int64_t more = INT64_MAX;
    uint32_t next = JH_PAIRS_ALONE;
    for (uint32_t k = 0; k <= c->p.strong; k++) {
        uint32_t with = k < c->p.strong ? k : JH_PAIRS_ALONE;
        int64_t cost = with == had ? -1 : best_with(c, weak, with);
        if (cost < 0 || cost - least >= more) continue;
        more = cost - least;
        next = with;
    }
    assert_true(other->none == (more == INT64_MAX));
    if (other->none) return;
    assert_true(other->more == more);
    assert_int_equal(other->partner, next);
}

static void the_next_best_costs_exactly_that_much(void **state)
{
    jh_random rnd;
    size_t dear = 0;
    (void)state;
    jh_random_seed(&rnd, 5);
    for (int round = 0; round < 2000; round++) {
        county c;
        jh_pairs_plan plan;
        uint32_t best[WEAK];
        jh_pairs_other other[WEAK];
        jh_arena *arena = jh_arena_new();
        random_county(&c, &rnd);
        int64_t least = best_of_all(&c, best);
        assert_int_equal(jh_pairs_solve(arena, &c.p, NULL, &plan, NULL), JH_OK);
        assert_int_equal(jh_pairs_others(arena, &c.p, &plan, plan.partner, other, NULL),
                         JH_OK);
        for (uint32_t i = 0; i < c.p.weak; i++) {
            judge_other(&c, i, plan.partner[i], least, &other[i]);
            dear += !other[i].none && other[i].more > 0;
        }
        jh_arena_free(arena);
    }
    assert_in_range(dear, 1000, 10000);
}

/* After a plan by hand the next best is what the best plan has, and costs nothing. */
static void after_a_plan_by_hand_the_best_plan_is_next(void **state)
{
    const int32_t cost[] = {3, 5, 4, 1};
    const uint32_t most[] = {1, 1}, hand[] = {1, 0};
    const jh_pairs p = {2, 2, cost, most, 100, name, name};
    jh_pairs_plan plan;
    jh_pairs_other other[2];
    jh_arena *arena = jh_arena_new();
    (void)state;
    assert_int_equal(jh_pairs_solve(arena, &p, NULL, &plan, NULL), JH_OK);
    assert_int_equal(jh_pairs_others(arena, &p, &plan, hand, other, NULL), JH_OK);
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(other[i].partner, i);
        assert_int_equal(other[i].more, 0);
    }
    assert_int_equal(jh_pairs_others(arena, &p, &plan, plan.partner, other, NULL), JH_OK);
    assert_int_equal(other[0].partner, 1);
    assert_int_equal(other[0].more, 5);
    jh_arena_free(arena);
}

/* Every change of one partner of the best plan: refused where it breaks a rule, dearer else, or as
 * good and later in order. */
static void the_check_judges_every_change_of_a_plan(void **state)
{
    jh_random rnd;
    size_t refused = 0;
    (void)state;
    jh_random_seed(&rnd, 9);
    for (int round = 0; round < 2000; round++) {
        county c;
        jh_pairs_plan plan;
        jh_arena *arena = jh_arena_new();
        random_county(&c, &rnd);
        assert_int_equal(jh_pairs_solve(arena, &c.p, NULL, &plan, NULL), JH_OK);
        int64_t least = cost_of(&c, plan.partner);
        for (uint32_t i = 0; i < c.p.weak; i++)
            for (uint32_t k = 0; k < c.p.strong + 2; k++) {
                uint32_t changed[WEAK];
                jh_pairs_sum sum;
                jh_violations found = {.arena = arena};
                memcpy(changed, plan.partner, c.p.weak * sizeof *changed);
                changed[i] = k == c.p.strong + 1 ? JH_PAIRS_ALONE : k;
                assert_int_equal(jh_pairs_check(arena, &c.p, changed, &sum, &found, NULL),
                                 JH_OK);
                int64_t cost = cost_of(&c, changed);
                assert_true((found.n == 0) == (cost >= 0));
                if (cost >= 0) assert_true(sum.cost + c.p.alone * sum.alone >= least);
                refused += found.n > 0;
            }
        jh_arena_free(arena);
    }
    assert_in_range(refused, 5000, 50000);
}

static void the_check_judges_any_plan(void **state)
{
    jh_random rnd;
    size_t refused = 0;
    (void)state;
    jh_random_seed(&rnd, 7);
    for (int round = 0; round < 4000; round++) {
        county c;
        jh_pairs_sum sum;
        uint32_t partner[WEAK];
        jh_arena *arena = jh_arena_new();
        jh_violations found = {.arena = arena};
        random_county(&c, &rnd);
        for (uint32_t i = 0; i < c.p.weak; i++) {
            partner[i] = (uint32_t)jh_random_below(&rnd, c.p.strong + 2);
            if (partner[i] == c.p.strong) partner[i] = JH_PAIRS_ALONE;
        }
        assert_int_equal(jh_pairs_check(arena, &c.p, partner, &sum, &found, NULL), JH_OK);
        int64_t cost = cost_of(&c, partner);
        assert_true((found.n == 0) == (cost >= 0));
        if (cost >= 0) assert_true(sum.cost + c.p.alone * sum.alone == cost);
        refused += found.n > 0;
        jh_arena_free(arena);
    }
    assert_in_range(refused, 1000, 3999);
}

static jh_plan_end at_once(void *ctx)
{
    (void)ctx;
    return JH_PLAN_CANCELLED;
}

static void bad_numbers_and_an_end_before_its_time(void **state)
{
    const int32_t cost[] = {3, -1};
    const uint32_t most[] = {1, 1};
    jh_pairs p = {1, 2, cost, most, 10, name, name};
    jh_plan_control control = {.stop = at_once};
    jh_pairs_plan plan;
    jh_arena *arena = jh_arena_new();
    (void)state;
    assert_int_equal(jh_pairs_solve(arena, &p, NULL, &plan, NULL), JH_EINPUT);
    p.strong = 1;
    assert_int_equal(jh_pairs_solve(arena, &p, &control, &plan, NULL), JH_OK);
    assert_int_equal(plan.outcome.end, JH_PLAN_CANCELLED);
    assert_int_equal(plan.outcome.status, JH_PLAN_NONE);
    jh_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_of_all_and_the_first_of_these),
        cmocka_unit_test(the_next_best_costs_exactly_that_much),
        cmocka_unit_test(after_a_plan_by_hand_the_best_plan_is_next),
        cmocka_unit_test(the_check_judges_every_change_of_a_plan),
        cmocka_unit_test(the_check_judges_any_plan),
        cmocka_unit_test(bad_numbers_and_an_end_before_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
