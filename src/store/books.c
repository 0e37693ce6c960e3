/* A year as it is kept, laid out as if it had been read from the files again. */
#include "store_int.h"

#include <string.h>

#define GONE UINT8_MAX /* carried into the year, and then not there after all */

typedef struct reading {
    jh_store *s;
    jh_arena *arena;
    int64_t year, import;
    jh_books *out;
    jh_error *err;

    uint32_t *row; /* by subject: row + 1, 0 not there */
    uint8_t *book; /* by subject */
    size_t subjects;
    uint32_t *source; /* by sheet: index + 1 */
    size_t sheets;
    struct place {
        uint8_t book;
        bool there, text;
        size_t column;
    } * fact; /* by column of the registers */
    size_t facts;
} reading;

static jh_status size_of(reading *r, const char *sql, size_t *out)
{
    int64_t n;
    JH_TRY(jh__db_number(r->s, sql, 0, 0, &n, r->err));
    *out = (size_t)n + 1;
    return JH_OK;
}

static jh_status prepare(reading *r)
{
    JH_TRY(size_of(r, "SELECT max(id) FROM reg_subject", &r->subjects));
    JH_TRY(size_of(r, "SELECT max(id) FROM reg_sheet", &r->sheets));
    JH_TRY(size_of(r, "SELECT max(id) FROM reg_column", &r->facts));
    r->row = jh_alloc_array(r->arena, r->subjects, sizeof *r->row);
    r->book = jh_alloc_array(r->arena, r->subjects, sizeof *r->book);
    r->source = jh_alloc_array(r->arena, r->sheets, sizeof *r->source);
    r->fact = jh_alloc_array(r->arena, r->facts, sizeof *r->fact);
    if (!r->row || !r->book || !r->source || !r->fact) return jh_nomem(r->err);
    for (int b = 0; b < JH_BOOKS; b++)
        jh_frame_init(&r->out->book[b], r->arena);
    r->out->diags.arena = r->arena;
    return JH_OK;
}

static int book_of(const char *id)
{
    int b = 0;
    while (b < JH_BOOKS - 1 && strcmp(jh__book_id[b], id))
        b++;
    return b;
}

static const char *plain(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);
    return text ? text : "";
}

/* Runs a statement about the year up to the import and hands each row on. */
static jh_status each(reading *r, const char *sql,
                      jh_status (*take)(reading *r, sqlite3_stmt *stmt))
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_query(r->s, &stmt, r->err, sql, "ii", r->year, r->import));
    jh_status st;
    while ((st = jh__db_step(r->s, stmt, &row, r->err)) == JH_OK && row) {
        st = take(r, stmt);
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    return st;
}

static jh_status damaged(reading *r)
{
    return jh_fail(r->err, JH_EIO, "store.damaged", "why:s", "reference");
}

static jh_status take_sheet(reading *r, sqlite3_stmt *stmt)
{
    bool oom = false;
    uint32_t at;
    const char *sheet = jh__db_text(r->arena, stmt, 2, &oom);
    int64_t id = sqlite3_column_int64(stmt, 0);
    if (oom ||
        jh_sources_add(r->arena, &r->out->sources, plain(stmt, 1), sheet, &at) != JH_OK)
        return jh_nomem(r->err);
    if (id < 1 || (size_t)id >= r->sheets) return damaged(r);
    r->source[id] = at + 1;
    return JH_OK;
}

static jh_status take_column(reading *r, sqlite3_stmt *stmt)
{
    int64_t id = sqlite3_column_int64(stmt, 0);
    bool text = sqlite3_column_int(stmt, 3);
    if (id < 1 || (size_t)id >= r->facts) return damaged(r);
    struct place *p = &r->fact[id];
    *p = (struct place){
        .book = (uint8_t)book_of(plain(stmt, 1)), .there = true, .text = text};
    return jh_frame_add_column(&r->out->book[p->book], plain(stmt, 2),
                               text ? JH_TEXT : JH_NUMBER, &p->column) == JH_OK
               ? JH_OK
               : jh_nomem(r->err);
}

static jh_status take_record(reading *r, sqlite3_stmt *stmt)
{
    int64_t id = sqlite3_column_int64(stmt, 0);
    int book = book_of(plain(stmt, 1));
    size_t row;
    if (id < 1 || (size_t)id >= r->subjects) return damaged(r);
    if (!sqlite3_column_int(stmt, 2)) {
        r->book[id] = GONE;
        return JH_OK;
    }
    if (jh_frame_add_row(&r->out->book[book], &row) != JH_OK) return jh_nomem(r->err);
    r->row[id] = (uint32_t)row + 1;
    r->book[id] = (uint8_t)book;
    return JH_OK;
}

