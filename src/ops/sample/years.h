/* ops, private: the generated county from one year to the next, with a story. Pure.
 *
 * What happens and why: docs/sample.md. */
#ifndef JH_OPS_SAMPLE_YEARS_H
#define JH_OPS_SAMPLE_YEARS_H

#include "county.h"

#define JH__SAMPLE_YEARS_MOST 6
#define JH__SAMPLE_EVENTS_MOST 16
/* Fewer schools have no room for the story. */
#define JH__SAMPLE_YEARS_SCHOOLS 60

/* What happened to schools; kinds as events of a workspace are called. */
typedef struct jh__sample_event {
    int year;
    const char *kind; /* "merge" "close" "recode" "rename" "open" */
    const char *from_id[2], *from_name[2];
    const char *to_id, *to_name; /* NULL: none */
    const char *note;            /* catalogue key */
} jh__sample_event;

typedef struct jh__sample_story {
    jh__sample_county county; /* of `year` */
    const jh__sample_wish *wish;
    int first, year;
    jh__sample_event event[JH__SAMPLE_EVENTS_MOST];
    size_t events;
    const char *relapsed; /* id of the school that passes and falls back */
} jh__sample_story;

/* Draws the county as it is in the first year: that of jh__sample_county_draw. */
jh_status jh__sample_story_begin(jh_arena *arena, const jh__sample_wish *wish, int first,
                                 jh__sample_story *out, jh_error *err);
/* One year on: story->county changes in place, what happened is added to its events. */
jh_status jh__sample_story_next(jh_arena *arena, jh__sample_story *story, jh_error *err);

/* A school one year on (sample/drift.c): pupils, classes, teachers, rooms. */
void jh__sample_drift(jh_random *r, const jh__sample_area *area, jh__sample_school *s,
                      int step);
/* Pupils have come or gone: classes and what hangs on them are drawn anew. `full`: pupils that a
 * class is filled to, by stage. */
void jh__sample_resize(jh_random *r, const jh__sample_area *area, jh__sample_school *s,
                       const double full[JH__STAGES]);
/* Brings a school up to what it is owed; `lenient` leaves alone what reaches the floor. */
void jh__sample_mend(jh__sample_school *s, bool lenient);
/* The arts teachers have left, screens have aged. */
void jh__sample_spoil(jh__sample_school *s);

#endif
