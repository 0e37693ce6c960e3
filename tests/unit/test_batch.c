/* Many groups at once against the statistics of each sample: the same values to the last bit,
 * with gaps, zeros, ties, one school or none, on any number of threads and with or without the
 * wide instructions. */
#include <junheng/batch.h>

#include "batch_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <cmocka.h>

#define ROWS 9000
#define INDICATORS 11 /* more than are worked on side by side */

static const size_t threads[] = {1, 2, 4, 7};
static const jh_batch_kernels kinds[] = {JH_KERNELS_PLAIN, JH_KERNELS_AVX2,
                                         JH_KERNELS_BEST};

typedef struct table {
    double *total[INDICATORS], *weight, *county;
    uint32_t *stage;
} table;

static double *numbers(jh_arena *arena)
{
    double *x = jh_alloc_array(arena, ROWS, sizeof *x);
    assert_non_null(x);
    return x;
}

/* Counties of 1 to 400 schools, out of order now and then. */
static table drawn(jh_arena *arena, uint64_t seed)
{
    table t = {.weight = numbers(arena), .county = numbers(arena)};
    jh_random r;
    double county = 1;
    jh_random_seed(&r, seed);
    t.stage = jh_alloc_array(arena, ROWS, sizeof *t.stage);
    for (size_t k = 0; k < INDICATORS; k++)
        t.total[k] = numbers(arena);
    for (size_t i = 0; i < ROWS; i++) {
        if (!jh_random_below(&r, i < ROWS / 2 ? 40 : 600)) county++;
        t.county[i] = jh_random_below(&r, 50) ? county : 3;
        t.stage[i] = (uint32_t)jh_random_below(&r, 2);
        t.weight[i] = (double)(12 + jh_random_below(&r, 2000));
        if (!jh_random_below(&r, 200)) t.weight[i] = jh_random_below(&r, 2) ? 0 : NAN;
        t.total[0][i] = t.weight[i] * exp(0.4 * jh_random_normal(&r));
        t.total[1][i] = (double)jh_random_below(&r, 4); /* zeros and ties */
        t.total[2][i] = jh_random_below(&r, 30) ? 100 * jh_random_unit(&r) : (double)NAN;
        t.total[3][i] = exp(30 * jh_random_normal(&r));
        t.total[4][i] = jh_random_below(&r, 3000) ? 1 : HUGE_VAL; /* no figure, or none */
        t.total[5][i] = jh_random_unit(&r) - (jh_random_below(&r, 900) ? 0 : 1);
        for (size_t k = 6; k < INDICATORS; k++)
            t.total[k][i] = (double)jh_random_below(&r, k % 2 ? 900 : 90000);
    }
    return t;
}

static void partition_of(jh_arena *arena, const table *t, jh_partition *out)
{
    const jh_group_key key[] = {{.number = t->county}, {.code = t->stage}};
    jh_error err = {0};
    assert_int_equal(
        jh_partition_make(arena, &(jh_grouping){key, 2, ROWS, NULL}, out, &err), JH_OK);
}

/* What is remembered of groups is found by all kinds of kernel alike. */
static void recalls_alike(void **state)
{
    static double number[ROWS];
    static uint32_t code[ROWS], of[3][ROWS];
    uint32_t count[3][4] = {{0}};
    const jh_group_key key[] = {{.number = number}, {.code = code}};
    jh_random r;
    (void)state;
    jh_random_seed(&r, 12);
    for (size_t i = 0; i < ROWS; i++) {
        number[i] = (double)jh_random_below(&r, 2);
        code[i] = (uint32_t)jh_random_below(&r, i < ROWS - 9 ? 2 : 3);
    }
    size_t end[3];
    for (size_t k = 0; k < JH_COUNT(kinds); k++) {
        jh__recall m = {.key = key, .keys = 2, .of = of[k], .count = count[k]};
        for (size_t g = 0; g < JH__RECALLED; g++) {
            double x = (double)(g / 2);
            memcpy(&m.bits[0][g], &x, sizeof x);
            m.bits[1][g] = g % 2;
            m.group[g] = (uint32_t)(3 - g);
        }
        end[k] = jh__kernels_upto(kinds[k])->recall(&m, 0, ROWS);
        for (size_t i = 0; i < end[k]; i++)
            assert_int_equal(of[k][i], 3 - 2 * (uint32_t)number[i] - code[i]);
    }
    for (size_t k = 1; k < JH_COUNT(kinds); k++) {
        assert_int_equal(end[0], end[k]);
        assert_memory_equal(count[0], count[k], sizeof count[0]);
    }
    assert_true(end[0] >= ROWS - 9 && end[0] < ROWS && code[end[0]] == 2);
}

