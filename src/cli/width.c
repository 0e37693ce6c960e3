/* Terminals lay text out in columns, and a Chinese character takes two. Widths come from
 * the C library's table for UTF-8; the decoding is ours, since file names and cells may
 * hold bytes that are no text at all. */
#include "cli.h"

#include <string.h>
#include <wchar.h>

#define REPLACEMENT 0xFFFDu

/* The next character; a byte that begins none is taken alone. */
static uint32_t next(const char **text)
{
    const unsigned char *p = (const unsigned char *)*text;
    uint32_t c = p[0];
    size_t more = c < 0x80 ? 0 : c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    static const uint32_t lowest[] = {0, 0x80, 0x800, 0x10000};
    *text += 1;
    if (!more) return c;
    if (c < 0xC2 || c > 0xF4) return REPLACEMENT;
    c &= 0x3Fu >> more;
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xC0) != 0x80) return REPLACEMENT;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if (c < lowest[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return REPLACEMENT;
    *text += more;
    return c;
}

/* What is shown for a character: control characters could move the cursor or turn the
 * direction of writing, so that a line shows something else than it says. */
static uint32_t shown(uint32_t c)
{
    if (c == '\t' || c == '\n' || c == '\r') return ' ';
    if (c < 0x20) return 0x2400 + c;
    if (c == 0x7F) return 0x2421;
    if (c >= 0x80 && c < 0xA0) return REPLACEMENT;
    if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) return REPLACEMENT;
    return c;
}

static size_t columns(uint32_t c)
{
    if (c < 0x7F) return 1;
    int w = wcwidth((wchar_t)c);
    if (w >= 0) return (size_t)w;
    return c >= 0x2E80 ? 2 : 1; /* newer than the library's table */
}

static void put(jh_buf *out, uint32_t c)
{
    char b[4];
    if (c < 0x80) {
        jh_buf_putc(out, (char)c);
        return;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; c >>= 6)
        b[i] = (char)(0x80 | (c & 0x3F));
    b[0] = (char)((0xF00u >> n & 0xFF) | c);
    jh_buf_add(out, b, n);
}

size_t jh__text_width(const char *s)
{
    size_t w = 0;
    while (*s)
        w += columns(shown(next(&s)));
    return w;
}

void jh__text_clean(jh_buf *out, const char *s, bool lines)
{
    while (*s) {
        uint32_t c = next(&s);
        put(out, lines && (c == '\n' || c == '\t') ? c : shown(c));
    }
}

size_t jh__text_cut(jh_buf *out, const char *s, size_t width)
{
    size_t w = jh__text_width(s), used = 0;
    bool cut = w > width;
    while (*s) {
        uint32_t c = shown(next(&s));
        if (cut && used + columns(c) + 1 > width) break;
        put(out, c);
        used += columns(c);
    }
    if (cut && width) {
        jh_buf_puts(out, "…");
        used++;
    }
    return used;
}

void jh__spaces(jh_buf *out, size_t n)
{
    while (n--)
        jh_buf_putc(out, ' ');
}

static bool one_of(uint32_t c, const char *set)
{
    while (*set)
        if (next(&set) == c) return true;
    return false;
}

/* Whether a line may end between two characters: at a blank, and beside a wide character
 * unless closing punctuation would begin a line or opening punctuation end one. */
static bool may_break(uint32_t before, uint32_t after)
{
    if (before == ' ') return true;
    if (columns(before) < 2 && columns(after) < 2) return false;
    return !one_of(after, "，。、；：！？）》」』】〕”’…—%)]},.;:!?") &&
           !one_of(before, "（《「『【〔“‘([{");
}

/* End of the longest run from `s` that cannot be broken, and its columns without the
 * blanks at its end. */
static const char *piece(const char *s, size_t *width)
{
    uint32_t before = 0;
    size_t w = 0;
    *width = 0;
    while (*s) {
        const char *p = s;
        uint32_t c = shown(next(&p));
        if (before && c != ' ' && may_break(before, c)) break;
        w += columns(c);
        if (c != ' ') *width = w;
        before = c;
        s = p;
    }
    return s;
}

size_t jh__text_longest(const char *s)
{
    size_t longest = 0, w;
    while (*s) {
        s = piece(s, &w);
        if (w > longest) longest = w;
    }
    return longest;
}

void jh__text_wrap(jh_buf *out, const char *s, size_t at, size_t indent, size_t width)
{
    size_t blanks = 0;
    bool fresh = true; /* nothing on this line yet */
    while (*s) {
        size_t w;
        const char *end = piece(s, &w);
        if (!fresh && at + blanks + w > width) {
            jh_buf_putc(out, '\n');
            jh__spaces(out, indent);
            at = indent;
            blanks = 0;
        }
        jh__spaces(out, blanks);
        at += blanks + w;
        blanks = 0;
        const char *stop = end;
        while (stop > s && stop[-1] == ' ') {
            stop--;
            blanks++;
        }
        while (s < stop)
            put(out, shown(next(&s)));
        s = end;
        fresh = false;
    }
    jh_buf_putc(out, '\n');
}
