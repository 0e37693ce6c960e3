/* jh stat --nest and --group. */
#include "jh_fixture.h"

static const char table[] = "prov,county,school,pupils,money,year\n"
                            "A,A1,s1,1,1,2\nA,A1,s2,1,3,2\nA,A2,s3,1,4,2\nA,A2,s4,1,8,2\n"
                            "B,B1,s5,1,4,2\nB,B1,s6,1,4,2\n"
                            "A,A1,s1,1,2,1\nA,A1,s2,1,2,1\nA,A2,s3,1,4,1\nA,A2,s4,1,8,1\n"
                            "B,B1,s5,1,4,1\nB,B1,s6,1,4,1\n";

static void parts_add_up(void **state)
{
    write_file(state, "t.csv", table);
    const outcome *o =
        RUN(state, "stat", "t.csv", "--value", "money", "--weight", "pupils", "--nest",
            "prov,county", "--where", "year == 2", "--csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "统计量,部分,数值,占比\ntheil_t,全部,0.137326536083");
    has(o->out, "theil_t,prov 之间,0,0.0%\n");
    has(o->out, "theil_t,prov 内的 county 之间,0.08720");
    has(o->out, "theil_t,county 内部,0.050118512");
    has(o->out, "gini,county 重叠,0,0.0%\n");
    has(o->out, "theil_t,A / A2,2,");
    o = RUN(state, "stat", "t.csv", "--value", "money", "--nest", "prov,county", "--by",
            "year", "--stat", "ge(2)", "--json", "--lang", "en");
    has(o->out, "\"by\": \"1\",\n      \"n\": 6,");
    has(o->out, "\"level\": \"county\"");
    has(o->out, "\"group\": \"A / A2\",\n                \"n\": 2,\n"
                "                \"weight_share\": 0.333333333333333");
}

static void change_has_its_sources(void **state)
{
    write_file(state, "t.csv", table);
    const outcome *o = RUN(state, "stat", "t.csv", "--value", "money", "--nest", "county",
                           "--compare", "year == 1", "--stat", "theil_t", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "shares of groups  means of groups  inside groups");
    has(o->out, "0.021802          0.000000         0.000000       0.021802");
    /* whatever uses weights has sources of its change, parts or not */
    o = RUN(state, "stat", "t.csv", "--value", "money", "--nest", "county", "--compare",
            "year == 1", "--stat", "gini,cv", "--csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\ngini,0.25,0.26388888888888");
    has(o->out, "\ncv,0.5,0.52041649986653");
    has(o->out, "\ncv,全部,0.5204");
    assert_null(strstr(o->out, "cv,county"));
    o = RUN(state, "stat", "t.csv", "--value", "money", "--nest", "county", "--compare",
            "year == 1", "--stat", "cv_unweighted");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "cv_unweighted 不用权重");
    o = RUN(state, "stat", "t.csv", "--value", "money", "--nest", "county", "--stat",
            "cv");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "cv 不能按组分解");
}

