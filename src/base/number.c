/* Numbers in and out without the locale. Decimal rounding works on the decimal of 15 digits,
 * since that is what the clerk typed or a spreadsheet shows: 2.675 shows as 2.68, though the
 * nearest binary number lies below it. */
#include <junheng/base.h>

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 512
#define DECIMALS_MAX 20

static size_t digits(const char *s, size_t n, size_t i)
{
    while (i < n && s[i] >= '0' && s[i] <= '9')
        i++;
    return i;
}

/* The host of the library may have set a locale whose point is a comma. The C locale is a
 * constant of the C library: nothing is allocated. */
static locale_t plain_locale(void)
{
    return newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

static double read_plain(const char *text)
{
    return strtod_l(text, NULL, plain_locale());
}

/* As "%.*g" (or "%.*f") prints it. */
static int print_plain(char *out, size_t size, char style, int precision, double x)
{
    locale_t host = uselocale(plain_locale());
    int n = style == 'g' ? snprintf(out, size, "%.*g", precision, x)
                         : snprintf(out, size, "%.*f", precision, x);
    uselocale(host);
    return n;
}

/* End of the number that starts at 0, or 0 if there is none. */
static size_t span(const char *s, size_t n)
{
    size_t i = n && (s[0] == '-' || s[0] == '+');
    size_t whole = digits(s, n, i), seen = whole - i;
    i = whole;
    if (i < n && s[i] == '.') {
        size_t end = digits(s, n, i + 1);
        seen += end - i - 1;
        i = end;
    }
    if (!seen) return 0;
    if (i < n && (s[i] == 'e' || s[i] == 'E')) {
        size_t sign = i + 1 < n && (s[i + 1] == '-' || s[i + 1] == '+');
        size_t end = digits(s, n, i + 1 + sign);
        if (end == i + 1 + sign) return 0;
        i = end;
    }
    return i;
}

/* Up to 15 digits and a small power of ten are exact in double arithmetic (Clinger 1990),
 * which spares the general conversion for almost every cell of a statistics table. */
static bool quick(const char *s, size_t n, double *out)
{
    static const double power[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    uint64_t mantissa = 0;
    int seen = 0, after = -1;
    size_t i = s[0] == '-' || s[0] == '+';
    for (; i < n; i++) {
        if (s[i] == '.') {
            after = 0;
        } else if (s[i] >= '0' && s[i] <= '9') {
            mantissa = mantissa * 10 + (uint64_t)(s[i] - '0');
            if (++seen > 15) return false;
            if (after >= 0) after++;
        } else {
            return false;
        }
    }
    double x = (double)mantissa;
    if (after > 0) x /= power[after];
    *out = s[0] == '-' ? -x : x;
    return true;
}

bool jh_number_parse(const char *s, size_t n, double *out)
{
    if (!n || span(s, n) != n) return false;
    if (quick(s, n, out)) return true;
    char text[TEXT_MAX];
    if (n >= sizeof text) return false;
    memcpy(text, s, n);
    text[n] = '\0';
    double x = read_plain(text);
    if (!isfinite(x)) return false;
    *out = x;
    return true;
}

bool jh_number_parse_share(const char *s, size_t n, double *out)
{
    char text[TEXT_MAX];
    if (!n || s[n - 1] != '%') return jh_number_parse(s, n, out);
    if (!jh_number_parse(s, --n, out)) return false;
    if (memchr(s, 'e', n) || memchr(s, 'E', n) || n + 4 > sizeof text) {
        *out /= 100;
        return true;
    }
    memcpy(text, s, n); /* 0.7 / 100 is not the number nearest to 0.007 */
    memcpy(text + n, "e-2", 4);
    *out = read_plain(text);
    return true;
}

int jh_number_shortest(double x, char out[32])
{
    if (x == 0) return snprintf(out, 32, "0");
    if (fabs(x) < 1e15 && x == floor(x)) return snprintf(out, 32, "%.0f", x);
    /* 17 digits always read back; few computed figures need fewer than 16 */
    int n = print_plain(out, 32, 'g', 16, x);
    if (read_plain(out) != x) return print_plain(out, 32, 'g', 17, x);
    char shorter[32];
    int fewer = print_plain(shorter, sizeof shorter, 'g', 15, x);
    if (read_plain(shorter) != x) return n;
    memcpy(out, shorter, (size_t)fewer + 1);
    return fewer;
}

/* The first 15 digits of |x| without point, and the power of ten of the last one. A quotient
 * whose last bit is off, 3.8249999999999997, is 3.825 there as in every spreadsheet. */
static int decimal_digits(double x, char digit[32], int *exponent)
{
    char text[32];
    int n = print_plain(text, sizeof text, 'g', 15, fabs(x)), used = 0, after = 0, e = 0;
    bool point = false;
    for (int i = 0; i < n; i++) {
        if (text[i] == '.') {
            point = true;
        } else if (text[i] == 'e') {
            e = atoi(text + i + 1);
            break;
        } else {
            digit[used++] = text[i];
            after += point;
        }
    }
    *exponent = e - after;
    return used;
}

/* Adds one to the last of n digits; true if it ran over the first. */
static bool increment(char *digit, int n)
{
    while (n-- > 0) {
        if (digit[n] != '9') {
            digit[n]++;
            return false;
        }
        digit[n] = '0';
    }
    return true;
}

int jh_number_fixed(double x, int decimals, char out[64])
{
    char digit[32], kept[64];
    int exponent;
    decimals = decimals < 0 ? 0 : decimals > DECIMALS_MAX ? DECIMALS_MAX : decimals;
    if (!isfinite(x) || fabs(x) >= 1e15) {
        int whole = print_plain(out, 64, 'f', decimals, x);
        return whole < 64 ? whole : jh_number_shortest(x, out);
    }
    int n = decimal_digits(x, digit, &exponent);
    int drop = -decimals - exponent; /* digits behind the last that is shown */
    int keep = n - (drop > 0 ? drop : 0), zeros = drop < 0 ? -drop : 0, used = 0;
    if (drop > 0 && keep < 0) keep = 0, n = 0;
    for (int i = 0; i < keep; i++)
        kept[used++] = digit[i];
    bool up = drop > 0 && keep < n && digit[keep] >= '5';
    for (int i = 0; i < zeros && used < 40; i++)
        kept[used++] = '0';
    if (up && increment(kept, used)) {
        memmove(kept + 1, kept, (size_t)used);
        kept[0] = '1';
        used++;
    }
    while (used <= decimals) { /* a digit before the point */
        memmove(kept + 1, kept, (size_t)used);
        kept[0] = '0';
        used++;
    }
    bool zero = true;
    for (int i = 0; i < used; i++)
        zero = zero && kept[i] == '0';
    int whole = used - decimals;
    return snprintf(out, 64, "%s%.*s%s%.*s", x < 0 && !zero ? "-" : "", whole, kept,
                    decimals ? "." : "", decimals, kept + whole);
}

double jh_number_rounded(double x, int decimals)
{
    char text[64];
    jh_number_fixed(x, decimals, text);
    return read_plain(text);
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool jh_date_parse(const char *s, int32_t *days)
{
    if (strlen(s) != 10) return false;
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9') return false;
    int year = atoi(s), month = atoi(s + 5), day = atoi(s + 8);
    if (year < 1 || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month))
        return false;
    /* days from civil date: Hinnant, "chrono-compatible low-level date algorithms" */
    int y = year - (month <= 2), era = y / 400;
    int yoe = y - era * 400,
        doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    *days = era * 146097 + doe - 719468;
    return true;
}
