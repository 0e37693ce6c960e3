/* jh backup: a copy, looked through, while others work. */
#include "workspace.h"

static jh_status run(jh_call *call, jh_error *err)
{
    return jh__workspace_copy(call, jh_store_backup, "backup", "ops.ws_backed_up", err);
}

static const jh_param params[] = {
    JH__PARAM_WS,
    {.name = "to",
     .kind = JH_PARAM_OUTPUT,
     .positional = true,
     .required = true,
     .help = {"备份文件（不能已存在）", "file of the backup (must not be there)"}},
};

extern const jh_op jh__op_backup;
const jh_op jh__op_backup = {
    .name = "backup",
    .summary = {"备份工作区，并当场核对备份是否完好",
                "back a workspace up and look the copy through"},
    .details = {"别人正在使用时也可以备份。备份末尾带有全文校验值，损坏一位也看得出来。",
                "Others may go on working. The backup ends with a hash of all its bytes, "
                "so that a single flipped bit shows."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
