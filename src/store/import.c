/* What was read from files goes into the registers: originals, cells, faults. */
#include "store_int.h"

#include <stdio.h>
#include <string.h>

#define ROWS_BETWEEN_REPORTS 64

/* ---- files and sheets ---- */

static jh_status keep_original(jh__importing *m, size_t i, bool *fresh)
{
    const jh_original *o = &m->import->original[i];
    int64_t source;
    JH_TRY(jh__original_keep(m->s, o, &source, m->err));
    int64_t seen;
    char sql[256];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM reg_import_file f JOIN reg_import i "
             "ON i.id = f.import WHERE f.source = ? AND i.year = %d",
             m->import->year);
    JH_TRY(jh__db_number(m->s, sql, source, 0, &seen, m->err));
    *fresh = *fresh || !seen;
    return jh__db_do(m->s, m->err,
                     "INSERT INTO reg_import_file (import, place, name, source) "
                     "VALUES (?, ?, ?, ?)",
                     "iiti", m->id, (int64_t)i, o->name, source);
}

static jh_status keep_sheets(jh__importing *m)
{
    const jh_sources *sources = m->import->sources;
    m->sheet = jh_alloc_array(m->arena, sources->n + 1, sizeof *m->sheet);
    if (!m->sheet) return jh_nomem(m->err);
    for (size_t i = 0; i < sources->n; i++) {
        JH_TRY(jh__db_do(m->s, m->err,
                         "INSERT INTO reg_sheet (import, file, sheet) VALUES (?, ?, ?)",
                         "itt", m->id, sources->item[i].file, sources->item[i].sheet));
        m->sheet[i] = sqlite3_last_insert_rowid(m->s->db);
    }
    return JH_OK;
}

/* ---- cells ---- */

typedef struct cell {
    bool known, there; /* has a value; has a cell */
    double number;
    const char *text;
    jh_origin from;
} cell;

static cell cell_of(const jh_column *c, size_t row)
{
    return (cell){.known = c->valid[row],
                  .there = c->valid[row] || c->origin[row].row,
                  .number = c->type == JH_NUMBER && c->valid[row] ? c->number[row] : 0,
                  .text = c->type == JH_TEXT && c->valid[row] ? c->text[row] : NULL,
                  .from = c->origin[row]};
}

