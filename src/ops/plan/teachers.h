/* ops, private: a county's teachers as a problem of rotation, and back. */
#ifndef JH_OPS_PLAN_TEACHERS_H
#define JH_OPS_PLAN_TEACHERS_H

#include "ways.h"

#include <junheng/json.h>
#include <junheng/rotation.h>
#include <junheng/stable.h>

/* What a teacher brings to a section: indicators that move with him. */
enum { JH__MARK_DEGREE = 0, JH__MARK_BACKBONE, JH__MARK_PE_ART, JH__MARK_KINDS };

/* How the aims are weighed and what may be asked of a teacher. */
typedef struct jh__rotation_wish {
    double factor;      /* of the straight line, to a way by road */
    double most_km;     /* no longer way than this */
    double leave_share; /* of a school's teachers, that may go at most; NAN: the pack's */
    double years; /* at the school, from which a teacher is eligible; NAN: the pack's */
    double speed; /* km/h, where a way is given in minutes alone */
    int32_t post_price, mark_price; /* in hundredths of a kilometre */
} jh__rotation_wish;

/* The rules in force: of the pack's settings (rotation_…), where it has them. */
typedef struct jh__rotation_rule {
    double share, backbone;
    bool
        of_eligible; /* the share of backbone teachers is one of the eligible, not of the movers */
    double years, term, leave;
    double age[2]; /* women, men: from which nobody is sent */
    double rest;   /* years after a rotation */
    double rural_years;
    bool rural_first;
} jh__rotation_rule;

enum { JH__SAID_NOTHING = 0, JH__SAID_NO, JH__SAID_YES };

/* What the table says of a teacher; NAN and NULL: nothing. */
typedef struct jh__teacher_facts {
    int stated; /* whether he is eligible */
    const char *reason, *sex, *title;
    double age, years, since_move, rural_years;
} jh__teacher_facts;

void jh__rotation_rules(const jh_pack *pack, const jh__rotation_wish *wish,
                        jh__rotation_rule *out);
/* Why he is not eligible, as a catalogue key; NULL: he is. */
const char *jh__rotation_why_not(const jh__rotation_rule *rule,
                                 const jh__teacher_facts *f);
/* Whether he has yet to serve in the country for a senior title. */
bool jh__rotation_needs_rural(const jh__rotation_rule *rule, const jh__teacher_facts *f);
bool jh__rotation_woman(const char *sex);
bool jh__rotation_man(const char *sex);

/* The next school of a list in a cell; false: no more. */
bool jh__list_next(const char **list, const char **word, size_t *n);
bool jh__list_has(const char *list, const char *id);

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
    jh__rotation_rule rule;
    jh__ways ways;
    jh_rotation r;
    const char **subject; /* by index; post = section * subjects + subject */
    size_t subjects;
    size_t *row;     /* of the teacher in facts.teachers */
    size_t *section; /* where he is today */
    uint8_t *wished; /* by option */
    float *km;       /* by option: the way, where it is known, else below 0 */
    float *minutes;  /* by option, where given, else below 0 */
    const char *
        *why_not;   /* by teacher: why he is not eligible, a catalogue key; NULL: he is */
    uint8_t *rural; /* by teacher: has yet to serve in the country */
    int32_t *dislike; /* by option: how the teacher himself ranks it (stable.h) */
    bool is_stable;   /* asked for, and made so */
    jh_stable_sum stable;
    size_t straight; /* ways between schools that were not given */
    uint32_t *count; /* by post: teachers today */
} jh__rotation_job;

/* Wishes, refusals and couples against the tables; j->teachers names rows. Counts what is told. */
jh_status jh__wishes_check(jh_call *call, const jh__rotation_job *j, size_t *faults);

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
enum { JH__MOVER_GROUPS = 14 };
typedef struct jh__mover_group {
    const char *key;
    size_t eligible, movers, known; /* known: ways */
    double km, most_km;             /* sum of the known, and the longest */
} jh__mover_group;

void jh__rotation_groups(const jh__rotation_job *j, const jh_rotation_plan *plan,
                         jh__mover_group out[JH__MOVER_GROUPS]);

jh_status jh__fairness_table(jh_call *call, const jh__rotation_job *j,
                             const jh_rotation_plan *plan, jh_error *err);
/* Who is not eligible, and why. */
jh_status jh__not_eligible_table(jh_call *call, const jh__rotation_job *j, jh_error *err);
/* The same as JSON: members of the open object. */
void jh__fairness_json(jh_json *w, const jh__rotation_job *j,
                       const jh_rotation_plan *plan);

/* What it comes to, school by school, for the workspace. */
struct jh_kept_plan;
jh_status jh__rotation_fill(jh_call *call, const jh__rotation_job *j,
                            const jh_rotation_plan *plan, struct jh_kept_plan *out,
                            jh_error *err);

/* Letters to those who move, into the folder of --letters: a page each, and all in one. */
jh_status jh__rotation_letters(jh_call *call, const jh__rotation_job *j,
                               const jh_rotation_plan *plan, jh_error *err);

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
