/* Exact sums and tallies: against sums in 128 bits, against the statistics of all values in one
 * place, in any order and however they are parted. */
#include "support.h"

#include <junheng/tally.h>

#include <math.h>
#include <string.h>

/* ---- sums ---------------------------------------------------------------------------------- */

static double sum_of(const double *x, size_t n)
{
    jh_sum s = {0};
    for (size_t i = 0; i < n; i++)
        jh_sum_add(&s, x[i]);
    return jh_sum_value(&s);
}

static void nothing_is_lost(void **state)
{
    (void)state;
    assert_true(sum_of((double[]){1e308, 1, -1e308}, 3) == 1);
    assert_true(sum_of((double[]){0.1, 0.2, -0.3}, 3) == ldexp(1, -55));
    assert_true(sum_of((double[]){5e-324, 1e300, -1e300}, 3) == 5e-324);
    assert_true(sum_of((double[]){1, ldexp(1, -53)}, 2) == 1);
    assert_true(sum_of((double[]){1, ldexp(1, -53), 5e-324}, 3) == nextafter(1, 2));
    assert_true(sum_of((double[]){1 + ldexp(1, -52), ldexp(1, -53)}, 2) ==
                1 + ldexp(1, -51));
    assert_true(sum_of((double[]){-1, -ldexp(1, -53), -5e-324}, 3) == nextafter(-1, -2));
    assert_true(sum_of(NULL, 0) == 0);
    assert_true(isnan(sum_of((double[]){1, INFINITY}, 2)));
}

/* Whole numbers times 2^-30 summed in 128 bits are exact, too. */
static void against_wide_integers(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 7);
    __extension__ typedef __int128 wide;
    for (int round = 0; round < 200; round++) {
        wide whole = 0;
        jh_sum s = {0}, half = {0};
        for (int i = 0; i < 300; i++) {
            int64_t v = (int64_t)(jh_random_next(&r) >> (11 + jh_random_below(&r, 40)));
            if (jh_random_next(&r) & 1) v = -v;
            whole += v;
            jh_sum_add(i % 2 ? &s : &half, ldexp((double)v, -30));
        }
        jh_sum_merge(&s, &half);
        double hi, lo;
        jh_sum_split(&s, &hi, &lo);
        assert_true(hi == ldexp((double)whole, -30));
        whole -= (wide)ldexp(hi, 30);
        assert_true(lo == ldexp((double)whole, -30));
    }
}

static void products_are_exact(void **state)
{
    (void)state;
    jh_sum s = {0};
    jh_sum_add_product(&s, 0.1, 0.1);
    jh_sum_add(&s, -(0.1 * 0.1));
    assert_true(jh_sum_value(&s) == fma(0.1, 0.1, -(0.1 * 0.1)));
}

static void sums_as_text(void **state)
{
    (void)state;
    static const double x[] = {0, 1, -1, 0.1, -1e300, 5e-324, 123456789.125};
    jh_sum s = {0}, back;
    for (size_t i = 0; i < JH_COUNT(x); i++) {
        jh_buf b = {0};
        jh_sum_add(&s, x[i]);
        jh_sum_write(&b, &s);
        assert_true(jh_sum_read(b.p, &back));
        assert_true(jh_sum_value(&back) == jh_sum_value(&s));
        jh_sum_add(&back, -jh_sum_value(&s));
        jh_sum rest = s;
        jh_sum_add(&rest, -jh_sum_value(&s));
        assert_true(jh_sum_value(&back) == jh_sum_value(&rest));
        jh_buf_clear(&b);
    }
    static const char *const wrong[] = {"",        "-",        "p0",    "1",
                                        "1p",      "1p-",      "1px",   "g1p0",
                                        "1p99999", "1p-99999", "1.5p0", "1p1"};
    for (size_t i = 0; i < JH_COUNT(wrong); i++)
        assert_false(jh_sum_read(wrong[i], &back));
}

/* ---- tallies --------------------------------------------------------------------------------- */

#define MOST 400

typedef struct sample {
    double x[MOST], w[MOST];
    size_t n;
} sample;

static void draw(jh_random *r, sample *s)
{
    s->n = 2 + jh_random_below(r, MOST - 2);
    for (size_t i = 0; i < s->n; i++) {
        s->x[i] = jh_random_below(r, 8) ? exp(3 * jh_random_normal(r)) : 0;
        s->w[i] = 1 + (double)jh_random_below(r, 500);
    }
}

