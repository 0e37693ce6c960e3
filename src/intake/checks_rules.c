/* The checks that a vocabulary declares, and the reasons with which people let a finding
 * stand. */
#include "forms.h"

#include <math.h>
#include <string.h>

/* One area: its row of the areas frame, its schools. */
typedef struct area {
    const char *name;
    ptrdiff_t row; /* -1: only its schools are known */
    size_t *school;
    size_t schools;
} area;

typedef struct rules {
    jh_facts *facts;
    jh_column **school, **area_column; /* by fact; NULL where it was not seen */
    size_t row;                        /* the school that is looked at */
    const area *area;                  /* the area that is looked at, or NULL */
} rules;

static jh_value column_value(const jh_column *c, size_t row, int slot)
{
    if (!c || !c->valid[row]) return (jh_value){.state = JH_MISSING, .slot = slot};
    return (jh_value){.state = JH_KNOWN,
                      .number = c->type == JH_NUMBER ? c->number[row] : 0,
                      .text = c->type == JH_TEXT ? c->text[row] : NULL,
                      .slot = -1};
}

static jh_value value_of(void *ctx, int slot, size_t row)
{
    const rules *r = ctx;
    if (!r->area) return column_value(r->school[slot], r->row, slot);
    if (row != SIZE_MAX) return column_value(r->school[slot], r->area->school[row], slot);
    if (r->area->row < 0) return (jh_value){.state = JH_MISSING, .slot = slot};
    return column_value(r->area_column[slot], (size_t)r->area->row, slot);
}

static const jh_column *cell_column(const rules *r, int fact, size_t *row)
{
    const jh_vocabulary *v = r->facts->vocabulary;
    if (!r->area) {
        *row = r->row;
        return r->school[fact];
    }
    if (v->fact[fact].level != JH_OF_AREA || r->area->row < 0) return NULL;
    *row = (size_t)r->area->row;
    return r->area_column[fact];
}

/* Whether the row's own facts that the check names are all known. */
static bool all_known(const rules *r, const jh_check *check)
{
    for (size_t i = 0; i < check->facts; i++) {
        size_t row = 0;
        int fact = check->fact[i];
        bool summed = r->area && r->facts->vocabulary->fact[fact].level == JH_OF_SCHOOL;
        const jh_column *c = summed ? NULL : cell_column(r, fact, &row);
        if (!summed && (!c || !c->valid[row])) return false;
    }
    return true;
}

/* Whether the test is known to fail. */
static jh_status fails(rules *r, const jh_check *check, bool *out)
{
    jh_lookup lookup = {
        .ctx = r, .get = value_of, .rows = r->area ? r->area->schools : 0};
    jh_value v = jh_formula_value(check->test, &lookup);
    *out = v.state == JH_KNOWN && v.number == 0;
    if (!v.close) return JH_OK;
    const jh_exact *exact = NULL; /* sums of decimals: only fractions can say equal */
    jh_state state;
    jh_arena *scratch =
        jh_arena_new(); /* emptied at once: there may be a nation of rows */
    if (!scratch) return JH_ENOMEM;
    jh_status st = jh_formula_exact(check->test, &lookup, scratch, &exact, &state);
    if (st == JH_OK && exact) *out = jh_exact_double(exact) == 0;
    jh_arena_free(scratch);
    return st;
}

/* "在校生数 12（一校.xlsx [表] C7）、…" in one language. */
static void write_cells(const rules *r, const jh_check *check, jh_lang lang, jh_buf *out)
{
    const jh_facts *f = r->facts;
    for (size_t i = 0; i < check->facts; i++) {
        size_t row = 0;
        char number[32];
        int fact = check->fact[i];
        const jh_column *c = cell_column(r, fact, &row);
        if (!c || !c->valid[row]) continue;
        if (c->type == JH_NUMBER) jh_number_shortest(c->number[row], number);
        jh_where where = jh_sources_where(&f->sources, c->origin[row]);
        if (out->n && out->p[out->n - 1] != JH_MSG_BOTH)
            jh_buf_puts(out, lang == JH_ZH ? "；" : "; ");
        jh_buf_printf(out, "%s %s", jh_label_in(f->vocabulary->fact[fact].name, lang),
                      c->type == JH_NUMBER ? number : c->text[row]);
        if (!where.row) continue;
        jh_buf_puts(out, lang == JH_ZH ? "，" : ", ");
        jh_where_render(out, lang, where);
    }
}

