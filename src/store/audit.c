/* The chain: hash n = BLAKE2b(hash n-1, number, time, person, what, which row, hash of the
 * rows). Whoever changes a record or the rows it vouches for breaks it from there on; whoever
 * computes all of it anew cannot match a seal kept elsewhere. */
#include "store_int.h"

#include <stdio.h>
#include <string.h>

typedef struct record {
    int64_t n, ref;
    const char *at, *person, *what;
    const void *payload;
    size_t payload_n;
} record;

static void link_hash(const uint8_t before[JH_HASH_BYTES], const record *r,
                      uint8_t out[JH_HASH_BYTES])
{
    jh__hash h;
    char numbers[64];
    int n = snprintf(numbers, sizeof numbers, "%lld %lld", (long long)r->n,
                     (long long)r->ref);
    jh__hash_begin(&h);
    jh__hash_bytes(&h, before, JH_HASH_BYTES);
    jh__hash_bytes(&h, numbers, (size_t)n);
    jh__hash_bytes(&h, r->at, strlen(r->at));
    jh__hash_bytes(&h, r->person, strlen(r->person));
    jh__hash_bytes(&h, r->what, strlen(r->what));
    jh__hash_bytes(&h, r->payload, r->payload_n);
    jh__hash_end(&h, out);
}

/* The last record's number and hash; 0 and zeros where there is none. */
static jh_status last_record(jh_store *s, int64_t *n, uint8_t hash[JH_HASH_BYTES],
                             jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row;
    *n = 0;
    memset(hash, 0, JH_HASH_BYTES);
    JH_TRY(jh__db_query(s, &stmt, err,
                        "SELECT n, hash FROM aud_chain ORDER BY n DESC LIMIT 1", ""));
    jh_status st = jh__db_step(s, stmt, &row, err);
    if (st == JH_OK && row) {
        *n = sqlite3_column_int64(stmt, 0);
        if (sqlite3_column_bytes(stmt, 1) == JH_HASH_BYTES)
            memcpy(hash, sqlite3_column_blob(stmt, 1), JH_HASH_BYTES);
    }
    sqlite3_finalize(stmt);
    return st;
}

jh_status jh__audit_add(jh_store *s, jh_stamp stamp, const char *what, int64_t ref,
                        jh_error *err)
{
    uint8_t before[JH_HASH_BYTES], rows[JH_HASH_BYTES], hash[JH_HASH_BYTES];
    record r = {.ref = ref,
                .at = stamp.at,
                .person = stamp.person,
                .what = what,
                .payload = rows,
                .payload_n = sizeof rows};
    bool known;
    JH_TRY(last_record(s, &r.n, before, err));
    JH_TRY(jh__payload(s, what, ref, &known, rows, err));
    r.n++;
    link_hash(before, &r, hash);
    const char *owner = jh__db_as(s, "aud_");
    jh_status st = jh__db_do(
        s, err,
        "INSERT INTO aud_chain (n, at, person, what, ref, payload, hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        "itttibb", r.n, r.at, r.person, what, ref, rows, sizeof rows, hash, sizeof hash);
    jh__db_as(s, owner);
    return st;
}

/* ---- looking it through ---- */

typedef struct walk {
    jh_store *s;
    jh_arena *arena;
    const jh_seal *seal;
    jh_audit_report *out;
    jh_error *err;
    bool links; /* the records alone, not what they speak of */
} walk;

#define FAULTS_MOST 1000

static jh_status fault(walk *w, int64_t n, const char *key, const char *what, int64_t ref)
{
    jh_audit_report *r = w->out;
    char number[24] = "", row[24] = "";
    if (r->faults == FAULTS_MOST) return JH_OK;
    jh_audit_fault *grown =
        jh_grow(w->arena, r->fault, &r->fault_cap, r->faults + 1, sizeof *grown);
    if (!grown) return jh_nomem(w->err);
    r->fault = grown;
    if (n) snprintf(number, sizeof number, "%lld", (long long)n);
    if (ref) snprintf(row, sizeof row, "%lld", (long long)ref);
    jh_audit_fault *f = &grown[r->faults++];
    f->n = n;
    jh_status st =
        jh_msg_set(w->arena, &f->what, key, "n:s what:s row:s", number, what, row);
    return st == JH_OK ? JH_OK : jh_nomem(w->err);
}

static jh_status check_rows(walk *w, const record *r)
{
    uint8_t rows[JH_HASH_BYTES];
    bool known;
    JH_TRY(jh__payload(w->s, r->what, r->ref, &known, rows, w->err));
    if (!known) return fault(w, r->n, "store.audit_unknown", r->what, r->ref);
    if (r->payload_n != sizeof rows || memcmp(rows, r->payload, sizeof rows))
        return fault(w, r->n, "store.audit_rows", r->what, r->ref);
    return JH_OK;
}

static bool same_hash(const uint8_t hash[JH_HASH_BYTES], const char *hex)
{
    char own[2 * JH_HASH_BYTES + 1];
    jh__hash_hex(hash, own);
    return !strcmp(own, hex);
}

static const char *text_of(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);
    return text ? text : "";
}

