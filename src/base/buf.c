#include <junheng/base.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void jh_buf_clear(jh_buf *b)
{
    free(b->p);
    *b = (jh_buf){0};
}

static bool room(jh_buf *b, size_t more)
{
    if (b->oom) return false;
    if (more < b->cap - b->n) return true;
    size_t cap = b->cap ? b->cap : 256;
    while (cap - b->n <= more) {
        if (cap > SIZE_MAX / 2) {
            b->oom = true;
            return false;
        }
        cap *= 2;
    }
    char *p = realloc(b->p, cap);
    if (!p) {
        b->oom = true;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

void jh_buf_add(jh_buf *b, const char *bytes, size_t n)
{
    if (!room(b, n)) return;
    if (n) memcpy(b->p + b->n, bytes, n);
    b->n += n;
    b->p[b->n] = '\0';
}

void jh_buf_puts(jh_buf *b, const char *s)
{
    jh_buf_add(b, s, strlen(s));
}

void jh_buf_putc(jh_buf *b, char c)
{
    jh_buf_add(b, &c, 1);
}

void jh_buf_printf(jh_buf *b, const char *format, ...)
{
    va_list ap, again;
    va_start(ap, format);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n >= 0 && room(b, (size_t)n)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
}
