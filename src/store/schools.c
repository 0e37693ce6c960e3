/* Who is enrolled, and what happened to whom. */
#include "store_int.h"

#include <string.h>

/* ---- events ---- */

static jh_status take_event(sqlite3_stmt *stmt, jh_arena *arena, jh_event *out)
{
    bool oom = false;
    const char *kind = (const char *)sqlite3_column_text(stmt, 3);
    int k = 0;
    while (k < JH_EVENT_KINDS - 1 &&
           (!kind || strcmp(kind, jh_event_id((jh_event_kind)k))))
        k++;
    *out = (jh_event){
        .id = sqlite3_column_int64(stmt, 0),
        .stamp = {jh__db_text(arena, stmt, 1, &oom), jh__db_text(arena, stmt, 2, &oom)},
        .kind = (jh_event_kind)k,
        .year = sqlite3_column_int(stmt, 4),
        .date = jh__db_text(arena, stmt, 5, &oom),
        .reason = jh__db_text(arena, stmt, 6, &oom),
        .document = jh__db_text(arena, stmt, 7, &oom),
        .revokes = sqlite3_column_int64(stmt, 8),
        .revoked_by = sqlite3_column_int64(stmt, 9)};
    return oom ? JH_ENOMEM : JH_OK;
}

static jh_status take_part(sqlite3_stmt *stmt, jh_arena *arena, jh_event *out)
{
    bool oom = false;
    if (sqlite3_column_type(stmt, 10) == SQLITE_NULL) return JH_OK;
    jh_event_school *grown = jh_alloc_array(arena, out->schools + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    if (out->schools) memcpy(grown, out->school, out->schools * sizeof *grown);
    out->school = grown;
    grown[out->schools++] =
        (jh_event_school){.to = sqlite3_column_int(stmt, 10),
                          .ends = sqlite3_column_int(stmt, 11),
                          .before = jh__db_text(arena, stmt, 12, &oom),
                          .code = jh__db_text(arena, stmt, 13, &oom),
                          .name = jh__db_text(arena, stmt, 14, &oom),
                          .id = jh__db_text(arena, stmt, 15, &oom),
                          .title = jh__db_text(arena, stmt, 16, &oom)};
    return oom ? JH_ENOMEM : JH_OK;
}

jh_status jh_store_events(jh_store *store, jh_arena *arena, int year, const char *school,
                          jh_events *out, jh_error *err)
{
    static const char sql[] =
        "SELECT e.id, e.at, e.person, e.kind, e.year, e.date, e.reason, e.document, "
        "e.revokes, (SELECT id FROM reg_event r WHERE r.revokes = e.id), x.part = 'to', "
        "x.ends, x.before, x.code, x.name, coalesce(x.code, (SELECT code FROM "
        "reg_school_code k WHERE k.subject = s.id ORDER BY import DESC, code LIMIT 1), "
        "s.key), coalesce(n.name, x.name, s.key) FROM reg_event e "
        "LEFT JOIN reg_event_school x ON x.event = e.id "
        "LEFT JOIN reg_subject s ON s.id = x.subject "
        "LEFT JOIN reg_school n ON n.subject = s.id WHERE (?1 = 0 OR e.year = ?1) AND "
        "(?2 IS NULL OR coalesce(e.revokes, e.id) IN (SELECT y.event FROM "
        "reg_event_school y WHERE y.code = ?2 OR y.name = ?2 OR y.before = ?2 OR "
        "y.subject IN (SELECT subject FROM reg_school WHERE name = ?2 UNION SELECT "
        "subject FROM reg_school_code WHERE code = ?2))) ORDER BY e.id, x.place";
    sqlite3_stmt *stmt;
    bool row;
    *out = (jh_events){0};
    JH_TRY(jh__db_query(store, &stmt, err, sql, "it", (int64_t)year, school));
    jh_status st;
    while ((st = jh__db_step(store, stmt, &row, err)) == JH_OK && row) {
        if (!out->n || out->item[out->n - 1].id != sqlite3_column_int64(stmt, 0)) {
            jh_event *grown =
                jh_grow(arena, out->item, &out->cap, out->n + 1, sizeof *grown);
            st = grown ? take_event(stmt, arena, &grown[out->n]) : JH_ENOMEM;
            if (st != JH_OK) break;
            out->item = grown;
            out->n++;
        }
        st = take_part(stmt, arena, &out->item[out->n - 1]);
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    return st == JH_ENOMEM ? jh_nomem(err) : st;
}

/* ---- who is enrolled ---- */

typedef struct roll {
    jh_store *s;
    jh_arena *arena;
    jh__events events;
    uint32_t *at; /* by entry: index of its school + 1 */
    jh_enrolled *school;
    int64_t *root;
    bool *wanted; /* has the year that was asked for */
    size_t n, cap;
    jh_error *err;
} roll;

static bool join(roll *r, const char **list, const char *separator, const char *text)
{
    if (!text || !*text) return true;
    *list = **list ? jh_sprintf(r->arena, "%s%s%s", *list, separator, text) : text;
    return *list;
}

static jh_status begin_roll(roll *r)
{
    int64_t most, n;
    JH_TRY(jh__events_load(r->s, r->arena, &r->events, r->err));
    JH_TRY(jh__db_number(r->s, "SELECT max(id) FROM reg_subject", 0, 0, &most, r->err));
    JH_TRY(jh__db_number(r->s, "SELECT count(*) FROM reg_subject WHERE book = 'school'",
                         0, 0, &n, r->err));
    r->at = jh_alloc_array(r->arena, (size_t)most + 1, sizeof *r->at);
    r->school = jh_alloc_array(r->arena, (size_t)n + 1, sizeof *r->school);
    r->root = jh_alloc_array(r->arena, (size_t)n + 1, sizeof *r->root);
    r->wanted = jh_alloc_array(r->arena, (size_t)n + 1, sizeof *r->wanted);
    return r->at && r->school && r->root && r->wanted ? JH_OK : jh_nomem(r->err);
}

/* An entry: a school of its own, or further years of one that is there. */
static jh_status take_entry(roll *r, sqlite3_stmt *stmt)
{
    bool oom = false;
    int64_t subject = sqlite3_column_int64(stmt, 0);
    int64_t root = jh__events_root(&r->events, subject);
    int first = sqlite3_column_int(stmt, 5), last = sqlite3_column_int(stmt, 6);
    const char *id = jh__db_text(r->arena, stmt, 1, &oom);
    const char *name = jh__db_text(r->arena, stmt, 2, &oom);
    const char *area = jh__db_text(r->arena, stmt, 3, &oom);
    const char *codes = jh__db_text(r->arena, stmt, 4, &oom);
    if (oom) return jh_nomem(r->err);
    uint32_t *at = &r->at[root];
    if (!*at) {
        r->root[r->n] = root;
        r->school[r->n] = (jh_enrolled){
            .id = id, .codes = "", .status = "open", .successor = "", .former = ""};
        *at = (uint32_t)++r->n;
    }
    jh_enrolled *x = &r->school[*at - 1];
    r->at[subject] = *at;
    r->wanted[*at - 1] |= sqlite3_column_int(stmt, 7) != 0;
    if (!x->name || last >= x->last) x->name = name ? name : x->name;
    if (!x->area || last >= x->last) x->area = area ? area : x->area;
    if (first && (!x->first || first < x->first)) x->first = first;
    if (last > x->last) x->last = last;
    return join(r, &x->codes, " ", codes) ? JH_OK : jh_nomem(r->err);
}

static jh_status take_entries(roll *r, int year)
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_query(
        r->s, &stmt, r->err,
        "SELECT s.id, s.key, n.name, n.area, (SELECT group_concat(code, ' ') FROM "
        "reg_school_code k WHERE k.subject = s.id), r.first, r.last, r.there "
        "FROM reg_subject s LEFT JOIN (SELECT subject, min(year) AS first, "
        "max(year) AS last, max(year = ?1) AS there FROM v_record GROUP BY subject) r "
        "ON r.subject = s.id LEFT JOIN reg_school n ON n.subject = s.id "
        "WHERE s.book = 'school' ORDER BY s.id",
        "i", (int64_t)year));
    jh_status st;
    while ((st = jh__db_step(r->s, stmt, &row, r->err)) == JH_OK && row) {
        st = take_entry(r, stmt);
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    return st;
}

static const char *status_of(const jh__event_row *e)
{
    switch (e->kind) {
    case JH_SCHOOL_MERGED:
        return "merged";
    case JH_SCHOOL_SPLIT:
        return "split";
    case JH_SCHOOL_CAMPUS:
        return "campus";
    default:
        return "closed";
    }
}

/* Ids of the schools that come out of the event to which row i belongs. */
static bool name_successors(roll *r, size_t i, jh_enrolled *x)
{
    const jh__events *e = &r->events;
    x->successor = "";
    for (size_t k = i; k < e->n && e->row[k].event == e->row[i].event; k++) {
        const jh__event_row *to = &e->row[k];
        uint32_t at = to->to ? r->at[to->subject] : 0;
        if (at && !join(r, &x->successor, " ", r->school[at - 1].id)) return false;
    }
    return true;
}

static bool apply_row(roll *r, size_t i)
{
    const jh__event_row *e = &r->events.row[i];
    uint32_t at = r->at[e->subject];
    if (!at) return true;
    jh_enrolled *x = &r->school[at - 1];
    bool begins = e->to && (e->kind == JH_SCHOOL_OPENED || e->kind == JH_SCHOOL_SPLIT);
    if (begins) {
        x->opened = e->year;
        x->closed = 0;
        x->status = "open";
        x->successor = "";
    }
    if (e->kind == JH_SCHOOL_RENAMED && !join(r, &x->former, "、", e->before))
        return false;
    if (e->code) {
        x->id = e->code;
        if (!strstr(x->codes, e->code) && !join(r, &x->codes, " ", e->code)) return false;
    }
    if (!e->ends && (e->kind != JH_SCHOOL_CAMPUS || e->to)) return true;
    x->status = status_of(e);
    x->closed = e->ends ? e->year : 0;
    return name_successors(r, i, x);
}

/* A later event may give an id to what an earlier one names, hence two rounds. */
static jh_status apply_events(roll *r)
{
    for (size_t i = 0; i < r->events.n; i++)
        if (r->events.row[i].code && r->at[r->events.row[i].subject])
            r->school[r->at[r->events.row[i].subject] - 1].id = r->events.row[i].code;
    for (size_t i = 0; i < r->events.n; i++)
        if (!apply_row(r, i)) return jh_nomem(r->err);
    return JH_OK;
}

jh_status jh_store_schools(jh_store *store, jh_arena *arena, int year, jh_enrolled **out,
                           size_t *n, jh_error *err)
{
    roll r = {.s = store, .arena = arena, .err = err};
    JH_TRY(begin_roll(&r));
    JH_TRY(take_entries(&r, year));
    JH_TRY(apply_events(&r));
    *out = r.school;
    *n = 0;
    for (size_t i = 0; i < r.n; i++)
        if (!year || r.wanted[i]) r.school[(*n)++] = r.school[i];
    return JH_OK;
}
