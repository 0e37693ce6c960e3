/* What holds of every page. cmocka.h goes before it. */
#ifndef JUNHENG_TEST_HTML_FIXTURE_H
#define JUNHENG_TEST_HTML_FIXTURE_H

#include <stdio.h>
#include <string.h>

static inline bool html_has(const char *html, const char *text)
{
    return strstr(html, text) != NULL;
}

static inline size_t html_count(const char *html, const char *text)
{
    size_t n = 0;
    for (const char *p = html; (p = strstr(p, text)); p += strlen(text))
        n++;
    return n;
}

/* Every element is closed where it should be; void elements of ours are meta and br. */
static inline void assert_balanced(const char *html)
{
    char stack[64][16];
    int depth = 0;
    for (const char *p = html; (p = strchr(p, '<')); p++) {
        if (p[1] == '!') continue;
        if (!strncmp(p, "<style>", 7)) {
            p = strstr(p, "</style>");
            assert_non_null(p);
            continue;
        }
        const char *end = strchr(p, '>');
        assert_non_null(end);
        bool closing = p[1] == '/';
        char name[16] = "";
        size_t n = strcspn(p + 1 + closing, " />\n");
        assert_true(n > 0 && n < sizeof name);
        memcpy(name, p + 1 + closing, n);
        if (closing) {
            assert_true(depth > 0);
            assert_string_equal(stack[--depth], name);
        } else if (end[-1] != '/' && strcmp(name, "meta") && strcmp(name, "br")) {
            assert_true(depth < 64);
            strcpy(stack[depth++], name);
        }
    }
    assert_int_equal(depth, 0);
}

/* Every link goes somewhere, and no name is given twice. */
static inline void assert_links(const char *html)
{
    char want[96];
    for (const char *p = html; (p = strstr(p, "href=\"#")); p++) {
        size_t n = strcspn(p + 7, "\"");
        snprintf(want, sizeof want, "id=\"%.*s\"", (int)n, p + 7);
        if (!html_has(html, want)) fail_msg("no target: %s", want);
    }
    for (const char *p = html; (p = strstr(p, " id=\"")); p++) {
        size_t n = strcspn(p + 5, "\"");
        snprintf(want, sizeof want, " id=\"%.*s\"", (int)n, p + 5);
        if (html_count(html, want) != 1) fail_msg("given twice: %s", want);
    }
}

/* One file, no script, nothing from elsewhere, every figure a number, every chart told in words. */
static inline void assert_page(const char *html)
{
    static const char *const never[] = {"<script", "http://", "https://", "<img",
                                        "\"nan",   "nan\"",   "inf\"",    "publish.",
                                        "ops.",    "(null)"};
    assert_balanced(html);
    assert_links(html);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (html_has(html, never[i])) fail_msg("in the page: %s", never[i]);
    assert_int_equal(html_count(html, "<svg"), html_count(html, "</title><desc>"));
    assert_int_equal(html_count(html, "<table"), html_count(html, "<caption>"));
    assert_true(html_has(html, "@page"));
}

#endif
