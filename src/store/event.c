/* Entering what happens to schools, with everything that keeps the register true. */
#include "store_int.h"

#include <stdio.h>
#include <string.h>

typedef struct entering {
    jh_store *s;
    jh_arena *arena;
    jh_event *what;
    jh__events events; /* those before */
    int64_t *subject;  /* by school of the event */
    jh_error *err;
} entering;

/* ---- which school is meant ---- */

static jh_status ask(entering *e, const char *sql, const char *text, int64_t found[2])
{
    sqlite3_stmt *stmt;
    bool row = true;
    found[0] = found[1] = 0;
    JH_TRY(jh__db_query(e->s, &stmt, e->err, sql, "t", text));
    jh_status st = JH_OK;
    for (int i = 0; i < 2 && row && st == JH_OK; i++) {
        st = jh__db_step(e->s, stmt, &row, e->err);
        if (st == JH_OK && row) found[i] = sqlite3_column_int64(stmt, 0);
    }
    sqlite3_finalize(stmt);
    return st;
}

/* The first entry of the school with an id, 0 none. */
static jh_status by_id(entering *e, const char *id, int64_t *out)
{
    int64_t found[2];
    JH_TRY(ask(e, "SELECT subject FROM reg_school_code WHERE code = ?", id, found));
    if (!found[0]) found[0] = jh__events_code(&e->events, id);
    *out = found[0] ? jh__events_root(&e->events, found[0]) : 0;
    return JH_OK;
}

static jh_status unknown(entering *e, const char *given)
{
    const char *near;
    JH_TRY(jh__near_schools(e->s, e->arena, given, &near, e->err));
    return jh_fail(e->err, JH_EINPUT, *near ? "store.no_school_near" : "store.no_school",
                   "school:s near:s", given, near);
}

static jh_status by_id_or_name(entering *e, const char *given, int64_t *out)
{
    int64_t found[2];
    JH_TRY(by_id(e, given, out));
    if (*out) return JH_OK;
    JH_TRY(ask(e, "SELECT subject FROM reg_school WHERE name = ?", given, found));
    for (int i = 0; i < 2; i++)
        if (found[i]) found[i] = jh__events_root(&e->events, found[i]);
    if (found[1] && found[1] != found[0])
        return jh_fail(e->err, JH_EINPUT, "store.name_fits_several", "name:s", given);
    *out = found[0];
    if (!*out) *out = jh__events_name(&e->events, given, e->what->year);
    return *out ? JH_OK : unknown(e, given);
}

/* Id and name of an entry as known. */
static jh_status describe(entering *e, int64_t subject, jh_event_school *out)
{
    sqlite3_stmt *stmt;
    bool row, oom = false;
    JH_TRY(jh__db_query(e->s, &stmt, e->err,
                        "SELECT coalesce((SELECT code FROM reg_school_code k WHERE "
                        "k.subject = s.id ORDER BY import DESC, code LIMIT 1), s.key), "
                        "n.name FROM reg_subject s LEFT JOIN reg_school n "
                        "ON n.subject = s.id WHERE s.id = ?",
                        "i", subject));
    jh_status st = jh__db_step(e->s, stmt, &row, e->err);
    if (st == JH_OK && row) {
        out->id = jh__db_text(e->arena, stmt, 0, &oom);
        out->title = jh__db_text(e->arena, stmt, 1, &oom);
    }
    sqlite3_finalize(stmt);
    const char *code = jh__events_code_of(&e->events, subject, e->what->year);
    if (code) out->id = code;
    if (!out->id) out->id = out->given;
    if (!out->title) out->title = out->id;
    return st == JH_OK && oom ? jh_nomem(e->err) : st;
}

/* The least or greatest year that any entry of a school has; 0 none. */
static jh_status years_of(entering *e, int64_t root, int *first, int *last)
{
    sqlite3_stmt *stmt;
    bool row;
    *first = *last = 0;
    JH_TRY(jh__db_query(e->s, &stmt, e->err,
                        "SELECT min(year), max(year) FROM v_record WHERE subject = ?1 "
                        "OR subject IN (SELECT subject FROM v_identity WHERE root = ?1)",
                        "i", root));
    jh_status st = jh__db_step(e->s, stmt, &row, e->err);
    if (st == JH_OK && row) {
        *first = sqlite3_column_int(stmt, 0);
        *last = sqlite3_column_int(stmt, 1);
    }
    sqlite3_finalize(stmt);
    return st;
}

/* ---- what keeps an event from being entered ---- */

static jh_status refuse(entering *e, const char *key, const jh_event_school *x, int year)
{
    char number[32];
    jh_number_shortest(year, number);
    return jh_fail(e->err, JH_EINPUT, key, "school:s id:s year:s", x->title, x->id,
                   number);
}

