/* Stable rotations of small counties: the check against all exchanges of two by plain counting, the method
 * against the check, and that nobody and nothing is worse off. */
#include "rotation_fixture.h"

#include <junheng/stable.h>

static void random_dislikes(const county *c, jh_random *rnd, int32_t *dislike)
{
    for (uint32_t i = 0; i < c->r.options; i++)
        dislike[i] = (int32_t)jh_random_below(rnd, 30);
}

/* A plan that keeps the rules, at random; false: none was met. */
static bool random_plan(const county *c, jh_random *rnd, uint32_t *taken)
{
    for (int tries = 0; tries < 200; tries++) {
        int64_t cost;
        for (int t = 0; t < TEACHERS; t++)
            taken[t] = c->teacher[t].eligible
                           ? (uint32_t)jh_random_below(rnd, c->teacher[t].options)
                           : 0;
        if (keeps(c, taken, &cost)) return true;
    }
    return false;
}

/* Everything that may not become worse, counted plainly: marks, posts, groups, county. */
static void count_all(const county *c, const uint32_t *taken, int *out)
{
    const jh_rotation *r = &c->r;
    int movers = 0, backbone = 0, eligible = 0;
    int *mark = out, *post = out + 6, *group = out + 12, *rule = out + 16;
    for (int i = 0; i < 6; i++)
        mark[i] = c->target[i].least, post[i] = c->post[i].need;
    for (int g = 0; g < 4; g++)
        group[g] = -(int)c->most[g];
    for (int t = 0; t < TEACHERS; t++) {
        const jh_rotation_teacher *w = &c->teacher[t];
        uint32_t p = c->option[w->option + taken[t]].post;
        post[p]--, eligible += w->eligible;
        for (uint32_t m = 0; m < 2; m++)
            if (w->marks & 1 << m) mark[c->post[p].section * 2 + m]--;
        if (!taken[t]) continue;
        movers++, backbone += w->backbone;
        for (int g = 0; g < 2; g++)
            if (w->group[g] != JH_ROTATION_NONE) group[w->group[g]]++;
    }
    int base = r->backbone_base == JH_OF_MOVERS ? movers : eligible;
    rule[0] = (int)r->movers_least - movers;
    int lack = (int)r->backbone_permille * base - 1000 * backbone;
    rule[1] = lack > 0 ? (lack + 999) / 1000 : 0;
    for (int i = 0; i < 18; i++)
        out[i] = out[i] > 0 ? out[i] : 0;
}

static uint32_t section_of(const county *c, int t, uint32_t i)
{
    return c->post[c->option[c->teacher[t].option + i].post].section;
}

/* The plan keeps all rules: the county accepts what breaks none. Marks and posts only of the two sections
 * can change. */
static bool blocks(const county *c, const int32_t *dislike, const uint32_t *taken, int t,
                   int u)
{
    const jh_rotation_teacher *a = &c->teacher[t], *b = &c->teacher[u];
    uint32_t here = section_of(c, t, taken[t]), there = section_of(c, u, taken[u]);
    if (!a->eligible || !b->eligible || here == there) return false;
    for (uint32_t i = 0; i < a->options; i++)
        for (uint32_t k = 0; k < b->options; k++) {
            uint32_t other[TEACHERS];
            int was[18], now[18];
            bool good = section_of(c, t, i) == there && section_of(c, u, k) == here &&
                        dislike[a->option + i] < dislike[a->option + taken[t]] &&
                        dislike[b->option + k] < dislike[b->option + taken[u]];
            memcpy(other, taken, sizeof other);
            other[t] = i, other[u] = k;
            count_all(c, taken, was);
            count_all(c, other, now);
            for (int n = 0; n < 18 && good; n++)
                good = now[n] <= was[n];
            if (good) return true;
        }
    return false;
}

static size_t blocking(jh_arena *arena, const county *c, const int32_t *dislike,
                       const uint32_t *taken)
{
    jh_violations found = {.arena = arena};
    const jh_stable_market market = {&c->r, dislike};
    assert_int_equal(jh_stable_check(arena, &market, taken, SIZE_MAX, &found, NULL),
                     JH_OK);
    return found.n;
}

static void check_finds_who_would_exchange(void **state)
{
    (void)state;
    jh_random rnd;
    size_t some = 0, none = 0;
    jh_random_seed(&rnd, 5);
    for (int round = 0; round < 8000; round++) {
        jh_arena *arena = jh_arena_new();
        county c;
        int32_t dislike[TEACHERS * OPTIONS];
        uint32_t taken[TEACHERS];
        random_county(&c, &rnd);
        random_dislikes(&c, &rnd, dislike);
        if (random_plan(&c, &rnd, taken)) {
            size_t n = 0;
            for (int t = 0; t < TEACHERS; t++)
                for (int u = t + 1; u < TEACHERS; u++)
                    n += blocks(&c, dislike, taken, t, u);
            assert_int_equal(blocking(arena, &c, dislike, taken), n);
            some += n > 0, none += n == 0;
        }
        jh_arena_free(arena);
    }
    print_message("with %zu without %zu\n", some, none);
    assert_true(some > 200 && none > 200);
}

static void made_stable(void **state)
{
    (void)state;
    jh_random rnd;
    size_t changed = 0, cycles = 0;
    jh_random_seed(&rnd, 6);
    for (int round = 0; round < 8000; round++) {
        jh_arena *arena = jh_arena_new();
        county c;
        int32_t dislike[TEACHERS * OPTIONS];
        uint32_t taken[TEACHERS], old[TEACHERS];
        int was[18], now[18];
        random_county(&c, &rnd);
        random_dislikes(&c, &rnd, dislike);
        if (random_plan(&c, &rnd, taken)) {
            jh_stable_sum sum;
            int64_t cost;
            memcpy(old, taken, sizeof old);
            count_all(&c, old, was);
            assert_int_equal(jh_stable_make(arena, &(jh_stable_market){&c.r, dislike},
                                            taken, &sum, NULL),
                             JH_OK);
            assert_int_equal(blocking(arena, &c, dislike, taken), 0);
            assert_true(keeps(&c, taken, &cost));
            count_all(&c, taken, now);
            for (int n = 0; n < 18; n++)
                assert_true(now[n] <= was[n]);
            for (int t = 0; t < TEACHERS; t++) {
                uint32_t first = c.teacher[t].option;
                assert_true(dislike[first + taken[t]] <= dislike[first + old[t]]);
            }
            changed += sum.better > 0, cycles += sum.cycles > 0;
        }
        jh_arena_free(arena);
    }
    print_message("changed %zu cycles %zu\n", changed, cycles);
    assert_true(changed > 200 && cycles > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_finds_who_would_exchange),
        cmocka_unit_test(made_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
