/* From one year to the next: what became of each school, and what is carried over. */
#include "store_int.h"

#include <string.h>

typedef struct side { /* a school in one of the two years */
    int64_t entry;    /* 0: not there */
    const char *id, *name;
    bool reported; /* has more than what was carried */
} side;

typedef struct turning {
    int64_t root;
    side before, now;
    int first; /* year that any entry has; 0 none */
} turning;

typedef struct rolling {
    jh_store *s;
    jh_arena *arena;
    jh_rollover *r;
    jh__events events;
    uint32_t *at; /* by entry: index of its school + 1 */
    size_t entries;
    turning *school;
    size_t n;
    bool reported;     /* any school of the later year has figures */
    const char *facts; /* " school_id school_name " */
    jh_error *err;
} rolling;

const char *jh_turn_id(jh_turn_kind kind)
{
    static const char *const id[JH_TURNS] = {"carried",  "renamed", "recoded", "campus",
                                             "closed",   "merged",  "split",   "new",
                                             "returned", "waiting", "missing"};
    return id[kind];
}

/* ---- the two years ---- */

static turning *school_of(rolling *g, int64_t entry)
{
    int64_t root = jh__events_root(&g->events, entry);
    if (!g->at[root]) {
        g->school[g->n] = (turning){.root = root};
        g->at[root] = (uint32_t)++g->n;
    }
    return &g->school[g->at[root] - 1];
}

static jh_status make_room(rolling *g)
{
    int64_t most, n;
    JH_TRY(jh__db_number(g->s, "SELECT max(id) FROM reg_subject", 0, 0, &most, g->err));
    JH_TRY(jh__db_number(g->s, "SELECT count(*) FROM reg_subject WHERE book = 'school'",
                         0, 0, &n, g->err));
    g->entries = (size_t)most + 1;
    g->at = jh_alloc_array(g->arena, g->entries, sizeof *g->at);
    g->school = jh_alloc_array(g->arena, (size_t)n + 1, sizeof *g->school);
    return g->at && g->school ? JH_OK : jh_nomem(g->err);
}

/* The schools of a year in their order, with the id and name that they had in it. */
static jh_status take_year(rolling *g, int year, bool now)
{
    static const char sql[] =
        "SELECT r.subject, (SELECT f.text FROM reg_fact f JOIN reg_column c ON c.id = "
        "f.fact AND c.book = 'school' AND c.name = ?2 WHERE f.year = r.year AND "
        "f.subject "
        "= r.subject ORDER BY f.import DESC LIMIT 1), (SELECT f.text FROM reg_fact f "
        "JOIN "
        "reg_column c ON c.id = f.fact AND c.book = 'school' AND c.name = ?3 WHERE "
        "f.year "
        "= r.year AND f.subject = r.subject ORDER BY f.import DESC LIMIT 1), EXISTS "
        "(SELECT 1 FROM reg_fact f WHERE f.year = r.year AND f.subject = r.subject AND "
        "f.import NOT IN (SELECT import FROM reg_rollover)) FROM v_record r JOIN "
        "reg_subject s ON s.id = r.subject AND s.book = 'school' WHERE r.year = ?1 ORDER "
        "BY r.place";
    sqlite3_stmt *stmt;
    bool row, oom = false;
    JH_TRY(jh__db_query(g->s, &stmt, g->err, sql, "itt", (int64_t)year, g->r->roles.id,
                        g->r->roles.name));
    jh_status st;
    while ((st = jh__db_step(g->s, stmt, &row, g->err)) == JH_OK && row && !oom) {
        int64_t entry = sqlite3_column_int64(stmt, 0);
        turning *t = school_of(g, entry);
        side *x = now ? &t->now : &t->before;
        *x = (side){entry, jh__db_text(g->arena, stmt, 1, &oom),
                    jh__db_text(g->arena, stmt, 2, &oom), sqlite3_column_int(stmt, 3)};
        g->reported = g->reported || (now && x->reported);
    }
    sqlite3_finalize(stmt);
    return st == JH_OK && oom ? jh_nomem(g->err) : st;
}