static jh_status must_be_there(entering *e, size_t i)
{
    const jh__event_row *end = jh__events_end(&e->events, e->subject[i], e->what->year);
    return end ? refuse(e, "store.ended_before", &e->what->school[i], end->year) : JH_OK;
}

/* What was only carried into a year is no figure of it. */
static jh_status may_end(entering *e, size_t i)
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_query(
        e->s, &stmt, e->err,
        "SELECT max(year) FROM reg_fact WHERE year IN (SELECT DISTINCT year FROM "
        "reg_import WHERE year >= ?2) AND (subject = ?1 OR subject IN (SELECT subject "
        "FROM v_identity WHERE root = ?1)) AND import NOT IN (SELECT import FROM "
        "reg_rollover)",
        "ii", e->subject[i], (int64_t)e->what->year));
    jh_status st = jh__db_step(e->s, stmt, &row, e->err);
    int last = st == JH_OK && row ? sqlite3_column_int(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    JH_TRY(st);
    return last ? refuse(e, "store.ends_with_figures", &e->what->school[i], last) : JH_OK;
}

static jh_status each_once(entering *e)
{
    const jh_event *w = e->what;
    for (size_t i = 0; i < w->schools; i++)
        for (size_t k = 0; k < i; k++) {
            if (!e->subject[i] || e->subject[i] != e->subject[k]) continue;
            bool itself = w->school[i].to != w->school[k].to;
            return refuse(e, itself ? "store.into_itself" : "store.named_twice",
                          &w->school[i], w->year);
        }
    return JH_OK;
}

/* ---- schools that come out of an event ---- */

static jh_status new_school(entering *e, size_t i, const char *area)
{
    jh_event_school *x = &e->what->school[i];
    JH_TRY(jh__db_do(e->s, e->err,
                     "INSERT INTO reg_subject (book, key) VALUES ('school', ?)", "t",
                     x->given));
    e->subject[i] = sqlite3_last_insert_rowid(e->s->db);
    x->code = x->given;
    x->id = x->given;
    x->title = x->name ? x->name : x->given;
    return jh__db_do(e->s, e->err,
                     "INSERT INTO reg_school (subject, name, area) VALUES (?, ?, ?)",
                     "itt", e->subject[i], x->name, area);
}

/* A school that begins: unknown so far, closed before, or seen first in that year. */
static jh_status beginning(entering *e, size_t i, const char *area)
{
    jh_event_school *x = &e->what->school[i];
    int first, last;
    JH_TRY(by_id(e, x->given, &e->subject[i]));
    if (!e->subject[i]) return new_school(e, i, area);
    JH_TRY(describe(e, e->subject[i], x));
    JH_TRY(years_of(e, e->subject[i], &first, &last));
    bool ended = jh__events_end(&e->events, e->subject[i], e->what->year);
    if (ended || (first && first >= e->what->year)) return JH_OK;
    return refuse(e, "store.school_known", x, first ? first : e->what->year);
}

static jh_status area_of(entering *e, int64_t subject, const char **out)
{
    sqlite3_stmt *stmt;
    bool row, oom = false;
    *out = NULL;
    JH_TRY(jh__db_query(e->s, &stmt, e->err,
                        "SELECT area FROM reg_school WHERE subject = ?", "i", subject));
    jh_status st = jh__db_step(e->s, stmt, &row, e->err);
    if (st == JH_OK && row) *out = jh__db_text(e->arena, stmt, 0, &oom);
    sqlite3_finalize(stmt);
    return st == JH_OK && oom ? jh_nomem(e->err) : st;
}

/* ---- a new name, a new id ---- */

static jh_status rename_school(entering *e)
{
    jh_event_school *x = &e->what->school[0];
    x->before = x->title;
    if (!strcmp(x->before, x->name))
        return refuse(e, "store.same_name", x, e->what->year);
    return jh__db_do(e->s, e->err, "UPDATE reg_school SET name = ?2 WHERE subject = ?1",
                     "it", e->subject[0], x->name);
}

/* A year in which both entries have figures, 0 none: then they are two schools. */
static jh_status common_year(entering *e, int64_t a, int64_t b, int64_t *out)
{
    sqlite3_stmt *stmt;
    bool row;
    static const char sql[] =
        "SELECT year FROM v_record WHERE subject = ?1 OR subject IN "
        "(SELECT subject FROM v_identity WHERE root = ?1) INTERSECT "
        "SELECT year FROM v_record WHERE subject = ?2 OR subject IN "
        "(SELECT subject FROM v_identity WHERE root = ?2) ORDER BY 1 LIMIT 1";
    *out = 0;
    JH_TRY(jh__db_query(e->s, &stmt, e->err, sql, "ii", a, b));
    jh_status st = jh__db_step(e->s, stmt, &row, e->err);
    if (st == JH_OK && row) *out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return st;
}

