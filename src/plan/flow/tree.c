/* The tree of the basis: hanging a subtree up elsewhere, and the prices that follow. */
#include "simplex.h"

#include <string.h>

static void link(jh_flow *f, uint32_t a, uint32_t b)
{
    f->next[a] = b;
    f->knot[b].before = a;
}

/* Turns the stem from `in` up to `out` upside down: each of its nodes becomes the child of
 * the one below. The ring is relinked so that what hung on the stem follows its node; returns
 * the last node of the subtree in its new order. */
static uint32_t turn_stem(jh_flow *f, const jh__swap *s)
{
    jh__knot *k = f->knot;
    uint32_t whole = k[s->out].size, below = s->in, up = k[below].parent;
    uint32_t tail = k[below].last, right = f->next[tail];
    jh__knot was = k[below];
    jh__room room = f->room[below];
    while (below != s->out) {
        uint32_t node = up;
        jh__knot node_was = k[node];
        jh__room node_room = f->room[node];
        link(f, tail, node);
        tail = was.before;
        if (node_was.last != was.last) {
            link(f, tail, right);
            tail = node_was.last;
            right = f->next[tail];
        }
        up = node_was.parent;
        k[node].parent = below;
        k[node].arc = was.arc;
        k[node].size = whole - was.size;
        f->room[node] = (jh__room){room.down, room.up};
        below = node, was = node_was, room = node_room;
    }
    for (uint32_t node = s->out; node != s->in; node = k[node].parent)
        k[node].last = tail;
    return tail;
}

/* Takes the subtree out of the ring and out of what the nodes above it know. */
static void cut_off(jh_flow *f, const jh__swap *s)
{
    jh__knot *k = f->knot;
    jh__knot out = k[s->out];
    for (uint32_t u = out.parent; u != s->join; u = k[u].parent)
        k[u].size -= out.size;
    for (uint32_t u = out.parent; k[u].last == out.last; u = k[u].parent) {
        k[u].last = out.before;
        if (u == JH__FLOW_ROOT) break;
    }
    link(f, out.before, f->next[out.last]);
}

static void hang_up(jh_flow *f, const jh__swap *s, uint32_t tail, uint32_t size)
{
    jh__knot *k = f->knot;
    uint32_t follows = f->next[s->onto];
    link(f, s->onto, s->in);
    link(f, tail, follows);
    k[s->in].parent = s->onto;
    k[s->in].arc = s->arc;
    k[s->in].size = size;
    k[s->in].last = tail;
    f->room[s->in] = s->room;
    for (uint32_t u = s->onto; u != s->join; u = k[u].parent)
        k[u].size += size;
    for (uint32_t u = s->onto; k[u].last == s->onto; u = k[u].parent) {
        k[u].last = tail;
        if (u == JH__FLOW_ROOT) break;
    }
}

/* Adds to the prices of a stretch of the ring. Fresh numbers follow the ring, so most of it
 * are runs of neighbours, found and added to without waiting for one link after another. */
static void shift(jh_flow *f, uint32_t from, uint32_t until, int64_t by)
{
    const uint32_t *next = f->next;
    int64_t *price = f->price;
    for (uint32_t u = from;;) {
        uint32_t end = u;
        while (end != until && next[end] == end + 1)
            end++;
        for (uint32_t i = u; i <= end; i++)
            price[i] += by;
        if (end == until) return;
        u = next[end];
        f->jumps++;
    }
}

/* Prices far from zero are brought back before they could wrap round. */
#define FAR ((int64_t)1 << 60)

void jh__tree_swap(jh_flow *f, const jh__swap *s)
{
    uint32_t size = f->knot[s->out].size;
    cut_off(f, s);
    uint32_t tail = turn_stem(f, s);
    hang_up(f, s, tail, size);
    if (size <= f->nodes / 2) {
        shift(f, s->in, tail, s->shift);
        return;
    }
    /* Only differences of prices count: moving the smaller part does the same. */
    shift(f, f->next[tail], f->knot[s->in].before, -s->shift);
    int64_t drift = f->price[JH__FLOW_ROOT];
    if (drift < FAR && drift > -FAR) return;
    for (uint32_t u = 0; u < f->nodes; u++)
        f->price[u] -= drift;
}

void jh__tree_prices(jh_flow *f)
{
    const jh__knot *k = f->knot;
    f->price[JH__FLOW_ROOT] = 0;
    for (uint32_t u = f->next[JH__FLOW_ROOT]; u != JH__FLOW_ROOT; u = f->next[u]) {
        uint32_t a = k[u].arc, parent = k[u].parent;
        if (a >= f->arcs) {
            f->price[u] = f->price[parent] + (k[u].climbs ? 0 : f->penalty);
            continue;
        }
        int64_t cost = f->arc[a].cost;
        f->price[u] = f->price[parent] + (f->arc[a].s == u ? -cost : cost);
    }
}

/* Moves the elements of an array to their new numbers. */
static void move(jh_flow *f, void *array, size_t width)
{
    char *to = f->spare;
    const char *from = array;
    for (uint32_t u = 0; u < f->nodes; u++)
        memcpy(to + f->number[u] * width, from + u * width, width);
    memcpy(array, to, f->nodes * width);
}

void jh__tree_renumber(jh_flow *f)
{
    uint32_t *number = f->number, count = 0, u = JH__FLOW_ROOT;
    do {
        number[u] = count++;
        u = f->next[u];
    } while (u != JH__FLOW_ROOT);
    move(f, f->knot, sizeof *f->knot);
    move(f, f->room, sizeof *f->room);
    move(f, f->price, sizeof *f->price);
    for (u = 0; u < f->nodes; u++) {
        jh__knot *k = &f->knot[u];
        k->parent = number[k->parent];
        k->last = u + k->size - 1;
        k->before = u ? u - 1 : f->nodes - 1;
        f->next[u] = u + 1 < f->nodes ? u + 1 : JH__FLOW_ROOT;
    }
    for (uint32_t v = 0; v + 1 < f->nodes; v++)
        f->inside[v] = number[f->inside[v]];
    for (uint32_t a = 0; a < f->arcs; a++) {
        f->arc[a].s = number[f->arc[a].s];
        f->arc[a].t = number[f->arc[a].t];
    }
    f->jumps = 0;
}
