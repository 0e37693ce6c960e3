/* jh tally: sums that a county gives away, and what a province makes of them. */
#include "jh_fixture.h"

static const char left[] = "县,学生数,图书\n"
                           "甲,45,279\n甲,37,137\n甲,89,935\n丙,76,160\n";
static const char right[] = "县,学生数,图书\n甲,55,402\n乙,10,40\n乙,20,x\n乙,0,9\n";

#define ASK "--value", "图书/学生数", "--weight", "学生数"

/* The published five schools, parted over two counties: 0.515257. */
static void parts_give_the_coefficient_of_the_whole(void **state)
{
    write_file(state, "a.csv", left);
    write_file(state, "b.csv", "县,学生数,图书\n甲,55,402\n");
    keep_in_mind(state, "a.json");
    keep_in_mind(state, "b.json");
    keep_in_mind(state, "ab.json");
    RUN(state, "tally", "make", "a.csv", ASK, "--name", "东县", "--out", "a.json");
    RUN(state, "tally", "make", "b.csv", ASK, "--name", "西县", "--out", "b.json");
    const outcome *o =
        RUN(state, "tally", "merge", "a.json", "b.json", "--out", "ab.json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "6.334437  3.263861  0.515257");
    o = RUN(state, "tally", "merge", "b.json", "a.json", "--json");
    has(o->out, "\"name\": \"西县\"");
    has(o->out, "\"cv\": 0.515256629884");

    o = RUN(state, "tally", "merge", "ab.json", "a.json");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "东县");
}

static void small_groups_are_put_together(void **state)
{
    write_file(state, "a.csv", left);
    write_file(state, "b.csv", right);
    const outcome *o =
        RUN(state, "tally", "make", "a.csv", "b.csv", ASK, "--by", "县", "--least", "3");
    has(o->out, "甲");
    has(o->out, "乙");
    has(o->out, "其他（小组合并）");
    assert_null(strstr(o->out, "丙"));
    has(o->out, "1 行的权重为零");
}

static void parts_must_ask_the_same(void **state)
{
    write_file(state, "a.csv", left);
    keep_in_mind(state, "a.json");
    keep_in_mind(state, "b.json");
    RUN(state, "tally", "make", "a.csv", ASK, "--out", "a.json");
    RUN(state, "tally", "make", "a.csv", "--value", "图书", "--out", "b.json");
    const outcome *o = RUN(state, "tally", "merge", "a.json", "b.json");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "--value");
    has(o->err, "b.json");
}

static void files_that_are_none(void **state)
{
    write_file(state, "a.csv", left);
    write_file(state, "t.json",
               "{\"junheng\": \"tally/1\", \"value\": \"x\", \"groups\": "
               "[{\"n\": 1, \"missing\": 0}]}\n");
    const outcome *o = RUN(state, "tally", "merge", "a.csv");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    o = RUN(state, "tally", "merge", "t.json");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "weightless");
    o = RUN(state, "tally", "make", "a.csv", ASK, "--least", "0");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, "tally", "make", "a.csv", "--value", "床位");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "床位");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_give_the_coefficient_of_the_whole),
        cmocka_unit_test(small_groups_are_put_together),
        cmocka_unit_test(parts_must_ask_the_same),
        cmocka_unit_test(files_that_are_none),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
