/* The ledger of a workspace through jh itself: years that fail, pass and fail again. */
#include "jh_fixture.h"

#include <stdio.h>

#include <sqlite3.h>

#define PACK "--pack", "cn-2017-quality"

static void done(const outcome *o)
{
    if (o->code != JH_EXIT_DONE) fail_msg("code %d\n%s\n%s", o->code, o->out, o->err);
}

static void failed(const outcome *o, int code, const char *words)
{
    if (o->code != code) fail_msg("code %d\n%s\n%s", o->code, o->out, o->err);
    has(o->err, words);
}

static void lacks(const char *text, const char *part)
{
    if (strstr(text, part)) fail_msg("\"%s\" is in:\n%s", part, text);
}

/* Three schools; the second has as many multimedia classrooms as given (450 pupils need 11). */
static void write_schools(void **state, int rooms, const char *id)
{
    char text[1024];
    snprintf(text, sizeof text,
             "学校标识码,学校名称,县（市、区）,办学类型,小学在校生数,网络多媒体教室数\n"
             "2101,第一小学,某县,211,300,9\n"
             "%s,第二小学,某县,211,450,%d\n"
             "2103,第三小学,某县,211,100,3\n",
             id, rooms);
    write_file(state, "schools.csv", text);
}

/* A year of the county, frozen and assessed. */
static const outcome *year(void **state, const char *year, int rooms)
{
    write_schools(state, rooms, "2102");
    done(RUN(state, "import", "w.jh", "schools.csv", "--year", year));
    done(RUN(state, "freeze", "w.jh", "--year", year));
    return RUN(state, "assess", "w.jh", "--year", year, PACK);
}

static void make(void **state)
{
    static const char *const log[] = {"w.jh", "w.jh-wal", "w.jh-shm"};
    for (size_t i = 0; i < JH_COUNT(log); i++)
        unlink(log[i]);
    keep_in_mind(state, "w.jh");
    done(RUN(state, "init", "w.jh", "--county", "某县"));
}

/* ---- by figures ---- */

static void strikes_off_and_opens_again(void **state)
{
    make(state);
    const outcome *o = year(state, "2026", 9);
    has(o->out, "新增 1 条");
    o = RUN(state, "ledger", "list", "w.jh", "--json");
    done(o);
    has(o->out, "\"in_ledger\": 1");
    has(o->out, "\"state\": \"open\"");
    has(o->out, "\"school\": \"2102\"");
    has(o->out, "\"point\": \"L7\"");
    has(o->out, "\"value\": 2,");
    has(o->out, "\"standard\": 2.3");
    has(o->out, "\"need\": 2,");
    has(o->out, "schools.csv 第3行第6列");
    o = RUN(state, "assess", "w.jh", "--year", "2026", PACK);
    has(o->out, "台账没有变化");
    o = year(state, "2027", 9);
    has(o->out, "仍未达标 1 条");
    o = year(state, "2028", 12);
    has(o->out, "销号 1 条");
    o = RUN(state, "ledger", "list", "w.jh", "--json", "--status", "struck");
    has(o->out, "\"passed_snapshot\": \"2028\"");
    has(o->out, "\"state\": \"struck\"");
    o = year(state, "2029", 8);
    has(o->out, "再次不达标 1 条");
    o = RUN(state, "ledger", "show", "w.jh", "1", "--json");
    done(o);
    has(o->out, "\"reopened\": 1");
    has(o->out, "\"state\": \"open\"");
    has(o->out, "\"what\": \"found\"");
    has(o->out, "\"what\": \"still\"");
    has(o->out, "\"what\": \"passed\"");
    has(o->out, "\"what\": \"relapsed\"");
    has(o->out, "\"need\": 3,");
    o = RUN(state, "ledger", "list", "w.jh", "--json");
    has(o->out, "\"in_ledger\": 1");
    done(RUN(state, "audit", "verify", "w.jh"));
    done(RUN(state, "verify", "w.jh"));
}

