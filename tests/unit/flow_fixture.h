/* Nets to try the flow kernel on: the two families of the bench, made from a seed, and random
 * small ones with everything that may go wrong in a net. */
#ifndef JH_FLOW_FIXTURE_H
#define JH_FLOW_FIXTURE_H

#include <junheng/flow.h>

#include <math.h>
#include <string.h>

typedef struct flow_fixture {
    jh_flow_net net;
    uint32_t *from, *to;
    int64_t *lower, *upper, *cost, *supply;
} flow_fixture;

static inline uint32_t flow_next(uint64_t *s)
{
    *s ^= *s << 13, *s ^= *s >> 7, *s ^= *s << 17;
    return (uint32_t)(*s >> 32);
}

static inline uint32_t flow_below(uint64_t *s, uint32_t bound)
{
    return flow_next(s) % bound;
}

static inline void flow_room(flow_fixture *x, jh_arena *arena, uint32_t nodes,
                             uint32_t arcs)
{
    x->from = jh_alloc_array(arena, arcs + 1, sizeof *x->from);
    x->to = jh_alloc_array(arena, arcs + 1, sizeof *x->to);
    x->lower = jh_alloc_array(arena, arcs + 1, sizeof *x->lower);
    x->upper = jh_alloc_array(arena, arcs + 1, sizeof *x->upper);
    x->cost = jh_alloc_array(arena, arcs + 1, sizeof *x->cost);
    x->supply = jh_alloc_array(arena, nodes + 1, sizeof *x->supply);
    x->net = (jh_flow_net){nodes,    arcs,     x->from, x->to,
                           x->lower, x->upper, x->cost, x->supply};
}

static inline void flow_arc(flow_fixture *x, uint32_t a, uint32_t from, uint32_t to)
{
    x->from[a] = from, x->to[a] = to;
}

/* Any net: a ring that keeps it feasible, a tenth of the nodes give, a tenth take. */
static inline void flow_general(flow_fixture *x, uint32_t n, uint32_t m, uint64_t *s)
{
    uint32_t q = n / 10;
    int64_t total = 0, left;
    for (uint32_t i = 0; i < q; i++)
        total += x->supply[i] = 1 + flow_below(s, 1000);
    left = total;
    for (uint32_t i = 0; i < q; i++) {
        int64_t t = i == q - 1 || total / q > left ? left : total / q;
        x->supply[n - 1 - i] = -t;
        left -= t;
    }
    for (uint32_t i = 0; i < n; i++) {
        flow_arc(x, i, i, (i + 1) % n);
        x->upper[i] = total, x->cost[i] = 10000;
    }
    for (uint32_t a = n; a < m; a++) {
        uint32_t u = flow_below(s, n), v = flow_below(s, n);
        flow_arc(x, a, u, u == v ? (v + 1) % n : v);
        /* the second number is drawn first: so were the nets whose optimum is known */
        x->cost[a] = 1 + flow_below(s, 10000);
        x->upper[a] = 1 + flow_below(s, 1000);
    }
}

/* Givers and takers on a plane of 40 km; costs are metres. `one`: each gives and takes one. */
static inline void flow_plane(flow_fixture *x, uint32_t n, bool one, uint64_t *s)
{
    uint32_t half = n / 2, each = x->net.arcs / half;
    double place[2][4096 * 8];
    for (uint32_t i = 0; i < n; i++)
        for (int c = 0; c < 2; c++)
            place[c][i] = flow_below(s, 40000);
    int64_t total = 0;
    for (uint32_t i = 0; i < half; i++)
        total += x->supply[i] = one ? 1 : 1 + flow_below(s, 20);
    for (uint32_t i = 0; i < half; i++)
        x->supply[half + i] = one ? -1 : -(total / half + (i < total % half));
    for (uint32_t i = 0, a = 0; i < half; i++)
        for (uint32_t e = 0; e < each; e++, a++) {
            uint32_t j = each >= half ? e : e == 0 ? i : flow_below(s, half);
            double dx = place[0][i] - place[0][half + j];
            double dy = place[1][i] - place[1][half + j];
            flow_arc(x, a, i, half + j);
            x->upper[a] = one ? 1 : e == 0 ? 1000 : 20;
            x->cost[a] = (int64_t)sqrt(dx * dx + dy * dy) + 1;
        }
}

/* kind: "net" general, "trans" transport, "assign" one to one. n of the last two below 32768. */
static inline void flow_make(flow_fixture *x, jh_arena *arena, const char *kind,
                             uint32_t n, uint32_t m, uint64_t seed)
{
    uint64_t s = UINT64_C(0x9E3779B97F4A7C15) * (seed + 1);
    for (int i = 0; i < 9; i++)
        flow_next(&s);
    bool general = strcmp(kind, "net") == 0;
    uint32_t half = n / 2, each = m / half < half ? m / half : half;
    flow_room(x, arena, n, general ? m : each * half);
    if (general)
        flow_general(x, n, m, &s);
    else
        flow_plane(x, n, strcmp(kind, "assign") == 0, &s);
}

#endif
