/* Backup and looking a workspace through. A backup is the database followed by a trailer: a
 * mark and the BLAKE2b hash of every byte before it. SQLite reads such a file as it is (its
 * head says how many pages there are), and a bit that flips anywhere in it shows. */
#include "store_int.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PAGES_A_STEP 512

static const char mark[16] = "junheng-backup-1";

/* ---- looking through ---- */

static jh_status integrity(jh_store *s, jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_query(s, &stmt, err, "PRAGMA integrity_check(1)", ""));
    jh_status st = jh__db_step(s, stmt, &row, err);
    const char *said =
        st == JH_OK && row ? (const char *)sqlite3_column_text(stmt, 0) : "";
    if (st == JH_OK && (!said || strcmp(said, "ok")))
        st = jh_fail(err, JH_EIO, "store.damaged", "why:s", said ? said : "");
    sqlite3_finalize(stmt);
    JH_TRY(st);
    JH_TRY(jh__db_query(s, &stmt, err, "PRAGMA foreign_key_check", ""));
    st = jh__db_step(s, stmt, &row, err);
    if (st == JH_OK && row)
        st = jh_fail(err, JH_EIO, "store.damaged", "why:s", "foreign key");
    sqlite3_finalize(stmt);
    return st;
}

static jh_status sound(jh_store *s, const char *path, jh_arena *arena, jh_error *err)
{
    jh_audit_report report = {0};
    JH_TRY(integrity(s, err));
    JH_TRY(jh_store_audit(s, arena, NULL, &report, err));
    if (!report.faults) return JH_OK;
    return jh_fail(err, JH_EIO, "store.chain_broken", "file:s n:u", path, report.faults);
}

jh_status jh_store_sound(const char *path, jh_arena *arena, jh_error *err)
{
    jh_store *s;
    JH_TRY(jh_store_open(path, JH_STORE_READ, &s, err));
    jh_status st = sound(s, path, arena, err);
    jh_store_close(s);
    return st;
}

/* ---- copying ---- */

static jh_status copy_pages(jh_store *from, sqlite3 *to, jh_error *err)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from->db, "main");
    if (!b) return jh__db_failed(to, err);
    int rc, waits = 0;
    do {
        rc = sqlite3_backup_step(b, PAGES_A_STEP);
        /* somebody writes: let them, a while */
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) sqlite3_sleep(20), waits++;
    } while (rc == SQLITE_OK ||
             ((rc == SQLITE_BUSY || rc == SQLITE_LOCKED) && waits < 500));
    sqlite3_backup_finish(b);
    return rc == SQLITE_DONE ? JH_OK : jh__db_failed(to, err);
}

