/* assess: from figures to verdict, reasons and what it would take. Pure.
 *
 * Thresholds are compared on unrounded values; where double precision could err the
 * comparison is repeated with exact fractions. A verdict that rounding to the reported
 * decimals would change is flagged. Missing is never zero: a figure that cannot be
 * computed is `unknown`, names what is missing, and leaves the verdict open unless it
 * fails anyway. Source of the rules: the pack, clause by clause.
 */
#ifndef JUNHENG_ASSESS_H
#define JUNHENG_ASSESS_H

#include <junheng/measure.h>

#ifdef __cplusplus
extern "C" {
#endif

/* met 达标, floor 达到85%底线, fail 未达标, unknown 无法计算. none: the pack sets no
 * standard. */
typedef enum jh_grade { JH_MET = 0, JH_FLOOR, JH_FAILED, JH_UNKNOWN, JH_NONE } jh_grade;
/* pass 通过, fail 未通过, unknown 待定. */
typedef enum jh_verdict { JH_PASS = 0, JH_FAIL, JH_OPEN } jh_verdict;

const char *jh_grade_id(jh_grade g);     /* "met" "floor" "fail" "unknown" "none" */
const char *jh_verdict_id(jh_verdict v); /* "pass" "fail" "unknown" */

/* One indicator of one section. */
typedef struct jh_cell_result {
    jh_value value;
    jh_grade grade;
    jh_grade shown; /* grade of the value as reported, rounded */
    bool rounding;  /* the two grades differ */
    /* Distance to pass, where the grade is floor or failed and the indicator has a lever:
     * amount of the lever that the section lacks to the standard and to the floor (0 if
     * there), whole where it is counted; NAN where it cannot be computed. */
    double need, need_floor;
    /* The same for the school as a whole, where the lever is split between its stages. */
    double need_school;
} jh_cell_result;

typedef struct jh_section_result {
    const char *id, *name; /* of the school */
    size_t met, floor, failed, unknown;
    jh_verdict verdict;
    bool rounding; /* judged on rounded values the verdict would be another */
    int skip; /* of the unmet indicators the one that may stay at the floor: the one with
                 the largest need relative to its standard; -1 if none may or none needs
                 to */
} jh_section_result;

/* How a coefficient comes under its limit with the least added: the sections below
 * `level` are raised to it (the optimum: docs/methods.md). */
typedef struct jh_remedy {
    bool possible;
    double level;    /* indicator value that the low tail is raised to */
    size_t sections; /* how many are below it */
    double
        amount; /* of the lever, whole units each section where counted; NAN: no lever */
    double after; /* the coefficient then */
} jh_remedy;

/* One indicator of one stage of one area. */
typedef struct jh_coefficient_result {
    size_t n, missing; /* sections with and without a value */
    double mean, sd, cv;
    double limit; /* NAN: none */
    jh_verdict verdict;
    bool rounding;
    size_t met; /* sections that meet the standard */
    jh_remedy remedy;
} jh_coefficient_result;

typedef struct jh_stage_result {
    int stage; /* -1 when the pack judges rows */
    size_t sections, passed, failed, open;
    double pupils;
    jh_coefficient_result *coefficient; /* one an indicator */
    double composite, composite_limit;  /* mean of coefficients; NAN if not asked for */
    bool composite_rounding;
    jh_verdict composite_verdict;
    jh_verdict verdict;
} jh_stage_result;

/* One item of one area. */
typedef struct jh_item_result {
    jh_verdict verdict;
    jh_value value;     /* of the area, or of the worst row */
    const char *answer; /* evidence: as given */
    const char *document;
    size_t concerned, failing; /* rows, where it runs over schools or sections */
    const size_t *row;         /* the failing rows: schools or sections */
    const char *missing; /* name of the fact or answer that is missing (zh), or NULL */
    const char *missing_en;
} jh_item_result;

/* A reason of the verdict. */
typedef struct jh_reason {
    jh_verdict verdict;         /* JH_FAIL or JH_OPEN */
    jh_msg msg;                 /* catalogue keys assess.reason_* */
    int stage, indicator, item; /* -1 where it does not apply */
} jh_reason;

/* The single cell whose change turns the verdict. */
typedef struct jh_pivot {
    bool found;
    size_t section;
    int indicator;
    int slot;        /* the lever */
    double from, to; /* amount of the lever for the school */
    jh_verdict then; /* what the area's verdict becomes */
} jh_pivot;

typedef struct jh_area_result {
    const char *name;
    jh_stage_result *stage;
    size_t stages;
    jh_item_result *item; /* one an item of the pack */
    jh_reason *reason;
    size_t reasons;
    jh_verdict verdict;     /* of the resource part: sections and coefficients */
    jh_verdict verdict_all; /* with every item */
    jh_pivot pivot;         /* for `verdict` */
} jh_area_result;

/* A claim or setting that took effect or was refused. */
typedef struct jh_claim_result {
    size_t row; /* of the claims frame */
    bool accepted;
    jh_msg why;
} jh_claim_result;

typedef struct jh_assessment {
    const jh_pack *pack;
    jh_sections sections;
    jh_values values;
    jh_cell_result *cell;       /* [indicator * sections + section] */
    jh_section_result *section; /* one a section */
    jh_area_result *area;
    size_t areas;
    jh_claim_result *claim;
    size_t claims;
} jh_assessment;

/* What people stated; frames may be NULL or empty. Columns: see jh_facts in intake.h. */
typedef struct jh_statements {
    const jh_frame *answers, *claims;
    const char *date;      /* day of the assessment, ISO: dates reliefs; NULL: unknown */
    bool reliefs_in_force; /* the user says that reliefs still hold after their date */
} jh_statements;

/* What is assessed. `areas`, `statements` and `progress` may be NULL. */
typedef struct jh_assess_input {
    jh_frame *schools;
    const jh_frame *areas;
    const jh_statements *statements;
    const jh_progress *progress;
} jh_assess_input;

/* Assesses every area of `schools`. `schools` gains derived columns. O(sections ·
 * indicators
 * + areas · items). */
jh_status jh_assess(jh_arena *arena, const jh_pack *pack, const jh_assess_input *in,
                    jh_assessment *out, jh_error *err);

/* Says that `rows` of an area were given but could not be used: what is not judged cannot pass,
 * so a verdict of pass becomes open, with a reason. A verdict of fail stands. */
jh_status jh_assess_set_aside(jh_arena *arena, jh_assessment *result, size_t area,
                              size_t rows, jh_error *err);

/* What one unit more of an indicator's lever adds to a section's value; NAN where it has no lever,
 * no value, or does not respond evenly. */
double jh_assess_slope(const jh_assessment *a, size_t indicator, size_t section);

/* The area rule alone, on given coefficients ([stage][indicator], NAN = unknown):
 * statuses and composite, as published tables can be checked. Fills verdicts of `stage`,
 * whose coefficient arrays and limits the caller has set up with jh_stage_limits. */
jh_status jh_stage_limits(jh_arena *arena, const jh_pack *pack, int stage,
                          jh_stage_result *out);
void jh_stage_judge(const jh_pack *pack, jh_stage_result *stage);

#ifdef __cplusplus
}
#endif
#endif
