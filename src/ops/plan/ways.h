/* ops, private: a table of ways between schools, or from where a teacher lives to schools. */
#ifndef JH_OPS_PLAN_WAYS_H
#define JH_OPS_PLAN_WAYS_H

#include "prices.h"

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

typedef struct jh__way {
    size_t from, to;    /* schools; from: beyond the schools, a teacher */
    double km, minutes; /* NAN: not given */
    size_t row;
} jh__way;

typedef struct jh__ways {
    bool given;
    jh__way *way; /* in order */
    size_t n;
} jh__ways;

typedef struct jh__ways_names {
    const jh__index *schools, *teachers;
} jh__ways_names;

/* Reads --travel; faults are told by cell and counted. */
jh_status jh__ways_read(jh_call *call, const jh_pack *pack, const jh__ways_names *names,
                        jh__ways *out, size_t *faults, jh_error *err);
/* The way there, else the way back; NULL: neither is given. */
const jh__way *jh__ways_find(const jh__ways *w, size_t from, size_t to);

#endif
