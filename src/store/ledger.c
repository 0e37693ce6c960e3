/* Writing the ledger: a deed, the items that it makes, the events that it brings. */
#include <junheng/ledger.h>

#include "store_int.h"

typedef struct writing {
    jh_store *s;
    int64_t deed, item, event;
    jh_error *err;
} writing;

static const char *text(const char *s)
{
    return s ? s : "";
}

/* ---- what it is measured by ---- */

/* The point is looked for first: nearly always it is there. */
static jh_status keep_point(writing *w, const jh_led_change *c, int64_t *out)
{
#define POINT                                                                            \
    c->key.kind, c->key.point, jh_label_in(p->name, JH_ZH), jh_label_in(p->name, JH_EN), \
        jh_label_in(p->stage, JH_ZH), jh_label_in(p->stage, JH_EN),                      \
        jh_label_in(p->category, JH_ZH), jh_label_in(p->category, JH_EN),                \
        jh_label_in(p->unit, JH_ZH), jh_label_in(p->unit, JH_EN),                        \
        jh_label_in(p->need_unit, JH_ZH), jh_label_in(p->need_unit, JH_EN),              \
        (int64_t)p->decimals, (int64_t)p->need_decimals, (int64_t)p->less,               \
        text(p->clause)
    static const char spec[] = "ttttttttttttiiit";
    const jh_led_point *p = &c->finding->point;
    sqlite3_stmt *stmt;
    bool row;
    JH_TRY(jh__db_take(w->s, &stmt, w->err,
                       "SELECT id FROM led_point WHERE kind = ? AND point = ? AND "
                       "name_zh = ? AND name_en = ? AND stage_zh = ? AND stage_en = ? "
                       "AND category_zh = ? AND category_en = ? AND unit_zh = ? AND "
                       "unit_en = ? AND need_unit_zh = ? AND need_unit_en = ? AND "
                       "decimals = ? AND need_decimals = ? AND less = ? AND clause = ?",
                       spec, POINT));
    jh_status st = jh__db_step(w->s, stmt, &row, w->err);
    if (st == JH_OK && row) *out = sqlite3_column_int64(stmt, 0);
    jh__db_give(w->s, stmt);
    if (st != JH_OK || row) return st;
    JH_TRY(jh__db_do(
        w->s, w->err,
        "INSERT INTO led_point (kind, point, name_zh, name_en, stage_zh, stage_en, "
        "category_zh, category_en, unit_zh, unit_en, need_unit_zh, need_unit_en, "
        "decimals, need_decimals, less, clause) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        spec, POINT));
#undef POINT
    *out = sqlite3_last_insert_rowid(w->s->db);
    return JH_OK;
}

static jh_status keep_finding(writing *w, const jh_led_change *c)
{
    const jh_led_finding *f = c->finding;
    int64_t point = 0;
    JH_TRY(keep_point(w, c, &point));
    return jh__db_do(w->s, w->err,
                     "INSERT INTO led_finding (event, point, object, is_numeric, value, "
                     "standard, floor, need, rows, answer, place) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "iitirrrritt", w->event, point, text(f->object), (int64_t)f->numeric,
                     f->value, f->standard, f->floor, f->need, (int64_t)f->rows,
                     text(f->answer), text(f->place));
}

static jh_status keep_task(writing *w, const jh_led_task *t)
{
    return jh__db_do(w->s, w->err,
                     "INSERT INTO led_task (event, lead, co, owner, measure, money, "
                     "start, deadline, is_public) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "ittttrtti", w->event, text(t->lead), text(t->co), text(t->owner),
                     text(t->measure), t->money, text(t->start), text(t->deadline),
                     (int64_t)t->is_public);
}

static jh_status keep_file(writing *w, size_t place, const jh_original *file)
{
    int64_t source;
    const char *own = jh__db_as(w->s, "reg_");
    jh_status st = jh__original_keep(w->s, file, &source, w->err);
    (void)jh__db_as(w->s, own);
    JH_TRY(st);
    return jh__db_do(w->s, w->err,
                     "INSERT INTO led_file (event, place, name, source) "
                     "VALUES (?, ?, ?, ?)",
                     "iiti", w->event, (int64_t)place, file->name, source);
}

/* ---- items and events ---- */

static jh_status keep_item(writing *w, const jh_led_key *k)
{
    JH_TRY(jh__db_do(w->s, w->err,
                     "INSERT INTO led_item (deed, pack, area, school, stage, kind, "
                     "point) VALUES (?, ?, ?, ?, ?, ?, ?)",
                     "itttttt", w->deed, k->pack, k->area, k->school, k->stage, k->kind,
                     k->point));
    w->item = sqlite3_last_insert_rowid(w->s->db);
    return JH_OK;
}

static jh_status keep_change(writing *w, const jh_led_change *c)
{
    w->item = c->item;
    if (!w->item) JH_TRY(keep_item(w, &c->key));
    JH_TRY(jh__db_do(w->s, w->err,
                     "INSERT INTO led_event (item, deed, what, state, note) "
                     "VALUES (?, ?, ?, ?, ?)",
                     "iittt", w->item, w->deed, c->what, c->state, text(c->note)));
    w->event = sqlite3_last_insert_rowid(w->s->db);
    if (c->finding) JH_TRY(keep_finding(w, c));
    if (c->task) JH_TRY(keep_task(w, c->task));
    for (size_t i = 0; i < c->files; i++)
        JH_TRY(keep_file(w, i, &c->file[i]));
    return JH_OK;
}

static jh_status keep_deed(writing *w, jh_stamp stamp, const jh_led_deed *d)
{
    JH_TRY(jh__db_do(w->s, w->err,
                     "INSERT INTO led_deed (what, at, person, pack, version, snapshot) "
                     "VALUES (?, ?, ?, ?, ?, nullif(?, 0))",
                     "ttttti", d->what, stamp.at, stamp.person, text(d->pack),
                     text(d->version), d->snapshot));
    w->deed = sqlite3_last_insert_rowid(w->s->db);
    return JH_OK;
}

static jh_status keep_all(writing *w, jh_stamp stamp, const jh_led_deed *deed,
                          const jh_led_change *change, size_t n)
{
    JH_TRY(keep_deed(w, stamp, deed));
    for (size_t i = 0; i < n; i++)
        JH_TRY(keep_change(w, &change[i]));
    return jh__audit_add(w->s, stamp, "ledger", w->deed, w->err);
}

jh_status jh_store_ledger_write(jh_store *store, jh_stamp stamp, const jh_led_deed *deed,
                                const jh_led_change *change, size_t n, jh_error *err)
{
    writing w = {.s = store, .err = err};
    JH_TRY(jh__db_begin(store, "led_", err));
    return jh__db_end(store, keep_all(&w, stamp, deed, change, n), err);
}
