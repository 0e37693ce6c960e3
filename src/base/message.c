/* Messages are kept as key and arguments until someone reads them, because the same
 * fault may be shown in Chinese on the page and in English in a log. */
#include <junheng/base.h>

#include "text_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *jh_label_in(jh_label label, jh_lang lang)
{
    if (lang == JH_EN && label.en) return label.en;
    if (label.zh) return label.zh;
    return label.en ? label.en : "";
}

const char *jh_label_both(jh_arena *arena, jh_label label)
{
    return jh_sprintf(arena, "%s%c%s", jh_label_in(label, JH_ZH), JH_MSG_BOTH,
                      jh_label_in(label, JH_EN));
}

static int by_key(const void *key, const void *row)
{
    return strcmp(key, ((const jh__text_row *)row)->key);
}

static const jh__text_row *find(const char *key)
{
    return bsearch(key, jh__text_table, jh__text_count, sizeof *jh__text_table, by_key);
}

const char *jh_text(jh_lang lang, const char *key)
{
    const jh__text_row *row = find(key);
    if (!row) return key;
    return lang == JH_EN ? row->en : row->zh;
}

bool jh_text_has(const char *key)
{
    return find(key) != NULL;
}

/* The part of a value that is meant for the language. */
static const char *part_in(const char *v, jh_lang lang, size_t *n)
{
    const char *cut = strchr(v, JH_MSG_BOTH);
    *n = cut ? (size_t)(cut - v) : strlen(v);
    if (!cut || lang != JH_EN || !cut[1]) return v;
    *n = strlen(cut + 1);
    return cut + 1;
}

static const char *argument(const jh_msg *msg, const char *name, size_t *n, jh_lang lang)
{
    for (size_t i = 0; i < msg->n; i++) {
        if (strlen(msg->arg[i].name) != *n || memcmp(msg->arg[i].name, name, *n))
            continue;
        const char *v = msg->arg[i].value;
        return part_in(v[0] == '@' && jh_text_has(v + 1) ? jh_text(lang, v + 1) : v, lang,
                       n);
    }
    return NULL;
}

void jh_msg_render(jh_buf *out, jh_lang lang, const jh_msg *msg)
{
    if (!msg->key) return;
    const char *p = jh_text(lang, msg->key);
    while (*p) {
        const char *open = strchr(p, '{');
        const char *close = open ? strchr(open, '}') : NULL;
        size_t n = close ? (size_t)(close - open - 1) : 0;
        const char *value = close ? argument(msg, open + 1, &n, lang) : NULL;
        if (!close) {
            jh_buf_puts(out, p);
            return;
        }
        jh_buf_add(out, p, (size_t)(open - p));
        if (value)
            jh_buf_add(out, value, n);
        else
            jh_buf_add(out, open, (size_t)(close - open + 1));
        p = close + 1;
    }
}

/* Where the strings of a message go: an arena, or the fixed store of an error. */
typedef struct sink {
    jh_arena *arena;
    char *p;
    size_t left;
} sink;

static const char *keep(sink *s, const char *text, size_t n)
{
    if (s->arena) return jh_strndup(s->arena, text, n);
    if (!s->left) return "";
    size_t take = n < s->left - 1 ? n : s->left - 1;
    /* never cut a UTF-8 character in two */
    while (take < n && take && ((unsigned char)text[take] & 0xC0) == 0x80)
        take--;
    char *to = s->p;
    memcpy(to, text, take);
    to[take] = '\0';
    s->p += take + 1;
    s->left -= take + 1;
    return to;
}

static const char *value_of(sink *s, char type, va_list *ap)
{
    char number[32];
    const char *text = number;
    switch (type) {
    case 'd':
        snprintf(number, sizeof number, "%d", va_arg(*ap, int));
        break;
    case 'u':
        snprintf(number, sizeof number, "%zu", va_arg(*ap, size_t));
        break;
    case 'g':
        jh_number_shortest(va_arg(*ap, double), number);
        break;
    default:
        text = va_arg(*ap, const char *);
        break;
    }
    if (!text) text = "";
    return keep(s, text, strlen(text));
}

