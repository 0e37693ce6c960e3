/* The years side by side: figures of stages, and what became of each section. */
#include "history_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A series is broken where the part of the sections that have a value changes by more than this,
 * or the number of sections by more than that: then other schools are being compared. */
static const double part_changes = 0.1, number_changes = 0.2;

const jh_stage_result *jh__stage_in(const jh_assessment *a, const char *area, int stage)
{
    for (size_t i = 0; a && i < a->areas; i++) {
        const jh_area_result *r = &a->area[i];
        for (size_t s = 0; s < r->stages; s++)
            if (r->stage[s].stage == stage && !strcmp(r->name, area)) return &r->stage[s];
    }
    return NULL;
}

/* ---- series ---- */

static jh_series *room(jh_arena *arena, jh_series *s, size_t years)
{
    s->value = jh_alloc_array(arena, years, sizeof *s->value);
    s->met = jh_alloc_array(arena, years, sizeof *s->met);
    s->n = jh_alloc_array(arena, years, sizeof *s->n);
    s->of = jh_alloc_array(arena, years, sizeof *s->of);
    s->scope = jh_alloc_array(arena, years, sizeof *s->scope);
    return s->value && s->met && s->n && s->of && s->scope ? s : NULL;
}

static void take_coefficient(jh_series *s, size_t y, const jh_stage_result *stage)
{
    if (s->indicator < 0) {
        s->value[y] = stage->composite;
        s->met[y] = stage->composite_verdict == JH_PASS;
        s->n[y] = stage->sections;
        return;
    }
    const jh_coefficient_result *c = &stage->coefficient[s->indicator];
    s->value[y] = s->kind == JH_SERIES_CV ? c->cv : c->mean;
    s->met[y] = s->kind == JH_SERIES_CV && c->verdict == JH_PASS;
    s->n[y] = c->n;
}

size_t jh__kept_in(const jh_assessment *a, const jh_stage_result *stage, size_t *of)
{
    size_t kept = 0;
    *of = 0;
    for (size_t k = 0; k < a->pack->indicators; k++) {
        const jh_coefficient_result *c = &stage->coefficient[k];
        if (isnan(c->limit)) continue;
        ++*of;
        kept += c->verdict == JH_PASS;
    }
    return kept;
}

static void take_share(jh_series *s, size_t y, const jh_assessment *a,
                       const jh_stage_result *stage)
{
    size_t n = stage->passed, of = stage->sections;
    if (s->kind == JH_SERIES_MET) n = stage->coefficient[s->indicator].met;
    if (s->kind == JH_SERIES_KEPT) n = jh__kept_in(a, stage, &of);
    s->n[y] = n;
    s->of[y] = of;
    if (!of) return;
    s->value[y] = (double)n / (double)of;
    s->met[y] = (double)n >= s->target * (double)of - 1e-9;
}

static void take(jh_series *s, size_t y, const jh_assessment *a)
{
    const jh_stage_result *stage = jh__stage_in(a, s->area, s->stage);
    s->value[y] = NAN;
    if (!stage) return;
    s->of[y] = stage->sections;
    if (s->kind == JH_SERIES_CV || s->kind == JH_SERIES_MEAN)
        take_coefficient(s, y, stage);
    else
        take_share(s, y, a, stage);
}

static bool other_sections(const jh_series *s, size_t y)
{
    double n = (double)s->n[y], of = (double)s->of[y];
    double n0 = (double)s->n[y - 1], of0 = (double)s->of[y - 1];
    bool counts = s->kind == JH_SERIES_CV || s->kind == JH_SERIES_MEAN;
    if (!(of > 0) || !(of0 > 0)) return of > 0 || of0 > 0;
    if (counts && fabs(n / of - n0 / of0) > part_changes) return true;
    return fabs(of - of0) > number_changes * of0;
}

static void set_trend(const jh_history *h, jh_series *s, jh_mark *mark)
{
    for (size_t y = 0; y < h->years; y++) {
        mark[y] = (jh_mark){h->year[y].year, s->value[y], s->met[y]};
        if (y) s->scope[y] = other_sections(s, y);
        if (s->scope[y]) s->from = y;
    }
    s->trend = jh_trend_of(mark + s->from, h->years - s->from, s->target, s->more);
}

typedef struct laying {
    jh_arena *arena;
    jh_history *h;
    jh_mark *mark;
    size_t cap;
} laying;