/* Totals and weights of which the quotient lies near the middle between two numbers, or is of odd size:
 * what is given for it is what a division gives. */
static void divides_as_the_processor_does(void **state)
{
    enum { n = 1000 };
    static double total[n], weight[n];
    static uint32_t row[n];
    const double *const column = total;
    jh__group g = jh__group_new(n);
    double sum[3];
    jh_random r;
    (void)state;
    assert_non_null(g.x);
    jh_random_seed(&r, 21);
    g.divided = true;
    for (uint32_t i = 0; i < n; i++)
        row[i] = i;
    for (int round = 0; round < 600; round++) {
        for (size_t i = 0; i < n; i++) {
            double q = 1 + jh_random_unit(&r), half = 0x1p-53;
            weight[i] = (1 + jh_random_unit(&r)) * (round % 3 ? 1 : 0x1p40);
            total[i] =
                round % 3 == 2 ? 1e9 * q : (double)(((long double)q + half) * weight[i]);
            if (round % 7 == 1 && !jh_random_below(&r, 900))
                total[i] = ldexp(q, (int)jh_random_below(&r, 2040) - 1060);
            if (round % 5 == 1 && !jh_random_below(&r, 900)) total[i] = 0;
        }
        for (size_t k = 0; k < JH_COUNT(kinds); k++) {
            const jh__kernels *kernels = jh__kernels_upto(kinds[k]);
            kernels->open(weight, row, n, &g);
            assert_int_equal(g.n, n);
            assert_int_equal(kernels->divide(&column, 1, &g, g.x, &sum[k]), 1);
            for (size_t i = 0; i < n; i++)
                if (g.x[i] != total[i] / weight[i])
                    fail_msg("%a / %a is not %a", total[i], weight[i], g.x[i]);
            assert_true(sum[k] == sum[0]);
        }
    }
    free(g.x);
}

/* The statistic of one group and indicator, by the plain way. */
static double plain(const table *t, const jh_partition *by, size_t g, size_t k,
                    const char *id)
{
    static double x[ROWS], w[ROWS];
    jh_sample s = {.x = x, .w = w, .scratch = jh_arena_new()};
    for (size_t i = by->first[g]; i < by->first[g + 1]; i++) {
        size_t row = by->row[i];
        if (!(t->weight[row] > 0) || isnan(t->total[k][row])) continue;
        x[s.n] = t->total[k][row] / t->weight[row];
        w[s.n++] = t->weight[row];
    }
    jh_stat_result r = jh_stat_find(id)->compute(s);
    jh_arena_free(s.scratch);
    return r.state == JH_STAT_OK ? r.value : (double)NAN;
}

static void same(double a, double b, const char *id)
{
    if (isnan(a) && isnan(b)) return;
    if (memcmp(&a, &b, sizeof a) != 0) fail_msg("%s: %a is not %a", id, a, b);
}

