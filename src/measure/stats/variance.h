/* Between and within groups: one-way analysis of variance. */
#ifndef JH_VARIANCE_H
#define JH_VARIANCE_H

#include "sorted.h"

typedef struct jh__anova_cell {
    double w, mean;
} jh__anova_cell;

typedef struct jh__anova {
    size_t groups;
    double n, between, within;  /* Σw, Σw(x̄g − x̄)², Σw(x − x̄g)² */
    double size;                /* (n − Σng²/n) / (groups − 1) */
    const jh__anova_cell *cell; /* by number; w 0: not there */
    size_t cells;
} jh__anova;

/* By the group in y, 0 … Undefined without values, weight, or groups in y. O(n + groups). */
jh_stat_result jh__anova_of(jh_sample s, jh__anova *out);

/* Intraclass correlation; side 0: the estimate of Searle, −1 and 1: the ends of Wald's interval at
 * `level`. */
jh_stat_result jh__icc(jh_sample s, int side, double level);

#endif
