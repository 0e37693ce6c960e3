/* call: the statistics for other languages. Plain pointers and numbers, so that Python's ctypes
 * and R's .C need no structs; texts that are returned stand in the program and are never freed.
 * The modules in bindings/ are made of these calls.
 */
#ifndef JUNHENG_CALL_H
#define JUNHENG_CALL_H

#include <junheng/arrow.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a call ended. */
enum {
    JH_CALL_OK = 0,
    JH_CALL_UNDEFINED, /* the statistic has no value; `why` says why */
    JH_CALL_UNKNOWN,   /* no such statistic, parameter or column; or y is wanted */
    JH_CALL_MISSING,   /* a value or weight is NaN or infinite: the caller must decide */
    JH_CALL_NOMEM,
    JH_CALL_INPUT, /* a table that cannot be taken; `why` says why */
};

/* A text of the catalogue; lang "zh" or "en". */
const char *jh_call_text(const char *key, const char *lang);

/* Number of statistics; text of one: what is "id", "name", "definition", "weights",
 * "undefined" or "source". NULL where there is none. */
int32_t jh_call_statistics(void);
const char *jh_call_statistic(int32_t i, const char *what, const char *lang);

/* n values; w NULL: all count the same; y: the second variable, where the statistic has one. */
typedef struct jh_call_values {
    const double *x, *w, *y;
    int64_t n;
} jh_call_values;

/* A statistic, "cv" or with parameters "ge(1.5)". Weights below zero are the caller's fault and
 * not looked for. *why is a catalogue key. */
int32_t jh_call_stat(const char *id, const jh_call_values *values, double *value,
                     const char **why);

/* The same by .C of R, where everything is a vector: text = id, language (gives the reason back);
 * shape = n, whether w counts, whether y does; result = how it ended, value. */
void jh_call_r_stat(char **text, double *x, double *w, double *y, double *shape,
                    double *result);
void jh_call_r_statistic(int *i, char **what, char **lang, char **text);
void jh_call_r_statistics(int *n);

/* ---- tables ------------------------------------------------------------------------------- */

typedef struct jh_call_table jh_call_table;

/* Copies what the stream brings and releases it. NULL with the reason (in lang) in `why`. */
jh_call_table *jh_call_take(struct ArrowArrayStream *stream, const char *lang, char *why,
                            int64_t why_size);
/* The same over an array of structs without copying its numbers: schema and array stay the
 * caller's and must not be released before the table is closed. */
jh_call_table *jh_call_look(const struct ArrowSchema *schema,
                            const struct ArrowArray *array, const char *lang, char *why,
                            int64_t why_size);
void jh_call_close(jh_call_table *t);
int64_t jh_call_rows(const jh_call_table *t);
int32_t jh_call_columns(const jh_call_table *t);
const char *jh_call_column(const jh_call_table *t, int32_t i);

/* What is to be measured: `ids` and `by` are lists parted by newlines; weight and by may be "". */
typedef struct jh_call_question {
    const char *ids, *value, *weight, *by;
} jh_call_question;

/* Statistics of a column by group as a new table: the group columns' values, n, missing,
 * weightless, and a column a statistic (undefined: missing). Rows with a missing value or weight
 * are counted in `missing`, those without weight in `weightless`. JH_CALL_UNKNOWN puts the word
 * that is not known into *word. O(rows · (log rows + statistics)). */
int32_t jh_call_measure(const jh_call_table *t, const jh_call_question *question,
                        jh_call_table **out, const char **word);

/* Gives the table away as an array of structs and closes it; see jh_arrow_give. Not for a table
 * that looks at somebody else's array. */
int32_t jh_call_give(jh_call_table *t, struct ArrowSchema *schema,
                     struct ArrowArray *array);

#ifdef __cplusplus
}
#endif
#endif
