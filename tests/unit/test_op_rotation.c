/* jh plan rotation on the sample county: a plan, the same plan checked, plans by hand, and bad
 * tables. */
#include "jh_fixture.h"

#include <locale.h>

#define HEAD "教师编号,学校标识码,学段,任教学科,学历,骨干教师,在本校任教年数\n"
#define FILES "schools.csv", "county.csv", "--quiet"
#define PLAN "plan", "rotation", "--pack", "cn-2017-quality", "--teachers"

static void sample(void **state)
{
    static const char *const file[] = {"schools.csv", "county.csv", "answers.csv",
                                       "prices.csv", "README.md"};
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_a_plan_that_the_check_accepts),
        cmocka_unit_test(tells_every_bad_cell),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
