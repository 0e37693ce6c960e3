/* Plans under names. */
#include "store_int.h"

#include <junheng/plans.h>

#include <math.h>
#include <string.h>

static const char *text(const char *s)
{
    return s ? s : "";
}

/* ---- keeping ---- */

static jh_status there_already(jh_store *s, const jh_kept_plan *p, bool *same,
                               bool *other, jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row;
    *same = *other = false;
    JH_TRY(jh__db_query(s, &stmt, err,
                        "SELECT snapshot = ? AND kind = ? AND pack = ? AND version = ? "
                        "AND parameters = ? AND json = ? FROM out_plan WHERE name = ?",
                        "itttttt", p->snapshot.id, p->kind, p->pack, p->version,
                        p->parameters, p->json, p->name));
    jh_status st = jh__db_step(s, stmt, &row, err);
    if (st == JH_OK && row) {
        *same = sqlite3_column_int(stmt, 0) == 1;
        *other = !*same;
    }
    sqlite3_finalize(stmt);
    return st;
}

static jh_status keep_file(jh_store *s, int64_t plan, size_t place, const jh_plan_file *f,
                           jh_error *err)
{
    int64_t source;
    const char *own = jh__db_as(s, "reg_");
    jh_status st = jh__original_keep(s, &f->original, &source, err);
    (void)jh__db_as(s, own);
    JH_TRY(st);
    JH_TRY(jh__db_do(
        s, err,
        "INSERT INTO out_plan_file (plan, place, name, source) VALUES (?, ?, ?, ?)",
        "iiti", plan, (int64_t)place, f->original.name, source));
    return jh__db_do(s, err,
                     "INSERT INTO out_plan_given (plan, place, param) VALUES (?, ?, ?)",
                     "iit", plan, (int64_t)place, f->param);
}

static jh_status keep_base(jh_store *s, int64_t plan, const jh_kept_plan *p,
                           jh_error *err)
{
    JH_TRY(jh__db_do(s, err,
                     "INSERT INTO out_plan_base (plan, settings, date, "
                     "reliefs_in_force, lang, movers, travel) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?)",
                     "ittitrr", plan, p->settings, p->date, (int64_t)p->reliefs_in_force,
                     p->lang, p->movers, p->travel));
    for (size_t i = 0; i < p->texts; i++) {
        uint8_t hash[JH_HASH_BYTES];
        const jh_kept_text *t = &p->text[i];
        JH_TRY(jh__text_keep(s, t, hash, err));
        JH_TRY(jh__db_do(s, err,
                         "INSERT INTO out_plan_text (plan, place, kind, id, file, text) "
                         "VALUES (?, ?, ?, ?, ?, ?)",
                         "iitttb", plan, (int64_t)i, t->kind, t->id, t->file, hash,
                         sizeof hash));
    }
    return JH_OK;
}

static jh_status keep_coefficient(jh_store *s, int64_t plan, size_t place,
                                  const jh_plan_coefficient *c, jh_error *err)
{
    return jh__db_do(s, err,
                     "INSERT INTO out_plan_coefficient (plan, place, area, stage, "
                     "indicator, stage_zh, stage_en, name_zh, name_en, cap, before, "
                     "after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "iitttttttrrr", plan, (int64_t)place, c->area, c->stage,
                     c->indicator, text(c->stage_name.zh), text(c->stage_name.en),
                     text(c->name.zh), text(c->name.en), c->limit, c->before, c->after);
}

static jh_status keep_purchase(jh_store *s, int64_t plan, size_t place,
                               const jh_plan_purchase *p, jh_error *err)
{
    const jh_led_point *x = &p->point;
    return jh__db_do(
        s, err,
        "INSERT INTO out_plan_purchase (plan, place, area, school_id, school, "
        "school_area, stage, fact, thing_zh, thing_en, name_zh, name_en, stage_zh, "
        "stage_en, unit_zh, unit_en, need_unit_zh, need_unit_en, clause, decimals, "
        "need_decimals, less, value, standard, target, bought, received, given, cost) "
        "VALUES (?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?)",
        "iitttttttttttttttttiiirrrrrrr", plan, (int64_t)place, p->area, p->school_id,
        p->school, p->school_area, p->stage, p->fact, text(p->thing.zh),
        text(p->thing.en), text(x->name.zh), text(x->name.en), text(x->stage.zh),
        text(x->stage.en), text(x->unit.zh), text(x->unit.en), text(x->need_unit.zh),
        text(x->need_unit.en), text(x->clause), (int64_t)x->decimals,
        (int64_t)x->need_decimals, (int64_t)x->less, p->value, p->standard, p->target,
        p->bought, p->received, p->given, p->cost);
}

