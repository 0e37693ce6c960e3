/* What the files of the upper floor share: folded labels, forms as they were read, the
 * table that stands on a sheet, and where its rows go. Private to intake. */
#ifndef JUNHENG_INTAKE_FORMS_H
#define JUNHENG_INTAKE_FORMS_H

#include <junheng/intake.h>

/* ---- labels, folded (fold.c) --------------------------------------------------------- */

#define JH__LABEL_MAX 512 /* bytes of a folded label; what is longer is cut */
#define JH__UNIT_MAX 32

/* Full width to half width, lower case, without blanks, punctuation and brackets; '/' and
 * '%' stay. Returns the length. */
size_t jh__fold(const char *s, char out[JH__LABEL_MAX]);
/* The same, with a unit in brackets at the end taken off into `unit` ("" if none). */
size_t jh__fold_label(const char *s, char out[JH__LABEL_MAX], char unit[JH__UNIT_MAX]);
/* A label of a row in an official table: also without numbering, "其中" and "#". */
size_t jh__fold_row(const char *s, char out[JH__LABEL_MAX]);
/* Whether a folded text is a unit. */
bool jh__unit_known(const char *folded);
/* How much one of the folded unit is in the fact's unit; false if it does not fit. */
bool jh__unit_scale(const char *folded, const jh_units *units, jh_unit unit,
                    double *scale);
/* Whether a sheet name fits a pattern: ".*" stands for anything, "|" parts alternatives. */
bool jh__sheet_fits(const char *pattern, const char *name);
/* Edit distance of two folded labels in characters, or most + 1 where it is larger. */
size_t jh__distance(const char *a, const char *b, size_t most);
/* A text without blanks around it and without the apostrophe that keeps a spreadsheet from
 * running it. */
const char *jh__trim(const char *s, size_t *n);

/* ---- forms (form.c, form_rules.c) ------------------------------------------------------ */

typedef enum jh__record {
    JH__SCHOOL,
    JH__AREA,
    JH__ANSWER,
    JH__CLAIM,
    JH__OVERRIDE,
    JH__PRICE,
    JH__PURCHASE,
    JH__TEACHER,
    JH__NEED,
    JH__MOVE,
    JH__PAIR,
    JH__WAY,
    JH__RECORDS
} jh__record;

/* What a record can hold: a fact of the vocabulary, or a word of an answer. */
typedef struct jh__field {
    const char *id;
    jh_label name;
    jh_fact_kind kind;
    jh_unit unit;
    bool whole;
    double least, most;
} jh__field;

/* A word in a cell and the code that it stands for. */
typedef struct jh__word {
    const char *folded, *code;
} jh__word;

/* Texts to look for, folded. */
typedef struct jh__texts {
    const char **item;
    size_t n;
} jh__texts;

typedef struct jh__column {
    int field;
    const char **label; /* as written; none for columns known by the fact's names alone */
    size_t labels;
    const char **join; /* labels of the columns that are joined */
    size_t joins;
    const char *with;
    const jh__word *word;
    size_t words;
    bool tell_missing;    /* name each cell that holds such a mark */
    const char **missing; /* NULL: the form's */
    size_t missings;
    double scale;           /* NAN: by the unit in the head */
    const char *when_unit;  /* folded; NULL: always */
    const char *when_label; /* folded: the column is read on some rows only, … */
    jh__texts when;         /* … those where that other column holds one of these */
    bool required, implied;
    const jh_node *node;
} jh__column;

/* A folded label, what it leads to: a column, or a part of a joined column. */
typedef struct jh__key {
    const char *folded;
    int column, part; /* part -1: the column itself */
} jh__key;

