/* plan: money. The least that makes every section pass and brings every coefficient within its
 * limit, or the best use of a fixed sum.
 *
 * The county as numbers: items are what can be bought (more of one thing at one school), cells are
 * the indicators of sections, each moved by at most one item; a cone is the coefficient of one
 * indicator over the sections of one stage, cv = S / mean <= limit with pupil weights, which is a
 * second-order cone in the amounts while pupils stay as they are.
 *
 * A total limits what is bought of some items together: approved posts of a county, money for one
 * thing. Where a pack limits the mean of the coefficients of a stage, its cones have no limit of
 * their own and name that mean.
 *
 * Own method (docs/plans.md): price the coefficients, choose for each school what it may miss,
 * fill up the low tail by what a unit of coefficient costs there, repair, improve; a lower bound
 * from the same prices, exact for every school by itself. With a solver: the mixed-integer model
 * with the cone lifted section by section, its tangents added in rounds.
 */
#ifndef JUNHENG_BUDGET_H
#define JUNHENG_BUDGET_H

#include <junheng/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_BUDGET_NONE SIZE_MAX
/* What is measured, not counted, is bought in hundredths of its unit. */
#define JH_BUDGET_GRAIN 0.01

/* More of one thing at one school. Items stand in the order of their schools. */
typedef struct jh_budget_item {
    size_t school;
    size_t thing; /* index into things */
    double price; /* of a unit */
    double step;  /* bought in multiples of it; 0: any amount */
    double least; /* the smallest purchase, where any is made; 0: none */
    double most;  /* the largest purchase: multiples of the step up to it */
    double spare; /* units that the school may give to another; 0: none */
    double move;  /* price of a unit that comes from another school; NAN: none may come */
} jh_budget_item;

/* One indicator of one section. Cells stand in the order of their sections. Where less is better,
 * value, standard and floor are given with the other sign. */
typedef struct jh_budget_cell {
    size_t section;
    size_t indicator; /* index into indicators */
    size_t item;      /* what moves it; NONE: nothing that can be bought */
    double slope;     /* of the value by a unit of the item, above 0 */
    double value;     /* today */
    double standard;  /* NAN: none */
    double floor;     /* what a missed one must still reach; NAN: nothing */
    size_t cone;      /* the coefficient that it is part of; NONE */
    double weight;    /* in that coefficient */
} jh_budget_cell;

/* Sections stand in the order of their schools. */
typedef struct jh_budget_section {
    size_t school;
    int stage; /* of the vocabulary, -1: none */
    double pupils;
    size_t may_miss; /* cells with a standard that may stay between floor and standard */
    bool wanted;     /* must pass, where the aim is the cheapest plan */
    size_t cell, cells; /* first, and how many */
} jh_budget_section;

typedef struct jh_budget_cone {
    size_t indicator;
    int stage;
    double limit; /* INFINITY: none of its own */
    size_t mean;  /* index into means; NONE where `means` is 0 or it is part of none */
} jh_budget_cone;

/* The mean of the coefficients of its cones must not lie above the limit. */
typedef struct jh_budget_mean {
    int stage;
    double limit;
} jh_budget_mean;

/* What may be bought of some items together: units, or money at their prices. What is moved between
 * schools does not count. */
typedef struct jh_budget_total {
    const char *name;
    double most;
    bool money;
    size_t member, members; /* first, and how many, in `member` */
} jh_budget_total;

/* Names may be in both languages (JH_MSG_BOTH). */
typedef struct jh_budget {
    size_t schools;
    const char *const *school_id, *const *school_name;
    size_t things;
    const char *const *thing_name;
    size_t indicators;
    const char *const *indicator_name;
    const char *const *stage_name; /* by stage */
    size_t items, sections, cells, cones, means, totals, members;
    jh_budget_item *item;
    jh_budget_section *section;
    jh_budget_cell *cell;
    jh_budget_cone *cone;
    jh_budget_mean *mean;
    jh_budget_total *total;
    size_t *member; /* items of the totals, each once in one total */
} jh_budget;

/* What the money is for, where it does not reach for everything. */
typedef enum jh_budget_aim {
    JH_BUDGET_SECTIONS = 0, /* most sections that pass */
    JH_BUDGET_PUPILS,       /* most pupils in sections that pass */
    JH_BUDGET_COEFFICIENTS, /* least excess of coefficients over their limits */
    JH_BUDGET_AIMS
} jh_budget_aim;

/* The money of each year. */
typedef struct jh_budget_years {
    size_t n;
    const double *money;
    bool carry; /* what a year leaves may be spent in the next */
} jh_budget_years;

typedef struct jh_budget_request {
    double money; /* NAN: the cheapest plan that holds; else the best use of this sum */
    jh_budget_aim aim[JH_BUDGET_AIMS]; /* of a fixed sum: first aim first */
    double gap;                        /* with a solver: stop at this gap */
    uint64_t nodes; /* with a solver: most nodes of its search; 0: its default */
    const jh_budget_years *years; /* for jh_budget_stage: in place of money */
} jh_budget_request;

