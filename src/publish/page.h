/* The HTML page being written. Everything that is not markup of ours goes through
 * jh__pub_text. */
#ifndef JUNHENG_PUBLISH_PAGE_H
#define JUNHENG_PUBLISH_PAGE_H

#include "plot.h"
#include "room.h"

typedef struct jh__pub_page {
    jh__pub_report rep;
    jh_buf *out;
    jh_buf tmp;   /* plain text on its way to be escaped */
    int level;    /* of the headings of an area's parts */
    size_t area;  /* in hand */
    bool schools; /* school pages are part of this document */
} jh__pub_page;

/* ---- writing (html_text.c) ---------------------------------------------------------- */

void jh__pub_html_text(jh_buf *out,
                       const char *text); /* escapes; drops control characters */
void jh__pub_put(jh__pub_page *g, const char *markup);
void jh__pub_text(jh__pub_page *g, const char *text);
void jh__pub_t(jh__pub_page *g, const char *key);
void jh__pub_say(jh__pub_page *g, const char *key, const jh_arg *arg, size_t n);
void jh__pub_number(jh__pub_page *g, double x, int decimals);
/* Writes what the words of room.h left in g->tmp, and empties it. */
void jh__pub_flush(jh__pub_page *g);
/* <h2 id="id">…</h2> at g->level + deeper. */
void jh__pub_heading(jh__pub_page *g, int deeper, const char *id, const char *key);
/* A table in a container of its own that scrolls; `class` of the table, caption from key. */
void jh__pub_table_open(jh__pub_page *g, const char *class, const char *caption_key);
void jh__pub_table_close(jh__pub_page *g);
void jh__pub_th(jh__pub_page *g, const char *class, const char *key);
/* A word with its shade. */
void jh__pub_badge(jh__pub_page *g, jh_verdict verdict, const char *word);
const char *jh__pub_verdict_class(jh_verdict verdict);
const char *jh__pub_grade_class(jh_grade grade);
/* The value of an indicator with its word; what is missing where it is not known. */
void jh__pub_cell_html(jh__pub_page *g, size_t indicator, size_t section);

/* ---- parts ----------------------------------------------------------------------------- */

void jh__pub_part_verdict(jh__pub_page *g);
void jh__pub_part_coefficients(jh__pub_page *g);
void jh__pub_part_matrix(jh__pub_page *g);
void jh__pub_part_spread(jh__pub_page *g);
void jh__pub_part_map(jh__pub_page *g);
void jh__pub_part_items(jh__pub_page *g);
/* Nothing where there are no years before. */
void jh__pub_part_history(jh__pub_page *g);
bool jh__pub_has_history(const jh__pub_page *g);
/* Nothing where the ledger has nothing of the area in hand. */
void jh__pub_part_tasks(jh__pub_page *g);
bool jh__pub_has_tasks(const jh__pub_page *g);
void jh__pub_part_schools(jh__pub_page *g);
void jh__pub_annex(jh__pub_page *g);

/* ---- documents (html.c), and pages made of parts (html_paper.c) -------------------------- */

/* Begins a document; the title is what stands in tmp. `plan`: with the style of plans too. */
void jh__pub_document(jh__pub_page *g, bool plan);
/* A fact of the cover; nothing where its value is empty. */
void jh__pub_fact(jh__pub_page *g, const char *key, const char *value);
/* The plan of the report, where there is one; with the first area. */
void jh__pub_part_plan(jh__pub_page *g);
/* The sections of a paper; headings begin at g->level. */
void jh__pub_parts(jh__pub_page *g, const jh_paper *paper);
const char *jh__pub_shade_class(jh_shade shade);
void jh__pub_chart_changes(jh__pub_page *g, const jh_paper_part *p);
void jh__pub_chart_named(jh__pub_page *g, const jh_paper_part *p);
void jh__pub_chart_places(jh__pub_page *g, const jh_paper_map *m);

/* ---- drawing (svg.c) -------------------------------------------------------------------- */

/* Width of a text in units of its size, roughly: a Chinese character is 1. */
double jh__pub_text_ems(const char *s, size_t n);
/* Cuts a text into lines of at most `ems`; at[i] is where line i begins, at[lines] the
 * end. At most `most` lines; the rest stays in the last. */
size_t jh__pub_wrap(const char *s, double ems, size_t most, size_t at[]);
/* Opens <svg> with title and description; plain texts, in tmp the description. */
void jh__pub_svg_open(jh__pub_page *g, int width, int height, const char *title);
void jh__pub_svg_close(jh__pub_page *g);
/* A round step so that `span` holds about `ticks` of them. */
double jh__pub_step(double span, int ticks);
int jh__pub_step_decimals(double step);

void jh__pub_chart_bars(jh__pub_page *g, size_t stage);
/* A coefficient, and the sections that pass, over the years: a band a stage. */
void jh__pub_chart_course(jh__pub_page *g, const jh_series *const *series, size_t n);
void jh__pub_chart_passing(jh__pub_page *g, const jh_series *const *series, size_t n);
void jh__pub_chart_strip(jh__pub_page *g, size_t indicator);

#endif
