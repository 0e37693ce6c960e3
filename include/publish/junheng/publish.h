/* publish: results → pages, workbooks and tables that people use. Pure: bytes come out.
 *
 * One self-contained HTML page (no script needed, charts as SVG, A4 print), an XLSX workbook
 * with the declaration tables, CSV with formula-like cells neutralised.
 */
#ifndef JUNHENG_PUBLISH_H
#define JUNHENG_PUBLISH_H

#include <junheng/history.h>
#include <junheng/paper.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The years before, for a section of their own. */
typedef struct jh_past {
    const jh_history *history; /* its last year is the one reported */
    const jh_rule *rule;       /* that the report is made by */
    const char *const
        *became; /* one a fate: what became of its school; NULL: nothing known */
} jh_past;

/* One line of the ledger 台账, in words; texts may be NULL. */
typedef struct jh_ledger_line {
    int64_t id;
    const char *area, *object, *problem, *lead, *deadline, *state, *source, *proof;
    const char *level; /* of escalation */
    bool live, struck; /* to be done yet; struck off 已销号 */
    int overdue;       /* days; 0: not */
    size_t reopened;   /* how often it was opened again */
} jh_ledger_line;

typedef struct jh_ledger_lines {
    const char *day; /* that "overdue" is reckoned on */
    const jh_ledger_line *task;
    size_t n;
} jh_ledger_lines;

typedef struct jh_publish {
    jh_lang lang;
    const jh_assessment *result;
    const jh_sources *sources;    /* of the facts' origins */
    const jh_diags *diags;        /* what intake had to say; may be NULL */
    const char *generated;        /* date shown, ISO; NULL: none */
    const char *engine;           /* version of Junheng */
    bool sample;                  /* generated data: say so on every page */
    const jh_past *past;          /* NULL: this year alone */
    const jh_ledger_lines *tasks; /* NULL: no ledger */
    const jh_paper *plan;         /* NULL: no plan */
} jh_publish;

/* The whole report as one HTML document. */
jh_status jh_publish_html(const jh_publish *p, jh_buf *out, jh_error *err);
/* The workbook: tables I–III (申报表一至三), failing cells shaded, derivations, reasons. */
jh_status jh_publish_xlsx(const jh_publish *p, jh_buf *out, jh_error *err);

/* What a forecast says: "2028（2027—2031）"; nothing where nothing is known. */
void jh_publish_trend(jh_buf *out, jh_lang lang, const jh_trend *t);
/* In what rules differ: "标准、设置"; and a rule by its pack, version and settings. */
void jh_publish_break(jh_buf *out, jh_lang lang, unsigned kinds);
void jh_publish_rule(jh_buf *out, const jh_rule *rule);

/* An empty workbook with a form's heads (name, label row, note row), and a sample row. */
typedef struct jh_sheet_head {
    const char *label, *note, *unit;
    bool text; /* column of text, so that long codes keep their digits */
} jh_sheet_head;

jh_status jh_publish_template(const char *sheet, const jh_sheet_head *head, size_t n,
                              jh_buf *out, jh_error *err);

/* The same with several sheets; their names differ in the first 31 characters. */
typedef struct jh_sheet {
    const char *name;
    const jh_sheet_head *head;
    size_t columns;
} jh_sheet;

jh_status jh_publish_templates(const jh_sheet *sheet, size_t n, jh_buf *out,
                               jh_error *err);

/* A workbook with one sheet of texts and numbers (numbers where a cell parses as one and its
 * column is not text); used for generated samples. cell[row * columns + col], NULL empty. */
jh_status jh_publish_table(const jh_sheet *sheet, const char *const *cell, size_t rows,
                           jh_buf *out, jh_error *err);

/* A list for people to read, print and fill in: title and note above the heads, wrapped cells,
 * numbers where a cell of a number column parses as one. Texts are borrowed; NULL empty. */
typedef struct jh_list_column {
    const char *label;
    double width; /* characters */
    bool number;
    int decimals;
} jh_list_column;

typedef struct jh_list {
    const char *name, *title, *note;
    const jh_list_column *column;
    size_t columns;
    const char *const *cell; /* [row * columns + column] */
    size_t rows;
} jh_list;

/* A workbook of such sheets, A3 across. */
jh_status jh_publish_lists(const jh_list *list, size_t n, jh_buf *out, jh_error *err);
/* The same list as CSV, heads first, with byte-order mark. */
jh_status jh_publish_list_csv(const jh_list *list, jh_buf *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
