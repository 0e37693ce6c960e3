/* What the parts of the pupil reader share: where the columns stand, the cells of a row, and
 * what each thread counts. */
#ifndef JUNHENG_INTAKE_PUPILS_INT_H
#define JUNHENG_INTAKE_PUPILS_INT_H

#include "csv_scan.h"
#include "pupils_table.h"

#define JH__BATCH 64 /* rows whose places in memory are fetched together */
#define JH__NO_SCORE INT64_MIN

/* A column of yes and no; in the order of the file. */
typedef struct jh__lane {
    uint32_t col;
    bool sex;
    const char *label;
} jh__lane;

typedef struct jh__layout {
    uint32_t school, grade, group, score; /* columns from 1; 0: none */
    jh__lane lane[JH__LANES];
    size_t lanes;
    char delimiter;
    bool keys_joined;  /* school, grade and class stand behind each other */
    bool lanes_joined; /* so do the lanes, and they are eight at most */
    uint64_t allowed;  /* bits that a lane's byte may have, joined lanes */
    uint64_t sex;      /* lowest bit of the lane of the sex */
} jh__layout;

typedef struct jh__pupil_fault {
    uint32_t row, col;
    const char *key;
    char text[40];
} jh__pupil_fault;

/* One thread's counts. */
typedef struct jh__counter {
    jh__classes classes;
    jh__pupil_fault *fault;
    size_t faults, fault_cap;
    uint64_t unplaced;
} jh__counter;

/* What one row says, the class aside. */
typedef struct jh__pupil {
    uint64_t yes[2];  /* a byte a lane */
    uint32_t unknown; /* a bit a lane */
    int64_t micros;   /* JH__NO_SCORE: none */
} jh__pupil;

/* One cell and its place. */
typedef struct jh__pupil_cell {
    const char *p;
    size_t n;
    uint32_t row, col;
} jh__pupil_cell;

/* Reads one cell of a lane, or the score, in every form that is allowed. */
jh_status jh__pupil_lane(jh__counter *c, const jh__layout *l, size_t lane,
                         jh__pupil_cell cell, jh__pupil *out);
jh_status jh__pupil_score(jh__counter *c, jh__pupil_cell cell, int64_t *micros);
jh_status jh__pupil_fault_add(jh__counter *c, jh__pupil_cell cell, const char *key);

/* Counts the rows of a block; a row of the plain reader. */
jh_status jh__pupils_block(jh__counter *c, const jh__layout *l, const jh__block *block,
                           size_t columns);
jh_status jh__pupils_row(jh__counter *c, const jh__layout *l, const jh_row *row);

/* Puts together what the threads counted, by school and class in the order of their names, and
 * hands the classes on. */
jh_status jh__pupils_sum(jh__counter *c, size_t n, const jh__layout *l,
                         const jh_pupils_how *how, jh_pupils *out);

#endif
