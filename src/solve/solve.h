/* jh-solve: a mixed-integer solver in a process of its own. CBC is linked here and nowhere else, so
 * that it can be killed, held to limits of the system, and taken away. */
#ifndef JH_SOLVE_H
#define JH_SOLVE_H

#include <junheng/wire.h>

#include <stdbool.h>
#include <stddef.h>

/* The model in rows, grown by malloc. */
typedef struct solve_model {
    size_t columns, rows, entries;
    double *cost, *low, *high, *row_low, *row_high, *factor;
    uint8_t *whole;
    uint64_t *end;
    int32_t *column;
    size_t known; /* rows that the relaxation has already */
} solve_model;

/* What answers: `best` may be called with better solutions meanwhile. */
typedef struct solve_reply {
    jh_wire_answer answer;
    double *x, *dual; /* columns, rows; room for them is there */
    void *ctx;
    void (*best)(void *ctx, const jh_wire_answer *answer, const double *x);
} solve_reply;

typedef struct solver solver;

const char *solver_name(void);
solver *solver_new(void);
void solver_free(solver *s);
/* The linear relaxation; a second call goes on from the basis of the first. */
void solver_relaxed(solver *s, solve_model *m, solve_reply *out);
/* The whole problem. */
void solver_whole(solver *s, const solve_model *m, const jh_wire_ask *ask,
                  const double *start, solve_reply *out);

#endif
