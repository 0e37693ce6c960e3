/* Files as counties give them → facts, with what is wrong told by cell. */
#include "facts_fixture.h"

#define HEAD "学校代码,校名,县区,学校类型,小学在校生数,初中在校生数,设备总值(万元)\n"

static void test_plain_table(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            HEAD "0101,甲,和县,小学,120,,12.34\n0102,乙,和县,312,80,60,3\n");
    assert_int_equal(f.facts.schools.rows, 2);
    assert_int_equal(f.facts.diags.n, 0);
    assert_int_equal(f.facts.unknowns, 0);
    fx_text(&f, 0, "school_id", "0101");
    fx_text(&f, 0, "school_type", "211");
    fx_text(&f, 1, "school_type", "312");
    fx_number(&f, 0, "pupils_primary", 120);
    fx_number(&f, 0, "value_yuan", 123400); /* exactly: the decimal is scaled */
    fx_missing(&f, 0, "pupils_junior");     /* missing, not zero */
    const jh_column *c = fx_column(&f.facts.schools, "pupils_primary");
    assert_int_equal(c->origin[1].row, 3);
    assert_int_equal(c->origin[1].col, 5);
    fx_close(&f);
}

static void test_title_units_numbers_totals_notes(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            "某县学校一览表,,,,\n"
            "学校标识码,学校名称,县区,小学在校生数,设备值\n"
            ",,,（人）,（万元）\n"
            "甲,乙,1,2,3\n"
            "0101,甲,和县,120,2\n"
            "学校标识码,学校名称,县区,小学在校生数,设备值\n"
            "0102,乙,和县,80,1.5\n"
            "和县小计,,,200,3.5\n"
            "合计,,,200,3.5\n"
            "注：9月1日数。,,,,\n"
            "设备值为账面原值。,,,,\n");
    assert_int_equal(f.facts.schools.rows, 2);
    fx_number(&f, 1, "value_yuan", 15000);
    assert_int_equal(fx_count(&f, "intake.total_row"), 2);
    assert_int_equal(fx_count(&f, "intake.note_row"), 2);
    assert_int_equal(fx_count(&f, "intake.head_again"), 1);
    assert_int_equal(f.facts.rejects, 0);
    assert_int_equal(f.facts.diags.count[JH_BLOCK], 0);
    fx_close(&f);
}

static void test_heads_of_two_rows_without_merges(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            "学校代码,校名,小学,,初中,\n,,学生数,其他,学生数,其他\n0101,甲,12,x,34,y\n");
    fx_number(&f, 0, "pupils_primary", 12);
    fx_number(&f, 0, "pupils_junior", 34);
    assert_int_equal(f.facts.unknowns, 2);
    assert_string_equal(f.facts.unknown[0].label, "小学/其他");
    assert_string_equal(f.facts.unknown[1].example, "y");
    fx_close(&f);
}

/* A head that is merged, below a title, and one row further down than usual. */
static void test_merged_head_that_moved(void **state)
{
    fixture f;
    fx_book b;
    (void)state;
    for (uint32_t down = 0; down < 3; down++) {
        fx_setup(&f);
        fx_book_open(&b);
        fx_sheet(&b, "学校");
        fx_merge(&b, 1, 1, 1, 6, "某县义务教育学校基本情况");
        fx_merge(&b, 2 + down, 1, 3 + down, 1, "学校代码");
        fx_merge(&b, 2 + down, 2, 3 + down, 2, "校名");
        fx_merge(&b, 2 + down, 3, 2 + down, 4, "小学");
        fx_merge(&b, 2 + down, 5, 2 + down, 6, "初中");
        fx_row(&b, 3 + down, "||学生数|班数|学生数|班数");
        fx_row(&b, 4 + down, "'0101|甲|12|1|34|1");
        fx_book_read(&f, &b, "表.xlsx");
        assert_int_equal(f.facts.schools.rows, 1);
        fx_number(&f, 0, "pupils_primary", 12);
        fx_number(&f, 0, "pupils_junior", 34);
        assert_int_equal(f.facts.head[0].row, 3 + down);
        assert_string_equal(f.facts.head[0].label[4], "初中/学生数");
        fx_close(&f);
    }
}

