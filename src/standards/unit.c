#include <junheng/formula.h>

#include <string.h>

static int base_unit(const jh_units *units, const char *s, size_t n)
{
    for (size_t i = 0; i < units->n; i++)
        if (strlen(units->id[i]) == n && !memcmp(units->id[i], s, n)) return (int)i;
    return -1;
}

bool jh_unit_parse(const jh_units *units, const char *text, jh_unit *out)
{
    *out = (jh_unit){0};
    int sign = 1;
    for (;;) {
        size_t n = strcspn(text, "*/");
        int u = base_unit(units, text, n);
        if (u >= 0)
            out->power[u] = (int8_t)(out->power[u] + sign);
        else if (n != 1 || text[0] != '1')
            return false;
        text += n;
        if (!*text) return true;
        sign = *text++ == '/' ? -1 : 1;
    }
}

bool jh_unit_same(jh_unit a, jh_unit b)
{
    return !memcmp(&a, &b, sizeof a);
}

void jh_unit_write(jh_buf *out, const jh_units *units, jh_unit unit)
{
    bool any = false;
    for (size_t i = 0; i < units->n; i++)
        for (int k = 0; k < unit.power[i]; k++) {
            if (any) jh_buf_putc(out, '*');
            jh_buf_puts(out, units->id[i]);
            any = true;
        }
    if (!any) jh_buf_putc(out, '1');
    for (size_t i = 0; i < units->n; i++)
        for (int k = 0; k > unit.power[i]; k--)
            jh_buf_printf(out, "/%s", units->id[i]);
}