static jh_status copy_to(jh_store *from, const char *path, jh_error *err)
{
    sqlite3 *to = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    jh_status st = JH_OK;
    if (sqlite3_open_v2(path, &to, flags, NULL) != SQLITE_OK)
        st = to ? jh__db_failed(to, err) : jh_nomem(err);
    if (st == JH_OK) st = copy_pages(from, to, err);
    /* one file, without a log beside it */
    if (st == JH_OK &&
        sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
        st = jh__db_failed(to, err);
    sqlite3_close(to);
    return st;
}

static jh_status cannot(jh_error *err, const char *path)
{
    return jh_fail(err, JH_EIO, "store.cannot_copy", "file:s", path);
}

/* Hash of the first n bytes of a file (all of it where n is -1); *size is its length. */
static bool hash_file(FILE *f, int64_t n, uint8_t hash[JH_HASH_BYTES], int64_t *size)
{
    crypto_generichash_state h;
    char bytes[65536];
    size_t k;
    crypto_generichash_init(&h, NULL, 0, JH_HASH_BYTES);
    for (*size = 0; n < 0 || *size < n; *size += (int64_t)k) {
        size_t want = sizeof bytes;
        if (n >= 0 && n - *size < (int64_t)want) want = (size_t)(n - *size);
        k = fread(bytes, 1, want, f);
        if (!k) break;
        crypto_generichash_update(&h, (const unsigned char *)bytes, k);
    }
    crypto_generichash_final(&h, hash, JH_HASH_BYTES);
    return !ferror(f) && (n < 0 || *size == n);
}

static bool write_trailer(FILE *f)
{
    uint8_t hash[JH_HASH_BYTES];
    int64_t size;
    return hash_file(f, -1, hash, &size) && fseek(f, 0, SEEK_END) == 0 &&
           fwrite(mark, 1, sizeof mark, f) == sizeof mark &&
           fwrite(hash, 1, sizeof hash, f) == sizeof hash && fflush(f) == 0 &&
           fsync(fileno(f)) == 0;
}

static jh_status add_trailer(const char *path, jh_error *err)
{
    FILE *f = fopen(path, "r+b");
    if (!f) return cannot(err, path);
    bool fine = write_trailer(f);
    if (fclose(f)) fine = false;
    return fine ? JH_OK : cannot(err, path);
}

static jh_status backup(jh_store *s, const char *beside, const char *path,
                        jh_arena *arena, jh_error *err)
{
    JH_TRY(copy_to(s, beside, err));
    JH_TRY(jh_store_sound(beside, arena, err));
    JH_TRY(add_trailer(beside, err));
    if (link(beside, path)) return cannot(err, path);
    return JH_OK;
}

jh_status jh_store_backup(jh_store *store, const char *path, jh_error *err)
{
    jh_arena *arena = jh_arena_new();
    const char *beside =
        arena ? jh_sprintf(arena, "%s.part-%ld", path, (long)getpid()) : NULL;
    jh_status st = beside ? JH_OK : jh_nomem(err);
    if (st == JH_OK && access(path, F_OK) == 0)
        st = jh_fail(err, JH_EUSAGE, "store.exists", "file:s", path);
    if (st == JH_OK) {
        st = backup(store, beside, path, arena, err);
        unlink(beside);
    }
    jh_arena_free(arena);
    return st;
}

/* ---- restoring ---- */

static bool has_trailer(FILE *f, int64_t *body, uint8_t hash[JH_HASH_BYTES])
{
    char tail[sizeof mark + JH_HASH_BYTES];
    if (fseek(f, 0, SEEK_END)) return false;
    long size = ftell(f);
    if (size < (long)sizeof tail || fseek(f, size - (long)sizeof tail, SEEK_SET))
        return false;
    if (fread(tail, 1, sizeof tail, f) != sizeof tail) return false;
    memcpy(hash, tail + sizeof mark, JH_HASH_BYTES);
    *body = size - (long)sizeof tail;
    return !memcmp(tail, mark, sizeof mark) && fseek(f, 0, SEEK_SET) == 0;
}

static bool copy_bytes(FILE *from, FILE *to, int64_t n)
{
    char bytes[65536];
    bool fine = fseek(from, 0, SEEK_SET) == 0;
    while (fine && n > 0) {
        size_t want = n < (int64_t)sizeof bytes ? (size_t)n : sizeof bytes;
        fine = fread(bytes, 1, want, from) == want && fwrite(bytes, 1, want, to) == want;
        n -= (int64_t)want;
    }
    return fine && fflush(to) == 0 && fsync(fileno(to)) == 0;
}

static jh_status copy_body(FILE *from, int64_t n, const char *path, jh_error *err)
{
    FILE *to = fopen(path, "wb");
    if (!to) return cannot(err, path);
    bool fine = copy_bytes(from, to, n);
    if (fclose(to)) fine = false;
    return fine ? JH_OK : cannot(err, path);
}

static jh_status unpack(const char *path, const char *to, jh_error *err)
{
    uint8_t kept[JH_HASH_BYTES], hash[JH_HASH_BYTES];
    int64_t body = 0, size;
    FILE *f = fopen(path, "rb");
    if (!f) return jh_fail(err, JH_EINPUT, "store.not_backup", "file:s", path);
    jh_status st = JH_OK;
    if (!has_trailer(f, &body, kept))
        st = jh_fail(err, JH_EINPUT, "store.not_backup", "file:s", path);
    else if (!hash_file(f, body, hash, &size) || memcmp(hash, kept, sizeof hash))
        st = jh_fail(err, JH_EINPUT, "store.backup_damaged", "file:s", path);
    if (st == JH_OK) st = copy_body(f, body, to, err);
    fclose(f);
    return st;
}

/* The log of the old workspace must not be taken for the new one's. */
static jh_status in_place(jh_arena *arena, const char *beside, const char *path,
                          bool force, jh_error *err)
{
    if (!force) return link(beside, path) ? cannot(err, path) : JH_OK;
    for (int i = 0; i < 2; i++) {
        const char *name = jh_sprintf(arena, i ? "%s-shm" : "%s-wal", path);
        if (!name) return jh_nomem(err);
        unlink(name);
    }
    return rename(beside, path) ? cannot(err, path) : JH_OK;
}

jh_status jh_store_restore(const char *backup_path, const char *path, bool force,
                           jh_error *err)
{
    jh_arena *arena = jh_arena_new();
    const char *beside =
        arena ? jh_sprintf(arena, "%s.part-%ld", path, (long)getpid()) : NULL;
    jh_status st = beside ? JH_OK : jh_nomem(err);
    if (st == JH_OK && !force && access(path, F_OK) == 0)
        st = jh_fail(err, JH_EUSAGE, "store.exists", "file:s", path);
    if (st == JH_OK) {
        st = unpack(backup_path, beside, err);
        if (st == JH_OK) st = jh_store_sound(beside, arena, err);
        if (st == JH_OK) st = in_place(arena, beside, path, force, err);
        unlink(beside);
    }
    jh_arena_free(arena);
    return st;
}
