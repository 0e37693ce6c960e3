/* What sources do, against every order of theirs. */
#include "support.h"

#include <junheng/sources.h>

#include <math.h>
#include <string.h>

#define MOST 40
#define K 4

typedef struct town {
    double x[2][K][MOST], w[2][MOST], y[2][MOST];
    const double *row[2][K];
    jh_source_years s;
} town;

static void lay_out(town *t, size_t n)
{
    for (size_t v = 0; v < 2; v++) {
        for (size_t k = 0; k < K; k++)
            t->row[v][k] = t->x[v][k];
        t->s.year[v] = (jh_source_sample){t->row[v], K, n, t->w[v], t->y[v]};
    }
}

/* Sources from little to much, one of them hardly any; some units come and go. */
static void fill(town *t, jh_random *r)
{
    size_t n = (size_t)test_between(r, 3, MOST);
    for (size_t i = 0; i < n; i++)
        for (size_t v = 0; v < 2; v++) {
            for (size_t k = 0; k < K; k++)
                t->x[v][k][i] = (double)test_between(r, k ? 0 : 1, 5 << 2 * k) / 7;
            t->w[v][i] = (double)test_between(r, i < 2 ? 1 : 0, 900);
            t->y[v][i] = (double)test_between(r, 0, 9);
            if (i > 1 && !jh_random_below(r, 5)) t->w[v][i] = NAN;
        }
    lay_out(t, n);
}

static jh_stat_choice choose(jh_arena *a, const char *id)
{
    jh_stat_choice c;
    assert_int_equal(jh_stat_choose(a, id, &c, NULL), JH_OK);
    return c;
}

static double mean_of(const jh_source_sample *s, size_t k)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < s->n; i++) {
        sum += s->w[i] * s->x[k][i];
        weight += s->w[i];
    }
    return sum / weight;
}

/* The figure when only some sources are as they are (one year), or are of the later year (two). */
static double figure(jh_arena *a, const jh_stat_choice *c, const town *t, const bool *set,
                     bool years)
{
    double x[MOST], w[MOST], y[MOST];
    jh_sample sample = {.x = x, .w = w, .y = y, .scratch = a};
    const jh_source_sample *units = &t->s.year[years && set[K]];
    for (size_t i = 0; i < units->n; i++) {
        if (years && isnan(units->w[i])) continue;
        w[sample.n] = units->w[i];
        y[sample.n] = units->y[i];
        x[sample.n] = 0;
        for (size_t k = 0; k < K; k++) {
            bool later = years && set[k];
            if (years && isnan(t->w[later][i])) later = !later;
            x[sample.n] += years || set[k] ? t->x[later][k][i] : mean_of(units, k);
        }
        sample.n++;
    }
    jh_stat_result r = jh_stat_compute(c, sample);
    assert_int_equal(r.state, JH_STAT_OK);
    return r.value;
}

typedef struct orders {
    jh_arena *a;
    const jh_stat_choice *c;
    const town *t;
    bool years;
    size_t players, n;
    double part[K + 1];
} orders;

/* Every order that begins with the players of `set`; `last` is the figure so far. */
static void go_through(orders *o, bool *set, size_t in, double last, const double *steps)
{
    if (in == o->players) {
        for (size_t k = 0; k < o->players; k++)
            o->part[k] += steps[k];
        o->n++;
        return;
    }
    for (size_t k = 0; k < o->players; k++) {
        double next[K + 1];
        if (set[k]) continue;
        memcpy(next, steps, sizeof next);
        set[k] = true;
        double now = figure(o->a, o->c, o->t, set, o->years);
        next[k] = now - last;
        go_through(o, set, in + 1, now, next);
        set[k] = false;
    }
}

static orders by_orders(jh_arena *a, const jh_stat_choice *c, const town *t, bool years)
{
    orders o = {.a = a, .c = c, .t = t, .years = years, .players = K + years};
    bool set[K + 1] = {false};
    double none[K + 1] = {0};
    go_through(&o, set, 0, figure(a, c, t, set, years), none);
    for (size_t k = 0; k < o.players; k++)
        o.part[k] /= (double)o.n;
    return o;
}

static void near(double a, double b, double scale)
{
    if (!(fabs(a - b) <= 1e-11 * fmax(1, scale))) fail_msg("%.17g is not %.17g", a, b);
}

static const char *const ids[] = {"cv",   "gini", "theil_t",       "ge(0.5)",
                                  "mean", "p90",  "ratio_p90_p10", "concentration"};

static void one_year_is_the_mean_of_all_orders(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 41);
    for (size_t i = 0; i < 3 * JH_COUNT(ids); i++) {
        jh_arena *a = jh_arena_new();
        jh_stat_choice c = choose(a, ids[i % JH_COUNT(ids)]);
        town t;
        jh_source_parts out;
        fill(&t, &r);
        for (size_t u = 0; u < t.s.year[0].n; u++)
            if (isnan(t.w[0][u])) t.w[0][u] = 0;
        assert_int_equal(jh_sources_of(&c, &t.s.year[0], &out), JH_OK);
        assert_int_equal(out.parts.state, JH_STAT_OK);
        orders o = by_orders(a, &c, &t, false);
        double sum = 0, natural = 0;
        for (size_t k = 0; k < K; k++) {
            near(out.source[k].contribution, o.part[k], fabs(out.total.value));
            sum += out.source[k].contribution;
            natural += out.source[k].natural;
        }
        near(sum, out.total.value - out.equal, fabs(out.total.value));
        if (i % JH_COUNT(ids) < 2)
            near(natural, out.total.value, 1);
        else
            assert_true(isnan(natural));
        jh_arena_free(a);
    }
}

