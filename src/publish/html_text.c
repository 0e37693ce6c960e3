/* Writing text into markup. */
#include "page.h"

#include <stdio.h>
#include <string.h>

void jh__pub_html_text(jh_buf *out, const char *text)
{
    for (const char *s = text; *s; s++) {
        size_t plain = 0;
        while ((unsigned char)s[plain] >= 0x20 && !strchr("&<>\"'\x7f", s[plain]))
            plain++;
        jh_buf_add(out, s, plain);
        s += plain;
        switch (*s) {
        case '&':
            jh_buf_puts(out, "&amp;");
            break;
        case '<':
            jh_buf_puts(out, "&lt;");
            break;
        case '>':
            jh_buf_puts(out, "&gt;");
            break;
        case '"':
            jh_buf_puts(out, "&quot;");
            break;
        case '\'':
            jh_buf_puts(out, "&#39;");
            break;
        case '\n':
        case '\t':
            jh_buf_putc(out, ' ');
            break;
        case '\0':
            return;
        default:
            break; /* other control characters may not stand in HTML */
        }
    }
}

void jh__pub_put(jh__pub_page *g, const char *markup)
{
    jh_buf_puts(g->out, markup);
}

void jh__pub_text(jh__pub_page *g, const char *text)
{
    jh__pub_html_text(g->out, text);
}

void jh__pub_t(jh__pub_page *g, const char *key)
{
    jh__pub_text(g, jh__pub_word(&g->rep, key));
}

void jh__pub_flush(jh__pub_page *g)
{
    if (g->tmp.n) jh__pub_text(g, g->tmp.p);
    g->tmp.n = 0;
}

void jh__pub_say(jh__pub_page *g, const char *key, const jh_arg *arg, size_t n)
{
    jh__pub_tell(&g->rep, &g->tmp, key, arg, n);
    jh__pub_flush(g);
}

void jh__pub_number(jh__pub_page *g, double x, int decimals)
{
    jh__pub_number_text(g->out, x, decimals);
}

void jh__pub_heading(jh__pub_page *g, int deeper, const char *id, const char *key)
{
    int level = g->level + deeper;
    jh_buf_printf(g->out, "<h%d", level);
    if (id) jh_buf_printf(g->out, " id=\"a%zu-%s\"", g->area, id);
    jh__pub_put(g, ">");
    jh__pub_t(g, key);
    jh_buf_printf(g->out, "</h%d>\n", level);
}

void jh__pub_table_open(jh__pub_page *g, const char *class, const char *caption_key)
{
    jh__pub_put(g, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    jh__pub_t(g, caption_key);
    jh_buf_printf(g->out, "\"><table class=\"%s\"><caption>", class);
    jh__pub_t(g, caption_key);
    jh__pub_put(g, "</caption>\n");
}

void jh__pub_table_close(jh__pub_page *g)
{
    jh__pub_put(g, "</tbody></table></div>\n");
}

void jh__pub_th(jh__pub_page *g, const char *class, const char *key)
{
    jh_buf_printf(g->out, "<th scope=\"col\"%s%s%s>", class ? " class=\"" : "",
                  class ? class : "", class ? "\"" : "");
    jh__pub_t(g, key);
    jh__pub_put(g, "</th>");
}

const char *jh__pub_verdict_class(jh_verdict verdict)
{
    return verdict == JH_PASS ? "ok" : verdict == JH_FAIL ? "no" : "na";
}

const char *jh__pub_grade_class(jh_grade grade)
{
    static const char *const class[] = {"ok", "fl", "no", "na", "none"};
    return class[grade];
}

void jh__pub_badge(jh__pub_page *g, jh_verdict verdict, const char *word)
{
    jh_buf_printf(g->out, "<span class=\"b %s\">",
                  g->rep.judges ? jh__pub_verdict_class(verdict) : "none");
    jh__pub_text(g, word);
    jh__pub_put(g, "</span>");
}

void jh__pub_cell_html(jh__pub_page *g, size_t indicator, size_t section)
{
    const jh_cell_result *c = jh__pub_cell(&g->rep, indicator, section);
    jh_buf_printf(g->out, "<td class=\"n %s\">", jh__pub_grade_class(c->grade));
    if (c->value.state == JH_KNOWN)
        jh__pub_number(g, c->value.number, g->rep.pack->indicator[indicator].decimals);
    else
        jh__pub_put(g, "—");
    if (c->rounding) jh__pub_put(g, "<sup>※</sup>");
    if (c->grade != JH_NONE) {
        jh__pub_put(g, "<small>");
        jh__pub_grade_text(&g->rep, &g->tmp, c->grade);
        jh__pub_flush(g);
        jh__pub_put(g, "</small>");
    }
    jh__pub_put(g, "</td>");
}
