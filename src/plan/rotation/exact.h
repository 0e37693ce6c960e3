/* A rotation as a mixed-integer model, for a solver; private. */
#ifndef JH_ROTATION_EXACT_H
#define JH_ROTATION_EXACT_H

#include "net.h"

#include <junheng/mip.h>

/* What the solver is asked about: of each teacher only the options that are kept. */
typedef struct jh__exact {
    jh_arena *arena;
    const jh_rotation *r;
    const jh_mip_solver *solver;
    const uint8_t *keep; /* by option; of each teacher at least one */
    bool
        by_count; /* numbers of movers are whole columns of their own, to be branched on */
    jh_mip_answer answer;
    jh_error *err;
} jh__exact;

/* The linear relaxation. Optimal: the prices of the rules are those of the relaxation, and share
 * (by option) says how much of each it takes. */
jh_status jh__exact_relax(jh__exact *x, jh__net *n, float *share);
/* The whole model: plans that cost less than `less_than` (INT64_MAX: any). Where x->answer.found, taken is what
 * the solver says. */
jh_status jh__exact_whole(jh__exact *x, int64_t less_than, uint32_t *taken);

#endif
