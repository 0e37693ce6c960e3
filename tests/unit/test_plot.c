/* Plots: what must be in them, and that names cannot break out of the markup. */
#include <junheng/plot.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

typedef jh_status draw(jh_buf *out, jh_arena *arena, const jh_plot *p);

static jh_status as_text(jh_buf *out, jh_arena *arena, const jh_plot *p)
{
    return jh_plot_text(out, arena, p, 60);
}

static char *drawn(jh_arena *arena, draw *how, const jh_plot *p)
{
    jh_buf b = {0};
    assert_int_equal(how(&b, arena, p), JH_OK);
    char *text = jh_strndup(arena, b.p, b.n);
    jh_buf_clear(&b);
    return text;
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    while ((text = strstr(text, part))) {
        n++;
        text += strlen(part);
    }
    return n;
}

/* One document: what is below does not begin another, and stands lower by what is above. */
static void plots_below_each_other(void **state)
{
    (void)state;
    jh_plot_mark mark[] = {{"a", 0.5, NAN, NAN}, {"b", 0.2, NAN, NAN}};
    const jh_plot p[] = {{.kind = JH_PLOT_BARS,
                          .title = "one",
                          .mark = mark,
                          .marks = 2,
                          .reference = NAN},
                         {.kind = JH_PLOT_BARS,
                          .title = "two",
                          .mark = mark,
                          .marks = 1,
                          .reference = NAN}};
    jh_arena *a = jh_arena_new();
    jh_buf b = {0};
    assert_int_equal(jh_plots_svg(&b, a, p, 2), JH_OK);
    char *svg = jh_strndup(a, b.p, b.n);
    jh_buf_clear(&b);
    assert_int_equal(count(svg, "<svg"), 1);
    assert_int_equal(count(svg, "<?xml"), 1);
    assert_int_equal(count(svg, "class=\"b\""), 3);
    assert_int_equal(count(svg, "<g"), count(svg, "</g>"));
    assert_non_null(strstr(svg, "<title>one</title>"));
    assert_true(strstr(svg, ">one</text>") <
                strstr(svg, "<g transform=\"translate(0 134.0)\">"));
    assert_true(strstr(svg, "translate") < strstr(svg, ">two</text>"));
    assert_non_null(strstr(svg, "height=\"246\""));
    jh_arena_free(a);
}

static void a_caterpillar(void **state)
{
    (void)state;
    jh_plot_mark mark[] = {{"乙县", 0.5, 0.4, 0.6},
                           {"甲<县>&", 0.2, 0.1, 0.35},
                           {"丙县", NAN, NAN, NAN},
                           {"丁县", 0.3, NAN, NAN}};
    jh_plot p = {.kind = JH_PLOT_CATERPILLAR,
                 .title = "差异系数",
                 .mark = mark,
                 .marks = 4,
                 .reference = 0.45};
    jh_arena *a = jh_arena_new();
    char *svg = drawn(a, jh_plot_svg, &p), *text = drawn(a, as_text, &p);
    assert_int_equal(count(svg, "<circle"), 3);
    assert_int_equal(count(svg, "class=\"w\""), 2);
    assert_int_equal(count(svg, "class=\"r\""), 1);
    assert_non_null(strstr(svg, "甲&lt;县&gt;&amp;"));
    assert_null(strstr(svg, "甲<"));
    assert_true(strstr(svg, "甲") < strstr(svg, "丁"));
    assert_true(strstr(svg, "乙") < strstr(svg, "丙")); /* what has no value is last */
    assert_int_equal(count(text, "●"), 3);
    assert_true(strstr(text, "丁") < strstr(text, "乙"));
    assert_non_null(strstr(text, "0.3000"));
    assert_non_null(strstr(text, "—\n"));
    assert_string_equal(drawn(a, jh_plot_svg, &p), svg);
    jh_arena_free(a);
}

