/* Checks that need all files: schools and areas against each other. */
#include "forms.h"

#include <math.h>
#include <string.h>

#define CONSTANT_SCHOOLS 5 /* from so many schools on the same figure is odd */
#define CONSTANT_SMALL                                                                   \
    6 /* whole figures up to here are often the same: grades, classes */

jh_status jh__find(jh_facts *facts, const jh__about *about, const char *key,
                   const char *spec, ...)
{
    jh_diags *d = &facts->diags;
    JH_TRY(jh_diag_add(d, about->level, about->where, key, ""));
    jh_diag *diag = &d->item[d->n - 1];
    va_list ap;
    va_start(ap, spec);
    jh_status st = jh_msg_setv(d->arena, &diag->msg, key, spec, &ap);
    va_end(ap);
    diag->check = about->check;
    diag->subject = about->subject;
    return st;
}

jh_column *jh__fact_column(const jh_facts *facts, const jh_frame *frame, int fact)
{
    if (fact < 0) return NULL;
    ptrdiff_t c = jh_frame_find(frame, facts->vocabulary->fact[fact].id);
    return c < 0 ? NULL : &frame->column[c];
}

const char *jh__fact_text(const jh_facts *facts, const jh_frame *frame, int fact,
                          size_t row)
{
    const jh_column *c = jh__fact_column(facts, frame, fact);
    return c && c->type == JH_TEXT && c->valid[row] ? c->text[row] : NULL;
}

const char *jh__subject(const jh_facts *facts, size_t row)
{
    const char *id =
        jh__fact_text(facts, &facts->schools, facts->vocabulary->role_id, row);
    return id ? id
              : jh__fact_text(facts, &facts->schools, facts->vocabulary->role_name, row);
}

const char *jh__school_name(const jh_facts *facts, size_t row)
{
    const char *name =
        jh__fact_text(facts, &facts->schools, facts->vocabulary->role_name, row);
    if (!name) name = jh__subject(facts, row);
    return name ? name : "";
}

/* ---- ids and names ------------------------------------------------------------------------- */

static size_t digits_of(const char *id)
{
    size_t n = strspn(id, "0123456789");
    return id[n] ? 0 : n;
}

/* Ids that are shorter than nearly all others have lost leading zeros in a spreadsheet. */
static jh_status short_ids(jh_facts *facts)
{
    size_t count[32] = {0}, all = 0, usual = 0;
    const jh_column *c =
        jh__fact_column(facts, &facts->schools, facts->vocabulary->role_id);
    if (!c || c->type != JH_TEXT) return JH_OK;
    for (size_t i = 0; i < facts->schools.rows; i++) {
        size_t n = c->valid[i] ? digits_of(c->text[i]) : 0;
        if (n && n < JH_COUNT(count)) count[n]++, all++;
    }
    for (size_t n = 1; n < JH_COUNT(count); n++)
        if (count[n] > count[usual]) usual = n;
    if (usual < 4 || count[usual] * 10 < all * 8) return JH_OK;
    for (size_t i = 0; i < facts->schools.rows; i++) {
        size_t n = c->valid[i] ? digits_of(c->text[i]) : 0;
        if (!n || n >= usual || usual - n > 3) continue;
        const jh__about about = {JH_NOTE, "short_id", c->text[i],
                                 jh_sources_where(&facts->sources, c->origin[i])};
        JH_TRY(jh__find(facts, &about, "intake.short_id", "text:s digits:u usual:u",
                        c->text[i], n, usual));
    }
    return JH_OK;
}

/* One name under two ids within an area: two schools, or one that was given two ids. */
static jh_status same_names(jh_facts *facts)
{
    const jh_vocabulary *v = facts->vocabulary;
    jh__map map = {0};
    jh_arena *scratch = jh_arena_new();
    jh_status st = scratch ? JH_OK : JH_ENOMEM;
    const jh_column *name = jh__fact_column(facts, &facts->schools, v->role_name);
    const jh_column *id = jh__fact_column(facts, &facts->schools, v->role_id);
    const jh_column *area = jh__fact_column(facts, &facts->schools, v->role_area);
    bool apply = name && id && name->type == JH_TEXT;
    for (size_t i = 0; st == JH_OK && apply && i < facts->schools.rows; i++) {
        if (!name->valid[i]) continue;
        const char *in = area && area->valid[i] ? area->text[i] : NULL;
        const jh__map_entry *first = jh__map_get(&map, name->text[i], in);
        if (!first) {
            st = jh__map_add(scratch, &map, name->text[i], in, i);
            continue;
        }
        const char *where = jh__both_where(
            facts->arena,
            jh_sources_where(&facts->sources, name->origin[first->value - 1]));
        const jh__about about = {JH_NOTE, "same_name", jh__subject(facts, i),
                                 jh_sources_where(&facts->sources, name->origin[i])};
        st = where ? jh__find(facts, &about, "intake.same_name", "name:s first:s",
                              name->text[i], where)
                   : JH_ENOMEM;
    }
    jh_arena_free(scratch);
    return st;
}

