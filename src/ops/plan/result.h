/* ops, private: plans of money, what the engine says of them, and how they are told. */
#ifndef JH_OPS_PLAN_RESULT_H
#define JH_OPS_PLAN_RESULT_H

#include "build.h"

#include "../reply.h"

/* One area. */
typedef struct jh__budget_result {
    jh__budget_area area;
    jh_budget_plan plan;
    jh_violations found; /* by the check */
    jh_budget_reasons reasons;
    jh_budget_stages stages; /* where years are asked for; `plan` is all of them */
    bool planned;            /* there is a plan to tell of */
} jh__budget_result;

/* All areas of a county file. */
typedef struct jh__budget_run {
    jh__county county;
    jh_assessment before, after; /* after: the what-if copy, judged by the same engine */
    jh__prices prices;
    jh__budget_wish wish;
    jh_budget_request request;
    jh_budget_years years;     /* n 0: one sum, or none */
    jh_assessment *year_after; /* one a year */
    jh__budget_result *result; /* one an area */
    size_t results;
} jh__budget_run;

/* Parameters of the operations on plans of money, read from the call. */
#define JH__PARAM_PRICES                                                                 \
    {                                                                                    \
        .name = "prices", .kind = JH_PARAM_FILE, .required = true, .many = true,         \
        .help = {                                                                        \
            "采购单价表（jh template 标准 --form cn-prices 生成空表）",                  \
            "price list (jh template PACK --form cn-prices makes an empty one)"          \
        }                                                                                \
    }
#define JH__PARAM_STAGE                                                                  \
    {                                                                                    \
        .name = "stage", .kind = JH_PARAM_TEXT, .help = {                                \
            "只做这个学段，如 primary 或 小学",                                          \
            "this stage only, such as primary"                                           \
        }                                                                                \
    }
#define JH__PARAM_INDICATOR                                                              \
    {                                                                                    \
        .name = "indicator", .kind = JH_PARAM_TEXT, .many = true, .help = {              \
            "只改善这些指标，如 L3（可多次）",                                           \
            "only these indicators may be raised, such as L3 (repeatable)"               \
        }                                                                                \
    }
#define JH__PARAM_ONLY                                                                   \
    {                                                                                    \
        .name = "only", .kind = JH_PARAM_TEXT, .help = {                                 \
            "只求一半：sections 学校达标，coefficients 差异系数达标（默认两者都要）",    \
            "one half only: sections or coefficients (default: both)"                    \
        }                                                                                \
    }
#define JH__PARAM_ABOVE                                                                  \
    {                                                                                    \
        .name = "above-mean", .kind = JH_PARAM_FLAG, .help = {                           \
            "高于全县均值的学校也可以超出自身需要购置（默认不可以）",                    \
            "schools above the county's mean may get more than they need to pass"        \
        }                                                                                \
    }

#define JH__PARAM_NAME                                                                   \
    {                                                                                    \
        .name = "name", .kind = JH_PARAM_TEXT, .help = {                                 \
            "用这个名称把方案保存在工作区里，以后不再变（jh plan list 列出）",           \
            "keep the plan in the workspace under this name, for ever (see jh plan "     \
            "list)"                                                                      \
        }                                                                                \
    }
#define JH__PARAM_OUT                                                                                                \
    {                                                                                                                \
        .name = "out", .kind = JH_PARAM_OUTPUT, .help = {                                                            \
            "写到这里：.html 是说明网页（只到学校），.xlsx 或 .csv 是表（改后可核对），" \
            ".json，或一个文件夹（都写）",                                                                           \
            "write it here: .html the page that explains it (schools alone), .xlsx or "                              \
            ".csv a table that can be changed and checked, .json, or a folder for all"                               \
        }                                                                                                            \
    }
/* What rotation and pairs reckon ways by. */
#define JH__PARAM_MOST_KM(km)                                                            \
    {                                                                                    \
        .name = "most-km", .kind = JH_PARAM_NUMBER, .fallback = (km), .help = {          \
            "路程不超过多少公里",                                                        \
            "longest way, in km"                                                         \
        }                                                                                \
    }
#define JH__PARAM_FACTOR                                                                 \
    {                                                                                    \
        .name = "factor", .kind = JH_PARAM_NUMBER, .fallback = "1.3", .help = {          \
            "路程按直线距离的几倍算",                                                    \
            "a way is so many times the straight line"                                   \
        }                                                                                \
    }

/* How long a search goes on, and with what. */
#define JH__PARAM_GAP(share)                                                             \
    {                                                                                    \
        .name = "gap", .kind = JH_PARAM_TEXT, .fallback = (share), .help = {             \
            "与下限的差距小到这样就不再求更好的",                                        \
            "close enough to the bound to stop"                                          \
        }                                                                                \
    }
#define JH__PARAM_OWN                                                                    \
    {                                                                                    \
        .name = "own", .kind = JH_PARAM_FLAG, .help = {                                  \
            "只用自己的方法，不启动求解器 jh-solve",                                     \
            "our own method alone: jh-solve is not started"                              \
        }                                                                                \
    }