static jh_status take_fact(reading *r, sqlite3_stmt *stmt)
{
    size_t subject = (size_t)sqlite3_column_int64(stmt, 0);
    size_t fact = (size_t)sqlite3_column_int64(stmt, 1);
    size_t sheet = (size_t)sqlite3_column_int64(stmt, 5);
    if (subject >= r->subjects || fact >= r->facts || sheet >= r->sheets)
        return damaged(r);
    const struct place *p = &r->fact[fact];
    if (r->book[subject] == GONE) return JH_OK;
    if (!r->row[subject] || !p->there || p->book != r->book[subject]) return damaged(r);
    size_t row = r->row[subject] - 1;
    jh_frame *f = &r->out->book[p->book];
    jh_origin from = {0};
    if (sheet) {
        if (!r->source[sheet]) return damaged(r);
        from = (jh_origin){r->source[sheet] - 1, (uint32_t)sqlite3_column_int64(stmt, 6),
                           (uint32_t)sqlite3_column_int64(stmt, 7)};
    }
    f->column[p->column].origin[row] = from;
    int at = p->text ? 4 : 3;
    if (sqlite3_column_type(stmt, at) == SQLITE_NULL) return JH_OK;
    if (!p->text) {
        jh_frame_set_number(f, row, p->column, sqlite3_column_double(stmt, at), from);
        return JH_OK;
    }
    bool oom = false;
    const char *text = jh__db_text(r->arena, stmt, at, &oom);
    if (oom) return jh_nomem(r->err);
    jh_frame_set_text(f, row, p->column, text, from);
    return JH_OK;
}

/* ---- faults ---- */

/* Undoes write_arguments of import.c, in place. */
static void read_value(char *p)
{
    char *to = p;
    for (; *p; p++) {
        if (*p == '\\' && p[1]) {
            p++;
            *to++ = *p == 'n' ? '\n' : *p;
        } else {
            *to++ = *p;
        }
    }
    *to = '\0';
}

static void read_arguments(char *text, jh_msg *msg)
{
    while (*text && msg->n < JH_ARGS_MAX) {
        char *tab = strchr(text, '\t'), *end = strchr(text, '\n');
        if (!tab || !end || tab > end) return;
        *tab = *end = '\0';
        read_value(tab + 1);
        msg->arg[msg->n++] = (jh_arg){text, tab + 1};
        text = end + 1;
    }
}

static jh_status take_fault(reading *r, sqlite3_stmt *stmt)
{
    bool oom = false;
    jh_diags *d = &r->out->diags;
    jh_diag *grown = jh_grow(r->arena, d->item, &d->cap, d->n + 1, sizeof *grown);
    if (!grown) return jh_nomem(r->err);
    d->item = grown;
    jh_diag *x = &grown[d->n];
    int level = sqlite3_column_int(stmt, 0);
    *x = (jh_diag){.level = level < 0 || level > JH_NOTE ? JH_NOTE : (jh_level)level};
    x->where.file = jh__db_text(r->arena, stmt, 1, &oom);
    x->where.sheet = jh__db_text(r->arena, stmt, 2, &oom);
    x->where.row = (uint32_t)sqlite3_column_int64(stmt, 3);
    x->where.col = (uint32_t)sqlite3_column_int64(stmt, 4);
    x->msg.key = jh__db_text(r->arena, stmt, 5, &oom);
    char *arguments = jh_strdup(r->arena, plain(stmt, 6));
    x->subject = jh__db_text(r->arena, stmt, 7, &oom);
    x->check = jh__db_text(r->arena, stmt, 8, &oom);
    x->reason = jh__db_text(r->arena, stmt, 9, &oom);
    if (oom || !arguments) return jh_nomem(r->err);
    read_arguments(arguments, &x->msg);
    d->n++;
    /* as intake counts: what may stand for a given reason is not counted */
    if (!(x->level == JH_EXPLAIN && x->reason)) d->count[x->level]++;
    return JH_OK;
}

static jh_status take_rejected(reading *r, sqlite3_stmt *stmt)
{
    r->out->rejected = (size_t)sqlite3_column_int64(stmt, 0);
    return JH_OK;
}

static jh_status take_vocabulary(reading *r, sqlite3_stmt *stmt)
{
    bool oom = false;
    r->out->vocabulary = jh__db_text(r->arena, stmt, 0, &oom);
    return oom ? jh_nomem(r->err) : JH_OK;
}

/* Imports of the year all of whose files were given again later speak no more. */
#define STANDING                                                                         \
    "(SELECT i.id FROM reg_import i WHERE i.year = ?1 AND i.id <= ?2 AND EXISTS ("       \
    "SELECT 1 FROM reg_import_file f WHERE f.import = i.id AND NOT EXISTS ("             \
    "SELECT 1 FROM reg_import_file g JOIN reg_import j ON j.id = g.import "              \
    "WHERE g.name = f.name AND j.year = ?1 AND j.id > i.id AND j.id <= ?2)))"

