/* Numbered steps of the schema, forward only: src/store/migrations/NNNN_what.sql. */
#include "store_int.h"

#include <stdio.h>
#include <string.h>

#define FOLDER "src/store/migrations/"

/* The text of step `number` (from 1), or NULL after the last. */
static const jh_asset *step(int number)
{
    char prefix[64];
    size_t n;
    const jh_asset *list = jh_asset_list(&n);
    snprintf(prefix, sizeof prefix, FOLDER "%04d_", number);
    for (size_t i = 0; i < n; i++)
        if (!strncmp(list[i].name, prefix, strlen(prefix))) return &list[i];
    return NULL;
}

static int newest(void)
{
    int n = 0;
    while (step(n + 1))
        n++;
    return n;
}

static jh_status take_step(jh_store *s, int number, jh_error *err)
{
    char version[96];
    snprintf(version, sizeof version,
             "PRAGMA user_version = %d; PRAGMA application_id = %d", number,
             JH__APPLICATION);
    int64_t now;
    JH_TRY(jh__db_begin(s, JH__ALL, err));
    /* another process may have taken the step meanwhile */
    jh_status st = jh__db_number(s, "PRAGMA user_version", 0, 0, &now, err);
    if (st == JH_OK && now < number) {
        /* assets end with a NUL that their length leaves out */
        st = jh__db_run(s, (const char *)step(number)->bytes, err);
        if (st == JH_OK) st = jh__db_run(s, version, err);
    }
    return jh__db_end(s, st, err);
}

static jh_status hash_schema(jh_store *s, uint8_t out[JH_HASH_BYTES], jh_error *err)
{
    sqlite3_stmt *stmt;
    jh__hash h;
    JH_TRY(jh__db_query(s, &stmt, err,
                        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name "
                        "NOT LIKE 'sqlite_%' ORDER BY type, name",
                        ""));
    jh__hash_begin(&h);
    jh_status st = jh__hash_rows(s, &h, stmt, err);
    jh__hash_end(&h, out);
    sqlite3_finalize(stmt);
    return st;
}

static jh_status make_again(jh_store *empty, int64_t version, uint8_t out[JH_HASH_BYTES],
                            jh_error *err)
{
    if (sqlite3_open(":memory:", &empty->db) != SQLITE_OK)
        return empty->db ? jh__db_failed(empty->db, err) : jh_nomem(err);
    for (int i = 1; i <= version && step(i); i++)
        JH_TRY(jh__db_run(empty, (const char *)step(i)->bytes, err));
    return hash_schema(empty, out, err);
}

jh_status jh__schema_is_ours(jh_store *s, bool *out, jh_error *err)
{
    uint8_t right[JH_HASH_BYTES], now[JH_HASH_BYTES];
    jh_store empty = {0};
    int64_t version;
    JH_TRY(jh__db_number(s, "PRAGMA user_version", 0, 0, &version, err));
    JH_TRY(hash_schema(s, now, err));
    jh_status st = make_again(&empty, version, right, err);
    sqlite3_close(empty.db);
    *out = st == JH_OK && !memcmp(now, right, sizeof now);
    return st;
}

jh_status jh__migrate(jh_store *s, const char *path, bool write, bool create,
                      jh_error *err)
{
    int64_t application, version, tables;
    int last = newest();
    JH_TRY(jh__db_number(s, "PRAGMA application_id", 0, 0, &application, err));
    JH_TRY(jh__db_number(s, "PRAGMA user_version", 0, 0, &version, err));
    JH_TRY(jh__db_number(s, "SELECT count(*) FROM sqlite_schema", 0, 0, &tables, err));
    bool empty = !tables && !version && !application;
    if (application != JH__APPLICATION && !(create && empty))
        return jh_fail(err, JH_EINPUT, "store.not_workspace", "file:s", path);
    if (version > last)
        return jh_fail(err, JH_EINPUT, "store.newer", "file:s version:d newest:d", path,
                       (int)version, last);
    if (version < last && !write)
        return jh_fail(err, JH_EINPUT, "store.older", "file:s", path);
    for (int i = (int)version; i < last; i++)
        JH_TRY(take_step(s, i + 1, err));
    return JH_OK;
}
