#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

jh_lang jh__env_lang(void)
{
    static const char *const locale[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *ours = getenv("JH_LANG");
    if (ours && !strcmp(ours, "zh")) return JH_ZH;
    if (ours && !strcmp(ours, "en")) return JH_EN;
    for (size_t i = 0; i < JH_COUNT(locale); i++) {
        const char *value = getenv(locale[i]);
        if (value && *value) return strncmp(value, "en", 2) ? JH_ZH : JH_EN;
    }
    return JH_ZH;
}

size_t jh__env_processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (size_t)n : 1;
}

/* The moment that the environment sets for reproducible runs, or now. */
static jh_status moment(time_t *out, bool *set, jh_error *err)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    double x = 0;
    *out = time(NULL);
    *set = epoch && *epoch;
    if (!*set) return JH_OK;
    /* up to the end of the year 9999 */
    if (!jh_number_parse(epoch, strlen(epoch), &x) || x < 0 || x > 253402300799.0)
        return jh_fail(err, JH_EUSAGE, "cli.bad_epoch", "value:s", epoch);
    *out = (time_t)x;
    return JH_OK;
}

jh_status jh__env_today(char out[11], jh_error *err)
{
    time_t t;
    bool set;
    struct tm day;
    JH_TRY(moment(&t, &set, err));
    if (set)
        gmtime_r(&t, &day);
    else
        localtime_r(&t, &day);
    if (!strftime(out, 11, "%Y-%m-%d", &day))
        return jh_fail(err, JH_EIO, "cli.no_clock", "");
    return JH_OK;
}

jh_status jh__env_now(char out[21], jh_error *err)
{
    time_t t;
    bool set;
    struct tm now;
    JH_TRY(moment(&t, &set, err));
    gmtime_r(&t, &now);
    if (!strftime(out, 21, "%Y-%m-%dT%H:%M:%SZ", &now))
        return jh_fail(err, JH_EIO, "cli.no_clock", "");
    return JH_OK;
}
