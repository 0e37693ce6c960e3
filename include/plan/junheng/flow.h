/* plan: flows of least cost (最小费用流).
 *
 * The kernel below the plans that move people or pupils: who goes where, at the least cost,
 * when every place has a number to give or to take and every way a limit.
 *
 *     minimise  sum cost(a) * flow(a)
 *     so that   out of v - into v = supply(v)     for every node v
 *               lower(a) <= flow(a) <= upper(a)   for every arc a
 *
 * All numbers are whole; so is the answer, and it is exact. Method: the primal network
 * simplex with strongly feasible spanning trees (Cunningham 1976), which cannot cycle, and
 * block search for the entering arc (Kelly and O'Neill 1991; Kovács 2015 finds it the best
 * of all on most nets). A basis survives a change of costs, so that the next solve begins
 * where the last one ended. The answer depends on the input alone.
 *
 * Limits: each upper bound is below JH_FLOW_FREE or is JH_FLOW_FREE, "no limit"; finite
 * widths and supplies sum up to less than 2^60, and (greatest |cost| + 1) * (nodes + 1) is
 * below 2^58. What lies outside is refused, never wrapped round.
 * Memory: 25 bytes an arc and 92 bytes a node besides the net itself.
 */
#ifndef JUNHENG_FLOW_H
#define JUNHENG_FLOW_H

#include <junheng/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_FLOW_FREE INT64_MAX

/* The net. Arrays are borrowed and must outlive the solver. An arc may be a loop, may have
 * a twin, and its cost any sign. */
typedef struct jh_flow_net {
    uint32_t nodes, arcs;
    const uint32_t *from, *to;
    const int64_t *lower;  /* NULL: all zero */
    const int64_t *upper;  /* NULL: none has a limit */
    const int64_t *cost;   /* at the start; later jh_flow_cost_set */
    const int64_t *supply; /* > 0 gives, < 0 takes */
} jh_flow_net;

typedef enum jh_flow_outcome {
    JH_FLOW_OPTIMAL,
    JH_FLOW_INFEASIBLE,
    JH_FLOW_UNBOUNDED, /* some cycle without limit earns each time round; whether any flow is
                          feasible is then not said */
    JH_FLOW_STOPPED, /* the control ended it; another solve goes on from there */
} jh_flow_outcome;

typedef struct jh_flow jh_flow; /* a solver; lives in its arena */

/* Takes a net. JH_EINPUT names what is outside the limits above, or an arc whose lower bound
 * is above its upper. */
jh_status jh_flow_open(jh_arena *arena, const jh_flow_net *net, jh_flow **out,
                       jh_error *err);
/* Solves, from the last basis where there is one. Work is counted in pivots. Both may be NULL,
 * but a control needs an outcome. */
jh_flow_outcome jh_flow_solve(jh_flow *f, const jh_plan_control *control,
                              jh_plan_outcome *work);
/* Changes the cost of an arc for the next solve. The limits above hold for the new costs, too;
 * prices and total of the last solve hold no longer. O(1). */
jh_status jh_flow_cost_set(jh_flow *f, uint32_t arc, int64_t cost, jh_error *err);

/* After an optimal solve. O(1) each, but for the total: O(arcs). */
int64_t jh_flow_on(const jh_flow *f, uint32_t arc);
/* Price of one unit at a node: cost(a) + price(from) - price(to) is >= 0 where the flow of a
 * may grow and <= 0 where it may shrink. That is the proof of optimality; jh_flow_check
 * verifies it. */
int64_t jh_flow_price(const jh_flow *f, uint32_t node);
/* JH_EINPUT where the total does not fit. */
jh_status jh_flow_total(const jh_flow *f, int64_t *cost, jh_error *err);
/* Pivots done since the net was opened. */
uint64_t jh_flow_pivots(const jh_flow *f);

/* After an infeasible solve: why. The nodes marked in `inside` (one byte a node) together
 * have `shortfall` more to give than the arcs that leave them can carry away (less what must
 * come in); below zero: so much more to take than can come in. */
jh_status jh_flow_cut(const jh_flow *f, jh_arena *scratch, uint8_t *inside,
                      int64_t *shortfall, jh_error *err);
/* After an unbounded solve: the arcs of the cycle in order, each without limit; `arc` has room
 * for nodes + 1. */
void jh_flow_cycle(const jh_flow *f, uint32_t *arc, uint32_t *n);

/* A claimed answer to a net: flow by arc and price by node. */
typedef struct jh_flow_answer {
    const int64_t *flow, *price;
} jh_flow_answer;

/* What is wrong with it, found without the solver: nothing (JH_FLOW_FAULT_NONE), and then
 * it is feasible and of least cost, or the first fault with the arc or node it is at.
 * O(nodes + arcs). */
typedef enum jh_flow_fault {
    JH_FLOW_FAULT_NONE,
    JH_FLOW_FAULT_BOUND,   /* an arc's flow outside its bounds */
    JH_FLOW_FAULT_BALANCE, /* a node gives or takes another amount */
    JH_FLOW_FAULT_PRICE,   /* an arc on which more or less flow might be cheaper */
} jh_flow_fault;

jh_status jh_flow_check(jh_arena *scratch, const jh_flow_net *net, jh_flow_answer answer,
                        jh_flow_fault *fault, uint32_t *at, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
