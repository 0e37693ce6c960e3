/* From an assessment and a price list to numbers: what can be bought, what it moves, what must hold. */
#include "build.h"

#include <math.h>
#include <string.h>

typedef struct builder {
    jh_call *call;
    const jh_assessment *a;
    const jh__budget_wish *wish;
    jh__budget_area *out;
    jh_error *err;
    size_t *cone;    /* [stage + 1][indicator] → cone; NONE */
    double *mean;    /* [stage + 1][indicator] today */
    double *top;     /* the largest value today */
    size_t *by_slot; /* things: lever of an indicator → thing */
    int *made;       /* by item: stage of the section that it was made for */
} builder;

#define STAGES (JH_STAGES_MAX + 1)

static bool wanted(const builder *b, size_t k, int stage)
{
    if (b->wish->stage >= 0 && stage != b->wish->stage) return false;
    return !b->wish->indicator || b->wish->indicator[k];
}

static const char *both(builder *b, jh_label label)
{
    return jh_label_both(b->call->arena, label);
}

/* ---- names ---- */

static jh_status add_things(builder *b)
{
    const jh_pack *pack = b->a->pack;
    jh__budget_area *o = b->out;
    const char **name =
        jh_alloc_array(b->call->arena, pack->indicators + 1, sizeof *name);
    const char **thing =
        jh_alloc_array(b->call->arena, pack->indicators + 1, sizeof *thing);
    const char **stage = jh_alloc_array(b->call->arena, STAGES, sizeof *stage);
    o->slot = jh_alloc_array(b->call->arena, pack->indicators + 1, sizeof *o->slot);
    b->by_slot = jh_alloc_array(b->call->arena, pack->indicators + 1, sizeof *b->by_slot);
    if (!name || !thing || !stage || !o->slot || !b->by_slot) return jh_nomem(b->err);
    for (size_t k = 0; k < pack->indicators; k++) {
        const jh_indicator *ind = &pack->indicator[k];
        const char *label = both(b, ind->name);
        if (!label) return jh_nomem(b->err);
        name[k] = label;
        if (ind->lever < 0) continue;
        size_t t = 0;
        while (t < o->b.things && o->slot[t] != ind->lever)
            t++;
        b->by_slot[k] = t;
        if (t < o->b.things) continue;
        o->slot[t] = ind->lever;
        thing[t] = both(b, jh_pack_slot_name(pack, ind->lever));
        if (!thing[t]) return jh_nomem(b->err);
        o->b.things++;
    }
    for (size_t s = 0; s < pack->vocabulary->stages; s++)
        if (!(stage[s] = both(b, pack->vocabulary->stage[s].name)))
            return jh_nomem(b->err);
    o->b.indicators = pack->indicators;
    o->b.indicator_name = name;
    o->b.thing_name = thing;
    o->b.stage_name = stage;
    return JH_OK;
}

/* ---- coefficients ---- */

/* The limit on the mean of a stage's coefficients, all of which must be known; NONE: there is none. */
static size_t add_mean(builder *b, const jh_stage_result *stage)
{
    jh_budget *o = &b->out->b;
    bool asked = b->wish->stage < 0 || stage->stage == b->wish->stage;
    if (!b->wish->coefficients || !asked || isnan(stage->composite_limit) ||
        isnan(stage->composite))
        return JH_BUDGET_NONE;
    o->mean[o->means] = (jh_budget_mean){stage->stage, stage->composite_limit};
    return o->means++;
}

