/* jh init: a new workspace. */
#include "workspace.h"

static jh_status run(jh_call *call, jh_error *err)
{
    const char *path = jh_call_text(call, "ws");
    const char *from = jh_call_text(call, "from");
    if (from)
        JH_TRY(jh_store_adopt(from, path, err));
    else
        JH_TRY(jh_store_create(path, jh__stamp(call), jh_call_text(call, "county"), err));
    if (call->want_json) {
        jh_json j = {.out = &call->json, .pretty = true};
        jh_json_object(&j, NULL);
        jh_json_text(&j, "workspace", path);
        jh_json_end_object(&j);
        return call->json.oom ? jh_nomem(err) : JH_OK;
    }
    jh_status st = jh__note(call, "ops.ws_made", "file:s", path);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "county",
     .kind = JH_PARAM_TEXT,
     .help = {"县（市、区）名称", "name of the county"}},
    {.name = "from",
     .kind = JH_PARAM_TEXT,
     .help = {"由 jh export 输出的文件夹重建",
              "make it from a folder that jh export wrote"}},
    JH__PARAM_PERSON,
    {.name = "ws",
     .kind = JH_PARAM_OUTPUT,
     .positional = true,
     .required = true,
     .help = {"新工作区的文件名，如 county.jh",
              "file of the new workspace, such as county.jh"}},
};

extern const jh_op jh__op_init;
const jh_op jh__op_init = {
    .name = "init",
    .summary = {"新建一个工作区：一个文件记住一个县历年的数据、定稿和结论",
                "make a workspace: one file that remembers a county's data, freezes and "
                "results"},
    .details =
        {"工作区是一个 SQLite 文件。数据用 jh import 导入，用 jh freeze 定稿，用 jh "
         "assess 评估。已有的文件不会被覆盖。",
         "A workspace is one SQLite file. jh import fills it, jh freeze freezes a "
         "year, jh assess judges it. A file that is there is not overwritten."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
