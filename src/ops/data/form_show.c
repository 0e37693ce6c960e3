/* jh form show: which facts a form reads, and by which labels. */
#include "../reply.h"
#include "form_file.h"

#include <string.h>

/* One fact and the labels by which the form finds it. */
typedef struct entry {
    const char *fact, *name, *unit, *labels;
} entry;

typedef struct shown {
    jh_call *call;
    jh__form_file file;
    jh_vocabulary *vocabulary;
    jh_template_column *official;
    size_t officials;
    entry *entry;
    size_t n, cap;
} shown;

/* ---- texts ------------------------------------------------------------------------------- */

/* The texts of a node, a text or a list, parted by " | ". */
static void put_texts(jh_buf *out, const jh_node *node)
{
    if (!node) return;
    if (node->kind == JH_SCALAR) {
        jh_buf_puts(out, node->text);
        return;
    }
    for (const jh_node *c = node->first; c; c = c->next)
        jh_buf_printf(out, "%s%s", c == node->first ? "" : " | ", c->text ? c->text : "");
}

static const char *texts(jh_call *call, const jh_node *node)
{
    jh_buf b = {0};
    put_texts(&b, node);
    const char *text = b.oom ? NULL : jh_strndup(call->arena, b.p ? b.p : "", b.n);
    jh_buf_clear(&b);
    return text;
}

static const char *column_labels(jh_call *call, const jh_node *column)
{
    const jh_node *join = jh_node_get(column, "join");
    if (!join) return texts(call, jh_node_get(column, "labels"));
    jh_buf b = {0};
    const char *with = jh_node_text(column, "with");
    for (const jh_node *c = join->first; c; c = c->next)
        jh_buf_printf(&b, "%s%s",
                      c == join->first ? ""
                      : with           ? with
                                       : "/",
                      c->text ? c->text : "");
    const char *text = b.oom ? NULL : jh_strndup(call->arena, b.p ? b.p : "", b.n);
    jh_buf_clear(&b);
    return text;
}

/* Where a rule of a statistics workbook looks. */
static const char *cell_labels(jh_call *call, const char *sheet, const jh_node *cell)
{
    const jh_node *beside = jh_node_get(cell, "right_of"),
                  *row = jh_node_get(cell, "row");
    const jh_node *column = jh_node_get(cell, "column");
    if (!row) row = jh_node_get(cell, "rows");
    if (!column) column = jh_node_get(cell, "columns");
    const char *a = texts(call, beside ? beside : row), *b = texts(call, column);
    if (!a || !b) return NULL;
    if (beside)
        return jh__cell_text(call, "ops.form_beside", "sheet:s label:s", sheet, a);
    return jh__cell_text(call, "ops.form_crossing", "sheet:s row:s column:s", sheet, a,
                         b);
}

/* "人", or the formula of a compound unit. */
static const char *unit_of(const shown *s, jh_unit unit)
{
    const jh_units *units = &s->vocabulary->units;
    size_t bases = 0, base = 0;
    for (size_t i = 0; i < units->n; i++) {
        if (!unit.power[i]) continue;
        base = i;
        bases += unit.power[i] == 1 ? 1 : 2;
    }
    if (!bases) return "";
    if (bases == 1) return jh_label_in(units->name[base], s->call->lang);
    jh_buf b = {0};
    jh_unit_write(&b, units, unit);
    const char *text = b.oom ? NULL : jh_strdup(s->call->arena, b.p);
    jh_buf_clear(&b);
    return text;
}

/* ---- entries ------------------------------------------------------------------------------- */

static const jh_template_column *official(const shown *s, const char *id)
{
    for (size_t i = 0; i < s->officials; i++)
        if (!strcmp(s->official[i].fact, id)) return &s->official[i];
    return NULL;
}

static jh_status add(shown *s, const char *id, const char *labels)
{
    entry *grown = jh_grow(s->call->arena, s->entry, &s->cap, s->n + 1, sizeof *grown);
    /* the words of answers, claims and reasons are no facts: the official head names them */
    const jh_template_column *head = official(s, id);
    int fact = jh_vocabulary_fact(s->vocabulary, id);
    const jh_fact *known = fact < 0 ? NULL : &s->vocabulary->fact[fact];
    const char *name = known  ? jh_label_in(known->name, s->call->lang)
                       : head ? head->label
                              : id;
    const char *unit = head ? head->unit : known ? unit_of(s, known->unit) : "";
    if (!grown || !unit || !labels) return JH_ENOMEM;
    s->entry = grown;
    grown[s->n++] = (entry){id, name, unit, labels};
    return JH_OK;
}

