/* Flat tables, one row a school (or an area, an answer, …). The first rows of a sheet are kept
 * until its head is found; then rows are read as they come. */
#include "facts_table.h"

#include <stdlib.h>
#include <string.h>

#define KEPT_ROWS 40      /* rows that are looked through for a head */
#define MERGED_MAX 200000 /* merged ranges of a sheet that are heeded */
#define TRIES 1000        /* heads that are looked for below the first */

/* ---- rows ------------------------------------------------------------------------------------------ */

/* Lays the cells out by column and fills what is merged downwards. */
static size_t spread(jh__table *t, const jh_row *row)
{
    size_t filled = 0;
    memset(t->at, 0, (t->plan.columns + 1) * sizeof(const jh_cell *));
    for (size_t i = 0; i < row->n; i++) {
        const jh_cell *c = &row->cell[i];
        if (c->col > t->plan.columns || !c->col || c->kind == JH_CELL_EMPTY) continue;
        t->at[c->col - 1] = c;
        filled += c->n > 0;
    }
    return filled;
}

static jh_status heed_merged(jh__table *t, uint32_t row)
{
    for (; t->merged_at < t->merged_n && t->merged[t->merged_at].row1 <= row;
         t->merged_at++) {
        const jh_range *m = &t->merged[t->merged_at];
        if (m->row1 != row || m->col1 > t->plan.columns || !t->at[m->col1 - 1]) continue;
        jh__down *d = &t->down[m->col1 - 1];
        d->until = m->row2;
        d->cell = *t->at[m->col1 - 1];
        d->cell.text = jh_strdup(t->scratch, d->cell.text);
        if (!d->cell.text) return JH_ENOMEM;
    }
    for (uint32_t c = 0; c < t->plan.columns; c++)
        if (!t->at[c] && t->down[c].until >= row) t->at[c] = &t->down[c].cell;
    return JH_OK;
}

typedef enum row_kind { DATA, TOTAL, NOTE, HEAD_AGAIN } row_kind;

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n >= m && !strcmp(s + n - m, end);
}

static bool is_total(const char *folded)
{
    static const char *const whole[] = {"total", "totals", "grandtotal", "subtotal",
                                        "sum"};
    static const char *const ends[] = {"合计", "总计", "小计"};
    for (size_t i = 0; i < JH_COUNT(whole); i++)
        if (!strcmp(folded, whole[i])) return true;
    for (size_t i = 0; i < JH_COUNT(ends); i++)
        if (ends_with(folded, ends[i])) return true;
    return false;
}

static bool is_note(const char *text)
{
    static const char *const begins[] = {
        "注：", "注:",  "备注：", "备注:",    "说明：", "说明:",  "填表",
        "填报", "制表", "审核",   "单位负责", "Note:",  "Notes:", "Source:"};
    for (size_t i = 0; i < JH_COUNT(begins); i++)
        if (!strncmp(text, begins[i], strlen(begins[i]))) return true;
    return false;
}

/* The text of a field on this row, or NULL. */
static const jh_cell *field_cell(const jh__table *t, int field)
{
    for (size_t i = 0; i < t->plan.targets && field >= 0; i++) {
        const jh__target *target = &t->plan.target[i];
        if (t->plan.form->column[target->column].field == field && target->cols == 1)
            return t->at[target->col[0] - 1];
    }
    return NULL;
}

static bool says_total(const jh_cell *cell)
{
    char folded[JH__LABEL_MAX];
    if (!cell || cell->kind != JH_CELL_TEXT || cell->n > 60) return false;
    jh__fold(cell->text, folded);
    return is_total(folded);
}

static bool repeats_head(const jh__table *t)
{
    size_t same = 0, texts = 0;
    for (uint32_t c = 0; c < t->plan.columns; c++) {
        if (!t->at[c] || !t->plan.label[c]) continue;
        texts++;
        const char *last = strrchr(t->plan.label[c], '/');
        same += !strcmp(t->at[c]->text, t->plan.label[c]) ||
                (last && !strcmp(t->at[c]->text, last + 1));
    }
    return same >= 2 && same * 2 > texts;
}

