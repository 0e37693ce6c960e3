/* jh school events: what happened to schools, as entered. */
#include "school_event.h"

static jh_status json(jh_call *call, const jh_events *events)
{
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_list(&j, "events");
    for (size_t i = 0; i < events->n; i++)
        jh__school_event_json(&j, &events->item[i]);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return call->json.oom ? JH_ENOMEM : JH_OK;
}

static jh_status table(jh_call *call, const jh_events *events)
{
    static const char *const head[] = {
        ">ops.event",       ">ops.year",          "ops.event_what",   "ops.event_date",
        "ops.event_reason", "ops.event_document", "ops.event_person", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.events"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < events->n; i++) {
        const jh_event *e = &events->item[i];
        const char *what = jh__school_sentence(call, e);
        if (what && e->revoked_by)
            what = jh__cell_text(call, "ops.event_taken_back", "what:s event:u", what,
                                 (size_t)e->revoked_by);
        const char *cell[] = {jh__cell_count(call, (size_t)e->id),
                              jh__cell_count(call, (size_t)e->year),
                              what,
                              e->date,
                              e->reason,
                              e->document,
                              e->stamp.person};
        if (!what) return JH_ENOMEM;
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return events->n ? JH_OK : jh__note(call, "ops.no_events", "");
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh_store *s;
    jh_events events;
    int year;
    JH_TRY(jh__year(call, &year, err));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &s, err));
    jh_status st =
        jh_store_events(s, call->arena, year, jh_call_text(call, "school"), &events, err);
    jh_store_close(s);
    JH_TRY(st);
    st = call->want_json ? json(call, &events) : table(call, &events);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "year",
     .kind = JH_PARAM_NUMBER,
     .help = {"只列从这一学年起的变动", "only what holds from this school year on"}},
    {.name = "school",
     .kind = JH_PARAM_TEXT,
     .help = {"只列这所学校的变动（标识码或校名）",
              "only what happened to this school (id or name)"}},
    JH__PARAM_WS,
};

extern const jh_op jh__op_school_events;
const jh_op jh__op_school_events = {
    .name = "school events",
    .summary = {"列出学校变动：新设、撤销、合并、分设、更名、代码变更、校区",
                "list what happened to schools: opened, closed, merged, split, renamed, "
                "new ids, campuses"},
    .details = {"撤回的变动也列出，并注明由哪一条撤回。",
                "Those that were taken back are listed too, with the entry that did so."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