static jh_status take_first_years(rolling *g)
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_query(g->s, &stmt, g->err,
                        "SELECT subject, min(year) FROM v_record GROUP BY subject", ""));
    jh_status st;
    while ((st = jh__db_step(g->s, stmt, &row, g->err)) == JH_OK && row) {
        int64_t root = jh__events_root(&g->events, sqlite3_column_int64(stmt, 0));
        uint32_t at = g->at[root];
        int year = sqlite3_column_int(stmt, 1);
        if (at && (!g->school[at - 1].first || year < g->school[at - 1].first))
            g->school[at - 1].first = year;
    }
    sqlite3_finalize(stmt);
    return st;
}

/* Schools that an event says begin by the later year, though nobody has figures of them. */
static void take_begun(rolling *g)
{
    for (size_t i = 0; i < g->events.n; i++) {
        const jh__event_row *e = &g->events.row[i];
        if (e->to && e->year > g->r->from && e->year <= g->r->to &&
            (e->kind == JH_SCHOOL_OPENED || e->kind == JH_SCHOOL_SPLIT) &&
            !jh__events_end(&g->events, e->subject, g->r->to))
            (void)school_of(g, e->subject);
    }
}

/* ---- what became of a school ---- */

/* The last event of a kind that speaks of the school, after a year and by the later one. */
static const jh__event_row *told_since(const rolling *g, int64_t root, jh_event_kind kind,
                                       bool to, int since)
{
    const jh__event_row *last = NULL;
    for (size_t i = 0; i < g->events.n; i++) {
        const jh__event_row *e = &g->events.row[i];
        if (e->kind == kind && e->to == to && e->year > since && e->year <= g->r->to &&
            jh__events_root(&g->events, e->subject) == root)
            last = e;
    }
    return last;
}

static const jh__event_row *told(const rolling *g, int64_t root, jh_event_kind kind,
                                 bool to)
{
    return told_since(g, root, kind, to, g->r->from);
}

static void say(jh_turn *t, jh_turn_kind kind, const jh__event_row *e)
{
    t->kind = kind;
    t->explained = e != NULL;
    t->event = e ? e->event : 0;
}

static bool other(const char *a, const char *b)
{
    return a && b && strcmp(a, b) != 0;
}

static void turn_of_both(const rolling *g, const turning *x, jh_turn *t)
{
    const jh__event_row *campus =
        told_since(g, x->root, JH_SCHOOL_CAMPUS, false, x->now.reported ? g->r->from : 0);
    if (other(x->before.id, x->now.id))
        say(t, JH_TURN_RECODED, told(g, x->root, JH_SCHOOL_RECODED, false));
    else if (other(x->before.name, x->now.name))
        say(t, JH_TURN_RENAMED, told(g, x->root, JH_SCHOOL_RENAMED, false));
    else if (campus)
        say(t, JH_TURN_CAMPUS, campus);
    if (t->kind != JH_TURN_CAMPUS && g->reported && !x->now.reported)
        say(t, JH_TURN_WAITING, NULL);
}

static void turn_of_gone(const rolling *g, const turning *x, jh_turn *t)
{
    const jh__event_row *end = jh__events_end(&g->events, x->root, g->r->to);
    /* one that was a campus before may still report on its own, and need not */
    int since = g->r->begun ? 0 : g->r->from;
    const jh__event_row *campus = told_since(g, x->root, JH_SCHOOL_CAMPUS, false, since);
    if (end)
        say(t,
            end->kind == JH_SCHOOL_MERGED  ? JH_TURN_MERGED
            : end->kind == JH_SCHOOL_SPLIT ? JH_TURN_SPLIT
                                           : JH_TURN_CLOSED,
            end);
    else if (campus)
        say(t, JH_TURN_CAMPUS, campus);
    else if (g->r->begun)
        say(t, JH_TURN_MISSING, NULL);
}

static void turn_of_fresh(const rolling *g, const turning *x, jh_turn *t)
{
    const jh__event_row *opened = told(g, x->root, JH_SCHOOL_OPENED, true);
    if (!opened) opened = told(g, x->root, JH_SCHOOL_SPLIT, true);
    bool before = x->first && x->first < g->r->from;
    say(t, before ? JH_TURN_RETURNED : JH_TURN_NEW, opened);
}

