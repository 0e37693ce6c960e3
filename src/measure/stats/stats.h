/* What every statistic in this folder uses. */
#ifndef JH_STATS_H
#define JH_STATS_H

#include <junheng/measure.h>

/* Every statistic, written at build time from the list in measure/meson.build. */
extern const jh_stat *const jh__stat_table[];
extern const size_t jh__stat_table_n;

/* A value, or "undefined" with the catalogue key that says why. */
static inline jh_stat_result jh__defined(double value)
{
    return (jh_stat_result){JH_STAT_OK, value, NULL};
}

static inline jh_stat_result jh__undefined(const char *why)
{
    return (jh_stat_result){JH_STAT_UNDEFINED, 0, why};
}

#endif
