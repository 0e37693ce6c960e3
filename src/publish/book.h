/* The workbook being written. Texts are always written as texts: what a clerk or a pupil's
 * name begins with can never become a formula. */
#ifndef JUNHENG_PUBLISH_BOOK_H
#define JUNHENG_PUBLISH_BOOK_H

#include "room.h"

#include <stdio.h>
#include <xlsxwriter.h>

#define JH__PUB_DECIMALS 7

/* Shade of a cell; the first five are those of jh_grade. */
typedef enum jh__pub_shade {
    JH__PUB_MET = 0,
    JH__PUB_FLOOR,
    JH__PUB_FAILED,
    JH__PUB_UNKNOWN,
    JH__PUB_PLAIN,
    JH__PUB_SHADES,
} jh__pub_shade;

typedef struct jh__pub_book {
    lxw_workbook *wb;
    FILE *file;
    jh__pub_report *rep; /* NULL: a plain table */
    lxw_format *title, *note, *sample, *head, *text[JH__PUB_SHADES];
    lxw_format *number[JH__PUB_SHADES][JH__PUB_DECIMALS], *percent, *as_text;
    jh_buf tmp; /* plain text on its way into a cell */
    bool failed;
} jh__pub_book;

typedef struct jh__pub_sheet {
    jh__pub_book *book;
    lxw_worksheet *ws;
    const char *name;              /* of the first sheet of the series */
    uint32_t row, head_row, lines; /* lines: height of the row in hand */
    uint16_t col, columns;
    int part;
    const char **head;
    double *width;
} jh__pub_sheet;

jh_status jh__pub_book_open(jh__pub_book *b, jh__pub_report *rep, bool large,
                            jh_error *err);
/* Closes the book and appends its bytes; frees everything in any case. */
jh_status jh__pub_book_close(jh__pub_book *b, jh_buf *out, jh_error *err);

/* Begins a sheet; columns are named with jh__pub_column, then jh__pub_heads writes them. */
void jh__pub_sheet_open(jh__pub_sheet *s, jh__pub_book *b, const char *name_key,
                        const char *title_key);
void jh__pub_column(jh__pub_sheet *s, const char *text, double width);
void jh__pub_column_key(jh__pub_sheet *s, const char *key, double width);
void jh__pub_heads(jh__pub_sheet *s);
/* The same for a book that is no report: texts as given, at most `most` columns, A3 across. */
void jh__pub_sheet_wide(jh__pub_sheet *s, jh__pub_book *b, const jh_list *list,
                        jh_arena *arena);
void jh__pub_sheet_close(jh__pub_sheet *s);

/* Next row; a full sheet is followed by another with the same heads. */
void jh__pub_row(jh__pub_sheet *s);
/* Next cell of the row. */
void jh__pub_cell_text(jh__pub_sheet *s, const char *text, jh__pub_shade shade);
void jh__pub_cell_number(jh__pub_sheet *s, double x, int decimals, jh__pub_shade shade);
void jh__pub_cell_count(jh__pub_sheet *s, size_t n);
void jh__pub_cell_percent(jh__pub_sheet *s, double share);
/* The text that room.h's words left in book->tmp, which is emptied. */
void jh__pub_cell_tmp(jh__pub_sheet *s, jh__pub_shade shade);
void jh__pub_cell_skip(jh__pub_sheet *s);

double jh__pub_width(const char *text);
jh__pub_shade jh__pub_shade_of(jh_verdict verdict);

/* ---- sheets ---------------------------------------------------------------------------- */

void jh__pub_sheet_verdict(jh__pub_book *b);
void jh__pub_sheet_pass(jh__pub_book *b);         /* table II-1 */
void jh__pub_sheet_sections(jh__pub_book *b);     /* table II-2 */
void jh__pub_sheet_coefficients(jh__pub_book *b); /* table III */
void jh__pub_sheet_basic(jh__pub_book *b);        /* table I */
void jh__pub_sheets_history(jh__pub_book *b);
void jh__pub_sheet_tasks(jh__pub_book *b);
void jh__pub_sheet_items(jh__pub_book *b);
void jh__pub_sheet_gaps(jh__pub_book *b);
void jh__pub_sheet_derivations(jh__pub_book *b);
void jh__pub_sheet_sources(jh__pub_book *b);

#endif
