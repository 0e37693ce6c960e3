/* Schools against each other, declared checks, reasons; statistics workbooks. */
#include "facts_fixture.h"

static void test_coordinates(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            "学校代码,校名,经度,纬度\n1,甲,118.3,31.7\n2,乙,31.7,118.3\n3,丙,0,0\n"
            "4,丁,11.83,31.7\n5,戊,,31.7\n6,己,118.3,31.7\n7,庚,118.3,31.7\n");
    fx_check(&f);
    assert_int_equal(fx_diag(&f, "intake.coordinates_swapped", 3, 3)->level, JH_EXPLAIN);
    fx_diag(&f, "intake.coordinates_zero", 4, 3);
    fx_diag(&f, "intake.coordinates_outside", 5, 3);
    fx_diag(&f, "intake.coordinates_missing", 6, 3);
    assert_int_equal(fx_count(&f, "intake.shared_coordinates"), 1);
    assert_string_equal(fx_diag(&f, "intake.shared_coordinates", 7, 3)->msg.arg[2].value,
                        "3");
    assert_int_equal(f.facts.schools.rows, 7);
    fx_number(&f, 0, "lon", 118.3);
    fx_missing(&f, 1, "lon"); /* what cannot be is not used */
    fx_missing(&f, 3, "lat");
    fx_close(&f);
}

static void test_declared_checks(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            "学校代码,校名,学校类型,初中在校生数,用房面积,运动场面积\n1,甲,小学,5,,\n"
            "2,乙,九年一贯制,5,1,2\n3,丙,小学,0,0.2,0.3\n4,丁,小学,,,5\n");
    fx_check(&f);
    const jh_diag *d = fx_diag(&f, "intake.check_failed", 2, 3);
    assert_int_equal(d->level, JH_BLOCK);
    assert_string_equal(d->check, "no_junior");
    assert_string_equal(d->subject, "1");
    jh_buf out = {0};
    jh_msg_render(&out, JH_EN, &d->msg);
    assert_non_null(strstr(out.p, "A primary school has junior pupils."));
    assert_non_null(strstr(out.p, "Pupils"));
    jh_buf_clear(&out);
    /* 0.3 <= 0.2 + 0.1 holds in decimals, not in doubles */
    assert_int_equal(fx_count(&f, "intake.check_failed"), 2);
    assert_int_equal(f.facts.schools.rows, 3);
    assert_int_equal(f.facts.rejects, 1);
    assert_string_equal(f.facts.reject[0].cell[1], "甲");
    assert_int_equal(f.facts.reject[0].diags, 1);
    fx_close(&f);
}

static void test_area_checks(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_form(&f, AREA_FORM);
    fx_read(
        &f, "表.csv",
        "学校代码,校名,县区,小学在校生数\n1,甲,和县,600\n2,乙,和县,600\n3,丙,含县,600\n");
    fx_read(&f, "县.csv", "县名,常住人口\n和县,1000\n含县,1000\n无为,1\n");
    fx_check(&f);
    assert_int_equal(fx_count(&f, "intake.check_failed"), 1);
    assert_string_equal(fx_diag(&f, "intake.check_failed", 2, 2)->subject, "和县");
    fx_close(&f);
}

static void test_constant_columns(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            "学校代码,校名,县区,小学在校生数,用房面积,初中在校生数,达标率\n"
            "1,甲,和县,900,1,3,1\n2,乙,和县,900,2,3,1\n3,丙,和县,900,3,3,1\n"
            "4,丁,和县,900,4,3,1\n5,戊,和县,900,5,3,1\n6,己,含县,900,900,3,1\n");
    fx_check(&f);
    assert_int_equal(fx_count(&f, "intake.constant_column"), 1);
    const jh_diag *d = fx_diag(&f, "intake.constant_column", 2, 4);
    assert_int_equal(d->level, JH_EXPLAIN);
    assert_string_equal(d->subject, "和县");
    assert_string_equal(d->msg.arg[3].value, "5");
    fx_close(&f);
}

