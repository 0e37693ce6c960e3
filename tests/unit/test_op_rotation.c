/* jh plan rotation on the sample county: a plan, the same plan checked, plans by hand, and bad
 * tables. */
#include "jh_fixture.h"

#include <locale.h>

#define HEAD "教师编号,学校标识码,学段,任教学科,学历,骨干教师,在本校任教年数\n"
#define FILES "schools.csv", "county.csv", "--quiet"
#define PLAN "plan", "rotation", "--pack", "cn-2017-quality", "--teachers"

static void sample(void **state)
{
    static const char *const file[] = {"schools.csv", "county.csv",   "answers.csv",
                                       "prices.csv",  "teachers.csv", "README.md"};
    const outcome *o =
        RUN(state, "sample", "--out", ".", "--schools", "30", "--format", "csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    for (size_t i = 0; i < JH_COUNT(file); i++)
        keep_in_mind(state, file[i]);
}

/* Ten teachers at each of the first six schools, every third of them backbone. */
static void teachers(void **state)
{
    char text[8192] = HEAD;
    size_t n = strlen(text);
    for (int i = 0; i < 60; i++)
        n += (size_t)snprintf(text + n, sizeof text - n,
                              "T%02d,21990000%02d,小学,%s,本科,%s,%d\n", i, 1 + i / 10,
                              i % 2 ? "语文" : "数学", i % 3 ? "否" : "是", i % 10 + 3);
    write_file(state, "teachers.csv", text);
}

static void makes_a_plan_that_the_check_accepts(void **state)
{
    sample(state);
    teachers(state);
    keep_in_mind(state, "ledger.csv");
    const outcome *o = RUN(state, PLAN, "teachers.csv", FILES, "--out", "ledger.csv",
                           "--most-km", "500");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "不可能低于");
    has(o->out, "交流安排");
    o = RUN(state, PLAN, "teachers.csv", FILES, "--plan", "ledger.csv", "--most-km",
            "500");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "方案满足各项规定");
    write_file(state, "none.csv", "教师编号,交流到的学校标识码\nT00,2199000002\n");
    o = RUN(state, PLAN, "teachers.csv", "schools.csv", "county.csv", "--plan",
            "none.csv");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "不符合交流条件");
    o = RUN(state, PLAN, "teachers.csv", FILES, "--leave", "0%", "--json");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "\"status\": \"infeasible\"");
    has(o->out, "plan.rotation_movers_most");
}

static void tells_every_bad_cell(void **state)
{
    sample(state);
    write_file(state, "bad.csv",
               HEAD "A,2199000001,小学,语文,初小,是,8\nA,1,小学,语文,本科,是,8\n"
                    "B,2199000001,小学,语文,本科,是,\n");
    const outcome *o = RUN(state, PLAN, "bad.csv", "schools.csv", "county.csv");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "学历“初小”看不懂");
    has(o->err, "教师编号“A”重复");
    has(o->err, "学校标识码“1”不在");
    has(o->err, "没有填是否符合交流条件");
    has(o->err, "第2行第5列");
}

#define PERSON                                                                                                              \
    "教师编号,学校标识码,学段,任教学科,学历,骨干教师,在本校任教年数,年龄,符合交流条件," \
    "不符合的原因,愿意去的学校,不能去的学校,配偶教师编号\n"

static void bad_wishes_are_told_by_cell(void **state)
{
    sample(state);
    write_file(
        state, "wishes.csv",
        PERSON
        "A,2199000001,小学,语文,本科,是,8,40,,,2199000002、2199000999,2199000002,\n"
        "B,2199000001,小学,语文,本科,否,8,12,是,患病,2199000001,,\n"
        "C,2199000002,小学,语文,本科,否,30,40,,,,,\n");
    const outcome *o = RUN(state, PLAN, "wishes.csv", "schools.csv", "county.csv");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "第2行第11列：学校“2199000002”既填在“愿意去”又填在“不能去”");
    has(o->err, "第2行第11列：学校标识码“2199000999”不在学校表里");
    has(o->err, "第3行第11列：“2199000001”就是本人现在的学校");
    has(o->err, "第3行第10列：既填了符合交流条件，又填了不符合的原因“患病”");
    has(o->err, "第3行第8列：年龄应在18至75岁之间");
    has(o->err, "第4行第7列：在本校任教年数与年龄对不上");
    has(o->err, "有6处错误");
}