static void an_earlier_snapshot_comes_too_late(void **state)
{
    make(state);
    year(state, "2026", 9);
    year(state, "2027", 12);
    const outcome *o = RUN(state, "assess", "w.jh", "--year", "2026", PACK);
    has(o->out, "已按更晚的定稿“2027”更新");
    o = RUN(state, "ledger", "list", "w.jh", "--status", "live");
    has(o->out, "没有符合条件的");
}

static void a_trial_does_not_reach_it(void **state)
{
    make(state);
    write_schools(state, 9, "2102");
    done(RUN(state, "import", "w.jh", "schools.csv", "--year", "2026"));
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    const outcome *o = RUN(state, "assess", "w.jh", "--year", "2026", PACK, "--set",
                           "cv_limit_primary=0.4");
    has(o->out, "不列入台账");
    RUN(state, "assess", "w.jh", "--year", "2026", "--live", PACK);
    o = RUN(state, "ledger", "list", "w.jh");
    has(o->out, "台账是空的");
}

static void packs_do_not_mix(void **state)
{
    make(state);
    year(state, "2026", 9);
    RUN(state, "assess", "w.jh", "--year", "2026", "--pack", "cn-210100-2019");
    const outcome *o = RUN(state, "ledger", "list", "w.jh", "--json");
    has(o->out, "\"in_ledger\": 2");
    o = RUN(state, "ledger", "list", "w.jh", "--json", "--pack", "cn-210100-2019");
    has(o->out, "\"in_ledger\": 1");
    has(o->out, "\"item\": 2,");
}

static void figures_are_not_closed_by_hand(void **state)
{
    make(state);
    year(state, "2026", 9);
    failed(RUN(state, "ledger", "close", "w.jh", "1"), JH_EXIT_USAGE, "达到2.3");
    write_file(state, "photo.jpg", "x");
    done(RUN(state, "ledger", "evidence", "w.jh", "1", "photo.jpg"));
    failed(RUN(state, "ledger", "close", "w.jh", "1", "--person", "b"), JH_EXIT_USAGE,
           "凭数据销号");
    failed(RUN(state, "ledger", "close", "w.jh", "1", "--gone", "x"), JH_EXIT_USAGE,
           "仍未达标，不能终止");
    const outcome *o = RUN(state, "ledger", "show", "w.jh", "1", "--json");
    has(o->out, "\"state\": \"submitted\"");
    /* the figure is the same next year: the evidence did not do */
    year(state, "2027", 9);
    o = RUN(state, "ledger", "show", "w.jh", "1", "--json");
    has(o->out, "\"state\": \"underway\"");
}

static void an_item_that_is_no_longer_judged_ends(void **state)
{
    make(state);
    year(state, "2026", 9);
    write_file(state, "schools.csv",
               "学校标识码,学校名称,县（市、区）,办学类型,小学在校生数,网络多媒体教室数\n"
               "2101,第一小学,某县,211,300,9\n");
    done(RUN(state, "import", "w.jh", "schools.csv", "--year", "2027"));
    done(RUN(state, "freeze", "w.jh", "--year", "2027"));
    const outcome *o = RUN(state, "assess", "w.jh", "--year", "2027", PACK);
    has(o->out, "台账另有 1 条在定稿“2027”中没有结论");
    o = RUN(state, "ledger", "list", "w.jh", "--json");
    has(o->out, "\"state\": \"open\"");
    done(RUN(state, "ledger", "close", "w.jh", "1", "--gone", "学校撤并"));
    o = RUN(state, "ledger", "list", "w.jh", "--json");
    has(o->out, "\"state\": \"ended\"");
    has(o->out, "\"reason\": \"学校撤并\"");
    /* the school is there again and fails: the same item */
    o = year(state, "2028", 9);
    has(o->out, "再次不达标 1 条");
}

static void a_school_with_a_new_id_is_the_same(void **state)
{
    make(state);
    year(state, "2026", 9);
    done(RUN(state, "school", "recode", "w.jh", "2102", "9102", "--year", "2027",
             "--reason", "代码调整"));
    write_schools(state, 12, "9102");
    done(RUN(state, "import", "w.jh", "schools.csv", "--year", "2027"));
    done(RUN(state, "freeze", "w.jh", "--year", "2027"));
    const outcome *o = RUN(state, "assess", "w.jh", "--year", "2027", PACK);
    has(o->out, "销号 1 条");
}

