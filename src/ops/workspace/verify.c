/* jh verify: every kept result and plan computed again, byte for byte. */
#include "../county/result.h"
#include "../plan/page.h"
#include "workspace.h"

#include <junheng/plans.h>

#include <string.h>

typedef struct verifying {
    jh_call *call;
    jh_store *s;
    jh_error *err;
    jh_table *table;
    jh_json j;
    size_t results, plans, differ, never; /* never: plans that cannot be computed again */
} verifying;

/* What was kept, and how it is called. */
typedef struct kept {
    const char *name, *json, *snapshot, *pack, *version, *engine, *date;
    size_t json_n;
    int64_t result; /* 0: a plan */
} kept;

static jh_status compute(verifying *v, jh_call *call, jh_kept_result *r, jh_buf *json)
{
    jh__county c = {0};
    jh_assessment a;
    JH_TRY(jh__kept_pack(call->arena, r, &c.pack, v->err));
    JH_TRY(jh__kept_judge(call, v->s, r, &c, &a, v->err));
    jh_status st = jh__result_json(call, &c, &a, json);
    return st == JH_OK ? JH_OK : jh_nomem(v->err);
}

/* ---- comparing ---- */

/* The value of "engine", which a newer program writes anew; it is compared apart. */
static void find_engine(const char *json, size_t n, size_t *from, size_t *to)
{
    static const char key[] = "\"engine\": \"";
    const char *p = memmem(json, n, key, sizeof key - 1);
    if (!p) p = memmem(json, n, "\"engine\":\"", sizeof key - 2);
    *from = *to = n;
    if (!p) return;
    const char *value = strchr(p + 9, '"');
    const char *end = value ? strchr(value + 1, '"') : NULL;
    if (!end) return;
    *from = (size_t)(value - json) + 1;
    *to = (size_t)(end - json);
}

static bool same_bytes(const kept *r, const jh_buf *json)
{
    size_t a1, a2, b1, b2;
    find_engine(r->json, r->json_n, &a1, &a2);
    find_engine(json->p, json->n, &b1, &b2);
    return a1 == b1 && r->json_n - a2 == json->n - b2 && !memcmp(r->json, json->p, a1) &&
           !memcmp(r->json + a2, json->p + b2, r->json_n - a2);
}

/* The first line that is not the same, of one of the two. */
static const char *first_line(jh_call *call, const char *text, const char *other)
{
    const char *line = text;
    for (size_t i = 0; text[i] && text[i] == other[i]; i++)
        if (text[i] == '\n') line = text + i + 1;
    size_t n = strcspn(line, "\n");
    while (n && *line == ' ')
        line++, n--;
    return jh_strndup(call->arena, line, n < 120 ? n : 120);
}

static jh_status say(verifying *v, const kept *r, const jh_buf *json, bool same)
{
    const char *key = !same                             ? "ops.ws_differs"
                      : strcmp(r->engine, jh_version()) ? "ops.ws_same_engine"
                                                        : "ops.ws_same";
    const char *before = same ? "" : first_line(v->call, r->json, json->p);
    const char *after = same ? "" : first_line(v->call, json->p, r->json);
    const char *state = jh_text(v->call->lang, key);
    if (!before || !after) return jh_nomem(v->err);
    if (v->call->want_json) {
        jh_json_object(&v->j, NULL);
        if (r->result)
            jh_json_integer(&v->j, "result", r->result);
        else
            jh_json_text(&v->j, "plan", r->name);
        jh_json_text(&v->j, "snapshot", r->snapshot);
        jh_json_text(&v->j, "pack", r->pack);
        jh_json_text(&v->j, "version", r->version);
        jh_json_text(&v->j, "engine", r->engine);
        jh_json_bool(&v->j, "same", same);
        jh_json_text(&v->j, "kept", before);
        jh_json_text(&v->j, "computed", after);
        jh_json_end_object(&v->j);
        return JH_OK;
    }
    const char *cell[] = {
        r->result ? r->name : jh__cell_text(v->call, "ops.ws_plan", "name:s", r->name),
        r->snapshot,
        jh_sprintf(v->call->arena, "%s %s", r->pack, r->version),
        r->engine,
        r->date,
        state,
        before,
        after};
    return jh__table_add_row(v->call, v->table, cell) == JH_OK ? JH_OK : jh_nomem(v->err);
}