static jh_status name_successors(rolling *g, jh_turn *t)
{
    t->successor = "";
    for (size_t i = 0; t->event && i < g->events.n; i++) {
        const jh__event_row *e = &g->events.row[i];
        if (e->event != t->event || !e->to || t->kind == JH_TURN_RECODED ||
            t->kind == JH_TURN_NEW || t->kind == JH_TURN_RETURNED)
            continue;
        uint32_t at = g->at[jh__events_root(&g->events, e->subject)];
        const turning *x = at ? &g->school[at - 1] : NULL;
        const char *id = e->code             ? e->code
                         : x && x->now.id    ? x->now.id
                         : x && x->before.id ? x->before.id
                                             : "?";
        t->successor =
            jh_sprintf(g->arena, "%s%s%s", t->successor, *t->successor ? " " : "", id);
        if (!t->successor) return jh_nomem(g->err);
    }
    return JH_OK;
}

/* Id and name that events give a school by the later year. */
static jh_status as_events_say(rolling *g, const turning *x, const char **id,
                               const char **name)
{
    const char *code = jh__events_code_of(&g->events, x->root, g->r->to);
    *id = code ? code : x->before.id;
    *name = x->before.name;
    for (size_t i = 0; i < g->events.n && g->events.row[i].year <= g->r->to; i++) {
        const jh__event_row *e = &g->events.row[i];
        if (e->name && e->year > g->r->from &&
            jh__events_root(&g->events, e->subject) == x->root)
            *name = e->name;
    }
    return JH_OK;
}

static jh_status tell(rolling *g, size_t i)
{
    const turning *x = &g->school[i];
    jh_turn *t = &g->r->turn[i];
    *t = (jh_turn){.before = x->before.entry != 0,
                   .entry = x->now.entry,
                   .entry_before = x->before.entry,
                   .now = x->now.entry != 0,
                   .explained = true,
                   .id_before = x->before.id,
                   .name_before = x->before.name,
                   .id = x->now.id,
                   .name = x->now.name};
    if (t->before && t->now)
        turn_of_both(g, x, t);
    else if (t->before)
        turn_of_gone(g, x, t);
    else
        turn_of_fresh(g, x, t);
    if (!t->now) {
        JH_TRY(as_events_say(g, x, &t->id, &t->name));
        if (t->kind == JH_TURN_CARRIED && other(t->id, t->id_before))
            say(t, JH_TURN_RECODED, told(g, x->root, JH_SCHOOL_RECODED, false));
        else if (t->kind == JH_TURN_CARRIED && other(t->name, t->name_before))
            say(t, JH_TURN_RENAMED, told(g, x->root, JH_SCHOOL_RENAMED, false));
    }
    return name_successors(g, t);
}

static jh_status tell_all(rolling *g)
{
    g->r->turn = jh_alloc_array(g->arena, g->n + 1, sizeof *g->r->turn);
    if (!g->r->turn) return jh_nomem(g->err);
    for (size_t i = 0; i < g->n; i++) {
        JH_TRY(tell(g, i));
        g->r->count[g->r->turn[i].kind]++;
        g->r->unexplained += !g->r->turn[i].explained;
    }
    g->r->turns = g->n;
    return JH_OK;
}

/* ---- carrying ---- */

jh_status jh__import_bare(jh_store *s, jh_stamp stamp, int year, int64_t *out,
                          jh_error *err)
{
    JH_TRY(jh__db_number(s, "SELECT max(id) FROM reg_import", 0, 0, out, err));
    ++*out;
    JH_TRY(jh__db_do(s, err,
                     "INSERT INTO reg_import (id, at, person, year, pack, vocabulary, "
                     "mapping, rejected) SELECT ?1, ?2, ?3, ?4, pack, vocabulary, '', 0 "
                     "FROM reg_import ORDER BY id LIMIT 1",
                     "itti", *out, stamp.at, stamp.person, (int64_t)year));
    return jh__db_do(s, err,
                     "INSERT INTO reg_import_count (import, added, changed, removed, "
                     "same) VALUES (?, 0, 0, 0, 0)",
                     "i", *out);
}

/* Sheets again under this import, with the year before their name: a file of this year may be
 * called the same. */
static jh_status carry_sheets(rolling *g)
{
    return jh__db_do(
        g->s, g->err,
        "INSERT INTO reg_sheet (import, file, sheet) SELECT DISTINCT ?1, CASE WHEN "
        "h.import IN (SELECT import FROM reg_rollover) THEN h.file ELSE ?2 || '/' || "
        "h.file END, h.sheet FROM reg_sheet h WHERE h.id IN (SELECT f.sheet FROM "
        "reg_fact "
        "f JOIN reg_column c ON c.id = f.fact AND c.book = 'school' WHERE f.year = ?2 "
        "AND "
        "instr(?3, ' ' || c.name || ' '))",
        "iit", g->r->import, (int64_t)g->r->from, g->facts);
}