static jh_tally tally_of(jh_arena *arena, const sample *s, size_t from, size_t to)
{
    jh_tally t;
    jh_tally_init(&t, arena);
    for (size_t i = from; i < to; i++)
        assert_int_equal(jh_tally_add(&t, s->x[i], s->w[i]), JH_OK);
    return t;
}

static double direct(jh_arena *arena, const char *id, const sample *s)
{
    const jh_stat *stat = jh_stat_find(id);
    assert_non_null(stat);
    jh_stat_result r =
        stat->compute((jh_sample){.x = s->x, .w = s->w, .n = s->n, .scratch = arena});
    return r.state == JH_STAT_OK ? r.value : NAN;
}

static void same(double a, double b, double by)
{
    if (isnan(a) && isnan(b)) return;
    if (!(fabs(a - b) <= by * fmax(1, fabs(b)))) fail_msg("%.17g is not %.17g", a, b);
}

static void figures_of_all_values_in_one_place(void **state)
{
    (void)state;
    static const char *const exact[] = {"mean", "sd",      "cv",      "min",
                                        "max",  "theil_t", "theil_l", "ge2"};
    jh_random r;
    sample s;
    jh_random_seed(&r, 11);
    for (int round = 0; round < 100; round++) {
        jh_arena *arena = jh_arena_new();
        draw(&r, &s);
        jh_tally t = tally_of(arena, &s, 0, s.n);
        for (size_t i = 0; i < JH_COUNT(exact); i++)
            same(jh_tally_figure(&t, exact[i]).value, direct(arena, exact[i], &s), 1e-12);
        jh_bounded g = jh_tally_figure(&t, "gini");
        double gini = direct(arena, "gini", &s);
        assert_true(g.low <= gini + 1e-14 && gini <= g.high + 1e-14);
        assert_true(g.high - g.low < 0.002);
        jh_arena_free(arena);
    }
}

/* The smallest value at which the share of weight is reached, by plain search. */
static double type_1(const sample *s, double p)
{
    double total = 0, best = INFINITY;
    for (size_t i = 0; i < s->n; i++)
        total += s->w[i];
    for (size_t i = 0; i < s->n; i++) {
        double reached = 0;
        for (size_t k = 0; k < s->n; k++)
            if (s->x[k] <= s->x[i]) reached += s->w[k];
        if (reached >= p * total) best = fmin(best, s->x[i]);
    }
    return best;
}

static void percentiles_within_their_bounds(void **state)
{
    (void)state;
    jh_random r;
    sample s;
    jh_random_seed(&r, 5);
    for (int round = 0; round < 30; round++) {
        jh_arena *arena = jh_arena_new();
        draw(&r, &s);
        jh_tally t = tally_of(arena, &s, 0, s.n);
        jh_bounded m = jh_tally_figure(&t, "p50"), q = jh_tally_figure(&t, "p95");
        double median = type_1(&s, 0.5), p95 = type_1(&s, 0.95);
        assert_true(m.low <= median && median <= m.high);
        assert_true(q.low <= p95 && p95 <= q.high);
        assert_true(fabs(m.value - median) <= median / 256);
        jh_arena_free(arena);
    }
}

static char *text_of(jh_arena *arena, const jh_tally *t)
{
    jh_buf b = {0};
    jh_json j = {.out = &b};
    jh_json_object(&j, NULL);
    jh_tally_write(&j, t);
    jh_json_end_object(&j);
    char *text = jh_strndup(arena, b.p, b.n);
    jh_buf_clear(&b);
    return text;
}

/* Parted anywhere, put together in either order: the same text. */
static void parts_make_the_whole(void **state)
{
    (void)state;
    jh_random r;
    sample s;
    jh_random_seed(&r, 3);
    for (int round = 0; round < 100; round++) {
        jh_arena *arena = jh_arena_new();
        draw(&r, &s);
        size_t cut = jh_random_below(&r, s.n + 1);
        jh_tally all = tally_of(arena, &s, 0, s.n), a = tally_of(arena, &s, 0, cut),
                 b = tally_of(arena, &s, cut, s.n), ab, ba;
        jh_tally_init(&ab, arena);
        jh_tally_init(&ba, arena);
        jh_tally_merge(&ab, &a);
        jh_tally_merge(&ab, &b);
        jh_tally_merge(&ba, &b);
        jh_tally_merge(&ba, &a);
        size_t n;
        const char *const *id = jh_tally_figures(&n);
        for (size_t i = 0; i < n; i++) {
            double whole = jh_tally_figure(&all, id[i]).value;
            double one = jh_tally_figure(&ab, id[i]).value,
                   other = jh_tally_figure(&ba, id[i]).value;
            bool gini = !strcmp(id[i], "gini"); /* bins hold rounded totals */
            same(one, whole, gini ? 1e-13 : 0);
            same(other, whole, gini ? 1e-13 : 0);
        }
        jh_arena_free(arena);
    }
}