static void partitions(void **state)
{
    jh_arena *arena = jh_arena_new();
    table t = drawn(arena, 1);
    jh_partition by;
    (void)state;
    partition_of(arena, &t, &by);
    assert_true(by.groups > 50);
    assert_int_equal(by.first[0], 0);
    assert_int_equal(by.first[by.groups], ROWS);
    uint32_t seen = 0;
    for (size_t r = 0; r < ROWS; r++) {
        assert_true(by.of[r] <= seen);
        seen += by.of[r] == seen;
        size_t first = by.row[by.first[by.of[r]]];
        assert_true(t.county[r] == t.county[first] && t.stage[r] == t.stage[first]);
    }
    for (size_t g = 0; g < by.groups; g++)
        for (size_t i = by.first[g]; i < by.first[g + 1]; i++) {
            assert_int_equal(by.of[by.row[i]], g);
            if (i > by.first[g]) assert_true(by.row[i] > by.row[i - 1]);
        }
    const double missing[] = {NAN, 1, -0.0, NAN, 0};
    const jh_group_key key = {.number = missing};
    jh_error err = {0};
    assert_int_equal(
        jh_partition_make(arena, &(jh_grouping){&key, 1, 5, NULL}, &by, &err), JH_OK);
    assert_int_equal(by.groups, 3);
    assert_int_equal(by.of[3], 0);
    assert_int_equal(by.of[4], 2);
    jh_arena_free(arena);
}

/* Enough rows for several threads: groups that go on from one stretch to the next, groups of one
 * row, keys in runs and scattered. */
static void partitions_on_any_threads(void **state)
{
    enum { rows = 240000 };
    static double county[rows];
    static uint32_t stage[rows];
    const jh_group_key key[] = {{.number = county}, {.code = stage}};
    jh_arena *arena = jh_arena_new();
    jh_partition first, by;
    jh_random r;
    jh_error err = {0};
    (void)state;
    jh_random_seed(&r, 31);
    for (size_t i = 0; i < rows; i++) {
        county[i] = jh_random_below(&r, 40) ? (double)(i / 90)
                                            : (double)jh_random_below(&r, 3000);
        if (!jh_random_below(&r, 50)) county[i] = NAN;
        stage[i] = (uint32_t)jh_random_below(&r, i < rows / 2 ? 2 : 300);
    }
    for (size_t n = 0; n < JH_COUNT(threads); n++) {
        jh_pool *pool = jh_pool_new(threads[n]);
        const jh_grouping what = {key, 2, rows, pool};
        assert_int_equal(jh_partition_make(arena, &what, &by, &err), JH_OK);
        if (!n) first = by;
        assert_int_equal(by.groups, first.groups);
        assert_memory_equal(by.of, first.of, rows * sizeof *by.of);
        assert_memory_equal(by.row, first.row, rows * sizeof *by.row);
        assert_memory_equal(by.first, first.first, (by.groups + 1) * sizeof *by.first);
        jh_pool_free(pool);
    }
    assert_true(first.groups > 20000);
    for (size_t g = 0; g < first.groups; g++)
        for (size_t i = first.first[g]; i < first.first[g + 1]; i++) {
            size_t row = first.row[i], lead = first.row[first.first[g]];
            assert_true(stage[row] == stage[lead] && first.of[row] == g);
            assert_true(county[row] == county[lead] ||
                        (isnan(county[row]) && isnan(county[lead])));
        }
    jh_arena_free(arena);
}

static void every_group_as_one_sample(void **state)
{
    (void)state;
    for (size_t n = 0; n < JH_COUNT(kinds) * JH_COUNT(threads); n++) {
        jh_arena *arena = jh_arena_new();
        table t = drawn(arena, 2 + n % 2);
        jh_partition by;
        jh_error err = {0};
        partition_of(arena, &t, &by);
        double *out[6];
        for (size_t i = 0; i < 6; i++)
            out[i] = jh_alloc_array(arena, INDICATORS * by.groups, sizeof *out[i]);
        jh_batch b = {.by = &by,
                      .total = (const double *const *)t.total,
                      .indicators = INDICATORS,
                      .weight = t.weight,
                      .pool = jh_pool_new(threads[n / JH_COUNT(kinds)]),
                      .kernels = kinds[n % JH_COUNT(kinds)]};
        jh_batch_sorted sorted = {out[1], out[2], out[3], out[4], out[5]};
        assert_int_equal(jh_batch_cv(&b, out[0], &err), JH_OK);
        assert_int_equal(jh_batch_sort(&b, &sorted, &err), JH_OK);
        static const char *const id[] = {
            "cv", "gini", "ratio_p90_p10", "ratio_p75_p25", "mcloone", "verstegen"};
        for (size_t k = 0; k < INDICATORS; k++)
            for (size_t g = 0; g < by.groups; g++)
                for (size_t i = 0; i < 6; i++)
                    same(out[i][k * by.groups + g], plain(&t, &by, g, k, id[i]), id[i]);
        jh_pool_free(b.pool);
        jh_arena_free(arena);
    }
}