static jh_status tell(rules *r, const jh_check *check, const char *subject)
{
    jh_buf b = {0};
    jh__about about = {check->level, check->id, subject, {0}};
    for (size_t i = 0; i < check->facts && !about.where.row; i++) {
        size_t row = 0;
        const jh_column *c = cell_column(r, check->fact[i], &row);
        if (c) about.where = jh_sources_where(&r->facts->sources, c->origin[row]);
    }
    write_cells(r, check, JH_ZH, &b);
    jh_buf_putc(&b, JH_MSG_BOTH);
    write_cells(r, check, JH_EN, &b);
    const char *message = jh_label_both(r->facts->arena, check->message);
    jh_status st = b.oom || !message ? JH_ENOMEM
                                     : jh__find(r->facts, &about, "intake.check_failed",
                                                "message:s cells:s", message, b.p);
    jh_buf_clear(&b);
    return st;
}

static void mark_fault(jh__held *held, size_t first_diag, size_t n)
{
    if (!held->fault) held->first_diag = first_diag;
    held->diags = first_diag + n - held->first_diag;
    held->fault = true;
}

/* All checks of one school or area; a failing one of level block keeps the row out. */
static jh_status check_row(rules *r, jh_fact_level over, const char *subject,
                           jh__held *held)
{
    const jh_vocabulary *v = r->facts->vocabulary;
    jh_diags *d = &r->facts->diags;
    size_t first = d->n, blocks = d->count[JH_BLOCK];
    for (size_t i = 0; i < v->checks; i++) {
        bool failed;
        if (v->check[i].over != over || !all_known(r, &v->check[i])) continue;
        JH_TRY(fails(r, &v->check[i], &failed));
        if (failed) JH_TRY(tell(r, &v->check[i], subject));
    }
    if (held && d->count[JH_BLOCK] > blocks) mark_fault(held, first, d->n - first);
    return JH_OK;
}

/* ---- areas ------------------------------------------------------------------------------- */

/* The areas of the schools and those of the areas frame, each once. */
static jh_status list_areas(jh_facts *f, area **out, size_t *n)
{
    const jh_vocabulary *v = f->vocabulary;
    ptrdiff_t in_schools =
        v->role_area < 0 ? -1 : jh_frame_find(&f->schools, v->fact[v->role_area].id);
    jh_groups groups = {0};
    jh__map map = {0};
    if (in_schools >= 0)
        JH_TRY(jh_frame_group(f->arena, &f->schools, (size_t)in_schools, &groups));
    area *list = jh_alloc_array(f->arena, groups.n + f->areas.rows + 1, sizeof *list);
    size_t *school = jh_alloc_array(f->arena, f->schools.rows + 1, sizeof *school);
    if (!list || !school) return JH_ENOMEM;
    for (size_t g = 0; g < groups.n; g++) {
        list[g] = (area){.name = groups.name[g], .row = -1, .school = school};
        school += groups.size[g];
        if (list[g].name[0]) JH_TRY(jh__map_add(f->arena, &map, list[g].name, NULL, g));
    }
    for (size_t i = 0; groups.n && i < f->schools.rows; i++) {
        area *a = &list[groups.group[i]];
        a->school[a->schools++] = i;
    }
    *n = groups.n;
    for (size_t i = 0; i < f->areas.rows; i++) {
        const char *name = jh__fact_text(f, &f->areas, v->role_area, i);
        const jh__map_entry *e = name ? jh__map_get(&map, name, NULL) : NULL;
        if (e)
            list[e->value - 1].row = (ptrdiff_t)i;
        else
            list[(*n)++] = (area){.name = name ? name : "", .row = (ptrdiff_t)i};
    }
    *out = list;
    return JH_OK;
}

static jh_status check_areas(rules *r)
{
    area *list;
    size_t n;
    jh__shelf *shelf = &r->facts->state->shelf[JH__AREA];
    JH_TRY(list_areas(r->facts, &list, &n));
    for (size_t i = 0; i < n; i++) {
        r->area = &list[i];
        JH_TRY(check_row(r, JH_OF_AREA, list[i].name,
                         list[i].row < 0 ? NULL : &shelf->held[list[i].row]));
    }
    r->area = NULL;
    return JH_OK;
}

