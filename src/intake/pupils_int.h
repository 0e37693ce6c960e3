/* What the parts of the pupil reader share: where the columns stand, the cells of a row, and
 * what each thread counts. */
#ifndef JUNHENG_INTAKE_PUPILS_INT_H
#define JUNHENG_INTAKE_PUPILS_INT_H

#include "csv_scan.h"
#include "pupils_table.h"

#define JH__BATCH 64  /* rows whose places in memory are fetched together */
#define JH__BATCHES 3 /* on their way: read, looked up, counted */
#define JH__NAME 255  /* bytes of a school's, grade's or class's name */
#define JH__CELL 300  /* bytes of a quoted cell that are looked at */

/* A column of yes and no; in the order of the file. */
typedef struct jh__lane {
    uint32_t col;
    bool sex;
    const char *label;
} jh__lane;

typedef struct jh__layout {
    uint32_t school, grade, group, score; /* columns from 1; 0: none */
    size_t columns;
    jh__lane lane[JH__LANES];
    size_t lanes;
    char delimiter;
    bool usual;        /* rows may be as jh__pupils_usual wants them */
    bool keys_joined;  /* school, grade and class stand behind each other */
    bool lanes_joined; /* so do the lanes, and they are seven at most */
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
    uint64_t rows; /* blank ones left out */
    uint32_t *at;  /* the cells of one row; at[0] stands for "before it" */
    size_t at_cap;
    struct jh__shape *shape; /* [1 << JH__SHAPE_BITS] */
    char
        *joined; /* [JH__BATCHES][JH__BATCH][JH__JOINED]: names that do not stand together
                     in the file */
} jh__counter;

#define JH__JOINER '\x1F' /* where names may hold the delimiter */
#define JH__JOINED (3 * (JH__NAME + 1))

/* What one row says, the class aside: a byte 1 for the score, then for each lane that says
 * yes, so that rows can be added up as words. */
typedef struct jh__pupil {
    uint64_t bits[3];
    uint32_t unknown; /* a bit a lane */
    int64_t micros;   /* 0 without a score */
} jh__pupil;

static inline void jh__say_yes(jh__pupil *p, size_t lane)
{
    p->bits[(lane + 1) / 8] |= UINT64_C(1) << (8 * ((lane + 1) % 8));
}

/* What some rows say until they are counted. */
typedef struct jh__said {
    uint64_t word[JH__BATCH][2]; /* the key, as in jh__key */
    uint64_t bits[3]
                 [JH__BATCH]; /* the second and third with more than seven lanes alone */
    int64_t micros[JH__BATCH];
    uint32_t key_n[JH__BATCH], hash[JH__BATCH];
    uint32_t slot[JH__BATCH]; /* the tally + 1 that its hash leads to; 0: none */
    jh__tally *tally[JH__BATCH];
    uint32_t unknown[JH__BATCH];  /* of the rows in `unknowns` */
    const char *bytes[JH__BATCH]; /* of keys longer than 16 */
    uint64_t placed;              /* a bit a row: it says which class it belongs to */
    uint64_t again;               /* … the class of the row before */
    uint64_t fresh;               /* … another one */
    uint64_t longer;              /* … its key is longer than 16 */
    uint64_t unknowns;            /* … not all its lanes are known */
} jh__said;

/* What follows from the lengths of a row's cells, and from where its score has the point. */
typedef struct jh__shape {
    uint64_t ends; /* a bit for the end of each cell; 0: no shape */
    uint64_t key_mask[2];
    uint64_t lane_mask;
    uint64_t score_mask,
        score_text;        /* its bytes; what they are before the digits are added */
    uint64_t point, right; /* the byte of its point, those behind it */
    int64_t power;
    uint8_t key, key_n, lane,
        score;       /* offsets; the score's is that of its last 8 bytes */
    uint8_t score_n; /* 0: none */
} jh__shape;

#define JH__SHAPE_BITS 7

/* Some rows of a block of lines, at most JH__BATCH. */
typedef struct jh__rows {
    const jh__block *block;
    size_t first, n;
} jh__rows;

/* Reads the rows that are like most rows of most files: so many cells, at most 63 bytes, the
 * class in one stretch of at most 16 bytes, lanes of one digit each, a short score. The others
 * as bits of the answer, lowest first; those that are read are placed. `shape` is kept from one call to the next. */
uint64_t jh__pupils_usual(const jh__layout *l, const jh__rows *rows, jh__shape *shape,
                          jh__said *out);
uint64_t jh__pupils_usual_plain(const jh__layout *l, const jh__rows *rows,
                                jh__shape *shape, jh__said *out);
uint64_t jh__pupils_usual_wide(const jh__layout *l, const jh__rows *rows,
                               jh__shape *shape, jh__said *out);
uint64_t jh__pupils_usual_widest(const jh__layout *l, const jh__rows *rows,
                                 jh__shape *shape, jh__said *out);

/* One cell and its place. */
typedef struct jh__pupil_cell {
    const char *p;
    size_t n;
    uint32_t row, col;
} jh__pupil_cell;

/* Reads one cell of a lane, or the score, in every form that is allowed. */
jh_status jh__pupil_lane(jh__counter *c, const jh__layout *l, size_t lane,
                         jh__pupil_cell cell, jh__pupil *out);
jh_status jh__pupil_score(jh__counter *c, jh__pupil_cell cell, jh__pupil *out);
jh_status jh__pupil_fault_add(jh__counter *c, jh__pupil_cell cell, const char *key);

/* Counts the rows of a block; a single row. */
jh_status jh__pupils_block(jh__counter *c, const jh__layout *l, const jh__block *block);
jh_status jh__pupils_row(jh__counter *c, const jh__layout *l, const jh_row *row);

/* Puts together what the threads counted, by school and class in the order of their names, and
 * hands the classes on. */
jh_status jh__pupils_sum(jh__counter *c, size_t n, const jh__layout *l,
                         const jh_pupils_how *how, jh_pupils *out);

#endif
