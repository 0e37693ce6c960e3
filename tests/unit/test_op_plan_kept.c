/* Plans of money kept in a workspace: under a name, for ever; compared; accepted once. */
#include "jh_fixture.h"

#include <ftw.h>
#include <sqlite3.h>

#define PRICES                                                                            \
    "采购项目,单价,每批数量,购置上限\nL1,90000,,\nL2,50000,,\nL3,85000,,\n" \
    "L4,3500,80,\nL5,650,50,\nL6,1,,\nL7,25000,,\n"
#define PLAN                                                                             \
    "plan", "budget", "w.jh", "--year", "2026", "--pack", "cn-2017-quality", "--prices", \
        "prices.csv", "--own"

static void done(const outcome *o)
{
    if (o->code != JH_EXIT_DONE) fail_msg("code %d\n%s\n%s", o->code, o->out, o->err);
}

static void failed(const outcome *o, int code, const char *words)
{
    if (o->code != code) fail_msg("code %d\n%s\n%s", o->code, o->out, o->err);
    has(o->err, words);
}

static void make(void **state)
{
    static const char *const file[] = {"schools.csv", "county.csv", "answers.csv",
                                       "prices.csv",  "README.md",  "teachers.csv"};
    static const char *const made[] = {"w.jh", "w.jh-wal", "w.jh-shm"};
    for (size_t i = 0; i < JH_COUNT(made); i++)
        keep_in_mind(state, made[i]), unlink(made[i]);
    for (size_t i = 0; i < JH_COUNT(file); i++)
        keep_in_mind(state, file[i]);
    done(RUN(state, "sample", "--out", ".", "--schools", "12", "--format", "csv"));
    write_file(state, "prices.csv", PRICES);
    done(RUN(state, "init", "w.jh", "--county", "示例县"));
    done(RUN(state, "import", "w.jh", "schools.csv", "county.csv", "--year", "2026"));
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    const outcome *o = RUN(state, PLAN, "--name", "方案一");
    done(o);
    has(o->out, "方案已保存在工作区");
}

