/* plan: what passes between a program and jh-solve, over pipes on one machine.
 *
 * jh-solve reads from standard input and writes to standard output; numbers as they lie in memory.
 * To it: a model (head, then cost, low, high, whole, row_low, row_high, end, column, factor), rows to
 * add (head, then the last five, `end` counted from these rows' first entry), questions (head, ask,
 * and a start of `columns` numbers where there is one). From it: its name (head, `entries` bytes),
 * solutions while it works (head, answer, x), and at the end of each question an answer (head, answer,
 * x where found, duals where relaxed and optimal). The end of its input ends it. Internal: both sides
 * are of one version.
 */
#ifndef JUNHENG_WIRE_H
#define JUNHENG_WIRE_H

#include <stdint.h>

typedef enum jh_wire_kind {
    JH_WIRE_MODEL = 0x4a480001,
    JH_WIRE_ROWS,
    JH_WIRE_ASK,
    JH_WIRE_NAME,
    JH_WIRE_BEST,
    JH_WIRE_ANSWER
} jh_wire_kind;

typedef struct jh_wire_head {
    uint64_t kind, columns, rows, entries;
} jh_wire_head;

typedef struct jh_wire_ask {
    double gap, cutoff; /* 0: none */
    double seconds;     /* CPU seconds that are left; 0: no limit */
    uint64_t nodes;     /* 0: no limit */
    uint32_t relaxed, start;
} jh_wire_ask;

typedef struct jh_wire_answer {
    double value, bound;
    uint32_t state, found; /* jh_mip_state */
    uint64_t nodes;
} jh_wire_answer;

#endif
