/* flips WORKSPACE BACKUP POINTS SEED: one flipped bit at a time.
 *
 * In a backup: every byte of its head (of its first page, if POINTS is over 100) and of its end,
 * and POINTS others (0: all) are flipped in one bit; a restore must refuse each. In a workspace its head, a page and POINTS
 * others: opening or the audit must say so, or else every table and the schema must read as
 * before (a bit of a page that nothing uses). */
#include <junheng/store.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 4096
#define HEAD 160
#define END 64

typedef struct trial {
    const char *what, *path, *flipped;
    unsigned char *bytes;
    long n;
    unsigned long long random;
    int passed, failed, harmless;
    uint64_t content;
} trial;

static void die(const char *what)
{
    perror(what);
    exit(2);
}

static unsigned long long next_random(trial *t)
{
    t->random = t->random * 6364136223846793005ULL + 1442695040888963407ULL;
    return t->random >> 33;
}

static void load(trial *t)
{
    FILE *f = fopen(t->path, "rb");
    if (!f || fseek(f, 0, SEEK_END) || (t->n = ftell(f)) < 0) die(t->path);
    rewind(f);
    t->bytes = malloc((size_t)t->n);
    if (!t->bytes || fread(t->bytes, 1, (size_t)t->n, f) != (size_t)t->n) die(t->path);
    fclose(f);
    f = fopen(t->flipped, "wb");
    if (!f || fwrite(t->bytes, 1, (size_t)t->n, f) != (size_t)t->n || fclose(f))
        die(t->flipped);
}

static void put(const trial *t, long at, unsigned char byte)
{
    int fd = open(t->flipped, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || pwrite(fd, &byte, 1, at) != 1 || close(fd)) die(t->flipped);
}

/* ---- what a workspace says, apart from the store ---- */

static void take_in(uint64_t *h, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < n; i++)
        *h = (*h ^ p[i]) * 1099511628211ULL;
    *h = (*h ^ n) * 1099511628211ULL;
}

static bool rows(sqlite3 *db, const char *sql, uint64_t *h)
{
    sqlite3_stmt *stmt;
    int rc;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK) return false;
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            int type = sqlite3_column_type(stmt, i);
            take_in(h, &type, sizeof type);
            const void *bytes = sqlite3_column_blob(stmt, i);
            take_in(h, bytes, (size_t)sqlite3_column_bytes(stmt, i));
        }
    sqlite3_finalize(stmt);
    return rc == SQLITE_DONE;
}

static bool tables(sqlite3 *db, uint64_t *h)
{
    sqlite3_stmt *stmt;
    char sql[256];
    bool fine = true;
    int rc = sqlite3_prepare_v2(db,
                                "SELECT name FROM sqlite_schema WHERE type = 'table' "
                                "ORDER BY name",
                                -1, &stmt, NULL);
    if (rc != SQLITE_OK) return false;
    while (fine && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", name ? name : "");
        fine = rows(db, sql, h);
    }
    sqlite3_finalize(stmt);
    return fine && rc == SQLITE_DONE;
}

/* Everything that can be read, hashed; 0 where it cannot be read. Indexes that do not fit their
 * tables count as unreadable. */
static uint64_t content(const char *path)
{
    sqlite3 *db;
    uint64_t h = 14695981039346656037ULL;
    bool fine = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK;
    fine = fine && rows(db, "SELECT type, name, tbl_name, sql FROM sqlite_schema", &h) &&
           tables(db, &h) && rows(db, "PRAGMA integrity_check(1)", &h);
    sqlite3_close(db);
    return fine ? h : 0;
}

/* ---- one flip ---- */

static const char *restores(const trial *t)
{
    jh_error err = {0};
    jh_status st = jh_store_restore(t->flipped, "never.jh", false, &err);
    bool there = access("never.jh", F_OK) == 0;
    unlink("never.jh");
    if (st == JH_OK || there) return "it is restored";
    if (st != JH_EINPUT) return "the message is not about the backup";
    if (strcmp(err.msg.key, "store.not_backup") &&
        strcmp(err.msg.key, "store.backup_damaged"))
        return err.msg.key;
    return NULL;
}

static bool told(const trial *t)
{
    jh_store *s;
    jh_error err = {0};
    jh_audit_report report = {0};
    if (jh_store_open(t->flipped, JH_STORE_READ, &s, &err) != JH_OK) return true;
    jh_arena *arena = jh_arena_new();
    if (!arena) die("memory");
    jh_status st = jh_store_audit(s, arena, NULL, &report, &err);
    jh_store_close(s);
    jh_arena_free(arena);
    return st != JH_OK || report.faults;
}

static const char *goes_unseen(trial *t)
{
    if (told(t)) return NULL;
    if (content(t->flipped) != t->content) return "nobody says so";
    t->harmless++;
    return NULL;
}

static void flip(trial *t, long at, bool backup)
{
    unsigned bit = (unsigned)(next_random(t) % 8);
    put(t, at, (unsigned char)(t->bytes[at] ^ (1U << bit)));
    const char *wrong = backup ? restores(t) : goes_unseen(t);
    put(t, at, t->bytes[at]);
    if (wrong)
        printf("FAILED bit %u of byte %ld (page %ld) of %s: %s\n", bit, at, at / PAGE + 1,
               t->what, wrong);
    *(wrong ? &t->failed : &t->passed) += 1;
}

static void flip_some(trial *t, long points, bool backup)
{
    load(t);
    if (!backup) t->content = content(t->flipped);
    /* the page that says what the file is, as far as it is used in a workspace */
    for (long at = 0;
         at < t->n && (!points || at < (backup && points > 100 ? PAGE : HEAD)); at++)
        flip(t, at, backup);
    for (long at = t->n - END; points && at < t->n; at++)
        flip(t, at, backup);
    long page = (long)(next_random(t) % (unsigned long long)(t->n / PAGE)) * PAGE;
    for (long at = page; points && !backup && at<page + PAGE; at += points> 100 ? 4 : 32)
        flip(t, at, backup);
    for (long i = 0; i < points; i++)
        flip(t, (long)(next_random(t) % (unsigned long long)t->n), backup);
    printf("%s: %d flips, %d of them of bits that nothing uses\n", t->what,
           t->passed + t->failed, t->harmless);
    free(t->bytes);
    unlink(t->flipped);
}

int main(int argc, char **argv)
{
    if (argc != 5) return 2;
    long points = strtol(argv[3], NULL, 10);
    unsigned long long seed = strtoull(argv[4], NULL, 10);
    trial b = {.what = "backup", .path = argv[2], .flipped = "flip.bak", .random = seed};
    trial w = {
        .what = "workspace", .path = argv[1], .flipped = "flip.jh", .random = seed};
    flip_some(&b, points, true);
    flip_some(&w, points, false);
    printf("%d passed, %d failed\n", b.passed + w.passed, b.failed + w.failed);
    return b.failed || w.failed || !b.passed || !w.passed;
}
