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

static const char *const changed[] = {"theil_t", "theil_l", "ge2",  "ge(-0.5)",
                                      "cv",      "gini",    "mean", "atkinson_05",
                                      "p50",     "total"};

static void change_adds_up_and_turns_round(void **state)
{
    jh_random r;
    (void)state;
    jh_random_seed(&r, 33);
    for (int round = 0; round < 500; round++) {
        jh_arena *a = jh_arena_new();
        sample *s[2] = {random_sample(a, &r, false), random_sample(a, &r, false)};
        const jh_sample year[2] = {s[0]->s, s[1]->s}, turned[2] = {s[1]->s, s[0]->s};
        const size_t *const group[2] = {s[0]->group[1], s[1]->group[1]};
        const size_t *const back[2] = {group[1], group[0]};
        jh_stat_change c, b;
        jh_stat_choice stat;
        assert_int_equal(
            jh_stat_choose(a, changed[(size_t)round % JH_COUNT(changed)], &stat, NULL),
            JH_OK);
        assert_int_equal(jh_decompose_change(a, &stat, year, group, 6, &c), JH_OK);
        assert_int_equal(jh_decompose_change(a, &stat, turned, back, 6, &b), JH_OK);
        assert_int_equal(c.parts.state, b.parts.state);
        if (c.parts.state == JH_STAT_OK) {
            double change = c.after.value - c.before.value;
            /* years a million times apart make parts that cancel */
            double size = fmax(1, fabs(c.shares) + fabs(c.means) + fabs(c.inside));
            assert_true(c.parts.value == change);
            assert_true(fabs(c.shares + c.means + c.inside - change) <= 1e-12 * size);
            assert_true(fabs(c.shares + b.shares) <= 1e-12 * size);
            assert_true(fabs(c.means + b.means) <= 1e-12 * size);
            assert_true(fabs(c.inside + b.inside) <= 1e-12 * size);
        }
        jh_arena_free(a);
    }
}

/* What a group has in both years. */
typedef struct in_both {
    double weight[2], mean[2], inside[2];
} in_both;

#define FEW 3

/* From what groups have alone: an entropy of α; with `root` the CV, sqrt(2 · GE(2)). */
static double of_groups(const in_both *g, const int year[3], double alpha, bool root)
{
    double weight = 0, total = 0, sum = 0;
    for (size_t i = 0; i < FEW; i++) {
        weight += g[i].weight[year[0]];
        total += g[i].weight[year[0]] * g[i].mean[year[1]];
    }
    for (size_t i = 0; i < FEW; i++) {
        double share = g[i].weight[year[0]] / weight;
        double ratio = g[i].mean[year[1]] / (total / weight);
        double between = alpha == 0   ? -log(ratio)
                         : alpha == 1 ? ratio * log(ratio)
                                      : (pow(ratio, alpha) - 1) / (alpha * (alpha - 1));
        sum += share * (pow(ratio, alpha) * g[i].inside[year[2]] + between);
    }
    return root ? sqrt(2 * sum) : sum;
}