/* A rule of a statistics sheet: the cell beside a label, or where rows and columns cross. */
typedef struct jh__rule {
    int field;
    jh__texts right_of;
    jh__texts row, column;      /* alternatives: the first that is found */
    bool sum_rows, sum_columns; /* all of them, added */
    jh__texts under;
    jh__texts parts;  /* a column with one of these right behind it is their total */
    bool add;         /* to what other sheets brought */
    const char *unit; /* folded: where the sheet says none */
    const jh__word *word;
    size_t words;
    int only_field; /* -1: always */
    jh__texts only;
    const jh_node *node;
} jh__rule;

typedef struct jh__sheet_rules {
    const char *pattern;
    jh__rule *rule;
    size_t rules;
    jh__texts block; /* row labels that begin a block */
} jh__sheet_rules;

typedef struct jh__constant {
    int field;
    const char *text;
} jh__constant;

struct jh_form {
    const char *id, *vocabulary_id, *sheet;
    jh_label name;
    const jh_vocabulary *vocabulary;
    jh__record record;
    bool by_labels, fault_cell;
    jh__field *field;
    size_t fields;
    int role_id, role_name, role_area; /* fields; -1 none */
    jh__column *column;
    size_t columns;
    jh__key *key; /* sorted by text */
    size_t keys;
    jh__constant *constant;
    size_t constants;
    const char **missing;
    size_t missings;
    int *skip_missing;
    size_t skips;
    int *shown; /* columns of the template, in order */
    size_t showns;
    bool has_box;
    double box[4]; /* lon1, lat1, lon2, lat2 */
    jh__sheet_rules *sheets;
    size_t sheets_n;
};

/* Field by id, or -1. */
int jh__form_field(const jh_form *form, const char *id);
/* Keys of a folded label: how many, the first in *first. */
size_t jh__form_keys(const jh_form *form, const char *folded, const jh__key **first);
/* Words → codes of a node `values`. */
jh_status jh__read_words(jh_arena *arena, const jh_node *map, const jh__word **out,
                         size_t *n, jh_error *err);
/* Texts of a node that is a text or a list; folded by fold (NULL: as they are). */
jh_status jh__read_texts(jh_arena *arena, const jh_node *map, const char *key,
                         size_t (*fold)(const char *, char *), jh__texts *out,
                         jh_error *err);
/* Field that a child names. */
jh_status jh__read_field(const jh_form *form, const jh_node *map, int *out,
                         jh_error *err);
/* The sheets of a label-driven form. */
jh_status jh__read_sheets(jh_arena *arena, jh_form *form, const jh_node *node,
                          jh_error *err);

/* ---- texts and keys, each once (facts_pool.c) --------------------------------------------- */

typedef struct jh__pool {
    const char **slot;
    uint64_t *hash;
    size_t n, cap;
} jh__pool;

/* The one copy of a text. */
const char *jh__pool_text(jh_arena *arena, jh__pool *pool, const char *s, size_t n);

/* Pairs of pooled texts (compared as pointers; b may be NULL) → a number. */
typedef struct jh__map_entry {
    const char *a, *b;
    size_t value; /* + 1; 0 = free */
    bool several; /* the pair was given to several values */
} jh__map_entry;

typedef struct jh__map {
    jh__map_entry *slot;
    size_t n, cap;
} jh__map;

const jh__map_entry *jh__map_get(const jh__map *map, const char *a, const char *b);
/* Keeps the first value of a pair; a second one sets `several`. */
jh_status jh__map_add(jh_arena *arena, jh__map *map, const char *a, const char *b,
                      size_t value);

/* ---- what is kept between files (facts.c) ------------------------------------------------- */

/* A row as it was given, so that it can be handed back. */
typedef struct jh__raw {
    uint32_t source, row;
    uint32_t cells, next; /* next row of the same school + 1 */
    const char *text;     /* the cells, each ended by NUL */
} jh__raw;

/* What belongs to one row of a frame. */
typedef struct jh__held {
    uint32_t first, last; /* rows as given, + 1 */
    bool fault;
    size_t first_diag, diags;
} jh__held;

