/* ops, private: the sources of a value, by group of --by. */
#ifndef JH_OPS_STAT_SOURCES_H
#define JH_OPS_STAT_SOURCES_H

#include "stat_work.h"

#include <junheng/sources.h>

/* What one group has for one statistic: the parts of one year, or of the change. */
typedef struct jh__stat_source {
    jh_source_parts parts;
    jh_source_change change;
} jh__stat_source;

typedef struct jh__sourced {
    jh__stat_work *work;
    size_t sources, figures; /* figures that have an interval: all, sources, units */
    jh__stat_source *at;     /* [group * stats + statistic] */
    jh_interval *range;      /* [(group * stats + statistic) * figures]; NULL: none */
    jh__stat_units units;    /* with --compare */
} jh__sourced;

/* The change, or why there is none. */
jh_stat_result jh__source_whole_change(const jh_source_change *c);

jh_status jh__stat_sources_reply(const jh__sourced *s, jh_error *err);

#endif
