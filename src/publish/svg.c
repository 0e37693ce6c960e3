/* What the charts have in common: text that is wrapped by its width, round steps. */
#include "page.h"

#include <math.h>
#include <string.h>

/* One character: its bytes and its width. */
static size_t character(const char *s, double *ems)
{
    unsigned char c = (unsigned char)*s;
    if (c < 0x80) {
        *ems = c == ' ' ? 0.28 : c >= 'A' && c <= 'Z' ? 0.66 : 0.56;
        return 1;
    }
    size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    *ems = c >= 0xE0 ? 1 : 0.6;
    for (size_t i = 1; i < n; i++)
        if (!s[i]) return i; /* a cut character ends the text */
    return n;
}

double jh__pub_text_ems(const char *s, size_t n)
{
    double width = 0, one;
    for (size_t i = 0; i < n;) {
        i += character(s + i, &one);
        width += one;
    }
    return width;
}

size_t jh__pub_wrap(const char *s, double ems, size_t most, size_t at[])
{
    size_t lines = 0, begin = 0, blank = 0, i = 0;
    double width = 0, one;
    at[0] = 0;
    while (s[i]) {
        size_t n = character(s + i, &one);
        if (width + one > ems && i > begin && lines + 1 < most) {
            begin = blank > begin ? blank : i; /* words stay whole where there are any */
            at[++lines] = begin;
            width = jh__pub_text_ems(s + begin, i - begin);
        }
        width += one;
        i += n;
        if (s[i - n] == ' ' || (unsigned char)s[i - n] >= 0xE0) blank = i;
    }
    if (i > begin || !lines) lines++;
    at[lines] = i;
    return lines;
}

void jh__pub_svg_open(jh__pub_page *g, int width, int height, const char *title)
{
    jh_buf_printf(g->out,
                  "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
                  "aria-label=\"",
                  width, height, width, height);
    jh__pub_text(g, title);
    jh__pub_put(g, "\"><title>");
    jh__pub_text(g, title);
    jh__pub_put(g, "</title><desc>");
    jh__pub_flush(g);
    jh__pub_put(g, "</desc>\n");
}

void jh__pub_svg_close(jh__pub_page *g)
{
    jh__pub_put(g, "</svg>\n");
}

double jh__pub_step(double span, int ticks)
{
    double raw = span / ticks, power = pow(10, floor(log10(raw)));
    double m = raw / power;
    return power * (m <= 1 ? 1 : m <= 2 ? 2 : m <= 5 ? 5 : 10);
}

int jh__pub_step_decimals(double step)
{
    int n = 0;
    for (; n < 6 && fabs(step - jh_number_rounded(step, n)) > step * 1e-9; n++)
        continue;
    return n;
}
