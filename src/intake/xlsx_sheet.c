/* The cells of a sheet, streamed; and before them its merged ranges, which the format puts
 * behind. */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

typedef enum where { NOWHERE = 0, VALUE, FORMULA, INLINE } where;

typedef struct sheet {
    jh__reader *r;
    const jh__shared *shared;
    jh__row row;
    uint32_t col, style;
    bool data;                  /* inside sheetData */
    bool cell, formula, stored; /* inside a cell; it has a formula, a stored value */
    char type;                  /* of the cell: n s S(tr) i b e d */
    where in;
    unsigned phonetic;
    jh_buf value, code; /* text of the value, of the formula */
} sheet;

bool jh__xlsx_address(const char *s, uint32_t *row, uint32_t *col)
{
    uint64_t r = 0, c = 0;
    if (*s == '$') s++;
    for (; (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z'); s++) {
        c = c * 26 + (uint64_t)((*s | 32) - 'a' + 1);
        if (c > UINT32_MAX) return false;
    }
    if (*s == '$') s++;
    for (; *s >= '0' && *s <= '9'; s++) {
        r = r * 10 + (uint64_t)(*s - '0');
        if (r > UINT32_MAX) return false;
    }
    *row = (uint32_t)r;
    *col = (uint32_t)c;
    return r && c && !*s;
}

static char cell_type(const char *t)
{
    if (!t) return 'n';
    if (!strcmp(t, "s")) return 's';
    if (!strcmp(t, "str")) return 'S';
    if (!strcmp(t, "inlineStr")) return 'i';
    return strlen(t) == 1 && strchr("bed", *t) ? *t : 'n';
}

static jh_status begin_row(sheet *s, const char **attr)
{
    uint64_t r = jh__attr_number(attr, "r", (uint64_t)s->row.row + 1);
    if (r > UINT32_MAX) r = UINT32_MAX;
    JH_TRY(jh__check_place(s->r, (uint32_t)r, 1));
    if (r <= s->row.row)
        return jh__refuse_at(s->r, "intake.read_rows_disordered", (uint32_t)r, 0, 0);
    s->row.row = (uint32_t)r;
    s->col = 0;
    return JH_OK;
}

static jh_status begin_cell(sheet *s, const char **attr)
{
    uint32_t row = s->row.row, col = s->col == UINT32_MAX ? s->col : s->col + 1;
    const char *type = NULL;
    s->style = 0;
    for (; attr[0]; attr += 2) {
        if (!strcmp(attr[0], "r")) {
            if (!jh__xlsx_address(attr[1], &row, &col) || row != s->row.row)
                return jh__refuse_at(s->r, "intake.read_bad_address", s->row.row,
                                     s->col + 1, 0);
        } else if (!strcmp(attr[0], "t")) {
            type = attr[1];
        } else if (!strcmp(attr[0], "s")) {
            const char *one[] = {attr[0], attr[1], NULL};
            s->style = (uint32_t)jh__attr_number(one, "s", 0);
        }
    }
    JH_TRY(jh__check_place(s->r, row, col));
    s->col = col;
    s->type = cell_type(type);
    s->cell = true;
    s->formula = s->stored = false;
    s->value.n = s->code.n = 0;
    return JH_OK;
}

static jh_status on_start(void *ctx, const char *name, const char **attr)
{
    sheet *s = ctx;
    if (!s->data) {
        s->data = !strcmp(name, "sheetData");
        return JH_OK;
    }
    if (!s->cell) {
        if (!strcmp(name, "c")) return begin_cell(s, attr);
        return strcmp(name, "row") ? JH_OK : begin_row(s, attr);
    }
    if (!strcmp(name, "v")) {
        s->in = VALUE;
        s->stored = true;
    } else if (!strcmp(name, "f")) {
        s->in = FORMULA;
        s->formula = true;
    } else if (!strcmp(name, "t") && !s->phonetic) {
        s->in = INLINE;
        s->stored = true;
    } else if (!strcmp(name, "rPh")) {
        s->phonetic++;
    }
    return JH_OK;
}

static jh_status on_text(void *ctx, const char *text, size_t n)
{
    sheet *s = ctx;
    if (s->in == NOWHERE) return JH_OK;
    jh_buf *to = s->in == FORMULA ? &s->code : &s->value;
    if (to->n + n > s->r->limits.cell)
        return jh__refuse_at(s->r, "intake.read_cell_too_long", s->row.row, s->col,
                             s->r->limits.cell);
    jh_buf_add(to, text, n);
    return JH_OK;
}

static jh_status put_text(sheet *s, jh_cell c, char *text, size_t n)
{
    n = jh__xlsx_unescape(text, n);
    c.kind = JH_CELL_TEXT;
    c.text = text;
    c.n = n;
    return n ? jh__row_add(s->r, &s->row, c) : JH_OK;
}

static jh_status put_shared(sheet *s, jh_cell c)
{
    double x = -1;
    if (!jh_number_parse(s->value.p, s->value.n, &x) || !(x >= 0) ||
        !(x < (double)s->shared->texts))
        return jh__fault(s->r, JH_EXPLAIN, s->row.row, s->col,
                         "intake.read_no_shared_text", s->value.p);
    size_t i = (size_t)x;
    c.kind = JH_CELL_TEXT;
    c.text = s->shared->text[i];
    c.n = s->shared->length[i];
    return c.n ? jh__row_put(s->r, &s->row, &c, JH__LASTING) : JH_OK;
}

static jh_status put_number(sheet *s, jh_cell c)
{
    char store[32];
    if (!s->value.n) return JH_OK;
    if (!jh__number_cell(&c, s->value.p, s->value.n, store)) {
        JH_TRY(jh__fault(s->r, JH_EXPLAIN, s->row.row, s->col, "intake.read_not_a_number",
                         s->value.p));
        return put_text(s, c, s->value.p, s->value.n);
    }
    if (s->style < s->shared->formats)
        jh__date_cell(&c, (jh__format)s->shared->format[s->style], s->shared->from1904,
                      store);
    return jh__row_add(s->r, &s->row, c);
}

static jh_status put_formula(sheet *s, jh_cell c)
{
    jh_buf text = {0};
    jh_buf_putc(&text, '=');
    jh_buf_add(&text, s->code.p, s->code.n);
    c.kind = JH_CELL_FORMULA;
    c.text = text.p;
    c.n = text.n;
    jh_status st = text.oom ? jh_nomem(s->r->err) : jh__row_add(s->r, &s->row, c);
    jh_buf_clear(&text);
    return st;
}

static jh_status put_date(sheet *s, jh_cell c)
{
    char store[32];
    if (!jh__date_iso(s->value.p, store)) return put_text(s, c, s->value.p, s->value.n);
    c.kind = JH_CELL_DATE;
    c.text = store;
    c.n = strlen(store);
    return jh__row_add(s->r, &s->row, c);
}

static jh_status end_cell(sheet *s)
{
    jh_cell c = {.col = s->col, .formula = s->formula};
    s->cell = false;
    jh_buf_add(&s->value, "", 0);
    jh_buf_add(&s->code, "", 0);
    if (s->value.oom || s->code.oom) return jh_nomem(s->r->err);
    if (!s->stored) return s->formula ? put_formula(s, c) : JH_OK;
    switch (s->type) {
    case 's':
        return put_shared(s, c);
    case 'S':
    case 'i':
        return put_text(s, c, s->value.p, s->value.n);
    case 'd':
        return put_date(s, c);
    case 'e':
        c.kind = JH_CELL_ERROR;
        c.text = s->value.p;
        c.n = s->value.n;
        return jh__row_add(s->r, &s->row, c);
    case 'b':
        c.kind = JH_CELL_BOOL;
        c.number = !strcmp(s->value.p, "1") || !strcmp(s->value.p, "true");
        c.text = c.number != 0 ? "TRUE" : "FALSE";
        c.n = strlen(c.text);
        return jh__row_add(s->r, &s->row, c);
    default:
        return put_number(s, c);
    }
}

static jh_status on_end(void *ctx, const char *name)
{
    sheet *s = ctx;
    if (!s->data) return JH_OK;
    if (s->cell) {
        if (!strcmp(name, "c")) return end_cell(s);
        if (!strcmp(name, "rPh")) s->phonetic -= s->phonetic > 0;
        s->in = NOWHERE;
    } else if (!strcmp(name, "row")) {
        return jh__row_deliver(s->r, &s->row);
    } else if (!strcmp(name, "sheetData")) {
        s->data = false;
    }
    return JH_OK;
}

jh_status jh__xlsx_sheet(jh__reader *r, jh__zip *z, int64_t index,
                         const jh__shared *shared)
{
    sheet s = {.r = r, .shared = shared};
    jh__handlers h = {on_start, on_end, on_text, true};
    jh_status st = jh__xml_read(r, z, index, &h, &s);
    jh__row_clear(&s.row);
    jh_buf_clear(&s.value);
    jh_buf_clear(&s.code);
    return st;
}

/* ---- merged ranges -------------------------------------------------------------------------- */

static jh_status add_merged(jh__reader *r, const char *ref, size_t n, jh__ranges *out)
{
    char text[64];
    jh_range m;
    if (n >= sizeof text) return JH_OK;
    memcpy(text, ref, n);
    text[n] = '\0';
    char *colon = strchr(text, ':');
    if (colon) *colon = '\0';
    if (!jh__xlsx_address(text, &m.row1, &m.col1)) return JH_OK;
    if (!jh__xlsx_address(colon ? colon + 1 : text, &m.row2, &m.col2)) return JH_OK;
    if (m.row2 < m.row1 || m.col2 < m.col1) return JH_OK;
    return jh__ranges_add(r, out, m);
}

/* Takes the tags that are whole within p; what is left of the last one begins at *rest. */
static jh_status scan_merged(jh__reader *r, const char *p, const char *end,
                             jh__ranges *out, const char **rest)
{
    static const char tag[] = "mergeCell ";
    size_t n = sizeof tag - 1;
    const char *hit;
    while ((hit = memmem(p, (size_t)(end - p), tag, n))) {
        const char *close = memchr(hit, '>', (size_t)(end - hit));
        if (!close) {
            *rest = hit;
            return JH_OK;
        }
        const char *ref = memmem(hit, (size_t)(close - hit), " ref=", 5);
        if (ref && close - ref > 6) {
            const char *from = ref + 6,
                       *to = memchr(from, ref[5], (size_t)(close - from));
            if (to) JH_TRY(add_merged(r, from, (size_t)(to - from), out));
        }
        p = close;
    }
    *rest = (size_t)(end - p) > n ? end - n : p;
    return JH_OK;
}

static jh_status stream_merged(jh__reader *r, jh__entry *e, char *store, jh__ranges *out)
{
    size_t kept = 0, got;
    const char *rest;
    for (;;) {
        JH_TRY(jh__entry_read(e, store + kept, JH__PIECE, &got));
        if (!got) return JH_OK;
        JH_TRY(jh__tick(r, got));
        JH_TRY(scan_merged(r, store, store + kept + got, out, &rest));
        kept = (size_t)(store + kept + got - rest);
        if (kept > JH__PIECE) kept = 0; /* a tag of that length is none */
        memmove(store, rest, kept);
    }
}

/* The tags are few and their shape is fixed: looking for them in the bytes takes a fraction
 * of parsing the sheet twice. */
jh_status jh__xlsx_merged(jh__reader *r, jh__zip *z, int64_t index, jh__ranges *out)
{
    jh__entry *e;
    JH_TRY(jh__entry_open(z, index, &e));
    char *store = malloc(2 * JH__PIECE);
    jh_status st = store ? stream_merged(r, e, store, out) : jh_nomem(r->err);
    free(store);
    jh__entry_close(e);
    return st;
}
