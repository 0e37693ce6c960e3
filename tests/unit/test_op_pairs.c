/* jh plan pairs on the sample county: a plan, the same plan checked, pairs of today, pairs by hand
 * and bad tables. */
#include "jh_fixture.h"

#define HEAD "受帮扶学校标识码,学段,帮扶学校标识码\n"
#define PLAN "plan", "pairs", "--pack", "cn-2017-quality", "schools.csv", "county.csv"

static void sample(void **state)
{
    static const char *const file[] = {"schools.csv", "county.csv", "answers.csv",
                                       "README.md", "prices.csv"};
    const outcome *o =
        RUN(state, "sample", "--out", ".", "--schools", "30", "--format", "csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    for (size_t i = 0; i < JH_COUNT(file); i++)
        keep_in_mind(state, file[i]);
}

static void makes_pairs_that_the_check_accepts(void **state)
{
    sample(state);
    keep_in_mind(state, "pairs.csv");
    const outcome *o =
        RUN(state, PLAN, "--quiet", "--helpers", "2", "--out", "pairs.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "已证明是最优");
    has(o->out, "新结对");
    o = RUN(state, PLAN, "--quiet", "--helpers", "2", "--plan", "pairs.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "已证明是最优");
    o = RUN(state, PLAN, "--quiet", "--helpers", "2", "--existing", "pairs.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "保持现有结对");
    assert_null(strstr(o->out, "新结对"));
    o = RUN(state, PLAN, "--helpers", "2", "--json");
    has(o->out, "\"status\": \"optimal\"");
    has(o->out, "\"watch\"");
}

/* The same pairs, but nobody may help two, or a partner of its own group. */
static void refuses_pairs_that_break_a_rule(void **state)
{
    sample(state);
    keep_in_mind(state, "pairs.csv");
    const outcome *o =
        RUN(state, PLAN, "--quiet", "--helpers", "9", "--out", "pairs.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    o = RUN(state, PLAN, "--quiet", "--plan", "pairs.csv");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "超过上限1所");
    o = RUN(state, PLAN, "--quiet", "--helpers", "9", "--plan", "pairs.csv", "--most-km",
            "2", "--json");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "plan.pairs_never");
}

static void tells_every_bad_cell(void **state)
{
    sample(state);
    write_file(state, "bad.csv", HEAD "1,小学,2199000002\n2199000001,大学,2199000002\n");
    const outcome *o = RUN(state, PLAN, "--plan", "bad.csv");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "学校标识码“1”不在");
    has(o->err, "第2行第1列");
    o = RUN(state, PLAN, "--group", "nothing");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "没有“nothing”这一列");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_pairs_that_the_check_accepts),
        cmocka_unit_test(refuses_pairs_that_break_a_rule),
        cmocka_unit_test(tells_every_bad_cell),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
