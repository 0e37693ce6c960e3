/* Pages that explain plans, and money against sections. */
#include "jh_fixture.h"

#include "html_fixture.h"

#define PRICES                                                                            \
    "采购项目,单价,每批数量,购置上限\nL1,90000,,\nL2,50000,,\nL3,85000,,\n" \
    "L4,3500,80,\nL5,650,50,\nL6,1,,\nL7,25000,,\n"
#define PLAN                                                                             \
    "plan", "budget", "--pack", "cn-2017-quality", "--prices", "prices.csv", "--own",    \
        "--quiet", "--date", "2026-09-01"
#define FILES "schools.csv", "county.csv"

static void sample(void **state, const char *lang)
{
    static const char *const file[] = {"schools.csv", "county.csv", "answers.csv",
                                       "prices.csv",  "README.md",  "teachers.csv"};
    for (size_t i = 0; i < JH_COUNT(file); i++)
        keep_in_mind(state, file[i]);
    const outcome *o = RUN(state, "--lang", lang, "sample", "--out", ".", "--schools",
                           "12", "--format", "csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    write_file(state, "prices.csv", PRICES);
}

static char *read_text(void **state, const char *name)
{
    jh_buf out = {0};
    char part[4096];
    size_t n;
    FILE *f = fopen(name, "r");
    if (!f) fail_msg("%s is not there", name);
    keep_in_mind(state, name);
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        jh_buf_add(&out, part, n);
    fclose(f);
    assert_non_null(out.p);
    return out.p;
}

static void a_page_explains_the_plan(void **state)
{
    static const char *const lang[] = {"zh", "en"};
    static const char *const word[][4] = {
        {"照办即通过", "每所学校得到什么", "学校不达标", "生成的示例数据"},
        {"Passes by the plan", "What each school gets", "the section fails",
         "generated sample data"}};
    for (size_t i = 0; i < 2; i++) {
        sample(state, lang[i]);
        const outcome *o =
            RUN(state, "--lang", lang[i], PLAN, FILES, "--out", "page.html");
        assert_int_equal(o->code, JH_EXIT_DONE);
        char *html = read_text(state, "page.html");
        assert_page(html);
        for (size_t k = 0; k < JH_COUNT(word[i]); k++)
            has(html, word[i][k]);
        assert_true(html_count(html, "<section class=\"card\">") > 3);
        assert_true(html_count(html, "<svg") >= 6);
        o = RUN(state, "--lang", lang[i], PLAN, FILES, "--out", "again.html");
        char *again = read_text(state, "again.html");
        assert_string_equal(html, again);
        free(html);
        free(again);
    }
}

static void a_folder_has_page_table_and_json(void **state)
{
    sample(state, "zh");
    keep_in_mind(state, "plan.xlsx");
    const outcome *o = RUN(state, PLAN, FILES, "--out", "./");
    assert_int_equal(o->code, JH_EXIT_DONE);
    free(read_text(state, "plan.html"));
    char *json = read_text(state, "plan.json");
    has(json, "\"plan\": \"budget\"");
    free(json);
    assert_int_equal(access("plan.xlsx", R_OK), 0);
    o = RUN(state, PLAN, FILES, "--out", "plan.docx");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "plan.docx");
}

static void years_stand_in_the_page(void **state)
{
    sample(state, "zh");
    const outcome *o =
        RUN(state, PLAN, FILES, "--yearly", "40000000", "--out", "page.html");
    assert_int_equal(o->code, JH_EXIT_DONE);
    char *html = read_text(state, "page.html");
    assert_page(html);
    has(html, "何时达标");
    has(html, "第 1 年");
    free(html);
}

static void what_cannot_be_is_explained(void **state)
{
    sample(state, "zh");
    write_file(state, "prices.csv", "采购项目,单价,购置上限\nL5,650,10\nL6,1,5\n");
    const outcome *o = RUN(state, PLAN, FILES, "--out", "page.html");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    char *html = read_text(state, "page.html");
    assert_page(html);
    has(html, "做不到");
    has(html, "卡在哪里");
    free(html);
}

