/* Reading the ledger: items as they stand (the view v_ledger), their history, their files. */
#include <junheng/ledger.h>

#include "store_int.h"

#include <math.h>

typedef struct reading {
    jh_store *s;
    jh_arena *arena;
    sqlite3_stmt *stmt;
    int column; /* the next one */
    bool oom;
    jh_error *err;
} reading;

static const char *text(reading *r)
{
    const char *s = jh__db_text(r->arena, r->stmt, r->column++, &r->oom);
    return s ? s : "";
}

static double figure(reading *r)
{
    int at = r->column++;
    return sqlite3_column_type(r->stmt, at) == SQLITE_NULL
               ? NAN
               : sqlite3_column_double(r->stmt, at);
}

static int64_t whole(reading *r)
{
    return sqlite3_column_int64(r->stmt, r->column++);
}

static jh_label label(reading *r)
{
    const char *zh = text(r);
    return (jh_label){zh, text(r)};
}

/* ---- items ---- */

#define POINT                                                                            \
    "name_zh, name_en, stage_zh, stage_en, category_zh, category_en, unit_zh, unit_en, " \
    "need_unit_zh, need_unit_en, clause, decimals, need_decimals, less, "
#define FINDING "object, is_numeric, value, standard, floor, need, rows, answer, place, "
#define TASK "lead, co, owner, measure, money, start, deadline, is_public"

static jh_led_finding finding(reading *r)
{
    jh_led_finding f;
    f.point.name = label(r);
    f.point.stage = label(r);
    f.point.category = label(r);
    f.point.unit = label(r);
    f.point.need_unit = label(r);
    f.point.clause = text(r);
    f.point.decimals = (int)whole(r);
    f.point.need_decimals = (int)whole(r);
    f.point.less = whole(r);
    f.object = text(r);
    f.numeric = whole(r);
    f.value = figure(r);
    f.standard = figure(r);
    f.floor = figure(r);
    f.need = figure(r);
    f.rows = (size_t)whole(r);
    f.answer = text(r);
    f.place = text(r);
    return f;
}

static jh_led_task task(reading *r)
{
    jh_led_task t;
    t.lead = text(r);
    t.co = text(r);
    t.owner = text(r);
    t.measure = text(r);
    t.money = figure(r);
    t.start = text(r);
    t.deadline = text(r);
    t.is_public = whole(r);
    return t;
}

static const char item_sql[] =
    "SELECT item, pack, area, coalesce((SELECT q.key FROM v_identity i "
    "JOIN reg_subject o ON o.id = i.subject JOIN reg_subject q ON q.id = i.root "
    "WHERE o.book = 'school' AND o.key = v.school), school), stage, kind, point, state, "
    "version, " POINT FINDING TASK
    ", snapshot, year, found, progress, files, passed_value, passed_answer, "
    "passed_snapshot, checked_by, closed, reason, reopened, snapshot_id, found_event, "
    "(SELECT group_concat(person, char(10)) FROM (SELECT DISTINCT d.person AS person "
    "FROM led_event n JOIN led_deed d ON d.id = n.deed WHERE n.item = v.item AND "
    "n.what IN ('evidence', 'stated') AND n.id > coalesce((SELECT max(o.id) "
    "FROM led_event o WHERE o.item = v.item AND o.what IN ('relapsed', 'reopened')), "
    "0))) "
    "FROM v_ledger v WHERE (?1 = 0 OR item = ?1) AND (?2 IS NULL OR pack = ?2) "
    "ORDER BY item";

static void take_item(reading *r, jh_led_item *x)
{
    r->column = 0;
    x->id = whole(r);
    x->key.pack = text(r);
    x->key.area = text(r);
    x->key.school = text(r);
    x->key.stage = text(r);
    x->key.kind = text(r);
    x->key.point = text(r);
    x->state = text(r);
    x->version = text(r);
    x->found = finding(r);
    x->task = task(r);
    x->snapshot_name = text(r);
    x->year = (int)whole(r);
    x->found_on = text(r);
    x->progress = text(r);
    x->files = text(r);
    x->passed_value = figure(r);
    x->passed_answer = text(r);
    x->passed_snapshot = text(r);
    x->checked_by = text(r);
    x->closed_on = text(r);
    x->reason = text(r);
    x->reopened = (size_t)whole(r);
    x->snapshot = whole(r);
    x->found_event = whole(r);
    x->fixers = text(r);
}

jh_status jh_store_ledger(jh_store *store, jh_arena *arena, const char *pack,
                          int64_t item, jh_led_items *out, jh_error *err)
{
    reading r = {.s = store, .arena = arena, .err = err};
    size_t cap = 0;
    bool row;
    *out = (jh_led_items){0};
    JH_TRY(jh__db_query(store, &r.stmt, err, item_sql, "it", item, pack));
    jh_status st;
    while ((st = jh__db_step(store, r.stmt, &row, err)) == JH_OK && row) {
        jh_led_item *grown = jh_grow(arena, out->item, &cap, out->n + 1, sizeof *grown);
        if (grown) take_item(&r, &grown[out->n]);
        if (!grown || r.oom) {
            st = jh_nomem(err);
            break;
        }
        out->item = grown;
        out->n++;
    }
    sqlite3_finalize(r.stmt);
    return st;
}

