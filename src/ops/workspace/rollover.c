/* jh rollover: one school year into the next. */
#include "workspace.h"

#include <string.h>

/* ---- what is not counted anew each year, as the vocabulary says ---- */

static jh_status what_is_carried(jh_call *call, const jh_vocabulary *v, jh_rollover *r,
                                 jh_error *err)
{
    const char **fact = jh_alloc_array(call->arena, v->facts + 1, sizeof *fact);
    if (!fact) return jh_nomem(err);
    for (size_t i = 0; i < v->facts; i++)
        if (v->fact[i].carry && v->fact[i].level == JH_OF_SCHOOL)
            fact[r->facts++] = v->fact[i].id;
    r->fact = fact;
    r->roles = jh__roles(v);
    return JH_OK;
}

/* ---- for people ---- */

static jh_status counts(jh_call *call, const jh_rollover *r)
{
    static const char *const head[] = {"ops.turn_kind", ">ops.turn_schools", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.turn_counts"), head);
    if (!t) return JH_ENOMEM;
    for (int k = 0; k < JH_TURNS; k++) {
        const char *key =
            jh_sprintf(call->arena, "ops.turn_%s", jh_turn_id((jh_turn_kind)k));
        if (!key) return JH_ENOMEM;
        if (!r->count[k]) continue;
        const char *cell[] = {jh_text(call->lang, key),
                              jh__cell_count(call, r->count[k])};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

/* "2102 → 2112", or what there is. */
static const char *from_to(jh_call *call, const char *before, const char *now)
{
    if (!before || !now || !strcmp(before, now)) return now ? now : before;
    return jh_sprintf(call->arena, "%s → %s", before, now);
}

static const char *year_mark(const jh_call *call, bool there)
{
    return jh_text(call->lang, there ? "ops.turn_there" : "ops.turn_not_there");
}

/* Schools that simply go on are only counted, unless a machine reads it. */
static jh_status table(jh_call *call, const jh_rollover *r)
{
    const char *from = jh_sprintf(call->arena, "%d", r->from);
    const char *to = jh_sprintf(call->arena, "%d", r->to);
    if (!from || !to) return JH_ENOMEM;
    const char *const head[] = {
        "ops.school_id",      "ops.school",     from, to, "ops.turn_kind",
        "ops.turn_successor", "ops.turn_to_do", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.turns"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < r->turns; i++) {
        const jh_turn *x = &r->turn[i];
        if (x->kind == JH_TURN_CARRIED && !call->want_all) continue;
        const char *kind = jh_sprintf(call->arena, "ops.turn_%s", jh_turn_id(x->kind));
        const char *todo =
            jh_sprintf(call->arena, "ops.turn_todo_%s", jh_turn_id(x->kind));
        if (!kind || !todo) return JH_ENOMEM;
        const char *cell[] = {from_to(call, x->id_before, x->id),
                              from_to(call, x->name_before, x->name),
                              year_mark(call, x->before),
                              year_mark(call, x->now),
                              jh_text(call->lang, kind),
                              x->successor,
                              x->explained ? "" : jh_text(call->lang, todo)};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

static const char *names_of(jh_call *call, const jh_vocabulary *v)
{
    jh_buf out = {0};
    for (size_t i = 0; i < v->facts; i++) {
        if (!v->fact[i].carry || v->fact[i].level != JH_OF_SCHOOL) continue;
        if (out.n) jh_buf_puts(&out, call->lang == JH_ZH ? "、" : ", ");
        jh_buf_puts(&out, jh_label_in(v->fact[i].name, call->lang));
    }
    const char *s = out.oom ? NULL : jh_strndup(call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

static jh_status words(jh_call *call, const jh_rollover *r, const jh_vocabulary *v)
{
    char from[32], to[32];
    const char *names = names_of(call, v);
    if (!names) return JH_ENOMEM;
    jh_number_shortest(r->from, from);
    jh_number_shortest(r->to, to);
    const char *key = !r->import                      ? "ops.rolled_nothing"
                      : jh_call_flag(call, "dry-run") ? "ops.would_roll"
                      : r->begun                      ? "ops.rolled_gaps"
                                                      : "ops.rolled";
    JH_TRY(jh__note(call, key, "from:s to:s schools:u values:u", from, to, r->schools,
                    r->values));
    if (r->unexplained)
        JH_TRY(jh__note(call, "ops.roll_unexplained", "n:u", r->unexplained));
    JH_TRY(counts(call, r));
    JH_TRY(table(call, r));
    return jh__after(call, "ops.roll_facts", "facts:s", names);
}

/* ---- for machines ---- */

static jh_status json(jh_call *call, const jh_rollover *r)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_bool(&j, "dry_run", jh_call_flag(call, "dry-run"));
    jh_json_integer(&j, "from", r->from);
    jh_json_integer(&j, "to", r->to);
    jh_json_bool(&j, "year_had_schools", r->begun);
    jh_json_integer(&j, "schools_carried", (int64_t)r->schools);
    jh_json_integer(&j, "values_carried", (int64_t)r->values);
    jh_json_integer(&j, "unexplained", (int64_t)r->unexplained);
    jh_json_object(&j, "counts");
    for (int k = 0; k < JH_TURNS; k++)
        jh_json_integer(&j, jh_turn_id((jh_turn_kind)k), (int64_t)r->count[k]);
    jh_json_end_object(&j);
    jh_json_list(&j, "facts_carried");
    for (size_t i = 0; i < r->facts; i++)
        jh_json_text(&j, NULL, r->fact[i]);
    jh_json_end_list(&j);
    jh_json_list(&j, "schools");
    for (size_t i = 0; i < r->turns; i++) {
        const jh_turn *x = &r->turn[i];
        jh_json_object(&j, NULL);
        jh_json_text(&j, "kind", jh_turn_id(x->kind));
        jh_json_text(&j, "id", x->id);
        jh_json_text(&j, "name", x->name);
        jh_json_text(&j, "id_before", x->id_before);
        jh_json_text(&j, "name_before", x->name_before);
        jh_json_bool(&j, "before", x->before);
        jh_json_bool(&j, "now", x->now);
        jh_json_bool(&j, "explained", x->explained);
        jh_json_text(&j, "successor", x->successor);
        jh_json_integer(&j, "event", x->event);
        jh_json_integer(&j, "values_carried", (int64_t)x->values);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return call->json.oom ? JH_ENOMEM : JH_OK;
}

static jh_status year_of(const jh_call *call, const char *param, int *out, jh_error *err)
{
    const char *text = jh_call_text(call, param);
    *out = 0;
    return text ? jh__year_text(text, out, err) : JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh_pack *pack;
    jh_store *s;
    jh_rollover r = {.stamp = jh__stamp(call)};
    JH_TRY(year_of(call, "to", &r.to, err));
    JH_TRY(year_of(call, "from", &r.from, err));
    JH_TRY(jh__pack_open(call, jh_call_text(call, "pack"), &pack, err));
    JH_TRY(what_is_carried(call, pack->vocabulary, &r, err));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_WRITE, &s, err));
    jh_status st =
        jh_store_rollover(s, call->arena, &r, jh_call_flag(call, "dry-run"), err);
    jh_store_close(s);
    JH_TRY(st);
    st = call->want_json ? json(call, &r) : words(call, &r, pack->vocabulary);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "to",
     .kind = JH_PARAM_NUMBER,
     .required = true,
     .help = {"结转到哪个学年（起始年份，如 2027）",
              "school year to go on to, by its first year (2027)"}},
    {.name = "from",
     .kind = JH_PARAM_NUMBER,
     .help =
         {"从哪个学年结转（默认是之前最近一个有数据的学年）",
          "school year to carry from; default: the last one before that has schools"}},
    {.name = "dry-run",
     .kind = JH_PARAM_FLAG,
     .help = {"只列对账表，不写入", "show the reconciliation only, write nothing"}},
    {.name = "pack",
     .kind = JH_PARAM_PACK,
     .fallback = "cn-2017-quality",
     .help = {"按哪个标准的词汇识别数据项", "pack whose vocabulary names the facts"}},
    JH__PARAM_PERSON,
    JH__PARAM_WS,
};

extern const jh_op jh__op_rollover;
const jh_op jh__op_rollover = {
    .name = "rollover",
    .summary =
        {"学年结转：逐校对账（延续、撤销、合并、更名、新设、缺失），并结转不必重新统"
         "计的登记信息",
         "go on to the next school year: reconcile every school, carry over what "
         "is not counted anew"},
    .details =
        {"新学年还没有学校时，按登记的变动开出全部延续和新设的学校；已有学校时只补它们缺"
         "的"
         "登记信息，没有说明就不见了的学校不补，列为待说明。学生、教师、用房、设备、图书"
         "和"
         "各项经费等须重新统计的数，一律不结转；佐证、豁免和说明也不结转。结转来的值注明"
         "上一学年的单元格；之后导入的文件随时可以更改它。先用 --dry-run 看对账表。",
         "A year without schools gets all that go on or are new by what was entered; "
         "where "
         "it has schools only their gaps are filled, and a school that is missing is to "
         "be "
         "explained. What is counted each year (pupils, teachers, rooms, equipment, "
         "books, "
         "money) is never carried, nor are answers, claims and reasons. A carried value "
         "names its cell of the year before; any later file may change it. See it first "
         "with --dry-run."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
