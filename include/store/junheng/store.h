/* store: a workspace that remembers. One SQLite file holds what a county was given, year by
 * year and cell by cell, what it froze, what was concluded from it and by which rules.
 *
 * Registers are append-only, so that the whole history is there and a freeze is exact; every
 * change is one transaction with one record in a chain of hashes. Tables, views and the chain:
 * docs/workspace.md. Times and persons are given by the caller: nothing here reads a clock.
 */
#ifndef JUNHENG_STORE_H
#define JUNHENG_STORE_H

#include <junheng/frame.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct jh_store jh_store;

typedef enum jh_store_mode {
    JH_STORE_READ,  /* never writes */
    JH_STORE_WRITE, /* brings an older workspace up to date */
} jh_store_mode;

/* Who did it, and when (ISO time). */
typedef struct jh_stamp {
    const char *at, *person;
} jh_stamp;

/* Whether the file is a database of SQLite at all, told by its first bytes. */
bool jh_store_is(const char *path);
/* Errors: not a workspace, made by a newer version (JH_EINPUT); busy, full, damaged (JH_EIO). */
jh_status jh_store_open(const char *path, jh_store_mode mode, jh_store **out,
                        jh_error *err);
void jh_store_close(jh_store *store);
/* A new workspace, with its name and the first record of the chain; the file must not be there
 * yet, and is there as a whole or not at all. */
jh_status jh_store_create(const char *path, jh_stamp stamp, const char *county,
                          jh_error *err);
/* What is written between the two is one transaction, whatever calls write it: after a failure
 * (`st`, which is returned) all of it is taken back. Every begin has its end. */
jh_status jh_store_begin(jh_store *store, jh_error *err);
jh_status jh_store_end(jh_store *store, jh_status st, jh_error *err);
/* The county's name as given at the start; "" if none was. */
jh_status jh_store_county(jh_store *store, jh_arena *arena, const char **out,
                          jh_error *err);

/* ---- what is kept ---------------------------------------------------------------------- */

typedef enum jh_book {
    JH_BOOK_SCHOOL = 0,
    JH_BOOK_AREA,
    JH_BOOK_ANSWER,
    JH_BOOK_CLAIM,
    JH_BOOK_OVERRIDE,
    JH_BOOKS
} jh_book;

/* Columns that say which school or area a row speaks of; NULL where there is none. */
typedef struct jh_roles {
    const char *id, *name, *area;
} jh_roles;

/* A file as it was given. */
typedef struct jh_original {
    const char *name;
    const void *bytes;
    size_t n;
} jh_original;

struct jh_two_years;
/* Adds what the checks find to years->now.diags and takes away what it finds anew; tells in
 * years->older how many of those of earlier imports are left at its beginning. */
typedef jh_status (*jh_checker)(void *ctx, jh_arena *arena, struct jh_two_years *years,
                                jh_error *err);

/* What was read from files and is to be kept. */
typedef struct jh_import {
    jh_stamp stamp;
    int year;
    const char *pack, *vocabulary;
    const char *mapping; /* columns that the user named, as lines "label\tfact" */
    jh_roles roles;
    const jh_frame *book[JH_BOOKS];
    const jh_sources *sources;
    const jh_original *original;
    size_t originals;
    jh_diags *diags; /* kept; what cannot be placed is added */
    size_t rejected;
    const jh_progress *progress; /* or NULL; once cancelled all is taken back */
    /* Looks the whole year through, once all is written, where it holds more than these files
     * or there is a year before; or NULL. */
    jh_checker check;
    void *check_ctx;
} jh_import;

typedef enum jh_change_kind { JH_ADDED, JH_CHANGED, JH_REMOVED } jh_change_kind;

/* One cell. Text NULL: missing. */
typedef struct jh_change {
    jh_change_kind kind;
    jh_book book;
    const char *subject, *fact;
    const char *before, *after;
    jh_where before_at, after_at;
} jh_change;

