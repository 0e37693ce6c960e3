/* A table whose head was found: its units, its columns, what no form knows. */
#include "facts_table.h"

#include <math.h>
#include <string.h>

jh_status jh__table_source(jh__table *t)
{
    if (t->has_source) return JH_OK;
    t->has_source = true;
    return jh_sources_add(t->facts->arena, &t->facts->sources, t->file, t->sheet,
                          &t->source);
}

static jh_status add_head(jh__table *t)
{
    jh_facts *f = t->facts;
    jh_head *grown =
        jh_grow(f->arena, f->head, &f->head_cap, f->heads + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    f->head = grown;
    jh_head *h = &grown[f->heads++];
    *h = (jh_head){.source = t->source,
                   .row = t->grid.row[t->plan.last].row,
                   .label = t->plan.label,
                   .n = t->plan.columns,
                   .form = t->plan.form->id};
    return JH_OK;
}

/* The unit that a head or a row below it names, as a factor. */
static jh_status target_scale(jh__table *t, jh__target *target)
{
    const jh__column *c = &t->plan.form->column[target->column];
    const jh__field *f = &t->plan.form->field[c->field];
    const char *unit = t->plan.unit[target->col[0] - 1];
    target->scale = 1;
    if (!isnan(c->scale)) {
        bool fits = !c->when_unit || (unit && !strcmp(unit, c->when_unit));
        if (fits) target->scale = c->scale;
        if (fits || !unit) return JH_OK;
    }
    if (!unit || f->kind != JH_FACT_NUMBER) return JH_OK;
    if (jh__unit_scale(unit, &t->plan.form->vocabulary->units, f->unit, &target->scale))
        return JH_OK;
    jh_where at = {t->file, t->sheet, t->grid.row[t->plan.last].row, target->col[0]};
    return jh_diag_add(&t->facts->diags, JH_EXPLAIN, at, "intake.unit_misfit",
                       "label:s unit:s fact:s", t->plan.label[target->col[0] - 1], unit,
                       target->name);
}

static jh_status open_target(jh__table *t, size_t i)
{
    const jh_form *form = t->plan.form;
    jh__target *target = &t->plan.target[i];
    const jh__column *c = &form->column[target->column];
    const jh__field *field = &form->field[c->field];
    target->name = jh_label_both(t->facts->arena, field->name);
    if (!target->name) return JH_ENOMEM;
    JH_TRY(target_scale(t, target));
    bool own = c->missings > 0;
    t->want[i] = (jh__want){.field = field,
                            .name = target->name,
                            .word = c->word,
                            .words = c->words,
                            .missing = own ? c->missing : form->missing,
                            .missings = own ? c->missings : form->missings,
                            .scale = target->scale,
                            .id = c->field == form->role_id,
                            .required = c->required,
                            .tell_missing = c->tell_missing,
                            .target = target};
    return jh__shelf_column(t->facts, form, c->field, &target->frame_column);
}

/* A row of units, or of column numbers, right below the head. */
static bool is_unit_row(jh__table *t, const jh__grid_row *row)
{
    size_t units = 0;
    for (size_t i = 0; i < row->n; i++) {
        char text[JH__LABEL_MAX];
        if (!row->cell[i].n) continue;
        jh__fold(row->cell[i].text, text);
        if (!jh__unit_known(text)) return false;
        units++;
    }
    for (size_t i = 0; i < row->n && units; i++) {
        char text[JH__LABEL_MAX];
        uint32_t col = row->cell[i].col;
        if (!row->cell[i].n || col > t->plan.columns || t->plan.unit[col - 1]) continue;
        jh__fold(row->cell[i].text, text);
        t->plan.unit[col - 1] = jh_strdup(t->facts->arena, text);
    }
    return units > 0;
}

static bool is_number_row(const jh__grid_row *row)
{
    static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊", "—", "-"};
    double before = NAN, x;
    size_t steps = 0;
    for (size_t i = 0; i < row->n; i++) {
        const jh_cell *c = &row->cell[i];
        size_t n = c->n;
        const char *s = jh__trim(c->text, &n);
        bool stem = false;
        for (size_t k = 0; k < JH_COUNT(stems); k++)
            stem = stem || (n == strlen(stems[k]) && !memcmp(s, stems[k], n));
        if (!n || stem) continue;
        if (!jh_number_parse(s, n, &x) || (steps ? x != before + 1 : x > 1 || x < 0))
            return false;
        before = x;
        steps++;
    }
    return steps >= 3;
}

static size_t characters(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

/* How near two labels are, 0 not at all. */
static int nearness(const char *label, const char *key)
{
    size_t n = characters(label), m = characters(key);
    if (n < 2 || m < 2) return 0;
    if (strstr(label, key) || strstr(key, label)) {
        size_t least = n < m ? n : m, most = n < m ? m : n;
        if (least * 5 < most * 2) return 0; /* "school" is in many labels */
        return 100 + (int)(100 * least / most);
    }
    size_t d = jh__distance(label, key, 2);
    return d <= 2 && d * 2 < (n < m ? n : m) ? 300 - (int)d : 0;
}

/* The fact whose label comes nearest to an unknown one. */
static const char *guess(const jh_form *form, const char *label)
{
    char text[JH__LABEL_MAX], unit[JH__UNIT_MAX];
    const char *last = strrchr(label, '/');
    jh__fold_label(last ? last + 1 : label, text, unit);
    int most = 0;
    const char *fact = NULL;
    for (size_t i = 0; i < form->keys; i++) {
        if (form->key[i].part >= 0) continue;
        int near = nearness(text, form->key[i].folded);
        if (near <= most) continue;
        most = near;
        fact = form->field[form->column[form->key[i].column].field].id;
    }
    return fact;
}

static jh_status list_unknown(jh__table *t)
{
    jh_facts *f = t->facts;
    t->first_unknown = f->unknowns;
    for (uint32_t c = 1; c <= t->plan.columns; c++) {
        if (t->plan.used[c] || !t->plan.label[c - 1]) continue;
        bool asked = false;
        for (size_t i = 0; i < t->where.labels; i++)
            asked = asked || t->where.col[i] == c;
        if (asked) continue;
        jh_unknown *grown = jh_grow(f->arena, f->unknown, &f->unknown_cap,
                                    f->unknowns + 1, sizeof *grown);
        if (!grown) return JH_ENOMEM;
        f->unknown = grown;
        const jh_source *s = &f->sources.item[t->source];
        grown[f->unknowns++] =
            (jh_unknown){.where = {s->file, s->sheet, t->grid.row[t->plan.last].row, c},
                         .label = t->plan.label[c - 1],
                         .example = "",
                         .guess = guess(t->plan.form, t->plan.label[c - 1])};
    }
    t->unknown_left = f->unknowns - t->first_unknown;
    return JH_OK;
}

static jh_status allocate(jh__table *t)
{
    size_t n = (size_t)t->plan.columns + 1;
    t->want = jh_alloc_array(t->scratch, t->plan.targets + 1, sizeof *t->want);
    t->joined = jh_alloc_array(t->scratch, t->plan.targets + 1, sizeof *t->joined);
    t->value = jh_alloc_array(t->scratch, t->plan.form->fields + 1, sizeof *t->value);
    t->at = jh_alloc_array(t->scratch, n, sizeof *t->at);
    t->down = jh_alloc_array(t->scratch, n, sizeof *t->down);
    return t->want && t->joined && t->value && t->at && t->down ? JH_OK : JH_ENOMEM;
}

/* The head is known: everything that rows need. */
jh_status jh__table_start(jh__table *t, size_t *first)
{
    const jh_form *form = t->plan.form;
    JH_TRY(jh__table_source(t));
    *first = t->plan.last + 1;
    for (size_t more = 2; more && *first < t->grid.rows; more--)
        if (is_unit_row(t, &t->grid.row[*first]) || is_number_row(&t->grid.row[*first]))
            ++*first;
    JH_TRY(allocate(t));
    JH_TRY(add_head(t));
    t->teller = (jh__teller){.facts = t->facts,
                             .form = form,
                             .file = t->file,
                             .sheet = t->sheet,
                             .source = t->source};
    JH_TRY(jh__where_place(t));
    for (size_t i = 0; i < t->plan.targets; i++)
        JH_TRY(open_target(t, i));
    for (size_t i = 0; i < form->constants; i++) {
        ptrdiff_t at;
        JH_TRY(jh__shelf_column(t->facts, form, form->constant[i].field, &at));
    }
    if (form->has_box && form->record == JH__SCHOOL) {
        t->in->has_box = true;
        memcpy(t->in->box, form->box, sizeof form->box);
    }
    t->read = true;
    t->notes = false;
    return list_unknown(t);
}