static void a_school_that_is_gone_takes_its_items_along(void **state)
{
    make(state);
    year(state, "2026", 9);
    done(RUN(state, "school", "merge", "w.jh", "2102", "2103", "--into", "2101", "--year",
             "2027", "--reason", "布局调整"));
    write_file(state, "schools.csv",
               "学校标识码,学校名称,县（市、区）,办学类型,小学在校生数,网络多媒体教室数\n"
               "2101,第一小学,某县,211,850,30\n");
    done(RUN(state, "import", "w.jh", "schools.csv", "--year", "2027"));
    done(RUN(state, "freeze", "w.jh", "--year", "2027"));
    const outcome *o = RUN(state, "assess", "w.jh", "--year", "2027", PACK);
    has(o->out, "终止 1 条");
    o = RUN(state, "ledger", "list", "w.jh", "--json");
    has(o->out, "\"state\": \"ended\"");
    has(o->out, "2027 年起并入第一小学：布局调整");
    o = RUN(state, "assess", "w.jh", "--year", "2027", PACK);
    has(o->out, "台账没有变化");
}

/* ---- by evidence ---- */

/* A county that answers no to an item that no figure decides. */
static const outcome *answered(void **state, const char *year, const char *answer,
                               const char *document)
{
    char text[256];
    write_schools(state, 12, "2102");
    snprintf(text, sizeof text, "县（市、区）,指标项,答复,佐证材料\n某县,G1,%s,%s\n",
             answer, document);
    write_file(state, "answers.csv", text);
    done(RUN(state, "import", "w.jh", "schools.csv", "answers.csv", "--year", year));
    done(RUN(state, "freeze", "w.jh", "--year", year));
    return RUN(state, "assess", "w.jh", "--year", year, PACK);
}

static void closed_by_somebody_else_with_evidence(void **state)
{
    make(state);
    const outcome *o = answered(state, "2026", "否", "");
    has(o->out, "新增 1 条");
    failed(RUN(state, "ledger", "close", "w.jh", "1", "--person", "乙"), JH_EXIT_USAGE,
           "还没有整改佐证材料");
    done(RUN(state, "ledger", "assign", "w.jh", "1", "--owner", "丙", "--deadline",
             "2026-12-31"));
    write_file(state, "plan.pdf", "the plan");
    done(RUN(state, "ledger", "evidence", "w.jh", "1", "plan.pdf", "--person", "甲"));
    failed(RUN(state, "ledger", "close", "w.jh", "1", "--person", "甲"), JH_EXIT_USAGE,
           "须由另一个人");
    failed(RUN(state, "ledger", "close", "w.jh", "1", "--person", "丙"), JH_EXIT_USAGE,
           "须由另一个人");
    done(
        RUN(state, "ledger", "close", "w.jh", "1", "--person", "乙", "--text", "已核实"));
    o = RUN(state, "ledger", "show", "w.jh", "1", "--json");
    has(o->out, "\"checked_by\": \"乙\"");
    has(o->out, "\"reason\": \"已核实\"");
    failed(RUN(state, "ledger", "note", "w.jh", "1", "--text", "x"), JH_EXIT_USAGE,
           "先用 jh ledger reopen");
    /* the same snapshot does not open it again, a later one that says no does */
    o = RUN(state, "assess", "w.jh", "--year", "2026", PACK);
    has(o->out, "台账没有变化");
    o = answered(state, "2027", "否", "");
    has(o->out, "再次不达标 1 条");
    o = RUN(state, "ledger", "show", "w.jh", "1", "--json");
    has(o->out, "\"owner\": \"丙\"");
    has(o->out, "\"deadline\": null");
    /* old evidence does not count for the new failing */
    failed(RUN(state, "ledger", "close", "w.jh", "1", "--person", "乙"), JH_EXIT_USAGE,
           "还没有整改佐证材料");
    done(RUN(state, "ledger", "evidence", "w.jh", "1", "plan.pdf", "--person", "乙"));
    done(RUN(state, "ledger", "close", "w.jh", "1", "--person", "甲"));
    done(RUN(state, "audit", "verify", "w.jh"));
}