typedef struct jh_imported {
    int64_t id;
    bool nothing;        /* all of it was there already: nothing was written */
    size_t new_subjects; /* schools, areas and statements seen for the first time */
    /* values: what was there at the end is added + changed + same of what was given */
    size_t added, changed, removed, same;
    size_t empty; /* cells of the files without a value */
    bool
        checked; /* the whole year was looked through: `found`, without earlier files' own */
    jh_diags found;
    jh_change
        *change; /* those that changed or were removed; added ones are only counted */
    size_t changes, change_cap;
} jh_imported;

/* Keeps it all in one transaction; `dry` does the same and takes it back. A value that is
 * missing in a later file takes away a stored one only if that came from a sheet of the same
 * name in a file of the same name. O(cells log cells). */
jh_status jh_store_import(jh_store *store, jh_arena *arena, const jh_import *import,
                          bool dry, jh_imported *out, jh_error *err);

/* What is kept of a year, as if it were read from the files again. */
typedef struct jh_books {
    jh_frame book[JH_BOOKS];
    jh_sources sources;
    jh_diags diags; /* of files that were not replaced since */
    size_t rejected;
    const char *vocabulary;
    const int64_t *entry; /* of each row of the schools: the register's own number */
} jh_books;

typedef struct jh_snapshot {
    int64_t id;
    const char *name, *at, *person;
    int year;
    size_t schools, facts;
} jh_snapshot;

/* The registers of a year, as they are now. */
jh_status jh_store_live(jh_store *store, jh_arena *arena, int year, jh_books *out,
                        jh_error *err);
/* Freezes snapshot->year as snapshot->name (NULL: the year, then year-2, …); fills in the
 * rest. */
jh_status jh_store_freeze(jh_store *store, jh_arena *arena, jh_stamp stamp,
                          jh_snapshot *snapshot, jh_error *err);
/* A snapshot by name, or the last of a year where name is NULL. */
jh_status jh_store_snapshot(jh_store *store, jh_arena *arena, const char *name, int year,
                            jh_snapshot *out, jh_error *err);
jh_status jh_store_frozen(jh_store *store, jh_arena *arena, const jh_snapshot *snapshot,
                          jh_books *out, jh_error *err);

/* The last snapshot of every year, in the order of years. */
jh_status jh_store_years(jh_store *store, jh_arena *arena, jh_snapshot **out, size_t *n,
                         jh_error *err);
/* The packs that results of a snapshot were kept by, "id version, id version"; "" if none. */
jh_status jh_store_judged_by(jh_store *store, jh_arena *arena, int64_t snapshot,
                             const char **out, jh_error *err);

/* ---- schools ---------------------------------------------------------------------------- */

typedef enum jh_event_kind {
    JH_SCHOOL_OPENED = 0,
    JH_SCHOOL_CLOSED,  /* 撤销 */
    JH_SCHOOL_MERGED,  /* 合并: several into one */
    JH_SCHOOL_SPLIT,   /* 分设 */
    JH_SCHOOL_RENAMED, /* 更名 */
    JH_SCHOOL_RECODED, /* 代码变更 */
    JH_SCHOOL_CAMPUS,  /* 成为校区: goes on as a campus of another */
    JH_EVENT_REVOKED,
    JH_EVENT_KINDS
} jh_event_kind;

/* "open", "close", …, as kept and as in v_event. */
const char *jh_event_id(jh_event_kind kind);

/* A school that goes into an event, or (`to`) comes out of it. */
typedef struct jh_event_school {
    const char *given; /* id or name, as the clerk wrote it */
    bool to;
    bool ends;               /* there is no such school from that year on */
    const char *before;      /* name or id that it had */
    const char *code, *name; /* id and name that it gets */
    const char *id, *title;  /* filled in: its id and name as known */
} jh_event_school;

typedef struct jh_event {
    int64_t id; /* filled in */
    jh_stamp stamp;
    jh_event_kind kind;
    int year; /* first school year in which it holds */
    const char *date, *reason, *document;
    jh_event_school *school;
    size_t schools;
    int64_t revokes, revoked_by; /* 0 none */
} jh_event;

