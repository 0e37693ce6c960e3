/* Theil and segregation of many groups at once against the decompositions of each sample: the same
 * to 1e-12, and the same bits on any number of threads. */
#include <junheng/batch.h>
#include <junheng/segregation.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <cmocka.h>

#define ROWS 12000
#define INDICATORS 6
#define LEVELS 3
#define KINDS 5

static const size_t threads[] = {1, 2, 4, 7};

typedef struct table {
    jh_arena *arena;
    double *total[INDICATORS], *weight,
        *key[LEVELS + 1]; /* county, city, province, year */
    double *n;            /* pupils by kind */
    jh_partition by;
    jh_above level[LEVELS];
    const double *column[INDICATORS];
} table;

static double *numbers(table *t, size_t n)
{
    double *x = jh_alloc_array(t->arena, n, sizeof *x);
    assert_non_null(x);
    return x;
}

static double value(jh_random *r, size_t k, size_t i)
{
    switch (k) {
    case 0:
        return exp(0.4 * jh_random_normal(r));
    case 1:
        return 5 + 0.05 * jh_random_unit(r); /* nearly equal */
    case 2:
        return (double)jh_random_below(r, 3); /* zeros: no L */
    case 3:
        return i % 4 && jh_random_below(r, 20) ? 1 + jh_random_unit(r) : (double)NAN;
    case 4:
        return i == 7 ? -1 : 1; /* one year is undefined */
    default:
        return i % 3000 < 50 ? 0 : 1 + (double)jh_random_below(r, 9);
    }
}

static void draw(table *t)
{
    jh_random r;
    jh_error err = {0};
    *t = (table){.arena = jh_arena_new()};
    jh_random_seed(&r, 5);
    t->weight = numbers(t, ROWS);
    t->n = numbers(t, ROWS * KINDS);
    for (size_t k = 0; k < INDICATORS; k++)
        t->column[k] = t->total[k] = numbers(t, ROWS);
    for (size_t l = 0; l <= LEVELS; l++)
        t->key[l] = numbers(t, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        size_t county = (size_t)jh_random_below(&r, 120);
        t->key[0][i] = (double)county;
        t->key[1][i] = (double)(county / 6);
        t->key[2][i] = (double)(county / 30);
        t->key[3][i] = (double)(i * 4 / ROWS);
        t->weight[i] =
            jh_random_below(&r, 90) ? (double)(5 + jh_random_below(&r, 3000)) : 0;
        for (size_t k = 0; k < INDICATORS; k++)
            t->total[k][i] = t->weight[i] * value(&r, k, i);
        for (size_t k = 0; k < KINDS; k++)
            t->n[i * KINDS + k] =
                jh_random_below(&r, 3) ? (double)jh_random_below(&r, k ? 60 : 9000) : 0;
        if (county == 9) memset(t->n + i * KINDS + 1, 0, (KINDS - 1) * sizeof *t->n);
        if (county == 10) memset(t->n + i * KINDS, 0, KINDS * sizeof *t->n);
        if (county == 11) t->n[i * KINDS] += 0.25;
    }
    const jh_group_key key[] = {{.number = t->key[3]},
                                {.number = t->key[2]},
                                {.number = t->key[1]},
                                {.number = t->key[0]}};
    assert_int_equal(
        jh_partition_make(t->arena, &(jh_grouping){key, 4, ROWS, NULL}, &t->by, &err),
        JH_OK);
    for (size_t l = 0; l < LEVELS; l++)
        assert_int_equal(
            jh_partition_above(t->arena, &t->by, key, 3 - l, &t->level[l], &err), JH_OK);
}

static void near(double got, double want, double scale, const char *what)
{
    if (isnan(got) && isnan(want)) return;
    if (!(fabs(got - want) <= 1e-12 * scale))
        fail_msg("%s: %a is not %a", what, got, want);
}

/* One year as one sample, outermost province. */
static jh_decomposition plainly(const table *t, size_t root, size_t k, double alpha,
                                jh_arena *arena)
{
    static double x[ROWS], w[ROWS];
    static size_t at[LEVELS][ROWS], groups[LEVELS];
    const size_t *group[LEVELS] = {at[0], at[1], at[2]};
    jh_sample s = {.x = x, .w = w, .scratch = arena};
    for (size_t i = 0; i < ROWS; i++) {
        uint32_t g = t->by.of[i];
        if (t->level[2].of[g] != root || !(t->weight[i] > 0) || isnan(t->total[k][i]))
            continue;
        x[s.n] = t->total[k][i] / t->weight[i];
        w[s.n] = t->weight[i];
        at[0][s.n] = t->level[1].of[g];
        at[1][s.n] = t->level[0].of[g];
        at[2][s.n++] = g;
    }
    groups[0] = t->level[1].groups;
    groups[1] = t->level[0].groups;
    groups[2] = t->by.groups;
    jh_nest nest = {LEVELS, group, groups};
    jh_decomposition d;
    assert_int_equal(jh_decompose_entropy(arena, s, &nest, alpha, &d), JH_OK);
    return d;
}

