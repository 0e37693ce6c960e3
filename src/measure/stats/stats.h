/* Every statistic that stats/ holds: one line here and one word in meson.build each. */
#ifndef JH_STATS_H
#define JH_STATS_H

#include <junheng/measure.h>

extern const jh_stat jh__stat_count, jh__stat_total, jh__stat_mean, jh__stat_sd,
    jh__stat_cv, jh__stat_cv_unweighted, jh__stat_cv_sample, jh__stat_min, jh__stat_max;

#define JH__STATS                                                                        \
    &jh__stat_count, &jh__stat_total, &jh__stat_mean, &jh__stat_sd, &jh__stat_cv,        \
        &jh__stat_cv_unweighted, &jh__stat_cv_sample, &jh__stat_min, &jh__stat_max

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