static void bad_couples_are_told_by_cell(void **state)
{
    sample(state);
    write_file(state, "couples.csv",
               PERSON "A,2199000001,小学,语文,本科,是,8,40,,,,,A\n"
                      "B,2199000001,小学,语文,本科,否,8,40,,,,,C\n"
                      "C,2199000002,小学,语文,本科,否,8,40,,,,,D\n"
                      "D,2199000002,小学,语文,本科,否,2020/9/1,40,,,,,X\n");
    const outcome *o = RUN(state, PLAN, "couples.csv", "schools.csv", "county.csv");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "第2行第13列：配偶教师编号“A”就是本人");
    has(o->err, "第3行第13列：配偶一栏前后不一致：对方填的配偶是“D”");
    has(o->err, "第4行第13列：配偶教师编号“D”不在名册中");
    has(o->err, "第5行第7列：“在本校任教年数”应填数字");
}

static void bad_ways_are_told_by_cell(void **state)
{
    sample(state);
    teachers(state);
    write_file(state, "ways.csv",
               "出发学校标识码或教师编号,到达学校标识码,路程（公里）,用时（分钟）\n"
               "2199000001,2199000002,3.5,\n2199000001,2199000002,4,\nZ,2199000002,3,\n"
               "2199000003,2199000003,1,\n2199000001,2199000004,,\nT00,2199000004,-3,\n");
    const outcome *o = RUN(state, PLAN, "teachers.csv", "--travel", "ways.csv",
                           "schools.csv", "county.csv");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "第3行第1列：从“2199000001”出发的这段路程填了两次，数字不同");
    has(o->err, "第4行第1列：出发地“Z”既不是学校表里的学校标识码");
    has(o->err, "第5行第2列：出发和到达是同一所学校");
    has(o->err, "第6行第3列：路程（公里）和用时（分钟）至少填一项");
    has(o->err, "第7行第3列：“路程（公里）”为-3");
}

static void ways_that_are_given_count(void **state)
{
    sample(state);
    teachers(state);
    /* every way but one is beyond what may be asked for */
    write_file(state, "ways.csv",
               "出发学校标识码或教师编号,到达学校标识码,用时（分钟）\n"
               "2199000001,2199000002,35\nT11,2199000003,10\n");
    const outcome *o =
        RUN(state, PLAN, "teachers.csv", "--travel", "ways.csv", FILES, "--most-km",
            "500", "--set", "rotation_share=2%", "--set", "rotation_backbone_share=0",
            "--speed", "6", "--json", "--set", "rotation_rural_first=no");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"fairness\": [");
    has(o->out, "\"indicator\": \"L7\"");
    o = RUN(state, PLAN, "teachers.csv", "--travel", "ways.csv", FILES, "--most-km",
            "500");
    has(o->out, "路程不在路程表里，已按直线距离的1.3倍代替");
}