/* The same draws whatever is asked beside; no interval where one of the years has no figure. */
static void parts_have_intervals(void **state)
{
    write_file(state, "t.csv", table);
    const outcome *o =
        RUN(state, "stat", "t.csv", "--value", "money", "--nest", "county", "--compare",
            "year == 1", "--stat", "theil_t", "--bootstrap", "50", "--csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "统计量,部分,数值,value_low,value_high,占比");
    has(o->out, "变化,change_low,change_high,");
    o = RUN(state, "stat", "t.csv", "--value", "money", "--nest", "county", "--compare",
            "year == 1", "--stat", "theil_t", "--bootstrap", "50", "--json");
    has(o->out, "\"between_interval\"");
    has(o->out, "\"within_interval\"");
    has(o->out, "\"shares_interval\"");
    o = RUN(state, "stat", "t.csv", "--value", "money", "--within", "year", "--stat",
            "mean", "--bootstrap", "50", "--csv");
    has(o->out, "mean,mean_low,mean_high");
    /* groups of two rows: in a draw they are more even than they are */
    write_file(state, "apart.csv", "c,x\nA,1\nA,9\nB,2\nB,8\nC,3\nC,7\nD,5\nD,4\n");
    o = RUN(state, "stat", "apart.csv", "--value", "x", "--nest", "c", "--stat",
            "theil_t", "--bootstrap", "200", "--level", "0.5");
    has(o->out, "请加 --bca");
    o = RUN(state, "stat", "t.csv", "--value", "money", "--nest", "prov", "--stat",
            "theil_t", "--bootstrap", "200");
    assert_null(strstr(o->out, "请加 --bca"));
    write_file(state, "even.csv", "county,x\nA,2\nA,2\nB,5\nB,5\n");
    o = RUN(state, "stat", "even.csv", "--value", "x", "--within", "county", "--stat",
            "mean", "--bootstrap", "50", "--csv");
    /* drawn inside each group the mean cannot move */
    has(o->out, "\n4,0,2,3.5,3.5,3.5\n");
}

static const char wide[] = "state,school,year,a,b\nX,p,2,8,2\nX,q,2,2,8\nY,r,2,5,5\n"
                           "X,p,1,8,2\nX,q,1,2,8\nY,z,1,,5\n";
static const char longer[] = "state,school,kind,n\nX,p,a,8\nX,p,b,2\nX,q,a,2\nX,q,b,8\n"
                             "Y,r,a,5\nY,r,b,5\n";

/* Every school has twice of the year before, and no other part of it: drawn with both of its years
 * nothing but the means can have changed. */
static void parts_of_the_same_schools(void **state)
{
    write_file(state, "u.csv",
               "c,id,year,x\nA,a,1,1\nA,b,1,3\nB,c,1,4\nB,d,1,8\n"
               "A,a,2,2\nA,b,2,6\nB,c,2,8\nB,d,2,16\n");
    const outcome *o = RUN(state, "stat", "u.csv", "--value", "x", "--nest", "c",
                           "--compare", "year == 1", "--stat", "theil_t", "--bootstrap",
                           "40", "--unit", "id", "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"change\": 0,\n");
    has(o->out, "\"inside_interval\": {\n            \"low\": 0,\n"
                "            \"high\": 0,\n");
    o = RUN(state, "stat", "u.csv", "--value", "x", "--nest", "c", "--compare",
            "year == 1", "--stat", "theil_t", "--bootstrap", "40");
    has(o->out, "请用 --unit 写明");
}

static void segregation_of_wide_and_long_tables(void **state)
{
    write_file(state, "wide.csv", wide);
    write_file(state, "long.csv", longer);
    const outcome *o = RUN(state, "stat", "wide.csv", "--group", "a,b", "--nest",
                           "state,school", "--where", "year == 2", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "mutual information M      3      30  0.693147  0.128497");
    has(o->out, "dissimilarity D           3      30  0.693147  0.400000");
    has(o->out, "X / p      10     0.192745      0.064248");
    has(o->out, "by chance");
    o = RUN(state, "stat", "long.csv", "--group", "kind", "--value", "n", "--nest",
            "state,school", "--json", "--lang", "en");
    has(o->out,
        "\"units\": 3,\n      \"pupils\": 30,\n      \"entropy\": 0.69314718055994");
    has(o->out, "\"m\": 0.1284965046");
    has(o->out, "\"level\": \"school\",\n          \"m\": 0.1284965046");
    o = RUN(state, "stat", "wide.csv", "--group", "a,b", "--by", "state", "--where",
            "year == 2", "--csv");
    has(o->out, "\nX,m,2,20,0.693147180559945");
    has(o->out, "\nY,m,1,10,0.693147180559945");
}

static void rows_without_a_school_are_told(void **state)
{
    write_file(state, "g.csv", "school,a,b\np,10,20\n,5,5\n,40,1\n");
    const outcome *o = RUN(state, "stat", "g.csv", "--group", "a,b", "--nest", "school");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->err, "第3行第1列");
    has(o->err, "共 2 行没有写是哪个单位");
    o = RUN(state, "stat", "g.csv", "--group", "a,b");
    assert_null(strstr(o->err, "没有写是哪个单位"));
}