static jh_status add_cones(builder *b)
{
    const jh_area_result *area = &b->a->area[b->out->area];
    size_t kinds = b->a->pack->indicators, n = STAGES * (kinds + 1);
    jh_budget *o = &b->out->b;
    b->cone = jh_alloc_array(b->call->arena, n, sizeof *b->cone);
    b->mean = jh_alloc_array(b->call->arena, n, sizeof *b->mean);
    b->top = jh_alloc_array(b->call->arena, n, sizeof *b->top);
    o->cone = jh_alloc_array(b->call->arena, n, sizeof *o->cone);
    o->mean = jh_alloc_array(b->call->arena, STAGES + 1, sizeof *o->mean);
    if (!b->cone || !b->mean || !b->top || !o->cone || !o->mean) return jh_nomem(b->err);
    for (size_t i = 0; i < n; i++)
        b->cone[i] = JH_BUDGET_NONE, b->mean[i] = NAN;
    for (size_t s = 0; s < area->stages; s++) {
        size_t mean = add_mean(b, &area->stage[s]);
        for (size_t k = 0; k < kinds; k++) {
            const jh_coefficient_result *c = &area->stage[s].coefficient[k];
            int stage = area->stage[s].stage;
            size_t at = (size_t)(stage + 1) * kinds + k;
            b->mean[at] = c->mean;
            bool own = b->wish->coefficients && !isnan(c->limit) && !isnan(c->cv) &&
                       wanted(b, k, stage);
            if (!own && mean == JH_BUDGET_NONE) continue;
            b->cone[at] = o->cones;
            o->cone[o->cones++] =
                (jh_budget_cone){.indicator = k,
                                 .stage = stage,
                                 .limit = mean == JH_BUDGET_NONE ? c->limit : INFINITY,
                                 .mean = mean};
        }
    }
    return JH_OK;
}

/* ---- items ---- */

/* The school fact that a lever's amount is added to. */
static int fact_of(const jh_pack *pack, int slot, int stage)
{
    const jh_vocabulary *v = pack->vocabulary;
    if (slot >= JH_SLOT_SPLIT) return slot - JH_SLOT_SPLIT;
    if (slot < JH_SLOT_FAMILY) return slot;
    const char *family = v->fact[slot - JH_SLOT_FAMILY].family;
    for (size_t i = 0; i < v->facts; i++)
        if (v->fact[i].stage == stage && !strcmp(v->fact[i].family, family))
            return (int)i;
    return -1;
}

/* The item of a thing at the school of the section: made where it is not there. NONE: it has no
 * price there. */
static jh_status find_item(builder *b, size_t section, size_t k, size_t first,
                           size_t *out)
{
    const jh_section *s = &b->a->sections.section[section];
    jh__budget_area *o = b->out;
    int slot = b->a->pack->indicator[k].lever, fact, stage;
    *out = JH_BUDGET_NONE;
    if (slot < 0) return JH_OK;
    bool by_stage = slot >= JH_SLOT_FAMILY && slot < JH_SLOT_SPLIT;
    stage = by_stage ? s->stage : -1;
    fact = fact_of(b->a->pack, slot, s->stage);
    for (size_t i = first; i < o->b.items; i++)
        if (o->fact[i] == fact) {
            *out = i;
            return JH_OK;
        }
    const jh__price *p =
        jh__prices_find_row(b->wish->prices, b->a, slot, s->school, s->stage);
    if (!p || fact < 0 || (p->most == 0 && !(p->spare > 0) && isnan(p->move)))
        return JH_OK;
    bool whole = jh_pack_slot_whole(b->a->pack, slot), buys = !isnan(p->price);
    double step = isnan(p->step) ? (whole ? 1 : 0) : p->step;
    *out = o->b.items++;
    o->fact[*out] = fact;
    o->stage[*out] = stage;
    b->made[*out] = s->stage;
    o->b.item[*out] =
        (jh_budget_item){.school = o->b.schools,
                         .thing = b->by_slot[k],
                         .price = buys ? p->price : 0,
                         .step = step,
                         .least = isnan(p->least) ? 0 : p->least,
                         .most = !buys            ? 0
                                 : isnan(p->most) ? INFINITY
                                                  : p->most,
                         .spare = isnan(p->spare) && !isnan(p->move) ? INFINITY
                                  : isnan(p->spare)                  ? 0
                                                                     : p->spare,
                         .move = p->move};
    return JH_OK;
}

/* ---- sections and cells ---- */

static bool usable(const builder *b, size_t section)
{
    for (size_t k = 0; k < b->a->pack->indicators; k++)
        if (b->a->cell[k * b->a->sections.n + section].grade == JH_UNKNOWN) return false;
    return true;
}

