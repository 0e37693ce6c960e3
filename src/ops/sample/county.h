/* ops, private: a generated county 示例县, so that Junheng can be tried without anyone's data.
 *
 * Pure: the same wish gives the same schools. What is drawn and why: docs/sample.md. */
#ifndef JH_OPS_SAMPLE_COUNTY_H
#define JH_OPS_SAMPLE_COUNTY_H

#include <junheng/base.h>

/* Facts of a stage; a band is a size of classes, from "up to 25" to "66 or more". */
enum {
    JH__S_PUPILS,
    JH__S_IN_ZONE,
    JH__S_ENTRANTS,
    JH__S_ENTRANTS_IN_ZONE,
    JH__S_TOP_GRADE,
    JH__S_GRADUATES,
    JH__S_CLASSES,
    JH__S_BAND,
    JH__S_LARGEST = JH__S_BAND + 10,
    JH__S_STAFF,
    JH__S_TEACHERS,
    JH__S_DOCTOR,
    JH__S_MASTER,
    JH__S_BACHELOR,
    JH__S_COLLEGE,
    JH__S_BACKBONE,
    JH__S_TITLED,
    JH__S_PE,
    JH__S_MUSIC,
    JH__S_FINE_ART,
    JH__S_ARTS,
    JH__S_ITINERANT,
    JH__S_FACTS
};

/* Facts of the school as a whole. */
enum {
    JH__F_TYPE,
    JH__F_SPONSOR,
    JH__F_URBAN_RURAL,
    JH__F_LON,
    JH__F_LAT,
    JH__F_BUILT,
    JH__F_KINDERGARTEN,
    JH__F_SENIOR,
    JH__F_BOARDERS,
    JH__F_MIGRANT,
    JH__F_LEFT_BEHIND,
    JH__F_POSTS,
    JH__F_CERTIFIED,
    JH__F_TRAINED,
    JH__F_TEACHING,
    JH__F_INDOOR,
    JH__F_GROUND,
    JH__F_EQUIPMENT,
    JH__F_MULTIMEDIA,
    JH__F_COMPUTERS,
    JH__F_BOOKS,
    JH__F_MUSIC_ROOMS, /* four sizes, largest first */
    JH__F_ART_ROOMS = JH__F_MUSIC_ROOMS + 4,
    JH__F_BUDGET = JH__F_ART_ROOMS + 4,
    JH__F_BASE,
    JH__F_COHORT, /* five figures of the retention of the junior cohort */
    JH__F_FACTS = JH__F_COHORT + 5
};

enum { JH__PRIMARY, JH__JUNIOR, JH__STAGES };
enum { JH__SEAT, JH__TOWN, JH__VILLAGE, JH__SETTINGS };

/* Which schools a county has, and of what size. */
typedef struct jh__sample_kind {
    int type, setting;
    bool private_run;
    double share;          /* of the county's schools */
    double median, spread; /* of pupils of compulsory age: log-normal */
    double junior, senior; /* pupils of the stage, as a part of these */
} jh__sample_kind;

/* A figure that does not exist is NAN. */
typedef struct jh__sample_school {
    const jh__sample_kind *kind;
    char id[11];
    const char *name, *township, *grades;
    size_t township_index;
    bool boarding;
    bool wanting; /* it is one of those that do not pass */
    int part;     /* in the story of years (sample/years.c); 0 none */
    double fact[JH__F_FACTS];
    double stage[JH__STAGES][JH__S_FACTS];
} jh__sample_school;

/* What is true of the whole county. */
typedef struct jh__sample_area {
    bool certified, zoned, certain_funds; /* all teachers, pupils, small schools */
    size_t townships, villages;
    double base[JH__STAGES]; /* public funds per pupil, yuan */
} jh__sample_area;

typedef struct jh__sample_wish {
    uint64_t seed;
    size_t schools; /* of each county: 10 … 2,000 */
    size_t areas;   /* 1 … 5,000 */
    jh_lang lang;
} jh__sample_wish;

typedef struct jh__sample_county {
    const char *name;
    jh__sample_area area;
    jh__sample_school *school;
    size_t schools;
    jh_random random; /* where the county's own figures go on */
} jh__sample_county;

#define JH__SAMPLE_SCHOOLS_LEAST 10
#define JH__SAMPLE_SCHOOLS_MOST 2000
#define JH__SAMPLE_AREAS_MOST 5000

/* The county number `index` (from 0); it does not depend on how many there are. O(schools
 * log schools). */
jh_status jh__sample_county_draw(jh_arena *arena, const jh__sample_wish *wish,
                                 size_t index, jh__sample_county *out, jh_error *err);

/* Figures of a school whose kind, place and pupils are set (sample_school.c). */
void jh__sample_school_draw(jh_random *r, const jh__sample_area *area,
                            jh__sample_school *school);

/* What a school is owed per 100 pupils (teachers) by the assessment of 2017. */
#define JH__SAMPLE_BACKBONE 1.0
#define JH__SAMPLE_PE_ART 0.9
#define JH__SAMPLE_DEGREE_PRIMARY 4.2
#define JH__SAMPLE_DEGREE_JUNIOR 5.3

/* Parts of a school's figures, for those who change them from year to year (sample/school.c):
 * classes of at most `full` pupils, entrants and leavers, money and the retention of a cohort. */
void jh__sample_classes_draw(jh_random *r, double *stage, double grades, double full);
void jh__sample_enrolment_draw(jh_random *r, const jh__sample_area *area,
                               jh__sample_school *school, int stage);
void jh__sample_school_settle(jh_random *r, const jh__sample_area *area,
                              jh__sample_school *school);
/* Rooms, grounds, equipment, multimedia rooms: the amount that gives each stage its due, and the
 * one that gives none of them the floor. */
enum { JH__SAMPLE_SPACE, JH__SAMPLE_GROUND, JH__SAMPLE_EQUIPMENT, JH__SAMPLE_MULTIMEDIA };
void jh__sample_owed(const jh__sample_school *school, int facility, double out[2]);

/* The county's own figures as fact ids and values (sample_area.c); returns how many. */
typedef struct jh__sample_figure {
    const char *id;
    double value;
} jh__sample_figure;

#define JH__SAMPLE_FIGURES_MOST 96
size_t jh__sample_area_draw(const jh__sample_county *county,
                            jh__sample_figure out[JH__SAMPLE_FIGURES_MOST]);

/* Names (sample_names.c), all different within a county. */
#define JH__SAMPLE_NAME_KINDS 4
enum { JH__ORDINAL_PRIVATE = JH__SAMPLE_NAME_KINDS, JH__ORDINAL_COMPLETE, JH__ORDINALS };

typedef struct jh__sample_namer {
    jh_arena *arena;
    jh_lang lang;
    const char *county;
    size_t start, next; /* of the places */
    size_t *seen;       /* by township and kind of name */
    size_t ordinal[JH__ORDINALS];
} jh__sample_namer;

/* All return NULL without memory. */
const char *jh__sample_county_name(jh_arena *arena, const jh__sample_wish *wish,
                                   size_t index);
const char *jh__sample_township_name(jh__sample_namer *n, size_t index);
const char *jh__sample_school_name(jh__sample_namer *n, const jh__sample_school *school);

/* A whole number of the log-normal distribution with a median, kept within limits. */
double jh__sample_size(jh_random *r, double median, double spread, double least,
                       double most);
bool jh__sample_chance(jh_random *r, double share);
/* Even between two limits. */
double jh__sample_between(jh_random *r, double low, double high);

#endif
