/* Freezes, and the workspace's own name. */
#include "store_int.h"

#include <stdio.h>
#include <string.h>

/* ---- finding ---- */

static jh_status take_snapshot(sqlite3_stmt *stmt, jh_arena *arena, jh_snapshot *out,
                               jh_error *err)
{
    bool oom = false;
    *out = (jh_snapshot){.id = sqlite3_column_int64(stmt, 0),
                         .name = jh__db_text(arena, stmt, 1, &oom),
                         .year = sqlite3_column_int(stmt, 2),
                         .at = jh__db_text(arena, stmt, 3, &oom),
                         .person = jh__db_text(arena, stmt, 4, &oom),
                         .schools = (size_t)sqlite3_column_int64(stmt, 5),
                         .facts = (size_t)sqlite3_column_int64(stmt, 6)};
    return oom ? jh_nomem(err) : JH_OK;
}

static jh_status snapshot_of(jh_store *s, sqlite3_stmt *stmt, jh_arena *arena,
                             jh_snapshot *out, jh_error *err)
{
    bool row;
    *out = (jh_snapshot){0};
    JH_TRY(jh__db_step(s, stmt, &row, err));
    return row ? take_snapshot(stmt, arena, out, err) : JH_OK;
}

#define COLUMNS "SELECT id, name, year, at, person, schools, facts FROM snap_snapshot "

jh_status jh_store_snapshot(jh_store *store, jh_arena *arena, const char *name, int year,
                            jh_snapshot *out, jh_error *err)
{
    sqlite3_stmt *stmt;
    char number[32];
    if (name)
        JH_TRY(jh__db_query(store, &stmt, err, COLUMNS "WHERE name = ?", "t", name));
    else
        JH_TRY(jh__db_query(store, &stmt, err,
                            COLUMNS "WHERE year = ? ORDER BY id DESC LIMIT 1", "i",
                            (int64_t)year));
    jh_status st = snapshot_of(store, stmt, arena, out, err);
    sqlite3_finalize(stmt);
    JH_TRY(st);
    if (out->id) return JH_OK;
    if (name) return jh_fail(err, JH_EINPUT, "store.no_snapshot", "name:s", name);
    jh_number_shortest(year, number);
    return jh_fail(err, JH_EINPUT, "store.not_frozen", "year:s", number);
}

jh_status jh_store_years(jh_store *store, jh_arena *arena, jh_snapshot **out, size_t *n,
                         jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row;
    size_t cap = 0;
    *out = NULL;
    *n = 0;
    JH_TRY(jh__db_query(store, &stmt, err,
                        COLUMNS "WHERE id IN (SELECT max(id) FROM snap_snapshot "
                                "GROUP BY year) ORDER BY year",
                        ""));
    jh_status st;
    while ((st = jh__db_step(store, stmt, &row, err)) == JH_OK && row) {
        jh_snapshot *grown = jh_grow(arena, *out, &cap, *n + 1, sizeof *grown);
        st = grown ? take_snapshot(stmt, arena, &grown[*n], err) : jh_nomem(err);
        if (st != JH_OK) break;
        *out = grown;
        ++*n;
    }
    sqlite3_finalize(stmt);
    return st;
}

jh_status jh_store_judged_by(jh_store *store, jh_arena *arena, int64_t snapshot,
                             const char **out, jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row, oom = false;
    *out = NULL;
    JH_TRY(jh__db_query(store, &stmt, err,
                        "SELECT group_concat(p, ', ') FROM (SELECT DISTINCT pack || ' ' "
                        "|| version AS p FROM out_result WHERE snapshot = ? ORDER BY p)",
                        "i", snapshot));
    jh_status st = jh__db_step(store, stmt, &row, err);
    if (st == JH_OK && row) *out = jh__db_text(arena, stmt, 0, &oom);
    sqlite3_finalize(stmt);
    if (!*out) *out = "";
    return st == JH_OK && oom ? jh_nomem(err) : st;
}

/* ---- freezing ---- */

