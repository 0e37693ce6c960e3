/* measure: from facts to figures. Pure.
 *
 * Sections (学段部): the units that are judged, made from schools by the pack's scope,
 * stages and splitting. Values: the pack's indicators for each section. Statistics: one a
 * file in stats/, described and looked up by id.
 */
#ifndef JUNHENG_MEASURE_H
#define JUNHENG_MEASURE_H

#include <junheng/frame.h>
#include <junheng/standards.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- sections
 * -------------------------------------------------------------------------- */

/* A relief in force for one section. */
typedef struct jh_relief_use {
    size_t section;
    int relief; /* index into the pack */
    const char *reason;
} jh_relief_use;

/* One section. */
typedef struct jh_section {
    size_t school; /* row in the schools frame */
    size_t area;
    int stage; /* index into the vocabulary's stages; -1 when the pack judges rows */
    double pupils;
    double share; /* of split facts, 0..1; 1 for a school with one stage */
} jh_section;

/* A school that is left out, and why. */
typedef struct jh_left_out {
    size_t school;
    int exclusion; /* index into the pack; -1: its pupils are not known; -2: no pupils */
} jh_left_out;

typedef struct jh_sections {
    const jh_pack *pack;
    const jh_frame *schools, *areas; /* areas may be empty */
    size_t n;
    jh_section *section;
    size_t area_n;
    const char **area;   /* names, in order of first appearance */
    size_t *area_row;    /* row in `areas`, or SIZE_MAX */
    size_t *school_area; /* area of each school */
    size_t left_out_n;
    jh_left_out *left_out;
    size_t *first;         /* first section of each school; first[schools] = n */
    jh_relief_use *relief; /* by section */
    size_t relief_n;
    size_t *relief_first;   /* first relief of each section, n + 1; NULL: no reliefs */
    ptrdiff_t *fact_column; /* fact index → column of schools, or -1 */
    ptrdiff_t *area_fact_column; /* fact index → column of areas, or -1 */
} jh_sections;

/* Makes the sections. Facts that the pack derives are filled in where they are missing
 * (`schools` gains columns). O(schools · facts). */
jh_status jh_sections_make(jh_arena *arena, const jh_pack *pack, jh_frame *schools,
                           const jh_frame *areas, jh_sections *out, jh_error *err);
/* Puts reliefs in force. `use` is sorted by section. */
jh_status jh_sections_relieve(jh_arena *arena, jh_sections *s, jh_relief_use *use,
                              size_t n, jh_error *err);

/* Lookups for formulas; `ctx` objects are plain and belong to the caller. */
typedef struct jh_section_ctx {
    const jh_sections *sections;
    size_t section; /* index of the section */
    size_t school;  /* row of the school: school formulas */
    size_t area;
    const size_t *row; /* schools of the area, for sum(…) */
} jh_section_ctx;

jh_lookup jh_section_lookup(jh_section_ctx *ctx);           /* section names */
jh_lookup jh_school_lookup(jh_section_ctx *ctx);            /* school names */
jh_lookup jh_area_lookup(jh_section_ctx *ctx, size_t rows); /* area names */

/* A text fact of a school (fact -1: none), "" where it has none; its name, else its id. */
const char *jh_school_text(const jh_sections *s, int fact, size_t school);
const char *jh_school_name(const jh_sections *s, size_t school);
/* The cell that a slot's value came from; row 0 where there is none. */
jh_origin jh_section_origin(const jh_sections *s, size_t section, int slot);
/* The same for a fact of an area. */
jh_origin jh_area_origin(const jh_sections *s, size_t area, int slot);
/* The share of a section in split facts, exactly. */
const jh_exact *jh_section_share_exact(const jh_sections *s, size_t section, jh_arena *a);

/* Value of every indicator for every section: value[k * n + i], state likewise. */
typedef struct jh_values {
    size_t indicators, sections;
    jh_value *value;
    double *weight; /* of the mean and the coefficient, [k * n + i] */
} jh_values;

jh_status jh_values_compute(jh_arena *arena, const jh_sections *s, jh_values *out,
                            jh_error *err);
/* One section's values and weights again, after one of its facts has changed. */
jh_status jh_values_section(const jh_sections *s, size_t section, jh_values *values,
                            jh_error *err);

/* ---- statistics
 * -------------------------------------------------------------------------- */

/* Values and weights of one group; w NULL: all 1. All numbers are finite. Missing values are
 * already left out, and counted by the caller. Values without weight (w 0) take no part in
 * what is weighted. */
typedef struct jh_sample {
    const double *x, *w;
    size_t n;
    jh_arena *scratch;   /* for statistics that sort; the caller frees it */
    const double *y;     /* the second variable, where the statistic has one */
    const double *param; /* of the statistic, in its order, where it has any */
} jh_sample;

