/* One cell of an OpenDocument table, from its attributes and paragraphs. Private. */
#ifndef JUNHENG_INTAKE_ODS_H
#define JUNHENG_INTAKE_ODS_H

#include "reader.h"

typedef struct jh__ods_cell {
    jh_cell_kind kind;
    bool formula, open;    /* open: inside the cell */
    unsigned depth;        /* of its element */
    bool stored;           /* there was a paragraph, be it empty */
    bool paragraph, blank; /* inside a paragraph; a line was folded: blanks add nothing */
    size_t start;          /* of the paragraph in text */
    jh_buf value, code, text;
} jh__ods_cell;

jh_status jh__ods_begin(jh__reader *r, jh__ods_cell *c, unsigned depth,
                        const char **attr);
/* An element inside the cell begins, ends. */
jh_status jh__ods_inside(jh__reader *r, jh__ods_cell *c, unsigned depth, const char *name,
                         const char **attr);
jh_status jh__ods_leave(jh__reader *r, jh__ods_cell *c, unsigned depth);
jh_status jh__ods_text(jh__reader *r, jh__ods_cell *c, uint32_t row, uint32_t col,
                       const char *s, size_t n);
/* The cell, of kind JH_CELL_EMPTY if there is nothing in it; text is borrowed. */
jh_status jh__ods_end(jh__reader *r, jh__ods_cell *c, uint32_t row, uint32_t col,
                      jh_cell *out);
void jh__ods_clear(jh__ods_cell *c);

#endif
