/* Plans of money over years: what any staged plan must keep, on small counties drawn at random. */
#include <junheng/budget.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { SCHOOLS = 3, KINDS = 2, ITEMS = SCHOOLS * KINDS };

typedef struct county {
    jh_budget b;
    jh_budget_item item[ITEMS];
    jh_budget_section section[SCHOOLS];
    jh_budget_cell cell[ITEMS];
    jh_budget_cone cone[KINDS];
    jh_budget_total total[KINDS];
    size_t member[2 * ITEMS];
    const char *name[4];
    bool moves;
} county;

static double below(jh_random *r, uint64_t n)
{
    return (double)jh_random_below(r, n);
}

static void draw_item(jh_random *r, county *c, size_t s, size_t k, double pupils)
{
    size_t i = s * c->b.things + k;
    double slope = 100 / pupils, standard = (4 + below(r, 5)) * slope / 2;
    c->item[i] = (jh_budget_item){.school = s,
                                  .thing = k,
                                  .price = 1 + below(r, 12),
                                  .step = 1,
                                  .least = below(r, 5) == 0 ? 2 : 0,
                                  .most = below(r, 4),
                                  .move = NAN};
    c->cell[i] = (jh_budget_cell){
        s, k, i, slope, (1 + below(r, 6)) * slope, standard, 0.85 * standard, k, pupils};
    if (!c->moves) return;
    c->item[i].spare = below(r, 3);
    if (below(r, 4) > 0) c->item[i].move = below(r, 6);
}

static void draw(jh_random *r, bool moves, county *c)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    *c = (county){.moves = moves};
    memcpy(c->name, names, sizeof names);
    size_t schools = 2 + (size_t)jh_random_below(r, SCHOOLS - 1);
    size_t kinds = moves ? 1 : 1 + (size_t)jh_random_below(r, KINDS);
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
                       .cone = c->cone,
                       .total = c->total,
                       .member = c->member};
    for (size_t k = 0; k < kinds; k++)
        c->cone[k] = (jh_budget_cone){k, 0, 0.1 + below(r, 40) / 100, JH_BUDGET_NONE};
    for (size_t s = 0; s < schools; s++) {
        double pupils = 20 + below(r, 300);
        c->section[s] = (jh_budget_section){
            s, 0, pupils, jh_random_below(r, 2), true, s * kinds, kinds};
        for (size_t k = 0; k < kinds; k++)
            draw_item(r, c, s, k, pupils);
    }
    /* one total of a thing's units, one of all money */
    if (below(r, 2) > 0)
        c->b.total[c->b.totals++] =
            (jh_budget_total){"posts", 1 + below(r, 5), false, 0, schools};
    for (size_t s = 0; c->b.totals && s < schools; s++)
        c->member[c->b.members++] = s * kinds;
    if (below(r, 3) == 0) {
        c->b.total[c->b.totals++] =
            (jh_budget_total){"money", 10 + below(r, 50), true, c->b.members, c->b.items};
        for (size_t i = 0; i < c->b.items; i++)
            c->member[c->b.members++] = i;
    }
}

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
