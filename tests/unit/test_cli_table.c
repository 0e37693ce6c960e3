#include "cli.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const char *head[] = {"学校", "生均值", "结论"};
static bool right[] = {false, true, false};
static const char *row_a[] = {"红星九年一贯制学校", "4.25", "达标"};
static const char *row_b[] = {"Hope", "-12.5", "未达标"};
static const char *row_c[] = {"", "", ""};
static const char **rows[] = {row_a, row_b, row_c};

static jh_table table(size_t n)
{
    return (jh_table){.title = "小学",
                      .head = head,
                      .right = right,
                      .columns = 3,
                      .row = rows,
                      .rows = n};
}

static void expect_table(const jh_table *t, size_t width, bool color, const char *text)
{
    jh_arena *arena = jh_arena_new();
    jh_buf out = {0};
    jh__look look = {JH_ZH, width, color};
    assert_non_null(arena);
    assert_int_equal(jh__table_print(&out, arena, t, &look), JH_OK);
    assert_string_equal(out.p ? out.p : "", text);
    jh_buf_clear(&out);
    jh_arena_free(arena);
}

static void knows_widths(void **state)
{
    (void)state;
    assert_int_equal(jh__text_width(""), 0);
    assert_int_equal(jh__text_width("abc"), 3);
    assert_int_equal(jh__text_width("学校"), 4);
    assert_int_equal(jh__text_width("𠮷"), 2);
    assert_int_equal(jh__text_width("（）"), 4);
    assert_int_equal(jh__text_width("“①”"), 3);       /* ambiguous */
    assert_int_equal(jh__text_width("e\xCC\x81"), 1); /* combining */
    assert_int_equal(jh__text_width("\033[31m"), 5);
    assert_int_equal(jh__text_width("\xFF\xE5\xAD"), 3); /* no UTF-8 */
}

static void expect_clean(const char *text, bool lines, const char *shown)
{
    jh_buf out = {0};
    jh__text_clean(&out, text, lines);
    assert_string_equal(out.p, shown);
    assert_int_equal(jh__text_width(text), jh__text_width(shown));
    jh_buf_clear(&out);
}