/* With `first` SIZE_MAX the section is not planned for, and its known figures stay as they are. */
static jh_status add_cell(builder *b, size_t section, size_t k, size_t first)
{
    const jh_pack *pack = b->a->pack;
    const jh_section *s = &b->a->sections.section[section];
    const jh_indicator *ind = &pack->indicator[k];
    jh_budget *o = &b->out->b;
    size_t at = k * b->a->sections.n + section, i = s->stage < 0 ? 0 : (size_t)s->stage;
    if (b->a->values.value[at].state != JH_KNOWN) return JH_OK;
    double sign = ind->direction == JH_LESS_IS_BETTER ? -1 : 1;
    double standard = ind->standard[i], share = pack->floor;
    double low = sign > 0 ? share * standard : standard / share;
    jh_budget_cell *c = &o->cell[o->cells++];
    *c = (jh_budget_cell){.section = o->sections,
                          .indicator = k,
                          .item = JH_BUDGET_NONE,
                          .slope = 0,
                          .value = sign * b->a->values.value[at].number,
                          .standard = sign * standard,
                          .floor = isnan(share) ? NAN : sign * low,
                          .cone = b->cone[(size_t)(s->stage + 1) * pack->indicators + k],
                          .weight = b->a->values.weight[at]};
    if (!(c->weight > 0)) c->cone = JH_BUDGET_NONE;
    double slope = jh_assess_slope(b->a, k, section);
    if (first == SIZE_MAX || isnan(slope) || slope <= 0 || !wanted(b, k, s->stage))
        return JH_OK;
    JH_TRY(find_item(b, section, k, first, &c->item));
    c->slope = ind->lever >= JH_SLOT_SPLIT ? slope * s->share : slope;
    return JH_OK;
}

static jh_status add_section(builder *b, size_t section, size_t first)
{
    const jh_pack *pack = b->a->pack;
    const jh_section *s = &b->a->sections.section[section];
    jh_budget *o = &b->out->b;
    size_t cells = o->cells, judged = 0, i = s->stage < 0 ? 0 : (size_t)s->stage;
    bool whole = usable(b, section);
    b->out->open += whole ? 0 : 1;
    for (size_t k = 0; k < pack->indicators; k++) {
        judged += isnan(pack->indicator[k].standard[i]) ? 0 : 1;
        JH_TRY(add_cell(b, section, k, whole ? first : SIZE_MAX));
    }
    b->out->section[o->sections] = section;
    o->section[o->sections++] = (jh_budget_section){
        .school = o->schools,
        .stage = s->stage,
        .pupils = s->pupils,
        .may_miss = pack->met_needed < judged ? judged - pack->met_needed : 0,
        .wanted = whole && b->wish->sections &&
                  (b->wish->stage < 0 || s->stage == b->wish->stage),
        .cell = cells,
        .cells = o->cells - cells};
    return JH_OK;
}

static jh_status add_schools(builder *b)
{
    const jh_sections *all = &b->a->sections;
    const jh_vocabulary *v = b->a->pack->vocabulary;
    jh__budget_area *o = b->out;
    const char **id = jh_alloc_array(b->call->arena, all->schools->rows + 1, sizeof *id);
    const char **name =
        jh_alloc_array(b->call->arena, all->schools->rows + 1, sizeof *name);
    o->school = jh_alloc_array(b->call->arena, all->schools->rows + 1, sizeof *o->school);
    o->section = jh_alloc_array(b->call->arena, all->n + 1, sizeof *o->section);
    o->b.section = jh_alloc_array(b->call->arena, all->n + 1, sizeof *o->b.section);
    if (!id || !name || !o->school || !o->section || !o->b.section)
        return jh_nomem(b->err);
    size_t cells = 0;
    for (size_t i = 0; i < all->n; i++)
        cells += all->section[i].area == o->area ? b->a->pack->indicators : 0;
    o->b.item = jh_alloc_array(b->call->arena, cells + 1, sizeof *o->b.item);
    o->b.cell = jh_alloc_array(b->call->arena, cells + 1, sizeof *o->b.cell);
    o->fact = jh_alloc_array(b->call->arena, cells + 1, sizeof *o->fact);
    o->stage = jh_alloc_array(b->call->arena, cells + 1, sizeof *o->stage);
    b->made = jh_alloc_array(b->call->arena, cells + 1, sizeof *b->made);
    if (!o->b.item || !o->b.cell || !o->fact || !o->stage || !b->made)
        return jh_nomem(b->err);
    for (size_t r = 0; r < all->schools->rows; r++) {
        if (all->school_area[r] != o->area || all->first[r] == all->first[r + 1])
            continue;
        size_t first = o->b.items;
        id[o->b.schools] = jh_school_text(all, v->role_id, r);
        name[o->b.schools] = jh_school_name(all, r);
        o->school[o->b.schools] = r;
        for (size_t i = all->first[r]; i < all->first[r + 1]; i++)
            JH_TRY(add_section(b, i, first));
        o->b.schools++;
    }
    o->b.school_id = id;
    o->b.school_name = name;
    return JH_OK;
}

