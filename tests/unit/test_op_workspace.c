/* A workspace from its making to a restored backup, through jh itself. */
#include "jh_fixture.h"

#include <ftw.h>
#include <stdio.h>

#include <sqlite3.h>

#define PACK "--pack", "cn-2017-quality"

/* ---- helpers ---- */

static char *slurp(const char *name, size_t *n)
{
    FILE *f = fopen(name, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    *n = (size_t)ftell(f);
    rewind(f);
    char *p = malloc(*n + 1);
    assert_non_null(p);
    assert_int_equal(fread(p, 1, *n, f), *n);
    p[*n] = '\0';
    fclose(f);
    return p;
}

static void write_bytes(void **state, const char *name, const char *p, size_t n)
{
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    keep_in_mind(state, name);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void copy_file(void **state, const char *from, const char *to)
{
    size_t n;
    char *p = slurp(from, &n), log[64];
    for (int i = 0; i < 2; i++) {
        snprintf(log, sizeof log, "%s%s", to, i ? "-shm" : "-wal");
        unlink(log);
    }
    write_bytes(state, to, p, n);
    free(p);
}

static void done(const outcome *o)
{
    if (o->code != JH_EXIT_DONE) fail_msg("code %d\n%s\n%s", o->code, o->out, o->err);
}

static void failed(const outcome *o, int code, const char *words)
{
    assert_int_equal(o->code, code);
    has(o->err, words);
}

static void execute(sqlite3 *db, const char *sql)
{
    char *said = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &said) != SQLITE_OK) fail_msg("%s", said);
}

/* One text out of a statement. */
static char *told(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    char *text = sqlite3_mprintf("%s", sqlite3_column_text(stmt, 0));
    assert_non_null(text);
    sqlite3_finalize(stmt);
    return text;
}

/* As somebody would who wants to change what is written: the guards are dropped first, and set up
 * again, so that they do not tell. */
static void tamper(const char *name, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(name, &db), SQLITE_OK);
    char *drop = told(db, "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM "
                          "sqlite_schema WHERE type = 'trigger'");
    char *guards = told(db, "SELECT group_concat(sql, ';') FROM sqlite_schema WHERE "
                            "type = 'trigger'");
    execute(db, drop);
    execute(db, sql);
    execute(db, guards);
    sqlite3_free(drop);
    sqlite3_free(guards);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static const char schools[] = "学校标识码,学校名称,县（市、区）,办学类型,小学在校生数,"
                              "教学及辅助用房面积,图书册数\n"
                              "2101,第一小学,某县,211,450,2000,30\n"
                              "2102,第二小学,某县,211,,1500,21\n"
                              "2103,第三小学,某县,211,300,1200,20\n";