static row_kind kind_of(jh__table *t, size_t filled)
{
    const jh_form *form = t->plan.form;
    const jh_cell *first = NULL, *name = field_cell(t, form->role_name);
    for (uint32_t c = 0; c < t->plan.columns && !first; c++)
        if (t->at[c] && t->at[c]->n) first = t->at[c];
    if (!first) return NOTE;
    if (form->record <= JH__AREA) {
        size_t n = first->n;
        const char *text = jh__trim(first->text, &n);
        if (is_note(text) && (!name || name == first || filled <= 2)) {
            t->notes = true;
            return NOTE;
        }
        if (t->notes && filled == 1) return NOTE;
        if (says_total(first) || says_total(name) ||
            says_total(field_cell(t, form->role_area)))
            return TOTAL;
    }
    const jh_cell *id = field_cell(t, form->role_id);
    bool text = !id || id->kind == JH_CELL_TEXT;
    return text && repeats_head(t) ? HEAD_AGAIN : DATA;
}

static jh_status pass_by(jh__table *t, uint32_t row, const char *key)
{
    const jh_cell *first = NULL;
    for (uint32_t c = 0; c < t->plan.columns && !first; c++)
        if (t->at[c] && t->at[c]->n) first = t->at[c];
    char *text = jh_strndup(t->scratch, first ? first->text : "",
                            first && first->n < 60 ? first->n
                            : first                ? 60
                                                   : 0);
    if (!text) return JH_ENOMEM;
    size_t n = strlen(text); /* never half a character */
    while (first && n < first->n && n && ((unsigned char)first->text[n] & 0xC0) == 0x80)
        text[--n] = '\0';
    return jh_diag_add(&t->facts->diags, JH_NOTE, (jh_where){t->file, t->sheet, row, 0},
                       key, "text:s", text);
}

static jh_status fill_examples(jh__table *t)
{
    for (size_t i = t->first_unknown; i < t->facts->unknowns; i++) {
        jh_unknown *u = &t->facts->unknown[i];
        const jh_cell *c =
            u->where.col <= t->plan.columns ? t->at[u->where.col - 1] : NULL;
        if (u->example[0] || !c || !c->n) continue;
        u->example = jh_strdup(t->facts->arena, c->text);
        if (!u->example) return JH_ENOMEM;
        t->unknown_left--;
    }
    return JH_OK;
}

/* The cells of a joined column as one; empty if a part is. */
static const jh_cell *join_cells(jh__table *t, size_t i)
{
    const jh__target *target = &t->plan.target[i];
    const jh__column *c = &t->plan.form->column[target->column];
    size_t from = t->raw.n;
    for (size_t k = 0; k < target->cols; k++) {
        const jh_cell *part = t->at[target->col[k] - 1];
        if (k) jh_buf_puts(&t->raw, c->with);
        if (!part || !part->n) continue;
        size_t n = part->n;
        const char *s = jh__trim(part->text, &n);
        jh_buf_add(&t->raw, s, n);
    }
    const jh_cell *first = t->at[target->col[0] - 1];
    size_t n = t->raw.n - from;
    t->raw.n = from;
    if (t->raw.oom || !first || !first->n) return NULL;
    t->joined[i] = (jh_cell){
        .kind = JH_CELL_TEXT, .col = target->col[0], .text = t->raw.p + from, .n = n};
    return &t->joined[i];
}

/* A cell that came down a merged range is meant for all rows only if it is a text. */
static const jh_cell *own_cell(const jh__table *t, const jh__want *want, uint32_t col)
{
    const jh_cell *cell = t->at[col - 1];
    bool came_down = cell == &t->down[col - 1].cell;
    bool text = want->field->kind == JH_FACT_TEXT || want->field->kind == JH_FACT_CODE;
    return came_down && (!text || want->id) ? NULL : cell;
}

/* Whether a column is read on this row. */
static bool is_read(const jh__table *t, const jh__target *target)
{
    const jh__column *c = &t->plan.form->column[target->column];
    char folded[JH__LABEL_MAX];
    if (!c->when_label) return true;
    const jh_cell *cell = target->when_col ? t->at[target->when_col - 1] : NULL;
    if (!cell) return false;
    jh__fold(cell->text, folded);
    for (size_t i = 0; i < c->when.n; i++)
        if (!strcmp(c->when.item[i], folded)) return true;
    return false;
}

