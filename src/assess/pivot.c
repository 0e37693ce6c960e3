/* The single cell whose change turns the verdict of the resource part.
 *
 * Candidates are the amounts at which something gives way: an indicator of a section crosses
 * its standard or its floor, a coefficient or the mean of all crosses its limit. They are tried from the smallest
 * relative change up, each by judging the area again with that one cell changed, so that what
 * is reported is what the engine would then say. */
#include "assess_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORK_MAX 4000000 /* sections judged again, in all */

typedef struct candidate {
    size_t section;
    int indicator;
    double from, to, change;
} candidate;

typedef struct search {
    jh__judge *j;
    const jh__group *group;
    jh_area_result *area;
    candidate *list;
    size_t n, cap;
} search;

static jh_column *lever_column(const search *s, int slot)
{
    const jh_sections *all = &s->j->out->sections;
    int fact = slot;
    if (slot >= JH_SLOT_SPLIT) fact = slot - JH_SLOT_SPLIT;
    ptrdiff_t col = fact < 0 ? -1 : all->fact_column[fact];
    return col < 0 ? NULL : &all->schools->column[col];
}

/* The school's own fact behind a lever: of a family, the fact of the section's stage. */
static int own_slot(const search *s, int slot, size_t section)
{
    const jh_vocabulary *v = s->j->pack->vocabulary;
    if (slot < JH_SLOT_FAMILY || slot >= JH_SLOT_SPLIT) return slot;
    int stage = s->j->out->sections.section[section].stage;
    for (size_t i = (size_t)(slot - JH_SLOT_FAMILY); i < v->facts; i++)
        if (v->fact[i].stage == stage) return (int)i;
    return -1;
}

/* ---- trying one change ---- */

static jh_status judge_again(jh__judge *j, size_t school)
{
    jh_assessment *out = j->out;
    size_t n = out->sections.n;
    for (size_t i = out->sections.first[school]; i < out->sections.first[school + 1];
         i++) {
        jh_section_result *s = &out->section[i];
        JH_TRY(jh_values_section(&out->sections, i, &out->values, j->err));
        for (size_t k = 0; k < j->pack->indicators; k++) {
            out->cell[k * n + i].value = out->values.value[k * n + i];
            JH_TRY(jh__grade_cell(j, k, i));
        }
        *s = (jh_section_result){.id = s->id, .name = s->name};
        jh__judge_section(j, i);
    }
    return JH_OK;
}

static jh_status verdict_now(search *s, jh_verdict *out)
{
    jh_arena *scratch = jh_arena_new();
    if (!scratch) return jh_nomem(s->j->err);
    jh__judge j = *s->j;
    j.arena = scratch;
    jh_status st = JH_OK;
    *out = JH_PASS;
    for (size_t g = 0; st == JH_OK && g < s->area->stages; g++) {
        jh_stage_result stage;
        st = jh__judge_stage(&j, s->group[g], &stage);
        if (st == JH_OK) *out = jh__worse(*out, stage.verdict);
    }
    jh_arena_free(scratch);
    return st;
}

static jh_status try_change(search *s, const candidate *c, jh_verdict *then)
{
    int slot = own_slot(s, s->j->pack->indicator[c->indicator].lever, c->section);
    size_t school = s->j->out->sections.section[c->section].school;
    jh_column *col = lever_column(s, slot);
    double before = col->number[school];
    col->number[school] = c->to;
    jh_status st = judge_again(s->j, school);
    if (st == JH_OK) st = verdict_now(s, then);
    col->number[school] = before;
    JH_TRY(st);
    return judge_again(s->j, school);
}

/* ---- candidates ---- */