static void test_county_merged_down(void **state)
{
    fixture f;
    fx_book b;
    (void)state;
    fx_setup(&f);
    fx_book_open(&b);
    fx_sheet(&b, "学校");
    fx_row(&b, 1, "县区|学校代码|校名|小学在校生数");
    fx_row(&b, 2, "|'0101|甲|12");
    fx_row(&b, 3, "|'0102|乙");
    fx_row(&b, 4, "|'0103|丙|14");
    fx_merge(&b, 2, 1, 4, 1, "和县");
    fx_merge(&b, 2, 4, 3, 4, "");
    worksheet_write_number(b.sheet, 1, 3, 12, NULL);
    fx_book_read(&f, &b, "表.xlsx");
    for (size_t i = 0; i < 3; i++)
        fx_text(&f, i, "county", "和县");
    fx_number(&f, 0, "pupils_primary", 12);
    fx_missing(&f, 1, "pupils_primary"); /* one figure for two schools is nobody's */
    fx_close(&f);
}

/* ---- values -------------------------------------------------------------------------------- */

static void test_text_numbers(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            HEAD
            "01,甲,和县,,\"1,234\",１２３,\n02,乙,和县,, 12 ,12人,\n"
            "03,丙,和县,,\"12,34\",5,\n04,丁,和县,,约20,5,\n05,戊,和县,,1 234,6,3元\n"
            "06,己,和县,,5公顷,5,\n07,庚,和县,,５．０,－１,\n");
    assert_int_equal(f.facts.schools.rows, 3);
    fx_number(&f, 0, "pupils_primary", 1234);
    fx_number(&f, 0, "pupils_junior", 123);
    fx_number(&f, 1, "pupils_primary", 12);
    fx_number(&f, 1, "pupils_junior", 12);
    fx_number(&f, 2, "pupils_primary", 1234);
    fx_number(&f, 2, "value_yuan", 3); /* the unit in the cell, not the one in the head */
    fx_diag(&f, "intake.number_cleaned", 3, 6);
    fx_diag(&f, "intake.not_a_number", 4, 5);
    fx_diag(&f, "intake.not_a_number", 5, 5);
    fx_diag(&f, "intake.not_a_number", 7, 5);
    fx_diag(&f, "intake.below_least", 8, 6);
    assert_int_equal(f.facts.rejects, 4);
    assert_string_equal(f.facts.reject[0].cell[4], "12,34");
    fx_close(&f);
}

static void test_numbers_stored_as_text_are_told_once(void **state)
{
    fixture f;
    fx_book b;
    (void)state;
    fx_setup(&f);
    fx_book_open(&b);
    fx_sheet(&b, "学校");
    fx_row(&b, 1, "学校代码|校名|小学在校生数");
    fx_row(&b, 2, "'0101|甲|12");
    fx_row(&b, 3, "'0102|乙|'13");
    fx_row(&b, 4, "'0103|丙|'14");
    fx_book_read(&f, &b, "表.xlsx");
    assert_int_equal(f.facts.diags.n, 1);
    const jh_diag *d = fx_diag(&f, "intake.text_numbers", 3, 3);
    assert_int_equal(d->level, JH_NOTE);
    assert_string_equal(d->msg.arg[1].value, "2");
    fx_number(&f, 2, "pupils_primary", 14);
    fx_close(&f);
}

static void test_percent_yes_no_and_codes(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(
        &f, "表.csv",
        "school_id,school_name,rate,boarding,school_type\n1,a,85%,是,小学\n2,b,0.5,√,211 "
        "小学\n3,c,,无,小学（211）\n4,d,-,N,9\n5,e,85,Y,\n6,f,,也许,\n");
    fx_number(&f, 0, "rate", 0.85);
    fx_number(&f, 1, "rate", 0.5);
    fx_missing(&f, 3, "rate");
    fx_number(&f, 0, "boarding", 1);
    fx_number(&f, 1, "boarding", 1);
    fx_number(&f, 2, "boarding", 0);
    fx_number(&f, 3, "boarding", 0);
    for (size_t i = 0; i < 3; i++)
        fx_text(&f, i, "school_type", "211");
    fx_text(&f, 3, "school_type", "9"); /* unknown words stay as they are */
    fx_diag(&f, "intake.above_most", 6, 3);
    fx_diag(&f, "intake.not_yes_or_no", 7, 4);
    fx_close(&f);
}

static void test_units_in_heads(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            "学校代码,校名,用房面积（公顷）,达标率（%）,小学在校生数（万元）\n1,甲,0.5,"
            "85,3\n");
    fx_number(&f, 0, "area_m2", 5000);
    fx_number(&f, 0, "rate", 0.85);
    fx_number(&f, 0, "pupils_primary", 3);
    assert_int_equal(fx_diag(&f, "intake.unit_misfit", 1, 5)->level, JH_EXPLAIN);
    fx_close(&f);
}

