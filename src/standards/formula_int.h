/* Inside of a compiled formula, shared by compiler and evaluators. */
#ifndef JH_FORMULA_INT_H
#define JH_FORMULA_INT_H

#include <junheng/formula.h>

typedef enum jh__op {
    JH__LITERAL,
    JH__TEXT,
    JH__NAME,
    JH__NEGATE,
    JH__NOT,
    JH__ADD,
    JH__SUB,
    JH__MUL,
    JH__DIV,
    JH__EQ,
    JH__NE,
    JH__LT,
    JH__LE,
    JH__GT,
    JH__GE,
    JH__AND,
    JH__OR,
    JH__IN,
    JH__MIN,
    JH__MAX,
    JH__ABS,
    JH__CEIL,
    JH__FLOOR,
    JH__ROUND,
    JH__IF,
    JH__IS_KNOWN,
    JH__SUM,
    JH__COUNT,
    JH__MEAN,
    JH__LEAST,
    JH__MOST,
} jh__op;

/* How a number's unit is known: its own; a literal's, which fits any; not at all. */
typedef enum jh__fit { JH__OWN_UNIT, JH__PLAIN, JH__ANY_UNIT } jh__fit;

typedef struct jh__term jh__term;
struct jh__term {
    jh__op op;
    jh_sort sort;
    jh__fit fit;
    jh_unit unit;
    double number;
    const char *text; /* JH__TEXT; JH__LITERAL: as written */
    int slot;
    jh__term *arg[3]; /* operands; JH__IN: arg[0] and the chain of `next` from arg[1] */
    jh__term *next;
    uint32_t at; /* byte offset in the text */
};

struct jh_formula {
    const char *text;
    jh__term *root;
    int *slot, *row_slot;
    size_t slots, slot_cap, row_slots, row_slot_cap;
};

/* Whether an order (-1, 0, 1 of left against right) fulfils a comparison. */
static inline bool jh__holds(jh__op op, int order)
{
    switch (op) {
    case JH__EQ:
        return order == 0;
    case JH__NE:
        return order != 0;
    case JH__LT:
        return order < 0;
    case JH__LE:
        return order <= 0;
    case JH__GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* Two sides of a comparison closer than this (relative) are settled exactly. */
#define JH__CLOSE 1e-9

#endif
