/* Labels made comparable, form files read, forms that ship. */
#include "facts_fixture.h"
#include "forms.h"

static void folds(const char *label, const char *text, const char *unit)
{
    char out[JH__LABEL_MAX], found[JH__UNIT_MAX];
    jh__fold_label(label, out, found);
    assert_string_equal(out, text);
    assert_string_equal(found, unit);
}

static void test_labels_fold(void **state)
{
    (void)state;
    folds("学校 名称\n", "学校名称", "");
    folds("Ｓｃｈｏｏｌ_ID", "schoolid", "");
    folds("教学仪器设备值（万元）", "教学仪器设备值", "万元");
    folds("教学仪器设备值（单位：万元）", "教学仪器设备值", "万元");
    folds("教学仪器设备资产值（账面原值）(万元)", "教学仪器设备资产值账面原值", "万元");
    folds("占地[亩]", "占地", "亩");
    folds("面积(㎡)", "面积", "m2");
    folds("学校（机构）名称", "学校机构名称", "");
    folds("达标率(%)", "达标率", "%");
    folds("（平方米）", "平方米", "");
    folds("NUMBER OF STUDENTS / SEATS FILLED", "numberofstudents/seatsfilled", "");
}

static void test_row_labels_lose_numbering(void **state)
{
    char out[JH__LABEL_MAX];
    (void)state;
    jh__fold_row("　其中：#女", out);
    assert_string_equal(out, "女");
    jh__fold_row("（一）教学及辅助用房", out);
    assert_string_equal(out, "教学及辅助用房");
    jh__fold_row("2.1 室内体育用房", out);
    assert_string_equal(out, "1室内体育用房");
    jh__fold_row("①音乐", out);
    assert_string_equal(out, "音乐");
    jh__fold_row("25人及以下", out);
    assert_string_equal(out, "25人及以下");
}

static void test_sheet_patterns(void **state)
{
    (void)state;
    assert_true(jh__sheet_fits("教基1001.*", "教基1001_九年一贯制学校"));
    assert_true(jh__sheet_fits("教基1102.*", "教基1102（续）"));
    assert_false(jh__sheet_fits("教基1001", "教基1001_小学"));
    assert_true(jh__sheet_fits(".*小学.*|.*初中", "某县初中"));
    assert_false(jh__sheet_fits(".*小学.*|.*初中", "初中表"));
    assert_true(jh__sheet_fits(".*", ""));
    assert_true(jh__sheet_fits("a.*a", "A-A"));
    assert_false(jh__sheet_fits("a.*a", "a"));
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(jh__distance("在校生数", "在校生数", 2), 0);
    assert_int_equal(jh__distance("在校生数", "在校学生数", 2), 1);
    assert_int_equal(jh__distance("在校生数", "专任教师", 2), 3);
    assert_int_equal(jh__distance("", "ab", 2), 2);
}

static void test_units_scale(void **state)
{
    fixture f;
    double scale;
    (void)state;
    fx_setup(&f);
    const jh_units *u = &f.vocabulary->units;
    const jh_fact *fact = f.vocabulary->fact;
    jh_unit yuan = fact[jh_vocabulary_fact(f.vocabulary, "value_yuan")].unit;
    jh_unit m2 = fact[jh_vocabulary_fact(f.vocabulary, "area_m2")].unit;
    jh_unit plain = fact[jh_vocabulary_fact(f.vocabulary, "rate")].unit;
    assert_true(jh__unit_scale("万元", u, yuan, &scale));
    assert_float_equal(scale, 10000, 0);
    assert_true(jh__unit_scale("公顷", u, m2, &scale));
    assert_float_equal(scale, 10000, 0);
    assert_true(jh__unit_scale("%", u, plain, &scale));
    assert_float_equal(scale, 0.01, 0);
    assert_false(jh__unit_scale("万元", u, m2, &scale));
    assert_false(jh__unit_scale("%", u, yuan, &scale));
    fx_close(&f);
}

static void refuses(const char *form, const char *key)
{
    fixture f;
    fx_open(&f, VOCABULARY);
    assert_int_equal(fx_try_form(&f, form), JH_EINPUT);
    assert_string_equal(f.err.msg.key, key);
    assert_true(jh_text_has(key));
    fx_close(&f);
}

#define BEGIN "{junheng: form/1, id: a, vocabulary: test, "

