/* ops, private: what the operations on the ledger share. */
#ifndef JH_OPS_LEDGER_H
#define JH_OPS_LEDGER_H

#include "../workspace/workspace.h"

#include <junheng/supervise.h>

/* An assessment on its way into the ledger, and what it came to. */
typedef struct jh__feed {
    const jh_assessment *a;
    bool taken;       /* false: a later snapshot was taken before */
    jh_snapshot seen; /* the last one taken before; id 0: none */
    jh_led_counts counts;
} jh__feed;

/* Makes, updates, strikes off and reopens items by the assessment of a snapshot. */
jh_status jh__ledger_feed(jh_call *call, jh_store *s, const jh__county *c, jh__feed *feed,
                          jh_error *err);

/* ---- words ---- */

const char *jh__led_state_word(const jh_call *call, const char *state);
/* "第一小学（小学）": school or area with its stage. */
const char *jh__led_object(jh_call *call, const jh_led_item *x);
/* "生均教学及辅助用房面积 3.82 平方米/人，标准 4.5，缺 306 平方米". */
const char *jh__led_problem(jh_call *call, const jh_led_key *key,
                            const jh_led_finding *f);
/* "教督〔2017〕6号…：不低于 4.5": clause and threshold. */
const char *jh__led_standard(jh_call *call, const jh_led_finding *f);
/* How a struck item was proved: the figure that passes, files, answer. */
const char *jh__led_proof(jh_call *call, const jh_led_item *x);
/* "2026 定稿 2026-10-01": where it was found. */
const char *jh__led_source(jh_call *call, const jh_led_item *x);
/* A message in the language of the call; NULL without memory. */
const char *jh__led_rendered(jh_call *call, const jh_msg *msg);
/* Number of an item from a word. */
jh_status jh__led_number(const char *word, int64_t *out, jh_error *err);
/* Writes the evidence files of an item into the folder --out, if it is given. */
jh_status jh__led_give_files(jh_call *call, jh_store *s, int64_t item, jh_error *err);
/* Day that "overdue" is reckoned on: --date, else today. */
jh_status jh__led_today(jh_call *call, int32_t *out, jh_error *err);
/* Rules of escalation: --rules FILE, else those that came with the program. */
jh_status jh__led_rules(jh_call *call, jh_led_rules **out, jh_error *err);

#define JH__PARAM_LED_DATE                                                               \
    {                                                                                    \
        .name = "date", .kind = JH_PARAM_TEXT, .help = {                                 \
            "按哪一天算逾期，如 2026-12-31（默认今天）",                                 \
            "day that overdue is reckoned on, such as 2026-12-31 (default today)"        \
        }                                                                                \
    }
#define JH__PARAM_LED_ITEM                                                               \
    {                                                                                    \
        .name = "item", .kind = JH_PARAM_NUMBER, .positional = true, .required = true,   \
        .help = {                                                                        \
            "台账编号",                                                                  \
            "number of the item"                                                         \
        }                                                                                \
    }
#define JH__PARAM_LED_RULES                                                              \
    {                                                                                    \
        .name = "rules", .kind = JH_PARAM_FILE, .help = {                                \
            "本县的督办规则文件（默认 duties/cn-ledger.yaml）",                          \
            "the county's own rules of escalation (default: duties/cn-ledger.yaml)"      \
        }                                                                                \
    }

#endif
