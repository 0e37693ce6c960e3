/* ops, private: intervals by drawing anew, as several operations ask for them. */
#ifndef JH_OPS_INTERVAL_H
#define JH_OPS_INTERVAL_H

#include "../reply.h"

#include <junheng/bootstrap.h>
#include <junheng/permute.h>

#define JH__PARAM_BOOTSTRAP                                                              \
    {                                                                                    \
        .name = "bootstrap", .kind = JH_PARAM_NUMBER, .help = {                          \
            "自助法区间：重抽多少次，如 1000",                                           \
            "intervals by bootstrap: how many replicates, such as 1000"                  \
        }                                                                                \
    }
#define JH__PARAM_SEED                                                                   \
    {                                                                                    \
        .name = "seed", .kind = JH_PARAM_NUMBER, .fallback = "1", .help = {              \
            "随机种子：同样的种子得同样的结果",                                          \
            "seed: same seed, same result"                                               \
        }                                                                                \
    }
#define JH__PARAM_LEVEL                                                                  \
    {                                                                                    \
        .name = "level", .kind = JH_PARAM_TEXT, .fallback = "95%", .help = {             \
            "区间的置信水平",                                                            \
            "level of the intervals"                                                     \
        }                                                                                \
    }
#define JH__PARAM_BCA                                                                    \
    {                                                                                    \
        .name = "bca", .kind = JH_PARAM_FLAG, .help = {                                  \
            "用偏差校正加速（BCa）区间",                                                 \
            "bias-corrected and accelerated intervals"                                   \
        }                                                                                \
    }

/* The value of an option that is given or has a fallback, as a number or per cent. */
jh_status jh__option_number(const jh_call *call, const char *name, double *out,
                            jh_error *err);
/* What --bootstrap, --seed, --level and --bca ask for; replicates 0: no intervals. */
jh_status jh__interval_ask(const jh_call *call, jh_bootstrap *out, jh_error *err);
/* What --permute and --seed ask for; replicates 0: no test. It needs --compare. */
jh_status jh__permute_ask(const jh_call *call, jh_permute *out, jh_error *err);
/* Heads and cells of an interval: "0.412–0.537" for people, two columns ID_low and ID_high for
 * machines; empty where there is none. */
jh_status jh__interval_heads(jh_call *call, const char *id, const char **head, size_t *n);
void jh__interval_cells(jh_call *call, const jh_interval *i, int decimals,
                        const char **cell, size_t *n);
void jh__interval_json(jh_json *j, const jh_interval *i);
/* The same as an object of its own; nothing for NULL. */
void jh__interval_json_as(jh_json *j, const char *key, const jh_interval *i);

#endif
