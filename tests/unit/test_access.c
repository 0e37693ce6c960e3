/* Access to schools: a worked example, brute force over a full matrix, and what must be kept. */
#include "support.h"

#include <junheng/access.h>

#include <math.h>
#include <string.h>

#define PLACES 12
#define SCHOOLS 6

static void a_small_county(void **state)
{
    (void)state;
    static const double pupils[] = {100, 50, 20}, seats[] = {120, 40};
    static const jh_band plain[] = {{30, 1}};
    jh_trip trip[] = {{2, 1, 45}, {1, 1, 12}, {0, 0, 10}, {1, 0, 25}, {1, 1, 14}};
    jh_arena *a = jh_arena_new();
    jh_access r;
    jh_access_ask ask = {pupils, 3, seats, 2, trip, JH_COUNT(trip), plain, 1};
    assert_int_equal(jh_access_measure(a, &ask, &r), JH_OK);
    test_close(r.access[0], 0.8, 1e-15); /* 120 ÷ 150 */
    test_close(r.access[1], 1.6, 1e-15); /* and 40 ÷ 50 */
    assert_true(r.access[2] == 0);
    assert_true(r.least[2] == 45);
    assert_int_equal(r.nearest[1], 1);
    assert_true(r.least[1] == 12); /* the shorter of two ways */
    test_close(r.load[0], 150, 0);
    jh_arena_free(a);
}

static void out_of_reach_of_all(void **state)
{
    (void)state;
    static const double pupils[] = {10}, seats[] = {5};
    static const jh_band plain[] = {{30, 1}};
    jh_arena *a = jh_arena_new();
    jh_access r;
    jh_access_ask ask = {pupils, 1, seats, 1, NULL, 0, plain, 1};
    assert_int_equal(jh_access_measure(a, &ask, &r), JH_OK);
    assert_true(r.access[0] == 0 && isinf(r.least[0]) && r.nearest[0] == UINT32_MAX);
    assert_true(r.ratio[0] == 0);
    jh_arena_free(a);
}

static double weight(const jh_band *band, size_t n, double cost)
{
    double w = 0;
    for (size_t i = n; i-- > 0;)
        if (cost <= band[i].limit) w = band[i].weight;
    return w;
}

typedef struct land {
    double pupils[PLACES], seats[SCHOOLS], cost[PLACES][SCHOOLS];
    jh_trip trip[PLACES * SCHOOLS];
    size_t trips;
} land;

static void draw(jh_random *r, land *l)
{
    l->trips = 0;
    for (size_t k = 0; k < SCHOOLS; k++)
        l->seats[k] = (double)jh_random_below(r, 300);
    for (size_t i = 0; i < PLACES; i++) {
        l->pupils[i] = (double)jh_random_below(r, 100);
        for (size_t k = 0; k < SCHOOLS; k++) {
            l->cost[i][k] = jh_random_below(r, 4) ? 60 * jh_random_unit(r) : INFINITY;
            if (isfinite(l->cost[i][k]))
                l->trip[l->trips++] = (jh_trip){(uint32_t)i, (uint32_t)k, l->cost[i][k]};
        }
    }
    for (size_t i = l->trips; i > 1; i--) { /* in any order */
        size_t k = jh_random_below(r, i);
        jh_trip t = l->trip[k];
        l->trip[k] = l->trip[i - 1];
        l->trip[i - 1] = t;
    }
}

static void by_the_full_matrix(const land *l, const jh_band *band, size_t bands,
                               double access[PLACES])
{
    memset(access, 0, PLACES * sizeof *access);
    for (size_t k = 0; k < SCHOOLS; k++) {
        double load = 0;
        for (size_t i = 0; i < PLACES; i++)
            load += l->pupils[i] * weight(band, bands, l->cost[i][k]);
        for (size_t i = 0; i < PLACES && load > 0; i++)
            access[i] += l->seats[k] / load * weight(band, bands, l->cost[i][k]);
    }
}

static void against_the_full_matrix(void **state)
{
    (void)state;
    static const jh_band enhanced[] = {{10, 1}, {20, 0.68}, {30, 0.22}};
    static land l;
    jh_random r;
    jh_random_seed(&r, 4);
    for (int round = 0; round < 300; round++) {
        jh_arena *a = jh_arena_new();
        jh_access out;
        double expected[PLACES], given = 0, used = 0;
        size_t bands = 1 + jh_random_below(&r, 3);
        draw(&r, &l);
        by_the_full_matrix(&l, enhanced, bands, expected);
        jh_access_ask ask = {l.pupils, PLACES,  l.seats,  SCHOOLS,
                             l.trip,   l.trips, enhanced, bands};
        assert_int_equal(jh_access_measure(a, &ask, &out), JH_OK);
        for (size_t i = 0; i < PLACES; i++) {
            double least = INFINITY;
            test_close(out.access[i], expected[i], 1e-12);
            used += l.pupils[i] * out.access[i];
            for (size_t k = 0; k < SCHOOLS; k++)
                least = fmin(least, l.cost[i][k]);
            assert_true(out.least[i] == least);
        }
        for (size_t k = 0; k < SCHOOLS; k++)
            if (out.load[k] > 0) given += l.seats[k];
        test_close(used, given, 1e-12); /* nothing is lost or made */
        jh_arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_county),
        cmocka_unit_test(out_of_reach_of_all),
        cmocka_unit_test(against_the_full_matrix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
