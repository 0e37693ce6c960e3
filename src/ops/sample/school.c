/* The figures of one school. Buildings follow the pupils of fifteen years ago, teachers the
 * classes of today: so villages have many square metres and few teachers of music, the county
 * seat the reverse. Schools that are not wanting have been brought up to the standard where
 * they fell short of it, as counties do; docs/sample.md. */
#include "county.h"

#include <math.h>
#include <string.h>

enum {
    SPACE = JH__SAMPLE_SPACE,
    GROUND,
    EQUIPMENT,
    MULTIMEDIA,
    FACILITIES,
    PE_ART = FACILITIES
};

/* What the assessment of 2017 asks for per pupil. */
static const double standard[JH__STAGES][FACILITIES] = {{4.5, 7.5, 2000, 0.023},
                                                        {5.8, 10.2, 2500, 0.024}};
/* How much of a combined school's rooms and equipment a pupil of each stage counts for. */
static const double weight[JH__STAGES] = {1, 1.1};
static const double weight_senior = 1.32;
static const double backbone_wanted = JH__SAMPLE_BACKBONE,
                    pe_art_wanted = JH__SAMPLE_PE_ART,
                    degree_wanted[] = {JH__SAMPLE_DEGREE_PRIMARY,
                                       JH__SAMPLE_DEGREE_JUNIOR};
static const double floor_share = 0.85;

