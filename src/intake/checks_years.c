/* Checks of a year that is kept: those of its own over all that was imported, and those
 * against the year before. */
#include "forms.h"

#include <string.h>

/* ---- a year that was kept, as the checks need it ---- */

static jh_status pool_column(jh_facts *facts, const jh_frame *frame, jh_column *c)
{
    for (size_t i = 0; c->type == JH_TEXT && i < frame->rows; i++) {
        if (!c->valid[i]) continue;
        c->text[i] = jh__pool_text(facts->arena, &facts->state->pool, c->text[i],
                                   strlen(c->text[i]));
        if (!c->text[i]) return JH_ENOMEM;
    }
    return JH_OK;
}

/* Texts are compared as pointers; and what is kept is no longer set aside. */
static jh_status adopt(jh_facts *facts)
{
    for (size_t k = 0; k < JH__RECORDS; k++) {
        jh__shelf *shelf = &facts->state->shelf[k];
        shelf->held =
            jh_alloc_array(facts->arena, shelf->frame->rows + 1, sizeof *shelf->held);
        if (!shelf->held) return JH_ENOMEM;
        for (size_t c = 0; c < shelf->frame->columns; c++)
            JH_TRY(pool_column(facts, shelf->frame, &shelf->frame->column[c]));
    }
    return JH_OK;
}

/* ---- two years ---- */

typedef struct years {
    jh_facts *now;
    const jh_facts *before;
    const jh_kin *kin;
    jh_column **column, **last; /* by fact; NULL where not seen */
    size_t row;
    jh_buf cells;
} years;

/* A figure that can be added up over schools that became one. */
static bool adds_up(const jh_fact *f)
{
    bool any = false;
    for (size_t i = 0; i < JH_UNITS_MAX; i++) {
        if (f->unit.power[i] < 0) return false;
        any = any || f->unit.power[i];
    }
    return f->kind == JH_FACT_NUMBER && any;
}

static jh_value known(const jh_column *c, size_t row)
{
    return (jh_value){.state = JH_KNOWN,
                      .number = c->type == JH_NUMBER ? c->number[row] : 0,
                      .text = c->type == JH_TEXT ? c->text[row] : NULL,
                      .slot = -1};
}

/* The year before; of schools that became one, together. */
static jh_value last_value(const years *y, int fact, int slot)
{
    const jh_value missing = {.state = JH_MISSING, .slot = slot};
    const jh_column *c = y->last[fact];
    size_t first = y->kin->first[y->row], n = y->kin->first[y->row + 1] - first;
    const size_t *row = &y->kin->row[first];
    if (!c || !n || (n > 1 && !adds_up(&y->now->vocabulary->fact[fact]))) return missing;
    jh_value v = {.state = JH_KNOWN, .slot = -1};
    if (n == 1) return c->valid[row[0]] ? known(c, row[0]) : missing;
    for (size_t i = 0; i < n; i++) {
        if (!c->valid[row[i]]) return missing;
        v.number += c->number[row[i]];
    }
    return v;
}

static jh_value value_of(void *ctx, int slot, size_t row)
{
    const years *y = ctx;
    (void)row;
    if (slot >= JH_SLOT_LAST) return last_value(y, slot - JH_SLOT_LAST, slot);
    const jh_column *c = y->column[slot];
    if (!c || !c->valid[y->row]) return (jh_value){.state = JH_MISSING, .slot = slot};
    return known(c, y->row);
}

static bool all_known(years *y, const jh_check *check)
{
    const int *slot;
    size_t n = jh_formula_slots(check->test, &slot);
    for (size_t i = 0; i < n; i++)
        if (value_of(y, slot[i], SIZE_MAX).state != JH_KNOWN) return false;
    return true;
}

/* ---- saying it ---- */

static void write_value(years *y, const jh_column *c, size_t row, const jh_sources *of,
                        jh_lang lang)
{
    char number[32];
    jh_where where = jh_sources_where(of, c->origin[row]);
    if (c->type == JH_NUMBER) jh_number_shortest(c->number[row], number);
    jh_buf_printf(&y->cells, " %s", c->type == JH_NUMBER ? number : c->text[row]);
    if (!where.row) return;
    jh_buf_puts(&y->cells, lang == JH_ZH ? "（" : " (");
    jh_where_render(&y->cells, lang, where);
    jh_buf_puts(&y->cells, lang == JH_ZH ? "）" : ")");
}

