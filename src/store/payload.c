/* What a record of the chain vouches for: the rows that the change wrote, all of them. */
#include "store_int.h"

#include <string.h>

#define QUERIES 6

/* Each statement takes the row's id as ?1 and has an order of its own, so that the hash does
 * not hang on how the rows happen to lie. */
static const struct {
    const char *what;
    const char *sql[QUERIES];
} payload[] = {
    {"init", {"SELECT name, value FROM reg_meta WHERE ?1 = 0 ORDER BY name"}},
    {"import",
     {"SELECT i.id, i.at, i.person, i.year, i.pack, i.vocabulary, i.mapping, i.rejected, "
      "c.added, c.changed, c.removed, c.same FROM reg_import i "
      "LEFT JOIN reg_import_count c ON c.import = i.id WHERE i.id = ?1",
      "SELECT f.place, f.name, s.hash, s.size FROM reg_import_file f "
      "JOIN reg_source s ON s.id = f.source WHERE f.import = ?1 ORDER BY f.place",
      "SELECT r.year, s.book, s.key, r.place FROM reg_record r "
      "JOIN reg_subject s ON s.id = r.subject WHERE r.import = ?1 ORDER BY r.place",
      "SELECT code, subject FROM reg_school_code WHERE import = ?1 ORDER BY code",
      "SELECT f.year, s.book, s.key, c.name, f.number, f.text, h.file, h.sheet, f.row, "
      "f.col FROM reg_fact f INDEXED BY reg_fact_import "
      "JOIN reg_subject s ON s.id = f.subject JOIN reg_column c ON c.id = f.fact "
      "LEFT JOIN reg_sheet h ON h.id = f.sheet "
      /* an import has one year: this is the order of the index, so nothing is sorted */
      "WHERE f.import = ?1 ORDER BY f.year, f.subject, f.fact",
      "SELECT level, file, sheet, row, col, code, arguments, subject, rule, reason "
      "FROM reg_fault WHERE import = ?1 ORDER BY id"}},
    {"event",
     {"SELECT id, at, person, kind, year, date, reason, document, revokes FROM reg_event "
      "WHERE id = ?1",
      "SELECT x.place, x.part, s.key, x.ends, x.before, x.code, x.name "
      "FROM reg_event_school x JOIN reg_subject s ON s.id = x.subject "
      "WHERE x.event = ?1 ORDER BY x.place"}},
    {"check",
     {"SELECT import, before, findings FROM reg_check WHERE import = ?1",
      "SELECT level, file, sheet, row, col, code, arguments, subject, rule, reason "
      "FROM reg_finding WHERE import = ?1 ORDER BY id"}},
    {"presence",
     {"SELECT p.year, s.key, p.import, p.there FROM reg_presence p "
      "JOIN reg_subject s ON s.id = p.subject WHERE p.event = ?1 "
      "ORDER BY p.year, p.subject, p.import"}},
    {"rollover",
     {"SELECT import, before, schools, facts FROM reg_rollover WHERE import = ?1"}},
    {"freeze",
     {"SELECT name, year, import, at, person, schools, facts, hash FROM snap_snapshot "
      "WHERE id = ?1"}},
    {"result",
     {"SELECT snapshot, pack, version, settings, date, reliefs_in_force, lang, engine, "
      "at, person, hash, json FROM out_result WHERE id = ?1",
      "SELECT r.place, r.kind, r.id, r.file, t.bytes FROM out_result_text r "
      "JOIN out_text t ON t.hash = r.text WHERE r.result = ?1 ORDER BY r.place"}},
    {"plan",
     {"SELECT * FROM out_plan WHERE id = ?1",
      "SELECT f.place, f.name, s.hash, s.size FROM out_plan_file f "
      "JOIN reg_source s ON s.id = f.source WHERE f.plan = ?1 ORDER BY f.place",
      "SELECT * FROM out_plan_coefficient WHERE plan = ?1 ORDER BY place",
      "SELECT * FROM out_plan_purchase WHERE plan = ?1 ORDER BY place"}},
    {"plan_base",
     {"SELECT * FROM out_plan_base WHERE plan = ?1",
      "SELECT p.place, p.kind, p.id, p.file, t.bytes FROM out_plan_text p "
      "JOIN out_text t ON t.hash = p.text WHERE p.plan = ?1 ORDER BY p.place",
      "SELECT place, param FROM out_plan_given WHERE plan = ?1 ORDER BY place"}},
    {"ledger",
     {"SELECT id, what, at, person, pack, version, snapshot FROM led_deed WHERE id = ?1",
      "SELECT id, pack, area, school, stage, kind, point FROM led_item WHERE deed = ?1 "
      "ORDER BY id",
      "SELECT id, item, what, state, note FROM led_event WHERE deed = ?1 ORDER BY id",
      "SELECT f.event, p.*, f.object, f.is_numeric, f.value, f.standard, f.floor, "
      "f.need, f.rows, f.answer, f.place FROM led_event e JOIN led_finding f "
      "ON f.event = e.id JOIN led_point p ON p.id = f.point WHERE e.deed = ?1 "
      "ORDER BY f.event",
      "SELECT t.* FROM led_event e JOIN led_task t ON t.event = e.id WHERE e.deed = ?1 "
      "ORDER BY t.event",
      "SELECT l.event, l.place, l.name, s.hash, s.size FROM led_event e "
      "JOIN led_file l ON l.event = e.id JOIN reg_source s ON s.id = l.source "
      "WHERE e.deed = ?1 ORDER BY l.event, l.place"}},
};