static jh_status add(search *s, size_t section, size_t k, double value)
{
    const jh_indicator *ind = &s->j->pack->indicator[k];
    const jh_section *sec = &s->j->out->sections.section[section];
    jh_value now = s->j->out->values.value[k * s->j->out->sections.n + section];
    int slot = own_slot(s, ind->lever, section);
    jh_column *col = slot < 0 ? NULL : lever_column(s, slot);
    double slope = jh__lever_slope(s->j, ind, section, now);
    if (!col || !col->valid[sec->school] || isnan(slope) || isnan(value)) return JH_OK;
    double share = ind->lever >= JH_SLOT_SPLIT ? sec->share : 1;
    double from = col->number[sec->school];
    double step = (value - now.number) / slope / share, to = from + step;
    if (jh_pack_slot_whole(s->j->pack, ind->lever)) {
        double near = rint(to); /* at the edge itself both neighbours are tried */
        bool edge = fabs(to - near) < 1e-6;
        to = edge ? near : step > 0 ? ceil(to) : floor(to);
        if (edge && near == from) to = step > 0 ? near + 1 : near - 1;
    } else {
        to += 1e-9 * fabs(to) * (step > 0 ? 1 : -1);
    }
    if (to < 0 || to == from) return JH_OK;
    candidate *grown = jh_grow(s->j->arena, s->list, &s->cap, s->n + 2, sizeof *s->list);
    if (!grown) return jh_nomem(s->j->err);
    s->list = grown;
    double scale = fabs(from) > 0 ? fabs(from) : 1;
    s->list[s->n++] = (candidate){section, (int)k, from, to, fabs(to - from) / scale};
    if (!jh_pack_slot_whole(s->j->pack, ind->lever)) return JH_OK;
    double next =
        step > 0 ? to + 1 : to - 1; /* one more, where meeting is not crossing */
    if (next >= 0)
        s->list[s->n++] =
            (candidate){section, (int)k, from, next, fabs(next - from) / scale};
    return JH_OK;
}

/* Roots of a y² + b y + c without cancellation; one where a is zero, as with a school of 80 of
 * 100 pupils and a limit of 0.5. Returns how many. */
static int roots(double a, double b, double c, double out[2])
{
    double disc = b * b - 4 * a * c;
    int n = 0;
    if (disc < 0) return 0;
    double q = -(b + copysign(sqrt(disc), b)) / 2;
    if (fabs(a) > 1e-12 * fabs(b)) out[n++] = q / a;
    if (q != 0) out[n++] = c / q;
    return n;
}

/* Values of section i at which the coefficient of its group meets the limit c: the roots of
 * W (B + w y²) = (1 + c²) (A + w y)². */
static jh_status at_limit(search *s, jh__group g, size_t k, double limit)
{
    size_t n = s->j->out->sections.n;
    const jh_value *value = &s->j->out->values.value[k * n];
    const double *weight = &s->j->out->values.weight[k * n];
    double all = 0, sum = 0, square = 0, f = 1 + limit * limit, y[2];
    for (size_t i = 0; i < g.n; i++) {
        double w = weight[g.section[i]], x = value[g.section[i]].number;
        all += w, sum += w * x, square += w * x * x;
    }
    for (size_t i = 0; i < g.n; i++) {
        double w = weight[g.section[i]], x = value[g.section[i]].number;
        double a0 = sum - w * x, b0 = square - w * x * x;
        int found =
            roots(w * all - f * w * w, -2 * f * a0 * w, all * b0 - f * a0 * a0, y);
        for (int r = 0; r < found; r++)
            JH_TRY(add(s, g.section[i], k, y[r]));
    }
    return JH_OK;
}

/* Where the mean of the coefficients is limited, each may grow or must shrink by what the
 * others leave. */
static jh_status at_mean_limit(search *s, jh__group g, const jh_stage_result *stage)
{
    double n = (double)s->j->pack->indicators;
    if (isnan(stage->composite_limit) || isnan(stage->composite)) return JH_OK;
    for (size_t k = 0; k < s->j->pack->indicators; k++) {
        double others = n * stage->composite - stage->coefficient[k].cv;
        double limit = n * stage->composite_limit - others;
        if (limit > 0) JH_TRY(at_limit(s, g, k, limit));
    }
    return JH_OK;
}

