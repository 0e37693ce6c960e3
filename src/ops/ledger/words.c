/* The ledger in words. */
#include "ledger.h"

#include "../county/result.h"

#include <math.h>
#include <string.h>

const char *jh__led_state_word(const jh_call *call, const char *state)
{
    static const char *const key[JH_LED_STATES] = {"",
                                                   "ledger.open",
                                                   "ledger.underway",
                                                   "ledger.submitted",
                                                   "ledger.struck",
                                                   "ledger.ended"};
    return jh_text(call->lang, key[jh_led_state_of(state)]);
}

static const char *in(const jh_call *call, jh_label label)
{
    return jh_label_in(label, call->lang);
}

const char *jh__led_object(jh_call *call, const jh_led_item *x)
{
    const char *stage = in(call, x->found.point.stage);
    if (!stage[0]) return x->found.object;
    return jh__cell_text(call, "ledger.object", "object:s stage:s", x->found.object,
                         stage);
}

/* A threshold as the pack writes it: no digits that it does not have. */
static const char *plain(jh_call *call, double x)
{
    char out[32];
    jh_number_shortest(jh_number_rounded(x, 6), out);
    return jh_strdup(call->arena, out);
}

static const char *with_unit(jh_call *call, const char *number, jh_label unit)
{
    const char *word = in(call, unit);
    const char *gap = call->lang == JH_EN ? " " : "";
    return word[0] ? jh_sprintf(call->arena, "%s%s%s", number, gap, word) : number;
}

static void add(jh_buf *out, const char *part)
{
    if (part) jh_buf_puts(out, part);
    if (!part) out->oom = true;
}

static const char *taken(jh_call *call, jh_buf *out)
{
    const char *s =
        out->oom ? NULL : jh_strndup(call->arena, out->p ? out->p : "", out->n);
    jh_buf_clear(out);
    return s;
}

static void add_need(jh_call *call, jh_buf *out, const jh_led_finding *f)
{
    if (!(f->need > 0)) return;
    const char *need = with_unit(
        call, jh__cell_fixed(call, f->need, f->point.need_decimals), f->point.need_unit);
    bool coefficient = f->rows > 0;
    add(out, coefficient
                 ? jh__cell_text(call, "ledger.need_rows", "need:s n:u", need, f->rows)
             : f->point.less ? jh__cell_text(call, "ledger.over", "need:s", need)
                             : jh__cell_text(call, "ledger.need", "need:s", need));
}

const char *jh__led_problem(jh_call *call, const jh_led_key *key, const jh_led_finding *f)
{
    jh_buf out = {0};
    if (!strcmp(key->kind, "coefficient"))
        add(&out, jh__cell_text(call, "ledger.cv_of", "name:s", in(call, f->point.name)));
    else
        add(&out, in(call, f->point.name));
    if (!isnan(f->value))
        add(&out, jh__cell_text(
                      call, "ledger.is", "value:s",
                      with_unit(call, jh__cell_fixed(call, f->value, f->point.decimals),
                                f->point.unit)));
    if (!isnan(f->standard))
        add(&out, jh__cell_text(call, f->point.less ? "ledger.most" : "ledger.least",
                                "standard:s", plain(call, f->standard)));
    if (!isnan(f->standard) && !isnan(f->floor))
        add(&out, jh__cell_text(call, "ledger.floor", "floor:s", plain(call, f->floor)));
    add_need(call, &out, f);
    if (f->answer[0])
        add(&out, jh__cell_text(call, "ledger.answered", "answer:s", f->answer));
    return taken(call, &out);
}

const char *jh__led_standard(jh_call *call, const jh_led_finding *f)
{
    if (isnan(f->standard)) return f->point.clause;
    const char *figure = with_unit(call, plain(call, f->standard), f->point.unit);
    return jh__cell_text(call,
                         f->point.less ? "ledger.clause_most" : "ledger.clause_least",
                         "clause:s standard:s", f->point.clause, figure);
}