static void test_ids_and_names(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            "学校代码,校名,县区\n012345,甲,和县\n012346,乙,和县\n012347,丙,和县\n"
            "012348,丁,和县\n12349,甲,和县\n012350,甲,含县\n");
    fx_check(&f);
    fx_diag(&f, "intake.short_id", 6, 1);
    fx_diag(&f, "intake.same_name", 6, 2);
    assert_int_equal(fx_count(&f, "intake.same_name"), 1);
    assert_int_equal(fx_count(&f, "intake.no_area"), 0);
    fx_close(&f);
}

static void test_reasons_let_a_finding_stand(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_form(&f, OVERRIDE_FORM);
    fx_read(&f, "表.csv",
            "学校代码,校名,县区,学校类型,初中在校生数,用房面积,运动场面积\n1,甲,和县,312,"
            "5,1,2\n"
            "2,乙,和县,312,5,1,2\n3,丙,和县,小学,5,,\n");
    fx_read(&f, "说明.csv",
            "核查项,学校标识码,说明\nsums,1,用房已拆\nsums,9,没有这所\nno_junior,3,"
            "特殊情况\n");
    fx_check(&f);
    assert_int_equal(f.facts.diags.count[JH_EXPLAIN], 1);
    assert_string_equal(fx_diag(&f, "intake.check_failed", 2, 6)->reason, "用房已拆");
    assert_null(fx_diag(&f, "intake.check_failed", 3, 6)->reason);
    fx_diag(&f, "intake.override_unused", 3, 1);
    fx_diag(&f, "intake.override_unused", 4, 1); /* what blocks must be corrected */
    assert_int_equal(f.facts.schools.rows, 2);
    fx_close(&f);
}

/* ---- statistics workbooks -------------------------------------------------------------------- */

#define BOOK                                                                                    \
    "junheng: form/1\n"                                                                         \
    "id: book\n"                                                                                \
    "vocabulary: test\n"                                                                        \
    "layout: labels\n"                                                                          \
    "missing: [\"\", \"-\"]\n"                                                                  \
    "sheets:\n"                                                                                 \
    "  - sheet: 基1.*\n"                                                                       \
    "    cells:\n"                                                                              \
    "      - {fact: school_name, right_of: [学校名称]}\n"                                   \
    "      - {fact: school_type, right_of: 办学类型, values: {小学: 211, 九年: 312}}\n" \
    "  - sheet: 基2.*\n"                                                                       \
    "    blocks: [小学, 初中]\n"                                                            \
    "    cells:\n"                                                                              \
    "      - {fact: pupils_primary, row: 在校生, column: 合计, under: 小学}\n"           \
    "      - {fact: pupils_primary, row: 在校生, column: 合计,\n"                          \
    "         only_when: {school_type: [211]}}\n"                                               \
    "      - {fact: pupils_junior, row: 在校生, column: 合计, under: 初中}\n"            \
    "  - sheet: 基3.*\n"                                                                       \
    "    cells:\n"                                                                              \
    "      - {fact: area_m2, rows: [教室, 实验室], column: 面积/计, unit: 平方米}\n" \
    "      - {fact: sports_m2, columns: [艺术, 音乐, 美术], row: 总计,\n"               \
    "         not_total_of: [音乐, 美术]}\n"                                                \
    "      - {fact: value_yuan, right_of: [设备资产值]}\n"

