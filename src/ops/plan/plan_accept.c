/* jh plan accept: what a kept plan buys becomes items of the ledger, once. */
#include "../ledger/hand.h"

#include <junheng/plans.h>

#include <math.h>
#include <string.h>

typedef struct accepting {
    jh_call *call;
    jh_store *s;
    jh_kept_plan plan;
    jh_led_counts counts;
    size_t before; /* items that were there already */
    jh_error *err;
} accepting;

static const char *given(const accepting *a, const char *name)
{
    const char *text = jh_call_text(a->call, name);
    return text ? text : "";
}

/* Evidence that it was bought strikes it off, not the figure of a later year: many things may
 * raise that. */
static jh_led_finding finding_of(const jh_plan_purchase *p)
{
    jh_led_finding f = {.point = p->point,
                        .object = p->school,
                        .value = p->value,
                        .standard = p->standard,
                        .floor = NAN,
                        .need = p->bought + p->received,
                        .answer = "",
                        .place = ""};
    f.point.category =
        (jh_label){jh_text(JH_ZH, "ledger.resource"), jh_text(JH_EN, "ledger.resource")};
    return f;
}

static const char *measure_of(accepting *a, const jh_plan_purchase *p)
{
    char bought[32], received[32];
    jh_number_shortest(jh_number_rounded(p->bought, 2), bought);
    jh_number_shortest(jh_number_rounded(p->received, 2), received);
    const char *key = !strcmp(a->plan.kind, "rotation") ? "ops.plan_measure_rotation"
                      : !strcmp(a->plan.kind, "pairs")  ? "ops.plan_measure_pair"
                      : p->received == 0                ? "ops.plan_measure_buy"
                      : p->bought == 0                  ? "ops.plan_measure_move"
                                                        : "ops.plan_measure_both";
    const char *thing = jh_label_both(a->call->arena, p->thing);
    const char *unit = jh_label_both(a->call->arena, p->point.need_unit);
    return jh__cell_text(a->call, key, "thing:s unit:s bought:s received:s",
                         thing ? thing : "", unit ? unit : "", bought, received);
}

static jh_status take(accepting *a, jh_ledger *ledger, const jh_plan_purchase *p,
                      const char *deadline)
{
    const jh_led_school school = {p->school_id, p->school, p->school_area};
    jh_led_key key = {a->plan.name, p->area, "", p->stage, "plan", p->fact};
    if (!(p->bought > 0 || p->received > 0)) return JH_OK;
    JH_TRY(jh_store_school_key(a->s, a->call->arena, &school, &key.school, a->err));
    if (jh_ledger_has(ledger, &key)) {
        a->before++;
        return JH_OK;
    }
    jh_led_finding finding = finding_of(p);
    bool costs = !strcmp(a->plan.kind, "budget"); /* others cost ways, not money */
    jh_led_task *task = jh_alloc(a->call->arena, sizeof *task);
    if (!task) return jh_nomem(a->err);
    *task = (jh_led_task){.lead = given(a, "lead"),
                          .co = "",
                          .owner = given(a, "owner"),
                          .measure = measure_of(a, p),
                          .money = costs ? p->cost : NAN,
                          .start = "",
                          .deadline = deadline};
    if (!task->measure) return jh_nomem(a->err);
    const jh_led_said said = {JH_LED_FAILS, &finding, task, ""};
    return jh_ledger_take(ledger, &key, &said, a->err);
}

static jh_status accept(accepting *a)
{
    jh_ledger *ledger;
    jh_snapshot seen;
    bool taken;
    const char *deadline = jh__led_date(a->call->arena, given(a, "deadline"));
    if (!deadline)
        return jh_fail(a->err, JH_EUSAGE, "ops.plan_deadline", "text:s",
                       given(a, "deadline"));
    JH_TRY(jh_store_plan(a->s, a->call->arena, jh_call_text(a->call, "plan"), &a->plan,
                         a->err));
    JH_TRY(jh_ledger_open(a->s, a->call->arena, a->plan.name, 0, &ledger, a->err));
    const jh_led_source source = {
        .what = "plan", .pack = a->plan.name, .version = a->plan.version};
    JH_TRY(jh_ledger_from(ledger, &source, &taken, &seen, a->err));
    for (size_t i = 0; i < a->plan.purchases; i++)
        JH_TRY(take(a, ledger, &a->plan.purchase[i], deadline));
    return jh_ledger_keep(ledger, jh__stamp(a->call), "plan", &a->counts, a->err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    accepting a = {.call = call, .err = err};
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_WRITE, &a.s, err));
    jh_status st = jh_store_begin(a.s, err);
    if (st == JH_OK) st = jh_store_end(a.s, accept(&a), err);
    jh_store_close(a.s);
    JH_TRY(st);
    if (call->want_json) {
        jh_json j = {.out = &call->json, .pretty = true};
        jh_json_object(&j, NULL);
        jh_json_text(&j, "plan", a.plan.name);
        jh_json_integer(&j, "added", (int64_t)a.counts.fresh);
        jh_json_integer(&j, "there_before", (int64_t)a.before);
        jh_json_end_object(&j);
        return call->json.oom ? jh_nomem(err) : JH_OK;
    }
    st = a.counts.fresh ? jh__note(call, "ops.plan_accepted", "name:s n:u", a.plan.name,
                                   a.counts.fresh)
         : a.before     ? jh__note(call, "ops.plan_accepted_before", "name:s n:u",
                                   a.plan.name, a.before)
                        : jh__note(call, "ops.plan_accepted_none", "name:s", a.plan.name);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "owner",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"责任人", "person responsible"}},
    {.name = "deadline",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"完成期限，如 2027-06-30", "deadline, such as 2027-06-30"}},
    {.name = "lead", .kind = JH_PARAM_TEXT, .help = {"牵头单位", "lead unit"}},
    JH__PARAM_PERSON,
    JH__PARAM_WS,
    {.name = "plan",
     .kind = JH_PARAM_TEXT,
     .positional = true,
     .required = true,
     .help = {"方案名称（jh plan list）", "name of the plan (jh plan list)"}},
};

extern const jh_op jh__op_plan_accept;
const jh_op jh__op_plan_accept = {
    .name = "plan accept",
    .summary =
        {"采纳方案：方案里的每件事列入台账，带上责任人、资金和期限",
         "accept a plan: what it asks for becomes items of the ledger, with owner, money "
         "and deadline"},
    .details =
        {"每所学校的每项购置（或调入）一条；轮岗方案每个接收学段部一条，结对方案每对一条"
         "。"
         "列入即为整改中，凭佐证材料、由另一人核查销号。再次采纳同一方案"
         "不会重复列入；责任人和期限用 jh ledger assign 改。",
         "One item for each purchase (or move) of a school; of a rotation for each "
         "section "
         "that receives, of pairs for each pair. They are underway from the start, and "
         "struck off by evidence that somebody else checks. Accepting a plan again "
         "changes "
         "nothing; owners and deadlines are changed by jh ledger assign."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
