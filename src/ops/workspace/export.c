/* jh export: everything in open formats. */
#include "workspace.h"

static jh_status run(jh_call *call, jh_error *err)
{
    return jh__workspace_copy(call, jh_store_export, "folder", "ops.ws_exported", err);
}

static const jh_param params[] = {
    JH__PARAM_WS,
    {.name = "to",
     .kind = JH_PARAM_OUTPUT,
     .positional = true,
     .required = true,
     .help = {"输出到这个文件夹（不能已存在）", "folder to write (must not be there)"}},
};

extern const jh_op jh__op_export;
const jh_op jh__op_export = {
    .name = "export",
    .summary = {"把工作区全部内容输出为通用格式：每张表一个 CSV，原始文件原样",
                "write all of a workspace in open formats: a CSV a table, originals as "
                "they were given"},
    .details = {"用 jh init --from 可由它重建一个内容完全相同的工作区。",
                "jh init --from makes of it a workspace with the very same content."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
