/* The story of a generated county over the years: who is merged, closed, renamed, mended, and who
 * falls back; docs/sample.md. */
#include "years.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parts in the story. */
enum {
    PLAIN,
    TAKES_IN, /* takes in a neighbour in the second year */
    GOES_IN,  /* that neighbour */
    CLOSES,   /* a teaching point, in the second year */
    RECEIVES, /* its pupils */
    RECODED,  /* a new id in the second year */
    RENAMED,  /* in the third */
    JOINS,    /* becomes a new school with JOINED in the third */
    JOINED,
    RELAPSES, /* does not pass, passes, does not pass */
};

/* Numbers of ids that are no longer those of the first year. */
enum { NUMBER_MERGED = 800000, NUMBER_RECODED = 900000 };

static double primary_of(const jh__sample_school *s)
{
    double x = s->stage[JH__PRIMARY][JH__S_PUPILS];
    return isnan(x) ? 0 : x;
}

/* ---- the cast ---- */

typedef struct wanted {
    int type, setting;
    double least, most;              /* pupils */
    int wanting;                     /* -1: whether or not */
    const jh__sample_school *beside; /* in its township; NULL: anywhere */
} wanted;

static jh__sample_school *cast(jh__sample_county *c, wanted w, int part)
{
    for (size_t i = 0; i < c->schools; i++) {
        jh__sample_school *s = &c->school[i];
        double pupils = primary_of(s);
        if (s->part || s->kind->type != w.type || s->kind->setting != w.setting ||
            s->kind->private_run || pupils < w.least || pupils > w.most)
            continue;
        if (w.wanting >= 0 && s->wanting != (w.wanting > 0)) continue;
        if (w.beside && (w.beside == s || w.beside->township_index != s->township_index))
            continue;
        s->part = part;
        return s;
    }
    return NULL;
}

/* Two village schools of one township. */
static void cast_pair(jh__sample_county *c, int one, int other)
{
    for (size_t i = 0; i < c->schools; i++) {
        jh__sample_school *s = &c->school[i];
        if (s->part || s->wanting || s->kind->type != 211 ||
            s->kind->setting != JH__VILLAGE)
            continue;
        s->part = one;
        if (cast(c, (wanted){211, JH__VILLAGE, 0, 400, -1, s}, other)) return;
        s->part = PLAIN;
    }
}

static void cast_closing(jh__sample_county *c)
{
    for (size_t i = 0; i < c->schools; i++) {
        jh__sample_school *s = &c->school[i];
        if (s->part || s->kind->type != 218 || primary_of(s) > 40) continue;
        if (!cast(c, (wanted){211, JH__TOWN, 0, 1e9, -1, s}, RECEIVES)) continue;
        s->part = CLOSES;
        return;
    }
}

static jh__sample_school *in_part(jh__sample_county *c, int part)
{
    for (size_t i = 0; i < c->schools; i++)
        if (c->school[i].part == part) return &c->school[i];
    return NULL;
}

/* ---- what happens ---- */

static void tell(jh__sample_story *story, jh__sample_event e)
{
    e.year = story->year;
    if (story->events < JH__SAMPLE_EVENTS_MOST) story->event[story->events++] = e;
}

static const char *id_of(jh_arena *arena, const jh__sample_school *s)
{
    return jh_strdup(arena, s->id);
}

static void add_to(double *to, double from)
{
    if (!isnan(from)) *to = isnan(*to) ? from : *to + from;
}

/* Pupils, teachers and what can be carried go along; rooms and grounds stay behind. */
static void take_in(jh_random *r, const jh__sample_area *area, jh__sample_school *to,
                    const jh__sample_school *from)
{
    static const int people[] = {
        JH__S_PUPILS,   JH__S_STAFF,    JH__S_TEACHERS, JH__S_DOCTOR,   JH__S_MASTER,
        JH__S_BACHELOR, JH__S_COLLEGE,  JH__S_BACKBONE, JH__S_TITLED,   JH__S_PE,
        JH__S_MUSIC,    JH__S_FINE_ART, JH__S_ARTS,     JH__S_ITINERANT};
    static const int goods[] = {JH__F_KINDERGARTEN, JH__F_BOARDERS,  JH__F_MIGRANT,
                                JH__F_LEFT_BEHIND,  JH__F_POSTS,     JH__F_CERTIFIED,
                                JH__F_TRAINED,      JH__F_EQUIPMENT, JH__F_COMPUTERS,
                                JH__F_BOOKS};
    const double full[JH__STAGES] = {40, 45};
    double *stage = to->stage[JH__PRIMARY];
    double teachers = from->stage[JH__PRIMARY][JH__S_TEACHERS];
    for (size_t i = 0; i < JH_COUNT(people); i++)
        add_to(&stage[people[i]], from->stage[JH__PRIMARY][people[i]]);
    for (size_t i = 0; i < JH_COUNT(goods); i++)
        add_to(&to->fact[goods[i]], from->fact[goods[i]]);
    /* the teachers of more classes have come along: nobody need be hired for them */
    stage[JH__S_CLASSES] += floor(teachers / 1.6);
    jh__sample_resize(r, area, to, full);
    if (!to->wanting) jh__sample_mend(to, false);
}

