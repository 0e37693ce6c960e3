/* The workbook: first the verdict, then the declaration tables, then what stands behind. */
#include "book.h"

#define LARGE 2000u /* sections: from here the book is written row by row */

jh_status jh_publish_xlsx(const jh_publish *p, jh_buf *out, jh_error *err)
{
    jh__pub_report rep;
    jh__pub_book book;
    JH_TRY(jh__pub_report_open(&rep, p, err));
    jh_status st = jh__pub_book_open(&book, &rep, p->result->sections.n > LARGE, err);
    if (st == JH_OK) {
        jh__pub_sheet_verdict(&book);
        jh__pub_sheet_pass(&book);
        jh__pub_sheet_sections(&book);
        jh__pub_sheet_coefficients(&book);
        jh__pub_sheet_basic(&book);
        jh__pub_sheet_items(&book);
        jh__pub_sheets_history(&book);
        jh__pub_sheet_tasks(&book);
        jh__pub_sheet_gaps(&book);
        jh__pub_sheet_derivations(&book);
        jh__pub_sheet_sources(&book);
        st = jh__pub_book_close(&book, out, err);
    }
    jh__pub_report_close(&rep);
    return st;
}
