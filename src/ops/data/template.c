/* jh template: an empty workbook with the official heads, one sheet a form. */
#include "../load.h"
#include "../reply.h"
#include "form_file.h"

#include <junheng/publish.h>

#include <string.h>

typedef struct book {
    jh_call *call;
    jh_pack *pack;
    jh__form_file *form;
    size_t forms;
    jh_sheet *sheet;
} book;

/* ---- which forms ----------------------------------------------------------------------- */

static jh_status given_forms(book *b, jh_given given, jh_error *err)
{
    b->form = jh_alloc_array(b->call->arena, given.n, sizeof *b->form);
    if (!b->form) return jh_nomem(err);
    for (size_t i = 0; i < given.n; i++) {
        jh__form_file *f = &b->form[i];
        JH_TRY(jh__form_file_open(b->call, given.value[i], f, err));
        if (strcmp(f->vocabulary, b->pack->vocabulary->id) != 0)
            return jh_fail(err, JH_EUSAGE, "ops.template_vocabulary",
                           "form:s vocabulary:s pack:s", f->id, f->vocabulary,
                           b->pack->id);
        if (strcmp(f->layout, "table") != 0)
            return jh_fail(err, JH_EUSAGE, "ops.template_no_table", "form:s", f->id);
    }
    b->forms = given.n;
    return JH_OK;
}

static size_t place(const char *record)
{
    static const char *const order[] = {"school",   "area",  "answer",   "claim",
                                        "override", "price", "purchase", "teacher",
                                        "need",     "move",  "pair",     "way"};
    size_t i = 0;
    while (i < JH_COUNT(order) && strcmp(record, order[i]) != 0)
        i++;
    return i;
}

/* Tables that are meant to be filled in say so with a `template`; where none does, the forms of
 * published files will do. */
static size_t choose(const book *b, const jh__form_file *all, size_t n, bool official,
                     jh__form_file *out)
{
    size_t chosen = 0;
    for (size_t i = 0; i < n; i++) {
        bool fits = !strcmp(all[i].vocabulary, b->pack->vocabulary->id) &&
                    !strcmp(all[i].layout, "table");
        bool county =
            place(all[i].record) < 5; /* price lists and plans are asked for by name */
        if (!fits || !county || (official && !jh_node_get(all[i].root, "template")))
            continue;
        out[chosen++] = all[i];
    }
    return chosen;
}

static jh_status all_forms(book *b, jh_error *err)
{
    jh__form_file *all;
    size_t n;
    JH_TRY(jh__forms_builtin(b->call, &all, &n, err));
    b->form = jh_alloc_array(b->call->arena, n + 1, sizeof *b->form);
    if (!b->form) return jh_nomem(err);
    b->forms = choose(b, all, n, true, b->form);
    if (!b->forms) b->forms = choose(b, all, n, false, b->form);
    if (!b->forms)
        return jh_fail(err, JH_EINPUT, "ops.template_no_form", "pack:s vocabulary:s",
                       b->pack->id, b->pack->vocabulary->id);
    for (size_t i = 1; i < b->forms; i++) /* schools first, stable */
        for (size_t k = i; k && place(b->form[k].record) < place(b->form[k - 1].record);
             k--) {
            jh__form_file held = b->form[k];
            b->form[k] = b->form[k - 1];
            b->form[k - 1] = held;
        }
    return JH_OK;
}

/* ---- sheets --------------------------------------------------------------------------------- */

/* A name that the form's own pattern knows; else the form's name. */
static const char *sheet_name(const book *b, const jh__form_file *f)
{
    const char *pattern = jh_node_text(f->root, "sheet");
    if (!pattern) return jh_label_in(f->name, b->call->lang);
    char *name = jh_strndup(b->call->arena, pattern, strcspn(pattern, "|"));
    for (char *any; name && (any = strstr(name, ".*"));)
        memmove(any, any + 2, strlen(any + 2) + 1);
    return name;
}

/* Codes and names stay texts, so that no leading zero is lost. */
static bool is_text(const jh_vocabulary *v, const char *id)
{
    int fact = jh_vocabulary_fact(v, id);
    return fact < 0 || v->fact[fact].kind == JH_FACT_TEXT ||
           v->fact[fact].kind == JH_FACT_CODE;
}

