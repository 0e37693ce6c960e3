/* Workbooks of plain sheets: empty forms and generated samples. */
#include "book.h"

#include <string.h>

/* A sheet's name has at most 31 characters, and some it may not have. */
static void sheet_name(const char *sheet, char out[128])
{
    size_t n = 0, characters = 0;
    for (const char *c = sheet; *c; c++) {
        bool starts = ((unsigned char)*c & 0xC0) != 0x80;
        if (starts && ++characters > 31) break;
        bool edge = *c == '\'' && (c == sheet || !c[1] || characters == 31);
        out[n++] = strchr("[]:*?/\\", *c) || edge ? '-' : *c;
    }
    out[n] = '\0';
}

static lxw_worksheet *open_sheet(jh__pub_book *b, const char *sheet,
                                 const jh_sheet_head *head, size_t n)
{
    char name[128];
    sheet_name(sheet, name);
    lxw_worksheet *ws = workbook_add_worksheet(b->wb, name[0] ? name : NULL);
    if (!ws) {
        b->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        double width = jh__pub_width(head[i].label) + 3;
        width = width < 11 ? 11 : width > 34 ? 34 : width;
        worksheet_set_column(ws, (lxw_col_t)i, (lxw_col_t)i, width,
                             head[i].text ? b->as_text : NULL);
        worksheet_write_string(ws, 0, (lxw_col_t)i, head[i].label, b->head);
    }
    worksheet_set_landscape(ws);
    worksheet_set_paper(ws, 9);
    worksheet_fit_to_pages(ws, 1, 0);
    worksheet_repeat_rows(ws, 0, 0);
    return ws;
}

/* What to enter, with the unit, as a remark on the head: a row of notes would be read as a
 * school. */
static void remark(jh__pub_book *b, lxw_worksheet *ws, size_t col,
                   const jh_sheet_head *head)
{
    const char *note = head->note ? head->note : "", *unit = head->unit ? head->unit : "";
    if (!note[0] && !unit[0]) return;
    b->tmp.n = 0;
    jh_buf_puts(&b->tmp, note);
    if (unit[0]) jh_buf_printf(&b->tmp, "%s[%s]", note[0] ? "\n" : "", unit);
    if (b->tmp.oom) return;
    lxw_comment_options options = {.visible = LXW_COMMENT_DISPLAY_HIDDEN, .width = 220};
    worksheet_write_comment_opt(ws, 0, (lxw_col_t)col, b->tmp.p, &options);
}

jh_status jh_publish_templates(const jh_sheet *sheet, size_t n, jh_buf *out,
                               jh_error *err)
{
    jh__pub_book book;
    JH_TRY(jh__pub_book_open(&book, NULL, false, err));
    for (size_t k = 0; k < n; k++) {
        const jh_sheet *s = &sheet[k];
        lxw_worksheet *ws = open_sheet(&book, s->name, s->head, s->columns);
        for (size_t i = 0; ws && i < s->columns; i++)
            remark(&book, ws, i, &s->head[i]);
        if (ws) worksheet_freeze_panes(ws, 1, 0);
    }
    return jh__pub_book_close(&book, out, err);
}

jh_status jh_publish_template(const char *sheet, const jh_sheet_head *head, size_t n,
                              jh_buf *out, jh_error *err)
{
    const jh_sheet one = {sheet, head, n};
    return jh_publish_templates(&one, 1, out, err);
}

static void put_cell(jh__pub_book *b, lxw_worksheet *ws, lxw_row_t row, size_t col,
                     const char *text, bool as_text)
{
    double x;
    if (!text || !text[0]) return;
    if (!as_text && jh_number_parse(text, strlen(text), &x))
        worksheet_write_number(ws, row, (lxw_col_t)col, x, NULL);
    else
        worksheet_write_string(ws, row, (lxw_col_t)col, text,
                               as_text ? b->as_text : NULL);
}

jh_status jh_publish_table(const jh_sheet *sheet, const char *const *cell, size_t rows,
                           jh_buf *out, jh_error *err)
{
    jh__pub_book book;
    const size_t n = sheet->columns;
    JH_TRY(jh__pub_book_open(&book, NULL, rows * n > 200000, err));
    lxw_worksheet *ws = open_sheet(&book, sheet->name, sheet->head, n);
    for (size_t r = 0; ws && r < rows; r++)
        for (size_t c = 0; c < n; c++)
            put_cell(&book, ws, (lxw_row_t)r + 1, c, cell[r * n + c],
                     sheet->head[c].text);
    if (ws) {
        worksheet_freeze_panes(ws, 1, 0);
        if (rows && n)
            worksheet_autofilter(ws, 0, 0, (lxw_row_t)rows, (lxw_col_t)(n - 1));
    }
    return jh__pub_book_close(&book, out, err);
}