static const char *shown(jh__importing *m, const cell *c)
{
    char number[32];
    if (!c->known) return NULL;
    if (c->text) return c->text;
    jh_number_shortest(c->number, number);
    const char *s = jh_strdup(m->arena, number);
    return s ? s : "";
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

/* What is in force now; `import` is 0 where nothing is. */
typedef struct jh__force {
    cell cell;
    int64_t import;
    const char *file, *sheet;
    uint32_t row, col;
} force;

static jh_status read_force(jh_arena *arena, sqlite3_stmt *q, force *out)
{
    bool oom = false;
    *out = (force){.import = sqlite3_column_int64(q, 0),
                   .row = (uint32_t)sqlite3_column_int64(q, 5),
                   .col = (uint32_t)sqlite3_column_int64(q, 6)};
    out->cell.known = sqlite3_column_type(q, 1) != SQLITE_NULL ||
                      sqlite3_column_type(q, 2) != SQLITE_NULL;
    out->cell.number = sqlite3_column_double(q, 1);
    out->cell.text = jh__db_text(arena, q, 2, &oom);
    out->file = jh__db_text(arena, q, 3, &oom);
    out->sheet = jh__db_text(arena, q, 4, &oom);
    return oom ? JH_ENOMEM : JH_OK;
}

/* All that is in force for a subject, by fact; nothing is where it has no record of the year. */
static jh_status read_forces(jh__importing *m, int64_t subject, bool any)
{
    bool row;
    memset(m->force, 0, m->forces * sizeof *m->force);
    if (!any) return JH_OK;
    JH_TRY(
        jh__db_bind(m->s, m->current, m->err, "ii", (int64_t)m->import->year, subject));
    for (;;) {
        JH_TRY(jh__db_step(m->s, m->current, &row, m->err));
        if (!row) return JH_OK;
        size_t fact = (size_t)sqlite3_column_int64(m->current, 7);
        /* a fact of another book's, or of none that is given */
        if (fact >= m->forces) continue;
        if (read_force(m->arena, m->current, &m->force[fact]) != JH_OK)
            return jh_nomem(m->err);
    }
}

static jh_status insert_cell(jh__importing *m, int64_t subject, int64_t fact,
                             const cell *c)
{
    bool row;
    sqlite3_stmt *q = m->insert;
    JH_TRY(jh__db_bind(m->s, q, m->err, "iiii", (int64_t)m->import->year, subject, fact,
                       m->id));
    sqlite3_bind_null(q, 5);
    sqlite3_bind_null(q, 6);
    sqlite3_bind_null(q, 7);
    if (c->known && c->text) sqlite3_bind_text(q, 6, c->text, -1, SQLITE_STATIC);
    if (c->known && !c->text) sqlite3_bind_double(q, 5, c->number);
    if (c->from.row) sqlite3_bind_int64(q, 7, m->sheet[c->from.source]);
    sqlite3_bind_int64(q, 8, c->from.row);
    sqlite3_bind_int64(q, 9, c->from.col);
    jh_status st = jh__db_step(m->s, q, &row, m->err);
    sqlite3_reset(q);
    return st;
}

static jh_status note_change(jh__importing *m, jh_change_kind kind, const jh_change *what,
                             const cell *c, const force *old)
{
    jh_imported *out = m->out;
    jh_change *grown =
        jh_grow(m->arena, out->change, &out->change_cap, out->changes + 1, sizeof *grown);
    if (!grown) return jh_nomem(m->err);
    out->change = grown;
    jh_change *x = &grown[out->changes++];
    *x = *what;
    x->kind = kind;
    x->before = shown(m, &old->cell);
    x->after = shown(m, c);
    x->before_at = (jh_where){old->file, old->sheet, old->row, old->col};
    x->after_at = jh_sources_where(m->import->sources, c->from);
    return JH_OK;
}

static bool from_same_sheet(const jh__importing *m, const cell *c, const force *old)
{
    jh_where now = jh_sources_where(m->import->sources, c->from);
    return old->file && now.file && !strcmp(old->file, now.file) &&
           same_text(old->sheet, now.sheet);
}

/* Two rows of one import say different things about one school: the first stands. */
static jh_status told_twice(jh__importing *m, const jh_change *what, const cell *c)
{
    jh_status st = jh_diag_add(
        m->import->diags, JH_EXPLAIN, jh_sources_where(m->import->sources, c->from),
        "store.told_twice", "fact:s value:s", what->fact, shown(m, c));
    return st == JH_OK ? JH_OK : jh_nomem(m->err);
}

static bool is_carried(const jh__importing *m, int64_t import)
{
    for (size_t i = 0; i < m->rollovers; i++)
        if (m->rollover[i] == import) return true;
    return false;
}

static jh_status keep_cell(jh__importing *m, int64_t subject, int64_t fact,
                           const jh_change *what, const cell *c)
{
    force old = m->force[fact];
    jh_imported *out = m->out;
    if (!c->there) return JH_OK;
    out->empty += !c->known;
    bool same = old.import && old.cell.known == c->known &&
                (!c->known ||
                 (same_text(old.cell.text, c->text) && old.cell.number == c->number));
    if (same) {
        out->same += c->known;
        /* what was only carried into the year now has a cell of its own */
        return is_carried(m, old.import) ? insert_cell(m, subject, fact, c) : JH_OK;
    }
    if (old.import == m->id) return told_twice(m, what, c);
    if (old.cell.known && !c->known && !from_same_sheet(m, c, &old)) return JH_OK;
    if (!old.cell.known) {
        out->added += c->known;
    } else {
        jh_change_kind kind = c->known ? JH_CHANGED : JH_REMOVED;
        *(c->known ? &out->changed : &out->removed) += 1;
        JH_TRY(note_change(m, kind, what, c, &old));
    }
    return insert_cell(m, subject, fact, c);
}

/* ---- books ---- */

static jh_status column_of(jh__importing *m, jh_book book, const jh_column *c,
                           int64_t *out)
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_do(m->s, m->err,
                     "INSERT OR IGNORE INTO reg_column (book, name, is_text) "
                     "VALUES (?, ?, ?)",
                     "tti", jh__book_id[book], c->name, (int64_t)(c->type == JH_TEXT)));
    JH_TRY(jh__db_query(m->s, &stmt, m->err,
                        "SELECT id, is_text FROM reg_column WHERE book = ? AND name = ?",
                        "tt", jh__book_id[book], c->name));
    jh_status st = jh__db_step(m->s, stmt, &row, m->err);
    *out = st == JH_OK && row ? sqlite3_column_int64(stmt, 0) : 0;
    bool text = st == JH_OK && row && sqlite3_column_int(stmt, 1);
    sqlite3_finalize(stmt);
    JH_TRY(st);
    if (text == (c->type == JH_TEXT)) return JH_OK;
    return jh_fail(m->err, JH_EINPUT, "store.other_type", "fact:s", c->name);
}

