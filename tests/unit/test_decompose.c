/* Parts of inequality, and of its change between years. */
#include "support.h"

#include <junheng/decompose.h>

#include <math.h>
#include <string.h>

#define MOST 80
#define LEVELS 3

/* Values in groups within groups: a province has two or three cities, a city as many counties. */
typedef struct sample {
    double x[MOST], w[MOST];
    size_t group[LEVELS][MOST];
    const size_t *by_level[LEVELS];
    size_t groups[LEVELS];
    jh_sample s;
    jh_nest nest;
} sample;

static sample *random_sample(jh_arena *a, jh_random *r, bool zeros)
{
    sample *s = jh_alloc(a, sizeof *s);
    size_t n = (size_t)test_between(r, 1, MOST);
    double scale = pow(10, (double)test_between(r, -6, 9));
    for (size_t i = 0; i < n; i++) {
        size_t county = (size_t)test_between(r, 0, 17);
        s->x[i] = (0.05 + jh_random_unit(r)) * scale;
        if (zeros && !jh_random_below(r, 4)) s->x[i] = 0;
        s->w[i] = (double)test_between(r, jh_random_below(r, 5) ? 1 : 0, 3000);
        s->group[2][i] = county;
        s->group[1][i] = county / 3;
        s->group[0][i] = county / 9;
    }
    for (size_t l = 0; l < LEVELS; l++)
        s->by_level[l] = s->group[l];
    memcpy(s->groups, (size_t[]){2, 6, 18}, sizeof s->groups);
    s->s = (jh_sample){.x = s->x, .w = s->w, .n = n, .scratch = a};
    s->nest = (jh_nest){LEVELS, s->by_level, s->groups};
    return s;
}

static double sum_of(const jh_decomposition *d)
{
    double sum = d->within;
    for (size_t l = 0; l < d->levels; l++)
        sum += d->between[l];
    return sum;
}

/* What lies inside each group is the index of its own values. */
static void check_inside(jh_arena *a, const sample *s, const jh_decomposition *d,
                         const jh_stat_choice *c)
{
    for (size_t l = 0; l < LEVELS; l++)
        for (size_t g = 0; g < s->groups[l]; g++) {
            double x[MOST], w[MOST];
            jh_sample one = {.x = x, .w = w, .scratch = a};
            for (size_t i = 0; i < s->s.n; i++) {
                if (s->group[l][i] != g || s->w[i] == 0) continue;
                x[one.n] = s->x[i];
                w[one.n++] = s->w[i];
            }
            jh_stat_result r = jh_stat_compute(c, one);
            const jh_share *p = &d->part[l][g];
            assert_int_equal(p->n, one.n);
            assert_true(isnan(p->inside) == (one.n == 0));
            if (r.state == JH_STAT_OK)
                assert_true(fabs(p->inside - r.value) <= 1e-12 * fmax(1, r.value));
            else if (one.n)
                assert_true(p->inside == 0); /* nothing but zeros */
        }
}

static void entropies_add_up_over_three_levels(void **state)
{
    static const char *const ids[] = {"theil_t",  "theil_l", "ge2",     "ge(0.5)",
                                      "ge(-1.5)", "ge(3)",   "ge(1e-9)"};
    jh_random r;
    (void)state;
    jh_random_seed(&r, 31);
    for (int round = 0; round < 300; round++)
        for (size_t k = 0; k < JH_COUNT(ids); k++) {
            jh_arena *a = jh_arena_new();
            sample *s = random_sample(a, &r, round % 3 == 0);
            jh_stat_choice c;
            jh_decomposition d;
            double alpha;
            assert_int_equal(jh_stat_choose(a, ids[k], &c, NULL), JH_OK);
            assert_true(jh_decompose_alpha(&c, &alpha));
            assert_int_equal(jh_decompose_entropy(a, s->s, &s->nest, alpha, &d), JH_OK);
            jh_stat_result all = jh_stat_compute(&c, s->s);
            assert_int_equal(d.total.state, all.state);
            if (all.state == JH_STAT_OK) {
                assert_true(d.total.value == all.value);
                assert_true(fabs(sum_of(&d) - all.value) <= 1e-12 * fmax(1, all.value));
                assert_true(d.within >= 0);
                for (size_t l = 0; l < LEVELS; l++)
                    assert_true(d.between[l] >= 0);
                check_inside(a, s, &d, &c);
            }
            jh_arena_free(a);
        }
}

