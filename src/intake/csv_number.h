/* Columns of numbers out of an indexed text, four or sixteen rows at a time where the
 * processor can.
 * Every number is the double that jh_number_parse gives. */
#ifndef JUNHENG_INTAKE_CSV_NUMBER_H
#define JUNHENG_INTAKE_CSV_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Row r of the column is the text from at[r * stride - 1] + 1 to at[r * stride]. */
typedef struct jh__cells {
    const char *p;      /* the offsets count from here, to below 2^31 */
    size_t before;      /* bytes in front of p that may be read */
    const uint32_t *at; /* at[-1] is there, UINT32_MAX for "before the text" */
    size_t stride, rows;
    bool last;   /* the column at the line's end: a carriage return does not count */
    bool quoted; /* cells may stand in quotes, which do not count */
} jh__cells;

/* The text of row r, without quotes around it (within it two stand for one). */
const char *jh__cell_at(const jh__cells *cells, size_t r, size_t *n);

/* A column of numbers: out[rows], NAN where the cell is empty, the NAN of jh__is_odd where it
 * is no number. */
typedef struct jh__column {
    jh__cells cells;
    double *out;
    size_t strange; /* how many are no numbers */
} jh__column;

/* Fills the columns, which stand in their order, of a table whose first column is `grid`; 16
 * places behind its last one may be read. */
void jh__csv_numbers(const jh__cells *grid, jh__column *column, size_t n);
void jh__csv_numbers_plain(const jh__cells *grid, jh__column *column, size_t n);
void jh__csv_numbers_wide(const jh__cells *grid, jh__column *column, size_t n);
void jh__csv_numbers_widest(const jh__cells *grid, jh__column *column, size_t n);

bool jh__is_odd(double x);

/* Eight bytes, the first in the lowest, that are digits less '0': as a number. */
static inline bool jh__digits(uint64_t v, uint64_t *out)
{
    if (((v + UINT64_C(0x7676767676767676)) | v) & UINT64_C(0x8080808080808080))
        return false;
    v = v * 10 + (v >> 8);
    uint64_t even = (v & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064);
    uint64_t odd =
        ((v >> 16) & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001);
    *out = (even + odd) >> 32;
    return true;
}

#define JH__WORDS (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) /* may be read as bytes */

/* The text without blanks around it (ASCII, no-break and full-width ones). */
const char *jh__trimmed(const char *s, size_t *n);

#endif
