/* jh stat with several --value: the figures of each are those that it has alone. */
#include "jh_fixture.h"

static const char schools[] = "year,town,pupils,area,books,staff\n"
                              "1,A,45,279,90,3\n1,A,37,137,,2\n1,B,89,935,80,6\n"
                              "1,B,76,160,70,9\n1,B,0,160,70,9\n1,A,55,402,-,4\n"
                              "2,A,45,280,95,4\n2,A,30,137,12,2\n2,B,99,900,85,7\n"
                              "2,B,70,190,60,8\n2,B,51,x,60,8\n2,A,51,450,44,4\n";

static const char *const values[] = {"area / pupils", "books / pupils", "staff / pupils"};

/* Every line of the reply about one value stands in that about all, behind the value's name. */
static void stands_in(const char *all, const char *value, char *alone)
{
    size_t lines = 0;
    for (char *end, *line = alone; *line; line = end + 1) {
        char wanted[512];
        end = strchr(line, '\n');
        assert_non_null(end);
        *end = '\0';
        if (!strchr(line, ',')) continue; /* between tables */
        bool head = lines++ == 0 || !strpbrk(line, "0123456789");
        snprintf(wanted, sizeof wanted, "%s,%s\n", head ? "指标" : value, line);
        has(all, wanted);
    }
    assert_true(lines > 1);
}

static void same_as_alone(void **state, const char *const *more, size_t n)
{
    const char *word[24] = {"stat", "schools.csv", "--weight", "pupils", "--csv"};
    size_t words = 5;
    write_file(state, "schools.csv", schools);
    for (size_t i = 0; i < n; i++)
        word[words++] = more[i];
    for (size_t i = 0; i < JH_COUNT(values); i++) {
        word[words + 2 * i] = "--value";
        word[words + 2 * i + 1] = values[i];
    }
    const outcome *o = run_words(state, words + 2 * JH_COUNT(values), word);
    assert_int_equal(o->code, JH_EXIT_DONE);
    char *all = strdup(o->out);
    assert_non_null(all);
    for (size_t i = 0; i < JH_COUNT(values); i++) {
        word[words + 1] = values[i];
        o = run_words(state, words + 2, word);
        assert_int_equal(o->code, JH_EXIT_DONE);
        stands_in(all, values[i], o->out);
    }
    free(all);
}

#define SAME_AS_ALONE(state, ...)                                                        \
    same_as_alone(state, (const char *const[]){__VA_ARGS__},                             \
                  JH_COUNT(((const char *const[]){__VA_ARGS__})))

static void gives_each_value_its_rows(void **state)
{
    SAME_AS_ALONE(state, "--stat", "mean,cv,gini,p50,count");
    SAME_AS_ALONE(state, "--by", "town,year", "--stat",
                  "cv,ratio_p90_p10,mcloone,ge(1.5)");
    SAME_AS_ALONE(state, "--by", "town", "--with", "staff", "--stat", "correlation,cv");
    SAME_AS_ALONE(state, "--by", "town", "--with", "year", "--stat", "between_share");
    SAME_AS_ALONE(state, "--by", "year", "--within", "town");
}

static void gives_each_value_its_intervals(void **state)
{
    SAME_AS_ALONE(state, "--by", "town", "--stat", "cv,gini,theil_t", "--bootstrap",
                  "60");
    SAME_AS_ALONE(state, "--by", "town", "--stat", "cv,gini", "--bootstrap", "60",
                  "--bca");
    SAME_AS_ALONE(state, "--by", "year", "--within", "town", "--bootstrap", "60");
    SAME_AS_ALONE(state, "--nest", "town", "--bootstrap", "60");
}

static void gives_each_value_its_years(void **state)
{
    SAME_AS_ALONE(state, "--by", "town", "--compare", "year == 1", "--permute", "99");
    SAME_AS_ALONE(state, "--compare", "year == 1", "--unit", "town,staff,area",
                  "--bootstrap", "40");
    SAME_AS_ALONE(state, "--nest", "town", "--compare", "year == 1", "--stat",
                  "cv,theil_t");
    SAME_AS_ALONE(state, "--by", "town", "--trend", "year", "--rule", "year");
}

static void tells_which_value_lacks_rows(void **state)
{
    write_file(state, "schools.csv", schools);
    const outcome *o =
        RUN(state, "stat", "schools.csv", "--value", "area", "--value", "books",
            "--value", "area", "--by", "town", "--json", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"values\": [\n    {\n      \"value\": \"area\",\n      \"missing\": "
                "1\n    },\n    {\n      \"value\": \"books\",\n      \"missing\": 2\n"
                "    }\n  ],\n");
    has(o->out, "{\n      \"value\": \"books\",\n      \"by\": \"A\",\n      \"n\": 4,\n"
                "      \"missing\": 2,\n");
    has(o->err, "schools.csv row 12 column 4: \"area\": 1 rows");
    has(o->err, "schools.csv row 3 column 5: \"books\": 2 rows");
    assert_null(
        strstr(strstr(o->out, "\"books\""), "\"value\": \"area\",\n      \"missing"));
}

static void draws_all_values(void **state)
{
    write_file(state, "schools.csv", schools);
    const outcome *o = RUN(state, "stat", "schools.csv", "--value", "area / pupils",
                           "--value", "staff / pupils", "--by", "town", "--plot");
    has(o->out, "均值 [area / pupils]\nB ");
    has(o->out, "均值 [staff / pupils]\nA ");
    o = RUN(state, "stat", "schools.csv", "--value", "area / pupils", "--value",
            "staff / pupils", "--curve", "--plot", "--stat", "gini");
    has(o->out, "1.0 ┤");
    has(o->out, "staff / pupils");
    o = RUN(state, "stat", "schools.csv", "--value", "area / pupils", "--value",
            "staff / pupils", "--nest", "town", "--plot");
    has(o->out, "staff / pupils");
    o = RUN(state, "stat", "schools.csv", "--value", "area / pupils", "--value",
            "staff / pupils", "--trend", "year", "--plot");
    has(o->out, "均值 [staff / pupils]\n1 ");
}

static void names_the_value_that_has_no_figure(void **state)
{
    write_file(state, "schools.csv", schools);
    const outcome *o = RUN(state, "stat", "schools.csv", "--value", "area", "--value",
                           "books - 1000", "--stat", "gini", "--lang", "en");
    has(o->out, "Gini coefficient [books - 1000] is shown");
    assert_null(strstr(o->out, "Gini coefficient [area] is shown"));
}

static void refuses_several_counts(void **state)
{
    write_file(state, "schools.csv", schools);
    const outcome *o = RUN(state, "stat", "schools.csv", "--value", "pupils", "--value",
                           "staff", "--group", "town", "--nest", "year", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "\"staff\" is one too many");
    o = RUN(state, "stat", "schools.csv", "--value", "area / pupils, staff / pupils");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--value '图书 / 学生数' --value");
    o = RUN(state, "stat", "schools.csv", "--value",
            "if(town == \"A,B\", (area + 1), 2)");
    assert_int_equal(o->code, JH_EXIT_DONE);
    o = RUN(state, "stat", "schools.csv", "--value", "pupils", "--value", "no such");
    assert_int_equal(o->code, JH_EXIT_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_each_value_its_rows),
        cmocka_unit_test(gives_each_value_its_intervals),
        cmocka_unit_test(gives_each_value_its_years),
        cmocka_unit_test(tells_which_value_lacks_rows),
        cmocka_unit_test(draws_all_values),
        cmocka_unit_test(names_the_value_that_has_no_figure),
        cmocka_unit_test(refuses_several_counts),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