typedef struct jh_events {
    jh_event *item;
    size_t n, cap;
} jh_events;

/* Enters an event in the register; `dry` does the same and takes it back. Ids and names of its
 * schools are filled in. What cannot be is JH_EINPUT and says why: an unknown school (with
 * those that are called nearly so), a school merged into itself, one that ends though it has
 * figures of that year or a later one, an id that another school has. */
jh_status jh_store_event(jh_store *store, jh_arena *arena, jh_event *event, bool dry,
                         jh_error *err);
/* Every event in the order of entering, of one year if it is not 0, of one school (id or name)
 * if it is not NULL. */
jh_status jh_store_events(jh_store *store, jh_arena *arena, int year, const char *school,
                          jh_events *out, jh_error *err);

/* One school of a year, or of the last year it was seen in. A school that changed its id or
 * name is one. */
typedef struct jh_enrolled {
    const char *id, *name, *area, *codes;
    int first, last;       /* years that it has figures of; 0 none */
    const char *status;    /* "open", "closed", "merged", "split" or "campus" */
    int opened, closed;    /* years of these events; 0 none */
    const char *successor; /* ids of what it went into, or the school it is a campus of */
    const char *former;    /* names it had before, as events tell */
} jh_enrolled;

jh_status jh_store_schools(jh_store *store, jh_arena *arena, int year, jh_enrolled **out,
                           size_t *n, jh_error *err);

/* ---- from one year to the next --------------------------------------------------------- */

/* What became of a school from one year to another. */
typedef enum jh_turn_kind {
    JH_TURN_CARRIED = 0, /* in both */
    JH_TURN_RENAMED,
    JH_TURN_RECODED,
    JH_TURN_CAMPUS,
    JH_TURN_CLOSED,
    JH_TURN_MERGED,
    JH_TURN_SPLIT,
    JH_TURN_NEW,      /* of an event, or seen for the first time */
    JH_TURN_RETURNED, /* not in the year before, but in an earlier one */
    JH_TURN_WAITING,  /* carried into the year, and no figures yet */
    JH_TURN_MISSING,
    JH_TURNS
} jh_turn_kind;

const char *jh_turn_id(jh_turn_kind kind); /* "carried" "renamed" … */

typedef struct jh_turn {
    jh_turn_kind kind;
    bool before, now;      /* has figures of the years; carried ones count as such */
    bool explained;        /* by an event, or nothing is to be explained */
    const char *id, *name; /* of the later year where it has that */
    const char *id_before, *name_before;
    int64_t entry, entry_before; /* the register's own numbers; 0 none */
    const char *successor;       /* ids of what it went into */
    int64_t event;               /* that says so; 0 none */
    size_t values;               /* that were carried */
} jh_turn;

typedef struct jh_rollover {
    jh_stamp stamp;
    int from, to; /* from 0: the last year before that has schools */
    jh_roles roles;
    const char *const *fact; /* of schools, that are not counted anew each year */
    size_t facts;

    /* filled in */
    bool begun; /* the later year had schools before */
    jh_turn *turn;
    size_t turns, count[JH_TURNS], unexplained;
    size_t schools, values; /* carried */
    int64_t import;         /* 0: there was nothing to carry */
} jh_rollover;

/* Lays two years side by side and carries from the first into the second what is not counted
 * anew, in one transaction; `dry` does the same and takes it back. A year without schools gets
 * all that go on by the events; in one that has schools only their gaps are filled, and a school
 * that is missing stays so. What a file has said, an empty cell too, is never replaced; a value
 * keeps its cell, its file named "2026/schools.csv". */
jh_status jh_store_rollover(jh_store *store, jh_arena *arena, jh_rollover *rollover,
                            bool dry, jh_error *err);

