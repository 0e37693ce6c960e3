/* The problem as the methods use it: amounts as counts of steps, cells by item and by cone. */
#include "budget_int.h"

#include <stdlib.h>
#include <string.h>

static jh_status bad(jh_error *err, const char *what, size_t index)
{
    return jh_fail(err, JH_EINTERNAL, "plan.budget_form", "what:s n:u", what, index);
}

static bool amount_ok(const jh_budget_item *i)
{
    return i->price >= 0 && i->step >= 0 && i->least >= 0 && i->most >= 0 &&
           i->spare >= 0 && !(i->move < 0) && isfinite(i->price) && isfinite(i->most);
}

static jh_status check_groups(const jh_budget *b, jh_error *err)
{
    for (size_t i = 0, member = 0; i < b->totals; i++) {
        const jh_budget_total *t = &b->total[i];
        if (t->member != member || !(t->most >= 0) || t->members > b->members - member)
            return bad(err, "total", i);
        member += t->members;
    }
    for (size_t i = 0; i < b->members; i++)
        if (b->member[i] >= b->items) return bad(err, "member", i);
    return JH_OK;
}

static jh_status check_order(const jh_budget *b, jh_error *err)
{
    for (size_t i = 0; i < b->items; i++) {
        const jh_budget_item *it = &b->item[i];
        bool sorted = it->school < b->schools && (!i || it[-1].school <= it->school);
        if (!sorted || it->thing >= b->things || !amount_ok(it))
            return bad(err, "item", i);
    }
    for (size_t i = 0, cell = 0; i < b->sections; i++) {
        const jh_budget_section *s = &b->section[i];
        bool sorted = s->school < b->schools && (!i || s[-1].school <= s->school);
        if (!sorted || s->cell != cell) return bad(err, "section", i);
        cell += s->cells;
        if (cell > b->cells) return bad(err, "section", i);
    }
    for (size_t i = 0; i < b->cells; i++) {
        const jh_budget_cell *c = &b->cell[i];
        bool moved = c->item != JH_BUDGET_NONE, coned = c->cone != JH_BUDGET_NONE;
        if (c->section >= b->sections || c->indicator >= b->indicators ||
            i - b->section[c->section].cell >= b->section[c->section].cells ||
            (moved && (c->item >= b->items || !(c->slope > 0) ||
                       b->item[c->item].school != b->section[c->section].school)) ||
            (coned && (c->cone >= b->cones || !(c->weight > 0))) || !isfinite(c->value))
            return bad(err, "cell", i);
    }
    return check_groups(b, err);
}

/* The largest whole count, in spite of rounding. */
static double whole_steps(double amount, double step)
{
    return floor(amount / step + 1e-9);
}

static void make_items(jh__work *w)
{
    const jh_budget *b = w->b;
    for (size_t i = 0; i < b->items; i++) {
        const jh_budget_item *from = &b->item[i];
        jh__item *to = &w->item[i];
        to->step = from->step > 0 ? from->step : JH_BUDGET_GRAIN;
        to->price = from->price * to->step;
        to->most = whole_steps(from->most, to->step);
        to->least = ceil(from->least / to->step - 1e-9);
        if (to->least > to->most) to->most = 0;
        to->buy_most = to->most;
        to->buy_least = to->least;
        to->buy_price = to->price;
        to->spare = whole_steps(from->spare, to->step);
        to->move = isnan(from->move) ? INFINITY : from->move * to->step;
        w->moves = w->moves || to->spare > 0;
    }
}

/* Where things may be moved, an item is at first as if all that others can spare were there: bought
 * and moved together, at the lower price. What is moved in has no smallest amount. */
static jh_status merge_moves(jh__work *w)
{
    const jh_budget *b = w->b;
    double *spare = jh_alloc_array(w->arena, b->things + 1, sizeof *spare);
    if (!spare) return jh_nomem(w->err);
    for (size_t i = 0; i < b->items; i++)
        spare[b->item[i].thing] += w->item[i].spare * w->item[i].step;
    for (size_t i = 0; i < b->items; i++) {
        jh__item *it = &w->item[i];
        double others = spare[b->item[i].thing] - it->spare * it->step;
        if (it->move == INFINITY || others <= 0) continue;
        double more = whole_steps(others, it->step);
        it->price = it->buy_most > 0 ? fmin(it->buy_price, it->move) : it->move;
        it->most = it->buy_most + more;
        it->least = 0;
    }
    return JH_OK;
}