static jh_status insert_plan(jh_store *s, const jh_kept_plan *p, jh_error *err)
{
    JH_TRY(jh__db_do(
        s, err,
        "INSERT INTO out_plan (name, snapshot, kind, pack, version, parameters, seed, "
        "engine, at, person, cost, bound, sections, sections_before, sections_after, "
        "limits, limits_before, limits_after, json) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "tittttitttrriiiiiit", p->name, p->snapshot.id, p->kind, p->pack, p->version,
        p->parameters, p->seed, p->engine, p->stamp.at, p->stamp.person, p->cost,
        p->bound, (int64_t)p->sections, (int64_t)p->sections_before,
        (int64_t)p->sections_after, (int64_t)p->limits, (int64_t)p->limits_before,
        (int64_t)p->limits_after, p->json));
    int64_t id = sqlite3_last_insert_rowid(s->db);
    for (size_t i = 0; i < p->files; i++)
        JH_TRY(keep_file(s, id, i, &p->file[i], err));
    for (size_t i = 0; i < p->coefficients; i++)
        JH_TRY(keep_coefficient(s, id, i, &p->coefficient[i], err));
    for (size_t i = 0; i < p->purchases; i++)
        JH_TRY(keep_purchase(s, id, i, &p->purchase[i], err));
    JH_TRY(keep_base(s, id, p, err));
    JH_TRY(jh__audit_add(s, p->stamp, "plan", id, err));
    return jh__audit_add(s, p->stamp, "plan_base", id, err);
}

jh_status jh_store_keep_plan(jh_store *store, const jh_kept_plan *plan, bool *fresh,
                             jh_error *err)
{
    bool same = false, other = false;
    *fresh = false;
    JH_TRY(jh__db_begin(store, "out_", err));
    jh_status st = there_already(store, plan, &same, &other, err);
    if (st == JH_OK && other)
        st = jh_fail(err, JH_EUSAGE, "store.plan_name_taken", "name:s", plan->name);
    if (st == JH_OK && !same) st = insert_plan(store, plan, err);
    JH_TRY(jh__db_end(store, st, err));
    *fresh = !same;
    return JH_OK;
}

/* ---- reading again ---- */

#define PLAN_COLUMNS                                                                     \
    "SELECT o.id, o.name, o.at, o.person, o.kind, o.pack, o.version, o.engine, "         \
    "o.parameters, o.seed, o.cost, o.bound, o.sections, o.sections_before, "             \
    "o.sections_after, o.limits, o.limits_before, o.limits_after, o.json, p.id, "        \
    "p.name, p.year, b.settings, b.date, b.lang, b.reliefs_in_force, b.movers, "         \
    "b.travel FROM out_plan o JOIN snap_snapshot p ON p.id = o.snapshot "                \
    "LEFT JOIN out_plan_base b ON b.plan = o.id "

static double real(sqlite3_stmt *stmt, int i)
{
    return sqlite3_column_type(stmt, i) == SQLITE_NULL ? NAN
                                                       : sqlite3_column_double(stmt, i);
}

