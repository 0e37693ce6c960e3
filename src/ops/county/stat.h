/* ops, private: what jh stat keeps of the tables that it reads, and its formulas. */
#ifndef JH_OPS_STAT_H
#define JH_OPS_STAT_H

#include <junheng/formula.h>
#include <junheng/frame.h>
#include <junheng/intake.h>
#include <junheng/ops.h>

/* A column that was asked for, over all files. */
typedef struct jh__stat_column {
    const char *name;  /* as it was asked for */
    double *number;    /* NAN where the cell holds none */
    const char **text; /* "" where the cell is empty; NULL where text is of no use */
    bool as_key;       /* asked for as names of groups or the like */
    bool foreseen, may_be_text; /* jh__stat_foresee */
    size_t number_cap, text_cap;
    size_t numbers, texts; /* cells that hold a number, and something else */
    bool joined;           /* stands in the table of --join, not in the files */
} jh__stat_column;

/* A sheet that was read; its rows are those from `first` on. */
typedef struct jh__stat_sheet {
    const char *file, *name; /* name NULL: a text file */
    size_t first, rows;
    uint32_t *col; /* by column */
} jh__stat_sheet;

typedef struct jh__stat_table {
    jh_arena *arena;
    jh__stat_column *column;
    size_t columns, column_cap;
    uint32_t *row; /* as the user sees it in the sheet */
    size_t rows, row_cap;
    jh__stat_sheet *sheet;
    size_t sheets, sheet_cap;
    size_t passed_over; /* sheets behind the first that fits */
} jh__stat_table;

/* Asks for a column (name copied); its index in *out. */
jh_status jh__stat_ask(jh__stat_table *t, const char *name, size_t n, size_t *out);
/* The same of a column whose cells are names. */
jh_status jh__stat_ask_key(jh__stat_table *t, const char *name, size_t n, size_t *out);
/* Reads the columns that were asked for from every file: from the sheet of that name, else
 * from the first with a row that has them all as labels. */
jh_status jh__stat_read(jh_call *call, jh__stat_table *t, jh_given files,
                        const char *sheet, jh_error *err);
/* Groups rows (NULL: all) by the texts of columns. */
jh_status jh__stat_parted(const jh__stat_table *t, const size_t *column, size_t columns,
                          const size_t *row, size_t rows, jh_groups *out);
/* Place of a value; column SIZE_MAX: the whole row. */
jh_where jh__stat_where(const jh__stat_table *t, size_t row, size_t column);

/* A formula over the columns; `option` is where it was given. */
typedef struct jh__stat_formula {
    const char *option, *text; /* text NULL: none was given */
    size_t *column;            /* that it names */
    size_t columns, column_cap;
    bool *as_text; /* by column of the table: read as text */
    jh_formula *formula;
} jh__stat_formula;

/* Asks for the columns that the formula names. */
jh_status jh__stat_names(jh__stat_table *t, jh__stat_formula *f, jh_error *err);
typedef enum jh__stat_want {
    JH__STAT_NUMBER,
    JH__STAT_TRUTH,
    JH__STAT_NUMBER_OR_TRUTH,
    JH__STAT_ANY
} jh__stat_want;

/* Before the table is read: finds out in which of its columns text can be of use to the
 * formula. Where it is not to any formula, and the column is no key, numbers alone are kept. */
jh_status jh__stat_foresee(jh__stat_table *t, jh__stat_formula *f, jh__stat_want want,
                           jh_error *err);
/* Compiles it once the table is read, if one was given. Whether a column counts as number or
 * text follows from its cells and, where these leave it open, from what the formula needs. */
jh_status jh__stat_compile(jh__stat_table *t, jh__stat_formula *f, jh__stat_want want,
                           jh_error *err);
jh_value jh__stat_value(const jh__stat_table *t, const jh__stat_formula *f, size_t row);

#endif
