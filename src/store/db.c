/* The database underneath: opening, statements, errors, transactions. */
#include "store_int.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define WAIT_MS 5000 /* for another writer */

/* ---- errors ---- */

static const char *error_key(int code)
{
    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: /* somebody stands still while opening it */
        return "store.busy";
    case SQLITE_FULL:
        return "store.full";
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return "store.damaged";
    case SQLITE_AUTH:
        return "store.not_owner";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "store.read_only";
    case SQLITE_CANTOPEN:
        return "store.cannot_open";
    case SQLITE_CONSTRAINT:
        return "store.constraint";
    default:
        return "store.failed";
    }
}

jh_status jh__db_failed(sqlite3 *db, jh_error *err)
{
    int code = sqlite3_errcode(db);
    if (code == SQLITE_NOMEM) return jh_nomem(err);
    bool ours = code == SQLITE_CONSTRAINT || code == SQLITE_ERROR ||
                code == SQLITE_RANGE || code == SQLITE_AUTH;
    return jh_fail(err, ours ? JH_EINTERNAL : JH_EIO, error_key(code), "why:s",
                   sqlite3_errmsg(db));
}

/* ---- statements ---- */

jh_status jh__db_run(jh_store *s, const char *sql, jh_error *err)
{
    int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? JH_OK : jh__db_failed(s->db, err);
}

static int bind_one(sqlite3_stmt *stmt, int at, char type, va_list *ap)
{
    const void *bytes;
    switch (type) {
    case 'i':
        return sqlite3_bind_int64(stmt, at, va_arg(*ap, int64_t));
    case 'r':
        return sqlite3_bind_double(stmt, at, va_arg(*ap, double));
    case 't':
        return sqlite3_bind_text(stmt, at, va_arg(*ap, const char *), -1,
                                 SQLITE_TRANSIENT);
    case 'b':
        bytes = va_arg(*ap, const void *);
        return sqlite3_bind_blob64(stmt, at, bytes ? bytes : "", va_arg(*ap, size_t),
                                   SQLITE_TRANSIENT);
    default:
        return sqlite3_bind_null(stmt, at);
    }
}

static jh_status bind_all(jh_store *s, sqlite3_stmt *stmt, jh_error *err,
                          const char *spec, va_list *ap)
{
    for (int i = 0; spec[i]; i++)
        if (bind_one(stmt, i + 1, spec[i], ap) != SQLITE_OK)
            return jh__db_failed(s->db, err);
    return JH_OK;
}

static jh_status query(jh_store *s, sqlite3_stmt **out, jh_error *err, const char *sql,
                       const char *spec, va_list *ap)
{
    *out = NULL;
    if (sqlite3_prepare_v2(s->db, sql, -1, out, NULL) != SQLITE_OK)
        return jh__db_failed(s->db, err);
    jh_status st = bind_all(s, *out, err, spec, ap);
    if (st == JH_OK) return JH_OK;
    sqlite3_finalize(*out);
    *out = NULL;
    return st;
}

jh_status jh__db_query(jh_store *s, sqlite3_stmt **out, jh_error *err, const char *sql,
                       const char *spec, ...)
{
    va_list ap;
    va_start(ap, spec);
    jh_status st = query(s, out, err, sql, spec, &ap);
    va_end(ap);
    return st;
}

jh_status jh__db_bind(jh_store *s, sqlite3_stmt *stmt, jh_error *err, const char *spec,
                      ...)
{
    va_list ap;
    sqlite3_reset(stmt);
    va_start(ap, spec);
    jh_status st = bind_all(s, stmt, err, spec, &ap);
    va_end(ap);
    return st;
}

jh_status jh__db_step(jh_store *s, sqlite3_stmt *stmt, bool *row, jh_error *err)
{
    int rc = sqlite3_step(stmt);
    *row = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? JH_OK : jh__db_failed(s->db, err);
}

static sqlite3_stmt *find_kept(const jh_store *s, const char *sql)
{
    for (size_t i = 0; i < s->kept_n; i++)
        if (s->kept[i].sql == sql && !strcmp(sqlite3_sql(s->kept[i].stmt), sql))
            return s->kept[i].stmt;
    return NULL;
}

