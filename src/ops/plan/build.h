/* ops, private: one area of an assessment as a problem of money, and back. */
#ifndef JH_OPS_PLAN_BUILD_H
#define JH_OPS_PLAN_BUILD_H

#include "prices.h"

#include <junheng/budget.h>

/* What is asked for. */
typedef struct jh__budget_wish {
    jh__prices *prices;
    int stage;                   /* -1: all */
    const bool *indicator;       /* by indicator; NULL: all */
    bool sections, coefficients; /* which rules must hold */
    bool above_mean; /* schools above the mean may be raised beyond their own need */
} jh__budget_wish;

/* The problem, and where its parts come from. */
typedef struct jh__budget_area {
    jh_budget b;
    size_t area;
    size_t *school;    /* budget school → row of the schools frame */
    size_t *section;   /* budget section → section of the assessment */
    size_t *indicator; /* budget indicator → of the pack: the same */
    int *slot;         /* thing → lever slot */
    int *fact;         /* item → school fact that the amount is added to */
    int *stage;        /* item → stage; -1: the whole school */
    size_t open;       /* sections that cannot be planned for: a figure is missing */
} jh__budget_area;

jh_status jh__budget_build(jh_call *call, const jh_assessment *a, size_t area,
                           const jh__budget_wish *wish, jh__budget_area *out,
                           jh_error *err);

/* Adds the plan's amounts to the county's facts (sign 1), or takes them off again (-1), so that the
 * engine itself can judge. */
jh_status jh__budget_apply(const jh__budget_area *area, const jh_budget_plan *plan,
                           jh_frame *schools, const jh_pack *pack);

#endif
