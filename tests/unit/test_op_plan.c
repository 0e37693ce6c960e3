/* jh plan budget and jh plan check on the sample county: from failing to passing, and back. */
#include "jh_fixture.h"

#define PRICES                                                                           \
    "采购项目,学段,适用范围,单价,每批数量,购置上限\n"                \
    "L1,,,90000,,\nL2,,,50000,,\nL3,,,85000,,\nL4,,,3500,80,\nL4,,乡村,2800,80,\n"     \
    "L5,,,650,50,\nL6,,,1,,\nL7,,,25000,,\n"

static void sample(void **state)
{
    static const char *const file[] = {"schools.csv", "county.csv", "answers.csv",
                                       "prices.csv",  "README.md",  "teachers.csv"};
    const outcome *o =
        RUN(state, "sample", "--out", ".", "--schools", "30", "--format", "csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    for (size_t i = 0; i < JH_COUNT(file); i++)
        keep_in_mind(state, file[i]);
    write_file(state, "prices.csv", PRICES);
}

#define PLAN "plan", "budget", "--pack", "cn-2017-quality", "--prices"
#define FILES "schools.csv", "county.csv", "--quiet"

static void from_failing_to_passing(void **state)
{
    sample(state);
    const outcome *o = RUN(state, "assess", "--pack", "cn-2017-quality", FILES, "--json");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    keep_in_mind(state, "plan.csv");
    o = RUN(state, PLAN, "prices.csv", FILES, "--json", "--out", "plan.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"verdict_before\": \"fail\"");
    has(o->out, "\"verdict_after\": \"pass\"");
    has(o->out, "\"method\": \"own\"");
    o = RUN(state, PLAN, "prices.csv", FILES);
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "不可能低于");
    has(o->out, "没有它学校不达标");
    o = RUN(state, "plan", "check", "--pack", "cn-2017-quality", "--prices", "prices.csv",
            "--plan", "plan.csv", FILES, "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"violations\": []");
    has(o->out, "\"verdict_after\": \"pass\"");
    o = RUN(state, "plan", "check", "--pack", "cn-2017-quality", "--prices", "prices.csv",
            "--plan", "plan.csv", FILES, "--budget", "1000");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "超出预算1000");
}

/* Counties on which an exchange of purchases that does not do was once taken back too far. */
static void exchanges_are_taken_back_whole(void **state)
{
    static const char *const seed[] = {"3", "29", "41"};
    for (size_t i = 0; i < JH_COUNT(seed); i++) {
        sample(state);
        RUN(state, "sample", "--out", ".", "--schools", "20", "--seed", seed[i],
            "--format", "csv");
        const outcome *o = RUN(state, PLAN, "prices.csv", FILES, "--own", "--json");
        assert_int_equal(o->code, JH_EXIT_DONE);
        has(o->out, "\"verdict_after\": \"pass\"");
    }
}

static void a_plan_by_hand_is_judged(void **state)
{
    sample(state);
    write_file(
        state, "mine.csv",
        "学校标识码,采购项目,学段,购置数量\n2199000001,L4,,81\n2199000001,L2,小学,1\n");
    const outcome *o = RUN(state, "plan", "check", "--pack", "cn-2017-quality",
                           "--prices", "prices.csv", "--plan", "mine.csv", FILES);
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "不是每批数量80的整数倍");
    has(o->out, "差异系数为");
    write_file(state, "mine.csv",
               "学校标识码,采购项目,学段,购置数量\n99,L4,,80\n2199000001,桌椅,,1\n"
               "2199000001,L2,大学,1\n2199000001,L2,小学,两个\n");
    o = RUN(state, "plan", "check", "--pack", "cn-2017-quality", "--prices", "prices.csv",
            "--plan", "mine.csv", "schools.csv", "county.csv");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "mine.csv 第2行第1列");
    has(o->err, "mine.csv 第3行第2列");
    has(o->err, "mine.csv 第4行第3列");
    has(o->err, "mine.csv 第5行第4列");
}

static void a_fixed_sum_is_spent(void **state)
{
    sample(state);
    const outcome *o =
        RUN(state, PLAN, "prices.csv", FILES, "--budget", "3000000", "--json");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "\"status\": \"optimal\"");
    has(o->out, "\"budget\": 3000000");
    o = RUN(state, PLAN, "prices.csv", FILES, "--budget", "1e12", "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    o = RUN(state, PLAN, "prices.csv", FILES, "--budget", "3e6", "--aim", "pupils",
            "--aim", "best");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "best");
    o = RUN(state, PLAN, "prices.csv", FILES, "--only", "all");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, PLAN, "prices.csv", FILES, "--stage", "大学");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, PLAN, "prices.csv", FILES, "--indicator", "L9");
    assert_int_equal(o->code, JH_EXIT_USAGE);
}

