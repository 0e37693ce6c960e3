/* Decoding text files. UTF-8 is looked at once and then read where it lies; the others are
 * converted in pieces, so that a large file costs no second copy. */
#include "reader.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#define BAD_BYTE '\xFF' /* never part of UTF-8 */
#define TEXT_WINDOW ((size_t)1 << 20)

size_t jh__utf8_step(const unsigned char *p, const unsigned char *end)
{
    size_t left = (size_t)(end - p);
    unsigned char c = *p;
    if (c < 0x80) return 1;
    if (c < 0xC2 || c > 0xF4 || left < 2 || (p[1] & 0xC0) != 0x80) return 0;
    if (c < 0xE0) return 2;
    if (left < 3 || (p[2] & 0xC0) != 0x80) return 0;
    if (c < 0xF0) {
        if (c == 0xE0 && p[1] < 0xA0) return 0;
        if (c == 0xED && p[1] > 0x9F) return 0;
        return 3;
    }
    if (left < 4 || (p[3] & 0xC0) != 0x80) return 0;
    if (c == 0xF0 && p[1] < 0x90) return 0;
    if (c == 0xF4 && p[1] > 0x8F) return 0;
    return 4;
}

const char *jh__utf8_bad(const char *from, const char *to)
{
    const unsigned char *p = (const unsigned char *)from,
                        *end = (const unsigned char *)to;
    while (p < end) {
        uint64_t word;
        while ((size_t)(end - p) >= sizeof word) {
            memcpy(&word, p, sizeof word);
            if (word & UINT64_C(0x8080808080808080)) break;
            p += sizeof word;
        }
        if (p == end) break;
        size_t step = jh__utf8_step(p, end);
        if (!step) break;
        p += step;
    }
    return (const char *)p;
}

void jh__utf8_put(jh_buf *out, uint32_t code)
{
    char c[4];
    size_t n = 0;
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = 0xFFFD;
    if (code < 0x80) {
        c[n++] = (char)code;
    } else if (code < 0x800) {
        c[n++] = (char)(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        c[n++] = (char)(0xE0 | code >> 12);
        c[n++] = (char)(0x80 | (code >> 6 & 0x3F));
    } else {
        c[n++] = (char)(0xF0 | code >> 18);
        c[n++] = (char)(0x80 | (code >> 12 & 0x3F));
        c[n++] = (char)(0x80 | (code >> 6 & 0x3F));
    }
    if (code >= 0x80) c[n++] = (char)(0x80 | (code & 0x3F));
    jh_buf_add(out, c, n);
}

/* Length of the GB18030 character at p, or 0. */
static size_t gb_step(const unsigned char *p, const unsigned char *end)
{
    size_t left = (size_t)(end - p);
    if (p[0] < 0x80) return 1;
    if (p[0] == 0x80 || p[0] == 0xFF || left < 2) return 0;
    if (p[1] >= 0x40 && p[1] != 0x7F && p[1] != 0xFF) return 2;
    if (p[1] < 0x30 || p[1] > 0x39 || left < 4) return 0;
    if (p[2] < 0x81 || p[2] == 0xFF || p[3] < 0x30 || p[3] > 0x39) return 0;
    /* four bytes name U+0080..U+FFFF and, from 90308130 to E3329A35, the planes above */
    if (p[0] >= 0x85 && p[0] < 0x90) return 0;
    if (p[0] > 0xE3) return 0;
    return 4;
}

typedef struct tally {
    size_t wide, bad; /* characters of several bytes; bytes that are no character */
    bool cut;         /* the only bad bytes begin a character at the very end */
} tally;

static tally count(const unsigned char *p, const unsigned char *end, bool gb)
{
    tally t = {0};
    const unsigned char *first = NULL;
    while (p < end) {
        size_t step = gb ? gb_step(p, end) : jh__utf8_step(p, end);
        t.wide += step > 1;
        if (!step) {
            if (!first) first = p;
            t.bad++;
            step = 1;
        }
        p += step;
    }
    if (first && !gb && t.wide && end - first < 4 && *first >= 0xC2 && *first <= 0xF4) {
        t.cut = true;
        for (const unsigned char *q = first + 1; q < end; q++)
            t.cut = t.cut && (*q & 0xC0) == 0x80;
    }
    return t;
}

/* Neither encoding fits every byte: take the one that it was meant to be. A Chinese
 * character of UTF-8 hardly ever comes about by chance. */
static void choose_broken(jh__text *t, const unsigned char *p, const unsigned char *end)
{
    tally utf8 = count(p, end, false);
    t->dirty = true;
    t->cut = utf8.cut;
    if (utf8.wide >= utf8.bad) return;
    tally gb = count(p, end, true);
    if (gb.wide > utf8.wide && gb.bad < utf8.bad) t->encoding = JH__GB18030;
}

static bool fits_gb(const unsigned char *p, const unsigned char *end)
{
    while (p < end) {
        size_t step = gb_step(p, end);
        if (!step) return false;
        p += step;
    }
    return true;
}

static void find_encoding(jh__text *t)
{
    const unsigned char *p = t->r->in->bytes, *end = p + t->r->in->n;
    size_t n = t->r->in->n;
    if (n >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF))) {
        t->encoding = p[0] == 0xFF ? JH__UTF16LE : JH__UTF16BE;
        t->cut = n % 2 != 0;
        t->next = 2;
        return;
    }
    bool marked = n >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF;
    if (marked) p += 3;
    t->next = marked ? 3 : 0;
    const char *bad = jh__utf8_bad((const char *)p, (const char *)end);
    if (bad == (const char *)end) {
        t->dirty = p < end && memchr(p, 0, (size_t)(end - p));
    } else if (!marked && fits_gb(p, end)) {
        t->encoding = JH__GB18030;
        t->dirty = memchr(p, 0, (size_t)(end - p)) != NULL;
    } else if (marked) {
        t->dirty = true;
        t->cut = count(p, end, false).cut;
    } else {
        choose_broken(t, p, end);
    }
}