/* What is bought, comes from other schools and is given to them: one value an item. */
typedef struct jh_budget_plan {
    double *bought, *received, *given;
    double cost;
    jh_plan_outcome
        outcome; /* of a fixed sum: value and bound are those of its first aim, below 0 */
    const char *method; /* "own", or the solver's name */
    jh_violations
        why; /* of no plan: what stands against one, with the nearest relaxation */
} jh_budget_plan;

/* Makes a plan. JH_EINTERNAL where the problem itself is not well formed. */
jh_status jh_budget_solve(jh_arena *arena, const jh_budget *b,
                          const jh_budget_request *request,
                          const jh_plan_control *control, jh_budget_plan *out,
                          jh_error *err);

/* Judges any plan: amounts within bounds and steps, moves that balance, totals, every wanted section,
 * every coefficient, the money (NAN: none). Only amounts are read of the plan. O(items + cells). */
jh_status jh_budget_check(const jh_budget *b, const jh_budget_plan *plan, double money,
                          jh_violations *out, jh_error *err);

/* ---- several years --------------------------------------------------------------------------- */

/* One year of a staged plan. */
typedef struct jh_budget_year {
    jh_budget_plan plan; /* what is bought and moved in this year, and its cost */
    double money, left;  /* with what was carried here; what is not spent */
    size_t passing;      /* sections that pass once the year's purchases are there */
    size_t most; /* no plan of the money so far lets more pass, whenever it is spent */
    bool whole;  /* all that is wanted holds from here on */
} jh_budget_year;

typedef struct jh_budget_stages {
    jh_budget_plan plan; /* of all years; its outcome: of the cheapest plan that holds */
    jh_budget_year *year;
    size_t n;
    size_t pass; /* years after which all that is wanted holds; 0: not within these */
    size_t
        least; /* no plan passes in fewer years; 0: none does within these, or not known */
    double cost; /* of the cheapest plan that holds; NAN: none was found */
} jh_budget_stages;

/* Makes a plan over years: passing as early as the money allows by the cheapest plan, and in each
 * year before that the best use of its sum in the order of request->aim. `request->money` is not
 * read. Where the money of all years is not enough, the best use of all of it is staged. */
jh_status jh_budget_stage(jh_arena *arena, const jh_budget *b,
                          const jh_budget_request *request,
                          const jh_plan_control *control, jh_budget_stages *out,
                          jh_error *err);

/* Reads years[].plan; fills passing, most and whole of each year, and pass. */
jh_status jh_budget_tell_years(jh_arena *arena, const jh_budget *b,
                               const jh_budget_years *years, jh_budget_stages *out,
                               jh_error *err);

/* Judges a plan over years, one plan a year: each year's money, moves and smallest purchases, then all
 * years together by jh_budget_check. */
jh_status jh_budget_check_years(jh_arena *arena, const jh_budget *b,
                                const jh_budget_plan *plan, const jh_budget_years *years,
                                jh_violations *out, jh_error *err);

/* ---- what a plan is for -------------------------------------------------------------------- */

/* Why an amount is bought at a school. */
typedef enum jh_budget_why {
    JH_BUDGET_FOR_STANDARD = 0, /* without it an indicator would not meet its standard */
    JH_BUDGET_FOR_FLOOR,        /* the indicator that may be missed reaches its floor */
    JH_BUDGET_FOR_COEFFICIENT, /* beyond the school's own need, for the county's coefficient */
    JH_BUDGET_WHYS
} jh_budget_why;

/* One item with an amount. */
typedef struct jh_budget_reason {
    size_t item;
    double amount, cost;         /* net: bought and received less given */
    double part[JH_BUDGET_WHYS]; /* of the amount, by reason */
    size_t cell;                 /* the cell that it serves first */
    double before, after;        /* value of that cell */
    bool fails_without;          /* the section fails without it */
    bool over_without;           /* the coefficient is over its limit without it */
} jh_budget_reason;

/* One coefficient. */
typedef struct jh_budget_effect {
    double before, after;
    double cost; /* of what is bought for it beyond the schools' own needs */
    double
        price; /* what one hundredth more of the limit would save, at the margin; 0: nothing */
} jh_budget_effect;

typedef struct jh_budget_reasons {
    size_t n;
    jh_budget_reason *item;
    jh_budget_effect *cone;             /* one a cone */
    bool *passes_before, *passes_after; /* one a section */
} jh_budget_reasons;

jh_status jh_budget_explain(jh_arena *arena, const jh_budget *b,
                            const jh_budget_plan *plan, jh_budget_reasons *out,
                            jh_error *err);

/* ---- money against sections ------------------------------------------------------------------- */

/* The least money with which n sections pass, for every n: coefficients aside. */
typedef struct jh_budget_front {
    size_t n;       /* points: 0 … n-1 sections more than … */
    double *cost;   /* cost[k]: least for k passing sections; INFINITY: cannot be */
    double *pupils; /* in the sections that then pass */
    bool exact;     /* nothing costs less; not so where schools may give to others */
} jh_budget_front;

jh_status jh_budget_pareto(jh_arena *arena, const jh_budget *b, jh_budget_front *out,
                           jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
