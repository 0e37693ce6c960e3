/* Rows into frames. A school may come in parts on several sheets; its parts are found by id,
 * or by name within an area where there is no id. */
#include "forms.h"

#include <string.h>

typedef struct filing {
    jh__teller *t;
    jh__intake *in;
    jh__shelf *shelf;
    const jh_form *form;
    const jh__value *value;
    const char *id, *name, *area;
    uint32_t raw; /* number + 1 */
} filing;

static const char *known_text(const filing *f, int field)
{
    return field >= 0 && f->value[field].known ? f->value[field].text : NULL;
}

static const char *stored_text(const filing *f, int field, size_t row)
{
    if (field < 0 || !f->shelf->column || f->shelf->column[field] < 0) return NULL;
    const jh_column *c = &f->shelf->frame->column[f->shelf->column[field]];
    return c->valid[row] ? c->text[row] : NULL;
}

/* ---- finding the school ------------------------------------------------------------------ */

static jh_status add_names(filing *f, size_t row)
{
    const char *name = stored_text(f, f->form->role_name, row);
    const char *area = stored_text(f, f->form->role_area, row);
    if (!name) return JH_OK;
    JH_TRY(jh__map_add(f->in->arena, &f->shelf->by_name, name, NULL, row));
    if (area) JH_TRY(jh__map_add(f->in->arena, &f->shelf->by_name, name, area, row));
    return JH_OK;
}

/* The index of names is made when the first row comes without an id. */
static jh_status need_names(filing *f)
{
    if (f->shelf->named) return JH_OK;
    f->shelf->named = true;
    for (size_t i = 0; i < f->shelf->frame->rows; i++)
        JH_TRY(add_names(f, i));
    return JH_OK;
}

static const jh__map_entry *by_name(const filing *f)
{
    const jh__map_entry *e = NULL;
    if (f->area) e = jh__map_get(&f->shelf->by_name, f->name, f->area);
    if (e) return e;
    e = jh__map_get(&f->shelf->by_name, f->name, NULL);
    /* a row that names another area is another school */
    if (e && f->area && stored_text(f, f->form->role_area, e->value - 1)) return NULL;
    return e;
}

/* Row of the school that the values speak of, or -1; -2 if the name fits several. */
static jh_status find_school(filing *f, ptrdiff_t *out)
{
    *out = -1;
    if (f->id) {
        const jh__map_entry *e = jh__map_get(&f->shelf->by_id, f->id, NULL);
        if (e) *out = (ptrdiff_t)e->value - 1;
        if (e || !f->shelf->nameless || !f->name) return JH_OK;
    }
    if (!f->name) return JH_OK;
    JH_TRY(need_names(f));
    const jh__map_entry *e = by_name(f);
    if (!e) return JH_OK;
    if (f->id && stored_text(f, f->form->role_id, e->value - 1)) return JH_OK;
    *out = e->several && !f->id ? -2 : (ptrdiff_t)e->value - 1;
    return JH_OK;
}

static jh_status find_row(filing *f, ptrdiff_t *out)
{
    *out = -1;
    if (f->form->record == JH__SCHOOL) return find_school(f, out);
    if (f->form->record != JH__AREA || !f->area) return JH_OK;
    const jh__map_entry *e = jh__map_get(&f->shelf->by_id, f->area, NULL);
    if (e) *out = (ptrdiff_t)e->value - 1;
    return JH_OK;
}

static jh_status add_row(filing *f, ptrdiff_t *out)
{
    jh__shelf *s = f->shelf;
    size_t row;
    JH_TRY(jh_frame_add_row(s->frame, &row));
    jh__held *grown =
        jh_grow(f->in->arena, s->held, &s->held_cap, row + 1, sizeof *s->held);
    if (!grown) return JH_ENOMEM;
    s->held = grown;
    s->held[row] = (jh__held){0};
    const char *key = f->form->record == JH__AREA ? f->area : f->id;
    if (key) JH_TRY(jh__map_add(f->in->arena, &s->by_id, key, NULL, row));
    s->nameless += !key;
    *out = (ptrdiff_t)row;
    return JH_OK;
}

/* ---- filing -------------------------------------------------------------------------------- */

static jh_where stored_place(const filing *f, jh_origin at)
{
    return jh_sources_where(&f->t->facts->sources, at);
}

static bool same_value(const jh_column *c, size_t row, const jh__value *v)
{
    return c->type == JH_TEXT ? c->text[row] == v->text : c->number[row] == v->number;
}