static int64_t number(const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_open("w.jh", &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return n;
}

static void a_name_is_for_ever(void **state)
{
    make(state);
    const outcome *o = RUN(state, PLAN, "--name", "方案一");
    done(o);
    has(o->out, "没有重复保存");
    assert_int_equal(number("SELECT count(*) FROM out_plan"), 1);
    failed(RUN(state, PLAN, "--name", "方案一", "--only", "sections"), JH_EXIT_USAGE,
           "已经有另一个叫“方案一”的方案");
    failed(RUN(state, PLAN, "--name", "方案二", "--live"), JH_EXIT_USAGE, "--live");
    failed(RUN(state, PLAN, "--name", "方案二", "--front"), JH_EXIT_USAGE, "--front");
    failed(RUN(state, PLAN, "--name", "cn-2017-quality"), JH_EXIT_USAGE, "不能叫");
    o = RUN(state, "plan", "list", "w.jh", "--json");
    done(o);
    has(o->out, "\"name\": \"方案一\"");
    has(o->out, "\"snapshot\": \"2026\"");
    has(o->out, "\"sections_pass_after\": 12");
    has(o->out, "\"coefficients_hold_after\": 14");
    assert_int_equal(number("SELECT count(*) FROM out_plan_file f JOIN reg_source s "
                            "ON s.id = f.source WHERE f.name = 'prices.csv'"),
                     1);
}

static void two_stand_side_by_side(void **state)
{
    make(state);
    RUN(state, PLAN, "--name", "三百万", "--budget", "3000000");
    const outcome *o = RUN(state, "plan", "compare", "w.jh", "方案一", "三百万");
    done(o);
    has(o->out, "不可能低于");
    has(o->out, "三百万：数量");
    o = RUN(state, "plan", "compare", "w.jh", "方案一", "三百万", "--json");
    has(o->out, "\"purchases_that_differ\": [\n");
    has(o->out, "\"after_b\"");
    done(RUN(state, "plan", "compare", "w.jh", "方案一", "三百万", "--csv"));
    /* coefficients stand there also where nobody planned for them */
    RUN(state, PLAN, "--name", "只达标", "--only", "sections");
    assert_int_equal(number("SELECT count(*) FROM out_plan_coefficient WHERE after > 0"),
                     3 * 14);
    o = RUN(state, "plan", "compare", "w.jh", "方案一", "方案一");
    has(o->out, "购置完全相同");
    failed(RUN(state, "plan", "compare", "w.jh", "方案一", "没有"), JH_EXIT_USAGE,
           "没有叫“没有”的方案");
}

#define ACCEPT "plan", "accept", "w.jh", "方案一", "--deadline"

static void it_is_accepted_once(void **state)
{
    make(state);
    failed(RUN(state, ACCEPT, "明天", "--owner", "张三"), JH_EXIT_USAGE, "不是日期");
    assert_int_equal(number("SELECT count(*) FROM led_item"), 0);
    done(RUN(state, ACCEPT, "2027-6-30", "--owner", "张三"));
    int64_t items = number("SELECT count(*) FROM v_ledger WHERE kind = 'plan' AND "
                           "owner = '张三' AND deadline = '2027-06-30' AND money > 0");
    assert_true(items > 0);
    assert_int_equal(items, number("SELECT count(*) FROM out_plan_purchase"));
    assert_int_equal(number("SELECT abs(sum(money) - (SELECT cost FROM out_plan)) < 0.01 "
                            "FROM v_ledger"),
                     1);
    int64_t records = number("SELECT count(*) FROM aud_chain");
    const outcome *o = RUN(state, ACCEPT, "2028-6-30", "--owner", "李四");
    done(o);
    has(o->out, "没有变化");
    assert_int_equal(number("SELECT count(*) FROM aud_chain"), records);
    o = RUN(state, "ledger", "show", "w.jh", "1");
    done(o);
    has(o->out, "购置");
    has(o->out, "规划 方案一");
}

/* Ten teachers at each of the first six schools. */
static void teachers(void **state)
{
    char text[8192] =
        "教师编号,姓名,学校标识码,学段,任教学科,学历,骨干教师,在本校任教年数\n";
    size_t n = strlen(text);
    for (int i = 0; i < 60; i++)
        n += (size_t)snprintf(
            text + n, sizeof text - n, "T%02d,秘密%02d,21990000%02d,小学,%s,本科,%s,%d\n",
            i, i, 1 + i / 10, i % 2 ? "语文" : "数学", i % 3 ? "否" : "是", i % 10 + 3);
    write_file(state, "teachers.csv", text);
}

#define ROTATION                                                                         \
    "plan", "rotation", "w.jh", "--year", "2026", "--pack", "cn-2017-quality",           \
        "--teachers", "teachers.csv", "--quiet"
#define PAIRS "plan", "pairs", "w.jh", "--year", "2026", "--pack", "cn-2017-quality"

static void people_are_kept_by_school(void **state)
{
    make(state);
    teachers(state);
    done(RUN(state, ROTATION, "--most-km", "500", "--name", "轮岗"));
    done(RUN(state, ROTATION, "--most-km", "499", "--name", "轮岗近"));
    done(RUN(state, PAIRS, "--helpers", "3", "--name", "结对"));
    done(RUN(state, PAIRS, "--helpers", "1", "--name", "结对一"));
    const outcome *o = RUN(state, "plan", "list", "w.jh", "--json");
    has(o->out, "\"kind\": \"rotation\"");
    has(o->out, "\"movers\": ");
    assert_null(strstr(o->out, "秘密"));
    assert_int_equal(
        number("SELECT sum(received) = sum(given) AND sum(received) = (SELECT "
               "movers FROM out_plan_base b JOIN out_plan o ON o.id = b.plan "
               "WHERE o.name = '轮岗') FROM out_plan_purchase p JOIN out_plan "
               "o ON o.id = p.plan WHERE o.name = '轮岗'"),
        1);
    assert_int_equal(number("SELECT count(*) FROM out_plan WHERE json LIKE '%秘密%'"), 0);
    o = RUN(state, "plan", "compare", "w.jh", "轮岗", "轮岗近");
    done(o);
    has(o->out, "路程合计");
    o = RUN(state, "plan", "compare", "w.jh", "结对", "结对一");
    done(o);
    has(o->out, "人数（结对为对数）");
    failed(RUN(state, "plan", "compare", "w.jh", "结对", "轮岗"), JH_EXIT_USAGE,
           "种类不同");
    done(RUN(state, "plan", "accept", "w.jh", "轮岗", "--owner", "张三", "--deadline",
             "2027-08-31"));
    done(RUN(state, "plan", "accept", "w.jh", "结对", "--owner", "李四", "--deadline",
             "2027-08-31"));
    assert_int_equal(number("SELECT count(*) FROM v_ledger WHERE state <> 'underway'"),
                     0);
    assert_int_equal(
        number("SELECT count(*) FROM v_ledger WHERE measure LIKE '%结对帮扶%'"),
        number("SELECT movers FROM out_plan_base b JOIN out_plan o ON o.id = "
               "b.plan WHERE o.name = '结对'"));
    done(RUN(state, "audit", "verify", "w.jh"));
}

static void kept_plans_are_computed_again(void **state)
{
    make(state);
    teachers(state);
    done(RUN(state, ROTATION, "--most-km", "500", "--name", "轮岗"));
    done(RUN(state, PAIRS, "--helpers", "3", "--name", "结对"));
    RUN(state, "--lang", "en", PLAN, "--name", "three", "--budget", "3000000");
    /* nothing but the workspace is needed */
    unlink("prices.csv"), unlink("teachers.csv");
    unlink("schools.csv"), unlink("county.csv");
    const outcome *o = RUN(state, "verify", "w.jh");
    done(o);
    has(o->out, "4 个方案，0 个不一致");
    sqlite3 *db;
    assert_int_equal(sqlite3_open("w.jh", &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "DROP TRIGGER out_plan_keep; UPDATE out_plan SET json = "
                     "replace(json, '\"pack\"', '\"pick\"') WHERE name = '轮岗'",
                     0, 0, 0),
        SQLITE_OK);
    sqlite3_close(db);
    o = RUN(state, "verify", "w.jh", "--json");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "\"plan\": \"轮岗\"");
    has(o->out, "\"differ\": 1");
}

