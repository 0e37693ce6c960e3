/* plan/budget, private: the problem as the methods use it. */
#ifndef JH_BUDGET_INT_H
#define JH_BUDGET_INT_H

#include <junheng/budget.h>

#include <math.h>

/* Coefficients are planned this much under their limits, so that the last digits of another order
 * of summing cannot turn the verdict. */
#define JH__CONE_MARGIN 1e-10

/* What a school may do: for each of its items the least number of steps. One choice of which
 * indicators its sections miss. */
typedef struct jh__option {
    double *low;    /* by item of the school */
    size_t passing; /* sections that pass by it */
    double pupils;  /* in them */
    bool whole;     /* every wanted section passes */
} jh__option;

/* Amounts are counted in steps: x units = count × step. */
typedef struct jh__item {
    double step, price; /* of a step, bought or moved, whichever is cheaper */
    double least, most; /* counts, bought and moved together */
    double spare;       /* counts that can be given: x >= -spare */
    double buy_price, buy_most, buy_least;
    double move;          /* price of a step that is moved here; INFINITY: none */
    size_t cell, cells;   /* in work.by_item */
    size_t total, totals; /* in work.total_of */
} jh__item;

typedef struct jh__school {
    size_t item, items;
    size_t section, sections;
    size_t option, options; /* in work.option */
} jh__school;

typedef struct jh__cone {
    double limit;
    size_t cell, cells; /* in work.by_cone */
} jh__cone;

typedef struct jh__work {
    const jh_budget *b;
    jh_arena *arena;
    jh_error *err;
    jh__item *item;
    jh__school *school;
    jh__option *option;
    size_t options, option_cap;
    jh__cone *cone;
    size_t *by_item, *by_cone; /* cells */
    double *slope;             /* of a step, one a cell; 0: fixed */
    double *weight;            /* one a cell, 1 over the cone's cells together */
    size_t *total_of;          /* totals by item */
    bool moves;                /* something may be moved */
} jh__work;

/* Builds it; options that no plan needs are left out. */
jh_status jh__budget_work(jh_arena *arena, const jh_budget *b, jh__work *out,
                          jh_error *err);
/* What a step that is bought takes of a total. */
double jh__total_step(const jh__work *w, size_t total, size_t item);
/* Steps with which the cell reaches the threshold; may lie beyond the item's most. */
double jh__steps_to(const jh__work *w, size_t cell, double threshold);
/* The smallest count >= low that may be bought. INFINITY: none. */
double jh__count_from(const jh__item *item, double low);

/* Options of one school: all subsets that its sections may miss (options.c). With `partly`, also
 * those where sections fail. */
jh_status jh__budget_options(jh__work *w, size_t school, bool partly);

/* ---- cones under changing amounts (cones.c) ---- */

typedef struct jh__sums {
    double mean, square; /* Σ w v, Σ w v²; w adds up to 1 */
} jh__sums;

typedef struct jh__state {
    double *count; /* by item */
    double *value; /* by cell */
    jh__sums *sum; /* by cone */
    double *used; /* by total; where things may be moved, totals are seen to in moves.c */
} jh__state;

jh_status jh__state_make(jh__work *w, jh__state *s);
void jh__state_copy(const jh__work *w, jh__state *to, const jh__state *from);
/* Computes values and sums anew from the counts. */
void jh__state_settle(const jh__work *w, jh__state *s);
/* Adds steps to one item. */
void jh__state_add(const jh__work *w, jh__state *s, size_t item, double steps);
/* Steps of the item that the totals still allow. */
double jh__room(const jh__work *w, const jh__state *s, size_t item);
bool jh__totals_hold(const jh__work *w, const jh__state *s);
double jh__cv(jh__sums s);
bool jh__cone_holds(const jh__work *w, const jh__state *s, size_t cone);
bool jh__cones_hold(const jh__work *w, const jh__state *s);
double jh__cost(const jh__work *w, const jh__state *s);
/* Whether the section keeps its rule. */
bool jh__passes(const jh__work *w, const jh__state *s, size_t section);

/* ---- prices of coefficients (prices.c) ---- */

/* What a unit of each coefficient costs, and the values at which that was found. */
typedef struct jh__prices {
    double *price;   /* λ, by cone */
    double *toll;    /* by total: of a unit of it */
    double *mean;    /* by cone: the anchor's */
    double *value;   /* by cell: the anchor */
    double *reduced; /* by item: price of a step less what it does for the coefficients */
    size_t *choice;  /* by school: option */
    double bound;
} jh__prices;