static void statistics(fixture *f, bool nine, uint32_t shift)
{
    fx_book b;
    fx_book_open(&b);
    fx_sheet(&b, "基1001");
    fx_row(&b, 1 + shift, "学校基本情况");
    fx_row(&b, 2 + shift, nine ? "学校名称||和县九年制学校" : "学校名称||和县小学");
    fx_row(&b, 3 + shift, nine ? "办学类型||312 九年" : "办学类型||小学");
    fx_sheet(&b, "基2001_学校");
    fx_row(&b, 1 + shift, "指标名称|代码|合计|#女");
    fx_row(&b, 2 + shift, "甲|乙|1|2");
    uint32_t r = 3 + shift;
    if (nine) fx_row(&b, r++, "小学|'01|-|-");
    fx_row(&b, r++, "　其中：在校生|'02|300|150");
    if (nine) fx_row(&b, r++, "初中|'03");
    if (nine) fx_row(&b, r++, "　其中：在校生|'04|200|90");
    fx_sheet(&b, "基3（续）");
    fx_merge(&b, 1, 4, 1, 5, "面积");
    fx_row(&b, 2, "指标名称|计量单位|代码|计|其中");
    fx_row(&b, 3, "1.教室|平方米|'01|500.5|3");
    fx_row(&b, 4, "2.实验室|平方米|'02||3");
    fx_row(&b, 5, "3.设备资产值|万元|'03|12.34|9");
    fx_row(&b, 7, "科目|代码|艺术|音乐|美术");
    fx_row(&b, 8, "总计|'01|9|4|5");
    fx_book_read(f, &b, nine ? "九年.xlsx" : "小学.xlsx");
}

static void test_statistics_workbooks(void **state)
{
    (void)state;
    for (uint32_t shift = 0; shift < 3; shift++) {
        fixture f;
        fx_setup(&f);
        fx_form(&f, BOOK);
        statistics(&f, false, shift);
        statistics(&f, true, shift);
        fx_check(&f);
        assert_int_equal(f.facts.schools.rows, 2);
        fx_text(&f, 0, "school_name", "和县小学");
        fx_text(&f, 0, "school_type", "211");
        fx_number(&f, 0, "pupils_primary", 300);
        fx_missing(&f, 0, "pupils_junior");
        fx_text(&f, 1, "school_type", "312");
        fx_number(&f, 1, "pupils_primary", 300);
        fx_number(&f, 1, "pupils_junior", 200);
        for (size_t i = 0; i < 2; i++) {
            fx_number(&f, i, "area_m2", 500.5);
            fx_number(&f, i, "sports_m2", 9); /* 艺术 is the total of the two behind it */
            fx_number(&f, i, "value_yuan", 123400);
        }
        const jh_column *c = fx_column(&f.facts.schools, "pupils_junior");
        jh_where where = jh_sources_where(&f.facts.sources, c->origin[1]);
        assert_string_equal(where.sheet, "基2001_学校");
        assert_int_equal(where.row, 6 + shift);
        assert_int_equal(where.col, 3);
        fx_close(&f);
    }
}

static void test_statistics_workbook_at_fault(void **state)
{
    fixture f;
    fx_book b;
    (void)state;
    fx_setup(&f);
    fx_form(&f, BOOK);
    fx_book_open(&b);
    fx_sheet(&b, "基1");
    fx_row(&b, 1, "学校名称|甲");
    fx_row(&b, 2, "办学类型|小学");
    fx_sheet(&b, "基2");
    fx_row(&b, 1, "指标名称|合计");
    fx_row(&b, 2, "在校生|很多");
    fx_book_read(&f, &b, "一.xlsx");
    fx_book_open(&b);
    fx_sheet(&b, "基2");
    fx_row(&b, 1, "指标名称|合计");
    fx_row(&b, 2, "在校生|5");
    fx_book_read(&f, &b, "二.xlsx");
    fx_check(&f);
    assert_int_equal(f.facts.schools.rows, 0);
    fx_diag(&f, "intake.not_a_number", 2, 2);
    assert_int_equal(fx_count(&f, "intake.workbook_no_school"), 1);
    assert_int_equal(f.facts.rejects, 2);
    jh_buf out = {0};
    assert_int_equal(jh_intake_repair(&f.facts, JH_EN, &out), JH_OK);
    assert_non_null(strstr(out.p, "school_name,school_type,pupils_primary"));
    jh_buf_clear(&out);
    fx_close(&f);
}

