/* The teachers of a generated county, one row each: as many of each degree, title and subject as the
 * school table says. Names are no names of anybody. docs/sample.md says what is drawn. */
#include "teachers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const column[] = {
    "teacher_id", "teacher_name", "school_id", "stage",       "subject",
    "degree",     "title",        "backbone",  "years",       "eligible",
    "why_not",    "home_lon",     "home_lat",  "wishes",      "refusals",
    "couple",     "sex",          "age",       "rural_years", "since_move"};

static const jh_label head[] = {{"教师编号", NULL},
                                {"姓名", NULL},
                                {"学校标识码", NULL},
                                {"学段", NULL},
                                {"任教学科", NULL},
                                {"学历", NULL},
                                {"职称", NULL},
                                {"骨干教师", NULL},
                                {"在本校任教年数", NULL},
                                {"符合交流条件", NULL},
                                {"不符合的原因", NULL},
                                {"住址经度", NULL},
                                {"住址纬度", NULL},
                                {"愿意去的学校", NULL},
                                {"不能去的学校", NULL},
                                {"配偶教师编号", NULL},
                                {"性别", NULL},
                                {"年龄", NULL},
                                {"乡村或薄弱学校任教年数", NULL},
                                {"距上次交流年数", NULL}};

static const jh_label stage_word[] = {{"小学", "primary"}, {"初中", "junior"}};
static const jh_label surname[] = {
    {"王", "Wang"}, {"李", "Li"},   {"张", "Zhang"}, {"刘", "Liu"},  {"陈", "Chen"},
    {"杨", "Yang"}, {"赵", "Zhao"}, {"黄", "Huang"}, {"周", "Zhou"}, {"吴", "Wu"},
    {"徐", "Xu"},   {"孙", "Sun"},  {"马", "Ma"},    {"朱", "Zhu"},  {"胡", "Hu"},
    {"林", "Lin"},  {"郭", "Guo"},  {"何", "He"},    {"高", "Gao"},  {"罗", "Luo"}};

enum { DEGREES = 5, SPECIAL = 4, PLAIN = 10 };
static const jh_label degree_word[DEGREES] = {{"博士研究生", "doctor"},
                                              {"硕士研究生", "master"},
                                              {"本科", "bachelor"},
                                              {"专科", "college"},
                                              {"高中阶段", "lower"}};
static const jh_label special[SPECIAL] = {
    {"体育", "PE"}, {"音乐", "Music"}, {"美术", "Art"}, {"艺术", "Arts"}};

/* The other subjects, with their shares of the teachers; a blank ends a list. */
typedef struct share {
    jh_label name;
    double part;
} share;

static const share plain[JH__STAGES][PLAIN] = {{{{"语文", "Chinese"}, 0.40},
                                                {{"数学", "Mathematics"}, 0.30},
                                                {{"英语", "English"}, 0.11},
                                                {{"科学", "Science"}, 0.07},
                                                {{"道德与法治", "Civics"}, 0.08},
                                                {{"信息科技", "Computing"}, 0.04}},
                                               {{{"语文", "Chinese"}, 0.19},
                                                {{"数学", "Mathematics"}, 0.19},
                                                {{"英语", "English"}, 0.18},
                                                {{"物理", "Physics"}, 0.10},
                                                {{"化学", "Chemistry"}, 0.06},
                                                {{"生物学", "Biology"}, 0.06},
                                                {{"历史", "History"}, 0.07},
                                                {{"地理", "Geography"}, 0.05},
                                                {{"道德与法治", "Civics"}, 0.07},
                                                {{"信息科技", "Computing"}, 0.03}}};

typedef struct person {
    char id[24], couple[24];
    const char *name, *subject, *degree, *title, *why_not;
    bool backbone, woman, eligible;
    double age, years, lon, lat, rural_years, since_move;
    const char *wish, *refusal;
} person;

/* ---- drawing ---- */

/* Who of the rest is among those that are still to be taken: so the counts come out as they should. */
static bool is_taken(jh_random *r, double *left, double rest)
{
    if (!(*left > 0) || jh_random_unit(r) * rest >= *left) return false;
    --*left;
    return true;
}

/* One of several kinds, each as often as its count says. */
static int kind_of(jh_random *r, double *left, int kinds)
{
    double sum = 0;
    for (int i = 0; i < kinds; i++)
        sum += left[i];
    double at = jh_random_unit(r) * sum;
    for (int i = 0; i < kinds; i++) {
        if (at < left[i]) {
            left[i]--;
            return i;
        }
        at -= left[i];
    }
    return kinds - 1;
}

