/* ops, private: a generated county as tables: heads, cells, bytes. Pure. */
#ifndef JH_OPS_SAMPLE_TABLE_H
#define JH_OPS_SAMPLE_TABLE_H

#include <junheng/standards.h>

#include "county.h"

/* One table on its way to a file: rows of CSV as they come, or cells for a workbook. */
typedef struct jh__sample_table {
    jh_arena *arena; /* of the cells of a workbook */
    const jh_vocabulary *vocabulary;
    jh_lang lang;
    bool csv;
    size_t columns, cells; /* cells so far, without the head */
    const char **head;
    bool *text; /* columns whose figures are no numbers */
    const char **cell;
    size_t cap;
    jh_buf out;
} jh__sample_table;

typedef enum jh__sample_which {
    JH__SAMPLE_SCHOOLS,
    JH__SAMPLE_COUNTY,
    JH__SAMPLE_ANSWERS
} jh__sample_which;

/* Begins a table: its heads are the names of the facts, in English their ids. CSV begins
 * with a line that says what the data is. */
jh_status jh__sample_table_open(jh__sample_table *t, jh__sample_which which,
                                jh_error *err);
/* Adds the rows of a county; `pack` says what there is to answer. */
jh_status jh__sample_table_schools(jh__sample_table *t, const jh__sample_county *county,
                                   jh_error *err);
jh_status jh__sample_table_county(jh__sample_table *t, const jh__sample_county *county,
                                  jh_error *err);
jh_status jh__sample_table_answers(jh__sample_table *t, const jh__sample_county *county,
                                   const jh_pack *pack, jh_error *err);
/* The bytes of the file, in t->out. */
jh_status jh__sample_table_close(jh__sample_table *t, jh_error *err);

#endif
