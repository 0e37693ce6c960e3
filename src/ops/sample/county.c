/* Which schools a county has and where they stand. */
#include "county.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Shares and sizes of a county of the inland: half of the pupils sit in the county seat, half
 * of the schools stand in villages. */
static const jh__sample_kind kinds[] = {
    {211, JH__SEAT, false, 0.095, 1250, 0.42, 0, 0},
    {211, JH__SEAT, true, 0.015, 900, 0.35, 0, 0},
    {211, JH__TOWN, false, 0.150, 430, 0.50, 0, 0},
    {211, JH__VILLAGE, false, 0.260, 125, 0.55, 0, 0},
    {218, JH__VILLAGE, false, 0.180, 44, 0.55, 0, 0},
    {311, JH__SEAT, false, 0.040, 1350, 0.35, 1, 0},
    {311, JH__TOWN, false, 0.085, 430, 0.45, 1, 0},
    {311, JH__VILLAGE, false, 0.035, 230, 0.40, 1, 0},
    {312, JH__SEAT, true, 0.015, 1300, 0.30, 0.40, 0},
    {312, JH__TOWN, false, 0.040, 620, 0.40, 0.38, 0},
    {312, JH__VILLAGE, false, 0.045, 330, 0.45, 0.36, 0},
    {341, JH__SEAT, false, 0.030, 900, 0.30, 1, 1.5},
    {345, JH__SEAT, true, 0.010, 1500, 0.25, 0.40, 0.3},
};

/* Of the sections in county seat, towns and villages these parts do not pass: crowding in the
 * seat, missing teachers in the villages. */
static const double wanting[JH__SETTINGS] = {0.40, 0.28, 0.32};

double jh__sample_between(jh_random *r, double low, double high)
{
    return low + (high - low) * jh_random_unit(r);
}

bool jh__sample_chance(jh_random *r, double share)
{
    return jh_random_unit(r) < share;
}

double jh__sample_size(jh_random *r, double median, double spread, double least,
                       double most)
{
    double x = floor(median * exp(spread * jh_random_normal(r)) + 0.5);
    return x < least ? least : x > most ? most : x;
}

/* ---- where ---- */

typedef struct spot {
    double lon, lat;
} spot;

/* Counties stand on a grid over the inland, the first at 113.4 east, 34.2 north; some of them
 * would lie over real ones, which is why they are called what they are. */
static spot county_centre(size_t index)
{
    size_t cell = (index + 836) % 1440, row = cell / 40, column = cell % 40;
    return (spot){100.4 + 0.5 * (double)column, 23.7 + 0.5 * (double)row};
}

/* The seat in the middle, townships around it at 8 to 30 km. */
static void draw_spots(jh_random *r, spot centre, spot *out, size_t n)
{
    const double turn = 6.283185307179586;
    out[0] = (spot){centre.lon + jh__sample_between(r, -0.05, 0.05),
                    centre.lat + jh__sample_between(r, -0.05, 0.05)};
    for (size_t i = 1; i < n; i++) {
        double angle =
            turn * ((double)i + jh__sample_between(r, -0.3, 0.3)) / (double)(n - 1);
        double far = jh__sample_between(r, 0.08, 0.26);
        out[i] =
            (spot){out[0].lon + 1.2 * far * cos(angle), out[0].lat + far * sin(angle)};
    }
}

static double degrees(double x)
{
    return floor(x * 1e5 + 0.5) / 1e5;
}

static void draw_spot(jh_random *r, spot around, jh__sample_school *s)
{
    static const double scatter[JH__SETTINGS] = {0.014, 0.007, 0.030};
    double by = scatter[s->kind->setting];
    s->fact[JH__F_LON] = degrees(around.lon + 1.2 * by * jh_random_normal(r));
    s->fact[JH__F_LAT] = degrees(around.lat + by * jh_random_normal(r));
}

/* ---- what ---- */

static int urban_rural(jh_random *r, int setting)
{
    if (setting == JH__SEAT) return jh__sample_chance(r, 0.75) ? 111 : 112;
    if (setting == JH__TOWN) return jh__sample_chance(r, 0.7) ? 121 : 122;
    return jh__sample_chance(r, 0.15) ? 210 : 220;
}

static void draw_size(jh_random *r, jh__sample_school *s)
{
    const jh__sample_kind *k = s->kind;
    bool combined = k->junior > 0 && k->junior < 1;
    double least = k->type == 218 ? 8 : combined ? 120 : 60;
    double most = k->type == 218 ? 98 : combined ? 2900 : 2600;
    double total = jh__sample_size(r, k->median, k->spread, least, most);
    double junior = floor(total * k->junior + 0.5);
    for (int stage = 0; stage < JH__STAGES; stage++)
        for (int f = 0; f < JH__S_FACTS; f++)
            s->stage[stage][f] = NAN;
    for (int f = 0; f < JH__F_FACTS; f++)
        s->fact[f] = NAN;
    if (k->junior < 1) s->stage[JH__PRIMARY][JH__S_PUPILS] = total - junior;
    if (k->junior > 0) s->stage[JH__JUNIOR][JH__S_PUPILS] = junior;
    if (k->senior > 0) s->fact[JH__F_SENIOR] = floor(total * k->senior + 0.5);
}

/* Kinds in the order of their shares: the number of each is fixed by the number of schools, so
 * that a county of 120 always has its two or three of the rare ones. */