static const char *plain_subject(jh_random *r, int stage, jh_lang lang)
{
    double at = jh_random_unit(r);
    int i = 0;
    while (i + 1 < PLAIN && plain[stage][i + 1].part > 0 && at >= plain[stage][i].part)
        at -= plain[stage][i++].part;
    return jh_label_in(plain[stage][i].name, lang);
}

/* What is left to be given out within a section. */
typedef struct rest {
    double teachers, degree[DEGREES], special[SPECIAL + 1], backbone, titled;
} rest;

static rest rest_of(const double *s)
{
    rest x = {.teachers = s[JH__S_TEACHERS],
              .degree = {s[JH__S_DOCTOR], s[JH__S_MASTER], s[JH__S_BACHELOR],
                         s[JH__S_COLLEGE], 0},
              .special = {s[JH__S_PE], s[JH__S_MUSIC], s[JH__S_FINE_ART], s[JH__S_ARTS]},
              .backbone = s[JH__S_BACKBONE],
              .titled = s[JH__S_TITLED]};
    double degrees = 0, specials = 0;
    for (int i = 0; i < DEGREES; i++)
        degrees += x.degree[i];
    for (int i = 0; i < SPECIAL; i++)
        specials += x.special[i];
    x.degree[DEGREES - 1] = x.teachers - degrees;
    x.special[SPECIAL] = x.teachers - specials;
    return x;
}

static void draw_life(jh_random *r, const jh__sample_school *s, person *p)
{
    double behind = -9 * log(1 - jh_random_unit(r));
    p->woman = jh__sample_chance(r, 0.7);
    p->age = floor(jh__sample_between(r, 23, p->woman ? 55 : 60));
    p->years = fmin(floor(behind), p->age - 22);
    double before = p->age - 22 - p->years;
    bool rural = s->kind->setting == JH__VILLAGE;
    p->rural_years = rural ? p->years : 0;
    if (!rural && jh__sample_chance(r, 0.4))
        p->rural_years = floor(before * jh__sample_between(r, 0, 0.7));
    p->since_move = jh__sample_chance(r, 0.15)
                        ? fmin(p->years, 1 + (double)jh_random_below(r, 8))
                        : NAN;
    double far =
        rural ? 0.16
              : 0.05; /* degrees: village teachers live in the seat, some of them */
    p->lon = s->fact[JH__F_LON] + far * jh_random_normal(r) / 3;
    p->lat = s->fact[JH__F_LAT] + far * jh_random_normal(r) / 3;
}

static void draw_reasons(jh_random *r, const jh__sample_school *s, jh_lang lang,
                         person *p)
{
    double x = jh_random_unit(r);
    const char *key = s->kind->private_run                  ? "ops.sample_why_private"
                      : p->woman && p->age < 40 && x < 0.04 ? "ops.sample_why_child"
                      : x > 0.985                           ? "ops.sample_why_ill"
                                                            : NULL;
    p->why_not = key ? jh_text(lang, key) : "";
}

static const char *other_school(jh_random *r, const jh__sample_county *c, int stage)
{
    const jh__sample_school *s = &c->school[jh_random_below(r, c->schools)];
    bool judged = !isnan(s->stage[stage][JH__S_PUPILS]) && !s->kind->private_run;
    return judged ? s->id : "";
}

static jh_status draw(jh__sample_staff *w, const jh__sample_school *s, int stage,
                      rest *left, person *p)
{
    jh_random *r = &w->random;
    const jh_label *name = &surname[jh_random_below(r, JH_COUNT(surname))];
    *p = (person){.wish = "", .refusal = ""};
    snprintf(p->id, sizeof p->id, "T%s%03zu", s->id + 4, ++w->of_school);
    p->name = jh_sprintf(w->arena, w->lang == JH_ZH ? "%s老师" : "Teacher %s",
                         jh_label_in(*name, w->lang));
    if (!p->name) return JH_ENOMEM;
    int kind = kind_of(r, left->special, SPECIAL + 1);
    p->subject = kind < SPECIAL ? jh_label_in(special[kind], w->lang)
                                : plain_subject(r, stage, w->lang);
    p->degree = jh_label_in(degree_word[kind_of(r, left->degree, DEGREES)], w->lang);
    p->backbone = is_taken(r, &left->backbone, left->teachers);
    bool titled = is_taken(r, &left->titled, left->teachers);
    p->title = jh_text(w->lang, !titled                      ? "ops.sample_title_low"
                                : jh__sample_chance(r, 0.25) ? "ops.sample_title_high"
                                                             : "ops.sample_title_middle");
    draw_life(r, s, p);
    draw_reasons(r, s, w->lang, p);
    if (jh__sample_chance(r, 0.1)) p->wish = other_school(r, w->county, stage);
    if (jh__sample_chance(r, 0.04)) p->refusal = other_school(r, w->county, stage);
    if (!strcmp(p->wish, p->refusal) || !strcmp(p->refusal, s->id)) p->refusal = "";
    if (!strcmp(p->wish, s->id)) p->wish = "";
    left->teachers--;
    return JH_OK;
}

