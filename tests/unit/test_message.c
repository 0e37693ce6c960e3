/* Messages in two languages, errors, diagnostics, and JSON. */
#include "support.h"

#include <junheng/json.h>

#include <math.h>
#include <string.h>

static void renders(jh_lang lang, const jh_msg *msg, const char *want)
{
    jh_buf b = {0};
    jh_msg_render(&b, lang, msg);
    assert_string_equal(b.p, want);
    jh_buf_clear(&b);
}

static void labels_fall_back(void **state)
{
    (void)state;
    assert_string_equal(jh_label_in((jh_label){"中", "en"}, JH_EN), "en");
    assert_string_equal(jh_label_in((jh_label){"中", NULL}, JH_EN), "中");
    assert_string_equal(jh_label_in((jh_label){NULL, "en"}, JH_ZH), "en");
    assert_string_equal(jh_label_in((jh_label){0}, JH_ZH), "");
}

static void arguments_fill_placeholders(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_msg m;
    assert_int_equal(
        jh_msg_set(a, &m, "base.at_row_column", "row:u column:d", (size_t)7, 3), JH_OK);
    renders(JH_ZH, &m, "第7行第3列");
    renders(JH_EN, &m, "row 7 column 3");
    assert_int_equal(jh_msg_set(a, &m, "base.at_row", "other:g", 0.1), JH_OK);
    renders(JH_EN, &m, "row {row}");
    assert_string_equal(test_argument(&m, "other"), "0.1");
    assert_int_equal(jh_msg_set(a, &m, "base.at_row", "row:s", NULL), JH_OK);
    renders(JH_EN, &m, "row ");
    jh_msg none = {.key = "no.such {x"};
    renders(JH_EN, &none, "no.such {x");
    assert_int_equal(jh_msg_set(a, &m, "k", "a:s b:s c:s d:s e:s f:s g:s h:s i:s", "", "",
                                "", "", "", "", "", "", ""),
                     JH_EINTERNAL);
    jh_arena_free(a);
}

static void values_may_speak_both_languages(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_msg m;
    const char *both = jh_label_both(a, (jh_label){"在校生数", "Pupils"});
    assert_int_equal(jh_msg_set(a, &m, "base.at_row", "row:s", both), JH_OK);
    renders(JH_ZH, &m, "第在校生数行");
    renders(JH_EN, &m, "row Pupils");
    assert_int_equal(jh_msg_set(a, &m, "base.at_row", "row:s", "@base.level_block"),
                     JH_OK);
    renders(JH_ZH, &m, "第阻断行");
    renders(JH_EN, &m, "row block");
    assert_int_equal(jh_msg_set(a, &m, "base.at_row", "row:s", "@no.key"), JH_OK);
    renders(JH_EN, &m, "row @no.key");
    jh_arena_free(a);
}

static void the_first_error_stays(void **state)
{
    (void)state;
    jh_error err = {0};
    assert_int_equal(jh_fail(&err, JH_EIO, "base.at_row", "row:u", (size_t)5), JH_EIO);
    assert_int_equal(jh_fail(&err, JH_EINPUT, "base.at_column", "column:u", (size_t)6),
                     JH_EINPUT);
    assert_int_equal(err.status, JH_EIO);
    renders(JH_EN, &err.msg, "row 5");
    assert_int_equal(jh_fail(NULL, JH_EIO, "base.at_row", "row:u", (size_t)5), JH_EIO);
    jh_error memory = {0};
    assert_int_equal(jh_nomem(&memory), JH_ENOMEM);
    test_message_renders(&memory.msg);
}

static void long_arguments_are_cut_between_characters(void **state)
{
    (void)state;
    char text[4096];
    for (size_t lead = 0; lead < 3; lead++) {
        jh_error err = {0};
        memset(text, 'x', lead);
        for (size_t i = lead; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "校", 4);
        jh_fail(&err, JH_EINPUT, "base.at_row", "row:s more:s", text, "tail");
        const char *kept = test_argument(&err.msg, "row");
        size_t n = strlen(kept);
        assert_true(n > 1000 && n < sizeof err.store);
        assert_int_equal((n - lead) % 3, 0);
        assert_memory_equal(kept, text, n);
    }
}