jh_status jh__prices_make(jh__work *w, jh__prices *p);
/* Finds prices at which the cheapest amounts just keep the limits; `s` gets those amounts in whole
 * steps, which may still miss a limit a little. */
jh_status jh__prices_find(jh__work *w, jh__prices *p, jh__state *s);
/* A lower bound on every plan from the prices; exact for each school by itself. */
double jh__prices_bound(const jh__work *w, jh__prices *p);

/* What the tolls add to a step of the item. */
double jh__toll_on(const jh__work *w, const double *toll, size_t item);

/* What an option of a school costs at the reduced prices of the bound. */
double jh__option_price(const jh__work *w, const jh__prices *p, const jh__school *school,
                        size_t option);

/* ---- the exact model (exact.c) ---- */

/* Goes on with a solver from the plan `best`; takes into it, and into `out`, what is better. */
jh_status jh__exact(jh__work *w, const jh_budget_request *request,
                    const jh_plan_control *control, const jh__prices *p, jh__state *best,
                    jh_budget_plan *out);

/* ---- moves (moves.c) ---- */

/* Splits net counts into bought, received and given, and finds who gives; *ok: a plan was found. `s`
 * and `out` then have it. */
jh_status jh__share_out(jh__work *w, const size_t *choice, jh__state *s,
                        jh_budget_plan *out, bool *ok);

/* The options' own needs within the sum, then what lowers the coefficients for what is left. */
jh_status jh__share_sum(jh__work *w, const size_t *choice, double money, jh__state *s,
                        jh_budget_plan *out, bool *ok);

/* ---- repair and improvement (repair.c) ---- */

/* Raises what is cheapest until every cone holds; false where it cannot be. */
bool jh__repair(const jh__work *w, jh__state *s);
/* The step of any item that takes most off the coefficients over their limits for the money; false:
 * none does, or none can be paid. */
bool jh__best_step(const jh__work *w, const jh__state *s, double money, size_t *item,
                   double *steps);
/* Whether every cone that the item is part of holds once it has changed by so many steps. */
bool jh__holds_with(const jh__work *w, const jh__state *s, size_t item, double steps);
/* What so many steps take off the coefficients, as shares of their limits. */
double jh__slack_gain(const jh__work *w, const jh__state *s, size_t item, double steps);
/* Sum over the cones of cv / limit - 1, where above 0. */
double jh__total_excess(const jh__work *w, const jh__state *s);
/* Items by the price of a step; NULL: no memory. */
size_t *jh__dearest_first(jh__work *w);
/* Takes off what no option and no cone needs, and exchanges dear steps for cheaper ones. */
jh_status jh__polish(jh__work *w, const size_t *choice, jh__state *s);

/* ---- why nothing will do (infeasible.c) ---- */

jh_status jh__why_sections(const jh__work *w, jh_violations *why);
jh_status jh__why_cones(const jh__work *w, const jh__state *s, jh_budget_plan *out);
/* Totals that the schools' own needs exceed, whatever each may miss: then no plan can hold. */
jh_status jh__why_totals(const jh__work *w, jh_budget_plan *out);
/* Things of which the chosen options need more from other schools than these can spare. */
jh_status jh__why_moves(const jh__work *w, const size_t *choice, jh_budget_plan *out);

/* ---- limits on the mean of coefficients (means.c) ---- */

/* Limits of the cones of each mean with which a plan is cheapest, and what no plan goes below (NAN: not
 * known). No limit is taken below `edge` times the lowest that the coefficient alone can be brought to.
 * Where there are none, why is in `out`. */
jh_status jh__mean_limits(jh__work *w, double edge, double *limit, double *bound,
                          jh_budget_plan *out);
bool jh__means_hold(const jh__work *w, const jh__state *s);

/* ---- a fixed sum (limited.c) ---- */

jh_status jh__best_use(jh__work *w, const jh_budget_request *request,
                       const jh_plan_control *control, jh_budget_plan *out);

/* The state's counts as amounts bought. */
void jh__take_counts(const jh__work *w, const jh__state *s, jh_budget_plan *out);
/* Units of so many steps. */
double jh__budget_amount(const jh__work *w, size_t item, double count);

#endif