static void a_statement_waits_to_be_checked(void **state)
{
    make(state);
    answered(state, "2026", "否", "");
    const outcome *o = answered(state, "2027", "是", "规划文件");
    has(o->out, "答复待核查 1 条");
    o = RUN(state, "assess", "w.jh", "--year", "2027", PACK);
    has(o->out, "台账没有变化");
    o = RUN(state, "ledger", "show", "w.jh", "1", "--json");
    has(o->out, "\"state\": \"submitted\"");
    done(RUN(state, "ledger", "close", "w.jh", "1", "--person", "核查人"));
    failed(RUN(state, "ledger", "reopen", "w.jh", "1"), JH_EXIT_USAGE, "reason");
    done(RUN(state, "ledger", "reopen", "w.jh", "1", "--reason", "材料不实"));
    o = RUN(state, "ledger", "show", "w.jh", "1");
    has(o->out, "材料不实");
    has(o->out, "人工重新打开");
}

static void keeps_a_file_once(void **state)
{
    static const char *const given[] = {"out/01-a.txt", "out/02-b.txt"};
    sqlite3 *db;
    sqlite3_stmt *stmt;
    make(state);
    year(state, "2026", 9);
    write_file(state, "a.txt", "same");
    write_file(state, "b.txt", "same");
    write_file(state, "empty.txt", "");
    failed(RUN(state, "ledger", "evidence", "w.jh", "1", "empty.txt"), JH_EXIT_INPUT,
           "空文件");
    done(RUN(state, "ledger", "evidence", "w.jh", "1", "a.txt", "b.txt"));
    done(RUN(state, "ledger", "show", "w.jh", "1", "--out", "out"));
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(access(given[i], F_OK), 0);
        unlink(given[i]);
    }
    rmdir("out");
    assert_int_equal(sqlite3_open("w.jh", &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT count(*), count(DISTINCT source) FROM "
                                        "led_file",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(stmt, 0), 2);
    assert_int_equal(sqlite3_column_int(stmt, 1), 1);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

/* ---- who, when ---- */

static void assigns_many_from_a_file(void **state)
{
    make(state);
    year(state, "2026", 9);
    write_file(state, "fill.csv",
               "整改台账\n编号,对象,牵头单位,资金（元）,整改期限,是否公开\n"
               "1,x,县财政局,50万,2026年12月1日,是\n");
    const outcome *o =
        RUN(state, "ledger", "assign", "w.jh", "--from", "fill.csv", "--dry-run");
    done(o);
    has(o->out, "试运行");
    o = RUN(state, "ledger", "list", "w.jh", "--json");
    has(o->out, "\"lead\": null,\n      \"co\"");
    done(RUN(state, "ledger", "assign", "w.jh", "--from", "fill.csv"));
    o = RUN(state, "ledger", "list", "w.jh", "--json");
    has(o->out, "\"money\": 500000");
    has(o->out, "\"deadline\": \"2026-12-01\"");
    has(o->out, "\"public\": true");
    o = RUN(state, "ledger", "assign", "w.jh", "--from", "fill.csv");
    has(o->out, "没有改动");
    o = RUN(state, "ledger", "assign", "w.jh", "1", "--money", "");
    done(o);
    o = RUN(state, "ledger", "list", "w.jh", "--json");
    has(o->out, "\"money\": null");
    has(o->out, "\"lead\": \"县财政局\"");
}

static void tells_faults_by_cell_and_writes_nothing(void **state)
{
    make(state);
    year(state, "2026", 9);
    write_file(state, "fill.csv",
               "编号,牵头单位,资金（元）,开始日期,整改期限,是否公开\n"
               "1,县财政局,很多,2026-13-01,2026-02-30,也许\n"
               "7,县财政局,,,,\n");
    const outcome *o = RUN(state, "ledger", "assign", "w.jh", "--from", "fill.csv");
    failed(o, JH_EXIT_INPUT, "有 5 处不对");
    has(o->err, "fill.csv 第2行第3列");
    has(o->err, "fill.csv 第2行第4列");
    has(o->err, "fill.csv 第2行第5列");
    has(o->err, "fill.csv 第2行第6列");
    has(o->err, "fill.csv 第3行第1列：台账里没有第 7 号");
    o = RUN(state, "ledger", "list", "w.jh", "--json");
    has(o->out, "\"state\": \"open\"");
    write_file(state, "fill.csv", "编号,牵头单位\n1,a\n1,b\nx,c\n");
    failed(RUN(state, "ledger", "assign", "w.jh", "--from", "fill.csv"), JH_EXIT_INPUT,
           "写了两次");
    write_file(state, "fill.csv", "号,牵头单位\n1,a\n");
    failed(RUN(state, "ledger", "assign", "w.jh", "--from", "fill.csv"), JH_EXIT_INPUT,
           "没有“编号”");
    failed(RUN(state, "ledger", "assign", "w.jh", "--from", "none.csv"), JH_EXIT_INPUT,
           "none.csv");
    failed(RUN(state, "ledger", "assign", "w.jh", "1", "--start", "2027-01-01",
               "--deadline", "2026-01-01"),
           JH_EXIT_USAGE, "早于开始日期");
    failed(RUN(state, "ledger", "assign", "w.jh", "1"), JH_EXIT_USAGE, "至少写明一项");
    failed(RUN(state, "ledger", "assign", "w.jh", "--lead", "a"), JH_EXIT_USAGE, "编号");
    failed(RUN(state, "ledger", "assign", "w.jh", "1.5", "--lead", "a"), JH_EXIT_USAGE,
           "正整数");
    failed(RUN(state, "ledger", "show", "w.jh", "99"), JH_EXIT_USAGE, "没有第 99 号");
    failed(RUN(state, "ledger", "close", "w.jh", "99", "--gone", "x"), JH_EXIT_USAGE,
           "没有第 99 号");
    failed(RUN(state, "ledger", "list", "w.jh", "--status", "done"), JH_EXIT_USAGE,
           "没有“done”");
    failed(RUN(state, "ledger", "list", "fill.csv"), JH_EXIT_INPUT, "不是衡准的工作区");
}

static void takes_the_overdue_to_the_next_level(void **state)
{
    make(state);
    year(state, "2026", 9);
    done(RUN(state, "ledger", "assign", "w.jh", "1", "--lead", "县财政局", "--deadline",
             "2026-12-01"));
    const outcome *o =
        RUN(state, "ledger", "list", "w.jh", "--overdue", "--date", "2026-12-01");
    has(o->out, "没有符合条件的");
    o = RUN(state, "ledger", "list", "w.jh", "--overdue", "--date", "2026-12-02",
            "--json");
    has(o->out, "\"overdue_days\": 1,\n      \"level\": \"提醒\"");
    o = RUN(state, "ledger", "list", "w.jh", "--overdue", "--date", "2027-01-10",
            "--json");
    has(o->out, "\"overdue_days\": 40,\n      \"level\": \"通报\"");
    write_file(state, "rules.yaml",
               "junheng: ledger/1\nid: x\nlevels:\n  - {days: 40, name: 约谈}\n");
    o = RUN(state, "ledger", "list", "w.jh", "--overdue", "--date", "2027-01-10",
            "--rules", "rules.yaml", "--json");
    has(o->out, "\"level\": \"约谈\"");
    o = RUN(state, "ledger", "list", "w.jh", "--owner", "财政", "--school", "第二小学",
            "--year", "2026", "--json");
    has(o->out, "\"item\": 1,");
    o = RUN(state, "ledger", "list", "w.jh", "--school", "第一小学", "--json");
    lacks(o->out, "\"item\": 1,");
    o = RUN(state, "ledger", "list", "w.jh", "--year", "2027", "--json");
    lacks(o->out, "\"item\": 1,");
}

/* ---- out and back ---- */

static void what_is_exported_can_be_filled_in(void **state)
{
    char text[8192];
    make(state);
    year(state, "2026", 9);
    done(RUN(state, "ledger", "assign", "w.jh", "1", "--measure", "-添置", "--public",
             "是"));
    done(RUN(state, "ledger", "export", "w.jh", "l.xlsx"));
    keep_in_mind(state, "l.xlsx");
    keep_in_mind(state, "l.csv");
    done(RUN(state, "ledger", "export", "w.jh", "l.csv"));
    const outcome *o = RUN(state, "ledger", "assign", "w.jh", "--from", "l.xlsx");
    done(o);
    has(o->out, "没有改动");
    o = RUN(state, "ledger", "assign", "w.jh", "--from", "l.csv");
    has(o->out, "没有改动");
    FILE *f = fopen("l.csv", "r");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    fclose(f);
    has(text,
        "编号,状态,问题来源,对象,对应标准,存在问题,问题佐证,问题类别,牵头单位,配合单位,"
        "责任人,整改措施,资金（元）,开始日期,整改期限,进展情况,整改佐证,核查人,销号日期,"
        "是否反复,是否公开");
    has(text, "第二小学（小学）");
    has(text, "县财政局"); /* the suggested one: nobody has it yet */
    failed(RUN(state, "ledger", "export", "w.jh", "l.doc"), JH_EXIT_USAGE,
           ".xlsx 或 .csv");
    failed(RUN(state, "ledger", "export", "w.jh", "none/l.csv"), JH_EXIT_INPUT, "l.csv");
}

static void the_workspace_may_stand_first(void **state)
{
    make(state);
    const outcome *o = RUN(state, "ledger", "w.jh", "list");
    done(o);
    has(o->out, "台账是空的");
    failed(RUN(state, "ledger", "w.jh"), JH_EXIT_USAGE, "不能写“w.jh”");
    failed(RUN(state, "ledger", "w.jh", "lst"), JH_EXIT_USAGE, "不能写“w.jh”");
}

static void enters_what_a_visit_found(void **state)
{
    make(state);
    year(state, "2026", 12);
    const char *const words[] = {"ledger",     "add",           "w.jh",
                                 "--problem",  "食堂无留样",    "--school",
                                 "第二小学",   "--found-by",    "省督导组 2026-10-12",
                                 "--standard", "食品安全第40条"};
    const outcome *o = run_words(state, JH_COUNT(words), words);
    done(o);
    has(o->out, "已列入台账 1 条");
    o = run_words(state, JH_COUNT(words), words);
    has(o->out, "没有改动");
    o = RUN(state, "ledger", "show", "w.jh", "1");
    has(o->out, "省督导组 2026-10-12");
    has(o->out, "食品安全第40条");
    write_file(state, "photo.jpg", "x");
    done(RUN(state, "ledger", "evidence", "w.jh", "1", "photo.jpg", "--person", "甲"));
    done(RUN(state, "ledger", "close", "w.jh", "1", "--person", "乙"));
    o = run_words(state, JH_COUNT(words), words);
    has(o->out, "重新打开");
    failed(RUN(state, "ledger", "add", "w.jh", "--problem", "x", "--school", "无此校",
               "--found-by", "y", "--standard", "z"),
           JH_EXIT_USAGE, "没有叫“无此校”");
    /* an assessment leaves it alone */
    year(state, "2027", 12);
    o = RUN(state, "ledger", "show", "w.jh", "1", "--json");
    has(o->out, "\"state\": \"open\"");
    done(RUN(state, "audit", "verify", "w.jh"));
}

/* ---- what is written stays ---- */

static void sees_a_changed_ledger(void **state)
{
    static const char *const deed[] = {
        "UPDATE led_event SET state = 'struck' WHERE id = 1",
        "UPDATE led_finding SET value = 9",
        "UPDATE led_finding SET need = NULL",
        "UPDATE led_task SET deadline = '2030-01-01'",
        "UPDATE led_point SET name_zh = 'x'",
        "UPDATE led_item SET school = '2103'",
        "UPDATE led_deed SET person = 'x'",
        "UPDATE led_file SET name = 'x'",
        "DELETE FROM led_file",
        "DELETE FROM led_task",
        "INSERT INTO led_event SELECT 99, item, deed, 'passed', 'struck', '' FROM "
        "led_event WHERE id = 1",
        "INSERT INTO led_deed SELECT 99, what, at, person, pack, version, snapshot FROM "
        "led_deed WHERE id = 1",
        "UPDATE reg_source SET bytes = x'41' WHERE size = 5",
    };
    sqlite3 *db;
    make(state);
    year(state, "2026", 9);
    write_file(state, "a.txt", "photo");
    done(RUN(state, "ledger", "assign", "w.jh", "1", "--deadline", "2026-12-01"));
    done(RUN(state, "ledger", "evidence", "w.jh", "1", "a.txt"));
    done(RUN(state, "audit", "verify", "w.jh"));
    assert_int_equal(sqlite3_open("w.jh", &db), SQLITE_OK);
    for (size_t i = 0; i < 9; i++)
        if (sqlite3_exec(db, deed[i], NULL, NULL, NULL) == SQLITE_OK)
            fail_msg("not refused: %s", deed[i]);
    char drop[8192] = "";
    sqlite3_stmt *stmt;
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
                           -1, &stmt, NULL),
        SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        strcat(drop, "DROP TRIGGER ");
        strcat(drop, (const char *)sqlite3_column_text(stmt, 0));
        strcat(drop, ";");
    }
    sqlite3_finalize(stmt);
    assert_int_equal(sqlite3_exec(db, drop, NULL, NULL, NULL), SQLITE_OK);
    for (size_t i = 0; i < JH_COUNT(deed); i++) {
        char *said = NULL;
        /* tried on the workspace itself, and mended from a copy of its tables */
        assert_int_equal(sqlite3_exec(db, "VACUUM INTO 't.jh'", NULL, NULL, NULL),
                         SQLITE_OK);
        sqlite3 *copy;
        assert_int_equal(sqlite3_open("t.jh", &copy), SQLITE_OK);
        if (sqlite3_exec(copy, deed[i], NULL, NULL, &said) != SQLITE_OK)
            fail_msg("%s: %s", deed[i], said);
        assert_int_equal(sqlite3_close(copy), SQLITE_OK);
        const outcome *o = RUN(state, "audit", "verify", "t.jh");
        if (o->code != JH_EXIT_FAILS) fail_msg("not seen: %s\n%s", deed[i], o->out);
        unlink("t.jh");
        unlink("t.jh-wal");
        unlink("t.jh-shm");
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int tear_down(void **state)
{
    unlink("w.jh-wal");
    unlink("w.jh-shm");
    return tear_down_folder(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strikes_off_and_opens_again),
        cmocka_unit_test(an_earlier_snapshot_comes_too_late),
        cmocka_unit_test(a_trial_does_not_reach_it),
        cmocka_unit_test(packs_do_not_mix),
        cmocka_unit_test(figures_are_not_closed_by_hand),
        cmocka_unit_test(an_item_that_is_no_longer_judged_ends),
        cmocka_unit_test(a_school_with_a_new_id_is_the_same),
        cmocka_unit_test(a_school_that_is_gone_takes_its_items_along),
        cmocka_unit_test(closed_by_somebody_else_with_evidence),
        cmocka_unit_test(a_statement_waits_to_be_checked),
        cmocka_unit_test(keeps_a_file_once),
        cmocka_unit_test(assigns_many_from_a_file),
        cmocka_unit_test(tells_faults_by_cell_and_writes_nothing),
        cmocka_unit_test(takes_the_overdue_to_the_next_level),
        cmocka_unit_test(what_is_exported_can_be_filled_in),
        cmocka_unit_test(the_workspace_may_stand_first),
        cmocka_unit_test(enters_what_a_visit_found),
        cmocka_unit_test(sees_a_changed_ledger),
    };
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down);
}
