/* Distance to pass: how much of the lever a section lacks, or has too much where less is
 * better. The lever is what can be bought, hired or moved; most indicators respond to it
 * evenly, so two values give the slope. */
#include "assess_int.h"

#include <math.h>

/* The section's lookup with more of one slot. */
typedef struct raised {
    jh_lookup base;
    int slot;
    double more;
} raised;

static jh_value raised_get(void *ctx, int slot, size_t row)
{
    const raised *r = ctx;
    jh_value v = r->base.get(r->base.ctx, slot, row);
    if (slot == r->slot) v.number += r->more;
    return v;
}

static const jh_exact *raised_exact(void *ctx, int slot, size_t row, jh_arena *arena)
{
    const raised *r = ctx;
    const jh_exact *x = r->base.exact(r->base.ctx, slot, row, arena);
    if (slot != r->slot) return x;
    if (!x) {
        jh_value v = r->base.get(r->base.ctx, slot, row);
        x = jh_exact_decimal(arena, v.number);
    }
    return jh_exact_add(arena, x, jh_exact_decimal(arena, r->more));
}

static jh_value with_more(const jh__judge *j, const jh_indicator *ind, size_t section,
                          double more)
{
    jh_section_ctx ctx = {.sections = &j->out->sections, .section = section};
    raised r = {jh_section_lookup(&ctx), ind->lever, more};
    jh_lookup lookup = {.ctx = &r, .get = raised_get, .exact = raised_exact};
    return jh_formula_value(ind->value, &lookup);
}

double jh__lever_slope(const jh__judge *j, const jh_indicator *ind, size_t section,
                       jh_value value)
{
    if (ind->lever < 0 || value.state != JH_KNOWN) return NAN;
    jh_value one = with_more(j, ind, section, 1), many = with_more(j, ind, section, 1024);
    if (one.state != JH_KNOWN || many.state != JH_KNOWN) return NAN;
    double slope = (many.number - value.number) / 1024;
    bool even = fabs(one.number - value.number - slope) <= 1e-6 * fabs(slope);
    return slope != 0 && even ? slope : NAN;
}

double jh_assess_slope(const jh_assessment *a, size_t indicator, size_t section)
{
    jh__judge j = {.pack = a->pack};
    j.out = (jh_assessment *)(uintptr_t)a; /* read only: the judge of others writes */
    return jh__lever_slope(&j, &a->pack->indicator[indicator], section,
                           a->values.value[indicator * a->sections.n + section]);
}

/* A threshold to be reached: `share` of the standard. */
typedef struct goal {
    size_t section;
    double share, standard;
    double move; /* of the lever that reaches it; below zero: less of it */
} goal;

/* Whether `more` of the lever, the right way, reaches the goal. */
static jh_status enough(jh__judge *j, const jh_indicator *ind, goal g, double more,
                        bool *out)
{
    jh_section_ctx ctx = {.sections = &j->out->sections, .section = g.section};
    raised r = {jh_section_lookup(&ctx), ind->lever, g.move < 0 ? -more : more};
    jh_lookup lookup = {.ctx = &r, .get = raised_get, .exact = raised_exact};
    jh_value v;
    *out = false;
    if (jh_formula_settle(ind->value, &lookup, &v) != JH_OK) return jh_nomem(j->err);
    if (v.state != JH_KNOWN) return JH_OK;
    return jh__reaches(j, (jh__goal){ind, g.share, g.standard}, v, &lookup, out);
}

/* Whole units: the smallest count that is enough. The quotient is off by less than one, and
 * where it lies next to a whole number the two candidates are tried. */
static jh_status need(jh__judge *j, const jh_indicator *ind, goal g, double *out)
{
    double amount = fabs(g.move), below = floor(amount), up = ceil(amount);
    bool ok = false;
    *out = amount;
    if (!jh_pack_slot_whole(j->pack, ind->lever)) return JH_OK;
    *out = up;
    if (amount - below > 1e-6 && up - amount > 1e-6) return JH_OK;
    for (double more = fmax(0, rint(amount) - 1); !ok && more <= up + 1; more++) {
        JH_TRY(enough(j, ind, g, more, &ok));
        *out = more;
    }
    return JH_OK;
}

/* For the school: more of a split fact reaches the section only by its share. */
static double for_school(const jh__judge *j, const jh_indicator *ind, goal g)
{
    double amount = fabs(g.move) / j->out->sections.section[g.section].share;
    if (!jh_pack_slot_whole(j->pack, ind->lever)) return amount;
    double near = rint(amount);
    return fabs(amount - near) < 1e-9 * fmax(1, near) ? near : ceil(amount);
}

jh_status jh__measure_need(jh__judge *j, size_t indicator, size_t section)
{
    const jh_indicator *ind = &j->pack->indicator[indicator];
    const jh_section *sec = &j->out->sections.section[section];
    jh_cell_result *cell = &j->out->cell[indicator * j->out->sections.n + section];
    cell->need = cell->need_floor = cell->need_school = 0;
    if (cell->grade != JH_FLOOR && cell->grade != JH_FAILED) return JH_OK;
    double standard = ind->standard[jh__stage_index(sec->stage)];
    double slope = jh__lever_slope(j, ind, section, cell->value);
    if (isnan(slope)) {
        cell->need = cell->need_floor = cell->need_school = NAN;
        return JH_OK;
    }
    goal g = {section, 1, standard, (standard - cell->value.number) / slope};
    JH_TRY(need(j, ind, g, &cell->need));
    bool split = ind->lever >= JH_SLOT_SPLIT && sec->share != 1;
    cell->need_school = split ? for_school(j, ind, g) : cell->need;
    if (cell->grade == JH_FLOOR || isnan(j->pack->floor)) return JH_OK;
    g.share = j->pack->floor;
    g.move = (jh__threshold(ind, g.share, standard) - cell->value.number) / slope;
    return need(j, ind, g, &cell->need_floor);
}
