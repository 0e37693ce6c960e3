/* Statistics workbooks: one workbook a school, its figures found by labels, because rows
 * shift from one kind of school to the next. All sheets are kept until the workbook ends, for
 * one sheet may say how another is to be read. */
#include "forms.h"

#include <string.h>

#define ROWS_MAX 4000
#define COLUMNS_MAX 512

typedef struct sheet {
    const char *name;
    const jh__sheet_rules *rules;
    jh__grid grid;
    const char **row_label;    /* by grid cell, folded as a row label; NULL none */
    const char **column_label; /* the same as a label of a column */
    bool cut;
    uint32_t source;
} sheet;

struct jh__workbook {
    jh_arena *arena;
    const jh_form *form;
    sheet *sheet;
    size_t sheets, cap;
};

/* ---- collecting ------------------------------------------------------------------------- */

const jh_form *jh__workbook_form(const jh_intake_options *options, const char *name)
{
    for (size_t i = 0; i < options->forms && name; i++) {
        const jh_form *f = options->form[i];
        for (size_t k = 0; f->by_labels && k < f->sheets_n; k++)
            if (jh__sheet_fits(f->sheets[k].pattern, name)) return f;
    }
    return NULL;
}

jh_status jh__workbook_sheet(jh__workbook **book, const jh_form *form, const char *name,
                             const jh_range *merged, size_t merged_n)
{
    if (!*book) {
        jh_arena *arena = jh_arena_new();
        if (!arena) return JH_ENOMEM;
        *book = jh_alloc(arena, sizeof **book);
        if (!*book) {
            jh_arena_free(arena);
            return JH_ENOMEM;
        }
        **book = (jh__workbook){.arena = arena, .form = form};
    }
    jh__workbook *b = *book;
    sheet *grown = jh_grow(b->arena, b->sheet, &b->cap, b->sheets + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    b->sheet = grown;
    sheet *s = &grown[b->sheets];
    jh_range *copy = jh_alloc_array(b->arena, merged_n + 1, sizeof *copy);
    *s = (sheet){.name = jh_strdup(b->arena, name)};
    if (!s->name || !copy) return JH_ENOMEM;
    if (merged_n) memcpy(copy, merged, merged_n * sizeof *copy);
    s->grid = (jh__grid){.arena = b->arena, .merged = copy, .merged_n = merged_n};
    for (size_t k = 0; k < b->form->sheets_n && !s->rules; k++)
        if (jh__sheet_fits(b->form->sheets[k].pattern, name))
            s->rules = &b->form->sheets[k];
    b->sheets++;
    return JH_OK;
}

const jh_form *jh__workbook_of(const jh__workbook *b)
{
    return b->form;
}

jh_status jh__workbook_row(jh__workbook *b, const jh_row *row)
{
    sheet *s = &b->sheet[b->sheets - 1];
    jh_row kept = *row;
    while (kept.n && kept.cell[kept.n - 1].col > COLUMNS_MAX)
        kept.n--;
    s->cut = s->cut || s->grid.rows == ROWS_MAX || kept.n < row->n;
    return s->grid.rows < ROWS_MAX ? jh__grid_add(&s->grid, &kept) : JH_OK;
}

void jh__workbook_close(jh__workbook *b)
{
    if (b) jh_arena_free(b->arena);
}

/* ---- looking up ------------------------------------------------------------------------------ */

typedef struct finder {
    jh__workbook *book;
    jh_facts *facts;
    jh__teller teller;
    sheet *s;
    jh__value *value;
} finder;

static jh_status fold_sheet(finder *f)
{
    sheet *s = f->s;
    jh__grid *g = &s->grid;
    JH_TRY(jh__grid_settle(g));
    size_t n = g->rows * (size_t)g->columns;
    s->row_label = jh_alloc_array(g->arena, n + 1, sizeof *s->row_label);
    s->column_label = jh_alloc_array(g->arena, n + 1, sizeof *s->column_label);
    if (!s->row_label || !s->column_label) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        char text[JH__LABEL_MAX], unit[JH__UNIT_MAX];
        double x;
        const jh_cell *c = g->at[i];
        if (!c || c->kind != JH_CELL_TEXT || jh_number_parse(c->text, c->n, &x)) continue;
        if (jh__fold_row(c->text, text) && !(s->row_label[i] = jh_strdup(g->arena, text)))
            return JH_ENOMEM;
        if (jh__fold_label(c->text, text, unit) &&
            !(s->column_label[i] = jh_strdup(g->arena, text)))
            return JH_ENOMEM;
    }
    return JH_OK;
}