static jh_status take(jh_store *s, sqlite3_stmt **out, jh_error *err, const char *sql,
                      const char *spec, va_list *ap)
{
    *out = find_kept(s, sql);
    if (*out) return bind_all(s, *out, err, spec, ap);
    JH_TRY(query(s, out, err, sql, spec, ap));
    if (s->kept_n == JH__KEPT_STATEMENTS) return JH_OK;
    s->kept[s->kept_n].sql = sql;
    s->kept[s->kept_n++].stmt = *out;
    return JH_OK;
}

jh_status jh__db_take(jh_store *s, sqlite3_stmt **out, jh_error *err, const char *sql,
                      const char *spec, ...)
{
    va_list ap;
    va_start(ap, spec);
    jh_status st = take(s, out, err, sql, spec, &ap);
    va_end(ap);
    return st;
}

void jh__db_give(jh_store *s, sqlite3_stmt *stmt)
{
    for (size_t i = 0; i < s->kept_n; i++)
        if (s->kept[i].stmt == stmt) {
            sqlite3_reset(stmt);
            sqlite3_clear_bindings(stmt);
            return;
        }
    sqlite3_finalize(stmt);
}

jh_status jh__db_do(jh_store *s, jh_error *err, const char *sql, const char *spec, ...)
{
    sqlite3_stmt *stmt;
    bool row;
    va_list ap;
    va_start(ap, spec);
    jh_status st = take(s, &stmt, err, sql, spec, &ap);
    va_end(ap);
    if (st == JH_OK) st = jh__db_step(s, stmt, &row, err);
    jh__db_give(s, stmt);
    return st;
}

jh_status jh__db_number(jh_store *s, const char *sql, int64_t about, int64_t none,
                        int64_t *out, jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row = false;
    *out = none;
    JH_TRY(jh__db_query(s, &stmt, err, sql, "", about));
    jh_status st = JH_OK;
    if (sqlite3_bind_parameter_count(stmt)) st = jh__db_bind(s, stmt, err, "i", about);
    if (st == JH_OK) st = jh__db_step(s, stmt, &row, err);
    if (st == JH_OK && row && sqlite3_column_type(stmt, 0) != SQLITE_NULL)
        *out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return st;
}

const char *jh__db_text(jh_arena *arena, sqlite3_stmt *stmt, int column, bool *oom)
{
    if (sqlite3_column_type(stmt, column) == SQLITE_NULL) return NULL;
    const char *text = (const char *)sqlite3_column_text(stmt, column);
    char *copy =
        text ? jh_strndup(arena, text, (size_t)sqlite3_column_bytes(stmt, column)) : NULL;
    if (!copy) *oom = true;
    return copy;
}

/* ---- transactions ---- */

jh_status jh__db_begin(jh_store *s, const char *owner, jh_error *err)
{
    if (s->depth == 0) JH_TRY(jh__db_run(s, "BEGIN IMMEDIATE", err));
    s->depth++;
    s->owner = owner;
    return JH_OK;
}

const char *jh__db_as(jh_store *s, const char *owner)
{
    const char *before = s->owner;
    s->owner = owner;
    return before;
}

void jh__db_undo(jh_store *s)
{
    s->owner = NULL;
    s->depth = 0;
    /* a transaction that failed for lack of room may be gone already */
    if (!sqlite3_get_autocommit(s->db)) (void)jh__db_run(s, "ROLLBACK", NULL);
}

jh_status jh__db_end(jh_store *s, jh_status st, jh_error *err)
{
    if (s->depth > 1) {
        s->depth--;
        s->owner = NULL;
        return st;
    }
    if (st == JH_OK) st = jh__db_run(s, "COMMIT", err);
    jh__db_undo(s);
    return st;
}

jh_status jh_store_begin(jh_store *store, jh_error *err)
{
    return jh__db_begin(store, NULL, err);
}