typedef struct freezing {
    jh_store *s;
    jh_stamp stamp;
    int year;
    const char *name;
    int64_t id, import, schools, facts;
    jh_error *err;
} freezing;

static jh_status taken(freezing *f, const char *name, bool *out)
{
    sqlite3_stmt *stmt;
    JH_TRY(jh__db_query(f->s, &stmt, f->err, "SELECT 1 FROM snap_snapshot WHERE name = ?",
                        "t", name));
    jh_status st = jh__db_step(f->s, stmt, out, f->err);
    sqlite3_finalize(stmt);
    return st;
}

static jh_status choose_name(freezing *f, char own[32])
{
    bool used = true;
    if (f->name) {
        JH_TRY(taken(f, f->name, &used));
        if (!used) return JH_OK;
        return jh_fail(f->err, JH_EUSAGE, "store.name_taken", "name:s", f->name);
    }
    snprintf(own, 32, "%d", f->year);
    for (int i = 2; used && i < 100000; i++) {
        JH_TRY(taken(f, own, &used));
        if (used) snprintf(own, 32, "%d-%d", f->year, i);
    }
    f->name = own;
    return JH_OK;
}

static jh_status count_year(freezing *f)
{
    char number[32];
    JH_TRY(jh__db_number(f->s, "SELECT max(id) FROM reg_import WHERE year = ?", f->year,
                         0, &f->import, f->err));
    jh_number_shortest(f->year, number);
    if (!f->import) return jh_fail(f->err, JH_EINPUT, "store.no_year", "year:s", number);
    JH_TRY(jh__db_number(f->s,
                         "SELECT count(*) FROM v_record r JOIN reg_subject s "
                         "ON s.id = r.subject WHERE r.year = ? AND s.book = 'school'",
                         f->year, 0, &f->schools, f->err));
    return jh__db_number(f->s,
                         "SELECT count(*) FROM (SELECT max(import), number, text FROM "
                         "reg_fact WHERE year = ? GROUP BY subject, fact) "
                         "WHERE number IS NOT NULL OR text IS NOT NULL",
                         f->year, 0, &f->facts, f->err);
}

static jh_status freeze(freezing *f, char own[32])
{
    uint8_t hash[JH_HASH_BYTES];
    JH_TRY(choose_name(f, own));
    JH_TRY(count_year(f));
    JH_TRY(jh__payload_year(f->s, f->year, f->import, hash, f->err));
    JH_TRY(jh__db_do(f->s, f->err,
                     "INSERT INTO snap_snapshot (name, year, import, at, person, "
                     "schools, facts, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                     "tiittiib", f->name, (int64_t)f->year, f->import, f->stamp.at,
                     f->stamp.person, f->schools, f->facts, hash, sizeof hash));
    f->id = sqlite3_last_insert_rowid(f->s->db);
    return jh__audit_add(f->s, f->stamp, "freeze", f->id, f->err);
}

jh_status jh_store_freeze(jh_store *store, jh_arena *arena, jh_stamp stamp,
                          jh_snapshot *snapshot, jh_error *err)
{
    char own[32];
    int year = snapshot->year;
    freezing f = {
        .s = store, .stamp = stamp, .year = year, .name = snapshot->name, .err = err};
    JH_TRY(jh__db_begin(store, "snap_", err));
    JH_TRY(jh__db_end(store, freeze(&f, own), err));
    return jh_store_snapshot(store, arena, f.name, year, snapshot, err);
}

jh_status jh_store_county(jh_store *store, jh_arena *arena, const char **out,
                          jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row, oom = false;
    *out = NULL;
    JH_TRY(jh__db_query(store, &stmt, err,
                        "SELECT value FROM reg_meta WHERE name = 'county'", ""));
    jh_status st = jh__db_step(store, stmt, &row, err);
    if (st == JH_OK && row) *out = jh__db_text(arena, stmt, 0, &oom);
    sqlite3_finalize(stmt);
    if (!*out) *out = "";
    return st == JH_OK && oom ? jh_nomem(err) : st;
}
