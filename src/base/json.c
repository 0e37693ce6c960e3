#include <junheng/json.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static void newline(jh_json *j)
{
    if (!j->pretty) return;
    jh_buf_putc(j->out, '\n');
    for (int i = 0; i < j->depth; i++)
        jh_buf_puts(j->out, "  ");
}

static void quote(jh_buf *out, const char *s)
{
    jh_buf_putc(out, '"');
    for (; *s; s++) {
        size_t plain = 0;
        while ((unsigned char)s[plain] >= 0x20 && s[plain] != '"' && s[plain] != '\\')
            plain++;
        jh_buf_add(out, s, plain);
        s += plain;
        if (!*s) break;
        if (*s == '"' || *s == '\\')
            jh_buf_printf(out, "\\%c", *s);
        else if (*s == '\n')
            jh_buf_puts(out, "\\n");
        else
            jh_buf_printf(out, "\\u%04x", (unsigned)(unsigned char)*s);
    }
    jh_buf_putc(out, '"');
}

static void before(jh_json *j, const char *key)
{
    if (j->depth) {
        if (j->began[j->depth]) jh_buf_putc(j->out, ',');
        newline(j);
    }
    j->began[j->depth] = true;
    if (!key) return;
    quote(j->out, key);
    jh_buf_puts(j->out, j->pretty ? ": " : ":");
}

static void open(jh_json *j, const char *key, char c)
{
    before(j, key);
    jh_buf_putc(j->out, c);
    if (j->depth + 1 < JH_JSON_DEPTH) j->depth++;
    j->began[j->depth] = false;
}

static void close(jh_json *j, char c)
{
    bool any = j->began[j->depth];
    if (j->depth) j->depth--;
    if (any) newline(j);
    jh_buf_putc(j->out, c);
}

void jh_json_object(jh_json *j, const char *key)
{
    open(j, key, '{');
}

void jh_json_list(jh_json *j, const char *key)
{
    open(j, key, '[');
}

void jh_json_end_object(jh_json *j)
{
    close(j, '}');
}

void jh_json_end_list(jh_json *j)
{
    close(j, ']');
}

void jh_json_text(jh_json *j, const char *key, const char *value)
{
    before(j, key);
    if (value)
        quote(j->out, value);
    else
        jh_buf_puts(j->out, "null");
}

void jh_json_number(jh_json *j, const char *key, double value)
{
    char text[32];
    before(j, key);
    if (isfinite(value))
        jh_buf_add(j->out, text, (size_t)jh_number_shortest(value, text));
    else
        jh_buf_puts(j->out, "null");
}

void jh_json_integer(jh_json *j, const char *key, int64_t value)
{
    before(j, key);
    jh_buf_printf(j->out, "%lld", (long long)value);
}

void jh_json_bool(jh_json *j, const char *key, bool value)
{
    before(j, key);
    jh_buf_puts(j->out, value ? "true" : "false");
}

void jh_json_null(jh_json *j, const char *key)
{
    jh_json_text(j, key, NULL);
}
