/* What a statistic declares of itself, held against a sample. */
#ifndef JH_STAT_PROPERTIES_H
#define JH_STAT_PROPERTIES_H

#include <junheng/measure.h>

/* The statistic with the parameters that tests take; false without memory. */
bool stat_usual(jh_arena *arena, const jh_stat *stat, jh_stat_choice *out);

/* The first promise that the statistic breaks on this sample, or NULL. `pick` chooses the
 * schools between which something is moved. The second variable of the sample is of the kind
 * that the statistic takes. */
const char *stat_fault(const jh_stat_choice *c, jh_sample s, uint64_t pick);

#endif