static jh_status verify_one(verifying *v, jh_kept_result *r)
{
    jh_call call = *v->call; /* in the language of the result, with memory of its own */
    jh_buf json = {0};
    call.lang = strcmp(r->lang, "en") ? JH_ZH : JH_EN;
    call.arena = jh_arena_new();
    if (!call.arena) return jh_nomem(v->err);
    jh_status st = compute(v, &call, r, &json);
    if (st == JH_OK && (json.oom || !json.p)) st = jh_nomem(v->err);
    if (st == JH_OK) {
        const kept k = {.name = jh__cell_count(v->call, (size_t)r->id),
                        .json = r->json,
                        .json_n = r->json_n,
                        .snapshot = r->snapshot.name,
                        .pack = r->pack,
                        .version = r->version,
                        .engine = r->engine,
                        .date = r->date,
                        .result = r->id};
        bool same = same_bytes(&k, &json);
        v->results++;
        v->differ += !same;
        st = say(v, &k, &json, same);
    }
    jh_buf_clear(&json);
    jh_arena_free(call.arena);
    return st;
}

static jh_status verify_all(verifying *v)
{
    jh_kept_result r = {0};
    bool found = true;
    while (found) {
        JH_TRY(jh_store_next_result(v->s, v->call->arena, r.id, &r, &found, v->err));
        if (found) JH_TRY(verify_one(v, &r));
    }
    return JH_OK;
}

/* ---- plans ---- */

typedef struct planned {
    verifying *v;
    const jh_kept_plan *plan;
} planned;

static jh_status compare_plan(void *ctx, jh_call *call, const jh__plan_made *made,
                              jh_error *err)
{
    const planned *x = ctx;
    const jh_kept_plan *p = x->plan;
    jh_buf json = {0};
    const kept k = {.name = p->name,
                    .json = p->json,
                    .json_n = p->json_n,
                    .snapshot = p->snapshot.name,
                    .pack = p->pack,
                    .version = p->version,
                    .engine = p->engine,
                    .date = p->date};
    jh_status st = made->json(call, made->ctx, &json, err);
    if (st == JH_OK && (json.oom || !json.p)) st = jh_nomem(err);
    if (st == JH_OK) {
        bool same = same_bytes(&k, &json);
        x->v->plans++;
        x->v->differ += !same;
        st = say(x->v, &k, &json, same);
    }
    jh_buf_clear(&json);
    return st;
}

static jh_status verify_plans(verifying *v)
{
    jh_kept_plan *list;
    size_t n;
    JH_TRY(jh_store_plans(v->s, v->call->arena, &list, &n, v->err));
    for (size_t i = 0; i < n; i++) {
        jh_kept_plan plan;
        const jh__replay replay = {v->s, &plan};
        if (!list[i].lang) {
            v->never++;
            continue;
        }
        JH_TRY(jh_store_plan(v->s, v->call->arena, list[i].name, &plan, v->err));
        JH_TRY(
            jh__plan_again(v->call, &replay, compare_plan, &(planned){v, &plan}, v->err));
    }
    return JH_OK;
}

static jh_status begin(verifying *v)
{
    static const char *const head[] = {
        "ops.plan_compare_what", "ops.ws_snapshot", "ops.ws_pack",
        "ops.ws_engine",         "ops.ws_date",     "ops.status",
        "ops.ws_before",         "ops.ws_after",    NULL};
    v->j = (jh_json){.out = &v->call->json, .pretty = true};
    if (v->call->want_json) {
        jh_json_object(&v->j, NULL);
        jh_json_list(&v->j, "results");
        return JH_OK;
    }
    v->table = jh__table_new(v->call, jh_text(v->call->lang, "ops.ws_results"), head);
    return v->table ? JH_OK : jh_nomem(v->err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    verifying v = {.call = call, .err = err};
    JH_TRY(begin(&v));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &v.s, err));
    jh_status st = verify_all(&v);
    if (st == JH_OK) st = verify_plans(&v);
    jh_store_close(v.s);
    JH_TRY(st);
    call->exit = v.differ ? JH_EXIT_FAILS : JH_EXIT_DONE;
    if (call->want_json) {
        jh_json_end_list(&v.j);
        jh_json_integer(&v.j, "differ", (int64_t)v.differ);
        jh_json_end_object(&v.j);
        return call->json.oom ? jh_nomem(err) : JH_OK;
    }
    st = jh__note(call, "ops.ws_verified", "n:u plans:u differ:u", v.results, v.plans,
                  v.differ);
    if (st == JH_OK && v.never) st = jh__note(call, "ops.ws_never", "n:u", v.never);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {JH__PARAM_WS};

extern const jh_op jh__op_verify;
const jh_op jh__op_verify = {
    .name = "verify",
    .summary =
        {"复算：把保存过的每个结论和方案按当时的定稿、标准和文件重新算一遍，逐字节比对",
         "compute every kept result and plan again from its snapshot, pack and "
         "files, and compare byte for byte"},
    .details =
        {"退出码 0 全部一致，1 "
         "有不一致。标准、单价表、教师名册都用保存时存下的，不用现在的。用求解器做"
         "的方案"
         "，复算时也要有求解器。",
         "Exit code 0: all the same; 1: some differ. Packs, price lists and tables "
         "of teachers are those kept with it, not today's. A plan that a solver "
         "made needs the solver again."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
