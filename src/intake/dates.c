/* Dates in workbooks are numbers with a format: which formats show a date, and which day a
 * number is. */
#include "reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY 86400
#define LAST_SERIAL 2958465 /* 9999-12-31 */

jh__format jh__format_builtin(uint32_t id)
{
    if (id == 46) return JH__ELAPSED;
    bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) ||
                (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
    return date ? JH__DATE : JH__PLAIN;
}

/* "[h]" and its like count hours; other brackets hold colours, conditions and languages. */
static bool elapsed(const char *inside, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strchr("hHmMsS", inside[i])) return false;
    return n > 0;
}

jh__format jh__format_code(const char *code)
{
    bool date = false;
    if (!strncmp(code, "General", 7)) return JH__PLAIN;
    for (const char *p = code; *p && *p != ';'; p++) {
        if (*p == '"' || *p == '[') {
            const char *close = strchr(p + 1, *p == '"' ? '"' : ']');
            if (!close) break;
            if (*p == '[' && elapsed(p + 1, (size_t)(close - p - 1))) return JH__ELAPSED;
            p = close;
        } else if (*p == '\\' || *p == '_' || *p == '*') {
            if (p[1]) p++;
        } else {
            date = date || strchr("yYmMdDhH", *p);
        }
    }
    return date ? JH__DATE : JH__PLAIN;
}

/* Civil date of a day count from 1970-01-01: Hinnant, "chrono-compatible low-level date
 * algorithms". */
static void civil(int32_t days, int *year, int *month, int *day)
{
    int z = days + 719468, era = z / 146097, doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *day = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = yoe + era * 400 + (*month <= 2);
}

void jh__date_cell(jh_cell *cell, jh__format format, bool from1904, char store[32])
{
    double x = cell->number;
    if (format == JH__PLAIN || !(x >= 0) || x >= LAST_SERIAL + 1) return;
    int32_t whole = (int32_t)floor(x);
    int second = (int)floor((x - whole) * DAY + 0.5);
    if (second == DAY) {
        second = 0;
        whole++;
    }
    if (format == JH__ELAPSED && whole) return;
    bool alone = !whole && !from1904; /* a time of day without a date */
    if (from1904) whole += 1462;
    int year = 1900, month = 2, day = 29, n = 0;
    /* the first spreadsheets took 1900 for a leap year: 60 is a day that never was, and the
     * days before it are one off */
    if (whole != 60) civil(whole - 25569 + (whole < 60), &year, &month, &day);
    if (!alone) n = snprintf(store, 32, "%04d-%02d-%02d", year % 10000, month, day);
    if (alone || second)
        n += snprintf(store + n, (size_t)(32 - n), "%s%02d:%02d:%02d", alone ? "" : " ",
                      second / 3600, second / 60 % 60, second % 60);
    cell->kind = JH_CELL_DATE;
    cell->text = store;
    cell->n = (size_t)n;
}

static bool shape(const char *s, const char *pattern)
{
    for (; *pattern; s++, pattern++) {
        bool digit = *s >= '0' && *s <= '9';
        if (*pattern == '9' ? !digit : *s != *pattern) return false;
    }
    return true;
}

bool jh__date_iso(const char *s, char store[32])
{
    int32_t days;
    if (!shape(s, "9999-99-99")) return false;
    memcpy(store, s, 10);
    store[10] = '\0';
    if (!jh_date_parse(store, &days)) return false;
    if (!s[10]) return true;
    if (!shape(s + 10, "T99:99")) return false;
    bool seconds = shape(s + 16, ":99");
    if (strncmp(s + 11, "00:00", 5) || (seconds && strncmp(s + 16, ":00", 3)))
        snprintf(store + 10, 22, " %.5s%.3s", s + 11, seconds ? s + 16 : ":00");
    return true;
}
