/* Text tables in blocks of indexed records, for readers of millions of rows. What is not plain
 * (quotes, rows of another length, lone carriage returns, blank rows) comes row by row from the
 * plain reader, so that both see the same table. */
#ifndef JUNHENG_INTAKE_CSV_SCAN_H
#define JUNHENG_INTAKE_CSV_SCAN_H

#include "csv_index.h"
#include "reader.h"

#include <junheng/pool.h>

#define JH__HEAD_ROWS 40 /* rows that are looked through for the head */
#define JH__SCAN_BLOCK ((size_t)256 << 10)

/* Records that all have the same number of cells, none of them quoted. */
typedef struct jh__block {
    const char *p;
    size_t before; /* bytes in front of p that belong to the input */
    size_t n;
    const uint32_t *at; /* [rows * columns]; at[-1] is UINT32_MAX */
    size_t rows;
    uint32_t row; /* number of its first record */
} jh__block;

typedef struct jh__scan {
    jh__reader *r;
    jh_pool *pool;
    void *ctx;
    bool checks; /* the receiver looks for bytes that are not UTF-8 itself */
    /* Rows from the first on, until one is found to be the head. */
    jh_status (*head)(void *ctx, const jh_row *row, bool *found);
    /* Blocks and rows below the head, in the order of the file; `block` lasts for the call. */
    jh_status (*blocks)(void *ctx, const jh__block *block, size_t n);
    jh_status (*row)(void *ctx, const jh_row *row);
    /* Bytes before this offset will not be looked at again; may be NULL. */
    void (*passed)(void *ctx, size_t offset);

    bool enough; /* set by the receiver: no more */

    /* the answer */
    size_t columns; /* cells of the head */
    char delimiter;
    bool found;
    bool plain; /* nothing of it counts: to be read anew by jh_table_read */
} jh__scan;

/* The text must have passed jh__text_check. */
jh_status jh__scan_run(jh__scan *scan);

#endif