static void diagnostics_are_counted_and_copied(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_diags d = {.arena = a};
    char file[] = "a.xlsx", sheet[] = "表";
    jh_where where = {file, sheet, 7, 3};
    for (int i = 0; i < 100; i++)
        assert_int_equal(
            jh_diag_add(&d, (jh_level)(i % 3), where, "base.at_row", "row:d", i), JH_OK);
    file[0] = 'z';
    assert_int_equal(d.n, 100);
    assert_int_equal(d.count[JH_BLOCK], 34);
    assert_int_equal(d.count[JH_NOTE], 33);
    assert_string_equal(d.item[99].where.file, "a.xlsx");
    assert_string_equal(test_argument(&d.item[99].msg, "row"), "99");
    jh_arena_free(a);
}

static void where_is(jh_lang lang, jh_where w, const char *want)
{
    jh_buf b = {0};
    jh_where_render(&b, lang, w);
    assert_string_equal(b.p ? b.p : "", want);
    jh_buf_clear(&b);
}

static void places_are_written(void **state)
{
    (void)state;
    where_is(JH_ZH, (jh_where){"a.xlsx", "表", 7, 3}, "a.xlsx [表] C7");
    where_is(JH_ZH, (jh_where){"a.xlsx", "表", 0, 28}, "a.xlsx [表] AB");
    where_is(JH_ZH, (jh_where){"a.xlsx", "表", 7, 0}, "a.xlsx [表] 第7行");
    where_is(JH_EN, (jh_where){"a.csv", NULL, 7, 3}, "a.csv row 7 column 3");
    where_is(JH_EN, (jh_where){"a.csv", NULL, 0, 3}, "a.csv column 3");
    where_is(JH_EN, (jh_where){"a.csv", NULL, 0, 0}, "a.csv");
    where_is(JH_EN, (jh_where){0}, "");
    static const struct {
        uint32_t col;
        const char *letters;
    } rows[] = {{1, "A"},
                {26, "Z"},
                {27, "AA"},
                {702, "ZZ"},
                {703, "AAA"},
                {16384, "XFD"},
                {UINT32_MAX, "MWLQKWU"},
                {0, ""}};
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        char letters[8];
        jh_column_letters(rows[i].col, letters);
        assert_string_equal(letters, rows[i].letters);
    }
}

static void json_is_ordered_and_escaped(void **state)
{
    (void)state;
    jh_buf b = {0};
    jh_json j = {.out = &b};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "a\"b", "x\\y\n\t\x01校");
    jh_json_text(&j, "none", NULL);
    jh_json_number(&j, "n", 0.1);
    jh_json_number(&j, "inf", INFINITY);
    jh_json_number(&j, "nan", NAN);
    jh_json_integer(&j, "i", INT64_MIN);
    jh_json_list(&j, "l");
    jh_json_bool(&j, NULL, true);
    jh_json_null(&j, NULL);
    jh_json_object(&j, NULL);
    jh_json_end_object(&j);
    jh_json_list(&j, NULL);
    jh_json_end_list(&j);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    assert_string_equal(b.p, "{\"a\\\"b\":\"x\\\\y\\n\\u0009\\u0001校\",\"none\":null,"
                             "\"n\":0.1,\"inf\":null,\"nan\":null,"
                             "\"i\":-9223372036854775808,\"l\":[true,null,{},[]]}");
    jh_buf_clear(&b);
}

static void json_can_be_indented(void **state)
{
    (void)state;
    jh_buf b = {0};
    jh_json j = {.out = &b, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_list(&j, "l");
    jh_json_integer(&j, NULL, 1);
    jh_json_integer(&j, NULL, 2);
    jh_json_end_list(&j);
    jh_json_object(&j, "e");
    jh_json_end_object(&j);
    jh_json_end_object(&j);
    assert_string_equal(b.p, "{\n  \"l\": [\n    1,\n    2\n  ],\n  \"e\": {}\n}");
    jh_buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_fall_back),
        cmocka_unit_test(arguments_fill_placeholders),
        cmocka_unit_test(values_may_speak_both_languages),
        cmocka_unit_test(the_first_error_stays),
        cmocka_unit_test(long_arguments_are_cut_between_characters),
        cmocka_unit_test(diagnostics_are_counted_and_copied),
        cmocka_unit_test(places_are_written),
        cmocka_unit_test(json_is_ordered_and_escaped),
        cmocka_unit_test(json_can_be_indented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