typedef enum jh_stat_state {
    JH_STAT_OK = 0,
    JH_STAT_UNDEFINED,
    JH_STAT_NOMEM /* no memory to sort in */
} jh_stat_state;

typedef struct jh_stat_result {
    jh_stat_state state;
    double value;
    const char *why; /* catalogue key where undefined, e.g. "stat.mean_zero" */
} jh_stat_result;

/* Which way is fairer, if that can be said. */
typedef enum jh_fairer {
    JH_FAIRER_UNSAID = 0,
    JH_FAIRER_MORE,
    JH_FAIRER_LESS,
    JH_FAIRER_NEAR_ZERO,
    JH_FAIRER_NEAR_ONE
} jh_fairer;

/* What becomes of the figure when every value is multiplied by c > 0, or raised by c: nothing
 * can be said; it stays; it is multiplied, or raised, by c too. */
typedef enum jh_response { JH_FREE = 0, JH_STAYS, JH_FOLLOWS } jh_response;

/* Transfer principle (Pigou 1912, Dalton 1920): what is moved from a school above to one below,
 * without changing their order, makes the figure better, or never worse, by its direction. */
typedef enum jh_transfer {
    JH_TRANSFER_FREE = 0,
    JH_TRANSFER_NEVER_WORSE,
    JH_TRANSFER_BETTER
} jh_transfer;

/* Into groups: not at all; into within and between that add up; with an overlap besides. */
typedef enum jh_parts { JH_PARTS_NONE = 0, JH_PARTS_ADD, JH_PARTS_OVERLAP } jh_parts;

/* What a statistic says of itself; tests and the fuzz target are made from it. */
typedef struct jh_stat_properties {
    jh_response scale, translation;
    bool replication; /* every value any number of times: the figure stays */
    bool permutation; /* any order: the figure stays */
    jh_transfer transfer;
    jh_parts parts;
} jh_stat_properties;

/* What the second variable is. */
typedef enum jh_second {
    JH_SECOND_NONE = 0,
    JH_SECOND_NUMBER, /* a measure of the same row, such as local wealth */
    JH_SECOND_FLAG,   /* 1: the row belongs to the disadvantaged group, 0: to the other */
    JH_SECOND_GROUP   /* number of the group, 0 … */
} jh_second;

#define JH_STAT_PARAMS 2

/* A parameter: `ge(1.5)`, or by name `ge(alpha=1.5)`. */
typedef struct jh_stat_param {
    const char *name;
    jh_label meaning;
    double low, high; /* what is allowed */
    double usual;     /* where it is not given; else what tests take */
    bool required, whole;
} jh_stat_param;

/* A value known from elsewhere. */
typedef struct jh_stat_example {
    const double *x, *w, *y, *param; /* as in a sample */
    size_t n;
    double value;
    const char *source;
} jh_stat_example;

/* A limit in use, and how sure it is. */
typedef struct jh_benchmark {
    jh_label limit;
    const char *standing;
} jh_benchmark;

/* A statistic: one file in stats/. */
typedef struct jh_stat {
    const char *id;
    jh_label name;
    jh_label definition;
    const char *source; /* document and clause, or paper */
    jh_label weights;   /* what weights mean to it */
    jh_label undefined; /* when it has no value */
    jh_label zeros;     /* what becomes of values of zero */
    const jh_stat_param *param;
    size_t params;
    jh_second second;
    jh_fairer fairer;
    double low, high; /* bounds of the value */
    jh_stat_properties holds;
    const char *cost; /* "n log n": time by number of values */
    const jh_stat_example *example;
    size_t examples;
    const jh_benchmark *benchmark;
    size_t benchmarks;
    bool unweighted; /* weights are not used */
    jh_stat_result (*compute)(jh_sample sample);
} jh_stat;

/* A statistic with its parameters: what `--stat` names. */
typedef struct jh_stat_choice {
    const jh_stat *stat;
    double param[JH_STAT_PARAMS];
    const char *id; /* "cv", "ge(1.5)" */
} jh_stat_choice;

/* Reads "cv", "ge(1.5)", "percentile(p=10, type=1)"; JH_EUSAGE with what is wrong. */
jh_status jh_stat_choose(jh_arena *arena, const char *text, jh_stat_choice *out,
                         jh_error *err);
/* The figure. A value that a double cannot hold is undefined. */
jh_stat_result jh_stat_compute(const jh_stat_choice *choice, jh_sample sample);

const jh_stat *jh_stat_find(const char *id);
const jh_stat *const *jh_stat_list(size_t *n);

/* Weighted mean and spread of one group: mean = Σwx/Σw, sd = sqrt(Σw(x−mean)²/Σw), summed
 * in eight fixed lanes so that every machine gets the same bits. `total` = Σwx. */
typedef struct jh_moments {
    size_t n;
    double weight, total, mean, sd;
} jh_moments;

jh_moments jh_moments_of(jh_sample sample);

#ifdef __cplusplus
}
#endif
#endif