static jh_status recode_school(entering *e)
{
    jh_event_school *x = &e->what->school[0];
    int64_t there, year;
    x->before = x->id;
    JH_TRY(by_id(e, x->code, &there));
    if (there == e->subject[0]) return refuse(e, "store.same_id", x, e->what->year);
    if (!there) return JH_OK;
    /* the new id was imported as a school of its own: from now on the two are one */
    JH_TRY(common_year(e, e->subject[0], there, &year));
    if (year) return refuse(e, "store.two_schools", x, (int)year);
    jh_event_school *grown =
        jh_alloc_array(e->arena, e->what->schools + 1, sizeof *grown);
    int64_t *subject = jh_alloc_array(e->arena, e->what->schools + 1, sizeof *subject);
    if (!grown || !subject) return jh_nomem(e->err);
    grown[0] = *x;
    grown[1] = (jh_event_school){.given = x->code, .to = true};
    subject[0] = e->subject[0];
    subject[1] = there;
    e->what->school = grown;
    e->what->schools = 2;
    e->subject = subject;
    return describe(e, there, &grown[1]);
}

/* ---- by kind ---- */

static jh_status find_schools(entering *e)
{
    jh_event *w = e->what;
    const char *area = NULL;
    for (size_t i = 0; i < w->schools; i++) {
        jh_event_school *x = &w->school[i];
        bool starts =
            x->to && (w->kind == JH_SCHOOL_OPENED || w->kind == JH_SCHOOL_SPLIT);
        if (starts) {
            JH_TRY(beginning(e, i, area));
            continue;
        }
        JH_TRY(by_id_or_name(e, x->given, &e->subject[i]));
        JH_TRY(describe(e, e->subject[i], x));
        if (!i) JH_TRY(area_of(e, e->subject[i], &area));
    }
    return JH_OK;
}

static jh_status check_schools(entering *e)
{
    const jh_event *w = e->what;
    JH_TRY(each_once(e));
    for (size_t i = 0; i < w->schools; i++) {
        bool starts = w->school[i].to &&
                      (w->kind == JH_SCHOOL_OPENED || w->kind == JH_SCHOOL_SPLIT);
        if (!starts) JH_TRY(must_be_there(e, i));
        if (w->school[i].ends) JH_TRY(may_end(e, i));
    }
    return JH_OK;
}

/* What was imported since by the new id stands under the old school, so that the two cannot be
 * parted any more. */
static jh_status used_since(entering *e, bool *out)
{
    sqlite3_stmt *stmt;
    JH_TRY(jh__db_query(
        e->s, &stmt, e->err,
        "SELECT 1 FROM reg_fact WHERE year IN (SELECT DISTINCT year FROM reg_import) "
        "AND subject IN (SELECT subject FROM reg_event_school WHERE event = ?1) "
        "AND import IN (SELECT b.ref FROM aud_chain a JOIN aud_chain b ON b.n > a.n AND "
        "b.what = 'import' WHERE a.what = 'event' AND a.ref = ?1) LIMIT 1",
        "i", e->what->revokes));
    jh_status st = jh__db_step(e->s, stmt, out, e->err);
    sqlite3_finalize(stmt);
    return st;
}

static jh_status revoke(entering *e)
{
    sqlite3_stmt *stmt;
    bool row, used = false;
    char number[24];
    const char *key = "store.no_event";
    snprintf(number, sizeof number, "%lld", (long long)e->what->revokes);
    JH_TRY(jh__db_query(e->s, &stmt, e->err,
                        "SELECT e.kind, e.year, (SELECT id FROM reg_event r WHERE "
                        "r.revokes = e.id) FROM reg_event e WHERE e.id = ?",
                        "i", e->what->revokes));
    jh_status st = jh__db_step(e->s, stmt, &row, e->err);
    bool recode = false, fine = false;
    if (st == JH_OK && row) {
        const char *kind = (const char *)sqlite3_column_text(stmt, 0);
        recode = kind && !strcmp(kind, "recode");
        fine = kind && strcmp(kind, "revoke") != 0;
        key = "store.event_revoked";
        fine = fine && sqlite3_column_type(stmt, 2) == SQLITE_NULL;
        e->what->year = sqlite3_column_int(stmt, 1);
    }
    sqlite3_finalize(stmt);
    JH_TRY(st);
    if (!fine) return jh_fail(e->err, JH_EINPUT, key, "event:s", number);
    if (recode) JH_TRY(used_since(e, &used));
    if (used) return jh_fail(e->err, JH_EINPUT, "store.event_used", "event:s", number);
    return jh__db_do(e->s, e->err,
                     "UPDATE reg_school SET name = x.before FROM reg_event_school x "
                     "JOIN reg_event v ON v.id = x.event AND v.kind = 'rename' "
                     "WHERE x.event = ? AND reg_school.subject = x.subject "
                     "AND reg_school.name = x.name",
                     "i", e->what->revokes);
}

