/* The exact model, for a solver: whole steps, a choice of what each section misses, and every cone
 * lifted section by section.
 *
 * q_s >= (v_s - m)²/m with Σ w q <= c² m and m = Σ w v is the cone S <= c·m. The right side is convex
 * and homogeneous in (v, m): at v/m = 1 + r its tangent is q >= 2r·v - (2r + r²)·m, so that linear
 * rounds with a tangent where each section stands close in on the cone from outside: the solver's
 * bound is a bound of the true problem. What the prices have proved is put into the model as bounds:
 * with the plan at hand, an item or an option whose reduced cost exceeds the gap cannot be part of a
 * better one. */
#include "budget_int.h"

#include <junheng/mip.h>

#include <string.h>

#define LP_ROUNDS 15
#define MIP_ROUNDS 4
#define CLOSE 1e-7 /* of q to its tangent, as a share of the mean */

typedef struct model {
    jh__work *w;
    const jh_mip_solver *solver;
    const jh_plan_control *control;
    jh_budget_plan *out;
    jh_mip mip;
    void *session;
    size_t *count, *some, *got, *gave; /* columns by item; NONE */
    size_t *miss;                      /* by cell: its section misses it; NONE */
    size_t *gap;                       /* by cell: q */
    size_t *mean;                      /* by cone: m */
    double *scale;                     /* by cone: 1 / mean today */
    double *unit; /* by item: counts that one unit of its columns stands for */
    double *x;    /* the last answer */
} model;

static bool fine(const jh__work *w, size_t item)
{
    return w->item[item].step == JH_BUDGET_GRAIN;
}

static jh_status rooms(model *m)
{
    const jh_budget *b = m->w->b;
    jh_arena *a = m->w->arena;
    size_t n = b->items + 1;
    size_t **by_item[] = {&m->count, &m->some, &m->got, &m->gave};
    for (size_t i = 0; i < JH_COUNT(by_item); i++)
        if (!(*by_item[i] = jh_alloc_array(a, n, sizeof(size_t)))) return JH_ENOMEM;
    m->miss = jh_alloc_array(a, b->cells + 1, sizeof *m->miss);
    m->gap = jh_alloc_array(a, b->cells + 1, sizeof *m->gap);
    m->mean = jh_alloc_array(a, b->cones + 1, sizeof *m->mean);
    m->scale = jh_alloc_array(a, b->cones + 1, sizeof *m->scale);
    m->unit = jh_alloc_array(a, n, sizeof *m->unit);
    if (!m->miss || !m->gap || !m->mean || !m->scale || !m->unit) return JH_ENOMEM;
    for (size_t i = 0; i < b->items; i++)
        m->some[i] = m->got[i] = m->gave[i] = JH_BUDGET_NONE;
    for (size_t i = 0; i < b->cells; i++)
        m->miss[i] = m->gap[i] = JH_BUDGET_NONE;
    jh_mip_init(&m->mip, a);
    return JH_OK;
}

/* ---- columns ---- */

static jh_status item_columns(model *m, size_t i)
{
    const jh__item *it = &m->w->item[i];
    jh_mip *p = &m->mip;
    bool whole = !fine(m->w, i);
    /* hundredths would reach into the millions: their columns count thousandths of the room */
    double unit = whole ? 1 : fmax(1, it->most / 1000), most = it->buy_most / unit;
    m->unit[i] = unit;
    JH_TRY(jh_mip_add_column(p, it->buy_price * unit, 0, most, whole, &m->count[i]));
    if (it->buy_least > 1 && most > 0) {
        JH_TRY(jh_mip_add_column(p, 0, 0, 1, true, &m->some[i]));
        JH_TRY(jh_mip_add_row(p, 0, INFINITY, NULL));
        JH_TRY(jh_mip_add_entry(p, m->count[i], 1));
        JH_TRY(jh_mip_add_entry(p, m->some[i], -it->buy_least / unit));
        JH_TRY(jh_mip_add_row(p, -INFINITY, 0, NULL));
        JH_TRY(jh_mip_add_entry(p, m->count[i], 1));
        JH_TRY(jh_mip_add_entry(p, m->some[i], -most));
    }
    if (it->spare > 0)
        JH_TRY(jh_mip_add_column(p, 0, 0, it->spare / unit, whole, &m->gave[i]));
    if (m->w->moves && it->move < INFINITY)
        JH_TRY(
            jh_mip_add_column(p, it->move * unit, 0, it->most / unit, whole, &m->got[i]));
    return JH_OK;
}