static void bars(void **state)
{
    (void)state;
    jh_plot_mark mark[] = {{"between", 0.3, NAN, NAN},
                           {"within", 0.1, NAN, NAN},
                           {"overlap", -0.05, NAN, NAN}};
    jh_plot p = {.kind = JH_PLOT_BARS,
                 .title = "Theil",
                 .mark = mark,
                 .marks = 3,
                 .reference = NAN};
    jh_arena *a = jh_arena_new();
    char *svg = drawn(a, jh_plot_svg, &p), *text = drawn(a, as_text, &p);
    assert_int_equal(count(svg, "<rect class=\"b\""), 3);
    assert_true(strstr(svg, "between") < strstr(svg, "within")); /* as given */
    const char *within = strstr(text, "within"), *end = strchr(within, '\n');
    const char *between = strstr(text, "between"), *end_between = strchr(between, '\n');
    char *one = jh_strndup(a, within, (size_t)(end - within)),
         *three = jh_strndup(a, between, (size_t)(end_between - between));
    size_t short_one = count(one, "█"), long_one = count(three, "█");
    assert_true(short_one > 0 && long_one > 2 * short_one);
    jh_arena_free(a);
}

static void curves(void **state)
{
    (void)state;
    static const double x[] = {0, 0.5, 1}, y[] = {0, 0.1, 1};
    jh_plot_curve curve[] = {{"L4", x, y, 3}, {"L5", x, x, 3}};
    jh_plot p = {.kind = JH_PLOT_LORENZ, .title = "Lorenz", .curve = curve, .curves = 2};
    jh_arena *a = jh_arena_new();
    char *svg = drawn(a, jh_plot_svg, &p), *text = drawn(a, as_text, &p);
    assert_int_equal(count(svg, "<polyline"), 2);
    assert_non_null(strstr(svg, "270.00,422.00")); /* half of the square, a tenth up */
    assert_non_null(strstr(text, "a  L4\n"));
    assert_int_equal(count(text, "\n"), 25);
    jh_arena_free(a);
}

static void steps(void **state)
{
    (void)state;
    static const double x[] = {0, 100, 400}, y[] = {2, 3, 5};
    jh_plot_curve curve[] = {{"甲县", x, y, 3}, {"乙县", x, x, 2}};
    jh_plot p = {.kind = JH_PLOT_STEPS,
                 .title = "前沿",
                 .curve = curve,
                 .curves = 1,
                 .x_name = "资金",
                 .y_name = "学校",
                 .x_point = 400,
                 .y_point = 5,
                 .point = "本方案"};
    jh_arena *a = jh_arena_new();
    char *svg = drawn(a, jh_plot_svg, &p), *text = drawn(a, as_text, &p);
    assert_int_equal(count(svg, "stroke-width=\"2\""), 1);
    assert_int_equal(count(svg, "<circle"), 1);
    assert_non_null(strstr(svg, "本方案"));
    assert_null(strstr(svg, "甲县"));      /* one curve needs no name */
    assert_int_equal(count(text, "●"), 2); /* the point, and what it is */
    assert_non_null(strstr(text, "学校 ↑  资金 →"));
    p.curves = 2, p.x_point = NAN;
    assert_int_equal(count(drawn(a, jh_plot_svg, &p), "<circle"), 0);
    assert_non_null(strstr(drawn(a, jh_plot_svg, &p), "乙县"));
    assert_int_equal(count(drawn(a, as_text, &p), "●"), 0);
    jh_arena_free(a);
}

static void nothing_to_draw(void **state)
{
    (void)state;
    jh_plot_mark mark[] = {{"x", NAN, NAN, NAN}, {"y", 0, NAN, NAN}};
    jh_arena *a = jh_arena_new();
    for (size_t n = 0; n <= 2; n++) {
        jh_plot p = {.kind = JH_PLOT_CATERPILLAR,
                     .title = "",
                     .mark = mark,
                     .marks = n,
                     .reference = NAN};
        assert_null(strstr(drawn(a, jh_plot_svg, &p), "nan"));
        assert_null(strstr(drawn(a, as_text, &p), "nan"));
    }
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_caterpillar),   cmocka_unit_test(bars),
        cmocka_unit_test(curves),          cmocka_unit_test(steps),
        cmocka_unit_test(nothing_to_draw), cmocka_unit_test(plots_below_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
