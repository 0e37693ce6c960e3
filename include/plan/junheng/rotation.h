/* plan: who of the teachers moves to which school (教师交流轮岗).
 *
 * The county as numbers: a post is a school's need of teachers of one subject and stage; a
 * section is a school's stage, with targets for marks (above the degree, backbone, PE and
 * arts). Each eligible teacher has options: to stay, and the posts that he may be sent to,
 * each at a cost (way, wishes, disruption, as whoever asks weighs them). Looked for is the
 * least of
 *
 *     costs of the options taken + price of each post left open + price of each mark that a
 *     section lacks to its target
 *
 * so that enough move, enough of them are backbone teachers, and of no group (a school's
 * teachers, a couple) too many.
 *
 * Method: without the rules this is a flow of least cost (flow.h). Rules and targets are
 * priced (Lagrange multipliers, moved by subgradients), the net is solved again from its last
 * basis at every price, and each solution is taken apart into chains of moves, of which those
 * that improve the best plan so far are kept; exchanges between two teachers polish the end.
 * The prices also give the bound: no plan costs less.
 *
 * Where a solver is given (mip.h) and the gap is wider than asked for, it gets the exact model of what is
 * left: an option whose reduced cost exceeds the gap cannot be part of a better plan and is cut off. Its
 * relaxation gives better prices, with which the net gives a better bound and cuts off more; the rest
 * is searched whole, for plans that are better by the gap alone. Whatever becomes of the solver, the
 * best plan so far stands with its bound.
 */
#ifndef JUNHENG_ROTATION_H
#define JUNHENG_ROTATION_H

#include <junheng/mip.h>
#include <junheng/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_ROTATION_NONE UINT32_MAX
#define JH_ROTATION_MARKS 4

typedef struct jh_rotation_option {
    uint32_t post;
    int32_t cost;
} jh_rotation_option;

typedef struct jh_rotation_teacher {
    uint32_t option, options; /* first, and how many: the first of them is to stay */
    uint32_t group[2];        /* that limit moves; NONE: none */
    uint8_t marks;            /* bits of the marks that he brings */
    bool backbone;            /* counts for the rule on backbone teachers */
    bool eligible;            /* false: stays */
} jh_rotation_teacher;

typedef struct jh_rotation_post {
    uint32_t section;
    int32_t need;  /* teachers */
    int32_t price; /* of each that is missing */
} jh_rotation_post;

typedef struct jh_rotation_target {
    int32_t least;
    int32_t price; /* of each that is missing */
} jh_rotation_target;

/* Of whom the share of backbone teachers is taken. */
typedef enum jh_rotation_base { JH_OF_MOVERS = 0, JH_OF_ELIGIBLE } jh_rotation_base;

typedef struct jh_rotation {
    uint32_t teachers, options, posts, sections, groups, marks;
    const jh_rotation_teacher *teacher;
    const jh_rotation_option *option;
    const jh_rotation_post *post;
    const jh_rotation_target *target; /* [section * marks + mark] */
    const uint32_t *group_most;       /* movers of a group */
    uint32_t movers_least;
    uint32_t backbone_permille; /* least share, in thousandths */
    jh_rotation_base backbone_base;
} jh_rotation;

typedef struct jh_rotation_plan {
    uint32_t *taken; /* by teacher: which of his options, 0 = stays */
    jh_plan_outcome outcome;
    const char *method; /* the solver that took part; NULL: our own method alone */
} jh_rotation_plan;

/* What a plan comes to. */
typedef struct jh_rotation_sum {
    int64_t cost;     /* the aim */
    int64_t way;      /* of the options alone */
    uint32_t open;    /* posts that stay open */
    uint32_t lacking; /* marks short of targets */
    uint32_t movers, backbone, eligible;
} jh_rotation_sum;

/* Makes a plan. JH_EINPUT (plan.rotation_form) where the numbers do not fit together: an option
 * beyond the posts, a first option that costs something. Infeasible where the rules cannot
 * all be kept; `why` then names them. Work is counted in solves of the net. */
jh_status jh_rotation_solve(jh_arena *arena, const jh_rotation *r,
                            const jh_plan_control *control, jh_rotation_plan *out,
                            jh_violations *why, jh_error *err);

/* Judges any plan by itself: every rule that it breaks, and what it comes to. O(teachers). */
jh_status jh_rotation_check(jh_arena *scratch, const jh_rotation *r,
                            const uint32_t *taken, jh_rotation_sum *sum,
                            jh_violations *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