static jh_status take_in(jh_store *s, jh__hash *h, const char *sql, int64_t ref,
                         jh_error *err)
{
    sqlite3_stmt *stmt;
    JH_TRY(jh__db_take(s, &stmt, err, sql, "i", ref));
    jh_status st = jh__hash_rows(s, h, stmt, err);
    jh__db_give(s, stmt);
    return st;
}

jh_status jh__payload(jh_store *s, const char *what, int64_t ref, bool *known,
                      uint8_t out[JH_HASH_BYTES], jh_error *err)
{
    jh__hash h;
    *known = false;
    for (size_t i = 0; i < JH_COUNT(payload) && !*known; i++) {
        if (strcmp(payload[i].what, what)) continue;
        *known = true;
        jh__hash_begin(&h);
        for (size_t q = 0; q < QUERIES && payload[i].sql[q]; q++)
            JH_TRY(take_in(s, &h, payload[i].sql[q], ref, err));
        jh__hash_end(&h, out);
    }
    return JH_OK;
}

jh_status jh__payload_year(jh_store *s, int64_t year, int64_t import,
                           uint8_t out[JH_HASH_BYTES], jh_error *err)
{
    static const char *const sql[] = {
        "SELECT s.book, s.key, r.place FROM reg_record r "
        "JOIN reg_subject s ON s.id = r.subject "
        "WHERE r.year = ?1 AND r.import <= ?2 ORDER BY r.place",
        "SELECT f.subject, c.name, max(f.import), f.number, f.text, h.file, h.sheet, "
        "f.row, f.col FROM reg_fact f JOIN reg_column c ON c.id = f.fact "
        "LEFT JOIN reg_sheet h ON h.id = f.sheet "
        "WHERE f.year = ?1 AND f.import <= ?2 GROUP BY f.subject, f.fact "
        "ORDER BY f.subject, f.fact"};
    jh__hash h;
    jh__hash_begin(&h);
    for (size_t i = 0; i < JH_COUNT(sql); i++) {
        sqlite3_stmt *stmt;
        JH_TRY(jh__db_query(s, &stmt, err, sql[i], "ii", year, import));
        jh_status st = jh__hash_rows(s, &h, stmt, err);
        sqlite3_finalize(stmt);
        JH_TRY(st);
    }
    jh__hash_end(&h, out);
    return JH_OK;
}
