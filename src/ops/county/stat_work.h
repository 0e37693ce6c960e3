/* ops, private: one run of jh stat: what is asked for, and its rows by group. */
#ifndef JH_OPS_STAT_WORK_H
#define JH_OPS_STAT_WORK_H

#include "../reply.h"
#include "interval.h"
#include "stat.h"

#include <junheng/curve.h>
#include <junheng/permute.h>

#define JH__STAT_DECIMALS 6

/* A row beside the figures, and the first such. */
typedef struct jh__stat_aside {
    size_t n, row, column;
} jh__stat_aside;

/* Columns that part the rows, as "county,stage". */
typedef struct jh__stat_keys {
    const char *text; /* as given, or NULL */
    size_t *column;
    size_t n;
} jh__stat_keys;

/* A group of --by. Its values are [first, first + n), those of the earlier table first. */
typedef struct jh__stat_group {
    const char *name;
    size_t n, missing, weightless;
    size_t first, before;
    size_t lead; /* row of the table in which it appears first */
} jh__stat_group;

/* --join: columns of another table, by keys. */
typedef struct jh__stat_join {
    const char *file; /* NULL: none */
    jh__stat_table table;
    size_t *left, *right; /* by key: column of the files, of the other table */
    size_t *to, *from;    /* by column that is taken over */
    size_t keys, taken;
    jh__stat_aside alone; /* rows of the files without a row of the other table */
} jh__stat_join;

typedef struct jh__stat_work {
    jh_call *call;
    jh__stat_table table;
    jh__stat_formula value, weight, where, with, earlier;
    jh__stat_formula *values; /* every --value; `value` is the first of them */
    size_t value_n;
    jh__stat_keys by, within, nest, counted;
    jh__stat_keys years, rule; /* --trend, --rule: a column each */
    jh__stat_keys unit;        /* --unit: what is one school in two years */
    bool sources;              /* --sources: the values are parts of a whole */
    jh__stat_join join;
    const char *compare; /* as given, or NULL */
    size_t compare_from; /* rows from here on are of the earlier file */
    jh_stat_choice *stat;
    size_t stats;
    bool numbers, parts; /* of the second variable are needed */

    jh__stat_aside left_out, undecided, missing, weightless;
    jh__stat_aside
        unnamed; /* rows that are used, but do not say of which school they are */
    jh__stat_group *group;
    size_t groups, used;
    size_t *row;       /* of the table, of each value that is used, group by group */
    double *x, *w, *y; /* values, weights, second variable */
    double *part;      /* the second variable as the number of a group */
    jh_bootstrap how;  /* --bootstrap; replicates 0: no intervals */
    jh_permute deals;  /* --permute; replicates 0: no test */
    jh_curve *curve;   /* --curve: of each group; else NULL */

    /* By value, once measured: a work of its own, with the same groups. What it measures of rows
     * that all values have is shared. */
    struct jh__stat_work *each;
    bool whole; /* of one of those: it has every row that any of them has */
} jh__stat_work;

/* JH_OK, or "no memory". */
jh_status jh__stat_added(jh_status st, jh_error *err);

/* Next part of a list: [p, p + *n) without blanks and one pair of square brackets; *rest behind
 * it. A comma in brackets of either kind parts nothing. */
const char *jh__stat_part(const char *p, size_t *n, const char **rest);
/* Asks for the columns of a list given to an option. */
jh_status jh__stat_ask_keys(jh__stat_work *w, const char *option, jh__stat_keys *keys,
                            jh_error *err);
/* Groups the rows by the first `columns` columns of the keys. O(rows). */
jh_status jh__stat_code(jh__stat_work *w, const jh__stat_keys *keys, size_t columns,
                        const size_t *row, size_t rows, jh_groups *out);

/* Asks for the columns of --join, once all others were asked for. */
jh_status jh__stat_ask_join(jh__stat_work *w, jh_error *err);
/* Reads its table and takes the columns over, once the files are read. A key that stands twice
 * in it is refused; rows without one have empty cells. */
jh_status jh__stat_join_read(jh__stat_work *w, jh_error *err);

/* Whether the row says which school it is of; if not, the column that is empty. */
bool jh__stat_unit_named(const jh__stat_work *w, size_t row, size_t *column);

/* --unit: rows of two years by what they tell of. */
typedef struct jh__stat_units {
    jh_groups code; /* of each row that is used; group NULL: not asked for */
    size_t *seen,
        *number;     /* by code: group and year it was seen in last, its number there */
    size_t *unit, n; /* by row: its number in its group; how many there are in it */
} jh__stat_units;

