/* The old Excel format (BIFF8): a stream of small records. Read here rather than by a
 * library, because the one at hand loses the stored results of formulas, and merged heads,
 * and both are what a county's old workbooks are made of. */
#include "xls.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    R_FORMULA = 0x06,
    R_EOF = 0x0A,
    R_DATEMODE = 0x22,
    R_FILEPASS = 0x2F,
    R_CONTINUE = 0x3C,
    R_BOUNDSHEET = 0x85,
    R_MULRK = 0xBD,
    R_RSTRING = 0xD6,
    R_XF = 0xE0,
    R_MERGEDCELLS = 0xE5,
    R_SST = 0xFC,
    R_LABELSST = 0xFD,
    R_NUMBER = 0x203,
    R_LABEL = 0x204,
    R_BOOLERR = 0x205,
    R_STRING = 0x207,
    R_RK = 0x27E,
    R_FORMAT = 0x41E,
    R_BOF = 0x809
};

#define BIFF8 0x600
#define SHEETS_MAX 4096
#define FORMAT_IDS 65536

typedef struct bound {
    uint64_t at;
    char *name;
} bound;

typedef struct book {
    jh__reader *r;
    jh__xls x;
    jh__shared shared;
    uint8_t *custom; /* formats by id: 0 not declared, else 1 + its jh__format */
    bound *sheet;
    size_t sheets, sheet_cap;
    jh__row row;
    uint32_t waiting_row,
        waiting_col; /* formula whose text comes in a record of its own */
    bool waiting;
    jh_buf text;
} book;

/* ---- globals -------------------------------------------------------------------------------- */

static jh_status add_sheet(book *b)
{
    const unsigned char *p = b->x.data;
    if (b->x.n < 8) return jh__xls_broken(b->r);
    if (p[5]) return JH_OK; /* a chart or a macro sheet */
    if (b->sheets == SHEETS_MAX)
        return jh__refuse_at(b->r, "intake.read_too_many_sheets", 0, 0, SHEETS_MAX);
    if (b->sheets == b->sheet_cap) {
        size_t cap = b->sheet_cap ? b->sheet_cap * 2 : 16;
        bound *grown = realloc(b->sheet, cap * sizeof *grown);
        if (!grown) return jh_nomem(b->r->err);
        b->sheet = grown;
        b->sheet_cap = cap;
    }
    b->text.n = 0;
    b->x.at = 6;
    JH_TRY(jh__xls_string(&b->x, 1, &b->text));
    char *name = strdup(b->text.p);
    if (!name) return jh_nomem(b->r->err);
    b->sheet[b->sheets++] = (bound){jh__xls_u32(p), name};
    return JH_OK;
}

static jh_status add_format(book *b)
{
    if (b->x.n < 5) return jh__xls_broken(b->r);
    uint32_t id = jh__xls_u16(b->x.data);
    b->text.n = 0;
    b->x.at = 2;
    JH_TRY(jh__xls_string(&b->x, 2, &b->text));
    b->custom[id] = (uint8_t)(1 + jh__format_code(b->text.p));
    return JH_OK;
}

static jh_status add_style(book *b)
{
    if (b->x.n < 4) return jh__xls_broken(b->r);
    uint32_t id = jh__xls_u16(b->x.data + 2);
    jh__format format =
        b->custom[id] ? (jh__format)(b->custom[id] - 1) : jh__format_builtin(id);
    return jh__shared_format(b->r, &b->shared, format);
}

static jh_status add_texts(book *b)
{
    if (b->x.n < 8) return jh__xls_broken(b->r);
    uint32_t texts = jh__xls_u32(b->x.data + 4);
    b->x.at = 8;
    for (uint32_t i = 0; i < texts; i++) {
        b->text.n = 0;
        JH_TRY(jh__xls_string(&b->x, 2, &b->text));
        JH_TRY(jh__shared_text(b->r, &b->shared, b->text.p, b->text.n));
    }
    return JH_OK;
}

static jh_status global(book *b, bool *end)
{
    switch (b->x.type) {
    case R_FILEPASS:
        return jh__refuse(b->r, "intake.read_encrypted");
    case R_DATEMODE:
        b->shared.from1904 = b->x.n >= 2 && jh__xls_u16(b->x.data) == 1;
        return JH_OK;
    case R_BOUNDSHEET:
        return add_sheet(b);
    case R_FORMAT:
        return add_format(b);
    case R_XF:
        return add_style(b);
    case R_SST:
        return add_texts(b);
    case R_EOF:
        *end = true;
        return JH_OK;
    default:
        return JH_OK;
    }
}

static jh_status read_globals(book *b)
{
    bool end = false;
    JH_TRY(jh__xls_next(&b->x));
    if (b->x.type != R_BOF || b->x.n < 4) return jh__xls_broken(b->r);
    if (jh__xls_u16(b->x.data) != BIFF8) return jh__refuse(b->r, "intake.read_is_excel5");
    while (!end) {
        JH_TRY(jh__xls_next(&b->x));
        JH_TRY(global(b, &end));
    }
    return JH_OK;
}

