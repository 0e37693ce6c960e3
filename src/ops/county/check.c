/* jh check: every diagnostic and the repair file, nothing else. */
#include "../load.h"
#include "../reply.h"
#include "../workspace/workspace.h"

#include <string.h>

static jh_status write_repair(jh_call *call, const jh__county *c, const char **path,
                              jh_error *err)
{
    jh_given files = jh_call_given(call, "file");
    jh_buf out = {0};
    *path = jh_call_text(call, "repair");
    if (!c->facts.rejects) {
        *path = NULL;
        return JH_OK;
    }
    if (!*path) *path = jh_sprintf(call->arena, "%s.repair.csv", files.value[0]);
    if (!*path) return jh_nomem(err);
    jh_status st = jh_intake_repair(&c->facts, call->lang, &out);
    st = st == JH_OK ? jh__file_write(call, *path, &out, err) : jh_nomem(err);
    jh_buf_clear(&out);
    return st;
}

static void sheets_json(const jh__county *c, jh_json *j)
{
    jh_json_list(j, "sheets");
    for (size_t i = 0; i < c->facts.heads; i++) {
        const jh_head *h = &c->facts.head[i];
        const jh_source *s = &c->facts.sources.item[h->source];
        jh_json_object(j, NULL);
        jh_json_text(j, "file", s->file);
        jh_json_text(j, "sheet", s->sheet);
        jh_json_text(j, "form", h->form);
        jh_json_integer(j, "columns", (int64_t)h->n);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
}

static jh_status json(jh_call *call, const jh__county *c, const char *repair,
                      jh_error *err)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_integer(&j, "schools", (int64_t)c->facts.schools.rows);
    jh_json_integer(&j, "areas", (int64_t)c->facts.areas.rows);
    jh_json_integer(&j, "rejected_rows", (int64_t)c->facts.rejects);
    jh_json_text(&j, "repair_file", repair);
    sheets_json(c, &j);
    if (jh__diag_json(&j, "diagnostics", call->lang, &call->diags) != JH_OK)
        return jh_nomem(err);
    jh_json_end_object(&j);
    /* they are in the reply; standard error need not repeat them */
    call->diags.n = 0;
    return call->json.oom ? jh_nomem(err) : JH_OK;
}

static jh_status sheets(jh_call *call, const jh__county *c, jh_error *err)
{
    static const char *const head[] = {"ops.file", "ops.sheet", "ops.form",
                                       ">ops.columns", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.table_sheets"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < c->facts.heads; i++) {
        const jh_head *h = &c->facts.head[i];
        const jh_source *s = &c->facts.sources.item[h->source];
        const char *cell[] = {s->file, s->sheet, h->form, jh__cell_count(call, h->n)};
        if (jh__table_add_row(call, t, cell) != JH_OK) return jh_nomem(err);
    }
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__county c;
    const char *repair;
    const char *workspace;
    if (jh__workspace_given(call, &workspace) && !jh_call_text(call, "snapshot"))
        JH_TRY(jh__workspace_check(call, workspace, &c, err));
    else
        JH_TRY(jh__county_read(call, &c, err));
    JH_TRY(write_repair(call, &c, &repair, err));
    call->exit = c.facts.diags.count[JH_BLOCK] ? JH_EXIT_INPUT : JH_EXIT_DONE;
    if (call->want_json) return json(call, &c, repair, err);
    jh_status st = jh__note(call, "ops.checked", "schools:u areas:u rejected:u",
                            c.facts.schools.rows, c.facts.areas.rows, c.facts.rejects);
    if (st == JH_OK) st = jh__diag_summary(call);
    if (st == JH_OK && repair) st = jh__after(call, "ops.repair", "file:s", repair);
    if (st != JH_OK) return jh_nomem(err);
    JH_TRY(sheets(call, &c, err));
    if (jh__diag_table(call, &call->diags) != JH_OK) return jh_nomem(err);
    call->diags.n = 0;
    return JH_OK;
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    JH__PARAM_FORM,
    {.name = "repair",
     .kind = JH_PARAM_OUTPUT,
     .help =
         {"修正表写到这里（默认在第一个文件旁，加 .repair.csv）",
          "write the repair file here (default: beside the first file, .repair.csv)"}},
    JH__PARAM_SET,
    JH__PARAM_WHERE,
    JH__PARAM_COLUMN,
    JH__PARAM_MEMORY,
    JH__PARAMS_FACTS,
};

extern const jh_op jh__op_check;
const jh_op jh__op_check = {
    .name = "check",
    .summary = {"只检查文件：列出全部问题，有问题的行另存为修正表",
                "check files only: every fault by cell, faulty rows into a repair file"},
    .details =
        {"问题分三级：阻断（不能用）、需说明（说明理由后可用）、提示。修正表改好后可以直"
         "接再读入。给工作区和 --year 时查该年现有的全部数据：各文件之间、与上一学年之间"
         "是否说得通，学校有没有无故出现或消失；--snapshot 则列出定稿时的问题。",
         "Faults have three levels: block (cannot be used), explain (may stand with a "
         "reason), note. The repair file, once corrected, can be read like any other. Of "
         "a workspace, --year looks through all that the year has: the "
         "files against each other and against the year before, schools that came or "
         "went unexplained; --snapshot lists what was found when it was frozen."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