jh_status jh_store_end(jh_store *store, jh_status st, jh_error *err)
{
    return jh__db_end(store, st, err);
}

/* ---- opening ---- */

bool jh_store_is(const char *path)
{
    static const char magic[16] = "SQLite format 3";
    char head[16] = {0};
    size_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    bool fine = jh__read_all(fd, head, sizeof head, &n);
    /* a disk that cannot be read is told by SQLite, not taken for another kind of file */
    bool is = fine ? n == sizeof head && !memcmp(head, magic, sizeof head) : errno == EIO;
    close(fd);
    return is;
}

static jh_status configure(jh_store *s, bool write, jh_error *err)
{
    static const char always[] = "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                                 "PRAGMA cell_size_check = ON;";
    static const char writing[] =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;";
    sqlite3_busy_timeout(s->db, WAIT_MS);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    JH_TRY(jh__db_run(s, always, err));
    return write ? jh__db_run(s, writing, err) : JH_OK;
}

#ifdef JH_CHECK_OWNERS
/* Tables of SQLite's own are written by every change of the schema. */
static int may_write(void *store, int action, const char *table, const char *column,
                     const char *database, const char *trigger)
{
    const jh_store *s = store;
    (void)column, (void)database, (void)trigger;
    if (action != SQLITE_INSERT && action != SQLITE_UPDATE && action != SQLITE_DELETE)
        return SQLITE_OK;
    if (!strncmp(table, "sqlite_", 7)) return SQLITE_OK;
    bool own = s->owner && !strncmp(table, s->owner, strlen(s->owner));
    return own ? SQLITE_OK : SQLITE_DENY;
}
#endif

static jh_status connect(jh_store *s, const char *path, int flags, jh_error *err)
{
    bool write = !(flags & SQLITE_OPEN_READONLY);
    if (sodium_init() < 0) return jh_fail(err, JH_EIO, "store.no_sodium", "");
    if (sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return s->db ? jh__db_failed(s->db, err) : jh_nomem(err);
    JH_TRY(configure(s, write, err));
#ifdef JH_CHECK_OWNERS
    sqlite3_set_authorizer(s->db, may_write, s);
#endif
    return jh__migrate(s, path, write, flags & SQLITE_OPEN_CREATE, err);
}

static jh_status open_with(const char *path, int flags, jh_store **out, jh_error *err)
{
    jh_store *s = sqlite3_malloc(sizeof *s);
    if (!s) return jh_nomem(err);
    *s = (jh_store){0};
    jh_status st = connect(s, path, flags, err);
    if (st == JH_OK)
        *out = s;
    else
        jh_store_close(s);
    return st;
}

/* A power cut can leave changes that are still to be taken back, which who only reads may not
 * do. Opening once to write does it. */
static void take_back(const char *path)
{
    sqlite3 *db = NULL;
    char *journal = sqlite3_mprintf("%s-journal", path);
    if (journal && !access(journal, F_OK) &&
        sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
        sqlite3_exec(db, "PRAGMA schema_version", NULL, NULL, NULL);
    sqlite3_close(db);
    sqlite3_free(journal);
}

jh_status jh_store_open(const char *path, jh_store_mode mode, jh_store **out,
                        jh_error *err)
{
    *out = NULL;
    if (!jh_store_is(path))
        return jh_fail(err, JH_EINPUT, "store.not_workspace", "file:s", path);
    if (mode == JH_STORE_READ) take_back(path);
    int flags = mode == JH_STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    return open_with(path, flags, out, err);
}

jh_status jh__store_make(const char *path, jh_store **out, jh_error *err)
{
    *out = NULL;
    return open_with(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, out, err);
}

jh_status jh__db_settle(jh_store *s, jh_error *err)
{
    int rc =
        sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return rc == SQLITE_OK ? JH_OK : jh__db_failed(s->db, err);
}

void jh_store_close(jh_store *store)
{
    if (!store) return;
    for (size_t i = 0; i < store->kept_n; i++)
        sqlite3_finalize(store->kept[i].stmt);
    sqlite3_close(store->db);
    sqlite3_free(store);
}
