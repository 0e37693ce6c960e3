/* frame: typed columns with validity and lineage.
 *
 * A frame is a table in memory: named columns of equal length, each number or text, each
 * value valid or missing, each knowing the cell that it was read from. Missing is never
 * zero. Frames live in an arena and are built by appending rows.
 */
#ifndef JUNHENG_FRAME_H
#define JUNHENG_FRAME_H

#include <junheng/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where a value stands in the files that were given: index into jh_sources, row and
 * column from 1; row 0 = no cell (computed, or a default). 12 bytes a value. */
typedef struct jh_origin {
    uint32_t source;
    uint32_t row;
    uint32_t col;
} jh_origin;

/* The sheets that were read, so that an origin can be shown. */
typedef struct jh_source {
    const char *file, *sheet; /* sheet NULL for a text file */
} jh_source;

typedef struct jh_sources {
    jh_source *item;
    size_t n, cap;
} jh_sources;

/* Adds a source (strings copied); its index in *out. */
jh_status jh_sources_add(jh_arena *arena, jh_sources *s, const char *file,
                         const char *sheet, uint32_t *out);
/* The place as diagnostics show it; all NULL and 0 where the origin is none. */
jh_where jh_sources_where(const jh_sources *s, jh_origin origin);

typedef enum jh_type { JH_NUMBER = 0, JH_TEXT = 1 } jh_type;

typedef struct jh_column {
    const char *name;
    jh_type type;
    double *number;    /* JH_NUMBER: value where valid */
    const char **text; /* JH_TEXT: value where valid, else NULL */
    uint8_t *valid;    /* 1 valid, 0 missing */
    jh_origin *origin;
} jh_column;

typedef struct jh_frame {
    jh_arena *arena;
    size_t rows, row_cap;
    jh_column *column;
    size_t columns, column_cap;
    bool fixed; /* values stand in somebody else's memory: no row can be added */
} jh_frame;

/* An empty frame whose columns live in `arena`. */
void jh_frame_init(jh_frame *f, jh_arena *arena);
/* Adds a column (name copied), missing in the rows that are there; index in *out. */
jh_status jh_frame_add_column(jh_frame *f, const char *name, jh_type type, size_t *out);
/* Index by name, or -1. O(columns). */
ptrdiff_t jh_frame_find(const jh_frame *f, const char *name);
/* Appends a row with every value missing; its index in *out. Amortised O(columns).
 * JH_EINTERNAL if the frame is fixed. */
jh_status jh_frame_add_row(jh_frame *f, size_t *out);
/* Sets one value. Text is borrowed (it must live as long as the arena). */
void jh_frame_set_number(jh_frame *f, size_t row, size_t col, double x, jh_origin from);
void jh_frame_set_text(jh_frame *f, size_t row, size_t col, const char *s,
                       jh_origin from);

/* Text at a row of a column (which may be -1: no such column); "" where there is none. */
const char *jh_frame_text(const jh_frame *f, ptrdiff_t col, size_t row);

/* Groups in order of first appearance. */
typedef struct jh_groups {
    size_t n;
    const char **name;
    size_t *group; /* of each row that was asked about */
    size_t *size;  /* rows a group */
    size_t *lead;  /* place of its first row among those that were asked about */
} jh_groups;

/* Distinct values of a text column; rows with a missing value share one group whose name is "".
 * O(rows). */
jh_status jh_frame_group(jh_arena *arena, const jh_frame *f, size_t col, jh_groups *out);

/* Rows that are to be grouped by several texts: text[key][row]; NULL: missing, which is a value of
 * its own. */
typedef struct jh_group_ask {
    const char *const *const *text;
    size_t keys;
    const size_t *row; /* which rows; NULL: 0 … rows − 1 */
    size_t rows;
} jh_group_ask;

/* Puts rows together that agree in every text. A group's name is its texts with " / " between,
 * missing ones as "": for people, since two groups may have one name. O(rows · keys). */
jh_status jh_group_texts(jh_arena *arena, const jh_group_ask *ask, jh_groups *out);
/* Rows by group: those of group g, rising, are row[first[g]] … row[first[g + 1] − 1], as places among
 * the rows that were asked about. O(rows). */
jh_status jh_groups_lay(jh_arena *arena, const jh_groups *g, size_t rows, size_t **first,
                        size_t **row);

/* Looking up rows of another table (联接): which row of `right` has the same keys as each row of
 * `left`. Keys are pairs of columns of equal type: text by its bytes, numbers by their value
 * (0 and -0 are one). A row with a missing key has no equal. Where several rows of `right` have
 * the same keys the first counts, and the others are counted: adding up pupils that were joined
 * twice is the caller's to refuse. */
#define JH_NO_ROW SIZE_MAX

typedef struct jh_keys {
    const jh_frame *f;
    const size_t *col;
    size_t n;
} jh_keys;

typedef struct jh_match {
    size_t *row;             /* of right, one a row of left; JH_NO_ROW: none */
    size_t alone, alone_row; /* rows of left without one, and the first such */
    size_t again,
        again_row; /* rows of right whose keys stood before, and the first such */
} jh_match;

/* O(rows of both); JH_EINTERNAL where the numbers of keys or the types of a pair differ. */
jh_status jh_frame_match(jh_arena *arena, const jh_keys *left, const jh_keys *right,
                         jh_match *out);
/* Adds a column of `right` to `left` by the match: values, validity and the cells they were read
 * from; missing where there is no row. Texts are borrowed from right. JH_EINTERNAL if left is
 * fixed. */
jh_status jh_frame_join(jh_frame *left, const jh_frame *right, const jh_match *match,
                        size_t right_col, const char *name, size_t *out);

/* Rows of one frame that each row of another goes back to: for row i those from row[first[i]]
 * to before row[first[i + 1]]. */
typedef struct jh_kin {
    size_t *first, *row;
} jh_kin;

#ifdef __cplusplus
}
#endif
#endif