/* The step of each factor in each of the six orders, averaged. */
static void by_orders(const in_both *g, double alpha, bool root, double part[3])
{
    static const int order[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    part[0] = part[1] = part[2] = 0;
    for (size_t o = 0; o < 6; o++) {
        int year[3] = {0};
        for (size_t k = 0; k < 3; k++) {
            double before = of_groups(g, year, alpha, root);
            year[order[o][k]] = 1;
            part[order[o][k]] += (of_groups(g, year, alpha, root) - before) / 6;
        }
    }
}

static void change_is_that_of_all_orders(void **state)
{
    static const struct {
        const char *id;
        double alpha;
        bool root;
    } known[] = {{"theil_t", 1, false},
                 {"theil_l", 0, false},
                 {"ge(-0.5)", -0.5, false},
                 {"ge2", 2, false},
                 {"cv", 2, true}};
    jh_random r;
    (void)state;
    jh_random_seed(&r, 34);
    for (int round = 0; round < 300; round++) {
        jh_arena *a = jh_arena_new();
        double x[2][4 * FEW], w[2][4 * FEW], part[3];
        size_t group[4 * FEW];
        in_both g[FEW];
        for (size_t i = 0; i < 4 * FEW; i++) {
            group[i] = i % FEW;
            for (int y = 0; y < 2; y++) {
                x[y][i] = 1 + 9 * jh_random_unit(&r);
                w[y][i] = (double)test_between(&r, 1, 50);
            }
        }
        size_t k = (size_t)round % JH_COUNT(known);
        for (int y = 0; y < 2; y++)
            for (size_t i = 0; i < FEW; i++) {
                double weight = 0, total = 0, inside = 0;
                for (size_t j = i; j < 4 * FEW; j += FEW) {
                    weight += w[y][j];
                    total += w[y][j] * x[y][j];
                }
                for (size_t j = i; j < 4 * FEW; j += FEW) {
                    double ratio = x[y][j] * weight / total, alpha = known[k].alpha;
                    inside +=
                        w[y][j] / weight *
                        (alpha == 0   ? -log(ratio)
                         : alpha == 1 ? ratio * log(ratio)
                                      : (pow(ratio, alpha) - 1) / (alpha * (alpha - 1)));
                }
                g[i].weight[y] = weight;
                g[i].mean[y] = total / weight;
                g[i].inside[y] = inside;
            }
        const jh_sample year[2] = {{.x = x[0], .w = w[0], .n = 4 * FEW, .scratch = a},
                                   {.x = x[1], .w = w[1], .n = 4 * FEW, .scratch = a}};
        const size_t *const in[2] = {group, group};
        jh_stat_choice stat;
        jh_stat_change c;
        assert_int_equal(jh_stat_choose(a, known[k].id, &stat, NULL), JH_OK);
        assert_int_equal(jh_decompose_change(a, &stat, year, in, FEW, &c), JH_OK);
        by_orders(g, known[k].alpha, known[k].root, part);
        assert_true(fabs(c.shares - part[0]) < 1e-12);
        assert_true(fabs(c.means - part[1]) < 1e-12);
        assert_true(fabs(c.inside - part[2]) < 1e-12);
        jh_arena_free(a);
    }
}

static void what_cannot_be_parted_says_why(void **state)
{
    static const double x[] = {1, 3, -4, 2}, zero[] = {1, 3, 0, 0}, up[] = {1, 3, 5, 7};
    static const size_t group[] = {0, 0, 1, 1};
    const size_t *const in[2] = {group, group};
    jh_arena *a = jh_arena_new();
    jh_stat_choice stat;
    jh_stat_change c;
    (void)state;
    jh_sample year[2] = {{.x = x, .n = 4, .scratch = a}, {.x = up, .n = 4, .scratch = a}};
    assert_int_equal(jh_stat_choose(a, "sd", &stat, NULL), JH_OK);
    assert_int_equal(jh_decompose_change(a, &stat, year, in, 2, &c), JH_OK);
    assert_string_equal(c.parts.why, "stat.no_scaling");
    assert_true(isnan(c.means) && c.before.state == JH_STAT_OK);
    /* a group that had nothing at all has it evenly when it gets something */
    year[0].x = zero;
    assert_int_equal(jh_decompose_change(a, &stat, year, in, 2, &c), JH_OK);
    assert_int_equal(c.parts.state, JH_STAT_OK);
    test_close(c.shares + c.means + c.inside, c.after.value - c.before.value, 1e-13);
    assert_int_equal(jh_stat_choose(a, "cv_unweighted", &stat, NULL), JH_OK);
    assert_int_equal(jh_decompose_change(a, &stat, year, in, 2, &c), JH_OK);
    assert_string_equal(c.parts.why, "stat.unweighted");
    jh_arena_free(a);
}

/* One factor changes alone: it has all of the change. */
static void each_factor_has_its_own(void **state)
{
    static const double x[] = {1, 3, 4, 8}, even[] = {2, 2, 4, 8}, far[] = {1, 3, 8, 16};
    static const double w[] = {1, 1, 1, 1}, more[] = {5, 5, 1, 1};
    static const size_t group[] = {0, 0, 1, 1};
    const size_t *const both[2] = {group, group};
    jh_arena *a = jh_arena_new();
    jh_stat_change c;
    jh_stat_choice stat;
    (void)state;
    const jh_sample was = {.x = x, .w = w, .n = 4, .scratch = a};
    assert_int_equal(jh_stat_choose(a, "theil_t", &stat, NULL), JH_OK);
    jh_sample year[2] = {was, was};
    year[1].x = even;
    assert_int_equal(jh_decompose_change(a, &stat, year, both, 2, &c), JH_OK);
    assert_true(fabs(c.shares) < 1e-15 && fabs(c.means) < 1e-15 && c.inside < -0.01);
    year[1].x = far;
    assert_int_equal(jh_decompose_change(a, &stat, year, both, 2, &c), JH_OK);
    assert_true(fabs(c.shares) < 1e-15 && fabs(c.inside) < 1e-15 && c.means > 0.01);
    year[1] = was;
    year[1].w = more;
    assert_int_equal(jh_decompose_change(a, &stat, year, both, 2, &c), JH_OK);
    assert_true(fabs(c.means) < 1e-15 && fabs(c.inside) < 1e-15 && fabs(c.shares) > 0.01);
    /* a group that closes: a change of shares */
    year[1] = was;
    year[1].n = 2;
    assert_int_equal(jh_decompose_change(a, &stat, year, both, 2, &c), JH_OK);
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
    jh_stat_change c;
    jh_stat_choice stat;
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
    assert_int_equal(jh_stat_choose(a, "theil_l", &stat, NULL), JH_OK);
    assert_int_equal(jh_decompose_change(a, &stat, year, both, 2, &c), JH_OK);
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
        cmocka_unit_test(change_is_that_of_all_orders),
        cmocka_unit_test(what_cannot_be_parted_says_why),
        cmocka_unit_test(each_factor_has_its_own),
        cmocka_unit_test(without_a_figure_there_are_no_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
