/* ops, private: pages of plans, put together part by part. */
#ifndef JH_OPS_PLAN_PAGE_H
#define JH_OPS_PLAN_PAGE_H

#include "partners.h"
#include "result.h"

#include <junheng/paper.h>

/* Without memory `oom` is set, and what is added goes nowhere. */
typedef struct jh__page {
    jh_call *call;
    const jh_pack *pack;
    jh_paper_part *part;
    size_t parts, cap;
    jh_paper_part nowhere;
    bool oom;
} jh__page;

/* One more part; never NULL. Texts are catalogue keys or stand as they are. */
jh_paper_part *jh__page_add(jh__page *g, jh_paper_kind kind, const char *text);
jh_paper_part *jh__page_banner(jh__page *g, jh_shade shade, const char *word,
                               const char *more);
void *jh__page_room(jh__page *g, size_t n, size_t size);
/* A text that may be NULL without memory. */
const char *jh__page_text(jh__page *g, const char *text);

/* Rows of a table that grows. */
typedef struct jh__rows {
    jh_paper_head *head;
    size_t columns, rows, cap, shade_cap;
    const char **cell;
    jh_shade *shade;
    const char *title;
    bool stacks;
} jh__rows;

/* `head` as for jh__table_new. */
void jh__rows_open(jh__page *g, jh__rows *r, const char *title, const char *const *head);
/* `shade` of each cell, or NULL. */
void jh__rows_add(jh__page *g, jh__rows *r, const char *const *cell,
                  const jh_shade *shade);
jh_paper_table jh__rows_table(const jh__rows *r);
/* The table as a part; nothing where it has no rows. */
void jh__rows_close(jh__page *g, const jh__rows *r);

/* Bars that grow. */
typedef struct jh__bars {
    jh_paper_bar *bar;
    size_t n, cap;
} jh__bars;

void jh__bars_add(jh__page *g, jh__bars *b, const char *name, double value,
                  const char *text);
void jh__bars_close(jh__page *g, const jh__bars *b, const char *title);

/* A sum of money as people say it: "1,234.56 万元", "1,234,560 yuan". */
const char *jh__money(jh_call *call, const jh_pack *pack, double x);
/* An amount with its unit: "1,520 平方米". */
const char *jh__page_amount(jh__page *g, int slot, double x);
const char *jh__page_count(jh__page *g, size_t n);
/* "78 → 120". */
const char *jh__page_turn(jh__page *g, size_t before, size_t after);
/* A map of the schools of an area without sizes; places are by row of the schools. */
jh_paper_map *jh__page_places(jh__page *g, const jh_assessment *a, const char *title);

/* The document; `title` of the area. */
jh_status jh__page_html(jh__page *g, const char *kicker, const jh_assessment *a,
                        bool sample, jh_buf *out, jh_error *err);
jh_paper *jh__page_paper(jh__page *g, const char *kicker, const jh_assessment *a,
                         bool sample);

void jh__budget_page(jh__page *g, const jh__budget_run *run, jh_error *err);
void jh__rotation_page(jh__page *g, const jh__rotation_job *j,
                       const jh_rotation_plan *plan, const jh_violations *found);
void jh__pairs_page(jh__page *g, const jh__pairs_job *j);

/* ---- files ---- */

/* Where a plan goes by the name of --out: a table, a page, JSON, or a folder for all three. */
typedef struct jh__plan_out {
    const void *ctx;
    jh_status (*table)(jh_call *call, const void *ctx, const char *path, jh_error *err);
    jh_status (*page)(jh_call *call, const void *ctx, jh_buf *out, jh_error *err);
    jh_status (*json)(jh_call *call, const void *ctx, jh_buf *out, jh_error *err);
} jh__plan_out;

jh_status jh__plan_write(jh_call *call, const jh__plan_out *what, jh_error *err);

/* ---- money against sections ---- */

/* The front of every area: table, JSON, plot. */
jh_status jh__front_reply(jh_call *call, const jh__budget_run *run, jh_error *err);
/* The front of one area as a plot; NULL where there is none. */
jh_plot *jh__front_plot(jh_call *call, const jh__budget_run *run, size_t area,
                        jh_error *err);

#endif