/* *fresh: the subject had no record of the year yet, and so no fact. */
static jh_status keep_record(jh__importing *m, int64_t subject, bool *fresh)
{
    JH_TRY(jh__db_do(m->s, m->err,
                     "INSERT INTO reg_record (year, subject, place, import) "
                     "VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                     "iiii", (int64_t)m->import->year, subject, m->place + 1, m->id));
    *fresh = sqlite3_changes(m->s->db) > 0;
    m->place += *fresh;
    return JH_OK;
}

static jh_status keep_row(jh__importing *m, jh_book book, const int64_t *fact, size_t row)
{
    const jh_frame *f = m->import->book[book];
    int64_t subject;
    bool fresh;
    JH_TRY(jh__subject_of(m, book, row, &subject));
    if (!subject) return JH_OK;
    JH_TRY(keep_record(m, subject, &fresh));
    JH_TRY(read_forces(m, subject, !fresh));
    jh_change what = {.book = book, .subject = jh__subject_name(m, book, row)};
    const char *id = m->old_id && book == JH_BOOK_SCHOOL ? m->import->roles.id : NULL;
    for (size_t i = 0; i < f->columns; i++) {
        cell c = cell_of(&f->column[i], row);
        what.fact = f->column[i].name;
        if (id && !strcmp(id, what.fact)) continue;
        JH_TRY(keep_cell(m, subject, fact[i], &what, &c));
    }
    return JH_OK;
}

/* The cells of a nation take a while. */
static jh_status report(const jh__importing *m, size_t row, size_t rows)
{
    const jh_progress *p = m->import->progress;
    if (jh_progress_stopped(p))
        return jh_fail(m->err, JH_ECANCEL, "store.import_cancelled", "");
    jh_progress_tell(p, "store.importing", row, rows);
    return JH_OK;
}

static jh_status keep_book(jh__importing *m, jh_book book)
{
    const jh_frame *f = m->import->book[book];
    int64_t *fact = jh_alloc_array(m->arena, f->columns + 1, sizeof *fact);
    if (!fact) return jh_nomem(m->err);
    m->forces = 0;
    for (size_t i = 0; i < f->columns; i++) {
        JH_TRY(column_of(m, book, &f->column[i], &fact[i]));
        if ((size_t)fact[i] >= m->forces) m->forces = (size_t)fact[i] + 1;
    }
    m->force = jh_alloc_array(m->arena, m->forces + 1, sizeof *m->force);
    if (!m->force) return jh_nomem(m->err);
    for (size_t row = 0; row < f->rows; row++) {
        if (row % ROWS_BETWEEN_REPORTS == 0) JH_TRY(report(m, row, f->rows));
        JH_TRY(keep_row(m, book, fact, row));
    }
    return book == JH_BOOK_SCHOOL ? jh__subjects_twins(m) : JH_OK;
}

static jh_status prepare(jh__importing *m)
{
    JH_TRY(
        jh__db_query(m->s, &m->current, m->err,
                     "SELECT f.import, f.number, f.text, h.file, h.sheet, f.row, f.col, "
                     "f.fact FROM reg_fact f LEFT JOIN reg_sheet h ON h.id = f.sheet "
                     "WHERE f.year = ? AND f.subject = ? ORDER BY f.fact, f.import",
                     ""));
    return jh__db_query(
        m->s, &m->insert, m->err,
        "INSERT INTO reg_fact (year, subject, fact, import, number, text, "
        "sheet, row, col) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "");
}

static jh_status keep_books(jh__importing *m)
{
    JH_TRY(jh__db_number(m->s, "SELECT max(place) FROM reg_record WHERE year = ?",
                         m->import->year, 0, &m->place, m->err));
    jh_status st = prepare(m);
    for (int b = 0; st == JH_OK && b < JH_BOOKS; b++)
        st = keep_book(m, (jh_book)b);
    sqlite3_finalize(m->current);
    sqlite3_finalize(m->insert);
    return st;
}

/* ---- faults ---- */

/* Arguments as lines "name\tvalue"; in a value, a line break is \n and a backslash doubled. */
static void write_arguments(jh_buf *out, const jh_msg *msg)
{
    for (size_t i = 0; i < msg->n; i++) {
        jh_buf_printf(out, "%s\t", msg->arg[i].name);
        for (const char *p = msg->arg[i].value; *p; p++) {
            if (*p == '\n')
                jh_buf_puts(out, "\\n");
            else if (*p == '\\')
                jh_buf_puts(out, "\\\\");
            else
                jh_buf_putc(out, *p);
        }
        jh_buf_putc(out, '\n');
    }
}

static jh_status keep_fault(jh__importing *m, const char *sql, const jh_diag *d)
{
    jh_buf arguments = {0};
    write_arguments(&arguments, &d->msg);
    jh_status st =
        arguments.oom
            ? jh_nomem(m->err)
            : jh__db_do(m->s, m->err, sql, "iittiittttt", m->id, (int64_t)d->level,
                        d->where.file, d->where.sheet, (int64_t)d->where.row,
                        (int64_t)d->where.col, d->msg.key, arguments.p ? arguments.p : "",
                        d->subject, d->check, d->reason);
    jh_buf_clear(&arguments);
    return st;
}

static const char fault_sql[] =
    "INSERT INTO reg_fault (import, level, file, sheet, row, col, code, arguments, "
    "subject, rule, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char finding_sql[] =
    "INSERT INTO reg_finding (import, level, file, sheet, row, col, code, arguments, "
    "subject, rule, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/* ---- the whole year ---- */

/* Whether there is more to look at than the files of this import. */
static jh_status more_to_see(jh__importing *m, bool *out)
{
    int64_t n;
    JH_TRY(jh__db_number(m->s,
                         "SELECT count(*) FROM (SELECT 1 FROM reg_import_file f JOIN "
                         "reg_import i ON i.id = f.import WHERE i.year <= ?1 AND "
                         "i.id < (SELECT max(id) FROM reg_import) LIMIT 1)",
                         m->import->year, 0, &n, m->err));
    *out = n > 0;
    return JH_OK;
}

static jh_status keep_findings(jh__importing *m, const jh_two_years *y)
{
    const jh_diags *d = &y->now.diags;
    JH_TRY(jh__db_do(m->s, m->err,
                     "INSERT INTO reg_check (import, before, findings) VALUES "
                     "(?, nullif(?, 0), ?)",
                     "iii", m->id, (int64_t)y->turns.from, (int64_t)d->n));
    for (size_t i = 0; i < d->n; i++)
        JH_TRY(keep_fault(m, finding_sql, &d->item[i]));
    return jh__audit_add(m->s, m->import->stamp, "check", m->id, m->err);
}

/* What is shown of it leaves out what files of earlier imports were told about their cells. */
static jh_status show(jh__importing *m, const jh_two_years *y)
{
    const jh_diags *d = &y->now.diags;
    jh_diags *out = &m->out->found;
    m->out->checked = true;
    *out = (jh_diags){.arena = m->arena};
    out->n = out->cap = d->item ? d->n - y->older : 0;
    out->item = d->item ? d->item + y->older : NULL;
    for (size_t i = 0; i < out->n; i++)
        if (out->item[i].level != JH_EXPLAIN || !out->item[i].reason)
            out->count[out->item[i].level]++;
    return JH_OK;
}

static jh_status check_year(jh__importing *m)
{
    bool more;
    jh_two_years y;
    const jh_import *i = m->import;
    if (!i->check || m->out->nothing) return JH_OK;
    JH_TRY(more_to_see(m, &more));
    if (!more) return JH_OK;
    JH_TRY(jh__two_years(m->s, m->arena, i->year, &i->roles, &y, m->err));
    for (size_t k = 0; k < i->diags->n && y.older; k++) {
        const char *check = i->diags->item[k].check;
        y.older -= !(y.has_before && check && !strcmp(check, "new_id"));
    }
    JH_TRY(i->check(i->check_ctx, m->arena, &y, m->err));
    JH_TRY(keep_findings(m, &y));
    return show(m, &y);
}

/* ---- the whole import ---- */

static jh_status next_id(jh__importing *m)
{
    JH_TRY(jh__db_number(m->s, "SELECT max(id) FROM reg_import", 0, 0, &m->id, m->err));
    m->id++;
    return JH_OK;
}

static jh_status same_vocabulary(jh__importing *m)
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_query(m->s, &stmt, m->err,
                        "SELECT vocabulary FROM reg_import ORDER BY id LIMIT 1", ""));
    jh_status st = jh__db_step(m->s, stmt, &row, m->err);
    const char *kept =
        st == JH_OK && row ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    if (kept && strcmp(kept, m->import->vocabulary))
        st = jh_fail(m->err, JH_EINPUT, "store.other_vocabulary", "kept:s given:s", kept,
                     m->import->vocabulary);
    sqlite3_finalize(stmt);
    return st;
}

static jh_status heading(jh__importing *m)
{
    const jh_import *i = m->import;
    return jh__db_do(m->s, m->err,
                     "INSERT INTO reg_import (id, at, person, year, pack, vocabulary, "
                     "mapping, rejected) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                     "ittittti", m->id, i->stamp.at, i->stamp.person, (int64_t)i->year,
                     i->pack, i->vocabulary, i->mapping, (int64_t)i->rejected);
}

static jh_status counts(jh__importing *m)
{
    const jh_imported *o = m->out;
    return jh__db_do(m->s, m->err,
                     "INSERT INTO reg_import_count (import, added, changed, removed, "
                     "same) VALUES (?, ?, ?, ?, ?)",
                     "iiiii", m->id, (int64_t)o->added, (int64_t)o->changed,
                     (int64_t)o->removed, (int64_t)o->same);
}

/* The imports that only carried the year before into this one. */
static jh_status rollovers(jh__importing *m)
{
    sqlite3_stmt *stmt;
    bool row;
    size_t cap = 0;
    JH_TRY(jh__db_query(m->s, &stmt, m->err,
                        "SELECT r.import FROM reg_rollover r JOIN reg_import i "
                        "ON i.id = r.import WHERE i.year = ?",
                        "i", (int64_t)m->import->year));
    jh_status st;
    while ((st = jh__db_step(m->s, stmt, &row, m->err)) == JH_OK && row) {
        int64_t *grown =
            jh_grow(m->arena, m->rollover, &cap, m->rollovers + 1, sizeof *grown);
        if (!grown) {
            st = jh_nomem(m->err);
            break;
        }
        m->rollover = grown;
        m->rollover[m->rollovers++] = sqlite3_column_int64(stmt, 0);
    }
    sqlite3_finalize(stmt);
    return st;
}

static jh_status keep_all(jh__importing *m)
{
    bool fresh = false;
    JH_TRY(next_id(m));
    JH_TRY(same_vocabulary(m));
    JH_TRY(heading(m));
    JH_TRY(jh__events_load(m->s, m->arena, &m->events, m->err));
    JH_TRY(rollovers(m));
    for (size_t i = 0; i < m->import->originals; i++)
        JH_TRY(keep_original(m, i, &fresh));
    JH_TRY(keep_sheets(m));
    JH_TRY(keep_books(m));
    for (size_t i = 0; i < m->import->diags->n; i++)
        JH_TRY(keep_fault(m, fault_sql, &m->import->diags->item[i]));
    m->out->id = m->id;
    m->out->nothing = !fresh && !m->out->added && !m->out->changed && !m->out->removed;
    JH_TRY(counts(m));
    JH_TRY(jh__audit_add(m->s, m->import->stamp, "import", m->id, m->err));
    return check_year(m);
}

jh_status jh_store_import(jh_store *store, jh_arena *arena, const jh_import *import,
                          bool dry, jh_imported *out, jh_error *err)
{
    *out = (jh_imported){0};
    jh__importing m = {
        .s = store, .arena = arena, .import = import, .out = out, .err = err};
    JH_TRY(jh__db_begin(store, "reg_", err));
    jh_status st = keep_all(&m);
    if (st == JH_OK && !dry && !out->nothing) return jh__db_end(store, st, err);
    jh__db_undo(store);
    return st;
}
