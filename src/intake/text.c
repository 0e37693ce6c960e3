/* Decoding text files. UTF-8 is read where it lies; the others are converted in pieces, so that
 * a large file costs no second copy. */
#include "csv_index.h"
#include "csv_widest.h"
#include "reader.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#define BAD_BYTE '\xFF' /* never part of UTF-8 */
#define TEXT_FIRST ((size_t)512 << 10)

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

/* A character of three bytes whose second may be any: all Chinese ones. */
static inline bool common_three(const unsigned char *p)
{
    return *p > 0xE0 && *p < 0xED && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80;
}

#if defined __x86_64__

/* Up to where the text is right at a glance, 64 bytes at a time: every byte that follows does so
 * behind one that says so. Leading bytes behind which not every byte may follow are left. */
JH__WIDEST static const unsigned char *glance(const unsigned char *p,
                                              const unsigned char *end)
{
    uint64_t open =
        0; /* bytes at the beginning of a piece that belong to the one before */
    for (; p < end; p += 64) {
        size_t n = (size_t)(end - p);
        __mmask64 there = n < 64 ? _bzhi_u64(~UINT64_C(0), (unsigned)n) : ~UINT64_C(0);
        __m512i v = _mm512_maskz_loadu_epi8(there, p);
        uint64_t beyond = _mm512_movepi8_mask(v);
        uint64_t follow = _mm512_cmplt_epi8_mask(v, _mm512_set1_epi8((char)0xC0));
        uint64_t lead = beyond & ~follow;
        uint64_t three = _mm512_cmpge_epu8_mask(v, _mm512_set1_epi8((char)0xE0));
        uint64_t rare = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)0xE0)) |
                        _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)0xED)) |
                        _mm512_cmpge_epu8_mask(v, _mm512_set1_epi8((char)0xF0)) |
                        (lead & _mm512_cmplt_epu8_mask(v, _mm512_set1_epi8((char)0xC2)));
        if (rare || follow != (lead << 1 | three << 2 | open)) break;
        open = lead >> 63 | three >> 62;
        if (n <= 64 && !open) return end;
    }
    while (open) /* back to where its character begins */
        open = (*--p & 0xC0) == 0x80;
    return p;
}

#else

static const unsigned char *glance(const unsigned char *p, const unsigned char *end)
{
    (void)end;
    return p;
}

#endif

const char *jh__utf8_bad(const char *from, const char *to)
{
    const unsigned char *p = (const unsigned char *)from,
                        *end = (const unsigned char *)to;
    if (jh__csv_simd() == JH__SIMD_AVX512) p = glance(p, end);
    while (p < end) {
        uint64_t word;
        while ((size_t)(end - p) >= sizeof word) {
            memcpy(&word, p, sizeof word);
            if (word & UINT64_C(0x8080808080808080)) break;
            p += sizeof word;
        }
        while (end - p >= 3 && common_three(p))
            p += 3;
        if (p == end) break;
        if (*p < 0x80) {
            p++;
            continue;
        }
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
    t->good = bad == (const char *)end || (!marked && fits_gb(p, end));
    if (t->good) {
        if (bad != (const char *)end) t->encoding = JH__GB18030;
    } else if (marked) {
        t->cut = count(p, end, false).cut;
    } else {
        choose_broken(t, p, end);
    }
}

/* Whether the beginning is UTF-8: a Chinese head in another encoding shows at once. */
static bool begins_well(const jh_input *in)
{
    const char *p = in->bytes, *end = p + in->n;
    if (in->n > JH__PIECE) {
        const char *last = memrchr(p, '\n', JH__PIECE);
        end = last ? last : p;
    }
    if (end == p) return false;
    if (end - p >= 2 && (!memcmp(p, "\xFF\xFE", 2) || !memcmp(p, "\xFE\xFF", 2)))
        return false;
    return jh__utf8_bad(p, end) == end && !memchr(p, 0, (size_t)(end - p));
}

static jh_status open_converter(jh__text *t)
{
    if (t->encoding != JH__GB18030) return JH_OK;
    iconv_t cd = iconv_open("UTF-8", "GB18030");
    if (cd == (iconv_t)-1)
        return errno == ENOMEM ? jh_nomem(t->r->err)
                               : jh_fail(t->r->err, JH_EIO, "intake.read_no_gb18030",
                                         "file:s", t->r->in->name);
    t->converter = cd;
    return JH_OK;
}

jh_status jh__text_open(jh__reader *r, bool sure, jh__text *t)
{
    const char *bytes = r->in->bytes;
    *t = (jh__text){.r = r, .sure = sure || !begins_well(r->in)};
    if (t->sure)
        find_encoding(t);
    else if (r->in->n >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3))
        t->next = 3;
    if (t->encoding == JH__UTF8) {
        t->p = bytes + t->next;
        t->end = bytes + r->in->n;
        t->next = r->in->n;
        t->over = true;
        return JH_OK;
    }
    JH_TRY(open_converter(t));
    return jh__text_more(t);
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

/* Fills the room; the length in UTF-8. */
static size_t decode_utf16(jh__text *t, char *room, size_t n)
{
    const unsigned char *in = t->r->in->bytes, *end = in + t->r->in->n;
    const unsigned char *p = in + t->next;
    bool big = t->encoding == JH__UTF16BE;
    char *to = room, *stop = room + n - 4;
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
        } else if (code < 0x80) {
            *to++ = (char)code;
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
    return (size_t)(to - room);
}

static size_t decode_gb18030(jh__text *t, char *to, size_t room)
{
    char *in = (char *)(uintptr_t)t->r->in->bytes; /* iconv wants it so, and only reads */
    char *p = in + t->next;
    const char *from = to;
    size_t left = t->r->in->n - t->next;
    while (left && room) {
        if (iconv((iconv_t)t->converter, &p, &left, &to, &room) != (size_t)-1) break;
        if (errno == E2BIG) break;
        /* a byte that does not fit: only it is given up, the comma behind it is not */
        *to++ = BAD_BYTE;
        room--;
        p++;
        left--;
        iconv((iconv_t)t->converter, NULL, NULL, NULL, NULL);
    }
    t->next = (size_t)(p - in);
    return (size_t)(to - from);
}

jh_status jh__text_more(jh__text *t)
{
    size_t n = (size_t)(t->end - t->p), cap = t->cap;
    if (t->over) return JH_OK;
    if (!cap || n * 2 > cap) cap = cap ? cap * 2 : TEXT_FIRST;
    char *store = cap > t->cap ? malloc(cap) : t->store;
    if (!store) return jh_nomem(t->r->err);
    if (n) memmove(store, t->p, n);
    if (store != t->store) free(t->store);
    t->store = store;
    t->cap = cap;
    t->p = store;
    n += t->encoding == JH__GB18030 ? decode_gb18030(t, store + n, cap - n)
                                    : decode_utf16(t, store + n, cap - n);
    t->end = store + n;
    t->over = t->next == t->r->in->n;
    return JH_OK;
}

size_t jh__text_done(const jh__text *t)
{
    if (t->encoding != JH__UTF8) return t->next;
    return (size_t)(t->p - (const char *)t->r->in->bytes);
}
