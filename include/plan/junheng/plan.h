/* plan: what every kind of plan shares. Pure.
 *
 * A kind is one folder under src/plan with three things: solve makes a plan, explain says what
 * each part of it is for, check judges any plan, also one that was written by hand, by arithmetic
 * of its own. Aims are costs: less is better, and a bound never lies above the least possible.
 * No clock is read here: a limit of work counts what is done, so that the same input and seed
 * give the same plan on every machine; only whoever calls can say that time is up, and then the
 * outcome says that it was cut.
 */
#ifndef JUNHENG_PLAN_H
#define JUNHENG_PLAN_H

#include <junheng/frame.h>
#include <junheng/standards.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Optimal: nothing is better, by proof, up to JH_PLAN_CLOSE. Feasible: a plan that holds, with a
 * bound. Infeasible: no plan can hold. None: none was found, and it is not proved that there is
 * none. */
typedef enum jh_plan_status {
    JH_PLAN_OPTIMAL = 0,
    JH_PLAN_FEASIBLE,
    JH_PLAN_INFEASIBLE,
    JH_PLAN_NONE,
} jh_plan_status;

/* A gap below this share of the value counts as closed. */
#define JH_PLAN_CLOSE 1e-6

/* What ended the search. Ran: it came to its own end. All others cut it. */
typedef enum jh_plan_end {
    JH_PLAN_RAN = 0,
    JH_PLAN_WORK,      /* the limit of work */
    JH_PLAN_TIME,      /* whoever called said that time is up */
    JH_PLAN_CANCELLED, /* the user stopped it; the plan so far stands */
    JH_PLAN_SOLVER,    /* the solver was killed, ran out of its time or gave up */
} jh_plan_end;

const char *
jh_plan_status_id(jh_plan_status s);       /* "optimal" "feasible" "infeasible" "none" */
const char *jh_plan_end_id(jh_plan_end e); /* "ran" "work" "time" "cancelled" "solver" */

/* How good a plan is, and how sure that is. */
typedef struct jh_plan_outcome {
    jh_plan_status status;
    jh_plan_end end;
    double value; /* of the aim; NAN: no plan */
    double bound; /* no plan has less; NAN: not known */
    uint64_t work;
} jh_plan_outcome;

/* (value − bound) / |value|, never below 0; NAN where one is not known. */
double jh_plan_gap(const jh_plan_outcome *outcome);
/* Sets the status from value and bound: optimal where the gap is closed. Infeasible stays. */
void jh_plan_settle(jh_plan_outcome *outcome);

/* ---- how a plan is made -------------------------------------------------------------------- */

struct jh_mip_solver;

/* Given to every solve; a NULL stands for all defaults. */
typedef struct jh_plan_control {
    uint64_t seed;
    uint64_t work; /* most work, in the kind's own unit; 0: the kind's default */
    double gap;    /* close enough to the bound not to ask the solver */
    void *ctx;
    /* Told of each better plan or bound; may be NULL. */
    void (*report)(void *ctx, const jh_plan_outcome *so_far);
    /* Asked now and then; JH_PLAN_RAN: go on. May be NULL. */
    jh_plan_end (*stop)(void *ctx);
    const struct jh_mip_solver
        *solver; /* NULL: the kind's own method alone (see mip.h) */
} jh_plan_control;

/* Counts work; false where the search must end, and why is in outcome->end. */
bool jh_plan_go_on(const jh_plan_control *control, jh_plan_outcome *outcome,
                   uint64_t work);
/* Takes a better value or bound, and reports it. NAN: no news of this one. */
void jh_plan_news(const jh_plan_control *control, jh_plan_outcome *outcome, double value,
                  double bound);

/* ---- what a check finds ------------------------------------------------------------------------ */

/* A rule that a plan breaks; msg.key is the rule's id, and its text says what and where. */
typedef struct jh_violation {
    const char *subject; /* id of the school, teacher or area; NULL: the whole plan */
    double by;           /* by how much, in the rule's own unit */
    jh_msg msg;
} jh_violation;

typedef struct jh_violations {
    jh_arena *arena;
    jh_violation *item;
    size_t n, cap;
} jh_violations;

/* Appends a violation (key and spec as in jh_msg_set; strings are copied). */
jh_status jh_violation_add(jh_violations *v, const char *subject, double by,
                           const char *key, const char *spec, ...);

#ifdef __cplusplus
}
#endif
#endif
