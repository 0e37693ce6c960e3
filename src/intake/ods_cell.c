/* Values of OpenDocument cells: the typed value counts where there is one, for a number's
 * text is only what the screen had room for. */
#include "ods.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One element may stand for many blanks; more than this is not meant to be read. */
#define BLANKS_MAX 1000

void jh__ods_clear(jh__ods_cell *c)
{
    jh_buf_clear(&c->value);
    jh_buf_clear(&c->code);
    jh_buf_clear(&c->text);
}

/* An attribute by name, but for the second set that LibreOffice writes beside it. */
static const char *office(const char **attr, const char *name)
{
    for (; attr[0]; attr += 2)
        if (strncmp(attr[0], "calcext:", 8) && !strcmp(jh__local(attr[0]), name))
            return attr[1];
    return NULL;
}

/* An error has a kind of its own only in that second set. */
static bool is_error(const char **attr)
{
    const char *kind = NULL;
    for (; attr[0]; attr += 2)
        if (!strcmp(attr[0], "calcext:value-type")) kind = attr[1];
    return kind && !strcmp(kind, "error");
}

static jh_cell_kind kind_of(const char *type, const char **value_name)
{
    *value_name = "value";
    if (!strcmp(type, "float") || !strcmp(type, "percentage") ||
        !strcmp(type, "currency"))
        return JH_CELL_NUMBER;
    *value_name = "boolean-value";
    if (!strcmp(type, "boolean")) return JH_CELL_BOOL;
    bool date = !strcmp(type, "date");
    *value_name = date ? "date-value" : "time-value";
    if (date || !strcmp(type, "time")) return JH_CELL_DATE;
    *value_name = "string-value";
    return JH_CELL_TEXT;
}

/* "of:=SUM([.A1])" as "=SUM([.A1])" */
static const char *code_of(const char *formula)
{
    const char *equals = strchr(formula, '=');
    return equals ? equals : formula;
}

jh_status jh__ods_begin(jh__reader *r, jh__ods_cell *c, unsigned depth, const char **attr)
{
    const char *type = office(attr, "value-type"), *code = office(attr, "formula");
    const char *name = NULL;
    c->open = true;
    c->depth = depth;
    c->paragraph = c->stored = false;
    c->value.n = c->code.n = c->text.n = 0;
    c->formula = code != NULL;
    c->kind = is_error(attr) ? JH_CELL_ERROR
              : type         ? kind_of(type, &name)
                             : JH_CELL_EMPTY;
    const char *value = name ? office(attr, name) : NULL;
    jh_buf_puts(&c->value, value ? value : "");
    jh_buf_puts(&c->code, code ? code_of(code) : "");
    jh_buf_puts(&c->text, "");
    return c->value.oom || c->code.oom || c->text.oom ? jh_nomem(r->err) : JH_OK;
}

jh_status jh__ods_inside(jh__reader *r, jh__ods_cell *c, unsigned depth, const char *name,
                         const char **attr)
{
    if (!c->open) return JH_OK;
    if (depth == c->depth + 1) {
        /* other children are remarks and drawings; what they say is not in the cell */
        c->paragraph = !strcmp(name, "p");
        if (c->paragraph && c->text.n) jh_buf_putc(&c->text, '\n');
        c->start = c->text.n;
        c->blank = false;
        c->stored = c->stored || c->paragraph;
        return JH_OK;
    }
    if (!c->paragraph) return JH_OK;
    uint64_t n = !strcmp(name, "s") ? jh__attr_number(attr, "c", 1) : 0;
    if (n > BLANKS_MAX) n = BLANKS_MAX;
    for (uint64_t i = 0; i < n && c->text.n < r->limits.cell; i++)
        jh_buf_putc(&c->text, ' ');
    if (!strcmp(name, "tab")) jh_buf_putc(&c->text, '\t');
    if (!strcmp(name, "line-break")) jh_buf_putc(&c->text, '\n');
    if (n || !strcmp(name, "tab") || !strcmp(name, "line-break")) c->blank = false;
    return JH_OK;
}

jh_status jh__ods_leave(jh__reader *r, jh__ods_cell *c, unsigned depth)
{
    if (!c->open || !c->paragraph || depth != c->depth + 1) return JH_OK;
    if (c->blank && c->text.n > c->start) c->text.n--;
    jh_buf_add(&c->text, "", 0);
    c->paragraph = false;
    return c->text.oom ? jh_nomem(r->err) : JH_OK;
}