/* Two groups of two: means 2 and 6, all 4; Theil T by hand. */
static void theil_by_hand(void **state)
{
    static const double x[] = {1, 3, 4, 8};
    static const size_t group[] = {0, 0, 1, 1}, groups = 2;
    const size_t *const by_level[] = {group};
    const jh_nest nest = {1, by_level, &groups};
    jh_arena *a = jh_arena_new();
    jh_decomposition d;
    (void)state;
    jh_sample s = {.x = x, .n = 4, .scratch = a};
    assert_int_equal(jh_decompose_entropy(a, s, &nest, 1, &d), JH_OK);
    test_close(d.between[0], (0.5 * log(0.5) + 1.5 * log(1.5)) / 2, 1e-14);
    test_close(d.part[0][0].inside, (0.5 * log(0.5) + 1.5 * log(1.5)) / 2, 1e-14);
    test_close(d.part[0][1].inside, (2.0 / 3 * log(2.0 / 3) + 4.0 / 3 * log(4.0 / 3)) / 2,
               1e-14);
    test_close(d.part[0][1].total_share, 0.75, 1e-15);
    test_close(d.part[0][1].contribution, 0.75 * d.part[0][1].inside, 1e-14);
    jh_arena_free(a);
}

/* Every pair of values, as the definition has it. */
static void gini_is_that_of_pairs(void **state)
{
    jh_random r;
    (void)state;
    jh_random_seed(&r, 32);
    for (int round = 0; round < 300; round++) {
        jh_arena *a = jh_arena_new();
        sample *s = random_sample(a, &r, true);
        jh_gini_parts p;
        double within = 0, across = 0, total = 0, weight = 0, between = 0;
        assert_int_equal(jh_decompose_gini(a, s->s, s->group[1], 6, &p), JH_OK);
        if (p.total.state != JH_STAT_OK) {
            jh_arena_free(a);
            continue;
        }
        for (size_t i = 0; i < s->s.n; i++) {
            total += s->w[i] * s->x[i];
            weight += s->w[i];
            for (size_t k = 0; k < s->s.n; k++) {
                double d = s->w[i] * s->w[k] * fabs(s->x[i] - s->x[k]);
                *(s->group[1][i] == s->group[1][k] ? &within : &across) += d;
            }
        }
        for (size_t g = 0; g < 6; g++)
            for (size_t h = 0; h < 6; h++)
                if (p.part[g].n && p.part[h].n)
                    between += p.part[g].weight * p.part[h].weight *
                               fabs(p.part[g].mean - p.part[h].mean);
        double by = 2 * total * weight;
        assert_true(fabs(p.within - within / by) < 1e-12);
        assert_true(fabs(p.between - between / by) < 1e-12);
        assert_true(fabs(p.overlap - (across - between) / by) < 1e-12);
        assert_true(p.overlap >= 0);
        test_close(p.within + p.between + p.overlap, p.total.value, 1e-12);
        jh_arena_free(a);
    }
}

/* What statistics say of their parts is what can be had. */
static void parts_are_declared(void **state)
{
    jh_arena *a = jh_arena_new();
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    (void)state;
    for (size_t k = 0; k < n; k++) {
        jh_stat_choice c = {.stat = list[k]};
        double alpha;
        assert_int_equal(jh_decompose_alpha(&c, &alpha),
                         list[k]->holds.parts == JH_PARTS_ADD);
        assert_int_equal(!strcmp(list[k]->id, "gini"),
                         list[k]->holds.parts == JH_PARTS_OVERLAP);
    }
    jh_arena_free(a);
}

/* ---- change -------------------------------------------------------------------------------- */

static void change_adds_up_and_turns_round(void **state)
{
    static const double alphas[] = {1, 0, 2, -0.5};
    jh_random r;
    (void)state;
    jh_random_seed(&r, 33);
    for (int round = 0; round < 300; round++) {
        jh_arena *a = jh_arena_new();
        sample *s[2] = {random_sample(a, &r, false), random_sample(a, &r, false)};
        const jh_sample year[2] = {s[0]->s, s[1]->s}, turned[2] = {s[1]->s, s[0]->s};
        const size_t *const group[2] = {s[0]->group[1], s[1]->group[1]};
        const size_t *const back[2] = {group[1], group[0]};
        jh_entropy_change c, b;
        double alpha = alphas[round % 4];
        assert_int_equal(jh_decompose_change(a, year, group, 6, alpha, &c), JH_OK);
        assert_int_equal(jh_decompose_change(a, turned, back, 6, alpha, &b), JH_OK);
        if (!c.before.state && !c.after.state) {
            double change = c.after.value - c.before.value;
            /* years a million times apart make parts that cancel */
            double size = fmax(1, fabs(c.shares) + fabs(c.means) + fabs(c.inside));
            assert_true(fabs(c.shares + c.means + c.inside - change) <= 1e-12 * size);
            assert_true(fabs(c.shares + b.shares) <= 1e-12 * size);
            assert_true(fabs(c.means + b.means) <= 1e-12 * size);
            assert_true(fabs(c.inside + b.inside) <= 1e-12 * size);
        }
        jh_arena_free(a);
    }
}