static int take_away(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

static void a_report_has_the_plan(void **state)
{
    make(state);
    done(RUN(state, PAIRS, "--name", "结对"));
    RUN(state, "assess", "w.jh", "--year", "2026", "--pack", "cn-2017-quality");
    for (int i = 0; i < 2; i++) {
        char *html = NULL;
        size_t n = 0;
        done(RUN(state, "report", "w.jh", "--out", "out", "--plan",
                 i ? "结对" : "方案一"));
        FILE *f = fopen("out/report.html", "r");
        assert_non_null(f);
        assert_true(getdelim(&html, &n, '\0', f) > 0);
        fclose(f);
        has(html, i ? "结对帮扶（结对）" : "从未通过到通过（方案一）");
        has(html, i ? "谁帮谁" : "每所学校得到什么");
        free(html);
    }
    nftw("out", take_away, 8, FTW_DEPTH);
    failed(RUN(state, "report", "w.jh", "--out", "out", "--plan", "没有"), JH_EXIT_USAGE,
           "没有叫“没有”的方案");
    done(RUN(state, "import", "w.jh", "schools.csv", "county.csv", "--year", "2027"));
    done(RUN(state, "freeze", "w.jh", "--year", "2027"));
    failed(RUN(state, "report", "w.jh", "--out", "out", "--plan", "方案一"),
           JH_EXIT_USAGE, "不能放在一起");
}

static void what_is_changed_is_found(void **state)
{
    static const char *const change[] = {
        "DROP TRIGGER out_plan_keep; UPDATE out_plan SET cost = cost - 1",
        "DROP TRIGGER out_plan_purchase_keep; UPDATE out_plan_purchase SET bought = 1",
        "DROP TRIGGER out_plan_coefficient_stay; DELETE FROM out_plan_coefficient",
        "DROP TRIGGER out_plan_file_keep; UPDATE out_plan_file SET name = 'x'",
        "DROP TRIGGER out_plan_base_keep; UPDATE out_plan_base SET date = '2000-01-01'",
        "DROP TRIGGER out_plan_text_keep; UPDATE out_plan_text SET file = 'x'",
        "DROP TRIGGER out_plan_given_keep; UPDATE out_plan_given SET param = 'x'",
        "DROP TRIGGER aud_chain_stay; DELETE FROM aud_chain WHERE what = 'plan'"};
    for (size_t i = 0; i < JH_COUNT(change); i++) {
        sqlite3 *db;
        make(state);
        done(RUN(state, "audit", "verify", "w.jh"));
        assert_int_equal(sqlite3_open("w.jh", &db), SQLITE_OK);
        assert_int_not_equal(sqlite3_exec(db, "UPDATE out_plan SET cost = 0", 0, 0, 0),
                             SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, change[i], 0, 0, 0), SQLITE_OK);
        sqlite3_close(db);
        const outcome *o = RUN(state, "audit", "verify", "w.jh", "--json");
        assert_int_equal(o->code, JH_EXIT_FAILS);
        has(o->out, "plan");
    }
}

static void it_goes_out_and_comes_back(void **state)
{
    make(state);
    done(RUN(state, ACCEPT, "2027-6-30", "--owner", "张三"));
    keep_in_mind(state, "x.jh");
    keep_in_mind(state, "x.jh-wal");
    keep_in_mind(state, "x.jh-shm");
    done(RUN(state, "export", "w.jh", "out"));
    done(RUN(state, "init", "x.jh", "--from", "out"));
    const outcome *o = RUN(state, "plan", "compare", "x.jh", "方案一", "方案一");
    done(o);
    has(o->out, "购置完全相同");
    done(RUN(state, "audit", "verify", "x.jh"));
    done(RUN(state, "verify", "x.jh"));
    nftw("out", take_away, 8, FTW_DEPTH);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up_folder, tear_down_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_name_is_for_ever),
        TEST(two_stand_side_by_side),
        TEST(it_is_accepted_once),
        TEST(people_are_kept_by_school),
        TEST(kept_plans_are_computed_again),
        TEST(a_report_has_the_plan),
        TEST(what_is_changed_is_found),
        TEST(it_goes_out_and_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