static void strike(jh__sample_county *c, jh__sample_school *s)
{
    size_t at = (size_t)(s - c->school);
    memmove(s, s + 1, (c->schools - at - 1) * sizeof *s);
    c->schools--;
}

/* One goes into the other, or both become a new school. */
static jh_status merge(jh_arena *arena, jh__sample_story *story, jh_random *r, int stays,
                       int goes)
{
    jh__sample_county *c = &story->county;
    jh__sample_school *to = in_part(c, stays), *from = in_part(c, goes);
    if (!to || !from) return JH_OK;
    jh__sample_event e = {.kind = "merge", .note = "ops.sample_merged"};
    e.from_id[0] = id_of(arena, from);
    e.from_name[0] = from->name;
    take_in(r, &c->area, to, from);
    if (stays == JOINS) {
        e.note = "ops.sample_joined";
        e.from_id[1] = id_of(arena, to);
        e.from_name[1] = to->name;
        unsigned number = (unsigned)strtoul(to->id + 4, NULL, 10) + NUMBER_MERGED;
        snprintf(to->id + 4, sizeof to->id - 4, "%06u", number % 1000000u);
        to->name = jh_sprintf(arena, "%s%s%s", to->township,
                              story->wish->lang == JH_ZH ? "" : " ",
                              jh_text(story->wish->lang, "ops.sample_name_joined"));
    }
    e.to_id = id_of(arena, to);
    e.to_name = to->name;
    if (!e.from_id[0] || !e.to_id || !to->name) return JH_ENOMEM;
    /* a school that others are merged into has to be there first */
    if (stays == JOINS)
        tell(story, (jh__sample_event){.kind = "open",
                                       .to_id = e.to_id,
                                       .to_name = e.to_name,
                                       .note = "ops.sample_joins"});
    tell(story, e);
    strike(c, from);
    return JH_OK;
}

static jh_status close_point(jh_arena *arena, jh__sample_story *story, jh_random *r)
{
    jh__sample_county *c = &story->county;
    jh__sample_school *to = in_part(c, RECEIVES), *from = in_part(c, CLOSES);
    if (!to || !from) return JH_OK;
    take_in(r, &c->area, to, from);
    jh__sample_event e = {.kind = "close",
                          .from_id = {id_of(arena, from)},
                          .from_name = {from->name},
                          .note = "ops.sample_closed"};
    if (!e.from_id[0]) return JH_ENOMEM;
    tell(story, e);
    strike(c, from);
    return JH_OK;
}

static jh_status recode(jh_arena *arena, jh__sample_story *story)
{
    jh__sample_school *s = in_part(&story->county, RECODED);
    if (!s) return JH_OK;
    jh__sample_event e = {.kind = "recode",
                          .from_id = {id_of(arena, s)},
                          .from_name = {s->name},
                          .to_name = s->name,
                          .note = "ops.sample_recoded"};
    unsigned number = (unsigned)strtoul(s->id + 4, NULL, 10) + NUMBER_RECODED;
    snprintf(s->id + 4, sizeof s->id - 4, "%06u", number % 1000000u);
    e.to_id = id_of(arena, s);
    if (!e.from_id[0] || !e.to_id) return JH_ENOMEM;
    tell(story, e);
    return JH_OK;
}

static jh_status rename_school(jh_arena *arena, jh__sample_story *story)
{
    jh__sample_school *s = in_part(&story->county, RENAMED);
    if (!s) return JH_OK;
    jh__sample_event e = {.kind = "rename",
                          .from_id = {id_of(arena, s)},
                          .from_name = {s->name},
                          .to_id = id_of(arena, s),
                          .note = "ops.sample_renamed"};
    s->name =
        jh_sprintf(arena, "%s%s%s", s->township, story->wish->lang == JH_ZH ? "" : " ",
                   jh_text(story->wish->lang, "ops.sample_name_renamed"));
    e.to_name = s->name;
    if (!e.from_id[0] || !e.to_id || !s->name) return JH_ENOMEM;
    tell(story, e);
    return JH_OK;
}

