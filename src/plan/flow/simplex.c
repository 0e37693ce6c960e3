/* The network simplex: opening, pricing, pivoting. */
#include "simplex.h"

#include <math.h>

/* Blocks of twice the usual size: an arc is priced in two or three nanoseconds here, a pivot
 * takes thousands. */
#define BLOCK_ROOTS 2
/* Pivots between two questions whether to go on. */
#define LOOK 1024
/* Broken runs of numbers, by arcs and nodes, that are worth renumbering. */
#define JUMPS_WORTH 4

static int64_t magnitude(int64_t x)
{
    return x < 0 ? -x : x;
}

/* ---- opening ------------------------------------------------------------------------- */

#define SUM_LIMIT ((int64_t)1 << 60)
#define COST_LIMIT ((int64_t)1 << 58)

static jh_status check_arc(const jh_flow_net *net, uint32_t a, int64_t *sum,
                           jh_error *err)
{
    int64_t low = net->lower ? net->lower[a] : 0;
    int64_t high = net->upper ? net->upper[a] : JH_FLOW_FREE;
    if (net->from[a] >= net->nodes || net->to[a] >= net->nodes)
        return jh_fail(err, JH_EINPUT, "plan.flow.node", "arc:u", (size_t)a + 1);
    if (high < low)
        return jh_fail(err, JH_EINPUT, "plan.flow.bounds", "arc:u", (size_t)a + 1);
    if (high == JH_FLOW_FREE) high = 0;
    bool large = low <= -SUM_LIMIT || low >= SUM_LIMIT || high >= SUM_LIMIT;
    if (!large) *sum += magnitude(low);
    if (!large && *sum < SUM_LIMIT) *sum += magnitude(high);
    if (large || *sum >= SUM_LIMIT)
        return jh_fail(err, JH_EINPUT, "plan.flow.large", "arc:u", (size_t)a + 1);
    return JH_OK;
}

static jh_status check_cost(const jh_flow *f, int64_t cost, uint32_t arc, jh_error *err)
{
    int64_t most = COST_LIMIT / f->nodes - 1;
    if (cost > most || cost < -most)
        return jh_fail(err, JH_EINPUT, "plan.flow.cost", "arc:u", (size_t)arc + 1);
    return JH_OK;
}

static jh_status take_arcs(jh_flow *f, jh_error *err)
{
    const jh_flow_net *net = f->net;
    int64_t sum = 0;
    for (uint32_t v = 0; v < net->nodes; v++) {
        int64_t b = net->supply[v];
        if (b <= -SUM_LIMIT || b >= SUM_LIMIT || (sum += magnitude(b)) >= SUM_LIMIT)
            return jh_fail(err, JH_EINPUT, "plan.flow.supply", "node:u", (size_t)v + 1);
    }
    for (uint32_t a = 0; a < f->arcs; a++) {
        JH_TRY(check_arc(net, a, &sum, err));
        JH_TRY(check_cost(f, net->cost[a], a, err));
        int64_t low = net->lower ? net->lower[a] : 0;
        int64_t high = net->upper ? net->upper[a] : JH_FLOW_FREE;
        uint32_t i = jh__flow_seat(f, a);
        f->width[i] = high == JH_FLOW_FREE ? JH__FLOW_FREE : high - low;
        f->arc[i] = (jh__arc){net->from[a] + 1, net->to[a] + 1, net->cost[a]};
    }
    return JH_OK;
}

jh_status jh_flow_open(jh_arena *arena, const jh_flow_net *net, jh_flow **out,
                       jh_error *err)
{
    if (net->nodes >= UINT32_MAX / 4 || net->arcs >= UINT32_MAX / 4)
        return jh_fail(err, JH_EINPUT, "plan.flow.many", "");
    jh_flow *f = jh_alloc(arena, sizeof *f);
    if (!f) return jh_nomem(err);
    f->net = net, f->nodes = net->nodes + 1, f->arcs = net->arcs;
    size_t n = f->nodes, m = (size_t)f->arcs + 1;
    f->arc = jh_alloc_array(arena, m, sizeof *f->arc);
    f->width = jh_alloc_array(arena, m, sizeof *f->width);
    f->turned = jh_alloc_array(arena, m, 1);
    f->knot = jh_alloc_array(arena, n, sizeof *f->knot);
    f->room = jh_alloc_array(arena, n, sizeof *f->room);
    f->price = jh_alloc_array(arena, n, sizeof *f->price);
    f->next = jh_alloc_array(arena, n, sizeof *f->next);
    f->inside = jh_alloc_array(arena, n, sizeof *f->inside);
    f->number = jh_alloc_array(arena, n, sizeof *f->number);
    f->spare = jh_alloc_array(arena, n, sizeof *f->knot);
    if (!f->arc || !f->width || !f->turned || !f->knot || !f->room || !f->price ||
        !f->next || !f->inside || !f->number || !f->spare)
        return jh_nomem(err);
    double root = sqrt((double)f->arcs);
    f->stride = (uint32_t)root + 1;
    f->whole = f->arcs / f->stride, f->more = f->arcs % f->stride;
    f->long_end = f->more * (f->whole + 1);
    f->block = (uint32_t)(root * BLOCK_ROOTS) + 16;
    JH_TRY(take_arcs(f, err));
    *out = f;
    return JH_OK;
}

