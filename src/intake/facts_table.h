/* A flat table that is being read: shared by facts_where.c, facts_head.c and facts_table.c. */
#ifndef JUNHENG_INTAKE_FACTS_TABLE_H
#define JUNHENG_INTAKE_FACTS_TABLE_H

#include "forms.h"

/* A text merged over several rows below each other. */
typedef struct jh__down {
    uint32_t until;
    jh_cell cell;
} jh__down;

typedef struct jh__condition {
    jh_formula *formula;
    const char **label; /* folded names in brackets */
    uint32_t *col;      /* by name, on this sheet; 0 none */
    size_t labels;
} jh__condition;

struct jh__table {
    jh_facts *facts;
    jh__intake *in;
    jh_intake_options options; /* `form` holds those that fit the vocabulary */
    jh_error *err;
    const char *file;
    jh__condition where;

    jh_arena *scratch; /* of the sheet */
    jh_arena *trial;   /* of the last row that was tried as a head */
    size_t tries;      /* how many more are */
    const char *sheet;
    bool open, looking, read, gap, notes;
    uint32_t source, last_row;
    bool has_source;
    jh__grid grid;
    jh_range *merged; /* by first row */
    size_t merged_n, merged_at;

    jh__plan plan;
    jh__teller teller;
    jh__want *want;     /* by target */
    jh__value *value;   /* by field */
    const jh_cell **at; /* by column */
    jh__down *down;     /* by column */
    jh_cell *joined;    /* by target */
    size_t first_unknown, unknown_left;
    size_t left_out, skipped; /* rows */
    uint32_t first_skipped, first_left_out;
    jh_buf raw;
};

/* The user's condition: compiled once a file, placed on every sheet. */
jh_status jh__where_compile(jh__table *table);
jh_status jh__where_place(jh__table *table);
/* Whether the row that is laid out holds; *known false where that cannot be said. */
bool jh__where_holds(jh__table *table, bool *known);
/* Lists the sheet among the sources, once. */
jh_status jh__table_source(jh__table *table);
/* The head is known: prepares everything that rows need; *first is the first of the kept
 * rows that may hold data. */
jh_status jh__table_start(jh__table *table, size_t *first);

#endif
