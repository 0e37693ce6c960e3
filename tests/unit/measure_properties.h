/* What is measured of several figures at once, what each kind declares of itself, and whether it keeps
 * that on a sample: decompositions, segregation, curves, access, tallies, trends. */
#ifndef JH_MEASURE_PROPERTIES_H
#define JH_MEASURE_PROPERTIES_H

#include <junheng/measure.h>

#define MEASURE_GROUPS 6 /* of a row; each two of them lie in one of three larger ones */
#define MEASURE_KINDS 2  /* of pupils that a row counts */
#define MEASURE_FIGURES 12

/* One row: a school, a unit, a settlement and a school of access, a year of a trend. */
typedef struct measure_row {
    double x, w;                    /* x from 0 */
    double count[2][MEASURE_KINDS]; /* pupils by year and kind, whole */
    unsigned group, year;           /* of x and w */
} measure_row;

typedef struct measure_given {
    const measure_row *row;
    size_t n;
    jh_arena *scratch;
} measure_given;

typedef struct measure_result {
    bool known;
    double figure[MEASURE_FIGURES], total; /* total: what the figures add up to */
    size_t n;
} measure_result;

/* A kind, and what it declares: what becomes of its figures when x and counts are doubled; when x is
 * raised; when rows are there twice, in another order, under other names of groups; when the years are
 * exchanged (FOLLOWS: they turn their sign); and where they lie. */
typedef struct measure_kind {
    const char *id;
    jh_status (*measure)(const measure_given *given, measure_result *out);
    bool adds, replication, permutation, names;
    jh_response scale, translation, turning;
    double low, high;
} measure_kind;

const measure_kind *measure_kinds(size_t *n);

/* The first promise that the kind breaks on this sample; NULL: none. */
const char *measure_fault(const measure_kind *k, const measure_given *given);

#endif