/* One factor changes alone: it has all of the change. */
static void each_factor_has_its_own(void **state)
{
    static const double x[] = {1, 3, 4, 8}, even[] = {2, 2, 4, 8}, far[] = {1, 3, 8, 16};
    static const double w[] = {1, 1, 1, 1}, more[] = {5, 5, 1, 1};
    static const size_t group[] = {0, 0, 1, 1};
    const size_t *const both[2] = {group, group};
    jh_arena *a = jh_arena_new();
    jh_entropy_change c;
    (void)state;
    const jh_sample was = {.x = x, .w = w, .n = 4, .scratch = a};
    jh_sample year[2] = {was, was};
    year[1].x = even;
    assert_int_equal(jh_decompose_change(a, year, both, 2, 1, &c), JH_OK);
    assert_true(fabs(c.shares) < 1e-15 && fabs(c.means) < 1e-15 && c.inside < -0.01);
    year[1].x = far;
    assert_int_equal(jh_decompose_change(a, year, both, 2, 1, &c), JH_OK);
    assert_true(fabs(c.shares) < 1e-15 && fabs(c.inside) < 1e-15 && c.means > 0.01);
    year[1] = was;
    year[1].w = more;
    assert_int_equal(jh_decompose_change(a, year, both, 2, 1, &c), JH_OK);
    assert_true(fabs(c.means) < 1e-15 && fabs(c.inside) < 1e-15 && fabs(c.shares) > 0.01);
    /* a group that closes: a change of shares */
    year[1] = was;
    year[1].n = 2;
    assert_int_equal(jh_decompose_change(a, year, both, 2, 1, &c), JH_OK);
    assert_true(fabs(c.means) < 1e-15 && fabs(c.inside) < 1e-15);
    test_close(c.shares, c.after.value - c.before.value, 1e-13);
    jh_arena_free(a);
}

static void without_a_figure_there_are_no_parts(void **state)
{
    static const double zero[] = {0, 0}, some[] = {0, 3};
    static const size_t group[] = {0, 1}, groups = 2;
    const size_t *const by_level[] = {group}, *const both[2] = {group, group};
    const jh_nest nest = {1, by_level, &groups};
    jh_arena *a = jh_arena_new();
    jh_decomposition d;
    jh_entropy_change c;
    jh_gini_parts p;
    (void)state;
    jh_sample s = {.x = zero, .n = 2, .scratch = a};
    assert_int_equal(jh_decompose_entropy(a, s, &nest, 1, &d), JH_OK);
    assert_string_equal(d.total.why, "stat.mean_zero");
    assert_int_equal(jh_decompose_gini(a, s, group, 2, &p), JH_OK);
    assert_string_equal(p.total.why, "stat.mean_zero");
    s.x = some;
    assert_int_equal(jh_decompose_entropy(a, s, &nest, 0, &d), JH_OK);
    assert_string_equal(d.total.why, "stat.value_zero");
    const jh_sample year[2] = {s, s};
    assert_int_equal(jh_decompose_change(a, year, both, 2, 0, &c), JH_OK);
    assert_string_equal(c.before.why, "stat.value_zero");
    /* with T the group of zeros counts, and is even */
    assert_int_equal(jh_decompose_entropy(a, s, &nest, 1, &d), JH_OK);
    test_close(d.between[0], log(2), 1e-14);
    assert_true(d.within == 0 && d.part[0][0].inside == 0);
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entropies_add_up_over_three_levels),
        cmocka_unit_test(theil_by_hand),
        cmocka_unit_test(gini_is_that_of_pairs),
        cmocka_unit_test(parts_are_declared),
        cmocka_unit_test(change_adds_up_and_turns_round),
        cmocka_unit_test(each_factor_has_its_own),
        cmocka_unit_test(without_a_figure_there_are_no_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
