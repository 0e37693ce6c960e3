/* The least that brings a coefficient under its limit: nothing that is tried here is cheaper. */
#include "support.h"

#include <math.h>
#include <string.h>

#define MOST 10

typedef struct county {
    size_t n;
    double w[MOST], x[MOST], limit; /* pupils, amount for each pupil */
    const char *fact;               /* amount (measured) or count (whole) */
} county;

static county random_county(jh_random *r, const char *fact)
{
    county c = {.n = (size_t)test_between(r, 2, MOST), .fact = fact};
    c.limit = (double)test_between(r, 10, 60) / 100;
    for (size_t i = 0; i < c.n; i++) {
        c.w[i] = (double)test_between(r, 5, 900);
        long amount =
            test_between(r, 0, 40) * test_between(r, 0, 40) * (long)c.w[i] / 100;
        c.x[i] = (double)amount / c.w[i];
    }
    return c;
}

static double cv(const county *c, const double *y)
{
    double all = 0, sum = 0, square = 0;
    for (size_t i = 0; i < c->n; i++)
        all += c->w[i], sum += c->w[i] * y[i];
    for (size_t i = 0; i < c->n; i++)
        square += c->w[i] * (y[i] - sum / all) * (y[i] - sum / all);
    return sqrt(square / all) / (sum / all);
}

static double cost(const county *c, const double *y)
{
    double sum = 0;
    for (size_t i = 0; i < c->n; i++)
        sum += c->w[i] * (y[i] - c->x[i]);
    return sum;
}

static const jh_coefficient_result *assessed(jh_arena *a, const county *c)
{
    jh_buf b = {0};
    jh_pack *p = test_pack_of(
        a, jh_sprintf(a,
                      "indicators: [{id: B, value: %s / pupils, limit: %g, lever: %s}]\n"
                      "rules: {coefficient: {form: each}}\n",
                      c->fact, c->limit, c->fact));
    jh_buf_printf(&b, "pupils_primary,%s\n", c->fact);
    for (size_t i = 0; i < c->n; i++)
        jh_buf_printf(&b, "%.0f,%.0f\n", c->w[i], c->x[i] * c->w[i]);
    jh_assessment *x = test_assess_table(a, p, b.p);
    jh_buf_clear(&b);
    return &x->area[0].stage[0].coefficient[0];
}

/* Moves y towards its mean until it is within the limit; the mean itself always is. */
static void repair(const county *c, double *y)
{
    double most = 0, low = 0, high = 1, z[MOST];
    for (size_t i = 0; i < c->n; i++)
        most = fmax(most, y[i]);
    for (int k = 0; k < 60; k++) {
        double t = (low + high) / 2;
        for (size_t i = 0; i < c->n; i++)
            z[i] = y[i] + t * (most - y[i]); /* only upwards: nothing is taken away */
        if (cv(c, z) <= c->limit)
            high = t;
        else
            low = t;
    }
    if (cv(c, y) <= c->limit) high = 0;
    for (size_t i = 0; i < c->n; i++)
        y[i] += high * (most - y[i]);
}

/* Projected subgradient steps on the cost with a price on what exceeds the limit; what comes out
 * is repaired, so that it is a remedy. Returns the cheapest. */
static double by_descent(const county *c)
{
    double y[MOST], all = 0, largest = 0, best = INFINITY;
    for (size_t i = 0; i < c->n; i++) {
        y[i] = c->x[i];
        all += c->w[i];
        largest = fmax(largest, c->x[i]);
    }
    for (int step = 0; step < 6000; step++) {
        double mean = 0, square = 0, g[MOST], length = 0, kept[MOST];
        for (size_t i = 0; i < c->n; i++)
            mean += c->w[i] / all * y[i];
        for (size_t i = 0; i < c->n; i++)
            square += c->w[i] / all * (y[i] - mean) * (y[i] - mean);
        double sd = sqrt(square);
        bool over = sd > c->limit * mean;
        for (size_t i = 0; i < c->n; i++) {
            double share = c->w[i] / all;
            g[i] = share; /* of the cost */
            if (over) g[i] += 40 * share * ((y[i] - mean) / sd - c->limit);
            g[i] /= share; /* steps of equal length for small and large schools */
            length += share * g[i] * g[i];
        }
        double size = largest * 0.5 / (1 + step * 0.05) / sqrt(length);
        for (size_t i = 0; i < c->n; i++)
            kept[i] = y[i] = fmax(c->x[i], y[i] - size * g[i]);
        if (step % 5) continue;
        repair(c, kept);
        best = fmin(best, cost(c, kept));
    }
    return best;
}

