/* ops, private: the years of a workspace side by side, for jh history and jh report. */
#ifndef JH_OPS_OVER_YEARS_H
#define JH_OPS_OVER_YEARS_H

#include "workspace.h"

#include <junheng/history.h>

#define JH__YEARS_MOST 40

/* The rule in hand, where --pack may be left out: then that of the last kept result. */
#define JH__PARAM_PACK_KEPT                                                              \
    {                                                                                    \
        .name = "pack", .kind = JH_PARAM_PACK, .help = {                                 \
            "标准的名称或文件；不写则用最近一次保存的结论所用的标准",                    \
            "pack by name or file; default: that of the last result kept"                \
        }                                                                                \
    }

typedef struct jh__over_years {
    jh__county hand; /* pack in hand, with its texts; then the last year as it was read */
    jh_rule rule;    /* in hand */
    const char *date;
    const jh_assessment *last; /* of the last year */
    jh_snapshot *snapshot;     /* one a year */
    const char **judged;       /* packs of the results that were kept, one a year */
    jh_history_year *year;
    size_t years;
    jh_history history;
} jh__over_years;

/* Reads the last snapshot of every year up to `until` (0: all), judges them by the rule in hand
 * and by those of the time. */
jh_status jh__over_years_read(jh_call *call, jh_store *s, int until, jh__over_years *out,
                              jh_error *err);

/* When a target is met, in words: "2028（2027—2031）". */
const char *jh__trend_words(jh_call *call, const jh_trend *t);
/* In what the rules of a break differ: "标准、设置". */
const char *jh__break_words(jh_call *call, unsigned kinds);
/* "cn-2017-quality 1" with settings, for people. */
const char *jh__rule_words(jh_call *call, const jh_rule *rule);

/* The whole history as JSON (docs/json.md); `schools` NULL: all, else only these fates. */
typedef struct jh__history_filter {
    const char *area, *school;
    int stage, indicator; /* -2, -1: any */
    bool sections;        /* each section's values too */
} jh__history_filter;

jh_status jh__history_filter_of(jh_call *call, const jh__over_years *o,
                                jh__history_filter *out, jh_error *err);
bool jh__history_shows(const jh__history_filter *f, const jh_series *s);
bool jh__history_shows_fate(const jh__history_filter *f, const jh_fate *fate);
jh_status jh__history_json(jh_call *call, const jh__over_years *o,
                           const jh__history_filter *f, jh_buf *out);

#endif
