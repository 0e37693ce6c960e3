/* jh form list: the forms that came with the program. */
#include "../reply.h"
#include "form_file.h"

static void json(jh_call *call, const jh__form_file *form, size_t n)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_list(&j, NULL);
    for (size_t i = 0; i < n; i++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "id", form[i].id);
        jh_json_text(&j, "name", jh_label_in(form[i].name, call->lang));
        jh_json_text(&j, "vocabulary", form[i].vocabulary);
        jh_json_text(&j, "record", form[i].record);
        jh_json_text(&j, "layout", form[i].layout);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
}

static jh_status table(jh_call *call, const jh__form_file *form, size_t n)
{
    static const char *const head[] = {"ops.id", "ops.name", "ops.form_vocabulary",
                                       "ops.form_record", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.form_table"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        const char *key = jh_sprintf(call->arena, "ops.form_of_%s", form[i].record);
        if (!key) return JH_ENOMEM;
        const char *cell[] = {form[i].id, jh_label_in(form[i].name, call->lang),
                              form[i].vocabulary, jh_text(call->lang, key)};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__form_file *form;
    size_t n;
    jh_status st = JH_OK;
    JH_TRY(jh__forms_builtin(call, &form, &n, err));
    if (call->want_json) {
        json(call, form, n);
        return call->json.oom ? jh_nomem(err) : JH_OK;
    }
    if (!jh_call_flag(call, "ids")) st = table(call, form, n);
    for (size_t i = 0; st == JH_OK && jh_call_flag(call, "ids") && i < n; i++)
        st = jh__note(call, "ops.line", "text:s", form[i].id);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "ids",
     .kind = JH_PARAM_FLAG,
     .help = {"只列编号，一行一个", "ids only, one a line"}},
};

extern const jh_op jh__op_form_list;
const jh_op jh__op_form_list = {
    .name = "form list",
    .summary = {"列出随程序提供的表样", "list the forms that came with the program"},
    .details =
        {"表样说明从什么样的表里读什么数据。不写 --form 时自动识别，一般不用管它。",
         "A form says which facts are read from which table. Files are recognised by "
         "themselves unless --form names one."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
