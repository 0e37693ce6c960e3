#include <junheng/sum.h>

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define LIMB_BITS 32
#define LOOSE_MOST ((uint32_t)1 << 30) /* 2^30 terms below 2^32 fit in a limb */
#define LOWEST (-1074)                 /* exponent of limb 0 */

/* Limbs in [0, 2^32), the last one signed. */
static void settle(jh_sum *s)
{
    int64_t carry = 0;
    for (size_t i = 0; i + 1 < JH_SUM_LIMBS; i++) {
        int64_t v = s->limb[i] + carry;
        s->limb[i] = (int64_t)((uint64_t)v & UINT32_MAX);
        carry = (v - s->limb[i]) / ((int64_t)1 << LIMB_BITS);
    }
    s->limb[JH_SUM_LIMBS - 1] += carry;
    s->loose = 0;
}

void jh_sum_add(jh_sum *s, double x)
{
    uint64_t bits;
    if (!isfinite(x)) {
        s->broken = true;
        return;
    }
    memcpy(&bits, &x, sizeof bits);
    unsigned exponent = bits >> 52 & 2047;
    uint64_t m = bits & (((uint64_t)1 << 52) - 1);
    if (exponent)
        m |= (uint64_t)1 << 52;
    else
        exponent = 1;
    unsigned at = (exponent - 1) / LIMB_BITS, shift = (exponent - 1) % LIMB_BITS;
    int64_t low = (int64_t)((m << shift) & UINT32_MAX);
    uint64_t rest = m >> (LIMB_BITS - shift);
    int64_t mid = (int64_t)(rest & UINT32_MAX), high = (int64_t)(rest >> LIMB_BITS);
    int64_t sign = bits >> 63 ? -1 : 1;
    s->limb[at] += sign * low;
    s->limb[at + 1] += sign * mid;
    s->limb[at + 2] += sign * high;
    if (++s->loose == LOOSE_MOST) settle(s);
}

void jh_sum_add_product(jh_sum *s, double a, double b)
{
    double p = a * b;
    jh_sum_add(s, p);
    if (isfinite(p)) jh_sum_add(s, fma(a, b, -p)); /* what rounding left over */
}

void jh_sum_merge(jh_sum *s, const jh_sum *other)
{
    jh_sum more = *other;
    settle(&more);
    settle(s);
    for (size_t i = 0; i < JH_SUM_LIMBS; i++)
        s->limb[i] += more.limb[i];
    settle(s);
    s->broken |= more.broken;
}

/* The sum without its sign; returns whether that was minus. */
static bool magnitude(const jh_sum *s, jh_sum *out)
{
    *out = *s;
    settle(out);
    bool negative = out->limb[JH_SUM_LIMBS - 1] < 0;
    if (!negative) return false;
    for (size_t i = 0; i < JH_SUM_LIMBS; i++)
        out->limb[i] = -out->limb[i];
    settle(out);
    return true;
}

static int top(const jh_sum *s)
{
    int i = JH_SUM_LIMBS - 1;
    while (i >= 0 && !s->limb[i])
        i--;
    return i;
}

/* Bits [from, from + 64) of the number; from may be negative. */
static uint64_t window(const jh_sum *s, int from)
{
    uint64_t v = 0;
    for (int i = 0; i < JH_SUM_LIMBS; i++) {
        int shift = i * LIMB_BITS - from;
        if (shift <= -LIMB_BITS || shift >= 64) continue;
        uint64_t limb = (uint64_t)s->limb[i];
        v |= shift >= 0 ? limb << shift : limb >> -shift;
    }
    return v;
}

static bool any_below(const jh_sum *s, int bit)
{
    for (int i = 0; i < JH_SUM_LIMBS && i * LIMB_BITS < bit; i++) {
        int inside = bit - i * LIMB_BITS;
        uint64_t mask = inside >= LIMB_BITS ? UINT32_MAX : ((uint64_t)1 << inside) - 1;
        if ((uint64_t)s->limb[i] & mask) return true;
    }
    return false;
}

double jh_sum_value(const jh_sum *s)
{
    jh_sum m;
    if (s->broken) return NAN;
    bool negative = magnitude(s, &m);
    int limb = top(&m);
    if (limb < 0) return 0;
    int length = limb * LIMB_BITS + 64 - __builtin_clzll((uint64_t)m.limb[limb]);
    int from = length > 53 ? length - 53 : 0; /* below 2^-1074 there is nothing */
    uint64_t kept = window(&m, from) & (((uint64_t)1 << 53) - 1);
    bool half = from && (window(&m, from - 1) & 1);
    if (half && ((kept & 1) || any_below(&m, from - 1))) kept++;
    double x = ldexp((double)kept, from + LOWEST);
    return negative ? -x : x;
}

void jh_sum_split(const jh_sum *s, double *hi, double *lo)
{
    jh_sum rest = *s;
    *hi = jh_sum_value(s);
    *lo = 0;
    if (!isfinite(*hi)) return;
    jh_sum_add(&rest, -*hi);
    *lo = jh_sum_value(&rest);
}

void jh_sum_write(jh_buf *out, const jh_sum *s)
{
    jh_sum m;
    if (s->broken) {
        jh_buf_puts(out, "none");
        return;
    }
    bool negative = magnitude(s, &m);
    int high = top(&m), low = 0;
    if (high < 0) {
        jh_buf_puts(out, "0p0");
        return;
    }
    while (!m.limb[low])
        low++;
    jh_buf_printf(out, "%s%" PRIx64, negative ? "-" : "", (uint64_t)m.limb[high]);
    for (int i = high - 1; i >= low; i--)
        jh_buf_printf(out, "%08" PRIx64, (uint64_t)m.limb[i]);
    jh_buf_printf(out, "p%d", low * LIMB_BITS + LOWEST);
}

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exponent behind the digits, as the number of bits above limb 0; -1 if it is none. */
static int place(const char *p)
{
    int sign = *p == '-' ? -1 : 1, e = 0;
    p += *p == '-';
    if (!*p) return -1;
    for (; *p >= '0' && *p <= '9' && e < 100000; p++)
        e = e * 10 + (*p - '0');
    return *p ? -1 : sign * e - LOWEST;
}

bool jh_sum_read(const char *text, jh_sum *out)
{
    *out = (jh_sum){0};
    if (!strcmp(text, "none")) {
        out->broken = true;
        return true;
    }
    int64_t sign = *text == '-' ? -1 : 1;
    text += *text == '-';
    size_t n = strspn(text, "0123456789abcdef");
    int at = n && text[n] == 'p' ? place(text + n + 1) : -1;
    if (at < 0) return false;
    for (size_t i = n; i-- > 0; at += 4) {
        int64_t digit = hex(text[i]);
        if (!digit) continue;
        if (at / LIMB_BITS >= JH_SUM_LIMBS - 1 || at % 4) return false;
        out->limb[at / LIMB_BITS] += sign * (digit << at % LIMB_BITS);
    }
    settle(out);
    return true;
}