static size_t at(const sheet *s, size_t row, uint32_t col)
{
    return row * s->grid.columns + col - 1;
}

/* Whether the cell is the same merged cell as the one above or left of it. */
static bool repeats(const sheet *s, size_t row, uint32_t col)
{
    const jh_cell *c = jh__grid_at(&s->grid, row, col);
    return c && ((row && jh__grid_at(&s->grid, row - 1, col) == c) ||
                 (col > 1 && jh__grid_at(&s->grid, row, col - 1) == c));
}

static bool one_of(const jh__texts *texts, const char *label)
{
    for (size_t i = 0; label && i < texts->n; i++)
        if (!strcmp(texts->item[i], label)) return true;
    return false;
}

/* Whether the parts of a path stand above each other, ending at this cell. */
static bool path_ends_at(const sheet *s, const char *path, size_t row, uint32_t col)
{
    size_t end = strlen(path);
    for (;;) {
        size_t from = end;
        while (from && path[from - 1] != '/')
            from--;
        const char *label = NULL;
        for (;; row--) { /* the next text upwards */
            label = s->column_label[at(s, row, col)];
            bool fits = label && strlen(label) == end - from &&
                        !memcmp(label, path + from, end - from);
            if (fits) break;
            bool last = end == strlen(path);
            if (!row || last) return false;
        }
        if (!from) return true;
        if (!row) return false;
        row--;
        end = from - 1;
    }
}

typedef struct spot {
    size_t row;
    uint32_t col;
} spot;

/* The next head cell of a column label from a place on, in reading order. */
static bool next_column(const sheet *s, const char *path, spot *p)
{
    for (; p->row < s->grid.rows; p->row++, p->col = 1)
        for (; p->col <= s->grid.columns; p->col++)
            if (path_ends_at(s, path, p->row, p->col) && !repeats(s, p->row, p->col))
                return true;
    return false;
}

/* Row label left of a column: the one that stands closest to it. */
static const char *label_left(const sheet *s, size_t row, uint32_t col,
                              const char *wanted)
{
    for (uint32_t c = col; c-- > 1;) {
        const char *label = s->row_label[at(s, row, c)];
        if (label && (!wanted || !strcmp(label, wanted))) return label;
    }
    return NULL;
}

static bool begins_block(const sheet *s, size_t row, uint32_t col, const char **block)
{
    for (uint32_t c = 1; c < col; c++) {
        const char *label = s->row_label[at(s, row, c)];
        if (!one_of(&s->rules->block, label) ||
            (row && repeats(s, row, c) &&
             jh__grid_at(&s->grid, row, c) == jh__grid_at(&s->grid, row - 1, c)))
            continue;
        *block = label;
        return true;
    }
    return false;
}

/* The first row below a head cell that has the label, in the block that the rule names, or
 * above the first block if it names none. */
static bool find_row(const sheet *s, const jh__rule *rule, const char *label, spot head,
                     size_t *row)
{
    const char *block = NULL;
    for (size_t r = head.row + 1; r < s->grid.rows; r++) {
        begins_block(s, r, head.col, &block);
        bool inside = rule->under.n ? one_of(&rule->under, block) : !block;
        if (inside && label_left(s, r, head.col, label)) {
            *row = r;
            return true;
        }
    }
    return false;
}