static void change_is_the_mean_of_all_orders(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 43);
    for (size_t i = 0; i < 2 * JH_COUNT(ids); i++) {
        jh_arena *a = jh_arena_new();
        jh_stat_choice c = choose(a, ids[i % JH_COUNT(ids)]);
        town t;
        jh_source_change out;
        fill(&t, &r);
        assert_int_equal(jh_sources_change(&c, &t.s, &out), JH_OK);
        assert_int_equal(out.parts.state, JH_STAT_OK);
        orders o = by_orders(a, &c, &t, true);
        double sum = out.units, scale = fabs(out.after.value) + fabs(out.before.value);
        for (size_t k = 0; k < K; k++) {
            near(out.source[k], o.part[k], scale);
            sum += out.source[k];
        }
        near(out.units, o.part[K], scale);
        near(sum, out.after.value - out.before.value, scale);
        jh_arena_free(a);
    }
}

/* Sources that are alike do alike; one that is nothing, or the same everywhere, does nothing. */
static void treats_sources_alike(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 47);
    for (size_t i = 0; i < JH_COUNT(ids); i++) {
        jh_arena *a = jh_arena_new();
        jh_stat_choice c = choose(a, ids[i]);
        town t;
        jh_source_parts out;
        jh_source_change change;
        fill(&t, &r);
        for (size_t u = 0; u < t.s.year[0].n; u++)
            for (size_t v = 0; v < 2; v++) {
                if (isnan(t.w[v][u])) t.w[v][u] = 1;
                t.x[v][1][u] = t.x[v][0][u];
                t.x[v][2][u] = 0;
                t.x[v][3][u] = 2;
            }
        assert_int_equal(jh_sources_of(&c, &t.s.year[0], &out), JH_OK);
        near(out.source[0].contribution, out.source[1].contribution, 10);
        near(out.source[2].contribution, 0, 10);
        near(out.source[3].contribution, 0, 10);
        assert_int_equal(jh_sources_change(&c, &t.s, &change), JH_OK);
        near(change.source[0], change.source[1], 10);
        assert_true(change.source[2] == 0 && change.source[3] == 0);
        jh_arena_free(a);
    }
}

/* Two schools of as many pupils: 3 and 5 of one source, 1 and 3 of the other, worked by hand. */
static void known_by_hand(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const double one[] = {3, 5}, two[] = {1, 3}, w[] = {1, 1};
    const double *const x[] = {one, two};
    jh_stat_choice gini = choose(a, "gini");
    jh_source_parts out;
    const jh_source_sample s = {x, 2, 2, w, NULL};
    assert_int_equal(jh_sources_of(&gini, &s, &out), JH_OK);
    near(out.total.value, 1.0 / 6, 1); /* 4 and 8 */
    near(out.source[0].contribution, 1.0 / 12, 1);
    near(out.source[1].contribution, 1.0 / 12, 1);
    near(out.source[0].natural, 1.0 / 12, 1);
    near(out.source[0].own, 1.0 / 8, 1);
    near(out.source[1].own, 1.0 / 4, 1);
    near(out.source[0].correlation, 1, 1);
    near(out.source[1].mean_share, 1.0 / 3, 1);
    jh_arena_free(a);
}

static void says_why_there_are_none(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const double one[] = {3, 5}, two[] = {-9, 3}, w[] = {1, 1}, later[] = {NAN, NAN};
    const double *const x[] = {one, two};
    jh_stat_choice gini = choose(a, "gini"), mean = choose(a, "mean");
    jh_source_parts out;
    jh_source_change change;
    const jh_source_sample s = {x, 2, 2, w, NULL}, none = {x, 2, 0, w, NULL};
    const jh_source_years gone = {{{x, 2, 2, w, NULL}, {x, 2, 2, later, NULL}}};
    assert_int_equal(jh_sources_of(&gini, &s, &out), JH_OK);
    assert_string_equal(out.total.why, "stat.value_negative");
    assert_int_equal(out.parts.state, JH_STAT_UNDEFINED);
    assert_true(isnan(out.source[0].contribution));
    assert_int_equal(jh_sources_of(&gini, &none, &out), JH_OK);
    assert_string_equal(out.parts.why, "stat.no_values");
    assert_int_equal(jh_sources_change(&mean, &gone, &change), JH_OK);
    assert_int_equal(change.before.state, JH_STAT_OK);
    assert_string_equal(change.parts.why, "stat.no_values");
    assert_true(isnan(change.units));
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_year_is_the_mean_of_all_orders),
        cmocka_unit_test(change_is_the_mean_of_all_orders),
        cmocka_unit_test(treats_sources_alike),
        cmocka_unit_test(known_by_hand),
        cmocka_unit_test(says_why_there_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