static void put_in(void **state, const char *name, const char *from, const char *to)
{
    size_t n;
    char *text = slurp(name, &n), *at = strstr(text, from);
    char out[4096];
    assert_non_null(at);
    snprintf(out, sizeof out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    write_file(state, name, out);
    free(text);
}

/* A workspace of three schools, named w.jh. */
static void make_small(void **state)
{
    unlink("w.jh");
    unlink("w.jh-wal");
    unlink("w.jh-shm");
    keep_in_mind(state, "w.jh");
    write_file(state, "schools.csv", schools);
    done(RUN(state, "init", "w.jh", "--county", "某县"));
    done(RUN(state, "import", "w.jh", "schools.csv", "--year", "2026"));
}

/* ---- what is kept is what was given ---- */

static void gives_what_files_give(void **state)
{
    static const char *const made[] = {"README.md",   "schools.csv", "county.csv",
                                       "answers.csv", "prices.csv",  "c.jh"};
    for (size_t i = 0; i < JH_COUNT(made); i++)
        keep_in_mind(state, made[i]);
    done(RUN(state, "sample", "--out", ".", "--format", "csv", "--schools", "60"));
    const outcome *o = RUN(state, "assess", "schools.csv", "county.csv", "answers.csv",
                           PACK, "--json", "--date", "2026-10-01");
    char *direct = strdup(o->out);
    int code = o->code;
    assert_non_null(direct);
    done(RUN(state, "init", "c.jh"));
    done(RUN(state, "import", "c.jh", "schools.csv", "county.csv", "answers.csv",
             "--year", "2026"));
    failed(RUN(state, "assess", "c.jh", "--year", "2026", PACK), JH_EXIT_INPUT, "freeze");
    done(RUN(state, "freeze", "c.jh", "--year", "2026"));
    o = RUN(state, "assess", "c.jh", "--year", "2026", PACK, "--json", "--date",
            "2026-10-01");
    assert_int_equal(o->code, code);
    assert_string_equal(o->out, direct);
    free(direct);
    o = RUN(state, "verify", "c.jh", "--json");
    done(o);
    has(o->out, "\"differ\": 0");
    has(o->out, "\"same\": true");
    o = RUN(state, "explain", "2199000001", "L4", "c.jh", "--year", "2026", PACK);
    done(o);
    has(o->out, "schools.csv 第");
}

static void keeps_a_result_once(void **state)
{
    make_small(state);
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    const outcome *o = RUN(state, "assess", "w.jh", "--year", "2026", PACK);
    has(o->out, "结论已存入工作区");
    o = RUN(state, "assess", "w.jh", "--year", "2026", PACK);
    has(o->out, "已有完全相同的结论");
    o = RUN(state, "assess", "w.jh", "--year", "2026", PACK, "--set",
            "cv_limit_primary=0.45");
    has(o->out, "结论已存入工作区");
    o = RUN(state, "verify", "w.jh", "--json");
    done(o);
    has(o->out, "\"result\": 2");
    assert_null(strstr(o->out, "\"result\": 3"));
    o = RUN(state, "assess", "w.jh", "--live", "--year", "2026", PACK);
    has(o->out, "结果不保存");
}

static void takes_the_same_file_once(void **state)
{
    make_small(state);
    const outcome *o =
        RUN(state, "import", "w.jh", "schools.csv", "--year", "2026", "--json");
    done(o);
    has(o->out, "\"nothing_new\": true");
    o = RUN(state, "audit", "verify", "w.jh", "--json");
    has(o->out, "\"records\": 2,");
}

static void tells_a_correction_cell_by_cell(void **state)
{
    make_small(state);
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    put_in(state, "schools.csv", "450,2000", "460,2000");
    const outcome *o = RUN(state, "import", "w.jh", "schools.csv", "--year", "2026",
                           "--dry-run", "--json");
    done(o);
    has(o->out, "\"changed\": 1");
    has(o->out, "\"before\": \"450\",\n      \"after\": \"460\"");
    has(o->out, "\"row\": 2,\n        \"column\": 5");
    o = RUN(state, "schools", "w.jh", "--json");
    o = RUN(state, "audit", "verify", "w.jh", "--json");
    has(o->out, "\"records\": 3,");
    o = RUN(state, "import", "w.jh", "schools.csv", "--year", "2026");
    has(o->out, "更改 1 个");
    o = RUN(state, "assess", "w.jh", "--year", "2026", PACK, "--json");
    has(o->out, "\"pupils\": 450");
    o = RUN(state, "assess", "w.jh", "--year", "2026", "--live", PACK, "--json");
    has(o->out, "\"pupils\": 460");
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    o = RUN(state, "assess", "w.jh", "--snapshot", "2026-2", PACK, "--json");
    has(o->out, "\"pupils\": 460");
    o = RUN(state, "verify", "w.jh");
    done(o);
}

static void takes_away_only_what_the_file_gave(void **state)
{
    make_small(state);
    write_file(state, "more.csv",
               "学校标识码,学校名称,图书册数\n"
               "2101,第一小学,\n2103,第三小学,22\n");
    const outcome *o =
        RUN(state, "import", "w.jh", "more.csv", "--year", "2026", "--json");
    done(o);
    has(o->out, "\"changed\": 1,\n  \"removed\": 0");
    put_in(state, "schools.csv", "450,2000,30", "450,2000,");
    o = RUN(state, "import", "w.jh", "schools.csv", "--year", "2026", "--json");
    has(o->out, "\"removed\": 1");
}

static void knows_a_school_without_id(void **state)
{
    make_small(state);
    write_file(state, "named.csv",
               "学校名称,县（市、区）,图书册数\n"
               "第三小学,某县,25\n");
    const outcome *o =
        RUN(state, "import", "w.jh", "named.csv", "--year", "2026", "--json");
    done(o);
    has(o->out, "\"before\": \"20\",\n      \"after\": \"25\"");
    o = RUN(state, "schools", "w.jh", "--json");
    assert_null(strstr(o->out, "2104"));
    has(o->out, "\"id\": \"2103\"");
}

static void keeps_years_apart(void **state)
{
    make_small(state);
    put_in(state, "schools.csv", "2103,第三小学", "2104,第四小学");
    done(RUN(state, "import", "w.jh", "schools.csv", "--year", "2027"));
    const outcome *o = RUN(state, "schools", "w.jh", "--year", "2026", "--json");
    assert_null(strstr(o->out, "2104"));
    has(o->out, "\"id\": \"2101\"");
    has(o->out, "\"last_year\": 2027");
    o = RUN(state, "schools", "w.jh", "--year", "2027", "--json");
    has(o->out, "2104");
    assert_null(strstr(o->out, "2103"));
}

static void shows_the_years_by_one_rule(void **state)
{
    make_small(state);
    failed(RUN(state, "history", "w.jh", PACK), JH_EXIT_INPUT, "还没有定稿");
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    RUN(state, "assess", "w.jh", "--year", "2026", "--pack", "cn-2012-basic");
    put_in(state, "schools.csv", "450,2000", "450,3000");
    done(RUN(state, "import", "w.jh", "schools.csv", "--year", "2027"));
    done(RUN(state, "freeze", "w.jh", "--year", "2027"));
    const outcome *o = RUN(state, "history", "w.jh", PACK);
    done(o);
    has(o->out, "2026");
    has(o->out, "2027");
    has(o->out, "2026 年当时按 cn-2012-basic 1 评估");
    has(o->out, "两点总能连成一条线");
    o = RUN(state, "history", "w.jh", PACK, "--json");
    has(o->out, "\"judged_by\": \"cn-2012-basic 1\"");
    has(o->out, "\"kind\": \"cv\"");
    has(o->out, "\"breaks\": []");
    o = RUN(state, "history", "w.jh", PACK, "--school", "第一小学", "--lang", "en");
    done(o);
    has(o->out, "Teaching and auxiliary rooms per pupil");
    failed(RUN(state, "history", "w.jh", PACK, "--school", "2199"), JH_EXIT_USAGE,
           "jh schools");
    failed(RUN(state, "history", "w.jh", PACK, "--stage", "大学"), JH_EXIT_USAGE, "小学");
    failed(RUN(state, "history", "w.jh", PACK, "--indicator", "L9"), JH_EXIT_USAGE,
           "jh pack show");
    failed(RUN(state, "history", "w.jh", PACK, "--area", "别县"), JH_EXIT_USAGE, "别县");
}

static void tells_rule_and_reality_apart(void **state)
{
    static const char *const made[] = {"README.md",   "schools.csv", "county.csv",
                                       "answers.csv", "prices.csv",  "rules.jh"};
    for (size_t i = 0; i < JH_COUNT(made); i++)
        keep_in_mind(state, made[i]);
    done(RUN(state, "init", "rules.jh"));
    for (int year = 2026; year < 2028; year++) {
        const char *when = year == 2026 ? "2026" : "2027";
        done(RUN(state, "sample", "--out", ".", "--format", "csv", "--schools", "30",
                 "--seed", when));
        done(RUN(state, "import", "rules.jh", "schools.csv", "--year", when));
        done(RUN(state, "freeze", "rules.jh", "--year", when));
        if (year == 2026)
            failed(RUN(state, "history", "rules.jh"), JH_EXIT_USAGE, "--pack");
        RUN(state, "assess", "rules.jh", "--year", when, PACK, "--set",
            year == 2026 ? "cv_limit_primary=5" : "cv_limit_primary=0.01");
    }
    /* without --pack by the rule of the last result, settings and all */
    const outcome *o = RUN(state, "history", "rules.jh");
    done(o);
    has(o->out, "cn-2017-quality 1 cv_limit_primary=0.01”重算");
    has(o->out, "口径变动：2026 年到 2027 年（设置）");
    has(o->out, "在限值以内的差异系数比例");
    has(o->out, "100.0%");
    has(o->out, "-100.0%");
    o = RUN(state, "history", "rules.jh", "--json");
    has(o->out, "\"differs_in\": [\n        \"setting\"\n      ]");
    has(o->out, "\"later_by_earlier_rule\": 1,\n");
    o = RUN(state, "history", "rules.jh", "--csv", "--stage", "初中");
    has(o->out, "L4");
    assert_null(strstr(o->out, "小学,L4"));
}

/* The workspace of two years that tells_rule_and_reality_apart made. */
static void reports_the_years(void **state)
{
    size_t n;
    static const char *const made[] = {"report.html", "report.xlsx", "result.json",
                                       "history.json"};
    for (size_t i = 0; i < JH_COUNT(made); i++)
        keep_in_mind(state, made[i]);
    const outcome *o = RUN(state, "report", "rules.jh", "--out", ".");
    done(o);
    has(o->out, "2027 年报告（定稿“2027”");
    char *page = slurp("report.html", &n), *data = slurp("history.json", &n);
    has(page, "id=\"a0-history\"");
    has(page, "href=\"#a0-history\"");
    has(page, "不成趋势");
    has(page, "口径变动");
    has(page, "<path class=\"course\"");
    has(data, "\"kind\": \"section\"");
    free(page);
    free(data);
    /* the first year by the same rule has no years before it */
    o = RUN(state, "report", "rules.jh", "--out", ".", "--year", "2026", "--lang", "en");
    done(o);
    has(o->out, "Report of 2026");
    page = slurp("report.html", &n);
    assert_null(strstr(page, "a0-history"));
    free(page);
    /* the workspace of gives_what_files_give has a ledger, and one year */
    done(RUN(state, "report", "c.jh", "--out", "."));
    page = slurp("report.html", &n);
    has(page, "id=\"a0-tasks\"");
    has(page, "未销号");
    has(page, "待整改");
    assert_null(strstr(page, "a0-history"));
    free(page);
    failed(RUN(state, "report", "rules.jh", "--out", ".", "--year", "2030"),
           JH_EXIT_INPUT, "定稿");
}

/* ---- the chain ---- */

static void sees_tampering(void **state)
{
    static const char *const deed[] = {
        "UPDATE reg_fact SET number = 999 WHERE number = 450",
        "DELETE FROM reg_fact WHERE number = 450",
        "INSERT INTO reg_fact SELECT year, subject, fact, 1, 7, NULL, sheet, row, 99 "
        "FROM "
        "reg_fact WHERE number IS NULL AND text IS NULL LIMIT 1 "
        "ON CONFLICT DO UPDATE SET number = 7",
        "INSERT INTO reg_import SELECT 9, at, person, year, pack, vocabulary, mapping, "
        "rejected FROM reg_import",
        "UPDATE reg_import SET person = 'x'",
        "UPDATE reg_source SET bytes = x'41'",
        "UPDATE reg_import_file SET name = 'x'",
        "UPDATE reg_record SET place = place + 1000",
        "UPDATE reg_fault SET reason = 'x'; UPDATE snap_snapshot SET name = 'x'",
        "DELETE FROM snap_snapshot WHERE 0; UPDATE snap_snapshot SET import = 0",
        "UPDATE out_result SET json = replace(json, 'fail', 'pass')",
        "UPDATE out_text SET bytes = x'41'",
        "UPDATE aud_chain SET person = 'x' WHERE n = 2",
        "DELETE FROM aud_chain WHERE n = 2",
        "DELETE FROM aud_chain WHERE n = 4",
        "UPDATE aud_chain SET n = 99 WHERE n = 2; UPDATE aud_chain SET n = 2 WHERE n = "
        "3; "
        "UPDATE aud_chain SET n = 3 WHERE n = 99",
        "INSERT INTO aud_chain SELECT 6, at, person, what, ref, payload, hash FROM "
        "aud_chain WHERE n = 4",
        "UPDATE aud_chain SET hash = x'00' WHERE n = 3",
        "UPDATE aud_chain SET payload = x'00' WHERE n = 3",
        "DELETE FROM aud_chain",
    };
    make_small(state);
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    RUN(state, "assess", "w.jh", "--year", "2026", PACK);
    done(RUN(state, "audit", "verify", "w.jh"));
    for (size_t i = 0; i < JH_COUNT(deed); i++) {
        copy_file(state, "w.jh", "t.jh");
        tamper("t.jh", deed[i]);
        const outcome *o = RUN(state, "audit", "verify", "t.jh");
        if (o->code != JH_EXIT_FAILS) fail_msg("not seen: %s\n%s", deed[i], o->out);
    }
}

/* Records that were touched show by their links alone; rows do not. */
static void links_alone(void **state)
{
    static const char *const record[] = {
        "UPDATE aud_chain SET person = 'x' WHERE n = 2",
        "DELETE FROM aud_chain WHERE n = 2",
        "UPDATE aud_chain SET n = -1 WHERE n = 2; UPDATE aud_chain SET n = 2 WHERE n = "
        "3; "
        "UPDATE aud_chain SET n = 3 WHERE n = -1",
    };
    make_small(state);
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    done(RUN(state, "audit", "verify", "w.jh", "--links"));
    for (size_t i = 0; i < JH_COUNT(record); i++) {
        copy_file(state, "w.jh", "t.jh");
        tamper("t.jh", record[i]);
        const outcome *o = RUN(state, "audit", "verify", "t.jh", "--links");
        if (o->code != JH_EXIT_FAILS) fail_msg("not seen: %s\n%s", record[i], o->out);
    }
    copy_file(state, "w.jh", "t.jh");
    tamper("t.jh", "UPDATE reg_fact SET number = number + 1");
    done(RUN(state, "audit", "verify", "t.jh", "--links"));
    const outcome *o = RUN(state, "audit", "verify", "t.jh");
    assert_int_equal(o->code, JH_EXIT_FAILS);
}

static void sees_that_a_guard_is_gone(void **state)
{
    sqlite3 *db;
    make_small(state);
    assert_int_equal(sqlite3_open("w.jh", &db), SQLITE_OK);
    execute(db, "DROP TRIGGER reg_fact_keep");
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    const outcome *o = RUN(state, "audit", "verify", "w.jh");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "结构被改过");
}

