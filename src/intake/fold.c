/* Labels as people write them, made comparable. */
#include "forms.h"

#include <string.h>

/* The character at s and its length; bytes that are not UTF-8 stand for themselves. */
static uint32_t character(const char *s, size_t *n)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t more = p[0] < 0xC0 ? 0 : p[0] < 0xE0 ? 1 : p[0] < 0xF0 ? 2 : 3;
    uint32_t c = more ? p[0] & (0x3Fu >> more) : p[0];
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            *n = 1;
            return p[0];
        }
        c = c << 6 | (p[i] & 0x3Fu);
    }
    *n = more + 1;
    return c;
}

static size_t put(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    for (size_t i = more; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(lead[more] | c);
    return more + 1;
}

static bool in(uint32_t c, uint32_t from, uint32_t to)
{
    return c >= from && c <= to;
}

/* What a character counts for: 0 for blanks and punctuation. */
static uint32_t folded(uint32_t c)
{
    if (in(c, 0xFF01, 0xFF5E)) c -= 0xFEE0;
    if (in(c, 'A', 'Z') || (in(c, 0xC0, 0xDE) && c != 0xD7)) return c + 32;
    if (c < 0x80)
        return in(c, 'a', 'z') || in(c, '0', '9') || c == '/' || c == '%' ? c : 0;
    if (c == 0xB2) return '2';
    bool mark = in(c, 0x80, 0xBF) || in(c, 0x2000, 0x206F) || in(c, 0x2460, 0x249B) ||
                in(c, 0x3000, 0x3004) || in(c, 0x3008, 0x3020) || c == 0x30FB ||
                in(c, 0xFE10, 0xFE6F) || in(c, 0xFF5F, 0xFF65) || c == 0xFEFF;
    return mark ? 0 : c;
}

static size_t fold(const char *s, size_t n, char out[JH__LABEL_MAX])
{
    size_t used = 0, step;
    for (size_t i = 0; i < n && used < JH__LABEL_MAX - 5; i += step) {
        uint32_t c = folded(character(s + i, &step));
        if (c == 0x33A1) { /* ㎡ */
            out[used++] = 'm';
            c = '2';
        }
        if (c) used += put(c, out + used);
    }
    out[used] = '\0';
    return used;
}

size_t jh__fold(const char *s, char out[JH__LABEL_MAX])
{
    return fold(s, strlen(s), out);
}

/* ---- units ------------------------------------------------------------------------------ */

typedef struct unit_word {
    const char *word, *base; /* base "": without unit; NULL: counted things */
    double scale;
} unit_word;

static const unit_word unit_words[] = {
    {"人", NULL, 1},           {"名", NULL, 1},
    {"个", NULL, 1},           {"所", NULL, 1},
    {"间", NULL, 1},           {"座", NULL, 1},
    {"处", NULL, 1},           {"套", NULL, 1},
    {"册", NULL, 1},           {"本", NULL, 1},
    {"台", NULL, 1},           {"张", NULL, 1},
    {"班", NULL, 1},           {"个班", NULL, 1},
    {"份", NULL, 1},           {"人次", NULL, 1},
    {"年", NULL, 1},           {"岁", NULL, 1},
    {"万人", NULL, 1e4},       {"万册", NULL, 1e4},
    {"元", "yuan", 1},         {"千元", "yuan", 1e3},
    {"万元", "yuan", 1e4},     {"百万元", "yuan", 1e6},
    {"亿元", "yuan", 1e8},     {"yuan", "yuan", 1},
    {"rmb", "yuan", 1},        {"10000yuan", "yuan", 1e4},
    {"平方米", "m2", 1},       {"m2", "m2", 1},
    {"平米", "m2", 1},         {"sqm", "m2", 1},
    {"squaremetres", "m2", 1}, {"万平方米", "m2", 1e4},
    {"公顷", "m2", 1e4},       {"ha", "m2", 1e4},
    {"hectares", "m2", 1e4},   {"亩", "m2", 2000.0 / 3},
    {"mu", "m2", 2000.0 / 3},  {"%", "", 0.01},
    {"百分比", "", 0.01},      {"percent", "", 0.01},
    {"pupils", NULL, 1},       {"persons", NULL, 1},
    {"people", NULL, 1},       {"students", NULL, 1},
    {"teachers", NULL, 1},     {"rooms", NULL, 1},
    {"classes", NULL, 1},      {"schools", NULL, 1},
    {"books", NULL, 1},        {"computers", NULL, 1},
};

static const unit_word *find_unit(const char *word)
{
    for (size_t i = 0; i < JH_COUNT(unit_words); i++)
        if (!strcmp(unit_words[i].word, word)) return &unit_words[i];
    return NULL;
}

bool jh__unit_known(const char *word)
{
    return find_unit(word) != NULL;
}

bool jh__unit_scale(const char *word, const jh_units *units, jh_unit unit, double *scale)
{
    const unit_word *w = find_unit(word);
    bool fits = false, plain = true;
    *scale = 1;
    if (!w) return false;
    for (size_t i = 0; i < units->n; i++) {
        plain = plain && !unit.power[i];
        if (unit.power[i] == 1)
            fits = fits || (w->base ? !strcmp(units->id[i], w->base) : units->whole[i]);
    }
    if (w->base && !w->base[0]) fits = plain;
    if (!w->base && w->scale == 1)
        fits = true; /* 人, 个, 间: said of all kinds of counts */
    if (fits) *scale = w->scale;
    return fits;
}

/* ---- labels ------------------------------------------------------------------------------- */

typedef struct bracket {
    const char *open, *close;
} bracket;

static const bracket brackets[] = {{"（", "）"}, {"(", ")"},  {"［", "］"}, {"[", "]"},
                                   {"【", "】"}, {"（", ")"}, {"(", "）"}};

/* Start of the bracket that ends the text, or NULL; its inside in *from, *to. */
static const char *last_bracket(const char *s, size_t n, const char **from,
                                const char **to)
{
    for (size_t i = 0; i < JH_COUNT(brackets); i++) {
        size_t open = strlen(brackets[i].open), close = strlen(brackets[i].close);
        if (n < open + close || memcmp(s + n - close, brackets[i].close, close)) continue;
        for (size_t at = n - close; at-- > 0;) {
            if (strncmp(s + at, brackets[i].open, open)) continue;
            *from = s + at + open;
            *to = s + n - close;
            return s + at;
        }
    }
    return NULL;
}

size_t jh__fold_label(const char *s, char out[JH__LABEL_MAX], char unit[JH__UNIT_MAX])
{
    static const char prefix[] = "单位";
    size_t n = strlen(s);
    const char *from, *to;
    unit[0] = '\0';
    while (n && strchr(" \t\r\n", s[n - 1]))
        n--;
    const char *at = last_bracket(s, n, &from, &to);
    if (at && at > s) {
        char text[JH__LABEL_MAX];
        fold(from, (size_t)(to - from), text);
        const char *word = text;
        if (!strncmp(word, prefix, sizeof prefix - 1)) word += sizeof prefix - 1;
        if (find_unit(word) && strlen(word) < JH__UNIT_MAX) {
            memcpy(unit, word, strlen(word) + 1);
            n = (size_t)(at - s);
        }
    }
    return fold(s, n, out);
}

/* Length of a numbering at s: "1.", "（一）", "二、", "①"; 0 if there is none. */
static size_t numbering(const char *s)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五", "六", "七",
                                         "八", "九", "十", "0",  "1",  "2",  "3",
                                         "4",  "5",  "6",  "7",  "8",  "9"};
    static const char *const ends[] = {"）", ")", "、", ".", "．"};
    size_t n = 0, step, count = 0;
    uint32_t c = character(s, &step);
    if (in(c, 0x2460, 0x2473)) return step;
    if (c == '(' || c == 0xFF08) n = step;
    for (size_t i = 0; i < JH_COUNT(digits); i++)
        if (!strncmp(s + n, digits[i], strlen(digits[i])) && ++count < 4) {
            n += strlen(digits[i]);
            i = (size_t)-1;
        }
    for (size_t i = 0; count && i < JH_COUNT(ends); i++)
        if (!strncmp(s + n, ends[i], strlen(ends[i]))) return n + strlen(ends[i]);
    return 0;
}

