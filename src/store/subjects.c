/* Which school, area or statement a row speaks of. */
#include "store_int.h"

#include <string.h>

const char *const jh__book_id[JH_BOOKS] = {"school", "area", "answer", "claim",
                                           "override"};

/* Columns whose texts together tell one statement from another. */
static const char *const key_column[JH_BOOKS][3] = {
    [JH_BOOK_ANSWER] = {"county", "item"},
    [JH_BOOK_CLAIM] = {"county", "school_id", "relief"},
    [JH_BOOK_OVERRIDE] = {"check", "school_id"},
};

static const char *text_at(const jh_frame *f, const char *column, size_t row)
{
    ptrdiff_t c = column ? jh_frame_find(f, column) : -1;
    if (c < 0 || f->column[c].type != JH_TEXT || !f->column[c].valid[row]) return NULL;
    return f->column[c].text[row];
}

const char *jh__subject_name(jh__importing *m, jh_book book, size_t row)
{
    const jh_frame *f = m->import->book[book];
    const char *name = book == JH_BOOK_SCHOOL ? text_at(f, m->import->roles.name, row)
                       : book == JH_BOOK_AREA ? text_at(f, m->import->roles.area, row)
                                              : text_at(f, key_column[book][1], row);
    if (!name && book == JH_BOOK_SCHOOL) name = text_at(f, m->import->roles.id, row);
    return name ? name : "";
}

static jh_status find_number(jh__importing *m, const char *sql, const char *a,
                             const char *b, int64_t out[2])
{
    sqlite3_stmt *stmt;
    bool row = true;
    out[0] = out[1] = 0;
    JH_TRY(jh__db_take(m->s, &stmt, m->err, sql, b ? "tt" : "t", a, b));
    jh_status st = JH_OK;
    for (int i = 0; i < 2 && row && st == JH_OK; i++) {
        st = jh__db_step(m->s, stmt, &row, m->err);
        if (st == JH_OK && row) out[i] = sqlite3_column_int64(stmt, 0);
    }
    jh__db_give(m->s, stmt);
    return st;
}

static jh_status enter(jh__importing *m, jh_book book, const char *key, int64_t *out)
{
    int64_t found[2];
    JH_TRY(find_number(m, "SELECT id FROM reg_subject WHERE book = ? AND key = ?",
                       jh__book_id[book], key, found));
    *out = found[0];
    if (*out) return JH_OK;
    m->out->new_subjects++;
    JH_TRY(jh__db_do(m->s, m->err, "INSERT INTO reg_subject (book, key) VALUES (?, ?)",
                     "tt", jh__book_id[book], key));
    *out = sqlite3_last_insert_rowid(m->s->db);
    return JH_OK;
}

/* ---- schools ---- */

/* What an event says of the name goes before what files said. */
static jh_status by_event(jh__importing *m, const char *name, const char *area,
                          int64_t found[2])
{
    int64_t subject = jh__events_name(&m->events, name, m->import->year);
    found[0] = found[1] = 0;
    if (!subject || !area) {
        found[0] = subject;
        return JH_OK;
    }
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_take(m->s, &stmt, m->err,
                       "SELECT 1 FROM reg_school WHERE subject = ?1 AND "
                       "(area = ?2 OR area IS NULL)",
                       "it", subject, area));
    jh_status st = jh__db_step(m->s, stmt, &row, m->err);
    if (st == JH_OK && row) found[0] = subject;
    jh__db_give(m->s, stmt);
    return st;
}

static jh_status by_name(jh__importing *m, const char *name, const char *area,
                         int64_t found[2])
{
    if (m->events.n) JH_TRY(by_event(m, name, area, found));
    if (m->events.n && found[0]) return JH_OK;
    if (area)
        return find_number(m,
                           "SELECT subject FROM reg_school WHERE name = ?1 "
                           "AND (area = ?2 OR area IS NULL) ORDER BY area IS NULL",
                           name, area, found);
    return find_number(m, "SELECT subject FROM reg_school WHERE name = ?", name, NULL,
                       found);
}

static jh_status has_code(jh__importing *m, int64_t subject, bool *out)
{
    int64_t n;
    JH_TRY(jh__db_number(m->s, "SELECT count(*) FROM reg_school_code WHERE subject = ?",
                         subject, 0, &n, m->err));
    *out = n > 0;
    return JH_OK;
}

