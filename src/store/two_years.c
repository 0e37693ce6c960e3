/* Two years side by side, for the checks of the later one: which schools of the year before
 * each school goes back to, and which came or went without a word. */
#include "store_int.h"

#include <string.h>

#define FEW                                                                              \
    10 /* schools that are named one by one; more of them, or a fifth of all, are counted */

typedef struct pairing {
    jh_store *s;
    jh_arena *arena;
    jh_two_years *y;
    jh__events events;
    size_t entries;
    uint32_t *now; /* by first entry: row of the later year + 1 */
    bool *parted;  /* by first entry: split meanwhile, so that nothing compares */
    jh_error *err;
} pairing;

/* ---- which rows belong together ---- */

/* What a school of the year before has become by the later one. */
static int64_t became(const pairing *p, int64_t root)
{
    int from = p->y->turns.from, to = p->y->turns.to;
    for (int guard = 0; guard < 16; guard++) {
        const jh__event_row *next = NULL;
        for (size_t i = 0; i < p->events.n && !next; i++) {
            const jh__event_row *e = &p->events.row[i];
            bool joins = e->kind == JH_SCHOOL_MERGED ||
                         (e->kind == JH_SCHOOL_CAMPUS && !p->now[root]);
            if (!joins || e->to || e->year <= from || e->year > to ||
                jh__events_root(&p->events, e->subject) != root)
                continue;
            for (size_t k = i + 1; k < p->events.n && p->events.row[k].event == e->event;
                 k++)
                if (p->events.row[k].to) next = &p->events.row[k];
        }
        if (!next) break;
        root = jh__events_root(&p->events, next->subject);
    }
    return root;
}

static void note_parted(pairing *p)
{
    for (size_t i = 0; i < p->events.n; i++) {
        const jh__event_row *e = &p->events.row[i];
        if (e->kind == JH_SCHOOL_SPLIT && e->year > p->y->turns.from &&
            e->year <= p->y->turns.to)
            p->parted[jh__events_root(&p->events, e->subject)] = true;
    }
}

static jh_status make_room(pairing *p)
{
    int64_t most;
    JH_TRY(jh__db_number(p->s, "SELECT max(id) FROM reg_subject", 0, 0, &most, p->err));
    p->entries = (size_t)most + 1;
    size_t rows = p->y->now.book[JH_BOOK_SCHOOL].rows;
    p->now = jh_alloc_array(p->arena, p->entries, sizeof *p->now);
    p->parted = jh_alloc_array(p->arena, p->entries, sizeof *p->parted);
    p->y->kin.first = jh_alloc_array(p->arena, rows + 2, sizeof(size_t));
    p->y->kin.row = jh_alloc_array(p->arena, p->y->before.book[JH_BOOK_SCHOOL].rows + 1,
                                   sizeof(size_t));
    bool fine = p->now && p->parted && p->y->kin.first && p->y->kin.row;
    return fine ? JH_OK : jh_nomem(p->err);
}

/* Row of the later year + 1 that a row of the year before belongs to, 0 none. */
static size_t home(const pairing *p, size_t row)
{
    int64_t root = jh__events_root(&p->events, p->y->before.entry[row]);
    if (p->parted[root]) return 0;
    int64_t to = became(p, root);
    return p->parted[to] ? 0 : p->now[to];
}

static jh_status pair(pairing *p)
{
    const jh_books *now = &p->y->now, *before = &p->y->before;
    size_t rows = now->book[JH_BOOK_SCHOOL].rows;
    size_t rows_before = before->book[JH_BOOK_SCHOOL].rows;
    JH_TRY(make_room(p));
    note_parted(p);
    for (size_t i = 0; i < rows; i++)
        p->now[jh__events_root(&p->events, now->entry[i])] = (uint32_t)i + 1;
    size_t *first = p->y->kin.first;
    size_t *next = jh_alloc_array(p->arena, rows + 1, sizeof *next);
    size_t *of = jh_alloc_array(p->arena, rows_before + 1, sizeof *of);
    if (!next || !of) return jh_nomem(p->err);
    for (size_t i = 0; i < rows_before; i++) {
        of[i] = home(p, i);
        if (of[i]) first[of[i]]++;
    }
    for (size_t i = 0; i < rows; i++) {
        first[i + 1] += first[i];
        next[i] = first[i];
    }
    for (size_t i = 0; i < rows_before; i++)
        if (of[i]) p->y->kin.row[next[of[i] - 1]++] = i;
    return JH_OK;
}

