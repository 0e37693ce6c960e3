/* Results, with the text of every pack that they were made by. */
#include "store_int.h"

#include <string.h>

/* ---- keeping ---- */

static jh_status there_already(jh_store *s, const jh_kept_result *r,
                               const uint8_t hash[JH_HASH_BYTES], bool *out,
                               jh_error *err)
{
    sqlite3_stmt *stmt;
    JH_TRY(jh__db_query(s, &stmt, err,
                        "SELECT 1 FROM out_result WHERE snapshot = ? AND hash = ? AND "
                        "pack = ? AND version = ? AND settings = ? AND lang = ? AND "
                        "reliefs_in_force = ?",
                        "ibtttti", r->snapshot.id, hash, (size_t)JH_HASH_BYTES, r->pack,
                        r->version, r->settings, r->lang, (int64_t)r->reliefs_in_force));
    jh_status st = jh__db_step(s, stmt, out, err);
    sqlite3_finalize(stmt);
    return st;
}

jh_status jh__text_keep(jh_store *s, const jh_kept_text *t, uint8_t hash[JH_HASH_BYTES],
                        jh_error *err)
{
    jh__hash_of(t->bytes, t->n, hash);
    return jh__db_do(s, err,
                     "INSERT INTO out_text (hash, bytes) VALUES (?, ?) "
                     "ON CONFLICT DO NOTHING",
                     "bb", hash, (size_t)JH_HASH_BYTES, t->bytes, t->n);
}

static jh_status keep_text(jh_store *s, int64_t result, size_t place,
                           const jh_kept_text *t, jh_error *err)
{
    uint8_t hash[JH_HASH_BYTES];
    JH_TRY(jh__text_keep(s, t, hash, err));
    return jh__db_do(s, err,
                     "INSERT INTO out_result_text (result, place, kind, id, file, text) "
                     "VALUES (?, ?, ?, ?, ?, ?)",
                     "iitttb", result, (int64_t)place, t->kind, t->id, t->file, hash,
                     sizeof hash);
}

static jh_status insert_result(jh_store *s, const jh_kept_result *r,
                               const uint8_t hash[JH_HASH_BYTES], jh_error *err)
{
    JH_TRY(jh__db_do(s, err,
                     "INSERT INTO out_result (snapshot, pack, version, settings, date, "
                     "reliefs_in_force, lang, engine, at, person, hash, json) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "ittttittttbt", r->snapshot.id, r->pack, r->version, r->settings,
                     r->date, (int64_t)r->reliefs_in_force, r->lang, r->engine,
                     r->stamp.at, r->stamp.person, hash, (size_t)JH_HASH_BYTES, r->json));
    int64_t id = sqlite3_last_insert_rowid(s->db);
    for (size_t i = 0; i < r->texts; i++)
        JH_TRY(keep_text(s, id, i, &r->text[i], err));
    return jh__audit_add(s, r->stamp, "result", id, err);
}

jh_status jh_store_keep_result(jh_store *store, const jh_kept_result *result, bool *fresh,
                               jh_error *err)
{
    uint8_t hash[JH_HASH_BYTES];
    bool there = false;
    jh__hash_of(result->json, result->json_n, hash);
    *fresh = false;
    JH_TRY(jh__db_begin(store, "out_", err));
    jh_status st = there_already(store, result, hash, &there, err);
    if (st == JH_OK && !there) st = insert_result(store, result, hash, err);
    JH_TRY(jh__db_end(store, st, err));
    *fresh = !there;
    return JH_OK;
}

/* ---- reading again ---- */

static jh_status read_texts(jh_store *s, jh_arena *arena, jh_kept_result *out,
                            jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row, oom = false;
    size_t cap = 0;
    jh_kept_text *list = NULL;
    JH_TRY(jh__db_query(s, &stmt, err,
                        "SELECT r.kind, r.id, r.file, t.bytes FROM out_result_text r "
                        "JOIN out_text t ON t.hash = r.text WHERE r.result = ? "
                        "ORDER BY r.place",
                        "i", out->id));
    jh_status st;
    while ((st = jh__db_step(s, stmt, &row, err)) == JH_OK && row && !oom) {
        jh_kept_text *grown = jh_grow(arena, list, &cap, out->texts + 1, sizeof *grown);
        if (!grown) {
            oom = true;
            break;
        }
        list = grown;
        jh_kept_text *t = &list[out->texts++];
        t->kind = jh__db_text(arena, stmt, 0, &oom);
        t->id = jh__db_text(arena, stmt, 1, &oom);
        t->file = jh__db_text(arena, stmt, 2, &oom);
        t->bytes = jh__db_text(arena, stmt, 3, &oom);
        t->n = (size_t)sqlite3_column_bytes(stmt, 3);
    }
    sqlite3_finalize(stmt);
    out->text = list;
    return st == JH_OK && oom ? jh_nomem(err) : st;
}

static jh_status take_result(jh_arena *arena, sqlite3_stmt *stmt, jh_kept_result *r)
{
    bool oom = false;
    *r = (jh_kept_result){.id = sqlite3_column_int64(stmt, 0),
                          .pack = jh__db_text(arena, stmt, 1, &oom),
                          .version = jh__db_text(arena, stmt, 2, &oom),
                          .settings = jh__db_text(arena, stmt, 3, &oom),
                          .date = jh__db_text(arena, stmt, 4, &oom),
                          .reliefs_in_force = sqlite3_column_int(stmt, 5),
                          .lang = jh__db_text(arena, stmt, 6, &oom),
                          .engine = jh__db_text(arena, stmt, 7, &oom),
                          .json = jh__db_text(arena, stmt, 10, &oom),
                          .json_n = (size_t)sqlite3_column_bytes(stmt, 10)};
    r->stamp.at = jh__db_text(arena, stmt, 8, &oom);
    r->stamp.person = jh__db_text(arena, stmt, 9, &oom);
    r->snapshot.id = sqlite3_column_int64(stmt, 11);
    r->snapshot.name = jh__db_text(arena, stmt, 12, &oom);
    r->snapshot.year = sqlite3_column_int(stmt, 13);
    return oom ? JH_ENOMEM : JH_OK;
}

jh_status jh_store_next_result(jh_store *store, jh_arena *arena, int64_t after,
                               jh_kept_result *out, bool *found, jh_error *err)
{
    sqlite3_stmt *stmt;
    *out = (jh_kept_result){0};
    JH_TRY(jh__db_query(store, &stmt, err,
                        "SELECT o.id, o.pack, o.version, o.settings, o.date, "
                        "o.reliefs_in_force, o.lang, o.engine, o.at, o.person, o.json, "
                        "p.id, p.name, p.year FROM out_result o JOIN snap_snapshot p "
                        "ON p.id = o.snapshot WHERE o.id > ? ORDER BY o.id LIMIT 1",
                        "i", after));
    jh_status st = jh__db_step(store, stmt, found, err);
    if (st == JH_OK && *found) st = take_result(arena, stmt, out);
    sqlite3_finalize(stmt);
    if (st == JH_ENOMEM) return jh_nomem(err);
    JH_TRY(st);
    return *found ? read_texts(store, arena, out, err) : JH_OK;
}
