/* assess: one county over the years. Pure.
 *
 * Every year is judged by the rule in hand, so that years compare. Beside that stands what was
 * concluded at the time, by the rule of the time; where that rule changed from one year to the
 * next, figures of both years by both rules show apart what the rule did and what happened. A
 * changed rule is no improvement. */
#ifndef JUNHENG_HISTORY_H
#define JUNHENG_HISTORY_H

#include <junheng/assess.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a line through the years -------------------------------------------------------- */

/* Further ahead than this many years a straight line says nothing; of what is met already, that it
 * will be lost is said for fewer. */
#define JH_TREND_YEARS 50
#define JH_TREND_LOST 10

/* A value of a year; NAN where it is not known. `met` as the assessment says, exactly. */
typedef struct jh_mark {
    int year;
    double value;
    bool met;
} jh_mark;

typedef enum jh_outlook {
    JH_OUTLOOK_UNKNOWN = 0, /* fewer than two values, or none of the last year */
    JH_OUTLOOK_MET,         /* met in the last year */
    JH_OUTLOOK_AHEAD,       /* at this pace met in `when` */
    JH_OUTLOOK_FAR,         /* at this pace not within JH_TREND_YEARS */
    JH_OUTLOOK_AWAY,        /* level, or going away from the target */
} jh_outlook;

const char *jh_outlook_id(jh_outlook o); /* "unknown" "met" "ahead" "far" "away" */

/* What comes if it goes on like this: a least-squares line through the known years.
 *
 * `when` is the first whole year, after the last one, in which the line is at the target.
 * `least` and `most` are the same for the near and the far edge of the 80 % confidence band of
 * the line (Student's t with n - 2 degrees of freedom: inverse prediction, Fieller 1954);
 * `most` is INFINITY where the far edge does not get there. Two years make a line but no trend:
 * `firm` is false then and the band is not known (NAN). `lost`: met now, but a firm line leaves
 * the target in that year. */
typedef struct jh_trend {
    jh_outlook outlook;
    size_t years;  /* with values */
    bool firm;     /* three or more */
    bool relapsed; /* met in an earlier year, and not in the last */
    double slope;  /* a year */
    double when, least, most, lost;
} jh_trend;

/* `mark` in order of years; `more`: the target is reached from below. A target that is NAN gives
 * an unknown outlook. O(n). */
jh_trend jh_trend_of(const jh_mark *mark, size_t n, double target, bool more);

/* ---- rules -------------------------------------------------------------------------------- */

/* By what a year was judged. `texts` stands for the text of pack, parents and vocabulary: two
 * rules with the same texts have the same; it may be NULL. */
typedef struct jh_rule {
    const char *pack, *version, *vocabulary, *settings, *texts;
    bool reliefs_in_force;
} jh_rule;

enum {
    JH_BREAK_PACK = 1,
    JH_BREAK_VERSION = 2,
    JH_BREAK_VOCABULARY = 4,
    JH_BREAK_SETTING = 8,
    JH_BREAK_RELIEF = 16,
    JH_BREAK_TEXT = 32, /* another text under the same version */
    JH_BREAK_SCOPE = 64 /* other sections are counted */
};
#define JH_BREAK_KINDS 7

/* "pack" "version" "vocabulary" "setting" "relief" "text" "scope", by bit number. */
const char *jh_break_id(int bit);
/* In what two rules differ; 0 if in nothing. */
unsigned jh_rule_differs(const jh_rule *a, const jh_rule *b);

/* ---- years --------------------------------------------------------------------------------- */

/* One year. `school` names each row of a->sections.schools for all years alike, whatever its
 * code was at the time; NULL: the school's own id. */
