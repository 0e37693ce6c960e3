#include "publish_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static jh_buf book(const fixture *f)
{
    jh_buf out = {0};
    jh_error err = {0};
    assert_int_equal(jh_publish_xlsx(&f->publish, &out, &err), JH_OK);
    return out;
}

/* Text of one entry, NUL-terminated; NULL if there is none. */
static char *entry(const jh_buf *b, const char *name)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(b->p, b->n, 0, &error);
    assert_non_null(source);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    assert_non_null(zip);
    zip_stat_t info;
    char *text = NULL;
    if (!zip_stat(zip, name, 0, &info)) {
        text = malloc(info.size + 1);
        assert_non_null(text);
        zip_file_t *file = zip_fopen(zip, name, 0);
        assert_non_null(file);
        assert_int_equal(zip_fread(file, text, info.size), info.size);
        text[info.size] = '\0';
        zip_fclose(file);
    }
    zip_discard(zip);
    return text;
}

static void assert_entry(const jh_buf *b, const char *name, const char *text)
{
    char *got = entry(b, name);
    if (!got) fail_msg("no %s", name);
    if (!strstr(got, text)) fail_msg("%s: no %s", name, text);
    free(got);
}

static void has_the_declaration_tables(void **state)
{
    static const char *const sheet[] = {"结论",
                                        "表II-1 达标统计",
                                        "表II-2 各校情况",
                                        "表III 差异系数",
                                        "表I 基本情况",
                                        "指标项",
                                        "缺口",
                                        "推导",
                                        "来源与说明"};
    (void)state;
    fixture f;
    fixture_make(&f, 2);
    jh_buf b = book(&f);
    for (size_t i = 0; i < JH_COUNT(sheet); i++) {
        char want[96];
        snprintf(want, sizeof want, "<sheet name=\"%s\" sheetId=\"%zu\"", sheet[i],
                 i + 1);
        assert_entry(&b, "xl/workbook.xml", want);
    }
    jh_buf_clear(&b);
    fixture_free(&f);
}

static void numbers_are_numbers(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    jh_buf b = book(&f);
    assert_entry(&b, "xl/worksheets/sheet3.xml", "<v>4.57</v>");
    assert_entry(&b, "xl/worksheets/sheet3.xml", "<v>1620</v>");
    assert_entry(&b, "xl/worksheets/sheet4.xml", "<v>0.612</v>");
    assert_entry(&b, "xl/worksheets/sheet2.xml", "<v>0.75</v>");
    assert_entry(&b, "xl/worksheets/sheet5.xml", "<v>3555</v>");
    assert_entry(&b, "xl/sharedStrings.xml", "达标：L4、L7；达85%：L6；未达标：L1");
    assert_entry(&b, "xl/sharedStrings.xml", "达标：L1、L4、L7；无法计算：L6");
    assert_entry(&b, "xl/sharedStrings.xml", "学校情况.xlsx [学校] G3");
    assert_entry(&b, "xl/sharedStrings.xml", "缺“小学班数”");
    assert_entry(&b, "xl/sharedStrings.xml", "2136000001");
    jh_buf_clear(&b);
    fixture_free(&f);
}

static void sheets_are_ready_to_print(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    jh_buf b = book(&f);
    for (int i = 1; i <= 9; i++) {
        char name[64];
        snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", i);
        assert_entry(&b, name, "state=\"frozen\"");
        assert_entry(&b, name, "<autoFilter ");
        assert_entry(&b, name, "paperSize=\"9\"");
        assert_entry(&b, name, "orientation=\"landscape\"");
        assert_entry(&b, name, "fitToHeight=\"0\"");
        snprintf(name, sizeof name, "_xlnm.Print_Titles\" localSheetId=\"%d\"", i - 1);
        assert_entry(&b, "xl/workbook.xml", name);
    }
    jh_buf_clear(&b);
    fixture_free(&f);
}