static void test_wrong_forms_are_refused(void **state)
{
    (void)state;
    refuses("{junheng: form/2, id: a, vocabulary: test}", "intake.form_kind");
    refuses("{junheng: form/1, vocabulary: test}", "node.missing_key");
    refuses("{junheng: form/1, id: a, vocabulary: none}", "pack.not_found");
    refuses(BEGIN "colour: red}", "node.unknown_key");
    refuses(BEGIN "record: pupil}", "intake.form_unknown_word");
    refuses(BEGIN "columns: {}}", "node.not_a_list");
    refuses(BEGIN "columns: [{fact: nothing}]}", "intake.form_unknown_fact");
    refuses(BEGIN "columns: [{fact: residents}]}", "intake.form_wrong_level");
    refuses(BEGIN
            "columns: [{fact: area_m2, labels: [x]}, {fact: sports_m2, labels: [X]}]}",
            "intake.form_label_twice");
    refuses(BEGIN "columns: [{fact: area_m2, when_unit: 石}]}",
            "intake.form_unknown_unit");
    refuses(BEGIN "columns: [{fact: area_m2, scale: many}]}", "node.not_a_number");
    refuses(BEGIN "columns: [{fact: area_m2, join: [a,b,c,d,e,f,g,h,i]}]}",
            "intake.form_join");
    refuses(BEGIN "box: [1, 2, 3]}", "intake.form_box");
    refuses(BEGIN "box: [3, 2, 1, 4]}", "intake.form_box");
    refuses(BEGIN "constants: {area_m2: much}}", "node.not_a_number");
    refuses(BEGIN "template: [nothing]}", "intake.form_unknown_fact");
    refuses(BEGIN "layout: labels}", "node.missing_key");
    refuses(BEGIN "layout: labels, sheets: [{sheet: a, cells: [{fact: area_m2}]}]}",
            "intake.form_rule");
    refuses(BEGIN
            "layout: labels, sheets: [{sheet: a, cells: [{fact: area_m2, row: a, rows: "
            "[b], column: c}]}]}",
            "intake.form_rule");
}

/* Every form that ships is read, and recognises its own template in both languages. */
static void ships(const jh_asset *asset)
{
    jh_arena *arena = jh_arena_new();
    jh_library library = jh_library_builtin();
    jh_error err = {0};
    jh_form *form;
    if (jh_form_read(arena, &library, &(jh_input){asset->name, asset->bytes, asset->n},
                     NULL, &form, &err) != JH_OK) {
        jh_buf b = {0};
        jh_msg_render(&b, JH_EN, &err.msg);
        fail_msg("%s", b.p);
    }
    assert_true(jh_form_id(form)[0]);
    for (int lang = JH_ZH; lang <= JH_EN; lang++) {
        jh_template_column *column;
        size_t n;
        jh_buf csv = {0};
        assert_int_equal(
            jh_form_template(arena, form, form->vocabulary, (jh_lang)lang, &column, &n),
            JH_OK);
        if (form->by_labels || form->sheet) continue;
        for (size_t i = 0; i < n; i++) {
            if (i) jh_buf_putc(&csv, ',');
            jh_csv_field(&csv, column[i].label);
            assert_non_null(column[i].note);
        }
        jh_buf_puts(&csv, "\n");
        jh_facts facts;
        jh_facts_init(&facts, arena, form->vocabulary);
        const jh_form *only[] = {form};
        jh_intake_options options = {.form = only, .forms = 1};
        jh_input in = {"样表.csv", csv.p, csv.n};
        assert_int_equal(jh_intake_file(&facts, &in, &options, &err), JH_OK);
        if (facts.heads != 1 || facts.unknowns)
            fail_msg("%s: %zu heads, %zu unknown (%s)", asset->name, facts.heads,
                     facts.unknowns, facts.unknowns ? facts.unknown[0].label : "");
        jh_buf_clear(&csv);
    }
    jh_arena_free(arena);
}

static void test_shipped_forms(void **state)
{
    size_t n, forms = 0;
    const jh_asset *asset = jh_asset_list(&n);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        if (strncmp(asset[i].name, "forms/", 6)) continue;
        ships(&asset[i]);
        forms++;
    }
    assert_true(forms >= 8);
}

static void test_template_tells_what_to_enter(void **state)
{
    fixture f;
    jh_template_column *c;
    size_t n;
    (void)state;
    fx_setup(&f);
    assert_int_equal(jh_form_template(f.arena, f.form[0], f.vocabulary, JH_ZH, &c, &n),
                     JH_OK);
    assert_int_equal(n, 6);
    assert_string_equal(c[0].fact, "school_id");
    assert_string_equal(c[0].label, "学校标识码");
    assert_non_null(strstr(c[0].note, "必填"));
    assert_non_null(strstr(c[2].note, "211 小学"));
    assert_string_equal(c[3].label, "小学在校生数");
    assert_string_equal(c[3].unit, "人");
    assert_string_equal(c[5].unit, "元");
    fx_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels_fold),
        cmocka_unit_test(test_row_labels_lose_numbering),
        cmocka_unit_test(test_sheet_patterns),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_units_scale),
        cmocka_unit_test(test_wrong_forms_are_refused),
        cmocka_unit_test(test_shipped_forms),
        cmocka_unit_test(test_template_tells_what_to_enter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
