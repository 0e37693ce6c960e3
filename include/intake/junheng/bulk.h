/* intake: whole tables into typed columns, at the speed of memory.
 *
 * For national files of a million rows: every cell of a column is a number, or every text is
 * kept once and the column holds its code. Blocks of the file are worked through by all
 * threads; the result does not depend on how many there are.
 */
#ifndef JUNHENG_BULK_H
#define JUNHENG_BULK_H

#include <junheng/intake.h>
#include <junheng/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_BULK_NONE UINT32_MAX

typedef enum jh_bulk_type {
    JH_BULK_AUTO = 0, /* numbers if every cell that holds something is one */
    JH_BULK_NUMBER,   /* what is no number counts as missing and is told */
    JH_BULK_TEXT,
} jh_bulk_type;

/* A column that is wanted. Its label is compared exactly, blanks around it aside. */
typedef struct jh_bulk_want {
    const char *name;
    jh_bulk_type type;
} jh_bulk_want;

/* A column of the table. Which of the two arrays it has follows from its type. */
typedef struct jh_bulk_column {
    const char *name;
    jh_type type;
    uint32_t col;      /* in the file, from 1 */
    double *number;    /* NAN where the cell is empty or holds no number */
    uint32_t *code;    /* index into text; JH_BULK_NONE where the cell is empty */
    const char **text; /* distinct texts in order of first appearance */
    size_t texts;
    size_t missing; /* rows without a value */
    size_t odd;     /* of them: cells that hold something else than a number */
} jh_bulk_column;

/* A stretch of rows without a gap: row i of it is the file's row `number` + i - `first`. */
typedef struct jh_bulk_stretch {
    size_t first;
    uint32_t number;
} jh_bulk_stretch;

typedef struct jh_bulk {
    jh_arena *arena; /* the texts */
    size_t rows;
    jh_bulk_column *column;
    size_t columns;
    jh_bulk_stretch *stretch; /* rows without a single cell are left out of a table */
    size_t stretches;
    void *room; /* of all columns' rows */
} jh_bulk;

/* Reads a table whose head is the first of its first 40 rows that has all wanted labels
 * (want_n 0: the first row; every column), or that `head` says is it: such a table is empty,
 * not refused, where no row is. Numbers as jh_number_parse reads them, blanks
 * around them aside; a row of more than 15 digits is the number of a card or account, hence
 * text to JH_BULK_AUTO. A wanted column whose cells are no numbers gives diagnostics. Text
 * files of UTF-8 are read by all threads of the pool (NULL: by the caller), other tables
 * through jh_table_read. Free with jh_bulk_clear, also after an error. Statuses: those of
 * jh_table_read. Memory: 8 bytes a number, 4 a text, and the distinct texts. */
typedef struct jh_bulk_how {
    const jh_bulk_want *want;
    size_t want_n;
    jh_pool *pool;
    jh_diags *diags;
    const jh_progress *progress;
    void *ctx;
    /* Whether the row is the head, and which columns of it, from 1, are those that are wanted:
     * col[want_n]. NULL: told by the labels. */
    jh_status (*head)(void *ctx, const jh_row *row, bool *found, uint32_t *col);
} jh_bulk_how;

jh_status jh_bulk_read(const jh_input *in, const jh_bulk_how *how, jh_bulk *out,
                       jh_error *err);
void jh_bulk_clear(jh_bulk *bulk);
/* Column by name, or -1. */
ptrdiff_t jh_bulk_find(const jh_bulk *bulk, const char *name);
/* Number of a row in the file, from 1. O(log stretches). */
uint32_t jh_bulk_row(const jh_bulk *bulk, size_t i);

#ifdef __cplusplus
}
#endif
#endif
