/* What the cells of a workbook point to: shared texts and the formats of styles. */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

#define TEXTS_BYTES_MAX ((size_t)512 << 20)
#define PACK ((size_t)16 << 10) /* small texts share an allocation of this size */

static bool grow_texts(jh__shared *s)
{
    size_t cap = s->text_cap ? s->text_cap * 2 : 256;
    const char **text = realloc(s->text, cap * sizeof *text);
    if (text) s->text = text;
    uint32_t *length = text ? realloc(s->length, cap * sizeof *length) : NULL;
    if (length) s->length = length;
    if (length) s->text_cap = cap;
    return length != NULL;
}

static char *pack(jh__shared *s, size_t n)
{
    if (n > PACK / 4) return jh_alloc(s->arena, n);
    if (!s->pack || PACK - s->packed < n) {
        s->pack = jh_alloc(s->arena, PACK);
        s->packed = 0;
    }
    if (!s->pack) return NULL;
    char *p = s->pack + s->packed;
    s->packed += n;
    return p;
}

jh_status jh__shared_text(jh__reader *r, jh__shared *s, const char *text, size_t n)
{
    s->bytes += n + 1 + sizeof *s->text + sizeof *s->length;
    if (s->bytes > TEXTS_BYTES_MAX)
        return jh__refuse_at(r, "intake.read_too_many_texts", 0, 0,
                             TEXTS_BYTES_MAX >> 20);
    if (s->texts == s->text_cap && !grow_texts(s)) return jh_nomem(r->err);
    char *p = pack(s, n + 1);
    if (!p) return jh_nomem(r->err);
    memcpy(p, text, n);
    p[n] = '\0';
    s->text[s->texts] = p;
    s->length[s->texts] = (uint32_t)n;
    s->texts++;
    return JH_OK;
}

jh_status jh__shared_format(jh__reader *r, jh__shared *s, jh__format format)
{
    if (s->formats == s->format_cap) {
        size_t cap = s->format_cap ? s->format_cap * 2 : 64;
        uint8_t *p = realloc(s->format, cap);
        if (!p) return jh_nomem(r->err);
        s->format = p;
        s->format_cap = cap;
    }
    s->format[s->formats++] = (uint8_t)format;
    return JH_OK;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/* The value of "_x000D_", or -1. */
static int32_t escape(const char *s, size_t left)
{
    int32_t x = 0;
    if (left < 7 || s[1] != 'x' || s[6] != '_') return -1;
    for (int i = 2; i < 6; i++) {
        int h = hex(s[i]);
        if (h < 0) return -1;
        x = x * 16 + h;
    }
    return x;
}

size_t jh__xlsx_unescape(char *s, size_t n)
{
    char *p = memchr(s, '_', n), *to = p, *end = s + n;
    if (!p) return n;
    while (p < end) {
        int32_t code = *p == '_' ? escape(p, (size_t)(end - p)) : -1;
        if (code < 0) {
            *to++ = *p++;
            continue;
        }
        char store[8] = "";
        jh_buf one = {.p = store, .cap = sizeof store};
        jh__utf8_put(&one, code ? (uint32_t)code : 0xFFFD);
        memcpy(to, store, one.n);
        to += one.n;
        p += 7;
    }
    *to = '\0';
    return (size_t)(to - s);
}

/* ---- sharedStrings.xml -------------------------------------------------------------------- */

typedef struct texts {
    jh__reader *r;
    jh__shared *s;
    jh_buf buf;
    unsigned phonetic; /* depth inside a phonetic run */
    bool item, text;
} texts;

static jh_status texts_start(void *ctx, const char *name, const char **attr)
{
    texts *t = ctx;
    (void)attr;
    if (!strcmp(name, "si")) {
        t->item = true;
        t->buf.n = 0;
    } else if (!strcmp(name, "rPh")) {
        t->phonetic++;
    } else if (!strcmp(name, "t")) {
        t->text = t->item && !t->phonetic;
    }
    return JH_OK;
}

static jh_status texts_end(void *ctx, const char *name)
{
    texts *t = ctx;
    if (!strcmp(name, "t")) {
        t->text = false;
    } else if (!strcmp(name, "rPh")) {
        t->phonetic -= t->phonetic > 0;
    } else if (!strcmp(name, "si")) {
        t->item = false;
        jh_buf_add(&t->buf, "", 0);
        if (t->buf.oom) return jh_nomem(t->r->err);
        size_t n = jh__xlsx_unescape(t->buf.p, t->buf.n);
        return jh__shared_text(t->r, t->s, t->buf.p, n);
    }
    return JH_OK;
}

static jh_status texts_text(void *ctx, const char *s, size_t n)
{
    texts *t = ctx;
    if (!t->text) return JH_OK;
    if (t->buf.n + n > t->r->limits.cell)
        return jh__refuse_at(t->r, "intake.read_text_too_long", 0, 0, t->r->limits.cell);
    jh_buf_add(&t->buf, s, n);
    return JH_OK;
}

jh_status jh__xlsx_texts(jh__reader *r, jh__zip *z, int64_t index, jh__shared *s)
{
    texts t = {.r = r, .s = s};
    jh__handlers h = {texts_start, texts_end, texts_text, true};
    jh_status st = jh__xml_read(r, z, index, &h, &t);
    jh_buf_clear(&t.buf);
    return st;
}

/* ---- styles.xml ---------------------------------------------------------------------------- */

#define FORMAT_IDS 65536

typedef struct styles {
    jh__reader *r;
    jh__shared *s;
    uint8_t *custom; /* by id: 0 not declared here, else 1 + its jh__format */
    bool cells;      /* inside cellXfs */
} styles;

static jh_status styles_start(void *ctx, const char *name, const char **attr)
{
    styles *t = ctx;
    uint64_t id = jh__attr_number(attr, "numFmtId", 0);
    if (id >= FORMAT_IDS) id = 0;
    if (!strcmp(name, "numFmt")) {
        const char *code = jh__attr(attr, "formatCode");
        if (code) t->custom[id] = (uint8_t)(1 + jh__format_code(code));
        return JH_OK;
    }
    if (!strcmp(name, "cellXfs")) t->cells = true;
    if (!t->cells || strcmp(name, "xf")) return JH_OK;
    jh__format format = jh__format_builtin((uint32_t)id);
    if (t->custom[id]) format = (jh__format)(t->custom[id] - 1);
    return jh__shared_format(t->r, t->s, format);
}

static jh_status styles_end(void *ctx, const char *name)
{
    styles *t = ctx;
    if (!strcmp(name, "cellXfs")) t->cells = false;
    return JH_OK;
}

jh_status jh__xlsx_styles(jh__reader *r, jh__zip *z, int64_t index, jh__shared *s)
{
    styles t = {.r = r, .s = s, .custom = calloc(FORMAT_IDS, 1)};
    jh__handlers h = {styles_start, styles_end, NULL, false};
    if (!t.custom) return jh_nomem(r->err);
    jh_status st = jh__xml_read(r, z, index, &h, &t);
    free(t.custom);
    return st;
}