static jh_status carry_facts(rolling *g, int64_t from, int64_t to, size_t *values)
{
    JH_TRY(jh__db_do(
        g->s, g->err,
        "INSERT INTO reg_fact (year, subject, fact, import, number, text, sheet, row, "
        "col) "
        "SELECT ?1, ?2, f.fact, ?3, f.number, f.text, (SELECT z.id FROM reg_sheet z "
        "WHERE "
        "z.import = ?3 AND z.sheet IS h.sheet AND z.file = CASE WHEN h.import IN (SELECT "
        "import FROM reg_rollover) THEN h.file ELSE ?4 || '/' || h.file END), f.row, "
        "f.col "
        "FROM (SELECT fact, max(import), number, text, sheet, row, col FROM reg_fact "
        "WHERE "
        "year = ?4 AND subject = ?5 GROUP BY fact) f JOIN reg_column c ON c.id = f.fact "
        "LEFT JOIN reg_sheet h ON h.id = f.sheet WHERE instr(?6, ' ' || c.name || ' ') "
        "AND "
        "(f.number IS NOT NULL OR f.text IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM "
        "reg_fact n WHERE n.year = ?1 AND n.subject = ?2 AND n.fact = f.fact)",
        "iiiiit", (int64_t)g->r->to, to, g->r->import, (int64_t)g->r->from, from,
        g->facts));
    *values += (size_t)sqlite3_changes64(g->s->db);
    return JH_OK;
}

/* A text that no cell says but an event does. */
static jh_status set_text(rolling *g, int64_t entry, const char *fact, const char *text,
                          size_t *values)
{
    if (!fact || !text) return JH_OK;
    JH_TRY(jh__db_do(g->s, g->err,
                     "INSERT OR IGNORE INTO reg_column (book, name, is_text) VALUES "
                     "('school', ?, 1)",
                     "t", fact));
    JH_TRY(jh__db_do(
        g->s, g->err,
        "INSERT INTO reg_fact (year, subject, fact, import, text, row, col) SELECT ?1, "
        "?2, "
        "c.id, ?3, ?5, 0, 0 FROM reg_column c WHERE c.book = 'school' AND c.name = ?4 "
        "AND "
        "NOT EXISTS (SELECT 1 FROM reg_fact n WHERE n.year = ?1 AND n.subject = ?2 AND "
        "n.fact = c.id)",
        "iiitt", (int64_t)g->r->to, entry, g->r->import, fact, text));
    *values += (size_t)sqlite3_changes64(g->s->db);
    return JH_OK;
}

static bool goes_on(const jh_turn *t)
{
    switch (t->kind) {
    case JH_TURN_CLOSED:
    case JH_TURN_MERGED:
    case JH_TURN_MISSING:
        return false;
    case JH_TURN_CAMPUS:
    case JH_TURN_SPLIT:
        return t->now;
    default:
        return true;
    }
}

static jh_status carry_school(rolling *g, size_t i, int64_t *place)
{
    const turning *x = &g->school[i];
    jh_turn *t = &g->r->turn[i];
    int64_t entry = t->now ? x->now.entry : x->root;
    const char *area = NULL;
    if (!goes_on(t) || (!t->now && g->r->begun)) return JH_OK;
    if (!t->now) {
        JH_TRY(jh__db_do(g->s, g->err,
                         "INSERT INTO reg_record (year, subject, place, import) VALUES "
                         "(?, ?, ?, ?)",
                         "iiii", (int64_t)g->r->to, entry, ++*place, g->r->import));
        g->r->schools++;
        if (other(t->id, t->id_before) || !t->before)
            JH_TRY(set_text(g, entry, g->r->roles.id, t->id, &t->values));
        if (other(t->name, t->name_before) || !t->before)
            JH_TRY(set_text(g, entry, g->r->roles.name, t->name, &t->values));
    }
    if (!t->before) {
        sqlite3_stmt *stmt;
        bool row, oom = false;
        JH_TRY(jh__db_query(g->s, &stmt, g->err,
                            "SELECT area FROM reg_school WHERE subject = ?", "i", entry));
        jh_status st = jh__db_step(g->s, stmt, &row, g->err);
        if (st == JH_OK && row) area = jh__db_text(g->arena, stmt, 0, &oom);
        sqlite3_finalize(stmt);
        JH_TRY(st);
        if (oom) return jh_nomem(g->err);
        if (!t->now) JH_TRY(set_text(g, entry, g->r->roles.area, area, &t->values));
    } else {
        JH_TRY(carry_facts(g, x->before.entry, entry, &t->values));
    }
    g->r->values += t->values;
    return JH_OK;
}