/* Adds the item's net count to the open row. */
static jh_status net_entry(model *m, size_t item, double factor)
{
    factor *= m->unit[item];
    JH_TRY(jh_mip_add_entry(&m->mip, m->count[item], factor));
    if (m->got[item] != JH_BUDGET_NONE)
        JH_TRY(jh_mip_add_entry(&m->mip, m->got[item], factor));
    if (m->gave[item] != JH_BUDGET_NONE)
        JH_TRY(jh_mip_add_entry(&m->mip, m->gave[item], -factor));
    return JH_OK;
}

/* ---- the section rule ---- */

/* Steps that must be there at the standard and at the floor; a cell that no item moves is met, or
 * missed, or (JH_EINPUT: cannot be) below its floor. */
static jh_status cell_row(model *m, size_t cell, bool may, size_t *fixed)
{
    const jh__work *w = m->w;
    const jh_budget_cell *c = &w->b->cell[cell];
    double standard = jh__steps_to(w, cell, c->standard);
    double low = jh__steps_to(w, cell, c->floor);
    if (isnan(c->standard) || standard == -INFINITY) return JH_OK;
    if (w->slope[cell] == 0) {
        ++*fixed;
        return JH_OK;
    }
    const jh__item *it = &w->item[c->item];
    if (standard <= -it->spare) return JH_OK;
    if (low == -INFINITY) low = -it->spare;
    if (low < -it->spare) low = -it->spare;
    if (!may) low = standard;
    if (low < standard) {
        double at_least = standard > it->most ? 1 : 0;
        JH_TRY(jh_mip_add_column(&m->mip, 0, at_least, 1, true, &m->miss[cell]));
    }
    JH_TRY(jh_mip_add_row(&m->mip, standard, INFINITY, NULL));
    JH_TRY(net_entry(m, c->item, 1));
    return low < standard ? jh_mip_add_entry(&m->mip, m->miss[cell], standard - low)
                          : JH_OK;
}

static jh_status section_rows(model *m, size_t section)
{
    const jh_budget_section *s = &m->w->b->section[section];
    size_t fixed = 0;
    for (size_t k = s->cell; k < s->cell + s->cells; k++)
        JH_TRY(cell_row(m, k, s->may_miss > 0, &fixed));
    double left = (double)s->may_miss - (double)fixed;
    JH_TRY(jh_mip_add_row(&m->mip, -INFINITY, left, NULL));
    for (size_t k = s->cell; k < s->cell + s->cells; k++)
        if (m->miss[k] != JH_BUDGET_NONE)
            JH_TRY(jh_mip_add_entry(&m->mip, m->miss[k], 1));
    return JH_OK;
}

/* What is received of a thing is given: steps of one thing may differ, so units are added. */
static jh_status balance_row(model *m, size_t thing)
{
    const jh_budget *b = m->w->b;
    JH_TRY(jh_mip_add_row(&m->mip, 0, 0, NULL));
    for (size_t i = 0; i < b->items; i++) {
        if (b->item[i].thing != thing) continue;
        double step = m->w->item[i].step * m->unit[i];
        if (m->got[i] != JH_BUDGET_NONE)
            JH_TRY(jh_mip_add_entry(&m->mip, m->got[i], step));
        if (m->gave[i] != JH_BUDGET_NONE)
            JH_TRY(jh_mip_add_entry(&m->mip, m->gave[i], -step));
    }
    return JH_OK;
}

/* What is bought of the members together. */
static jh_status total_row(model *m, size_t total)
{
    const jh_budget_total *t = &m->w->b->total[total];
    JH_TRY(jh_mip_add_row(&m->mip, -INFINITY, t->most, NULL));
    for (size_t k = 0; k < t->members; k++) {
        size_t item = m->w->b->member[t->member + k];
        double step = jh__total_step(m->w, total, item) * m->unit[item];
        JH_TRY(jh_mip_add_entry(&m->mip, m->count[item], step));
    }
    return JH_OK;
}

/* ---- cones ---- */