/* A nine-year school in the tables of 2021: teachers of both stages on one sheet. */
static void test_shipped_statistics_form(void **state)
{
    fixture f = {.arena = jh_arena_new()};
    fx_book b;
    jh_library library = jh_library_builtin();
    (void)state;
    assert_int_equal(
        jh_vocabulary_load(f.arena, &library, "cn-compulsory", &f.vocabulary, &f.err),
        JH_OK);
    jh_facts_init(&f.facts, f.arena, f.vocabulary);
    const jh_asset *a = jh_asset_find("forms/cn-jiaoji.yaml");
    jh_form *form;
    assert_int_equal(jh_form_read(f.arena, &library, &(jh_input){a->name, a->bytes, a->n},
                                  f.vocabulary, &form, &f.err),
                     JH_OK);
    f.form[f.forms++] = form;
    fx_book_open(&b);
    fx_sheet(&b, "教基1001");
    fx_row(&b, 4, "学校（机构）标识码||'3144000123");
    fx_row(&b, 5, "学校（机构）名称||和县一中");
    fx_row(&b, 6, "学校（机构）办学类型||312九年一贯制学校");
    fx_sheet(&b, "教基3112");
    fx_row(&b, 2, "指标名称|代码|毕业生数|招生数|在校生数|#女|一年级");
    fx_row(&b, 3, "甲|乙|1|2|3|4|5");
    fx_row(&b, 4, "总计|'01|50|60|340|160|60");
    fx_row(&b, 5, "#寄宿生|'05|||20");
    fx_sheet(&b, "教基3115");
    fx_row(&b, 2, "指标名称|代码|毕业生数|招生数|在校生数|#女|一年级");
    fx_row(&b, 4, "总计|'01|50|60|210|100|60");
    fx_row(&b, 5, "#寄宿生|'05|||30");
    fx_sheet(&b, "教基4155");
    fx_row(&b, 2, "指标名称|代码|合计|#女|语文|体育与健康|艺术|音乐|美术");
    fx_row(&b, 4, "总计|'01|40|20|9|4|5|3|2");
    fx_row(&b, 5, "小学|'02|24|12|5|2|3|2|1");
    fx_row(&b, 6, " #女|'03|12|-|3|1|2|1|1");
    fx_row(&b, 7, "硕士研究生|'05|1");
    fx_row(&b, 8, "本科|'06|15");
    fx_row(&b, 9, "专科|'07|8");
    fx_row(&b, 10, "初中|'10|16|8|4|2|2|1|1");
    fx_row(&b, 11, "硕士研究生|'13|2");
    fx_row(&b, 12, "本科|'14|14");
    fx_sheet(&b, "教基5176");
    fx_row(&b, 2, "指标名称|计量单位|代码|学校产权|非学校产权");
    fx_row(&b, 5, "#运动场地面积|平方米|'02|8000|");
    fx_row(&b, 6, "#教学仪器设备资产值|万元|'17|123.4|");
    fx_book_read(&f, &b, "和县一中.xlsx");
    fx_check(&f);
    assert_int_equal(f.facts.schools.rows, 1);
    fx_text(&f, 0, "school_id", "3144000123");
    fx_text(&f, 0, "school_type", "312");
    fx_number(&f, 0, "pupils_primary", 340);
    fx_number(&f, 0, "pupils_junior", 210);
    fx_number(&f, 0, "pupils_boarding", 50);
    fx_number(&f, 0, "teachers_fulltime_primary", 24);
    fx_number(&f, 0, "teachers_fulltime_junior", 16);
    fx_number(&f, 0, "teachers_bachelor_primary", 15);
    fx_number(&f, 0, "teachers_bachelor_junior", 14);
    fx_number(&f, 0, "teachers_pe_junior", 2);
    fx_number(&f, 0, "teachers_music_primary", 2);
    fx_missing(&f, 0, "teachers_arts_primary"); /* a total here, no course of its own */
    fx_number(&f, 0, "area_sports_ground_m2", 8000);
    fx_number(&f, 0, "equipment_value_yuan", 1234000);
    fx_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coordinates),
        cmocka_unit_test(test_declared_checks),
        cmocka_unit_test(test_area_checks),
        cmocka_unit_test(test_constant_columns),
        cmocka_unit_test(test_ids_and_names),
        cmocka_unit_test(test_reasons_let_a_finding_stand),
        cmocka_unit_test(test_statistics_workbooks),
        cmocka_unit_test(test_statistics_workbook_at_fault),
        cmocka_unit_test(test_shipped_statistics_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
