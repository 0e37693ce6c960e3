#include "cli.h"

#include <string.h>

#define ALIKE 10 /* of one kind, where there are more than can be shown */

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

/* Of one kind: the same sentence, or the same declared check. */
typedef struct kind {
    const char *key, *check;
    size_t shown;
} kind;

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

static bool of_kind(const jh_diag *d, const kind *k)
{
    return same_text(d->msg.key, k->key) && same_text(d->check, k->check);
}

typedef struct listing {
    const jh_diags *diags;
    const jh__look *look;
    kind kind[JH__FAULTS_SHOWN]; /* each was shown at least once */
    size_t kinds, shown;
} listing;

static kind *kind_of(listing *l, const jh_diag *d)
{
    size_t i = 0;
    while (i < l->kinds && !of_kind(d, &l->kind[i]))
        i++;
    if (i == l->kinds) l->kind[l->kinds++] = (kind){d->msg.key, d->check, 0};
    return &l->kind[i];
}

static void say_alike(jh_buf *out, const listing *l, const heap *h, const kind *k)
{
    size_t n = 0;
    for (size_t i = 0; i < l->diags->n; i++)
        n += belongs(&l->diags->item[i], h) && of_kind(&l->diags->item[i], k);
    if (n <= ALIKE) return;
    jh__spaces(out, 2);
    say(out, l->look->lang, "cli.faults_alike", "n", n - ALIKE);
    jh_buf_putc(out, '\n');
}

/* Where not all can be shown, a kind that fills the screen leaves room for the others. */
static void list_heap(jh_buf *out, listing *l, const heap *h)
{
    bool all = l->diags->n <= JH__FAULTS_SHOWN;
    l->kinds = 0;
    for (size_t i = 0; i < l->diags->n && l->shown < JH__FAULTS_SHOWN; i++) {
        const jh_diag *d = &l->diags->item[i];
        if (!belongs(d, h)) continue;
        kind *k = all ? NULL : kind_of(l, d);
        if (k && k->shown == ALIKE) continue;
        one(out, d, l->look->lang);
        l->shown++;
        if (k && ++k->shown == ALIKE) say_alike(out, l, h, k);
    }
}

void jh__faults_print(jh_buf *out, const jh_diags *diags, const jh__look *look)
{
    listing l = {.diags = diags, .look = look};
    for (size_t k = 0; k < JH_COUNT(heaps); k++) {
        const heap *h = &heaps[k];
        size_t n = count(diags, h);
        if (!n) continue;
        if (look->color) jh_buf_puts(out, h->color);
        say(out, look->lang, h->key, "n", n);
        jh_buf_puts(out, look->color ? "\033[0m\n" : "\n");
        list_heap(out, &l, h);
    }
    if (l.shown == diags->n) return;
    say(out, look->lang, "cli.faults_more", "n", diags->n - l.shown);
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
