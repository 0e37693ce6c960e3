/* What happened to a school, from the words of a command to a sentence. */
#include "school_event.h"

#include <string.h>

jh_status jh__school_add(jh_call *call, jh_event *event, const char *given, bool to,
                         bool named, jh_error *err)
{
    size_t n = event->schools;
    jh_event_school *grown = jh_alloc_array(call->arena, n + 1, sizeof *grown);
    const char *equal = named ? strchr(given, '=') : NULL;
    if (!grown) return jh_nomem(err);
    if (n) memcpy(grown, event->school, n * sizeof *grown);
    grown[n] = (jh_event_school){.given = given, .to = to};
    if (equal) {
        grown[n].given = jh_strndup(call->arena, given, (size_t)(equal - given));
        grown[n].name = equal[1] ? equal + 1 : NULL;
        if (!grown[n].given) return jh_nomem(err);
    }
    event->school = grown;
    event->schools++;
    return JH_OK;
}

const char *jh__school_side(jh_call *call, const jh_event *event, bool to)
{
    jh_buf out = {0};
    for (size_t i = 0; i < event->schools; i++) {
        const jh_event_school *x = &event->school[i];
        if (x->to != to) continue;
        if (out.n) jh_buf_puts(&out, call->lang == JH_ZH ? "、" : ", ");
        bool plain = !strcmp(x->id, x->title);
        jh_buf_printf(&out,
                      plain                 ? "%s"
                      : call->lang == JH_ZH ? "%s（%s）"
                                            : "%s (%s)",
                      x->title, x->id);
    }
    const char *s = out.oom ? NULL : jh_strndup(call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

const char *jh__school_sentence(jh_call *call, const jh_event *event)
{
    char number[32];
    const char *from = jh__school_side(call, event, false);
    const char *to = jh__school_side(call, event, true);
    const char *key = jh_sprintf(call->arena, "ops.event_%s", jh_event_id(event->kind));
    if (!from || !to || !key) return NULL;
    jh_number_shortest(event->year, number);
    if (event->kind == JH_EVENT_REVOKED)
        return jh__cell_text(call, key, "event:u", (size_t)event->revokes);
    const jh_event_school *x = &event->school[0];
    if (event->kind == JH_SCHOOL_RECODED || event->kind == JH_SCHOOL_RENAMED)
        return jh__cell_text(call, key, "year:s before:s after:s name:s", number,
                             x->before ? x->before : "", x->code ? x->code : x->name,
                             x->title);
    return jh__cell_text(call, key, "year:s from:s to:s", number, from, to);
}

static void side_json(jh_json *j, const char *key, const jh_event *event, bool to)
{
    jh_json_list(j, key);
    for (size_t i = 0; i < event->schools; i++) {
        const jh_event_school *x = &event->school[i];
        if (x->to != to) continue;
        jh_json_object(j, NULL);
        jh_json_text(j, "id", x->id);
        jh_json_text(j, "name", x->title);
        jh_json_bool(j, "ends", x->ends);
        jh_json_text(j, "before", x->before);
        jh_json_text(j, "new_id", x->code);
        jh_json_text(j, "new_name", x->name);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
}

void jh__school_event_json(jh_json *j, const jh_event *event)
{
    jh_json_object(j, NULL);
    jh_json_integer(j, "event", event->id);
    jh_json_text(j, "kind", jh_event_id(event->kind));
    jh_json_integer(j, "year", event->year);
    jh_json_text(j, "date", event->date);
    jh_json_text(j, "reason", event->reason);
    jh_json_text(j, "document", event->document);
    jh_json_text(j, "person", event->stamp.person);
    jh_json_text(j, "at", event->stamp.at);
    if (event->revokes) jh_json_integer(j, "revokes", event->revokes);
    if (event->revoked_by) jh_json_integer(j, "revoked_by", event->revoked_by);
    side_json(j, "from", event, false);
    side_json(j, "to", event, true);
    jh_json_end_object(j);
}

static jh_status words_of(jh_call *call, jh_event *event, jh_error *err)
{
    int32_t days;
    event->stamp = jh__stamp(call);
    event->date = jh_call_text(call, "date");
    event->reason = jh_call_text(call, "reason");
    event->document = jh_call_text(call, "document");
    if (event->date && !jh_date_parse(event->date, &days))
        return jh_fail(err, JH_EUSAGE, "ops.bad_date", "text:s", event->date);
    if (!event->reason[strspn(event->reason, " \t")])
        return jh_fail(err, JH_EUSAGE, "ops.empty_reason", "");
    return event->revokes ? JH_OK : jh__year(call, &event->year, err);
}

jh_status jh__school_event(jh_call *call, jh_event *event, jh_error *err)
{
    jh_store *s;
    bool dry = jh_call_flag(call, "dry-run");
    JH_TRY(words_of(call, event, err));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_WRITE, &s, err));
    jh_status st = jh_store_event(s, call->arena, event, dry, err);
    jh_store_close(s);
    JH_TRY(st);
    if (call->want_json) {
        jh_json j = {.out = &call->json, .pretty = true};
        jh_json_object(&j, NULL);
        jh_json_bool(&j, "dry_run", dry);
        jh_json_list(&j, "events");
        jh__school_event_json(&j, event);
        jh_json_end_list(&j);
        jh_json_end_object(&j);
        return call->json.oom ? jh_nomem(err) : JH_OK;
    }
    const char *sentence = jh__school_sentence(call, event);
    if (!sentence) return jh_nomem(err);
    st = dry ? jh__note(call, "ops.event_would", "what:s", sentence)
             : jh__note(call, "ops.event_entered", "event:u what:s", (size_t)event->id,
                        sentence);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}
