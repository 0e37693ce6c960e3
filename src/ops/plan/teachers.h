/* ops, private: a county's teachers as a problem of rotation, and back. */
#ifndef JH_OPS_PLAN_TEACHERS_H
#define JH_OPS_PLAN_TEACHERS_H

#include "prices.h"

#include <junheng/rotation.h>

/* What a teacher brings to a section: indicators that move with him. */
enum { JH__MARK_DEGREE = 0, JH__MARK_BACKBONE, JH__MARK_PE_ART, JH__MARK_KINDS };

/* How the aims are weighed and what may be asked of a teacher. */
typedef struct jh__rotation_wish {
    double factor;      /* of the straight line, to a way by road */
    double most_km;     /* no longer way than this */
    double leave_share; /* of a school's teachers, that may go at most */
    double years; /* at the school, from which a teacher is eligible if nothing is said */
    int32_t post_price, mark_price; /* in hundredths of a kilometre */
} jh__rotation_wish;

/* Names in order, to be found by halving. */
typedef struct jh__entry {
    const char *id;
    size_t at;
} jh__entry;

typedef struct jh__index {
    jh__entry *entry;
    size_t n;
} jh__index;

/* Sorts what was filled in; where the position of an id, or -1. */
void jh__index_sort(jh__index *x);
ptrdiff_t jh__index_find(const jh__index *x, const char *id);

/* Where a school or a home is; NAN: not known. */
typedef struct jh__place {
    double lon, lat;
} jh__place;

jh__place jh__place_of(const jh_assessment *a, size_t school);
double jh__place_km(jh__place a, jh__place b);

/* The problem, and where its parts come from. */
typedef struct jh__rotation_job {
    jh__county county;
    jh_assessment before, after;
    jh_facts facts, need_facts;
    jh__index schools, teachers;
    jh__rotation_wish wish;
    jh_rotation r;
    const char **subject; /* by index; post = section * subjects + subject */
    size_t subjects;
    size_t *row;     /* of the teacher in facts.teachers */
    size_t *section; /* where he is today */
    uint8_t *wished; /* by option */
    float *km;       /* by option: the way, where it is known, else below 0 */
    uint32_t *count; /* by post: teachers today */
} jh__rotation_job;

/* Reads and checks teachers and needs; faults are told by cell, then an error. */
jh_status jh__rotation_open(jh_call *call, jh__rotation_job *j, jh_error *err);
/* Reads a plan that was written down (--plan). */
jh_status jh__rotation_moves(jh_call *call, jh__rotation_job *j, uint32_t *taken,
                             jh_error *err);
/* Moves the teachers in a copy of the county's figures and has the engine judge it. */
jh_status jh__rotation_judge(jh_call *call, jh__rotation_job *j, const uint32_t *taken,
                             jh_error *err);
/* The number of a mark that a section has lacked to its standard; below 0: more than enough. */
double jh__rotation_lack(const jh__rotation_job *j, size_t section, int mark);

/* One move; sections of the assessment. */
typedef struct jh__move {
    size_t teacher, from, to;
    uint32_t option, post;
    double km;       /* below 0 or NAN: not known */
    const char *why; /* catalogue key */
} jh__move;

/* False: the teacher stays. */
bool jh__rotation_move(const jh__rotation_job *j, const jh_rotation_plan *plan, size_t t,
                       jh__move *out);
/* What staying comes to, and what the plan does. */
jh_status jh__rotation_sums(jh_call *call, const jh__rotation_job *j,
                            const uint32_t *taken, jh_rotation_sum *was,
                            jh_rotation_sum *is, jh_error *err);

/* Of those who may move: by sex, age and years at the school. */
enum { JH__MOVER_GROUPS = 12 };
typedef struct jh__mover_group {
    const char *key;
    size_t eligible, movers, known; /* known: ways */
    double km;                      /* sum of the known */
} jh__mover_group;

void jh__rotation_groups(const jh__rotation_job *j, const jh_rotation_plan *plan,
                         jh__mover_group out[JH__MOVER_GROUPS]);

/* What it comes to, school by school, for the workspace. */
struct jh_kept_plan;
jh_status jh__rotation_fill(jh_call *call, const jh__rotation_job *j,
                            const jh_rotation_plan *plan, struct jh_kept_plan *out,
                            jh_error *err);

/* Tables, JSON and the ledger. */
jh_status jh__rotation_tables(jh_call *call, const jh__rotation_job *j,
                              const jh_rotation_plan *plan, const jh_violations *found,
                              jh_error *err);
jh_status jh__rotation_json(jh_call *call, const jh__rotation_job *j,
                            const jh_rotation_plan *plan, const jh_violations *found,
                            jh_buf *out);
jh_status jh__rotation_ledger(jh_call *call, const jh__rotation_job *j,
                              const jh_rotation_plan *plan, const char *path,
                              jh_error *err);

#endif
