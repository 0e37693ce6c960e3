/* store, private: the database underneath, and hashing of rows. */
#ifndef JH_STORE_INT_H
#define JH_STORE_INT_H

#include <junheng/store.h>

#include <sodium.h>
#include <sqlite3.h>

#define JH__KEPT_STATEMENTS 32

struct jh_store {
    sqlite3 *db;
    /* statements that are run over and over, by their text */
    struct {
        const char *sql;
        sqlite3_stmt *stmt;
    } kept[JH__KEPT_STATEMENTS];
    size_t kept_n;
    unsigned depth; /* of transactions within each other: the outermost counts */
};

/* ---- db.c ---- */

#define JH__APPLICATION 0x4A484E47 /* "JHNG" */

/* The database's last error as ours. */
jh_status jh__db_failed(sqlite3 *db, jh_error *err);
/* Runs statements without parameters. */
jh_status jh__db_run(jh_store *s, const char *sql, jh_error *err);
/* A statement with its parameters: i int64_t, r double, t const char *, b const void * and
 * size_t, n null. */
jh_status jh__db_query(jh_store *s, sqlite3_stmt **out, jh_error *err, const char *sql,
                       const char *spec, ...);
/* The same for a statement that is run over and over: it stays compiled and is given back by
 * jh__db_give, not finalized. A caller uses it to its end before it is asked for again. */
jh_status jh__db_take(jh_store *s, sqlite3_stmt **out, jh_error *err, const char *sql,
                      const char *spec, ...);
void jh__db_give(jh_store *s, sqlite3_stmt *stmt);
/* Gives the statement its parameters anew. */
jh_status jh__db_bind(jh_store *s, sqlite3_stmt *stmt, jh_error *err, const char *spec,
                      ...);
/* The next row; *row false at the end. */
jh_status jh__db_step(jh_store *s, sqlite3_stmt *stmt, bool *row, jh_error *err);
/* Runs a statement that gives no rows, with parameters. */
jh_status jh__db_do(jh_store *s, jh_error *err, const char *sql, const char *spec, ...);
/* First column of the first row of a statement with one number as its parameter; `none`
 * where there is no row or it is null. */
jh_status jh__db_number(jh_store *s, const char *sql, int64_t about, int64_t none,
                        int64_t *out, jh_error *err);
/* A text column copied to the arena; NULL stays NULL. *oom is set without memory. */
const char *jh__db_text(jh_arena *arena, sqlite3_stmt *stmt, int column, bool *oom);

jh_status jh__db_begin(jh_store *s, jh_error *err);
/* Ends the transaction: commits where st is JH_OK, else takes everything back. */
jh_status jh__db_end(jh_store *s, jh_status st, jh_error *err);

/* ---- migrate.c ---- */

/* Brings the schema up to date, a transaction each step; with `create` from nothing. */
jh_status jh__migrate(jh_store *s, const char *path, bool write, bool create,
                      jh_error *err);

/* ---- hash.c ---- */

typedef crypto_generichash_state jh__hash;

void jh__hash_begin(jh__hash *h);
void jh__hash_bytes(jh__hash *h, const void *bytes, size_t n); /* with their length */
void jh__hash_end(jh__hash *h, uint8_t out[JH_HASH_BYTES]);
/* Takes in every row of the statement: type, length and bytes of every column. */
jh_status jh__hash_rows(jh_store *s, jh__hash *h, sqlite3_stmt *stmt, jh_error *err);
void jh__hash_of(const void *bytes, size_t n, uint8_t out[JH_HASH_BYTES]);
void jh__hash_hex(const uint8_t hash[JH_HASH_BYTES], char out[2 * JH_HASH_BYTES + 1]);

/* ---- audit.c ---- */

/* Appends a record about a row: `what` names what was done (payload.c). */
jh_status jh__audit_add(jh_store *s, jh_stamp stamp, const char *what, int64_t ref,
                        jh_error *err);

/* ---- payload.c ---- */

/* Hash of all rows that a record of the chain speaks of; *known is false where `what` is none
 * of ours. */
jh_status jh__payload(jh_store *s, const char *what, int64_t ref, bool *known,
                      uint8_t out[JH_HASH_BYTES], jh_error *err);
/* Hash of every cell of a year as it stood after an import. */
jh_status jh__payload_year(jh_store *s, int64_t year, int64_t import,
                           uint8_t out[JH_HASH_BYTES], jh_error *err);

/* ---- original.c ---- */

/* The row of a file's bytes in reg_source, entered where they are new. */
jh_status jh__original_keep(jh_store *s, const jh_original *original, int64_t *source,
                            jh_error *err);

/* ---- subjects.c ---- */

extern const char *const jh__book_id[JH_BOOKS];

typedef struct jh__importing {
    jh_store *s;
    jh_arena *arena;
    const jh_import *import;
    jh_imported *out;
    jh_error *err;
    int64_t id;     /* of the import */
    int64_t *sheet; /* id by source */
    int64_t place;  /* of the last record of the year */
    sqlite3_stmt *current, *insert;
} jh__importing;

/* The subject that a row of a book speaks of, entered where it is new; 0 where it cannot be
 * said, with a diagnostic. */
jh_status jh__subject_of(jh__importing *m, jh_book book, size_t row, int64_t *out);
/* How a subject is called in messages. */
const char *jh__subject_name(jh__importing *m, jh_book book, size_t row);

#endif