static void sees_cutting_and_rewriting_by_a_seal(void **state)
{
    make_small(state);
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    const outcome *o = RUN(state, "audit", "seal", "w.jh");
    done(o);
    write_file(state, "seal.txt", o->out);
    done(RUN(state, "audit", "verify", "w.jh", "--seal", "seal.txt"));
    copy_file(state, "w.jh", "t.jh");
    tamper("t.jh", "DELETE FROM aud_chain WHERE n = 3; DELETE FROM snap_snapshot");
    done(RUN(state, "audit", "verify", "t.jh"));
    o = RUN(state, "audit", "verify", "t.jh", "--seal", "seal.txt");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "末尾的记录被删掉了");
    /* the last deed done anew by somebody else: whole, but not what was sealed */
    done(RUN(state, "freeze", "t.jh", "--year", "2026", "--person", "another"));
    done(RUN(state, "audit", "verify", "t.jh"));
    o = RUN(state, "audit", "verify", "t.jh", "--seal", "seal.txt");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "与封存单不符");
    /* later records do not trouble a seal */
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    done(RUN(state, "audit", "verify", "w.jh", "--seal", "seal.txt"));
    write_file(state, "seal.txt", "junheng-seal 1 3\n");
    failed(RUN(state, "audit", "verify", "w.jh", "--seal", "seal.txt"), JH_EXIT_INPUT,
           "封存单");
}