static jh_status make_sheet(book *b, size_t i, jh_error *err)
{
    const jh_vocabulary *v = b->pack->vocabulary;
    jh_form *form;
    jh_template_column *column;
    size_t n;
    JH_TRY(jh__form_file_read(b->call, &b->form[i], v, &form, err));
    if (jh_form_template(b->call->arena, form, v, b->call->lang, &column, &n) != JH_OK)
        return jh_nomem(err);
    jh_sheet_head *head = jh_alloc_array(b->call->arena, n + 1, sizeof *head);
    const char *name = sheet_name(b, &b->form[i]);
    if (!head || !name) return jh_nomem(err);
    for (size_t k = 0; k < i; k++)
        if (!strcmp(b->sheet[k].name, name)) name = b->form[i].id;
    for (size_t k = 0; k < n; k++)
        head[k] = (jh_sheet_head){column[k].label, column[k].note, column[k].unit,
                                  is_text(v, column[k].fact)};
    b->sheet[i] = (jh_sheet){name, head, n};
    return JH_OK;
}

/* ---- the reply --------------------------------------------------------------------------------- */

static void json(const book *b, const char *path)
{
    jh_json j = {.out = &b->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "file", path);
    jh_json_list(&j, "sheets");
    for (size_t i = 0; i < b->forms; i++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "sheet", b->sheet[i].name);
        jh_json_text(&j, "form", b->form[i].id);
        jh_json_integer(&j, "columns", (int64_t)b->sheet[i].columns);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
}

static jh_status table(const book *b)
{
    static const char *const head[] = {"ops.sheet", "ops.form", ">ops.columns", NULL};
    jh_table *t =
        jh__table_new(b->call, jh_text(b->call->lang, "ops.template_sheets"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < b->forms; i++) {
        const char *cell[] = {b->sheet[i].name, b->form[i].id,
                              jh__cell_count(b->call, b->sheet[i].columns)};
        JH_TRY(jh__table_add_row(b->call, t, cell));
    }
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    book b = {.call = call};
    jh_given given = jh_call_given(call, "form");
    const char *path = jh_call_text(call, "out");
    jh_buf out = {0};
    JH_TRY(jh__pack_open(call, jh_call_text(call, "pack"), &b.pack, err));
    JH_TRY(given.n ? given_forms(&b, given, err) : all_forms(&b, err));
    b.sheet = jh_alloc_array(call->arena, b.forms, sizeof *b.sheet);
    if (!b.sheet) return jh_nomem(err);
    for (size_t i = 0; i < b.forms; i++)
        JH_TRY(make_sheet(&b, i, err));
    jh_status st = jh_publish_templates(b.sheet, b.forms, &out, err);
    if (st == JH_OK) st = jh__file_write(call, path, &out, err);
    jh_buf_clear(&out);
    JH_TRY(st);
    if (call->want_json) {
        json(&b, path);
        return call->json.oom ? jh_nomem(err) : JH_OK;
    }
    st = table(&b);
    if (st == JH_OK) st = jh__after(call, "ops.written", "file:s", path);
    if (st == JH_OK) st = jh__after(call, "ops.template_how", "");
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "pack",
     .kind = JH_PARAM_PACK,
     .positional = true,
     .required = true,
     .help = {"标准的名称或文件（jh pack list 列出已有的）",
              "pack by name or file (jh pack list shows them)"}},
    {.name = "out",
     .kind = JH_PARAM_OUTPUT,
     .required = true,
     .help = {"空表写到这个文件（.xlsx）", "write the workbook here (.xlsx)"}},
    {.name = "form",
     .kind = JH_PARAM_FORM,
     .many = true,
     .help = {"只要这些表样；不写则该标准的各种表每样一张",
              "these forms only; default: one sheet for every form of the pack"}},
};

extern const jh_op jh__op_template;
const jh_op jh__op_template = {
    .name = "template",
    .summary = {"生成一个空的填报工作簿，表头与标准一致，填好即可读入",
                "make an empty workbook with the official heads, ready to be filled in"},
    .details =
        {"每个表头的批注写明填什么、用什么单位。用不到的列和工作表可以删去，也可以另加列"
         "。",
         "The remark on each head says what to enter, and in which unit. Columns and "
         "sheets that are not needed can be deleted; others may be added."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