/* A new id under a name that is known with another id: most likely the id was changed. */
static jh_status note_twin(jh__importing *m, int64_t fresh, int64_t known, size_t row,
                           const char *code)
{
    const char *name =
        text_at(m->import->book[JH_BOOK_SCHOOL], m->import->roles.name, row);
    struct jh__twin *grown =
        jh_grow(m->arena, m->twin, &m->twin_cap, m->twins + 1, sizeof *grown);
    if (!grown) return jh_nomem(m->err);
    m->twin = grown;
    m->twin[m->twins++] = (struct jh__twin){fresh, known, row, code, name};
    return JH_OK;
}

static jh_status by_code(jh__importing *m, size_t row, const char *id, const char *name,
                         const char *area, int64_t *out)
{
    int64_t found[2] = {0};
    bool coded = true;
    JH_TRY(find_number(m, "SELECT subject FROM reg_school_code WHERE code = ?", id, NULL,
                       found));
    *out = found[0];
    if (*out) return JH_OK;
    found[0] = jh__events_code(&m->events, id);
    /* a school that was known by its name alone gets its id now */
    if (!found[0] && name)
        JH_TRY(by_name(m, name, area, found));
    else if (found[0])
        coded = false;
    if (coded && found[0] && !found[1]) JH_TRY(has_code(m, found[0], &coded));
    if (!coded)
        *out = found[0];
    else
        JH_TRY(enter(m, JH_BOOK_SCHOOL, id, out));
    if (coded && found[0] && !found[1]) JH_TRY(note_twin(m, *out, found[0], row, id));
    return jh__db_do(m->s, m->err,
                     "INSERT INTO reg_school_code (code, subject, import) "
                     "VALUES (?, ?, ?)",
                     "tii", id, *out, m->id);
}

/* Figures of an earlier year, imported later, do not say what a school is called now. */
static jh_status call_school(jh__importing *m, int64_t subject, const char *name,
                             const char *area)
{
    static const char sql[] =
        "INSERT INTO reg_school (subject, name, area) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (subject) DO UPDATE SET name = coalesce(?2, name), "
        "area = coalesce(?3, area) WHERE (name IS NOT coalesce(?2, name) "
        "OR area IS NOT coalesce(?3, area)) AND NOT EXISTS (SELECT 1 FROM reg_record r "
        "WHERE r.subject = ?1 AND r.year IN (SELECT DISTINCT year FROM reg_import WHERE "
        "year > ?4))";
    return jh__db_do(m->s, m->err, sql, "itti", subject, name, area,
                     (int64_t)m->import->year);
}

static jh_where place_of(jh__importing *m, size_t row)
{
    const jh_frame *f = m->import->book[JH_BOOK_SCHOOL];
    const char *const column[] = {m->import->roles.id, m->import->roles.name};
    jh_where where = {0};
    for (size_t i = 0; i < JH_COUNT(column) && !where.row; i++) {
        ptrdiff_t c = column[i] ? jh_frame_find(f, column[i]) : -1;
        if (c >= 0)
            where = jh_sources_where(m->import->sources, f->column[c].origin[row]);
    }
    return where;
}

static jh_status cannot_place(jh__importing *m, size_t row, const char *key,
                              const char *name)
{
    jh_status st =
        jh_diag_add(m->import->diags, JH_BLOCK, place_of(m, row), key, "name:s", name);
    return st == JH_OK ? JH_OK : jh_nomem(m->err);
}

/* A school that an event ended has no figures of that year or later. */
static jh_status check_end(jh__importing *m, size_t row, int64_t *subject)
{
    const jh__event_row *end = jh__events_end(&m->events, *subject, m->import->year);
    if (!end) return JH_OK;
    *subject = 0;
    const char *kind = jh_sprintf(m->arena, "@store.event_%s", jh_event_id(end->kind));
    if (!kind) return jh_nomem(m->err);
    jh_status st = jh_diag_add(m->import->diags, JH_BLOCK, place_of(m, row),
                               "store.school_ended", "name:s year:d kind:s event:d",
                               jh__subject_name(m, JH_BOOK_SCHOOL, row), end->year, kind,
                               (int)end->event);
    return st == JH_OK ? JH_OK : jh_nomem(m->err);
}

