#include "reply.h"

#include <math.h>
#include <string.h>

jh_table *jh__table_new(jh_call *call, const char *title, const char *const *head)
{
    size_t columns = 0;
    while (head[columns])
        columns++;
    jh_table **grown = jh_grow(call->arena, call->table, &call->table_cap,
                               call->tables + 1, sizeof *grown);
    jh_table *t = jh_alloc(call->arena, sizeof *t);
    if (!grown || !t) return NULL;
    call->table = grown;
    t->title = title;
    t->columns = columns;
    t->head = jh_alloc_array(call->arena, columns, sizeof *t->head);
    t->right = jh_alloc_array(call->arena, columns, sizeof *t->right);
    if (!t->head || !t->right) return NULL;
    for (size_t i = 0; i < columns; i++) {
        t->right[i] = head[i][0] == '>';
        t->head[i] = jh_text(call->lang, head[i] + t->right[i]);
    }
    call->table[call->tables++] = t;
    return t;
}

jh_status jh__table_add_row(jh_call *call, jh_table *t, const char *const *cell)
{
    const char ***grown =
        jh_grow(call->arena, t->row, &t->cap, t->rows + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    t->row = grown;
    const char **row = jh_alloc_array(call->arena, t->columns, sizeof *row);
    if (!row) return JH_ENOMEM;
    for (size_t i = 0; i < t->columns; i++)
        row[i] = cell[i] ? cell[i] : "";
    t->row[t->rows++] = row;
    return JH_OK;
}

static jh_status add_line(jh_call *call, jh_buf *to, const char *key, const char *spec,
                          va_list *ap)
{
    jh_msg msg;
    JH_TRY(jh_msg_setv(call->arena, &msg, key, spec, ap));
    jh_msg_render(to, call->lang, &msg);
    jh_buf_putc(to, '\n');
    return to->oom ? JH_ENOMEM : JH_OK;
}

jh_status jh__note(jh_call *call, const char *key, const char *spec, ...)
{
    va_list ap;
    va_start(ap, spec);
    jh_status st = add_line(call, &call->notes, key, spec, &ap);
    va_end(ap);
    return st;
}

jh_status jh__after(jh_call *call, const char *key, const char *spec, ...)
{
    va_list ap;
    va_start(ap, spec);
    jh_status st = add_line(call, &call->after, key, spec, &ap);
    va_end(ap);
    return st;
}

const char *jh__cell_fixed(jh_call *call, double x, int decimals)
{
    char text[64];
    if (!isfinite(x)) return "";
    jh_number_fixed(x, decimals, text);
    return jh_strdup(call->arena, text);
}

const char *jh__cell_count(jh_call *call, size_t n)
{
    return jh_sprintf(call->arena, "%zu", n);
}

static const char *rendered(jh_arena *arena, jh_lang lang, const jh_msg *msg)
{
    jh_buf out = {0};
    jh_msg_render(&out, lang, msg);
    const char *text = out.oom ? NULL : jh_strndup(arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return text;
}

const char *jh__cell_text(jh_call *call, const char *key, const char *spec, ...)
{
    jh_msg msg;
    va_list ap;
    va_start(ap, spec);
    jh_status st = jh_msg_setv(call->arena, &msg, key, spec, &ap);
    va_end(ap);
    return st == JH_OK ? rendered(call->arena, call->lang, &msg) : NULL;
}

jh_status jh__diag_summary(jh_call *call)
{
    const size_t *count = call->diags.count;
    if (!count[JH_BLOCK] && !count[JH_EXPLAIN] && !count[JH_NOTE]) return JH_OK;
    return jh__note(call, "ops.diag_summary", "block:u explain:u note:u", count[JH_BLOCK],
                    count[JH_EXPLAIN], count[JH_NOTE]);
}

static const char *const level_key[] = {"base.level_block", "base.level_explain",
                                        "base.level_note"};
static const char *const level_id[] = {"block", "explain", "note"};

jh_status jh__diag_table(jh_call *call, const jh_diags *diags)
{
    static const char *const head[] = {"ops.diag_level",   "ops.diag_where",
                                       "ops.diag_subject", "ops.diag_what",
                                       "ops.diag_reason",  NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.diag_title"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < diags->n; i++) {
        const jh_diag *d = &diags->item[i];
        jh_buf where = {0};
        jh_where_render(&where, call->lang, d->where);
        const char *place =
            where.oom ? NULL : jh_strndup(call->arena, where.p ? where.p : "", where.n);
        jh_buf_clear(&where);
        const char *what = rendered(call->arena, call->lang, &d->msg);
        if (!place || !what) return JH_ENOMEM;
        const char *cell[] = {jh_text(call->lang, level_key[d->level]), place, d->subject,
                              what, d->reason};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    return JH_OK;
}

static void one_diag(jh_json *j, const jh_diag *d, const char *text)
{
    jh_json_object(j, NULL);
    jh_json_text(j, "code", d->msg.key);
    jh_json_text(j, "level", level_id[d->level]);
    jh_json_text(j, "text", text);
    jh_json_text(j, "file", d->where.file);
    jh_json_text(j, "sheet", d->where.sheet);
    if (d->where.row) jh_json_integer(j, "row", d->where.row);
    if (d->where.col) jh_json_integer(j, "column", d->where.col);
    jh_json_text(j, "subject", d->subject);
    if (d->check) jh_json_text(j, "check", d->check);
    if (d->reason) jh_json_text(j, "reason", d->reason);
    jh_json_object(j, "arguments");
    for (size_t i = 0; i < d->msg.n; i++)
        jh_json_text(j, d->msg.arg[i].name, d->msg.arg[i].value);
    jh_json_end_object(j);
    jh_json_end_object(j);
}

jh_status jh__diag_json(jh_json *j, const char *key, jh_lang lang, const jh_diags *diags)
{
    jh_buf text = {0};
    jh_json_list(j, key);
    for (size_t i = 0; i < diags->n && !text.oom; i++) {
        text.n = 0;
        jh_msg_render(&text, lang, &diags->item[i].msg);
        one_diag(j, &diags->item[i], text.n ? text.p : "");
    }
    jh_json_end_list(j);
    jh_status st = text.oom || j->out->oom ? JH_ENOMEM : JH_OK;
    jh_buf_clear(&text);
    return st;
}