size_t jh__fold_row(const char *s, char out[JH__LABEL_MAX])
{
    static const char *const skipped[] = {" ", "\t",   "　", "\xC2\xA0", "#",  "＃",
                                          "*", "其中", "：", ":",        "，", "、"};
    for (size_t n = 1; n;) {
        n = numbering(s);
        for (size_t i = 0; !n && i < JH_COUNT(skipped); i++)
            if (!strncmp(s, skipped[i], strlen(skipped[i]))) n = strlen(skipped[i]);
        s += n;
    }
    char unit[JH__UNIT_MAX];
    return jh__fold_label(s, out, unit);
}

/* ---- comparing ----------------------------------------------------------------------------- */

/* Whether the folded name fits one alternative of the pattern: literals parted by ".*". */
static bool fits_one(const char *pattern, size_t n, const char *name)
{
    const char *end = pattern + n, *p = pattern;
    bool first = true;
    size_t left = strlen(name);
    for (;;) {
        const char *star = p;
        while (star < end && !(star[0] == '.' && star + 1 < end && star[1] == '*'))
            star++;
        char literal[JH__LABEL_MAX];
        size_t length = fold(p, (size_t)(star - p), literal);
        bool last = star >= end;
        const char *at = strstr(name, literal);
        if (first) at = strncmp(name, literal, length) ? NULL : name;
        if (last && !first) at = left >= length ? name + left - length : NULL;
        if (!at || strncmp(at, literal, length)) return false;
        left -= (size_t)(at - name) + length;
        name = at + length;
        if (last) return *name == '\0';
        p = star + 2;
        first = false;
    }
}