static void test_fractions_negatives_and_none(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            "学校代码,校名,小学在校生数,用房面积\n1,甲,12.5,3\n2,乙,12.0000000000001,-3\n"
            "3,丙,无,3\n4,丁,44.99999999999999,3\n");
    assert_int_equal(f.facts.schools.rows, 2);
    fx_diag(&f, "intake.not_whole", 2, 3);
    fx_diag(&f, "intake.below_least", 3, 4);
    fx_diag(&f, "intake.none_word", 4, 3);
    fx_missing(&f, 0, "pupils_primary");
    fx_number(&f, 1, "pupils_primary", 45);
    fx_close(&f);
}

static void test_ids_that_a_spreadsheet_spoilt(void **state)
{
    fixture f;
    fx_book b;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            "学校代码,校名\n4.40106E+17,甲\n440106000000012000,乙\n00012,丙\n");
    fx_book_open(&b);
    fx_sheet(&b, "学校");
    fx_row(&b, 1, "学校代码|校名");
    fx_row(&b, 2, "440106000000012345|丁");
    fx_row(&b, 3, "2144000123|戊");
    fx_book_read(&f, &b, "表.xlsx");
    assert_int_equal(fx_count(&f, "intake.id_digits_lost"), 3);
    assert_int_equal(f.facts.schools.rows, 2);
    fx_text(&f, 0, "school_id", "00012");
    fx_text(&f, 1, "school_id", "2144000123");
    fx_close(&f);
}

static void test_errors_and_formulas(void **state)
{
    fixture f;
    fx_book b;
    (void)state;
    fx_setup(&f);
    fx_book_open(&b);
    fx_sheet(&b, "学校");
    fx_row(&b, 1, "学校代码|校名|小学在校生数");
    fx_row(&b, 2, "'0101|甲");
    fx_row(&b, 3, "'0102|乙");
    worksheet_write_formula_num(b.sheet, 1, 2, "=6*7", NULL, 42);
    worksheet_write_formula_str(b.sheet, 2, 2, "=1/0", NULL, "#DIV/0!");
    fx_book_read(&f, &b, "表.xlsx");
    fx_number(&f, 0, "pupils_primary", 42);
    assert_int_equal(f.facts.rejects, 1);
    assert_int_equal(f.facts.schools.rows, 1);
    fx_close(&f);
}

static void test_required_and_nameless_rows(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv", HEAD ",甲,和县,小学,12,,\n0102,,和县,小学,12,,\n");
    fx_diag(&f, "intake.required_empty", 2, 1);
    fx_diag(&f, "intake.required_empty", 3, 2);
    assert_int_equal(f.facts.rejects, 2);
    assert_int_equal(f.facts.reject[0].diags, 1);
    assert_string_equal(f.facts.diags.item[f.facts.reject[0].first_diag].subject, "甲");
    fx_close(&f);
}

static void test_formula_text_in_a_name(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(
        &f, "表.csv",
        "学校代码,校名,小学在校生数\n1,\"=HYPERLINK(\"\"http://x\"\")\",-1\n2,@cmd,5\n");
    fx_text(&f, 0, "school_name", "@cmd");
    jh_buf out = {0};
    assert_int_equal(jh_intake_repair(&f.facts, JH_ZH, &out), JH_OK);
    assert_non_null(strstr(out.p, "'=HYPERLINK"));
    assert_non_null(strstr(out.p, ",-1,")); /* a number stays one */
    jh_buf_clear(&out);
    fx_close(&f);
}

/* ---- parts of a school ----------------------------------------------------------------------- */

