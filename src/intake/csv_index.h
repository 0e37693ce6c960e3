/* The places of a text table's delimiters and line ends, 64 bytes at a time. What the quick
 * readers are built on; a text with quotes goes to the plain reader (csv.c). */
#ifndef JUNHENG_INTAKE_CSV_INDEX_H
#define JUNHENG_INTAKE_CSV_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct jh__index {
    uint32_t *at;    /* offsets of delimiters and newlines, rising */
    size_t n, lines; /* all; newlines among them */
    bool quote;      /* a quotation mark is in it */
    bool lone;       /* a carriage return without a newline behind it */
    bool wide;       /* a byte beyond ASCII */
} jh__index;

/* Indexes n < 2^32 - 64 bytes; `at` has room for n + 8. */
void jh__csv_index(const char *p, size_t n, char delimiter, jh__index *out);

/* The same on any processor, and with AVX2 (only where jh__csv_has_wide): for the tests. */
void jh__csv_index_plain(const char *p, size_t n, char delimiter, jh__index *out);
void jh__csv_index_wide(const char *p, size_t n, char delimiter, jh__index *out);
bool jh__csv_has_wide(void);

#endif