/* The factor of a unit: in a cell left of the value, in the head, else the rule's own. */
static double scale_at(const finder *f, const jh__rule *rule, spot head, size_t row)
{
    const sheet *s = f->s;
    const jh_form *form = f->book->form;
    const jh_units *units = &form->vocabulary->units;
    jh_unit unit = form->field[rule->field].unit;
    double scale;
    for (uint32_t c = 1; c < head.col; c++) {
        const jh_cell *cell = jh__grid_at(&s->grid, row, c);
        char text[JH__LABEL_MAX], in_brackets[JH__UNIT_MAX];
        if (!cell || cell->kind != JH_CELL_TEXT) continue;
        jh__fold_label(cell->text, text, in_brackets);
        const char *word = in_brackets[0] ? in_brackets : text;
        if (jh__unit_known(word) && jh__unit_scale(word, units, unit, &scale))
            return scale;
    }
    for (size_t r = head.row + 1; r-- > 0 && head.row - r < 4;) {
        const jh_cell *cell = jh__grid_at(&s->grid, r, head.col);
        char text[JH__LABEL_MAX], word[JH__UNIT_MAX];
        if (!cell || cell->kind != JH_CELL_TEXT) continue;
        jh__fold_label(cell->text, text, word);
        if (word[0] && jh__unit_scale(word, units, unit, &scale)) return scale;
    }
    if (rule->unit && jh__unit_scale(rule->unit, units, unit, &scale)) return scale;
    return 1;
}

/* ---- reading ---------------------------------------------------------------------------------- */

static jh_status read_cell(finder *f, const jh__rule *rule, size_t row, uint32_t col,
                           double scale, jh__value *out)
{
    const jh_form *form = f->book->form;
    const jh__field *field = &form->field[rule->field];
    jh__want want = {.field = field,
                     .name = jh_label_both(f->facts->arena, field->name),
                     .word = rule->word,
                     .words = rule->words,
                     .missing = form->missing,
                     .missings = form->missings,
                     .scale = scale,
                     .id = rule->field == form->role_id};
    if (!want.name) return JH_ENOMEM;
    *out = (jh__value){.from = {f->s->source, f->s->grid.row[row].row, col}};
    return jh__value_read(&f->teller, &want, jh__grid_at(&f->s->grid, row, col), out);
}

/* Columns that hold no figures: codes of rows, units. */
static bool is_code_column(const sheet *s, size_t row, uint32_t col)
{
    static const char *const names[] = {"代码", "计量单位", "单位", "序号", "行次"};
    for (size_t r = row; r-- > 0;) {
        const char *label = s->column_label[at(s, r, col)];
        for (size_t i = 0; label && i < JH_COUNT(names); i++)
            if (!strcmp(label, names[i])) return true;
    }
    return false;
}

/* A filled cell to the right of the label, within the row. */
static jh_status read_beside(finder *f, const jh__rule *rule, bool *found)
{
    const sheet *s = f->s;
    for (size_t r = 0; r < s->grid.rows; r++)
        for (uint32_t c = 1; c <= s->grid.columns; c++) {
            if (!one_of(&rule->right_of, s->row_label[at(s, r, c)])) continue;
            const jh_cell *label = jh__grid_at(&s->grid, r, c);
            for (uint32_t k = c + 1; k <= s->grid.columns; k++) {
                const jh_cell *cell = jh__grid_at(&s->grid, r, k);
                if (!cell || cell == label || !cell->n || is_code_column(s, r, k))
                    continue;
                *found = true;
                double scale = scale_at(f, rule, (spot){r, k}, r);
                return read_cell(f, rule, r, k, scale, &f->value[rule->field]);
            }
        }
    return JH_OK;
}

/* Adds a cell. In a sum an empty cell of the official table means none, as long as one of
 * them is filled. */
static jh_status add_cell(finder *f, const jh__rule *rule, size_t row, spot head,
                          jh__value *sum)
{
    jh__value one;
    JH_TRY(read_cell(f, rule, row, head.col, scale_at(f, rule, head, row), &one));
    if (!sum->from.row) sum->from = one.from;
    if (!one.known) return JH_OK;
    sum->number += one.number;
    sum->text = one.text;
    sum->known = true;
    return JH_OK;
}

