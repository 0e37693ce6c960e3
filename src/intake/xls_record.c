/* Records and strings of BIFF8. A string that runs over the end of its record goes on in the
 * next one, which says anew whether its characters have one byte or two. */
#include "xls.h"

#include <string.h>

#define CONTINUE 0x3C

jh_status jh__xls_broken(jh__reader *r)
{
    return jh__refuse(r, "intake.read_broken_xls");
}

uint32_t jh__xls_u16(const unsigned char *p)
{
    return (uint32_t)(p[0] | p[1] << 8);
}

uint32_t jh__xls_u32(const unsigned char *p)
{
    return jh__xls_u16(p) | jh__xls_u16(p + 2) << 16;
}

jh_status jh__xls_next(jh__xls *x)
{
    unsigned char head[4];
    if (!jh__stream_read(x->stream, x->next, head, sizeof head))
        return jh__xls_broken(x->r);
    x->type = jh__xls_u16(head);
    x->n = jh__xls_u16(head + 2);
    x->at = 0;
    if (!jh__stream_read(x->stream, x->next + sizeof head, x->data, x->n))
        return jh__xls_broken(x->r);
    x->next += sizeof head + x->n;
    return JH_OK;
}

/* Moves on to the continuing record once this one is used up. */
static jh_status at_hand(jh__xls *x)
{
    while (x->at == x->n) {
        JH_TRY(jh__xls_next(x));
        if (x->type != CONTINUE) return jh__xls_broken(x->r);
    }
    return JH_OK;
}

/* A number in the head of a string; it is never divided by the end of a record. */
static jh_status number(jh__xls *x, int bytes, uint32_t *out)
{
    JH_TRY(at_hand(x));
    if (x->n - x->at < (size_t)bytes) return jh__xls_broken(x->r);
    *out = 0;
    for (int i = 0; i < bytes; i++)
        *out |= (uint32_t)x->data[x->at++] << (8 * i);
    return JH_OK;
}

static jh_status skip(jh__xls *x, uint64_t n)
{
    while (n) {
        JH_TRY(at_hand(x));
        size_t part = x->n - x->at < n ? x->n - x->at : (size_t)n;
        x->at += part;
        n -= part;
    }
    return JH_OK;
}

static jh_status characters(jh__xls *x, uint32_t n, bool wide, jh_buf *out)
{
    uint32_t high = 0, one;
    for (; n; n--) {
        if (x->at == x->n) {
            JH_TRY(at_hand(x));
            wide = x->data[x->at++] & 1;
        }
        JH_TRY(number(x, wide ? 2 : 1, &one));
        bool pair = high && one >= 0xDC00 && one < 0xE000;
        if (high && !pair) jh__utf8_put(out, 0xFFFD);
        if (pair) one = 0x10000 + ((high - 0xD800) << 10) + (one - 0xDC00);
        high = !pair && one >= 0xD800 && one < 0xDC00 ? one : 0;
        if (!high) jh__utf8_put(out, one ? one : 0xFFFD);
    }
    if (high) jh__utf8_put(out, 0xFFFD);
    return JH_OK;
}

jh_status jh__xls_string(jh__xls *x, int length_bytes, jh_buf *out)
{
    uint32_t n = 0, flags = 0, runs = 0, extra = 0;
    JH_TRY(number(x, length_bytes, &n));
    JH_TRY(number(x, 1, &flags));
    if (flags & 8) JH_TRY(number(x, 2, &runs));
    if (flags & 4) JH_TRY(number(x, 4, &extra));
    jh_buf_add(out, "", 0);
    JH_TRY(characters(x, n, flags & 1, out));
    if (out->oom) return jh_nomem(x->r->err);
    return skip(x, (uint64_t)runs * 4 + extra);
}