#define JH__PARAM_SOLVER                                                                 \
    {                                                                                    \
        .name = "solver", .kind = JH_PARAM_TEXT, .help = {                               \
            "求解器程序（默认是同一文件夹的 jh-solve）",                                 \
            "the solver (default: jh-solve beside this program)"                         \
        }                                                                                \
    }
#define JH__PARAM_SOLVER_SECONDS                                                         \
    {                                                                                    \
        .name = "solver-seconds", .kind = JH_PARAM_NUMBER, .fallback = "60", .help = {   \
            "求解器每个县最多用的处理器秒数；到时终止，用已有的最好方案",                \
            "most CPU seconds of the solver for each area; then it is ended, and the "   \
            "best plan so far stands"                                                    \
        }                                                                                \
    }
#define JH__PARAMS_SOLVER JH__PARAM_OWN, JH__PARAM_SOLVER, JH__PARAM_SOLVER_SECONDS
#define JH__PARAMS_SEARCH(share) JH__PARAM_GAP(share), JH__PARAMS_SOLVER

/* The number of an option, or a share of it (25%), from least to most. */
jh_status jh__plan_range(jh_call *call, const char *name, const double range[2],
                         double *out, jh_error *err);
/* Control of a search by the options above; `solver` lives as long. */
struct jh__solver;
jh_status jh__plan_control(jh_call *call, struct jh__solver *solver, jh_plan_control *out,
                           jh_error *err);
/* For jh_plan_control: whether the user stopped it; `ctx` is the call's progress. */
jh_plan_end jh__plan_stop(void *ctx);

/* Reads files and prices, assesses, and reads the wish. */
jh_status jh__budget_open(jh_call *call, jh__budget_run *run, jh_error *err);
/* Judges every plan (jh_budget_check), applies them to a copy, assesses that. */
jh_status jh__budget_judge(jh_call *call, jh__budget_run *run, jh_error *err);

/* ---- several years (years.c) ---- */

/* --budget as one sum (NAN: none) or as years, with --carry; --yearly as many equal years. */
jh_status jh__years_read(jh_call *call, double *sum, jh_budget_years *years,
                         jh_error *err);
jh_status jh__years_least(jh_call *call, jh_budget_years *years, jh_error *err);
/* Makes the staged plan of an area and judges it; what is broken is in r->found. */
jh_status jh__years_solve(jh_call *call, jh__budget_run *run, jh__budget_result *r,
                          const jh_plan_control *control, jh_error *err);
/* Leaves out years after the last purchase, where --yearly asked for as few as will do. */
void jh__years_trim(jh_call *call, jh__budget_run *run);
/* The engine's judgement after each year. */
jh_status jh__years_judge(jh_call *call, jh__budget_run *run, jh_error *err);
jh_status jh__years_table(jh_call *call, const jh__budget_run *run, jh_error *err);
void jh__years_json(jh_json *j, const jh__budget_run *run, size_t area);

/* A purchase in one year; without years, one of them all (year 0). */
typedef struct jh__budget_lot {
    const jh_budget_reason *x;
    size_t year;
    double bought, received, given, cost;
} jh__budget_lot;

jh_status jh__budget_lots(jh_call *call, const jh__budget_run *run,
                          const jh__budget_result *r, jh__budget_lot **out, size_t *n);

/* What one school gives to another: items of the area's problem. */
typedef struct jh__handover {
    size_t from, to;
    double amount;
    double km; /* straight line; NAN: not known */
} jh__handover;

/* The moves of a plan between schools, with the shortest ways in all. */
jh_status jh__handovers(jh_call *call, const jh__budget_run *run,
                        const jh__budget_result *r, jh__handover **out, size_t *n,
                        jh_error *err);
/* As a table, where anything is moved. */
jh_status jh__handover_table(jh_call *call, const jh__budget_run *run, jh_error *err);

/* Sections, or coefficients with a limit, of an area: all, or those that hold. */
size_t jh__plan_sections(const jh_area_result *area, bool passed);
size_t jh__plan_limits(const jh_area_result *area, size_t kinds, bool held);

/* What the plan comes to, for the workspace. */
struct jh_kept_plan;
jh_status jh__budget_fill(jh_call *call, const void *run, struct jh_kept_plan *out,
                          bool *planned, jh_error *err);

/* Tables for people, and JSON. */
jh_status jh__budget_tables(jh_call *call, const jh__budget_run *run, jh_error *err);
jh_status jh__budget_json(jh_call *call, const jh__budget_run *run, jh_buf *out);
/* The plan as a table that `jh plan check` reads again: .csv or .xlsx. */
jh_status jh__budget_file(jh_call *call, const jh__budget_run *run, const char *path,
                          jh_error *err);
/* What a purchase is for, in words; empty where nothing is to be said. */
const char *jh__budget_why(jh_call *call, const jh__budget_run *run,
                           const jh__budget_result *r, const jh_budget_reason *x);
/* The part of a name in both languages (JH_MSG_BOTH) that the call is in. */
const char *jh__plan_word(jh_call *call, const char *both);
/* Rows of text as CSV, for spreadsheets: with a byte order mark and CR LF. */
void jh__plan_csv(const char *const *head, size_t columns, const char *const *cell,
                  size_t rows, jh_buf *out);
/* Lists violations as a table. */
jh_status jh__violation_table(jh_call *call, const jh_violations *v, jh_error *err);

#endif