/* The rows of a rule under one head cell. */
static jh_status read_column(finder *f, const jh__rule *rule, spot head, jh__value *sum,
                             size_t *found)
{
    for (size_t i = 0; i < rule->row.n; i++) {
        size_t row;
        if (!find_row(f->s, rule, rule->row.item[i], head, &row)) continue;
        ++*found;
        JH_TRY(add_cell(f, rule, row, head, sum));
        if (!rule->sum_rows) break;
    }
    return JH_OK;
}

/* Whether a column is the total of others: one of them stands right behind it. */
static bool is_total(const finder *f, const jh__rule *rule, const char *path, spot head)
{
    if (one_of(&rule->parts, path)) return false;
    for (size_t i = 0; i < rule->parts.n; i++)
        for (spot part = {0, 1}; next_column(f->s, rule->parts.item[i], &part);
             part.col++)
            if (part.col == head.col + 1) return true;
    return false;
}

static jh_status read_crossing(finder *f, const jh__rule *rule, bool *found)
{
    jh__value sum = {0};
    size_t cells = 0;
    for (size_t i = 0; i < rule->column.n; i++) {
        size_t here = 0;
        for (spot head = {0, 1}; !here && next_column(f->s, rule->column.item[i], &head);
             head.col++) {
            if (is_total(f, rule, rule->column.item[i], head)) continue;
            JH_TRY(read_column(f, rule, head, &sum, &here));
        }
        cells += here;
        if (here && !rule->sum_columns) break;
    }
    *found = cells > 0;
    jh__value *v = &f->value[rule->field];
    if (v->known && sum.known)
        v->number += sum.number;
    else if (cells && !v->known)
        *v = sum;
    return JH_OK;
}

static bool wanted(const finder *f, const jh__rule *rule)
{
    if (f->value[rule->field].known && !rule->add) return false;
    if (rule->only_field < 0) return true;
    const jh__value *v = &f->value[rule->only_field];
    return v->known && v->text && one_of(&rule->only, v->text);
}

/* A label that a sheet lacks is told once a fact, and only if no other rule finds it. */
static jh_status tell_absent(finder *f, const jh__rule *rule)
{
    const jh__field *field = &f->book->form->field[rule->field];
    const char *name = jh_label_both(f->facts->arena, field->name);
    const char *label = rule->right_of.n ? rule->right_of.item[0] : rule->row.item[0];
    if (!name) return JH_ENOMEM;
    jh_where place = {f->teller.file, f->teller.sheet, 0, 0};
    return jh_diag_add(&f->facts->diags, JH_NOTE, place, "intake.label_absent",
                       "fact:s label:s", name, label);
}

static jh_status read_sheet(finder *f)
{
    const jh__sheet_rules *rules = f->s->rules;
    for (size_t i = 0; i < rules->rules; i++) {
        const jh__rule *rule = &rules->rule[i];
        bool found = false, more = false;
        if (!wanted(f, rule)) continue;
        if (rule->right_of.n)
            JH_TRY(read_beside(f, rule, &found));
        else
            JH_TRY(read_crossing(f, rule, &found));
        for (size_t k = 0; k < rules->rules; k++)
            more = more || (k != i && rules->rule[k].field == rule->field);
        if (!found && !more && rule->only_field < 0) JH_TRY(tell_absent(f, rule));
    }
    return JH_OK;
}

/* ---- the school -------------------------------------------------------------------------------- */

/* The school as a flat row under the ids of its facts, so that it can be handed back. */
static jh_status flat_head(finder *f, jh__raw *raw)
{
    const jh_form *form = f->book->form;
    jh_facts *facts = f->facts;
    jh_head *grown = jh_grow(facts->arena, facts->head, &facts->head_cap,
                             facts->heads + 1, sizeof *grown);
    const char **label = jh_alloc_array(facts->arena, form->fields + 1, sizeof *label);
    if (!grown || !label) return JH_ENOMEM;
    facts->head = grown;
    jh_buf b = {0};
    uint32_t n = 0;
    for (size_t i = 0; i < form->fields; i++) {
        const jh__value *v = &f->value[i];
        char number[32] = "";
        if (!v->known && !v->from.row) continue;
        if (v->known && !v->text) jh_number_shortest(v->number, number);
        jh_buf_puts(&b, v->known && v->text ? v->text : number);
        jh_buf_putc(&b, '\0');
        label[n++] = form->field[i].id;
    }
    raw->text = b.oom ? NULL : jh_strndup(facts->arena, b.p ? b.p : "", b.n);
    jh_buf_clear(&b);
    raw->cells = n;
    grown[facts->heads++] = (jh_head){
        .source = raw->source, .row = 0, .label = label, .n = n, .form = form->id};
    return raw->text ? JH_OK : JH_ENOMEM;
}

