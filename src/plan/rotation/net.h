/* The net of a rotation and the prices of its rules, private. */
#ifndef JH_ROTATION_NET_H
#define JH_ROTATION_NET_H

#include "rotation_int.h"

/* Rows that are priced: movers, backbone, then targets, then groups. */
enum { JH__MOVERS = 0, JH__BACKBONE = 1 };

typedef struct jh__net {
    const jh_rotation *r;
    jh_flow_net net;
    uint32_t *from, *to;
    int64_t *upper, *cost, *supply;
    jh_flow *flow;
    int32_t *fixed;       /* by post: those who cannot move */
    int32_t *fixed_marks; /* by target: the marks that they bring */
    int64_t base;         /* cost if every post that lacks somebody stayed open */
    int64_t noise;        /* on each option, below this; 0: none */
    const uint8_t *keep;  /* by option: others are as dear as a broken rule; NULL: all */
    size_t targets, rows;
    int64_t *price;   /* by row */
    int64_t total;    /* the bound of the last solution, in fractions */
    int64_t value;    /* the same in the unit of costs, rounded up */
    double *lack;     /* by row: what the last solution lacks (above 0) or has too much */
    uint32_t *taken;  /* the last solution */
    jh__roster state; /* of it */
    jh_plan_end end;  /* why the last solve was stopped */
} jh__net;

/* A leaning to what earlier solutions took: each option is cheaper by weight * share. */
typedef struct jh__lean {
    const float *share; /* by option, of the solutions */
    double weight;
} jh__lean;

jh_status jh__net_make(jh_arena *arena, const jh_rotation *r, jh__net *n, jh_error *err);
/* Solves at the prices in force. Optimal: *bound is below every plan's cost, if there is no
 * noise and no leaning. Stopped: by the control. Anything else is a fault. */
jh_flow_outcome jh__net_solve(jh__net *n, const jh__lean *lean,
                              const jh_plan_control *control, int64_t *bound);
/* Solves with costs at the margin of a plan: chains of moves that may improve it. */
jh_flow_outcome jh__net_margins(jh__net *n, jh__roster *s,
                                const jh_plan_control *control);
/* After an optimal solve without noise and leaning: clears keep[option] of what no plan that costs less
 * takes; how many of eligible teachers' options are left. */
uint32_t jh__net_cut(const jh__net *n, int64_t less_than, uint8_t *keep);
/* Sets the price of a row from one in the unit of costs. */
void jh__net_price(jh__net *n, size_t row, double price);
/* Moves the prices along what the last solution lacks, by a share of the way that would close
 * the gap between best and bound. */
void jh__net_step(jh__net *n, double share, int64_t best, int64_t bound);

#endif
