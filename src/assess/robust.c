/* Verdicts under errors of reporting: the whole county assessed again and again, each time with
 * every reported number a little off. Nothing is approximated: derived facts, shares of combined
 * schools and exact comparisons all follow the changed numbers. */
#include "assess_int.h"

#include <junheng/robust.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CUT 3 /* standard deviations; further off is a blunder, not an error */

typedef struct draws {
    jh_arena *arena;
    const jh_pack *pack;
    const jh_assess_input *in;
    const jh_robust_ask *ask;
    jh_robust *out;
    jh_error *err;
    float *cv;   /* [coefficient][draw]: a range needs no more digits; NAN unknown */
    float *rank; /* [rank asked][section][draw] */
    size_t coefficients;
} draws;

/* ---- one draw ------------------------------------------------------------------------------ */

/* A copy of the frame whose numbers can be changed; the rest is shared. */
static jh_status copy_frame(jh_arena *arena, const jh_frame *from, jh_frame *out)
{
    *out = *from;
    out->arena = arena;
    out->column = jh_alloc_array(arena, from->columns + 1, sizeof *out->column);
    if (!out->column) return JH_ENOMEM;
    out->column_cap = from->columns + 1;
    for (size_t k = 0; k < from->columns; k++) {
        jh_column *c = &out->column[k];
        *c = from->column[k];
        c->valid = jh_alloc_array(arena, from->row_cap + 1, sizeof *c->valid);
        if (!c->valid) return JH_ENOMEM;
        if (from->rows) memcpy(c->valid, from->column[k].valid, from->rows);
        if (c->type != JH_NUMBER) continue;
        c->number = jh_alloc_array(arena, from->row_cap + 1, sizeof *c->number);
        if (!c->number) return JH_ENOMEM;
        if (from->rows)
            memcpy(c->number, from->column[k].number, from->rows * sizeof *c->number);
    }
    return JH_OK;
}

static bool is_reported(const jh_vocabulary *v, int fact)
{
    return fact >= 0 && v->fact[fact].kind == JH_FACT_NUMBER &&
           v->fact[fact].level == JH_OF_SCHOOL && fact != v->role_lon &&
           fact != v->role_lat;
}

static double off(const jh_fact *fact, double x, double error, double z)
{
    double y = x * (1 + error * fmax(-CUT, fmin(CUT, z)));
    if (fact->whole) y = fmax(rint(y), x >= 1 ? 1 : 0); /* one teacher is still one */
    return fmin(fmax(y, fact->least), fact->most);
}

static void disturb(const draws *d, jh_frame *schools, size_t draw)
{
    const jh_vocabulary *v = d->pack->vocabulary;
    jh_random r;
    jh_random_seed(&r, d->ask->seed ^ (0x9E3779B97F4A7C15u * (draw + 1)));
    for (size_t k = 0; k < schools->columns; k++) {
        jh_column *c = &schools->column[k];
        int fact = jh_vocabulary_fact(v, c->name);
        if (c->type != JH_NUMBER || !is_reported(v, fact)) continue;
        for (size_t i = 0; i < schools->rows; i++) {
            double z =
                jh_random_normal(&r); /* also where nothing stands: rows stay apart */
            if (c->valid[i])
                c->number[i] = off(&v->fact[fact], c->number[i], d->ask->error, z);
        }
    }
}

/* Assesses a copy of the input, disturbed unless draw is SIZE_MAX. */
static jh_status once(const draws *d, jh_arena *arena, size_t draw, jh_assessment *out)
{
    jh_assess_input in = *d->in;
    in.schools = jh_alloc(arena, sizeof *in.schools); /* the result points at it */
    in.progress = NULL;
    if (!in.schools || copy_frame(arena, d->in->schools, in.schools) != JH_OK)
        return jh_nomem(d->err);
    if (draw != SIZE_MAX) disturb(d, in.schools, draw);
    jh__judge j = {arena, d->pack, out, in.statements, d->err, true};
    return jh__assess(&j, &in);
}

/* ---- ranks ------------------------------------------------------------------------------------ */

typedef struct ranked {
    double value;
    size_t section;
} ranked;

static int by_value(const void *a, const void *b)
{
    const ranked *p = a, *q = b;
    if (p->value != q->value) return p->value > q->value ? -1 : 1;
    return p->section < q->section ? -1 : 1;
}

