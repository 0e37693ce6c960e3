/* ops, private: the cases of a pack (docs/packs.md, Cases): given, expected, within. */
#ifndef JH_OPS_CASES_H
#define JH_OPS_CASES_H

#include "../load.h"

#include <junheng/node.h>

/* What came of one expectation. */
typedef struct jh__expectation {
    const char *what, *wanted, *got;
    double within;
    bool holds;
    uint32_t line;
} jh__expectation;

typedef struct jh__case {
    const char *name;
    jh__expectation *item;
    size_t n;
} jh__case;

typedef struct jh__cases {
    jh__case *item;
    size_t n;
} jh__cases;

/* Frames from the `given` part of a case. Faults of the file are errors with line and
 * column. */
jh_status jh__case_frame(jh_arena *arena, const jh_vocabulary *v, const jh_node *given,
                         const char *key, jh_frame *out, jh_error *err);

/* Value of "primary L1 cv" and its like in an assessment, as text; NULL if there is no such
 * thing. Numbers in their shortest form. */
const char *jh__case_value(jh_arena *arena, const jh_assessment *a, const char *what);

/* Reads a cases file and runs it against its pack. */
jh_status jh__cases_run(jh_call *call, const jh_input *file, jh__cases *out,
                        jh_error *err);

#endif
