#include "cli.h"

typedef struct heap {
    const char *key, *color; /* heading, and its colour: the word alone says enough */
    jh_level level;
    bool answered; /* those of any level that were overridden with a reason */
} heap;

static const heap heaps[] = {
    {"cli.faults_block", "\033[1;31m", JH_BLOCK, false},
    {"cli.faults_explain", "\033[1;33m", JH_EXPLAIN, false},
    {"cli.faults_note", "\033[1;36m", JH_NOTE, false},
    {"cli.faults_answered", "\033[1m", JH_EXPLAIN, true},
};

static bool belongs(const jh_diag *d, const heap *h)
{
    if (d->reason) return h->answered;
    return !h->answered && d->level == h->level;
}

static size_t count(const jh_diags *diags, const heap *h)
{
    size_t n = 0;
    for (size_t i = 0; i < diags->n; i++)
        n += belongs(&diags->item[i], h);
    return n;
}

static void say(jh_buf *out, jh_lang lang, const char *key, const char *name, size_t n)
{
    char number[24];
    snprintf(number, sizeof number, "%zu", n);
    jh_msg msg = {.key = key, .n = 1, .arg = {{name, number}}};
    jh_msg_render(out, lang, &msg);
}

static void one(jh_buf *out, const jh_diag *d, jh_lang lang)
{
    jh_buf text = {0};
    jh_where_render(&text, lang, d->where);
    if (text.n) jh_buf_puts(&text, jh_text(lang, "cli.colon"));
    jh_msg_render(&text, lang, &d->msg);
    if (d->subject) {
        jh_msg about = {.key = "cli.fault_subject", .n = 1, .arg = {{"id", d->subject}}};
        jh_msg_render(&text, lang, &about);
    }
    if (d->reason) {
        jh_msg why = {.key = "cli.fault_reason", .n = 1, .arg = {{"reason", d->reason}}};
        jh_msg_render(&text, lang, &why);
    }
    if (text.oom) out->oom = true;
    jh__spaces(out, 2);
    if (text.n) jh__text_clean(out, text.p, false);
    jh_buf_putc(out, '\n');
    jh_buf_clear(&text);
}

void jh__faults_print(jh_buf *out, const jh_diags *diags, const jh__look *look)
{
    size_t shown = 0;
    for (size_t k = 0; k < JH_COUNT(heaps); k++) {
        const heap *h = &heaps[k];
        size_t n = count(diags, h);
        if (!n) continue;
        if (look->color) jh_buf_puts(out, h->color);
        say(out, look->lang, h->key, "n", n);
        jh_buf_puts(out, look->color ? "\033[0m\n" : "\n");
        for (size_t i = 0; i < diags->n && shown < JH__FAULTS_SHOWN; i++) {
            if (!belongs(&diags->item[i], h)) continue;
            one(out, &diags->item[i], look->lang);
            shown++;
        }
    }
    if (shown == diags->n) return;
    say(out, look->lang, "cli.faults_more", "n", diags->n - shown);
    jh_buf_putc(out, '\n');
}

/* An operation that failed without a word still ends with one. */
static const char *plain_key(jh_status status)
{
    switch (status) {
    case JH_OK:
    case JH_EUSAGE:
        return "cli.failed_usage";
    case JH_EINPUT:
        return "cli.failed_input";
    case JH_EIO:
        return "cli.failed_io";
    case JH_ENOMEM:
        return "base.nomem";
    case JH_ECANCEL:
        return "cli.cancelled";
    case JH_EINTERNAL:
        break;
    }
    return "cli.failed_internal";
}

void jh__error_print(jh_buf *out, const jh_error *err, const jh__look *look)
{
    jh_msg plain = {.key = plain_key(err->status)};
    const jh_msg *msg = err->msg.key && *err->msg.key ? &err->msg : &plain;
    jh_buf text = {0};
    jh_buf_puts(&text, "jh: ");
    jh_msg_render(&text, look->lang, msg);
    if (text.oom) out->oom = true;
    if (look->color) jh_buf_puts(out, "\033[1;31m");
    if (text.n) jh__text_clean(out, text.p, true);
    if (look->color) jh_buf_puts(out, "\033[0m");
    jh_buf_putc(out, '\n');
    jh_buf_clear(&text);
}

int jh__exit_code(jh_status status)
{
    switch (status) {
    case JH_OK:
        return JH_EXIT_DONE;
    case JH_EUSAGE:
        return JH_EXIT_USAGE;
    case JH_EINPUT:
        return JH_EXIT_INPUT;
    case JH_EIO:
    case JH_ENOMEM:
        return JH_EXIT_MACHINE;
    case JH_ECANCEL:
        return 130; /* as a shell reports an interrupt */
    case JH_EINTERNAL:
        break;
    }
    return JH_EXIT_INTERNAL;
}