static double whole(double x)
{
    return floor(x + 0.5);
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

static double most(double a, double b)
{
    return a > b ? a : b;
}

static double log_normal(jh_random *r, double median, double spread)
{
    return median * exp(spread * jh_random_normal(r));
}

/* A whole number of people out of n, each counted with the chance: near enough, by its mean. */
static double part_of(jh_random *r, double n, double share)
{
    double x = floor(n * share + jh_random_unit(r));
    return x > n ? n : x;
}

static bool has(const jh__sample_school *s, int stage)
{
    return !isnan(s->stage[stage][JH__S_PUPILS]);
}

static double given(double x)
{
    return isnan(x) ? 0 : x;
}

/* ---- classes ---- */

static void count_class(double *stage, double pupils)
{
    int band = pupils <= 25 ? 0 : (int)((pupils - 26) / 5) + 1;
    stage[JH__S_BAND + (band > 9 ? 9 : band)]++;
    stage[JH__S_LARGEST] = most(stage[JH__S_LARGEST], pupils);
}

/* Pupils are dealt out evenly, then some move from one class of a pair to the other. */
void jh__sample_classes_draw(jh_random *r, double *stage, double grades, double full)
{
    double pupils = stage[JH__S_PUPILS];
    size_t n = (size_t)most(least(grades, pupils), ceil(pupils / full));
    size_t base = (size_t)pupils / n, rest = (size_t)pupils % n;
    double moved = 0;
    for (int band = 0; band < 10; band++)
        stage[JH__S_BAND + band] = 0;
    stage[JH__S_LARGEST] = 0;
    for (size_t i = 0; i < n; i++) {
        double size = (double)(base + (i < rest));
        if (i % 2) {
            size -= moved;
        } else {
            moved = i + 1 < n ? (double)jh_random_below(r, base < 8 ? 1 : 3) : 0;
            size += moved;
        }
        count_class(stage, size);
    }
    stage[JH__S_CLASSES] = (double)n;
}

void jh__sample_enrolment_draw(jh_random *r, const jh__sample_area *area,
                               jh__sample_school *s, int junior)
{
    double *stage = s->stage[junior];
    double years = junior ? 3 : 6, pupils = stage[JH__S_PUPILS];
    bool outside = !area->zoned && s->kind->setting == JH__SEAT;
    double zone = s->kind->private_run ? 0.3
                  : outside            ? (junior ? 0.93 : 0.985)
                                       : (junior ? 0.97 : 1);
    stage[JH__S_IN_ZONE] = part_of(r, pupils, zone);
    double trend = s->kind->setting == JH__VILLAGE ? 0.88 : 1.02;
    stage[JH__S_ENTRANTS] =
        whole(pupils / years * trend * jh__sample_between(r, 0.93, 1.05));
    stage[JH__S_ENTRANTS_IN_ZONE] = part_of(r, stage[JH__S_ENTRANTS], zone);
    stage[JH__S_TOP_GRADE] = whole(pupils / years * jh__sample_between(r, 0.95, 1.1));
    stage[JH__S_GRADUATES] = stage[JH__S_TOP_GRADE];
}

/* ---- teachers ---- */

/* By setting: pupils a teacher, fewest teachers a class, part above the required degree. */
static const double a_teacher[JH__STAGES][JH__SETTINGS] = {{17.5, 16.5, 14},
                                                           {12.8, 12, 10.5}};
static const double a_class[JH__STAGES][JH__SETTINGS] = {{2, 1.6, 1.15}, {3, 2.8, 2.5}};
static const double above[JH__STAGES][JH__SETTINGS] = {{0.97, 0.93, 0.86},
                                                       {0.93, 0.86, 0.8}};
/* Backbone, and PE and arts teachers per 100 pupils: median and spread. */
static const double backbone[2][JH__SETTINGS] = {{1.7, 0.85, 0.7}, {0.95, 0.75, 1.1}};
static const double pe_art[2][JH__SETTINGS] = {{0.75, 0.9, 1.5}, {0.90, 0.90, 0.95}};

static void draw_degrees(jh_random *r, const jh__sample_school *s, int k, double *stage)
{
    int at = s->kind->setting;
    double n = stage[JH__S_TEACHERS], high = whole(n * above[k][at]);
    double asked = ceil(degree_wanted[k] / 100 * stage[JH__S_PUPILS]);
    if (!s->wanting) high = most(high, asked);
    high = least(high, n);
    stage[JH__S_DOCTOR] = 0;
    stage[JH__S_MASTER] = part_of(r, high, at == JH__SEAT ? 0.06 : 0.01);
    double rest = high - stage[JH__S_MASTER];
    /* in primary schools the college diploma counts as above the required degree */
    stage[JH__S_BACHELOR] =
        k == JH__JUNIOR ? rest : whole(rest * (at == JH__SEAT ? 0.7 : 0.5));
    stage[JH__S_COLLEGE] =
        k == JH__JUNIOR ? part_of(r, n - high, 0.95) : rest - stage[JH__S_BACHELOR];
}

/* `wanted` per 100 pupils; a school that lacks them stays below the floor. */
static double draw_special(jh_random *r, double rate, double wanted, double pupils,
                           bool lacks)
{
    double asked = wanted * pupils / 100;
    if (!lacks) return most(whole(rate * pupils / 100), ceil(asked));
    double below = ceil(floor_share * asked) - 1;
    return floor(most(below, 0) * jh__sample_between(r, 0.4, 1) + 0.5);
}

/* Which kinds of teacher a school lacks, and which facilities. */
typedef struct lack {
    bool backbone, pe_art, facility[FACILITIES];
    int floored; /* the one that stays between floor and standard; -1 none */
} lack;

static void draw_teachers(jh_random *r, const jh__sample_school *s, int k, const lack *l,
                          double *stage)
{
    int at = s->kind->setting;
    double pupils = stage[JH__S_PUPILS], crowd = s->wanting && at == JH__SEAT ? 1.12 : 1;
    double per_class = s->kind->type == 218 ? 1 : a_class[k][at];
    double n =
        most(pupils / (a_teacher[k][at] * crowd), stage[JH__S_CLASSES] * per_class);
    n = most(whole(log_normal(r, n, 0.13)), 1);
    n = most(n, ceil(degree_wanted[k] / 100 * pupils));
    stage[JH__S_TEACHERS] = n;
    stage[JH__S_STAFF] = n + part_of(r, n, 0.06) + (pupils > 200 ? 2 : 0);
    draw_degrees(r, s, k, stage);
    double rate = log_normal(r, backbone[0][at], backbone[1][at]);
    double expert = draw_special(r, rate, backbone_wanted, pupils, l->backbone);
    stage[JH__S_BACKBONE] =
        least(expert, most(ceil(backbone_wanted * pupils / 100), floor(0.55 * n)));
    stage[JH__S_TITLED] = part_of(r, n, at == JH__VILLAGE ? 0.42 : 0.55);
    bool floored = l->floored == PE_ART && !l->pe_art;
    rate = floored ? 0 : log_normal(r, pe_art[0][at], pe_art[1][at]);
    double wanted = floored ? pe_art_wanted * 0.87 : pe_art_wanted;
    double all = draw_special(r, rate, wanted, pupils, l->pe_art);
    all = least(all, most(ceil(pe_art_wanted * pupils / 100), floor(0.45 * n)));
    stage[JH__S_PE] = ceil(all * 0.45);
    stage[JH__S_MUSIC] = floor((all - stage[JH__S_PE]) / 2);
    stage[JH__S_FINE_ART] = all - stage[JH__S_PE] - stage[JH__S_MUSIC];
    stage[JH__S_ARTS] = 0;
    stage[JH__S_ITINERANT] =
        l->pe_art && pupils < 300 ? (double)jh_random_below(r, 3) : 0;
}

/* ---- rooms, grounds, equipment ---- */

/* What there is by itself, as a part of what is asked for: median and spread. */
static const double natural[MULTIMEDIA][2][JH__SETTINGS] = {
    {{0.90, 0.98, 1.5}, {0.15, 0.25, 0.55}},
    {{0.90, 1.35, 2.9}, {0.20, 0.45, 0.60}},
    {{0.95, 1.05, 1.4}, {0.55, 0.55, 0.65}},
};

/* The amount that gives each stage its due, and the one that gives none of them the floor:
 * rooms and equipment of combined schools are shared out by weight. */
void jh__sample_owed(const jh__sample_school *s, int facility, double out[2])
{
    double shares =
        given(s->fact[JH__F_KINDERGARTEN]) + weight_senior * given(s->fact[JH__F_SENIOR]);
    for (int k = 0; k < JH__STAGES; k++)
        shares += weight[k] * given(s->stage[k][JH__S_PUPILS]);
    out[0] = 0;
    out[1] = INFINITY;
    for (int k = 0; k < JH__STAGES; k++) {
        if (!has(s, k)) continue;
        double x = standard[k][facility] * shares / weight[k];
        out[0] = most(out[0], x);
        out[1] = least(out[1], x);
    }
}

static double draw_facility(jh_random *r, const jh__sample_school *s, int facility,
                            const lack *l, double found)
{
    double asked[2];
    jh__sample_owed(s, facility, asked);
    if (l->facility[facility]) return asked[1] * jh__sample_between(r, 0.56, 0.82);
    if (s->wanting) return found;
    if (l->floored == facility) return asked[0] * jh__sample_between(r, 0.87, 0.995);
    if (found < asked[0]) return asked[0] * (1.002 + 0.04 * fabs(jh_random_normal(r)));
    return found;
}

static double found_facility(jh_random *r, const jh__sample_school *s, int facility)
{
    double asked[2];
    int at = s->kind->setting;
    jh__sample_owed(s, facility, asked);
    double x =
        log_normal(r, asked[0] * natural[facility][0][at], natural[facility][1][at]);
    /* a new campus was equipped all at once */
    bool fresh = s->fact[JH__F_BUILT] >= 2018;
    if (facility == EQUIPMENT && fresh) x *= jh__sample_between(r, 2.2, 3.4);
    /* junior schools outside the seat have lost more pupils than primary schools */
    if (facility == SPACE && at != JH__SEAT && has(s, JH__JUNIOR)) x *= 1.7;
    return fresh && facility != EQUIPMENT ? x * 1.25 : x;
}

static double classes_of(const jh__sample_school *s)
{
    return given(s->stage[JH__PRIMARY][JH__S_CLASSES]) +
           given(s->stage[JH__JUNIOR][JH__S_CLASSES]);
}

static void draw_rooms(jh_random *r, jh__sample_school *s, const lack *l)
{
    double *f = s->fact;
    double space = draw_facility(r, s, SPACE, l, found_facility(r, s, SPACE));
    double ground = draw_facility(r, s, GROUND, l, found_facility(r, s, GROUND));
    bool hall = s->kind->setting != JH__VILLAGE &&
                jh__sample_chance(r, s->kind->setting == JH__SEAT ? 0.5 : 0.12);
    f[JH__F_INDOOR] =
        hall ? whole(least(ground * 0.25, jh__sample_between(r, 400, 1400))) : 0;
    f[JH__F_TEACHING] = ceil(space) + f[JH__F_INDOOR];
    f[JH__F_GROUND] = ceil(ground) - f[JH__F_INDOOR];
    double value = draw_facility(r, s, EQUIPMENT, l, found_facility(r, s, EQUIPMENT));
    f[JH__F_EQUIPMENT] = 100 * ceil(value / 100);
    double rooms =
        classes_of(s) + given(f[JH__F_SENIOR]) / 50 + given(f[JH__F_KINDERGARTEN]) / 25;
    rooms = rooms * jh__sample_between(r, 0.85, 1.05) + (double)jh_random_below(r, 4);
    f[JH__F_MULTIMEDIA] = ceil(draw_facility(r, s, MULTIMEDIA, l, rooms));
    double pupils = given(s->stage[JH__PRIMARY][JH__S_PUPILS]) +
                    given(s->stage[JH__JUNIOR][JH__S_PUPILS]);
    f[JH__F_COMPUTERS] = whole(pupils * log_normal(r, 0.14, 0.35));
    f[JH__F_BOOKS] = whole(pupils * log_normal(r, 27, 0.35));
}

/* One music and one art room for 12 classes; old and small schools have smaller ones. */
static void draw_art_rooms(jh_random *r, jh__sample_school *s, int first)
{
    double asked = ceil(classes_of(s) / 12), large = asked;
    double chance = s->wanting ? 0.6 : 0.15;
    for (int i = 0; i < 4; i++)
        s->fact[first + i] = 0;
    if (jh__sample_chance(r, chance)) large--;
    s->fact[first] = large;
    if (large < asked && jh__sample_chance(r, 0.7))
        s->fact[first + 1 + (int)jh_random_below(r, 3)] = 1;
}

/* ---- the school as a whole ---- */

static double teachers_of(const jh__sample_school *s)
{
    return given(s->stage[JH__PRIMARY][JH__S_TEACHERS]) +
           given(s->stage[JH__JUNIOR][JH__S_TEACHERS]);
}

static void draw_people(jh_random *r, const jh__sample_area *area, jh__sample_school *s)
{
    static const double migrant[] = {0.12, 0.03, 0.005}, behind[] = {0.04, 0.16, 0.3};
    double *f = s->fact, teachers = teachers_of(s);
    int at = s->kind->setting;
    double pupils = given(s->stage[JH__PRIMARY][JH__S_PUPILS]) +
                    given(s->stage[JH__JUNIOR][JH__S_PUPILS]);
    double share = s->kind->type == 211 ? 0.2 : s->kind->type == 218 ? 0 : 0.7;
    s->boarding = (at != JH__SEAT || s->kind->senior > 0) && jh__sample_chance(r, share);
    f[JH__F_BOARDERS] =
        s->boarding ? part_of(r, pupils, jh__sample_between(r, 0.2, 0.6)) : 0;
    f[JH__F_MIGRANT] = part_of(r, pupils, migrant[at] * jh__sample_between(r, 0.5, 1.5));
    f[JH__F_LEFT_BEHIND] =
        part_of(r, pupils, behind[at] * jh__sample_between(r, 0.5, 1.5));
    f[JH__F_CERTIFIED] = teachers - (!area->certified && jh__sample_chance(r, 0.06));
    f[JH__F_TRAINED] = teachers - part_of(r, teachers, 0.012);
    double posts = given(s->stage[JH__PRIMARY][JH__S_STAFF]) +
                   given(s->stage[JH__JUNIOR][JH__S_STAFF]);
    f[JH__F_POSTS] = s->kind->private_run ? NAN : posts + part_of(r, posts, 0.03);
}

/* Public funds: small schools are to be paid for 100 pupils. */
static void draw_funds(jh_random *r, const jh__sample_area *area, jh__sample_school *s)
{
    double pupils = 0, yuan = 0;
    for (int k = 0; k < JH__STAGES; k++) {
        pupils += given(s->stage[k][JH__S_PUPILS]);
        yuan += area->base[k] * given(s->stage[k][JH__S_PUPILS]);
    }
    double base = floor(yuan / pupils * 100 + 0.5) / 100;
    bool forgotten = !area->certain_funds && jh__sample_chance(r, 0.08);
    bool small = pupils < 100 && !s->kind->private_run && !forgotten;
    s->fact[JH__F_BASE] = base;
    s->fact[JH__F_BUDGET] = ceil(base * (small ? 100 : pupils));
}

/* Pupils who entered three years ago and what became of them. */
static void draw_cohort(jh_random *r, jh__sample_school *s)
{
    double *f = &s->fact[JH__F_COHORT], stay = jh__sample_between(r, 0.935, 0.99);
    if (!has(s, JH__JUNIOR)) return;
    f[0] =
        whole(s->stage[JH__JUNIOR][JH__S_TOP_GRADE] * jh__sample_between(r, 1.0, 1.05));
    f[2] = part_of(r, f[0], 0.02);
    f[3] = part_of(r, f[0], 0.03);
    f[4] = jh__sample_chance(r, 0.03);
    f[1] = floor((f[0] + f[2] - f[3] - f[4]) * stay);
}

void jh__sample_school_settle(jh_random *r, const jh__sample_area *area,
                              jh__sample_school *s)
{
    draw_funds(r, area, s);
    draw_cohort(r, s);
}

static lack draw_lack(jh_random *r, const jh__sample_school *s)
{
    lack l = {.floored = -1};
    if (!s->wanting) {
        if (jh__sample_chance(r, 0.3)) l.floored = (int)jh_random_below(r, PE_ART + 1);
        return l;
    }
    switch (s->kind->setting) {
    case JH__SEAT:
        l.facility[SPACE] = l.facility[GROUND] = true;
        break;
    case JH__TOWN:
        if (jh__sample_chance(r, 0.5)) {
            l.facility[GROUND] = true;
            l.facility[EQUIPMENT] = true;
        } else {
            l.pe_art = true;
            l.facility[SPACE] = true;
        }
        break;
    default:
        l.backbone = l.pe_art = true;
        l.facility[EQUIPMENT] = jh__sample_chance(r, 0.3);
    }
    return l;
}

static const char *grades_of(const jh__sample_school *s, size_t years)
{
    switch (s->kind->type) {
    case 218:
        return years == 2 ? "1-2" : years == 3 ? "1-3" : years == 4 ? "1-4" : "1-6";
    case 211:
        return "1-6";
    case 311:
        return "7-9";
    case 312:
        return "1-9";
    case 341:
        return "7-12";
    default:
        return "1-12";
    }
}

void jh__sample_school_draw(jh_random *r, const jh__sample_area *area,
                            jh__sample_school *s)
{
    static const double years_of_points[] = {2, 3, 4, 6};
    /* pupils that a class is filled to */
    static const double full[JH__STAGES][JH__SETTINGS] = {{44, 41, 36}, {49, 47, 44}};
    bool point = s->kind->type == 218;
    int at = s->kind->setting;
    double years = point ? years_of_points[jh_random_below(r, 4)] : 6;
    s->fact[JH__F_TYPE] = s->kind->type;
    s->fact[JH__F_SPONSOR] = s->kind->private_run ? 999 : 831;
    s->fact[JH__F_BUILT] = jh__sample_chance(r, 0.14)
                               ? 2018 + (double)jh_random_below(r, 6)
                               : 1958 + floor(58 * sqrt(jh_random_unit(r)));
    if (has(s, JH__PRIMARY)) {
        bool attached = at != JH__SEAT && jh__sample_chance(r, point ? 0.15 : 0.3);
        double part = jh__sample_between(r, 0.1, 0.25);
        s->fact[JH__F_KINDERGARTEN] =
            attached ? whole(s->stage[JH__PRIMARY][JH__S_PUPILS] * part) : 0;
    }
    s->grades = grades_of(s, (size_t)years);
    lack l = draw_lack(r, s);
    for (int k = 0; k < JH__STAGES; k++) {
        if (!has(s, k)) continue;
        bool crowded = at == JH__SEAT && (s->wanting || jh__sample_chance(r, 0.2));
        double to = crowded ? jh__sample_between(r, 52, 62) : full[k][at];
        jh__sample_classes_draw(r, s->stage[k], k == JH__JUNIOR ? 3 : years, to);
        jh__sample_enrolment_draw(r, area, s, k);
        draw_teachers(r, s, k, &l, s->stage[k]);
    }
    draw_rooms(r, s, &l);
    draw_art_rooms(r, s, JH__F_MUSIC_ROOMS);
    draw_art_rooms(r, s, JH__F_ART_ROOMS);
    draw_people(r, area, s);
    jh__sample_school_settle(r, area, s);
}
