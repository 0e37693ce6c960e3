/* ops, private: pages of plans, put together part by part. */
#ifndef JH_OPS_PLAN_PAGE_H
#define JH_OPS_PLAN_PAGE_H

#include "../workspace/workspace.h"
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

/* The document; what it is called follows from the areas. */
jh_paper *jh__page_paper(jh__page *g, const char *kicker, const jh_assessment *a,
                         bool sample);

void jh__budget_page(jh__page *g, const jh__budget_run *run, jh_error *err);
void jh__rotation_page(jh__page *g, const jh__rotation_job *j,
                       const jh_rotation_plan *plan, const jh_violations *found);
void jh__pairs_page(jh__page *g, const jh__pairs_job *j);

/* ---- files ---- */

/* A plan that was made, of whatever kind, as it is told and kept. */
typedef struct jh__plan_made {
    const char *kind, *kicker; /* id; catalogue key */
    const jh__county *county;
    const jh_assessment *before, *after;
    void *ctx;
    jh_status (*table)(jh_call *call, const void *ctx, const char *path, jh_error *err);
    jh_status (*parts)(jh__page *g, const void *ctx, jh_error *err);
    jh_status (*json)(jh_call *call, const void *ctx, jh_buf *out, jh_error *err);
    /* What it comes to, thing by thing, for the workspace; *planned: there is something. */
    jh_status (*fill)(jh_call *call, const void *ctx, struct jh_kept_plan *out,
                      bool *planned, jh_error *err);
    const jh_violations *why; /* of no plan, or of a broken rule; NULL: none */
} jh__plan_made;

/* What the engine says of every area, before and after, added to `out`. */
jh_status jh__plan_verdicts(jh_call *call, const jh__plan_made *made,
                            struct jh_kept_plan *out, jh_error *err);

/* Makes a plan by the words of the call, with all it needs to be told. */
jh_status jh__budget_make(jh_call *call, jh__plan_made *out, jh_error *err);
jh_status jh__rotation_make(jh_call *call, jh__plan_made *out, jh_error *err);
jh_status jh__pairs_make(jh_call *call, jh__plan_made *out, jh_error *err);

/* Writes --out by its ending: a table, a page, JSON, or a folder for all three. */
jh_status jh__plan_write(jh_call *call, const jh__plan_made *what, jh_error *err);
/* Keeps it as --name, where that is given, and says so. */
jh_status jh__plan_keep(jh_call *call, const jh__plan_made *what, jh_error *err);
/* Whether --name may be given here; said before the work is done. */
jh_status jh__plan_name(const jh_call *call, const jh__county *county, jh_error *err);

/* ---- kept plans computed again (again.c) ---- */

/* Calls `then` with what was made, in memory that ends with it. JH_EUSAGE where the plan was
 * kept without what that needs. */
typedef jh_status (*jh__plan_then)(void *ctx, jh_call *call, const jh__plan_made *made,
                                   jh_error *err);
jh_status jh__plan_again(jh_call *call, const jh__replay *replay, jh__plan_then then,
                         void *ctx, jh_error *err);

/* ---- money against sections ---- */

/* The front of every area: table, JSON, plot. */
jh_status jh__front_reply(jh_call *call, const jh__budget_run *run, jh_error *err);
/* The front of one area as a plot; NULL where there is none. */
jh_plot *jh__front_plot(jh_call *call, const jh__budget_run *run, size_t area,
                        jh_error *err);

#endif