static jh_status cone_rows(model *m, size_t cone)
{
    jh__work *w = m->w;
    const jh__cone *c = &w->cone[cone];
    double fixed = 0, limit = c->limit * (1 - JH__CONE_MARGIN);
    for (size_t i = 0; i < c->cells; i++) {
        size_t cell = w->by_cone[c->cell + i];
        fixed += w->weight[cell] * w->b->cell[cell].value;
    }
    m->scale[cone] = fixed > 0 ? 1 / fixed : 1;
    double scale = m->scale[cone];
    JH_TRY(jh_mip_add_column(&m->mip, 0, 0, INFINITY, false, &m->mean[cone]));
    JH_TRY(jh_mip_add_row(&m->mip, fixed * scale, fixed * scale, NULL));
    JH_TRY(jh_mip_add_entry(&m->mip, m->mean[cone], 1));
    for (size_t i = 0; i < w->b->items;
         i++) { /* an item may move several cells of the cone */
        double sum = 0;
        for (size_t k = 0; k < w->item[i].cells; k++) {
            size_t cell = w->by_item[w->item[i].cell + k];
            if (w->b->cell[cell].cone == cone) sum += w->weight[cell] * w->slope[cell];
        }
        if (sum > 0) JH_TRY(net_entry(m, i, -sum * scale));
    }
    for (size_t i = 0; i < c->cells; i++)
        JH_TRY(jh_mip_add_column(&m->mip, 0, 0, INFINITY, false,
                                 &m->gap[w->by_cone[c->cell + i]]));
    JH_TRY(jh_mip_add_row(&m->mip, -INFINITY, 0, NULL));
    for (size_t i = 0; i < c->cells; i++) {
        size_t cell = w->by_cone[c->cell + i];
        JH_TRY(jh_mip_add_entry(&m->mip, m->gap[cell], w->weight[cell]));
    }
    return jh_mip_add_entry(&m->mip, m->mean[cone], -limit * limit);
}

/* The tangent of the cell's q at v/m = 1 + r. */
static jh_status tangent(model *m, size_t cell, double r)
{
    const jh_budget_cell *c = &m->w->b->cell[cell];
    double scale = m->scale[c->cone];
    if (fabs(r) < 1e-9) return JH_OK; /* q >= 0 */
    JH_TRY(jh_mip_add_row(&m->mip, 2 * r * c->value * scale, INFINITY, NULL));
    JH_TRY(jh_mip_add_entry(&m->mip, m->gap[cell], 1));
    JH_TRY(jh_mip_add_entry(&m->mip, m->mean[c->cone], 2 * r + r * r));
    return m->w->slope[cell] > 0
               ? net_entry(m, c->item, -2 * r * m->w->slope[cell] * scale)
               : JH_OK;
}

static double net_of(const model *m, const double *x, size_t item)
{
    double n = x[m->count[item]];
    if (m->got[item] != JH_BUDGET_NONE) n += x[m->got[item]];
    if (m->gave[item] != JH_BUDGET_NONE) n -= x[m->gave[item]];
    return n * m->unit[item];
}

/* Adds tangents where q lies below its curve; *n counts them. */
static jh_status close_in(model *m, const double *x, size_t *n)
{
    const jh_budget *b = m->w->b;
    *n = 0;
    for (size_t k = 0; k < b->cells; k++) {
        size_t cone = b->cell[k].cone;
        if (cone == JH_BUDGET_NONE) continue;
        double mean = x[m->mean[cone]], v = b->cell[k].value;
        if (m->w->slope[k] > 0) v += m->w->slope[k] * net_of(m, x, b->cell[k].item);
        double r = v * m->scale[cone] / mean - 1;
        if (!(mean > 0) || x[m->gap[k]] >= (r * r - CLOSE) * mean) continue;
        JH_TRY(tangent(m, k, r));
        ++*n;
    }
    return JH_OK;
}

/* ---- the model ---- */

/* Cuts off what the prices have proved not to be part of a better plan. */
static void cut_items(model *m, const jh__prices *p, double room)
{
    const jh__work *w = m->w;
    for (size_t r = 0; r < w->b->schools; r++) {
        const jh__school *s = &w->school[r];
        double least = INFINITY;
        for (size_t o = s->option; o < s->option + s->options; o++)
            least = fmin(least, jh__option_price(w, p, s, o));
        for (size_t i = 0; i < s->items; i++) {
            double price = p->reduced[s->item + i], high = 0, low = INFINITY;
            const jh__item *it = &w->item[s->item + i];
            if (price == 0 || it->least > 1) continue;
            for (size_t o = s->option; o < s->option + s->options; o++) {
                double spend = room - (jh__option_price(w, p, s, o) - least);
                if (spend < 0) continue;
                double from = fmax(0, w->option[o].low[i]);
                high = fmax(high, from + spend / fmax(price, 1e-300));
                low = fmin(low, it->most - spend / fmax(-price, 1e-300));
            }
            size_t column = m->count[s->item + i];
            double unit = m->unit[s->item + i];
            if (price > 0)
                m->mip.high[column] = fmin(it->most, floor(high + 1e-6)) / unit;
            else if (low > 0 && low < INFINITY)
                m->mip.low[column] = fmin(it->most, ceil(low - 1e-6)) / unit;
        }
    }
}

