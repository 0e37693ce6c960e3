/* What happens to schools over the years, through jh itself. */
#include "jh_fixture.h"

#include <stdio.h>

#include <sqlite3.h>

#define PACK "--pack", "cn-2017-quality"
#define WHY "--reason", "布局调整"
#define HEAD "学校标识码,学校名称,县（市、区）,办学类型,小学在校生数,教学及辅助用房面积\n"

static void done(const outcome *o)
{
    if (o->code != JH_EXIT_DONE) fail_msg("code %d\n%s\n%s", o->code, o->out, o->err);
}

static void failed(const outcome *o, const char *words)
{
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, words);
}

static void lacks(const char *text, const char *part)
{
    if (strstr(text, part)) fail_msg("\"%s\" is in:\n%s", part, text);
}

static void sql(const char *text)
{
    sqlite3 *db;
    char *said = NULL;
    assert_int_equal(sqlite3_open("w.jh", &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, &said) != SQLITE_OK) fail_msg("%s", said);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* First column of the first row as text; the caller's buffer. */
static const char *ask(const char *text, char out[256])
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_open_v2("w.jh", &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, text, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    const unsigned char *p =
        sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_text(stmt, 0) : NULL;
    snprintf(out, 256, "%s", p ? (const char *)p : "");
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return out;
}

static const outcome *take(void **state, const char *rows, const char *year)
{
    char text[1024];
    snprintf(text, sizeof text, HEAD "%s", rows);
    write_file(state, "s.csv", text);
    return RUN(state, "import", "w.jh", "s.csv", "--year", year);
}

#define FIRST "2101,第一小学,某县,211,450,2000\n"
#define SECOND "2102,第二小学,某县,211,300,1500\n"
#define THIRD "2103,第三小学,某县,211,200,1200\n"

static void make(void **state)
{
    static const char *const file[] = {"w.jh", "w.jh-wal", "w.jh-shm"};
    for (size_t i = 0; i < JH_COUNT(file); i++)
        unlink(file[i]);
    keep_in_mind(state, "w.jh");
    done(RUN(state, "init", "w.jh"));
    done(take(state, FIRST SECOND THIRD, "2026"));
}

static void refuses_what_cannot_be(void **state)
{
    char n[256];
    make(state);
    failed(RUN(state, "school", "close", "w.jh", "2103", "--year", "2026", WHY),
           "第三小学（2103）在 2026 学年还有数据");
    failed(RUN(state, "school", "close", "w.jh", "2193", "--year", "2027", WHY),
           "是不是：2103 第三小学");
    failed(RUN(state, "school", "close", "w.jh", "第二中学", "--year", "2027", WHY),
           "是不是：2102 第二小学");
    failed(RUN(state, "school", "close", "w.jh", "红旗", "--year", "2027", WHY),
           "没有“红旗”这所学校");
    failed(RUN(state, "school", "merge", "w.jh", "2103", "--into", "第三小学", "--year",
               "2027", WHY),
           "不能并入它自己");
    failed(RUN(state, "school", "merge", "w.jh", "2103", "2103", "--into", "2101",
               "--year", "2027", WHY),
           "写了两次");
    failed(RUN(state, "school", "open", "w.jh", "2102", "--year", "2027", WHY),
           "已登记为 第二小学");
    failed(
        RUN(state, "school", "rename", "w.jh", "2102", "第二小学", "--year", "2027", WHY),
        "现在就叫这个名字");
    failed(RUN(state, "school", "recode", "w.jh", "2102", "2102", "--year", "2027", WHY),
           "本来就是");
    failed(RUN(state, "school", "recode", "w.jh", "2102", "2103", "--year", "2027", WHY),
           "2026 学年都有数据");
    failed(RUN(state, "school", "revoke", "w.jh", "1", WHY), "没有第 1 号");
    assert_int_equal(
        RUN(state, "school", "close", "w.jh", "2103", "--year", "2027", "--reason", " ")
            ->code,
        JH_EXIT_USAGE);
    assert_int_equal(RUN(state, "school", "close", "w.jh", "2103", "--year", "2027", WHY,
                         "--date", "2027-13-01")
                         ->code,
                     JH_EXIT_USAGE);
    done(RUN(state, "school", "close", "w.jh", "2103", "--year", "2027", WHY,
             "--dry-run"));
    assert_string_equal(ask("SELECT count(*) FROM reg_event", n), "0");
    assert_string_equal(ask("SELECT count(*) FROM aud_chain", n), "2");
}

static void keeps_a_merged_school_in_its_years(void **state)
{
    char s[256];
    make(state);
    done(RUN(state, "school", "merge", "w.jh", "2102", "第三小学", "--into", "2101",
             "--year", "2027", "--date", "2027-08-15", "--document", "县教〔2027〕3号",
             WHY));
    failed(RUN(state, "school", "close", "w.jh", "2103", "--year", "2028", WHY),
           "从 2027 学年起已不存在");
    failed(RUN(state, "school", "merge", "w.jh", "2101", "--into", "2103", "--year",
               "2028", WHY),
           "从 2027 学年起已不存在");
    done(take(state, FIRST THIRD, "2027"));
    has(((const outcome *)*state)->err, "这一行没有导入");
    const outcome *o = RUN(state, "schools", "w.jh", "--json");
    has(o->out, "\"status\": \"merged\",\n      \"opened\": 0,\n      \"closed\": 2027,\n"
                "      \"successor\": \"2101\"");
    o = RUN(state, "schools", "w.jh", "--year", "2027", "--json");
    lacks(o->out, "第三小学");
    assert_string_equal(ask("SELECT status || closed || successor FROM v_school WHERE "
                            "school = '2103'",
                            s),
                        "merged20272101");
    done(take(state, THIRD, "2026"));
    done(RUN(state, "school", "revoke", "w.jh", "1", "--reason", "登记错了"));
    failed(RUN(state, "school", "revoke", "w.jh", "1", "--reason", "再撤"), "不能撤回");
    failed(RUN(state, "school", "revoke", "w.jh", "2", "--reason", "再撤"), "不能撤回");
    done(take(state, FIRST THIRD, "2027"));
    o = RUN(state, "schools", "w.jh", "--year", "2027", "--json");
    has(o->out, "第三小学");
    o = RUN(state, "school", "events", "w.jh", "--school", "2103");
    has(o->out, "县教〔2027〕3号");
    has(o->out, "已由第 2 号撤回");
    done(RUN(state, "audit", "verify", "w.jh"));
}

static void knows_a_school_by_old_and_new_id(void **state)
{
    char s[256];
    make(state);
    done(RUN(state, "school", "recode", "w.jh", "2103", "3103", "--year", "2027", WHY));
    const outcome *o = take(state, "3103,第三小学,某县,211,210,1200\n", "2027");
    done(o);
    o = take(state, "2103,第三小学,某县,211,211,1200\n", "2027");
    done(o);
    has(o->err, "已换用标识码 3103");
    has(o->out, "更改 1 个");
    assert_string_equal(ask("SELECT text FROM v_fact WHERE year = 2027 AND fact = "
                            "'school_id'",
                            s),
                        "3103");
    o = RUN(state, "schools", "w.jh", "--json");
    has(o->out, "\"id\": \"3103\",\n      \"name\": \"第三小学\"");
    has(o->out, "\"ids\": \"2103 3103\",\n      \"first_year\": 2026,\n"
                "      \"last_year\": 2027");
    failed(RUN(state, "school", "revoke", "w.jh", "1", WHY), "不能再撤回");
    failed(RUN(state, "school", "recode", "w.jh", "2101", "3103", "--year", "2028", WHY),
           "2026 学年都有数据");
}

static void joins_ids_that_were_imported_as_two_schools(void **state)
{
    char s[256];
    make(state);
    const outcome *o = take(state, "3103,第三小学,某县,211,210,1200\n", "2027");
    done(o);
    has(o->err, "jh school recode 工作区 2103 3103 --year 2027");
    done(RUN(state, "freeze", "w.jh", "--year", "2027"));
    o = RUN(state, "schools", "w.jh", "--json");
    has(o->out, "\"id\": \"3103\"");
    has(o->out, "\"id\": \"2103\"");
    done(RUN(state, "school", "recode", "w.jh", "2103", "3103", "--year", "2027", WHY));
    o = RUN(state, "schools", "w.jh", "--json");
    lacks(o->out, "\"id\": \"2103\"");
    has(o->out, "\"ids\": \"2103 3103\",\n      \"first_year\": 2026,\n"
                "      \"last_year\": 2027");
    assert_string_equal(ask("SELECT identity FROM v_school WHERE school = '3103'", s),
                        "2103");
    /* an old id in the joined year falls to the entry that has that year */
    done(take(state, "2103,第三小学,某县,211,220,1200\n", "2027"));
    assert_string_equal(ask("SELECT count(*) FROM v_school WHERE year = 2027", s), "1");
    done(take(state, "3103,第三小学,某县,211,220,1200\n", "2028"));
    assert_string_equal(ask("SELECT group_concat(DISTINCT identity) FROM v_school WHERE "
                            "name = '第三小学'",
                            s),
                        "2103");
    done(RUN(state, "audit", "verify", "w.jh"));
}

static void tells_two_namesakes_from_a_new_id(void **state)
{
    make(state);
    const outcome *o = take(state, THIRD "3103,第三小学,某县,211,210,1200\n", "2027");
    done(o);
    lacks(o->err, "jh school recode");
    o = take(state, "3102,第二小学,别县,211,210,1200\n", "2027");
    lacks(o->err, "jh school recode");
}

static void finds_a_renamed_school_by_its_name_of_the_year(void **state)
{
    char s[256];
    make(state);
    done(RUN(state, "school", "rename", "w.jh", "2103", "实验小学", "--year", "2027",
             WHY));
    write_file(state, "n.csv", "学校名称,县（市、区）,小学在校生数\n实验小学,某县,230\n");
    done(RUN(state, "import", "w.jh", "n.csv", "--year", "2027"));
    write_file(state, "n.csv", "学校名称,县（市、区）,小学在校生数\n第三小学,某县,201\n");
    done(RUN(state, "import", "w.jh", "n.csv", "--year", "2026"));
    assert_string_equal(
        ask("SELECT group_concat(year || ':' || number) FROM v_fact WHERE "
            "subject = '2103' AND fact = 'pupils_primary'",
            s),
        "2026:201.0,2027:230.0");
    const outcome *o = RUN(state, "schools", "w.jh", "--json");
    has(o->out, "\"name\": \"实验小学\"");
    has(o->out, "\"former_names\": \"第三小学\"");
    done(RUN(state, "school", "revoke", "w.jh", "1", WHY));
    o = RUN(state, "schools", "w.jh", "--json");
    lacks(o->out, "实验小学");
}

static void opens_and_splits(void **state)
{
    make(state);
    done(RUN(state, "school", "open", "w.jh", "2105=第五小学", "--year", "2027", WHY));
    done(RUN(state, "school", "split", "w.jh", "2101", "--into", "2106=南校", "--into",
             "2107=北校", "--ends", "--year", "2027", WHY));
    failed(RUN(state, "school", "open", "w.jh", "2106", "--year", "2028", WHY),
           "已登记为 南校");
    done(take(state, "2105,第五小学,某县,211,100,900\n2106,南校,某县,211,200,1000\n",
              "2027"));
    const outcome *o = RUN(state, "schools", "w.jh");
    has(o->out, "2027 年分设为 2106 2107");
    has(o->out, "2027 年新设");
    done(RUN(state, "school", "campus", "w.jh", "2102", "--of", "2105", "--year", "2027",
             WHY));
    o = RUN(state, "schools", "w.jh");
    has(o->out, "是 2105 的校区");
    done(RUN(state, "school", "open", "w.jh", "2101", "--year", "2029", WHY));
    done(take(state, FIRST, "2029"));
    o = take(state, FIRST, "2028");
    has(o->err, "这一行没有导入");
}

static void leaves_frozen_years_as_they_were(void **state)
{
    make(state);
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    const outcome *o = RUN(state, "assess", "w.jh", "--year", "2026", PACK, "--json",
                           "--date", "2026-10-01");
    char *before = strdup(o->out);
    assert_non_null(before);
    done(RUN(state, "school", "merge", "w.jh", "2102", "--into", "2101", "--year", "2027",
             WHY));
    done(RUN(state, "school", "rename", "w.jh", "2101", "实验小学", "--year", "2027",
             WHY));
    done(RUN(state, "school", "recode", "w.jh", "2103", "3103", "--year", "2027", WHY));
    done(take(state, "2101,实验小学,某县,211,750,3000\n3103,第三小学,某县,211,9,9\n",
              "2027"));
    o = RUN(state, "assess", "w.jh", "--year", "2026", PACK, "--json", "--date",
            "2026-10-01");
    assert_string_equal(o->out, before);
    free(before);
    done(RUN(state, "verify", "w.jh"));
    done(RUN(state, "audit", "verify", "w.jh"));
    done(RUN(state, "export", "w.jh", "e1"));
    unlink("w.jh");
    done(RUN(state, "init", "w.jh", "--from", "e1"));
    done(RUN(state, "audit", "verify", "w.jh"));
    o = RUN(state, "schools", "w.jh");
    has(o->out, "2027 年并入 2101");
    assert_int_equal(system("rm -r e1"), 0);
}

/* ---- from one year to the next ---- */

static void opens_a_year_with_what_is_not_counted(void **state)
{
    char s[256];
    make(state);
    done(RUN(state, "school", "merge", "w.jh", "2103", "--into", "2101", "--year", "2027",
             WHY));
    done(RUN(state, "school", "open", "w.jh", "2105=第五小学", "--year", "2027", WHY));
    done(RUN(state, "school", "recode", "w.jh", "2102", "3102", "--year", "2027", WHY));
    done(RUN(state, "rollover", "w.jh", "--to", "2027", "--dry-run"));
    assert_string_equal(ask("SELECT count(*) FROM reg_import", s), "1");
    const outcome *o = RUN(state, "rollover", "w.jh", "--to", "2027", "--json");
    done(o);
    has(o->out, "\"schools_carried\": 3");
    has(o->out, "\"unexplained\": 0");
    has(o->out, "\"kind\": \"recoded\",\n      \"id\": \"3102\"");
    has(o->out, "\"kind\": \"merged\"");
    /* nothing that is counted, and every cell is that of the year before */
    assert_string_equal(ask("SELECT group_concat(DISTINCT fact) FROM (SELECT fact FROM "
                            "v_fact WHERE year = 2027 ORDER BY fact)",
                            s),
                        "county,school_id,school_name,school_type");
    assert_string_equal(ask("SELECT file || row || col FROM v_fact WHERE year = 2027 AND "
                            "subject = '2101' AND fact = 'school_type'",
                            s),
                        "2026/s.csv24");
    assert_string_equal(ask("SELECT text FROM v_fact WHERE year = 2027 AND subject = "
                            "'2102' AND fact = 'school_id'",
                            s),
                        "3102");
    o = RUN(state, "rollover", "w.jh", "--to", "2027");
    has(o->out, "没有可结转的");
    /* files of the year take the cells over; who is not in them is seen */
    o = take(state, "2101,第一小学,某县,211,460,2000\n2105,第五小学,某县,211,60,900\n",
             "2027");
    done(o);
    assert_string_equal(ask("SELECT file FROM v_fact WHERE year = 2027 AND subject = "
                            "'2101' AND fact = 'school_type'",
                            s),
                        "s.csv");
    o = RUN(state, "rollover", "w.jh", "--to", "2027", "--dry-run", "--json");
    has(o->out, "\"kind\": \"waiting\",\n      \"id\": \"3102\"");
    has(o->out, "\"unexplained\": 1");
    done(RUN(state, "audit", "verify", "w.jh"));
    failed(RUN(state, "rollover", "w.jh", "--to", "2026"), "无从结转");
    failed(RUN(state, "rollover", "w.jh", "--to", "2028", "--from", "2020"), "没有 2020");
}

static void takes_a_carried_school_out_again(void **state)
{
    make(state);
    done(RUN(state, "rollover", "w.jh", "--to", "2027"));
    done(RUN(state, "freeze", "w.jh", "--year", "2027"));
    const outcome *o = RUN(state, "assess", "w.jh", "--year", "2027", PACK, "--json",
                           "--date", "2027-10-01");
    char *before = strdup(o->out);
    assert_non_null(before);
    done(RUN(state, "school", "close", "w.jh", "2103", "--year", "2027", WHY));
    o = RUN(state, "schools", "w.jh", "--year", "2027", "--json");
    lacks(o->out, "2103");
    o = RUN(state, "assess", "w.jh", "--year", "2027", PACK, "--json", "--date",
            "2027-10-01");
    assert_string_equal(o->out, before);
    o = RUN(state, "assess", "w.jh", "--year", "2027", "--live", PACK, "--json");
    lacks(o->out, "第三小学");
    done(RUN(state, "freeze", "w.jh", "--year", "2027"));
    done(RUN(state, "school", "revoke", "w.jh", "1", WHY));
    o = RUN(state, "schools", "w.jh", "--year", "2027", "--json");
    has(o->out, "2103");
    o = RUN(state, "assess", "w.jh", "--snapshot", "2027-2", PACK, "--json");
    lacks(o->out, "第三小学");
    o = RUN(state, "assess", "w.jh", "--year", "2027", "--live", PACK, "--json");
    has(o->out, "第三小学");
    done(take(state, THIRD, "2027"));
    failed(RUN(state, "school", "close", "w.jh", "2103", "--year", "2027", WHY),
           "2027 学年还有数据");
    done(RUN(state, "verify", "w.jh"));
    done(RUN(state, "audit", "verify", "w.jh"));
    free(before);
}

static void fills_gaps_and_says_what_is_missing(void **state)
{
    char s[256];
    make(state);
    write_file(state, "n.csv",
               "学校标识码,学校名称,小学在校生数,县（市、区）\n2101,第一小学,450,\n"
               "2109,第九小学,100,某县\n");
    done(RUN(state, "import", "w.jh", "n.csv", "--year", "2027"));
    const outcome *o = RUN(state, "rollover", "w.jh", "--to", "2027", "--json");
    done(o);
    has(o->out, "\"schools_carried\": 0,\n  \"values_carried\": 1,\n"
                "  \"unexplained\": 3");
    /* an empty cell is an answer; a school is not brought back to life */
    assert_string_equal(ask("SELECT group_concat(fact) FROM v_fact WHERE year = 2027 AND "
                            "file = '2026/s.csv'",
                            s),
                        "school_type");
    has(o->out, "\"kind\": \"missing\"");
    has(o->out, "\"kind\": \"new\"");
    o = RUN(state, "rollover", "w.jh", "--to", "2027", "--dry-run");
    has(o->out, "补报数据，或登记撤销、合并");
    /* back after a year */
    done(take(state, FIRST SECOND, "2028"));
    o = RUN(state, "rollover", "w.jh", "--to", "2028", "--dry-run", "--json");
    has(o->out, "\"kind\": \"returned\",\n      \"id\": \"2102\"");
}

/* ---- whether a year can be true ---- */

#define GRADES                                                                                                           \
    "学校标识码,学校名称,县（市、区）,一年级在校生数,二年级在校生数,三年级在校生数," \
    "四年级在校生数,五年级在校生数,六年级在校生数\n"

static void compares_with_the_year_before(void **state)
{
    make(state);
    const outcome *o = take(state,
                            "2101,第一小学,某县,211,530,2000\n"
                            "2102,第二小学,某县,211,330,1400\n" THIRD,
                            "2027");
    done(o);
    lacks(o->err, "小学在校生数增减"); /* 80 of 450, 30 of 300: within limits */
    has(o->err, "教学及辅助用房面积 1400（s.csv 第3行第6列）；上一学年教学及辅助用房面积 "
                "1500（s.csv 第3行第6列）");
    o = take(state,
             "2101,第一小学,某县,211,550,2000\n2102,第二小学,某县,211,330,1500\n" THIRD,
             "2027");
    has(o->err, "小学在校生数 550");
    lacks(o->err, "用房面积减少"); /* corrected: gone, also from what is kept */
    o = RUN(state, "check", "w.jh", "--year", "2027", PACK, "--json");
    has(o->out, "\"check\": \"year_pupils_primary\"");
    lacks(o->out, "year_rooms_fall");
    write_file(state, "why.csv",
               "核查项,学校标识码,理由,说明人,日期\n"
               "year_pupils_primary,2101,学区调整,张三,2027-09-20\n");
    done(RUN(state, "import", "w.jh", "why.csv", "--year", "2027"));
    done(RUN(state, "freeze", "w.jh", "--year", "2027"));
    o = RUN(state, "check", "w.jh", "--snapshot", "2027", PACK);
    done(o);
    lacks(o->out, "数据问题：");
    has(o->out, "学区调整");
    done(RUN(state, "audit", "verify", "w.jh"));
}

static void adds_up_schools_that_became_one(void **state)
{
    make(state);
    done(RUN(state, "school", "merge", "w.jh", "2103", "--into", "2101", "--year", "2027",
             WHY));
    const outcome *o = take(state, "2101,第一小学,某县,211,660,3200\n" SECOND, "2027");
    done(o);
    assert_string_equal(o->err, "");
    done(RUN(state, "school", "revoke", "w.jh", "1", WHY));
    o = RUN(state, "check", "w.jh", "--year", "2027", PACK);
    has(o->out, "小学在校生数 660");
    has(o->out, "“第三小学”（2103）2026 学年还有数据，2027 学年没有");
}

static void looks_through_all_files_of_the_year(void **state)
{
    make(state);
    write_file(state, "g.csv", GRADES "2101,第一小学,某县,75,75,75,75,75,70\n");
    const outcome *o = RUN(state, "import", "w.jh", "g.csv", "--year", "2026");
    done(o);
    has(o->err, "一至六年级在校生数之和不等于小学在校生数");
    has(o->err, "小学在校生数 450，s.csv 第2行第5列");
    /* set right by the other file: nothing stands any more */
    o = take(state, "2101,第一小学,某县,211,445,2000\n" SECOND THIRD, "2026");
    done(o);
    lacks(o->err, "之和不等于");
    done(RUN(state, "freeze", "w.jh", "--year", "2026"));
    o = RUN(state, "check", "w.jh", "--snapshot", "2026", PACK);
    lacks(o->out, "数据问题：");
}

static void follows_the_children_of_a_grade(void **state)
{
    make(state);
    write_file(state, "g.csv", GRADES "2101,第一小学,某县,75,75,75,75,75,75\n");
    done(RUN(state, "import", "w.jh", "g.csv", "--year", "2026"));
    done(take(state, FIRST SECOND THIRD, "2027"));
    write_file(state, "g.csv", GRADES "2101,第一小学,某县,90,75,75,75,75,60\n");
    const outcome *o = RUN(state, "import", "w.jh", "g.csv", "--year", "2027");
    has(o->err, "今年六年级与去年五年级");
    lacks(o->err, "今年五年级与去年四年级");
    lacks(o->err, "今年二年级与去年一年级");
}

static void only_counts_schools_while_most_are_missing(void **state)
{
    char text[4096] = HEAD;
    size_t n = strlen(text);
    make(state);
    for (int i = 10; i < 40; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "22%d,学校%d,某县,211,100,900\n",
                              i, i);
    write_file(state, "s.csv", text);
    done(RUN(state, "import", "w.jh", "s.csv", "--year", "2026"));
    const outcome *o = take(state, FIRST, "2027");
    has(o->err, "中，32 所还没有 2027 学年的数据");
    lacks(o->err, "2026 学年还有数据");
}

static void sees_tampering_with_events(void **state)
{
    static const char *const deed[] = {
        "UPDATE reg_event SET reason = 'x'",
        "UPDATE reg_event SET year = 2026",
        "UPDATE reg_event_school SET subject = 2 WHERE part = 'to'",
        "DELETE FROM reg_event_school WHERE part = 'to'",
        ("INSERT INTO reg_event (at, person, kind, year, reason) VALUES "
         "('2027', 'x', 'close', 2027, 'x')"),
    };
    for (size_t i = 0; i < JH_COUNT(deed); i++) {
        make(state);
        done(RUN(state, "school", "merge", "w.jh", "2103", "--into", "2101", "--year",
                 "2027", WHY));
        done(RUN(state, "audit", "verify", "w.jh"));
        sql("DROP TRIGGER reg_event_keep; DROP TRIGGER reg_event_school_keep;"
            "DROP TRIGGER reg_event_stay; DROP TRIGGER reg_event_school_stay");
        sql(deed[i]);
        if (RUN(state, "audit", "verify", "w.jh")->code != JH_EXIT_FAILS)
            fail_msg("not seen: %s", deed[i]);
    }
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
        cmocka_unit_test(refuses_what_cannot_be),
        cmocka_unit_test(keeps_a_merged_school_in_its_years),
        cmocka_unit_test(knows_a_school_by_old_and_new_id),
        cmocka_unit_test(joins_ids_that_were_imported_as_two_schools),
        cmocka_unit_test(tells_two_namesakes_from_a_new_id),
        cmocka_unit_test(finds_a_renamed_school_by_its_name_of_the_year),
        cmocka_unit_test(opens_and_splits),
        cmocka_unit_test(leaves_frozen_years_as_they_were),
        cmocka_unit_test(opens_a_year_with_what_is_not_counted),
        cmocka_unit_test(takes_a_carried_school_out_again),
        cmocka_unit_test(fills_gaps_and_says_what_is_missing),
        cmocka_unit_test(compares_with_the_year_before),
        cmocka_unit_test(adds_up_schools_that_became_one),
        cmocka_unit_test(looks_through_all_files_of_the_year),
        cmocka_unit_test(follows_the_children_of_a_grade),
        cmocka_unit_test(only_counts_schools_while_most_are_missing),
        cmocka_unit_test(sees_tampering_with_events),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down);
}