/* A form knows many more fields than a table has columns. */
static void forget_values(jh__table *t)
{
    const jh_form *form = t->plan.form;
    for (size_t i = 0; i < t->plan.targets; i++)
        t->value[form->column[t->plan.target[i].column].field] = (jh__value){0};
    for (size_t i = 0; i < form->constants; i++)
        t->value[form->constant[i].field] = (jh__value){0};
}

static jh_status read_values(jh__table *t, uint32_t row)
{
    const jh_form *form = t->plan.form;
    forget_values(t);
    for (size_t i = 0; i < t->plan.targets; i++) {
        const jh__target *target = &t->plan.target[i];
        if (!is_read(t, target)) continue;
        jh__value *v = &t->value[form->column[target->column].field];
        v->from = (jh_origin){t->source, row, target->col[0]};
        const jh_cell *cell = form->column[target->column].joins && target->cols > 1
                                  ? join_cells(t, i)
                                  : own_cell(t, &t->want[i], target->col[0]);
        JH_TRY(jh__value_read(&t->teller, &t->want[i], cell, v));
    }
    for (size_t i = 0; i < form->constants; i++) {
        const jh__constant *c = &form->constant[i];
        jh__value *v = &t->value[c->field];
        if (v->known) continue;
        *v = (jh__value){.known = true};
        v->text = jh__pool_text(t->in->arena, &t->in->pool, c->text, strlen(c->text));
        if (!v->text) return JH_ENOMEM;
        jh_number_parse(c->text, strlen(c->text), &v->number);
    }
    return JH_OK;
}

/* Without an id or a name (an area without its name) a row speaks of nobody. */
static jh_status need_identity(jh__table *t, uint32_t row)
{
    const jh_form *form = t->plan.form;
    if (form->record > JH__AREA || t->teller.blocked) return JH_OK;
    bool area = form->record == JH__AREA;
    bool id = form->role_id >= 0 && t->value[form->role_id].known;
    bool name = form->role_name >= 0 && t->value[form->role_name].known;
    bool known =
        area ? form->role_area >= 0 && t->value[form->role_area].known : id || name;
    if (known) return JH_OK;
    return jh__fault_cell(&t->teller, true, (jh_origin){t->source, row, 0},
                          area ? "intake.no_area_name" : "intake.no_identity", "");
}

/* Whether the row is left aside: by the form, or by the user's condition. */
static bool left_aside(jh__table *t, uint32_t row, bool faults)
{
    const jh_form *form = t->plan.form;
    bool skip = form->skips > 0;
    for (size_t i = 0; i < form->skips; i++)
        skip = skip && !t->value[form->skip_missing[i]].known;
    if (skip && !faults) {
        if (!t->skipped++) t->first_skipped = row;
        return true;
    }
    if (!t->where.formula || form->record != JH__SCHOOL) return false;
    bool known, holds = jh__where_holds(t, &known);
    if (holds || (!known && faults)) return false;
    if (!t->left_out++) t->first_left_out = row;
    return true;
}

static jh_status keep_raw(jh__table *t, uint32_t row, jh__raw *raw)
{
    t->raw.n = 0;
    for (uint32_t c = 0; c < t->plan.columns; c++) {
        const jh_cell *cell = t->at[c];
        if (cell && cell->n) jh_buf_add(&t->raw, cell->text, cell->n);
        jh_buf_putc(&t->raw, '\0');
    }
    *raw = (jh__raw){.source = t->source, .row = row, .cells = t->plan.columns};
    raw->text = t->raw.oom ? NULL : jh_strndup(t->in->arena, t->raw.p, t->raw.n);
    t->raw.n = 0;
    return raw->text ? JH_OK : JH_ENOMEM;
}

static const char *subject_of(const jh__table *t)
{
    const jh_form *form = t->plan.form;
    const int roles[] = {form->role_id, form->role_name, form->role_area};
    for (size_t i = 0; i < JH_COUNT(roles); i++)
        if (roles[i] >= 0 && t->value[roles[i]].known) return t->value[roles[i]].text;
    return NULL;
}

