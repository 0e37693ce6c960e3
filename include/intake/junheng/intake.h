/* intake: files → facts and diagnostics.
 *
 * Two floors. The lower reads tables as they are (CSV in any encoding, XLSX, ODS, XLS) row
 * by row with cell addresses, in constant memory, under limits that a bomb or a cut file
 * runs into at once. The upper knows forms: which label means which fact, in flat tables
 * (one row a school) and in statistics workbooks (one workbook a school, found by labels);
 * it checks what was read and keeps what could not be used.
 */
#ifndef JUNHENG_INTAKE_H
#define JUNHENG_INTAKE_H

#include <junheng/frame.h>
#include <junheng/standards.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- lower floor: tables as they are ------------------------------------------------- */

typedef enum jh_cell_kind {
    JH_CELL_EMPTY = 0,
    JH_CELL_TEXT,
    JH_CELL_NUMBER, /* stored as a number; `number` holds it, `text` its shortest form, or
                        the digits as stored if the file has a plain integer: so that
                        "110101201501011234" is not mistaken for ...1232 (what a sheet
                        itself has made a float of, beyond 15 digits or 2^53, is lost) */
    JH_CELL_DATE,   /* `text` is "2026-09-01" (with " 12:30:00" if it has a time), or
                        "12:30:00" alone for a time of day */
    JH_CELL_BOOL,   /* `number` 1 or 0; `text` "TRUE" or "FALSE" */
    JH_CELL_ERROR,  /* "#DIV/0!" and its like in `text` */
    JH_CELL_FORMULA, /* a formula without a stored result; `text` is the formula, "=A1+B1" */
} jh_cell_kind;

typedef struct jh_cell {
    jh_cell_kind kind;
    bool formula; /* value is the stored result of a formula */
    uint32_t col; /* from 1 */
    const char
        *text; /* UTF-8, NUL-terminated, valid until the callback returns; "" if empty */
    size_t n;
    double number; /* of JH_CELL_NUMBER and JH_CELL_BOOL */
} jh_cell;

/* Cells of one row in rising column order, rows in rising order; empty cells and empty rows
 * are left out. Cells of a text file are JH_CELL_TEXT, whatever they hold. Text is always
 * valid UTF-8 without NUL bytes. */
typedef struct jh_row {
    uint32_t
        row; /* from 1, as the user sees it in the spreadsheet or the text's records */
    const jh_cell *cell;
    size_t n;
} jh_row;

/* A merged range, corners included. */
typedef struct jh_range {
    uint32_t row1, col1, row2, col2;
} jh_range;

/* Receives the table. Any status but JH_OK from a callback ends the reading with it. */
typedef struct jh_sink {
    void *ctx;
    /* A sheet begins; name NULL for a text file. Set *skip to pass over its rows. `name`
     * is valid until the next sheet begins, `merged` until the callback returns. */
    jh_status (*sheet)(void *ctx, const char *name, const jh_range *merged,
                       size_t merged_n, bool *skip);
    jh_status (*row)(void *ctx, const jh_row *row);
} jh_sink;

/* What a file may cost. Zero = the default in brackets. */
typedef struct jh_limits {
    uint64_t unpacked; /* bytes a zip may unpack to in all [2 GiB] */
    uint32_t ratio;    /* unpacked : packed of one entry over 1 MiB [200] */
    uint32_t entries;  /* entries in a zip [10000] */
    uint32_t rows;     /* rows in a sheet [2000000] */
    uint32_t columns;  /* columns in a sheet [16384] */
    uint32_t cell;     /* bytes in a cell [1 MiB] */
} jh_limits;

/* Reads any supported file: told by its first bytes, not by its name. Encodings of text:
 * UTF-8 with or without mark, UTF-16 with mark, else GB18030 if every byte fits. Delimiter:
 * comma, tab, semicolon or bar, found from the first lines. A fault of the file (not a table,
 * cut off, encrypted, over a limit) is an error; a fault of a cell (bad byte, a quote that
 * never ends) is a diagnostic (JH_EXPLAIN where the cell is not what was meant, at most
 * 10,000 of them) and the rest is read. A text file counts as cut off if its last record has
 * no line end and fewer cells than all the others, which have the same number: that shows
 * after its other rows were given. Statuses: JH_EINPUT, JH_EIO (no conversion for GB18030),
 * JH_ENOMEM, JH_ECANCEL, or what a callback returned. `limits`, `diags`, `progress` and both
 * callbacks may be NULL. Memory: O(longest row + shared texts). */
jh_status jh_table_read(const jh_input *in, const jh_limits *limits, const jh_sink *sink,
                        jh_diags *diags, const jh_progress *progress, jh_error *err);

/* Whether the bytes are read as a text table, not as a workbook. */
bool jh_table_is_text(const jh_input *in);

/* ---- upper floor: forms ---------------------------------------------------------------- */

typedef struct jh_form jh_form;

/* Reads a form file (docs/forms.md) against the vocabulary that it names. */
jh_status jh_form_read(jh_arena *arena, const jh_library *library, const jh_input *file,
                       const jh_vocabulary *vocabulary, jh_form **out, jh_error *err);