/* ---- upper limits ---- */

static void find_tops(builder *b)
{
    const jh_budget *o = &b->out->b;
    for (size_t i = 0; i < o->cells; i++) {
        const jh_budget_cell *c = &o->cell[i];
        size_t at =
            (size_t)(o->section[c->section].stage + 1) * o->indicators + c->indicator;
        double reach = isnan(c->standard) ? c->value : fmax(c->value, c->standard);
        if (reach > b->top[at]) b->top[at] = reach;
    }
}

/* Where a thing may be moved and the list does not say what a school can spare: what lies above its
 * standard, or above the mean where there is none. */
static void find_surplus(builder *b)
{
    const jh_budget *o = &b->out->b;
    for (size_t i = 0; i < o->cells; i++) {
        const jh_budget_cell *c = &o->cell[i];
        if (c->item == JH_BUDGET_NONE || o->item[c->item].spare == 0) continue;
        size_t at =
            (size_t)(o->section[c->section].stage + 1) * o->indicators + c->indicator;
        double keep = isnan(c->standard) ? b->mean[at] : c->standard;
        double units = floor((c->value - keep) / c->slope + 1e-9);
        jh_budget_item *item = &o->item[c->item];
        item->spare = fmin(item->spare, fmax(0, units));
    }
    for (size_t i = 0; i < o->items; i++)
        if (isinf(o->item[i].spare)) o->item[i].spare = 0;
}

/* Nothing is bought beyond what carries every section of the school to the highest of the county
 * (or the standard, where that is higher); at schools above the mean nothing beyond their own need. */
static jh_status cap_items(builder *b)
{
    const jh_budget *o = &b->out->b;
    double *cap = jh_alloc_array(b->call->arena, o->items + 1, sizeof *cap);
    if (!cap) return jh_nomem(b->err);
    for (size_t i = 0; i < o->cells; i++) {
        const jh_budget_cell *c = &o->cell[i];
        if (c->item == JH_BUDGET_NONE) continue;
        size_t at =
            (size_t)(o->section[c->section].stage + 1) * o->indicators + c->indicator;
        bool above = !b->wish->above_mean && c->value >= b->mean[at];
        double to = above ? fmax(c->value, isnan(c->standard) ? c->value : c->standard)
                          : b->top[at];
        double step = o->item[c->item].step > 0 ? o->item[c->item].step : JH_BUDGET_GRAIN;
        double units = ceil((to - c->value) / c->slope / step - 1e-9) * step;
        cap[c->item] = fmax(cap[c->item], fmax(units, o->item[c->item].least));
    }
    for (size_t i = 0; i < o->items; i++)
        o->item[i].most = fmin(o->item[i].most, cap[i]);
    find_surplus(b);
    return JH_OK;
}

/* ---- totals ---- */

