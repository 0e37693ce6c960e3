/* ops, private: the teachers of a generated county. Pure. */
#ifndef JH_OPS_SAMPLE_TEACHERS_H
#define JH_OPS_SAMPLE_TEACHERS_H

#include "county.h"

typedef struct jh__sample_staff {
    jh_arena *arena;
    const jh__sample_county *county;
    uint64_t seed;
    jh_lang lang;
    jh_random random;
    size_t of_school; /* teachers so far */
    jh_buf out;       /* CSV */
} jh__sample_staff;

/* Writes a row a teacher, with the heads of the form cn-teachers, to w->out. O(teachers). */
jh_status jh__sample_teachers(jh__sample_staff *w, jh_error *err);

#endif