/* One kind of record: its frame and its rows by key. */
typedef struct jh__shelf {
    jh_frame *frame;
    ptrdiff_t *column; /* by field */
    jh__held *held;
    size_t held_cap;
    jh__map by_id, by_name;
    bool named;      /* by_name is kept */
    size_t nameless; /* rows without an id */
} jh__shelf;

typedef struct jh__intake {
    jh_arena *arena;
    jh__pool pool;
    jh__raw *raw;
    size_t raws, raw_cap;
    jh__shelf shelf[JH__RECORDS];
    bool has_box;
    double box[4];
} jh__intake;

jh_status jh__intake_of(jh_facts *facts, jh_error *err);
/* A place, in both languages, as one message argument. */
const char *jh__both_where(jh_arena *arena, jh_where where);
/* Frame column of a field, made if there is none. */
jh_status jh__shelf_column(jh_facts *facts, const jh_form *form, int field,
                           ptrdiff_t *out);
/* The head above a row: of several on one sheet the nearest; SIZE_MAX if there is none. */
size_t jh__head_above(const jh_facts *facts, uint32_t source, uint32_t row);
/* Adds a row as given to the rejects. */
jh_status jh__reject(jh_facts *facts, const jh__raw *raw, size_t first_diag,
                     size_t diags);
/* Diagnostics as they were at an earlier count. */
typedef struct jh__diag_mark {
    size_t n, count[3];
} jh__diag_mark;
jh__diag_mark jh__diag_mark_of(const jh_diags *diags);
void jh__diag_back(jh_diags *diags, jh__diag_mark mark);

/* ---- a sheet in memory (head.c) ------------------------------------------------------------ */

typedef struct jh__grid_row {
    uint32_t row;
    jh_cell *cell;
    size_t n;
} jh__grid_row;

typedef struct jh__grid {
    jh_arena *arena;
    jh__grid_row *row;
    size_t rows, cap;
    uint32_t columns;
    const jh_range *merged;
    size_t merged_n;
    const jh_cell **at; /* rows × columns once settled; merged ranges filled */
} jh__grid;

jh_status jh__grid_add(jh__grid *grid, const jh_row *row);
/* Lays the cells out as rows × columns. */
jh_status jh__grid_settle(jh__grid *grid);
const jh_cell *jh__grid_at(const jh__grid *grid, size_t row, uint32_t col);

/* Which sheet columns a form column is read from. */
#define JH__JOIN_MAX 8
typedef struct jh__target {
    int column; /* of the form */
    uint32_t col[JH__JOIN_MAX];
    size_t cols;
    uint32_t when_col; /* of the column that steers this one; 0 none */
    double scale;
    ptrdiff_t frame_column;
    const char *name; /* both languages */
    size_t text_numbers;
    uint32_t text_row;
} jh__target;

/* A head that was found. */
typedef struct jh__plan {
    const jh_form *form;
    size_t last; /* index of the last head row in the grid */
    size_t depth, score;
    bool repair; /* the table is one of a repair file */
    uint32_t columns;
    const char **label; /* by column: head texts joined by "/"; NULL none */
    const char **unit;  /* by column, folded; NULL none */
    bool *used;         /* by column */
    jh__target *target;
    size_t targets;
} jh__plan;

/* Finds the head of a table on a settled grid; out->form NULL if there is none. `sheet` is its
 * name, of a text the file's. Lives in `arena`. `near` is the form that came nearest without being one, or NULL. */
jh_status jh__head_find(jh_arena *arena, const jh__grid *grid, const char *sheet,
                        const jh_intake_options *options, jh__plan *out,
                        const jh_form **near);

/* ---- cells → values (facts_value.c) ---------------------------------------------------------- */

typedef struct jh__value {
    bool known;
    double number;
    const char *text; /* pooled */
    jh_origin from;
} jh__value;

/* Where faults of a row are told. */
typedef struct jh__teller {
    jh_facts *facts;
    const jh_form *form;
    const char *file, *sheet;
    uint32_t source;
    bool blocked; /* a fault that keeps the row out */
} jh__teller;

