/* An export taken into a new workspace, table by table; see open_format.h. */
#include "open_format.h"
#include "store_int.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

typedef struct coming {
    jh_store *s;
    jh_arena *arena;
    const char *folder, *file;
    jh_error *err;
} coming;

static jh_status bad(coming *c, size_t line)
{
    return jh_fail(c->err, JH_EINPUT, "store.bad_export", "file:s line:u", c->file, line);
}

static jh_status slurp(coming *c, const char *name, jh_buf *out)
{
    char bytes[65536];
    size_t n = sizeof bytes;
    c->file = jh_sprintf(c->arena, "%s/%s", c->folder, name);
    if (!c->file) return jh_nomem(c->err);
    int fd = open(c->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return bad(c, 0);
    out->n = 0;
    bool fine = true;
    while (fine && n == sizeof bytes) {
        fine = jh__read_all(fd, bytes, sizeof bytes, &n);
        if (fine) jh_buf_add(out, bytes, n);
    }
    int why = errno;
    close(fd);
    if (out->oom) return jh_nomem(c->err);
    if (fine) return JH_OK;
    return jh_fail(c->err, JH_EIO, "store.cannot_read", "file:s why:s", c->file,
                   strerror(why));
}

/* ---- one value ---- */

typedef struct value {
    char *p; /* ends with NUL, in place */
    size_t n;
    bool quoted;
} value;

/* Takes the next value off the text; false where it is not of the format. *last is set at the
 * end of its record. */
static bool next_value(char **at, char *end, value *out, bool *last)
{
    char *p = *at, *to;
    *out = (value){.p = p, .quoted = p < end && *p == '"'};
    if (out->quoted) {
        out->p = to = ++p;
        for (;; p++) {
            if (p == end) return false;
            if (*p == '"' && (p + 1 == end || *++p != '"')) break;
            *to++ = *p;
        }
    } else {
        while (p < end && *p != ',' && *p != '\r')
            p++;
        to = p;
    }
    out->n = (size_t)(to - out->p);
    if (p == end) return false;
    *last = *p == '\r';
    if (*last && (p + 1 == end || p[1] != '\n')) return false;
    if (!*last && *p != ',') return false;
    *at = p + (*last ? 2 : 1);
    *to = '\0';
    return true;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool bind_hex(sqlite3_stmt *stmt, int at, value *v)
{
    if (v->n % 2) return false;
    for (size_t i = 0; i < v->n / 2; i++) {
        int high = digit(v->p[2 * i]), low = digit(v->p[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        v->p[i] = (char)(high * 16 + low);
    }
    return sqlite3_bind_blob64(stmt, at, v->p, v->n / 2, SQLITE_TRANSIENT) == SQLITE_OK;
}

/* Whole numbers beyond 2^53 do not occur: ids, counts, years. */
static bool bind_number(sqlite3_stmt *stmt, int at, const value *v, bool whole)
{
    double x;
    if (!jh_number_parse(v->p, v->n, &x)) return false;
    if (whole) return sqlite3_bind_int64(stmt, at, (int64_t)x) == SQLITE_OK;
    return sqlite3_bind_double(stmt, at, x) == SQLITE_OK;
}

static bool bind_text(sqlite3_stmt *stmt, int at, const value *v)
{
    size_t skip = v->n && v->p[0] == '\'';
    return sqlite3_bind_text64(stmt, at, v->p + skip, v->n - skip, SQLITE_TRANSIENT,
                               SQLITE_UTF8) == SQLITE_OK;
}

static jh_status bind_bytes(coming *c, sqlite3_stmt *stmt, int at, const value *v)
{
    const char *table = c->file;
    if (v->n != 2 * (size_t)JH_HASH_BYTES || strspn(v->p, "0123456789abcdef") != v->n)
        return bad(c, 0);
    const char *name = jh_sprintf(c->arena, "files/%s", v->p);
    jh_buf bytes = {0};
    jh_status st = name ? slurp(c, name, &bytes) : jh_nomem(c->err);
    if (st == JH_OK && sqlite3_bind_blob64(stmt, at, bytes.p ? bytes.p : "", bytes.n,
                                           SQLITE_TRANSIENT) != SQLITE_OK)
        st = jh__db_failed(c->s->db, c->err);
    jh_buf_clear(&bytes);
    c->file = table;
    return st;
}

/* ---- one table ---- */

#define COLUMNS_MOST 32
#define TABLES_MOST 256

typedef struct shape {
    const char *table;
    jh_buf head, insert;
    int columns;
    char type[COLUMNS_MOST]; /* I R T B as the schema says, F bytes in a file */
} shape;

static jh_status shape_of(coming *c, shape *out)
{
    sqlite3_stmt *stmt;
    bool row;
    jh_buf_printf(&out->insert, "INSERT INTO %s VALUES (", out->table);
    JH_TRY(jh__db_query(c->s, &stmt, c->err,
                        "SELECT name, type FROM pragma_table_info(?)", "t", out->table));
    jh_status st;
    while ((st = jh__db_step(c->s, stmt, &row, c->err)) == JH_OK && row) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        const char *type = (const char *)sqlite3_column_text(stmt, 1);
        if (!name || !type || out->columns == COLUMNS_MOST) break;
        bool file = *type == 'B' && !strcmp(name, "bytes");
        out->type[out->columns] = file ? 'F' : *type;
        jh_buf_printf(&out->head, "%s%s", out->columns ? "," : "", name);
        jh_buf_puts(&out->insert, out->columns++ ? ", ?" : "?");
    }
    sqlite3_finalize(stmt);
    jh_buf_puts(&out->head, "\r\n");
    jh_buf_putc(&out->insert, ')');
    return st == JH_OK && (out->insert.oom || out->head.oom) ? jh_nomem(c->err) : st;
}

static jh_status bind_value(coming *c, sqlite3_stmt *stmt, int at, char type, value *v,
                            size_t line)
{
    bool fine;
    if (!v->n && !v->quoted)
        fine = sqlite3_bind_null(stmt, at) == SQLITE_OK;
    else if (type == 'F')
        return bind_bytes(c, stmt, at, v);
    else if (type == 'B')
        fine = bind_hex(stmt, at, v);
    else if (type == 'T')
        fine = v->quoted && bind_text(stmt, at, v);
    else
        fine = bind_number(stmt, at, v, type == 'I');
    if (fine) return JH_OK;
    return sqlite3_errcode(c->s->db) == SQLITE_NOMEM ? jh_nomem(c->err) : bad(c, line);
}

static jh_status insert_row(coming *c, const shape *s, sqlite3_stmt *stmt, char **at,
                            char *end, size_t line)
{
    bool last = false, row;
    int i = 0;
    value v;
    for (; !last; i++) {
        if (i == s->columns || !next_value(at, end, &v, &last)) return bad(c, line);
        JH_TRY(bind_value(c, stmt, i + 1, s->type[i], &v, line));
    }
    if (i != s->columns) return bad(c, line);
    JH_TRY(jh__db_step(c->s, stmt, &row, c->err));
    sqlite3_reset(stmt);
    return JH_OK;
}

static jh_status insert_rows(coming *c, const shape *s, jh_buf *text)
{
    sqlite3_stmt *stmt;
    if (text->n < s->head.n || memcmp(text->p, s->head.p, s->head.n)) return bad(c, 1);
    char *at = text->p + s->head.n, *end = text->p + text->n;
    JH_TRY(jh__db_query(c->s, &stmt, c->err, s->insert.p, ""));
    jh_status st = JH_OK;
    for (size_t line = 2; st == JH_OK && at < end; line++)
        st = insert_row(c, s, stmt, &at, end, line);
    sqlite3_finalize(stmt);
    return st;
}

static jh_status adopt_table(coming *c, const char *name)
{
    shape s = {.table = name};
    jh_buf text = {0};
    const char *file = jh_sprintf(c->arena, "%s.csv", name);
    jh_status st = file ? shape_of(c, &s) : jh_nomem(c->err);
    if (st == JH_OK) st = slurp(c, file, &text);
    if (st == JH_OK) st = insert_rows(c, &s, &text);
    jh_buf_clear(&text);
    jh_buf_clear(&s.head);
    jh_buf_clear(&s.insert);
    return st;
}

/* ---- all ---- */

static jh_status same_schema(coming *c)
{
    int64_t version;
    jh_buf text = {0};
    jh_status st = slurp(c, JH__EXPORT_ABOUT, &text);
    if (st == JH_OK)
        st = jh__db_number(c->s, "PRAGMA user_version", 0, 0, &version, c->err);
    const char *own =
        st == JH_OK ? jh_sprintf(c->arena, JH__EXPORT_HEAD "%lld\n", (long long)version)
                    : NULL;
    if (st == JH_OK && (!own || !text.p || strcmp(own, text.p))) st = bad(c, 1);
    jh_buf_clear(&text);
    return st;
}

static jh_status adopt_all(coming *c)
{
    sqlite3_stmt *stmt;
    bool row, oom = false;
    const char *name[TABLES_MOST];
    size_t n = 0;
    JH_TRY(same_schema(c));
    JH_TRY(jh__db_query(c->s, &stmt, c->err, JH__EXPORT_TABLES, ""));
    jh_status st;
    while ((st = jh__db_step(c->s, stmt, &row, c->err)) == JH_OK && row && !oom &&
           n < TABLES_MOST)
        name[n++] = jh__db_text(c->arena, stmt, 0, &oom);
    sqlite3_finalize(stmt);
    if (st == JH_OK && oom) st = jh_nomem(c->err);
    for (size_t i = 0; st == JH_OK && i < n; i++)
        st = adopt_table(c, name[i]);
    return st;
}

static jh_status adopt(jh_store *s, void *what, jh_error *err)
{
    coming *c = what;
    c->s = s;
    JH_TRY(jh__db_begin(s, JH__ALL, err));
    return jh__db_end(s, adopt_all(c), err);
}

jh_status jh_store_adopt(const char *folder, const char *path, jh_error *err)
{
    coming c = {.arena = jh_arena_new(), .folder = folder, .file = folder, .err = err};
    if (!c.arena) return jh_nomem(err);
    jh_status st = jh__found(c.arena, path, adopt, &c, err);
    jh_arena_free(c.arena);
    return st;
}
