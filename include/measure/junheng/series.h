/* series: whether a figure rises or falls over a few years, by how much, and whether it broke. Pure.
 *
 * Nothing is assumed about how the figures scatter: the tests count in how many orders of the same
 * figures the years would look as they do.
 */
#ifndef JUNHENG_SERIES_H
#define JUNHENG_SERIES_H

#include <junheng/measure.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct jh_year_value {
    double year, value; /* value NAN: none, left out */
} jh_year_value;

#define JH_SERIES_YEARS 500 /* that a series may have */
#define JH_SERIES_EXACT 50  /* up to so many years Kendall's test is exact */
#define JH_SERIES_SHIFT 9   /* and up to so many Pettitt's */

typedef struct jh_series_figures {
    size_t years; /* with a value */
    /* Slope a year: median of the slopes of all pairs of years (Theil 1950; Sen 1968). */
    jh_stat_result slope;
    /* Its interval: slopes counted off from both ends as Kendall's test has it (Sen 1968; Hollander
     * and Wolfe 1999, 9.3), with at least the level asked for. NAN: too few years. */
    double low, high;
    /* Kendall's tau-b between year and value (Kendall 1970), and the two-sided p of Mann 1945: of all
     * orders of these values, equal ones included, the share with a tau as far from 0. Exact up to
     * JH_SERIES_EXACT years, then normal, with ties and continuity. */
    double tau;
    jh_stat_result p;
    /* Shift 突变点: the years after which the level differs most, by the ranks before and after
     * (Pettitt 1979), and its p: of all orders up to JH_SERIES_SHIFT years, then Pettitt's
     * approximation, which is on the safe side. */
    jh_stat_result shift;
    double shift_after; /* the last year before the shift */
    bool exact, shift_exact;
} jh_series_figures;

/* Years ascending, each once. Undefined: slope below two years with a value, tests below three and
 * shift below four, tests also where all values are equal. O(years² log years). JH_ENOMEM only;
 * more than JH_SERIES_YEARS are the caller's to refuse. */
jh_status jh_series_measure(jh_arena *scratch, const jh_year_value *at, size_t n,
                            double level, jh_series_figures *out);

#ifdef __cplusplus
}
#endif
#endif