static jh_status add(laying *l, const jh_series *like)
{
    jh_history *h = l->h;
    jh_series *grown =
        jh_grow(l->arena, h->series, &l->cap, h->series_n + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    h->series = grown;
    jh_series *s = &grown[h->series_n];
    *s = *like;
    if (!room(l->arena, s, h->years)) return JH_ENOMEM;
    for (size_t y = 0; y < h->years; y++)
        take(s, y, h->year[y].a);
    set_trend(h, s, l->mark);
    h->series_n++;
    return JH_OK;
}

static jh_status add_stage(laying *l, const char *area, const jh_stage_result *stage)
{
    const jh_pack *pack = l->h->pack;
    jh_series s = {.area = area, .stage = stage->stage, .indicator = -1, .more = true};
    s.kind = JH_SERIES_PASS;
    s.target = isfinite(pack->sections_needed) ? pack->sections_needed : 1;
    JH_TRY(add(l, &s));
    size_t of;
    jh__kept_in(l->h->year[l->h->years - 1].a, stage, &of);
    s.kind = JH_SERIES_KEPT;
    s.target = 1;
    if (of) JH_TRY(add(l, &s));
    s.kind = JH_SERIES_CV;
    s.more = false;
    s.target = stage->composite_limit;
    if (isfinite(s.target)) JH_TRY(add(l, &s));
    for (size_t k = 0; k < pack->indicators; k++) {
        s.indicator = (int)k;
        s.kind = JH_SERIES_CV;
        s.more = false;
        s.target = stage->coefficient[k].limit;
        JH_TRY(add(l, &s));
        s.kind = JH_SERIES_MEAN;
        s.more = pack->indicator[k].direction == JH_MORE_IS_BETTER;
        s.target = NAN;
        JH_TRY(add(l, &s));
        if (isnan(pack->indicator[k].standard[stage->stage < 0 ? 0 : stage->stage]))
            continue;
        s.kind = JH_SERIES_MET;
        s.more = true;
        s.target = 1;
        JH_TRY(add(l, &s));
    }
    return JH_OK;
}

static jh_status lay_series(laying *l)
{
    const jh_assessment *last = l->h->year[l->h->years - 1].a;
    l->mark = jh_alloc_array(l->arena, l->h->years, sizeof *l->mark);
    if (!l->mark) return JH_ENOMEM;
    for (size_t i = 0; i < last->areas; i++)
        for (size_t s = 0; s < last->area[i].stages; s++)
            JH_TRY(add_stage(l, last->area[i].name, &last->area[i].stage[s]));
    return JH_OK;
}

/* ---- sections ---- */

typedef struct presence {
    const char *key;
    int stage;
    size_t year, section;
} presence;

static int by_key(const void *left, const void *right)
{
    const presence *a = left, *b = right;
    int order = strcmp(a->key, b->key);
    if (order) return order;
    if (a->stage != b->stage) return a->stage < b->stage ? -1 : 1;
    if (a->year != b->year) return a->year < b->year ? -1 : 1;
    return a->section < b->section ? -1 : a->section > b->section;
}

static int by_place(const void *left, const void *right)
{
    const jh_fate *a = left, *b = right;
    int order = strcmp(a->area, b->area);
    if (order) return order;
    if (a->stage != b->stage) return a->stage < b->stage ? -1 : 1;
    order = strcmp(a->name, b->name);
    return order ? order : strcmp(a->key, b->key);
}

static const char *text(const char *s)
{
    return s ? s : "";
}

static presence *gather(const laying *l, size_t *n)
{
    const jh_history *h = l->h;
    *n = 0;
    for (size_t y = 0; y < h->years; y++)
        *n += h->year[y].a->sections.n;
    presence *p = jh_alloc_array(l->arena, *n + 1, sizeof *p);
    size_t at = 0;
    for (size_t y = 0; p && y < h->years; y++) {
        const jh_history_year *year = &h->year[y];
        for (size_t i = 0; i < year->a->sections.n; i++) {
            const jh_section *s = &year->a->sections.section[i];
            const jh_section_result *r = &year->a->section[i];
            const char *key = year->school ? year->school[s->school] : NULL;
            if (!key) key = r->id && r->id[0] ? r->id : text(r->name);
            p[at++] = (presence){key, s->stage, y, i};
        }
    }
    if (p && *n) qsort(p, *n, sizeof *p, by_key);
    return p;
}

static jh_verdict verdict_of(const jh_history *h, const jh_fate *f, size_t y)
{
    return h->year[y].a->section[f->section[y]].verdict;
}

static jh_fate_kind kind_of(const jh_history *h, const jh_fate *f)
{
    size_t last = h->years - 1, earlier = SIZE_MAX;
    bool passed = false;
    if (f->section[last] == SIZE_MAX) return JH_FATE_GONE;
    for (size_t y = 0; y < last; y++) {
        if (f->section[y] == SIZE_MAX) continue;
        earlier = y;
        passed |= verdict_of(h, f, y) == JH_PASS;
    }
    jh_verdict now = verdict_of(h, f, last);
    if (earlier == SIZE_MAX && last > 0) return JH_FATE_FRESH;
    if (now == JH_OPEN) return JH_FATE_OPEN;
    if (now == JH_FAIL) return passed ? JH_FATE_RELAPSED : JH_FATE_FAILS;
    if (earlier == SIZE_MAX) return JH_FATE_PASSES;
    return verdict_of(h, f, earlier) == JH_PASS ? JH_FATE_PASSES : JH_FATE_NEWLY;
}

static jh_fate *begin(laying *l, size_t *cap, const presence *p)
{
    jh_history *h = l->h;
    jh_fate *grown = jh_grow(l->arena, h->fate, cap, h->fates + 1, sizeof *grown);
    if (!grown) return NULL;
    h->fate = grown;
    jh_fate *f = &grown[h->fates];
    *f = (jh_fate){.key = p->key, .stage = p->stage};
    f->section = jh_alloc_array(l->arena, h->years, sizeof *f->section);
    if (!f->section) return NULL;
    for (size_t y = 0; y < h->years; y++)
        f->section[y] = SIZE_MAX;
    h->fates++;
    return f;
}

static jh_status lay_fates(laying *l)
{
    jh_history *h = l->h;
    size_t n, cap = 0;
    presence *p = gather(l, &n);
    jh_fate *f = NULL;
    if (!p) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        /* a year that holds a section twice begins another line, so that none is lost */
        if (!f || strcmp(f->key, p[i].key) || f->stage != p[i].stage ||
            f->section[p[i].year] != SIZE_MAX)
            f = begin(l, &cap, &p[i]);
        if (!f) return JH_ENOMEM;
        const jh_assessment *a = h->year[p[i].year].a;
        f->section[p[i].year] = p[i].section;
        f->last = p[i].year;
        f->id = text(a->section[p[i].section].id);
        f->name = text(a->section[p[i].section].name);
        f->area = text(a->sections.area[a->sections.section[p[i].section].area]);
    }
    for (size_t i = 0; i < h->fates; i++)
        h->fate[i].kind = kind_of(h, &h->fate[i]);
    if (h->fates) qsort(h->fate, h->fates, sizeof *h->fate, by_place);
    return JH_OK;
}