/* A new primary school in the county seat takes pupils of the two largest. */
static jh_status open_school(jh_arena *arena, jh__sample_story *story, jh_random *r)
{
    jh__sample_county *c = &story->county;
    jh__sample_school *large[2] = {NULL, NULL};
    for (size_t i = 0; i < c->schools; i++) {
        jh__sample_school *s = &c->school[i];
        if (s->kind->type != 211 || s->kind->setting != JH__SEAT || s->kind->private_run)
            continue;
        if (!large[0] || primary_of(s) > primary_of(large[0])) {
            large[1] = large[0];
            large[0] = s;
        } else if (!large[1] || primary_of(s) > primary_of(large[1])) {
            large[1] = s;
        }
    }
    if (!large[1]) return JH_OK;
    jh__sample_school *s = &c->school[c->schools];
    *s = *large[0];
    s->part = PLAIN;
    s->wanting = false;
    s->fact[JH__F_LON] += 0.01;
    const double full[JH__STAGES] = {43, 48};
    double moved = 0;
    for (int i = 0; i < 2; i++) {
        double *stage = large[i]->stage[JH__PRIMARY],
               part = floor(stage[JH__S_PUPILS] / 4);
        stage[JH__S_PUPILS] -= part;
        moved += part;
        jh__sample_resize(r, &c->area, large[i], full);
    }
    for (int f = 0; f < JH__S_FACTS; f++)
        s->stage[JH__PRIMARY][f] = NAN;
    s->stage[JH__PRIMARY][JH__S_PUPILS] = moved;
    jh__sample_school_draw(r, &c->area, s);
    jh__sample_resize(r, &c->area, s, full);
    jh__sample_mend(s, false);
    s->fact[JH__F_BUILT] = story->year - 1;
    snprintf(s->id, sizeof s->id, "2199%06u", (unsigned)(story->wish->schools + 1));
    s->name =
        story->wish->lang == JH_ZH
            ? jh_sprintf(arena, "%s%s", c->name, jh_text(JH_ZH, "ops.sample_name_opened"))
            : jh_text(JH_EN, "ops.sample_name_opened");
    jh__sample_event e = {.kind = "open",
                          .to_id = id_of(arena, s),
                          .to_name = s->name,
                          .note = "ops.sample_opened"};
    if (!e.to_id || !s->name) return JH_ENOMEM;
    c->schools++;
    tell(story, e);
    return JH_OK;
}

/* ---- years ---- */

jh_status jh__sample_story_begin(jh_arena *arena, const jh__sample_wish *wish, int first,
                                 jh__sample_story *out, jh_error *err)
{
    *out = (jh__sample_story){.wish = wish, .first = first, .year = first};
    jh__sample_county *c = &out->county;
    JH_TRY(jh__sample_county_draw(arena, wish, 0, c, err));
    jh__sample_school *roomy =
        jh_alloc_array(arena, c->schools + JH__SAMPLE_YEARS_MOST, sizeof *roomy);
    if (!roomy) return jh_nomem(err);
    memcpy(roomy, c->school, c->schools * sizeof *roomy);
    c->school = roomy;
    jh__sample_school *relapsing =
        cast(c, (wanted){211, JH__VILLAGE, 120, 1e9, 1, NULL}, RELAPSES);
    if (relapsing) out->relapsed = id_of(arena, relapsing);
    if (relapsing && !out->relapsed) return jh_nomem(err);
    cast_pair(c, TAKES_IN, GOES_IN);
    cast_pair(c, JOINS, JOINED);
    cast_closing(c);
    cast(c, (wanted){211, JH__TOWN, 0, 1e9, 0, NULL}, RECODED);
    cast(c, (wanted){211, JH__VILLAGE, 0, 1e9, 0, NULL}, RENAMED);
    return JH_OK;
}

/* Of those that do not pass a third are mended in every year; the drifting has brought up the
 * others that were mended before. */
static void mend_some(jh__sample_story *story, int step)
{
    jh__sample_county *c = &story->county;
    size_t n = 0;
    for (size_t i = 0; i < c->schools; i++) {
        jh__sample_school *s = &c->school[i];
        if (s->part == RELAPSES) {
            s->wanting = step != 1;
            if (step == 1) jh__sample_mend(s, false);
            if (step == 2) jh__sample_spoil(s);
            continue;
        }
        if (!s->wanting || n++ % 3) continue;
        s->wanting = false;
        jh__sample_mend(s, false);
    }
}

jh_status jh__sample_story_next(jh_arena *arena, jh__sample_story *story, jh_error *err)
{
    jh__sample_county *c = &story->county;
    jh_random r;
    int step = ++story->year - story->first;
    jh_random_seed(&r, story->wish->seed ^ (0x94D049BB133111EBu * (uint64_t)step));
    for (size_t i = 0; i < c->schools; i++)
        jh__sample_drift(&r, &c->area, &c->school[i], step);
    jh_status st = JH_OK;
    if (step == 1) {
        st = merge(arena, story, &r, TAKES_IN, GOES_IN);
        if (st == JH_OK) st = close_point(arena, story, &r);
        if (st == JH_OK) st = recode(arena, story);
    } else if (step == 2) {
        st = merge(arena, story, &r, JOINS, JOINED);
        if (st == JH_OK) st = rename_school(arena, story);
        if (st == JH_OK) st = open_school(arena, story, &r);
    }
    mend_some(story, step);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}
