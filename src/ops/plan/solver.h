/* ops, private: the solver as a process. */
#ifndef JH_OPS_PLAN_SOLVER_H
#define JH_OPS_PLAN_SOLVER_H

#include <junheng/mip.h>
#include <junheng/ops.h>

/* Limits kept by the system: what goes beyond is killed, and what was found stands. */
typedef struct jh__solver {
    const char *program;  /* NULL: jh-solve beside this program, then on the path */
    unsigned cpu_seconds; /* of all sessions together; 0: 600 */
    double used;          /* of them */
    size_t memory;        /* bytes; 0: 4 GiB */
    const jh_progress *progress;
    char name[64]; /* filled at the first session */
    jh_mip_solver service;
} jh__solver;

/* Sets up solver->service. Nothing is started before it is asked. */
void jh__solver_init(jh__solver *solver, const jh_progress *progress);

#endif