/* What a cell should hold. `target` may be NULL (label-driven sheets). */
typedef struct jh__want {
    const jh__field *field;
    const char *name; /* both languages */
    const jh__word *word;
    size_t words;
    const char *const *missing;
    size_t missings;
    double scale;
    bool id, required, tell_missing;
    jh__target *target;
} jh__want; /* `target` counts numbers that are stored as text */

/* Reads a cell (NULL: empty); out->from says where it stands. */
jh_status jh__value_read(jh__teller *t, const jh__want *want, const jh_cell *cell,
                         jh__value *out);
/* A fault at a cell: keeps the row out, or with `on_fault: cell` only the value, unless it is
 * `hard`: without that value the row cannot be used. */
jh_status jh__fault_cell(jh__teller *t, bool hard, jh_origin at, const char *key,
                         const char *spec, ...);
jh_where jh__place(const jh__teller *t, jh_origin at);

/* ---- rows into frames (facts_store.c) ---------------------------------------------------------- */

/* Files the values (one a field) of a row as given; merges parts of one school. */
jh_status jh__store(jh__teller *t, const jh__value *value, const jh__raw *raw);
/* Takes the rows that are at fault out of a frame, into the rejects. */
jh_status jh__shelf_sweep(jh_facts *facts, jh__shelf *shelf);

/* ---- tables row by row (facts_table.c), statistics workbooks (labels.c) -------------------------- */

typedef struct jh__table jh__table;
jh_status jh__table_open(jh_facts *facts, const jh_intake_options *options,
                         const char *file, jh__table **out, jh_error *err);
void jh__table_close(jh__table *table);
/* A sheet begins; its rows come until the next one, or jh__table_end. */
jh_status jh__table_sheet(jh__table *table, const char *sheet, const jh_range *merged,
                          size_t merged_n);
jh_status jh__table_row(jh__table *table, const jh_row *row);
jh_status jh__table_end(jh__table *table);

typedef struct jh__workbook jh__workbook;
/* The label-driven form that wants a sheet of this name, or NULL. */
const jh_form *jh__workbook_form(const jh_intake_options *options, const char *sheet);
jh_status jh__workbook_sheet(jh__workbook **book, const jh_form *form, const char *sheet,
                             const jh_range *merged, size_t merged_n);
const jh_form *jh__workbook_of(const jh__workbook *book);
jh_status jh__workbook_row(jh__workbook *book, const jh_row *row);
/* All sheets are there: reads the school. Frees nothing. */
jh_status jh__workbook_end(jh__workbook *book, jh_facts *facts, const char *file);
void jh__workbook_close(jh__workbook *book);

/* ---- checks (checks.c, checks_place.c, checks_rules.c) --------------------------------------------- */

/* What a finding is about; `check` is the id by which it can be overridden. */
typedef struct jh__about {
    jh_level level;
    const char *check, *subject;
    jh_where where;
} jh__about;

jh_status jh__find(jh_facts *facts, const jh__about *about, const char *key,
                   const char *spec, ...);
/* Column of a fact in a frame, or NULL. */
jh_column *jh__fact_column(const jh_facts *facts, const jh_frame *frame, int fact);
/* Text of a fact of a row, or NULL. */
const char *jh__fact_text(const jh_facts *facts, const jh_frame *frame, int fact,
                          size_t row);
/* Id of a school, else its name; NULL if it has neither. */
const char *jh__subject(const jh_facts *facts, size_t row);
const char *jh__school_name(const jh_facts *facts, size_t row);
/* The checks of schools against each other, but for places; and whether an id is theirs. */
jh_status jh__check_across(jh_facts *facts);
bool jh__checks_across(const char *check);
jh_status jh__check_places(jh_facts *facts);
jh_status jh__check_rules(jh_facts *facts);
jh_status jh__check_overrides(jh_facts *facts);

#endif
