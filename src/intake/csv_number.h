/* A column of numbers out of an indexed text, four rows at a time where the processor can.
 * Every number is the double that jh_number_parse gives. */
#ifndef JUNHENG_INTAKE_CSV_NUMBER_H
#define JUNHENG_INTAKE_CSV_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Row r of the column is the text from at[r * stride - 1] + 1 to at[r * stride]. */
typedef struct jh__cells {
    const char *p;      /* the offsets count from here */
    size_t before;      /* bytes in front of p that may be read */
    const uint32_t *at; /* at[-1] is there, UINT32_MAX for "before the text" */
    size_t stride, rows;
    bool last; /* the column at the line's end: a carriage return does not count */
} jh__cells;

/* Fills out[rows]; NAN where the cell is empty, the NAN of jh__is_odd where it is no number.
 * Returns how many are no numbers. */
size_t jh__csv_numbers(const jh__cells *cells, double *out);
size_t jh__csv_numbers_plain(const jh__cells *cells, double *out);
size_t jh__csv_numbers_wide(const jh__cells *cells, double *out);

bool jh__is_odd(double x);

/* The text without blanks around it (ASCII, no-break and full-width ones). */
const char *jh__trimmed(const char *s, size_t *n);

#endif
