/* Text tables in blocks of indexed records, for readers of millions of rows, and row by row for
 * all others: both see the same table. What the index does not vouch for (stray quotes, lone
 * carriage returns, bad bytes) comes record by record from the careful reader. */
#ifndef JUNHENG_INTAKE_CSV_SCAN_H
#define JUNHENG_INTAKE_CSV_SCAN_H

#include "csv.h"

#include <junheng/pool.h>

#define JH__HEAD_ROWS 40 /* rows that are looked through for the head */
#define JH__SCAN_BLOCK ((size_t)256 << 10)

/* Records that all have the same number of cells, none of them blank; or lines without quotes,
 * of any number of cells. */
typedef struct jh__block {
    const char *p;
    size_t before; /* bytes in front of p that may be read */
    size_t n;
    size_t rest;  /* bytes of the input from here to its end, more or less */
    bool lines;   /* `at` has line ends alone: [rows] */
    bool cr;      /* there are carriage returns, before line ends alone */
    bool *uneven; /* set by the receiver of lines that are not of the head's cells */
    bool quoted;  /* cells may be quoted: jh__csv_halved */
    const uint32_t *at; /* [rows * columns]; at[-1] is UINT32_MAX */
    size_t rows;
    uint32_t row; /* number of its first record */
} jh__block;

typedef struct jh__scan {
    jh__reader *r;
    jh_pool *pool;
    void *ctx;
    bool sure;   /* the encoding is looked for in the whole text first */
    bool checks; /* the receiver looks for bytes that are not UTF-8 itself */
    bool lines;  /* it likes lines */
    /* Rows from the first on, until one is found to be the head; NULL: there is none, every
     * row goes to `row`. */
    jh_status (*head)(void *ctx, const jh_row *row, bool *found);
    /* Blocks and rows below the head, in the order of the file; `block` lasts for the call.
     * NULL: rows alone. */
    jh_status (*blocks)(void *ctx, const jh__block *block, size_t n);
    jh_status (*row)(void *ctx, const jh_row *row);
    /* Bytes before this offset will not be looked at again; may be NULL. */
    void (*passed)(void *ctx, size_t offset);

    bool enough; /* set by the receiver: no more */

    /* the answer */
    size_t columns; /* cells of the head */
    char delimiter;
    bool found;
    bool
        guessed; /* nothing of it counts: the text is not UTF-8, scan it again with `sure` */
} jh__scan;

/* The text must have passed jh__text_check. */
jh_status jh__scan_run(jh__scan *scan);

#endif
