/* measure: what a county can share instead of its pupils. A tally (汇总量) holds sums and a
 * histogram of one group's values; tallies of counties are put together as if all values had
 * been in one place, whatever the order and however they were parted.
 *
 * Exactly so: counts, weights, mean, sd, CV, GE(2), Theil T and L (their sums are kept without
 * rounding, junheng/sum.h; Theil is then within 1e-14 of its two-pass figure, since ln x and ln
 * of the mean are subtracted). Within a stated bound:
 * percentiles (each value within 1/256 of its size) and Gini (between two limits).
 * Sources: Shorrocks 1980 (sums of Theil and GE); Masson, Rim and Lee 2019 (DDSketch) for the
 * histogram by relative width; Gastwirth 1972 for the limits of Gini.
 */
#ifndef JUNHENG_TALLY_H
#define JUNHENG_TALLY_H

#include <junheng/json.h>
#include <junheng/node.h>
#include <junheng/sum.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Values of one bin: those whose sign, exponent and first seven bits of the fraction agree. */
typedef struct jh_bin {
    int32_t key; /* 0: the value zero; negative: negative values */
    uint64_t n;
    double w, wx; /* Σw, Σwx */
} jh_bin;

typedef struct jh_tally {
    jh_arena *arena;
    uint64_t n, missing, weightless; /* weightless: rows without weight, not in n */
    double min, max;
    jh_sum w, wx, wxx;  /* Σw, Σwx, Σwx² */
    jh_sum wlnx, wxlnx; /* over x > 0 */
    jh_bin *bin;        /* ascending */
    size_t bins, bin_cap;
} jh_tally;

void jh_tally_init(jh_tally *t, jh_arena *arena);
/* Adds one value; what is not finite counts as missing, a weight that is not above zero as
 * weightless. O(log bins), O(bins) for a new bin. */
jh_status jh_tally_add(jh_tally *t, double x, double w);
jh_status jh_tally_merge(jh_tally *t, const jh_tally *other);

/* A figure and what it may be off: low <= true value <= high, both equal to value where exact.
 * NAN with `why` (a catalogue key) where it is undefined. */
typedef struct jh_bounded {
    double value, low, high;
    const char *why;
} jh_bounded;

/* Ids that jh_tally_figure knows, in order: count, weight, mean, sd, cv, min, max, theil_t,
 * theil_l, ge2, gini, p05, p10, p25, p50, p75, p90, p95. Percentiles are of type 1 (the
 * smallest value at which the share is reached). */
const char *const *jh_tally_figures(size_t *n);
jh_bounded jh_tally_figure(const jh_tally *t, const char *id);

/* Writes the members of an object that is begun; reads them back, every fault by line. */
void jh_tally_write(jh_json *j, const jh_tally *t);
jh_status jh_tally_read(const jh_node *object, jh_tally *t, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