static void what_cannot_be_is_named(void **state)
{
    sample(state);
    write_file(state, "prices.csv",
               "采购项目,单价,购置上限\nL1,90000,\nL2,50000,\nL3,85000,\nL4,3500,\n"
               "L5,650,10\nL6,1,\nL7,25000,\n");
    const outcome *o = RUN(state, PLAN, "prices.csv", FILES);
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "做不到");
    has(o->out, "运动场地面积");
    write_file(state, "prices.csv", "采购项目,单价\nL1,90000\nL2,50000\n");
    o = RUN(state, PLAN, "prices.csv", FILES);
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "单价表没有可以改善它的项目");
}

static void a_bad_price_list_is_told_by_cell(void **state)
{
    sample(state);
    write_file(
        state, "bad.csv",
        "采购项目,学段,学校标识码,适用范围,单价,每批数量,最少购置,购置上限\n"
        "L1,小学,,,九万,,,\n桌椅,,,,100,,,\nL4,高高,,,3500,80,,\nL4,,123,,3500,80,,\n"
        "L5,,,乡下,650,0,5,1\nL7,,,,,,,\n");
    const outcome *o = RUN(state, PLAN, "bad.csv", "schools.csv");
    static const char *const place[] = {"第2行第5列", "第3行第1列", "第4行第2列",
                                        "第5行第3列", "第6行第4列", "第6行第6列",
                                        "第6行第7列"};
    assert_int_equal(o->code, JH_EXIT_INPUT);
    for (size_t i = 0; i < JH_COUNT(place); i++)
        has(o->err, place[i]);
    write_file(state, "bad.csv", "名称,数量\nx,1\n");
    o = RUN(state, PLAN, "bad.csv", "schools.csv");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "cn-prices");
    o = RUN(state, PLAN, "bad.csv", "--pack", "cn-2012-basic", "schools.csv");
    assert_true(o->code == JH_EXIT_USAGE || o->code == JH_EXIT_INPUT);
}

/* The price list that comes with the sample is enough to pass, in either language. */
static void the_sample_has_prices(void **state)
{
    static const char *const file[] = {"schools.csv", "county.csv", "answers.csv",
                                       "prices.csv",  "README.md",  "teachers.csv"};
    for (size_t i = 0; i < JH_COUNT(file); i++)
        keep_in_mind(state, file[i]);
    for (int en = 0; en < 2; en++) {
        const outcome *o = RUN(state, "sample", "--out", ".", "--schools", "30",
                               "--format", "csv", "--lang", en ? "en" : "zh");
        assert_int_equal(o->code, JH_EXIT_DONE);
        o = RUN(state, PLAN, "prices.csv", FILES, "--own");
        assert_int_equal(o->code, JH_EXIT_DONE);
        o = RUN(state, PLAN, "prices.csv", FILES, "--front", "--csv");
        assert_int_equal(o->code, JH_EXIT_DONE);
        has(o->out, "\n");
    }
}

/* A pack that limits the mean of the coefficients: a plan, told with the mean, and checked by it. */
static void the_mean_is_planned_for(void **state)
{
    sample(state);
    write_file(state, "basic.csv",
               "采购项目,单价,每批数量\nB1,3500,80\nB2,650,50\nB3,1,1000\nB4,4000,\n"
               "B5,20,100\nB6,80000,\nB7,90000,\nB8,90000,\n");
    keep_in_mind(state, "plan.csv");
    const outcome *o = RUN(state, "plan", "budget", "--pack", "cn-2012-basic", "--prices",
                           "basic.csv", FILES, "--set", "mean_limit_primary=0.42",
                           "--stage", "primary", "--out", "plan.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "综合差异系数");
    has(o->out, "0.420");
    o = RUN(state, "plan", "check", "--pack", "cn-2012-basic", "--prices", "basic.csv",
            FILES, "--set", "mean_limit_primary=0.42", "--stage", "primary", "--plan",
            "plan.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    o = RUN(state, "plan", "check", "--pack", "cn-2012-basic", "--prices", "basic.csv",
            FILES, "--set", "mean_limit_primary=0.41", "--stage", "primary", "--plan",
            "plan.csv");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "综合差异系数为0.4");
}