static jh_status add_columns(shown *s)
{
    const jh_node *list = jh_node_get(s->file.root, "columns");
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next)
        JH_TRY(add(s, jh_node_text(c, "fact"), column_labels(s->call, c)));
    size_t listed = s->n;
    for (size_t i = 0; i < s->officials; i++) {
        size_t k = 0;
        while (k < listed && strcmp(s->entry[k].fact, s->official[i].fact) != 0)
            k++;
        if (k == listed) JH_TRY(add(s, s->official[i].fact, ""));
    }
    return JH_OK;
}

static jh_status add_cells(shown *s)
{
    const jh_node *sheets = jh_node_get(s->file.root, "sheets");
    for (const jh_node *sheet = sheets ? sheets->first : NULL; sheet;
         sheet = sheet->next) {
        const char *name = jh_node_text(sheet, "sheet");
        const jh_node *cells = jh_node_get(sheet, "cells");
        for (const jh_node *c = cells ? cells->first : NULL; c; c = c->next)
            JH_TRY(add(s, jh_node_text(c, "fact"),
                       cell_labels(s->call, name ? name : "", c)));
    }
    return JH_OK;
}

/* ---- the reply -------------------------------------------------------------------------------- */

static jh_status json(const shown *s, jh_error *err)
{
    jh_json j = {.out = &s->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "id", s->file.id);
    jh_json_text(&j, "name", jh_label_in(s->file.name, s->call->lang));
    jh_json_text(&j, "vocabulary", s->file.vocabulary);
    jh_json_text(&j, "record", s->file.record);
    jh_json_text(&j, "layout", s->file.layout);
    jh_json_list(&j, "facts");
    for (size_t i = 0; i < s->n; i++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "fact", s->entry[i].fact);
        jh_json_text(&j, "name", s->entry[i].name);
        jh_json_text(&j, "unit", s->entry[i].unit);
        jh_json_text(&j, "labels", s->entry[i].labels);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return s->call->json.oom ? jh_nomem(err) : JH_OK;
}

static jh_status table(const shown *s)
{
    static const char *const head[] = {"ops.form_fact", "ops.name", "ops.unit",
                                       "ops.form_labels", NULL};
    jh_table *t = jh__table_new(s->call, jh_label_in(s->file.name, s->call->lang), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < s->n; i++) {
        const entry *e = &s->entry[i];
        const char *cell[] = {e->fact, e->name, e->unit, e->labels};
        JH_TRY(jh__table_add_row(s->call, t, cell));
    }
    if (strcmp(s->file.layout, "table") != 0) return JH_OK;
    return jh__after(s->call, "ops.form_own_names", "");
}

static jh_status run(jh_call *call, jh_error *err)
{
    shown s = {.call = call};
    jh_form *form;
    JH_TRY(jh__form_file_open(call, jh_call_text(call, "form"), &s.file, err));
    JH_TRY(jh__form_file_vocabulary(call, &s.file, &s.vocabulary, err));
    JH_TRY(jh__form_file_read(call, &s.file, s.vocabulary, &form, err));
    bool table_form = !strcmp(s.file.layout, "table");
    if (table_form && jh_form_template(call->arena, form, s.vocabulary, call->lang,
                                       &s.official, &s.officials) != JH_OK)
        return jh_nomem(err);
    if ((table_form ? add_columns(&s) : add_cells(&s)) != JH_OK) return jh_nomem(err);
    if (call->want_json) return json(&s, err);
    return table(&s) == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "form",
     .kind = JH_PARAM_FORM,
     .positional = true,
     .required = true,
     .help = {"表样的编号或文件（jh form list 列出已有的）",
              "form by id or file (jh form list shows them)"}},
};

extern const jh_op jh__op_form_show;
const jh_op jh__op_form_show = {
    .name = "form show",
    .summary = {"显示一个表样：读哪些数据项，认哪些列名",
                "show a form: the facts that it reads, and the labels it knows them by"},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