static jh_status fill(sink *s, jh_msg *msg, const char *key, const char *spec,
                      va_list *ap)
{
    *msg = (jh_msg){0};
    msg->key = keep(s, key, strlen(key));
    while (*spec) {
        size_t n = strcspn(spec, ":");
        if (!spec[n] || msg->n == JH_ARGS_MAX) return JH_EINTERNAL;
        jh_arg *arg = &msg->arg[msg->n];
        arg->name = keep(s, spec, n);
        arg->value = value_of(s, spec[n + 1], ap);
        if (!arg->name || !arg->value) return JH_ENOMEM;
        msg->n++;
        spec += n + 2;
        spec += strspn(spec, " ");
    }
    return msg->key ? JH_OK : JH_ENOMEM;
}

jh_status jh_msg_setv(jh_arena *arena, jh_msg *msg, const char *key, const char *spec,
                      va_list *ap)
{
    sink s = {.arena = arena};
    return fill(&s, msg, key, spec, ap);
}

jh_status jh_msg_set(jh_arena *arena, jh_msg *msg, const char *key, const char *spec, ...)
{
    va_list ap;
    va_start(ap, spec);
    jh_status st = jh_msg_setv(arena, msg, key, spec, &ap);
    va_end(ap);
    return st;
}

jh_status jh_fail(jh_error *err, jh_status status, const char *key, const char *spec, ...)
{
    if (!err || err->status != JH_OK) return status;
    err->status = status;
    sink s = {.p = err->store, .left = sizeof err->store};
    va_list ap;
    va_start(ap, spec);
    (void)fill(&s, &err->msg, key, spec, &ap);
    va_end(ap);
    return status;
}

jh_status jh_nomem(jh_error *err)
{
    return jh_fail(err, JH_ENOMEM, "base.nomem", "");
}

jh_status jh_diag_add(jh_diags *d, jh_level level, jh_where where, const char *key,
                      const char *spec, ...)
{
    jh_diag *grown = jh_grow(d->arena, d->item, &d->cap, d->n + 1, sizeof *d->item);
    if (!grown) return JH_ENOMEM;
    d->item = grown;
    jh_diag *diag = &d->item[d->n];
    *diag = (jh_diag){.level = level, .where = where};
    sink s = {.arena = d->arena};
    va_list ap;
    va_start(ap, spec);
    jh_status st = fill(&s, &diag->msg, key, spec, &ap);
    va_end(ap);
    if (st != JH_OK) return st;
    if (where.file && !(diag->where.file = jh_strdup(d->arena, where.file)))
        return JH_ENOMEM;
    if (where.sheet && !(diag->where.sheet = jh_strdup(d->arena, where.sheet)))
        return JH_ENOMEM;
    d->n++;
    d->count[level]++;
    return JH_OK;
}

void jh_column_letters(uint32_t col, char out[8])
{
    char back[8];
    int n = 0;
    for (; col && n < 7; col = (col - 1) / 26)
        back[n++] = (char)('A' + (col - 1) % 26);
    for (int i = 0; i < n; i++)
        out[i] = back[n - 1 - i];
    out[n] = '\0';
}

/* The place inside the file: a cell address in a workbook, row and column in a text. */
static void render_cell(jh_buf *out, jh_lang lang, jh_where w)
{
    char letters[8], row[16], col[16];
    snprintf(row, sizeof row, "%u", w.row);
    snprintf(col, sizeof col, "%u", w.col);
    if (w.sheet && w.col) {
        jh_column_letters(w.col, letters);
        jh_buf_printf(out, " %s%s", letters, w.row ? row : "");
        return;
    }
    jh_msg m = {.n = 2, .arg = {{"row", row}, {"column", col}}};
    if (w.row && w.col)
        m.key = "base.at_row_column";
    else if (w.row)
        m.key = "base.at_row";
    else if (w.col)
        m.key = "base.at_column";
    else
        return;
    jh_buf_putc(out, ' ');
    jh_msg_render(out, lang, &m);
}

void jh_where_render(jh_buf *out, jh_lang lang, jh_where where)
{
    if (where.file) jh_buf_puts(out, where.file);
    if (where.sheet) jh_buf_printf(out, " [%s]", where.sheet);
    render_cell(out, lang, where);
}
