/* base: writing JSON, in order, to a buffer. Numbers are the shortest decimals that read
 * back as the same double; what is not finite is written as null. */
#ifndef JUNHENG_JSON_H
#define JUNHENG_JSON_H

#include <junheng/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_JSON_DEPTH 32

/* Zero-initialise, set `out`. Indents by two blanks when `pretty`. */
typedef struct jh_json {
    jh_buf *out;
    bool pretty;
    int depth;
    bool began[JH_JSON_DEPTH];
} jh_json;

/* `key` NULL inside lists and at the top. */
void jh_json_object(jh_json *j, const char *key);
void jh_json_list(jh_json *j, const char *key);
void jh_json_end_object(jh_json *j);
void jh_json_end_list(jh_json *j);
void jh_json_text(jh_json *j, const char *key, const char *value); /* NULL: null */
void jh_json_number(jh_json *j, const char *key, double value);
void jh_json_integer(jh_json *j, const char *key, int64_t value);
void jh_json_bool(jh_json *j, const char *key, bool value);
void jh_json_null(jh_json *j, const char *key);

#ifdef __cplusplus
}
#endif
#endif