/* "小学在校生数 300（s.csv 第2行第5列），上一学年 450（s.csv …）" */
static void write_slot(years *y, int slot, jh_lang lang)
{
    bool last = slot >= JH_SLOT_LAST;
    int fact = last ? slot - JH_SLOT_LAST : slot;
    const char *name = jh_label_in(y->now->vocabulary->fact[fact].name, lang);
    size_t first = y->kin->first[y->row], end = y->kin->first[y->row + 1];
    if (y->cells.n && y->cells.p[y->cells.n - 1] != JH_MSG_BOTH)
        jh_buf_puts(&y->cells, lang == JH_ZH ? "；" : "; ");
    if (last) jh_buf_puts(&y->cells, lang == JH_ZH ? "上一学年" : "the year before, ");
    jh_buf_puts(&y->cells, name);
    if (!last) write_value(y, y->column[fact], y->row, &y->now->sources, lang);
    for (size_t i = first; last && i < end; i++) {
        if (i > first) jh_buf_puts(&y->cells, " +");
        write_value(y, y->last[fact], y->kin->row[i], &y->before->sources, lang);
    }
}

static jh_status tell(years *y, const jh_check *check)
{
    const int *slot;
    size_t n = jh_formula_slots(check->test, &slot);
    jh_facts *f = y->now;
    jh__about about = {check->level, check->id, jh__subject(f, y->row), {0}};
    y->cells.n = 0;
    for (int lang = JH_ZH; lang <= JH_EN; lang++) {
        if (lang == JH_EN) jh_buf_putc(&y->cells, JH_MSG_BOTH);
        for (size_t i = 0; i < n; i++)
            write_slot(y, slot[i], (jh_lang)lang);
    }
    for (size_t i = 0; i < n && !about.where.row; i++)
        if (slot[i] < JH_SLOT_LAST)
            about.where =
                jh_sources_where(&f->sources, y->column[slot[i]]->origin[y->row]);
    const char *message = jh_label_both(f->arena, check->message);
    if (y->cells.oom || !message) return JH_ENOMEM;
    return jh__find(f, &about, "intake.year_check_failed", "name:s message:s cells:s",
                    jh__school_name(f, y->row), message, y->cells.p);
}

static jh_status check_row(years *y)
{
    const jh_vocabulary *v = y->now->vocabulary;
    const jh_lookup lookup = {.ctx = y, .get = value_of};
    for (size_t i = 0; i < v->year_checks; i++) {
        const jh_check *check = &v->year_check[i];
        if (!all_known(y, check)) continue;
        jh_value value = jh_formula_value(check->test, &lookup);
        if (value.close) JH_TRY(jh_formula_settle(check->test, &lookup, &value));
        if (value.state == JH_KNOWN && value.number == 0) JH_TRY(tell(y, check));
    }
    return JH_OK;
}

static jh_status compare(jh_facts *now, const jh_facts *before, const jh_kin *kin)
{
    size_t n = now->vocabulary->facts;
    years y = {.now = now, .before = before, .kin = kin};
    y.column = jh_alloc_array(now->arena, n + 1, sizeof *y.column);
    y.last = jh_alloc_array(now->arena, n + 1, sizeof *y.last);
    if (!y.column || !y.last) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        y.column[i] = jh__fact_column(now, &now->schools, (int)i);
        y.last[i] = jh__fact_column(now, &before->schools, (int)i);
    }
    jh_status st = JH_OK;
    for (; st == JH_OK && y.row < now->schools.rows; y.row++)
        if (kin->first[y.row + 1] > kin->first[y.row]) st = check_row(&y);
    jh_buf_clear(&y.cells);
    return st;
}

/* ---- all ---- */

bool jh_intake_rechecks(const jh_vocabulary *v, const jh_diag *d)
{
    if (!strcmp(d->msg.key, "intake.override_unused")) return true;
    if (!d->check || d->level == JH_BLOCK) return false;
    for (size_t i = 0; i < v->checks; i++)
        if (!strcmp(v->check[i].id, d->check)) return true;
    return jh__checks_across(d->check);
}

static jh_status recheck(jh_facts *facts, const jh_facts *before, const jh_kin *kin)
{
    JH_TRY(adopt(facts));
    JH_TRY(jh__check_across(facts));
    JH_TRY(jh__check_rules(facts));
    if (before) JH_TRY(compare(facts, before, kin));
    return jh__check_overrides(facts);
}

jh_status jh_intake_recheck(jh_facts *facts, const jh_facts *before, const jh_kin *kin,
                            jh_error *err)
{
    facts->state = NULL;
    jh_status st = jh__intake_of(facts, err);
    if (st == JH_OK) st = recheck(facts, before, kin);
    return st == JH_ENOMEM ? jh_nomem(err) : st;
}