/* Values that are no totals, and no weights: as the statistics without weights. */
static void values_as_they_are(void **state)
{
    jh_arena *arena = jh_arena_new();
    table t = drawn(arena, 9);
    jh_partition by;
    jh_error err = {0};
    (void)state;
    partition_of(arena, &t, &by);
    double *gini = jh_alloc_array(arena, by.groups, sizeof *gini);
    double *cv = jh_alloc_array(arena, by.groups, sizeof *cv), x[ROWS];
    const double *const total[] = {t.total[2]};
    const jh_batch b = {.by = &by, .total = total, .indicators = 1, .values = true};
    const jh_batch_sorted sorted = {.gini = gini};
    assert_int_equal(jh_batch_cv(&b, cv, &err), JH_OK);
    assert_int_equal(jh_batch_sort(&b, &sorted, &err), JH_OK);
    for (size_t g = 0; g < by.groups; g++) {
        jh_sample s = {.x = x, .scratch = arena};
        for (size_t i = by.first[g]; i < by.first[g + 1]; i++) {
            x[s.n] = t.total[2][by.row[i]];
            if (!isnan(x[s.n])) s.n++;
        }
        jh_stat_result want[] = {jh_stat_find("cv")->compute(s),
                                 jh_stat_find("gini")->compute(s)};
        same(cv[g], want[0].state == JH_STAT_OK ? want[0].value : (double)NAN, "cv");
        same(gini[g], want[1].state == JH_STAT_OK ? want[1].value : (double)NAN, "gini");
    }
    jh_arena_free(arena);
}

/* Bits of all figures of a table made of whole numbers, which no library has a part in: the same
 * from every compiler and on every processor. */
static uint64_t bits_of_figures(jh_batch_kernels kernels)
{
    static double total[4][ROWS], weight[ROWS], county[ROWS], out[6][4 * ROWS];
    const double *const column[] = {total[0], total[1], total[2], total[3]};
    const jh_group_key key = {.number = county};
    jh_arena *arena = jh_arena_new();
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    jh_partition by;
    jh_random r;
    jh_error err = {0};
    jh_random_seed(&r, 77);
    for (size_t i = 0; i < ROWS; i++) {
        county[i] = (double)(i < 3000 ? i / 30 : i < 6000 ? i / 300 : i / 1500);
        weight[i] = (double)(1 + jh_random_below(&r, 999));
        for (size_t k = 0; k < 4; k++)
            total[k][i] = (double)jh_random_below(&r, k ? 10000 : 5);
    }
    assert_int_equal(
        jh_partition_make(arena, &(jh_grouping){&key, 1, ROWS, NULL}, &by, &err), JH_OK);
    jh_batch b = {.by = &by,
                  .total = column,
                  .indicators = 4,
                  .weight = weight,
                  .kernels = kernels};
    jh_batch_sorted sorted = {out[1], out[2], out[3], out[4], out[5]};
    assert_int_equal(jh_batch_cv(&b, out[0], &err), JH_OK);
    assert_int_equal(jh_batch_sort(&b, &sorted, &err), JH_OK);
    for (size_t f = 0; f < 6; f++)
        for (size_t i = 0; i < 4 * by.groups; i++) {
            uint64_t bits = 0;
            if (out[f][i] == out[f][i]) memcpy(&bits, &out[f][i], sizeof bits);
            hash = (hash ^ bits) * UINT64_C(0x100000001B3);
        }
    jh_arena_free(arena);
    return hash;
}

static void the_same_bits_everywhere(void **state)
{
    (void)state;
    for (size_t k = 0; k < JH_COUNT(kinds); k++)
        assert_int_equal(bits_of_figures(kinds[k]), UINT64_C(0x50C62E22ADBF3D02));
}