bool jh__sheet_fits(const char *pattern, const char *name)
{
    char text[JH__LABEL_MAX];
    jh__fold(name, text);
    for (const char *p = pattern;; p++) {
        size_t n = strcspn(p, "|");
        if (fits_one(p, n, text)) return true;
        p += n;
        if (!*p) return false;
    }
}

#define COMPARED 64 /* characters of a label that are compared */

static size_t characters(const char *s, uint32_t out[COMPARED])
{
    size_t n = 0, step;
    for (; *s && n < COMPARED; s += step)
        out[n++] = character(s, &step);
    return n;
}

size_t jh__distance(const char *a, const char *b, size_t most)
{
    uint32_t x[COMPARED], y[COMPARED];
    size_t row[COMPARED + 1], n = characters(a, x), m = characters(b, y);
    if ((n > m ? n - m : m - n) > most) return most + 1;
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t corner = row[0], least = row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t swap = corner + (x[i - 1] != y[j - 1]);
            corner = row[j];
            size_t add = 1 + (row[j - 1] < row[j] ? row[j - 1] : row[j]);
            row[j] = swap < add ? swap : add;
            if (row[j] < least) least = row[j];
        }
        if (least > most) return most + 1;
    }
    return row[m] <= most ? row[m] : most + 1;
}

/* Length of the blank at s, 0 if there is none. */
static size_t blank(const char *s, size_t n)
{
    static const char *const wide[] = {"　", "\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF"};
    if (!n) return 0;
    if ((unsigned char)*s < 0x80) return *s == ' ' || (*s >= '\t' && *s <= '\r');
    for (size_t i = 0; i < JH_COUNT(wide); i++)
        if (!strncmp(s, wide[i], strlen(wide[i]))) return strlen(wide[i]);
    return 0;
}

static size_t blank_before(const char *s, size_t n)
{
    if (!n || (unsigned char)s[n - 1] < 0x80) return n && blank(s + n - 1, 1);
    for (size_t k = 2; k <= 3 && k <= n; k++)
        if (blank(s + n - k, k) == k) return k;
    return 0;
}

const char *jh__trim(const char *s, size_t *n)
{
    size_t left = *n, step;
    while ((step = blank(s, left))) {
        s += step;
        left -= step;
    }
    while ((step = blank_before(s, left)))
        left -= step;
    bool kept = left > 1 && s[0] == '\'' &&
                (strchr("=+-@\t\r\n", s[1]) || (unsigned char)s[1] >= 0x80);
    *n = left - kept;
    return s + kept;
}