static void test_parts_on_several_sheets_and_files(void **state)
{
    fixture f;
    fx_book b;
    (void)state;
    fx_setup(&f);
    fx_book_open(&b);
    fx_sheet(&b, "学生");
    fx_row(&b, 1, "学校代码|校名|县区|小学在校生数");
    fx_row(&b, 2, "'0101|甲|和县|12");
    fx_row(&b, 3, "'0102|乙|和县|13");
    fx_sheet(&b, "封面");
    fx_row(&b, 1, "填报说明");
    fx_sheet(&b, "校舍");
    fx_row(&b, 1, "学校代码|用房面积");
    fx_row(&b, 2, "'0102|200");
    fx_row(&b, 3, "'0103|300");
    fx_book_read(&f, &b, "表.xlsx");
    fx_read(&f, "二.csv", "校名,县区,设备值\n乙,和县,5\n乙,含县,6\n");
    assert_int_equal(f.facts.schools.rows, 4);
    fx_number(&f, 1, "pupils_primary", 13);
    fx_number(&f, 1, "area_m2", 200);
    fx_number(&f, 1, "value_yuan", 5);
    fx_missing(&f, 2, "school_name");
    fx_number(&f, 3, "value_yuan", 6);
    const jh_diag *d = &f.facts.diags.item[0];
    assert_string_equal(d->msg.key, "intake.sheet_unknown");
    assert_string_equal(d->where.sheet, "封面");
    assert_int_equal(d->level, JH_NOTE);
    fx_close(&f);
}

static void test_conflicting_cells(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "一.csv", "学校代码,校名,小学在校生数\n1,甲,12\n2,乙,13\n");
    fx_read(&f, "二.csv", "学校代码,校名,小学在校生数\n2,乙校,14\n1,甲,12\n");
    fx_check(&f);
    assert_int_equal(f.facts.schools.rows, 1);
    fx_text(&f, 0, "school_id", "1");
    const jh_diag *d = fx_diag(&f, "intake.conflict", 2, 3);
    assert_int_equal(d->level, JH_BLOCK);
    assert_string_equal(d->subject, "2");
    jh_buf out = {0};
    jh_msg_render(&out, JH_ZH, &d->msg);
    assert_non_null(strstr(out.p, "一.csv 第3行第3列"));
    jh_buf_clear(&out);
    /* both rows can be mended; the other name is only to be explained */
    assert_int_equal(f.facts.rejects, 2);
    assert_int_equal(fx_diag(&f, "intake.conflict", 2, 2)->level, JH_EXPLAIN);
    fx_close(&f);
}

static void test_school_twice_on_a_sheet(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv",
            "学校代码,校名,小学在校生数\n1,甲,12\n2,乙,13\n1,甲,14\n1,甲,15\n");
    fx_check(&f);
    assert_int_equal(fx_count(&f, "intake.duplicate_school"), 2);
    fx_diag(&f, "intake.duplicate_school", 4, 0);
    assert_int_equal(f.facts.schools.rows, 1);
    fx_text(&f, 0, "school_name", "乙");
    assert_int_equal(f.facts.rejects, 3);
    assert_string_equal(f.facts.reject[2].cell[2], "12");
    fx_close(&f);
}

static void test_reading_goes_on_after_a_check(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_read(&f, "一.csv", "学校代码,校名,小学在校生数\n1,甲,12\n1,甲,13\n2,乙,14\n");
    fx_check(&f);
    fx_read(&f, "二.csv", "学校代码,校名,用房面积\n2,乙,140\n1,甲,120\n");
    assert_int_equal(f.facts.schools.rows, 2);
    fx_number(&f, 0, "area_m2", 140);
    fx_number(&f, 0, "pupils_primary", 14);
    fx_text(&f, 1, "school_name", "甲");
    fx_missing(&f, 1, "pupils_primary"); /* nothing of the rejected rows is left */
    fx_close(&f);
}

static void test_repair_file_is_read_again(void **state)
{
    fixture f, again;
    jh_buf out = {0};
    (void)state;
    fx_setup(&f);
    fx_form(&f, AREA_FORM);
    fx_read(&f, "表.csv",
            "学校代码,校名,小学在校生数,设备总值(万元)\n1,甲,x,1\n2,\"乙,\"\"丙\",13,\n3,"
            "丁,-4,5\n");
    fx_read(&f, "县.csv", "县名,常住人口,residents2\n和县,很多,1\n");
    fx_check(&f);
    assert_int_equal(f.facts.rejects, 3);
    assert_int_equal(jh_intake_repair(&f.facts, JH_ZH, &out), JH_OK);
    char *fault = strstr(out.p, "-4");
    assert_non_null(fault);
    memcpy(fault, "14", 2);
    fault = strstr(out.p, ",x,");
    assert_non_null(fault);
    fault[1] = '7';
    fault = strstr(out.p, "和县,很多");
    assert_non_null(fault);
    memcpy(fault + strlen("和县,"), "654321", 6);
    fx_setup(&again);
    fx_form(&again, AREA_FORM);
    fx_read(&again, "改.csv", out.p);
    fx_check(&again);
    assert_int_equal(again.facts.rejects, 0);
    assert_int_equal(again.facts.schools.rows, 2);
    fx_number(&again, 0, "pupils_primary", 7);
    fx_number(&again, 1, "pupils_primary", 14);
    fx_number(&again, 1, "value_yuan", 50000);
    assert_int_equal(again.facts.areas.rows, 1);
    assert_float_equal(fx_column(&again.facts.areas, "residents")->number[0], 654321, 0);
    assert_int_equal(again.facts.unknowns, 1); /* its own columns are known */
    jh_buf_clear(&out);
    fx_close(&f);
    fx_close(&again);
}