static void settings_say_who_is_eligible(void **state)
{
    sample(state);
    write_file(state, "four.csv",
               "教师编号,学校标识码,学段,任教学科,学历,性别,年龄,在本校任教年数,"
               "不符合的原因,距上次交流年数\n"
               "A,2199000001,小学,语文,本科,女,52,20,,\n"
               "B,2199000001,小学,语文,本科,男,52,20,,\n"
               "C,2199000001,小学,语文,本科,女,30,7,哺乳期,\n"
               "D,2199000001,小学,语文,本科,女,30,5,,\n"
               "E,2199000001,小学,语文,本科,女,40,9,,2\n"
               "F,2199000001,小学,语文,本科,女,40,9,,4\n");
    const outcome *o = RUN(state, PLAN, "four.csv", FILES, "--most-km", "500", "--leave",
                           "100%", "--set", "rotation_backbone_share=0");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "在本校任教年限不够");
    has(o->out, "接近退休年龄");
    has(o->out, "近几年刚交流过");
    has(o->out, "名册填写了原因");
    o = RUN(state, PLAN, "four.csv", FILES, "--most-km", "500", "--leave", "100%",
            "--set", "rotation_backbone_share=0", "--set", "rotation_age_women=60",
            "--set", "rotation_years=5", "--set", "rotation_rest_years=1", "--json");
    has(o->out, "\"eligible\": 5");
}

static void the_sample_has_teachers(void **state)
{
    sample(state);
    const outcome *o = RUN(state, PLAN, "teachers.csv", FILES, "--own");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "公平性：谁交流、走多远");
}

static void stable_plans_are_told_from_others(void **state)
{
    sample(state);
    const char *const file[] = {"stable.csv", "plain.csv"};
    for (size_t i = 0; i < JH_COUNT(file); i++)
        keep_in_mind(state, file[i]);
    const outcome *o = RUN(state, PLAN, "teachers.csv", FILES, "--own", "--stable",
                           "--out", "stable.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "换位稳定：循环互换");
    o = RUN(state, PLAN, "teachers.csv", FILES, "--stable", "--plan", "stable.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "方案满足各项规定");
    o = RUN(state, PLAN, "teachers.csv", FILES, "--own", "--out", "plain.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    o = RUN(state, PLAN, "teachers.csv", FILES, "--stable", "--plan", "plain.csv");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "互换，双方都更合意，两校也都能接受");
}

static char *slurp(const char *path)
{
    char *text = NULL;
    size_t n = 0;
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_true(getdelim(&text, &n, '\0', f) > 0);
    fclose(f);
    return text;
}

/* Ten letters at most; each speaks of one teacher. */
static void letters_are_for_one_teacher_each(void **state)
{
    sample(state);
    teachers(state);
    const outcome *o =
        RUN(state, PLAN, "teachers.csv", FILES, "--most-km", "500", "--own", "--letters",
            "letters", "--contact", "人事科 <一楼>", "--object-by", "7月10日");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "份通知书：letters");
    size_t n = 0;
    for (int i = 0; i < 60; i++) {
        char path[32], other[8];
        snprintf(path, sizeof path, "letters/T%02d.html", i);
        if (access(path, R_OK) != 0) continue;
        char *text = slurp(path);
        n++;
        has(text, "<title>教师交流轮岗通知书</title>");
        has(text, "人事科 &lt;一楼&gt;");
        has(text, "3年，期满");
        for (int k = 0; k < 60; k++) {
            snprintf(other, sizeof other, "T%02d", k);
            if (k != i) assert_null(strstr(text, other));
        }
        free(text);
        unlink(path);
    }
    assert_true(n >= 3);
    char *all = slurp("letters/all.html");
    size_t pages = 0;
    for (const char *p = all; (p = strstr(p, "<article>")); p++)
        pages++;
    assert_int_equal(pages, n);
    free(all);
    unlink("letters/all.html");
    assert_int_equal(rmdir("letters"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_a_plan_that_the_check_accepts),
        cmocka_unit_test(tells_every_bad_cell),
        cmocka_unit_test(bad_wishes_are_told_by_cell),
        cmocka_unit_test(bad_couples_are_told_by_cell),
        cmocka_unit_test(bad_ways_are_told_by_cell),
        cmocka_unit_test(ways_that_are_given_count),
        cmocka_unit_test(settings_say_who_is_eligible),
        cmocka_unit_test(the_sample_has_teachers),
        cmocka_unit_test(letters_are_for_one_teacher_each),
        cmocka_unit_test(stable_plans_are_told_from_others),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