static void says_what_a_result_differs_in(void **state)
{
    make_small(state);
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    RUN(state, "assess", "w.jh", "--year", "2026", PACK);
    tamper("w.jh", "UPDATE out_result SET json = replace(json, '\"pupils\": 450', "
                   "'\"pupils\": 451')");
    const outcome *o = RUN(state, "verify", "w.jh", "--json");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "\"kept\": \"\\\"pupils\\\": 451");
    has(o->out, "\"computed\": \"\\\"pupils\\\": 450");
}

/* ---- opening ---- */

static void refuses_what_is_no_workspace(void **state)
{
    make_small(state);
    failed(RUN(state, "init", "w.jh"), JH_EXIT_USAGE, "已经存在");
    failed(RUN(state, "schools", "schools.csv"), JH_EXIT_INPUT, "不是衡准的工作区");
    sqlite3 *db;
    keep_in_mind(state, "other.db");
    assert_int_equal(sqlite3_open("other.db", &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE x (y)", NULL, NULL, NULL);
    sqlite3_close(db);
    failed(RUN(state, "schools", "other.db"), JH_EXIT_INPUT, "不是衡准的工作区");
    failed(RUN(state, "import", "other.db", "schools.csv", "--year", "2026"),
           JH_EXIT_INPUT, "不是衡准的工作区");
    tamper("w.jh", "PRAGMA user_version = 9000");
    failed(RUN(state, "schools", "w.jh"), JH_EXIT_INPUT, "请升级程序");
    make_small(state);
    failed(RUN(state, "import", "w.jh", "schools.csv", "--year", "26"), JH_EXIT_USAGE,
           "2026");
    failed(RUN(state, "assess", "w.jh", PACK), JH_EXIT_USAGE, "--year");
    failed(RUN(state, "freeze", "w.jh", "--year", "1999"), JH_EXIT_INPUT, "1999");
    failed(RUN(state, "assess", "w.jh", "--snapshot", "x", PACK), JH_EXIT_INPUT, "“x”");
    failed(RUN(state, "import", "w.jh", "schools.csv", "--year", "2026", "--pack",
               "za-2017-educators"),
           JH_EXIT_INPUT, "cn-compulsory");
}

static void reading_writes_nothing(void **state)
{
    size_t n, m;
    make_small(state);
    char *before = slurp("w.jh", &n);
    done(RUN(state, "schools", "w.jh"));
    done(RUN(state, "audit", "verify", "w.jh"));
    done(RUN(state, "verify", "w.jh"));
    done(RUN(state, "import", "w.jh", "schools.csv", "--year", "2030", "--dry-run"));
    char *after = slurp("w.jh", &m);
    assert_int_equal(n, m);
    assert_memory_equal(before, after, n);
    free(before);
    free(after);
}

/* ---- backup ---- */

static void restores_a_backup_or_says_why_not(void **state)
{
    size_t n;
    make_small(state);
    unlink("b.bak");
    keep_in_mind(state, "b.bak");
    keep_in_mind(state, "r.jh");
    done(RUN(state, "backup", "w.jh", "b.bak"));
    failed(RUN(state, "backup", "w.jh", "b.bak"), JH_EXIT_USAGE, "已经存在");
    done(RUN(state, "restore", "b.bak", "r.jh"));
    done(RUN(state, "audit", "verify", "r.jh"));
    const outcome *o = RUN(state, "schools", "r.jh", "--json");
    has(o->out, "\"id\": \"2103\"");
    failed(RUN(state, "restore", "b.bak", "r.jh"), JH_EXIT_USAGE, "已经存在");
    done(RUN(state, "restore", "b.bak", "r.jh", "--force"));
    done(RUN(state, "import", "r.jh", "schools.csv", "--year", "2027"));
    char *p = slurp("b.bak", &n);
    for (size_t i = 0; i < 64; i++) {
        size_t at = i * (n - 1) / 63;
        p[at] = (char)(p[at] ^ (1 << (i % 8)));
        write_bytes(state, "t.jh", p, n);
        o = RUN(state, "restore", "t.jh", "r.jh", "--force");
        if (o->code == JH_EXIT_DONE) fail_msg("bit %zu of byte %zu", i % 8, at);
        p[at] = (char)(p[at] ^ (1 << (i % 8)));
    }
    write_bytes(state, "t.jh", p, n - 1);
    failed(RUN(state, "restore", "t.jh", "r.jh", "--force"), JH_EXIT_INPUT, "备份");
    free(p);
    o = RUN(state, "schools", "r.jh", "--year", "2027", "--json");
    has(o->out, "\"id\": \"2103\"");
}

/* ---- open formats ---- */

static void comes_back_from_open_formats(void **state)
{
    size_t n, m;
    make_small(state);
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    RUN(state, "assess", "w.jh", "--year", "2026", PACK);
    keep_in_mind(state, "x.jh");
    done(RUN(state, "export", "w.jh", "e1"));
    failed(RUN(state, "export", "w.jh", "e1"), JH_EXIT_USAGE, "已经存在");
    done(RUN(state, "init", "x.jh", "--from", "e1"));
    done(RUN(state, "export", "x.jh", "e2"));
    static const char *const same[][2] = {{"e1/reg_fact.csv", "e2/reg_fact.csv"},
                                          {"e1/aud_chain.csv", "e2/aud_chain.csv"},
                                          {"e1/out_result.csv", "e2/out_result.csv"}};
    for (size_t i = 0; i < JH_COUNT(same); i++) {
        char *a = slurp(same[i][0], &n), *b = slurp(same[i][1], &m);
        assert_int_equal(n, m);
        assert_memory_equal(a, b, n);
        free(a);
        free(b);
    }
    done(RUN(state, "verify", "x.jh"));
    done(RUN(state, "audit", "verify", "x.jh"));
}

static void refuses_a_damaged_export(void **state)
{
    static const char *const change[][3] = {
        {"e1/reg_fact.csv", "450", "451"},          {"e1/reg_fact.csv", "year", "yeer"},
        {"e1/reg_fact.csv", "\r\n2026", "\n2026"},  {"e1/reg_import.csv", "\"", "x"},
        {"e1/aud_chain.csv", "\"init\"", "\"in\""}, {"e1/workspace.txt", "1", "2"},
    };
    for (size_t i = 0; i < JH_COUNT(change); i++) {
        size_t n;
        char *text = slurp(change[i][0], &n), *at = strstr(text, change[i][1]);
        assert_non_null(at);
        size_t head = (size_t)(at - text), cut = strlen(change[i][1]);
        char *out = calloc(1, n + 16);
        assert_non_null(out);
        memcpy(out, text, head);
        strcpy(out + head, change[i][2]);
        strcat(out, at + cut);
        FILE *f = fopen(change[i][0], "wb");
        assert_non_null(f);
        fwrite(out, 1, strlen(out), f);
        fclose(f);
        const outcome *o = RUN(state, "init", "y.jh", "--from", "e1");
        if (o->code == JH_EXIT_DONE) fail_msg("%s %s", change[i][0], change[i][1]);
        assert_int_equal(access("y.jh", F_OK), -1);
        f = fopen(change[i][0], "wb");
        assert_non_null(f);
        fwrite(text, 1, n, f);
        fclose(f);
        free(out);
        free(text);
    }
}

static int take_away(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

/* SQLite may leave an empty log beside a workspace that was only read. */
static int tear_down(void **state)
{
    static const char *const log[] = {
        "w.jh-wal", "w.jh-shm", "c.jh-wal", "c.jh-shm", "t.jh-wal",     "t.jh-shm",
        "r.jh-wal", "r.jh-shm", "x.jh-wal", "x.jh-shm", "rules.jh-wal", "rules.jh-shm"};
    for (size_t i = 0; i < JH_COUNT(log); i++)
        unlink(log[i]);
    nftw("e1", take_away, 8, FTW_DEPTH);
    nftw("e2", take_away, 8, FTW_DEPTH);
    return tear_down_folder(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_what_files_give),
        cmocka_unit_test(keeps_a_result_once),
        cmocka_unit_test(takes_the_same_file_once),
        cmocka_unit_test(tells_a_correction_cell_by_cell),
        cmocka_unit_test(takes_away_only_what_the_file_gave),
        cmocka_unit_test(knows_a_school_without_id),
        cmocka_unit_test(keeps_years_apart),
        cmocka_unit_test(shows_the_years_by_one_rule),
        cmocka_unit_test(tells_rule_and_reality_apart),
        cmocka_unit_test(reports_the_years),
        cmocka_unit_test(sees_tampering),
        cmocka_unit_test(links_alone),
        cmocka_unit_test(sees_that_a_guard_is_gone),
        cmocka_unit_test(sees_cutting_and_rewriting_by_a_seal),
        cmocka_unit_test(says_what_a_result_differs_in),
        cmocka_unit_test(refuses_what_is_no_workspace),
        cmocka_unit_test(reading_writes_nothing),
        cmocka_unit_test(restores_a_backup_or_says_why_not),
        cmocka_unit_test(comes_back_from_open_formats),
        cmocka_unit_test(refuses_a_damaged_export),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down);
}
