#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

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

jh_status jh__env_today(char out[11], jh_error *err)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    time_t t = time(NULL);
    struct tm day;
    double x = 0;
    if (epoch && *epoch) {
        /* up to the end of the year 9999 */
        if (!jh_number_parse(epoch, strlen(epoch), &x) || x < 0 || x > 253402300799.0)
            return jh_fail(err, JH_EUSAGE, "cli.bad_epoch", "value:s", epoch);
        t = (time_t)x;
        gmtime_r(&t, &day);
    } else {
        localtime_r(&t, &day);
    }
    if (!strftime(out, 11, "%Y-%m-%d", &day))
        return jh_fail(err, JH_EIO, "cli.no_clock", "");
    return JH_OK;
}
