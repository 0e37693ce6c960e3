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

/* The table of schools with three columns more: group, lead and places of some schools. */
static void with_groups(void **state, const char *places)
{
    static const char *const member[] = {"2199000005", "3199000029", "2199000010"};
    char line[8192];
    jh_buf b = {0};
    FILE *f = fopen("schools.csv", "r");
    assert_non_null(f);
    for (int n = 0; fgets(line, sizeof line, f); n++) {
        bool in = false, leads = !strncmp(line, member[0], strlen(member[0]));
        for (size_t i = 0; i < JH_COUNT(member); i++)
            in = in || !strncmp(line, member[i], strlen(member[i]));
        line[strcspn(line, "\r\n")] = '\0';
        jh_buf_printf(&b, "%s%s%s%s%s\n", line,
                      n == 1 ? ",教育集团,是否集团牵头校,可帮扶学校数" : "",
                      n < 2 ? ""
                      : in  ? ",红旗集团,"
                            : ",,",
                      n < 2   ? ""
                      : leads ? "是,"
                              : "否,",
                      n < 2   ? ""
                      : leads ? places
                      : in    ? "9"
                              : "0");
    }
    fclose(f);
    jh_buf_putc(&b, '\0');
    write_file(state, "groups.csv", b.p);
    jh_buf_clear(&b);
}

#define GROUPS "plan", "pairs", "--pack", "cn-2017-quality", "groups.csv", "county.csv"

/* The lead answers for the group, with its own places; nobody else may help. */
static void a_group_is_one_partner_through_its_lead(void **state)
{
    sample(state);
    keep_in_mind(state, "pairs.csv");
    with_groups(state, "2");
    const outcome *o = RUN(state, GROUPS, "--quiet", "--out", "pairs.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "金湖镇中心小学（代表红旗集团，3所）");
    has(o->out, "结对2对，5所没有帮扶学校");
    has(o->out, "能帮的都已满额");
    o = RUN(state, GROUPS, "--json");
    has(o->out, "\"group\": \"红旗集团\"");
    has(o->out, "\"most\": 2");
    has(o->out, "\"why\": \"full\"");
    has(o->out, "\"from\": \"3199000029\"");
    o = RUN(state, GROUPS, "--quiet", "--plan", "pairs.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    with_groups(state, "1");
    o = RUN(state, GROUPS, "--quiet", "--plan", "pairs.csv");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "帮扶2所学校，超过上限1所");
    o = RUN(state, GROUPS, "--places", "township");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "不是数字");
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
        cmocka_unit_test(a_group_is_one_partner_through_its_lead),
        cmocka_unit_test(tells_every_bad_cell),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
