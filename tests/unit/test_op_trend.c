/* jh stat --trend: figures by year, their trend, and breaks, as a user would ask for them. */
#include "jh_fixture.h"

#define RISING                                                                           \
    "county,year,version,x\n"                                                            \
    "甲,2020学年,A,1\n甲,2021,A,2\n甲,2022,A,4\n甲,2023,A,8\n甲,2024,A,16\n"

static void a_trend_with_its_interval(void **state)
{
    write_file(state, "y.csv", RISING "甲,none,A,99\n");
    const outcome *o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year",
                           "--stat", "mean", "--by", "county", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "2020–2024 (5 years)");
    has(o->out, "3.375000");
    has(o->out, "1.000000–8.000000");
    has(o->out, "0.0167");
    has(o->err, "row 7 column 2");
    o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year", "--stat", "mean",
            "--json");
    has(o->out, "\"slope\": 3.375");
    has(o->out, "\"exact\": true");
    has(o->out, "\"no_year\": 1");
    has(o->out, "\"breaks\": []");
}

/* The years since the rule changed have a trend of their own; a year with two rules is broken on
 * both sides. */
static void breaks_are_marked(void **state)
{
    write_file(state, "y.csv",
               "year,version,x\n2020,A,5\n2021,A,5\n2022,B,9\n2023,B,8\n2024,B,7\n");
    const outcome *o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year",
                           "--rule", "version", "--stat", "mean");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "口径有变");
    has(o->out, "2022—2024（3年）");
    has(o->out, "-1.000000");
    o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year", "--rule",
            "version", "--json");
    has(o->out, "\"since\": 2022");
    write_file(state, "z.csv",
               "year,version,x\n2020,A,5\n2021,A,5\n2021,B,5\n2022,B,9\n2023,B,8\n");
    o = RUN(state, "stat", "z.csv", "--value", "x", "--trend", "year", "--rule",
            "version", "--csv");
    has(o->out, "2021,2,0,5,0,口径有变，行数变动超过10%");
    has(o->out, "2022,1,0,9,0,口径有变，行数变动超过10%");
    has(o->out, "2023,1,0,8,0,\n");
}

/* School years in one number are years; months are not. */
static void school_years_are_years(void **state)
{
    write_file(state, "y.csv", "year,x\n20202021,1\n20212022,2\n20222023,5\n");
    const outcome *o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year",
                           "--stat", "mean", "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"year\": 2022,");
    has(o->out, "\"slope\": 2,");
    write_file(state, "y.csv", "year,x\n202009,1\n20202022,2\n202209,5\n");
    o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "no year was found in column");
}

static void few_years_and_wrong_words(void **state)
{
    write_file(state, "y.csv", "year,x\n2020,1\n2021,2\n2021年,3\n");
    const outcome *o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "“2021”和“2021年”是同一年");
    write_file(state, "y.csv", "year,x\n2020,1\n2021,2\n");
    o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year", "--stat", "mean");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "年份太少");
    has(o->out, "1.000000");
    o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year,x");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, "stat", "y.csv", "--value", "x", "--rule", "year");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year", "--compare",
            "x>1");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    write_file(state, "y.csv", "year,x\nold,1\nnew,2\n");
    o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "没有读到年份");
}

static void year_below_year_as_a_plot(void **state)
{
    write_file(state, "y.csv", RISING);
    keep_in_mind(state, "t.svg");
    const outcome *o = RUN(state, "stat", "y.csv", "--value", "x", "--trend", "year",
                           "--stat", "mean", "--plot", "--svg", "t.svg");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "●");
    assert_true(strstr(o->out, "2020") < strstr(o->out, "2024"));
    assert_int_equal(access("t.svg", R_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trend_with_its_interval),
        cmocka_unit_test(breaks_are_marked),
        cmocka_unit_test(school_years_are_years),
        cmocka_unit_test(few_years_and_wrong_words),
        cmocka_unit_test(year_below_year_as_a_plot),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
