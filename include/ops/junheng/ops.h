/* ops: one operation a file; the only room that wires files, the middle and publishing.
 *
 * An operation is a descriptor (name, help, parameters, exit codes) and a function. The
 * command line, its help, man page and completion are made from the descriptor alone; a
 * server will be made from the same.
 */
#ifndef JUNHENG_OPS_H
#define JUNHENG_OPS_H

#include <junheng/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How the program ended; exit codes of jh. */
typedef enum jh_exit {
    JH_EXIT_DONE = 0,     /* done; for an assessment: every area passes */
    JH_EXIT_FAILS = 1,    /* done; an area does not pass, or it cannot be said yet */
    JH_EXIT_USAGE = 2,    /* the command's words are off */
    JH_EXIT_INPUT = 3,    /* a file, pack or form cannot be used */
    JH_EXIT_MACHINE = 4,  /* no space, no permission, no memory */
    JH_EXIT_INTERNAL = 5, /* a fault of Junheng */
} jh_exit;

typedef enum jh_param_kind {
    JH_PARAM_FLAG,
    JH_PARAM_TEXT,
    JH_PARAM_NUMBER,
    JH_PARAM_FILE,   /* existing file */
    JH_PARAM_OUTPUT, /* file or folder to write */
    JH_PARAM_PACK,   /* id or file of a pack */
    JH_PARAM_FORM,   /* id or file of a form */
    JH_PARAM_PAIR,   /* name=value */
} jh_param_kind;

/* A parameter: an option (--name) or, `positional`, a word. */
typedef struct jh_param {
    const char *name;
    jh_param_kind kind;
    bool positional, required, many;
    const char *fallback; /* value if not given; shown in help */
    jh_label help;
} jh_param;

/* Values of one parameter, in the order of the descriptor. */
typedef struct jh_given {
    const char *const *value;
    size_t n;
} jh_given;

/* A table for people: title, heads, cells as text; `right` columns are aligned right. */
typedef struct jh_table {
    const char *title;
    const char **head;
    bool *right;
    size_t columns;
    const char ***row;
    size_t rows, cap;
} jh_table;

/* Asks the user something; returns false where nobody can be asked. The answer goes to the
 * arena. */
typedef struct jh_ask {
    void *ctx;
    bool (*line)(void *ctx, jh_arena *arena, const char *question, const char **answer);
} jh_ask;

typedef struct jh_call {
    jh_arena *arena;
    jh_lang lang;
    const struct jh_op *op;
    const jh_given *given; /* by parameter */
    bool want_json;        /* fill `json`; else `tables` and `notes` */
    bool want_all;         /* whole tables (for machines); else what a person reads */
    const char *today;     /* ISO date, from the clock of whoever calls */
    const char *now;       /* ISO time, of the same clock */
    size_t threads;        /* that large work may take; 0 counts as 1 */
    const struct jh__replay *replay; /* of ops alone: what was kept is computed again */
    jh_progress progress;
    jh_ask ask;

    /* the reply */
    jh_exit exit;
    jh_buf json;
    jh_table **table;
    size_t tables, table_cap;
    jh_buf notes;   /* lines before the tables */
    jh_buf after;   /* lines after the tables */
    jh_diags diags; /* shown on standard error */
} jh_call;

typedef struct jh_op {
    const char *name; /* "assess", "pack list" */
    jh_label summary;
    jh_label details; /* paragraphs for help and man page; may be empty */
    const jh_param *param;
    size_t params;
    jh_status (*run)(jh_call *call, jh_error *err);
} jh_op;

/* Every operation, in the order of help. */
const jh_op *const *jh_op_list(size_t *n);

/* Values of a parameter by name (n 0 if not given and without fallback). */
jh_given jh_call_given(const jh_call *call, const char *name);
const char *jh_call_text(const jh_call *call, const char *name); /* last value or NULL */
bool jh_call_flag(const jh_call *call, const char *name);

/* Version of the engine, "0.1.0". */
const char *jh_version(void);

#ifdef __cplusplus
}
#endif
#endif