static void money_against_sections(void **state)
{
    sample(state, "zh");
    const outcome *o = RUN(state, PLAN, FILES, "--front", "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"sections\": 12");
    has(o->out, "\"pupils\": ");
    has(o->out, "\"bound\": ");
    o = RUN(state, PLAN, FILES, "--front", "--plot", "--svg", "front.svg", "--no-color");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "其中学生");
    has(o->out, "资金（万元） →");
    char *svg = read_text(state, "front.svg");
    assert_balanced(strchr(svg + 2, '<'));
    has(svg, "达标学校（学段）数");
    free(svg);
}

/* Eight teachers at each of the first six schools. */
static void teachers(void **state)
{
    char text[8192] =
        "教师编号,姓名,学校标识码,学段,任教学科,学历,骨干教师,在本校任教年数\n";
    size_t n = strlen(text);
    for (int i = 0; i < 48; i++)
        n += (size_t)snprintf(
            text + n, sizeof text - n, "T%02d,秘密%02d,21990000%02d,小学,%s,本科,%s,%d\n",
            i, i, 1 + i / 8, i % 2 ? "语文" : "数学", i % 3 ? "否" : "是", i % 10 + 3);
    write_file(state, "teachers.csv", text);
}

static void pages_of_people_name_schools_alone(void **state)
{
    static const char *const lang[] = {"zh", "en"};
    static const char *const word[][2] = {{"谁支援谁", "派出骨干"},
                                          {"Who helps whom", "Backbone sent"}};
    for (size_t i = 0; i < 2; i++) {
        sample(state, "zh");
        teachers(state);
        const outcome *o = RUN(state, "--lang", lang[i], "plan", "rotation", "--pack",
                               "cn-2017-quality", "--teachers", "teachers.csv", FILES,
                               "--quiet", "--most-km", "500", "--out", "page.html");
        assert_int_equal(o->code, JH_EXIT_DONE);
        char *html = read_text(state, "page.html");
        assert_page(html);
        has(html, word[i][0]);
        has(html, word[i][1]);
        assert_false(html_has(html, "秘密"));
        for (int k = 0; k < 48; k++) {
            char id[16];
            snprintf(id, sizeof id, "T%02d", k);
            assert_false(html_has(html, id));
        }
        assert_true(html_count(html, "class=\"way\"") > 0);
        free(html);
    }
}

static void a_page_of_pairs(void **state)
{
    static const char *const lang[] = {"zh", "en"};
    static const char *const word[] = {"帮什么、看哪些指标", "Who helps whom"};
    for (size_t i = 0; i < 2; i++) {
        sample(state, "zh");
        const outcome *o =
            RUN(state, "--lang", lang[i], "plan", "pairs", "--pack", "cn-2017-quality",
                FILES, "--quiet", "--helpers", "3", "--out", "page.html");
        assert_int_equal(o->code, JH_EXIT_DONE);
        char *html = read_text(state, "page.html");
        assert_page(html);
        has(html, word[i]);
        assert_true(html_count(html, "class=\"tip\"") > 0);
        free(html);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_page_explains_the_plan, set_up_folder,
                                        tear_down_folder),
        cmocka_unit_test_setup_teardown(a_folder_has_page_table_and_json, set_up_folder,
                                        tear_down_folder),
        cmocka_unit_test_setup_teardown(years_stand_in_the_page, set_up_folder,
                                        tear_down_folder),
        cmocka_unit_test_setup_teardown(what_cannot_be_is_explained, set_up_folder,
                                        tear_down_folder),
        cmocka_unit_test_setup_teardown(money_against_sections, set_up_folder,
                                        tear_down_folder),
        cmocka_unit_test_setup_teardown(pages_of_people_name_schools_alone, set_up_folder,
                                        tear_down_folder),
        cmocka_unit_test_setup_teardown(a_page_of_pairs, set_up_folder,
                                        tear_down_folder)};
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