static record record_of(sqlite3_stmt *stmt)
{
    return (record){.n = sqlite3_column_int64(stmt, 0),
                    .at = text_of(stmt, 1),
                    .person = text_of(stmt, 2),
                    .what = text_of(stmt, 3),
                    .ref = sqlite3_column_int64(stmt, 4),
                    .payload = sqlite3_column_blob(stmt, 5),
                    .payload_n = (size_t)sqlite3_column_bytes(stmt, 5)};
}

/* One record against the one before; `hash` becomes its own as stored, so that one fault is
 * told once. */
static jh_status check_record(walk *w, sqlite3_stmt *stmt, uint8_t hash[JH_HASH_BYTES])
{
    record r = record_of(stmt);
    uint8_t right[JH_HASH_BYTES];
    const void *stored = sqlite3_column_blob(stmt, 6);
    bool whole = sqlite3_column_bytes(stmt, 6) == JH_HASH_BYTES;
    jh_seal *head = &w->out->head;
    if (r.n != head->count + 1)
        JH_TRY(fault(w, r.n, "store.audit_gap", r.what, head->count + 1));
    link_hash(hash, &r, right);
    if (!whole || memcmp(stored, right, JH_HASH_BYTES))
        JH_TRY(fault(w, r.n, "store.audit_link", r.what, r.ref));
    memcpy(hash, whole ? stored : right, JH_HASH_BYTES);
    head->count = r.n;
    if (w->seal && r.n == w->seal->count && !same_hash(hash, w->seal->hash))
        JH_TRY(fault(w, r.n, "store.audit_seal", r.what, r.ref));
    snprintf(head->at, sizeof head->at, "%s", r.at);
    return w->links ? JH_OK : check_rows(w, &r);
}

static jh_status walk_chain(walk *w)
{
    sqlite3_stmt *stmt;
    uint8_t hash[JH_HASH_BYTES] = {0};
    bool row;
    JH_TRY(jh__db_query(w->s, &stmt, w->err,
                        "SELECT n, at, person, what, ref, payload, hash FROM aud_chain "
                        "ORDER BY n",
                        ""));
    jh_status st;
    while ((st = jh__db_step(w->s, stmt, &row, w->err)) == JH_OK && row) {
        st = check_record(w, stmt, hash);
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    jh__hash_hex(hash, w->out->head.hash);
    return st;
}

/* Rows that no record speaks of: written past the chain, or their record was cut off. */
static jh_status strays(walk *w, const char *what, const char *sql)
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_query(w->s, &stmt, w->err, sql, ""));
    jh_status st;
    while ((st = jh__db_step(w->s, stmt, &row, w->err)) == JH_OK && row) {
        st = fault(w, 0, "store.audit_stray", what, sqlite3_column_int64(stmt, 0));
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    return st;
}