static jh_status thresholds(search *s, size_t section, size_t k)
{
    int stage = jh__stage_index(s->j->out->sections.section[section].stage);
    double standard = s->j->pack->indicator[k].standard[stage];
    if (isnan(standard)) return JH_OK;
    JH_TRY(add(s, section, k, standard));
    return isnan(s->j->pack->floor) ? JH_OK
                                    : add(s, section, k, standard * s->j->pack->floor);
}

/* A failing area turns only if all that fails hangs on one cell: one school's sections, the
 * coefficients of one lever. */
static bool hopeless(const search *s)
{
    const jh_assessment *out = s->j->out;
    size_t school = SIZE_MAX;
    const jh_indicator *seen = NULL;
    for (size_t g = 0; g < s->area->stages; g++) {
        for (size_t k = 0; k < s->j->pack->indicators; k++) {
            if (s->area->stage[g].coefficient[k].verdict != JH_FAIL) continue;
            const jh_indicator *ind = &s->j->pack->indicator[k];
            if (seen && seen != ind && seen->lever != ind->lever) return true;
            seen = ind;
        }
        for (size_t i = 0; i < s->group[g].n; i++) {
            size_t sec = s->group[g].section[i];
            if (out->section[sec].verdict == JH_PASS) continue;
            size_t of = out->sections.section[sec].school;
            if (s->j->pack->sections_needed >= 1 && school != SIZE_MAX && of != school)
                return true;
            school = of;
        }
    }
    return false;
}

static jh_status collect(search *s)
{
    bool pass = s->area->verdict == JH_PASS;
    for (size_t g = 0; g < s->area->stages; g++) {
        if (pass || s->area->stage[g].composite_verdict == JH_FAIL)
            JH_TRY(at_mean_limit(s, s->group[g], &s->area->stage[g]));
        for (size_t k = 0; k < s->j->pack->indicators; k++) {
            const jh_coefficient_result *c = &s->area->stage[g].coefficient[k];
            bool limited = !isnan(c->limit) && !c->missing;
            if (limited && (pass || c->verdict == JH_FAIL))
                JH_TRY(at_limit(s, s->group[g], k, c->limit));
            for (size_t i = 0; i < s->group[g].n; i++) {
                size_t sec = s->group[g].section[i];
                if (pass || s->j->out->section[sec].verdict == JH_FAIL)
                    JH_TRY(thresholds(s, sec, k));
            }
        }
    }
    return JH_OK;
}

static int by_change(const void *a, const void *b)
{
    const candidate *p = a, *q = b;
    if (p->change != q->change) return p->change < q->change ? -1 : 1;
    if (p->section != q->section) return p->section < q->section ? -1 : 1;
    return (p->indicator > q->indicator) - (p->indicator < q->indicator);
}

jh_status jh__find_pivot(jh__judge *j, const jh__group *group, jh_area_result *area)
{
    search s = {.j = j, .group = group, .area = area};
    size_t sections = 1;
    if (area->verdict == JH_OPEN || (area->verdict == JH_FAIL && hopeless(&s)))
        return JH_OK;
    JH_TRY(collect(&s));
    if (s.n) qsort(s.list, s.n, sizeof *s.list, by_change);
    for (size_t g = 0; g < area->stages; g++)
        sections += group[g].n;
    size_t trials = WORK_MAX / sections + 1;
    for (size_t i = 0; i < s.n && i < trials; i++) {
        jh_verdict then = area->verdict;
        const candidate *c = &s.list[i];
        JH_TRY(try_change(&s, c, &then));
        if (then == area->verdict || then == JH_OPEN) continue;
        int slot = own_slot(&s, j->pack->indicator[c->indicator].lever, c->section);
        area->pivot =
            (jh_pivot){true, c->section, c->indicator, slot, c->from, c->to, then};
        return JH_OK;
    }
    return JH_OK;
}