typedef struct jh_history_year {
    int year;
    const char *snapshot;
    const jh_assessment *a; /* by the rule in hand */
    const char *const *school;

    const jh_rule *rule;      /* of the time; NULL: nothing was concluded */
    const jh_assessment *own; /* by that rule; may be `a` */
    /* Where the rule differs from that of the year before that was judged, `before` (an index):
     * this year by the earlier rule, and that year by this rule; NULL: cannot be computed. */
    size_t before;
    const jh_assessment *by_earlier, *earlier_by_this;
} jh_history_year;

typedef enum jh_series_kind {
    JH_SERIES_CV = 0, /* coefficient of an indicator; target its limit */
    JH_SERIES_MEAN,   /* mean of an indicator; no target */
    JH_SERIES_MET,    /* share of sections that meet its standard; target all */
    JH_SERIES_PASS,   /* share of sections that pass; target what the pack asks for */
    JH_SERIES_KEPT,   /* share of the coefficients that keep their limits; target all */
    JH_SERIES_SECTION /* value of one section; target the standard */
} jh_series_kind;

const char *jh_series_id(jh_series_kind kind); /* "cv" "mean" "met" "pass" "kept" … */

/* One figure over the years; arrays hold one element a year. */
typedef struct jh_series {
    jh_series_kind kind;
    const char *area;
    int stage, indicator; /* -1: none */
    double *value;        /* NAN where there is none */
    bool *met;
    size_t *n, *of; /* that count, of all that are there; for shares those that pass */
    bool *scope; /* other sections count than in the year before: a break in the series */
    double target;
    bool more;
    size_t from; /* the trend begins here: after the last break of scope */
    jh_trend trend;
} jh_series;

typedef enum jh_fate_kind {
    JH_FATE_PASSES = 0, /* as in the year before */
    JH_FATE_FAILS,      /* as before, and it never passed */
    JH_FATE_OPEN,
    JH_FATE_NEWLY,    /* passes, and did not the year before */
    JH_FATE_RELAPSED, /* does not pass, but did in some year before */
    JH_FATE_FRESH,    /* there for the first time */
    JH_FATE_GONE      /* no longer there */
} jh_fate_kind;

const char *jh_fate_id(jh_fate_kind kind);

/* A section over the years. */
typedef struct jh_fate {
    const char *key;       /* of its school, through all years */
    const char *id, *name; /* as last known */
    const char *area;
    int stage;
    size_t *section; /* in the assessment of each year; SIZE_MAX: not there */
    size_t last;     /* the last year it is there */
    jh_fate_kind kind;
} jh_fate;

/* One figure of two years by two rules. */
typedef struct jh_effect {
    jh_series_kind kind; /* CV, MEAN, PASS or KEPT */
    const char *area;
    int stage, indicator; /* of the later rule's pack */
    double value[2][2];   /* [earlier year, later year][earlier rule, later rule] */
} jh_effect;

/* From the earlier year to the later one, first what happened (by the earlier rule), then what the
 * rule did (in the later year): they add up to what the reports of the time showed. */
double jh_effect_real(const jh_effect *e);
double jh_effect_rule(const jh_effect *e);

typedef struct jh_break {
    size_t earlier, later; /* years */
    unsigned kinds;
    const jh_rule *before, *after;
    jh_effect *effect;
    size_t effects;
} jh_break;

typedef struct jh_history {
    const jh_pack *pack;
    const jh_history_year *year;
    size_t years;
    jh_series
        *series; /* by area and stage of the last year: pass, kept, then cv, mean, met */
    size_t series_n;
    jh_fate *fate; /* by area, stage, name */
    size_t fates;
    jh_break *brk;
    size_t breaks;
} jh_history;

/* Lays the years side by side; they are borrowed, in order, at least one, all judged by one pack.
 * O(years · sections · log). */
jh_status jh_history_of(jh_arena *arena, const jh_history_year *year, size_t years,
                        jh_history *out, jh_error *err);
/* One indicator of one section over the years. */
jh_status jh_history_section(jh_arena *arena, const jh_history *h, const jh_fate *fate,
                             size_t indicator, jh_series *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