jh_status jh__text_open(jh__reader *r, jh__text *t)
{
    *t = (jh__text){.r = r};
    find_encoding(t);
    if (t->encoding == JH__UTF8) return JH_OK;
    t->store = malloc(JH__PIECE);
    if (!t->store) return jh_nomem(r->err);
    if (t->encoding != JH__GB18030) return JH_OK;
    iconv_t cd = iconv_open("UTF-8", "GB18030");
    if (cd == (iconv_t)-1)
        return errno == ENOMEM ? jh_nomem(r->err)
                               : jh_fail(r->err, JH_EIO, "intake.read_no_gb18030",
                                         "file:s", r->in->name);
    t->converter = cd;
    return JH_OK;
}

void jh__text_close(jh__text *t)
{
    if (t->converter) iconv_close((iconv_t)t->converter);
    free(t->store);
    *t = (jh__text){0};
}

static uint32_t unit16(const unsigned char *p, bool big)
{
    return big ? (uint32_t)(p[0] << 8 | p[1]) : (uint32_t)(p[1] << 8 | p[0]);
}

/* Fills the store; the length in UTF-8. */
static size_t decode_utf16(jh__text *t)
{
    const unsigned char *in = t->r->in->bytes, *end = in + t->r->in->n;
    const unsigned char *p = in + t->next;
    bool big = t->encoding == JH__UTF16BE;
    char *to = t->store, *stop = t->store + JH__PIECE - 4;
    while (p < end && to < stop) {
        uint32_t code = end - p < 2 ? 0xD800 : unit16(p, big);
        p += end - p < 2 ? 1 : 2;
        if (code >= 0xD800 && code < 0xDC00 && end - p >= 2) {
            uint32_t low = unit16(p, big);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                p += 2;
            }
        }
        if (code >= 0xD800 && code < 0xE000) {
            *to++ = BAD_BYTE;
            t->dirty = true;
        } else if (code < 0x80) {
            *to++ = (char)code;
            t->dirty = t->dirty || !code;
        } else {
            if (code >= 0x10000) {
                *to++ = (char)(0xF0 | code >> 18);
                *to++ = (char)(0x80 | (code >> 12 & 0x3F));
            } else if (code >= 0x800) {
                *to++ = (char)(0xE0 | code >> 12);
            }
            *to++ = code < 0x800 ? (char)(0xC0 | code >> 6)
                                 : (char)(0x80 | (code >> 6 & 0x3F));
            *to++ = (char)(0x80 | (code & 0x3F));
        }
    }
    t->next = (size_t)(p - in);
    return (size_t)(to - t->store);
}

static size_t decode_gb18030(jh__text *t)
{
    char *in = (char *)(uintptr_t)t->r->in->bytes; /* iconv wants it so, and only reads */
    char *p = in + t->next, *to = t->store;
    size_t left = t->r->in->n - t->next, room = JH__PIECE;
    while (left && room) {
        if (iconv((iconv_t)t->converter, &p, &left, &to, &room) != (size_t)-1) break;
        if (errno == E2BIG) break;
        /* a byte that does not fit: only it is given up, the comma behind it is not */
        *to++ = BAD_BYTE;
        room--;
        p++;
        left--;
        t->dirty = true;
        iconv((iconv_t)t->converter, NULL, NULL, NULL, NULL);
    }
    t->next = (size_t)(p - in);
    return (size_t)(to - t->store);
}

jh_status jh__text_fill(jh__text *t, bool *more)
{
    size_t before = t->next, n;
    *more = t->next < t->r->in->n;
    if (!*more) return JH_OK;
    t->from = t->next;
    if (t->encoding == JH__UTF8) {
        /* pieces of the input itself, so that progress can be shown */
        n = t->r->in->n - t->next;
        if (n > TEXT_WINDOW) n = TEXT_WINDOW;
        t->window = (const char *)t->r->in->bytes + t->next;
        t->next += n;
    } else {
        n = t->encoding == JH__GB18030 ? decode_gb18030(t) : decode_utf16(t);
        t->window = t->store;
    }
    t->p = t->window;
    t->end = t->window + n;
    return jh__tick(t->r, t->next - before);
}

jh__mark jh__text_mark(const jh__text *t)
{
    return (jh__mark){t->from, (size_t)(t->p - t->window)};
}

jh_status jh__text_rewind(jh__text *t, jh__mark mark)
{
    bool more;
    if (mark.from != t->from) {
        t->next = mark.from;
        JH_TRY(jh__text_fill(t, &more));
    }
    t->p = t->window + mark.skip;
    return JH_OK;
}