static jh_status build(model *m, const jh__state *start)
{
    const jh_budget *b = m->w->b;
    JH_TRY(rooms(m));
    for (size_t i = 0; i < b->items; i++)
        JH_TRY(item_columns(m, i));
    for (size_t i = 0; i < b->sections; i++)
        if (b->section[i].wanted) JH_TRY(section_rows(m, i));
    for (size_t i = 0; m->w->moves && i < b->things; i++)
        JH_TRY(balance_row(m, i));
    for (size_t i = 0; i < b->totals; i++)
        JH_TRY(total_row(m, i));
    for (size_t k = 0; k < b->cones; k++)
        JH_TRY(cone_rows(m, k));
    for (size_t k = 0; k < b->cells; k++) {
        size_t cone = b->cell[k].cone;
        if (cone == JH_BUDGET_NONE) continue;
        double r = start->value[k] / start->sum[cone].mean - 1;
        JH_TRY(tangent(m, k, r));
        JH_TRY(tangent(m, k, -0.5));
        JH_TRY(tangent(m, k, 0.5));
    }
    return JH_OK;
}

/* ---- solving ---- */

static jh_status ask(model *m, const jh_mip_request *request, jh_mip_answer *answer)
{
    *answer = (jh_mip_answer){.state = JH_MIP_FAILED, .bound = NAN};
    return m->solver->solve(m->session, request, m->w->arena, answer, m->w->err);
}

/* Linear rounds: the cones are closed in on while wholeness is left out. */
static jh_status linear_rounds(model *m, jh_mip_answer *answer)
{
    jh_mip_request request = {.relaxed = true};
    size_t added = 1;
    for (int round = 0; round < LP_ROUNDS && added; round++) {
        JH_TRY(ask(m, &request, answer));
        if (answer->state != JH_MIP_OPTIMAL) return JH_OK;
        jh_plan_news(m->control, &m->out->outcome, NAN, answer->value);
        if (!jh_plan_go_on(m->control, &m->out->outcome, 1)) return JH_OK;
        if (close_in(m, answer->x, &added) != JH_OK) return jh_nomem(m->w->err);
    }
    return JH_OK;
}

/* An option that the counts satisfy, for each school; false: none does. */
static bool options_of(const jh__work *w, const jh__state *s, size_t *choice)
{
    for (size_t r = 0; r < w->b->schools; r++) {
        const jh__school *school = &w->school[r];
        bool found = !school->options;
        for (size_t o = school->option; !found && o < school->option + school->options;
             o++) {
            found = true;
            for (size_t i = 0; found && i < school->items; i++)
                found = s->count[school->item + i] >= w->option[o].low[i];
            if (found) choice[r] = o;
        }
        if (!found) return false;
    }
    return true;
}

/* Without moves: the solver's counts, repaired where the tangents let them slip over a cone, and
 * polished. Takes them where they are cheaper. */
static jh_status take_better(model *m, const double *x, jh__state *best)
{
    jh__work *w = m->w;
    jh__state s;
    size_t *choice = jh_alloc_array(w->arena, w->b->schools + 1, sizeof *choice);
    if (!choice) return jh_nomem(w->err);
    JH_TRY(jh__state_make(w, &s));
    for (size_t i = 0; i < w->b->items; i++)
        s.count[i] = fmin(ceil(x[m->count[i]] * m->unit[i] - 1e-6), w->item[i].most);
    jh__state_settle(w, &s);
    bool usable = options_of(w, &s, choice) && jh__totals_hold(w, &s);
    if (!usable || !jh__repair(w, &s)) return JH_OK;
    JH_TRY(jh__polish(w, choice, &s));
    if (!jh__cones_hold(w, &s) || jh__cost(w, &s) >= m->out->outcome.value) return JH_OK;
    jh__state_copy(w, best, &s);
    jh_plan_news(m->control, &m->out->outcome, jh__cost(w, &s), NAN);
    return JH_OK;
}