static const char *value_text(const filing *f, const jh_column *c, const jh__value *v)
{
    char number[32];
    if (c->type == JH_TEXT) return v->text;
    jh_number_shortest(v->number, number);
    const char *text = jh_strdup(f->in->arena, number);
    return text ? text : "";
}

/* Two cells say different things about one school: neither is believed. Its names are only
 * names; the first is kept. */
static jh_status conflict(filing *f, int field, size_t row, const jh_column *c)
{
    const jh__value *v = &f->value[field];
    jh__held *held = &f->shelf->held[row];
    jh__value before = {.text = c->type == JH_TEXT ? c->text[row] : NULL,
                        .number = c->type == JH_TEXT ? 0 : c->number[row]};
    bool naming = field == f->form->role_name;
    size_t at = f->t->facts->diags.n;
    const char *where = jh__both_where(f->in->arena, stored_place(f, c->origin[row]));
    const char *name = jh_label_both(f->in->arena, f->form->field[field].name);
    if (!where || !name) return JH_ENOMEM;
    JH_TRY(jh_diag_add(&f->t->facts->diags, naming ? JH_EXPLAIN : JH_BLOCK,
                       stored_place(f, v->from), "intake.conflict",
                       "fact:s value:s other:s cell:s", name, value_text(f, c, v),
                       value_text(f, c, &before), where));
    f->t->facts->diags.item[at].subject = f->id ? f->id : f->name;
    if (naming) return JH_OK;
    if (!held->fault) held->first_diag = at;
    held->diags = at + 1 - held->first_diag;
    held->fault = true;
    return JH_OK;
}

static jh_status merge(filing *f, size_t row)
{
    for (size_t i = 0; i < f->form->fields; i++) {
        const jh__value *v = &f->value[i];
        if (!v->known && !v->from.row) continue;
        ptrdiff_t at;
        JH_TRY(jh__shelf_column(f->t->facts, f->form, (int)i, &at));
        jh_column *c = &f->shelf->frame->column[at];
        if (!v->known) {
            if (!c->valid[row] && !c->origin[row].row) c->origin[row] = v->from;
        } else if (!c->valid[row]) {
            if (c->type == JH_TEXT)
                jh_frame_set_text(f->shelf->frame, row, (size_t)at, v->text, v->from);
            else
                jh_frame_set_number(f->shelf->frame, row, (size_t)at, v->number, v->from);
        } else if (v->from.row && !same_value(c, row, v)) {
            JH_TRY(conflict(f, (int)i, row, c));
        }
    }
    return JH_OK;
}

/* A school twice on one sheet: which row is right is not ours to say, so neither is used. */
static jh_status twice(filing *f, size_t row)
{
    jh__held *held = &f->shelf->held[row];
    jh_facts *facts = f->t->facts;
    const jh__raw *now = &f->in->raw[f->raw - 1], *first = &f->in->raw[held->last - 1];
    size_t at = facts->diags.n;
    const char *where = jh__both_where(
        f->in->arena, stored_place(f, (jh_origin){first->source, first->row, 0}));
    if (!where) return JH_ENOMEM;
    const char *what = f->name ? f->name : f->id ? f->id : f->area;
    JH_TRY(jh_diag_add(
        &facts->diags, JH_BLOCK, stored_place(f, (jh_origin){now->source, now->row, 0}),
        f->form->record == JH__AREA ? "intake.duplicate_area" : "intake.duplicate_school",
        "name:s first:s", what ? what : "", where));
    facts->diags.item[at].subject = f->id ? f->id : what;
    if (!held->fault) {
        held->fault = true;
        held->first_diag = at;
        held->diags = 1;
    }
    return jh__reject(facts, now, at, 1);
}

static void attach(filing *f, size_t row)
{
    jh__held *held = &f->shelf->held[row];
    if (held->last)
        f->in->raw[held->last - 1].next = f->raw;
    else
        held->first = f->raw;
    held->last = f->raw;
}

/* A part that brings the id of a school that had none. */
static jh_status learn_id(filing *f, size_t row)
{
    if (!f->id || f->form->record != JH__SCHOOL) return JH_OK;
    if (jh__map_get(&f->shelf->by_id, f->id, NULL)) return JH_OK;
    if (f->shelf->nameless) f->shelf->nameless--;
    return jh__map_add(f->in->arena, &f->shelf->by_id, f->id, NULL, row);
}

/* Rows that state something (answers, claims, overrides) stand each for itself. */
static jh_status append(filing *f)
{
    ptrdiff_t row;
    JH_TRY(add_row(f, &row));
    JH_TRY(merge(f, (size_t)row));
    attach(f, (size_t)row);
    return JH_OK;
}

