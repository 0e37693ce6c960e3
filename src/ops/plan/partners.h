/* ops, private: a county's sections as problems of pairing, and back. */
#ifndef JH_OPS_PLAN_PARTNERS_H
#define JH_OPS_PLAN_PARTNERS_H

#include "teachers.h"

#include <junheng/pairs.h>

/* What may be paired, and how it is weighed. */
typedef struct jh__pairs_wish {
    uint32_t helpers; /* weak schools that a strong one helps at most */
    double factor, most_km;
    double size;       /* pupils of the helper, at least, for each pupil of the helped */
    double change;     /* kilometres that a new partner must be better by */
    const char *group; /* fact of the schools: equal ones are not paired; NULL: none */
    const char
        *most; /* fact: how many this one helps at most, instead of helpers; NULL */
} jh__pairs_wish;

/* One stage of one area. Sections are in order of school codes. */
typedef struct jh__pairs_problem {
    size_t area;
    int stage;
    jh_pairs p;
    size_t *weak, *strong; /* section of the assessment; of a group its lead's */
    size_t *member;  /* sections that can help, those of strong k from first[k] on, */
    size_t *first;   /* itself first: more than one where it leads a group */
    uint32_t *today; /* by weak section: the partner that it has; ALONE: none */
    size_t open;     /* sections that cannot be judged: figures are missing */
    jh_pairs_plan plan;
    jh_pairs_other *other; /* by weak section: next best after the plan's */
    jh_violations found;
} jh__pairs_problem;

typedef struct jh__pairs_job {
    jh__county county;
    jh_assessment a;
    jh__index schools;
    jh__place *place; /* by school */
    jh__pairs_wish wish;
    jh__pairs_problem *problem;
    size_t problems;
    bool check; /* the plan was given */
} jh__pairs_job;

/* How much of what a section lacks of an indicator a partner has above the standard; of a group
 * the member that has most. */
typedef struct jh__pairs_help {
    size_t indicator, member; /* member: its section */
    double weak, standard, strong;
    double share; /* 0..1 */
} jh__pairs_help;

/* Reads and assesses, makes the problems; faults are told by cell, then an error. */
jh_status jh__pairs_open(jh_call *call, jh__pairs_job *j, jh_error *err);
/* Reads pairs from the files given as `param` into each problem's `into` (by weak section). */
jh_status jh__pairs_read(jh_call *call, jh__pairs_job *j, const char *param,
                         uint32_t **into, jh_error *err);
/* What `strong` can help `weak` with, `out` with room for every indicator. */
size_t jh__pairs_helps(const jh_assessment *a, const jh__pairs_problem *x, size_t weak,
                       size_t strong, jh__pairs_help *out);
/* The group of a section's school, NULL: none. */
const char *jh__pairs_group(const jh__pairs_job *j, size_t section);
double jh__pairs_km(const jh__pairs_job *j, const jh__pairs_problem *x, size_t weak,
                    size_t strong);

/* A pair in words: id, name and stage of the weak one, id and name of its partner, what it helps
 * with (`whole`: with figures), way, why, who would be next. */
enum { JH__PAIRS_COLUMNS = 9 };
void jh__pairs_cells(jh_call *call, const jh__pairs_job *j, const jh__pairs_problem *x,
                     uint32_t weak, bool whole, const char **cell);
/* What it comes to, pair by pair, for the workspace. */
jh_status jh__pairs_fill(jh_call *call, const jh__pairs_job *j, struct jh_kept_plan *out,
                         jh_error *err);
/* Tables, JSON and the list of pairs. */
jh_status jh__pairs_tables(jh_call *call, const jh__pairs_job *j, jh_error *err);
jh_status jh__pairs_json(jh_call *call, const jh__pairs_job *j, jh_buf *out);
jh_status jh__pairs_file(jh_call *call, const jh__pairs_job *j, const char *path,
                         jh_error *err);

#endif
