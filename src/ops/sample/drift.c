/* A school from one year to the next: fewer pupils in villages, large classes dissolved, what is
 * low raised a little, what is high worn a little; docs/sample.md. */
#include "years.h"

#include <math.h>
#include <string.h>

static const double floor_share = 0.85;
/* Pupils that a class should not pass. */
static const double large[JH__STAGES] = {45, 50};

static double whole(double x)
{
    return floor(x + 0.5);
}

static double most(double a, double b)
{
    return a > b ? a : b;
}

static double given(double x)
{
    return isnan(x) ? 0 : x;
}

static bool has(const jh__sample_school *s, int k)
{
    return !isnan(s->stage[k][JH__S_PUPILS]);
}

static double pupils_of(const jh__sample_school *s)
{
    return given(s->stage[JH__PRIMARY][JH__S_PUPILS]) +
           given(s->stage[JH__JUNIOR][JH__S_PUPILS]);
}

static double classes_of(const jh__sample_school *s)
{
    return given(s->stage[JH__PRIMARY][JH__S_CLASSES]) +
           given(s->stage[JH__JUNIOR][JH__S_CLASSES]);
}

/* Grades of a teaching point: as many as it has classes at the least. */
static double grades_of(const jh__sample_school *s, int k)
{
    if (k == JH__JUNIOR) return 3;
    const char *dash = strchr(s->grades, '-');
    double last = dash ? dash[1] - '0' : 6;
    return s->kind->type == 218 ? last : 6;
}

/* ---- teachers ---- */

/* `n` more teachers, with a degree, certificate and training. */
static void hire(jh__sample_school *s, int k, double n)
{
    double *stage = s->stage[k];
    if (!(n > 0)) return;
    stage[JH__S_TEACHERS] += n;
    stage[JH__S_STAFF] += n;
    stage[JH__S_BACHELOR] += n;
    s->fact[JH__F_CERTIFIED] += n;
    s->fact[JH__F_TRAINED] += n;
    s->fact[JH__F_POSTS] += n; /* a private school has none, and keeps none */
}

static double high_degrees(const double *stage, int k)
{
    double n = stage[JH__S_DOCTOR] + stage[JH__S_MASTER] + stage[JH__S_BACHELOR];
    return k == JH__PRIMARY ? n + stage[JH__S_COLLEGE] : n;
}

static void share_special(double *stage, double all)
{
    stage[JH__S_PE] = ceil(all * 0.45);
    stage[JH__S_MUSIC] = floor((all - stage[JH__S_PE]) / 2);
    stage[JH__S_FINE_ART] = all - stage[JH__S_PE] - stage[JH__S_MUSIC];
    stage[JH__S_ARTS] = 0;
}

static double special(const double *stage)
{
    return stage[JH__S_PE] + stage[JH__S_MUSIC] + stage[JH__S_FINE_ART] +
           stage[JH__S_ARTS];
}

static void mend_teachers(jh__sample_school *s, int k, bool lenient)
{
    static const double degree[] = {JH__SAMPLE_DEGREE_PRIMARY, JH__SAMPLE_DEGREE_JUNIOR};
    double *stage = s->stage[k], hundreds = stage[JH__S_PUPILS] / 100;
    double asked = ceil(JH__SAMPLE_PE_ART * hundreds), there = special(stage);
    bool enough = lenient && there >= floor_share * JH__SAMPLE_PE_ART * hundreds;
    if (there < asked && !enough) {
        hire(s, k, asked - there);
        share_special(stage, asked);
    }
    asked = ceil(JH__SAMPLE_BACKBONE * hundreds);
    if (stage[JH__S_TEACHERS] < asked) hire(s, k, asked - stage[JH__S_TEACHERS]);
    stage[JH__S_BACKBONE] = most(stage[JH__S_BACKBONE], asked);
    asked = ceil(degree[k] * hundreds);
    if (high_degrees(stage, k) < asked) hire(s, k, asked - high_degrees(stage, k));
}

/* ---- rooms ---- */

static const int facility_fact[] = {JH__F_TEACHING, JH__F_GROUND, JH__F_EQUIPMENT,
                                    JH__F_MULTIMEDIA};

/* A hall counts as grounds and is no classroom. */
static double hall(const jh__sample_school *s, int facility)
{
    if (facility == JH__SAMPLE_SPACE) return -given(s->fact[JH__F_INDOOR]);
    return facility == JH__SAMPLE_GROUND ? given(s->fact[JH__F_INDOOR]) : 0;
}

static void set_facility(jh__sample_school *s, int facility, double x)
{
    x = most(x - hall(s, facility), 0);
    s->fact[facility_fact[facility]] =
        facility == JH__SAMPLE_EQUIPMENT ? 100 * ceil(x / 100) : ceil(x);
}

static double facility_of(const jh__sample_school *s, int facility)
{
    return s->fact[facility_fact[facility]] + hall(s, facility);
}