static jh_status data_row(jh__table *t, uint32_t row)
{
    jh_diags *d = &t->facts->diags;
    jh__diag_mark mark = jh__diag_mark_of(d);
    jh__raw raw;
    t->teller.blocked = false;
    JH_TRY(read_values(t, row));
    if (left_aside(t, row, d->count[JH_BLOCK] > mark.count[JH_BLOCK])) {
        jh__diag_back(d, mark);
        return JH_OK;
    }
    JH_TRY(need_identity(t, row));
    for (size_t i = mark.n; i < d->n; i++)
        d->item[i].subject = subject_of(t);
    JH_TRY(keep_raw(t, row, &raw));
    if (t->teller.blocked) return jh__reject(t->facts, &raw, mark.n, d->n - mark.n);
    return jh__store(&t->teller, t->value, &raw);
}

static jh_status tell_totals(jh__table *t)
{
    jh_diags *d = &t->facts->diags;
    for (size_t i = 0; i < t->plan.targets; i++) {
        jh__target *target = &t->plan.target[i];
        if (!target->text_numbers) continue;
        jh_where at = {t->file, t->sheet, target->text_row, target->col[0]};
        JH_TRY(jh_diag_add(d, JH_NOTE, at, "intake.text_numbers", "fact:s count:u",
                           target->name, target->text_numbers));
        target->text_numbers = 0;
    }
    if (t->skipped) {
        jh_where at = {t->file, t->sheet, t->first_skipped, 0};
        JH_TRY(jh_diag_add(d, JH_NOTE, at, "intake.rows_skipped", "count:u", t->skipped));
    }
    if (t->left_out) {
        jh_where at = {t->file, t->sheet, t->first_left_out, 0};
        JH_TRY(jh_diag_add(d, JH_NOTE, at, "intake.rows_left_out", "count:u where:s",
                           t->left_out, t->options.where));
    }
    t->skipped = t->left_out = 0;
    return JH_OK;
}

static const char *called(const jh__table *t)
{
    return t->sheet ? t->sheet : t->file;
}

/* After an empty row another table may begin. */
static jh_status new_head(jh__table *t, const jh_row *row, bool *found)
{
    jh__plan plan;
    const jh_form *near;
    *found = false;
    if (!t->tries) return JH_OK;
    t->tries--;
    jh_arena_free(t->trial);
    t->trial = jh_arena_new();
    if (!t->trial) return JH_ENOMEM;
    jh__grid grid = {.arena = t->trial};
    JH_TRY(jh__grid_add(&grid, row));
    JH_TRY(jh__grid_settle(&grid));
    JH_TRY(jh__head_find(t->facts->arena, &grid, called(t), &t->options, &plan, &near));
    *found = plan.form && (plan.score >= 3 || plan.repair);
    if (!*found) return JH_OK;
    grid.arena = t->scratch;
    JH_TRY(tell_totals(t));
    t->plan = plan;
    t->grid = grid;
    size_t first;
    return jh__table_start(t, &first);
}

static jh_status table_row(jh__table *t, const jh_row *row)
{
    bool gap = t->gap || row->row > t->last_row + 1;
    t->last_row = row->row;
    size_t filled = spread(t, row);
    t->gap = filled == 0;
    if (!filled) return JH_OK;
    if (gap && filled >= 3) {
        bool found;
        JH_TRY(new_head(t, row, &found));
        if (found) return JH_OK;
        t->last_row = row->row;
    }
    if (t->merged_n) JH_TRY(heed_merged(t, row->row));
    switch (kind_of(t, filled)) {
    case TOTAL:
        return pass_by(t, row->row, "intake.total_row");
    case NOTE:
        return pass_by(t, row->row, "intake.note_row");
    case HEAD_AGAIN:
        return pass_by(t, row->row, "intake.head_again");
    default:
        break;
    }
    if (t->unknown_left) JH_TRY(fill_examples(t));
    return data_row(t, row->row);
}

/* ---- sheets ---------------------------------------------------------------------------------------------- */