const char *jh__led_proof(jh_call *call, const jh_led_item *x)
{
    jh_buf out = {0};
    if (!isnan(x->passed_value)) {
        const char *figure = with_unit(
            call, jh__cell_fixed(call, x->passed_value, x->found.point.decimals),
            x->found.point.unit);
        add(&out, jh__cell_text(call, "ledger.passed", "snapshot:s value:s",
                                x->passed_snapshot, figure));
    } else if (x->passed_snapshot[0]) {
        add(&out, jh__cell_text(call, "ledger.stated", "snapshot:s answer:s",
                                x->passed_snapshot, x->passed_answer));
    }
    if (x->files[0]) jh_buf_printf(&out, "%s%s", out.n ? "\n" : "", x->files);
    return taken(call, &out);
}

const char *jh__led_rendered(jh_call *call, const jh_msg *msg)
{
    jh_buf out = {0};
    jh_msg_render(&out, call->lang, msg);
    return taken(call, &out);
}

const char *jh__led_source(jh_call *call, const jh_led_item *x)
{
    if (!strcmp(x->key.kind, "visit"))
        return jh__cell_text(call, "ledger.from_visit", "visit:s day:s", x->version,
                             x->found_on);
    if (!x->snapshot_name[0])
        return jh__cell_text(call, "ledger.from_plan", "plan:s day:s", x->key.pack,
                             x->found_on);
    return jh__cell_text(call, "ledger.from", "pack:s snapshot:s day:s", x->key.pack,
                         x->snapshot_name, x->found_on);
}

jh_status jh__led_number(const char *word, int64_t *out, jh_error *err)
{
    double x = 0;
    *out = 0;
    if (!jh_number_parse(word, strlen(word), &x) || x != rint(x) || x < 1 || x > 1e15)
        return jh_fail(err, JH_EUSAGE, "ledger.bad_number", "text:s", word);
    *out = (int64_t)x;
    return JH_OK;
}

/* ---- evidence out ---- */

typedef struct giving {
    jh_call *call;
    const char *folder;
    size_t n;
    jh_error *err;
} giving;

/* Numbered, since two files may be called the same; the name alone, without folders. */
static jh_status give(void *ctx, const char *name, const void *bytes, size_t n)
{
    giving *g = ctx;
    jh_buf out = {0};
    const char *slash = strrchr(name, '/');
    const char *path = jh_sprintf(g->call->arena, "%s/%02zu-%s", g->folder, ++g->n,
                                  slash ? slash + 1 : name);
    jh_buf_add(&out, bytes, n);
    jh_status st = path ? jh__file_write(g->call, path, &out, g->err) : jh_nomem(g->err);
    jh_buf_clear(&out);
    JH_TRY(st);
    return jh__after(g->call, "ops.written", "file:s", path) == JH_OK ? JH_OK
                                                                      : jh_nomem(g->err);
}

jh_status jh__led_give_files(jh_call *call, jh_store *s, int64_t item, jh_error *err)
{
    giving g = {call, jh_call_text(call, "out"), 0, err};
    if (!g.folder) return JH_OK;
    JH_TRY(jh__folder_make(call, g.folder, err));
    return jh_store_ledger_files(s, item, give, &g, err);
}

/* ---- day and rules ---- */

jh_status jh__led_today(jh_call *call, int32_t *out, jh_error *err)
{
    const char *date = jh_call_text(call, "date");
    if (!date) date = call->today;
    if (jh_date_parse(date, out)) return JH_OK;
    return jh_fail(err, JH_EUSAGE, "ops.bad_date", "text:s", date);
}

jh_status jh__led_rules(jh_call *call, jh_led_rules **out, jh_error *err)
{
    const char *path = jh_call_text(call, "rules");
    jh__file file;
    if (!path) {
        const jh_asset *asset = jh_asset_find("duties/cn-ledger.yaml");
        jh_input in_program = {asset->name, asset->bytes, asset->n};
        return jh_ledger_rules_read(call->arena, &in_program, out, err);
    }
    JH_TRY(jh__file_open(path, &file, err));
    jh_input given = {path, file.bytes ? file.bytes : "", file.n};
    jh_status st = jh_ledger_rules_read(call->arena, &given, out, err);
    jh__file_close(&file);
    return st;
}