/* Two neighbours of the list are a couple now and then. */
static void marry(jh_random *r, person *p, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (p[i].woman == p[i - 1].woman || p[i - 1].couple[0]) continue;
        if (!jh__sample_chance(r, 0.05)) continue;
        memcpy(p[i].couple, p[i - 1].id, sizeof p[i].couple);
        memcpy(p[i - 1].couple, p[i].id, sizeof p[i].couple);
    }
}

/* ---- rows ---- */

static void put_number(jh_buf *out, double x, int decimals)
{
    char text[64];
    jh_buf_putc(out, ',');
    if (!isnan(x)) jh_buf_add(out, text, (size_t)jh_number_fixed(x, decimals, text));
}

static void put_row(jh__sample_staff *w, const jh__sample_school *s, int stage,
                    const person *p)
{
    jh_buf *out = &w->out;
    const char *yes = jh_text(w->lang, "ops.sample_yes"),
               *no = jh_text(w->lang, "ops.sample_no");
    const char *text[] = {
        p->id,      p->name,   s->id,    jh_label_in(stage_word[stage], w->lang),
        p->subject, p->degree, p->title, p->backbone ? yes : no};
    for (size_t i = 0; i < JH_COUNT(text); i++) {
        if (i) jh_buf_putc(out, ',');
        jh_csv_field(out, text[i]);
    }
    put_number(out, p->years, 0);
    jh_buf_printf(out, ",%s,", p->why_not[0] ? no : "");
    jh_csv_field(out, p->why_not);
    put_number(out, p->lon, 4);
    put_number(out, p->lat, 4);
    const char *more[] = {
        p->wish, p->refusal, p->couple,
        jh_text(w->lang, p->woman ? "ops.sample_woman" : "ops.sample_man")};
    for (size_t i = 0; i < JH_COUNT(more); i++) {
        jh_buf_putc(out, ',');
        jh_csv_field(out, more[i]);
    }
    put_number(out, p->age, 0);
    put_number(out, p->rural_years, 0);
    put_number(out, p->since_move, 0);
    jh_buf_putc(out, '\n');
}

static jh_status add_section(jh__sample_staff *w, const jh__sample_school *s, int stage)
{
    rest left = rest_of(s->stage[stage]);
    size_t n = (size_t)left.teachers;
    person *p = jh_alloc_array(w->arena, n + 1, sizeof *p);
    if (!p) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++)
        JH_TRY(draw(w, s, stage, &left, &p[i]));
    marry(&w->random, p, n);
    for (size_t i = 0; i < n; i++)
        put_row(w, s, stage, &p[i]);
    return JH_OK;
}

static void put_head(jh__sample_staff *w)
{
    jh_buf_puts(&w->out, "\xEF\xBB\xBF"); /* so that Excel takes it for UTF-8 */
    jh_csv_field(&w->out, jh_text(w->lang, "ops.sample_says"));
    jh_buf_putc(&w->out, '\n');
    for (size_t i = 0; i < JH_COUNT(column); i++) {
        if (i) jh_buf_putc(&w->out, ',');
        jh_csv_field(&w->out, w->lang == JH_ZH ? head[i].zh : column[i]);
    }
    jh_buf_putc(&w->out, '\n');
}

jh_status jh__sample_teachers(jh__sample_staff *w, jh_error *err)
{
    jh_status st = JH_OK;
    put_head(w);
    for (size_t i = 0; st == JH_OK && i < w->county->schools; i++) {
        const jh__sample_school *s = &w->county->school[i];
        uint64_t number = 0;
        for (const char *c = s->id; *c; c++)
            number = 10 * number + (uint64_t)(*c - '0');
        /* a school's teachers depend on the seed and its id alone */
        jh_random_seed(&w->random, w->seed ^ (0xA0761D6478BD642Fu * number));
        w->of_school = 0;
        for (int k = 0; st == JH_OK && k < JH__STAGES; k++)
            if (!isnan(s->stage[k][JH__S_PUPILS])) st = add_section(w, s, k);
    }
    return st != JH_OK || w->out.oom ? jh_nomem(err) : JH_OK;
}