uint32_t jh__flow_seat(const jh_flow *f, uint32_t arc)
{
    if (arc < f->long_end) return arc / (f->whole + 1) + arc % (f->whole + 1) * f->stride;
    arc -= f->long_end;
    return f->more + arc / f->whole + arc % f->whole * f->stride;
}

/* ---- the first basis ------------------------------------------------------------------- */

/* Every node hangs on the root by an artificial arc: up for what it has too much, down and
 * dear for what it lacks. Arcs without flow point up, so that the tree is strongly feasible. */
static void first_basis(jh_flow *f)
{
    const jh_flow_net *net = f->net;
    int64_t *excess = f->price; /* until the prices are known */
    for (uint32_t v = 0; v < net->nodes; v++)
        excess[v + 1] = net->supply[v];
    for (uint32_t a = 0; net->lower && a < f->arcs; a++) {
        excess[net->from[a] + 1] -= net->lower[a];
        excess[net->to[a] + 1] += net->lower[a];
    }
    uint32_t last = f->nodes - 1;
    f->knot[JH__FLOW_ROOT] =
        (jh__knot){.before = last, .last = last, .size = f->nodes, .arc = UINT32_MAX};
    for (uint32_t u = 1; u < f->nodes; u++) {
        bool climbs = excess[u] >= 0;
        f->knot[u] = (jh__knot){
            .before = u - 1, .last = u, .size = 1, .arc = UINT32_MAX, .climbs = climbs};
        f->room[u] = climbs ? (jh__room){JH__FLOW_FREE, excess[u]}
                            : (jh__room){-excess[u], JH__FLOW_FREE};
        f->inside[u - 1] = u;
    }
    for (uint32_t u = 0; u < f->nodes; u++)
        f->next[u] = u == last ? JH__FLOW_ROOT : u + 1;
    f->based = true;
}

/* Dear enough that no way through the net costs as much. */
static void set_penalty(jh_flow *f)
{
    int64_t most = 0;
    for (uint32_t a = 0; a < f->arcs; a++)
        if (magnitude(f->arc[a].cost) > most) most = magnitude(f->arc[a].cost);
    f->penalty = (most + 1) * f->nodes;
}

/* ---- pricing --------------------------------------------------------------------------- */

/* The entering arc: the cheapest of the first block that has one below zero. */
static bool find_entering(jh_flow *f, uint32_t *out)
{
    const jh__arc *arc = f->arc;
    const int64_t *price = f->price;
    uint32_t n = f->arcs, i = f->at, left = n, best = 0;
    int64_t least = 0;
    while (left) {
        uint32_t run = f->block;
        if (run > left) run = left;
        left -= run;
        while (run) {
            uint32_t end = n - i < run ? n : i + run;
            run -= end - i;
            for (; i < end; i++) {
                int64_t c = arc[i].cost + price[arc[i].s] - price[arc[i].t];
                if (c < least) least = c, best = i;
            }
            if (i == n) i = 0;
        }
        if (least < 0) {
            f->at = i;
            *out = best;
            return true;
        }
    }
    return false;
}

/* ---- pivoting -------------------------------------------------------------------------- */

static uint32_t find_join(const jh_flow *f, uint32_t u, uint32_t v)
{
    const jh__knot *k = f->knot;
    while (u != v) {
        if (k[u].size < k[v].size)
            u = k[u].parent;
        else
            v = k[v].parent;
    }
    return u;
}

static void turn(jh_flow *f, uint32_t a)
{
    jh__arc *arc = &f->arc[a];
    *arc = (jh__arc){arc->t, arc->s, -arc->cost};
    f->turned[a] ^= 1;
}