jh_status jh_store_ledger_seen(jh_store *store, jh_arena *arena, const char *pack,
                               jh_snapshot *out, jh_error *err)
{
    reading r = {.s = store, .arena = arena, .err = err};
    bool row;
    *out = (jh_snapshot){0};
    JH_TRY(jh__db_query(store, &r.stmt, err,
                        "SELECT p.id, p.name, p.year FROM led_deed d "
                        "JOIN snap_snapshot p ON p.id = d.snapshot WHERE d.pack = ? "
                        "ORDER BY p.year DESC, p.id DESC LIMIT 1",
                        "t", pack));
    jh_status st = jh__db_step(store, r.stmt, &row, err);
    if (st == JH_OK && row) {
        out->id = whole(&r);
        out->name = text(&r);
        out->year = (int)whole(&r);
    }
    sqlite3_finalize(r.stmt);
    return st == JH_OK && r.oom ? jh_nomem(err) : st;
}

/* ---- history ---- */

static const char history_sql[] =
    "SELECT e.id, d.at, d.person, e.what, e.state, e.note, s.name, "
    "(SELECT group_concat(text, char(10)) FROM (SELECT l.name || char(9) || "
    "lower(hex(o.hash)) AS text FROM led_file l JOIN reg_source o ON o.id = l.source "
    "WHERE l.event = e.id ORDER BY l.place)), f.event IS NOT NULL, "
    "t.event IS NOT NULL, " POINT FINDING TASK
    " FROM led_event e JOIN led_deed d ON d.id = e.deed "
    "LEFT JOIN snap_snapshot s ON s.id = d.snapshot "
    "LEFT JOIN led_finding f ON f.event = e.id LEFT JOIN led_point p ON p.id = f.point "
    "LEFT JOIN led_task t ON t.event = e.id WHERE e.item = ? ORDER BY e.id";

static void take_event(reading *r, jh_led_event *e)
{
    r->column = 0;
    e->id = whole(r);
    e->at = text(r);
    e->person = text(r);
    e->what = text(r);
    e->state = text(r);
    e->note = text(r);
    e->snapshot = text(r);
    e->files = text(r);
    bool has_finding = whole(r), has_task = whole(r);
    jh_led_finding *f = jh_alloc(r->arena, sizeof *f);
    jh_led_task *t = jh_alloc(r->arena, sizeof *t);
    if (!f || !t) {
        r->oom = true;
        return;
    }
    *f = finding(r);
    *t = task(r);
    e->finding = has_finding ? f : NULL;
    e->task = has_task ? t : NULL;
}

jh_status jh_store_ledger_history(jh_store *store, jh_arena *arena, int64_t item,
                                  jh_led_event **out, size_t *n, jh_error *err)
{
    reading r = {.s = store, .arena = arena, .err = err};
    size_t cap = 0;
    bool row;
    *out = NULL;
    *n = 0;
    JH_TRY(jh__db_query(store, &r.stmt, err, history_sql, "i", item));
    jh_status st;
    while ((st = jh__db_step(store, r.stmt, &row, err)) == JH_OK && row) {
        jh_led_event *grown = jh_grow(arena, *out, &cap, *n + 1, sizeof *grown);
        if (grown) take_event(&r, &grown[*n]);
        if (!grown || r.oom) {
            st = jh_nomem(err);
            break;
        }
        *out = grown;
        grown[(*n)++].item = item;
    }
    sqlite3_finalize(r.stmt);
    return st;
}

/* ---- files ---- */

jh_status jh_store_ledger_files(jh_store *store, int64_t item, jh_led_giver give,
                                void *ctx, jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_query(store, &stmt, err,
                        "SELECT l.name, o.bytes FROM led_event e "
                        "JOIN led_file l ON l.event = e.id "
                        "JOIN reg_source o ON o.id = l.source WHERE e.item = ? "
                        "ORDER BY e.id, l.place",
                        "i", item));
    jh_status st;
    while ((st = jh__db_step(store, stmt, &row, err)) == JH_OK && row) {
        st = give(ctx, (const char *)sqlite3_column_text(stmt, 0),
                  sqlite3_column_blob(stmt, 1), (size_t)sqlite3_column_bytes(stmt, 1));
        if (st != JH_OK) break;
    }
    sqlite3_finalize(stmt);
    return st;
}

/* ---- schools ---- */

static jh_status one_text(reading *r, const char *sql, const char *a, const char *b,
                          const char **out)
{
    bool row;
    JH_TRY(jh__db_take(r->s, &r->stmt, r->err, sql, b ? "tt" : "t", a, b));
    jh_status st = jh__db_step(r->s, r->stmt, &row, r->err);
    r->column = 0;
    if (st == JH_OK && row) *out = text(r);
    jh__db_give(r->s, r->stmt);
    return st == JH_OK && r->oom ? jh_nomem(r->err) : st;
}

jh_status jh_store_school_key(jh_store *store, jh_arena *arena,
                              const jh_led_school *school, const char **out,
                              jh_error *err)
{
    reading r = {.s = store, .arena = arena, .err = err};
    *out = NULL;
    if (school->id[0])
        JH_TRY(one_text(&r,
                        "SELECT s.key FROM reg_school_code c JOIN reg_subject s "
                        "ON s.id = coalesce((SELECT root FROM v_identity i "
                        "WHERE i.subject = c.subject), c.subject) WHERE c.code = ?",
                        school->id, NULL, out));
    else
        JH_TRY(one_text(&r,
                        "SELECT s.key FROM reg_school n JOIN reg_subject s "
                        "ON s.id = coalesce((SELECT root FROM v_identity i "
                        "WHERE i.subject = n.subject), n.subject) WHERE n.name = ?1 "
                        "AND (n.area = ?2 OR n.area IS NULL) ORDER BY n.area IS NULL",
                        school->name, school->area, out));
    if (!*out && school->id[0]) *out = school->id;
    if (!*out) *out = jh_sprintf(arena, "%s/%s", school->area, school->name);
    return *out ? JH_OK : jh_nomem(err);
}