static jh_status settle(entering *e)
{
    if (e->what->kind == JH_EVENT_REVOKED) return revoke(e);
    JH_TRY(find_schools(e));
    JH_TRY(check_schools(e));
    if (e->what->kind == JH_SCHOOL_RENAMED) return rename_school(e);
    return e->what->kind == JH_SCHOOL_RECODED ? recode_school(e) : JH_OK;
}

/* ---- writing ---- */

/* Takes schools that end out of the years they were carried into, and puts those back whose
 * end is taken back; a year that changes so has an import of its own for it, so that a freeze
 * before it stays as it is. */
static const char leaving_sql[] =
    "SELECT r.year, r.subject FROM v_record r JOIN reg_event_school x ON x.event = ?1 "
    "AND x.ends AND (r.subject = x.subject OR r.subject IN (SELECT subject FROM "
    "v_identity WHERE root = x.subject)) WHERE r.year >= ?2 ORDER BY 1, 2";
static const char back_sql[] = "SELECT year, subject FROM reg_presence WHERE event = ?1 "
                               "AND NOT there AND year >= ?2 "
                               "ORDER BY 1, 2";

static jh_status write_presence(entering *e)
{
    sqlite3_stmt *stmt;
    bool row;
    int year = 0;
    int64_t import = 0;
    const jh_event *w = e->what;
    JH_TRY(jh__db_query(e->s, &stmt, e->err, w->revokes ? back_sql : leaving_sql, "ii",
                        w->revokes ? w->revokes : w->id, (int64_t)w->year));
    jh_status st;
    while ((st = jh__db_step(e->s, stmt, &row, e->err)) == JH_OK && row) {
        if (year != sqlite3_column_int(stmt, 0)) {
            year = sqlite3_column_int(stmt, 0);
            st = jh__import_bare(e->s, w->stamp, year, &import, e->err);
            if (st == JH_OK) st = jh__audit_add(e->s, w->stamp, "import", import, e->err);
        }
        if (st == JH_OK)
            st = jh__db_do(e->s, e->err,
                           "INSERT INTO reg_presence (year, subject, import, event, "
                           "there) VALUES (?, ?, ?, ?, ?)",
                           "iiiii", (int64_t)year, sqlite3_column_int64(stmt, 1), import,
                           w->id, (int64_t)(w->revokes != 0));
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    if (st != JH_OK || !import) return st;
    return jh__audit_add(e->s, w->stamp, "presence", w->id, e->err);
}

static jh_status write_event(entering *e)
{
    jh_event *w = e->what;
    JH_TRY(jh__db_do(e->s, e->err,
                     "INSERT INTO reg_event (at, person, kind, year, date, reason, "
                     "document, revokes) VALUES (?, ?, ?, ?, ?, ?, ?, nullif(?, 0))",
                     "tttittti", w->stamp.at, w->stamp.person, jh_event_id(w->kind),
                     (int64_t)w->year, w->date, w->reason, w->document, w->revokes));
    w->id = sqlite3_last_insert_rowid(e->s->db);
    for (size_t i = 0; i < w->schools; i++) {
        const jh_event_school *x = &w->school[i];
        JH_TRY(jh__db_do(e->s, e->err,
                         "INSERT INTO reg_event_school (event, place, part, subject, "
                         "ends, before, code, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         "iitiittt", w->id, (int64_t)i, x->to ? "to" : "from",
                         e->subject[i], (int64_t)x->ends, x->before, x->code, x->name));
    }
    JH_TRY(jh__audit_add(e->s, w->stamp, "event", w->id, e->err));
    return write_presence(e);
}

static jh_status enter(entering *e)
{
    JH_TRY(jh__events_load(e->s, e->arena, &e->events, e->err));
    e->subject = jh_alloc_array(e->arena, e->what->schools + 1, sizeof *e->subject);
    if (!e->subject) return jh_nomem(e->err);
    JH_TRY(settle(e));
    return write_event(e);
}

jh_status jh_store_event(jh_store *store, jh_arena *arena, jh_event *event, bool dry,
                         jh_error *err)
{
    entering e = {.s = store, .arena = arena, .what = event, .err = err};
    JH_TRY(jh__db_begin(store, "reg_", err));
    jh_status st = enter(&e);
    if (!dry) return jh__db_end(store, st, err);
    (void)jh__db_run(store, "ROLLBACK", NULL);
    return st;
}
