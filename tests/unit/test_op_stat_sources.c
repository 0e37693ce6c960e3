/* jh stat --sources: parts of a whole, and of its change. */
#include "jh_fixture.h"

/* Two years; teachers on posts and on contract. D closes, E opens. */
static const char teachers[] = "year,school,town,pupils,post,contract,fixed\n"
                               "1,A,T,100,3,1,2\n1,B,T,100,5,3,2\n1,C,U,200,9,,4\n"
                               "1,D,U,100,4,2,2\n2,A,T,100,4,1,2\n2,B,T,100,5,3,2\n"
                               "2,C,U,200,9,4,4\n2,E,U,150,6,0,3\n";

#define STAT                                                                             \
    "stat", "teachers.csv", "--value", "post / pupils", "--value", "contract / pupils",  \
        "--weight", "pupils", "--sources"

static void parts_one_year(void **state)
{
    write_file(state, "teachers.csv", teachers);
    const outcome *o = RUN(state, STAT, "--where", "year == 1 and town == \"T\"",
                           "--stat", "gini,cv", "--csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "gini,全部,0.16666666666666");
    has(o->out, "gini,post / pupils,0.0833333333333333");
    has(o->out, "gini,contract / pupils,0.0833333333333333");
    o = RUN(state, STAT, "--where", "year == 1 and town == \"T\"", "--json", "--lang",
            "en", "--stat", "gini");
    has(o->out, "\"source\": \"contract / pupils\"");
    has(o->out, "\"own\": 0.125000000000000");
    has(o->out, "\"natural\": 0.0833333333333333");
    has(o->out, "\"equal\": 0,");
}

/* What lacks a part is left out, and told; never taken as the parts that it has. */
static void leaves_out_what_lacks_a_part(void **state)
{
    write_file(state, "teachers.csv", teachers);
    const outcome *o = RUN(state, STAT, "--where", "year == 1", "--json", "--by", "town",
                           "--lang", "en");
    has(o->out, "\"by\": \"U\",\n      \"n\": 1,\n      \"missing\": 1,\n");
    has(o->err, "teachers.csv row 4 column 6: \"contract / pupils\": 1 rows");
}

static void parts_a_change(void **state)
{
    write_file(state, "teachers.csv", teachers);
    const outcome *o =
        RUN(state, STAT, "--where", "town == \"T\"", "--compare", "year == 1", "--unit",
            "school", "--stat", "mean,cv", "--csv", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "mean,before,0.06,\nmean,now,0.065,\nmean,change,0.00500000000000000");
    has(o->out, "mean,post / pupils,0.0050000000000000");
    has(o->out, "mean,contract / pupils,0,0\nmean,schools and weights,0,0\n");
    has(o->out, "cv,contract / pupils,0,0\n");
    o = RUN(state, STAT, "--compare", "year == 1", "--unit", "school", "--json", "--lang",
            "en", "--stat", "mean", "--bootstrap", "50");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"unit\": \"school\"");
    has(o->out, "\"units\": ");
    has(o->out, "\"units_interval\": {");
}

static void same_draws_on_any_threads(void **state)
{
    write_file(state, "teachers.csv", teachers);
    const outcome *o = RUN(state, STAT, "--compare", "year == 1", "--unit", "school",
                           "--bootstrap", "60", "--threads", "1", "--csv", "--plot");
    assert_int_equal(o->code, JH_EXIT_DONE);
    char *one = strdup(o->out);
    o = RUN(state, STAT, "--compare", "year == 1", "--unit", "school", "--bootstrap",
            "60", "--threads", "3", "--csv", "--plot");
    assert_string_equal(one, o->out);
    free(one);
}

static void reads_well(void **state)
{
    write_file(state, "teachers.csv", teachers);
    const outcome *o = RUN(state, STAT, "--where", "year == 1", "--by", "town", "--plot",
                           "--stat", "cv,p50", "--lang", "en");
    has(o->out, "coefficient of variation [T]\nall ");
    has(o->out, "by the index's own rule");
    has(o->out, "if all had the mean");
    has(o->out, "Shapley");
    o = RUN(state, STAT, "--where", "year == 3", "--lang", "en");
    has(o->out, "is shown as \"—\" because: there are no values");
}

/* Rows without the school's id are not the same school, however many there are. */
static void an_empty_id_matches_nothing(void **state)
{
    const char *const two[] = {"stat",    "ids.csv",     "--value",   "post",
                               "--value", "contract",    "--compare", "year == 1",
                               "--unit",  "school,town", "--stat",    "mean",
                               "--csv",   "--lang",      "en"};
    const char *word[JH_COUNT(two) + 1];
    memcpy(word, two, sizeof two);
    word[JH_COUNT(two)] = "--sources";
    write_file(state, "ids.csv",
               "year,school,town,post,contract\n1,,T,3,1\n1,B,T,5,3\n1,C,,9,4\n"
               "2,,T,4,1\n2,B,T,5,3\n2,C,,8,4\n2,,T,1,1\n");
    const outcome *o = run_words(state, JH_COUNT(word), word);
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->err, "ids.csv row 2 column 2: 5 rows are empty in a column of --unit");
    has(o->out, "mean,post,0,0\n"); /* only B stands in both years */
    word[JH_COUNT(two)] = "--permute=20";
    o = run_words(state, JH_COUNT(word), word);
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->err, "5 rows are empty");
}

static void draws_nothing_where_nothing_is(void **state)
{
    write_file(state, "teachers.csv", teachers);
    const outcome *o = RUN(state, STAT, "--where", "year == 3", "--by", "town", "--plot",
                           "--svg", "none.svg", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "coefficient of variation\n");
    has(o->out, "(nothing)");
}

static void says_what_does_not_go(void **state)
{
    write_file(state, "teachers.csv", teachers);
    const outcome *o = RUN(state, STAT, "--compare", "year == 1");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--unit");
    o = RUN(state, STAT, "--unit", "school");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--compare");
    o = RUN(state, STAT, "--compare", "year == 1", "--unit", "town", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "teachers.csv row 3: \"T\" stands twice");
    o = RUN(state, "stat", "teachers.csv", "--value", "post", "--sources");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--value");
    o = RUN(state, STAT, "--nest", "town");
    assert_int_equal(o->code, JH_EXIT_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_one_year),
        cmocka_unit_test(leaves_out_what_lacks_a_part),
        cmocka_unit_test(parts_a_change),
        cmocka_unit_test(same_draws_on_any_threads),
        cmocka_unit_test(reads_well),
        cmocka_unit_test(says_what_does_not_go),
        cmocka_unit_test(an_empty_id_matches_nothing),
        cmocka_unit_test(draws_nothing_where_nothing_is),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
