/* The distinct texts of a column, by code in order of first appearance. */
#ifndef JUNHENG_INTAKE_BULK_DICT_H
#define JUNHENG_INTAKE_BULK_DICT_H

#include "csv_number.h"

#include <junheng/bulk.h>

/* A text as it stands in the file; blanks around it do not make another code. */
typedef struct jh__raw {
    const char *p;
    uint32_t n, code;
} jh__raw;

typedef struct jh__dict {
    jh_arena *arena; /* of the texts: its own, as each column has a thread of its own */
    jh__raw *raw;
    uint32_t *table; /* raw + 1 by hash; 0: free */
    uint32_t *hash;  /* by raw */
    size_t raws, raw_cap, size;
    const char **text;
    size_t texts, text_cap;
    uint32_t last;        /* raw of the cell before */
    bool step;            /* it was the one behind that of the cell before it */
    uint32_t single[256]; /* code + 1 of texts of one byte */
    char *room;           /* for the next texts */
    const char *unseen;   /* from here to `room` they may not be UTF-8 */
    size_t left;
    bool bad;  /* a text was no UTF-8, or held a NUL byte */
    bool none; /* a cell was empty */
} jh__dict;

/* The code of a cell's text; JH_BULK_NONE where only blanks are in it. */
jh_status jh__dict_code(jh__dict *d, const char *p, size_t n, uint32_t *code);
/* The codes of a column. */
jh_status jh__dict_codes(jh__dict *d, const jh__cells *cells, uint32_t *out);
/* Empties it; `keep` takes over the texts, which are gone where it is NULL. */
void jh__dict_clear(jh__dict *d, jh_arena *keep);

#endif