static void mend_rooms(jh__sample_school *s, bool lenient)
{
    for (int i = 0; i <= JH__SAMPLE_MULTIMEDIA; i++) {
        double owed[2], there = facility_of(s, i);
        jh__sample_owed(s, i, owed);
        if (lenient && there >= 1.01 * floor_share * owed[0]) continue;
        if (there < owed[0]) set_facility(s, i, owed[0] * 1.02);
    }
    double rooms = ceil(classes_of(s) / 12);
    s->fact[JH__F_MUSIC_ROOMS] = most(s->fact[JH__F_MUSIC_ROOMS], rooms);
    s->fact[JH__F_ART_ROOMS] = most(s->fact[JH__F_ART_ROOMS], rooms);
}

void jh__sample_mend(jh__sample_school *s, bool lenient)
{
    for (int k = 0; k < JH__STAGES; k++)
        if (has(s, k)) mend_teachers(s, k, lenient);
    mend_rooms(s, lenient);
}

void jh__sample_spoil(jh__sample_school *s)
{
    double owed[2];
    for (int k = 0; k < JH__STAGES; k++)
        if (has(s, k)) {
            double asked = ceil(JH__SAMPLE_PE_ART * s->stage[k][JH__S_PUPILS] / 100);
            share_special(s->stage[k], floor(asked / 2));
        }
    jh__sample_owed(s, JH__SAMPLE_MULTIMEDIA, owed);
    s->fact[JH__F_MULTIMEDIA] = floor(owed[1] * 0.8);
}

/* ---- pupils and classes ---- */

void jh__sample_resize(jh_random *r, const jh__sample_area *area, jh__sample_school *s,
                       const double full[JH__STAGES])
{
    static const double a_class[JH__STAGES] = {1.6, 2.6};
    for (int k = 0; k < JH__STAGES; k++) {
        if (!has(s, k)) continue;
        double before = s->stage[k][JH__S_CLASSES];
        jh__sample_classes_draw(r, s->stage[k], grades_of(s, k), full[k]);
        jh__sample_enrolment_draw(r, area, s, k);
        hire(s, k, whole((s->stage[k][JH__S_CLASSES] - before) * a_class[k]));
    }
    jh__sample_school_settle(r, area, s);
}

/* Large classes are dissolved in the second year in one half of the schools, in the third in most
 * of the others; else classes stay as full as they were. */
static double full_class(jh_random *r, const double *stage, int k, int step)
{
    double usual = stage[JH__S_PUPILS] / stage[JH__S_CLASSES] + 1;
    bool now = jh__sample_chance(r, step == 1 ? 0.5 : 0.75);
    if (stage[JH__S_LARGEST] > large[k] && now) return large[k] - 2;
    return usual > 12 ? usual : 12;
}

static void scale(double *x, double by)
{
    *x = floor(*x * by);
}

/* What lies low is raised, what lies high wears: so differences shrink. */
static void level_out(jh_random *r, jh__sample_school *s)
{
    for (int i = 0; i <= JH__SAMPLE_MULTIMEDIA; i++) {
        double owed[2], there = facility_of(s, i);
        jh__sample_owed(s, i, owed);
        double part = there / owed[0];
        bool goods = i >= JH__SAMPLE_EQUIPMENT;
        if (part < 1.3) set_facility(s, i, there * jh__sample_between(r, 1.01, 1.08));
        if (part > 1.8 && goods)
            set_facility(s, i, there * jh__sample_between(r, 0.80, 0.92));
    }
    for (int k = 0; k < JH__STAGES; k++) {
        double *stage = s->stage[k], hundreds = stage[JH__S_PUPILS] / 100;
        if (!has(s, k) || s->wanting) continue;
        if (stage[JH__S_BACKBONE] < 1.4 * hundreds &&
            stage[JH__S_BACKBONE] < stage[JH__S_TEACHERS])
            stage[JH__S_BACKBONE]++;
    }
}

void jh__sample_drift(jh_random *r, const jh__sample_area *area, jh__sample_school *s,
                      int step)
{
    static const double low[] = {0.99, 0.965, 0.94}, high[] = {1.015, 1.0, 0.99};
    double by = jh__sample_between(r, low[s->kind->setting], high[s->kind->setting]);
    double full[JH__STAGES] = {0}, before = pupils_of(s);
    for (int k = 0; k < JH__STAGES; k++) {
        if (!has(s, k)) continue;
        full[k] = full_class(r, s->stage[k], k, step);
        s->stage[k][JH__S_PUPILS] = most(whole(s->stage[k][JH__S_PUPILS] * by), 6);
    }
    by = pupils_of(s) / before;
    scale(&s->fact[JH__F_BOARDERS], by < 1 ? by : 1);
    scale(&s->fact[JH__F_MIGRANT], by < 1 ? by : 1);
    scale(&s->fact[JH__F_LEFT_BEHIND], by < 1 ? by : 1);
    s->fact[JH__F_KINDERGARTEN] = floor(s->fact[JH__F_KINDERGARTEN] * 0.97);
    jh__sample_resize(r, area, s, full);
    level_out(r, s);
    if (!s->wanting) jh__sample_mend(s, jh_random_unit(r) < 0.7);
}
