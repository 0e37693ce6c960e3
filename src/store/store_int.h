/* store, private: the database underneath, and hashing of rows. */
#ifndef JH_STORE_INT_H
#define JH_STORE_INT_H

#include <junheng/store.h>

#include <sodium.h>
#include <sqlite3.h>

#define JH__KEPT_STATEMENTS 64

struct jh_store {
    sqlite3 *db;
    const char *owner; /* of the tables that may be written now; NULL: none */
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

/* Begins a transaction that writes tables whose names begin with `owner` ("reg_"; JH__ALL: any).
 * A build with debug information refuses every other write: each table has one writer. */
#define JH__ALL ""
jh_status jh__db_begin(jh_store *s, const char *owner, jh_error *err);
/* Changes the owner within a transaction; gives the one before, to be set again. */
const char *jh__db_as(jh_store *s, const char *owner);
/* Ends the transaction: commits where st is JH_OK, else takes everything back. */
jh_status jh__db_end(jh_store *s, jh_status st, jh_error *err);
/* Takes the transaction back. */
void jh__db_undo(jh_store *s);

/* Makes a workspace at `path`, where nothing may be, out of what `filler` puts into it. */
typedef jh_status (*jh__filler)(jh_store *s, void *what, jh_error *err);
jh_status jh__found(jh_arena *arena, const char *path, jh__filler filler, void *what,
                    jh_error *err);
/* Opens the file of a workspace to be, which nobody else knows. */
jh_status jh__store_make(const char *path, jh_store **out, jh_error *err);
/* Brings all of it from the log into the file itself, so that the file can be moved. */
jh_status jh__db_settle(jh_store *s, jh_error *err);

/* ---- durable.c ---- */

/* "Cannot write PATH", with what the system says (errno). */
jh_status jh__cannot_write(jh_error *err, const char *path);
bool jh__write_all(int fd, const void *bytes, size_t n);
/* Reads n bytes, or as many as there are; false where reading fails. */
bool jh__read_all(int fd, void *bytes, size_t n, size_t *got);
/* Closes a file that was written; where all is fine so far, it is durable first. */
bool jh__sync_close(int fd, bool fine);
jh_status jh__sync_folder(const char *path, jh_error *err);
/* Name under which a file or folder is made before it is put in place. */
const char *jh__beside(jh_arena *arena, const char *path);
/* Puts it in place as a whole and for good; JH_EUSAGE where something is there and not `over`. */
jh_status jh__put_in_place(jh_arena *arena, const char *beside, const char *path,
                           bool over, jh_error *err);
/* Removes logs that belong to no database any more: SQLite would play them into the next one
 * of that name. */
jh_status jh__remove_logs(jh_arena *arena, const char *path, jh_error *err);
/* Removes a database and its logs, as far as it can be done. */
void jh__drop(jh_arena *arena, const char *path);

/* ---- migrate.c ---- */

/* Brings the schema up to date, a transaction each step; with `create` from nothing. */
jh_status jh__migrate(jh_store *s, const char *path, bool write, bool create,
                      jh_error *err);

/* Whether tables, indexes, views and triggers are those that the steps make. */
jh_status jh__schema_is_ours(jh_store *s, bool *out, jh_error *err);

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

/* Keeps a text of a pack once, by its hash. */
jh_status jh__text_keep(jh_store *s, const jh_kept_text *t, uint8_t hash[JH_HASH_BYTES],
                        jh_error *err);

/* The row of a file's bytes in reg_source, entered where they are new. */
jh_status jh__original_keep(jh_store *s, const jh_original *original, int64_t *source,
                            jh_error *err);

/* ---- events.c ---- */

/* A school in an event that was not revoked; those of one event follow each other, what goes
 * in before what comes out. */
typedef struct jh__event_row {
    int64_t event, subject;
    jh_event_kind kind;
    int year;
    bool to, ends;
    const char *before, *code, *name;
} jh__event_row;

typedef struct jh__events {
    jh__event_row *row;
    size_t n;
} jh__events;

jh_status jh__events_load(jh_store *s, jh_arena *arena, jh__events *out, jh_error *err);
/* The first entry of the school that an entry stands for: itself where no event says more. */
int64_t jh__events_root(const jh__events *e, int64_t subject);
/* The event by which a school is not there in a year, or NULL. */
const jh__event_row *jh__events_end(const jh__events *e, int64_t subject, int year);
/* The entry that an event gave an id to, 0 none. */
int64_t jh__events_code(const jh__events *e, const char *code);
/* The id that a school has since an event, as of a year; NULL: none says. */
const char *jh__events_code_of(const jh__events *e, int64_t subject, int year);
/* The entry that a name means in a year because a school was renamed, 0 none. */
int64_t jh__events_name(const jh__events *e, const char *name, int year);
/* Of the entries that stand for one school, the one that has the year; else the first. */
jh_status jh__events_entry(jh_store *s, const jh__events *e, int64_t subject, int year,
                           int64_t *out, jh_error *err);

/* ---- rollover.c ---- */

/* An import of a year without files, for what is written into it by other means. */
jh_status jh__import_bare(jh_store *s, jh_stamp stamp, int year, int64_t *out,
                          jh_error *err);

/* What became of every school, without carrying anything; inside a transaction. */
jh_status jh__turns(jh_store *s, jh_arena *arena, jh_rollover *r, jh_error *err);

/* ---- books.c, two_years.c ---- */

/* The registers of a year inside a transaction, with the faults of its files as they were
 * read. */
jh_status jh__year_books(jh_store *s, jh_arena *arena, int year, jh_books *out,
                         jh_error *err);
jh_status jh__two_years(jh_store *s, jh_arena *arena, int year, const jh_roles *roles,
                        jh_two_years *out, jh_error *err);

/* ---- near.c ---- */

/* Up to three schools that are called nearly so, "2101 第一小学、…"; "" where none is. */
jh_status jh__near_schools(jh_store *s, jh_arena *arena, const char *word,
                           const char **out, jh_error *err);

/* ---- subjects.c ---- */

extern const char *const jh__book_id[JH_BOOKS];

typedef struct jh__importing {
    jh_store *s;
    jh_arena *arena;
    const jh_import *import;
    jh_imported *out;
    jh_error *err;
    int64_t id;              /* of the import */
    int64_t *sheet;          /* id by source */
    int64_t place;           /* of the last record of the year */
    struct jh__force *force; /* what is in force for the subject at hand, by fact */
    size_t forces;
    jh__events events;
    int64_t *rollover; /* imports */
    size_t rollovers;
    bool old_id;      /* the row at hand gives an id that the school no longer has */
    struct jh__twin { /* a new id under the name of a school with another */
        int64_t fresh, known;
        size_t row;
        const char *code, *name;
    } * twin;
    size_t twins, twin_cap;
    sqlite3_stmt *current, *insert;
} jh__importing;

/* The subject that a row of a book speaks of, entered where it is new; 0 where it cannot be
 * said, with a diagnostic. */
jh_status jh__subject_of(jh__importing *m, jh_book book, size_t row, int64_t *out);
/* How a subject is called in messages. */
const char *jh__subject_name(jh__importing *m, jh_book book, size_t row);
/* Once all schools are in: new ids that are probably those of known schools. */
jh_status jh__subjects_twins(jh__importing *m);

#endif
