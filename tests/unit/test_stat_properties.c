/* Every statistic against what its descriptor declares. */
#include "stat_properties.h"
#include "support.h"

#include <math.h>
#include <string.h>

#define MOST 60

/* A second variable of the kind that the statistic takes. */
static double second(const jh_stat *t, jh_random *r)
{
    return (double)test_between(r, 0,
                                t->second == JH_SECOND_FLAG    ? 1
                                : t->second == JH_SECOND_GROUP ? 5
                                                               : 40);
}

static jh_sample random_sample(jh_arena *a, const jh_stat *t, jh_random *r)
{
    size_t n = (size_t)test_between(r, 1, MOST);
    double *x = jh_alloc_array(a, n, sizeof *x), *w = jh_alloc_array(a, n, sizeof *w);
    double *y = jh_alloc_array(a, n, sizeof *y);
    double scale = pow(10, (double)test_between(r, -6, 9));
    for (size_t i = 0; i < n; i++) {
        x[i] = jh_random_unit(r) * scale * (jh_random_below(r, 9) ? 1 : 0);
        w[i] = (double)test_between(r, jh_random_below(r, 8) ? 1 : 0, 3000);
        y[i] = second(t, r);
    }
    return (jh_sample){.x = x, .w = w, .n = n, .scratch = a, .y = t->second ? y : NULL};
}

static void what_is_declared_holds(void **state)
{
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    jh_random r;
    (void)state;
    jh_random_seed(&r, 21);
    for (int round = 0; round < 400; round++)
        for (size_t k = 0; k < n; k++) {
            jh_arena *a = jh_arena_new();
            jh_stat_choice c;
            assert_true(stat_usual(a, list[k], &c));
            const char *fault =
                stat_fault(&c, random_sample(a, list[k], &r), jh_random_next(&r));
            if (fault) fail_msg("%s breaks its promise: %s", c.id, fault);
            jh_arena_free(a);
        }
}

/* What does not stay or follow, and is not replication invariant, must say so: the
 * declarations are no wider and no narrower than the truth. */
static void nothing_is_declared_in_vain(void **state)
{
    static const double x[] = {1, 2, 4}, scaled[] = {2, 4, 8};
    static const double raised[] = {4, 5, 7}, y[] = {0, 1, 0};
    static const double twice[] = {1, 2, 4, 1, 2, 4};
    static const double twice_y[] = {0, 1, 0, 0, 1, 0};
    jh_arena *a = jh_arena_new();
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    (void)state;
    for (size_t k = 0; k < n; k++) {
        const jh_stat_properties *p = &list[k]->holds;
        jh_stat_choice c;
        assert_true(stat_usual(a, list[k], &c));
        jh_sample s = {.x = x, .n = 3, .scratch = a, .y = y}, other = s;
        double plain = jh_stat_compute(&c, s).value;
        other.x = scaled;
        double as_scaled = jh_stat_compute(&c, other).value;
        other.x = raised;
        double as_raised = jh_stat_compute(&c, other).value;
        other = (jh_sample){.x = twice, .n = 6, .scratch = a, .y = twice_y};
        double as_twice = jh_stat_compute(&c, other).value;
        if ((p->scale == JH_STAYS) != (fabs(as_scaled - plain) < 1e-12) ||
            (p->scale == JH_FOLLOWS) != (fabs(as_scaled - 2 * plain) < 1e-12) ||
            (p->translation == JH_STAYS) != (fabs(as_raised - plain) < 1e-12) ||
            (p->translation == JH_FOLLOWS) != (fabs(as_raised - plain - 3) < 1e-12) ||
            p->replication != (fabs(as_twice - plain) < 1e-12))
            fail_msg("%s: scale, translation or replication is declared wrongly", c.id);
    }
    jh_arena_free(a);
}

static void examples_come_out(void **state)
{
    jh_arena *a = jh_arena_new();
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    (void)state;
    for (size_t k = 0; k < n; k++) {
        assert_true(list[k]->examples > 0);
        for (size_t i = 0; i < list[k]->examples; i++) {
            const jh_stat_example *e = &list[k]->example[i];
            jh_stat_choice c = {.stat = list[k]};
            if (e->param) memcpy(c.param, e->param, list[k]->params * sizeof *c.param);
            jh_sample s = {.x = e->x, .w = e->w, .n = e->n, .scratch = a, .y = e->y};
            jh_stat_result r = jh_stat_compute(&c, s);
            if (r.state || fabs(r.value - e->value) > 1e-13 * fmax(1, fabs(e->value)))
                fail_msg("%s, example %zu: %.17g", list[k]->id, i, r.value);
            assert_true(e->source[0]);
        }
    }
    jh_arena_free(a);
}

static void every_statistic_is_described(void **state)
{
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    (void)state;
    assert_true(n >= 55);
    for (size_t k = 0; k < n; k++) {
        const jh_stat *t = list[k];
        const jh_label label[] = {t->name, t->definition, t->weights, t->undefined,
                                  t->zeros};
        assert_ptr_equal(jh_stat_find(t->id), t);
        for (size_t i = 0; i < JH_COUNT(label); i++)
            assert_true(label[i].zh[0] && label[i].en[0]);
        assert_true(t->source[0] && t->cost[0] && t->low < t->high);
        assert_true(t->params <= JH_STAT_PARAMS);
        for (size_t i = 0; i < t->params; i++) {
            const jh_stat_param *p = &t->param[i];
            assert_true(p->meaning.zh[0] && p->meaning.en[0]);
            assert_true(p->usual >= p->low && p->usual <= p->high);
        }
        for (size_t i = 0; i < t->benchmarks; i++)
            assert_true(t->benchmark[i].standing[0] && t->benchmark[i].limit.en[0]);
        assert_int_equal(t->unweighted, !strcmp(t->weights.en, "not used"));
    }
    assert_null(jh_stat_find("none"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_declared_holds),
        cmocka_unit_test(nothing_is_declared_in_vain),
        cmocka_unit_test(examples_come_out),
        cmocka_unit_test(every_statistic_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