const char *jh_form_id(const jh_form *form);
jh_label jh_form_name(const jh_form *form);
const char *jh_form_vocabulary(const jh_form *form);

/* Labels that the user taught: "column label → fact id" ("" = ignore that column). */
typedef struct jh_taught {
    const char *label, *fact;
} jh_taught;

/* A column that no form knows, for the caller to ask about or list. */
typedef struct jh_unknown {
    jh_where where;
    const char *label;
    const char *example; /* first non-empty value below it, or "" */
    const char *guess;   /* fact id that comes nearest, or NULL */
} jh_unknown;

/* A row that could not be used, whole, with the reasons: goes to the repair file. */
typedef struct jh_reject {
    uint32_t source; /* index into sources */
    uint32_t row;
    const char **cell; /* as many as the head of its sheet has columns; NULL = empty */
    size_t cells;
    size_t first_diag, diags; /* its diagnostics, indices into the list */
} jh_reject;

/* Head of a sheet that was read as a flat table, as the user wrote it. */
typedef struct jh_head {
    uint32_t source, row; /* last head row */
    const char **label;
    size_t n;
    const char *form;
} jh_head;

/* All that was read. `schools` and `areas` have one column a fact of the vocabulary that was
 * seen, named by fact id; `answers` (county, item, answer, document, note), `claims`
 * (county, school_id, relief, reason) and `overrides` (check, school_id, reason, person,
 * date) carry what people stated; `prices` (thing, stage, school_id, scope, price, step, least,
 * most, spare, move, note) what things cost, `purchases` (school_id, thing, stage, bought, received,
 * given) a plan that was written down; `teachers`, `needs` (of posts) and `moves` the same of the
 * rotation of teachers, `pairs` (school_id, stage, partner_id) of partner schools, `ways`
 * (from_id, to_school_id, km, minutes) how far it is (docs/plans.md). */
typedef struct jh_facts {
    jh_arena *arena;
    const jh_vocabulary *vocabulary;
    jh_sources sources;
    jh_frame schools, areas, answers, claims, overrides, prices, purchases, teachers,
        needs, moves, pairs, ways;
    jh_unknown *unknown;
    size_t unknowns, unknown_cap;
    jh_reject *reject;
    size_t rejects, reject_cap;
    jh_head *head;
    size_t heads, head_cap;
    jh_diags diags;
    struct jh__intake *state; /* the reader's own, between files */
} jh_facts;

void jh_facts_init(jh_facts *facts, jh_arena *arena, const jh_vocabulary *vocabulary);

typedef struct jh_intake_options {
    const jh_form *const *form; /* forms to try, best match by labels wins */
    size_t forms;
    const jh_taught *taught;
    size_t taught_n;
    const jh_limits *limits;
    const jh_progress *progress;
    const char
        *where; /* keep only rows for which this holds (formula over facts and, quoted
                          in brackets, other columns: [PROGRAM TYPE] == "GEN ED"); NULL all */
} jh_intake_options;

/* Reads one file into facts; can be called for several. Nothing that was given is lost: a
 * row is in a frame or among the rejects. */
jh_status jh_intake_file(jh_facts *facts, const jh_input *in,
                         const jh_intake_options *options, jh_error *err);

/* Once all files are read: duplicates, constant columns within an area, coordinates (swapped,
 * out of range, shared), declared checks, overrides. Adds diagnostics; removes from the
 * frames what is blocked, into the rejects. */
jh_status jh_intake_check(jh_facts *facts, const jh_intake_options *options,
                          jh_error *err);

/* A year that is kept, looked through as a whole: the checks that need all files again, those
 * against the year before (`kin`: rows of its schools; NULL without one), and the reasons given.
 * Only frames, sources and diagnostics of `facts` need be there; diagnostics are added, nothing
 * is set aside. Schools that became one are compared with all of them together, where the figure
 * can be added up. */
jh_status jh_intake_recheck(jh_facts *facts, const jh_facts *before, const jh_kin *kin,
                            jh_error *err);
/* Whether jh_intake_recheck looks again at what the diagnostic says, so that it need not be
 * kept from the reading of one file. */
bool jh_intake_rechecks(const jh_vocabulary *v, const jh_diag *d);

/* The repair file: every rejected row as it was given, behind it what is wrong; CSV with
 * byte-order mark, formula-like cells neutralised, ready to be corrected and read again. */
jh_status jh_intake_repair(const jh_facts *facts, jh_lang lang, jh_buf *out);

/* The official heads of a form as labels, for an empty workbook. */
typedef struct jh_template_column {
    const char *label; /* in the language asked for */
    const char *fact;
    const char *unit;
    const char *note; /* what to enter */
} jh_template_column;

jh_status jh_form_template(jh_arena *arena, const jh_form *form,
                           const jh_vocabulary *vocabulary, jh_lang lang,
                           jh_template_column **out, size_t *n);

#ifdef __cplusplus
}
#endif
#endif
