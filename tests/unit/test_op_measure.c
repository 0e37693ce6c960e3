/* jh measure: statistics of a pack's indicators, beside those that jh assess reports. */
#include "jh_fixture.h"

static const char schools[] = "学校名称,办学类型,小学在校生数,小学高于规定学历教师数\n"
                              "甲,211,100,5\n乙,211,300,9\n丙,211,200,12\n丁,211,50,\n";

#define ASK "measure", "--pack", "cn-2017-quality", "--indicator", "L1", "s.csv"

static void figures_by_area_and_stage(void **state)
{
    write_file(state, "s.csv", schools);
    const outcome *o = RUN(state, ASK, "--stat", "mean,cv,gini", "--csv", "--quiet");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "地区,学段,指标,行数,缺数,mean,cv,gini\n");
    has(o->out, ",小学,L1,3,1,4.33333333333333"); /* 26 of 600 pupils, one not known */
}

static void intervals_hold_the_figure(void **state)
{
    write_file(state, "s.csv", schools);
    char *first;
    const outcome *o = RUN(state, ASK, "--stat", "mean", "--bootstrap", "200", "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"low\": ");
    first = strdup(o->out);
    o = RUN(state, ASK, "--stat", "mean", "--bootstrap", "200", "--json");
    assert_string_equal(o->out, first); /* the same seed */
    o = RUN(state, ASK, "--stat", "mean", "--bootstrap", "200", "--seed", "2", "--json");
    assert_string_not_equal(o->out, first);
    free(first);
}

static void plots(void **state)
{
    write_file(state, "s.csv", schools);
    keep_in_mind(state, "m.svg");
    const outcome *o = RUN(state, ASK, "--plot", "--svg", "m.svg");
    has(o->out, "●");
    FILE *f = fopen("m.svg", "r");
    assert_non_null(f);
    fclose(f);
}

static void what_is_refused(void **state)
{
    write_file(state, "s.csv", schools);
    const outcome *o = RUN(state, ASK, "--stat", "cvx");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, ASK, "--stat", "correlation");
    has(o->err, "correlation");
    o = RUN(state, ASK, "--by", "颜色");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "颜色");
    o = RUN(state, ASK, "--bootstrap", "1");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, ASK, "--bootstrap", "10", "--level", "2");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, ASK, "--compare", "2024");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, "measure", "--pack", "cn-2017-quality", "--indicator", "L99", "s.csv");
    has(o->err, "L99");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_by_area_and_stage),
        cmocka_unit_test(intervals_hold_the_figure),
        cmocka_unit_test(plots),
        cmocka_unit_test(what_is_refused),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
