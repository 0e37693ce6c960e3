/* The places of a text table's delimiters and line ends, 64 bytes at a time: what every reader
 * of text tables is built on. What stands in quotation marks is passed over; where the marks
 * do not stand as they should the text goes to the careful reader (csv.c). */
#ifndef JUNHENG_INTAKE_CSV_INDEX_H
#define JUNHENG_INTAKE_CSV_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct jh__index {
    uint32_t *at;    /* offsets of the ends of cells, or of lines alone; rising */
    size_t n, lines; /* all; line ends among them */
    bool quote;      /* a quotation mark is in it */
    bool stray;      /* … that does not begin or end a cell */
    bool open;       /* … and the last one is not closed */
    bool cr, lone;   /* a carriage return; one without a newline behind it */
    bool wide;       /* a byte beyond ASCII */
    bool nul;        /* a zero byte */
} jh__index;

/* Indexes n < 2^32 - 64 bytes; `at` has room for n + JH__AT_MORE. */
#define JH__AT_MORE 64
void jh__csv_index(const char *p, size_t n, char delimiter, jh__index *out);

/* The line ends alone; false where a quotation mark or a lone carriage return is in the text,
 * so that it has to be indexed as a whole. */
bool jh__csv_lines(const char *p, size_t n, jh__index *out);

/* What the processor offers: AVX2, or AVX-512 as well. */
typedef enum jh__simd { JH__SIMD_NONE, JH__SIMD_AVX2, JH__SIMD_AVX512 } jh__simd;

jh__simd jh__csv_simd(void);

/* The same for each of these, where the processor offers it: for the tests. */
void jh__csv_index_plain(const char *p, size_t n, char delimiter, jh__index *out);
void jh__csv_index_wide(const char *p, size_t n, char delimiter, jh__index *out);
void jh__csv_index_widest(const char *p, size_t n, char delimiter, jh__index *out);
bool jh__csv_lines_plain(const char *p, size_t n, jh__index *out);
bool jh__csv_lines_wide(const char *p, size_t n, jh__index *out);
bool jh__csv_lines_widest(const char *p, size_t n, jh__index *out);

#endif