static jh_status add_constants(finder *f)
{
    const jh_form *form = f->book->form;
    for (size_t i = 0; i < form->constants; i++) {
        const jh__constant *c = &form->constant[i];
        jh__value *v = &f->value[c->field];
        if (v->known) continue;
        *v = (jh__value){.known = true};
        v->text = jh__pool_text(f->facts->arena, &f->facts->state->pool, c->text,
                                strlen(c->text));
        if (!v->text) return JH_ENOMEM;
        jh_number_parse(c->text, strlen(c->text), &v->number);
    }
    return JH_OK;
}

static jh_status file_school(finder *f, size_t first_diag)
{
    const jh_form *form = f->book->form;
    jh_diags *d = &f->facts->diags;
    jh__raw raw = {.source = f->book->sheet[0].source, .row = 1};
    bool id = form->role_id >= 0 && f->value[form->role_id].known;
    bool name = form->role_name >= 0 && f->value[form->role_name].known;
    if (!id && !name) {
        jh_where place = {f->teller.file, NULL, 0, 0};
        JH_TRY(jh_diag_add(d, JH_BLOCK, place, "intake.workbook_no_school", ""));
        f->teller.blocked = true;
    }
    JH_TRY(flat_head(f, &raw));
    const char *subject = id     ? f->value[form->role_id].text
                          : name ? f->value[form->role_name].text
                                 : NULL;
    for (size_t i = first_diag; i < d->n; i++)
        d->item[i].subject = subject;
    if (f->teller.blocked)
        return jh__reject(f->facts, &raw, first_diag, d->n - first_diag);
    if (form->has_box) {
        f->facts->state->has_box = true;
        memcpy(f->facts->state->box, form->box, sizeof form->box);
    }
    f->teller.sheet = f->book->sheet[0].name;
    return jh__store(&f->teller, f->value, &raw);
}

/* Sheets in the order of the form: what an early sheet says steers the later ones. */
jh_status jh__workbook_end(jh__workbook *b, jh_facts *facts, const char *file)
{
    if (!b || !b->sheets) return JH_OK;
    finder f = {.book = b, .facts = facts};
    size_t first_diag = facts->diags.n;
    f.value = jh_alloc_array(b->arena, b->form->fields + 1, sizeof *f.value);
    if (!f.value) return JH_ENOMEM;
    for (size_t i = 0; i < b->sheets; i++)
        JH_TRY(jh_sources_add(facts->arena, &facts->sources, file, b->sheet[i].name,
                              &b->sheet[i].source));
    for (size_t k = 0; k < b->form->sheets_n; k++)
        for (size_t i = 0; i < b->sheets; i++) {
            if (b->sheet[i].rules != &b->form->sheets[k]) continue;
            bool blocked = f.teller.blocked;
            f.s = &b->sheet[i];
            f.teller = (jh__teller){.facts = facts,
                                    .form = b->form,
                                    .file = file,
                                    .sheet = f.s->name,
                                    .source = f.s->source,
                                    .blocked = blocked};
            if (f.s->cut)
                JH_TRY(jh_diag_add(&facts->diags, JH_NOTE,
                                   (jh_where){file, f.s->name, 0, 0}, "intake.sheet_cut",
                                   "rows:u columns:u", (size_t)ROWS_MAX,
                                   (size_t)COLUMNS_MAX));
            JH_TRY(fold_sheet(&f));
            JH_TRY(read_sheet(&f));
        }
    JH_TRY(add_constants(&f));
    return file_school(&f, first_diag);
}
