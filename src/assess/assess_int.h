/* Shared inside assess: one rule a file. */
#ifndef JH_ASSESS_INT_H
#define JH_ASSESS_INT_H

#include <junheng/assess.h>

/* State of one assessment. */
typedef struct jh__judge {
    jh_arena *arena;
    const jh_pack *pack;
    jh_assessment *out;
    const jh_statements *statements;
    jh_error *err;
    bool brief; /* verdicts of sections and stages only: no distances, items, reasons */
} jh__judge;

/* Closer than this (relative) to a threshold, doubles do not decide. */
#define JH__CLOSE 1e-9

/* Assesses `in` into j->out. */
jh_status jh__assess(jh__judge *j, const jh_assess_input *in);

/* Index of a stage in per-stage arrays: the stage, or 0 where rows are judged. */
static inline int jh__stage_index(int stage)
{
    return stage < 0 ? 0 : stage;
}

/* What a value of an indicator has to reach: `share` of the standard. */
typedef struct jh__goal {
    const jh_indicator *indicator;
    double share, standard;
} jh__goal;

/* Whether a value reaches its goal in the indicator's direction. `lookup` gives the exact value
 * where the double is too close to tell. */
jh_status jh__reaches(jh__judge *j, jh__goal goal, jh_value v, const jh_lookup *lookup,
                      bool *out);

/* share · standard, or standard ÷ share where less is better. */
double jh__threshold(const jh_indicator *ind, double share, double standard);

/* Grades the cell's value. */
jh_status jh__grade_cell(jh__judge *j, size_t indicator, size_t section);
/* Grades every cell and measures its distance. */
jh_status jh__grade_cells(jh__judge *j);
void jh__judge_section(jh__judge *j, size_t section);

/* Change of the indicator's value for one more unit of its lever in this section; NAN where it
 * has no lever or does not respond evenly. */
double jh__lever_slope(const jh__judge *j, const jh_indicator *ind, size_t section,
                       jh_value value);
jh_status jh__measure_need(jh__judge *j, size_t indicator, size_t section);

/* The sections of one stage of one area and what is known of an indicator there. */
typedef struct jh__group {
    const size_t *section;
    size_t n;
} jh__group;

jh_status jh__judge_stage(jh__judge *j, jh__group group, jh_stage_result *stage);
/* cv <= limit, exactly where the doubles are too close. */
jh_status jh__within_limit(jh__judge *j, jh__group group, size_t indicator, double cv,
                           double limit, bool *out);
jh_status jh__remedy(jh__judge *j, jh__group group, size_t indicator,
                     jh_coefficient_result *c);

jh_status jh__judge_items(jh__judge *j, size_t area, const size_t *schools, size_t n,
                          jh_area_result *out);
jh_status jh__apply_claims(jh__judge *j);
jh_status jh__give_reasons(jh__judge *j, jh_area_result *area);
jh_status jh__find_pivot(jh__judge *j, const jh__group *stage_group,
                         jh_area_result *area);

/* The worse of two verdicts: fail, then open, then pass. */
static inline jh_verdict jh__worse(jh_verdict a, jh_verdict b)
{
    if (a == JH_FAIL || b == JH_FAIL) return JH_FAIL;
    return a == JH_OPEN || b == JH_OPEN ? JH_OPEN : JH_PASS;
}

#endif
