/* Formulas as a reader of the report understands them: names in place of ids. */
#include "room.h"

#include <string.h>

static const jh_symbol *find(const jh_names *names, const char *id, size_t n)
{
    for (; names; names = names->rows)
        for (size_t i = 0; i < names->n; i++)
            if (!strncmp(names->symbol[i].name, id, n) && !names->symbol[i].name[n])
                return &names->symbol[i];
    return NULL;
}

static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t name_length(const char *s)
{
    size_t n = 0;
    while (begins_name(s[n]) || (s[n] >= '0' && s[n] <= '9'))
        n++;
    return n;
}

/* An operator or function word; false if the name is none. */
static bool put_word(const jh__pub_report *rep, jh_buf *out, const char *s, size_t n)
{
    char key[40] = "publish.word_";
    size_t head = strlen(key);
    if (n >= sizeof key - head) return false;
    memcpy(key + head, s, n);
    key[head + n] = '\0';
    if (!jh_text_has(key)) return false;
    jh_buf_puts(out, jh__pub_word(rep, key));
    return true;
}

static void put_name(const jh__pub_report *rep, jh_buf *out, const char *s, size_t n)
{
    const jh_names *const order[] = {&rep->pack->section_names, &rep->pack->school_names,
                                     &rep->pack->area_names};
    const char *label = "";
    for (size_t i = 0; i < JH_COUNT(order) && !label[0]; i++) {
        const jh_symbol *symbol = find(order[i], s, n);
        if (symbol)
            label = jh__pub_label(rep, jh_pack_slot_name(rep->pack, symbol->slot));
    }
    if (label[0])
        jh_buf_puts(out, label);
    else if (!put_word(rep, out, s, n))
        jh_buf_add(out, s, n);
}

/* A sign of the formula language as it stands on paper; how many bytes it took. */
static size_t put_sign(jh_buf *out, const char *s)
{
    static const char *const sign[][2] = {{"<=", "≤"}, {">=", "≥"}, {"!=", "≠"},
                                          {"==", "="}, {"*", "×"},  {"/", "÷"},
                                          {"-", "−"}};
    for (size_t i = 0; i < JH_COUNT(sign); i++) {
        size_t n = strlen(sign[i][0]);
        if (strncmp(s, sign[i][0], n)) continue;
        jh_buf_puts(out, sign[i][1]);
        return n;
    }
    jh_buf_putc(out, *s);
    return 1;
}

void jh__pub_formula_text(const jh__pub_report *rep, jh_buf *out, const jh_formula *f)
{
    const char *s = jh_formula_text(f);
    while (*s) {
        size_t n = begins_name(*s) ? name_length(s) : 0;
        if (*s == '"') { /* a code or text: as it is */
            const char *end = strchr(s + 1, '"');
            n = end ? (size_t)(end - s) + 1 : strlen(s);
            jh_buf_add(out, s, n);
        } else if (n) {
            put_name(rep, out, s, n);
        } else if (*s >= '0' && *s <= '9') { /* the e of 1e3 is no name */
            n = strspn(s, "0123456789.eE%");
            jh_buf_add(out, s, n);
        } else {
            n = put_sign(out, s);
        }
        s += n;
    }
}