static void nothing_given_becomes_a_formula(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    f.result.section[1].name = "=HYPERLINK(\"x\")";
    f.result.area[0].item[1].answer = "=1+1";
    jh_buf b = book(&f);
    for (int i = 1; i <= 9; i++) {
        char name[64];
        snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", i);
        char *sheet = entry(&b, name);
        assert_non_null(sheet);
        assert_null(strstr(sheet, "<f>"));
        free(sheet);
    }
    assert_entry(&b, "xl/sharedStrings.xml", "<t>=HYPERLINK(\"x\")</t>");
    jh_buf_clear(&b);
    fixture_free(&f);
}

static void same_figures_same_bytes(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 2);
    jh_buf one = book(&f), two = book(&f);
    assert_int_equal(one.n, two.n);
    assert_memory_equal(one.p, two.p, one.n);
    jh_buf_clear(&one);
    jh_buf_clear(&two);
    fixture_free(&f);
}

static void other_packs_have_plain_titles(void **state)
{
    (void)state;
    fixture f;
    fixture_make_rows(&f);
    f.publish.lang = JH_EN;
    jh_buf b = book(&f);
    assert_entry(&b, "xl/workbook.xml", "<sheet name=\"Schools\"");
    assert_entry(&b, "xl/workbook.xml", "<sheet name=\"Derivations\"");
    char *workbook = entry(&b, "xl/workbook.xml");
    assert_null(strstr(workbook, "II-1"));
    free(workbook);
    jh_buf_clear(&b);
    fixture_free(&f);
}

static void long_texts_are_cut_between_characters(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    char *name = malloc(60001);
    assert_non_null(name);
    for (size_t i = 0; i < 60000; i += 3)
        memcpy(name + i, "县", 3);
    name[60000] = '\0';
    f.result.section[0].name = name;
    jh_buf b = book(&f);
    assert_entry(&b, "xl/sharedStrings.xml", "县县</t>");
    jh_buf_clear(&b);
    free(name);
    fixture_free(&f);
}

static void template_has_heads_and_remarks(void **state)
{
    static const jh_sheet_head head[] = {{"学校标识码", "十位数字", NULL, true},
                                         {"在校生数", NULL, "人", false}};
    (void)state;
    jh_buf b = {0};
    jh_error err = {0};
    assert_int_equal(jh_publish_template("学校/一览", head, 2, &b, &err), JH_OK);
    assert_entry(&b, "xl/workbook.xml", "<sheet name=\"学校-一览\"");
    assert_entry(&b, "xl/sharedStrings.xml", "学校标识码");
    assert_entry(&b, "xl/comments1.xml", "十位数字");
    assert_entry(&b, "xl/comments1.xml", "[人]");
    assert_entry(&b, "xl/styles.xml",
                 "numFmtId=\"49\""); /* text: codes keep their digits */
    jh_buf_clear(&b);
}

static void table_keeps_codes_as_text(void **state)
{
    static const jh_sheet_head head[] = {{"代码", NULL, NULL, true},
                                         {"数值", NULL, NULL, false}};
    static const jh_sheet sheet = {"示例", head, 2};
    static const char *const cell[] = {"0012", "12.5", "=1+1", "12a", NULL, ""};
    (void)state;
    jh_buf b = {0};
    jh_error err = {0};
    assert_int_equal(jh_publish_table(&sheet, cell, 3, &b, &err), JH_OK);
    assert_entry(&b, "xl/sharedStrings.xml", "<t>0012</t>");
    assert_entry(&b, "xl/sharedStrings.xml", "<t>=1+1</t>");
    assert_entry(&b, "xl/sharedStrings.xml", "<t>12a</t>");
    assert_entry(&b, "xl/worksheets/sheet1.xml", "<v>12.5</v>");
    char *xml = entry(&b, "xl/worksheets/sheet1.xml");
    assert_null(strstr(xml, "r=\"A4\""));
    assert_null(strstr(xml, "r=\"B4\""));
    free(xml);
    jh_buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_the_declaration_tables),
        cmocka_unit_test(numbers_are_numbers),
        cmocka_unit_test(sheets_are_ready_to_print),
        cmocka_unit_test(nothing_given_becomes_a_formula),
        cmocka_unit_test(same_figures_same_bytes),
        cmocka_unit_test(other_packs_have_plain_titles),
        cmocka_unit_test(long_texts_are_cut_between_characters),
        cmocka_unit_test(template_has_heads_and_remarks),
        cmocka_unit_test(table_keeps_codes_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
