/* Plans of money over years: what any staged plan must keep, on small counties drawn at random. */
#include "budget_fixture.h"

/* ---- years ---- */

enum { YEARS = 3 };

typedef struct given_years {
    jh_budget_years y;
    double money[YEARS];
} given_years;

static void draw_years(jh_random *r, given_years *g)
{
    *g = (given_years){.y = {.n = 1 + (size_t)jh_random_below(r, YEARS),
                             .carry = jh_random_below(r, 2)}};
    g->y.money = g->money;
    for (size_t i = 0; i < g->y.n; i++)
        g->money[i] = below(r, 25);
}

static size_t broken(jh_arena *arena, const county *c, const jh_budget_stages *s,
                     const given_years *g, const char **first)
{
    jh_violations found = {.arena = arena};
    jh_budget_plan plan[YEARS];
    jh_budget part = c->b;
    jh_budget_section section[SCHOOLS];
    jh_error err = {0};
    /* a plan that the money did not reach for keeps all but the aims */
    memcpy(section, c->section, sizeof section);
    for (size_t i = 0; !s->pass && i < SCHOOLS; i++)
        section[i].wanted = false;
    part.section = section;
    if (!s->pass) part.cones = 0;
    for (size_t y = 0; y < g->y.n; y++)
        plan[y] = s->year[y].plan;
    assert_int_equal(jh_budget_check_years(arena, &part, plan, &g->y, &found, &err),
                     JH_OK);
    *first = found.n ? found.item[0].msg.key : "";
    return found.n;
}

static double cost_of(const county *c, const jh_budget_plan *p)
{
    double cost = 0;
    for (size_t i = 0; i < c->b.items; i++) {
        cost += p->bought[i] * c->item[i].price;
        if (p->received[i] > 0) cost += p->received[i] * c->item[i].move;
    }
    return cost;
}

/* Sums, what is carried, and that no year takes back what another brought. */
static void years_add_up(const county *c, const jh_budget_stages *s, const given_years *g)
{
    double carried = 0, all[ITEMS] = {0}, cost = 0;
    size_t before = 0;
    for (size_t y = 0; y < g->y.n; y++) {
        const jh_budget_year *year = &s->year[y];
        double spent = cost_of(c, &year->plan);
        assert_true(fabs(spent - year->plan.cost) < 1e-9);
        assert_true(fabs(year->money - g->money[y] - carried) < 1e-9);
        assert_true(spent <= year->money + 1e-9);
        assert_true(fabs(year->left - (year->money - spent)) < 1e-9);
        assert_true(year->passing <= year->most);
        assert_true(c->moves || year->passing >= before);
        carried = g->y.carry ? year->left : 0;
        before = year->passing;
        cost += spent;
        for (size_t i = 0; i < c->b.items; i++)
            all[i] += year->plan.bought[i];
    }
    assert_true(fabs(cost - s->plan.cost) < 1e-9);
    for (size_t i = 0; i < c->b.items; i++)
        assert_true(fabs(all[i] - s->plan.bought[i]) < 1e-9);
}

static void staged(uint64_t seed, bool moves)
{
    jh_random r;
    size_t passed = 0, late = 0, short_of = 0, first = 0;
    jh_random_seed(&r, seed);
    for (int n = 0; n < 3000; n++) {
        jh_arena *arena = jh_arena_new();
        jh_budget_request request = {.money = NAN};
        jh_budget_stages s;
        jh_budget_plan once;
        jh_error err = {0};
        county c;
        given_years g;
        const char *key;
        draw(&r, moves, &c);
        draw_years(&r, &g);
        request.years = &g.y;
        assert_int_equal(jh_budget_stage(arena, &c.b, &request, NULL, &s, &err), JH_OK);
        years_add_up(&c, &s, &g);
        assert_int_equal(broken(arena, &c, &s, &g, &key), 0);
        assert_int_equal(jh_budget_solve(arena, &c.b, &request, NULL, &once, &err),
                         JH_OK);
        double all = 0;
        for (size_t y = 0; y < g.y.n; y++)
            all += g.money[y];
        if (s.pass) {
            assert_true(s.year[s.pass - 1].whole && s.least <= s.pass);
            assert_true(s.least == 0 || all >= once.outcome.bound - 1e-9);
            passed++;
            first += s.pass == s.least;
            late += s.pass > 1;
        } else {
            /* in one year the money is enough, or it is not */
            assert_true(g.y.n > 1 || isnan(once.cost) || once.cost > all);
            short_of++;
        }
        /* everything in one year, where that has not the money: told by its year */
        for (size_t i = 0; g.y.n > 1 && i < c.b.items; i++) {
            s.year[1].plan.bought[i] += s.year[0].plan.bought[i];
            s.year[0].plan.bought[i] = 0;
        }
        if (g.y.n > 1 && !g.y.carry && cost_of(&c, &s.year[1].plan) > g.money[1] + 1e-6 &&
            cost_of(&c, &s.year[0].plan) <= g.money[0]) {
            assert_true(broken(arena, &c, &s, &g, &key) > 0);
            assert_string_equal(key, "plan.budget_year_money");
        }
        jh_arena_free(arena);
    }
    assert_true(passed > 300 && late > 50 && short_of > 300);
    assert_true(moves ||
                10 * first > 9 * passed); /* of moves the own method has no bound */
}

static void years_without_moves(void **state)
{
    (void)state;
    staged(31, false);
}

static void years_with_moves(void **state)
{
    (void)state;
    staged(32, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_without_moves),
        cmocka_unit_test(years_with_moves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