static jh_status no_areas(jh_facts *facts)
{
    const jh_vocabulary *v = facts->vocabulary;
    const jh_column *c = jh__fact_column(facts, &facts->schools, v->role_area);
    size_t missing = 0, first = 0;
    if (v->role_area < 0) return JH_OK;
    for (size_t i = facts->schools.rows; i-- > 0;)
        if (!c || !c->valid[i]) {
            missing++;
            first = i;
        }
    if (!missing) return JH_OK;
    const char *fact = jh_label_both(facts->arena, v->fact[v->role_area].name);
    const char *name = jh__school_name(facts, first);
    if (!fact) return JH_ENOMEM;
    const jh__about about = {JH_NOTE, "no_area", NULL, {0}};
    return jh__find(facts, &about, "intake.no_area", "fact:s count:u name:s", fact,
                    missing, name);
}

/* ---- one figure for a whole area --------------------------------------------------------------- */

/* What the known values of one fact look like in one area. */
typedef struct run {
    double value;
    size_t known, first;
    bool same;
} run;

/* Counts and areas add up over schools; rates (yuan a pupil) may well be the same. */
static bool adds_up(jh_unit unit)
{
    bool any = false;
    for (size_t i = 0; i < JH_UNITS_MAX; i++) {
        if (unit.power[i] < 0) return false;
        any = any || unit.power[i];
    }
    return any;
}

static jh_status tell_constant(jh_facts *facts, const jh_fact *fact, const jh_column *c,
                               const run *r, const char *area)
{
    const char *name = jh_label_both(facts->arena, fact->name);
    if (!name) return JH_ENOMEM;
    const jh__about about = {JH_EXPLAIN, "constant_column", area,
                             jh_sources_where(&facts->sources, c->origin[r->first])};
    return jh__find(facts, &about, "intake.constant_column",
                    "area:s fact:s value:g schools:u", area, name, r->value, r->known);
}

/* Every school of an area with the same figure: most likely the area's total was repeated. */
static jh_status constant_column(jh_facts *facts, int fact, const jh_groups *groups,
                                 run *by)
{
    const jh_fact *f = &facts->vocabulary->fact[fact];
    const jh_column *c = jh__fact_column(facts, &facts->schools, fact);
    if (!c || c->type != JH_NUMBER || f->kind != JH_FACT_NUMBER || !adds_up(f->unit))
        return JH_OK;
    memset(by, 0, groups->n * sizeof *by);
    for (size_t i = 0; i < facts->schools.rows; i++) {
        if (!c->valid[i]) continue;
        run *r = &by[groups->group[i]];
        if (!r->known++) {
            *r = (run){.value = c->number[i], .known = 1, .first = i, .same = true};
            continue;
        }
        r->same = r->same && c->number[i] == r->value;
    }
    for (size_t g = 0; g < groups->n; g++) {
        bool small = f->whole && by[g].value <= CONSTANT_SMALL;
        if (by[g].same && by[g].known >= CONSTANT_SCHOOLS && by[g].value != 0 && !small)
            JH_TRY(tell_constant(facts, f, c, &by[g], groups->name[g]));
    }
    return JH_OK;
}

static jh_status constants(jh_facts *facts)
{
    const jh_vocabulary *v = facts->vocabulary;
    ptrdiff_t area =
        v->role_area < 0 ? -1 : jh_frame_find(&facts->schools, v->fact[v->role_area].id);
    jh_groups groups;
    if (area < 0 || !facts->schools.rows) return JH_OK;
    JH_TRY(jh_frame_group(facts->arena, &facts->schools, (size_t)area, &groups));
    run *by = jh_alloc_array(facts->arena, groups.n + 1, sizeof *by);
    if (!by) return JH_ENOMEM;
    for (size_t i = 0; i < v->facts; i++)
        JH_TRY(constant_column(facts, (int)i, &groups, by));
    return JH_OK;
}

/* ---- all of them ------------------------------------------------------------------------------------ */

static jh_status sweep(jh_facts *facts)
{
    JH_TRY(jh__shelf_sweep(facts, &facts->state->shelf[JH__SCHOOL]));
    return jh__shelf_sweep(facts, &facts->state->shelf[JH__AREA]);
}

jh_status jh__check_across(jh_facts *facts)
{
    JH_TRY(no_areas(facts));
    JH_TRY(short_ids(facts));
    JH_TRY(same_names(facts));
    return constants(facts);
}

bool jh__checks_across(const char *check)
{
    static const char *const id[] = {"no_area", "short_id", "same_name",
                                     "constant_column"};
    for (size_t i = 0; i < JH_COUNT(id); i++)
        if (!strcmp(id[i], check)) return true;
    return false;
}

static jh_status check_all(jh_facts *facts)
{
    JH_TRY(sweep(facts));
    JH_TRY(jh__check_across(facts));
    JH_TRY(jh__check_places(facts));
    JH_TRY(jh__check_rules(facts));
    JH_TRY(sweep(facts));
    return jh__check_overrides(facts);
}

jh_status jh_intake_check(jh_facts *facts, const jh_intake_options *options,
                          jh_error *err)
{
    (void)options;
    jh_status st = jh__intake_of(facts, err);
    if (st == JH_OK) st = check_all(facts);
    return st == JH_ENOMEM ? jh_nomem(err) : st;
}
