/* The catalogue as a table sorted by key, written from the lang folder at build time. */
#ifndef JH_TEXT_TABLE_H
#define JH_TEXT_TABLE_H

#include <stddef.h>

typedef struct jh__text_row {
    const char *key, *zh, *en;
} jh__text_row;

extern const jh__text_row jh__text_table[];
extern const size_t jh__text_count;

#endif
