/* jh schools: who is enrolled in the workspace. */
#include "workspace.h"

static jh_status json(jh_call *call, const jh_enrolled *school, size_t n)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_list(&j, "schools");
    for (size_t i = 0; i < n; i++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "id", school[i].id);
        jh_json_text(&j, "name", school[i].name);
        jh_json_text(&j, "area", school[i].area);
        jh_json_text(&j, "ids", school[i].codes);
        jh_json_integer(&j, "first_year", school[i].first);
        jh_json_integer(&j, "last_year", school[i].last);
        jh_json_text(&j, "status", school[i].status);
        jh_json_integer(&j, "opened", school[i].opened);
        jh_json_integer(&j, "closed", school[i].closed);
        jh_json_text(&j, "successor", school[i].successor);
        jh_json_text(&j, "former_names", school[i].former);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return call->json.oom ? JH_ENOMEM : JH_OK;
}

/* "2027 年并入 2101"; nothing for a school that goes on. */
static const char *status_words(jh_call *call, const jh_enrolled *s)
{
    char year[32];
    const char *key = jh_sprintf(call->arena, "ops.status_%s", s->status);
    if (!key || (!s->closed && !s->opened && !s->successor[0])) return "";
    jh_number_shortest(s->closed ? s->closed : s->opened, year);
    return jh__cell_text(call, key, "year:s successor:s", year, s->successor);
}

static jh_status table(jh_call *call, const jh_enrolled *school, size_t n)
{
    static const char *const head[] = {"ops.school_id", "ops.school",    "ops.area",
                                       "ops.ws_ids",    ">ops.ws_first", ">ops.ws_last",
                                       "ops.ws_status", "ops.ws_former", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.ws_schools"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        const jh_enrolled *s = &school[i];
        const char *cell[] = {s->id,
                              s->name,
                              s->area,
                              s->codes,
                              s->first ? jh__cell_count(call, (size_t)s->first) : "",
                              s->last ? jh__cell_count(call, (size_t)s->last) : "",
                              status_words(call, s),
                              s->former};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh_store *s;
    jh_enrolled *school;
    size_t n;
    int year;
    JH_TRY(jh__year(call, &year, err));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &s, err));
    jh_status st = jh_store_schools(s, call->arena, year, &school, &n, err);
    jh_store_close(s);
    JH_TRY(st);
    st = call->want_json ? json(call, school, n) : table(call, school, n);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "year",
     .kind = JH_PARAM_NUMBER,
     .help = {"只列这一年的学校", "only schools of this year"}},
    JH__PARAM_WS,
};

extern const jh_op jh__op_schools;
const jh_op jh__op_schools = {
    .name = "schools",
    .summary = {"列出工作区登记的学校及其标识码沿革",
                "list the schools of a workspace with every id they have had"},
    .details =
        {"每所学校的首末年份指有数据的年份。换了标识码或校名的仍是一所学校。学校的变动"
         "用 jh school 登记。",
         "First and last year are those it has figures of. A school with a new id "
         "or name is one school. What happens to schools is entered with jh "
         "school."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