jh_status jh_history_section(jh_arena *arena, const jh_history *h, const jh_fate *fate,
                             size_t indicator, jh_series *out, jh_error *err)
{
    const jh_indicator *in = &h->pack->indicator[indicator];
    jh_mark *mark = jh_alloc_array(arena, h->years, sizeof *mark);
    *out = (jh_series){.kind = JH_SERIES_SECTION,
                       .area = fate->area,
                       .stage = fate->stage,
                       .indicator = (int)indicator,
                       .target = in->standard[fate->stage < 0 ? 0 : fate->stage],
                       .more = in->direction == JH_MORE_IS_BETTER};
    if (!mark || !room(arena, out, h->years)) return jh_nomem(err);
    for (size_t y = 0; y < h->years; y++) {
        const jh_assessment *a = h->year[y].a;
        size_t i = fate->section[y];
        out->value[y] = NAN;
        if (i != SIZE_MAX) {
            const jh_cell_result *c = &a->cell[indicator * a->sections.n + i];
            if (c->value.state == JH_KNOWN) out->value[y] = c->value.number;
            out->met[y] = c->grade == JH_MET;
        }
        mark[y] = (jh_mark){h->year[y].year, out->value[y], out->met[y]};
    }
    out->trend = jh_trend_of(mark, h->years, out->target, out->more);
    return JH_OK;
}

/* ---- all ---- */

jh_status jh_history_of(jh_arena *arena, const jh_history_year *year, size_t years,
                        jh_history *out, jh_error *err)
{
    *out = (jh_history){.pack = year[years - 1].a->pack, .year = year, .years = years};
    laying l = {.arena = arena, .h = out};
    jh_status st = lay_series(&l);
    if (st == JH_OK) st = lay_fates(&l);
    if (st == JH_OK) st = jh__lay_breaks(arena, out);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

const char *jh_series_id(jh_series_kind kind)
{
    static const char *const id[] = {"cv", "mean", "met", "pass", "kept", "section"};
    return id[kind];
}

const char *jh_fate_id(jh_fate_kind kind)
{
    static const char *const id[] = {"passes",   "fails", "open", "newly_passes",
                                     "relapsed", "new",   "gone"};
    return id[kind];
}
