/* ops, private: what somebody does to items of the ledger by hand. */
#ifndef JH_OPS_LEDGER_HAND_H
#define JH_OPS_LEDGER_HAND_H

#include "ledger.h"

/* Columns of the ledger that people settle. */
typedef enum jh__led_field {
    JH__LED_LEAD = 0,
    JH__LED_CO,
    JH__LED_OWNER,
    JH__LED_MEASURE,
    JH__LED_MONEY,
    JH__LED_START,
    JH__LED_DEADLINE,
    JH__LED_PUBLIC,
    JH__LED_FIELDS
} jh__led_field;

extern const char *const jh__led_field_key[JH__LED_FIELDS]; /* catalogue */

/* What is done to one item, and where it was asked for. */
typedef struct jh__led_deed {
    jh_led_hand hand;
    const char *field[JH__LED_FIELDS]; /* JH_LED_ASSIGN: NULL stays, "" is taken away */
    jh_where where;                    /* row of a file; no file: the command line */
    uint32_t col[JH__LED_FIELDS];      /* columns of that row */
} jh__led_deed;

/* Does all of it in one transaction, or nothing where one thing cannot be done: a refusal is an
 * error, or a diagnostic at its cell where it comes from a file. `dry` writes nothing. *done
 * counts the items. */
jh_status jh__led_do(jh_call *call, const char *what, jh__led_deed *deed, size_t n,
                     size_t *done, jh_error *err);
/* The reply: `key` says what was done to {n} items. */
jh_status jh__led_reply(jh_call *call, const char *key, size_t n, jh_error *err);
/* The call's ITEM words as deeds of one kind. */
jh_status jh__led_deeds(jh_call *call, jh_led_hand hand, jh__led_deed **out, size_t *n,
                        jh_error *err);
/* Reads a filled list: the number of the item and what is settled about it. */
jh_status jh__led_read_file(jh_call *call, const char *path, jh__led_deed **out,
                            size_t *n, jh_error *err);

/* A date as people write it (2026-9-1, 2026/9/1, 2026年9月1日) as ISO; NULL: none. */
const char *jh__led_date(jh_arena *arena, const char *text);
/* An amount as people write it (500000, 50万, 50万元) in yuan. */
bool jh__led_money(const char *text, double *out);

#define JH__PARAM_LED_NUMBERS                                                            \
    {                                                                                    \
        .name = "item", .kind = JH_PARAM_NUMBER, .positional = true, .required = true,   \
        .many = true, .help = {                                                          \
            "台账编号，可以多个",                                                        \
            "numbers of items"                                                           \
        }                                                                                \
    }
#define JH__PARAM_LED_DRY                                                                \
    {                                                                                    \
        .name = "dry-run", .kind = JH_PARAM_FLAG, .help = {                              \
            "只看能不能办，不写入",                                                      \
            "only see whether it can be done, write nothing"                             \
        }                                                                                \
    }

#endif
