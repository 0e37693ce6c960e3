/* Why a net has no flow, or no least cost; and the check of a claimed answer. */
#include "simplex.h"

/* ---- the cut ----------------------------------------------------------------------------- */

/* Arcs by the node they can be passed from, both ways. */
typedef struct ways {
    uint32_t *first; /* of a node's arcs in `arc`; nodes + 1 of them */
    uint32_t *arc;
} ways;

static jh_status sort_ways(jh_arena *scratch, const jh_flow_net *net, ways *w,
                           jh_error *err)
{
    w->first = jh_alloc_array(scratch, (size_t)net->nodes + 2, sizeof *w->first);
    w->arc = jh_alloc_array(scratch, 2 * (size_t)net->arcs + 1, sizeof *w->arc);
    if (!w->first || !w->arc) return jh_nomem(err);
    uint32_t *end = w->first + 1;
    for (uint32_t a = 0; a < net->arcs; a++)
        end[net->from[a]]++, end[net->to[a]]++;
    for (uint32_t v = 0; v < net->nodes; v++)
        end[v] += w->first[v];
    /* Filled from the end of each node's stretch, which moves its end to its beginning. */
    for (uint32_t a = net->arcs; a-- > 0;) {
        w->arc[--end[net->from[a]]] = a;
        w->arc[--end[net->to[a]]] = a;
    }
    for (uint32_t v = 0; v < net->nodes; v++)
        w->first[v] = end[v];
    w->first[net->nodes] = 2 * net->arcs;
    return JH_OK;
}

/* Whether more flow can go from `v` over the arc, or (back) to it. */
static bool open_from(const jh_flow *f, uint32_t a, uint32_t v, bool back)
{
    const jh_flow_net *net = f->net;
    int64_t on = jh_flow_on(f, a), high = net->upper ? net->upper[a] : JH_FLOW_FREE;
    int64_t low = net->lower ? net->lower[a] : 0;
    if (net->from[a] == v && (back ? on > low : on < high)) return true;
    return net->to[a] == v && (back ? on < high : on > low);
}

/* What a node has left on its artificial arc: > 0 not given, < 0 not taken. */
static int64_t left_over(const jh_flow *f, uint32_t v)
{
    uint32_t u = f->inside[v];
    if (f->knot[u].arc < f->arcs) return 0;
    return f->knot[u].climbs ? f->room[u].down : -f->room[u].up;
}

jh_status jh_flow_cut(const jh_flow *f, jh_arena *scratch, uint8_t *inside,
                      int64_t *shortfall, jh_error *err)
{
    const jh_flow_net *net = f->net;
    uint32_t n = net->nodes, tail = 0;
    uint32_t *queue = jh_alloc_array(scratch, (size_t)n + 1, sizeof *queue);
    ways w;
    if (!queue) return jh_nomem(err);
    JH_TRY(sort_ways(scratch, net, &w, err));
    bool back = true; /* nothing left to give: the cut is around what was not taken */
    for (uint32_t v = 0; v < n; v++)
        if (left_over(f, v) > 0) back = false;
    *shortfall = 0;
    for (uint32_t v = 0; v < n; v++) {
        int64_t left = left_over(f, v);
        inside[v] = back ? left < 0 : left > 0;
        if (inside[v]) queue[tail++] = v, *shortfall += left;
    }
    for (uint32_t head = 0; head < tail; head++) {
        uint32_t v = queue[head];
        for (uint32_t i = w.first[v]; i < w.first[v + 1]; i++) {
            uint32_t a = w.arc[i], other = net->from[a] == v ? net->to[a] : net->from[a];
            if (inside[other] || !open_from(f, a, v, back)) continue;
            inside[other] = 1;
            queue[tail++] = other;
        }
    }
    return JH_OK;
}

/* ---- the cycle ---------------------------------------------------------------------------- */

static uint32_t arc_at(const jh_flow *f, uint32_t seat)
{
    uint32_t column = seat % f->stride, row = seat / f->stride;
    return column * f->whole + (column < f->more ? column : f->more) + row;
}

void jh_flow_cycle(const jh_flow *f, uint32_t *arc, uint32_t *n)
{
    const jh__knot *k = f->knot;
    uint32_t s = f->arc[f->cycle_arc].s, t = f->arc[f->cycle_arc].t, down;
    uint32_t u = s, v = t;
    while (u != v) {
        if (k[u].size < k[v].size)
            u = k[u].parent;
        else
            v = k[v].parent;
    }
    *n = 0;
    arc[(*n)++] = arc_at(f, f->cycle_arc);
    for (v = t; v != u; v = k[v].parent)
        arc[(*n)++] = arc_at(f, k[v].arc);
    for (v = s; v != u; v = k[v].parent)
        ++*n;
    /* On the way down to s: met from its end. */
    for (v = s, down = *n; v != u; v = k[v].parent)
        arc[--down] = arc_at(f, k[v].arc);
}

/* ---- the check ------------------------------------------------------------------------------ */

static bool price_wrong(int64_t cost, int64_t from, int64_t to, bool grows, bool shrinks)
{
    __int128 reduced = (__int128)cost + from - to;
    return (grows && reduced < 0) || (shrinks && reduced > 0);
}

jh_status jh_flow_check(jh_arena *scratch, const jh_flow_net *net, jh_flow_answer answer,
                        jh_flow_fault *fault, uint32_t *at, jh_error *err)
{
    __int128 *left = jh_alloc_array(scratch, (size_t)net->nodes + 1, sizeof *left);
    if (!left) return jh_nomem(err);
    for (uint32_t v = 0; v < net->nodes; v++)
        left[v] = net->supply[v];
    for (*at = 0; *at < net->arcs; ++*at) {
        uint32_t a = *at;
        int64_t on = answer.flow[a], low = net->lower ? net->lower[a] : 0;
        int64_t high = net->upper ? net->upper[a] : JH_FLOW_FREE;
        *fault = JH_FLOW_FAULT_BOUND;
        if (on < low || on > high) return JH_OK;
        *fault = JH_FLOW_FAULT_PRICE;
        int64_t from = answer.price[net->from[a]], to = answer.price[net->to[a]];
        if (price_wrong(net->cost[a], from, to, on<high, on> low)) return JH_OK;
        left[net->from[a]] -= on;
        left[net->to[a]] += on;
    }
    *fault = JH_FLOW_FAULT_BALANCE;
    for (*at = 0; *at < net->nodes; ++*at)
        if (left[*at] != 0) return JH_OK;
    *fault = JH_FLOW_FAULT_NONE;
    *at = 0;
    return JH_OK;
}
