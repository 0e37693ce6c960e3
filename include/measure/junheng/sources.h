/* sources: what each part of a value has to do with how unevenly the value is spread, and with its
 * change. Pure.
 *
 * A value is the sum of its sources: teachers on posts and on contract, rooms that are owned and that
 * are rented. Every figure is exact, of all 2^k sets of the k sources.
 */
#ifndef JUNHENG_SOURCES_H
#define JUNHENG_SOURCES_H

#include <junheng/measure.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_SOURCES 12 /* at most */

/* x[source][unit]; weight NULL: all 1; y: the second variable, where the statistic has one. */
typedef struct jh_source_sample {
    const double *const *x;
    size_t sources, n;
    const double *w, *y;
} jh_source_sample;

typedef struct jh_source_share {
    double mean, mean_share; /* of the mean of all */
    /* What the statistic falls by when the source is made equal for all units, at its mean; averaged
     * over all orders in which the sources may be (Shapley 1953; Shorrocks 2013). A source that is the
     * same everywhere has 0. */
    double contribution;
    /* By the rule of the index itself, NAN where it has none: of gini Σ share · R · own (Lerman &
     * Yitzhaki 1985), of cv cov(source, value) ÷ (sd · mean) (Shorrocks 1982). */
    double natural;
    double own;         /* gini: of the source alone; NAN where it has none */
    double correlation; /* gini: R, how well the rank by value tells the source */
} jh_source_share;

typedef struct jh_source_parts {
    jh_stat_result total; /* of the sums */
    jh_stat_result
        parts; /* total − equal, the sum of the contributions; or why there are none */
    double equal; /* of units that all have the mean: 0 of a measure of inequality */
    jh_source_share source[JH_SOURCES];
} jh_source_parts;

/* 1 to JH_SOURCES sources. O(2^sources · cost of the statistic). */
jh_status jh_sources_of(const jh_stat_choice *stat, const jh_source_sample *s,
                        jh_source_parts *out);

/* The same units in two years; weight NAN: the unit is not there in that year. */
typedef struct jh_source_years {
    jh_source_sample year[2]; /* of the same sources and units; w not NULL */
} jh_source_years;

/* after − before = Σ source + units (Shapley; Shorrocks 2013): what each source does by becoming what
 * it is in the later year, and what the units do by their weights, coming and going. Averaged over
 * all orders. A unit that is there in one year only has the sources of that year in both; the second
 * variable goes with the weights. A source that did not change has 0. */
typedef struct jh_source_change {
    jh_stat_result before, after;
    jh_stat_result parts; /* after − before, or why a year that never was has no figure */
    double source[JH_SOURCES], units;
} jh_source_change;

/* O(2^(sources + 1) · cost of the statistic). */
jh_status jh_sources_change(const jh_stat_choice *stat, const jh_source_years *s,
                            jh_source_change *out);

#ifdef __cplusplus
}
#endif
#endif
