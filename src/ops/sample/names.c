/* Names of places and schools that nobody bears together: two syllables of what Chinese
 * townships are called after, and what a school there would be called. */
#include "county.h"

#include <string.h>

static const jh_label first[] = {
    {"青", "Qing"}, {"柳", "Liu"},    {"白", "Bai"},  {"云", "Yun"},   {"石", "Shi"},
    {"龙", "Long"}, {"双", "Shuang"}, {"杨", "Yang"}, {"凤", "Feng"},  {"平", "Ping"},
    {"玉", "Yu"},   {"大", "Da"},     {"秀", "Xiu"},  {"金", "Jin"},   {"桃", "Tao"},
    {"松", "Song"}, {"梅", "Mei"},    {"高", "Gao"},  {"长", "Chang"}, {"红", "Hong"},
    {"竹", "Zhu"},  {"马", "Ma"},     {"芦", "Lu"},   {"沙", "Sha"},   {"茶", "Cha"},
    {"槐", "Huai"},
};
static const jh_label second[] = {
    {"河", "he"},   {"桥", "qiao"}, {"坪", "ping"},   {"湾", "wan"},
    {"岭", "ling"}, {"塘", "tang"}, {"店", "dian"},   {"沟", "gou"},
    {"泉", "quan"}, {"坡", "po"},   {"庄", "zhuang"}, {"寨", "zhai"},
    {"湖", "hu"},   {"岗", "gang"}, {"铺", "pu"},     {"林", "lin"},
};
/* before the two, once these are used up */
static const jh_label before[] = {{"", ""},         {"上", "Upper "}, {"下", "Lower "},
                                  {"前", "Front "}, {"后", "Back "},  {"东", "East "},
                                  {"西", "West "}};
static const jh_label brand[] = {
    {"博文", "Bowen"},   {"启明", "Qiming"},  {"育才", "Yucai"},  {"文华", "Wenhua"},
    {"明德", "Mingde"},  {"求实", "Qiushi"},  {"树人", "Shuren"}, {"崇文", "Chongwen"},
    {"致远", "Zhiyuan"}, {"新星", "Xinxing"},
};

#define PAIRS (JH_COUNT(first) * JH_COUNT(second))
/* has no divisor in common with the number of pairs, so that every pair comes up once */
#define STEP 149

static const char *place(jh__sample_namer *n)
{
    size_t k = n->next++, at = (n->start + k * STEP) % PAIRS;
    jh_label a = first[at % JH_COUNT(first)], b = second[at / JH_COUNT(first)];
    jh_label c = before[k / PAIRS % JH_COUNT(before)];
    return jh_sprintf(n->arena, "%s%s%s", jh_label_in(c, n->lang),
                      jh_label_in(a, n->lang), jh_label_in(b, n->lang));
}

const char *jh__sample_county_name(jh_arena *arena, const jh__sample_wish *wish,
                                   size_t index)
{
    const char *name = jh_text(wish->lang, "ops.sample_county");
    if (wish->areas == 1) return name;
    return jh_sprintf(arena, wish->lang == JH_ZH ? "%s%04zu" : "%s %04zu", name,
                      index + 1);
}

const char *jh__sample_township_name(jh__sample_namer *n, size_t index)
{
    if (index == 0) return jh_text(n->lang, "ops.sample_seat");
    const char *s = place(n);
    if (!s) return NULL;
    const char *end = index % 4 ? jh_text(n->lang, "ops.sample_town")
                                : jh_text(n->lang, "ops.sample_township");
    return jh_sprintf(n->arena, "%s%s", s, end);
}

/* 1 → "一", 21 → "二十一"; beyond 99 in figures. */
static const char *numeral(jh__sample_namer *n, size_t x)
{
    static const char *const digit[] = {"",   "一", "二", "三", "四",
                                        "五", "六", "七", "八", "九"};
    if (n->lang != JH_ZH || x > 99) return jh_sprintf(n->arena, "%zu", x);
    if (x < 10) return digit[x];
    return jh_sprintf(n->arena, "%s十%s", x < 20 ? "" : digit[x / 10], digit[x % 10]);
}

typedef enum name_kind { NAME_PRIMARY, NAME_POINT, NAME_JUNIOR, NAME_COMBINED } name_kind;

static name_kind kind_of(int type)
{
    if (type == 211) return NAME_PRIMARY;
    if (type == 218) return NAME_POINT;
    return type == 311 || type == 341 ? NAME_JUNIOR : NAME_COMBINED;
}

static const jh_label plain[] = {{"小学", "Primary School"},
                                 {"教学点", "Teaching Point"},
                                 {"初级中学", "Junior School"},
                                 {"学校", "School"}};
/* the first of its kind in a township */
static const jh_label central[] = {{"中心小学", "Central Primary School"},
                                   {"中心教学点", "Central Teaching Point"},
                                   {"初级中学", "Junior School"},
                                   {"九年一贯制学校", "Nine-Year School"}};

static const char *private_name(jh__sample_namer *n, const jh__sample_school *s)
{
    size_t k = n->ordinal[JH__ORDINAL_PRIVATE]++, round = k / JH_COUNT(brand);
    const char *word = jh_label_in(brand[k % JH_COUNT(brand)], n->lang);
    const char *end = jh_label_in(plain[kind_of(s->kind->type)], n->lang);
    const char *number = round ? numeral(n, round + 1) : "";
    if (!number) return NULL;
    if (n->lang == JH_ZH)
        return jh_sprintf(n->arena, "%s%s%s%s", n->county, word, number, end);
    return jh_sprintf(n->arena, "%s %s%s%s", word, number, round ? " " : "", end);
}

static const char *seat_name(jh__sample_namer *n, const jh__sample_school *s)
{
    bool complete = s->kind->type == 341;
    name_kind kind = kind_of(s->kind->type);
    size_t k = n->ordinal[complete ? JH__ORDINAL_COMPLETE : (int)kind]++;
    jh_label end = complete ? (jh_label){"中学", "Secondary School"} : plain[kind];
    bool primary = kind == NAME_PRIMARY;
    if (primary && k == 0)
        return n->lang == JH_ZH ? jh_sprintf(n->arena, "%s实验小学", n->county)
                                : "Experimental Primary School";
    const char *number = numeral(n, primary ? k : k + 1);
    if (!number) return NULL;
    if (n->lang == JH_ZH)
        return jh_sprintf(n->arena, "%s第%s%s", n->county, number, end.zh);
    return jh_sprintf(n->arena, "%s No. %s", end.en, number);
}

const char *jh__sample_school_name(jh__sample_namer *n, const jh__sample_school *s)
{
    name_kind kind = kind_of(s->kind->type);
    size_t *seen = &n->seen[s->township_index * JH__SAMPLE_NAME_KINDS + kind];
    if (s->kind->private_run) return private_name(n, s);
    if (s->kind->setting == JH__SEAT) return seat_name(n, s);
    const char *gap = n->lang == JH_ZH ? "" : " ";
    if (kind != NAME_POINT && !(*seen)++)
        return jh_sprintf(n->arena, "%s%s%s", s->township, gap,
                          jh_label_in(central[kind], n->lang));
    const char *where = place(n);
    if (!where) return NULL;
    return jh_sprintf(n->arena, "%s%s%s%s%s", s->township, gap, where, gap,
                      jh_label_in(plain[kind], n->lang));
}
