/* Shared by the readers of vocabularies and packs. */
#ifndef JH_STANDARDS_READ_H
#define JH_STANDARDS_READ_H

#include <junheng/standards.h>

/* "junheng: pack/1" at the top of the file. */
jh_status jh__header(const jh_node *root, const char *kind, jh_error *err);
/* A list child by key (absent: *out NULL); refuses anything else. */
jh_status jh__list(const jh_node *map, const char *key, const jh_node **out,
                   jh_error *err);
/* Index of a word among allowed ones (NULL-ended); `fallback` if absent. */
jh_status jh__word(const jh_node *map, const char *key, const char *const *allowed,
                   int fallback, int *out, jh_error *err);
/* A whole number child between `least` and `most`; absent leaves *out. */
jh_status jh__whole(const jh_node *map, const char *key, int least, int most, int *out,
                    jh_error *err);
/* A map child by key (absent: *out NULL) with no keys but those; refuses anything else. */
jh_status jh__map(const jh_node *map, const char *key, const char *const *allowed,
                  const jh_node **out, jh_error *err);
/* Refuses an entry whose id an earlier entry of its list has. */
jh_status jh__own_id(const jh_node *list, const jh_node *entry, jh_error *err);
/* What a formula is compiled with. */
typedef struct jh__compiler {
    jh_arena *arena;
    const jh_names *names;
    jh_error *err;
} jh__compiler;

/* A formula child of this sort; absent leaves *out NULL. */
jh_status jh__formula(const jh__compiler *with, const jh_node *map, const char *key,
                      jh_sort sort, jh_formula **out);
/* An ISO date child; absent or empty leaves *out NULL. */
jh_status jh__date(const jh_node *map, const char *key, const char **out, jh_error *err);
/* Adds a fact as a symbol: id, sort and unit. */
jh_symbol jh__fact_symbol(const jh_fact *fact, const char *name, int slot);
/* The bytes of a built-in or given pack, parsed. */
jh_status jh__load(jh_arena *arena, const jh_library *library, const char *kind,
                   const char *id, const jh_node **root, jh_error *err);
/* Overlay: `over` merged onto `under` (docs/packs.md, Overlay). */
jh_status jh__merge(jh_arena *arena, const jh_node *under, const jh_node *over,
                    const jh_node **out, jh_error *err);

#endif
