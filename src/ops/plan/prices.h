/* ops, private: a price list, and what it says about one thing at one school. */
#ifndef JH_OPS_PLAN_PRICES_H
#define JH_OPS_PLAN_PRICES_H

#include "../load.h"

/* One row. NAN: the cell is empty. */
typedef struct jh__price {
    int slot;           /* of the lever */
    int stage;          /* -1: all */
    const char *school; /* id; NULL: all */
    jh_formula *scope;  /* over school facts; NULL: all */
    double price, step, least, most, spare, move;
    double total, total_money; /* of the county */
    const char *pool; /* rows of one word share their totals; NULL: the row's own */
    bool limit;       /* says totals alone: it is no price */
    jh_where where;
    bool used;
} jh__price;

typedef struct jh__prices {
    jh__price *item;
    size_t n;
} jh__prices;

/* Reads tables of one record ("price", "purchase") with the forms of the pack's vocabulary into a
 * facts of their own. */
jh_status jh__plan_tables(jh_call *call, const jh_pack *pack, const char *record,
                          jh_given files, jh_facts *out, jh_error *err);
/* The lever that a word names: an indicator's id or name, or a fact's; -1: none. */
int jh__plan_thing(const jh_pack *pack, const char *word);
/* The stage that a word names; -1: none. */
int jh__plan_stage(const jh_pack *pack, const char *word);
/* Where a row of a frame stands. */
jh_where jh__plan_where(const jh_facts *f, const jh_frame *frame, const char *column,
                        size_t row);
double jh__plan_number(const jh_frame *frame, const char *column, size_t row);
const char *jh__plan_text(const jh_frame *frame, const char *column, size_t row);

/* A frame of its own for what is changed; text and origins are shared. */
jh_status jh__plan_copy(jh_arena *arena, const jh_frame *from, jh_frame *to);

/* The price lists given as --prices, checked; faults are diagnostics by cell, and then an error. */
jh_status jh__prices_read(jh_call *call, const jh_pack *pack, const jh_assessment *a,
                          jh__prices *out, jh_error *err);
/* The most particular row for a thing at a school; NULL: it has no price. */
const jh__price *jh__prices_find_row(jh__prices *p, const jh_assessment *a, int slot,
                                     size_t school, int stage);
/* Whether the row speaks of a thing at a school. */
bool jh__price_concerns(const jh__price *p, const jh_assessment *a, int slot,
                        size_t school, int stage);

#endif