/* Cells by item and by cone, by counting. */
static void sort_cells(jh__work *w)
{
    const jh_budget *b = w->b;
    size_t at = 0, from = 0;
    for (size_t k = 0; k < b->cells; k++) {
        const jh_budget_cell *c = &b->cell[k];
        if (c->item != JH_BUDGET_NONE) w->item[c->item].cells++;
        if (c->cone != JH_BUDGET_NONE) w->cone[c->cone].cells++;
    }
    for (size_t i = 0; i < b->items; i++) {
        w->item[i].cell = at;
        at += w->item[i].cells;
        w->item[i].cells = 0;
    }
    for (size_t i = 0; i < b->cones; i++) {
        w->cone[i].cell = from;
        from += w->cone[i].cells;
        w->cone[i].cells = 0;
    }
    for (size_t k = 0; k < b->cells; k++) {
        const jh_budget_cell *c = &b->cell[k];
        jh__item *i = c->item == JH_BUDGET_NONE ? NULL : &w->item[c->item];
        jh__cone *o = c->cone == JH_BUDGET_NONE ? NULL : &w->cone[c->cone];
        if (i) w->by_item[i->cell + i->cells++] = k;
        if (o) w->by_cone[o->cell + o->cells++] = k;
        w->slope[k] = i ? c->slope * i->step : 0;
    }
}

/* Totals by item, by counting. */
static void sort_totals(jh__work *w)
{
    const jh_budget *b = w->b;
    size_t at = 0;
    for (size_t k = 0; k < b->members; k++)
        w->item[b->member[k]].totals++;
    for (size_t i = 0; i < b->items; i++) {
        w->item[i].total = at;
        at += w->item[i].totals;
        w->item[i].totals = 0;
    }
    for (size_t t = 0; t < b->totals; t++)
        for (size_t k = 0; k < b->total[t].members; k++) {
            jh__item *i = &w->item[b->member[b->total[t].member + k]];
            w->total_of[i->total + i->totals++] = t;
        }
}

double jh__total_step(const jh__work *w, size_t total, size_t item)
{
    return w->b->total[total].money ? w->item[item].buy_price : w->item[item].step;
}

static void weigh(jh__work *w)
{
    for (size_t k = 0; k < w->b->cones; k++) {
        const jh__cone *c = &w->cone[k];
        double all = 0;
        for (size_t i = 0; i < c->cells; i++)
            all += w->b->cell[w->by_cone[c->cell + i]].weight;
        for (size_t i = 0; i < c->cells; i++) {
            size_t cell = w->by_cone[c->cell + i];
            w->weight[cell] = w->b->cell[cell].weight / all;
        }
    }
}

static void make_schools(jh__work *w)
{
    const jh_budget *b = w->b;
    size_t item = 0, section = 0;
    for (size_t i = 0; i < b->schools; i++) {
        jh__school *s = &w->school[i];
        s->item = item, s->section = section;
        while (item < b->items && b->item[item].school == i)
            item++;
        while (section < b->sections && b->section[section].school == i)
            section++;
        s->items = item - s->item, s->sections = section - s->section;
    }
}

jh_status jh__budget_work(jh_arena *arena, const jh_budget *b, jh__work *out,
                          jh_error *err)
{
    *out = (jh__work){.b = b, .arena = arena, .err = err};
    JH_TRY(check_order(b, err));
    out->item = jh_alloc_array(arena, b->items + 1, sizeof *out->item);
    out->school = jh_alloc_array(arena, b->schools + 1, sizeof *out->school);
    out->cone = jh_alloc_array(arena, b->cones + 1, sizeof *out->cone);
    out->by_item = jh_alloc_array(arena, b->cells + 1, sizeof *out->by_item);
    out->by_cone = jh_alloc_array(arena, b->cells + 1, sizeof *out->by_cone);
    out->slope = jh_alloc_array(arena, b->cells + 1, sizeof *out->slope);
    out->weight = jh_alloc_array(arena, b->cells + 1, sizeof *out->weight);
    out->total_of = jh_alloc_array(arena, b->members + 1, sizeof *out->total_of);
    if (!out->item || !out->school || !out->cone || !out->by_item || !out->by_cone ||
        !out->slope || !out->weight || !out->total_of)
        return jh_nomem(err);
    make_items(out);
    if (out->moves) JH_TRY(merge_moves(out));
    for (size_t k = 0; k < b->cones; k++)
        out->cone[k].limit = b->cone[k].limit;
    sort_cells(out);
    sort_totals(out);
    weigh(out);
    make_schools(out);
    return JH_OK;
}

double jh__steps_to(const jh__work *w, size_t cell, double threshold)
{
    const jh_budget_cell *c = &w->b->cell[cell];
    double lack = threshold - c->value;
    if (isnan(threshold)) return -INFINITY;
    if (w->slope[cell] == 0)
        return lack <= 1e-12 * fabs(threshold) ? -INFINITY : INFINITY;
    double steps = lack / w->slope[cell];
    return ceil(steps - 1e-9 * fmax(1, fabs(steps)));
}

double jh__count_from(const jh__item *item, double low)
{
    double count = low > 0 && low < item->least ? item->least : low;
    return count <= item->most ? count : INFINITY;
}
