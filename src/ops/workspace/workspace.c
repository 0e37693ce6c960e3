/* A county out of a workspace, as if it had been read from files. */
#include "workspace.h"

#include "../ledger/ledger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

jh_stamp jh__stamp(const jh_call *call)
{
    static const char *const variable[] = {"USER", "LOGNAME", "USERNAME"};
    const char *person = jh_call_text(call, "person");
    for (size_t i = 0; !person && i < JH_COUNT(variable); i++) {
        person = getenv(variable[i]);
        if (person && !person[0]) person = NULL;
    }
    return (jh_stamp){call->now ? call->now : call->today, person ? person : "?"};
}

jh_status jh__year_text(const char *text, int *out, jh_error *err)
{
    double x = 0;
    if (!jh_number_parse(text, strlen(text), &x) || x != rint(x) || x < 1900 || x > 2999)
        return jh_fail(err, JH_EUSAGE, "ops.bad_year", "text:s", text);
    *out = (int)x;
    return JH_OK;
}

jh_status jh__year(const jh_call *call, int *out, jh_error *err)
{
    const char *text = jh_call_text(call, "year");
    *out = 0;
    return text ? jh__year_text(text, out, err) : JH_OK;
}

static bool has_param(const jh_call *call, const char *name)
{
    for (size_t i = 0; i < call->op->params; i++)
        if (!strcmp(call->op->param[i].name, name)) return true;
    return false;
}

bool jh__workspace_given(const jh_call *call, const char **path)
{
    if (!has_param(call, "live")) return false;
    jh_given files = jh_call_given(call, "file");
    *path = files.n ? files.value[0] : NULL;
    return *path && jh_store_is(*path);
}

void jh__county_of_books(jh__county *out, jh_arena *arena, const jh_books *books)
{
    jh_facts *f = &out->facts;
    jh_facts_init(f, arena, out->pack->vocabulary);
    f->schools = books->book[JH_BOOK_SCHOOL];
    f->areas = books->book[JH_BOOK_AREA];
    f->answers = books->book[JH_BOOK_ANSWER];
    f->claims = books->book[JH_BOOK_CLAIM];
    f->overrides = books->book[JH_BOOK_OVERRIDE];
    f->sources = books->sources;
    f->diags = books->diags;
    out->rejected = books->rejected;
    out->sample = jh__says_sample(f);
}

jh_status jh__same_vocabulary(const jh__county *c, const jh_books *books, jh_error *err)
{
    if (!books->vocabulary || !strcmp(books->vocabulary, c->pack->vocabulary->id))
        return JH_OK;
    return jh_fail(err, JH_EINPUT, "store.other_vocabulary", "kept:s given:s",
                   books->vocabulary, c->pack->vocabulary->id);
}

static jh_status read_books(jh_call *call, jh_store *s, jh__county *out, jh_error *err)
{
    int year;
    jh_books books;
    const char *name = jh_call_text(call, "snapshot");
    JH_TRY(jh__year(call, &year, err));
    if (!year && !name)
        return jh_fail(err, JH_EUSAGE, "ops.ws_which_year", "file:s", out->workspace);
    if (jh_call_flag(call, "live")) {
        JH_TRY(jh_store_live(s, call->arena, year, &books, err));
    } else {
        JH_TRY(jh_store_snapshot(s, call->arena, name, year, &out->snapshot, err));
        JH_TRY(jh_store_frozen(s, call->arena, &out->snapshot, &books, err));
    }
    JH_TRY(jh__same_vocabulary(out, &books, err));
    jh__county_of_books(out, call->arena, &books);
    call->diags = out->facts.diags;
    return JH_OK;
}

jh_status jh__workspace_read(jh_call *call, const char *path, jh__county *out,
                             jh_error *err)
{
    jh_store *s;
    out->workspace = path;
    if (jh_call_given(call, "file").n > 1)
        return jh_fail(err, JH_EUSAGE, "ops.ws_alone", "file:s", path);
    JH_TRY(jh_store_open(path, JH_STORE_READ, &s, err));
    jh_status st = read_books(call, s, out, err);
    jh_store_close(s);
    return st;
}

const char *jh__settings_of(jh_call *call)
{
    jh_given set = jh_call_given(call, "set");
    jh_buf out = {0};
    for (size_t i = 0; i < set.n; i++)
        jh_buf_printf(&out, "%s\n", set.value[i]);
    const char *s = out.oom ? NULL : jh_strndup(call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

jh_status jh__workspace_keep(jh_call *call, const jh__county *c, const jh_buf *json,
                             jh__feed *feed, bool *fresh, jh_error *err)
{
    const char *date = jh_call_text(call, "date");
    jh_kept_result r = {.stamp = jh__stamp(call),
                        .snapshot = c->snapshot,
                        .pack = c->pack->id,
                        .version = c->pack->version,
                        .settings = jh__settings_of(call),
                        .date = date ? date : call->today,
                        .lang = call->lang == JH_ZH ? "zh" : "en",
                        .engine = jh_version(),
                        .reliefs_in_force = jh_call_flag(call, "reliefs-in-force"),
                        .text = c->text,
                        .texts = c->texts,
                        .json = json->p,
                        .json_n = json->n};
    jh_store *s;
    if (!r.settings) return jh_nomem(err);
    JH_TRY(jh_store_open(c->workspace, JH_STORE_WRITE, &s, err));
    jh_status st = jh_store_begin(s, err);
    if (st == JH_OK) {
        st = jh_store_keep_result(s, &r, fresh, err);
        if (st == JH_OK && !r.settings[0]) st = jh__ledger_feed(call, s, c, feed, err);
        st = jh_store_end(s, st, err);
    }
    jh_store_close(s);
    return st;
}

jh_status jh__workspace_copy(jh_call *call, jh__copier copy, const char *key,
                             const char *note, jh_error *err)
{
    jh_store *s;
    const char *to = jh_call_text(call, "to");
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &s, err));
    jh_status st = copy(s, to, err);
    jh_store_close(s);
    JH_TRY(st);
    if (call->want_json) {
        jh_json j = {.out = &call->json, .pretty = true};
        jh_json_object(&j, NULL);
        jh_json_text(&j, key, to);
        jh_json_end_object(&j);
        return call->json.oom ? jh_nomem(err) : JH_OK;
    }
    st = jh__note(call, note, "file:s", to);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}