static void written_and_read_is_the_same(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_random r;
    sample s;
    jh_tally back;
    jh_node *root;
    jh_error err = {0};
    jh_random_seed(&r, 9);
    draw(&r, &s);
    s.x[0] = -2.5;
    s.x[1] = NAN;
    s.w[2] = 0;
    jh_tally t = tally_of(arena, &s, 0, s.n);
    assert_int_equal(t.missing, 1);
    assert_int_equal(t.weightless, 1);
    char *text = text_of(arena, &t);
    assert_int_equal(jh_node_parse(arena, "t", text, strlen(text), &root, &err), JH_OK);
    jh_tally_init(&back, arena);
    assert_int_equal(jh_tally_read(root, &back, &err), JH_OK);
    assert_string_equal(text_of(arena, &back), text);
    jh_arena_free(arena);
}

static void refuse(const char *text, const char *key)
{
    jh_arena *arena = jh_arena_new();
    jh_tally t;
    jh_node *root;
    jh_error err = {0};
    assert_int_equal(jh_node_parse(arena, "t", text, strlen(text), &root, &err), JH_OK);
    jh_tally_init(&t, arena);
    assert_int_equal(jh_tally_read(root, &t, &err), JH_EINPUT);
    assert_string_equal(err.msg.key, key);
    jh_arena_free(arena);
}

#define SUMS "w: 1p-34, wx: 0p0, wxx: 0p0, wlnx: 0p0, wxlnx: 0p0"

static void edited_tallies(void **state)
{
    (void)state;
    refuse("{n: -1, missing: 0, weightless: 0}", "measure.tally_count");
    refuse("{n: 0.5, missing: 0, weightless: 0}", "measure.tally_count");
    refuse("{n: 0, missing: 0, weightless: 0, w: xp0}", "measure.tally_sum");
    refuse("{n: 1, missing: 0, weightless: 0, min: 1, max: 1, " SUMS ", bins: [[1, 2]]}",
           "measure.tally_bin");
    refuse("{n: 2, missing: 0, weightless: 0, min: 1, max: 1, " SUMS
           ", bins: [[5, 1, 1, 1], [4, 1, 1, 1]]}",
           "measure.tally_bin");
    refuse("{n: 3, missing: 0, weightless: 0, min: 1, max: 1, " SUMS
           ", bins: [[5, 1, 1, 1]]}",
           "measure.tally_parts");
}

static void what_is_undefined(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_tally t;
    jh_tally_init(&t, arena);
    assert_string_equal(jh_tally_figure(&t, "mean").why, "stat.no_values");
    assert_true(jh_tally_figure(&t, "count").value == 0);
    jh_tally_add(&t, 0, 1);
    assert_string_equal(jh_tally_figure(&t, "cv").why, "stat.mean_zero");
    jh_tally_add(&t, 3, 1);
    assert_string_equal(jh_tally_figure(&t, "theil_l").why, "stat.value_zero");
    assert_null(jh_tally_figure(&t, "theil_t").why);
    jh_tally_add(&t, -1, 1);
    assert_string_equal(jh_tally_figure(&t, "gini").why, "stat.value_negative");
    assert_null(jh_tally_figure(&t, "cv").why);
    jh_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost),
        cmocka_unit_test(against_wide_integers),
        cmocka_unit_test(products_are_exact),
        cmocka_unit_test(sums_as_text),
        cmocka_unit_test(figures_of_all_values_in_one_place),
        cmocka_unit_test(percentiles_within_their_bounds),
        cmocka_unit_test(parts_make_the_whole),
        cmocka_unit_test(written_and_read_is_the_same),
        cmocka_unit_test(edited_tallies),
        cmocka_unit_test(what_is_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