/* ---- who came or went without a word ---- */

static const jh_column *column_of(const jh_books *b, const char *name, int64_t entry,
                                  size_t *row)
{
    const jh_frame *f = &b->book[JH_BOOK_SCHOOL];
    ptrdiff_t c = name ? jh_frame_find(f, name) : -1;
    for (size_t i = 0; c >= 0 && i < f->rows; i++)
        if (b->entry[i] == entry) {
            *row = i;
            return &f->column[c];
        }
    return NULL;
}

static jh_where cell_of(const jh_books *b, const char *column, int64_t entry)
{
    size_t row;
    const jh_column *c = column_of(b, column, entry, &row);
    return c ? jh_sources_where(&b->sources, c->origin[row]) : (jh_where){0};
}

static const char *area_of(const jh_books *b, const jh_roles *roles, int64_t entry)
{
    size_t row;
    const jh_column *c = column_of(b, roles->area, entry, &row);
    return c && c->type == JH_TEXT && c->valid[row] ? c->text[row] : NULL;
}

static jh_status add(pairing *p, const jh_turn *t, const char *check, const char *key,
                     const char *known)
{
    jh_diags *d = &p->y->now.diags;
    bool gone = !t->now || t->kind == JH_TURN_WAITING;
    const char *id = t->id ? t->id : t->id_before;
    const char *name = t->name ? t->name : t->name_before;
    const jh_roles *roles = &p->y->turns.roles;
    const jh_books *in = gone ? &p->y->before : &p->y->now;
    jh_where where =
        cell_of(in, id ? roles->id : roles->name, gone ? t->entry_before : t->entry);
    /* a file of this year may be called the same */
    if (gone && where.file)
        where.file = jh_sprintf(p->arena, "%d/%s", p->y->turns.from, where.file);
    if (jh_diag_add(d, JH_EXPLAIN, where, key, "name:s id:s known:s from:d year:d",
                    name ? name : "", id ? id : "", known, p->y->turns.from,
                    p->y->turns.to) != JH_OK)
        return jh_nomem(p->err);
    d->item[d->n - 1].check = check;
    d->item[d->n - 1].subject = id ? id : name;
    return JH_OK;
}

static jh_status count_only(pairing *p, const char *key, size_t n)
{
    jh_status st = jh_diag_add(&p->y->now.diags, JH_NOTE, (jh_where){0}, key,
                               "n:u all:u from:d year:d", n, p->y->turns.turns,
                               p->y->turns.from, p->y->turns.to);
    return st == JH_OK ? JH_OK : jh_nomem(p->err);
}

static bool is_gone(const jh_turn *t)
{
    return !t->explained && (t->kind == JH_TURN_MISSING || t->kind == JH_TURN_WAITING);
}

static bool is_fresh(const jh_turn *t)
{
    return !t->explained && (t->kind == JH_TURN_NEW || t->kind == JH_TURN_RETURNED);
}

/* Id of a school that is missing under the same name: then the id was changed. */
static const char *namesake(const pairing *p, const jh_turn *t)
{
    const jh_rollover *r = &p->y->turns;
    const char *id = NULL;
    for (size_t i = 0; i < r->turns && t->name && t->kind == JH_TURN_NEW; i++) {
        const jh_turn *x = &r->turn[i];
        if (!is_gone(x) || !x->name_before || strcmp(x->name_before, t->name)) continue;
        const char *a = area_of(&p->y->before, &r->roles, x->entry_before);
        const char *b = area_of(&p->y->now, &r->roles, t->entry);
        if (a && b && strcmp(a, b) != 0) continue;
        if (id) return NULL;
        id = x->id_before;
    }
    return id;
}

