/* ops, private: the trends of jh stat. */
#ifndef JH_OPS_STAT_TREND_H
#define JH_OPS_STAT_TREND_H

#include "stat_work.h"

#include <junheng/series.h>

/* Why the series is broken before a year. */
enum {
    JH__BREAK_RULE = 1, /* another rule, or several in the year */
    JH__BREAK_SCOPE = 2 /* many rows more or fewer than the year before */
};

/* One year of a group of --by. */
typedef struct jh__stat_year {
    size_t group; /* of the work */
    double year;
    const char *rule; /* NULL: none was asked for, or the year has several */
    unsigned breaks;
} jh__stat_year;

/* One statistic over the years of a group: over all, and since the rule changed last. */
typedef struct jh__stat_line {
    jh_series_figures all, since;
    size_t
        from; /* first year of `since`, among the group's; 0: the rule did not change */
} jh__stat_line;

typedef struct jh__stat_series {
    const char *name;
    jh__stat_year *year;
    size_t years;
    jh__stat_line *line; /* by statistic */
} jh__stat_series;

/* The trends of one value. */
typedef struct jh__stat_trend {
    jh__stat_work *work;
    jh__stat_figure *at; /* [group of the work * stats + statistic] */
    jh__stat_series *series;
    size_t n;
    double level;
    jh__stat_aside no_year;
} jh__stat_trend;

/* all[value] of the work. */
jh_status jh__stat_trend_reply(jh__stat_work *w, const jh__stat_trend *all,
                               jh_error *err);

#endif
