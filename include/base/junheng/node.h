/* base: data files (packs, forms, reports) as a tree that knows line and column.
 *
 * The files are YAML 1.1 without anchors, aliases and tags. Every scalar is text; the
 * reader of a file gives it a type, so that "3.10" and "no" stay what was written.
 */
#ifndef JUNHENG_NODE_H
#define JUNHENG_NODE_H

#include <junheng/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum jh_node_kind { JH_SCALAR, JH_LIST, JH_MAP } jh_node_kind;

/* A node of the tree. Children of a map carry their key. Read-only for its users. */
typedef struct jh_node jh_node;
struct jh_node {
    jh_node_kind kind;
    bool quoted;        /* scalar: was written in quotes or as a block */
    const char *key;    /* in a map */
    const char *text;   /* scalar */
    const char *file;   /* name given to jh_node_parse */
    uint32_t line, col; /* of the value, from 1 */
    uint32_t key_line, key_col;
    jh_node *first, *next;
    size_t n; /* children */
};

/* Parses one document. Refuses: syntax faults, a key given twice in a map, anchors and
 * aliases, more than one document, depth over 64; the error names file, line, column. */
jh_status jh_node_parse(jh_arena *arena, const char *file, const void *bytes, size_t n,
                        jh_node **root, jh_error *err);

/* Child of a map by key; NULL if absent (or if `map` is NULL or no map). */
const jh_node *jh_node_get(const jh_node *map, const char *key);
/* Text of a scalar child, or NULL. */
const char *jh_node_text(const jh_node *map, const char *key);
/* A label child: a scalar (both languages) or a map {zh, en}. */
jh_label jh_node_label(const jh_node *map, const char *key);

/* Error at a node: key's text with {file}, {line}, {column} filled and further
 * arguments by spec. */
jh_status jh_node_fail(jh_error *err, const jh_node *at, const char *key,
                       const char *spec, ...);

/* Refuses keys of a map that are not in the NULL-ended list. */
jh_status jh_node_only(const jh_node *map, const char *const *allowed, jh_error *err);

/* Typed children; each says what is wrong, where. `required` false: absent leaves *out.
 */
jh_status jh_node_need_text(const jh_node *map, const char *key, const char **out,
                            jh_error *err);
jh_status jh_node_number(const jh_node *map, const char *key, bool required, double *out,
                         jh_error *err); /* accepts "85%" as 0.85 */
jh_status jh_node_bool(const jh_node *map, const char *key, bool required, bool *out,
                       jh_error *err); /* yes/no/true/false */

#ifdef __cplusplus
}
#endif
#endif