/* ---- what no form knows, what the user says ------------------------------------------------------ */

static void test_unknown_and_taught_columns(void **state)
{
    fixture f;
    const jh_taught taught[] = {{"学 生 人 数", "pupils_primary"}, {"电话", ""}};
    const char *file = "学校代码,校名,学生人数,电话,设备总直\n1,甲,,1,\n2,乙,12,2,7\n";
    (void)state;
    fx_setup(&f);
    fx_read(&f, "表.csv", file);
    assert_int_equal(f.facts.unknowns, 3);
    assert_string_equal(f.facts.unknown[0].label, "学生人数");
    assert_string_equal(f.facts.unknown[0].example, "12");
    assert_null(f.facts.unknown[1].guess);
    assert_string_equal(f.facts.unknown[2].guess, "value_yuan");
    assert_int_equal(f.facts.unknown[2].where.row, 1);
    assert_int_equal(f.facts.unknown[2].where.col, 5);
    fx_close(&f);

    fx_setup(&f);
    f.options.taught = taught;
    f.options.taught_n = 2;
    fx_read(&f, "表.csv", file);
    assert_int_equal(f.facts.unknowns, 1);
    fx_number(&f, 1, "pupils_primary", 12);
    fx_close(&f);
}

static void test_condition(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    f.options.where = "[性 质] == \"公办\" and pupils_primary > 10";
    fx_read(&f, "表.csv",
            "学校代码,校名,小学在校生数,性质\n1,甲,12,公办\n2,乙,5,公办\n3,丙,20,民办\n"
            "4,丁,-3,民办\n5,戊,x,公办\n");
    assert_int_equal(f.facts.schools.rows, 1);
    fx_text(&f, 0, "school_name", "甲");
    assert_string_equal(fx_diag(&f, "intake.rows_left_out", 3, 0)->msg.arg[0].value, "3");
    assert_int_equal(fx_count(&f, "intake.below_least"), 0); /* not asked for, not told */
    assert_int_equal(f.facts.rejects, 1);
    assert_int_equal(f.facts.unknowns, 0);
    fx_close(&f);

    fx_setup(&f);
    f.options.where = "[性质] == 1 +";
    assert_int_not_equal(fx_try(&f, "表.csv", "a", 1), JH_OK);
    fx_close(&f);
    fx_setup(&f);
    f.options.where = "[没有] == \"x\"";
    fx_read(&f, "表.csv", "学校代码,校名\n1,甲\n");
    assert_int_equal(f.facts.schools.rows, 0);
    fx_diag(&f, "intake.where_column", 1, 0);
    fx_close(&f);
}

static void test_form_options(void **state)
{
    fixture f;
    (void)state;
    fx_open(&f, VOCABULARY);
    fx_form(&f, "{junheng: form/1, id: open, vocabulary: test, on_fault: cell,\n"
                " missing: [\"\", \".\", \"99\"], constants: {county: 市},\n"
                " skip_when_missing: [pupils_primary, pupils_junior], columns: [\n"
                "  {fact: school_id, join: [区, 校, 级], with: \"/\", required: yes},\n"
                "  {fact: pupils_primary, labels: [N], when: {级: [1, 2]}},\n"
                "  {fact: pupils_junior, labels: [N], when: {级: [7]}}]}\n");
    fx_read(&f, "表.csv",
            "区,校,级,N,area_m2\n1,A,1,10,x\n1,A,2,.,5\n1,A,7,30,-5\n1,A,9,40,5\n1,B,1,"
            "99,1\n");
    assert_int_equal(f.facts.schools.rows, 2);
    fx_text(&f, 0, "school_id", "1/A/1");
    fx_text(&f, 0, "county", "市");
    fx_number(&f, 0, "pupils_primary", 10);
    fx_missing(&f, 0, "pupils_junior");
    fx_missing(&f, 0, "area_m2");
    fx_number(&f, 1, "pupils_junior", 30);
    assert_int_equal(fx_diag(&f, "intake.not_a_number", 2, 5)->level, JH_EXPLAIN);
    fx_diag(&f, "intake.below_least", 4, 5);
    assert_string_equal(fx_diag(&f, "intake.rows_skipped", 3, 0)->msg.arg[0].value, "3");
    assert_int_equal(f.facts.rejects, 0);
    fx_close(&f);
}