/* Enough rows are there: finds the head, then reads the rows below it. */
static jh_status look(jh__table *t)
{
    const jh_form *near;
    size_t first;
    t->looking = false;
    JH_TRY(jh__grid_settle(&t->grid));
    JH_TRY(jh__head_find(t->facts->arena, &t->grid, called(t), &t->options, &t->plan,
                         &near));
    if (!t->plan.form) {
        jh_where at = {t->file, t->sheet, 0, 0};
        if (!t->grid.rows) return JH_OK;
        JH_TRY(jh__table_source(t));
        if (!near)
            return jh_diag_add(&t->facts->diags, JH_NOTE, at, "intake.sheet_unknown", "");
        const char *name = jh_label_both(t->facts->arena, near->name);
        if (!name) return JH_ENOMEM;
        return jh_diag_add(&t->facts->diags, JH_EXPLAIN, at, "intake.sheet_nearly",
                           "form:s", name);
    }
    JH_TRY(jh__table_start(t, &first));
    jh__grid kept = t->grid; /* another head may replace it on the way */
    t->last_row = first ? kept.row[first - 1].row : 0;
    for (size_t i = first; i < kept.rows; i++) {
        jh_row row = {kept.row[i].row, kept.row[i].cell, kept.row[i].n};
        JH_TRY(table_row(t, &row));
    }
    return JH_OK;
}

static int by_first_row(const void *a, const void *b)
{
    const jh_range *x = a, *y = b;
    if (x->row1 != y->row1) return x->row1 < y->row1 ? -1 : 1;
    return (x->col1 > y->col1) - (x->col1 < y->col1);
}

jh_status jh__table_end(jh__table *t)
{
    if (!t->open) return JH_OK;
    if (t->looking) JH_TRY(look(t));
    if (t->read) JH_TRY(tell_totals(t));
    t->open = false;
    return JH_OK;
}

jh_status jh__table_sheet(jh__table *t, const char *sheet, const jh_range *merged,
                          size_t n)
{
    JH_TRY(jh__table_end(t));
    jh_arena_free(t->scratch);
    t->scratch = jh_arena_new();
    if (!t->scratch) return JH_ENOMEM;
    t->open = t->looking = true;
    t->tries = TRIES;
    t->read = t->has_source = t->gap = false;
    t->last_row = 0;
    t->sheet = sheet ? jh_strdup(t->scratch, sheet) : NULL;
    t->plan = (jh__plan){0};
    t->grid = (jh__grid){.arena = t->scratch};
    t->merged_at = 0;
    t->merged_n = n < MERGED_MAX ? n : MERGED_MAX;
    t->merged = jh_alloc_array(t->scratch, t->merged_n + 1, sizeof *t->merged);
    if (!t->merged || (sheet && !t->sheet)) return JH_ENOMEM;
    if (t->merged_n) {
        memcpy(t->merged, merged, t->merged_n * sizeof *t->merged);
        qsort(t->merged, t->merged_n, sizeof *t->merged, by_first_row);
    }
    t->grid.merged = t->merged;
    t->grid.merged_n = t->merged_n;
    return JH_OK;
}

jh_status jh__table_row(jh__table *t, const jh_row *row)
{
    if (t->read) return table_row(t, row);
    if (!t->looking) return JH_OK;
    JH_TRY(jh__grid_add(&t->grid, row));
    return t->grid.rows < KEPT_ROWS ? JH_OK : look(t);
}

jh_status jh__table_open(jh_facts *facts, const jh_intake_options *options,
                         const char *file, jh__table **out, jh_error *err)
{
    jh__table *t = jh_alloc(facts->arena, sizeof *t);
    if (!t) return JH_ENOMEM;
    *t = (jh__table){.facts = facts, .in = facts->state, .options = *options, .err = err};
    t->file = jh_strdup(facts->arena, file);
    const jh_form **form = jh_alloc_array(facts->arena, options->forms + 1, sizeof *form);
    if (!form || !t->file) return JH_ENOMEM;
    t->options.form = form;
    t->options.forms = 0;
    for (size_t i = 0; i < options->forms; i++) {
        const jh_form *f = options->form[i];
        bool fits =
            f->record > JH__AREA || !strcmp(f->vocabulary_id, facts->vocabulary->id);
        if (fits && !f->by_labels) form[t->options.forms++] = f;
    }
    *out = t;
    return jh__where_compile(t);
}

void jh__table_close(jh__table *t)
{
    if (!t) return;
    jh_arena_free(t->scratch);
    jh_arena_free(t->trial);
    jh_buf_clear(&t->raw);
}
