/* ops, private: what the operations share that tell what happened to a school. */
#ifndef JH_OPS_SCHOOL_EVENT_H
#define JH_OPS_SCHOOL_EVENT_H

#include "workspace.h"

#define JH__PARAM_SCHOOL                                                                 \
    {                                                                                    \
        .name = "school", .kind = JH_PARAM_TEXT, .positional = true, .required = true,   \
        .help = {                                                                        \
            "学校标识码或校名",                                                          \
            "id or name of the school"                                                   \
        }                                                                                \
    }
#define JH__PARAM_FROM_YEAR                                                              \
    {                                                                                    \
        .name = "year", .kind = JH_PARAM_NUMBER, .required = true, .help = {             \
            "从哪个学年起（起始年份，如 2027）",                                         \
            "first school year in which it holds (2027)"                                 \
        }                                                                                \
    }
#define JH__PARAM_REASON                                                                 \
    {                                                                                    \
        .name = "reason", .kind = JH_PARAM_TEXT, .required = true, .help = {             \
            "为什么，如“布局调整”",                                                      \
            "why, such as “fewer children”"                                          \
        }                                                                                \
    }
#define JH__PARAM_DOCUMENT                                                               \
    {                                                                                    \
        .name = "document", .kind = JH_PARAM_TEXT, .help = {                             \
            "批文的文号或名称",                                                          \
            "number or title of the document that decided it"                            \
        }                                                                                \
    }
#define JH__PARAM_EVENT_DATE                                                             \
    {                                                                                    \
        .name = "date", .kind = JH_PARAM_TEXT, .help = {                                 \
            "哪一天，如 2027-08-15",                                                     \
            "on which day, such as 2027-08-15"                                           \
        }                                                                                \
    }
#define JH__PARAM_EVENT_DRY                                                              \
    {                                                                                    \
        .name = "dry-run", .kind = JH_PARAM_FLAG, .help = {                              \
            "只检查能不能登记，不写入",                                                  \
            "only see whether it can be entered, write nothing"                          \
        }                                                                                \
    }
#define JH__PARAMS_EVENT                                                                 \
    JH__PARAM_FROM_YEAR, JH__PARAM_REASON, JH__PARAM_DOCUMENT, JH__PARAM_EVENT_DATE,     \
        JH__PARAM_EVENT_DRY, JH__PARAM_PERSON

/* Fills in year, date, reason, document and who from the call, enters the event and says what
 * it means. */
jh_status jh__school_event(jh_call *call, jh_event *event, jh_error *err);
/* Appends a school to the event; "ID=NAME" where `named`. */
jh_status jh__school_add(jh_call *call, jh_event *event, const char *given, bool to,
                         bool named, jh_error *err);
/* "第二小学（2102）、第三小学（2103）": the schools of one side. */
const char *jh__school_side(jh_call *call, const jh_event *event, bool to);
/* What an event says, as a sentence. */
const char *jh__school_sentence(jh_call *call, const jh_event *event);
void jh__school_event_json(jh_json *j, const jh_event *event);

#endif
