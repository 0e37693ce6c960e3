/* Everything in open formats: a CSV file a table, and the originals as they were given. */
#include "open_format.h"
#include "store_int.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_MODE 0777
#define FILE_MODE 0666

typedef struct leaving {
    jh_store *s;
    jh_arena *arena;
    const char *folder; /* where it is made */
    const char *files;  /* its folder of originals */
    jh_error *err;
} leaving;

static int new_file(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
}

static jh_status put(leaving *l, const char *folder, const char *name, const void *bytes,
                     size_t n)
{
    const char *path = jh_sprintf(l->arena, "%s/%s", folder, name);
    if (!path) return jh_nomem(l->err);
    int fd = new_file(path);
    if (fd < 0) return jh__cannot_write(l->err, path);
    if (!jh__sync_close(fd, jh__write_all(fd, bytes, n)))
        return jh__cannot_write(l->err, path);
    return JH_OK;
}

/* ---- one value ---- */

static void text_field(jh_buf *out, const char *text, size_t n)
{
    jh_buf_putc(out, '"');
    if (n && strchr(JH__EXPORT_NEUTRAL, text[0])) jh_buf_putc(out, '\'');
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '"') jh_buf_putc(out, '"');
        jh_buf_putc(out, text[i]);
    }
    jh_buf_putc(out, '"');
}

static void hex_field(jh_buf *out, const void *bytes, size_t n)
{
    const uint8_t *b = bytes;
    for (size_t i = 0; i < n; i++)
        jh_buf_printf(out, "%02x", b[i]);
}

/* Bytes go to a file of their own, named by their hash. */
static jh_status bytes_field(leaving *l, jh_buf *out, const void *bytes, size_t n)
{
    uint8_t hash[JH_HASH_BYTES];
    char hex[2 * JH_HASH_BYTES + 1];
    jh__hash_of(bytes, n, hash);
    jh__hash_hex(hash, hex);
    jh_buf_puts(out, hex);
    return put(l, l->files, hex, bytes, n);
}

static jh_status field(leaving *l, jh_buf *out, sqlite3_stmt *stmt, int i)
{
    char number[32];
    const void *bytes = sqlite3_column_blob(stmt, i);
    size_t n = (size_t)sqlite3_column_bytes(stmt, i);
    switch (sqlite3_column_type(stmt, i)) {
    case SQLITE_NULL:
        return JH_OK;
    case SQLITE_INTEGER:
        jh_buf_printf(out, "%lld", (long long)sqlite3_column_int64(stmt, i));
        return JH_OK;
    case SQLITE_FLOAT:
        jh_number_shortest(sqlite3_column_double(stmt, i), number);
        jh_buf_puts(out, number);
        return JH_OK;
    case SQLITE_TEXT:
        text_field(out, bytes ? bytes : "", n);
        return JH_OK;
    default:
        if (!strcmp(sqlite3_column_name(stmt, i), "bytes"))
            return bytes_field(l, out, bytes, n);
        hex_field(out, bytes, n);
        return JH_OK;
    }
}

/* ---- one table ---- */

static void head(jh_buf *out, sqlite3_stmt *stmt)
{
    for (int i = 0; i < sqlite3_column_count(stmt); i++)
        jh_buf_printf(out, "%s%s", i ? "," : "", sqlite3_column_name(stmt, i));
    jh_buf_puts(out, "\r\n");
}

static jh_status rows(leaving *l, jh_buf *out, sqlite3_stmt *stmt, int fd,
                      const char *path)
{
    bool row;
    head(out, stmt);
    for (;;) {
        JH_TRY(jh__db_step(l->s, stmt, &row, l->err));
        if (!row) break;
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            if (i) jh_buf_putc(out, ',');
            JH_TRY(field(l, out, stmt, i));
        }
        jh_buf_puts(out, "\r\n");
        if (out->oom) return jh_nomem(l->err);
        if (out->n < 1 << 20) continue;
        if (!jh__write_all(fd, out->p, out->n)) return jh__cannot_write(l->err, path);
        out->n = 0;
    }
    if (out->oom) return jh_nomem(l->err);
    return jh__write_all(fd, out->p, out->n) ? JH_OK : jh__cannot_write(l->err, path);
}

static jh_status table(leaving *l, const char *name)
{
    const char *sql = jh_sprintf(l->arena, "SELECT * FROM %s ORDER BY 1, 2", name);
    const char *path = jh_sprintf(l->arena, "%s/%s.csv", l->folder, name);
    sqlite3_stmt *stmt;
    jh_buf out = {0};
    if (!sql || !path) return jh_nomem(l->err);
    int fd = new_file(path);
    if (fd < 0) return jh__cannot_write(l->err, path);
    jh_status st = jh__db_query(l->s, &stmt, l->err, sql, "");
    if (st == JH_OK) st = rows(l, &out, stmt, fd, path);
    sqlite3_finalize(stmt);
    jh_buf_clear(&out);
    bool fine = jh__sync_close(fd, st == JH_OK);
    return st == JH_OK && !fine ? jh__cannot_write(l->err, path) : st;
}

/* ---- all ---- */

static jh_status about(leaving *l)
{
    int64_t version;
    JH_TRY(jh__db_number(l->s, "PRAGMA user_version", 0, 0, &version, l->err));
    const char *text = jh_sprintf(l->arena, JH__EXPORT_HEAD "%lld\n", (long long)version);
    if (!text) return jh_nomem(l->err);
    return put(l, l->folder, JH__EXPORT_ABOUT, text, strlen(text));
}

static jh_status tables(leaving *l)
{
    sqlite3_stmt *stmt;
    bool row, oom = false;
    JH_TRY(jh__db_query(l->s, &stmt, l->err, JH__EXPORT_TABLES, ""));
    jh_status st;
    while ((st = jh__db_step(l->s, stmt, &row, l->err)) == JH_OK && row) {
        const char *name = jh__db_text(l->arena, stmt, 0, &oom);
        st = oom ? jh_nomem(l->err) : table(l, name);
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    return st;
}

static jh_status write_all(leaving *l)
{
    if (mkdir(l->folder, FOLDER_MODE)) return jh__cannot_write(l->err, l->folder);
    if (mkdir(l->files, FOLDER_MODE)) return jh__cannot_write(l->err, l->files);
    JH_TRY(jh__db_run(l->s, "BEGIN", l->err));
    jh_status st = tables(l);
    if (st == JH_OK) st = about(l);
    jh__db_undo(l->s);
    JH_TRY(st);
    JH_TRY(jh__sync_folder(l->files, l->err));
    return jh__sync_folder(l->folder, l->err);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

static void remove_folder(const char *path)
{
    (void)nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static jh_status export(leaving *l, const char *path)
{
    if (access(path, F_OK) == 0)
        return jh_fail(l->err, JH_EUSAGE, "store.exists", "file:s", path);
    l->folder = jh__beside(l->arena, path);
    l->files = l->folder ? jh_sprintf(l->arena, "%s/files", l->folder) : NULL;
    if (!l->files) return jh_nomem(l->err);
    remove_folder(l->folder);
    jh_status st = write_all(l);
    if (st == JH_OK) st = jh__put_in_place(l->arena, l->folder, path, false, l->err);
    if (st != JH_OK) remove_folder(l->folder);
    return st;
}

jh_status jh_store_export(jh_store *store, const char *folder, jh_error *err)
{
    leaving l = {.s = store, .arena = jh_arena_new(), .err = err};
    jh_status st = l.arena ? export(&l, folder) : jh_nomem(err);
    jh_arena_free(l.arena);
    return st;
}