/* With moves: the solver's amounts as they are, where they hold. */
static jh_status take_moves(model *m, const double *x, jh__state *best)
{
    jh__work *w = m->w;
    jh__state s;
    double cost = 0;
    JH_TRY(jh__state_make(w, &s));
    for (size_t i = 0; i < w->b->items; i++)
        s.count[i] = rint(net_of(m, x, i));
    jh__state_settle(w, &s);
    for (size_t i = 0; i < w->b->items; i++) {
        cost += rint(x[m->count[i]] * m->unit[i]) * w->item[i].buy_price;
        if (m->got[i] != JH_BUDGET_NONE)
            cost += rint(x[m->got[i]] * m->unit[i]) * w->item[i].move;
    }
    if (!jh__cones_hold(w, &s) || cost >= m->out->outcome.value) return JH_OK;
    jh__state_copy(w, best, &s);
    for (size_t i = 0; i < w->b->items; i++) {
        size_t got = m->got[i], gave = m->gave[i];
        double unit = m->unit[i];
        double in = got == JH_BUDGET_NONE ? 0 : rint(x[got] * unit);
        double away = gave == JH_BUDGET_NONE ? 0 : rint(x[gave] * unit);
        double both = fmin(in, away); /* in and out at one school is nothing */
        m->out->bought[i] = jh__budget_amount(w, i, rint(x[m->count[i]] * unit));
        m->out->received[i] = jh__budget_amount(w, i, in - both);
        m->out->given[i] = jh__budget_amount(w, i, away - both);
    }
    m->out->cost = cost;
    jh_plan_news(m->control, &m->out->outcome, cost, NAN);
    return JH_OK;
}

static jh_status whole_rounds(model *m, const jh_budget_request *request, jh__state *best)
{
    for (int round = 0; round < MIP_ROUNDS; round++) {
        jh_mip_answer answer;
        size_t added = 0;
        /* of moves there are many equal ones: CBC proves 55 in a second, and that there is no 54
         * not in a minute */
        bool have = !isnan(m->out->outcome.value) && !m->w->moves;
        /* with a plan at hand only what is better by the gap is of use: that there is none is the
         * proof of the gap */
        double enough = m->out->outcome.value * (1 - request->gap);
        jh_mip_request q = {
            .gap = request->gap, .nodes = request->nodes, .cutoff = have ? enough : 0};
        JH_TRY(ask(m, &q, &answer));
        if (answer.state == JH_MIP_CUT) m->out->outcome.end = JH_PLAN_SOLVER;
        if (answer.state == JH_MIP_INFEASIBLE && !have) {
            if (isnan(m->out->outcome.value)) m->out->outcome.status = JH_PLAN_INFEASIBLE;
            return JH_OK;
        }
        if (answer.state == JH_MIP_INFEASIBLE) answer.bound = enough;
        jh_plan_news(m->control, &m->out->outcome, NAN, answer.bound);
        if (answer.found)
            JH_TRY(m->w->moves ? take_moves(m, answer.x, best)
                               : take_better(m, answer.x, best));
        bool done = answer.state == JH_MIP_CUT || answer.state == JH_MIP_FAILED ||
                    !answer.found || jh_plan_gap(&m->out->outcome) <= request->gap;
        if (done || !jh_plan_go_on(m->control, &m->out->outcome, 1)) return JH_OK;
        if (close_in(m, answer.x, &added) != JH_OK) return jh_nomem(m->w->err);
        if (!added) return JH_OK;
    }
    return JH_OK;
}

jh_status jh__exact(jh__work *w, const jh_budget_request *request,
                    const jh_plan_control *control, const jh__prices *p, jh__state *best,
                    jh_budget_plan *out)
{
    model m = {.w = w, .solver = control->solver, .control = control, .out = out};
    jh_mip_answer answer = {.state = JH_MIP_FAILED};
    if (build(&m, best) != JH_OK) return jh_nomem(w->err);
    double room = out->outcome.value * (1 - request->gap) - p->bound;
    if (!w->moves && room >= 0) cut_items(&m, p, room * (1 + 1e-9) + 1e-9);
    JH_TRY(m.solver->open(m.solver->ctx, &m.mip, &m.session, w->err));
    if (!m.session) return JH_OK;
    jh_status st = linear_rounds(&m, &answer);
    if (st == JH_OK && answer.state == JH_MIP_OPTIMAL &&
        out->outcome.end == JH_PLAN_RAN && !(jh_plan_gap(&out->outcome) <= request->gap))
        st = whole_rounds(&m, request, best);
    else if (st == JH_OK && answer.state == JH_MIP_CUT)
        out->outcome.end = JH_PLAN_SOLVER;
    else if (answer.state == JH_MIP_INFEASIBLE && isnan(out->outcome.value))
        out->outcome.status = JH_PLAN_INFEASIBLE; /* not even in parts of steps */
    m.solver->close(m.session);
    const char *name = m.solver->name ? m.solver->name(m.solver->ctx) : NULL;
    if (name && answer.state != JH_MIP_FAILED) {
        out->method = jh_strdup(w->arena, name); /* the solver's own may go with it */
        if (!out->method) return jh_nomem(w->err);
    }
    return st;
}