/* Ranks the sections of one stage of one area; *list has room for all sections. */
static void rank_stage(const jh_assessment *a, const jh_place *place, ranked *list,
                       size_t *rank)
{
    const jh_sections *s = &a->sections;
    int stage = a->area[place->area].stage[place->stage].stage;
    bool less = a->pack->indicator[place->indicator].direction == JH_LESS_IS_BETTER;
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        jh_value v = a->values.value[(size_t)place->indicator * s->n + i];
        if (s->section[i].area != place->area || s->section[i].stage != stage) continue;
        if (v.state == JH_KNOWN) list[n++] = (ranked){less ? -v.number : v.number, i};
    }
    if (n) qsort(list, n, sizeof *list, by_value);
    for (size_t i = 0; i < n; i++) {
        bool same = i && list[i].value == list[i - 1].value;
        rank[list[i].section] = same ? rank[list[i - 1].section] : i + 1;
    }
}

static jh_status ranks_of(const jh_assessment *a, int indicator, jh_arena *arena,
                          size_t **out)
{
    ranked *list = jh_alloc_array(arena, a->sections.n + 1, sizeof *list);
    *out = jh_alloc_array(arena, a->sections.n + 1, sizeof **out);
    if (!list || !*out) return JH_ENOMEM;
    for (size_t k = 0; k < a->areas; k++)
        for (size_t s = 0; s < a->area[k].stages; s++) {
            jh_place place = {k, s, indicator};
            rank_stage(a, &place, list, *out);
        }
    return JH_OK;
}

/* ---- gathering ---------------------------------------------------------------------------------- */

/* The school and stage tell a section: a draw may have others in between. */
static size_t section_in(const jh_assessment *a, const jh_section *like)
{
    const jh_sections *s = &a->sections;
    for (size_t i = s->first[like->school]; i < s->first[like->school + 1]; i++)
        if (s->section[i].stage == like->stage) return i;
    return SIZE_MAX;
}

static const jh_stage_result *stage_in(const jh_area_result *area, int stage)
{
    for (size_t i = 0; i < area->stages; i++)
        if (area->stage[i].stage == stage) return &area->stage[i];
    return NULL;
}

static void gather_areas(draws *d, const jh_assessment *a, size_t draw)
{
    size_t at = 0;
    for (size_t k = 0; k < d->out->base.areas; k++) {
        const jh_area_result *base = &d->out->base.area[k];
        jh_robust_area *area = &d->out->area[k];
        jh_verdict v = a->area[k].verdict;
        area->pass += v == JH_PASS;
        area->fail += v == JH_FAIL;
        for (size_t s = 0; s < base->stages; s++) {
            const jh_stage_result *stage = stage_in(&a->area[k], base->stage[s].stage);
            for (size_t i = 0; i < d->pack->indicators; i++, at++) {
                jh_robust_coefficient *c = &area->stage[s].coefficient[i];
                if (stage) c->within += stage->coefficient[i].verdict == JH_PASS;
                d->cv[at * d->ask->draws + draw] =
                    stage ? (float)stage->coefficient[i].cv : NAN;
            }
        }
    }
}

static jh_status gather(draws *d, const jh_assessment *a, size_t draw, jh_arena *arena)
{
    const jh_sections *base = &d->out->base.sections;
    gather_areas(d, a, draw);
    for (size_t i = 0; i < base->n; i++) {
        size_t at = section_in(a, &base->section[i]);
        d->out->pass[i] += at != SIZE_MAX && a->section[at].verdict == JH_PASS;
    }
    for (size_t k = 0; k < d->ask->ranks; k++) {
        size_t *rank;
        if (ranks_of(a, d->ask->rank[k], arena, &rank) != JH_OK) return jh_nomem(d->err);
        for (size_t i = 0; i < base->n; i++) {
            size_t at = section_in(a, &base->section[i]);
            float r = at != SIZE_MAX && rank[at] ? (float)rank[at] : NAN;
            d->rank[(k * base->n + i) * d->ask->draws + draw] = r;
        }
    }
    return JH_OK;
}

/* ---- what the draws say -------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The middle share of the known draws: their nearest ranks. */
static jh_spread range_of(const draws *d, float *x)
{
    size_t n = 0;
    for (size_t i = 0; i < d->ask->draws; i++)
        if (!isnan(x[i])) x[n++] = x[i];
    if (!n) return (jh_spread){NAN, NAN};
    qsort(x, n, sizeof *x, by_size);
    double tail = (1 - d->ask->within) / 2;
    size_t low = (size_t)floor(tail * (double)n), high = n - 1 - low;
    return (jh_spread){x[low <= high ? low : high], x[high >= low ? high : low]};
}

static jh_status base_ranks(draws *d, size_t k)
{
    size_t n = d->out->base.sections.n, *rank;
    if (ranks_of(&d->out->base, d->ask->rank[k], d->arena, &rank) != JH_OK)
        return jh_nomem(d->err);
    for (size_t i = 0; i < n; i++) {
        jh_robust_rank *r = &d->out->rank[k * n + i];
        r->rank = rank[i];
        r->range = range_of(d, d->rank + (k * n + i) * d->ask->draws);
    }
    return JH_OK;
}