static jh_status check_strays(walk *w)
{
    static const char *const table[][2] = {
        {"import", "SELECT id FROM reg_import WHERE id NOT IN "
                   "(SELECT ref FROM aud_chain WHERE what = 'import') LIMIT 20"},
        {"event", "SELECT id FROM reg_event WHERE id NOT IN "
                  "(SELECT ref FROM aud_chain WHERE what = 'event') LIMIT 20"},
        {"check", "SELECT import FROM reg_check WHERE import NOT IN "
                  "(SELECT ref FROM aud_chain WHERE what = 'check') LIMIT 20"},
        {"presence", "SELECT DISTINCT event FROM reg_presence WHERE event NOT IN "
                     "(SELECT ref FROM aud_chain WHERE what = 'presence') LIMIT 20"},
        {"rollover", "SELECT import FROM reg_rollover WHERE import NOT IN "
                     "(SELECT ref FROM aud_chain WHERE what = 'rollover') LIMIT 20"},
        {"freeze", "SELECT id FROM snap_snapshot WHERE id NOT IN "
                   "(SELECT ref FROM aud_chain WHERE what = 'freeze') LIMIT 20"},
        {"result", "SELECT id FROM out_result WHERE id NOT IN "
                   "(SELECT ref FROM aud_chain WHERE what = 'result') LIMIT 20"},
        {"plan", "SELECT id FROM out_plan WHERE id NOT IN "
                 "(SELECT ref FROM aud_chain WHERE what = 'plan') LIMIT 20"},
        {"plan_base", "SELECT plan FROM out_plan_base WHERE plan NOT IN "
                      "(SELECT ref FROM aud_chain WHERE what = 'plan_base') LIMIT 20"},
        {"ledger", "SELECT id FROM led_deed WHERE id NOT IN "
                   "(SELECT ref FROM aud_chain WHERE what = 'ledger') LIMIT 20"},
        {"fact", "SELECT DISTINCT import FROM reg_fact WHERE import NOT IN "
                 "(SELECT id FROM reg_import) LIMIT 20"},
    };
    for (size_t i = 0; i < JH_COUNT(table); i++)
        JH_TRY(strays(w, table[i][0], table[i][1]));
    return JH_OK;
}

/* Originals against their hashes; snapshots against the cells they froze. */
static jh_status check_originals(walk *w)
{
    sqlite3_stmt *stmt;
    bool row;
    uint8_t hash[JH_HASH_BYTES];
    JH_TRY(jh__db_query(w->s, &stmt, w->err,
                        "SELECT id, hash, bytes FROM reg_source ORDER BY id", ""));
    jh_status st;
    while ((st = jh__db_step(w->s, stmt, &row, w->err)) == JH_OK && row) {
        jh__hash_of(sqlite3_column_blob(stmt, 2), (size_t)sqlite3_column_bytes(stmt, 2),
                    hash);
        if (sqlite3_column_bytes(stmt, 1) == JH_HASH_BYTES &&
            !memcmp(sqlite3_column_blob(stmt, 1), hash, sizeof hash))
            continue;
        st = fault(w, 0, "store.audit_original", "", sqlite3_column_int64(stmt, 0));
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    return st;
}

static jh_status check_snapshots(walk *w)
{
    sqlite3_stmt *stmt;
    bool row;
    uint8_t hash[JH_HASH_BYTES];
    JH_TRY(jh__db_query(w->s, &stmt, w->err,
                        "SELECT id, name, year, import, hash FROM snap_snapshot "
                        "ORDER BY id",
                        ""));
    jh_status st;
    while ((st = jh__db_step(w->s, stmt, &row, w->err)) == JH_OK && row) {
        st = jh__payload_year(w->s, sqlite3_column_int64(stmt, 2),
                              sqlite3_column_int64(stmt, 3), hash, w->err);
        if (st != JH_OK) break;
        if (sqlite3_column_bytes(stmt, 4) == JH_HASH_BYTES &&
            !memcmp(sqlite3_column_blob(stmt, 4), hash, sizeof hash))
            continue;
        st = fault(w, 0, "store.audit_snapshot", text_of(stmt, 1),
                   sqlite3_column_int64(stmt, 0));
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    return st;
}

/* A page that could not be read is no damage of the workspace: the disk is at fault, and another
 * try may go well. The check tells of both alike, with the code of what failed. */
static bool unread(const char *text)
{
    const char *code = strstr(text, "error code=");
    double number;
    if (strstr(text, "failed to get page")) return true; /* of a long value */
    if (!code) return false;
    code += strlen("error code=");
    size_t n = strspn(code, "0123456789");
    return jh_number_parse(code, n, &number) && ((int)number & 0xFF) == SQLITE_IOERR;
}

/* What the chain does not speak of: pages, indexes, references, and the schema with the
 * triggers that keep rows from being changed. */
static jh_status check_pages(walk *w)
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_query(w->s, &stmt, w->err, "PRAGMA integrity_check(20)", ""));
    jh_status st;
    while ((st = jh__db_step(w->s, stmt, &row, w->err)) == JH_OK && row) {
        if (!strcmp(text_of(stmt, 0), "ok")) continue;
        if (unread(text_of(stmt, 0))) {
            st = jh_fail(w->err, JH_EIO, "store.failed", "why:s", text_of(stmt, 0));
            break;
        }
        st = fault(w, 0, "store.audit_pages", text_of(stmt, 0), 0);
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    return st;
}

static jh_status check_references(walk *w)
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_query(w->s, &stmt, w->err, "PRAGMA foreign_key_check", ""));
    jh_status st = jh__db_step(w->s, stmt, &row, w->err);
    if (st == JH_OK && row)
        st = fault(w, 0, "store.audit_reference", text_of(stmt, 0),
                   sqlite3_column_int64(stmt, 1));
    sqlite3_finalize(stmt);
    return st;
}