jh_status jh__ods_text(jh__reader *r, jh__ods_cell *c, uint32_t row, uint32_t col,
                       const char *s, size_t n)
{
    if (!c->open || !c->paragraph) return JH_OK;
    if (c->text.n + n > r->limits.cell)
        return jh__refuse_at(r, "intake.read_cell_too_long", row, col, r->limits.cell);
    /* by the standard, white space counts once; but LibreOffice neither writes nor reads it
     * so. Indented lines are folded, blanks within a line are kept. */
    for (size_t i = 0; i < n; i++) {
        bool fold = s[i] == '\t' || s[i] == '\n' || s[i] == '\r';
        bool more = c->text.n > c->start;
        if (fold ? more && !c->blank : s[i] != ' ' || !c->blank)
            jh_buf_putc(&c->text, fold ? ' ' : s[i]);
        c->blank = fold || (c->blank && s[i] == ' ');
    }
    return JH_OK;
}

/* "PT12H30M00S" as "12:30:00" */
static bool time_of(const char *s, char store[32])
{
    unsigned long part[3] = {0, 0, 0};
    if (strncmp(s, "PT", 2)) return false;
    for (s += 2; *s;) {
        char *end;
        if (*s < '0' || *s > '9') return false;
        unsigned long x = strtoul(s, &end, 10);
        if (*end == '.') end += 1 + strspn(end + 1, "0123456789");
        const char *unit = *end ? strchr("HMS", *end) : NULL;
        if (!unit || x > 99999) return false;
        part[*unit == 'H' ? 0 : *unit == 'M' ? 1 : 2] = x;
        s = end + 1;
    }
    snprintf(store, 32, "%02lu:%02lu:%02lu", part[0], part[1], part[2]);
    return true;
}

static void take(jh_cell *out, jh_cell_kind kind, const char *text)
{
    out->kind = kind;
    out->text = text;
    out->n = strlen(text);
}

static void take_text(const jh__ods_cell *c, jh_cell *out)
{
    const char *text = c->text.n ? c->text.p : c->value.p;
    if (*text) take(out, JH_CELL_TEXT, text);
}

/* Values that are not of their type are shown as text. */
static jh_status take_typed(jh__reader *r, jh__ods_cell *c, uint32_t row, jh_cell *out)
{
    char store[32];
    bool good = true;
    const char *v = c->value.p;
    if (c->kind == JH_CELL_NUMBER) {
        good = jh__number_cell(out, v, c->value.n, store);
    } else if (c->kind == JH_CELL_DATE) {
        good = jh__date_iso(v, store) || time_of(v, store);
        if (good) take(out, JH_CELL_DATE, store);
    } else {
        out->number = !strcmp(v, "true");
        take(out, JH_CELL_BOOL, out->number != 0 ? "TRUE" : "FALSE");
    }
    if (good && out->text == store) {
        c->value.n = 0;
        jh_buf_add(&c->value, store, out->n);
        out->text = c->value.p;
    }
    if (c->value.oom) return jh_nomem(r->err);
    if (good) return JH_OK;
    JH_TRY(jh__fault(r, JH_EXPLAIN, row, out->col, "intake.read_not_a_number", v));
    take_text(c, out);
    return JH_OK;
}

jh_status jh__ods_end(jh__reader *r, jh__ods_cell *c, uint32_t row, uint32_t col,
                      jh_cell *out)
{
    *out = (jh_cell){.col = col, .formula = c->formula, .text = ""};
    c->open = false;
    if (c->text.oom) return jh_nomem(r->err);
    switch (c->kind) {
    case JH_CELL_EMPTY:
        if (c->text.n)
            take(out, JH_CELL_TEXT, c->text.p);
        else if (c->formula && !c->stored)
            take(out, JH_CELL_FORMULA, c->code.p);
        return JH_OK;
    case JH_CELL_ERROR:
        take(out, JH_CELL_ERROR, c->text.n ? c->text.p : "#ERR!");
        return JH_OK;
    case JH_CELL_TEXT:
        take_text(c, out);
        return JH_OK;
    default:
        return take_typed(r, c, row, out);
    }
}