/* A file that still has the old id says nothing new about the id. */
static jh_status check_old_id(jh__importing *m, size_t row, int64_t subject,
                              const char *id)
{
    const char *now = jh__events_code_of(&m->events, subject, m->import->year);
    m->old_id = now && strcmp(now, id) != 0;
    if (!m->old_id) return JH_OK;
    jh_status st = jh_diag_add(m->import->diags, JH_NOTE, place_of(m, row),
                               "store.old_id", "id:s now:s name:s", id, now,
                               jh__subject_name(m, JH_BOOK_SCHOOL, row));
    return st == JH_OK ? JH_OK : jh_nomem(m->err);
}

static jh_status school_of(jh__importing *m, size_t row, int64_t *out)
{
    const jh_frame *f = m->import->book[JH_BOOK_SCHOOL];
    const char *id = text_at(f, m->import->roles.id, row);
    const char *name = text_at(f, m->import->roles.name, row);
    const char *area = text_at(f, m->import->roles.area, row);
    int64_t found[2];
    m->old_id = false;
    if (id) {
        JH_TRY(by_code(m, row, id, name, area, out));
    } else if (name) {
        JH_TRY(by_name(m, name, area, found));
        if (found[0] && found[1])
            return cannot_place(m, row, "store.name_fits_several", name);
        *out = found[0];
        const char *key = jh_sprintf(m->arena, "%s/%s", area ? area : "", name);
        if (!key) return jh_nomem(m->err);
        if (!*out) JH_TRY(enter(m, JH_BOOK_SCHOOL, key, out));
    } else {
        return cannot_place(m, row, "store.no_name", "");
    }
    if (!m->events.n) return call_school(m, *out, name, area);
    JH_TRY(jh__events_entry(m->s, &m->events, *out, m->import->year, out, m->err));
    JH_TRY(check_end(m, row, out));
    if (!*out) return JH_OK;
    if (id) JH_TRY(check_old_id(m, row, *out, id));
    return call_school(m, *out, name, area);
}

/* ---- ids that are new ---- */

static jh_status tell_twin(jh__importing *m, const struct jh__twin *t)
{
    sqlite3_stmt *stmt;
    bool row, oom = false;
    const char *known = NULL;
    JH_TRY(jh__db_take(m->s, &stmt, m->err,
                       "SELECT (SELECT code FROM reg_school_code WHERE subject = ?1 "
                       "ORDER BY import DESC, code LIMIT 1) WHERE NOT EXISTS (SELECT 1 "
                       "FROM v_record WHERE year = ?2 AND subject = ?1)",
                       "ii", t->known, (int64_t)m->import->year));
    jh_status st = jh__db_step(m->s, stmt, &row, m->err);
    if (st == JH_OK && row) known = jh__db_text(m->arena, stmt, 0, &oom);
    jh__db_give(m->s, stmt);
    if (st == JH_OK && oom) st = jh_nomem(m->err);
    if (st != JH_OK || !known) return st;
    jh_diags *d = m->import->diags;
    if (jh_diag_add(d, JH_EXPLAIN, place_of(m, t->row), "store.new_id",
                    "name:s id:s known:s year:d", t->name ? t->name : "", t->code, known,
                    m->import->year) != JH_OK)
        return jh_nomem(m->err);
    d->item[d->n - 1].check = "new_id";
    d->item[d->n - 1].subject = t->code;
    return JH_OK;
}

jh_status jh__subjects_twins(jh__importing *m)
{
    for (size_t i = 0; i < m->twins; i++)
        JH_TRY(tell_twin(m, &m->twin[i]));
    return JH_OK;
}

/* ---- all ---- */

jh_status jh__subject_of(jh__importing *m, jh_book book, size_t row, int64_t *out)
{
    const jh_frame *f = m->import->book[book];
    *out = 0;
    if (book == JH_BOOK_SCHOOL) return school_of(m, row, out);
    jh_buf key = {0};
    if (book == JH_BOOK_AREA) {
        const char *area = text_at(f, m->import->roles.area, row);
        jh_buf_puts(&key, area ? area : "");
    }
    for (size_t i = 0; book != JH_BOOK_AREA && i < 3 && key_column[book][i]; i++) {
        const char *part = text_at(f, key_column[book][i], row);
        if (i) jh_buf_puts(&key, " | ");
        jh_buf_puts(&key, part ? part : "");
    }
    jh_status st = key.oom ? jh_nomem(m->err) : enter(m, book, key.p ? key.p : "", out);
    jh_buf_clear(&key);
    return st;
}