static bool take_plan(jh_arena *arena, sqlite3_stmt *stmt, jh_kept_plan *p)
{
    bool oom = false;
    const char **const word[] = {&p->name,   &p->stamp.at,  &p->stamp.person,
                                 &p->kind,   &p->pack,      &p->version,
                                 &p->engine, &p->parameters};
    size_t *const count[] = {&p->sections, &p->sections_before, &p->sections_after,
                             &p->limits,   &p->limits_before,   &p->limits_after};
    *p = (jh_kept_plan){.id = sqlite3_column_int64(stmt, 0)};
    for (size_t i = 0; i < JH_COUNT(word); i++)
        *word[i] = jh__db_text(arena, stmt, (int)i + 1, &oom);
    p->seed = sqlite3_column_int64(stmt, 9);
    p->cost = real(stmt, 10);
    p->bound = real(stmt, 11);
    for (size_t i = 0; i < JH_COUNT(count); i++)
        *count[i] = (size_t)sqlite3_column_int64(stmt, (int)i + 12);
    p->json = jh__db_text(arena, stmt, 18, &oom);
    p->json_n = (size_t)sqlite3_column_bytes(stmt, 18);
    p->snapshot.id = sqlite3_column_int64(stmt, 19);
    p->snapshot.name = jh__db_text(arena, stmt, 20, &oom);
    p->snapshot.year = sqlite3_column_int(stmt, 21);
    p->settings = jh__db_text(arena, stmt, 22, &oom);
    p->date = jh__db_text(arena, stmt, 23, &oom);
    p->lang = sqlite3_column_type(stmt, 24) == SQLITE_NULL
                  ? NULL
                  : jh__db_text(arena, stmt, 24, &oom);
    p->reliefs_in_force = sqlite3_column_int(stmt, 25) != 0;
    p->movers = real(stmt, 26);
    p->travel = real(stmt, 27);
    return !oom;
}

jh_status jh_store_plans(jh_store *store, jh_arena *arena, jh_kept_plan **out, size_t *n,
                         jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row, oom = false;
    size_t cap = 0;
    *out = NULL;
    *n = 0;
    JH_TRY(jh__db_query(store, &stmt, err, PLAN_COLUMNS "ORDER BY o.id", ""));
    jh_status st;
    while ((st = jh__db_step(store, stmt, &row, err)) == JH_OK && row && !oom) {
        jh_kept_plan *grown = jh_grow(arena, *out, &cap, *n + 1, sizeof *grown);
        oom = !grown;
        if (oom) break;
        *out = grown;
        oom = !take_plan(arena, stmt, &grown[(*n)++]);
    }
    sqlite3_finalize(stmt);
    return st == JH_OK && oom ? jh_nomem(err) : st;
}

static bool take_coefficient(jh_arena *arena, sqlite3_stmt *stmt, void *row)
{
    bool oom = false;
    jh_plan_coefficient *c = row;
    c->area = jh__db_text(arena, stmt, 0, &oom);
    c->stage = jh__db_text(arena, stmt, 1, &oom);
    c->indicator = jh__db_text(arena, stmt, 2, &oom);
    c->stage_name.zh = jh__db_text(arena, stmt, 3, &oom);
    c->stage_name.en = jh__db_text(arena, stmt, 4, &oom);
    c->name.zh = jh__db_text(arena, stmt, 5, &oom);
    c->name.en = jh__db_text(arena, stmt, 6, &oom);
    c->limit = real(stmt, 7);
    c->before = real(stmt, 8);
    c->after = real(stmt, 9);
    return !oom;
}

static bool take_purchase(jh_arena *arena, sqlite3_stmt *stmt, void *row)
{
    bool oom = false;
    jh_plan_purchase *p = row;
    jh_led_point *x = &p->point;
    const char **const word[] = {
        &p->area,         &p->school_id, &p->school,   &p->school_area, &p->stage,
        &p->fact,         &p->thing.zh,  &p->thing.en, &x->name.zh,     &x->name.en,
        &x->stage.zh,     &x->stage.en,  &x->unit.zh,  &x->unit.en,     &x->need_unit.zh,
        &x->need_unit.en, &x->clause};
    double *const number[] = {&p->value,    &p->standard, &p->target, &p->bought,
                              &p->received, &p->given,    &p->cost};
    for (size_t i = 0; i < JH_COUNT(word); i++)
        *word[i] = jh__db_text(arena, stmt, (int)i, &oom);
    x->category = (jh_label){"", ""};
    x->decimals = sqlite3_column_int(stmt, 17);
    x->need_decimals = sqlite3_column_int(stmt, 18);
    x->less = sqlite3_column_int(stmt, 19) != 0;
    for (size_t i = 0; i < JH_COUNT(number); i++)
        *number[i] = real(stmt, (int)i + 20);
    return !oom;
}

static bool take_text(jh_arena *arena, sqlite3_stmt *stmt, void *row)
{
    bool oom = false;
    jh_kept_text *t = row;
    t->kind = jh__db_text(arena, stmt, 0, &oom);
    t->id = jh__db_text(arena, stmt, 1, &oom);
    t->file = jh__db_text(arena, stmt, 2, &oom);
    t->bytes = jh__db_text(arena, stmt, 3, &oom);
    t->n = (size_t)sqlite3_column_bytes(stmt, 3);
    return !oom;
}

