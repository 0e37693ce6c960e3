/* standards: the formula language of packs.
 *
 *   100 * teachers_above_degree / pupils
 *   school_type == 218 and pupils_total < 50
 *   sum(teachers_trained) / sum(teachers_fulltime)
 *
 * Names are facts, settings and relief parameters that the caller declares, each with a
 * unit; a formula is checked when it is read: unknown names, units that do not fit
 * (adding teachers to square metres), text compared with a number. Operators by
 * precedence: or; and; not; == != < <= > >= in (a, b, …); + -; * /; unary -. Numbers may
 * end in %. Functions: min max abs ceil floor round if(test, a, b) known(name); over the
 * rows of an area also sum(x) count(test) mean(x) least(x) most(x).
 *
 * Units: a literal or a plain setting fits any unit in sums and comparisons and is
 * without unit in products. Other columns of a table are named in brackets: [PROGRAM
 * TYPE].
 *
 * A value is a number, a text or a truth; it may be missing (an input is missing) or
 * undefined (division by zero). Missing spreads: it is never zero. `false and missing` is
 * false, `true or missing` is true, known(x) asks. sum, count, … are missing if a value
 * that they need is missing.
 */
#ifndef JUNHENG_FORMULA_H
#define JUNHENG_FORMULA_H

#include <junheng/base.h>
#include <junheng/exact.h>
#include <junheng/node.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A unit as powers of base units: teacher/pupil = {teacher: 1, pupil: -1}. */
#define JH_UNITS_MAX 24
typedef struct jh_unit {
    int8_t power[JH_UNITS_MAX];
} jh_unit;

/* The base units of a vocabulary. */
typedef struct jh_units {
    const char *id[JH_UNITS_MAX];
    jh_label name[JH_UNITS_MAX];
    bool whole[JH_UNITS_MAX]; /* counted, not measured */
    size_t n;
} jh_units;

/* Reads "teacher/pupil", "m2", "1"; false if a unit is unknown. */
bool jh_unit_parse(const jh_units *units, const char *text, jh_unit *out);
bool jh_unit_same(jh_unit a, jh_unit b);
/* Writes it as in jh_unit_parse; the empty unit as "1". */
void jh_unit_write(jh_buf *out, const jh_units *units, jh_unit unit);

typedef enum jh_sort { JH_IS_NUMBER, JH_IS_TEXT, JH_IS_TRUTH } jh_sort;

/* A name that a formula may use. */
typedef struct jh_symbol {
    const char *name;
    jh_sort sort;
    jh_unit unit;
    bool plain;    /* a number without unit, such as a setting: behaves as a literal */
    bool any_unit; /* unit unknown: fits everywhere (tables without a vocabulary) */
    int slot;      /* what the lookup is asked for */
} jh_symbol;

/* What may be named, where. `rows` are the names inside sum(…) and its like; NULL where
 * there are no rows to run over. Borrowed for the time of the compile call. */
typedef struct jh_names {
    const jh_units *units;
    const jh_symbol *symbol;
    size_t n;
    const struct jh_names *rows;
} jh_names;

typedef struct jh_formula jh_formula;

/* Compiles `text`. Errors name file, line and column: `at` is the node that holds the
 * text (NULL: the command line, then columns count in the text alone). */
jh_status jh_formula_compile(jh_arena *arena, const char *text, const jh_node *at,
                             const jh_names *names, jh_formula **out, jh_error *err);

const char *jh_formula_text(const jh_formula *f);
jh_sort jh_formula_sort(const jh_formula *f);
/* Unit of a number; *any is set where it has none of its own (literals) or it is unknown.
 */
jh_unit jh_formula_unit(const jh_formula *f, bool *any);
/* Slots that the formula names outside and inside sum(…), each once, in order of
 * appearance; returns how many. */
size_t jh_formula_slots(const jh_formula *f, const int **slot);
size_t jh_formula_row_slots(const jh_formula *f, const int **slot);

typedef enum jh_state { JH_KNOWN = 0, JH_MISSING, JH_UNDEFINED } jh_state;

typedef struct jh_value {
    double number;    /* a truth is 1 or 0 */
    const char *text; /* JH_IS_TEXT */
    int32_t slot;     /* of the first missing input, else -1 */
    uint8_t state;    /* jh_state */
    /* two sides of a comparison lay within 1e-9 of each other, relative to the terms that they
     * were added up from: ask exactly */
    bool close;
} jh_value;

/* Gives the values of names. `row` runs over the rows of the area inside sum(…), and is
 * SIZE_MAX outside. */
typedef struct jh_lookup {
    void *ctx;
    jh_value (*get)(void *ctx, int slot, size_t row);
    /* Exact value of a slot whose double is no decimal of the input (a share); NULL: none
     * such, or the function itself returns NULL: take the decimal. */
    const jh_exact *(*exact)(void *ctx, int slot, size_t row, jh_arena *arena);
    size_t rows; /* how many rows sum(…) runs over */
} jh_lookup;

/* Value in double precision. O(length), times rows inside sum(…). */
jh_value jh_formula_value(const jh_formula *f, const jh_lookup *lookup);

/* The same, asked exactly where doubles are too close to decide; `close` is then false.
 * JH_ENOMEM or JH_OK. */
jh_status jh_formula_settle(const jh_formula *f, const jh_lookup *lookup, jh_value *out);

/* The same, exactly, from the decimals of the inputs; numbers and truths only. *out is
 * NULL and *state says why where the value is missing or undefined. */
jh_status jh_formula_exact(const jh_formula *f, const jh_lookup *lookup,
                           jh_arena *scratch, const jh_exact **out, jh_state *state);

#ifdef __cplusplus
}
#endif
#endif
