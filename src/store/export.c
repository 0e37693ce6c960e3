/* Everything in open formats: a CSV file a table, and the originals as they were given. */
#include "open_format.h"
#include "store_int.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct leaving {
    jh_store *s;
    jh_arena *arena;
    const char *folder;
    jh_error *err;
} leaving;

static jh_status cannot(leaving *l, const char *path)
{
    return jh_fail(l->err, JH_EIO, "store.cannot_copy", "file:s", path);
}

static jh_status put(leaving *l, const char *name, const void *bytes, size_t n)
{
    const char *path = jh_sprintf(l->arena, "%s/%s", l->folder, name);
    if (!path) return jh_nomem(l->err);
    FILE *f = fopen(path, "wb");
    if (!f) return cannot(l, path);
    bool fine = (!n || fwrite(bytes, 1, n, f) == n) && fflush(f) == 0;
    if (fclose(f)) fine = false;
    return fine ? JH_OK : cannot(l, path);
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
    char hex[2 * JH_HASH_BYTES + 1], name[2 * JH_HASH_BYTES + 16];
    jh__hash_of(bytes, n, hash);
    jh__hash_hex(hash, hex);
    snprintf(name, sizeof name, "files/%s", hex);
    jh_buf_puts(out, hex);
    return put(l, name, bytes, n);
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

static jh_status rows(leaving *l, jh_buf *out, sqlite3_stmt *stmt, FILE *f)
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
        if (fwrite(out->p, 1, out->n, f) != out->n) return cannot(l, l->folder);
        out->n = 0;
    }
    if (out->oom) return jh_nomem(l->err);
    return fwrite(out->p, 1, out->n, f) == out->n ? JH_OK : cannot(l, l->folder);
}

static jh_status table(leaving *l, const char *name)
{
    const char *sql = jh_sprintf(l->arena, "SELECT * FROM %s ORDER BY 1, 2", name);
    const char *path = jh_sprintf(l->arena, "%s/%s.csv", l->folder, name);
    sqlite3_stmt *stmt;
    jh_buf out = {0};
    if (!sql || !path) return jh_nomem(l->err);
    FILE *f = fopen(path, "wb");
    if (!f) return cannot(l, path);
    jh_status st = jh__db_query(l->s, &stmt, l->err, sql, "");
    if (st == JH_OK) st = rows(l, &out, stmt, f);
    sqlite3_finalize(stmt);
    jh_buf_clear(&out);
    if (fflush(f) && st == JH_OK) st = cannot(l, path);
    if (fclose(f) && st == JH_OK) st = cannot(l, path);
    return st;
}

/* ---- all ---- */

static jh_status about(leaving *l)
{
    int64_t version;
    JH_TRY(jh__db_number(l->s, "PRAGMA user_version", 0, 0, &version, l->err));
    const char *text = jh_sprintf(l->arena, JH__EXPORT_HEAD "%lld\n", (long long)version);
    return text ? put(l, JH__EXPORT_ABOUT, text, strlen(text)) : jh_nomem(l->err);
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

static jh_status make_folders(leaving *l)
{
    const char *files = jh_sprintf(l->arena, "%s/files", l->folder);
    if (!files) return jh_nomem(l->err);
    if (mkdir(l->folder, 0777)) {
        if (errno == EEXIST)
            return jh_fail(l->err, JH_EUSAGE, "store.exists", "file:s", l->folder);
        return cannot(l, l->folder);
    }
    return mkdir(files, 0777) ? cannot(l, files) : JH_OK;
}

static jh_status export(leaving *l)
{
    JH_TRY(make_folders(l));
    JH_TRY(jh__db_run(l->s, "BEGIN", l->err));
    jh_status st = tables(l);
    /* the last, so that a folder that has it is whole */
    if (st == JH_OK) st = about(l);
    (void)jh__db_run(l->s, "ROLLBACK", NULL);
    return st;
}

jh_status jh_store_export(jh_store *store, const char *folder, jh_error *err)
{
    leaving l = {store, jh_arena_new(), folder, err};
    jh_status st = l.arena ? export(&l) : jh_nomem(err);
    jh_arena_free(l.arena);
    return st;
}
