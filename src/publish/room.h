/* What the files of this room share: the report in hand, its words and its orders. */
#ifndef JUNHENG_PUBLISH_ROOM_H
#define JUNHENG_PUBLISH_ROOM_H

#include <junheng/publish.h>

/* Beyond these the page would no longer open on an office machine; the workbook has all. */
#define JH__PUB_SCHOOL_PAGES_MAX 3000u
#define JH__PUB_MATRIX_MAX 20000u

/* Sections in the order in which they are shown: by area, what fails first, then by name.
 * Schools likewise, those with sections only. */
typedef struct jh__pub_order {
    size_t *section,
        *section_at; /* sections of area a: section_at[a] … section_at[a + 1] */
    size_t *school, *school_at;
} jh__pub_order;

typedef struct jh__pub_report {
    const jh_publish *p;
    const jh_assessment *r;
    const jh_pack *pack;
    jh_lang lang;
    jh_arena *arena;
    jh__pub_order order;
    int *input; /* slots that the indicators name, each once */
    size_t inputs;
    bool judges; /* the pack sets a standard, a limit or an item at all */
    bool cn;     /* the national tables go by their own numbers */
} jh__pub_report;

jh_status jh__pub_report_open(jh__pub_report *rep, const jh_publish *p, jh_error *err);
void jh__pub_report_close(jh__pub_report *rep);

/* ---- lookups ------------------------------------------------------------------------- */

const jh_cell_result *jh__pub_cell(const jh__pub_report *rep, size_t indicator,
                                   size_t section);
/* Standard and floor of an indicator for a stage (-1: rows); NAN where there is none. */
double jh__pub_standard(const jh_pack *pack, size_t indicator, int stage);
double jh__pub_floor(const jh_pack *pack, size_t indicator, int stage);
/* Column of a fact in the schools frame, or NULL. */
const jh_column *jh__pub_school_fact(const jh__pub_report *rep, int fact);
/* Text of a school fact, codes included; NULL where missing. */
const char *jh__pub_school_text(const jh__pub_report *rep, int fact, size_t school,
                                char room[32]);
/* Number of a school's fact; NAN where missing. */
double jh__pub_school_number(const jh__pub_report *rep, int fact, size_t school);

/* ---- words: plain text, not yet escaped ------------------------------------------------ */

const char *jh__pub_word(const jh__pub_report *rep, const char *key);
/* Text of a key with arguments. */
void jh__pub_tell(const jh__pub_report *rep, jh_buf *out, const char *key,
                  const jh_arg *arg, size_t n);
const char *jh__pub_label(const jh__pub_report *rep, jh_label label);
const char *jh__pub_stage_name(const jh__pub_report *rep, int stage);
/* "met", "reaches 85%", …: key words with the pack's floor filled in. */
void jh__pub_grade_text(const jh__pub_report *rep, jh_buf *out, jh_grade grade);
const char *jh__pub_verdict_word(const jh__pub_report *rep, jh_verdict verdict);
/* Word for a limit or standard that is kept or not (达标, 未达标, 待定). */
const char *jh__pub_status_word(const jh__pub_report *rep, jh_verdict verdict);
/* The same for a coefficient, which may also have no limit, or no value. */
const char *jh__pub_coefficient_word(const jh__pub_report *rep,
                                     const jh_coefficient_result *c);
/* "4.20", or a dash where x is no number. */
void jh__pub_number_text(jh_buf *out, double x, int decimals);
/* An input as it was given, at most two decimals. */
void jh__pub_plain_text(jh_buf *out, double x);
/* An amount of a lever, rounded up so that it suffices: "12 人". */
void jh__pub_amount_text(const jh__pub_report *rep, jh_buf *out, double amount, int slot);
/* Why a value is not there; nothing if it is known. */
void jh__pub_why_text(const jh__pub_report *rep, jh_buf *out, const jh_value *value);
/* What one section lacks, indicator by indicator, in real units. */
void jh__pub_lacks_text(const jh__pub_report *rep, jh_buf *out, size_t section);
/* Which items pass, which reach the floor, which do not: remark of the declaration table. */
void jh__pub_remark_text(const jh__pub_report *rep, jh_buf *out, size_t section);
/* The cell that a slot's value was read from; empty where there is none. */
void jh__pub_source_text(const jh__pub_report *rep, jh_buf *out, size_t section,
                         int slot);
/* The verdict of an area in a sentence. */
void jh__pub_verdict_text(const jh__pub_report *rep, jh_buf *out, size_t area);
/* How a coefficient comes under its limit; nothing where no remedy is asked for. */
void jh__pub_remedy_text(const jh__pub_report *rep, jh_buf *out,
                         const jh_stage_result *stage, size_t indicator);
/* The one change that turns the verdict; false where there is none. */
bool jh__pub_pivot_text(const jh__pub_report *rep, jh_buf *out, size_t area);
/* Name of the area; a word for "whole" where the data has no areas. */
const char *jh__pub_area_name(const jh__pub_report *rep, size_t area);
/* What a code of a fact stands for ("211" 小学); NULL where the catalogue does not say. */
const char *jh__pub_code_word(const jh__pub_report *rep, int fact, const char *code);
/* A formula with the names of its facts in place of their ids, and signs as on paper. */
void jh__pub_formula_text(const jh__pub_report *rep, jh_buf *out, const jh_formula *f);
/* Standard with its sign: "≥ 4.20". */
void jh__pub_bound_text(const jh__pub_report *rep, jh_buf *out, size_t indicator,
                        double bound);
/* Result and place of an item's evidence, in one line. */
void jh__pub_item_value_text(const jh__pub_report *rep, jh_buf *out, size_t area,
                             size_t item);
void jh__pub_item_test_text(const jh__pub_report *rep, jh_buf *out, size_t item);
const char *jh__pub_item_status_word(const jh__pub_report *rep, jh_verdict verdict);
void jh__pub_item_note_text(const jh__pub_report *rep, jh_buf *out, size_t area,
                            size_t item, size_t most);

#endif
