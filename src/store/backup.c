/* Backup and looking a workspace through. A backup is the database followed by a trailer: a
 * mark and the BLAKE2b hash of every byte before it. SQLite reads such a file as it is (its
 * head says how many pages there are), and a bit that flips anywhere in it shows. */
#include "store_int.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PAGES_A_STEP 512

static const char mark[16] = "junheng-backup-1";

/* ---- looking through ---- */

static jh_status sound(jh_store *s, const char *path, jh_arena *arena, jh_error *err)
{
    jh_audit_report report = {0};
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

static jh_status cannot_read(jh_error *err, const char *path)
{
    return jh_fail(err, JH_EIO, "store.cannot_read", "file:s why:s", path,
                   strerror(errno ? errno : EIO));
}

/* The first n bytes of a file. */
typedef struct body {
    const char *path;
    int fd;
    int64_t n;
} body;

/* Takes them into the hash and, where `to` is a file, copies them there. */
static jh_status pass_on(const body *from, int to, const char *to_path,
                         uint8_t hash[JH_HASH_BYTES], jh_error *err)
{
    crypto_generichash_state h;
    char bytes[65536];
    size_t k;
    crypto_generichash_init(&h, NULL, 0, JH_HASH_BYTES);
    if (lseek(from->fd, 0, SEEK_SET) < 0) return cannot_read(err, from->path);
    for (int64_t n = from->n; n > 0; n -= (int64_t)k) {
        size_t want = n < (int64_t)sizeof bytes ? (size_t)n : sizeof bytes;
        errno = 0;
        if (!jh__read_all(from->fd, bytes, want, &k) || k != want)
            return cannot_read(err, from->path);
        crypto_generichash_update(&h, (const unsigned char *)bytes, k);
        if (to >= 0 && !jh__write_all(to, bytes, k))
            return jh__cannot_write(err, to_path);
    }
    crypto_generichash_final(&h, hash, JH_HASH_BYTES);
    return JH_OK;
}

typedef struct trailer {
    char mark[sizeof mark];
    uint8_t hash[JH_HASH_BYTES];
} trailer;

static jh_status add_trailer(const char *path, jh_error *err)
{
    trailer t;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return jh__cannot_write(err, path);
    memcpy(t.mark, mark, sizeof mark);
    body b = {.path = path, .fd = fd, .n = lseek(fd, 0, SEEK_END)};
    jh_status st = b.n < 0 ? cannot_read(err, path) : pass_on(&b, -1, NULL, t.hash, err);
    bool fine = st == JH_OK && jh__write_all(fd, &t, sizeof t);
    if (!jh__sync_close(fd, fine) && st == JH_OK) st = jh__cannot_write(err, path);
    return st;
}

static jh_status backup(jh_store *s, const char *beside, const char *path,
                        jh_arena *arena, jh_error *err)
{
    JH_TRY(copy_to(s, beside, err));
    JH_TRY(jh_store_sound(beside, arena, err));
    JH_TRY(add_trailer(beside, err));
    return jh__put_in_place(arena, beside, path, false, err);
}

jh_status jh_store_backup(jh_store *store, const char *path, jh_error *err)
{
    jh_arena *arena = jh_arena_new();
    const char *beside = arena ? jh__beside(arena, path) : NULL;
    jh_status st = beside ? JH_OK : jh_nomem(err);
    if (st == JH_OK && access(path, F_OK) == 0)
        st = jh_fail(err, JH_EUSAGE, "store.exists", "file:s", path);
    if (st == JH_OK) {
        jh__drop(arena, beside);
        st = backup(store, beside, path, arena, err);
        jh__drop(arena, beside);
    }
    jh_arena_free(arena);
    return st;
}

/* ---- restoring ---- */

/* What is before the trailer of a backup, and the trailer; *n is -1 where there is none. */
static jh_status read_trailer(const char *path, int fd, int64_t *n, trailer *out,
                              jh_error *err)
{
    size_t k = 0;
    int64_t size = lseek(fd, 0, SEEK_END);
    *n = -1;
    if (size < 0) return cannot_read(err, path);
    if (size < (int64_t)sizeof *out) return JH_OK;
    if (lseek(fd, size - (int64_t)sizeof *out, SEEK_SET) < 0 ||
        !jh__read_all(fd, out, sizeof *out, &k))
        return cannot_read(err, path);
    if (k == sizeof *out && !memcmp(out->mark, mark, sizeof mark))
        *n = size - (int64_t)sizeof *out;
    return JH_OK;
}

static jh_status copy_body(const body *from, const char *to_path,
                           uint8_t hash[JH_HASH_BYTES], jh_error *err)
{
    int to = open(to_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (to < 0) return jh__cannot_write(err, to_path);
    jh_status st = pass_on(from, to, to_path, hash, err);
    if (!jh__sync_close(to, st == JH_OK) && st == JH_OK)
        st = jh__cannot_write(err, to_path);
    return st;
}

static jh_status unpack_open(int fd, const char *path, const char *to, jh_error *err)
{
    trailer t;
    body b = {.path = path, .fd = fd};
    uint8_t hash[JH_HASH_BYTES];
    JH_TRY(read_trailer(path, fd, &b.n, &t, err));
    if (b.n < 0) return jh_fail(err, JH_EINPUT, "store.not_backup", "file:s", path);
    JH_TRY(pass_on(&b, -1, NULL, hash, err));
    if (memcmp(hash, t.hash, sizeof hash))
        return jh_fail(err, JH_EINPUT, "store.backup_damaged", "file:s", path);
    return copy_body(&b, to, hash, err);
}

static jh_status unpack(const char *path, const char *to, jh_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return jh_fail(err, JH_EINPUT, "store.not_backup", "file:s", path);
    jh_status st = unpack_open(fd, path, to, err);
    close(fd);
    return st;
}

/* Brings the log of the workspace that is to be replaced home into it, so that it is whole
 * until the very moment at which the other takes its place, and holds it, so that nobody can
 * be using it. A damaged one has nothing to lose. */
static jh_status quiet(const char *path, sqlite3 **held, jh_error *err)
{
    static const char sql[] =
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE;"
        "BEGIN EXCLUSIVE";
    if (access(path, F_OK)) return JH_OK;
    if (sqlite3_open_v2(path, held, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK && !*held)
        return jh_nomem(err);
    int rc = sqlite3_exec(*held, sql, NULL, NULL, NULL);
    if (rc == SQLITE_OK || rc == SQLITE_NOTADB || rc == SQLITE_CORRUPT) return JH_OK;
    return jh__db_failed(*held, err);
}

static jh_status replace(jh_arena *arena, const char *beside, const char *path,
                         bool force, jh_error *err)
{
    sqlite3 *held = NULL;
    jh_status st = force ? quiet(path, &held, err) : JH_OK;
    if (st == JH_OK) st = jh__remove_logs(arena, path, err);
    if (st == JH_OK) st = jh__put_in_place(arena, beside, path, force, err);
    sqlite3_close(held);
    return st;
}

jh_status jh_store_restore(const char *backup_path, const char *path, bool force,
                           jh_error *err)
{
    jh_arena *arena = jh_arena_new();
    const char *beside = arena ? jh__beside(arena, path) : NULL;
    jh_status st = beside ? JH_OK : jh_nomem(err);
    if (st == JH_OK && !force && access(path, F_OK) == 0)
        st = jh_fail(err, JH_EUSAGE, "store.exists", "file:s", path);
    if (st == JH_OK) {
        jh__drop(arena, beside);
        st = unpack(backup_path, beside, err);
        if (st == JH_OK) st = jh_store_sound(beside, arena, err);
        if (st == JH_OK) st = replace(arena, beside, path, force, err);
        jh__drop(arena, beside);
    }
    jh_arena_free(arena);
    return st;
}