static const jh__sample_kind *kind_at(size_t i, size_t schools)
{
    double at = ((double)i + 0.5) / (double)schools, sum = 0;
    for (size_t k = 0; k + 1 < JH_COUNT(kinds); k++) {
        sum += kinds[k].share;
        if (at < sum) return &kinds[k];
    }
    return &kinds[JH_COUNT(kinds) - 1];
}

static size_t township_of(jh_random *r, const jh__sample_kind *k, size_t i, size_t n)
{
    if (k->setting == JH__SEAT || n < 2) return 0;
    if (k->setting == JH__TOWN) return 1 + i % (n - 1);
    return 1 + (size_t)jh_random_below(r, n - 1);
}

/* Which sections do not pass is spread evenly over the schools of a setting; only where the
 * series begins is drawn. Independent draws would make counties of one or five sixths. */
static void mark_wanting(jh_random *r, jh__sample_county *c)
{
    double sum[JH__SETTINGS];
    for (int k = 0; k < JH__SETTINGS; k++)
        sum[k] = jh_random_unit(r);
    for (size_t i = 0; i < c->schools; i++) {
        jh__sample_school *s = &c->school[i];
        bool point = s->kind->type == 218;
        double pupils = s->stage[JH__PRIMARY][JH__S_PUPILS], sections = 0;
        for (int stage = 0; stage < JH__STAGES; stage++)
            sections += !isnan(s->stage[stage][JH__S_PUPILS]);
        if (point && pupils < 50) { /* not judged */
            s->wanting = jh__sample_chance(r, 0.5);
            continue;
        }
        double *at = &sum[s->kind->setting];
        *at += wanting[s->kind->setting] * sections;
        s->wanting = *at >= 1;
        if (s->wanting) *at -= sections;
    }
}

/* ---- the county ---- */

static int by_township(const void *a, const void *b)
{
    const jh__sample_school *x = a, *y = b;
    if (x->township_index != y->township_index)
        return x->township_index < y->township_index ? -1 : 1;
    return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->id, y->id);
}

/* Class 21 primary, 31 junior, 34 senior; 99 is no province. */
static void set_id(jh__sample_school *s, size_t number)
{
    int type = s->kind->type, class = type < 300 ? 21 : type < 340 ? 31 : 34;
    snprintf(s->id, sizeof s->id, "%d99%06u", class, (unsigned)(number % 1000000));
}

static jh_status name_all(jh_arena *arena, jh__sample_county *c,
                          const jh__sample_wish *wish, jh_error *err)
{
    jh__sample_namer namer = {.arena = arena, .lang = wish->lang, .county = c->name};
    size_t n = c->area.townships;
    const char **township = jh_alloc_array(arena, n, sizeof *township);
    namer.seen = jh_alloc_array(arena, n * JH__SAMPLE_NAME_KINDS, sizeof *namer.seen);
    if (!township || !namer.seen) return jh_nomem(err);
    namer.start = (size_t)jh_random_below(&c->random, 416);
    for (size_t i = 0; i < n; i++)
        if (!(township[i] = jh__sample_township_name(&namer, i))) return jh_nomem(err);
    for (size_t i = 0; i < c->schools; i++) {
        jh__sample_school *s = &c->school[i];
        s->township = township[s->township_index];
        s->name = jh__sample_school_name(&namer, s);
        if (!s->name) return jh_nomem(err);
    }
    return JH_OK;
}

static jh_status place_all(jh_arena *arena, jh__sample_county *c, size_t index,
                           jh_error *err)
{
    spot *at = jh_alloc_array(arena, c->area.townships, sizeof *at);
    if (!at) return jh_nomem(err);
    draw_spots(&c->random, county_centre(index), at, c->area.townships);
    for (size_t i = 0; i < c->schools; i++) {
        jh__sample_school *s = &c->school[i];
        s->kind = kind_at(i, c->schools);
        s->township_index = township_of(&c->random, s->kind, i, c->area.townships);
        draw_size(&c->random, s);
        draw_spot(&c->random, at[s->township_index], s);
        s->fact[JH__F_URBAN_RURAL] = urban_rural(&c->random, s->kind->setting);
        set_id(s, index * c->schools + i + 1);
    }
    return JH_OK;
}

jh_status jh__sample_county_draw(jh_arena *arena, const jh__sample_wish *wish,
                                 size_t index, jh__sample_county *out, jh_error *err)
{
    *out = (jh__sample_county){.schools = wish->schools};
    jh_random *r = &out->random;
    /* a county's draws depend on its number alone */
    jh_random_seed(r, wish->seed ^ (0xD1B54A32D192ED03u * (uint64_t)index));
    out->name = jh__sample_county_name(arena, wish, index);
    out->school = jh_alloc_array(arena, wish->schools, sizeof *out->school);
    if (!out->name || !out->school) return jh_nomem(err);
    out->area = (jh__sample_area){.certified = jh__sample_chance(r, 0.5),
                                  .zoned = jh__sample_chance(r, 0.6),
                                  .certain_funds = jh__sample_chance(r, 0.5),
                                  .townships = 2 + wish->schools / 10,
                                  .base = {720, 940}};
    out->area.villages = out->area.townships * (14 + (size_t)jh_random_below(r, 6));
    JH_TRY(place_all(arena, out, index, err));
    mark_wanting(r, out);
    qsort(out->school, out->schools, sizeof *out->school, by_township);
    JH_TRY(name_all(arena, out, wish, err));
    for (size_t i = 0; i < out->schools; i++)
        jh__sample_school_draw(r, &out->area, &out->school[i]);
    return JH_OK;
}