/* Years: bought within each year's money, checked by year, and the fewest that are enough. */
static void years_are_staged(void **state)
{
    sample(state);
    keep_in_mind(state, "plan.csv");
    const outcome *o = RUN(state, PLAN, "prices.csv", FILES, "--own", "--budget",
                           "3000000,2000000,500000", "--out", "plan.csv");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "3年预算合计5500000.00，不够全部达标");
    has(o->out, "2000000.00");
    o = RUN(state, PLAN, "prices.csv", FILES, "--own", "--yearly", "100000000");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "年后全部达标；按这些预算不可能更早");
    o = RUN(state, PLAN, "prices.csv", FILES, "--own", "--yearly", "100000000", "--json");
    has(o->out, "\"verdict\": \"pass\"");
    has(o->out, "\"by_year\": [");
    o = RUN(state, "plan", "check", "--pack", "cn-2017-quality", "--prices", "prices.csv",
            "--plan", "plan.csv", FILES, "--budget", "3000000,1000000,500000");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "第2年：合计");
    has(o->out, "超出当年预算1000000");
    assert_null(strstr(o->out, "第1年：合计"));
    o = RUN(state, "plan", "check", "--pack", "cn-2017-quality", "--prices", "prices.csv",
            "--plan", "plan.csv", FILES, "--budget", "1000000,9000000,500000", "--carry");
    has(o->out, "第1年：合计");
    assert_null(strstr(o->out, "第2年：合计"));
    o = RUN(state, "plan", "check", "--pack", "cn-2017-quality", "--prices", "prices.csv",
            "--plan", "plan.csv", "schools.csv", "county.csv", "--budget", "3e6,1e6");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "年度“3”没有对应的预算");
    o = RUN(state, PLAN, "prices.csv", FILES, "--budget", "3,000,000");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, PLAN, "prices.csv", FILES, "--yearly", "5", "--budget", "6");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, PLAN, "prices.csv", FILES, "--carry");
    assert_int_equal(o->code, JH_EXIT_USAGE);
}

/* Posts of the county, shared by teachers of all kinds: enough, too few, and filled by moves. */
static void posts_of_the_county_limit(void **state)
{
    static const char *const head =
        "采购项目,单价,每批数量,调入单价,全县上限,共用额度\n"
        "L4,3500,80,,,\nL5,650,50,,,\nL6,1,,,,\nL7,25000,,,,\n";
    char text[1024];
    sample(state);
    for (int enough = 0; enough < 2; enough++) {
        snprintf(text, sizeof text,
                 "%sL1,90000,,,,编制余额\nL2,50000,,,,编制余额\nL3,85000,,,%d,编制余额\n",
                 head, enough ? 500 : 3);
        write_file(state, "posts.csv", text);
        const outcome *o = RUN(state, PLAN, "posts.csv", FILES, "--own");
        assert_int_equal(o->code, enough ? JH_EXIT_DONE : JH_EXIT_FAILS);
        has(o->out, enough ? "通过" : "编制余额：各校");
    }
    write_file(state, "mine.csv",
               "学校标识码,采购项目,学段,购置数量\n2199000001,L2,小学,2\n"
               "2199000002,L3,小学,2\n");
    snprintf(text, sizeof text,
             "%sL1,90000,,,,编制余额\nL2,50000,,,,编制余额\nL3,85000,,,3,编制余额\n",
             head);
    write_file(state, "posts.csv", text);
    const outcome *o = RUN(state, "plan", "check", "--pack", "cn-2017-quality",
                           "--prices", "posts.csv", "--plan", "mine.csv", FILES);
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "编制余额：合计4，超过全县上限3");
    write_file(
        state, "posts.csv",
        "采购项目,单价,全县上限,全县金额上限,共用额度\nL2,5,3,,编制\nL3,5,4,,编制\n"
        "L4,-5,,,\nL5,1,,-2,\n");
    o = RUN(state, PLAN, "posts.csv", "schools.csv", "--own");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "第3行第3列");
    has(o->err, "第4行第2列");
    has(o->err, "第5行第4列");
}

/* Teachers that others can spare cost nothing but the move. */
static void surplus_is_moved(void **state)
{
    sample(state);
    write_file(state, "prices.csv",
               "采购项目,单价,每批数量,购置上限,可调出数量,调入单价\nL1,90000,,,,\n"
               "L2,50000,,,,100\nL3,85000,,,,100\nL4,3500,80,,,\nL5,650,50,,,\n"
               "L6,1,,,,\nL7,25000,,,,\n");
    keep_in_mind(state, "plan.csv");
    const outcome *o =
        RUN(state, PLAN, "prices.csv", FILES, "--own", "--out", "plan.csv", "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"verdict_after\": \"pass\"");
    has(o->out, "\"from_id\": \"");
    o = RUN(state, "plan", "check", "--pack", "cn-2017-quality", "--prices", "prices.csv",
            "--plan", "plan.csv", FILES, "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"violations\": []");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up_folder, tear_down_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(from_failing_to_passing),   TEST(exchanges_are_taken_back_whole),
        TEST(a_plan_by_hand_is_judged),  TEST(a_fixed_sum_is_spent),
        TEST(what_cannot_be_is_named),   TEST(a_bad_price_list_is_told_by_cell),
        TEST(the_sample_has_prices),     TEST(surplus_is_moved),
        TEST(posts_of_the_county_limit), TEST(years_are_staged),
        TEST(the_mean_is_planned_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
