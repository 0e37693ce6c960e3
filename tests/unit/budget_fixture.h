/* Small counties drawn at random, with totals and moves, for plans of money. */
#ifndef JH_BUDGET_FIXTURE_H
#define JH_BUDGET_FIXTURE_H

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

#endif
