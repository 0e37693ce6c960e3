#include "interval.h"

#include <math.h>
#include <string.h>

#define MOST 1000000

static jh_status number(const jh_call *call, const char *name, double *out, jh_error *err)
{
    const char *text = jh_call_text(call, name);
    if (jh_number_parse_share(text, strlen(text), out)) return JH_OK;
    return jh_fail(err, JH_EUSAGE, "ops.robust_number", "name:s text:s", name, text);
}

jh_status jh__interval_ask(const jh_call *call, jh_bootstrap *out, jh_error *err)
{
    double replicates, seed, level;
    *out = (jh_bootstrap){0};
    if (!jh_call_text(call, "bootstrap")) return JH_OK;
    JH_TRY(number(call, "bootstrap", &replicates, err));
    JH_TRY(number(call, "seed", &seed, err));
    JH_TRY(number(call, "level", &level, err));
    if (!(replicates >= 2 && replicates <= MOST) || replicates != floor(replicates))
        return jh_fail(err, JH_EUSAGE, "ops.interval_replicates", "text:s",
                       jh_call_text(call, "bootstrap"));
    if (!(level > 0 && level < 1))
        return jh_fail(err, JH_EUSAGE, "ops.interval_level", "text:s",
                       jh_call_text(call, "level"));
    *out = (jh_bootstrap){.replicates = (size_t)replicates,
                          .seed = seed >= 0 && seed < 9e15 ? (uint64_t)seed : 0,
                          .level = level,
                          .kind = jh_call_flag(call, "bca") ? JH_INTERVAL_BCA
                                                            : JH_INTERVAL_PERCENTILE};
    return JH_OK;
}

const char *jh__interval_cell(jh_call *call, const jh_interval *i, int decimals)
{
    char low[64], high[64];
    if (i->state != JH_STAT_OK) return "";
    jh_number_fixed(i->low, decimals, low);
    jh_number_fixed(i->high, decimals, high);
    return jh_sprintf(call->arena, "%s–%s", low, high);
}

void jh__interval_json(jh_json *j, const jh_interval *i)
{
    bool known = i->state == JH_STAT_OK;
    jh_json_number(j, "low", known ? i->low : NAN);
    jh_json_number(j, "high", known ? i->high : NAN);
    jh_json_number(j, "error", known ? i->error : NAN);
    if (i->undefined) jh_json_integer(j, "undefined_replicates", (int64_t)i->undefined);
}