static void segregation_has_intervals(void **state)
{
    write_file(state, "wide.csv", wide);
    const outcome *o =
        RUN(state, "stat", "wide.csv", "--group", "a,b", "--nest", "state,school",
            "--where", "year == 2", "--bootstrap", "100", "--csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "figure_low,figure_high");
    has(o->out, "\n全部,m,0.1284965");
    has(o->out, "\na,eta2,");
    o = RUN(state, "stat", "wide.csv", "--group", "a,b", "--where", "year == 2",
            "--bootstrap", "100", "--json");
    has(o->out, "\"interval\": {\n        \"m\": {\n          \"low\": 0");
}

static void segregation_is_drawn(void **state)
{
    write_file(state, "wide.csv", wide);
    const outcome *o = RUN(state, "stat", "wide.csv", "--group", "a,b", "--where",
                           "year == 2", "--plot", "--lang", "en");
    has(o->out, "dissimilarity D\na ");
    o = RUN(state, "stat", "wide.csv", "--group", "a,b", "--where", "year == 2", "--by",
            "state", "--bootstrap", "50", "--plot", "--lang", "en");
    has(o->out, "information index H\n");
    has(o->out, "●");
}

static void years_of_segregation(void **state)
{
    write_file(state, "wide.csv", wide);
    const outcome *o =
        RUN(state, "stat", "wide.csv", "--group", "a,b", "--nest", "state,school",
            "--compare", "year == 1", "--json", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"before\": 0.192744");
    has(o->out, "\"removals\": 0,\n");
    has(o->out, "\"structural\": 0,\n        \"h\": {");
    /* the row without a count is told with its cell */
    has(o->err, "wide.csv row 7 column 4");
}

/* Levels and the change have intervals of the same draws as the figures, on any threads. */
static void changes_of_segregation_have_intervals(void **state)
{
    static const char years[] = "year,state,school,a,b\n"
                                "1,X,p,9,1\n1,X,q,4,6\n1,Y,r,3,7\n1,Y,s,5,5\n1,Y,t,2,2\n"
                                "2,X,p,8,2\n2,X,q,5,5\n2,Y,r,4,6\n2,Y,s,5,6\n2,Y,u,3,1\n"
                                "3,X,p,9,1\n3,X,q,4,6\n3,Y,r,3,7\n3,Y,s,5,5\n3,Y,t,2,2\n";
    write_file(state, "years.csv", years);
    const outcome *o = RUN(state, "stat", "years.csv", "--group", "a,b", "--nest",
                           "state,school", "--where", "year < 3", "--compare",
                           "year == 1", "--bootstrap", "80", "--csv", "--threads", "1");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "m_low,m_high");
    has(o->out, "h_low,h_high");
    has(o->out, "additions_low,additions_high");
    has(o->out, "structural_low,structural_high");
    has(o->out, "change_low,change_high\nm,");
    has(o->out, "\nm,5,45,"); /* t is gone: it is no unit of the later year */
    char *one = strdup(o->out);
    assert_non_null(one);
    o = RUN(state, "stat", "years.csv", "--group", "a,b", "--nest", "state,school",
            "--where", "year < 3", "--compare", "year == 1", "--bootstrap", "80", "--csv",
            "--threads", "3");
    assert_string_equal(one, o->out);
    free(one);
    o = RUN(state, "stat", "years.csv", "--group", "a,b", "--nest", "state,school",
            "--where", "year < 3", "--compare", "year == 1", "--permute", "99", "--csv");
    has(o->out, ",p 值\nm,");
    o = RUN(state, "stat", "years.csv", "--group", "a,b", "--nest", "state,school",
            "--where", "year != 2", "--compare", "year == 1", "--permute", "99", "--csv");
    has(o->out, ",0,1\nh,");
    o = RUN(state, "stat", "years.csv", "--group", "a,b", "--nest", "state,school",
            "--where", "year < 3", "--compare", "year == 1", "--permute", "99", "--json");
    has(o->out, "\"p\": 0.");
    o = RUN(state, "stat", "years.csv", "--group", "a,b", "--compare", "year == 1",
            "--permute", "99");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--nest");
    /* years that are alike do not change, whatever is drawn */
    o = RUN(state, "stat", "years.csv", "--group", "a,b", "--nest", "state,school",
            "--where", "year != 2", "--compare", "year == 1", "--bootstrap", "80",
            "--csv");
    has(o->out, ",0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n");
    o = RUN(state, "stat", "years.csv", "--group", "a,b", "--nest", "state,school",
            "--where", "year < 3", "--compare", "year == 1", "--bootstrap", "80",
            "--json");
    has(o->out, "\"structural_interval\": {");
    has(o->out, "\"h_interval\": {");
    has(o->out, "\"change\": {\n        \"before\": 0.");
}

static void what_does_not_fit_is_refused(void **state)
{
    static const char *const words[][4] = {
        {"--group", "a", "--nest", "school"},     {"--group", "a,b", "--value", "a"},
        {"--group", "a,b", "--stat", "cv"},       {"--group", "a,b", "--within", "state"},
        {"--group", "a,b", "--weight", "a"},      {"--group", "a,,b", "--by", "state"},
        {"--within", "state", "--nest", "school"}};
    write_file(state, "wide.csv", wide);
    for (size_t i = 0; i < JH_COUNT(words); i++) {
        const outcome *o = RUN(state, "stat", "wide.csv", words[i][0], words[i][1],
                               words[i][2], words[i][3]);
        assert_int_equal(o->code, JH_EXIT_USAGE);
        has(o->err, "--");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(change_has_its_sources),
        cmocka_unit_test(parts_have_intervals),
        cmocka_unit_test(parts_of_the_same_schools),
        cmocka_unit_test(rows_without_a_school_are_told),
        cmocka_unit_test(segregation_has_intervals),
        cmocka_unit_test(segregation_of_wide_and_long_tables),
        cmocka_unit_test(segregation_is_drawn),
        cmocka_unit_test(years_of_segregation),
        cmocka_unit_test(changes_of_segregation_have_intervals),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