static void test_other_records(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    fx_form(&f, AREA_FORM);
    fx_form(&f, OVERRIDE_FORM);
    fx_form(
        &f,
        "{junheng: form/1, id: answers, vocabulary: test, record: answer, columns: [\n"
        " {fact: item, labels: [指标], required: yes},\n"
        " {fact: answer, labels: [答], required: yes, values: {已达标: 是}}]}\n");
    fx_read(&f, "县.csv", "县名,常住人口\n和县,1000\n含县,2000\n");
    fx_read(&f, "答.csv",
            "县区,指标,答,佐证材料\n和县,G1,已达标,文件\n和县,G2,否,\n和县,,是,\n");
    fx_read(&f, "说明.csv", "核查项,学校标识码,说明\nsums,1,旧校舍\n");
    assert_int_equal(f.facts.areas.rows, 2);
    assert_int_equal(f.facts.answers.rows, 2);
    assert_string_equal(fx_column(&f.facts.answers, "answer")->text[0], "是");
    assert_string_equal(fx_column(&f.facts.answers, "document")->text[0], "文件");
    fx_diag(&f, "intake.required_empty", 4, 2);
    assert_int_equal(f.facts.overrides.rows, 1);
    fx_close(&f);
}

static void test_broken_files(void **state)
{
    fixture f;
    (void)state;
    fx_setup(&f);
    const char cut[] = "学校代码,校名,小学在校生数\n1,甲,12\n2,\"乙"; /* within a cell */
    assert_int_equal(fx_try(&f, "断.csv", cut, sizeof cut - 1), JH_EINPUT);
    fx_close(&f);
    fx_setup(&f); /* GB18030 is read as it is */
    const char gb[] = "school_id,school_name\n1,\xBC\xD7\n";
    fx_read(&f, "国标.csv", gb);
    fx_text(&f, 0, "school_name", "甲");
    fx_close(&f);
    fx_setup(&f); /* no table at all */
    fx_read(&f, "别的.csv", "a,b\n1,2\n");
    assert_int_equal(fx_count(&f, "intake.sheet_unknown"), 1);
    assert_int_equal(f.facts.sources.n, 1);
    fx_close(&f);
    fx_setup(&f); /* nearly one: it is said what is lacking */
    fx_read(&f, "缺.csv", "县区,小学在校生数,初中在校生数\n和县,1,2\n");
    assert_int_equal(fx_count(&f, "intake.sheet_nearly"), 1);
    fx_close(&f);
    fx_setup(&f);
    assert_int_equal(fx_try(&f, "空.csv", "", 0), JH_EINPUT);
    fx_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_table),
        cmocka_unit_test(test_title_units_numbers_totals_notes),
        cmocka_unit_test(test_heads_of_two_rows_without_merges),
        cmocka_unit_test(test_merged_head_that_moved),
        cmocka_unit_test(test_county_merged_down),
        cmocka_unit_test(test_text_numbers),
        cmocka_unit_test(test_numbers_stored_as_text_are_told_once),
        cmocka_unit_test(test_percent_yes_no_and_codes),
        cmocka_unit_test(test_units_in_heads),
        cmocka_unit_test(test_fractions_negatives_and_none),
        cmocka_unit_test(test_ids_that_a_spreadsheet_spoilt),
        cmocka_unit_test(test_errors_and_formulas),
        cmocka_unit_test(test_required_and_nameless_rows),
        cmocka_unit_test(test_formula_text_in_a_name),
        cmocka_unit_test(test_parts_on_several_sheets_and_files),
        cmocka_unit_test(test_conflicting_cells),
        cmocka_unit_test(test_school_twice_on_a_sheet),
        cmocka_unit_test(test_reading_goes_on_after_a_check),
        cmocka_unit_test(test_repair_file_is_read_again),
        cmocka_unit_test(test_unknown_and_taught_columns),
        cmocka_unit_test(test_condition),
        cmocka_unit_test(test_form_options),
        cmocka_unit_test(test_other_records),
        cmocka_unit_test(test_broken_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