static int ascending(const void *left, const void *right)
{
    const jh__weighted *a = left, *b = right;
    if (a->x < b->x || a->x > b->x) return a->x < b->x ? -1 : 1;
    return (a->w > b->w) - (a->w < b->w);
}

static void sorts_anything(void **state)
{
    static double x[5000], w[5000];
    static jh__weighted want[5000];
    jh__sorter room = jh__sorter_new(5000, jh__kernels_best());
    assert_non_null(room.sides.x);
    jh_random r;
    (void)state;
    jh_random_seed(&r, 8);
    for (int round = 0; round < 300; round++) {
        size_t n =
            (size_t)(round < 200 ? jh_random_below(&r, 140) : jh_random_below(&r, 5000));
        for (size_t i = 0; i < n; i++) {
            double u = jh_random_normal(&r);
            x[i] = round % 5 == 0   ? u
                   : round % 5 == 1 ? (double)jh_random_below(&r, 3)
                   : round % 5 == 2 ? exp(20 * u)
                   : round % 5 == 3 ? (i % 97 ? 1 + u * 1e-13 : 1e300)
                                    : (i % 2 ? 0.0 : -0.0);
            w[i] = (double)jh_random_below(&r, 50);
            want[i] = (jh__weighted){x[i], w[i]};
        }
        qsort(want, n, sizeof *want, ascending);
        room.kernels = jh__kernels_upto(kinds[(size_t)round % JH_COUNT(kinds)]);
        jh__pairs_sort(&room, x, w, n);
        for (size_t i = 0; i < n; i++)
            assert_true(room.pair[i].x == want[i].x && room.pair[i].w == want[i].w);
    }
    free(room.sides.x);
}

/* Groups of which a sum is beyond all numbers have no figure; never that of equal values. */
static void too_large_for_a_figure(void **state)
{
    const double total[] = {1e308, 1e307, 1, 8, 1, 2},
                 weight[] = {10, 9, 8, 1e-300, 1, 1};
    const double *const column = total;
    uint32_t row[] = {0, 1, 2, 3, 4, 5}, of[] = {0, 0, 0, 1, 1, 1}, root[] = {0, 0};
    size_t first[] = {0, 3, 6};
    const jh_partition by = {6, 2, row, first, of};
    const jh_above level = {1, root};
    (void)state;
    for (size_t k = 0; k < JH_COUNT(kinds); k++) {
        jh_batch batch = {&by, &column, 1, weight, NULL, kinds[k], true};
        double gini[2], t[2], l[2], verstegen[2], p90[2], cv[2];
        const jh_batch_sorted out = {gini, p90, NULL, NULL, verstegen};
        const jh_batch_theil theil = {&level, 1, t, l};
        jh_error err = {0};
        assert_int_equal(jh_batch_sort(&batch, &out, &err), JH_OK);
        assert_true(isnan(gini[0]) && isnan(verstegen[0]) && isnan(p90[0]));
        assert_true(gini[1] > 0.1);
        assert_int_equal(jh_batch_cv(&batch, cv, &err), JH_OK);
        assert_true(isnan(cv[0]) && cv[1] > 0.1);
        assert_int_equal(jh_batch_entropy(&batch, &theil, &err), JH_OK);
        assert_true(isnan(t[0]) && isnan(l[0]));
        static const double small[] = {1, 1, 1, 1, 1, 1e-300},
                            wide[] = {1, 2, 3, 1e-300, 1e-300, 1e300};
        const double *const other = wide;
        batch.total = &other;
        batch.weight = small;
        assert_int_equal(jh_batch_sort(&batch, &out, &err), JH_OK);
        assert_true(verstegen[0] == 1.25 && isnan(verstegen[1]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(partitions),
        cmocka_unit_test(partitions_on_any_threads),
        cmocka_unit_test(recalls_alike),
        cmocka_unit_test(divides_as_the_processor_does),
        cmocka_unit_test(every_group_as_one_sample),
        cmocka_unit_test(values_as_they_are),
        cmocka_unit_test(the_same_bits_everywhere),
        cmocka_unit_test(sorts_anything),
        cmocka_unit_test(too_large_for_a_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