static void compare(const table *t, const double *part, double alpha)
{
    size_t roots = t->level[2].groups, undefined = 0;
    for (size_t k = 0; k < INDICATORS; k++)
        for (size_t r = 0; r < roots; r++) {
            jh_arena *arena = jh_arena_new();
            const double *got = part + (k * roots + r) * (LEVELS + 1);
            jh_decomposition d = plainly(t, r, k, alpha, arena);
            bool fine = d.total.state == JH_STAT_OK;
            undefined += !fine;
            double all = d.total.value;
            near(got[0] + got[1] + got[2] + got[3], fine ? all : (double)NAN, all,
                 "total");
            near(got[0], fine ? d.within : (double)NAN, all, "within");
            for (size_t l = 0; l < LEVELS; l++)
                near(got[LEVELS - l], fine ? d.between[l] : (double)NAN, all, "between");
            jh_arena_free(arena);
        }
    assert_int_equal(undefined, alpha == 1 ? 1 : 9);
}

static void theil_as_one_sample(void **state)
{
    table t;
    jh_error err = {0};
    (void)state;
    draw(&t);
    size_t n = INDICATORS * t.level[2].groups * (LEVELS + 1);
    double *first = NULL;
    for (size_t i = 0; i < 3 * JH_COUNT(threads); i++) {
        double *x = numbers(&t, 2 * n);
        jh_batch b = {.by = &t.by,
                      .total = t.column,
                      .indicators = INDICATORS,
                      .weight = t.weight,
                      .pool = jh_pool_new(threads[i / 3]),
                      .kernels = (jh_batch_kernels)(i % 3)};
        jh_batch_theil out = {t.level, LEVELS, x, x + n};
        assert_int_equal(jh_batch_entropy(&b, &out, &err), JH_OK);
        if (!first) {
            first = x;
            compare(&t, out.t, 1);
            compare(&t, out.l, 0);
        }
        assert_memory_equal(x, first, 2 * n * sizeof *x);
        jh_pool_free(b.pool);
    }
    jh_arena_free(t.arena);
}

static void larger_groups(void **state)
{
    table t;
    jh_partition want, got;
    jh_error err = {0};
    (void)state;
    draw(&t);
    const jh_group_key key[] = {{.number = t.key[3]}, {.number = t.key[2]}};
    assert_int_equal(
        jh_partition_make(t.arena, &(jh_grouping){key, 2, ROWS, NULL}, &want, &err),
        JH_OK);
    assert_int_equal(jh_partition_join(t.arena, &t.by, &t.level[1], &got, &err), JH_OK);
    assert_int_equal(got.groups, want.groups);
    assert_memory_equal(got.of, want.of, ROWS * sizeof *got.of);
    assert_memory_equal(got.row, want.row, ROWS * sizeof *got.row);
    assert_memory_equal(got.first, want.first, (got.groups + 1) * sizeof *got.first);
    jh_arena_free(t.arena);
}

static void one_table(const table *t, const jh_partition *by, size_t g,
                      const jh_batch_mixed *got)
{
    static double n[ROWS * KINDS];
    jh_counts c = {0, KINDS, n};
    for (size_t i = by->first[g]; i < by->first[g + 1]; i++)
        memcpy(n + KINDS * c.units++, t->n + by->row[i] * KINDS, KINDS * sizeof *n);
    jh_segregation s = jh_segregation_of(&c);
    jh_two_groups two = jh_segregation_two(&c, 2, JH_EVERYONE_ELSE);
    const jh_stat_result want[] = {s.m, s.h, s.d, two.d};
    const double have[] = {got->m[g], got->h[g], got->d[g], got->two[g]};
    for (size_t i = 0; i < JH_COUNT(want); i++)
        near(have[i], want[i].state == JH_STAT_OK ? want[i].value : (double)NAN, 1,
             "mixing");
}

static void segregation_as_one_table(void **state)
{
    table t;
    jh_partition by;
    jh_error err = {0};
    (void)state;
    draw(&t);
    const jh_group_key key = {.number = t.key[0]};
    assert_int_equal(
        jh_partition_make(t.arena, &(jh_grouping){&key, 1, ROWS, NULL}, &by, &err),
        JH_OK);
    const double *kind[KINDS];
    for (size_t k = 0; k < KINDS; k++) {
        double *x = numbers(&t, ROWS);
        for (size_t i = 0; i < ROWS; i++)
            x[i] = t.n[i * KINDS + k];
        kind[k] = x;
    }
    size_t n = by.groups, *group = jh_alloc_array(t.arena, ROWS, sizeof *group);
    for (size_t i = 0; i < ROWS; i++)
        group[i] = by.of[i];
    const size_t *const groups = group;
    jh_nest nest = {1, &groups, &by.groups};
    jh_counts c = {ROWS, KINDS, t.n};
    jh_decomposition d;
    assert_int_equal(jh_segregation_nested(t.arena, &c, &nest, &d), JH_OK);
    double *first = NULL;
    for (size_t i = 0; i < JH_COUNT(threads); i++) {
        double *x = numbers(&t, 4 * n);
        jh_batch_mix b = {&by, kind, KINDS, 2, jh_pool_new(threads[i])};
        jh_batch_mixed out = {.m = x, .h = x + n, .d = x + 2 * n, .two = x + 3 * n};
        assert_int_equal(jh_batch_mixing(&b, &out, &err), JH_OK);
        near(out.between, d.between[0], 1, "between");
        near(out.within, d.within, 1, "within");
        for (size_t g = 0; !first && g < n; g++)
            one_table(&t, &by, g, &out);
        if (!first) first = x;
        assert_memory_equal(x, first, 4 * n * sizeof *x);
        jh_pool_free(b.pool);
    }
    jh_arena_free(t.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(theil_as_one_sample),
        cmocka_unit_test(larger_groups),
        cmocka_unit_test(segregation_as_one_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