/* Random feasible neighbours of the remedy, down to small steps. */
static double by_wandering(const county *c, double level, jh_random *r)
{
    double y[MOST], best[MOST];
    for (size_t i = 0; i < c->n; i++)
        best[i] = fmax(c->x[i], level);
    repair(c, best);
    for (int step = 0; step < 4000; step++) {
        double size = level * pow(0.998, step);
        for (size_t i = 0; i < c->n; i++)
            y[i] = fmax(c->x[i], best[i] + (jh_random_unit(r) - 0.5) * size *
                                               (double)jh_random_below(r, 2));
        if (cv(c, y) <= c->limit && cost(c, y) < cost(c, best))
            memcpy(best, y, sizeof best);
    }
    return cost(c, best);
}

static void nothing_cheaper_is_found(void **state)
{
    jh_random r;
    size_t tried = 0, reached = 0;
    (void)state;
    jh_random_seed(&r, 51);
    for (int round = 0; round < 150; round++) {
        jh_arena *a = jh_arena_new();
        county c = random_county(&r, "amount");
        const jh_coefficient_result *got = assessed(a, &c);
        if (got->verdict == JH_FAIL) {
            const jh_remedy *m = &got->remedy;
            double y[MOST];
            size_t raised = 0;
            tried++;
            assert_true(m->possible);
            for (size_t i = 0; i < c.n; i++) {
                y[i] = fmax(c.x[i], m->level);
                raised += c.x[i] < m->level;
            }
            assert_int_equal(m->sections, raised);
            test_close(m->amount, cost(&c, y), 1e-9);
            test_close(m->after, cv(&c, y), 1e-9);
            assert_true(m->after <= c.limit * (1 + 1e-9));
            test_close(m->after, c.limit, 1e-6); /* and no further than needed */
            double descent = by_descent(&c), wander = by_wandering(&c, m->level, &r);
            if (descent < m->amount * (1 - 1e-6) || wander < m->amount * (1 - 1e-6))
                fail_msg("%.12g instead of %.12g, %.12g", m->amount, descent, wander);
            reached += descent < m->amount * 1.02;
        }
        jh_arena_free(a);
    }
    assert_true(tried > 80);
    assert_true(reached * 10 > tried * 9); /* the solver here does come close */
}

static void whole_levers_cost_their_roundings(void **state)
{
    jh_random r;
    size_t tried = 0;
    (void)state;
    jh_random_seed(&r, 52);
    for (int round = 0; round < 1500; round++) {
        jh_arena *a = jh_arena_new();
        county c = random_county(&r, "count");
        const jh_coefficient_result *got = assessed(a, &c);
        if (got->verdict == JH_FAIL) {
            county free = c;
            free.fact = "amount";
            const jh_remedy *m = &got->remedy, *less = &assessed(a, &free)->remedy;
            tried++;
            assert_true(m->possible);
            assert_true(m->amount == floor(m->amount));
            assert_true(m->after <= c.limit * (1 + 1e-9));
            assert_true(m->amount >= less->amount * (1 - 1e-9) - 1e-9);
            if (m->amount > less->amount + (double)m->sections)
                fail_msg("%g for %g in %zu sections", m->amount, less->amount,
                         m->sections);
        }
        jh_arena_free(a);
    }
    assert_true(tried > 700);
}

static void a_remedy_needs_a_limit_that_is_broken(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    static const struct {
        const char *indicator, *rows;
        bool possible;
    } rows[] = {
        {"value: amount / pupils, limit: 0.5, lever: amount", "1,1\n1,9\n", true},
        {"value: amount / pupils, limit: 0.5, lever: amount", "1,1\n1,2\n", false},
        {"value: amount / pupils, limit: 0.5, lever: amount", "1,\n1,9\n", false},
        {"value: amount / pupils, limit: 0.5, direction: less", "1,1\n1,9\n", false},
        {"value: amount / pupils, limit: 0.5", "1,1\n1,9\n",
         true}, /* no lever: no amount */
    };
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_pack *p = test_pack_of(
            a, jh_sprintf(
                   a, "indicators: [{id: B, %s}]\nrules: {coefficient: {form: each}}\n",
                   rows[i].indicator));
        jh_assessment *x = test_assess_table(
            a, p, jh_sprintf(a, "pupils_primary,amount\n%s", rows[i].rows));
        const jh_remedy *m = &x->area[0].stage[0].coefficient[0].remedy;
        assert_int_equal(m->possible, rows[i].possible);
        if (rows[i].possible) {
            test_close(m->level, 3, 1e-9); /* 3 and 9 */
            assert_int_equal(isnan(m->amount), i == 4);
        }
    }
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_cheaper_is_found),
        cmocka_unit_test(whole_levers_cost_their_roundings),
        cmocka_unit_test(a_remedy_needs_a_limit_that_is_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