/* Names the units of a work whose rows are laid; numbers those of group i, groups in their order.
 * A unit may stand once in a year; a row that does not name one is a unit of its own. */
jh_status jh__stat_units_open(jh__stat_work *w, jh__stat_units *out);
jh_status jh__stat_units_number(const jh__stat_work *w, size_t i, jh__stat_units *u,
                                jh_error *err);

/* Whether --where holds; where it cannot be said the row is set aside. */
bool jh__stat_chosen(jh__stat_work *w, size_t row);
/* Whether the row is of the earlier table. False also where the row was set aside. */
bool jh__stat_before(jh__stat_work *w, size_t row, bool *known);
void jh__stat_set_aside(jh__stat_aside *a, const jh__stat_formula *f, size_t row,
                        jh_value v);
/* Measures the chosen rows and lays them by group: w->each. */
jh_status jh__stat_measure(jh__stat_work *w, jh_error *err);
/* Tells of the rows that were set aside. */
jh_status jh__stat_tell(jh__stat_work *w, jh_error *err);
/* A sample of values of one group, for a statistic. */
jh_sample jh__stat_sample(const jh__stat_work *w, const jh_stat *stat, size_t first,
                          size_t n);

/* Head of the reply in JSON: what was asked for and read. */
void jh__stat_head_json(const jh__stat_work *w, jh_json *j);
/* Notes on what was read. */
jh_status jh__stat_head(jh__stat_work *w, jh_error *err);
/* A figure for people, or as the shortest decimal for machines; "—" or empty where there is
 * none. NULL without memory. */
const char *jh__stat_cell(jh_call *call, double x, int decimals);
/* The name of a statistic with its parameters. */
const char *jh__stat_name(jh_call *call, const jh_stat_choice *choice);
/* The same, with the value that it is of where there are several. */
const char *jh__stat_name_of(const jh__stat_work *w, size_t stat);
/* Where there are several values: the column that names them, its head, and the name in JSON. */
size_t jh__stat_value_head(const jh__stat_work *w, const char **head, size_t n);
size_t jh__stat_value_cell(const jh__stat_work *w, const char **cell, size_t n);
void jh__stat_value_json(const jh__stat_work *w, jh_json *j);
/* Title of a table of figures: the value, or that there are several. */
const char *jh__stat_title(const jh__stat_work *w);
/* What a mark of a plot is called: the group, or the value where there are none. */
const char *jh__stat_mark_name(const jh__stat_work *w, size_t group);
/* The name of a group, or "(empty)". */
const char *jh__stat_group_name(jh_call *call, const char *name);

/* --curve: computes the curves of all groups; one group's as JSON; a table of the tenths of every
 * value's. */
jh_status jh__stat_curves(jh__stat_work *w);
void jh__stat_curve_json(const jh__stat_work *w, jh_json *j, size_t i);
jh_status jh__stat_curve_table(const jh__stat_work *w);

/* What a group has for one statistic. */
typedef struct jh__stat_figure {
    jh_stat_result now, before;
    jh_interval range; /* --bootstrap: of now */
    jh_interval moved; /* with --compare: of now less before */
    jh_permuted test;  /* --permute: of now less before */
    size_t without;    /* groups inside that have no figure */
} jh__stat_figure;

/* What all groups have for one statistic: values where they are finite, intervals where there is one.
 * NULL: not known. */
typedef struct jh__stat_quick {
    const double *value;
    const jh_interval *range;
} jh__stat_quick;

/* out[value * stats + statistic], of the later year, by all threads. O(values · log). */
jh_status jh__stat_all_groups(const jh__stat_work *w, jh_arena *arena,
                              jh__stat_quick *out, jh_error *err);

/* The figures of every group, by value: out[value][group * stats + statistic]. */
jh_status jh__stat_compute(jh__stat_work *w, jh__stat_figure **out, jh_error *err);

/* Kinds of reply: figures by group, parts by groups within groups, segregation, trends over years,
 * sources of a value, the list of statistics. */
jh_status jh__stat_figures(jh__stat_work *w, jh_error *err);
jh_status jh__stat_nested(jh__stat_work *w, jh_error *err);
jh_status jh__stat_mixing(jh__stat_work *w, jh_error *err);
jh_status jh__stat_trends(jh__stat_work *w, jh_error *err);
jh_status jh__stat_sources(jh__stat_work *w, jh_error *err);
jh_status jh__stat_catalogue(jh_call *call, jh_error *err);

#endif
