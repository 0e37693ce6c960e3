/* ops, private: segregation of groups of pupils, by group of --by. */
#ifndef JH_OPS_STAT_MIX_H
#define JH_OPS_STAT_MIX_H

#include "stat_work.h"

#include <junheng/segregation.h>

#include <inttypes.h>

#define JH__MIX_OF_ALL 3 /* m, h, d */

/* One group of --by. */
typedef struct jh__mixed {
    const char *name;
    size_t units;
    const char **unit;         /* names */
    double *n[2];              /* counts before and now: [unit * groups + group] */
    size_t **group, *groups;   /* by level: where each unit lies */
    jh_segregation all, was;   /* now; before, with --compare */
    jh_segregation chance;     /* what chance alone would give */
    jh_two_groups *two;        /* each group against everyone else */
    jh_two_groups *chance_two; /* likewise */
    double *local;             /* by unit */
    jh_interval *range;        /* --bootstrap: by figure; NULL: none */
    jh_decomposition nested;
    jh_mixing_change change;
    jh_permuted test[JH__MIX_OF_ALL]; /* --permute: of the change of m, h, d */
} jh__mixed;

typedef struct jh__mixing {
    jh__stat_work *work;
    size_t *row, rows; /* that are used */
    bool *before;
    const char **group; /* of pupils */
    size_t groups, levels;
    jh_groups kind; /* long form: the group of pupils that a row counts */
    jh__mixed *at;
    size_t n;
} jh__mixing;

/* Figures that have an interval: m, h, d; then d, isolation, exposure and eta2 of each group; with
 * --nest m and h of each level and inside the last; with --compare the change of m, its five parts,
 * the change of h and of d. */
#define JH__MIX_OF_GROUP 4
#define JH__MIX_OF_LEVEL 2
#define JH__MIX_OF_CHANGE 8

size_t jh__mix_levels_at(const jh__mixing *m); /* where those of the levels begin */
size_t jh__mix_change_at(const jh__mixing *m);
size_t jh__mix_figures(const jh__mixing *m); /* how many there are */
/* Puts them into out[]. */
void jh__mix_flatten(const jh__mixing *m, const jh__mixed *x, jh_stat_result *out);

jh_status jh__mixing_reply(jh__mixing *m, jh_error *err);

#endif