static jh_status tell_turns(pairing *p)
{
    const jh_rollover *r = &p->y->turns;
    size_t gone = 0, fresh = 0;
    for (size_t i = 0; i < r->turns; i++) {
        gone += is_gone(&r->turn[i]);
        fresh += is_fresh(&r->turn[i]);
    }
    bool many_gone = gone > FEW && gone * 5 > r->turns;
    bool many_fresh = fresh > FEW && fresh * 5 > r->turns;
    if (many_gone) JH_TRY(count_only(p, "store.many_missing", gone));
    if (many_fresh) JH_TRY(count_only(p, "store.many_new", fresh));
    for (size_t i = 0; i < r->turns; i++) {
        const jh_turn *t = &r->turn[i];
        if (is_gone(t) && !many_gone)
            JH_TRY(add(p, t, "school_missing", "store.school_missing", ""));
        if (!is_fresh(t) || many_fresh) continue;
        const char *known = namesake(p, t);
        if (known)
            JH_TRY(add(p, t, "new_id", "store.new_id", known));
        else
            JH_TRY(add(p, t, "school_new", "store.school_new", ""));
    }
    return JH_OK;
}

/* What the import itself said of new ids is told by the years instead. */
static void forget_new_ids(jh_two_years *y)
{
    jh_diags *d = &y->now.diags;
    size_t n = 0, older = y->older;
    for (size_t i = 0; i < d->n; i++) {
        const jh_diag *x = &d->item[i];
        if (x->check && !strcmp(x->check, "new_id")) {
            y->older -= i < older;
            if (!x->reason) d->count[x->level]--;
            continue;
        }
        d->item[n++] = *x;
    }
    d->n = n;
}

/* ---- all ---- */

static jh_status last_year(pairing *p, int year, int64_t *out)
{
    return jh__db_number(
        p->s,
        "SELECT max(r.year) FROM v_record r JOIN reg_subject s ON s.id = "
        "r.subject AND s.book = 'school' WHERE r.year < ?",
        year, 0, out, p->err);
}

jh_status jh__two_years(jh_store *s, jh_arena *arena, int year, const jh_roles *roles,
                        jh_two_years *out, jh_error *err)
{
    int64_t before;
    pairing p = {.s = s, .arena = arena, .y = out, .err = err};
    *out = (jh_two_years){0};
    JH_TRY(jh__year_books(s, arena, year, &out->now, err));
    out->older = out->now.diags.n;
    JH_TRY(last_year(&p, year, &before));
    if (!before || !out->now.book[JH_BOOK_SCHOOL].rows) return JH_OK;
    out->has_before = true;
    out->turns = (jh_rollover){.from = (int)before, .to = year, .roles = *roles};
    JH_TRY(jh__year_books(s, arena, (int)before, &out->before, err));
    JH_TRY(jh__turns(s, arena, &out->turns, err));
    JH_TRY(jh__events_load(s, arena, &p.events, err));
    JH_TRY(pair(&p));
    forget_new_ids(out);
    return tell_turns(&p);
}

jh_status jh_store_two_years(jh_store *store, jh_arena *arena, int year,
                             const jh_roles *roles, jh_two_years *out, jh_error *err)
{
    char number[32];
    JH_TRY(jh__db_run(store, "BEGIN", err));
    jh_status st = jh__two_years(store, arena, year, roles, out, err);
    jh__db_undo(store);
    JH_TRY(st);
    if (out->now.vocabulary) return JH_OK;
    jh_number_shortest(year, number);
    return jh_fail(err, JH_EINPUT, "store.no_year", "year:s", number);
}
