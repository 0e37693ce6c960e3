#include "registry.h"

#include <string.h>

const jh_op *const *jh_op_list(size_t *n)
{
    *n = jh__op_table_n;
    return jh__op_table;
}

jh_given jh_call_given(const jh_call *call, const char *name)
{
    const jh_op *op = call->op;
    for (size_t i = 0; i < op->params; i++) {
        const jh_param *param = &op->param[i];
        if (strcmp(param->name, name) != 0) continue;
        if (call->given[i].n || !param->fallback) return call->given[i];
        return (jh_given){&param->fallback, 1};
    }
    return (jh_given){0};
}

const char *jh_call_text(const jh_call *call, const char *name)
{
    jh_given given = jh_call_given(call, name);
    return given.n ? given.value[given.n - 1] : NULL;
}

bool jh_call_flag(const jh_call *call, const char *name)
{
    return jh_call_given(call, name).n > 0;
}

const char *jh_version(void)
{
    return JH_VERSION;
}
