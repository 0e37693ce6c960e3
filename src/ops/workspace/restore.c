/* jh restore: a backup back in place. */
#include "workspace.h"

static jh_status run(jh_call *call, jh_error *err)
{
    const char *to = jh_call_text(call, "ws");
    JH_TRY(jh_store_restore(jh_call_text(call, "file"), to, jh_call_flag(call, "force"),
                            err));
    if (call->want_json) {
        jh_json j = {.out = &call->json, .pretty = true};
        jh_json_object(&j, NULL);
        jh_json_text(&j, "workspace", to);
        jh_json_end_object(&j);
        return call->json.oom ? jh_nomem(err) : JH_OK;
    }
    jh_status st = jh__note(call, "ops.ws_restored", "file:s", to);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "force",
     .kind = JH_PARAM_FLAG,
     .help = {"覆盖已有的工作区（此时不得有人在用）",
              "replace a workspace that is there (nobody may be using it)"}},
    {.name = "file",
     .kind = JH_PARAM_FILE,
     .positional = true,
     .required = true,
     .help = {"jh backup 写的备份", "a backup written by jh backup"}},
    {.name = "ws",
     .kind = JH_PARAM_OUTPUT,
     .positional = true,
     .required = true,
     .help = {"恢复成这个工作区", "workspace to restore to"}},
};

extern const jh_op jh__op_restore;
const jh_op jh__op_restore = {
    .name = "restore",
    .summary = {"从备份恢复工作区，先核对备份是否完好",
                "restore a workspace from a backup, once the backup was looked through"},
    .details =
        {"备份有任何损坏都不恢复。已有的工作区不会被覆盖，除非加 --force。",
         "A damaged backup is not restored. A workspace that is there stays, unless "
         "--force is given."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
