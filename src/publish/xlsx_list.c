/* Lists for people to read, print and fill in. */
#include "book.h"

#include <string.h>

static void one_cell(jh__pub_sheet *s, const jh_list_column *column, const char *text)
{
    double x;
    if (!text) text = "";
    if (column->number && jh_number_parse(text, strlen(text), &x))
        jh__pub_cell_number(s, x, column->decimals, JH__PUB_PLAIN);
    else
        jh__pub_cell_text(s, text, JH__PUB_PLAIN);
}

static void one_list(jh__pub_book *b, const jh_list *list, jh_arena *arena)
{
    jh__pub_sheet s;
    jh__pub_sheet_wide(&s, b, list, arena);
    for (size_t c = 0; c < list->columns; c++)
        jh__pub_column(&s, list->column[c].label, list->column[c].width);
    jh__pub_heads(&s);
    for (size_t r = 0; r < list->rows; r++) {
        jh__pub_row(&s);
        for (size_t c = 0; c < list->columns; c++)
            one_cell(&s, &list->column[c], list->cell[r * list->columns + c]);
    }
    jh__pub_sheet_close(&s);
}

jh_status jh_publish_lists(const jh_list *list, size_t n, jh_buf *out, jh_error *err)
{
    jh__pub_book book;
    jh_arena *arena = jh_arena_new();
    if (!arena) return jh_nomem(err);
    jh_status st = jh__pub_book_open(&book, NULL, false, err);
    if (st == JH_OK) {
        for (size_t i = 0; i < n; i++)
            one_list(&book, &list[i], arena);
        st = jh__pub_book_close(&book, out, err);
    }
    jh_arena_free(arena);
    return st;
}

jh_status jh_publish_list_csv(const jh_list *list, jh_buf *out, jh_error *err)
{
    jh_buf_puts(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < list->columns; c++) {
        if (c) jh_buf_putc(out, ',');
        jh_csv_field(out, list->column[c].label);
    }
    jh_buf_puts(out, "\r\n");
    for (size_t i = 0; i < list->rows * list->columns; i++) {
        const char *text = list->cell[i];
        if (i % list->columns) jh_buf_putc(out, ',');
        jh_csv_field(out, text ? text : "");
        if ((i + 1) % list->columns == 0) jh_buf_puts(out, "\r\n");
    }
    return out->oom ? jh_nomem(err) : JH_OK;
}