/* A year and the one before it, for the checks of the later one. */
typedef struct jh_two_years {
    jh_books now; /* diags: what stands of all files, then who came or went unexplained */
    size_t older; /* so many of them are of earlier imports */
    bool has_before; /* else the rest is empty */
    jh_books before;
    jh_kin kin; /* which schools of `before` each of `now` goes back to */
    jh_rollover turns;
} jh_two_years;

/* As the registers are now; writes nothing. */
jh_status jh_store_two_years(jh_store *store, jh_arena *arena, int year,
                             const jh_roles *roles, jh_two_years *out, jh_error *err);

/* ---- results ------------------------------------------------------------------------------ */

/* A pack, a parent of it or its vocabulary, as it was read; the pack itself is the first. */
typedef struct jh_kept_text {
    const char *kind, *id, *file;
    const void *bytes;
    size_t n;
} jh_kept_text;

typedef struct jh_kept_result {
    int64_t id;
    jh_stamp stamp;
    jh_snapshot snapshot;
    const char *pack, *version, *settings, *date, *lang, *engine;
    bool reliefs_in_force;
    const jh_kept_text *text;
    size_t texts;
    const char *json;
    size_t json_n;
} jh_kept_result;

/* Keeps a result; *fresh is false, and nothing written, where the very same is there. */
jh_status jh_store_keep_result(jh_store *store, const jh_kept_result *result, bool *fresh,
                               jh_error *err);
/* The result that follows `after` (0: the first); *found says whether there is one. */
jh_status jh_store_next_result(jh_store *store, jh_arena *arena, int64_t after,
                               jh_kept_result *out, bool *found, jh_error *err);

/* ---- the chain of records ------------------------------------------------------------------- */

#define JH_HASH_BYTES 32

/* State of the chain at a moment, to be kept elsewhere. */
typedef struct jh_seal {
    int64_t count;
    char hash[2 * JH_HASH_BYTES + 1];
    char at[40];
} jh_seal;

/* One thing that is not as it was written. */
typedef struct jh_audit_fault {
    int64_t n; /* record; 0: none */
    jh_msg what;
} jh_audit_fault;

typedef struct jh_audit_report {
    jh_seal head;
    jh_audit_fault *fault;
    size_t faults, fault_cap;
} jh_audit_report;

/* Walks the chain and compares each record with the rows it speaks of, and with a seal if one
 * is given. Faults are listed; an error is only what keeps it from looking. */
jh_status jh_store_audit(jh_store *store, jh_arena *arena, const jh_seal *seal,
                         jh_audit_report *out, jh_error *err);
/* The same for the records alone: edits, deletions, insertions and swaps of records, and what
 * was cut off since the seal; not the rows that they speak of, nor the file. About a microsecond a record. */
jh_status jh_store_audit_links(jh_store *store, jh_arena *arena, const jh_seal *seal,
                               jh_audit_report *out, jh_error *err);
/* Reads the text of jh_seal_write; false if it is none. */
bool jh_seal_read(const char *text, size_t n, jh_seal *out);
void jh_seal_write(jh_buf *out, const jh_seal *seal);

/* ---- backup ------------------------------------------------------------------------------------ */

/* Copies the workspace while others use it, looks the copy through and puts it in place as a
 * whole. `path` must not be there. */
jh_status jh_store_backup(jh_store *store, const char *path, jh_error *err);
/* Puts a backup in place as a workspace, once all of it was looked through. With `force` an
 * existing workspace is replaced (nobody may be using it). */
jh_status jh_store_restore(const char *backup, const char *path, bool force,
                           jh_error *err);
/* Writes all of it to a new folder in open formats: a CSV file a table, originals and packs as
 * files. The folder is there once all of it is. */
jh_status jh_store_export(jh_store *store, const char *folder, jh_error *err);
/* A new workspace from such a folder, looked through before it counts. */
jh_status jh_store_adopt(const char *folder, const char *path, jh_error *err);
/* Looks a workspace through: pages, references, chain, hash of every row. */
jh_status jh_store_sound(const char *path, jh_arena *arena, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