/* "体艺专任教师（小学）", or the word of the pool. */
static const char *total_name(builder *b, const jh__price *p)
{
    const jh_vocabulary *v = b->a->pack->vocabulary;
    jh_label thing = jh_pack_slot_name(b->a->pack, p->slot), name = thing;
    if (p->pool) return p->pool;
    if (p->stage >= 0) {
        jh_label stage = v->stage[p->stage].name;
        name.zh = jh_sprintf(b->call->arena, "%s（%s）", thing.zh, stage.zh);
        name.en = jh_sprintf(b->call->arena, "%s (%s)", thing.en, stage.en);
        if (!name.zh || !name.en) return NULL;
    }
    return both(b, name);
}

static bool same_pool(const jh__price *p, const jh__price *q)
{
    return p == q || (p->pool && q->pool && !strcmp(p->pool, q->pool));
}

/* One total of the row and of those that share its pool. */
static jh_status add_total(builder *b, const jh__price *row, double most, bool money)
{
    jh__budget_area *o = b->out;
    const jh__prices *all = b->wish->prices;
    jh_budget_total *t = &o->b.total[o->b.totals++];
    *t = (jh_budget_total){total_name(b, row), most, money, o->b.members, 0};
    if (!t->name) return jh_nomem(b->err);
    for (size_t i = 0; i < o->b.items; i++) {
        const jh_budget_item *item = &o->b.item[i];
        bool in = false;
        for (size_t k = 0; !in && k < all->n; k++)
            in = same_pool(row, &all->item[k]) &&
                 jh__price_concerns(&all->item[k], b->a, o->slot[item->thing],
                                    o->school[item->school], b->made[i]);
        if (!in) continue;
        o->b.member[o->b.members++] = i;
        t->members++;
    }
    return JH_OK;
}

static jh_status add_totals(builder *b)
{
    jh__prices *all = b->wish->prices;
    jh_budget *o = &b->out->b;
    size_t totals = 0;
    for (size_t k = 0; k < all->n; k++)
        totals += (isnan(all->item[k].total) ? 0u : 1u) +
                  (isnan(all->item[k].total_money) ? 0u : 1u);
    o->total = jh_alloc_array(b->call->arena, totals + 1, sizeof *o->total);
    o->member = jh_alloc_array(b->call->arena, totals * o->items + 1, sizeof *o->member);
    if (!o->total || !o->member) return jh_nomem(b->err);
    for (size_t k = 0; k < all->n; k++) {
        const jh__price *p = &all->item[k];
        bool units = !isnan(p->total), money = !isnan(p->total_money);
        for (size_t i = 0; i < k; i++) { /* a pool's total once */
            units = units && !(same_pool(p, &all->item[i]) && !isnan(all->item[i].total));
            money = money &&
                    !(same_pool(p, &all->item[i]) && !isnan(all->item[i].total_money));
        }
        if (units) JH_TRY(add_total(b, p, p->total, false));
        if (money) JH_TRY(add_total(b, p, p->total_money, true));
    }
    return JH_OK;
}

jh_status jh__budget_build(jh_call *call, const jh_assessment *a, size_t area,
                           const jh__budget_wish *wish, jh__budget_area *out,
                           jh_error *err)
{
    builder b = {.call = call, .a = a, .wish = wish, .out = out, .err = err};
    *out = (jh__budget_area){.area = area};
    JH_TRY(add_things(&b));
    JH_TRY(add_cones(&b));
    JH_TRY(add_schools(&b));
    find_tops(&b);
    JH_TRY(cap_items(&b));
    return add_totals(&b);
}

jh_status jh__budget_apply(const jh__budget_area *area, const jh_budget_plan *plan,
                           jh_frame *schools, const jh_pack *pack)
{
    for (size_t i = 0; i < area->b.items; i++) {
        double net = plan->bought[i] + plan->received[i] - plan->given[i];
        if (net == 0) continue;
        ptrdiff_t col = jh_frame_find(schools, pack->vocabulary->fact[area->fact[i]].id);
        size_t row = area->school[area->b.item[i].school];
        if (col < 0 || !schools->column[col].valid[row]) return JH_EINTERNAL;
        schools->column[col].number[row] += net;
    }
    return JH_OK;
}
