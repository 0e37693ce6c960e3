/* ops, private: plans of many counties, each a folder of its own. */
#ifndef JH_OPS_PLAN_PROVINCE_H
#define JH_OPS_PLAN_PROVINCE_H

#include "page.h"

/* A county's files by what they are; names begin with prices, teachers or needs (单价, 教师, 岗位). */
enum {
    JH__COUNTY_FILES = 0,
    JH__COUNTY_PRICES,
    JH__COUNTY_TEACHERS,
    JH__COUNTY_NEEDS,
    JH__COUNTY_KINDS
};

typedef struct jh__county_folder {
    const char *path, *name; /* name: of the folder */
    const char **file[JH__COUNTY_KINDS];
    size_t files[JH__COUNTY_KINDS], cap[JH__COUNTY_KINDS];
} jh__county_folder;

typedef struct jh__county_folders {
    jh__county_folder *item;
    size_t n, cap;
} jh__county_folders;

/* The counties that a word names: a folder of folders, a county's own folder, or a list of such
 * in a text file, one a line. In the order of their names; those without a table are left out. */
jh_status jh__county_folders_read(jh_call *call, const char *word,
                                  jh__county_folders *out, jh_error *err);

/* One plan of one county. */
typedef enum jh__province_kind {
    JH__BUDGET = 0,
    JH__ROTATION,
    JH__KINDS
} jh__province_kind;

typedef struct jh__province_row {
    bool asked, made; /* made: there is a plan that holds */
    bool passes;      /* the command alone would end with 0 */
    bool sample;      /* generated data */
    double cost, bound, movers, travel;
    size_t sections, sections_before, sections_after;
    size_t limits, limits_before, limits_after;
    const char *why; /* of no plan; NULL: there is one */
} jh__province_row;

typedef struct jh__province {
    jh_call *call;
    const jh_pack *pack;
    jh__county_folders folders;
    jh__province_row (*row)[JH__KINDS]; /* by county */
} jh__province;

/* Table, JSON and --out. */
jh_status jh__province_reply(jh__province *p, jh_error *err);

#endif