static jh_status file_row(filing *f)
{
    ptrdiff_t row;
    const jh__raw *now = &f->in->raw[f->raw - 1];
    if (f->form->record > JH__AREA) return append(f);
    JH_TRY(find_row(f, &row));
    if (row == -2) {
        size_t at = f->t->facts->diags.n;
        JH_TRY(jh_diag_add(&f->t->facts->diags, JH_BLOCK,
                           stored_place(f, f->value[f->form->role_name].from),
                           "intake.name_fits_several", "name:s", f->name));
        return jh__reject(f->t->facts, now, at, 1);
    }
    bool fresh = row < 0;
    if (fresh) JH_TRY(add_row(f, &row));
    jh__held *held = &f->shelf->held[row];
    if (!fresh && held->last && f->in->raw[held->last - 1].source == now->source)
        return twice(f, (size_t)row);
    JH_TRY(learn_id(f, (size_t)row));
    JH_TRY(merge(f, (size_t)row));
    attach(f, (size_t)row);
    return f->shelf->named ? add_names(f, (size_t)row) : JH_OK;
}

jh_status jh__store(jh__teller *t, const jh__value *value, const jh__raw *raw)
{
    filing f = {.t = t, .in = t->facts->state, .form = t->form, .value = value};
    f.shelf = &f.in->shelf[t->form->record];
    f.id = known_text(&f, f.form->role_id);
    f.name = known_text(&f, f.form->role_name);
    f.area = known_text(&f, f.form->role_area);
    jh__raw *grown =
        jh_grow(f.in->arena, f.in->raw, &f.in->raw_cap, f.in->raws + 1, sizeof *grown);
    if (!grown || f.in->raws >= UINT32_MAX - 1) return JH_ENOMEM;
    f.in->raw = grown;
    grown[f.in->raws++] = *raw;
    f.raw = (uint32_t)f.in->raws;
    return file_row(&f);
}

/* ---- taking out what is at fault --------------------------------------------------------------- */

static void move_row(jh_frame *frame, size_t from, size_t to)
{
    for (size_t c = 0; c < frame->columns; c++) {
        jh_column *col = &frame->column[c];
        if (col->type == JH_TEXT)
            col->text[to] = col->text[from];
        else
            col->number[to] = col->number[from];
        col->valid[to] = col->valid[from];
        col->origin[to] = col->origin[from];
    }
}

static void forget_row(jh_frame *frame, size_t row)
{
    for (size_t c = 0; c < frame->columns; c++) {
        frame->column[c].valid[row] = 0;
        frame->column[c].origin[row] = (jh_origin){0};
        if (frame->column[c].type == JH_TEXT) frame->column[c].text[row] = NULL;
    }
}

static const char *frame_text(const jh_frame *frame, const char *name, size_t row)
{
    ptrdiff_t c = jh_frame_find(frame, name);
    bool known =
        c >= 0 && frame->column[c].type == JH_TEXT && frame->column[c].valid[row];
    return known ? frame->column[c].text[row] : NULL;
}

/* Keys point to rows, which have moved. Names are found again when they are needed. */
static jh_status index_again(jh_facts *facts, jh__shelf *shelf)
{
    const jh_vocabulary *v = facts->vocabulary;
    bool schools = shelf == &facts->state->shelf[JH__SCHOOL];
    int role = schools ? v->role_id : v->role_area;
    shelf->by_id = shelf->by_name = (jh__map){0};
    shelf->named = false;
    shelf->nameless = 0;
    for (size_t i = 0; i < shelf->frame->rows; i++) {
        const char *key = role < 0 ? NULL : frame_text(shelf->frame, v->fact[role].id, i);
        if (key) JH_TRY(jh__map_add(facts->arena, &shelf->by_id, key, NULL, i));
        shelf->nameless += !key;
    }
    return JH_OK;
}

jh_status jh__shelf_sweep(jh_facts *facts, jh__shelf *shelf)
{
    jh_frame *frame = shelf->frame;
    size_t kept = 0;
    for (size_t i = 0; i < frame->rows; i++) {
        const jh__held *held = &shelf->held[i];
        if (!held->fault) {
            if (kept != i) {
                move_row(frame, i, kept);
                shelf->held[kept] = *held;
            }
            kept++;
            continue;
        }
        for (uint32_t r = held->first; r; r = facts->state->raw[r - 1].next)
            JH_TRY(jh__reject(facts, &facts->state->raw[r - 1], held->first_diag,
                              held->diags));
    }
    if (kept == frame->rows) return JH_OK;
    for (size_t i = kept; i < frame->rows; i++)
        forget_row(frame, i);
    frame->rows = kept;
    return index_again(facts, shelf);
}
