/* What the events say about an entry: which school it stands for, its id and name in a year,
 * whether it is there. Events are few, so a walk through all of them is enough. */
#include "store_int.h"

#include <string.h>

static const char *const kind_id[JH_EVENT_KINDS] = {
    "open", "close", "merge", "split", "rename", "recode", "campus", "revoke"};

const char *jh_event_id(jh_event_kind kind)
{
    return kind_id[kind];
}

static jh_event_kind kind_of(const char *id)
{
    int k = 0;
    while (k < JH_EVENT_KINDS - 1 && (!id || strcmp(kind_id[k], id)))
        k++;
    return (jh_event_kind)k;
}

static jh_status take_row(sqlite3_stmt *stmt, jh_arena *arena, jh__event_row *out)
{
    bool oom = false;
    *out = (jh__event_row){
        .event = sqlite3_column_int64(stmt, 0),
        .kind = kind_of((const char *)sqlite3_column_text(stmt, 1)),
        .year = sqlite3_column_int(stmt, 2),
        .to = sqlite3_column_int(stmt, 3),
        .subject = sqlite3_column_int64(stmt, 4),
        .ends = sqlite3_column_int(stmt, 5),
        .before = jh__db_text(arena, stmt, 6, &oom),
        .code = jh__db_text(arena, stmt, 7, &oom),
        .name = jh__db_text(arena, stmt, 8, &oom),
    };
    return oom ? JH_ENOMEM : JH_OK;
}

jh_status jh__events_load(jh_store *s, jh_arena *arena, jh__events *out, jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row;
    size_t cap = 0;
    *out = (jh__events){0};
    JH_TRY(jh__db_query(s, &stmt, err,
                        "SELECT e.id, e.kind, e.year, x.part = 'to', x.subject, x.ends, "
                        "x.before, x.code, x.name FROM reg_event e "
                        "JOIN reg_event_school x ON x.event = e.id WHERE NOT EXISTS "
                        "(SELECT 1 FROM reg_event r WHERE r.revokes = e.id) "
                        "ORDER BY e.year, e.id, x.place",
                        ""));
    jh_status st;
    while ((st = jh__db_step(s, stmt, &row, err)) == JH_OK && row) {
        jh__event_row *grown = jh_grow(arena, out->row, &cap, out->n + 1, sizeof *grown);
        if (!grown || take_row(stmt, arena, &grown[out->n]) != JH_OK) {
            st = jh_nomem(err);
            break;
        }
        out->row = grown;
        out->n++;
    }
    sqlite3_finalize(stmt);
    return st;
}

/* The entry that an event says to be the same school, 0 none. An entry comes out of one such
 * event at most, and there is no way round in a circle (event.c). */
static int64_t same_as(const jh__events *e, int64_t subject)
{
    for (size_t i = 1; i < e->n; i++)
        if (e->row[i].kind == JH_SCHOOL_RECODED && e->row[i].to &&
            e->row[i].subject == subject)
            return e->row[i - 1].subject;
    return 0;
}

int64_t jh__events_root(const jh__events *e, int64_t subject)
{
    for (int64_t first = same_as(e, subject); first; first = same_as(e, subject))
        subject = first;
    return subject;
}

static bool begins(const jh__event_row *r)
{
    return r->to && (r->kind == JH_SCHOOL_OPENED || r->kind == JH_SCHOOL_SPLIT);
}

const jh__event_row *jh__events_end(const jh__events *e, int64_t subject, int year)
{
    const jh__event_row *last = NULL;
    if (!e->n) return NULL;
    int64_t root = jh__events_root(e, subject);
    for (size_t i = 0; i < e->n && e->row[i].year <= year; i++) {
        const jh__event_row *r = &e->row[i];
        if ((r->ends || begins(r)) && jh__events_root(e, r->subject) == root) last = r;
    }
    return last && last->ends ? last : NULL;
}

int64_t jh__events_code(const jh__events *e, const char *code)
{
    for (size_t i = e->n; i-- > 0;)
        if (e->row[i].code && !strcmp(e->row[i].code, code)) return e->row[i].subject;
    return 0;
}

const char *jh__events_code_of(const jh__events *e, int64_t subject, int year)
{
    const char *code = NULL;
    if (!e->n) return NULL;
    int64_t root = jh__events_root(e, subject);
    for (size_t i = 0; i < e->n && e->row[i].year <= year; i++) {
        const jh__event_row *r = &e->row[i];
        if (r->code && jh__events_root(e, r->subject) == root) code = r->code;
    }
    return code;
}

int64_t jh__events_name(const jh__events *e, const char *name, int year)
{
    for (size_t i = e->n; i-- > 0;) {
        const jh__event_row *r = &e->row[i];
        if (r->kind != JH_SCHOOL_RENAMED) continue;
        const char *then = year >= r->year ? r->name : r->before;
        if (then && !strcmp(then, name)) return r->subject;
    }
    return 0;
}

jh_status jh__events_entry(jh_store *s, const jh__events *e, int64_t subject, int year,
                           int64_t *out, jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row = false;
    int64_t root = jh__events_root(e, subject);
    *out = root;
    JH_TRY(jh__db_query(s, &stmt, err,
                        "SELECT 1 FROM v_record WHERE year = ?1 AND subject = ?2", ""));
    jh_status st = jh__db_bind(s, stmt, err, "ii", (int64_t)year, root);
    if (st == JH_OK) st = jh__db_step(s, stmt, &row, err);
    for (size_t i = 0; st == JH_OK && !row && i < e->n; i++) {
        int64_t other = e->row[i].subject;
        if (e->row[i].kind != JH_SCHOOL_RECODED || jh__events_root(e, other) != root)
            continue;
        st = jh__db_bind(s, stmt, err, "ii", (int64_t)year, other);
        if (st == JH_OK) st = jh__db_step(s, stmt, &row, err);
        if (st == JH_OK && row) *out = other;
    }
    sqlite3_finalize(stmt);
    return st;
}