/* Brings the arc in; false if the cycle has no limit. */
static bool pivot(jh_flow *f, uint32_t in)
{
    jh__knot *k = f->knot;
    jh__room *room = f->room;
    uint32_t s = f->arc[in].s, t = f->arc[in].t, join = find_join(f, s, t);
    int64_t delta = f->width[in];
    uint32_t out = UINT32_MAX;
    bool on_s = false;
    /* The last blocking arc of the cycle, seen from the join along its direction, keeps the
     * tree strongly feasible: strict on the way down to s, not strict on the way up from t. */
    for (uint32_t u = s; u != join; u = k[u].parent)
        if (room[u].down < delta) delta = room[u].down, out = u, on_s = true;
    for (uint32_t u = t; u != join; u = k[u].parent)
        if (room[u].up <= delta) delta = room[u].up, out = u, on_s = false;
    if (delta >= JH__FLOW_FREE / 2) return false;
    if (delta > 0) {
        for (uint32_t u = s; u != join; u = k[u].parent)
            room[u].down -= delta, room[u].up += delta;
        for (uint32_t u = t; u != join; u = k[u].parent)
            room[u].up -= delta, room[u].down += delta;
    }
    if (out == UINT32_MAX) {
        turn(f, in);
        return true;
    }
    uint32_t gone = k[out].arc;
    bool up =
        gone < f->arcs && f->arc[gone].s == out; /* direction of growth, as it stands */
    int64_t grow = up ? room[out].up : room[out].down;
    jh__swap swap = {.out = out, .join = join, .arc = in};
    swap.in = on_s ? s : t;
    swap.onto = on_s ? t : s;
    int64_t reduced = f->arc[in].cost + f->price[s] - f->price[t];
    swap.shift = on_s ? -reduced : reduced;
    swap.room = on_s ? (jh__room){f->width[in] - delta, delta}
                     : (jh__room){delta, f->width[in] - delta};
    jh__tree_swap(f, &swap);
    if (gone < f->arcs && grow == 0) turn(f, gone);
    return true;
}

/* ---- solving --------------------------------------------------------------------------- */

static bool has_artificial_flow(const jh_flow *f)
{
    for (uint32_t u = 1; u < f->nodes; u++) {
        if (f->knot[u].arc < f->arcs) continue;
        if ((f->knot[u].climbs ? f->room[u].down : f->room[u].up) > 0) return true;
    }
    return false;
}

jh_flow_outcome jh_flow_solve(jh_flow *f, const jh_plan_control *control,
                              jh_plan_outcome *work)
{
    const uint64_t worth = JUMPS_WORTH * ((uint64_t)f->arcs + f->nodes);
    if (!f->based) first_basis(f);
    set_penalty(f);
    jh__tree_prices(f);
    uint32_t in;
    while (find_entering(f, &in)) {
        f->pivots++;
        if (!pivot(f, in)) {
            f->cycle_arc = in;
            return JH_FLOW_UNBOUNDED;
        }
        if (f->jumps > worth) jh__tree_renumber(f);
        if (control && f->pivots % LOOK == 0 && !jh_plan_go_on(control, work, LOOK))
            return JH_FLOW_STOPPED;
    }
    return has_artificial_flow(f) ? JH_FLOW_INFEASIBLE : JH_FLOW_OPTIMAL;
}

jh_status jh_flow_cost_set(jh_flow *f, uint32_t arc, int64_t cost, jh_error *err)
{
    JH_TRY(check_cost(f, cost, arc, err));
    uint32_t i = jh__flow_seat(f, arc);
    f->arc[i].cost = f->turned[i] ? -cost : cost;
    return JH_OK;
}

int64_t jh_flow_on(const jh_flow *f, uint32_t arc)
{
    const jh_flow_net *net = f->net;
    int64_t along = 0;
    uint32_t i = jh__flow_seat(f, arc);
    uint32_t s = f->arc[i].s, t = f->arc[i].t;
    if (f->knot[s].arc == i)
        along = f->room[s].down;
    else if (f->knot[t].arc == i)
        along = f->room[t].up;
    if (f->turned[i]) return net->upper[arc] - along;
    return (net->lower ? net->lower[arc] : 0) + along;
}

int64_t jh_flow_price(const jh_flow *f, uint32_t node)
{
    return f->price[f->inside[node]] - f->price[JH__FLOW_ROOT];
}

uint64_t jh_flow_pivots(const jh_flow *f)
{
    return f->pivots;
}

jh_status jh_flow_total(const jh_flow *f, int64_t *cost, jh_error *err)
{
    const jh_flow_net *net = f->net;
    __int128 sum = 0;
    for (uint32_t a = 0; net->lower && a < f->arcs; a++) {
        uint32_t i = jh__flow_seat(f, a);
        sum +=
            (__int128)net->lower[a] * (f->turned[i] ? -f->arc[i].cost : f->arc[i].cost);
    }
    /* Arcs at their upper bound, then what the tree's arcs differ from the bound they face. */
    for (uint32_t i = 0; i < f->arcs; i++)
        if (f->turned[i]) sum -= (__int128)f->width[i] * f->arc[i].cost;
    for (uint32_t u = 1; u < f->nodes; u++) {
        uint32_t i = f->knot[u].arc;
        if (i >= f->arcs) continue;
        sum += (__int128)(f->arc[i].s == u ? f->room[u].down : f->room[u].up) *
               f->arc[i].cost;
    }
    if (sum > INT64_MAX || sum < INT64_MIN)
        return jh_fail(err, JH_EINPUT, "plan.flow.total", "");
    *cost = (int64_t)sum;
    return JH_OK;
}
