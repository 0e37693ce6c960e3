/* A small table of operations, as the real ones are described, for the tests of cli. */
#ifndef JH_TEST_CLI_OPS_H
#define JH_TEST_CLI_OPS_H

#include <junheng/json.h>
#include <junheng/ops.h>

#include <stdlib.h>
#include <string.h>

static const jh_param assess_param[] = {
    {.name = "files",
     .kind = JH_PARAM_FILE,
     .positional = true,
     .required = true,
     .many = true,
     .help = {"学校数据表，可给多个文件", "tables of schools, several may be given"}},
    {.name = "pack",
     .kind = JH_PARAM_PACK,
     .fallback = "cn-2017-quality",
     .help = {"所用标准", "the standard"}},
    {.name = "form", .kind = JH_PARAM_FORM, .many = true, .help = {"表式", "a form"}},
    {.name = "out",
     .kind = JH_PARAM_OUTPUT,
     .help = {"报告写到这个文件夹", "folder of the report"}},
    {.name = "set",
     .kind = JH_PARAM_PAIR,
     .many = true,
     .help = {"改动一项设置", "change a setting"}},
    {.name = "limit", .kind = JH_PARAM_NUMBER, .help = {"界限", "the limit"}},
    {.name = "note", .kind = JH_PARAM_TEXT, .help = {"附注", "a remark"}},
    {.name = "strict", .kind = JH_PARAM_FLAG, .help = {"从严", "be strict"}},
};

static jh_status no_row(jh_call *call, jh_table **out)
{
    jh_table *t = jh_alloc(call->arena, sizeof *t);
    static const char *head[] = {"学校", "生均值", "结论"};
    static bool right[] = {false, true, false};
    *out = t;
    if (!t) return JH_ENOMEM;
    *t = (jh_table){.title = "小学 每百名学生高学历教师", .head = head, .right = right};
    t->columns = 3;
    return JH_OK;
}

static jh_status assess_run(jh_call *call, jh_error *err)
{
    static const char *first[] = {"实验小学", "4.25", "达标"};
    static const char *second[] = {"=cmd|' /C calc'!A0", "-12.5", "未达标"};
    static const char **rows[] = {first, second};
    const char *file = jh_call_text(call, "files");
    if (jh_call_flag(call, "strict"))
        return jh_fail(err, JH_EINPUT, "test.strict", "file:s", file);
    if (call->want_json) {
        jh_json j = {.out = &call->json, .pretty = true};
        jh_json_object(&j, NULL);
        jh_json_text(&j, "file", file);
        jh_json_text(&j, "pack", jh_call_text(call, "pack"));
        jh_json_text(&j, "today", call->today);
        jh_json_end_object(&j);
        return JH_OK;
    }
    jh_buf_printf(&call->notes, "读入 %s\n", file);
    jh_buf_puts(&call->after, "完成\n");
    jh_table **table = jh_alloc_array(call->arena, 2, sizeof *table);
    if (!table) return jh_nomem(err);
    call->table = table;
    call->tables = 2;
    JH_TRY(no_row(call, &table[0]));
    JH_TRY(no_row(call, &table[1]));
    table[0]->row = rows;
    table[0]->rows = 2;
    table[1]->title = "初中";
    for (unsigned i = 0; i < 60; i++)
        JH_TRY(jh_diag_add(&call->diags, i < 3 ? JH_BLOCK : JH_NOTE,
                           (jh_where){file, "表1", i + 1, 3}, "base.nomem", ""));
    call->exit = JH_EXIT_FAILS;
    return JH_OK;
}

static jh_status ask_run(jh_call *call, jh_error *err)
{
    const char *answer;
    if (!call->ask.line(call->ask.ctx, call->arena, "?", &answer))
        return jh_fail(err, JH_EUSAGE, "test.nobody", "");
    return JH_OK;
}

static const jh_param show_param[] = {
    {.name = "pack",
     .kind = JH_PARAM_PACK,
     .positional = true,
     .required = true,
     .help = {"标准", "a pack"}},
    {.name = "year",
     .kind = JH_PARAM_NUMBER,
     .positional = true,
     .help = {"年份", "the year"}},
    {.name = "by",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"经办人", "who did it"}},
};

static const jh_param list_param[] = {
    {.name = "ids", .kind = JH_PARAM_FLAG, .help = {"只列编号", "ids only"}},
};

static const jh_op op_assess = {
    .name = "assess",
    .summary = {"评估一个县", "assess a county"},
    .details = {"第一段。\n  jh assess 学校.xlsx\n第二段\\N'65'。",
                "First.\n  jh assess schools.xlsx\nSecond\\N'65'."},
    .param = assess_param,
    .params = JH_COUNT(assess_param),
    .run = assess_run,
};
static const jh_op op_ask = {.name = "ask", .summary = {"提问", "asks"}, .run = ask_run};
static const jh_op op_list = {.name = "pack list",
                              .summary = {"列出标准", "list packs"},
                              .param = list_param,
                              .params = JH_COUNT(list_param),
                              .run = ask_run};
static const jh_op op_show = {.name = "pack show",
                              .summary = {"显示一个标准", "show a pack"},
                              .param = show_param,
                              .params = JH_COUNT(show_param),
                              .run = ask_run};

static const jh_op *const test_ops[] = {&op_assess, &op_ask, &op_list, &op_show};

#endif
