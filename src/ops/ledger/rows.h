/* ops, private: lines of the ledger that were asked for, and their totals by lead unit. */
#ifndef JH_OPS_LEDGER_ROWS_H
#define JH_OPS_LEDGER_ROWS_H

#include "ledger.h"

typedef struct jh__led_row {
    const jh_led_item *item;
    int overdue;               /* days */
    const jh_led_level *level; /* NULL: none */
} jh__led_row;

typedef struct jh__led_total {
    const char *lead; /* "" where nobody has it */
    size_t items, live, overdue, struck;
    double money; /* yuan; of what is live */
} jh__led_total;

typedef struct jh__led_rows {
    jh_led_rules *rules;
    jh__led_row *row;
    size_t n, all; /* that fit the filters; in the ledger */
    jh__led_total *total;
    size_t totals, total_cap;
} jh__led_rows;

/* Filters that list and export share. */
#define JH__PARAM_LED_FILTERS                                                                            \
    {.name = "status",                                                                                   \
     .kind = JH_PARAM_TEXT,                                                                              \
     .help = {"只列这种状态：open 待整改、underway 整改中、submitted 待核查、struck " \
              "已销号、ended 已终止、live 未销号",                                                       \
              "only this state: open, underway, submitted, struck, ended, live (not "                    \
              "settled)"}},                                                                              \
        {.name = "overdue",                                                                              \
         .kind = JH_PARAM_FLAG,                                                                          \
         .help = {"只列逾期的，逾期最久的在前，并列出应督办到哪一级",                                    \
                  "only what is overdue, the longest first, with its level of "                          \
                  "escalation"}},                                                                        \
        {.name = "school",                                                                               \
         .kind = JH_PARAM_TEXT,                                                                          \
         .help = {"只列这所学校（标识码或校名）", "only this school (id or name)"}},                     \
        {.name = "owner",                                                                                \
         .kind = JH_PARAM_TEXT,                                                                          \
         .help = {"只列这个牵头单位、配合单位或责任人的",                                                \
                  "only what this unit or person has"}},                                                 \
        {.name = "year",                                                                                 \
         .kind = JH_PARAM_NUMBER,                                                                        \
         .help = {"只列最近一次在这一年的数据中发现的",                                                  \
                  "only what was last found in the figures of this year"}},                              \
    {                                                                                                    \
        .name = "pack", .kind = JH_PARAM_TEXT, .help = {                                                 \
            "只列按这个标准发现的",                                                                      \
            "only what was found by this pack"                                                           \
        }                                                                                                \
    }

/* Reads the workspace `ws` and picks what the call asks for. */
jh_status jh__led_rows_read(jh_call *call, jh__led_rows *out, jh_error *err);

#endif