/* Which entry each school's row is of. */
static jh_status list_entries(reading *r)
{
    size_t rows = r->out->book[JH_BOOK_SCHOOL].rows;
    int64_t *entry = jh_alloc_array(r->arena, rows + 1, sizeof *entry);
    if (!entry) return jh_nomem(r->err);
    for (size_t i = 0; i < r->subjects; i++)
        if (r->row[i] && r->book[i] == JH_BOOK_SCHOOL) entry[r->row[i] - 1] = (int64_t)i;
    r->out->entry = entry;
    return JH_OK;
}

static jh_status read_cells(reading *r)
{
    JH_TRY(prepare(r));
    JH_TRY(each(r,
                "SELECT h.id, h.file, h.sheet FROM reg_sheet h JOIN reg_import i "
                "ON i.id = h.import WHERE i.year = ?1 AND i.id <= ?2 ORDER BY h.id",
                take_sheet));
    JH_TRY(each(r,
                "SELECT c.id, c.book, c.name, c.is_text FROM reg_column c WHERE c.id IN "
                "(SELECT fact FROM reg_fact WHERE year = ?1 AND import <= ?2) "
                "ORDER BY c.id",
                take_column));
    JH_TRY(each(r,
                "SELECT r.subject, s.book, coalesce((SELECT p.there FROM reg_presence p "
                "WHERE p.year = r.year AND p.subject = r.subject AND p.import <= ?2 "
                "ORDER BY p.import DESC LIMIT 1), 1) FROM reg_record r JOIN reg_subject "
                "s ON s.id = r.subject WHERE r.year = ?1 AND r.import <= ?2 "
                "ORDER BY r.place",
                take_record));
    JH_TRY(list_entries(r));
    return each(r,
                "SELECT subject, fact, max(import), number, text, sheet, row, col "
                "FROM reg_fact WHERE year = ?1 AND import <= ?2 GROUP BY subject, fact",
                take_fact);
}

#define FAULT                                                                            \
    "SELECT level, file, sheet, row, col, code, arguments, subject, rule, reason "
#define CHECKED                                                                          \
    "(SELECT max(c.import) FROM reg_check c JOIN reg_import i ON i.id = c.import "       \
    "WHERE i.year = ?1 AND c.import <= ?2)"

/* What was found in the files; once the whole year was looked through, what was found then. */
static jh_status read_faults(reading *r, bool raw)
{
    static const char of_files[] =
        FAULT "FROM reg_fault WHERE import IN " STANDING " ORDER BY id";
    static const char unless_checked[] = FAULT "FROM reg_fault WHERE import IN " STANDING
                                               " AND " CHECKED " IS NULL ORDER BY id";
    static const char found[] =
        FAULT "FROM reg_finding WHERE import = " CHECKED " ORDER BY id";
    JH_TRY(each(r, raw ? of_files : unless_checked, take_fault));
    if (!raw) JH_TRY(each(r, found, take_fault));
    JH_TRY(each(r, "SELECT total(rejected) FROM reg_import WHERE id IN " STANDING,
                take_rejected));
    return each(r,
                "SELECT vocabulary FROM reg_import WHERE year = ?1 AND id <= ?2 "
                "ORDER BY id LIMIT 1",
                take_vocabulary);
}

static jh_status read_year(reading *r)
{
    JH_TRY(read_cells(r));
    return read_faults(r, false);
}

jh_status jh__year_books(jh_store *s, jh_arena *arena, int year, jh_books *out,
                         jh_error *err)
{
    reading r = {.s = s,
                 .arena = arena,
                 .year = year,
                 .import = INT64_MAX,
                 .out = out,
                 .err = err};
    *out = (jh_books){0};
    JH_TRY(read_cells(&r));
    return read_faults(&r, true);
}

static jh_status read_at(jh_store *s, jh_arena *arena, int year, int64_t import,
                         jh_books *out, jh_error *err)
{
    reading r = {
        .s = s, .arena = arena, .year = year, .import = import, .out = out, .err = err};
    *out = (jh_books){0};
    JH_TRY(jh__db_run(s, "BEGIN", err));
    jh_status st = read_year(&r);
    jh__db_undo(s);
    return st;
}

jh_status jh_store_live(jh_store *store, jh_arena *arena, int year, jh_books *out,
                        jh_error *err)
{
    JH_TRY(read_at(store, arena, year, INT64_MAX, out, err));
    if (out->vocabulary) return JH_OK;
    char number[32];
    jh_number_shortest(year, number);
    return jh_fail(err, JH_EINPUT, "store.no_year", "year:s", number);
}

jh_status jh_store_frozen(jh_store *store, jh_arena *arena, const jh_snapshot *snapshot,
                          jh_books *out, jh_error *err)
{
    int64_t import;
    JH_TRY(jh__db_number(store, "SELECT import FROM snap_snapshot WHERE id = ?",
                         snapshot->id, 0, &import, err));
    return read_at(store, arena, snapshot->year, import, out, err);
}