/* ---- cells ------------------------------------------------------------------------------------ */

static double rk(uint32_t x)
{
    double value;
    if (x & 2) {
        value = (double)((int32_t)x >> 2);
    } else {
        uint64_t bits = (uint64_t)(x & 0xFFFFFFFCu) << 32;
        memcpy(&value, &bits, sizeof value);
    }
    return x & 1 ? value / 100 : value;
}

static double float64(const unsigned char *p)
{
    uint64_t bits = jh__xls_u32(p) | (uint64_t)jh__xls_u32(p + 4) << 32;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static const char *error_text(unsigned code)
{
    switch (code) {
    case 0x00:
        return "#NULL!";
    case 0x07:
        return "#DIV/0!";
    case 0x0F:
        return "#VALUE!";
    case 0x17:
        return "#REF!";
    case 0x1D:
        return "#NAME?";
    case 0x24:
        return "#NUM!";
    case 0x2A:
        return "#N/A";
    default:
        return "#ERR!";
    }
}

/* Rows come in order, but for workbooks of some old writers. */
static jh_status go_to(book *b, uint32_t row, uint32_t col)
{
    if (row != b->row.row) {
        JH_TRY(jh__row_deliver(b->r, &b->row));
        if (row < b->row.row)
            return jh__refuse_at(b->r, "intake.read_rows_disordered", row, col, 0);
        b->row.row = row;
    }
    return jh__check_place(b->r, row, col);
}

static jh_status put_number(book *b, uint32_t col, uint32_t style, double x, bool formula)
{
    char store[32];
    jh_cell c = {.col = col, .formula = formula, .kind = JH_CELL_NUMBER, .number = x};
    if (!isfinite(x)) {
        c.kind = JH_CELL_ERROR;
        c.text = "#NUM!";
        c.n = 5;
        return jh__row_add(b->r, &b->row, c);
    }
    c.n = (size_t)jh_number_shortest(x, store);
    c.text = store;
    if (style < b->shared.formats)
        jh__date_cell(&c, (jh__format)b->shared.format[style], b->shared.from1904, store);
    return jh__row_add(b->r, &b->row, c);
}

static jh_status put(book *b, uint32_t col, jh_cell_kind kind, const char *text,
                     bool formula)
{
    jh_cell c = {.kind = kind, .col = col, .formula = formula, .text = text};
    c.n = strlen(text);
    c.number = kind == JH_CELL_BOOL && *text == 'T';
    return c.n ? jh__row_add(b->r, &b->row, c) : JH_OK;
}

static jh_status put_flag(book *b, uint32_t col, unsigned value, bool error, bool formula)
{
    if (error) return put(b, col, JH_CELL_ERROR, error_text(value), formula);
    return put(b, col, JH_CELL_BOOL, value ? "TRUE" : "FALSE", formula);
}

static jh_status put_formula(book *b, uint32_t col, uint32_t style)
{
    const unsigned char *p = b->x.data + 6;
    if (b->x.n < 20) return jh__xls_broken(b->r);
    if (p[6] != 0xFF || p[7] != 0xFF) return put_number(b, col, style, float64(p), true);
    if (p[0] == 1 || p[0] == 2) return put_flag(b, col, p[2], p[0] == 2, true);
    b->waiting = p[0] == 0;
    b->waiting_row = b->row.row;
    b->waiting_col = col;
    return JH_OK;
}

static jh_status put_waiting(book *b)
{
    if (!b->waiting || b->waiting_row != b->row.row) return JH_OK;
    b->waiting = false;
    b->text.n = 0;
    b->x.at = 0;
    JH_TRY(jh__xls_string(&b->x, 2, &b->text));
    return put(b, b->waiting_col, JH_CELL_TEXT, b->text.p, true);
}

static jh_status put_shared(book *b, uint32_t col)
{
    if (b->x.n < 10) return jh__xls_broken(b->r);
    uint32_t i = jh__xls_u32(b->x.data + 6);
    if (i >= b->shared.texts)
        return jh__fault(b->r, JH_EXPLAIN, b->row.row, col, "intake.read_no_shared_text",
                         "");
    jh_cell c = {.kind = JH_CELL_TEXT,
                 .col = col,
                 .text = b->shared.text[i],
                 .n = b->shared.length[i]};
    return c.n ? jh__row_put(b->r, &b->row, &c, JH__LASTING) : JH_OK;
}

static jh_status put_many(book *b, uint32_t col)
{
    for (size_t at = 4; at + 8 <= b->x.n; at += 6, col++) {
        const unsigned char *p = b->x.data + at;
        JH_TRY(jh__check_place(b->r, b->row.row, col));
        JH_TRY(put_number(b, col, jh__xls_u16(p), rk(jh__xls_u32(p + 2)), false));
    }
    return JH_OK;
}

static jh_status put_cell(book *b)
{
    const unsigned char *p = b->x.data;
    if (b->x.n < 8) return jh__xls_broken(b->r);
    uint32_t row = jh__xls_u16(p) + 1, col = jh__xls_u16(p + 2) + 1;
    uint32_t style = jh__xls_u16(p + 4);
    JH_TRY(go_to(b, row, col));
    switch (b->x.type) {
    case R_LABELSST:
        return put_shared(b, col);
    case R_RK:
        if (b->x.n < 10) return jh__xls_broken(b->r);
        return put_number(b, col, style, rk(jh__xls_u32(p + 6)), false);
    case R_MULRK:
        return put_many(b, col);
    case R_NUMBER:
        if (b->x.n < 14) return jh__xls_broken(b->r);
        return put_number(b, col, style, float64(p + 6), false);
    case R_BOOLERR:
        return put_flag(b, col, p[6], p[7] != 0, false);
    case R_FORMULA:
        return put_formula(b, col, style);
    default:
        b->text.n = 0;
        b->x.at = 6;
        JH_TRY(jh__xls_string(&b->x, 2, &b->text));
        return put(b, col, JH_CELL_TEXT, b->text.p, false);
    }
}

/* ---- sheets ----------------------------------------------------------------------------------- */

static jh_status add_merged(book *b, jh__ranges *out)
{
    size_t n = b->x.n >= 2 ? jh__xls_u16(b->x.data) : 0;
    for (size_t i = 0; i < n && 2 + 8 * (i + 1) <= b->x.n; i++) {
        const unsigned char *p = b->x.data + 2 + 8 * i;
        jh_range m = {jh__xls_u16(p) + 1, jh__xls_u16(p + 4) + 1, jh__xls_u16(p + 2) + 1,
                      jh__xls_u16(p + 6) + 1};
        if (m.row1 <= m.row2 && m.col1 <= m.col2) JH_TRY(jh__ranges_add(b->r, out, m));
    }
    return JH_OK;
}

/* Goes through a sheet: for its merged ranges, or for its cells. Embedded charts are streams
 * within the stream. A thousand sheets that are all the same bytes are no workbook. */
static jh_status walk(book *b, uint64_t at, jh__ranges *merged)
{
    unsigned depth = 0;
    uint64_t before = at;
    b->x.next = at;
    do {
        JH_TRY(jh__xls_next(&b->x));
        JH_TRY(jh__tick(b->r, (size_t)(b->x.next - before)));
        if (b->r->done > 3 * b->x.stream->size) return jh__xls_broken(b->r);
        before = b->x.next;
        if (!depth && b->x.type != R_BOF) return jh__xls_broken(b->r);
        if (b->x.type == R_BOF) depth++;
        if (b->x.type == R_EOF) depth--;
        if (depth != 1) continue;
        switch (b->x.type) {
        case R_MERGEDCELLS:
            if (merged) JH_TRY(add_merged(b, merged));
            break;
        case R_STRING:
            if (!merged) JH_TRY(put_waiting(b));
            break;
        case R_LABELSST:
        case R_RK:
        case R_MULRK:
        case R_NUMBER:
        case R_BOOLERR:
        case R_FORMULA:
        case R_LABEL:
        case R_RSTRING:
            if (!merged) JH_TRY(put_cell(b));
            break;
        default:
            break;
        }
    } while (depth);
    return jh__row_deliver(b->r, &b->row);
}

static jh_status read_sheet(book *b, const bound *s)
{
    bool skip;
    jh__ranges merged = {0};
    b->row.row = 0;
    b->waiting = false;
    jh_status st = walk(b, s->at, &merged);
    if (st == JH_OK) st = jh__sheet(b->r, s->name, merged.item, merged.n, &skip);
    jh__ranges_clear(&merged);
    if (st == JH_OK && !skip) st = walk(b, s->at, NULL);
    return st;
}

static jh_status read_all(book *b)
{
    JH_TRY(read_globals(b));
    for (size_t i = 0; i < b->sheets; i++)
        JH_TRY(read_sheet(b, &b->sheet[i]));
    return JH_OK;
}

jh_status jh__xls_read(jh__reader *r, const jh__stream *stream)
{
    book b = {.r = r, .x = {.r = r, .stream = stream}};
    r->total = 2 * stream->size;
    b.shared.arena = jh_arena_new();
    b.custom = calloc(FORMAT_IDS, 1);
    jh_status st = b.shared.arena && b.custom ? read_all(&b) : jh_nomem(r->err);
    for (size_t i = 0; i < b.sheets; i++)
        free(b.sheet[i].name);
    r->sheet = NULL;
    free(b.sheet);
    free(b.custom);
    jh__shared_clear(&b.shared);
    jh__row_clear(&b.row);
    jh_buf_clear(&b.text);
    return st;
}