static jh_status carry(rolling *g)
{
    jh_rollover *r = g->r;
    int64_t place = 0;
    JH_TRY(jh__db_number(g->s, "SELECT max(place) FROM reg_record WHERE year = ?", r->to,
                         0, &place, g->err));
    JH_TRY(jh__import_bare(g->s, r->stamp, r->to, &r->import, g->err));
    JH_TRY(carry_sheets(g));
    for (size_t i = 0; i < g->n; i++)
        JH_TRY(carry_school(g, i, &place));
    JH_TRY(jh__db_do(g->s, g->err,
                     "INSERT INTO reg_rollover (import, before, schools, facts) VALUES "
                     "(?, ?, ?, ?)",
                     "iiii", r->import, (int64_t)r->from, (int64_t)r->schools,
                     (int64_t)r->values));
    JH_TRY(jh__audit_add(g->s, r->stamp, "import", r->import, g->err));
    return jh__audit_add(g->s, r->stamp, "rollover", r->import, g->err);
}

/* ---- all ---- */

static jh_status choose_years(rolling *g)
{
    int64_t from, n;
    char number[32];
    jh_rollover *r = g->r;
    if (!r->from) {
        JH_TRY(jh__db_number(g->s,
                             "SELECT max(r.year) FROM v_record r JOIN reg_subject s ON "
                             "s.id = r.subject AND s.book = 'school' WHERE r.year < ?",
                             r->to, 0, &from, g->err));
        r->from = (int)from;
    }
    jh_number_shortest(r->to, number);
    if (!r->from || r->from >= r->to)
        return jh_fail(g->err, JH_EINPUT, "store.no_year_before", "year:s", number);
    static const char count[] = "SELECT count(*) FROM v_record r JOIN reg_subject s ON "
                                "s.id = r.subject AND s.book = 'school' WHERE r.year = ?";
    JH_TRY(jh__db_number(g->s, count, r->from, 0, &n, g->err));
    if (!n) {
        jh_number_shortest(r->from, number);
        return jh_fail(g->err, JH_EINPUT, "store.no_year", "year:s", number);
    }
    JH_TRY(jh__db_number(g->s, count, r->to, 0, &n, g->err));
    r->begun = n > 0;
    return JH_OK;
}

static jh_status list_facts(rolling *g)
{
    g->facts = " ";
    for (size_t i = 0; i < g->r->facts; i++) {
        g->facts = jh_sprintf(g->arena, "%s%s ", g->facts, g->r->fact[i]);
        if (!g->facts) return jh_nomem(g->err);
    }
    return JH_OK;
}

static jh_status look(rolling *g)
{
    JH_TRY(choose_years(g));
    JH_TRY(list_facts(g));
    JH_TRY(jh__events_load(g->s, g->arena, &g->events, g->err));
    JH_TRY(make_room(g));
    JH_TRY(take_year(g, g->r->from, false));
    JH_TRY(take_year(g, g->r->to, true));
    take_begun(g);
    JH_TRY(take_first_years(g));
    return tell_all(g);
}

static jh_status roll(rolling *g)
{
    JH_TRY(look(g));
    return carry(g);
}

jh_status jh__turns(jh_store *s, jh_arena *arena, jh_rollover *r, jh_error *err)
{
    rolling g = {.s = s, .arena = arena, .r = r, .err = err};
    return look(&g);
}

jh_status jh_store_rollover(jh_store *store, jh_arena *arena, jh_rollover *rollover,
                            bool dry, jh_error *err)
{
    rolling g = {.s = store, .arena = arena, .r = rollover, .err = err};
    JH_TRY(jh__db_begin(store, "reg_", err));
    jh_status st = roll(&g);
    bool nothing = st == JH_OK && !rollover->schools && !rollover->values;
    if (nothing) rollover->import = 0;
    if (!dry && !nothing) return jh__db_end(store, st, err);
    jh__db_undo(store);
    return st;
}
