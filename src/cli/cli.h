/* cli, private: the program jh, made wholly from the descriptors of the operations.
 *
 * Words come in (parse), an operation runs (run), and its reply goes out as tables, CSV
 * or JSON. Help, man pages and completion are pages made from the same descriptors.
 * Whatever is written for people has its control characters made visible first, since
 * cells and file names come from files that anybody may have sent.
 */
#ifndef JH_CLI_H
#define JH_CLI_H

#include <junheng/ops.h>

#include <stdio.h>

/* ---- the command line ---------------------------------------------------------------
 */

typedef enum jh__action {
    JH__RUN = 0,
    JH__HELP, /* of `op`, of the operations that begin with `group`, or of all */
    JH__VERSION,
    JH__MAN,        /* man pages into the folder `target` */
    JH__COMPLETION, /* script for the shell `target` */
} jh__action;

/* What a command line asks for. The caller sets the first three; words are borrowed. */
typedef struct jh__line {
    jh_arena *arena;
    const jh_op *const *ops;
    size_t n;

    jh_lang lang; /* preset; --lang changes it */
    bool json, csv, arrow, no_color, quiet, progress;
    size_t threads; /* 0: as many as processors */
    jh__action action;
    const jh_op *op;
    const char *group, *target;
    jh_given *given; /* one a parameter of `op` */
} jh__line;

/* Reads argv[1...]. What is wrong is JH_EUSAGE with a message that says how to mend it;
 * with
 * --help somewhere the answer is help whatever else is wrong. O(words · options). */
jh_status jh__line_parse(jh__line *line, int argc, const char *const *argv,
                         jh_error *err);

/* An option that stands anywhere. */
typedef struct jh__global {
    const char *name, *value; /* value: what is shown for it, NULL: takes none */
    char letter;              /* one-letter form, or 0 */
    const char *help;         /* catalogue key */
} jh__global;

const jh__global *jh__globals(size_t *n);

/* Catalogue key that names what a parameter of this kind takes ("FILE"). */
const char *jh__kind_key(jh_param_kind kind);

/* Edits (insert, delete, change, swap of neighbours) that turn a into b, as far as
 * `limit`; limit + 1 if more. O(|a| · |b|), texts over 64 bytes count as far apart. */
size_t jh__edits(const char *a, const char *b, size_t limit);

/* The nearest of names seen so far to a word that was mistyped. */
typedef struct jh__nearest {
    const char *word, *name; /* name NULL: none is near */
    size_t edits;
} jh__nearest;

void jh__nearest_try(jh__nearest *near, const char *name);

/* ---- text on a terminal
 * ---------------------------------------------------------------- */

/* How to write for a reader. width 0: not a terminal, nothing is shortened. */
typedef struct jh__look {
    jh_lang lang;
    size_t width;
    bool color;
} jh__look;

/* Columns that a text takes; Chinese characters take two, of ambiguous ones each one. */
size_t jh__text_width(const char *s);
/* Appends the text with control characters made visible and bad bytes as U+FFFD; line
 * ends stay if `lines`, else they become blanks. */
void jh__text_clean(jh_buf *out, const char *s, bool lines);
/* The same on one line, cut to `width` columns, the last then being an ellipsis. Returns
 * the columns written. */
size_t jh__text_cut(jh_buf *out, const char *s, size_t width);
/* Appends the text broken into lines of at most `width` columns; the first begins at
 * column `at`, the others at `indent`. Ends with a newline. */
void jh__text_wrap(jh_buf *out, const char *s, size_t at, size_t indent, size_t width);
/* Columns of the longest part that jh__text_wrap would not break. */
size_t jh__text_longest(const char *s);
void jh__spaces(jh_buf *out, size_t n);

/* ---- the reply
 * --------------------------------------------------------------------------- */

/* Writes a table in aligned columns. */
jh_status jh__table_print(jh_buf *out, jh_arena *arena, const jh_table *t,
                          const jh__look *look);
/* All tables as CSV; each with a line "# title" before it if there are several. */
void jh__tables_csv(jh_buf *out, jh_table *const *table, size_t n);
/* The one table of a reply as an Arrow file; JH_EUSAGE if there are several or none. */
jh_status jh__table_arrow(jh_buf *out, jh_arena *arena, jh_table *const *table, size_t n,
                          jh_error *err);

#define JH__FAULTS_SHOWN 50

/* Diagnostics for people, by level, the first 50 and how many there are more. */
void jh__faults_print(jh_buf *out, const jh_diags *diags, const jh__look *look);
/* "jh: message" and a newline. */
void jh__error_print(jh_buf *out, const jh_error *err, const jh__look *look);
/* Exit code of a failed status. */
int jh__exit_code(jh_status status);

/* ---- pages: help and manual
 * ----------------------------------------------------------------- */

typedef enum jh__item_kind {
    JH__HEADING,
    JH__PARAGRAPH,
    JH__VERBATIM, /* a line to be typed, kept as it is */
    JH__ENTRY,    /* term and its text */
} jh__item_kind;

typedef struct jh__item {
    jh__item_kind kind;
    const char *term, *text;
} jh__item;

typedef struct jh__page {
    jh_arena *arena;
    jh_lang lang;
    const char *name, *summary; /* "jh-pack-list" */
    jh__item *item;
    size_t n, cap;
    bool oom;
} jh__page;

/* Builds the page of an operation, of a group, or (both NULL) of the program. `full` adds
 * what the manual has beyond help. */
jh_status jh__page_build(jh__page *page, const jh__line *line, bool full);
void jh__page_print(jh_buf *out, const jh__page *page, const jh__look *look);
void jh__page_troff(jh_buf *out, const jh__page *page);
/* Writes man1/jh*.1 and zh_CN/man1/jh*.1 into a folder. */
jh_status jh__man_write(const jh__line *line, const char *folder, jh_error *err);
void jh__completion_bash(jh_buf *out, const jh__line *line);

/* ---- the machine
 * ------------------------------------------------------------------------------- */

/* The language that the environment asks for. */
jh_lang jh__env_lang(void);
/* How many processors there are for us. */
size_t jh__env_processors(void);
/* Today, or the day of SOURCE_DATE_EPOCH, as ISO date. */
jh_status jh__env_today(char out[11], jh_error *err);
/* The same moment in UTC, "2026-09-01T08:30:00Z". */
jh_status jh__env_now(char out[21], jh_error *err);

/* Progress on a terminal; opaque to all but its file. */
typedef struct jh__meter jh__meter;

/* A meter that writes to `err`, or only watches for interrupts if `show` is false. From
 * here to the closing the first interrupt asks the work to stop and the second kills. */
jh__meter *jh__meter_open(jh_arena *arena, FILE *err, const jh__look *look, bool show);
void jh__meter_close(jh__meter *meter);
jh_progress jh__meter_progress(jh__meter *meter);
/* Takes the meter's line off the terminal, for something else to be written there. */
void jh__meter_hide(jh__meter *meter);

/* Questions at the terminal; the answer to all is "nobody there" if `there` is false. */
typedef struct jh__asker {
    jh__meter *meter;
    FILE *in, *err;
    bool there;
} jh__asker;

jh_ask jh__asker_ask(jh__asker *asker);

/* Writes and flushes. JH_EIO says in `err` what prevented it, but for a closed pipe. */
jh_status jh__deliver(FILE *to, const jh_buf *text, jh_lang lang, jh_error *err);

/* The whole program; returns its exit code. */
typedef struct jh__world {
    const jh_op *const *ops;
    size_t n;
    FILE *in, *out, *err;
} jh__world;

int jh__main(const jh__world *world, int argc, const char *const *argv);

#endif
