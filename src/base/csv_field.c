/* Spreadsheets run a cell that begins like a formula, also out of a CSV file that
 * somebody sent; the apostrophe makes it text. In Chinese and Japanese settings the
 * full-width signs begin a formula too. */
#include <junheng/base.h>

#include <string.h>

static bool is_number(const char *text, size_t n)
{
    double x;
    if (n > 1 && text[n - 1] == '%') n--;
    return jh_number_parse(text, n, &x);
}

static bool runs_as_formula(const char *text, size_t n)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    if (strchr("=+-@\t\r\n", text[0])) return !is_number(text, n);
    for (size_t i = 0; i < JH_COUNT(wide); i++)
        if (!strncmp(text, wide[i], strlen(wide[i]))) return true;
    return false;
}

void jh_csv_field(jh_buf *out, const char *text)
{
    size_t n = strlen(text);
    if (!n) return;
    bool formula = runs_as_formula(text, n);
    /* semicolon and tab too: some settings part the fields there */
    bool quote = strpbrk(text, ",;\t\"\r\n") || text[0] == ' ' || text[n - 1] == ' ';
    if (quote) jh_buf_putc(out, '"');
    if (formula) jh_buf_putc(out, '\'');
    for (const char *p = text; *p;) {
        size_t plain = strcspn(p, "\"");
        jh_buf_add(out, p, plain);
        p += plain;
        if (!*p) break;
        jh_buf_puts(out, "\"\"");
        p++;
    }
    if (quote) jh_buf_putc(out, '"');
}