static jh_status check_schema(walk *w)
{
    bool ours;
    JH_TRY(jh__schema_is_ours(w->s, &ours, w->err));
    return ours ? JH_OK : fault(w, 0, "store.audit_schema", "", 0);
}

static jh_status check_chain(walk *w)
{
    JH_TRY(walk_chain(w));
    if (w->out->head.count == 0) JH_TRY(fault(w, 0, "store.audit_empty", "", 0));
    if (w->seal && w->seal->count > w->out->head.count)
        return fault(w, w->out->head.count, "store.audit_cut", "", w->seal->count);
    return JH_OK;
}

static jh_status look_through(walk *w)
{
    if (w->links) return check_chain(w);
    JH_TRY(check_pages(w));
    JH_TRY(check_references(w));
    JH_TRY(check_schema(w));
    JH_TRY(check_chain(w));
    JH_TRY(check_strays(w));
    JH_TRY(check_originals(w));
    return check_snapshots(w);
}

static jh_status audit(walk *w)
{
    *w->out = (jh_audit_report){0};
    /* one view of it all, whatever others write meanwhile */
    JH_TRY(jh__db_run(w->s, "BEGIN", w->err));
    jh_status st = look_through(w);
    jh__db_undo(w->s);
    return st;
}

jh_status jh_store_audit(jh_store *store, jh_arena *arena, const jh_seal *seal,
                         jh_audit_report *out, jh_error *err)
{
    return audit(&(walk){store, arena, seal, out, err, false});
}

jh_status jh_store_audit_links(jh_store *store, jh_arena *arena, const jh_seal *seal,
                               jh_audit_report *out, jh_error *err)
{
    return audit(&(walk){store, arena, seal, out, err, true});
}

/* ---- seals ---- */

#define SEAL_HEAD "junheng-seal 1"

void jh_seal_write(jh_buf *out, const jh_seal *seal)
{
    jh_buf_printf(out, SEAL_HEAD " %lld %s %s\n", (long long)seal->count, seal->hash,
                  seal->at);
}

bool jh_seal_read(const char *text, size_t n, jh_seal *out)
{
    size_t head = strlen(SEAL_HEAD), digits = 0;
    const char *end = text + n, *p = text + head + 1;
    if (n < head + 1 || memcmp(text, SEAL_HEAD " ", head + 1)) return false;
    *out = (jh_seal){0};
    for (; p < end && *p >= '0' && *p <= '9' && digits < 18; p++, digits++)
        out->count = out->count * 10 + (*p - '0');
    if (!digits || p == end || *p++ != ' ') return false;
    if ((size_t)(end - p) < 2 * JH_HASH_BYTES) return false;
    memcpy(out->hash, p, 2 * JH_HASH_BYTES);
    return strspn(out->hash, "0123456789abcdef") == 2 * JH_HASH_BYTES;
}