static jh_status conclude(draws *d)
{
    double n = (double)d->ask->draws;
    size_t at = 0;
    for (size_t k = 0; k < d->out->base.areas; k++) {
        const jh_area_result *base = &d->out->base.area[k];
        jh_robust_area *area = &d->out->area[k];
        area->pass /= n;
        area->fail /= n;
        for (size_t s = 0; s < base->stages; s++)
            for (size_t i = 0; i < d->pack->indicators; i++) {
                jh_robust_coefficient *c = &area->stage[s].coefficient[i];
                const jh_coefficient_result *b = &base->stage[s].coefficient[i];
                c->cv = b->cv;
                c->within = isnan(b->limit) ? NAN : c->within / n;
                c->range = range_of(d, d->cv + at++ * d->ask->draws);
            }
    }
    for (size_t i = 0; i < d->out->base.sections.n; i++)
        d->out->pass[i] /= n;
    for (size_t k = 0; k < d->ask->ranks; k++)
        JH_TRY(base_ranks(d, k));
    return JH_OK;
}

/* ---- the whole ------------------------------------------------------------------------------------- */

static jh_status prepare(draws *d)
{
    const jh_assessment *base = &d->out->base;
    d->out->area = jh_alloc_array(d->arena, base->areas + 1, sizeof *d->out->area);
    if (!d->out->area) return jh_nomem(d->err);
    for (size_t k = 0; k < base->areas; k++) {
        size_t stages = base->area[k].stages;
        jh_robust_stage *stage = jh_alloc_array(d->arena, stages + 1, sizeof *stage);
        d->out->area[k].stage = stage;
        if (!stage) return jh_nomem(d->err);
        for (size_t s = 0; s < stages; s++) {
            stage[s].coefficient = jh_alloc_array(d->arena, d->pack->indicators + 1,
                                                  sizeof *stage[s].coefficient);
            if (!stage[s].coefficient) return jh_nomem(d->err);
            d->coefficients += d->pack->indicators;
        }
    }
    size_t n = base->sections.n;
    d->out->pass = jh_alloc_array(d->arena, n + 1, sizeof *d->out->pass);
    d->out->rank = jh_alloc_array(d->arena, n * d->ask->ranks + 1, sizeof *d->out->rank);
    d->cv = jh_alloc_array(d->arena, d->coefficients * d->ask->draws + 1, sizeof *d->cv);
    d->rank =
        jh_alloc_array(d->arena, n * d->ask->ranks * d->ask->draws + 1, sizeof *d->rank);
    bool there = d->out->pass && d->out->rank && d->cv && d->rank;
    return there ? JH_OK : jh_nomem(d->err);
}

static jh_status draw_all(draws *d)
{
    const jh_progress *p = d->in->progress;
    for (size_t i = 0; i < d->ask->draws; i++) {
        jh_assessment a;
        if (jh_progress_stopped(p))
            return jh_fail(d->err, JH_ECANCEL, "assess.cancelled", "");
        jh_arena *arena = jh_arena_new();
        if (!arena) return jh_nomem(d->err);
        jh_status st = once(d, arena, i, &a);
        if (st == JH_OK) st = gather(d, &a, i, arena);
        jh_arena_free(arena);
        JH_TRY(st);
        jh_progress_tell(p, "assess.robust_progress", i + 1, d->ask->draws);
    }
    return JH_OK;
}

jh_status jh_robust_draw(jh_arena *arena, const jh_pack *pack, const jh_assess_input *in,
                         const jh_robust_ask *ask, jh_robust *out, jh_error *err)
{
    draws d = {arena, pack, in, ask, out, err, NULL, NULL, 0};
    bool sane = ask->error >= 0 && ask->error <= 0.5 && ask->draws >= 1 &&
                ask->draws <= 100000 && ask->within > 0 && ask->within < 1;
    if (!sane) return jh_fail(err, JH_EUSAGE, "assess.robust_range", "");
    for (size_t i = 0; i < ask->ranks; i++)
        if (pack->indicator[ask->rank[i]].exam && !ask->rank_exams)
            return jh_fail(err, JH_EUSAGE, "assess.robust_exam", "indicator:s",
                           pack->indicator[ask->rank[i]].id);
    *out = (jh_robust){.draws = ask->draws};
    JH_TRY(once(&d, arena, SIZE_MAX, &out->base));
    JH_TRY(prepare(&d));
    JH_TRY(draw_all(&d));
    return conclude(&d);
}