static void shows_control_characters(void **state)
{
    (void)state;
    expect_clean("a\nb\tc", false, "a b c");
    expect_clean("\033[2J\a\x7F", false, "␛[2J␇␡");
    expect_clean("x\xC2\x9By", false, "x\xEF\xBF\xBDy");     /* C1 */
    expect_clean("x\xE2\x80\xAEy", false, "x\xEF\xBF\xBDy"); /* turns the direction */
    expect_clean("\xFFok", false, "\xEF\xBF\xBDok");
    expect_clean("\xED\xA0\x80", false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    expect_clean("\xC0\xAF", false, "\xEF\xBF\xBD\xEF\xBF\xBD"); /* overlong */
    expect_clean("é学𠮷", false, "é学𠮷");
    jh_buf out = {0};
    jh__text_clean(&out, "a\nb\r\033", true);
    assert_string_equal(out.p, "a\nb ␛");
    jh_buf_clear(&out);
}

static void expect_cut(const char *text, size_t width, const char *shown)
{
    jh_buf out = {0};
    size_t used = jh__text_cut(&out, text, width);
    assert_string_equal(out.p ? out.p : "", shown);
    assert_int_equal(used, jh__text_width(shown));
    assert_true(used <= width);
    jh_buf_clear(&out);
}

static void cuts_to_columns(void **state)
{
    (void)state;
    expect_cut("实验小学", 8, "实验小学");
    expect_cut("实验小学", 7, "实验小…");
    expect_cut("实验小学", 6, "实验…");
    expect_cut("实验小学", 1, "…");
    expect_cut("实验小学", 0, "");
    expect_cut("abc", 3, "abc");
    expect_cut("abcd", 3, "ab…");
}

static void expect_wrap(const char *text, size_t at, size_t indent, size_t width,
                        const char *lines)
{
    jh_buf out = {0};
    jh__text_wrap(&out, text, at, indent, width);
    assert_string_equal(out.p, lines);
    jh_buf_clear(&out);
}

static void wraps_at_blanks_and_between_characters(void **state)
{
    (void)state;
    expect_wrap("", 0, 0, 10, "\n");
    expect_wrap("one two three", 0, 2, 8, "one two\n  three\n");
    expect_wrap("one two three", 5, 5, 8, "one\n     two\n     three\n");
    expect_wrap("义务教育均衡", 0, 0, 8, "义务教育\n均衡\n");
    /* no line begins with a full stop or ends with an opening mark */
    expect_wrap("义务教育，均衡", 0, 0, 8, "义务教\n育，均衡\n");
    expect_wrap("义务教“均衡”", 0, 0, 7, "义务教\n“均衡”\n");
    expect_wrap("unbreakable", 0, 0, 4, "unbreakable\n");
    expect_wrap("a  b", 0, 0, 10, "a  b\n");
    assert_int_equal(jh__text_longest("one three two"), 5);
    assert_int_equal(jh__text_longest("义务教育，"), 4);
}

static void aligns_wide_characters(void **state)
{
    (void)state;
    jh_table t = table(3);
    expect_table(&t, 0, false,
                 "小学\n"
                 "学校                生均值  结论\n"
                 "──────────────────────────────────\n"
                 "红星九年一贯制学校    4.25  达标\n"
                 "Hope                 -12.5  未达标\n"
                 "\n");
}

static void fits_the_terminal(void **state)
{
    (void)state;
    jh_table t = table(2);
    expect_table(&t, 30, false,
                 "小学\n"
                 "学校            生均值  结论\n"
                 "──────────────────────────────\n"
                 "红星九年一贯…     4.25  达标\n"
                 "Hope             -12.5  未达标\n");
    /* too narrow for all: numbers stay whole */
    expect_table(&t, 10, false,
                 "小学\n"
                 "学校      生均值  结论\n"
                 "────────────────────────\n"
                 "红星九…     4.25  达标\n"
                 "Hope       -12.5  未达标\n");
}

static void breaks_long_heads_before_cutting_texts(void **state)
{
    (void)state;
    static const char *long_head[] = {"学校", "每百名学生拥有高学历教师数", "结论"};
    jh_table t = table(1);
    t.head = long_head;
    expect_table(&t, 40, false,
                 "小学\n"
                 "                    每百名学生拥有\n"
                 "学校                  高学历教师数  结论\n"
                 "────────────────────────────────────────\n"
                 "红星九年一贯制学校            4.25  达标\n");
}

static void prints_titles_and_empty_tables(void **state)
{
    (void)state;
    jh_table t = table(0);
    expect_table(&t, 80, true,
                 "\033[1m小学\033[0m\n"
                 "学校  生均值  结论\n"
                 "──────────────────\n"
                 "（没有内容）\n");
    t.title = NULL;
    t.columns = 0;
    expect_table(&t, 80, false, "");
}

static void writes_csv(void **state)
{
    (void)state;
    static const char *formula[] = {"=1+1", "-3", "a,\"b\""};
    static const char **bad[] = {formula};
    jh_table one = table(2), two = table(1);
    jh_table *both[] = {&one, &two};
    jh_buf out = {0};
    two.title = "初中,甲";
    two.row = bad;
    jh__tables_csv(&out, both, 1);
    assert_string_equal(out.p, "学校,生均值,结论\n"
                               "红星九年一贯制学校,4.25,达标\n"
                               "Hope,-12.5,未达标\n");
    out.n = 0;
    jh__tables_csv(&out, both, 2);
    assert_string_equal(out.p, "# 小学\n"
                               "学校,生均值,结论\n"
                               "红星九年一贯制学校,4.25,达标\n"
                               "Hope,-12.5,未达标\n"
                               "\n"
                               "\"# 初中,甲\"\n"
                               "学校,生均值,结论\n"
                               "'=1+1,-3,\"a,\"\"b\"\"\"\n");
    jh_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_widths),
        cmocka_unit_test(shows_control_characters),
        cmocka_unit_test(cuts_to_columns),
        cmocka_unit_test(wraps_at_blanks_and_between_characters),
        cmocka_unit_test(aligns_wide_characters),
        cmocka_unit_test(fits_the_terminal),
        cmocka_unit_test(breaks_long_heads_before_cutting_texts),
        cmocka_unit_test(prints_titles_and_empty_tables),
        cmocka_unit_test(writes_csv),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
