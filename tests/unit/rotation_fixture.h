/* Small counties of teachers at random, and all plans of them. */
#ifndef JH_ROTATION_FIXTURE_H
#define JH_ROTATION_FIXTURE_H

#include <junheng/rotation.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define TEACHERS 6
#define OPTIONS 4

typedef struct county {
    jh_rotation r;
    jh_rotation_teacher teacher[TEACHERS];
    jh_rotation_option option[TEACHERS * OPTIONS];
    jh_rotation_post post[6];
    jh_rotation_target target[8];
    uint32_t most[4];
} county;

/* Four schools are groups, three sections with two marks, six posts. */
static inline void random_county(county *c, jh_random *rnd)
{
    *c = (county){0};
    jh_rotation *r = &c->r;
    for (uint32_t p = 0; p < 6; p++)
        c->post[p] = (jh_rotation_post){p / 2, (int32_t)jh_random_below(rnd, 3),
                                        (int32_t)jh_random_below(rnd, 60)};
    for (uint32_t t = 0; t < TEACHERS; t++) {
        uint32_t first = r->options, n = 1;
        c->option[first] = (jh_rotation_option){(uint32_t)jh_random_below(rnd, 6), 0};
        for (uint32_t p = 0; p < 6 && n < OPTIONS; p++)
            if (jh_random_below(rnd, 2))
                c->option[first + n++] =
                    (jh_rotation_option){p, (int32_t)jh_random_below(rnd, 40)};
        uint32_t couple = jh_random_below(rnd, 5) ? JH_ROTATION_NONE : 3;
        c->teacher[t] = (jh_rotation_teacher){first,
                                              n,
                                              {(uint32_t)jh_random_below(rnd, 3), couple},
                                              (uint8_t)jh_random_below(rnd, 4),
                                              jh_random_below(rnd, 2) != 0,
                                              jh_random_below(rnd, 5) != 0};
        r->options += n;
    }
    for (uint32_t i = 0; i < 6; i++)
        c->target[i] = (jh_rotation_target){(int32_t)jh_random_below(rnd, 3),
                                            (int32_t)jh_random_below(rnd, 50)};
    for (uint32_t g = 0; g < 4; g++)
        c->most[g] = (uint32_t)jh_random_below(rnd, 3);
    r->teachers = TEACHERS, r->posts = 6, r->sections = 3, r->groups = 4, r->marks = 2;
    r->teacher = c->teacher, r->option = c->option, r->post = c->post;
    r->target = c->target, r->group_most = c->most;
    r->movers_least = (uint32_t)jh_random_below(rnd, 4);
    r->backbone_permille = jh_random_below(rnd, 2) ? 0 : 400;
    r->backbone_base = jh_random_below(rnd, 2) ? JH_OF_MOVERS : JH_OF_ELIGIBLE;
}

static inline size_t faults(jh_arena *arena, const county *c, const uint32_t *taken,
                            int64_t *cost)
{
    jh_violations found = {.arena = arena};
    jh_rotation_sum sum;
    assert_int_equal(jh_rotation_check(arena, &c->r, taken, &sum, &found, NULL), JH_OK);
    *cost = sum.cost;
    return found.n;
}

/* Arithmetic of its own, by going through the rules as they are written. */
static inline bool keeps(const county *c, const uint32_t *taken, int64_t *cost)
{
    const jh_rotation *r = &c->r;
    int movers = 0, backbone = 0, eligible = 0, group[4] = {0}, have[6] = {0},
        at[6] = {0};
    *cost = 0;
    for (int t = 0; t < TEACHERS; t++) {
        const jh_rotation_teacher *w = &c->teacher[t];
        const jh_rotation_option *o = &c->option[w->option + taken[t]];
        at[o->post]++, eligible += w->eligible;
        for (int m = 0; m < 2; m++)
            if (w->marks & 1 << m) have[c->post[o->post].section * 2 + (uint32_t)m]++;
        if (!taken[t]) continue;
        movers++, backbone += w->backbone, *cost += o->cost;
        for (int g = 0; g < 2; g++)
            if (w->group[g] != JH_ROTATION_NONE) group[w->group[g]]++;
    }
    for (int p = 0; p < 6; p++)
        if (at[p] < c->post[p].need)
            *cost += (c->post[p].need - at[p]) * c->post[p].price;
    for (int i = 0; i < 6; i++)
        if (have[i] < c->target[i].least)
            *cost += (c->target[i].least - have[i]) * c->target[i].price;
    for (int g = 0; g < 4; g++)
        if (group[g] > (int)c->most[g]) return false;
    int base = r->backbone_base == JH_OF_MOVERS ? movers : eligible;
    return movers >= (int)r->movers_least &&
           1000 * backbone >= (int)r->backbone_permille * base;
}

/* The least of all plans; false: none keeps the rules. */
static inline bool least_of_all(jh_arena *arena, const county *c, int64_t *least)
{
    uint32_t taken[TEACHERS] = {0};
    bool any = false;
    for (;;) {
        int64_t cost, checked;
        bool good = keeps(c, taken, &cost);
        assert_int_equal(faults(arena, c, taken, &checked) == 0, good);
        assert_int_equal(checked, cost);
        if (good && (!any || cost < *least)) *least = cost, any = true;
        int t = 0;
        while (t < TEACHERS) {
            uint32_t n = c->teacher[t].eligible ? c->teacher[t].options : 1;
            if (++taken[t] < n) break;
            taken[t++] = 0;
        }
        if (t == TEACHERS) return any;
    }
}

#endif
