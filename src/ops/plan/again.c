/* A kept plan computed again: the command that made it, with the words, pack and files kept with
 * it, on its snapshot. */
#include "page.h"

#include <junheng/plans.h>

#include <string.h>

extern const jh_op jh__op_plan_budget, jh__op_plan_rotation, jh__op_plan_pairs;

typedef struct maker {
    const char *kind;
    const jh_op *op;
    jh_status (*make)(jh_call *call, jh__plan_made *out, jh_error *err);
} maker;

static const maker kinds[] = {{"budget", &jh__op_plan_budget, jh__budget_make},
                              {"rotation", &jh__op_plan_rotation, jh__rotation_make},
                              {"pairs", &jh__op_plan_pairs, jh__pairs_make}};

static const maker *maker_of(const char *kind)
{
    for (size_t i = 0; i < JH_COUNT(kinds); i++)
        if (!strcmp(kinds[i].kind, kind)) return &kinds[i];
    return NULL;
}

/* Values of one option: its files, or the lines "name=value". */
static jh_status values_of(jh_arena *arena, const jh_kept_plan *plan, const jh_param *p,
                           jh_given *out)
{
    const char **value = NULL;
    size_t n = 0, cap = 0, length = strlen(p->name);
    for (size_t i = 0; i < plan->files; i++) {
        if (strcmp(plan->file[i].param, p->name) != 0) continue;
        value = jh_grow(arena, value, &cap, n + 1, sizeof *value);
        if (!value) return JH_ENOMEM;
        value[n++] = plan->file[i].original.name;
    }
    for (const char *line = plan->parameters; *line && p->kind != JH_PARAM_FILE;) {
        size_t end = strcspn(line, "\n");
        if (!strncmp(line, p->name, length) && line[length] == '=') {
            value = jh_grow(arena, value, &cap, n + 1, sizeof *value);
            if (!value) return JH_ENOMEM;
            value[n] = jh_strndup(arena, line + length + 1, end - length - 1);
            if (!value[n++]) return JH_ENOMEM;
        }
        line += end + (line[end] == '\n');
    }
    *out = (jh_given){value, n};
    return JH_OK;
}

static jh_status again(jh_call *call, const maker *m, const jh__replay *replay,
                       jh__plan_then then, void *ctx, jh_error *err)
{
    jh__plan_made made;
    jh_given *given = jh_alloc_array(call->arena, m->op->params + 1, sizeof *given);
    if (!given) return jh_nomem(err);
    for (size_t i = 0; i < m->op->params; i++)
        if (values_of(call->arena, replay->plan, &m->op->param[i], &given[i]) != JH_OK)
            return jh_nomem(err);
    call->op = m->op;
    call->given = given;
    call->replay = replay;
    call->lang = strcmp(replay->plan->lang, "en") ? JH_ZH : JH_EN;
    call->today = replay->plan->date;
    call->diags = (jh_diags){.arena = call->arena};
    call->after = call->notes = call->json = (jh_buf){0};
    JH_TRY(m->make(call, &made, err));
    return then(ctx, call, &made, err);
}

jh_status jh__plan_again(jh_call *call, const jh__replay *replay, jh__plan_then then,
                         void *ctx, jh_error *err)
{
    const maker *m = maker_of(replay->plan->kind);
    jh_call own = *call;
    if (!m || !replay->plan->lang)
        return jh_fail(err, JH_EUSAGE, "ops.plan_not_again", "name:s",
                       replay->plan->name);
    own.arena = jh_arena_new();
    if (!own.arena) return jh_nomem(err);
    jh_status st = again(&own, m, replay, then, ctx, err);
    jh_buf_clear(&own.after);
    jh_buf_clear(&own.notes);
    jh_buf_clear(&own.json);
    jh_arena_free(own.arena);
    return st;
}
