#include "interval.h"

#include <math.h>
#include <string.h>

#define MOST 1000000

jh_status jh__option_number(const jh_call *call, const char *name, double *out,
                            jh_error *err)
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
    JH_TRY(jh__option_number(call, "bootstrap", &replicates, err));
    JH_TRY(jh__option_number(call, "seed", &seed, err));
    JH_TRY(jh__option_number(call, "level", &level, err));
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
                                                            : JH_INTERVAL_PERCENTILE,
                          .progress = &call->progress};
    return JH_OK;
}

jh_status jh__permute_ask(const jh_call *call, jh_permute *out, jh_error *err)
{
    double deals, seed;
    *out = (jh_permute){0};
    if (!jh_call_text(call, "permute")) return JH_OK;
    if (!jh_call_text(call, "compare"))
        return jh_fail(err, JH_EUSAGE, "ops.permute_compare", "");
    JH_TRY(jh__option_number(call, "permute", &deals, err));
    JH_TRY(jh__option_number(call, "seed", &seed, err));
    if (!(deals >= 1 && deals <= MOST) || deals != floor(deals))
        return jh_fail(err, JH_EUSAGE, "ops.permute_deals", "text:s",
                       jh_call_text(call, "permute"));
    out->replicates = (size_t)deals;
    out->progress = &call->progress;
    out->seed = seed >= 0 && seed < 9e15 ? (uint64_t)seed : 0;
    return JH_OK;
}

jh_status jh__interval_heads(jh_call *call, const char *id, const char **head, size_t *n)
{
    if (!call->want_all) {
        head[(*n)++] = ">ops.robust_range";
        return JH_OK;
    }
    head[*n] = jh_sprintf(call->arena, ">%s_low", id);
    head[*n + 1] = jh_sprintf(call->arena, ">%s_high", id);
    *n += 2;
    return head[*n - 2] && head[*n - 1] ? JH_OK : JH_ENOMEM;
}

static const char *shortest(jh_call *call, double x)
{
    char text[32];
    jh_number_shortest(x, text);
    return jh_strdup(call->arena, text);
}

void jh__interval_cells(jh_call *call, const jh_interval *i, int decimals,
                        const char **cell, size_t *n)
{
    bool known = i->state == JH_STAT_OK;
    char low[64], high[64];
    if (call->want_all) {
        cell[(*n)++] = known ? shortest(call, i->low) : "";
        cell[(*n)++] = known ? shortest(call, i->high) : "";
        return;
    }
    jh_number_fixed(i->low, decimals, low);
    jh_number_fixed(i->high, decimals, high);
    const char *gap = i->low < 0 || i->high < 0 ? " " : ""; /* a minus beside the dash */
    cell[(*n)++] = known ? jh_sprintf(call->arena, "%s%s–%s%s", low, gap, gap, high) : "";
}

void jh__interval_json(jh_json *j, const jh_interval *i)
{
    bool known = i->state == JH_STAT_OK;
    jh_json_number(j, "low", known ? i->low : NAN);
    jh_json_number(j, "high", known ? i->high : NAN);
    jh_json_number(j, "error", known ? i->error : NAN);
    if (i->undefined) jh_json_integer(j, "undefined_replicates", (int64_t)i->undefined);
}

void jh__interval_json_as(jh_json *j, const char *key, const jh_interval *i)
{
    if (!i) return;
    jh_json_object(j, key);
    jh__interval_json(j, i);
    jh_json_end_object(j);
}