static bool take_file(jh_arena *arena, sqlite3_stmt *stmt, void *row)
{
    bool oom = false;
    jh_plan_file *f = row;
    f->param = jh__db_text(arena, stmt, 0, &oom);
    f->original.name = jh__db_text(arena, stmt, 1, &oom);
    f->original.n = (size_t)sqlite3_column_bytes(stmt, 2);
    const void *bytes = sqlite3_column_blob(stmt, 2);
    f->original.bytes = jh_strndup(arena, bytes ? bytes : "", f->original.n);
    return !oom && f->original.bytes;
}

typedef struct part {
    jh_arena *arena;
    const char *sql;
    size_t size;
    bool (*take)(jh_arena *arena, sqlite3_stmt *stmt, void *row);
} part;

static jh_status read_part(jh_store *s, const part *what, int64_t plan, void **out,
                           size_t *n, jh_error *err)
{
    jh_arena *arena = what->arena;
    sqlite3_stmt *stmt;
    bool row, oom = false;
    size_t cap = 0;
    *out = NULL;
    *n = 0;
    JH_TRY(jh__db_query(s, &stmt, err, what->sql, "i", plan));
    jh_status st;
    while ((st = jh__db_step(s, stmt, &row, err)) == JH_OK && row && !oom) {
        void *grown = jh_grow(arena, *out, &cap, *n + 1, what->size);
        oom = !grown;
        if (oom) break;
        *out = grown;
        oom = !what->take(arena, stmt, (char *)grown + what->size * (*n)++);
    }
    sqlite3_finalize(stmt);
    return st == JH_OK && oom ? jh_nomem(err) : st;
}

jh_status jh_store_plan(jh_store *store, jh_arena *arena, const char *name,
                        jh_kept_plan *out, jh_error *err)
{
    const part coefficient = {
        arena,
        "SELECT area, stage, indicator, stage_zh, stage_en, name_zh, name_en, cap, "
        "before, after FROM out_plan_coefficient "
        "WHERE plan = ? ORDER BY place",
        sizeof(jh_plan_coefficient), take_coefficient};
    const part purchase = {
        arena,
        "SELECT area, school_id, school, school_area, stage, fact, thing_zh, thing_en, "
        "name_zh, name_en, stage_zh, stage_en, unit_zh, unit_en, need_unit_zh, "
        "need_unit_en, clause, decimals, need_decimals, less, value, standard, target, "
        "bought, "
        "received, given, cost FROM out_plan_purchase WHERE plan = ? ORDER BY place",
        sizeof(jh_plan_purchase), take_purchase};
    const part text_of = {
        arena,
        "SELECT p.kind, p.id, p.file, t.bytes FROM out_plan_text p "
        "JOIN out_text t ON t.hash = p.text WHERE p.plan = ? ORDER BY p.place",
        sizeof(jh_kept_text), take_text};
    const part file = {
        arena,
        "SELECT g.param, f.name, s.bytes FROM out_plan_file f JOIN reg_source s "
        "ON s.id = f.source JOIN out_plan_given g ON g.plan = f.plan AND "
        "g.place = f.place WHERE f.plan = ? ORDER BY f.place",
        sizeof(jh_plan_file), take_file};
    sqlite3_stmt *stmt;
    bool row, fine = true;
    void *list = NULL;
    JH_TRY(jh__db_query(store, &stmt, err, PLAN_COLUMNS "WHERE o.name = ?", "t", name));
    jh_status st = jh__db_step(store, stmt, &row, err);
    if (st == JH_OK && row) fine = take_plan(arena, stmt, out);
    sqlite3_finalize(stmt);
    JH_TRY(st);
    if (!row) return jh_fail(err, JH_EUSAGE, "store.no_plan", "name:s", name);
    if (!fine) return jh_nomem(err);
    JH_TRY(read_part(store, &coefficient, out->id, &list, &out->coefficients, err));
    out->coefficient = list;
    JH_TRY(read_part(store, &purchase, out->id, &list, &out->purchases, err));
    out->purchase = list;
    JH_TRY(read_part(store, &text_of, out->id, &list, &out->texts, err));
    out->text = list;
    JH_TRY(read_part(store, &file, out->id, &list, &out->files, err));
    out->file = list;
    return JH_OK;
}