static jh_status check_all(rules *r)
{
    jh_facts *f = r->facts;
    size_t n = f->vocabulary->facts;
    r->school = jh_alloc_array(f->arena, n + 1, sizeof *r->school);
    r->area_column = jh_alloc_array(f->arena, n + 1, sizeof *r->area_column);
    if (!r->school || !r->area_column) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        r->school[i] = jh__fact_column(f, &f->schools, (int)i);
        r->area_column[i] = jh__fact_column(f, &f->areas, (int)i);
    }
    for (r->row = 0; r->row < f->schools.rows; r->row++)
        JH_TRY(check_row(r, JH_OF_SCHOOL, jh__subject(f, r->row),
                         &f->state->shelf[JH__SCHOOL].held[r->row]));
    return check_areas(r);
}

jh_status jh__check_rules(jh_facts *facts)
{
    rules r = {.facts = facts};
    return facts->vocabulary->checks ? check_all(&r) : JH_OK;
}

/* ---- overrides ----------------------------------------------------------------------------- */

typedef struct override_columns {
    const jh_column *check, *school, *reason;
} override_columns;

static const jh_column *named(const jh_frame *f, const char *name)
{
    ptrdiff_t c = jh_frame_find(f, name);
    return c < 0 ? NULL : &f->column[c];
}

static const char *text_at(const jh_column *c, size_t row)
{
    return c && c->valid[row] ? c->text[row] : NULL;
}

static jh_status tell_override(jh_facts *f, const override_columns *c, size_t row,
                               const char *key)
{
    jh__about about = {JH_NOTE, NULL, text_at(c->school, row), {0}};
    if (c->check) about.where = jh_sources_where(&f->sources, c->check->origin[row]);
    const char *check = text_at(c->check, row);
    return jh__find(f, &about, key, "check:s school:s", check ? check : "",
                    about.subject ? about.subject : "");
}

static jh_status index_overrides(jh_facts *f, const override_columns *c, jh__map *map)
{
    for (size_t i = 0; i < f->overrides.rows; i++) {
        const char *check = text_at(c->check, i), *school = text_at(c->school, i);
        if (!check) continue;
        if (!text_at(c->reason, i))
            JH_TRY(tell_override(f, c, i, "intake.override_no_reason"));
        else
            JH_TRY(jh__map_add(f->arena, map, check, school, i));
    }
    return JH_OK;
}

static jh_status pooled(jh_facts *f, const char *text, const char **out)
{
    *out = jh__pool_text(f->arena, &f->state->pool, text, strlen(text));
    return *out ? JH_OK : JH_ENOMEM;
}

jh_status jh__check_overrides(jh_facts *f)
{
    const override_columns c = {named(&f->overrides, "check"),
                                named(&f->overrides, "school_id"),
                                named(&f->overrides, "reason")};
    jh__map map = {0};
    if (!f->overrides.rows) return JH_OK;
    bool *used = jh_alloc_array(f->arena, f->overrides.rows, sizeof *used);
    if (!used) return JH_ENOMEM;
    JH_TRY(index_overrides(f, &c, &map));
    for (size_t i = 0; i < f->diags.n; i++) {
        jh_diag *d = &f->diags.item[i];
        const char *check, *subject;
        if (d->level != JH_EXPLAIN || !d->check || !d->subject || d->reason) continue;
        JH_TRY(pooled(f, d->check, &check));
        JH_TRY(pooled(f, d->subject, &subject));
        const jh__map_entry *e = jh__map_get(&map, check, subject);
        if (!e) continue;
        d->reason = text_at(c.reason, e->value - 1);
        f->diags.count[JH_EXPLAIN]--;
        used[e->value - 1] = true;
    }
    for (size_t i = 0, n = f->overrides.rows; i < n; i++)
        if (!used[i] && text_at(c.check, i) && text_at(c.reason, i))
            JH_TRY(tell_override(f, &c, i, "intake.override_unused"));
    return JH_OK;
}
